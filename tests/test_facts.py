"""What the caller knows: each fact by itself, and an account of them together."""

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    Known,
    account,
    altered,
    bought,
    change,
    day,
    device_price,
    number_price,
    opening,
    price,
    rental_price,
    seat_price,
)

from gotobilling.canonical import canonical, digest
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    InvalidValue,
    MoreRemovedThanPresent,
    NoRateInForce,
    UnknownCurrency,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    Account,
    BillingAddress,
    Contract,
    ExemptionCertificate,
    QuantityChange,
    ServiceEnd,
    TaxNumber,
)
from gotobilling.kinds import ITEM_UNITS, BillableUnit, Frequency, LineKind

NOON = datetime(2026, 7, 15, 12, tzinfo=UTC)
END = ServiceEnd(id="end", last_day_of_service=day(10, 14))
UTAH = BillingAddress(
    id="address",
    country="US",
    region="UT",
    areas=("US-UT-provo",),
    effective_on=day(1, 1),
)
CERTIFICATE = ExemptionCertificate(
    id="certificate",
    tax=LineKind.SALES_TAX,
    jurisdiction="US-UT",
    certificate="TC-721 no. 5",
    effective_on=day(7, 1),
    valid_until=day(12, 31),
)
VAT = TaxNumber(
    id="vat", number="DE136695976", effective_on=day(7, 1), confirmed_on=day(7, 2)
)
AnyFact = Known | Contract | BillingAddress | ExemptionCertificate | TaxNumber
FACTS: tuple[AnyFact, ...] = (
    Contract(id="contract", billing_start_on=day(7, 15)),
    END,
    device_price(),
    change(day(7, 15), 5),
    opening(day(7, 15), 5),
    bought(day(8, 12)),
    UTAH,
    CERTIFICATE,
    VAT,
)


class TestEveryFact:
    """What all facts share."""

    @pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.wire[1])
    def test_value(self, fact: AnyFact) -> None:
        """A fact is frozen, equal by content, one key, and survives pickling."""
        again = pickle.loads(pickle.dumps(fact))  # noqa: S301 - our own bytes

        assert again == fact
        assert hash(again) == hash(fact)
        assert canonical(again) == canonical(fact)
        with pytest.raises(FrozenInstanceError):
            fact.id = "another"  # type: ignore[misc] # frozen

    @pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.wire[1])
    def test_known_on(self, fact: AnyFact) -> None:
        """A fact is known on the day it takes effect, unless it says otherwise."""
        confirmed = getattr(fact, "confirmed_on", None)
        assert fact.known_on == (confirmed or fact.effective_on)
        late = altered(fact, "known_on", day(12, 1))
        assert (late.known_on, late.effective_on) == (day(12, 1), fact.effective_on)

    @pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.wire[1])
    def test_id(self, fact: AnyFact) -> None:
        """Every fact has an id, which is short printable text."""
        with pytest.raises(InvalidValue, match=r"^id must be text of 1 to 200 "):
            altered(fact, "id", "")
        with pytest.raises(WrongType, match=r"^id must be text, got 5$"):
            altered(fact, "id", 5)

    @pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.wire[1])
    def test_days(self, fact: AnyFact) -> None:
        """Days are civil dates, never instants."""
        with pytest.raises(WrongType, match=r"^known_on must be a date without a time"):
            altered(fact, "known_on", NOON)

    @pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.wire[1])
    @pytest.mark.parametrize("on", [date(1899, 12, 31), date(3000, 1, 1)], ids=str)
    def test_centuries(self, fact: AnyFact, on: date) -> None:
        """Nothing is known before 1900 nor after 2999."""
        with pytest.raises(
            InvalidValue, match=r"^known_on must be a day from 1900-01-01 to "
        ):
            altered(fact, "known_on", on)

    def test_wire_names(self) -> None:
        """What a document calls a fact is frozen."""
        assert [fact.wire for fact in FACTS] == [
            ("type", "contract"),
            ("type", "service_end"),
            ("type", "price"),
            ("type", "change"),
            ("type", "opening"),
            ("type", "one_time"),
            ("type", "address"),
            ("type", "exemption"),
            ("type", "tax_number"),
        ]


class TestContract:
    """The contract's dates."""

    @pytest.mark.clause("A3", "A7")
    def test_effective_on(self) -> None:
        """A contract takes effect when it is signed, else when billing is to start."""
        signed = Contract(
            id="c", signed_on=day(1, 20), billing_start_on=day(3, 1), free_months=2
        )

        assert signed.effective_on == signed.known_on == day(1, 20)
        quoted = Contract(id="c", billing_start_on=day(3, 1))
        assert quoted.effective_on == quoted.known_on == day(3, 1)

    @pytest.mark.clause("A3")
    def test_no_date(self) -> None:
        """A contract without any date says nothing about billing."""
        required = r"^billing_start_on must be given where signed_on is not, got None"

        with pytest.raises(InvalidValue, match=rf"{required} \[A3\]$"):
            Contract(id="c")
        with pytest.raises(InvalidValue, match=rf"{required} \[A3\]$"):
            Contract(id="c", known_on=day(1, 1))

    @pytest.mark.clause("A7")
    def test_free_months(self) -> None:
        """Free months run from a signature, so they need one."""
        with pytest.raises(
            InvalidValue, match=r"^signed_on must be given where months are free, got "
        ):
            Contract(id="c", billing_start_on=day(3, 1), free_months=1)

    @pytest.mark.parametrize("months", [-1, 1000])
    def test_bounds(self, months: int) -> None:
        """Free months are 0 to 999, three digits in a document."""
        assert Contract(id="c", signed_on=day(1, 20), free_months=999).free_months
        with pytest.raises(InvalidValue, match=r"^free_months must be "):
            Contract(id="c", signed_on=day(1, 20), free_months=months)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("signed_on", NOON),
            ("signed_on", "2026-01-20"),
            ("billing_start_on", NOON),
            ("free_months", 1.0),
        ],
    )
    def test_wrong_type(self, field: str, value: object) -> None:
        """Dates are dates and months are whole numbers."""
        dated = Contract(id="c", signed_on=day(1, 20), billing_start_on=day(3, 1))

        with pytest.raises(WrongType, match=f"^{field} must be "):
            altered(dated, field, value)


