"""The independent checker: what it proves, and every way in which it says no."""

import copy
import hashlib
import json
import pickle
import re
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tests.thinning import thinned

from gotobilling import verify as module
from gotobilling.verify import Finding, Report, main, verify, verify_facts

Json = dict[str, Any]
DAY = timedelta(days=1)

# A small document builder by hand: it knows the wire format and nothing of the library.

ROUNDING = {"mode": "half_up", "places": "minor_unit", "step": "1"}
POLICIES: dict[str, Json] = {
    "proration": {
        "day_count": "actual_after_start",
        "removals": "credited",
        "zero_days": "shown",
        "same_day": "netted_by_sign",
        "rounded": "line",
        "rounding": ROUNDING,
        "price_change": "on_the_day",
        "emptied": "service_continues",
        "last_month": "days_served",
        "clause": "A8",
    },
    "recurring": {"quantities": "day_one", "rounding": ROUNDING, "clause": "A1"},
    "start": {
        "counted": "later",
        "missing_day": "clamp",
        "free_month_days": "0",
        "clause": "A7",
    },
    "cycle": {
        "first_invoice": "window",
        "window_last_day": "5",
        "number_purchase": "next_monthly",
        "nothing_to_bill": "no_invoice",
        "parts": [],
        "clause": "A4",
    },
    "issue": {
        "day": "1",
        "counted": "calendar_days",
        "holidays": [],
        "clause": "A2",
    },
    "one_time": {"rounding": ROUNDING, "clause": "A5"},
    "due": {
        "days": "15",
        "counted_from": "invoice_date",
        "due_day": "0",
        "offered": [],
        "clause": "B1",
    },
    "dispute": {"days": "15", "clause": "G4"},
    "autopay": {"charged": "day_of_month", "day": "10", "clause": "B2"},
    "settlement": {"negative_total": "account_credit", "clause": "Q48"},
    "credit": {"rounding": ROUNDING, "clause": "Q44"},
    "usage": {
        "minutes": {"mode": "up", "places": "0", "step": "1"},
        "per": "row",
        "edge": "whole",
        "rounded": "line",
        "rounding": ROUNDING,
        "extension_calls": "outbound",
        "included": "full",
        "pool_use": "unrated",
        "last_usage": "own_invoice",
        "packages": {"mode": "up", "places": "0", "step": "1"},
        "minute_seconds": "60",
        "message_characters": "160",
        "included_price": "0",
        "overage": "0.02",
        "message_overage": "0.0055",
        "currency": "USD",
        "clause": "F3",
    },
    "low_usage": {
        "phones": "20",
        "minutes": "50",
        "judged": "invoice",
        "clause": "G3",
    },
    "frequency": {
        "annual_renewal": "monthly_invoice",
        "quarters": "first_of_month",
        "quarter_changes": "months_and_days",
        "missing_day": "clamp",
        "clause": "A16",
    },
    "anchor": {
        "length": "calendar_month",
        "days": "30",
        "first_charge": "sign_up",
        "moved_by": "nothing",
        "rounding": ROUNDING,
        "missing_day": "clamp",
        "clause": "Q7",
    },
    "fees": {
        "change_fee": "15.00",
        "currency": "USD",
        "per": "number",
        "billed": "next_monthly",
        "rounding": ROUNDING,
        "clause": "G1",
    },
}
CLASSES = {
    "service_charge": "telecommunications",
    "standard_number": "telecommunications",
    "contact_center": "software",
    "rental": "equipment_rental",
    "hardware": "equipment_sale",
}
ORDER = (
    "service_charge",
    "standard_number",
    "prorated_charge",
    "contact_center",
    "rental",
    "hardware",
    "number_purchase",
    "other_charge",
    "other_credit",
    "brought_forward",
)


def digest(value: object) -> str:
    """Digest as the wire format says: of sorted keys without spaces."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def day(text: str) -> date:
    """Read a day."""
    return date.fromisoformat(text)


def after_month(on: date) -> date:
    """Give the first day of the month after."""
    return (on.replace(day=1) + 32 * DAY).replace(day=1)


def cents(number: Fraction) -> Fraction:
    """Round half up to the cent, half away from zero."""
    sign = -1 if number < 0 else 1
    return sign * Fraction(int(abs(number) * 100 + Fraction(1, 2)), 100)


def money(number: Fraction) -> str:
    """Write an amount of whole cents."""
    sign = "-" if number < 0 else ""
    whole = int(abs(number) * 100)
    return f"{sign}{whole // 100}.{whole % 100:02}"


class Steps:
    """The steps of one proof, in the making."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.steps: list[Json] = []

    def add(self, op: str, value: Fraction | date | int, *of: Json) -> Json:
        """Add a step and give the operand that names it."""
        kind, text = "number", str(value)
        if isinstance(value, date):
            kind, text = "date", value.isoformat()
        step = {"op": op, "of": list(of), "is": {kind: text}}
        self.steps.append({**step, "label": op.replace("_", " "), "clause": "A8"})
        return {"step": len(self.steps) - 1}

    def proof(self) -> Json:
        """Give the proof as the wire format has it."""
        return {"rule": self.rule, "steps": self.steps}


class Draft:
    """One document in the making; ``choices`` are policy fields, "role.field"."""

    def __init__(
        self, start: str, *, kind: str = "recurring", choices: Json | None = None
    ) -> None:
        self.policies = copy.deepcopy(POLICIES)
        self.readings: dict[str, str] = {}
        for choice, value in (choices or {}).items():
            role, field = choice.split(".")
            self.policies[role][field] = value
        self.start, self.kind = day(start), kind
        recurring = kind == "recurring"
        self.end = after_month(self.start) if recurring else self.start + DAY
        self.facts: dict[str, Json] = {}
        self.contract("2026-01-01")
        self.lines: list[Json] = []
        self.head: Json = {"sent_on": None, "known_on": None, "brought_forward": None}
        self.head |= {"paid_on": None, "addresses": [], "levy_order": []}
        self.head["usage"] = None
        self.levies: list[Json] = []
        self.corrections: list[Json] = []
        self.revisions: list[Json] = []
        self.given: str | None = None
        self.quoted = False

    def policy(self, choice: str) -> Json:
        """Name a policy's field; sealing puts the digest in place of its role."""
        return {"policy": f"@{choice}"}

    def fact(self, name: str, kind: str, on: str, /, **fields: object) -> "Draft":
        """Add a fact that is known when it is effective."""
        dated = {} if kind in ("contract", "service_end") else {"effective_on": on}
        self.facts[name] = {"type": kind, **dated, "known_on": on, **fields}
        return self

    def price(
        self, name: str = "p", on: str = "2026-01-01", **fields: object
    ) -> "Draft":
        """Add a price, of 25.00 for a device unless said otherwise."""
        common = {"item": "device", "kind": "service_charge", "unit": "device"}
        common |= {"unit_price": "25.00", "currency": "USD", "product": "connect"}
        common |= {"frequency": "monthly", "minimum_quantity": "0"}
        return self.fact(name, "price", on, **(common | fields))

    def change(self, name: str, quantity: int, on: str, **fields: object) -> "Draft":
        """Add a change of devices."""
        item = {"item": "device", "quantity": str(quantity)}
        return self.fact(name, "change", on, **(item | fields))

    def contract(self, on: str, **fields: object) -> "Draft":
        """Add the contract; billing starts on that day."""
        self.begin = day(on)
        known = {"known_on": on, "free_months": "0", "billing_start_on": on}
        self.facts["contract"] = {"type": "contract", **(known | fields)}
        return self

    def ending(self, on: str) -> "Draft":
        """Add the last day of service."""
        return self.fact("end", "service_end", on, last_day_of_service=on)

    def quantity(self, names: tuple[str, ...]) -> Fraction:
        """Add the quantities of changes."""
        total = sum(int(self.facts[name]["quantity"]) for name in names)
        return Fraction(total)

    def line(self, price: str, steps: Steps, **fields: object) -> None:
        """Add a line of a price."""
        fact = self.facts[price]
        plain = {"kind": fact["kind"], "class": CLASSES[fact["kind"]], "group": None}
        plain |= {name: fact[name] for name in ("item", "unit", "unit_price")}
        plain |= {"effective_on": None, "price": price, "fact": None, "code": None}
        self.lines.append({**plain, **fields, "proof": steps.proof()})

    def round(self, steps: Steps, value: Fraction, last: Json, role: str) -> Fraction:
        """Add the last step of an amount."""
        rounding = self.policy(f"{role}.rounding")
        steps.add("round", cents(value), last, rounding, {"document": "currency"})
        return cents(value)

    def recurring(self, *names: str, price: str = "p", **fields: object) -> "Draft":
        """Add a recurring line that counts these changes."""
        steps, count = Steps("recurring_charge"), self.policy("proration.day_count")
        quantity = self.quantity(names)
        last = steps.add("sum", quantity, *({"fact": f"{x}.quantity"} for x in names))
        quantity, last = self.kept(steps, quantity, last, price)
        value = quantity * Fraction(self.facts[price]["unit_price"])
        last = steps.add("times", value, last, {"fact": f"{price}.unit_price"})
        until = self.end
        if "end" in self.facts:
            until = day(self.facts["end"]["last_day_of_service"]) + DAY
            stop = {"fact": "end.last_day_of_service"}
            start = {"document": "period.start"}
            stop = steps.add("day_after", until, stop)
            served, whole = (until - self.start).days, (self.end - self.start).days
            days = steps.add("charged_days", served, count, start, stop)
            end = {"document": "period.end"}
            length = steps.add("charged_days", whole, count, start, end)
            share = steps.add("over", Fraction(served, whole), days, length)
            value *= Fraction(served, whole)
            last = steps.add("times", value, last, share)
        amount = self.round(steps, value, last, "recurring")
        period = {"start": str(self.start), "end": str(until)}
        stated = {"quantity": str(quantity), "amount": money(amount), "period": period}
        self.line(price, steps, **stated, **fields)
        return self

    def prorated(
        self,
        *names: str,
        price: str = "p",
        before: tuple[str, ...] = (),
        by: str = "",
        **fields: object,
    ) -> "Draft":
        """Add a proration; ``before`` is what a price change moves."""
        steps = Steps("prorated_charge")
        removal = bool(before) and not names and price != by
        all_names = (*names, *before)
        quantity = self.quantity(all_names)
        of = ({"fact": f"{name}.quantity"} for name in all_names)
        held = steps.add("sum", quantity, *of)
        quantity, held = self.kept(steps, quantity, held, price)
        if removal:
            quantity = -quantity
            held = steps.add("negate", quantity, held)
        return self.charged(steps, quantity, held, by or (*names, "")[0], price, fields)

    def above(
        self, *names: str, before: tuple[str, ...], price: str = "p", by: str = ""
    ) -> "Draft":
        """Prorate what a change moves above the minimum."""
        steps, sums = Steps("prorated_charge"), []
        for counted in (before, (*before, *names)):
            of = ({"fact": f"{name}.quantity"} for name in counted)
            total = self.quantity(counted)
            sums.append(self.kept(steps, total, steps.add("sum", total, *of), price))
        (low, base), (high, every) = sums
        held = steps.add("minus", high - low, every, base)
        return self.charged(steps, high - low, held, by or names[0], price, {})

    def kept(
        self, steps: Steps, quantity: Fraction, held: Json, price: str
    ) -> tuple[Fraction, Json]:
        """Add the minimum quantity where the reading keeps it."""
        least = Fraction(self.facts[price]["minimum_quantity"])
        if self.policies["proration"]["emptied"] != "minimum_quantity":
            return quantity, held
        floor = {"fact": f"{price}.minimum_quantity"}
        quantity = max(quantity, least)
        return quantity, steps.add("greatest", quantity, held, floor)

    def charged(
        self,
        steps: Steps,
        quantity: Fraction,
        held: Json,
        by: str,
        price: str,
        fields: Json,
    ) -> "Draft":
        """Add the steps from a quantity to a prorated amount."""
        count = self.policy("proration.day_count")
        on, source = self.effective(by)
        kind = self.policies["proration"]["day_count"]
        first = on + DAY if kind == "actual_after_start" and on.day > 1 else on
        if on.day > 1:
            start = steps.add("charged_from", first, count, source)
        until, end = after_month(on), steps.add("next_month", after_month(on), source)
        if "end" in self.facts:
            until = day(self.facts["end"]["last_day_of_service"]) + DAY
            stop = steps.add("day_after", until, {"fact": "end.last_day_of_service"})
        served = (until - first).days
        whole = (after_month(on) - on.replace(day=1)).days
        if kind == "thirty_day_month":
            served, whole = 31 - min(first.day, 30), 30
        stop = stop if "end" in self.facts else end
        begin = steps.add("month_start", on.replace(day=1), source)
        start = start if on.day > 1 else begin
        days = steps.add("charged_days", served, count, start, stop)
        length = steps.add("charged_days", whole, count, begin, end)
        share = steps.add("over", Fraction(served, whole), days, length)
        unit = Fraction(self.facts[price]["unit_price"])
        cost = {"fact": f"{price}.unit_price"}
        if self.policies["proration"]["rounded"] == "unit_share":
            part = unit * Fraction(served, whole)
            last = steps.add("times", part, cost, share)
            amount = quantity * self.round(steps, part, last, "proration")
            steps.add("times", amount, held, {"step": len(steps.steps) - 1})
        else:
            full = steps.add("times", quantity * unit, held, cost)
            value = quantity * unit * Fraction(served, whole)
            charge = steps.add("times", value, full, share)
            amount = self.round(steps, value, charge, "proration")
        plain: Json = {"kind": "prorated_charge", "quantity": str(quantity)}
        plain |= {"amount": money(amount), "effective_on": str(on)}
        plain["period"] = {"start": str(first), "end": str(until)}
        self.line(price, steps, **{**plain, **fields})
        return self

    def effective(self, by: str) -> tuple[date, Json]:
        """Give the effective day and the operand that it comes from."""
        if by == "start":
            return self.begin, {"amount": "billing_start"}
        on = day(self.facts[by]["effective_on"])
        return on, {"fact": f"{by}.effective_on"}

    def started(self) -> Steps:
        """Prove the billing start."""
        steps, contract = Steps("billing_start"), self.facts["contract"]
        quote, policy = {"fact": "contract.billing_start_on"}, self.policies["start"]
        quoted = self.quoted or policy["counted"] == "quote"
        if "signed_on" not in contract or quoted:
            steps.add("given", self.begin, quote)
            return steps
        signed, months = day(contract["signed_on"]), int(contract["free_months"])
        free = {"fact": "contract.free_months"}
        count, missing = self.policy("start.free_month_days"), "start.missing_day"
        if policy["free_month_days"] != "0":
            days = months * int(policy["free_month_days"])
            free, paid = steps.add("times", days, free, count), signed + days * DAY
            last = steps.add("plus_days", paid, {"fact": "contract.signed_on"}, free)
        else:
            paid = signed.replace(month=signed.month + months)
            of = ({"fact": "contract.signed_on"}, free, self.policy(missing))
            last = steps.add("plus_months", paid, *of)
        if policy["counted"] == "later" and "billing_start_on" in contract:
            steps.add("later", self.begin, quote, last)
        return steps

    def one_time(self, name: str, **fields: object) -> "Draft":
        """Add the line of a purchase."""
        fact, steps = self.facts[name], Steps("one_time_charge")
        value = Fraction(fact["quantity"]) * Fraction(fact["unit_price"])
        of = ({"fact": f"{name}.{part}"} for part in ("quantity", "unit_price"))
        last = steps.add("times", value, *of)
        if fact["kind"] == "other_credit":
            value = -value
            last = steps.add("negate", value, last)
        amount = self.round(steps, value, last, "one_time")
        same = ("kind", "item", "quantity", "unit_price", "effective_on")
        plain = {part: fact[part] for part in same}
        plain |= {"class": CLASSES.get(fact["kind"], "fee"), "unit": None}
        plain |= {"group": None, "price": None, "fact": name, "code": fact.get("code")}
        plain["period"] = {"start": str(self.start), "end": str(self.end)}
        plain |= {"amount": money(amount), "proof": steps.proof()}
        self.lines.append({**plain, **fields})
        return self

    def bought(self, name: str, on: str, **fields: object) -> "Draft":
        """Add a purchase, of two desk phones unless said otherwise."""
        common = {"kind": "hardware", "item": "Desk phone", "quantity": "2"}
        common |= {"unit_price": "99.98", "product": "connect", "currency": "USD"}
        return self.fact(name, "one_time", on, **(common | fields))

    def issued(self) -> tuple[date, Steps]:
        """Prove the issue date."""
        steps, start = Steps("issue_date"), {"document": "period.start"}
        if self.given:
            steps.add("given", day(self.given), {"document": "issue_date"})
        elif self.kind != "recurring":
            steps.add("given", self.start, start)
        elif self.start < self.begin < self.end:
            steps.add("given", self.begin, {"amount": "billing_start"})
        else:
            number = int(self.policies["issue"]["day"])
            issue = self.policy("issue.day")
            on = self.start.replace(day=number)
            steps.add("day_of_month", on, start, issue)
        return day(steps.steps[-1]["is"]["date"]), steps

    def levied(self, head: Json) -> None:
        """Work out the levies, where there are any."""

    def more_policies(self) -> list[Json]:
        """Give the policies that a document may have any number of."""
        return []

    def sealed(self, **changes: object) -> Json:
        """Finish the document: ids, sums, dates, policies and digest."""
        self.lines.sort(key=sort_key)
        document: Json = {"kind": self.kind, "product": "connect", "part": None}
        period = {"start": str(self.start), "end": str(self.end)}
        head: Json = {"schema": 1, "market": "us-connect", "edition": "2026-11"}
        head |= {"readings": self.readings, "account": "acme", "currency": "USD"}
        head |= {"document": {**document, "period": period}, **self.head}
        for line in self.lines:
            line["id"] = line_id(head, line, self.facts)
        proofs: dict[str, Json | None] = {"billing_start": self.started().proof()}
        issue, steps = self.issued()
        proofs["issue_date"] = steps.proof()
        subtotal = sum((Fraction(line["amount"]) for line in self.lines), Fraction(0))
        self.levied(head)
        more = [*self.levies, *self.corrections]
        levies = [{"line": line["id"]} for line in more]
        total = sum((Fraction(line["amount"]) for line in more), subtotal)
        payable = max(total, Fraction(0))
        due, pay = issue + 15 * DAY, tenth(issue)
        on = {"document": "issue_date"}
        answers: list[tuple[str, Fraction | date, str, list[Json]]] = [
            ("subtotal", subtotal, "sum", [{"line": x["id"]} for x in self.lines]),
            ("total", total, "sum", [{"amount": "subtotal"}, *levies]),
            ("payable", payable, "at_least_zero", [{"amount": "total"}]),
            ("due_date", due, "plus_days", [on, self.policy("due.days")]),
            ("dispute_until", due, "plus_days", [on, self.policy("dispute.days")]),
            ("autopay_on", pay, "next_day_of_month", [on, self.policy("autopay.day")]),
        ]
        if not levies:
            answers[1] = ("total", total, "given", [{"amount": "subtotal"}])
        for name, value, op, of in answers:
            steps = Steps(name)
            steps.add(op, value, *of)
            proofs[name] = steps.proof()
        head |= {"billing_start": str(self.begin), "issue_date": str(issue)}
        head["due_date"] = str(issue + 15 * DAY)
        head |= {
            "dispute_until": str(issue + 15 * DAY),
            "autopay_on": str(tenth(issue)),
        }
        head |= {"subtotal": money(subtotal), "total": money(total)}
        head["payable"] = money(payable)
        if total <= 0:
            for name in ("due_date", "autopay_on"):
                head[name] = proofs[name] = None
        head |= {"lines": self.lines, "facts": self.facts, "proofs": proofs}
        head["levies"] = self.levies
        head |= {"corrections": self.corrections, "revisions": self.revisions}
        policies = [{"policy": x, **fields} for x, fields in self.policies.items()]
        policies += self.more_policies()
        head["policies"] = {digest(policy): policy for policy in policies}
        clauses = {policy["clause"] for policy in policies} | {"A8"}
        head["clauses"] = {clause: {"id": clause} for clause in sorted(clauses)}
        text = json.dumps({**head, **changes})
        for policy in policies:
            text = text.replace(f'"@{policy["policy"]}.', f'"{digest(policy)}.')
        return reseal(json.loads(text))


