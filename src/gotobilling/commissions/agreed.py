"""What is agreed with a partner: every agreement checked, and which stand on a day."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from attrs import frozen

from gotobilling import checks
from gotobilling.currencies import minor_digits
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    UnknownName,
    WrongType,
)
from gotobilling.facts import Commission, Withdrawal
from gotobilling.facts.versions import set_aside

__all__ = ["Agreed", "agreed_with", "check_agreements"]


@frozen
class Agreed:
    """
    The agreements of one partner, with those that took their place.

    Attributes:
        every: All of them, and withdrawals.
    """

    every: tuple[Commission | Withdrawal, ...]

    def on(self, day: date) -> tuple[Commission, ...]:
        """Return those that stand as known on a day, by account, kind and first day."""
        known = [one for one in self.every if one.known_on <= day]
        return _standing(known)

    @property
    def standing(self) -> tuple[Commission, ...]:
        """Those that stand by all that is known."""
        return _standing(self.every)


def _standing(facts: Iterable[Commission | Withdrawal]) -> tuple[Commission, ...]:
    known = tuple(facts)
    gone = set_aside(known)
    found = [x for x in known if isinstance(x, Commission) and x.id not in gone]
    return tuple(sorted(found, key=_by_account))


def _by_account(one: Commission) -> tuple[str, str, date, str]:
    return one.account, one.kind.value, one.effective_on, one.id


def agreed_with(
    partner: str, agreements: Iterable[Commission | Withdrawal], currency: str
) -> Agreed:
    """Return what is agreed with a partner, checked together."""
    checks.text("partner", partner)
    checks.text("currency", currency)
    minor_digits(currency)
    if not isinstance(agreements, Iterable):
        raise WrongType("agreements", "Commission facts", agreements)
    every: dict[str, Commission | Withdrawal] = {}
    for index, one in enumerate(agreements):
        if type(one) not in (Commission, Withdrawal):
            raise WrongType(f"agreements[{index}]", "a Commission", one)
        if every.setdefault(one.id, one) != one:
            path = f"agreements[{index}].id"
            raise ConflictingFacts(path, "given to one content only", one.id)
    set_aside(every.values())
    facts = [one for one in every.values() if isinstance(one, Commission)]
    checks.text("partner", partner)
    partners = dict.fromkeys(one.partner for one in facts)
    if partner not in partners:
        requirement = f"one of {', '.join(partners) or 'none'}, with whom it is agreed"
        raise UnknownName("partner", requirement, partner, "K2")
    own = {one.id for one in facts if one.partner == partner}
    agreed = Agreed(tuple(one for one in every.values() if _is_of(one, own)))
    _check_together(agreed.standing, currency)
    return agreed


def check_agreements(
    partner: str, agreements: Iterable[Commission | Withdrawal], currency: str
) -> None:
    """
    Refuse agreements with a partner that do not stand together.

    Raises:
        UnknownName: none with the partner; one that supersedes, or withdraws, what is
            not there.
        ConflictingFacts: two of one kind that overlap on an account, one id with two
            contents.
        CurrencyMismatch: a SPIFF in another currency.
        WrongType: something else in the place of a commission.

    Clauses: K2, K3, commission-rates.
    """
    agreed_with(partner, agreements, currency)


def _is_of(one: Commission | Withdrawal, own: set[str]) -> bool:
    return (one.fact if isinstance(one, Withdrawal) else one.id) in own


def _check_together(standing: tuple[Commission, ...], currency: str) -> None:
    for one in standing:
        if one.currency not in (None, currency):
            path, requirement = f"{one.id}.currency", f"in the statement's {currency}"
            raise CurrencyMismatch(path, requirement, str(one.currency), "Q62")
    # Sorted by account, kind and first day: what overlaps anything overlaps its next.
    for one, other in pairwise(standing):
        if (one.account, one.kind) != (other.account, other.kind):
            continue
        if one.until_on is None or other.effective_on <= one.until_on:
            requirement = f"after the last day of {one.id}, which is of the same kind"
            path = f"{other.id}.effective_on"
            raise ConflictingFacts(path, requirement, other.effective_on, "K2")
