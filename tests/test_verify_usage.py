"""The independent checker on usage: its months, totals, rates, pools and included."""

import copy
import json
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

import pytest
from attrs import evolve
from tests.builders import included
from tests.test_verify import ANYTHING, Json, changed, digest, found, paths, reseal
from tests.thinning import thinned

from gotobilling.corrections import next_invoice
from gotobilling.facts import (
    BRAZIL_MOBILE,
    Account,
    CallRate,
    Device,
    Fact,
    Included,
    NoUsage,
    OpeningQuantity,
    PriceModel,
    QuantityChange,
    ServiceEnd,
    Tier,
    UsageTotal,
    Withdrawal,
)
from gotobilling.formats.account_file import read_account_file, write_account_file
from gotobilling.formats.documents import document, issued_document
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.kinds import BillableUnit, CallType, LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.testing.usage_cases import usage_history
from gotobilling.verify import verify, verify_facts

FILE: Final = Path(__file__).parent / "forged" / "usage" / "account.toml"
ACCOUNT: Final = read_account_file(FILE.read_bytes(), FILE.name).account
JULY: Final = date(2026, 7, 1)
AUGUST: Final = Period.month(2026, 8)


def written(invoice: object) -> Json:
    """Write an invoice."""
    assert isinstance(invoice, Invoice), invoice
    return cast("Json", document(invoice))


def told(account: Account, market: Market = us.CONNECT) -> Json:
    """Give the content of the account file."""
    return tomllib.loads(write_account_file(account, market), parse_float=Decimal)


def billed(
    account: Account, month: Period = AUGUST, market: Market = us.CONNECT
) -> Json:
    """Give a month's document, which holds at both levels."""
    content = written(assemble_invoice(account, month, market))
    assert verify(content).failure is None
    assert verify_facts(content, told(account, market)).failure is None
    return content


def more(account: Account, *facts: Fact) -> Account:
    """Tell an account of further facts."""
    return account.narrowed((*account.all_facts(), *facts), None)


def without(account: Account, *names: str) -> Account:
    """Leave facts out."""
    kept = (fact for fact in account.all_facts() if fact.id not in names)
    return account.narrowed(kept, None)


def total(name: str, call_type: CallType, billable: int, **more: Any) -> UsageTotal:  # noqa: ANN401
    """Give a total of July, of one call."""
    common: Json = {"month": JULY, "rows": 1, "connected": 1, "seconds": billable}
    common |= {"call_type": call_type, "billable": billable} | more
    return UsageTotal(id=name, **common)


def at(content: Json, kind: str, item: str) -> Json:
    """Find a line."""
    lines = cast("list[Json]", content["lines"])
    return next(x for x in lines if (x["kind"], x["item"]) == (kind, item))


def refused(content: Json) -> tuple[str, str]:
    """Give what level 1 finds in a document sealed anew."""
    return found(verify(reseal(content)))


BASE: Final = billed(ACCOUNT)


def base() -> Json:
    """Give a document with usage of its own."""
    return copy.deepcopy(BASE)


class TestGenerated:
    """Whatever the usage is, the document that bills it holds."""

    @pytest.mark.parametrize("number", range(24))
    def test_holds(self, number: int) -> None:
        """Five months of an account with usage hold at both levels."""
        case = usage_history(7, number)
        market = us.CONNECT.with_readings(dict(case.readings))
        file = told(case.account, market)
        for month in case.months:
            made = assemble_invoice(case.account, Period.month_of(month), market)
            if isinstance(made, Invoice):
                content = written(made)
                assert verify(content).failure is None
                assert verify_facts(content, file).failure is None

    @pytest.mark.parametrize(
        "readings",
        [
            {"included": "prorated", "day_count": "thirty_day_month"},
            {"included": "prorated", "last_month": "full_month"},
            {"last_usage": "last_regular", "first_invoice": "month_after"},
            {"quantities": "invoice_date", "low_usage": "contract"},
            {"nothing_to_bill": "invoice", "minutes": "nearest"},
            {"pool_use": "off_net", "extension_calls": "free"},
        ],
    )
    def test_readings(self, readings: dict[str, str]) -> None:
        """Under each reading the three months around an end of service hold."""
        market = us.CONNECT.with_readings(dict(readings))
        last = date(2026, 8, 20)
        ended = evolve(ACCOUNT, end=ServiceEnd(id="end", last_day_of_service=last))
        late = total("aug", CallType.PLAN, 90000, month=date(2026, 8, 1))
        account = more(ended, late)
        file = told(account, market)
        for number in (8, 9):
            month = Period.month(2026, number)
            made = assemble_invoice(account, month, market)
            if isinstance(made, Invoice):
                content = written(made)
                assert verify(content).failure is None
                assert verify_facts(content, file).failure is None

    @pytest.mark.clause("D4", "Q37")
    def test_included_within_the_month(self) -> None:
        """What is first included within a month is asked for, and found, in full."""
        first = included(40, id="late", effective_on=date(2026, 7, 20))
        kept = [one for one in ACCOUNT.all_facts() if not isinstance(one, Included)]
        account = ACCOUNT.narrowed((*kept, first), None)
        content = billed(account)
        facts = content["facts"]
        named = [name for name in facts if facts[name]["type"] == "included"]
        assert named == ["late"]


