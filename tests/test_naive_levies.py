"""The plain levies and credits that the library is held against, by hand."""

from datetime import date
from typing import Any, Final

import pytest

from gotobilling.testing.credits import charged_on
from gotobilling.testing.levies import levied

NEW_YEAR: Final = date(2026, 1, 1)
DEVICE: Final[dict[str, Any]] = {
    "id": "device",
    "class": "telecommunications",
    "unit": "device",
    "amount": 10000,
    **dict.fromkeys(("invoiced_on", "charged_on", "served_on"), NEW_YEAR),
}
GST: Final[dict[str, Any]] = {
    "name": "gst",
    "places": ["CA"],
    "series": "gst",
    "line": "gst",
    "jurisdiction": "CA",
    "classes": ["telecommunications"],
}
SERIES: Final = {"gst": [(date(2008, 1, 1), 5)]}
QUEBEC: Final = [{"country": "CA", "region": "QC", "effective_on": NEW_YEAR}]


class TestLevied:
    """What is levied on one charge (E1, E5, Q44)."""

    @pytest.mark.clause("E1")
    def test_treatment(self) -> None:
        """A treated class has a line without tax; one out of scope has none."""
        for taxability, expected in (
            ("zero_rated", [("zero_rated", 10000, 0)]),
            ("exempt", [("exempt", 10000, 0)]),
            ("out_of_scope", []),
        ):
            treated = {**GST, "treatments": [("telecommunications", None, taxability)]}
            found = levied([DEVICE], [treated], SERIES, QUEBEC)
            assert [(x.category, x.base, x.amount) for x in found] == expected

    @pytest.mark.clause("E5")
    @pytest.mark.parametrize("series", [SERIES, {"gst": [(date(2008, 1, 1), None)]}])
    def test_certificate(self, series: Any) -> None:  # noqa: ANN401 -- both are plain
        """A certificate frees of a rate that is known, and of nothing else."""
        paper = {"id": "no. 5", "tax": "gst", "jurisdiction": "CA"}
        papers = [{**paper, "effective_on": NEW_YEAR}]

        found = levied([DEVICE], [GST], series, QUEBEC, papers)

        known = series["gst"][0][1] is not None
        assert [x.category for x in found] == (["exempt"] if known else [])

    @pytest.mark.clause("Q44")
    def test_negative(self) -> None:
        """A base below zero gives 5 % of -100.00 back, or nothing."""
        credit = {**DEVICE, "amount": -10000}
        amounts = [
            levied([credit], [{**GST, "negative_base": chosen}], SERIES, QUEBEC)
            for chosen in ("same_formula", "no_levy")
        ]
        assert [found[0].amount for found in amounts] == [-500, 0]


class TestChargedOn:
    """The date of the invoice that charged what a removal credits (Q45)."""

    @pytest.mark.clause("Q45", "Q9")
    @pytest.mark.parametrize(("start", "charged"), [(3, 3), (6, None)])
    def test_start(self, start: int, charged: int | None) -> None:
        """A start on 3 January was invoiced that day; one on the 6th, not yet."""
        begun, later = date(2026, 1, start), date(2026, 2, 1)
        added = {"item": "device", "quantity": 5, "effective_on": begun}
        gone = {"item": "device", "quantity": -1, "effective_on": date(2026, 1, 20)}

        found = charged_on(gone, [added, gone], begun, later)

        assert found == (later if charged is None else date(2026, 1, charged))
