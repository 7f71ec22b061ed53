"""How usage is counted, charged and pooled: every number and choice."""

from decimal import Decimal
from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses import (
    D10,
    MESSAGE_CREDIT,
    Q2,
    Q10,
    Q16,
    Q36,
    Q37,
    Q38,
    Q39,
    Q41,
    Q49,
)
from gotobilling.currencies import minor_digits
from gotobilling.derivation import Policy, Rounds
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.money import UnitPrice
from gotobilling.rounding import Rounding, RoundingMode
from gotobilling.sources import Clause

__all__ = [
    "Edge",
    "ExtensionCalls",
    "IncludedCounted",
    "Judged",
    "LastUsage",
    "LowUsagePolicy",
    "Per",
    "PoolUse",
    "UsagePolicy",
    "UsageRounded",
]


class Per(Enum):
    """What is rounded to billable minutes (Q2)."""

    ROW = "row"
    """The total of a source and a destination."""
    CALL = "call"
    """Each call."""


class Edge(Enum):
    """What becomes of a row that runs over the edge of a month (Q36)."""

    WHOLE = "whole"
    """It belongs where it starts."""
    SPLIT = "split"
    """Its seconds are parted at the edge."""


class UsageRounded(Enum):
    """What of usage is rounded to money (Q41)."""

    LINE = "line"
    """Each line, once."""
    ROW = "row"
    """Each row; then they are added."""


class ExtensionCalls(Enum):
    """Whether calls between extensions use the plan's minutes (Q16)."""

    OUTBOUND = "outbound"
    FREE = "free"


class IncludedCounted(Enum):
    """What is included in a month that is served in part (Q37)."""

    FULL = "full"
    PRORATED = "prorated"


class PoolUse(Enum):
    """Which minutes of low-usage devices use their pool (Q39)."""

    UNRATED = "unrated"
    """Those without a rate of their own."""
    OFF_NET = "off_net"
    """All but calls between extensions."""


class LastUsage(Enum):
    """Which invoice has the usage of the last month of service (Q49)."""

    OWN_INVOICE = "own_invoice"
    """That of the month after."""
    LAST_REGULAR = "last_regular"
    """The last one that bills a month in advance."""


class Judged(Enum):
    """When it is judged whether there are phones enough (Q38)."""

    INVOICE = "invoice"
    """Once for each invoice."""
    CONTRACT = "contract"
    """Once, at the end of the day of the contract's term for them."""


@frozen(kw_only=True)
class UsagePolicy(Rounds):
    """
    How usage is counted and charged.

    Attributes:
        minutes: How seconds are rounded to minutes, where a rate has no increment.
        per: What is rounded to minutes.
        edge: What becomes of a row that runs over the edge of a month.
        rounded: What is rounded to money.
        rounding: How it is rounded.
        extension_calls: Whether calls between extensions use the plan's minutes.
        included: What is included in a part month.
        pool_use: Which minutes of low-usage devices use their pool.
        last_usage: Which invoice has the usage of the last month.
        packages: How units are rounded to packages.
        minute_seconds: Seconds in a minute.
        message_characters: Characters of a message in one credit.
        included_price: What an included unit costs.
        overage: Price of a minute above the included, where the contract has none.
        message_overage: The same of a message credit.
        currency: ISO 4217 code of both.
        clause: The published rule.

    Clauses: D6, D10, F2, F3, Q2, Q10, Q16, Q36, Q37, Q39, Q41, Q49.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "usage")

    minutes: Rounding = field(metadata={"clauses": (Q2,)})
    per: Per = field(metadata={"clauses": (Q2,)})
    edge: Edge = field(metadata={"clauses": (Q36,)})
    rounded: UsageRounded = field(metadata={"clauses": (Q41,)})
    rounding: Rounding = field(metadata={"clauses": (Q41,)})
    extension_calls: ExtensionCalls = field(metadata={"clauses": (Q16,)})
    included: IncludedCounted = field(metadata={"clauses": (Q37,)})
    pool_use: PoolUse = field(metadata={"clauses": (Q39,)})
    last_usage: LastUsage = field(metadata={"clauses": (Q49,)})
    packages: Rounding = field(metadata={"clauses": (Q41,)})
    minute_seconds: int = field(metadata={"clauses": (Q2,)})
    message_characters: int = field(metadata={"clauses": (MESSAGE_CREDIT,)})
    included_price: int = field(metadata={"clauses": (Q39,)})
    overage: Decimal | None = field(metadata={"clauses": (Q10,)})
    message_overage: Decimal | None = field(metadata={"clauses": (D10,)})
    currency: str | None = field(metadata={"clauses": (Q10,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        self.check_rounding(mirrors=True)
        _check_wholes("minutes", self.minutes)
        _check_wholes("packages", self.packages)
        if self.minutes.mode not in (RoundingMode.UP, RoundingMode.HALF_UP):
            requirement = "up or half_up"
            raise InvalidValue("minutes", requirement, self.minutes.mode.value, "Q2")
        for name, kind in (
            ("per", Per),
            ("edge", Edge),
            ("rounded", UsageRounded),
            ("extension_calls", ExtensionCalls),
            ("included", IncludedCounted),
            ("pool_use", PoolUse),
            ("last_usage", LastUsage),
        ):
            checks.member(name, getattr(self, name), kind)
        for name, least in (
            ("minute_seconds", 1),
            ("message_characters", 1),
            ("included_price", 0),
        ):
            checks.whole(name, getattr(self, name), least)
        self._check_prices()

    @property
    def counted(self) -> str:
        """How rows are counted by it, in one line: what totals say they rest on."""
        how = (self.minutes.mode, self.per, self.edge, self.rounded)
        return ", ".join(one.value for one in how)

    def _check_prices(self) -> None:
        prices = (self.overage, self.message_overage)
        if (self.currency is None) != (prices == (None, None)):
            requirement = "given with the prices that are in it, and only then"
            raise InvalidValue("currency", requirement, self.currency)
        if self.currency is None:
            return
        minor_digits(self.currency)
        for name, one in zip(("overage", "message_overage"), prices, strict=True):
            if one is not None:
                amount = UnitPrice(one, self.currency, "unit").amount
                object.__setattr__(self, name, amount)


def _check_wholes(name: str, rounding: object) -> None:
    if not isinstance(rounding, Rounding):
        raise WrongType(name, "a Rounding", rounding)
    if rounding.places != 0 or rounding.step != 1:
        raise InvalidValue(name, "to whole ones", str(rounding))
    if not rounding.is_symmetric:
        requirement = "named for what is begun, as units are never below 0"
        raise InvalidValue(name, requirement, rounding.mode.value)


@frozen(kw_only=True)
class LowUsagePolicy(Policy):
    """
    When devices are billed at the low-usage price, and the minutes that these have.

    Attributes:
        phones: The least phones that must be there.
        minutes: Minutes a month that each device so priced adds to the pool.
        judged: When it is judged.
        clause: The published rule.

    Clauses: G3, Q38.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "low_usage")

    phones: int = field(metadata={"clauses": (Q38,)})
    minutes: int = field(metadata={"clauses": (Q38,)})
    judged: Judged = field(metadata={"clauses": (Q38,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.whole("phones", self.phones, 0)
        checks.whole("minutes", self.minutes, 0)
        checks.member("judged", self.judged, Judged)