def tiers(*rows: tuple[int, str, str | None]) -> tuple[Tier, ...]:
    """Give tiers by their bounds, prices and fees."""
    return tuple(
        Tier(above=n, unit_price=Decimal(each), flat_fee=Decimal(fee) if fee else None)
        for n, each, fee in rows
    )


def rate(name: str = "intl.es", **fields: Any) -> CallRate:  # noqa: ANN401
    """Give a rate of calls to Spain."""
    common: Json = {"name": "Spain", "call_type": CallType.INTERNATIONAL}
    common |= {"currency": "USD", "effective_on": date(2026, 1, 1)}
    common["prefixes"] = ("+34",)
    return CallRate(id=name, **(common | fields))


FEE: Final = Decimal("1.00")
PRICE: Final = Decimal("0.10")


@pytest.mark.clause("A6", "Q2")
class TestCounted:
    """How the rows of a total were counted is what the document rests on."""

    @staticmethod
    def content(**fields: Any) -> Json:  # noqa: ANN401
        """Give a document whose one total says how it was counted."""
        told = total("said", CallType.PLAN, 600, **fields)
        kept = without(ACCOUNT, *(one.id for one in ACCOUNT.usage))
        return written(assemble_invoice(more(kept, told), AUGUST, us.CONNECT))

    @pytest.mark.parametrize(
        ("name", "value", "reason"),
        [
            ("counted", "half_up, row, whole, line", "up, row, whole, line"),
            ("counted_from", "2026-07-14", "is before billing starts, 2026-07-15"),
        ],
    )
    def test_otherwise(self, name: str, value: str, reason: str) -> None:
        """Other readings, or rows of before billing starts, are found."""
        own = {"counted": us.CONNECT.usage.counted, "counted_from": date(2026, 7, 15)}
        content = self.content(**own)
        assert verify(content).failure is None

        place, said = refused(changed(content, f"facts/said/{name}", value))

        assert place == f"facts.said.{name}"
        assert reason in said


class TestModels:
    """The steps and the amount follow the pricing model of the rate."""

    @pytest.mark.parametrize(
        ("fields", "seconds", "amount"),
        [
            ({"unit_price": PRICE, "increment": BRAZIL_MOBILE}, 66, "0.11"),
            ({"unit_price": PRICE, "flat_fee": FEE}, 600, "2.00"),
            ({"unit_price": PRICE, "flat_fee": FEE}, 0, "0.00"),
            ({"unit_price": PRICE, "minimum": Decimal(4)}, 600, "4.00"),
            ({"unit_price": PRICE, "connection_fee": PRICE}, 600, "1.10"),
            ({"model": PriceModel.PACKAGE, "package": 7, "unit_price": FEE}, 600, "2"),
        ],
    )
    def test_flat_and_package(self, fields: Json, seconds: int, amount: str) -> None:
        """Ten minutes cost 1.00 at 0.10, or two begun packages of seven at 1.00."""
        used = total("es", CallType.INTERNATIONAL, seconds, rate="intl.es")
        content = billed(more(ACCOUNT, rate(**fields), used))
        line = at(content, "international_minutes", "Spain")
        assert Decimal(line["amount"]) == Decimal(amount)

    @pytest.mark.parametrize("fee", [None, "5.00"])
    @pytest.mark.parametrize(
        ("model", "minutes", "amount"),
        [
            (PriceModel.GRADUATED, 100, "2.00"),
            (PriceModel.GRADUATED, 150, "2.50"),
            (PriceModel.GRADUATED, 0, "0.00"),
            (PriceModel.VOLUME, 100, "2.00"),
            (PriceModel.VOLUME, 150, "1.50"),
            (PriceModel.VOLUME, 0, "0.00"),
        ],
    )
    def test_tiers(
        self, model: PriceModel, minutes: int, amount: str, fee: str | None
    ) -> None:
        """Above 100 minutes at 0.02 they cost 0.01: those above it, or all of them."""
        used = total("es", CallType.INTERNATIONAL, minutes * 60, rate="intl.es")
        of = tiers((0, "0.02", None), (100, "0.01", fee))
        content = billed(more(ACCOUNT, rate(model=model, tiers=of), used))
        line = at(content, "international_minutes", "Spain")
        reached = Decimal(fee or 0) if minutes > 100 else 0
        assert Decimal(line["amount"]) == Decimal(amount) + reached

    def test_one_tier(self) -> None:
        """A volume price of one tier is that tier's for any number of minutes."""
        of = tiers((0, "0.02", None))
        used = total("es", CallType.INTERNATIONAL, 600, rate="intl.es")
        spain = rate(model=PriceModel.VOLUME, tiers=of)
        line = at(billed(more(ACCOUNT, spain, used)), "international_minutes", "Spain")
        assert line["amount"] == "0.20"

    def test_overage_at_a_rate(self) -> None:
        """A call rate of type plan prices 1010 minutes above 1000 included."""
        own = rate("over", call_type=CallType.PLAN, prefixes=(), unit_price=FEE)
        line = at(billed(more(ACCOUNT, own)), "outbound_overage", "plan")
        assert (line["amount"], line["price"]) == ("1010.00", "over")

    def test_rows(self) -> None:
        """Where rows are rounded their costs are added, and the minutes stand by."""
        market = us.CONNECT.with_readings({"usage_rounded": "row"})
        cost = {"row_cost": Decimal("0.07")}
        used = total("es", CallType.INTERNATIONAL, 66, rate="intl.es", **cost)
        account = without(ACCOUNT, "2026-07:intl-de", "2026-07:intl-fr")
        account = more(account, rate(unit_price=PRICE), used)
        line = at(billed(account, AUGUST, market), "international_minutes", "Spain")
        assert (line["quantity"], line["amount"]) == ("11/10", "0.07")


