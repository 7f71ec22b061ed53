"""The markets: rates against the published tables, and bills worked out by hand."""

import json
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve
from tests.builders import device_price, number_price, price, rental_price, seat_price

from gotobilling.__main__ import main
from gotobilling.clauses import CONTRACT_RATES, EU_VAT_RATES, USF_2026_Q3_FORECAST
from gotobilling.editions import edition, names
from gotobilling.errors import InvalidValue, NoRateInForce, UnknownName
from gotobilling.facts import (
    Account,
    BillingAddress,
    Contract,
    ExemptionCertificate,
    OneTimeCharge,
    Price,
    QuantityChange,
    TaxNumber,
)
from gotobilling.invoices import Invoice, assemble_invoice, assemble_one_time
from gotobilling.kinds import BillableUnit, LineKind
from gotobilling.market import Market
from gotobilling.markets import au, ca, de, eu, gb, ie, us
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.sources import DatedEntry, Standing
from gotobilling.taxes import (
    Cap,
    Level,
    LevyKind,
    RateSeries,
    Supplier,
    TaxCategory,
    VatId,
    assess,
)

MARKETS: Final = tuple(edition(name) for name in names())
IDS: Final = tuple(names())
# What a country has beside its levies is told in a file of its own.
LEVYING: Final = tuple(one for one in MARKETS if one.levies)
NOT_LEVIED: Final = None

# Rulebook 4.1, from the fourth quarter of 2006 on, where VoIP began to contribute.
FACTORS: Final = {
    2006: ["9.1"],
    2007: ["9.7", "11.7", "11.3", "11.0"],
    2008: ["10.2", "11.3", "11.4", "11.4"],
    2009: ["9.5", "11.3", "12.9", "12.3"],
    2010: ["14.1", "15.3", "13.6", "12.9"],
    2011: ["15.5", "14.9", "14.4", "15.3"],
    2012: ["17.9", "17.4", "15.7", "17.4"],
    2013: ["16.1", "15.5", "15.1", "15.6"],
    2014: ["16.4", "16.6", "15.7", "16.1"],
    2015: ["16.8", "17.4", "17.1", "16.7"],
    2016: ["18.2", "17.9", "17.9", "17.4"],
    2017: ["16.7", "17.4", "17.1", "18.8"],
    2018: ["19.5", "18.4", "17.9", "20.1"],
    2019: ["20.0", "18.8", "24.4", "25.0"],
    2020: ["21.2", "19.6", "26.5", "27.1"],
    2021: ["31.8", "33.4", "31.8", "29.1"],
    2022: ["25.2", "23.8", "33.0", "28.9"],
    2023: ["32.6", "29.0", "29.2", "34.5"],
    2024: ["34.6", "32.8", "34.4", "35.8"],
    2025: ["36.3", "36.6", "36.0", "38.1"],
    2026: ["37.6", "37.0"],
}

# Rulebook 4.4 and 4.5.
CANADA: Final = {
    "ca-gst": {"1991-01-01": "7", "2006-07-01": "6", "2008-01-01": "5"},
    "ca-gst-bc": {"2010-07-01": NOT_LEVIED, "2013-04-01": "5"},
    "ca-on-hst": {"2010-07-01": "13"},
    "ca-nb-hst": {"2008-01-01": "13", "2016-07-01": "15"},
    "ca-nl-hst": {"2008-01-01": "13", "2016-07-01": "15"},
    "ca-ns-hst": {"2010-07-01": "15", "2025-04-01": "14"},
    "ca-ns-hst-guide": {"2010-07-01": "15"},
    "ca-pe-hst": {"2013-04-01": "14", "2016-10-01": "15"},
    "ca-bc-hst": {"2010-07-01": "12", "2013-04-01": NOT_LEVIED},
    "ca-bc-pst": {"2010-07-01": NOT_LEVIED, "2013-04-01": "7"},
    "ca-sk-pst": {"2017-03-22": "5", "2017-03-23": "6"},
    "ca-mb-rst": {"2013-07-01": "8", "2019-07-01": "7"},
    "ca-qc-qst-before-2013": {"2012-01-01": "9.5", "2013-01-01": NOT_LEVIED},
    "ca-qc-qst": {"2012-01-01": NOT_LEVIED, "2013-01-01": "9.975"},
}
AUSTRALIA: Final = {"au-gst": {"2000-07-01": "10"}}

