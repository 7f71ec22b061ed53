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
class Coverage:
    """
    How a series stands on a day.

    Attributes:
        series: Its name.
        supplier: Who has to bring its values.
        entry: The entry in force, or None where there is none.
        runs_out_on: The first day without a value, on or after the day asked for; None
            where none is in sight.
        checked_until: Until when somebody checked the series, or None.
    """

    series: str
    supplier: Supplier
    entry: DatedEntry[Decimal | None] | None
    runs_out_on: date | None
    checked_until: date | None


@frozen(kw_only=True)
class RateSeries:
    """
    A percentage over time.

    What the caller supplies stands beside what the library ships, in one order of days,
    and goes before it on the same day: so a library that learns of a quarter changes
    nothing for who had supplied it.

    Attributes:
        name: Its name; errors and account files name it.
        supplier: Who has to bring its values.
        entries: The library's, each from a later day than the one before; a value of
            None says that nothing is levied from that day on.
        supplied: The caller's, in the same form.
        known: Every entry by its day, the one that counts of each day.
        rates: The rate of each of those, or None.
        checked_until: Last day for which somebody checked that the series is right, or
            None where the library has no value.
        months: How many months each entry is good for, or None: without end.

    Raises:
        InvalidValue: entries out of order or of one day, a percentage below 0 or above
            100, a day within the months that an entry is good for: where each is good
            for a quarter, it begins with one.
        WrongType: no dated entries.
    """

    name: str
    supplier: Supplier
    entries: tuple[DatedEntry[Decimal | None], ...] = ()
    supplied: tuple[DatedEntry[Decimal | None], ...] = ()
    checked_until: date | None = None
    months: int | None = None
    known: tuple[DatedEntry[Decimal | None], ...] = field(
        init=False, eq=False, repr=False
    )
    rates: tuple[Rate | None, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks.text("name", self.name)
        checks.member("supplier", self.supplier, Supplier)
        if self.months is not None:
            checks.whole("months", self.months, 1)
        if self.checked_until is not None:
            checks.day("checked_until", self.checked_until)
        by_day: dict[date, DatedEntry[Decimal | None]] = {}
        for name in ("entries", "supplied"):
            entries = _spelled(f"{self.name}.{name}", getattr(self, name), self.months)
            object.__setattr__(self, name, entries)
            by_day.update((one.from_on, one) for one in entries)
        known = tuple([by_day[day] for day in sorted(by_day)])
        object.__setattr__(self, "known", known)
        # Made once here, so that no invoice makes a rate again.
        rates = tuple([_standard(self.name, one) for one in known])
        object.__setattr__(self, "rates", rates)

    def at(self, day: date) -> DatedEntry[Decimal | None]:
        """
        Return the entry in force on a day.

        Raises:
            NoRateInForce: a day before the first entry or past the last one's months;
                the message says which line to supply.
        """
        return self.known[self._place(day)]

    def rate(self, day: date) -> Rate | None:
        """
        Return the standard rate in force on a day, or None where nothing is levied.

        Raises:
            NoRateInForce: as ``at`` does.
        """
        return self.rates[self._place(day)]

    def levied_on(self, day: date) -> Rate:
        """
        Return the standard rate of a day on which something is levied.

        Raises:
            NoRateInForce: as ``at`` does, or nothing is levied that day.
        """
        rate = self.rate(day)
        if rate is None:
            clause = self.at(day).clause.id
            raise NoRateInForce(self.name, f"levied on {day}", "nothing", clause)
        return rate

    def _place(self, day: date) -> int:
        checks.day("day", day)
        index = bisect_right(self.known, day, key=_from_on) - 1
        if index < 0 or (
            self.months is not None and day >= self._end(self.known[index])
        ):
            raise self._unknown(day)
        return index

    def with_entry(self, entry: DatedEntry[Decimal | None]) -> "RateSeries":
        """
        Return the series with one more entry of the caller's.

        Raises:
            InvalidValue: the caller has supplied another value of that day.
        """
        if entry in self.supplied:
            return self
        supplied = tuple(sorted((*self.supplied, entry), key=_from_on))
        return evolve(self, supplied=supplied)

    def runs_out_on(self, on: date) -> date | None:
        """
        Return the first day without a value on or after a day; None where none is near.

        A day that has no value is itself that day.
        """
        day = on
        while True:
            try:
                entry = self.at(day)
            except NoRateInForce:
                return day
            if self.months is None:
                return None
            day = self._end(entry)

    def coverage(self, on: date) -> Coverage:
        """Return how the series stands on a day."""
        try:
            entry = self.at(on)
        except NoRateInForce:
            entry = None
        return Coverage(
            series=self.name,
            supplier=self.supplier,
            entry=entry,
            runs_out_on=self.runs_out_on(on),
            checked_until=self.checked_until,
        )

    def wanted_on(self, day: date) -> date:
        """Return the day from which to supply a value, so that the day has one."""
        if self.months is None:
            return day
        return day.replace(day=1, month=day.month - (day.month - 1) % self.months)

    def _end(self, entry: DatedEntry[Decimal | None]) -> date:
        return add_months(entry.from_on, self.months or 0, MissingDay.CLAMP)

    def _unknown(self, day: date) -> NoRateInForce:
        before = [one for one in self.known if one.from_on <= day]
        nearest = before[-1:] or self.known[:1]
        requirement = (
            f'known for {day}: supply [[rates]] series = "{self.name}", '
            f"from_on = {self.wanted_on(day)}, percent, clause"
        )
        clause = nearest[0].clause.id if nearest else None
        return NoRateInForce(self.name, requirement, day, clause)


def _spelled(
    path: str, entries: object, months: int | None
) -> tuple[DatedEntry[Decimal | None], ...]:
    if not isinstance(entries, tuple):
        raise WrongType(path, "a tuple", entries)
    last = date.min
    spelled: list[DatedEntry[Decimal | None]] = []
    for index, entry in enumerate(entries):
        place = f"{path}[{index}]"
        if type(entry) is not DatedEntry:
            raise WrongType(place, "a DatedEntry", entry)
        if entry.from_on <= last:
            raise InvalidValue(f"{place}.from_on", f"after {last}", entry.from_on)
        last = entry.from_on
        if months is not None and (last.day > 1 or (last.month - 1) % months):
            requirement = f"the first day of {months} months, as each value holds for"
            raise InvalidValue(f"{place}.from_on", requirement, last)
        value = entry.value
        if value is not None:
            # One spelling for equal values, so that equal rates have equal bytes.
            value = exact_percent(f"{place}.value", value)
        spelled.append(evolve(entry, value=value))
    return tuple(spelled)


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
