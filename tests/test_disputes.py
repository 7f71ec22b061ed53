"""Disputes: the window, the two parts of an invoice, the outcome, a day's standing."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests import builders as b
from tests.test_credits import charge, note, utah

from gotobilling.clauses import CONTRACT_RATES
from gotobilling.corrections import next_invoice
from gotobilling.credits import Everything, OfLines
from gotobilling.disputes import (
    DisputedParts,
    DisputeOutcome,
    DisputesOn,
    dispute_window,
    disputed_parts,
    disputes_on,
    outcome,
)
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    InvalidPeriod,
    InvalidValue,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    Dispute,
    DisputedLine,
    Receivables,
    Resolution,
    Resolved,
)
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import Invoice, IssuedDocument, assemble_one_time
from gotobilling.market import Market
from gotobilling.markets import ca, us
from gotobilling.money import Money
from gotobilling.refusals import Refused

PLAIN: Final = b.account(b.day(7, 15), b.change(b.day(7, 15), 5, id="five"))
AUGUST: Final = issued_document(b.invoice(PLAIN, b.month(8)))
"""125.00 for August and 64.52 for July; due and disputable until 16 August."""
OWED: Final = us.CONNECT.with_readings({"disputed": "owed"})
NOTICE: Final = b.day(8, 10)
RESOLVED: Final = b.day(8, 20)
UPHELD, REJECTED = Resolved.UPHELD, Resolved.REJECTED


@lru_cache(maxsize=1)
def taxed() -> IssuedDocument:
    """Return 100.00, 7.00, fees of 5.00, 5.00 and 3.24 on the first, a tax of 6.01."""
    account, market = utah()
    return issued_document(b.invoice(account, b.month(8), market))


def named(lines: dict[int, str | None], of: IssuedDocument) -> tuple[DisputedLine, ...]:
    """Return charges by their places, each with an amount or as a whole."""
    return tuple(
        DisputedLine(
            line=charge(of, index), amount=None if text is None else Decimal(text)
        )
        for index, text in lines.items()
    )


def disputed(
    lines: dict[int, str | None] | None = None,
    of: IssuedDocument = AUGUST,
    on: date = NOTICE,
    name: str = "d1",
) -> Dispute:
    """Return a dispute of charges by their places, of the whole invoice unless told."""
    return Dispute(
        id=name, invoice=of.digest, notified_on=on, lines=named(lines or {}, of)
    )


def parts(
    dispute: Dispute,
    of: IssuedDocument = AUGUST,
    others: Sequence[IssuedDocument] = (),
    market: Market = us.CONNECT,
) -> DisputedParts:
    """Return the two parts, of a dispute that is in time."""
    found = disputed_parts(dispute, of, others, market)
    assert isinstance(found, DisputedParts)
    return found


def resolved(
    how: Resolved = UPHELD,
    lines: dict[int, str | None] | None = None,
    of: IssuedDocument = AUGUST,
    on: date = RESOLVED,
    name: str = "d1",
) -> Resolution:
    """Return how a dispute was resolved, on 20 August unless told."""
    return Resolution(
        id=f"{name} resolved",
        dispute=name,
        resolved_on=on,
        outcome=how,
        lines=named(lines or {}, of),
    )


def ended(
    dispute: Dispute,
    resolution: Resolution,
    of: IssuedDocument = AUGUST,
    others: Sequence[IssuedDocument] = (),
    market: Market = us.CONNECT,
) -> DisputeOutcome:
    """Return the outcome of a dispute that is in time; the note is ``n1``."""
    found = outcome(dispute, resolution, of, others, id="n1", market=market)
    assert isinstance(found, DisputeOutcome)
    return found


def standing(
    on: date,
    disputes: Sequence[Dispute],
    resolutions: Sequence[Resolution] = (),
    of: IssuedDocument = AUGUST,
    others: Sequence[IssuedDocument] = (),
    market: Market = us.CONNECT,
) -> DisputesOn:
    """Return the disputes of an invoice on a day."""
    told = Receivables(disputes=tuple(disputes), resolutions=tuple(resolutions))
    return disputes_on(of, told, others, market, on)


def cents(found: DisputesOn) -> tuple[int, int]:
    """Return what is disputed and what is not due, in cents."""
    return found.disputed.amount.value.minor, found.not_due.amount.value.minor


def carrying() -> IssuedDocument:
    """Return 125.00 for September, of which 200.00 were paid by what was left over."""
    market = us.CONNECT.with_readings({"negative_total": "carried_line"})
    balance = b.usd("-200.00")
    found = b.invoice(PLAIN, b.month(9), market, brought_forward=balance)
    return issued_document(found)


def with_credit() -> IssuedDocument:
    """Return 100.00 and 64.52, and a device less from 20 July on."""
    fewer = b.change(b.day(7, 20), -1, id="fewer")
    account = evolve(PLAIN, changes=(*PLAIN.changes, fewer))
    return issued_document(b.invoice(account, b.month(8)))


LESS: Final = b.cents(25 * Fraction(11, 31))
"""What that device gives back of July."""


def checked(answers: tuple[tuple[str, Any], ...]) -> list[str]:
    """Prove every answer, and return the names, each of which is there once."""
    names = [name for name, _ in answers]
    assert len(set(names)) == len(names)
    assert all(derived.proof.steps for _, derived in answers)
    return names


class TestWindow:
    """Notice is in time up to 15 days from the invoice date."""

    @pytest.mark.clause("G4", "Q3", "Q63")
    @pytest.mark.parametrize(
        ("day", "late", "left"), [(1, 0, 15), (16, 0, 0), (17, 1, 0), (31, 15, 0)]
    )
    def test_days(self, day: int, late: int, left: int) -> None:
        """Day 15, the 16th, is in time; day 16 is a day late."""
        found = dispute_window(disputed(on=b.day(8, day)), AUGUST, us.CONNECT)

        assert found.last_day.value == b.day(8, 1 + 15)
        assert (found.is_in_time, found.days_late) == (not late, late)
        assert found.days_left == left
        assert checked(found.answers()) == ["dispute_until"]

    @pytest.mark.clause("G4", "terms-dispute")
    def test_refused(self) -> None:
        """A late dispute is refused with its days, and staff cannot help by credit."""
        late = disputed_parts(disputed(on=b.day(8, 18)), AUGUST, (), us.CONNECT)

        assert isinstance(late, Refused)
        first, second = late.reasons
        assert (first.code, first.clause.id) == ("late-dispute", "G4")
        assert "2 days after 2026-08-16" in first.text
        assert first.instead == "all of it stays due on 2026-08-16"
        assert (second.code, second.clause.id) == ("no-credit-by-staff", "G4")

    @pytest.mark.clause("G4")
    def test_refused_where_nothing_is_due(self) -> None:
        """Where nothing is payable there is nothing else to do."""
        of = carrying()
        window = dispute_window(disputed(of=of, on=b.day(9, 17)), of, us.CONNECT)

        assert window.refused is not None
        assert window.refused.reasons[0].instead is None

    @pytest.mark.clause("G4")
    def test_contract(self) -> None:
        """An invoice made under another window keeps it."""
        policy = evolve(us.CONNECT.dispute, days=30, clause=CONTRACT_RATES)
        market = evolve(us.CONNECT, dispute=policy)
        issued = issued_document(b.invoice(PLAIN, b.month(8), market))
        last, late = (
            dispute_window(disputed(of=issued, on=b.day(8, day)), issued, us.CONNECT)
            for day in (31, 31)
        )
        after = dispute_window(disputed(of=issued, on=b.day(9, 1)), issued, us.CONNECT)

        assert (last.is_in_time, late.is_in_time) == (True, True)
        assert after.days_late == 1
        assert after.refused is not None
        assert after.refused.reasons[0].clause == CONTRACT_RATES

    @pytest.mark.clause("G4")
    def test_before_the_invoice(self) -> None:
        """Nothing is disputed before it is invoiced."""
        with pytest.raises(InvalidPeriod, match=r"of 2026-08-01, got 2026-07-31 \[G4"):
            dispute_window(disputed(on=b.day(7, 31)), AUGUST, us.CONNECT)

    def test_another_invoice(self) -> None:
        """A dispute is of the invoice that it names."""
        with pytest.raises(ConflictingFacts, match=r"dispute.invoice must be .* \[G4"):
            dispute_window(disputed(of=taxed()), AUGUST, us.CONNECT)

    def test_another_market(self) -> None:
        """The market is that of the invoice."""
        with pytest.raises(ConflictingFacts, match="market must be the invoice's us-"):
            dispute_window(disputed(), AUGUST, ca.CONNECT)

    @pytest.mark.parametrize(
        ("place", "value", "message"),
        [
            (0, "d1", "dispute must be a Dispute"),
            (1, AUGUST.document, "issued must be an IssuedDocument"),
            (1, issued_document(note()), "issued must be an invoice"),
            (2, "us", "market must be a Market"),
        ],
    )
    def test_types(self, place: int, value: object, message: str) -> None:
        """Every argument is of its type."""
        given: list[Any] = [disputed(), AUGUST, us.CONNECT]
        given[place] = value

        with pytest.raises(WrongType, match=message):
            dispute_window(*given)


class TestParts:
    """What is disputed, with its fees and taxes, and what is not."""

    @pytest.mark.clause("G4", "Q57")
    def test_line(self) -> None:
        """July is disputed, 64.52 of 189.52; the 125.00 of August keep their date."""
        found = parts(disputed({1: None}))

        assert found.disputed.value == b.usd("64.52")
        assert found.undisputed.value.minor == 18952 - 6452
        assert found.disputable.value.minor == 18952
        assert found.due_on is not None
        assert found.due_on.value == b.day(8, 16)
        assert found.disputed_due_on is None

    @pytest.mark.clause("G4", "disputed-tax", "credit-share")
    def test_amount(self) -> None:
        """40.00 of 100.00 take two fifths of each fee along, and the tax on that."""
        found = parts(disputed({0: "40.00"}, taxed()), taxed())

        usf = b.cents(Fraction("3.24") * 40 / 100)
        base = 100 + 7 + 5 + 5 + Fraction("3.24")
        shares = 40 + 2 + 2 + Fraction(usf, 100)
        tax = b.cents(Fraction("6.01") * shares / base)
        amounts = [one.value.minor for _, _, one in found.lines.lines]
        assert amounts == [4000, 200, 200, usf, tax]
        assert found.disputed.value.minor == sum(amounts)
        assert found.undisputed.value.minor == 12625 - sum(amounts)

    @pytest.mark.clause("G4", "disputed-tax")
    def test_whole(self) -> None:
        """A dispute that names no charge is of the whole invoice."""
        found = parts(disputed(of=taxed()), taxed())

        assert found.disputed.value.minor == 12625
        assert found.undisputed.value.minor == 0
        assert len(found.lines.lines) == 6

    @pytest.mark.clause("Q57")
    def test_owed(self) -> None:
        """By the other reading the disputed part stays due."""
        found = parts(disputed({1: None}), market=OWED)

        assert found.disputed_due_on == found.due_on is not None

    @pytest.mark.clause("G4", "Q44")
    def test_after_a_note(self) -> None:
        """What was given back before the notice can be disputed no more."""
        asked = OfLines(((charge(AUGUST, 0), b.usd("25.00")),))
        before = issued_document(note(asked, on=b.day(8, 5)))
        after = issued_document(note(asked, name="n2", on=b.day(8, 12)))
        found = parts(disputed({0: None}), others=[before, after])

        assert found.disputed.value.minor == 12500 - 2500
        assert found.disputable.value.minor == 18952 - 2500

    @pytest.mark.clause("G4")
    def test_all_of_a_charge_by_its_amount(self) -> None:
        """An amount may be all that is open of its charge."""
        found = parts(disputed({0: "125.00"}))

        assert found.disputed.value.minor == 12500

    def test_names_of_notes(self) -> None:
        """A note may have any name, that of what is only thought of too."""
        asked = OfLines(((charge(AUGUST, 0), b.usd("1.00")),))
        others: list[IssuedDocument] = []
        for name in ("disputed", "disputed'"):
            made = note(asked, name=name, on=b.day(8, 5), others=others)
            others.append(issued_document(made))

        assert parts(disputed(), others=others).disputed.value.minor == 18952 - 200

    def test_documents_of_others(self) -> None:
        """Invoices and notes that say nothing of the invoice do not count."""
        september = issued_document(b.invoice(PLAIN, b.month(9)))
        bought = evolve(PLAIN, one_time=(b.bought(b.day(8, 3)),))
        purchase = assemble_one_time(bought, b.day(8, 3), us.CONNECT)
        assert isinstance(purchase, Invoice)
        sold = issued_document(purchase)
        back = issued_document(note(issued=sold, on=b.day(8, 5)))
        found = parts(disputed(), others=[september, sold, back])

        assert found.disputed.value.minor == 18952

    def test_itself_among_the_others(self) -> None:
        """The invoice may stand among the documents, and counts once."""
        assert parts(disputed({1: None}), others=[AUGUST]) == parts(disputed({1: None}))

    @pytest.mark.clause("G4")
    def test_credit_among_the_lines(self) -> None:
        """Charges that come to more than the invoice are disputed up to all of it."""
        of = with_credit()
        found = parts(disputed({0: None, 1: None}, of), of)

        assert found.disputed.value.minor == 10000 + 6452 - LESS
        assert found.undisputed.value.minor == 0

    def test_nothing_payable(self) -> None:
        """An invoice of which nothing is payable has charges and no due date."""
        of = carrying()
        found = parts(disputed({0: None}, of, b.day(9, 3)), of)

        assert found.disputed.value.minor == 12500
        assert found.due_on is None
        assert "due_date" not in checked(found.answers())

    @pytest.mark.clause("disputed-tax")
    def test_answers(self) -> None:
        """Every answer is proven under a name of its own; a proof names the others."""
        found = parts(disputed({1: None}, taxed()), taxed())

        rent, tax = (f"disputed:{line.id}" for _, line, _ in found.lines.lines)
        assert checked(found.answers()) == [
            "dispute_until",
            "due_date",
            "disputable",
            rent,
            tax,
            "disputed",
            "undisputed",
        ]
        text = [step.clause.id for _, _, one in found.lines.lines for step in one.proof]
        assert text == ["G4", *["disputed-tax"] * 6]
        named = {str(one.operand) for x in found.disputed.proof for one in x.of}
        assert {rent, tax, "disputable"} <= named

    @pytest.mark.clause("disputed-tax", "credit-share")
    @given(st.integers(1, 10000), st.integers(0, 701), st.sampled_from([0, 1, 2]))
    def test_is_the_note(self, first: int, second: int, given_back: int) -> None:
        """Whatever is disputed: it is what a credit note over it would give back."""
        of, on = taxed(), b.day(8, 10)
        lines: dict[int, str | None] = {0: str(Money.from_minor(first, "USD").amount)}
        if second > 700:
            lines[1] = None
        elif second:
            lines[1] = str(Money.from_minor(second, "USD").amount)
        asked = OfLines(
            tuple(
                (one.line, None if one.amount is None else b.usd(str(one.amount)))
                for one in named(lines, of)
            )
        )
        others = []
        if given_back and lines.get(1) is None:
            some = Money.from_minor(given_back, "USD")
            small = OfLines(((charge(of, 1), some),))
            others = [issued_document(note(small, of, name="n0", on=b.day(8, 2)))]
        found = parts(disputed(lines, of), of, others)
        made = note(asked, of, on=on, others=others)

        assert found.disputed.value == -made.total.value
        assert [one.value for _, _, one in found.lines.lines] == [
            -line.amount for line in made.lines
        ]
        whole = found.disputed.value.minor + found.undisputed.value.minor
        assert whole == found.disputable.value.minor


class TestPartsRefused:
    """What cannot be disputed."""

    def problem(
        self,
        dispute: Dispute,
        of: IssuedDocument = AUGUST,
        others: Sequence[IssuedDocument] = (),
    ) -> BillingError:
        """Return why."""
        with pytest.raises(BillingError) as caught:
            disputed_parts(dispute, of, others, us.CONNECT)
        return caught.value

    @pytest.mark.clause("G4")
    def test_no_line(self) -> None:
        """A line that the invoice does not have."""
        dispute = evolve(disputed(), lines=(DisputedLine(line="nothing"),))
        error = self.problem(dispute)

        assert isinstance(error, UnknownName)
        assert (error.path, error.clause) == ("dispute.lines[0].line", "G4")

    @pytest.mark.clause("G4", "disputed-tax")
    def test_levy(self) -> None:
        """A tax: it follows its charges."""
        line = taxed().document.levies[-1].id  # type: ignore[union-attr] # an invoice
        dispute = evolve(disputed(of=taxed()), lines=(DisputedLine(line=line),))
        error = self.problem(dispute, taxed())

        assert isinstance(error, UnknownName)
        assert error.requirement.endswith("fees and taxes follow their charges")

    @pytest.mark.clause("Q48")
    def test_brought_forward(self) -> None:
        """A balance brought forward was left by other documents."""
        of = carrying()
        error = self.problem(disputed({1: None}, of, b.day(9, 3)), of)

        assert isinstance(error, UnknownName)

    @pytest.mark.clause("G4")
    def test_more_than_the_line(self) -> None:
        """More than was charged."""
        error = self.problem(disputed({0: "125.01"}))

        assert isinstance(error, InvalidValue)
        assert (error.path, error.clause) == ("dispute.lines[0].amount", "G4")
        assert error.requirement == "at most the 125.00 USD charged"

    @pytest.mark.clause("G4", "Q44")
    def test_more_than_is_open(self) -> None:
        """More than credit notes have left."""
        asked = OfLines(((charge(AUGUST, 0), b.usd("25.00")),))
        before = issued_document(note(asked, on=b.day(8, 5)))
        error = self.problem(disputed({1: None, 0: "100.01"}), others=[before])

        assert error.path == "dispute.lines[1].amount"
        assert error.requirement == "at most the 100.00 USD open"

    @pytest.mark.parametrize("lines", [None, {0: None}, {0: "1.00"}])
    @pytest.mark.clause("G4", "Q44")
    def test_nothing_open(self, lines: dict[int, str | None] | None) -> None:
        """An invoice, or a charge, of which nothing is open."""
        asked = Everything() if lines is None else OfLines(((charge(AUGUST, 0), None),))
        gone = issued_document(note(asked, on=b.day(8, 5)))
        error = self.problem(disputed(lines), others=[gone])

        assert (error.path, error.clause) == ("dispute", "G4")

    @pytest.mark.clause("G4")
    def test_a_credit(self) -> None:
        """A line that gives something back."""
        error = self.problem(disputed({2: None}, with_credit()), with_credit())
        assert error.path == "dispute"
        error = self.problem(disputed({2: "1.00"}, with_credit()), with_credit())
        assert error.requirement == "at most the 0.00 USD charged"

    def test_digits(self) -> None:
        """An amount with more digits than the currency has."""
        error = self.problem(disputed({0: "1.001"}))

        assert error.path == "dispute.lines[0].amount"

    def test_twice(self) -> None:
        """A line that is named twice is refused by the fact itself."""
        line = DisputedLine(line="a")
        with pytest.raises(InvalidValue, match="each line once"):
            evolve(disputed(), lines=(line, line))

    def test_another_account(self) -> None:
        """A document of another account is no ground."""
        other = b.invoice(evolve(PLAIN, id="another"), b.month(8))
        error = self.problem(disputed(), others=[issued_document(other)])

        assert isinstance(error, ConflictingFacts)
        assert error.path == "others[0].account"

    def test_no_document(self) -> None:
        """Nor is what is no document."""
        nothing: Any = ["n1"]

        assert isinstance(self.problem(disputed(), others=nothing), WrongType)


class TestOutcome:
    """What comes of a dispute that is resolved."""

    @pytest.mark.clause("G4", "Q44", "disputed-tax")
    def test_upheld(self) -> None:
        """Upheld, a real credit note gives back the charge and what is levied on it."""
        found = ended(disputed({0: None}, taxed()), resolved(), taxed())

        taxes = b.cents(Fraction("6.01") * Fraction("113.24") / Fraction("120.24"))
        assert found.note is not None
        assert found.note.total.value.minor == -(10000 + 500 + 500 + 324 + taxes)
        assert found.note.total.value == -found.parts.disputed.value
        assert (found.note.id, found.note.issued_on) == ("n1", b.day(8, 20))
        assert found.note.reason.value == "wrong_charge"
        assert found.rest.value.minor == 0
        assert found.rest_due_on is None
        assert [one.code for one in found.reasons] == ["upheld"]

    @pytest.mark.clause("Q57", "terms-dispute")
    @pytest.mark.parametrize(
        ("resolved_on", "due"),
        [
            (b.day(8, 10), b.day(8, 25)),
            (b.day(8, 20), b.day(9, 4)),
        ],
    )
    def test_rejected(self, resolved_on: date, due: date) -> None:
        """Rejected, the part is due 15 days after the resolution."""
        found = ended(disputed({1: None}), resolved(REJECTED, on=resolved_on))

        assert found.note is None
        assert found.rest.value == b.usd("64.52")
        assert found.rest_due_on is not None
        assert found.rest_due_on.value == due
        assert found.reasons[0].text == f"64.52 USD is owed, by {due}"

    @pytest.mark.clause("Q57")
    def test_rejected_at_once(self) -> None:
        """Rejected on the invoice date, it is due on the first due date."""
        dispute = disputed({1: None}, on=b.day(8, 1))
        found = ended(dispute, resolved(REJECTED, on=b.day(8, 1)))
        shorter = evolve(us.CONNECT.after_invoice.disputed, days=3)
        after = evolve(us.CONNECT.after_invoice, disputed=shorter)
        market = evolve(us.CONNECT, after_invoice=after)
        sooner = ended(dispute, resolved(REJECTED, on=b.day(8, 5)), market=market)

        for one in (found, sooner):
            assert one.rest_due_on is not None
            assert one.rest_due_on.value == b.day(8, 16)

    @pytest.mark.clause("Q57")
    def test_owed(self) -> None:
        """By the other reading it was due all the time."""
        found = ended(disputed({1: None}), resolved(REJECTED), market=OWED)

        assert found.rest_due_on is not None
        assert found.rest_due_on.value == b.day(8, 16)

    def test_nothing_payable(self) -> None:
        """What is rejected of an invoice that was paid by its past has no due date."""
        of = carrying()
        dispute = disputed({0: None}, of, b.day(9, 3))
        found = ended(dispute, resolved(REJECTED, on=b.day(9, 9)), of)

        assert found.rest_due_on is None
        assert found.reasons[0].text == "125.00 USD is owed"

    @pytest.mark.clause("Q57", "disputed-tax")
    @pytest.mark.parametrize(
        ("asked", "upheld", "back", "owed"),
        [
            ({0: None, 1: None}, {1: None}, 6452, 12500),
            ({0: None, 1: None}, {1: "4.52"}, 452, 18500),
            ({0: "40.00"}, {0: "15.00"}, 1500, 2500),
            ({0: "40.00"}, {0: None}, 4000, 0),
            ({0: "40.00"}, {0: "40.00"}, 4000, 0),
            ({}, {0: None}, 12500, 6452),
            ({}, {0: "5.00"}, 500, 18452),
        ],
    )
    def test_partly(
        self,
        asked: dict[int, str | None],
        upheld: dict[int, str | None],
        back: int,
        owed: int,
    ) -> None:
        """What is upheld comes back, and the rest is due as if it were rejected."""
        found = ended(disputed(asked), resolved(UPHELD, upheld))

        assert found.note is not None
        assert found.note.total.value.minor == -back
        assert found.rest.value.minor == owed
        due = found.rest_due_on
        assert (due and due.value) == (b.day(9, 4) if owed else None)

    @pytest.mark.clause("Q44")
    def test_notes_in_between(self) -> None:
        """What came back before the resolution does not come back again."""
        asked = OfLines(((charge(AUGUST, 0), b.usd("100.00")),))
        between = issued_document(note(asked, name="n0", on=b.day(8, 12)))
        found = ended(disputed({0: "40.00"}), resolved(), others=[between])

        assert found.parts.disputed.value.minor == 4000
        assert found.disputed.amount.value.minor == 2500
        assert found.note is not None
        assert found.note.total.value.minor == -2500
        assert found.note.before == (between.digest,)

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize("asked", [{0: None}, {0: "1.00"}, {}])
    def test_nothing_left(self, asked: dict[int, str | None]) -> None:
        """Where all of it came back before, there is no note and nothing is owed."""
        between = issued_document(note(name="n0", on=b.day(8, 12)))
        found = ended(disputed(asked), resolved(), others=[between])

        assert found.note is None
        assert (found.rest.value.minor, found.rest_due_on) == (0, None)
        assert [one.code for one in found.reasons] == ["nothing-left"]

    @pytest.mark.clause("Q44")
    def test_nothing_left_of_a_charge(self) -> None:
        """The same where only that charge came back."""
        asked = OfLines(((charge(AUGUST, 0), None),))
        between = issued_document(note(asked, name="n0", on=b.day(8, 12)))
        found = ended(disputed({0: "1.00"}), resolved(), others=[between])

        assert found.note is None

    @pytest.mark.clause("G4", "Q44")
    def test_credit_among_the_lines(self) -> None:
        """Charges that come to more than the invoice give back all that is open."""
        of = with_credit()
        found = ended(disputed({0: None, 1: None}, of), resolved(), of)

        assert found.note is not None
        assert found.note.total.value.minor == -(10000 + 6452 - LESS)

    @pytest.mark.clause("Q57")
    def test_notes_after(self) -> None:
        """What came back after the resolution does not change what was owed on it."""
        after = issued_document(note(name="n0", on=b.day(8, 25)))
        found = ended(disputed({1: None}), resolved(REJECTED), others=[after])

        assert (found.rest.value.minor, found.disputable.value.minor) == (6452, 18952)

    def test_answers(self) -> None:
        """Every answer of notice and resolution has a name of its own, and a proof."""
        found = ended(disputed({0: "40.00"}), resolved(UPHELD, {0: "15.00"}))

        line = charge(AUGUST, 0)
        assert checked(found.answers()) == [
            *checked(found.parts.answers()),
            "resolved:disputable",
            f"resolved:disputed:{line}",
            "resolved:disputed",
            f"resolved:upheld:{line}",
            "resolved:upheld",
            "resolved:rest",
            "rest_due_on",
        ]
        whole = ended(disputed(), resolved())
        assert checked(whole.answers())[-1] == "resolved:rest"

    @pytest.mark.clause("G4")
    def test_late(self) -> None:
        """A dispute that came late has no outcome, whatever was resolved."""
        dispute = disputed(on=b.day(8, 17))
        found = outcome(dispute, resolved(), AUGUST, (), id="n1", market=us.CONNECT)

        assert isinstance(found, Refused)

    @pytest.mark.parametrize(
        ("resolution", "path", "kind"),
        [
            (resolved(name="d2"), "resolution.dispute", ConflictingFacts),
            (resolved(on=b.day(8, 9)), "resolution.resolved_on", InvalidPeriod),
            (resolved(lines={0: None}), "resolution.lines[0].line", UnknownName),
            (
                resolved(lines={1: "40.01"}),
                "resolution.lines[0].amount",
                InvalidValue,
            ),
            (
                resolved(lines={1: "0.001"}),
                "resolution.lines[0].amount",
                InvalidValue,
            ),
            ("upheld", "resolution", WrongType),
        ],
    )
    def test_no_resolution_of_it(
        self, resolution: Resolution, path: str, kind: type[BillingError]
    ) -> None:
        """A resolution is one of the dispute, after it, and of what it disputes."""
        with pytest.raises(kind) as caught:
            ended(disputed({1: "40.00"}), resolution)

        assert caught.value.path == path

    @pytest.mark.parametrize("others", [{"n1": b.day(8, 12)}, {"n2": b.day(8, 21)}])
    def test_no_note(self, others: dict[str, date]) -> None:
        """Not under the name of another note, nor before one."""
        asked = OfLines(((charge(AUGUST, 0), b.usd("1.00")),))
        made = [
            issued_document(note(asked, name=name, on=on))
            for name, on in others.items()
        ]
        with pytest.raises((ConflictingFacts, InvalidPeriod)):
            ended(disputed({1: None}), resolved(), others=made)

    def test_no_name(self) -> None:
        """A note has a name."""
        with pytest.raises(InvalidValue, match="id must be text"):
            outcome(disputed(), resolved(), AUGUST, (), id="", market=us.CONNECT)


class TestStanding:
    """The disputes of an invoice as they stand on a day."""

    @pytest.mark.clause("Q57")
    def test_open(self) -> None:
        """From the notice on, the disputed part is not due."""
        dispute = disputed({1: None})

        assert cents(standing(b.day(8, 9), [dispute])) == (0, 0)
        assert cents(standing(b.day(8, 10), [dispute])) == (6452, 6452)
        found = standing(b.day(9, 30), [dispute])
        assert (cents(found), found.open) == ((6452, 6452), (dispute,))

    @pytest.mark.clause("Q57")
    def test_owed(self) -> None:
        """By the other reading it is disputed and due."""
        dispute, later = disputed({1: None}), disputed({0: None}, name="d2")
        found = standing(
            b.day(8, 21), [dispute, later], [resolved(REJECTED)], market=OWED
        )

        assert cents(found) == (12500, 0)
        (one,) = found.rejected
        assert one.due_on is not None
        assert one.due_on.value == b.day(8, 16)

    @pytest.mark.clause("Q57", "terms-dispute")
    def test_rejected(self) -> None:
        """A rejected part is not due up to and including its day."""
        told = [disputed({1: None})], [resolved(REJECTED)]

        assert cents(standing(b.day(8, 19), *told)) == (6452, 6452)
        assert cents(standing(b.day(8, 20), *told)) == (0, 6452)
        assert cents(standing(b.day(9, 4), *told)) == (0, 6452)
        found = standing(b.day(9, 5), *told)
        assert cents(found) == (0, 0)
        assert [one.dispute.id for one in found.rejected] == ["d1"]
        assert "rejected_due:d1" in checked(found.answers())

    @pytest.mark.clause("Q44", "Q57")
    def test_upheld(self) -> None:
        """What is upheld is given back by its note, and nothing is held back for it."""
        dispute, resolution = disputed({1: None}), resolved()
        made = ended(dispute, resolution).note
        assert made is not None
        note = issued_document(made)
        found = standing(b.day(8, 20), [dispute], [resolution], others=[note])

        assert (cents(found), found.rejected) == ((0, 0), ())
        assert found.disputable.value.minor == 12500
        before = standing(b.day(8, 19), [dispute], [resolution], others=[note])
        assert cents(before) == (6452, 6452)

    @pytest.mark.clause("Q57")
    @pytest.mark.parametrize(
        ("asked", "upheld"),
        [
            ({0: None, 1: None}, {1: None}),
            ({0: None, 1: None}, {1: "4.52"}),
            ({0: "40.00"}, {0: "15.00"}),
            ({0: "40.00", 1: "9.00"}, {0: "15.00"}),
            ({}, {0: "5.00"}),
        ],
    )
    def test_partly(
        self, asked: dict[int, str | None], upheld: dict[int, str | None]
    ) -> None:
        """The rest of a dispute that is partly upheld is held back until it is due."""
        dispute, resolution = disputed(asked), resolved(UPHELD, upheld)
        end = ended(dispute, resolution)
        assert end.note is not None
        note = issued_document(end.note)
        found = standing(b.day(9, 4), [dispute], [resolution], others=[note])

        assert cents(found) == (0, end.rest.value.minor)
        assert found.not_due.note is not None
        assert found.not_due.note.total.value.minor == -end.rest.value.minor
        after = standing(b.day(9, 5), [dispute], [resolution], others=[note])
        assert cents(after) == (0, 0)

    @pytest.mark.clause("Q57")
    def test_upheld_as_disputed(self) -> None:
        """A charge that is upheld as far as it was disputed leaves nothing."""
        dispute, resolution = disputed({0: "40.00"}), resolved(UPHELD, {0: None})
        found = standing(b.day(8, 20), [dispute], [resolution])

        assert (found.rejected, cents(found)) == ((), (0, 0))

    @pytest.mark.clause("Q57", "disputed-tax")
    @pytest.mark.parametrize(
        ("first", "second", "together"),
        [
            ({0: "60.00"}, {0: "60.00"}, 12000),
            ({0: "80.00"}, {0: "80.00"}, 12500),
            ({0: "60.00"}, {0: "30.00"}, 9000),
            ({0: "60.00"}, {0: None}, 12500),
            ({0: None}, {0: "60.00"}, 12500),
            ({0: None}, {1: "4.52"}, 12952),
            ({0: "1.00"}, {}, 18952),
            ({}, {0: "1.00"}, 18952),
        ],
    )
    def test_together(
        self,
        first: dict[int, str | None],
        second: dict[int, str | None],
        together: int,
    ) -> None:
        """Two disputes of one invoice dispute a charge once."""
        later = disputed(second, on=b.day(8, 12), name="d2")
        found = standing(b.day(8, 14), [disputed(first), later])

        assert cents(found) == (together, together)

    @pytest.mark.clause("Q57", "disputed-tax")
    @given(st.integers(1, 10000), st.integers(1, 700), st.sampled_from(list(Resolved)))
    def test_never_more_than_all(self, first: int, second: int, how: Resolved) -> None:
        """Whatever is disputed one after the other: never more than is open."""
        of = taxed()
        amounts = [str(Money.from_minor(x, "USD").amount) for x in (first, second)]
        one = disputed({0: amounts[0], 1: amounts[1]}, of)
        two = disputed({0: None}, of, b.day(8, 12), "d2")
        known = standing(b.day(8, 12), [one, two], of=of)
        ends = [resolved(how, of=of, on=b.day(8, 13))]
        later = standing(b.day(8, 13), [one, two], ends, of=of)

        assert 0 < cents(known)[1] <= known.disputable.value.minor
        assert cents(later)[0] == parts(two, of).disputed.value.minor
        assert cents(later)[0] <= cents(later)[1] <= cents(known)[1]

    @pytest.mark.clause("Q44", "Q57")
    def test_notes_in_between(self) -> None:
        """A credit note that comes while a dispute is open lowers what is disputed."""
        asked = OfLines(((charge(AUGUST, 0), b.usd("100.00")),))
        between = issued_document(note(asked, on=b.day(8, 12)))
        told = [disputed({0: "40.00", 1: None})]

        before = standing(b.day(8, 11), told, others=[between])
        after = standing(b.day(8, 12), told, others=[between])
        assert cents(before)[0] == 4000 + 6452
        assert cents(after)[0] == 2500 + 6452

    @pytest.mark.clause("G4")
    def test_late(self) -> None:
        """A late dispute changes nothing, and is told."""
        late = disputed(on=b.day(8, 17))
        found = standing(b.day(8, 20), [late])

        assert cents(found) == (0, 0)
        ((dispute, refused),) = found.late
        assert dispute == late
        assert refused.reasons[0].code == "late-dispute"

    def test_another_invoice(self) -> None:
        """A dispute of another invoice does not count."""
        found = standing(b.day(8, 20), [disputed(of=taxed())])

        assert (found.open, cents(found)) == ((), (0, 0))

    def test_nothing_payable(self) -> None:
        """A rejected part of an invoice without a due date is held back no longer."""
        of = carrying()
        told = [disputed({0: None}, of, b.day(9, 3))]
        ends = [resolved(REJECTED, on=b.day(9, 9))]
        found = standing(b.day(9, 9), told, ends, of)

        assert cents(found) == (0, 0)
        assert found.rejected[0].due_on is None
        assert "rejected_due:d1" not in checked(found.answers())

    def test_answers(self) -> None:
        """The names are those of no other invoice."""
        found = standing(b.day(8, 20), [disputed({1: None})])

        line, digest = charge(AUGUST, 1), AUGUST.digest
        assert checked(found.answers()) == [
            f"disputable:{digest}",
            f"disputed:{line}",
            f"disputed:{digest}",
            f"not_due:{line}",
            f"not_due:{digest}",
        ]

    @pytest.mark.clause("G4", "correction")
    def test_added_line(self) -> None:
        """A charge that a correction adds later was not there to be disputed."""
        number = b.change(b.day(8, 1), 2, "number", id="n", known_on=b.day(8, 12))
        account = evolve(PLAIN, changes=(*PLAIN.changes, number))
        known = account.as_known_on(b.day(9, 1))
        made = next_invoice(known, b.month(9), us.CONNECT, [AUGUST])
        assert isinstance(made, Invoice)
        (line,) = [x.told.line.id for x in made.corrections]
        others, added = [issued_document(made)], (DisputedLine(line=line),)
        dispute = evolve(disputed(), lines=added)
        whole = standing(b.day(9, 3), [disputed()], others=others)

        assert cents(whole)[0] == 18952 + 2 * 500
        with pytest.raises(UnknownName, match="the id of a charge"):
            standing(b.day(9, 3), [dispute], others=others)

    def test_checked(self) -> None:
        """What makes no sense is refused here as well."""
        with pytest.raises(InvalidValue, match=r"at most the 125\.00 USD charged"):
            standing(b.day(8, 20), [disputed({0: "125.01"})])
        with pytest.raises(UnknownName, match="a line that is disputed"):
            standing(b.day(8, 20), [disputed({0: None})], [resolved(lines={1: None})])

    @pytest.mark.parametrize(
        ("place", "value", "message"),
        [
            (1, (), "receivables must be a Receivables"),
            (2, ["n1"], r"others\[0\] must be an IssuedDocument"),
            (2, None, "others must be several IssuedDocument values"),
            (4, "2026-08-20", "on must be a date"),
        ],
    )
    def test_types(self, place: int, value: object, message: str) -> None:
        """Every argument is of its type."""
        given: list[Any] = [AUGUST, Receivables(), (), us.CONNECT, b.day(8, 20)]
        given[place] = value

        with pytest.raises(WrongType, match=message):
            disputes_on(*given)
