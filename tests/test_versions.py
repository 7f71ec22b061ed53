"""Facts that turned out wrong: what stands, what is set aside, and what stays."""

import pickle
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    account,
    altered,
    amounts,
    bought,
    change,
    day,
    device_price,
    invoice,
    month,
    number_price,
    opening,
)

from gotobilling.billing_cycle import DocumentKind
from gotobilling.canonical import canonical
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    InvalidValue,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    Account,
    BillingAddress,
    Contract,
    ExemptionCertificate,
    Fact,
    IssuedLine,
    Price,
    ServiceEnd,
    TaxNumber,
    Withdrawal,
)
from gotobilling.facts.versions import set_aside
from gotobilling.invoices import Invoice, invoices_issued
from gotobilling.kinds import BillableUnit, Frequency, LineKind
from gotobilling.markets import us

START: Final = day(7, 15)
LATE: Final = day(9, 20)
CONTRACT: Final = Contract(id="contract", billing_start_on=START)
END: Final = ServiceEnd(id="end", last_day_of_service=day(10, 14), known_on=LATE)
PRICE: Final = device_price(id="p1")
FIVE: Final = change(START, 5, id="c1")
PHONE: Final = bought(day(8, 12), id="b1")
ADDRESS: Final = BillingAddress(
    id="address", country="US", region="UT", effective_on=day(1, 1)
)
CERTIFICATE: Final = ExemptionCertificate(
    id="certificate",
    tax=LineKind.SALES_TAX,
    jurisdiction="US-UT",
    certificate="no. 5",
    effective_on=START,
)
FIRST: Final = "the id of a fact that was there first"
NO_OLDER: Final = "on or after 2026-07-15, when c1 was known"
MENDED_ONLY: Final = "neither the contract nor a withdrawal"
VAT: Final = TaxNumber(id="vat", number="DE136695976", effective_on=START)
ORIGINALS: Final[tuple[Any, ...]] = (
    CONTRACT,
    END,
    PRICE,
    FIVE,
    opening(START, 5, id="o1"),
    PHONE,
    ADDRESS,
    CERTIFICATE,
    VAT,
)


def late(fact: Any, known_on: date = LATE, **changes: object) -> Any:  # noqa: ANN401
    """Return what takes the place of a fact from a day on, by its id and a 2."""
    filled = {"id": f"{fact.id}-2", "known_on": known_on, "supersedes": fact.id}
    return evolve(fact, **(filled | changes))


def never(fact: str, known_on: date = LATE, name: str = "w1") -> Withdrawal:
    """Return that a fact never was."""
    return Withdrawal(id=name, fact=fact, known_on=known_on)


def acme(*facts: Any, **others: Any) -> Account:  # noqa: ANN401
    """Return an account of a price, five devices and a phone, and of more facts."""
    facts = (PRICE, FIVE, PHONE, *facts)
    withdrawals = tuple(one for one in facts if isinstance(one, Withdrawal))
    return account(START, *facts, withdrawals=withdrawals, **others)


@pytest.mark.clause("Q67")
class TestSupersedes:
    """What a fact says of the one whose place it takes."""

    @pytest.mark.parametrize("fact", ORIGINALS, ids=lambda fact: fact.id)
    def test_root(self, fact: Any) -> None:  # noqa: ANN401
        """The root of a fact is its own id, or that of the fact it supersedes."""
        assert fact.supersedes is None
        assert fact.root == fact.id
        assert late(fact).root == fact.id
        assert late(fact) != evolve(late(fact), supersedes=None)

    @pytest.mark.parametrize("fact", ORIGINALS, ids=lambda fact: fact.id)
    def test_refused(self, fact: Any) -> None:  # noqa: ANN401
        """A fact supersedes another one, which it names by its id."""
        for wrong, error, told in [
            (5, WrongType, "text, got 5"),
            ("", InvalidValue, "text of 1 to 200 characters, got ''"),
            (fact.id, InvalidValue, f"the id of another fact, got '{fact.id}'"),
        ]:
            with pytest.raises(error) as caught:
                altered(fact, "supersedes", wrong)
            assert str(caught.value) == f"supersedes must be {told}"


