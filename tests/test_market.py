"""A market: its policies, the clause behind every choice, and what-if."""

import pickle
from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs
import pytest
from attrs import evolve
from tests.builders import altered

from gotobilling.canonical import digest
from gotobilling.clauses import CONTRACT_RATES, by_id
from gotobilling.derivation import Policy
from gotobilling.errors import BillingError, InvalidValue, UnknownName, WrongType
from gotobilling.facts import BillingAddress
from gotobilling.market import Market
from gotobilling.markets import ca, ie, us
from gotobilling.periods import DayCount
from gotobilling.proration import Emptied
from gotobilling.readings import READINGS
from gotobilling.rounding import RoundingMode
from gotobilling.sources import Clause, Standing

# Which decision each choice of the market rests on, and which clause each policy.
CHOICES: Final = {
    "proration": {
        "day_count": ("Q1", "Q64"),
        "removals": ("Q17",),
        "zero_days": ("Q25",),
        "same_day": ("Q27",),
        "rounded": ("Q29",),
        "rounding": ("Q29",),
        "price_change": ("Q30",),
        "emptied": ("Q31",),
        "last_month": ("Q68",),
    },
    "recurring": {"quantities": ("Q23",), "rounding": ("Q29",)},
    "start": {
        "counted": ("Q35",),
        "missing_day": ("Q18",),
        "free_month_days": ("Q18",),
    },
    "cycle": {
        "first_invoice": ("Q9",),
        "window_last_day": ("Q9",),
        "number_purchase": ("Q54",),
        "nothing_to_bill": ("Q47",),
        "parts": ("Q66",),
    },
    "issue": {"day": ("Q24",), "counted": ("Q24",), "holidays": ("Q24",)},
    "one_time": {"rounding": ("Q29",)},
    "due": {
        "days": ("Q6",),
        "counted_from": ("Q6",),
        "due_day": ("Q6",),
        "offered": ("Q6",),
    },
    "dispute": {"days": ("Q3",)},
    "autopay": {"charged": ("Q56",), "day": ("Q56",)},
    "settlement": {"negative_total": ("Q48",)},
    "credit": {"rounding": ("credit-share",)},
    "usage": {
        "minutes": ("Q2",),
        "per": ("Q2",),
        "edge": ("Q36",),
        "rounded": ("Q41",),
        "rounding": ("Q41",),
        "extension_calls": ("Q16",),
        "included": ("Q37",),
        "pool_use": ("Q39",),
        "last_usage": ("Q49",),
        "packages": ("Q41",),
        "minute_seconds": ("Q2",),
        "message_characters": ("message-credit",),
        "included_price": ("Q39",),
        "overage": ("Q10",),
        "message_overage": ("D10",),
        "currency": ("Q10",),
    },
    "low_usage": {"phones": ("Q38",), "minutes": ("Q38",), "judged": ("Q38",)},
    "frequency": {
        "annual_renewal": ("Q50",),
        "quarters": ("Q51",),
        "quarter_changes": ("Q51",),
        "missing_day": ("Q50",),
    },
    "anchor": {
        "length": ("Q7",),
        "days": ("Q52",),
        "first_charge": ("Q52",),
        "moved_by": ("Q53",),
        "missing_day": ("Q52",),
        "rounding": ("unused-days",),
    },
    "fees": {
        "change_fee": ("Q55",),
        "currency": ("Q55",),
        "per": ("Q55",),
        "billed": ("Q55",),
        "rounding": ("Q33", "Q55"),
    },
}
STATED: Final = ("D10",)
"""The choices that are none: the guide itself has the number."""
CLAUSES: Final = {
    "proration": "A8",
    "recurring": "A1",
    "start": "A3",
    "cycle": "A4",
    "issue": "A2",
    "one_time": "A5",
    "due": "B1",
    "dispute": "G4",
    "autopay": "B2",
    "settlement": "Q48",
    "credit": "credit-share",
    "usage": "F3",
    "low_usage": "G3",
    "frequency": "A16",
    "anchor": "Q7",
    "fees": "G1",
}

TAXED: Final = us.CONNECT.with_sales_tax("utah-sales-tax", "US-UT")
# The markets that have what a reading is about, where the United States do not.
ELSEWHERE: Final = {"nova_scotia_hst": ca.CONNECT, "vat_id": ie.CONNECT}


def choices(policy: Policy) -> dict[str, tuple[Clause, ...]]:
    """Return the clauses of each number and choice of a policy."""
    return {
        field.name: field.metadata["clauses"]
        for field in attrs.fields(type(policy))  # type: ignore[arg-type]
        if field.init and field.name != "clause"
    }


