"""The lines of fees of a document, made again from the facts that they name."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol, TypeVar

from gotobilling.derivation import LineRule
from gotobilling.facts import EarlyTermination, NumberChange
from gotobilling.fees import ChangeFee, EarlyTerminationFee
from gotobilling.market import Market

__all__ = ["FEE_RULES"]

T = TypeVar("T")
Line = Mapping[str, Any]


class Told(Protocol):
    """What the lines of one document have in common, as it was read."""

    @property
    def market(self) -> Market: ...
    def one(self, fact_id: object, kind: type[T], path: str) -> T: ...


def _change_fee(book: Told, line: Line, path: str) -> tuple[ChangeFee, NumberChange]:
    change = book.one(line["fact"], NumberChange, f"{path}.fact")
    return book.market.rules.change_fee, change


def _early_termination(
    book: Told, line: Line, path: str
) -> tuple[EarlyTerminationFee, EarlyTermination]:
    owed = book.one(line["fact"], EarlyTermination, f"{path}.fact")
    return book.market.rules.early_termination, owed


FEE_RULES: Final[
    Mapping[str, Callable[[Any, Line, str], tuple[LineRule[Any], Any]]]
] = {
    ChangeFee.name: _change_fee,
    EarlyTerminationFee.name: _early_termination,
}
"""What makes the rule and the facts of each line, by the name of its rule."""
