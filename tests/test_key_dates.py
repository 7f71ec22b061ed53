"""Key dates: which there are of an account, and the days that are safe."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import altered, bought, change, day, device_price

from gotobilling.contracts import (
    ContractPolicies,
    DeadlineOn,
    StartPolicy,
    data_deleted_on,
    last_day_for_notice,
    last_day_of_term,
    last_day_to_cancel,
)
from gotobilling.errors import InvalidValue, NoRateInForce, WrongType
from gotobilling.facts import (
    Account,
    AutoRenewal,
    BillingAddress,
    Contract,
    ServiceEnd,
    Term,
    Trial,
)
from gotobilling.invoices import assemble_invoice
from gotobilling.key_dates import KeyDate, KeyDateKind, KeyDates, key_dates
from gotobilling.market import Market
from gotobilling.markets import br, us
from gotobilling.periods import Period
from gotobilling.readings import find_reading
from gotobilling.testing.examples import july_start, webinar_upgrade

START = date(2025, 1, 15)
ONE_DAY = timedelta(1)


def term(**others: object) -> Term:
    """Return a term of 15 months, agreed on 15 January 2025, unless told."""
    filled: dict[str, Any] = {"id": "term", "agreed_on": START, "months": 15}
    return Term(**(filled | others))


def held(*terms: Term, start: date = START, **others: object) -> Account:
    """Return an account without items, billed from 15 January 2025 on unless told."""
    filled: dict[str, Any] = {
        "id": "acme",
        "currency": "USD",
        "contract": Contract(id="contract", billing_start_on=start),
        "terms": terms,
    }
    return Account(**(filled | others))


def told(found: KeyDates, *kinds: KeyDateKind) -> list[tuple[str, str]]:
    """Return the kinds and days of key dates, of all kinds unless told."""
    kept = [one for one in found.dates if one.kind in (kinds or tuple(KeyDateKind))]
    return [(one.kind.value, one.on.value.isoformat()) for one in kept]


def days_of(found: KeyDates, kind: KeyDateKind) -> list[date]:
    """Return the days of one kind."""
    return [one.on.value for one in found.of(kind)]


def of_terms(
    account: Account, on: date, market: Market = us.CONNECT
) -> list[tuple[str, str]]:
    """Return the dates of an account's terms and its end, without ends of months."""
    return told(key_dates(account, market, on, months=0))


