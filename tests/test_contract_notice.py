"""Notice: the last day for it, the end of service after it, and of the data then."""

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import day

from gotobilling.business_days import is_business_day, last_business_day_before
from gotobilling.contracts import (
    DeadlineOn,
    NoticeCounted,
    NoticePolicy,
    ServiceEnds,
    data_deleted_on,
    earliest_end,
    last_day_for_notice,
    last_day_of_term,
    last_day_to_cancel,
    service_end,
    term_ended_by,
)
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import AutoRenewal, Contract, ServiceEnd, Term
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.periods import Period, month_start, next_month
from gotobilling.readings import find_reading

START = us.CONNECT.start
POLICIES = us.CONNECT.contracts
RULES = (POLICIES, START)
NOTICE = POLICIES.notice
MOVED = evolve(NOTICE, deadline=DeadlineOn.NEXT_BUSINESS_DAY)
CYCLE = evolve(NOTICE, ends=ServiceEnds.PAID_CYCLE, end_days=0)
CONTRACT = Contract(id="contract", signed_on=day(1, 15, 2025))
TERM = Term(id="term", agreed_on=day(1, 15, 2025), months=15)
OFF = evolve(TERM, auto_renewal=AutoRenewal.OFF)
ONE_DAY = timedelta(1)

days = st.dates(date(2020, 1, 1), date(2028, 12, 31))
holidays = st.sets(st.dates(date(2023, 1, 1), date(2023, 3, 31)), max_size=40).map(
    lambda found: tuple(sorted(found))
)
kinds = st.sampled_from(DeadlineOn)


def month_end(on: date) -> date:
    """Return the last day of the day's month."""
    return next_month(on) - ONE_DAY


def reading(name: str, value: str) -> Market:
    """Return the market under another reading."""
    found = find_reading(name)
    return found.put(us.CONNECT, found.read(value))


class TestLastDayToCancel:
    """The last day to cancel with the end of a month."""

    @pytest.mark.clause("H2", "Q8")
    @pytest.mark.parametrize(
        ("end", "by"),
        [
            (day(1, 31), day(1, 21)),
            (day(2, 28), day(2, 18)),
            (day(2, 29, 2028), day(2, 19, 2028)),
            (day(4, 30), day(4, 20)),
        ],
    )
    def test_ten_days(self, end: date, by: date) -> None:
        """21 January, 18 February, 19 in a leap year, 20 April: 31 - 10, 28 - 10..."""
        assert last_day_to_cancel(end, NOTICE).value == by

    @pytest.mark.clause("Q8")
    def test_explained(self) -> None:
        """The month's last day is day 0."""
        assert last_day_to_cancel(day(1, 31), NOTICE).explain() == (
            "last day to cancel: minus days 2026-01-31, 10 = 2026-01-21 [Q8]"
        )

    @pytest.mark.clause("Q63")
    def test_next_business_day(self) -> None:
        """Saturday 21 February moves to Monday the 23rd, and past a holiday there."""
        end, monday = day(3, 3), (day(2, 23),)
        by_cycle = evolve(MOVED, ends=ServiceEnds.PAID_CYCLE)
        found = last_day_to_cancel(end, by_cycle)

        assert found.value == day(2, 23)
        assert found.explain().splitlines() == [
            "last day to cancel: minus days 2026-03-03, 10 = 2026-02-21 [Q32]",
            (
                "next business day: next business day 2026-02-21, no holidays = "
                "2026-02-23 [Q63]"
            ),
            "last day to cancel: earlier 2026-02-23, 2026-03-03 = 2026-02-23 [Q63]",
        ]
        closed = evolve(by_cycle, holidays=monday)
        assert last_day_to_cancel(end, closed).value == day(2, 24)

    @pytest.mark.clause("Q63")
    def test_never_past_the_end(self) -> None:
        """A deadline on Saturday 31 January does not move into another month."""
        no_days = evolve(MOVED, end_days=0)

        assert last_day_to_cancel(day(1, 31), no_days).value == day(1, 31)

    @pytest.mark.clause("Q32")
    def test_paid_cycle(self) -> None:
        """A plan of Central is cancelled up to the last day of its cycle."""
        found = last_day_to_cancel(day(2, 13), CYCLE)

        assert found.value == day(2, 13)
        assert found.proof.clauses()[0].id == "Q32"

    @pytest.mark.clause("Q8")
    def test_no_month_end(self) -> None:
        """Where service ends with a month, no other day is asked about."""
        with pytest.raises(InvalidValue, match=r"^last_day must be the last day of a"):
            last_day_to_cancel(day(1, 30), NOTICE)