class TestServiceEnd:
    """The end of service."""

    @pytest.mark.clause("Q31", "Q68")
    def test_last_day(self) -> None:
        """The end takes effect on its last day, which is still served."""
        assert END.effective_on == END.last_day_of_service == day(10, 14)

    def test_wrong_type(self) -> None:
        """The last day is a date."""
        with pytest.raises(WrongType, match=r"^last_day_of_service must be a date "):
            altered(END, "last_day_of_service", NOON)


class TestPrice:
    """Prices of recurring items."""

    @pytest.mark.clause("D1", "D2", "D19", "D21")
    @pytest.mark.parametrize(("kind", "units"), ITEM_UNITS)
    def test_units(self, kind: LineKind, units: tuple[BillableUnit, ...]) -> None:
        """An item of each kind is counted in the units of that kind, and no others."""
        for unit in BillableUnit:
            if unit in units:
                assert price("item", kind, "1.00", unit=unit).unit is unit
            else:
                with pytest.raises(InvalidValue, match=r"^unit must be one of "):
                    price("item", kind, "1.00", unit=unit)

    def test_kinds(self) -> None:
        """Only four kinds of lines recur; the error lists them."""
        with pytest.raises(
            InvalidValue,
            match=r"^kind must be one of service_charge, standard_number, "
            r"contact_center, subscription, rental, got 'hardware'$",
        ):
            price("item", LineKind.HARDWARE, "1.00")

    @pytest.mark.parametrize(
        ("spelled", "shown"),
        [
            ("25", "25.00"),
            ("25.0", "25.00"),
            ("25.000", "25.00"),
            ("2.5E+1", "25.00"),
            ("0.0055", "0.0055"),
            ("0.00550", "0.0055"),
            ("-0", "0.00"),
        ],
    )
    def test_one_spelling(self, spelled: str, shown: str) -> None:
        """Equal prices have one spelling, so equal facts have equal bytes."""
        found = device_price(spelled)

        assert f"{found.unit_price:f}" == shown
        assert digest(found) == digest(device_price(shown))
        assert found == device_price(shown)

    @pytest.mark.parametrize(
        ("spelled", "currency", "minor"),
        [
            ("25.00", "USD", 2500),
            ("0.0055", "USD", None),
            ("2500", "JPY", 2500),
            ("0.5", "JPY", None),
            ("12.903", "KWD", 12903),
        ],
    )
    def test_exact(self, spelled: str, currency: str, minor: int | None) -> None:
        """A price keeps its exact ratio, and its minor units where it has them."""
        found = device_price(spelled, currency=currency)

        assert Fraction(found.numerator, found.denominator) == Fraction(spelled)
        assert found.minor_price == minor

    @pytest.mark.parametrize("amount", ["-0.01", "NaN", "1E+18", "1E-13"])
    def test_amount(self, amount: str) -> None:
        """A price is a number of 0 or more, of at most 18 and 12 digits."""
        with pytest.raises(InvalidValue, match=r"^unit_price must be "):
            device_price(amount)

    def test_currency(self) -> None:
        """A currency is one of ISO 4217."""
        with pytest.raises(UnknownCurrency):
            device_price(currency="USX")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("item", 5),
            ("product", None),
            ("kind", "rental"),
            ("unit", "device"),
            ("unit_price", 25.0),
            ("minimum_quantity", True),
            ("effective_on", NOON),
        ],
    )
    def test_wrong_type(self, field: str, value: object) -> None:
        """Names are text, choices are members, prices are decimals."""
        with pytest.raises(WrongType):
            altered(device_price(), field, value)

    def test_minimum(self) -> None:
        """A contract's minimum is 0 or more."""
        with pytest.raises(InvalidValue, match=r"^minimum_quantity must be from 0 to "):
            device_price(minimum_quantity=-1)


