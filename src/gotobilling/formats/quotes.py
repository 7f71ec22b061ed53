"""A quote as plain data: its totals, and the documents of its first invoices.

The data are no document of their own: they carry no digest and prove nothing by
themselves. What proves is the invoices, each of them a whole document under
``documents``, which ``gotobilling verify`` takes as any other. Every number is text:

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.kinds import BillableUnit, LineKind
>>> from gotobilling.markets import us
>>> from gotobilling.quotes import Quote, QuotedItem
>>> quote = Quote(
...     id="q-17",
...     account="acme",
...     currency="USD",
...     market=us.CONNECT,
...     quoted_on=date(2026, 6, 20),
...     billing_start_on=date(2026, 7, 1),
...     months=3,
...     items=(
...         QuotedItem(
...             item="seat",
...             kind=LineKind.SERVICE_CHARGE,
...             unit=BillableUnit.EXTENSION,
...             quantity=10,
...             quoted_price=Decimal("20.00"),
...         ),
...     ),
... )
>>> found = quote_data(quote.totals, documents=1)
>>> found["before_fees_and_taxes"]
{'charges': '600.00', 'at_list_prices': '600.00', 'savings': '0.00'}
>>> [one["total"] for one in found["invoices"]], len(found["documents"])
(['200.00', '200.00', '200.00'], 1)
"""

from typing import Final

import attrs

from gotobilling import checks
from gotobilling.canonical import Data, data
from gotobilling.formats.documents import document
from gotobilling.invoices import Invoice
from gotobilling.money import Money
from gotobilling.quotes import Compared, ItemTotal, PeriodTotal, Quote, Totals

__all__ = ["NOT_COUNTED", "quote_data"]

NOT_COUNTED: Final = (
    "usage, which nobody knows yet",
    "what is added or removed during the term",
    "terms after the initial one",
)
"""What no total of a quote holds, in words."""


def quote_data(found: Totals, *, documents: int = 3) -> dict[str, Data]:
    """
    Return a quote with its totals as plain data.

    Args:
        found: What the quote comes to.
        documents: How many of the first invoices stand in it as whole documents; the
            others are named by date, period, digest and amounts.

    Clauses: E7, M1.
    """
    checks.whole("documents", documents, 0)
    written = [document(one) for one in found.invoices]
    return {
        "quote": _quote(found.quote),
        "accepted_on": data(found.accepted_on),
        "contract": _contract(found),
        "before_fees_and_taxes": _compared(found),
        "known_fees_and_taxes": data(found.fees_and_taxes.value),
        "with_known_fees_and_taxes": data(found.total.value),
        "invoices_before_fees_and_taxes": data(len(found.untaxed)),
        "missing_rates": data(found.missing),
        "not_counted": data(NOT_COUNTED),
        "parts": [{"part": data(one.part), **_compared(one)} for one in found.by_part],
        "items": [_item(one) for one in found.by_item],
        "periods": [_period(one) for one in found.by_period],
        "invoices": [
            _row(one, each["digest"])
            for one, each in zip(found.invoices, written, strict=True)
        ],
        "documents": list(written[:documents]),
    }


def _quote(quote: Quote) -> dict[str, Data]:
    market = quote.market
    told: dict[str, Data] = {}
    for one in attrs.fields(Quote):
        value = getattr(quote, one.name)
        if one.name != "market":
            told[one.name] = data(value)
            continue
        told["market"] = market.name
        told["edition"] = market.edition
        told["product"] = market.product
        told["readings"] = data(dict(market.readings))
    return told


def _contract(found: Totals) -> dict[str, Data]:
    account, market = found.account, found.quote.market
    start = market.rules.billing_start.raw(account.contract)
    renewal = found.renewal_on
    return {
        "months": data(found.quote.months),
        "billing_start": data(start),
        "last_day": data(found.last_day.value),
        "renewal_date": None if renewal is None else data(renewal.value),
    }


def _compared(found: Compared) -> dict[str, Data]:
    return {
        "charges": data(found.charges.value),
        "at_list_prices": data(found.list_charges.value),
        "savings": data(found.savings.value),
    }


def _item(found: ItemTotal) -> dict[str, Data]:
    offered = found.offered
    return {"item": offered.item, "part": data(offered.part), **_compared(found)}


def _period(found: PeriodTotal) -> dict[str, Data]:
    return {
        "frequency": data(found.frequency),
        "charges": data(found.charges.value),
        "at_list_prices": data(found.list_charges.value),
        "savings": data(found.savings),
    }


def _row(invoice: Invoice, digest: Data) -> dict[str, Data]:
    levied = invoice.total.value - invoice.subtotal.value
    taxed: Money | None = levied if invoice.is_taxed else None
    return {
        "kind": data(invoice.kind),
        "issue_date": data(invoice.issued_on.value),
        "period": {
            "start": data(invoice.period.start),
            "end": data(invoice.period.end),
        },
        "part": data(invoice.part),
        "charges": data(invoice.subtotal.value),
        "fees_and_taxes": data(taxed),
        "total": data(invoice.total.value),
        "digest": digest,
    }
