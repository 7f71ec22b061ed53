"""The statement of an account: statuses, overdue, autopay, service."""

import sys
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.receivable_stories import noted, paid, sent, usd

from gotobilling.credits import Settlement, settle
from gotobilling.derivation import DocumentField
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    Account,
    Autopay,
    AutopayChoice,
    BillingAddress,
    Contract,
    Dispute,
    DisputedLine,
    Payment,
    Receivables,
    Resolution,
    Resolved,
    Suspension,
    Term,
)
from gotobilling.invoices import Invoice, IssuedDocument
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.money import Money
from gotobilling.statements import (
    InvoiceStatus,
    ServiceState,
    Statement,
    statement,
)

CONTRACT = Contract(id="contract", billing_start_on=date(2026, 8, 1))
ACCOUNT = Account(id="acme", currency="USD", contract=CONTRACT)
AUTOPAY = AutopayChoice(id="autopay", effective_on=date(2026, 8, 1), autopay=Autopay.ON)


def on(day: int) -> date:
    """A day counted from 31 July 2026: 32 is 1 September."""
    return date(2026, 7, 31) + timedelta(day)


def stated(
    documents: list[IssuedDocument],
    day: int,
    market: Market = us.CONNECT,
    account: Account = ACCOUNT,
    **facts: Any,  # noqa: ANN401 -- the sections of receivables
) -> Statement:
    """How the account stands on a day."""
    held = Receivables(**{name: tuple(some) for name, some in facts.items()})
    return statement(account, documents, held, market, on(day))


def statuses(found: Statement) -> list[str]:
    """The statuses of the invoices."""
    return [one.status.value for one in found.invoices]


def disputed(
    invoice: IssuedDocument, day: int, cents: int | None = None, name: str = "d"
) -> Dispute:
    """Notice over an invoice's charge, or so many cents of it."""
    document = invoice.document
    assert isinstance(document, Invoice)
    amount = None if cents is None else usd(cents).amount
    line = DisputedLine(line=document.lines[0].id, amount=amount)
    return Dispute(id=name, invoice=invoice.digest, notified_on=on(day), lines=(line,))