# Rulebook 4.6; what the table has as "before" or as unchanged stands from 2010 on.
BRITAIN: Final = {"gb-vat": {"2010-01-01": "17.5", "2011-01-04": "20"}}
EUROPE: Final = {
    "AT": {"2010-01-01": "20"},
    "BE": {"2010-01-01": "21"},
    "BG": {"2010-01-01": "20"},
    "HR": {"2010-01-01": "23", "2012-03-01": "25"},
    "CY": {"2012-03-01": "17", "2013-01-14": "18", "2014-01-13": "19"},
    "CZ": {"2010-01-01": "20", "2013-01-01": "21"},
    "DK": {"2010-01-01": "25"},
    "EE": {"2009-07-01": "20", "2024-01-01": "22", "2025-07-01": "24"},
    "FI": {"2010-07-01": "23", "2013-01-01": "24", "2024-09-01": "25.5"},
    "FR": {"2010-01-01": "19.6", "2014-01-01": "20"},
    "DE": {"2010-01-01": "19", "2020-07-01": "16", "2021-01-01": "19"},
    "GR": {"2010-03-15": "21", "2010-07-01": "23", "2016-06-01": "24"},
    "HU": {"2009-07-01": "25", "2012-01-01": "27"},
    "IE": {
        "2010-01-01": "21",
        "2012-01-01": "23",
        "2020-09-01": "21",
        "2021-03-01": "23",
    },
    "IT": {"2011-09-17": "21", "2013-10-01": "22"},
    "LV": {"2011-01-01": "22", "2012-07-01": "21"},
    "LT": {"2009-09-01": "21"},
    "LU": {
        "2010-01-01": "15",
        "2015-01-01": "17",
        "2023-01-01": "16",
        "2024-01-01": "17",
    },
    "MT": {"2010-01-01": "18"},
    "NL": {"2010-01-01": "19", "2012-10-01": "21"},
    "PL": {"2011-01-01": "23"},
    "PT": {"2010-07-01": "21", "2011-01-01": "23"},
    "RO": {
        "2010-07-01": "24",
        "2016-01-01": "20",
        "2017-01-01": "19",
        "2025-08-01": "21",
    },
    "SK": {"2011-01-01": "20", "2025-01-01": "23"},
    "SI": {"2013-07-01": "22"},
    "ES": {"2010-07-01": "18", "2012-09-01": "21"},
    "SE": {"2010-01-01": "25"},
}
TABLES: Final = {
    **{(ca.CONNECT, name): table for name, table in CANADA.items()},
    **{(au.CONNECT, name): table for name, table in AUSTRALIA.items()},
    **{(gb.CONNECT, name): table for name, table in BRITAIN.items()},
    **{(eu.CONNECT, f"eu-vat-{c.lower()}"): table for c, table in EUROPE.items()},
}

# What 100.00 bears in each province and territory at the start of 2026.
PROVINCES: Final = {
    "AB": {"gst": 500},
    "BC": {"gst-bc": 500, "pst-bc": 700},
    "MB": {"gst": 500, "rst-mb": 700},
    "NB": {"hst-nb": 1500},
    "NL": {"hst-nl": 1500},
    "NS": {"hst-ns": 1400},
    "NT": {"gst": 500},
    "NU": {"gst": 500},
    "ON": {"hst-on": 1300},
    "PE": {"hst-pe": 1500},
    # 9.975 rounds up to 9.98.
    "QC": {"gst": 500, "qst": 998},
    "SK": {"gst": 500, "pst-sk": 600},
    "YT": {"gst": 500},
}

# The example invoices: the charges, then levy, category, base and amount of each levy.
EXAMPLES: Final = Path(__file__).resolve().parent.parent / "examples"
STORIES: Final = {
    # On 100.00 of services 2 %, 3.5 %, and 64.9 % x 37.6 % = 24.4024; the rented phone
    # is in the base of the sales tax alone: 107.00 + 2.00 + 3.50 + 24.40 = 136.90.
    "utah/invoice-2026-03": (
        ["100.00", "7.00"],
        [
            ("slrrf", "standard", "100.00", "2.00"),
            ("rrf", "standard", "100.00", "3.50"),
            ("usf", "standard", "100.00", "24.40"),
            ("utah-sales-tax", "exempt", "136.90", "0.00"),
        ],
    ),
    # 64.9 % x 37.0 % = 24.013; 136.51 x 7.25 % = 9.896975.
    "utah/invoice-2026-04": (
        ["100.00", "7.00"],
        [
            ("slrrf", "standard", "100.00", "2.00"),
            ("rrf", "standard", "100.00", "3.50"),
            ("usf", "standard", "100.00", "24.01"),
            ("utah-sales-tax", "standard", "136.51", "9.90"),
        ],
    ),
    # 102.00 x 9.975 % = 10.1745.
    "quebec/invoice-2026-01": (
        ["100.00"],
        [
            ("canadian-recovery", "standard", "100.00", "2.00"),
            ("gst", "standard", "102.00", "5.10"),
            ("qst", "standard", "102.00", "10.17"),
        ],
    ),
    "nova-scotia/invoice-2025-03": (
        ["100.00"],
        [
            ("canadian-recovery", "standard", "100.00", "0.00"),
            ("hst-ns", "standard", "100.00", "15.00"),
        ],
    ),
    # 25.00 x 11/31 = 8.87; 133.87 x 14 % = 18.7418.
    "nova-scotia/invoice-2025-04": (
        ["125.00", "8.87"],
        [
            ("canadian-recovery", "standard", "133.87", "0.00"),
            ("hst-ns", "standard", "133.87", "18.74"),
        ],
    ),
    "sydney/invoice-2026-01": (["60.00"], [("gst", "standard", "60.00", "6.00")]),
    # 89.95 x 10 % = 8.995.
    "sydney/purchase-2026-01-08": (["89.95"], [("gst", "standard", "89.95", "9.00")]),
    # 59.13 x 20 % = 11.826.
    "london/invoice-2026-01": (
        ["52.47", "6.66"],
        [("vat", "standard", "59.13", "11.83")],
    ),
    "dublin/invoice-2026-01": (
        ["100.00"],
        [("vat-ie", "standard", "100.00", "23.00")],
    ),
    "berlin-business/invoice-2026-01": (
        ["100.00"],
        [("vat-de", "reverse_charge", "100.00", "0.00")],
    ),
    "berlin-consumer/invoice-2026-01": (
        ["100.00"],
        [("vat-de", "standard", "100.00", "19.00")],
    ),
    # 25.00 x 16/31 = 12.90; (75.00 - 12.90) x 19 % = 11.799.
    "berlin-consumer/invoice-2026-02": (
        ["75.00", "-12.90"],
        [("vat-de", "standard", "62.10", "11.80")],
    ),
}

