"""Markets by name and edition."""

import pkgutil
from importlib import import_module

import pytest

from gotobilling import markets
from gotobilling.editions import edition, names
from gotobilling.errors import BillingError, UnknownName, WrongType
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.markets.index import EDITIONS

KNOWN = ", ".join(names())


class TestEdition:
    """Each market has a name, each of its editions another, and neither goes away."""

    def test_latest(self) -> None:
        """Without an edition the latest one is meant."""
        assert edition("us-connect") is us.CONNECT

    def test_every_edition(self) -> None:
        """An edition is found by the names that it has itself."""
        for one in EDITIONS:
            assert edition(one.name, one.edition) is one

    def test_order(self) -> None:
        """The editions of a market stand in their order, each once."""
        for name in names():
            found = [one.edition for one in EDITIONS if one.name == name]

            assert found == sorted(set(found))
            assert edition(name).edition == found[-1]

    def test_every_market_is_listed(self) -> None:
        """No market of the package is forgotten."""
        modules = [
            import_module(one.name)
            for one in pkgutil.iter_modules(markets.__path__, "gotobilling.markets.")
        ]
        found = {
            (value.name, value.edition)
            for module in modules
            for value in vars(module).values()
            if isinstance(value, Market)
        }

        assert found == {(one.name, one.edition) for one in EDITIONS}

    @pytest.mark.parametrize(
        ("name", "of", "kind", "path", "requirement"),
        [
            ("us", None, UnknownName, "market", f"one of {KNOWN}"),
            ("us", "2026-11", UnknownName, "market", f"one of {KNOWN}"),
            ("us-connect", "2026", UnknownName, "edition", "one of 2026-11"),
            (5, None, WrongType, "market", "text"),
            ("us-connect", 2026, WrongType, "edition", "text"),
        ],
    )
    def test_unknown(
        self,
        name: str,
        of: str | None,
        kind: type[BillingError],
        path: str,
        requirement: str,
    ) -> None:
        """A name that there is not is answered with those that there are."""
        with pytest.raises(kind) as caught:
            edition(name, of)

        assert (caught.value.path, caught.value.requirement) == (path, requirement)