class TestQuantities:
    """Changes, and what was there before them."""

    @pytest.mark.clause("A8")
    def test_change(self) -> None:
        """A change adds or removes, in a group or in none, and never nothing."""
        assert change(day(8, 20), -2, group="Berlin").group == "Berlin"
        with pytest.raises(
            InvalidValue, match=r"^quantity must be a whole number other than 0, got 0$"
        ):
            change(day(8, 20), 0)

    def test_opening(self) -> None:
        """What is there is at least one; of what is not there nothing is told."""
        assert opening(day(8, 1), 1, group="Berlin").group == "Berlin"
        with pytest.raises(InvalidValue, match=r"^quantity must be from 1 to "):
            opening(day(8, 1), 0)

    @pytest.mark.parametrize("fact", [change(day(8, 20), 1), opening(day(8, 20), 1)])
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("item", None),
            ("group", 5),
            ("group", ""),
            ("quantity", 1.0),
            ("quantity", 10**12 + 1),
            ("effective_on", "2026-08-20"),
        ],
    )
    def test_refused(self, fact: AnyFact, field: str, value: object) -> None:
        """Names are text, quantities whole numbers up to 10**12, days dates."""
        with pytest.raises(BillingError, match=f"^{field} must be "):
            altered(fact, field, value)


class TestOneTime:
    """Purchases."""

    @pytest.mark.clause("A5")
    @pytest.mark.parametrize("kind", [LineKind.HARDWARE, LineKind.NUMBER_PURCHASE])
    def test_published(self, kind: LineKind) -> None:
        """Hardware and numbers need no code of the embedder's, and take none."""
        assert bought(day(8, 12), kind=kind).code is None
        with pytest.raises(
            InvalidValue,
            match=r"^code must be given for other charges and credits, and only there",
        ):
            bought(day(8, 12), kind=kind, code="acme:x")

    @pytest.mark.parametrize("kind", [LineKind.OTHER_CHARGE, LineKind.OTHER_CREDIT])
    def test_others(self, kind: LineKind) -> None:
        """A charge or credit of the embedder's own needs a code of its own."""
        assert bought(day(8, 12), kind=kind, code="acme:x").code == "acme:x"
        with pytest.raises(InvalidValue, match=r"^code must be given for other "):
            bought(day(8, 12), kind=kind)

    @pytest.mark.parametrize("code", ["late-visit", ":visit", "acme:", ":", "", "a:\n"])
    def test_code(self, code: str) -> None:
        """A code is a name, a colon and a name."""
        with pytest.raises(InvalidValue, match=r"^code must be "):
            bought(day(8, 12), kind=LineKind.OTHER_CHARGE, code=code)

    def test_kinds(self) -> None:
        """Nothing else is bought; the error lists what is."""
        with pytest.raises(
            InvalidValue,
            match=r"^kind must be one of hardware, number_purchase, other_charge, "
            r"other_credit, got 'rental'$",
        ):
            bought(day(8, 12), kind=LineKind.RENTAL)

    @pytest.mark.parametrize("spelled", ["99.980", "9.998E+1"])
    def test_one_spelling(self, spelled: str) -> None:
        """Equal prices have one spelling here as well."""
        assert digest(bought(day(8, 12), spelled)) == digest(
            bought(day(8, 12), "99.98")
        )

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("item", ""),
            ("product", ""),
            ("kind", "hardware"),
            ("quantity", 0),
            ("quantity", True),
            ("unit_price", "99.98"),
            ("unit_price", Decimal(-1)),
            ("effective_on", NOON),
        ],
    )
    def test_refused(self, field: str, value: object) -> None:
        """At least one is bought, for 0 or more, on a day."""
        with pytest.raises(BillingError):
            altered(bought(day(8, 12)), field, value)


@pytest.mark.clause("E2")
class TestBillingAddress:
    """Where the customer is billed."""

    def test_place(self) -> None:
        """An address lies in its country, its region and its areas, and only there."""
        assert UTAH.place == "US-UT"
        assert [
            place
            for place in ("US", "US-UT", "US-UT-provo", "UT", "US-NV", "US-UT-")
            if UTAH.is_in(place)
        ] == ["US", "US-UT", "US-UT-provo"]

    def test_country_alone(self) -> None:
        """Without a region the place is the country."""
        berlin = BillingAddress(id="a", country="DE", effective_on=day(7, 1))

        assert (berlin.place, berlin.areas) == ("DE", ())
        assert berlin.is_in("DE")
        assert not berlin.is_in("DE-BE")

    @pytest.mark.parametrize("country", ["us", "USA", "U1", "U", "ÜS", "Us"])
    def test_country(self, country: str) -> None:
        """A country is a code of two capital letters."""
        with pytest.raises(
            InvalidValue, match=r"^country must be a code of two capital letters, got '"
        ):
            altered(UTAH, "country", country)

    @pytest.mark.parametrize(
        ("field", "content", "message"),
        [
            ("country", 1, "country must be text, got 1"),
            ("region", 1, "region must be text, got 1"),
            ("areas", ["US-UT"], "areas must be a tuple of texts, got ['US-UT']"),
            ("areas", "US-UT", "areas must be a tuple of texts, got 'US-UT'"),
            ("areas", ("US-UT", 1), "areas[1] must be text, got 1"),
        ],
    )
    def test_types(self, field: str, content: object, message: str) -> None:
        """Country, region and every area are text."""
        with pytest.raises(WrongType) as caught:
            altered(UTAH, field, content)

        assert str(caught.value) == message

    @pytest.mark.parametrize(
        ("field", "content", "path"),
        [("region", "", "region"), ("areas", ("US-UT", " "), r"areas\[1\]")],
    )
    def test_texts(self, field: str, content: object, path: str) -> None:
        """A region that is given says something, and so does an area."""
        with pytest.raises(InvalidValue, match=rf"^{path} must be "):
            altered(UTAH, field, content)