class TestServiceEnd:
    """The last day of service after a request."""

    @pytest.mark.clause("H2", "H5", "Q8")
    @pytest.mark.parametrize(
        ("requested", "end"),
        [
            (day(1, 1), day(1, 31)),
            (day(1, 21), day(1, 31)),
            (day(1, 22), day(2, 28)),
            (day(2, 18), day(2, 28)),
            (day(2, 19), day(3, 31)),
            (day(12, 22), day(1, 31, 2027)),
        ],
    )
    def test_month_end(self, requested: date, end: date) -> None:
        """Ten days or more before a month's last day end service then, fewer later."""
        assert service_end(requested, NOTICE).value == end

    @pytest.mark.clause("Q63")
    @pytest.mark.parametrize(
        ("requested", "end"),
        [
            (day(2, 18), day(2, 28)),
            (day(2, 19), day(3, 31)),
            (day(3, 21), day(3, 31)),
            (day(3, 22), day(3, 31)),
            (day(3, 23), day(3, 31)),
            (day(3, 24), day(4, 30)),
        ],
    )
    def test_moved(self, requested: date, end: date) -> None:
        """Where 21 March is a Saturday, a request on Monday the 23rd is in time."""
        assert service_end(requested, MOVED).value == end

    @pytest.mark.clause("Q63")
    def test_moved_explained(self) -> None:
        """From Monday the 23rd, the days of notice begin on the Saturday before."""
        assert service_end(day(3, 23), MOVED).explain().splitlines() == [
            (
                "business day before the request: previous business day 2026-03-23, "
                "no holidays = 2026-03-20 [Q63]"
            ),
            "day 0 of the notice: day after 2026-03-20 = 2026-03-21 [Q63]",
            "notice has run: plus days 2026-03-21, 10 = 2026-03-31 [Q8]",
            "earliest end of service: later 2026-03-23, 2026-03-31 = 2026-03-31 [Q8]",
            "the month after: next month 2026-03-31 = 2026-04-01 [Q8]",
            "last day of service: day before 2026-04-01 = 2026-03-31 [Q8]",
        ]

    @pytest.mark.clause("Q63")
    def test_moved_never_before_the_request(self) -> None:
        """Without days of notice, a request on Sunday 1 February ends with February."""
        assert service_end(day(2, 1), evolve(MOVED, end_days=0)).value == day(2, 28)

    @pytest.mark.clause("Q32")
    @pytest.mark.parametrize("requested", [day(1, 15), day(1, 31), day(2, 13)])
    def test_paid_cycle(self, requested: date) -> None:
        """A plan of Central ends with the 30 days in which the request falls."""
        cycle = Period(day(1, 15), day(2, 14))
        found = service_end(requested, CYCLE, cycle)

        assert found.value == day(2, 13)
        assert found.explain().splitlines()[1:] == [
            "last day of the cycle: day before 2026-02-14 = 2026-02-13 [Q32]",
            f"last day of service: later {requested}, 2026-02-13 = 2026-02-13 [Q32]",
        ]

    @pytest.mark.clause("Q32")
    def test_ten_days_before_a_cycle(self) -> None:
        """With ten days' notice, a request on 3 February ends the cycle to the 13th."""
        ten = evolve(CYCLE, end_days=10)
        first, second = (
            Period(day(1, 15), day(2, 14)),
            Period(day(2, 14), day(3, 16)),
        )

        assert service_end(day(2, 3), ten, first).value == day(2, 13)
        assert service_end(day(2, 4), ten, second).value == day(3, 15)
        with pytest.raises(
            InvalidValue, match=r"^cycle must be the one that holds 202"
        ):
            service_end(day(2, 4), ten, first)

    @pytest.mark.clause("Q32", "Q63")
    def test_earliest_end(self) -> None:
        """The cycle to tell is the one that holds the request and ten days more."""
        ten = evolve(CYCLE, end_days=10)
        moved = evolve(ten, deadline=DeadlineOn.NEXT_BUSINESS_DAY)

        assert earliest_end(day(2, 3), ten).value == day(2, 13)
        assert earliest_end(day(2, 3), CYCLE).value == day(2, 3)
        # Monday 2 February is as good as Saturday 31 January.
        assert earliest_end(day(2, 2), moved).value == day(2, 10)

    @pytest.mark.clause("Q32")
    def test_cycle_where_asked(self) -> None:
        """A cycle is told where service ends with one, and nowhere else."""
        with pytest.raises(InvalidValue, match=r"^cycle must be given where service"):
            service_end(day(1, 15), CYCLE)
        with pytest.raises(InvalidValue, match=r"^cycle must be given where service"):
            service_end(day(1, 15), NOTICE, Period(day(1, 15), day(2, 14)))

    def test_no_day(self) -> None:
        """What is no day is no request."""
        no_day: Any = "2026-01-15"
        with pytest.raises(WrongType, match=r"^requested_on must be a date"):
            service_end(no_day, NOTICE)


