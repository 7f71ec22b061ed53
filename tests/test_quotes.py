"""Quotes: what an offer comes to, and the account that it becomes."""

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import altered, cents
from tests.quotes import ADMIN, EVERY_STEP, LONDON, address, item, phones, quote

from gotobilling.billing_cycle import DocumentKind
from gotobilling.clauses import CONTRACT_RATES
from gotobilling.editions import edition, names
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    InvalidPeriod,
    InvalidValue,
    WrongType,
)
from gotobilling.facts import Account, AutoRenewal, ServiceEnd
from gotobilling.formats.account_file import write_account_file
from gotobilling.invoices import Invoice, invoices_issued
from gotobilling.kinds import BillableUnit, Frequency, LineKind
from gotobilling.market import Market
from gotobilling.markets import gb, us
from gotobilling.periods import Period
from gotobilling.quotes import (
    Accepted,
    At,
    CheckoutStep,
    Decision,
    Outcome,
    Quote,
    QuotedPurchase,
    QuotePart,
    Totals,
    accept,
    decline,
    totals,
)
from gotobilling.refusals import Refused
from gotobilling.roles import Portal, Role
from gotobilling.testing.reference import bill

QUOTED_ON = date(2024, 12, 20)
# The days charged of January 2025 and of April 2026: after 15 January, up to 14 April.
FIRST, LAST = Fraction(16, 31), Fraction(14, 30)
NUMBER = item(
    "number",
    "5.00",
    None,
    kind=LineKind.STANDARD_NUMBER,
    unit=BillableUnit.TOLL_FREE_NUMBER,
    quantity=1,
)
AGENT = item(
    "agent seat",
    "60.00",
    "80.00",
    kind=LineKind.CONTACT_CENTER,
    unit=BillableUnit.SUBSCRIPTION,
    quantity=2,
)


def term(each: int) -> int:
    """Return the cents of 15 months from 15 January 2025: 16 invoices of a price."""
    return 14 * cents(each) + cents(each * FIRST) + cents(each * LAST)


def accepted(offered: Quote, on: date = QUOTED_ON) -> Accepted:
    """Return the quote, accepted by a billing admin."""
    found = accept(offered, on=on, done=EVERY_STEP, **ADMIN)
    assert isinstance(found, Accepted)
    return found


def refused(found: object) -> list[tuple[str, str]]:
    """Return the codes and clauses of a refusal."""
    assert isinstance(found, Refused)
    return [(one.code, one.clause.id) for one in found.reasons]


