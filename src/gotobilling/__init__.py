"""
Billing rules that prove every amount they return.

Facts and a market in, invoices out, all of them immutable values:

>>> from gotobilling import Money, Period, assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> invoice.total.value == Money.parse("189.52", "USD")
True

A name is imported when it is first asked for, so that importing the package costs next
to nothing.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gotobilling.billing_cycle import NothingToBill
    from gotobilling.canonical import canonical, digest
    from gotobilling.contracts import billing_start
    from gotobilling.corrections import correct, next_invoice
    from gotobilling.credits import apply_credit, credit_note, settle
    from gotobilling.derivation import Derived
    from gotobilling.editions import edition
    from gotobilling.errors import BillingError
    from gotobilling.facts import (
        Account,
        BillingAddress,
        Contract,
        ExemptionCertificate,
        OneTimeCharge,
        OpeningQuantity,
        Payment,
        Price,
        QuantityChange,
        Receivables,
        ServiceEnd,
        TaxNumber,
        Withdrawal,
    )
    from gotobilling.formats.documents import issued_document
    from gotobilling.invoices import (
        Correction,
        CreditNote,
        CreditReason,
        Everything,
        Invoice,
        IssuedDocument,
        OfAmount,
        OfLines,
        OfShare,
        assemble_invoice,
        assemble_one_time,
        invoices_issued,
        tax_summary,
    )
    from gotobilling.kinds import BillableUnit, ChargeClass, LineKind
    from gotobilling.lineitems import LevyLine, LineItem
    from gotobilling.market import Market, coverage
    from gotobilling.money import Money, UnitPrice
    from gotobilling.payments import autopay_on, disputable_until, due_on
    from gotobilling.periods import DayCount, Period
    from gotobilling.proration import prorate
    from gotobilling.refusals import Refused
    from gotobilling.rounding import (
        MINOR_UNIT,
        Remainder,
        Rounding,
        RoundingMode,
        allocate,
    )
    from gotobilling.sources import Clause, Dated, Standing
    from gotobilling.taxes import Levy, RateSeries, assess

__all__ = [
    "MINOR_UNIT",
    "Account",
    "BillableUnit",
    "BillingAddress",
    "BillingError",
    "ChargeClass",
    "Clause",
    "Contract",
    "Correction",
    "CreditNote",
    "CreditReason",
    "Dated",
    "DayCount",
    "Derived",
    "Everything",
    "ExemptionCertificate",
    "Invoice",
    "IssuedDocument",
    "Levy",
    "LevyLine",
    "LineItem",
    "LineKind",
    "Market",
    "Money",
    "NothingToBill",
    "OfAmount",
    "OfLines",
    "OfShare",
    "OneTimeCharge",
    "OpeningQuantity",
    "Payment",
    "Period",
    "Price",
    "QuantityChange",
    "RateSeries",
    "Receivables",
    "Refused",
    "Remainder",
    "Rounding",
    "RoundingMode",
    "ServiceEnd",
    "Standing",
    "TaxNumber",
    "UnitPrice",
    "Withdrawal",
    "allocate",
    "apply_credit",
    "assemble_invoice",
    "assemble_one_time",
    "assess",
    "autopay_on",
    "billing_start",
    "canonical",
    "correct",
    "coverage",
    "credit_note",
    "digest",
    "disputable_until",
    "due_on",
    "edition",
    "invoices_issued",
    "issued_document",
    "next_invoice",
    "prorate",
    "settle",
    "tax_summary",
]

_HOMES: Final[Mapping[str, str]] = {
    "NothingToBill": "billing_cycle",
    "canonical": "canonical",
    "digest": "canonical",
    "billing_start": "contracts",
    "Derived": "derivation",
    "edition": "editions",
    "BillingError": "errors",
    "Account": "facts",
    "BillingAddress": "facts",
    "Contract": "facts",
    "ExemptionCertificate": "facts",
    "OneTimeCharge": "facts",
    "OpeningQuantity": "facts",
    "Payment": "facts",
    "Price": "facts",
    "QuantityChange": "facts",
    "Receivables": "facts",
    "ServiceEnd": "facts",
    "TaxNumber": "facts",
    "Invoice": "invoices",
    "assemble_invoice": "invoices",
    "assemble_one_time": "invoices",
    "invoices_issued": "invoices",
    "tax_summary": "invoices",
    "BillableUnit": "kinds",
    "ChargeClass": "kinds",
    "LineKind": "kinds",
    "LevyLine": "lineitems",
    "LineItem": "lineitems",
    "Market": "market",
    "coverage": "market",
    "Money": "money",
    "UnitPrice": "money",
    "autopay_on": "payments",
    "disputable_until": "payments",
    "due_on": "payments",
    "DayCount": "periods",
    "Period": "periods",
    "prorate": "proration",
    "MINOR_UNIT": "rounding",
    "Remainder": "rounding",
    "Rounding": "rounding",
    "RoundingMode": "rounding",
    "allocate": "rounding",
    "Clause": "sources",
    "Dated": "sources",
    "Standing": "sources",
    "Levy": "taxes",
    "RateSeries": "taxes",
    "assess": "taxes",
    "Correction": "invoices",
    "CreditNote": "invoices",
    "CreditReason": "invoices",
    "IssuedDocument": "invoices",
    "Everything": "invoices",
    "OfAmount": "invoices",
    "OfLines": "invoices",
    "OfShare": "invoices",
    "Withdrawal": "facts",
    "correct": "corrections",
    "next_invoice": "corrections",
    "credit_note": "credits",
    "apply_credit": "credits",
    "settle": "credits",
    "Refused": "refusals",
    "issued_document": "formats.documents",
}


def _found(name: str) -> object:
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


if not TYPE_CHECKING:  # pragma: no branch -- a type checker alone goes past it
    # Shown to a type checker, this would make every misspelt name a good one.
    def __getattr__(name: str) -> object:
        if name in _HOMES:
            return _found(name)
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    # Importing a module binds its name here; ``canonical`` stays the function of it.
    @property
    def canonical(self) -> object:
        return _found("canonical")

    @canonical.setter
    def canonical(self, module: ModuleType) -> None:
        pass


sys.modules[__name__].__class__ = _Package