class TestShipped:
    """GoTo Connect in the United States, as it is shipped."""

    def test_name(self) -> None:
        """The latest edition is the one of November 2026."""
        assert us.CONNECT is us.CONNECT_2026_11
        assert (us.CONNECT.name, us.CONNECT.edition, us.CONNECT.product) == (
            "us-connect",
            "2026-11",
            "connect",
        )
        assert us.CONNECT.readings == ()

    def test_policies(self) -> None:
        """The policies come in the order of the fields, each under its own role."""
        assert [policy.wire for policy in us.CONNECT.policies()] == [
            ("policy", role) for role in CHOICES
        ]
        for policy in us.CONNECT.policies():
            assert getattr(us.CONNECT, policy.wire[1]) is policy

    @pytest.mark.parametrize("role", CHOICES)
    def test_every_choice_has_a_clause(self, role: str) -> None:
        """Every number and choice names the decision it rests on."""
        found = choices(getattr(us.CONNECT, role))

        assert {
            name: tuple(clause.id for clause in clauses)
            for name, clauses in found.items()
        } == CHOICES[role]
        for clauses in found.values():
            for clause in clauses:
                assert clause is by_id(clause.id)
                decides = clause.standing in (Standing.READING, Standing.ASSUMED)
                assert decides or clause.id in STATED

    @pytest.mark.parametrize("role", CLAUSES)
    def test_every_policy_has_a_clause(self, role: str) -> None:
        """Every policy names the published rule that it holds."""
        clause = getattr(us.CONNECT, role).clause

        assert clause is by_id(CLAUSES[role])

    def test_digests(self) -> None:
        """No two policies have one digest, so a document can hold them all by it."""
        found = {digest(policy) for policy in us.CONNECT.policies()}

        assert len(found) == len(CHOICES)

    def test_value(self) -> None:
        """A market is one key and survives pickling, rules included."""
        again = pickle.loads(pickle.dumps(us.CONNECT))  # noqa: S301 - our own bytes

        assert again == us.CONNECT
        assert hash(again) == hash(us.CONNECT)
        assert again.rules == us.CONNECT.rules

    def test_hash(self) -> None:
        """Markets that differ in their rates alone hash apart, as they differ."""
        rates = [
            us.CONNECT.with_rate("us-rrf", date(2026, 1, 1), percent, CONTRACT_RATES)
            for percent in (1, 2, 2)
        ]

        assert rates[0] != rates[1] == rates[2]
        assert hash(rates[0]) != hash(rates[1]) == hash(rates[2])


class TestRules:
    """Each rule is bound to the policies of its market, once."""

    def test_bound(self) -> None:
        """A market's rules hold its own policies."""
        market = us.CONNECT
        rules = market.rules

        assert (rules.recurring.policy, rules.recurring.proration) == (
            market.recurring,
            market.proration,
        )
        assert rules.prorated.policy is market.proration
        assert rules.one_time.policy is market.one_time
        assert rules.billing_start.policy is market.start
        assert rules.issue_date.policy is market.issue
        assert rules.due_date.policy is market.due
        assert rules.dispute_until.policy is market.dispute
        assert rules.autopay_on.policy is market.autopay

    def test_bound_anew(self) -> None:
        """What-if binds the rules to the changed policy and leaves the market alone."""
        days = evolve(us.CONNECT.dispute, days=30)

        changed = evolve(us.CONNECT, dispute=days)

        assert changed.rules.dispute_until.policy is days
        assert us.CONNECT.rules.dispute_until.policy.days == 15


