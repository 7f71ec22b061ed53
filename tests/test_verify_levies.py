"""The independent checker on levies: their bases, rates, grounds and addresses."""

import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import floor
from typing import Any

import pytest
from tests.test_verify import (
    ANYTHING,
    ROUNDING,
    Draft,
    Json,
    Steps,
    changed,
    digest,
    digits_of,
    found,
    money,
    paths,
    reseal,
)
from tests.thinning import thinned

from gotobilling.verify import verify, verify_facts

# Documents with levies by hand: they know the wire format and nothing of the library.

ALL = [
    *("telecommunications", "messaging", "software"),
    *("equipment_sale", "equipment_rental", "fee"),
]
LEVY: Json = {
    "kind": "tax",
    "line": "sales_tax",
    "jurisdiction": "US-UT",
    "places": ["US-UT"],
    "series": "ut-tax",
    "share": None,
    "classes": ALL,
    "levies": [],
    "treatments": [],
    "level": "invoice",
    "rounding": ROUNDING,
    "line_rounding": None,
    "cap": "none",
    "tax_date": "invoice_date",
    "credit_rate": "charging_invoice",
    "negative_base": "same_formula",
    "vat_id": "none",
    "seller": None,
    "clause": "E3",
}
FEE: Json = {
    **LEVY,
    "kind": "recovery",
    "line": "regulatory_recovery",
    "jurisdiction": "US",
    "places": ["US"],
    "series": "us-rrf",
    "classes": ["telecommunications", "messaging", "software"],
    "clause": "D12",
}
USF: Json = {
    **FEE,
    "kind": "pass_through",
    "line": "universal_service_fee",
    "series": "us-usf-factor",
    "share": "us-share",
    "rounding": {**ROUNDING, "mode": "floor"},
    "cap": "product",
}
VAT: Json = {
    **LEVY,
    "line": "vat",
    "jurisdiction": "DE",
    "places": ["DE"],
    "series": "de-vat",
    "vat_id": "cross_border",
    "seller": "IE9834481A",
}


def rounded(number: Fraction, rounding: Json) -> Fraction:
    """Round to the cent, half up away from zero, or toward minus infinity."""
    if rounding["mode"] == "floor":
        return Fraction(floor(number * 100), 100)
    sign = -1 if number < 0 else 1
    return sign * Fraction(floor(abs(number) * 100 + Fraction(1, 2)), 100)


class Levied(Draft):
    """A document in the making with addresses and levies."""

    def __init__(self, start: str) -> None:
        super().__init__(start)
        self.order: list[Json] = []
        self.rates: list[Json] = []
        self.asked: list[tuple[Json, Json]] = []
        self.swaps: dict[int, Json] = {}
        self.apart: dict[str, Json] = {}

    def address(
        self, name: str = "address", on: str = "2026-01-01", **fields: object
    ) -> "Levied":
        """Add a billing address, in Utah unless said otherwise."""
        common: Json = {"country": "US", "region": "UT", "areas": []}
        known = {key: x for key, x in (common | fields).items() if x is not None}
        self.fact(name, "address", on, **known)
        self.head["addresses"].append(name)
        return self

    def exempt(
        self, name: str = "paper", on: str = "2026-01-01", **more: str
    ) -> "Levied":
        """Add a certificate of Utah."""
        common: Json = {"tax": "sales_tax", "jurisdiction": "US-UT"}
        common["certificate"] = "5"
        self.fact(name, "exemption", on, **(common | more))
        return self

    def number(
        self, name: str = "vat", on: str = "2026-01-01", **more: str
    ) -> "Levied":
        """Add a German VAT number."""
        common = {"number": "DE136695976", "confirmed_on": "2026-01-02"}
        common |= more
        self.fact(name, "tax_number", on, **common)
        self.facts[name]["known_on"] = max(on, common["confirmed_on"])
        return self

    def levy(self, name: str, levy: Json, **fields: object) -> "Levied":
        """Add a levy of the market."""
        self.order.append({"policy": "levy", "name": name, **levy, **fields})
        return self

    def rate(self, series: str, percent: str, on: str, **fields: object) -> Json:
        """Add a rate."""
        common = {"series": series, "category": "standard", "from_on": on}
        rate: Json = {"policy": "rate", **common, "percent": percent, "clause": "E3"}
        rate |= fields
        self.rates += [rate] * (rate not in self.rates)
        return rate

    def line_of(
        self,
        name: str,
        percent: str = "5",
        on: str = "2026-01-01",
        *,
        of: tuple[int, ...] = (0, 1, 2),
        share: str | None = None,
        ground: str | None = None,
        day: str | None = None,
        **more: str,
    ) -> "Levied":
        """Ask for a levy line on these lines; -1 is the first levy, -2 the second."""
        levy = next(x for x in self.order if x["name"] == name)
        rate = self.rate(more.pop("series", levy["series"]), percent, on, **more)
        part = self.rate(levy["share"], share, "2006-10-01") if share else None
        asked = {"of": of, "rate": rate, "share": part, "ground": ground}
        asked["tax_date"] = day
        self.asked.append((levy, asked))
        return self

    def freed(
        self, name: str, ground: str, of: tuple[int, ...] = (0, 1, 2), **more: str
    ) -> "Levied":
        """Ask for a line that a certificate or a VAT number frees."""
        common = {"category": "exempt", "clause": "E5"}
        first = self.facts[ground]["effective_on"]
        return self.line_of(name, "0", first, of=of, ground=ground, **(common | more))

    def levied(self, head: Json) -> None:
        """Prove each levy."""
        head["levy_order"] = head["levy_order"] or [digest(x) for x in self.order]
        for index, (levy, asked) in enumerate(self.asked):
            line = self.proved(levy, asked)
            line |= self.swaps.get(index, {})
            about = head["document"]
            slots = [head["account"], about["product"], about["kind"]]
            slots += [*about["period"].values(), line["kind"], line["category"]]
            free = line["category"] != "standard"
            slots += [asked["rate"]["clause"] if free else None, line["tax_date"], "+"]
            slots += [None, None, line["levy"]]
            self.levies.append({"id": digest(slots)[:32], **line})

    def proved(self, levy: Json, asked: Json) -> Json:
        """Give a levy line without its id."""
        lines = [self.lines[x] if x >= 0 else self.levies[-x - 1] for x in asked["of"]]
        steps, rate, share = Steps("levy"), asked["rate"], asked["share"]
        of = [(Fraction(x["amount"]), {"line": x["id"]}) for x in lines]
        by_line, currency = levy["level"] == "line", {"document": "currency"}
        if levy["level"] == "invoice":
            base = sum((amount for amount, _ in of), Fraction(0))
            of = [(base, steps.add("sum", base, *(x for _, x in of)))]
        for part in [x for x in (share, rate) if x]:
            percent, field = Fraction(part["percent"]), f"{digest(part)}.percent"
            amounts = [amount * percent / 100 for amount, _ in of]
            named = {"policy": field}
            ids = [
                steps.add("percent", y, x, named)
                for y, (_, x) in zip(amounts, of, strict=True)
            ]
            of = list(zip(amounts, ids, strict=True))
        own = digest(levy)
        if by_line:
            by = {"policy": f"{own}.line_rounding"}
            parts = [(rounded(x, levy["line_rounding"]), y) for x, y in of]
            of = [(x, steps.add("round", x, y, by, currency)) for x, y in parts]
        exact, last = of[0]
        if levy["level"] != "invoice":
            exact = sum((x for x, _ in of), Fraction(0))
            last = steps.add("sum", exact, *(x for _, x in of))
        if levy["negative_base"] == "no_levy":
            exact = max(exact, Fraction(0))
            last = steps.add("at_least_zero", exact, last)
        amount = rounded(exact, levy["rounding"])
        steps.add("round", amount, last, {"policy": f"{own}.rounding"}, currency)
        base = sum((Fraction(x["amount"]) for x in lines), Fraction(0))
        return {
            "kind": levy["line"],
            "levy": levy["name"],
            "category": rate["category"],
            "jurisdiction": levy["jurisdiction"],
            "percent": rate["percent"],
            "share": share and share["percent"],
            "base": money(base),
            "amount": money(amount),
            "tax_date": asked["tax_date"] or str(self.issued()[0]),
            "from_on": rate["from_on"],
            "ground": asked["ground"],
            "proof": steps.proof(),
        }

    def more_policies(self) -> list[Json]:
        """Give levies and rates."""
        return [*self.order, *self.rates]


