"""Statements of a partner: what each kind earns, what is taken back, what is paid."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests import builders as b
from tests.partner_stories import (
    ONE_TIME,
    RESIDUAL,
    SPIFF,
    UPFRONT,
    account,
    agreed,
    months,
    noted,
    paid,
)
from tests.receivable_stories import sent

from gotobilling.clauses import CONTRACT_RATES
from gotobilling.commissions import (
    CommissionStatement,
    PartnerAccount,
    check_agreements,
    commission_statement,
    commission_statements,
)
from gotobilling.credits import Settlement, settle
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    InvalidPeriod,
    InvalidValue,
    UnknownName,
    WrongType,
)
from gotobilling.facts import Commission, Withdrawal
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import Invoice, assemble_invoice, invoices_issued
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.payments import NegativeTotal
from gotobilling.periods import Period
from gotobilling.testing.examples import july_start

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
MARCH, APRIL, MAY = months()


def year(
    agreements: Iterable[Commission | Withdrawal],
    *accounts: PartnerAccount,
    market: Market = us.CONNECT,
) -> dict[int, CommissionStatement]:
    """The statements of 2026, by the numbers of their months."""
    found = commission_statements("acme", YEAR, agreements, accounts, market, "USD")
    assert len(found) == 12
    return {one.month.start.month: one for one in found}


def cents(found: dict[int, CommissionStatement]) -> dict[int, int]:
    """What is earned in the months that earn anything, in cents."""
    earned = {month: one.earned.value.minor for month, one in found.items()}
    return {month: one for month, one in earned.items() if one}


def rounded(exact: Fraction) -> int:
    """Cents, half up for both signs."""
    n, rest = divmod(abs(exact), 1)
    return int(n + (rest >= Fraction(1, 2))) * (1 if exact >= 0 else -1)


def other(**readings: str) -> Market:
    """The market under readings."""
    return us.CONNECT.with_readings(readings)


class TestResidual:
    """A share of what is billed for service."""

    @pytest.mark.clause("K2", "Q61", "commission-rates")
    def test_service_lines(self) -> None:
        """Of 100.00 service, 7.00 rent, fees and taxes, 12.5 % are 12.50 a month."""
        found = year([agreed(RESIDUAL)], account(MARCH, APRIL, MAY))
        assert cents(found) == dict.fromkeys((3, 4, 5), 10000 * 125 // 1000)
        [line] = found[3].lines
        assert line.derived.explain().splitlines() == [
            "base: sum 100 = 100 [Q61]",
            "exact commission: percent 100, 25/2 = 25/2 [commission-rates]",
            "commission: round 25/2, half up to the minor unit, USD = 25/2 [Q61]",
        ]
        assert [run.value for run in line.runs] == [date(2026, 3, 15)]

    def test_paid_or_not(self) -> None:
        """A residual does not wait for the customer's payment."""
        unpaid = year([agreed(RESIDUAL)], account(MARCH))
        after = account(MARCH, payments=(paid(6, 1, 13690),))
        assert cents(year([agreed(RESIDUAL)], after)) == cents(unpaid) == {3: 1250}

    @pytest.mark.clause("Q61")
    def test_total(self) -> None:
        """Under the other base, 12.5 % of 136.90 are 17.11."""
        market = other(residual_base="total")
        found = year([agreed(RESIDUAL)], account(MARCH), market=market)
        assert cents(found) == {3: rounded(Fraction(13690 * 125, 1000))}

    def test_month_end(self) -> None:
        """Under the other run, residuals have a day of their own."""
        market = other(residual_run="month_end")
        found = year([agreed(RESIDUAL)], account(MARCH), market=market)[3]
        assert found.pays_on.value == date(2026, 3, 15)
        assert found.residuals_on.value == date(2026, 3, 31)
        assert [run.value for run in found.lines[0].runs] == [date(2026, 3, 31)]

    @pytest.mark.parametrize(
        ("readings", "month"), [({}, 9), ({"residual_run": "month_end"}, 8)]
    )
    def test_after_the_run(self, readings: dict[str, str], month: int) -> None:
        """What is credited on 20 August is taken off the next run of residuals."""
        note = noted(MARCH, 8, 20, share=50)
        agreement = agreed(RESIDUAL)
        found = year([agreement], account(MARCH, note), market=other(**readings))
        assert cents(found) == {3: 1250, month: -625}

    def test_without_service(self) -> None:
        """An invoice that bills no service bears no residual, whatever the base."""
        bought = sent(1, 10000, account="utah")
        for market in (us.CONNECT, other(residual_base="total")):
            assert cents(year([agreed(RESIDUAL)], account(bought), market=market)) == {}

    def test_its_days(self) -> None:
        """The first and the last day of an agreement count, by the invoice's date."""
        only = agreed(
            RESIDUAL, effective_on=date(2026, 4, 1), until_on=date(2026, 4, 1)
        )
        assert cents(year([only], account(MARCH, APRIL, MAY))) == {4: 1250}

    def test_a_new_rate(self) -> None:
        """A rate that follows another counts from its own first day."""
        first = agreed(RESIDUAL, until_on=date(2026, 3, 31))
        then = agreed(RESIDUAL, "10", id="new", effective_on=date(2026, 4, 1))
        found = year([first, then], account(MARCH, APRIL, MAY))
        assert cents(found) == {3: 1250, 4: 1000, 5: 1000}

    def test_a_rate_that_was_wrong(self) -> None:
        """A rate known to be wrong in April is made good with the run after it."""
        right = agreed(
            RESIDUAL,
            "10",
            id="right",
            supersedes="residual",
            known_on=date(2026, 4, 20),
        )
        found = year([agreed(RESIDUAL), right], account(MARCH, APRIL))
        assert cents(found) == {3: 1250, 4: 1250, 5: 2 * (1000 - 1250)}
        assert found[5].lines[0].agreement == right
        assert found[5].agreements == (right, agreed(RESIDUAL))
        assert found[6].agreements == (right,)

    def test_an_agreement_that_never_was(self) -> None:
        """What an agreement earned that never was is taken back whole."""
        never = Withdrawal(id="w", fact="residual", known_on=date(2026, 4, 20))
        found = year([agreed(RESIDUAL), never], account(MARCH, APRIL))
        assert cents(found) == {3: 1250, 4: 1250, 5: -2500}
        assert found[5].lines[0].agreement == agreed(RESIDUAL)
        assert found[5].lines[0].runs == (found[5].residuals_on,)
        assert found[5].documents == (MARCH.digest, APRIL.digest)