class TestContract:
    """How long the contract is, and when it renews."""

    @pytest.mark.clause("M1", "Q34")
    def test_renewal(self) -> None:
        """15 months from 15 January 2025 run to 14 April 2026 and renew on the 15th."""
        found = quote().totals

        assert found.last_day.value == date(2026, 4, 14)
        assert found.renewal_on is not None
        assert found.renewal_on.value == date(2026, 4, 15)

    @pytest.mark.clause("M1", "Q34")
    def test_printed_renewal(self) -> None:
        """A renewal date that the quote prints counts, whatever its months say."""
        found = quote(renewal_on=date(2026, 4, 1)).totals

        assert found.last_day.value == date(2026, 3, 31)
        assert found.charges.value.minor == 14 * 20000 + cents(200 * FIRST)

    @pytest.mark.clause("Q34", "quote-total")
    def test_within_a_month(self) -> None:
        """A term that ends in the month in which it starts is billed in the next."""
        found = quote(renewal_on=date(2025, 1, 25)).totals

        # The days after 15 January, up to the 24th.
        assert found.charges.value.minor == cents(200 * Fraction(9, 31))
        assert [one.issued_on.value for one in found.invoices] == [date(2025, 2, 1)]

    @pytest.mark.clause("A15", "H8")
    def test_no_renewal(self) -> None:
        """A term that does not renew has a last day and no renewal date."""
        found = quote(auto_renewal=AutoRenewal.OFF).totals

        assert found.last_day.value == date(2026, 4, 14)
        assert found.renewal_on is None

    @pytest.mark.clause("Q34")
    def test_other_reading(self) -> None:
        """Counted from the signature, 15 months end on 19 March 2026."""
        market = us.CONNECT.with_readings({"term_start": "signature"})
        found = quote(market=market).totals

        assert found.last_day.value == date(2026, 3, 19)

    @pytest.mark.clause("A7", "Q18", "quote-savings")
    def test_free_months(self) -> None:
        """Two free months of a quote without a start move the term and save nothing."""
        plain = quote(billing_start_on=None, quoted_on=date(2025, 1, 1), months=3)
        free = evolve(plain, free_months=2)

        assert free.totals.last_day.value == date(2025, 5, 31)
        assert free.totals.invoices[0].issued_on.value == date(2025, 3, 1)
        for found in (plain.totals, free.totals):
            assert found.charges.value.minor == 3 * 20000
            assert found.savings.value.minor == 3 * 5000

    @pytest.mark.clause("A7", "M2")
    def test_accepted_later(self) -> None:
        """Without a start on the quote, billing and the term begin on acceptance."""
        offered = quote(billing_start_on=None, months=1)
        found = totals(offered, date(2025, 2, 1))

        assert found.last_day.value == date(2025, 2, 28)
        assert found.charges.value.minor == 20000

    @pytest.mark.clause("M2")
    def test_read_by_its_decision(self) -> None:
        """An accepted quote is read by the day of acceptance, a declined by its own."""
        offered = quote(billing_start_on=None)
        on = date(2025, 2, 1)
        declined = decline(offered, on=on, **ADMIN)
        assert isinstance(declined, Quote)

        assert accepted(offered, on).quote.totals.accepted_on == on
        assert declined.totals.accepted_on == QUOTED_ON

    def test_term_before_billing(self) -> None:
        """A term that ends before billing starts makes no sense."""
        market = us.CONNECT.with_readings({"term_start": "signature"})
        offered = quote(market=market, billing_start_on=date(2025, 3, 1), months=1)

        with pytest.raises(InvalidPeriod, match="last_day_of_service"):
            totals(offered)


class TestTotals:
    """The total of a term, what it is split by, and what it saves."""

    @pytest.mark.clause("M1", "quote-total")
    def test_charges(self) -> None:
        """The total of 15 months is that of 15 invoices, 16/31 and 14/30 among them."""
        found = quote().totals

        assert len(found.invoices) == 15
        assert found.charges.value.minor == term(200)

    @pytest.mark.clause("M1", "quote-savings")
    def test_savings(self) -> None:
        """What is saved is the same invoices at list prices less those as quoted."""
        found = quote().totals

        assert found.list_charges.value.minor == term(250)
        assert found.savings.value.minor == term(250) - term(200)

    @pytest.mark.clause("M1", "quote-parts")
    def test_parts(self) -> None:
        """Seats are the product, numbers and agents add-ons, hardware a device."""
        offered = quote(item(), NUMBER, AGENT, purchases=(phones(),))
        found = offered.totals

        rows = {one.part: one.charges.value.minor for one in found.by_part}
        assert rows == {
            QuotePart.PRODUCT: term(200),
            QuotePart.ADD_ON: term(5) + term(120),
            QuotePart.DEVICE: cents(10 * Fraction("99.98")),
        }
        assert found.charges.value.minor == sum(rows.values())

    @pytest.mark.clause("quote-parts")
    def test_told_part(self) -> None:
        """A quote may say what an item is, and parts without any are left out."""
        offered = quote(item(part=QuotePart.ADD_ON))

        assert [one.part for one in offered.totals.by_part] == [QuotePart.ADD_ON]

    @pytest.mark.clause("M1", "quote-parts")
    def test_rented_devices(self) -> None:
        """A rented phone is a device."""
        rented = item(
            "phone", kind=LineKind.RENTAL, unit=BillableUnit.RENTED_DEVICE, quantity=1
        )

        assert rented.part is QuotePart.DEVICE

    @pytest.mark.clause("M1")
    def test_items(self) -> None:
        """Each item and purchase has its own total and savings, in the order given."""
        found = quote(AGENT, item(), purchases=(phones(),)).totals

        rows = [
            (one.offered.item, one.charges.value.minor, one.savings.value.minor)
            for one in found.by_item
        ]
        assert rows == [
            ("agent seat", term(120), term(160) - term(120)),
            ("seat", term(200), term(250) - term(200)),
            ("Desk phone", 99980, 120000 - 99980),
        ]

    def test_same_name(self) -> None:
        """An item and a purchase of one name are told apart."""
        bought = evolve(phones(), item="seat")
        found = quote(item(), purchases=(bought,)).totals

        assert [one.charges.value.minor for one in found.by_item] == [term(200), 99980]

    @pytest.mark.clause("A16", "M1")
    def test_periods(self) -> None:
        """Monthly, quarterly and annual charges stand apart, each at its full price."""
        offered = quote(
            item(),
            item("plan", "30.00", None, frequency=Frequency.QUARTERLY, quantity=2),
            item("support", "99.995", "120.00", frequency=Frequency.ANNUAL, quantity=1),
        )
        market = offered.market
        bare = quote(item(), market=market).totals
        found = [
            (one.frequency, one.charges.value.minor, one.savings.minor)
            for one in evolve(bare, quote=offered).by_period
        ]

        assert found == [
            (Frequency.MONTHLY, 20000, 5000),
            (Frequency.QUARTERLY, 6000, 0),
            (Frequency.ANNUAL, 10000, 2000),
        ]

    @pytest.mark.clause("M1")
    def test_monthly_charges(self) -> None:
        """The monthly charges are those of the invoice of a full month."""
        found = quote(item(), NUMBER, AGENT).totals

        (monthly,) = found.by_period
        assert monthly.charges.value == found.invoices[1].subtotal.value

    def test_proofs(self) -> None:
        """Each sum is proven by the lines of the invoices, each of them once."""
        found = quote(item(), NUMBER).totals

        assert found.charges.explain().startswith(
            "charges: sum 200, 5, 129/50, 10323/100, "
        )
        assert found.savings.explain().splitlines()[-1] == (
            "saved: minus 382061/100, 307147/100 = 37457/50 [quote-savings]"
        )
        sums = (found.charges, found.list_charges, found.savings, found.total)
        for one in (*sums, found.by_period[0].charges):
            assert one.proof.steps