@pytest.mark.clause("E5")
class TestExemptionCertificate:
    """A certificate that frees from one tax."""

    def test_covers(self) -> None:
        """The first day and the last day of validity both count."""
        days = (day(6, 30), day(7, 1), day(12, 31), date(2027, 1, 1))

        assert [CERTIFICATE.covers(on) for on in days] == [False, True, True, False]

    def test_without_an_end(self) -> None:
        """Without a last day it is valid for good."""
        endless = evolve(CERTIFICATE, valid_until=None)

        assert endless.covers(date(2999, 12, 31))
        assert not endless.covers(day(6, 30))

    def test_one_day(self) -> None:
        """It may be valid for a single day."""
        short = evolve(CERTIFICATE, valid_until=day(7, 1))

        assert short.covers(day(7, 1))
        assert not short.covers(day(7, 2))

    def test_ends_before_it_starts(self) -> None:
        """Its last day is not before its first."""
        with pytest.raises(
            InvalidValue,
            match=r"^valid_until must be on or after 2026-07-01, its first day, got "
            r"2026-06-30 \[E5\]$",
        ):
            evolve(CERTIFICATE, valid_until=day(6, 30))

    @pytest.mark.parametrize("kind", list(LineKind))
    def test_tax(self, kind: LineKind) -> None:
        """What can be freed from is a tax, a pass-through or a recovery fee."""
        levied = list(LineKind).index(kind) >= list(LineKind).index(
            LineKind.STATE_AND_LOCAL_RECOVERY
        )

        if levied:
            assert evolve(CERTIFICATE, tax=kind).tax is kind
        else:
            with pytest.raises(
                InvalidValue, match=rf"^tax must be a tax, a fee or .*'{kind.value}'$"
            ):
                evolve(CERTIFICATE, tax=kind)

    @pytest.mark.parametrize("field", ["tax", "jurisdiction", "certificate"])
    def test_types(self, field: str) -> None:
        """The tax is a member, whose tax it is and its number are text."""
        with pytest.raises(WrongType, match=rf"^{field} must be "):
            altered(CERTIFICATE, field, 5)

    def test_instant(self) -> None:
        """It ends with a day, not at an hour."""
        with pytest.raises(WrongType, match=r"^valid_until must be a date without a "):
            altered(CERTIFICATE, "valid_until", NOON)


@pytest.mark.clause("E6", "Q14")
class TestTaxNumber:
    """The customer's VAT identification number."""

    @pytest.mark.parametrize(
        "number",
        [
            "de 136 695 976",
            "de136695976",
            "DE 136695976",
            "DE1",
            "136695976",
            "DE-1366",
        ],
    )
    def test_form(self, number: str) -> None:
        """It is in its compact form: letters of a country, then letters and digits."""
        with pytest.raises(
            InvalidValue,
            match=r"^number must be two letters of a country and 2 to 13 capital "
            rf"letters or digits, got '{number}' \[E6\]$",
        ):
            evolve(VAT, number=number)

    def test_unknown_country(self) -> None:
        """Its letters are those of a country whose numbers are known."""
        with pytest.raises(UnknownName, match=r"^number must be headed by the letters"):
            evolve(VAT, number="XX136695976")

    @pytest.mark.parametrize(
        ("number", "country"),
        [("DE136695976", "DE"), ("EL094259216", "GR"), ("GB980780684", "GB")],
    )
    def test_country(self, number: str, country: str) -> None:
        """Its letters name the country that gave it; EL is Greece."""
        assert evolve(VAT, number=number).country == country

    def test_no_check_digits(self) -> None:
        """A stored number reads for ever: the fact does not look at check digits."""
        assert evolve(VAT, number="DE136695977").number == "DE136695977"

    @pytest.mark.parametrize(
        ("confirmed_on", "known_on"),
        [
            (day(7, 20), day(7, 20)),
            (day(7, 1), day(7, 1)),
            (day(6, 1), day(7, 1)),
            (None, day(7, 1)),
        ],
    )
    def test_known_on(self, confirmed_on: date | None, known_on: date) -> None:
        """It is known from the later of its first day and its confirmation."""
        number = TaxNumber(
            id="vat",
            number="DE136695976",
            effective_on=day(7, 1),
            confirmed_on=confirmed_on,
        )

        assert number.known_on == known_on

    def test_known_before_it_was_confirmed(self) -> None:
        """Nobody knows of a confirmation before the day of it."""
        assert altered(VAT, "known_on", day(7, 2)) == VAT
        with pytest.raises(
            InvalidValue,
            match=r"^known_on must be on or after the confirmation of 2026-07-02, got "
            r"2026-07-01 \[Q14\]$",
        ):
            altered(VAT, "known_on", day(7, 1))

    @pytest.mark.parametrize(
        ("effective_on", "confirmed_on", "first"),
        [
            (day(7, 1), day(7, 20), day(7, 20)),
            (day(7, 20), day(7, 1), day(7, 20)),
            (day(7, 20), day(7, 20), day(7, 20)),
        ],
    )
    def test_counts(self, effective_on: date, confirmed_on: date, first: date) -> None:
        """It counts from the day on which it is both held and confirmed."""
        number = TaxNumber(
            id="vat",
            number="DE136695976",
            effective_on=effective_on,
            confirmed_on=confirmed_on,
        )

        assert [number.counts(first.replace(day=d)) for d in (19, 20, 21)] == [
            False,
            True,
            True,
        ]

    def test_never_confirmed(self) -> None:
        """A number that was never confirmed never counts."""
        assert not evolve(VAT, confirmed_on=None).counts(date(2999, 12, 31))

    def test_instant(self) -> None:
        """It is confirmed on a day, not at an hour."""
        with pytest.raises(WrongType, match=r"^confirmed_on must be a date without a "):
            altered(VAT, "confirmed_on", NOON)


