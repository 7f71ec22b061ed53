"""Call details as CSV: dialects, proposals, the reader, the stream and the writer."""

import codecs
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import asdict, evolve
from hypothesis import given
from hypothesis import strategies as st

from gotobilling.errors import BillingError, InvalidFile, InvalidValue, WrongType
from gotobilling.formats.call_details import (
    read_calls,
    stream_calls,
    write_calls,
)
from gotobilling.formats.call_dialects import Proposal, propose_dialect
from gotobilling.formats.call_titles import (
    DELIMITERS,
    DIALECTS,
    ENGLISH,
    FIELDS,
    GERMAN,
    ITALIAN,
    SPANISH,
    CallDialect,
    InstantForm,
)
from gotobilling.formats.repeats import CallFile
from gotobilling.kinds import CallType
from gotobilling.usage import Repeats
from gotobilling.usage.rows import Rejected, UsageRow

NINE: Final = 9
FIRST: Final = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
CELLS: Final = {
    "source": "+13105550100",
    "destination": "+4930123456",
    "start": "2026-07-01 09:00:00",
    "end": "2026-07-01 09:01:01",
    "seconds": "61",
    "billable_minutes": "2",
    "total_cost": "0.038",
    "rate": "0.019",
    "call_type": "International",
}
ROW: Final = UsageRow(
    source="+13105550100",
    destination="+4930123456",
    start=FIRST,
    end=FIRST + timedelta(seconds=61),
    seconds=61,
    call_type=CallType.INTERNATIONAL,
    billable_minutes=Decimal(2),
    total_cost=Decimal("0.038"),
    rate=Decimal("0.019"),
)
BARE: Final = (ROW.source, ROW.destination, FIRST, 61, CallType.INTERNATIONAL)


def titles(dialect: CallDialect = ENGLISH) -> str:
    """Return the line of titles."""
    return dialect.delimiter.join(title for _, title in dialect.titles.named)


def line(**changed: str) -> str:
    """Return the line of the row, with other cells where they are given."""
    return ",".join({**CELLS, **changed}.values())


def lines(count: int) -> list[str]:
    """Return so many different lines that are in order."""
    return [line(source=f"+1310555{number:04d}") for number in range(count)]


def written(*rows: str, end: str = "\n") -> BytesIO:
    """Return a file of English titles and these lines."""
    return BytesIO((end.join((titles(), *rows)) + end).encode())


def read(file: CallFile, dialect: CallDialect = ENGLISH) -> list[UsageRow | Rejected]:
    """Return the rows in full, and see that the stream has the same ones."""
    found = list(read_calls(file, dialect))
    if isinstance(file, BytesIO):
        file.seek(0)
        assert list(stream_calls(file, dialect)) == [short(one) for one in found]
    return found


def taken(file: BytesIO, dialect: CallDialect = ENGLISH) -> list[UsageRow]:
    """Return the rows of a file that has no others."""
    found = read(file, dialect)
    rows = [one for one in found if isinstance(one, UsageRow)]
    assert len(rows) == len(found)
    return rows


def short(row: UsageRow | Rejected) -> object:
    """Return what the stream has for a row."""
    if isinstance(row, Rejected) or row.call_type is None:
        return row
    return row.source, row.destination, row.start, row.seconds, row.call_type


def rejected(*rows: str, dialect: CallDialect = ENGLISH) -> Rejected:
    """Return the only rejection in a file of these lines."""
    (found,) = [one for one in read(written(*rows), dialect) if type(one) is Rejected]
    return found


def refusal(file: CallFile, dialect: CallDialect = ENGLISH) -> str:
    """Return the only problem of a file that cannot be read."""
    with pytest.raises(InvalidFile) as raised:
        next(read_calls(file, dialect))
    (problem,) = raised.value.problems
    return str(problem)