class TestVersions:
    """What is replaced or withdrawn is not counted, and another is."""

    def test_replaced(self) -> None:
        """A total, a rate, the included and the terms of which another is said."""
        by_id = {fact.id: fact for fact in ACCOUNT.all_facts()}
        names = ("2026-07:plan", "intl-de", "minutes", "low")
        later = [
            evolve(cast("Any", by_id[x]), id=f"{x}.2", supersedes=x) for x in names
        ]
        content = billed(more(ACCOUNT, *later))
        assert "2026-07:plan.2" in content["facts"]
        assert at(content, "international_minutes", "Germany")["price"] == "intl-de.2"

    def test_rate_of_a_version(self) -> None:
        """A total may name its rate by the id of any version."""
        old = next(x for x in ACCOUNT.call_rates if x.id == "intl-de")
        new = evolve(old, id="intl-de.2", supersedes="intl-de", minimum=None)
        used = total("de", CallType.INTERNATIONAL, 54, rate="intl-de.2")
        content = billed(more(ACCOUNT, new, used))
        assert at(content, "international_minutes", "Germany")["quantity"] == "2"

    def test_alike(self) -> None:
        """A version of another call type replaces nothing."""
        content = base()
        one = content["facts"]["2026-07:plan"]
        other = {**one, "call_type": "extension", "supersedes": "2026-07:plan"}
        content["facts"]["2026-07:extension"] = other
        assert refused(content)[1] == "cannot replace that usage"


def line_of(kind: str, item: str, /, **fields: object) -> Callable[[Json], Json]:
    """Change fields of a line."""

    def change(content: Json) -> Json:
        at(content, kind, item).update(fields)
        return content

    return change