class TestTaxation:
    """The facts that taxes follow, as an account has them."""

    ACME = evolve(
        account(day(7, 1), change(day(7, 1), 5)),
        addresses=(UTAH,),
        exemptions=(CERTIFICATE,),
        tax_numbers=(VAT,),
    )

    def test_facts(self) -> None:
        """They are listed last: addresses, exemptions, VAT numbers."""
        assert self.ACME.facts()[-3:] == (UTAH, CERTIFICATE, VAT)

    @pytest.mark.clause("Q67")
    def test_sorted(self) -> None:
        """Addresses stand by their days, in whatever order they are given."""
        later = evolve(UTAH, id="moved", region="NV", effective_on=day(9, 1))

        for addresses in [(UTAH, later), (later, UTAH), (later, UTAH, UTAH)]:
            assert evolve(self.ACME, addresses=addresses).addresses == (UTAH, later)

    @pytest.mark.clause("Q67")
    def test_one_address_a_day(self) -> None:
        """An account has one address from a day on."""
        other = evolve(UTAH, id="moved", region="NV")

        with pytest.raises(
            ConflictingFacts,
            match=r"^addresses\[moved\]\.effective_on must be that of no other "
            r"address, got 2026-01-01 \[Q67\]$",
        ):
            evolve(self.ACME, addresses=(UTAH, other))

    def test_older_than_the_signature(self) -> None:
        """Address, certificate and number may all be older than the contract."""
        signed = Contract(
            id="contract", signed_on=day(8, 1), billing_start_on=day(8, 1)
        )
        acme = evolve(account(day(8, 1), change(day(8, 1), 5)), contract=signed)

        older = evolve(
            acme, addresses=(UTAH,), exemptions=(CERTIFICATE,), tax_numbers=(VAT,)
        )
        assert older.facts()[-3:] == (UTAH, CERTIFICATE, VAT)

    @pytest.mark.clause("Q67")
    def test_as_known_on(self) -> None:
        """What was not known yet is left out, of all three sections."""
        late: Any = {"known_on": day(9, 15)}
        acme = evolve(
            self.ACME,
            addresses=(UTAH, evolve(UTAH, id="a2", effective_on=day(9, 1), **late)),
            exemptions=(CERTIFICATE, evolve(CERTIFICATE, id="e2", **late)),
            tax_numbers=(VAT, evolve(VAT, id="v2", **late)),
        )

        assert acme.as_known_on(day(9, 14)) == evolve(self.ACME, known_on=day(9, 14))
        assert acme.as_known_on(day(9, 15)) == evolve(acme, known_on=day(9, 15))

    def test_one_id(self) -> None:
        """An id is given to one fact only, across the sections."""
        with pytest.raises(
            ConflictingFacts,
            match=r"^id must be given to one fact of the account only, got 'address'$",
        ):
            evolve(self.ACME, exemptions=(evolve(CERTIFICATE, id="address"),))

    @pytest.mark.parametrize(
        ("section", "kind"),
        [
            ("addresses", "BillingAddress"),
            ("exemptions", "ExemptionCertificate"),
            ("tax_numbers", "TaxNumber"),
        ],
    )
    def test_types(self, section: str, kind: str) -> None:
        """Each section holds facts of its own kind alone."""
        with pytest.raises(
            WrongType, match=rf"^{section} must be a tuple of {kind} facts, got "
        ):
            altered(self.ACME, section, (device_price(),))