def months() -> Levied:
    """5 devices, then +5 and -4 on 20 August: 150.00, 48.39 and -35.48 or so."""
    draft = Levied("2026-09-01")
    draft.price().change("c1", 5, "2026-08-01")
    draft.change("c2", 5, "2026-08-20").change("c3", -4, "2026-08-20")
    draft.recurring("c1", "c2", "c3").prorated("c2").prorated("c3")
    return draft


def utah(**fields: object) -> Levied:
    """A fee on services, and a sales tax on both."""
    draft = months().address().levy("rrf", FEE)
    draft.levy("ut-tax", LEVY, **{"levies": ["rrf"], **fields})
    return draft.line_of("rrf", "3.5")


def taxed(**fields: object) -> Levied:
    """The sales tax on the charges alone."""
    return months().address().levy("ut-tax", LEVY, **fields)


def both() -> Levied:
    """Fee and tax, the tax on the fee too."""
    return utah().line_of("ut-tax", "6.1", of=(0, 1, 2, -1))


def usf() -> Levied:
    """A share of the base, never more than the product."""
    draft = months().address().levy("usf", USF)
    return draft.line_of("usf", "26.5", "2026-07-01", share="64.9")


def by_line() -> Levied:
    """Rounded line by line."""
    return taxed(level="line", line_rounding=ROUNDING).line_of("ut-tax", "9.975")


def unrounded() -> Levied:
    """Worked out line by line, rounded once."""
    return taxed(level="unrounded_lines").line_of("ut-tax", "9.975")


def credit(**fields: object) -> Levied:
    """A document that only gives back."""
    draft = Levied("2026-09-01").price().change("c1", 9, "2026-08-01")
    draft.change("c2", -9, "2026-08-20")
    draft.prorated("c2")
    assert isinstance(draft, Levied)
    draft.apart["c1"] = draft.facts.pop("c1")
    draft.address().levy("ut-tax", LEVY, **fields)
    return draft.line_of("ut-tax", "6.1", of=(0,))


def no_levy() -> Levied:
    """Nothing is levied on less than nothing."""
    return credit(negative_base="no_levy")


def certificate() -> Levied:
    """A certificate frees from the tax."""
    draft = utah()
    draft.exempt()
    return draft.freed("ut-tax", "paper", of=(0, 1, 2, -1))


def berlin(**fields: object) -> Levied:
    """A German VAT number of a customer, whose seller is Irish."""
    draft = months().address(country="DE", region=None)
    draft.number()
    return draft.levy("vat", VAT, **fields)


def reverse() -> Levied:
    """The customer owes the tax."""
    by: dict[str, Any] = {"category": "reverse_charge", "clause": "eu-vat-art-196"}
    return berlin().freed("vat", "vat", **by)


def any_number() -> Levied:
    """Any number exempts, also at home."""
    draft = berlin(vat_id="any", seller=None)
    return draft.freed("vat", "vat", clause="E6")


def athens() -> Levied:
    """A Greek number is headed by EL, and Greece is GR."""
    draft = months().address(country="GR", region=None)
    draft.number(number="EL094259216")
    own = {"jurisdiction": "GR", "places": ["GR"]}
    draft.levy("vat", VAT, **own)
    by: dict[str, Any] = {"category": "reverse_charge", "clause": "eu-vat-art-196"}
    return draft.freed("vat", "vat", **by)


def treated(taxability: str, unit: str | None = None) -> Json:
    """Give the one treatment of services."""
    row = {"charge_class": "telecommunications", "unit": unit}
    return {"treatments": [{**row, "taxability": taxability, "clause": "E2"}]}


def zero_rated() -> Levied:
    """Services at a rate of zero."""
    draft = taxed(**treated("zero_rated", "device"))
    return draft.line_of("ut-tax", "0", category="zero_rated", clause="E2")


def exempt() -> Levied:
    """Services that the tax does not touch, shown as exempt."""
    draft = taxed(**treated("exempt"))
    return draft.line_of("ut-tax", "0", category="exempt", clause="E2")


def out_of_scope() -> Levied:
    """Services that are no matter of the tax."""
    return taxed(**treated("out_of_scope"))


def taxable_extension() -> Levied:
    """Extensions are out of scope, and devices are not."""
    return taxed(**treated("out_of_scope", "extension")).line_of("ut-tax")


def two_rates() -> Levied:
    """The credit by the rate of the invoice that charged it, the rest by today's."""
    draft = taxed().line_of("ut-tax", "5", of=(2,), day="2026-08-01")
    return draft.line_of("ut-tax", "6", "2026-09-01", of=(0, 1))


def fee_on_two_rates(**fields: object) -> Levied:
    """A fee is a line of its own where the tax on it is of another rate."""
    draft = months().address().levy("rrf", FEE)
    draft.levy("ut-tax", LEVY, **{"levies": ["rrf"], **fields})
    draft.line_of("rrf", "3.5", of=(2,), day="2026-08-01")
    draft.line_of("rrf", "3.5", of=(0, 1))
    draft.line_of("ut-tax", "5", of=(2, -1), day="2026-08-01")
    return draft.line_of("ut-tax", "6", "2026-09-01", of=(0, 1, -2))


def served() -> Levied:
    """Taxed by the days served: in August at Oregon, which has no tax."""
    draft = months().address("old", region="OR").address("new", "2026-09-01")
    draft.levy("ut-tax", LEVY, tax_date="service_period")
    return draft.line_of("ut-tax", of=(0,))


def paid() -> Levied:
    """Paid ahead in August, and taxed by the rate of that day."""
    draft = taxed(tax_date="earlier_of_invoice_and_payment")
    draft.head["paid_on"] = "2026-08-25"
    return draft.line_of("ut-tax", day="2026-08-25")


def paid_late() -> Levied:
    """Paid after the invoice date, which stays the tax date."""
    draft = taxed(tax_date="earlier_of_invoice_and_payment")
    draft.head["paid_on"] = "2026-09-25"
    draft.line_of("ut-tax", of=(2,), day="2026-08-01")
    return draft.line_of("ut-tax", "6", "2026-09-01", of=(0, 1))


