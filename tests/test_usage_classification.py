"""What a call is by its numbers: the order of precedence."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from gotobilling.errors import BillingError, InvalidValue, UnknownName, WrongType
from gotobilling.kinds import CallType
from gotobilling.usage import Directory

OWN, TOLL_FREE, OUTSIDE = "+13105550100", "+18005550199", "+12125550100"
DIRECTORY = Directory(
    own=frozenset({OWN}),
    toll_free=frozenset({TOLL_FREE}),
    premium_prefixes=("+1787555",),
    domestic_prefixes=("+1",),
    foreign_prefixes=("+1787", "+1809"),
)


class TestPrecedence:
    """The first type that fits is taken."""

    @pytest.mark.clause("F5", "Q42")
    @pytest.mark.parametrize(
        ("source", "destination", "expected"),
        [
            ("1020", "1021", CallType.EXTENSION),
            ("1020", OWN, CallType.EXTENSION),
            (OWN, "1020", CallType.EXTENSION),
            ("1020", TOLL_FREE, CallType.EXTENSION),
            (OUTSIDE, TOLL_FREE, CallType.TOLL_FREE_INBOUND),
            ("+4930123456", TOLL_FREE, CallType.TOLL_FREE_INBOUND),
            (OUTSIDE, OWN, CallType.INBOUND),
            (OWN, "+17875551234", CallType.DOMESTIC_PREMIUM),
            (OWN, "+17875561234", CallType.INTERNATIONAL),
            (OWN, "+18095550100", CallType.INTERNATIONAL),
            (OWN, "+4930123456", CallType.INTERNATIONAL),
            (OWN, OUTSIDE, CallType.PLAN),
        ],
    )
    def test_types(self, source: str, destination: str, expected: CallType) -> None:
        """Extension, toll-free, inbound, premium, abroad, plan: in that order."""
        assert DIRECTORY(source, destination) is expected

    @pytest.mark.clause("F5")
    def test_premium_looks_foreign(self) -> None:
        """A number of +1787555 is domestic premium though +1787 lies abroad."""
        assert DIRECTORY(OWN, "+17875550000") is CallType.DOMESTIC_PREMIUM

    @pytest.mark.clause("Q42")
    @given(st.from_regex(r"\+[0-9]{3,15}", fullmatch=True))
    def test_scan(self, called: str) -> None:
        """The prefixes decide as a reading of all of them does."""
        foreign = called.startswith(("+1787", "+1809"))
        if called in {OWN, TOLL_FREE}:
            expected = CallType.EXTENSION
        elif called.startswith("+1787555"):
            expected = CallType.DOMESTIC_PREMIUM
        elif foreign or not called.startswith("+1"):
            expected = CallType.INTERNATIONAL
        else:
            expected = CallType.PLAN

        assert DIRECTORY("1020", called) is expected

    @pytest.mark.clause("Q42")
    def test_extension_from_outside(self) -> None:
        """A call from outside to an extension is nothing that is known."""
        with pytest.raises(UnknownName):
            DIRECTORY(OUTSIDE, "1020")


class TestChecks:
    """What no directory can be."""

    @pytest.mark.parametrize(
        ("field", "content", "error"),
        [
            ("own", {OWN}, WrongType),
            ("toll_free", frozenset({"x"}), InvalidValue),
            ("premium_prefixes", ["+1"], WrongType),
            ("premium_prefixes", (1,), WrongType),
            ("domestic_prefixes", ("1",), InvalidValue),
            ("domestic_prefixes", ("+",), InvalidValue),
            ("foreign_prefixes", ("+1",), InvalidValue),
        ],
    )
    def test_refused(
        self,
        field: str,
        content: Any,  # noqa: ANN401 -- of a wrong type
        error: type[BillingError],
    ) -> None:
        """Numbers are numbers, prefixes a plus and digits, and none is both ways."""
        changed: dict[str, Any] = {field: content}
        with pytest.raises(error):
            evolve(DIRECTORY, **changed)
