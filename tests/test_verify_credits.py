"""The independent checker on credit notes: what was open, asked for and given back."""

import json
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tests.test_verify import (
    ANYTHING,
    POLICIES,
    Draft,
    Json,
    Steps,
    cents,
    changed,
    digest,
    digits_of,
    file,
    found,
    money,
    netted,
    paths,
    reseal,
    written,
)
from tests.test_verify_levies import both
from tests.thinning import thinned

from gotobilling.verify import Report, main, verify, verify_facts

# Credit notes by hand: they know the wire format and nothing of the library.

CHARGE = ("kind", "class", "item", "group", "code", "effective_on", "period")
LEVY = ("kind", "levy", "category", "percent", "tax_date")
TOLD = tuple(dict.fromkeys((*CHARGE, *LEVY)))
NAMED = ("market", "edition", "readings", "account", "currency")


def told(line: Json) -> Json:
    """Give what a document tells of a line of another one."""
    own = LEVY if line.get("levy") else CHARGE
    return {name: line[name] if name in own else None for name in TOLD}


def issued_line(document: Json, line: Json) -> tuple[str, Json]:
    """Give the fact that a line was issued."""
    key = document["digest"]
    fact = {"type": "issued_line", "document": key, "line": line["id"]}
    fact |= {"amount": line["amount"], "currency": "USD"}
    return f"{key}:{line['id']}", {**fact, "effective_on": document["issue_date"]}


def base_of(line: Json) -> list[str]:
    """Give the lines that a levy is on."""
    steps = line["proof"]["steps"] if line.get("levy") else []
    return [of["line"] for step in steps for of in step["of"] if "line" in of]


