"""The facts of an account by the sections in which its file has them."""

from collections.abc import Sequence
from datetime import date

from gotobilling.facts import Account, Contract, Fact, ServiceEnd
from gotobilling.formats.account_schema import KINDS

__all__ = ["told_facts"]


def told_facts(account: Account) -> dict[str, Sequence[Fact]]:
    """Return the facts by their sections, with those that no longer stand."""
    # An end that was withdrawn stands in its section all the same, as any other fact.
    ends = [*_aside(account, ServiceEnd), *([account.end] if account.end else [])]
    made: dict[str, Sequence[Fact]] = {
        "contract": [account.contract],
        "contract.superseded": _aside(account, Contract),
        "contract.end": ends[-1:],
        "contract.end.superseded": ends[:-1],
        "withdrawals": account.withdrawals,
    }
    for name, kind in KINDS.items():
        facts = (*getattr(account, name), *_aside(account, kind))
        made[name] = sorted(facts, key=_day_and_id)
    return made


def _aside(account: Account, kind: type[Fact]) -> list[Fact]:
    return [one for one in account.superseded if isinstance(one, kind)]


def _day_and_id(fact: Fact) -> tuple[date, str]:
    return fact.effective_on, fact.id
