"""What a call is, by its two numbers, where the record does not say it.

>>> directory = Directory(
...     own=frozenset({"+13105550100"}),
...     toll_free=frozenset({"+18005550199"}),
...     premium_prefixes=("+1787555",),
...     domestic_prefixes=("+1",),
...     foreign_prefixes=("+1787", "+1809"),
... )
>>> for called in ("+17875551234", "+17875561234", "+12125550100", "+4930123456"):
...     print(called, directory("+13105550100", called).value)
+17875551234 domestic_premium
+17875561234 international
+12125550100 plan
+4930123456 international
>>> directory("+12125550100", "+18005550199").value
'toll_free_inbound'
"""

import re
from enum import Enum
from typing import Final, Protocol

from attrs import field, frozen

from gotobilling import checks
from gotobilling.errors import InvalidValue, UnknownName, WrongType
from gotobilling.kinds import CallType
from gotobilling.usage.prefixes import PrefixTable
from gotobilling.usage.rows import check_number

__all__ = ["Classifier", "Directory"]

_PREFIX: Final = re.compile(r"\+[0-9]+")


class Classifier(Protocol):
    """
    What tells the call type of a record that has none.

    It must give equal answers for equal numbers. It raises ``UnknownName`` or another
    error of this library where it cannot tell; the row is then rejected with it.
    """

    def __call__(self, source: str, destination: str, /) -> CallType:
        """Return what a call from the one number to the other is."""


class _Lies(Enum):
    """Where a prefix lies, seen from the billing address."""

    PREMIUM = "premium"
    DOMESTIC = "domestic"
    FOREIGN = "foreign"


@frozen(kw_only=True)
class Directory:
    """
    A classifier that knows the account's numbers and prefixes, and nothing else.

    The first that fits is taken: a call between extensions, to a toll-free number of
    the account, to another of its numbers, to a premium prefix, to another country
    than the billing address's, of the plan. Of domestic and foreign prefixes the
    longest decides; a premium prefix comes before both.

    Attributes:
        own: The account's numbers, in E.164.
        toll_free: Its toll-free ones.
        premium_prefixes: Prefixes that are charged by the minute within the country.
        domestic_prefixes: Prefixes of the country; all others are abroad.
        foreign_prefixes: Longer prefixes under a domestic one that are abroad.

    Raises:
        InvalidValue: what is no number, or no prefix.

    Clauses: F5, Q16, Q42.
    """

    own: frozenset[str]
    toll_free: frozenset[str] = frozenset()
    premium_prefixes: tuple[str, ...] = ()
    domestic_prefixes: tuple[str, ...]
    foreign_prefixes: tuple[str, ...] = ()
    premium: PrefixTable[_Lies] = field(init=False, eq=False, repr=False)
    country: PrefixTable[_Lies] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        for name in ("own", "toll_free"):
            numbers = getattr(self, name)
            if type(numbers) is not frozenset:
                raise WrongType(name, "a frozenset of numbers", numbers)
            for one in sorted(numbers, key=str):
                check_number(name, one)
        wanted = "a plus and digits, such as +1"
        for name in ("premium_prefixes", "domestic_prefixes", "foreign_prefixes"):
            checks.matching(name, getattr(self, name), _PREFIX, wanted)
        both = set(self.domestic_prefixes) & set(self.foreign_prefixes)
        if both:
            requirement = "other than the domestic ones"
            raise InvalidValue("foreign_prefixes", requirement, min(both))
        premium = dict.fromkeys(self.premium_prefixes, _Lies.PREMIUM)
        country = dict.fromkeys(self.domestic_prefixes, _Lies.DOMESTIC)
        country |= dict.fromkeys(self.foreign_prefixes, _Lies.FOREIGN)
        object.__setattr__(self, "premium", PrefixTable.of(premium))
        object.__setattr__(self, "country", PrefixTable.of(country))

    def __call__(self, source: str, destination: str, /) -> CallType:
        """
        Return what a call from the one number to the other is.

        Raises:
            UnknownName: a call from outside to an extension.

        Clauses: F5, Q16, Q42.
        """
        is_inside = self._is_inside(source)
        if not destination.startswith("+"):
            if not is_inside:
                requirement = "an extension, or a number of the account"
                raise UnknownName("source", requirement, source, "Q42")
            return CallType.EXTENSION
        if destination in self.toll_free and not is_inside:
            return CallType.TOLL_FREE_INBOUND
        if self._is_inside(destination):
            return CallType.EXTENSION if is_inside else CallType.INBOUND
        if self.premium.owner(destination) is not None:
            return CallType.DOMESTIC_PREMIUM
        if self.country.owner(destination) is not _Lies.DOMESTIC:
            return CallType.INTERNATIONAL
        return CallType.PLAN

    def _is_inside(self, number: str) -> bool:
        is_extension = not number.startswith("+")
        return is_extension or number in self.own or number in self.toll_free
