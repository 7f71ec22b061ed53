"""Cancelling: when service ends, what is still charged, and who is told no."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import (
    account,
    cents,
    change,
    day,
    device_price,
    month,
    seat_price,
    usd,
)

from gotobilling.billing_cycle import NothingToBill
from gotobilling.cancellations import (
    Cancellation,
    CancellationRequest,
    Leaving,
    NumberCancelled,
    NumberRequest,
    Portal,
    Reactivation,
    ReactivationRequest,
    Role,
    State,
    Undone,
    UndoRequest,
    cancel,
    cancel_number,
    reactivate,
    undo,
)
from gotobilling.contracts import (
    ServiceEnds,
    last_day_for_notice,
    last_day_to_cancel,
    service_end,
)
from gotobilling.corrections import next_invoice
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    InvalidValue,
    NoRateInForce,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    Account,
    AutoRenewal,
    BillingAddress,
    Contract,
    EarlyTermination,
    OneTimeCharge,
    ServiceEnd,
    Term,
)
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import Invoice, IssuedDocument, invoices_issued
from gotobilling.kinds import Frequency, LineKind
from gotobilling.market import Market
from gotobilling.markets import gb, us
from gotobilling.periods import Period, next_month
from gotobilling.refusals import Refused
from gotobilling.testing import reference

DAY: Final = timedelta(1)
AT_ONCE: Final = us.CONNECT.with_readings({"early_exit": "at_once"})
CENTRAL: Final = us.CONNECT.with_readings({"days_before_end": 0})
"""Month to month without days of notice, as in the guide for Central (H5)."""
START: Final = date(2025, 1, 15)


def asked(on: date, **others: Any) -> CancellationRequest:  # noqa: ANN401 -- any field
    """Return the request of a super admin, in the portal of GoTo Connect."""
    filled: dict[str, Any] = {
        "id": "bye",
        "requested_on": on,
        "role": Role.SUPER_ADMIN,
        "portal": Portal.CONNECT,
    }
    return CancellationRequest(**(filled | others))


def of_market(market: Market, on: date, **others: Any) -> CancellationRequest:  # noqa: ANN401
    """Return the request of somebody who may make it in a market."""
    (first, *_) = market.contracts.cancellation.requesters
    told = {"portal": first.portal, "role": first.roles[0], "product": market.product}
    return asked(on, **(told | others))


def keeping(on: date, **others: Any) -> UndoRequest:  # noqa: ANN401 -- any field
    """Return the request of a super admin to go on."""
    filled: dict[str, Any] = {
        "id": "stay",
        "requested_on": on,
        "role": Role.SUPER_ADMIN,
        "portal": Portal.CONNECT,
    }
    return UndoRequest(**(filled | others))


def again(on: date, **others: Any) -> ReactivationRequest:  # noqa: ANN401 -- any field
    """Return the request of a super admin to begin again."""
    filled: dict[str, Any] = {
        "id": "back",
        "requested_on": on,
        "role": Role.SUPER_ADMIN,
        "portal": Portal.CONNECT,
    }
    return ReactivationRequest(**(filled | others))


def monthly(start: date = START, **others: object) -> Account:
    """Return five devices, month to month."""
    anything: dict[str, Any] = others
    price = device_price(effective_on=START)
    return account(start, price, change(start, 5), **anything)


def termed(months: int = 15, **others: Any) -> Account:  # noqa: ANN401 -- any field
    """Return five devices with a term from 15 January 2025."""
    term = Term(id="term", agreed_on=START, months=months, **others)
    return monthly(terms=(term,))


def bought_out(amount: str = "450.00", **others: Any) -> Account:  # noqa: ANN401
    """Return the same under a contract with a buyout."""
    return termed(buyout=Decimal(amount), currency="USD", **others)


def answered(
    found: Account,
    request: CancellationRequest,
    market: Market = us.CONNECT,
) -> Cancellation:
    """Return the answer to a request, which must not be refused."""
    answer = cancel(found, request, market)
    assert isinstance(answer, Cancellation), answer
    return answer


def last_day(
    found: Account, on: date, market: Market = us.CONNECT, **others: object
) -> date:
    """Return the last day of service after a request of a day."""
    return answered(found, asked(on, **others), market).last_day.value


def codes(answer: object) -> list[str]:
    """Return the codes of the reasons of an answer or a refusal."""
    assert isinstance(answer, (Cancellation, Refused))
    return [one.code for one in answer.reasons]


def refusal(answer: object) -> list[tuple[str, str]]:
    """Return code and clause of each reason of a refusal."""
    assert isinstance(answer, Refused), answer
    return [(one.code, one.clause.id) for one in answer.reasons]


class TestWorkedExamples:
    """The examples of the guide for Central (H5)."""

    @pytest.mark.clause("H5", "Q8")
    def test_monthly(self) -> None:
        """A monthly subscription cancelled in mid-month is charged for all of it."""
        answer = answered(monthly(), asked(day(9, 15)), CENTRAL)

        assert answer.usable_until == day(9, 30)
        # September was billed on the 1st: no document for it is still to come.
        assert answer.months == ()
        assert answer.documents == ()
        assert answer.owed == usd("0.00")
        september = invoices_issued(answer.account, month(9), CENTRAL)
        assert [one.minor for one in september] == [5 * 2500]

    @pytest.mark.clause("H5", "Q8", "early-exit-owed")
    def test_three_months_left(self) -> None:
        """Fifteen months cancelled with three left: these are charged, to the end."""
        request = asked(date(2026, 1, 15), leaving=Leaving.EARLY)
        answer = answered(termed(), request)

        assert answer.usable_until == date(2026, 4, 14)
        assert [str(one) for one in answer.months] == [
            "2026-01-15/2026-02-15",
            "2026-02-15/2026-03-15",
            "2026-03-15/2026-04-15",
        ]
        # February and March in advance, and 14 of 30 days of April.
        april = cents(125 * Fraction(14, 30))
        assert [one.minor for one in answer.documents] == [12500, 12500, april]
        assert answer.owed.minor == 2 * 12500 + april
        assert answer.early_termination is None
        assert "no-buyout" in codes(answer)

    @pytest.mark.clause("H6")
    def test_no_refund(self) -> None:
        """Nothing that was billed is given back."""
        answer = answered(termed(), asked(date(2026, 1, 15)))

        assert all(x.amount.minor > 0 for one in answer.documents for x in one.lines)
        assert "no-refund" in codes(answer)


class TestMonthToMonth:
    """Without a set term, the month that the ten days give (Q8)."""

    @pytest.mark.clause("H2", "Q8")
    @pytest.mark.parametrize(
        ("on", "last"),
        [
            (day(1, 21), day(1, 31)),
            (day(1, 22), day(2, 28)),
            (day(2, 18), day(2, 28)),
            (day(2, 19), day(3, 31)),
            (date(2028, 2, 19), date(2028, 2, 29)),
            (day(4, 20), day(4, 30)),
            (day(4, 21), day(5, 31)),
        ],
    )
    def test_ten_days(self, on: date, last: date) -> None:
        """Ten days before a month ends, its last day being day 0, are in time."""
        answer = answered(monthly(), asked(on))

        assert answer.last_day.value == last
        assert answer.deadline == last_day_to_cancel(last, us.CONNECT.contracts.notice)
        assert answer.last_day.proof.steps[-1].clause.id == "Q8"

    @pytest.mark.clause("H5", "Q8")
    def test_one_more_month(self) -> None:
        """Asked for on 25 September, October is billed in full as well."""
        answer = answered(monthly(), asked(day(9, 25)))

        assert answer.months == (month(10),)
        assert [(x.issued_on.value, x.minor) for x in answer.documents] == [
            (day(10, 1), 5 * 2500)
        ]

    @pytest.mark.clause("H9", "Q4")
    def test_data(self) -> None:
        """Data is deleted 90 days after 30 September, on 29 December."""
        answer = answered(monthly(), asked(day(9, 15)))

        assert answer.data_deleted_on.value == day(9, 30) + 90 * DAY == day(12, 29)

    @pytest.mark.clause("Q8")
    def test_facts(self) -> None:
        """The answer adds the end of service, known from the day of the request."""
        answer = answered(monthly(), asked(day(9, 15)))

        end = ServiceEnd(
            id="bye:end", last_day_of_service=day(9, 30), known_on=day(9, 15)
        )
        assert answer.facts == (end,)
        assert answer.account == evolve(monthly(), end=end)

    @pytest.mark.clause("H13", "pending-cancellation")
    def test_state(self) -> None:
        """From the request to its last day it is pending and usable, then ended."""
        answer = answered(monthly(), asked(day(9, 15)))

        days = (day(9, 14), day(9, 15), day(9, 30), day(10, 1))
        assert [answer.state_on(on) for on in days] == [
            State.ACTIVE,
            State.PENDING,
            State.PENDING,
            State.ENDED,
        ]

    @pytest.mark.clause("cancel-before-start")
    def test_before_billing_starts(self) -> None:
        """A request in the free months counts as made on the day billing starts."""
        contract = Contract(id="contract", signed_on=day(1, 20), free_months=2)
        found = account(contract, change(day(3, 20), 5))
        answer = answered(found, asked(day(2, 1)))

        assert answer.last_day.value == day(3, 31)
        assert answer.months == (Period(day(3, 20), day(4, 1)),)
        assert codes(answer)[0] == "before-start"
        assert [one.minor for one in answer.documents] == [
            cents(125 * Fraction(11, 31))
        ]

    @pytest.mark.clause("Q8")
    def test_leaving_early_is_the_same(self) -> None:
        """Without a term there is nothing to leave early."""
        early = asked(day(9, 15), leaving=Leaving.EARLY)

        assert answered(monthly(), early).last_day.value == day(9, 30)


def central(market: Market, *more: Any) -> Account:  # noqa: ANN401 -- any fact
    """Return two subscriptions of the market's product, from 15 January 2025."""
    price = seat_price("10.00", START, product=market.product)
    item = price.item
    return account(START, price, change(START, 2, item=item), *more)


