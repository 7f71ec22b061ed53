"""Write a month of call details as a provider's download has them, made up by a seed.

    python scripts/write_calls.py --out calls.csv
    python scripts/write_calls.py --rows 2000 --seed 7 --month 2028-02 --start-day 15

The nine columns are those of the download; instants are in UTC. The account is made up:
in Los Angeles, with 25 devices, five of them for low usage, and two toll-free numbers.
Beside what chance brings there are rows at every edge: at both ends of the month, at
the billing start, at midnight, at the leap day, of no duration, and about the steps in
which minutes are counted.

Rate and cost are printed where a row's own minutes decide its cost; calls within the
plan, and destinations whose price depends on all minutes of the month, have neither. It
uses the standard library alone, so that no number in it rests on gotobilling. The price
list below is that of `examples/usage-month/plan.toml`.
"""

import argparse
import csv
import io
import random
import sys
from calendar import isleap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    localcontext,
)
from pathlib import Path
from typing import Final

COLUMNS: Final = (
    "Source number",
    "Destination number",
    "Start time (UTC)",
    "End time (UTC)",
    "Duration (sec)",
    "Billable minutes",
    "Total cost",
    "Rate",
    "Call type",
)
FIRST_RATES: Final = date(2026, 1, 1)
GERMANY_CHANGES: Final = date(2026, 7, 16)

