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
from functools import lru_cache, partial
from random import Random
from typing import Any, Final, NamedTuple, TypeVar, cast

from attrs import evolve
from hypothesis import strategies as st

from gotobilling.clauses import CONTRACT_RATES
from gotobilling.credits import (
    CreditReason,
    Everything,
    OfAmount,
    OfLines,
    OfShare,
    credit_note,
)
from gotobilling.errors import InvalidValue
from gotobilling.facts import Account as Known
from gotobilling.facts import (
    BillingAddress,
    Contract,
    ExemptionCertificate,
    Fact,
    OneTimeCharge,
    Price,
    QuantityChange,
    ServiceEnd,
    TaxNumber,
    Withdrawal,
)
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import Asked, CreditNote, Invoice, IssuedDocument, OpenLine
from gotobilling.kinds import BillableUnit, LineKind
from gotobilling.market import Market
from gotobilling.markets import ca, eu, us
from gotobilling.money import Money
from gotobilling.taxes import TaxCategory
from gotobilling.testing.late import Issue, stated_by_line
from gotobilling.testing.reference import billing_start

__all__ = [
    "FLOORS",
    "LATE_FLOORS",
    "LEVIED_MONTHS",
    "LateCase",
    "account_files",
    "credit_notes",
    "histories",
    "horizon",
    "late_cases",
    "late_history",
    "late_make_up",
    "levied_cases",
    "make_up",
    "note_dice",
    "note_dice_of",
    "wrong_notes",
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


# Accounts of which things come to be known late


class LateCase(NamedTuple):
    """
    An account with facts known late, wrong at first or never so.

    ``account`` holds all that is known in the end, ``until`` is the day of the invoice
    after that.
    """

    account: Known
    market: Market
    until: date


class _Truth(NamedTuple):
    """A fact as it really is, and how to tell it wrong at first."""

    fact: Fact
    wrong: Callable[[_Dice, Any], Any] | None


LATE_FLOORS: Final = {
    "late facts": 60,
    "interacting late facts": 10,
    "superseded": 30,
    "withdrawn": 10,
    "late exemption": 3,
    "late address": 3,
    "late tax number": 1,
    "late price": 5,
    "late end of service": 3,
    "other start": 2,
    "one-time late": 10,
    "untaxed": 10,
    "document that should not be": 3,
    "document never issued": 10,
    "corrected more than once": 10,
    "negative correction": 20,
    "levies corrected": 20,
    "tax-rate change crossed": 3,
    "corrections alone": 1,
    "us-connect": 30,
    "ca-connect": 20,
    "eu-connect": 10,
}
"""How many of a hundred accounts have each at least, as `late_make_up` sees it."""
LATE_READINGS: Final[tuple[dict[str, str], ...]] = (
    *({}, {}, {}, {}),
    {"day_count": "actual_from_start"},
    {"day_count": "thirty_day_month", "same_day": "per_change"},
    {"removals": "not_credited", "emptied": "cancellation"},
    {"price_change": "next_cycle", "rounded": "unit_share"},
    {"number_purchase": "one_time_invoice", "zero_days": "omitted"},
    {"first_invoice": "next_month", "last_month": "full_month"},
    {"nothing_to_bill": "invoice", "negative_total": "refund"},
)
LATE_TAX_READINGS: Final[tuple[dict[str, str], ...]] = (
    *({}, {}, {}, {}),
    {"credit_rate": "current_invoice"},
    {"tax_level": "line"},
    {"tax_rounding": "down", "negative_base": "no_levy"},
    {"tax_date": "service_period"},
)
FIRST_MONTHS: Final = (
    *(date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)),
    *(date(2025, 4, 1), date(2025, 5, 1)),
)
UTAH_RATES: Final = ((LONG_AGO, "7.25"), (date(2025, 4, 1), "7.45"))
LATE_PRICES: Final = ("25.00", "5.00", "19.99", "33.333", "0.31")
WHEREABOUTS: Final = {
    "us": (("US", "UT"), ("US", "NV")),
    "ca": (("CA", "NS"), ("CA", "NS"), ("CA", "ON"), ("CA", "QC")),
    "eu": (("EE", None), ("EE", None), ("RO", None), ("DE", None)),
}
FREED: Final = {
    "us": ((LineKind.SALES_TAX, "US-UT"), (LineKind.UNIVERSAL_SERVICE_FEE, "US")),
    "ca": ((LineKind.HST, "CA-NS"), (LineKind.HST, "CA-ON"), (LineKind.GST, "CA")),
    "eu": ((LineKind.VAT, "EE"), (LineKind.VAT, "DE")),
}
EU_NUMBERS: Final = ("EE100931558", "DE136695976", "EE100594102")