class TestClawBack:
    """What is credited or taken back lowers the next statement."""

    @pytest.mark.clause("Q21")
    def test_credit_note(self) -> None:
        """Of 12.50, half is taken back with the run after the note; never more."""
        half = noted(MARCH, 4, 20, share=50)
        found = year([agreed(RESIDUAL)], account(MARCH, half))
        assert cents(found) == {3: 1250, 5: -(1250 - 625)}
        [line] = found[5].lines
        assert line.is_claw_back
        assert line.issued_on == date(2026, 3, 1)
        assert not found[3].lines[0].is_claw_back
        assert found[5].documents == (MARCH.digest, half.digest)

    def test_everything(self) -> None:
        """An invoice that is credited whole bears nothing in the end."""
        found = year([agreed(RESIDUAL, "3.33")], account(MARCH, noted(MARCH, 4, 15)))
        assert cents(found) == {3: 333, 4: -333}

    @pytest.mark.clause("Q21")
    def test_none(self) -> None:
        """Under the other reading a credit changes nothing."""
        agreements = [agreed(RESIDUAL), agreed(UPFRONT, "20")]
        one = account(MARCH, noted(MARCH, 4, 20), payments=(paid(3, 20, 13690),))
        found = year(agreements, one, market=other(claw_back="none"))
        assert cents(found) == {3: 1250, 4: 2140}

    def test_none_before_the_run(self) -> None:
        """Under it a credit changes nothing before the run either."""
        one = account(MARCH, noted(MARCH, 3, 10, share=50))
        agreements = [agreed(RESIDUAL)]
        assert cents(year(agreements, one)) == {3: 625}
        assert cents(year(agreements, one, market=other(claw_back="none"))) == {3: 1250}

    def test_none_keeps_what_was_paid(self) -> None:
        """Under it a payment that is taken back and paid again earns once."""
        lost = Withdrawal(id="w", fact="p3-20", known_on=date(2026, 4, 30))
        again = paid(6, 1, 13690)
        one = account(MARCH, payments=(paid(3, 20, 13690), again), withdrawals=(lost,))
        market = other(claw_back="none")
        assert cents(year([agreed(UPFRONT, "20")], one, market=market)) == {4: 2140}

    @pytest.mark.clause("Q21")
    def test_carried(self) -> None:
        """A statement below zero pays nothing, and the next ones take it off."""
        one = account(MARCH, APRIL, noted(MARCH, 4, 20), noted(APRIL, 4, 20))
        more = PartnerAccount(id="pine", issued=(sent(1, 10000, account="pine"),))
        kept = agreed(ONE_TIME, "30", id="pine", account="pine")
        funded = evolve(
            more, receivables=account(payments=(paid(8, 2, 10000),)).receivables
        )
        found = year([agreed(RESIDUAL), kept], one, funded)
        assert cents(found) == {3: 1250, 4: 1250, 5: -2500, 9: 3000}
        paid_out = {m: x.payable.value.minor for m, x in found.items()}
        assert [paid_out[month] for month in (3, 4, 5, 6, 9, 10)] == [
            *(1250, 1250, 0, 0),
            3000 - 2500,
            0,
        ]
        carried = {m: x.carried_forward.value.minor for m, x in found.items()}
        assert [carried[month] for month in (4, 5, 8, 9)] == [0, -2500, -2500, 0]
        assert found[6].brought_forward.minor == -2500
        assert found[9].balance.value.minor == 500