@pytest.mark.clause("B1", "B4", "Q47", "Q56")
class TestStatus:
    """An invoice has one status."""

    @pytest.mark.parametrize(
        ("day", "payments", "status"),
        [
            (16, [], "due"),
            (17, [], "past_due"),
            (16, [paid(6, 4000)], "partly_paid"),
            (17, [paid(6, 4000)], "past_due"),
            (17, [paid(6, 10000)], "paid"),
            (5, [paid(6, 10000)], "due"),
        ],
    )
    def test_paid(self, day: int, payments: list[Payment], status: str) -> None:
        """100.00 of 1 August are due on the 16th and past due on the 17th."""
        found = stated([sent(1, 10000)], day, payments=payments)

        assert statuses(found) == [status]

    def test_credited(self) -> None:
        """All given back by notes is credited; with a payment among it, paid."""
        invoice = sent(1, 10000)
        documents = [invoice, noted(3, 10000, invoice)]

        assert statuses(stated(documents, 20)) == ["credited"]
        part = [invoice, noted(3, 4000, invoice)]
        assert statuses(stated(part, 10)) == ["partly_paid"]
        assert statuses(stated(part, 10, payments=[paid(4, 6000)])) == ["paid"]

    @pytest.mark.clause("Q48")
    def test_negative(self) -> None:
        """A document below zero has nothing to pay: it is credit, and no invoice."""
        found = stated([sent(1, -3000)], 20)

        assert found.invoices == ()
        assert found.account_credit.value == usd(3000)
        assert found.overdue_balance.value == usd(0)

    def test_days(self) -> None:
        """Each date is proven by the invoice's own, named by its digest."""
        [one] = stated([sent(12, 10000)], 12, autopay=[AUTOPAY]).invoices

        assert one.due_on is not None
        assert one.autopay_on is not None
        assert one.past_due_on is not None
        assert one.due_on.value == date(2026, 8, 12 + 15)
        assert one.dispute_until.value == date(2026, 8, 12 + 15)
        assert one.autopay_on.value == date(2026, 9, 10)
        assert one.past_due_on.value == date(2026, 9, 11)
        [step] = one.due_on.proof
        assert step.of[0].operand == DocumentField(f"issue_date:{one.digest}")
        assert [str(step) for step in one.past_due_on.proof] == [
            "last day in time: later 2026-08-27, 2026-09-10 = 2026-09-10 [Q56]",
            "past due: day after 2026-09-10 = 2026-09-11 [Q56]",
        ]

    @pytest.mark.parametrize(
        ("choice", "counted", "first"),
        [
            ([], "autopay", date(2026, 8, 28)),
            ([AUTOPAY], "autopay", date(2026, 9, 11)),
            ([AUTOPAY], "due_date", date(2026, 8, 28)),
        ],
    )
    def test_past_due(
        self, choice: list[AutopayChoice], counted: str, first: date
    ) -> None:
        """Under autopay an invoice of the 12th waits for the next day 10."""
        market = us.CONNECT.with_readings({"past_due": counted})

        [one] = stated([sent(12, 10000)], 30, market, autopay=choice).invoices

        assert one.past_due_on is not None
        assert one.past_due_on.value == first

    @pytest.mark.clause("Q47")
    def test_zero(self) -> None:
        """An invoice of 0.00 is paid when it is issued and has no due date."""
        [one] = stated([sent(1, 0)], 20).invoices

        assert one.status is InvoiceStatus.PAID
        assert (one.due_on, one.autopay_on, one.past_due_on) == (None, None, None)
        assert (
            len(one.answers())
            == len(stated([sent(1, 5)], 20).invoices[0].answers()) - 3
        )

    def test_nothing(self) -> None:
        """An account without documents has nothing open and nothing overdue."""
        found = stated([], 1)

        assert (found.invoices, found.open_invoices) == ((), ())
        assert found.open_balance.value == usd(0)
        assert found.service.state is ServiceState.ACTIVE


@pytest.mark.clause("G4", "Q57")
class TestDisputed:
    """The disputed part is not overdue, and the rest is."""

    def test_part(self) -> None:
        """Of 100.00 with 30.00 disputed, 70.00 are overdue; paid, nothing is."""
        invoice = sent(1, 10000)
        told = [disputed(invoice, 9, 3000)]

        before = stated([invoice], 16, disputes=told)
        after = stated([invoice], 17, disputes=told)
        settled = stated([invoice], 17, disputes=told, payments=[paid(10, 7000)])

        assert (statuses(before), statuses(after)) == (["disputed"], ["past_due"])
        assert after.overdue_balance.value == usd(10000 - 3000)
        assert after.disputed_balance.value == usd(3000)
        assert (statuses(settled), settled.overdue_balance.value) == (
            ["disputed"],
            usd(0),
        )

    def test_rejected(self) -> None:
        """Rejected on the 20th, its part is overdue 15 days later, from the 5th on."""
        invoice = sent(1, 10000)
        ended = Resolution(
            id="r", dispute="d", resolved_on=on(20), outcome=Resolved.REJECTED
        )
        facts: dict[str, Any] = {
            "disputes": [disputed(invoice, 9)],
            "resolutions": [ended],
        }

        found = {day: stated([invoice], day, **facts) for day in (19, 35, 36)}

        assert [x.overdue_balance.value for x in found.values()] == [
            usd(0),
            usd(0),
            usd(10000),
        ]
        assert [statuses(x)[0] for x in found.values()] == [
            "disputed",
            "due",
            "past_due",
        ]

    def test_owed(self) -> None:
        """By another reading a dispute suspends nothing."""
        invoice = sent(1, 10000)
        market = us.CONNECT.with_readings({"disputed": "owed"})

        found = stated(
            [invoice], 17, market, disputes=[disputed(invoice, 9)], autopay=[AUTOPAY]
        )

        assert found.overdue_balance.value == usd(10000)
        assert found.next_autopay is not None
        assert found.next_autopay.amount.value == usd(10000)


