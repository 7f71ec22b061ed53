"""
The independent checker of invoice documents: one file, standard library only.

It shares no code with the rest of the package; it can be copied and run alone::

    python verify.py INVOICE.json [--facts ACCOUNT.toml]

*Level 1* needs the document alone. It recomputes the digests, every step of every
proof, the ids of the lines and the sums; then it works out each amount and each date
a second time, from the plain fields and the facts, by a formula of its own.
*Level 2* needs the account file too. It compares every fact with the file, and works
out which changes, prices and purchases the document had to name.

A document that does not hold is never an exception. It is a report that names the
first thing that is wrong:

>>> report = verify({"schema": 0, "digest": "of something else"})
>>> report.holds
False
>>> print(report.failure)
digest: must be the digest of everything else in the document

What neither level can see: whether an issue date given by the issuer is the day on
which the document left, and whether the policies are those of the named market. The
latter is shown by assembling the document again.
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
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from pathlib import Path
from typing import Any, NoReturn

__all__ = ["Finding", "Report", "main", "verify", "verify_facts"]

_MOST_VALUES, _MOST_LEVELS, _LONGEST_TEXT = 1_000_000, 16, 20_000
_MOST_BYTES = 64_000_000
_MOST_BITS = 800  # of numerator and denominator together: about 240 digits
_DAY = timedelta(days=1)
_HALF = Fraction(1, 2)

# ISO 4217, list one, 2026: every active code that has a minor unit.
_MINOR_UNITS = {
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF": 0,
    "BHD IQD JOD KWD LYD OMR TND": 3,
    "CLF UYW": 4,
}
_TWO_DIGITS = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP
    BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB
    EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
    KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
    MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
    RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
    TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """.split()
)

Value = Any  # a number, a day, a text or a rounding; _letter tells which
Fields = dict[str, Any]
Reader = Callable[[object, str], Any]
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
    leaves: tuple[tuple[str, str], ...]  # (what kind of field, whose it is)

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
class _Book:
    head: Fields
    facts: Mapping[str, Fields]
    policies: Mapping[str, Fields]
    roles: Mapping[str, Fields]
    lines: list[_Line]
    proofs: list[_Proof]
    proven: dict[str, Value]

    @property
    def kind(self) -> str:
        return str(self.head["document"]["kind"])

    @property
    def product(self) -> str:
        return str(self.head["document"]["product"])

    @property
    def span(self) -> tuple[date, date]:
        start, end = self.head["document"]["period"]
        return start, end

    def only(self, kind: str) -> Fields | None:
        return next((x for x in self.facts.values() if x["type"] == kind), None)


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
        book = _check(document)
    except _Broken as broken:
        return Report(1, (), broken.finding)
    return Report(1, _proved(book), None)


def verify_facts(document: object, account: object) -> Report:
    """
    Check a document by itself, then against its account file: level 2.

    Args:
        document: The invoice document as :func:`json.loads` returns it.
        account: The account file: its path, or its content with decimals as
            :class:`decimal.Decimal` or texts, and days as dates or texts.

    Returns:
        The report of level 2, or that of level 1 if the document fails there.

    >>> verify_facts({}, {}).level
    1
    """
    try:
        book = _check(document)
    except _Broken as broken:
        return Report(1, (), broken.finding)
    try:
        content = _load(account, str) if isinstance(account, Path) else account
        return Report(2, _check_facts(book, content), None)
    except _Broken as broken:
        return Report(2, (), broken.finding)


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
    many = isinstance(content, list)
    documents = content if isinstance(content, list) else [content]
    names = [f"documents[{i}]" if many else "document" for i in range(len(documents))]
    return int(not all([*map(_tell, names, documents, [account] * len(names))]))


_SUBJECT = "Check invoice documents: proofs (level 1) and facts (level 2)."


def _tell(name: str, document: object, account: object) -> bool:
    reports = [verify(document)]
    if account is not None and reports[0].holds:
        reports.append(verify_facts(document, account))
    for report in reports:
        verdict = "holds" if report.holds else "does not hold"
        details = (report.failure,) if report.failure else report.proved
        lines = [f"{name}, level {report.level}: {verdict}", *map(str, details)]
        sys.stdout.write("\n  ".join(lines) + "\n")
    return reports[-1].holds


# Reading: nothing is used before it has been found small, plain and well spelled.


def _load(path: Path, decimal: type) -> object:
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    _need(len(content) <= _MOST_BYTES, str(path), "is too large")
    try:
        if path.suffix == ".toml":
            return tomllib.loads(content.decode(), parse_float=_toml_decimal)
        return json.loads(content, parse_float=decimal, object_pairs_hook=_distinct)
    except (ValueError, RecursionError) as error:
        raise _Broken(str(path), f"cannot be read: {_show(str(error))}") from None


def _toml_decimal(text: str) -> str:
    return text.replace("_", "").lstrip("+")


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return content


def _small(value: object, place: str, plain: tuple[type, ...]) -> None:
    waiting, seen = [(value, 0)], 0
    while waiting:
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
        else:
            _need(entry is None or type(entry) in plain, place, "holds no plain data")
            _need(type(entry) is not int or abs(entry) < 10**18, place, "is too large")
        waiting += [(entry, level + 1) for entry in inner]
        _need(seen + len(waiting) <= _MOST_VALUES, place, "holds too many values")
        _need(level <= _MOST_LEVELS, place, "is nested too deep")


_SURROGATE = re.compile("[\ud800-\udfff]")


def _need(claim: object, place: str, reason: str) -> None:
    if not claim:
        raise _Broken(place, reason)


def _equal(actual: Value, expected: Value, place: str) -> None:
    if actual != expected:
        raise _Broken(place, f"must be {_show(expected)}, got {_show(actual)}")


def _show(value: object) -> str:
    if isinstance(value, str):
        return ascii(value[:60])
    if isinstance(value, tuple):
        return " to ".join(map(_show, value))
    return "null" if value is None else str(value)