@pytest.mark.clause("Q67")
class TestWithdrawal:
    """That a fact never was."""

    def test_value(self) -> None:
        """A withdrawal is frozen, equal by content, and survives pickling."""
        one = never("c1")
        again = pickle.loads(pickle.dumps(one))  # noqa: S301 - our own bytes

        assert again == one
        assert canonical(again) == canonical(one)
        assert one.wire == ("type", "withdrawal")
        with pytest.raises(FrozenInstanceError):
            one.fact = "c2"  # type: ignore[misc] # frozen

    def test_days(self) -> None:
        """It has no day but the one on which it is known."""
        assert never("c1").effective_on == never("c1").known_on == LATE
        assert never("c1").root == "c1"

    @pytest.mark.parametrize("field", ["id", "fact", "known_on"])
    def test_refused(self, field: str) -> None:
        """Its ids are text and its day is a day."""
        with pytest.raises(WrongType):
            altered(never("c1"), field, 5)


@pytest.mark.clause("Q67")
class TestSetAside:
    """Of what is said about one fact, the latest known counts."""

    def test_nothing(self) -> None:
        """Facts that none supersedes all stand."""
        assert set_aside(ORIGINALS) == set()
        assert set_aside([]) == set()

    @pytest.mark.parametrize("fact", ORIGINALS, ids=lambda fact: fact.id)
    def test_superseded(self, fact: Fact) -> None:
        """Every kind of fact is superseded by one of its own."""
        assert set_aside([fact, late(fact)]) == {fact.id}

    @pytest.mark.parametrize("fact", ORIGINALS[1:], ids=lambda fact: fact.id)
    def test_withdrawn(self, fact: Fact) -> None:
        """Every kind of fact but the contract can be withdrawn."""
        assert set_aside([fact, never(fact.id)]) == {fact.id}

    def test_latest(self) -> None:
        """Of several the one that came to be known last stands, whatever its id."""
        second = late(FIVE, day(9, 1), id="z")
        third = late(FIVE, day(9, 2), id="a")

        assert set_aside([FIVE, second, third]) == {"c1", "z"}

    @pytest.mark.clause("fact-version")
    def test_same_day(self) -> None:
        """A version known on the day of the fact itself comes after it."""
        original = evolve(FIVE, id="m")

        assert set_aside([late(original, START, id="a"), original]) == {"m"}

    @pytest.mark.clause("fact-version")
    @pytest.mark.parametrize("on", [START, LATE])
    @pytest.mark.parametrize("other", [late(FIVE, id="b"), never("c1", name="b")])
    def test_two_of_one_day(self, other: Any, on: date) -> None:  # noqa: ANN401 -- a fact
        """Two versions that are known on one day contradict each other."""
        facts = [FIVE, late(FIVE, on, id="a"), evolve(other, known_on=on)]

        for order in (facts, facts[::-1]):
            with pytest.raises(ConflictingFacts) as caught:
                set_aside(order)
            assert str(caught.value) == (
                "b.known_on must be another day than that of a, which says otherwise, "
                f"got {on} [Q67]"
            )

    def test_withdrawn_and_mended(self) -> None:
        """What was withdrawn stands again with what is said of it later."""
        gone = never("c1", day(9, 1))

        assert set_aside([FIVE, gone, late(FIVE, day(9, 2))]) == {"c1"}
        assert set_aside([FIVE, late(FIVE, day(8, 31)), gone]) == {"c1", "c1-2"}

    def test_each_by_itself(self) -> None:
        """What is said about one fact is nothing to another."""
        other = evolve(FIVE, id="c9")

        assert set_aside([FIVE, other, late(FIVE)]) == {"c1"}
        assert set_aside([FIVE, other, late(FIVE), never("c9")]) == {"c1", "c9"}

    def test_moved(self) -> None:
        """A price may be superseded by one of another amount and of another day."""
        moved = late(PRICE, unit_price=Decimal("20.00"), effective_on=day(8, 1))

        assert set_aside([PRICE, moved]) == {"p1"}

    @pytest.mark.parametrize(
        ("facts", "kind", "told"),
        [
            (
                [late(FIVE)],
                UnknownName,
                f"c1-2.supersedes must be {FIRST}, got 'c1' [Q67]",
            ),
            (
                [FIVE, late(FIVE), late(late(FIVE), supersedes="c1-2")],
                UnknownName,
                f"c1-2-2.supersedes must be {FIRST}, such as c1, got 'c1-2' [Q67]",
            ),
            (
                [FIVE, never("c1"), evolve(FIVE, id="c2", supersedes="w1")],
                UnknownName,
                f"c2.supersedes must be {FIRST}, such as c1, got 'w1' [Q67]",
            ),
            (
                [never("c1")],
                UnknownName,
                "w1.fact must be the id of a fact that was there first, got 'c1' [Q67]",
            ),
            (
                [FIVE, late(FIVE), never("c1-2")],
                UnknownName,
                f"w1.fact must be {FIRST}, such as c1, got 'c1-2' [Q67]",
            ),
            (
                [FIVE, never("c1"), never("w1", name="w2")],
                UnknownName,
                f"w2.fact must be {FIRST}, such as c1, got 'w1' [Q67]",
            ),
            (
                [FIVE, late(FIVE, day(7, 14))],
                InvalidValue,
                f"c1-2.known_on must be {NO_OLDER}, got 2026-07-14 [Q67]",
            ),
            (
                [FIVE, never("c1", day(7, 14))],
                InvalidValue,
                f"w1.known_on must be {NO_OLDER}, got 2026-07-14 [Q67]",
            ),
            (
                [FIVE, evolve(PHONE, supersedes="c1")],
                ConflictingFacts,
                "b1.supersedes must be a fact of the same kind, got 'c1' [Q67]",
            ),
            (
                [FIVE, opening(START, 5, id="o1", supersedes="c1")],
                ConflictingFacts,
                "o1.supersedes must be a fact of the same kind, got 'c1' [Q67]",
            ),
            (
                [CONTRACT, never("contract")],
                ConflictingFacts,
                f"w1.fact must be {MENDED_ONLY}, got 'contract' [Q67]",
            ),
        ],
        ids=lambda one: one.partition(" ")[0] if isinstance(one, str) else "",
    )
    def test_refused(
        self, facts: Sequence[Fact], kind: type[BillingError], told: str
    ) -> None:
        """A version names a fact of its kind that was there first, and is no older."""
        for order in (facts, facts[::-1]):
            with pytest.raises(kind) as caught:
                set_aside(order)
            assert str(caught.value) == told

    @pytest.mark.parametrize(
        "other",
        [
            late(PRICE, item="number"),
            late(PRICE, unit=BillableUnit.EXTENSION),
            late(PRICE, product="central"),
            late(PRICE, frequency=Frequency.QUARTERLY),
            late(number_price(id="p1"), item="device"),
        ],
        ids=["item", "unit", "product", "frequency", "kind"],
    )
    def test_another_price(self, other: Price) -> None:
        """A price gives way to one of its item, kind, unit, product and frequency."""
        with pytest.raises(ConflictingFacts) as caught:
            set_aside([PRICE, other])

        assert str(caught.value) == (
            "p1-2.supersedes must be a price of the same item, kind, unit, product and "
            "frequency, got 'p1' [Q67]"
        )