class TestTerms:
    """What a set term has ahead."""

    @pytest.mark.clause("H4", "Q34", "terms-price")
    def test_fifteen_months(self) -> None:
        """15 months from 15 January 2025 renew on 15 April 2026, by 16 March."""
        assert of_terms(held(term()), day(3, 1)) == [
            ("notice", "2026-03-16"),
            ("renewal", "2026-04-15"),
            ("price_change", "2026-04-15"),
        ]

    @pytest.mark.clause("H4", "Q34")
    def test_the_day_itself_is_still_told(self) -> None:
        """A last day is told on that day; on the next, that of the next term is."""
        account = held(term())
        on, after = (of_terms(account, day(3, 16 + more)) for more in (0, 1))

        assert on[0] == ("notice", "2026-03-16")
        assert after == [
            ("renewal", "2026-04-15"),
            ("price_change", "2026-04-15"),
            ("notice", "2027-03-16"),
        ]
        found = key_dates(account, us.CONNECT, day(4, 15), months=0)
        assert [one.number for one in found.of(KeyDateKind.RENEWAL)] == [1]
        found = key_dates(account, us.CONNECT, day(4, 16), months=0)
        assert told(found) == [("notice", "2027-03-16"), ("renewal", "2027-04-15")]
        assert [one.number for one in found.dates] == [2, 2]

    @pytest.mark.clause("Q8")
    def test_a_term_renews_by_its_own_months(self) -> None:
        """15 months that renew by 3 renew on 15 April, July and October 2026."""
        account = held(term(renewal_months=3))

        assert of_terms(account, day(8, 1))[-1] == ("renewal", "2026-10-15")

    @pytest.mark.clause("M1", "Q34")
    def test_the_quoted_renewal_date_counts(self) -> None:
        """A renewal date on the quote is day 0: 30 days before 1 May is 1 April."""
        account = held(term(renewal_on=day(5, 1)))

        assert of_terms(account, day(3, 1))[:2] == [
            ("notice", "2026-04-01"),
            ("renewal", "2026-05-01"),
        ]

    @pytest.mark.clause("A15", "Q4")
    def test_a_term_that_does_not_renew(self) -> None:
        """Its last day takes the place of all else, and 90 days later data goes."""
        account = held(term(auto_renewal=AutoRenewal.OFF))

        assert of_terms(account, day(3, 1)) == [
            ("expiry", "2026-04-14"),
            ("deletion", "2026-07-13"),
        ]
        assert of_terms(account, day(4, 15)) == [("deletion", "2026-07-13")]
        months = account, us.CONNECT.with_readings({"data_deletion": "six_months"})
        assert of_terms(months[0], day(4, 15), months[1]) == [
            ("deletion", "2026-10-14")
        ]

    @pytest.mark.clause("H4", "Q34")
    def test_a_later_term_takes_the_place_of_an_earlier_one(self) -> None:
        """From the first day of a new term on, the old one renews no more."""
        second = term(id="second", agreed_on=day(2, 1), start_on=day(4, 15), months=12)
        account = held(term(), second)
        found = key_dates(account, us.CONNECT, day(3, 1), months=0)

        assert [(one.kind.value, one.of, str(one.on.value)) for one in found.dates] == [
            ("notice", "second", "2027-03-16"),
            ("renewal", "second", "2027-04-15"),
            ("price_change", "second", "2027-04-15"),
        ]
        assert [one.id for one in found.grounds] == ["term", "second"]

    @pytest.mark.clause("A15")
    def test_an_expired_term_before_another(self) -> None:
        """Of a term that ended before the next began, no data is deleted."""
        first = term(auto_renewal=AutoRenewal.OFF)
        second = term(id="second", agreed_on=day(6, 1), start_on=day(6, 1), months=12)
        found = key_dates(held(first, second), us.CONNECT, day(4, 1), months=4)
        kinds = KeyDateKind.CANCELLATION, KeyDateKind.EARLY_EXIT, KeyDateKind.EXPIRY

        assert told(found, *kinds) == [
            ("expiry", "2026-04-14"),
            ("cancellation", "2026-04-20"),
            ("cancellation", "2026-05-21"),
            ("early_exit", "2026-06-20"),
            ("early_exit", "2026-07-21"),
        ]
        assert found.of(KeyDateKind.DELETION) == ()

    def test_a_term_of_another_product(self) -> None:
        """The terms of other products are for their own markets."""
        assert of_terms(held(term(product="webinar")), day(3, 1)) == []

    @pytest.mark.clause("A15", "Q4")
    def test_a_cancelled_account(self) -> None:
        """After the end of service nothing renews; 90 days later data goes."""
        end = ServiceEnd(id="end", last_day_of_service=day(4, 14), known_on=day(3, 1))
        account = held(term(), end=end)
        found = key_dates(account, us.CONNECT, day(3, 2))

        assert told(found) == [
            ("service_end", "2026-04-14"),
            ("deletion", "2026-07-13"),
        ]
        assert told(key_dates(account, us.CONNECT, day(7, 14))) == []
        assert found.grounds == (account.terms[0], end)

    def test_a_renewal_before_the_end_of_service(self) -> None:
        """A term that renews before the end of service is told to renew."""
        end = ServiceEnd(id="end", last_day_of_service=day(4, 30), known_on=day(3, 1))

        assert of_terms(held(term(), end=end), day(4, 1)) == [
            ("renewal", "2026-04-15"),
            ("price_change", "2026-04-15"),
            ("service_end", "2026-04-30"),
            ("deletion", "2026-07-29"),
        ]

    def test_a_corrected_term_keeps_its_name(self) -> None:
        """A term in the place of another one has the same entry in a calendar."""
        first = held(term())
        later = term(id="right", supersedes="term", months=12, known_on=day(2, 1))
        second = evolve(first, terms=(*first.terms, later))
        before = key_dates(first, us.CONNECT, day(1, 1), months=0)
        after = key_dates(second, us.CONNECT, day(1, 1), months=0)

        assert days_of(before, KeyDateKind.PRICE_CHANGE) == [day(4, 15)]
        assert days_of(after, KeyDateKind.PRICE_CHANGE) == [day(1, 15)]
        named = [
            found.uid(found.of(KeyDateKind.PRICE_CHANGE)[0])
            for found in (before, after)
        ]
        assert named[0] == named[1]