@st.composite
def late_cases(draw: st.DrawFn) -> LateCase:
    """Draw an account of which some facts come to be known late."""
    return _late_case(_Dice(lambda low, high: draw(st.integers(low, high))))


def late_history(seed: int, number: int) -> LateCase:
    """Return one account with late facts, the same one for the same numbers."""
    return _late_case(_Dice(_random(seed, number, "history").randint))


def _random(seed: int, number: int, what: str) -> Random:
    # To repeat a history, not to keep a secret.
    return Random(f"{what} {number} of {seed}")  # noqa: S311


def _late_case(dice: _Dice) -> LateCase:
    where = dice.pick(("us", "us", "us", "ca", "ca", "eu"))
    taxed = where != "us" or dice.chance(60)
    market = _late_market(dice, where, taxed=taxed)
    first = dice.pick(FIRST_MONTHS)
    start = first + dice.pick((0, 0, dice.ask(1, 4), dice.ask(1, 27))) * DAY
    last = start + dice.ask(30, 110) * DAY
    truths = [*_late_service(dice, start, last)]
    changes = _late_changes(dice, start, last)
    items = sorted({one.item for one in changes})
    truths += [_Truth(one, _other_change) for one in changes]
    truths += _late_prices(dice, market.currency, items, start, last)
    truths += _late_purchases(dice, market.currency, start, last)
    if taxed:
        truths += _late_taxation(dice, where, start, last)
    facts = [one for truth in truths for one in _as_told(dice, truth)]
    facts += _never_so(dice, market, items, start, last)
    contract = next(one for one in facts if isinstance(one, Contract))
    account = Known(id="acme", currency=market.currency, contract=contract)
    days = [max(one.known_on, one.effective_on) for one in facts]
    until = _next_month(_next_month(max(days)))
    return LateCase(account.narrowed(facts, None), market, until)


def _late_market(dice: _Dice, where: str, *, taxed: bool) -> Market:
    readings = dict(dice.pick(LATE_READINGS))
    if taxed:
        readings |= dice.pick(LATE_TAX_READINGS)
    return _market(where, tuple(sorted(readings.items())))


@lru_cache
def _market(where: str, readings: tuple[tuple[str, str], ...]) -> Market:
    market = {"us": us.CONNECT, "ca": ca.CONNECT, "eu": eu.CONNECT}[where]
    if where == "us":
        market = market.with_sales_tax("utah", "US-UT")
        for series, percent in (("us-slrrf", "2"), ("us-rrf", "3.5")):
            rate = Decimal(percent)
            market = market.with_rate(series, LONG_AGO, rate, CONTRACT_RATES)
        for day, percent in UTAH_RATES:
            market = market.with_rate("utah", day, Decimal(percent), CONTRACT_RATES)
    if where == "ca":
        fee = Decimal("1.5")
        market = market.with_rate("ca-recovery", LONG_AGO, fee, CONTRACT_RATES)
    return market.with_readings(dict(readings))


