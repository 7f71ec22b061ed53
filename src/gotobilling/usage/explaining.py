"""One row explained: what it is, where it belongs, which rate it has, what it costs.

>>> from datetime import UTC, date, datetime
>>> from decimal import Decimal
>>> from gotobilling.markets import us
>>> germany = CallRate(
...     id="intl-de",
...     name="Germany",
...     call_type=CallType.INTERNATIONAL,
...     prefixes=("+49",),
...     unit_price=Decimal("0.019"),
...     currency="USD",
...     effective_on=date(2026, 1, 1),
... )
>>> plan = Plan(id="us", currency="USD", policy=us.CONNECT.usage, rates=(germany,))
>>> row = UsageRow(
...     source="+13105550100",
...     destination="+4930123456",
...     start=datetime(2026, 7, 1, 9, 0, tzinfo=UTC),
...     end=datetime(2026, 7, 1, 9, 1, 1, tzinfo=UTC),
...     seconds=61,
...     call_type=CallType.INTERNATIONAL,
... )
>>> print(explain_call(row, plan))
+13105550100 to +4930123456, 2026-07-01 09:00:00+00:00, 61 seconds
international: the record says so [F5]
2026-07: it starts on 2026-07-01 in the plan's zone, UTC [Q36]
intl-de, Germany: +49 is the longest prefix, in force from 2026-01-01 [F5]
begun minutes: over 61, 60 = 61/60 [F3]
whole minutes: round 61/60, up to 0 places, USD = 2 [Q2]
billable seconds: times 2, 60 = 120 [F3]
billable minutes: over 120, 60 = 2 [F3]
cost: times 2, 19/1000 = 19/500 [Q41]
"""

from datetime import date
from fractions import Fraction
from typing import ClassVar, Final

from attrs import frozen

from gotobilling.clauses import F2, F3, F4, INBOUND_CALL, Q2, Q16, Q40, Q41
from gotobilling.derivation import Number, Pen, Proof, Rounds
from gotobilling.errors import InvalidValue
from gotobilling.facts import BRAZIL_MOBILE, CallRate, Increment, StepsCounted
from gotobilling.facts import ZeroSeconds as Zero
from gotobilling.kinds import CallType
from gotobilling.periods import Period
from gotobilling.rounding import Rounding, RoundingMode
from gotobilling.sources import Clause
from gotobilling.usage.classification import Directory
from gotobilling.usage.plans import Plan
from gotobilling.usage.rating import RatedRow, rate
from gotobilling.usage.rows import UsageRow
from gotobilling.usage.windows import OutsideReason, Window

__all__ = ["ExplainedCall", "RowFact", "StepsPolicy", "explain_call"]


@frozen
class RowFact:
    """A row as the leaf of a proof; its id is always ``row``."""

    wire: ClassVar[tuple[str, str]] = ("type", "row")

    row: UsageRow
    effective_on: date

    @property
    def id(self) -> str:
        """The name that steps cite."""
        return "row"

    @property
    def root(self) -> str:
        """The same."""
        return "row"

    @property
    def known_on(self) -> date:
        """The day on which it starts."""
        return self.effective_on

    @property
    def seconds(self) -> int:
        """Its duration."""
        return self.row.seconds


@frozen(kw_only=True)
class StepsPolicy(Rounds):
    """How the steps of a billing increment are rounded: one begun is a whole one."""

    wire: ClassVar[tuple[str, str]] = ("policy", "billing_steps")

    rounding: Rounding
    clause: Clause


_STEPS: Final = StepsPolicy(rounding=Rounding(RoundingMode.UP, 0, step=1), clause=F3)


@frozen(kw_only=True)
class ExplainedCall:
    """
    A row and the grounds of all that is told of it.

    Attributes:
        rated: The row with what it comes to.
        type_because: Why it is of its call type.
        month: The calendar month in which it starts.
        month_because: Why, and whether anything keeps it from being charged.
        rate_because: Why it has its rate, or none.
        proof: From its seconds to its cost, which is exact; to its billable minutes
            where only the month can tell the cost.

    Clauses: F2, F3, F4, F5, Q2, Q20, Q36, Q40, Q41, Q42.
    """

    rated: RatedRow
    type_because: str
    month: Period
    month_because: str
    rate_because: str
    proof: Proof

    @property
    def row(self) -> UsageRow:
        """The row."""
        return self.rated.row

    @property
    def call_type(self) -> CallType:
        """What it is."""
        return self.rated.call_type

    @property
    def rate(self) -> CallRate | None:
        """The rate of its destination, or None where none is needed."""
        return self.rated.rate

    @property
    def billable(self) -> int:
        """Its billable seconds."""
        return self.rated.billable

    @property
    def cost(self) -> Fraction | None:
        """What it costs, exact, or None where only the month can tell."""
        return self.rated.cost

    def __str__(self) -> str:
        row, rate = self.row, self.rate
        named = "no rate" if rate is None else f"{rate.id}, {rate.name}"
        call_type = self.call_type.value.replace("_", " ")
        lines = (
            f"{row.source} to {row.destination}, {row.start}, {row.seconds} seconds",
            f"{call_type}: {self.type_because}",
            f"{self.month.start:%Y-%m}: {self.month_because}",
            f"{named}: {self.rate_because}",
            *map(str, self.proof),
        )
        return "\n".join(lines)


