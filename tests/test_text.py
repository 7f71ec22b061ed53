"""What a person reads: an invoice as text and as the HTML of a notebook."""

import subprocess
import sys
from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from babel.core import Locale
from babel.numbers import format_currency, get_currency_precision
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    account,
    bought,
    change,
    day,
    device_price,
    invoice,
    month,
    usd,
)

from gotobilling.billing_cycle import DocumentKind, NothingToBill
from gotobilling.clauses import A1
from gotobilling.currencies import MINOR_DIGITS
from gotobilling.errors import UnknownName, WrongType
from gotobilling.facts import Contract
from gotobilling.invoices import Invoice, assemble_one_time
from gotobilling.kinds import BillableUnit, Frequency, LineKind
from gotobilling.markets import us
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.present import explain_text, invoice_html, invoice_text
from gotobilling.present.amounts import amount_text, price_text
from gotobilling.present.catalog import ENGLISH, wording
from gotobilling.present.layout import WIDTH, Column, ends, flowing, paragraph, row
from gotobilling.present.text import days_text
from gotobilling.quotes import Outcome, QuotePart
from gotobilling.sources import Standing
from gotobilling.taxes import Supplier, TaxCategory
from gotobilling.testing.examples import july_start

LOCALES: Final = ("en_US", "de_DE", "fr_CA", "pt_BR", "ja_JP", "en_IN", "de_CH", "ar")
NBSP: Final = "\xa0"
JULY, AUGUST, SEPTEMBER = month(7), month(8), month(9)
MARKET: Final = us.CONNECT


def read(text: str) -> list[str]:
    """Return the lines of a text, the runs of blanks in each as one blank."""
    return [" ".join(line.split()) for line in text.splitlines()]


def august() -> Invoice:
    """Return the invoice of the published example: 5 devices from 15 July."""
    return invoice(july_start(), AUGUST)


class TestAmounts:
    """Money is printed as the locale prints it, with the currency's own decimals."""

    @given(
        locale=st.sampled_from(LOCALES),
        currency=st.sampled_from(sorted(MINOR_DIGITS)),
        minor=st.integers(-(10**20), 10**20),
    )
    def test_babel(self, locale: str, currency: str, minor: int) -> None:
        """An amount is what Babel prints, told the currency's own decimals."""
        money = Money.from_minor(minor % 10**18, currency) * (1 if minor > 0 else -1)
        digits = MINOR_DIGITS[currency]
        standard = Locale.parse(locale).currency_formats["standard"].pattern
        own = standard.replace("0.00", f"0.{'0' * digits}" if digits else "0")

        with localcontext(Context(prec=40)):
            expected = format_currency(
                money.amount, currency, own, locale, currency_digits=False
            )
            usual = format_currency(money.amount, currency, locale=locale)
        assert amount_text(money, locale) == expected
        if get_currency_precision(currency) == digits:
            assert amount_text(money, locale) == usual

    @pytest.mark.parametrize(
        ("minor", "currency", "expected"),
        [
            (1500, "IQD", "IQD1.500"),  # Babel's habit is no decimals
            (1500, "JPY", "¥1,500"),
            (1500, "BHD", "BHD1.500"),
            (15000, "CLF", "CLF1.5000"),
            (-8468, "USD", "-$84.68"),
            (0, "USD", "$0.00"),
        ],
    )
    def test_minor_units(self, minor: int, currency: str, expected: str) -> None:
        """The decimals are those of ISO 4217: 3 for the dinars, 4 for the UF, 0 for
        the yen.
        """
        shown = amount_text(Money.from_minor(minor, currency), "en_US")

        assert shown.replace(NBSP, "") == expected

    @pytest.mark.parametrize(
        ("price", "expected"),
        [
            ("25", "$25.00"),
            ("25.000", "$25.000"),
            ("0.0055", "$0.0055"),
            (
                "999999999999999999.123456789012",
                "$999,999,999,999,999,999.123456789012",
            ),
        ],
    )
    def test_prices(self, price: str, expected: str) -> None:
        """A price keeps all its decimals, and has at least the currency's."""
        assert price_text(Decimal(price), "USD", "en_US") == expected

    def test_decimal_context(self) -> None:
        """The caller's decimal context, however small, changes no digit."""
        money = usd("123456789012345678.91")

        with localcontext(Context(prec=2, Emax=3, Emin=-3)):
            assert amount_text(money, "en_US") == "$123,456,789,012,345,678.91"

    @pytest.mark.parametrize("locale", ["", "xx", "en-US", "../en"])
    def test_unknown_locale(self, locale: str) -> None:
        """A locale that Babel does not have is refused by name."""
        with pytest.raises(UnknownName, match="locale must be a locale that Babel has"):
            amount_text(usd("1.00"), locale)

    @pytest.mark.parametrize("machine", ["de_DE.UTF-8", "C", "no such.locale"])
    def test_machine(self, machine: str) -> None:
        """The locale and time zone of the machine change nothing."""
        code = (
            "from gotobilling.present import invoice_text\n"
            "from gotobilling.testing.examples import july_start\n"
            "from gotobilling import Period, assemble_invoice, edition\n"
            "market, month = edition('us-connect'), Period.month(2026, 8)\n"
            "print(invoice_text(assemble_invoice(july_start(), month, market)), end='')"
        )
        surroundings = {"LC_ALL": machine, "TZ": machine, "PYTHONUTF8": "1"}

        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            encoding="utf-8",
            env=surroundings,
        )

        assert done.stdout == invoice_text(august())