class TestTaxes:
    """The fees and taxes of an order summary."""

    @pytest.mark.clause("E7", "M1")
    def test_untaxed(self) -> None:
        """Without a billing address every invoice stands before fees and taxes."""
        found = quote().totals

        assert found.untaxed == found.invoices
        assert found.missing == ()
        assert found.fees_and_taxes.value.minor == 0
        assert found.total.value == found.charges.value

    @pytest.mark.clause("E7", "M1")
    def test_vat(self) -> None:
        """In London the VAT of each invoice, 20 %, is in the total of the quote."""
        offered = quote(market=gb.CONNECT, currency="GBP", addresses=(LONDON,))
        found = offered.totals

        months: list[Fraction | int] = [200 + 200 * FIRST, *[200] * 13, 200 * LAST]
        vat = [cents(Fraction(20 * cents(one), 10000)) for one in months]
        assert found.untaxed == ()
        assert found.fees_and_taxes.value.minor == sum(vat)
        assert found.total.value.minor == term(200) + sum(vat)
        assert found.total.value.minor == sum(one.minor for one in found.invoices)

    @pytest.mark.clause("quote-savings")
    def test_savings_before_taxes(self) -> None:
        """Savings are those before fees and taxes, wherever the customer is."""
        offered = quote(market=gb.CONNECT, currency="GBP", addresses=(LONDON,))

        assert offered.totals.savings.value.minor == term(250) - term(200)

    @pytest.mark.clause("E7")
    def test_rates_not_known_yet(self) -> None:
        """Invoices whose rates are not known yet stand before them, and it is told."""
        offered = in_utah(date(2026, 4, 1), months=6)
        found = offered.totals

        assert [one.is_taxed for one in found.invoices] == [True] * 3 + [False] * 3
        assert [one.issued_on.value.month for one in found.untaxed] == [7, 8, 9]
        (missing,) = found.missing
        assert missing.startswith("us-usf-factor must be known for 2026-07-01")
        levied = [one.total.value.minor - 20000 for one in found.invoices]
        assert found.fees_and_taxes.value.minor == sum(levied)
        assert found.charges.value.minor == 6 * 20000

    @pytest.mark.clause("Q48")
    def test_balance(self) -> None:
        """A balance that a reading carries over is in the total once."""
        market = us.CONNECT.with_readings({"negative_total": "carried_line"})
        given = QuotedPurchase(
            id="welcome",
            kind=LineKind.OTHER_CREDIT,
            item="Welcome credit",
            quantity=1,
            quoted_price=Decimal("50.00"),
            code="acme:welcome",
        )
        found = quote(market=market, purchases=(given,)).totals

        kinds = [line.kind for line in found.invoices[1].lines]
        assert LineKind.BROUGHT_FORWARD in kinds
        assert found.charges.value.minor == term(200) - 5000


