"""The sections of the account file that fees and taxes follow."""

import sys
from datetime import date
from decimal import Decimal
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.test_account_file import (
    BASE,
    GONE,
    Content,
    Told,
    changed,
    json_of,
    read,
    refused,
    told,
    with_values,
)

from gotobilling.clauses import CONTRACT_RATES
from gotobilling.errors import InvalidFile, InvalidValue
from gotobilling.facts import BillingAddress, ExemptionCertificate, TaxNumber
from gotobilling.formats.account_file import (
    AccountFile,
    read_account_file,
    write_account_file,
)
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.sources import Citation, Clause, DatedEntry, Source, Standing

DAY: Final = date(2026, 7, 1)
LEVIED: Final[Content] = {
    "addresses": [
        {"id": "address", "country": "US", "region": "UT", "effective_on": DAY},
        {
            "id": "moved",
            "country": "US",
            "region": "NV",
            "areas": ["US-NV-clark"],
            "effective_on": date(2026, 9, 1),
            "known_on": date(2026, 9, 9),
        },
    ],
    "exemptions": [
        {
            "id": "certificate",
            "tax": "sales_tax",
            "jurisdiction": "US-UT",
            "certificate": "TC-721 no. 5",
            "effective_on": DAY,
            "valid_until": date(2026, 12, 31),
            "known_on": date(2026, 7, 2),
        }
    ],
    "tax_numbers": [
        {
            "id": "vat",
            "number": "de 136 695 976",
            "effective_on": DAY,
            "confirmed_on": date(2026, 7, 2),
            "known_on": date(2026, 7, 3),
        }
    ],
    "taxes": [
        {"name": "utah", "jurisdiction": "US-UT"},
        {"name": "clark", "jurisdiction": "US-NV-clark"},
    ],
    "rates": [
        {
            "series": "us-rrf",
            "from_on": DAY,
            "percent": Decimal("3.50"),
            "clause": "schedule B",
        },
        {
            "series": "utah",
            "from_on": DAY,
            "percent": Decimal("6.85"),
            "clause": "Table 1",
            "standing": "stated",
            "source": "Tax rates",
            "url": "https://example.com/rates",
        },
    ],
}
"""What comes to the file without problems, which each test breaks in one place."""


def levied(*changes: tuple[tuple[str | int, ...], object]) -> Content:
    """Return the file with every section, with other values at these paths."""
    return changed(
        *[((name,), [*map(dict, LEVIED[name])]) for name in LEVIED], *changes
    )


def supplied() -> Market:
    """Return the market that the file brings about, built by hand."""
    contract = Clause(
        id="rate-us-rrf-2026-07-01",
        text="schedule B",
        standing=Standing.CONTRACT,
        checked=DAY,
    )
    source = Source(
        id="rate-utah-2026-07-01",
        title="Tax rates",
        language="en",
        url="https://example.com/rates",
    )
    table = Clause(
        id="rate-utah-2026-07-01",
        text="Table 1",
        standing=Standing.STATED,
        citations=(Citation(source=source, locator="Table 1"),),
        checked=DAY,
    )
    return (
        us.CONNECT.with_sales_tax("utah", "US-UT")
        .with_sales_tax("clark", "US-NV-clark")
        .with_rate("us-rrf", DAY, Decimal("3.5"), contract)
        .with_rate("utah", DAY, Decimal("6.85"), table)
    )


