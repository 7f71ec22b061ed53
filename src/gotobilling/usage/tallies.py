"""The sums of one run while it reads rows, kept in flat lists of whole numbers.

Nothing here is for callers; ``summaries`` says what the sums mean. Rows that are plain
tuples and in order are checked and counted by columns, some hundreds at a time; every
other one is taken by itself, and the two are held equal by a law over all rows.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum
from itertools import islice
from operator import attrgetter
from typing import Any, Final, NamedTuple, cast

from gotobilling import checks
from gotobilling.currencies import minor_digits
from gotobilling.errors import BillingError, ConflictingFacts, InvalidValue, WrongType
from gotobilling.kinds import CallType
from gotobilling.usage.plans import RATED, UNRATED, Plan
from gotobilling.usage.policies import Edge, UsageRounded
from gotobilling.usage.prefixes import Bounds
from gotobilling.usage.rating import row_cost
from gotobilling.usage.rows import (
    NUMBER,
    Bare,
    MessageUsage,
    Rejected,
    UsageRow,
    check_instant,
    check_number,
)
from gotobilling.usage.windows import OutsideReason, Parts, Window

__all__ = ["Readable", "Repeats", "Tally"]

Readable = UsageRow | Bare | MessageUsage | Rejected
"""What a run reads; a reader's own rejections are among it."""


_Tables = dict[int, tuple[tuple[str, ...], tuple[int, ...], Bounds]]

_MOST_SECONDS: Final = 10**12 - 1
_ZONE: Final = attrgetter("tzinfo")
_MOST_SOURCES: Final = 2**16
_CHUNK: Final = 512
_SMALLEST_CHUNK: Final = 16
_BEGUN: Final = 4
_NUMBERS: Final = re.compile(rf"(?:{NUMBER.pattern})(?:\n(?:{NUMBER.pattern}))*")
_MESSAGE: Final = UNRATED.index(CallType.MESSAGE)


class Repeats(Enum):
    """What becomes of a row that stands there already."""

    REFUSED = "refused"
    """
    It is rejected. A run over rows remembers each that is rated, so memory grows with
    them; a file that can be read again is looked through in constant memory.
    """
    COUNTED = "counted"
    """It is rated again, and nothing is remembered."""


class _Call(NamedTuple):
    source: str
    destination: str
    start: datetime
    seconds: int
    call_type: CallType | None
    credits: int = 0