VERSIONS: Final = st.lists(
    st.tuples(
        st.sampled_from(["m", "n"]),
        st.sampled_from("abxyz"),
        st.integers(1, 3),
        st.booleans(),
    ),
    max_size=5,
    unique_by=(lambda one: one[1], lambda one: (one[0], one[2])),
)
"""What is said about two facts: of which, by what id, on what day, and a withdrawal.

Each has an id of its own, and no two are known of one fact on one day.
"""


def told(versions: list[tuple[str, str, int, bool]]) -> list[Any]:
    """Return two facts that are known on the first day, and what is said of them."""
    first = [change(day(7, 1), n, id=name) for n, name in enumerate("mn", 5)]
    by_id = {one.id: one for one in first}
    return first + [
        never(root, day(7, number), name)
        if withdrawn
        else late(by_id[root], day(7, number), id=name, quantity=number)
        for root, name, number, withdrawn in versions
    ]


def of(facts: list[Any], **others: Any) -> Account:  # noqa: ANN401
    """Return an account of these facts and of a price."""
    withdrawals = tuple(one for one in facts if isinstance(one, Withdrawal))
    return account(day(7, 1), PRICE, *facts, withdrawals=withdrawals, **others)


@pytest.mark.clause("Q67")
class TestLaws:
    """Whatever is said about facts, and in whatever order."""

    @given(versions=VERSIONS, choices=st.data())
    def test_law_order(
        self, versions: list[tuple[str, str, int, bool]], choices: st.DataObject
    ) -> None:
        """The order in which facts are given never matters, down to the bytes."""
        facts = told(versions)
        mixed = choices.draw(st.permutations(facts))

        assert set_aside(mixed) == set_aside(facts)
        assert of(mixed) == of(facts)
        assert canonical(of(mixed)) == canonical(of(facts))

    @given(versions=VERSIONS)
    def test_law_one_at_most(self, versions: list[tuple[str, str, int, bool]]) -> None:
        """Of each fact its latest version stands, or none where that withdraws it."""
        standing = {}
        for one in sorted(told(versions), key=lambda one: (one.known_on, one.id)):
            # An original has the lowest rank on its day, whatever its id.
            if one.root != one.id or one.root not in standing:
                standing[one.root] = one
        expected = [x for x in standing.values() if not isinstance(x, Withdrawal)]

        assert sorted(of(told(versions)).changes, key=lambda one: one.root) == sorted(
            expected, key=lambda one: one.root
        )

    @given(versions=VERSIONS, number=st.integers(1, 4))
    def test_law_as_known_on(
        self, versions: list[tuple[str, str, int, bool]], number: int
    ) -> None:
        """As known on a day, an account is one of the facts known by then alone."""
        facts, on = told(versions), day(7, number)
        known = [one for one in facts if one.known_on <= on]

        assert of(facts).as_known_on(on) == of(known, known_on=on)