class TestTitles:
    """The nine columns of the download, in four languages."""

    @pytest.mark.clause("F1")
    def test_fields(self) -> None:
        """The nine fields stand in the order in which the guides list them."""
        assert titles() == (
            "Source number,Destination number,Start time (UTC),End time (UTC),"
            "Duration (sec),Billable minutes,Total cost,Rate,Call type"
        )

    @pytest.mark.clause("F1")
    @pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
    def test_languages(self, dialect: CallDialect) -> None:
        """A file with the titles of any of the languages is read alike."""
        file = BytesIO(f"{titles(dialect)}\n{line()}\n".encode())

        assert read(file, dialect) == [ROW]

    @pytest.mark.clause("F1")
    def test_blanks_and_case(self) -> None:
        """Titles are compared without case and outer blanks."""
        spelled = titles().upper().replace(",", " , ")

        assert read(BytesIO(f"{spelled}\n{line()}\n".encode())) == [ROW]

    def test_columns_in_another_order(self) -> None:
        """Columns are found by their titles; those of other titles are ignored."""
        heading = ",".join(["Site", *reversed(titles().split(",")), "Note"])
        cells = ",".join(["north", *reversed(line().split(",")), "x"])

        assert read(BytesIO(f"{heading}\n{cells}\n".encode())) == [ROW]

    @pytest.mark.clause("F1")
    def test_missing(self) -> None:
        """A column that is missing is one error, which names its title."""
        heading = titles().replace(",Rate", "")

        assert "'Rate' among them" in refusal(BytesIO(heading.encode()))

    def test_twice(self) -> None:
        """A title that stands twice leaves open which column is meant."""
        heading = f"{titles()},RATE"

        assert "'Rate' among them, once" in refusal(BytesIO(heading.encode()))

    @pytest.mark.parametrize(
        ("heading", "requirement"),
        [
            (titles(SPANISH).encode("latin-1"), "titles must be text in utf-8"),
            (b'"Source number', "titles must be cells whose quotes close"),
            (b"", "file must be given a line of titles"),
            (b"\n\r\n\n", "file must be given a line of titles"),
        ],
    )
    def test_unreadable(self, heading: bytes, requirement: str) -> None:
        """A line of titles that cannot be read, or is not there, is one error."""
        assert requirement in refusal(BytesIO(heading))


class TestDialect:
    """What a dialect may say."""

    @pytest.mark.parametrize(
        "changed",
        [
            {"name": ""},
            {"delimiter": ":"},
            {"decimal_comma": 1},
            {"encoding": "utf-16"},
            {"encoding": "no-such"},
            {"encoding": "cp037"},
            {"encoding": "a\0b"},
            {"instants": "%d/%m/%Y"},
            {"instants": "%d/%m/%Y %H:%M %H"},
            {"instants": "%d %b %Y %H:%M"},
            {"instants": "%d/%m/%Y %H:%M%"},
            {"words": (("=plan", CallType.PLAN),)},
            {"words": (("text", CallType.MESSAGE),)},
            {"words": (("plan", "plan"),)},
            {"words": (("Plan", CallType.PLAN), ("PLAN", CallType.INBOUND))},
        ],
        ids=str,
    )
    def test_refused(self, changed: dict[str, Any]) -> None:
        """A dialect that could be read in two ways, or run, is refused."""
        with pytest.raises(BillingError) as raised:
            evolve(ENGLISH, **changed)

        assert raised.value.path.startswith(next(iter(changed)))

    @pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@a", "Total COST", ""])
    def test_titles(self, title: str) -> None:
        """A title neither is a formula of a spreadsheet nor that of another column."""
        with pytest.raises(InvalidValue, match=r"titles\.rate|titles\.total"):
            evolve(ENGLISH.titles, rate=title)

    @pytest.mark.clause("F5")
    @pytest.mark.parametrize(
        ("dialect", "word", "expected"),
        [
            (ENGLISH, "toll-free INBOUND", CallType.TOLL_FREE_INBOUND),
            (ENGLISH, " International ", CallType.INTERNATIONAL),
            (ENGLISH, "Domestic per-minute", CallType.DOMESTIC_PREMIUM),
            (ITALIAN, "Numeri gratuiti in entrata", CallType.TOLL_FREE_INBOUND),
            (ITALIAN, "Internazionale", CallType.INTERNATIONAL),
            (ITALIAN, "Chiamate nazionali al minuto", CallType.DOMESTIC_PREMIUM),
            (SPANISH, "extension", CallType.EXTENSION),
            (GERMAN, "plan", CallType.PLAN),
        ],
    )
    def test_words(self, dialect: CallDialect, word: str, expected: CallType) -> None:
        """The published words for call types are read without case and blanks."""
        rows = [line(call_type=word), line(call_type=word, seconds="0")]
        file = BytesIO("\n".join((titles(dialect), *rows, "")).encode())

        assert [one.call_type for one in taken(file, dialect)] == [expected] * 2

    def test_many_spellings(self) -> None:
        """A type spelled in more ways than are remembered is read in each of them."""
        rows = [line(call_type="plan" + " " * spaces) for spaces in range(1200)]

        assert {one.call_type for one in taken(written(*rows))} == {CallType.PLAN}