class Note:
    """A credit note in the making; ``swaps`` are put into its lines by their index."""

    def __init__(self, invoice: Json, by: str = "everything", **asked: Any) -> None:  # noqa: ANN401
        self.invoice, self.by = invoice, by
        self.day, self.id = asked.pop("day", "2026-09-15"), asked.pop("id", "n1")
        self.before: tuple[Json, ...] = asked.pop("before", ())
        self.reason = asked.pop("reason", "goodwill")
        self.asked: Json = {"by": by, "amount": None, "percent": None, "lines": {}}
        self.asked |= asked
        self.facts: Json = {}
        self.own = {line["id"] for line in (*invoice["lines"], *invoice["levies"])}
        self.charges = self.lines_of(invoice)
        self.parts = {line["id"]: self.facts_of(line) for line in self.charges}
        self.swaps: dict[int, Json] = {}
        self.rows: dict[int, Json] = {}
        self.given: dict[str, Json] = {}
        self.proofs: Json = {}

    def lines_of(self, invoice: Json) -> list[Json]:
        """Give the lines as corrections last had them, then those that are gone."""
        now = [
            revision["revised"]
            for document in sorted(self.before, key=lambda x: x.get("known_on") or "")
            for revision in document.get("revisions", ())
            if revision["digest"] == invoice["digest"]
        ]
        found: dict[str, Json] = {}
        for each in (*now[-1:], invoice):
            for row in (*each["lines"], *each["levies"]):
                found.setdefault(row["id"], row)
        return [*found.values()]

    def facts_of(self, line: Json) -> list[tuple[str, Fraction]]:
        """Name what was issued of a line, then what came after."""
        own = [*self.invoice["lines"], *self.invoice["levies"]]
        found = [issued_line(self.invoice, x) for x in own if x["id"] == line["id"]]
        for document in sorted(self.before, key=lambda x: x["digest"]):
            rows = [*document.get("corrections", ()), *document["lines"]]
            found += [
                issued_line(document, row)
                for row in rows
                if row.get("line") == line["id"]
            ]
        self.facts.update(found)
        return [(name, Fraction(fact["amount"])) for name, fact in found]

    def open(self, *lines: str) -> Fraction:
        """Add what is open of lines."""
        return sum((x for line in lines for _, x in self.parts[line]), Fraction(0))

    def operands(self, *lines: str) -> list[Json]:
        """Name what is open of lines."""
        return [{"fact": f"{x}.amount"} for line in lines for x, _ in self.parts[line]]

    def opened(self) -> list[Json]:
        """Add up what is open, line by line."""
        rows, until, last = list[Json](), Fraction(0), list[Json]()
        for line in self.charges:
            name, steps = line["id"], Steps("open")
            until += self.open(name)
            steps.add("sum", until, *last, *self.operands(name))
            self.proofs[f"open:{name}"] = steps.proof()
            row = {"line": name, **told(line), "base": base_of(line)}
            row |= {"amount": money(self.open(name)), "until": money(until)}
            rows.append(row | self.rows.get(len(rows), {}))
            last = [{"amount": f"open:{name}"}]
        return rows

    def round(self, steps: Steps, value: Fraction, last: Json) -> tuple[Json, Fraction]:
        """Round by the credit policy."""
        named = digest({"policy": "credit", **POLICIES["credit"]})
        by = {"policy": f"{named}.rounding"}
        step = steps.add("round", cents(value), last, by, {"document": "currency"})
        return step, cents(value)

    def credited(self) -> Fraction:
        """Prove what is shared out."""
        steps, whole = Steps("credited"), self.open(*self.parts)
        if self.by == "amount":
            amount = Fraction(self.asked["amount"])
            steps.add("given", amount, {"document": "asked.amount"})
        else:
            firsts = [self.parts[line][0] for line in self.parts if line in self.own]
            full = sum((x for _, x in firsts), Fraction(0))
            last = steps.add("sum", full, *({"fact": f"{x}.amount"} for x, _ in firsts))
            exact = full * Fraction(self.asked["percent"]) / 100
            asked = {"document": "asked.percent"}
            last = steps.add("percent", exact, last, asked)
            last, amount = self.round(steps, exact, last)
            amount = min(amount, whole)
            steps.add("least", amount, last, {"amount": self.last})
        self.proofs["credited"] = steps.proof()
        return amount

    @property
    def last(self) -> str:
        """Name what is open of all lines."""
        return f"open:{self.charges[-1]['id']}"

    def line(self, line: Json, amount: Fraction, steps: Steps) -> None:
        """Give a line back."""
        if amount:
            about = self.invoice["document"]
            slots = [self.invoice["account"], about["product"]]
            slots += [f"credit_note:{self.id}", *about["period"].values()]
            key = digest([*slots, "credit", line["id"]])[:32]
            plain = {"id": key, "line": line["id"], **told(line)}
            plain |= {"amount": money(amount), "proof": steps.proof()}
            self.given[line["id"]] = plain | self.swaps.get(len(self.given), {})

    def share_out(self) -> None:
        """Give each line its part."""
        amount, whole = self.credited(), self.open(*self.parts)
        until, before = Fraction(0), None
        for line in self.charges:
            steps, parts, names = Steps("credit"), list[Any](), [line["id"], before]
            since, until = until, until + self.open(line["id"])
            for name, part in zip(names, (until, since), strict=True):
                if name is not None:
                    of = ({"amount": "credited"}, {"amount": f"open:{name}"})
                    step = steps.add("times", amount * part, *of)
                    value = amount * part / whole
                    step = steps.add("over", value, step, {"amount": self.last})
                    parts.append(self.round(steps, value, step))
            back = parts[0][1] - sum(x for _, x in parts[1:])
            op = "minus" if before else "negate"
            steps.add(op, -back, *(step for step, _ in reversed(parts)))
            self.line(line, -back, steps)
            before = line["id"]

    def follow(self, line: Json) -> None:
        """Give a levy back by its base."""
        base, steps = base_of(line), Steps("credit")
        back = [self.given[x] for x in base if x in self.given]
        sign = sum((Fraction(x["amount"]) for x in back), Fraction(0))
        if not sign or not self.open(*base):
            return
        last = steps.add("sum", sign, *({"line": x["id"]} for x in back))
        last = steps.add("negate", -sign, last)
        whole = steps.add("sum", self.open(*base), *self.operands(*base))
        own = steps.add("sum", self.open(line["id"]), *self.operands(line["id"]))
        value = self.open(line["id"]) * -sign
        last = steps.add("times", value, own, last)
        value /= self.open(*base)
        last = steps.add("over", value, last, whole)
        last, value = self.round(steps, value, last)
        steps.add("negate", -value, last)
        self.line(line, -value, steps)

    def give(self) -> None:
        """Give back what is asked for by itself, and levies by it."""
        for line in self.charges:
            name, steps, asked = line["id"], Steps("credit"), self.asked["lines"]
            if asked.get(name):
                steps.add(
                    "negate",
                    -Fraction(asked[name]),
                    {"document": f"asked.lines.{name}"},
                )
                self.line(line, -Fraction(asked[name]), steps)
            elif self.by == "everything" or name in asked:
                last = steps.add("sum", self.open(name), *self.operands(name))
                steps.add("negate", -self.open(name), last)
                self.line(line, -self.open(name), steps)
            else:
                self.follow(line)

    def sealed(self, **changes: object) -> Json:
        """Finish the note: total, policies and digest."""
        about = self.invoice["document"]
        head: Json = {name: self.invoice[name] for name in NAMED}
        head |= {"schema": 1, "issue_date": self.day, "asked": self.asked}
        names = {x: about[x] for x in ("product", "period", "part")}
        head["document"] = {"kind": "credit_note", "id": self.id, **names}
        head["document"]["of"] = about["kind"]
        head |= {"invoice": self.invoice["digest"], "facts": self.facts}
        head["reason"] = self.reason
        head["before"] = sorted(x["digest"] for x in self.before)
        head["open"] = self.opened()
        (self.share_out if self.by in ("amount", "share") else self.give)()
        lines, steps = [*self.given.values()], Steps("total")
        total = sum((Fraction(x["amount"]) for x in lines), Fraction(0))
        steps.add("sum", total, *({"line": x["id"]} for x in lines))
        self.proofs["total"] = steps.proof()
        head |= {"lines": lines, "total": money(total), "proofs": self.proofs}
        policies = [{"policy": x, **fields} for x, fields in POLICIES.items()]
        head["policies"] = {digest(policy): policy for policy in policies}
        clauses = {policy["clause"] for policy in policies} | {"A8"}
        head["clauses"] = {clause: {"id": clause} for clause in sorted(clauses)}
        return reseal({**head, **changes})