def _named(place: str, key: str) -> str:
    plain = re.fullmatch(r"[\w-]{1,64}", key, re.ASCII)
    return f"{place}.{key if plain else ascii(key[:60])}".lstrip(".")


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _read(value: object, shape: Mapping[str, Reader], place: str) -> Fields:
    content = _object(value, place or "document")
    readers = {name.rstrip("?"): reader for name, reader in shape.items()}
    for key in content:
        _need(key in readers, _named(place, key), "is no known key")
    for name in shape:
        _need(name[-1] == "?" or name in content, _named(place, name), "is missing")
    return {key: readers[key](x, _named(place, key)) for key, x in content.items()}


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
        kind = "an empty text" if value == "" else type(value).__name__
        raise _Broken(place, f"must be a text, got {kind}")
    return value


def _day(value: object, place: str) -> date:
    text = _text(value, place)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _Broken(place, f"must be a day, got {_show(text)}") from None
    _equal(text, day.isoformat(), place)
    _need(1900 <= day.year < 3000, place, f"must be in 1900 to 2999, got {text}")
    return day


def _spelled(pattern: str, what: str) -> Reader:
    def read(value: object, place: str) -> Fraction:
        text = _text(value, place)
        fits = re.fullmatch(pattern, text, re.ASCII)
        _need(fits, place, f"must be {what}, got {_show(text)}")
        return Fraction(text)

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
        _need(text in words, place, f"must be {' or '.join(words)}, got {_show(text)}")
        return text

    return read


def _period(value: object, place: str) -> tuple[date, date]:
    period = _read(value, {"start": _day, "end": _day}, place)
    _need(period["start"] <= period["end"], place, "must not end before it starts")
    return period["start"], period["end"]


def _rounding(value: object, place: str) -> Fields:
    rounding = _read(value, _shape("mode:text places:text step:bought"), place)
    _one_of(*_MODES)(rounding["mode"], f"{place}.mode")
    if rounding["places"] != "minor_unit":
        places = _spelled(r"\d|1[0-8]", "minor_unit or a count up to 18")
        rounding["places"] = int(places(rounding["places"], f"{place}.places"))
    return rounding


def _zero(value: object, place: str) -> int:
    _need(type(value) is int and value == 0, place, "must be the number 0")
    return 0


_PARTS = _spelled(r"(0|-?[1-9]\d{0,59})(/[1-9]\d{0,59})?", 'a number "p/q" or "p"')
_READERS: Mapping[str, Reader] = {
    "any": lambda value, _place: value,
    "array": _array,
    "bought": _spelled(r"[1-9]\d{0,11}", "a whole number from 1"),
    "changed": _spelled(r"-?[1-9]\d{0,11}", "a whole number other than 0"),
    "count": _spelled(r"0|[1-9]\d{0,11}", "a whole number from 0"),
    "day": _day,
    "day_number": _spelled(r"[1-9]|[12]\d|3[01]", "a day of a month"),
    "object": _object,
    "period": _period,
    "price": _spelled(r"(0|[1-9]\d{0,17})(\.\d{1,18})?", "a decimal number from 0"),
    "rounding": _rounding,
    "small": _spelled(r"0|[1-9]\d{0,2}", "a whole number from 0 to 999"),
    "text": _text,
    "whole": _spelled(r"0|-?[1-9]\d{0,11}", "a whole number"),
    "zero": _zero,
}


def _shape(text: str) -> dict[str, Reader]:
    """Read "name:kind"; "name?" may be absent, "~kind" null, "a|b" is one of those."""

    def reader(kind: str) -> Reader:
        read = _READERS.get(kind.lstrip("~")) or _one_of(*kind.split("|"))
        if kind[0] == "~":
            return lambda value, place: None if value is None else read(value, place)
        return read

    pairs = (entry.split(":") for entry in text.split())
    return {name: reader(kind) for name, kind in pairs}


_DOCUMENT = _shape(
    """schema:zero market:text edition:text readings:object account:text document:any
    issue_date:day sent_on:~day due_date:~day dispute_until:day autopay_on:~day
    known_on:~day currency:text brought_forward:any lines:array facts:object
    policies:object clauses:object subtotal:any total:any payable:any proofs:object
    digest:text"""
)
_HEAD = _shape("kind:recurring|one_time product:text period:period")
_LINE = _shape(
    """id:text kind:text class:text item:text group:~text quantity:changed unit:~text
    unit_price:price amount:any effective_on:~day price:~text fact:~text code:~text
    period:period proof:object"""
)
_STEP = _shape("op:text of:array is:object label:text clause:text")
_FACTS = {
    "contract": _shape(
        "type:text signed_on?:day free_months:small billing_start_on?:day known_on:day"
    ),
    "service_end": _shape("type:text last_day_of_service:day known_on:day"),
    "price": _shape(
        """type:text item:text unit:text unit_price:price minimum_quantity:count
        kind:service_charge|standard_number|contact_center|rental product:text
        effective_on:day known_on:day"""
    ),
    "change": _shape(
        "type:text item:text quantity:changed group?:text effective_on:day known_on:day"
    ),
    "opening": _shape(
        "type:text item:text quantity:whole group?:text effective_on:day known_on:day"
    ),
    "one_time": _shape(
        """type:text kind:hardware|number_purchase|other_charge|other_credit item:text
        quantity:bought unit_price:price effective_on:day known_on:day product:text
        code?:text"""
    ),
}
_POLICIES = {
    "proration": _shape(
        """policy:text day_count:actual_after_start|actual_from_start|thirty_day_month
        removals:credited|not_credited zero_days:shown|omitted clause:text
        same_day:netted_by_sign|per_change rounded:line|unit_share rounding:rounding
        price_change:on_the_day|next_cycle last_month:days_served|full_month
        emptied:service_continues|cancellation|minimum_quantity"""
    ),
    "recurring": _shape(
        "policy:text quantities:day_one|invoice_date rounding:rounding clause:text"
    ),
    "start": _shape(
        """policy:text counted:later|quote|signature free_month_days:small
        missing_day:clamp|roll_over|refuse clause:text"""
    ),
    "cycle": _shape(
        """policy:text first_invoice:window|next_month|on_start_date|month_after
        window_last_day:day_number number_purchase:next_monthly|one_time_invoice
        nothing_to_bill:no_invoice|invoice clause:text"""
    ),
    "issue": _shape("policy:text day:day_number clause:text"),
    "one_time": _shape("policy:text rounding:rounding clause:text"),
    "due": _shape(
        """policy:text days:small counted_from:invoice_date|sent_date due_day:0|10|15|20|25|30
        clause:text"""
    ),
    "dispute": _shape("policy:text days:small clause:text"),
    "autopay": _shape(
        "policy:text charged:day_of_month|due_date day:day_number clause:text"
    ),
    "settlement": _shape(
        "policy:text negative_total:account_credit|refund|carried_line clause:text"
    ),
}
_UNITS = {
    "service_charge": "device extension",
    "standard_number": "toll_free_number inbound_only_number two_way_number"
    " international_number",
    "contact_center": "subscription",
    "rental": "rented_device",
}
_CLASSES = {
    "service_charge": "telecommunications",
    "standard_number": "telecommunications",
    "prorated_charge": "of the item's own kind",
    "contact_center": "software",
    "rental": "equipment_rental",
    "hardware": "equipment_sale",
    "number_purchase": "fee",
    "other_charge": "fee",
    "other_credit": "fee",
}
_ORDER = tuple(_CLASSES)
_SPLIT = ("service_charge", "standard_number")
_READINGS = {
    "day_count": "proration.day_count",
    "removals": "proration.removals",
    "free_months": "start.free_month_days",
    "billing_start": "start.counted",
    "first_invoice": "cycle.first_invoice",
    "quantities": "recurring.quantities",
    "invoice_day": "issue.day",
    "zero_days": "proration.zero_days",
    "same_day": "proration.same_day",
    "rounded": "proration.rounded",
    "proration_rounding": "proration.rounding.mode",
    "price_change": "proration.price_change",
    "emptied": "proration.emptied",
    "nothing_to_bill": "cycle.nothing_to_bill",
    "negative_total": "settlement.negative_total",
    "number_purchase": "cycle.number_purchase",
    "last_month": "proration.last_month",
    "due_counted_from": "due.counted_from",
    "due_day": "due.due_day",
    "dispute_days": "dispute.days",
    "autopay": "autopay.charged",
}
_WORDS = {
    ("free_months", "0"): "calendar_months",
    ("free_months", "30"): "thirty_days",
    ("autopay", "day_of_month"): "tenth",
}