def current() -> Levied:
    """A credit by the rate of the invoice that it stands on."""
    draft = taxed(credit_rate="current_invoice")
    return draft.line_of("ut-tax", "6", "2026-09-01")


def untaxed_place() -> Levied:
    """An address where nothing is levied."""
    return months().address(region="OR")


def county() -> Levied:
    """A tax of an area that the caller found for the address."""
    draft = months().address(areas=["US-UT-provo"])
    own = {"places": ["US-UT-provo"], "jurisdiction": "US-UT-provo"}
    return draft.levy("ut-tax", LEVY, **own).line_of("ut-tax", "1")


def started() -> Levied:
    """A start on the 3rd with a document of its own, then a removal."""
    draft = Levied("2026-09-01").price().change("c1", 5, "2026-08-03")
    draft.change("c2", -2, "2026-08-20").contract("2026-08-03")
    draft.recurring("c1", "c2").prorated("c2")
    assert isinstance(draft, Levied)
    draft.address().levy("ut-tax", LEVY)
    draft.line_of("ut-tax", "5", of=(1,), day="2026-08-03")
    return draft.line_of("ut-tax", "6", "2026-08-10", of=(0,))


def late_start() -> Levied:
    """A start on the 15th: charged and credited on one invoice."""
    draft = Levied("2026-09-01").price().change("c1", 5, "2026-08-15")
    draft.change("c2", -2, "2026-08-20").contract("2026-08-15")
    draft.recurring("c1", "c2").prorated("c1", by="start").prorated("c2")
    assert isinstance(draft, Levied)
    draft.address().levy("ut-tax", LEVY)
    return draft.line_of("ut-tax", "6", "2026-09-01")


def two_papers() -> Levied:
    """Of two certificates the earlier one is named while it is valid."""
    draft = taxed()
    draft.exempt(valid_until="2026-08-31")
    draft.exempt("second", "2026-02-01")
    draft.freed("ut-tax", "paper", of=(2,), day="2026-08-01")
    return draft.freed("ut-tax", "second", of=(0, 1))


GOOD = [
    both,
    usf,
    by_line,
    unrounded,
    credit,
    no_levy,
    certificate,
    reverse,
    any_number,
    athens,
    zero_rated,
    exempt,
    out_of_scope,
    taxable_extension,
    two_rates,
    fee_on_two_rates,
    served,
    paid,
    paid_late,
    current,
    untaxed_place,
    county,
    started,
    late_start,
    two_papers,
]


def account(draft: Levied, **more: object) -> Json:
    """Give the account file of a document, with the rates that it says are its own."""
    sections: dict[str, list[Json]] = {}
    names = {"price": "prices", "change": "changes", "address": "addresses"}
    names |= {"exemption": "exemptions", "tax_number": "tax_numbers"}
    contract: Json = {}
    for name, fact in {**draft.facts, **draft.apart}.items():
        entry = {"id": name} | {key: x for key, x in fact.items() if key != "type"}
        if fact["type"] == "contract":
            contract = entry
        else:
            sections.setdefault(names[fact["type"]], []).append(entry)
    taxes = [x for x in draft.order if x["line"] == "sales_tax"]
    sections["taxes"] = [
        {"name": x["name"], "jurisdiction": x["jurisdiction"]} for x in taxes
    ]
    head = {"id": "acme", "currency": "USD", "market": "us-connect"}
    content: Json = {"format": 1, "account": head, "contract": contract}
    return {**content, **sections, **more}


class TestHolds:
    """Documents with levies that hold."""

    @pytest.mark.parametrize("draft", GOOD)
    @pytest.mark.clause("E1", "E2", "E5", "E6", "Q11", "Q12", "Q14", "Q44", "Q45")
    def test_a_document_with_levies_is_proved(
        self, draft: Callable[[], Levied]
    ) -> None:
        """Each document holds by itself, and against the account file of its facts."""
        made = draft()
        document = made.sealed()
        assert verify(document).failure is None
        assert verify_facts(document, account(made)).failure is None

    def test_amounts_are_those_worked_out_by_hand(self) -> None:
        """158.87 x 3.5 % = 5.56045, and (158.87 + 5.56) x 6.1 % = 10.03023."""
        document = both().sealed()
        amounts = [line["amount"] for line in document["levies"]]
        assert document["subtotal"] == "158.87"
        assert amounts == ["5.56", "10.03"]
        assert document["total"] == "174.46"

    def test_a_share_is_taken_before_the_rate(self) -> None:
        """158.87 x 64.9 % x 26.5 % = 27.32..., and never more than the product."""
        document = usf().sealed()
        assert document["levies"][0]["amount"] == "27.32"
        assert verify(document).holds

    def test_levies_are_counted(self) -> None:
        """A report tells how many levies were worked out."""
        told = "levies: 2 lines, each worked out from its base; 2 in order"
        assert verify(both().sealed()).proved[-1] == told
        assert len(verify(months().sealed()).proved) == 4


# One lie each; the digests and ids are those of the lie.


def lie(draft: Callable[[], Levied], index: int, **fields: object) -> Levied:
    """State other fields of a levy line than those that are proved."""
    made = draft()
    made.swaps[index] = fields
    return made


def extra_rate() -> Levied:
    """A later rate of the tax that the document has for other charges."""
    draft = taxed().line_of("ut-tax", "6", of=(0, 2), day="2026-08-01")
    return draft.line_of("ut-tax", "7", "2026-09-01", of=(1,))


def unused_rate() -> Levied:
    """A rate that no line names."""
    draft = both()
    draft.rate("other", "5", "2026-01-01")
    return draft


def two_of_a_day() -> Levied:
    """Two shares of one day."""
    draft = months().address().levy("usf", USF)
    draft.levy("other", {**USF, "line": "regulatory_recovery", "kind": "recovery"})
    draft.line_of("usf", "26.5", "2026-07-01", share="64.9")
    return draft.line_of("other", "26.4", "2026-07-01", share="64.9")


def capped() -> Levied:
    """A cap whose rounding goes over it."""
    draft = months().address().levy("usf", {**USF, "rounding": ROUNDING})
    return draft.line_of("usf", "26.57", "2026-07-01", share="64.9")


def wrong_share() -> Levied:
    """A share that is of no standard category."""
    draft = months().address().levy("usf", USF)
    draft.line_of("usf", "26.5", "2026-07-01", share="64.9")
    share = draft.rates.pop()
    share |= {"category": "exempt", "percent": "0"}
    draft.rates.append(share)
    return draft


def of_other_series() -> Levied:
    """A rate of a series that is not the levy's."""
    return taxed().line_of("ut-tax", series="us-rrf")


def left_out() -> Levied:
    """A charge that a levy's line does not count."""
    return taxed().line_of("ut-tax", of=(0, 2))


def left_out_credit() -> Levied:
    """A credit that no line counts: at level 1 it may be of a day without a rate."""
    return taxed().line_of("ut-tax", "6", "2026-09-01", of=(0, 1))


def fee_left_out() -> Levied:
    """The tax leaves out the fee that is in its base."""
    return utah().line_of("ut-tax", "6.1", of=(0, 1, 2))