DE, FR = "facts/intl-de", "facts/intl-fr"
PLAN = "facts/2026-07:plan"
GERMANY = ("international_minutes", "Germany")
POOL = ("included_minutes", "low-usage pool")
OVER = ("outbound_overage", "plan")
FACTS = [
    (f"{PLAN}/month", "2026-07-02", "must be 2026-07-01"),
    (f"{PLAN}/month", "2026-06-01", "must be 2026-07-01"),
    (f"{PLAN}/rate", "intl-de", "rated by number"),
    (f"{PLAN}/row_cost", "1", "rated by number"),
    (f"{PLAN}/connected", "901", "must be 900 at most"),
    (f"{PLAN}/device", "low_usage", "which is of the pool"),
    (f"{PLAN}/billable", "-1", "a whole number from 0"),
    (f"{PLAN}/call_type", "extern", "must be extension or"),
    ("facts/2026-07:plan:low/device", "regular", "of other devices"),
    ("facts/2026-07:intl-de/rate", "intl-fr", "must be 'intl-fr'"),
    ("facts/2026-07:message/call_type", "plan", "of another type"),
    (f"{DE}/name", "Spain", "must be 'Spain'"),
    (f"{DE}/call_type", "domestic_premium", "must be 'international'"),
    (f"{DE}/prefixes", [], "must be there for such a rate"),
    (f"{DE}/prefixes", ["49 30"], "a plus and up to 15 digits"),
    (f"{DE}/model", "package", "must be there for such a rate"),
    (f"{DE}/unit_price", "0.018", "must be"),
    (f"{DE}/currency", "EUR", "must be 'USD'"),
    (f"{FR}/tiers/1/above", "0", "must ascend from 0"),
    (f"{FR}/tiers/1/unit_price", "0.02", "must be"),
    (f"{FR}/connection_fee", "1", "is not the step"),
    ("facts/minutes/unit", "message_credit", "must be 'minute'"),
    ("facts/minutes/effective_on", "2026-08-01", "which is after the month"),
    ("facts/messages/item", "low phone", "of another item or group"),
    ("facts/messages/item", ..., "of another item or group"),
    ("facts/low/phones", ["device"], "must hold 'low phone', too"),
    ("facts/low/phones", ["low phone", "x"], "of another item or group"),
    ("facts/low/item", "device", "of another item or group"),
    ("facts/low/full_price", "x", "must be 'x'"),
    ("facts/low/effective_on", "2026-08-02", "names terms after 2026-08-01"),
    ("usage", {"start": "2026-07-02", "end": "2026-08-01"}, "whole months"),
    ("usage", {"start": "2026-07-01", "end": "2026-07-15"}, "whole months"),
    ("usage", {"start": "2026-07-01", "end": "2026-07-01"}, "whole months"),
    ("usage", {"start": "2026-05-01", "end": "2026-08-01"}, "whole months"),
    ("usage", {"start": "2020-05-01", "end": "2026-08-01"}, "whole months"),
]
LINES = [
    (line_of(*GERMANY, quantity="1.1"), 'a number "p/q"'),
    (line_of(*GERMANY, quantity="-1"), "must be 0 or more"),
    (line_of(*GERMANY, unit="message_credit"), "must be 'minute'"),
    (line_of(*GERMANY, unit_price=None), "must be 19/1000"),
    (line_of(*GERMANY, price=None), "must be 'intl-de', got null"),
    (line_of(*GERMANY, price="none"), "must be a call rate of the document"),
    (line_of(*GERMANY, price="minutes"), "must be a call rate of the document"),
    (line_of(*GERMANY, group="Berlin"), "must be null"),
    (line_of(*GERMANY, kind="toll_free_minutes"), "of another type"),
    (line_of(*GERMANY, kind="included_messages"), "must be 'included_usage'"),
    (line_of(*POOL, item="plan"), "is not the step"),
    (line_of(*POOL, item="messages"), "is nothing that included_minutes counts"),
    (line_of(*POOL, item="else"), "is nothing that included_minutes counts"),
    (line_of(*POOL, price="intl-de"), "must be null: it is included"),
    (line_of(*POOL, kind="service_charge"), "must be 'recurring_charge'"),
    (line_of(*OVER, price="intl-de"), "must be 'plan'"),
    (line_of(*OVER, effective_on="2026-06-01"), "of the usage that the header tells"),
    (
        line_of(*OVER, period={"start": "2026-07-14", "end": "2026-08-01"}),
        "must be 2026-07-15",
    ),
    (
        line_of(*OVER, period={"start": "2026-07-15", "end": "2026-08-02"}),
        "must end by 2026-08-01",
    ),
    (
        line_of(*OVER, period={"start": "2026-07-15", "end": "2026-07-15"}),
        "must end by 2026-08-01",
    ),
]


def dropped(kind: str, item: str) -> Json:
    """Give the document without a line, and what it comes to."""
    content = base()
    content["lines"].remove(at(content, kind, item))
    return content


def summed(line: Json, index: int, *names: str) -> None:
    """Let a sum of a line count other facts of the same quantity."""
    part = line["proof"]["steps"][index]["of"][0]["fact"].rpartition(".")[2]
    line["proof"]["steps"][index]["of"] = [{"fact": f"{x}.{part}"} for x in names]