class TestLastDayForNotice:
    """The last day for notice before a renewal."""

    @pytest.mark.clause("H4", "Q34", "cancel-page")
    def test_thirty_days(self) -> None:
        """For a renewal on 15 April 2026 it is 16 March: 15 of April, 15 of March."""
        found = last_day_for_notice(TERM, CONTRACT, *RULES)

        assert found.value == day(3, 16)
        assert found.explain().splitlines()[-1] == (
            "last day for notice: minus days 2026-04-15, 30 = 2026-03-16 [Q34]"
        )
        assert last_day_for_notice(TERM, CONTRACT, *RULES, number=2).value == (
            day(3, 16, 2027)
        )

    @pytest.mark.clause("Q34", "terms-renewal")
    def test_from_the_last_day(self) -> None:
        """Counted to the last day of the term it is 15 March, a day earlier."""
        market = reading("notice_day_0", "last_day")
        found = last_day_for_notice(TERM, CONTRACT, market.contracts, START)

        assert found.value == day(3, 15)
        assert found.explain().splitlines()[-2:] == [
            "last day of the term: day before 2026-04-15 = 2026-04-14 [Q34]",
            "last day for notice: minus days 2026-04-14, 30 = 2026-03-15 [Q34]",
        ]

    @pytest.mark.clause("Q63")
    def test_next_business_day(self) -> None:
        """Sunday 15 March moves to Monday, if deadlines move; 16 March is a Monday."""
        moved = reading("deadlines", "next_business_day").contracts
        both = evolve(
            moved, notice=evolve(moved.notice, counted_to=NoticeCounted.LAST_DAY)
        )

        assert last_day_for_notice(TERM, CONTRACT, moved, START).value == day(3, 16)
        assert last_day_for_notice(TERM, CONTRACT, both, START).value == day(3, 16)

    @pytest.mark.clause("Q63")
    def test_never_past_the_term(self) -> None:
        """A deadline never moves past the last day of the term, 14 April."""
        no_days = evolve(
            POLICIES,
            notice=evolve(
                MOVED,
                renewal_days=1,
                holidays=tuple(day(4, number) for number in range(14, 20)),
            ),
        )

        assert last_day_for_notice(TERM, CONTRACT, no_days, START).value == day(4, 14)

    @pytest.mark.clause("Q34")
    @pytest.mark.parametrize("counted_to", NoticeCounted)
    def test_no_days(self, counted_to: NoticeCounted) -> None:
        """Without days of notice the last day of the term is in time, and no later."""
        notice = evolve(NOTICE, renewal_days=0, counted_to=counted_to)
        policies = evolve(POLICIES, notice=notice)

        assert last_day_for_notice(TERM, CONTRACT, policies, START).value == day(4, 14)
        for on, last in ((day(4, 14), day(4, 14)), (day(4, 15), day(4, 14, 2027))):
            assert term_ended_by(on, TERM, CONTRACT, policies, START).value == last

    @pytest.mark.clause("H4")
    def test_without_renewal(self) -> None:
        """A term that does not renew takes no notice."""
        with pytest.raises(
            InvalidValue, match=r"^auto_renewal must be on where notice"
        ):
            last_day_for_notice(OFF, CONTRACT, *RULES)


