"""Where a market bills: countries, and regions where a country levies by region.

>>> from datetime import date
>>> utah = BillingAddress(
...     id="a", country="US", region="UT", effective_on=date(2026, 1, 1)
... )
>>> check_place(utah, ("US-UT", "US-NV"))
"""

from gotobilling.errors import UnknownName
from gotobilling.facts import BillingAddress

__all__ = ["check_place"]


def check_place(address: BillingAddress, places: tuple[str, ...]) -> None:
    """
    Refuse a billing address outside the places of a market.

    Raises:
        UnknownName: another country; or a region that the market does not know, or
            none where the country levies by region; an area outside its place.

    Clauses: E2.
    """
    for index, area in enumerate(address.areas):
        if not area.startswith(f"{address.place}-"):
            path = f"addresses[{address.id}].areas[{index}]"
            requirement = f"one that begins with {address.place}-"
            raise UnknownName(path, requirement, area, "E2")
    if address.place in places:
        return
    countries = dict.fromkeys(one[:2] for one in places)
    if address.country not in countries:
        path = f"addresses[{address.id}].country"
        requirement = "one of " + (", ".join(countries) or "none")
        raise UnknownName(path, requirement, address.country, "E2")
    regions = [one[3:] for one in places if one[:2] == address.country]
    path = f"addresses[{address.id}].region"
    requirement = "absent: the country levies as a whole"
    if any(regions):
        requirement = "one of " + ", ".join(regions)
    raise UnknownName(path, requirement, address.region, "E2")