class TestInstants:
    """Instants are UTC unless the cell says otherwise."""

    @pytest.mark.clause("F1", "Q20")
    @pytest.mark.parametrize(
        ("cell", "hour"),
        [
            ("2026-07-01 09:00:00", 9),
            ("2026-07-01T09:00:00", 9),
            ("2026-07-01T09:00", 9),
            ("2026-07-01 09:00:00.000", 9),
            ("2026-07-01T09:00:00Z", 9),
            ("2026-07-01T09:00:00+02:00", 7),
            ("2026-07-01T09:00:00-03:00", 12),
        ],
    )
    def test_iso(self, cell: str, hour: int) -> None:
        """An instant without an offset is UTC; one with an offset is that instant."""
        (row,) = taken(written(line(start=cell, end=cell)))

        assert row.start == row.end == datetime(2026, 7, 1, hour, tzinfo=UTC)

    @pytest.mark.parametrize(
        "cell",
        [
            "",
            "2026-07-01",
            "20260701T090000",
            "2026-07-01_09:00:00",
            "2026-02-30 09:00:00",
            "2026-07-01 24:00:01",
            "2026-07-01 09:00:0x",
            "2026-07-01 09:00:00+02",
            "2026-07-01 09:00:00+99:00",
            "1899-12-31 09:00:00",
            "3000-01-01 09:00:00",
            "01/07/2026 09:00:00",
            "\uff12026-07-01 09:00:00",
        ],
    )
    def test_unreadable(self, cell: str) -> None:
        """What is no instant in the dialect's spelling rejects its row."""
        found = rejected(*lines(20), line(start=cell))

        assert (found.number, found.field, found.value) == (21, "start", cell)

    def test_mixed(self) -> None:
        """Rows with and without an offset may stand in one file."""
        later = line(end="2026-07-01T09:01:01Z", start="2026-07-01T09:00:00Z")

        assert read(written(line(), later, line(source="1020"))) == [
            ROW,
            ROW,
            evolve(ROW, source="1020"),
        ]

    def test_fraction_as_long_as_an_offset(self) -> None:
        """A fraction of a second beside an offset of its length is still one."""
        cells = ["2026-07-01T09:00:00+00:00", "2026-07-01T09:00:00.00000"]
        found = taken(written(*(line(start=one) for one in cells)))

        assert [one.start for one in found] == [FIRST, FIRST]

    def test_mixed_in_a_column_of_one_width(self) -> None:
        """Cells of one length need not have the first one's offset."""
        ends = ["2026-07-01T10:00:00+01:00", "2026-07-01T10:00:00-01:00"]
        first, second = taken(written(*(line(end=one) for one in ends)))

        assert second.end - first.end == timedelta(hours=2)

    @pytest.mark.parametrize(
        ("spelling", "cell"),
        [
            ("%d/%m/%Y %H:%M", "1/7/2026 9:00"),
            ("%m/%d/%Y %H:%M:%S", "07/01/2026 09:00:00"),
            ("%d.%m.%Y %H.%M", "01.07.2026 09.00"),
        ],
    )
    def test_form(self, spelling: str, cell: str) -> None:
        """A form of digits says which of them are the day and which the month."""
        dialect = evolve(ENGLISH, instants=spelling)
        rows = [line(start=cell, end=cell), line(start=cell, end="31/31/2026 09:00")]
        row, wrong = read(written(*rows), dialect)

        assert isinstance(row, UsageRow)
        assert isinstance(wrong, Rejected)
        assert row.start == FIRST
        assert (wrong.number, wrong.field) == (2, "end")

    def test_form_without_seconds(self) -> None:
        """A form without seconds refuses to write an instant that has some."""
        with pytest.raises(InvalidValue, match="can write in full"):
            InstantForm.of("%d/%m/%Y %H:%M").write(ROW.end)


