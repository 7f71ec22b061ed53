"""The choices by name: what an account file can say, and what it rests on.

What each alternative does to documents is shown in ``test_invoices``.
"""

from typing import Final

import attrs
import pytest

from gotobilling.errors import UnknownName, WrongType
from gotobilling.market import Market
from gotobilling.markets import ca, eu, us
from gotobilling.readings import (
    READINGS,
    GroupReading,
    LevyReading,
    Reading,
    find_reading,
)
from gotobilling.taxes import Level, Levy, LevyKind

# Frozen: account files say so. The first of each is what the market is shipped with.
NAMES: Final = {
    "day_count": ("actual_after_start", "actual_from_start", "thirty_day_month"),
    "removals": ("credited", "not_credited"),
    "free_months": ("calendar_months", "thirty_days"),
    "billing_start": ("later", "quote", "signature"),
    "first_invoice": ("window", "next_month", "on_start_date", "month_after"),
    "quantities": ("day_one", "invoice_date"),
    "invoice_day": ("1", "2", "3", "4", "5"),
    "zero_days": ("shown", "omitted"),
    "same_day": ("netted_by_sign", "per_change"),
    "rounded": ("line", "unit_share"),
    "proration_rounding": ("half_up", "half_even"),
    "price_change": ("on_the_day", "next_cycle"),
    "emptied": ("service_continues", "cancellation", "minimum_quantity"),
    "nothing_to_bill": ("no_invoice", "invoice"),
    "negative_total": ("account_credit", "refund", "carried_line"),
    "number_purchase": ("next_monthly", "one_time_invoice"),
    "last_month": ("days_served", "full_month"),
    "due_counted_from": ("invoice_date", "sent_date"),
    "due_day": tuple(str(number) for number in range(31)),
    "dispute_days": tuple(str(number) for number in range(366)),
    "autopay": ("day_of_month", "due_date"),
    "minutes": ("up", "nearest"),
    "minutes_per": ("row", "call"),
    "extension_calls": ("outbound", "free"),
    "month_edge": ("whole", "split"),
    "included": ("full", "prorated"),
    "low_usage": ("invoice", "contract"),
    "pool_use": ("unrated", "off_net"),
    "usage_rounded": ("line", "row"),
    "last_usage": ("own_invoice", "last_regular"),
    "annual_renewal": ("monthly_invoice", "anchor_day"),
    "quarters": ("first_of_month", "anchored"),
    "quarter_changes": ("months_and_days", "days"),
    "cycle_length": ("calendar_month", "anchored_month", "thirty_days"),
    "first_charge": ("sign_up", "after_first_cycle"),
    "billing_date": ("nothing", "increases", "any_change"),
    "change_fee_per": ("number", "detail"),
    "change_fee_billed": ("next_monthly", "one_time_invoice"),
    "tax_level": ("invoice", "line", "unrounded_lines"),
    "tax_rounding": ("half_up", "down"),
    "nova_scotia_hst": ("law", "guide"),
    "vat_id": ("cross_border", "any"),
    "usf_base": ("telecommunications", "with_recovery"),
    "negative_base": ("same_formula", "no_levy"),
    "credit_rate": ("charging_invoice", "current_invoice"),
    "tax_date": ("invoice_date", "service_period", "earlier_of_invoice_and_payment"),
    "term_start": ("billing_start", "signature"),
    "notice_day_0": ("renewal_date", "last_day"),
    "days_before_end": tuple(str(number) for number in range(61)),
    "deadlines": ("calendar_day", "next_business_day"),
    "early_exit": ("by_notice", "at_once"),
    "data_deletion": ("ninety_days", "six_months", "thirty_days"),
    "payment_order": ("named_then_oldest", "oldest", "largest"),
    "past_due": ("autopay", "due_date"),
    "disputed": ("suspended", "owed"),
    "payment_methods": ("by_portal", "one_everywhere", "four_two_two"),
    "restocking_base": ("price_paid", "msrp"),
    "return_counted": ("processed", "shipped", "received"),
    "late_return": ("accepted", "refused"),
    "return_rounded": ("fee", "credit"),
    "return_tax": ("in_proportion", "in_full"),
    "claw_back": ("next_statement", "none"),
    "one_time_run": ("next_month", "thirty_days"),
    "residual_base": ("service", "total"),
    "residual_run": ("same_month", "month_end"),
}
SHIPPED: Final = {name: texts[0] for name, texts in NAMES.items()} | {
    "dispute_days": "15",
    "days_before_end": "10",
}

US_TAXED: Final = us.CONNECT.with_sales_tax("utah", "US-UT")
SOME_MARKETS: Final = (us.CONNECT, US_TAXED, ca.CONNECT, eu.CONNECT)
# Where the levies are that a reading is about, if not in the United States.
MARKET_OF: Final = {"nova_scotia_hst": ca.CONNECT, "vat_id": eu.CONNECT}


def choice(reading: Reading, text: str) -> str | int:
    """Return an alternative as an account file writes it: numbers as numbers."""
    return int(text) if isinstance(reading.choices, range) else text