def _fact(value: object, place: str) -> Fields:
    kind = _one_of(*_FACTS)(_object(value, place).get("type"), f"{place}.type")
    fact = _read(value, _FACTS[kind], place)
    if kind == "price":
        fits = fact["unit"] in _UNITS[fact["kind"]].split()
        _need(fits, f"{place}.unit", f"must be {' or '.join(_UNITS[fact['kind']].split())}")
    if kind == "one_time":
        other, code = fact["kind"].startswith("other_"), fact.get("code", "")
        fits = ":" in code if other else not code
        _need(fits, f"{place}.code", "must be namespaced, and for other_* only")
    if kind == "contract":
        signed = "signed_on" in fact
        _need(signed or "billing_start_on" in fact, place, "must have a first day")
        _need(signed or not fact["free_months"], place, "has free months of no day")
    return fact


# Arithmetic: for each operation the letters of its operands (N number, D day, T text,
# R rounding) and its value.


def _letter(value: Value) -> str:
    return {Fraction: "N", date: "D", str: "T", dict: "R"}.get(type(value), "-")


def _refuse(reason: str) -> NoReturn:
    raise ValueError(reason)


def _bounded(number: Fraction) -> Fraction:
    bits = number.numerator.bit_length() + number.denominator.bit_length()
    return number if bits <= _MOST_BITS else _refuse("the number grows too large")


def _fold(act: Callable[[Fraction, Fraction], Fraction]) -> Callable[..., Fraction]:
    return lambda *numbers: reduce(lambda a, b: _bounded(act(a, b)), numbers)


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


def _minor_digits(currency: str) -> int:
    if currency in _TWO_DIGITS:
        return 2
    found = (digits for codes, digits in _MINOR_UNITS.items() if currency in codes.split())
    digits = next(found, None)
    return _refuse(f"{_show(currency)} is no currency") if digits is None else digits


def _round(number: Fraction, rounding: Fields, currency: str) -> Fraction:
    digits, places = _minor_digits(currency), rounding["places"]
    unit = Fraction(rounding["step"], 10 ** (digits if places == "minor_unit" else places))
    low = number // unit
    return (low + _MODES[rounding["mode"]](low, number / unit - low)) * unit


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
    if missing_day == "clamp":
        return last
    is_next = missing_day == "roll_over"
    return last + _DAY if is_next else _refuse(f"the month has no day {day.day}")


def _next_day_of_month(day: date, number: Fraction) -> date:
    wanted = _integer(number)
    firsts = (_month(day), _next_month(day))
    days = [x.replace(day=min(wanted, (_next_month(x) - _DAY).day)) for x in firsts]
    return min(x for x in days if x >= day)


def _charged_from(day_count: str, day: date) -> date:
    known = day_count in _DAY_COUNTS or _refuse(f"{_show(day_count)} is no day count")
    return day + _DAY if known and day_count == "actual_after_start" else day


def _charged_days(day_count: str, start: date, end: date) -> Fraction:
    if day_count == "thirty_day_month":
        return Fraction(_thirty(end) - _thirty(start))
    known = day_count in _DAY_COUNTS or _refuse(f"{_show(day_count)} is no day count")
    return Fraction((end - start).days * known)


def _thirty(day: date) -> int:
    return 360 * day.year + 30 * (day.month - 1) + min(day.day, 30) - 1