def charges() -> Json:
    """Give an invoice of 150.00, 48.39 and -12.90 or so."""
    return netted().sealed()


def taxed() -> Json:
    """Give an invoice with a fee on three charges, and a tax on all four."""
    return both().sealed()


def ids(invoice: Json) -> list[str]:
    """Give the ids of the lines of an invoice."""
    return [line["id"] for line in (*invoice["lines"], *invoice["levies"])]


def everything() -> Note:
    """Give back all of an invoice."""
    return Note(taxed())


def half() -> Note:
    """Give back 50.00 of all, fees and taxes included."""
    return Note(taxed(), "amount", amount="50.00")


def tenth() -> Note:
    """Give back a tenth."""
    return Note(charges(), "share", percent="10")


def one_line() -> Note:
    """Give back 20.00 of the first line, and all of the second, with their taxes."""
    invoice = taxed()
    first, second, *_ = ids(invoice)
    return Note(invoice, "lines", lines={first: "20.00", second: None})


def the_rest() -> Note:
    """Give back what two notes have left."""
    first = half().sealed()
    invoice = taxed()
    second = Note(invoice, "amount", amount="0.02", id="n2", before=(first,)).sealed()
    return Note(invoice, id="n3", before=(first, second))


def the_last_share() -> Note:
    """Ask for all of an invoice of which a part was given back."""
    first = Note(charges(), "amount", amount="50.00").sealed()
    return Note(charges(), "share", percent="100", id="n2", before=(first,))


NOTES = [everything, half, tenth, one_line, the_rest, the_last_share]


def altered(
    path: str, value: object, draft: Callable[[], Note] | None = None
) -> Callable[[], Json]:
    """Alter a note, and seal it again."""
    made = draft or half
    return lambda: changed(made().sealed(), path, value)


