"""A plan: what rating must know, checked and compiled once.

>>> from datetime import UTC, date, datetime
>>> from decimal import Decimal
>>> from gotobilling.markets import us
>>> germany = CallRate(
...     id="intl-de",
...     name="Germany",
...     call_type=CallType.INTERNATIONAL,
...     prefixes=("+49",),
...     unit_price=Decimal("0.019"),
...     currency="USD",
...     effective_on=date(2026, 1, 1),
... )
>>> plan = Plan(id="us", currency="USD", policy=us.CONNECT.usage, rates=(germany,))
>>> noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
>>> plan.rate_of(CallType.INTERNATIONAL, "+4930123456", noon).name
'Germany'
>>> plan.rate_of(CallType.INTERNATIONAL, "+33123456789", noon)
Traceback (most recent call last):
    ...
gotobilling.errors.NoRateInForce: destination must be one with a rate for \
international calls on 2026-07-01, got '+33123456789' [F5]
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, tzinfo
from enum import Enum
from itertools import groupby
from typing import Final, NamedTuple

from attrs import field, frozen

from gotobilling import checks
from gotobilling.currencies import minor_digits
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    InvalidPeriod,
    InvalidValue,
    NoRateInForce,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    CallRate,
    Device,
    Increment,
    StepsCounted,
    ZeroSeconds,
)
from gotobilling.kinds import CallType
from gotobilling.rounding import RoundingMode
from gotobilling.usage.classification import Classifier
from gotobilling.usage.policies import Edge, Per, UsagePolicy, UsageRounded
from gotobilling.usage.prefixes import PrefixTable
from gotobilling.usage.rows import check_number

__all__ = ["RATED", "UNRATED", "Counting", "Plan", "Records"]

RATED: Final = tuple(one for one in CallType if one.is_rated)
"""The call types whose rate is found by number, in order of precedence."""
UNRATED: Final = tuple(one for one in CallType if not one.is_rated)
"""The others."""

_TOLL_FREE, _PREMIUM, _INTERNATIONAL = RATED
_NO_TABLES: Final = tuple(PrefixTable[int].of({}) for _ in RATED)


class Records(Enum):
    """What one record is (F2)."""

    TOTALS = "totals"
    """All calls of a source and a destination, as the provider's download has them."""
    CALLS = "calls"
    """One call."""


class Counting(NamedTuple):
    """
    How seconds become billable: ``(seconds + add) // step * step``, at least ``least``.

    A step of 0 says that only the increment itself can count.
    """

    least: int
    add: int
    step: int


