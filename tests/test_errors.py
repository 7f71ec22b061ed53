"""The error tree: words for people, codes for programs, and nothing lost on the way."""

import copy
import pickle
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import pytest

from gotobilling import errors
from gotobilling.errors import (
    BillingError,
    InvalidFile,
    InvalidValue,
    ProofError,
    UnknownKey,
)

# Frozen: programs branch on them, and files and logs keep them.
CODES: Final = {
    "AmbiguousDate": "ambiguous-date",
    "BillingError": "billing-error",
    "ConflictingFacts": "conflicting-facts",
    "CurrencyMismatch": "currency-mismatch",
    "InvalidFile": "invalid-file",
    "InvalidPeriod": "invalid-period",
    "InvalidValue": "invalid-value",
    "MissingExtra": "missing-extra",
    "MoreRemovedThanPresent": "more-removed-than-present",
    "NoRateInForce": "no-rate-in-force",
    "ProofError": "proof-error",
    "ReservedSection": "reserved-section",
    "UnknownCurrency": "unknown-currency",
    "UnknownKey": "unknown-key",
    "UnknownName": "unknown-name",
    "WrongType": "wrong-type",
}

HUGE: Final = 10**10_000
"""More digits than the interpreter turns into text."""

PROBLEMS: Final = (
    InvalidValue("changes[3].quantity", "a whole number other than 0", 0, "A8"),
    UnknownKey("price", "one of prices, changes", "price"),
)


def tree(root: type[BillingError]) -> Iterator[type[BillingError]]:
    """Yield an error class and all below it."""
    yield root
    for below in root.__subclasses__():
        yield from tree(below)


def plain_errors() -> list[BillingError]:
    """Return one error of each class that is told of one value."""
    return [
        kind("changes[3].quantity", "another", Decimal("0.50"), "Q28")
        for kind in tree(BillingError)
        if kind is not InvalidFile
    ]


class TestTree:
    """Which errors there are, and what else they are."""

    def test_codes(self) -> None:
        """Each error has its own stable code, and all of them are public."""
        found = {kind.__name__: kind.code for kind in tree(BillingError)}

        assert found == CODES
        assert len(set(CODES.values())) == len(CODES)
        assert set(errors.__all__) == set(CODES)

    def test_values_and_types(self) -> None:
        """Every error is a ValueError; a wrong type is a TypeError as well."""
        assert issubclass(BillingError, ValueError)
        assert [
            kind.__name__ for kind in tree(BillingError) if issubclass(kind, TypeError)
        ] == ["WrongType"]


class TestMessage:
    """Field, requirement and value, in this order."""

    def test_words(self) -> None:
        """An error says which field must be what, and what it got."""
        error = InvalidValue("quantity", "a whole number other than 0", 0)

        assert str(error) == "quantity must be a whole number other than 0, got 0"
        assert (error.path, error.requirement) == (
            "quantity",
            "a whole number other than 0",
        )
        assert (error.value, error.clause) == (0, None)

    def test_clause(self) -> None:
        """The clause that asks for it stands at the end."""
        error = InvalidValue("signed_on", "given", None, "A7")

        assert str(error) == "signed_on must be given, got None [A7]"
        assert error.clause == "A7"

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            ("device", "'device'"),
            ("two\nlines", r"'two\nlines'"),
            (True, "True"),
            (-5, "-5"),
            (Decimal("12.905"), "12.905"),
            (date(2026, 7, 15), "2026-07-15"),
            ((1, "a"), "(1, 'a')"),
            (10**60, "1" + 60 * "0"),
            (2**240 - 1, str(2**240 - 1)),
            (2**240, "a number of 241 bits"),
            pytest.param(-HUGE, "a number of 33220 bits", id="huge"),
            pytest.param((HUGE,), "a tuple too large to show", id="tuple"),
            pytest.param(
                Fraction(HUGE, 3), "a Fraction too large to show", id="fraction"
            ),
            ("a" * 58, "'" + 58 * "a" + "'"),
            ("a" * 59, "'" + 56 * "a" + "..."),
        ],
    )
    def test_shown(self, value: object, shown: str) -> None:
        """Text is quoted, a long value is cut at 60 characters, a huge one is sized."""
        assert str(InvalidValue("x", "another", value)) == (
            f"x must be another, got {shown}"
        )


class TestAt:
    """The same error told of another path."""

    @pytest.mark.parametrize("error", plain_errors(), ids=lambda error: error.code)
    def test_plain(self, error: BillingError) -> None:
        """Only the path changes; class, requirement, value and clause stay."""
        moved = error.at("acme.toml")

        assert type(moved) is type(error)
        assert (moved.path, moved.requirement, moved.value, moved.clause) == (
            "acme.toml",
            "another",
            Decimal("0.50"),
            "Q28",
        )
        assert error.path == "changes[3].quantity"

    def test_file(self) -> None:
        """An error about a file keeps its problems."""
        moved = InvalidFile("a.toml", PROBLEMS).at("b.toml")

        assert isinstance(moved, InvalidFile)
        assert (moved.path, moved.problems) == ("b.toml", PROBLEMS)


class TestPickle:
    """Errors cross the boundary between processes whole."""

    @pytest.mark.parametrize("error", plain_errors(), ids=lambda error: error.code)
    def test_plain(self, error: BillingError) -> None:
        """A pickled error has the same class, attributes and text."""
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

        assert type(again) is type(error)
        assert vars(again) == vars(error)
        assert again.args == error.args
        assert str(again) == str(error)

    def test_file(self) -> None:
        """So has one about a file, with the problems in their order."""
        error = InvalidFile("acme.toml", PROBLEMS)

        for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301 - our own bytes
            assert type(again) is InvalidFile
            assert [str(one) for one in again.problems] == [str(p) for p in PROBLEMS]
            assert str(again) == str(error)


class TestFile:
    """All problems of a file at once."""

    def test_words(self) -> None:
        """Each problem is a line: the file, the code, and its own words."""
        error = InvalidFile("acme.toml", PROBLEMS)

        assert str(error).splitlines() == [
            f"acme.toml: [invalid-value] {PROBLEMS[0]}",
            f"acme.toml: [unknown-key] {PROBLEMS[1]}",
        ]

    def test_attributes(self) -> None:
        """It is a billing error as well: path, requirement and how many it got."""
        error = InvalidFile("acme.toml", PROBLEMS)

        assert isinstance(error, BillingError)
        assert (error.path, error.requirement, error.value, error.clause) == (
            "acme.toml",
            "a file without problems",
            "2",
            None,
        )


def test_raised_as_its_root() -> None:
    """A caller that catches the root catches every error of the library."""
    with pytest.raises(BillingError):
        raise ProofError("prorated_charge", "12.90 by its rule", "12.91")
