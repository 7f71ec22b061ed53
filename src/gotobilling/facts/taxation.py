"""The facts that taxes follow: addresses, exemption certificates and VAT numbers.

>>> from datetime import date
>>> quebec = BillingAddress(
...     id="address", country="CA", region="QC", effective_on=date(2026, 1, 1)
... )
>>> quebec.is_in("CA"), quebec.is_in("CA-QC"), quebec.is_in("CA-ON")
(True, True, False)
"""

from datetime import date
from typing import ClassVar

from attrs import Factory, field, frozen

from gotobilling import checks
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts.events import Version, check_fact, own_day
from gotobilling.kinds import LEVY_CLASSES, LineKind, charge_class
from gotobilling.vat_numbers import check_form, country_of

__all__ = ["BillingAddress", "ExemptionCertificate", "TaxNumber"]


@frozen(kw_only=True)
class BillingAddress(Version):
    """
    Where the customer is billed, from a day on; taxes follow it.

    Attributes:
        id: The fact's id.
        country: ISO 3166-1 code of two letters.
        region: The code of state, province or territory without the country
            (``QC``), or None.
        areas: Codes of further jurisdictions that the caller found for the address,
            such as a county or a city.
        effective_on: First day of the address.
        known_on: Defaults to ``effective_on``.

    Clauses: E2, Q67.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "address")

    id: str
    country: str
    region: str | None = None
    areas: tuple[str, ...] = ()
    effective_on: date
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.text("country", self.country)
        if not (
            len(self.country) == 2
            and self.country.isascii()
            and self.country.isalpha()
            and self.country.isupper()
        ):
            raise InvalidValue("country", "a code of two capital letters", self.country)
        if self.region is not None:
            checks.text("region", self.region)
        if not isinstance(self.areas, tuple):
            raise WrongType("areas", "a tuple of texts", self.areas)
        for index, area in enumerate(self.areas):
            checks.text(f"areas[{index}]", area)

    @property
    def place(self) -> str:
        """The country, or the country and the region: ``DE`` or ``CA-QC``."""
        return self.country if self.region is None else f"{self.country}-{self.region}"

    @property
    def within(self) -> tuple[str, ...]:
        """The country, the region and the areas in which the address lies."""
        return self.country, self.place, *self.areas

    def is_in(self, place: str) -> bool:
        """Whether the address lies in a country, a region or one of its areas."""
        return place in self.within


@frozen(kw_only=True)
class ExemptionCertificate(Version):
    """
    A certificate that frees the customer from one tax of one jurisdiction.

    Attributes:
        id: The fact's id.
        tax: The kind of line that it does away with.
        jurisdiction: Whose tax it is, as the levy names it (``US-UT``).
        certificate: The certificate's own number or name.
        effective_on: First day on which it is valid.
        valid_until: Last day on which it is valid, inclusive, or None.
        known_on: Defaults to ``effective_on``.

    Clauses: E4, E5, Q67.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "exemption")

    id: str
    tax: LineKind
    jurisdiction: str
    certificate: str
    effective_on: date
    valid_until: date | None = None
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.member("tax", self.tax, LineKind)
        levied = self.tax is not LineKind.PRORATED_CHARGE
        if not (levied and charge_class(self.tax) in LEVY_CLASSES):
            raise InvalidValue("tax", "a tax, a fee or a recovery", self.tax.value)
        checks.text("jurisdiction", self.jurisdiction)
        checks.text("certificate", self.certificate)
        if self.valid_until is not None:
            checks.billing_day("valid_until", self.valid_until)
            if self.valid_until < self.effective_on:
                requirement = f"on or after {self.effective_on}, its first day"
                raise InvalidValue("valid_until", requirement, self.valid_until, "E5")

    def covers(self, day: date) -> bool:
        """
        Whether the certificate is valid on a day.

        >>> from gotobilling.kinds import LineKind
        >>> certificate = ExemptionCertificate(
        ...     id="utah",
        ...     tax=LineKind.SALES_TAX,
        ...     jurisdiction="US-UT",
        ...     certificate="TC-721",
        ...     effective_on=date(2026, 1, 1),
        ...     valid_until=date(2026, 6, 30),
        ... )
        >>> certificate.covers(date(2026, 6, 30)), certificate.covers(date(2026, 7, 1))
        (True, False)
        """
        return self.effective_on <= day <= (self.valid_until or date.max)


def _confirmed(fact: "TaxNumber") -> date:
    confirmed = fact.confirmed_on
    late = isinstance(confirmed, date) and confirmed > fact.effective_on
    return confirmed if late and confirmed else fact.effective_on


@frozen(kw_only=True)
class TaxNumber(Version):
    """
    The customer's VAT identification number.

    Here its form alone is looked at; ``checked_vat_number`` looks at syntax and check
    digits, as the account file's door does. That the authority knows the number is for
    the caller to find out and to say: one that was never confirmed has no effect.

    Attributes:
        id: The fact's id.
        number: The number with the letters of its country; kept in its compact form.
        effective_on: First day on which the customer has it.
        confirmed_on: The day on which the caller had it confirmed, or None.
        known_on: Defaults to ``effective_on``, or to the confirmation where that is
            later; never before it. A number confirmed later is a fact of its own.

    Raises:
        InvalidValue: other than capital letters and digits after those of a country,
            or known before it was confirmed.
        UnknownName: the letters of no country that is known here.

    Clauses: E6, Q14.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "tax_number")

    id: str
    number: str
    effective_on: date
    confirmed_on: date | None = None
    known_on: date = field(default=Factory(_confirmed, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.confirmed_on is not None:
            checks.billing_day("confirmed_on", self.confirmed_on)
        check_fact(self)
        check_form("number", self.number)
        if self.confirmed_on is not None and self.known_on < self.confirmed_on:
            requirement = f"on or after the confirmation of {self.confirmed_on}"
            raise InvalidValue("known_on", requirement, self.known_on, "Q14")

    @property
    def country(self) -> str:
        """The country that gave the number, as ISO 3166-1 has it."""
        return country_of(self.number)

    def counts(self, day: date) -> bool:
        """
        Whether the number is held and confirmed by a day.

        >>> number = TaxNumber(
        ...     id="vat",
        ...     number="DE136695976",
        ...     effective_on=date(2026, 1, 1),
        ...     confirmed_on=date(2026, 2, 10),
        ... )
        >>> number.counts(date(2026, 2, 9)), number.counts(date(2026, 2, 10))
        (False, True)
        """
        confirmed = self.confirmed_on
        return self.effective_on <= day and confirmed is not None and confirmed <= day