class TestLevelOne:
    """What the document alone shows to be wrong is named."""

    @pytest.mark.parametrize(("path", "value", "reason"), FACTS)
    def test_facts(self, path: str, value: object, reason: str) -> None:
        """One changed field of a fact, or of the header, is found."""
        assert reason in found(verify(changed(BASE, path, value)))[1]

    @pytest.mark.parametrize(("change", "reason"), LINES)
    def test_lines(self, change: Callable[[Json], Json], reason: str) -> None:
        """One changed field of a line is found, whatever else would follow."""
        assert reason in refused(change(base()))[1]

    def test_no_usage_on_purchases(self) -> None:
        """Lines of usage stand where the header tells usage, and nowhere else."""
        content = base()
        content["usage"] = None
        assert "that the header tells" in refused(content)[1]

    @pytest.mark.parametrize(
        ("kind", "item"), [OVER, ("included_minutes", "plan"), POOL]
    )
    def test_beside(self, kind: str, item: str) -> None:
        """The included and the overage stand beside one another."""
        assert f"must have a line of {kind}" in refused(dropped(kind, item))[1]

    def test_overage_of_nothing(self) -> None:
        """An overage has to name what is included."""
        content = base()
        over = at(content, *OVER)
        steps = over["proof"]["steps"]
        steps[2]["of"], steps[2]["is"] = [], {"number": "0"}
        for step, value in zip(
            steps[3:], ("2010", "2010", "201/5", "201/5"), strict=True
        ):
            step["is"] = {"number": value}
        over["amount"] = "40.20"
        assert refused(content)[1] == "must name what is included"

    def test_other_totals_beside(self) -> None:
        """The overage counts the totals that the included counts."""
        account = more(ACCOUNT, total("plan-2", CallType.PLAN, 60))
        content, other = billed(account), base()
        index = content["lines"].index(at(content, *OVER))
        content["lines"][index] = at(other, *OVER)
        reason = "must count what the included_minutes beside it counts"
        assert refused(content)[1] == reason

    def test_counted_on_two_lines(self) -> None:
        """One total is on one line of a kind."""
        content = base()
        again = copy.deepcopy(at(content, *GERMANY))
        content["lines"].insert(content["lines"].index(at(content, *GERMANY)), again)
        reason = "counts '2026-07:intl-de', which another international_minutes counts"
        assert refused(content)[1] == reason

    def test_sum_of_something_else(self) -> None:
        """Where the first sum adds up bounds of tiers, it is found."""
        content = base()
        steps = at(content, "international_minutes", "France")["proof"]["steps"]
        steps[0]["of"].append({"fact": "intl-fr.tiers.0.above"})
        assert "must first of all add up totals" in refused(content)[1]

    def test_first_step(self) -> None:
        """A line of usage first of all adds up totals."""
        content = base()
        at(content, *GERMANY)["proof"]["steps"][0]["op"] = "given"
        assert "must first of all add up totals" in refused(content)[1]

    @pytest.mark.parametrize("name", ["intl-fr.tiers.2.above", "intl-fr.tiers.x.above"])
    def test_no_such_tier(self, name: str) -> None:
        """A leaf names a tier that the rate has."""
        content = base()
        at(content, "international_minutes", "France")["proof"]["steps"][2]["of"][1] = {
            "fact": name
        }
        assert refused(content)[1] == f"{name!r} is not in the document"

    def test_bounds_ascend(self) -> None:
        """The bounds of a tier's step ascend."""
        content = base()
        line = at(content, "international_minutes", "France")
        step = next(x for x in line["proof"]["steps"] if x["op"] == "tier")
        step["of"] += step["of"][-2:]
        assert "its bounds do not ascend" in refused(content)[1]

    def test_two_included_of_one_item(self) -> None:
        """Of one unit and item a later fact takes the place of an earlier."""
        content = base()
        content["facts"]["minutes.2"] = content["facts"]["minutes"]
        line = at(content, "included_minutes", "plan")
        line["proof"]["steps"][2]["of"].append({"fact": "minutes.2.quantity"})
        line["proof"]["steps"][2]["is"] = {"number": "2000"}
        line["proof"]["steps"][3]["is"] = {"number": "2000"}
        assert "and another in its place" in refused(content)[1]

    def test_counted_twice(self) -> None:
        """A phone is counted once."""
        content = base()
        line = at(content, *POOL)
        summed(line, 3, "devices", "low-own", "low-berlin", "low-berlin")
        line["proof"]["steps"][3]["is"] = {"number": "24"}
        assert refused(content)[1] == "counts 'low-berlin' twice"

    def test_price_of_the_market(self) -> None:
        """Without a price in the account's currency an overage needs a call rate."""
        content = json.loads(json.dumps(base()))
        key, policy = next(
            (key, x) for key, x in content["policies"].items() if x["policy"] == "usage"
        )
        policy["currency"] = "CAD"
        text = json.dumps(content).replace(key, digest(policy))
        assert refused(json.loads(text))[1] == "must be a call rate's"