def fee_not_in_base() -> Levied:
    """The tax counts a fee that is not in its base."""
    return utah(levies=[]).line_of("ut-tax", "6.1", of=(0, 1, 2, -1))


def class_not_in_base() -> Levied:
    """The tax counts services, and is on software alone."""
    return taxed(classes=["software"]).line_of("ut-tax")


def twice() -> Levied:
    """A charge of one tax date in two lines of one levy."""
    draft = taxed().line_of("ut-tax", "5", of=(2,), day="2026-08-01")
    return draft.line_of("ut-tax", "6", "2026-09-01", of=(0, 1, 2))


def twice_alike() -> Levied:
    """A charge in two lines of one levy that differ in nothing."""
    return taxed().line_of("ut-tax").line_of("ut-tax")


def in_disorder() -> Levied:
    """A base that counts the second line before the first."""
    return taxed().line_of("ut-tax", of=(1, 0, 2))


def of_nothing() -> Levied:
    """A levy on no line."""
    return taxed().line_of("ut-tax", of=())


def elsewhere() -> Levied:
    """Taxed in Utah for days at an address in Oregon."""
    draft = months().address("old", region="OR").address("new", "2026-09-01")
    draft.levy("ut-tax", LEVY, tax_date="service_period")
    return draft.line_of("ut-tax")


def scoped() -> Levied:
    """A levy on what is out of its scope."""
    return taxed(**treated("out_of_scope")).line_of("ut-tax")


def free_without_reason() -> Levied:
    """Exempt without a ground and without a treatment."""
    return taxed().line_of("ut-tax", "0", category="exempt", clause="E5")


def other_clause() -> Levied:
    """Zero-rated by another clause than that of the treatment."""
    draft = taxed(**treated("zero_rated"))
    return draft.line_of("ut-tax", "0", category="zero_rated", clause="E5")


def taxed_though_zero() -> Levied:
    """Taxed at the full rate, where the treatment is a rate of zero."""
    return taxed(**treated("zero_rated")).line_of("ut-tax")


def partly_exempt() -> Levied:
    """A certificate used for one charge and not for the other."""
    draft = taxed()
    draft.exempt()
    return draft.line_of("ut-tax", of=(0,)).freed("ut-tax", "paper", of=(1, 2))


def paper(**fields: str) -> Levied:
    """A certificate of other fields."""
    draft = taxed()
    draft.exempt(**fields)
    return draft.freed("ut-tax", "paper")


def wrong_paper() -> Levied:
    """The second certificate, where the first is valid."""
    draft = months().address().levy("rrf", FEE)
    draft.levy("ut-tax", LEVY)
    fee = {"tax": "regulatory_recovery", "jurisdiction": "US"}
    draft.exempt("other", **fee)
    draft.freed("rrf", "other")
    draft.exempt()
    return draft.freed("ut-tax", "other")


def other_first_day() -> Levied:
    """A freed line from another day than the certificate's."""
    draft = taxed()
    draft.exempt()
    by: dict[str, Any] = {"category": "exempt", "clause": "E5", "ground": "paper"}
    return draft.line_of("ut-tax", "0", "2026-01-02", **by)


def vat_number(**fields: str) -> Levied:
    """A VAT number of other fields."""
    draft = months().address(country="DE", region=None)
    draft.number(**fields)
    by: dict[str, Any] = {"category": "reverse_charge", "clause": "eu-vat-art-196"}
    return draft.levy("vat", VAT).freed("vat", "vat", **by)


def of_that_kind(**fields: object) -> Levied:
    """A VAT number for a levy of other fields."""
    by: dict[str, Any] = {"category": "reverse_charge", "clause": "eu-vat-art-196"}
    return berlin(**fields).freed("vat", "vat", **by)


def future_rate() -> Levied:
    """A rate of a day after the tax date."""
    return taxed().line_of("ut-tax", "6", "2026-09-02")


def earlier_later() -> Levied:
    """The fee stands after the tax that rests on it."""
    draft = both()
    draft.order.reverse()
    return draft


def second_levy() -> Levied:
    """Two levies of one name."""
    draft = both()
    draft.order.append({**draft.order[1], "series": "other"})
    return draft


def two_addresses(on: str, **fields: object) -> Levied:
    """A second address."""
    return both().address("second", on, **fields)


def unordered_levies() -> Levied:
    """The lines of the tax before those of the fee."""
    draft = utah(levies=[]).line_of("ut-tax", "6.1")
    draft.asked.reverse()
    return draft


def rounded_by_other() -> Levied:
    """A tax that rounds as another tax does."""
    draft = both().levy("third", LEVY).line_of("third", "6.1")
    draft.swaps = {2: {"levy": "ut-tax"}}
    return draft


def no_address(**fields: object) -> Levied:
    """A document whose address is taken out of its header."""
    draft = both()
    draft.head |= {"addresses": [], **fields}
    return draft


def no_address_yet() -> Levied:
    """An address that is in force only after the invoice date."""
    return months().address(on="2026-09-02")


def no_address_then() -> Levied:
    """No address on the days that are charged for."""
    draft = months().address(on="2026-08-25")
    draft.levy("ut-tax", LEVY, tax_date="service_period")
    return draft.line_of("ut-tax", of=(0,))


def as_of_september() -> Levied:
    """The credit, taxed as in August, in the line of what is taxed today."""
    draft = months().address().levy("rrf", FEE)
    draft.levy("ut-tax", LEVY, levies=["rrf"])
    draft.line_of("rrf", "3.5")
    draft.line_of("ut-tax", "5", of=(2,), day="2026-08-01")
    return draft.line_of("ut-tax", "6", "2026-09-01", of=(0, 1, -1))


def parts(day: str) -> Levied:
    """The fee on the credit apart, though the tax on it is no other."""
    draft = months().address().levy("rrf", FEE)
    draft.levy("ut-tax", LEVY, levies=["rrf"])
    draft.line_of("rrf", "3.5", of=(2,), day=day).line_of("rrf", "3.5", of=(0, 1))
    return draft.line_of("ut-tax", "5", of=(0, 1, 2, -1, -2))


def not_apart() -> Levied:
    """One fee on August at the old place and September at the new, taxed there."""
    draft = months().address("old", region="OR").address("new", "2026-09-01")
    by = {"tax_date": "service_period"}
    draft.levy("rrf", {**FEE, **by}).levy("ut-tax", LEVY, levies=["rrf"], **by)
    draft.line_of("rrf", "3.5")
    return draft.line_of("ut-tax", "5", of=(0, -1))


def dated(draft: Callable[[], Levied], index: int, day: str) -> Levied:
    """State another tax date than that of the base."""
    made = draft()
    made.asked[index][1]["tax_date"] = day
    return made


