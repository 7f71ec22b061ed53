"""Account files for the laws: valid by construction, and crowded at the edges.

A history is built from whole numbers alone, asked for one at a time, so that the same
construction serves Hypothesis, which shrinks them, and a seeded generator, which
repeats them. First it is decided which edges a history should have (a change on 29
February, a start on a last day, ...), then the history is built around them.

Every file is valid under the default readings: no item and group has more removed than
present at the end of a day, and each item has a price from its first use on. `make_up`
names the edges that a history has in fact; run as a script, this file counts them.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final, NamedTuple, TypeVar

from hypothesis import strategies as st

from gotobilling.testing.reference import billing_start

__all__ = [
    "FLOORS",
    "LEVIED_MONTHS",
    "account_files",
    "histories",
    "horizon",
    "levied_cases",
    "make_up",
]

T = TypeVar("T")
Account = dict[str, Any]
Place = tuple[str, str | None]

DAY: Final = timedelta(days=1)
LEAP_DAY: Final = date(2028, 2, 29)
LAST_POSSIBLE_DAY: Final = date(2028, 12, 31)
LONGEST: Final = 250
MOST_CHANGES: Final = 8

ITEMS: Final = (
    ("device", "service_charge", "device"),
    ("extension", "service_charge", "extension"),
    ("number", "standard_number", "two_way_number"),
    ("toll-free number", "standard_number", "toll_free_number"),
    ("agent seat", "contact_center", "subscription"),
    ("rented phone", "rental", "rented_device"),
)
GROUPS: Final = ("Berlin", "Ogden", "Zürich")
UNIT_PRICES: Final = (
    *("25.00", "5.00", "19.99", "0.005", "33.333", "0.00", "1234.56", "0.31"),
)
ONE_TIME_KINDS: Final = ("hardware", "number_purchase", "other_charge", "other_credit")

# How often each edge is asked for, in percent. What was asked for does not always
# fit, so these lie above what `FLOORS` promises.
WANTED: Final = {
    "day_one_change": 25,
    "last_day_change": 25,
    "leap_day_change": 20,
    "same_day_changes": 25,
    "more_changes": 60,
    "change_before_start": 25,
    "change_after_end": 25,
    "price_change": 30,
    "price_change_with_changes": 20,
    "removal_to_zero": 30,
    "groups": 45,
    "free_months": 25,
    "one_time": 35,
    "end": 45,
    "change_on_last_day_of_service": 25,
    "repeated_fact": 10,
    "known_on": 10,
}
# How many of a hundred histories have each edge at least, as `make_up` sees it.
FLOORS: Final = {
    "three_changes": 30,
    "day_one_change": 10,
    "last_day_change": 10,
    "leap_day_change": 10,
    "same_day_changes": 10,
    "start_on_day_2_to_5": 10,
    "start_on_last_day": 10,
    "free_months": 10,
    "price_change": 10,
    "groups": 10,
    "removal_to_zero": 10,
    "end_in_mid_month": 10,
    "one_time": 10,
}


@st.composite
def account_files(draw: st.DrawFn) -> Account:
    """Draw a valid account file, as ``tomllib`` gives it with ``Decimal`` prices."""
    return _account(_Dice(lambda low, high: draw(st.integers(low, high))))


def histories(seed: int, count: int) -> Iterator[Account]:
    """Yield ``count`` account files, the same ones for the same seed."""
    random = Random(seed)  # noqa: S311 - to repeat a history, not to keep a secret
    for _ in range(count):
        yield _account(_Dice(random.randint))


def horizon(account: Account) -> date:
    """Return a day 1 by which everything is billed: no fact lies in the month before.

    The documents issued through that day therefore charge the days up to the end of
    that day's month, and leave no proration open.
    """
    contract = account["contract"]
    facts = [*account.get("prices", []), *account.get("changes", [])]
    last = max(
        billing_start(account),
        contract.get("end", {}).get("last_day_of_service", date.min),
        *(fact["effective_on"] for fact in [*facts, *account.get("one_time", [])]),
    )
    return _next_month(_next_month(last))


# Building a history


class _Dice:
    """Choices made from whole numbers, the simplest choice being the lowest number."""

    def __init__(self, ask: Callable[[int, int], int]) -> None:
        """Make them with ``ask``: any whole number from the first to the second."""
        self.ask = ask

    def chance(self, percent: int) -> bool:
        """Say yes in that many cases of a hundred."""
        return self.ask(0, 99) >= 100 - percent

    def pick(self, choices: Sequence[T]) -> T:
        """Choose one."""
        return choices[self.ask(0, len(choices) - 1)]

    def some_of(self, choices: Sequence[T], count: int) -> list[T]:
        """Choose that many different ones, in any order."""
        left = list(choices)
        return [left.pop(self.ask(0, len(left) - 1)) for _ in range(count)]


class _Service(NamedTuple):
    """When service runs, and the days after the start on which things may change."""

    start: date
    last_day: date | None
    days: tuple[date, ...]


class _Change(NamedTuple):
    day: date
    item: str
    group: str | None
    quantity: int


def _account(dice: _Dice) -> Account:
    wanted = {edge for edge, percent in WANTED.items() if dice.chance(percent)}
    service = _service(dice, wanted)
    items = dice.some_of(ITEMS, dice.ask(1, 4))
    names = [name for name, _, _ in items]
    changes = _changes(dice, wanted, service, names)
    sections = {
        "prices": _price_facts(dice, wanted, service, items, changes),
        "changes": _change_facts(dice, wanted, changes),
        "one_time": _one_time_facts(dice, wanted, service),
    }
    contract = _contract(dice, wanted, service)
    for facts in sections.values():
        _move_after_signature(facts, contract.get("signed_on", date.min))
        if facts and "repeated_fact" in wanted:
            facts.append(dict(dice.pick(facts)))
    filled = {name: facts for name, facts in sections.items() if facts}
    return {
        "format": 1,
        "account": {"id": "acme", "currency": "USD", "market": "us-connect"},
        "contract": contract,
        # In any order: no rule may lean on it.
        **{name: dice.some_of(facts, len(facts)) for name, facts in filled.items()},
    }


def _move_after_signature(facts: list[Account], signed_on: date) -> None:
    """Nothing happens before the contract is signed; the order of days is kept."""
    for fact in facts:
        fact["effective_on"] = max(fact["effective_on"], signed_on)


def _service(dice: _Dice, wanted: set[str]) -> _Service:
    """Start on a day of a chosen kind; end soon, late, on a month's last day, never."""
    months = [date(2026 + n // 12, n % 12 + 1, 1) for n in range(4, 31)]
    if "leap_day_change" in wanted:
        months = [month for month in months if date(2027, 8, 1) <= month < LEAP_DAY]
    month = dice.pick(months)
    length = monthrange(month.year, month.month)[1]
    spans = ((6, length), (6, length), (1, 1), (2, 5), (2, 5), (length, length))
    start = month.replace(day=dice.ask(*dice.pick(spans)))
    longest = min(start + LONGEST * DAY, LAST_POSSIBLE_DAY)
    last_day = None
    if "end" in wanted:
        days_served = dice.pick((*[(longest - start).days] * 4, *[60] * 3, 0))
        last_day = start + dice.ask(0, days_served) * DAY
        if "leap_day_change" in wanted:
            last_day = max(last_day, LEAP_DAY + dice.ask(0, 40) * DAY)
        if dice.chance(20):
            last_day = _next_month(last_day) - DAY
        longest = min(last_day, longest)
    days = tuple(start + n * DAY for n in range(1, (longest - start).days + 1))
    return _Service(start, last_day, days)


def _contract(dice: _Dice, wanted: set[str], service: _Service) -> Account:
    """Reach the billing start by the quote, by the signature, or by free months."""
    start = service.start
    contract: Account = {"id": "contract"}
    if "free_months" in wanted:
        contract["free_months"] = dice.ask(1, 3)
        month = start.replace(day=1)
        for _ in range(contract["free_months"]):
            month = (month - DAY).replace(day=1)
        latest = monthrange(month.year, month.month)[1]
        ends_on_last = _next_month(start) == start + DAY
        usual = min(start.day, latest)
        days = sorted({usual, latest} if ends_on_last else {usual})
        contract["signed_on"] = month.replace(day=dice.pick(days))
    elif dice.chance(50):
        contract["signed_on"] = start - dice.pick((0, dice.ask(0, 60))) * DAY
    reached = "signed_on" in contract and billing_start({"contract": contract}) == start
    if not reached:
        contract["billing_start_on"] = start
    elif dice.chance(50):
        contract["billing_start_on"] = start - dice.ask(0, 60) * DAY
    if service.last_day is not None:
        contract["end"] = {"id": "end", "last_day_of_service": service.last_day}
    return contract


def _changes(
    dice: _Dice, wanted: set[str], service: _Service, items: list[str]
) -> list[_Change]:
    """Add and remove, day by day, never more than is there."""
    groups = GROUPS[: dice.ask(1, len(GROUPS))] if "groups" in wanted else ()
    places = [(item, group) for item in items for group in (None, *groups)]
    present: Counter[Place] = Counter()
    changes: list[_Change] = []
    for day, how in _days_of_changes(dice, wanted, service):
        place = dice.pick(places)
        if how == "again" and changes:
            place = (changes[-1].item, changes[-1].group)
        quantity = dice.ask(1, 5)
        if present[place] > 0 and dice.chance(50):
            quantity = -dice.ask(1, present[place])
        made = [_Change(day, *place, quantity)]
        if how == "empty" and +present:
            emptied = dice.pick(sorted({item for item, _ in +present}))
            kept = {p: q for p, q in present.items() if p[0] == emptied and q > 0}
            made = [_Change(day, *place, -quantity) for place, quantity in kept.items()]
        if len(changes) + len(made) <= MOST_CHANGES:
            changes += made
            present.update({(c.item, c.group): c.quantity for c in made})
    return changes


def _days_of_changes(
    dice: _Dice, wanted: set[str], service: _Service
) -> list[tuple[date, str]]:
    """Choose the days, and on which a change repeats the one before or empties all."""
    start, last_day, days = service
    chosen = [(start, "any")] if dice.chance(90) else []
    chosen += [(start - dice.ask(0, 30) * DAY, "any")] * dice.ask(0, 1)
    if "change_before_start" in wanted:
        chosen.append((start - dice.ask(1, 30) * DAY, "any"))
    if "change_after_end" in wanted and last_day is not None:
        chosen.append((last_day + dice.ask(1, 40) * DAY, "any"))
    edges = {
        "day_one_change": [day for day in days if day.day == 1],
        "last_day_change": [day for day in days if (day + DAY).day == 1],
        "leap_day_change": [day for day in days if day == LEAP_DAY],
        "change_on_last_day_of_service": [day for day in days if day == last_day],
        "same_day_changes": days,
        "removal_to_zero": days,
    }
    for edge, fitting in edges.items():
        if edge in wanted and fitting:
            day = dice.pick(fitting)
            chosen.append((day, "empty" if edge == "removal_to_zero" else "any"))
            if edge == "same_day_changes":
                chosen += [(day, "again")] * dice.ask(1, 2)
    if "more_changes" in wanted and days:
        chosen += [(dice.pick(days), "any") for _ in range(dice.ask(1, 3))]
    return sorted(chosen, key=lambda day_and_how: day_and_how[0])


def _change_facts(
    dice: _Dice, wanted: set[str], changes: list[_Change]
) -> list[Account]:
    facts = []
    for number, change in enumerate(changes, start=1):
        fact: Account = {
            "id": f"c{number}",
            "item": change.item,
            "quantity": change.quantity,
            "effective_on": change.day,
        }
        if change.group is not None:
            fact["group"] = change.group
        if "known_on" in wanted:
            fact["known_on"] = change.day + dice.ask(0, 40) * DAY
        facts.append(fact)
    return facts


def _price_facts(
    dice: _Dice,
    wanted: set[str],
    service: _Service,
    items: list[tuple[str, str, str]],
    changes: list[_Change],
) -> list[Account]:
    """Price each item from its first use on, and some of them anew."""
    dates: set[tuple[str, date]] = set()
    for name, _, _ in items:
        used = [change.day for change in changes if change.item == name]
        dates.add((name, min([service.start, *used]) - dice.ask(0, 30) * DAY))
    if "price_change" in wanted and service.days:
        first_days = [day for day in service.days if day.day == 1] or service.days
        in_use = sorted({change.item for change in changes}) or [items[0][0]]
        for _ in range(dice.ask(1, 2)):
            day = dice.pick(dice.pick((service.days, first_days)))
            dates.add((dice.pick(in_use), day))
    live = [change for change in changes if change.day in service.days]
    if "price_change_with_changes" in wanted and live:
        change = dice.pick(live)
        dates.add((change.item, change.day))
    kinds = {name: (kind, unit) for name, kind, unit in items}
    return [
        {
            "id": f"p{number}",
            "item": name,
            "kind": kinds[name][0],
            "unit": kinds[name][1],
            "unit_price": _unit_price(dice),
            "effective_on": day,
        }
        for number, (name, day) in enumerate(sorted(dates), start=1)
    ]


def _one_time_facts(dice: _Dice, wanted: set[str], service: _Service) -> list[Account]:
    """Buy something up to 40 days before the start and long after, twice a day too."""
    facts: list[Account] = []
    for number in range(1, dice.ask(1, 3) + 1 if "one_time" in wanted else 1):
        day = min(service.start + dice.ask(-40, LONGEST) * DAY, LAST_POSSIBLE_DAY)
        if facts and dice.chance(40):
            day = facts[-1]["effective_on"]
        fact: Account = {
            "id": f"b{number}",
            "kind": dice.pick(ONE_TIME_KINDS),
            "item": dice.pick(("Desk phone", "Port-in")),
            "quantity": dice.ask(1, 5),
            "unit_price": _unit_price(dice),
            "effective_on": day,
        }
        if fact["kind"].startswith("other_"):
            fact["code"] = "acme:adjustment"
        facts.append(fact)
    return facts


def _unit_price(dice: _Dice) -> Decimal | int:
    price = Decimal(dice.pick(UNIT_PRICES))
    return int(price) if price == int(price) and dice.chance(20) else price


def _next_month(day: date) -> date:
    """Return the first day of the month after."""
    return day.replace(day=monthrange(day.year, day.month)[1]) + DAY


# Looking at a history


def make_up(account: Account) -> frozenset[str]:
    """Name the edges that a history has.

    Changes and new prices count from the day after the billing start to the last day
    of service; an item is removed to zero when none of it is left in any group.
    """
    return frozenset(
        edge
        for edges in (_starts_and_ends, _change_edges, _price_edges, _other_edges)
        for edge, is_there in edges(account).items()
        if is_there
    )


def _starts_and_ends(account: Account) -> dict[str, bool]:
    start, last_day = billing_start(account), _last_day(account)
    end_of_month = _next_month(last_day) - DAY if last_day < date.max else last_day
    return {
        "free_months": account["contract"].get("free_months", 0) > 0,
        "start_on_day_1": start.day == 1,
        "start_on_day_2_to_5": 2 <= start.day <= 5,
        "start_on_last_day": (start + DAY).day == 1,
        "start_on_leap_day": start == LEAP_DAY,
        "end": last_day < date.max,
        "end_in_mid_month": last_day < end_of_month,
        "end_on_last_day": last_day == end_of_month < date.max,
        "end_in_starting_month": last_day < _next_month(start),
        "end_on_starting_day": last_day == start,
    }


def _change_edges(account: Account) -> dict[str, bool]:
    start, last_day = billing_start(account), _last_day(account)
    changes = _unique(account, "changes")
    live = [c for c in changes if start < c["effective_on"] <= last_day]
    days = [change["effective_on"] for change in live]
    a_day = Counter((change["item"], change["effective_on"]) for change in live)
    before = [change for change in changes if change["effective_on"] <= start]
    return {
        "no_starting_quantity": not before,
        "change_before_start": any(c["effective_on"] < start for c in before),
        "change_after_end": any(c["effective_on"] > last_day for c in changes),
        "change_on_last_day_of_service": last_day in days,
        "three_changes": len(live) >= 3,
        "day_one_change": any(day.day == 1 for day in days),
        "last_day_change": any((day + DAY).day == 1 for day in days),
        "leap_day_change": LEAP_DAY in days,
        "same_day_changes": any(count > 1 for count in a_day.values()),
        "added_and_removed_same_day": any(
            (one["item"], one.get("group"), one["effective_on"])
            == (other["item"], other.get("group"), other["effective_on"])
            for one in live
            for other in live
            if one["quantity"] > 0 > other["quantity"]
        ),
        "removal_to_zero": any(_empties(account, change) for change in live),
        "change_after_early_start": 2 <= start.day <= 5
        and any(day < _next_month(start) for day in days),
    }


def _empties(account: Account, change: Account) -> bool:
    item, day = change["item"], change["effective_on"]
    return _present(account, item, day) == 0 < _present(account, item, day - DAY)


def _price_edges(account: Account) -> dict[str, bool]:
    start, last_day = billing_start(account), _last_day(account)
    changes = {(c["item"], c["effective_on"]) for c in _unique(account, "changes")}
    live = [
        (price["item"], price["effective_on"])
        for price in _unique(account, "prices")
        if start < price["effective_on"] <= last_day
        and _present(account, price["item"], price["effective_on"] - DAY) > 0
    ]
    return {
        "price_change": bool(live),
        "price_change_on_day_1": any(day.day == 1 for _, day in live),
        "price_change_with_changes": any(
            day.day > 1 and (item, day) in changes for item, day in live
        ),
    }


def _other_edges(account: Account) -> dict[str, bool]:
    bought = _unique(account, "one_time")
    changes = _unique(account, "changes")
    kinds = {price["item"]: price["kind"] for price in account["prices"]}
    places = {(change["item"], change.get("group")) for change in changes}
    unsplit = [i for i, _ in places if kinds[i] in {"contact_center", "rental"}]
    facts = sum(len(account.get(s, [])) for s in ("prices", "changes", "one_time"))
    prices = _unique(account, "prices")
    return {
        "groups": any(group is not None for _, group in places),
        "groups_not_split": len(unsplit) > len(set(unsplit)),
        "one_time": bool(bought),
        "one_time_before_start": any(
            fact["effective_on"] < billing_start(account) for fact in bought
        ),
        "one_time_twice_a_day": len({f["effective_on"] for f in bought}) < len(bought),
        "repeated_fact": facts > len(bought) + len(changes) + len(prices),
    } | {f"has_{kinds[item]}": True for item, _ in places}


def _unique(account: Account, section: str) -> list[Account]:
    return list({fact["id"]: fact for fact in account.get(section, [])}.values())


def _last_day(account: Account) -> date:
    last_day: date = (
        account["contract"].get("end", {}).get("last_day_of_service", date.max)
    )
    return last_day


def _present(account: Account, item: str, day: date) -> int:
    return sum(
        change["quantity"]
        for change in _unique(account, "changes")
        if change["item"] == item and change["effective_on"] <= day
    )


def _print_shares(seed: int, count: int) -> None:
    found = Counter(edge for each in histories(seed, count) for edge in make_up(each))
    for edge, number in sorted(found.items()):
        floor = f"  (at least {FLOORS[edge]})" if edge in FLOORS else ""
        print(f"{edge:32}{100 * number / count:6.1f} %{floor}")  # noqa: T201


# Accounts with levies


LEVY_LINES: Final = (
    *("gst", "hst", "sales_tax", "vat"),
    *("regulatory_recovery", "universal_service_fee"),
)
CHARGE_CLASSES: Final = (
    *("telecommunications", "software", "equipment_rental"),
    *("equipment_sale", "fee", "messaging"),
)
LEVY_PLACES: Final = ("CA", "CA-NS", "CA-ON", "DE", "GR", "CA-NS-halifax")
EVERYWHERE: Final = ("CA", "DE", "GR")
LEVY_DAYS: Final = (
    *(date(2025, 2, 1), date(2025, 2, 14), date(2025, 3, 1), date(2025, 3, 2)),
    *(date(2025, 3, 20), date(2025, 3, 31), date(2025, 4, 1), date(2025, 4, 15)),
)
PERCENTS: Final = (
    *("5", "9.975", "14", "15", "38.1", "0", "100", "0.5", "33.333333333333"),
)
MODES: Final = ("half_up", "half_even", "half_down", "up", "down")
LONG_AGO: Final = date(2024, 1, 1)
VAT_NUMBERS: Final = ("DE136695976", "EL094259216", "DE811907980", "IE6388047V")
LEVIED_MONTHS: Final = (date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1))


@st.composite
def levied_cases(draw: st.DrawFn) -> Account:
    """
    Draw an account with all that levies follow, as plain values.

    ``account`` is an account file of the spring of 2025; ``levies``, ``series``,
    ``addresses``, ``certificates``, ``vat_numbers`` and ``paid_on`` are as
    ``gotobilling.testing.levies`` has them. An address is always in force, and one
    levy is levied everywhere. ``extra`` is one more levy, in no base, and ``extra_at``
    its place among the others.
    """
    dice = _Dice(lambda low, high: draw(st.integers(low, high)))
    count = dice.ask(1, 4)
    everywhere = dice.ask(0, count - 1)
    levies: list[Account] = []
    for number in range(count):
        earlier = [one["name"] for one in levies]
        places = EVERYWHERE if number == everywhere else None
        levies.append(_levy(dice, f"levy {number}", earlier, places))
    extra_at = dice.ask(0, count)
    earlier = [one["name"] for one in levies[:extra_at]]
    extra = _levy(dice, "extra", earlier, None)
    series: dict[str, list[tuple[date, str | None]]] = {}
    for levy in (*levies, extra):
        series |= _percentages(dice, levy)
    jurisdictions = [one["jurisdiction"] for one in levies]
    return {
        "account": _levied_account(dice),
        "levies": levies,
        "extra": extra,
        "extra_at": extra_at,
        "series": series,
        "addresses": _addresses(dice),
        "certificates": [
            {
                "id": f"certificate {number}",
                "tax": dice.pick(levies)["line"],
                "jurisdiction": dice.pick(jurisdictions),
                "effective_on": (on := dice.pick((LONG_AGO, *LEVY_DAYS))),
                "valid_until": dice.pick((None, on + dice.ask(0, 60) * DAY)),
            }
            for number in range(dice.pick((0, 0, 1, 2)))
        ],
        "vat_numbers": [
            {
                "id": f"number {number}",
                "number": dice.pick(VAT_NUMBERS),
                "effective_on": dice.pick((LONG_AGO, *LEVY_DAYS[::2])),
                "confirmed_on": dice.pick((LONG_AGO, *LEVY_DAYS, LONG_AGO, None)),
            }
            for number in range(dice.pick((0, 1, 1, 2)))
        ],
        "paid_on": dice.pick((None, *LEVY_DAYS)),
    }


def _levy(
    dice: _Dice, name: str, earlier: list[str], places: tuple[str, ...] | None
) -> Account:
    line, capped = dice.pick(LEVY_LINES), dice.chance(25)
    level = dice.pick(("invoice", "line", "unrounded_lines"))

    def rounding(places: int | None) -> tuple[str, int | None, int]:
        mode = "floor" if capped else dice.pick(MODES)
        return mode, places, dice.pick((1, 1, 1, 5))

    return {
        "name": name,
        "line": line,
        "jurisdiction": dice.pick(("CA-NS", "DE", "GR", "DE")),
        "places": list(places or dice.some_of(LEVY_PLACES, dice.ask(1, 3))),
        "series": f"rate of {name}",
        "share": f"share of {name}" if dice.chance(30) else None,
        "classes": dice.some_of(CHARGE_CLASSES, dice.ask(1, 6)),
        "levies": dice.some_of(earlier, dice.ask(0, len(earlier))),
        "treatments": [
            (
                dice.pick(CHARGE_CLASSES),
                dice.pick((None, None, "device", "toll_free_number")),
                dice.pick(("taxable", "zero_rated", "exempt", "out_of_scope")),
            )
            for _ in range(dice.pick((0, 0, 1, 2)))
        ],
        "level": level,
        "rounding": rounding(None),
        "line_rounding": (
            rounding(dice.pick((None, 0, 2, 3, 4))) if level == "line" else None
        ),
        "cap": "product" if capped else "none",
        "tax_date": dice.pick(
            (
                *("invoice_date", "invoice_date", "service_period"),
                "earlier_of_invoice_and_payment",
            )
        ),
        "credit_rate": dice.pick(
            ("charging_invoice", "charging_invoice", "current_invoice")
        ),
        "negative_base": dice.pick(("same_formula", "same_formula", "no_levy")),
        "vat_id": dice.pick(("none", "cross_border", "any", "cross_border")),
        "seller": dice.pick(("IE9834481A", "DE136695976", "EL094259216", "IE9834481A")),
    }


def _percentages(
    dice: _Dice, levy: Account
) -> dict[str, list[tuple[date, str | None]]]:
    """Change the share on the days of the rate only, so that one tells the other."""
    days = [LONG_AGO, *sorted(dice.some_of(LEVY_DAYS, dice.ask(0, 3)))]
    rates: list[tuple[date, str | None]] = [
        (day, dice.pick((*PERCENTS, None) if day > LONG_AGO else PERCENTS))
        for day in days
    ]
    found = {levy["series"]: rates}
    if levy["share"] is not None:
        found[levy["share"]] = [(day, dice.pick(("64.9", "50", "100"))) for day in days]
    return found


def _addresses(dice: _Dice) -> list[Account]:
    days = [LONG_AGO, *dice.some_of(LEVY_DAYS, dice.pick((0, 0, 1, 2)))]
    return [
        {
            "id": f"address from {day}",
            "country": country,
            "region": region,
            "areas": list(areas),
            "effective_on": day,
        }
        for day in days
        for country, region, areas in [
            dice.pick(
                (
                    ("CA", "NS", ()),
                    ("CA", "NS", ("CA-NS-halifax",)),
                    ("CA", "ON", ()),
                    ("DE", None, ()),
                    ("GR", None, ()),
                )
            )
        ]
    ]


def _levied_account(dice: _Dice) -> Account:
    """Bill three items and a rental from one of a few starts on, with purchases."""
    start = dice.pick((date(2025, 1, 1), date(2025, 3, 1), *LEVY_DAYS))
    items = [*ITEMS[:1], ITEMS[3], ITEMS[4], ITEMS[5]]
    days = sorted({start, *(start + dice.ask(1, 80) * DAY for _ in range(4))})
    present: Counter[Place] = Counter()
    changes: list[Account] = []
    for number, day in enumerate(sorted([start, start, *days, *days[1:]])):
        place = dice.pick(items)[0], dice.pick((None, None, "Ogden"))
        quantity = dice.ask(1, 4)
        if present[place] > 0 and dice.chance(60):
            quantity = -dice.ask(1, present[place])
        present[place] += quantity
        change = {"id": f"c{number}", "item": place[0], "effective_on": day}
        changes.append({**change, "group": place[1], "quantity": quantity})
    prices = [
        {
            "id": f"price of {name}",
            "item": name,
            "kind": kind,
            "unit": unit,
            "unit_price": dice.pick(("25.00", "9.99", "0.31", "1234.56")),
            "effective_on": LONG_AGO,
        }
        for name, kind, unit in items
    ]
    bought = [
        {
            "id": f"b{number}",
            "kind": dice.pick(ONE_TIME_KINDS),
            "item": "Desk phone",
            "quantity": dice.ask(1, 3),
            "unit_price": "99.98",
            "effective_on": dice.pick(LEVY_DAYS),
            "code": None,
        }
        for number in range(dice.pick((0, 1, 2)))
    ]
    for fact in bought:
        if str(fact["kind"]).startswith("other_"):
            fact["code"] = "acme:adjustment"
    return {
        "account": {"id": "acme", "currency": "USD"},
        "contract": {"id": "contract", "billing_start_on": start},
        "prices": prices,
        "changes": changes,
        "one_time": bought,
    }


if __name__ == "__main__":
    _print_shares(seed=2026, count=2000)