def periodic(frequency: Frequency, *more: Any) -> Account:  # noqa: ANN401
    """Return five devices by the month, and two seats by the year or quarter."""
    seats = seat_price("360.00", START, frequency=frequency)
    devices = device_price(effective_on=START)
    held = (change(START, 5), change(START, 2, item=seats.item))
    return account(START, seats, devices, *held, *more)


class TestPaidCycle:
    """What ends with the cycle, the quarter or the year that is paid (Q32)."""

    @pytest.mark.clause("H5", "Q32")
    @pytest.mark.parametrize(
        ("market", "on", "last", "to_come"),
        [
            # A cycle that begins on the day is still to be billed: 2 x 10.00.
            (us.CENTRAL, date(2025, 1, 15), date(2025, 2, 13), [2 * 1000]),
            (us.CENTRAL, date(2025, 2, 13), date(2025, 2, 13), []),
            (us.CENTRAL, date(2025, 2, 14), date(2025, 3, 15), [2 * 1000]),
            (us.WEBINAR, date(2025, 2, 14), date(2025, 2, 14), []),
            (us.WEBINAR, date(2025, 2, 15), date(2025, 3, 14), [2 * 1000]),
        ],
    )
    def test_cycle(
        self, market: Market, on: date, last: date, to_come: list[int]
    ) -> None:
        """Service ends with the cycle in which the request falls, counted from the
        sign-up.
        """
        request = of_market(market, on)
        answer = answered(central(market), request, market)

        assert answer.last_day.value == last
        assert answer.last_day.proof.steps[-1].clause.id == "Q32"
        assert answer.deadline is not None
        assert answer.deadline.value == last
        assert [one.last_day for one in answer.months] == [last] * len(to_come)
        assert [one.minor for one in answer.documents] == to_come

    @pytest.mark.clause("Q32", "Q53")
    def test_moved_billing_date(self) -> None:
        """Where a change moved the billing date, the cycle is the one it began."""
        (price,) = central(us.WEBINAR).prices
        more = change(date(2025, 2, 1), 1, item=price.item)
        request = of_market(us.WEBINAR, date(2025, 1, 20))
        after = of_market(us.WEBINAR, date(2025, 2, 5))
        found = central(us.WEBINAR, more)

        assert answered(found, request, us.WEBINAR).usable_until == date(2025, 2, 14)
        answer = answered(found, after, us.WEBINAR)
        assert answer.usable_until == date(2025, 2, 28)
        assert answer.months == ()

    @pytest.mark.clause("Q53")
    def test_months_of_a_moved_date(self) -> None:
        """The month that a change cuts short ends where the next one begins."""
        (price,) = central(us.WEBINAR).prices
        more = change(date(2025, 2, 1), 1, item=price.item)
        request = of_market(us.WEBINAR, START)
        answer = answered(central(us.WEBINAR, more), request, us.WEBINAR)

        assert answer.months == (
            Period(START, date(2025, 2, 1)),
            Period(date(2025, 2, 1), date(2025, 2, 15)),
        )

    @pytest.mark.clause("Q52", "cancel-before-start")
    def test_first_sign_up(self) -> None:
        """Service begins with the first sign-up, and not with that of a later year."""
        later = date(2025, 6, 1)
        year = seat_price("99.00", START, product="webinar", frequency=Frequency.ANNUAL)
        year = evolve(year, id="year", item="year")
        found = central(us.WEBINAR, year, change(later, 1, item="year"))
        answer = answered(found, of_market(us.WEBINAR, date(2025, 2, 20)), us.WEBINAR)

        assert "before-start" not in codes(answer)
        assert answer.usable_until == date(2025, 3, 14)

    @pytest.mark.clause("Q32")
    def test_calendar_months(self) -> None:
        """Where cycles are calendar months the paid cycle is one."""
        contracts = CENTRAL.contracts
        notice = evolve(contracts.notice, ends=ServiceEnds.PAID_CYCLE)
        market = evolve(CENTRAL, contracts=evolve(contracts, notice=notice))

        assert last_day(monthly(), day(9, 15), market) == day(9, 30)

    @pytest.mark.clause("Q32")
    def test_nothing_paid(self) -> None:
        """Where nothing was ever there, nothing is served out."""
        (price,) = central(us.CENTRAL).prices
        answer = answered(
            account(START, price), of_market(us.CENTRAL, day(9, 15)), us.CENTRAL
        )

        assert answer.usable_until == day(9, 15)
        assert answer.months == ()

    @pytest.mark.clause("cancel-page", "paid-period")
    @pytest.mark.parametrize(
        ("on", "last"),
        [
            (date(2025, 7, 15), date(2026, 1, 14)),
            (date(2026, 1, 14), date(2026, 1, 14)),
            (date(2026, 1, 15), date(2027, 1, 14)),
        ],
    )
    def test_year(self, on: date, last: date) -> None:
        """A year that is paid is served out, asked for up to its last day: cancelled
        after 6 months it has 6 more.
        """
        answer = answered(periodic(Frequency.ANNUAL), asked(on))

        assert answer.usable_until == last
        assert "paid-period" in codes(answer)
        assert answer.deadline is not None
        assert answer.deadline.value == last
        assert all(x.amount.minor > 0 for one in answer.documents for x in one.lines)

    @pytest.mark.clause("paid-period", "Q51")
    def test_quarter(self) -> None:
        """A quarter is served out, and the part month before the first one."""
        found = periodic(Frequency.QUARTERLY)

        assert last_day(found, date(2025, 1, 18)) == date(2025, 1, 31)
        assert last_day(found, date(2025, 2, 10)) == date(2025, 4, 30)

    @pytest.mark.clause("paid-period")
    def test_year_that_is_gone(self) -> None:
        """What is no longer there, or not yet, is not served out."""
        gone = change(date(2025, 6, 1), -2, item="agent seat")
        later = change(date(2026, 6, 1), 2, item="agent seat")
        found = periodic(Frequency.ANNUAL, gone)
        (price, _) = found.prices
        coming = account(START, *found.prices, change(START, 5), later)

        assert last_day(found, date(2025, 7, 15)) == date(2025, 7, 31)
        assert price.frequency is Frequency.ANNUAL
        assert last_day(coming, date(2025, 7, 15)) == date(2025, 7, 31)

    @pytest.mark.clause("Q32", "Q33")
    def test_buyout(self) -> None:
        """A buyout is on the document that follows the paid cycle."""
        term = Term(
            id="term",
            agreed_on=START,
            months=12,
            product="central",
            buyout=Decimal(100),
            currency="USD",
        )
        found = evolve(central(us.CENTRAL), terms=(term,))
        on = date(2025, 2, 1)
        request = of_market(us.CENTRAL, on, leaving=Leaving.EARLY)
        answer = answered(found, request, us.CENTRAL)

        # 30 days from 15 January end on 13 February.
        assert answer.usable_until == date(2025, 2, 13)
        assert [(x.issued_on.value, x.minor) for x in answer.documents] == [
            (date(2025, 2, 14), 100_00)
        ]


