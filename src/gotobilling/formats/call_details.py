r"""Call details as CSV: a reader for files of any size, and a writer.

>>> from io import BytesIO
>>> from gotobilling.formats.call_titles import ENGLISH
>>> file = BytesIO(
...     b"Source number,Destination number,Start time (UTC),End time (UTC),"
...     b"Duration (sec),Billable minutes,Total cost,Rate,Call type\n"
...     b"+13105550100,+4930123456,2026-07-01 09:00:00,2026-07-01 09:01:01,"
...     b"61,2,0.038,0.019,International\n"
...     b"+13105550100,+4930123456,2026-07-01 09:00:00,2026-07-01 08:00:00,"
...     b"61,2,0.038,0.019,International\n"
... )
>>> row, rejected = read_calls(file, ENGLISH)
>>> row.seconds, row.total_cost
(61, Decimal('0.038'))
>>> rejected.number, rejected.field, rejected.requirement
(2, 'end', 'not before the start of 2026-07-01 09:00:00+00:00')
"""

import codecs
import csv
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import BinaryIO, Final, TypeAlias, cast

from gotobilling import checks
from gotobilling.errors import (
    ConflictingFacts,
    InvalidValue,
)
from gotobilling.formats.call_sheets import Item, Sheet
from gotobilling.formats.call_titles import CallDialect
from gotobilling.formats.repeats import (
    Block,
    CallFile,
    blocks,
    opened,
    repeated_in,
    repeated_rows,
)
from gotobilling.kinds import CallType
from gotobilling.usage.rows import Bare, Rejected, UsageRow
from gotobilling.usage.tallies import Repeats

__all__ = ["read_calls", "stream_calls", "write_calls"]

_PRINTABLE: Final = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,20})?")


def read_calls(
    source: CallFile,
    dialect: CallDialect,
    *,
    repeats: Repeats = Repeats.REFUSED,
) -> Iterator[UsageRow | Rejected]:
    """
    Yield each row of a file in full, or why it is rejected, in the file's order.

    An empty call type is one to be classified; an empty cell of billable minutes, cost
    or rate is one that is not printed. A last line without a line end may have been
    cut: it is taken only where nothing that counts can be missing.

    Args:
        source: A path, or a file open for bytes, read from where it stands.
        dialect: How the file is written; `propose_dialect` proposes one.
        repeats: What becomes of rows that are there twice, byte for byte. To find them
            the file is read once or twice more, with 16 MiB of memory: half to three
            quarters of the time of `stream_calls` on top. A file that cannot be read
            twice, such as a pipe, has all its lines kept to find them.

    Raises:
        InvalidFile: when the first row is asked for: a file that cannot be read or is
            empty, a title that is missing or there twice; later: a line longer than
            64 KiB.

    Clauses: F1, F5, Q20.
    """
    found = _read(source, dialect, repeats, in_full=True)
    return cast("Iterator[UsageRow | Rejected]", found)


def stream_calls(
    source: CallFile,
    dialect: CallDialect,
    *,
    repeats: Repeats = Repeats.REFUSED,
) -> Iterator[Bare | UsageRow | Rejected]:
    """
    Yield each row at its shortest: source, destination, start, seconds, call type.

    The same rows are rejected as by `read_calls`, at some four times its speed. A row
    whose call type is empty is yielded in full.

    Args:
        source: A path, or a file open for bytes, read from where it stands.
        dialect: How the file is written.
        repeats: What becomes of rows that are there twice.

    Raises:
        InvalidFile: as `read_calls` does.

    Clauses: F1, F5, Q20.
    """
    return _read(source, dialect, repeats, in_full=False)


_Repeated: TypeAlias = Callable[[Block], Iterable[tuple[int, int]]]


