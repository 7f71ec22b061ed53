"""An account that is told what was used."""

from attrs import evolve

from gotobilling.errors import WrongType
from gotobilling.facts import Account, NoUsage
from gotobilling.periods import Period, next_month
from gotobilling.usage.summaries import Usage

__all__ = ["with_usage"]


def with_usage(account: Account, usage: Usage, within: Period) -> Account:
    """
    Return the account told of usage, beside what it was told of before.

    Of months that lie wholly within the period and have no usage at all it is told that
    nothing was used, where ``usage`` is ``NO_USAGE``.

    Args:
        account: The account.
        usage: What was used, as ``summarise`` gives it.
        within: The months that ``NO_USAGE`` speaks of.

    Raises:
        WrongType: no ``Usage``.
        InvalidValue: usage that came to be known after the day by which the account is
            known; ``as_known_on`` comes after this.
        ConflictingFacts: a total or a rate that the account has with other content.

    Clauses: F6.
    """
    if type(usage) is not Usage:
        raise WrongType("usage", "a Usage", usage)
    nothing = [*account.no_usage, *usage.nothing]
    if usage.nothing_in_any_month:
        told = {one.month for one in nothing}
        told.update(one.month for one in (*account.usage, *usage.totals))
        month = within.start
        while month < within.end:
            after = next_month(month)
            if month not in told:
                known_on = min(after, account.known_on or after)
                named = f"no-usage:{month:%Y-%m}"
                nothing.append(NoUsage(id=named, month=month, known_on=known_on))
            month = after
    return evolve(
        account,
        usage=(*account.usage, *usage.totals),
        call_rates=(*account.call_rates, *usage.rates),
        no_usage=tuple(nothing),
    )