class TestSetTerm:
    """Notice ends a term with its last day (H4)."""

    @pytest.mark.clause("H4", "Q8", "Q34")
    @pytest.mark.parametrize(
        ("on", "last", "code"),
        [
            (date(2025, 1, 15), date(2026, 4, 14), "term-end"),
            (date(2026, 3, 16), date(2026, 4, 14), "term-end"),
            (date(2026, 3, 17), date(2027, 4, 14), "one-more-term"),
            (date(2027, 3, 16), date(2027, 4, 14), "term-end"),
        ],
    )
    def test_notice(self, on: date, last: date, code: str) -> None:
        """Of 15 months from 15 January 2025, 16 March 2026 is the last day for notice;
        after it 12 more months are charged.
        """
        answer = answered(termed(), asked(on))

        assert answer.last_day.value == last
        assert codes(answer)[0] == code
        assert answer.deadline is not None
        assert answer.deadline.value.replace(year=last.year) == date(last.year, 3, 16)

    @pytest.mark.clause("H4")
    def test_told_what_was_missed(self) -> None:
        """Who is late is told the day that was missed."""
        (first, *_) = answered(termed(), asked(date(2026, 3, 17))).reasons

        assert first.text == (
            "notice came after 2026-03-16, so one more term runs to 2027-04-14"
        )
        assert first.clause.id == "H4"

    @pytest.mark.clause("H4")
    def test_before_the_term(self) -> None:
        """Notice before a term begins ends it as notice within it does."""
        term = Term(id="t", agreed_on=START, months=12, start_on=date(2025, 3, 1))

        answer = answered(monthly(terms=(term,)), asked(date(2025, 1, 20)))
        assert answer.last_day.value == date(2026, 2, 28)
        assert codes(answer)[0] == "term-end"
        # From 15 January on, as service begins, 1 month and a part, and then 12.
        assert len(answer.months) == 2 + 12
        assert answer.months[0] == Period(START, date(2025, 2, 1))

    @pytest.mark.clause("H4", "A15")
    def test_no_renewal(self) -> None:
        """A term that does not renew ends by itself, whatever the notice."""
        found = termed(auto_renewal=AutoRenewal.OFF)
        answer = answered(found, asked(date(2026, 4, 10)))

        assert answer.last_day.value == date(2026, 4, 14)
        assert answer.deadline is None
        assert codes(answer)[0] == "term-end"

    @pytest.mark.clause("H12")
    def test_confirmation(self) -> None:
        """Who has a contract is told by e-mail, others find it among the expired."""
        told = {
            "by e-mail" in one.text
            for found in (termed(), bought_out())
            for one in answered(
                found, asked(date(2025, 9, 1), leaving=Leaving.EARLY)
            ).reasons
            if one.code == "confirmation"
        }
        (other,) = (
            one
            for one in answered(monthly(), asked(day(9, 15))).reasons
            if one.code == "confirmation"
        )
        assert told == {True}
        assert "expired" in other.text

    @pytest.mark.clause("Q34")
    def test_term_of_another_product(self) -> None:
        """A term of another product, or one agreed later, does not bind yet."""
        others = (
            Term(id="central", agreed_on=START, months=15, product="central"),
            Term(id="later", agreed_on=day(10, 1), months=15),
        )

        assert last_day(monthly(terms=others), day(9, 15)) == day(9, 30)


class TestBuyout:
    """Leaving early where the contract has a buyout (Q33)."""

    @pytest.mark.clause("H1", "Q33")
    def test_month_end(self) -> None:
        """Service ends with the month of the ten days, and the buyout is on the next
        invoice.
        """
        answer = answered(bought_out(), asked(date(2025, 9, 15), leaving=Leaving.EARLY))

        assert answer.last_day.value == date(2025, 9, 30)
        assert [one.id for one in answer.facts] == ["bye:end", "bye:buyout"]
        assert answer.early_termination is not None
        assert answer.early_termination.effective_on == date(2025, 9, 30)
        (october,) = answer.documents
        assert [(line.kind, line.amount) for line in october.lines] == [
            (LineKind.EARLY_TERMINATION, usd("450.00"))
        ]
        assert answer.owed == usd("450.00")
        assert answer.months == ()
        assert codes(answer)[:2] == ["buyout", "service-end"]

    @pytest.mark.clause("H1", "H4")
    def test_only_if_asked_for(self) -> None:
        """Who does not ask to leave early serves the term out and owes no buyout."""
        answer = answered(bought_out(), asked(date(2025, 9, 15)))

        assert answer.last_day.value == date(2026, 4, 14)
        assert answer.early_termination is None

    @pytest.mark.clause("Q33")
    def test_at_once(self) -> None:
        """Under the other reading the day of the request is the last."""
        request = asked(date(2025, 9, 15), leaving=Leaving.EARLY)
        answer = answered(bought_out(), request, AT_ONCE)

        assert answer.last_day.value == date(2025, 9, 15)
        assert answer.deadline is None
        assert answer.months == ()
        # September was billed on the 1st; 15 of its 30 days come back.
        assert answer.given_back == usd("62.50")
        assert answer.owed == usd("387.50")  # 450.00 - 125.00 x 15/30
        assert answer.reasons[1].text == (
            "on the day of the request, service ends on 2025-09-15"
        )

    @pytest.mark.clause("buyout-in-vain")
    def test_in_vain(self) -> None:
        """A term that notice ends on 30 April has nothing to buy out on 1 April; on the
        day after it has a year.
        """
        found = bought_out(start_on=date(2025, 5, 1), months=12)
        last, late = date(2026, 4, 1), date(2026, 4, 2)

        in_time = answered(found, asked(last, leaving=Leaving.EARLY))
        assert in_time.last_day.value == date(2026, 4, 30)
        assert in_time.early_termination is None
        assert codes(in_time)[:2] == ["term-end", "buyout-in-vain"]
        too_late = answered(found, asked(late, leaving=Leaving.EARLY))
        assert too_late.last_day.value == date(2026, 4, 30)
        assert too_late.early_termination is not None