@pytest.mark.clause("Q67")
class TestAccount:
    """An account bills what stands, and keeps what does not."""

    def test_sections(self) -> None:
        """What is set aside is moved out of its section and kept among the others."""
        found = acme(late(FIVE, quantity=3), late(PRICE), never("b1"))

        assert found.changes == (late(FIVE, quantity=3),)
        assert found.prices == (late(PRICE),)
        assert found.one_time == ()
        assert found.superseded == (PRICE, FIVE, PHONE)
        assert found.withdrawals == (never("b1"),)
        assert found.facts() == (CONTRACT, late(PRICE), late(FIVE, quantity=3))
        assert found.all_facts() == (
            *(CONTRACT, late(PRICE), late(FIVE, quantity=3)),
            *(PRICE, FIVE, PHONE),
            never("b1"),
        )

    def test_again(self) -> None:
        """An account made again of its own sections is the same."""
        found = acme(late(FIVE, quantity=3), never("b1"))

        assert evolve(found) == found
        assert evolve(found, changes=()).superseded == found.superseded

    def test_nothing_superseded(self) -> None:
        """An account without versions has nothing set aside."""
        assert acme().superseded == acme().withdrawals == ()
        assert acme().all_facts() == acme().facts()

    def test_before_and_after(self) -> None:
        """What was superseded or withdrawn later still stands the day before."""
        found = acme(late(FIVE, quantity=3), never("b1"))
        before = evolve(acme(), known_on=day(9, 19))

        assert found.as_known_on(day(9, 19)) == before
        assert found.as_known_on(LATE) == evolve(found, known_on=LATE)

    def test_withdrawn_and_mended(self) -> None:
        """What was withdrawn and mended later is missing in between."""
        found = acme(never("c1", day(9, 1)), late(FIVE, day(9, 10), quantity=3))

        assert [
            [one.quantity for one in found.as_known_on(on).changes]
            for on in (day(8, 31), day(9, 1), day(9, 9), day(9, 10))
        ] == [[5], [], [], [3]]

    def test_contract(self) -> None:
        """A contract is given as it is known last, with its earlier contents aside."""
        mended = late(CONTRACT, billing_start_on=day(8, 1))
        found = evolve(acme(), contract=mended, superseded=(CONTRACT,))

        assert found.contract == mended
        assert found.superseded == (CONTRACT,)
        assert found.as_known_on(day(9, 19)).contract == CONTRACT
        with pytest.raises(InvalidValue) as caught:
            found.as_known_on(day(7, 14))
        # The first of its versions was known on the billing start itself.
        assert caught.value.requirement == f"on or after {START}"

    def test_earlier_contract(self) -> None:
        """A contract that a later version supersedes is refused."""
        with pytest.raises(ConflictingFacts) as caught:
            evolve(acme(), superseded=(late(CONTRACT),))

        assert str(caught.value) == (
            "contract must be the latest known of its versions, got 'contract' [Q67]"
        )

    def test_contract_withdrawn(self) -> None:
        """An account has a contract: it is mended and never withdrawn."""
        with pytest.raises(ConflictingFacts) as caught:
            acme(never("contract"))

        assert (
            str(caught.value) == f"w1.fact must be {MENDED_ONLY}, got 'contract' [Q67]"
        )

    def test_end(self) -> None:
        """An end is given as it is known last, and may be withdrawn."""
        later = late(END, day(9, 25), last_day_of_service=day(11, 30))
        mended = acme(later, superseded=(END,))
        gone = acme(END, never("end", day(9, 30)))

        assert mended.end == later
        assert mended.as_known_on(day(9, 24)).end == END
        assert (gone.end, gone.superseded) == (None, (END,))
        assert gone.as_known_on(day(9, 29)).end == END
        with pytest.raises(ConflictingFacts) as caught:
            acme(END, superseded=(later,))
        assert str(caught.value) == (
            "end must be the latest known of its versions, got 'end' [Q67]"
        )

    def test_end_withdrawn_and_given_again(self) -> None:
        """After an end was withdrawn another one may come."""
        other = evolve(END, id="end 2", known_on=day(9, 30))
        found = acme(other, never("end", day(9, 25)), superseded=(END,))

        assert found.end == other
        assert [
            one and one.id
            for on in (day(9, 19), LATE, day(9, 25), day(9, 30))
            for one in [found.as_known_on(on).end]
        ] == [None, "end", None, "end 2"]

    def test_what_stands_fits_together(self) -> None:
        """A removal too large is no fault once it is mended, and only then."""
        six = change(day(8, 20), -6, id="c2")

        with pytest.raises(BillingError, match=r"^changes of device on 2026-08-20"):
            acme(six)
        assert acme(six, late(six, quantity=-5)).histories[0].quantity == 0

    def test_one_price_a_day(self) -> None:
        """A superseded price leaves its day to another one."""
        assert acme(late(PRICE, unit_price=Decimal(20))).items == (
            (late(PRICE, unit_price=Decimal(20)),),
        )

    def test_withdrawn_price(self) -> None:
        """A change of an item whose only price is withdrawn has no price."""
        with pytest.raises(UnknownName, match=r"^changes\[c1\]\.item must be "):
            acme(never("p1"))

    def test_one_id(self) -> None:
        """Ids are unique over withdrawals and superseded facts too."""
        same = never("b1", name="c1")
        cases: list[dict[str, Any]]
        cases = [{"withdrawals": (same,)}, {"superseded": (FIVE,)}]
        for others in cases:
            with pytest.raises(ConflictingFacts) as caught:
                evolve(acme(), **others)
            assert str(caught.value) == (
                "id must be given to one fact of the account only, got 'c1'"
            )

    def test_same_withdrawal_twice(self) -> None:
        """A withdrawal that is told twice counts once."""
        assert acme(never("b1"), never("b1")) == acme(never("b1"))

    @pytest.mark.parametrize(
        ("field", "value", "wanted"),
        [
            ("withdrawals", (FIVE,), "a tuple of Withdrawal facts"),
            ("withdrawals", None, "a tuple of Withdrawal facts"),
            ("superseded", (never("c1"),), "a tuple of facts"),
            ("superseded", ("c1",), "a tuple of facts"),
            ("superseded", [FIVE], "a tuple of facts"),
        ],
        ids=str,
    )
    def test_wrong_type(self, field: str, value: object, wanted: str) -> None:
        """Withdrawals stand with their like, and no withdrawal is superseded."""
        with pytest.raises(WrongType) as caught:
            altered(acme(), field, value)

        assert str(caught.value).startswith(f"{field} must be {wanted}, got ")

    def test_known_too_late(self) -> None:
        """An account that is said to be filtered holds no version known later."""
        with pytest.raises(InvalidValue) as caught:
            evolve(acme(late(FIVE)), known_on=day(9, 19))

        assert str(caught.value) == (
            "c1-2.known_on must be on or before 2026-09-19, the day asked for, got "
            "2026-09-20"
        )

    def test_narrowed(self) -> None:
        """Of some of its facts alone, what these say of each other counts."""
        found = acme(late(FIVE, quantity=3), never("b1"))
        every = found.all_facts()

        assert found.narrowed(every, None) == found
        assert found.narrowed(every[::-1], None) == found
        kept = [one for one in every if one.id not in ("c1-2", "w1")]
        assert found.narrowed(kept, None) == acme()
        kept = [one for one in every if one.id not in ("b1", "w1")]
        assert found.narrowed(iter(kept), LATE) == evolve(
            found, superseded=(FIVE,), withdrawals=(), known_on=LATE
        )
        assert acme(END).narrowed([CONTRACT, END], None).facts() == (CONTRACT, END)

    def test_narrowed_without_a_contract(self) -> None:
        """An account has a contract, whatever else is left out."""
        with pytest.raises(InvalidValue) as caught:
            acme().narrowed([PRICE, FIVE], None)

        assert str(caught.value) == (
            "facts must be with a contract among them, got 'none'"
        )