LIES: list[tuple[Callable[[], Levied], str, str]] = [
    (as_of_september, "levies[0].proof", "must stand apart for the 'ut-tax'"),
    (not_apart, "levies[0].proof", "must stand apart for the 'ut-tax'"),
    (lambda: parts("2026-08-01"), "levies[1]", "must be one line with the one"),
    (lambda: parts("2026-09-01"), "levies[1].id", "is that of an earlier line"),
    (lambda: dated(both, 0, "2026-08-31"), "levies[0].tax_date", "2026-09-01, got"),
    (lambda: dated(two_rates, 0, "2026-08-20"), "levies[0].tax_date", "2026-08-01"),
    (lambda: dated(two_rates, 0, "2026-09-01"), "levies[1].id", "an earlier line"),
    (lambda: dated(served, 0, "2026-08-01"), "levies[0].tax_date", "2026-09-01"),
    (lambda: dated(paid, 0, "2026-09-01"), "levies[0].tax_date", "2026-08-25"),
    (lambda: lie(usf, 0, tax_date="2026-13-01"), "levies[0].tax_date", "a day"),
    (lambda: lie(both, 0, kind="gst"), "levies[0].kind", "'regulatory_recovery'"),
    (lambda: lie(both, 0, levy="gst"), "levies[0].levy", "one of the document's"),
    (lambda: lie(both, 0, jurisdiction="CA"), "levies[0].jurisdiction", "'US'"),
    (lambda: lie(both, 0, percent="3.6"), "levies[0].percent", "must be 7/2"),
    (lambda: lie(both, 0, percent="3.50"), "levies[0].percent", "without zeros"),
    (lambda: lie(both, 0, percent="101"), "levies[0].percent", "100 at most"),
    (lambda: lie(both, 0, share="50"), "levies[0].share", "must be null"),
    (lambda: lie(usf, 0, share=None), "levies[0].share", "must be 649/10"),
    (lambda: lie(both, 0, base="158.88"), "levies[0].base", "must be 15887/100"),
    (lambda: lie(both, 0, amount="5.57"), "levies[0].amount", "must be 139/25"),
    (lambda: lie(both, 0, from_on="2026-01-02"), "levies[0].from_on", "2026-01-01"),
    (lambda: lie(both, 0, ground="contract"), "levies[0].ground", "by null"),
    (lambda: lie(certificate, 1, ground=None), "levies[1].ground", "by 'paper'"),
    (lambda: lie(both, 0, category="exempt"), "levies[0].category", "'standard'"),
    (lambda: lie(both, 0, id="1" * 32), "levies[0].id", "must be"),
    (extra_rate, "levies[0].from_on", "rate in force on 2026-09-01, from 2026-09-01"),
    (unused_rate, "policies.", "is named by no levy"),
    (two_of_a_day, "policies", "has two rates of 'us-usf-factor' from 2026-07-01"),
    (capped, "levies[0].amount", "it is capped"),
    (wrong_share, "levies[0].proof", "must take a share of the standard category"),
    (of_other_series, "levies[0].proof", "must name one rate of ut-tax"),
    (left_out, "levies", "must hold the 'ut-tax' on '"),
    (fee_left_out, "levies", "must hold the 'ut-tax' on '"),
    (fee_not_in_base, "levies[1].proof", "which is not in the base of the levy"),
    (class_not_in_base, "levies[0].proof", "which is not in the base of the levy"),
    (twice, "levies[1].proof", "which another line of the levy counts"),
    (twice_alike, "levies[1].id", "is that of an earlier line"),
    (in_disorder, "levies[0].proof", "must count lines, each once, in their order"),
    (of_nothing, "levies[0].proof", "must count lines, each once, in their order"),
    (elsewhere, "levies[0].proof", "that is not levied on 2026-08-21"),
    (scoped, "levies[0].proof", "that is not levied on 2026-09-01"),
    (free_without_reason, "levies[0].category", "must be standard by null"),
    (other_clause, "levies[0].proof", "must rest on a rate by 'E2'"),
    (taxed_though_zero, "levies[0].category", "must be zero_rated by null"),
    (partly_exempt, "levies[0].category", "must be exempt by 'paper'"),
    (lambda: paper(tax="gst"), "levies[0].category", "must be standard by null"),
    (lambda: paper(jurisdiction="US-OR"), "levies[0].category", "must be standard"),
    (lambda: paper(on="2026-09-02"), "levies[0].category", "must be standard"),
    (lambda: paper(valid_until="2026-07-31"), "levies[0].category", "2026-09-01"),
    (lambda: paper(valid_until="2025-07-31"), "facts.paper.valid_until", "before"),
    (lambda: paper(tax="hardware"), "facts.paper.tax", "must be state_and_local"),
    (wrong_paper, "levies[1].", "'other'"),
    (other_first_day, "levies[0].from_on", "must be 2026-01-01: from 'paper' on"),
    (lambda: vat_number(confirmed_on="2026-09-02"), "levies[0].category", "standard"),
    (lambda: vat_number(number="FR23334175221"), "levies[0].category", "standard"),
    (lambda: vat_number(number="136695976"), "facts.vat.number", "letters"),
    (lambda: vat_number(number="DE1\n"), "facts.vat.number", "must be a number"),
    (lambda: vat_number(on="2026-09-02"), "levies[0].category", "standard"),
    (lambda: of_that_kind(vat_id="none"), "levies[0].category", "standard by null"),
    (lambda: of_that_kind(vat_id="any"), "levies[0].category", "exempt by 'vat'"),
    (lambda: of_that_kind(seller="DE136695976"), "levies[0].category", "standard"),
    (lambda: of_that_kind(seller=None), "levies[0].category", "standard by null"),
    (future_rate, "levies[0].from_on", "in force on 2026-09-01, from null"),
    (earlier_later, "levy_order[0]", "rests on 'rrf', which is not earlier"),
    (second_levy, "levy_order[2]", "is a second levy 'ut-tax'"),
    (lambda: two_addresses("2026-01-01"), "addresses[1]", "later than"),
    (lambda: two_addresses("2026-09-02"), "addresses[1]", "in force on no tax date"),
    (lambda: two_addresses("2026-07-02"), "addresses[0]", "in force on no tax date"),
    (unordered_levies, "levies[1]", "is out of order"),
    (rounded_by_other, "levies[2].proof", "must round as its levy says"),
    (no_address, "levies", "must be empty: no address is named"),
    (no_address_yet, "addresses", "must hold one, in force on 2026-09-01"),
    (no_address_then, "addresses", "must hold one in force on 2026-08-21"),
]


