"""What a partner's agreement says of commissions.

>>> agreed = Commission(
...     id="residual-1",
...     partner="acme",
...     account="pine",
...     kind=CommissionKind.RESIDUAL,
...     effective_on=date(2026, 1, 1),
...     percent=Decimal("12.5"),
... )
>>> agreed.kind.value, agreed.until_on
('residual', None)
"""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar, cast

from attrs import Factory, field, frozen

from gotobilling import checks
from gotobilling.errors import BillingError, InvalidPeriod, InvalidValue, WrongType
from gotobilling.facts.events import Version, check_fact, own_day
from gotobilling.money import UnitPrice

__all__ = ["Commission", "CommissionKind"]


class CommissionKind(Enum):
    """
    What a commission is paid for, and when.

    Clauses: K2, K3.
    """

    RESIDUAL = "residual"
    """A share of what is billed, month by month, whether or not it is paid."""
    UPFRONT = "upfront"
    """A share of the first invoice that bills service, once it is paid."""
    ONE_TIME = "one_time"
    """A share of one-time invoices, once they are paid."""
    SPIFF = "spiff"
    """An amount for an account, once its first invoice is paid."""


@frozen(kw_only=True)
class Commission(Version):
    """
    What a partner earns on an account: a share, or an amount for a SPIFF.

    Attributes:
        id: The fact's id.
        partner: The partner's name.
        account: The id of the customer's account.
        kind: What it is paid for.
        effective_on: The first day whose invoices count, by their date.
        until_on: The last such day, or None.
        percent: Hundredths, above 0 and at most 100; None for a SPIFF.
        amount: The amount of a SPIFF, above 0; None for a share.
        currency: ISO 4217 code of the amount; None for a share.
        known_on: Defaults to the first day.

    Clauses: K2, K3, commission-rates.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "commission")

    id: str
    partner: str
    account: str
    kind: CommissionKind
    effective_on: date
    until_on: date | None = None
    percent: Decimal | None = None
    amount: Decimal | None = None
    currency: str | None = None
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        for name in ("partner", "account"):
            checks.text(name, getattr(self, name))
        checks.member("kind", self.kind, CommissionKind)
        if self.until_on is not None:
            checks.billing_day("until_on", self.until_on)
            if self.until_on < self.effective_on:
                requirement = f"on or after {self.effective_on}"
                raise InvalidPeriod("until_on", requirement, self.until_on)
        is_spiff = self.kind is CommissionKind.SPIFF
        for name in ("amount", "currency", "percent"):
            wanted = is_spiff is (name != "percent")
            if (getattr(self, name) is not None) is not wanted:
                requirement = "given for a SPIFF" if name != "percent" else "no SPIFF's"
                raise InvalidValue(
                    name, f"{requirement}, and only there", getattr(self, name)
                )
        self._check_numbers()

    def _check_numbers(self) -> None:
        if self.percent is not None:
            if type(self.percent) is not Decimal or not self.percent.is_finite():
                raise WrongType("percent", "a finite Decimal", self.percent)
            if not 0 < self.percent <= 100:
                raise InvalidValue("percent", "above 0, at most 100", self.percent)
            return
        amount = cast("Decimal", self.amount)
        try:
            price = UnitPrice(amount, str(self.currency), "account")
        except BillingError as error:
            path = "currency" if error.path == "currency" else "amount"
            raise error.at(path) from None
        if not price.amount > 0:
            raise InvalidValue("amount", "above 0", self.amount)
        object.__setattr__(self, "amount", price.amount)