class Tally:
    """
    The sums of one run: changed while it reads, and dropped with it.

    Each place of the plan has two slots, one of regular and then one of low-usage
    devices: ``slot = place + places`` for the latter.
    """

    def __init__(
        self,
        plan: Plan,
        window: Window,
        repeats: Repeats,
        on_rejected: Callable[[Rejected], None] | None,
    ) -> None:
        self.plan = plan
        self.window = window
        self.on_rejected = on_rejected
        self.is_split = plan.policy.edge is Edge.SPLIT
        self.places = len(plan.counting)
        self.counting = plan.counting * 2
        slots = 2 * self.places
        self.rows = [0] * slots
        self.empty = [0] * slots
        self.seconds = [0] * slots
        self.billable = [0] * slots
        by_rows = plan.policy.rounded is UsageRounded.ROW
        self.costs = [0] * slots if by_rows else None
        self.seen: set[tuple[object, ...]] | None = None
        if repeats is Repeats.REFUSED:
            self.seen = set()
        self.devices: dict[str, int] = {}
        self.tables: dict[int, _Tables] = {}
        self.pairs: dict[tuple[str, str, int], tuple[int, int]] = {}
        self.outside = dict.fromkeys(OutsideReason, (0, 0))
        self.rejected: list[Rejected] = []
        self.rejected_rows = self.rejected_seconds = 0
        self.rows_read = self.seconds_read = 0

    def read(self, rows: Iterable[Readable], first: int) -> None:
        """Count the rows, of which the first has that number."""
        takes_each = self.plan.totals_pairs or self.is_split or self.costs is not None
        rest, number = iter(rows), first
        while chunk := list(islice(rest, _CHUNK)):
            self.rows_read += len(chunk)
            if takes_each:
                for index, row in enumerate(chunk, number):
                    self.take(index, row)
            else:
                self._take_all(number, chunk)
            number += len(chunk)
        for (_, _, slot), (connected, seconds) in self.pairs.items():
            self._bill(slot, seconds, connected)

    def _take_all(self, number: int, chunk: list[Readable]) -> None:
        # A chunk in which all is in order is counted by its columns. Else it is parted,
        # so that one bad row costs its neighbours little.
        columns = self._columns(chunk)
        if columns is not None:
            self._add(*columns)
        elif len(chunk) > _SMALLEST_CHUNK:
            middle = len(chunk) // 2
            self._take_all(number, chunk[:middle])
            self._take_all(number + middle, chunk[middle:])
        else:
            for index, row in enumerate(chunk, number):
                self.take(index, row)

    def _columns(self, chunk: list[Any]) -> tuple[list[int], tuple[int, ...]] | None:
        try:
            found = zip(*chunk, strict=True)
            sources, destinations, starts, seconds, call_types = found
            if set(map(_ZONE, starts)) != {UTC}:
                # Two instants of one zone compare by its clock, which can go back.
                starts = tuple(one.astimezone(UTC) for one in map(_checked, starts))
            is_good = (
                set(map(type, seconds)) == {int}
                and min(seconds) >= 0
                and max(seconds) <= _MOST_SECONDS
                and self.window.first <= min(starts)
                and max(starts) < self.window.last
                and _are_numbers(destinations)
                and all(map(self._is_known, set(sources)))
            )
            if not is_good:
                return None
            slots = self._slots(sources, destinations, starts, call_types)
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        if min(slots) < 0:
            return None
        if self.seen is not None:
            keys = set(zip(sources, destinations, starts, seconds, slots, strict=True))
            if len(keys) < len(slots) or not self.seen.isdisjoint(keys):
                return None
            self.seen |= keys
        return slots, seconds

    def _is_known(self, source: str) -> bool:
        if source not in self.devices:
            if NUMBER.fullmatch(source) is None:
                return False
            self._base(source)
        return True

    def _slots(
        self,
        sources: Iterable[str],
        destinations: Iterable[str],
        starts: Sequence[datetime],
        call_types: Iterable[CallType],
    ) -> list[int]:
        begins, devices, bisect = self.plan.begins, self.devices, bisect_right
        index = bisect(begins, min(starts))
        if index == bisect(begins, max(starts)):
            tables = self._tables(index)
            found = (tables[one] for one in map(id, call_types))
        else:
            found = (
                self._tables(bisect(begins, start))[id(call_type)]
                for start, call_type in zip(starts, call_types, strict=True)
            )
        return [
            owners[bisect(prefixes, called, *bounds[called[:_BEGUN]])] + devices[source]
            for (prefixes, owners, bounds), called, source in zip(
                found, destinations, sources, strict=True
            )
        ]

    def _tables(self, index: int) -> _Tables:
        if index in self.tables:
            return self.tables[index]
        # A place below all others says that there is none, of either device.
        nowhere = -2 * self.places - 1
        tables: _Tables = {
            id(one): (("",), (nowhere, place), Bounds(("",)))
            for place, one in enumerate(UNRATED)
            if one is not CallType.MESSAGE
        }
        for call_type, table in zip(RATED, self.plan.tables[index], strict=True):
            owners = (
                nowhere if owner is None else len(UNRATED) + owner
                for owner in table.owners
            )
            bounds = Bounds(table.starts)
            tables[id(call_type)] = table.starts, (nowhere, *owners), bounds
        self.tables[index] = tables
        return tables

    def _add(self, slots: list[int], seconds: tuple[int, ...]) -> None:
        # What is looked up for each row is held in names of the loop's own.
        counting, rows, sums = self.counting, self.rows, self.seconds
        billed, empty = self.billable, self.empty
        for slot, one in zip(slots, seconds, strict=True):
            least, add, step = counting[slot]
            if step:
                found = (one + add) // step * step
                if found < least and one:
                    found = least
            else:
                found = self.plan.billable(slot % self.places, one)
            rows[slot] += 1
            sums[slot] += one
            billed[slot] += found
            if not one:
                empty[slot] += 1
        self.seconds_read += sum(seconds)

    def take(self, number: int, row: Readable) -> None:
        """Count one row of any kind, or reject it with its reason."""
        if isinstance(row, Rejected):
            self.seconds_read += row.seconds
            self._reject(row)
            return
        seconds = _duration(row)
        self.seconds_read += seconds
        try:
            self._place(_call(row, self.plan))
        except BillingError as error:
            self._reject(Rejected.of(number, error, seconds))

    def _reject(self, rejected: Rejected) -> None:
        self.rejected_rows += 1
        self.rejected_seconds += rejected.seconds
        if self.on_rejected is None:
            self.rejected.append(rejected)
        else:
            self.on_rejected(rejected)

    def _place(self, call: _Call) -> None:
        reason = self.window.reason(call.start)
        parts = self._parts(call, reason)
        if reason is not None and not parts.inside:
            self._leave_out(reason, 1, 0)
            self._leave_parts_out(parts)
            return
        plan = self.plan
        call_type = plan.call_type_of(call.source, call.destination, call.call_type)
        start = max(call.start, self.window.first)
        place = plan.place_of(call_type, call.destination, start)
        slot = place + self._base(call.source)
        self._check_repeat(call, slot)
        self._leave_parts_out(parts)
        connected = 1 if call.seconds and reason is None else 0
        self.rows[slot] += 1
        self.empty[slot] += 1 - connected
        self.seconds[slot] += parts.inside
        if place == _MESSAGE:
            self.billable[slot] += call.credits
        elif plan.totals_pairs:
            pair = call.source, call.destination, slot
            calls, seconds = self.pairs.get(pair, (0, 0))
            self.pairs[pair] = calls + connected, seconds + parts.inside
        else:
            self._bill(slot, parts.inside, connected)

    def _parts(self, call: _Call, reason: OutsideReason | None) -> Parts:
        if self.is_split:
            return self.window.parted(call.start, call.seconds)
        if reason is None:
            return Parts(call.seconds)
        return Parts(0, **{reason.value: call.seconds})

    def _leave_parts_out(self, parts: Parts) -> None:
        for reason, seconds in zip(OutsideReason, parts[1:], strict=True):
            self._leave_out(reason, 0, seconds)

    def _leave_out(self, reason: OutsideReason, rows: int, seconds: int) -> None:
        before, already = self.outside[reason]
        self.outside[reason] = before + rows, already + seconds

    def _base(self, source: str) -> int:
        # Sources are few and come again; what a stream has of them is bounded.
        base = self.devices.get(source)
        if base is None:
            if len(self.devices) >= _MOST_SOURCES:
                self.devices.clear()
            base = self.places if source in self.plan.low_usage_numbers else 0
            self.devices[source] = base
        return base

    def _check_repeat(self, call: _Call, slot: int) -> None:
        if self.seen is None or slot % self.places == _MESSAGE:
            # Of messages no end is told: two of a second are two.
            return
        key = call.source, call.destination, call.start, call.seconds, slot
        if key in self.seen:
            shown = f"{call.source} to {call.destination} at {call.start}"
            raise ConflictingFacts("row", "another than those before it", shown)
        self.seen.add(key)

    def _bill(self, slot: int, seconds: int, connected: int) -> None:
        plan, place = self.plan, slot % self.places
        billable = plan.billable(place, seconds)
        self.billable[slot] += billable
        rate = plan.rate_at(place)
        if self.costs is not None and rate is not None:
            policy = plan.policy
            cost = row_cost(rate, billable, connected, policy.minute_seconds)
            digits = minor_digits(plan.currency)
            self.costs[slot] += policy.rounding.units(*cost, digits)

    def slots(self) -> Iterator[int]:
        """Yield the slots that have rows."""
        return (slot for slot, rows in enumerate(self.rows) if rows)


