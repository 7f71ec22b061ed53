"""What a document is told beside the facts of its account, checked alike for all."""

from datetime import date

from gotobilling import checks
from gotobilling.errors import ConflictingFacts, InvalidValue, WrongType
from gotobilling.facts import Account
from gotobilling.invoices.corrected import Correction
from gotobilling.invoices.invoice import Invoice
from gotobilling.market import Market
from gotobilling.taxes import TaxDate

__all__ = ["check_types", "corrected", "paid", "sent"]


def check_types(account: Account, market: Market) -> None:
    """Refuse what is no account or no market."""
    checks.exactly("account", account, Account)
    checks.exactly("market", market, Market)


def corrected(
    found: Correction | None, account: Account, part: str | None, market: Market
) -> Correction | None:
    """Return what a document carries of others, or None; refuse another account's."""
    if found is None:
        return None
    if type(found) is not Correction:
        raise WrongType("corrections", "a Correction or None", found)
    for path, own, other in (
        ("account", account.id, found.account),
        ("known_on", account.known_on, found.known_on),
    ):
        if own != other:
            raise ConflictingFacts(f"corrections.{path}", f"the account's {own}", other)
    carried = found.on_part(part, market.cycle.parts)
    return carried if carried.rows else None


def paid(on: date | None, market: Market) -> date | None:
    """Return the day of payment, where a levy's tax date asks for one."""
    if on is None:
        return None
    checks.billing_day("paid_on", on)
    asking = TaxDate.EARLIER_OF_INVOICE_AND_PAYMENT
    if not any(levy.tax_date is asking for levy in market.levies):
        requirement = "None where no levy's tax date asks for it"
        raise InvalidValue("paid_on", requirement, on, "Q46")
    return on


def sent(invoice: Invoice, on: date) -> Invoice:
    """Return a document that is sent on a day, which is none before its date."""
    checks.day("sent_on", on)
    issued = invoice.issued_on.value
    if on < issued:
        raise InvalidValue("sent_on", f"on or after the issue of {issued}", on, "Q6")
    return invoice
