"""A market: the policies of one product in one country, as of one edition.

>>> from gotobilling.markets import us
>>> us.CONNECT.name, us.CONNECT.product, us.CONNECT.dispute.days
('us-connect', 'connect', 15)

A market is a frozen value. What-if is one ``with_readings`` or ``attrs.evolve``:

>>> inclusive = us.CONNECT.with_readings({"day_count": "actual_from_start"})
>>> inclusive.proration.day_count.value
'actual_from_start'
"""

from collections.abc import Mapping
from typing import Final

from attrs import evolve, field, frozen

from gotobilling import checks
from gotobilling.billing_cycle import CyclePolicy, IssueDate, IssuePolicy
from gotobilling.charges import BroughtForward, OneTime, OneTimePolicy
from gotobilling.contracts import BillingStart, StartPolicy
from gotobilling.derivation import Policy
from gotobilling.errors import WrongType
from gotobilling.payments import (
    AutopayOn,
    AutopayPolicy,
    DisputePolicy,
    DisputeUntil,
    DueOn,
    DuePolicy,
    SettlementPolicy,
)
from gotobilling.proration import (
    ProratedCharge,
    ProrationPolicy,
    RecurringCharge,
    RecurringPolicy,
)
from gotobilling.readings import READINGS, find_reading
from gotobilling.sources import Clause

__all__ = ["Market", "Rules"]


_ROLES: Final[tuple[tuple[str, type[Policy]], ...]] = (
    ("proration", ProrationPolicy),
    ("recurring", RecurringPolicy),
    ("start", StartPolicy),
    ("cycle", CyclePolicy),
    ("issue", IssuePolicy),
    ("one_time", OneTimePolicy),
    ("due", DuePolicy),
    ("dispute", DisputePolicy),
    ("autopay", AutopayPolicy),
    ("settlement", SettlementPolicy),
)


@frozen(kw_only=True)
class Rules:
    """The rules of a market, each bound to its policies once."""

    recurring: RecurringCharge
    prorated: ProratedCharge
    one_time: OneTime
    brought_forward: BroughtForward
    billing_start: BillingStart
    issue_date: IssueDate
    due_date: DueOn
    dispute_until: DisputeUntil
    autopay_on: AutopayOn


@frozen(kw_only=True)
class Market:
    """
    The frozen group of policies of one product, country and edition.

    Attributes:
        name: Name of product and country, such as ``us-connect``.
        edition: Edition of the policies, such as ``2026-11``.
        product: The product that its invoices bill; one document per product.
        readings: The alternatives chosen over the edition's own, by name.

    Clauses: Q66.
    """

    name: str
    edition: str
    product: str
    proration: ProrationPolicy
    recurring: RecurringPolicy
    start: StartPolicy
    cycle: CyclePolicy
    issue: IssuePolicy
    one_time: OneTimePolicy
    due: DuePolicy
    dispute: DisputePolicy
    autopay: AutopayPolicy
    settlement: SettlementPolicy
    readings: tuple[tuple[str, str], ...] = ()
    rules: Rules = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        for name in ("name", "edition", "product"):
            checks.text(name, getattr(self, name))
        for name, kind in _ROLES:
            policy = getattr(self, name)
            if type(policy) is not kind:
                raise WrongType(name, f"a {kind.__name__}", policy)
            if type(policy.clause) is not Clause:
                raise WrongType(f"{name}.clause", "a Clause", policy.clause)
        rules = Rules(
            recurring=RecurringCharge(self.recurring, self.proration),
            prorated=ProratedCharge(self.proration),
            one_time=OneTime(self.one_time),
            brought_forward=BroughtForward(),
            billing_start=BillingStart(self.start),
            issue_date=IssueDate(self.issue),
            due_date=DueOn(self.due),
            dispute_until=DisputeUntil(self.dispute),
            autopay_on=AutopayOn(self.autopay),
        )
        object.__setattr__(self, "rules", rules)

    def policies(self) -> tuple[Policy, ...]:
        """Return the policies, in the order of the fields."""
        return tuple(getattr(self, name) for name, _ in _ROLES)

    def with_readings(self, chosen: Mapping[str, str | int]) -> "Market":
        """
        Return the market with other readings, by the names of an account file.

        A reading that is the market's own already changes nothing and is not listed.

        Raises:
            UnknownName: a reading or an alternative that does not exist; the
                requirement lists those that do.
        """
        market, listed = self, dict(self.readings)
        for name in sorted(chosen):
            reading = find_reading(name)
            value = reading.read(chosen[name])
            policy = getattr(market, reading.policy)
            changed = evolve(policy, **{reading.field: reading.into(policy, value)})
            if changed != policy:
                market = evolve(market, **{reading.policy: changed})
                listed[name] = str(chosen[name])
        order = [one.name for one in READINGS if one.name in listed]
        return evolve(market, readings=tuple((name, listed[name]) for name in order))
