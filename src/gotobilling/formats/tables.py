r"""Tables of a file: what each may hold, how that is read, and how it is written.

A ``Table`` says it once; ``Intake`` reads by it and collects every problem, ``written``
writes by it:

>>> from gotobilling.formats.spellings import DAY, WHOLE
>>> point = Table(
...     name="point",
...     makes=dict,
...     fields=(Field("x", WHOLE, required=True), Field("day", DAY)),
... )
>>> intake = Intake(currency="USD")
>>> intake.take(point, "point", {"x": 5, "dya": "2026-07-15"})
>>> print(intake.problems[0])
point.dya must be a key of this table (the nearest is day), got 'dya'
>>> intake.made["point"]
[{'x': 5}]
>>> print("\n".join(written(point, {"point": [{"x": 5}]}, "point")))
[point]
x = 5

A table may stand in one line, as the value of a key:

>>> shape = Table(
...     name="shape",
...     makes=dict,
...     fields=(Field("at", inline(attrs.evolve(point, repeats=True), "{ x = 1 }")),),
... )
>>> intake.take(shape, "shape", {"at": [{"x": 1}, {"x": 2, "y": 3}]})
>>> print(intake.problems[1])
shape.at[1].y must be a key of this table (the nearest is day), got 'y'
>>> print("\n".join(written(shape, intake.made, "shape")))
[shape]
at = [{ x = 1 }, { x = 2 }]
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import attrs
from attrs import define, field, frozen

from gotobilling.errors import (
    BillingError,
    InvalidValue,
    ReservedSection,
    UnknownKey,
    WrongType,
)
from gotobilling.formats.plain import place_of
from gotobilling.formats.spellings import DAY, TEXT, Spelling
from gotobilling.formats.texts import Repeating, told

__all__ = [
    "MOST_PROBLEMS",
    "VERSION",
    "Field",
    "Inline",
    "Intake",
    "Table",
    "TooManyProblems",
    "inline",
    "text_of",
    "written",
]

MOST_PROBLEMS: Final = 1000
"""How many problems of one file are told; a file has to be mended in parts after it."""

_LONGEST_KEY: Final = 60
# A price checks itself as an amount of money; in a file that is of no such field, it
# has another name.
_NAMES_IN_FILES: Final[Mapping[str, str]] = {"amount": "unit_price"}
_NO_WORDS: Final[Mapping[str, object]] = MappingProxyType({})


@frozen
class Field:
    """
    One key of a table.

    Attributes:
        name: The key, which is also the field of what the table makes.
        spelling: How its value is spelled.
        required: Whether the table must hold it.
        inherited: Whether it is the account's own where the table does not hold it;
            such a field is never written.
    """

    name: str
    spelling: Spelling
    required: bool = False
    inherited: bool = False

    def read(self, path: str, raw: object) -> object:
        """Return the value, or raise what is wrong with it."""
        if isinstance(raw, dict if self.spelling.is_array else (dict, list)):
            raise WrongType(path, self.spelling.wanted, told(raw))
        return self.spelling.read(path, raw)


@frozen(kw_only=True)
class Table:
    """
    One section of a file, or the file itself.

    Attributes:
        name: Its key in the table around it.
        makes: What is called with the fields of one table.
        fields: Its keys, in the order in which they are written.
        parts: The tables inside it.
        repeats: Whether it is an array of tables, each headed ``[[name]]``.
        required: Whether the table around it must hold it.
        reserved: Keys that are known and must be empty as yet.
    """

    name: str
    makes: Callable[..., object]
    fields: tuple[Field, ...]
    parts: tuple["Table", ...] = ()
    repeats: bool = False
    required: bool = False
    reserved: tuple[str, ...] = ()

    def keys(self) -> tuple[str, ...]:
        """Return every key that it knows."""
        return (*(one.name for one in self.entries()), *self.reserved)

    def entries(self) -> "tuple[Field | Table, ...]":
        """Return what may stand in it with content: its fields, then its parts."""
        return (*self.fields, *self.parts)


VERSION: Final = (Field("known_on", DAY), Field("supersedes", TEXT))
"""What every fact may say of itself: since when it is known, and in whose place."""


@frozen(kw_only=True)
class Inline(Spelling):
    """
    The spelling of a table in one line, or of an array of them where it repeats.

    Attributes:
        table: What each holds; fields alone, and its name is no heading.
        example: Such a table, for who wrote something else.
    """

    table: Table
    example: str


def inline(
    table: Table, example: str, words: Mapping[str, object] = _NO_WORDS
) -> Inline:
    """
    Return the spelling of a table in one line, as ``Intake`` reads it.

    Args:
        table: What it holds; ``repeats`` makes it an array of them.
        example: One of them as TOML.
        words: Values that have a word of their own, by it.
    """
    wanted = f"{'an array of tables' if table.repeats else 'a table'} such as {example}"
    wanted += "".join(f", or {TEXT.write(word)}" for word in words)

    def read(path: str, raw: object) -> object:
        if not isinstance(raw, str):
            raise WrongType(path, wanted, told(raw))
        if raw not in words:
            raise InvalidValue(path, wanted, raw)
        return words[raw]

    return Inline(
        wanted=wanted,
        read=read,
        write=partial(_write_inline, table),
        table=table,
        example=example,
    )


class TooManyProblems(Exception):
    """Enough is wrong with the file; its problems so far are in the intake."""


@define(kw_only=True, eq=False)
class Intake:
    """
    What has been read of a file so far, and everything found wrong with it.

    Attributes:
        currency: What an amount is in where its table names no currency.
        problems: In the order of the file; what a table lacks comes after what it has.
        made: What the tables made, by their headings, in the order of the file.
    """

    currency: str
    problems: list[BillingError] = field(factory=list)
    made: dict[str, list[Any]] = field(factory=dict)

    def take(self, table: Table, path: str, raw: object) -> None:
        """
        Read a section: one table, or an array of them.

        Raises:
            TooManyProblems: ``MOST_PROBLEMS`` of them have been found.
        """
        if not table.repeats:
            self._take_one(table, path, raw)
        elif not isinstance(raw, list):
            requirement = f"an array of tables, each headed [[{path}]]"
            self.report(WrongType(path, requirement, told(raw)))
        else:
            for index, one in enumerate(raw):
                self._take_one(table, f"{path}[{index}]", one)

    def report(self, problem: BillingError) -> None:
        """
        Note one more problem.

        Raises:
            TooManyProblems: ``MOST_PROBLEMS`` of them have been found.
        """
        self.problems.append(problem)
        if len(self.problems) == MOST_PROBLEMS:
            raise TooManyProblems

    def _take_one(self, table: Table, path: str, raw: object) -> None:
        if not isinstance(raw, dict):
            self.report(WrongType(path, f"one table, headed [{path}]", told(raw)))
            return
        made = self._made_of(table, path, raw)
        if made is not None:
            # No array has tables inside: where an index stands, the heading ends.
            self.made.setdefault(path.partition("[")[0], []).append(made)

    def _made_of(self, table: Table, path: str, raw: dict[str, object]) -> object:
        # None where it is refused.
        values = self._fields(table, path, raw)
        if not self._is_complete(table, path, raw) or values is None:
            return None
        try:
            return table.makes(**values)
        except BillingError as problem:
            name = problem.path
            if all(name != one.name for one in table.fields):
                name = _NAMES_IN_FILES.get(name, name)
            self.report(problem.at(f"{path}.{name}"))
            return None

    def _fields(
        self, table: Table, path: str, raw: dict[str, object]
    ) -> dict[str, object] | None:
        fields = {one.name: one for one in table.fields}
        parts = {one.name: one for one in table.parts}
        values: dict[str, object] = {
            name: self.currency for name, one in fields.items() if one.inherited
        }
        unread = False
        for key, one in raw.items():
            place = place_of(path, key)
            try:
                if key in parts:
                    self.take(parts[key], place, one)
                elif key in fields:
                    values[key] = self._value(fields[key], place, one)
                    unread = unread or values[key] is None
                else:
                    _refuse_unless_empty(table, place, key, one)
            except BillingError as problem:
                unread = unread or key in fields
                self.report(problem)
        return None if unread else values

    def _value(self, one: Field, path: str, raw: object) -> object:
        # None where a table in one line is refused: its problems are told by then.
        spelled = one.spelling
        if not isinstance(spelled, Inline):
            return one.read(path, raw)
        if isinstance(raw, dict) and not spelled.table.repeats:
            return self._made_of(spelled.table, path, raw)
        if not isinstance(raw, list) or not spelled.table.repeats:
            return one.read(path, raw)
        made = [
            self._element(spelled, f"{path}[{index}]", each)
            for index, each in enumerate(raw)
        ]
        return None if None in made else tuple(made)

    def _element(self, spelled: Inline, path: str, raw: object) -> object:
        if isinstance(raw, dict):
            return self._made_of(spelled.table, path, raw)
        wanted = f"a table such as {spelled.example}"
        self.report(WrongType(path, wanted, told(raw)))
        return None

    def _is_complete(self, table: Table, path: str, raw: dict[str, object]) -> bool:
        if isinstance(raw, Repeating):
            for key in raw.repeated:
                place = place_of(path, key)
                self.report(InvalidValue(place, "given once in its table", key))
        lacking = [
            one.name for one in table.entries() if one.required and one.name not in raw
        ]
        for name in lacking:
            self.report(InvalidValue(place_of(path, name), "given", None))
        return not lacking


def _refuse_unless_empty(table: Table, path: str, key: str, raw: object) -> None:
    if key not in table.reserved:
        nearest = difflib.get_close_matches(
            key[:_LONGEST_KEY], table.keys(), n=1, cutoff=0
        )
        requirement = f"a key of this table (the nearest is {nearest[0]})"
        raise UnknownKey(path, requirement, key)
    if raw not in ([], {}):
        requirement = "empty, since this release has no rules for it"
        raise ReservedSection(path, requirement, told(raw))


def written(
    table: Table, made: Mapping[str, Sequence[object]], path: str
) -> Iterator[str]:
    """
    Yield the lines of a table and of the tables inside it, as TOML.

    A field that is what it would be if it were not given is left out.

    Args:
        table: What to write.
        made: What the tables make, by their headings, as ``Intake.made`` has it.
        path: The table's heading; empty for the file itself.
    """
    for one in made.get(path, ()):
        if path:
            yield f"[[{path}]]" if table.repeats else f"[{path}]"
        yield from _keys(table, one)
        for part in table.parts:
            yield from written(part, made, place_of(path, part.name))


def _keys(table: Table, one: object) -> Iterator[str]:
    for each in table.fields:
        value = None if each.inherited else _given(one, each.name)
        if value is not None:
            yield f"{each.name} = {each.spelling.write(value)}"


def _write_inline(table: Table, value: Any) -> str:  # noqa: ANN401 -- or a tuple of it
    if table.repeats:
        each = (_in_one_line(table, one) for one in value)
        return "[" + ", ".join(each) + "]"
    return _in_one_line(table, value)


def _in_one_line(table: Table, one: object) -> str:
    return "{ " + ", ".join(_keys(table, one)) + " }"


def _given(one: Any, name: str) -> object:  # noqa: ANN401 -- whatever a table makes
    if isinstance(one, dict):
        return one.get(name)
    value: object = getattr(one, name)
    default = getattr(attrs.fields(type(one)), name).default
    factory = getattr(default, "factory", None)
    if factory is not None:
        default = factory(one)
    return None if value == default else value


def text_of(lines: Iterable[str]) -> str:
    """Return the lines of ``written`` as text, an empty one before each heading."""
    return "".join(f"\n{one}\n" if one[0] == "[" else f"{one}\n" for one in lines)