_DAY_COUNTS = ("actual_after_start", "actual_from_start", "thirty_day_month")
_OPERATIONS: Mapping[str, tuple[str, Callable[..., Value]]] = {
    "given": ("[ND]", lambda value: value),
    "sum": ("N*", lambda *numbers: _fold(operator.add)(Fraction(0), *numbers)),
    "minus": ("NN", _fold(operator.sub)),
    "negate": ("N", operator.neg),
    "times": ("NNN*", _fold(operator.mul)),
    "over": ("NN", _fold(operator.truediv)),
    "greatest": ("NNN*", max),
    "least": ("NNN*", min),
    "at_least_zero": ("N", lambda number: max(number, Fraction(0))),
    "round": ("NRT", _round),
    "day_after": ("D", lambda day: day + _DAY),
    "plus_days": ("DN", _plus_days),
    "plus_months": ("DNT", _plus_months),
    "month_start": ("D", _month),
    "next_month": ("D", _next_month),
    "day_of_month": ("DN", lambda day, number: day.replace(day=_integer(number))),
    "next_day_of_month": ("DN", _next_day_of_month),
    "later": ("DD*", lambda *days: max(days)),
    "earlier": ("DD*", lambda *days: min(days)),
    "charged_from": ("TD", _charged_from),
    "charged_days": ("TDD", _charged_days),
}


def _compute(operation: str, operands: list[Value], place: str) -> Value:
    _need(operation in _OPERATIONS, place, f"{_show(operation)} is no operation")
    letters, act = _OPERATIONS[operation]
    found = "".join(map(_letter, operands))
    fits = re.fullmatch(letters, found)
    _need(fits, place, f"{operation} takes {letters}, got {found[:20] or 'nothing'}")
    try:
        return act(*operands)
    except (ArithmeticError, ValueError) as error:
        raise _Broken(place, f"{operation} has no value: {error}") from None


# Proofs: every leaf looked up, every step recomputed.

_LEAVES = {
    rule: frozenset(leaves.split())
    for rule, leaves in {
        "recurring_charge": """change.quantity opening.quantity price.unit_price
            price.minimum_quantity service_end.last_day_of_service
            @proration.day_count @recurring.rounding #period.start #period.end
            #currency""",
        "prorated_charge": """change.quantity change.effective_on opening.quantity
            price.unit_price price.effective_on contract.signed_on
            contract.free_months contract.billing_start_on @start.missing_day
            @start.free_month_days service_end.last_day_of_service
            @proration.day_count @proration.rounding #currency""",
        "one_time_charge": """one_time.quantity one_time.unit_price @one_time.rounding
            #currency""",
        "brought_forward": "#brought_forward",
        "subtotal": "line",
        "total": "amount.subtotal",
        "payable": "amount.total",
        "issue_date": """#period.start #issue_date @issue.day contract.signed_on
            contract.free_months contract.billing_start_on @start.missing_day
            @start.free_month_days""",
        "due_date": "#issue_date #sent_on @due.days @due.due_day",
        "dispute_until": "#issue_date @dispute.days",
        "autopay_on": "#issue_date @autopay.day amount.due_date",
    }.items()
}


def _prove(book: _Book, value: object, rule: str, place: str) -> _Proof:
    raw = _read(value, _shape("rule:text steps:array"), place)
    _equal(raw["rule"], rule, f"{place}.rule")
    values: list[Value] = []
    operations, leaves, used = [], [], set()
    for index, raw_step in enumerate(raw["steps"]):
        spot = f"{place}.steps[{index}]"
        step = _read(raw_step, _STEP, spot)
        _need(step["clause"] in book.head["clauses"], spot, "rests on an unknown clause")
        inputs, operands = [], [_operand(x, spot) for x in step["of"]]
        for tag, name in operands:
            if tag == "step":
                _need(int(name) < index, spot, "must use earlier steps only")
                used.add(int(name))
                inputs.append(values[int(name)])
                continue
            leaf, whose, found = _leaf(book, tag, name, spot)
            _need(leaf in _LEAVES[rule], spot, f"{rule} must not rest on {leaf}")
            leaves.append((leaf, whose))
            inputs.append(found)
        values.append(_compute(step["op"], inputs, spot))
        _equal(_stated(step["is"], f"{spot}.is"), values[-1], spot)
        operations.append((step["op"], tuple(operands)))
    _need(values, f"{place}.steps", "must not be empty")
    for index in range(len(values) - 1):
        _need(index in used, f"{place}.steps[{index}]", "is used by no later step")
    proof = _Proof(place, tuple(operations), tuple(values), tuple(leaves))
    book.proofs.append(proof)
    return proof


def _operand(value: object, place: str) -> tuple[str, str]:
    content = _object(value, place)
    _need(len(content) == 1, place, "has an operand of not one key")
    ((tag, name),) = content.items()
    if tag == "step":
        _need(type(name) is int and name >= 0, place, "must name a step by its number")
        return tag, str(name)
    _need(tag in ("fact", "policy", "document", "line", "amount"), place, f"{_show(tag)} is no operand")
    return tag, _text(name, place)


def _stated(content: dict[str, object], place: str) -> Value:
    stated = _read(content, {"number?": _ratio, "date?": _day}, place)
    _need(len(stated) == 1, place, "must be one number or one date")
    return next(iter(stated.values()))


def _leaf(book: _Book, tag: str, name: str, place: str) -> tuple[str, str, Value]:
    whose, _, part = name.rpartition(".")
    if tag in ("fact", "policy"):
        held = book.facts if tag == "fact" else book.policies
        _need(part in held.get(whose, {}), place, f"{_show(name)} is not in the document")
        kind = held[whose].get("policy") or held[whose]["type"]
        return f"{'@' * (tag == 'policy')}{kind}.{part}", whose, held[whose][part]
    if tag == "document":
        start, end = book.span
        header = {**book.head, "period.start": start, "period.end": end}
        return f"#{name}", name, header.get(name)
    if tag == "line":
        return "line", name, book.proven.get(f"line {name}")
    return f"amount.{name}", name, book.proven.get(name)


# Level 1: the document in order, each answer worked out a second time.


def _check(document: object) -> _Book:
    _small(document, "document", (int,))
    raw = _object(document, "document")
    rest = {key: value for key, value in raw.items() if key != "digest"}
    holds = raw.get("digest") == _digest(rest)
    _need(holds, "digest", "must be the digest of everything else in the document")
    head = _read(raw, _DOCUMENT, "")
    _check_header(head)
    policies = _policies(head)
    roles = {policy["policy"]: policy for policy in policies.values()}
    book = _Book(head, _facts(head), policies, roles, [], [], {})
    for name, stated in head["readings"].items():
        _equal(stated, _reading(book, name, "readings"), _named("readings", name))
    for index, line in enumerate(head["lines"]):
        _check_line(book, line, f"lines[{index}]")
    _check_lines(book)
    _check_answers(book)
    used = {whose for proof in book.proofs for _, whose in proof.leaves}
    for fact_id in book.facts:
        _need(fact_id in used, _named("facts", fact_id), "is named by no proof")
    return book