@frozen(kw_only=True)
class Plan:
    """
    What rating must know of an account: its policy, its rates and its numbers.

    Attributes:
        id: What the plan is called.
        currency: ISO 4217 code of all its rates.
        policy: How usage is counted and charged.
        rates: The call rates, none of them superseded; kept sorted by id.
        zone: The time zone in which a day and a month are told; no name of one.
        billing_start: The first day that is charged, or None.
        last_day_of_service: The last day that is charged, or None.
        low_usage_numbers: The numbers of low-usage devices, as sources have them.
        records: What one record is.
        classifier: What tells the call type of a row without one, or None.
        begins: The instants at which rates begin, in order; made by the plan.
        tables: What is in force before the first of them and from each on, for each
            call type of ``RATED``: the places of rates; made by the plan.
        counting: How seconds are counted, for each of ``UNRATED`` and then each rate;
            made by the plan.

    Raises:
        CurrencyMismatch: a rate in another currency.
        ConflictingFacts: two rates for one call type, prefix and day.
        InvalidValue: a total that should be parted into its calls, or money of rows
            where only the month makes the price.

    Clauses: A6, F2, F5, Q2, Q20, Q36, Q41.
    """

    id: str
    currency: str
    policy: UsagePolicy
    rates: tuple[CallRate, ...] = ()
    zone: tzinfo = UTC
    billing_start: date | None = None
    last_day_of_service: date | None = None
    low_usage_numbers: frozenset[str] = frozenset()
    records: Records = Records.TOTALS
    classifier: Classifier | None = None
    begins: tuple[datetime, ...] = field(init=False, eq=False, repr=False)
    tables: tuple[tuple[PrefixTable[int], ...], ...] = field(
        init=False, eq=False, repr=False
    )
    counting: tuple[Counting, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks.text("id", self.id)
        minor_digits(self.currency)
        if not isinstance(self.policy, UsagePolicy):
            raise WrongType("policy", "a UsagePolicy", self.policy)
        checks.member("records", self.records, Records)
        _check_zone(self.zone)
        self._check_days()
        if type(self.low_usage_numbers) is not frozenset:
            raise WrongType(
                "low_usage_numbers", "a frozenset of numbers", self.low_usage_numbers
            )
        for number in sorted(self.low_usage_numbers, key=str):
            check_number("low_usage_numbers", number)
        if self.classifier is not None and not callable(self.classifier):
            raise WrongType("classifier", "a Classifier or None", self.classifier)
        object.__setattr__(self, "rates", _sorted_rates(self.rates))
        self._check_rates()
        self._check_records()
        self._compile()

    def _check_days(self) -> None:
        for name in ("billing_start", "last_day_of_service"):
            if getattr(self, name) is not None:
                checks.billing_day(name, getattr(self, name))
        start, last = self.billing_start, self.last_day_of_service
        if start is not None and last is not None and last < start:
            raise InvalidPeriod("last_day_of_service", f"on or after {start}", last)

    def _check_rates(self) -> None:
        taken: dict[tuple[CallType, str, date], str] = {}
        for index, one in enumerate(self.rates):
            path = f"rates[{index}]"
            if one.currency != self.currency:
                raise CurrencyMismatch(f"{path}.currency", self.currency, one.currency)
            for prefix in one.prefixes or ("",):
                key = one.call_type, prefix, one.effective_on
                other = taken.setdefault(key, one.id)
                if other != one.id:
                    requirement = f"without {prefix or 'a rate'} of {other} on its day"
                    raise ConflictingFacts(path, requirement, one.id)

    def _check_records(self) -> None:
        by_rows = self.policy.rounded is UsageRounded.ROW
        for index, one in enumerate(self.rates):
            if by_rows and one.call_type.is_rated and not one.is_additive:
                requirement = "one with a price for each row, as rows are rounded"
                raise InvalidValue(f"rates[{index}]", requirement, one.id, "Q41")
            if self.records is Records.TOTALS and one.connection_fee is not None:
                requirement = "None, as a total does not say how many calls it is"
                path = f"rates[{index}].connection_fee"
                raise InvalidValue(path, requirement, one.connection_fee, "F2")
        if self.records is Records.CALLS:
            return
        for name, parts, clause in (
            ("per", self.policy.per is Per.CALL, "Q2"),
            ("edge", self.policy.edge is Edge.SPLIT, "Q36"),
        ):
            if parts:
                requirement = "another one, as a total cannot be parted into its calls"
                chosen = getattr(self.policy, name).value
                raise InvalidValue(f"policy.{name}", requirement, chosen, clause)

    def _compile(self) -> None:
        rated = [one for one in self.rates if one.call_type.is_rated]
        days = sorted({one.effective_on for one in rated})
        counting = [
            _counting(None, self.policy),
            *(_counting(one.increment, self.policy) for one in self.rates),
        ]
        compiled = {
            "begins": tuple(map(self.instant, days)),
            "tables": (_NO_TABLES, *_tables(self.rates, days)),
            "counting": tuple([counting[0]] * (len(UNRATED) - 1) + counting),
        }
        for name, value in compiled.items():
            object.__setattr__(self, name, value)

    @property
    def totals_pairs(self) -> bool:
        """Whether the calls of a pair are totalled before they are rounded (Q2)."""
        return self.policy.per is Per.ROW and self.records is Records.CALLS

    def instant(self, day: date) -> datetime:
        """Return when the day begins in the plan's zone, told in UTC."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return midnight.astimezone(UTC)

    def device_of(self, source: str) -> Device:
        """Return which device the number is of."""
        low = source in self.low_usage_numbers
        return Device.LOW_USAGE if low else Device.REGULAR

    def call_type_of(
        self, source: str, destination: str, given: CallType | None
    ) -> CallType:
        """
        Return the call type that a row gives, or else the classifier's.

        Raises:
            UnknownName: no call type and no classifier, or it cannot tell.
        """
        if given is not None:
            return given
        if self.classifier is None:
            requirement = "given, as the plan has no classifier"
            raise UnknownName("call_type", requirement, None, "F5")
        found = self.classifier(source, destination)
        checks.member("call_type", found, CallType)
        if found is CallType.MESSAGE:
            requirement = "a type of call; a message is a MessageUsage"
            raise InvalidValue("call_type", requirement, "message", "D9")
        return found

    def place_of(self, call_type: CallType, destination: str, start: datetime) -> int:
        """
        Return the place of what counts a call: one of ``UNRATED``, else of a rate.

        Places of rates follow those of ``UNRATED``.

        Raises:
            NoRateInForce: a call that is rated to a destination without a rate.
        """
        toll_free, premium, international = self.tables[
            bisect_right(self.begins, start)
        ]
        if call_type is _INTERNATIONAL:
            table = international
        elif call_type is _PREMIUM:
            table = premium
        elif call_type is _TOLL_FREE:
            table = toll_free
        else:
            return UNRATED.index(call_type)
        owner = table.owners[bisect_right(table.starts, destination) - 1]
        if owner is None:
            on = start.astimezone(self.zone).date()
            name = call_type.value.replace("_", " ")
            requirement = f"one with a rate for {name} calls on {on}"
            raise NoRateInForce("destination", requirement, destination, "F5")
        return len(UNRATED) + owner

    def rate_at(self, place: int) -> CallRate | None:
        """Return the rate at a place, or None for what is not rated by number."""
        return self.rates[place - len(UNRATED)] if place >= len(UNRATED) else None

    def rate_of(
        self, call_type: CallType, destination: str, start: datetime
    ) -> CallRate | None:
        """
        Return the rate of a call, by the longest prefix on the day of its start.

        Raises:
            NoRateInForce: a call that is rated to a destination without a rate.

        Clauses: F5, Q20, Q42.
        """
        return self.rate_at(self.place_of(call_type, destination, start))

    def billable(self, place: int, seconds: int) -> int:
        """
        Return the billable seconds of a row at a place.

        Clauses: F3, F4, Q2, Q40.
        """
        least, add, step = self.counting[place]
        if step:
            found = (seconds + add) // step * step
            return least if found < least and seconds else found
        rate = self.rate_at(place)
        increment = rate.increment if rate is not None else None
        return increment.billable(seconds) if increment is not None else 0


def _check_zone(zone: object) -> None:
    if not isinstance(zone, tzinfo):
        raise WrongType("zone", "a tzinfo, such as datetime.UTC", zone)
    if datetime(2026, 1, 1, tzinfo=zone).utcoffset() is None:
        raise InvalidValue("zone", "one with an offset from UTC", str(zone), "Q20")


def _sorted_rates(rates: object) -> tuple[CallRate, ...]:
    if type(rates) is not tuple or set(map(type, rates)) - {CallRate}:
        raise WrongType("rates", "a tuple of CallRate", rates)
    found: dict[str, CallRate] = {}
    for index, one in enumerate(rates):
        if found.setdefault(one.id, one) != one:
            requirement = "of another id than the rates before it"
            raise ConflictingFacts(f"rates[{index}].id", requirement, one.id)
    return tuple(found[name] for name in sorted(found))


def _tables(
    rates: tuple[CallRate, ...], days: Iterable[date]
) -> Iterator[tuple[PrefixTable[int], ...]]:
    places = sorted(range(len(rates)), key=lambda place: rates[place].effective_on)
    by_day = groupby(places, key=lambda place: rates[place].effective_on)
    begun = {day: tuple(found) for day, found in by_day}
    # Of one prefix, the rate that began last.
    owners: dict[CallType, dict[str, int]] = {one: {} for one in RATED}
    for day in days:
        for place in begun[day]:
            if rates[place].call_type.is_rated:
                owners[rates[place].call_type] |= dict.fromkeys(
                    rates[place].prefixes, place
                )
        yield tuple(PrefixTable.of(owners[one]) for one in RATED)


def _counting(increment: Increment | None, policy: UsagePolicy) -> Counting:
    if increment is None:
        step = policy.minute_seconds
        add = step - 1 if policy.minutes.mode is RoundingMode.UP else step // 2
        return Counting(0, add, step)
    # Where the initial block is whole steps, both ways of counting are one.
    step = increment.step
    apart = increment.counted is StepsCounted.AFTER_INITIAL and increment.initial % step
    is_free = increment.zero_seconds is ZeroSeconds.FREE
    if apart or increment.free_seconds or not is_free:
        return Counting(0, 0, 0)
    return Counting(max(increment.initial, increment.minimum), step - 1, step)