GERMAN, IRISH = "DE136695976", "IE6433435F"


def as_table(series: RateSeries) -> dict[str, Decimal | None]:
    """Return the entries of a series as days and percentages."""
    return {one.from_on.isoformat(): one.value for one in series.entries}


def typed(table: dict[str, str | None]) -> dict[str, Decimal | None]:
    """Return a table above with its percentages as numbers."""
    return {
        day: None if percent is None else Decimal(percent)
        for day, percent in table.items()
    }


def customer(
    place: str,
    on: date,
    *prices: Price,
    currency: str = "CAD",
    number: str | None = None,
    confirmed_on: date | None = None,
) -> Account:
    """Return an account that has one unit of each item from its first day on."""
    country, _, region = place.partition("-")
    items = prices or (device_price("100.00", on),)
    numbers = [
        TaxNumber(id="vat", number=one, effective_on=on, confirmed_on=confirmed_on)
        for one in [number]
        if one is not None
    ]
    return Account(
        id="acme",
        currency=currency,
        contract=Contract(id="contract", billing_start_on=on),
        prices=tuple(evolve(one, currency=currency) for one in items),
        changes=tuple(
            QuantityChange(id=one.item, item=one.item, quantity=1, effective_on=on)
            for one in items
        ),
        addresses=(
            BillingAddress(
                id="address", country=country, region=region or None, effective_on=on
            ),
        ),
        tax_numbers=tuple(numbers),
    )


def first_invoice(account: Account, market: Market) -> Invoice:
    """Return the invoice of the month in which billing starts."""
    start = account.contract.billing_start_on
    assert start is not None
    found = assemble_invoice(account, Period.month_of(start), market)
    assert isinstance(found, Invoice)
    return found


def canada(percent: str = "0", market: Market = ca.CONNECT) -> Market:
    """Return the Canadian market with a recovery fee of the contract, 0 unless told."""
    return market.with_rate(
        "ca-recovery", date(2005, 1, 1), Decimal(percent), CONTRACT_RATES
    )


def taxes(invoice: Invoice) -> dict[str, int]:
    """Return the minor units of each tax, by its levy."""
    return {
        one.levy.name: one.amount.minor
        for one in invoice.levies
        if one.levy.kind is LevyKind.TAX
    }


def told(invoice: Invoice) -> list[tuple[str, TaxCategory, int, int]]:
    """Return levy, category, base and amount of each tax line."""
    return [
        (one.levy.name, one.rate.category, one.base.minor, one.amount.minor)
        for one in invoice.levies
        if one.levy.kind is LevyKind.TAX
    ]