class TestRejected:
    """A row that cannot be taken comes back with its number, field and reason."""

    @pytest.mark.clause("F1", "F5")
    @pytest.mark.parametrize(
        ("field", "cell"),
        [
            ("source", ""),
            ("source", "13105550100"),
            ("source", "anonymous"),
            ("destination", "+12"),
            ("destination", "+1234567890123456"),
            ("destination", "1"),
            ("destination", "+49 30 123"),
            ("end", "2026-07-01 08:59:59"),
            ("seconds", ""),
            ("seconds", "-1"),
            ("seconds", "1.5"),
            ("seconds", "1_0"),
            ("seconds", "٣"),
            ("seconds", "1" * 13),
            ("billable_minutes", "-2"),
            ("total_cost", "0,038"),
            ("total_cost", "1e3"),
            ("total_cost", "$1"),
            ("rate", "NaN"),
            ("rate", "."),
            ("rate", "1" * 21),
            ("call_type", "Lunar"),
            ("call_type", "message"),
        ],
    )
    @pytest.mark.parametrize("before", [0, 30])
    def test_field(self, field: str, cell: str, before: int) -> None:
        """One wrong cell rejects its row, and the rows around it are taken."""
        around = lines(before)
        file = written(*around, line(**{field: f'"{cell}"'}), line(seconds="1"))
        found = read(file)

        assert [type(one) for one in found] == [
            *[UsageRow] * before,
            Rejected,
            UsageRow,
        ]
        wrong = found[before]
        assert isinstance(wrong, Rejected)
        assert (wrong.number, wrong.field) == (before + 1, field)
        assert cell in wrong.value or field == "end"

    def test_width(self) -> None:
        """A row with more or fewer cells than titles is rejected, each on its own."""
        found = read(written(line()[: -len(",International")], f"{line()},x", line()))

        assert [str(one) for one in found[:2]] == [
            "row 1: row must be of 9 cells, as the titles are, got 8",
            "row 2: row must be of 9 cells, as the titles are, got 10",
        ]
        assert found[2] == ROW

    def test_encodings(self) -> None:
        """A row in another encoding than the file is rejected with the byte in it."""
        file = written(*lines(30), line(call_type="Teléfono"))
        mixed = BytesIO(file.getvalue().replace("é".encode(), b"\xe9"))
        found = read(mixed)

        assert len(found) == 31
        assert str(found[-1]).startswith("row 31: row must be text in utf-8, got byte")

    @pytest.mark.parametrize("around", [0, 30])
    def test_short_row(self, around: int) -> None:
        """A single row that is short is rejected wherever it stands."""
        short_one = line()[: -len(",International")]

        assert rejected(*lines(around), short_one).value == "8"
        assert rejected(short_one, *lines(around)).value == "8"

    def test_widths_that_make_up_for_each_other(self) -> None:
        """A row that is short is not completed by the next, which is long."""
        heading = f"Site,{titles()},Note"
        rows = [f"north,{line()}", f"x,south,{line()},y"]
        found = read(BytesIO("\n".join([heading, *rows, ""]).encode()))

        assert ["of 11 cells" in str(one) for one in found] == [True, True]

    def test_quoted_line_end(self) -> None:
        """A line end inside of quotes is a line end: each line is a row."""
        rows = [f'{line()},"a', 'b"', f"{line()},c"]
        found = read(BytesIO("\n".join([f"{titles()},Note", *rows, ""]).encode()))

        assert [type(one) for one in found] == [Rejected, Rejected, UsageRow]

    def test_carriage_return_at_the_end(self) -> None:
        """What stands before a line end is the last cell's, quotes or none."""
        heading = ",".join(reversed(titles().split(",")))
        last = ",".join(reversed(line().split(",")))
        rows = [last.replace("0.019", '"0.019"'), f"{last}\r"]
        found = read(BytesIO("\r\n".join([heading, *rows, ""]).encode()))

        assert [type(one) for one in found] == [UsageRow, Rejected]

    def test_point_for_a_comma(self) -> None:
        """Where fractions follow commas, a point is none: it may part thousands."""
        dialect = evolve(ENGLISH, decimal_comma=True)
        rows = [line(total_cost='"0,038"', rate='"0,019"'), line(rate='"0,019"')]
        row, wrong = read(written(*rows), dialect)

        assert row == ROW
        assert isinstance(wrong, Rejected)
        assert (wrong.field, wrong.value) == ("total_cost", "0.038")

    def test_quoted_width(self) -> None:
        """The width of a row is that of its cells, whatever their quotes hold."""
        found = read(written(*lines(20), line(rate='"0.019",'), line(rate='"0"",1"')))

        assert [one.number for one in found if isinstance(one, Rejected)] == [21, 22]
        assert "of 9 cells" in str(found[20])
        assert "rate must be" in str(found[21])

    def test_quotes(self) -> None:
        """A quote that does not close costs its own row and no other."""
        found = read(written(line(), f'"{line()}', line(seconds="1")))

        assert [type(one) for one in found] == [UsageRow, Rejected, UsageRow]
        assert "quotes close" in str(found[1])

    def test_carriage_return(self) -> None:
        """A carriage return inside of a row is no line end."""
        found = read(written(line(), line(rate='"0.01"\r'), line(rate="0.01\r")))

        assert [type(one) for one in found] == [UsageRow, Rejected, Rejected]

    @pytest.mark.clause("F1")
    def test_not_printed(self) -> None:
        """Empty minutes, cost and rate are not printed; an empty type is raw."""
        empty = line(billable_minutes="", total_cost="", rate="", call_type="")
        expected = evolve(
            ROW, call_type=None, billable_minutes=None, total_cost=None, rate=None
        )

        assert read(written(empty, line())) == [expected, ROW]