class TestAccount:
    """Facts that must make sense together."""

    def test_facts(self) -> None:
        """All facts of an account, the contract first and each section by day."""
        acme = account(
            day(7, 1),
            change(day(8, 20), 1),
            change(day(7, 1), 5),
            bought(day(8, 12)),
            END,
            device_price(),
        )

        assert acme.facts() == (
            Contract(id="contract", billing_start_on=day(7, 1)),
            END,
            device_price(),
            change(day(7, 1), 5),
            change(day(8, 20), 1),
            bought(day(8, 12)),
        )
        assert Account(id="acme", currency="USD", contract=acme.contract).facts() == (
            acme.contract,
        )

    @pytest.mark.clause("Q27")
    def test_same_fact_twice(self) -> None:
        """The same fact given twice counts once."""
        twice = account(day(7, 1), change(day(7, 1), 5), change(day(7, 1), 5))

        assert twice == account(day(7, 1), change(day(7, 1), 5))

    @pytest.mark.parametrize(
        "other",
        [
            change(day(7, 1), 6, id="c1"),
            change(day(7, 1), 5, id="c1", known_on=day(8, 1)),
            change(day(7, 1), 5, id="c1", group="Berlin"),
            number_price(id="c1"),
            bought(day(7, 1), id="c1"),
            ServiceEnd(id="c1", last_day_of_service=day(10, 14)),
        ],
        ids=repr,
    )
    def test_one_id_with_two_contents(self, other: Known) -> None:
        """An id that is given to two contents is refused, in one section or in two."""
        with pytest.raises(ConflictingFacts, match=r"^id must be given to one .*'c1'$"):
            account(day(7, 1), device_price(), change(day(7, 1), 5, id="c1"), other)

    def test_id_of_the_contract(self) -> None:
        """The contract's id is taken as well."""
        with pytest.raises(ConflictingFacts):
            account(day(7, 1), change(day(7, 1), 5, id="contract"))

    @pytest.mark.clause("Q62")
    @pytest.mark.parametrize(
        "fact",
        [
            device_price(id="p", currency="CAD"),
            bought(day(8, 12), id="p", currency="CAD"),
        ],
        ids=repr,
    )
    def test_one_currency(self, fact: Known) -> None:
        """Every price is in the account's currency; nothing is converted."""
        with pytest.raises(
            CurrencyMismatch,
            match=r"^p\.currency must be the account's USD, got 'CAD' \[Q62\]$",
        ):
            account(day(7, 1), fact)

    def test_currency(self) -> None:
        """The account's currency is one of ISO 4217."""
        with pytest.raises(UnknownCurrency):
            account(day(7, 1), currency="USX", prices=())

    @pytest.mark.clause("Q30")
    def test_one_price_a_day(self) -> None:
        """An item has one price from a day on; which of two would hold is unknown."""
        with pytest.raises(
            ConflictingFacts,
            match=r"^prices\[p2\] must be the only price of its item on its day, got "
            r"2026-08-01$",
        ):
            account(
                day(7, 1),
                device_price("25.00", day(8, 1), id="p1"),
                device_price("30.00", day(8, 1), id="p2"),
            )

    @pytest.mark.parametrize(
        "other",
        [
            {"unit": BillableUnit.EXTENSION},
            {"product": "central"},
            {"frequency": Frequency.ANNUAL},
            {"kind": LineKind.RENTAL, "unit": BillableUnit.RENTED_DEVICE},
        ],
    )
    def test_one_nature(self, other: dict[str, Any]) -> None:
        """A new price leaves an item's kind, unit, product and frequency alone."""
        changed = evolve(device_price("30.00", day(8, 1), id="p2"), **other)

        with pytest.raises(
            ConflictingFacts,
            match=r"^prices\[p2\] must be of the kind, unit, product and frequency of "
            r"price p1, got 'device'$",
        ):
            account(day(7, 1), device_price(id="p1"), changed)

    @pytest.mark.parametrize(
        ("fact", "path"),
        [
            (change(day(7, 1), 5, "pager", id="c1"), r"changes\[c1\]\.item"),
            (opening(day(7, 1), 5, "pager", id="o1"), r"opening\[o1\]\.item"),
        ],
        ids=["change", "opening"],
    )
    def test_unknown_item(self, fact: Known, path: str) -> None:
        """What changes has a price."""
        with pytest.raises(
            UnknownName,
            match=rf"^{path} must be an item that has a price, got 'pager'$",
        ):
            account(day(7, 1), fact)

    @pytest.mark.clause("A7")
    @pytest.mark.parametrize(
        "fact",
        [
            change(day(1, 19), 5, id="early"),
            bought(day(1, 19), id="early"),
            ServiceEnd(id="early", last_day_of_service=day(1, 19)),
        ],
        ids=repr,
    )
    def test_before_the_signature(self, fact: Known) -> None:
        """Service starts with the signature: nothing happens before it."""
        signed = Contract(id="contract", signed_on=day(1, 20), free_months=2)

        with pytest.raises(
            InvalidValue,
            match=r"^early\.effective_on must be on or after the signature of "
            r"2026-01-20, got 2026-01-19 \[A7\]$",
        ):
            account(signed, fact, device_price(effective_on=day(1, 20), id="p"))

    @pytest.mark.clause("A7")
    def test_older_price(self) -> None:
        """A price list may be older than the contract."""
        signed = Contract(id="contract", signed_on=day(1, 20))

        assert account(signed, device_price(effective_on=day(1, 1))).prices

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("id", None),
            ("contract", None),
            ("end", day(10, 14)),
            ("prices", None),
            ("prices", device_price()),
            ("prices", (change(day(7, 1), 5),)),
            ("changes", (opening(day(7, 1), 5),)),
            ("changes", ("+5",)),
            ("one_time", {bought(day(8, 12))}),
            ("opening", (change(day(7, 1), 5),)),
            ("known_on", NOON),
        ],
        ids=str,
    )
    def test_wrong_type(self, field: str, value: object) -> None:
        """Each section holds facts of its own type, and nothing that looks like one."""
        with pytest.raises(WrongType, match=f"^{field} must be "):
            altered(account(day(7, 1)), field, value)

    def test_lists(self) -> None:
        """Facts in a list are taken, and kept as a tuple."""
        listed = altered(account(day(7, 1)), "changes", [change(day(7, 1), 5)])

        assert listed == account(day(7, 1), change(day(7, 1), 5))
        assert type(listed.changes) is tuple

    @pytest.mark.clause("Q27")
    @given(
        st.permutations([change(day(7, n), n, id=f"c{n % 3}{n}") for n in (1, 9, 2)])
    )
    def test_order(self, changes: list[QuantityChange]) -> None:
        """Facts in any order make the same account, down to the bytes."""
        found = account(day(7, 1), *changes)

        assert canonical(found) == canonical(
            account(day(7, 1), *sorted(changes, key=lambda one: one.effective_on))
        )

    @pytest.mark.clause("Q27")
    def test_order_of_equal_prices(self) -> None:
        """Of two spellings of one price it does not matter which comes first."""
        one, other = device_price("25", id="p"), device_price("25.000", id="p")

        assert canonical(account(day(7, 1), one, other)) == canonical(
            account(day(7, 1), other, one)
        )