def _are_numbers(texts: Sequence[str]) -> bool:
    together = "\n".join(texts)
    is_apart = together.count("\n") == len(texts) - 1
    return is_apart and _NUMBERS.fullmatch(together) is not None


def _checked(start: datetime) -> datetime:
    # Without a zone it is told in that of the machine, which is nobody's.
    check_instant("start", start)
    return start


def _duration(row: object) -> int:
    found: object = 0
    if isinstance(row, UsageRow):
        found = row.seconds
    else:
        with suppress(TypeError, ValueError):
            _, _, _, found, _ = cast("Bare", row)
    is_one = type(found) is int and 0 <= found <= _MOST_SECONDS
    return found if is_one and isinstance(found, int) else 0


def _call(row: object, plan: Plan) -> _Call:
    if isinstance(row, UsageRow):
        start = row.start.astimezone(UTC)
        return _Call(row.source, row.destination, start, row.seconds, row.call_type)
    if isinstance(row, MessageUsage):
        credits_of = row.credits
        if row.characters is not None:
            begun = -(-row.characters // plan.policy.message_characters)
            credits_of = max(begun, 1)
        message, at = CallType.MESSAGE, row.sent_at.astimezone(UTC)
        return _Call(row.source, row.destination, at, 0, message, credits_of or 0)
    parts: Any = () if isinstance(row, (str, bytes)) else row
    try:
        source, destination, start, seconds, call_type = parts
    except (TypeError, ValueError):
        required = "a UsageRow, a MessageUsage or source, destination, start, seconds"
        raise WrongType("row", f"{required} and call type", row) from None
    check_number("source", source)
    check_number("destination", destination)
    check_instant("start", start)
    checks.whole("seconds", seconds, 0)
    if call_type is not None:
        checks.member("call_type", call_type, CallType)
        if call_type is CallType.MESSAGE:
            requirement = "a type of call; a message is a MessageUsage"
            raise InvalidValue("call_type", requirement, "message", "D9")
    return _Call(source, destination, start.astimezone(UTC), seconds, call_type)