class TestLies:
    """One field of a good document is a lie, and everything else follows it."""

    @pytest.mark.parametrize(("draft", "place", "reason"), LIES)
    @pytest.mark.clause("E1", "E2", "E5", "E6", "Q11", "Q12", "Q14", "Q43", "Q46")
    def test_a_lie_is_named(
        self, draft: Callable[[], Levied], place: str, reason: str
    ) -> None:
        """A levy that its base, rate, ground or address does not allow is refused."""
        where, why = found(verify(draft().sealed()))
        assert where.startswith(place)
        assert reason in why

    @pytest.mark.parametrize(
        ("path", "value", "place", "reason"),
        [
            ("addresses", ["c1"], "addresses[0]", "must be the id of an address"),
            ("addresses", ["x"], "addresses[0]", "must be the id of an address"),
            ("addresses", ["address"] * 2, "addresses[1]", "must be later than"),
            ("addresses", ["a"] * 1001, "addresses", "must be 1000 at most"),
            ("addresses", "address", "addresses", "must be an array"),
            ("addresses", [1], "addresses[0]", "must be a text"),
            ("levy_order", [], "levy_order", "must name each levy of the policies"),
            ("levy_order", ["x"], "levy_order", "must name each levy of the policies"),
            ("paid_on", "soon", "paid_on", "must be a day"),
            ("facts/address/country", "us", "facts.address.country", "two capital"),
            ("facts/address/region", "OR", "levy_order[1]", "is levied at none"),
            ("facts/address/country", "CA", "levy_order[0]", "is levied at none"),
            ("facts/address/known_on", ..., "facts.address.known_on", "is missing"),
            ("facts/address/areas", ["x"] * 1001, "facts.address.areas", "at most"),
            ("known_on", "2025-01-01", "facts.", "must be 2025-01-01 or before"),
            ("levies/0/proof/rule", "total", "levies[0].proof.rule", "must be 'levy'"),
            ("levies/1/proof/steps/0/of/3/line", "x", "levies[1].proof", "got NNN-"),
            (
                "levies/1/proof/steps/0/of/3",
                {"amount": "subtotal"},
                "levies[1].proof.steps[0]",
                "levy must not rest on 'amount.subtotal'",
            ),
            (
                "proofs/total/steps/0/of/1/line",
                "x",
                "proofs.total.steps[0]",
                "sum takes N*, got N-N",
            ),
        ],
    )
    def test_a_field_of_the_header_is_named(
        self, path: str, value: object, place: str, reason: str
    ) -> None:
        """A change of one field that levies rest on is refused at its place."""
        where, why = found(verify(changed(both().sealed(), path, value)))
        assert where.startswith(place)
        assert reason in why

    def test_a_total_holds_every_levy(self) -> None:
        """A total without its last levy is refused, for it does not name it."""
        document = both().sealed()
        step = document["proofs"]["total"]["steps"][0]
        step["of"].pop()
        step["is"] = {"number": "16443/100"}
        document["total"] = document["payable"] = "164.43"
        where, why = found(verify(reseal(document)))
        assert (where, why) == (
            "proofs.total",
            "must add every levy and every correction, each once, in order",
        )

    @pytest.mark.parametrize(
        ("fields", "place", "reason"),
        [
            ({"kind": "recovery"}, "kind", "must be 'tax', got 'recovery'"),
            ({"kind": "toll"}, "kind", "must be recovery or pass_through or tax"),
            ({"line": "hardware"}, "line", "must be state_and_local_recovery or"),
            ({"classes": ["balance"]}, "classes", "must be telecommunications or"),
            ({"classes": ["tax"]}, "classes", "must be telecommunications or"),
            ({"line_rounding": ROUNDING}, "line_rounding", "for the level line"),
            ({"level": "unrounded"}, "level", "must be invoice or line or"),
            ({"level": "line"}, "line_rounding", "for the level line"),
            ({"treatments": [{}]}, "treatments[0].charge_class", "is missing"),
            ({"tax_date": "today"}, "tax_date", "must be invoice_date or"),
            ({"cap": "all"}, "cap", "must be none or product"),
        ],
    )
    def test_a_levy_is_one_that_can_be(
        self, fields: Json, place: str, reason: str
    ) -> None:
        """A policy of a levy whose fields do not fit each other is refused."""
        draft = months().address().levy("ut-tax", LEVY, **fields)
        where, why = found(verify(draft.sealed()))
        assert where.startswith("policies.")
        assert where.endswith(f".{place}")
        assert reason in why

    def test_a_free_rate_is_zero(self) -> None:
        """A rate of another category than the standard one has no percentage."""
        draft = taxed()
        draft.rate("ut-tax", "1", "2026-01-01", category="exempt")
        where, why = found(verify(draft.sealed()))
        assert where.endswith(".percent")
        assert why == "must be 0: exempt"

    def test_there_is_a_bound_of_policies(self) -> None:
        """More policies than any market has are not read."""
        draft = taxed()
        for number in range(200):
            draft.rate(f"series {number}", "1", "2026-01-01")
        assert found(verify(draft.sealed())) == ("policies", "must be 200 at most")

    def test_there_is_a_bound_of_facts(self) -> None:
        """More certificates than anybody has are not read."""
        draft = taxed()
        for number in range(1001):
            draft.exempt(f"paper {number}")
        reason = "must hold at most 1000 of type exemption"
        assert found(verify(draft.sealed())) == ("facts", reason)

    def test_a_levy_may_have_no_line(self) -> None:
        """A levy without any line may be of no rate: the document cannot tell."""
        draft = utah()
        assert verify(draft.sealed()).failure is None
        assert verify(left_out_credit().sealed()).failure is None

    def test_without_addresses_there_is_no_levy(self) -> None:
        """Levies in the order, and none on a line, still need an address."""
        draft = months().levy("ut-tax", LEVY)
        where, why = found(verify(draft.sealed()))
        assert (where, why) == ("levy_order", "must be empty: no address is named")

    def test_without_levies_there_is_no_rate(self) -> None:
        """A rate in a document without addresses is named by no levy."""
        draft = months()
        draft.rate("ut-tax", "5", "2026-01-01")
        where, why = found(verify(draft.sealed()))
        assert where.startswith("policies.")
        assert why == "is named by no levy"

    def test_a_fact_of_levies_is_used(self) -> None:
        """A certificate that is the ground of no levy is refused."""
        draft = both()
        draft.exempt(tax="gst")
        assert found(verify(draft.sealed()))[0] == "facts.paper"

    def test_the_day_of_a_credit_is_the_same_for_every_levy(self) -> None:
        """A credit is not of August for the fee and of September for the tax."""
        draft = months().address().levy("rrf", FEE).levy("ut-tax", LEVY)
        draft.line_of("rrf", "3", of=(2,), day="2026-08-01")
        draft.line_of("rrf", "3.5", "2026-09-01", of=(0, 1))
        draft.line_of("ut-tax", "6", "2026-09-01")
        where, why = found(verify(draft.sealed()))
        assert where == "levies[2].from_on"
        assert "in force on 2026-08-01" in why


READINGS = [
    ("tax_level", "line", by_line),
    ("tax_level", "unrounded_lines", unrounded),
    ("tax_level", "invoice", both),
    ("tax_rounding", "half_up", by_line),
    ("nova_scotia_hst", "law", both),
    ("vat_id", "any", any_number),
    ("vat_id", "cross_border", reverse),
    ("usf_base", "telecommunications", usf),
    ("negative_base", "no_levy", no_levy),
    ("credit_rate", "current_invoice", current),
    ("tax_date", "service_period", served),
]