EXTENSION, TOLL_FREE, INBOUND, PREMIUM, ABROAD, PLAN = (
    "extension",
    "toll_free_inbound",
    "inbound",
    "domestic_premium",
    "international",
    "plan",
)
BRAZIL_MOBILE: Final = "brazil_mobile"
# The area codes of Brazil; a mobile's number has a 9 after it.
BRAZIL_AREAS: Final = (
    *("11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "22", "24", "27"),
    *("28", "31", "32", "33", "34", "35", "37", "38", "41", "42", "43", "44", "45"),
    *("46", "47", "48", "49", "51", "53", "54", "55", "61", "62", "63", "64", "65"),
    *("66", "67", "68", "69", "71", "73", "74", "75", "77", "79", "81", "82", "83"),
    *("84", "85", "86", "87", "88", "89", "91", "92", "93", "94", "95", "96", "97"),
    *("98", "99"),
)
BRAZIL_MOBILES: Final = tuple(f"+55{area}9" for area in BRAZIL_AREAS)

Tier = tuple[int, str]
"""Minutes above which a price applies, and the price of one."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """
    What calls to one destination cost, in US dollars.

    Attributes:
        id: Its id in the plan file.
        name: The destination.
        call_type: Of which calls.
        prefixes: Beginnings of the numbers called; the longest of all rates fits.
        numbers: Forms of the numbers that are called here; # is any digit.
        unit_price: Of one minute, or of one package; None where tiers have it.
        model: How a month's minutes are priced.
        tiers: Of a graduated or volume price.
        package: Minutes in one package.
        minimum: The least that a month costs.
        increment: Of whole minutes where it is None.
        effective_on: First day of the rate.
    """

    id: str
    name: str
    call_type: str
    prefixes: tuple[str, ...]
    numbers: tuple[str, ...]
    unit_price: str | None = None
    model: str = "flat"
    tiers: tuple[Tier, ...] = ()
    package: int | None = None
    minimum: str | None = None
    increment: str | None = None
    effective_on: date = FIRST_RATES

    @property
    def is_of_rows(self) -> bool:
        """Whether each row has its own cost, whatever else the month brings."""
        return self.model == "flat" and self.minimum is None


def _abroad(id_: str, name: str, price: str, prefixes: str, *numbers: str) -> Rate:
    return Rate(
        id=f"intl-{id_}",
        name=name,
        call_type=ABROAD,
        prefixes=tuple(prefixes.split()),
        numbers=numbers,
        unit_price=price,
    )


RATES: Final = (
    Rate(
        id="toll-free",
        name="Toll-free numbers",
        call_type=TOLL_FREE,
        prefixes=("+1",),
        numbers=("+18885550142",),
        unit_price="0.0190",
    ),
    Rate(
        id="toll-free-800",
        name="Toll-free numbers 800",
        call_type=TOLL_FREE,
        prefixes=("+1800",),
        numbers=("+18005550199",),
        unit_price="0.0210",
    ),
    Rate(
        id="premium-900",
        name="Premium 900",
        call_type=PREMIUM,
        prefixes=("+1900",),
        numbers=("+19004######", "+19006######"),
        unit_price="0.99",
    ),
    Rate(
        id="premium-900-555",
        name="Premium 900-555",
        call_type=PREMIUM,
        prefixes=("+1900555",),
        numbers=("+1900555####",),
        unit_price="1.49",
    ),
    Rate(
        id="premium-787-555",
        name="Premium 787-555",
        call_type=PREMIUM,
        prefixes=("+1787555",),
        numbers=("+1787555####",),
        unit_price="0.0650",
    ),
    _abroad("ca", "Canada", "0.0125", "+1", "+14162######", "+15143######"),
    _abroad("do", "Dominican Republic", "0.0975", "+1809 +1829 +1849", "+18095######"),
    _abroad("jm", "Jamaica", "0.1862", "+1658 +1876", "+18769######"),
    _abroad("de", "Germany", "0.0190", "+49", "+4930######", "+4989######"),
    Rate(
        id="intl-de-2",
        name="Germany",
        call_type=ABROAD,
        prefixes=("+49",),
        numbers=(),
        unit_price="0.0205",
        effective_on=GERMANY_CHANGES,
    ),
    _abroad(
        "de-mobile", "Germany mobile", "0.0690", "+4915 +4916 +4917", "+49151#######"
    ),
    _abroad("gb", "United Kingdom", "0.0165", "+44", "+4420########", "+44161#######"),
    _abroad("gb-mobile", "United Kingdom mobile", "0.0420", "+447", "+4477########"),
    _abroad("gb-personal", "United Kingdom personal", "0.31", "+4470", "+4470########"),
    _abroad("br", "Brazil", "0.0385", "+55", "+55113#######", "+55213#######"),
    Rate(
        id="intl-br-mobile",
        name="Brazil mobile",
        call_type=ABROAD,
        prefixes=BRAZIL_MOBILES,
        numbers=tuple(f"{prefix}########" for prefix in BRAZIL_MOBILES),
        unit_price="0.1235",
        increment=BRAZIL_MOBILE,
    ),
    Rate(
        id="intl-in",
        name="India",
        call_type=ABROAD,
        prefixes=("+91",),
        numbers=("+9111########", "+9198########"),
        model="graduated",
        tiers=((0, "0.0295"), (500, "0.0245"), (2000, "0.0215")),
    ),
    Rate(
        id="intl-ph",
        name="Philippines",
        call_type=ABROAD,
        prefixes=("+63",),
        numbers=("+632########",),
        model="volume",
        tiers=((0, "0.1450"), (500, "0.1290"), (5000, "0.1150")),
    ),
    Rate(
        id="intl-mx",
        name="Mexico",
        call_type=ABROAD,
        prefixes=("+52",),
        numbers=("+5255########",),
        model="package",
        package=100,
        unit_price="1.50",
    ),
    Rate(
        id="intl-ae",
        name="United Arab Emirates",
        call_type=ABROAD,
        prefixes=("+971",),
        numbers=("+9714#######",),
        unit_price="0.2125",
        minimum="350.00",
    ),
    _abroad("fr", "France", "0.0182", "+33", "+331########", "+334########"),
    _abroad("fr-mobile", "France mobile", "0.0565", "+336 +337", "+336########"),
    _abroad("it", "Italy", "0.0215", "+39", "+39024#######", "+39011#######"),
    _abroad("it-mobile", "Italy mobile", "0.1105", "+393", "+39347#######"),
    _abroad("va", "Vatican City", "0.0444", "+3906698", "+3906698#####"),
    _abroad("es", "Spain", "0.0164", "+34", "+3491#######"),
    _abroad("pt", "Portugal", "0.0213", "+351", "+35121#######"),
    _abroad("ie", "Ireland", "0.0198", "+353", "+3531#######"),
    _abroad("ie-mobile", "Ireland mobile", "0.0894", "+3538", "+35387#######"),
    _abroad("nl", "Netherlands", "0.0187", "+31", "+3120#######"),
    _abroad("be", "Belgium", "0.0235", "+32", "+322#######"),
    _abroad("ch", "Switzerland", "0.0377", "+41", "+4144#######"),
    _abroad("at", "Austria", "0.0281", "+43", "+431#######"),
    _abroad("dk", "Denmark", "0.0179", "+45", "+4533######"),
    _abroad("se", "Sweden", "0.0158", "+46", "+468#######"),
    _abroad("no", "Norway", "0.0172", "+47", "+4722######"),
    _abroad("pl", "Poland", "0.0226", "+48", "+4822#######"),
    _abroad("gr", "Greece", "0.0243", "+30", "+30210#######"),
    _abroad("ru", "Russia", "0.0468", "+7", "+7495#######"),
    _abroad("kz", "Kazakhstan", "0.1385", "+77", "+7727#######"),
    _abroad("il", "Israel", "0.0254", "+972", "+9723#######"),
    _abroad("ps", "Palestine mobile", "0.2235", "+97059", "+97059#######"),
    _abroad("za", "South Africa", "0.0861", "+27", "+2711#######"),
    _abroad("jp", "Japan", "0.0433", "+81", "+813########"),
    _abroad("cn", "China", "0.0221", "+86", "+8610########"),
    _abroad("hk", "Hong Kong", "0.0317", "+852", "+8522#######"),
    _abroad("sg", "Singapore", "0.0206", "+65", "+656#######"),
    _abroad("au", "Australia", "0.0249", "+61", "+612########"),
    _abroad("ar", "Argentina", "0.0318", "+54", "+5411########"),
    _abroad("cl", "Chile", "0.0412", "+56", "+562########"),
    _abroad("co", "Colombia", "0.0367", "+57", "+57601#######"),
    _abroad("pe", "Peru", "0.0298", "+51", "+511#######"),
    _abroad("cr", "Costa Rica", "0.0535", "+506", "+5062#######"),
    _abroad("ht", "Haiti", "0.3125", "+509", "+50928######"),
)

# Some destinations are called more often than others.
OFTEN: Final = {"intl-br-mobile": 6, "intl-de": 3, "intl-gb": 3, "intl-in": 4}
CALLED_ABROAD: Final = tuple(
    rate
    for rate in RATES
    if rate.call_type == ABROAD and rate.numbers
    for _ in range(OFTEN.get(rate.id, 1))
)
CALLED_PREMIUM: Final = tuple(rate for rate in RATES if rate.call_type == PREMIUM)

# The account: each device has an extension and a number, the last five are low-usage.
DEVICES: Final = tuple((f"{1000 + n}", f"+1310555{100 + n:04}") for n in range(1, 26))
LOW_USAGE: Final = DEVICES[20:]
TOLL_FREE_NUMBERS: Final = ("+18005550199", "+18885550142")
AT_HOME: Final = (
    *("+12122######", "+13052######", "+13103######", "+13125######", "+14153######"),
    *("+16172######", "+17025######", "+12064######", "+15123######", "+14044######"),
)
# Of a thousand rows.
CALL_TYPES: Final = {
    PLAN: 430,
    EXTENSION: 110,
    INBOUND: 130,
    TOLL_FREE: 100,
    PREMIUM: 20,
    ABROAD: 210,
}
# Of a hundred rows: from so many seconds to so many, both counted, in steps.
DURATIONS: Final = {
    (0, 0, 1): 3,
    (1, 59, 1): 24,
    (60, 600, 60): 5,
    (61, 600, 1): 55,
    (601, 3600, 1): 12,
    (3601, 10800, 1): 1,
}
# How often calls begin in each hour of the day in UTC; Los Angeles is 7 or 8 behind.
HOURS: Final = (
    9,
    6,
    3,
    2,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    3,
    8,
    14,
    18,
    19,
    18,
    17,
    18,
    18,
    16,
    13,
)
ONE_IN_LOW_USAGE, ONE_IN_EXTENSIONS, ONE_IN_SEVERAL = 60, 5, 10
"""How many rows there are to one of a low-usage device, with an extension for the
number that called, and that totals several calls."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One row: the calls between two numbers from a start to an end."""

    source: str
    destination: str
    start: datetime
    end: datetime
    seconds: int
    call_type: str


def main() -> None:
    """Write the file that the command line asks for."""
    asked = _arguments()
    text = call_details(
        rows=asked.rows, seed=asked.seed, month=asked.month, start_day=asked.start_day
    )
    if asked.out is None:
        sys.stdout.write(text)
    else:
        asked.out.write_text(text, encoding="utf-8", newline="\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Write a month of call details.")
    parser.add_argument("--out", type=Path, help="the file; without it, the output")
    parser.add_argument("--rows", type=int, default=50_000, help="how many rows")
    parser.add_argument("--seed", type=int, default=2026, help="another, another file")
    parser.add_argument(
        "--month", type=_month, default=date(2026, 7, 1), help="such as 2026-07"
    )
    parser.add_argument(
        "--start-day", type=int, default=1, help="day of the month, when billing starts"
    )
    asked = parser.parse_args()
    if asked.month < FIRST_RATES:
        parser.error(f"there are no rates before {FIRST_RATES}")
    if not 1 <= asked.start_day <= 28:
        parser.error("the start day is one from 1 to 28")
    least = len(list(_edges(asked.month, asked.start_day)))
    if asked.rows < least:
        parser.error(f"there are {least} rows at the edges alone")
    return asked


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


@contextmanager
def _own_decimals() -> Iterator[None]:
    # Costs are worked out in this context, whatever that of the caller is.
    with localcontext(Context(prec=28, rounding=ROUND_HALF_EVEN, traps=[])):
        yield


@_own_decimals()
def call_details(
    *,
    rows: int = 50_000,
    seed: int = 2026,
    month: date = date(2026, 7, 1),
    start_day: int = 1,
) -> str:
    """
    Return the file's text.

    Args:
        rows: How many rows; those at the edges are among them.
        seed: What chance begins with.
        month: First day of the month.
        start_day: The day of it on which billing starts.
    """
    chance = random.Random(seed)  # noqa: S311 -- the same file for the same seed
    calls = {_key(one): one for one in _edges(month, start_day)}
    while len(calls) < rows:
        one = _call(chance, month)
        calls.setdefault(_key(one), one)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_printed(calls[key]) for key in sorted(calls))
    return out.getvalue()