def sort_key(line: Json) -> tuple[Any, ...]:
    """Order lines as the wire format says."""
    names = ("group", "effective_on")
    more = tuple(line[name] or "" for name in names)
    last = (sign_of(line), line["price"] or "", line["fact"] or "")
    return (ORDER.index(line["kind"]), line["item"], *more, *last)


def tenth(on: date) -> date:
    """Give the first 10th on or after a day."""
    return on.replace(day=10) if on.day <= 10 else after_month(on).replace(day=10)


def sign_of(line: Json) -> str:
    """Give the sign that enters the id of a line."""
    credit = line["kind"] in ("other_credit", "brought_forward")
    return "-" if line["quantity"][0] == "-" or credit else "+"


def line_id(head: Json, line: Json, facts: Json) -> str:
    """Give the id that a line must have."""
    about = head["document"]
    slots = [
        head["account"],
        about["product"],
        about["kind"],
        *about["period"].values(),
    ]
    slots += [line[x] for x in ("kind", "item", "group", "effective_on")]
    roots = [
        facts.get(name, {}).get("supersedes", name)
        for name in (line["price"], line["fact"])
    ]
    return digest([*slots, sign_of(line), *roots, None])[:32]


def copied(tree: Json) -> Json:
    """Give a copy of the tree that shares nothing with it."""
    # Thousands of documents are copied whole: this is many times as fast as deepcopy.
    apart: Json = pickle.loads(pickle.dumps(tree))  # noqa: S301 - our own
    return apart


def reseal(document: Json) -> Json:
    """Put the digest of everything else in its place."""
    content = {key: value for key, value in document.items() if key != "digest"}
    return copied({**content, "digest": digest(content)})


def altered(tree: Json, path: str, value: object) -> Json:
    """Set (or with ... delete) what lies at the path, in a copy."""
    tree = copied(tree)
    *parents, last = [int(x) if x.isdigit() else x for x in path.split("/")]
    inner: Any = tree
    for part in parents:
        inner = inner[part]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return tree


def changed(document: Json, path: str, value: object) -> Json:
    """Alter a document and seal it again."""
    return reseal(altered(document, path, value))


def found(report: Report) -> tuple[str, str]:
    """Give the place and the reason of a failure."""
    assert report.failure
    return report.failure.place, report.failure.reason


# The worked edges of the rulebook as documents.


def start_15_july() -> Draft:
    """5 devices from 15 July, on the invoice of August."""
    draft = Draft("2026-08-01").price().change("c1", 5, "2026-07-15")
    return draft.contract("2026-07-15").recurring("c1").prorated("c1", by="start")


def start_3_july() -> Draft:
    """5 devices from 3 July, invoiced on that day."""
    draft = Draft("2026-07-01").price().change("c1", 5, "2026-07-03")
    return draft.contract("2026-07-03").prorated("c1", by="start")


def netted() -> Draft:
    """5 devices, then +2, +3 and -4 on 20 August."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-01")
    for name, quantity in (("c2", 2), ("c3", 3), ("c4", -4)):
        draft.change(name, quantity, "2026-08-20")
    draft.recurring("c1", "c2", "c3", "c4")
    return draft.prorated("c2", "c3").prorated("c4")


def ends_14_october() -> Draft:
    """October in advance, to the last day of service on the 14th."""
    draft = Draft("2026-10-01").price().change("c1", 5, "2026-08-01")
    return draft.ending("2026-10-14").recurring("c1")


def open_proration() -> Draft:
    """2 devices of 5 October, served to the 14th."""
    draft = Draft("2026-11-01").price().change("c2", 2, "2026-10-05")
    return draft.ending("2026-10-14").prorated("c2")


def new_price() -> Draft:
    """30.00 instead of 25.00 from 20 August, and 2 more that day."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-01")
    draft.price("q", "2026-08-20", unit_price="30.00").change("c2", 2, "2026-08-20")
    draft.recurring("c1", "c2", price="q").prorated(before=("c1",), by="q")
    return draft.prorated("c2", before=("c1",), price="q", by="q")


def hardware() -> Draft:
    """Two desk phones, bought on 12 August."""
    draft = Draft("2026-08-12", kind="one_time").bought("hw1", "2026-08-12")
    return draft.one_time("hw1")


def removed() -> Draft:
    """All 5 devices removed on 20 August."""
    draft = Draft("2026-09-01").price().change("c2", -5, "2026-08-20")
    return draft.prorated("c2")


def d(text: str) -> date:
    """Read a day."""
    return day(text)


def n(text: str) -> Fraction:
    """Read a number."""
    return Fraction(text)


HALF_UP = {"mode": "half_up", "places": "minor_unit", "step": n("1")}


class TestOperations:
    """Each operation against numbers worked out by hand."""

    @pytest.mark.parametrize(
        ("operation", "operands", "expected"),
        [
            ("given", [n("7/2")], n("7/2")),
            ("given", [d("2026-07-03")], d("2026-07-03")),
            ("sum", [], n("0")),
            ("sum", [n("2"), n("3"), n("-4")], n("1")),
            ("minus", [n("1/2"), n("1/3")], n("1/6")),
            ("negate", [n("5")], n("-5")),
            ("times", [n("125"), n("16/31")], n("2000/31")),
            ("over", [n("16"), n("31")], n("16/31")),
            ("greatest", [n("3"), n("5")], n("5")),
            ("percent", [n("100"), n("399/40")], n("399/40")),
            ("at_least_zero", [n("-1/100")], n("0")),
            ("at_least_zero", [n("1/100")], n("1/100")),
            ("round", [n("2000/31"), HALF_UP, "USD"], n("64.52")),
            ("day_after", [d("2026-12-31")], d("2027-01-01")),
            ("day_before", [d("2027-01-01")], d("2026-12-31")),
            ("next_business_day", [d("2026-02-01"), ()], d("2026-02-02")),
            ("next_business_day", [d("2026-02-03"), ()], d("2026-02-03")),
            (
                "next_business_day",
                [d("2026-02-01"), (d("2026-02-02"),)],
                d("2026-02-03"),
            ),
            ("previous_business_day", [d("2026-02-03"), ()], d("2026-02-02")),
            (
                "previous_business_day",
                [d("2026-02-03"), (d("2026-02-02"),)],
                d("2026-01-30"),
            ),
            ("plus_days", [d("2026-07-03"), n("15")], d("2026-07-18")),
            ("minus_days", [d("2026-04-15"), n("30")], d("2026-03-16")),
            ("plus_months", [d("2026-01-20"), n("2"), "refuse"], d("2026-03-20")),
            ("plus_months", [d("2026-01-31"), n("1"), "clamp"], d("2026-02-28")),
            ("plus_months", [d("2026-01-31"), n("1"), "roll_over"], d("2026-03-01")),
            ("plus_months", [d("2026-01-31"), n("11"), "refuse"], d("2026-12-31")),
            ("month_start", [d("2026-07-15")], d("2026-07-01")),
            ("next_month", [d("2026-12-15")], d("2027-01-01")),
            ("day_of_month", [d("2026-07-01"), n("5")], d("2026-07-05")),
            ("next_day_of_month", [d("2026-07-10"), n("10")], d("2026-07-10")),
            ("next_day_of_month", [d("2026-12-11"), n("10")], d("2027-01-10")),
            ("next_day_of_month", [d("2026-02-01"), n("30")], d("2026-02-28")),
            ("later", [d("2026-03-20"), d("2026-03-01")], d("2026-03-20")),
            ("periods_from", ["first_of_month", d("2026-08-20")], d("2026-09-01")),
            ("periods_from", ["first_of_month", d("2026-09-01")], d("2026-09-01")),
            ("periods_from", ["anchored", d("2026-08-20")], d("2026-08-20")),
            (
                "period_start",
                ["annual", d("2028-02-29"), d("2032-02-29"), "clamp"],
                d("2031-02-28"),
            ),
            (
                "period_start",
                ["quarterly", d("2026-09-01"), d("2026-09-01"), "clamp"],
                d("2026-06-01"),
            ),
            (
                "period_end",
                ["annual", d("2028-02-29"), d("2032-02-29"), "clamp"],
                d("2032-02-29"),
            ),
            (
                "period_end",
                ["months_and_days", d("2026-01-31"), d("2026-02-28"), "roll_over"],
                d("2026-03-01"),
            ),
            (
                "months_within",
                [d("2026-08-31"), d("2026-08-31"), d("2026-11-30"), "clamp"],
                n("3"),
            ),
            ("earlier", [d("2026-03-20"), d("2026-03-01")], d("2026-03-01")),
            ("charged_from", ["actual_after_start", d("2026-07-31")], d("2026-08-01")),
            ("charged_from", ["actual_from_start", d("2026-07-15")], d("2026-07-15")),
            ("charged_from", ["thirty_day_month", d("2026-07-15")], d("2026-07-15")),
        ],
    )
    def test_an_operation_has_one_value(
        self, operation: str, operands: list[Any], expected: object
    ) -> None:
        """Every operation of the wire format gives the value that its table states."""
        assert module._compute(operation, operands, "here") == expected

    @pytest.mark.parametrize(
        ("start", "end", "actual", "thirty"),
        [
            ("2026-07-16", "2026-08-01", 16, 15),
            ("2026-07-31", "2026-08-01", 1, 1),
            ("2026-02-28", "2026-03-01", 1, 3),
            ("2026-02-01", "2026-03-01", 28, 30),
            ("2026-12-15", "2027-01-01", 17, 16),
        ],
    )
    @pytest.mark.clause("Q1", "Q64")
    def test_days_are_counted_as_the_reading_says(
        self, start: str, end: str, actual: int, thirty: int
    ) -> None:
        """A month of thirty days takes day 31 as day 30; actual days are counted."""
        operands = [d(start), d(end)]
        for name in ("actual_after_start", "actual_from_start"):
            days = module._compute("charged_days", [name, *operands], "here")
            assert days == actual
        days = module._compute("charged_days", ["thirty_day_month", *operands], "here")
        assert days == thirty

    @pytest.mark.parametrize(
        ("operation", "operands", "reason"),
        [
            ("pow", [n("2")], "'pow' is no operation"),
            ("times", [n("2"), n("3"), n("4")], "times takes NN, got NNN"),
            ("over", [n("1"), n("0")], "over has no value"),
            ("sum", [n("1"), d("2026-01-01")], "sum takes N*, got ND"),
            ("later", [], "later takes DD*, got nothing"),
            ("given", [None], "given takes [ND], got -"),
            ("plus_days", [d("2026-01-01"), n("1/2")], "1/2 is not whole"),
            ("plus_days", [d("2026-01-01"), n("1" * 50)], "plus_days has no value"),
            ("plus_months", [d("2026-01-31"), n("1"), "refuse"], "no value: 'refuse'"),
            ("plus_months", [d("2026-01-31"), n("9" * 30), "clamp"], "has no value"),
            ("day_of_month", [d("2026-02-01"), n("30")], "day_of_month has no value"),
            ("next_day_of_month", [d("2026-02-01"), n("0")], "has no value"),
            ("next_month", [date.max], "next_month has no value"),
            ("day_after", [date.max], "day_after has no value"),
            ("day_before", [date.min], "day_before has no value"),
            ("charged_from", ["USD", d("2026-02-01")], "charged_from has no value"),
            ("charged_days", ["USD", d("2026-02-01"), d("2026-02-02")], "has no value"),
            ("round", [n("1"), HALF_UP, "XXX"], "round has no value"),
        ],
    )
    def test_an_operation_without_a_value_is_a_finding(
        self, operation: str, operands: list[Any], reason: str
    ) -> None:
        """Operands that an operation cannot take are named, never raised as errors."""
        with pytest.raises(module._Broken) as broken:
            module._compute(operation, operands, "here")
        assert broken.value.finding.place == "here"
        assert reason in broken.value.finding.reason

    def test_numbers_cannot_grow_without_end(self) -> None:
        """A fold of many large fractions stops at a fixed number of digits."""
        numbers = [Fraction(10**59 + i, 10**58 + i) for i in range(1, 60)]
        with pytest.raises(module._Broken, match="grows too large"):
            module._compute("sum", numbers, "here")