def _late_service(dice: _Dice, start: date, last: date) -> Iterator[_Truth]:
    contract = Contract(id="contract", billing_start_on=start, known_on=start - 9 * DAY)
    yield _Truth(contract, _other_start if dice.chance(40) else None)
    if dice.chance(35):
        end = max(start, last - dice.ask(0, 40) * DAY)
        yield _Truth(ServiceEnd(id="end", last_day_of_service=end), _other_end)


def _late_changes(dice: _Dice, start: date, last: date) -> list[QuantityChange]:
    """Add and remove on few days, so that much happens to the same."""
    items = [name for name, _, _ in dice.some_of(ITEMS, dice.ask(1, 2))]
    groups = dice.pick(((None,), (None,), (None, *GROUPS[:2])))
    span = (last - start).days
    days = sorted(start + dice.ask(1, span) * DAY for _ in range(dice.ask(1, 4)))
    days = sorted([start, *days, *days[: dice.ask(0, 1)]])
    present: Counter[Place] = Counter()
    made = []
    for number, day in enumerate(days, start=1):
        place = (dice.pick(items), dice.pick(groups))
        quantity = dice.ask(1, 5)
        if present[place] > 0 and dice.chance(55):
            quantity = -dice.ask(1, present[place])
        present[place] += quantity
        made.append(
            QuantityChange(
                id=f"c{number}",
                item=place[0],
                group=place[1],
                quantity=quantity,
                effective_on=day,
            )
        )
    return made


def _late_prices(
    dice: _Dice, currency: str, items: list[str], start: date, last: date
) -> list[_Truth]:
    kinds = {name: (LineKind(kind), BillableUnit(unit)) for name, kind, unit in ITEMS}
    dates = {(item, start - dice.ask(5, 30) * DAY) for item in items}
    if dice.chance(45):
        day = start + dice.ask(1, (last - start).days) * DAY
        day = dice.pick((day, _next_month(day)))
        dates.add((dice.pick(items), day))
    return [
        _Truth(
            Price(
                id=f"p{number}",
                item=item,
                kind=kinds[item][0],
                unit=kinds[item][1],
                unit_price=Decimal(dice.pick(LATE_PRICES)),
                currency=currency,
                effective_on=day,
            ),
            _other_price,
        )
        for number, (item, day) in enumerate(sorted(dates), start=1)
    ]


def _late_purchases(
    dice: _Dice, currency: str, start: date, last: date
) -> list[_Truth]:
    return [
        _Truth(_purchase(dice, f"b{number}", currency, start, last), _other_purchase)
        for number in range(dice.pick((0, 0, 1, 2)))
    ]


def _purchase(
    dice: _Dice, name: str, currency: str, start: date, last: date
) -> OneTimeCharge:
    kind = LineKind(dice.pick(ONE_TIME_KINDS))
    other = kind.value.startswith("other_")
    return OneTimeCharge(
        id=name,
        kind=kind,
        item="Desk phone",
        quantity=dice.ask(1, 3),
        unit_price=Decimal(dice.pick(LATE_PRICES)),
        currency=currency,
        effective_on=start + dice.ask(-5, (last - start).days) * DAY,
        code="acme:adjustment" if other else None,
    )


def _late_taxation(
    dice: _Dice, where: str, start: date, last: date
) -> Iterator[_Truth]:
    span = (last - start).days
    days = [start - 60 * DAY]
    days += [start + dice.ask(1, span) * DAY for _ in range(dice.pick((0, 0, 1)))]
    for number, day in enumerate(days):
        country, region = dice.pick(WHEREABOUTS[where])
        address = BillingAddress(
            id=f"a{number}", country=country, region=region, effective_on=day
        )
        yield _Truth(address, partial(_other_address, where))
    if dice.chance(35):
        yield _Truth(_certificate(dice, "x", where, start, last), _other_certificate)
    if where == "eu" and dice.chance(50):
        day = start + dice.ask(-20, span) * DAY
        confirmed = day + dice.ask(0, 20) * DAY
        held = TaxNumber(
            id="vat",
            number=dice.pick(EU_NUMBERS),
            effective_on=day,
            confirmed_on=confirmed,
        )
        yield _Truth(held, _other_number)