class TestMarkets:
    """What every market keeps to."""

    def test_names(self) -> None:
        """The markets stand in the order in which they were told."""
        assert names() == (
            "us-connect",
            "ca-connect",
            "au-connect",
            "gb-connect",
            "ie-connect",
            "de-connect",
            "eu-connect",
            "br-connect",
            "mx-connect",
            "us-central",
            "us-webinar",
        )
        assert {one.edition for one in MARKETS} == {"2026-11"}

    @pytest.mark.parametrize("market", LEVYING, ids=IDS[: len(LEVYING)])
    def test_policies(self, market: Market) -> None:
        """Fees, taxes and places differ, and in Canada the price of messages."""
        others = [one for one in market.policies() if one.wire[1] != "usage"]
        assert others == [x for x in us.CONNECT.policies() if x.wire[1] != "usage"]
        canadian = evolve(
            us.CONNECT.usage,
            message_overage=Decimal("0.00715"),
            currency="CAD",
        )
        expected = canadian if market is ca.CONNECT else us.CONNECT.usage
        assert market.usage == expected
        assert (market.sales_tax is not None) == (market is us.CONNECT)

    @pytest.mark.clause("Q66")
    def test_product(self) -> None:
        """Every market bills one product, and all but two the same."""
        others = [one.product for one in MARKETS if one.product != "connect"]
        assert others == ["central", "webinar"]

    @pytest.mark.parametrize("market", MARKETS, ids=IDS)
    def test_series(self, market: Market) -> None:
        """Each levy has its series and its share; no series is left over."""
        used = {levy.series for levy in market.levies}
        used |= {levy.share for levy in market.levies if levy.share is not None}

        assert {market.series(name).name for name in used} == used
        left = {one.name for one in market.rates} - used
        assert left == ({"ca-ns-hst-guide"} if market is ca.CONNECT else set())

    @pytest.mark.parametrize("market", MARKETS, ids=IDS)
    def test_order_of_entries(self, market: Market) -> None:
        """Each entry of a series starts later than the one before and differs."""
        for series in market.rates:
            days = [one.from_on for one in series.entries]
            values = [one.value for one in series.entries]

            assert days == sorted(set(days))
            if series.months is None:
                assert all(one != other for one, other in pairwise(values))

    @pytest.mark.parametrize("market", MARKETS, ids=IDS)
    def test_suppliers(self, market: Market) -> None:
        """The library has values and a checked day for all but the contract's rates."""
        for series in market.rates:
            of_library = series.supplier is Supplier.LIBRARY

            assert bool(series.entries) == of_library
            assert (series.checked_until is not None) == of_library

    @pytest.mark.clause("E2", "E3")
    @pytest.mark.parametrize("market", LEVYING[1:], ids=IDS[1 : len(LEVYING)])
    def test_places(self, market: Market) -> None:
        """Every place has a tax, and no levy is of a place outside the market."""
        levied = {
            place
            for levy in market.levies
            if levy.kind is LevyKind.TAX
            for place in levy.places
        }

        assert levied == set(market.places)

    @pytest.mark.clause("Q12")
    @pytest.mark.parametrize("market", LEVYING[1:], ids=IDS[1 : len(LEVYING)])
    def test_roundings(self, market: Market) -> None:
        """A tax is rounded half up to the minor unit, once on the invoice."""
        for levy in market.levies:
            assert (levy.level, levy.cap) == (Level.INVOICE, Cap.NONE)
            assert levy.rounding == us.CONNECT.levy("rrf").rounding

    @pytest.mark.clause("E1")
    @pytest.mark.parametrize("market", LEVYING[1:], ids=IDS[1 : len(LEVYING)])
    def test_classes(self, market: Market) -> None:
        """A tax is on every charge; a recovery on services alone."""
        everything = [
            device_price("1.00"),
            seat_price("10.00"),
            rental_price("100.00"),
        ]
        place = market.places[0]
        account = customer(place, date(2026, 1, 1), *everything)
        if market is ca.CONNECT:
            market = canada("1", market)
        bases = {
            one.levy.name: one.base.minor
            for one in first_invoice(account, market).levies
        }

        # 1.00 + 10.00 of services; 1 % of them, rounded, is taxed with all the rest.
        recovery = {"canadian-recovery": 1100} if market.name == "ca-connect" else {}
        (taxed,) = (bases[name] for name in bases.keys() - recovery)
        assert bases.items() >= recovery.items()
        assert taxed == 11100 + (11 if recovery else 0)