class TestRounding:
    """The seven modes, on both sides of zero, at places and steps."""

    @pytest.mark.parametrize(
        ("mode", "expected"),
        [
            ("half_up", "3 -3 3 -3 2 -2 4 -4"),
            ("half_down", "2 -2 3 -3 2 -2 3 -3"),
            ("half_even", "2 -2 3 -3 2 -2 4 -4"),
            ("up", "3 -3 3 -3 3 -3 4 -4"),
            ("down", "2 -2 2 -2 2 -2 3 -3"),
            ("ceiling", "3 -2 3 -2 3 -2 4 -3"),
            ("floor", "2 -3 2 -3 2 -3 3 -4"),
        ],
    )
    def test_a_mode_is_what_it_does_to_both_signs(
        self, mode: str, expected: str
    ) -> None:
        """Of 2.5, 2.6, 2.4 and 3.5, and of their negatives, each mode keeps its own."""
        rounding = {"mode": mode, "places": 0, "step": n("1")}
        numbers = ["2.5", "-2.5", "2.6", "-2.6", "2.4", "-2.4", "3.5", "-3.5"]
        rounded = [module._round(n(x), rounding, "USD") for x in numbers]
        assert rounded == [n(x) for x in expected.split()]

    @pytest.mark.parametrize("mode", list(module._MODES))
    def test_what_needs_no_rounding_is_left_alone(self, mode: str) -> None:
        """A multiple of the unit stays itself under every mode."""
        rounding = {"mode": mode, "places": 2, "step": n("5")}
        assert module._round(n("-1.15"), rounding, "USD") == n("-1.15")

    @pytest.mark.parametrize(
        ("currency", "expected"),
        [("USD", "1.23"), ("JPY", "1"), ("KWD", "1.235"), ("UYW", "1.2346")],
    )
    def test_minor_units_are_those_of_the_currency(
        self, currency: str, expected: str
    ) -> None:
        """1.234567 is rounded to 2, 0, 3 or 4 places, as ISO 4217 says."""
        assert module._round(n("1.234567"), HALF_UP, currency) == n(expected)

    def test_a_step_is_a_multiple_in_the_last_place(self) -> None:
        """1.23 to a step of 5 in the second place is 1.25."""
        rounding = {"mode": "half_up", "places": 2, "step": n("5")}
        assert module._round(n("1.23"), rounding, "CHF") == n("1.25")

    def test_every_active_code_has_one_minor_unit(self) -> None:
        """Of 165 active codes with a minor unit in ISO 4217, 139 have 2 digits."""
        digits = list(module._DIGITS.values())
        counts = [digits.count(count) for count in (0, 2, 3, 4)]
        assert counts == [17, 139, 7, 2]


class TestWorkedEdges:
    """The documents of the rulebook's worked edges hold."""

    @pytest.mark.parametrize(
        ("draft", "total", "lines"),
        [
            (start_15_july, "189.52", 2),
            (start_3_july, "112.90", 1),
            (netted, "158.87", 3),
            (ends_14_october, "56.45", 1),
            (open_proration, "14.52", 1),
            (new_price, "240.17", 3),
            (hardware, "199.96", 1),
            (removed, "-44.35", 1),
        ],
    )
    @pytest.mark.clause("A4", "A8", "A9", "Q9", "Q27", "Q30", "Q31", "Q48", "Q68")
    def test_a_worked_edge_is_proved(
        self, draft: Callable[[], Draft], total: str, lines: int
    ) -> None:
        """Each worked edge holds at level 1 with the total that the rulebook gives."""
        document = draft().sealed()
        report = verify(document)
        assert report.failure is None
        assert report.holds
        assert document["total"] == total
        assert report.proved[2] == f"formulas: {lines} lines, 8 sums and dates"

    def test_what_is_proved_is_counted(self) -> None:
        """The start on 15 July is 16 policies, 21 steps, 10 proofs and 3 facts."""
        assert verify(start_15_july().sealed()).proved == (
            "digests: the document and 16 policies",
            "arithmetic: 21 steps of 10 proofs",
            "formulas: 2 lines, 8 sums and dates",
            "leaves: 3 facts, each named by a proof",
        )

    def test_the_document_handed_in_is_not_changed(self) -> None:
        """Checking reads; the document is afterwards what it was before."""
        document = netted().sealed()
        before = copy.deepcopy(document)
        assert verify(document).holds
        assert document == before

    def test_a_fact_known_late_keeps_the_ids(self) -> None:
        """The day's document without the late removal has the same ids of lines."""
        early = Draft("2026-09-01").price().change("c1", 5, "2026-08-01")
        early.change("c2", 2, "2026-08-20").change("c3", 3, "2026-08-20")
        early.head["known_on"] = "2026-09-01"
        document = early.recurring("c1", "c2", "c3").prorated("c2", "c3").sealed()
        assert verify(document).holds
        ids = [line["id"] for line in netted().sealed()["lines"]]
        assert [line["id"] for line in document["lines"]] == ids[:2]


def variant(choices: Json, start: str = "2026-09-01") -> Draft:
    """A draft under other readings, with 5 devices since 1 August."""
    draft = Draft(start, choices=choices).price()
    return draft.change("c1", 5, "2026-08-01")


def from_start() -> Draft:
    """The day of a change is charged."""
    draft = variant({"proration.day_count": "actual_from_start"})
    draft.change("c2", 2, "2026-08-20")
    return draft.recurring("c1", "c2").prorated("c2")


def thirty_days() -> Draft:
    """2 devices added on the 31st are charged 1/30."""
    draft = variant({"proration.day_count": "thirty_day_month"})
    draft.change("c2", 2, "2026-08-31")
    return draft.recurring("c1", "c2").prorated("c2")


def thirty_days_end() -> Draft:
    """2 devices from the 16th to the 20th: 5/30."""
    draft = Draft("2026-10-01", choices={"proration.day_count": "thirty_day_month"})
    draft.price().change("c2", 2, "2026-09-16").ending("2026-09-20")
    draft.prorated("c2")
    line, steps = draft.lines[0], draft.lines[0]["proof"]["steps"]
    share = Fraction(21 - 16, 30)
    steps[5]["is"]["number"], steps[7]["is"]["number"] = "5", str(share)
    steps[9]["is"]["number"] = steps[10]["is"]["number"] = str(50 * share)
    steps[10]["is"]["number"], line["amount"] = str(cents(50 * share)), "8.33"
    return draft


def unit_share() -> Draft:
    """The share of one unit is rounded first."""
    draft = variant({"proration.rounded": "unit_share"})
    draft.change("c2", 3, "2026-08-15")
    return draft.recurring("c1", "c2").prorated("c2")


def per_change() -> Draft:
    """Two changes of a day on a line each."""
    draft = variant({"proration.same_day": "per_change"})
    for name, quantity in (("c2", 2), ("c3", 3)):
        draft.change(name, quantity, "2026-08-20").prorated(name, fact=name)
    return draft.recurring("c1", "c2", "c3")


def zero_days() -> Draft:
    """A change on the last day of July is shown with 0 days."""
    draft = Draft("2026-08-01").price().change("c1", 5, "2026-07-31")
    return draft.recurring("c1").prorated("c1")


def minimum() -> Draft:
    """5 devices where the contract asks for 8."""
    draft = Draft("2026-09-01", choices={"proration.emptied": "minimum_quantity"})
    draft.price(minimum_quantity="8").change("c1", 5, "2026-08-01")
    return draft.recurring("c1")


def above_minimum() -> Draft:
    """5 devices become 10, of which the minimum of 8 was charged already."""
    draft = minimum().change("c2", 5, "2026-08-10")
    draft.lines.clear()
    return draft.recurring("c1", "c2").above("c2", before=("c1",))


def to_minimum() -> Draft:
    """8 at 25.00 become 6 at 30.00 on 20 September, whatever is there."""
    draft = Draft("2026-10-01", choices={"proration.emptied": "minimum_quantity"})
    draft.price(minimum_quantity="8").change("c1", 5, "2026-08-01")
    draft.price("q", "2026-09-20", unit_price="30.00", minimum_quantity="6")
    draft.recurring("c1", price="q").prorated(before=("c1",), by="q")
    return draft.prorated(before=("c1",), price="q", by="q")


def at_invoice_date() -> Draft:
    """A change of 4 September counts on the invoice of the 5th."""
    draft = variant({"recurring.quantities": "invoice_date", "issue.day": "5"})
    draft.change("c2", 2, "2026-09-04")
    return draft.recurring("c1", "c2")


def full_last_month() -> Draft:
    """The last month is charged in full."""
    draft = Draft("2026-10-01", choices={"proration.last_month": "full_month"})
    return draft.price().change("c1", 5, "2026-08-01").recurring("c1")


def on_start_date() -> Draft:
    """The first invoice is made on 15 July itself."""
    draft = Draft("2026-07-01", choices={"cycle.first_invoice": "on_start_date"})
    draft.price().change("c1", 5, "2026-07-15").contract("2026-07-15")
    return draft.prorated("c1", by="start")


def next_month_start() -> Draft:
    """A start on 3 July is invoiced in August."""
    draft = Draft("2026-08-01", choices={"cycle.first_invoice": "next_month"})
    draft.price().change("c1", 5, "2026-07-03").contract("2026-07-03")
    return draft.recurring("c1").prorated("c1", by="start")


def free_months(**choices: str) -> Draft:
    """Signed 20 January with 2 free months; the quote says 1 February."""
    names = {f"start.{name}": value for name, value in choices.items()}
    draft = Draft("2026-04-01", choices=names).price().change("c1", 5, "2026-01-20")
    contract = {"signed_on": "2026-01-20", "free_months": "2"}
    draft.contract("2026-02-01", known_on="2026-01-20", **contract)
    draft.begin = d("2026-03-21" if "free_month_days" in choices else "2026-03-20")
    return draft.recurring("c1").prorated("c1", by="start")


def month_after() -> Draft:
    """Billing starts on 1 July and the first invoice comes in August."""
    draft = Draft("2026-08-01", choices={"cycle.first_invoice": "month_after"})
    draft.price().change("c1", 5, "2026-07-01").contract("2026-07-01")
    return draft.recurring("c1").prorated("c1", by="start")


def opening() -> Draft:
    """A history that begins with 5 devices at the end of 10 August."""
    draft = Draft("2026-09-01").price()
    draft.fact("o", "opening", "2026-08-10", item="device", quantity="5")
    draft.change("c2", 2, "2026-08-20")
    return draft.recurring("o", "c2").prorated("c2")


def grouped() -> Draft:
    """Billing groups split devices and not contact center seats."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-01", group="Berlin")
    draft.change("c2", 2, "2026-08-01").recurring("c1", group="Berlin")
    draft.recurring("c2").price("pc", item="desk", kind="contact_center")
    draft.facts["pc"]["unit"] = "subscription"
    for name, group in (("c3", "Berlin"), ("c4", "Paris")):
        draft.change(name, 1, "2026-08-01", item="desk", group=group)
    return draft.recurring("c3", "c4", price="pc")


def number_day() -> Draft:
    """A number's proration on the invoice of its purchase."""
    choices = {"cycle.number_purchase": "one_time_invoice"}
    draft = Draft("2026-08-12", kind="one_time", choices=choices)
    draft.price(item="number", kind="standard_number", unit="two_way_number")
    draft.change("c1", 1, "2026-08-12", item="number").prorated("c1")
    draft.bought("n1", "2026-08-12", kind="number_purchase", item="number")
    return draft.one_time("n1")