class TestNames:
    """What can be chosen, under which names."""

    def test_frozen(self) -> None:
        """The names of readings and of their alternatives never change."""
        assert {one.name: one.alternatives() for one in READINGS} == NAMES

    @pytest.mark.clause(
        *("Q1", "Q3", "Q6", "Q9", "Q17", "Q18", "Q23", "Q24", "Q25", "Q27", "Q29"),
        *("Q30", "Q31", "Q35", "Q47", "Q48", "Q54", "Q56", "Q68"),
        *("Q12", "Q13", "Q14", "Q43", "Q44", "Q45", "Q46"),
        *("Q2", "Q16", "Q36", "Q37", "Q38", "Q39", "Q41", "Q49"),
        *("Q4", "Q7", "Q32", "Q33", "Q34", "Q50", "Q51", "Q52", "Q53", "Q55", "Q63"),
        *("Q5", "Q15", "Q21", "Q22", "Q57", "Q58", "Q59", "Q60", "Q61"),
    )
    @pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
    def test_shipped(self, reading: Reading) -> None:
        """The markets are shipped with the default of every decision."""
        shipped = choice(reading, SHIPPED[reading.name])

        for market in SOME_MARKETS:
            assert reading.holds(market, reading.read(shipped))
            assert market.with_readings({reading.name: shipped}) == market

    @pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
    def test_rests_on(self, reading: Reading) -> None:
        """A reading rests on a decision, which its policy's field names as well."""
        if isinstance(reading, LevyReading):
            assert hasattr(US_TAXED.sales_tax, reading.field)
        else:
            held: object = us.CONNECT
            if isinstance(reading, GroupReading):
                held = getattr(held, reading.group)
            kind = type(getattr(held, reading.policy))
            field = getattr(attrs.fields(kind), reading.field)
            assert reading.clause in field.metadata["clauses"]
        assert reading.clause.id.startswith("Q")

    def test_unnamed(self) -> None:
        """A policy that no alternative names is told as it is."""
        policies = us.CONNECT.contracts
        far = attrs.evolve(policies.notice, end_days=90)
        market = attrs.evolve(us.CONNECT, contracts=attrs.evolve(policies, notice=far))

        assert find_reading("days_before_end").held(market) == "90"

    def test_find(self) -> None:
        """A reading is found by its name; an unknown name is told all the others."""
        assert [find_reading(one.name) for one in READINGS] == list(READINGS)
        with pytest.raises(
            UnknownName,
            match=r"^readings must be one of day_count, removals, .*, residual_run, "
            r"got 'daycount'$",
        ):
            find_reading("daycount")


class TestRead:
    """What an account file writes."""

    @pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
    def test_all(self, reading: Reading) -> None:
        """Every alternative is read as a choice of its own, which writes the same."""
        found = [reading.read(choice(reading, text)) for text in reading.alternatives()]

        assert len(set(found)) == len(found)
        for text, one in zip(reading.alternatives(), found, strict=True):
            assert str(getattr(one, "value", one)) == text

    @pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
    def test_all_differ(self, reading: Reading) -> None:
        """A market made by one alternative is made so by no other."""
        market = MARKET_OF.get(reading.name, us.CONNECT)
        chosen = [
            reading.read(choice(reading, text)) for text in reading.alternatives()
        ]

        for one in chosen[:5]:
            made = reading.put(market, one)
            assert [other for other in chosen if reading.holds(made, other)] == [one]
            assert reading.held(made) == str(getattr(one, "value", one))

    def test_unknown_alternative(self) -> None:
        """An alternative that does not exist is told those that do, and the clause."""
        with pytest.raises(
            UnknownName,
            match=r"^readings\.emptied must be one of service_continues, cancellation, "
            r"minimum_quantity, got 'end' \[Q31\]$",
        ):
            find_reading("emptied").read("end")

    @pytest.mark.parametrize("number", [0, 6])
    def test_out_of_range(self, number: int) -> None:
        """A number out of range is told the range."""
        with pytest.raises(
            UnknownName,
            match=rf"^readings\.invoice_day must be from 1 to 5, got {number} \[Q24\]$",
        ):
            find_reading("invoice_day").read(number)

    def test_text_of_a_number(self) -> None:
        """A number reads back from the text in which a document writes it."""
        assert find_reading("invoice_day").read("3") == 3

    @pytest.mark.parametrize(
        ("name", "value", "required"),
        [
            ("invoice_day", "first", "a whole number"),
            ("invoice_day", True, "a whole number"),
            ("dispute_days", 15.0, "a whole number"),
            ("autopay", 10, "text"),
            ("rounded", None, "text"),
        ],
    )
    def test_wrong_type(self, name: str, value: str | int, required: str) -> None:
        """Numbers are not written as text, nor names as numbers."""
        with pytest.raises(
            WrongType, match=rf"^readings\.{name} must be {required}, got "
        ):
            find_reading(name).read(value)