def _certificate(
    dice: _Dice, name: str, where: str, start: date, last: date
) -> ExemptionCertificate:
    tax, jurisdiction = dice.pick(FREED[where])
    day = start + dice.ask(-20, (last - start).days) * DAY
    return ExemptionCertificate(
        id=name,
        tax=tax,
        jurisdiction=jurisdiction,
        certificate="17",
        effective_on=day,
        valid_until=dice.pick((None, day + dice.ask(0, 90) * DAY)),
    )


# What is told wrong at first.


def _other_start(dice: _Dice, fact: Contract) -> Contract:
    day = (fact.billing_start_on or date.max) + dice.pick((-31, -3, 2, 20)) * DAY
    return evolve(fact, billing_start_on=day)


def _other_end(dice: _Dice, fact: ServiceEnd) -> ServiceEnd:
    day = fact.last_day_of_service + dice.pick((-70, -20, -1, 15, 40)) * DAY
    return evolve(fact, last_day_of_service=day)


def _other_change(dice: _Dice, fact: QuantityChange) -> QuantityChange:
    if dice.chance(70):
        return evolve(fact, quantity=fact.quantity + (1 if fact.quantity > 0 else -1))
    return evolve(fact, effective_on=fact.effective_on + dice.ask(1, 20) * DAY)


def _other_price(dice: _Dice, fact: Price) -> Price:
    return evolve(fact, unit_price=Decimal(dice.pick(("24.00", "26.50", "5.20"))))


def _other_purchase(dice: _Dice, fact: OneTimeCharge) -> OneTimeCharge:
    if dice.chance(60):
        return evolve(fact, quantity=fact.quantity + dice.ask(1, 3))
    return evolve(fact, effective_on=fact.effective_on + dice.ask(1, 40) * DAY)


def _other_address(where: str, dice: _Dice, fact: BillingAddress) -> BillingAddress:
    country, region = dice.pick(WHEREABOUTS[where])
    return evolve(fact, country=country, region=region)


def _other_certificate(_: _Dice, fact: ExemptionCertificate) -> ExemptionCertificate:
    return evolve(fact, certificate="16", valid_until=fact.effective_on + 30 * DAY)


def _other_number(_: _Dice, fact: TaxNumber) -> TaxNumber:
    return evolve(fact, confirmed_on=None)


def _as_told(dice: _Dice, truth: _Truth) -> list[Fact]:
    """Tell a fact in time or late; or wrong at first, and then once or twice more."""
    fact: Any = truth.fact
    is_old = isinstance(fact, (Contract, Price, BillingAddress))
    delay = dice.pick((0, 0, 0, 0, dice.ask(1, 25), dice.ask(20, 120)))
    # Without them nothing can be billed: they are rarely late.
    delay = 0 if is_old and not dice.chance(8) else delay
    known_on = fact.known_on + delay * DAY
    if truth.wrong is None or not dice.chance(10):
        return [evolve(fact, known_on=known_on)]
    told = [evolve(truth.wrong(dice, fact), known_on=known_on)]
    last = dice.pick((2, 2, 3))
    for number in range(2, last + 1):
        # Two that replace it on one day would contradict each other.
        days = dice.ask(0 if number == 2 else 1, 70)
        known_on = max(known_on, fact.known_on) + days * DAY
        content = fact if number == last else truth.wrong(dice, fact)
        name = f"{fact.id}-{number}"
        version = {"id": name, "known_on": known_on, "supersedes": fact.id}
        told.append(evolve(content, **version))
    return told