def discount() -> Draft:
    """A credit beside the purchase of the day."""
    draft = Draft("2026-08-12", kind="one_time").bought("hw1", "2026-08-12")
    draft.bought("x1", "2026-08-12", kind="other_credit", code="acme:discount")
    draft.facts["x1"]["quantity"] = "1"
    return draft.one_time("hw1").one_time("x1")


def carried() -> Draft:
    """A negative total carried as a line."""
    draft = variant({"settlement.negative_total": "carried_line"}).recurring("c1")
    draft.head["brought_forward"] = "-44.35"
    steps = Steps("brought_forward")
    steps.add("given", n("-44.35"), {"document": "brought_forward"})
    line: Json = {
        "kind": "brought_forward",
        "class": "balance",
        "item": "brought forward",
    }
    line |= {"group": None, "quantity": "1", "unit": None, "unit_price": "44.35"}
    line |= {"amount": "-44.35", "effective_on": None, "price": None, "fact": None}
    line |= {"period": {"start": "2026-09-01", "end": "2026-10-01"}, "code": None}
    draft.lines.append({**line, "proof": steps.proof()})
    return draft


def given_date() -> Draft:
    """The issuer says on which day the invoice leaves."""
    draft = netted()
    draft.given = "2026-09-04"
    return draft


def nothing() -> Draft:
    """A document without lines, where the reading asks for one."""
    return Draft("2026-09-01", choices={"cycle.nothing_to_bill": "invoice"})


VARIANTS = [
    (from_start, "Q1", "194.35"),
    (thirty_days, "Q64", "176.67"),
    (thirty_days_end, "Q64", "8.33"),
    (unit_share, "Q29", "238.70"),
    (per_change, "Q27", "294.35"),
    (zero_days, "Q25", "125.00"),
    (minimum, "Q31", "200.00"),
    (at_invoice_date, "Q23", "175.00"),
    (full_last_month, "Q68", "125.00"),
    (on_start_date, "Q9", "64.52"),
    (next_month_start, "Q9", "237.90"),
    (free_months, "Q35", "169.35"),
    (lambda: free_months(free_month_days="30"), "Q18", "165.32"),
    (lambda: free_months(counted="signature"), "Q35", "169.35"),
    (month_after, "Q9", "250.00"),
    (above_minimum, "Q31", "283.87"),
    (to_minimum, "Q31", "173.33"),
    (opening, "Q23", "192.74"),
    (grouped, "A1", "225.00"),
    (number_day, "Q54", "215.28"),
    (discount, "A5", "99.98"),
    (carried, "Q48", "80.65"),
    (given_date, "Q24", "158.87"),
    (nothing, "Q47", "0.00"),
]


class TestReadings:
    """Documents under other readings hold, each by its own formula."""

    @pytest.mark.parametrize(("draft", "clause", "total"), VARIANTS)
    def test_a_reading_has_its_own_formula(
        self, draft: Callable[[], Draft], clause: str, total: str
    ) -> None:
        """A document under a selectable reading holds with that reading's amount."""
        document = draft().sealed()
        assert verify(document).failure is None, clause
        assert document["total"] == total


def late_fact() -> Draft:
    """A fact that became known after the document's day."""
    draft = netted()
    draft.head["known_on"] = "2026-08-20"
    draft.facts["c4"]["known_on"] = "2026-08-21"
    return draft


def two_contracts() -> Draft:
    """Two contracts in one document."""
    draft = start_15_july()
    draft.facts["other"] = dict(draft.facts["contract"])
    return draft


def unused_fact() -> Draft:
    """A fact that no proof names, with the name of a header field."""
    return netted().change("currency", 1, "2026-08-20")


def twice() -> Draft:
    """A change counted twice in a month."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-01")
    return draft.recurring("c1", "c1")


def twice_prorated() -> Draft:
    """A change counted twice in a proration."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-20")
    return draft.prorated("c1", "c1")


def twice_started() -> Draft:
    """A change counted twice in a starting quantity."""
    draft = Draft("2026-08-01").price().change("c1", 5, "2026-07-15")
    return draft.contract("2026-07-15").prorated("c1", "c1", by="start")


def other_currency() -> Draft:
    """A price in another currency."""
    draft = netted()
    draft.facts["p"]["currency"] = "CAD"
    return draft


def before_start() -> Draft:
    """A change prorated on the day on which billing starts."""
    return netted().contract("2026-08-20")


def recurring_before_start() -> Draft:
    """A month billed in full before billing starts in it."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-01")
    return draft.contract("2026-09-02").recurring("c1")


def recurring_month_after() -> Draft:
    """The start month billed at once under month_after."""
    draft = Draft("2026-09-01", choices={"cycle.first_invoice": "month_after"})
    draft.price().change("c1", 5, "2026-08-01")
    return draft.contract("2026-09-01").recurring("c1")


def unsent() -> Draft:
    """A due date counted from a day of sending that is not there."""
    draft = netted()
    draft.policies["due"]["counted_from"] = "sent_date"
    return draft


def other_floor() -> Draft:
    """The minimum quantity of another price."""
    draft = minimum().price("q", on="2026-02-01", minimum_quantity="8")
    step = draft.lines[0]["proof"]["steps"][1]
    step["of"][1] = {"fact": "q.minimum_quantity"}
    return draft


def moved_and_based() -> Draft:
    """A change counted twice beside quantities that a price moves."""
    draft = to_minimum().change("c0", 2, "2026-07-01")
    draft.lines.clear()
    return draft.above("c1", before=("c0",), price="q", by="q")


def other_item() -> Draft:
    """A change of another item."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-01")
    return draft.change("c2", 5, "2026-08-01", item="desk").recurring("c1", "c2")


def other_group() -> Draft:
    """A change of another billing group."""
    draft = Draft("2026-09-01").price()
    draft.change("c1", 5, "2026-08-01", group="Berlin")
    return draft.recurring("c1")


def opening_twice() -> Draft:
    """A change that the opening quantity already holds."""
    draft = Draft("2026-09-01").price().change("c1", 2, "2026-08-10")
    draft.fact("o", "opening", "2026-08-10", item="device", quantity="5")
    return draft.recurring("o", "c1")


def counted_late() -> Draft:
    """A change after day 1 in the month's quantity."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-09-02")
    return draft.recurring("c1")


def priced_late() -> Draft:
    """A price after day 1 for the month."""
    draft = Draft("2026-09-01").price(on="2026-09-02")
    return draft.change("c1", 5, "2026-08-01").recurring("c1")


def negative_quantity() -> Draft:
    """A month of fewer than no devices."""
    return Draft("2026-09-01").price().change("c1", -5, "2026-08-01").recurring("c1")


def after_the_end() -> Draft:
    """A month after the last day of service."""
    draft = Draft("2026-10-01").price().change("c1", 5, "2026-08-01")
    return draft.ending("2026-09-30").recurring("c1")


def other_product() -> Draft:
    """A price of another product."""
    draft = Draft("2026-09-01").price(product="central")
    return draft.change("c1", 5, "2026-08-01").recurring("c1")


def on_day_one() -> Draft:
    """A proration of day 1, which is a full month."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-01")
    return draft.prorated("c1")


def prorated_price_late() -> Draft:
    """A proration at a price of the day after."""
    draft = Draft("2026-09-01").price(on="2026-08-21").change("c1", 5, "2026-08-20")
    return draft.prorated("c1")


def prorated_after_end() -> Draft:
    """A proration of a change after the last day of service."""
    draft = Draft("2026-11-01").price().change("c2", 2, "2026-10-15")
    return draft.ending("2026-10-14").prorated("c2")


def wrong_month() -> Draft:
    """A proration two months late."""
    draft = Draft("2026-10-01").price().change("c1", 5, "2026-08-20")
    return draft.prorated("c1")


def start_too_late() -> Draft:
    """A start on day 3 invoiced with the month after."""
    draft = Draft("2026-08-01").price().change("c1", 5, "2026-07-03")
    return draft.contract("2026-07-03").prorated("c1", by="start")


def mixed_signs() -> Draft:
    """An addition and a removal on one line."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-20")
    return draft.change("c2", -2, "2026-08-20").prorated("c1", "c2")


def negative_start() -> Draft:
    """A starting quantity below zero."""
    draft = Draft("2026-08-01").price().change("c1", -5, "2026-07-15")
    return draft.contract("2026-07-15").prorated("c1", by="start")


def moved_without_price() -> Draft:
    """Quantities moved on a day without a new price."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-01")
    draft.change("c2", 2, "2026-08-20")
    return draft.prorated("c2", before=("c1",))


def moved_next_cycle() -> Draft:
    """Quantities moved where the price waits for the next cycle."""
    draft = new_price()
    draft.policies["proration"]["price_change"] = "next_cycle"
    return draft


def moved_with_own() -> Draft:
    """A removal of the day on the line that moves the rest."""
    draft = Draft("2026-09-01").price().change("c1", -5, "2026-08-01")
    draft.price("q", "2026-08-20").change("c2", -2, "2026-08-20")
    return draft.prorated("c2", before=("c1",), by="q")


def moved_by_other() -> Draft:
    """Quantities moved by the price of another item."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-01")
    draft.price("q", "2026-08-20", item="desk")
    return draft.prorated(before=("c1",), by="q")


def moved_by_change() -> Draft:
    """Quantities moved on the day of a change."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-01")
    draft.change("c2", 2, "2026-08-20").recurring("c1", "c2")
    return draft.prorated(before=("c1",), by="c2")


def not_credited() -> Draft:
    """A removal credited where none is."""
    draft = removed()
    draft.policies["proration"]["removals"] = "not_credited"
    return draft


def two_per_change() -> Draft:
    """Two changes on one line where each has its own."""
    draft = netted()
    draft.policies["proration"]["same_day"] = "per_change"
    return draft


def zero_omitted() -> Draft:
    """A line of 0 days where none is shown."""
    draft = zero_days()
    draft.policies["proration"]["zero_days"] = "omitted"
    return draft