@pytest.mark.clause("K3", "commission-base")
class TestUpfront:
    """A share of the charges of the first invoice, as far as it is paid."""

    def test_in_parts(self) -> None:
        """Half of 136.90 earns half of 20 % of 107.00, the rest the other half."""
        half = 13690 // 2
        payments = paid(3, 20, half), paid(4, 3, half)
        found = year([agreed(UPFRONT, "20")], account(MARCH, APRIL, payments=payments))
        assert cents(found) == {4: 10700 * 20 // 100 // 2, 5: 1070}
        assert [run.value for run in found[5].lines[0].runs] == [date(2026, 5, 15)]

    def test_thirty_days(self) -> None:
        """Under the other reading, paid on 20 March means 15 May."""
        one = account(MARCH, payments=(paid(3, 20, 13690),))
        market = other(one_time_run="thirty_days")
        assert cents(year([agreed(UPFRONT, "20")], one, market=market)) == {5: 2140}

    def test_first_with_service(self) -> None:
        """An invoice before it that bills no service does not count for it."""
        five = evolve(july_start(), id="utah")
        september = assemble_invoice(five, Period.month(2026, 9), us.CONNECT)
        assert isinstance(september, Invoice)
        service, bought = issued_document(september), sent(1, 5000, account="utah")
        one = account(bought, service, payments=(paid(9, 1, 5000 + 12500),))
        found = year([agreed(UPFRONT, "20")], one)
        assert cents(found) == {10: 12500 * 20 // 100}
        assert {line.document for line in found[10].lines} == {service.digest}

    def test_nobody_paid(self) -> None:
        """Until something is paid nothing is earned, whatever is credited."""
        one = account(MARCH, noted(MARCH, 3, 10, share=50))
        assert cents(year([agreed(UPFRONT, "20")], one)) == {}

    def test_credited_before(self) -> None:
        """Of an invoice half credited, the rest paid earns half."""
        note = noted(MARCH, 3, 10, share=50)
        one = account(MARCH, note, payments=(paid(3, 20, 6845),))
        assert cents(year([agreed(UPFRONT, "20")], one)) == {4: 1070}

    @pytest.mark.clause("Q21")
    def test_credited_after(self) -> None:
        """Of an invoice paid and then half credited, half is taken back."""
        note = noted(MARCH, 4, 20, share=50)
        one = account(MARCH, note, payments=(paid(3, 20, 13690),))
        found = year([agreed(UPFRONT, "20")], one)
        assert cents(found) == {4: 2140, 5: -1070}
        assert [run.value for run in found[5].lines[0].runs] == [date(2026, 5, 15)]

    @pytest.mark.clause("Q21")
    def test_credited_whole(self) -> None:
        """Of an invoice paid and then credited whole, all is taken back."""
        one = account(MARCH, noted(MARCH, 4, 20), payments=(paid(3, 20, 13690),))
        found = year([agreed(UPFRONT, "20")], one)
        assert cents(found) == {4: 2140, 5: -2140}

    @pytest.mark.clause("Q21")
    def test_payment_taken_back(self) -> None:
        """A payment that never was, known in May, is taken off in May."""
        lost = Withdrawal(id="w", fact="p3-20", known_on=date(2026, 5, 2))
        one = account(MARCH, payments=(paid(3, 20, 13690),), withdrawals=(lost,))
        assert cents(year([agreed(UPFRONT, "20")], one)) == {4: 2140, 5: -2140}

    def test_known_late(self) -> None:
        """A payment of March that is known in June is paid with the June run."""
        late = paid(3, 20, 13690, known_on=date(2026, 6, 1))
        found = year([agreed(UPFRONT, "20")], account(MARCH, payments=(late,)))
        assert cents(found) == {6: 2140}
        assert [run.value for run in found[6].lines[0].runs] == [date(2026, 4, 15)]

    @pytest.mark.parametrize("late", [False, True])
    def test_settled_once(self, monkeypatch: pytest.MonkeyPatch, *, late: bool) -> None:
        """An account is settled once for all runs, and anew where one knew less."""
        runs: list[date] = []

        def counted(*told: Any, **more: Any) -> Settlement:  # noqa: ANN401 -- handed on
            found = settle(*told, **more)
            runs.append(found.on)
            return found

        monkeypatch.setattr("gotobilling.commissions.bearing.settle", counted)
        known_on = date(2026, 6, 1) if late else date(2026, 3, 20)
        told = account(MARCH, payments=(paid(3, 20, 13690, known_on=known_on),))

        found = year([agreed(UPFRONT, "20")], told)

        assert cents(found) == {6 if late else 4: 2140}
        assert runs[0] == date(2026, 12, 15)
        unknown = [date(2026, month, 15) for month in (4, 5)]
        assert runs[1:] == (unknown if late else [])


@pytest.mark.clause("K3", "commission-base")
class TestOneTime:
    """A share of every one-time invoice, as far as it is paid."""

    def test_each(self) -> None:
        """Of 100.00 and 50.00, both paid, 10 % are 10.00 and 5.00; of none, nothing."""
        first, second = sent(1, 10000, account="utah"), sent(5, 5000, account="utah")
        third = sent(6, 7000, account="utah")
        one = account(
            MARCH, first, second, third, payments=(paid(8, 7, 13690 + 15000),)
        )
        found = year([agreed(ONE_TIME, "10")], one)
        assert [line.amount.minor for line in found[9].lines] == [1000, 500]

    def test_overpaid(self) -> None:
        """What was paid too much earns on the day on which an invoice takes it."""
        first, second = sent(1, 10000, account="utah"), sent(31, 5000, account="utah")
        one = account(first, second, payments=(paid(7, 1, 1), paid(8, 2, 14999)))
        found = year([agreed(ONE_TIME, "10")], one)
        assert cents(found) == {9: 1500}
        assert len(found[9].lines[0].facts.now.paid) == 2  # type: ignore[union-attr]


@pytest.mark.clause("K3")
class TestSpiff:
    """An amount for an account, once its first invoice is paid in full."""

    def test_in_full(self) -> None:
        """While a cent is open nothing is earned; then the whole amount, once."""
        payments = paid(3, 20, 13689), paid(4, 3, 1), paid(4, 4, 14641)
        one = account(MARCH, APRIL, payments=payments)
        assert cents(year([agreed(SPIFF, "50.00")], one)) == {5: 5000}

    def test_half_credited(self) -> None:
        """It is not taken back while something stays charged."""
        note = noted(MARCH, 4, 20, share=50)
        one = account(MARCH, note, payments=(paid(3, 20, 13690),))
        assert cents(year([agreed(SPIFF, "50.00")], one)) == {4: 5000}

    @pytest.mark.clause("Q21")
    def test_credited_whole(self) -> None:
        """It is taken back where nothing stays charged."""
        one = account(MARCH, noted(MARCH, 4, 20), payments=(paid(3, 20, 13690),))
        assert cents(year([agreed(SPIFF, "50.00")], one)) == {4: 5000, 5: -5000}

    def test_account_credit(self) -> None:
        """An invoice that account credit pays in part is paid in full as well."""
        left = sent(1, -4000, account="utah")
        bill = sent(5, 10000, account="utah")
        one = account(left, bill, payments=(paid(8, 7, 6000),))
        agreements = [agreed(SPIFF, "50.00"), agreed(ONE_TIME, "10")]
        found = year(agreements, one)
        assert [(x.kind, x.amount.minor) for x in found[9].lines] == [
            (ONE_TIME, 1000 * 6000 // 10000),
            (SPIFF, 5000),
        ]

    @pytest.mark.clause("K3", "commission-base")
    @pytest.mark.parametrize("units", [5, 6, 7, 8])
    def test_two_of_one_day(self, units: int) -> None:
        """Of two invoices of one day the recurring one is the first."""
        market, told = seats(units=units)
        seat = next(
            one for one in told.issued if one.document.total.value.minor > 10000
        )
        pay = evolve(paid(1, 9, 50000), invoice=seat.digest)
        told = account(*told.issued, payments=(pay,))

        assert cents(year([agreed(SPIFF, "50")], told, market=market)) == {2: 5000}


@cache
def seats(units: int = 0, *, carried: bool = False) -> tuple[Market, PartnerAccount]:
    """
    Five seats at 100.00 from January on, and phones bought on 1 January.

    Carried, there are no seats from 3 January to the end of February, so that a
    balance of -451.61 is brought forward into March, where there are three.
    """
    market = us.CONNECT
    for series in ("us-slrrf", "us-rrf"):
        from_on = date(2026, 1, 1)
        market = market.with_rate(series, from_on, Decimal(0), CONTRACT_RATES)
    facts: list[Any] = [b.opening(date(2026, 1, 1), 5, "agent seat")]
    if carried:
        settlement = evolve(
            market.settlement, negative_total=NegativeTotal.CARRIED_LINE
        )
        market = evolve(market, settlement=settlement)
        facts += [
            b.change(date(2026, 1, 3), -5, "agent seat", id="off"),
            b.change(date(2026, 3, 1), 3, "agent seat", id="on"),
        ]
    if units:
        facts.append(b.bought(date(2026, 1, 1), "10.00", units))
    told = b.account(date(2026, 1, 1), *facts, prices=(b.seat_price("100.00"),))
    told = evolve(told, id="utah")
    spring = Period(date(2026, 1, 1), date(2026, 5, 1))
    issued = map(issued_document, invoices_issued(told, spring, market))
    return market, account(*issued)


class TestBroughtForward:
    """Invoices with a line for what documents before left, by a reading of Q48."""

    @pytest.mark.clause("K2", "Q48", "Q61")
    def test_residual(self) -> None:
        """By the reading of the total no balance bears a commission twice."""
        market, told = seats(carried=True)
        market = market.with_readings({"residual_base": "total"})
        found = year([agreed(RESIDUAL, "10")], told, market=market)

        assert [str(one.document.total.value.amount) for one in told.issued] == [
            *("500.00", "-451.61", "-151.61", "148.39")
        ]
        assert cents(found) == {1: 5000, 2: -4516, 3: 3000, 4: 3000}

    @pytest.mark.clause("K2", "Q21", "Q48", "Q61")
    def test_credited(self) -> None:
        """What a note gives back of such an invoice is taken back."""
        market, told = seats(carried=True)
        market = market.with_readings({"residual_base": "total"})
        told = account(*told.issued, noted(told.issued[3], 4, 20))
        found = year([agreed(RESIDUAL, "10")], told, market=market)

        note = told.issued[4].document.total.value.minor
        assert found[5].earned.value.minor == rounded(Fraction(30000 + note, 10)) - 3000

    @pytest.mark.clause("K3", "Q48", "commission-base")
    def test_upfront(self) -> None:
        """Of 300.00 that a balance lowers, what the customer paid bears a share."""
        market, told = seats(carried=True)
        pay = evolve(paid(4, 9, 14839), invoice=told.issued[3].digest)
        told = account(*told.issued, payments=(pay,))
        since = date(2026, 4, 1)
        kinds = [agreed(UPFRONT, "10", effective_on=since)]
        kinds += [agreed(SPIFF, "50", effective_on=since)]
        found = year(kinds, told, market=market)

        by_kind = {x.kind: x.amount.minor for x in found[5].lines}
        assert by_kind == {UPFRONT: rounded(Fraction(14839, 10)), SPIFF: 5000}


class TestStatement:
    """A statement in all."""

    def test_all_kinds(self) -> None:
        """Kinds are added apart and together, and every answer proves itself."""
        one = account(MARCH, APRIL, payments=(paid(3, 20, 13690),))
        agreements = [agreed(RESIDUAL), agreed(UPFRONT, "20"), agreed(SPIFF, "50.00")]
        found = year(agreements, one)[4]
        assert {x.kind: x.amount.minor for x in found.totals} == {
            RESIDUAL: 1250,
            UPFRONT: 2140,
            ONE_TIME: 0,
            SPIFF: 5000,
        }
        assert found.earned.value.minor == found.payable.value.minor == 8390
        names = [name for name, _ in found.answers()]
        assert len(set(names)) == len(names)
        assert names[:5] == [
            *("pays_on", "residuals_on", "report_by"),
            *("line:1:run:1", "line:1"),
        ]
        assert all(len(derived.proof.steps) for _, derived in found.answers())
        assert "acme" in repr(found)

    @pytest.mark.clause("K1", "K4")
    def test_alone(self) -> None:
        """A month alone is the same as among others."""
        told = [agreed(RESIDUAL)], [account(MARCH, noted(MARCH, 3, 20))], us.CONNECT
        april = commission_statement("acme", Period.month(2026, 4), *told, "USD")
        assert april == year(told[0], *told[1])[4]
        assert april.report_by.value == date(2026, 4, 20)

    def test_before_all(self) -> None:
        """Before the first document nothing is earned."""
        told = [agreed(RESIDUAL)], [account(MARCH)], us.CONNECT, "USD"
        found = commission_statement("acme", Period.month(2025, 1), *told)
        assert found.lines == ()
        assert found.payable.value.minor == 0

    @pytest.mark.clause("Q21")
    def test_after_the_last_run(self) -> None:
        """A run after all that happened is paid in its month, and not again later."""
        one = account(MARCH, payments=(paid(3, 20, 13690),))
        market = other(one_time_run="thirty_days")
        told = [agreed(UPFRONT, "20")], [one], market, "USD"

        found = {
            month: commission_statement("acme", Period.month(2026, month), *told)
            for month in (4, 5, 6, 12)
        }

        # 30 days after 20 March are 19 April, after that month's run.
        assert cents(found) == {5: 2140}

    def test_long_after(self) -> None:
        """What is to be taken off is carried on for as long as nothing is earned."""
        one = account(MARCH, noted(MARCH, 4, 20), payments=(paid(3, 20, 13690),))
        told = [agreed(UPFRONT, "20"), agreed(RESIDUAL)], [one], us.CONNECT, "USD"
        last = commission_statement("acme", Period.month(2999, 12), *told)
        assert last.lines == ()
        assert last.carried_forward.value.minor == -1250 - 2140
        years = Period(date(2026, 1, 1), date(2030, 1, 1))
        found = commission_statements("acme", years, *told)
        assert len(found) == 4 * 12
        assert found[-1].carried_forward.value == last.carried_forward.value

    def test_given_twice(self) -> None:
        """A document that is given twice counts once."""
        note = noted(MARCH, 4, 20, share=50)
        one = account(MARCH, note, MARCH, note)
        assert one.issued == (MARCH, note)
        assert cents(year([agreed(RESIDUAL)], one)) == {3: 1250, 5: -625}

    def test_without_documents(self) -> None:
        """An account without documents earns nothing, and its statement stands."""
        assert cents(year([agreed(RESIDUAL), agreed(UPFRONT)], account())) == {}


CLAIMS = st.lists(
    st.tuples(st.integers(1, 28), st.integers(100, 30000)), min_size=1, max_size=4
)


@pytest.mark.clause("K2", "K3", "Q21")
class TestLaws:
    """Statements add up to the rate on what was billed, or paid, less claw-backs."""

    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 33)), max_size=3))
    def test_residual(self, credited: list[tuple[int, int]]) -> None:
        """Residuals of a year are, line by line, the rate on service still billed."""
        issued = [MARCH, APRIL, MAY]
        before: list[Any] = []
        for number, (which, share) in enumerate(credited):
            before.append(noted(issued[which], 6 + number, 14 + number, share=share))
        kept = {one.document.invoice: one for one in before}  # one note an invoice
        found = year([agreed(RESIDUAL, "7.77")], account(*issued, *kept.values()))
        expected = 0
        for one in issued:
            service = 10000
            if one.digest in kept:
                note = kept[one.digest].document
                service += sum(
                    x.amount.minor for x in note.lines if x.line.item == "device"
                )
            expected += rounded(Fraction(service * 777, 10000))
        assert sum(cents(found).values()) == expected

    @given(CLAIMS, CLAIMS)
    def test_one_time(
        self, billed: list[tuple[int, int]], payments: list[tuple[int, int]]
    ) -> None:
        """One-time commissions of a year are, by line, the rate on what was paid."""
        totals = dict(billed)
        issued = [sent(day, minor, account="utah") for day, minor in totals.items()]
        facts = tuple(
            paid(9, day, minor, f"p{n}") for n, (day, minor) in enumerate(payments)
        )
        found = year([agreed(ONE_TIME, "7.77")], account(*issued, payments=facts))
        left, expected = sum(minor for _, minor in payments), 0
        for _, minor in sorted(totals.items()):
            part = min(left, minor)
            left -= part
            expected += rounded(Fraction(part * 777, 10000))
        assert sum(cents(found).values()) == expected