class TestRemoved:
    """More removed than present."""

    @pytest.mark.clause("Q28")
    def test_refused(self) -> None:
        """A day that ends below zero is refused, naming item and day."""
        with pytest.raises(
            MoreRemovedThanPresent,
            match=r"^changes of device on 2026-08-20 in no group must be no more than "
            r"is present at the end of the day, got -1 \[Q28\]$",
        ):
            account(day(7, 1), change(day(7, 1), 5), change(day(8, 20), -6))

    @pytest.mark.clause("Q28")
    def test_net_of_the_day(self) -> None:
        """What counts is the end of the day, whatever came first on it."""
        acme = account(
            day(7, 1),
            change(day(7, 1), 5),
            change(day(8, 20), -6, id="a"),
            change(day(8, 20), 1, id="b"),
        )

        assert sum(one.quantity for one in acme.changes) == 0

    @pytest.mark.clause("Q28")
    def test_by_group(self) -> None:
        """Each billing group is judged by itself; the error names it."""
        with pytest.raises(
            MoreRemovedThanPresent,
            match=r"^changes of device on 2026-08-20 in group Berlin must be .* got -2",
        ):
            account(
                day(7, 1), change(day(7, 1), 5), change(day(8, 20), -2, group="Berlin")
            )

    @pytest.mark.clause("Q28")
    def test_by_item(self) -> None:
        """Each item is judged by itself."""
        with pytest.raises(MoreRemovedThanPresent, match=r"^changes of number on "):
            account(day(7, 1), change(day(7, 1), 5), change(day(8, 20), -1, "number"))

    @pytest.mark.clause("Q28")
    def test_never_clamped(self) -> None:
        """A later addition does not heal a day that ended below zero."""
        with pytest.raises(MoreRemovedThanPresent):
            account(day(7, 1), change(day(7, 1), -1), change(day(7, 2), 5))

    @pytest.mark.clause("Q28")
    def test_from_an_opening(self) -> None:
        """What was there at the opening can be removed, and no more."""
        opened = opening(day(8, 1), 5)

        assert account(day(7, 1), opened, change(day(8, 20), -5)).changes
        with pytest.raises(MoreRemovedThanPresent):
            account(day(7, 1), opened, change(day(8, 20), -6))

    @pytest.mark.clause("Q28", "Q68")
    def test_after_the_end(self) -> None:
        """After the last day of service changes have no effect, so none is judged."""
        removed = change(day(10, 15), -6)

        assert (
            account(
                day(7, 1), change(day(7, 1), 5), removed, last_day=day(10, 14)
            ).changes[-1]
            == removed
        )
        with pytest.raises(MoreRemovedThanPresent):
            account(day(7, 1), change(day(7, 1), 5), removed, last_day=day(10, 15))


class TestOpening:
    """A long history that starts late."""

    def test_one_day(self) -> None:
        """All opening quantities are of the end of one day."""
        with pytest.raises(
            ConflictingFacts,
            match=r"^opening\[o2\]\.effective_on must be 2026-08-01, as for the "
            r"others, got 2026-08-02$",
        ):
            account(
                day(7, 1),
                opening(day(8, 1), 5),
                opening(day(8, 2), 3, "number", id="o2"),
            )

    @pytest.mark.parametrize("on", [day(7, 31), day(8, 1)])
    def test_changes_come_after(self, on: date) -> None:
        """A change on the opening's day or before it is already in its quantity."""
        with pytest.raises(
            ConflictingFacts,
            match=r"^changes\[c1\]\.effective_on must be after the opening of "
            rf"2026-08-01, got {on}$",
        ):
            account(day(7, 1), opening(day(8, 1), 5), change(on, 1, id="c1"))

    def test_adjoining(self) -> None:
        """The first change may come on the day after."""
        assert account(
            day(7, 1), opening(day(8, 1), 5), change(day(8, 2), 1)
        ).opening == (opening(day(8, 1), 5),)