def no_change() -> Draft:
    """A proration of nothing."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-20")
    return draft.prorated(by="c1", quantity="5")


def two_prices() -> Draft:
    """An amount that rests on two prices."""
    draft = netted().price("q", on="2026-02-01")
    steps = draft.lines[0]["proof"]["steps"]
    again = {"op": "times", "of": [{"step": 1}, {"fact": "q.unit_price"}]}
    steps.insert(2, steps[1] | again | {"is": {"number": "3750"}})
    steps[3]["of"][0] = {"step": 2}
    steps[3]["is"] = {"number": "3750"}
    draft.lines[0]["amount"] = "3750.00"
    return draft


def wrong_number_day() -> Draft:
    """The proration of a device on the day of a purchase."""
    draft = number_day()
    draft.lines[0]["unit"] = "device"
    draft.facts["p"] |= {"kind": "service_charge", "unit": "device"}
    return draft


def one_time_of_other_product() -> Draft:
    """A purchase of another product."""
    draft = Draft("2026-08-12", kind="one_time")
    return draft.bought("hw1", "2026-08-12", product="central").one_time("hw1")


def one_time_another_day() -> Draft:
    """A purchase of another day."""
    draft = Draft("2026-08-12", kind="one_time").bought("hw1", "2026-08-13")
    return draft.one_time("hw1")


def carried_otherwise() -> Draft:
    """A negative total carried where it is account credit."""
    draft = carried()
    draft.policies["settlement"]["negative_total"] = "account_credit"
    return draft


def carried_nowhere() -> Draft:
    """An amount brought forward that is no line."""
    draft = netted()
    draft.head["brought_forward"] = "-44.35"
    return draft


def missing_day_refused() -> Draft:
    """One free month from 31 January, where 31 February is refused."""
    draft = start_3_july()
    draft.policies["start"]["missing_day"] = "refuse"
    draft.quoted = True
    contract = {"signed_on": "2026-01-31", "free_months": "1"}
    draft.facts["contract"] |= contract
    return draft


def by_two_days() -> Draft:
    """The month of one change and the days of another."""
    draft = netted()
    for step in draft.lines[1]["proof"]["steps"]:
        if step["op"] == "month_start":
            step["of"] = [{"fact": "c3.effective_on"}]
    return draft


def summed() -> Draft:
    """5 devices at 1.25: the sum of both is 6.25, and so is the product."""
    draft = Draft("2026-09-01").price(unit_price="1.25")
    draft.change("c1", 5, "2026-08-01").recurring("c1")
    steps = Steps("recurring_charge")
    quantity, price = {"fact": "c1.quantity"}, {"fact": "p.unit_price"}
    steps.add("sum", n("6.25"), quantity, price)
    draft.lines[0]["proof"] = steps.proof()
    return draft


def unproved() -> Draft:
    """An amount whose quantity is no step."""
    draft = Draft("2026-09-01").price().change("c1", 5, "2026-08-01").recurring("c1")
    steps = Steps("recurring_charge")
    of = ({"fact": name} for name in ("c1.quantity", "p.unit_price"))
    last = steps.add("times", 125, *of)
    draft.round(steps, n("125"), last, "recurring")
    draft.lines[0]["proof"] = steps.proof()
    return draft


# Drafts that are wrong through and through: every digest and sum in them fits.
WRONG = [
    (late_fact, "facts.c4.known_on", "must be 2026-08-20 or before"),
    (two_contracts, "facts", "must hold at most one contract"),
    (unused_fact, "facts.currency", "is named by no proof"),
    (twice, "lines[0].proof", "counts 'c1' twice"),
    (twice_prorated, "lines[0].proof", "counts 'c1' twice"),
    (twice_started, "lines[0].proof", "counts 'c1' twice"),
    (other_currency, "facts.p", "must be 'USD', got 'CAD'"),
    (before_start, "lines[1].effective_on", "must be after the billing start"),
    (recurring_before_start, "lines[0].period", "must start on 2026-09-02 or later"),
    (recurring_month_after, "lines[0].period", "must start on 2026-09-02 or later"),
    (unsent, "sent_on", "must be there: the due date counts from it"),
    (other_floor, "lines[0].price", "must be the one price that its proof names"),
    (moved_and_based, "lines[0].proof", "must count the changes of the day"),
    (other_item, "lines[0].proof", "counts 'c2' of another item or group"),
    (other_group, "lines[0].proof", "counts 'c1' of another item or group"),
    (opening_twice, "lines[0].proof", "counts 'c1', which an opening holds"),
    (counted_late, "lines[0].proof", "which is after 2026-09-01"),
    (priced_late, "lines[0].price", "is after 2026-09-01"),
    (negative_quantity, "lines[0].quantity", "must be more than 0"),
    (after_the_end, "lines[0].period", "lies after the end of service"),
    (other_product, "lines[0].price", "must be 'central', got 'connect'"),
    (on_day_one, "lines[0].effective_on", "must be day 2 of a month or later"),
    (prorated_price_late, "lines[0].price", "is after 2026-08-20"),
    (prorated_after_end, "lines[0].effective_on", "is after the last day of service"),
    (wrong_month, "lines[0].effective_on", "must lie in the month before 2026-10-01"),
    (start_too_late, "lines[0].effective_on", "must lie in 2026-08-01 to 2026-09-01"),
    (mixed_signs, "lines[0].proof", "must count changes of one sign"),
    (negative_start, "lines[0].quantity", "must be more than 0"),
    (moved_without_price, "lines[0].proof", "without a price of that day"),
    (moved_next_cycle, "lines[1].proof", "must be 'on_the_day', got 'next_cycle'"),
    (moved_with_own, "lines[0].proof", "moves a change of the day itself"),
    (moved_by_other, "lines[0].proof", "names a price that replaces nothing"),
    (moved_by_change, "lines[1].proof", "must name the one new price"),
    (not_credited, "lines[0]", "credits a removal under removals not_credited"),
    (two_per_change, "lines[1].proof", "must count one change: per_change"),
    (zero_omitted, "lines[1].period", "must not be empty under zero_days omitted"),
    (no_change, "lines[0].proof", "must count the changes of the day"),
    (two_prices, "lines[0].price", "must be the one price that its proof names"),
    (wrong_number_day, "lines[0].effective_on", "must be that of a number bought"),
    (one_time_of_other_product, "lines[0].fact", "must be 'central', got 'connect'"),
    (one_time_another_day, "lines[0].effective_on", "must be 2026-08-12"),
    (carried_otherwise, "lines[1]", "must carry a negative total"),
    (carried_nowhere, "brought_forward", "must be a line where it is stated"),
    (missing_day_refused, "facts", "give a day that its month does not have"),
    (by_two_days, "lines[1].proof", "must count from one and the same day"),
    (summed, "lines[0].quantity", "must be proved"),
    (unproved, "lines[0].quantity", "must be proved"),
]


class TestRules:
    """What no arithmetic shows: a line that its facts do not allow."""

    @pytest.mark.parametrize(("draft", "place", "reason"), WRONG)
    def test_a_line_that_its_facts_do_not_allow_is_refused(
        self, draft: Callable[[], Draft], place: str, reason: str
    ) -> None:
        """A document with sound arithmetic and a wrong rule is refused at its place."""
        where, why = found(verify(draft().sealed()))
        assert where == place
        assert reason in why


STEPS = "lines/0/proof/steps"

# (path, value, place, reason) over the netted document of 1 September.
CHANGES: list[tuple[str, object, str, str]] = [
    ("schema", 0, "schema", "must be the number 1"),
    ("schema", "1", "schema", "must be the number 1"),
    ("extra", 1, "extra", "is no known key"),
    ("a\u202eb", 1, "'a\\u202eb'", "is no known key"),
    ("market", ..., "market", "is missing"),
    ("market", "", "market", "must be a text that is not empty"),
    ("account", 7, "account", "must be a text that is not empty"),
    ("lines", {}, "lines", "must be an array"),
    ("facts", [], "facts", "must be an object"),
    ("currency", "ZZZ", "currency", "must be an active code of ISO 4217"),
    ("total", "158.870", "total", "must be an amount with 2 decimals"),
    ("total", "-0.00", "total", "must be an amount with 2 decimals"),
    ("total", "0158.87", "total", "must be an amount with 2 decimals"),
    ("total", "\u0661.00", "total", "must be an amount with 2 decimals"),
    ("total", 158, "total", "must be a text that is not empty"),
    ("brought_forward", "1.0", "brought_forward", "must be an amount"),
    ("issue_date", "20260901", "issue_date", "must be '2026-09-01', got '20260901'"),
    ("issue_date", "2026-02-30", "issue_date", "must be a day, got '2026-02-30'"),
    ("issue_date", "1026-02-03", "issue_date", "must be in 1900 to 2999"),
    ("issue_date", "2026-09-02", "issue_date", "must be 2026-09-01"),
    ("due_date", "2026-09-17", "due_date", "must be 2026-09-16, got 2026-09-17"),
    ("due_date", None, "proofs.due_date", "must be there if due_date is"),
    ("proofs/due_date", ..., "proofs.due_date", "must be there if due_date is"),
    ("proofs/more", {}, "proofs.more", "is no known key"),
    ("proofs/total/rule", "subtotal", "proofs.total.rule", "must be 'total'"),
    ("proofs/total/steps", [], "proofs.total.steps", "must not be empty"),
    ("dispute_until", "2026-09-15", "dispute_until", "must be 2026-09-16"),
    ("autopay_on", "2026-10-10", "autopay_on", "must be 2026-09-10"),
    ("subtotal", "158.88", "subtotal", "must be 15887/100, got 3972/25"),
    ("payable", "0.00", "payable", "must be 15887/100, got 0"),
    ("document/kind", "credit", "document.kind", "must be recurring or one_time"),
    ("document/corrects", "x", "document.corrects", "is no known key"),
    (
        "document/period/end",
        "2026-09-30",
        "document.period",
        "2026-09-01 to 2026-10-01",
    ),
    ("readings/colour", "red", "readings.colour", "is no known reading"),
    ("readings/removals", "not_credited", "readings.removals", "must be 'credited'"),
    ("readings/removals", [], "readings.removals", "must be 'credited', got list"),
    ("clauses/A8", "text", "clauses.A8", "must be an object"),
    ("facts/c1/type", "usages", "facts.c1.type", "must be contract or service_end"),
    ("facts/c1/quantity", "0", "facts.c1.quantity", "must be a whole number other"),
    ("facts/c1/quantity", "+5", "facts.c1.quantity", "must be a whole number other"),
    ("facts/c1/quantity", "9" * 99, "facts.c1.quantity", "must be a whole number"),
    ("facts/c1/colour", "red", "facts.c1.colour", "is no known key"),
    ("facts/p/unit", "subscription", "facts.p.unit", "must be device or extension"),
    ("facts/p/kind", "tax", "facts.p.kind", "must be service_charge or"),
    ("facts/p/unit_price", "-1", "facts.p.unit_price", "must be a decimal number"),
    ("facts/p/unit_price", "26.00", "lines[0].proof.steps[1]", "must be 156, got 150"),
    ("lines/0/kind", "tax", "lines[0].kind", "'tax' is no kind of line"),
    ("lines/0/kind", "hardware", "lines[0].kind", "is no line of a recurring"),
    ("lines/0/kind", "rental", "lines[0].kind", "must be 'service_charge'"),
    ("lines/0/class", "software", "lines[0].class", "must be 'telecommunications'"),
    ("lines/0/item", "desk", "lines[0].item", "must be 'device', got 'desk'"),
    ("lines/0/item", None, "lines[0].item", "must be a text that is not empty"),
    ("lines/0/group", "Berlin", "lines[0].proof", "of another item or group"),
    ("lines/0/quantity", "7", "lines[0].quantity", "must be 6, got 7"),
    ("lines/0/unit", "extension", "lines[0].unit", "must be 'device'"),
    ("lines/0/unit_price", "25.01", "lines[0].unit_price", "must be 25, got 2501/100"),
    ("lines/0/amount", "150.01", "lines[0].amount", "must be 150, got 15001/100"),
    ("lines/0/effective_on", "2026-09-01", "lines[0].effective_on", "must be null"),
    ("lines/0/price", "q", "lines[0].price", "must be the one price"),
    ("lines/0/price", None, "lines[0].price", "must be the one price"),
    ("lines/0/fact", "c1", "lines[0].fact", "must be null, got 'c1'"),
    ("lines/0/code", "acme:x", "lines[0].code", "must be null, got 'acme:x'"),
    (
        "lines/0/period/end",
        "2026-09-30",
        "lines[0].period",
        "got 2026-09-01 to 2026-09-30",
    ),
    ("lines/0/id", "0" * 32, "lines[0].id", "must be '"),
    ("lines/0/proof", None, "lines[0].proof", "must be an object"),
    (
        "lines/0/proof/rule",
        "prorated_charge",
        "lines[0].proof.rule",
        "must be 'recurring",
    ),
    (f"{STEPS}/0/op", "pow", "lines[0].proof.steps[0]", "'pow' is no operation"),
    (
        f"{STEPS}/0/clause",
        "Z9",
        "lines[0].proof.steps[0]",
        "rests on an unknown clause",
    ),
    (f"{STEPS}/0/label", ..., "lines[0].proof.steps[0].label", "is missing"),
    (
        f"{STEPS}/0/is",
        {},
        "lines[0].proof.steps[0].is",
        "must be one number or one date",
    ),
    (
        f"{STEPS}/0/is/number",
        "12/2",
        "lines[0].proof.steps[0].is.number",
        "must be '6'",
    ),
    (f"{STEPS}/0/is/number", "6/1", "lines[0].proof.steps[0].is.number", "must be '6'"),
    (
        f"{STEPS}/0/is/number",
        "6/0",
        "lines[0].proof.steps[0].is.number",
        "must be a num",
    ),
    (
        f"{STEPS}/0/is/number",
        "1e9",
        "lines[0].proof.steps[0].is.number",
        "must be a num",
    ),
    (
        f"{STEPS}/0/is/number",
        "9" * 61,
        "lines[0].proof.steps[0].is.number",
        "must be a n",
    ),
    (f"{STEPS}/0/is/number", "7", "lines[0].proof.steps[0]", "must be 6, got 7"),
    (f"{STEPS}/0/of/0", "c1", "lines[0].proof.steps[0]", "must be an object"),
    (f"{STEPS}/0/of/0", {}, "lines[0].proof.steps[0]", "has an operand of not one key"),
    (f"{STEPS}/0/of/0", {"value": "6"}, "lines[0].proof.steps[0]", "is no operand"),
    (
        f"{STEPS}/0/of/0",
        {"fact": "c9.quantity"},
        "lines[0].proof.steps[0]",
        "'c9.quantity'",
    ),
    (
        f"{STEPS}/0/of/0",
        {"fact": "c1.price"},
        "lines[0].proof.steps[0]",
        "is not in the",
    ),
    (f"{STEPS}/0/of/0", {"fact": "c1"}, "lines[0].proof.steps[0]", "is not in the"),
    (
        f"{STEPS}/0/of/0",
        {"line": "x"},
        "lines[0].proof.steps[0]",
        "must not rest on 'line'",
    ),
    (
        f"{STEPS}/0/of/0",
        {"amount": "total"},
        "lines[0].proof.steps[0]",
        "'amount.total'",
    ),
    (f"{STEPS}/0/of/0", {"document": "lines"}, "lines[0].proof.steps[0]", "'#lines'"),
    (
        f"{STEPS}/1/of/0/step",
        1,
        "lines[0].proof.steps[1]",
        "must use earlier steps only",
    ),
    (f"{STEPS}/1/of/0/step", -1, "lines[0].proof.steps[1]", "must name a step"),
    (f"{STEPS}/1/of/0/step", "0", "lines[0].proof.steps[1]", "must name a step"),
    (f"{STEPS}/2/of/0/step", 0, "lines[0].proof.steps[2]", "must be 6, got 150"),
    (
        "proofs/subtotal/steps/0/of/0",
        {"line": "x"},
        "proofs.subtotal.steps[0]",
        "got -NN",
    ),
]


class TestDocument:
    """What a document must be before anything in it is believed."""

    @pytest.mark.parametrize(("path", "value", "place", "reason"), CHANGES)
    def test_a_change_is_named_at_its_place(
        self, path: str, value: object, place: str, reason: str
    ) -> None:
        """One changed value in a sealed document is named with the place it has."""
        where, why = found(verify(changed(netted().sealed(), path, value)))
        assert where.startswith(place)
        assert reason in why

    def test_a_document_that_is_not_sealed_again_fails_at_once(self) -> None:
        """A changed document under its old digest is refused for its digest."""
        document = netted().sealed()
        document["total"] = "158.88"
        reason = (
            "must be that of the content: the document was altered after it was made"
        )
        assert verify(document) == Report(1, (), Finding("digest", reason))

    def test_a_policy_that_is_not_that_of_its_digest_is_refused(self) -> None:
        """The key of a policy is the digest of its content."""
        document = netted().sealed()
        key = next(iter(document["policies"]))
        where, why = found(verify(changed(document, f"policies/{key}/clause", "A1")))
        assert (where, why) == (f"policies.{key}", "must be the digest of its policy")

    @pytest.mark.parametrize(
        ("policy", "reason"),
        [
            ({"policy": "levies"}, "must be anchor or application or autopay"),
            (
                {"policy": "issue", **POLICIES["issue"], "day": "0", "clause": "A2"},
                "must be a day of a month",
            ),
            (
                {"policy": "issue", **POLICIES["issue"], "day": "1", "clause": "Z9"},
                "rests on an unknown clause",
            ),
            (
                {"policy": "issue", **POLICIES["issue"], "day": "2", "clause": "A2"},
                "must be one of each role",
            ),
            ("issue", "must be an object"),
        ],
    )
    def test_a_policy_is_read_by_its_role(self, policy: object, reason: str) -> None:
        """A policy has the fields of its role, and a role has one policy."""
        document = netted().sealed()
        document = changed(document, f"policies/{digest(policy)}", policy)
        where, why = found(verify(document))
        assert where.startswith("policies")
        assert reason in why

    def test_a_role_without_a_policy_is_refused(self) -> None:
        """The whole market is in the document, used or not."""
        draft = netted()
        document = draft.sealed()
        key = digest({"policy": "one_time", **draft.policies["one_time"]})
        where, _ = found(verify(changed(document, f"policies/{key}", ...)))
        assert where == "policies"

    @pytest.mark.parametrize(
        ("rounding", "reason"),
        [
            ({"mode": "nearest"}, "must be half_up or"),
            ({"places": "19"}, "must be minor_unit or a count up to 18"),
            ({"step": "0"}, "must be a whole number from 1"),
        ],
    )
    def test_a_rounding_has_three_known_parts(
        self, rounding: Json, reason: str
    ) -> None:
        """A rounding is a mode, places and a step, and nothing else."""
        draft = netted()
        draft.policies["recurring"]["rounding"] = ROUNDING | rounding
        _, why = found(verify(draft.sealed()))
        assert reason in why

    def test_places_may_be_a_number(self) -> None:
        """Rounding to "2" places is that of the minor unit of USD."""
        draft = netted()
        draft.policies["recurring"]["rounding"] = ROUNDING | {"places": "2"}
        assert verify(draft.sealed()).holds

    @pytest.mark.parametrize(
        ("fields", "place", "reason"),
        [
            ({"kind": "other_charge"}, "facts.hw1.code", "must be namespaced"),
            ({"code": "acme:x"}, "facts.hw1.code", "must be namespaced"),
            ({"kind": "other_charge", "code": "x"}, "facts.hw1.code", "namespaced"),
        ],
    )
    def test_a_code_is_for_other_charges_only(
        self, fields: Json, place: str, reason: str
    ) -> None:
        """A namespaced code stands on other charges and other credits, nowhere else."""
        draft = hardware()
        draft.facts["hw1"] |= fields
        where, why = found(verify(draft.sealed()))
        assert where == place
        assert reason in why

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"billing_start_on": ...}, "must have a first day"),
            ({"free_months": "1"}, "has free months of no day"),
        ],
    )
    def test_a_contract_has_a_day_to_count_from(
        self, fields: Json, reason: str
    ) -> None:
        """Free months are counted from a signature, and billing starts on some day."""
        (path, value), *_ = fields.items()
        document = changed(start_15_july().sealed(), f"facts/contract/{path}", value)
        assert found(verify(document)) == ("facts.contract", reason)

    @pytest.mark.parametrize(
        ("draft", "path", "value", "place"),
        [
            (hardware, "lines/0/unit", "piece", "lines[0].unit"),
            (hardware, "lines/0/fact", "hw2", "lines[0].fact"),
            (hardware, "lines/0/quantity", "3", "lines[0].quantity"),
            (hardware, "lines/0/kind", "rental", "lines[0].kind"),
            (hardware, "lines/0/kind", "prorated_charge", "lines[0].kind"),
            (carried, "lines/1/item", "carried", "lines[1].item"),
            (carried, "lines/1/unit_price", "44.36", "lines[1].unit_price"),
            (removed, "due_date", "2026-09-16", "proofs.due_date"),
            (start_15_july, "lines/1/effective_on", "2026-07-14", "lines[1].effective"),
            (start_15_july, "lines/1/effective_on", None, "lines[1].effective_on"),
            (per_change, "lines/1/fact", None, "lines[1].fact"),
            (netted, "lines/1/fact", "c2", "lines[1].fact"),
        ],
    )
    def test_a_plain_field_is_tied_to_its_facts(
        self, draft: Callable[[], Draft], path: str, value: object, place: str
    ) -> None:
        """A field that a person reads is what the proof's facts say."""
        where, _ = found(verify(changed(draft().sealed(), path, value)))
        assert where.startswith(place)

    def test_an_unused_step_is_refused(self) -> None:
        """A step that no later one uses proves nothing and is named."""
        document = netted().sealed()
        steps = copy.deepcopy(document["lines"][0]["proof"]["steps"])
        steps[1:1] = [steps[0]]
        for step in steps[2:]:
            for operand in step["of"]:
                if "step" in operand:
                    operand["step"] += 1
        document = changed(document, STEPS, steps)
        where, why = found(verify(document))
        assert (where, why) == ("lines[0].proof.steps[0]", "is used by no later step")

    def test_a_line_stands_once(self) -> None:
        """The same line twice has the same id, which is refused."""
        draft = netted()
        draft.lines.append(copy.deepcopy(draft.lines[2]))
        where, why = found(verify(draft.sealed()))
        assert (where, why) == ("lines[3].id", "is that of an earlier line")

    def test_lines_are_in_order(self) -> None:
        """Service charges stand before prorations, additions before removals."""
        document = netted().sealed()
        document["lines"].reverse()
        document["proofs"]["subtotal"]["steps"][0]["of"].reverse()
        where, why = found(verify(reseal(document)))
        assert (where, why) == ("lines[1]", "is out of order")

    @pytest.mark.parametrize("order", [(1, 0, 2), (0, 1), (0, 1, 2, 2)])
    def test_the_subtotal_names_each_line_once_in_order(
        self, order: tuple[int, ...]
    ) -> None:
        """A subtotal with a line too few, too many or in another place is refused."""
        document = netted().sealed()
        lines = [document["lines"][index] for index in order]
        total = str(sum((n(line["amount"]) for line in lines), n("0")))
        step = document["proofs"]["subtotal"]["steps"][0]
        step["of"] = [{"line": line["id"]} for line in lines]
        step["is"] = {"number": total}
        document["subtotal"] = money(n(total))
        where, why = found(verify(reseal(document)))
        assert where == "proofs.subtotal"
        assert why == "must add every line, each once, in order"

    def test_no_lines_are_no_document(self) -> None:
        """Without lines there is a document only where the reading asks for one."""
        where, why = found(verify(Draft("2026-09-01").sealed()))
        assert (where, why) == ("lines", "must not be empty: nothing to bill")


