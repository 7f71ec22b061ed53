"""A month of rated usage as text: totals by type and rate, and what became of the rows.

Costs are those of each rate over the month, rounded as an invoice's line is. What the
plan includes is settled on the invoice, where all batches of the month are together.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from typing import Final

from gotobilling.clauses import F2
from gotobilling.currencies import minor_digits
from gotobilling.derivation import Pen
from gotobilling.facts import CallRate, Device, UsageTotal
from gotobilling.kinds import CallType
from gotobilling.money import Money
from gotobilling.present.amounts import amount_text, quantity_text
from gotobilling.present.catalog import wording
from gotobilling.present.layout import WIDTH, Column, row, rule, widest
from gotobilling.present.usage import rate_text
from gotobilling.reconcile import Difference
from gotobilling.usage.plans import Plan
from gotobilling.usage.policies import UsageRounded
from gotobilling.usage.pricing import priced, rounded_rows, units_of
from gotobilling.usage.rows import Rejected
from gotobilling.usage.summaries import UsageRun

__all__ = ["differences_text", "rejected_text", "usage_run_text"]

_HEADINGS: Final = ("Usage", "Rows", "Seconds", "Minutes or credits", "Cost")
_SETTLED: Final = "on the invoice"
_FREE: Final = "none"
_ORDER: Final = tuple(CallType)


def usage_run_text(run: UsageRun, plan: Plan, locale: str = "en_US") -> str:
    """
    Return what a run gives: totals by call type and rate, and the control totals.

    Raises:
        UnknownName: a locale that Babel does not have.

    Clauses: F2, F6.
    """
    cells = [_HEADINGS, *_table(run, plan, locale)]
    _, *figures = (widest(one) for one in zip(*cells, strict=True))
    room = WIDTH - sum(figures) - 2 * len(figures)
    columns = [Column(room), *(Column(width, right=True) for width in figures)]
    lines = [f"Usage of {run.month.start:%Y-%m} by plan {run.plan}", rule("="), ""]
    lines += [*row(_HEADINGS, columns), rule("-")]
    for one in cells[1:]:
        lines += row(one, columns)
    lines += ["", *_control(run), ""]
    return "\n".join(lines)


def _table(run: UsageRun, plan: Plan, locale: str) -> Iterator[Sequence[str]]:
    rates = {one.id: one for one in run.usage.rates}
    totals = sorted(run.usage.totals, key=_printed)
    for call_type, found in groupby(totals, key=attrgetter("call_type")):
        of_type = tuple(found)
        counts = sum(one.rows for one in of_type), sum(one.seconds for one in of_type)
        heading = wording(call_type)
        yield heading[0].upper() + heading[1:], *map(str, counts), "", ""
        for (key, _), same in groupby(of_type, key=_line_of):
            yield _line(tuple(same), rates.get(key), plan, locale)


def _printed(total: UsageTotal) -> tuple[int, tuple[str, str], str]:
    order = _ORDER.index(total.call_type)
    return order, _line_of(total), total.id


def _line_of(total: UsageTotal) -> tuple[str, str]:
    # One line a rate; what has none is told apart by its devices, as their pool is.
    return (total.rate, "") if total.rate else ("", total.device.value)


def _line(
    totals: tuple[UsageTotal, ...],
    rate: CallRate | None,
    plan: Plan,
    locale: str,
) -> Sequence[str]:
    is_low = totals[0].device is Device.LOW_USAGE
    name = "- of low-usage devices" if is_low else "- of all other devices"
    if rate is not None:
        name = f"- {rate_text(rate)}"
    units = units_of(Pen(), totals, plan.policy, F2)
    return (
        name,
        str(sum(one.rows for one in totals)),
        str(sum(one.seconds for one in totals)),
        quantity_text(Fraction(*units.value)),
        _cost(totals, rate, plan, locale),
    )


def _cost(
    totals: tuple[UsageTotal, ...], rate: CallRate | None, plan: Plan, locale: str
) -> str:
    if totals[0].call_type is CallType.INBOUND:
        return _FREE
    if rate is None or not rate.call_type.is_rated:
        return _SETTLED
    pen, policy = Pen(), plan.policy
    if policy.rounded is UsageRounded.ROW:
        charge = rounded_rows(pen, totals, policy)
    else:
        units = units_of(pen, totals, policy, F2)
        charge = priced(pen, units, totals, rate, policy)
    n, d = charge.value
    minor = policy.rounding.units(n, d, minor_digits(plan.currency))
    return amount_text(Money.from_minor(minor, plan.currency), locale)


def _control(run: UsageRun) -> Iterator[str]:
    yield f"{'Control totals':<22}{'rows':>13}{'seconds':>13}"
    rows, seconds = run.totals.rows, run.totals.seconds
    for name, said in (
        ("read", "read"),
        ("rated", "rated"),
        ("rejected", "rejected"),
        ("before_billing_start", "before billing start"),
        ("after_service", "after service"),
        ("other_month", "of other months"),
    ):
        counts = getattr(rows, name), getattr(seconds, name)
        yield f"  {said:<20}{counts[0]:>13}{counts[1]:>13}"


def rejected_text(rejected: Iterable[Rejected], more: int = 0) -> str:
    """Return why rows were rejected, a line each, and how many more there are."""
    lines = [str(one) for one in rejected]
    if more:
        lines.append(f"and {more} more")
    return "".join(f"{one}\n" for one in lines)


def differences_text(found: Iterable[Difference]) -> str:
    """Return where printed numbers differ from the recomputed ones, a line each."""
    return "".join(f"{one}\n" for one in found)
