"""One spelling for every value: its bytes, its digest, and what has none."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import ClassVar

import pytest
from attrs import evolve, field, frozen
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import device_price, dollars, month, usd

from gotobilling.canonical import canonical, data, digest
from gotobilling.clauses import A8
from gotobilling.derivation import Policy
from gotobilling.errors import InvalidFile, WrongType
from gotobilling.formats.shapes import fields_of
from gotobilling.kinds import LineKind
from gotobilling.markets import us
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode
from gotobilling.sources import Clause


class Size(Enum):
    """An enumeration whose values are numbers."""

    LARGE = 3


@frozen
class Plain:
    """A value without a wire name, and with a field worked out from the other."""

    days: int
    weeks: int = field(init=False, default=0)


@frozen(kw_only=True)
class Shipping(Policy):
    """A policy to which a later release gave a field."""

    wire: ClassVar[tuple[str, str]] = ("policy", "shipping")

    days: int
    clause: Clause
    parcels: int = 1


@frozen
class Parcel:
    """A fact with a field that need not be given."""

    wire: ClassVar[tuple[str, str]] = ("type", "parcel")

    weight: int = 1


class TestLaterFields:
    """A policy stays the same when a release gives it a field."""

    EARLIER: ClassVar = {"policy": "shipping", "days": "2", "clause": "A8"}

    def test_left_out(self) -> None:
        """A field that says what was so before is no part of a policy."""
        policy = Shipping(days=2, clause=A8)

        assert data(policy) == self.EARLIER
        assert digest(policy) == sha256(canonical(self.EARLIER)).hexdigest()

    def test_written(self) -> None:
        """A field that says otherwise is, and the digest is another."""
        policy = Shipping(days=2, clause=A8, parcels=3)

        assert data(policy) == {**self.EARLIER, "parcels": "3"}
        assert digest(policy) != digest(evolve(policy, parcels=1))

    def test_facts(self) -> None:
        """Of anything but a policy every field is written."""
        assert data(Parcel()) == {"type": "parcel", "weight": "1"}

    def test_read(self) -> None:
        """Such a field may be missing where a document is read; no other may."""
        read = fields_of(Shipping, "policy", nulls=True)

        assert "parcels" not in read(self.EARLIER, "p")
        assert read({**self.EARLIER, "parcels": "3"}, "p")["parcels"] == 3
        lacking = {key: self.EARLIER[key] for key in ("policy", "clause")}
        with pytest.raises(InvalidFile, match=r"p\.days must be given, got None"):
            read(lacking, "p")


class TestData:
    """Values as plain data; every number becomes text."""

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (None, None),
            ("Zürich", "Zürich"),
            (5, "5"),
            (-(10**20), "-100000000000000000000"),
            (Decimal("0.0055"), "0.0055"),
            (Decimal("1E+2"), "100"),
            (Decimal("-0.50"), "-0.50"),
            (date(2026, 7, 5), "2026-07-05"),
            (LineKind.RENTAL, "rental"),
            (Size.LARGE, "3"),
            (A8, "A8"),
            (usd("-12.90"), "-12.90"),
            (dollars("25"), "25.00"),
            ((1, ("a", None)), ["1", ["a", None]]),
            ([1, 2], ["1", "2"]),
            ({"b": 1, 2: "x"}, {"b": "1", "2": "x"}),
            (month(7), {"start": "2026-07-01", "end": "2026-08-01"}),
            (
                Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=1),
                {"mode": "half_up", "places": "minor_unit", "step": "1"},
            ),
            (Plain(7), {"days": "7"}),
        ],
        ids=repr,
    )
    def test_spelling(self, value: object, expected: object) -> None:
        """Days are ISO text, numbers plain digits, members and clauses their names."""
        assert data(value) == expected

    def test_wire_name(self) -> None:
        """A fact is headed by what it is, and leaves out what it worked out itself."""
        assert data(device_price()) == {
            "type": "price",
            "id": "price of device from 2026-01-01",
            "item": "device",
            "kind": "service_charge",
            "unit": "device",
            "unit_price": "25.00",
            "currency": "USD",
            "effective_on": "2026-01-01",
            "product": "connect",
            "frequency": "monthly",
            "minimum_quantity": "0",
            "known_on": "2026-01-01",
            "supersedes": None,
        }

    def test_policy(self) -> None:
        """A policy is headed by its role, and its clause is an id."""
        assert data(us.CONNECT.dispute) == {
            "policy": "dispute",
            "days": "15",
            "clause": "G4",
        }

    @pytest.mark.parametrize("value", [True, False, 1.0, [0.5], {"a": True}])
    def test_inexact(self, value: object) -> None:
        """A float has no exact spelling, and a bool is no number."""
        with pytest.raises(
            WrongType, match=r"^value must be exact: no float and no bool, got "
        ):
            data(value)

    @pytest.mark.parametrize("value", [{1, 2}, b"bytes", object, 1j])
    def test_foreign(self, value: object) -> None:
        """What is no value of the library, such as a set without order, has none."""
        with pytest.raises(
            WrongType, match=r"^value must be made of the library's own values, got "
        ):
            data(value)

    def test_instant(self) -> None:
        """An instant is told with its time, so it never equals a day."""
        noon = datetime(2026, 7, 15, 12, tzinfo=UTC)

        assert data(noon) == "2026-07-15T12:00:00+00:00"


class TestCanonical:
    """The bytes, and their digest."""

    def test_bytes(self) -> None:
        """Keys are sorted, nothing stands between the tokens, text is UTF-8."""
        assert canonical({"b": (1, None), "a": "ü"}) == (
            b'{"a":"\xc3\xbc","b":["1",null]}'
        )

    def test_digest(self) -> None:
        """The digest is the SHA-256 of those bytes, in hexadecimal digits."""
        assert digest(month(7)) == sha256(canonical(month(7))).hexdigest()
        assert len(digest(month(7))) == 64

    def test_frozen(self) -> None:
        """A digest never changes: it is what a database keeps."""
        assert digest(us.CONNECT.dispute) == (
            sha256(b'{"clause":"G4","days":"15","policy":"dispute"}').hexdigest()
        )

    @given(
        st.recursive(
            st.none() | st.text() | st.integers() | st.dates(),
            lambda values: st.lists(values) | st.dictionaries(st.text(), values),
        )
    )
    def test_reads_back(self, value: object) -> None:
        """Canonical bytes are JSON that reads back as the plain data."""
        assert json.loads(canonical(value)) == data(value)

    @given(st.dictionaries(st.text(), st.integers()))
    def test_order_of_keys(self, value: dict[str, int]) -> None:
        """The order in which keys were set does not matter."""
        backwards = dict(reversed(value.items()))

        assert canonical(backwards) == canonical(value)
