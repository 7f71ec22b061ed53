"""Set terms: first day, renewals, expiry, the term of a day, and what is shown."""

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import day

from gotobilling.contracts import (
    ContractPolicies,
    PriceMayChange,
    TermCounted,
    TermFacts,
    circuit_start,
    last_day_of_term,
    price_may_change_on,
    renewal_on,
    subscription_shown,
    term_on,
    term_start,
    trial_end,
)
from gotobilling.errors import AmbiguousDate, InvalidValue, WrongType
from gotobilling.facts import (
    AutoRenewal,
    CircuitActivation,
    Contract,
    ServiceEnd,
    Term,
    Trial,
)
from gotobilling.kinds import Frequency
from gotobilling.markets import us
from gotobilling.periods import MissingDay
from gotobilling.sources import Clause, Standing

START = us.CONNECT.start
POLICIES = us.CONNECT.contracts
RULES = (POLICIES, START)
BY_SIGNATURE = evolve(
    POLICIES, term=evolve(POLICIES.term, counted_from=TermCounted.SIGNATURE)
)
JANUARY_15 = Contract(id="contract", signed_on=day(1, 15, 2025))
ONE_DAY = timedelta(1)

days = st.dates(date(2020, 1, 1), date(2028, 12, 31))


def term(months: int = 15, **fields: Any) -> Term:  # noqa: ANN401 -- any field
    """Return a term agreed on 15 January 2025."""
    return Term(
        **{"id": "term", "agreed_on": day(1, 15, 2025), **fields}, months=months
    )


def signed(on: date) -> Contract:
    """Return a contract signed on a day."""
    return Contract(id="contract", signed_on=on)


OFF = term(auto_renewal=AutoRenewal.OFF)


class TestTermStart:
    """The first day of the initial term."""

    @pytest.mark.clause("Q34")
    def test_billing_start(self) -> None:
        """A term signed on 15 January with 2 free months begins on 15 March."""
        free = evolve(JANUARY_15, free_months=2)
        found = term_start(term(), free, *RULES)

        assert found.value == day(3, 15, 2025)
        assert found.explain().splitlines() == [
            "free months have run: plus months 2025-01-15, 2, clamp = 2025-03-15 [Q18]",
            "first day of the term: given 2025-03-15 = 2025-03-15 [Q34]",
        ]
        assert found.proof.facts() == (free,)

    @pytest.mark.clause("Q34")
    def test_own_day(self) -> None:
        """The first day that the contract gives the term goes before billing start."""
        own = term(start_on=day(2, 1, 2025))

        assert term_start(own, JANUARY_15, *RULES).value == day(2, 1, 2025)

    @pytest.mark.clause("Q34", "terms-renewal")
    def test_signature(self) -> None:
        """Under the other reading a term begins on the day on which it was agreed."""
        free = evolve(JANUARY_15, free_months=2)
        own = term(start_on=day(2, 1, 2025))

        assert term_start(own, free, BY_SIGNATURE, START).value == day(1, 15, 2025)

    @pytest.mark.clause("Q34")
    def test_terms_of_the_customer(self) -> None:
        """Where the contract holds the policy, the proof cites it and no reading."""
        ours = Clause(
            id="acme-1",
            text="Terms run from the start.",
            standing=Standing.CONTRACT,
            checked=day(1, 15, 2025),
        )
        policies = evolve(POLICIES, term=evolve(POLICIES.term, clause=ours))
        found = renewal_on(term(), JANUARY_15, policies, START)

        assert {step.clause for step in list(found.proof)[1:]} == {ours}