def _proved(book: _Book) -> tuple[str, ...]:
    steps = sum(len(proof.values) for proof in book.proofs)
    total, payable = book.head["total"], book.head["payable"]
    return (
        f"digests: the document and {len(book.policies)} policies",
        f"arithmetic: {steps} steps of {len(book.proofs)} proofs",
        f"formulas: {len(book.lines)} lines, 3 sums, 4 dates",
        f"leaves: {len(book.facts)} facts, each used",
        f"total {float_free(total)}, payable {float_free(payable)}",
    )


def _check_header(head: Fields) -> None:
    about = head["document"] = _read(head["document"], _HEAD, "document")
    start, end = about["period"]
    months = about["kind"] == "recurring"
    expected = (_month(start), _next_month(start)) if months else (start, start + _DAY)
    _equal((start, end), expected, "document.period")
    try:
        money = _money(_minor_digits(head["currency"]))
    except ValueError as error:
        raise _Broken("currency", str(error)) from None
    for name in ("subtotal", "total", "payable"):
        head[name] = money(head[name], name)
    if head["brought_forward"] is not None:
        head["brought_forward"] = money(head["brought_forward"], "brought_forward")
    for clause, content in head["clauses"].items():
        _object(content, _named("clauses", clause))
    for index, line in enumerate(head["lines"]):
        place = f"lines[{index}]"
        head["lines"][index] = _read(line, {**_LINE, "amount": money}, place)


def _facts(head: Fields) -> dict[str, Fields]:
    facts = {}
    for fact_id, raw in head["facts"].items():
        place = _named("facts", fact_id)
        facts[fact_id] = fact = _fact(raw, place)
        late = head["known_on"] and fact["known_on"] > head["known_on"]
        _need(not late, f"{place}.known_on", f"must be {head['known_on']} or before")
    kinds = [fact["type"] for fact in facts.values()]
    for kind in ("contract", "service_end"):
        _need(kinds.count(kind) <= 1, "facts", f"must hold at most one {kind}")
    return facts


def _policies(head: Fields) -> dict[str, Fields]:
    policies = {}
    for key, raw in head["policies"].items():
        place = _named("policies", key)
        _need(key == _digest(raw), place, "must be the digest of its policy")
        role = _one_of(*_POLICIES)(_object(raw, place).get("policy"), f"{place}.policy")
        policies[key] = policy = _read(raw, _POLICIES[role], place)
        _need(policy["clause"] in head["clauses"], place, "rests on an unknown clause")
    roles = [policy["policy"] for policy in policies.values()]
    _need(sorted(roles) == sorted(_POLICIES), "policies", "must be one of each role")
    return policies


def _reading(book: _Book, name: str, place: str) -> str:
    _need(name in _READINGS, _named(place, name), "is no known reading")
    role, *parts = _READINGS[name].split(".")
    value: Value = reduce(lambda content, part: content[part], parts, book.roles[role])
    return _WORDS.get((name, str(value)), str(value))


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
    if kind == "prorated_charge":
        rule = kind
        one_time &= book.roles["cycle"]["number_purchase"] != "one_time_invoice"
    elif kind == "other_credit" and (plain["item"], plain["fact"]) == _CARRIED:
        rule = "brought_forward"
    fits = one_time == (rule == "one_time_charge")
    _need(fits, f"{place}.kind", f"{kind} is no line of a {book.kind} document")
    return rule


_CARRIED = ("brought forward", None)


def _line_id(book: _Book, line: _Line) -> str:
    start, end = book.span
    about = [book.head["account"], book.product, book.kind, str(start), str(end)]
    day = line["effective_on"] and str(line["effective_on"])
    what = [line["kind"], line["item"], line["group"], day, _sign(line)]
    return _digest([*about, *what, line["price"], line["fact"], None])[:32]


def _sign(line: _Line) -> str:
    return "-" if line["quantity"] < 0 or line["kind"] == "other_credit" else "+"


def _audit_recurring(book: _Book, line: _Line) -> None:
    price = _price(book, line)
    split = line["kind"] in _SPLIT
    start, end = book.span
    quantity = _count(line, _changes(book, line, by_group=split), _limit(book))
    if book.roles["proration"]["emptied"] == "minimum_quantity":
        quantity = max(quantity, price["minimum_quantity"])
    until = _served(book, end)
    _need(until > start, f"{line.place}.period", "lies after the end of service")
    _need(quantity > 0, f"{line.place}.quantity", "must be more than 0")
    _need(price["effective_on"] <= _limit(book), f"{line.place}.price", "is later")
    line.must(kind=price["kind"], quantity=quantity, period=(start, until))
    line.must(group=line["group"] if split else None, effective_on=None, fact=None)
    share = _share(book, start, until, end)
    full = quantity * price["unit_price"]
    line.must(amount=_money_of(book, full * share, "recurring"))


def _limit(book: _Book) -> date:
    """Return the last day whose changes the quantities of the month hold."""
    by_invoice = book.roles["recurring"]["quantities"] == "invoice_date"
    issued: date = book.head["issue_date"]
    return max(issued, book.span[0]) if by_invoice else book.span[0]


def _price(book: _Book, line: _Line) -> Fields:
    named = line.proof.named("price.unit_price")
    _need(named == [line["price"]], f"{line.place}.price", "must be the one that its proof names")
    price = book.facts[line["price"]]
    line.must(item=price["item"], unit=price["unit"], unit_price=price["unit_price"])
    line.must(class_=_CLASSES[price["kind"]], code=None)
    _equal(price["product"], book.product, f"{line.place}.price")
    return price