def asked(by: str, **fields: object) -> Callable[[], Json]:
    """Ask for something else of an invoice of charges."""
    return Note(charges(), by, **fields).sealed


def lines(**amounts: str | None) -> Callable[[], Json]:
    """Ask for lines of an invoice by their number."""

    def forged() -> Json:
        invoice = taxed()
        names = ids(invoice)
        wanted = {names[int(key[1:])]: amount for key, amount in amounts.items()}
        return Note(invoice, "lines", lines=wanted).sealed()

    return forged


def swapped(draft: Callable[[], Note], index: int, **fields: object) -> Any:  # noqa: ANN401
    """Say something else of a line that is given back."""

    def forged() -> Json:
        note = draft()
        note.swaps[index] = fields
        return note.sealed()

    return forged


def row(draft: Callable[[], Note], index: int, **fields: object) -> Any:  # noqa: ANN401
    """Say something else of what is open."""

    def forged() -> Json:
        note = draft()
        note.rows[index] = fields
        return note.sealed()

    return forged


def without(index: int, draft: Callable[[], Note] = everything) -> Callable[[], Json]:
    """Leave out a line, and take it off the total."""

    def forged() -> Json:
        document = draft().sealed()
        gone = document["lines"].pop(index)
        total = Fraction(document["total"]) - Fraction(gone["amount"])
        steps = Steps("total")
        steps.add("sum", total, *({"line": x["id"]} for x in document["lines"]))
        document["proofs"]["total"] = steps.proof()
        document["total"] = money(total)
        return reseal(document)

    return forged


def turned() -> Json:
    """Put the second line first."""
    document = everything().sealed()
    rows = document["lines"]
    rows[0], rows[1] = rows[1], rows[0]
    of = document["proofs"]["total"]["steps"][0]["of"]
    of[0], of[1] = of[1], of[0]
    return reseal(document)


def doubled() -> Json:
    """Give a line of the invoice twice."""
    document = everything().sealed()
    document["open"].append(document["open"][0])
    return reseal(document)


def said(change: Callable[[Note], None]) -> Callable[[], Json]:
    """Change what is said to be open of the rest."""

    def forged() -> Json:
        note = the_rest()
        change(note)
        return note.sealed()

    return forged


def not_first(note: Note) -> None:
    """Count what was credited before what was issued."""
    next(iter(note.parts.values())).reverse()


def exchanged(note: Note) -> None:
    """Count of two lines what was issued of the other one."""
    first, second, *_ = note.parts.values()
    first[0], second[0] = second[0], first[0]


def uncounted(note: Note) -> None:
    """Count nothing of what was issued of a line."""
    first, *_ = note.parts.values()
    first.clear()


def of_another(note: Note) -> None:
    """Count of a line what was credited of the one before."""
    first, second, *_ = note.parts.values()
    second[1:] = first[1:2]


def twice(note: Note) -> None:
    """Count a document twice."""
    first = next(iter(note.parts.values()))
    first.append(first[-1])


def two_dates(note: Note) -> None:
    """Say of one document that it is of two dates."""
    document = note.before[0]["digest"]
    names = [name for name in note.facts if name.startswith(document)]
    note.facts[names[0]]["effective_on"] = "2026-09-14"


def unnamed(note: Note) -> None:
    """Hold a fact that counts nowhere."""
    name, fact = issued_line(note.invoice, {"id": "f" * 32, "amount": "1.00"})
    note.facts[name] = fact


def closed() -> Json:
    """Give back what is given back."""
    whole = everything().sealed()
    return Note(taxed(), id="n2", before=(whole,)).sealed()


def more_policies() -> Json:
    """Bring a rate along."""
    document = half().sealed()
    rate = {"policy": "rate", "series": "x", "category": "standard"}
    rate |= {"from_on": "2026-01-01", "percent": "5", "clause": "A8"}
    document["policies"][digest(rate)] = rate
    return reseal(document)


