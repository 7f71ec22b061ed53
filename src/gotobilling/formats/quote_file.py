'''The quote file: what is offered to a new account, as TOML or JSON.

>>> content = b"""
... format = 1
... [quote]
... id = "q-17"
... account = "acme"
... currency = "USD"
... market = "us-connect"
... quoted_on = 2024-12-20
... billing_start_on = 2025-01-15
... months = 15
... [[items]]
... item = "seat"
... kind = "service_charge"
... unit = "extension"
... quantity = 10
... quoted_price = 20.00
... list_price = 25.00
... """
>>> quote = read_quote_file(content, "quote.toml")
>>> quote.items[0].part.value, quote.totals.charges.value
('product', Money('2996.56', 'USD'))

Addresses, exemptions, VAT numbers, what usage will cost, sales taxes, rates and
readings stand in the sections of the account file. Everything that is wrong with a file
is told together, each with its place:

>>> read_quote_file(content.replace(b"= 15", b"= 0"), "quote.toml")
Traceback (most recent call last):
...
gotobilling.errors.InvalidFile: quote.toml: [invalid-value] quote.months must be \
from 1 to 600, got 0
'''

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

import attrs
from attrs import evolve, frozen

from gotobilling import checks
from gotobilling.editions import edition
from gotobilling.errors import BillingError, InvalidValue
from gotobilling.facts import AutoRenewal, Contract, Term
from gotobilling.formats.account_file import read_tables
from gotobilling.formats.account_rates import rates_of, supplied, taxes_of
from gotobilling.formats.account_schema import (
    CHOSEN,
    FORMAT,
    FORMAT_KEY,
    ONE_TIME,
    PRICES,
)
from gotobilling.formats.spellings import (
    CURRENCY,
    DAY,
    DAYS,
    DECIMAL,
    TEXT,
    WHOLE,
    Spelling,
    one_of,
)
from gotobilling.formats.tables import Field, Intake, Table, text_of, written
from gotobilling.formats.tax_schema import (
    ADDRESSES,
    EXEMPTIONS,
    RATES,
    TAX_NUMBERS,
    TAXES,
)
from gotobilling.formats.usage_schema import CALL_RATES, INCLUDED
from gotobilling.market import Market
from gotobilling.quotes import (
    Decision,
    Outcome,
    Quote,
    QuotedItem,
    QuotedPurchase,
    QuotePart,
    check_decision,
)
from gotobilling.roles import Portal, Role

__all__ = ["QUOTE_FILE", "QuoteHead", "read_quote_file", "write_quote_file"]


@frozen(kw_only=True)
class QuoteHead:
    """
    The section ``[quote]``: what is quoted, to whom, and for how long.

    Attributes:
        id: The quote's id.
        account: The id that the account has, or will have.
        currency: ISO 4217 code; every amount of the file is in it.
        market: Name of the market.
        quoted_on: The date of the quote.
        months: Whole months of the initial term.
        edition: Its edition; the latest if absent.
        holidays: The days that are no business days, where the market counts these.
        billing_start_on: The billing start date, or None.
        free_months: Months that nobody pays for.
        auto_renewal: Whether the term renews by itself.
        renewal_months: Months of each further term, or None.
        renewal_on: The renewal date that the quote prints, or None.
        buyout: What ends the term early, or None.
        valid_until: The last day to accept it, or None.

    Raises:
        UnknownName: there is no such market or edition.
        InvalidValue: months, days or a buyout that no contract or term has.
    """

    id: str
    account: str
    currency: str
    market: str
    quoted_on: date
    months: int
    edition: str | None = None
    holidays: tuple[date, ...] = ()
    billing_start_on: date | None = None
    free_months: int = 0
    auto_renewal: AutoRenewal = AutoRenewal.ON
    renewal_months: int | None = None
    renewal_on: date | None = None
    buyout: Decimal | None = None
    valid_until: date | None = None

    def __attrs_post_init__(self) -> None:
        self.policies()
        # What is wrong with the term is told beside what is wrong elsewhere.
        Contract(
            id="contract",
            signed_on=self.quoted_on,
            free_months=self.free_months,
            billing_start_on=self.billing_start_on,
        )
        Term(
            id="term",
            agreed_on=self.quoted_on,
            months=self.months,
            renewal_months=self.renewal_months,
            renewal_on=self.renewal_on,
            buyout=self.buyout,
            currency=self.currency,
        )

    def policies(self) -> Market:
        """Return the market, before any reading of the file."""
        market = edition(self.market, self.edition)
        return market.with_holidays(self.holidays) if self.holidays else market


_OF_MARKET: Final = ("market", "edition", "holidays")
_OF_QUOTE: Final = tuple(
    one.name for one in attrs.fields(QuoteHead) if one.name not in _OF_MARKET
)


def _as_in(table: Table, name: str) -> Spelling:
    return next(one.spelling for one in table.fields if one.name == name)