class TestWithReadings:
    """Other readings by the names of an account file."""

    def test_none(self) -> None:
        """Choosing nothing changes nothing."""
        assert us.CONNECT.with_readings({}) == us.CONNECT

    def test_listed(self) -> None:
        """What was chosen is listed, in the order of the readings."""
        changed = us.CONNECT.with_readings(
            {
                "dispute_days": 30,
                "emptied": "cancellation",
                "day_count": "thirty_day_month",
            }
        )

        assert changed.readings == (
            ("day_count", "thirty_day_month"),
            ("emptied", "cancellation"),
            ("dispute_days", "30"),
        )
        assert changed.proration == evolve(
            us.CONNECT.proration,
            day_count=DayCount.THIRTY_DAY_MONTH,
            emptied=Emptied.CANCELLATION,
        )
        assert changed.dispute.days == 30
        assert (changed.name, changed.edition) == ("us-connect", "2026-11")

    def test_its_own(self) -> None:
        """A reading that the market has already changes nothing and is not listed."""
        changed = us.CONNECT.with_readings(
            {"day_count": "actual_after_start", "dispute_days": 15}
        )

        assert changed == us.CONNECT

    def test_one_after_the_other(self) -> None:
        """Readings add up; of one reading the last choice holds."""
        first = us.CONNECT.with_readings(
            {"dispute_days": 30, "removals": "not_credited"}
        )
        second = first.with_readings({"dispute_days": 20})

        assert second == us.CONNECT.with_readings(
            {"removals": "not_credited", "dispute_days": 20}
        )

    @pytest.mark.clause("Q18")
    def test_free_months(self) -> None:
        """Months of thirty days are a number of the policy; calendar months are 0."""
        thirty = us.CONNECT.with_readings({"free_months": "thirty_days"})

        assert thirty.start.free_month_days == 30
        assert (
            thirty.with_readings({"free_months": "calendar_months"}).start
            == us.CONNECT.start
        )

    @pytest.mark.clause("Q29")
    def test_rounding(self) -> None:
        """Another rounding of prorations leaves places and step, and other amounts."""
        to_even = us.CONNECT.with_readings({"proration_rounding": "half_even"})

        assert to_even.proration.rounding == evolve(
            us.CONNECT.proration.rounding, mode=RoundingMode.HALF_EVEN
        )
        assert to_even.recurring == us.CONNECT.recurring
        assert to_even.one_time == us.CONNECT.one_time

    @pytest.mark.parametrize(
        ("chosen", "error"),
        [
            ({"day_counts": "thirty_day_month"}, UnknownName),
            ({"day_count": "thirty"}, UnknownName),
            ({"dispute_days": "thirty"}, WrongType),
        ],
    )
    def test_unknown(
        self, chosen: Mapping[str, str | int], error: type[BillingError]
    ) -> None:
        """A reading or an alternative that does not exist is refused."""
        with pytest.raises(error, match=r"^readings"):
            us.CONNECT.with_readings(chosen)

    def test_every_reading_is_reached(self) -> None:
        """Each reading changes the policy it names, or levies, and nothing else."""
        for reading in READINGS:
            last = reading.alternatives()[-1]
            value = int(last) if isinstance(reading.choices, range) else last
            market = ELSEWHERE.get(reading.name, TAXED)

            changed = market.with_readings({reading.name: value})

            found = [
                policy.wire[1]
                for policy, shipped in zip(
                    changed.policies(), market.policies(), strict=True
                )
                if policy != shipped
            ]
            found += ["levies"] if changed.levies != market.levies else []
            for group in ("contracts", "after_invoice"):
                held, shipped_group = getattr(changed, group), getattr(market, group)
                found += [
                    policy.wire[1]
                    for policy, shipped in zip(
                        held.policies(), shipped_group.policies(), strict=True
                    )
                    if policy != shipped
                ]
            assert found == [reading.policy], reading.name
            assert changed.rates == market.rates


class TestPlaces:
    """Where a sales tax is levied and where a customer is billed."""

    @pytest.mark.clause("E2", "E3")
    @pytest.mark.parametrize(
        "where", ["US", "US-UT", "US-UT-provo", "US-XX", "US-84601"]
    )
    def test_within(self, where: str) -> None:
        """A sales tax is levied in the country, a region or an area of it."""
        taxing = us.CONNECT.with_sales_tax("mine", where)

        assert taxing.levy("mine").jurisdiction == where
        assert taxing.levy("mine").places == (where,)

    @pytest.mark.clause("E2", "E3")
    @pytest.mark.parametrize(
        "where", ["UT", "CA-QC", "CA", "USA", "US_UT", "us-ut", "Provo"]
    )
    def test_outside(self, where: str) -> None:
        """A jurisdiction outside the market's country would never be levied."""
        with pytest.raises(UnknownName) as caught:
            us.CONNECT.with_sales_tax("mine", where)
        assert str(caught.value) == (
            "jurisdiction must be a place of us-connect or an area that begins with "
            f"one, got '{where}' [E2]"
        )

    @pytest.mark.clause("E2")
    def test_areas(self) -> None:
        """An area of an address begins with its country and region."""
        utah = BillingAddress(
            id="utah",
            country="US",
            region="UT",
            areas=("US-UT-provo",),
            effective_on=date(2026, 1, 1),
        )

        us.CONNECT.check_place(utah)
        with pytest.raises(UnknownName) as caught:
            us.CONNECT.check_place(evolve(utah, areas=("Provo",)))
        assert str(caught.value) == (
            "addresses[utah].areas[0] must be one that begins with US-UT-, got "
            "'Provo' [E2]"
        )


class TestMarket:
    """A market that cannot be named is refused."""

    @pytest.mark.parametrize("field", ["name", "edition", "product"])
    def test_text(self, field: str) -> None:
        """Name, edition and product are short text."""
        with pytest.raises(InvalidValue, match=f"^{field} must be text of 1 to 200 "):
            altered(us.CONNECT, field, "")

    @pytest.mark.parametrize("role", CHOICES)
    def test_policies(self, role: str) -> None:
        """Each role is held by a policy of its own type, and that by a clause."""
        policy = getattr(us.CONNECT, role)
        other = us.CONNECT.due if role != "due" else us.CONNECT.dispute

        with pytest.raises(
            WrongType, match=rf"^{role} must be a {type(policy).__name__}, got "
        ):
            altered(us.CONNECT, role, other)
        with pytest.raises(WrongType, match=rf"^{role}\.clause must be a Clause, got "):
            altered(us.CONNECT, role, altered(policy, "clause", "A8"))

    def test_no_defaults(self) -> None:
        """Every policy is given; only the readings may be none."""
        with pytest.raises(TypeError, match="missing 19 required"):
            Market()  # type: ignore[call-arg]
