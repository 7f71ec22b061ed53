"""What a reader is told in words: one table for a language, English being the first.

>>> wording(LineKind.PRORATED_CHARGE)
'Prorated charge'
>>> wording(Standing.READING)
'our reading of published words that leave room for another'
"""

from collections.abc import Mapping
from typing import Final

from gotobilling.billing_cycle import DocumentKind
from gotobilling.invoices import CreditReason
from gotobilling.key_dates import KeyDateKind
from gotobilling.kinds import BillableUnit, CallType, Frequency, LineKind
from gotobilling.quotes import Outcome, QuotePart
from gotobilling.sources import Standing
from gotobilling.taxes import Supplier, TaxCategory

__all__ = ["ENGLISH", "wording"]

Term = (
    LineKind
    | DocumentKind
    | BillableUnit
    | CallType
    | Standing
    | Supplier
    | TaxCategory
    | CreditReason
    | Frequency
    | QuotePart
    | Outcome
    | KeyDateKind
)

ENGLISH: Final[Mapping[Term, str]] = {
    DocumentKind.RECURRING: "Monthly invoice",
    DocumentKind.ONE_TIME: "One-time invoice",
    DocumentKind.CYCLE: "Invoice of a billing cycle",
    DocumentKind.PLAN_CHANGE: "Invoice of a plan change",
    DocumentKind.CREDIT_NOTE: "Credit note",
    LineKind.SERVICE_CHARGE: "Service charge",
    LineKind.STANDARD_NUMBER: "Standard phone number",
    LineKind.PRORATED_CHARGE: "Prorated charge",
    LineKind.INCLUDED_MINUTES: "Included minutes",
    LineKind.DOMESTIC_PREMIUM_MINUTES: "Domestic premium minutes",
    LineKind.OUTBOUND_OVERAGE: "Outbound overage",
    LineKind.TOLL_FREE_MINUTES: "Toll-free minutes",
    LineKind.INTERNATIONAL_MINUTES: "International minutes",
    LineKind.INCLUDED_MESSAGES: "Included text messages",
    LineKind.MESSAGE_OVERAGE: "Text messages beyond the plan",
    LineKind.CONTACT_CENTER: "Contact center",
    LineKind.SUBSCRIPTION: "Subscription",
    LineKind.RENTAL: "Rental",
    LineKind.HARDWARE: "Hardware",
    LineKind.NUMBER_PURCHASE: "Phone number purchase",
    LineKind.CHANGE_FEE: "Change fee",
    LineKind.EARLY_TERMINATION: "Early termination",
    LineKind.OTHER_CHARGE: "Other charge",
    LineKind.OTHER_CREDIT: "Other credit",
    LineKind.BROUGHT_FORWARD: "Balance",
    LineKind.STATE_AND_LOCAL_RECOVERY: "State and local regulatory recovery",
    LineKind.REGULATORY_RECOVERY: "Regulatory recovery fee",
    LineKind.CANADIAN_REGULATORY_FEE: "Federal and provincial regulatory recovery",
    LineKind.UNIVERSAL_SERVICE_FEE: "Universal service fee",
    LineKind.SALES_TAX: "Sales tax",
    LineKind.GST: "Goods and services tax",
    LineKind.HST: "Harmonized sales tax",
    LineKind.PST: "Provincial sales tax",
    LineKind.QST: "Quebec sales tax",
    LineKind.VAT: "Value added tax",
    BillableUnit.DEVICE: "device",
    BillableUnit.EXTENSION: "extension",
    BillableUnit.TOLL_FREE_NUMBER: "toll-free number",
    BillableUnit.INBOUND_ONLY_NUMBER: "inbound-only number",
    BillableUnit.TWO_WAY_NUMBER: "two-way number",
    BillableUnit.INTERNATIONAL_NUMBER: "international number",
    BillableUnit.SUBSCRIPTION: "subscription",
    BillableUnit.RENTED_DEVICE: "rented device",
    BillableUnit.MINUTE: "minute",
    BillableUnit.MESSAGE_CREDIT: "message credit",
    CallType.EXTENSION: "calls between extensions",
    CallType.TOLL_FREE_INBOUND: "toll-free inbound calls",
    CallType.INBOUND: "other inbound calls",
    CallType.DOMESTIC_PREMIUM: "domestic premium calls",
    CallType.INTERNATIONAL: "international calls",
    CallType.PLAN: "local and long-distance calls",
    CallType.MESSAGE: "text messages",
    TaxCategory.STANDARD: "standard",
    TaxCategory.ZERO_RATED: "zero-rated",
    TaxCategory.EXEMPT: "exempt",
    TaxCategory.REVERSE_CHARGE: "reverse charge",
    CreditReason.WRONG_CHARGE: "the invoice was wrong",
    CreditReason.GOODWILL: "goodwill",
    Frequency.MONTHLY: "monthly",
    Frequency.QUARTERLY: "quarterly",
    Frequency.ANNUAL: "annual",
    QuotePart.PRODUCT: "Product",
    QuotePart.ADD_ON: "Add-ons",
    QuotePart.DEVICE: "Devices",
    Outcome.ACCEPTED: "accepted",
    Outcome.DECLINED: "declined",
    KeyDateKind.TRIAL_END: "The trial is over and free again",
    KeyDateKind.NOTICE: "Last day for notice",
    KeyDateKind.CANCELLATION: "Last day to cancel",
    KeyDateKind.EARLY_EXIT: "Last day to leave the term early",
    KeyDateKind.DUE: "Last day to pay",
    KeyDateKind.AUTOPAY: "Autopay charges",
    KeyDateKind.DISPUTE: "Last day to dispute",
    KeyDateKind.INVOICE: "Invoice",
    KeyDateKind.EXPIRY: "Last day of the term, which does not renew",
    KeyDateKind.SERVICE_END: "Last day of service",
    KeyDateKind.RENEWAL: "The term renews",
    KeyDateKind.PRICE_CHANGE: "Prices may change from here on",
    KeyDateKind.DELETION: "Data is deleted",
    Supplier.LIBRARY: "part of this release",
    Supplier.CONTRACT: "a matter of the customer's contract",
    Supplier.CALLER: "yours to bring",
    Standing.STATED: "a published billing document says it",
    Standing.LAW: "a statute or a regulator says it",
    Standing.CONTRACT: "the customer's own quote or contract says it",
    Standing.READING: "our reading of published words that leave room for another",
    Standing.ASSUMED: "nothing published says it; a choice had to be made",
}
"""The words of every kind of line, document, date, unit, category and the like."""


def wording(term: Term, catalog: Mapping[Term, str] = ENGLISH) -> str:
    """Return the words of a catalog for a member of the closed vocabulary."""
    return catalog[term]
