"""Rows that are there twice: found exactly, whatever the hashes are."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotobilling.errors import InvalidFile
from gotobilling.formats import repeats
from gotobilling.formats.call_details import read_calls, stream_calls
from gotobilling.formats.call_titles import ENGLISH
from gotobilling.formats.repeats import repeated_rows
from gotobilling.usage import Repeats
from gotobilling.usage.rows import Rejected, UsageRow

HEADING: Final = ",".join(title for _, title in ENGLISH.titles.named)


class Pipe(BytesIO):
    """A file that cannot be read twice."""

    def seekable(self) -> bool:
        """Say so."""
        return False

    def seek(self, *asked: int) -> int:
        """Refuse to go back."""
        raise OSError(asked)

    def tell(self) -> int:
        """Refuse to say where it stands."""
        raise OSError


def file_of(rows: list[str], kind: type[BytesIO] = BytesIO) -> BytesIO:
    """Return a file of a heading and these lines."""
    return kind("\n".join([HEADING, *rows, ""]).encode())


def call(number: int) -> str:
    """Return a line of call details."""
    start = "2026-07-01 09:00:00"
    return f"1020,+4930{number:06d},{start},{start},0,0,0,0,plan"


def expected(rows: list[str]) -> dict[int, int]:
    """Return what a list and its index find."""
    firsts = [rows.index(row) + 1 for row in rows]
    return {n: first for n, first in enumerate(firsts, 1) if n != first}


class TestRepeats:
    """A row is repeated where all its bytes stand before."""

    @given(rows=st.lists(st.sampled_from("abcdefgh"), max_size=30))
    @pytest.mark.parametrize("kind", [BytesIO, Pipe])
    def test_law(self, rows: list[str], kind: type[BytesIO]) -> None:
        """Found are all rows that a list of all lines finds, with their firsts."""
        assert repeated_rows(file_of(rows, kind)) == expected(rows)

    @pytest.mark.clause("F1")
    def test_blocks(self) -> None:
        """A row is held against those of all blocks before its own."""
        rows = [call(number) for number in range(4000)]
        rows[3999] = rows[5]
        rows[2500] = rows[5]

        assert repeated_rows(file_of(rows)) == {2501: 6, 4000: 6}

    def test_one_hash(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Lines whose hashes are all equal are told apart by their bytes."""
        monkeypatch.setattr(repeats, "hash", lambda line: 7, raising=False)

        assert repeated_rows(file_of(list("abcab"))) == {4: 1, 5: 2}

    def test_another_table(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A table too small for the file costs time and changes nothing."""
        monkeypatch.setattr(repeats, "_SLOT_BITS", 1)
        rows = [call(number % 90) for number in range(100)]

        assert repeated_rows(file_of(rows)) == expected(rows)

    def test_heading(self) -> None:
        """A row that repeats the line of titles repeats no row."""
        assert repeated_rows(file_of(["a", HEADING])) == {}

    def test_last_line(self) -> None:
        """A last line is repeated with or without its line end."""
        assert repeated_rows(BytesIO(b"t\r\na\r\nb\r\na")) == {3: 1}

    def test_place(self) -> None:
        """A file is read from where it stands, and left there."""
        file = BytesIO(b"skipped\nt\na\na\n")
        file.seek(len(b"skipped\n"))

        assert repeated_rows(file) == {2: 1}
        assert file.tell() == len(b"skipped\n")

    def test_path(self, tmp_path: Path) -> None:
        """A path that cannot be read is one error."""
        with pytest.raises(InvalidFile, match="one that can be used"):
            repeated_rows(tmp_path)

    @pytest.mark.parametrize("seed", ["1", "2"])
    def test_seed(self, seed: str, tmp_path: Path) -> None:
        """What is found does not depend on how the interpreter hashes."""
        path = tmp_path / "calls.csv"
        rows = [call(number % 170) for number in range(200)]
        path.write_bytes(file_of(rows).getvalue())
        program = (
            "import sys; from gotobilling.formats.repeats import repeated_rows;"
            "print(dict(repeated_rows(sys.argv[1])))"
        )
        told = subprocess.run(
            [sys.executable, "-c", program, str(path)],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed},
        )

        assert told.stdout.decode().strip() == str(expected(rows))


class TestReader:
    """The reader rejects repeated rows unless it is told to take them."""

    @pytest.mark.clause("F1")
    @pytest.mark.parametrize("kind", [BytesIO, Pipe])
    @pytest.mark.parametrize("reader", [read_calls, stream_calls])
    def test_rejected(self, kind: type[BytesIO], reader: object) -> None:
        """The first row is taken; each other is told which row it repeats."""
        rows = [call(number) for number in range(2000)]
        rows[1999] = rows[999] = rows[16]
        read = read_calls if reader is read_calls else stream_calls
        found = list(read(file_of(rows, kind), ENGLISH))

        assert [str(one) for one in found if isinstance(one, Rejected)] == [
            "row 1000: row must be another than row 17, got its copy",
            "row 2000: row must be another than row 17, got its copy",
        ]
        assert len(found) == 2000

    @pytest.mark.clause("F1")
    def test_taken(self) -> None:
        """Where repeated rows are to be taken, each is a row."""
        file = file_of([call(1), call(1)])
        found = list(read_calls(file, ENGLISH, repeats=Repeats.COUNTED))

        assert [type(one) for one in found] == [UsageRow, UsageRow]

    def test_place(self) -> None:
        """A file is read from where it stands."""
        file = BytesIO(b"skipped\n" + file_of([call(1), call(2), call(1)]).getvalue())
        file.seek(len(b"skipped\n"))
        found = list(read_calls(file, ENGLISH))

        assert [type(one) for one in found] == [UsageRow, UsageRow, Rejected]