class TestTrials:
    """Trials end by themselves."""

    @pytest.mark.clause("H14", "H15", "trial-end")
    def test_the_first_free_day(self) -> None:
        """14 days from 20 February are over on 6 March, whatever was tried."""
        trial = Trial(id="t", product="webinar", effective_on=day(2, 20), days=14)
        account = held(trials=(trial,))

        assert of_terms(account, day(3, 6)) == [("trial_end", "2026-03-06")]
        assert of_terms(account, day(3, 7)) == []


class TestEnds:
    """The last day to cancel at each end of a month or cycle."""

    @pytest.mark.clause("H2", "Q8")
    def test_twelve_months(self) -> None:
        """The last day of a month is day 0: 21 January, 18 February, 20 April."""
        found = key_dates(held(), us.CONNECT, day(1, 1))
        days = days_of(found, KeyDateKind.CANCELLATION)

        assert [str(one) for one in days[:4]] == [
            "2026-01-21",
            "2026-02-18",
            "2026-03-21",
            "2026-04-20",
        ]
        assert len(days) == 12
        leap = key_dates(held(), us.CONNECT, day(2, 1, 2028), months=1)
        assert days_of(leap, KeyDateKind.CANCELLATION) == [day(2, 19, 2028)]

    @pytest.mark.clause("H2")
    def test_the_day_before_and_after(self) -> None:
        """On 21 January it is told, on the 22nd it is not, of the same months."""
        counts = [
            len(key_dates(held(), us.CONNECT, day(1, on)).dates) for on in (21, 22)
        ]

        assert counts == [12, 11]

    @pytest.mark.clause("Q8", "Q33")
    def test_within_a_term_it_leaves_early(self) -> None:
        """An end of a month in a set term is one at which it is left early."""
        account = held(term(agreed_on=day(3, 15), start_on=day(3, 15)))
        found = key_dates(account, us.CONNECT, day(2, 1), months=2)

        assert told(found, KeyDateKind.CANCELLATION, KeyDateKind.EARLY_EXIT) == [
            ("cancellation", "2026-02-18"),
            ("early_exit", "2026-03-21"),
        ]

    def test_no_end_before_the_start_or_after_the_last_day(self) -> None:
        """Months before billing starts have none, nor has one in which all ends."""
        account = held(
            term(agreed_on=day(3, 1), start_on=day(3, 1), months=2),
            start=day(3, 1),
        )
        ending = evolve(
            account, terms=(evolve(account.terms[0], auto_renewal=AutoRenewal.OFF),)
        )
        found = key_dates(ending, us.CONNECT, day(1, 1))

        assert days_of(found, KeyDateKind.EARLY_EXIT) == [day(3, 21)]
        assert days_of(found, KeyDateKind.EXPIRY) == [day(4, 30)]

    @pytest.mark.clause("Q32", "Q52", "Q53")
    def test_paid_cycles(self) -> None:
        """A card account cancels to the end of each paid cycle, without notice."""
        found = key_dates(webinar_upgrade(), us.WEBINAR, day(7, 1), months=4)

        assert days_of(found, KeyDateKind.CANCELLATION) == [
            day(7, 24),
            day(8, 24),
            day(9, 24),
            day(10, 24),
        ]
        assert found.of(KeyDateKind.CANCELLATION)[0].clause.id == "Q32"

    @pytest.mark.clause("Q32", "Q53")
    def test_cycles_from_a_change_that_is_known(self) -> None:
        """Where the next document moves the billing date, cycles count from there."""
        found = key_dates(webinar_upgrade(), us.WEBINAR, day(6, 20), months=2)

        assert days_of(found, KeyDateKind.CANCELLATION) == [day(7, 24)]

    def test_cycles_without_an_invoice(self) -> None:
        """Without anything to bill there is no cycle."""
        assert key_dates(held(), us.WEBINAR, day(1, 1)).dates == ()

    def test_months_of_a_card_account(self) -> None:
        """A market of calendar months keeps them, even where a paid cycle counts."""
        notice = evolve(
            us.CONNECT.contracts.notice, ends=us.CENTRAL.contracts.notice.ends
        )
        market = evolve(
            us.CONNECT, contracts=evolve(us.CONNECT.contracts, notice=notice)
        )
        found = key_dates(held(), market, day(1, 1), months=1)

        assert days_of(found, KeyDateKind.CANCELLATION) == [day(1, 21)]