def levies(market: Market, name: str, value: str) -> dict[str, Levy]:
    """Return the levies of a market under one reading, by their names."""
    changed = market.with_readings({name: value})
    assert changed.readings == ((name, value),)
    return {levy.name: levy for levy in changed.levies}


class TestLevies:
    """The readings that set fields of the levies, and of nothing else."""

    @pytest.mark.clause("Q12")
    def test_tax_level(self) -> None:
        """Taxes are rounded line by line; the rounding of a line is the tax's own."""
        found = levies(US_TAXED, "tax_level", "line")

        assert found["utah"].level is Level.LINE
        assert found["utah"].line_rounding == found["utah"].rounding
        assert found["usf"] == us.CONNECT.levy("usf")

    @pytest.mark.clause("Q12")
    def test_tax_level_and_back(self) -> None:
        """Rounded on the invoice again, a tax has no rounding of a line."""
        by_line = US_TAXED.with_readings({"tax_level": "line"})
        unrounded = by_line.with_readings({"tax_level": "unrounded_lines"})

        assert unrounded.levy("utah").line_rounding is None
        assert by_line.with_readings({"tax_level": "invoice"}).levies == US_TAXED.levies

    @pytest.mark.clause("Q12")
    @pytest.mark.parametrize("order", [("tax_level",), ("tax_rounding",)])
    def test_tax_rounding(self, order: tuple[str]) -> None:
        """Level and rounding are chosen in either order: the line is rounded so too."""
        both = {"tax_level": "line", "tax_rounding": "down"}
        first = {name: both[name] for name in order}
        found = US_TAXED.with_readings(first).with_readings(both).levy("utah")

        assert found.line_rounding is not None
        assert found.rounding.mode.value == found.line_rounding.mode.value == "down"
        assert found == US_TAXED.with_readings(both).levy("utah")

    @pytest.mark.clause("Q13")
    def test_nova_scotia(self) -> None:
        """The guide's HST of Nova Scotia is a series of its own; no other changes."""
        found = levies(ca.CONNECT, "nova_scotia_hst", "guide")

        assert found.pop("hst-ns").series == "ca-ns-hst-guide"
        assert all(levy == ca.CONNECT.levy(name) for name, levy in found.items())
        assert ca.CONNECT.levy("hst-ns").series == "ca-ns-hst"

    @pytest.mark.clause("Q14")
    def test_vat_id(self) -> None:
        """Any VAT number exempts, where VAT numbers do anything at all."""
        found = levies(eu.CONNECT, "vat_id", "any")

        assert {one.vat_id.value for one in found.values()} <= {"any", "none"}
        assert [name for name, one in found.items() if one.vat_id.value == "any"] == [
            one.name for one in eu.CONNECT.levies if one.vat_id.value == "cross_border"
        ]

    @pytest.mark.clause("Q43")
    def test_usf_base(self) -> None:
        """Both recovery fees come into the base of USF."""
        found = levies(us.CONNECT, "usf_base", "with_recovery")

        assert found["usf"].levies == ("slrrf", "rrf")
        assert found["rrf"] == us.CONNECT.levy("rrf")

    @pytest.mark.clause("Q44", "Q45", "Q46")
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("negative_base", "no_levy"),
            ("credit_rate", "current_invoice"),
            ("tax_date", "service_period"),
            ("tax_date", "earlier_of_invoice_and_payment"),
        ],
    )
    def test_all_levies(self, name: str, value: str) -> None:
        """Dates, credits and negative bases are the same for every levy."""
        for market in SOME_MARKETS:
            found = levies(market, name, value)

            assert {getattr(one, name).value for one in found.values()} == {value}

    @pytest.mark.parametrize("name", ["nova_scotia_hst", "vat_id"])
    def test_no_such_levies(self, name: str) -> None:
        """A choice about levies that a market has not is held, and not listed."""
        reading = find_reading(name)

        for value in reading.alternatives():
            assert reading.holds(us.CONNECT, reading.read(value))
            assert us.CONNECT.with_readings({name: value}) == us.CONNECT

    @pytest.mark.parametrize("name", ["tax_level", "tax_rounding", "tax_date"])
    def test_sales_tax_after(self, name: str) -> None:
        """A sales tax that is added after the choice is levied by it as well."""
        chosen = {name: NAMES[name][-1]}
        before = us.CONNECT.with_readings(chosen).with_sales_tax("utah", "US-UT")

        assert before == US_TAXED.with_readings(chosen)
        assert before.levy("utah") != US_TAXED.levy("utah")

    def test_own_choice(self) -> None:
        """Levies that hold what no reading offers are told as they are."""
        mixed = attrs.evolve(
            US_TAXED,
            levies=tuple(
                attrs.evolve(one, level=Level.UNROUNDED_LINES)
                if one.kind is LevyKind.TAX
                else one
                for one in US_TAXED.levies
            ),
        )

        assert (
            find_reading("tax_level").held(mixed)
            == "Level.INVOICE, Level.UNROUNDED_LINES"
        )