class TestRefused:
    """What the documents refuse, each with what can be done instead."""

    @pytest.mark.clause("H3", "L6", "webinar-cancelling")
    @pytest.mark.parametrize(
        ("market", "portal", "role", "clause"),
        [
            (us.CONNECT, Portal.CONNECT, Role.ADMIN, "H3"),
            (us.CONNECT, Portal.CONNECT, Role.BILLING_ADMIN, "H3"),
            (us.CENTRAL, Portal.GOTO_ADMIN, Role.SUPER_ADMIN, "L6"),
            (us.CENTRAL, Portal.CLASSIC, Role.USER, "L6"),
            (
                us.WEBINAR,
                Portal.BILLING_CENTER,
                Role.SUPER_ADMIN,
                "webinar-cancelling",
            ),
            (us.WEBINAR, Portal.CORPORATE, Role.ADMIN, "webinar-cancelling"),
        ],
    )
    def test_role(
        self, market: Market, portal: Portal, role: Role, clause: str
    ) -> None:
        """In each portal the roles that its guide names may cancel, and no other."""
        request = asked(day(9, 15), portal=portal, role=role, product=market.product)
        answer = cancel(central(market), request, market)

        assert refusal(answer) == [("role", clause)]

    @pytest.mark.clause("H3", "L6", "webinar-cancelling")
    @pytest.mark.parametrize("market", [us.CONNECT, us.CENTRAL, us.WEBINAR, gb.CONNECT])
    def test_may(self, market: Market) -> None:
        """In each market those may whom its own guide names, in its own portals, and
        elsewhere are told where to ask.
        """
        admins = {Role.BILLING_ADMIN, Role.MASTER_ACCOUNT_HOLDER}
        contact = {Role.BILLING_CONTACT}
        expected: dict[str, dict[Portal, set[Role]]] = {
            "connect": {Portal.CONNECT: {Role.SUPER_ADMIN}},
            "central": {Portal.GOTO_ADMIN: admins, Portal.CLASSIC: admins},
            "webinar": {Portal.BILLING_CENTER: contact, Portal.CORPORATE: contact},
        }
        allowed = expected[market.product]
        price = seat_price("10.00", START, product=market.product)
        found = account(START, price, change(START, 2, item=price.item))
        for portal in Portal:
            for role in Role:
                told = {"portal": portal, "role": role, "product": market.product}
                answer = cancel(found, asked(day(9, 15), **told), market)
                may = role in allowed.get(portal, ())
                assert isinstance(answer, Cancellation) is may
                if portal not in allowed:
                    assert refusal(answer) == [("portal", "H8")]
                    assert isinstance(answer, Refused)
                    assert answer.reasons[0].instead is not None
                    assert answer.reasons[0].instead.endswith(", or call support")

    @pytest.mark.clause("H8")
    def test_by_support(self) -> None:
        """Central is cancelled by calling support, which asks for what is at hand."""
        answer = answered(
            central(us.CENTRAL), of_market(us.CENTRAL, day(9, 15)), us.CENTRAL
        )
        (told,) = (one for one in answer.reasons if one.code == "support")

        assert told.clause.id == "H8"
        assert told.instead is not None
        assert "last four digits" in told.instead
        assert "support" not in codes(answered(monthly(), asked(day(9, 15))))

    @pytest.mark.clause("H3", "H16", "pending-cancellation")
    def test_words_of_their_own(self) -> None:
        """Who may not undo or reactivate is told so in the words of that."""
        pending = answered(monthly(), asked(day(9, 15))).account
        one = undo(pending, keeping(day(9, 16), role=Role.USER), us.CONNECT)
        two = reactivate(pending, again(day(10, 1), role=Role.USER), us.CONNECT)
        classic = again(day(10, 1), portal=Portal.CLASSIC)

        assert str(one).startswith("the role user does not take a cancellation back in")
        assert str(two).startswith("the role user does not reactivate in connect [H3]")
        assert str(reactivate(pending, classic, us.CONNECT)) == (
            "nothing is reactivated in classic [H8]; ask in connect, or call support"
        )

    @pytest.mark.clause("H8")
    def test_no_portal(self) -> None:
        """Where nothing is cancelled in a portal, support is to be called."""
        contracts = us.CONNECT.contracts
        nobody = evolve(
            contracts.cancellation, requesters=contracts.cancellation.requesters[1:]
        )
        market = evolve(us.CONNECT, contracts=evolve(contracts, cancellation=nobody))
        answer = cancel(monthly(), asked(day(9, 15)), market)

        assert refusal(answer) == [("portal", "H8")]
        assert isinstance(answer, Refused)
        assert answer.reasons[0].instead == "call support"

    @pytest.mark.clause("H7")
    def test_unpaid(self) -> None:
        """Unpaid invoices block it; where the policy allows them they do not."""
        names = ("2026-08", "2026-09")
        answer = cancel(monthly(), asked(day(9, 15), unpaid=names[:1]), us.CONNECT)
        both = cancel(monthly(), asked(day(9, 15), unpaid=names), us.CONNECT)

        assert refusal(answer) == [("unpaid", "H7")]
        assert str(answer) == (
            "unpaid or past due: 2026-08 [H7]; pay first, then ask again"
        )
        assert "2026-08 and 1 more" in str(both)
        contracts = us.CONNECT.contracts
        kind = type(contracts.cancellation.unpaid)
        allowed = evolve(contracts.cancellation, unpaid=kind("allow"))
        market = evolve(us.CONNECT, contracts=evolve(contracts, cancellation=allowed))
        assert last_day(monthly(), day(9, 15), market, unpaid=names) == day(9, 30)

    @pytest.mark.clause("H1")
    def test_before_signature(self) -> None:
        """Before the signature there is nothing to cancel; on its day there is."""
        contract = Contract(id="contract", signed_on=START)
        found = account(contract, change(START, 5))

        assert refusal(cancel(found, asked(START - DAY), us.CONNECT)) == [
            ("not-signed", "H1")
        ]
        assert last_day(found, START) == date(2025, 1, 31)

    @pytest.mark.clause("pending-cancellation")
    def test_pending(self) -> None:
        """A pending cancellation is not asked for again."""
        pending = answered(monthly(), asked(day(9, 15))).account
        answer = cancel(pending, asked(day(9, 30), id="again"), us.CONNECT)

        assert refusal(answer) == [("pending", "pending-cancellation")]

    @pytest.mark.clause("H16")
    def test_ended(self) -> None:
        """What has ended can only be reactivated."""
        ended = answered(monthly(), asked(day(9, 15))).account
        answer = cancel(ended, asked(day(10, 1), id="again"), us.CONNECT)

        assert refusal(answer) == [("ended", "H16")]
        assert isinstance(answer, Refused)
        assert answer.reasons[0].instead == "reactivate it in the billing portal"

    def test_every_reason(self) -> None:
        """Every reason is told, and not the first alone."""
        pending = answered(monthly(), asked(day(9, 15))).account
        request = asked(day(9, 16), role=Role.USER, unpaid=("2026-09",))

        assert codes(cancel(pending, request, us.CONNECT)) == [
            "role",
            "unpaid",
            "pending",
        ]


class TestNonsense:
    """What makes no sense is an error."""

    def test_types(self) -> None:
        """Account, request and market are what they are called."""
        request = asked(day(9, 15))
        calls: list[tuple[Any, Any, Any]] = [
            ("account", request, us.CONNECT),
            (monthly(), keeping(day(9, 15)), us.CONNECT),
            (monthly(), request, "us-connect"),
        ]
        for call in calls:
            with pytest.raises(WrongType):
                cancel(*call)
        wrong: Any = request
        with pytest.raises(WrongType):
            undo(monthly(), wrong, us.CONNECT)
        with pytest.raises(WrongType):
            reactivate(monthly(), wrong, us.CONNECT)
        with pytest.raises(WrongType):
            cancel_number(monthly(), wrong, us.CONNECT)

    @pytest.mark.clause("Q66")
    def test_product(self) -> None:
        """A request is for the product of the market."""
        with pytest.raises(InvalidValue, match=r"request\.product"):
            cancel(monthly(), asked(day(9, 15), product="central"), us.CONNECT)

    @pytest.mark.clause("H13")
    def test_two_products(self) -> None:
        """An account with items of two products has one end of service for both."""
        central = evolve(
            device_price(), id="central", item="central", product="central"
        )
        found = account(
            START,
            device_price(),
            central,
            change(START, 5),
            change(START, 1, item="central"),
        )
        with pytest.raises(ConflictingFacts, match="one Account per product"):
            cancel(found, asked(day(9, 15)), us.CONNECT)

    @pytest.mark.parametrize(
        ("fields", "path"),
        [
            ({"id": ""}, "id"),
            ({"requested_on": "2026-09-15"}, "requested_on"),
            ({"role": "super_admin"}, "role"),
            ({"portal": "connect"}, "portal"),
            ({"product": " "}, "product"),
            ({"leaving": True}, "leaving"),
            ({"unpaid": ["2026-09"]}, "unpaid"),
            ({"unpaid": ("",)}, "unpaid[0]"),
        ],
    )
    def test_request(self, fields: dict[str, Any], path: str) -> None:
        """Each field of a request is checked."""
        with pytest.raises(BillingError) as caught:
            asked(**({"on": day(9, 15)} | fields))

        assert caught.value.path == path


