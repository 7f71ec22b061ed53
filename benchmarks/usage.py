"""Rows of usage per second: this library beside what one would write by hand.

A month of calls of 200 numbers to destinations with 1,961 prefixes is rated and added
up by rate. Every contender starts from the same tuples of source, destination, start,
seconds and call type. The one by hand makes a dataclass of each, looks for the longest
prefix in a dict and computes with Decimals; it checks nothing. This library rates
records that are checked when they are made, or streams the tuples, which it checks as
well; either with repeated rows looked for or not. All totals are checked equal before
anything is timed; contenders run interleaved and the medians are printed. Trust the
ratios, not the absolute times.

    python benchmarks/usage.py [--records 1000000] [--distinct 60000] [--rounds 5]
"""

import argparse
import gc
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_UP, Decimal
from fractions import Fraction

from gotobilling.facts import BRAZIL_MOBILE, CallRate, Increment, StepsCounted
from gotobilling.kinds import CallType
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.usage import Bare, Plan, RatedRow, Repeats, UsageRow, rate, summarise
from gotobilling.usage import rate_rows as rate_all

MONTH = Period.month(2026, 7)
FIRST = datetime(2026, 7, 1, tzinfo=UTC)
SECONDS_IN_JULY = 31 * 86_400
PREFIXES = 1_961
LONGEST = 8
"""Characters of the longest prefix."""
SOURCES = tuple(f"+1310555{number:04}" for number in range(200))
BY_SIX = Increment(initial=6, step=6, counted=StepsCounted.AFTER_INITIAL)
BY_MINUTE = Increment(initial=60, step=60, counted=StepsCounted.AFTER_INITIAL)
INTERNATIONAL = CallType.INTERNATIONAL

Totals = dict[str, tuple[int, int, int, Fraction]]
"""Rows, seconds, billable seconds and exact cost of each rate."""


def made_prefixes(draw: random.Random) -> list[str]:
    """Return prefixes of 2 to 7 digits, many of them under others."""
    found = {f"+{number}" for number in range(20, 100)}
    while len(found) < PREFIXES:
        stem = draw.choice(sorted(found)) if len(found) % 50 == 0 else None
        below = stem or f"+{draw.randint(20, 99)}"
        more = draw.randint(1, 4)
        prefix = below + "".join(draw.choices("0123456789", k=more))
        if len(prefix) <= LONGEST:
            found.add(prefix)
    return sorted(found)


def made_plan(draw: random.Random) -> Plan:
    """Return a plan with a rate for each prefix."""
    increments = (BY_SIX, BY_SIX, BY_MINUTE, BRAZIL_MOBILE, None)
    rates = tuple(
        CallRate(
            id=f"rate-{number}",
            name=f"Destination {number}",
            call_type=INTERNATIONAL,
            prefixes=(prefix,),
            unit_price=Decimal(draw.randint(10, 9999)).scaleb(-4),
            currency="USD",
            effective_on=date(2026, 1, 1),
            increment=increments[number % len(increments)],
        )
        for number, prefix in enumerate(made_prefixes(draw))
    )
    return Plan(id="bench", currency="USD", policy=us.CONNECT.usage, rates=rates)


def made_rows(draw: random.Random, plan: Plan, count: int, distinct: int) -> list[Bare]:
    """Return rows to so many distinct numbers, none of them twice."""
    prefixes = [prefix for one in plan.rates for prefix in one.prefixes]
    numbers = [
        draw.choice(prefixes) + f"{draw.randrange(10**7):07}" for _ in range(distinct)
    ]
    starts = draw.sample(range(SECONDS_IN_JULY), count)
    return [
        (
            draw.choice(SOURCES),
            draw.choice(numbers),
            FIRST + timedelta(seconds=second),
            min(int(draw.expovariate(1 / 150)), 7200) if draw.random() > 0.03 else 0,
            INTERNATIONAL,
        )
        for second in starts
    ]


# What one would write by hand.


@dataclass
class Call:
    """A call as one would write it."""

    source: str
    destination: str
    start: datetime
    seconds: int
    call_type: CallType


@dataclass
class Price:
    """A price list entry as one would write it."""

    rate_id: str
    per_minute: Decimal
    initial: int
    step: int


@dataclass
class Rated:
    """A rated call as one would write it."""

    call: Call
    rate_id: str
    billable: int
    minutes: Decimal
    cost: Decimal


MINUTE = Decimal(60)


def price_list(plan: Plan) -> dict[str, Price]:
    """Return the prices by prefix; it is made before the time is taken."""
    found = {}
    for one in plan.rates:
        increment = one.increment or BY_MINUTE
        price = Price(
            one.id, one.unit_price or MINUTE, increment.initial, increment.step
        )
        found.update(dict.fromkeys(one.prefixes, price))
    return found