class TestRenewal:
    """The first day of each further term."""

    @pytest.mark.clause("H4", "Q34")
    def test_fifteen_months(self) -> None:
        """15 months from 15 January 2025 renew on 15 April 2026: 12 and then 3."""
        found = renewal_on(term(), JANUARY_15, *RULES)

        assert found.value == day(4, 15, 2026)
        assert found.explain().splitlines()[-1] == (
            "renewal date: plus months 2025-01-15, 15, clamp = 2026-04-15 [Q34]"
        )

    @pytest.mark.clause("Q8", "terms-renewal")
    def test_renews_by_twelve_months(self) -> None:
        """A term of 15 months renews by 12, and not by 15, unless the contract does."""
        own = term(renewal_months=15)

        assert [
            renewal_on(one, JANUARY_15, *RULES, number=3).value for one in (term(), own)
        ] == [day(4, 15, 2028), day(10, 15, 2028)]
        assert "sum 15, 12 = 27 [Q8]" in (
            renewal_on(term(), JANUARY_15, *RULES, number=2).explain()
        )
        assert renewal_on(own, JANUARY_15, *RULES, number=3).explain().splitlines()[
            -2:
        ] == [
            "months to the renewal date: sum 15, 15, 15 = 45 [Q8]",
            "renewal date: plus months 2025-01-15, 45, clamp = 2028-10-15 [Q34]",
        ]

    @pytest.mark.clause("M1", "Q34")
    def test_quoted(self) -> None:
        """A renewal date on the quote counts, and later ones are counted from it."""
        quoted = term(renewal_on=day(5, 31, 2026), renewal_months=1)
        dates = [renewal_on(quoted, JANUARY_15, *RULES, number=n) for n in (1, 2, 3)]

        assert [one.value for one in dates] == [
            day(5, 31, 2026),
            day(6, 30, 2026),
            day(7, 31, 2026),
        ]
        assert [one.explain() for one in dates] == [
            "renewal date: given 2026-05-31 = 2026-05-31 [Q34]",
            "renewal date: plus months 2026-05-31, 1, clamp = 2026-06-30 [Q34]",
            (
                "months to the renewal date: sum 1, 1 = 2 [Q8]\n"
                "renewal date: plus months 2026-05-31, 2, clamp = 2026-07-31 [Q34]"
            ),
        ]

    @pytest.mark.clause("Q34")
    def test_anchor_is_kept(self) -> None:
        """A term from 31 January comes back to the 31st after each shorter month."""
        monthly = term(1, renewal_months=1)
        found = [
            renewal_on(monthly, signed(day(1, 31, 2027)), *RULES, number=n).value.day
            for n in range(1, 15)
        ]

        assert found == [28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29, 31]

    @pytest.mark.clause("Q34")
    def test_missing_day(self) -> None:
        """A year from 29 February rolls over to 1 March, or is a person's to say."""
        yearly, leap = term(12), signed(day(2, 29, 2024))
        rolled, refused = (
            evolve(POLICIES, term=evolve(POLICIES.term, missing_day=one))
            for one in (MissingDay.ROLL_OVER, MissingDay.REFUSE)
        )

        assert renewal_on(yearly, leap, *RULES).value == day(2, 28, 2025)
        assert renewal_on(yearly, leap, rolled, START).value == day(3, 1, 2025)
        with pytest.raises(AmbiguousDate):
            renewal_on(yearly, leap, refused, START)

    @pytest.mark.clause("H4")
    def test_no_renewal(self) -> None:
        """A term that does not renew has no renewal date, and no second term."""
        with pytest.raises(InvalidValue, match=r"^auto_renewal must be on .* \[H4\]"):
            renewal_on(OFF, JANUARY_15, *RULES)
        with pytest.raises(InvalidValue, match=r"^number must be 1 where"):
            last_day_of_term(OFF, JANUARY_15, *RULES, number=2)

    @pytest.mark.clause("Q34")
    @pytest.mark.parametrize("quoted", [day(2, 14, 2025), day(3, 15, 2025)])
    def test_quoted_too_early(self, quoted: date) -> None:
        """A quoted renewal date on or before the first day of the term is refused."""
        free = evolve(JANUARY_15, free_months=2)
        early = term(renewal_on=quoted)

        with pytest.raises(InvalidValue, match=r"^renewal_on must be after 2025-03-15"):
            renewal_on(early, free, *RULES)

    @pytest.mark.parametrize("number", [0, -1, 13201])
    def test_number(self, number: int) -> None:
        """Terms are counted from 1, and 1100 years of months are enough."""
        with pytest.raises(InvalidValue, match=r"^number must be "):
            renewal_on(term(), JANUARY_15, *RULES, number=number)

    def test_number_is_whole(self) -> None:
        """The number of a term is no claim."""
        with pytest.raises(WrongType, match=r"^number must be a whole number"):
            renewal_on(term(), JANUARY_15, *RULES, number=True)


class TestExpiry:
    """The last day of a term."""

    @pytest.mark.clause("A15", "H4", "Q34")
    def test_last_day(self) -> None:
        """A term that does not renew expires on 14 April 2026, its last day."""
        found = last_day_of_term(OFF, JANUARY_15, *RULES)

        assert found.value == day(4, 14, 2026)
        assert found.explain().splitlines()[-2:] == [
            (
                "first day after the term: plus months 2025-01-15, 15, clamp = "
                "2026-04-15 [Q34]"
            ),
            "last day of the term: day before 2026-04-15 = 2026-04-14 [Q34]",
        ]

    @pytest.mark.clause("Q34")
    def test_of_a_later_term(self) -> None:
        """The second term ends on the day before the second renewal."""
        found = last_day_of_term(term(), JANUARY_15, *RULES, number=2)

        assert found.value == day(4, 14, 2027)


