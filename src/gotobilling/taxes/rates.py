"""Rates: percentages that change over time, each value with what says so.

>>> from datetime import date
>>> from gotobilling.markets import us
>>> factor = us.CONNECT.series("us-usf-factor")
>>> factor.at(date(2026, 6, 30)).value
Decimal('37')
>>> factor.at(date(2026, 7, 1))
Traceback (most recent call last):
    ...
gotobilling.errors.NoRateInForce: us-usf-factor must be known for 2026-07-01: supply \
[[rates]] series = "us-usf-factor", from_on = 2026-07-01, percent, clause, got \
2026-07-01 [usf-2026-q2]
"""

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar

from attrs import evolve, field, frozen

from gotobilling import checks
from gotobilling.derivation import Policy, Ratio
from gotobilling.errors import InvalidValue, NoRateInForce, WrongType
from gotobilling.periods import MissingDay, add_months
from gotobilling.sources import Clause, DatedEntry

__all__ = [
    "Coverage",
    "Rate",
    "RateSeries",
    "Supplier",
    "TaxCategory",
    "exact_percent",
]

_MOST_DECIMALS = 12
_HIGHEST_PERCENT = 100


class TaxCategory(Enum):
    """How the lines of a base stand to the levy; the values are wire names."""

    STANDARD = "standard"
    ZERO_RATED = "zero_rated"
    EXEMPT = "exempt"
    REVERSE_CHARGE = "reverse_charge"


class Supplier(Enum):
    """Who has to bring the values of a series."""

    LIBRARY = "library"
    CONTRACT = "contract"
    CALLER = "caller"


def exact_percent(path: str, value: object) -> Decimal:
    """
    Return a percentage in its one spelling, without trailing zeros.

    Raises:
        WrongType: no Decimal and no int.
        InvalidValue: not from 0 to 100, or more than 12 decimals.

    >>> exact_percent("percent", Decimal("9.9750")), exact_percent("percent", 20)
    (Decimal('9.975'), Decimal('20'))
    """
    if type(value) not in (Decimal, int):
        raise WrongType(path, "a Decimal or an int", value)
    number = Decimal(str(value)) if isinstance(value, int) else value
    if not (
        isinstance(number, Decimal)
        and number.is_finite()
        and 0 <= number <= _HIGHEST_PERCENT
    ):
        raise InvalidValue(path, f"from 0 to {_HIGHEST_PERCENT}", value)
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or exponent < -_MOST_DECIMALS or exponent > 2:
        raise InvalidValue(path, f"of at most {_MOST_DECIMALS} decimals", value)
    units = int("".join(map(str, digits)) or "0")
    if exponent > 0:
        return Decimal(units * 10**exponent)
    while exponent < 0 and units % 10 == 0:
        units, exponent = units // 10, exponent + 1
    return Decimal(f"{units}E{exponent}") if exponent else Decimal(units)