class TestUndo:
    """A pending cancellation is taken back without a break."""

    @pytest.mark.clause("pending-cancellation")
    def test_until_the_last_day(self) -> None:
        """On the last day of service it can still be undone, on the day after not."""
        answer = answered(monthly(), asked(day(9, 15)))

        undone = undo(answer.account, keeping(day(9, 30)), us.CONNECT)
        assert isinstance(undone, Undone)
        assert undone.account.end is None
        late = undo(answer.account, keeping(day(10, 1)), us.CONNECT)
        assert refusal(late) == [("ended", "H16")]

    @pytest.mark.clause("H1", "pending-cancellation")
    def test_buyout(self) -> None:
        """What was owed for leaving goes with it."""
        request = asked(date(2025, 9, 15), leaving=Leaving.EARLY)
        answer = answered(bought_out(), request)

        undone = undo(answer.account, keeping(date(2025, 9, 20)), us.CONNECT)
        assert isinstance(undone, Undone)
        assert [one.fact for one in undone.facts] == ["bye:end", "bye:buyout"]
        assert undone.account.early_terminations == ()
        assert [one.code for one in undone.reasons] == ["goes-on", "no-buyout"]

    @pytest.mark.clause("pending-cancellation")
    @pytest.mark.parametrize(
        ("name", "of_other"), [("told", "told:buyout"), ("told:end", "other")]
    )
    def test_only_its_own(self, name: str, of_other: str) -> None:
        """What is owed for leaving stays where another fact says it, though it is of
        the same day.
        """
        other = EarlyTermination(
            id=of_other,
            amount=Decimal(70),
            currency="USD",
            effective_on=day(9, 30),
            known_on=day(9, 1),
        )
        end = ServiceEnd(id=name, last_day_of_service=day(9, 30), known_on=day(9, 1))
        found = evolve(monthly(), end=end, early_terminations=(other,))
        undone = undo(found, keeping(day(9, 20)), us.CONNECT)

        assert isinstance(undone, Undone)
        assert [one.fact for one in undone.facts] == [name]
        assert undone.account.early_terminations == (other,)
        assert [one.code for one in undone.reasons] == ["goes-on"]

    @pytest.mark.clause("pending-cancellation")
    def test_again(self) -> None:
        """What was undone can be cancelled anew."""
        answer = answered(monthly(), asked(day(9, 15)))
        undone = undo(answer.account, keeping(day(9, 20)), us.CONNECT)

        assert isinstance(undone, Undone)
        assert last_day(undone.account, day(9, 21), id="bye-again") == day(10, 31)

    @pytest.mark.clause("pending-cancellation", "H3")
    def test_refused(self) -> None:
        """Nothing is undone where nothing is pending, or by whom may not cancel."""
        none = undo(monthly(), keeping(day(9, 15), role=Role.USER), us.CONNECT)

        assert refusal(none) == [
            ("role", "H3"),
            ("not-pending", "pending-cancellation"),
        ]

    def test_before_it_was_known(self) -> None:
        """An end cannot be taken back before anybody knew of it."""
        answer = answered(monthly(), asked(day(9, 15)))

        with pytest.raises(InvalidValue, match="2026-09-15"):
            undo(answer.account, keeping(day(9, 14)), us.CONNECT)


class TestReactivate:
    """What has ended is taken up again (H16)."""

    def begun(self, found: Account, on: date) -> Reactivation:
        """Return the answer, which must not be refused."""
        answer = reactivate(found, again(on), us.CONNECT)
        assert isinstance(answer, Reactivation), answer
        return answer

    @pytest.mark.clause("H16")
    def test_month_to_month(self) -> None:
        """Billing begins again on the day of the request."""
        ended = answered(monthly(), asked(day(9, 15))).account
        answer = self.begun(ended, day(10, 5))

        assert us.CONNECT.rules.billing_start.raw(answer.contract) == day(10, 5)
        assert (answer.term, answer.renewal) == (None, None)

    @pytest.mark.clause("H16", "terms-renewal")
    def test_renewal_kept(self) -> None:
        """A term that was bought out renews on the day on which it would have."""
        request = asked(date(2025, 9, 15), leaving=Leaving.EARLY)
        ended = answered(bought_out(), request).account
        answer = self.begun(ended, date(2025, 11, 3))

        assert answer.renewal is not None
        assert answer.renewal.value == date(2026, 4, 15)
        assert answer.term is not None
        assert answer.term.renewal_on == date(2026, 4, 15)
        assert answer.term.buyout == Decimal("450.00")
        assert [one.code for one in answer.reasons] == ["reactivated", "renewal-kept"]
        begun = account(
            answer.contract, change(date(2025, 11, 3), 5), terms=(answer.term,)
        )
        assert last_day(begun, date(2026, 3, 16)) == date(2026, 4, 14)

    @pytest.mark.clause("H9", "H16", "Q4")
    @pytest.mark.parametrize(
        ("on", "kept"), [(day(12, 28), True), (day(12, 29), False)]
    )
    def test_data(self, on: date, *, kept: bool) -> None:
        """Data is there until the day on which it is deleted, and not from it on."""
        ended = answered(monthly(), asked(day(9, 15))).account
        answer = self.begun(ended, on)

        assert answer.keeps_data is kept
        assert ("data" in [one.code for one in answer.reasons]) is not kept

    @pytest.mark.clause("A15", "H16")
    def test_expired(self) -> None:
        """A term that did not renew has no renewal date to keep."""
        found = termed(auto_renewal=AutoRenewal.OFF)
        on = date(2026, 4, 15)
        without = reactivate(found, again(on), us.CONNECT)
        answer = self.begun(answered(found, asked(on)).account, on)

        assert refusal(without) == [("active", "H16")]
        assert "ask to cancel first" in str(without)
        assert (answer.term, answer.renewal) == (None, None)
        assert answer.data_deleted_on.value == date(2026, 4, 14) + 90 * DAY

    @pytest.mark.clause("H16", "pending-cancellation")
    def test_refused(self) -> None:
        """What has not ended is not reactivated; if pending, it can be undone."""
        pending = answered(monthly(), asked(day(9, 15))).account

        active = reactivate(monthly(), again(day(9, 15), role=Role.USER), us.CONNECT)
        assert refusal(active) == [("role", "H3"), ("active", "H16")]
        going = reactivate(pending, again(day(9, 30)), us.CONNECT)
        assert refusal(going) == [("pending", "pending-cancellation")]
        nobody = reactivate(pending, again(day(10, 1), role=Role.USER), us.CONNECT)
        assert refusal(nobody) == [("role", "H3")]


class TestNumber:
    """A number is cancelled by e-mail (G5)."""

    def held(self, *more: Any) -> Account:  # noqa: ANN401 -- any fact
        """Return three numbers in no group and one in Berlin."""
        return account(
            START,
            change(START, 3, item="number"),
            change(START, 1, item="number", group="Berlin"),
            *more,
        )

    def number(self, on: date, **others: Any) -> NumberRequest:  # noqa: ANN401
        """Return the e-mail that cancels one number."""
        filled: dict[str, Any] = {"id": "n", "requested_on": on, "item": "number"}
        return NumberRequest(**(filled | others))

    @pytest.mark.clause("G5", "Q17", "number-cancelled")
    def test_credit(self) -> None:
        """A number of 5.00 cancelled on 10 September is credited 20 of 30 days."""
        found = cancel_number(self.held(), self.number(day(9, 10)), us.CONNECT)

        assert isinstance(found, NumberCancelled)
        assert found.send_to == "numbers@logmein.com"
        (october,) = invoices_issued(found.account, month(10), us.CONNECT)
        assert [line.amount.minor for line in october.lines] == [
            2 * 500,
            500,
            -cents(5 * Fraction(20, 30)),
        ]

    @pytest.mark.clause("G5")
    def test_group(self) -> None:
        """A number goes from its own billing group."""
        request = self.number(day(9, 10), group="Berlin")
        found = cancel_number(self.held(), request, us.CONNECT)

        assert isinstance(found, NumberCancelled)
        assert found.change.group == "Berlin"

    @pytest.mark.clause("G5")
    def test_not_held(self) -> None:
        """No more numbers go than are there, on the day and afterwards."""
        four = self.number(day(9, 10), quantity=4)
        assert refusal(cancel_number(self.held(), four, us.CONNECT)) == [
            ("not-held", "G5")
        ]
        gone = change(day(9, 20), -2, item="number")
        two = self.number(day(9, 10), quantity=2)
        assert refusal(cancel_number(self.held(gone), two, us.CONNECT)) == [
            ("not-held", "G5")
        ]

    @pytest.mark.clause("G5", "H16")
    def test_ended(self) -> None:
        """After service has ended there is no number left to cancel."""
        found = evolve(
            self.held(), end=ServiceEnd(id="end", last_day_of_service=day(8, 31))
        )

        answer = cancel_number(found, self.number(day(9, 1)), us.CONNECT)
        assert refusal(answer) == [("ended", "H16")]

    @pytest.mark.clause("G5", "Q66")
    def test_nonsense(self) -> None:
        """The item is that of phone numbers, of the market's product."""
        with pytest.raises(UnknownName):
            cancel_number(self.held(), self.number(day(9, 1), item="fax"), us.CONNECT)
        request = self.number(day(9, 1), item="device")
        with pytest.raises(InvalidValue, match="phone numbers"):
            cancel_number(self.held(), request, us.CONNECT)
        central = evolve(us.CONNECT, product="central")
        with pytest.raises(InvalidValue, match="one of central"):
            cancel_number(self.held(), self.number(day(9, 1)), central)
        with pytest.raises(InvalidValue):
            self.number(day(9, 1), quantity=0)