class TestTables:
    """Each value of the published tables, typed from them a second time."""

    @pytest.mark.clause(
        *("D20", "fcc-06-94", "usf-factors", "usf-2025-q3", "usf-2025-q4"),
        *("usf-2026-q1", "usf-2026-q2"),
    )
    def test_factors(self) -> None:
        """The factor of every quarter from the last of 2006 to the second of 2026."""
        factor = us.CONNECT.series("us-usf-factor")
        expected: dict[str, str | None] = {
            f"{year}-{month:02}-01": percent
            for year, quarters in FACTORS.items()
            for month, percent in zip(
                (10,) if year == min(FACTORS) else (1, 4, 7, 10),
                quarters,
                strict=year < max(FACTORS),
            )
        }

        assert as_table(factor) == typed(expected)
        assert len(expected) == 1 + 19 * 4 + 2
        first = factor.entries[0].from_on
        assert (factor.months, factor.runs_out_on(first)) == (3, date(2026, 7, 1))

    @pytest.mark.clause(
        *("D14", "D15", "D16", "D17", "D18", "au-gst", "gb-vat", "ca-gst"),
        *("ca-gst-before-2008", "ca-on-hst", "ca-nb-hst", "ca-nl-hst", "ca-ns-hst"),
        *("ca-ns-hst-guide", "ca-pe-hst", "ca-pe-hst-2016", "ca-bc-hst", "ca-bc-pst"),
        *("ca-sk-pst", "ca-mb-rst", "ca-qc-qst", "ca-qc-qst-before-2013"),
    )
    @pytest.mark.parametrize(
        ("market", "name", "expected"),
        [(*key, table) for key, table in TABLES.items()],
        ids=[name for _, name in TABLES],
    )
    def test_series(
        self, market: Market, name: str, expected: dict[str, str | None]
    ) -> None:
        """A series has the table's entries and no other."""
        assert as_table(market.series(name)) == typed(expected)

    def test_nothing_beside_the_tables(self) -> None:
        """Every series of the library outside the United States is in a table."""
        found = {
            series.name
            for market in MARKETS[1:]
            for series in market.rates
            if series.supplier is Supplier.LIBRARY
        }

        assert found == {name for _, name in TABLES}

    @pytest.mark.clause("usf-2026-q3-forecast")
    def test_forecast(self) -> None:
        """A forecast is no rate: the third quarter of 2026 has no 42.3 %."""
        with pytest.raises(InvalidValue) as caught:
            DatedEntry(
                from_on=date(2026, 7, 1),
                value=Decimal("42.3"),
                clause=USF_2026_Q3_FORECAST,
            )

        assert caught.value.path == "clause"
        with pytest.raises(NoRateInForce, match="from_on = 2026-07-01"):
            us.CONNECT.rate("usf", date(2026, 7, 1))

    @pytest.mark.clause("Q13")
    @pytest.mark.parametrize(("market", "name"), TABLES, ids=[one for _, one in TABLES])
    def test_before_the_first_entry(self, market: Market, name: str) -> None:
        """The day before the first entry has no rate, rather than a guessed one."""
        first = market.series(name).entries[0].from_on
        before = date.fromordinal(first.toordinal() - 1)

        with pytest.raises(NoRateInForce) as caught:
            market.series(name).at(before)

        assert caught.value.path == name

    @pytest.mark.clause("D14", "D15", "D16")
    def test_assumed(self) -> None:
        """What no text confirms is marked as assumed, entry by entry."""
        assumed = {
            series.name: [
                one.from_on.isoformat()
                for one in series.entries
                if one.clause.standing is Standing.ASSUMED
            ]
            for market in MARKETS
            for series in market.rates
        }

        assert {name: days for name, days in assumed.items() if days} == {
            "ca-gst": ["1991-01-01", "2006-07-01"],
            "ca-nb-hst": ["2008-01-01", "2016-07-01"],
            "ca-nl-hst": ["2008-01-01", "2016-07-01"],
            "ca-pe-hst": ["2016-10-01"],
            "ca-qc-qst": ["2012-01-01"],
            "ca-qc-qst-before-2013": ["2012-01-01", "2013-01-01"],
            "ca-mb-rst": ["2013-07-01", "2019-07-01"],
            "au-gst": ["2000-07-01"],
        }

    @pytest.mark.clause("D14")
    def test_clauses_name_what_they_set(self) -> None:
        """Each entry cites the clause of its own series, save where HST replaced it."""
        cited = {
            series.name: {one.clause.id for one in series.entries} - {series.name}
            for series in ca.CONNECT.rates
        }

        assert {name: ids for name, ids in cited.items() if ids} == {
            "ca-gst": {"ca-gst-before-2008"},
            "ca-gst-bc": {"ca-bc-hst", "ca-gst"},
            "ca-pe-hst": {"ca-pe-hst-2016"},
            "ca-bc-pst": {"ca-bc-hst"},
            "ca-qc-qst": {"ca-qc-qst-before-2013"},
        }


@pytest.mark.clause("D20", "Q11", "Q43")
class TestUnitedStates:
    """The contribution, rounded so that the cap holds."""

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            # 100.00 x 64.9 % x factor, rounded toward minus infinity.
            (date(2019, 1, 1), 1298),  # 20.0 %: 12.98
            (date(2020, 7, 1), 1719),  # 26.5 %: 17.1985
            (date(2025, 10, 1), 2472),  # 38.1 %: 24.7269
            (date(2026, 1, 1), 2440),  # 37.6 %: 24.4024
            (date(2026, 4, 1), 2401),  # 37.0 %: 24.013
        ],
    )
    def test_safe_harbor(self, on: date, expected: int) -> None:
        """The contribution on 100.00 at the safe harbor never exceeds the product."""
        market = us.CONNECT
        usf = market.levy("usf")
        hundred = (Money.parse("100.00", "USD"),)

        found = assess(hundred, usf, market.rate("usf", on), market.share("usf", on))

        assert found.value.minor == expected

    def test_places(self) -> None:
        """The fifty states, the District of Columbia and Puerto Rico are there."""
        assert len(us.CONNECT.places) == len(set(us.CONNECT.places)) == 50 + 2


