"""What an account file brings for its market: sales taxes, rates, and addresses in it.

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.markets import us
>>> rate = RateOfFile(
...     series="us-rrf",
...     from_on=date(2026, 1, 1),
...     percent=Decimal("3.5"),
...     clause="schedule B of the contract",
... )
>>> rate.ground().id, rate.ground().standing.value
('rate-us-rrf-2026-01-01', 'contract')
>>> market = supplied(us.CONNECT, {"rates": [rate]}, print)
>>> rates_of(market) == [rate]
True
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import frozen

from gotobilling import checks
from gotobilling.errors import BillingError, InvalidValue
from gotobilling.facts import TaxNumber
from gotobilling.market import Market
from gotobilling.sources import Citation, Clause, DatedEntry, Source, Standing
from gotobilling.taxes import RateSeries, exact_percent
from gotobilling.vat_numbers import checked_vat_number

__all__ = [
    "RateOfFile",
    "SalesTax",
    "rates_of",
    "supplied",
    "tax_number",
    "taxes_of",
]

# A rate's clause has a name made of it, which holds no spaces.
_TAX_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@frozen(kw_only=True)
class SalesTax:
    """
    One of ``[[taxes]]``: a sales tax that the caller brings.

    Attributes:
        name: Its name, and that of the series of its rates.
        jurisdiction: Where it is levied: a country, a region or an area.

    Raises:
        InvalidValue: a name with spaces in it.

    Clauses: E2, E3.
    """

    name: str
    jurisdiction: str

    def __attrs_post_init__(self) -> None:
        checks.text("name", self.name)
        if not _TAX_NAME.fullmatch(self.name):
            requirement = "letters, digits, dots and dashes without a space"
            raise InvalidValue("name", requirement, self.name)
        checks.text("jurisdiction", self.jurisdiction)


@frozen(kw_only=True)
class RateOfFile:
    """
    One of ``[[rates]]``: the percentage of a series from a day on, and what says so.

    Attributes:
        series: Name of a series of the market, or of a sales tax of the file.
        from_on: First day of the percentage.
        percent: Hundredths of the base, from 0 to 100.
        clause: What says so, in the file's own words.
        standing: What kind of ground that is.
        source: Title of the document that says so, or None.
        url: Its address, or None.

    Raises:
        InvalidValue: a percentage out of bounds; a text that is said to state it, or an
            address, without the title of the document.
    """

    series: str
    from_on: date
    percent: Decimal
    clause: str
    standing: Standing = Standing.CONTRACT
    source: str | None = None
    url: str | None = None

    def __attrs_post_init__(self) -> None:
        checks.text("series", self.series)
        checks.billing_day("from_on", self.from_on)
        exact_percent("percent", self.percent)
        checks.text("clause", self.clause)
        checks.member("standing", self.standing, Standing)
        for name in ("source", "url"):
            if getattr(self, name) is not None:
                checks.text(name, getattr(self, name))
        if self.source is None and self.standing is Standing.STATED:
            raise InvalidValue("source", "given where a document states it", None)
        if self.source is None and self.url is not None:
            raise InvalidValue("source", "given where its address is", None)

    def ground(self) -> Clause:
        """Return the clause that the rate rests on."""
        key = f"rate-{self.series}-{self.from_on}"
        citations: tuple[Citation, ...] = ()
        if self.source is not None:
            source = Source(
                id=key, title=self.source, language="en", url=self.url or ""
            )
            citations = (Citation(source=source, locator=self.clause),)
        return Clause(
            id=key,
            text=self.clause,
            standing=self.standing,
            citations=citations,
            checked=self.from_on,
        )

    @classmethod
    def of_entry(cls, series: str, entry: DatedEntry[Decimal | None]) -> "RateOfFile":
        """
        Return the rate of a file that gives an entry of a series.

        Raises:
            InvalidValue: an entry that no file gives.
        """
        clause = entry.clause
        source = clause.citations[0].source if clause.citations else None
        if entry.value is not None:
            found = cls(
                series=series,
                from_on=entry.from_on,
                percent=entry.value,
                clause=clause.text,
                standing=clause.standing,
                source=None if source is None else source.title,
                url=None if source is None else source.url or None,
            )
            if found.ground() == clause:
                return found
        requirement = f"one of a file, with its own words: rate-{series}-..."
        raise InvalidValue(f"rates of {series}", requirement, clause.id)


def supplied(
    market: Market,
    made: Mapping[str, Sequence[Any]],
    report: Callable[[BillingError], None],
) -> Market:
    """
    Return the market with the sales taxes and the rates of a file.

    Args:
        market: The edition that the file names.
        made: What the tables of the file made; ``taxes``, ``rates`` and ``addresses``
            are looked at.
        report: Takes each problem, told of its place in the file.

    Clauses: E2, E3.
    """
    # A tax that is refused is not said again of each of its rates.
    lacking = set()
    for index, tax in enumerate(made.get("taxes", ())):
        try:
            market = market.with_sales_tax(tax.name, tax.jurisdiction)
        except BillingError as problem:
            fields = {"taxes": "", "jurisdiction": ".jurisdiction"}
            field = fields.get(problem.path, ".name")
            report(problem.at(f"taxes[{index}]{field}"))
            lacking.add(tax.name)
    for index, rate in sorted(enumerate(made.get("rates", ())), key=_dated):
        try:
            market.series(rate.series)
            market = market.with_rate(
                rate.series, rate.from_on, rate.percent, rate.ground()
            )
        except BillingError as problem:
            if rate.series not in lacking:
                field = "series" if problem.path == "series" else "from_on"
                report(problem.at(f"rates[{index}].{field}"))
    _check_places(market, made, report)
    _check_exemptions(market, made, report)
    return market


def _dated(numbered: tuple[int, RateOfFile]) -> tuple[str, date, int]:
    index, rate = numbered
    return rate.series, rate.from_on, index


def tax_number(**fields: Any) -> TaxNumber:  # noqa: ANN401 -- the fields of a fact
    """
    Return a VAT number of a file, after a look at its syntax and check digits.

    Raises:
        MissingExtra: python-stdnum is not installed.

    Clauses: E6.
    """
    number = checked_vat_number("number", fields["number"])
    return TaxNumber(**{**fields, "number": number})


def _check_exemptions(
    market: Market,
    made: Mapping[str, Sequence[Any]],
    report: Callable[[BillingError], None],
) -> None:
    # One that fits nothing would have no effect, and nobody would be told.
    known = dict.fromkeys((one.line, one.jurisdiction) for one in market.levies)
    for index, one in enumerate(made.get("exemptions", ())):
        if (one.tax, one.jurisdiction) not in known:
            named = ", ".join(f"{tax.value} of {whose}" for tax, whose in known)
            requirement = f"a tax of the market: one of {named or 'none'}"
            value = f"{one.tax.value} of {one.jurisdiction}"
            path = f"exemptions[{index}].jurisdiction"
            report(InvalidValue(path, requirement, value, "E5"))


def _check_places(
    market: Market,
    made: Mapping[str, Sequence[Any]],
    report: Callable[[BillingError], None],
) -> None:
    for index, address in enumerate(made.get("addresses", ())):
        try:
            market.check_place(address)
        except BillingError as problem:
            field = problem.path.rpartition(".")[2]
            report(problem.at(f"addresses[{index}].{field}"))


def taxes_of(market: Market, own: Market) -> list[SalesTax]:
    """Return the sales taxes that a market has over the edition's own."""
    added = market.levies[len(own.levies) :]
    return [SalesTax(name=one.name, jurisdiction=one.jurisdiction) for one in added]


def rates_of(market: Market) -> list[RateOfFile]:
    """
    Return the rates that a caller supplied to a market, by series and day.

    Raises:
        InvalidValue: a rate that no file gives.
    """
    return [
        RateOfFile.of_entry(series.name, entry)
        for series in sorted(market.rates, key=_name)
        for entry in series.supplied
    ]


def _name(series: RateSeries) -> str:
    return series.name