def _changes(book: _Book, line: _Line, *, by_group: bool) -> list[Fields]:
    named = line.proof.named("change.quantity", "opening.quantity")
    place = line.proof.place
    _need(len(named) == len(set(named)), place, "counts a change twice")
    changes = [book.facts[name] for name in named]
    opened = {x.get("group"): x for x in changes if x["type"] == "opening"}
    for name, change in zip(named, changes, strict=True):
        belongs = change["item"] == line["item"]
        belongs &= not by_group or change.get("group") == line["group"]
        _need(belongs, place, f"counts {_show(name)} of another item or group")
        opening = opened.get(change.get("group"), change)
        again = opening is not change and opening["effective_on"] >= change["effective_on"]
        _need(not again, place, f"counts {_show(name)}, which an opening holds")
    return changes


def _count(line: _Line, changes: list[Fields], until: date) -> Fraction:
    late = any(change["effective_on"] > until for change in changes)
    _need(not late, line.proof.place, f"counts a change after {until}")
    return sum((change["quantity"] for change in changes), Fraction(0))


def _served(book: _Book, end: date) -> date:
    """Return the end of what is charged in a month that ends before this day."""
    stop = book.only("service_end")
    if stop is None or book.roles["proration"]["last_month"] == "full_month":
        return end
    return min(end, stop["last_day_of_service"] + _DAY)


def _share(book: _Book, first: date, until: date, end: date) -> Fraction:
    if book.roles["proration"]["day_count"] == "thirty_day_month":
        last = 31 if until == end else min(until.day, 30)
        return Fraction(last - min(first.day, 30), 30)
    return Fraction((until - first).days, (end - _DAY).day)


def _money_of(book: _Book, number: Fraction, role: str) -> Fraction:
    return _round(number, book.roles[role]["rounding"], book.head["currency"])


def _audit_prorated(book: _Book, line: _Line) -> None:
    price, day = _price(book, line), line["effective_on"]
    policy = book.roles["proration"]
    _need(day and day.day > 1, f"{line.place}.effective_on", "must be on day 2 or later")
    _need(price["effective_on"] <= day, f"{line.place}.price", "is later")
    starts = any(kind.startswith("contract.") for kind, _ in line.proof.leaves)
    quantity = (_starting if starts else _changed)(book, line, price)
    line.must(quantity=quantity)
    _check_month(book, line, starts=starts)
    _check_form(line)
    end = _next_month(day)
    until = _served(book, end)
    first = day + _DAY if policy["day_count"] == "actual_after_start" else day
    _need(day < until, f"{line.place}.effective_on", "is after the end of service")
    line.must(period=(first, until))
    share = _share(book, first, until, end)
    shown = share or policy["zero_days"] == "shown"
    _need(shown, f"{line.place}.period", "must not be empty: zero_days is omitted")
    unit = price["unit_price"]
    if policy["rounded"] == "unit_share":
        line.must(amount=quantity * _money_of(book, unit * share, "proration"))
    else:
        line.must(amount=_money_of(book, quantity * unit * share, "proration"))


def _starting(book: _Book, line: _Line, _price: Fields) -> Fraction:
    start = _billing_start(book.only("contract") or {}, book.roles["start"])
    line.must(effective_on=start, fact=None)
    changes = _changes(book, line, by_group=True)
    quantity = _count(line, changes, start)
    _need(quantity > 0, f"{line.place}.quantity", "must be more than 0")
    return quantity


def _changed(book: _Book, line: _Line, price: Fields) -> Fraction:
    policy, place = book.roles["proration"], line.proof.place
    day, added = line["effective_on"], line["quantity"] > 0
    changes = _changes(book, line, by_group=True)
    quantity = _count(line, changes, day)
    before = [change for change in changes if change["effective_on"] < day]
    today = [change for change in changes if change["effective_on"] == day]
    if before:
        new = price if added else _new_price(book, line, price)
        fits = new["effective_on"] == day and policy["price_change"] == "on_the_day"
        _need(fits, place, f"counts changes before {day} and no price changes then")
        _need(added or not today, place, "moves the changes of the day itself")
        quantity = quantity if added else -quantity
    else:
        credited = added or policy["removals"] == "credited"
        _need(credited, line.place, "credits a removal: removals is not_credited")
    for change in today:
        alike = change["type"] == "change" and (change["quantity"] > 0) == added
        _need(alike, place, "counts additions and removals together")
    alone = policy["same_day"] == "per_change" and not before
    ids = line.proof.named("change.quantity")
    _need(today or before, place, "counts no change")
    _need(not alone or len(today) == 1, place, "must count one change: per_change")
    line.must(fact=ids[0] if alone else None)
    return quantity


def _new_price(book: _Book, line: _Line, old: Fields) -> Fields:
    names = set(line.proof.named("price.effective_on"))
    _need(len(names) == 1, line.proof.place, "must name the one new price")
    new = book.facts[names.pop()]
    replaces = new["item"] == old["item"] and new["product"] == old["product"]
    later = new["effective_on"] > old["effective_on"]
    _need(replaces and later, line.proof.place, "names a price that replaces nothing")
    return new


def _check_month(book: _Book, line: _Line, *, starts: bool) -> None:
    day, (start, end) = line["effective_on"], book.span
    place = f"{line.place}.effective_on"
    at_once = starts and _billed_at_once(book, day)
    if book.kind == "one_time":
        price = book.facts[line["price"]]
        fits = not starts and day == start and price["kind"] == "standard_number"
        _need(fits, place, "must be that of a number bought on the day")
    elif at_once:
        _need(start <= day < end, place, f"must lie in {_show(book.span)}")
    else:
        _need(_next_month(day) == start, place, f"must lie in the month before {start}")


def _billed_at_once(book: _Book, start: date) -> bool:
    cycle = book.roles["cycle"]
    in_window = 1 < start.day <= cycle["window_last_day"]
    reading = cycle["first_invoice"]
    return reading == "on_start_date" or (reading == "window" and in_window)


def _billing_start(contract: Fields, policy: Fields) -> date:
    quote, signed = contract.get("billing_start_on"), contract.get("signed_on")
    if signed is None:
        return _read({"start": str(quote)}, {"start": _day}, "facts")["start"]
    free, days = contract["free_months"], int(policy["free_month_days"])
    try:
        paid = _plus_months(signed, free, policy["missing_day"])
    except ValueError as error:
        raise _Broken("facts", str(error)) from None
    if days:
        paid = _plus_days(signed, free * days)
    if quote is None or policy["counted"] == "signature":
        return paid
    return quote if policy["counted"] == "quote" else max(quote, paid)


