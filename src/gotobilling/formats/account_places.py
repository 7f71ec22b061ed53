"""Where a fact stands in an account file, of which an account knows the id alone."""

import re
from collections.abc import Iterator
from typing import Any, Final

from gotobilling.errors import BillingError
from gotobilling.formats.account_schema import FACTS
from gotobilling.formats.receivable_schema import RECEIVABLES

__all__ = ["place_by_id", "place_of_fact"]

# As short an id as can be: what follows it may end in an index too.
_BY_ID: Final = re.compile(r"\w+\[(.*?)\]((?:\.\w+(?:\[\d+\])?)?)")


def place_of_fact(problem: BillingError, made: dict[str, list[Any]]) -> str:
    """Return where a problem of an account stands in its file."""
    # An account tells its facts by their ids, which a file has at places.
    if problem.path in ("contract", "end"):
        return dict(_places(made))[str(problem.value)]
    path = f"{problem.value}.id" if problem.path == "id" else problem.path
    return place_by_id(path, made)


def place_by_id(path: str, made: dict[str, list[Any]]) -> str:
    """Return a path that begins with a fact's id as one that begins with its place."""
    places = dict(_places(made))
    named = _BY_ID.fullmatch(path)
    if named is not None and named[1] in places:
        return f"{places[named[1]]}{named[2]}"
    fact_id, _, key = path.rpartition(".")
    return f"{places[fact_id]}.{key}" if fact_id in places else path


def _places(made: dict[str, list[Any]]) -> Iterator[tuple[str, str]]:
    for heading in ("contract", "contract.end"):
        yield from ((one.id, heading) for one in made.get(heading, ()))
    arrays = ["contract.superseded", "contract.end.superseded"]
    for heading in (*arrays, *(one.name for one in (*FACTS, *RECEIVABLES))):
        for index, one in enumerate(made.get(heading, ())):
            yield one.id, f"{heading}[{index}]"