def _never_so(
    dice: _Dice, market: Market, items: list[str], start: date, last: date
) -> Iterator[Fact]:
    """Tell of something that never was, and withdraw it."""
    day = start + dice.ask(0, (last - start).days) * DAY
    made: list[Any] = []
    if dice.chance(15):
        item, quantity = dice.pick(items), dice.ask(1, 3)
        made.append(
            QuantityChange(id="n1", item=item, quantity=quantity, effective_on=day)
        )
    if dice.chance(8):
        made.append(_purchase(dice, "n2", market.currency, start, last))
    if dice.chance(6):
        where = market.name[:2]
        made.append(_certificate(dice, "n3", where, start, last))
    for number, fact in enumerate(made, start=1):
        known_on = fact.known_on + dice.pick((0, dice.ask(0, 60))) * DAY
        told: Fact = evolve(fact, known_on=known_on)
        yield told
        known_on += dice.ask(0, 90) * DAY
        yield Withdrawal(id=f"w{number}", fact=fact.id, known_on=known_on)


# Looking at late facts


def late_make_up(case: LateCase, sent: Sequence[IssuedDocument]) -> frozenset[str]:
    """Name what late facts there are, and what they make of the documents."""
    edges = _late_facts(case.account) | _late_documents(sent)
    return frozenset({case.market.name, *(x for x, found in edges.items() if found)})


def _late_facts(account: Known) -> dict[str, bool]:
    """Say which facts come to be known after the month in which they take effect."""
    facts = account.all_facts()
    late = [one for one in facts if one.known_on >= _next_month(one.effective_on)]
    kinds = {type(one) for one in late}
    withdrawn = {one.fact for one in account.withdrawals}
    return {
        "late facts": bool(late),
        "superseded": any(one.id not in withdrawn for one in account.superseded),
        "withdrawn": bool(withdrawn),
        "late exemption": ExemptionCertificate in kinds,
        "late address": BillingAddress in kinds,
        "late tax number": TaxNumber in kinds,
        "late price": Price in kinds,
        "late end of service": ServiceEnd in kinds,
        "other start": any(isinstance(x, Contract) for x in account.superseded),
        "one-time late": OneTimeCharge in kinds,
        "untaxed": not account.addresses,
    }


def _late_documents(sent: Sequence[IssuedDocument]) -> dict[str, bool]:
    invoices = [one.document for one in sent if isinstance(one.document, Invoice)]
    lines = [line for one in invoices for line in one.corrections]
    revisions = [each for one in invoices for each in one.revisions]
    issued = {one.key for one in invoices}
    levied = [line for line in lines if line.told.line.levy is not None]
    rates = {
        (levy.levy.name, levy.rate.percent)
        for each in revisions
        for levy in (each.revised.levies if each.revised else ())
        if levy.rate.category is TaxCategory.STANDARD
        and any(line.told.line.id == levy.id for line in levied)
    }
    times = Counter(each.of for each in revisions)
    return {
        "corrected": bool(lines),
        "interacting late facts": any(len(x.told.causes) > 1 for x in lines),
        "facts that stand together": any(
            len(cause.facts) > 1 for x in lines for cause in x.told.causes
        ),
        "document that should not be": any(x.revised is None for x in revisions),
        "document never issued": any(x.of not in issued for x in revisions),
        "corrected more than once": max(times.values(), default=0) > 1,
        "negative correction": any(x.amount.minor < 0 for x in lines),
        "levies corrected": bool(levied),
        "tax-rate change crossed": len(rates) > len({name for name, _ in rates}),
        "corrections alone": any(x.corrections and not x.lines for x in invoices),
    }


# Credit notes


@st.composite
def note_dice(draw: st.DrawFn) -> _Dice:
    """Draw what credit notes are made by."""
    return _Dice(lambda low, high: draw(st.integers(low, high)))


def note_dice_of(seed: int, number: int) -> _Dice:
    """Return what credit notes are made by, the same for the same numbers."""
    return _Dice(_random(seed, number, "notes").randint)


