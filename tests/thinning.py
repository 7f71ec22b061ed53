"""How many cases of a long walk through a document a run takes.

`.ci/run` takes every case once, in the profile ``fast``; the profile ``brief`` is for
the runs beside it, whose subject is another: which lines are reached, or whether the
wheel and its surroundings change an answer.
"""

import os
from collections.abc import Iterable
from typing import Final, TypeVar

IS_BRIEF: Final = os.environ.get("HYPOTHESIS_PROFILE") == "brief"
# A prime: a walk that has the same few changes for each place comes to all of them.
EVERY: Final = 11

Case = TypeVar("Case")


def thinned(cases: Iterable[Case], *, is_brief: bool = IS_BRIEF) -> list[Case]:
    """
    Return the cases that a run takes: all of them, or every eleventh in ``brief``.

    Which cases there are, and how many, is for the test to check before.

    >>> thinned(range(30), is_brief=False) == [*range(30)]
    True
    >>> thinned(range(30), is_brief=True)
    [0, 11, 22]
    """
    return list(cases)[:: EVERY if is_brief else 1]