def explain_call(row: UsageRow, plan: Plan) -> ExplainedCall:
    """
    Explain a row by itself, whatever month it is of.

    Raises:
        InvalidValue: a call, where the totals of pairs are what is rounded (Q2); see
            ``pair_totals``.
        NoRateInForce: a call that is rated to a destination without a rate.
        UnknownName: no call type, and nothing that could tell it.

    Clauses: F2, F3, F4, F5, Q2, Q20, Q36, Q40, Q41, Q42.
    """
    if plan.totals_pairs:
        requirement = "of a plan that rounds each record, or a total by pair_totals"
        raise InvalidValue("row", requirement, "one call of several", "Q2")
    rated = rate(row, plan)
    on = row.start.astimezone(plan.zone).date()
    month = Period.month_of(on)
    return ExplainedCall(
        rated=rated,
        type_because=_type_because(row, rated.call_type, plan),
        month=month,
        month_because=_month_because(row, plan, month, on),
        rate_because=_rate_because(rated),
        proof=_proof(rated, on),
    )


def _type_because(row: UsageRow, call_type: CallType, plan: Plan) -> str:
    if row.call_type is not None:
        return "the record says so [F5]"
    if not isinstance(plan.classifier, Directory):
        return "the plan's classifier says so [Q42]"
    reasons = {
        CallType.EXTENSION: "both ends are of the account",
        CallType.TOLL_FREE_INBOUND: "a toll-free number of the account is called",
        CallType.INBOUND: "a number of the account that is not toll-free is called",
        CallType.DOMESTIC_PREMIUM: "the number called has a premium prefix, which comes"
        " before another country",
        CallType.INTERNATIONAL: "another country than the billing address's is called",
    }
    return f"{reasons.get(call_type, 'no other type fits')} [Q42]"


def _month_because(row: UsageRow, plan: Plan, month: Period, on: date) -> str:
    starts = f"it starts on {on} in the plan's zone, {plan.zone}"
    match Window.of(plan, month).reason(row.start):
        case OutsideReason.BEFORE_BILLING_START:
            until = f"before billing starts on {plan.billing_start}"
            return f"{starts}, {until}: it is never charged [A6]"
        case OutsideReason.AFTER_SERVICE:
            last = plan.last_day_of_service
            return f"{starts}, after the last day of service, {last} [Q49]"
        case _:
            return f"{starts} [Q36]"


def _rate_because(rated: RatedRow) -> str:
    rate, call_type = rated.rate, rated.call_type
    if rate is not None:
        called = rated.row.destination
        fitting = (one for one in rate.prefixes if called.startswith(one))
        longest = max(fitting, key=len) or "the empty one"
        since = f"in force from {rate.effective_on}"
        return f"{longest} is the longest prefix, {since} [F5]"
    if call_type is CallType.INBOUND:
        return f"it is counted and never charged [{INBOUND_CALL.id}]"
    if rated.cost is not None:
        return "calls between extensions are free [Q16]"
    return "it uses the plan's minutes, which the month settles [D4]"


def _proof(rated: RatedRow, on: date) -> Proof:
    pen, policy = Pen(), rated.plan.policy
    row, minute = RowFact(rated.row, on), pen.policy(policy, "minute_seconds")
    rate = rated.rate
    if rate is None or rate.increment is None:
        billable = _whole_minutes(pen, row, rated.plan)
    else:
        billable = _by_increment(pen, row, rate, rate.increment)
    minutes = pen.over("billable minutes", F3, billable, minute)
    if rate is None:
        if rated.cost is not None:
            is_inbound = rated.call_type is CallType.INBOUND
            pen.sum("cost", INBOUND_CALL if is_inbound else Q16)
    elif rated.cost is not None:
        price = pen.price(rate, "unit_price", rate.ratio("unit_price"))
        cost = pen.times("cost", Q41, minutes, price)
        if rate.connection_fee is not None and rated.connected:
            path = "connection_fee"
            fee = pen.price(rate, path, rate.ratio(path))
            pen.sum("cost with connection", Q41, cost, fee)
    return Proof("call", tuple(pen.steps))


def _whole_minutes(pen: Pen, row: RowFact, plan: Plan) -> Number:
    policy, currency = plan.policy, plan.currency
    minute = pen.policy(policy, "minute_seconds")
    begun = pen.over("begun minutes", F3, pen.fact(row, "seconds"), minute)
    whole = pen.round("whole minutes", Q2, begun, policy, currency, "minutes")
    return pen.times("billable seconds", F3, whole, minute)


def _by_increment(
    pen: Pen, row: RowFact, rate: CallRate, increment: Increment
) -> Number:
    clause = F4 if increment == BRAZIL_MOBILE else F3

    def part(name: str) -> Number:
        path = f"increment.{name}"
        return pen.price(rate, path, rate.ratio(path))

    seconds = pen.fact(row, "seconds")
    if row.seconds == 0 and increment.zero_seconds is Zero.FREE:
        return pen.given("billable seconds", Q40, seconds)
    left = pen.given("seconds", F2, seconds)
    if increment.free_seconds:
        left = pen.minus("seconds not free", F3, left, part("free_seconds"))
        left = pen.at_least_zero("seconds left", F3, left)
        if left.value == (0, 1):
            return left
    if increment.counted is StepsCounted.MULTIPLE:
        counted = left
    else:
        counted = pen.minus("seconds after the first block", F3, left, part("initial"))
        counted = pen.at_least_zero("seconds to be stepped", F3, counted)
    steps = pen.over("steps begun", clause, counted, part("step"))
    steps = pen.round("whole steps", clause, steps, _STEPS, rate.currency)
    found = pen.times("seconds of the steps", clause, steps, part("step"))
    if increment.counted is StepsCounted.MULTIPLE:
        label, clause = "billable seconds", Q40 if clause is F4 else clause
        found = pen.greatest(label, clause, found, part("initial"))
    else:
        found = pen.sum("billable seconds", F3, part("initial"), found)
    if increment.minimum:
        found = pen.greatest("at least the minimum", F3, found, part("minimum"))
    return found