def in_utah(start: date, months: int) -> Quote:
    """Return a quote for Utah, whose fees and tax are known from 2026 on."""
    market: Market = us.CONNECT.with_sales_tax("utah-sales-tax", "US-UT")
    for series, percent in (
        ("us-slrrf", "2"),
        ("us-rrf", "3.5"),
        ("utah-sales-tax", "7.25"),
    ):
        market = market.with_rate(
            series, date(2026, 1, 1), Decimal(percent), CONTRACT_RATES
        )
    return quote(
        market=market,
        quoted_on=date(2026, 3, 1),
        billing_start_on=start,
        months=months,
        addresses=(address("US", "UT"),),
    )


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    """Draw a quote of a few items and purchases, short enough to be billed often."""
    prices = st.sampled_from(["25.00", "19.99", "0.005", "33.333", "0.31"])
    optional = st.none() | prices
    quoted_on = date(2024, 1, 1) + timedelta(draw(st.integers(0, 500)))
    items = tuple(
        evolve(
            shape,
            quantity=draw(st.integers(1, 9)),
            quoted_price=Decimal(draw(prices)),
            list_price=None if (listed := draw(optional)) is None else Decimal(listed),
        )
        for shape in draw(
            st.lists(st.sampled_from([item(), NUMBER, AGENT]), min_size=1, unique=True)
        )
    )
    later = draw(st.none() | st.integers(0, 70))
    return quote(
        *items,
        quoted_on=quoted_on,
        billing_start_on=None if later is None else quoted_on + timedelta(later),
        months=draw(st.integers(1, 4)),
        free_months=draw(st.integers(0, 2)),
        purchases=(phones(draw(prices), draw(optional)),) * draw(st.integers(0, 1)),
    )