class TestCatalog:
    """The table of words leaves no member of the closed vocabulary without any."""

    @pytest.mark.parametrize(
        "term",
        [
            *(*LineKind, *DocumentKind, *BillableUnit),
            *(*Standing, *Supplier, *TaxCategory),
            *(*Frequency, *QuotePart, *Outcome),
        ],
        ids=str,
    )
    def test_complete(self, term: LineKind) -> None:
        """Each kind of line and document, each unit, standing, supplier and category
        has words, and so have frequencies and what belongs to quotes.
        """
        assert wording(term).strip() == wording(term) != ""

    def test_lines_apart(self) -> None:
        """No two kinds of line have the same words."""
        assert len({ENGLISH[kind] for kind in LineKind}) == len(LineKind)


class TestLayout:
    """Columns stand under one another, however long their cells."""

    def test_row(self) -> None:
        """A cell too wide goes on below; a figure ends where its column ends."""
        assert row(
            ("a bb", "1.00", "c\nd"), (Column(2), Column(6, right=True), Column(1))
        ) == [
            "a     1.00  c",
            "bb          d",
        ]

    def test_no_cell(self) -> None:
        """An empty cell keeps its place, and no line ends in blanks."""
        assert row(("", "x", ""), (Column(3), Column(1), Column(9))) == ["     x"]

    def test_long_word(self) -> None:
        """A word wider than its column is broken, not let into the next one."""
        assert row(("abcdef", "x"), (Column(4), Column(1))) == ["abcd  x", "ef"]

    def test_ends(self) -> None:
        """What stands at the right end of a line ends at the last column."""
        assert ends("left", "right") == ["left" + "right".rjust(WIDTH - 4)]

    def test_flowing(self) -> None:
        """A tail stays whole: on the last line if it fits, else on one of its own."""
        assert flowing("aa bb", "= 12", Column(7)) == "aa bb\n= 12"
        assert flowing("aa bb", "= 12", Column(10)) == "aa bb = 12"
        assert flowing("aa bb", "", Column(5)) == "aa bb"

    def test_paragraph(self) -> None:
        """A paragraph is indented, its first line as told."""
        text = paragraph("word " * 40, "  ", "- ")

        assert [line[:3] for line in text] == ["- w", "  w", "  w"]
        assert max(map(len, text)) <= WIDTH