def more_steps() -> Json:
    """Prove an amount in more steps than there are."""
    document = everything().sealed()
    steps = document["lines"][0]["proof"]["steps"]
    steps.append({**steps[-1], "op": "given", "of": [{"step": 1}]})
    return reseal(document)


def fewer_steps() -> Json:
    """Restate an amount where it is to be worked out."""
    document = half().sealed()
    steps = document["proofs"]["credited"]["steps"]
    steps[0]["op"] = "sum"
    return reseal(document)


def stopped() -> Json:
    """Stop before the line's part is taken off."""
    document = tenth().sealed()
    del document["lines"][0]["proof"]["steps"][3:]
    document["lines"][0]["amount"] = document["lines"][0]["amount"][1:]
    return reseal(document)


LIES: list[Any] = [
    (altered("schema", 0), "schema", "must be the number 1"),
    (altered("total", "-50.01"), "total", "must be -50, got -5001/100"),
    (altered("currency", "XXX"), "currency", "ISO 4217"),
    (altered("issue_date", "2026-08-31"), "facts.", "2026-08-31 or before"),
    (altered("reason", "mistake"), "reason", "must be wrong_charge or goodwill"),
    (altered("invoice", "x"), "invoice", "a digest of 64"),
    (altered("document/of", "credit_note"), "document.of", "recurring or one_time"),
    (altered("document/period/end", "2026-09-30"), "document.period", "2026-10-01"),
    (altered("asked/percent", "5"), "asked.percent", "where it is asked by share"),
    (altered("asked/amount", None), "asked.amount", "asked by amount"),
    (altered("asked/lines", {"x": None}), "asked.lines", "asked by lines"),
    (altered("asked/by", "all"), "asked.by", "must be everything or lines"),
    (altered("proofs/x", {}), "proofs.x", "is no answer of the document"),
    (altered("proofs/credited", ...), "proofs.credited", "is missing"),
    (altered("readings", {"removals": "not_credited"}), "readings.removals", "must"),
    (altered("before", ["b" * 64] * 2), "before", "each document once, in order"),
    (said(lambda note: setattr(note, "before", ())), "before", "must name"),
    (asked("amount", amount="185.50"), "asked", "must come to more than 0"),
    (asked("amount", amount="0.00"), "asked", "must come to more than 0"),
    (asked("amount", amount="-1.00"), "asked", "must come to more than 0"),
    (asked("share", percent="0"), "asked", "must come to more than 0"),
    (asked("share", percent="101"), "asked.percent", "must be 100 at most"),
    (lines(x0="1000.00"), "asked.lines.", "must be a part of the"),
    (lines(x0="-5.00"), "asked.lines.", "must be a part of the 150"),
    (lines(x2="5.00"), "asked.lines.", "must be a part of the -"),
    (lines(x0="0.00"), "lines", "must hold one of"),
    (lines(x3="1.00"), "asked.lines.", "is no charge of the invoice"),
    (lines(x2=None), "total", "must be less than 0"),
    (swapped(everything, 0, amount="-149.00"), "lines[0].amount", "must be -150"),
    (swapped(everything, 0, id="a" * 32), "lines[0].id", "must be"),
    (swapped(everything, 0, line="a" * 32), "lines[0].line", "a line of the invoice"),
    (swapped(everything, 0, item="phone"), "lines[0].item", "must be 'device'"),
    (swapped(everything, 3, levy="gst"), "lines[3].levy", "must be 'rrf'"),
    (swapped(everything, 0, **{"class": "fee"}), "lines[0].class", "must be"),
    (swapped(everything, 0, code="x:y"), "lines[0].code", "must be null"),
    (swapped(everything, 3, category="exempt"), "lines[3].category", "'standard'"),
    (swapped(everything, 3, percent="3.6"), "lines[3].percent", "must be 7/2"),
    (row(half, 0, amount="149.00"), "open[0].amount", "must be 150"),
    (row(half, 1, until="149.00"), "open[1].until", "must be"),
    (row(half, 0, base=["a" * 32]), "open[0].base", "must be of earlier lines"),
    (row(half, 3, base=[]), "open[3].base", "for a levy, and only for one"),
    (row(half, 1, base=ids(taxed())[:1]), "open[1].base", "and only for one"),
    (row(half, 0, kind="x"), "open[0].kind", "must be service_charge or"),
    (row(half, 0, levy="gst"), "open[0].levy", "does not fit"),
    (row(half, 0, percent="3.5"), "open[0].percent", "does not fit"),
    (row(half, 0, category="exempt"), "open[0].category", "does not fit"),
    (row(half, 0, **{"class": None}), "open[0].class", "does not fit"),
    (row(half, 3, percent=None), "open[3].percent", "does not fit"),
    (row(half, 3, category=None), "open[3].category", "does not fit"),
    (row(half, 3, **{"class": "fee"}), "open[3].class", "does not fit"),
    (row(one_line, 3, base=ids(taxed())[:2]), "lines[2].proof.steps", "is not the"),
    (without(0), "lines", "must hold one of"),
    (without(0, half), "lines", "must hold one of"),
    (without(3, one_line), "lines", "must hold one of"),
    (turned, "lines", "must stand in the order"),
    (doubled, "open[5].line", "is that of an earlier line"),
    (said(not_first), "proofs.open:", "each other document once, in order"),
    (said(exchanged), "proofs.open:", "first of all"),
    (said(uncounted), "proofs.open:", "must count what was issued of the line"),
    (said(of_another), "proofs.open:", "counts '"),
    (said(twice), "proofs.open:", "each other document once"),
    (said(two_dates), "proofs.open:", "of two dates"),
    (said(unnamed), "facts.", "is named by no proof"),
    (closed, "open", "nothing is left to credit"),
    (more_policies, "policies", "must be one of each role"),
    (more_steps, "lines[0].proof.steps[2]", "is not the step of such a rule"),
    (fewer_steps, "proofs.credited.steps[0]", "is not the step of such a rule"),
    (stopped, "lines[0].proof", "must have more steps"),
]