class TestCanada:
    """GST, HST and the provinces' own taxes."""

    @pytest.mark.clause("D14", "D15", "D16", "D17", "E2")
    @pytest.mark.parametrize(
        ("region", "expected"), PROVINCES.items(), ids=list(PROVINCES)
    )
    def test_provinces(self, region: str, expected: dict[str, int]) -> None:
        """On 100.00 each province and territory has its own taxes."""
        account = customer(f"CA-{region}", date(2026, 1, 1))

        assert taxes(first_invoice(account, canada())) == expected

    def test_every_province(self) -> None:
        """The thirteen provinces and territories are the places of the market."""
        assert ca.CONNECT.places == tuple(f"CA-{one}" for one in sorted(PROVINCES))

    @pytest.mark.clause("E2")
    def test_without_a_province(self) -> None:
        """An address without a province is refused, for taxes differ by province."""
        with pytest.raises(UnknownName) as caught:
            first_invoice(customer("CA", date(2026, 1, 1)), canada())

        assert caught.value.path == "addresses[address].region"

    @pytest.mark.clause("D14", "D17", "E1")
    def test_quebec(self) -> None:
        """In Quebec 100.00 bears 5.00 of GST and 9.98 of QST on the price alone."""
        invoice = first_invoice(customer("CA-QC", date(2026, 1, 1)), canada())

        # 100.00 x 5 % = 5.00; 100.00 x 9.975 % = 9.975.
        assert taxes(invoice) == {"gst": 500, "qst": 998}
        assert invoice.total.value.minor == 10000 + 500 + 998

    @pytest.mark.clause("D17")
    def test_quebec_before_2013(self) -> None:
        """In December 2012 QST is on the price and on its GST: a tax on a tax."""
        invoice = first_invoice(customer("CA-QC", date(2012, 12, 1)), canada())

        # (100.00 + 5.00) x 9.5 % = 9.975.
        assert told(invoice) == [
            ("gst", TaxCategory.STANDARD, 10000, 500),
            ("qst-before-2013", TaxCategory.STANDARD, 10500, 998),
        ]

    @pytest.mark.clause("D17")
    def test_quebec_from_2013(self) -> None:
        """From January 2013 QST is on the price without its GST."""
        invoice = first_invoice(customer("CA-QC", date(2013, 1, 1)), canada())

        assert told(invoice) == [
            ("gst", TaxCategory.STANDARD, 10000, 500),
            ("qst", TaxCategory.STANDARD, 10000, 998),
        ]

    @pytest.mark.clause("D13", "E1", "Q11", "Q19")
    def test_recovery_is_taxed(self) -> None:
        """The contract's recovery fee comes first and is in the base of each tax."""
        account = customer("CA-QC", date(2026, 1, 1))
        invoice = first_invoice(account, canada("2"))

        # 100.00 x 2 % = 2.00; 102.00 x 5 % = 5.10; 102.00 x 9.975 % = 10.1745.
        assert [one.amount.minor for one in invoice.levies] == [200, 510, 1017]
        assert [one.base.minor for one in invoice.levies] == [10000, 10200, 10200]

    @pytest.mark.clause("D13", "contract-rates")
    def test_recovery_without_a_rate(self) -> None:
        """No recovery fee is published: without the contract's there is no bill."""
        with pytest.raises(NoRateInForce) as caught:
            first_invoice(customer("CA-QC", date(2026, 1, 1)), ca.CONNECT)

        assert caught.value.path == "ca-recovery"

    @pytest.mark.clause("D15", "Q13", "Q46")
    @pytest.mark.parametrize(
        ("on", "by_law"), [(date(2025, 3, 31), 1500), (date(2025, 4, 1), 1400)]
    )
    def test_nova_scotia(self, on: date, by_law: int) -> None:
        """HST is 15 % on an invoice of 31 March 2025 and 14 % on one a day later."""
        bought = OneTimeCharge(
            id="phone",
            kind=LineKind.HARDWARE,
            item="phone",
            quantity=1,
            unit_price=Decimal("100.00"),
            currency="CAD",
            effective_on=on,
        )
        account = evolve(customer("CA-NS", date(2025, 1, 1)), one_time=(bought,))

        invoice = assemble_one_time(account, on, canada())
        guide = canada().with_readings({"nova_scotia_hst": "guide"})
        by_guide = assemble_one_time(account, on, guide)

        assert isinstance(invoice, Invoice)
        assert isinstance(by_guide, Invoice)
        assert taxes(invoice) == {"hst-ns": by_law}
        assert taxes(by_guide) == {"hst-ns": 1500}

    @pytest.mark.clause("D16", "ca-bc-toll-free")
    def test_toll_free_in_british_columbia(self) -> None:
        """A toll-free number bears GST and no PST, and PST names it as exempt."""
        on = date(2026, 1, 1)
        toll_free = price(
            "toll-free number",
            LineKind.STANDARD_NUMBER,
            "10.00",
            on,
            unit=BillableUnit.TOLL_FREE_NUMBER,
        )
        account = customer("CA-BC", on, number_price("5.00", on), toll_free)
        invoice = first_invoice(account, canada())

        # 15.00 x 5 % = 0.75; 5.00 x 7 % = 0.35; nothing on the other 10.00.
        assert told(invoice) == [
            ("gst-bc", TaxCategory.STANDARD, 1500, 75),
            ("pst-bc", TaxCategory.STANDARD, 500, 35),
            ("pst-bc", TaxCategory.EXEMPT, 1000, 0),
        ]
        assert invoice.levies[-1].rate.clause.id == "ca-bc-toll-free"

    @pytest.mark.clause("D15")
    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (date(2010, 7, 1), {"hst-bc": 1200}),
            (date(2012, 6, 1), {"hst-bc": 1200}),
            (date(2013, 3, 1), {"hst-bc": 1200}),
            (date(2013, 4, 1), {"gst-bc": 500, "pst-bc": 700}),
        ],
    )
    def test_british_columbia(self, on: date, expected: dict[str, int]) -> None:
        """From July 2010 to March 2013 HST stood in the place of GST and PST."""
        assert taxes(first_invoice(customer("CA-BC", on), canada())) == expected

    @pytest.mark.clause("D14")
    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (date(2006, 6, 1), 700),
            (date(2006, 7, 1), 600),
            (date(2007, 12, 1), 600),
            (date(2008, 1, 1), 500),
        ],
    )
    def test_gst(self, on: date, expected: int) -> None:
        """GST is 7 %, from July 2006 on 6 %, and 5 % from 2008 on."""
        assert taxes(first_invoice(customer("CA-AB", on), canada())) == {
            "gst": expected
        }

    @pytest.mark.clause("E5")
    def test_gst_certificate(self) -> None:
        """A certificate for Canada's GST frees from it in British Columbia too."""
        on = date(2026, 1, 1)
        certificate = ExemptionCertificate(
            id="gst",
            tax=LineKind.GST,
            jurisdiction="CA",
            certificate="no. 1",
            effective_on=on,
        )
        for place, name in (("CA-AB", "gst"), ("CA-BC", "gst-bc")):
            account = evolve(customer(place, on), exemptions=(certificate,))
            first = told(first_invoice(account, canada()))[0]

            assert first == (name, TaxCategory.EXEMPT, 10000, 0)