class TestReading:
    """What a file says of addresses, exemptions, numbers, taxes and rates."""

    @pytest.mark.clause("E2", "E5", "E6")
    def test_facts(self) -> None:
        """Every key of an address, a certificate and a VAT number is read."""
        account = read(levied()).account

        assert account.addresses == (
            BillingAddress(id="address", country="US", region="UT", effective_on=DAY),
            BillingAddress(
                id="moved",
                country="US",
                region="NV",
                areas=("US-NV-clark",),
                effective_on=date(2026, 9, 1),
                known_on=date(2026, 9, 9),
            ),
        )
        assert account.exemptions == (
            ExemptionCertificate(
                id="certificate",
                tax=LineKind.SALES_TAX,
                jurisdiction="US-UT",
                certificate="TC-721 no. 5",
                effective_on=DAY,
                valid_until=date(2026, 12, 31),
                known_on=date(2026, 7, 2),
            ),
        )
        assert account.tax_numbers == (
            TaxNumber(
                id="vat",
                number="DE136695976",
                effective_on=DAY,
                confirmed_on=date(2026, 7, 2),
                known_on=date(2026, 7, 3),
            ),
        )

    @pytest.mark.clause("E2", "E3")
    def test_market(self) -> None:
        """Every key of a tax and of a rate is read, and a clause made of it."""
        assert read(levied()).market == supplied()

    def test_json(self) -> None:
        """JSON says the same: days and percentages as text, areas as an array."""
        assert read(json_of(levied()), "account.json") == read(levied())

    def test_readings_come_last(self) -> None:
        """A reading is about the sales taxes of the file too."""
        chosen = {"tax_level": "line"}

        market = read(levied((("readings",), chosen))).market

        assert market == supplied().with_readings(chosen)
        assert market.levy("utah").level.value == "line"

    def test_source_without_a_url(self) -> None:
        """A document may have a title and no address."""
        content = levied((("rates", 1, "url"), GONE))

        (entry,) = read(content).market.series("utah").supplied
        assert entry.clause.citations[0].source.url == ""

    @pytest.mark.parametrize("standing", list(Standing))
    def test_standings(self, standing: Standing) -> None:
        """A rate stands as firmly as the file says."""
        content = levied((("rates", 1, "standing"), standing.value))

        (entry,) = read(content).market.series("utah").supplied
        assert entry.clause.standing is standing

    @pytest.mark.parametrize(
        ("written", "percent"),
        [("0", 0), ("100", 100), (20, 20), (Decimal("9.9750"), Decimal("9.975"))],
    )
    def test_percentages(self, written: object, percent: Decimal | int) -> None:
        """A percentage from 0 to 100 is exact, whichever way it is spelled."""
        content = levied((("rates", 0, "percent"), written))

        assert read(content).market.rate("rrf", DAY).percent == percent

    def test_later_rates_first(self) -> None:
        """Rates take their order from their days, not from the file."""
        later = LEVIED["rates"][0] | {"from_on": date(2026, 10, 1), "percent": 4}
        first = levied((("rates",), [later, *LEVIED["rates"]]))
        last = levied((("rates",), [*LEVIED["rates"], later]))

        assert read(first) == read(last)
        market = read(first).market
        assert market.rate("rrf", date(2026, 9, 30)).percent == Decimal("3.5")
        assert market.rate("rrf", date(2026, 10, 1)).percent == 4

    def test_order_of_taxes(self) -> None:
        """Sales taxes stand in the order of the file."""
        reversed_taxes = levied((("taxes",), LEVIED["taxes"][::-1]))

        names = [one.name for one in read(reversed_taxes).market.levies]
        assert names == ["slrrf", "rrf", "usf", "clark", "utah"]

    @given(order=st.permutations(["addresses", "exemptions", "tax_numbers", "rates"]))
    def test_law_order_of_facts(self, order: list[str]) -> None:
        """Neither sections nor the facts in them have an order that matters."""
        content = levied()
        for name in order:
            content[name] = content.pop(name)[::-1]

        assert read(content) == read(levied())

    def test_facts_count_once(self) -> None:
        """An address that stands there twice counts once."""
        twice = levied((("addresses",), LEVIED["addresses"] * 2))

        assert read(twice) == read(levied())

    def test_missing_rate(self) -> None:
        """A rate that is missing is no fault of the file: it may be known later."""
        content = changed((("addresses",), LEVIED["addresses"]))

        assert read(content).market == us.CONNECT

    def test_before_the_signature(self) -> None:
        """An address may be older than the contract."""
        old = date(2020, 1, 1)

        (address, _) = read(
            levied((("addresses", 0, "effective_on"), old))
        ).account.addresses
        assert address.effective_on == old