class TestLowUsage:
    """Devices at the low-usage price and in full come to what is there."""

    def test_lines(self) -> None:
        """Of 6 phones 5 are allowed; the 2 of the next group cost the full price."""
        lines = [x for x in BASE["lines"] if x["kind"] == "service_charge"]
        low = [x for x in lines if x["item"] == "low phone"]
        assert [(x["quantity"], x["group"]) for x in low] == [
            ("5", None),
            ("1", None),
            ("2", "Berlin"),
        ]

    @pytest.mark.parametrize("index", [1, 2])
    def test_left_out(self, index: int) -> None:
        """A line of the two of a group that is left out is missed."""
        content = base()
        del content["lines"][index]
        assert "must come to 6 devices" in refused(content)[1]

    def test_order(self) -> None:
        """Devices at the discount stand before those in full."""
        content = base()
        content["lines"][1:3] = content["lines"][2:0:-1]
        assert refused(content)[1] == "is out of order"

    def test_groups_before(self) -> None:
        """The devices of the groups before are counted, of those after are not."""
        content = base()
        steps = content["lines"][3]["proof"]["steps"]
        steps[2]["of"] = [{"fact": "low-berlin.quantity"}]
        steps[2]["is"], steps[3]["is"] = {"number": "2"}, {"number": "3"}
        for at_, value in ((4, "3"), (5, "2"), (7, "2"), (8, "0"), (9, "0"), (10, "0")):
            steps[at_]["is"] = {"number": value}
        content["lines"][3]["amount"] = "0.00"
        assert "which is of no group before" in refused(content)[1]

    def test_rental(self) -> None:
        """Where groups do not split the line, all devices are on one."""
        kind, unit = LineKind.RENTAL, BillableUnit.RENTED_DEVICE
        prices = tuple(evolve(x, kind=kind, unit=unit) for x in ACCOUNT.prices)
        content = billed(evolve(ACCOUNT, prices=prices))
        lows = [x["quantity"] for x in content["lines"] if x["price"] == "price-low"]
        assert lows[-1] == "5"

    def test_opening(self) -> None:
        """An opening quantity counts as phones, and as low-usage devices."""
        changes = tuple(x for x in ACCOUNT.changes if x.id != "low-own")
        own = OpeningQuantity(
            id="low-own", item="low phone", quantity=6, effective_on=date(2026, 7, 14)
        )
        billed(evolve(ACCOUNT, changes=changes, opening=(own,)))

    def test_end_of_service(self) -> None:
        """A month that is cut short is charged by its days of service."""
        end = ServiceEnd(id="end", last_day_of_service=date(2026, 8, 20))
        content = billed(evolve(ACCOUNT, end=end))
        assert content["lines"][1]["amount"] == "32.10"  # 5 x 9.95 x 20/31

    def few(self) -> Account:
        """Give the account with 19 phones."""
        changes = tuple(
            evolve(x, quantity=11) if x.id == "devices" else x for x in ACCOUNT.changes
        )
        return evolve(ACCOUNT, changes=changes)

    def test_too_few_phones(self) -> None:
        """With 19 phones none is at the discount, and no minutes are of a pool."""
        content = billed(self.few())
        assert "low-usage pool" not in {x["item"] for x in content["lines"]}
        names = str(at(content, "included_minutes", "plan")["proof"])
        assert "2026-07:plan:low.billable" in names

    def test_no_pool(self) -> None:
        """A pool of which no device is at the discount is none."""
        content = changed(BASE, "facts/devices/quantity", "11")
        for line in content["lines"]:
            # What was added up of the phones, and what follows, is right.
            if line["item"] == "low-usage pool":
                for index, value in ((3, "19"), (6, "0"), (7, "0")):
                    line["proof"]["steps"][index]["is"] = {"number": value}
        content["lines"] = [x for x in content["lines"] if x["kind"] == POOL[0]]
        line = at(content, *POOL)
        for step in line["proof"]["steps"][8:]:
            step["is"] = {"number": "0"}
        line["quantity"], line["amount"] = "0", "0.00"
        content["lines"] = [line]
        assert "has no pool" in refused(content)[1]

    def test_of_another_product(self) -> None:
        """Low-usage devices of another product are on its documents."""
        prices = tuple(
            evolve(x, product="other") if x.id == "price-low" else x
            for x in ACCOUNT.prices
        )
        content = billed(evolve(ACCOUNT, prices=prices))
        assert [x["item"] for x in content["lines"]][:2] == ["device", "device"]