@frozen(kw_only=True)
class Rate(Policy):
    """
    One rate in force: what a levy line is worked out with.

    Attributes:
        series: The series it comes from.
        category: How the lines of the base stand to the levy; 0 percent for all but
            the standard one.
        from_on: The first day on which it is in force.
        percent: Hundredths of the base, from 0 to 100.
        clause: What says so.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "rate")

    series: str
    category: TaxCategory
    from_on: date
    percent: Decimal
    clause: Clause
    ratio: Ratio = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks.text("series", self.series)
        checks.member("category", self.category, TaxCategory)
        if type(self.clause) is not Clause:
            raise WrongType("clause", "a Clause", self.clause)
        checks.billing_day("from_on", self.from_on)
        percent = exact_percent("percent", self.percent)
        if percent and self.category is not TaxCategory.STANDARD:
            requirement = f"0 where the base is {self.category.value}"
            raise InvalidValue("percent", requirement, percent)
        _, digits, exponent = percent.as_tuple()
        object.__setattr__(self, "percent", percent)
        units = int("".join(map(str, digits)))
        object.__setattr__(self, "ratio", (units, 10 ** -int(exponent)))


@frozen(kw_only=True)
class RateSeries:
    """
    A percentage over time.

    Attributes:
        name: Its name; errors and account files name it.
        supplier: Who has to bring its values.
        entries: From the first day on, each later than the one before; a value of None
            says that nothing is levied from that day on.
        checked_until: Last day for which somebody checked that the series is right, or
            None where the library has no value.
        months: How many months each entry is good for, or None: without end.

    Raises:
        InvalidValue: entries out of order or of one day, a percentage below 0 or above
            100.
    """

    name: str
    supplier: Supplier
    entries: tuple[DatedEntry[Decimal | None], ...] = ()
    checked_until: date | None = None
    months: int | None = None
    standard: tuple[Rate | None, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks.text("name", self.name)
        checks.member("supplier", self.supplier, Supplier)
        if self.months is not None:
            checks.whole("months", self.months, 1)
        if self.checked_until is not None:
            checks.day("checked_until", self.checked_until)
        if not isinstance(self.entries, tuple):
            raise WrongType("entries", "a tuple", self.entries)
        last = date.min
        spelled: list[DatedEntry[Decimal | None]] = []
        for index, entry in enumerate(self.entries):
            path = f"{self.name}[{index}]"
            if type(entry) is not DatedEntry:
                raise WrongType(path, "a DatedEntry", entry)
            if entry.from_on <= last:
                raise InvalidValue(f"{path}.from_on", f"after {last}", entry.from_on)
            last = entry.from_on
            if entry.value is not None:
                # One spelling for equal values, so that equal rates have equal bytes.
                exact = exact_percent(f"{path}.value", entry.value)
                entry = evolve(entry, value=exact)  # noqa: PLW2901 -- the same entry
            spelled.append(entry)
        object.__setattr__(self, "entries", tuple(spelled))
        # Made once here, so that no invoice makes the rate again.
        rates = tuple([_standard(self.name, entry) for entry in spelled])
        object.__setattr__(self, "standard", rates)

    def at(self, day: date) -> DatedEntry[Decimal | None]:
        """
        Return the entry in force on a day.

        Raises:
            NoRateInForce: a day before the first entry or past the last one's months;
                the message says which line to supply.
        """
        return self.entries[self._index(day)]

    def rate(self, day: date) -> Rate | None:
        """
        Return the standard rate in force on a day, or None where nothing is levied.

        Raises:
            NoRateInForce: as ``at`` does.
        """
        return self.standard[self._index(day)]

    def _index(self, day: date) -> int:
        checks.day("day", day)
        index = bisect_right(self.entries, day, key=_from_on) - 1
        if index < 0:
            raise self._unknown(day, self.entries[0] if self.entries else None)
        entry = self.entries[index]
        if self.months is not None and day >= self._end(entry):
            raise self._unknown(day, entry)
        return index

    def with_entry(self, entry: DatedEntry[Decimal | None]) -> "RateSeries":
        """
        Return the series with one more entry, before or after those it has.

        Raises:
            InvalidValue: a day from the first entry's to the last one's: what the
                series has is not changed.
        """
        earlier = self.entries and entry.from_on < self.entries[0].from_on
        entries = (entry, *self.entries) if earlier else (*self.entries, entry)
        return RateSeries(
            name=self.name,
            supplier=self.supplier,
            entries=entries,
            checked_until=self.checked_until,
            months=self.months,
        )

    def runs_out_on(self) -> date | None:
        """Return the first day past the last entry, or None where it has no end."""
        if self.months is None or not self.entries:
            return None
        return self._end(self.entries[-1])

    def _end(self, entry: DatedEntry[Decimal | None]) -> date:
        months = self.months or 0
        return add_months(entry.from_on, months, MissingDay.CLAMP)

    def _unknown(
        self, day: date, nearest: DatedEntry[Decimal | None] | None
    ) -> NoRateInForce:
        wanted = day
        if nearest is not None and self.months is not None and nearest.from_on <= day:
            wanted = self._end(nearest)
            while self.months and add_months(wanted, self.months, _CLAMP) <= day:
                wanted = add_months(wanted, self.months, _CLAMP)
        requirement = (
            f'known for {day}: supply [[rates]] series = "{self.name}", '
            f"from_on = {wanted}, percent, clause"
        )
        clause = None if nearest is None else nearest.clause.id
        return NoRateInForce(self.name, requirement, day, clause)


_CLAMP = MissingDay.CLAMP


def _from_on(entry: DatedEntry[Decimal | None]) -> date:
    return entry.from_on


def _standard(series: str, entry: DatedEntry[Decimal | None]) -> Rate | None:
    if entry.value is None:
        return None
    return Rate(
        series=series,
        category=TaxCategory.STANDARD,
        from_on=entry.from_on,
        percent=entry.value,
        clause=entry.clause,
    )


@frozen(kw_only=True)
class Coverage:
    """
    How a series stands on a day.

    Attributes:
        series: Its name.
        supplier: Who has to bring its values.
        entry: The entry in force, or None where there is none.
        runs_out_on: The first day without a value that is known already, or None.
        checked_until: Until when somebody checked the series, or None.
    """

    series: str
    supplier: Supplier
    entry: DatedEntry[Decimal | None] | None
    runs_out_on: date | None
    checked_until: date | None