class TestHistories:
    """What an account works out once, for documents to read."""

    def test_histories(self) -> None:
        """The changes of each item and group, by day."""
        acme = account(
            day(7, 1),
            change(day(8, 20), 2, group="Berlin"),
            change(day(7, 1), 3, "number"),
            change(day(7, 1), 5),
            change(day(7, 1), 1, group="Berlin"),
        )

        assert [
            (one.prices[0].item, one.group, one.quantity, len(one.changes))
            for one in acme.histories
        ] == [
            ("device", None, 5, 1),
            ("device", "Berlin", 3, 2),
            ("number", None, 3, 1),
        ]

    @pytest.mark.clause("D1", "D2", "D19", "D21")
    def test_billed(self) -> None:
        """In printed order by kind; groups split neither contact center nor rentals."""
        acme = account(
            day(7, 1),
            device_price(),
            number_price(),
            seat_price(),
            rental_price(),
            *(
                change(day(7, 1), 1, item, group)
                for item in ("rented phone", "number", "device", "agent seat")
                for group in ("Ogden", "Berlin")
            ),
        )

        assert [
            (one.prices[0].item, one.group, one.quantity) for one in acme.billed
        ] == [
            ("device", "Berlin", 1),
            ("device", "Ogden", 1),
            ("number", "Berlin", 1),
            ("number", "Ogden", 1),
            ("agent seat", None, 2),
            ("rented phone", None, 2),
        ]

    @pytest.mark.clause("Q67")
    def test_price_in_force(self) -> None:
        """The price of a day is the latest that is not in the future."""
        first, second = (
            device_price("25.00", day(7, 5)),
            device_price("30.00", day(8, 5)),
        )
        (history,) = account(day(7, 1), second, first, change(day(7, 1), 5)).histories

        assert [history.price(day(*on)) for on in ((7, 5), (8, 4), (8, 5))] == [
            first,
            first,
            second,
        ]
        with pytest.raises(
            NoRateInForce,
            match=r"^prices of device must be in force on 2026-07-04, got 2026-07-05$",
        ):
            history.price(day(7, 4))

    def test_held(self) -> None:
        """What is held on a day is what changed up to its end."""
        changes = (change(day(7, 1), 5), change(day(8, 20), 2))
        (history,) = account(day(7, 1), *changes).histories

        assert history.held(day(8, 19)) == changes[:1]
        assert history.held(day(8, 20)) == changes
        assert history.held(day(6, 30)) == ()

    def test_not_part_of_the_value(self) -> None:
        """What is worked out is left out of bytes and comparison."""
        assert b"histories" not in canonical(account(day(7, 1), change(day(7, 1), 5)))


class TestAsKnownOn:
    """The only filter of facts."""

    def test_filtered(self) -> None:
        """Facts known later are left out, of every section, and the day is kept."""
        on = day(9, 15)
        acme = account(
            day(7, 1),
            device_price(),
            device_price("30.00", day(8, 1), known_on=on),
            change(day(7, 1), 5),
            change(day(8, 20), 2, known_on=on),
            bought(day(8, 12), known_on=on),
            ServiceEnd(id="end", last_day_of_service=day(10, 14), known_on=on),
        )

        known = acme.as_known_on(day(9, 14))

        assert known == evolve(
            account(day(7, 1), device_price(), change(day(7, 1), 5)),
            known_on=day(9, 14),
        )
        assert acme.as_known_on(day(9, 15)) == evolve(acme, known_on=day(9, 15))

    def test_opening_and_no_end(self) -> None:
        """An opening known later is left out as well, and there may be no end."""
        acme = account(day(7, 1), opening(day(8, 1), 5, known_on=day(9, 1)))

        assert acme.as_known_on(day(8, 31)).opening == ()
        assert acme.as_known_on(day(8, 31)).end is None

    def test_twice(self) -> None:
        """Filtered twice, it is as known on the earlier of the days."""
        acme = account(
            day(7, 1), change(day(7, 1), 5), change(day(8, 20), 2, known_on=day(9, 15))
        )

        early = acme.as_known_on(day(9, 1))

        assert early.as_known_on(day(10, 1)) == early
        assert acme.as_known_on(day(10, 1)).as_known_on(day(9, 1)) == early

    def test_contract_unknown(self) -> None:
        """Before the contract is known there is no account."""
        acme = account(Contract(id="contract", billing_start_on=day(7, 1)))

        with pytest.raises(
            InvalidValue,
            match=r"^known_on must be on or after 2026-07-01, got 2026-06-30$",
        ):
            acme.as_known_on(day(6, 30))

    def test_wrong_type(self) -> None:
        """It is asked for a day."""
        with pytest.raises(WrongType, match=r"^day must be a date without a time"):
            account(day(7, 1)).as_known_on(NOON)

    def test_known_too_late(self) -> None:
        """An account that is said to be filtered holds no fact known later."""
        acme = account(day(7, 1), change(day(7, 1), 5, id="c1", known_on=day(9, 15)))

        with pytest.raises(
            InvalidValue,
            match=r"^c1\.known_on must be on or before 2026-09-14, the day asked for, "
            r"got 2026-09-15$",
        ):
            altered(acme, "known_on", day(9, 14))
        assert altered(acme, "known_on", day(9, 15)).known_on == day(9, 15)

    def test_removal_without_its_addition(self) -> None:
        """A removal whose addition is not known yet is more than is present."""
        acme = account(
            day(7, 1), change(day(7, 1), 5, known_on=day(9, 1)), change(day(8, 1), -5)
        )

        with pytest.raises(MoreRemovedThanPresent):
            acme.as_known_on(day(8, 15))