class TestLevelTwo:
    """What the account file does not say, or says otherwise, is named."""

    def against(self, account: Account, content: Json | None = None) -> tuple[str, str]:
        """Give what level 2 finds against another account file."""
        return found(verify_facts(content or BASE, told(account)))

    def test_told_of_nothing(self) -> None:
        """A month of which it is told that nothing was used is in the header."""
        account = without(ACCOUNT, *(one.id for one in ACCOUNT.usage))
        quiet = more(account, NoUsage(id="none", month=JULY))
        content = billed(quiet)
        assert content["usage"] == {"start": "2026-07-01", "end": "2026-08-01"}
        assert self.against(account, content)[0] == "usage"

    @pytest.mark.parametrize("name", ["2026-07:plan", "2026-07:intl-de"])
    def test_total_not_there(self, name: str) -> None:
        """A total that the file does not have is found."""
        place, reason = self.against(without(ACCOUNT, name))
        assert (place, reason) == (f"facts.{name}", "is not in the account file")

    @pytest.mark.parametrize(
        ("call_type", "reason"),
        [
            (CallType.PLAN, "must name 'more'"),
            (CallType.EXTENSION, "must name 'more'"),
            (CallType.MESSAGE, "must name 'more'"),
        ],
    )
    def test_total_left_out(self, call_type: CallType, reason: str) -> None:
        """A total of the month that a line has to count is missed."""
        account = more(ACCOUNT, total("more", call_type, 60))
        assert self.against(account)[1] == reason

    def test_inbound(self) -> None:
        """Inbound calls are on no line, as many as there are."""
        account = more(ACCOUNT, total("more", CallType.INBOUND, 60))
        assert verify_facts(BASE, told(account)).failure is None

    def test_lines_of_another_month(self) -> None:
        """A line that nothing asks for is found."""
        used = total("es", CallType.INTERNATIONAL, 600, rate="intl.es")
        account = more(ACCOUNT, rate(unit_price=PRICE), used)
        silent = more(
            ACCOUNT, rate(unit_price=PRICE), evolve(used, billable=0, connected=0)
        )
        place, reason = self.against(silent, billed(account))
        assert (place, reason) == ("facts.es.billable", "must be 0, got 600")

    def test_included_in_force(self) -> None:
        """A later fact takes the place of what was included before."""
        newer = Included(
            id="newer",
            unit=BillableUnit.MINUTE,
            quantity=1,
            effective_on=date(2026, 7, 15),
        )
        assert self.against(more(ACCOUNT, newer))[1] == "must not name 'minutes'"

    def test_terms_in_force(self) -> None:
        """Later terms take the place of earlier ones."""
        old = ACCOUNT.low_usage[0]
        newer = evolve(old, id="newer", effective_on=date(2026, 7, 20))
        newer = evolve(newer, known_on=date(2026, 7, 20))
        assert self.against(more(ACCOUNT, newer))[1] == "must not name 'low'"

    def test_terms_left_out(self) -> None:
        """Without terms low-usage devices are billed as their price has it."""
        plain = evolve(ACCOUNT, low_usage=())
        where, _ = self.against(ACCOUNT, billed(plain))
        assert where == "lines[1].proof"

    def test_terms_of_their_own(self) -> None:
        """A line by terms that the file does not have is found."""
        place, _ = self.against(evolve(ACCOUNT, low_usage=()))
        assert place == "facts.low"

    def test_terms_ended(self) -> None:
        """Terms that begin later than the file says are found in every field."""
        low = evolve(ACCOUNT.low_usage[0], effective_on=date(2026, 9, 1))
        place, _ = self.against(evolve(ACCOUNT, low_usage=(low,)))
        assert place == "facts.low.effective_on"

    def test_every_phone(self) -> None:
        """A phone of another item, or group, is missed among the phones."""
        one = QuantityChange(
            id="one", item="device", quantity=1, effective_on=date(2026, 7, 15)
        )
        assert self.against(more(ACCOUNT, one))[1] == "must name 'one'"

    def test_end_of_service(self) -> None:
        """The usage of a month is that of its days of service."""
        end = ServiceEnd(id="end", last_day_of_service=date(2026, 7, 20))
        content = billed(evolve(ACCOUNT, end=end))
        assert at(content, *OVER)["period"]["end"] == "2026-07-21"
        # Level 1 sees no end where no line rests on one.
        for line in content["lines"]:
            if line["effective_on"] == "2026-07-01":
                line["period"]["end"] = "2026-08-01"
        _, reason = self.against(evolve(ACCOUNT, end=end), reseal(content))
        assert reason == "must be 2026-07-21, got 2026-08-01"

    def test_rate_of_the_file(self) -> None:
        """The rate of a total is a call rate of the file."""
        file = told(ACCOUNT)
        for row in file["usage"]:
            row["rate"] = "gone" if row["id"] == "2026-07:intl-fr" else row.get("rate")
            if row["rate"] is None:
                del row["rate"]
        place, _ = found(verify_facts(BASE, file))
        assert place == "facts.2026-07:intl-fr.rate"

    def test_unknown_rate(self) -> None:
        """A total that no line names has a rate of the file, too."""
        file = told(ACCOUNT)
        extra: Json = {"id": "x", "month": JULY, "call_type": "international"}
        extra |= {"rows": 1, "connected": 1, "seconds": 1, "billable": 1}
        file["usage"].append({**extra, "rate": "gone"})
        place, reason = found(verify_facts(BASE, file))
        assert place == "facts.x.rate"
        assert reason == "must be a call rate of the account file"

    def test_increments(self) -> None:
        """An increment is spelled in full, or by the name of the one of Brazil."""
        used = total("es", CallType.INTERNATIONAL, 66, rate="intl.es")
        account = more(ACCOUNT, rate(unit_price=PRICE, increment=BRAZIL_MOBILE), used)
        content, file = billed(account), told(account)
        row = next(x for x in file["call_rates"] if x["id"] == "intl.es")
        row["increment"] = {"initial": 30, "step": 6, "counted": "multiple"}
        assert verify_facts(content, file).failure is None
        row["increment"] = "brazil_mobile"
        assert verify_facts(content, file).failure is None
        row["increment"] = "other"
        assert found(verify_facts(content, file))[1] == "must be an object"

    def test_low_usage_without_a_pool(self) -> None:
        """Without terms minutes of low-usage devices are those of the plan."""
        content = billed(evolve(ACCOUNT, low_usage=()))
        names = str(at(content, "included_minutes", "plan")["proof"])
        assert "2026-07:plan:low.billable" in names

    def test_unlimited(self) -> None:
        """Where nothing says how much is included, all of it is."""
        content = billed(evolve(ACCOUNT, included=()))
        assert at(content, "included_minutes", "plan")["quantity"] == "2010"