def _key(call: Call) -> tuple[datetime, str, str]:
    return call.start, call.source, call.destination


def _printed(call: Call) -> tuple[str, ...]:
    rate = rate_of(call.call_type, call.destination, call.start.date())
    tenths = _tenths(call.seconds, rate)
    cost = price = ""
    if rate is not None and rate.is_of_rows:
        unit_price = Decimal(rate.unit_price or "")
        cost, price = _exact(unit_price * tenths / 10), _exact(unit_price)
    return (
        call.source,
        call.destination,
        f"{call.start.isoformat()}Z",
        f"{call.end.isoformat()}Z",
        str(call.seconds),
        f"{tenths // 10}.{tenths % 10}".removesuffix(".0"),
        cost,
        price,
        call.call_type,
    )


def rate_of(call_type: str, destination: str, on: date) -> Rate | None:
    """Return the rate of a call, or None: of the longest prefix the latest by a day."""
    for length in range(len(destination), 0, -1):
        found = [
            rate
            for rate in _BY_PREFIX.get((call_type, destination[:length]), ())
            if rate.effective_on <= on
        ]
        if found:
            return max(found, key=lambda rate: rate.effective_on)
    return None


def _by_prefix() -> dict[tuple[str, str], tuple[Rate, ...]]:
    found: dict[tuple[str, str], tuple[Rate, ...]] = {}
    for rate in RATES:
        for prefix in rate.prefixes:
            key = rate.call_type, prefix
            found[key] = (*found.get(key, ()), rate)
    return found