class TestInvoiceText:
    """An invoice says whose it is, when it is due and what it charges."""

    def test_july_start(self) -> None:
        """The published example reads as a customer expects it."""
        assert read(invoice_text(august())) == [
            "Monthly invoice of 2026-08-01 before fees and taxes",
            "=" * WIDTH,
            "",
            "Account july-start",
            "Product connect",
            "Period 2026-08-01 to 2026-08-31",
            "Rules us-connect, edition 2026-11",
            "",
            "Billing start 2026-07-15",
            "Due on 2026-08-16",
            "Autopay on 2026-08-10",
            "Dispute until 2026-08-16",
            "",
            "# Line Days charged Quantity Unit price Amount",
            "-" * WIDTH,
            "1 Service charge: device 2026-08-01 to 2026-08-31 5 $25.00 $125.00",
            "2 Prorated charge: device 2026-07-16 to 2026-07-31 5 $25.00 $64.52",
            "effective 2026-07-15",
            "-" * WIDTH,
            "Total before fees and taxes $189.52",
            "To pay by 2026-08-16 $189.52",
        ]

    def test_figures_end_together(self) -> None:
        """Amounts end in one column, whatever their length."""
        lines = invoice_text(august()).splitlines()
        priced = [line for line in lines if "$" in line]

        assert {len(line) for line in priced} == {WIDTH}

    def test_one_time(self) -> None:
        """A one-time invoice names its day; a line names its code where it has one."""
        visit = bought(
            day(8, 12),
            "40.00",
            kind=LineKind.OTHER_CREDIT,
            item="Late visit",
            code="acme:late-visit",
        )
        found = assemble_one_time(account(day(8, 1), visit), day(8, 12), MARKET)
        assert isinstance(found, Invoice)

        lines = read(invoice_text(found))
        assert lines[0] == "One-time invoice of 2026-08-12 before fees and taxes"
        assert "Period 2026-08-12" in lines
        assert "1 Other credit: Late visit 2026-08-12 1 $40.00 -$40.00" in lines
        assert "acme:late-visit" in lines

    @pytest.mark.clause("Q47", "Q48")
    def test_nothing_to_pay(self) -> None:
        """Below zero nothing is to pay, on no day; the total stays as it is."""
        less = account(day(7, 1), change(day(7, 1), 5), change(day(7, 2), -5))

        lines = read(invoice_text(invoice(less, AUGUST)))
        # -5 x 25.00 x 29/31, the 29 days after 2 July
        assert lines[-2:] == ["Total before fees and taxes -$116.94", "To pay $0.00"]
        assert "Due on no day, since nothing is to pay" in lines
        assert "Autopay on no day, since nothing is to pay" in lines

    @pytest.mark.clause("Q25")
    def test_no_day(self) -> None:
        """A change on a month's last day is charged for no day."""
        late = account(day(7, 1), change(day(7, 1), 1), change(day(7, 31), 1))

        lines = read(invoice_text(invoice(late, AUGUST)))
        assert "2 Prorated charge: device none 1 $25.00 $0.00" in lines

    def test_group(self) -> None:
        """A line of a billing group names it."""
        grouped = account(day(8, 1), change(day(8, 1), 1, group="Zürich"))

        assert "group Zürich" in read(invoice_text(invoice(grouped, AUGUST)))

    def test_inputs(self) -> None:
        """Readings, the day the facts were known and the day of sending are named."""
        market = MARKET.with_readings(
            {"due_counted_from": "sent_date", "zero_days": "omitted"}
        )
        known = july_start().as_known_on(day(7, 20))

        lines = read(invoice_text(invoice(known, AUGUST, market, sent_on=day(8, 3))))
        assert "Readings zero_days = omitted, due_counted_from = sent_date" in lines
        assert "Facts those known on 2026-07-20" in lines
        assert "Sent on 2026-08-03" in lines
        assert "Due on 2026-08-18" in lines

    @pytest.mark.clause("Q35")
    @pytest.mark.parametrize(
        ("contract", "said"),
        [
            # 2 months from 20 May are 20 July.
            (
                {
                    "signed_on": day(5, 20),
                    "free_months": 2,
                    "billing_start_on": day(7, 1),
                },
                "2026-07-20 (by the quote 2026-07-01, by the free months 2026-07-20)",
            ),
            (
                {
                    "signed_on": day(5, 20),
                    "free_months": 2,
                    "billing_start_on": day(7, 25),
                },
                "2026-07-25 (by the quote 2026-07-25, by the free months 2026-07-20)",
            ),
            (
                {
                    "signed_on": day(5, 20),
                    "free_months": 2,
                    "billing_start_on": day(7, 20),
                },
                "2026-07-20",
            ),
            ({"signed_on": day(5, 20), "free_months": 2}, "2026-07-20"),
            ({"signed_on": day(5, 20), "billing_start_on": day(7, 20)}, "2026-07-20"),
        ],
    )
    def test_starts(self, contract: dict[str, Any], said: str) -> None:
        """Where the quote and the free months name two days, both are told."""
        promised = Contract(id="contract", **contract)
        facts = device_price(effective_on=day(5, 20)), change(day(7, 1), 1)

        lines = read(invoice_text(invoice(account(promised, *facts), AUGUST)))
        assert f"Billing start {said}" in lines

    def test_locale(self) -> None:
        """The locale prints the amounts, and days stay as they are."""
        text = invoice_text(august(), "de_DE").replace(NBSP, " ")

        assert "189,52 $" in text
        assert "2026-08-16" in text

    @pytest.mark.parametrize("show", [invoice_text, explain_text])
    def test_no_invoice(self, show: Callable[[Any], str]) -> None:
        """The answer that there is nothing to bill never looks like an invoice."""
        with pytest.raises(WrongType, match="invoice must be an Invoice"):
            show(NothingToBill("no line", A1))

    def test_wide_figures(self) -> None:
        """The longest figures push a line over the page rather than into each other."""
        dear = device_price("999999999999999.123456789012")
        lines = invoice_text(
            invoice(account(day(8, 1), dear, change(day(8, 1), 999)), AUGUST)
        ).splitlines()

        assert any(line.startswith("1  Service charge: device ") for line in lines)

    @pytest.mark.parametrize(
        ("period", "expected"),
        [
            (Period(day(8, 1), day(9, 1)), "2026-08-01 to 2026-08-31"),
            (Period(day(8, 1), day(8, 2)), "2026-08-01"),
            (Period(day(8, 1), day(8, 1)), "none"),
        ],
    )
    def test_days(self, period: Period, expected: str) -> None:
        """Both days of a span are counted, as readers count."""
        assert days_text(period) == expected