def settled(choices: Json) -> Draft:
    """5 devices of September under other readings."""
    draft = variant({}).recurring("c1")
    for choice, value in choices.items():
        role, field = choice.split(".")
        draft.policies[role][field] = value
    return draft


def answer(document: Json, name: str, value: str, op: str, *of: Json) -> Json:
    """Give another answer for a date or a sum, with a proof of its own."""
    steps = Steps(name)
    kind = d(value) if "-" in value[1:] else n(value)
    steps.add(op, kind, *of)
    document = changed(document, name, value)
    return changed(document, f"proofs/{name}", steps.proof())


def policy_of(document: Json, role: str, field: str) -> Json:
    """Give the operand of a policy's field."""
    policies = document["policies"].items()
    key = next(key for key, policy in policies if policy["policy"] == role)
    return {"policy": f"{key}.{field}"}


class TestAnswers:
    """Dates and sums by the readings that change them."""

    @pytest.mark.parametrize(
        ("due_day", "due", "holds"),
        [
            ("10", "2026-09-10", True),
            ("20", "2026-09-20", True),
            ("30", "2026-09-30", True),
            ("10", "2026-09-16", False),
        ],
    )
    @pytest.mark.clause("Q6")
    def test_a_due_day_of_the_customer(
        self, due_day: str, due: str, *, holds: bool
    ) -> None:
        """A chosen due day is the first of its number on or after the invoice date."""
        document = settled({"due.due_day": due_day}).sealed()
        field = policy_of(document, "due", "due_day")
        of = ({"document": "issue_date"}, field)
        if not holds:
            of = ({"document": "issue_date"}, policy_of(document, "due", "days"))
        op = "next_day_of_month" if holds else "plus_days"
        document = answer(document, "due_date", due, op, *of)
        report = verify(document)
        assert report.holds == holds
        assert holds or found(report)[1] == ("must be 2026-09-10, got 2026-09-16")

    @pytest.mark.clause("Q6")
    def test_a_due_day_whose_invoice_is_not_sent(self) -> None:
        """A chosen due day counts from the invoice date, however days are counted."""
        choices = {"due.due_day": "20", "due.counted_from": "sent_date"}
        document = settled(choices).sealed()
        of = ({"document": "issue_date"}, policy_of(document, "due", "due_day"))
        op = "next_day_of_month"
        document = answer(document, "due_date", "2026-09-20", op, *of)
        assert verify(document).holds

    @pytest.mark.clause("Q6")
    def test_due_counted_from_the_day_of_sending(self) -> None:
        """Sent on 3 September and due in 15 days is due on 18 September."""
        draft = settled({"due.counted_from": "sent_date"})
        draft.head["sent_on"] = "2026-09-03"
        document = draft.sealed()
        of = ({"document": "sent_on"}, policy_of(document, "due", "days"))
        document = answer(document, "due_date", "2026-09-18", "plus_days", *of)
        assert verify(document).holds

    @pytest.mark.clause("Q56")
    def test_autopay_on_the_due_date(self) -> None:
        """Autopay may be charged on the day on which the invoice is due."""
        document = settled({"autopay.charged": "due_date"}).sealed()
        of = {"amount": "due_date"}
        document = answer(document, "autopay_on", "2026-09-16", "given", of)
        assert verify(document).holds

    @pytest.mark.parametrize(
        ("issue", "number", "expected"),
        [
            ("2026-09-11", "10", "2026-10-10"),
            ("2026-09-10", "10", "2026-09-10"),
            ("2026-02-01", "31", "2026-02-28"),
            ("2026-01-31", "30", "2026-02-28"),
        ],
    )
    @pytest.mark.clause("B2")
    def test_a_day_of_a_month_is_walked_to(
        self, issue: str, number: str, expected: str
    ) -> None:
        """The first 10th on or after the day; a month too short gives its last day."""
        assert module._until(d(issue), int(number)) == d(expected)

    @pytest.mark.clause("Q48")
    def test_a_refund_is_paid_out(self) -> None:
        """Under the reading "refund" a negative total is payable as it is."""
        draft = removed()
        draft.policies["settlement"]["negative_total"] = "refund"
        document = draft.sealed()
        assert found(verify(document)) == ("payable", "must be -887/20, got 0")
        of = {"amount": "total"}
        assert verify(answer(document, "payable", "-44.35", "given", of)).holds

    def test_a_total_is_the_subtotal(self) -> None:
        """A total that gives the subtotal back is refused, however well proved."""
        document = netted().sealed()
        of = {"amount": "subtotal"}
        document = answer(document, "total", "-158.87", "negate", of)
        where, why = found(verify(document))
        assert (where, why) == ("total", "must be 15887/100, got -15887/100")

    def test_a_total_adds_the_subtotal_once(self) -> None:
        """A total that names the subtotal twice is refused for what it names."""
        document = netted().sealed()
        of = [{"amount": "subtotal"}, {"amount": "subtotal"}]
        document = answer(document, "total", "317.74", "sum", *of)
        where, why = found(verify(document))
        assert where == "proofs.total"
        assert why == "must add every levy and every correction, each once, in order"

    def test_nothing_to_pay_has_no_due_date(self) -> None:
        """A negative total with a due date is refused, though the date is computed."""
        document = removed().sealed()
        field = policy_of(document, "due", "days")
        of = [{"document": "issue_date"}, field]
        document = answer(document, "due_date", "2026-09-16", "plus_days", *of)
        assert found(verify(document)) == ("due_date", "must be null, got 2026-09-16")

    def test_a_one_time_document_is_issued_on_its_day(self) -> None:
        """Hardware of 12 August is invoiced on 12 August."""
        document = hardware().sealed()
        field = policy_of(document, "issue", "day")
        start = {"document": "period.start"}
        document = answer(
            document, "issue_date", "2026-08-01", "day_of_month", start, field
        )
        assert found(verify(document))[1] == "must be 2026-08-12, got 2026-08-01"

    @pytest.mark.parametrize(
        ("counted", "expected"),
        [("later", "2026-03-20"), ("quote", "2026-03-10"), ("signature", "2026-03-20")],
    )
    @pytest.mark.clause("A7", "Q35")
    def test_the_billing_start_is_the_reading_of_two_days(
        self, counted: str, expected: str
    ) -> None:
        """Signed 20 January with 2 free months and quoted for 10 March."""
        draft = Draft("2026-04-01", choices={"start.counted": counted}).price()
        draft.change("c1", 5, "2026-01-20").contract("2026-03-10")
        contract = {"signed_on": "2026-01-20", "free_months": "2"}
        draft.facts["contract"] |= contract
        draft.begin = d(expected)
        document = draft.prorated("c1", by="start").sealed()
        assert verify(document).failure is None

    def test_a_signature_alone_starts_billing(self) -> None:
        """Without a date on the quote, billing starts after the free months."""
        draft = Draft("2026-04-01").price().change("c1", 5, "2026-01-20")
        draft.contract("2026-03-20", signed_on="2026-01-20", free_months="2")
        draft.facts["contract"].pop("billing_start_on")
        document = draft.prorated("c1", by="start").sealed()
        assert verify(document).failure is None


class Sly(dict[str, object]):
    """A dictionary that is not quite one."""


def circle() -> object:
    """A list that holds itself nine times."""
    inner: list[object] = []
    inner.extend([inner] * 9)
    return {"lines": inner}


def deep() -> object:
    """A list in a list, a hundred thousand times."""
    value: object = "x"
    for _ in range(100_000):
        value = [value]
    return value


class TestHostileInput:
    """Whatever is handed in, the answer is a finding."""

    @pytest.mark.parametrize(
        ("value", "reason"),
        [
            (None, "must be an object"),
            ([], "must be an object"),
            ("text", "must be an object"),
            (b"bytes", "holds a bytes that is not plain data"),
            (True, "holds a bool that is not plain data"),
            (1.5, "holds a float that is not plain data"),
            ([1.5, None], "holds a float that is not plain data"),
            (10**18, "holds a int that is not plain data"),
            ({"x": datetime(2026, 1, 1)}, "holds a datetime"),  # noqa: DTZ001 - no day at all
            ({"x": d("2026-01-01")}, "holds a date that is not plain data"),
            (Sly(), "holds a Sly that is not plain data"),
            ({1: "x"}, "has a key of no text"),
            ({"x": "y" * 20_001}, "too long or no Unicode"),
            ({"\ud800": "x"}, "too long or no Unicode"),
            ({"x": "\udfff"}, "too long or no Unicode"),
            ([0] * 1_000_000, "holds too many values"),
            (circle(), "is nested too deep"),
            (deep(), "is nested too deep"),
        ],
    )
    def test_what_is_not_small_plain_data_is_refused(
        self, value: object, reason: str
    ) -> None:
        """A document is a small tree of texts, whole numbers and null."""
        where, why = found(verify(value))
        assert where == "document"
        assert reason in why

    @pytest.mark.parametrize("value", [{}, {"digest": []}, {"digest": None}])
    def test_a_digest_is_asked_for_first(self, value: object) -> None:
        """An object without its digest is refused for its digest."""
        assert found(verify(value))[0] == "digest"

    def test_every_value_may_be_anything(self) -> None:
        """Each value of a document in turn made null, a number, a list or an object."""
        document = hardware().sealed()
        for path, value in thinned(product(paths(document), ANYTHING)):
            report = verify(changed(document, path, value))
            assert report.level == 1
            assert report.holds != bool(report.failure)

    @pytest.mark.clause("Q24")
    def test_an_issue_day_that_the_month_has_not(self) -> None:
        """A policy that dates invoices on day 31 has no issue date in September."""
        draft = given_date()
        draft.policies["issue"]["day"] = "31"
        document = draft.sealed()
        of = [{"document": "period.start"}, policy_of(document, "issue", "day")]
        document = answer(document, "issue_date", "2026-09-30", "day_of_month", *of)
        where, why = found(verify(document))
        assert where == "proofs.issue_date.steps[0]"
        assert why.startswith("day_of_month has no value")

    @pytest.mark.clause("Q23", "Q24")
    def test_quantities_of_an_issue_day_that_the_month_has_not(self) -> None:
        """Quantities that are counted on day 31 are those of no day of September."""
        draft = variant({"recurring.quantities": "invoice_date", "issue.day": "31"})
        draft.given = "2026-09-04"
        document = draft.recurring("c1").sealed()
        reason = "number day 31 of 2026-09"
        assert found(verify(document)) == ("policies", reason)

    @pytest.mark.clause("Q24")
    def test_a_policy_names_4_000_holidays_at_most(self) -> None:
        """A calendar of 4,000 holidays is read, and one of 4,001 is refused."""
        holidays = [str(d("2026-01-01") + n * DAY) for n in range(4_001)]
        draft = netted()
        draft.policies["issue"]["holidays"] = holidays[:4_000]
        assert verify(draft.sealed()).holds
        draft.policies["issue"]["holidays"] = holidays
        where, why = found(verify(draft.sealed()))
        assert re.fullmatch(r"policies\.[0-9a-f]{64}\.holidays", where)
        assert why == "holds more than 4000"

    def test_a_finding_is_one_line_of_plain_letters(self) -> None:
        """What a document smuggles into a finding is escaped and short."""
        document = changed(netted().sealed(), "facts/\x1b[2J" + "x" * 999, {})
        line = str(verify(document).failure)
        assert line.isascii()
        assert line.isprintable()
        assert len(line) < 200


