"""What usage costs: call rates by destination, their tiers and billing increments.

>>> from datetime import date
>>> germany = CallRate(
...     id="intl-de",
...     name="Germany",
...     call_type=CallType.INTERNATIONAL,
...     prefixes=("+49",),
...     unit_price=Decimal("0.019"),
...     currency="USD",
...     effective_on=date(2026, 1, 1),
... )
>>> str(germany.price)
'0.019 USD per minute'
>>> BRAZIL_MOBILE.billable(61), BRAZIL_MOBILE.billable(5), BRAZIL_MOBILE.billable(0)
(66, 30, 0)
"""

import re
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import ClassVar, Final

from attrs import Factory, field, frozen

from gotobilling import checks
from gotobilling.errors import BillingError, ConflictingFacts, InvalidValue, WrongType
from gotobilling.facts.events import Version, check_fact, own_day
from gotobilling.kinds import BillableUnit, CallType
from gotobilling.money import UnitPrice

__all__ = [
    "BRAZIL_MOBILE",
    "CallRate",
    "Increment",
    "PriceModel",
    "StepsCounted",
    "Tier",
    "ZeroSeconds",
]

_PREFIX: Final = re.compile(r"(\+[0-9]{0,15})?")
Ratio = tuple[int, int]
"""A decimal as a numerator and a denominator."""


class StepsCounted(Enum):
    """From where the steps of a billing increment are counted."""

    AFTER_INITIAL = "after_initial"
    """After the initial block: 61 seconds on 60/7 are 67."""
    MULTIPLE = "multiple"
    """The total is a multiple of the step: 61 seconds on 60/7 are 63."""


class ZeroSeconds(Enum):
    """What a row without duration comes to (Q40)."""

    FREE = "free"
    MINIMUM = "minimum"