_PART: Final = Field("part", one_of(list(QuotePart)))
_PRICED: Final = (
    Field("quantity", WHOLE, required=True),
    Field("quoted_price", DECIMAL, required=True),
    Field("list_price", DECIMAL),
)
_HEAD: Final = Table(
    name="quote",
    makes=QuoteHead,
    required=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("account", TEXT, required=True),
        Field("currency", CURRENCY, required=True),
        Field("market", TEXT, required=True),
        Field("edition", TEXT),
        Field("holidays", DAYS),
        Field("quoted_on", DAY, required=True),
        Field("valid_until", DAY),
        Field("billing_start_on", DAY),
        Field("free_months", WHOLE),
        Field("months", WHOLE, required=True),
        Field("auto_renewal", one_of(list(AutoRenewal))),
        Field("renewal_months", WHOLE),
        Field("renewal_on", DAY),
        Field("buyout", DECIMAL),
    ),
)
_ITEMS: Final = Table(
    name="items",
    makes=QuotedItem,
    repeats=True,
    required=True,
    fields=(
        Field("item", TEXT, required=True),
        Field("kind", _as_in(PRICES, "kind"), required=True),
        Field("unit", _as_in(PRICES, "unit"), required=True),
        *_PRICED,
        Field("frequency", _as_in(PRICES, "frequency")),
        Field("minimum_quantity", WHOLE),
        _PART,
    ),
)
_PURCHASES: Final = Table(
    name="purchases",
    makes=QuotedPurchase,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("kind", _as_in(ONE_TIME, "kind"), required=True),
        Field("item", TEXT, required=True),
        *_PRICED,
        Field("code", TEXT),
        _PART,
    ),
)
_DECISION: Final = Table(
    name="decision",
    makes=Decision,
    fields=(
        Field("outcome", one_of(list(Outcome)), required=True),
        Field("on", DAY, required=True),
        Field("role", one_of(list(Role)), required=True),
        Field("portal", one_of(list(Portal)), required=True),
    ),
)
_OFFERED: Final = (
    *(_ITEMS, _PURCHASES, ADDRESSES, EXEMPTIONS, TAX_NUMBERS),
    *(CALL_RATES, INCLUDED),
)

QUOTE_FILE: Final = Table(
    name="file",
    makes=dict,
    fields=(FORMAT_KEY,),
    parts=(_HEAD, *_OFFERED, TAXES, RATES, CHOSEN, _DECISION),
)
"""The quote file as one table."""


def read_quote_file(data: bytes, name: str, *, edition: str | None = None) -> Quote:
    """
    Read a quote file.

    Args:
        data: The file in UTF-8, at most 4 MiB.
        name: Its name: JSON if it ends in ``.json``, else TOML.
        edition: The edition of its market to bill by, in the place of the file's own.

    Raises:
        InvalidFile: with every problem found, as ``read_account_file`` tells them; what
            the sections say together only when each of them is right.
        WrongType: the data are no bytes.

    Clauses: A3, A7, L7, M1, M2, M5.
    """
    assemble = partial(_assembled, edition=edition)
    return read_tables(QUOTE_FILE, data, name, "quote", assemble)


def _assembled(intake: Intake, *, edition: str | None) -> Quote | None:
    made = intake.made
    head: QuoteHead = made["quote"][0]
    head = head if edition is None else evolve(head, edition=edition)
    market = supplied(head.policies(), made, intake.report)
    market = market.with_readings(made.get("readings", [{}])[0])
    if intake.problems:
        return None
    told: dict[str, Any] = {name: getattr(head, name) for name in _OF_QUOTE}
    for one in _OFFERED:
        told[one.name] = tuple(made.get(one.name, ()))
    told["decision"] = made.get("decision", [None])[0]
    try:
        quote = Quote(market=market, **told)
        # What its facts say together is met when they are put together.
        quote.account_on(head.quoted_on)
        check_decision(quote)
    except BillingError as problem:
        place = f"quote.{problem.path}" if problem.path in _OF_QUOTE else problem.path
        raise problem.at(place) from None
    return quote


def write_quote_file(quote: Quote) -> str:
    """
    Write a quote as a quote file in TOML.

    Reading it gives an equal quote. The edition is written out.

    Raises:
        InvalidValue: a market that is no edition of this release with the sales taxes
            and rates of a file, under its readings.
        UnknownName: a market or edition that this release does not have.
    """
    checks.exactly("quote", quote, Quote)
    market = quote.market
    head = QuoteHead(
        market=market.name,
        edition=market.edition,
        holidays=market.issue.holidays,
        **{name: getattr(quote, name) for name in _OF_QUOTE},
    )
    made: dict[str, Sequence[object]] = {
        "": [{"format": FORMAT}],
        "quote": [head],
        **{one.name: getattr(quote, one.name) for one in _OFFERED},
        "taxes": taxes_of(market, head.policies()),
        "rates": rates_of(market),
        "readings": [dict(market.readings)] if market.readings else [],
        "decision": [] if quote.decision is None else [quote.decision],
    }
    text = text_of(written(QUOTE_FILE, made, ""))
    if read_quote_file(text.encode(), f"{quote.id}.toml") != quote:
        requirement = "an edition of this release, under its readings and rates"
        raise InvalidValue("market", requirement, f"another {market.name}")
    return text