class TestLastLine:
    """A last line without a line end may have been cut."""

    def test_complete(self) -> None:
        """One that ends in a known call type is taken."""
        assert read(BytesIO(f"{titles()}\r\n{line()}".encode())) == [ROW]

    @pytest.mark.parametrize("left", [1, 5, len("International"), 40])
    def test_cut(self, left: int) -> None:
        """One that does not is rejected, and told to be cut."""
        found = read(BytesIO(f"{titles()}\n{line()}\n{line()[:-left]}".encode()))

        assert found[0] == ROW
        assert "the file ends within it" in str(found[1])

    def test_number_at_the_end(self) -> None:
        """Where the last column is a number, what is left of it may be less."""
        heading = ",".join(reversed(titles().split(",")))
        cells = ",".join(reversed(line().split(",")))
        (found,) = read(BytesIO(f"{heading}\n{cells}".encode()))

        assert "source must be followed by a line end" in str(found)

    def test_other_column_at_the_end(self) -> None:
        """Where the last column is another, all that counts is there."""
        assert read(BytesIO(f"{titles()},Note\n{line()},cu".encode())) == [ROW]


class TestFile:
    """Files as they come."""

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "\r\n\r\n"])
    def test_line_ends(self, end: str) -> None:
        """Line ends are those of any system, and empty lines hold no row."""
        assert read(written(line(), line(seconds="1"), end=end)) == [
            ROW,
            evolve(ROW, seconds=1),
        ]

    def test_empty_first_line(self) -> None:
        """The line of titles is the first that is not empty."""
        assert read(BytesIO(b"\r\n\n" + written(line()).getvalue())) == [ROW]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    def test_mark(self, encoding: str) -> None:
        """A byte order mark is stepped over."""
        file = BytesIO(codecs.BOM_UTF8 + written(line()).getvalue())

        assert read(file, evolve(ENGLISH, encoding=encoding)) == [ROW]

    def test_blocks(self) -> None:
        """Rows keep their numbers across the blocks in which a file is read."""
        rows = lines(3000)
        rows[2500] = line(seconds="x")
        found = read(written(*rows))

        assert [one.number for one in found if isinstance(one, Rejected)] == [2501]
        assert len(found) == 3000

    def test_path(self, tmp_path: Path) -> None:
        """A path is opened and closed; the error names it."""
        path = tmp_path / "calls.csv"
        path.write_bytes(written(line()).getvalue())

        assert read(str(path)) == read(path) == [ROW]
        with pytest.raises(InvalidFile, match=r"missing\.csv: .* one that can be used"):
            next(read_calls(tmp_path / "missing.csv", ENGLISH))

    def test_text(self) -> None:
        """A file that is open for text is refused."""
        with pytest.raises(InvalidFile, match="open for bytes"):
            next(read_calls(StringIO(titles()), ENGLISH))  # type: ignore[arg-type]  # so it is tested

    def test_long_line(self) -> None:
        """What has no line end for 64 KiB is no file of call details."""
        assert "65536 bytes" in refusal(BytesIO(b"x" * 200_000))

    def test_name(self, tmp_path: Path) -> None:
        """A missing column is told under the name of the file."""
        path = tmp_path / "calls.csv"
        path.write_bytes(b"Rate\n")

        with pytest.raises(InvalidFile) as raised:
            next(read_calls(path, ENGLISH))
        assert raised.value.path == str(path)
        assert len(raised.value.problems) == NINE - 1

    def test_choice(self) -> None:
        """What becomes of repeated rows is one of the named choices."""
        with pytest.raises(InvalidFile, match="repeats must be a Repeats"):
            next(read_calls(written(), ENGLISH, repeats="taken"))  # type: ignore[arg-type]  # so it is tested