LATE: Final = date(2026, 9, 20)


def mended(*changes: tuple[tuple[str | int, ...], object]) -> Content:
    """Return a file whose address, certificate and VAT number turned out wrong."""
    content = levied()
    for section, better in [
        ("addresses", {"region": "WY"}),
        ("exemptions", {"valid_until": date(2026, 8, 31)}),
        ("tax_numbers", {"number": "EL094259216"}),
    ]:
        first = content[section][0]
        version = {"id": f"{first['id']} 2", "supersedes": first["id"]}
        content[section].append(first | better | version | {"known_on": LATE})
    return with_values(content, changes)


@pytest.mark.clause("Q67")
class TestVersions:
    """What taxes follow may turn out wrong as well."""

    def test_sections(self) -> None:
        """The version known last is in its section, the first one is set aside."""
        account = read(mended()).account

        assert [one.id for one in account.addresses] == ["address 2", "moved"]
        assert [one.id for one in account.exemptions] == ["certificate 2"]
        assert [one.number for one in account.tax_numbers] == ["EL094259216"]
        assert [one.id for one in account.superseded] == [
            *("address", "certificate", "vat"),
        ]

    def test_round_trip(self) -> None:
        """Both are written into their section, and read back as they were."""
        file = read(mended())
        text = write_account_file(file.account, file.market)

        assert read(text) == file
        assert 'region = "WY"\neffective_on = 2026-07-01\nknown_on = ' in text
        assert text.index('\nid = "address 2"') > text.index('\nid = "address"')

    @pytest.mark.parametrize(
        ("section", "index"), [("addresses", 2), ("exemptions", 1), ("tax_numbers", 1)]
    )
    def test_places(self, section: str, index: int) -> None:
        """A version of what is not there is told at its place."""
        content = mended(((section, index, "supersedes"), "nothing"))

        assert told(content) == [("unknown-name", f"{section}[{index}].supersedes")]

    def test_place_of_what_is_set_aside(self) -> None:
        """An id that a superseded fact has already is told where it is given again."""
        content = mended((("exemptions", 1, "id"), "address"))

        assert told(content) == [("conflicting-facts", "exemptions[1].id")]


