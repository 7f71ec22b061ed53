"""
The independent checker of invoices, credit notes, key dates, and of what follows an
invoice: statements, disputes, returns and commissions. One file, standard library only.

It shares no code with the rest of the package; it can be copied and run alone::

    python verify.py INVOICE.json [--facts ACCOUNT.toml]

*Level 1* needs the document alone. It recomputes the digests, every step of every
proof, the ids of the lines and the sums; then it works out each amount and each date
a second time, from the plain fields and the facts, by a formula of its own.
*Level 2* needs the account file too. It compares every fact with the file, and works
out which changes, prices, purchases and totals of usage the document had to name, what
was included of these and at which call rates they are, and which addresses,
certificates, VAT numbers, taxes and rates its levies had to follow. Of a credit note,
and of a document that corrects others, it reads what was issued beside the account
file, and compares line by line.

A document that does not hold is never an exception. It is a report that names the
first thing that is wrong:

>>> report = verify({"schema": 1, "digest": "of something else"})
>>> report.holds
False
>>> print(report.failure)
digest: must be that of the content: the document was altered after it was made

What neither level can see: whether an issue date given by the issuer is the day on
which the document left, and whether the policies are those of the named market, with
all of its levies and at its own rates. The latter is shown by assembling the document
again. Which invoice charged what a credit gives back only the account tells: level 1
takes either as far as the tax dates of the levies do, level 2 knows it. And of a day on
which no line has its tax date the document does not tell whether there was a rate. Of
corrections level 1 takes what was issued at the document's word, level 2 does not. How
a difference falls on several late facts, and that no document is missing among those
that are corrected, only assembling again shows; so it is for the order in which
documents of one day were made, as far as they do not tell it.

Of statements, disputes, returns and commissions level 1 recomputes each proof, asks for
the steps of its rule and for sums that add up; what was issued and paid it takes at the
document's word. Level 2 reads that from the account file, or the partner file, and sets
payments off itself. Neither sees whether service was active, whether holidays are the
caller's own, nor, of commissions that follow payments, that no line is missing.
"""

import argparse
import hashlib
import json
import operator
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import chain, compress, pairwise, repeat
from pathlib import Path, PureWindowsPath
from typing import Any, NoReturn

__all__ = ["Finding", "Report", "main", "verify", "verify_facts"]

_MOST_VALUES, _MOST_LEVELS, _LONGEST_TEXT = 1_000_000, 16, 20_000
_MOST_BYTES = 16_000_000
_MOST_BITS = 800  # of numerator and denominator together: about 240 digits
_MOST_POLICIES, _MOST_NAMES = 200, 1000
_DAY = timedelta(days=1)
_HALF = Fraction(1, 2)

# ISO 4217, list one, 2026: every active code that has a minor unit.
_MINOR_UNITS: Mapping[int, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP
    BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB
    EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
    KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
    MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
    RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
    TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS: Mapping[str, int] = {
    code: n for n, codes in _MINOR_UNITS.items() for code in codes.split()
}

Value = Any  # a number, a day, a text or a rounding; _letter tells which
Fields = dict[str, Any]
Reader = Callable[[object, str], Any]
Leaves = tuple[tuple[str, str], ...]  # (what kind of field, whose it is)
Key = tuple[str, str, str | None, date | None, str, str | None, str | None]


@dataclass(frozen=True)
class Finding:
    """
    The first thing that does not hold.

    Attributes:
        place: Where it stands, such as ``lines[2].proof.steps[4]``.
        reason: What it must be, and what it is.
    """

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True)
class Report:
    """
    What one level of checking came to.

    Attributes:
        level: 1 for the document alone, 2 for the document against its account file.
        proved: What was proved, in counts; empty when something does not hold.
        failure: The first thing that does not hold, or None.
    """

    level: int
    proved: tuple[str, ...]
    failure: Finding | None

    @property
    def holds(self) -> bool:
        """True if nothing was found."""
        return self.failure is None


class _Broken(Exception):
    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.finding = Finding(place, reason)


@dataclass(frozen=True)
class _Proof:
    place: str
    operations: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    values: tuple[Value, ...]
    leaves: Leaves

    def named(self, *kinds: str) -> list[str]:
        return [whose for kind, whose in self.leaves if kind in kinds]


@dataclass(frozen=True)
class _Line:
    place: str
    plain: Fields
    proof: _Proof

    def __getitem__(self, name: str) -> Value:
        return self.plain[name]

    def must(self, **expected: Value) -> None:
        for name, value in expected.items():
            key = name.rstrip("_")
            _equal(self.plain[key], value, f"{self.place}.{key}")


@dataclass(frozen=True)
class _LevyLine(_Line):
    levy: Fields
    rate: Fields
    share: Fields | None

    @property
    def base(self) -> list[str]:
        """The ids of the lines that are counted."""
        return self.proof.named("line")


@dataclass(frozen=True)
class _Correction(_Line):
    revision: "_Revision"
    was: list[str]  # what is added up as issued
    credited: list[str]  # what credit notes gave back of it

    @property
    def late(self) -> list[str]:
        """The facts that are its causes."""
        return [name for cause in self["causes"] for name in cause["facts"]]


@dataclass(frozen=True)
class _Revision:
    place: str
    issued: str | None
    about: Fields
    book: "_Book | None"
    lines: Mapping[str, _Line]


@dataclass(frozen=True)
class _Book:
    head: Fields
    facts: Mapping[str, Fields]
    policies: Mapping[str, Fields]
    own: Mapping[str, Fields]  # without what only corrections name
    lines: list[_Line] = field(default_factory=list)
    used: list[tuple[_Line, "_Used"]] = field(default_factory=list)
    lows: list[tuple[_Line, "_Low"]] = field(default_factory=list)
    levies: list[_LevyLine] = field(default_factory=list)
    proofs: list[_Proof] = field(default_factory=list)
    proven: dict[str, Value] = field(default_factory=dict)
    revisions: list["_Revision"] = field(default_factory=list)
    corrections: list["_Correction"] = field(default_factory=list)

    def __getitem__(self, choice: str) -> Value:
        """Look up a policy's field by its role and name."""
        role, *parts = choice.split(".")
        policy = next(x for x in self.policies.values() if x["policy"] == role)
        return reduce(lambda content, part: content[part], parts, policy)

    def key(self, choice: str) -> str:
        """Return the digest of a policy and its field, as a proof names them."""
        role, _, part = choice.partition(".")
        keys = (key for key, x in self.policies.items() if x["policy"] == role)
        return f"{next(keys)}.{part}"

    @property
    def kind(self) -> str:
        return str(self.head["document"]["kind"])

    @property
    def span(self) -> tuple[date, date]:
        start, end = self.head["document"]["period"]
        return start, end

    @property
    def header(self) -> Fields:
        """What proofs can name of the head."""
        start, end = self.span
        header = {**self.head, "period.start": start, "period.end": end}
        return header | _cycle_numbers(self.head.get("cycle"))

    @property
    def levy_policies(self) -> dict[str, Fields]:
        """The levies of the document by name, in their order."""
        policies = [self.policies[key] for key in self.head["levy_order"]]
        return {levy["name"]: levy for levy in policies}

    def of(self, kind: str) -> Fields | None:
        return next((x for x in self.own.values() if x["type"] == kind), None)


def verify(document: object) -> Report:
    """
    Check a document by itself: level 1.

    Args:
        document: The invoice document as :func:`json.loads` returns it.

    Returns:
        A report; never an exception, whatever is handed in.

    >>> verify("no document").failure
    Finding(place='document', reason='must be an object')
    """
    try:
        return Report(1, _proved(_check(document)), None)
    except _Broken as broken:
        return Report(1, (), broken.finding)


def verify_facts(document: object, account: object) -> Report:
    """
    Check a document by itself, then against its account file: level 2.

    Args:
        document: The invoice document as :func:`json.loads` returns it.
        account: The account file: its path, or its content with decimals as
            :class:`decimal.Decimal` or texts, and days as dates or texts. The documents
            that it names as issued are read beside the path; they are asked for by
            credit notes and by documents with corrections.

    Returns:
        The report of level 2, or that of level 1 if the document fails there.

    >>> verify_facts({}, {}).level
    1
    """
    path = account if isinstance(account, Path) else None
    return _report(document, account, _Shelf(path))


def _report(document: object, account: object, shelf: "_Shelf") -> Report:
    level = 1
    try:
        book = _check(document)
        level = 2
        content = _load(account, str) if isinstance(account, Path) else account
        return Report(2, _check_facts(book, content, shelf), None)
    except _Broken as broken:
        return Report(level, (), broken.finding)


def main(argv: list[str] | None = None) -> int:
    """
    Run the command line.

    Args:
        argv: The arguments without the program's name; None for those of the process.

    Returns:
        0 if every document holds, 1 if one does not, 2 if a file cannot be opened.
    """
    parser = argparse.ArgumentParser(prog="verify.py", description=_SUBJECT)
    parser.add_argument("invoice", type=Path, help="one document, or an array of them")
    parser.add_argument("--facts", type=Path, help="the account file, TOML or JSON")
    options = parser.parse_args(argv)
    try:
        content = _load(options.invoice, float)
        account = options.facts and _load(options.facts, str)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except _Broken as broken:
        sys.stdout.write(f"does not hold: {broken.finding}\n")
        return 1
    documents = content if isinstance(content, list) else [content]
    names = [f"documents[{index}]" for index in range(len(documents))]
    shelf = _Shelf(options.facts)
    hold = sum(
        _tell(*each, account, shelf) for each in zip(names, documents, strict=True)
    )
    sys.stdout.write(f"{hold} of {len(names)} documents hold\n")
    return int(hold < max(len(names), 1))


_SUBJECT = "Check invoice documents: proofs (level 1) and facts (level 2)."


def _tell(name: str, document: object, account: object, shelf: "_Shelf") -> bool:
    reports = [verify(document)]
    if account is not None and reports[0].holds:
        reports.append(_report(document, account, shelf))
    for report in reports:
        verdict = "holds" if report.holds else "does not hold"
        details = (report.failure,) if report.failure else report.proved
        lines = [f"{name}, level {report.level}: {verdict}", *map(str, details)]
        sys.stdout.write("\n  ".join(lines) + "\n")
    return reports[-1].holds


# Reading: nothing is used before it has been found small, plain and well spelled.


def _load(path: Path, decimal: type) -> object:
    place = _at("", path.name)
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    _need(len(content) <= _MOST_BYTES, place, "is too large")
    try:
        if path.suffix == ".toml":
            return tomllib.loads(content.decode(), parse_float=_toml_decimal)
        return json.loads(content, parse_float=decimal, object_pairs_hook=_distinct)
    except (ValueError, RecursionError) as error:
        raise _Broken(place, f"cannot be read: {_show(str(error))}") from None


def _toml_decimal(text: str) -> str:
    return text.replace("_", "").lstrip("+")


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    return content if len(content) == len(pairs) else _refuse("a key stands twice")


def _small(value: object, place: str, plain: tuple[type, ...]) -> None:
    if _is_small(value, plain):
        return
    # Value by value, last ones first, up to the one that is refused.
    waiting, seen = [(value, 0)], 0
    while True:
        entry, level = waiting.pop()
        seen += 1
        inner: Iterable[object] = ()
        if type(entry) is dict:
            _need(all(type(key) is str for key in entry), place, "has a key of no text")
            inner = [*entry, *entry.values()]
        elif type(entry) is list:
            inner = entry
        elif type(entry) is str:
            fits = len(entry) <= _LONGEST_TEXT and not _SURROGATE.search(entry)
            _need(fits, place, "holds a text that is too long or no Unicode")
        elif entry is not None:
            fits = type(entry) in plain and not (
                isinstance(entry, int) and abs(entry) >= 10**18
            )
            _need(fits, place, f"holds a {type(entry).__name__} that is not plain data")
        waiting += [(x, level + 1) for x in inner]
        _need(seen + len(waiting) <= _MOST_VALUES, place, "holds too many values")
        _need(level <= _MOST_LEVELS, place, "is nested too deep")


def _is_small(value: object, plain: tuple[type, ...]) -> bool:
    # All values of one depth at once: in a loop they take half the time of a check.
    level, seen = [value], 1
    for _ in range(_MOST_LEVELS + 1):
        # By identity: a type may say that it equals any other.
        of: dict[type, list[Any]] = {
            kind: [*compress(level, map(operator.is_, map(type, level), repeat(kind)))]
            for kind in (dict, list, str, type(None), *plain)
        }
        inner: list[object] = []
        for entry in chain(of[list], of[dict], map(dict.values, of[dict])):
            inner += entry
            if seen + len(inner) > _MOST_VALUES:
                return False
        keys = chain.from_iterable(of[dict])
        if not (
            sum(map(len, of.values())) == len(level)
            and all(map(operator.is_, map(type, keys), repeat(str)))
            and max(map(len, of[str]), default=0) <= _LONGEST_TEXT
            and not _SURROGATE.search("".join(of[str]))
            and max(map(abs, of[int]), default=0) < 10**18
        ):
            return False
        level, seen = inner, seen + len(inner)
        if not level:
            return True
    return False


_SURROGATE = re.compile("[\ud800-\udfff]")


def _need(claim: object, place: str, reason: str) -> None:
    if not claim:
        raise _Broken(place, reason)


def _equal(actual: Value, expected: Value, place: str) -> None:
    if actual != expected:
        raise _Broken(place, f"must be {_show(expected)}, got {_show(actual)}")


def _show(value: object) -> str:
    if isinstance(value, tuple):
        return " to ".join(map(_show, value)) or "none"
    if isinstance(value, str):
        return ascii(value[:60])
    if isinstance(value, Fraction | date | int):
        return str(value)
    return "null" if value is None else type(value).__name__


def _at(place: str, key: str) -> str:
    plain = key.isascii() and key.isprintable() and 0 < len(key) <= 64
    return f"{place}." * bool(place) + (key if plain else ascii(key[:60]))


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _read(value: object, shape: Mapping[str, Reader], place: str) -> Fields:
    content = _object(value, place or "document")
    readers = {name.rstrip("?"): reader for name, reader in shape.items()}
    if content.keys() - readers:
        unknown = next(key for key in content if key not in readers)
        raise _Broken(_at(place, unknown), "is no known key")
    if readers.keys() - content:
        for name in shape:
            if name[-1] != "?" and name not in content:
                raise _Broken(_at(place, name), "is missing")
    return {key: readers[key](x, _at(place, key)) for key, x in content.items()}


def _object(value: object, place: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _Broken(place, "must be an object")
    return value


def _array(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise _Broken(place, "must be an array")
    return value


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or not value:
        raise _Broken(place, "must be a text that is not empty")
    return value


def _day(value: object, place: str) -> date:
    text = _text(value, place)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _Broken(place, f"must be a day, got {_show(text)}") from None
    _equal(text, str(day), place)
    _need(1900 <= day.year < 3000, place, f"must be in 1900 to 2999, got {text}")
    return day


def _spelled(pattern: str, what: str) -> Reader:
    def read(value: object, place: str) -> Fraction:
        text = _text(value, place)
        if not re.fullmatch(pattern, text, re.ASCII):
            raise _Broken(place, f"must be {what}, got {_show(text)}")
        return Fraction(text)

    return read


def _spelled_text(pattern: str, what: str) -> Reader:
    def read(value: object, place: str) -> str:
        text = _text(value, place)
        if not re.fullmatch(pattern, text, re.ASCII):
            raise _Broken(place, f"must be {what}, got {_show(text)}")
        return text

    return read


def _ratio(value: object, place: str) -> Fraction:
    number = _PARTS(value, place)
    _equal(value, str(number), place)
    return Fraction(number)


def _money(digits: int) -> Reader:
    tail = rf"\.\d{{{digits}}}" if digits else ""
    pattern = rf"(?!-0(\.0*)?\Z)-?(0|[1-9]\d{{0,17}}){tail}"
    return _spelled(pattern, f"an amount with {digits} decimals")


def _one_of(*words: str) -> Reader:
    def read(value: object, place: str) -> str:
        text = _text(value, place)
        if text not in words:
            reason = f"must be {' or '.join(words)}, got {_show(text)}"
            raise _Broken(place, reason)
        return text

    return read


def _period(value: object, place: str) -> tuple[date, date]:
    period = _read(value, {"start": _day, "end": _day}, place)
    return period["start"], period["end"]


def _rounding(value: object, place: str) -> Fields:
    rounding = _read(value, _shape("mode:text places:text step:positive"), place)
    _one_of(*_MODES)(rounding["mode"], f"{place}.mode")
    if rounding["places"] != "minor_unit":
        places = _spelled(r"\d|1[0-8]", "minor_unit or a count up to 18")
        rounding["places"] = int(places(rounding["places"], f"{place}.places"))
    return rounding


def _names(value: object, place: str) -> tuple[str, ...]:
    names = _array(value, place)
    _need(len(names) <= _MOST_NAMES, place, f"must be {_MOST_NAMES} at most")
    return tuple(_text(x, f"{place}[{index}]") for index, x in enumerate(names))


def _sorted_names(value: object, place: str) -> tuple[str, ...]:
    names: set[str] = set(_names(value, place))
    return tuple(sorted(names))


def _prefixes(value: object, place: str) -> tuple[str, ...]:
    texts = _array(value, place)
    _need(len(texts) <= _MOST_NAMES, place, f"must be {_MOST_NAMES} at most")
    for index, text in enumerate(texts):
        fits = isinstance(text, str) and re.fullmatch(_PREFIX, text, re.ASCII)
        told = "must be a plus and up to 15 digits, or empty for all numbers"
        _need(fits, f"{place}[{index}]", told)
    return tuple(sorted({*map(str, texts)}))


_PREFIX = r"\+?\d{1,15}|\+?"


def _details(value: object, place: str) -> tuple[str, ...]:
    words = ("caller_id", "e911", "two_way")
    found = [_one_of(*words)(x, place) for x in _array(value, place)]
    _need(found, place, "must name one at least")
    return tuple(word for word in words if word in found)


def _first_day(value: object, place: str) -> date:
    day = _day(value, place)
    _equal(day, _month(day), place)
    return day


def _units_told(value: object, place: str) -> Fraction:
    number = _ratio(value, place)
    _need(number >= 0, place, f"must be 0 or more, got {number}")
    return number


def _tiers(value: object, place: str) -> tuple[Fields, ...]:
    rows = enumerate(_array(value, place))
    shape, none = _SHAPES["tier"], {"flat_fee": None}
    tiers: list[Fields] = [
        none | _read(x, shape, f"{place}[{index}]") for index, x in rows
    ]
    bounds = [tier["above"] for tier in tiers]
    ascend = bounds[:1] in ([], [0]) and bounds == sorted(set(bounds))
    _need(ascend, place, "must ascend from 0")
    return tuple(tiers)


def _increment(value: object, place: str) -> Fields:
    return _read(value, _SHAPES["increment"], place)


def _treatments(value: object, place: str) -> list[Fields]:
    rows = enumerate(_array(value, place))
    return [_read(x, _SHAPES["treatment"], f"{place}[{index}]") for index, x in rows]


def _percent(value: object, place: str) -> Fraction:
    percent: Fraction = _PERCENT(value, place)
    _need(percent <= _HUNDRED, place, f"must be 100 at most, got {_show(value)}")
    return percent


def _tax_number(value: object, place: str) -> str:
    text = _text(value, place)
    number = re.sub(r"[^A-Z0-9+*]", "", text.upper())
    fits = text.isascii() and text.isprintable() and re.match("[A-Z]{2}.", number)
    _need(fits, place, "must be a number headed by the letters of its country")
    # Some countries write zeros in front, and some leave them out.
    return number[:2] + number[2:].lstrip("0")


def _country(value: object, place: str) -> str:
    text = _text(value, place)
    fits = re.fullmatch("[A-Z]{2}", text, re.ASCII)
    _need(fits, place, f"must be two capital letters, got {_show(text)}")
    return text


def _one(value: object, place: str) -> int:
    _need(type(value) is int and value == 1, place, "must be the number 1")
    return 1


def _about(value: object, place: str) -> Fields:
    about = _read(value, _SHAPES["head"], place)
    _check_period(about["kind"], about["period"], f"{place}.period")
    return about


def _check_period(kind: str, period: tuple[date, date], place: str) -> None:
    start, end = period
    if kind in _CYCLES:
        _need(start < end, place, "must have a day at least")
        return
    month, day = (_month(start), _next_month(start)), (start, start + _DAY)
    _equal(period, month if kind == "recurring" else day, place)


_CYCLES = ("cycle", "plan_change")


_PARTS = _spelled(r"(0|-?[1-9]\d{0,59})(/[1-9]\d{0,59})?", 'a number "p/q" or "p"')


def _each(kind: str, most: int = _MOST_VALUES) -> Reader:
    def read(value: object, place: str) -> tuple[Any, ...]:
        _need(len(_array(value, place)) <= most, place, f"holds more than {most}")
        entries = enumerate(_array(value, place))
        return tuple(_READERS[kind](x, f"{place}[{index}]") for index, x in entries)

    return read


_HUNDRED = Fraction(100)
_PERCENT = _spelled(
    r"(0|[1-9]\d{0,2})(\.\d{0,11}[1-9])?", "a percentage without zeros at its end"
)
_READERS: Mapping[str, Reader] = {
    "any": lambda value, _place: value,
    "array": _array,
    "count": _spelled(r"0|[1-9]\d{0,11}", "a whole number from 0"),
    "country": _country,
    "day": _day,
    "each_day": _each("day", 4_000),
    "numbers": _each("positive"),
    "part": lambda value, place: _read(value, _SHAPES["part"], place),
    "cycle": lambda value, place: _read(value, _SHAPES["cycle"], place),
    "past": lambda value, place: _read(value, _SHAPES["past"], place),
    "parts": _each("part"),
    "texts": _each("text"),
    "day_number": _spelled(r"[1-9]|[12]\d|3[01]", "a day of a month"),
    "days": _spelled(r"0|[1-9]\d{0,2}", "a whole number from 0 to 999"),
    "months": _spelled(r"\d|[1-9]\d|1[01]\d|120", "a whole number from 0 to 120"),
    "nonzero": _spelled(r"-?[1-9]\d{0,11}", "a whole number other than 0"),
    "object": _object,
    "percent": _percent,
    "period": _period,
    "positive": _spelled(r"[1-9]\d{0,11}", "a whole number from 1"),
    "price": _spelled(r"(0|[1-9]\d{0,17})(\.\d{1,18})?", "a decimal number from 0"),
    "rounding": _rounding,
    "tax_number": _tax_number,
    "text": _text,
    "names": _names,
    "treatments": _treatments,
    "one": _one,
    "about": _about,
    "details": _details,
    "disputed": lambda value, place: tuple(
        {"amount": None, **row}
        for row in _rows(_array(value, place), _SHAPES["disputed line"], place)
    ),
    "month": _first_day,
    "units": _units_told,
    "prefixes": _prefixes,
    "sorted_names": _sorted_names,
    "tiers": _tiers,
    "increment": _increment,
    "sha256": _spelled_text("[0-9a-f]{64}", "a digest of 64 hexadecimal digits"),
}


def _shape(text: str) -> dict[str, Reader]:
    """Read "name:kind"; "name?" may be absent, "~kind" null, "a|b" is one of those."""

    def reader(kind: str) -> Reader:
        read = _READERS.get(kind.lstrip("~")) or _one_of(*kind.split("|"))
        if kind[0] == "~":
            return lambda value, place: None if value is None else read(value, place)
        return read

    return {name: reader(kind) for name, kind in (x.split(":") for x in text.split())}


# "@role" is a policy; a name without it is a part of the document or a kind of fact.
_SHAPES: Mapping[str, Mapping[str, Reader]] = {
    name: _shape(text)
    for name, text in {
        "document": """schema:one market:text edition:text readings:object account:text
            document:any cycle?:cycle billing_start:day issue_date:day sent_on:~day
            paid_on:~day due_date:~day dispute_until:day autopay_on:~day known_on:~day
            usage:~period currency:text
            brought_forward:any addresses:names levy_order:names lines:array
            levies:array corrections:array revisions:array facts:object
            policies:object clauses:object subtotal:any total:any payable:any
            proofs:object digest:text""",
        "dates": """schema:one market:text edition:text readings:object account:text
            currency:text document:any from_on:day known_on:~day months:months
            billing_start:day grounds:names dates:array invoices:array
            market_policies:names
            facts:object policies:object clauses:object proofs:object digest:text""",
        "dates_head": "kind:key_dates product:text",
        "key_date": """id:text kind:text of:~text number:~positive period:~period
            invoice:~sha256 on:day clause:text standing:text proof:any choices:array
            safe:any""",
        "choice": "id:text readings:object on:day proof:any",
        "safe": "on:day proof:any",
        "answers": """schema:one market:text edition:text readings:object account:~text
            currency:text document:any issued:names given:object grounds:names
            answers:array market_policies:names facts:object policies:object
            clauses:object digest:text""",
        "answer": "name:text is:object proof:any",
        "statement_head": """kind:statement product:text on:day autopay:on|off
            service:active|suspended|with_receivables invoices:array""",
        "stated_invoice": """invoice:sha256
            status:credited|paid|past_due|disputed|partly_paid|due""",
        "dispute_head": "kind:dispute id:text invoice:sha256 on:day product:text",
        "return_head": "kind:return id:text invoice:sha256 on:day product:text",
        "commissions_head": """kind:commissions partner:text month:period
            brought_forward:any product:text""",
        "note": """schema:one market:text edition:text readings:object account:text
            currency:text document:any issue_date:day invoice:sha256 before:names
            reason:wrong_charge|goodwill
            asked:any open:array lines:array facts:object policies:object
            clauses:object total:any proofs:object digest:text""",
        "note_head": """kind:credit_note id:text product:text period:period part:~text
            of:recurring|one_time|cycle|plan_change""",
        "asked": """by:everything|lines|amount|share amount:any percent:~percent
            lines:object""",
        "head": """kind:recurring|one_time|cycle|plan_change product:text
            period:period part:~text""",
        "cycle": """frequency:monthly|quarterly|annual months:count number:count
            anchor:day past:~past""",
        "past": "anchor:day number:count period:period",
        "part": "name:text classes:texts",
        "line": """id:text kind:text class:text item:text group:~text quantity:nonzero
            unit:~text unit_price:price amount:any effective_on:~day price:~text
            fact:~text code:~text period:period proof:any""",
        "line of usage": "quantity:units unit_price:~price",
        "levy": """id:text kind:text levy:text jurisdiction:text percent:percent
            category:standard|zero_rated|exempt|reverse_charge share:~percent base:any
            amount:any tax_date:day from_on:day ground:~text proof:any""",
        "correction": """id:text line:text kind:text class:~text item:~text
            group:~text code:~text levy:~text category:~text percent:~percent
            effective_on:~day period:~period tax_date:~day document:about issued:any
            credited:any revised:any amount:any causes:array proof:any""",
        "cause": "facts:names amount:any",
        "revision": "digest:~sha256 document:about revised:any",
        "credit": """id:text line:text kind:text class:~text item:~text
            group:~text code:~text levy:~text category:~text percent:~percent
            effective_on:~day period:~period tax_date:~day amount:any proof:any""",
        "open": """line:text kind:text class:~text item:~text group:~text code:~text
            levy:~text category:~text percent:~percent
            effective_on:~day period:~period tax_date:~day base:names amount:any
            until:any""",
        "treatment": """charge_class:text unit:~text clause:text
            taxability:taxable|zero_rated|exempt|out_of_scope""",
        "proof": "rule:text steps:array",
        "step": "op:text of:array is:object label:text clause:text",
        "contract": """type:text signed_on?:day free_months:days billing_start_on?:day
            known_on:day supersedes?:text""",
        "service_end": """type:text last_day_of_service:day known_on:day
            supersedes?:text""",
        "price": """type:text item:text unit:text unit_price:price known_on:day
            effective_on:day
            kind:service_charge|standard_number|contact_center|subscription|rental
            frequency:monthly|quarterly|annual
            currency:text product:text minimum_quantity:count supersedes?:text""",
        "change": """type:text item:text quantity:nonzero group?:text effective_on:day
            known_on:day supersedes?:text""",
        "opening": """type:text item:text quantity:count group?:text effective_on:day
            known_on:day supersedes?:text""",
        "one_time": """type:text item:text quantity:positive unit_price:price
            kind:hardware|number_purchase|other_charge|other_credit effective_on:day
            known_on:day currency:text product:text code?:text supersedes?:text""",
        "address": """type:text country:country region?:text areas:names
            effective_on:day known_on:day supersedes?:text""",
        "exemption": """type:text tax:text jurisdiction:text certificate:text
            effective_on:day valid_until?:day known_on:day supersedes?:text""",
        "tax_number": """type:text number:tax_number effective_on:day known_on:day
            confirmed_on?:day supersedes?:text""",
        "usage": """type:text month:month rate?:text device:regular|low_usage
            call_type:extension|toll_free_inbound|inbound|domestic_premium|international|plan|message
            rows:count connected:count seconds:count billable:count row_cost?:price
            counted?:text counted_from?:day known_on:day supersedes?:text""",
        "no_usage": "type:text month:month known_on:day supersedes?:text",
        "call_rate": """type:text name:text currency:text effective_on:day
            call_type:toll_free_inbound|domestic_premium|international|plan|message
            prefixes:prefixes model:flat|graduated|volume|package unit_price?:price
            tiers:tiers package?:positive flat_fee?:price minimum?:price
            connection_fee?:price increment?:increment known_on:day supersedes?:text""",
        "tier": "above:count unit_price:price flat_fee?:~price",
        "increment": """initial:positive step:positive counted:after_initial|multiple
            minimum:count free_seconds:count zero_seconds:free|minimum""",
        "included": """type:text unit:minute|message_credit quantity:count item?:text
            effective_on:day known_on:day supersedes?:text""",
        "low_usage": """type:text item:text full_price:text phones:sorted_names
            allowed:count effective_on:day known_on:day supersedes?:text""",
        "payment": """type:text paid_on:day amount:price currency:text invoice?:text
            method?:text known_on:day supersedes?:text""",
        "dispute": """type:text invoice:text notified_on:day lines:disputed
            known_on:day supersedes?:text""",
        "resolution": """type:text dispute:text resolved_on:day lines:disputed
            outcome:upheld|rejected known_on:day supersedes?:text""",
        "suspension": "type:text effective_on:day known_on:day supersedes?:text",
        "autopay_choice": """type:text effective_on:day autopay:on|off known_on:day
            supersedes?:text""",
        "delivery": """type:text purchase:text effective_on:day known_on:day
            supersedes?:text""",
        "return": """type:text purchase:text quantity:positive shipped_on:day
            received_on:day processed_on:day rma:text provisioning_fee?:price
            condition:complete|incomplete|damaged missing_parts_fee?:price msrp?:price
            currency?:text known_on:day supersedes?:text""",
        "commission": """type:text partner:text account:text effective_on:day
            kind:residual|upfront|one_time|spiff until_on?:day percent?:price
            amount?:price currency?:text known_on:day supersedes?:text""",
        "paid_part": """type:text source:text invoice:sha256 paid_on:day amount:any
            currency:text""",
        "disputed line": "line:text amount?:~price",
        "term": """type:text agreed_on:day months:positive product:text start_on?:day
            auto_renewal:on|off renewal_months?:positive renewal_on?:day buyout?:price
            currency?:text known_on:day supersedes?:text""",
        "trial": """type:text product:text effective_on:day days:positive known_on:day
            supersedes?:text""",
        "number_change": """type:text number:text details:details
            effective_on:day currency:text fee?:price product:text known_on:day
            supersedes?:text""",
        "early_termination": """type:text amount:price currency:text effective_on:day
            product:text known_on:day supersedes?:text""",
        "withdrawal": "type:text fact:text known_on:day",
        "issued_line": """type:text document:sha256 line:text amount:any currency:text
            effective_on:day""",
        "@proration": """policy:text removals:credited|not_credited rounding:rounding
            day_count:actual_after_start|actual_from_start|thirty_day_month
            zero_days:shown|omitted same_day:netted_by_sign|per_change
            rounded:line|unit_share price_change:on_the_day|next_cycle
            emptied:service_continues|cancellation|minimum_quantity
            last_month:days_served|full_month clause:text""",
        "@recurring": """policy:text quantities:day_one|invoice_date rounding:rounding
            clause:text""",
        "@start": """policy:text counted:later|quote|signature free_month_days:days
            missing_day:clamp|roll_over|refuse clause:text""",
        "@cycle": """policy:text window_last_day:day_number clause:text
            first_invoice:window|next_month|on_start_date|month_after
            number_purchase:next_monthly|one_time_invoice
            nothing_to_bill:no_invoice|invoice parts:parts""",
        "@issue": """policy:text day:day_number counted:calendar_days|business_days
            holidays:each_day clause:text""",
        "@one_time": "policy:text rounding:rounding clause:text",
        "@due": """policy:text days:days counted_from:invoice_date|sent_date
            due_day:days offered:numbers clause:text""",
        "@dispute": "policy:text days:days clause:text",
        "@autopay": """policy:text charged:day_of_month|due_date day:day_number
            clause:text""",
        "@settlement": """policy:text negative_total:account_credit|refund|carried_line
            clause:text""",
        "@credit": "policy:text rounding:rounding clause:text",
        "@usage": """policy:text minutes:rounding per:row|call edge:whole|split
            rounded:line|row rounding:rounding extension_calls:outbound|free
            included:full|prorated pool_use:unrated|off_net packages:rounding
            last_usage:own_invoice|last_regular minute_seconds:positive
            message_characters:positive included_price:count overage:~price
            message_overage:~price currency:~text clause:text""",
        "@low_usage": """policy:text phones:count minutes:count
            judged:invoice|contract clause:text""",
        "@frequency": """policy:text annual_renewal:monthly_invoice|anchor_day
            quarters:first_of_month|anchored quarter_changes:months_and_days|days
            missing_day:clamp|roll_over|refuse clause:text""",
        "@anchor": """policy:text length:calendar_month|anchored_month|thirty_days
            days:positive first_charge:sign_up|after_first_cycle
            moved_by:nothing|increases|any_change rounding:rounding
            missing_day:clamp|roll_over|refuse clause:text""",
        "@fees": """policy:text change_fee:price currency:text per:number|detail
            billed:next_monthly|one_time_invoice rounding:rounding clause:text""",
        "@term": """policy:text counted_from:billing_start|signature
            renewal_months:positive missing_day:clamp|roll_over|refuse clause:text""",
        "@notice": """policy:text end_days:days renewal_days:days
            counted_to:renewal_date|last_day ends:month_end|paid_cycle
            deadline:calendar_day|next_business_day holidays:each_day clause:text""",
        "@deletion": """policy:text days:days months:days
            missing_day:clamp|roll_over|refuse clause:text""",
        "@application": """policy:text order:named_then_oldest|oldest|largest
            clause:text""",
        "@past_due": "policy:text counted_from:autopay|due_date clause:text",
        "@disputed": "policy:text part:suspended|owed days:days clause:text",
        "@returns": """policy:text days:days counted:processed|shipped|received
            late:accepted|refused late_fee:price currency:text restocking_percent:days
            base:price_paid|msrp rounded:fee|credit tax:in_proportion|in_full
            credit_first:days credit_last:days holidays:each_day rounding:rounding
            clause:text""",
        "@commissions": """policy:text pay_day:day_number report_day:day_number
            residual_base:service|total residual_run:same_month|month_end
            one_time_run:next_month|thirty_days wait_days:days
            claw_back:next_statement|none rounding:rounding clause:text""",
        "@levy": """policy:text name:text kind:recovery|pass_through|tax line:text
            jurisdiction:text places:names series:text share:~text classes:names
            levies:names treatments:treatments level:invoice|line|unrounded_lines
            rounding:rounding line_rounding:~rounding cap:none|product
            tax_date:invoice_date|service_period|earlier_of_invoice_and_payment
            credit_rate:charging_invoice|current_invoice vat_id:none|cross_border|any
            negative_base:same_formula|no_levy seller:~text clause:text""",
        "@rate": """policy:text series:text from_on:day percent:percent clause:text
            category:standard|zero_rated|exempt|reverse_charge""",
        "account file": """format:1 account:object contract:object prices?:array
            changes?:array one_time?:array opening?:array addresses?:array
            exemptions?:array tax_numbers?:array taxes?:array rates?:array
            withdrawals?:array issued?:array readings?:object credits?:any
            call_rates?:array included?:array low_usage?:array usage?:array
            no_usage?:array terms?:array trials?:array number_changes?:array
            early_terminations?:array recipients?:any partner?:any payments?:array
            disputes?:array resolutions?:array suspensions?:array autopay?:array
            deliveries?:array returns?:array""",
        "partner file": """format:1 partner:object commissions:array accounts:array
            withdrawals?:array readings?:object""",
        "partner": """name:text currency:text market:text edition?:text
            holidays?:each_day""",
        "partner account": "file?:text issued?:array",
        "account": """id:text currency:text market:text edition?:text
            holidays?:each_day""",
        "issued": "file:text",
        "taxes": "name:text jurisdiction:text",
        "rates": """series:text from_on:day percent:price clause:text source?:text
            url?:text standing?:contract|law|stated|reading|assumed""",
    }.items()
}
_LEVIED = ("address", "exemption", "tax_number")  # named by no leaf of a proof
_OF_USAGE = ("usage", "no_usage", "call_rate", "included", "low_usage")
_KINDS = ("contract", "service_end", "price", "change", "opening", "one_time", *_LEVIED)
_OF_CONTRACTS = ("term", "trial", "number_change", "early_termination")
_OF_PAYMENTS = ("payment", "dispute", "resolution", "suspension", "autopay_choice")
_OF_PARTNERS = ("commission", "paid_part")
_AFTER = (*_OF_PAYMENTS, "delivery", "return", *_OF_PARTNERS)
_FACTS = (
    *(*_KINDS, *_OF_USAGE, *_OF_CONTRACTS),
    *(*_AFTER, "withdrawal", "issued_line"),
)
_ROLES = tuple(sorted(name[1:] for name in _SHAPES if name[0] == "@"))
_MANY = ("levy", "rate")
_OF_ANSWERS = ("application", "past_due", "disputed", "returns", "commissions")
# The roles on which no invoice rests.
_APART_OF = ("term", "notice", "deletion", *_OF_ANSWERS)
_ONCE = tuple(role for role in _ROLES if role not in (*_MANY, *_APART_OF))
_UNITS: Mapping[str, str] = {
    "service_charge": "device extension",
    "standard_number": "toll_free_number inbound_only_number two_way_number"
    " international_number",
    "contact_center": "subscription",
    "subscription": "subscription",
    "rental": "rented_device",
}
_CLASSES: Mapping[str, str] = {  # in the order of the lines
    "service_charge": "telecommunications",
    "standard_number": "telecommunications",
    "prorated_charge": "that of its item",
    "included_minutes": "telecommunications",
    "domestic_premium_minutes": "telecommunications",
    "outbound_overage": "telecommunications",
    "toll_free_minutes": "telecommunications",
    "international_minutes": "telecommunications",
    "included_messages": "messaging",
    "message_overage": "messaging",
    "contact_center": "software",
    "subscription": "software",
    "rental": "equipment_rental",
    "hardware": "equipment_sale",
    "number_purchase": "fee",
    "change_fee": "fee",
    "early_termination": "fee",
    "other_charge": "fee",
    "other_credit": "fee",
    "brought_forward": "balance",
}
_USED: Mapping[str, str] = {  # the kinds of the lines of usage, and their rules
    "included_minutes": "included_usage",
    "domestic_premium_minutes": "usage_charge",
    "outbound_overage": "usage_overage",
    "toll_free_minutes": "usage_charge",
    "international_minutes": "usage_charge",
    "included_messages": "included_usage",
    "message_overage": "usage_overage",
}
_RATED: Mapping[str, str] = {  # those of usage that is rated by number
    "domestic_premium_minutes": "domestic_premium",
    "toll_free_minutes": "toll_free_inbound",
    "international_minutes": "international",
}
_FEES: Mapping[str, str] = {  # the facts of fees, and the kinds of their lines
    "number_change": "change_fee",
    "early_termination": "early_termination",
}
_LEVY_KINDS: Mapping[str, str] = {
    "state_and_local_recovery": "recovery",
    "regulatory_recovery": "recovery",
    "canadian_regulatory_fee": "recovery",
    "universal_service_fee": "pass_through",
    "sales_tax": "tax",
    "gst": "tax",
    "hst": "tax",
    "pst": "tax",
    "qst": "tax",
    "vat": "tax",
}
_TAXABLE = (
    *("telecommunications", "messaging", "software"),
    *("equipment_sale", "equipment_rental", "fee"),
)
_SPLIT = ("service_charge", "standard_number")
_CREDITS = ("other_credit", "brought_forward")


def _fact(value: object, place: str) -> Fields:
    kind = _one_of(*_FACTS)(_object(value, place).get("type"), f"{place}.type")
    fact = _read(value, _SHAPES[kind], place)
    if kind == "price":
        units = _UNITS[fact["kind"]].split()
        _one_of(*units)(fact["unit"], f"{place}.unit")
    if kind == "one_time":
        other, code = fact["kind"].startswith("other_"), fact.get("code", "")
        fits = ":" in code if other else not code
        _need(fits, f"{place}.code", "must be namespaced, and for other_* only")
    if kind == "contract":
        signed = "signed_on" in fact
        _need(signed or "billing_start_on" in fact, place, "must have a first day")
        _need(signed or not fact["free_months"], place, "has free months of no day")
    if kind == "tax_number":
        known = fact.get("confirmed_on", date.min) <= fact["known_on"]
        _need(known, f"{place}.known_on", "must not be before the confirmation")
    if kind == "exemption":
        _one_of(*_LEVY_KINDS)(fact["tax"], f"{place}.tax")
        ends = fact.get("valid_until", date.max) >= fact["effective_on"]
        _need(ends, f"{place}.valid_until", "must not be before its first day")
    if kind in _OF_USAGE:
        _check_usage_fact(fact, place)
    return fact


def _check_usage_fact(fact: Fields, place: str) -> None:
    if fact["type"] == "usage":
        rated = fact["call_type"] in _RATED.values()
        told = "must be there for what is rated by number, and only there"
        _need(rated == ("rate" in fact), f"{place}.rate", told)
        _need(rated or "row_cost" not in fact, f"{place}.row_cost", told)
        fits = fact["connected"] <= fact["rows"]
        _need(fits, f"{place}.connected", f"must be {fact['rows']} at most")
    if fact["type"] == "call_rate":
        rated, model = fact["call_type"] in _RATED.values(), fact["model"]
        by_tiers = model in ("graduated", "volume")
        asked = {"tiers": by_tiers, "prefixes": rated, "unit_price": not by_tiers}
        asked["package"] = model == "package"
        for name, there in asked.items():
            told = f"must be there for such a rate, and only there: {model}"
            _need(there == bool(name in fact and fact[name] != ()), place, told)
        fee = rated or "connection_fee" not in fact
        _need(fee, f"{place}.connection_fee", "must not be there for such a rate")
    if fact["type"] == "low_usage":
        counts = fact["item"] in fact["phones"]
        _need(counts, f"{place}.phones", f"must hold {_show(fact['item'])}, too")


# Arithmetic: for each operation the letters of its operands (N number, D day, T text,
# R rounding) and its value.


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))


def _letter(value: Value) -> str:
    letters = {Fraction: "N", date: "D", str: "T", dict: "R", tuple: "H"}
    return letters.get(type(value), "-")


def _refuse(reason: str) -> NoReturn:
    raise ValueError(reason)


def _fold(act: Callable[[Fraction, Fraction], Fraction]) -> Callable[..., Fraction]:
    def bounded(left: Fraction, right: Fraction) -> Fraction:
        number = act(left, right)
        bits = number.numerator.bit_length() + number.denominator.bit_length()
        return number if bits <= _MOST_BITS else _refuse("the number grows too large")

    return lambda *numbers: reduce(bounded, numbers)


def _integer(number: Fraction) -> int:
    return int(number) if number.denominator == 1 else _refuse(f"{number} is not whole")


_MODES: Mapping[str, Callable[[int, Fraction], bool]] = {
    # Of the whole number below and the part above it: does the next one win?
    "half_up": lambda low, part: part > _HALF or (part == _HALF and low >= 0),
    "half_down": lambda low, part: part > _HALF or (part == _HALF and low < 0),
    "half_even": lambda low, part: part > _HALF or (part == _HALF and low % 2 == 1),
    "up": lambda low, part: part > 0 and low >= 0,
    "down": lambda low, part: part > 0 and low < 0,
    "ceiling": lambda _low, part: part > 0,
    "floor": lambda _low, _part: False,
}


def _round(number: Fraction, rounding: Fields, currency: str) -> Fraction:
    digits, places = _DIGITS[currency], rounding["places"]
    ten: Fraction = Fraction(10) ** (digits if places == "minor_unit" else places)
    unit = rounding["step"] / ten
    low = number // unit
    over = _MODES[rounding["mode"]](low, number / unit - low)
    rounded: Fraction = (low + over) * unit
    return rounded


def _month(day: date) -> date:
    return day.replace(day=1)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _plus_days(day: date, days: Fraction) -> date:
    return day + timedelta(days=_integer(days))


def _plus_months(day: date, months: Fraction, missing_day: str) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + _integer(months), 12)
    first = date(year, month + 1, 1)
    last = _next_month(first) - _DAY
    if day.day <= last.day:
        return first.replace(day=day.day)
    return {"clamp": last, "roll_over": last + _DAY}[missing_day]


def _next_day_of_month(day: date, number: Fraction) -> date:
    lasts = [_next_month(x) - _DAY for x in (day, _next_month(day))]
    days = [x.replace(day=min(_integer(number), x.day)) for x in lasts]
    return min(x for x in days if x >= day)


def _business_day(month: date, number: Fraction, holidays: tuple[date, ...]) -> date:
    counted, day, off = 0, month - _DAY, frozenset(holidays)
    while counted < _integer(number):
        day += _DAY
        counted += day.isoweekday() <= 5 and day not in off
    return day


def _previous_business_day(day: date, holidays: tuple[date, ...]) -> date:
    day -= _DAY
    while day.isoweekday() > 5 or day in holidays:
        day -= _DAY
    return day


def _charged_from(day_count: str, day: date) -> date:
    free = {"actual_after_start": 1, "actual_from_start": 0, "thirty_day_month": 0}
    return day + free[day_count] * _DAY


def _charged_days(day_count: str, start: date, end: date) -> Fraction:
    actual = (end - start).days
    thirty = _thirty(end) - _thirty(start)
    counts = {"actual_after_start": actual, "actual_from_start": actual}
    return Fraction({**counts, "thirty_day_month": thirty}[day_count])


def _thirty(day: date) -> int:
    return 360 * day.year + 30 * (day.month - 1) + min(day.day, 30) - 1


def _tier(number: Fraction, lowest: Fraction, *tiers: Fraction) -> Fraction:
    """Return the value of the highest bound that a number is above."""
    bounds, values = tiers[::2], (lowest, *tiers[1::2])
    ascend = list(bounds) == sorted({*bounds})
    above = sum(number > bound for bound in bounds)
    return values[above] if ascend else _refuse("its bounds do not ascend")


_LENGTHS: Mapping[str, int] = {  # in months
    "annual": 12,
    "quarterly": 3,
    "days": 3,
    "months_and_days": 1,
}


def _periods_from(quarters: str, day: date) -> date:
    from_first = {"first_of_month": True, "anchored": False}[quarters]
    return _next_month(day) if from_first and day.day > 1 else day


def _period_start(length: str, anchor: date, before: date, missing: str) -> date:
    months = _LENGTHS[length]
    number = _months_between(anchor, before) // months
    starts = [
        _plus_months(anchor, Fraction(months * x), missing)
        for x in range(number - 1, number + 2)
    ]
    return max(start for start in starts if start < before)


def _period_end(length: str, anchor: date, day: date, missing: str) -> date:
    months = _LENGTHS[length]
    number = _months_between(anchor, day) // months
    starts = [
        _plus_months(anchor, Fraction(months * x), missing)
        for x in range(number - 1, number + 3)
    ]
    return min(start for start in starts if start >= day)


def _months_within(anchor: date, start: date, stop: date, missing: str) -> Fraction:
    first, last = _months_between(anchor, start), _months_between(anchor, stop)
    months = range(first - 1, last + 2)
    _need(len(months) <= _MOST_NAMES, "proof", "counts too many months")
    starts = (_plus_months(anchor, Fraction(x), missing) for x in months)
    return Fraction(sum(start <= day < stop for day in starts))


def _months_between(anchor: date, day: date) -> int:
    return (day.year - anchor.year) * 12 + day.month - anchor.month


_OPERATIONS: Mapping[str, tuple[str, Callable[..., Value]]] = {
    "given": ("[ND]", lambda value: value),
    "sum": ("N*", lambda *numbers: _fold(operator.add)(Fraction(0), *numbers)),
    "minus": ("NN", _fold(operator.sub)),
    "negate": ("N", operator.neg),
    "times": ("NN", _fold(operator.mul)),
    "over": ("NN", _fold(operator.truediv)),
    "percent": ("NN", lambda x, part: _fold(operator.mul)(x, part, 1 / _HUNDRED)),
    "greatest": ("NN", max),
    "least": ("NN", min),
    "at_least_zero": ("N", lambda number: max(number, Fraction(0))),
    "tier": ("NN(NN)*", _tier),
    "round": ("NRT", _round),
    "day_after": ("D", lambda day: day + _DAY),
    "day_before": ("D", lambda day: day - _DAY),
    "plus_days": ("DN", _plus_days),
    "minus_days": ("DN", lambda day, days: _plus_days(day, -days)),
    "plus_months": ("DNT", _plus_months),
    "month_start": ("D", _month),
    "next_month": ("D", _next_month),
    "day_of_month": ("DN", lambda day, number: day.replace(day=_integer(number))),
    "next_day_of_month": ("DN", _next_day_of_month),
    "business_day": ("DNH", _business_day),
    "next_business_day": ("DH", lambda day, off: _business_day(day, Fraction(1), off)),
    "previous_business_day": ("DH", _previous_business_day),
    "later": ("DD*", lambda *days: max(days)),
    "earlier": ("DD*", lambda *days: min(days)),
    "charged_from": ("TD", _charged_from),
    "charged_days": ("TDD", _charged_days),
    "periods_from": ("TD", _periods_from),
    "period_start": ("TDDT", _period_start),
    "period_end": ("TDDT", _period_end),
    "months_within": ("DDDT", _months_within),
}


def _compute(operation: str, operands: list[Value], place: str) -> Value:
    _need(operation in _OPERATIONS, place, f"{_show(operation)} is no operation")
    letters, act = _OPERATIONS[operation]
    found = "".join(map(_letter, operands))
    fits = re.fullmatch(letters, found)
    _need(fits, place, f"{operation} takes {letters}, got {found[:20] or 'nothing'}")
    try:
        return act(*operands)
    except (ArithmeticError, LookupError, ValueError) as error:
        raise _Broken(place, f"{operation} has no value: {error}") from None


# Proofs: every leaf looked up, every step recomputed.

_OF_RATE = """call_rate.unit_price call_rate.tiers.above call_rate.tiers.unit_price
    call_rate.tiers.flat_fee call_rate.package call_rate.flat_fee call_rate.minimum
    @usage.packages"""
_OF_ALLOWED = """usage.billable usage.month included.quantity change.quantity
    opening.quantity low_usage.allowed service_end.last_day_of_service
    amount.billing_start @low_usage.phones @low_usage.minutes @usage.minute_seconds
    @usage.rounding @proration.day_count #currency"""
_OF_BILLING = """contract.signed_on contract.free_months contract.billing_start_on
    @start.missing_day @start.free_month_days"""
_OF_A_TERM = f"""term.agreed_on term.start_on term.months term.renewal_on
    term.renewal_months @term.renewal_months @term.missing_day {_OF_BILLING}"""
_OF_CYCLE = "#cycle.months @anchor.days @anchor.missing_day"
_OF_PERIODS = """change.quantity change.effective_on amount.billing_start
    price.unit_price price.minimum_quantity price.frequency @frequency.quarters
    @frequency.missing_day @proration.day_count #currency"""
_LEAVES: Mapping[str, str] = {
    "renewal_date": _OF_A_TERM,
    "price_may_change_on": _OF_A_TERM,
    "last_day_of_term": _OF_A_TERM,
    "last_day_for_notice": f"{_OF_A_TERM} @notice.renewal_days @notice.holidays",
    "last_day_to_cancel": "#service.last_day @notice.end_days @notice.holidays",
    "data_deleted_on": """service_end.last_day_of_service @deletion.days
        @deletion.months @deletion.missing_day""",
    "deleted_after_term": f"""{_OF_A_TERM} @deletion.days @deletion.months
        @deletion.missing_day""",
    "expiry_date": "service_end.last_day_of_service",
    "trial_end": "trial.effective_on trial.days",
    "safe_day": "amount.notice amount.cancellation amount.early_exit amount.expiry"
    " amount.renewal amount.price_change amount.deletion",
    "usage_charge": f"""usage.billable usage.connected usage.row_cost {_OF_RATE}
        call_rate.connection_fee @usage.minute_seconds @usage.rounding #currency""",
    "included_usage": f"{_OF_ALLOWED} @usage.included_price",
    "usage_overage": f"""{_OF_ALLOWED} {_OF_RATE} @usage.overage
        @usage.message_overage""",
    "low_usage_charge": """change.quantity opening.quantity low_usage.allowed
        price.unit_price service_end.last_day_of_service @low_usage.phones
        @proration.day_count @recurring.rounding #period.start #period.end
        #currency""",
    "recurring_charge": """change.quantity opening.quantity price.unit_price
        price.minimum_quantity service_end.last_day_of_service @proration.day_count
        @recurring.rounding #period.start #period.end #currency""",
    "cycle_charge": """change.quantity price.unit_price price.minimum_quantity
        service_end.last_day_of_service @proration.day_count @recurring.rounding
        #period.start #period.end #currency""",
    "cycle_proration": """change.quantity change.effective_on price.unit_price
        price.effective_on price.minimum_quantity service_end.last_day_of_service
        @proration.day_count @proration.rounding amount.past_start amount.past_end
        #currency""",
    "unused_days": """change.quantity price.unit_price price.minimum_quantity
        service_end.last_day_of_service @proration.day_count @anchor.rounding
        amount.past_start amount.past_end #period.start #currency""",
    "anchor": "amount.billing_start change.effective_on",
    "cycle_start": f"amount.anchor #cycle.number {_OF_CYCLE}",
    "cycle_end": f"amount.anchor #cycle.number {_OF_CYCLE}",
    "past_anchor": "amount.billing_start change.effective_on",
    "past_start": f"amount.past_anchor #cycle.past.number {_OF_CYCLE}",
    "past_end": f"amount.past_anchor #cycle.past.number {_OF_CYCLE}",
    "prorated_charge": """change.quantity change.effective_on amount.billing_start
        opening.quantity price.unit_price price.effective_on @proration.day_count
        price.minimum_quantity service_end.last_day_of_service @proration.rounding
        #currency""",
    "period_charge": f"{_OF_PERIODS} @recurring.rounding #period.end",
    "period_proration": f"""{_OF_PERIODS} service_end.last_day_of_service
        @frequency.quarter_changes @proration.rounding""",
    "one_time_charge": """one_time.quantity one_time.unit_price @one_time.rounding
        #currency""",
    "change_fee": """number_change.fee @fees.change_fee @fees.rounding
        #currency""",
    "early_termination": "early_termination.amount @fees.rounding #currency",
    "brought_forward": "#brought_forward",
    "subtotal": "line",
    "levy": "line @rate.percent @levy.rounding @levy.line_rounding #currency",
    "total": "amount.subtotal line",
    "correction": "line issued_line.amount",
    "open": "issued_line.amount amount.open",
    "credited": """issued_line.amount #asked.amount #asked.percent @credit.rounding
        #currency amount.open""",
    "credit": """issued_line.amount #asked.lines amount.credited amount.open line
        @credit.rounding #currency""",
    "payable": "amount.total",
    "billing_start": _OF_BILLING,
    "issue_date": """amount.billing_start #period.start #period.end #issue_date
        @issue.day @issue.holidays""",
    "due_date": "#issue_date #sent_on @due.days @due.due_day",
    "dispute_until": "#issue_date @dispute.days",
    "autopay_on": "#issue_date @autopay.day amount.due_date",
}


def _prove(book: _Book, value: object, rule: str, place: str) -> _Proof:
    raw = _read(value, _SHAPES["proof"], place)
    _equal(raw["rule"], rule, f"{place}.rule")
    return _worked(book, raw, _LEAVES[rule].split(), place)


def _worked(book: _Book, raw: Fields, allowed: list[str] | None, place: str) -> _Proof:
    """Recompute every step; None allows what the form of the rule allows."""
    values: list[Value] = []
    operations, leaves, used = [], [], set()
    for index, raw_step in enumerate(raw["steps"]):
        spot = f"{place}.steps[{index}]"
        step = _read(raw_step, _SHAPES["step"], spot)
        _need(
            step["clause"] in book.head["clauses"], spot, "rests on an unknown clause"
        )
        inputs, operands = [], [_operand(x, spot) for x in step["of"]]
        for tag, name in operands:
            if tag == "step":
                _need(int(name) < index, spot, "must use earlier steps only")
                used.add(int(name))
                inputs.append(values[int(name)])
            else:
                leaf, whose, found = _leaf(book, tag, name, spot)
                fits = allowed is None or leaf in allowed
                told = f"{raw['rule']} must not rest on {_show(leaf)}"
                _need(fits, spot, told)
                leaves.append((leaf, whose))
                inputs.append(found)
        values.append(_compute(step["op"], inputs, spot))
        _equal(_stated(step["is"], f"{spot}.is"), values[-1], spot)
        operations.append((step["op"], tuple(operands)))
    _need(values, f"{place}.steps", "must not be empty")
    for index in range(len(values) - 1):
        _need(index in used, f"{place}.steps[{index}]", "is used by no later step")
    book.proofs.append(_Proof(place, tuple(operations), tuple(values), tuple(leaves)))
    return book.proofs[-1]


def _operand(value: object, place: str) -> tuple[str, str]:
    content = _object(value, place)
    _need(len(content) == 1, place, "has an operand of not one key")
    ((tag, name),) = content.items()
    if tag == "step":
        fits = type(name) is int and name >= 0
        _need(fits, place, "must name a step by its number")
        return tag, str(name)
    tags = ("fact", "policy", "document", "line", "amount")
    _need(tag in tags, place, f"{_show(tag)} is no operand")
    return tag, _text(name, place)


def _stated(content: dict[str, object], place: str) -> Value:
    stated = _read(content, {"number?": _ratio, "date?": _day}, place)
    _need(len(stated) == 1, place, "must be one number or one date")
    return next(iter(stated.values()))


def _leaf(book: _Book, tag: str, name: str, place: str) -> tuple[str, str, Value]:
    if tag == "fact":
        whose = _owner(book.facts, name)
        fact, part = book.facts.get(whose, {}), name[len(whose) + 1 :]
        found = _nested(fact, part.split("."))
        _need(found is not None, place, f"{_show(name)} is not in the document")
        return f"{fact['type']}.{re.sub('[0-9]+[.]', '', part)}", whose, found
    if tag == "policy":
        whose, _, part = name.rpartition(".")
        held = book.policies
        fits = part in held.get(whose, {})
        _need(fits, place, f"{_show(name)} is not in the document")
        return f"@{held[whose]['policy']}.{part}", whose, held[whose][part]
    if tag == "document":
        asked = "#asked.lines" * name.startswith("asked.lines.")
        return asked or f"#{name.partition(':')[0]}", name, book.header.get(name)
    if tag == "line":
        return "line", name, book.proven.get(f"line {name}")
    return f"amount.{name.partition(':')[0]}", name, book.proven.get(name)


def _owner(facts: Mapping[str, Fields], name: str) -> str:
    """Return the longest beginning of a name, before a dot, that is a fact's id."""
    whose = name.rpartition(".")[0]
    while whose not in facts and "." in whose:
        whose = whose.rpartition(".")[0]
    return whose if whose in facts else name.rpartition(".")[0]


def _nested(content: Value, path: list[str]) -> Value:
    """Return a field of a fact, or one of its tiers; None where there is none."""
    for part in path:
        if isinstance(content, tuple):
            inside = re.fullmatch(r"0|[1-9]\d{0,3}", part, re.ASCII)
            at = int(part) if inside else len(content)
            content = content[at] if at < len(content) else None
        else:
            content = content.get(part) if isinstance(content, dict) else None
    return content


# Level 1: the document in order, each answer worked out a second time.


def _check(document: object) -> _Book:
    _small(document, "document", (int,))
    raw = _object(document, "document")
    about = raw.get("document")
    kind = about.get("kind") if isinstance(about, dict) else None
    if kind == "key_dates":
        return _check_key_dates(raw)
    if isinstance(kind, str) and kind in _ANSWERED:
        return _check_answers(raw, kind)
    return _check_note(raw) if kind == "credit_note" else _check_invoice(raw)


def _check_digest(raw: dict[str, object]) -> None:
    rest = {key: value for key, value in raw.items() if key != "digest"}
    holds = raw.get("digest") == _digest(rest)
    _need(
        holds,
        "digest",
        "must be that of the content: the document was altered after it was made",
    )


def _check_invoice(raw: dict[str, object]) -> _Book:
    _check_digest(raw)
    head = _read(raw, _SHAPES["document"], "")
    _check_header(head)
    facts = _facts(head)
    cited = _cited_of(head, facts) if head["corrections"] else facts.keys()
    own = {name: fact for name, fact in facts.items() if name in cited}
    _check_versions(facts, own)
    book = _Book(head, facts, _policies(head), own)
    _check_levy_order(book)
    _check_readings(book)
    proofs = _read(head["proofs"], _PROOFS, "proofs")
    first, *others = _ANSWERS
    _check_answer(book, proofs, first)
    _check_cycle(book, proofs)
    _check_months(book)
    for index, plain in enumerate(head["lines"]):
        _check_line(book, plain, f"lines[{index}]")
    _check_lines(book)
    _check_levies(book)
    _check_corrections(book)
    for name in others:
        _check_answer(book, proofs, name)
    _check_named(book)
    return book


def _check_readings(book: _Book) -> None:
    for name, stated in book.head["readings"].items():
        for shown in _shown(book, name, stated):
            _equal(stated, shown, _at("readings", name))


def _check_named(book: _Book) -> None:
    used = {leaf for proof in book.proofs for leaf in proof.leaves}
    named = {whose for kind, whose in used if kind.split(".")[0] in _FACTS}
    named.update(book.head["addresses"], (line["ground"] for line in book.levies))
    named.update(name for line in book.corrections for name in line.late)
    named.update(line[name] for line in book.lines for name in ("price", "fact"))
    for fact_id in book.facts:
        _need(fact_id in named, _at("facts", fact_id), "is named by no proof")


def _cited_of(head: Fields, facts: Mapping[str, Fields]) -> set[str]:
    """Return the facts that a document names by itself, not by its corrections."""
    answers = [head["proofs"].get(name) for name in (*_ANSWERS, *_CYCLE_DATES)]
    lines = [line["proof"] for line in (*head["lines"], *head["levies"])]
    cited = {_owner(facts, name) for name in _cited([*lines, *answers], "fact")}
    cited.update(x[name] for x in head["lines"] for name in ("price", "fact"))
    return cited.union(head["addresses"], (line["ground"] for line in head["levies"]))


def _cited(content: object, key: str) -> set[str]:
    """Return the texts that stand under a key, however deep."""
    waiting, names = [content], set[str]()
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, dict):
            name = entry.get(key)
            names.update([name] if isinstance(name, str) else ())
            waiting += entry.values()
        elif isinstance(entry, list):
            waiting += entry
    return names


def _proved(book: _Book) -> tuple[str, ...]:
    if isinstance(book, _Calendar):
        return _proved_dates(book)
    if isinstance(book, _Answers):
        return _proved_answers(book)
    steps = sum(len(proof.values) for proof in book.proofs)
    is_note = book.kind == "credit_note"
    answers = len(book.head["proofs"]) if is_note else len(_ANSWERS)
    return (
        f"digests: the document and {len(book.policies)} policies",
        f"arithmetic: {steps} steps of {len(book.proofs)} proofs",
        f"formulas: {len(book.lines)} lines, {answers} sums and dates",
        f"leaves: {len(book.facts)} facts, each named by a proof",
        *_told_of_usage(book),
        *_levied(book),
        *_corrected(book),
    )


def _told_of_usage(book: _Book) -> tuple[str, ...]:
    period, lines = book.head.get("usage"), len(book.used)
    told = f"usage: {lines} lines of {_show(period)}, each by the steps of its rule"
    return (told,) if period else ()


def _levied(book: _Book) -> tuple[str, ...]:
    lines, levies = len(book.levies), len(book.head["levy_order"])
    told = f"levies: {lines} lines, each worked out from its base; {levies} in order"
    return (told,) if book.head["addresses"] else ()


_UNSEEN = "what was issued is as the document says"


def _corrected(book: _Book) -> tuple[str, ...]:
    if book.kind == "credit_note":
        return (f"credits: no more than what was open; {_UNSEEN}",)
    lines, revised = len(book.corrections), len(book.revisions)
    told = f"corrections: {lines} lines of {revised} revised documents, each checked"
    word = f"{_UNSEEN}, and so is how a difference falls on its causes"
    return (f"{told}; {word}",) if revised else ()


def _money_of(head: Fields) -> Reader:
    _need(head["currency"] in _DIGITS, "currency", "must be an active code of ISO 4217")
    return _money(_DIGITS[head["currency"]])


def _check_header(head: Fields) -> None:
    money = _money_of(head)
    for name in ("subtotal", "total", "payable"):
        head[name] = money(head[name], name)
    if head["brought_forward"] is not None:
        head["brought_forward"] = money(head["brought_forward"], "brought_forward")
    head["document"] = _about(head["document"], "document")
    _check_clauses(head)
    names = ("amount", "base", "issued", "credited", "revised")
    sums = dict.fromkeys(names, money)
    for section, kind in _SECTIONS.items():
        shape = dict(_SHAPES[kind])
        if kind != "revision":
            shape = {name: sums.get(name, read) for name, read in shape.items()}
        head[section] = _rows(head[section], shape, section)
    for index, line in enumerate(head["corrections"]):
        place, cause = f"corrections[{index}].causes", _SHAPES["cause"]
        line["causes"] = _rows(line["causes"], {**cause, "amount": money}, place)


_SECTIONS: Mapping[str, str] = {
    "lines": "line",
    "levies": "levy",
    "corrections": "correction",
    "revisions": "revision",
}


def _check_clauses(head: Fields) -> None:
    for clause, content in head["clauses"].items():
        _object(content, _at("clauses", clause))


def _rows(
    rows: Iterable[object], shape: Mapping[str, Reader], place: str
) -> list[Fields]:
    return [
        _read(x, _of_kind(x, shape), f"{place}[{index}]")
        for index, x in enumerate(rows)
    ]


def _of_kind(row: object, shape: Mapping[str, Reader]) -> Mapping[str, Reader]:
    kind = row.get("kind") if isinstance(row, dict) else None
    is_used = "quantity" in shape and isinstance(kind, str) and kind in _USED
    return {**shape, **_SHAPES["line of usage"]} if is_used else shape


def _facts(head: Fields) -> dict[str, Fields]:
    facts: dict[str, Fields] = {}
    money = _money(_DIGITS[head["currency"]])
    for fact_id, raw in head["facts"].items():
        place = _at("facts", fact_id)
        facts[fact_id] = fact = _fact(raw, place)
        fact.setdefault("known_on", fact.get("effective_on"))
        _equal(fact.get("currency", head["currency"]), head["currency"], place)
        late = head["known_on"] and fact["known_on"] > head["known_on"]
        _need(not late, f"{place}.known_on", f"must be {head['known_on']} or before")
        if fact["type"] == "issued_line":
            fact["amount"] = money(fact["amount"], f"{place}.amount")
            _equal(fact_id, f"{fact['document']}:{fact['line']}", place)
        if fact["type"] == "paid_part":
            fact["amount"] = money(fact["amount"], f"{place}.amount")
            fact["known_on"] = fact["paid_on"]
            told = f"{fact['source']}:{fact['invoice']}:{fact['paid_on']}"
            _equal(fact_id, told, place)
    kinds = [fact["type"] for fact in facts.values()]
    for kind in _LEVIED:
        few = kinds.count(kind) <= _MOST_NAMES
        _need(few, "facts", f"must hold at most {_MOST_NAMES} of type {kind}")
    return facts


def _check_versions(facts: Mapping[str, Fields], own: Mapping[str, Fields]) -> None:
    """Refuse versions that replace nothing like them, and the use of what is gone."""
    for name, fact in facts.items():
        original = facts.get(_root(name, fact), fact)
        if original is not fact:
            _check_version(name, fact, original)
    _check_days_known(facts)
    standing = _last_said(facts)
    for name in own:
        _need(name in standing, _at("facts", name), "is replaced, and stands no more")
    kinds = [fact["type"] for fact in own.values()]
    for kind in ("contract", "service_end"):
        _need(kinds.count(kind) <= 1, "facts", f"must hold at most one {kind}")


def _check_version(name: str, fact: Fields, original: Fields) -> None:
    place = _at("facts", name)
    withdraws = fact["type"] == "withdrawal"
    first = _root("", original) == ""
    _need(first, place, "must replace a first fact, not what replaces one")
    lasting = original["type"] in ("contract", "issued_line")
    fits = not lasting if withdraws else _alike(fact, original)
    _need(fits, place, f"cannot replace that {original['type']}")
    late = original["known_on"] <= fact["known_on"]
    _need(late, f"{place}.known_on", f"must be {original['known_on']} or later")


def _check_days_known(facts: Mapping[str, Fields]) -> None:
    """Refuse two versions of a fact that are known on one day: either could count."""
    said: dict[tuple[str, date], str] = {}
    for name in sorted(facts):
        root, day = _root(name, facts[name]), facts[name]["known_on"]
        if root != name:  # the fact itself may have a version of its own day
            other = said.setdefault((root, day), name)
            place = f"{_at('facts', name)}.known_on"
            _need(other == name, place, f"is the day of {_show(other)}, too")


def _alike(fact: Fields, original: Fields) -> bool:
    names = ("type", *_NATURES.get(fact["type"], ()))
    return all(fact.get(name) == original.get(name) for name in names)


_NATURES: Mapping[str, tuple[str, ...]] = {
    "price": ("item", "kind", "unit", "product", "frequency"),
    "call_rate": ("call_type",),
    "usage": ("month", "call_type", "rate", "device"),
    "no_usage": ("month",),
    "included": ("unit", "item"),
    "low_usage": ("item",),
    "term": ("product",),
    "trial": ("product",),
    "number_change": ("number",),
    "early_termination": ("product",),
}


def _root(name: str, fact: Fields) -> str:
    """Return the id of the fact that a version replaces, or its own."""
    withdraws = fact["type"] == "withdrawal"
    return str(fact["fact"] if withdraws else fact.get("supersedes", name))


def _last_said(facts: Mapping[str, Fields]) -> dict[str, Fields]:
    """Return the facts that stand: of each, what was said of it last."""
    last: dict[str, tuple[date, bool, str]] = {}
    for name, fact in facts.items():
        root = _root(name, fact)
        said = fact["known_on"], root != name, name
        last[root] = max(last.get(root, said), said)
    names = {name for _, _, name in last.values()}
    return {
        name: fact
        for name, fact in facts.items()
        if name in names and fact["type"] != "withdrawal"
    }


def _policies(head: Fields) -> dict[str, Fields]:
    policies = _read_policies(head)
    roles = sorted(policy["policy"] for policy in policies.values())
    once = tuple(role for role in roles if role not in _MANY)
    _need(once == _ONCE, "policies", "must be one of each role")
    return policies


def _read_policies(head: Fields) -> dict[str, Fields]:
    policies: dict[str, Fields] = {}
    few = len(head["policies"]) <= _MOST_POLICIES
    _need(few, "policies", f"must be {_MOST_POLICIES} at most")
    for key, raw in head["policies"].items():
        place = _at("policies", key)
        _need(key == _digest(raw), place, "must be the digest of its policy")
        role = _one_of(*_ROLES)(_object(raw, place).get("policy"), f"{place}.policy")
        policies[key] = policy = _read(raw, _SHAPES[f"@{role}"], place)
        _need(policy["clause"] in head["clauses"], place, "rests on an unknown clause")
        if role == "levy":
            _check_levy_policy(policy, place)
        if role == "rate":
            free = policy["category"] == "standard" or not policy["percent"]
            _need(free, f"{place}.percent", f"must be 0: {policy['category']}")
    return policies


def _check_levy_policy(levy: Fields, place: str) -> None:
    _one_of(*_LEVY_KINDS)(levy["line"], f"{place}.line")
    _equal(levy["kind"], _LEVY_KINDS[levy["line"]], f"{place}.kind")
    for name in levy["classes"]:
        _one_of(*_TAXABLE)(name, f"{place}.classes")
    by_line = levy["level"] == "line"
    fits = by_line == (levy["line_rounding"] is not None)
    _need(fits, f"{place}.line_rounding", "must be there for the level line, and only")


_FIELDS_OF_READINGS = """
    day_count=proration.day_count removals=proration.removals emptied=proration.emptied
    zero_days=proration.zero_days same_day=proration.same_day rounded=proration.rounded
    proration_rounding=proration.rounding.mode price_change=proration.price_change
    last_month=proration.last_month quantities=recurring.quantities
    free_months=start.free_month_days billing_start=start.counted invoice_day=issue.day
    first_invoice=cycle.first_invoice nothing_to_bill=cycle.nothing_to_bill
    number_purchase=cycle.number_purchase negative_total=settlement.negative_total
    due_counted_from=due.counted_from due_day=due.due_day dispute_days=dispute.days
    autopay=autopay.charged minutes=usage.minutes.mode minutes_per=usage.per
    extension_calls=usage.extension_calls month_edge=usage.edge included=usage.included
    low_usage=low_usage.judged pool_use=usage.pool_use usage_rounded=usage.rounded
    last_usage=usage.last_usage annual_renewal=frequency.annual_renewal
    quarters=frequency.quarters quarter_changes=frequency.quarter_changes
    cycle_length=anchor.length first_charge=anchor.first_charge
    billing_date=anchor.moved_by change_fee_per=fees.per change_fee_billed=fees.billed
"""
_READINGS: Mapping[str, str] = dict(
    pair.split("=") for pair in _FIELDS_OF_READINGS.split()
)
_WORDS: Mapping[str, Mapping[str, str]] = {
    "free_months": {"0": "calendar_months", "30": "thirty_days"},
    "minutes": {"half_up": "nearest"},
}


# Readings that no invoice rests on, and none lists.
_APART = (
    *("term_start", "notice_day_0", "days_before_end"),
    *("deadlines", "early_exit", "data_deletion"),
    *("payment_order", "past_due", "disputed", "payment_methods", "restocking_base"),
    *("return_counted", "late_return", "return_rounded", "return_tax", "claw_back"),
    *("one_time_run", "residual_base", "residual_run"),
)

# A reading of levies: which levies show it, and by which field.
_FIELDS_OF_LEVIES: Mapping[str, tuple[Callable[[Fields], bool], str]] = {
    "tax_level": (lambda levy: bool(levy["kind"] == "tax"), "level"),
    "tax_rounding": (lambda levy: bool(levy["kind"] == "tax"), "rounding"),
    "nova_scotia_hst": (lambda levy: bool(levy["name"] == "hst-ns"), "series"),
    "vat_id": (lambda levy: bool(levy["vat_id"] != "none"), "vat_id"),
    "usf_base": (lambda levy: bool(levy["name"] == "usf"), "levies"),
    "negative_base": (lambda _levy: True, "negative_base"),
    "credit_rate": (lambda _levy: True, "credit_rate"),
    "tax_date": (lambda _levy: True, "tax_date"),
}
_WORDS_OF_LEVIES: Mapping[str, Mapping[str, str]] = {
    "tax_level": {x: x for x in ("invoice", "line", "unrounded_lines")},
    "tax_rounding": {"half_up": "half_up", "down": "down"},
    "nova_scotia_hst": {"ca-ns-hst": "law", "ca-ns-hst-guide": "guide"},
    "vat_id": {"cross_border": "cross_border", "any": "any"},
    "usf_base": {"": "telecommunications", "slrrf rrf": "with_recovery"},
    "negative_base": {x: x for x in ("same_formula", "no_levy")},
    "credit_rate": {x: x for x in ("charging_invoice", "current_invoice")},
    "tax_date": {
        x: x
        for x in ("invoice_date", "service_period", "earlier_of_invoice_and_payment")
    },
}


def _shown(book: _Book, name: str, stated: object) -> list[str | None]:
    """Return what the policies show of a reading; one of levies may be in none."""
    place = _at("readings", name)
    if name in _READINGS:
        value = str(book[_READINGS[name]])
        return [_WORDS.get(name, {}).get(value, value)]
    _need(name in _FIELDS_OF_LEVIES, place, "is no known reading")
    shows, field = _FIELDS_OF_LEVIES[name]
    words = _WORDS_OF_LEVIES[name]
    _one_of(*words.values())(stated, place)
    levies = filter(shows, book.levy_policies.values())
    return [words.get(x) for levy in levies for x in _spellings(levy, field)]


def _spellings(levy: Fields, field: str) -> list[str]:
    if field == "rounding":
        both = (levy["rounding"], levy["line_rounding"])
        return [rounding["mode"] for rounding in both if rounding]
    if field == "levies":
        return [" ".join(levy["levies"])]
    return [levy[field]]


def _check_line(book: _Book, plain: Fields, place: str) -> None:
    rule = _rule(book, plain, place)
    proof = _prove(book, plain["proof"], rule, f"{place}.proof")
    line = _Line(place, plain, proof)
    line.must(amount=proof.values[-1])
    _AUDITS[rule](book, line)
    line.must(id=_line_id(book, line))
    key = f"line {line['id']}"
    _need(key not in book.proven, f"{place}.id", "is that of an earlier line")
    book.proven[key] = line["amount"]
    book.lines.append(line)


def _rule(book: _Book, plain: Fields, place: str) -> str:
    kind, one_time = plain["kind"], book.kind == "one_time"
    _need(kind in _CLASSES, f"{place}.kind", f"{_show(kind)} is no kind of line")
    rule = "recurring_charge" if kind in _UNITS else "one_time_charge"
    if kind in ("prorated_charge", "brought_forward", *_FEES.values()):
        rule = kind
    stated = plain["proof"].get("rule") if isinstance(plain["proof"], dict) else None
    if kind in _UNITS and stated in ("low_usage_charge", "period_charge"):
        rule = stated
    rule = _USED.get(kind, rule)
    if book.kind in _CYCLES:
        return _rule_of_cycle(book, kind, stated, place)
    if kind == "prorated_charge" and stated == "period_proration":
        rule = stated
    elif kind == "prorated_charge":
        one_time &= book["cycle.number_purchase"] == "next_monthly"
    apart = rule == "one_time_charge"
    if kind == "change_fee":
        apart = book["fees.billed"] == "one_time_invoice"
    fits = rule == "period_charge" or one_time == apart
    _need(fits, f"{place}.kind", f"{kind} is no line of a {book.kind} document")
    return rule


def _line_id(book: _Book, line: _Line) -> str:
    day = line["effective_on"]
    slots = [*_named(book), line["kind"], line["item"], line["group"]]
    made = [name and _root(name, book.facts[name]) for name in _made_by(line)]
    slots += [day and str(day), _sign(line), *made, None]
    return _digest(slots)[:32]


def _made_by(line: _Line) -> tuple[str | None, str | None]:
    return line["price"], line["fact"]


def _named(book: _Book) -> list[str]:
    about = book.head["document"]
    kind = f"credit_note:{about['id']}" if "id" in about else about["kind"]
    part = f":{about['part']}" * (about["part"] is not None and "id" not in about)
    slots = [book.head["account"], about["product"], kind + part]
    return [*slots, *map(str, book.span)]


def _sign(line: _Line) -> str:
    return "-" if line["quantity"] < 0 or line["kind"] in _CREDITS else "+"


def _audit_recurring(book: _Book, line: _Line) -> None:
    price, place, (start, end) = _price(book, line), line.place, book.span
    limit, split = _counted_until(book, start), line["kind"] in _SPLIT
    names = _changes(book, line, limit, by_group=split)
    _need_once(line, names)
    quantity = _floor(book, price, _total_of(book.facts, names))
    first, until = _first_month(book), _served(book, end)
    _need(first <= start, f"{place}.period", f"must start on {first} or later")
    _need(until > start, f"{place}.period", "lies after the end of service")
    _need(quantity > 0, f"{place}.quantity", "must be more than 0")
    _need(price["effective_on"] <= limit, f"{place}.price", f"is after {limit}")
    line.must(kind=price["kind"], quantity=quantity, period=(start, until))
    line.must(group=line["group"] if split else None, effective_on=None, fact=None)
    amount = quantity * price["unit_price"] * _share(book, start, until, end)
    line.must(amount=_rounded(book, amount, "recurring"))
    _check_form(line)


def _counted_until(book: _Book, month: date) -> date:
    """Return the last day whose changes the recurring quantities of a month hold."""
    return _numbered(book, month, book["issue.day"]) if _by_invoice(book) else month


def _by_invoice(book: _Book) -> bool:
    return bool(book["recurring.quantities"] == "invoice_date")


def _first_month(book: _Book) -> date:
    """Return the first day on which a month that is billed in full may start."""
    begin: date = book.head["billing_start"]
    later = book["cycle.first_invoice"] == "month_after"
    return begin + _DAY if later else begin


def _price(book: _Book, line: _Line) -> Fields:
    named = line.proof.named("price.unit_price")
    floors = {*line.proof.named("price.minimum_quantity")}
    alone = named == [line["price"]] and floors <= {line["price"]}
    _need(alone, f"{line.place}.price", "must be the one price that its proof names")
    price = book.facts[line["price"]]
    line.must(item=price["item"], unit=price["unit"], unit_price=price["unit_price"])
    line.must(class_=_CLASSES[price["kind"]], code=None)
    by_month = not line.proof.named("price.frequency")
    fits = book.kind in _CYCLES or by_month == (price["frequency"] == "monthly")
    _need(fits, f"{line.place}.proof", f"bills what is {price['frequency']}")
    _equal(book.head["document"]["product"], price["product"], f"{line.place}.price")
    return price


def _changes(
    book: _Book, line: _Line, until: date, *, by_group: bool
) -> Mapping[str, int]:
    """Look at each change that a line counts; return how often it is counted."""
    names = Counter(line.proof.named("change.quantity", "opening.quantity"))
    place, facts = line.proof.place, book.facts
    opened = {facts[x].get("group"): x for x in names if facts[x]["type"] == "opening"}
    for name in names:
        change, day = facts[name], facts[name]["effective_on"]
        belongs = not by_group or change.get("group") == line["group"]
        belongs &= change["item"] == line["item"]
        _need(belongs, place, f"counts {_show(name)} of another item or group")
        _need(day <= until, place, f"counts {_show(name)}, which is after {until}")
        opening = opened.get(change.get("group"), name)
        again = opening != name and day <= facts[opening]["effective_on"]
        _need(not again, place, f"counts {_show(name)}, which an opening holds")
    return names


def _need_once(line: _Line, names: Mapping[str, int]) -> None:
    for name, times in names.items():
        _need(times == 1, line.proof.place, f"counts {_show(name)} twice")


def _total_of(facts: Mapping[str, Fields], names: Iterable[str]) -> Fraction:
    return sum((facts[name]["quantity"] for name in names), Fraction(0))


def _floor(book: _Book, price: Fields, quantity: Fraction) -> Fraction:
    kept = book["proration.emptied"] == "minimum_quantity"
    return max(quantity, price["minimum_quantity"]) if kept else quantity


def _served(book: _Book, end: date) -> date:
    """Return the end of what is charged of a month with this end."""
    stop = book.of("service_end")
    if stop is None or book["proration.last_month"] == "full_month":
        return end
    last: date = stop["last_day_of_service"]
    return min(end, last + _DAY)


def _share(book: _Book, first: date, until: date, end: date) -> Fraction:
    if book["proration.day_count"] == "thirty_day_month":
        stop = 31 if until == end else min(until.day, 30)
        return Fraction(stop - min(first.day, 30), 30)
    return Fraction((until - first).days, (end - _DAY).day)


def _rounded(book: _Book, number: Fraction, role: str) -> Fraction:
    return _round(number, book[f"{role}.rounding"], book.head["currency"])


def _audit_prorated(book: _Book, line: _Line) -> None:
    price, day, place = _price(book, line), line["effective_on"], line.place
    _need(day, f"{place}.effective_on", "must be a day")
    _need(price["effective_on"] <= day, f"{place}.price", f"is after {day}")
    starts = ("amount.billing_start", "billing_start") in line.proof.leaves
    quantity = (_started if starts else _changed)(book, line, price)
    line.must(kind="prorated_charge", quantity=quantity)
    _check_month(book, line, starts=starts)
    end = _next_month(day)
    until = _served(book, end)
    _need(day < until, f"{place}.effective_on", "is after the last day of service")
    first = _first_charged(book, day)
    line.must(period=(first, until))
    share = _share(book, first, until, end)
    shown = share or book["proration.zero_days"] == "shown"
    _need(shown, f"{place}.period", "must not be empty under zero_days omitted")
    unit = price["unit_price"] * share
    if book["proration.rounded"] == "unit_share":
        line.must(amount=quantity * _rounded(book, unit, "proration"))
    else:
        line.must(amount=_rounded(book, quantity * unit, "proration"))
    _check_form(line)


def _first_charged(book: _Book, day: date) -> date:
    after = book["proration.day_count"] == "actual_after_start" and day.day > 1
    return day + after * _DAY


def _started(book: _Book, line: _Line, price: Fields) -> Fraction:
    line.must(effective_on=book.head["billing_start"], fact=None)
    names = _changes(book, line, line["effective_on"], by_group=True)
    _need_once(line, names)
    quantity = _floor(book, price, _total_of(book.facts, names))
    _need(quantity > 0, f"{line.place}.quantity", "must be more than 0")
    return quantity


def _changed(book: _Book, line: _Line, price: Fields) -> Fraction:
    """Work out the quantity; above a minimum, what was there before counts twice."""
    place, facts, day = line.proof.place, book.facts, line["effective_on"]
    names = _changes(book, line, day, by_group=True)
    kept = book["proration.emptied"] == "minimum_quantity"
    base = {name for name, times in names.items() if kept and times == 2}
    parts = {name: times for name, times in names.items() if name not in base}
    today = [name for name in parts if facts[name]["effective_on"] == day]
    moved = len(today) < len(parts)
    _need_once(line, parts)
    _need(parts and not (moved and base), place, "must count the changes of the day")
    for name in today:
        alike = (facts[name]["quantity"] > 0) == (line["quantity"] > 0)
        alike &= facts[name]["type"] == "change"
        _need(alike, place, "must count changes of one sign")
    _check_move(book, line, price, moved=moved, own=bool(today))
    alone = book["proration.same_day"] == "per_change" and not moved
    _need(not alone or len(today) == 1, place, "must count one change: per_change")
    line.must(fact=today[0] if alone else None)
    after = _floor(book, price, _total_of(facts, names))
    if moved:
        return after if line["quantity"] > 0 else -after
    # A minimum counts from the first unit on: of nothing there is none.
    return after - (_floor(book, price, _total_of(facts, base)) if base else 0)


def _check_move(
    book: _Book, line: _Line, price: Fields, *, moved: bool, own: bool
) -> None:
    place, day, added = line.proof.place, line["effective_on"], line["quantity"] > 0
    if moved:
        new = price if added else _new_price(book, line, price)
        _equal(book["proration.price_change"], "on_the_day", place)
        fits = new["effective_on"] == day and book.kind != "one_time"
        _need(fits, place, f"counts changes before {day} without a price of that day")
        _need(added or not own, place, "moves a change of the day itself")
    else:
        credited = added or book["proration.removals"] == "credited"
        _need(credited, line.place, "credits a removal under removals not_credited")


def _new_price(book: _Book, line: _Line, old: Fields) -> Fields:
    names = {*line.proof.named("price.effective_on")}
    _need(len(names) == 1, line.proof.place, "must name the one new price")
    new = book.facts[names.pop()]
    replaces = (new["item"], new["product"]) == (old["item"], old["product"])
    replaces &= new["effective_on"] > old["effective_on"]
    _need(replaces, line.proof.place, "names a price that replaces nothing")
    return new


def _check_month(book: _Book, line: _Line, *, starts: bool) -> None:
    day, (start, end) = line["effective_on"], book.span
    place, begin = f"{line.place}.effective_on", book.head["billing_start"]
    whole = starts and book["cycle.first_invoice"] == "month_after"
    _need(day.day > 1 or whole, place, "must be day 2 of a month or later")
    _need(starts or day > begin, place, f"must be after the billing start {begin}")
    if book.kind == "one_time":
        bought = book.facts[line["price"]]["kind"] == "standard_number"
        fits = bought and not starts and day == start and line["quantity"] > 0
        _need(fits, place, f"must be that of a number bought on {start}")
    elif starts and _billed_at_once(book, day):
        _need(start <= day < end, place, f"must lie in {_show(book.span)}")
    else:
        fits = _next_month(day) == start
        _need(fits, place, f"must lie in the month before {start}")


def _billed_at_once(book: _Book, start: date) -> bool:
    in_window: bool = 1 < start.day <= book["cycle.window_last_day"]
    reading = book["cycle.first_invoice"]
    return in_window if reading == "window" else reading == "on_start_date"


def _check_form(line: _Line) -> None:
    """Hold the steps to one day, and to the quantity that the line states."""
    operations, values = line.proof.operations, line.proof.values
    of_day = ("charged_from", "month_start", "next_month")
    days = {operands[-1] for name, operands in operations if name in of_day}
    _need(len(days) <= 1, line.proof.place, "must count from one and the same day")
    of_sum = ("sum", "negate", "greatest", "minus")
    names = [name in of_sum for name, _ in operations]
    first = names.index(True) if True in names else 0
    last = [*names, False].index(False, first) - 1
    _need(values[last] == line["quantity"], f"{line.place}.quantity", "must be proved")


def _audit_one_time(book: _Book, line: _Line) -> None:
    named = {*line.proof.named("one_time.quantity", "one_time.unit_price")}
    alone = named == {line["fact"]}
    _need(alone, f"{line.place}.fact", "must be the one that its proof names")
    fact = book.facts[line["fact"]]
    same = {name: fact[name] for name in ("kind", "item", "quantity", "unit_price")}
    line.must(**same, code=fact.get("code"), class_=_CLASSES[fact["kind"]])
    line.must(effective_on=fact["effective_on"], group=None, price=None, unit=None)
    line.must(effective_on=book.span[0], period=book.span)
    _equal(book.head["document"]["product"], fact["product"], f"{line.place}.fact")
    full = fact["quantity"] * fact["unit_price"]
    sign = -1 if fact["kind"] == "other_credit" else 1
    line.must(amount=_rounded(book, sign * full, "one_time"))


def _audit_fee(book: _Book, line: _Line) -> None:
    fact, place = book.facts.get(line["fact"] or "", {}), f"{line.place}.fact"
    kind: str = fact.get("type", "")
    fits = _FEES.get(kind) == line["kind"]
    _need(fits, place, "must be the fact of such a fee in the document")
    day: date = fact["effective_on"]
    low, high = _fee_days(book)
    told = f"must be from {low} to before {high}"
    _need(low <= day < high, f"{line.place}.effective_on", told)
    _equal(book.head["document"]["product"], fact["product"], place)
    line.must(effective_on=day, period=(day, day + _DAY), class_="fee", group=None)
    line.must(item=_fee_item(fact), price=None, unit=None, code=None)
    form, by_detail = _Working(book), kind == "number_change"
    by_detail &= book["fees.per"] == "detail"
    own = "fee" if kind == "number_change" else "amount"
    price: _Mark = "fact", f"{line['fact']}.{own}"
    if own not in fact:
        _equal(book.head["currency"], book["fees.currency"], "currency")
        price = form.policy("fees.change_fee")
    each = fact[own] if own in fact else book["fees.change_fee"]
    times = len(fact["details"]) if by_detail else 1
    line.must(quantity=times, unit_price=each)
    line.must(amount=_rounded(book, times * each, "fees"))
    given = form.add("given", price)
    total = form.add("sum", *[given] * times) if by_detail else given
    form.round(total, "fees.rounding")
    _check_form_of(line.proof, form.steps)


def _fee_item(fact: Fields) -> Value:
    return fact["number"] if "number" in fact else fact["product"]


def _fee_days(book: _Book) -> tuple[date, date]:
    """Return the first day whose fees a document carries, and the one after them."""
    (start, end), begin = book.span, book.head["billing_start"]
    if book.kind == "one_time":
        return start, end
    if book.kind in _CYCLES:
        past = book.head["cycle"]["past"]
        return past["period"][0] if past else date.min, start
    own = begin.day > 1 and _billed_at_once(book, begin)
    if own and start <= begin < end:
        return date.min, begin
    late = begin.day > 1 or book["cycle.first_invoice"] == "month_after"
    first = _next_month(begin) if late else begin
    if start < first:
        return date.min, date.min
    if start > first:
        return _month(start - _DAY), start
    return begin if own else date.min, first


def _audit_brought_forward(book: _Book, line: _Line) -> None:
    amount = book.head["brought_forward"]
    carried = book["settlement.negative_total"] == "carried_line" and amount < 0
    _need(carried, line.place, "must carry a negative total, under carried_line only")
    line.must(
        item="brought forward", class_="balance", group=None, quantity=1, unit=None
    )
    line.must(unit_price=-amount, period=book.span, effective_on=None, price=None)
    line.must(fact=None, code=None, amount=amount)


def _check_lines(book: _Book) -> None:
    always = book["cycle.nothing_to_bill"] == "invoice"
    always |= book.kind != "one_time" and bool(book.head["corrections"])
    _need(book.lines or always, "lines", "must not be empty: nothing to bill")
    part = _part(book)
    for line in book.lines if part else []:
        fits = line["class"] in (*part, "balance")
        _need(fits, f"{line.place}.class", f"must be one of {', '.join(part)}")
    carried = any(x.proof.named("#brought_forward") for x in book.lines)
    stated = book.head["brought_forward"] is not None
    _need(carried == stated, "brought_forward", "must be a line where it is stated")
    _check_beside(book)
    _check_low_lines(book)
    keys = [_order(book, line) for line in book.lines]
    for index in range(1, len(keys)):
        _need(keys[index - 1] <= keys[index], f"lines[{index}]", "is out of order")


def _part(book: _Book) -> tuple[str, ...]:
    """Return the classes of the document's part; none where it is not split."""
    name = book.head["document"]["part"]
    parts = book["cycle.parts"] if book.kind == "recurring" else ()
    found = [part["classes"] for part in parts if part["name"] == name]
    fits = bool(found) == bool(parts) and (name is None or found)
    _need(fits, "document.part", "must be one into which the market splits it")
    return tuple(found[0]) if found else ()


def _order(book: _Book, line: _Line) -> tuple[Any, ...]:
    kind, day = [*_CLASSES].index(line["kind"]), line["effective_on"] or date.min
    group, price, fact = (line[name] or "" for name in ("group", "price", "fact"))
    item = line["item"]
    if line["kind"] in _USED:  # a month after the other
        item = "" if item == _PLAN else item
        return [*_CLASSES].index("included_minutes"), day, kind, item, price
    # Devices at the low-usage price stand before those at the full one.
    full = book.facts.get(price, {}).get("item", item) != item
    return kind, item, group, full, day, _sign(line), price, fact


def _check_answer(book: _Book, proofs: Fields, name: str) -> None:
    stated, raw = book.head[name], proofs.get(name)
    leaves: Leaves = ()
    together = (raw is None) == (stated is None)
    _need(together, f"proofs.{name}", f"must be there if {name} is, and only then")
    if raw is not None:
        proof = _prove(book, raw, name, f"proofs.{name}")
        _equal(stated, proof.values[-1], name)
        leaves = proof.leaves
    _equal(stated, _ANSWERS[name](book, leaves), name)
    book.proven[name] = stated


def _billing_start(book: _Book, _leaves: Leaves) -> Value:
    contract, counted = book.of("contract") or {}, book["start.counted"]
    quote, signed = contract.get("billing_start_on"), contract.get("signed_on")
    if signed is None or (quote is not None and counted == "quote"):
        return quote
    months, days = contract["free_months"], book["start.free_month_days"]
    try:
        paid = _plus_months(signed, months, book["start.missing_day"])
    except LookupError:
        raise _Broken("facts", "give a day that its month does not have") from None
    if days:
        paid = _plus_days(signed, months * days)
    return paid if quote is None or counted == "signature" else max(quote, paid)


def _subtotal(book: _Book, leaves: Leaves) -> Value:
    each = [whose for _, whose in leaves] == [line["id"] for line in book.lines]
    _need(each, "proofs.subtotal", "must add every line, each once, in order")
    return sum((line["amount"] for line in book.lines), Fraction(0))


def _total(book: _Book, leaves: Leaves) -> Value:
    added = [*book.levies, *book.corrections]
    each = [("line", line["id"]) for line in added]
    fits = [*leaves] == [("amount.subtotal", "subtotal"), *each]
    told = "must add every levy and every correction, each once, in order"
    _need(fits, "proofs.total", told)
    return book.proven["subtotal"] + _sum(line["amount"] for line in added)


def _payable(book: _Book, _leaves: Leaves) -> Value:
    refund = book["settlement.negative_total"] == "refund"
    total = book.proven["total"]
    return total if refund else max(total, Fraction(0))


def _issue_date(book: _Book, leaves: Leaves) -> Value:
    (start, end), begin = book.span, book.head["billing_start"]
    if book.kind in _CYCLES:
        return start if book["anchor.first_charge"] == "sign_up" else end
    if ("#issue_date", "issue_date") in leaves:
        last = _numbered(book, start, book["cycle.window_last_day"])
        given = book.head["issue_date"]
        fits = book.kind == "recurring" and start <= given <= last
        _need(fits, "issue_date", f"must be from {start} to {last} where it is given")
        return given
    if book.kind == "one_time":
        return start
    at_once = start < begin < end and _billed_at_once(book, begin)
    return begin if at_once else _numbered(book, start, book["issue.day"])


def _numbered(book: _Book, month: date, number: Fraction) -> date:
    """Return the day of that number in a month, as invoices count days."""
    if book["issue.counted"] == "business_days":
        return _business_day(month, number, book["issue.holidays"])
    day = month + (int(number) - 1) * _DAY
    _need(day < _next_month(month), "policies", f"number day {number} of {month:%Y-%m}")
    return day


def _due_date(book: _Book, _leaves: Leaves) -> Value:
    wanted, offered = int(book["due.due_day"]), book["due.offered"]
    _need(not wanted or not offered or wanted in offered, "due_date", "is not offered")
    sent = book["due.counted_from"] == "sent_date" and not wanted
    first = book.head["sent_on" if sent else "issue_date"]
    if book.proven["total"] <= 0:
        return None
    _need(first, "sent_on", "must be there: the due date counts from it")
    return _until(first, wanted) if wanted else first + int(book["due.days"]) * _DAY


def _dispute_until(book: _Book, _leaves: Leaves) -> Value:
    return book.head["issue_date"] + int(book["dispute.days"]) * _DAY


def _autopay_on(book: _Book, _leaves: Leaves) -> Value:
    if book.proven["total"] <= 0:
        return None
    if book["autopay.charged"] == "due_date":
        return book.proven["due_date"]
    return _until(book.head["issue_date"], int(book["autopay.day"]))


def _until(day: date, wanted: int) -> date:
    """Walk to the first day of that number, or to the end of a month without it."""
    while day.day != wanted and not (day.day < wanted and (day + _DAY).day == 1):
        day += _DAY
    return day


_ANSWERS: Mapping[str, Callable[[_Book, Leaves], Value]] = {
    "billing_start": _billing_start,
    "subtotal": _subtotal,
    "total": _total,
    "payable": _payable,
    "issue_date": _issue_date,
    "due_date": _due_date,
    "dispute_until": _dispute_until,
    "autopay_on": _autopay_on,
}
_CYCLE_DATES = (
    *("anchor", "cycle_start", "cycle_end"),
    *("past_anchor", "past_start", "past_end"),
)
_PROOFS: Mapping[str, Reader] = {
    f"{name}?": _READERS["any"] for name in (*_ANSWERS, *_CYCLE_DATES)
}


# Cycles that are no calendar month: where each begins, its lines, what is unused.


def _cycle_numbers(cycle: Fields | None) -> Fields:
    """Return the numbers of a cycle that its proofs may rest on."""
    if cycle is None:
        return {}
    numbers = {"cycle.months": cycle["months"], "cycle.number": cycle["number"]}
    if cycle["past"] is not None:
        numbers["cycle.past.number"] = cycle["past"]["number"]
    return numbers


_LASTS: Mapping[str, int] = {"monthly": 1, "quarterly": 3, "annual": 12}


def _check_cycle(book: _Book, proofs: Fields) -> None:
    cycle, months = book.head.get("cycle"), book["anchor.length"] == "calendar_month"
    there = (book.kind in _CYCLES) == (cycle is not None)
    _need(there, "cycle", "must be there for a cycle or plan change, and only there")
    fits = book.kind == "one_time" or months == (cycle is None)
    _need(fits, "document.kind", "must be one that such cycles have")
    past = cycle and cycle["past"]
    asked = _CYCLE_DATES[: 6 if past else 3] if cycle else ()
    for name in _CYCLE_DATES:
        told = f"must be there{' not' * (name not in asked)}: so it is with the cycle"
        _need((name in proofs) == (name in asked), f"proofs.{name}", told)
    if cycle is None:
        return
    by_days = book["anchor.length"] == "thirty_days" and cycle["frequency"] == "monthly"
    lasts = _LASTS[cycle["frequency"]]
    _equal(cycle["months"], Fraction(0 if by_days else lasts), "cycle.months")
    own = _check_dates(book, proofs, _CYCLE_DATES[:3], {**cycle, "period": book.span})
    before = past and _check_dates(book, proofs, _CYCLE_DATES[3:], past)
    _check_follows(book, cycle, own, before)


def _check_dates(
    book: _Book, proofs: Fields, names: Iterable[str], cycle: Fields
) -> tuple[str, bool]:
    """Check the dates of a cycle; return the change of its anchor: is it moved?"""
    anchored, *others = names
    proof = _prove(book, proofs[anchored], anchored, f"proofs.{anchored}")
    named = [whose for kind, whose in proof.leaves if kind == "change.effective_on"]
    _need(len(named) == 1, proof.place, "must rest on the day of one change")
    day, begin = book.facts[named[0]]["effective_on"], book.head["billing_start"]
    moved = ("amount.billing_start", "billing_start") not in proof.leaves
    _equal(proof.values[-1], day if moved else max(day, begin), proof.place)
    book.proven[anchored] = anchor = proof.values[-1]
    _equal(cycle["anchor"], anchor, anchored)
    for count, name in enumerate(others):
        proof = _prove(book, proofs[name], name, f"proofs.{name}")
        expected = _cycle_day(book, anchor, cycle["number"] + count)
        _equal(proof.values[-1], expected, proof.place)
        _equal(cycle["period"][count], expected, name)
        book.proven[name] = expected
    return named[0], moved


def _cycle_day(book: _Book, anchor: date, number: Fraction) -> date:
    """Return the first day of a cycle, counted from its anchor."""
    months = book.head["cycle"]["months"]
    try:
        if months:
            return _plus_months(anchor, number * months, book["anchor.missing_day"])
        return _plus_days(anchor, number * book["anchor.days"])
    except (ArithmeticError, LookupError, ValueError):
        raise _Broken("cycle.number", "leads to no day") from None


def _check_follows(
    book: _Book, cycle: Fields, own: tuple[str, bool], before: tuple[str, bool] | None
) -> None:
    """Hold a cycle to the one before it, which it follows or ends."""
    past, number, moved = cycle["past"], cycle["number"], own[1]
    begins = moved and number == 0
    _equal(book.kind, "plan_change" if begins else "cycle", "document.kind")
    moves = book["anchor.moved_by"] != "nothing"
    may = moves or not (moved or (before and before[1]))
    _need(may, "proofs.anchor", "must not move: moved_by nothing")
    if past is None:
        _need(number == 0 and not moved, "cycle.past", "must be there")
    elif begins:
        (first, end), day = past["period"], book.span[0]
        _need(first < day < end, "cycle.past", f"must be ended by {day}")
    else:
        fits = number > 0 and (before, past["number"]) == (own, number - 1)
        _need(fits, "cycle.past", "must be the cycle before this one")


def _rule_of_cycle(book: _Book, kind: str, stated: object, place: str) -> str:
    fits = kind in (*_UNITS, "prorated_charge", *_FEES.values())
    fits &= kind != "change_fee" or book["fees.billed"] == "next_monthly"
    _need(fits, f"{place}.kind", f"{kind} is no line of a {book.kind} document")
    if kind in _FEES.values():
        return kind
    prorated = "unused_days" if stated == "unused_days" else "cycle_proration"
    return "cycle_charge" if kind in _UNITS else prorated


def _often(book: _Book, line: _Line) -> Fields:
    """Return the price of a line, which is billed as often as the cycle comes."""
    price = _price(book, line)
    often = book.head["cycle"]["frequency"]
    _equal(price["frequency"], often, f"{line.place}.price")
    return price


def _cycle_share(
    book: _Book, first: date, until: date, period: tuple[date, date]
) -> Fraction:
    counted = book["proration.day_count"]
    length = _charged_days(counted, *period)
    _need(length > 0, "document.period", "must have days to share")
    return _charged_days(counted, first, until) / length


def _past_period(book: _Book, line: _Line) -> tuple[date, date]:
    past = book.head["cycle"]["past"]
    _need(past, line.place, "must not be there: no cycle lies before")
    start, end = past["period"]
    return start, end


def _audit_cycle(book: _Book, line: _Line) -> None:
    price, place, (start, end) = _often(book, line), line.place, book.span
    split = line["kind"] in _SPLIT
    names = _changes(book, line, start, by_group=split)
    _need_once(line, names)
    quantity = _floor(book, price, _total_of(book.facts, names))
    until = _served(book, end)
    _need(until > start, f"{place}.period", "lies after the end of service")
    _need(quantity > 0, f"{place}.quantity", "must be more than 0")
    _need(price["effective_on"] <= start, f"{place}.price", f"is after {start}")
    line.must(kind=price["kind"], quantity=quantity, period=(start, until))
    line.must(group=line["group"] if split else None, effective_on=None, fact=None)
    share = _cycle_share(book, start, until, book.span)
    amount = quantity * price["unit_price"] * share
    line.must(amount=_rounded(book, amount, "recurring"))
    _check_form(line)


def _audit_in_cycle(book: _Book, line: _Line) -> None:
    price, day, place = _often(book, line), line["effective_on"], line.place
    start, end = _past_period(book, line)
    _need(day, f"{place}.effective_on", "must be a day")
    _need(price["effective_on"] <= day, f"{place}.price", f"is after {day}")
    line.must(kind="prorated_charge", quantity=_changed(book, line, price))
    until = _served(book, end)
    last = min(until, book.span[0])
    inside = start < day < last
    _need(inside, f"{place}.effective_on", f"must be after {start} and before {last}")
    first = _charged_from(book["proration.day_count"], day)
    line.must(period=(first, until))
    share = _cycle_share(book, first, until, (start, end))
    shown = share or book["proration.zero_days"] == "shown"
    _need(shown, f"{place}.period", "must not be empty under zero_days omitted")
    unit = price["unit_price"] * share
    if book["proration.rounded"] == "unit_share":
        line.must(amount=line["quantity"] * _rounded(book, unit, "proration"))
    else:
        line.must(amount=_rounded(book, line["quantity"] * unit, "proration"))
    _check_form(line)


def _audit_unused(book: _Book, line: _Line) -> None:
    price, day, place = _often(book, line), book.span[0], line.place
    _equal(book.kind, "plan_change", f"{place}.kind")
    period = _past_period(book, line)
    names = _changes(book, line, day - _DAY, by_group=True)
    _need_once(line, names)
    held = _floor(book, price, _total_of(book.facts, names))
    until = _served(book, period[1])
    _need(held > 0, f"{place}.quantity", "must be less than 0")
    _need(price["effective_on"] < day, f"{place}.price", f"is not before {day}")
    _need(day < until, f"{place}.effective_on", "is after the last day of service")
    line.must(kind="prorated_charge", quantity=-held, effective_on=day, fact=None)
    line.must(period=(day, until))
    share = _cycle_share(book, day, until, period)
    line.must(amount=_rounded(book, -held * price["unit_price"] * share, "anchor"))
    _check_form(line)


# Usage: what is included of a month, what is above it, and what has a rate.

_PLAN, _POOL, _MESSAGES = "plan", "low-usage pool", "messages"
_OVERAGE: Mapping[str, tuple[str, str]] = {  # the kinds of what is allowed
    _PLAN: ("included_minutes", "outbound_overage"),
    _POOL: ("included_minutes", "outbound_overage"),
    _MESSAGES: ("included_messages", "message_overage"),
}
_Mark = tuple[str, str]  # an operand, as a proof names it
_Form = list[tuple[str, tuple[_Mark, ...]]]


@dataclass(frozen=True)
class _Low:
    """What says how many devices are at the low-usage price."""

    terms: str
    devices: list[str]
    phones: list[str]
    before: list[str]  # the devices of the groups before


@dataclass(frozen=True)
class _Used:
    """What a line of usage counts, and what is included of it."""

    totals: list[str]
    included: list[tuple[str, list[str]]]  # with the changes of its item
    low: _Low | None
    share: Fraction  # how much of the month is served


@dataclass(frozen=True)
class _Working:
    """The steps that a rule has to have, in the making."""

    book: _Book
    steps: _Form = field(default_factory=list)

    def add(self, operation: str, *of: _Mark) -> _Mark:
        self.steps.append((operation, of))
        return "step", str(len(self.steps) - 1)

    def sum(self, names: Iterable[str], part: str = "quantity") -> _Mark:
        return self.add("sum", *(("fact", f"{name}.{part}") for name in names))

    def policy(self, choice: str) -> _Mark:
        return "policy", self.book.key(choice)

    def round(self, number: _Mark, choice: str) -> _Mark:
        return self.add("round", number, self.policy(choice), ("document", "currency"))


def _check_months(book: _Book) -> None:
    """Hold the months of usage to those that such a document can bill."""
    told, stop = book.head["usage"], book.of("service_end")
    if told is None:
        return
    possible = _usage_months(book, stop["last_day_of_service"] if stop else None)
    fits = _months_of(told) and {*_months_of(told)} <= {*possible}
    what = _show(tuple(possible))
    _need(fits, "usage", f"must be whole months of those it can bill: {what}")


def _months_of(told: tuple[date, date] | None) -> list[date]:
    start, end = told or (date.max, date.max)
    months = [start] if start < end else []
    while months and _next_month(months[-1]) < end and len(months) < 3:
        months.append(_next_month(months[-1]))
    whole = not months or (start == _month(start) and _next_month(months[-1]) == end)
    return months if whole else []


def _usage_months(book: _Book, last: date | None) -> list[date]:
    """Return the months whose usage is billed where any is told; last may be unseen."""
    begin, (start, end) = book.head["billing_start"], book.span
    before = _month(start - _DAY)
    if book.kind != "recurring":
        return []
    months = [before] if begin < start and (last is None or last >= before) else []
    if book["usage.last_usage"] == "last_regular":
        if last is not None and last < start and _first_month(book) <= before:
            months = []
        if _first_month(book) <= start and (last is None or start <= last < end):
            months.append(start)
    return months


def _audit_used(book: _Book, line: _Line) -> None:
    month, kind = line["effective_on"], line["kind"]
    place, told = line.place, _months_of(book.head["usage"])
    spot = f"{place}.effective_on"
    _need(month in told, spot, "must be a month of the usage that the header tells")
    item = line["item"]
    fits = kind in _RATED or kind in _OVERAGE.get(item, ())
    _need(fits, f"{place}.item", f"is nothing that {kind} counts")
    _check_served(book, line, month)
    totals = _totals(book, line)
    used = _used_of(book, line, totals)
    rate = _call_rate(book, line, totals)
    units, allowed = _units(book, book.facts, totals), _allowed(book, book.facts, used)
    quantity = units
    if _USED[kind] == "included_usage" and allowed is not None:
        quantity = min(units, allowed)
    if _USED[kind] == "usage_overage":
        _need(allowed is not None, line.proof.place, "must name what is included")
        quantity = max(units - (allowed or 0), Fraction(0))
    charged = quantity or kind in _RATED
    _need(charged, f"{place}.quantity", "must be more than 0")
    _check_form_of(line.proof, _used_form(book, line, used, rate))
    line.must(class_=_CLASSES[kind], group=None, fact=None, code=None)
    unit = "minute" if item != _MESSAGES or kind in _RATED else "message_credit"
    line.must(quantity=quantity, unit=unit, unit_price=_unit_price(book, line, rate))
    line.must(amount=_rounded(book, _charge(book, line, used, rate), "usage"))
    book.used.append((line, used))


def _check_served(book: _Book, line: _Line, month: date) -> None:
    """Hold a period to the days of the month that are served, as far as is seen."""
    first, until = line["period"]
    stop, end = book.of("service_end"), _next_month(month)
    last = min(end, stop["last_day_of_service"] + _DAY) if stop else until
    _equal(first, max(month, book.head["billing_start"]), f"{line.place}.period.start")
    _equal(until, last, f"{line.place}.period.end")
    _need(first < until <= end, f"{line.place}.period", f"must end by {end}")


def _call_types(book: _Book, kind: str, item: str) -> tuple[str, ...]:
    """Return what a line counts, by the readings."""
    if kind in _RATED:
        return (_RATED[kind],)
    if item == _MESSAGES:
        return ("message",)
    if item == _POOL:
        off_net = book["usage.pool_use"] == "off_net"
        return ("plan", *(_RATED.values() if off_net else ()))
    outbound = book["usage.extension_calls"] == "outbound"
    return ("plan", *(["extension"] if outbound else ()))


def _totals(book: _Book, line: _Line) -> list[str]:
    """Return the totals that a line counts: of its month and type, each once."""
    operation, operands = line.proof.operations[0]
    names, place = _facts_of(operands), line.proof.place
    known = [book.facts[name] for name in names if name in book.facts]
    plain = operation == "sum" and len(known) == len(operands) > 0
    plain &= all(fact["type"] == "usage" for fact in known)
    _need(plain, place, "must first of all add up totals of usage")
    types = _call_types(book, line["kind"], line["item"])
    alike = (each for other, each in book.used if other["kind"] == line["kind"])
    others = {name for each in alike for name in each.totals}
    for name, fact in zip(names, known, strict=True):
        wrong = f"counts {_show(name)}, which is"
        _equal(fact["month"], line["effective_on"], _at("facts", f"{name}.month"))
        _need(fact["call_type"] in types, place, f"{wrong} of another type")
        pooled = line["item"] == _POOL and line["kind"] not in _RATED
        regular = pooled and fact["device"] != "low_usage"
        _need(not regular, place, f"{wrong} of other devices")
        told = f"counts {_show(name)}, which another {line['kind']} counts"
        _need(name not in others, place, told)
    _need_distinct(names, place)
    for name in names:
        _check_rated(book, book.facts[name], _at("facts", name))
    return names


def _check_rated(book: _Book, total: Fields, place: str) -> None:
    """Hold how the rows of a total were counted to what the document rests on."""
    fields = ("usage.minutes.mode", "usage.per", "usage.edge", "usage.rounded")
    how = ", ".join(str(book[field]) for field in fields)
    _equal(total.get("counted", how), how, f"{place}.counted")
    start = book.head["billing_start"]
    since = total.get("counted_from", start)
    _need(since >= start, f"{place}.counted_from", f"is before billing starts, {start}")


def _call_rate(book: _Book, line: _Line, totals: list[str]) -> Fields | None:
    """Return the rate that a line has to follow, where it has one."""
    name, rule, place = line["price"], _USED[line["kind"]], f"{line.place}.price"
    rate = book.facts.get(name, {"type": "none"}) if name is not None else None
    if rule == "included_usage":
        _need(rate is None, place, "must be null: it is included")
    elif rate is not None:
        _need(rate["type"] == "call_rate", place, "must be a call rate of the document")
        priced = "message" if line["item"] == _MESSAGES else "plan"
        asked = _RATED.get(line["kind"], priced)
        _equal(rate["call_type"], asked, _at("facts", f"{name}.call_type"))
    if rule == "usage_charge":
        root = name and rate and _root(name, rate)
        for total in totals:
            named = book.facts[total]["rate"]  # by the id of any of its versions
            known = _root(named, book.facts[named]) if named in book.facts else root
            _equal(root, known, place)
        line.must(item=rate and rate["name"])
    elif rule == "usage_overage" and rate is not None:
        first = line["period"][0]
        _need(rate["effective_on"] <= first, place, f"is after {first}")
    elif rule == "usage_overage":
        _need(_own_price(book, line) is not None, place, "must be a call rate's")
    return rate


def _own_field(line: _Line) -> str:
    return "message_overage" if line["item"] == _MESSAGES else "overage"


def _own_price(book: _Book, line: _Line) -> Fraction | None:
    """Return the price of the policy for what is above the included."""
    price: Fraction | None = book[f"usage.{_own_field(line)}"]
    return price if book["usage.currency"] == book.head["currency"] else None


def _unit_price(book: _Book, line: _Line, rate: Fields | None) -> Fraction | None:
    if _USED[line["kind"]] == "included_usage":
        return Fraction(book["usage.included_price"])
    if rate is None:
        return _own_price(book, line)
    return None if "package" in rate else rate.get("unit_price")


def _used_of(book: _Book, line: _Line, totals: list[str]) -> _Used:
    """Return what a line counts, as its proof names it."""
    share = _part_share(book, line["effective_on"], line["period"])
    if line["kind"] in _RATED:
        return _Used(totals, [], None, share)
    first, place = line["period"][0], line.proof.place
    if line["item"] == _POOL:
        low = _low_of(line, 1)
        _check_low(book, line, low, first)
        none = "has no pool: no device is at the low-usage price"
        _need(_counted_low(book, book.facts, low) > 0, place, none)
        return _Used(totals, [], low, share)
    included = _included_of(book, line)
    unit = "message_credit" if line["item"] == _MESSAGES else "minute"
    seen: set[str | None] = set()
    for name, changes in included:
        fact = book.facts[name]
        item = fact.get("item")
        _equal(fact["unit"], unit, _at("facts", f"{name}.unit"))
        fits = fact["effective_on"] < _next_month(first)
        _need(fits, place, f"counts {_show(name)}, which is after the month")
        once = item not in seen
        seen.add(item)
        _need(once, place, f"counts {_show(name)}, and another in its place")
        _check_held(book, place, changes, (item,), first)
    return _Used(totals, included, None, share)


def _included_of(book: _Book, line: _Line) -> list[tuple[str, list[str]]]:
    """Return the facts that say what is included, with the changes of their items."""
    operations = line.proof.operations
    found: list[tuple[str, list[str]]] = []
    for operation, operands in operations[1:]:
        for tag, name in operands if operation == "sum" and not found else ():
            of, held = [(tag, name)], list[str]()
            if tag == "step" and operations[int(name)][0] == "times":
                of = [*operations[int(name)][1]]
                steps = [int(x) for kind, x in of if kind == "step"]
                held = [y for x in steps for y in _facts_of(operations[x][1])]
            named = [x for x in _facts_of(of) if x in book.facts]
            found += [(x, held) for x in named if book.facts[x]["type"] == "included"]
    return found


def _low_of(line: _Line, first: int) -> _Low:
    """Return what a proof names of low-usage devices, from one of its sums on."""
    sums = [_facts_of(x) for name, x in line.proof.operations if name == "sum"]
    devices, phones, before = (*sums[first:], *_NO_SUMS)[:3]
    terms = line.proof.named("low_usage.allowed")
    told = "must name the terms of low-usage devices"
    _need(terms, line.proof.place, told)
    return _Low(terms[0], devices, phones, before)


_NO_SUMS: tuple[list[str], ...] = ([], [], [])


def _check_low(book: _Book, line: _Line, low: _Low, until: date) -> None:
    """Hold what is counted to the items of the terms, and to the day it is judged."""
    terms, place = book.facts[low.terms], line.proof.place
    _need(terms["effective_on"] <= until, place, f"names terms after {until}")
    by_contract = book["low_usage.judged"] == "contract"
    judged_on = terms["effective_on"] if by_contract else until
    _check_held(book, place, low.devices, (terms["item"],), until)
    _check_held(book, place, low.before, (terms["item"],), until)
    _check_held(book, place, low.phones, terms["phones"], judged_on)


def _check_held(
    book: _Book,
    place: str,
    names: list[str],
    items: tuple[str | None, ...],
    until: date,
) -> None:
    for name in names:
        fact = book.facts.get(name, {})
        belongs = fact.get("type") in ("change", "opening") and fact["item"] in items
        _need(belongs, place, f"counts {_show(name)} of another item or group")
        day = fact["effective_on"]
        _need(day <= until, place, f"counts {_show(name)}, which is after {until}")
    _need_distinct(names, place)


def _need_distinct(names: Iterable[str], place: str) -> None:
    seen: set[str] = set()
    for name in names:
        _need(name not in seen, place, f"counts {_show(name)} twice")
        seen.add(name)


# What a line of usage comes to, from the facts: of the document, or of the account.


def _units(book: _Book, facts: Mapping[str, Fields], totals: Iterable[str]) -> Fraction:
    """Return the exact minutes of totals, or their message credits."""
    of = [facts[name] for name in totals]
    billable = _sum(fact["billable"] for fact in of)
    is_messages = any(fact["call_type"] == "message" for fact in of)
    return billable / (1 if is_messages else book["usage.minute_seconds"])


def _part_share(book: _Book, month: date, period: tuple[date, date]) -> Fraction:
    """Return how much of a month counts for what is included in it."""
    if book["usage.included"] == "full":
        return Fraction(1)
    first, until = period
    end = _next_month(month)
    cut = book["proration.last_month"] == "days_served"
    return _share(book, _first_charged(book, first), until if cut else end, end)


def _allowed(book: _Book, facts: Mapping[str, Fields], used: _Used) -> Fraction | None:
    """Return the units that are included; None where that is without limit."""
    if used.low:
        found = _counted_low(book, facts, used.low) * book["low_usage.minutes"]
        return Fraction(found * used.share)
    if not used.included:
        return None
    each = (
        facts[name]["quantity"]
        * (_total_of(facts, held) if "item" in facts[name] else 1)
        for name, held in used.included
    )
    return _sum(each) * used.share


def _counted_low(book: _Book, facts: Mapping[str, Fields], low: _Low) -> Fraction:
    """Return how many devices are at the low-usage price."""
    before, devices = _total_of(facts, low.before), _total_of(facts, low.devices)
    left = max(facts[low.terms]["allowed"] - before, Fraction(0))
    enough = _total_of(facts, low.phones) >= book["low_usage.phones"]
    return min(devices, left) if enough else Fraction(0)


def _charge(book: _Book, line: _Line, used: _Used, rate: Fields | None) -> Fraction:
    quantity: Fraction = line["quantity"]
    if rate is None:
        return quantity * (_unit_price(book, line, rate) or 0)
    totals = [book.facts[name] for name in used.totals]
    if line["kind"] in _RATED and book["usage.rounded"] == "row":
        return _sum(fact["row_cost"] for fact in totals)
    charge = _by_model(book, rate, quantity)
    if line["kind"] in _RATED:
        calls = _sum(fact["connected"] for fact in totals)
        charge += calls * rate.get("connection_fee", 0)
    charge += rate.get("flat_fee", 0) if quantity > 0 else 0
    return max(charge, rate["minimum"]) if "minimum" in rate else charge


def _by_model(book: _Book, rate: Fields, units: Fraction) -> Fraction:
    model, tiers = rate["model"], rate["tiers"]
    if model == "package":
        begun = _rounded_by(book, units / rate["package"], "usage.packages")
        return begun * Fraction(rate["unit_price"])
    if model == "flat":
        return units * Fraction(rate["unit_price"])
    reached = [tier for tier in tiers if units > tier["above"]]
    if model == "volume":
        tier = [*tiers[:1], *reached][-1]
        fee = tier["flat_fee"] if reached else None
        return units * Fraction(tier["unit_price"]) + (fee or 0)
    tops = [*(tier["above"] for tier in reached[1:]), units]
    parts = (
        (top - tier["above"]) * tier["unit_price"] + (tier["flat_fee"] or 0)
        for tier, top in zip(reached, tops, strict=False)
    )
    return _sum(parts)


def _rounded_by(book: _Book, number: Fraction, choice: str) -> Fraction:
    return _round(number, book[choice], book.head["currency"])


# The steps of such a line, all of them and no others.


def _used_form(book: _Book, line: _Line, used: _Used, rate: Fields | None) -> _Form:
    form, kind = _Working(book), line["kind"]
    if kind in _RATED and book["usage.rounded"] == "row":
        form.round(form.sum(used.totals, "row_cost"), "usage.rounding")
        return form.steps
    units = form.sum(used.totals, "billable")
    if line["item"] != _MESSAGES or kind in _RATED:
        units = form.add("over", units, form.policy("usage.minute_seconds"))
    if _USED[kind] == "included_usage":
        if used.low or used.included:
            units = form.add("least", units, _allowed_form(form, line, used))
        each = form.policy("usage.included_price")
        charge = form.add("times", units, each)
    else:
        if _USED[kind] == "usage_overage":
            more = form.add("minus", units, _allowed_form(form, line, used))
            units = form.add("at_least_zero", more)
        charge = _priced_form(form, line, used, rate, units)
    form.round(charge, "usage.rounding")
    return form.steps


def _allowed_form(form: _Working, line: _Line, used: _Used) -> _Mark:
    if used.low:
        devices = form.sum(used.low.devices)
        counted = _low_form(form, used.low, devices)
        found = form.add("times", counted, form.policy("low_usage.minutes"))
    else:
        parts: list[_Mark] = []
        for name, held in used.included:
            part = ("fact", f"{name}.quantity")
            if "item" in form.book.facts[name]:
                part = form.add("times", part, form.sum(held))
            parts.append(part)
        found = form.add("sum", *parts)
    share = _part_form(form, line, used.totals[0])
    return form.add("times", found, share) if share else found


def _low_form(form: _Working, low: _Low, devices: _Mark) -> _Mark:
    phones = form.sum(low.phones)
    left = ("fact", f"{low.terms}.allowed")
    if low.before:
        left = form.add("at_least_zero", form.add("minus", left, form.sum(low.before)))
    within, none = form.add("least", devices, left), form.add("sum")
    return form.add("tier", form.policy("low_usage.phones"), within, phones, none)


def _part_form(form: _Working, line: _Line, total: str) -> _Mark | None:
    """Add the steps of the share of the month, where it is served in part."""
    book, (first, until) = form.book, line["period"]
    month: date = line["effective_on"]
    late = first > month
    cut = until < _next_month(month) and book["proration.last_month"] == "days_served"
    if book["usage.included"] == "full" or not (late or cut):
        return None
    by, day = form.policy("proration.day_count"), ("fact", f"{total}.month")
    start, after = day, form.add("next_month", day)
    end = after
    if late:
        start = form.add("charged_from", by, ("amount", "billing_start"))
    if cut:
        end = form.add("day_after", _last_day(line))
    days = form.add("charged_days", by, start, end)
    return form.add("over", days, form.add("charged_days", by, day, after))


def _last_day(line: _Line) -> _Mark:
    names = [*line.proof.named("service_end.last_day_of_service"), ""]
    return "fact", f"{names[0]}.last_day_of_service"


def _priced_form(
    form: _Working, line: _Line, used: _Used, rate: Fields | None, units: _Mark
) -> _Mark:
    if rate is None:
        return form.add("times", units, form.policy(f"usage.{_own_field(line)}"))
    parts = [_model_form(form, line["price"], rate, units)]
    if "connection_fee" in rate:
        calls = form.sum(used.totals, "connected")
        parts.append(form.add("times", calls, _field(line, "connection_fee")))
    if "flat_fee" in rate:
        none = form.add("sum")
        fee = _field(line, "flat_fee")
        parts.append(form.add("tier", units, none, none, fee))
    charge = form.add("sum", *parts) if len(parts) > 1 else parts[0]
    if "minimum" in rate:
        charge = form.add("greatest", charge, _field(line, "minimum"))
    return charge


def _field(line: _Line, name: str) -> _Mark:
    return "fact", f"{line['price']}.{name}"


def _model_form(form: _Working, name: str, rate: Fields, units: _Mark) -> _Mark:
    each = ("fact", f"{name}.unit_price")
    if rate["model"] == "package":
        share = form.add("over", units, ("fact", f"{name}.package"))
        units = form.round(share, "usage.packages")
    if rate["model"] in ("package", "flat"):
        return form.add("times", units, each)
    tiers = [f"{name}.tiers.{n}" for n in range(len(rate["tiers"]))]
    with_fees = [tier["flat_fee"] is not None for tier in rate["tiers"]]
    by_volume = rate["model"] == "volume"
    return (_volume_form if by_volume else _graduated_form)(
        form, tiers, with_fees, units
    )


def _tier_marks(names: Iterable[str]) -> list[_Mark]:
    parts = ("above", "unit_price")
    return [("fact", f"{name}.{part}") for name in names for part in parts]


def _volume_form(
    form: _Working, tiers: list[str], with_fees: list[bool], units: _Mark
) -> _Mark:
    each = form.add("tier", units, *_tier_marks(tiers)[1:])
    charge = form.add("times", units, each)
    if not any(with_fees):
        return charge
    none, marks = form.add("sum"), list[_Mark]()
    for name, has_fee in zip(tiers, with_fees, strict=True):
        fee = ("fact", f"{name}.flat_fee")
        marks += [("fact", f"{name}.above"), fee if has_fee else none]
    return form.add("sum", charge, form.add("tier", units, none, *marks))


def _graduated_form(
    form: _Working, tiers: list[str], with_fees: list[bool], units: _Mark
) -> _Mark:
    costs: list[_Mark] = []
    bounds = [("fact", f"{name}.above") for name in tiers]
    for at, name in enumerate(tiers):
        part = units
        if at + 1 < len(tiers):
            part = form.add("least", part, bounds[at + 1])
        if at:
            part = form.add("at_least_zero", form.add("minus", part, bounds[at]))
        costs.append(form.add("times", part, ("fact", f"{name}.unit_price")))
    none = form.add("sum") if any(with_fees) else ("step", "0")
    for at, name in enumerate(tiers):
        if with_fees[at]:
            fee = ("fact", f"{name}.flat_fee")
            costs.append(form.add("tier", units, none, bounds[at], fee))
    return form.add("sum", *costs)


# What lines of usage say of one another.


def _check_beside(book: _Book) -> None:
    """Ask for both the included and the overage, of the same totals, where used."""
    pools = {line["effective_on"] for line, used in book.used if used.low}
    held: dict[tuple[date, str], dict[str, tuple[_Line, _Used]]] = {}
    for line, used in book.used:
        if line["kind"] not in _RATED:
            key = line["effective_on"], line["item"]
            held.setdefault(key, {})[line["kind"]] = line, used
            if line["item"] == _PLAN and line["effective_on"] in pools:
                _check_regular(book, line, used)
    for (_, item), kinds in held.items():
        _check_both(book, _OVERAGE[item], kinds)


def _check_regular(book: _Book, line: _Line, used: _Used) -> None:
    for name in used.totals:
        fact = book.facts[name]
        own = (fact["call_type"], fact["device"]) != ("plan", "low_usage")
        _need(own, line.proof.place, f"counts {_show(name)}, which is of the pool")


def _check_both(
    book: _Book,
    names: tuple[str, str],
    kinds: Mapping[str, tuple[_Line, _Used]],
) -> None:
    line, used = next(iter(kinds.values()))
    units = _units(book, book.facts, used.totals)
    allowed = _allowed(book, book.facts, used)
    limit = units if allowed is None else allowed
    for name, there in zip(names, (min(units, limit) > 0, units > limit), strict=True):
        told = f"{'must' if there else 'must not'} have a line of {name} beside it"
        _need((name in kinds) == there, line.place, told)
    for other, its in kinds.values():
        same = [*_sets_of(its)] == [*_sets_of(used)]
        told = f"must count what the {line['kind']} beside it counts"
        _need(same, other.proof.place, told)


def _sets_of(used: _Used) -> Iterator[set[str]]:
    """Return what is counted, one set after the other."""
    yield {*used.totals}
    yield {name for name, _ in used.included}
    yield from ({*held} for _, held in sorted(used.included))
    if used.low:
        yield from _sets_of_low(used.low)


def _sets_of_low(low: _Low) -> Iterator[set[str]]:
    yield from ({low.terms}, {*low.devices}, {*low.phones}, {*low.before})


# Low-usage devices, billed in advance: some at the discount, the others in full.


def _audit_low_usage(book: _Book, line: _Line) -> None:
    low, price, place = _low_of(line, 0), _low_price(book, line), line.place
    (start, end), terms = book.span, book.facts[low.terms]
    limit, split = _counted_until(book, start), line["kind"] in _SPLIT
    _check_low(book, line, low, limit)
    _check_groups(book, line, low, split=split)
    discounted = price["item"] == terms["item"]
    item = terms["item" if discounted else "full_price"]
    _equal(price["item"], item, f"{place}.price")
    counted = _counted_low(book, book.facts, low)
    quantity = _total_of(book.facts, low.devices) - counted
    quantity = counted if discounted else quantity
    first, until = _first_month(book), _served(book, end)
    _need(first <= start, f"{place}.period", f"must start on {first} or later")
    _need(until > start, f"{place}.period", "lies after the end of service")
    _need(quantity > 0, f"{place}.quantity", "must be more than 0")
    _need(price["effective_on"] <= limit, f"{place}.price", f"is after {limit}")
    line.must(kind=price["kind"], item=terms["item"], quantity=quantity)
    line.must(group=line["group"] if split else None, effective_on=None, fact=None)
    line.must(unit=price["unit"], unit_price=price["unit_price"], code=None)
    line.must(class_=_CLASSES[price["kind"]], period=(start, until))
    _check_form_of(line.proof, _low_line_form(book, line, low, full=not discounted))
    amount = quantity * price["unit_price"] * _share(book, start, until, end)
    line.must(amount=_rounded(book, amount, "recurring"))
    book.lows.append((line, low))


def _low_price(book: _Book, line: _Line) -> Fields:
    price, place = book.facts.get(line["price"], {}), f"{line.place}.price"
    alone = line.proof.named("price.unit_price") == [line["price"]]
    _need(alone, place, "must be the one price that its proof names")
    _equal(book.head["document"]["product"], price["product"], place)
    return price


def _check_groups(book: _Book, line: _Line, low: _Low, *, split: bool) -> None:
    """Hold devices to the group of the line, and those before to groups before it."""
    place, own = line.proof.place, line["group"] or ""
    for name in low.devices:
        fits = not split or book.facts[name].get("group", "") == own
        _need(fits, place, f"counts {_show(name)} of another item or group")
    for name in low.before:
        fits = split and book.facts[name].get("group", "") < own
        _need(fits, place, f"counts {_show(name)}, which is of no group before")


def _low_line_form(book: _Book, line: _Line, low: _Low, *, full: bool) -> _Form:
    form = _Working(book)
    devices = form.sum(low.devices)
    counted = _low_form(form, low, devices)
    if full:
        counted = form.add("minus", devices, counted)
    charge = form.add("times", counted, _field(line, "unit_price"))
    if line["period"][1] < book.span[1]:
        start, stop = ("document", "period.start"), ("document", "period.end")
        by, after = (
            form.policy("proration.day_count"),
            form.add("day_after", _last_day(line)),
        )
        days = form.add("charged_days", by, start, after)
        whole = form.add("charged_days", by, start, stop)
        charge = form.add("times", charge, form.add("over", days, whole))
    form.round(charge, "recurring.rounding")
    return form.steps


def _check_low_lines(book: _Book) -> None:
    """Ask for both lines of a group where it has devices at either price."""
    held: dict[str, list[tuple[_Line, _Low]]] = {}
    for line, low in book.lows:
        held.setdefault(line["group"] or "", []).append((line, low))
    before: set[str] = set()
    for group in sorted(held):
        line, first = held[group][0]
        place = line.proof.place
        missing = sorted(before - {*first.before})
        told = f"must count {_show(''.join(missing[:1]))} of a group before"
        _need(not missing, place, told)
        for other, low in held[group]:
            same = [*_sets_of_low(low)] == [*_sets_of_low(first)]
            told = "must count what the other line of the group counts"
            _need(same, other.proof.place, told)
        devices = _total_of(book.facts, first.devices)
        billed = _sum(other["quantity"] for other, _ in held[group])
        told = f"must come to {devices} devices, with the other line of the group"
        _need(billed == devices, line.place, f"{told}, got {billed}")
        before |= {*first.devices}


# Years and quarters: what is charged ahead of them, and what changes within.


@dataclass(frozen=True)
class _Counting:
    """From which day the periods of an item are counted, and by which policies."""

    frequency: str
    begun: date
    quarters: str
    missing: str

    @property
    def anchor(self) -> date:
        annual = self.frequency == "annual"
        return self.begun if annual else _periods_from(self.quarters, self.begun)

    def before(self, day: date) -> tuple[date, date]:
        """Return the last period that begins before a day."""
        start = _period_start(self.frequency, self.anchor, day, self.missing)
        return self.since(start)

    def since(self, day: date) -> tuple[date, date]:
        """Return the first period that begins on or after a day."""
        told = self.frequency, self.anchor
        start = _period_end(*told, day, self.missing)
        return start, _period_end(*told, start + _DAY, self.missing)


def _counting(book: _Book, frequency: str, first: Fields) -> _Counting:
    begun = max(first["effective_on"], book.head["billing_start"])
    policy = book["frequency.quarters"], book["frequency.missing_day"]
    return _Counting(frequency, begun, *policy)


def _first_change(line: _Line) -> str:
    """Return the id of the change that the proof takes for the item's first."""
    firsts = [x for x in _days_of(line, "later") if x is not None]
    _need(len(firsts) == 1, line.proof.place, "must name the first day of the item")
    return firsts[0]


def _days_of(line: _Line, *operations: str) -> list[str | None]:
    """Return whose days some operations start from; None for the billing start."""
    found = [x for name, of in line.proof.operations if name in operations for x in of]
    whose: list[str | None] = []
    for tag, name in found:
        fact, _, part = name.rpartition(".")
        if tag == "fact" and part == "effective_on":
            whose.append(fact)
        elif (tag, name) == ("amount", "billing_start"):
            whose.append(None)
    return whose


def _counted_line(book: _Book, line: _Line, price: Fields) -> _Counting:
    """Look at the item's first day, before which the line counts nothing."""
    name, facts, place = _first_change(line), book.facts, line.proof.place
    first = facts[name]
    _equal(first["item"], line["item"], place)
    counted = line.proof.named("change.quantity")
    late = first["effective_on"] <= min(
        (facts[x]["effective_on"] for x in counted), default=date.max
    )
    _need(late, place, f"counts what lies before the first day, that of {_show(name)}")
    monthly = book["anchor.length"] == "calendar_month"
    _need(monthly, line.place, "is of a product without calendar months")
    return _counting(book, price["frequency"], first)


def _goes_on(book: _Book, start: date) -> bool:
    """Tell whether service goes on after the first day of a period."""
    end = book.of("service_end")
    return end is None or bool(start < end["last_day_of_service"])


def _stands_apart(book: _Book, counting: _Counting, start: date) -> bool:
    """Tell whether a period is charged on its own day, by no monthly invoice."""
    anchored = book["frequency.annual_renewal"] == "anchor_day"
    return counting.frequency == "annual" and (anchored or start == counting.begun)


def _audit_period(book: _Book, line: _Line) -> None:
    price, place, (first, stop) = _price(book, line), line.place, book.span
    counting = _counted_line(book, line, price)
    start, end = counting.before(stop)
    one_time, split = book.kind == "one_time", line["kind"] in _SPLIT
    fits = first <= start and counting.begun <= start
    fits &= one_time == _stands_apart(book, counting, start)
    _need(fits, f"{place}.period", "does not begin on a day of this document")
    begins = one_time or _first_month(book) <= first
    begins &= _goes_on(book, start)
    _need(begins, f"{place}.period", "lies before or after what is billed")
    limit = start if one_time else min(start, _counted_until(book, first))
    names = _changes(book, line, limit, by_group=split)
    _need_once(line, names)
    quantity = _floor(book, price, _total_of(book.facts, names))
    _need(quantity > 0, f"{place}.quantity", "must be more than 0")
    _need(price["effective_on"] <= start, f"{place}.price", f"is after {start}")
    line.must(kind=price["kind"], quantity=quantity, period=(start, end))
    line.must(group=line["group"] if split else None, effective_on=None, fact=None)
    line.must(amount=_rounded(book, quantity * price["unit_price"], "recurring"))
    _check_form(line)


def _audit_period_change(book: _Book, line: _Line) -> None:
    price, day, place = _price(book, line), line["effective_on"], line.place
    _need(day, f"{place}.effective_on", "must be a day")
    _need(price["effective_on"] <= day, f"{place}.price", f"is after {day}")
    counting = _counted_line(book, line, price)
    whose = {*_days_of(line, "day_after", "month_start", "period_end")}
    _need(len(whose) == 1, line.proof.place, "must count from one and the same day")
    (cause,) = whose
    renews = cause is not None and cause in _days_of(line, "period_end")
    on = book.facts[cause]["effective_on"] if cause else book.head["billing_start"]
    _equal(day, counting.since(on)[0] if renews else on, f"{place}.effective_on")
    line.must(kind="prorated_charge")
    if cause is None:
        line.must(quantity=_started(book, line, price))
        _check_begun(book, line, counting)
    else:
        line.must(quantity=_changed_within(book, line, price, cause, renews=renews))
        _check_window(book, line, cause)
    period, share = _charged_within(book, counting, on, renews=renews)
    line.must(period=period)
    shown = share or book["proration.zero_days"] == "shown"
    _need(shown, f"{place}.period", "must not be empty under zero_days omitted")
    if renews:
        fits = day < book.span[0] and not _stands_apart(book, counting, day)
        _need(fits, f"{place}.effective_on", "is of no period that was invoiced before")
    unit, quantity = price["unit_price"] * share, line["quantity"]
    if book["proration.rounded"] == "unit_share":
        line.must(amount=quantity * _rounded(book, unit, "proration"))
    else:
        line.must(amount=_rounded(book, quantity * unit, "proration"))
    _check_form(line)


def _changed_within(
    book: _Book, line: _Line, price: Fields, cause: str, *, renews: bool
) -> Fraction:
    """Work out the quantity; above a minimum, what was there before counts twice."""
    place, facts, day = line.proof.place, book.facts, line["effective_on"]
    names = _changes(book, line, day, by_group=True)
    kept = book["proration.emptied"] == "minimum_quantity"
    base = {name for name, times in names.items() if kept and times == 2}
    parts = {name: times for name, times in names.items() if name not in base}
    _need_once(line, parts)
    _need(cause in parts, place, "must count the change that dates the line")
    for name in parts:
        alike = (facts[name]["quantity"] > 0) == (line["quantity"] > 0)
        _need(alike, place, "must count changes of one sign")
        own = renews or facts[name]["effective_on"] == day
        _need(own, place, f"counts {_show(name)} of another day")
        _check_window(book, line, name)
    credited = renews or book["proration.removals"] == "credited"
    credited |= line["quantity"] > 0
    _need(credited, line.place, "credits a removal under removals not_credited")
    alone = book["proration.same_day"] == "per_change"
    _need(not alone or len(parts) == 1, place, "must count one change: per_change")
    line.must(fact=cause if alone else None)
    after = _floor(book, price, _total_of(facts, names))
    return after - (_floor(book, price, _total_of(facts, base)) if base else 0)


def _window(book: _Book) -> tuple[date, date]:
    """Return the day before the changes that a document bills, and their last day."""
    begin, start = book.head["billing_start"], book.span[0]
    month = _month(start - _DAY)
    low = begin
    if _first_month(book) <= month:
        low = max(begin, _counted_until(book, month))
    return low, max(begin, _counted_until(book, start))


def _check_window(book: _Book, line: _Line, name: str) -> None:
    low, high = _window(book)
    day, end = book.facts[name]["effective_on"], book.of("service_end")
    fits = book.kind == "recurring" and low < day <= high and low <= book.span[0]
    told = f"counts {_show(name)}, which is not after {low} and up to {high}"
    _need(fits, line.proof.place, told)
    served = end is None or day <= end["last_day_of_service"]
    _need(served, line.proof.place, f"counts {_show(name)} after the end of service")


def _check_begun(book: _Book, line: _Line, counting: _Counting) -> None:
    begin, (start, end) = book.head["billing_start"], book.span
    place = f"{line.place}.effective_on"
    fits = counting.frequency == "quarterly" and book.kind == "recurring"
    fits &= _goes_on(book, begin)
    _need(fits, place, "is of no quarter that begins with billing")
    if _billed_at_once(book, begin):
        _need(start < begin < end, place, f"must lie in {_show(book.span)}")
    else:
        late = _next_month(begin) == start and _first_month(book) > _month(begin)
        _need(late, place, f"must lie in the month before {start}")


def _charged_within(
    book: _Book, counting: _Counting, on: date, *, renews: bool
) -> tuple[tuple[date, date], Fraction]:
    """Return the days charged for a change, and the share of the price they are."""
    if renews:
        return counting.since(on), Fraction(1)
    anchor, count = counting.anchor, book["proration.day_count"]
    if on < anchor:
        start, end = _month(on), _next_month(on)
        first = _first_within(book, on, start)
        until = _served(book, end)
        part = _charged_days(count, first, until) / _charged_days(count, start, end)
        return (first, until), part / 3
    start, end = counting.before(on + _DAY)
    by_days = book["frequency.quarter_changes"] == "days"
    if counting.frequency == "annual" or by_days:
        first = _first_within(book, on, start)
        days = _charged_days(count, first, end)
        return (first, end), days / _charged_days(count, start, end)
    months = [
        _plus_months(anchor, Fraction(x), counting.missing)
        for x in range(
            _months_between(anchor, start) - 1, _months_between(anchor, end) + 2
        )
    ]
    bounds = [day for day in months if start <= day <= end]
    share, charged = Fraction(0), end
    for low, high in pairwise(bounds):
        if low <= on < high:
            charged = _first_within(book, on, low)
            days = _charged_days(count, charged, high)
            share += days / _charged_days(count, low, high)
        share += low > on
    return (charged, end), share / (len(bounds) - 1)


def _first_within(book: _Book, on: date, start: date) -> date:
    if on == start:
        return on
    return _charged_from(book["proration.day_count"], on)


def _charged_ahead(book: _Book, line: _Line) -> tuple[date, date]:
    """Return when what a line credits was invoiced, and when its quantity was taken."""
    begin, own = book.head["billing_start"], book.facts[_first_change(line)]
    counting = _counting(book, book.facts[line["price"]]["frequency"], own)
    cause = _credited_by(line)
    on, start = book.facts[cause]["effective_on"], begin
    if on >= counting.anchor:
        start, _ = counting.before(line["effective_on"] + _DAY)
        if _stands_apart(book, counting, start):
            return start, start
    month = _month(start)
    if on >= counting.anchor and _first_month(book) <= month:
        taken = min(start, _counted_until(book, month))
        return _numbered(book, month, book["issue.day"]), taken
    # Nothing but what is there as billing starts is charged ahead of a change.
    if _billed_at_once(book, begin):
        return begin, begin
    return _billed_next(book, begin), begin


def _credited_by(line: _Line) -> str:
    """Return the id of the removal that dates the line of a year or a quarter."""
    (cause,) = {*_days_of(line, "day_after", "month_start", "period_end")}
    return str(cause)


def _billed_next(book: _Book, day: date) -> date:
    """Return the date of the monthly invoice that bills what changes on a day."""
    month = _month(day)
    while month < _first_month(book) or _counted_until(book, month) < day:
        month = _next_month(month)
    return _numbered(book, month, book["issue.day"])


_AUDITS: Mapping[str, Callable[[_Book, _Line], None]] = {
    "recurring_charge": _audit_recurring,
    "low_usage_charge": _audit_low_usage,
    "prorated_charge": _audit_prorated,
    "period_charge": _audit_period,
    "period_proration": _audit_period_change,
    **dict.fromkeys(_USED.values(), _audit_used),
    "one_time_charge": _audit_one_time,
    "brought_forward": _audit_brought_forward,
    "cycle_charge": _audit_cycle,
    "cycle_proration": _audit_in_cycle,
    "unused_days": _audit_unused,
    **dict.fromkeys(_FEES.values(), _audit_fee),
}


# Levies: what each is charged on, worked out from the plain lines and the addresses.

_CATEGORIES = ("standard", "zero_rated", "exempt", "reverse_charge")
_BY_NUMBER: Mapping[str, tuple[str, str]] = {
    "any": ("exempt", "E6"),
    "cross_border": ("reverse_charge", "eu-vat-art-196"),
}
_TAX_DATES = ("invoice_date", "service_period", "earlier_of_invoice_and_payment")
_MONTHS: Mapping[str, int] = {"us-usf-factor": 3}  # how long a value is in force
_CREDIT_RATES = ("charging_invoice", "current_invoice")


@dataclass
class _Charge:
    """What stands in a base; ``charged`` is when it was, of which one day is true."""

    class_: str
    unit: str | None
    levy: str | None
    charged: frozenset[date]
    served: date


@dataclass(frozen=True)
class _Desk:
    """What levies follow: of the document at level 1, of the account at level 2."""

    book: _Book
    facts: Mapping[str, Fields]
    addresses: list[tuple[date, str]]
    supplied: Mapping[str, list[date]]  # first days of the rates of the account file
    entries: Mapping[str, Mapping[date, bool | None]]  # those of the document, too
    spans: Mapping[str, list[tuple[date, date]]]  # first and last days with a rate
    grounds: list[tuple[date, str]]
    lines: Mapping[str, _LevyLine]
    holders: Mapping[tuple[str, str], _LevyLine]  # by levy and by line of its base
    charges: dict[str, _Charge]
    dated: set[date]  # the tax dates that were asked for
    seen: dict[tuple[object, ...], Value]

    def once(self, act: Callable[..., Value], *names: object) -> Value:
        """Work out once what is the same for many charges."""
        key = (act.__name__, *names)
        if key not in self.seen:
            self.seen[key] = act(self, *names)
        return self.seen[key]


def _check_levy_order(book: _Book) -> None:
    order, policies = book.head["levy_order"], book.policies
    digests = [key for key, x in policies.items() if x["policy"] == "levy"]
    once = sorted(order) == sorted(digests)
    _need(once, "levy_order", "must name each levy of the policies once")
    names = [policies[key]["name"] for key in order]
    for index, name in enumerate(names):
        place, levy = f"levy_order[{index}]", policies[order[index]]
        _need(name not in names[:index], place, f"is a second levy {_show(name)}")
        for earlier in levy["levies"]:
            stands = earlier not in names[index:]
            _need(stands, place, f"rests on {_show(earlier)}, which is not earlier")
    _check_addresses(book)


def _check_addresses(book: _Book) -> None:
    named, levies = book.head["addresses"], book.levy_policies
    last = date.min
    for index, name in enumerate(named):
        place, fact = f"addresses[{index}]", book.own.get(name, {})
        _need(fact.get("type") == "address", place, "must be the id of an address")
        later = fact["effective_on"] > last
        _need(later, place, f"must be later than the address of {last}")
        last = fact["effective_on"]
    taxed = bool(named)
    for name, there in (("levies", book.head["levies"]), ("levy_order", levies)):
        _need(taxed or not there, name, "must be empty: no address is named")
    places = [_places(book.facts[name]) for name in named]
    for index, levy in enumerate(levies.values()):
        lies = any(place & {*levy["places"]} for place in places)
        _need(lies, f"levy_order[{index}]", "is levied at none of the addresses")


def _places(address: Fields) -> set[str]:
    country, region = address["country"], address.get("region")
    regions = {f"{country}-{region}"} if region else set()
    return {country, *regions, *address["areas"]}


def _check_levies(book: _Book) -> None:
    at = {line["id"]: index for index, line in enumerate(book.lines)}
    for index, plain in enumerate(book.head["levies"]):
        _check_levy(book, plain, f"levies[{index}]", at)
    used = {x for line in book.levies for x in line.proof.named("@rate.percent")}
    for key, policy in book.policies.items():
        fits = policy["policy"] != "rate" or key in used
        _need(fits, _at("policies", key), "is named by no levy")
    named = [(book.facts[x]["effective_on"], x) for x in book.head["addresses"]]
    days = {line["id"]: _charging_days(book, line) for line in book.lines}
    _levy_again(_desk(book, book.own, named, {}, days))


def _check_levy(book: _Book, plain: Fields, place: str, at: dict[str, int]) -> None:
    proof = _prove(book, plain["proof"], "levy", f"{place}.proof")
    levy = book.levy_policies.get(plain["levy"], {})
    _need(levy, f"{place}.levy", "must be one of the document's levies")
    own = {*proof.named("@levy.rounding", "@levy.line_rounding")}
    alone = own and all(book.policies[key] is levy for key in own)
    _need(alone, proof.place, "must round as its levy says, and by no other")
    rate, share = _rates_of(book, plain, proof, levy)
    line = _LevyLine(place, plain, proof, levy, rate, share)
    line.must(kind=levy["line"], jurisdiction=levy["jurisdiction"])
    same = ("category", "from_on", "percent")
    line.must(**{name: rate[name] for name in same})
    line.must(share=share and share["percent"], amount=proof.values[-1])
    _check_product(book, line, at)
    line.must(id=_levy_id(book, line))
    _need(line["id"] not in at, f"{place}.id", "is that of an earlier line")
    at[line["id"]] = len(at)
    book.proven[f"line {line['id']}"] = line["amount"]
    book.levies.append(line)


def _rates_of(
    book: _Book, plain: Fields, proof: _Proof, levy: Fields
) -> tuple[Fields, Fields | None]:
    """Return the rate, and the share where the levy takes the rate of a share."""
    wanted = [levy["series"]]
    if levy["share"] and plain["category"] == "standard":
        wanted.append(levy["share"])
    rates = [book.policies[key] for key in {*proof.named("@rate.percent")}]
    fits = sorted(rate["series"] for rate in rates) == sorted({*wanted})
    _need(fits, proof.place, f"must name one rate of {' and of '.join(wanted)}")
    by_series = {rate["series"]: rate for rate in rates}
    rate, *share = (by_series[name] for name in wanted)
    standard = all(x["category"] == "standard" for x in share)
    _need(standard, proof.place, "must take a share of the standard category")
    return rate, share[0] if share else None


def _check_product(book: _Book, line: _LevyLine, at: Mapping[str, int]) -> None:
    indexes, levy = [at[name] for name in line.base], line.levy
    ordered = indexes and indexes == sorted({*indexes})
    _need(ordered, line.proof.place, "must count lines, each once, in their order")
    amounts = [book.proven[f"line {name}"] for name in line.base]
    base, factor = sum(amounts, Fraction(0)), line["percent"] / _HUNDRED
    factor *= line["share"] / _HUNDRED if line.share else 1
    amount = _levy_amount(book, levy, amounts, factor)
    line.must(base=base, amount=amount)
    floor = levy["negative_base"] == "no_levy"
    most = max(base * factor, Fraction(0)) if floor else base * factor
    capped = levy["cap"] == "none" or amount <= most
    _need(capped, f"{line.place}.amount", f"must be {most} at most: it is capped")


def _levy_amount(
    book: _Book, levy: Fields, amounts: list[Fraction], factor: Fraction
) -> Fraction:
    currency, by_line = book.head["currency"], levy["line_rounding"]
    total = sum(amounts, Fraction(0)) * factor
    if by_line:
        parts = (_round(amount * factor, by_line, currency) for amount in amounts)
        total = sum(parts, Fraction(0))
    if levy["negative_base"] == "no_levy":
        total = max(total, Fraction(0))
    return _round(total, levy["rounding"], currency)


def _levy_id(book: _Book, line: _LevyLine) -> str:
    standard = line["category"] == "standard"
    slots = [*_named(book), line["kind"], line["category"]]
    slots += [None if standard else line.rate["clause"], str(line["tax_date"]), "+"]
    return _digest([*slots, None, None, line["levy"]])[:32]


def _entries(book: _Book) -> dict[str, dict[date, bool | None]]:
    """Return the rates of a series by day: is one supplied? Not told of a free one."""
    entries: dict[str, dict[date, bool | None]] = {}
    percents: dict[tuple[str, date], Fraction] = {}
    lines = [line for line in book.levies if line["ground"] is None]
    for rate in [x for line in lines for x in (line.rate, line.share) if x]:
        series, first = rate["series"], rate["from_on"]
        days = entries.setdefault(series, {})
        days.setdefault(first, None)
        if rate["category"] == "standard":
            days[first] = rate["clause"].startswith("rate-")
            same = percents.setdefault((series, first), rate["percent"])
            shown = f"has two rates of {_show(series)} from {first}"
            _need(same == rate["percent"], "policies", shown)
    return entries


def _charging_days(book: _Book, line: _Line) -> Iterator[date]:
    """Give the days of the invoices that may have charged what a line credits."""
    issued, begin = book.head["issue_date"], book.head["billing_start"]
    yield issued
    day = line["effective_on"]
    if line["kind"] != "prorated_charge" or line["quantity"] > 0:
        return
    if book.kind in _CYCLES:
        start, end = book.head["cycle"]["past"]["period"]
        yield start if book["anchor.first_charge"] == "sign_up" else end
        return
    if line.proof.named("price.frequency"):
        charged, held_on = _charged_ahead(book, line)
        yield min(charged, issued)
        # An addition after that day is charged by a monthly invoice in between.
        month = _month(_billed_next(book, held_on + _DAY))
        while month < _month(issued):
            yield _numbered(book, month, book["issue.day"])
            month = _next_month(month)
        return
    month, late = _month(day), book["cycle.first_invoice"] == "month_after"
    if begin < month or (begin == month and not late):
        yield _numbered(book, month, book["issue.day"])
    elif begin < day and _billed_at_once(book, begin):
        yield begin


def _desk(
    book: _Book,
    facts: Mapping[str, Fields],
    addresses: list[tuple[date, str]],
    supplied: Mapping[str, list[date]],
    days: Mapping[str, Iterable[date]],
) -> _Desk:
    charges = {
        line["id"]: _Charge(
            line["class"],
            line["unit"],
            None,
            frozenset(days[line["id"]]),
            line["period"][0],
        )
        for line in book.lines
    }
    kinds = ("exemption", "tax_number")
    freeing = {key: fact for key, fact in facts.items() if fact["type"] in kinds}
    grounds = sorted((fact["effective_on"], key) for key, fact in freeing.items())
    entries, spans = _entries(book), _spans(book)
    for series, firsts in supplied.items():
        known = entries.setdefault(series, {})
        known.update(dict.fromkeys(known, False) | dict.fromkeys(firsts, True))
    holders: dict[tuple[str, str], _LevyLine] = {}
    for line in book.levies:
        for name in line.base:
            second = holders.setdefault((line["levy"], name), line) is not line
            twice = f"counts {_show(name)}, which another line of the levy counts"
            _need(not second, line.proof.place, twice)
    return _Desk(
        book,
        facts,
        addresses,
        supplied,
        entries,
        spans,
        grounds,
        {line["id"]: line for line in book.levies},
        holders,
        charges,
        set(),
        {},
    )


def _spans(book: _Book) -> dict[str, list[tuple[date, date]]]:
    """Return from which day to which each series is seen to have a rate."""
    spans: dict[str, list[tuple[date, date]]] = {}
    for line in book.levies:
        last = line["tax_date"]
        first = last if line["ground"] else line["from_on"]
        spans.setdefault(line.levy["series"], []).append((first, last))
    return spans


def _levy_again(desk: _Desk) -> None:
    """Ask of every levy what its lines have to count, and of every address why."""
    book = desk.book
    if not book.head["addresses"]:
        return
    for name, levy in book.levy_policies.items():
        charges = _belonging(desk, levy)
        for charge in charges.values():
            _settle(desk, levy, charge)
        lines = [line for line in book.levies if line["levy"] == name]
        for line in lines:
            _audit_levy(desk, line, charges)
        _check_left_out(desk, levy, charges)
        for line in book.levies:
            if line["levy"] in levy["levies"]:
                _check_apart(desk, levy, line)
        desk.dated.update(*(_days(desk, levy, x) for x in charges.values()))
        desk.charges.update({line["id"]: _as_charge(desk, line) for line in lines})
    _check_order(desk)
    _check_use(desk)


def _belonging(desk: _Desk, levy: Fields) -> dict[str, _Charge]:
    names, classes = {*levy["levies"]}, {*levy["classes"]}
    return {
        key: charge
        for key, charge in desk.charges.items()
        if (charge.levy in names if charge.levy else charge.class_ in classes)
    }


def _as_charge(desk: _Desk, line: _LevyLine) -> _Charge:
    base, levy = [desk.charges[name] for name in line.base], line.levy
    # The latest of the base: no day before the latest of its earliest can be it.
    first = max(min(charge.charged) for charge in base)
    days = frozenset(day for charge in base for day in charge.charged if day >= first)
    served = max(charge.served for charge in base)
    return _Charge(levy["kind"], None, levy["name"], days, served)


def _dated(book: _Book, levy: Fields, charged: date, served: date) -> date:
    """Return the tax date of what was charged, and is served from, those days on."""
    if levy["tax_date"] == "service_period":
        return served
    issued, paid = book.head["issue_date"], book.head["paid_on"]
    day: date = charged if levy["credit_rate"] == "charging_invoice" else issued
    ahead = paid and levy["tax_date"] == "earlier_of_invoice_and_payment"
    return min(day, paid) if ahead else day


def _days(desk: _Desk, levy: Fields, charge: _Charge) -> set[date]:
    return {_dated(desk.book, levy, day, charge.served) for day in charge.charged}


def _in_force(desk: _Desk, day: date) -> str | None:
    """Return the id of the address in force on a day."""
    return max((x for x in desk.addresses if x[0] <= day), default=(day, None))[1]


def _settle(desk: _Desk, levy: Fields, charge: _Charge) -> None:
    """Keep the days of a charge for which there is an address."""
    book, served = desk.book, charge.served
    days = {day: _dated(book, levy, day, served) for day in charge.charged}
    kept = {day for day, on in days.items() if desk.once(_in_force, on) is not None}
    none = f"must hold one in force on {max(days.values())}"
    _need(kept, "addresses", none)
    charge.charged = frozenset(kept)


# A levy that taxes another one, with its line: what differs for it stands apart before.
_Ways = list[tuple[Fields, _LevyLine | None]]


def _ways(desk: _Desk, line: _LevyLine) -> _Ways:
    """Return a line with its levy, then the later levies on it with their lines."""
    name, levies = line["levy"], [*desk.book.levy_policies.values()]
    later = [levy for levy in levies if name in levy["levies"]]
    on_it = [(levy, desk.holders.get((levy["name"], line["id"]))) for levy in later]
    return [(line.levy, line), *on_it]


def _audit_levy(desk: _Desk, line: _LevyLine, charges: Mapping[str, _Charge]) -> None:
    kept: dict[tuple[object, ...], frozenset[date]] = {}
    for name in line.base:
        alien = f"counts {_show(name)}, which is not in the base of the levy"
        _need(name in charges, line.proof.place, alien)
        charge = charges[name]
        alike = (charge.class_, charge.unit, charge.served, charge.charged)
        if alike not in kept:
            kept[alike] = _fitting(desk, line, charge)
        charge.charged = kept[alike]
    _check_tax_date(desk, line, [charges[name] for name in line.base])


def _fitting(desk: _Desk, line: _LevyLine, charge: _Charge) -> frozenset[date]:
    """Keep the days on which a charge belongs to a line."""
    ways: _Ways = [(line.levy, line)]
    found = {
        day: _misfit(desk, ways, charge, day, charge.served)
        for day in sorted(charge.charged, reverse=True)
    }
    kept = frozenset(day for day, reason in found.items() if not reason)
    if not kept:
        field, reason = next(x for x in found.values() if x)
        raise _Broken(f"{line.place}.{field}", reason)
    return kept


def _misfit(
    desk: _Desk, ways: _Ways, charge: _Charge, charged: date, served: date
) -> tuple[str, str] | None:
    """Return what a line, or one on it, has wrong about a charge of these days."""
    class_, unit = charge.class_, charge.unit
    for levy, line in ways:
        day = _dated(desk.book, levy, charged, served)
        found: tuple[str, str] | None = None
        if line is not None:
            found = desk.once(_differs, line["id"], class_, unit, day)
        elif desk.once(_is_levied, levy["name"], class_, unit, day):
            found = "proof", f"is not on what it taxes on {day}"
        if found:
            return found
        class_, unit = ways[0][0]["kind"], None
    return None


def _check_apart(desk: _Desk, levy: Fields, line: _LevyLine) -> None:
    """Refuse a line of parts that a later levy, now audited, does not tax alike."""
    way = (levy, desk.holders.get((levy["name"], line["id"])))
    kept: dict[tuple[object, ...], frozenset[date]] = {}
    for name in line.base:
        charge = desk.charges[name]
        alike = (charge.served, charge.charged)
        if alike not in kept:
            found = {
                day: _misfit(desk, [way], _fee(line, charge), day, charge.served)
                for day in charge.charged
            }
            kept[alike] = frozenset(day for day, reason in found.items() if not reason)
            told = f"must stand apart for the {_show(levy['name'])}"
            _need(kept[alike], line.proof.place, f"{told}: {_show(name)}")
        charge.charged = kept[alike]


def _fee(line: _LevyLine, charge: _Charge) -> _Charge:
    """Return a part of a levy's line as what a later levy is on."""
    kind, name = line.levy["kind"], line["levy"]
    return _Charge(kind, None, name, charge.charged, charge.served)


def _differs(
    desk: _Desk, line_id: str, class_: str, unit: str | None, day: date
) -> tuple[str, str] | None:
    """Return what a line has wrong about a charge of this tax date, and where."""
    line = desk.lines[line_id]
    stands = desk.once(_standing_of, line["levy"], class_, unit, day)
    if stands is None:
        return "proof", f"counts a charge that is not levied on {day}"
    category, ground, clause = stands
    if (line["category"], line["ground"]) != (category, ground):
        field = "ground" if line["category"] == category else "category"
        told = f"must be {category} by {_show(ground)} on {day}"
        return field, f"{told}, got {line['category']} by {_show(line['ground'])}"
    if clause not in (None, line.rate["clause"]):
        return "proof", f"must rest on a rate by {_show(clause)}"
    if ground is not None:
        first = desk.facts[ground]["effective_on"]
        fits = first == line["from_on"]
        return (
            None if fits else ("from_on", f"must be {first}: from {_show(ground)} on")
        )
    for field, rate in (("from_on", line.rate), ("share", line.share or line.rate)):
        if not desk.once(_may_rate, rate["series"], rate["from_on"], day):
            first = desk.once(_latest, rate["series"], day)
            told = f"must be of the rate in force on {day}, from {_show(first)}"
            return field, f"{told}, got {rate['from_on']}"
    return None


def _check_tax_date(desk: _Desk, line: _LevyLine, base: list[_Charge]) -> None:
    """Hold a tax date to that of today if all is as then, else to the latest day."""
    book, ways, stated = desk.book, _ways(desk, line), line["tax_date"]
    issued, place = book.head["issue_date"], f"{line.place}.tax_date"
    kinds = {(charge.class_, charge.unit): charge for charge in base}.values()
    today = not any(_misfit(desk, ways, x, issued, issued) for x in kinds)
    now = [_dated(book, levy, issued, issued) for levy, _ in ways]
    if today and stated == now[0]:
        return
    surely = today and len(ways) == 1 and _is_supplied(desk, line, now[0])
    latest: list[set[date]] = []
    for charge in base:
        dates = {
            day: [_dated(book, levy, day, charge.served) for levy, _ in ways]
            for day in charge.charged
            if not surely
        }
        other = stated != now[0]
        kept = {day: on[0] for day, on in dates.items() if not (other and on == now)}
        _need(kept, place, f"must be {now[0]}, got {stated}: all is as on that day")
        latest.append({*kept.values()})
        charge.charged = frozenset(day for day, on in kept.items() if on <= stated)
    possible = {day for days in latest for day in days if day >= max(map(min, latest))}
    told = f"must be {max(possible)}, the latest of its base, got {stated}"
    _need(stated in possible, place, told)


def _is_supplied(desk: _Desk, line: _LevyLine, day: date) -> bool:
    """Tell whether the account file says what a line's rate is on a day."""
    rates = [rate for rate in (line.rate, line.share) if rate and not line["ground"]]
    known = [desk.once(_supplied, rate["series"], day) for rate in rates]
    return bool(known) and None not in known


def _standing_of(
    desk: _Desk, name: str, class_: str, unit: str | None, day: date
) -> tuple[str, str | None, str | None] | None:
    """Return category, ground and clause of a charge; None where nothing is levied."""
    levy = desk.book.levy_policies[name]
    lies = desk.once(_lies, name, desk.once(_in_force, day))
    of_class = (x for x in levy["treatments"] if x["charge_class"] == class_)
    row = next((x for x in of_class if x["unit"] in (None, unit)), None)
    taxability = row["taxability"] if row else "taxable"
    if not lies or taxability == "out_of_scope":
        return None
    if row and taxability != "taxable":
        return taxability, None, row["clause"]
    freed: tuple[str, str | None, str | None] = desk.once(_freed, name, day)
    return freed


def _lies(desk: _Desk, name: str, address: str | None) -> bool:
    places = {*desk.book.levy_policies[name]["places"]}
    return address is not None and bool(_places(desk.facts[address]) & places)


def _freed(desk: _Desk, name: str, day: date) -> tuple[str, str | None, str | None]:
    """Return how a certificate or a VAT number frees a levy on a day, or none does."""
    levy = desk.book.levy_policies[name]
    held = [(key, desk.facts[key]) for first, key in desk.grounds if first <= day]
    mine = {"tax": levy["line"], "jurisdiction": levy["jurisdiction"]}
    for key, fact in held:
        if mine.items() <= fact.items() and day <= fact.get("valid_until", date.max):
            return "exempt", key, "E5"
    vat_id, country = levy["vat_id"], levy["jurisdiction"][:2]
    abroad = levy["seller"] is not None and _country_of(levy["seller"]) != country
    if vat_id == "any" or (vat_id == "cross_border" and abroad):
        category, clause = _BY_NUMBER[vat_id]
        for key, fact in reversed(held):
            own = _country_of(fact.get("number", "")) == country
            if own and fact.get("confirmed_on", date.max) <= day:
                return category, key, clause
    return "standard", None, None


def _country_of(number: str) -> str:
    return "GR" if number[:2] == "EL" else number[:2]


def _supplied(desk: _Desk, series: str, day: date) -> date | None:
    """Return the first day of the rate of the account file that is in force."""
    firsts = [x for x in desk.supplied.get(series, []) if x <= day]
    first = max(firsts, default=None)
    return first if first and _lasts(series, first, day) else None


def _lasts(series: str, first: date, day: date) -> bool:
    months = _MONTHS.get(series)
    return months is None or day < _plus_months(first, Fraction(months), "clamp")


def _may_rate(desk: _Desk, series: str, first: date, day: date) -> bool:
    """Tell whether a rate may be in force: the account file's go before all."""
    supplied, known = desk.once(_supplied, series, day), desk.entries.get(series, {})
    if supplied is not None:
        return bool(first == supplied)
    # Level 1 is not told how long a supplied rate goes before a later one.
    mine = known.get(first) is not False
    others = [own for on, own in known.items() if first < on <= day]
    overruled = any(own or not mine for own in others)
    return first <= day and _lasts(series, first, day) and not overruled


def _latest(desk: _Desk, series: str, day: date) -> date | None:
    """Return the first day of the rate that is known to be in force."""
    supplied: date | None = desk.once(_supplied, series, day)
    known = [x for x in desk.entries.get(series, ()) if x <= day]
    return supplied or max(known, default=None)


def _is_levied(
    desk: _Desk, name: str, class_: str, unit: str | None, day: date
) -> bool:
    """Tell whether it is known that a levy is on a charge of this tax date."""
    series = desk.book.levy_policies[name]["series"]
    stands = desk.once(_standing_of, name, class_, unit, day)
    return stands is not None and bool(desk.once(_is_rated, series, day))


def _is_rated(desk: _Desk, series: str, day: date) -> bool:
    seen = any(first <= day <= last for first, last in desk.spans.get(series, ()))
    return seen or desk.once(_supplied, series, day) is not None


def _check_left_out(desk: _Desk, levy: Fields, charges: Mapping[str, _Charge]) -> None:
    """Refuse a charge in no line of a levy that is known to be levied on its day."""
    name = levy["name"]
    for key, charge in charges.items():
        if (name, key) in desk.holders:
            continue
        days = {
            day: _dated(desk.book, levy, day, charge.served) for day in charge.charged
        }
        slots = name, charge.class_, charge.unit
        kept = {
            day for day, on in days.items() if not desk.once(_is_levied, *slots, on)
        }
        _need(kept, "levies", f"must hold the {_show(name)} on {_show(key)}")
        charge.charged = frozenset(kept)


_Order = tuple[int, date, str, date, str]
_NOTHING: _Order = (-1, date.min, "", date.min, "")


def _levy_key(line: _LevyLine) -> _Order:
    """Return what tells a line from the others of its levy, in their order."""
    category, first = _CATEGORIES.index(line["category"]), line["from_on"]
    share = line.share["from_on"] if line.share else first
    clause = line.rate["clause"] if category else ""
    return category, first, line["ground"] or "", share, clause


def _check_order(desk: _Desk) -> None:
    """Refuse lines out of order, and two that differ neither here nor later on."""
    names, last = [*desk.book.levy_policies], (-1, [_NOTHING])
    for line in desk.book.levies:
        keys = [_levy_key(x) if x else _NOTHING for _, x in _ways(desk, line)]
        here = names.index(line["levy"]), keys
        _need(here != last, line.place, "must be one line with the one before")
        _need(here > last, line.place, "is out of order")
        last = here


def _check_use(desk: _Desk) -> None:
    """Ask for the address of each tax date, and of each address for a date."""
    book, named = desk.book, desk.book.head["addresses"]
    for day in sorted({book.head["issue_date"], *desk.dated}):
        address = desk.once(_in_force, day)
        what = "one" if address is None else _show(address)
        _need(address in named, "addresses", f"must hold {what}, in force on {day}")
    # A levy of another address of the account may have asked, too.
    kinds = {(on, by) for on in _TAX_DATES for by in _CREDIT_RATES}
    days = {book.head["issue_date"]}
    for on, by in kinds:
        way = {"tax_date": on, "credit_rate": by}
        days.update(*(_days(desk, way, charge) for charge in desk.charges.values()))
    used = {desk.once(_in_force, day) for day in days}
    for index, name in enumerate(named):
        _need(name in used, f"addresses[{index}]", "is in force on no tax date")


# Corrections: what was issued against what would be, worked out from both.

_TOLD_OF_CHARGES = ("class", "item", "group", "code", "effective_on", "period")
_TOLD_OF_LEVIES = ("levy", "category", "percent", "tax_date")
_TOLD = ("kind", *_TOLD_OF_CHARGES, *_TOLD_OF_LEVIES)


def _check_corrections(book: _Book) -> None:
    head = book.head
    for name in ("corrections", "revisions"):
        known = head["known_on"] or not head[name]
        _need(known, name, "must be empty: known_on tells no day on which facts are")
        fits = book.kind != "one_time" or not head[name]
        _need(fits, name, "must be empty: a month's or cycle's document carries them")
    for index, plain in enumerate(head["revisions"]):
        book.revisions.append(_revision(book, plain, f"revisions[{index}]"))
    _check_together(book)
    held: dict[tuple[Any, ...], _Revision] = {}
    for revision in book.revisions:
        key = _key_of(revision.about)
        own = key == _key_of(head["document"])
        fits = not own and key not in held
        _need(fits, f"{revision.place}.document", "must be another document, once")
        held[key] = revision
        book.proven.update(
            {f"line {x}": y["amount"] for x, y in revision.lines.items()}
        )
    seen: set[str] = set()
    for index, plain in enumerate(head["corrections"]):
        place = f"corrections[{index}]"
        found = held.get(_key_of(plain["document"]))
        if found is None:
            raise _Broken(f"{place}.document", "must be that of a revision")
        book.corrections.append(_correction(book, plain, found, place, seen))
    _check_correction_order(book)


def _key_of(about: Fields) -> tuple[Any, ...]:
    return about["kind"], about["product"], about["period"], about["part"]


def _revision(book: _Book, plain: Fields, place: str) -> _Revision:
    issued, about = plain["digest"], plain["document"]
    if plain["revised"] is None:
        return _Revision(place, issued, about, None, {})
    spot = f"{place}.revised"
    raw = _object(plain["revised"], spot)
    try:
        for name in ("corrections", "revisions"):
            _need(raw.get(name) == [], name, "must be empty: a revision has none")
        revised = _check_invoice(raw)
        _equal(_key_of(revised.head["document"]), _key_of(about), "document")
        for name in ("account", "currency", "market", "edition", "known_on"):
            _equal(revised.head[name], book.head[name], name)
        same = revised.head["readings"] == book.head["readings"]
        _need(same, "readings", "must be those of the document around it")
    except _Broken as broken:
        finding = broken.finding
        raise _Broken(f"{spot}.{finding.place}", finding.reason) from None
    lines = {line["id"]: line for line in (*revised.lines, *revised.levies)}
    return _Revision(place, issued, about, revised, lines)


def _check_together(book: _Book) -> None:
    """Hold a document and its revisions to one market, and to facts of one content."""
    facts, own, policies = dict(book.facts), dict(book.own), dict[object, Fields]()
    revised = [(f"{x.place}.revised.", x.book) for x in book.revisions if x.book]
    for place, each in [("", book), *revised]:
        for name, fact in each.facts.items():
            same = facts.setdefault(name, fact) == fact
            _need(same, _at(f"{place}facts", name), "has another content elsewhere")
        for key, policy in each.policies.items():
            same = policies.setdefault(_policy_key(policy), policy) == policy
            _need(same, _at(f"{place}policies", key), "is another elsewhere")
        own.update(each.own)
    _check_versions(facts, own)


def _policy_key(policy: Fields) -> tuple[object, ...]:
    names = {"levy": ("name",), "rate": ("series", "from_on", "category", "clause")}
    standard = policy.get("category") == "standard"
    mine = names.get(policy["policy"], ())[: 3 if standard else None]
    return policy["policy"], *(policy[name] for name in mine)


def _correction(
    book: _Book, plain: Fields, revision: _Revision, place: str, seen: set[str]
) -> _Correction:
    proof = _prove(book, plain["proof"], "correction", f"{place}.proof")
    sums = [_facts_of(operands) for op, operands in proof.operations if op == "sum"]
    was, credited = [*sums, [], []][:2]
    line = _Correction(place, plain, proof, revision, was, credited)
    name, issued = line["line"], [book.facts[x]["amount"] for x in was]
    there = revision.lines.get(name)  # a line of another revision is none of this one
    now, before = there["amount"] if there else Fraction(0), _sum(issued)
    _check_form_of(proof, _correction_form(line))
    given_back = _sum(book.facts[x]["amount"] for x in credited)
    amount = now - before - given_back
    line.must(issued=before, credited=given_back, revised=now, amount=amount)
    _need(amount, f"{place}.amount", "must not be 0")
    _check_issued_lines(book, line, seen)
    _check_told(line, there)
    _check_causes(book, line)
    line.must(id=_digest([*_named(book), "correction", name])[:32])
    key = f"line {line['id']}"
    _need(key not in book.proven, f"{place}.id", "is that of an earlier line")
    book.proven[key] = amount
    return line


def _facts_of(operands: Iterable[tuple[str, str]]) -> list[str]:
    return [name.rpartition(".")[0] for tag, name in operands if tag == "fact"]


def _amounts_of(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple(("fact", f"{name}.amount") for name in names)


def _correction_form(line: _Correction) -> _Form:
    """Return the steps that a correction has to have, and no others."""
    now = ("line", line["line"])
    if not line.was:
        return [("given", (now,))]
    steps: _Form = [("sum", _amounts_of(line.was))]
    so_far = ("step", "0")
    if line.credited:
        steps.append(("sum", _amounts_of(line.credited)))
        steps.append(("sum", (so_far, ("step", "1"))))
        so_far = ("step", "2")
    there = line["line"] in line.revision.lines
    return [*steps, ("minus", (now, so_far)) if there else ("negate", (so_far,))]


def _check_form_of(proof: _Proof, form: _Form) -> None:
    for index, step in enumerate(proof.operations):
        spot = f"{proof.place}.steps[{index}]"
        _need([step] == form[index : index + 1], spot, "is not the step of such a rule")
    _need(len(proof.operations) == len(form), proof.place, "must have more steps")


def _check_issued_lines(book: _Book, line: _Correction, seen: set[str]) -> None:
    """Refuse what was issued where it counts twice, or is that of another line."""
    place, issued = line.proof.place, line.revision.issued
    for name in (*line.was, *line.credited):
        fact = book.facts[name]
        _need(name not in seen, place, f"counts {_show(name)} twice")
        seen.add(name)
        key, day = f"dated {fact['document']}", fact["effective_on"]
        _equal(day, book.proven.setdefault(key, day), f"facts.{name}.effective_on")
        if fact["line"] == line["line"]:  # which stands on no other document
            _equal(issued, fact["document"], f"{line.revision.place}.digest")
        if fact["document"] == issued:
            revised = line.revision.book
            if revised and _is_dated(revised):
                given = revised.head["issue_date"]
                _equal(day, given, f"facts.{name}.effective_on")
            _equal(fact["line"], line["line"], place)
            first = line.was[:1] == [name]
            _need(first, place, f"must count {_show(name)} first of all")


def _check_told(line: _Correction, there: _Line | None) -> None:
    told = _told(there) if there else {}
    for name, value in told.items():
        _equal(line[name], value, f"{line.place}.{name}")
    is_levy = _one_of(*_CLASSES, *_LEVY_KINDS)(line["kind"], f"{line.place}.kind")
    _check_fields(line.plain, line.place, is_levy=is_levy in _LEVY_KINDS)


def _check_fields(plain: Fields, place: str, *, is_levy: bool) -> None:
    for name in (*_TOLD_OF_LEVIES, "class", "item", "period"):
        fits = (plain[name] is not None) == (is_levy == (name in _TOLD_OF_LEVIES))
        _need(fits, f"{place}.{name}", f"does not fit a line of {plain['kind']}")


def _told(line: _Line) -> Fields:
    """Return what a correction or a credit tells of the line that it is of."""
    levied = isinstance(line, _LevyLine)
    mine = ("kind", *(_TOLD_OF_LEVIES if levied else _TOLD_OF_CHARGES))
    return {name: line[name] if name in mine else None for name in _TOLD}


def _check_causes(book: _Book, line: _Correction) -> None:
    names, last = line.late, (date.min, "")
    for index, cause in enumerate(line["causes"]):
        place = f"{line.place}.causes[{index}]"
        _need(cause["facts"], f"{place}.facts", "must not be empty")
        for name in cause["facts"]:
            kind = book.facts.get(name, {}).get("type", "issued_line")
            _need(kind != "issued_line", f"{place}.facts", "must name late facts")
        said = min((book.facts[name]["known_on"], name) for name in cause["facts"])
        _need(said > last, place, "is out of order")
        last = said
    _need(len({*names}) == len(names), f"{line.place}.causes", "name a fact twice")
    moved = _sum(cause["amount"] for cause in line["causes"])
    # Credits that an earlier correction counted are no doing of the facts since.
    left = line["revised"] - line["issued"]
    ways = [left, *(left := left - book.facts[x]["amount"] for x in line.credited)]
    if moved not in ways:
        _equal(moved, ways[0], f"{line.place}.causes")


def _check_correction_order(book: _Book) -> None:
    at, last = {one.place: index for index, one in enumerate(book.revisions)}, (0, 0)
    lines = {
        name: index
        for revision in book.revisions
        for index, name in enumerate(revision.lines)
    }
    for line in book.corrections:
        gone = len(line.revision.lines)
        here = at[line.revision.place], lines.get(line["line"], gone)
        _need(last <= here, line.place, "is out of order")
        last = here
    corrected = {line.revision.place for line in book.corrections}
    for revision in book.revisions:
        _need(revision.place in corrected, revision.place, "must have corrections")
    _check_revision_order(book)


def _check_revision_order(book: _Book) -> None:
    """Ask for the order of the documents, as far as their dates are told."""
    dated = {
        x["document"]: x["known_on"] for x in book.facts.values() if "document" in x
    }
    last: tuple[Any, ...] = (date.min,)
    for revision in book.revisions:
        day = dated.get(revision.issued)
        if revision.issued is None:
            day = _day_of(revision, revision.book)
        if day is not None:
            here = _place_of(day, revision.about)
            _need(last < here, revision.place, "is out of order")
            last = here


def _day_of(revision: _Revision, book: _Book | None) -> date:
    day: date = book.head["issue_date"] if book else revision.about["period"][0]
    return day


def _place_of(day: date, about: Fields) -> tuple[Any, ...]:
    is_one_time = about["kind"] == "one_time"
    return day, is_one_time, about["part"] or "", *about["period"], about["kind"]


# Credit notes: what was asked for, of what is still open of each line.


@dataclass(frozen=True)
class _Note(_Book):
    """A credit note, with the facts of each line of the invoice, in their order."""

    counted: dict[str, list[str]] = field(default_factory=dict)
    earlier: dict[str, list[str]] = field(default_factory=dict)  # the line before it
    rows: dict[str, Fields] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)

    @property
    def rounding(self) -> tuple[tuple[str, str], ...]:
        """The operands of a rounding after the number."""
        return ("policy", self.key("credit.rounding")), ("document", "currency")

    def amounts(self, *names: str) -> list[Fraction]:
        """Return what is in the facts of lines."""
        facts = [fact for name in names for fact in self.counted[name]]
        return [self.facts[fact]["amount"] for fact in facts]

    def operands(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Return the facts of lines as a proof names them."""
        return _amounts_of(fact for name in names for fact in self.counted[name])

    @property
    def firsts(self) -> list[str]:
        """The facts of the invoice's own lines, as they were issued."""
        every = [name for facts in self.counted.values() for name in facts]
        digest = self.head["invoice"]
        return [name for name in every if self.facts[name]["document"] == digest]

    @property
    def whole(self) -> tuple[str, str]:
        """The operand that is all that is open."""
        return "amount", f"open:{next(reversed(self.counted))}"


def _check_note(raw: dict[str, object]) -> _Note:
    _check_digest(raw)
    head = _read(raw, _SHAPES["note"], "")
    _read_note(head)
    note = _Note(head, _facts(head), _policies(head), {})
    _need(len(note.policies) == len(_ONCE), "policies", "must be one of each role")
    _check_readings(note)
    proofs = head["proofs"]
    answers = {f"open:{row['line']}" for row in head["open"]} | {"total"}
    if head["asked"]["by"] in ("amount", "share"):
        answers.add("credited")
    for name in sorted(answers ^ {*proofs}):
        told = "is missing" if name in answers else "is no answer of the document"
        raise _Broken(_at("proofs", name), told)
    _check_open(note)
    if "credited" in answers:
        _check_credited(note)
    for index, plain in enumerate(head["lines"]):
        _check_credit(note, plain, f"lines[{index}]")
    _check_credits(note)
    return note


def _read_note(head: Fields) -> None:
    money = _money_of(head)
    head["total"] = money(head["total"], "total")
    about = head["document"] = _read(head["document"], _SHAPES["note_head"], "document")
    _check_period(about["of"], about["period"], "document.period")
    _check_clauses(head)
    for name, kind in (("open", "open"), ("lines", "credit")):
        sums = dict.fromkeys(_SHAPES[kind].keys() & {"amount", "until"}, money)
        head[name] = _rows(head[name], {**_SHAPES[kind], **sums}, name)
    asked = head["asked"] = _read(head["asked"], _SHAPES["asked"], "asked")
    for name, by in (("amount", "amount"), ("percent", "share"), ("lines", "lines")):
        there = asked[name] not in (None, {})
        fits = there == (asked["by"] == by)
        _need(fits, f"asked.{name}", f"must be there where it is asked by {by}")
    if asked["amount"] is not None:
        asked["amount"] = money(asked["amount"], "asked.amount")
    charges = {row["line"] for row in head["open"] if row["levy"] is None}
    asked["lines"] = dict(asked["lines"])
    for name, amount in asked["lines"].items():
        place = _at("asked.lines", name)
        given = amount if amount is None else money(amount, place)
        head[f"asked.lines.{name}"] = asked["lines"][name] = given
        _need(name in charges, place, "is no charge of the invoice")
    head.update({f"asked.{name}": asked[name] for name in ("amount", "percent")})
    # What an invoice has and a note has not.
    head.update(known_on=head["issue_date"], addresses=(), levy_order=())


def _check_open(note: _Note) -> None:
    """Hold each running total to the one before it and to the facts of its line."""
    last: tuple[tuple[str, str], ...] = ()
    running, seen = Fraction(0), set[str]()
    for index, row in enumerate(note.head["open"]):
        name, spot = row["line"], f"open[{index}]"
        _need(name not in note.counted, f"{spot}.line", "is that of an earlier line")
        _check_row(note, row, spot)
        place = f"proofs.{_at('', f'open:{name}')}"
        proof = _prove(note, note.head["proofs"][f"open:{name}"], "open", place)
        facts = note.counted[name] = _facts_of(proof.operations[0][1])
        note.rows[name], note.at[name] = row, index
        note.earlier[name] = [x[len("open:") :] for _, x in last]
        _check_form_of(proof, [("sum", (*last, *_amounts_of(facts)))])
        _check_counted(note, name, place)
        amount = _sum(note.amounts(name))
        running += amount
        for part, value in (("amount", amount), ("until", running)):
            _equal(row[part], value, f"{spot}.{part}")
        note.proven[f"open:{name}"] = running
        last = (("amount", f"open:{name}"),)
        for fact in facts:
            _need(fact not in seen, place, f"counts {_show(fact)} twice")
            seen.add(fact)
    _need(running > 0, "open", "must come to more than 0: nothing is left to credit")
    for name in note.facts:
        _need(name in seen, _at("facts", name), "is named by no proof")
    before, digest = note.head["before"], note.head["invoice"]
    ordered = [*before] == sorted({*before} - {digest})
    _need(ordered, "before", "must name each document once, in order")
    for name in {fact["document"] for fact in note.facts.values()} - {digest}:
        _need(name in before, "before", f"must name {_show(name)}")


def _check_row(note: _Note, row: Fields, place: str) -> None:
    """Hold a levy to lines before it, and a charge to none."""
    kind = _one_of(*_CLASSES, *_LEVY_KINDS)(row["kind"], f"{place}.kind")
    _check_fields(row, place, is_levy=kind in _LEVY_KINDS)
    indexes = [note.at.get(name, -1) for name in row["base"]]
    ordered = -1 not in indexes and indexes == sorted({*indexes})
    _need(ordered, f"{place}.base", "must be of earlier lines, each once, in order")
    fits = bool(indexes) == (row["levy"] is not None)
    _need(fits, f"{place}.base", "must be there for a levy, and only for one")


def _check_counted(note: _Note, name: str, place: str) -> None:
    facts = [note.facts[x] for x in note.counted[name]]
    documents = [fact["document"] for fact in facts]
    _need(facts, place, "must count what was issued of the line")
    own = documents[0] == note.head["invoice"]
    first = not own or facts[0]["line"] == name
    _need(first, place, "must count the line as it was issued first of all")
    others = documents[1:] if own else documents
    fits = others == sorted({*others} - {note.head["invoice"]})
    _need(fits, place, "must count each other document once, in order")
    for fact in facts:
        key, day = f"dated {fact['document']}", fact["effective_on"]
        same = note.proven.setdefault(key, day) == day
        _need(same, place, "counts a document of two dates")


def _check_credited(note: _Note) -> None:
    asked, place = note.head["asked"], "proofs.credited"
    proof = _prove(note, note.head["proofs"]["credited"], "credited", place)
    whole: Fraction = note.proven[note.whole[1]]
    if asked["by"] == "amount":
        form: _Form = [("given", (("document", "asked.amount"),))]
        amount = asked["amount"]
    else:
        firsts = note.firsts
        full = _sum(note.facts[x]["amount"] for x in firsts) * asked["percent"]
        amount = min(_rounded(note, full / _HUNDRED, "credit"), whole)
        form = [
            ("sum", _amounts_of(firsts)),
            ("percent", (("step", "0"), ("document", "asked.percent"))),
            ("round", (("step", "1"), *note.rounding)),
            ("least", (("step", "2"), note.whole)),
        ]
    _check_form_of(proof, form)
    _equal(proof.values[-1], amount, place)
    _need(0 < amount <= whole, "asked", f"must come to more than 0, to {whole} at most")
    note.proven["credited"] = amount


def _check_credit(note: _Note, plain: Fields, place: str) -> None:
    proof, name = (
        _prove(note, plain["proof"], "credit", f"{place}.proof"),
        plain["line"],
    )
    line = _Line(place, plain, proof)
    _need(name in note.counted, f"{place}.line", "must be a line of the invoice")
    shared = note.head["asked"]["by"] in ("amount", "share")
    if shared:
        amount, form = _shared(note, name), _shared_form(note, name)
    else:
        amount, form = _asked_line(note, line)
    _check_form_of(proof, form)
    line.must(amount=amount)
    _need(amount, f"{place}.amount", "must not be 0")
    line.must(**{part: note.rows[name][part] for part in _TOLD})
    line.must(id=_digest([*_named(note), "credit", name])[:32])
    note.proven[f"line {line['id']}"] = amount
    note.lines.append(line)


def _asked_line(note: _Note, line: _Line) -> tuple[Fraction, _Form]:
    """Return the amount and the steps of a line that is credited by itself."""
    name, asked = line["line"], note.head["asked"]
    if asked["lines"].get(name) is not None:
        form: _Form = [("negate", (("document", f"asked.lines.{name}"),))]
        return -_asked_of(note, name), form
    if asked["by"] == "everything" or name in asked["lines"]:
        form = [("sum", note.operands(name)), ("negate", (("step", "0"),))]
        return -_sum(note.amounts(name)), form
    return _on_base(note, name), _on_base_form(note, name)


def _shared(note: _Note, name: str) -> Fraction:
    """Return a line's part: what is shared out before it, less up to it."""
    credited, whole = note.proven["credited"], note.proven[note.whole[1]]
    up_to: Fraction = note.proven[f"open:{name}"]
    parts = (up_to - _sum(note.amounts(name)), up_to)
    before, after = (
        _rounded(note, credited * part / whole, "credit") for part in parts
    )
    return before - after


def _shared_form(note: _Note, name: str) -> _Form:
    form: _Form = []
    for part in (name, *note.earlier[name]):
        at = len(form)
        form.append(("times", (("amount", "credited"), ("amount", f"open:{part}"))))
        form.append(("over", (("step", str(at)), note.whole)))
        form.append(("round", (("step", str(at + 1)), *note.rounding)))
    last = ("minus", (("step", "5"), ("step", "2")))
    return [*form, last if len(form) > 3 else ("negate", (("step", "2"),))]


def _asked_of(note: _Note, name: str) -> Fraction:
    amount: Fraction = note.head["asked"]["lines"][name]
    left = _sum(note.amounts(name))
    fits = 0 < amount <= left or left <= amount < 0
    place = _at("asked.lines", name)
    _need(fits, place, f"must be a part of the {left} that are open")
    return amount


def _on_base(note: _Note, name: str) -> Fraction:
    """Return a levy's part of what is given back of its base; a charge has none."""
    base = note.rows[name]["base"]
    given = {line["line"]: line["amount"] for line in note.lines}
    back = -_sum(given.get(x, Fraction(0)) for x in base)
    open_, own = _sum(note.amounts(*base)), _sum(note.amounts(name))
    if not back or not open_:
        return Fraction(0)
    return -_rounded(note, own * back / open_, "credit")


def _on_base_form(note: _Note, name: str) -> _Form:
    base = note.rows[name]["base"]
    lines = tuple(("line", x["id"]) for x in note.lines if x["line"] in {*base})
    return [
        ("sum", lines),
        ("negate", (("step", "0"),)),
        ("sum", note.operands(*base)),
        ("sum", note.operands(name)),
        ("times", (("step", "3"), ("step", "1"))),
        ("over", (("step", "4"), ("step", "2"))),
        ("round", (("step", "5"), *note.rounding)),
        ("negate", (("step", "6"),)),
    ]


def _check_credits(note: _Note) -> None:
    """Ask for lines where there is something to give back, and for their sum."""
    by, credited = note.head["asked"]["by"], [line["line"] for line in note.lines]
    there = {*credited}
    for name in note.counted:
        if by in ("amount", "share"):
            asked = bool(_shared(note, name))
        elif by == "everything":
            asked = bool(_sum(note.amounts(name)))
        elif name in note.head["asked"]["lines"]:
            given = note.head["asked"]["lines"][name]
            asked = given is not None or bool(_sum(note.amounts(name)))
        else:
            asked = bool(_on_base(note, name))
        _need(name in there or not asked, "lines", f"must hold one of {_show(name)}")
    ordered = credited == [name for name in note.counted if name in there]
    _need(ordered, "lines", "must stand in the order of what is open")
    proof = _prove(note, note.head["proofs"]["total"], "total", "proofs.total")
    _check_form_of(proof, [("sum", tuple(("line", x["id"]) for x in note.lines))])
    total, whole = proof.values[-1], note.proven[note.whole[1]]
    _equal(note.head["total"], total, "total")
    _need(-whole <= total < 0, "total", f"must be less than 0, and {-whole} at least")


# Key dates: each one worked out from the facts, and again under each other reading.

_OF_DATES = (
    "start",
    "anchor",
    "term",
    "notice",
    "deletion",
)  # the roles of their policies
_KEY_DATES = (  # in the order of those of one day
    *("trial_end", "notice", "cancellation", "early_exit", "due", "autopay"),
    *("dispute", "invoice", "expiry", "service_end", "renewal", "price_change"),
    "deletion",
)
_OF_INVOICES: Mapping[str, str] = {
    "invoice": "issue_date",
    "due": "due_date",
    "autopay": "autopay_on",
    "dispute": "dispute_until",
}
_CHOICES: Mapping[str, tuple[str, Mapping[str, Mapping[str, object]]]] = {
    # A reading: the policy that shows it, and what each of its choices makes there.
    "free_months": (
        "start",
        {
            "calendar_months": {"free_month_days": "0"},
            "thirty_days": {"free_month_days": "30"},
        },
    ),
    "billing_start": (
        "start",
        {x: {"counted": x} for x in ("later", "quote", "signature")},
    ),
    "term_start": (
        "term",
        {x: {"counted_from": x} for x in ("billing_start", "signature")},
    ),
    "notice_day_0": (
        "notice",
        {x: {"counted_to": x} for x in ("renewal_date", "last_day")},
    ),
    "deadlines": (
        "notice",
        {
            "calendar_day": {"deadline": "calendar_day", "holidays": []},
            "next_business_day": {"deadline": "next_business_day"},
        },
    ),
    "data_deletion": (
        "deletion",
        {
            "ninety_days": {"days": "90", "months": "0"},
            "six_months": {"days": "0", "months": "6"},
            "thirty_days": {"days": "30", "months": "0"},
        },
    ),
}
_OF_START = ("free_months", "billing_start", "term_start")
_OF_DEADLINES = ("deadlines",)
_DEPENDS: Mapping[str, tuple[str, ...]] = {
    "renewal": _OF_START,
    "price_change": _OF_START,
    "expiry": _OF_START,
    "notice": (*_OF_START, "notice_day_0", *_OF_DEADLINES),
    "cancellation": _OF_DEADLINES,
    "early_exit": _OF_DEADLINES,
    "deletion": ("data_deletion",),
}
_Raw = Mapping[str, object]
_Chosen = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _KeyDate:
    """A day that has to stand in the document, and what it is about."""

    kind: str
    fact: str | None = None
    of: str | None = None  # the first version of that fact
    number: int | None = None
    period: tuple[date, date] | None = None
    expires: bool = False  # whether what ends is a term, not the service

    @property
    def id(self) -> str:
        """What names it in the document."""
        number = () if self.number is None else (str(self.number),)
        end = () if self.period is None else (str(self.period[1]),)
        return ":".join((self.kind, *filter(None, [self.of]), *number, *end))

    @property
    def depends(self) -> tuple[str, ...]:
        """The readings that can make a difference, in their order."""
        names = _DEPENDS.get(self.kind, ())
        return (*_OF_START, *names) if self.expires else names


@dataclass(frozen=True)
class _Calendar(_Book):
    """A document of key dates: its policies, and what other readings make of them."""

    raw: Mapping[str, _Raw] = field(default_factory=dict)  # its own policies, by role
    invoices: dict[str, _Book] = field(default_factory=dict)
    seen: dict[tuple[str, _Chosen], tuple[str, Fields]] = field(default_factory=dict)

    def under(self, chosen: Iterable[tuple[str, str]]) -> dict[str, Fields]:
        """Return its own policies under other readings, by their digests."""
        several = [(_CHOICES[name][0], (name, value)) for name, value in chosen]
        return dict(
            self.changed(role, tuple(one for of, one in several if of == role))
            for role in self.raw
        )

    def changed(self, role: str, chosen: _Chosen) -> tuple[str, Fields]:
        """Return one of its policies under other readings, worked out once."""
        if (role, chosen) not in self.seen:
            policy = dict(self.raw[role])
            for name, value in chosen:
                policy.update(_CHOICES[name][1][value])
            read = _read(policy, _SHAPES[f"@{role}"], "policies")
            self.seen[role, chosen] = _digest(policy), read
        return self.seen[role, chosen]

    def view(
        self, policies: Mapping[str, Fields], facts: Mapping[str, Fields], **head: Value
    ) -> _Book:
        """Return what one day may rest on; the steps count for the document."""
        return _Book({**self.head, **head}, facts, policies, facts, proofs=self.proofs)

    @property
    def held(self) -> _Book:
        """What a day may rest on under the document's own policies."""
        return self.view(self.under(()), self.facts)


def _check_key_dates(raw: dict[str, object]) -> _Calendar:
    _check_digest(raw)
    head = _read(raw, _SHAPES["dates"], "")
    about = _read(head["document"], _SHAPES["dates_head"], "document")
    head["document"] = {**about, "period": (head["from_on"], head["from_on"])}
    _money_of(head)
    _check_clauses(head)
    facts, policies = _facts(head), _read_policies(head)
    _check_versions(facts, facts)
    own = head["market_policies"]
    roles = [policies.get(key, {}).get("policy") for key in own]
    _need(
        roles == [*_OF_DATES], "market_policies", "must be one of each role, in order"
    )
    told = {
        role: _object(head["policies"][key], "policies")
        for role, key in zip(_OF_DATES, own, strict=True)
    }
    book = _Calendar(head, facts, policies, facts, raw=told)
    _check_date_readings(book)
    _check_date_invoices(book)
    held = book.held
    _check_answer(
        held, _read(head["proofs"], _PROOF_OF_START, "proofs"), "billing_start"
    )
    _check_rows_of_dates(book)
    _check_named_by_dates(book)
    return book


def _check_date_readings(book: _Calendar) -> None:
    """Hold the readings to the policies that show them; others show in invoices."""
    for name, stated in book.head["readings"].items():
        place = _at("readings", name)
        known = {*_READINGS, *_FIELDS_OF_LEVIES, *_APART}
        _need(name in known, place, "is no known reading")
        if name in _CHOICES:
            role, changes = _CHOICES[name]
            chosen = changes[_one_of(*changes)(stated, place)]
            held = book.raw[role]
            fits = {**held, **chosen} == held
            _need(fits, place, f"must be what the {role} policy holds")
        elif name == "days_before_end":
            _equal(stated, str(book.held["notice.end_days"]), place)
        else:
            _text(stated, place)


def _check_date_invoices(book: _Calendar) -> None:
    """Check each invoice in full, and that it is one of this account and market."""
    head, order = book.head, list[tuple[Any, ...]]()
    readings = {k: x for k, x in head["readings"].items() if k not in _APART}
    for index, raw in enumerate(head["invoices"]):
        place = f"invoices[{index}]"
        try:
            invoice = _check_invoice(_object(raw, place))
            for name in ("market", "edition", "account", "currency", "known_on"):
                _equal(invoice.head[name], head[name], name)
            product = invoice.head["document"]["product"]
            _equal(product, head["document"]["product"], "document.product")
            same = invoice.head["readings"] == readings
            _need(same, "readings", "must be those of the document around it")
            for key, role in zip(head["market_policies"][:2], _OF_DATES, strict=False):
                fits = key in invoice.policies
                _need(fits, "policies", f"must hold the {role} policy of the document")
            for name in sorted(invoice.facts.keys() & book.facts.keys()):
                alike = invoice.facts[name] == book.facts[name]
                _need(alike, _at("facts", name), "is another in the document around it")
        except _Broken as broken:
            where = f"{place}.{broken.finding.place}"
            raise _Broken(where, broken.finding.reason) from None
        order.append((invoice.head["issue_date"], *_name_of(invoice)))
        _need(
            order == sorted({*order}), place, "must come after the one before, by date"
        )
        book.invoices[invoice.head["digest"]] = invoice
    _check_next(book)


def _name_of(invoice: _Book) -> tuple[str, ...]:
    about = invoice.head["document"]
    part = () if about["part"] is None else (about["part"],)
    return about["kind"], *part, str(about["period"][0])


def _check_next(book: _Calendar) -> None:
    """Refuse invoices to come of several days: only the next one has its dates here."""
    days = {x.head["issue_date"] for x in book.invoices.values()}
    coming = [day for day in days if day >= book.head["from_on"]]
    _need(
        len(coming) <= 1, "invoices", "must hold no more to come than those of one day"
    )


# What has to stand there, by the facts.


def _dates_asked(book: _Calendar, facts: Mapping[str, Fields]) -> list[_KeyDate]:
    """Return every day that the facts ask for, whether it is still ahead or not."""
    view = book.view(book.under(()), facts)
    spans, end = _spans_of_terms(view), view.of("service_end")
    asked = [x for span in spans for x in _of_term(view, span)]
    if end is None:
        asked += _of_ends(book, view, spans)
    for name, fact in facts.items():
        if fact["type"] == "trial":
            asked.append(_KeyDate("trial_end", name, _root(name, fact)))
        if fact["type"] == "service_end":
            asked += [
                _KeyDate(kind, name, _root(name, fact))
                for kind in ("service_end", "deletion")
            ]
    last = spans[-1] if spans and end is None else None
    if last and view.facts[last[0]]["auto_renewal"] == "off":
        root = _root(last[0], view.facts[last[0]])
        asked.append(_KeyDate("deletion", last[0], root, expires=True))
    return asked


_Stretch = tuple[str, date, date]  # a term, its first day, the first day without it


def _spans_of_terms(view: _Book) -> list[_Stretch]:
    product = view.head["document"]["product"]
    terms = sorted(
        (_term_start(view, fact), name)
        for name, fact in view.facts.items()
        if fact["type"] == "term" and fact["product"] == product
    )
    end = view.of("service_end")
    stop = date.max if end is None else end["last_day_of_service"] + _DAY
    starts = [*(day for day, _ in terms[1:]), date.max]
    return [
        (name, day, min(stop, following))
        for (day, name), following in zip(terms, starts, strict=False)
    ]


def _of_term(view: _Book, span: _Stretch) -> Iterator[_KeyDate]:
    name, _, stop = span
    fact, root = view.facts[name], _root(name, view.facts[name])
    if fact["auto_renewal"] == "off":
        asked = [_KeyDate("expiry", name, root)]
    else:
        ahead = [_first_ahead(view, kind, name) for kind in ("renewal", "notice")]
        asked = [x for x in ahead if _renewal(view, fact, x.number or 1) < stop]
        asked.append(_KeyDate("price_change", name, root))
    yield from (x for x in asked if _worked_out(view, x) < stop)


def _first_ahead(view: _Book, kind: str, name: str) -> _KeyDate:
    """Return the first renewal, or day of notice, that is not past."""
    asked = _KeyDate(kind, name, _root(name, view.facts[name]), 1)
    while _worked_out(view, asked) < view.head["from_on"]:
        asked = replace(asked, number=(asked.number or 1) + 1)
    return asked


def _of_ends(book: _Calendar, view: _Book, spans: list[_Stretch]) -> Iterator[_KeyDate]:
    begin, last = _billing_start(view, ()), date.max
    if spans and view.facts[spans[-1][0]]["auto_renewal"] == "off":
        last = _renewal(view, view.facts[spans[-1][0]], 1) - _DAY
    for period in _ends_of_service(book, view["notice.ends"] == "paid_cycle"):
        end = period[1] - _DAY
        if begin < period[1] and end < last:
            bound = any(_binds(view, span, end) for span in spans)
            yield _KeyDate("early_exit" if bound else "cancellation", period=period)


def _ends_of_service(book: _Calendar, paid_cycle: Value) -> Iterator[tuple[date, date]]:
    """Yield the months at whose ends service can be left, or the paid cycles."""
    start = _month(book.head["from_on"])
    until = _plus_months(start, book.head["months"], "clamp")
    if paid_cycle and book.raw["anchor"]["length"] != "calendar_month":
        cycled = [x for x in book.invoices.values() if x.head.get("cycle")]
        for invoice in cycled[-1:]:
            yield from _cycles_until(invoice, until)
        return
    while start < until:
        yield start, _next_month(start)
        start = _next_month(start)


def _cycles_until(invoice: _Book, until: date) -> Iterator[tuple[date, date]]:
    """Yield the cycle before an invoice's own, its own and later ones, up to a day."""
    cycle = invoice.head["cycle"]
    number = cycle["number"] - bool(invoice.kind == "cycle" and cycle["number"])
    end = _cycle_day(invoice, cycle["anchor"], number)
    while True:
        number, start = number + 1, end
        end = _cycle_day(invoice, cycle["anchor"], number)
        if end > until:
            return
        yield start, end


def _binds(view: _Book, span: _Stretch, day: date) -> bool:
    """Tell whether a day lies in a set term."""
    name, start, stop = span
    fact = view.facts[name]
    if fact["auto_renewal"] == "off":
        stop = min(stop, _renewal(view, fact, 1))
    return start <= day < stop


# The formulas.


def _worked_out(view: _Book, asked: _KeyDate) -> date:
    """Work a day out by its own formula, under the policies of the view."""
    try:
        return _by_formula(view, asked)
    except ArithmeticError:
        raise _Broken("facts", "lead to a day outside the calendar") from None


def _by_formula(view: _Book, asked: _KeyDate) -> date:
    fact = view.facts.get(asked.fact or "", {})
    match asked.kind:
        case "trial_end":
            return _plus_days(fact["effective_on"], fact["days"])
        case "service_end":
            return _shown_day(fact["last_day_of_service"])
        case "renewal" | "price_change":
            return _renewal(view, fact, asked.number or 1)
        case "expiry":
            return _renewal(view, fact, 1) - _DAY
        case "notice":
            return _last_for_notice(view, _renewal(view, fact, asked.number or 1))
        case "deletion":
            ended = _renewal(view, fact, 1) - _DAY if asked.expires else None
            return _deleted(view, ended or fact["last_day_of_service"])
    last = _last_of(asked)
    return _by_deadline(view, last - _days_told(view["notice.end_days"]), last)


def _last_of(asked: _KeyDate) -> date:
    """Return the last day of the period at whose end service can be left."""
    return asked.period[1] - _DAY if asked.period else date.min


def _shown_day(day: date) -> date:
    return day


def _days_told(days: Fraction) -> timedelta:
    return timedelta(days=int(days))


def _term_start(view: _Book, term: Fields) -> date:
    if view["term.counted_from"] == "signature":
        return _shown_day(term["agreed_on"])
    return _shown_day(term.get("start_on") or _billing_start(view, ()))


def _renewal(view: _Book, term: Fields, number: int) -> date:
    """Return the first day after the numbered term, counted from the first anchor."""
    each: Fraction = {"renewal_months": view["term.renewal_months"], **term}[
        "renewal_months"
    ]
    quoted = term.get("renewal_on")
    first: Fraction = Fraction(0) if quoted else term["months"]
    anchor = quoted or _term_start(view, term)
    return _months_on(anchor, first + (number - 1) * each, view["term.missing_day"])


def _months_on(day: date, months: Fraction, missing_day: str) -> date:
    try:
        return _plus_months(day, months, missing_day)
    except (ArithmeticError, LookupError, ValueError):
        raise _Broken("facts", "give a day that its month does not have") from None


def _last_for_notice(view: _Book, renewal: date) -> date:
    day_0 = renewal - _DAY * (view["notice.counted_to"] == "last_day")
    return _by_deadline(
        view, day_0 - _days_told(view["notice.renewal_days"]), renewal - _DAY
    )


def _by_deadline(view: _Book, day: date, last: date) -> date:
    """Move a deadline on a day off to a business day, but never past the last day."""
    if view["notice.deadline"] == "calendar_day":
        return min(day, last)
    return min(_business_day(day, Fraction(1), view["notice.holidays"]), last)


def _deleted(view: _Book, last: date) -> date:
    if view["deletion.months"]:
        return _months_on(last, view["deletion.months"], view["deletion.missing_day"])
    return last + _days_told(view["deletion.days"])


# The steps: each proof by the operations of its rule, each step on its clause.

_Operand = tuple[str, str]


class _Steps:
    """The steps that the proof of a day must have."""

    def __init__(self, view: _Book, asked: _KeyDate) -> None:
        self.view = view
        self.asked = asked
        self.fact = view.facts.get(asked.fact or "", {})
        self.found: list[tuple[str, tuple[_Operand, ...], str]] = []

    def add(self, op: str, clause: str, *operands: _Operand) -> _Operand:
        self.found.append((op, operands, clause))
        return "step", str(len(self.found) - 1)

    def of(self, name: str) -> _Operand:
        return "fact", f"{self.asked.fact}.{name}"

    def by(self, choice: str) -> _Operand:
        return "policy", self.view.key(choice)

    def ground(self, role: str, decision: str) -> str:
        """Return what a choice of a policy rests on: a decision, or the contract."""
        clause = str(self.view[f"{role}.clause"])
        told = self.view.head["clauses"].get(clause, {}).get("standing")
        return clause if told == "contract" else decision

    def billing_start(self) -> _Operand:
        name, *_ = _contracts_of(self.view)
        contract, counted = self.view.facts[name], self.view["start.counted"]
        quoted = ("fact", f"{name}.billing_start_on")
        is_quoted = "billing_start_on" in contract
        if "signed_on" not in contract or (counted == "quote" and is_quoted):
            return self.add("given", "A3", quoted)
        signed = ("fact", f"{name}.signed_on")
        months, by = ("fact", f"{name}.free_months"), self.ground("start", "Q18")
        if self.view["start.free_month_days"]:
            each = self.by("start.free_month_days")
            days = self.add("times", by, months, each)
            free = self.add("plus_days", by, signed, days)
        else:
            missing = self.by("start.missing_day")
            free = self.add("plus_months", by, signed, months, missing)
        if not is_quoted or counted == "signature":
            return free
        return self.add("later", self.ground("start", "Q35"), quoted, free)

    def term_start(self) -> _Operand:
        by = self.ground("term", "Q34")
        if self.view["term.counted_from"] == "signature":
            return self.add("given", by, self.of("agreed_on"))
        if "start_on" in self.fact:
            return self.add("given", by, self.of("start_on"))
        return self.add("given", by, self.billing_start())

    def renewal(self) -> _Operand:
        by, number = self.ground("term", "Q34"), self.asked.number or 1
        own = "renewal_months" in self.fact
        each = self.of("renewal_months") if own else self.by("term.renewal_months")
        months = [each] * (number - 1)
        if "renewal_on" in self.fact:
            anchor = self.of("renewal_on")
            if not months:
                return self.add("given", by, anchor)
        else:
            anchor = self.term_start()
            months.insert(0, self.of("months"))
        total = months[0]
        if len(months) > 1:
            total = self.add("sum", self.ground("term", "Q8"), *months)
        return self.add("plus_months", by, anchor, total, self.by("term.missing_day"))

    def expiry(self) -> _Operand:
        return self.add("day_before", self.ground("term", "Q34"), self.renewal())

    def price_change(self) -> _Operand:
        return self.add("given", self.ground("term", "terms-price"), self.renewal())

    def notice(self) -> _Operand:
        by, renewal = self.ground("notice", "Q34"), self.renewal()
        zero = renewal
        if self.view["notice.counted_to"] == "last_day":
            zero = self.add("day_before", by, renewal)
        counted = self.add("minus_days", by, zero, self.by("notice.renewal_days"))
        moves = self.view["notice.deadline"] != "calendar_day"
        if self.view["notice.renewal_days"] and not moves:
            return counted
        last = self.add("day_before", by, renewal)
        if moves:
            return self.moved(counted, last)
        return self.add("earlier", by, counted, last)

    def cancellation(self) -> _Operand:
        ends = {"month_end": "Q8", "paid_cycle": "Q32"}[self.view["notice.ends"]]
        by, last = self.ground("notice", ends), ("document", "service.last_day")
        counted = self.add("minus_days", by, last, self.by("notice.end_days"))
        if self.view["notice.deadline"] == "calendar_day":
            return counted
        return self.moved(counted, last)

    def moved(self, counted: _Operand, last: _Operand) -> _Operand:
        by, off = self.ground("notice", "Q63"), self.by("notice.holidays")
        moved = self.add("next_business_day", by, counted, off)
        return self.add("earlier", by, moved, last)

    def deletion(self) -> _Operand:
        last = self.of("last_day_of_service")
        if self.asked.expires:
            last = self.expiry()
        by = self.ground("deletion", "Q4")
        if self.view["deletion.months"]:
            missing = self.by("deletion.missing_day")
            return self.add(
                "plus_months", by, last, self.by("deletion.months"), missing
            )
        return self.add("plus_days", by, last, self.by("deletion.days"))

    def trial_end(self) -> _Operand:
        return self.add(
            "plus_days", "trial-end", self.of("effective_on"), self.of("days")
        )

    def service_end(self) -> _Operand:
        return self.add("given", "A15", self.of("last_day_of_service"))


_WORK: Mapping[str, Callable[[_Steps], _Operand]] = {
    "trial_end": _Steps.trial_end,
    "notice": _Steps.notice,
    "cancellation": _Steps.cancellation,
    "early_exit": _Steps.cancellation,
    "expiry": _Steps.expiry,
    "service_end": _Steps.service_end,
    "renewal": _Steps.renewal,
    "price_change": _Steps.price_change,
    "deletion": _Steps.deletion,
}


def _check_steps(view: _Book, asked: _KeyDate, proof: _Proof, raw: Fields) -> None:
    steps = _Steps(view, asked)
    _WORK[asked.kind](steps)
    _check_form_of(proof, [(op, operands) for op, operands, _ in steps.found])
    for index, (_, _, clause) in enumerate(steps.found):
        place = f"{proof.place}.steps[{index}].clause"
        _equal(raw["steps"][index]["clause"], clause, place)


# What stands there.

_PROOF_OF_START: Mapping[str, Reader] = {"billing_start": _READERS["any"]}


def _check_rows_of_dates(book: _Calendar) -> None:
    held, since = book.held, book.head["from_on"]
    rows: list[tuple[date, int, str, _KeyDate | _Book]] = [
        (_worked_out(held, asked), _KEY_DATES.index(asked.kind), asked.id, asked)
        for asked in _dates_asked(book, book.facts)
    ]
    for invoice in book.invoices.values():
        told = [(kind, invoice.head[name]) for kind, name in _OF_INVOICES.items()]
        rows += [
            (day, _KEY_DATES.index(kind), ":".join((kind, *_name_of(invoice))), invoice)
            for kind, day in told
            if day is not None
        ]
    ahead = sorted((x for x in rows if x[0] >= since), key=lambda row: row[:3])
    stated = _rows(book.head["dates"], _SHAPES["key_date"], "dates")
    names = [row["id"] for row in stated]
    for index, (_, _, name, _) in enumerate(ahead):
        there = names[index] if index < len(names) else None
        _equal(there, name, f"dates[{index}].id")
    _equal(len(stated), len(ahead), "dates")
    for index, (row, (day, _, name, of)) in enumerate(zip(stated, ahead, strict=True)):
        place = f"dates[{index}]"
        _equal(row["kind"], name.partition(":")[0], f"{place}.kind")
        if isinstance(of, _Book):
            _check_of_invoice(book, row, of, place)
        else:
            _check_of_facts(book, row, of, place)
        _equal(row["on"], day, f"{place}.on")
    still = {row["invoice"] for row in stated}
    for index, digest in enumerate(book.invoices):
        _need(digest in still, f"invoices[{index}]", "has no date that is still ahead")


def _check_of_invoice(book: _Calendar, row: Fields, of: _Book, place: str) -> None:
    """Hold a date to the invoice that proves it."""
    nothing = dict.fromkeys(("of", "number", "period", "proof", "safe"))
    for name, value in {**nothing, "choices": [], "invoice": of.head["digest"]}.items():
        _equal(row[name], value, f"{place}.{name}")
    proof = of.head["proofs"][_OF_INVOICES[row["kind"]]]
    _check_clause_of(of, row, proof, place)
    _check_clause_of(book, row, proof, place)


def _check_clause_of(book: _Book, row: Fields, proof: Fields, place: str) -> None:
    """Hold the clause of a date to the last step of its proof, and to its standing."""
    _equal(row["clause"], proof["steps"][-1]["clause"], f"{place}.clause")
    clause = book.head["clauses"].get(row["clause"])
    _need(clause is not None, f"{place}.clause", "is not in the document")
    _equal(row["standing"], clause.get("standing"), f"{place}.standing")


def _check_of_facts(book: _Calendar, row: Fields, asked: _KeyDate, place: str) -> None:
    """Hold a date to its formula and its proof, and so under every other reading."""
    _equal(row["of"], asked.of, f"{place}.of")
    _equal(row["number"], asked.number, f"{place}.number")
    _equal(row["period"], asked.period, f"{place}.period")
    _equal(row["invoice"], None, f"{place}.invoice")
    _check_day(book, asked, (), row, place)
    _check_clause_of(book, row, row["proof"], place)
    expected = _choices_of(book, asked)
    rows = _rows(row["choices"], _SHAPES["choice"], f"{place}.choices")
    _equal(len(rows), len(expected), f"{place}.choices")
    days: dict[str, Value] = {}
    for index, (one, chosen) in enumerate(zip(rows, expected, strict=True)):
        spot = f"{place}.choices[{index}]"
        _equal(one["id"], f"{asked.id}@{index + 1}", f"{spot}.id")
        same = one["readings"] == dict(chosen)
        _need(same, f"{spot}.readings", "must be the next combination of readings")
        days[one["id"]] = _check_day(book, asked, chosen, one, spot)
    _need(bool(days) == (row["safe"] is not None), f"{place}.safe", _WHERE_SAFE)
    if days:
        _check_safe(book, days, row["safe"], f"{place}.safe")


_RULES_OF_DATES: Mapping[str, str] = {
    "trial_end": "trial_end",
    "notice": "last_day_for_notice",
    "cancellation": "last_day_to_cancel",
    "early_exit": "last_day_to_cancel",
    "expiry": "last_day_of_term",
    "service_end": "expiry_date",
    "renewal": "renewal_date",
    "price_change": "price_may_change_on",
    "deletion": "data_deleted_on",
    "expired": "deleted_after_term",
}
_WHERE_SAFE = "must be there where readings differ, and only there"


def _check_day(
    book: _Calendar, asked: _KeyDate, chosen: _Chosen, row: Fields, place: str
) -> date:
    last = {"service.last_day": _last_of(asked)}
    view = book.view(book.under(chosen), book.facts, **last)
    rule = _RULES_OF_DATES["expired" if asked.expires else asked.kind]
    proof = _prove(view, row["proof"], rule, f"{place}.proof")
    _check_steps(view, asked, proof, row["proof"])
    day = _worked_out(view, asked)
    _equal(proof.values[-1], day, f"{place}.proof")
    _equal(row["on"], day, f"{place}.on")
    return day


def _contracts_of(book: _Book) -> list[str]:
    return [name for name, fact in book.facts.items() if fact["type"] == "contract"]


def _choices_of(book: _Calendar, asked: _KeyDate) -> list[_Chosen]:
    """Return each combination of the readings that make a difference to a day."""
    names = asked.depends
    days: dict[_Chosen, date] = {(): date.min}
    for name in names:
        offered = _CHOICES[name][1]
        days = {(*x, (name, value)): date.min for x in days for value in offered}
    for chosen in days:
        days[chosen] = _worked_out(book.view(book.under(chosen), book.facts), asked)
    matter = [name for name in names if _makes_a_difference(days, name)]
    kept = (tuple(x for x in chosen if x[0] in matter) for chosen in days)
    return [*dict.fromkeys(kept)] if matter else []


def _makes_a_difference(days: Mapping[_Chosen, date], name: str) -> bool:
    groups: dict[_Chosen, set[date]] = {}
    for chosen, day in days.items():
        others = tuple(x for x in chosen if x[0] != name)
        groups.setdefault(others, set()).add(day)
    return any(len(group) > 1 for group in groups.values())


def _check_safe(
    book: _Calendar, days: Mapping[str, Value], value: object, place: str
) -> None:
    """Hold the safe day to the earliest of all readings."""
    row = _read(value, _SHAPES["safe"], place)
    view = book.view({}, {})
    view.proven.update(days)
    proof = _prove(view, row["proof"], "safe_day", f"{place}.proof")
    each = tuple(("amount", name) for name in days)
    _check_form_of(proof, [("earlier", each)])
    _equal(row["on"], min(days.values()), f"{place}.on")


def _check_named_by_dates(book: _Calendar) -> None:
    leaves = {leaf for proof in book.proofs for leaf in proof.leaves}
    named = {whose for kind, whose in leaves if kind.split(".")[0] in _FACTS}
    grounds, kinds = book.head["grounds"], ("term", "service_end")
    for index, name in enumerate(grounds):
        kind = book.facts.get(name, {"type": ""})["type"]
        _need(kind in kinds, f"grounds[{index}]", "must be a term or an end of service")
    _need(len({*grounds}) == len(grounds), "grounds", "must name each fact once")
    for name in book.facts:
        fits = name in named or name in grounds
        _need(fits, _at("facts", name), "is named by no proof")
    used = {whose for kind, whose in leaves if kind[0] == "@"}
    for key in book.policies:
        fits = key in used or key in book.head["market_policies"]
        _need(fits, _at("policies", key), "is named by no proof")


def _proved_dates(book: _Calendar) -> tuple[str, ...]:
    steps = sum(len(proof.values) for proof in book.proofs)
    days, issued = len(book.head["dates"]), len(book.invoices)
    return (
        f"digests: the document and {len(book.policies)} policies",
        f"arithmetic: {steps} steps of {len(book.proofs)} proofs",
        f"formulas: {days} dates, each again under every reading that moves it",
        f"leaves: {len(book.facts)} facts, each named by a proof",
        f"invoices: {issued}, each proved in full; that none is missing is not seen",
    )


# What follows an invoice: answers by name, each with the form that its rule has.

_ANSWERED: Mapping[str, tuple[str, ...]] = {  # the policies that are told of a market
    "statement": ("application", "past_due", "disputed", "autopay"),
    "dispute": ("disputed", "credit"),
    "return": ("returns",),
    "commissions": ("commissions",),
}

# A form is what a proof looks like once each step stands where it is used. "=x" is the
# answer x of the same invoice, "==x" the answer x, "~x" any answer whose name begins
# so, "~^" any below the answer's own name, "#x" and "@x.y" a field of the head or of a
# policy, "a.b" of a fact, "a.b=^" of the fact that the answer is named after; "[]"
# groups, and "| * + ?" are those of regular expressions. A name in capitals is a form.
_PARTS_OF_FORMS: Mapping[str, str] = {
    "R": "@returns.rounding,#currency,",
    "OF": "[issued_line.amount,]",
    "TOTAL": "issued_line.amount=^total",
    "USED": "sum([~applied:,]+),",
    "ASKED": "sum([dispute.lines.amount,|resolution.lines.amount,]+),",
    "BACK": "sum([return.quantity,]+)",
    "UNITS": """round(over(times(sum(OF+),BACK,),one_time.quantity,),R)""",
    "BASE": "[~price:|UNITS]",
    "TAX": "round(over(times(sum(OF+),sum([BASE,]+),),sum(OF+),),R)",
    "FEES": """sum(=restocking,[return.provisioning_fee=^,]?
        [return.missing_parts_fee=^,]?[@returns.late_fee,]?)""",
    "LEFT": "[sum(OF+)|minus(sum(OF+),sum([~credit:,]+),)]",
    "LIST": "times(return.msrp=^,return.quantity=^,)",
    "PERCENT": "@returns.restocking_percent,",
    "RUN": "@commissions.pay_day,",
    "ROUNDED": "@commissions.rounding,#currency,",
    "CHARGED": "sum(OF+)",
    "PAID": "sum([paid_part.amount,]*)",
    "KEPT": "least(PAID,CHARGED,)",
    "BILLED": "round(percent(sum(OF*),commission.percent,),ROUNDED)",
    "PART": "[over(times(sum(OF*),KEPT,),CHARGED,)|at_least_zero(KEPT,)]",
    "SHARE": "round(percent(PART,commission.percent,),ROUNDED)",
    "ONCE": "tier(CHARGED,sum(),sum(),commission.amount,)",
    "BOUNTY": "round(tier(minus(CHARGED,PAID,),ONCE,sum(),sum(),),ROUNDED)",
    "DAY": "[paid_part.paid_on|payment.paid_on]",
    "HAPPENED": """[payment.paid_on|issued_line.effective_on|dispute.notified_on|
        autopay_choice.effective_on]""",
    "ANY": "[sum(OF+)|round(over(times(sum(OF+),sum([~^,]*),),sum(OF+),),CREDIT)]",
    "CREDIT": "@credit.rounding,#currency,",
    "SOME": "least([ASKED|minus(ASKED ASKED),]sum(OF+),)",
}
# Of each rule its forms, each where policies and head are so; the first one counts.
_FORMS_TOLD = """
dispute_until : plus_days(#issue_date=^,@dispute.days,)
due_date due.due_day>0 : next_day_of_month(#issue_date=^,@due.due_day,)
due_date due.counted_from=sent_date : plus_days(#sent_on=^,@due.days,)
due_date : plus_days(#issue_date=^,@due.days,)
autopay_on autopay.charged=due_date : given(=due_date,)
autopay_on : next_day_of_month(#issue_date=^,@autopay.day,)
past_due_on past_due.counted_from=due_date : day_after(=due_date,)
past_due_on autopay=off : day_after(=due_date,)
past_due_on : day_after(later(=due_date,=autopay_on,),)
overdue : sum()|at_least_zero(minus(=open,=not_due,),)
by_autopay disputed.part=owed : given(=open,)
by_autopay : at_least_zero(minus(=open,=disputed,),)
overdue_balance : sum([~overdue:,]*)
disputed_balance : sum([~disputed:,]*)
next_autopay_amount : sum([~by_autopay:,]+)
next_autopay_on autopay.charged=due_date : earlier([~due_date:,]+)
next_autopay_on : next_day_of_month(#on,@autopay.day,)
active_again_on : given(suspension.effective_on,)|later(suspension.effective_on,
    HAPPENED,)
applied_credit : least([negate(OF)|minus(negate(OF),USED)],[OF|minus(OF USED),])
applied_payment :
    least([payment.amount,|minus(payment.amount,USED),][OF|minus(OF USED),])
charged : given(TOTAL,)
credited : sum([~applied:,]*)
paid : sum([~applied:,]*)
used : sum([~applied:,]*)
open : minus(TOTAL,sum(=credited,=paid,),)
left_of_credit : minus(negate(TOTAL,),=used,)
left_of_payment : minus(payment.amount=^,=used,)
account_credit : sum([~left:,]*)
open_balance : sum([~open:,]*)
disputable : sum(OF*)
disputed_line : ANY|SOME
disputed : least(at_least_zero(sum([~^,]*),),at_least_zero(=disputable,),)
undisputed : minus(=disputable,=disputed,)
rejected : minus(=disputed,=upheld,)
rejected_due disputed.part=owed : given(~due_date,)
rejected_due : later(~due_date,plus_days(resolution.resolved_on,@disputed.days,),)
last_day_to_return : plus_days([delivery.effective_on|one_time.effective_on],
    @returns.days,)
return_price : UNITS|minus(UNITS,UNITS,)
return_restocking returns.rounded=fee returns.base=msrp : round(percent(LIST,PERCENT),R)
return_restocking returns.rounded=fee : round(percent(=price,PERCENT),R)
return_restocking returns.base=msrp : minus(=price,round(minus(=price,percent(LIST,
    PERCENT),),R),)
return_restocking : minus(=price,round(minus(=price,percent(=price,PERCENT),),R),)
return_credited : least(round(at_least_zero(minus(=price,FEES,),),R),
    at_least_zero(LEFT,),)
return_charged : round(at_least_zero(minus(FEES,=price,),),R)
return_tax : round(over(times(sum(OF+),sum([~credit:,|~tax:,]+),),sum(OF+),),R)
return_tax_full : least([TAX|minus(TAX,TAX,)],at_least_zero(sum(OF+),),)
return_total name=credit : sum([~credit:,]+)
return_total name=total : sum(==credit,[~tax:,]*)
return_total : sum([~charged:,]+)
credit_expected name=expected_first returns.credit_first=0 :
    given(later([return.processed_on,]+),)
credit_expected name=expected_last returns.credit_last=0 :
    given(later([return.processed_on,]+),)
credit_expected name=expected_first :
    business_day(day_after(later([return.processed_on,]+),),@returns.credit_first,
    @returns.holidays,)
credit_expected : business_day(day_after(later([return.processed_on,]+),),
    @returns.credit_last,@returns.holidays,)
pay_on : day_of_month(#month,RUN)
residual_pay_on commissions.residual_run=same_month : day_of_month(#month,RUN)
residual_pay_on : day_before(next_month(#month,),)
report_by : day_of_month(#month,@commissions.report_day,)
residual_run commissions.residual_run=same_month :
    next_day_of_month(issued_line.effective_on,RUN)
residual_run : day_before(next_month(issued_line.effective_on,),)
one_time_run commissions.one_time_run=next_month : day_of_month(next_month(DAY,),RUN)
one_time_run : next_day_of_month(plus_days(DAY,@commissions.wait_days,),RUN)
claw_back_run : next_day_of_month(issued_line.effective_on,RUN)
residual_commission : BILLED|negate(BILLED,)|minus(BILLED,BILLED,)
paid_commission : SHARE|negate(SHARE,)|minus(SHARE,SHARE,)
spiff_commission : BOUNTY|negate(BOUNTY,)|minus(BOUNTY,BOUNTY,)
commissions_earned name=earned : sum(==residual,==upfront,==one_time,==spiff,)
commissions_earned : sum([~line:,]*)
commissions_balance : sum(==earned,#brought_forward,)
commissions_payable : at_least_zero(==balance,)
commissions_carried : minus(==balance,==payable,)
"""


def _forms_of(told: str) -> dict[str, list[tuple[list[str], str]]]:
    forms: dict[str, list[tuple[list[str], str]]] = {}
    for row in re.split(r"\n(?! )", told.strip()):
        names, form = row.split(" :")
        rule, *so = names.split()
        forms.setdefault(rule, []).append((so, form))
    return forms


_FORMS = _forms_of(_FORMS_TOLD)
_NAMED_SO: Mapping[str, Mapping[str, str]] = {  # the rules that an answer can have
    kind: dict(pair.split("=") for pair in told.split())
    for kind, told in {
        "statement": """applied:=applied_credit|applied_payment charged:=charged
            credited:=credited paid:=paid open:=open used:=used overdue:=overdue
            left:=left_of_credit|left_of_payment account_credit=account_credit
            open_balance=open_balance due_date:=due_date autopay_on:=autopay_on
            past_due_on:=past_due_on dispute_until:=dispute_until
            disputable:=disputable disputed:=disputed|disputed_line
            not_due:=disputed|disputed_line rejected_due:=rejected_due
            by_autopay:=by_autopay overdue_balance=overdue_balance
            disputed_balance=disputed_balance next_autopay_on=next_autopay_on
            next_autopay_amount=next_autopay_amount
            active_again_on=active_again_on""",
        "dispute": """dispute_until=dispute_until due_date=due_date
            disputable=disputable disputed:=disputed_line disputed=disputed
            undisputed=undisputed resolved:disputable=disputable
            resolved:disputed:=disputed_line resolved:disputed=disputed
            resolved:upheld:=disputed_line resolved:upheld=disputed
            resolved:rest=rejected rest_due_on=rejected_due""",
        "return": """last_day:=last_day_to_return price:=return_price
            restocking:=return_restocking credit:=return_credited
            charged:=return_charged tax:=return_tax|return_tax_full
            credit=return_total total=return_total charged=return_total
            expected_first=credit_expected expected_last=credit_expected""",
        "commissions": """pays_on=pay_on residuals_on=residual_pay_on
            report_by=report_by residual=commissions_earned earned=commissions_earned
            line:=residual_commission|paid_commission|spiff_commission
            run:=residual_run|one_time_run|claw_back_run|pay_on|residual_pay_on
            upfront=commissions_earned
            one_time=commissions_earned spiff=commissions_earned
            balance=commissions_balance payable=commissions_payable
            carried_forward=commissions_carried""",
    }.items()
}
_LONGEST_TREE = 4_000_000


@dataclass(frozen=True)
class _Answers(_Book):
    """A document of answers, each with its proof."""

    by_name: dict[str, _Proof] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    @property
    def header(self) -> Fields:
        return {**self.head["given"], "currency": self.head["currency"]}

    @property
    def told(self) -> dict[str, Fields]:
        """The policies that it tells of its market, by their roles."""
        own = (self.policies[key] for key in self.head["market_policies"])
        return {policy["policy"]: policy for policy in own}

    def names(self, prefix: str) -> list[str]:
        """The answers whose names begin so, in order."""
        return [name for name in self.by_name if name.startswith(prefix)]

    def need(self, *names: str) -> None:
        for name in names:
            _need(name in self.by_name, "answers", f"must hold {_show(name)}")

    def must(self, name: str, expected: Value) -> None:
        self.need(name)
        _equal(self.proven[name], expected, self.places[name])

    def must_add(self, name: str, expected: Iterable[str]) -> None:
        """Hold a sum to the answers that it adds: each once, in order."""
        self.need(name)
        each = [leaf for _, leaf in self.answers_of(name)]
        told = "must add every answer of its kind, each once, in order"
        _need(each == [*expected], self.places[name], told)

    def answers_of(self, name: str) -> list[tuple[str, str]]:
        leaves = self.by_name[name].leaves
        return [leaf for leaf in leaves if leaf[0].startswith("amount.")]

    def issued_of(self, name: str) -> list[str]:
        return self.by_name[name].named("issued_line.amount")

    def given(self, name: str, default: Value = None) -> Value:
        return self.proven.get(name, default)


def _check_answers(raw: dict[str, object], kind: str) -> _Answers:
    _check_digest(raw)
    head = _read(raw, _SHAPES["answers"], "")
    money = _money_of(head)
    head["document"] = _read(head["document"], _SHAPES[f"{kind}_head"], "document")
    head["known_on"] = None
    head["given"] = {
        name: _stated(_object(x, _at("given", name)), _at("given", name))
        for name, x in head["given"].items()
    }
    _check_clauses(head)
    book = _Answers(head, _facts(head), _read_policies(head), {})
    _check_versions(book.facts, {})
    own, roles = head["market_policies"], _ANSWERED[kind]
    held = tuple(book.policies.get(key, {}).get("policy") for key in own)
    _need(held == roles, "market_policies", f"must be {' '.join(roles)}, in order")
    _check_readings_told(book)
    for index, row in enumerate(head["answers"]):
        _check_row_of_answers(book, kind, row, money, f"answers[{index}]")
    _check_named_by_answers(book)
    _WHOLES[kind](book)
    return book


def _check_readings_told(book: _Answers) -> None:
    for name, stated in book.head["readings"].items():
        place = _at("readings", name)
        role, _, part = _AFTER_READINGS.get(name, "").partition(".")
        if role in book.told:
            _equal(stated, book.told[role][part], place)
        known = {*_READINGS, *_FIELDS_OF_LEVIES, *_APART}
        _need(name in known, place, "is no known reading")
        _text(stated, place)
    for role in (role for role in book.told if role in _PUBLISHED):
        _check_published(book, role)


def _check_published(book: _Answers, role: str) -> None:
    """Hold a policy to the numbers of its clause, unless a contract has others."""
    policy, (clause, *fields) = book.told[role], _PUBLISHED[role].split()
    key = book.head["market_policies"][[*book.told].index(role)]
    if policy["clause"] != clause:
        standing = _object(book.head["clauses"][policy["clause"]], "clauses")
        by_contract = standing.get("standing") == "contract"
        told = f"must be {clause}, or a clause of a contract"
        _need(by_contract, f"{_at('policies', key)}.clause", told)
        return
    cents = {"mode": "half_up", "places": "minor_unit", "step": Fraction(1)}
    fits = policy.get("rounding", cents) == cents
    _need(fits, f"{_at('policies', key)}.rounding", "must be half up to the minor unit")
    chosen = {_AFTER_READINGS.get(name) for name in book.head["readings"]}
    for name, value in (x.split("=") for x in fields):
        if f"{role}.{name}" not in chosen:
            _equal(str(policy[name]), value, f"{_at('policies', key)}.{name}")


# What the clauses have, where no reading says otherwise.
_PUBLISHED: Mapping[str, str] = {
    "application": "B8 order=named_then_oldest",
    "past_due": "B2 counted_from=autopay",
    "disputed": "terms-dispute part=suspended days=15",
    "returns": """J1 days=30 counted=processed late=accepted late_fee=6 currency=USD
        restocking_percent=25 base=price_paid rounded=fee tax=in_proportion
        credit_first=7 credit_last=10""",
    "commissions": """K1 pay_day=15 report_day=20 residual_base=service wait_days=30
        residual_run=same_month one_time_run=next_month claw_back=next_statement""",
}
_FIELDS_OF_AFTER = """payment_order=application.order past_due=past_due.counted_from
        disputed=disputed.part restocking_base=returns.base return_tax=returns.tax
        return_counted=returns.counted late_return=returns.late
        return_rounded=returns.rounded claw_back=commissions.claw_back
        one_time_run=commissions.one_time_run residual_run=commissions.residual_run
        residual_base=commissions.residual_base"""
_AFTER_READINGS: Mapping[str, str] = dict(
    pair.split("=") for pair in _FIELDS_OF_AFTER.split()
)


def _check_row_of_answers(
    book: _Answers, kind: str, raw: object, money: Reader, place: str
) -> None:
    row = _read(raw, _SHAPES["answer"], place)
    name = row["name"]
    _need(name not in book.by_name, f"{place}.name", "is that of an earlier answer")
    book.places[name] = place
    steps = _read(row["proof"], _SHAPES["proof"], f"{place}.proof")
    rules = _NAMED_SO[kind].get(_sort_of(kind, name), "").split("|")
    _need(rules != [""], f"{place}.name", f"is no answer of a {kind}: {_show(name)}")
    _one_of(*rules)(steps["rule"], f"{place}.proof.rule")
    proof = book.by_name[name] = _worked(book, steps, None, f"{place}.proof")
    _check_tree(book, kind, name, steps["rule"], proof)
    for index, (operation, operands) in enumerate(proof.operations):
        once = operation != "sum" or len({*operands}) == len(operands)
        _need(once, f"{proof.place}.steps[{index}]", "must add each thing once")
    value = proof.values[-1]
    told = _read(row["is"], {"amount?": money, "date?": _day}, f"{place}.is")
    _need(len(told) == 1, f"{place}.is", "must be one amount or one date")
    _equal(next(iter(told.values())), value, f"{place}.is")
    for leaf, whose in proof.leaves:
        role = leaf[1:].partition(".")[0] if leaf[0] == "@" else ""
        own = role not in _OF_ANSWERS or whose in book.head["market_policies"]
        _need(own, f"{place}.proof", f"must rest on the market's own policy of {role}")
    book.proven[name] = value


def _sort_of(kind: str, name: str) -> str:
    """Return the beginning of a name that says what the answer is."""
    first, colon, rest = name.partition(":")
    if kind == "commissions" and ":run:" in name:
        return "run:"
    if kind == "dispute" and first == "resolved":
        second, more, _ = rest.partition(":")
        return f"{first}:{second}{more}"
    return first + colon


def _check_tree(book: _Answers, kind: str, name: str, rule: str, proof: _Proof) -> None:
    """Hold a proof to the form of its rule."""
    so, form = next(
        (so, form)
        for so, form in _FORMS[rule]
        if all(_is_so(book, name, proof, x) for x in so)
    )
    fits = re.fullmatch(_pattern(kind, name, form), _tree(proof), re.ASCII)
    where = f" where {' and '.join(so)}" * bool(so)
    _need(fits, proof.place, f"must have the steps of {rule}{where}")


def _is_so(book: _Answers, name: str, proof: _Proof, condition: str) -> bool:
    what, sign, wanted = re.split("([=>])", condition)
    if what == "name":
        return name == wanted
    role, _, part = what.partition(".")
    if not part:
        return bool(book.head["document"][role] == wanted)
    keys = [whose for leaf, whose in proof.leaves if leaf.startswith(f"@{role}.")]
    policy = book.policies[keys[0]] if keys else book.told.get(role)
    # Where no policy of the role is named, only the form that names none is left.
    if policy is None:
        return False
    return policy[part] > int(wanted) if sign == ">" else str(policy[part]) == wanted


def _tree(proof: _Proof) -> str:
    """Return a proof as one text, each step where it is used."""
    told: list[str] = []
    leaves = iter(proof.leaves)
    for operation, operands in proof.operations:
        parts = [
            told[int(name)] if tag == "step" else _leaf_told(tag, *next(leaves))
            for tag, name in operands
        ]
        fits = sum(map(len, parts)) <= _LONGEST_TREE
        _need(fits, proof.place, "uses its steps too often")
        told.append(f"{operation}({''.join(f'{part},' for part in parts)})")
    return told[-1]


def _leaf_told(tag: str, kind: str, whose: str) -> str:
    if tag == "policy" or whose == "currency":
        return kind
    return f"{'amount' if tag == 'amount' else kind}<{whose.encode().hex()}>"


def _pattern(kind: str, name: str, form: str) -> str:
    words = re.findall(r"[^()\[\],|*+?\s]+|[()\[\],|*+?]", form)
    signs = {"(": r"\(", ")": r"\)", "[": "(?:", "]": ")"}
    told: list[str] = []
    for word, after in pairwise([*words, ""]):
        if word.isupper():
            told.append(f"(?:{_pattern(kind, name, _PARTS_OF_FORMS[word])})")
        elif re.match(r"\W", word) and word[0] not in "=~@#":
            told.append(signs.get(word, word))
        elif after == "(" and word[0] not in "=~@#":
            told.append(word)
        else:
            told.append(_leaf_pattern(kind, name, word))
    return "".join(told)


def _leaf_pattern(kind: str, name: str, word: str) -> str:
    first, colon, of = name.partition(":")
    above = _sort_of(kind, name).rstrip(":") + ":"
    inside = "resolved:" * (kind == "dispute" and first == "resolved")
    after = colon + of if kind in ("statement", "return") else ""
    if word == "#currency" or word[0] == "@":
        return re.escape(word)
    what, is_of, whose = word.partition("=") if word[0] != "=" else (word, "", "")
    if word[0] == "#":
        scoped = what[1:] + after * bool(is_of)
        return f"{what}<{scoped.encode().hex()}>"
    if word[0] == "~":
        begin = above if word == "~^" else word[1:]
        return f"amount<{begin.encode().hex()}[0-9a-f]*>"
    if word[:2] == "==":
        return f"amount<{word[2:].encode().hex()}>"
    if word[0] == "=":
        return f"amount<{(inside + word[1:] + after).encode().hex()}>"
    # A field of a fact: of any, or of the one that the answer is named after.
    own = of + whose.replace("^", ":" * (whose != "^"))
    named = own.encode().hex() if is_of else "[0-9a-f]*"
    return f"{re.escape(what)}<{named}>"


def _check_named_by_answers(book: _Answers) -> None:
    leaves = {leaf for proof in book.proofs for leaf in proof.leaves}
    named = {whose for leaf, whose in leaves if leaf.split(".")[0] in _FACTS}
    grounds, own = book.head["grounds"], book.head["market_policies"]
    for index, name in enumerate(grounds):
        there = name in book.facts and name not in grounds[:index]
        _need(there, f"grounds[{index}]", "must be a fact of the document, once")
    for name in book.facts:
        fits = name in named or name in grounds
        _need(fits, _at("facts", name), "is named by no proof")
    used = {whose for leaf, whose in leaves if leaf[0] == "@"}
    for key in book.policies:
        fits = key in used or key in own
        _need(fits, _at("policies", key), "is named by no proof")
    taken = {whose for leaf, whose in leaves if leaf[0] == "#"}
    for name in book.head["given"]:
        _need(name in taken, _at("given", name), "is named by no proof")
    lines = (x for x in book.facts.values() if x["type"] == "issued_line")
    issued = tuple(sorted({line["document"] for line in lines}))
    _equal(book.head["issued"], issued, "issued")


def _ground(book: _Answers, kind: str, name: str | None = None) -> Fields:
    """Return the one fact of a kind among the grounds, or of that id."""
    found = [
        (key, book.facts[key])
        for key in book.head["grounds"]
        if book.facts[key]["type"] == kind and name in (None, key)
    ]
    _need(len(found) == 1, "grounds", f"must name one {kind}{_named_so(name)}")
    return {"id": found[0][0], **found[0][1]}


def _named_so(name: str | None) -> str:
    return "" if name is None else f", {_show(name)}"


# What a document of answers has to hold as a whole, by its kind.


def _whole_dispute(book: _Answers) -> None:
    about, names = book.head["document"], book.by_name
    dispute = _ground(book, "dispute", about["id"])
    _equal(dispute["invoice"], about["invoice"], "document.invoice")
    book.need("dispute_until", "disputable", "disputed")
    late = dispute["notified_on"] > book.proven["dispute_until"]
    _need(not late, "answers", "must not be there: notice was late")
    resolved = "resolved:disputable" in names
    asked = [("disputed", "disputable", [dispute])]
    last = dispute["notified_on"]
    kinds = [book.facts[name]["type"] for name in book.head["grounds"]]
    expected = ["dispute", "resolution"] if resolved else ["dispute"]
    _need(sorted(kinds) == expected, "grounds", f"must be {' and '.join(expected)}")
    whole = book.proven["disputable"]
    book.must("undisputed", whole - book.proven["disputed"])
    if resolved:
        end = _ground(book, "resolution")
        last = end["resolved_on"]
        _equal(end["dispute"], about["id"], f"{_at('facts', end['id'])}.dispute")
        asked.append(("resolved:disputed", "resolved:disputable", [dispute]))
        given = [] if end["outcome"] == "rejected" else [end]
        if given and not end["lines"]:
            given = [dispute]
        asked.append(("resolved:upheld", "resolved:disputable", given))
        _whole_outcome(book, end)
    _equal(about["on"], last, "document.on")
    for name, of, facts in asked:
        _check_asked_of(book, name, of, f"{name}:", (dispute["invoice"], facts))
    for key, fact in book.facts.items():
        known = fact["type"] != "issued_line" or fact["effective_on"] <= last
        _need(known, f"{_at('facts', key)}.effective_on", f"must be {last} or before")


def _whole_outcome(book: _Answers, end: Fields) -> None:
    """Hold what is owed after all to what is upheld, and its day to the policy."""
    book.need("resolved:disputed", "resolved:upheld")
    rest = book.proven["resolved:disputed"] - book.proven["resolved:upheld"]
    book.must("resolved:rest", rest)
    owed, due = book.told["disputed"]["part"] == "owed", book.given("due_date")
    there = rest > 0 and due is not None
    told = "must be there if something is owed, and only then"
    _need(there == ("rest_due_on" in book.by_name), "answers", f"rest_due_on: {told}")
    if there:
        later = end["resolved_on"] + int(book.told["disputed"]["days"]) * _DAY
        book.must("rest_due_on", due if owed else max(due, later))


def _check_asked_of(
    book: _Answers,
    name: str,
    whole: str,
    prefix: str,
    told: tuple[str, list[Fields]],
) -> None:
    """Hold what is disputed of an invoice to what the facts ask for."""
    invoice, facts = told
    open_of, seen = book.issued_of(whole), set[str]()
    place = book.places[whole]
    _need(len({*open_of}) == len(open_of), place, "counts a line twice")
    lines = [x for x in book.names(prefix) if x != name]
    if book.kind == "statement":
        lines = [x for x in lines if _of_invoice(book, x, open_of)]
    book.must_add(name, [*lines, whole])
    for line in lines:
        parts = _own_parts(book, line)
        spot = book.places[line]
        fits = {*book.issued_of(line)} <= {*open_of}
        _need(fits, spot, f"must rest on what {_show(whole)} counts")
        _need(not {*parts} & seen, spot, "counts a line that another one counts")
        seen.update(parts)
        _check_terms(book, line, line.removeprefix(prefix), facts)
    asks = {x["line"] for fact in facts for x in fact["lines"]}
    everything = any(not fact["lines"] for fact in facts)
    for asked in sorted(asks):
        fact = book.facts.get(f"{invoice}:{asked}")
        still = fact is not None and fact["amount"] > 0 and not everything
        only = {book.facts[x]["document"] for x in open_of} == {invoice}
        there = f"{prefix}{asked}" in lines or not (still and only)
        _need(there, place, f"must hold {_show(prefix + asked)}")
    if everything:
        left = {*open_of} - seen
        own = sum((book.facts[x]["amount"] for x in left), Fraction(0))
        fits = own <= 0 or bool(lines)
        _need(fits, place, "must be disputed in full, line by line")


def _own_parts(book: _Answers, name: str) -> list[str]:
    """Return what is added of the line itself, without what its levy is on."""
    operations = book.by_name[name].operations
    of = next(operands for operation, operands in operations if operation == "sum")
    return [fact.rpartition(".")[0] for tag, fact in of if tag == "fact"]


def _of_invoice(book: _Answers, name: str, open_of: list[str]) -> bool:
    return bool({*book.issued_of(name)} & {*open_of})


def _check_terms(book: _Answers, name: str, line: str, facts: list[Fields]) -> None:
    """Hold the amounts that are disputed of a line to the facts that ask for them."""
    place = book.places[name]
    told = {fact["id"]: fact for fact in facts}
    asked = [x for fact in facts for x in fact["lines"] if x["line"] == line]
    used = [
        (tag, x)
        for _, operands in book.by_name[name].operations
        for tag, x in operands
        if tag == "fact" and re.search(r"[.]lines[.]\d+[.]amount$", x)
    ]
    for _, leaf in used:
        whose, _, rest = leaf.rpartition(".lines.")
        entry = book.facts[whose]["lines"][int(rest.split(".")[0])]
        _equal(entry["line"], line, place)
        known = whose in told or book.facts[whose]["type"] == "resolution"
        _need(known, place, f"must rest on a fact that asks: not {_show(whose)}")
    everything = any(not fact["lines"] for fact in facts) or any(
        x["amount"] is None for x in asked
    )
    if asked and not everything:
        own = [x for x in asked if x["amount"] is not None]
        _need(len(used) >= len(own), place, "must be the amounts that are disputed")
    _need(not (used and everything), place, "must be all that is open of the line")


def _whole_return(book: _Answers) -> None:
    about, facts = book.head["document"], book.facts
    policy, rma = book.told["returns"], about["id"]
    returns = list(book.head["grounds"])
    _need(returns, "grounds", "must name what came back")
    for name in returns:
        _equal(facts[name]["type"], "return", _at("facts", name))
        _equal(facts[name]["rma"], rma, f"{_at('facts', name)}.rma")
        undamaged = facts[name]["condition"] != "damaged"
        _need(undamaged, _at("facts", name), "is damaged, and not taken back")
    done = max(facts[name]["processed_on"] for name in returns)
    _equal(about["on"], done, "document.on")
    late: list[str] = []
    for name in returns:
        fact = facts[name]
        counted = fact[f"{policy['counted']}_on"]
        parts = ("last_day", "price", "restocking", "credit", "charged")
        book.need(*(f"{part}:{name}" for part in parts))
        _check_returned(book, name, fact)
        if counted > book.proven[f"last_day:{name}"]:
            late.append(name)
    refuses = late and policy["late"] == "refused"
    _need(not refuses, "grounds", "must not name what came too late")
    fee = [x for x in returns if _has_late_fee(book, f"credit:{x}")]
    _need(
        fee == late[:1], "answers", f"the late fee must be borne by {_listed(late[:1])}"
    )
    ordered = book.names("last_day:")
    same = [x.partition(":")[2] for x in ordered] == returns
    _need(same, "grounds", "must be the returns of the answers, in order")
    for part in ("credit", "charged"):
        book.must_add(part, [f"{part}:{name}" for name in returns])
    book.must_add("total", ["credit", *book.names("tax:")])
    for part in ("expected_first", "expected_last"):
        book.need(part)
        days = book.by_name[part].named("return.processed_on")
        _need(days == returns, book.places[part], "must rest on every return")
    _check_taxes_back(book, policy)


def _has_late_fee(book: _Answers, name: str) -> bool:
    return bool(book.by_name[name].named("@returns.late_fee"))


_OWN_FEES = ("provisioning_fee", "missing_parts_fee")


def _check_returned(book: _Answers, name: str, fact: Fields) -> None:
    """Hold what a return comes to to its own fees and its own purchase."""
    credit, charged = f"credit:{name}", f"charged:{name}"
    place = book.places[credit]
    fees = [x for x in _OWN_FEES if x in fact]
    for answer in (credit, charged):
        kinds = [kind for kind, _ in book.by_name[answer].leaves]
        own = [x for x in _OWN_FEES if f"return.{x}" in kinds]
        _need(own == fees, book.places[answer], f"must take off {_listed(fees)}")
        both = _has_late_fee(book, answer) == _has_late_fee(book, credit)
        _need(both, book.places[answer], "must have the late fee where the credit has")
    price = f"price:{name}"
    units = book.by_name[price].named("return.quantity")
    _need(name in units, book.places[price], "must be of the units that came back")
    root = _purchase_of(fact, book.facts)
    for each in units:
        same = _purchase_of(book.facts[each], book.facts) == root
        _need(same, book.places[price], f"{_show(each)} is of another purchase")
    bought = {*book.by_name[price].named("one_time.quantity")}
    roots = [_root(x, book.facts[x]) for x in sorted(bought)]
    _equal(roots, [root], book.places[price])
    purchase = book.facts[bought.pop()]
    back = sum((book.facts[x]["quantity"] for x in {*units}), Fraction(0))
    fits = back <= purchase["quantity"]
    _need(fits, book.places[price], "must not be of more units than were bought")
    _check_last_day(book, name, fact, purchase)
    whole = book.proven[credit] - book.proven[charged]
    least = book.proven[price] - book.proven[f"restocking:{name}"]
    _need(whole <= least, place, "must be the price less all fees at most")


def _listed(names: list[str]) -> str:
    return " and ".join(map(_show, names)) or "none"


def _check_last_day(book: _Answers, name: str, fact: Fields, bought: Fields) -> None:
    first = book.by_name[f"last_day:{name}"].leaves[0]
    place = book.places[f"last_day:{name}"]
    if first[0] == "delivery.effective_on":
        came = book.facts[first[1]]
        own = _purchase_of(fact, book.facts)
        _equal(_purchase_of(came, book.facts), own, place)
        before = came["effective_on"] >= bought["effective_on"]
        _need(before, place, "must not be delivered before it was bought")
        return
    same = book.facts[first[1]] is bought
    _need(same, place, "must count from the purchase whose units came back")


def _purchase_of(fact: Fields, known: Mapping[str, Fields]) -> str:
    """Return the id of a purchase, which its later versions are named by as well."""
    return _root(fact["purchase"], known.get(fact["purchase"], {"type": ""}))


def _check_taxes_back(book: _Answers, policy: Fields) -> None:
    rule = "return_tax" if policy["tax"] == "in_proportion" else "return_tax_full"
    for index, row in enumerate(book.head["answers"]):
        if row["name"].startswith("tax:"):
            _equal(row["proof"]["rule"], rule, f"answers[{index}].proof.rule")


def _whole_commissions(book: _Answers) -> None:
    head = book.head["document"]
    money = _money(_DIGITS[book.head["currency"]])
    brought = money(head["brought_forward"], "document.brought_forward")
    _need(brought <= 0, "document.brought_forward", "must be 0 or below")
    start, end = head["month"]
    _equal((start, end), (_month(start), _next_month(start)), "document.month")
    for name, value in (("month", start), ("brought_forward", brought)):
        _equal(book.head["given"].get(name), value, _at("given", name))
    _need(book.head["account"] is None, "account", "must be null: there are several")
    for name in book.head["grounds"]:
        place = f"{_at('facts', name)}.type"
        _equal(book.facts[name]["type"], "commission", place)
    for name, fact in book.facts.items():
        partner, place = fact.get("partner", head["partner"]), _at("facts", name)
        _equal(partner, head["partner"], f"{place}.partner")
    book.need("pays_on", "residuals_on", "report_by", *_COMMISSIONS)
    lines = [x for x in book.names("line:") if ":run:" not in x]
    numbers = [f"line:{number}" for number in range(1, len(lines) + 1)]
    _need(lines == numbers, "answers", "must number the lines from 1")
    for run in book.names("line:"):
        known = run.partition(":run:")[0] in numbers
        _need(known, book.places[run], "must be of a line")
    of: dict[str, list[str]] = {x: [] for x in _COMMISSIONS}
    for name in lines:
        of[_check_commission(book, name)].append(name)
    for kind, names in of.items():
        book.must_add(kind, names)
        book.must(kind, _sum(book.proven[x] for x in names))
    earned = _sum(book.proven[kind] for kind in of)
    for name, value in (
        ("earned", earned),
        ("balance", earned + brought),
        ("payable", max(earned + brought, Fraction(0))),
        ("carried_forward", min(earned + brought, Fraction(0))),
        ("pays_on", start.replace(day=int(book.told["commissions"]["pay_day"]))),
        ("report_by", start.replace(day=int(book.told["commissions"]["report_day"]))),
    ):
        book.must(name, value)


_COMMISSIONS: Mapping[str, str] = {
    "residual": "residual_commission",
    "upfront": "paid_commission",
    "one_time": "paid_commission",
    "spiff": "spiff_commission",
}


def _check_commission(book: _Answers, name: str) -> str:
    """Hold a line to one agreement, one invoice and the runs of the month."""
    proof, place = book.by_name[name], book.places[name]
    agreed = {*proof.named("commission.percent", "commission.amount")}
    _need(agreed, place, "must rest on what is agreed")
    facts = [book.facts[x] for x in agreed]
    kinds = {(fact["kind"], fact["account"]) for fact in facts}
    _need(len(kinds) == 1, place, "must be of one kind and account")
    kind = str(facts[0]["kind"])
    row = next(x for x in book.head["answers"] if x["name"] == name)
    _equal(row["proof"]["rule"], _COMMISSIONS[kind], f"{place}.proof.rule")
    paid = {book.facts[x]["invoice"] for x in proof.named("paid_part.amount")}
    documents = {book.facts[x]["document"] for x in book.issued_of(name)}
    _need(len(paid) <= 1, place, "must rest on what was paid of one invoice")
    fits = not documents or paid <= documents
    _need(fits, place, "must rest on what was paid of the invoice that it is of")
    runs = book.names(f"{name}:run:")
    numbers = [f"{name}:run:{number}" for number in range(1, len(runs) + 1)]
    _need(runs and runs == numbers, place, "must have its runs, numbered from 1")
    day = "residuals_on" if kind == "residual" else "pays_on"
    for run in runs:
        fits = book.proven[run] <= max(book.proven[day], book.proven["pays_on"])
        _need(fits, book.places[run], f"must be {book.proven[day]} or before")
    return kind


def _whole_statement(book: _Answers) -> None:
    about, place = book.head["document"], "document.invoices"
    rows = about["invoices"] = _rows(
        about["invoices"], _SHAPES["stated_invoice"], place
    )
    invoices = [name.partition(":")[2] for name in book.names("charged:")]
    stated = [row["invoice"] for row in rows]
    _need(stated == invoices, place, "must be the invoices of the answers, in order")
    sources = [name.partition(":")[2] for name in book.names("used:")]
    uses = _uses_of(book, invoices, sources)
    for index, row in enumerate(rows):
        _check_stated(book, row["invoice"], uses)
        _equal(
            row["status"], _status_of(book, row["invoice"]), f"{place}[{index}].status"
        )
    for source in sources:
        book.must_add(
            f"used:{source}", [x for x, (of, _) in uses.items() if of == source]
        )
    for name, of in (
        ("account_credit", book.names("left:")),
        ("open_balance", [f"open:{x}" for x in invoices]),
        ("overdue_balance", [f"overdue:{x}" for x in invoices]),
        ("disputed_balance", [f"disputed:{x}" for x in invoices]),
    ):
        book.must_add(name, of)
        book.must(name, _sum(book.proven[x] for x in of))
    _check_next_autopay(book, invoices)
    _check_standing(book, invoices)
    for key, fact in book.facts.items():
        days = ("paid_on", "effective_on", "notified_on", "resolved_on")
        day = next((fact[x] for x in days if x in fact), about["on"])
        _need(day <= about["on"], _at("facts", key), f"must be {about['on']} or before")


def _check_standing(book: _Answers, invoices: list[str]) -> None:
    """Hold autopay, service and what is not due to the facts that are told."""
    about, facts = book.head["document"], book.facts.values()
    choices = [x for x in facts if x["type"] == "autopay_choice"]
    last = max(choices, key=lambda x: x["effective_on"], default={"autopay": "off"})
    _equal(about["autopay"], last["autopay"], "document.autopay")
    asked = book.head["given"].get("on", about["on"])
    _equal(asked, about["on"], "given.on")
    was = any(x["type"] == "suspension" for x in facts)
    is_back = "active_again_on" in book.by_name
    is_active, place = about["service"] == "active", "document.service"
    _need(is_active == (is_back or not was), place, "must follow the suspensions told")
    over = about["service"] == "suspended" and not book.proven["overdue_balance"]
    _need(not over, place, "must be active where nothing is overdue")
    for invoice in invoices:
        still, held = _holding(book, invoice)
        for name, disputes in (("disputed", still), ("not_due", held)):
            if not disputes:
                book.must(f"{name}:{invoice}", Fraction(0))
        if held == still:
            part = f"not_due:{invoice}"
            fits = book.proven[part] <= book.proven[f"disputed:{invoice}"]
            _need(fits, book.places[part], "must be at most what is disputed")


def _holding(book: _Answers, invoice: str) -> tuple[list[str], list[str]]:
    """Return the disputes that are open, and those for which a part is not due."""
    on, until = book.head["document"]["on"], book.proven[f"dispute_until:{invoice}"]
    facts = book.facts
    ends = {x["dispute"]: x for x in facts.values() if x["type"] == "resolution"}
    in_time = [
        name
        for name, x in facts.items()
        if (x["type"], x.get("invoice")) == ("dispute", invoice)
        and x["notified_on"] <= until
    ]
    still = [name for name in in_time if name not in ends]
    rejected = [
        name
        for name in in_time
        if name in ends
        and (ends[name]["outcome"] == "rejected" or ends[name].get("lines"))
        and on <= (book.given(f"rejected_due:{name}") or date.min)
    ]
    return still, [*still, *rejected]


def _uses_of(
    book: _Answers, invoices: list[str], sources: list[str]
) -> dict[str, tuple[str, str]]:
    """Return of each use its credit or payment and its invoice; each step checked."""
    uses: dict[str, tuple[str, str]] = {}
    names = book.names("applied:")
    numbers = [f"applied:{number}" for number in range(1, len(names) + 1)]
    _need(names == numbers, "answers", "must number the uses from 1")
    for name in names:
        place, proof = book.places[name], book.by_name[name]
        given = [x[0][1] for operation, x in proof.operations if operation == "negate"]
        left = [x.removesuffix(".amount") for x in given]
        whose = [*left, *proof.named("payment.amount")][0]
        [total] = [x for x in proof.named("issued_line.amount") if x != whose] or [
            whose
        ]
        fact = book.facts[whose]
        source = whose if fact["type"] == "payment" else fact["document"]
        invoice = total.removesuffix(":total")
        known = source in sources and invoice in invoices and total != invoice
        _need(known, place, "must be of a credit or payment and an invoice told here")
        before = [x for x, (of, _) in uses.items() if of == source]
        paid = [x for x, (_, to) in uses.items() if to == invoice]
        told = [x for _, x in book.answers_of(name)]
        _need(told == [*before, *paid], place, "must count every use before it")
        uses[name] = (source, invoice)
    return uses


def _check_stated(
    book: _Answers, invoice: str, uses: Mapping[str, tuple[str, str]]
) -> None:
    about, proven = book.head["document"], book.proven
    parts = "credited paid open dispute_until disputable disputed not_due overdue"
    book.need(*(f"{part}:{invoice}" for part in f"{parts} by_autopay".split()))
    by_credit: list[str] = []
    paid: list[str] = []
    for name, (source, to) in uses.items():
        if to == invoice:
            is_payment = source in book.facts
            (paid if is_payment else by_credit).append(name)
    book.must_add(f"credited:{invoice}", by_credit)
    book.must_add(f"paid:{invoice}", paid)
    whole = _sum(proven[f"{x}:{invoice}"] for x in ("credited", "paid", "open"))
    book.must(f"charged:{invoice}", whole)
    still = proven[f"open:{invoice}"]
    _need(still >= 0, book.places[f"open:{invoice}"], "must not be below 0")
    days = [book.given(f"{x}:{invoice}") for x in ("due_date", "autopay_on")]
    past = book.given(f"past_due_on:{invoice}")
    charged_some = proven[f"charged:{invoice}"] > 0
    for day in (*days, past):
        there = (day is not None) == charged_some
        _need(there, "answers", f"must date what is payable of {_show(invoice)}")
    if past is not None:
        due, charged = days
        waits = book.told["past_due"]["counted_from"] == "autopay"
        last = max(due, charged) if waits and about["autopay"] == "on" else due
        book.must(f"past_due_on:{invoice}", last + _DAY)
    is_past = past is not None and about["on"] >= past
    held = proven[f"not_due:{invoice}"]
    overdue = max(still - held, Fraction(0)) if is_past else Fraction(0)
    book.must(f"overdue:{invoice}", overdue)
    _check_disputed_of(book, invoice)


def _check_disputed_of(book: _Answers, invoice: str) -> None:
    """Hold what is disputed of an invoice to the disputes that are open on the day."""
    grounds = {name: book.facts[name] for name in book.head["grounds"]}
    ended = {x["dispute"] for x in grounds.values() if x["type"] == "resolution"}
    last = book.proven[f"dispute_until:{invoice}"]
    disputes = [
        {"id": name, **fact}
        for name, fact in grounds.items()
        if fact["type"] == "dispute"
        and fact["invoice"] == invoice
        and fact["notified_on"] <= last
    ]
    still = [fact for fact in disputes if fact["id"] not in ended]
    told = invoice, still
    disputed, whole = f"disputed:{invoice}", f"disputable:{invoice}"
    _check_asked_of(book, disputed, whole, "disputed:", told)
    if book.told["disputed"]["part"] == "owed" or not disputes:
        book.must(f"not_due:{invoice}", Fraction(0))
    elif len(still) == len(disputes):
        book.must(f"not_due:{invoice}", book.proven[disputed])


def _status_of(book: _Answers, invoice: str) -> str:
    parts = ("open", "credited", "paid", "overdue", "disputed")
    still, credited, paid, overdue, disputed = (
        book.proven[f"{part}:{invoice}"] for part in parts
    )
    if not still:
        return "credited" if credited and not paid else "paid"
    if overdue:
        return "past_due"
    if disputed:
        return "disputed"
    return "partly_paid" if credited or paid else "due"


def _check_next_autopay(book: _Answers, invoices: list[str]) -> None:
    about = book.head["document"]
    charged = [f"by_autopay:{x}" for x in invoices if book.proven[f"by_autopay:{x}"]]
    amount = "next_autopay_amount"
    if about["autopay"] == "off" or not charged:
        _need(amount not in book.by_name, "answers", f"must not hold {_show(amount)}")
        return
    if book.told["autopay"]["charged"] == "due_date":
        due = {x: book.given(f"due_date:{x[11:]}") for x in charged}
        ahead = [day for day in due.values() if day and day >= about["on"]]
        charged = [x for x, day in due.items() if ahead and day == min(ahead)]
    if charged:
        book.must_add(amount, charged)


_WHOLES: Mapping[str, Callable[[_Answers], None]] = {
    "statement": _whole_statement,
    "dispute": _whole_dispute,
    "return": _whole_return,
    "commissions": _whole_commissions,
}


def _proved_answers(book: _Answers) -> tuple[str, ...]:
    steps = sum(len(proof.values) for proof in book.proofs)
    return (
        f"digests: the document and {len(book.policies)} policies",
        f"arithmetic: {steps} steps of {len(book.proofs)} proofs",
        f"formulas: {len(book.by_name)} answers, each by the form of its rule",
        f"leaves: {len(book.facts)} facts, each named by a proof or as a ground",
        f"sums: what the {book.kind} adds up is all there; {_UNSEEN}",
    )


def _check_date_facts(
    book: _Calendar, file: Fields, facts: Mapping[str, Fields]
) -> tuple[str, ...]:
    """Hold key dates to the account file, and to all that it asks for."""
    _check_date_account(book, file)
    known_on = book.head["known_on"] or date.max
    told = {name: x for name, x in facts.items() if x["known_on"] <= known_on}
    known = _last_said(told)
    for fact_id, fact in book.facts.items():
        place = _at("facts", fact_id)
        _need(fact_id in facts, place, "is not in the account file")
        for part in sorted({*fact, *facts[fact_id]}):
            _equal(fact.get(part), facts[fact_id].get(part), f"{place}.{part}")
        _need(fact_id in known, place, "is replaced, and stands no more")
    view, since = book.view(book.under(()), known), book.head["from_on"]
    ends = [name for name, x in known.items() if x["type"] == "service_end"]
    grounds = {*ends, *(name for name, _, _ in _spans_of_terms(view))}
    fits = grounds == {*book.head["grounds"]}
    _need(fits, "grounds", "must be every term of the product, and the end of service")
    asked = {x.id for x in _dates_asked(book, known) if _worked_out(view, x) >= since}
    stated = {row["id"] for row in book.head["dates"] if row["invoice"] is None}
    for name in sorted(asked ^ stated):
        verb = "must hold" if name in asked else "must not hold"
        raise _Broken("dates", f"{verb} {_show(name)}")
    for index, invoice in enumerate(book.invoices.values()):
        try:
            _check_invoice_there(invoice, file, facts)
        except _Broken as broken:
            where = f"invoices[{index}].{broken.finding.place}"
            raise _Broken(where, broken.finding.reason) from None
    return (
        "account, currency, market and readings are those of the account file",
        f"{len(book.facts)} facts equal the account file in every field",
        f"{len(asked)} dates: what the account file asks for{_as_known(book)}",
        f"{len(book.invoices)} invoices: what it asks for{_before_levies(book, file)}",
    )


def _check_date_account(book: _Calendar, file: Fields) -> None:
    account = _read(file["account"], _SHAPES["account"], "account")
    account["account"] = account.pop("id")
    for name in ("account", "currency", "market", "edition"):
        _equal(book.head[name], account.get(name, book.head[name]), name)
    readings, held = file.get("readings", {}), book.held
    for name, stated in book.head["readings"].items():
        _equal(stated, readings.get(name), _at("readings", name))
    for name, stated in readings.items():
        place = _at("readings", name)
        if name in _CHOICES:
            role, changes = _CHOICES[name]
            chosen = changes[_one_of(*changes)(stated, place)]
            fits = {**book.raw[role], **chosen} == book.raw[role]
            _need(fits, place, f"must be what the {role} policy holds")
        if name == "days_before_end":
            _equal(str(held["notice.end_days"]), stated, place)


def _check_invoice_there(
    invoice: _Book, file: Fields, facts: Mapping[str, Fields]
) -> None:
    _check_account(invoice, file)
    # With a rate that is not known yet the invoice is told before fees and taxes.
    levied = bool(invoice.head["addresses"])
    file = {k: x for k, x in file.items() if levied or k not in _OF_LEVIES}
    facts = {k: x for k, x in facts.items() if levied or x["type"] not in _LEVIED}
    _check_asked(invoice, file, facts)


_OF_LEVIES = ("addresses", "exemptions", "tax_numbers", "taxes", "rates")


def _before_levies(book: _Calendar, file: Fields) -> str:
    bare = [x for x in book.invoices.values() if not x.head["addresses"]]
    told = f", {len(bare)} of them before fees and taxes"
    return told * bool(bare and file.get("addresses"))


# Level 2: the account file, and what a document of its span had to name.

_DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "contract": {"free_months": "0"},
    "price": {"frequency": "monthly", "product": "connect", "minimum_quantity": "0"},
    "one_time": {"product": "connect"},
    "address": {"areas": []},
    "call_rate": {"prefixes": [], "model": "flat", "tiers": []},
    "usage": {"device": "regular"},
    "term": {"product": "connect", "auto_renewal": "on"},
    "number_change": {"product": "connect"},
    "early_termination": {"product": "connect"},
    "dispute": {"lines": []},
    "resolution": {"lines": []},
    "return": {"condition": "complete"},
}
_INCREMENT: Mapping[str, str] = {
    "minimum": "0",
    "free_seconds": "0",
    "zero_seconds": "free",
}
_BRAZIL_MOBILE: Mapping[str, str] = {
    "initial": "30",
    "step": "6",
    "counted": "multiple",
}
_KNOWN_FROM = (
    *("signed_on", "billing_start_on", "agreed_on"),
    *("effective_on", "last_day_of_service"),
    *("paid_on", "notified_on", "resolved_on", "processed_on"),
)
_PRICED = (
    *("price", "one_time", "call_rate", "payment", "return"),
    *("term", "number_change", "early_termination"),
)
_RESERVED = "credits recipients partner"


def _check_facts(book: _Book, content: object, shelf: "_Shelf") -> tuple[str, ...]:
    _small(content, "account file", (int, date, Decimal))
    is_partner = isinstance(book, _Answers) and book.kind == "commissions"
    shape = _SHAPES["partner file" if is_partner else "account file"]
    file = _read(_plain(content), shape, "")
    if isinstance(book, _Answers) and is_partner:
        return _check_partner_told(book, file, shelf)
    for name in _RESERVED.split():
        _need(not file.get(name), name, "is reserved and must be empty")
    if isinstance(book, _Calendar):
        _equal(file["account"].get("currency"), book.head["currency"], "currency")
        every = _file_facts(file, book.head["currency"])
        return _check_date_facts(book, file, _without_after(every))
    if isinstance(book, _Answers):
        facts = _file_facts(file, book.head["currency"])
        return _check_answers_told(book, file, facts, shelf)
    _check_account(book, file)
    facts = _without_after(_file_facts(file, book.head["currency"]))
    if isinstance(book, _Note):
        _check_note_facts(book, shelf.others(file, book))
        return (
            "account, currency, market and readings are those of the account file",
            f"{len(book.facts)} facts are what the issued documents say, and all of it",
        )
    _check_asked(book, file, facts)
    told = (
        "account, currency, market and readings are those of the account file",
        f"{len(book.facts)} facts equal the account file in every field",
        f"{len(book.lines)} lines: what the account file asks for{_as_known(book)}",
    )
    return (*told, *_check_corrected(book, file, facts, shelf))


def _without_after(facts: dict[str, Fields]) -> dict[str, Fields]:
    """Return the facts on which an invoice can rest: no payments and no returns."""
    roots = {name: facts[_root(name, fact)] for name, fact in facts.items()}
    return {name: x for name, x in facts.items() if roots[name]["type"] not in _AFTER}


def _check_account(book: _Book, file: Fields) -> None:
    account = _read(file["account"], _SHAPES["account"], "account")
    account["account"] = account.pop("id")
    off = tuple(sorted({*account.pop("holidays", ())}))
    _equal(book["issue.holidays"], off, "account.holidays")
    for name, value in account.items():
        _equal(book.head[name], value, name)
    readings = file.get("readings", {})
    listed = [name for name in readings if name not in _APART]
    for name in [*listed, *book.head["readings"]]:
        _need(name in readings, _at("readings", name), "is not in the account file")
        for shown in _shown(book, name, readings[name]):
            _equal(shown, readings[name], _at("readings", name))


def _check_asked(book: _Book, file: Fields, facts: Mapping[str, Fields]) -> None:
    """Hold an invoice to the facts of the account file, and to all of them."""
    past = _past(book, facts)
    for fact_id, fact in book.facts.items():
        place = _at("facts", fact_id)
        if fact["type"] != "issued_line":
            _need(fact_id in facts, place, "is not in the account file")
            for part in sorted({*fact, *facts[fact_id]}):
                _equal(fact.get(part), facts[fact_id].get(part), f"{place}.{part}")
    for fact_id in book.own:
        stands = fact_id in past.facts
        _need(stands, _at("facts", fact_id), "is replaced, and stands no more")
    _check_timeline(past)
    _complete(past)
    _complete_usage(past)
    _check_taxes(past, file)


def _as_known(book: _Book) -> str:
    known_on = book.head["known_on"]
    return f", of what was known by {known_on}, as the document says" * bool(known_on)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value if value is None else str(value)


def _entries_of(file: Fields) -> Iterator[tuple[str, str, object]]:
    """Yield each fact of the file with its place and its kind."""
    sections = {"prices": "price", "changes": "change", "one_time": "one_time"}
    sections |= {"opening": "opening", "addresses": "address"}
    sections |= {"exemptions": "exemption", "tax_numbers": "tax_number"}
    sections |= {"call_rates": "call_rate", "included": "included"}
    sections |= {"low_usage": "low_usage", "usage": "usage", "no_usage": "no_usage"}
    sections |= {"terms": "term", "trials": "trial", "number_changes": "number_change"}
    sections |= {"early_terminations": "early_termination"}
    sections |= {**_SECTIONS_AFTER, "withdrawals": "withdrawal"}
    yield from _contracts(file)
    for section, kind in sections.items():
        most = _MOST_NAMES if kind in _LEVIED else _MOST_VALUES
        few = len(file.get(section, [])) <= most
        _need(few, section, f"must be {most} at most")
        for index, raw in enumerate(file.get(section, [])):
            yield f"{section}[{index}]", kind, raw


def _file_facts(file: Fields, currency: str) -> dict[str, Fields]:
    facts: dict[str, Fields] = {}
    for place, kind, raw in _entries_of(file):
        content = {**_DEFAULTS.get(kind, {}), **_object(raw, place), "type": kind}
        _take_currency(content, currency, place)
        fact_id = _text(content.pop("id", None), f"{place}.id")
        if kind == "return":
            content.setdefault("rma", fact_id)
        days = [content[name] for name in _KNOWN_FROM if name in content]
        if content.get("confirmed_on") is not None:
            # What is no day is refused when the fact is read.
            days[:1] = [max([*days[:1], content["confirmed_on"]], key=str)]
        if kind in ("usage", "no_usage"):
            month = _day(content.get("month"), f"{place}.month")
            days = [str(_next_month(month))]
        if content.get("increment") is not None:
            content["increment"] = _whole_increment(content["increment"], place)
        known = {"known_on": days[0]} if days else {}
        fact = _fact({**known, **content}, place)
        same = facts.setdefault(fact_id, fact) == fact
        _need(same, f"{place}.id", f"{_show(fact_id)} is the id of another fact")
    for fact_id, fact in facts.items():
        replaces = _root(fact_id, fact) in facts
        _need(
            replaces, _at("facts", fact_id), "replaces what is not in the account file"
        )
    _check_versions(facts, _last_said(facts))
    return facts


def _take_currency(content: Fields, currency: str, place: str) -> None:
    """Give a fact the account's currency, where it has a price."""
    if content["type"] in _PRICED:
        _equal(content.setdefault("currency", currency), currency, place)
    if content["type"] == "term" and content.get("buyout") is None:
        del content["currency"]
    fees = (*_OWN_FEES, "msrp")
    if content["type"] == "return" and not any(name in content for name in fees):
        del content["currency"]


def _whole_increment(value: object, place: str) -> dict[str, object]:
    given = _BRAZIL_MOBILE if value == "brazil_mobile" else value
    return {**_INCREMENT, **_object(given, f"{place}.increment")}


def _contracts(file: Fields) -> list[tuple[str, str, object]]:
    """Return the contract and its end, with what was said of them before."""
    contract = dict(file["contract"])
    ends = [contract.pop("end")] if "end" in contract else []
    entries: list[tuple[str, str, object]] = []
    for place, kind, row in (
        *(("contract.end", "service_end", end) for end in ends),
        ("contract", "contract", contract),
    ):
        content = dict(_object(row, place))
        spot = f"{place}.superseded"
        rows = _array(content.pop("superseded", []), spot)
        entries.append((place, kind, content))
        entries += [(f"{spot}[{index}]", kind, x) for index, x in enumerate(rows)]
    return entries


# Level 2 of what was issued: read beside the account file, and believed at level 1.


class _Shelf:
    """The issued documents of an account file, read once they are asked for."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.books: dict[str, _Book] | None = None
        self.named: dict[str, set[str]] = {}

    def others(self, file: Fields, book: _Book) -> dict[str, _Book]:
        """Return all but the document itself, by their digests."""
        if self.books is None:
            self.books = self.read(file, book.head)
        own = book.head["digest"]
        return {key: each for key, each in self.books.items() if key != own}

    def read(self, file: Fields, head: Fields) -> dict[str, _Book]:
        """Read and check every document that was issued to the account."""
        if self.path is None:
            told = "cannot be read: hand in the path of the account file"
            raise _Broken("issued", told)
        books: dict[str, _Book] = {}
        keys: dict[tuple[Any, ...], str] = {}
        for index, row in enumerate(_section(file, "issued")):
            place = f"issued[{index}]"
            for spot, raw in _issued_in(self.path.parent, row["file"], place):
                try:
                    book = _check(raw)
                    for name in ("account", "currency"):
                        _equal(book.head[name], head.get(name, book.head[name]), name)
                except _Broken as broken:
                    where = f"{spot}.{broken.finding.place}"
                    raise _Broken(where, broken.finding.reason) from None
                digest, about = book.head["digest"], book.head["document"]
                was = about["kind"] not in ("key_dates", *_ANSWERED)
                _need(was, spot, "is no document that was issued")
                note = about["kind"] == "credit_note"
                key = ("credit_note", about["id"]) if note else _key_of(about)
                once = keys.setdefault(key, digest) == digest
                _need(once, spot, "is a second document of that name")
                books[digest] = book
                inside = spot.removeprefix(place)
                path = PureWindowsPath(row["file"])
                files = {f"{row['file']}{inside}", f"{path.name}{inside}"}
                self.named[digest] = {digest, str(book.head["issue_date"]), *files}
        return books


def _issued_in(folder: Path, name: str, place: str) -> list[tuple[str, object]]:
    anchored = PureWindowsPath(name).anchor
    _need(not anchored, f"{place}.file", "must be a path from the file's own folder")
    try:
        content = _load(folder / name, float)
    except (OSError, ValueError):
        raise _Broken(f"{place}.file", f"cannot be opened: {_show(name)}") from None
    if not isinstance(content, list):
        return [(place, content)]
    return [(f"{place}[{index}]", raw) for index, raw in enumerate(content)]


@dataclass(frozen=True)
class _Said:
    """What an issued document says of a line: its amount, a correction, a credit."""

    name: str  # the id of the fact that says so
    amount: Fraction
    dated: date


def _issued_lines(book: _Book) -> Iterator[tuple[str, _Said]]:
    """Return the lines of a document, each with the line that it is of."""
    digest, dated = book.head["digest"], book.head["issue_date"]
    for line in (*book.lines, *book.levies, *book.corrections):
        of = line.plain.get("line") or line["id"]
        yield str(of), _Said(f"{digest}:{line['id']}", line["amount"], dated)


def _check_said(book: _Book, issued: Mapping[str, _Book]) -> None:
    """Hold each fact that something was issued to the document that says so."""
    said = {x.name: x for each in issued.values() for _, x in _issued_lines(each)}
    for name, fact in book.facts.items():
        place = _at("facts", name)
        if fact["type"] == "issued_line":
            found = said.get(name)
            if found is None:
                raise _Broken(place, "is in no issued document")
            _equal(fact["amount"], found.amount, f"{place}.amount")
            _equal(fact["effective_on"], found.dated, f"{place}.effective_on")


def _check_note_facts(note: _Note, issued: Mapping[str, _Book]) -> None:
    """Hold a note to its invoice, and to all that was issued of its lines since."""
    digest = note.head["invoice"]
    invoice = issued.get(digest)
    if invoice is None or invoice.kind == "credit_note":
        raise _Broken("invoice", "must be the digest of an issued invoice")
    _check_invoice_of(note, invoice)
    _check_said(note, issued)
    key = _key_of(invoice.head["document"])
    counted = [x for x in issued.values() if x is not invoice and _counts(note, x)]
    before = [x for x in counted if _bears_on(x, digest, key)]
    names = sorted(x.head["digest"] for x in before)
    _equal(note.head["before"], tuple(names), "before")
    said: dict[str, list[str]] = {}
    told: dict[str, Fields] = {}
    for each in before:
        for line in _stated_of(each, digest, key):
            name = f"{each.head['digest']}:{line['id']}"
            said.setdefault(line["line"], []).append(name)
            told[line["line"]] = {x: line[x] for x in _TOLD}
    _check_rows(note, invoice, _last_revised(before, key), told)
    for name, facts in note.counted.items():
        own = [x for x in facts if note.facts[x]["document"] == digest]
        expected = [*own, *sorted(said.get(name, []))]
        _need(facts == expected, f"proofs.open:{name}", _ALL_ISSUED)


def _stated_of(
    book: _Book, digest: str, key: tuple[Any, ...]
) -> Iterator["_Line | _Correction"]:
    """Return what a document corrects or credits of an invoice."""
    if book.head.get("invoice") == digest:
        yield from book.lines
    yield from (x for x in book.corrections if _key_of(x["document"]) == key)


def _last_revised(before: Iterable[_Book], key: tuple[Any, ...]) -> _Book | None:
    """Return an invoice as corrections last had it, or None where they had none."""
    found: list[tuple[date, str, _Book | None]] = [
        (each.head["known_on"], each.head["digest"], revision.book)
        for each in before
        for revision in each.revisions
        if _key_of(revision.about) == key
    ]
    return max(found, key=lambda x: x[:2])[2] if found else None


def _check_rows(
    note: _Note, invoice: _Book, latest: _Book | None, told: Mapping[str, Fields]
) -> None:
    """Ask for every line of the invoice, as corrections last had it, and no other."""
    own = {line["id"]: line for line in _charged(invoice)}
    now = {line["id"]: line for line in _charged(latest or invoice)}
    lines = {**own, **now}
    names = [
        name
        for name in dict.fromkeys((*now, *own, *sorted(told)))
        if (name in own or name in told)
        and (name not in lines or lines[name]["kind"] != "brought_forward")
    ]
    each = [*note.rows] == names
    _need(each, "open", "must be of every line of the invoice, in order")
    for index, name in enumerate(names):
        line = lines.get(name)
        expected = dict(_told(line) if line else told[name])
        base = line.base if isinstance(line, _LevyLine) else []
        expected["base"] = tuple(sorted({*base} & {*names}, key=names.index))
        for part, value in expected.items():
            _equal(note.rows[name][part], value, f"open[{index}].{part}")


def _check_invoice_of(note: _Note, invoice: _Book) -> None:
    for name in ("market", "edition"):
        _equal(note.head[name], invoice.head[name], name)
    about, of = note.head["document"], invoice.head["document"]
    names = {"of": "kind", "product": "product", "period": "period", "part": "part"}
    for name, its in names.items():
        _equal(about[name], of[its], f"document.{name}")
    for key in note.policies:
        same = key in invoice.policies
        _need(same, _at("policies", key), "is no policy of the invoice")
    same = note.head["readings"] == invoice.head["readings"]
    _need(same, "readings", "must be those of the invoice")


_ALL_ISSUED = "must count all that was issued of the line"


def _bears_on(book: _Book, digest: str, key: tuple[Any, ...]) -> bool:
    """Tell whether a document corrects or credits an invoice."""
    corrects = any(_key_of(line["document"]) == key for line in book.corrections)
    return corrects or book.head.get("invoice") == digest


def _counts(note: _Note, book: _Book) -> bool:
    """Tell whether a note has to count a document: one that came first."""
    day, made = note.head["issue_date"], _made_on(book)
    if book.head["issue_date"] > day or _rests_on(book, note):
        return False
    moved = {x["line"] for x in book.corrections if x["issued"]}
    if isinstance(book, _Note):
        moved = {x["line"] for x in book.lines}
    # What came later would count a line of this note, if it were on the same one.
    mine = {line["line"] for line in note.lines}
    named = book.head["digest"] in note.head["before"]
    return bool(made < day or named or moved & mine)


def _made_on(book: _Book) -> date:
    """Return the day from which a document can have been made."""
    dated: date = book.head["issue_date"]
    return max(dated, book.head["known_on"] or dated)


def _is_before(each: _Book, book: _Book) -> bool:
    """Tell whether a document was made before one that carries corrections."""
    if _rests_on(each, book):
        return False
    later = each.kind != "one_time" and each.span[0] > book.span[0]
    day, made = book.head["known_on"], _made_on(each)
    return bool(made < day or (made == day and not later))


def _rests_on(later: _Book, book: _Book) -> bool:
    facts = (x for x in later.facts.values() if x["type"] == "issued_line")
    return any(fact["document"] == book.head["digest"] for fact in facts)


def _check_corrected(
    book: _Book, file: Fields, facts: Mapping[str, Fields], shelf: _Shelf
) -> tuple[str, ...]:
    """Hold corrections to all that was issued, and to all that differs from it."""
    if not book.revisions:
        return ()
    issued = shelf.others(file, book)
    _check_said(book, issued)
    past = _issued_before(book, issued)
    order = [_place_in(revision, past) for revision in book.revisions]
    _need(order == sorted(order), "revisions", "must stand in the order of their days")
    for revision in book.revisions:
        there = past.invoices.get(_key_of(revision.about))
        digest = there and there.head["digest"]
        _equal(revision.issued, digest, f"{revision.place}.digest")
        _check_revision(book, revision, past)
        if revision.book is None:
            _check_nothing(book, revision, facts)
            continue
        try:
            _check_asked(revision.book, file, facts)
            _check_retold(revision.book, there)
        except _Broken as broken:
            where = f"{revision.place}.revised.{broken.finding.place}"
            raise _Broken(where, broken.finding.reason) from None
    lines, revised = len(book.corrections), len(book.revisions)
    told = f"{lines} corrections: all that differs between {revised} revised documents"
    word = "that no other document differs, and how a difference falls on its causes"
    return (f"{told} and what was issued of them; {word}, is for assembling again",)


@dataclass(frozen=True)
class _Issued:
    """What was issued before a document, and what was said of each line of it."""

    invoices: Mapping[tuple[Any, ...], _Book]
    said: Mapping[str, list[_Said]]
    credited: Mapping[str, list[_Said]]
    lines: Mapping[tuple[Any, ...], dict[str, Fields]]  # as they were told first


def _issued_before(book: _Book, issued: Mapping[str, _Book]) -> _Issued:
    invoices: dict[tuple[Any, ...], _Book] = {}
    said: dict[str, list[_Said]] = {}
    credited: dict[str, list[_Said]] = {}
    lines: dict[tuple[Any, ...], dict[str, Fields]] = {}
    before = [x for x in issued.values() if _is_before(x, book)]
    for each in sorted(before, key=_in_time):
        is_note = each.kind == "credit_note"
        counts = not is_note or each.head["reason"] == "wrong_charge"
        for of, entry in _issued_lines(each) if counts else ():
            (credited if is_note else said).setdefault(of, []).append(entry)
        if not is_note:
            key = _key_of(each.head["document"])
            invoices[key] = each
            own = {line["id"]: _told(line) for line in _charged(each)}
            lines[key] = {**own, **lines.get(key, {})}
        for line in each.corrections:
            told = {name: line[name] for name in _TOLD}
            of_document = lines.setdefault(_key_of(line["document"]), {})
            of_document.setdefault(line["line"], told)
    return _Issued(invoices, said, credited, lines)


def _in_time(book: _Book) -> tuple[date, bool, str]:
    head = book.head
    return head["issue_date"], book.kind == "credit_note", head["digest"]


def _place_in(revision: _Revision, past: _Issued) -> tuple[Any, ...]:
    book = past.invoices.get(_key_of(revision.about), revision.book)
    return _place_of(_day_of(revision, book), revision.about)


def _check_revision(book: _Book, revision: _Revision, past: _Issued) -> None:
    """Ask for a correction of each line that differs, and of no other."""
    before = past.lines.get(_key_of(revision.about), {})
    now = {x: _told(line) for x, line in revision.lines.items()}
    lines = now | {name: told for name, told in before.items() if name not in now}
    carried = {x["line"]: x for x in book.corrections if x.revision is revision}
    for name, line in carried.items():
        _need(name in lines, f"{line.place}.line", "is no line of the document")
    for name, told in lines.items():
        amount, was, credited = _still_due(revision, past, name)
        own = carried.get(name)
        if own is None:
            wanted = f"must hold {amount} for {_show(name)} of {revision.place}"
            _need(not amount, "corrections", wanted)
            continue
        own.must(**told, amount=amount)
        for found, names in ((own.was, was), (own.credited, credited)):
            same = sorted(found) == sorted(names)
            _need(same, own.proof.place, _ALL_ISSUED)
    ordered = [*carried] == [name for name in lines if name in carried]
    _need(ordered, "corrections", f"are out of order for {revision.place}")


def _charged(book: _Book | None) -> list[_Line]:
    return [*book.lines, *book.levies] if book else []


def _still_due(
    revision: _Revision, past: _Issued, name: str
) -> tuple[Fraction, list[str], list[str]]:
    """Return what a line lacks, and the facts of what was issued and credited."""
    said, credited = past.said.get(name, []), past.credited.get(name, [])
    line, was = revision.lines.get(name), _sum(x.amount for x in said)
    amount = (line["amount"] if line else Fraction(0)) - was
    amount -= _sum(x.amount for x in credited)
    return amount, [x.name for x in said], [x.name for x in credited]


def _check_retold(revised: _Book, issued: _Book | None) -> None:
    """Hold a revision to what the issued document was told beside the facts."""
    for name in ("sent_on", "paid_on", "brought_forward"):
        expected = issued.head[name] if issued else None
        _equal(revised.head[name], expected, name)
    is_given = issued is not None and _is_dated(issued)
    _need(
        _is_dated(revised) == is_given, "issue_date", "must be given as it was before"
    )
    if issued is not None and is_given:
        _equal(revised.head["issue_date"], issued.head["issue_date"], "issue_date")


def _is_dated(book: _Book) -> bool:
    """Tell whether the issue date was given."""
    proof = next(x for x in book.proofs if x.place == "proofs.issue_date")
    return bool(proof.named("#issue_date"))


def _check_nothing(
    book: _Book, revision: _Revision, facts: Mapping[str, Fields]
) -> None:
    """Refuse a document left out for which the account file asks."""
    head = {**book.head, "document": revision.about}
    known = _past(book, facts).facts
    nothing = _Book(head, known, book.policies, known)
    head["billing_start"] = _billing_start(nothing, ())
    if nothing.kind in _CYCLES and not _has_cycle(nothing, facts):
        return
    past = _past(nothing, facts)
    keys = [key for key, _ in _asked(past) if _of_part(past, key)]
    asked = [key for key in keys if not _left_open(past, key)]
    asked += [key for key, _ in _usage_asked(past) if _of_part(past, key)]
    always = nothing["cycle.nothing_to_bill"] == "invoice"
    always &= _first_month(nothing) <= nothing.span[0] < past.stop
    always &= nothing.kind != "one_time"
    left = not asked and not always
    _need(
        left, f"{revision.place}.revised", "must be there: there is something to bill"
    )


@dataclass(frozen=True)
class _Past:
    """What was known of one product on the document's day."""

    book: _Book
    facts: Mapping[str, Fields]
    stop: date  # the day after the last day of service
    prices: Mapping[str, list[tuple[date, str]]]
    changes: Mapping[tuple[str, str | None], list[tuple[date, str]]]
    roots: Mapping[str, str]  # of each version of a fact, the first one

    def price(self, item: str, day: date) -> str | None:
        return max((x for x in self.prices[item] if x[0] <= day), default=(day, None))[
            1
        ]

    def often(self, item: str) -> str:
        return str(self.facts[self.prices[item][0][1]]["frequency"])

    def first(self, item: str) -> str:
        """Return the id of an item's first change, of whichever group."""
        found = [
            x for place, own in self.changes.items() if place[0] == item for x in own
        ]
        return min(found)[1]

    def quantity(self, names: set[str], price: str | None) -> Fraction:
        total = _total_of(self.facts, names)
        floored = bool(names) and price is not None
        return _floor(self.book, self.facts[str(price)], total) if floored else total


def _past(book: _Book, facts: Mapping[str, Fields]) -> _Past:
    known_on = book.head["known_on"] or date.max
    told = {name: x for name, x in facts.items() if x["known_on"] <= known_on}
    known = _last_said(told)
    ends = [x for x in known.values() if x["type"] == "service_end"]
    _need(
        len(ends) <= 1, "contract.end", "must be one, on each day on which it is known"
    )
    stop = ends[0]["last_day_of_service"] + _DAY if ends else date.max
    prices: dict[str, list[tuple[date, str]]] = {}
    changes: dict[tuple[str, str | None], list[tuple[date, str]]] = {}
    for name, fact in known.items():
        product = fact.get("product") == book.head["document"]["product"]
        cycle = book.head.get("cycle") if book.kind in _CYCLES else None
        product &= cycle is None or fact.get("frequency") == cycle["frequency"]
        if fact["type"] == "price" and product:
            prices.setdefault(fact["item"], []).append((fact["effective_on"], name))
    for name, fact in known.items():
        if fact["type"] in ("change", "opening") and fact["item"] in prices:
            place, day = (fact["item"], fact.get("group")), fact["effective_on"]
            changes.setdefault(place, []).extend([(day, name)] * (day < stop))
    roots = {name: _root(name, x) for name, x in told.items()}
    return _Past(book, known, stop, prices, changes, roots)


def _complete(past: _Past) -> None:
    asked = {key: names for key, names in _asked(past) if _of_part(past, key)}
    others = ("brought_forward", *_USED)
    lines = {_key(x): x for x in past.book.lines if x["kind"] not in others}
    for key, names in asked.items():
        if _left_open(past, key):
            continue
        asking = _show(min(names, default=key[6]))
        _need(key in lines, "lines", f"must hold the {key[0]} that {asking} asks for")
        line = lines[key]
        counted = {*line.proof.named("change.quantity", "opening.quantity")}
        for name in sorted(names ^ counted):
            verb = "must name" if name in names else "must not name"
            raise _Broken(line.proof.place, f"{verb} {_show(name)}")
        _equal(line["period"][1], _ends(past, key), f"{line.place}.period.end")
        if line.proof.named("price.frequency"):
            _equal(_first_change(line), past.first(key[1]), line.proof.place)
    for key, line in lines.items():
        fits = key in asked or _left_open(past, key)
        _need(fits, line.place, "is asked for by nothing in the account file")


def _of_part(past: _Past, key: Key) -> bool:
    part, price = _part(past.book), key[5]
    kind = key[0] if key[0] in _USED or not price else past.facts[price]["kind"]
    return not part or _CLASSES[kind] in part


def _key(line: _Line) -> Key:
    kind, item, group, day = (
        line[x] for x in ("kind", "item", "group", "effective_on")
    )
    return kind, item, group, day, _sign(line), line["price"], line["fact"]


def _left_open(past: _Past, key: Key) -> bool:
    """Tell whether the readings leave it open what such a line has to count."""
    (kind, item, _, day, sign, _, _), book = key, past.book
    if kind != "prorated_charge":
        return False
    emptied = book["proration.emptied"]
    if emptied == "cancellation" and sign == "-" and day:
        counting = _counting_of(past, item)
        # A period that had not begun is given back by every reading.
        return counting is None or day != counting.since(day)[0]
    alone = book["proration.same_day"] == "per_change"
    return bool(alone and emptied == "minimum_quantity")


def _ends(past: _Past, key: Key) -> date:
    kind, day, end = key[0], key[3], past.book.span[1]
    counting = _counting_of(past, key[1]) if key[5] in past.facts else None
    if counting:
        end = counting.before(day + _DAY if day else end)[1]
        if not day or day >= counting.anchor:
            return end
    if kind == "prorated_charge" and day:
        end = _next_month(day)
        if past.book.kind in _CYCLES:
            end = past.book.head["cycle"]["past"]["period"][1]
    if kind in _FEES.values() and day:
        end = day + _DAY
    cut = kind in (*_UNITS, "prorated_charge")
    cut &= past.book["proration.last_month"] == "days_served"
    return min(end, past.stop) if cut else end


def _asked(past: _Past) -> Iterator[tuple[Key, set[str]]]:
    book, start = past.book, past.book.span[0]
    if book.kind in _CYCLES:
        yield from _cycle_asked(past)
        if _carries_fees(past):
            yield from _fees_asked(past)
        return
    if book.kind == "one_time":
        yield from _bought(past, start)
    elif _first_month(book) <= start < past.stop:
        yield from _standing(past)
    yield from _periods_asked(past)
    if book.kind == "recurring":
        yield from _period_changes_asked(past)
    yield from _fees_asked(past)
    for key, names in _prorated(past):
        shown = book["proration.zero_days"] == "shown"
        if shown or _first_charged(book, key[3] or start) < _ends(past, key):
            yield key, names


def _bought(past: _Past, day: date) -> Iterator[tuple[Key, set[str]]]:
    product = past.book.head["document"]["product"]
    for name, fact in past.facts.items():
        if fact["type"] == "one_time" and fact["product"] == product:
            kind: str = fact["kind"]
            sign = "-" if kind in _CREDITS else "+"
            if fact["effective_on"] == day:
                yield (kind, fact["item"], None, day, sign, None, name), set()


def _fees_asked(past: _Past) -> Iterator[tuple[Key, set[str]]]:
    book, (low, high) = past.book, _fee_days(past.book)
    apart = book["fees.billed"] == "one_time_invoice"
    product = book.head["document"]["product"]
    for name, fact in past.facts.items():
        kind = _FEES.get(fact["type"])
        if kind is None or fact["product"] != product:
            continue
        day, alone = fact["effective_on"], apart and kind == "change_fee"
        if low <= day < high and alone == (book.kind == "one_time"):
            yield (kind, _fee_item(fact), None, day, "+", None, name), set()


def _standing(past: _Past) -> Iterator[tuple[Key, set[str]]]:
    limit = _counted_until(past.book, past.book.span[0])
    until = min(limit, past.stop - _DAY)
    counted: dict[Key, set[str]] = {}
    low = _low_asked(past)
    yield from ((key, {*x.devices, *x.phones, *x.before}) for key, x in low.items())
    terms = past.facts.get(_in_force_of(past, "low_usage", until), {})
    for (item, group), changes in past.changes.items():
        kind = past.facts[past.prices[item][0][1]]["kind"]
        if item == terms.get("item") or past.often(item) != "monthly":
            continue
        own_group = group if kind in _SPLIT else None
        key: Key = kind, item, own_group, None, "+", past.price(item, until), None
        names = {name for day, name in changes if day <= limit}
        counted.setdefault(key, set()).update(names)
    for key, names in counted.items():
        if names and past.quantity(names, key[5]) > 0:
            yield key, names


def _prorated(past: _Past) -> Iterator[tuple[Key, set[str]]]:
    book, begin, (start, end) = (
        past.book,
        past.book.head["billing_start"],
        past.book.span,
    )
    month, billed = _month(start - _DAY), _first_month(book)
    if _billed_at_once(book, begin):
        starts = start < begin < end
    else:
        starts = month <= begin < start and billed > month
    after = max(begin, _counted_until(book, month)) if billed <= month else begin
    until = min(start, past.stop)
    for place, changes in past.changes.items():
        if past.often(place[0]) != "monthly":
            continue
        days = {day for day, _ in [*changes, *past.prices[place[0]]]}
        if book.kind == "one_time":
            days, after, until = {start}, max(begin, _month(start)), past.stop
        elif starts and begin < past.stop:
            yield from _begun(past, place)
        for day in sorted(days):
            if after < day < until:
                yield from _on_day(past, place, day)


def _begun(
    past: _Past, place: tuple[str, str | None]
) -> Iterator[tuple[Key, set[str]]]:
    begin = past.book.head["billing_start"]
    names = {name for day, name in past.changes[place] if day <= begin}
    price = past.price(place[0], begin)
    if names and past.quantity(names, price) > 0:
        yield ("prorated_charge", *place, begin, "+", price, None), names


def _on_day(
    past: _Past, place: tuple[str, str | None], day: date
) -> Iterator[tuple[Key, set[str]]]:
    book, (item, _) = past.book, place
    kept = book["proration.emptied"] == "minimum_quantity"
    alone = book["proration.same_day"] == "per_change"
    monthly = book.kind != "one_time"
    new, old = _prices(past, item, day)
    before = {name for then, name in past.changes[place] if then < day}
    today = {name for then, name in past.changes[place] if then == day}
    added = {name for name in today if past.facts[name]["quantity"] > 0}
    own = added if _with_number(past, item, day) != monthly else set()
    credited = monthly and book["proration.removals"] == "credited"
    removed = today - added if credited else set()
    held = bool(before) and past.quantity(before, old) > 0
    moved = monthly and old != new and held

    def key(sign: str, price: str | None, fact: str | None = None) -> Key:
        return "prorated_charge", *place, day, sign, price, fact

    if moved:
        yield key("-", old), before
    if moved and alone:
        yield key("+", new), before
    for sign, names in (("+", own), ("-", removed)):
        base = {"+": before, "-": before | added}[sign] if kept else set()
        joined = moved and sign == "+"
        every = names | before if joined else names | base
        changed = past.quantity(every, new) != past.quantity(every - names, new)
        if alone:
            yield from ((key(sign, new, name), {name}) for name in sorted(names))
        elif joined or changed:
            yield key(sign, new), every


def _counting_of(past: _Past, item: str) -> _Counting | None:
    """Return from which day the periods of an item are counted, if it has any."""
    monthly = past.book["anchor.length"] == "calendar_month"
    if not monthly or item not in past.prices or past.often(item) == "monthly":
        return None
    first = past.facts[past.first(item)]
    _need(first["type"] == "change", "opening", "must be of items billed by the month")
    return _counting(past.book, past.often(item), first)


def _counted_items(
    past: _Past,
) -> Iterator[tuple[tuple[str, str | None], list[tuple[date, str]], _Counting]]:
    for place, changes in past.changes.items():
        counting = _counting_of(past, place[0]) if changes else None
        if counting:
            yield place, changes, counting


def _lasts_on(past: _Past, start: date) -> bool:
    """Tell whether service goes on after the first day of a period."""
    return start < past.stop - _DAY


def _periods_asked(past: _Past) -> Iterator[tuple[Key, set[str]]]:
    """Yield the years and quarters that begin within the document's period."""
    book, (first, stop) = past.book, past.book.span
    one_time = book.kind == "one_time"
    counted: dict[Key, set[str]] = {}
    for (item, group), changes, counting in _counted_items(past):
        start, _ = counting.before(stop)
        due = first <= start and counting.begun <= start and _lasts_on(past, start)
        due &= one_time == _stands_apart(book, counting, start)
        if not due or not (one_time or _first_month(book) <= first):
            continue
        limit = start if one_time else min(start, _counted_until(book, first))
        price = past.price(item, start)
        kind = past.facts[past.prices[item][0][1]]["kind"]
        own_group = group if kind in _SPLIT else None
        names = {name for day, name in changes if day <= limit}
        key: Key = kind, item, own_group, None, "+", price, None
        counted.setdefault(key, set()).update(names)
    for key, names in counted.items():
        if names and past.quantity(names, key[5]) > 0:
            yield key, names


def _period_changes_asked(past: _Past) -> Iterator[tuple[Key, set[str]]]:
    """Yield what changed within years and quarters since the document before."""
    book, begin, (start, end) = (
        past.book,
        past.book.head["billing_start"],
        past.book.span,
    )
    low, high = _window(book)
    starts = _month(start - _DAY) <= begin < start and _first_month(book) > _month(
        begin
    )
    if _billed_at_once(book, begin):
        starts = start < begin < end
        high = min(high, begin) if starts else high
    for place, changes, counting in _counted_items(past):
        quarterly = counting.frequency == "quarterly" and _lasts_on(past, begin)
        if starts and quarterly and _has_days(book, counting, begin):
            yield from _begun(past, place)
        inside = [(day, name) for day, name in changes if low < day <= high]
        for day in sorted({day for day, _ in inside}):
            today = {name for on, name in inside if on == day}
            before = {name for on, name in changes if on < day}
            since = counting.before(day + _DAY)[0]
            since = since if day >= counting.anchor else counting.begun
            apart = day != counting.since(day)[0] and _lasts_on(past, since)
            if apart and _has_days(book, counting, day):
                price = _price_since(past, place[0], since, day)
                told = past, place, day, price, today, before
                yield from _signed(*told, renews=False)
        for coming in sorted({counting.since(day)[0] for day, _ in inside}):
            invoiced = coming < start and not _stands_apart(book, counting, coming)
            if invoiced and _lasts_on(past, coming):
                late = {x for day, x in inside if counting.since(day)[0] == coming}
                held = {name for day, name in changes if day <= low}
                price = _price_since(past, place[0], coming, coming)
                told = past, place, coming, price, late, held
                yield from _signed(*told, renews=True)


def _has_days(book: _Book, counting: _Counting, on: date) -> bool:
    """Tell whether a change has days to charge, or is shown without any."""
    _, share = _charged_within(book, counting, on, renews=False)
    return bool(share) or bool(book["proration.zero_days"] == "shown")


def _price_since(past: _Past, item: str, since: date, day: date) -> str | None:
    """Return the price of a period: of its first day, or the item's first one."""
    return past.price(item, min(day, max(since, min(past.prices[item])[0])))


def _signed(
    past: _Past,
    place: tuple[str, str | None],
    day: date,
    price: str | None,
    names: set[str],
    before: set[str],
    *,
    renews: bool,
) -> Iterator[tuple[Key, set[str]]]:
    """Yield the additions and the removals of changes that are billed alike."""
    kept = past.book["proration.emptied"] == "minimum_quantity"
    alone = past.book["proration.same_day"] == "per_change"
    # Of a period that had not begun, what is removed is given back by every reading.
    credited = renews or past.book["proration.removals"] == "credited"
    added = {name for name in names if past.facts[name]["quantity"] > 0}
    removed = names - added if credited else set()
    for sign, own, held in (("+", added, before), ("-", removed, before | added)):
        base = held if kept else set()
        if alone:
            for name in sorted(own):
                yield ("prorated_charge", *place, day, sign, price, name), {name}
        elif past.quantity(own | base, price) != past.quantity(base, price):
            yield ("prorated_charge", *place, day, sign, price, None), own | base


def _prices(past: _Past, item: str, day: date) -> tuple[str | None, str | None]:
    """Return the price of a day's changes and the one that it takes the place of."""
    if past.book["proration.price_change"] == "on_the_day":
        new, old = past.price(item, day), past.price(item, day - _DAY)
        return new, old or new
    since = max(_month(day), past.book.head["billing_start"])
    if past.book.kind in _CYCLES:
        since = past.book.head["cycle"]["past"]["period"][0]
    since = max(since, min(past.prices[item])[0])
    price = past.price(item, since) or past.price(item, day)
    return price, price


def _cycle_asked(past: _Past) -> Iterator[tuple[Key, set[str]]]:
    """Yield what the account file asks for in the document of a cycle."""
    book, start = past.book, past.book.span[0]
    before = book.head["cycle"]["past"]
    shown = book["proration.zero_days"] == "shown"
    counted: dict[Key, set[str]] = {}
    for (item, group), changes in past.changes.items():
        kind = past.facts[past.prices[item][0][1]]["kind"]
        own_group = group if kind in _SPLIT else None
        key: Key = kind, item, own_group, None, "+", past.price(item, start), None
        names = {name for day, name in changes if day <= start < past.stop}
        counted.setdefault(key, set()).update(names)
    for key, names in counted.items():
        if names and past.quantity(names, key[5]) > 0:
            yield key, names
    for place, changes in past.changes.items() if before else ():
        (first, end), until = before["period"], min(start, past.stop)
        for day in sorted({day for day, _ in [*changes, *past.prices[place[0]]]}):
            left = _charged_from(book["proration.day_count"], day) < min(end, past.stop)
            if first < day < until and (shown or left):
                yield from _on_day(past, place, day)
        if book.kind == "plan_change":
            yield from _unused_asked(past, place, first)


def _carries_fees(past: _Past) -> bool:
    """Tell whether fees stand on such cycles: those of what is billed most often."""
    product = past.book.head["document"]["product"]
    facts = past.facts.values()
    there = {x["item"] for x in facts if x["type"] in ("change", "opening")}
    often = {
        x["frequency"]
        for x in facts
        if x["type"] == "price" and x["product"] == product and x["item"] in there
    }
    first = next((x for x in _LASTS if x in often), "monthly")
    return bool(past.book.head["cycle"]["frequency"] == first)


def _unused_asked(
    past: _Past, place: tuple[str, str | None], first: date
) -> Iterator[tuple[Key, set[str]]]:
    book, day, item = past.book, past.book.span[0], place[0]
    since = day - _DAY
    if book["proration.price_change"] == "next_cycle":
        since = max(first, min(past.prices[item])[0])
    names = {name for then, name in past.changes[place] if then < day < past.stop}
    price = past.price(item, since)
    if names and past.quantity(names, price) > 0:
        yield ("prorated_charge", *place, day, "-", price, None), names


_Place = tuple[str, tuple[date, date], str, Fraction]
"""Of a cycle: its kind, its days, the change of its anchor, its number."""


def _check_timeline(past: _Past) -> None:
    """Hold the cycle of a document to those that the account file gives."""
    book, cycle = past.book, past.book.head.get("cycle")
    if cycle is None:
        return
    before: _Place | None = None
    for place in _timeline(past, book.span[0]):
        if place[:2] == (book.kind, book.span):
            named = [_anchored(book, name) for name in ("anchor", "past_anchor")]
            _equal(named[0], place[2], "proofs.anchor")
            _equal(cycle["number"], place[3], "cycle.number")
            _equal(named[1], before and before[2], "proofs.past_anchor")
            told = cycle["past"]
            stated = told and (told["number"], told["period"])
            _equal(stated, before and (before[3], before[1]), "cycle.past")
            return
        before = place
    raise _Broken("cycle", "is none that the account file gives")


def _has_cycle(book: _Book, facts: Mapping[str, Fields]) -> bool:
    """Tell whether the account file gives such a cycle, and say so in the header."""
    for often, lasts in _LASTS.items():
        by_days = book["anchor.length"] == "thirty_days" and often == "monthly"
        book.head["cycle"] = {"frequency": often, "past": None}
        book.head["cycle"]["months"] = Fraction(0 if by_days else lasts)
        before: _Place | None = None
        for place in _timeline(_past(book, facts), book.span[0]):
            if place[:2] == (book.kind, book.span):
                past = before and {"number": before[3], "period": before[1]}
                book.head["cycle"]["past"] = past
                return True
            before = place
    return False


def _anchored(book: _Book, name: str) -> str | None:
    found = [x for x in book.proofs if x.place == f"proofs.{name}"]
    return found[0].named("change.effective_on")[0] if found else None


def _timeline(past: _Past, until: date) -> Iterator[_Place]:
    """Walk through the cycles of the account file, up to one that begins on a day."""
    book = past.book
    found = sorted(x for changes in past.changes.values() for x in changes)
    if not found:
        return
    kind, number, anchor = "cycle", Fraction(0), found[0][1]
    on = max(book.head["billing_start"], found[0][0])
    while True:
        start, end = (_cycle_day(book, on, number + x) for x in (0, 1))
        if start > until:
            return
        yield kind, (start, end), anchor, number
        days = sorted({day for day, _ in found if start < day < end})
        moved = [day for day in days if _moves(past, found, day)]
        kind, number = "cycle", number + 1
        if moved:
            kind, number, on = "plan_change", Fraction(0), moved[0]
            anchor = min(name for day, name in found if day == on)


def _moves(past: _Past, found: list[tuple[date, str]], day: date) -> bool:
    """Tell whether the changes of a day inside a cycle move the billing date."""
    net: dict[str, Fraction] = {}
    for then, name in found:
        item, number = past.facts[name]["item"], past.facts[name]["quantity"]
        net[item] = net.get(item, Fraction(0)) + number * (then == day)
    by = past.book["anchor.moved_by"]
    if by == "any_change":
        return any(net.values())
    prices = {item: past.price(item, day) for item, number in net.items() if number}
    more = _sum(
        net[item] * past.facts[price]["unit_price"]
        for item, price in prices.items()
        if price
    )
    return bool(by == "increases" and more > 0)


def _with_number(past: _Past, item: str, day: date) -> bool:
    """Tell whether a number bought that day takes its proration along (Q54)."""
    kind = past.facts[past.prices[item][0][1]]["kind"]
    bought = any(key[:2] == ("number_purchase", item) for key, _ in _bought(past, day))
    reading = past.book["cycle.number_purchase"]
    return bought and kind == "standard_number" and reading == "one_time_invoice"


# Level 2 of what follows an invoice: the account file, and what was issued.

_SECTIONS_AFTER: Mapping[str, str] = {
    "payments": "payment",
    "disputes": "dispute",
    "resolutions": "resolution",
    "suspensions": "suspension",
    "autopay": "autopay_choice",
    "deliveries": "delivery",
    "returns": "return",
}
_DAYS_AFTER = ("paid_on", "notified_on", "resolved_on", "processed_on")


def _day_after(fact: Fields) -> date:
    """Return the day on which a fact of this kind happened."""
    days = (fact[name] for name in (*_DAYS_AFTER, "effective_on") if name in fact)
    return next(days, date.min)


def _check_answers_told(
    book: _Answers, file: Fields, facts: dict[str, Fields], shelf: "_Shelf"
) -> tuple[str, ...]:
    """Hold a document of answers to the account file, and to what was issued."""
    _check_account_told(book, file)
    issued = shelf.others(file, book)
    facts = _named_in_full(facts, issued, shelf.named)
    known = _last_said(facts)
    for fact_id, fact in book.facts.items():
        if fact["type"] != "issued_line":
            _check_in_file(fact_id, fact, facts, known)
    _check_stated_there(book, issued)
    _COMPLETE[book.kind](book, known, issued)
    return (
        "account, currency, market and readings are those of the account file",
        f"{len(book.facts)} facts are those of the file and of what was issued",
        f"{len(book.head['issued'])} documents: every line and total is theirs",
        f"nothing that the file tells of the {book.kind} is left out",
    )


_FEWEST_DIGITS = 8  # of a digest, where they name an invoice


def _named_in_full(
    facts: Mapping[str, Fields],
    issued: Mapping[str, _Book],
    named: Mapping[str, set[str]],
) -> dict[str, Fields]:
    """Return the facts with each invoice by its digest and each line by its id."""
    told = {name: dict(fact) for name, fact in facts.items()}
    invoices = {key: x for key, x in issued.items() if x.kind != "credit_note"}
    for name, fact in told.items():
        if fact["type"] in ("payment", "dispute") and "invoice" in fact:
            given, place = fact["invoice"], f"{_at('facts', name)}.invoice"
            found = [key for key in invoices if given in named[key]]
            if not found and len(given) >= _FEWEST_DIGITS:
                found = [key for key in invoices if key.startswith(given)]
            _need(len(found) == 1, place, f"must name one invoice, got {_show(given)}")
            fact["invoice"] = found[0]
    for fact in told.values():
        if fact["type"] in ("dispute", "resolution"):
            of = fact if fact["type"] == "dispute" else told.get(fact["dispute"], {})
            lines = invoices[of["invoice"]].lines if "invoice" in of else []
            fact["lines"] = tuple(_line_in_full(x, lines) for x in fact["lines"])
    return told


def _line_in_full(row: Fields, lines: list[_Line]) -> Fields:
    """Name a line by its id where the file has its printed number."""
    number = row["line"]
    fits = re.fullmatch(r"0*[1-9]\d{0,6}", number, re.ASCII)
    if fits and int(number) <= len(lines):
        return {**row, "line": lines[int(number) - 1]["id"]}
    return row


def _check_account_told(book: _Answers, file: Fields) -> None:
    account = _read(file["account"], _SHAPES["account"], "account")
    account["account"] = account.pop("id")
    account.pop("holidays", None)
    for name, value in account.items():
        _equal(book.head[name], value, name)
    _check_same_readings(book, file.get("readings", {}))


def _check_same_readings(book: _Answers, readings: Fields) -> None:
    for name in sorted({*readings, *book.head["readings"]}):
        place = _at("readings", name)
        told = book.head["readings"].get(name)
        role, _, part = _AFTER_READINGS.get(name, "").partition(".")
        if told is None and role in book.told:
            # A file may name what holds anyway, which no document lists.
            told = book.told[role][part]
        _equal(told, readings.get(name), place)


def _check_in_file(
    fact_id: str, fact: Fields, facts: Mapping[str, Fields], known: Mapping[str, Fields]
) -> None:
    place = _at("facts", fact_id)
    _need(fact_id in facts, place, "is not in the account file")
    for part in sorted({*fact, *facts[fact_id]} - {"lines"}):
        _equal(fact.get(part), facts[fact_id].get(part), f"{place}.{part}")
    own, theirs = fact.get("lines", ()), facts[fact_id].get("lines", ())
    _equal(len(own), len(theirs), f"{place}.lines")
    for index, (row, there) in enumerate(zip(own, theirs, strict=True)):
        for part in ("line", "amount"):
            _equal(row[part], there[part], f"{place}.lines[{index}].{part}")
    _need(fact_id in known, place, "is replaced, and stands no more")


def _check_stated_there(book: _Answers, issued: Mapping[str, _Book]) -> None:
    """Hold each issued line and total to the document that states it."""
    said = {x.name: x for each in issued.values() for _, x in _issued_lines(each)}
    for digest, each in issued.items():
        total = f"{digest}:total"
        said[total] = _Said(total, each.head["total"], each.head["issue_date"])
    for name, fact in book.facts.items():
        if fact["type"] == "issued_line":
            place, found = _at("facts", name), said.get(name)
            if found is None:
                told = "is in no issued document that the file names"
                raise _Broken(place, told)
            _equal(fact["amount"], found.amount, f"{place}.amount")
            _equal(fact["effective_on"], found.dated, f"{place}.effective_on")


def _check_of_invoice_told(
    book: _Answers, invoice: _Book, digest: str, after: str
) -> None:
    """Hold the days of an invoice to its head and to its own policies."""
    for part in ("issue_date", "sent_on"):
        name = f"{part}{after}"
        if name in book.head["given"]:
            _equal(book.head["given"][name], invoice.head[part], _at("given", name))
    days = ("due_date", "autopay_on", "dispute_until")
    for part in days:
        name = f"{part}{after}"
        told, stated = book.given(name), invoice.head[part]
        _equal(told, stated, book.places.get(name, _at("issued", digest)))


def _check_disputable(
    book: _Answers,
    issued: Mapping[str, _Book],
    digest: str,
    name: str,
    on: date,
) -> None:
    """Ask for all that was charged, corrected and credited of an invoice by a day."""
    invoice = issued[digest]
    key = _key_of(invoice.head["document"])
    expected = {
        f"{digest}:{x['id']}"
        for x in _charged(invoice)
        if x["kind"] != "brought_forward"
    }
    for other, each in issued.items():
        if other != digest and each.head["issue_date"] <= on:
            lines = _stated_of(each, digest, key)
            expected.update(f"{other}:{line['id']}" for line in lines)
    counted = {*book.issued_of(name)}
    for fact in sorted(expected ^ counted):
        verb = "must count" if fact in expected else "must not count"
        raise _Broken(book.places[name], f"{verb} {_show(fact)}")
    levies = {x["id"]: x for x in invoice.levies}
    for of in _lines_of(book, name):
        line = of.rpartition(":")[2]
        operations = [operation for operation, _ in book.by_name[of].operations]
        if "round" in operations:
            place, told = book.places[of], "must be a levy of the invoice, to follow it"
            _need(line in levies, place, told)
            base = {x.rpartition(":")[2] for _, x in book.answers_of(of)}
            fits = base <= {*levies[line].base}
            _need(fits, place, "must follow the lines that it is on")


def _lines_of(book: _Answers, whole: str) -> list[str]:
    """Return the answers for single lines that rest on what an answer counts."""
    if book.kind == "statement":
        sorts, sums = ["disputed:", "not_due:"], {*book.head["issued"]}
    else:
        sorts, sums = [_above(whole)], set[str]()
        if whole.startswith("resolved"):
            sorts.append("resolved:upheld:")
    names = [name for sort in sorts for name in book.names(sort)]
    names = [x for x in names if x.rpartition(":")[2] not in sums]
    return [x for x in names if _of_invoice(book, x, book.issued_of(whole))]


def _above(name: str) -> str:
    return "resolved:disputed:" if name.startswith("resolved") else "disputed:"


def _must_hold(book: _Answers, names: Iterable[str]) -> None:
    for name in sorted(names):
        there = name in book.facts
        _need(there, "facts", f"must hold {_show(name)}, which the account file has")


def _complete_dispute(
    book: _Answers, known: Mapping[str, Fields], issued: Mapping[str, _Book]
) -> None:
    about = book.head["document"]
    dispute = book.facts[about["id"]]
    digest = about["invoice"]
    _check_disputable(book, issued, digest, "disputable", dispute["notified_on"])
    if "resolved:disputable" in book.by_name:
        _check_disputable(book, issued, digest, "resolved:disputable", about["on"])
    invoice, given = issued[digest], book.head["given"]
    for part in ("issue_date", "sent_on"):
        if part in given:
            _equal(given[part], invoice.head[part], _at("given", part))
    for part in ("dispute_until", "due_date"):
        place = book.places.get(part, "answers")
        _equal(book.given(part), invoice.head[part], place)
    _need(dispute == known[about["id"]], "facts", "must be those of the file")


def _complete_statement(
    book: _Answers, known: Mapping[str, Fields], issued: Mapping[str, _Book]
) -> None:
    about = book.head["document"]
    on: date = about["on"]
    kinds = {*_OF_PAYMENTS}
    told = {
        name: fact
        for name, fact in known.items()
        if fact["type"] in kinds and _day_after(fact) <= on
    }
    _must_hold(book, told)
    choices = [x for x in told.values() if x["type"] == "autopay_choice"]
    last = max(choices, key=lambda x: x["effective_on"], default={"autopay": "off"})
    _equal(about["autopay"], last["autopay"], "document.autopay")
    counted = {key: x for key, x in issued.items() if x.head["issue_date"] <= on}
    invoices = {
        key: x
        for key, x in counted.items()
        if x.kind != "credit_note" and x.head["total"] >= 0
    }
    stated = [row["invoice"] for row in about["invoices"]]
    off = sorted({*invoices} ^ {*stated})
    verb = "must hold" if {*off} <= {*invoices} else "must not hold"
    _need(not off, "document.invoices", f"{verb} {_listed(off[:1])}")
    for digest in stated:
        after = f":{digest}"
        _check_of_invoice_told(book, invoices[digest], digest, after)
        _check_disputable(book, issued, digest, f"disputable{after}", on)
    payments = {name: x for name, x in told.items() if x["type"] == "payment"}
    settled = _uses_till(counted, payments, book.told["application"]["order"])
    uses = _uses_of(book, stated, [x.partition(":")[2] for x in book.names("used:")])
    found = [(*uses[name], book.proven[name]) for name in uses]
    for index, (own, theirs) in enumerate(zip(settled, found, strict=False), start=1):
        told_so = f"must pay {_show(own[1])} from {_show(own[0])}: {own[2]}"
        _need(own == theirs, book.places[f"applied:{index}"], told_so)
    fits = len(settled) == len(found)
    _need(fits, "answers", f"must hold {len(settled)} uses, got {len(found)}")


@dataclass
class _Till:
    """What is open of each invoice, and what of each credit stays, day by day."""

    issued: Mapping[str, _Book]
    still: dict[str, Fraction] = field(default_factory=dict)
    left: dict[str, Fraction] = field(default_factory=dict)
    uses: list[tuple[str, str, Fraction]] = field(default_factory=list)

    def place(self, digest: str) -> tuple[date, date, str]:
        head = self.issued[digest].head
        return head["due_date"] or date.max, head["issue_date"], digest

    def pay(self, source: str, amount: Fraction, invoices: Iterable[str]) -> Fraction:
        for digest in invoices:
            part = min(amount, self.still[digest])
            if part > 0:
                self.uses.append((source, digest, part))
                self.still[digest] -= part
                amount -= part
        return amount

    def take(self, today: list[str]) -> None:
        """Take the documents of a day: credits, notes over their own, then the new."""
        notes = [key for key in today if self.issued[key].kind == "credit_note"]
        rest = [key for key in today if key not in notes]
        new = [key for key in rest if self.issued[key].head["total"] >= 0]
        new.sort(key=self.place)
        self.still.update((key, self.issued[key].head["total"]) for key in new)
        notes.sort(key=lambda key: str(self.issued[key].head["document"]["id"]))
        for key in [*(key for key in rest if key not in new), *notes]:
            own = [self.issued[key].head["invoice"]] if key in notes else []
            amount = -self.issued[key].head["total"]
            amount = self.pay(key, amount, [x for x in own if x in self.still])
            stays = self.issued[key]["settlement.negative_total"] == "account_credit"
            self.left.update([(key, amount)] * stays)
        for digest in new:
            for source, amount in self.left.items():
                self.left[source] = self.pay(source, amount, [digest])

    def receive(self, name: str, payment: Fields, order: str) -> None:
        ordered = sorted(self.still, key=self.place)
        if order == "largest":
            ordered.sort(key=lambda digest: -self.still[digest])
        if order == "named_then_oldest":
            ordered.sort(key=lambda digest: digest != payment.get("invoice"))
        self.left[name] = self.pay(name, payment["amount"], ordered)


def _uses_till(
    issued: Mapping[str, _Book], payments: Mapping[str, Fields], order: str
) -> list[tuple[str, str, Fraction]]:
    """Set documents and payments off against each other, day by day."""
    till, days = _Till(issued), dict[date, tuple[list[str], list[str]]]()
    for key in sorted(issued):
        days.setdefault(issued[key].head["issue_date"], ([], []))[0].append(key)
    for name in sorted(payments):
        days.setdefault(payments[name]["paid_on"], ([], []))[1].append(name)
    for day in sorted(days):
        documents, paid = days[day]
        till.take(documents)
        for name in paid:
            till.receive(name, payments[name], order)
    return till.uses


def _complete_return(
    book: _Answers, known: Mapping[str, Fields], issued: Mapping[str, _Book]
) -> None:
    about = book.head["document"]
    invoice = issued.get(about["invoice"])
    if invoice is None or invoice.kind == "credit_note":
        raise _Broken("document.invoice", "must be the digest of an issued invoice")
    returns = {name: x for name, x in known.items() if x["type"] == "return"}
    came = {
        _purchase_of(x, known): name
        for name, x in known.items()
        if x["type"] == "delivery"
    }
    lines = _bought_there(invoice, known)
    done: dict[str, date] = {}
    for fact in returns.values():
        rma = fact["rma"]
        done[rma] = max(done.get(rma, date.min), fact["processed_on"])
    accepted = {
        name: x for name, x in returns.items() if _is_taken(book, known, came, x)
    }
    mine = {name for name, x in accepted.items() if x["rma"] == about["id"]}
    _must_hold(book, mine)
    for name in book.head["grounds"]:
        purchase = _purchase_of(book.facts[name], known)
        place = book.places[f"price:{name}"]
        told = f"{_show(purchase)} is not on the invoice"
        _need(purchase in lines, place, told)
        first = book.by_name[f"last_day:{name}"].leaves[0][1]
        _equal(first, came.get(purchase, first), book.places[f"last_day:{name}"])
        rma = book.facts[name]["rma"]
        before = {
            other
            for other, x in accepted.items()
            if _purchase_of(x, known) == purchase
            and (done[x["rma"]], x["rma"]) < (done[rma], rma)
        }
        off = sorted(before - {*book.by_name[f"price:{name}"].named("return.quantity")})
        told = f"must count {_listed(off[:1])}, which came back before"
        _need(not off, place, told)
        _check_price_of(book, issued, name, lines[purchase])
    _complete_taxes(book, issued, about["invoice"], lines)


def _bought_there(invoice: _Book, known: Mapping[str, Fields]) -> dict[str, str]:
    """Return the lines of an invoice by what was bought, as it was first told."""
    return {
        _root(line["fact"], known.get(line["fact"], {"type": ""})): line["id"]
        for line in invoice.lines
    }


def _check_price_of(
    book: _Answers, issued: Mapping[str, _Book], name: str, line: str
) -> None:
    """Hold what a return rests on to its own line, and to what bears on that."""
    invoice = book.head["document"]["invoice"]
    key, own = _key_of(issued[invoice].head["document"]), f"{invoice}:{line}"
    bears = {
        f"{digest}:{x['id']}"
        for digest, each in issued.items()
        if digest != invoice
        for x in _stated_of(each, invoice, key)
        if x["line"] == line
    }
    for answer in (f"price:{name}", f"credit:{name}"):
        counted = book.issued_of(answer)
        _need(own in counted, book.places[answer], f"must rest on {_show(own)}")
        off = sorted({*counted} - bears - {own})
        told = f"must not count {_listed(off[:1])}"
        _need(not off, book.places[answer], told)


def _complete_taxes(
    book: _Answers,
    issued: Mapping[str, _Book],
    digest: str,
    lines: Mapping[str, str],
) -> None:
    """Hold each tax that goes back to its levy, and to all that is credited of it."""
    invoice = issued[digest]
    levies = {x["id"]: x for x in invoice.levies}
    given: dict[str, list[str]] = {}
    for name in [x for x in book.names("credit:") if book.proven[x]]:
        returned = book.facts[name.partition(":")[2]]
        purchase = _purchase_of(returned, book.facts)
        given.setdefault(lines[purchase], []).append(name)
    taxes = book.names("tax:")
    for name in taxes:
        line, place = name.partition(":")[2], book.places[name]
        _need(line in levies, place, "must be a levy of the invoice")
        levy = levies[line]
        key = _key_of(invoice.head["document"])
        of = {line, *_charged_by(levies, levy)}
        own = {f"{digest}:{x}": x for x in of}
        for other, each in issued.items():
            stated = _stated_of(each, digest, key) if other != digest else ()
            own.update((f"{other}:{x['id']}", x["line"]) for x in stated)
        for fact in book.issued_of(name):
            _need(own.get(fact) in of, place, f"must not count {_show(fact)}")
        if book.told["returns"]["tax"] == "in_proportion":
            expected = [x for base in levy.base for x in given.get(base, [])]
            each_name = [x for _, x in book.answers_of(name)]
            _need(each_name == expected, place, "must follow all that is credited")
        given[line] = [name]
    amounts = {x["id"]: x["amount"] for x in (*invoice.lines, *invoice.levies)}
    cent = Fraction(1, 10 ** _DIGITS[book.head["currency"]])
    for line, levy in levies.items():
        back = _sum(book.proven[x] for base in levy.base for x in given.get(base, []))
        whole = _sum(amounts[base] for base in levy.base)
        # Less than two cents of a tax may well round to nothing of what is left of it.
        small = not whole or abs(levy["amount"] * back / whole) < 2 * cent
        there = f"tax:{line}" in taxes or small
        _need(there, "answers", f"must hold {_show(f'tax:{line}')}")


def _charged_by(levies: Mapping[str, _LevyLine], levy: _LevyLine) -> set[str]:
    """Return the charges that a levy is on, through other levies too."""
    found = {*levy.base}
    for base in levy.base:
        found |= _charged_by(levies, levies[base]) if base in levies else set()
    return found


def _is_taken(
    book: _Answers, known: Mapping[str, Fields], came: Mapping[str, str], fact: Fields
) -> bool:
    """Tell whether equipment is taken back: in good condition, and not too late."""
    may_be_late = book.told["returns"]["late"] == "accepted"
    in_time = may_be_late or not _is_late(book, known, came, fact)
    return bool(fact["condition"] != "damaged" and in_time)


def _is_late(
    book: _Answers, known: Mapping[str, Fields], came: Mapping[str, str], fact: Fields
) -> bool:
    policy = book.told["returns"]
    own = _purchase_of(fact, known)
    first = known.get(came.get(own, own))
    last = first["effective_on"] + int(policy["days"]) * _DAY if first else date.max
    return bool(fact[f"{policy['counted']}_on"] > last)


_COMPLETE: Mapping[str, Callable[..., None]] = {
    "statement": _complete_statement,
    "dispute": _complete_dispute,
    "return": _complete_return,
}


# Level 2 of commissions: the partner file, and the files of its accounts.


def _check_partner_told(
    book: _Answers, file: Fields, shelf: "_Shelf"
) -> tuple[str, ...]:
    """Hold a partner's statement to what is agreed, issued and paid."""
    head = _read(file["partner"], _SHAPES["partner"], "partner")
    _equal(book.head["document"]["partner"], head["name"], "document.partner")
    for name in sorted({"currency", "market", "edition"} & head.keys()):
        _equal(book.head[name], head[name], name)
    _check_same_readings(book, file.get("readings", {}))
    agreed: dict[str, Fields] = {}
    for index, raw in enumerate(file["commissions"]):
        place = f"commissions[{index}]"
        content = {**_object(raw, place), "type": "commission", "partner": head["name"]}
        fact_id = _text(content.pop("id", None), f"{place}.id")
        content.setdefault("known_on", content.get("effective_on"))
        if content.get("kind") == "spiff":
            content.setdefault("currency", head["currency"])
        agreed[fact_id] = _fact(content, place)
    own = {name: x for name, x in book.facts.items() if x["type"] == "commission"}
    for name, fact in own.items():
        _check_in_file(name, fact, agreed, agreed)
    start, end = book.head["document"]["month"]
    last = max(book.proven["pays_on"], book.proven["residuals_on"])
    if not _array(file.get("withdrawals", []), "withdrawals"):
        gone = {x["supersedes"] for x in agreed.values() if "supersedes" in x}
        for name, fact in agreed.items():
            told = fact["known_on"] > last or name in gone or name in own
            _need(told, "grounds", f"must hold {_show(name)}, which is agreed")
    accounts = list(_accounts_of(file, book, shelf))
    issued = {key: x for each, _ in accounts for key, x in each.items()}
    _check_stated_there(book, issued)
    _check_paid_parts(book, accounts)
    _complete_residuals(book, issued, (start, end))
    return (
        "partner, currency, market and readings are those of the partner file",
        f"{len(own)} agreements: all that are agreed and known by the run",
        f"{len(book.facts) - len(own)} lines, totals and payments are the accounts'",
        "every invoice that a run of the month pays a residual on is there",
    )


def _accounts_of(
    file: Fields, book: _Answers, shelf: "_Shelf"
) -> Iterator[tuple[dict[str, _Book], dict[str, Fields]]]:
    """Read each account of a partner: what was issued to it, and what it paid."""
    if shelf.path is None:
        told = "cannot be read: hand in the path of the partner file"
        raise _Broken("accounts", told)
    for index, row in enumerate(file["accounts"]):
        place = f"accounts[{index}]"
        entry = _read(row, _SHAPES["partner account"], place)
        names = _array(entry.get("issued", []), f"{place}.issued")
        if "file" not in entry:
            named: Fields = {"issued": [{"file": name} for name in names]}
            other = _Shelf(shelf.path)
            yield other.read(named, {"currency": book.head["currency"]}), {}
            continue
        path = shelf.path.parent / entry["file"]
        try:
            content = _load(path, str)
        except OSError:
            told = f"cannot be opened: {_show(entry['file'])}"
            raise _Broken(f"{place}.file", told) from None
        _small(content, place, (int, date, Decimal))
        own = _read(_plain(content), _SHAPES["account file"], "")
        facts = _file_facts(own, book.head["currency"])
        account = {"account": own["account"].get("id")}
        head = {"currency": book.head["currency"], **account}
        other = _Shelf(path)
        issued = other.read(own, head)
        yield issued, _last_said(_named_in_full(facts, issued, other.named))


def _check_paid_parts(
    book: _Answers, accounts: list[tuple[dict[str, _Book], dict[str, Fields]]]
) -> None:
    """Hold what was paid of each invoice to the account's own settlement."""
    order, parts = "named_then_oldest", dict[str, Fraction]()
    order = book.head["readings"].get("payment_order", order)
    days: dict[str, date] = {}
    for issued, facts in accounts:
        payments = {name: x for name, x in facts.items() if x["type"] == "payment"}
        days.update((name, x["paid_on"]) for name, x in payments.items())
        days.update((key, x.head["issue_date"]) for key, x in issued.items())
        for source, invoice, amount in _uses_till(issued, payments, order):
            on = max(days[source], issued[invoice].head["issue_date"])
            parts[f"{source}:{invoice}:{on}"] = amount
    for name, fact in book.facts.items():
        if fact["type"] == "paid_part":
            place = _at("facts", name)
            _need(name in parts, place, "is no part of a payment of the account files")
            _equal(fact["amount"], parts[name], f"{place}.amount")


def _complete_residuals(
    book: _Answers, issued: Mapping[str, _Book], month: tuple[date, date]
) -> None:
    """Ask for a line of each invoice of which a run of the month pays a residual."""
    policy = book.told["commissions"]
    lines: dict[str, set[str]] = {}
    for name in book.by_name:
        if name.startswith("line:") and ":run:" not in name:
            facts = {book.facts[x]["document"] for x in book.issued_of(name)}
            for whose in book.by_name[name].named("commission.percent"):
                lines.setdefault(whose, set()).update(facts)
    for key, each in issued.items():
        if each.kind == "credit_note":
            continue
        dated = each.head["issue_date"]
        run = _run_of(dated, policy)
        served = [x for x in each.lines if x["class"] in _SERVICE]
        if not month[0] <= run < month[1] or not _sum(x["amount"] for x in served):
            continue
        for name in book.head["grounds"]:
            fact = book.facts[name]
            fits = (
                fact["kind"] == "residual" and fact["account"] == each.head["account"]
            )
            until = fact.get("until_on", date.max)
            if fits and fact["effective_on"] <= dated <= until:
                there = key in lines.get(name, ())
                told = f"must hold a residual of {_show(key)} by {_show(name)}"
                exact = _sum(x["amount"] for x in served) * fact["percent"] / _HUNDRED
                small = not _round(exact, policy["rounding"], book.head["currency"])
                _need(there or small, "answers", told)


def _run_of(dated: date, policy: Fields) -> date:
    if policy["residual_run"] == "month_end":
        return _next_month(dated) - _DAY
    return _next_day_of_month(dated, policy["pay_day"])


_SERVICE = ("telecommunications", "messaging", "software")


# Level 2 of usage: what was told of its months, and what was in force in them.


def _in_force_of(past: _Past, kind: str, day: date, **fields: object) -> str:
    """Return the id of the latest fact of its kind on a day; empty where none is."""
    found = [
        (fact["effective_on"], name)
        for name, fact in past.facts.items()
        if fact["type"] == kind
        and fact["effective_on"] <= day
        and all(fact.get(key) == value for key, value in fields.items())
    ]
    return max(found, default=(day, ""))[1]


def _held(past: _Past, items: Iterable[str | None], until: date) -> list[str]:
    """Return the changes of items in all groups, up to the end of a day."""
    named = {*items}
    return [
        name
        for name, fact in past.facts.items()
        if fact["type"] in ("change", "opening")
        and fact["item"] in named
        and fact["effective_on"] <= until
    ]


def _low_at(past: _Past, terms: str, until: date) -> _Low:
    """Return what counts for low-usage devices of all groups on a day."""
    fact = past.facts[terms]
    by_contract = past.book["low_usage.judged"] == "contract"
    judged_on = fact["effective_on"] if by_contract else until
    devices = _held(past, (fact["item"],), until)
    return _Low(terms, devices, _held(past, fact["phones"], judged_on), [])


def _low_asked(past: _Past) -> dict[Key, _Low]:
    """Return the lines of low-usage devices in advance, and what each counts."""
    start, asked = past.book.span[0], dict[Key, _Low]()
    until = min(_counted_until(past.book, start), past.stop - _DAY)
    terms = _in_force_of(past, "low_usage", until)
    item = past.facts[terms]["item"] if terms else ""
    if not terms or item not in past.prices:
        return {}
    whole = _low_at(past, terms, until)
    full = past.facts[terms]["full_price"]
    kind = past.facts[past.prices[item][0][1]]["kind"]
    groups: dict[str, list[str]] = {}
    for name in whole.devices:
        group = past.facts[name].get("group", "") if kind in _SPLIT else ""
        groups.setdefault(group, []).append(name)
    before: list[str] = []
    for group in sorted(groups):
        low = _Low(terms, groups[group], whole.phones, before)
        counted = _counted_low(past.book, past.facts, low)
        left = _total_of(past.facts, low.devices) - counted
        for number, priced in ((counted, item), (left, full)):
            price = past.price(priced, until) if priced in past.prices else None
            if number:
                asked[kind, item, group or None, None, "+", price, None] = low
        before = [*before, *groups[group]]
    return asked


def _billed_months(past: _Past) -> list[date]:
    """Return the months of usage that a document bills: those of which it is told."""
    last = past.stop - _DAY
    kinds = ("usage", "no_usage")
    told = {x["month"] for x in past.facts.values() if x["type"] in kinds}
    return [month for month in _usage_months(past.book, last) if month in told]


def _complete_usage(past: _Past) -> None:
    book, months = past.book, _billed_months(past)
    period = (months[0], _next_month(months[-1])) if months else None
    _equal(book.head["usage"], period, "usage")
    asked = {key: x for key, x in _usage_asked(past) if _of_part(past, key)}
    lines = {_key(line): (line, used) for line, used in book.used}
    for key, want in asked.items():
        asking = _show(min(want.totals))
        _need(key in lines, "lines", f"must hold the {key[0]} that {asking} asks for")
        line, used = lines[key]
        _compare(line, _sets_of(used), _sets_of(want))
        end = min(_next_month(line["effective_on"]), past.stop)
        _equal(line["period"][1], end, f"{line.place}.period.end")
    for key, (line, _) in lines.items():
        told = "is asked for by nothing in the account file"
        _need(key in asked, line.place, told)
    _complete_low(past)


def _compare(line: _Line, own: Iterable[set[str]], asked: Iterable[set[str]]) -> None:
    for counted, names in zip(own, asked, strict=False):
        for name in sorted(names ^ counted):
            verb = "must name" if name in names else "must not name"
            raise _Broken(line.proof.place, f"{verb} {_show(name)}")


def _complete_low(past: _Past) -> None:
    """Hold lines of low-usage devices to the terms in force, and others to none."""
    asked = _low_asked(past)
    lows = {_key(line): low for line, low in past.book.lows}
    for line in past.book.lines:
        key = _key(line)
        told = "must follow the terms of low-usage devices in force, or none"
        _need((key in asked) == (key in lows), line.proof.place, told)
        if key in asked:
            _compare(line, _sets_of_low(lows[key]), _sets_of_low(asked[key]))


def _usage_asked(past: _Past) -> Iterator[tuple[Key, _Used]]:
    for month in _billed_months(past):
        first = max(month, past.book.head["billing_start"])
        share = _part_share(
            past.book, month, (first, min(_next_month(month), past.stop))
        )
        totals = [
            name
            for name, fact in past.facts.items()
            if fact["type"] == "usage" and fact["month"] == month
        ]
        for item in _OVERAGE:
            yield from _allowed_asked(past, month, item, totals, share)
        for kind in _RATED:
            yield from _rated_asked(past, month, kind, totals)


def _allowed_asked(
    past: _Past, month: date, item: str, totals: list[str], share: Fraction
) -> Iterator[tuple[Key, _Used]]:
    book, facts = past.book, past.facts
    first = max(month, book.head["billing_start"])
    terms = _in_force_of(past, "low_usage", first)
    low = _low_at(past, terms, first) if terms else None
    # A device billed in full is one like any other.
    pooled = low is not None and _counted_low(book, facts, low) > 0
    names = [x for x in totals if _counts_for(past, x, item, pooled=pooled)]
    units = _units(book, facts, names)
    if not units:
        return
    low = low if item == _POOL else None
    included = [] if low else _included_at(past, item, first)
    used = _Used(names, included, low, share)
    allowed = _allowed(book, facts, used)
    kinds, priced = _OVERAGE[item], "message" if item == _MESSAGES else "plan"
    if allowed is None or min(units, allowed) > 0:
        yield (kinds[0], item, None, month, "+", None, None), used
    if allowed is not None and units > allowed:
        price = _in_force_of(past, "call_rate", first, call_type=priced) or None
        yield (kinds[1], item, None, month, "+", price, None), used


def _counts_for(past: _Past, name: str, item: str, *, pooled: bool) -> bool:
    """Tell whether a total counts for what is included under a name."""
    fact, kind = past.facts[name], _OVERAGE[item][0]
    fits = fact["call_type"] in _call_types(past.book, kind, item)
    if item == _POOL:
        return fits and pooled and fact["device"] == "low_usage"
    apart = pooled and (fact["call_type"], fact["device"]) == ("plan", "low_usage")
    return fits and not apart


def _begun_within(past: _Past, first: date, unit: str, item: object) -> str:
    """Return the id of the first included that begins in the month; or empty."""
    found = [
        (fact["effective_on"], name)
        for name, fact in past.facts.items()
        if fact["type"] == "included"
        and (fact["unit"], fact.get("item")) == (unit, item)
        and first < fact["effective_on"] < _next_month(first)
    ]
    return min(found, default=(first, ""))[1]


def _included_at(past: _Past, item: str, first: date) -> list[tuple[str, list[str]]]:
    unit = "message_credit" if item == _MESSAGES else "minute"
    facts = [x for x in past.facts.values() if x["type"] == "included"]
    items = {x.get("item") for x in facts if x["unit"] == unit}
    names = [
        _in_force_of(past, "included", first, unit=unit, item=x)
        or _begun_within(past, first, unit, x)
        for x in items
    ]
    return [
        (name, _held(past, (past.facts[name].get("item"),), first))
        for name in sorted(names)
        if name
    ]


def _rated_asked(
    past: _Past, month: date, kind: str, totals: list[str]
) -> Iterator[tuple[Key, _Used]]:
    facts, by_rate = past.facts, dict[str, list[str]]()
    rates = {
        past.roots[name]: name
        for name, fact in facts.items()
        if fact["type"] == "call_rate"
    }
    for name in totals:
        if facts[name]["call_type"] == _RATED[kind]:
            rate = past.roots.get(facts[name]["rate"], "")
            place = _at("facts", f"{name}.rate")
            _need(rate in rates, place, "must be a call rate of the account file")
            by_rate.setdefault(rates[rate], []).append(name)
    for rate, names in by_rate.items():
        used = any(facts[x]["billable"] or facts[x]["connected"] for x in names)
        if used:
            key: Key = kind, facts[rate]["name"], None, month, "+", rate, None
            yield key, _Used(names, [], None, Fraction(1))


# Level 2 of levies: the same questions once more, of everything that the account has.


def _check_taxes(past: _Past, file: Fields) -> None:
    book, facts = past.book, past.facts
    rates = _file_rates(file)
    known = {key: x for key, x in facts.items() if x["type"] == "address"}
    addresses = [(fact["effective_on"], key) for key, fact in known.items()]
    together = bool(addresses) == bool(book.head["addresses"])
    _need(together, "addresses", "must be there if the account has any, and only then")
    _check_sales_taxes(book, file)
    for key, policy in book.policies.items():
        if policy["policy"] == "rate":
            _check_rate(policy, rates, _at("policies", key))
    days = {line["id"]: [_charging_day(past, line)] for line in book.lines}
    supplied: dict[str, list[date]] = {}
    for series, first in rates:
        supplied.setdefault(series, []).append(first)
    _levy_again(_desk(book, facts, addresses, supplied, days))


def _section(file: Fields, name: str) -> list[Fields]:
    rows = file.get(name, [])
    _need(len(rows) <= _MOST_NAMES, name, f"must be {_MOST_NAMES} at most")
    read = enumerate(rows)
    return [_read(x, _SHAPES[name], f"{name}[{index}]") for index, x in read]


def _file_rates(file: Fields) -> dict[tuple[str, date], Fraction]:
    rates: dict[tuple[str, date], Fraction] = {}
    for index, row in enumerate(_section(file, "rates")):
        place, entry = f"rates[{index}]", (row["series"], row["from_on"])
        _need(row["percent"] <= _HUNDRED, f"{place}.percent", "must be 100 at most")
        _need(entry not in rates, place, "is a second rate of one day")
        rates[entry] = row["percent"]
    return rates


def _check_rate(
    rate: Fields, rates: Mapping[tuple[str, date], Fraction], place: str
) -> None:
    entry = (rate["series"], rate["from_on"])
    own = f"rate-{entry[0]}-{entry[1]}"
    supplied = rate["clause"].startswith("rate-")
    if supplied or (rate["category"] == "standard" and entry in rates):
        _equal(rate["clause"], own, f"{place}.clause")
        _need(entry in rates, place, "is not in the account file")
        _equal(rate["percent"], rates[entry], f"{place}.percent")


def _check_sales_taxes(book: _Book, file: Fields) -> None:
    rows, levies = _section(file, "taxes"), book.levy_policies
    places = [_places(book.facts[name]) for name in book.head["addresses"]]
    asked = [x for x in rows if any(x["jurisdiction"] in lies for lies in places)]
    names = [row["name"] for row in asked]
    shown = [name for name, levy in levies.items() if levy["line"] == "sales_tax"]
    _need(shown == names, "levy_order", "must hold the taxes of the account file")
    last = [*levies][len(levies) - len(names) :]
    _need(last == names, "levy_order", "must end with the taxes of the account file")
    for row in asked:
        levy, place = levies[row["name"]], f"taxes.{_at('', row['name'])}"
        own = {"jurisdiction": row["jurisdiction"], "series": row["name"]}
        for name, value in {**own, "places": (row["jurisdiction"],)}.items():
            _equal(levy[name], value, f"{place}.{name}")


def _charging_day(past: _Past, line: _Line) -> date:
    """Return the day of the invoice that charged what a line credits."""
    issued, *others = _charging_days(past.book, line)
    if others and line.proof.named("price.frequency"):
        return _greater_part(past, line, issued)
    begin, credited = past.book.head["billing_start"], line["effective_on"]
    for day in others:
        month = _month(day)
        held_on = begin if begin > month else _counted_until(past.book, month)
        if past.book.kind in _CYCLES:
            held_on = past.book.head["cycle"]["past"]["period"][0]
        changes = past.changes.get((line["item"], line["group"]), [])
        if _priced_anew(past, line, held_on):
            return issued
        names = {
            name
            for on, name in changes
            if on <= held_on or (on < credited and past.facts[name]["quantity"] < 0)
        }
        if 2 * _total_of(past.facts, names) >= -line["quantity"]:
            return day
    return issued


def _greater_part(past: _Past, line: _Line, issued: date) -> date:
    """Return which invoice charged most of what a year's or quarter's line credits."""
    nothing, last = Fraction(0), -line["quantity"]
    shares: dict[date, Fraction] = {issued: last}
    for day, first, end in _spans_charged(past, line):
        part = max(min(end, last) - max(first, nothing), nothing)
        shares[min(day, issued)] = shares.get(min(day, issued), nothing) + part
        shares[issued] -= part
    return min(shares, key=lambda day: (-shares[day], day))


def _spans_charged(past: _Past, line: _Line) -> list[tuple[date, Fraction, Fraction]]:
    """
    Return which invoice charged from which unit to which, oldest first.

    Units are counted from the first one that the line gives back.
    """
    book, price = past.book, line["price"]
    charged, held_on = _charged_ahead(book, line)
    alone = book["proration.same_day"] == "per_change"
    changes = past.changes.get((line["item"], line["group"]), [])
    names = {name for on, name in changes if on <= held_on}
    level = top = past.quantity(names, price)
    spans, gone = [(charged, Fraction(0), level)], Fraction(0)
    cause, credited = _credited_by(line), line["effective_on"]
    later = [(on, name) for on, name in changes if on > held_on]
    in_turn = _as_billed(past, line, later)
    own = [x[:2] == (credited, True) and (not alone or x[3] == cause) for x in in_turn]
    for _, removes, on, name in in_turn[: [*own, True].index(True)]:
        names.add(name)
        step = past.quantity(names, price) - level
        level += step
        if removes:
            gone -= step
        else:
            spans.append((_billed_next(book, on), top, top + step))
            top += step
    return [(day, first - gone, end - gone) for day, first, end in spans]


def _as_billed(
    past: _Past, line: _Line, changes: list[tuple[date, str]]
) -> list[tuple[date, bool, date, str]]:
    """Return changes in the order of their lines, additions of a day first."""
    counting, day = _counting_of(past, line["item"]), line["effective_on"]
    # What changes until a period begins is billed together, as of its first day.
    start = counting.before(day + _DAY)[0] if counting else day
    facts = past.facts
    return sorted(
        (max(on, start), facts[name]["quantity"] < 0, on, name) for on, name in changes
    )


def _priced_anew(past: _Past, line: _Line, held_on: date) -> bool:
    """Tell whether a new price has given back all that was billed in advance."""
    moves = past.book["proration.price_change"] == "on_the_day"
    moved_now = past.price(line["item"], line["effective_on"]) != line["price"]
    last = line["effective_on"] - moved_now * _DAY
    days = [day for day, _ in past.prices[line["item"]]]
    return moves and any(held_on < day <= last for day in days)


if __name__ == "__main__":
    sys.exit(main())