class TestPrice:
    """How long a price is safe."""

    @pytest.mark.clause("terms-price")
    @pytest.mark.parametrize("one", [term(), OFF])
    def test_after_the_initial_term(self, one: Term) -> None:
        """Prices may change on the first day after the initial term, 15 April 2026."""
        found = price_may_change_on(one, JANUARY_15, *RULES)

        assert found.value == day(4, 15, 2026)
        assert found.explain().splitlines()[-1] == (
            "price may change: given 2026-04-15 = 2026-04-15 [terms-price]"
        )

    @pytest.mark.clause("terms-price")
    def test_whatever_term_runs(self) -> None:
        """It is the end of the initial term that counts, in every later term too."""
        third = TermFacts(term(), JANUARY_15, 3)

        assert PriceMayChange(POLICIES.term, START)(third).value == day(4, 15, 2026)


class TestTermOn:
    """Which term runs on a day."""

    @pytest.mark.clause("H4", "Q8", "Q34")
    @pytest.mark.parametrize(
        ("on", "number", "period"),
        [
            (day(1, 15, 2025), 1, "2025-01-15/2026-04-15"),
            (day(4, 14, 2026), 1, "2025-01-15/2026-04-15"),
            (day(4, 15, 2026), 2, "2026-04-15/2027-04-15"),
            (day(4, 14, 2028), 3, "2027-04-15/2028-04-15"),
        ],
    )
    def test_runs(self, on: date, number: int, period: str) -> None:
        """15 months from 15 January 2025 are followed by years from 15 April."""
        run = term_on(on, term(), JANUARY_15, *RULES)

        assert run is not None
        assert (run.number, str(run.period), run.renews) == (number, period, True)

    @pytest.mark.clause("Q34")
    def test_before(self) -> None:
        """No term runs on the day before the first one."""
        assert term_on(day(1, 14, 2025), term(), JANUARY_15, *RULES) is None

    @pytest.mark.clause("A15")
    def test_without_renewal(self) -> None:
        """A term that does not renew runs on its last day, and none after it."""
        run = term_on(day(4, 14, 2026), OFF, JANUARY_15, *RULES)

        assert run is not None
        assert (run.number, run.renews) == (1, False)
        assert term_on(day(4, 15, 2026), OFF, JANUARY_15, *RULES) is None

    def test_no_day(self) -> None:
        """What is no day has no term."""
        no_day: Any = "2026-04-14"
        with pytest.raises(WrongType, match=r"^on must be a date"):
            term_on(no_day, term(), JANUARY_15, *RULES)


class TestShown:
    """What a subscription shows of itself."""

    @pytest.mark.clause("A15")
    @pytest.mark.parametrize(
        ("on", "renewal"),
        [
            (day(1, 1, 2025), day(4, 15, 2026)),
            (day(4, 14, 2026), day(4, 15, 2026)),
            (day(4, 15, 2026), day(4, 15, 2027)),
        ],
    )
    def test_renewal_date(self, on: date, renewal: date) -> None:
        """It shows when the term that runs renews; before it runs, the first one."""
        shown = subscription_shown(on, Frequency.ANNUAL, term(), JANUARY_15, *RULES)

        assert shown.frequency is Frequency.ANNUAL
        assert shown.renewal is not None
        assert (shown.renewal.value, shown.expiry) == (renewal, None)

    @pytest.mark.clause("A15")
    @pytest.mark.parametrize("on", [day(1, 1, 2026), day(1, 1, 2027)])
    def test_expiry_without_renewal(self, on: date) -> None:
        """Without renewal it shows when it expires, before and after."""
        shown = subscription_shown(on, Frequency.MONTHLY, OFF, JANUARY_15, *RULES)

        assert shown.renewal is None
        assert shown.expiry is not None
        assert shown.expiry.value == day(4, 14, 2026)

    @pytest.mark.clause("A15")
    def test_expiry_once_cancelled(self) -> None:
        """Once cancelled it shows its last day of service in place of the renewal."""
        end = ServiceEnd(id="end", last_day_of_service=day(2, 28, 2026))
        shown = subscription_shown(
            day(1, 1), Frequency.MONTHLY, term(), JANUARY_15, *RULES, end=end
        )

        assert shown.renewal is None
        assert shown.expiry is not None
        assert shown.expiry.explain() == (
            "expires: given 2026-02-28 = 2026-02-28 [A15]"
        )