@frozen(kw_only=True)
class Increment:
    """
    A billing increment: an initial block of seconds, then steps.

    Free seconds are taken off first, and the minimum is applied last.

    Attributes:
        initial: Seconds of the initial block, at least 1.
        step: Seconds of each step after it, at least 1.
        counted: From where the steps are counted.
        minimum: The least seconds of a row that has any; 0 for none.
        free_seconds: Seconds of each row that are free.
        zero_seconds: What a row without duration comes to.

    >>> after = Increment(initial=60, step=7, counted=StepsCounted.AFTER_INITIAL)
    >>> after.billable(61), after.billable(60), after.billable(0)
    (67, 60, 0)
    >>> Increment(initial=60, step=7, counted=StepsCounted.MULTIPLE).billable(61)
    63

    Clauses: F3, F4, Q2, Q40.
    """

    initial: int
    step: int
    counted: StepsCounted
    minimum: int = 0
    free_seconds: int = 0
    zero_seconds: ZeroSeconds = ZeroSeconds.FREE

    def __attrs_post_init__(self) -> None:
        for name, least in (
            ("initial", 1),
            ("step", 1),
            ("minimum", 0),
            ("free_seconds", 0),
        ):
            checks.whole(name, getattr(self, name), least)
        checks.member("counted", self.counted, StepsCounted)
        checks.member("zero_seconds", self.zero_seconds, ZeroSeconds)

    def billable(self, seconds: int) -> int:
        """
        Return the billable seconds of a row.

        Args:
            seconds: Its duration in seconds, 0 or more.
        """
        if seconds == 0 and self.zero_seconds is ZeroSeconds.FREE:
            return 0
        left = seconds - self.free_seconds
        if left <= 0 < self.free_seconds:
            return 0
        if self.counted is StepsCounted.MULTIPLE:
            found = max(self.initial, -(-left // self.step) * self.step)
        elif left <= self.initial:
            found = self.initial
        else:
            found = self.initial + -(-(left - self.initial) // self.step) * self.step
        return max(found, self.minimum)


BRAZIL_MOBILE: Final = Increment(initial=30, step=6, counted=StepsCounted.MULTIPLE)
"""Calls to Brazilian mobiles: at least 30 seconds, in steps of 6 (F4, Q40)."""


class PriceModel(Enum):
    """How the price of a month's units at one rate is made."""

    FLAT = "flat"
    """One price for each unit."""
    GRADUATED = "graduated"
    """Each unit at the price of the tier that it falls in."""
    VOLUME = "volume"
    """All units at the price of the tier that the last one falls in."""
    PACKAGE = "package"
    """One price for each package of units that is begun."""


@frozen(kw_only=True)
class Tier:
    """
    One tier of a price.

    Attributes:
        above: The units above which it applies; 0 for the first.
        unit_price: Exact price of one unit.
        flat_fee: What is added once where the tier is reached, or None.
    """

    above: int
    unit_price: Decimal
    flat_fee: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        checks.whole("above", self.above, 0)


@frozen(kw_only=True)
class CallRate(Version):
    """
    What usage to one destination costs from a day on.

    Attributes:
        id: The fact's id.
        name: The destination, as an invoice prints it.
        call_type: The usage it is for. One without a rate by number, ``plan`` or
            ``message``, prices what is above the included (D6, D10): by the one in
            force on the first day served, and on each line of its own, that of the plan
            and that of the low-usage pool.
        currency: ISO 4217 code; must be the account's.
        effective_on: First day of the rate.
        prefixes: Beginnings of the numbers called, such as ``+49``; the longest fits.
        model: How the price of a month's units is made.
        unit_price: Price of a unit, or of a package; None where tiers have it.
        tiers: The tiers of a graduated or volume price, from 0 units up.
        package: Units in one package.
        flat_fee: What is added once a month where the rate is used, or None.
        minimum: The least that a month at the rate costs, or None.
        connection_fee: What each call of more than 0 seconds costs beside, or None.
        increment: The billing increment; None for whole minutes by the policy.
        known_on: Defaults to ``effective_on``.

    Raises:
        InvalidValue: fields that do not fit the model.
        ConflictingFacts: tiers out of order.

    Clauses: D5, D6, D7, D8, D10, F5, Q10, Q41.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "call_rate")

    id: str
    name: str
    call_type: CallType
    currency: str
    effective_on: date
    prefixes: tuple[str, ...] = ()
    model: PriceModel = PriceModel.FLAT
    unit_price: Decimal | None = None
    tiers: tuple[Tier, ...] = ()
    package: int | None = None
    flat_fee: Decimal | None = None
    minimum: Decimal | None = None
    connection_fee: Decimal | None = None
    increment: Increment | None = None
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.text("name", self.name)
        checks.member("call_type", self.call_type, CallType)
        checks.member("model", self.model, PriceModel)
        if self.call_type in (CallType.EXTENSION, CallType.INBOUND):
            requirement = "one that is charged"
            raise InvalidValue("call_type", requirement, self.call_type.value, "F5")
        _check_prefixes(self)
        self._check_model()
        if type(self.increment) not in (Increment, type(None)):
            raise WrongType("increment", "an Increment or None", self.increment)
        if self.call_type is CallType.MESSAGE and self.increment is not None:
            requirement = "None for messages, which have no seconds"
            raise InvalidValue("increment", requirement, "an increment", "D9")
        if self.connection_fee is not None and not self.call_type.is_rated:
            requirement = "None for what is not rated by number"
            raise InvalidValue("connection_fee", requirement, self.connection_fee)
        for name in ("unit_price", "flat_fee", "minimum", "connection_fee"):
            self._settle(name)
        tiers = tuple(_settled(self, index) for index in range(len(self.tiers)))
        object.__setattr__(self, "tiers", tiers)

    def _check_model(self) -> None:
        by_tiers = self.model in (PriceModel.GRADUATED, PriceModel.VOLUME)
        if type(self.tiers) is not tuple or set(map(type, self.tiers)) - {Tier}:
            raise WrongType("tiers", "a tuple of Tier", self.tiers)
        if by_tiers != bool(self.tiers):
            requirement = "given for a graduated or volume price, and only there"
            raise InvalidValue("tiers", requirement, len(self.tiers))
        if by_tiers == (self.unit_price is not None):
            requirement = "given where no tiers have the price, and only there"
            raise InvalidValue("unit_price", requirement, self.unit_price)
        if (self.model is PriceModel.PACKAGE) != (self.package is not None):
            requirement = "given for a package price, and only there"
            raise InvalidValue("package", requirement, self.package)
        if self.package is not None:
            checks.whole("package", self.package, 1)
        if self.tiers and self.tiers[0].above != 0:
            raise InvalidValue("tiers[0].above", "0", self.tiers[0].above)
        for index, (one, other) in enumerate(pairwise(self.tiers)):
            if one.above >= other.above:
                path = f"tiers[{index + 1}].above"
                raise ConflictingFacts(path, f"more than {one.above}", other.above)

    def _settle(self, name: str) -> None:
        # One spelling for equal prices, so that equal facts have equal bytes.
        amount = getattr(self, name)
        if amount is not None:
            object.__setattr__(self, name, _checked(self, name, amount).amount)

    @property
    def unit(self) -> BillableUnit:
        """What one unit is."""
        if self.call_type is CallType.MESSAGE:
            return BillableUnit.MESSAGE_CREDIT
        return BillableUnit.MINUTE

    @property
    def price(self) -> UnitPrice | None:
        """The price of a unit or a package, with its currency; None with tiers."""
        if self.unit_price is None:
            return None
        per = self.unit.value.replace("_", " ")
        if self.package is not None:
            per = f"package of {self.package} {per}s"
        return UnitPrice(self.unit_price, self.currency, per)

    @property
    def is_additive(self) -> bool:
        """Whether each row has a price of its own, whatever the others come to."""
        whole = (self.flat_fee, self.minimum, self.package)
        return not self.tiers and all(one is None for one in whole)

    def ratio(self, name: str) -> Ratio:
        """Return a price of the rate, such as ``tiers.1.unit_price``, as a ratio."""
        found: object = self
        for part in name.split("."):
            if isinstance(found, tuple):
                found = found[int(part)]
            else:
                found = getattr(found, part)
        if isinstance(found, int):
            return found, 1
        if not isinstance(found, Decimal):
            raise WrongType(name, "a price", found)
        return found.as_integer_ratio()


def _check_prefixes(rate: CallRate) -> None:
    wanted = "a plus and up to 15 digits, such as +49, or empty for all"
    checks.matching("prefixes", rate.prefixes, _PREFIX, wanted)
    if rate.call_type.is_rated != bool(rate.prefixes):
        requirement = "given for calls that are rated by number, and only there"
        raise InvalidValue("prefixes", requirement, len(rate.prefixes), "F5")
    object.__setattr__(rate, "prefixes", tuple(sorted(set(rate.prefixes))))


def _settled(rate: CallRate, index: int) -> Tier:
    tier, path = rate.tiers[index], f"tiers[{index}]."
    price = _checked(rate, f"{path}unit_price", tier.unit_price).amount
    fee = tier.flat_fee
    if fee is not None:
        fee = _checked(rate, f"{path}flat_fee", fee).amount
    return Tier(above=tier.above, unit_price=price, flat_fee=fee)


def _checked(rate: CallRate, path: str, amount: Decimal) -> UnitPrice:
    if not isinstance(amount, Decimal):
        raise WrongType(path, "a Decimal", amount)
    try:
        price = UnitPrice(amount, rate.currency, "unit")
    except BillingError as error:
        raise error.at(path if error.path == "amount" else error.path) from None
    return price