def paths(value: object, path: str = "") -> Iterator[str]:
    """Walk over every place of a document, shortest lists first."""
    inner: list[tuple[Any, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    for key, entry in inner:
        if key != "digest":
            yield f"{path}{key}"
            yield from paths(entry, f"{path}{key}/")


ANYTHING: tuple[object, ...] = (None, 3, [{}], {"x": []}, "1" * 70)


def digits_of(proof: Json) -> Iterator[tuple[Json, str, object]]:
    """Give every change of one digit in a proof: where it is, and what it becomes."""
    holders = [x for step in proof["steps"] for x in (step["is"], *step["of"])]
    for holder in holders:
        ((key, value),) = holder.items()
        text = str(value)
        for place, letter in enumerate(text):
            if letter.isdigit():
                digit = str((int(letter) + 1) % 10)
                mutant = text[:place] + digit + text[place + 1 :]
                yield holder, key, int(mutant) if key == "step" else mutant


class TestMutation:
    """Nothing in a proof can be changed without being found."""

    @pytest.mark.parametrize("draft", [start_15_july, new_price, hardware, free_months])
    def test_every_digit_of_every_proof_counts(
        self, draft: Callable[[], Draft]
    ) -> None:
        """A digit changed anywhere but in a label or clause is refused."""
        document = draft().sealed()
        lines = [line["proof"] for line in document["lines"]]
        proofs = [*lines, *document["proofs"].values()]
        every = [one for proof in proofs for one in digits_of(proof)]
        missed = []
        for holder, key, mutant in thinned(every):
            kept, holder[key] = holder[key], mutant
            document.pop("digest")
            document["digest"] = digest(document)
            missed += [holder.copy()] if verify(document).holds else []
            holder[key] = kept
        assert missed == []
        assert len(every) > 200


def file(facts: Json, **more: object) -> Json:
    """An account file that holds these facts of a document, ids and all."""
    account = {"id": "acme", "currency": "USD", "market": "us-connect"}
    content: Json = {"format": 1, "account": account, "readings": {}}
    contract: Json = {"id": "contract", "billing_start_on": "2026-01-01"}
    sections: dict[str, list[Json]] = {"prices": [], "changes": [], "one_time": []}
    names = {"price": "prices", "change": "changes", "one_time": "one_time"}
    for name, fact in facts.items():
        entry = {"id": name} | {key: x for key, x in fact.items() if key != "type"}
        if fact["type"] in names:
            sections[names[fact["type"]]].append(entry)
        elif fact["type"] == "contract":
            contract = entry | ({"end": contract["end"]} if "end" in contract else {})
        else:
            contract["end"] = entry
    return {**content, "contract": contract, **sections, **more}


def whole(draft: Draft, **facts: Json) -> tuple[Json, Json]:
    """A sealed document and the account file of its facts and some more."""
    document = draft.sealed()
    document["readings"] = draft.readings
    return reseal(document), file({**draft.facts, **facts})


def add(name: str, quantity: int, on: str, **fields: object) -> dict[str, Json]:
    """Give a change by its id."""
    return {name: Draft("2026-01-01").change(name, quantity, on, **fields).facts[name]}


def cost(name: str, on: str, **fields: object) -> dict[str, Json]:
    """Give a price by its id."""
    return {name: Draft("2026-01-01").price(name, on, **fields).facts[name]}


class TestFacts:
    """Level 2: the facts of the file, and everything that the span asks for."""

    @pytest.mark.parametrize(
        "draft",
        [
            start_15_july,
            start_3_july,
            netted,
            ends_14_october,
            new_price,
            hardware,
            from_start,
            thirty_days,
            unit_share,
            per_change,
            minimum,
            at_invoice_date,
            full_last_month,
            on_start_date,
            next_month_start,
            grouped,
            number_day,
            discount,
            carried,
            given_date,
        ],
    )
    def test_a_document_of_all_facts_of_the_file_holds(
        self, draft: Callable[[], Draft]
    ) -> None:
        """A document that names every fact of its span holds at level 2."""
        document, account = whole(draft())
        report = verify_facts(document, account)
        assert report.failure is None
        assert report.level == 2

    def test_what_is_proved_is_counted(self) -> None:
        """Six facts are those of the file, and three lines are asked for."""
        assert verify_facts(*whole(netted())).proved == (
            "account, currency, market and readings are those of the account file",
            "6 facts equal the account file in every field",
            "3 lines: what the account file asks for",
        )

    def test_level_1_comes_first(self) -> None:
        """A document that fails by itself is reported at level 1."""
        assert verify_facts(None, {}).level == 1

    @pytest.mark.parametrize(
        ("facts", "place", "reason"),
        [
            (add("c5", 1, "2026-08-21"), "lines[0].proof", "must name 'c5'"),
            (add("c5", 1, "2026-08-20"), "lines[0].proof", "must name 'c5'"),
            (add("c5", -1, "2026-08-21"), "lines[0].proof", "must name 'c5'"),
            (add("c5", 1, "2026-09-01"), "lines[0].proof", "must name 'c5'"),
            (
                add("c5", 1, "2026-08-01", group="Berlin"),
                "lines",
                "service_charge that",
            ),
            (
                cost("p2", "2026-08-20", unit_price="26.00"),
                "lines",
                "that 'c1' asks for",
            ),
            (
                cost("p2", "2026-09-01", unit_price="26.00"),
                "lines",
                "that 'c1' asks for",
            ),
        ],
    )
    @pytest.mark.clause("A8", "Q23", "Q30")
    def test_a_fact_of_the_span_has_to_be_named(
        self, facts: dict[str, Json], place: str, reason: str
    ) -> None:
        """A change or price of the span that no line names is missed."""
        where, why = found(verify_facts(*whole(netted(), **facts)))
        assert where == place
        assert reason in why

    @pytest.mark.parametrize(
        "facts",
        [
            add("c5", 1, "2026-09-02"),
            add("c5", 1, "2026-10-01"),
            cost("p2", "2026-09-02"),
            cost("p2", "2026-08-20", item="desk"),
            cost("p2", "2026-08-20", product="central"),
            cost("p2", "2026-08-20", product="central", item="desk")
            | add("c5", 1, "2026-08-20", item="desk"),
            add("c5", 1, "2026-08-01", group="Berlin")
            | add("c6", -1, "2026-08-01", group="Berlin"),
            {"hw1": hardware().facts["hw1"]},
        ],
    )
    def test_a_fact_outside_the_span_is_not_asked_for(
        self, facts: dict[str, Json]
    ) -> None:
        """Later days, other products and quantities of zero belong elsewhere."""
        assert verify_facts(*whole(netted(), **facts)).failure is None

    def test_a_fact_known_later_is_not_asked_for(self) -> None:
        """What became known after the document's day may be absent from it."""
        draft = netted()
        draft.head["known_on"] = "2026-09-01"
        late = add("c5", 1, "2026-08-21", known_on="2026-09-02")
        assert verify_facts(*whole(draft, **late)).failure is None
        draft = netted()
        draft.head["known_on"] = "2026-09-01"
        known = add("c5", 1, "2026-08-21", known_on="2026-09-01")
        assert not verify_facts(*whole(draft, **known)).holds

    @pytest.mark.parametrize(
        ("path", "value", "place", "reason"),
        [
            ("account/id", "acne", "account", "must be 'acne', got 'acme'"),
            ("account/currency", "CAD", "currency", "must be 'CAD', got 'USD'"),
            ("account/market", "ca", "market", "must be 'ca', got 'us-connect'"),
            ("account/edition", "2027-01", "edition", "must be '2027-01'"),
            ("account/colour", "red", "account.colour", "is no known key"),
            (
                "readings/removals",
                "not_credited",
                "readings.removals",
                "got 'credited'",
            ),
            ("readings/colour", "red", "readings.colour", "is no known reading"),
            ("format", 2, "format", "must be 1, got '2'"),
            ("format", True, "account file", "holds a bool"),
            ("credits", [{"id": "x"}], "credits", "is reserved and must be empty"),
            ("colour", 1, "colour", "is no known key"),
            ("contract", ..., "contract", "is missing"),
            ("contract/id", ..., "contract.id", "must be a text"),
            ("contract/billing_start_on", ..., "contract", "must have a first day"),
            ("contract/end", {"id": "end"}, "contract.end.last_day", "is missing"),
            ("changes/0/effective_on", ..., "changes[0].effective_on", "is missing"),
            ("prices/0/currency", "CAD", "prices[0]", "must be 'USD', got 'CAD'"),
            ("contract/free_months", 1, "contract", "has free months of no day"),
            ("changes/0", 3, "changes[0]", "must be an object"),
            ("changes/0/quantity", 0, "changes[0].quantity", "must be a whole number"),
            ("changes/0/quantity", 6, "facts.c1.quantity", "must be 6, got 5"),
            ("changes/0/item", "desk", "facts.c1.item", "must be 'desk'"),
            (
                "changes/0/group",
                "Berlin",
                "facts.c1.group",
                "must be 'Berlin', got null",
            ),
            ("changes/0/effective_on", "2026-08-02", "facts.c1.effective_on", "08-02"),
            ("changes/0/known_on", "2026-08-02", "facts.c1.known_on", "2026-08-02"),
            ("changes/0/id", "c9", "facts.c1", "is not in the account file"),
            ("changes/1/id", "c1", "changes[1].id", "'c1' is the id of another fact"),
            ("prices/0/unit_price", Decimal("25.01"), "facts.p.unit_price", "2501/100"),
            ("prices/0/unit_price", 25.0, "account file", "holds a float"),
            ("prices/0/minimum_quantity", 1, "facts.p.minimum_quantity", "must be 1"),
        ],
    )
    def test_a_difference_from_the_file_is_named(
        self, path: str, value: object, place: str, reason: str
    ) -> None:
        """One value of the account file that differs from the document is named."""
        document, account = whole(netted())
        where, why = found(verify_facts(document, altered(account, path, value)))
        assert where.startswith(place)
        assert reason in why

    def test_numbers_and_days_may_be_written_as_such(self) -> None:
        """25, 25.00 and "25.00" are one price; a day may be a date or a text."""
        document, account = whole(netted())
        account["prices"][0] |= {"unit_price": 25, "effective_on": d("2026-01-01")}
        account["changes"][0]["quantity"] = 5
        assert verify_facts(document, account).holds
        account["prices"][0]["unit_price"] = Decimal("25.000")
        assert verify_facts(document, account).holds

    def test_defaults_are_filled_in(self) -> None:
        """A fact is known when it is effective, and of the product connect."""
        document, account = whole(netted())
        for section in ("prices", "changes"):
            for entry in account[section]:
                entry.pop("known_on")
        for name in ("product", "minimum_quantity"):
            account["prices"][0].pop(name)
        account["changes"].append(account["changes"][0])
        assert verify_facts(document, account).failure is None

    def test_readings_are_those_of_the_file(self) -> None:
        """A reading stands in the document if and only if it stands in the file."""
        draft = from_start()
        draft.readings = {"day_count": "actual_from_start"}
        document, account = whole(draft)
        assert found(verify_facts(document, account))[0] == "readings.day_count"
        account["readings"] = {"day_count": "actual_from_start"}
        assert verify_facts(document, account).holds

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("free_months", "calendar_months"),
            ("autopay", "day_of_month"),
            ("due_day", "0"),
        ],
    )
    def test_a_reading_is_spelled_as_in_the_file(self, name: str, value: str) -> None:
        """The words of the account file are those of the policies, told by a table."""
        draft = netted()
        draft.readings = {name: value}
        document, account = whole(draft)
        account["readings"] = {name: value}
        assert verify_facts(document, account).holds


def unbilled() -> Draft:
    """2 devices of 20 August stand in the month's quantity and are not prorated."""
    draft = variant({}).change("c2", 2, "2026-08-20")
    return draft.recurring("c1", "c2")


def without(place: str) -> Callable[[], Draft]:
    """A change that a reading leaves without a line."""

    def draft() -> Draft:
        draft = unbilled()
        draft.policies["proration"][place] = {
            "removals": "not_credited",
            "zero_days": "omitted",
            "emptied": "cancellation",
        }[place]
        quantity, on = {
            "removals": ("-2", "2026-08-20"),
            "zero_days": ("2", "2026-08-31"),
            "emptied": ("-2", "2026-08-20"),
        }[place]
        draft.facts["c2"] |= {"quantity": quantity, "effective_on": on}
        draft.facts["c2"]["known_on"] = on
        draft.lines.clear()
        return draft.recurring("c1", "c2")

    return draft


def before_invoice() -> Draft:
    """A change before the invoice of its month was made."""
    draft = unbilled()
    draft.facts["c2"] |= {"effective_on": "2026-08-05", "known_on": "2026-08-05"}
    draft.policies["recurring"]["quantities"] = "invoice_date"
    draft.policies["issue"]["day"] = "5"
    return draft


def number_month() -> Draft:
    """A number whose proration went with its purchase."""
    draft = variant({"cycle.number_purchase": "one_time_invoice"})
    draft.facts["p"] |= {"kind": "standard_number", "unit": "two_way_number"}
    draft.bought("n1", "2026-08-20", kind="number_purchase", item="device")
    return draft.change("c2", 2, "2026-08-20").recurring("c1", "c2")


def next_cycle() -> Draft:
    """A price of 10 August that waits for September."""
    draft = variant({"proration.price_change": "next_cycle"})
    draft.price("q", "2026-08-10", unit_price="30.00").change("c2", 2, "2026-08-20")
    return draft.recurring("c1", "c2", price="q").prorated("c2")