class TestCircuit:
    """When a circuit is billed from."""

    @pytest.mark.clause("A11", "circuit-start")
    @pytest.mark.parametrize(
        ("named", "start"),
        [
            (None, day(7, 15)),
            (day(7, 15), day(7, 15)),
            (day(7, 20), day(7, 20)),
        ],
    )
    def test_start(self, named: date | None, start: date) -> None:
        """A circuit is billed from its confirmation, or from a later day if named."""
        confirmed = CircuitActivation(
            id="circuit", item="fibre", effective_on=day(7, 15), billing_start_on=named
        )

        assert circuit_start(confirmed).value == start
        assert circuit_start(confirmed).proof.clauses()[0].id == "circuit-start"

    @pytest.mark.clause("A11")
    def test_before_confirmation(self) -> None:
        """No circuit is billed from before its confirmation."""
        with pytest.raises(
            InvalidValue, match=r"^billing_start_on must be on or after"
        ):
            CircuitActivation(
                id="circuit",
                item="fibre",
                effective_on=day(7, 15),
                billing_start_on=day(7, 14),
            )


class TestTrial:
    """When a trial is over."""

    @pytest.mark.clause("H14", "H15", "trial-end")
    @pytest.mark.parametrize(
        ("start", "length", "free"),
        [
            (day(2, 20), 14, day(3, 6)),
            (day(2, 20, 2028), 14, day(3, 5, 2028)),
            (day(12, 31), 1, day(1, 1, 2027)),
        ],
    )
    def test_end(self, start: date, length: int, free: date) -> None:
        """14 days from 20 February are 9 of February and 5 of March, or 10 and 4."""
        trial = Trial(id="trial", product="webinar", effective_on=start, days=length)

        assert trial_end(trial).value == free
        assert trial_end(trial).proof.facts() == (trial,)


class TestLaws:
    """What holds for every term."""

    @pytest.mark.clause("H4", "Q8", "Q34")
    @given(days, st.integers(1, 36), st.integers(1, 24), st.integers(1, 6))
    def test_terms_chain(
        self, start: date, months: int, further: int, number: int
    ) -> None:
        """Each term begins on the day after the last day of the one before."""
        one, contract = term(months, renewal_months=further), signed(start)
        renewal = renewal_on(one, contract, *RULES, number=number).value
        last = last_day_of_term(one, contract, *RULES, number=number).value
        before = term_on(last, one, contract, *RULES)
        after = term_on(renewal, one, contract, *RULES)

        assert last + ONE_DAY == renewal
        assert before is not None
        assert after is not None
        assert (before.number, after.number) == (number, number + 1)
        assert before.renewal.proof.steps[-1].value == renewal
        assert before.period.end == after.period.start

    @pytest.mark.clause("Q34")
    @given(days, st.integers(1, 36), st.integers(0, 4000))
    def test_a_day_lies_in_its_term(self, start: date, months: int, later: int) -> None:
        """From the first day on every day lies in one term."""
        on = start + timedelta(later)
        run = term_on(on, term(months), signed(start), *RULES)

        assert run is not None
        assert on in run.period

    @pytest.mark.clause("Q34")
    @given(days, st.integers(1, 36), st.integers(1, 5))
    def test_anchor(self, start: date, months: int, number: int) -> None:
        """A renewal has the first day's number, or is the last day of its month."""
        found = renewal_on(term(months), signed(start), *RULES, number=number).value

        assert found.day == start.day or (found + ONE_DAY).day == 1
        assert found.day <= start.day
        counted = (found.year - start.year) * 12 + found.month - start.month
        assert counted == months + 12 * (number - 1)

    @pytest.mark.clause("terms-price")
    @given(days, st.integers(1, 36))
    def test_no_price_changes_within_the_initial_term(
        self, start: date, months: int
    ) -> None:
        """The day before a price may change is the last of the initial term."""
        one, contract = term(months), signed(start)
        run = term_on(
            price_may_change_on(one, contract, *RULES).value - ONE_DAY,
            one,
            contract,
            *RULES,
        )

        assert run is not None
        assert run.number == 1


def policies_of(**changes: Any) -> ContractPolicies:  # noqa: ANN401 -- any field
    """Return the policies with another one of terms."""
    return evolve(POLICIES, term=evolve(POLICIES.term, **changes))


@pytest.mark.clause("Q8")
def test_renewal_length_is_a_policy() -> None:
    """A market may renew by another length: 15 + 6 months lead to 15 October 2026."""
    half_years = policies_of(renewal_months=6)
    found = renewal_on(term(), JANUARY_15, half_years, START, number=2)

    assert found.value == day(10, 15, 2026)