def _read(
    source: CallFile, dialect: CallDialect, repeats: Repeats, *, in_full: bool
) -> Iterator[Item]:
    with opened(source) as file:
        begin = file.tell() if file.seekable() else None
        lines = blocks(file)
        titles = next(lines, None)
        if titles is None:
            raise InvalidValue("file", "given a line of titles", "no line")
        sheet = Sheet.of(titles, dialect)
        repeated = _finder(file, begin, repeats)
        for block in lines:
            found = sheet.items(block, in_full=in_full)
            for number, first in repeated(block):
                problem = ConflictingFacts(
                    "row", f"another than row {first}", "its copy"
                )
                place = number - block.first
                seconds = _duration(found[place])
                found[place] = Rejected.of(number, problem, seconds)
            yield from found


def _duration(item: Item) -> int:
    return item[3] if isinstance(item, tuple) else item.seconds


def _finder(file: BinaryIO, begin: int | None, repeats: Repeats) -> _Repeated:
    """Return what tells the repeated rows of a block; the file stays where it is."""
    checks.member("repeats", repeats, Repeats)
    if repeats is Repeats.COUNTED:
        return lambda _: ()
    if begin is None:
        firsts: dict[bytes, int] = {}
        return lambda block: tuple(repeated_in(block, firsts))
    here = file.tell()
    file.seek(begin)
    known = repeated_rows(file)
    file.seek(here)
    numbers = sorted(known)

    def found(block: Block) -> Iterator[tuple[int, int]]:
        after = block.first + block.content.count(b"\n") + 1
        low, high = bisect_left(numbers, block.first), bisect_left(numbers, after)
        return ((number, known[number]) for number in numbers[low:high])

    return found if numbers else lambda _: ()


def write_calls(
    rows: Iterable[UsageRow], target: CallFile, dialect: CallDialect
) -> int:
    """
    Write rows as a file that `read_calls` gives back equal, and return their number.

    Instants are written in UTC. Numbers are written with their plus: a spreadsheet
    shows them without it and runs nothing, for only digits follow. Nothing else that is
    written can begin with a sign that a spreadsheet would run.

    Where one is refused, the rows before it stay written.

    Args:
        rows: The rows.
        target: A path, or a file open for bytes, which is left open.
        dialect: How the file is to be written.

    Raises:
        InvalidFile: a file that cannot be written; a value that the dialect cannot
            say: seconds in instants without them, a type without a word, a title
            outside the encoding, a number of more than 20 digits on one side.

    Clauses: F1.
    """
    count = 0
    with opened(target, "wb") as file:
        written = codecs.getwriter(dialect.encoding)(file)
        table = csv.writer(written, delimiter=dialect.delimiter, lineterminator="\n")
        words: dict[CallType | None, str] = {None: ""}
        for word, meaning in dialect.words:
            words.setdefault(meaning, word)
        try:
            table.writerow(title for _, title in dialect.titles.named)
            for row in rows:
                table.writerow(_written(row, dialect, words))
                count += 1
        except UnicodeEncodeError as error:
            requirement = f"text in {dialect.encoding}"
            raise InvalidValue("dialect", requirement, error.object) from None
    return count


def _written(
    row: UsageRow, dialect: CallDialect, words: Mapping[CallType | None, str]
) -> tuple[str, ...]:
    if row.call_type not in words:
        requirement = f"a type that {dialect.name} has a word for"
        raise InvalidValue("call_type", requirement, row.call_type)
    return (
        row.source,
        row.destination,
        dialect.form.write(row.start),
        dialect.form.write(row.end),
        str(row.seconds),
        _plain("billable_minutes", row.billable_minutes, dialect),
        _plain("total_cost", row.total_cost, dialect),
        _plain("rate", row.rate, dialect),
        words[row.call_type],
    )


def _plain(path: str, number: Decimal | None, dialect: CallDialect) -> str:
    if number is None:
        return ""
    # Asked before it is spelled: an exponent can ask for more zeros than there is room.
    text = format(number, "f") if -20 <= number.adjusted() < 20 else ""
    if not _PRINTABLE.fullmatch(text):
        raise InvalidValue(path, "of at most 20 digits on each side", number)
    return text.replace(".", ",") if dialect.decimal_comma else text