@pytest.mark.clause("B2", "Q56")
class TestAutopay:
    """What autopay charges next."""

    def test_amount(self) -> None:
        """On day 10 it takes what is open and undisputed: 60.00 and 70.00."""
        first, second = sent(1, 10000), sent(5, 10000)

        found = stated(
            [first, second, sent(20, 500)],
            7,
            payments=[paid(6, 4000)],
            disputes=[disputed(second, 6, 3000)],
            autopay=[AUTOPAY],
        )

        assert found.next_autopay is not None
        assert found.next_autopay.on.value == date(2026, 8, 10)
        assert found.next_autopay.amount.value == usd(6000 + 7000)
        assert found.next_autopay.invoices == (first.digest, second.digest)

    @pytest.mark.parametrize(("day", "month"), [(10, 8), (11, 9)])
    def test_day(self, day: int, month: int) -> None:
        """What is open on the 10th is charged that day, on the 11th a month later."""
        found = stated([sent(1, 10000)], day, autopay=[AUTOPAY])

        assert found.next_autopay is not None
        assert found.next_autopay.on.value == date(2026, month, 10)

    def test_off(self) -> None:
        """Before it is on, once it is off, or once all is paid, it charges nothing."""
        off = AutopayChoice(id="off", effective_on=on(8), autopay=Autopay.OFF)
        invoice = sent(2, 10000)

        late = evolve(AUTOPAY, effective_on=on(9), known_on=on(9))
        assert stated([invoice], 8, autopay=[late]).next_autopay is None
        assert stated([invoice], 8, autopay=[AUTOPAY, off]).next_autopay is None
        done = stated([invoice], 8, autopay=[AUTOPAY], payments=[paid(3, 10000)])
        assert (done.autopay, done.next_autopay) == (Autopay.ON, None)

    def test_due_date(self) -> None:
        """Another reading charges on the due date, which does not come again."""
        market = us.CONNECT.with_readings({"autopay": "due_date"})
        documents = [sent(1, 10000, market=market), sent(5, 7000, market=market)]

        found = {
            day: stated(documents, day, market, autopay=[AUTOPAY])
            for day in (16, 17, 21)
        }
        charges = [x.next_autopay for x in found.values()]
        assert all(derived.proof for _, derived in found[16].answers())

        assert [x and (x.on.value.day, x.amount.value) for x in charges] == [
            (16, usd(10000)),
            (20, usd(7000)),
            None,
        ]