class TestProposal:
    """A dialect is proposed with reasons, and never applied."""

    @staticmethod
    def proposed(dialect: CallDialect, **changed: str) -> Proposal:
        """Return the proposal for a file of one row."""
        cells = {**CELLS, **changed}
        row = dialect.delimiter.join(cells.values())
        return propose_dialect(f"{titles(dialect)}\r\n{row}\r\n".encode())

    @pytest.mark.clause("F1")
    @pytest.mark.parametrize("delimiter", DELIMITERS)
    @pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
    def test_titles(self, dialect: CallDialect, delimiter: str) -> None:
        """Language and delimiter are those under which all nine titles are found."""
        expected = evolve(dialect, delimiter=delimiter)

        assert self.proposed(expected).dialect == expected

    def test_comma(self) -> None:
        """A comma in a printed number makes fractions follow commas."""
        office = evolve(GERMAN, delimiter=";", decimal_comma=True)
        found = self.proposed(office, total_cost="0,038", rate="0,019")

        assert found.dialect == office
        assert found.reasons[2] == "decimal comma: row 1 has '0,038'"

    def test_comma_and_point(self) -> None:
        """Commas and points in one file are not chosen between."""
        found = self.proposed(evolve(GERMAN, delimiter=";"), rate="0,019")

        assert found.dialect is None
        assert "row 1 has '0,019' and row 1 has '0.038'" in str(found)

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            ("31.07.2026 09:00", "%d.%m.%Y %H:%M"),
            ("31/07/2026 09:00:00", "%d/%m/%Y %H:%M:%S"),
            ("7/31/2026 9:00", "%m/%d/%Y %H:%M"),
            ("01/02/2026 09:00", None),
            ("Friday", None),
        ],
    )
    def test_instants(self, day: str, expected: str | None) -> None:
        """The form of instants is the only one that reads them, or is left open."""
        found = self.proposed(ENGLISH, start=day, end=day)

        assert found.dialect == (expected and evolve(ENGLISH, instants=expected))
        assert repr(day) in found.reasons[3]

    def test_bad_rows(self) -> None:
        """The form that reads most cells is proposed: bad rows are the reader's."""
        head = written(line(start="?"), "x", line()).getvalue()

        assert propose_dialect(head).dialect == ENGLISH
        assert "row 1 has '2026-07-01 09:01:01'" in propose_dialect(head).reasons[3]

    def test_titles_alone(self) -> None:
        """Where no row is seen, what is taken for granted is said."""
        found = propose_dialect(titles().encode())

        assert found.dialect == ENGLISH
        assert [one.partition("taken for granted")[1] for one in found.reasons] == [
            "",
            "",
            "taken for granted",
            "taken for granted",
        ]

    def test_cut(self) -> None:
        """A line and a letter that the head cuts are no reason against anything."""
        cell = "01.07.2026 09:00"
        last = line(start=cell, end=cell)
        head = f"{titles(SPANISH)}\n{line()}\n{last}é".encode()

        assert propose_dialect(head[:-1]).dialect == SPANISH

    def test_nearest(self) -> None:
        """Titles that fit no language name what the nearest one lacks."""
        heading = titles(ITALIAN).replace("Tariffa", "Prezzo")
        found = propose_dialect(heading.encode())

        assert found.dialect is None
        assert found.reasons[1] == "titles: Italian is nearest, and it lacks Tariffa"

    @pytest.mark.parametrize(
        ("head", "reason"),
        [
            (b"", "there is no line"),
            (b"\n", "there is no line"),
            (b"a,b\n", "none of any language"),
            (b'"' + b"a" * 200_000, "none of any language"),
            (codecs.BOM_UTF16_LE + titles().encode("utf-16-le"), "save the file as"),
        ],
        ids=["empty", "empty line", "others", "endless", "UTF-16"],
    )
    def test_none(self, head: bytes, reason: str) -> None:
        """Where there are no titles there is no dialect, and a reason."""
        found = propose_dialect(head)

        assert found.dialect is None
        assert reason in found.reasons[-1]

    def test_encodings(self) -> None:
        """A byte order mark is UTF-8; what is not UTF-8 is told with its byte."""
        marked = propose_dialect(titles(SPANISH).encode("utf-8-sig"))
        other = propose_dialect(titles(SPANISH).encode("cp1252"))

        assert marked.reasons[0] == "encoding utf-8: a byte order mark says so"
        assert other.reasons[0].startswith("encoding cp1252: byte 0xfa at 2 is not")
        assert other.dialect == evolve(SPANISH, encoding="cp1252")

    def test_bytes(self) -> None:
        """Text has no encoding left to propose."""
        with pytest.raises(WrongType, match="the first bytes"):
            propose_dialect("Rate")  # type: ignore[arg-type]  # so it is tested