@pytest.mark.clause("Q67")
class TestLineIds:
    """What takes the place of a fact leaves the ids of the lines as they were."""

    def test_price(self) -> None:
        """A price that is superseded leaves the lines that it bills their ids."""
        mended = late(PRICE, unit_price=Decimal("20.00"))
        before = invoice(acme(), month(8))
        after = invoice(acme(mended), month(8))

        assert [one.id for one in after.lines] == [one.id for one in before.lines]
        assert {one.fields.price for one in before.lines} == {"p1"}
        assert {one.fields.price for one in after.lines} == {"p1-2"}
        # 5 x 25.00 and 16/31 of it; 5 x 20.00 and 16/31 of it
        assert amounts(before) == [12500, 6452]
        assert amounts(after) == [10000, 5161]

    def test_new_price(self) -> None:
        """A price of its own, which takes nobody's place, makes lines of its own."""
        raised = device_price("30.00", day(8, 1), id="p2")
        before = invoice(acme(), month(9))
        after = invoice(acme(raised), month(9))

        assert not {one.id for one in after.lines} & {one.id for one in before.lines}

    def test_purchase(self) -> None:
        """A purchase that is superseded leaves its line the id."""
        before = self._bought(acme())
        after = self._bought(acme(late(PHONE, quantity=2)))

        assert [one.id for one in after.lines] == [one.id for one in before.lines]
        assert [one.fields.fact for one in before.lines] == ["b1"]
        assert [one.fields.fact for one in after.lines] == ["b1-2"]
        assert (amounts(before), amounts(after)) == ([9998], [2 * 9998])

    @staticmethod
    def _bought(found: Account) -> Invoice:
        (one,) = [
            one
            for one in invoices_issued(found, month(8), us.CONNECT)
            if one.kind is DocumentKind.ONE_TIME
        ]
        return one

    def test_change(self) -> None:
        """So does a change, where each makes a line of its own."""
        market = us.CONNECT.with_readings({"same_day": "per_change"})
        two = change(day(8, 20), 2, id="c2")
        before = invoice(acme(two), month(9), market)
        after = invoice(acme(two, late(two, quantity=3)), month(9), market)

        assert [one.id for one in after.lines] == [one.id for one in before.lines]
        # a month of 7 and of 8, and 11/31 of 2 x 25.00 and of 3 x 25.00
        assert amounts(before) == [7 * 2500, 1774]
        assert amounts(after) == [8 * 2500, 2661]


class TestIssuedLine:
    """A line of a document that was issued, as a fact."""

    LINE: Final = IssuedLine(
        document="8f2c",
        line="51ab",
        amount=Decimal("-12.5"),
        currency="USD",
        effective_on=day(8, 1),
    )

    def test_value(self) -> None:
        """It is named by document and line, and known on the document's date."""
        assert self.LINE.id == self.LINE.root == "8f2c:51ab"
        assert self.LINE.known_on == self.LINE.effective_on == day(8, 1)
        assert self.LINE.wire == ("type", "issued_line")
        assert (f"{self.LINE.amount}", self.LINE.minor) == ("-12.50", -1250)
        assert evolve(self.LINE, amount=Decimal("-12.500")) == self.LINE

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("document", 5),
            ("line", ""),
            ("amount", Decimal("0.005")),
            ("amount", 12.5),
            ("currency", "USX"),
            ("effective_on", None),
            ("effective_on", date(1899, 12, 31)),
        ],
    )
    def test_refused(self, field: str, value: object) -> None:
        """Names are text, the amount is in whole cents, the day is a day of billing."""
        with pytest.raises(BillingError, match=f"^{field} must be "):
            altered(self.LINE, field, value)