class TestReadings:
    """Readings of levies show in the levies."""

    @pytest.mark.parametrize(("name", "value", "draft"), READINGS)
    @pytest.mark.clause("Q12", "Q13", "Q14", "Q43", "Q44", "Q45", "Q46")
    def test_a_reading_is_that_of_the_levies(
        self, name: str, value: str, draft: Callable[[], Levied]
    ) -> None:
        """A reading that the levies show holds at both levels."""
        made = draft()
        made.readings = {name: value}
        document = made.sealed()
        assert verify(document).failure is None
        told = account(made, readings={name: value})
        assert verify_facts(document, told).failure is None

    @pytest.mark.parametrize(
        ("name", "value", "draft"),
        [
            ("tax_level", "line", both),
            ("tax_rounding", "down", both),
            ("vat_id", "any", reverse),
            ("usf_base", "with_recovery", usf),
            ("negative_base", "no_levy", both),
            ("credit_rate", "current_invoice", both),
            ("tax_date", "service_period", both),
            ("tax_date", "tomorrow", untaxed_place),
            ("tax_dates", "tomorrow", untaxed_place),
        ],
    )
    def test_a_reading_of_no_levy_is_refused(
        self, name: str, value: str, draft: Callable[[], Levied]
    ) -> None:
        """A reading that the levies do not show is refused."""
        made = draft()
        made.readings = {name: value}
        assert found(verify(made.sealed()))[0] == f"readings.{name}"

    @pytest.mark.parametrize(("series", "value"), [("", "law"), ("-guide", "guide")])
    @pytest.mark.clause("Q13")
    def test_a_reading_of_one_levy_is_its_series(self, series: str, value: str) -> None:
        """Nova Scotia's HST is of the series of the law, or of that of the guide."""
        draft = months().address(country="CA", region="NS")
        own = {"line": "hst", "jurisdiction": "CA-NS", "places": ["CA-NS"]}
        draft.levy("hst-ns", LEVY, **own, series=f"ca-ns-hst{series}")
        draft.line_of("hst-ns", "14")
        draft.readings = {"nova_scotia_hst": value}
        assert verify(draft.sealed()).failure is None

    def test_a_base_with_recovery_fees(self) -> None:
        """USF on the recovery fees too is the reading with_recovery."""
        own = {"line": "state_and_local_recovery", "series": "us-slrrf"}
        draft = months().address().levy("slrrf", FEE, **own)
        draft.levy("rrf", FEE).levy("usf", USF, levies=["slrrf", "rrf"])
        draft.line_of("slrrf", "2").line_of("rrf", "3.5")
        draft.line_of("usf", "37", "2026-07-01", of=(0, 1, 2, -1, -2), share="64.9")
        draft.readings = {"usf_base": "with_recovery"}
        assert verify(draft.sealed()).failure is None


OWN: Json = {"series": "ut-tax", "from_on": "2026-01-01", "percent": Decimal("6.10")}
OWN |= {"clause": "the seller's table"}


def supplied(**fields: str) -> Levied:
    """The sales tax at a rate of the account file."""
    common: dict[str, Any] = {"clause": "rate-ut-tax-2026-01-01"}
    return taxed().line_of("ut-tax", "6.1", **(common | fields))