NUMBERS: Final = st.from_regex(r"(\+[0-9]{3,15}|[0-9]{2,7})", fullmatch=True).map(
    lambda text: "".join(str(int(one)) if one != "+" else one for one in text)
)
PRINTED: Final = st.none() | st.decimals(0, 10**9, places=4)
TYPES: Final = st.sampled_from(
    [None, *(one for one in CallType if one.value[0] != "m")]
)


@st.composite
def calls(draw: st.DrawFn) -> UsageRow:
    """Draw a row that any dialect with whole minutes can write."""
    hours = draw(st.integers(-12, 12))
    zone = timezone(timedelta(hours=hours))
    start = datetime(2026, 1, 1, tzinfo=zone) + timedelta(
        minutes=draw(st.integers(0, 600_000))
    )
    return UsageRow(
        source=draw(NUMBERS),
        destination=draw(NUMBERS),
        start=start,
        end=start + timedelta(minutes=draw(st.integers(0, 90))),
        seconds=draw(st.integers(0, 10**12 - 1)),
        call_type=draw(TYPES),
        billable_minutes=draw(PRINTED),
        total_cost=draw(PRINTED),
        rate=draw(PRINTED),
    )


@st.composite
def dialects(draw: st.DrawFn) -> CallDialect:
    """Draw a dialect, with titles and words that need quotes."""
    known = draw(st.sampled_from(DIALECTS))
    quoted = draw(st.sampled_from(["Rate", 'The "rate"; net', "Rate, net"]))
    return evolve(
        known,
        titles=evolve(known.titles, rate=quoted),
        words=(('Through | "plan", all', CallType.PLAN), *known.words),
        delimiter=draw(st.sampled_from(DELIMITERS)),
        decimal_comma=draw(st.booleans()),
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252"])),
        instants=draw(st.sampled_from(["iso", "%d/%m/%Y %H:%M", "%Y%m%d %H.%M.%S"])),
    )