def _check_form(line: _Line) -> None:
    """Hold the steps to one day and to the quantity that the line states."""
    operations, values = line.proof.operations, line.proof.values
    of_day = ("charged_from", "month_start", "next_month")
    days = {operands[-1] for name, operands in operations if name in of_day}
    _need(len(days) <= 1, line.proof.place, "must count from one and the same day")
    found = None
    for (name, _), value in zip(operations, values, strict=True):
        if name in ("sum", "negate", "greatest"):
            found = value
        elif found is not None:
            break
    _need(found == line["quantity"], f"{line.place}.quantity", "must be proved by a sum")


def _audit_one_time(book: _Book, line: _Line) -> None:
    named = set(line.proof.named("one_time.quantity", "one_time.unit_price"))
    _need(named == {line["fact"]}, f"{line.place}.fact", "must be the one its proof names")
    fact = book.facts[line["fact"]]
    start, _ = book.span
    same = {name: fact[name] for name in ("kind", "item", "quantity", "unit_price")}
    line.must(**same, code=fact.get("code"), class_=_CLASSES[fact["kind"]])
    line.must(effective_on=start, period=book.span, group=None, price=None, unit=None)
    _equal(fact["effective_on"], start, f"{line.place}.effective_on")
    _equal(fact["product"], book.product, f"{line.place}.fact")
    full = fact["quantity"] * fact["unit_price"]
    sign = -1 if fact["kind"] == "other_credit" else 1
    line.must(amount=sign * _money_of(book, full, "one_time"))


def _audit_brought_forward(book: _Book, line: _Line) -> None:
    amount = book.head["brought_forward"]
    _equal(book.roles["settlement"]["negative_total"], "carried_line", line.place)
    _need(amount < 0, f"{line.place}.amount", "must be less than 0")
    line.must(amount=amount, quantity=1, unit_price=-amount, period=book.span)
    line.must(class_="fee", group=None, unit=None, effective_on=None, price=None, code=None)


_AUDITS: Mapping[str, Callable[[_Book, _Line], None]] = {
    "recurring_charge": _audit_recurring,
    "prorated_charge": _audit_prorated,
    "one_time_charge": _audit_one_time,
    "brought_forward": _audit_brought_forward,
}


def _check_lines(book: _Book) -> None:
    always = book.roles["cycle"]["nothing_to_bill"] == "invoice"
    _need(book.lines or always, "lines", "must not be empty: nothing to bill")
    rules = [line.proof.leaves for line in book.lines]
    carried = (("#brought_forward", "brought_forward"),) in rules
    brought = book.head["brought_forward"] is not None
    _need(carried == brought, "brought_forward", "must be a line, and only then stated")
    keys = [_order(line) for line in book.lines]
    for index in range(1, len(keys)):
        _need(keys[index - 1] <= keys[index], f"lines[{index}]", "is out of order")


def _order(line: _Line) -> tuple[int, str, str, date, str, str, str]:
    day, sign = line["effective_on"] or date.min, _sign(line)
    group, price, fact = (line[name] or "" for name in ("group", "price", "fact"))
    return _ORDER.index(line["kind"]), line["item"], group, day, sign, price, fact


def _check_answers(book: _Book) -> None:
    proofs = _read(book.head["proofs"], _PROOFS, "proofs")
    for name, answer in _ANSWERS.items():
        stated, raw = book.head[name], proofs.get(name)
        leaves: tuple[tuple[str, str], ...] = ()
        together = (raw is None) == (stated is None)
        _need(together, f"proofs.{name}", f"must be there if {name} is, and only then")
        if raw is not None:
            proof = _prove(book, raw, name, f"proofs.{name}")
            _equal(stated, proof.values[-1], name)
            leaves = proof.leaves
        allowed = answer(book, leaves)
        expected = " or ".join(map(_show, allowed))
        _need(stated in allowed, name, f"must be {expected}, got {_show(stated)}")
        book.proven[name] = stated


Leaves = tuple[tuple[str, str], ...]


def _subtotal(book: _Book, leaves: Leaves) -> tuple[Value, ...]:
    names = [whose for _, whose in leaves]
    each = names == [line["id"] for line in book.lines]
    _need(each, "proofs.subtotal", "must add every line, each once, in order")
    return (sum((line["amount"] for line in book.lines), Fraction(0)),)


def _total(book: _Book, _leaves: Leaves) -> tuple[Value, ...]:
    return (book.proven["subtotal"],)


def _payable(book: _Book, _leaves: Leaves) -> tuple[Value, ...]:
    refund = book.roles["settlement"]["negative_total"] == "refund"
    total = book.proven["total"]
    return (total,) if refund else (max(total, Fraction(0)),)


def _issue_date(book: _Book, leaves: Leaves) -> tuple[Value, ...]:
    (start, end), kinds = book.span, {kind for kind, _ in leaves}
    days = [x["effective_on"] for x in book.lines if x["kind"] == "prorated_charge"]
    if "#issue_date" in kinds:
        return (book.head["issue_date"],)
    if book.kind == "one_time":
        return (start,)
    if "contract.billing_start_on" in kinds or "contract.signed_on" in kinds:
        begin = _billing_start(book.only("contract") or {}, book.roles["start"])
        if start < begin < end and _billed_at_once(book, begin):
            return (begin,)
    at_once = [day for day in days if day >= start]
    return (at_once[0] if at_once else start + (int(book.roles["issue"]["day"]) - 1) * _DAY,)


def _due_date(book: _Book, _leaves: Leaves) -> tuple[Value, ...]:
    policy, first = book.roles["due"], book.head["issue_date"]
    if book.proven["total"] <= 0:
        return (None,)
    if policy["counted_from"] == "sent_date":
        first = book.head["sent_on"] or first
    last = first + int(policy["days"]) * _DAY
    wanted = int(policy["due_day"])
    return tuple(_until(day, wanted) for day in (first, last)) if wanted else (last,)


def _dispute_until(book: _Book, _leaves: Leaves) -> tuple[Value, ...]:
    return (book.head["issue_date"] + int(book.roles["dispute"]["days"]) * _DAY,)