_BY_PREFIX: Final = _by_prefix()


def _tenths(seconds: int, rate: Rate | None) -> int:
    # Six seconds are a tenth of a minute; to mobiles of Brazil the least is five.
    if rate is not None and rate.increment == BRAZIL_MOBILE:
        return max(5, -(-seconds // 6)) if seconds else 0
    return 10 * -(-seconds // 60)


def _exact(amount: Decimal) -> str:
    text = f"{amount:.6f}"
    if Decimal(text) != amount:
        raise SystemExit(f"{amount} has more than 6 decimals")
    return text[:-2] + text[-2:].rstrip("0")


def _call(chance: random.Random, month: date) -> Call:
    (call_type,) = chance.choices(tuple(CALL_TYPES), tuple(CALL_TYPES.values()))
    source, destination = _ends(chance, call_type)
    ((least, most, step),) = chance.choices(tuple(DURATIONS), tuple(DURATIONS.values()))
    seconds = chance.randrange(least, most + 1, step)
    (hour,) = chance.choices(range(24), HOURS)
    start = datetime.combine(month, time()) + timedelta(
        days=chance.randrange((_next_month(month) - month).days),
        hours=hour,
        seconds=chance.randrange(3600),
    )
    is_several = seconds > 1 and chance.randrange(ONE_IN_SEVERAL) == 0
    between = chance.randrange(1, 7200) if is_several else 0
    return _row(source, destination, start, seconds, call_type, between=between)


def _ends(chance: random.Random, call_type: str) -> tuple[str, str]:
    is_low = chance.randrange(ONE_IN_LOW_USAGE) == 0
    device = chance.choice(LOW_USAGE if is_low else DEVICES[:20])
    if call_type == EXTENSION:
        other = chance.choice([one for one in DEVICES if one != device])
        return device[0], other[0]
    if call_type == INBOUND:
        return _number(chance, AT_HOME), device[1]
    if call_type == TOLL_FREE:
        return _number(chance, AT_HOME), chance.choice(TOLL_FREE_NUMBERS)
    source = device[0 if chance.randrange(ONE_IN_EXTENSIONS) == 0 else 1]
    if call_type == PLAN:
        return source, _number(chance, AT_HOME)
    called = CALLED_ABROAD if call_type == ABROAD else CALLED_PREMIUM
    return source, _number(chance, chance.choice(called).numbers)


def _number(chance: random.Random, forms: tuple[str, ...]) -> str:
    form = chance.choice(forms)
    return "".join(str(chance.randrange(10)) if one == "#" else one for one in form)


def _row(
    source: str,
    destination: str,
    start: datetime,
    seconds: int,
    call_type: str,
    *,
    between: int = 0,
) -> Call:
    return Call(
        source=source,
        destination=destination,
        start=start,
        end=start + timedelta(seconds=seconds + between),
        seconds=seconds,
        call_type=call_type,
    )


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _edges(month: date, start_day: int) -> Iterator[Call]:
    first = datetime.combine(month, time())
    after = datetime.combine(_next_month(month), time())
    here, low = DEVICES[0][1], LOW_USAGE[0]
    second = timedelta(seconds=1)
    yield from _at_instant(first, "+49301000")
    yield from _at_instant(after, "+49301001")
    yield from _at_instant(first.replace(day=27), "+49301002")
    if start_day != 1:
        yield from _at_instant(first.replace(day=start_day), "+49301003")
    if month.month == 2 and isleap(month.year):
        yield from _at_instant(first.replace(day=29), "+49301004")
    if month <= GERMANY_CHANGES < _next_month(month):
        changed = datetime.combine(GERMANY_CHANGES, time())
        yield from _at_instant(changed, "+49301005")
    # Several calls, the last of them in the next month.
    yield _row(here, "+442071000", after - 600 * second, 300, ABROAD, between=900)
    noon = first.replace(day=28, hour=20)
    for seconds in (0, 1, 29, 30, 59, 60, 61, 89, 90, 119, 120, 3600, 86_400):
        yield _row(here, f"+493020{seconds:05}", noon, seconds, ABROAD)
        yield _row(here, f"+121220{seconds:05}", noon, seconds, PLAN)
    for seconds in (0, 1, 29, 30, 31, 36, 37, 59, 60, 61, 66, 67, 3601):
        yield _row(here, f"+5511987{seconds:06}", noon, seconds, ABROAD)
    yield _row("+12122000001", TOLL_FREE_NUMBERS[0], noon, 0, TOLL_FREE)
    yield _row("+12122000001", TOLL_FREE_NUMBERS[1], noon, 61, TOLL_FREE)
    yield _row("+12122000002", here, noon, 0, INBOUND)
    yield _row(DEVICES[0][0], DEVICES[1][0], noon, 61, EXTENSION)
    yield _row(low[0], "+12122000003", noon, 61, PLAN)
    yield _row(low[1], "+493020000061", noon, 61, ABROAD)
    for number in ("+17875550100", "+19005550100", "+19004440100"):
        yield _row(here, number, noon, 61, PREMIUM)
    # Of prefixes that begin alike the longest has the rate.
    for number in (
        *("+14162000001", "+18095000001", "+447700000001", "+447000000001"),
        *("+390241000001", "+390669810001", "+393470000001", "+77270000001"),
        *("+74950000001", "+5511310000001", "+972310000001", "+970590000001"),
    ):
        yield _row(here, number, noon, 61, ABROAD)


def _at_instant(instant: datetime, area: str) -> Iterator[Call]:
    # The last second before it, running over it, and the first one after it.
    here, before = DEVICES[0][1], instant - timedelta(seconds=1)
    yield _row(here, f"{area}01", before, 1, ABROAD)
    yield _row(here, f"{area}02", before, 61, ABROAD)
    yield _row(here, f"{area}03", instant, 61, ABROAD)
    yield _row(here, f"{area}04", instant, 0, ABROAD)
    yield _row(here, "+12122000004", before, 121, PLAN)
    yield _row("+12122000005", TOLL_FREE_NUMBERS[0], instant, 59, TOLL_FREE)


if __name__ == "__main__":
    main()