@pytest.mark.clause("B5", "B6", "suspension")
class TestService:
    """Service is suspended by an act and comes back once nothing is overdue."""

    SUSPENSION = Suspension(id="s", effective_on=on(20))

    def test_suspended(self) -> None:
        """While 100.00 are overdue it lasts; the payment's day brings service back."""
        payments = [paid(22, 4000), paid(25, 6000)]
        facts: dict[str, Any] = {
            "payments": payments,
            "suspensions": [self.SUSPENSION],
        }

        found = {
            day: stated([sent(1, 10000)], day, **facts).service
            for day in (19, 20, 24, 25, 28)
        }

        assert [x.state.value for x in found.values()] == [
            "active",
            "suspended",
            "suspended",
            "active",
            "active",
        ]
        again = found[28].active_again_on
        assert again is not None
        assert again.value == on(25)
        assert [str(step) for step in again.proof] == [
            "active again: later 2026-08-20, 2026-08-25 = 2026-08-25 [suspension]"
        ]
        assert found[24].reasons[0].clause.id == "B5"
        assert found[28].answers() == (("active_again_on", again),)

    def test_nothing_overdue(self) -> None:
        """Where nothing is overdue on its day, service is back that day."""
        found = stated([sent(12, 10000)], 25, suspensions=[self.SUSPENSION]).service

        assert found.active_again_on is not None
        assert found.active_again_on.value == on(20)

    @pytest.mark.parametrize("by", ["note", "dispute", "autopay"])
    def test_otherwise(self, by: str) -> None:
        """A credit note, a dispute or autopay can leave nothing overdue as well."""
        market = evolve(us.CONNECT, dispute=evolve(us.CONNECT.dispute, days=90))
        invoice = sent(12, 10000, market=market)
        late = evolve(self.SUSPENSION, effective_on=on(29), known_on=on(29))
        every: dict[str, dict[str, Any]] = {
            "note": {},
            "dispute": {"disputes": [disputed(invoice, 31)]},
            "autopay": {
                "autopay": [evolve(AUTOPAY, effective_on=on(31), known_on=on(31))]
            },
        }
        facts = every[by]
        documents = [invoice, noted(31, 10000, invoice)] if by == "note" else [invoice]

        found = stated(documents, 32, market, suspensions=[late], **facts).service

        assert found.active_again_on is not None
        assert found.active_again_on.value == on(31)

    def test_again(self) -> None:
        """A second suspension counts where the first is over, and not before."""
        second = Suspension(id="s2", effective_on=on(30))
        documents = [sent(1, 10000), sent(10, 5000)]
        facts: dict[str, Any] = {"suspensions": [self.SUSPENSION, second]}

        once = stated(documents, 31, payments=[paid(22, 10000)], **facts).service
        lasting = stated(documents, 31, **facts).service

        assert (once.suspension, once.state) == (second, ServiceState.SUSPENDED)
        assert lasting.suspension == self.SUSPENSION

    def test_again_on_the_day(self) -> None:
        """A second suspension on the very day service came back counts as well."""
        second = Suspension(id="s2", effective_on=on(22))
        facts: dict[str, Any] = {"suspensions": [self.SUSPENSION, second]}
        documents = [sent(1, 10000), sent(10, 5000)]

        found = stated(documents, 31, payments=[paid(22, 10000)], **facts).service

        assert found.suspension == second

    def test_term_of_the_day(self) -> None:
        """A term that is agreed on the day of the suspension makes it a contract's."""
        term = Term(id="t", agreed_on=on(20), start_on=on(20), months=12)
        owner = evolve(ACCOUNT, terms=(term,))
        documents, held = [sent(1, 10000)], Receivables(suspensions=(self.SUSPENSION,))

        found = statement(owner, documents, held, us.CONNECT, on(25)).service

        assert found.state is ServiceState.WITH_RECEIVABLES

    def test_settled_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """However much happened after a suspension, payments are applied once."""
        made: list[Settlement] = []

        def counted(*told: Any, **more: Any) -> Settlement:  # noqa: ANN401 -- handed on
            made.append(settle(*told, **more))
            return made[-1]

        # The package has the function under the name of this module.
        module = sys.modules["gotobilling.statements.stating"]
        monkeypatch.setattr(module, "settle", counted)
        payments = [paid(day, 100) for day in range(21, 31)]

        found = stated(
            [sent(1, 10000)], 31, payments=payments, suspensions=[self.SUSPENSION]
        )

        assert found.service.state is ServiceState.SUSPENDED
        assert made == [found.settlement]

    def test_contract(self) -> None:
        """A contract account arranges it with accounts receivable, whatever is paid."""
        term = Term(id="t", agreed_on=date(2026, 8, 1), months=12)
        owner = evolve(ACCOUNT, terms=(term,))
        later = evolve(term, agreed_on=date(2026, 8, 21), known_on=date(2026, 8, 21))
        facts: dict[str, Any] = {
            "suspensions": [self.SUSPENSION, evolve(self.SUSPENSION, id="x")],
            "payments": [paid(22, 10000)],
        }

        found = stated([sent(1, 10000)], 28, account=owner, **facts).service
        free = evolve(ACCOUNT, terms=(later,))

        assert found.state is ServiceState.WITH_RECEIVABLES
        assert (found.reasons[0].clause.id, found.active_again_on) == ("B6", None)
        assert "ar-us@goto.com [B19]" in str(found.reasons[0].instead)
        london = BillingAddress(
            id="london", country="GB", effective_on=date(2026, 8, 1)
        )
        abroad = evolve(owner, addresses=(london,))
        there = stated([sent(1, 10000)], 28, account=abroad, **facts).service
        assert [one.email for one in there.contacts] == ["ar-uk@goto.com"]
        again = stated([sent(1, 10000)], 28, account=free, **facts).service
        assert again.state is ServiceState.ACTIVE