def _autopay_on(book: _Book, _leaves: Leaves) -> tuple[Value, ...]:
    policy = book.roles["autopay"]
    if book.proven["total"] <= 0:
        return (None,)
    if policy["charged"] == "due_date":
        return (book.proven["due_date"],)
    return (_until(book.head["issue_date"], int(policy["day"])),)


def _until(day: date, wanted: int) -> date:
    """Walk to the first day of that number, or to the end of a month without it."""
    while day.day != wanted and not (day.day < wanted and (day + _DAY).day == 1):
        day += _DAY
    return day


_ANSWERS: Mapping[str, Callable[[_Book, Leaves], tuple[Value, ...]]] = {
    "subtotal": _subtotal,
    "total": _total,
    "payable": _payable,
    "issue_date": _issue_date,
    "due_date": _due_date,
    "dispute_until": _dispute_until,
    "autopay_on": _autopay_on,
}
_PROOFS = {f"{name}?": _READERS["any"] for name in _ANSWERS}


# Level 2: the account file, and what a document of its span had to name.

_FILE = _shape(
    """format:1 account:object contract:object prices?:array changes?:array
    one_time?:array readings?:object credits?:any usage?:any taxes?:any
    exemptions?:any rates?:any payments?:any recipients?:any issued?:any partner?:any"""
)
_ACCOUNT = _shape("id:text currency:text market:text edition?:text")
_RESERVED = "credits usage taxes exemptions rates payments recipients issued partner"
_DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "contract": {"free_months": "0"},
    "price": {"product": "connect", "minimum_quantity": "0"},
    "one_time": {"product": "connect"},
}
_KNOWN_FROM = ("signed_on", "billing_start_on", "effective_on", "last_day_of_service")


@dataclass(frozen=True)
class _Account:
    about: Fields
    readings: Mapping[str, object]
    facts: dict[str, Fields]


@dataclass(frozen=True)
class _Past:
    """What the account file knew of one product on the document's day."""

    book: _Book
    begin: date
    last: date
    prices: Mapping[str, list[tuple[date, str, Fields]]]
    changes: Mapping[str, Mapping[str | None, list[tuple[date, str, Fraction]]]]

    def price(self, item: str, day: date) -> tuple[str, Fields] | None:
        found = [(name, x) for start, name, x in self.prices[item] if start <= day]
        return found[-1] if found else None


def _check_facts(book: _Book, content: object) -> tuple[str, ...]:
    account = _account(content)
    for name, key in (("account", "id"), ("currency", "currency"), ("market", "market")):
        _equal(book.head[name], account.about[key], name)
    _equal(book.head["edition"], account.about.get("edition", book.head["edition"]), "edition")
    for name, value in account.readings.items():
        _equal(_reading(book, name, "readings"), value, _named("readings", name))
    for name in book.head["readings"]:
        _need(name in account.readings, _named("readings", name), "is not in the file")
    for fact_id, fact in book.facts.items():
        place = _named("facts", fact_id)
        _need(fact_id in account.facts, place, "is not in the account file")
        for part in sorted({*fact, *account.facts[fact_id]}):
            _equal(fact.get(part), account.facts[fact_id].get(part), f"{place}.{part}")
    lines = _complete(book, account.facts)
    return (
        "account, currency, market and readings are those of the account file",
        f"{len(book.facts)} facts equal the account file in every field",
        f"{lines} lines are asked for by its changes, prices and purchases, and no more",
    )


def _account(content: object) -> _Account:
    _small(content, "account file", (int, date, Decimal))
    file = _read(_plain(content), _FILE, "account file")
    for name in _RESERVED.split():
        _need(not file.get(name), name, "is reserved and must be empty")
    contract = dict(file["contract"])
    end = contract.pop("end", None)
    entries = [("contract", contract, "contract")]
    entries += [("service_end", end, "contract.end")] if end is not None else []
    for section, kind in (("prices", "price"), ("changes", "change"), ("one_time",) * 2):
        for index, raw in enumerate(file.get(section, [])):
            entries.append((kind, raw, f"{section}[{index}]"))
    facts: dict[str, Fields] = {}
    for kind, raw, place in entries:
        fact_id, fact = _entry(kind, raw, place)
        same = facts.setdefault(fact_id, fact) == fact
        _need(same, f"{place}.id", f"{_show(fact_id)} is that of another fact")
    about = _read(file["account"], _ACCOUNT, "account")
    return _Account(about, file.get("readings", {}), facts)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value if value is None else str(value)


def _entry(kind: str, raw: object, place: str) -> tuple[str, Fields]:
    content = dict(_object(raw, place))
    fact_id = _text(content.pop("id", None), f"{place}.id")
    fact = {**_DEFAULTS.get(kind, {}), **content, "type": kind}
    days = [fact[name] for name in _KNOWN_FROM if name in fact]
    if days:
        fact.setdefault("known_on", days[0])
    return fact_id, _fact(fact, place)


def _complete(book: _Book, facts: Mapping[str, Fields]) -> int:
    known_on = book.head["known_on"] or date.max
    known = {key: x for key, x in facts.items() if x["known_on"] <= known_on}
    past = _past(book, known, next(x for x in facts.values() if x["type"] == "contract"))
    asked = dict(_one_time_keys(past, known) if book.kind == "one_time" else _keys(past))
    found = {_key(line): line for line in book.lines if line.plain["item"] != _CARRIED[0]}
    for key, names in asked.items():
        if _left_open(past, key):
            continue
        whose = sorted(names)[0] if names else key[6]
        reason = f"lack the {key[0]} line of {_show(key[1])} that {_show(whose)} asks for"
        _need(key in found, "lines", reason)
        line = found[key]
        named = set(line.proof.named("change.quantity"))
        for name in sorted(names ^ named):
            must = "must name" if name in names else "must not name"
            _need(name in (), line.proof.place, f"{must} {_show(name)}")
        _equal(line["period"][1], _ends(past, key), f"{line.place}.period.end")
    for key, line in found.items():
        fits = key in asked or _left_open(past, key) or _kept(past, key)
        _need(fits, line.place, "is asked for by nothing in the account file")
    return len(found)