def issued_before(found: Account, on: date, market: Market) -> list[IssuedDocument]:
    """Return what was issued before a day, each document with what was known then."""
    issued: list[IssuedDocument] = []
    for one in invoices_issued(found, Period(START, on), market):
        dated = one.issued_on.value
        known = found.as_known_on(dated)
        (same,) = (
            each
            for each in invoices_issued(known, Period(dated, dated + DAY), market)
            if each.key == one.key
        )
        issued.append(issued_document(same))
    return issued


def taken_off(answer: Cancellation, before: Account) -> int:
    """Return what the next monthly invoice takes off, issued as it really will be."""
    on = answer.request.requested_on
    issued = issued_before(before, on, answer.market)
    month = Period.month_of(on if on.day == 1 else next_month(on))
    known = answer.account.as_known_on(month.start)
    found = next_invoice(known, month, answer.market, issued)
    assert isinstance(found, Invoice | NothingToBill)
    corrections = found.corrections if isinstance(found, Invoice) else ()
    return -sum(one.amount.minor for one in corrections)


class TestText:
    """An answer as text, whatever it is, is its reasons."""

    def test_a_reason_a_line(self) -> None:
        """A cancellation, and what takes it back, say a reason on each line."""
        answer = answered(monthly(), asked(day(9, 15)))
        undone = undo(answer.account, keeping(day(9, 30)), us.CONNECT)
        begun = reactivate(answer.account, again(day(10, 5)), us.CONNECT)
        request = NumberRequest(id="n", requested_on=day(9, 10), item="number")
        held = account(START, change(START, 3, item="number"))
        number = cancel_number(held, request, us.CONNECT)

        assert str(undone) == (
            "service goes on after 2026-09-30 without a break [pending-cancellation]"
        )
        for found in (answer, undone, begun, number):
            assert str(found).splitlines() == [str(one) for one in found.reasons]


class TestExpired:
    """A term that does not renew, and an account that nobody told of it (Q8)."""

    @pytest.mark.clause("A15", "Q8", "Q31")
    @pytest.mark.parametrize(
        ("on", "code"),
        [
            (date(2026, 4, 14), "term-end"),
            (date(2026, 4, 15), "expired"),
            (date(2026, 7, 20), "expired"),
        ],
    )
    def test_after(self, on: date, code: str) -> None:
        """Asked for on the last day of the term or after it, service ends on that day,
        as a fact that is known from the request on.
        """
        found = termed(auto_renewal=AutoRenewal.OFF)
        answer = answered(found, asked(on, leaving=Leaving.EARLY))

        assert answer.facts == (
            ServiceEnd(
                id="bye:end", last_day_of_service=date(2026, 4, 14), known_on=on
            ),
        )
        assert codes(answer)[0] == code
        assert answer.deadline is None
        assert answer.months == ()
        assert answer.documents == ()

    @pytest.mark.clause("Q34")
    def test_before_billing_starts(self) -> None:
        """A term that ends before billing starts ends nothing: no such facts."""
        contract = Contract(id="contract", signed_on=day(1, 20), free_months=2)
        term = Term(
            id="short",
            agreed_on=day(1, 20),
            start_on=day(1, 20),
            months=1,
            auto_renewal=AutoRenewal.OFF,
        )
        found = account(contract, change(day(3, 20), 5), terms=(term,))
        with pytest.raises(ConflictingFacts, match=r"terms\[short\]"):
            cancel(found, asked(day(5, 1)), us.CONNECT)

    @pytest.mark.clause("Q8", "correction")
    def test_billed_on(self) -> None:
        """Without the fact, billing goes on; asked for on 20 July, what was billed
        after 14 April comes back.
        """
        found = termed(auto_renewal=AutoRenewal.OFF)
        answer = answered(found, asked(date(2026, 7, 20)))

        # 16 of 30 days of April, and May, June and July: 66.67 + 3 x 125.00.
        after = 12500 - cents(125 * Fraction(14, 30)) + 3 * 12500
        assert answer.given_back.minor == after == taken_off(answer, found)
        assert (answer.owed, answer.credit_left.minor) == (usd("0.00"), after)


class TestGivenBack:
    """What was billed before the request for days after the end (H6)."""

    @pytest.mark.clause("Q67", "Q68", "correction")
    @pytest.mark.parametrize(
        ("found", "request_", "market", "minor"),
        [
            # The month after the last day: 125.00 x 16/30.
            (termed(), asked(date(2026, 4, 10), id="x"), us.CONNECT, 0),
            (
                termed(auto_renewal=AutoRenewal.OFF),
                asked(date(2026, 4, 2)),
                us.CONNECT,
                12500 - cents(125 * Fraction(14, 30)),
            ),
            # A year from 15 January that was invoiced on the 1st, and 17 of 31 days.
            (
                periodic(Frequency.ANNUAL),
                asked(date(2026, 1, 10)),
                us.CONNECT,
                2 * 36000 + 12500 - cents(125 * Fraction(14, 31)),
            ),
            # A buyout at once, on 15 September.
            (
                bought_out(),
                asked(date(2025, 9, 15), leaving=Leaving.EARLY),
                AT_ONCE,
                12500 - cents(125 * Fraction(15, 30)),
            ),
            (monthly(), asked(day(9, 15)), us.CONNECT, 0),
        ],
    )
    def test_is_what_is_corrected(
        self,
        found: Account,
        request_: CancellationRequest,
        market: Market,
        minor: int,
    ) -> None:
        """What comes back is what the next invoice takes off, to the cent, and a reason
        says so; else that nothing comes back.
        """
        answer = answered(found, request_, market)

        assert answer.given_back.minor == minor == taken_off(answer, found)
        told = {one.code: one for one in answer.reasons}
        assert ("given-back" in told) is (minor > 0)
        text = "nothing else that was billed is given back"
        assert told["no-refund"].text == (
            text if minor else "what was billed is not given back"
        )
        if minor:
            assert told["given-back"].clause.id == "correction"
            assert told["given-back"].text.startswith(str(answer.given_back))

    @pytest.mark.clause("Q23", "correction")
    def test_document_of_the_day(self) -> None:
        """The document of the day of the request is made knowing the end: one for 30
        of 31 days of March, and nothing to correct.
        """
        start = date(2025, 3, 31)
        term = Term(id="term", agreed_on=start, months=12)
        found = monthly(start, terms=(term,))
        answer = answered(found, asked(date(2026, 3, 1)))

        assert answer.usable_until == date(2026, 3, 30)
        assert [one.minor for one in answer.documents] == [
            cents(125 * Fraction(30, 31))
        ]
        assert answer.owed.minor == cents(125 * Fraction(30, 31))
        assert answer.given_back == usd("0.00")