def rated_by_hand(call: Call, prices: dict[str, Price]) -> Rated:
    """Rate one call with Decimals."""
    for length in range(LONGEST, 0, -1):
        price = prices.get(call.destination[:length])
        if price is not None:
            break
    else:
        raise LookupError(call.destination)
    step = Decimal(price.step)
    steps = (Decimal(call.seconds) / step).to_integral_value(rounding=ROUND_UP)
    billable = int(steps * step)
    if call.seconds:
        billable = max(billable, price.initial)
    minutes = Decimal(billable) / MINUTE
    cost = Decimal(billable) * price.per_minute
    return Rated(call, price.rate_id, billable, minutes, cost)


def by_hand(rows: list[Bare], prices: dict[str, Price]) -> Totals:
    """Rate and add up by hand; costs are summed in sixtieths, to be exact."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    costs: dict[str, Decimal] = defaultdict(Decimal)
    for source, destination, start, seconds, call_type in rows:
        call = Call(source, destination, start, seconds, call_type)
        if not (call.start.year == 2026 and call.start.month == 7):
            continue
        rated = rated_by_hand(call, prices)
        found = counts[rated.rate_id]
        found[0] += 1
        found[1] += call.seconds
        found[2] += rated.billable
        costs[rated.rate_id] += rated.cost
    return {
        name: (found[0], found[1], found[2], Fraction(costs[name]) / 60)
        for name, found in counts.items()
    }


# This library.


def records(rows: list[Bare]) -> Iterator[UsageRow]:
    """Make a checked record of each row."""
    for source, destination, start, seconds, call_type in rows:
        yield UsageRow(source, destination, start, start, seconds, call_type)


def by_records(rows: list[Bare], plan: Plan) -> Totals:
    """Make a record of each row, rate it, and add up what comes back."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for rated in rate_all(records(rows), plan, MONTH):
        if isinstance(rated, RatedRow) and rated.rate is not None:
            of = found[rated.rate.id]
            of[0] += 1
            of[1] += rated.row.seconds
            of[2] += rated.billable
    prices = {one.id: Fraction(one.unit_price or 0) for one in plan.rates}
    return {
        name: (rows, seconds, billable, prices[name] * billable / 60)
        for name, (rows, seconds, billable) in found.items()
    }


def records_alone(rows: list[Bare]) -> None:
    """Make the checked records and rate nothing."""
    for _ in records(rows):
        pass


def rated_alone(rows: list[UsageRow], plan: Plan) -> None:
    """Rate records that were made before."""
    for row in rows:
        rate(row, plan)


def streamed(rows: list[Bare], plan: Plan, repeats: Repeats) -> Totals:
    """Stream the rows."""
    run = summarise(rows, plan, MONTH, repeats=repeats)
    rates = {one.id: one for one in run.usage.rates}
    return {
        one.rate: (
            one.rows,
            one.seconds,
            one.billable,
            Fraction(rates[one.rate].unit_price or 0) * one.billable / 60,
        )
        for one in run.usage.totals
        if one.rate is not None
    }


def timed(rounds: int, contenders: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the median seconds of each contender over interleaved rounds."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            gc.collect()
            started = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(took) for name, took in seconds.items()}


def main() -> None:
    """Check, time and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--distinct", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    draw = random.Random(20_260_701)  # noqa: S311 -- a seeded sample, no secret
    plan = made_plan(draw)
    rows = made_rows(draw, plan, asked.records, asked.distinct)
    prices = price_list(plan)
    contenders: dict[str, Callable[[], object]] = {
        "by hand, Decimal and dataclass": lambda: by_hand(rows, prices),
        "gotobilling, checked record in, rated record out": lambda: by_records(
            rows, plan
        ),
        "gotobilling, rows streamed": lambda: streamed(rows, plan, Repeats.COUNTED),
        "gotobilling, rows streamed, repeats refused": lambda: streamed(
            rows, plan, Repeats.REFUSED
        ),
    }
    expected = by_hand(rows, prices)
    for name, run in contenders.items():
        if run() != expected:
            raise SystemExit(name)
    contenders["  of it: making the checked records"] = lambda: records_alone(rows)
    took = timed(asked.rounds, contenders)
    naive = took["by hand, Decimal and dataclass"]
    reached = len({row[1] for row in rows})
    print(f"{len(rows):,} rows, {reached:,} distinct numbers called, {PREFIXES:,}")
    print(f"prefixes, median of {asked.rounds} rounds")
    print(f"{'':50}{'ns/row':>9}{'rows/s':>12}{'vs by hand':>12}")
    for name, seconds in took.items():
        each = seconds / len(rows)
        print(f"{name:50}{each * 1e9:9,.0f}{1 / each:12,.0f}{naive / seconds:11.2f}x")


if __name__ == "__main__":
    main()