class TestAustraliaAndBritain:
    """One tax each, and nothing that a number could do."""

    @pytest.mark.clause("D14")
    def test_australia(self) -> None:
        """GST in Australia is 10 % of everything."""
        account = customer("AU", date(2026, 1, 1), currency="AUD")

        assert taxes(first_invoice(account, au.CONNECT)) == {"gst": 1000}

    @pytest.mark.clause("D18")
    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (date(2010, 12, 1), 1750),  # 100.00 x 17.5 %
            (date(2011, 1, 3), 1581),  # 100.00 x 28/31 = 90.32; x 17.5 % = 15.806
            (date(2011, 1, 4), 1742),  # 100.00 x 27/31 = 87.10; x 20 % = 17.42
            (date(2011, 2, 1), 2000),  # 100.00 x 20 %
        ],
    )
    def test_britain(self, on: date, expected: int) -> None:
        """VAT is 20 % from 4 January 2011 on and was 17.5 % the day before."""
        account = customer("GB", on, currency="GBP")

        assert taxes(first_invoice(account, gb.CONNECT)) == {"vat": expected}

    @pytest.mark.clause("Q14")
    def test_british_number(self) -> None:
        """The seller is at home in the United Kingdom: a VAT number changes nothing."""
        on = date(2026, 1, 1)
        number = "GB980780684"
        account = customer(
            "GB", on, currency="GBP", number=number, confirmed_on=date(2026, 1, 1)
        )

        assert taxes(first_invoice(account, gb.CONNECT)) == {"vat": 2000}