TOO_LONG: Final = Decimal("0.1234567890123")
CASES: Final[dict[str, tuple[tuple[str | int, ...], object, Told]]] = {
    "unknown country": (
        ("addresses", 0, "country"),
        "DE",
        [("unknown-name", "addresses[0].country")],
    ),
    "country in words": (
        ("addresses", 0, "country"),
        "Utah",
        [("invalid-value", "addresses[0].country")],
    ),
    "unknown region": (
        ("addresses", 0, "region"),
        "QC",
        [("unknown-name", "addresses[0].region")],
    ),
    "an area of another region": (
        ("addresses", 1, "region"),
        "UT",
        [("unknown-name", "addresses[1].areas[0]")],
    ),
    "an area by its bare name": (
        ("addresses", 0, "areas"),
        ["Provo"],
        [("unknown-name", "addresses[0].areas[0]")],
    ),
    "an area that is the region": (
        ("addresses", 0, "areas"),
        ["US-UT-provo", "US-UT"],
        [("unknown-name", "addresses[0].areas[1]")],
    ),
    "a tax in a bare region": (
        ("taxes", 1, "jurisdiction"),
        "NV",
        [("unknown-name", "taxes[1].jurisdiction")],
    ),
    "a tax in another country": (
        ("taxes", 1, "jurisdiction"),
        "CA-QC",
        [("unknown-name", "taxes[1].jurisdiction")],
    ),
    "a tax in a country of longer letters": (
        ("taxes", 1, "jurisdiction"),
        "USA",
        [("unknown-name", "taxes[1].jurisdiction")],
    ),
    "an exemption of another jurisdiction": (
        ("exemptions", 0, "jurisdiction"),
        "US-NV",
        [("invalid-value", "exemptions[0].jurisdiction")],
    ),
    "an exemption from a tax that there is not": (
        ("exemptions", 0, "tax"),
        "vat",
        [("invalid-value", "exemptions[0].jurisdiction")],
    ),
    "known before its confirmation": (
        ("tax_numbers", 0, "known_on"),
        date(2026, 7, 1),
        [("invalid-value", "tax_numbers[0].known_on")],
    ),
    "no region": (
        ("addresses", 1, "region"),
        GONE,
        [("unknown-name", "addresses[1].region")],
    ),
    "one area, no array": (
        ("addresses", 0, "areas"),
        "US-UT-provo",
        [("wrong-type", "addresses[0].areas")],
    ),
    "areas in a table": (
        ("addresses", 0, "areas"),
        {"city": "US-UT-provo"},
        [("wrong-type", "addresses[0].areas")],
    ),
    "an area in an array": (
        ("addresses", 0, "areas"),
        ["US-UT", ["US-UT-provo"]],
        [("wrong-type", "addresses[0].areas[1]")],
    ),
    "an empty area": (
        ("addresses", 0, "areas"),
        ["US-UT", ""],
        [("invalid-value", "addresses[0].areas[1]")],
    ),
    "an area that is a number": (
        ("addresses", 0, "areas"),
        [5],
        [("wrong-type", "addresses[0].areas[0]")],
    ),
    "two addresses of a day": (
        ("addresses", 1, "effective_on"),
        DAY,
        [("conflicting-facts", "addresses[1].effective_on")],
    ),
    "an id of two facts": (
        ("exemptions", 0, "id"),
        "vat",
        [("conflicting-facts", "tax_numbers[0].id")],
    ),
    "unknown tax": (
        ("exemptions", 0, "tax"),
        "window_tax",
        [("invalid-value", "exemptions[0].tax")],
    ),
    "a charge, no tax": (
        ("exemptions", 0, "tax"),
        "hardware",
        [("invalid-value", "exemptions[0].tax")],
    ),
    "ends before it starts": (
        ("exemptions", 0, "valid_until"),
        date(2026, 6, 30),
        [("invalid-value", "exemptions[0].valid_until")],
    ),
    "check digit of a VAT number": (
        ("tax_numbers", 0, "number"),
        "DE136695977",
        [("invalid-value", "tax_numbers[0].number")],
    ),
    "country of a VAT number": (
        ("tax_numbers", 0, "number"),
        "XX136695976",
        [("unknown-name", "tax_numbers[0].number")],
    ),
    "tax name with a space": (
        ("taxes", 0, "name"),
        "Utah tax",
        [("invalid-value", "taxes[0].name")],
    ),
    "two taxes of a name": (
        ("taxes", 1, "name"),
        "utah",
        [("conflicting-facts", "taxes[1].name")],
    ),
    "a tax named as a levy": (
        ("taxes", 1, "name"),
        "usf",
        [("conflicting-facts", "taxes[1].name")],
    ),
    "a tax named as a series": (
        ("taxes", 1, "name"),
        "us-rrf",
        [("conflicting-facts", "taxes[1].name")],
    ),
    "unknown series": (
        ("rates", 0, "series"),
        "us-rff",
        [("unknown-name", "rates[0].series")],
    ),
    "series with a space": (
        ("rates", 0, "series"),
        "us rrf",
        [("unknown-name", "rates[0].series")],
    ),
    "percent below zero": (
        ("rates", 1, "percent"),
        Decimal("-0.01"),
        [("invalid-value", "rates[1].percent")],
    ),
    "percent above 100": (
        ("rates", 1, "percent"),
        Decimal("100.01"),
        [("invalid-value", "rates[1].percent")],
    ),
    "percent of 13 decimals": (
        ("rates", 1, "percent"),
        TOO_LONG,
        [("invalid-value", "rates[1].percent")],
    ),
    "percent with its sign": (
        ("rates", 1, "percent"),
        "6.85%",
        [("invalid-value", "rates[1].percent")],
    ),
    "unknown standing": (
        ("rates", 1, "standing"),
        "rumour",
        [("invalid-value", "rates[1].standing")],
    ),
    "stated nowhere": (
        ("rates", 0, "standing"),
        "stated",
        [("invalid-value", "rates[0].source")],
    ),
    "address of no document": (
        ("rates", 0, "url"),
        "https://example.com",
        [("invalid-value", "rates[0].source")],
    ),
    "empty source": (
        ("rates", 1, "source"),
        "",
        [("invalid-value", "rates[1].source")],
    ),
    "before the years of billing": (
        ("rates", 1, "from_on"),
        date(1899, 1, 1),
        [("invalid-value", "rates[1].from_on")],
    ),
    "nothing says so": (
        ("rates", 1, "clause"),
        GONE,
        [("invalid-value", "rates[1].clause")],
    ),
    "unknown key": (
        ("rates", 1, "percents"),
        5,
        [("unknown-key", "rates[1].percents")],
    ),
}