class TestWriter:
    """What is written is read back equal."""

    @pytest.mark.clause("F1")
    @given(rows=st.lists(calls(), max_size=20), dialect=dialects())
    def test_law(self, rows: list[UsageRow], dialect: CallDialect) -> None:
        """Rows written in any dialect are read back equal, in full and in short."""
        file = BytesIO()
        count = write_calls(rows, file, dialect)
        found = []
        for reader in (read_calls, stream_calls):
            file.seek(0)
            found.append(list(reader(file, dialect, repeats=Repeats.COUNTED)))

        assert count == len(rows)
        assert found == [rows, [short(row) for row in rows]]

    @pytest.mark.clause("F1")
    def test_text(self, tmp_path: Path) -> None:
        """The file is the titles and a line for each row, in the dialect's words."""
        path = tmp_path / "calls.csv"
        write_calls([ROW], path, ENGLISH)

        assert path.read_text(encoding="utf-8") == f"{titles()}\n{line()}\n"

    def test_fractions_of_a_second(self) -> None:
        """An instant keeps its fraction of a second."""
        late = evolve(ROW, end=ROW.end + timedelta(microseconds=1))
        file = BytesIO()
        write_calls([late], file, ENGLISH)
        file.seek(0)

        assert read(file) == [late]

    @pytest.mark.parametrize(
        ("changed", "dialect", "path"),
        [
            ({"rate": Decimal("1E+20")}, ENGLISH, "rate"),
            ({"rate": Decimal("1E-21")}, ENGLISH, "rate"),
            ({"rate": Decimal("-0")}, ENGLISH, "rate"),
            ({"rate": Decimal("1E+999999")}, ENGLISH, "rate"),
            ({}, evolve(ENGLISH, words=()), "call_type"),
            ({}, evolve(ENGLISH, instants="%d/%m/%Y %H:%M"), "instant"),
            ({}, evolve(SPANISH, encoding="ascii"), "dialect"),
        ],
    )
    def test_refused(
        self, changed: dict[str, Any], dialect: CallDialect, path: str
    ) -> None:
        """What the dialect cannot say is refused, and not written otherwise."""
        with pytest.raises(InvalidFile) as raised:
            write_calls([evolve(ROW, **changed)], BytesIO(), dialect)

        assert [one.path for one in raised.value.problems] == [path]

    def test_folder(self, tmp_path: Path) -> None:
        """A place that cannot be written is one error."""
        with pytest.raises(InvalidFile, match="one that can be used"):
            write_calls([ROW], tmp_path, ENGLISH)


PIECES: Final = st.sampled_from(
    [
        *CELLS.values(),
        *'0129+-., "\r:TZé',
        "2026-07-01 09:00:00Z",
        "",
        ",",
        '""',
        "plan",
    ]
)


class TestSpeedAndCare:
    """Many rows at once and one row alone are judged by the same rules."""

    @given(
        kept=st.lists(
            st.tuples(st.sampled_from(FIELDS), st.lists(PIECES, max_size=3)),
            max_size=12,
        ),
        tail=st.booleans(),
    )
    def test_law(self, kept: list[tuple[str, list[str]]], *, tail: bool) -> None:
        """A row is the same alone, among others, and in the stream."""
        rows = [line(**{field: "".join(cells)}) for field, cells in kept]
        rows += lines(12) if tail else []
        together = list(read_calls(written(*rows), ENGLISH, repeats=Repeats.COUNTED))
        alone = [one for row in rows for one in read(written(row))]

        assert [told(one) for one in together] == [told(one) for one in alone]

    def test_memory(self) -> None:
        """The reader asks for the file in chunks, and holds no list of its rows."""
        file = Counting(written(*lines(20_000)).getvalue())
        rows = read_calls(file, ENGLISH, repeats=Repeats.COUNTED)
        next(rows)

        assert file.tell() < len(file.getvalue()) // 10


class Counting(BytesIO):
    """A file whose place tells how much of it was read."""


def told(one: UsageRow | Rejected) -> dict[str, Any]:
    """Return what a row says, without its number."""
    return {key: value for key, value in asdict(one).items() if key != "number"}


@pytest.mark.parametrize("reader", [read_calls, stream_calls])
def test_lazy(reader: Callable[..., Iterator[object]], tmp_path: Path) -> None:
    """Nothing is opened before the first row is asked for."""
    path = tmp_path / "calls.csv"
    found = reader(path, ENGLISH)
    path.write_bytes(written(line()).getvalue())

    assert len(list(found)) == 1