class TestOwed:
    """What is to be paid of the documents to come (Q48)."""

    @pytest.mark.clause("Q48")
    def test_credit_is_left(self) -> None:
        """Less than nothing is never owed: 4 of 5 devices removed on 10 September are
        credited on 1 October, after service ended, and that is left over.
        """
        found = evolve(
            monthly(), changes=(*monthly().changes, change(day(9, 10), -4, id="less"))
        )
        answer = answered(found, asked(day(9, 15)))
        credit = cents(100 * Fraction(20, 30))

        assert [one.minor for one in answer.documents] == [-credit]
        assert answer.owed == usd("0.00")
        assert answer.credit_left.minor == credit
        (told,) = (one for one in answer.reasons if one.code == "credit-left")
        assert told.clause.id == "Q48"
        assert told.text.startswith("66.67 USD are left as credit")

    @pytest.mark.clause("Q48")
    def test_credit_is_used(self) -> None:
        """What one document leaves over, the next one uses, as a line or not; where it
        is refunded, the next one is owed in full.
        """
        bought = OneTimeCharge(
            id="phone",
            item="phone",
            kind=LineKind.HARDWARE,
            quantity=1,
            unit_price=Decimal("100.00"),
            currency="USD",
            effective_on=day(10, 5),
        )
        found = evolve(
            monthly(),
            changes=(*monthly().changes, change(day(9, 10), -4, id="less")),
            one_time=(bought,),
        )
        credit = cents(100 * Fraction(20, 30))
        for name, owed, left in (
            ("account_credit", 10000 - credit, 0),
            ("carried_line", 10000 - credit, 0),
            ("refund", 10000, credit),
        ):
            settlement = us.CONNECT.settlement
            kind = type(settlement.negative_total)
            market = evolve(
                us.CONNECT, settlement=evolve(settlement, negative_total=kind(name))
            )
            answer = answered(found, asked(day(9, 15)), market)
            assert (answer.owed.minor, answer.credit_left.minor) == (owed, left), name
            said = [one.text for one in answer.reasons if one.code == "credit-left"]
            assert said == (["66.67 USD are left and paid out"] if left else [])

    @pytest.mark.clause("Q48")
    def test_line_carried_once(self) -> None:
        """A balance that a document carries of the one before is counted once."""
        settlement = us.CONNECT.settlement
        kind = type(settlement.negative_total)
        market = evolve(
            us.CONNECT,
            settlement=evolve(settlement, negative_total=kind("carried_line")),
        )
        found = evolve(
            monthly(), changes=(*monthly().changes, change(day(9, 10), -5, id="less"))
        )
        again_ = change(day(10, 10), 5, id="more")
        found = evolve(found, changes=(*found.changes, again_))
        answer = answered(found, asked(day(10, 21)), market)

        # 21 of 31 days of October; November was begun to be billed on the 1st.
        october = cents(125 * Fraction(21, 31))
        assert answer.usable_until == day(10, 31)
        carried = cents(125 * Fraction(20, 30))
        assert [one.minor for one in answer.documents] == [october - carried]
        assert answer.owed.minor == october

    @pytest.mark.clause("Q67")
    def test_rate_not_known(self) -> None:
        """Where a rate is not known yet, the answer stands and says that what is owed
        does not.
        """
        address = BillingAddress(
            id="address", effective_on=START, country="US", region="UT"
        )
        found = evolve(monthly(), addresses=(address,))
        answer = answered(found, asked(day(9, 15)))

        assert answer.usable_until == day(9, 30)
        assert codes(answer)[-1] == "no-rate"
        with pytest.raises(NoRateInForce):
            _ = answer.given_back


class TestServedOut:
    """What keeps service going, and what is charged as long as that (paid-period)."""

    @pytest.mark.clause("paid-period")
    @pytest.mark.parametrize(
        ("frequency", "on", "last", "told"),
        [
            (Frequency.ANNUAL, date(2025, 7, 15), date(2026, 1, 14), True),
            (Frequency.QUARTERLY, date(2025, 2, 10), date(2025, 4, 30), True),
            # The monthly devices would not have ended earlier.
            (Frequency.QUARTERLY, date(2025, 4, 28), date(2025, 4, 30), False),
        ],
    )
    def test_told(
        self, frequency: Frequency, on: date, last: date, *, told: bool
    ) -> None:
        """The reasons name the item that keeps service going until when, and those that
        are charged until then and can be removed earlier.
        """
        reasons = {
            one.code: one for one in answered(periodic(frequency), asked(on)).reasons
        }

        assert reasons["paid-period"].text == (
            f"agent seat: paid, and served out, until {last}"
        )
        assert ("charged-until" in reasons) is told
        if told:
            found = reasons["charged-until"]
            assert found.text == f"device: charged as before until {last}"
            assert found.instead is not None
            assert "change of quantity" in found.instead

    @pytest.mark.clause("paid-period")
    def test_alone(self) -> None:
        """A yearly item alone keeps nothing else going."""
        seats, _ = periodic(Frequency.ANNUAL).prices
        found = account(START, seats, change(START, 2, item=seats.item))

        assert "charged-until" not in codes(answered(found, asked(date(2025, 7, 15))))

    @pytest.mark.clause("Q32", "paid-period")
    def test_cycles(self) -> None:
        """With a year of Central, what is billed by 30 days goes on to its end."""
        (seat,) = central(us.CENTRAL).prices
        year = evolve(seat, id="year", item="year", frequency=Frequency.ANNUAL)
        found = central(us.CENTRAL, year, change(START, 1, item="year", id="one"))
        request = of_market(us.CENTRAL, date(2025, 7, 1))
        answer = answered(found, request, us.CENTRAL)

        assert answer.usable_until == date(2026, 1, 14)
        assert codes(answer)[:2] == ["paid-period", "charged-until"]

    @pytest.mark.clause("Q33", "paid-period")
    def test_buyout(self) -> None:
        """A buyout ends service with its month, whatever year is paid within the term:
        of 36 months, asked for on 10 July, on 31 July.
        """
        term = Term(
            id="term", agreed_on=START, months=36, buyout=Decimal(450), currency="USD"
        )
        found = evolve(periodic(Frequency.ANNUAL), terms=(term,))
        request = asked(date(2025, 7, 10), leaving=Leaving.EARLY)
        answer = answered(found, request)

        assert answer.usable_until == date(2025, 7, 31)
        assert answer.early_termination is not None
        assert "paid-period" not in codes(answer)

    @pytest.mark.clause("Q33", "buyout-in-vain", "paid-period")
    def test_year_that_is_the_term(self) -> None:
        """Of a year that is the term nothing is left to buy out; late for notice, what
        is bought out is the next one.
        """
        term = Term(
            id="term", agreed_on=START, months=12, buyout=Decimal(450), currency="USD"
        )
        found = evolve(periodic(Frequency.ANNUAL), terms=(term,))
        early = answered(found, asked(date(2025, 7, 10), leaving=Leaving.EARLY))
        late = answered(found, asked(date(2026, 1, 2), leaving=Leaving.EARLY))

        assert early.usable_until == late.usable_until == date(2026, 1, 14)
        assert codes(early)[:2] == ["term-end", "buyout-in-vain"]
        assert early.early_termination is None
        assert late.early_termination is not None
        assert codes(late)[:2] == ["buyout", "paid-period"]

    @pytest.mark.clause("cancel-before-start", "Q52")
    def test_before_the_sign_up(self) -> None:
        """A card plan is signed up with its first item: a request before it counts as
        made then.
        """
        (price,) = central(us.CENTRAL).prices
        first = change(date(2025, 2, 1), 2, item=price.item)
        found = account(START, price, first)
        answer = answered(found, of_market(us.CENTRAL, date(2025, 1, 20)), us.CENTRAL)

        # 30 days from 1 February end on 2 March.
        assert answer.usable_until == date(2025, 3, 2)
        assert codes(answer)[0] == "before-start"
        assert answer.months == (Period(date(2025, 2, 1), date(2025, 3, 3)),)
        assert answer.owed.minor == 2 * 1000


