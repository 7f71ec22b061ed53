"""Fees and taxes worked out so plainly that an auditor can check it by reading once.

It takes the charges of one document, the levies in their order and the percentages over
time as plain values, and goes through them charge by charge. It uses the standard
library only and imports nothing of this package, so that the two can be held against
each other:

>>> charge = {"id": "device", "class": "telecommunications", "amount": 10000}
>>> days = ("invoiced_on", "charged_on", "served_on")
>>> charge |= dict.fromkeys(days, date(2026, 1, 1))
>>> gst = {"name": "gst", "places": ["CA"], "series": "gst"}
>>> gst |= {"line": "gst", "jurisdiction": "CA", "classes": ["telecommunications"]}
>>> qst = {**gst, "name": "qst", "places": ["CA-QC"], "series": "qst"}
>>> series = {"gst": [(date(2008, 1, 1), 5)], "qst": [(date(2013, 1, 1), "9.975")]}
>>> quebec = {"country": "CA", "region": "QC", "effective_on": date(2026, 1, 1)}
>>> for line in levied([charge], [gst, qst], series, [quebec]):
...     print(line.levy, line.base, line.amount)
gst 10000 500
qst 10000 998

Amounts are whole minor units. A levy says what is true of it; what it leaves out is as
in ``_DEFAULTS``. A rounding is its mode, its places (None: those of the currency) and
its step.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

__all__ = ["Levied", "levied"]

Plain = Mapping[str, Any]
Percent = Decimal | int | str
Series = Mapping[str, Sequence[tuple[date, Percent | None]]]

_CATEGORIES = ("standard", "zero_rated", "exempt", "reverse_charge")
_DEFAULTS: Mapping[str, Any] = {
    "share": None,
    "levies": [],
    "treatments": [],
    "level": "invoice",
    "rounding": ("half_up", None, 1),
    "line_rounding": None,
    "tax_date": "invoice_date",
    "credit_rate": "charging_invoice",
    "negative_base": "same_formula",
    "vat_id": "none",
    "seller": None,
}
_NOTHING = Fraction(0)
_DAYS = ("invoiced_on", "charged_on", "served_on")


class Levied(NamedTuple):
    """
    One line of a levy.

    The first day is that of the rate, or of what does away with it; ``ground`` is the
    id of the certificate or VAT number, or None.
    """

    levy: str
    category: str
    from_on: date
    ground: str | None
    base: int
    amount: int


class _Rate(NamedTuple):
    """
    What is levied on one charge: hundredths of it, and of which share of it.

    The share has a first day of its own; that of the rate where there is none.
    """

    category: str
    from_on: date
    ground: str | None
    percent: Fraction
    share: Fraction
    share_from_on: date


def levied(
    charges: Sequence[Plain],
    levies: Sequence[Plain],
    series: Series,
    addresses: Sequence[Plain],
    certificates: Sequence[Plain] = (),
    vat_numbers: Sequence[Plain] = (),
    paid_on: date | None = None,
    minor_digits: int = 2,
) -> list[Levied]:
    """
    Return the lines of all levies: in their order, then by category, day and ground.

    Charges of one levy are one line where the levy is the same on each of them and each
    later levy that counts on this one would be the same on each of them too.

    Args:
        charges: Each with id, class, unit, amount and the three days that may be its
            tax date: ``invoiced_on``, ``charged_on`` (that of the invoice that charged
            what is credited) and ``served_on``.
        levies: In their order; a base names charge classes and earlier levies.
        series: By name: from which day on how many hundredths, or None for nothing.
        addresses: Where the customer is billed, from which day on.
        certificates: Of which tax and jurisdiction they free, and when.
        vat_numbers: With the day on which they were confirmed, or None.
        paid_on: The day the document was paid ahead, or None.
        minor_digits: Places of the currency.

    Raises:
        ValueError: No address or no percentage is known for a tax date.

    Clauses: E1, E2, E5, E6, Q11, Q12, Q14, Q43, Q44, Q45, Q46.
    """
    in_order = [{**_DEFAULTS, **levy} for levy in levies]
    lines: list[Levied] = []
    # What stands on the document so far: the charges, then each levy behind them.
    there: list[Plain] = [{"unit": None, "levy": None, **one} for one in charges]

    def rate_on(levy: Plain, one: Plain) -> _Rate | None:
        day = _tax_date(levy, one, paid_on)
        if not _is_levied_at(levy, _in_force(addresses, day)):
            return None
        return _rate(levy, one, day, series, certificates, vat_numbers)

    for place, levy in enumerate(in_order):
        name = levy["name"]
        counting_on_it = [one for one in in_order[place + 1 :] if name in one["levies"]]
        found: dict[tuple[_Rate, tuple[_Rate | None, ...]], list[Plain]] = {}
        for one in there:
            rate = rate_on(levy, one) if _is_in_base(levy, one) else None
            if rate is None:
                continue
            # As the later levies would see this levy if it were on this charge alone.
            alone = {**one, "levy": name, "class": "", "unit": None}
            later = [rate_on(other, alone) for other in counting_on_it]
            found.setdefault((rate, tuple(later)), []).append(one)
        for rates in sorted(found, key=_places):
            rate, base = rates[0], [one["amount"] for one in found[rates]]
            amount = _amount(levy, rate, base, minor_digits)
            first = (name, rate.category, rate.from_on, rate.ground)
            lines.append(Levied(*first, sum(base), amount))
            latest = {day: max(one[day] for one in found[rates]) for day in _DAYS}
            there.append(
                {"levy": name, "class": "", "unit": None, "amount": amount, **latest}
            )
    return lines


def _places(
    rates: tuple[_Rate, tuple[_Rate | None, ...]],
) -> list[tuple[int, date, str, date]]:
    rate, later = rates
    return [_place(one) for one in (rate, *later)]


def _place(rate: _Rate | None) -> tuple[int, date, str, date]:
    """Put a rate by its category, its day, its ground and the day of its share."""
    if rate is None:
        return -1, date.min, "", date.min
    category = _CATEGORIES.index(rate.category)
    return category, rate.from_on, rate.ground or "", rate.share_from_on


def _is_in_base(levy: Plain, one: Plain) -> bool:
    """
    Say whether a charge is of a class, or a levy of a name, that the base names.

    Clauses: Q11, Q19, Q43.
    """
    if one["levy"] is not None:
        return one["levy"] in levy["levies"]
    return one["class"] in levy["classes"]


def _tax_date(levy: Plain, one: Plain, paid_on: date | None) -> date:
    """
    Choose the day whose address, rate and exemption count.

    Clauses: Q45, Q46.
    """
    if levy["tax_date"] == "service_period":
        chosen: date = one["served_on"]
        return chosen
    gives_back = levy["credit_rate"] == "charging_invoice"
    chosen = one["charged_on"] if gives_back else one["invoiced_on"]
    if levy["tax_date"] == "earlier_of_invoice_and_payment" and paid_on is not None:
        return min(chosen, paid_on)
    return chosen


def _in_force(addresses: Sequence[Plain], day: date) -> Plain:
    """
    Return the latest address that is not in the future.

    Clauses: E2, Q67.
    """
    past = [one for one in addresses if one["effective_on"] <= day]
    if not past:
        raise ValueError(f"a billing address must be in force on {day}")
    return max(past, key=_first_day)


def _first_day(fact: Plain) -> date:
    day: date = fact["effective_on"]
    return day


def _is_levied_at(levy: Plain, address: Plain) -> bool:
    """
    Say whether the address lies in a place of the levy.

    Clauses: E2.
    """
    names = [address["country"], *address.get("areas", [])]
    if address.get("region") is not None:
        names.append(f"{address['country']}-{address['region']}")
    return any(name in levy["places"] for name in names)


def _rate(
    levy: Plain,
    one: Plain,
    day: date,
    series: Series,
    certificates: Sequence[Plain],
    vat_numbers: Sequence[Plain],
) -> _Rate | None:
    """
    Say what is levied on a charge on a day, or None: it is no matter of the levy.

    Clauses: E5, E6, Q13, Q14.
    """
    treatment = _treatment(levy, one)
    if treatment == "out_of_scope":
        return None
    freed = None
    if treatment == "taxable":
        freed = _freed(levy, day, certificates, vat_numbers)
    if freed is not None and not _past(series, levy["series"], day):
        # Who is free of a levy need not know what it would be.
        return freed
    from_on, percent = _value(series, levy["series"], day)
    if percent is None:
        return None
    if treatment != "taxable":
        return _no_rate(treatment, from_on, None)
    if freed is not None:
        return freed
    share, share_from_on = Fraction(1), from_on
    if levy["share"] is not None:
        share_from_on, hundredths = _value(series, levy["share"], day)
        share = Fraction(hundredths or 0) / 100
    return _Rate("standard", from_on, None, Fraction(percent), share, share_from_on)


def _treatment(levy: Plain, one: Plain) -> str:
    for charge_class, unit, taxability in levy["treatments"]:
        if charge_class == one["class"] and unit in (None, one["unit"]):
            return str(taxability)
    return "taxable"


def _freed(
    levy: Plain,
    day: date,
    certificates: Sequence[Plain],
    vat_numbers: Sequence[Plain],
) -> _Rate | None:
    """
    Say what does away with a levy on a day: a certificate before a VAT number.

    Clauses: E5, E6, Q14.
    """
    for paper in sorted(certificates, key=_by_day):
        names_it = (paper["tax"], paper["jurisdiction"]) == (
            levy["line"],
            levy["jurisdiction"],
        )
        last_day = paper.get("valid_until") or date.max
        if names_it and paper["effective_on"] <= day <= last_day:
            return _no_rate("exempt", paper["effective_on"], paper["id"])
    category = _vat_category(levy)
    for number in sorted(vat_numbers, key=_by_day, reverse=True):
        confirmed_on = number.get("confirmed_on") or date.max
        if (
            category is not None
            and _country(number["number"]) == levy["jurisdiction"][:2]
            and max(number["effective_on"], confirmed_on) <= day
        ):
            return _no_rate(category, number["effective_on"], number["id"])
    return None


def _no_rate(category: str, from_on: date, ground: str | None) -> _Rate:
    return _Rate(category, from_on, ground, _NOTHING, Fraction(1), from_on)


def _value(series: Series, name: str, day: date) -> tuple[date, Percent | None]:
    past = _past(series, name, day)
    if not past:
        raise ValueError(f"a percentage of {name} must be known on {day}")
    return past[-1]


def _past(series: Series, name: str, day: date) -> list[tuple[date, Percent | None]]:
    return [entry for entry in series.get(name, ()) if entry[0] <= day]


def _by_day(fact: Plain) -> tuple[date, str]:
    return fact["effective_on"], fact["id"]


def _vat_category(levy: Plain) -> str | None:
    """
    Say what a VAT number of the levy's own country does.

    Clauses: E6, Q14.
    """
    if levy["vat_id"] == "any":
        return "exempt"
    abroad = _country(levy["seller"] or "") != levy["jurisdiction"][:2]
    if levy["vat_id"] == "cross_border" and abroad:
        return "reverse_charge"
    return None


def _country(number: str) -> str:
    return "GR" if number.startswith("EL") else number[:2]


def _amount(levy: Plain, rate: _Rate, base: list[int], minor_digits: int) -> int:
    """
    Work a levy out: each amount x share x percent, added, rounded.

    Clauses: E1, Q11, Q12, Q44.
    """
    parts = [amount * rate.share * rate.percent / 100 for amount in base]
    if levy["level"] == "line":
        parts = [_rounded(part, levy["line_rounding"], minor_digits) for part in parts]
    exact = sum(parts, _NOTHING)
    if levy["negative_base"] == "no_levy" and exact < 0:
        exact = _NOTHING
    return int(_rounded(exact, levy["rounding"], minor_digits))


def _rounded(
    exact: Fraction, rounding: tuple[str, int | None, int], minor_digits: int
) -> Fraction:
    """
    Round so many minor units to a multiple of the step in the last place.

    Clauses: Q12, Q44.
    """
    mode, places, step = rounding
    unit = Fraction(step)
    if places is not None:
        unit *= Fraction(10) ** (minor_digits - places)
    size = abs(exact) / unit
    whole = int(size)
    rest, half = size - whole, Fraction(1, 2)
    is_next = {
        "half_up": rest >= half,
        "half_even": rest > half or (rest == half and whole % 2 == 1),
        "half_down": rest > half,
        "up": rest > 0,
        "down": False,
        "floor": rest > 0 and exact < 0,
    }[mode]
    units = whole + is_next
    return (units if exact > 0 else -units) * unit