class TestNotes:
    """Level 1: a note by itself."""

    @pytest.mark.clause("Q44", "credit-share")
    @pytest.mark.parametrize("draft", NOTES)
    def test_a_note_is_proved(self, draft: Callable[[], Note]) -> None:
        """A note holds whatever was asked for, and however much was open."""
        report = verify(draft().sealed())
        assert report == Report(1, report.proved, None)
        assert report.proved[-1] == (
            "credits: no more than what was open; what was issued is as the document"
            " says"
        )

    @pytest.mark.parametrize("draft", NOTES)
    def test_every_digit_of_every_proof_counts(self, draft: Callable[[], Note]) -> None:
        """A digit changed in a proof of a note is refused."""
        document = draft().sealed()
        proofs = [line["proof"] for line in document["lines"]]
        every = [
            one
            for proof in [*proofs, *document["proofs"].values()]
            for one in list(digits_of(proof))[::29]
        ]
        missed = []
        for holder, key, mutant in thinned(every):
            kept, holder[key] = holder[key], mutant
            document.pop("digest")
            document["digest"] = digest(document)
            missed += [holder.copy()] if verify(document).holds else []
            holder[key] = kept
        assert missed == []
        assert len(every) > 20

    def test_every_value_may_be_anything(self) -> None:
        """Each value of a note in turn made null, a number, a list or an object."""
        document = Note(charges(), "amount", amount="50.00").sealed()
        own = {key: x for key, x in document.items() if key != "policies"}
        every = list(paths(own))[::11]
        for path, value in thinned(product(every, ANYTHING)):
            report = verify(changed(document, path, value))
            assert report.level == 1
            assert report.holds != bool(report.failure)
        assert len(every) > 30

    @pytest.mark.parametrize(("draft", "place", "reason"), LIES)
    @pytest.mark.clause("Q44", "credit-share")
    def test_a_lie_is_named(
        self, draft: Callable[[], Json], place: str, reason: str
    ) -> None:
        """A note that gives back what is not open, or not asked for, is refused."""
        where, why = found(verify(draft()))
        assert where.startswith(place)
        assert reason in why

    def test_a_line_asked_for_in_full_may_be_closed(self) -> None:
        """A line of which nothing is open is asked for, and gives nothing back."""
        first, second, *_ = ids(charges())
        whole = Note(charges(), "lines", lines={first: None}).sealed()
        asked = {first: None, second: "1.00"}
        note = Note(charges(), "lines", lines=asked, id="n2", before=(whole,))
        assert verify(note.sealed()).failure is None

    def test_a_levy_follows_nothing_that_adds_up_to_nothing(self) -> None:
        """A levy whose base is given back and taken again stays as it is."""
        invoice = taxed()
        first, _, third, *_ = ids(invoice)
        amount = invoice["lines"][2]["amount"]
        asked = {first: amount[1:], third: amount}
        report = verify(Note(invoice, "lines", lines=asked).sealed())
        assert found(report)[0] == "total"


