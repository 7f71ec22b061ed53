"""Looking up what the guides print, by topic and by market or country."""

import re
from collections.abc import Iterator
from typing import Final

from gotobilling import checks
from gotobilling.directory.asking import ASKING
from gotobilling.directory.paying import PAYING
from gotobilling.directory.values import ELSEWHERE, Entry, Topic
from gotobilling.errors import InvalidValue, UnknownName, WrongType
from gotobilling.market import Market

__all__ = ["ENTRIES", "facts_text", "find"]

ENTRIES: Final = (*PAYING, *ASKING)
"""Every entry, topic by topic."""

_COUNTRY: Final = re.compile(r"[A-Z]{2}")


def find(topic: Topic, where: Market | str | None = None) -> tuple[Entry, ...]:
    """
    Return what the guides print on a topic.

    Args:
        topic: The topic.
        where: A market, a country by its two capital letters, or None for all places.
            An entry that names no country is for every one.

    Returns:
        The entries in the order of the guides; none where they have nothing for that
        place. Where guides differ, each of the answers, and a note that says so.

    Raises:
        InvalidValue: a country that is not written as two capital letters.
        WrongType: an argument of another type.

    >>> from gotobilling.markets import us
    >>> [one.told for one in find(Topic.RECEIVABLES, us.CONNECT)]
    ['contract accounts arrange payment and service: accounts receivable, \
ar-us@goto.com, +1 866 956 4634 (printed as +1.866.956 4.634)']
    >>> [one.told for one in find(Topic.PAYEES, "US")]
    ['LogMeIn Communications Inc.', 'Jive Communications Inc.', 'GoTo Communications \
Inc.']
    >>> find(Topic.RECEIVABLES, "JP")[0].email
    'ar-ie@goto.com'

    Clauses: B14, B15, B16, B17, B18, B19, C5, C7, E4, E5, G2, G5, H8, J4, K4, K5, K6,
    L8.
    """
    checks.member("topic", topic, Topic)
    found = tuple(one for one in ENTRIES if one.topic is topic)
    if where is None:
        return found
    countries = _countries(where)
    named = {place for one in found for place in one.places}
    left = countries - named

    def is_meant(one: Entry) -> bool:
        if one.places == ELSEWHERE:
            return bool(left)
        return not one.places or bool(countries & set(one.places))

    return tuple(filter(is_meant, found))


def _countries(where: object) -> set[str]:
    if type(where) is Market:
        return {place[:2] for place in where.places}
    if type(where) is not str:
        raise WrongType("where", "a Market or a country", where)
    # UK is no code of ISO 3166 for a country, and would be told of elsewhere.
    if _COUNTRY.fullmatch(where) is None or where == "UK":
        requirement = "two capital letters of a country, such as US or GB"
        raise InvalidValue("where", requirement, where)
    return {where}


def facts_text(topic: str | None = None, where: Market | str | None = None) -> str:
    """
    Return what the guides print as text for people, on one topic or on all.

    Raises:
        InvalidValue: a country that is not written as two capital letters.
        UnknownName: a topic that there is not; hyphens and underscores are the same.

    >>> print(facts_text("numbers"), end="")
    numbers
      cancelling a phone number: the mailbox for numbers, numbers@logmein.com (US, CA)
        [G5: S0, line 136; S2, line 142; S4, line 128]
    """
    topics = list(Topic)
    if topic is not None:
        checks.text("topic", topic)
        known = {one.value: one for one in Topic}
        if topic.replace("-", "_") not in known:
            names = ", ".join(one.replace("_", "-") for one in known)
            raise UnknownName("topic", f"one of {names}", topic)
        topics = [known[topic.replace("-", "_")]]
    told = (line for one in topics for line in _lines(one, find(one, where)))
    return "".join(f"{line}\n" for line in told) or "the guides print nothing on that\n"


def _lines(topic: Topic, found: tuple[Entry, ...]) -> Iterator[str]:
    if found:
        yield topic.value.replace("_", " ")
    for one in found:
        on = getattr(one, "on", None)
        when = "" if on is None else f"{on}: "
        places = f" ({', '.join(one.places)})" if one.places else ""
        yield f"  {when}{one.told}{places}"
        if one.note is not None:
            yield f"    note: {one.note}"
        yield f"    [{one.cited}]"