class TestEurope:
    """VAT of the customer's country, or the reverse charge."""

    @pytest.mark.clause("E3")
    def test_member_states(self) -> None:
        """All 27 member states are there, each exactly once."""
        assert sorted(eu.CONNECT.places) == sorted(EUROPE)
        assert len(EUROPE) == 27
        for levy in eu.CONNECT.levies:
            assert levy.places == (levy.jurisdiction,)
            assert levy.name == f"vat-{levy.jurisdiction.lower()}"
            assert levy.series == f"eu-{levy.name}"
            assert (levy.vat_id, levy.seller) == (VatId.CROSS_BORDER, "IE9834481A")

    @pytest.mark.clause("D18", "E3")
    def test_clauses(self) -> None:
        """The list of lines has VAT in Germany and Ireland; its FAQ has the rest."""
        named = {
            levy.jurisdiction for levy in eu.CONNECT.levies if levy.clause.id == "D18"
        }

        assert named == {"DE", "IE"}
        assert {levy.clause.id for levy in eu.CONNECT.levies} == {"D18", "E3"}

    def test_one_country_each(self) -> None:
        """Germany and Ireland alone have the very levy and series of the union."""
        for market, code in ((ie.CONNECT, "IE"), (de.CONNECT, "DE")):
            (levy,), (series,) = market.levies, market.rates

            assert market.places == (code,)
            assert levy is eu.CONNECT.levy(levy.name)
            assert series is eu.CONNECT.series(series.name)

    @pytest.mark.clause("E3")
    @pytest.mark.parametrize(
        ("code", "percent"),
        [(code, list(table.values())[-1]) for code, table in EUROPE.items()],
    )
    def test_rate_of_2026(self, code: str, percent: str) -> None:
        """In 2026 100.00 bears as much as the last rate of the member state says."""
        account = customer(code, date(2026, 1, 1), currency="EUR")

        (levy,) = first_invoice(account, eu.CONNECT).levies
        assert levy.levy.jurisdiction == code
        assert levy.amount == Money.parse(f"{Decimal(percent):.2f}", "EUR")

    @pytest.mark.clause("eu-vat-art-196", "E6", "Q14", "D18")
    @pytest.mark.parametrize("market", [de.CONNECT, eu.CONNECT])
    def test_german_business(self, market: Market) -> None:
        """With a confirmed VAT number a German customer owes the tax itself."""
        on = date(2026, 1, 1)
        account = customer("DE", on, currency="EUR", number=GERMAN, confirmed_on=on)
        (levy,) = first_invoice(account, market).levies

        assert (levy.rate.category, levy.base.minor, levy.amount.minor) == (
            TaxCategory.REVERSE_CHARGE,
            10000,
            0,
        )
        assert levy.rate.clause.id == "eu-vat-art-196"
        assert levy.ground == account.tax_numbers[0]

    @pytest.mark.clause("E6", "Q14", "D18")
    @pytest.mark.parametrize(
        ("number", "confirmed_on"),
        [(None, None), (GERMAN, None), (GERMAN, date(2026, 1, 2))],
        ids=["no number", "never confirmed", "confirmed too late"],
    )
    def test_german_consumer(
        self, number: str | None, confirmed_on: date | None
    ) -> None:
        """Without a number that was confirmed by then, 19 % are charged."""
        account = customer(
            "DE",
            date(2026, 1, 1),
            currency="EUR",
            number=number,
            confirmed_on=confirmed_on,
        )

        assert taxes(first_invoice(account, de.CONNECT)) == {"vat-de": 1900}

    @pytest.mark.clause("E6", "Q14")
    @pytest.mark.parametrize("number", [None, IRISH])
    def test_irish_customer(self, number: str | None) -> None:
        """There is no border to Ireland: 23 % with a confirmed number as without."""
        on = date(2026, 1, 1)
        confirmed = None if number is None else on
        account = customer(
            "IE", on, currency="EUR", number=number, confirmed_on=confirmed
        )

        assert taxes(first_invoice(account, ie.CONNECT)) == {"vat-ie": 2300}

    @pytest.mark.clause("D18", "ie-vat-2020")
    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (date(2020, 8, 1), 2300),
            (date(2020, 9, 1), 2100),
            (date(2020, 12, 1), 2100),
            (date(2021, 2, 1), 2100),
            (date(2021, 3, 1), 2300),
        ],
    )
    def test_ireland_in_2020(self, on: date, expected: int) -> None:
        """Ireland had 21 % from September 2020 to the end of February 2021."""
        account = customer("IE", on, currency="EUR")

        assert taxes(first_invoice(account, ie.CONNECT)) == {"vat-ie": expected}

    @pytest.mark.clause("eu-vat-rates", "ie-vat-2020")
    def test_sources(self) -> None:
        """The Irish window has a clause of its own; the rest are the lists'."""
        own = {
            (series.name, one.from_on)
            for series in eu.CONNECT.rates
            for one in series.entries
            if one.clause is not EU_VAT_RATES
        }

        assert own == {
            ("eu-vat-ie", date(2020, 9, 1)),
            ("eu-vat-ie", date(2021, 3, 1)),
        }
        checked = {series.checked_until for series in eu.CONNECT.rates}
        assert checked == {date(2025, 9, 25)}


@pytest.mark.parametrize("stem", STORIES)
class TestExamples:
    """The shipped examples with fees and taxes, one market each."""

    @pytest.mark.clause("D11", "D12", "D20", "E1", "E5", "Q43", "Q45", "Q46")
    def test_arithmetic(self, stem: str) -> None:
        """The charges and levies of an example are what one can work out by hand."""
        document = json.loads((EXAMPLES / f"{stem}.json").read_text(encoding="utf-8"))

        charges = [one["amount"] for one in document["lines"]]
        levies = [
            (one["levy"], one["category"], one["base"], one["amount"])
            for one in document["levies"]
        ]
        assert (charges, levies) == STORIES[stem]
        total = sum(
            Money.parse(amount, document["currency"]).minor
            for amount in [*charges, *[one[-1] for one in levies]]
        )
        assert Money.parse(document["total"], document["currency"]).minor == total

    def test_verified(self, stem: str, capsys: pytest.CaptureFixture[str]) -> None:
        """An example with levies holds at all three levels."""
        account = str((EXAMPLES / stem).parent / "account.toml")
        document = str(EXAMPLES / f"{stem}.json")

        code = main(["verify", document, "--facts", account, "--replay", account])

        assert (code, capsys.readouterr().out.count(": holds")) == (0, 3)