class TestTermEndedBy:
    """The last day of a set term that notice ends."""

    @pytest.mark.clause("H4", "H5", "Q8", "Q34")
    @pytest.mark.parametrize(
        ("given_on", "last"),
        [
            (day(1, 15, 2025), day(4, 14)),
            (day(3, 16), day(4, 14)),
            (day(3, 17), day(4, 14, 2027)),
            (day(4, 20), day(4, 14, 2027)),
            (day(3, 17, 2027), day(4, 14, 2028)),
        ],
    )
    def test_in_time_or_one_more_term(self, given_on: date, last: date) -> None:
        """Notice up to 16 March ends the term, later notice the one of 12 months."""
        found = term_ended_by(given_on, TERM, CONTRACT, *RULES)

        assert found.value == last
        until = last.replace(month=3, day=16)
        steps = found.explain().splitlines()
        assert steps[-3] == (
            f"notice is in time until: later {given_on}, {until} = {until} [Q8]"
        )
        assert steps[-1] == (
            f"last day of service: later {until}, {last} = {last} [Q8]"
        )

    @pytest.mark.clause("H4")
    def test_before_the_term(self) -> None:
        """Notice before the first day ends the initial term on its last day."""
        early = day(1, 2, 2025)

        assert term_ended_by(early, TERM, CONTRACT, *RULES).value == day(4, 14)

    @pytest.mark.clause("H4", "Q8")
    def test_more_days_than_the_term_has(self) -> None:
        """30 days before the end of a term of a month may lie before its first day."""
        monthly = evolve(TERM, months=1, renewal_months=1)
        ends = [
            term_ended_by(on, monthly, CONTRACT, *RULES).value
            for on in (day(1, 16, 2025), day(1, 17, 2025), day(2, 13, 2025))
        ]

        assert ends == [day(2, 14, 2025), day(3, 14, 2025), day(3, 14, 2025)]

    @pytest.mark.clause("H4")
    @pytest.mark.parametrize("given_on", [day(1, 15, 2025), day(4, 14)])
    def test_without_renewal(self, given_on: date) -> None:
        """A term that does not renew ends by itself, whenever notice is given."""
        assert term_ended_by(given_on, OFF, CONTRACT, *RULES).value == day(4, 14)

    @pytest.mark.clause("H4")
    def test_after_the_end(self) -> None:
        """No notice ends a term that has ended."""
        with pytest.raises(
            InvalidValue, match=r"^given_on must be on or before 2026-04"
        ):
            term_ended_by(day(4, 15), OFF, CONTRACT, *RULES)

    def test_no_day(self) -> None:
        """What is no day is no notice."""
        no_day: Any = None
        with pytest.raises(WrongType, match=r"^given_on must be a date"):
            term_ended_by(no_day, TERM, CONTRACT, *RULES)


class TestDeletion:
    """When data is deleted."""

    @pytest.mark.clause("H9", "H10", "Q4")
    @pytest.mark.parametrize(
        ("choice", "deleted"),
        [
            ("ninety_days", day(11, 29)),
            ("six_months", day(2, 28, 2027)),
            ("thirty_days", day(9, 30)),
        ],
    )
    def test_after_the_last_day(self, choice: str, deleted: date) -> None:
        """After 31 August: 30 + 31 + 29 days, or six months, or 30 days."""
        policy = reading("data_deletion", choice).contracts.deletion

        assert data_deleted_on(day(8, 31), policy).value == deleted

    @pytest.mark.clause("H9", "Q4")
    def test_explained(self) -> None:
        """The last day of service is day 0, and read from a fact where one says it."""
        end = ServiceEnd(id="end", last_day_of_service=day(4, 14))
        found = data_deleted_on(end, POLICIES.deletion)

        assert found.explain() == (
            "data is deleted: plus days 2026-04-14, 90 = 2026-07-13 [Q4]"
        )
        assert found.proof.facts() == (end,)
        assert data_deleted_on(day(4, 14), POLICIES.deletion).proof.facts() == ()

    def test_no_day(self) -> None:
        """What is neither an end nor a day deletes nothing."""
        no_day: Any = "2026-04-14"
        with pytest.raises(WrongType, match=r"^end must be a date"):
            data_deleted_on(no_day, POLICIES.deletion)