class TestAccount:
    """Level 2: addresses, grounds, taxes and rates of the account file."""

    def test_rates_of_the_file_are_those_of_the_document(self) -> None:
        """A rate of the file is that of the document, percent and day."""
        draft = supplied()
        assert verify_facts(draft.sealed(), account(draft, rates=[OWN])).holds

    @pytest.mark.parametrize(
        ("draft", "rates", "place", "reason"),
        [
            (supplied, [], "policies.", "is not in the account file"),
            (supplied, [{**OWN, "percent": 6}], "policies.", "must be 6, got 61/10"),
            (supplied, [{**OWN, "percent": 101}], "rates[0].percent", "at most"),
            (supplied, [{**OWN, "percent": -1}], "rates[0].percent", "decimal number"),
            (supplied, [{**OWN, "from": 1}], "rates[0].from", "is no known key"),
            (supplied, [OWN, OWN], "rates[1]", "is a second rate of one day"),
            (supplied, [OWN] * 1001, "rates", "must be 1000 at most"),
            (supplied, [{**OWN, "standing": "x"}], "rates[0].standing", "contract"),
            (
                supplied,
                [OWN, {**OWN, "from_on": "2026-08-02"}],
                "levies[0].from_on",
                "rate in force on 2026-09-01, from 2026-08-02",
            ),
            (
                lambda: supplied(clause="rate-ut-tax-2026-01-02"),
                [OWN],
                "policies.",
                "must be 'rate-ut-tax-2026-01-01'",
            ),
            (lambda: supplied(clause="E3"), [OWN], "policies.", "got 'E3'"),
            (utah, [OWN], "levies", "must hold the 'ut-tax' on '"),
            (
                left_out_credit,
                [{**OWN, "from_on": "2026-09-01", "percent": 6}],
                "policies.",
                "must be 'rate-ut-tax-2026-09-01', got 'E3'",
            ),
        ],
    )
    def test_a_rate_differs_from_the_file(
        self,
        draft: Callable[[], Levied],
        rates: list[Json],
        place: str,
        reason: str,
    ) -> None:
        """A rate that the file has otherwise, or has besides, is named."""
        made = draft()
        report = verify_facts(made.sealed(), account(made, rates=rates))
        where, why = found(report)
        assert report.level == 2
        assert where.startswith(place)
        assert reason in why

    @pytest.mark.parametrize(
        ("taxes", "place", "reason"),
        [
            ([], "levy_order", "must hold the taxes of the account file"),
            (
                [
                    {"name": "ut-tax", "jurisdiction": "US-UT"},
                    {"name": "county", "jurisdiction": "US"},
                ],
                "levy_order",
                "must hold the taxes of the account file",
            ),
            (
                [{"name": "ut-tax", "jurisdiction": "US"}],
                "taxes.ut-tax.jurisdiction",
                "must be 'US', got 'US-UT'",
            ),
            ([{"name": "ut-tax"}], "taxes[0].jurisdiction", "is missing"),
            ([3], "taxes[0]", "must be an object"),
        ],
    )
    @pytest.mark.clause("E3")
    def test_taxes_are_those_of_the_file(
        self, taxes: list[Any], place: str, reason: str
    ) -> None:
        """The document has the sales taxes that the file has at its addresses."""
        made = both()
        where, why = found(verify_facts(made.sealed(), account(made, taxes=taxes)))
        assert where == place
        assert reason in why

    def test_a_tax_of_another_place_is_not_asked_for(self) -> None:
        """A tax of the file where no address is has no place in the document."""
        made = both()
        told = account(made)
        told["taxes"].append({"name": "or-tax", "jurisdiction": "US-OR"})
        assert verify_facts(made.sealed(), told).holds

    def test_taxes_of_the_file_stand_last(self) -> None:
        """A levy of the market does not stand after a tax of the file."""
        made = months().address().levy("ut-tax", LEVY).levy("rrf", FEE)
        where, why = found(verify_facts(made.sealed(), account(made)))
        assert where == "levy_order"
        assert why == "must end with the taxes of the account file"

    @pytest.mark.parametrize(
        ("section", "entry", "place", "reason"),
        [
            (
                "exemptions",
                {"tax": "sales_tax", "jurisdiction": "US-UT", "certificate": "5"},
                "levies[1].category",
                "must be exempt by 'more'",
            ),
            (
                "exemptions",
                {"tax": "regulatory_recovery", "jurisdiction": "US"}
                | {"certificate": "5", "valid_until": "2026-08-01"},
                "levies[0].category",
                "on 2026-08-01",
            ),
            (
                "addresses",
                {"country": "US", "region": "UT", "effective_on": "2026-08-15"},
                "addresses",
                "must hold 'more', in force on 2026-09-01",
            ),
            ("addresses", {"country": "US"}, "levies[1].proof", "is not levied on"),
        ],
    )
    @pytest.mark.clause("E2", "E5", "Q45")
    def test_what_the_file_has_besides_counts(
        self, section: str, entry: Json, place: str, reason: str
    ) -> None:
        """A certificate or an address of the file that changes a levy is named."""
        made = both()
        told = account(made)
        entry = {"id": "more", "effective_on": "2026-02-01", **entry}
        told.setdefault(section, []).append(entry)
        where, why = found(verify_facts(made.sealed(), told))
        assert where == place
        assert reason in why

    @pytest.mark.clause("Q45")
    def test_all_as_today_is_of_the_issue_date(self) -> None:
        """A credit at a rate that is still in force is of the issue date."""
        told: dict[str, Any] = {"clause": "rate-ut-tax-2026-01-01"}
        for day, later, holds in (
            ("2026-09-01", "2026-09-02", True),
            ("2026-08-01", "2026-09-02", False),
            ("2026-08-01", "2026-09-01", True),
        ):
            draft = credit()
            draft.asked.clear()
            draft.rates.clear()
            draft.line_of("ut-tax", "6.1", of=(0,), day=day, **told)
            rates = [OWN, {**OWN, "from_on": later, "percent": 7}]
            document = draft.sealed()
            assert verify(document).holds
            assert verify_facts(document, account(draft, rates=rates)).holds == holds

    def test_a_value_for_a_quarter_ends_with_it(self) -> None:
        """A supplied factor of a quarter does not go before the next quarter's."""
        draft = usf()
        row = {"series": "us-usf-factor", "from_on": "2026-04-01", "percent": 38}
        row["clause"] = "a notice"
        document = draft.sealed()
        assert verify_facts(document, account(draft, rates=[row])).holds
        row["from_on"] = "2026-07-02"
        where, why = found(verify_facts(document, account(draft, rates=[row])))
        assert where == "levies[0].from_on"
        assert "in force on 2026-09-01, from 2026-07-02" in why

    @pytest.mark.clause("Q14")
    def test_a_number_is_known_once_it_is_confirmed(self) -> None:
        """The day of knowledge that a file leaves out is that of the confirmation."""
        draft = reverse()
        told = account(draft)
        told["tax_numbers"][0].pop("known_on")
        assert verify_facts(draft.sealed(), told).failure is None
        draft.facts["vat"]["known_on"] = "2026-01-01"
        where, why = found(verify(draft.sealed()))
        assert where == "facts.vat.known_on"
        assert why == "must not be before the confirmation"

    def test_what_became_known_later_does_not_count(self) -> None:
        """A certificate that was not known on the document's day changes nothing."""
        made = both()
        made.head["known_on"] = "2026-09-01"
        told, more = account(made), {"id": "more", "known_on": "2026-09-02"}
        more |= {"tax": "sales_tax", "jurisdiction": "US-UT", "certificate": "5"}
        told["exemptions"] = [{**more, "effective_on": "2026-01-01"}]
        assert verify_facts(made.sealed(), told).holds

    def test_a_number_of_the_file_counts(self) -> None:
        """A confirmed VAT number of the file makes the customer owe the tax."""
        made = berlin().line_of("vat", "19")
        made.apart["vat"] = made.facts.pop("vat")
        document, told = made.sealed(), account(made)
        where, why = found(verify_facts(document, told))
        assert where == "levies[0].category"
        assert "must be reverse_charge by 'vat'" in why
        told["tax_numbers"][0].pop("confirmed_on")
        assert verify_facts(document, told).holds

    def test_a_number_may_be_spelled_with_blanks(self) -> None:
        """A VAT number is the same in capitals and without blanks."""
        made = reverse()
        told = account(made)
        told["tax_numbers"][0]["number"] = "de 136 695 976"
        assert verify_facts(made.sealed(), told).holds

    @pytest.mark.parametrize(
        ("draft", "section", "count", "place"),
        [
            (both, "addresses", 0, "facts.address"),
            (months, "addresses", 1, "addresses"),
            (certificate, "exemptions", 0, "facts.paper"),
            (both, "addresses", 1001, "addresses"),
        ],
    )
    @pytest.mark.clause("E2", "Q67")
    def test_levies_are_asked_for_by_addresses(
        self, draft: Callable[[], Levied], section: str, count: int, place: str
    ) -> None:
        """Addresses of the file ask for levies, and levies for addresses."""
        made = draft()
        row: Json = {"id": "more", "country": "US", "effective_on": "2026-01-01"}
        told = account(made, **{section: [row] * count})
        assert found(verify_facts(made.sealed(), told))[0] == place

    def test_the_day_of_a_credit_is_that_of_the_account(self) -> None:
        """Nothing held on 1 August: the credit is of the invoice that it stands on."""
        draft = Levied("2026-09-01").price().change("c1", 5, "2026-08-10")
        draft.change("c2", -2, "2026-08-20")
        draft.recurring("c1", "c2").prorated("c1").prorated("c2")
        assert isinstance(draft, Levied)
        draft.address().levy("ut-tax", LEVY)
        draft.line_of("ut-tax", "5", of=(2,), day="2026-08-01")
        draft.line_of("ut-tax", "6", "2026-09-01", of=(0, 1))
        document = draft.sealed()
        assert verify(document).failure is None
        where, why = found(verify_facts(document, account(draft)))
        assert where == "levies[0].from_on"
        assert "in force on 2026-09-01" in why

    def test_a_charge_is_asked_for_on_the_day_of_the_account(self) -> None:
        """A credit that no line counts is levied on a day that the rate covers."""
        draft = supplied()
        levy, asked = draft.asked.pop()
        draft.asked.append((levy, {**asked, "of": (0, 1)}))
        document = draft.sealed()
        where, _ = found(verify_facts(document, account(draft, rates=[OWN])))
        assert where == "levies"


class TestHostileLevies:
    """Whatever stands in the place of levies is a finding."""

    def test_every_value_may_be_anything(self) -> None:
        """Each value of levies, addresses and policies may be anything at all."""
        document = usf().sealed()
        told = account(usf())
        tops = ("levies", "levy_order", "addresses", "paid_on", "policies", "facts")
        places = [x for x in paths(document) if x.split("/")[0] in tops]
        assert len(places) > 200
        for path, value in thinned(product(places, ANYTHING)):
            report = verify_facts(changed(document, path, value), told)
            assert report.holds != bool(report.failure)

    def test_every_section_may_be_anything(self) -> None:
        """Each value of the sections of the account file may be anything at all."""
        draft = certificate()
        document, told = draft.sealed(), account(draft, rates=[OWN], tax_numbers=[{}])
        tops = ("addresses", "exemptions", "tax_numbers", "taxes", "rates")
        places = [x for x in paths(told) if x.split("/")[0] in tops]
        for path, value in thinned(product(places, ANYTHING)):
            tree = json.loads(json.dumps(told, default=str))
            inner: Any = tree
            *parents, last = [int(x) if x.isdigit() else x for x in path.split("/")]
            for part in parents:
                inner = inner[part]
            inner[last] = value
            report = verify_facts(document, tree)
            assert report.holds != bool(report.failure)

    def test_every_digit_of_a_levy_counts(self) -> None:
        """One digit of a levy's proof altered is refused."""
        document = usf().sealed()
        proof = document["levies"][0]["proof"]
        for holder, key, value in thinned(digits_of(proof)):
            before = holder[key]
            holder[key] = value
            assert not verify(reseal(document)).holds
            holder[key] = before
        assert verify(reseal(document)).holds