class TestProblems:
    """What is wrong is told with its place in the file."""

    @pytest.mark.parametrize(("path", "value", "expected"), CASES.values(), ids=CASES)
    def test_one(
        self, path: tuple[str | int, ...], value: object, expected: Told
    ) -> None:
        """One value that does not fit is one problem, in TOML and in JSON."""
        content = levied((path, value))

        assert told(json_of(content), "account.json") == expected
        if not isinstance(value, dict):
            assert told(content) == expected

    @pytest.mark.parametrize(
        ("section", "key", "nearest"),
        [
            ("addresses", "area", "areas"),
            ("exemptions", "valid_to", "valid_until"),
            ("tax_numbers", "numbers", "number"),
            ("taxes", "jurisdictions", "jurisdiction"),
            ("rates", "percentage", "percent"),
        ],
    )
    def test_unknown_key(self, section: str, key: str, nearest: str) -> None:
        """An unknown key is told the nearest one of its section."""
        (problem,) = refused(levied(((section, 0, key), "x"))).problems

        assert str(problem) == (
            f"{section}[0].{key} must be a key of this table "
            f"(the nearest is {nearest}), got '{key}'"
        )

    @pytest.mark.parametrize("section", LEVIED)
    def test_every_required_key(self, section: str) -> None:
        """A table without content lacks every key that it must have."""
        lacking = {
            "addresses": ["id", "country", "effective_on"],
            "exemptions": ["id", "tax", "jurisdiction", "certificate", "effective_on"],
            "tax_numbers": ["id", "number", "effective_on"],
            "taxes": ["name", "jurisdiction"],
            "rates": ["series", "from_on", "percent", "clause"],
        }

        content = changed(((section,), [{}]))

        assert told(json_of(content), "a.json") == [
            ("invalid-value", f"{section}[0].{key}") for key in lacking[section]
        ]

    def test_two_rates_of_a_day(self) -> None:
        """A series has one rate from a day on; another one is told."""
        another = LEVIED["rates"][0] | {"percent": 4}
        content = levied((("rates",), [*LEVIED["rates"], another]))

        (problem,) = refused(content).problems
        assert str(problem) == (
            "rates[2].from_on must be after 2026-07-01, got 2026-07-01"
        )

    def test_rate_twice(self) -> None:
        """A rate that stands there twice counts once."""
        twice = levied((("rates",), [*LEVIED["rates"], LEVIED["rates"][0]]))

        assert read(twice) == read(levied())

    @pytest.mark.clause("Q46")
    def test_rate_among_the_shipped_ones(self) -> None:
        """A rate holds from its day to the shipped one of the next quarter."""
        own = LEVIED["rates"][0] | {"series": "us-usf-factor", "percent": 41}

        content = levied((("rates", 0), own | {"from_on": date(2026, 1, 1)}))

        market, shipped = read(content).market, us.CONNECT
        assert market.rate("usf", date(2026, 3, 31)).percent == 41
        for on in (date(2025, 12, 31), date(2026, 4, 1)):
            assert market.rate("usf", on) == shipped.rate("usf", on)

    @pytest.mark.clause("Q46")
    def test_rate_within_a_quarter(self) -> None:
        """The rate of a quarter begins with it."""
        own = LEVIED["rates"][0] | {"series": "us-usf-factor"}

        content = levied((("rates", 0), own | {"from_on": date(2026, 8, 1)}))

        (problem,) = refused(content).problems
        assert str(problem) == (
            "rates[0].from_on must be the first day of 3 months, as each value holds "
            "for, got 2026-08-01"
        )

    def test_all_together(self) -> None:
        """Taxes, rates and addresses are told together, with the readings' problems."""
        content = levied(
            (("addresses", 0, "country"), "DE"),
            (("addresses", 1, "areas"), []),
            (("addresses", 1, "region"), "QC"),
            (("taxes", 1, "name"), "utah"),
            (("rates", 0, "series"), "us-rff"),
            (("changes", 1, "quantity"), -6),
        )

        assert told(content) == [
            ("conflicting-facts", "taxes[1].name"),
            ("unknown-name", "rates[0].series"),
            ("unknown-name", "addresses[0].country"),
            ("unknown-name", "addresses[1].region"),
            (
                "more-removed-than-present",
                "changes of device on 2026-08-10 in no group",
            ),
        ]

    def test_refused_tax(self) -> None:
        """A tax that is refused is not told again for each of its rates."""
        content = changed(
            (("account", "market"), "ca-connect"),
            (("taxes",), LEVIED["taxes"][:1]),
            (("rates",), LEVIED["rates"][1:]),
        )

        (problem,) = refused(content).problems
        assert str(problem) == (
            "taxes[0] must be in a market with sales taxes, got 'ca-connect' [E3]"
        )

    @pytest.mark.clause("E2")
    def test_messages(self) -> None:
        """An address outside the market is told what the market knows."""
        (country,) = refused(levied((("addresses", 0, "country"), "DE"))).problems
        (region,) = refused(levied((("addresses", 0, "region"), "QC"))).problems

        assert str(country) == "addresses[0].country must be one of US, got 'DE' [E2]"
        assert str(region).startswith("addresses[0].region must be one of AL, AK, ")

    @pytest.mark.clause("E5")
    def test_exemption_that_fits_nothing(self) -> None:
        """A certificate that fits no tax is refused, and told which there are."""
        content = levied((("exemptions", 0, "jurisdiction"), "US-NV"))

        (problem,) = refused(content).problems
        assert str(problem) == (
            "exemptions[0].jurisdiction must be a tax of the market: one of "
            "state_and_local_recovery of US, regulatory_recovery of US, "
            "universal_service_fee of US, sales_tax of US-UT, sales_tax of "
            "US-NV-clark, got 'sales_tax of US-NV' [E5]"
        )

    @pytest.mark.clause("E2")
    def test_messages_of_places(self) -> None:
        """An area or a tax outside its place is told how its name begins."""
        (area,) = refused(levied((("addresses", 0, "areas"), ["Provo"]))).problems
        (tax,) = refused(levied((("taxes", 1, "jurisdiction"), "UT"))).problems

        assert str(area) == (
            "addresses[0].areas[0] must be one that begins with US-UT-, got 'Provo' "
            "[E2]"
        )
        assert str(tax) == (
            "taxes[1].jurisdiction must be a place of us-connect or an area that "
            "begins with one, got 'UT' [E2]"
        )

    def test_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without python-stdnum a VAT number is refused, with the extra to install."""
        for name in ("stdnum", "stdnum.eu", "stdnum.eu.vat"):
            monkeypatch.setitem(sys.modules, name, None)

        (problem,) = refused(levied()).problems
        assert (problem.code, problem.path) == (
            "missing-extra",
            "tax_numbers[0].number",
        )
        assert "gotobilling[vat]" in problem.requirement


def entry(**changes: object) -> DatedEntry[Decimal | None]:
    """Return an entry as a file gives it, with another clause or value."""
    clause = Clause(
        id="rate-us-rrf-2026-07-01",
        text="schedule B",
        standing=Standing.CONTRACT,
        checked=DAY,
    )
    shipped: DatedEntry[Decimal | None]
    shipped = DatedEntry(from_on=DAY, value=Decimal(3), clause=clause)
    return attrs.evolve(shipped, **changes)  # type: ignore[arg-type]


def with_entry(one: DatedEntry[Decimal | None]) -> Market:
    """Return the shipped market with an entry of RRF."""
    longer = us.CONNECT.series("us-rrf").with_entry(one)
    return attrs.evolve(
        us.CONNECT,
        rates=tuple(
            longer if series.name == longer.name else series
            for series in us.CONNECT.rates
        ),
    )


class TestWriting:
    """What is written reads back equal, taxes and rates too."""

    @pytest.mark.parametrize("readings", [{}, {"tax_level": "line", "due_day": 10}])
    def test_round_trip(self, readings: dict[str, str | int]) -> None:
        """Every section is written, and read back as it was."""
        file = read(levied((("readings",), readings)))

        text = write_account_file(file.account, file.market)

        assert read(text) == file
        assert write_account_file(file.account, file.market) == text

    def test_text(self) -> None:
        """What a field is anyway is left out; areas are an array."""
        file = read(levied())
        text = write_account_file(file.account, file.market)

        assert 'country = "US"\nregion = "NV"\nareas = ["US-NV-clark"]\n' in text
        assert 'percent = 3.5\nclause = "schedule B"\n' in text
        assert 'standing = "contract"' not in text

    def test_percentages(self) -> None:
        """Percentages are written in plain digits."""
        market = with_entry(entry(value=Decimal("0.0000001")))
        account = read(BASE).account

        text = write_account_file(account, market)

        assert "percent = 0.0000001\n" in text
        assert read(text) == AccountFile(account, market)

    @pytest.mark.parametrize(
        "clause",
        [
            CONTRACT_RATES,
            attrs.evolve(entry().clause, checked=date(2026, 1, 1)),
            attrs.evolve(entry().clause, note="by hand"),
            attrs.evolve(entry().clause, id="rate-us-slrrf-2026-07-01"),
        ],
    )
    def test_other_clauses(self, clause: Clause) -> None:
        """A rate whose clause no file gives is not written as something else."""
        market = with_entry(entry(clause=clause))

        with pytest.raises(
            InvalidValue, match=r"^rates of us-rrf must be one of a fil"
        ):
            write_account_file(read(BASE).account, market)

    def test_nothing_levied(self) -> None:
        """A file cannot say that a series ends."""
        market = with_entry(entry(value=None))

        with pytest.raises(
            InvalidValue, match=r"^rates of us-rrf must be one of a file"
        ):
            write_account_file(read(BASE).account, market)

    def test_other_tax(self) -> None:
        """A sales tax with choices of its own is no tax of a file."""
        market = supplied()
        other = attrs.evolve(market.levy("utah"), levies=())
        market = attrs.evolve(market, levies=(*market.levies[:3], other))

        with pytest.raises(
            InvalidValue, match=r"^market must be an edition of this rel"
        ):
            write_account_file(read(BASE).account, market)

    def test_address_outside(self) -> None:
        """An account billed elsewhere is not written into a file of this market."""
        berlin = BillingAddress(id="berlin", country="DE", effective_on=DAY)
        account = attrs.evolve(read(BASE).account, addresses=(berlin,))

        with pytest.raises(InvalidFile, match=r"addresses\[0\]\.country"):
            write_account_file(account, us.CONNECT)

    def test_bytes(self) -> None:
        """What is written is UTF-8, areas and clauses too."""
        content = levied((("rates", 0, "clause"), "Anlage „B“"))
        file = read(content)

        data = write_account_file(file.account, file.market).encode()

        assert read_account_file(data, "account.toml") == file