class TestInvoices:
    """The next invoice, and those whose days are not over."""

    @pytest.mark.clause("A2", "B1", "B2", "G4")
    def test_the_next_invoice(self) -> None:
        """From 15 July on: August's, its day to pay, autopay, and to dispute."""
        found = key_dates(july_start(), us.CONNECT, day(7, 16), months=0)

        assert told(found) == [
            ("invoice", "2026-08-01"),
            ("autopay", "2026-08-10"),
            ("due", "2026-08-16"),
            ("dispute", "2026-08-16"),
        ]
        month = Period.month(2026, 8)
        assert found.invoices == (assemble_invoice(july_start(), month, us.CONNECT),)

    def test_those_that_are_not_over(self) -> None:
        """On 11 August that month's invoice is still to be paid, and is charged."""
        found = key_dates(july_start(), us.CONNECT, day(8, 11), months=0)

        assert told(found)[:3] == [
            ("due", "2026-08-16"),
            ("dispute", "2026-08-16"),
            ("invoice", "2026-09-01"),
        ]
        assert len(found.invoices) == 2
        after = key_dates(july_start(), us.CONNECT, day(8, 17), months=0)
        assert len(after.invoices) == 1

    @pytest.mark.clause("A5")
    def test_a_purchase_to_come(self) -> None:
        """A purchase that is known is the next invoice, on its day."""
        account = held(one_time=(bought(day(3, 9)),))
        found = key_dates(account, us.CONNECT, day(3, 1), months=0)

        assert found.of(KeyDateKind.INVOICE)[0].id == "invoice:one_time:2026-03-09"

    def test_nothing_to_bill(self) -> None:
        """An account without items has no invoice."""
        assert key_dates(held(), us.CONNECT, day(3, 1)).invoices == ()

    @pytest.mark.clause("Q47", "Q48")
    def test_what_is_not_payable_is_not_due(self) -> None:
        """An invoice of a negative total is neither due nor charged."""
        account = held(
            start=day(7, 1),
            prices=(device_price(),),
            changes=(change(day(7, 1), 5), change(day(7, 2), -5)),
        )
        found = key_dates(account, us.CONNECT, day(7, 20), months=0)

        assert told(found) == [("invoice", "2026-08-01"), ("dispute", "2026-08-16")]

    @pytest.mark.clause("Q66")
    def test_parts_of_one_day(self) -> None:
        """Where a market splits the invoice of a month, each part is told."""
        account = held(
            currency="BRL",
            start=day(7, 1),
            prices=(device_price(currency="BRL"),),
            changes=(change(day(7, 1), 1),),
        )
        found = key_dates(account, br.CONNECT, day(7, 20), months=0)
        named = [one.id for one in found.of(KeyDateKind.INVOICE)]

        assert named == ["invoice:recurring:telecommunications:2026-08-01"]

    @pytest.mark.clause("Q6")
    def test_an_invoice_is_taken_as_sent_on_its_day(self) -> None:
        """Where days to pay count from the sending, that is the invoice date."""
        market = us.CONNECT.with_readings({"due_counted_from": "sent_date"})
        found = key_dates(july_start(), market, day(7, 20), months=0)

        assert days_of(found, KeyDateKind.DUE) == [day(8, 16)]

    @pytest.mark.clause("E3")
    def test_a_rate_that_is_not_known(self) -> None:
        """No date rests on fees and taxes: without a rate they are told as well."""
        place = BillingAddress(
            id="utah", country="US", region="UT", effective_on=day(7, 1)
        )
        account = evolve(july_start(), addresses=(place,))
        with pytest.raises(NoRateInForce):
            assemble_invoice(account, Period.month(2026, 8), us.CONNECT)
        found = key_dates(account, us.CONNECT, day(7, 20), months=0)

        assert days_of(found, KeyDateKind.DUE) == [day(8, 16)]
        assert found.invoices[0].addresses == ()

    def test_a_history_that_starts_late(self) -> None:
        """Before the first month that can be billed no invoice is looked for."""
        found = key_dates(july_start(), us.CONNECT, day(7, 1), months=0)

        assert days_of(found, KeyDateKind.INVOICE) == [day(8, 1)]


NAMES = ("term_start", "notice_day_0", "deadlines", "billing_start", "free_months")
OTHERS = (
    us.CONNECT.with_readings(dict(zip(NAMES, values, strict=True)))
    for values in product(*(find_reading(name).alternatives() for name in NAMES))
)
UNDER = tuple((market.contracts, market.start) for market in OTHERS)