def up_to(account: Account, last: date, market: Market) -> tuple[Invoice, ...]:
    """Return every document of an account up to the end of the month after a day."""
    first = account.contract.effective_on.replace(day=1)
    end = date(last.year + last.month // 12, last.month % 12 + 1, 28)
    return invoices_issued(account, Period(first, end), market)


class TestLaws:
    """What holds of every quote."""

    @given(quotes())
    @pytest.mark.clause("M1", "quote-total")
    def test_sums(self, offered: Quote) -> None:
        """Items, parts and invoices add up to the totals, list and savings as well."""
        found = offered.totals
        charges, saved = found.charges.value.minor, found.savings.value.minor

        assert charges == sum(one.subtotal.value.minor for one in found.invoices)
        assert found.total.value.minor == sum(one.minor for one in found.invoices)
        assert found.list_charges.value.minor == charges + saved
        for rows in (found.by_item, found.by_part):
            assert charges == sum(one.charges.value.minor for one in rows)
            assert saved == sum(one.savings.value.minor for one in rows)

    @given(quotes())
    @pytest.mark.clause("M1", "quote-savings")
    def test_list(self, offered: Quote) -> None:
        """The list total is the total of the same quote at list prices."""
        items = tuple(
            evolve(one, quoted_price=one.each(At.LIST)) for one in offered.items
        )
        bought = tuple(
            evolve(one, quoted_price=one.each(At.LIST)) for one in offered.purchases
        )
        at_list = evolve(offered, items=items, purchases=bought).totals

        assert at_list.charges.value == offered.totals.list_charges.value
        assert at_list.savings.value.minor == 0

    @given(quotes(), st.integers(0, 40))
    @pytest.mark.clause("M2", "quote-total")
    def test_accepted(self, offered: Quote, days: int) -> None:
        """What is accepted is billed as previewed, up to the last month of the term."""
        on = offered.quoted_on + timedelta(days)
        found = totals(offered, on)
        last = found.last_day.value
        account, market = accepted(offered, on).account, offered.market

        def before(invoices: tuple[Invoice, ...]) -> list[Invoice]:
            return [one for one in invoices if one.period.end <= last]

        assert before(up_to(account, last, market)) == before(found.invoices)
        end = ServiceEnd(id="end", last_day_of_service=last, known_on=on)
        ending = up_to(evolve(account, end=end), last, market)
        assert ending == found.invoices

    @given(quotes())
    @pytest.mark.clause("M1", "quote-total")
    def test_naive_biller(self, offered: Quote) -> None:
        """A biller that knows no quote bills the account file to the same total."""
        found = totals(offered)
        last = found.last_day.value
        text = write_account_file(found.account, offered.market)
        file = tomllib.loads(text, parse_float=Decimal)

        billed = bill(file, last + timedelta(62))

        assert found.charges.value.minor == sum(
            line.minor for document in billed for line in document.lines
        )

    @given(quotes())
    @pytest.mark.clause("H8")
    def test_not_renewed(self, offered: Quote) -> None:
        """A term that does not renew is billed as the preview, and nothing after it."""
        offered = evolve(offered, auto_renewal=AutoRenewal.OFF)
        found = totals(offered)
        account = accepted(offered, offered.quoted_on).account
        start = account.contract.effective_on
        years = Period(start.replace(day=1), start.replace(day=1, year=2027))

        assert invoices_issued(account, years, offered.market) == found.invoices


class TestAccept:
    """Accepting: by whom, where, how, and what comes of it."""

    @pytest.mark.clause("M2", "A3", "A5")
    def test_account(self) -> None:
        """The account has contract, term, prices, quantities and purchases."""
        found = accepted(quote(purchases=(phones(),)), date(2025, 1, 2))

        kinds = [type(one).__name__ for one in found.facts]
        assert kinds == ["Contract", "Price", "QuantityChange", "OneTimeCharge", "Term"]
        contract, price, change, bought, agreed = found.facts
        assert contract.effective_on == date(2025, 1, 2)
        assert (price.id, change.id) == ("price-seat", "quantity-seat")
        assert bought.effective_on == agreed.effective_on == date(2025, 1, 2)
        assert found.account.end is None
        assert {one.known_on for one in found.facts} == {date(2025, 1, 2)}

    @pytest.mark.clause("A5")
    def test_purchase(self) -> None:
        """What is bought with the quote is invoiced on the day of acceptance."""
        found = accepted(quote(purchases=(phones(),)), date(2025, 1, 2))
        issued = invoices_issued(found.account, Period.month(2025, 1), us.CONNECT)

        assert [(one.kind, one.issued_on.value) for one in issued] == [
            (DocumentKind.ONE_TIME, date(2025, 1, 2))
        ]

    @pytest.mark.clause("M2")
    def test_decision(self) -> None:
        """An accepted quote says who accepted it, where and when."""
        found = accepted(quote())

        assert found.quote.decision == Decision(
            outcome=Outcome.ACCEPTED,
            on=QUOTED_ON,
            role=Role.BILLING_ADMIN,
            portal=Portal.GOTO_ADMIN,
        )

    @pytest.mark.clause("H1", "Q33")
    def test_buyout(self) -> None:
        """A buyout of the quote is in the term of the account."""
        (agreed,) = accepted(quote(buyout=Decimal("500.00"))).account.terms

        assert (agreed.buyout, agreed.currency) == (Decimal("500.00"), "USD")

    @pytest.mark.clause("L2", "L7")
    @pytest.mark.parametrize(
        ("portal", "role", "reasons"),
        [
            (Portal.GOTO_ADMIN, Role.BILLING_ADMIN, []),
            (Portal.CLASSIC, Role.BILLING_ADMIN, []),
            (Portal.CORPORATE, Role.BILLING_CONTACT, []),
            (Portal.GOTO_ADMIN, Role.SUPER_ADMIN, [("role", "L7")]),
            (Portal.GOTO_ADMIN, Role.MASTER_ACCOUNT_HOLDER, [("role", "L7")]),
            (Portal.CORPORATE, Role.BILLING_ADMIN, [("role", "L2")]),
            (Portal.CONNECT, Role.BILLING_ADMIN, [("portal", "L7")]),
            (Portal.BILLING_CENTER, Role.BILLING_CONTACT, [("portal", "L7")]),
        ],
    )
    def test_who(
        self, portal: Portal, role: Role, reasons: list[tuple[str, str]]
    ) -> None:
        """A billing admin decides in GoTo Admin, a billing contact in Corporate."""
        who: dict[str, Any] = {"portal": portal, "role": role}
        for found in (
            accept(quote(), on=QUOTED_ON, done=EVERY_STEP, **who),
            decline(quote(), on=QUOTED_ON, **who),
        ):
            if reasons:
                assert refused(found) == reasons
            else:
                assert not isinstance(found, Refused)

    @pytest.mark.clause("L7")
    def test_told(self) -> None:
        """A refusal says who decides, and where there are quotes."""

        def told(portal: Portal) -> str:
            role = Role.BILLING_ADMIN
            return str(decline(quote(), on=QUOTED_ON, role=role, portal=portal))

        assert told(Portal.CORPORATE) == (
            "the role billing admin does not decide on quotes in corporate [L2]; "
            "ask for it as billing contact"
        )
        assert told(Portal.CONNECT) == (
            "there are no quotes in connect [L7]; go to goto admin or classic or "
            "corporate"
        )

    @pytest.mark.clause("L7")
    def test_nobody(self) -> None:
        """Where nobody decides on quotes, the refusal has no way out to tell."""
        contracts = us.CONNECT.contracts
        nobody = evolve(contracts, quote=evolve(contracts.quote, requesters=()))
        offered = quote(market=evolve(us.CONNECT, contracts=nobody))
        found = decline(offered, on=QUOTED_ON, **ADMIN)

        assert str(found) == "there are no quotes in goto admin [L7]"

    @pytest.mark.clause("M5", "quote-until")
    @pytest.mark.parametrize(
        ("on", "reasons"),
        [
            (date(2025, 1, 31), []),
            (date(2025, 2, 1), [("lapsed", "quote-until")]),
        ],
    )
    def test_valid_until(self, on: date, reasons: list[tuple[str, str]]) -> None:
        """A quote that names a last day is accepted on it, and not the day after."""
        offered = quote(valid_until=date(2025, 1, 31))
        found = accept(offered, on=on, done=EVERY_STEP, **ADMIN)

        assert (refused(found) if isinstance(found, Refused) else []) == reasons

    @pytest.mark.clause("M5")
    def test_never_lapses(self) -> None:
        """A quote without a last day is accepted years later."""
        assert accepted(quote(), date(2034, 1, 1)).account.id == "acme"

    @pytest.mark.clause("M2", "M4")
    @pytest.mark.parametrize(
        ("step", "clause"),
        [
            (CheckoutStep.BILLING_DATA, "M2"),
            (CheckoutStep.PAYMENT, "M2"),
            (CheckoutStep.ADMIN_CONTACT, "M2"),
            (CheckoutStep.BOX_TICKED, "M2"),
            (CheckoutStep.SHIPPING_ADDRESS, "M4"),
        ],
    )
    def test_checkout(self, step: CheckoutStep, clause: str) -> None:
        """Each step of the checkout that is left out is a reason of its own."""
        done = tuple(one for one in CheckoutStep if one is not step)
        offered = quote(purchases=(phones(),))
        found = accept(offered, on=QUOTED_ON, done=done, **ADMIN)

        assert refused(found) == [(step.value.replace("_", "-"), clause)]

    @pytest.mark.clause("M4")
    def test_nothing_to_ship(self) -> None:
        """Without physical equipment nobody asks for a shipping address."""
        done = EVERY_STEP[:-1]

        assert EVERY_STEP[-1] is CheckoutStep.SHIPPING_ADDRESS
        assert isinstance(accept(quote(), on=QUOTED_ON, done=done, **ADMIN), Accepted)

    @pytest.mark.clause("L7", "M2", "quote-until")
    def test_every_reason(self) -> None:
        """Whatever stands against it is told together."""
        declined = decline(quote(valid_until=QUOTED_ON), on=QUOTED_ON, **ADMIN)
        assert isinstance(declined, Quote)
        found = accept(
            declined,
            on=date(2025, 1, 1),
            role=Role.USER,
            portal=Portal.CLASSIC,
            done=EVERY_STEP[1:],
        )

        assert [code for code, _ in refused(found)] == [
            *("decided", "role", "lapsed", "billing-data"),
        ]


class TestDecline:
    """Declining ends a quote."""

    @pytest.mark.clause("M2")
    def test_declined(self) -> None:
        """A declined quote says so, and can be neither accepted nor declined again."""
        declined = decline(quote(), on=QUOTED_ON, **ADMIN)
        assert isinstance(declined, Quote)
        assert declined.decision is not None

        assert declined.decision.outcome is Outcome.DECLINED
        again = decline(declined, on=QUOTED_ON, **ADMIN)
        assert str(again) == (
            "the quote was declined on 2024-12-20 [M2]; ask for another quote"
        )
        assert refused(accept(declined, on=QUOTED_ON, done=EVERY_STEP, **ADMIN)) == [
            ("decided", "M2")
        ]

    @pytest.mark.clause("M2")
    def test_accepted_before(self) -> None:
        """An accepted quote is not declined any more, nor accepted twice."""
        offered = accepted(quote()).quote

        for found in (
            decline(offered, on=QUOTED_ON, **ADMIN),
            accept(offered, on=QUOTED_ON, done=EVERY_STEP, **ADMIN),
        ):
            assert refused(found) == [("decided", "M2")]

    @pytest.mark.clause("M5")
    def test_lapsed(self) -> None:
        """After its last day a quote may still be declined."""
        offered = quote(valid_until=QUOTED_ON)

        assert isinstance(decline(offered, on=date(2025, 2, 1), **ADMIN), Quote)


EARLY = date(2024, 12, 19)


@pytest.mark.clause("L7")
class TestPolicy:
    """The policy that says who decides on a quote."""

    def test_none(self) -> None:
        """Who decides is told as a tuple of requesters."""
        policy = us.CONNECT.contracts.quote

        for content in (list(policy.requesters), (Role.BILLING_ADMIN,)):
            with pytest.raises(WrongType, match="requesters must be a tuple"):
                altered(policy, "requesters", content)

    def test_twice(self) -> None:
        """No portal is told of twice."""
        policy = us.CONNECT.contracts.quote
        again = policy.requesters[0]

        with pytest.raises(InvalidValue, match="requesters must be each portal once"):
            evolve(policy, requesters=(*policy.requesters, again))

    def test_every_market(self) -> None:
        """Each market that is shipped says who decides on its quotes."""
        for name in names():
            assert edition(name).contracts.quote.requesters


class TestNonsense:
    """What no quote can be, and no answer to one."""

    @pytest.mark.parametrize(
        ("field", "content", "kind", "told"),
        [
            ("id", "", InvalidValue, "id must be"),
            ("account", 5, WrongType, "account must be"),
            ("currency", "XXX", BillingError, "currency"),
            ("market", "us-connect", WrongType, "market must be a Market"),
            ("quoted_on", None, WrongType, "quoted_on must be"),
            ("months", 0, InvalidValue, "months must be"),
            ("free_months", -1, InvalidValue, "free_months must be"),
            ("renewal_on", QUOTED_ON, InvalidValue, "renewal_on must be after"),
            ("renewal_months", 0, InvalidValue, "renewal_months must be"),
            ("auto_renewal", "on", WrongType, "auto_renewal must be"),
            ("buyout", Decimal("NaN"), InvalidValue, "buyout must be"),
            ("valid_until", EARLY, InvalidValue, "valid_until must be on or after"),
            ("items", (), InvalidValue, "items must be at least one"),
            ("items", [item()], WrongType, "items must be a tuple of QuotedItem"),
            ("items", (item(), item()), ConflictingFacts, "under its own name"),
            ("purchases", (item(),), WrongType, "a tuple of QuotedPurchase"),
            ("purchases", (phones(),) * 2, ConflictingFacts, "id must be"),
            ("addresses", (5,), WrongType, "addresses must be"),
            ("decision", "accepted", WrongType, "decision must be a Decision"),
        ],
    )
    def test_quote(
        self, field: str, content: object, kind: type[BillingError], told: str
    ) -> None:
        """A quote of nonsense is refused, and the field is named."""
        offered = quote()
        if content == (phones(), phones()):
            # The same purchase twice counts once; of other content it does not.
            content = (phones(), phones("1.00"))

        with pytest.raises(kind, match=told):
            altered(offered, field, content)

    @pytest.mark.parametrize(
        ("field", "content", "told"),
        [
            ("item", "", "item must be"),
            ("item", "x" * 200, "item must be"),
            ("quantity", 0, "quantity must be"),
            ("quoted_price", 5.0, "quoted_price must be"),
            ("list_price", "5", "list_price must be"),
            ("kind", LineKind.HARDWARE, "kind must be"),
            ("unit", BillableUnit.MINUTE, "unit must be"),
            ("part", "device", "part must be"),
            ("minimum_quantity", -1, "minimum_quantity must be"),
        ],
    )
    def test_item(self, field: str, content: object, told: str) -> None:
        """An item of nonsense is refused, and the field is named."""
        with pytest.raises(BillingError, match=f"^{told}"):
            altered(item(part=QuotePart.PRODUCT), field, content)

    @pytest.mark.parametrize(
        ("field", "content", "told"),
        [
            ("id", "", "id must be"),
            ("item", "", "item must be"),
            ("quantity", 0, "quantity must be"),
            ("quoted_price", Decimal("Infinity"), "quoted_price must be"),
            ("list_price", 5.0, "list_price must be"),
            ("kind", LineKind.OTHER_CHARGE, "code must be"),
            ("part", "device", "part must be"),
        ],
    )
    def test_purchase(self, field: str, content: object, told: str) -> None:
        """A purchase of nonsense is refused, and the field is named."""
        with pytest.raises(BillingError, match=f"^{told}"):
            altered(evolve(phones(), part=QuotePart.DEVICE), field, content)

    @pytest.mark.parametrize("field", ["outcome", "role", "portal", "on"])
    def test_decision(self, field: str) -> None:
        """A decision is made of the closed words and a day."""
        made = accepted(quote()).quote.decision

        with pytest.raises(WrongType, match=field):
            altered(made, field, "yesterday")

    def test_decided_before(self) -> None:
        """A quote that was decided before its own date makes no sense."""
        made = accepted(quote()).quote.decision
        assert made is not None

        with pytest.raises(InvalidValue, match=r"decision\.on must be on or after"):
            quote(decision=evolve(made, on=EARLY))

    @pytest.mark.clause("M2")
    @pytest.mark.parametrize(
        "asked",
        [
            lambda: totals(quote(), EARLY),
            lambda: accept(quote(), on=EARLY, done=EVERY_STEP, **ADMIN),
            lambda: decline(quote(), on=EARLY, **ADMIN),
        ],
    )
    def test_too_early(self, asked: Callable[[], Totals]) -> None:
        """Nobody answers a quote before its own date."""
        with pytest.raises(InvalidValue, match="on or after the date of the quote"):
            asked()

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"quote": "q-17"}, "quote must be a Quote"),
            ({"done": []}, "done must be a tuple of CheckoutStep"),
            ({"done": ("payment",)}, r"done\[0\] must be a CheckoutStep"),
            ({"role": "user"}, "role must be a Role"),
            ({"portal": "classic"}, "portal must be a Portal"),
            ({"on": None}, "on must be a date"),
        ],
    )
    def test_types(self, changed: dict[str, Any], told: str) -> None:
        """What is no quote, day, role, portal or step is named."""
        asked: dict[str, Any] = {
            "quote": quote(),
            "on": QUOTED_ON,
            "done": EVERY_STEP,
            **ADMIN,
        }
        asked |= changed
        offered = asked.pop("quote")

        with pytest.raises(WrongType, match=told):
            accept(offered, **asked)

    def test_no_quote(self) -> None:
        """Totals are those of a quote."""
        with pytest.raises(WrongType, match="quote must be a Quote"):
            totals("q-17")  # type: ignore[arg-type]  # no quote, on purpose

    def test_own_names(self) -> None:
        """A purchase that is called as the term is, or the end, is refused."""
        for name in ("term", "end"):
            with pytest.raises(ConflictingFacts, match="id must be"):
                totals(quote(purchases=(evolve(phones(), id=name),)))