def shelf(folder: Path, *issued: Json, **more: object) -> Path:
    """Write an account file beside the documents that were issued."""
    written(folder / "issued.json", list(issued))
    path = folder / "account.json"
    written(path, {**file({}), "issued": [{"file": "issued.json"}], **more})
    return path


def beside(*issued: Json, **head: object) -> Callable[[], list[Json]]:
    """Give a note with what was issued."""
    return lambda: [half().sealed(**head), *issued]


def of_fewer() -> list[Json]:
    """Leave the last line of the invoice out of what is open."""
    note = Note(charges(), "amount", amount="5.00")
    line = note.charges.pop()
    note.facts.pop(note.parts.pop(line["id"])[0][0])
    return [note.sealed(), charges()]


def of_other_base() -> list[Json]:
    """Say that a fee is on less than it is on."""
    note = half()
    note.rows[3] = {"base": ids(note.invoice)[:1]}
    return [note.sealed(), note.invoice]


def of_other_policy() -> list[Json]:
    """Round by another policy than the invoice has."""
    document = half().sealed()
    policies = document["policies"]
    key = next(x for x, y in policies.items() if y["policy"] == "dispute")
    other = {**policies.pop(key), "days": "16"}
    policies[digest(other)] = other
    return [reseal(document), taxed()]


def other_amounts() -> list[Json]:
    """Say that more was issued of a line than was."""
    note = Note(charges(), "amount", amount="5.00")
    name, amount = note.parts[note.charges[0]["id"]][0]
    note.parts[note.charges[0]["id"]][0] = (name, amount + 1)
    note.facts[name]["amount"] = money(amount + 1)
    return [note.sealed(), charges()]


def forgotten() -> list[Json]:
    """Give back what a note of the same day gave back already."""
    first = Note(charges(), id="n2").sealed()
    return [Note(charges()).sealed(), charges(), first]


def forgotten_later() -> list[Json]:
    """Give back what a note of the day before gave back already."""
    first = Note(charges(), id="n2", day="2026-09-14").sealed()
    return [Note(charges()).sealed(), charges(), first]


def named_only() -> list[Json]:
    """Name the note of the day before, and count nothing of it."""
    first = Note(charges(), id="n2", day="2026-09-14").sealed()
    note = Note(charges()).sealed(before=[first["digest"]])
    return [note, charges(), first]


def named_in_vain() -> list[Json]:
    """Name a note of another invoice as one of this one."""
    other = Draft("2026-10-01").price().change("c1", 5, "2026-08-01")
    invoice = other.recurring("c1").sealed()
    second = Note(invoice, id="n2", day="2026-10-15").sealed()
    note = Note(taxed(), day="2026-10-15")
    document = note.sealed(before=[second["digest"]])
    return [document, taxed(), invoice, second]


