"""Credit notes over an invoice, and the credit that stays on an account."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests import builders as b

from gotobilling.billing_cycle import DocumentKind
from gotobilling.clauses import CONTRACT_RATES
from gotobilling.corrections import next_invoice
from gotobilling.credits import (
    CreditReason,
    Everything,
    OfAmount,
    OfLines,
    OfShare,
    apply_credit,
    credit_note,
)
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    InvalidPeriod,
    InvalidValue,
    UnknownName,
    WrongType,
)
from gotobilling.facts import Account, BillingAddress
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import (
    CreditNote,
    Invoice,
    IssuedDocument,
    assemble_one_time,
)
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.markets import ca, us
from gotobilling.money import Money

ACCOUNT: Final = b.account(b.day(7, 15), b.change(b.day(7, 15), 5, id="five"))
AUGUST: Final = issued_document(b.invoice(ACCOUNT, b.month(8)))
"""125.00 for August and 64.52 for July, together 189.52."""
ON: Final = b.day(8, 20)


def note(
    asked: Any = None,  # noqa: ANN401 -- one of the four ways to ask, or none of them
    issued: IssuedDocument = AUGUST,
    name: str = "n1",
    on: date = ON,
    others: Sequence[IssuedDocument] = (),
) -> CreditNote:
    """Return a credit note over everything unless told."""
    asked = Everything() if asked is None else asked
    return credit_note(
        issued,
        id=name,
        issued_on=on,
        reason=CreditReason.GOODWILL,
        asked=asked,
        others=others,
    )


def given_back(found: CreditNote) -> list[int]:
    """Return the amounts of the lines in cents."""
    return [line.amount.minor for line in found.lines]


def charge(issued: IssuedDocument, index: int) -> str:
    """Return the id of a charge."""
    return issued.document.lines[index].id


def some(issued: IssuedDocument, amounts: dict[int, str | None]) -> OfLines:
    """Return what asks for an amount, or for all, of charges by their places."""
    asked = [
        (charge(issued, index), None if text is None else b.usd(text))
        for index, text in amounts.items()
    ]
    return OfLines(tuple(asked))


def utah() -> tuple[Account, Market]:
    """Return an account in Utah, and its market with 5 % for each fee and the tax."""
    market, start = us.CONNECT.with_sales_tax("utah", "US-UT"), b.day(7, 1)
    for series in ("us-slrrf", "us-rrf", "us-usf-factor", "utah"):
        market = market.with_rate(series, start, 5, CONTRACT_RATES)
    address = BillingAddress(id="utah", country="US", region="UT", effective_on=start)
    account = b.account(
        b.day(8, 1),
        b.device_price(),
        b.rental_price(),
        b.change(b.day(8, 1), 4),
        b.change(b.day(8, 1), 1, "rented phone"),
        addresses=(address,),
    )
    return account, market


def of_utah() -> IssuedDocument:
    """Return its August: 100.00, 7.00, fees of 5.00, 5.00 and 3.24, a tax of 6.01."""
    account, market = utah()
    return issued_document(b.invoice(account, b.month(8), market))


class TestEverything:
    """All that is still open is given back."""

    @pytest.mark.clause("Q44")
    def test_lines(self) -> None:
        """Each line comes back with its sign changed, in the order of the invoice."""
        found = note()

        assert given_back(found) == [-12500, -6452]
        assert found.total.value == b.usd("-189.52")
        assert [one.line.id for one in found.lines] == [
            one.id for one in AUGUST.document.lines
        ]

    @pytest.mark.clause("Q44")
    def test_header(self) -> None:
        """The note names the invoice, the market and the day as they are."""
        found = note()

        of = AUGUST.document.key
        assert (found.of, found.invoice, found.before) == (of, AUGUST.digest, ())
        assert found.key == evolve(of, kind=DocumentKind.CREDIT_NOTE, part="n1")
        assert (found.account, found.currency) == ("acme", "USD")
        assert found.market == AUGUST.document.market
        assert found.left == b.usd("189.52")
        assert found.credited is None

    @pytest.mark.clause("Q44")
    def test_running(self) -> None:
        """What is open is told up to and including each line, with its proof."""
        first, second = note().running

        assert [first.value.minor, second.value.minor] == [12500, 12500 + 6452]
        assert [step.op.value for step in second.proof] == ["sum"]
        assert len(second.proof.steps[0].of) == 2

    @pytest.mark.clause("Q44")
    def test_proof(self) -> None:
        """A line proves what was open of it, and gives it back."""
        line = note().lines[0]

        steps = [(step.op.value, step.label, step.clause.id) for step in line.proof]
        assert steps == [("sum", "open", "Q44"), ("negate", "amount", "Q44")]

    def test_shown(self) -> None:
        """A note and its lines are told in a few words."""
        found = note(issued=of_utah())

        assert repr(found) == "<credit note n1 of acme: -126.25 USD>"
        assert repr(found.lines[0]) == "<credit of device: -100.00 USD>"
        assert repr(found.lines[-1]) == "<credit of utah: -6.01 USD>"

    def test_page(self) -> None:
        """A notebook shows a note as a page."""
        page = note()._repr_html_()

        assert "n1" in page
        assert "189.52" in page

    def test_names(self) -> None:
        """Each line has a name of its own, which another note does not have."""
        first = {line.id for line in note().lines}
        second = {line.id for line in note(name="n2").lines}

        assert len(first | second) == 4

    @pytest.mark.clause("Q44", "E7")
    def test_levies(self) -> None:
        """Fees and taxes come back as they were charged."""
        found = note(issued=of_utah())

        usf = Fraction(100) * Fraction(649, 1000) * Fraction(5, 100)
        assert usf == Fraction("3.245")
        base = 100 + 7 + 5 + 5 + Fraction("3.24")
        tax = b.cents(base * Fraction(5, 100))
        assert given_back(found) == [-10000, -700, -500, -500, -324, -tax]

    @pytest.mark.clause("Q48")
    def test_brought_forward(self) -> None:
        """A balance brought forward was charged elsewhere and is left out."""
        market = us.CONNECT.with_readings({"negative_total": "carried_line"})
        balance = b.usd("-20.00")
        carrying = b.invoice(ACCOUNT, b.month(9), market, brought_forward=balance)
        found = note(issued=issued_document(carrying), on=b.day(9, 2))

        assert len(carrying.lines) == 2
        assert given_back(found) == [-5 * 2500]

    @pytest.mark.clause("Q44")
    def test_negative_line(self) -> None:
        """A line below 0 comes back above it."""
        fewer = b.change(b.day(7, 20), -1, id="fewer")
        account = evolve(ACCOUNT, changes=(*ACCOUNT.changes, fewer))
        found = note(issued=issued_document(b.invoice(account, b.month(8))))

        back = b.cents(25 * Fraction(11, 31))
        assert given_back(found) == [-4 * 2500, -6452, back]

    @pytest.mark.clause("Q44", "Q65")
    def test_after_a_correction(self) -> None:
        """What was corrected of the invoice since is given back as well."""
        found = note(issued=AUGUST, on=b.day(9, 3), others=[corrected()])

        part = b.cents(6 * 25 * Fraction(16, 31))
        assert given_back(found) == [-6 * 2500, -part]
        assert found.before == (corrected().digest,)

    @pytest.mark.clause("Q25", "Q44", "Q65")
    def test_nothing_of_a_line(self) -> None:
        """A line of 0.00 that ought to be there, and never was issued, is not open."""
        number = b.change(b.day(7, 31), 2, "number", id="n", known_on=b.day(8, 20))
        account = evolve(ACCOUNT, changes=(*ACCOUNT.changes, number))
        made = next_invoice(
            account.as_known_on(b.day(9, 1)), b.month(9), us.CONNECT, [AUGUST]
        )
        assert isinstance(made, Invoice)
        (revision,) = made.revisions
        assert revision.revised is not None
        nothing = [one.id for one in revision.revised.lines if not one.amount.minor]
        found = note(on=b.day(9, 3), others=[issued_document(made)])

        assert len(nothing) == 1
        assert nothing[0] not in [one.line.id for one in found.open]
        assert sorted(given_back(found)) == [-12500, -6452, -2 * 500]

    @pytest.mark.clause("Q44", "Q65")
    def test_added_line(self) -> None:
        """So is a line that a correction added, in the place where it ought to be."""
        number = b.change(b.day(8, 1), 2, "number", id="n", known_on=b.day(8, 20))
        account = evolve(ACCOUNT, changes=(*ACCOUNT.changes, number))
        made = next_invoice(
            account.as_known_on(b.day(9, 1)), b.month(9), us.CONNECT, [AUGUST]
        )
        assert isinstance(made, Invoice)
        (revision,) = made.revisions
        assert revision.revised is not None
        found = note(on=b.day(9, 3), others=[issued_document(made)])

        order = [line.id for line in revision.revised.lines]
        assert [one.line.id for one in found.open] == order
        assert sorted(given_back(found)) == [-12500, -6452, -2 * 500]
        # A share is still one of the invoice as it was issued.
        tenth = note(
            OfShare(Decimal(10)), on=b.day(9, 3), others=[issued_document(made)]
        )
        assert tenth.total.value.minor == -b.cents(Fraction(18952, 1000))

    @pytest.mark.clause("Q44", "Q65")
    def test_the_correcting_one(self) -> None:
        """Of the invoice that carries corrections, its own lines alone."""
        found = note(issued=corrected(), on=b.day(9, 3), others=[AUGUST])

        assert given_back(found) == [-6 * 2500]
        assert found.before == ()

    def test_purchase(self) -> None:
        """A one-time invoice is credited like any other."""
        account = evolve(ACCOUNT, one_time=(b.bought(b.day(8, 12)),))
        bought = assemble_one_time(account, b.day(8, 12), us.CONNECT)
        assert isinstance(bought, Invoice)
        found = note(issued=issued_document(bought))

        assert given_back(found) == [-9998]
        assert found.of.kind is DocumentKind.ONE_TIME


def corrected() -> IssuedDocument:
    """Return September, which charges a sixth device of August late."""
    late = b.change(b.day(7, 15), 1, id="late", known_on=ON)
    account = evolve(ACCOUNT, changes=(*ACCOUNT.changes, late))
    told = issued_document(b.invoice(ACCOUNT, b.month(8)))
    known = account.as_known_on(b.day(9, 1))
    found = next_invoice(known, b.month(9), us.CONNECT, [told])
    assert isinstance(found, Invoice)
    return issued_document(found)


@pytest.mark.clause("credit-share")
class TestAmount:
    """An amount is shared out over all that is open."""

    @pytest.mark.clause("Q44")
    def test_shares(self) -> None:
        """50.00 of 189.52 is 32.98 of the first line and the rest of the second."""
        found = note(OfAmount(b.usd("50.00")))

        first = b.cents(50 * Fraction(12500, 18952))
        assert first == 3298
        assert given_back(found) == [-first, -(5000 - first)]
        assert found.credited is not None
        assert [one.op.value for one in found.credited.proof] == ["given"]

    def test_half_a_cent(self) -> None:
        """A running total of half a cent is rounded up: the first of two gets it."""
        start = b.day(8, 1)
        twice = b.account(
            start,
            b.device_price("25.00"),
            b.number_price("25.00"),
            b.change(start, 4),
            b.change(start, 4, item="number"),
        )
        even = issued_document(b.invoice(twice, b.month(8)))

        # 0.01 x 100.00/200.00 is 0.005 up to the first line, and 0.01 up to the second.
        found = note(OfAmount(b.usd("0.01")), even)
        assert [(one.line.item, one.amount.minor) for one in found.lines] == [
            ("device", -1)
        ]

    @pytest.mark.clause("Q44")
    def test_all(self) -> None:
        """The whole of it is every line."""
        assert given_back(note(OfAmount(b.usd("189.52")))) == [-12500, -6452]

    @pytest.mark.clause("Q44")
    def test_cent(self) -> None:
        """A cent stands on one line; a line of nothing is left out."""
        found = note(OfAmount(b.usd("0.01")))

        # 0.01 x 125.00/189.52 = 0.0066 rounds to a cent.
        assert given_back(found) == [-1]
        assert len(found.open) == 2

    @pytest.mark.clause("Q44")
    def test_levies(self) -> None:
        """Charges, fees and taxes each get their part of what is open."""
        found = note(OfAmount(b.usd("50.00")), of_utah())

        amounts, left = (10000, 700, 500, 500, 324, 601), 12625
        totals = [sum(amounts[:n]) for n in range(len(amounts) + 1)]
        upto = [b.cents(50 * Fraction(total, left)) for total in totals]
        parts = [one - other for one, other in pairwise(upto)]
        assert given_back(found) == parts
        assert sum(parts) == -5000

    @pytest.mark.clause("Q44")
    @given(st.lists(st.integers(1, 4000), min_size=1, max_size=4))
    def test_add_up(self, minors: list[int]) -> None:
        """Any number of notes and a last one of everything are the invoice, by line."""
        issued, notes = of_utah(), list[IssuedDocument]()
        for n, minor in enumerate(min(one, 12625 // 4) for one in minors):
            asked = OfAmount(Money.from_minor(minor, "USD"))
            made = note(asked, issued, f"n{n}", others=notes)
            assert made.total.value.minor == -minor
            notes.append(issued_document(made))
        rest = note(issued=issued, name="rest", others=notes)

        lines: dict[str, int] = {}
        for one in (*notes, issued_document(rest)):
            for stated in one.states():
                line = stated.line.id
                lines[line] = lines.get(line, 0) - stated.amount.minor
        assert lines == {x.line.id: x.amount.minor for x in issued.states()}


@pytest.mark.clause("credit-share")
class TestShare:
    """Hundredths of the invoice are shared out as an amount is."""

    @pytest.mark.clause("Q44")
    def test_ten(self) -> None:
        """10 % of 189.52 is 18.95, of which 12.50 is of the first line."""
        found = note(OfShare(Decimal(10)))

        back = b.cents(Fraction(18952, 1000))
        first = b.cents(Fraction(back, 100) * Fraction(12500, 18952))
        assert (back, first) == (1895, 1250)
        assert given_back(found) == [-first, -(back - first)]

    @pytest.mark.clause("Q44")
    def test_of_the_invoice(self) -> None:
        """A second share is of the invoice again, and never more than what is open."""
        first = note(OfShare(Decimal(60)))
        second = note(OfShare(Decimal(60)), name="n2", others=[issued_document(first)])

        back = b.cents(Fraction(18952, 100) * Fraction(60, 100))
        assert first.total.value.minor == -back
        assert second.total.value.minor == -(18952 - back)
        assert second.credited is not None
        assert [one.op.value for one in second.credited.proof] == [
            *("sum", "percent", "round", "least")
        ]

    @pytest.mark.clause("Q44", "Q65")
    def test_corrected(self) -> None:
        """A share is of what the invoice charged itself, corrections aside."""
        found = note(OfShare(Decimal(10)), on=b.day(9, 3), others=[corrected()])

        assert found.total.value.minor == -1895
        assert found.left.minor == 6 * 2500 + b.cents(6 * 25 * Fraction(16, 31))


@pytest.mark.clause("credit-share")
class TestLines:
    """Some charges are given back, and the fees and taxes that are on them."""

    @pytest.mark.clause("Q44")
    def test_whole(self) -> None:
        """A line that is asked for without an amount comes back as a whole."""
        assert given_back(note(some(AUGUST, {1: None}))) == [-6452]

    @pytest.mark.clause("Q44")
    def test_amount(self) -> None:
        """A line comes back by the amount that is asked for."""
        found = note(some(AUGUST, {0: "5.00"}))

        assert given_back(found) == [-500]
        (step,) = found.lines[0].proof
        assert (step.op.value, step.of[0].value) == ("negate", (5, 1))

    @pytest.mark.clause("Q44", "E7")
    def test_fees_follow(self) -> None:
        """Fees and taxes follow by the share of their base that is given back."""
        found = note(some(of_utah(), {0: "50.00"}), of_utah())

        fees = [b.cents(one * Fraction(50, 100)) for one in (5, 5, Fraction("3.24"))]
        base, back = Fraction("120.24"), 50 + Fraction(sum(fees), 100)
        tax = b.cents(Fraction("6.01") * back / base)
        assert given_back(found) == [-5000, *(-one for one in fees), -tax]
        steps = [step.op.value for step in found.lines[-1].proof]
        assert steps == [
            *("sum", "negate", "sum", "sum", "times", "over", "round", "negate")
        ]

    @pytest.mark.clause("Q44")
    def test_no_fee(self) -> None:
        """A rented phone has no fees, so that the tax alone follows it."""
        found = note(some(of_utah(), {1: None}), of_utah())

        tax = b.cents(Fraction("6.01") * 7 / Fraction("120.24"))
        assert given_back(found) == [-700, -tax]

    @pytest.mark.clause("Q44", "D18")
    def test_tax_on_a_tax(self) -> None:
        """Before 2013 the tax of Quebec was on the GST as well, and follows both."""
        quebec = BillingAddress(
            id="quebec", country="CA", region="QC", effective_on=b.day(1, 1, 2012)
        )
        start = b.day(2, 1, 2012)
        market = ca.CONNECT.with_rate("ca-recovery", start, 0, CONTRACT_RATES)
        price = b.device_price("100.00", effective_on=start)
        account = b.account(start, price, b.change(start, 1), addresses=(quebec,))
        issued = issued_document(b.invoice(account, b.month(2, 2012), market))
        found = note(some(issued, {0: "40.00"}), issued, on=b.day(2, 9, 2012))

        gst, qst = 5, Fraction(b.cents(105 * Fraction(95, 1000)), 100)
        document = issued.document
        assert isinstance(document, Invoice)
        recovery, *taxes = [one.amount.minor for one in document.levies]
        assert (recovery, taxes) == (0, [500, qst * 100])
        assert given_back(found) == [
            -4000,
            -b.cents(Fraction(gst * 40, 100)),
            -b.cents(qst * 42 / 105),
        ]

    @pytest.mark.clause("Q44")
    def test_nothing_left_of_a_line(self) -> None:
        """A line of which nothing is open gives nothing, beside one that does."""
        first = issued_document(note(some(AUGUST, {0: None})))
        asked = some(AUGUST, {0: None, 1: "4.00"})
        found = note(asked, name="n2", others=[first])

        assert given_back(found) == [-400]
        assert [one.minor for one in found.open] == [0, 6452]

    @pytest.mark.clause("Q44")
    def test_tax_beside_nothing(self) -> None:
        """A tax follows the lines of the note alone, and none that gives nothing."""
        issued = of_utah()
        first = note(some(issued, {0: None}), issued)
        asked = some(issued, {0: None, 1: None})
        found = note(asked, issued, "n2", others=[issued_document(first)])

        # Of 120.24 there were 113.24 given back, and 7.00 are left with their tax.
        rest = 601 - b.cents(Fraction("6.01") * Fraction("113.24") / Fraction("120.24"))
        assert given_back(found) == [-700, -rest]
        assert len(found.lines[1].proof.steps[0].of) == 1

    @pytest.mark.clause("Q44")
    def test_base_of_nothing(self) -> None:
        """A fee whose base comes to nothing gives nothing."""
        account, market = utah()
        account = b.account(
            b.day(6, 1),
            b.device_price("31.00"),
            b.rental_price(),
            b.change(b.day(6, 1), 32),
            b.change(b.day(7, 30), -31),
            b.change(b.day(7, 1), 1, "rented phone"),
            addresses=(evolve(account.addresses[0], effective_on=b.day(6, 1)),),
        )
        market = market.with_rate("us-slrrf", b.day(6, 1), 5, CONTRACT_RATES)
        issued = issued_document(b.invoice(account, b.month(8), market))
        document = issued.document
        assert isinstance(document, Invoice)
        # 1 x 31.00, -31 x 31.00 x 1/31, and 7.00.
        assert b.amounts(document) == [3100, -3100, 700]
        found = note(some(issued, {0: "5.00"}), issued)

        tax = b.cents(Fraction(7) * Fraction(5, 100))
        assert given_back(found) == [
            -500,
            -b.cents(Fraction(tax, 100) * Fraction(5, 7)),
        ]

    @pytest.mark.clause("Q44")
    def test_negative(self) -> None:
        """A credit line may be taken back beside a charge that is given back."""
        fewer = b.change(b.day(7, 20), -1, id="fewer")
        account = evolve(ACCOUNT, changes=(*ACCOUNT.changes, fewer))
        issued = issued_document(b.invoice(account, b.month(8)))
        found = note(some(issued, {0: None, 2: "-1.00"}), issued)

        assert given_back(found) == [-4 * 2500, 100]


class TestAsked:
    """What can be asked for."""

    @pytest.mark.parametrize(
        ("amounts", "message"),
        [
            ([], "lines must be a tuple of lines, one at least, got []"),
            ((), "lines must be a tuple of lines, one at least, got ()"),
            ((("x", 5),), "lines.x must be Money or None, got 5"),
            (((5, None),), "lines must be text, got 5"),
        ],
    )
    def test_lines(self, amounts: Any, message: str) -> None:  # noqa: ANN401
        """Lines are told by id, each with an amount or with None."""
        with pytest.raises(WrongType) as caught:
            OfLines(amounts)
        assert str(caught.value) == message

    def test_order(self) -> None:
        """The order in which lines are asked for says nothing."""
        asked = (("y", None), ("x", b.usd("1.00")))

        assert OfLines(asked) == OfLines(asked[::-1])
        assert note(some(AUGUST, {0: None, 1: None})) == note(
            some(AUGUST, {1: None, 0: None})
        )

    def test_line_twice(self) -> None:
        """A line is asked for once."""
        with pytest.raises(InvalidValue) as caught:
            OfLines((("x", None), ("y", None), ("x", b.usd("1.00"))))
        assert str(caught.value) == "lines must be each line once, got 'x'"

    def test_amount(self) -> None:
        """An amount is money above 0."""
        with pytest.raises(WrongType) as caught:
            OfAmount(50)  # type: ignore[arg-type]  # on purpose
        assert str(caught.value) == "amount must be Money, got 50"
        for text in ("0.00", "-1.00"):
            with pytest.raises(InvalidValue) as refused:
                OfAmount(b.usd(text))
            assert str(refused.value) == f"amount must be above 0, got '{text} USD'"

    def test_share(self) -> None:
        """A share is a number of hundredths above 0 and up to 100."""
        assert OfShare(Decimal("12.50")) == OfShare(Decimal("12.5"))
        with pytest.raises(InvalidValue, match=r"^percent must be above 0, got "):
            OfShare(Decimal(0))
        with pytest.raises(InvalidValue, match=r"^percent must be "):
            OfShare(Decimal("100.01"))
        with pytest.raises(WrongType, match=r"^percent must be "):
            OfShare(0.5)


class TestRefused:
    """What no credit note can be made of."""

    def refused(
        self,
        kind: type[BillingError],
        *given: Any,  # noqa: ANN401 -- what is asked for, of which invoice
        **others: Any,  # noqa: ANN401 -- and the rest by name
    ) -> str:
        """Return for what a credit note is refused."""
        with pytest.raises(kind) as caught:
            note(*given, **others)
        assert type(caught.value) is kind
        return str(caught.value)

    def test_no_invoice(self) -> None:
        """A credit note credits no credit note."""
        first = issued_document(note())

        found = self.refused(WrongType, issued=first)
        assert found.startswith("issued must be an invoice, got ")

    def test_no_way(self) -> None:
        """What is asked for is one of the four ways."""
        assert self.refused(WrongType, "all of it") == (
            "asked must be one of the four ways to ask, got 'all of it'"
        )

    def test_name(self) -> None:
        """A note has a name."""
        assert self.refused(InvalidValue, name="").startswith("id must be text of 1 to")

    def test_day(self) -> None:
        """A note is dated on a day."""
        found = self.refused(WrongType, on="2026-08-20")
        assert found.startswith("issued_on must be a date without a time, got ")

    @pytest.mark.clause("Q44")
    def test_before_the_invoice(self) -> None:
        """No note is older than its invoice; on the same day it may be."""
        assert self.refused(InvalidPeriod, on=b.day(7, 31)) == (
            "issued_on must be on or after the invoice of 2026-08-01, got 2026-07-31"
        )
        assert note(on=b.day(8, 1)).issued_on == b.day(8, 1)

    @pytest.mark.clause("Q44")
    def test_before_another(self) -> None:
        """Nor is it older than what corrected or credited the invoice before."""
        first = issued_document(note(some(AUGUST, {0: None})))

        others = [first]
        assert self.refused(
            InvalidPeriod, name="n2", on=b.day(8, 19), others=others
        ) == (
            "issued_on must be on or after what corrected it on 2026-08-20, got "
            "2026-08-19"
        )
        assert given_back(note(name="n2", others=others)) == [-6452]

    def test_others(self) -> None:
        """What concerns another invoice may be of any day, and the invoice itself."""
        later = issued_document(b.invoice(ACCOUNT, b.month(9)))
        found = note(others=[later, AUGUST, later])

        assert found == note()

    def test_name_taken(self) -> None:
        """No other note of the account has its name, whatever it credits."""
        later = issued_document(b.invoice(ACCOUNT, b.month(9)))
        first = issued_document(note(issued=later, on=b.day(9, 3)))

        assert self.refused(ConflictingFacts, others=[first]) == (
            "id must be that of no other credit note, got 'n1'"
        )

    def test_another_account(self) -> None:
        """Documents of another account are refused."""
        other = evolve(ACCOUNT, id="other")
        issued = issued_document(b.invoice(other, b.month(8)))

        assert self.refused(ConflictingFacts, others=[issued]) == (
            "others.account must be acme, got 'other'"
        )

    @pytest.mark.clause("Q44")
    def test_nothing_open(self) -> None:
        """Nothing is given back of an invoice of which nothing is open."""
        first = issued_document(note())

        assert self.refused(InvalidValue, name="n2", others=[first]) == (
            "issued must be an invoice of which something is open, got '0.00 USD'"
        )

    @pytest.mark.clause("Q44")
    def test_below_zero(self) -> None:
        """Nor of an invoice that comes to less than nothing."""
        account = b.account(
            b.day(7, 1),
            b.change(b.day(7, 1), 5),
            b.change(b.day(7, 2), -5),
        )
        issued = issued_document(b.invoice(account, b.month(8)))

        assert self.refused(InvalidValue, issued=issued) == (
            "issued must be an invoice of which something is open, got '-116.94 USD'"
        )

    @pytest.mark.clause("Q44")
    def test_too_much(self) -> None:
        """An amount is at most what is open."""
        assert self.refused(InvalidValue, OfAmount(b.usd("189.53"))) == (
            "amount must be at most the open 189.52 USD, got '189.53 USD'"
        )

    @pytest.mark.clause("Q62")
    def test_currency(self) -> None:
        """An amount is in the currency of the invoice."""
        euros = Money.parse("5.00", "EUR")

        assert self.refused(CurrencyMismatch, OfAmount(euros)) == (
            "amount must be in the invoice's USD, got 'EUR'"
        )
        line = charge(AUGUST, 0)
        assert self.refused(CurrencyMismatch, OfLines(((line, euros),))) == (
            f"lines.{line} must be in the invoice's USD, got 'EUR'"
        )

    @pytest.mark.clause("Q44")
    def test_no_line(self) -> None:
        """A line that the invoice does not charge is refused, and so is a levy."""
        issued = of_utah()
        levy = issued.document.levies[0].id  # type: ignore[union-attr]  # an invoice

        for line in ("0" * 32, levy):
            assert self.refused(UnknownName, OfLines(((line, None),)), issued) == (
                f"lines must be the id of a charge of the invoice, got '{line}'"
            )

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize("amount", ["0.00", "125.01", "-1.00"])
    def test_line(self, amount: str) -> None:
        """An amount of a line has its sign and is no more than what is open of it."""
        line = charge(AUGUST, 0)

        assert self.refused(InvalidValue, some(AUGUST, {0: amount})) == (
            f"lines.{line} must be other than 0 and at most the open 125.00 USD, got "
            f"'{amount} USD'"
        )
        assert given_back(note(some(AUGUST, {0: "125.00"}))) == [-12500]

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize("amount", ["-8.88", "1.00"])
    def test_negative_line(self, amount: str) -> None:
        """So it is of a line below 0, the other way round."""
        fewer = b.change(b.day(7, 20), -1, id="fewer")
        account = evolve(ACCOUNT, changes=(*ACCOUNT.changes, fewer))
        issued = issued_document(b.invoice(account, b.month(8)))

        asked = some(issued, {0: None, 2: amount})
        assert self.refused(InvalidValue, asked, issued) == (
            f"lines.{charge(issued, 2)} must be other than 0 and at most the open "
            f"-8.87 USD, got '{amount} USD'"
        )

    @pytest.mark.clause("Q44")
    def test_nothing_given(self) -> None:
        """A note gives something back."""
        assert self.refused(InvalidValue, OfShare(Decimal("0.001"))) == (
            "asked must be such that something, and at most the open 189.52 USD, is "
            "given, got '0.00 USD'"
        )

    @pytest.mark.clause("Q44")
    def test_more_than_open(self) -> None:
        """Charges that come to more than the whole invoice are refused together."""
        fewer = b.change(b.day(7, 20), -1, id="fewer")
        account = evolve(ACCOUNT, changes=(*ACCOUNT.changes, fewer))
        issued = issued_document(b.invoice(account, b.month(8)))

        back = b.cents(25 * Fraction(11, 31))
        left = 10000 + 6452 - back
        asked = some(issued, {0: None, 1: None})
        assert self.refused(InvalidValue, asked, issued) == (
            f"asked must be such that something, and at most the open {left / 100} USD,"
            " is given, got '164.52 USD'"
        )


class TestAccountCredit:
    """What credit stays on an account, and what it pays."""

    NEGATIVE: Final = b.account(
        b.day(7, 1),
        b.change(b.day(7, 1), 5),
        b.change(b.day(7, 2), -5),
        b.change(b.day(8, 1), 1, known_on=b.day(8, 2)),
    )

    def document(self, number: int, account: Account | None = None) -> IssuedDocument:
        """Return the document of a month, as known on its first day."""
        known = (account or self.NEGATIVE).as_known_on(b.day(number, 1))
        return issued_document(b.invoice(known, b.month(number)))

    def told(self, *issued: IssuedDocument) -> list[tuple[str, str, int]]:
        """Return of each use the credit, the invoice and the amount."""
        found = apply_credit(issued).applied
        return [(one.credit, one.invoice, one.amount.minor) for one in found]

    @pytest.mark.clause("Q22")
    def test_own_invoice(self) -> None:
        """A credit note pays its own invoice first."""
        credit = issued_document(note(OfAmount(b.usd("50.00"))))
        found = apply_credit([credit, AUGUST])

        (one,) = found.applied
        assert (one.credit, one.invoice) == (credit.digest, AUGUST.digest)
        assert (one.name, one.on, one.amount) == ("applied:1", ON, b.usd("50.00"))
        assert found.open == ((AUGUST.digest, b.usd("139.52")),)
        assert (found.left, found.balance) == ((), b.usd("0.00"))

    @pytest.mark.clause("Q22", "Q48")
    def test_negative(self) -> None:
        """A total of -116.94 pays the months after it until nothing is left."""
        august, *later = [self.document(n) for n in (8, 9, 10, 11, 12)]

        assert august.document.total.value.minor == -11694
        assert [x.document.total.value.minor for x in later] == [2500] * 4
        assert self.told(august, *later) == [
            (august.digest, one.digest, 2500) for one in later
        ]
        rest = 11694 - 4 * 2500
        assert apply_credit([*later, august]).balance.minor == rest

    @pytest.mark.clause("Q22", "Q48")
    def test_used_up(self) -> None:
        """What is left pays a part, and the rest stays open."""
        august = self.document(8)
        more = b.change(b.day(9, 1), 6, id="six", known_on=b.day(9, 1))
        account = evolve(self.NEGATIVE, changes=(*self.NEGATIVE.changes, more))
        september = self.document(9, account)
        october = self.document(10, account)
        found = apply_credit([august, september, october])

        assert [one.amount.minor for one in found.applied] == [11694]
        # Seven devices, of which six since 1 September.
        assert [(x, y.minor) for x, y in found.open] == [
            (september.digest, 7 * 2500 - 11694),
            (october.digest, 7 * 2500),
        ]
        assert found.left == ()

    @pytest.mark.clause("Q22", "Q48")
    def test_oldest_first(self) -> None:
        """The oldest credit pays first, and the next one what it leaves open."""
        august = self.document(8)
        bought = [
            b.bought(
                on, "20.00", kind=LineKind.OTHER_CREDIT, code="acme:gift", id=f"g{on}"
            )
            for on in (b.day(8, 9), b.day(8, 5))
        ]
        account = evolve(self.NEGATIVE, one_time=tuple(bought))
        gifts = [
            issued_document(found)
            for found in (
                assemble_one_time(account, on, us.CONNECT)
                for on in (b.day(8, 5), b.day(8, 9))
            )
            if isinstance(found, Invoice)
        ]
        price = b.device_price("150.00")
        dear = evolve(self.NEGATIVE, prices=(price, b.number_price()))
        september = self.document(9, dear)
        found = apply_credit([september, *gifts, august])

        assert [(one.credit, one.amount.minor) for one in found.applied] == [
            (august.digest, 11694),
            (gifts[0].digest, 2000),
            (gifts[1].digest, 15000 - 11694 - 2000),
        ]
        assert [one.name for one in found.applied] == [
            f"applied:{n}" for n in (1, 2, 3)
        ]
        last = found.applied[-1].derived.proof
        assert [step.op.value for step in last] == ["negate", "sum", "minus", "least"]
        assert [(x, y.minor) for x, y in found.left] == [
            (gifts[1].digest, 2000 - (15000 - 11694 - 2000))
        ]

    @pytest.mark.clause("Q22", "Q48")
    def test_note_left_over(self) -> None:
        """What a note leaves after an invoice that was paid pays another one."""
        august, september = self.document(8), self.document(9)
        credit = issued_document(note(issued=september, on=b.day(9, 9)))
        october = self.document(10)

        # September was paid by August's credit, so its note pays nothing of it.
        found = self.told(august, september, credit, october)
        assert found == [
            (august.digest, september.digest, 2500),
            (august.digest, october.digest, 2500),
        ]
        last = apply_credit([august, september, credit, october])
        assert [(x, y.minor) for x, y in last.left] == [
            (august.digest, 11694 - 5000),
            (credit.digest, 2500),
        ]

    @pytest.mark.clause("Q22")
    def test_note_over_less_than_nothing(self) -> None:
        """A note over charges that corrections outweigh leaves all of it as credit."""
        fewer = b.change(
            b.day(7, 15), 1, id="one", supersedes="five", known_on=b.day(8, 25)
        )
        account = evolve(ACCOUNT, changes=(*ACCOUNT.changes, fewer))
        known = account.as_known_on(b.day(9, 1))
        told = issued_document(b.invoice(account.as_known_on(b.day(8, 1)), b.month(8)))
        september = next_invoice(known, b.month(9), us.CONNECT, [told])
        assert isinstance(september, Invoice)
        assert september.minor < 0
        sent = issued_document(september)
        credit = issued_document(note(issued=sent, on=b.day(9, 3)))
        found = apply_credit([told, sent, credit])

        assert found.applied == ()
        assert [(x, y.minor) for x, y in found.left] == [
            (sent.digest, -september.minor),
            (credit.digest, 2500),
        ]

    @pytest.mark.clause("Q48")
    @pytest.mark.parametrize("reading", ["refund", "carried_line"])
    def test_no_credit(self, reading: str) -> None:
        """Where a negative total is paid out or carried, it leaves no credit."""
        market = us.CONNECT.with_readings({"negative_total": reading})
        issued = [
            issued_document(
                b.invoice(self.NEGATIVE.as_known_on(month.start), month, market)
            )
            for month in (b.month(8), b.month(9))
        ]
        found = apply_credit(issued)

        assert (found.applied, found.left) == ((), ())
        assert [(x, y.minor) for x, y in found.open] == [(issued[1].digest, 2500)]

    def refused(self, kind: type[BillingError], *issued: Any) -> str:  # noqa: ANN401
        """Return for what documents are refused."""
        with pytest.raises(kind) as caught:
            apply_credit(issued)
        assert type(caught.value) is kind
        return str(caught.value)

    def test_refused(self) -> None:
        """Credit is of one account in one currency, and its documents are all there."""
        other = issued_document(b.invoice(evolve(ACCOUNT, id="other"), b.month(8)))
        yen = b.account(
            b.day(7, 1),
            b.device_price("2500", currency="JPY"),
            b.change(b.day(7, 1), 1),
            currency="JPY",
        )
        credit = issued_document(note())

        assert self.refused(InvalidValue) == (
            "issued must be one document at least, got 'none'"
        )
        assert self.refused(WrongType, AUGUST, None) == (
            "issued[1] must be an IssuedDocument, got None"
        )
        assert self.refused(ConflictingFacts, AUGUST, other) == (
            "issued[1].account must be acme, got 'other'"
        )
        foreign = issued_document(b.invoice(yen, b.month(8)))
        assert self.refused(CurrencyMismatch, AUGUST, foreign) == (
            "issued[1].currency must be USD, got 'JPY'"
        )
        found = self.refused(ConflictingFacts, credit)
        assert found.startswith("issued must be with the invoice of each note, got '")
        assert AUGUST.digest[:50] in found

    def test_order(self) -> None:
        """The order of the documents never matters, and one given twice counts once."""
        documents = [self.document(n) for n in (8, 9, 10)]

        assert apply_credit(documents[::-1] * 2) == apply_credit(documents)