DAYS = st.integers(1, 28)
CENTS = st.integers(1, 9999)


@given(
    st.dictionaries(DAYS, CENTS, min_size=1, max_size=3),
    st.dictionaries(DAYS, CENTS, max_size=3),
    st.tuples(DAYS, CENTS),
    st.integers(15, 45),
    st.sampled_from(["undisputed", "disputed"]),
)
@pytest.mark.clause("B4", "B5", "Q22", "Q56", "Q57", "suspension")
def test_laws(
    totals: dict[int, int],
    payments: dict[int, int],
    more: tuple[int, int],
    day: int,
    kind: str,
) -> None:
    """Statuses follow the amounts; service is back if and only if nothing is overdue.

    A payment more never makes more overdue.
    """
    documents = [sent(each, cents) for each, cents in totals.items()]
    told = [paid(each, cents) for each, cents in payments.items()]
    facts: dict[str, Any] = {
        "suspensions": [Suspension(id="s", effective_on=on(20))],
        "disputes": [disputed(documents[0], documents[0].issued_on.day + 2)],
    }
    if kind == "undisputed":
        del facts["disputes"]

    found = stated(documents, day, payments=told, **facts)
    extra = stated(documents, day, payments=[*told, paid(*more, "more")], **facts)

    assert extra.overdue_balance.value.minor <= found.overdue_balance.value.minor
    for one in found.invoices:
        still, late = one.open.value.minor, one.overdue.value.minor
        assert late <= still
        assert (one.status in (InvoiceStatus.PAID, InvoiceStatus.CREDITED)) == (
            not still
        )
        assert (one.status is InvoiceStatus.PAST_DUE) == (late > 0)
    balance = found.overdue_balance.value.minor
    assert balance == sum(x.overdue.value.minor for x in found.invoices)
    if day >= 20:
        zero = [
            each
            for each in range(20, day + 1)
            if not stated(
                documents, each, payments=told, **{**facts, "suspensions": []}
            ).overdue_balance.value.minor
        ]
        again = found.service.active_again_on
        assert (again and again.value) == (on(zero[0]) if zero else None)
    names = [name for name, _ in found.answers()]
    assert len(set(names)) == len(names)
    assert all(derived.proof for _, derived in found.answers())


class TestErrors:
    """What does not belong to the account is told with its place."""

    def test_other_account(self) -> None:
        """A document of another account is an error."""
        with pytest.raises(ConflictingFacts, match=r"issued\[0\]\.account"):
            stated([sent(1, 100, account="other")], 2)

    def test_other_invoice(self) -> None:
        """A dispute of an invoice that is not there is an error."""
        with pytest.raises(UnknownName, match=r"disputes\[d\]\.invoice.*G4"):
            stated([sent(1, 100)], 9, disputes=[disputed(sent(2, 100), 3)])

    def test_other_market(self) -> None:
        """An invoice of another market is an error."""
        with pytest.raises(ConflictingFacts, match="market"):
            stated([sent(1, 100)], 9, evolve(us.CONNECT, name="other"))

    def test_other_currency(self) -> None:
        """A payment in another currency than the account's is an error."""
        euro = Payment(
            id="e",
            paid_on=on(9),
            amount=Money.from_minor(1, "EUR").amount,
            currency="EUR",
        )
        with pytest.raises(CurrencyMismatch, match="Q62"):
            stated([sent(1, 100)], 9, payments=[euro])

    @pytest.mark.parametrize("place", range(5))
    def test_wrong_types(self, place: int) -> None:
        """Each argument of another type is an error that names it."""
        arguments: list[Any] = [ACCOUNT, [], Receivables(), us.CONNECT, on(1)]
        arguments[place] = 3

        names = ("account", "issued", "receivables", "market", "on")
        with pytest.raises(WrongType, match=f"^{names[place]} "):
            statement(*arguments)