class TestHtml:
    """A notebook shows an invoice as a table that no text can break."""

    def cells(self, text: str) -> list[list[str]]:
        """Return the texts of each row of the table."""
        table = ET.fromstring(text)  # noqa: S314 -- our own text
        return [[cell.text or "" for cell in row] for row in table.iter("tr")]

    def test_table(self) -> None:
        """The table holds the lines and the totals."""
        assert self.cells(invoice_html(august())) == [
            ["Line", "Days charged", "Quantity", "Unit price", "Amount"],
            [
                "Service charge: device",
                "2026-08-01 to 2026-08-31",
                "5",
                "$25.00",
                "$125.00",
            ],
            [
                "Prorated charge: device, effective 2026-07-15",
                "2026-07-16 to 2026-07-31",
                "5",
                "$25.00",
                "$64.52",
            ],
            ["Total before fees and taxes", "$189.52"],
            ["To pay by 2026-08-16", "$189.52"],
        ]

    def test_escaped(self) -> None:
        """Names of items, groups and accounts are text, whatever they contain."""
        item = "<script>alert(1)</script> & co"
        price = evolve(device_price(), item=item)
        odd = account(
            day(8, 1), price, change(day(8, 1), 1, item=item, group='"<b>'), id="<i>"
        )
        text = invoice_html(invoice(odd, AUGUST))

        assert "<script" not in text
        assert "<i>" not in text
        assert self.cells(text)[1][0] == f'Service charge: {item}, group "<b>'

    def test_notebook(self) -> None:
        """A notebook asks the invoice itself."""
        assert august()._repr_html_() == invoice_html(august())

    def test_locale(self) -> None:
        """The locale prints the amounts."""
        text = invoice_html(august(), "de_DE").replace(NBSP, " ")

        assert "<td>189,52 $</td>" in text