class TestBusinessDayBefore:
    """The business day before a day."""

    @given(days, holidays)
    def test_nothing_between(self, on: date, closed: tuple[date, ...]) -> None:
        """It lies before the day, and no business day lies between them."""
        found = last_business_day_before(on, closed)
        between = (found + timedelta(n) for n in range(1, (on - found).days))

        assert found < on
        assert is_business_day(found, closed)
        assert not any(is_business_day(one, closed) for one in between)


def moved_by(policy: NoticePolicy, deadline: DeadlineOn, off: Any) -> NoticePolicy:  # noqa: ANN401 -- drawn
    """Return the policy with another choice of deadlines, and holidays where it can."""
    closed = off if deadline is DeadlineOn.NEXT_BUSINESS_DAY else ()
    return evolve(policy, deadline=deadline, holidays=closed)


class TestLaws:
    """What holds for every request."""

    @pytest.mark.clause("H2", "Q8", "Q63")
    @given(
        st.dates(date(2022, 12, 1), date(2023, 5, 1)),
        st.integers(0, 45),
        kinds,
        holidays,
    )
    def test_the_first_end_that_is_in_time(
        self,
        requested: date,
        end_days: int,
        deadline: DeadlineOn,
        closed: tuple[date, ...],
    ) -> None:
        """Service ends with the first month whose last day to cancel is not over."""
        policy = evolve(moved_by(NOTICE, deadline, closed), end_days=end_days)
        end = service_end(requested, policy).value
        before = month_start(end) - ONE_DAY

        assert end == month_end(end)
        assert requested <= end
        assert requested <= last_day_to_cancel(end, policy).value
        assert requested > last_day_to_cancel(before, policy).value

    @pytest.mark.clause("H2", "Q8")
    @given(days, st.integers(0, 400), st.integers(0, 45), kinds)
    def test_later_never_ends_earlier(
        self, requested: date, later: int, end_days: int, deadline: DeadlineOn
    ) -> None:
        """A later request never ends service earlier."""
        policy = evolve(NOTICE, end_days=end_days, deadline=deadline)
        first = service_end(requested, policy).value

        assert first <= service_end(requested + timedelta(later), policy).value

    @pytest.mark.clause("Q8")
    @given(days, kinds)
    def test_two_sides_of_a_deadline(self, on: date, deadline: DeadlineOn) -> None:
        """The last day to cancel ends service with the month, the next day does not."""
        policy = evolve(NOTICE, deadline=deadline)
        end = month_end(on)
        by = last_day_to_cancel(end, policy).value

        assert service_end(by, policy).value == end
        assert service_end(by + ONE_DAY, policy).value == month_end(end + ONE_DAY)

    @pytest.mark.clause("H4", "Q34")
    @given(days, st.integers(1, 36), st.integers(1, 4), kinds)
    def test_two_sides_of_a_notice(
        self, start: date, months: int, number: int, deadline: DeadlineOn
    ) -> None:
        """The last day for notice ends the term, the day after ends the next one."""
        policies = evolve(POLICIES, notice=evolve(NOTICE, deadline=deadline))
        contract = Contract(id="contract", signed_on=start)
        term = evolve(TERM, agreed_on=start, known_on=start, months=months)
        rules = (policies, START)
        by = last_day_for_notice(term, contract, *rules, number=number).value

        for on, ended in ((by, number), (by + ONE_DAY, number + 1)):
            last = last_day_of_term(term, contract, *rules, number=ended)
            assert term_ended_by(on, term, contract, *rules).value == last.value

    @pytest.mark.clause("H5")
    @given(days, st.integers(1, 36), st.integers(0, 1000), st.integers(0, 400))
    def test_later_notice_never_ends_earlier(
        self, start: date, months: int, after: int, later: int
    ) -> None:
        """Later notice never ends a term earlier."""
        contract = Contract(id="contract", signed_on=start)
        term = evolve(TERM, agreed_on=start, known_on=start, months=months)
        first, second = (
            term_ended_by(start + timedelta(n), term, contract, *RULES).value
            for n in (after, after + later)
        )

        assert first <= second
