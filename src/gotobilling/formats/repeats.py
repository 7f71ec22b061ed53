r"""The lines of a file of call details, and which of its rows are there twice.

Rows are counted from 1, without the line of titles and without empty lines:

>>> from io import BytesIO
>>> file = BytesIO(b"Source,Destination\n1020,1021\n1020,1022\n1020,1021\n")
>>> dict(repeated_rows(file))
{3: 1}

A line is held against all lines before it in constant memory: a first pass marks four
of 64 bits for each line in a table of 16 MiB, and only lines whose bits were all marked
already are compared in a second pass, byte by byte. How lines are hashed decides how
many that are, and never what is found.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final, Literal, cast

from attrs import frozen

from gotobilling.errors import BillingError, InvalidFile, InvalidValue, WrongType

__all__ = ["Block", "CallFile", "blocks", "opened", "repeated_in", "repeated_rows"]

CallFile = str | PathLike[str] | BinaryIO
"""A file of call details: its path, or a file open for bytes."""

_CHUNK: Final = 64 * 1024
_LONGEST_LINE: Final = 64 * 1024
_TABLE_BYTES: Final = 16 * 1024 * 1024
_SLOT_BITS: Final = 21  # 2**21 words of 8 bytes are the 16 MiB
_MASKS: Final = 4096


@frozen(kw_only=True)
class Block:
    """
    Some lines of a file, one after another, without line ends at both its ends.

    Attributes:
        content: The lines, parted by line feeds; none is empty.
        first: The number of the first row; 0 where the block is the line of titles.
        is_whole: Whether its last line ends in a line end in the file.
    """

    content: bytes
    first: int
    is_whole: bool = True


@contextmanager
def opened(source: CallFile, mode: Literal["rb", "wb"] = "rb") -> Iterator[BinaryIO]:
    """
    Open a path for bytes, or take the file that is given and leave it open.

    Raises:
        InvalidFile: what went wrong with the file, under the file's name.
    """
    path = Path(source) if isinstance(source, (str, PathLike)) else None
    name = str(path) if path else str(getattr(source, "name", "file"))
    try:
        with path.open(mode) if path else nullcontext(source) as file:
            yield cast("BinaryIO", file)
    except OSError as error:
        problem = InvalidValue("file", "one that can be used", str(error))
        raise InvalidFile(name, (problem,)) from None
    except InvalidFile as several:
        raise several.at(name) from None
    except BillingError as one:
        raise InvalidFile(name, (one,)) from None


def blocks(file: BinaryIO) -> Iterator[Block]:
    """
    Yield the line of titles, then all other lines in blocks of some 64 KiB.

    Lines end in a line feed, with or without a carriage return before it. Empty lines
    hold no row and are left out.

    Raises:
        WrongType: a file that is open for text.
        InvalidValue: a line longer than 64 KiB.
    """
    rest, number = b"", 0
    while chunk := file.read(_CHUNK):
        if not isinstance(chunk, bytes):
            raise WrongType("file", "open for bytes", "a file open for text")
        rest += chunk
        end = rest.rfind(b"\n") + 1
        content, rest = _tidied(rest[:end]), rest[end:]
        if len(rest) > _LONGEST_LINE:
            requirement = f"made of lines of at most {_LONGEST_LINE} bytes"
            raise InvalidValue("file", requirement, f"{len(rest)} without an end")
        if content and not number:
            titles, _, content = content.partition(b"\n")
            yield Block(content=titles, first=0)
            number = 1
        if content:
            yield Block(content=content, first=number)
            number += content.count(b"\n") + 1
    if last := rest.strip(b"\r"):
        yield Block(content=last, first=number, is_whole=False)


def _tidied(lines: bytes) -> bytes:
    if b"\r" in lines:
        lines = lines.replace(b"\r\n", b"\n")
    if b"\n\n" in lines or lines.startswith(b"\n"):
        return b"\n".join(filter(None, lines.split(b"\n")))
    return lines[:-1]


def repeated_rows(source: CallFile) -> Mapping[int, int]:
    """
    Return each row that is there before, byte for byte, and the first such row.

    Memory is constant but for the rows that are repeated. A file that cannot be read
    twice, such as a pipe, has all its lines kept.

    Args:
        source: A path, or a file open for bytes; that is left where it was found.

    Raises:
        InvalidFile: a file that cannot be read.

    Clauses: F1.
    """
    with opened(source) as file:
        if not file.seekable():
            return MappingProxyType(_compared(file, None))
        begin = file.tell()
        suspects = _suspects(file)
        file.seek(begin)
        found = _compared(file, suspects) if suspects else {}
        file.seek(begin)
        return MappingProxyType(found)


def _suspects(file: BinaryIO) -> set[int]:
    """Return the hashes of all lines that repeat, and of a few that do not."""
    # Memory that the system hands out as it is marked: a small file takes little.
    table, masks = memoryview(bytearray(_TABLE_BYTES)).cast("Q"), _masks()
    last_slot, last_mask, shift = (1 << _SLOT_BITS) - 1, _MASKS - 1, _SLOT_BITS
    found: set[int] = set()
    for block in blocks(file):
        for hashed in map(hash, block.content.split(b"\n")):
            slot = hashed & last_slot
            mask = masks[hashed >> shift & last_mask]
            marked = table[slot]
            if marked & mask == mask:
                found.add(hashed)
            else:
                table[slot] = marked | mask
    return found


@lru_cache(maxsize=1)
def _masks() -> tuple[int, ...]:
    """Return words in which about four bits are set, far from each other's pattern."""
    made, state = [], 1
    for _ in range(_MASKS):
        mask = 0
        for _ in range(4):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            mask |= 1 << (state >> 58)
        made.append(mask)
    return tuple(made)


def _compared(file: BinaryIO, suspects: set[int] | None) -> dict[int, int]:
    firsts: dict[bytes, int] = {}
    found: dict[int, int] = {}
    for block in blocks(file):
        if block.first:
            found.update(repeated_in(block, firsts, suspects))
    return found


def repeated_in(
    block: Block, firsts: dict[bytes, int], suspects: set[int] | None = None
) -> Iterator[tuple[int, int]]:
    """
    Yield the number of each row that is there before, and of the first such row.

    Args:
        block: Rows, of which those before have been looked at already.
        firsts: The lines so far and their rows; the lines of the block are added.
        suspects: The hashes of the lines to look at, or None: all of them.
    """
    lines = block.content.split(b"\n")
    if suspects is not None and suspects.isdisjoint(map(hash, lines)):
        return
    for number, line in enumerate(lines, block.first):
        if suspects is None or hash(line) in suspects:
            first = firsts.setdefault(line, number)
            if first != number:
                yield number, first