def credit_notes(
    issued: IssuedDocument,
    others: tuple[IssuedDocument, ...],
    dice: _Dice,
    issue: Issue = issued_document,
) -> list[IssuedDocument]:
    """Credit an invoice in parts of any kind, and what is left of it at last."""
    on = max([one.issued_on for one in (issued, *others)])
    notes: list[IssuedDocument] = []

    def note(asked: Asked, name: str) -> CreditNote | None:
        try:
            return credit_note(
                issued,
                id=name,
                issued_on=on,
                # Either reason gives back the same.
                reason=list(CreditReason)[len(notes) % 2],
                asked=asked,
                others=(*others, *notes),
            )
        except InvalidValue:
            # Less than a cent, nothing left, or more than is left.
            return None

    for part in range(dice.ask(2, 5)):
        # What is open is told by a note over all of it.
        whole = note(Everything(), "whole")
        asked = None if whole is None else _asked(dice, whole)
        made = None if asked is None else note(asked, f"note {part}")
        notes += [] if made is None else [issue(made)]
    last = note(Everything(), "the rest")
    return notes if last is None else [*notes, issue(last)]


def _asked(dice: _Dice, whole: CreditNote) -> Asked | None:
    match dice.ask(0, 2):
        case 0:
            left = whole.left.minor
            minor = dice.pick((1, dice.ask(1, left), left // 2 or 1))
            return OfAmount(Money.from_minor(minor, whole.currency))
        case 1:
            return OfShare(Decimal(dice.pick(("10", "33.3", "50", "0.5", "99"))))
        case _:
            lines = [x for x in whole.open if x.line.levy is None and x.minor]
            chosen = dice.some_of(lines, dice.ask(1, len(lines))) if lines else []
            return _of_lines(dice, chosen, whole.currency)


def _of_lines(dice: _Dice, lines: list[OpenLine], currency: str) -> OfLines | None:
    amounts: list[tuple[str, Money | None]] = []
    for one in lines:
        minor = dice.ask(1, abs(one.minor)) * (1 if one.minor > 0 else -1)
        whole = dice.chance(30)
        amount = None if whole else Money.from_minor(minor, currency)
        amounts.append((one.line.id, amount))
    return OfLines(tuple(amounts)) if amounts else None


def wrong_notes(
    issued: IssuedDocument,
    others: Sequence[IssuedDocument],
    notes: Sequence[IssuedDocument],
) -> Iterator[str]:
    """
    Yield what is wrong with notes that credit an invoice until nothing is left.

    No note gives more than is open, no line turns its sign or grows, and at last
    nothing of any line is open. Where charges are chosen, a levy on charges of both
    signs may grow: it follows those that were.
    """
    invoice = cast("Invoice", issued.document)
    carried = LineKind.BROUGHT_FORWARD
    stated = [one for each in (issued, *others) for one in each.states()]
    kept = dict.fromkeys(
        one.line.id
        for one in stated
        if one.of == invoice.key and one.line.kind is not carried
    )
    every = stated_by_line([issued, *others])
    left = {line: every[line] for line in kept}
    for note in notes:
        before, given = dict(left), stated_by_line([note])
        if not 0 < -note.document.total.value.minor <= sum(before.values()):
            yield f"{note.document!r} of {sum(before.values())} that are open"
        if given.total() != note.document.total.value.minor:
            yield f"the lines of {note.document!r} come to {given.total()}"
        asked = cast("CreditNote", note.document).asked
        chosen = dict(asked.amounts) if isinstance(asked, OfLines) else given
        for line, minor in given.items():
            left[line] += minor
            if line not in chosen:
                continue
            if not min(0, before[line]) <= left[line] <= max(0, before[line]):
                yield f"{note.document!r} leaves {left[line]} of {before[line]}"
    rest = {line: minor for line, minor in left.items() if minor}
    if rest and sum(rest.values()) > 0:
        yield f"{rest} is left open"


if __name__ == "__main__":
    _print_shares(seed=2026, count=2000)