class TestWithinTheTerm:
    """The months of service that are left, whatever terms there are (H5)."""

    @pytest.mark.clause("H5")
    def test_month_of_the_request(self) -> None:
        """The month of the request is left where a document is still to come for it."""
        # The month from 15 March ends in April, which is billed on 1 April.
        begun = answered(termed(), asked(date(2026, 3, 16)))
        billed = answered(termed(), asked(date(2026, 4, 2)))

        assert [str(one) for one in begun.months] == ["2026-03-15/2026-04-15"]
        assert str(billed.months[0]) == "2026-04-15/2026-05-15"
        first = answered(monthly(), asked(START))
        assert first.months == (Period(START, date(2025, 2, 1)),)
        own = date(2025, 1, 3)
        price = device_price(effective_on=own)
        started = account(own, price, change(own, 5))
        assert answered(started, asked(own + DAY)).months == ()

    @pytest.mark.clause("H1", "Q34")
    def test_before_it_was_agreed(self) -> None:
        """Without a signature there is nothing to cancel before the first term is
        agreed, unless billing started before it.
        """
        assert refusal(cancel(termed(), asked(START - DAY), us.CONNECT)) == [
            ("not-signed", "H1")
        ]
        assert last_day(termed(), START) == date(2026, 4, 14)
        later = Term(id="later", agreed_on=day(10, 1), months=15)
        assert last_day(monthly(terms=(later,)), day(9, 15)) == day(9, 30)


class TestIds:
    """The ids of the facts begin with the request's."""

    @pytest.mark.parametrize("name", ["x" * 197, "taken"])
    def test_told_of_the_request(self, name: str) -> None:
        """An id that is too long or given already is told as the request's."""
        taken = [change(day(1, 1), 1, id=f"taken:{one}") for one in ("end", "number")]
        found = evolve(monthly(), changes=(*monthly().changes, *taken))
        with pytest.raises(BillingError) as caught:
            cancel(found, asked(day(9, 15), id=name), us.CONNECT)
        assert caught.value.path == "request.id"

    def test_of_every_request(self) -> None:
        """To undo, to reactivate and to drop a number as well."""
        ended = answered(monthly(), asked(day(9, 15))).account
        numbers = account(START, change(START, 3, item="number"))
        long: dict[str, Any] = {"id": "x" * 199}
        calls: list[Callable[[], object]] = [
            lambda: undo(ended, keeping(day(9, 20), **long), us.CONNECT),
            lambda: reactivate(ended, again(day(10, 5), **long), us.CONNECT),
            lambda: cancel_number(
                numbers,
                NumberRequest(requested_on=day(9, 10), item="number", **long),
                us.CONNECT,
            ),
        ]
        for call in calls:
            with pytest.raises(InvalidValue, match=r"request\.id"):
                call()

    def test_other_errors(self) -> None:
        """An error over anything else keeps its path."""
        with pytest.raises(BillingError) as caught:
            cancel(monthly(), asked(date(2999, 12, 30)), us.CONNECT)
        assert caught.value.path == "last_day_of_service"


DAYS = st.integers(0, 1200).map(lambda days: START + timedelta(days))
MARKETS = st.sampled_from((us.CONNECT, AT_ONCE, CENTRAL))
LEAVING = st.sampled_from(Leaving)


@st.composite
def accounts(
    draw: st.DrawFn, terms: tuple[int | None, ...] = (None, 1, 3, 12, 15, 36)
) -> Account:
    """Return an account month to month, or with a term of some months."""
    months = draw(st.sampled_from(terms))
    if months is None:
        return monthly()
    fields: dict[str, Any] = {
        "start_on": draw(st.none() | st.sampled_from((START, date(2025, 1, 31)))),
        "renewal_months": draw(st.none() | st.integers(1, 14)),
    }
    if draw(st.booleans()):
        return bought_out(months=months, **fields)
    return termed(months, **fields)


def any_account() -> st.SearchStrategy[Account]:
    """Return any of these, or one with items that are billed by the year or quarter."""
    often = st.sampled_from((Frequency.QUARTERLY, Frequency.ANNUAL))
    return accounts() | often.map(periodic)


class TestLaws:
    """Whatever the account and the day."""

    @pytest.mark.clause("H2", "H4", "Q8", "Q33")
    @given(any_account(), DAYS, DAYS, LEAVING, MARKETS)
    def test_later_never_ends_earlier(
        self, found: Account, one: date, other: date, leaving: Leaving, market: Market
    ) -> None:
        """A later request never ends service earlier."""
        first, second = sorted((one, other))

        ends = [last_day(found, on, market, leaving=leaving) for on in (first, second)]
        assert ends[0] <= ends[1]
        assert first <= ends[0]

    @pytest.mark.clause("H2", "H4", "Q8", "Q34")
    @given(any_account(), DAYS, MARKETS)
    def test_sides_of_a_deadline(
        self, found: Account, on: date, market: Market
    ) -> None:
        """On the last day the end is the same, on the day after it is later."""
        answer = answered(found, asked(on), market)

        assert answer.deadline is not None
        last = answer.deadline.value
        assert on <= last <= answer.usable_until
        assert last_day(found, last, market) == answer.usable_until
        assert last_day(found, last + DAY, market) > answer.usable_until

    @pytest.mark.clause("H5")
    @given(any_account(), DAYS, LEAVING, MARKETS)
    def test_months(
        self, found: Account, on: date, leaving: Leaving, market: Market
    ) -> None:
        """The months left chain without a gap from the request to the last day."""
        answer = answered(found, asked(on, leaving=leaving), market)

        assert all(on < one.end for one in answer.months)
        assert all(one.last_day == answer.usable_until for one in answer.months[-1:])
        assert all(one.end == other.start for one, other in pairwise(answer.months))

    @pytest.mark.clause("Q67", "Q68", "correction")
    @settings(max_examples=12)
    @given(any_account(), st.integers(0, 500), LEAVING, MARKETS)
    def test_given_back(
        self, found: Account, later: int, leaving: Leaving, market: Market
    ) -> None:
        """What is given back is what the next invoice takes off, whatever is asked."""
        request = asked(START + later * DAY, leaving=leaving)
        answer = answered(found, request, market)

        assert answer.given_back.minor == taken_off(answer, found)

    @pytest.mark.clause("pending-cancellation")
    @given(any_account(), DAYS, LEAVING, st.integers(0, 400))
    def test_undone(
        self, found: Account, on: date, leaving: Leaving, later: int
    ) -> None:
        """Cancelled and undone, an account is billed as if nothing was asked for."""
        answer = answered(found, asked(on, leaving=leaving))
        back = min(on + later * DAY, answer.usable_until)
        undone = undo(answer.account, keeping(back), us.CONNECT)
        within = Period(on, next_month(next_month(on)))

        assert isinstance(undone, Undone)
        assert invoices_issued(undone.account, within, us.CONNECT) == (
            invoices_issued(found, within, us.CONNECT)
        )

    @pytest.mark.clause("H5", "H6")
    @given(
        accounts((None, 1, 3, 15)), st.integers(0, 300).map(lambda n: START + n * DAY)
    )
    def test_owed(self, found: Account, on: date) -> None:
        """What is owed is what the biller that walks the calendar bills until the end,
        and what was billed before is billed all the same.
        """
        answer = answered(found, asked(on))
        file: dict[str, Any] = {
            "contract": {
                "id": "contract",
                "billing_start_on": START,
                "end": {"id": "end", "last_day_of_service": answer.usable_until},
            },
            "prices": [
                {
                    "id": "p",
                    "item": "device",
                    "kind": "service_charge",
                    "unit_price": Decimal(25),
                    "effective_on": START,
                }
            ],
            "changes": [
                {"id": "c", "item": "device", "quantity": 5, "effective_on": START}
            ],
        }

        billed = reference.bill(file, next_month(answer.usable_until))
        minors = [
            line.minor for one in billed if one.issued_on >= on for line in one.lines
        ]
        assert answer.owed.minor == sum(minors)
        assert all(minor >= 0 for minor in minors)


def test_day_for_notice_of_the_published_example() -> None:
    """The answer names the day that the guide's own example has."""
    found = termed()
    (term,) = found.terms
    rules = (found.contract, us.CONNECT.contracts, us.CONNECT.start)

    answer = answered(found, asked(date(2026, 1, 1)))
    assert answer.deadline == last_day_for_notice(term, *rules)
    assert service_end(day(9, 15), us.CONNECT.contracts.notice).value == day(9, 30)
