"""Dialects of the call-details download: its column titles, and how cells are spelled.

The guides print the titles in four languages; everything else about the file is not
published, so the dialects here assume commas, points and ISO instants. Another file is
another value:

>>> from attrs import evolve
>>> ENGLISH.titles.seconds, GERMAN.titles.seconds
('Duration (sec)', 'Dauer (Sek.)')
>>> office = evolve(GERMAN, delimiter=";", decimal_comma=True)
>>> office.titles.rate, office.delimiter
('Tarif', ';')
>>> InstantForm.of("%d.%m.%Y %H:%M").read("01.07.2026 09:00")
datetime.datetime(2026, 7, 1, 9, 0, tzinfo=datetime.timezone.utc)
"""

import codecs
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from attrs import field, frozen

from gotobilling import checks
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.kinds import CallType

__all__ = [
    "DELIMITERS",
    "DIALECTS",
    "ENGLISH",
    "FIELDS",
    "GERMAN",
    "ISO",
    "ITALIAN",
    "SPANISH",
    "CallDialect",
    "CallTitles",
    "InstantForm",
    "plain_title",
]

ISO: Final = "iso"
"""Instants such as ``2026-07-01 09:00:00``, ``2026-07-01T09:00Z`` or with an offset."""
DELIMITERS: Final = (",", ";", "\t", "|")
"""What may part the cells of a line."""
FIELDS: Final = (
    "source",
    "destination",
    "start",
    "end",
    "seconds",
    "billable_minutes",
    "total_cost",
    "rate",
    "call_type",
)
"""The nine fields of the download in its order (F1)."""

_RUNS_IN_A_SPREADSHEET: Final = ("=", "+", "-", "@")
_ISO_PATTERN: Final = re.compile(
    r"(?:19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}"
    r"(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DIRECTIVE: Final = re.compile(r"%(.?)", re.DOTALL)
_DIRECTIVES: Final[Mapping[str, str]] = {
    "Y": "(?P<year>(?:19|2[0-9])[0-9]{2})",
    "m": "(?P<month>[0-9]{1,2})",
    "d": "(?P<day>[0-9]{1,2})",
    "H": "(?P<hour>[0-9]{1,2})",
    "M": "(?P<minute>[0-9]{1,2})",
    "S": "(?P<second>[0-9]{1,2})",
}
_NEEDED: Final = ("Y", "m", "d", "H", "M")


@frozen(kw_only=True)
class CallTitles:
    """
    The title of each of the nine columns; compared without case and outer blanks.

    Clauses: F1.
    """

    source: str
    destination: str
    start: str
    end: str
    seconds: str
    billable_minutes: str
    total_cost: str
    rate: str
    call_type: str

    def __attrs_post_init__(self) -> None:
        seen: set[str] = set()
        for name, title in self.named:
            _check_word(f"titles.{name}", title)
            if plain_title(title) in seen:
                raise InvalidValue(f"titles.{name}", "the title of one column", title)
            seen.add(plain_title(title))

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """Each field's name and its title, in the order of the download."""
        return tuple((name, getattr(self, name)) for name in FIELDS)


def plain_title(title: str) -> str:
    """
    Return what two spellings of one title have in common.

    >>> plain_title(" CALL Type ") == plain_title("Call type")
    True
    """
    return title.strip().casefold()


def _check_word(path: str, value: object) -> None:
    checks.text(path, value)
    # A cell that begins so is run as a formula by the spreadsheet that opens the file.
    if str(value).startswith(_RUNS_IN_A_SPREADSHEET):
        raise InvalidValue(path, "text that begins with none of = + - @", value)


@frozen(kw_only=True)
class InstantForm:
    """
    How instants are spelled: ISO, or a pattern of digits.

    Attributes:
        spelling: ``iso``, or a format of ``strftime``.
        pattern: What a cell must match.
    """

    spelling: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, spelling: str) -> "InstantForm":
        """
        Return the form that a spelling names.

        Args:
            spelling: ``iso``, or a text with ``%Y %m %d %H %M`` and, if there are
                seconds, ``%S``, each once; these alone mean the same in every locale.

        Raises:
            InvalidValue: any other spelling.
        """
        if spelling == ISO:
            return cls(spelling=spelling, pattern=_ISO_PATTERN)
        used = _DIRECTIVE.findall(spelling)
        wrong = len(set(used)) != len(used) or not set(used) <= _DIRECTIVES.keys()
        if wrong or not set(used) >= set(_NEEDED):
            requirement = "iso, or made of %Y %m %d %H %M and %S, each once"
            raise InvalidValue("instants", requirement, spelling)
        parts = _DIRECTIVE.split(spelling)
        found = [
            _DIRECTIVES[part] if index % 2 else re.escape(part)
            for index, part in enumerate(parts)
        ]
        return cls(spelling=spelling, pattern=re.compile("".join(found)))

    def read(self, text: str) -> datetime | None:
        """
        Return the instant that a cell holds, or None where it holds none.

        It is in UTC unless the cell says another offset (F1, Q20).
        """
        found = self.pattern.fullmatch(text)
        if found is None:
            return None
        try:
            if self.spelling == ISO:
                instant = datetime.fromisoformat(text)
                return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
            parts = {name: int(digits) for name, digits in found.groupdict().items()}
            return datetime(**parts, tzinfo=UTC)
        except ValueError:  # a day or an hour that there is not
            return None

    def write(self, instant: datetime) -> str:
        """
        Return the cell of an instant, in UTC.

        Raises:
            InvalidValue: what the form cannot say in full, such as seconds in a form
                without them.
        """
        day = instant.astimezone(UTC).replace(tzinfo=None)
        text = day.isoformat(" ")
        if self.spelling != ISO:
            text = day.strftime(self.spelling)
        if self.read(text) != instant:
            requirement = f"an instant that {self.spelling} can write in full"
            raise InvalidValue("instant", requirement, instant)
        return text