FALSEHOODS: list[Any] = [
    (beside(), "invoice", "must be the digest of an issued invoice"),
    (beside(charges()), "invoice", "must be the digest of an issued invoice"),
    (beside(taxed(), market="other"), "market", "must be"),
    (beside(taxed(), edition="2026-10"), "edition", "must be '2026-11'"),
    (
        beside(both().sealed(), readings={"removals": "credited"}),
        "readings.removals",
        "is not in the account file",
    ),
    (of_fewer, "open", "must be of every line of the invoice"),
    (of_other_base, "open[3].base", "must be"),
    (of_other_policy, "policies.", "is no policy of the invoice"),
    (other_amounts, "facts.", "must be 150, got 151"),
    (forgotten, "before", "must be"),
    (forgotten_later, "before", "must be"),
    (named_only, "proofs.open:", "must count all that was issued"),
    (named_in_vain, "before", "must be none"),
]


class TestIssued:
    """Level 2: a note beside the invoice, and beside all that came before it."""

    @pytest.mark.clause("Q44", "credit-share")
    @pytest.mark.parametrize("draft", NOTES)
    def test_a_note_is_of_its_invoice(
        self, draft: Callable[[], Note], tmp_path: Path
    ) -> None:
        """A note holds beside the invoice and the notes before it, and itself."""
        note = draft()
        document = note.sealed()
        path = shelf(tmp_path, note.invoice, *note.before, document)
        report = verify_facts(document, path)
        assert report.failure is None
        assert report.proved[-1].endswith(
            "what the issued documents say, and all of it"
        )

    @pytest.mark.parametrize(("draft", "place", "reason"), FALSEHOODS)
    def test_a_lie_about_what_was_issued_is_named(
        self, draft: Callable[[], list[Json]], place: str, reason: str, tmp_path: Path
    ) -> None:
        """What the invoice, or what came after it, contradicts is refused."""
        document, *issued = draft()
        report = verify_facts(document, shelf(tmp_path, *issued))
        where, why = found(report)
        assert report.level == 2
        assert where.startswith(place)
        assert reason in why

    def test_a_note_needs_the_path_of_the_account_file(self) -> None:
        """Without the path of the account file nobody can say what was issued."""
        assert found(verify_facts(half().sealed(), file({})))[0] == "issued"

    def test_a_note_is_of_the_account(self, tmp_path: Path) -> None:
        """A note of another account is not held to what was issued to this one."""
        note = half()
        path = shelf(tmp_path, note.invoice)
        account = json.loads(path.read_text(encoding="utf-8"))
        account["account"]["id"] = "other"
        written(path, account)
        assert found(verify_facts(note.sealed(), path))[0] == "account"

    @pytest.mark.parametrize("listed", [True, False])
    def test_of_one_day_the_note_says_what_came_first(
        self, tmp_path: Path, *, listed: bool
    ) -> None:
        """Two notes of a day on two lines: either may have come first."""
        first, second, *_ = ids(charges())
        one = Note(charges(), "lines", lines={first: "1.00"}).sealed()
        before = (one,) if listed else ()
        asked = {second: "1.00"}
        two = Note(charges(), "lines", lines=asked, id="n2", before=before).sealed()
        path = shelf(tmp_path, charges(), one, two)
        assert verify_facts(two, path).failure is None

    def test_a_later_note_does_not_count(self, tmp_path: Path) -> None:
        """What a later note gives back was open before it."""
        first = half().sealed()
        rest = Note(taxed(), id="n2", day="2026-09-16", before=(first,)).sealed()
        path = shelf(tmp_path, taxed(), rest, first)
        assert verify_facts(first, path).failure is None

    def test_all_documents_of_a_file_are_read_once(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The command line checks two notes beside one account file."""
        first = half().sealed()
        rest = Note(taxed(), id="n2", before=(first,)).sealed()
        path = shelf(tmp_path, taxed(), rest, first)
        notes = written(tmp_path / "notes.json", [first, rest])
        assert main([notes, "--facts", str(path)]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "2 of 2 documents hold"

    def test_a_note_is_read_as_its_invoice(self, tmp_path: Path) -> None:
        """A note that states readings is of an invoice that states the same."""
        stated = {"removals": "credited"}
        path = shelf(tmp_path, taxed(), readings=stated)
        report = verify_facts(half().sealed(readings=stated), path)
        assert found(report) == ("readings", "must be those of the invoice")