class TestCorrections:
    """What became known late is on a later document, and holds there."""

    def next(self, account: Account, known_on: date, folder: Path) -> Json:
        """Give September with what was issued before it beside the account file."""
        known = account.as_known_on(date(2026, 8, 1))
        august = assemble_invoice(known, AUGUST, us.CONNECT)
        assert isinstance(august, Invoice)
        made = next_invoice(
            account.as_known_on(known_on),
            Period.month(2026, 9),
            us.CONNECT,
            [issued_document(august)],
        )
        content = written(made)
        (folder / "august.json").write_text(json.dumps(document(august)))
        text = write_account_file(account, us.CONNECT, issued=("august.json",))
        (folder / "account.toml").write_text(text)
        assert verify(content).failure is None
        assert verify_facts(content, folder / "account.toml").failure is None
        return content

    def test_late_totals(self, tmp_path: Path) -> None:
        """Late totals are causes of what they move: minutes, pools and rates."""
        day = date(2026, 8, 20)
        late = (
            total("late", CallType.PLAN, 6000, known_on=day),
            total("pool", CallType.PLAN, 6000, known_on=day, device=Device.LOW_USAGE),
            total("de", CallType.INTERNATIONAL, 60000, rate="intl-de", known_on=day),
        )
        content = self.next(more(ACCOUNT, *late), date(2026, 9, 1), tmp_path)
        kinds = {x["kind"]: x["causes"][0]["facts"] for x in content["corrections"]}
        assert kinds["international_minutes"] == ["de"]
        assert kinds["outbound_overage"]

    def test_usage_of_which_nothing_was_told(self, tmp_path: Path) -> None:
        """Usage that is told when its invoice is out is corrected on the next."""
        day = date(2026, 8, 20)
        usage = tuple(evolve(one, known_on=day) for one in ACCOUNT.usage)
        account = more(
            evolve(ACCOUNT, usage=usage), NoUsage(id="n", month=JULY, known_on=day)
        )
        content = self.next(account, date(2026, 9, 1), tmp_path)
        assert len(content["corrections"]) == 5
        assert content["revisions"][0]["revised"]["usage"] is not None

    def test_withdrawn(self, tmp_path: Path) -> None:
        """A total that never was is given back."""
        gone = Withdrawal(id="gone", fact="2026-07:intl-fr", known_on=date(2026, 8, 9))
        content = self.next(more(ACCOUNT, gone), date(2026, 9, 1), tmp_path)
        assert [x["amount"] for x in content["corrections"]] == ["-7.50"]


def walked() -> list[str]:
    """Give the places of three lines of usage, of their facts and of the header."""
    lines = [BASE["lines"].index(at(BASE, *x)) for x in (GERMANY, POOL, OVER)]
    named = [f"lines/{index}/" for index in lines]
    named += ["usage", "facts/intl-fr/", "facts/low/", "facts/2026-07:plan/"]
    every = (path for path in paths(BASE) if path.startswith(tuple(named)))
    free = ("/label", "/clause")
    return [path for path in every if not any(x in path for x in free)][::5]


@pytest.mark.parametrize("value", ANYTHING)
def test_every_value_is_read(value: object) -> None:
    """Whatever stands in the place of a value of usage is refused, by its place."""
    for path in thinned(walked()):
        content = changed(BASE, path, value)
        if content == BASE:
            continue
        report = verify(content)
        null = value is None and path.endswith(("/group", "/fact", "/code", "/price"))
        assert not report.holds or null or path.endswith("flat_fee"), path
