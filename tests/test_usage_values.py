"""What the values of usage refuse, and how they are told."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from tests.builders import (
    account,
    call_rate,
    change,
    day,
    included,
    invoice,
    month,
    usage_total,
)

from gotobilling.__main__ import main
from gotobilling.canonical import canonical
from gotobilling.clauses import Q16, Q36, Q39
from gotobilling.errors import BillingError, InvalidFile, InvalidValue, WrongType
from gotobilling.facts import CallRate, Contract
from gotobilling.formats.call_titles import ENGLISH
from gotobilling.formats.documents import document, read_invoice
from gotobilling.kinds import CallType
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.present import usage_run_text
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode
from gotobilling.testing.usage import bill_usage
from gotobilling.usage import MessageUsage, Plan, UsageRow, rate, summarise

POLICY: Final = us.CONNECT.usage
NOON: Final = datetime(2026, 7, 15, 12, tzinfo=UTC)
HERE, GERMANY = "+13105550100", "+4930123456"
PLAIN: Final[dict[str, Any]] = {
    "source": HERE,
    "destination": GERMANY,
    "start": NOON,
    "end": NOON,
    "seconds": 61,
    "call_type": CallType.INTERNATIONAL,
}

BEGUN: Final = "named for what is begun, as units are never below 0"
CEILING: Final = f"packages must be {BEGUN}, got 'ceiling'"
NO_CURRENCY: Final = (
    "currency must be given with the prices that are in it, and only then, got None"
)


def refused(make: Callable[..., object], **fields: Any) -> str:  # noqa: ANN401
    """Return what is said of the fields that are refused."""
    with pytest.raises(BillingError) as found:
        make(**fields)
    return str(found.value)


class TestPolicy:
    """How usage is counted is whole in every field."""

    @pytest.mark.clause("Q2", "Q10", "Q41")
    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"minutes": "up"}, "minutes must be a Rounding, got 'up'"),
            (
                {"minutes": Rounding(RoundingMode.UP, 1, step=1)},
                "minutes must be to whole ones, got 'up to 1 places'",
            ),
            (
                {"packages": Rounding(RoundingMode.UP, MINOR_UNIT, step=1)},
                "packages must be to whole ones, got 'up to the minor unit'",
            ),
            (
                {"packages": Rounding(RoundingMode.CEILING, 0, step=1)},
                CEILING,
            ),
            (
                {"minutes": Rounding(RoundingMode.DOWN, 0, step=1)},
                "minutes must be up or half_up, got 'down' [Q2]",
            ),
            (
                {"currency": None},
                NO_CURRENCY,
            ),
        ],
    )
    def test_refused(self, fields: dict[str, Any], said: str) -> None:
        """What cannot be counted by is refused, and the field is named."""
        assert refused(lambda **x: evolve(POLICY, **x), **fields) == said

    @pytest.mark.clause("Q10")
    def test_without_prices(self) -> None:
        """A market may have no price of its own for what is above the included."""
        none = evolve(POLICY, overage=None, message_overage=None, currency=None)

        assert (none.overage, none.message_overage, none.currency) == (None, None, None)
        half = evolve(POLICY, message_overage=None)
        assert (half.overage, half.message_overage) == (Decimal("0.02"), None)


class TestPriceOfRate:
    """The price that a rate states."""

    @pytest.mark.clause("Q10")
    def test_price(self) -> None:
        """A price is a Decimal, as a float is not the number that was written."""
        plain = call_rate()

        said = refused(lambda **x: evolve(plain, **x), unit_price=0.019)
        assert said == "unit_price must be a Decimal, got 0.019"

    @pytest.mark.clause("D6")
    def test_below_zero(self) -> None:
        """No rate pays for calls: neither its price nor its minimum is below 0."""
        below = Decimal("-0.01")

        for name in ("unit_price", "minimum"):
            said = refused(lambda **x: evolve(call_rate(), **x), **{name: below})
            assert said.startswith(f"{name} must be 0 or more, got -0.01")


class TestRow:
    """A row of call details."""

    @pytest.mark.clause("F1", "F2")
    @pytest.mark.parametrize(
        ("fields", "kind", "path"),
        [
            ({"source": 13105550100}, WrongType, "source"),
            ({"destination": "abc"}, InvalidValue, "destination"),
            ({"start": "noon"}, WrongType, "start"),
            ({"start": datetime(2026, 7, 15, 12)}, InvalidValue, "start"),  # noqa: DTZ001
            ({"seconds": -1}, InvalidValue, "seconds"),
            ({"seconds": True}, WrongType, "seconds"),
            ({"call_type": "plan"}, WrongType, "call_type"),
            ({"call_type": CallType.MESSAGE}, InvalidValue, "call_type"),
            ({"billable_minutes": 2}, WrongType, "billable_minutes"),
            ({"total_cost": Decimal("NaN")}, InvalidValue, "total_cost"),
            ({"rate": Decimal("-0.01")}, InvalidValue, "rate"),
        ],
    )
    def test_refused(
        self, fields: dict[str, Any], kind: type[BillingError], path: str
    ) -> None:
        """A field that cannot be is refused, and named."""
        with pytest.raises(kind) as found:
            UsageRow(**(PLAIN | fields))
        assert found.value.path == path

    def test_told(self) -> None:
        """A rated row is told by its billable seconds."""
        plan = Plan(id="p", currency="USD", policy=POLICY, rates=(call_rate(),))

        assert repr(rate(UsageRow(**PLAIN), plan)).startswith("<120 billable seconds")

    @pytest.mark.clause("D9")
    @pytest.mark.parametrize("counted", [{}, {"characters": 1, "credits": 1}])
    def test_message(self, counted: dict[str, int]) -> None:
        """Of a message its characters are told, or its credits."""
        with pytest.raises(InvalidValue, match="characters must be given where"):
            MessageUsage(source=HERE, destination=GERMANY, sent_at=NOON, **counted)


class TestRate:
    """What usage to a destination costs."""

    def test_below_zero(self) -> None:
        """No price is below 0."""
        said = refused(lambda **x: evolve(call_rate(), **x), unit_price=Decimal(-1))

        assert said == "unit_price must be 0 or more, got -1"

    def test_rounded_rows_shown(self) -> None:
        """Where rows are rounded a run shows what they add up to: 3 x 0.01."""
        by_row = us.CONNECT.with_readings({"usage_rounded": "row"}).usage
        cheap = call_rate(unit_price="0.005")
        plan = Plan(id="p", currency="USD", policy=by_row, rates=(cheap,))
        rows = [
            (HERE, GERMANY, NOON.replace(hour=hour), 1, CallType.INTERNATIONAL)
            for hour in range(3)
        ]

        text = usage_run_text(summarise(rows, plan, month(7)), plan)

        assert "$0.03" in text


class TestSteps:
    """Which choice a sum of rows rests on."""

    @pytest.mark.clause("Q16", "Q36", "Q39")
    def test_clauses(self) -> None:
        """Rows of a month, calls between extensions among them, or of the pool."""
        june = date(2026, 6, 1)
        known = account(
            june,
            change(june, 5),
            usage_total(CallType.PLAN, 7),
            usage_total(CallType.MESSAGE, 7),
        )
        also = evolve(known, usage=(*known.usage, usage_total(CallType.EXTENSION, 3)))

        def first(of: Any) -> list[object]:  # noqa: ANN401
            lines = invoice(of, month(8)).lines
            return [one.proof.steps[0].clause for one in lines if one.effective_on]

        assert first(known) == [Q36, Q36]
        assert first(also) == [Q16, Q36]
        assert Q39.id == "Q39"


class TestDocuments:
    """A document whose proofs name no usage is none."""

    @staticmethod
    def forged(kind: str) -> dict[str, Any]:
        """Return a document whose recurring line says that another rule made it."""
        content: Any = document(
            invoice(account(day(7, 1), change(day(7, 1), 5)), month(8))
        )
        content["lines"][0]["proof"]["rule"] = kind
        content["usage"] = {"start": "2026-07-01", "end": "2026-08-01"}
        return {**content}

    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("usage_charge", "one that adds up totals of usage first"),
            ("low_usage_charge", "one that names the terms of low-usage devices"),
        ],
    )
    def test_no_usage(self, kind: str, said: str) -> None:
        """What a line of usage rests on must stand in its proof."""
        with pytest.raises(InvalidFile, match=said):
            read_invoice(self.forged(kind), "forged.json")

    def test_bytes(self) -> None:
        """Facts of usage have one spelling each."""
        one = call_rate(unit_price="0.0190")

        assert canonical(one) == canonical(call_rate(unit_price="0.019"))
        assert isinstance(one, CallRate)


class TestNaiveBiller:
    """The naive biller of usage."""

    def test_start(self) -> None:
        """It asks for the day on which billing starts."""
        contract = Contract(id="contract", signed_on=day(7, 1))
        known = account(contract, change(day(7, 1), 5), usage_total(CallType.PLAN, 7))

        with pytest.raises(ValueError, match="contract must say on which day"):
            bill_usage(known, day(8, 1), {})

    @pytest.mark.clause("Q49")
    def test_start_and_end_in_one_month(self) -> None:
        """What was never billed ahead is billed after, whatever is read."""
        known = account(
            day(7, 10),
            change(day(7, 10), 5),
            usage_total(CallType.PLAN, 7),
            last_day=day(7, 20),
        )

        found = bill_usage(known, day(8, 1), {"last_usage": "last_regular"})

        assert [(one.item, one.minor) for one in found] == [("plan", 0)]
        assert Period.month(2026, 8) == month(8)

    @pytest.mark.clause("D4")
    @pytest.mark.parametrize("begun", [10, 31])
    def test_included_within_the_month(self, begun: int) -> None:
        """What is first included within the month counts: (130 - 100) x 0.02."""
        first = included(100, effective_on=day(7, begun))
        more = included(500, id="more", effective_on=day(8, 1))
        known = account(
            day(7, 1),
            change(day(7, 1), 5),
            usage_total(CallType.PLAN, 130),
            first,
            more,
        )

        found = bill_usage(known, day(8, 1), {})

        assert [one.minor for one in found] == [0, 30 * 2]

    @pytest.mark.clause("D4")
    def test_included_from_the_next_month(self) -> None:
        """What is included from August on is no part of July: 130 x 0.02."""
        later = included(100, effective_on=day(8, 1))
        known = account(
            day(7, 1), change(day(7, 1), 5), usage_total(CallType.PLAN, 130), later
        )

        assert [one.minor for one in bill_usage(known, day(8, 1), {})] == [0]


class TestCommand:
    """What the command says of files that it cannot read."""

    TITLES: Final = (
        "Quellrufnummer;Zielrufnummer;Startzeit (UTC);Endzeit (UTC);Dauer (Sek.);"
        "Fakturierbare Minuten;Gesamtkosten;Tarif;Anruftyp"
    )

    @pytest.fixture(autouse=True)
    def plan(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Work in an empty folder with a plan."""
        monkeypatch.chdir(tmp_path)
        text = (
            'format = 1\n[plan]\nid = "p"\ncurrency = "USD"\nmarket = "us-connect"\n'
            '[[call_rates]]\nid = "de"\nname = "Germany"\ncall_type = "international"\n'
            'prefixes = ["+49"]\nunit_price = 0.019\neffective_on = 2026-01-01\n'
        )
        Path("plan.toml").write_text(text, encoding="utf-8")

    @pytest.mark.clause("F1")
    def test_unreadable(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Where no row can be read, the first three say why."""
        titles = ",".join(title for _, title in ENGLISH.titles.named)
        row = f"{HERE},{GERMANY},noon,noon,61,2,0.04,0.02,International\n"
        Path("calls.csv").write_text(f"{titles}\n{row * 4}", encoding="utf-8")

        asked = ["usage", "calls.csv", "--plan", "plan.toml", "--dialect", "english"]
        assert main(asked) == 2
        told = capsys.readouterr().err
        assert "rows must be one at least that can be read, got 'none'" in told
        assert [f"row {n}." in told for n in (1, 2, 3, 4)] == [True, True, True, False]

    @pytest.mark.clause("F1")
    def test_other_encoding(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Titles that are no UTF-8 are read as the head shows, by the name as well."""
        titles = self.TITLES.replace("Anruftyp", "Anruftyp;Gerät")
        row = f"{HERE};{GERMANY};15.07.2026 09:00;15.07.2026 09:02;61;2;0,038;0,019;"
        text = f"{titles}\n{row}International;x\n"
        Path("calls.csv").write_bytes(text.encode("cp1252"))

        asked = ["usage", "calls.csv", "--plan", "plan.toml", "--dialect", "german"]
        assert main(asked) == 0
        assert "cp1252" in capsys.readouterr().err

    def test_new_plan(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A plan file to start from is printed, and rates."""
        assert main(["new", "--market", "us-connect", "--plan"]) == 0

        assert capsys.readouterr().out.startswith("# A plan")