def again(
    one: KeyDate,
    agreed: Term,
    contract: Contract,
    policies: ContractPolicies,
    start: StartPolicy,
) -> date:
    """Return a date once more, under the policies of a market of other readings."""
    told = (agreed, contract, policies, start)
    if one.period is not None:
        return last_day_to_cancel(one.period.last_day, policies.notice).value
    last = last_day_of_term(*told, number=one.number or 1).value
    if one.kind is KeyDateKind.NOTICE:
        return last_day_for_notice(*told, number=one.number or 1).value
    if one.kind is KeyDateKind.DELETION:
        return data_deleted_on(last, policies.deletion).value
    return last if one.kind is KeyDateKind.EXPIRY else last + ONE_DAY


class TestSafe:
    """The day that is safe under every reading."""

    @pytest.mark.clause("safe-day", "Q34")
    def test_the_earliest_of_all_readings(self) -> None:
        """Counted to the last day of the term, 15 March is the last day in time."""
        found = key_dates(held(term()), us.CONNECT, day(3, 1))
        notice = found.of(KeyDateKind.NOTICE)[0]

        assert notice.safe_on == day(3, 15)
        assert notice.safe is not None
        assert notice.safe.value == day(3, 15)
        assert [str(one) for one in notice.choices] == [
            "2026-03-16 by notice_day_0 = renewal_date, deadlines = calendar_day",
            "2026-03-16 by notice_day_0 = renewal_date, deadlines = next_business_day",
            "2026-03-15 by notice_day_0 = last_day, deadlines = calendar_day",
            "2026-03-16 by notice_day_0 = last_day, deadlines = next_business_day",
        ]
        assert found.of(KeyDateKind.RENEWAL)[0].safe is None
        assert found.of(KeyDateKind.RENEWAL)[0].safe_on == day(4, 15)

    @pytest.mark.clause("safe-day", "Q63")
    def test_a_deadline_that_moves(self) -> None:
        """Where deadlines move, 21 March 2026, a Saturday, is safe, not Monday."""
        market = us.CONNECT.with_readings({"deadlines": "next_business_day"})
        found = key_dates(held(), market, day(3, 1), months=1)
        (one,) = found.dates

        assert (one.on.value, one.safe_on) == (day(3, 23), day(3, 21))

    @pytest.mark.clause("safe-day", "Q63")
    def test_holidays_where_deadlines_move(self) -> None:
        """A holiday moves the deadline once more, and the other reading knows none."""
        notice = evolve(
            us.CONNECT.contracts.notice,
            deadline=DeadlineOn.NEXT_BUSINESS_DAY,
            holidays=(day(3, 23),),
        )
        market = evolve(
            us.CONNECT, contracts=evolve(us.CONNECT.contracts, notice=notice)
        )
        (one,) = key_dates(held(), market, day(3, 1), months=1).dates

        assert [str(each.on.value) for each in one.choices] == [
            "2026-03-21",
            "2026-03-24",
        ]

    @pytest.mark.clause("safe-day", "Q4")
    def test_data_is_safe_until_the_earliest(self) -> None:
        """30 days is the earliest of what texts say of data: 14 May, not 13 July."""
        account = held(term(auto_renewal=AutoRenewal.OFF))
        found = key_dates(account, us.CONNECT, day(3, 1), months=0)

        assert found.of(KeyDateKind.DELETION)[0].safe_on == day(5, 14)

    @pytest.mark.clause("safe-day", "Q8", "Q33", "Q34")
    @given(
        st.dates(date(2024, 1, 1), date(2025, 12, 31)),
        st.integers(0, 40),
        st.integers(1, 36),
        st.integers(0, 2),
        st.sampled_from(AutoRenewal),
    )
    def test_no_reading_gives_an_earlier_day(
        self, signed: date, later: int, months: int, free: int, renewal: AutoRenewal
    ) -> None:
        """Under every combination of readings the day is never before the safe one."""
        contract = Contract(
            id="contract",
            signed_on=signed,
            free_months=free,
            billing_start_on=signed + later * ONE_DAY,
        )
        agreed = term(agreed_on=signed, months=months, auto_renewal=renewal)
        account = held(agreed, contract=contract)
        found = key_dates(account, us.CONNECT, date(2026, 1, 1), months=2)
        for policies in UNDER:
            for one in found.dates:
                assert one.safe_on <= again(one, agreed, contract, *policies)