class TestAgreed:
    """What is agreed: a share, or the amount of a SPIFF."""

    @pytest.mark.clause("K3", "commission-rates")
    @pytest.mark.parametrize(
        ("told", "path"),
        [
            ({"kind": RESIDUAL, "percent": None}, "percent"),
            ({"kind": RESIDUAL, "amount": Decimal(5)}, "amount"),
            ({"kind": RESIDUAL, "percent": 5}, "percent"),
            ({"kind": RESIDUAL, "percent": Decimal("100.01")}, "percent"),
            ({"kind": SPIFF, "percent": Decimal(5)}, "percent"),
            ({"kind": SPIFF, "amount": Decimal(0)}, "amount"),
            ({"kind": SPIFF, "amount": 5.0}, "amount"),
            ({"kind": SPIFF, "currency": "XQZ"}, "currency"),
        ],
    )
    def test_refused(self, told: dict[str, Any], path: str) -> None:
        """A share has a percentage and nothing else, a SPIFF an amount."""
        with pytest.raises(BillingError) as caught:
            agreed(**told)
        assert caught.value.path == path


class TestRefused:
    """What no statement can be made of."""

    def test_unknown_partner(self) -> None:
        """A partner with whom nothing is agreed is refused, with those known."""
        told = [agreed(RESIDUAL)], [account(MARCH)], us.CONNECT, "USD"
        with pytest.raises(UnknownName, match="one of acme") as caught:
            commission_statement("apex", Period.month(2026, 4), *told)
        assert (caught.value.path, caught.value.clause) == ("partner", "K2")

    def test_unknown_account(self) -> None:
        """An agreement on an account that is not there is refused."""
        with pytest.raises(UnknownName, match="utah") as caught:
            year([agreed(RESIDUAL)], PartnerAccount(id="pine", issued=()))
        assert caught.value.path == "residual.account"

    @pytest.mark.parametrize("until", [None, date(2026, 4, 1)])
    def test_overlapping(self, until: date | None) -> None:
        """Two agreements of one kind on one day of an account are refused."""
        first = agreed(RESIDUAL, until_on=until)
        then = agreed(RESIDUAL, id="new", effective_on=date(2026, 4, 1))
        with pytest.raises(ConflictingFacts, match="last day of residual") as caught:
            year([first, then], account(MARCH))
        assert caught.value.path == "new.effective_on"

    def test_other_partners(self) -> None:
        """What is agreed with another partner is no matter here."""
        theirs = agreed(RESIDUAL, "99", id="theirs", partner="apex")
        assert cents(year([agreed(RESIDUAL), theirs], account(MARCH))) == {3: 1250}

    def test_one_id(self) -> None:
        """One id with two contents is refused; the same twice counts once."""
        one = agreed(RESIDUAL)
        assert cents(year([one, one], account(MARCH))) == {3: 1250}
        with pytest.raises(ConflictingFacts, match=r"agreements\[1\].id"):
            year([one, agreed(RESIDUAL, "10")], account(MARCH))

    def test_currencies(self) -> None:
        """Documents, payments and SPIFFs in another currency are refused."""
        euros = agreed(SPIFF, "50.00", currency="EUR")
        with pytest.raises(CurrencyMismatch, match=r"spiff.currency"):
            year([euros], account(MARCH))
        told = [agreed(RESIDUAL)], [account(MARCH)], us.CONNECT, "EUR"
        with pytest.raises(CurrencyMismatch) as caught:
            commission_statement("acme", Period.month(2026, 3), *told)
        assert caught.value.path == "accounts[0].issued[0].currency"
        wrong = account(MARCH, payments=(evolve(paid(3, 20, 100), currency="EUR"),))
        with pytest.raises(CurrencyMismatch, match=r"utah.payments\[p3-20\]"):
            year([agreed(UPFRONT)], wrong)

    def test_accounts(self) -> None:
        """An account twice, a document of another, a note alone are refused."""
        with pytest.raises(ConflictingFacts, match=r"accounts\[1\].id"):
            year([agreed(RESIDUAL)], account(MARCH), account(APRIL))
        with pytest.raises(ConflictingFacts, match=r"issued\[0\].account"):
            PartnerAccount(id="pine", issued=(MARCH,))
        with pytest.raises(ConflictingFacts, match="issued"):
            account(noted(MARCH, 4, 20))

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("partner", 1),
            ("months", "2026"),
            ("agreements", None),
            ("agreements", [1]),
            ("accounts", 5),
            ("accounts", [MARCH]),
            ("market", "us-connect"),
            ("currency", None),
        ],
    )
    def test_types(self, name: str, value: object) -> None:
        """What is of another type is refused by its name."""
        told: dict[str, Any] = {
            "partner": "acme",
            "months": YEAR,
            "agreements": [agreed(RESIDUAL)],
            "accounts": [account(MARCH)],
            "market": us.CONNECT,
            "currency": "USD",
        }
        with pytest.raises(WrongType) as caught:
            commission_statements(**told | {name: value})
        assert caught.value.path.startswith(name)

    def test_partner_type(self) -> None:
        """A partner is a name, where agreements alone are checked as well."""
        wrong: Any = ["acme"]
        with pytest.raises(WrongType, match="partner must be text"):
            check_agreements(wrong, [agreed(RESIDUAL)], "USD")

    @pytest.mark.parametrize(
        ("name", "value"),
        [("id", 1), ("issued", [MARCH]), ("issued", (1,)), ("receivables", ())],
    )
    def test_account_types(self, name: str, value: object) -> None:
        """An account has an id, documents and receivables."""
        told: dict[str, Any] = {"id": "utah", "issued": (MARCH,)}
        with pytest.raises(WrongType, match=name):
            PartnerAccount(**told | {name: value})

    @pytest.mark.parametrize(
        "months",
        [
            Period(date(2026, 1, 2), date(2026, 2, 1)),
            Period(date(2026, 1, 1), date(2026, 1, 31)),
        ],
    )
    def test_months(self, months: Period) -> None:
        """Statements are for whole calendar months."""
        told = [agreed(RESIDUAL)], [account(MARCH)], us.CONNECT, "USD"
        with pytest.raises(InvalidPeriod, match="months"):
            commission_statements("acme", months, *told)
        with pytest.raises(InvalidPeriod, match="month"):
            commission_statement("acme", months, *told)

    def test_a_market_read_back(self) -> None:
        """The market of an invoice has no policy of commissions."""
        bare = MARCH.document.market
        found = evolve(bare, after_invoice=None)
        with pytest.raises(InvalidValue, match="after_invoice"):
            year([agreed(RESIDUAL)], account(MARCH), market=found)