@frozen(kw_only=True)
class CallDialect:
    """
    How one file of call details is written.

    Attributes:
        name: What it is called.
        titles: The title of each of the nine columns; others may stand beside them.
        words: What the call type's column says, and what it means; compared without
            case and outer blanks. The first word of a type is the one written.
        delimiter: What parts the cells: a comma, a semicolon, a tab or a bar.
        decimal_comma: Whether fractions follow a comma, and not a point.
        encoding: A name that Python knows. In all of them a UTF-8 byte order mark at
            the beginning of a file is stepped over; ``utf-8-sig`` writes one.
        instants: How instants are spelled: see `InstantForm`.

    Raises:
        InvalidValue: titles or words that a spreadsheet would run, one word with two
            meanings, an encoding in which a line end or a delimiter is not one byte.

    Clauses: F1, F5.
    """

    name: str
    titles: CallTitles
    words: tuple[tuple[str, CallType], ...]
    delimiter: str = ","
    decimal_comma: bool = False
    encoding: str = "utf-8"
    instants: str = ISO
    form: InstantForm = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        checks.text("name", self.name)
        if self.delimiter not in DELIMITERS:
            requirement = "a comma, a semicolon, a tab or a bar"
            raise InvalidValue("delimiter", requirement, self.delimiter)
        if not isinstance(self.decimal_comma, bool):
            raise WrongType("decimal_comma", "True or False", self.decimal_comma)
        _check_encoding(self.encoding)
        object.__setattr__(self, "form", InstantForm.of(self.instants))
        for index, (word, meaning) in enumerate(self.words):
            _check_word(f"words[{index}]", word)
            checks.member(f"words[{index}]", meaning, CallType)
            if meaning is CallType.MESSAGE:
                requirement = "a type of call; a message is none"
                raise InvalidValue(f"words[{index}]", requirement, word)
            if self.meanings[plain_title(word)] is not meaning:
                raise InvalidValue(f"words[{index}]", "a word of one meaning", word)

    @property
    def meanings(self) -> dict[str, CallType]:
        """Each plain word and the type that it names."""
        return {plain_title(word): meaning for word, meaning in self.words}


def _check_encoding(name: str) -> None:
    written = "".join(DELIMITERS) + '\n\r"'
    try:
        # Lines are parted before they are decoded, so that one bad byte costs one row.
        plain = written.encode(codecs.lookup(name).name.removesuffix("-sig"))
    except (LookupError, TypeError, ValueError):
        plain = b""
    if plain != written.encode("ascii"):
        requirement = "an encoding whose line ends are single bytes, such as utf-8"
        raise InvalidValue("encoding", requirement, name)


# The values of the types are our own words; the others stand in the guides, of which
# the Spanish and the German one print the column's title and no values.
_OWN_WORDS: Final = tuple(
    (kind.value, kind) for kind in CallType if kind is not CallType.MESSAGE
)
_ENGLISH_WORDS: Final = (
    ("Toll-free inbound", CallType.TOLL_FREE_INBOUND),
    ("International", CallType.INTERNATIONAL),
    ("Domestic per-minute", CallType.DOMESTIC_PREMIUM),
)
_ITALIAN_WORDS: Final = (
    ("Numeri gratuiti in entrata", CallType.TOLL_FREE_INBOUND),
    ("Internazionale", CallType.INTERNATIONAL),
    ("Chiamate nazionali al minuto", CallType.DOMESTIC_PREMIUM),
)

ENGLISH: Final = CallDialect(
    name="English",
    titles=CallTitles(
        source="Source number",
        destination="Destination number",
        start="Start time (UTC)",
        end="End time (UTC)",
        seconds="Duration (sec)",
        billable_minutes="Billable minutes",
        total_cost="Total cost",
        rate="Rate",
        call_type="Call type",
    ),
    words=(*_ENGLISH_WORDS, *_OWN_WORDS),
)
ITALIAN: Final = CallDialect(
    name="Italian",
    titles=CallTitles(
        source="Numero di origine",
        destination="Numero di destinazione",
        start="Ora di inizio (UTC+0)",
        end="Ora di fine (UTC+0)",
        seconds="Durata (sec)",
        billable_minutes="Minuti fatturabili",
        total_cost="Costo totale",
        rate="Tariffa",
        call_type="Tipo di chiamata",
    ),
    words=(*_ITALIAN_WORDS, *_ENGLISH_WORDS, *_OWN_WORDS),
)
SPANISH: Final = CallDialect(
    name="Spanish",
    titles=CallTitles(
        source="Número de origen",
        destination="Número de destino",
        start="Hora de inicio (UTC)",
        end="Hora de finalización (UTC)",
        seconds="Duración (seg.)",
        billable_minutes="Minutos facturables",
        total_cost="Costo total",
        rate="Tarifa",
        call_type="Tipo de llamada",
    ),
    words=(*_ENGLISH_WORDS, *_OWN_WORDS),
)
GERMAN: Final = CallDialect(
    name="German",
    titles=CallTitles(
        source="Quellrufnummer",
        destination="Zielrufnummer",
        start="Startzeit (UTC)",
        end="Endzeit (UTC)",
        seconds="Dauer (Sek.)",
        billable_minutes="Fakturierbare Minuten",
        total_cost="Gesamtkosten",
        rate="Tarif",
        call_type="Anruftyp",
    ),
    words=(*_ENGLISH_WORDS, *_OWN_WORDS),
)
DIALECTS: Final = (ENGLISH, ITALIAN, SPANISH, GERMAN)
"""The dialects whose titles the guides print."""