class TestValues:
    """Key dates are values."""

    def test_every_date_has_its_proof(self) -> None:
        """The proof of each date gives the date, and rests on its clause."""
        account = evolve(july_start(), terms=(term(agreed_on=day(7, 15)),))
        found = key_dates(account, us.CONNECT, day(8, 1))

        assert len(found.dates) == 19
        for one in found.dates:
            assert one.on.proof.steps[-1].value == one.on.value
            assert one.clause is one.on.proof.steps[-1].clause

    def test_sorted_by_day(self) -> None:
        """Dates stand by day, and those of one day in the order of their kinds."""
        account = evolve(july_start(), terms=(term(agreed_on=day(7, 15)),))
        places = [one.place for one in key_dates(account, us.CONNECT, day(8, 1)).dates]

        assert places == sorted(places)
        assert len({name for _, _, name in places}) == len(places)

    def test_what_is_a_deadline(self) -> None:
        """Notice, cancelling, paying and disputing have a last day in time."""
        assert [one.value for one in KeyDateKind if one.is_deadline] == [
            "notice",
            "cancellation",
            "early_exit",
            "due",
            "dispute",
        ]

    def test_other_accounts_have_other_entries(self) -> None:
        """The name of an entry holds the account, the product and what it is about."""
        one, other = (
            key_dates(held(term(), id=name), us.CONNECT, day(3, 1))
            for name in ("acme", "other")
        )
        uids = {found.uid(each) for found in (one, other) for each in found.dates}

        assert len(uids) == len(one.dates) + len(other.dates)

    @pytest.mark.parametrize(
        ("name", "value", "error"),
        [
            ("account", "acme", WrongType),
            ("market", "us-connect", WrongType),
            ("from_on", "2026-03-01", WrongType),
            ("months", "12", WrongType),
            ("months", -1, InvalidValue),
            ("months", 121, InvalidValue),
        ],
    )
    def test_what_is_asked(
        self, name: str, value: object, error: type[Exception]
    ) -> None:
        """Another type, or more months than ten years, is refused by name."""
        asked: dict[str, Any] = {
            "account": held(),
            "market": us.CONNECT,
            "from_on": day(3, 1),
            "months": 12,
        }
        with pytest.raises(error, match=f"^{name} must be"):
            key_dates(**(asked | {name: value}))

    def test_a_market_without_contracts(self) -> None:
        """A market that was read back from an invoice tells nothing of contracts."""
        market = altered(us.CONNECT, "contracts", None)
        with pytest.raises(InvalidValue, match=r"^market\.contracts must be"):
            key_dates(held(), market, day(3, 1))

    @pytest.mark.clause("Q34")
    def test_a_quoted_renewal_before_the_term(self) -> None:
        """A renewal date that is not after the term's first day makes no sense."""
        account = held(term(agreed_on=START, renewal_on=day(2, 1)), start=day(3, 1))
        with pytest.raises(InvalidValue, match="renewal_on must be after 2026-03-01"):
            key_dates(account, us.CONNECT, day(3, 1))

    def test_a_term_that_renewed_often(self) -> None:
        """A term of one month is followed as long as it takes: 300 renewals later."""
        account = held(term(months=1, renewal_months=1))
        found = key_dates(account, us.CONNECT, date(2050, 1, 1), months=0)

        assert told(found) == [
            ("renewal", "2050-01-15"),
            ("notice", "2050-01-16"),
        ]
        assert [one.number for one in found.dates] == [300, 301]

    def test_a_name(self) -> None:
        """A date of an end of a month is named by the day after it."""
        one = key_dates(held(), us.CONNECT, day(3, 1), months=1).dates[0]

        assert isinstance(one, KeyDate)
        assert one.id == "cancellation:2026-04-01"


class TestFirstAndLast:
    """The ends of months beside the first day of billing and the end of a term."""

    @pytest.mark.clause("H2")
    def test_billing_starts_with_a_month(self) -> None:
        """The month before billing starts has no last day to cancel."""
        found = key_dates(held(start=day(8, 1)), us.CONNECT, day(7, 1), months=2)
        assert days_of(found, KeyDateKind.CANCELLATION) == [day(8, 21)]

    @pytest.mark.clause("H4", "Q33")
    def test_last_month_of_a_term(self) -> None:
        """A term that ends with July still commits that month, and none after it."""
        first = term(months=12, start_on=date(2025, 8, 1), auto_renewal=AutoRenewal.OFF)
        second = term(id="second", agreed_on=day(1, 15), start_on=day(10, 1))
        found = key_dates(held(first, second), us.CONNECT, day(7, 1), months=2)

        assert days_of(found, KeyDateKind.EARLY_EXIT) == [day(7, 21)]
        assert days_of(found, KeyDateKind.CANCELLATION) == [day(8, 21)]