def first_price_next_cycle() -> Draft:
    """A first price in the middle of a month."""
    draft = Draft("2026-09-01", choices={"proration.price_change": "next_cycle"})
    draft.price(on="2026-08-20").change("c2", 2, "2026-08-20")
    return draft.recurring("c2").prorated("c2")


def moved_per_change() -> Draft:
    """A new price and a change of its day, on lines of their own."""
    draft = variant({"proration.same_day": "per_change"})
    draft.price("q", "2026-08-20", unit_price="30.00").change("c2", 2, "2026-08-20")
    draft.recurring("c1", "c2", price="q").prorated(before=("c1",), by="q")
    draft.prorated(before=("c1",), price="q", by="q")
    return draft.prorated("c2", price="q", fact="c2")


def emptied_to_minimum() -> Draft:
    """All devices removed, and the minimum still charged."""
    draft = minimum().change("c2", -5, "2026-08-10")
    draft.lines.clear()
    return draft.recurring("c1", "c2")


def last_month() -> Draft:
    """What was open when service ended."""
    draft = Draft("2026-11-01").price().change("c2", 2, "2026-10-05")
    draft.change("c1", 5, "2026-08-01").ending("2026-10-14").prorated("c2")
    return draft.change("c9", 1, "2026-10-15").price("q", "2026-10-20")


def on_last_day() -> Draft:
    """A change on the last day of service."""
    draft = Draft("2026-11-01").price().change("c2", 2, "2026-10-14")
    return draft.ending("2026-10-14").prorated("c2")


class TestSpans:
    """Which facts the document of a span has to name, reading by reading."""

    @pytest.mark.parametrize(
        "draft",
        [
            without("removals"),
            without("zero_days"),
            without("emptied"),
            before_invoice,
            number_month,
            next_cycle,
            first_price_next_cycle,
            moved_per_change,
            emptied_to_minimum,
            last_month,
            on_last_day,
            zero_days,
            free_months,
            lambda: free_months(free_month_days="30"),
        ],
    )
    @pytest.mark.clause("Q17", "Q23", "Q25", "Q27", "Q30", "Q31", "Q54", "Q68")
    def test_a_fact_is_asked_for_as_the_reading_says(
        self, draft: Callable[[], Draft]
    ) -> None:
        """A document that names what its readings ask for, and no more, holds."""
        made = draft()
        document = made.sealed()
        named = {name: made.facts[name] for name in document["facts"]}
        used = json.dumps([document["lines"], document["proofs"]])
        left = [name for name in named if f'"{name}.' not in used]
        for name in left:
            document["facts"].pop(name)
        report = verify_facts(reseal(document), file(named))
        assert report.failure is None
        assert report.level == 2

    @pytest.mark.parametrize(
        ("draft", "place", "reason"),
        [
            (unbilled, "lines", "must hold the prorated_charge that 'c2' asks for"),
            (before_invoice, None, ""),
        ],
    )
    def test_a_change_that_is_only_counted_is_missed(
        self, draft: Callable[[], Draft], place: str | None, reason: str
    ) -> None:
        """A change in the quantity without its proration is missed, by default."""
        report = verify_facts(*whole(draft()))
        assert (report.failure is None) == (place is None)
        assert place is None or found(report) == (place, reason)

    @pytest.mark.parametrize(
        ("begin", "place"),
        [
            ("2026-09-02", "lines[0].period"),
            ("2026-08-20", "lines[1].effective_on"),
            ("2026-08-10", "lines"),
            ("2026-08-02", None),
        ],
    )
    @pytest.mark.clause("A8", "Q26")
    def test_nothing_is_billed_before_billing_starts(
        self, begin: str, place: str | None
    ) -> None:
        """Changes up to the billing start are the starting quantity, prorated once."""
        report = verify_facts(*whole(netted().contract(begin)))
        assert (report.failure.place if report.failure else None) == place

    @pytest.mark.parametrize(("begin", "holds"), [("03", True), ("06", False)])
    @pytest.mark.clause("Q9")
    def test_a_start_in_the_window_is_billed_in_its_month_only(
        self, begin: str, *, holds: bool
    ) -> None:
        """A start on 3 July is on the July document; August has the month alone."""
        draft = Draft("2026-08-01").price().change("c1", 5, f"2026-07-{begin}")
        draft.contract(f"2026-07-{begin}").recurring("c1")
        assert verify_facts(*whole(draft)).holds == holds

    @pytest.mark.clause("Q9")
    def test_a_late_first_invoice_carries_the_whole_month(self) -> None:
        """Under the reading month_after a start on day 1 is asked for a month later."""
        document, account = whole(month_after())
        assert verify_facts(document, account).failure is None
        alone = month_after()
        alone.lines.pop()
        assert found(verify_facts(*whole(alone)))[0] == "lines"

    def test_a_month_that_ends_before_billing_has_nothing(self) -> None:
        """Billing that starts later leaves nothing to ask for."""
        draft = nothing().contract("2026-11-05")
        document = draft.sealed()
        draft.price().change("c1", 5, "2026-08-01")
        assert verify_facts(document, file(draft.facts)).failure is None

    @pytest.mark.parametrize(
        ("last", "known", "place"),
        [
            ("2026-09-14", "2026-09-01", "lines[0].period.end"),
            ("2026-09-14", "2026-09-02", None),
            ("2026-09-30", "2026-09-01", None),
            ("2026-08-31", "2026-09-01", "lines[0]"),
            ("2026-08-19", "2026-09-01", "lines[0]"),
        ],
    )
    @pytest.mark.clause("Q68")
    def test_the_end_of_service_has_to_be_seen(
        self, last: str, known: str, place: str | None
    ) -> None:
        """A month billed in full although its service ends is refused when known."""
        draft = netted()
        draft.head["known_on"] = "2026-09-01"
        document, account = whole(draft)
        end = {"id": "end", "last_day_of_service": last, "known_on": known}
        account["contract"]["end"] = end
        report = verify_facts(document, account)
        assert (report.failure.place if report.failure else None) == place

    @pytest.mark.parametrize("draft", [netted, start_15_july])
    def test_a_quantity_needs_a_price(self, draft: Callable[[], Draft]) -> None:
        """A quantity without a price in force cannot be billed, whatever the lines."""
        document, account = whole(draft())
        document = changed(document, "facts/p/effective_on", "2026-12-01")
        account["prices"][0]["effective_on"] = "2026-12-01"
        assert found(verify_facts(document, account))[0] == "lines[0].price"
        empty = nothing().contract(document["billing_start"])
        empty.start, empty.end = d("2026-09-01"), d("2026-10-01")
        account["prices"][0]["effective_on"] = "2026-12-01"
        assert found(verify_facts(empty.sealed(), account))[0] == "lines"

    def test_a_starting_quantity_of_zero_is_not_asked_for(self) -> None:
        """What is added and removed again by the billing start leaves nothing."""
        more = add("c8", 1, "2026-07-14", group="Berlin")
        more |= add("c9", -1, "2026-07-15", group="Berlin")
        assert verify_facts(*whole(start_15_july(), **more)).failure is None

    def test_an_account_file_may_hold_anything(self) -> None:
        """Each value of an account file in turn made something else."""
        document, account = whole(netted())
        values = (*ANYTHING, b"", "2026-08-20")
        for path, value in thinned(product(paths(account), values)):
            report = verify_facts(document, altered(account, path, value))
            assert report.level == 2
            assert report.holds != bool(report.failure)

    @pytest.mark.clause("A5")
    def test_a_purchase_of_the_day_has_to_be_billed(self) -> None:
        """Two purchases of one product and day are one document."""
        draft = hardware()
        second = draft.facts["hw1"] | {"item": "Headset"}
        where, why = found(verify_facts(*whole(draft, hw2=second)))
        assert where == "lines"
        assert why == "must hold the hardware that 'hw2' asks for"
        third = second | {"product": "central"}
        assert verify_facts(*whole(hardware(), hw2=third)).holds
        fourth = second | {"effective_on": "2026-08-13"}
        assert verify_facts(*whole(hardware(), hw2=fourth)).holds

    @pytest.mark.parametrize("extra", ["c8", "c9"])
    def test_a_line_is_asked_for_by_the_file(self, extra: str) -> None:
        """A line of changes that cancel each other in the file is too much."""
        draft = variant({}).change("c8", 2, "2026-08-20").change("c9", 2, "2026-08-20")
        draft.recurring("c1", "c8", "c9").prorated(extra)
        where, why = found(verify_facts(*whole(draft)))
        assert where == "lines[1].proof"
        assert why.startswith("must name")

    def test_what_the_file_does_not_ask_for_is_named(self) -> None:
        """A proration of a change that came after the last day of service."""
        draft = variant({}).change("c2", 2, "2026-08-20")
        document = draft.prorated("c2").sealed()
        document["facts"].pop("c1")
        account = file(draft.facts)
        account["contract"]["end"] = {"id": "e", "last_day_of_service": "2026-08-19"}
        where, why = found(verify_facts(reseal(document), account))
        assert (where, why) == (
            "lines[0]",
            "is asked for by nothing in the account file",
        )

    def test_a_quantity_of_zero_is_not_moved(self) -> None:
        """A price change moves nothing where nothing is left, so nothing is named."""
        draft = Draft("2026-09-01").price().change("c0", 5, "2026-08-01")
        draft.change("c1", -5, "2026-08-01").price("q", "2026-08-20")
        draft.change("c2", 2, "2026-08-20").recurring("c0", "c1", "c2", price="q")
        draft.prorated("c2", before=("c0", "c1"), price="q")
        document, account = whole(draft)
        document = changed(document, "facts/p", ...)
        where, why = found(verify_facts(document, account))
        assert (where, why) == ("lines[1].proof", "must not name 'c0'")


TOML = """
format = 1
[account]
id = "acme"
currency = "USD"
market = "us-connect"
edition = "2026-11"
[contract]
id = "contract"
billing_start_on = 2026-07-15
[[prices]]
id = "p"
item = "device"
kind = "service_charge"
unit = "device"
unit_price = +2_5.00
effective_on = 2026-01-01
[[changes]]
id = "c1"
item = "device"
quantity = 5
effective_on = 2026-07-15
"""


def written(path: Path, content: object) -> str:
    """Write a file and give its path."""
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return str(path)


class TestCommandLine:
    """The file run as a program."""

    def test_both_levels_hold(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A document and its account file in TOML: both levels, and exit code 0."""
        invoice = written(tmp_path / "i.json", start_15_july().sealed())
        account = written(tmp_path / "a.toml", TOML)
        assert main([invoice, "--facts", account]) == 0
        printed = capsys.readouterr().out.splitlines()
        assert printed[0] == "documents[0], level 1: holds"
        assert printed[1] == "  digests: the document and 16 policies"
        assert printed[5] == "documents[0], level 2: holds"
        assert printed[-1] == "1 of 1 documents hold"

    def test_an_account_file_in_json(self, tmp_path: Path) -> None:
        """The same schema as JSON, decimals as numbers or as texts."""
        document, account = whole(start_15_july())
        account["prices"][0]["unit_price"] = 25.5
        invoice = written(tmp_path / "i.json", document)
        facts = tmp_path / "a.json"
        assert main([invoice, "--facts", written(facts, account)]) == 1
        account["prices"][0]["unit_price"] = 25
        assert main([invoice, "--facts", written(facts, account)]) == 0
        assert verify_facts(document, facts).holds

    def test_an_array_is_checked_one_by_one(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """One document of two that does not hold is named, with exit code 1."""
        documents = [netted().sealed(), changed(hardware().sealed(), "total", "1.00")]
        assert main([written(tmp_path / "i.json", documents)]) == 1
        printed = capsys.readouterr().out.splitlines()
        assert printed[-3:] == [
            "documents[1], level 1: does not hold",
            "  total: must be 4999/25, got 1",
            "1 of 2 documents hold",
        ]

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "{",
            "[" * 100_000,
            '{"a": 1, "a": 2}',
            "1" * 5000,
            '{"schema": 1.0}',
            '{"schema": NaN}',
            '"\\ud800"',
            "\x00",
        ],
    )
    def test_what_is_no_document_does_not_hold(
        self, tmp_path: Path, content: str
    ) -> None:
        """A file that holds no document is a finding with exit code 1."""
        assert main([written(tmp_path / "i.json", content)]) == 1

    @pytest.mark.parametrize("content", ["x", "a = " + "[" * 50_000, "\ufeff="])
    def test_what_is_no_account_file_does_not_hold(
        self, tmp_path: Path, content: str
    ) -> None:
        """An account file that cannot be read is a finding with exit code 1."""
        account = tmp_path / "a.toml"
        invoice = written(tmp_path / "i.json", netted().sealed())
        assert main([invoice, "--facts", written(account, content)]) == 1
        where, why = found(verify_facts(netted().sealed(), account))
        assert where == "a.toml"
        assert why.startswith("cannot be read")

    def test_a_file_without_end_is_not_read_to_its_end(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A file above the largest size is refused before it is parsed."""
        monkeypatch.setattr(module, "_MOST_BYTES", 10)
        assert main([written(tmp_path / "i.json", "[" + "1," * 9)]) == 1

    def test_arguments_that_cannot_be_used(self, tmp_path: Path) -> None:
        """A file that is not there, or none at all, gives exit code 2."""
        assert main([str(tmp_path / "none.json")]) == 2
        assert main([str(tmp_path)]) == 2
        with pytest.raises(SystemExit) as left:
            main([])
        assert left.value.code == 2

    def test_the_file_runs_alone(self, tmp_path: Path) -> None:
        """Copied elsewhere and run without the package, it proves the same."""
        alone = tmp_path / "verify.py"
        alone.write_bytes(Path(module.__file__).read_bytes())
        invoice = written(tmp_path / "i.json", netted().sealed())
        command = [sys.executable, "-I", "-S", str(alone), invoice]
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("documents[0], level 1: holds")

    def test_the_module_runs_as_a_program(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Run as a program, the file ends with the exit code of its command line."""
        invoice = written(tmp_path / "i.json", netted().sealed())
        monkeypatch.setattr(sys, "argv", ["verify.py", invoice])
        with pytest.raises(SystemExit) as left:
            runpy.run_path(module.__file__, run_name="__main__")
        assert left.value.code == 0

    def test_nothing_is_imported_from_the_package(self) -> None:
        """The checker names no module but those of the standard library."""
        text = Path(module.__file__).read_text(encoding="utf-8")
        names = [line.split()[1] for line in text.splitlines() if line[:4] in IMPORTS]
        roots = {name.split(".")[0] for name in names}
        assert roots <= sys.stdlib_module_names
        assert len(roots) > 9


IMPORTS = ("from", "impo")
