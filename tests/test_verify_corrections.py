"""The independent checker on late facts: versions, revisions and corrections."""

import copy
import json
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tests.test_verify import (
    ANYTHING,
    DAY,
    Draft,
    Json,
    Steps,
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
from tests.test_verify_credits import Note, issued_line, told
from tests.test_verify_levies import FEE, Levied
from tests.thinning import thinned

from gotobilling.verify import Report, main, verify, verify_facts

# Documents with corrections by hand: they know the wire format and nothing of the
# library. Day 1 of October is the day by which all facts are known.

TODAY = "2026-10-01"


def key_of(document: Json) -> Json:
    """Give what names an invoice."""
    about: Json = document["document"]
    return about


class Carrying(Levied):
    """A document in the making that carries corrections."""

    def __init__(self, start: str = TODAY, known_on: str = TODAY) -> None:
        super().__init__(start)
        self.head["known_on"] = known_on
        self.differences: list[Json] = []

    def revise(self, revised: Json | None, issued: Json | None = None) -> "Carrying":
        """Put a revision beside what was issued."""
        named = revised or issued
        assert named
        revision = {"digest": issued and issued["digest"], "document": key_of(named)}
        self.revisions.append({**revision, "revised": revised})
        return self

    def correct(
        self,
        line: Json,
        *causes: tuple[str, str],
        was: tuple[tuple[str, Json], ...] = (),
        credited: tuple[tuple[str, Json], ...] = (),
        gone: bool = False,
        **swaps: object,
    ) -> "Carrying":
        """Correct a line of the last revision."""
        asked: Json = {"line": line, "was": was, "credited": credited, "gone": gone}
        rows = [{"facts": x.split(), "amount": amount} for x, amount in causes]
        asked |= {"causes": rows, "swaps": swaps, "of": self.revisions[-1]}
        self.facts.update([*was, *credited])
        self.differences.append(asked)
        return self

    def levied(self, head: Json) -> None:
        """Prove each levy, then each correction."""
        super().levied(head)
        about = head["document"]
        for asked in self.differences:
            line, proof, amounts = asked["line"], Steps("correction"), self.amounts
            was, now = amounts(asked["was"]), Fraction(line["amount"])
            now = Fraction(0) if asked["gone"] else now
            amount = self.difference(proof, asked, was, now)
            slots = [head["account"], about["product"], about["kind"]]
            slots += [*about["period"].values(), "correction", line["id"]]
            plain = {"id": digest(slots)[:32], "line": line["id"], **told(line)}
            plain |= {"document": asked["of"]["document"]}
            plain |= {"issued": money(was), "revised": money(now)}
            plain |= {"credited": money(amounts(asked["credited"]))}
            plain |= {"amount": money(amount)}
            plain |= {"causes": asked["causes"], "proof": proof.proof()}
            self.corrections.append({**plain, **asked["swaps"]})

    def difference(
        self, steps: Steps, asked: Json, was: Fraction, now: Fraction
    ) -> Fraction:
        """Prove an amount and give it."""
        line, back = {"line": asked["line"]["id"]}, self.amounts(asked["credited"])
        if not asked["was"]:
            steps.add("given", now, line)
            return now
        was_of, back_of = (
            [{"fact": f"{name}.amount"} for name, _ in asked[part]]
            for part in ("was", "credited")
        )
        so_far = steps.add("sum", was, *was_of)
        if back_of:
            credited = steps.add("sum", back, *back_of)
            so_far = steps.add("sum", was + back, so_far, credited)
        amount = now - was - back
        if asked["gone"]:
            steps.add("negate", amount, so_far)
        else:
            steps.add("minus", amount, line, so_far)
        return amount

    @staticmethod
    def amounts(facts: Any) -> Fraction:  # noqa: ANN401 -- pairs of a name and a fact
        """Add what was issued."""
        return sum((Fraction(fact["amount"]) for _, fact in facts), Fraction(0))


def knows(draft: Draft, day: str = TODAY) -> Draft:
    """Say by which day the facts of a document are known."""
    draft.head["known_on"] = day
    return draft


def five(draft: Draft) -> Draft:
    """5 devices of 25.00 since August."""
    return draft.price().change("c1", 5, "2026-08-01")


def late(draft: Draft) -> Draft:
    """2 devices more since 20 August, of which is known on 10 September."""
    return five(draft).change("c2", 2, "2026-08-20", known_on="2026-09-10")


def september() -> Json:
    """Give what was issued of September: 5 x 25.00."""
    return five(Draft("2026-09-01")).recurring("c1").sealed()


def again() -> Json:
    """Give September as it should have been: 7 x 25.00, and 2 x 25.00 x 11/31."""
    draft = late(Draft("2026-09-01")).recurring("c1", "c2").prorated("c2")
    return knows(draft).sealed()


def october() -> Carrying:
    """Carry into October what is missing of September: 50.00 and 17.74."""
    issued, revised = september(), again()
    draft = Carrying()
    late(draft).recurring("c1", "c2")
    draft.revise(revised, issued)
    was = issued_line(issued, issued["lines"][0])
    draft.correct(revised["lines"][0], ("c2", "50.00"), was=(was,))
    return draft.correct(revised["lines"][1], ("c2", "17.74"))


def gone() -> Carrying:
    """Carry back all that was issued of one-time charges that never were."""
    draft = Draft("2026-09-12", kind="one_time").bought("hw1", "2026-09-12")
    issued = draft.one_time("hw1").sealed()
    carrying = Carrying()
    five(carrying).recurring("c1")
    carrying.facts["w1"] = {"type": "withdrawal", "fact": "hw1", "known_on": TODAY}
    carrying.revise(None, issued)
    was, line = issued_line(issued, issued["lines"][0]), issued["lines"][0]
    return carrying.correct(line, ("w1", f"-{line['amount']}"), was=(was,), gone=True)


def credited(amount: str = "-40.00") -> Carrying:
    """Take back 125.00, of which a credit note has given back a part already."""
    issued = september()
    note: Json = {"digest": "c" * 64, "issue_date": "2026-09-15"}
    back = issued_line(note, {"id": "d" * 32, "amount": amount})
    line, carrying = issued["lines"][0], Carrying()
    carrying.price().change("c0", 1, "2026-09-20").recurring("c0")
    carrying.facts["w1"] = {"type": "withdrawal", "fact": "c1", "known_on": TODAY}
    carrying.prorated("c0")
    carrying.revise(None, issued)
    was = (issued_line(issued, line),)
    return carrying.correct(
        line, ("w1", "-125.00"), was=was, credited=(back,), gone=True
    )


def corrected_again() -> Carrying:
    """Correct a line that was corrected before, of a document that was not issued."""
    revised = again()
    before: Json = {"digest": "b" * 64, "issue_date": "2026-09-20"}
    draft = Carrying()
    late(draft).recurring("c1", "c2")
    draft.revise(revised)
    for line, so_far, rest in zip(
        revised["lines"], ("200.00", "10.00"), ("-25.00", "7.74"), strict=True
    ):
        said = {"id": line["id"][::-1], "amount": so_far}
        was = issued_line(before, said)
        draft.correct(line, ("c2", rest), was=(was,))
    return draft


def of_two() -> Carrying:
    """Correct a purchase of August and a month, in the order of their days."""
    draft = Draft("2026-08-12", kind="one_time").bought("hw1", "2026-08-12")
    bought = knows(draft.one_time("hw1")).sealed()
    carrying = october()
    first, second = carrying.revisions[0], carrying.differences
    carrying.revisions.clear()
    carrying.facts["hw1"] = draft.facts["hw1"]
    carrying.revise(bought).correct(bought["lines"][0], ("hw1", "199.96"))
    carrying.revisions.append(first)
    carrying.differences = [second[-1], *second[:-1]]
    return carrying


def of_levies() -> Carrying:
    """Correct a fee, which came to nothing before there was an address."""
    revised = knows(five(Levied("2026-09-01")).recurring("c1"))
    assert isinstance(revised, Levied)
    revised.address(on="2026-01-01", known_on="2026-09-10").levy("rrf", FEE)
    document = revised.line_of("rrf", "3.5", of=(0,)).sealed()
    draft = Carrying()
    five(draft).recurring("c1")
    draft.address(on="2026-01-01", known_on="2026-09-10").levy("rrf", FEE)
    draft.line_of("rrf", "3.5", of=(0,))
    draft.revise(document, september())
    return draft.correct(document["levies"][0], ("address", "4.38"))


def nothing_else() -> Carrying:
    """Carry corrections into a month that has no line of its own."""
    draft = gone()
    for name in ("c1", "p"):
        draft.facts.pop(name)
    draft.lines.clear()
    return draft


def mended() -> Carrying:
    """Bill by a price that took the place of another, and keep the ids of its lines."""

    def by(draft: Draft) -> Draft:
        known: Json = {"known_on": "2026-09-10", "supersedes": "p"}
        draft.price("p2", unit_price="20.00", **known)
        return draft.change("c1", 5, "2026-08-01").recurring("c1", price="p2")

    issued, revised = september(), knows(by(Draft("2026-09-01"))).sealed()
    draft = Carrying()
    by(draft)
    draft.revise(revised, issued)
    was = issued_line(issued, issued["lines"][0])
    return draft.correct(revised["lines"][0], ("p2", "-25.00"), was=(was,))


def credit_and_charge() -> tuple[Carrying, Json, Json]:
    """Take back a credit of 35.48, of which a note has taken back 5.00 already."""
    issued = netted().sealed()
    first, second, third = issued["lines"]
    asked = {first["id"]: "20.00", third["id"]: "-5.00"}
    note = Note(issued, "lines", lines=asked, reason="wrong_charge").sealed()

    def grown(draft: Draft) -> Draft:
        five(draft).change("c2", 2, "2026-08-20").change("c3", 3, "2026-08-20")
        return draft.recurring("c1", "c2", "c3")

    revised = knows(grown(Draft("2026-09-01")).prorated("c2", "c3")).sealed()
    assert revised["lines"][1]["amount"] == second["amount"]
    draft = Carrying()
    grown(draft)
    draft.facts["w1"] = {"type": "withdrawal", "fact": "c4", "known_on": TODAY}
    draft.revise(revised, issued)
    was = [(issued_line(issued, line),) for line in (first, third)]
    back = [(issued_line(note, line),) for line in note["lines"]]
    line = revised["lines"][0]
    draft.correct(line, ("w1", "100.00"), was=was[0], credited=back[0])
    cause = "w1", third["amount"][1:]
    draft.correct(third, cause, was=was[1], credited=back[1], gone=True)
    return draft, issued, note


def credit_taken_back() -> Carrying:
    """Count what a note gave back of a charge, and took back of a credit."""
    return credit_and_charge()[0]


def of_a_note() -> Carrying:
    """Charge again what a note gave back of a line that is as it was."""
    draft, issued, note = with_note("wrong_charge")
    again_so = knows(five(Draft("2026-09-01")).recurring("c1")).sealed()
    carrying = Carrying()
    five(carrying).recurring("c1")
    carrying.revise(again_so, issued)
    one = draft.differences[0]
    line = again_so["lines"][0]
    assert note["lines"][0]["line"] == line["id"]
    return carrying.correct(line, was=one["was"], credited=one["credited"])


def ended() -> Carrying:
    """Take back what was issued of the days after the 14th: the line ends sooner."""
    draft = five(Draft("2026-09-01")).ending("2026-09-14").recurring("c1")
    issued, revised = september(), knows(draft).sealed()
    carrying = Carrying()
    carrying.facts["end"] = draft.facts["end"]
    carrying.revise(revised, issued)
    was = issued_line(issued, issued["lines"][0])
    return carrying.correct(revised["lines"][0], ("end", "-66.67"), was=(was,))


CARRIED = [
    *(october, gone, credited, corrected_again, of_two, of_levies),
    *(nothing_else, mended, credit_taken_back, of_a_note, ended),
]


def lie(
    draft: Callable[[], Carrying], index: int = 0, /, **swaps: object
) -> Callable[[], Json]:
    """Say something else of a correction, with its proof as it was."""

    def forged() -> Json:
        carrying = draft()
        carrying.differences[index]["swaps"] = swaps
        return carrying.sealed()

    return forged


def revised(path: str, value: object) -> Callable[[], Json]:
    """Alter the document of a revision, and seal it and what is around it."""

    def forged() -> Json:
        document = october().sealed()
        inner = document["revisions"][0]["revised"]
        document["revisions"][0]["revised"] = changed(inner, path, value)
        return reseal(document)

    return forged


def swapped(path: str, value: object) -> Callable[[], Json]:
    """Alter the document that carries corrections."""
    return lambda: changed(october().sealed(), path, value)


def two_of(change: Callable[[Carrying], None]) -> Callable[[], Json]:
    """Change the draft of October before it is sealed."""

    def forged() -> Json:
        draft = october()
        change(draft)
        return draft.sealed()

    return forged


def twice(draft: Carrying) -> None:
    """Correct the new line twice."""
    draft.differences.append(draft.differences[1])


def turned(draft: Carrying) -> None:
    """Put the second correction first."""
    draft.differences.reverse()


def revised_twice(draft: Carrying) -> None:
    """Put the same document among the revisions twice."""
    draft.revisions.append(draft.revisions[0])


def revises_itself(draft: Carrying) -> None:
    """Revise the month that the document is of."""
    draft.revisions[0]["document"] = {
        **draft.revisions[0]["document"],
        "period": {"start": "2026-10-01", "end": "2026-11-01"},
    }


def revises_in_vain(draft: Carrying) -> None:
    """Revise a purchase of which nothing differs."""
    bought = Draft("2026-08-12", kind="one_time").bought("hw1", "2026-08-12")
    draft.revise(knows(bought.one_time("hw1")).sealed())


def counted_twice(draft: Carrying) -> None:
    """Count what was issued of a line twice."""
    draft.differences[0]["was"] *= 2
    draft.differences[0]["causes"][0]["amount"] = "-75.00"


def of_another(draft: Carrying) -> None:
    """Count, for the new line, what was issued of the other one."""
    draft.differences[1]["was"] = draft.differences[0]["was"]
    del draft.differences[0]
    draft.differences[0]["causes"][0]["amount"] = "-107.26"


def not_first(draft: Carrying) -> None:
    """Count what was issued after what was corrected of it."""
    before: Json = {"digest": "b" * 64, "issue_date": "2026-09-20"}
    fact = issued_line(before, {"id": "e" * 32, "amount": "10.00"})
    first = draft.differences[0]
    first["was"] = (fact, *first["was"])
    first["causes"][0]["amount"] = "40.00"
    draft.facts.update([fact])


def of_nothing(draft: Carrying) -> None:
    """Correct a line that came out as it was issued."""
    before: Json = {"digest": "b" * 64, "issue_date": "2026-09-20"}
    fact = issued_line(before, {"id": "e" * 32, "amount": "17.74"})
    draft.differences[1]["was"], draft.differences[1]["causes"] = (fact,), []
    draft.facts.update([fact])


def alien(draft: Carrying) -> None:
    """Correct a line of which there is neither issue nor revision."""
    draft.differences[1]["line"] = {**draft.differences[1]["line"], "id": "a" * 32}


def restless(draft: Carrying) -> None:
    """Add what was issued and say no more of it."""
    draft.differences[0]["was"] = ()
    draft.differences[0]["causes"][0]["amount"] = "175.00"


def caused(*causes: tuple[str, str]) -> Callable[[], Json]:
    """Say that the first correction has other causes."""

    def change(draft: Carrying) -> None:
        draft.fact("c3", "change", "2026-08-20", item="device", quantity="9")
        draft.facts["c3"]["known_on"] = "2026-09-20"
        rows = [{"facts": x.split(), "amount": amount} for x, amount in causes]
        draft.differences[0]["causes"] = rows

    return two_of(change)


def issued_cause(draft: Carrying) -> None:
    """Call what was issued a cause."""
    ((name, _),) = draft.differences[0]["was"]
    draft.differences[0]["causes"][0]["facts"] = [name]


def one_sum() -> Json:
    """Add what was credited to what was issued, as if it were one."""
    draft = credited()
    first = draft.differences[0]
    first["was"], first["credited"] = (*first["was"], *first["credited"]), ()
    first["causes"][0]["amount"] = "-85.00"
    first["swaps"] = {"issued": "125.00", "credited": "-40.00"}
    return draft.sealed()


def credited_first() -> Json:
    """Add what was issued to what was credited, not the other way round."""
    document = credited().sealed()
    document["corrections"][0]["proof"]["steps"][2]["of"].reverse()
    return reseal(document)


def credited_for(amount: str) -> Callable[[], Json]:
    """Say how much of what is taken back late facts cause."""

    def forged() -> Json:
        draft = credited()
        draft.differences[0]["causes"][0]["amount"] = amount
        return draft.sealed()

    return forged


def credited_by_itself() -> Json:
    """Take what was issued of a line for a credit of it."""
    draft = credited()
    one = draft.differences[0]
    before: Json = {"digest": "b" * 64, "issue_date": TODAY}
    fact = issued_line(before, {"id": "e" * 32, "amount": "125.00"})
    draft.facts.pop(one["credited"][0][0])
    draft.facts.update([fact])
    one["was"], one["credited"] = (fact,), one["was"]
    return draft.sealed()


def of_digest(value: str | None) -> Callable[[Carrying], None]:
    """Say that another document was issued, or none, than the one that is counted."""

    def change(draft: Carrying) -> None:
        draft.revisions[0]["digest"] = value

    return change


def two_dates() -> Json:
    """Say of one document that it was issued on two days."""
    draft = credit_taken_back()
    ((name, _),) = draft.differences[1]["was"]
    draft.facts[name]["effective_on"] = "2026-09-02"
    return draft.sealed()


def other_date() -> Json:
    """Revise with another issue date than the one that the issued line has."""
    draft, _ = october_of("2026-09-02", "2026-09-03")
    return draft.sealed()


def two_of_a_day(draft: Carrying) -> None:
    """Say two things of one fact on one day."""
    for name in ("v1", "v2"):
        draft.facts[name] = {"type": "withdrawal", "fact": "c9", "known_on": TODAY}
        draft.differences[0]["causes"][0]["facts"].append(name)


def other_policy() -> Json:
    """Revise by a market that leaves more days to dispute."""
    draft = october()
    choices = {"settlement.negative_total": "refund"}
    again_so = late(Draft("2026-09-01", choices=choices))
    again_so.recurring("c1", "c2").prorated("c2")
    steps = Steps("payable")
    document = knows(again_so).sealed()
    steps.add("given", Fraction(document["total"]), {"amount": "total"})
    document["proofs"]["payable"] = steps.proof()
    draft.revisions[0]["revised"] = reseal(document)
    return draft.sealed()


def other_fact() -> Json:
    """Revise by a change of other content under the same id."""
    draft = october()
    draft.facts["c2"]["group"] = "Berlin"
    draft.lines.clear()
    draft.recurring("c1").recurring("c2", group="Berlin")
    return draft.sealed()


def with_fact(name: str, **fields: object) -> Callable[[], Json]:
    """Say of a late fact that it takes the place of another."""

    def forged() -> Json:
        draft = mended()
        draft.facts[name].update(fields)
        return draft.sealed()

    return forged


def version(**fields: object) -> Callable[[], Json]:
    """Add a late fact to the causes of a correction."""

    def change(draft: Carrying) -> None:
        draft.facts["v"] = {"known_on": TODAY, **fields}
        draft.differences[0]["causes"][0]["facts"].append("v")

    return two_of(change)


def on_a_purchase() -> Json:
    """Let a purchase carry what a month lacks."""
    draft = october()
    draft.lines.clear()
    draft.kind, draft.end = "one_time", draft.start + DAY
    for name in ("p", "c1"):
        draft.facts.pop(name)
    return draft.bought("hw1", TODAY).one_time("hw1").sealed()


def unordered() -> Json:
    """Put the month before the purchase, which was billed before it."""
    draft = of_two()
    draft.revisions.reverse()
    first, *others = draft.differences
    draft.differences = [*others, first]
    return draft.sealed()


LIES: list[Any] = [
    (swapped("known_on", None), "corrections", "must be empty"),
    (on_a_purchase, "corrections", "a month's or cycle's document carries them"),
    (lie(october, amount="51.00"), "corrections[0].amount", "must be 50, got 51"),
    (lie(october, issued="124.00"), "corrections[0].issued", "must be 125, got 124"),
    (lie(october, revised="176.00"), "corrections[0].revised", "must be 175, got 176"),
    (lie(october, credited="-1.00"), "corrections[0].credited", "must be 0, got -1"),
    (lie(credited, credited="-30.00"), "corrections[0].credited", "-40, got -30"),
    (one_sum, "corrections[0].issued", "must be 85, got 125"),
    (credited_first, "corrections[0].proof.steps[2]", "is not the step of such a rule"),
    (credited_for("-124.00"), "corrections[0].causes", "must be -125, got -124"),
    (two_of(of_digest("a" * 64)), "revisions[0].digest", "got 'aaa"),
    (two_of(of_digest(None)), "revisions[0].digest", "got null"),
    (two_dates, "facts.", "must be 2026-09-01, got 2026-09-02"),
    (
        other_date,
        "facts.",
        "must be 2026-09-03, got 2026-09-02",
    ),
    (two_of(two_of_a_day), "facts.v2.known_on", "is the day of 'v1', too"),
    (lie(october, id="a" * 32), "corrections[0].id", "got 'aaa"),
    (lie(october, 1, **{"class": "fee"}), "corrections[1].class", "got 'fee'"),
    (lie(october, 1, code="x:y"), "corrections[1].code", "must be null, got 'x:y'"),
    (lie(october, 1, percent="5"), "corrections[1].percent", "must be null, got 5"),
    (lie(of_levies, category="exempt"), "corrections[0].category", "got 'exempt'"),
    (lie(of_levies, percent="3.6"), "corrections[0].percent", "must be 7/2"),
    (lie(of_levies, **{"class": "fee"}), "corrections[0].class", "got 'fee'"),
    (lie(gone, **{"class": None}), "corrections[0].class", "does not fit"),
    (lie(gone, category="exempt"), "corrections[0].category", "does not fit"),
    (lie(gone, percent="5"), "corrections[0].percent", "does not fit"),
    (lie(october, 1, item="phone"), "corrections[1].item", "must be 'device'"),
    (lie(october, kind="rental"), "corrections[0].kind", "'service_charge'"),
    (lie(gone, kind="x"), "corrections[0].kind", "must be service_charge or"),
    (lie(gone, kind="vat"), "corrections[0].levy", "does not fit a line of vat"),
    (lie(gone, period=None), "corrections[0].period", "does not fit"),
    (
        lie(october, 1, period={"start": "2026-08-22", "end": "2026-09-01"}),
        "corrections[1].period",
        "must be 2026-08-21 to 2026-09-01",
    ),
    (
        swapped(
            "corrections/0/document/period",
            {"start": "2026-08-01", "end": "2026-09-01"},
        ),
        "corrections[0].document",
        "must be that of a revision",
    ),
    (
        swapped(
            "corrections/0/document/period",
            {"start": "2026-08-01", "end": "2026-08-02"},
        ),
        "corrections[0].document.period",
        "must be 2026-08-01 to 2026-09-01",
    ),
    (revised("lines/0/amount", "1.00"), "revisions[0].revised.lines[0].amount", "175"),
    (revised("known_on", None), "revisions[0].revised.known_on", "2026-10-01"),
    (revised("account", "other"), "revisions[0].revised.lines[0].id", "must be"),
    (revised("edition", "other"), "revisions[0].revised.edition", "'2026-11'"),
    (
        revised("readings", {"removals": "credited"}),
        "revisions[0].revised.readings",
        "must be those of the document around it",
    ),
    (
        revised("revisions", [{}]),
        "revisions[0].revised.revisions",
        "must be empty: a revision has none",
    ),
    (swapped("revisions/0/revised", []), "revisions[0].revised", "an object"),
    (swapped("revisions/0/revised/total", "1.00"), "revisions[0].revised.digest", ""),
    (swapped("revisions/0/digest", "x"), "revisions[0].digest", "a digest of 64"),
    (
        swapped(
            "revisions/0/document/period", {"start": "2026-08-01", "end": "2026-09-01"}
        ),
        "revisions[0].revised.document",
        "must be",
    ),
    (two_of(revised_twice), "revisions[1].document", "must be another document"),
    (two_of(revises_itself), "revisions[0].revised.document", "must be"),
    (two_of(revises_in_vain), "revisions[1]", "must have corrections"),
    (two_of(twice), "corrections[2].id", "is that of an earlier line"),
    (two_of(turned), "corrections[1]", "is out of order"),
    (two_of(counted_twice), "corrections[0].proof", "twice"),
    (two_of(of_another), "corrections[0].proof", "must be"),
    (two_of(not_first), "corrections[0].proof", "first of all"),
    (two_of(of_nothing), "corrections[1].amount", "must not be 0"),
    (two_of(alien), "corrections[1].proof.steps[0]", "given takes"),
    (two_of(restless), "facts.", "is named by no proof"),
    (unordered, "revisions[1]", "is out of order"),
    (caused(), "corrections[0].causes", "must be 50, got 0"),
    (caused(("c2", "49.00")), "corrections[0].causes", "must be 50, got 49"),
    (caused(("", "50.00")), "corrections[0].causes[0].facts", "must not be empty"),
    (caused(("x", "50.00")), "corrections[0].causes[0].facts", "name late facts"),
    (two_of(issued_cause), "corrections[0].causes[0].facts", "name late facts"),
    (
        caused(("c3", "20.00"), ("c2", "30.00")),
        "corrections[0].causes[1]",
        "is out of order",
    ),
    (
        caused(("c2 c3", "20.00"), ("c3", "30.00")),
        "corrections[0].causes",
        "name a fact twice",
    ),
    (credited_by_itself, "corrections[0].proof", "first of all"),
    (other_policy, "revisions[0].revised.policies", "is another elsewhere"),
    (other_fact, "revisions[0].revised.facts.c2", "has another content"),
    (
        with_fact("p2", known_on="2025-12-31"),
        "revisions[0].revised.facts.p2",
        "has another",
    ),
    (version(type="withdrawal", fact="contract"), "facts.v", "cannot replace that"),
    (version(type="withdrawal", fact="c1"), "facts.c1", "stands no more"),
    (
        version(type="withdrawal", fact="c2", known_on="2026-09-01"),
        "facts.v.known_on",
        "must be 2026-09-10 or later",
    ),
    (
        version(
            type="service_end",
            last_day_of_service="2026-12-31",
            supersedes="c2",
        ),
        "facts.v",
        "cannot replace that change",
    ),
]


class TestCorrections:
    """Level 1: what a document corrects, from its revisions and what was issued."""

    @pytest.mark.clause("Q65", "correction")
    @pytest.mark.parametrize("draft", CARRIED)
    def test_a_correction_is_proved(self, draft: Callable[[], Carrying]) -> None:
        """A document holds with what it lacks, or has too much, of those before it."""
        report = verify(draft().sealed())
        assert report == Report(1, report.proved, None)

    def test_what_is_proved_is_counted(self) -> None:
        """What was issued, and what each cause changes, level 1 takes at its word."""
        assert verify(october().sealed()).proved[-1] == (
            "corrections: 2 lines of 1 revised documents, each checked; what was issued"
            " is as the document says, and so is how a difference falls on its causes"
        )

    @pytest.mark.parametrize("draft", CARRIED)
    def test_every_digit_of_a_correction_counts(
        self, draft: Callable[[], Carrying]
    ) -> None:
        """A digit changed in the proof of a correction is refused."""
        document = draft().sealed()
        proofs = [line["proof"] for line in document["corrections"]]
        every = [one for proof in proofs for one in digits_of(proof)]
        missed = []
        for holder, key, mutant in thinned(every):
            kept, holder[key] = holder[key], mutant
            document.pop("digest")
            document["digest"] = digest(document)
            missed += [holder.copy()] if verify(document).holds else []
            holder[key] = kept
        assert missed == []
        assert len(every) > 20

    @pytest.mark.parametrize(("draft", "place", "reason"), LIES)
    @pytest.mark.clause("Q65", "Q67", "correction", "fact-version")
    def test_a_lie_is_named(
        self, draft: Callable[[], Json], place: str, reason: str
    ) -> None:
        """A correction that its revision or its facts do not allow is refused."""
        where, why = found(verify(draft()))
        assert where.startswith(place)
        assert reason in why

    def test_every_value_may_be_anything(self) -> None:
        """Each value of a document with corrections may be of any kind."""
        document = october().sealed()
        own = {key: document[key] for key in ("corrections", "revisions", "facts")}
        places = [path for path in paths(own) if "/revised/" not in path]
        for path, value in thinned(product(places, ANYTHING)):
            report = verify(changed(document, path, value))
            assert report.holds != bool(report.failure)


SECTIONS = {"withdrawal": "withdrawals", "address": "addresses"}


def shelf(folder: Path, facts: Json, *issued: object, **more: object) -> Path:
    """Write an account file of these facts beside the documents that were issued."""
    sections: Json = {name: [] for name in SECTIONS.values()}
    kept: Json = {}
    for name, fact in facts.items():
        entry = {"id": name} | {key: x for key, x in fact.items() if key != "type"}
        if fact["type"] in SECTIONS:
            sections[SECTIONS[fact["type"]]].append(entry)
        elif fact["type"] != "issued_line":
            kept[name] = fact
    rows = [{"file": f"{index}.json"} for index in range(len(issued))]
    for row, document in zip(rows, issued, strict=True):
        written(folder / row["file"], document)
    path = folder / "account.json"
    written(path, {**file(kept), **sections, "issued": rows, **more})
    return path


def checked(
    folder: Path, draft: Carrying, *issued: object, facts: Json | None = None
) -> Report:
    """Check what carries corrections against its account file."""
    every = {**draft.facts, **(facts or {})}
    return verify_facts(draft.sealed(), shelf(folder, every, *issued))


def bought(day: str = "2026-08-12") -> Draft:
    """Give two desk phones, bought on a day."""
    draft = Draft(day, kind="one_time").bought("hw1", day)
    return draft.one_time("hw1")


def with_note(reason: str = "wrong_charge") -> tuple[Carrying, Json, Json]:
    """Take back September, of which 40.00 were given back on the 15th."""
    issued = september()
    note = Note(issued, "amount", amount="40.00", reason=reason).sealed()
    carrying, line = Carrying(), issued["lines"][0]
    five(carrying)
    carrying.facts["w1"] = {"type": "withdrawal", "fact": "c1", "known_on": TODAY}
    carrying.change("c0", 1, "2026-09-20").recurring("c0").prorated("c0")
    del carrying.facts["c1"]
    carrying.revise(None, issued)
    was = (issued_line(issued, line),)
    back = (issued_line(note, note["lines"][0]),) if reason != "goodwill" else ()
    carrying.correct(line, ("w1", "-125.00"), was=was, credited=back, gone=True)
    return carrying, issued, note


def corrected_before() -> tuple[Carrying, list[Json]]:
    """Correct on 1 November what was corrected on 1 October already."""
    first, issued = october().sealed(), september()
    revised = late(Draft("2026-09-01")).change("c3", 1, "2026-08-10")
    revised.facts["c3"]["known_on"] = "2026-10-10"
    revised.recurring("c1", "c2", "c3").prorated("c3").prorated("c2")
    again_so = knows(revised, "2026-11-01").sealed()
    october_too = late(Draft("2026-10-01")).change("c3", 1, "2026-08-10")
    october_too.facts["c3"]["known_on"] = "2026-10-10"
    october_too.recurring("c1", "c2", "c3")
    third = knows(october_too, "2026-11-01").sealed()
    draft = Carrying("2026-11-01", "2026-11-01")
    late(draft).change("c3", 1, "2026-08-10", known_on="2026-10-10")
    draft.recurring("c1", "c2", "c3")
    draft.revise(again_so, issued)
    rows = again_so["lines"]
    was = (
        issued_line(issued, issued["lines"][0]),
        issued_line(first, first["corrections"][0]),
    )
    draft.correct(rows[0], ("c3", "25.00"), was=was).correct(rows[1], ("c3", "16.94"))
    draft.revise(third, first)
    own = (issued_line(first, first["lines"][0]),)
    draft.correct(third["lines"][0], ("c3", "25.00"), was=own)
    return draft, [issued, first]


Falsehood = Callable[[], tuple[Any, ...]]


def file_of(facts: Json) -> Json:
    """Give an account file of these facts, but for what was issued."""
    return file({x: y for x, y in facts.items() if y["type"] != "issued_line"})


def of(draft: Carrying, *issued: Json, facts: Json | None = None) -> tuple[Any, ...]:
    """Give a document, the facts of its account, and what was issued."""
    return draft.sealed(), {**(facts or {}), **draft.facts}, *issued


def other_amount() -> tuple[Any, ...]:
    """Say that 120.00 were issued of a line of 125.00."""
    draft = october()
    first = draft.differences[0]
    ((name, fact),) = first["was"]
    fact = {**fact, "amount": "120.00"}
    first["was"], first["causes"][0]["amount"] = ((name, fact),), "55.00"
    draft.facts[name] = fact
    return of(draft, september())


def other_day() -> tuple[Any, ...]:
    """Say that what was issued on 1 September was issued on the 2nd."""
    draft = october()
    ((name, fact),) = draft.differences[0]["was"]
    draft.facts[name] = {**fact, "effective_on": "2026-09-02"}
    return of(draft, september())


def left_out() -> tuple[Any, ...]:
    """Leave out the second correction."""
    draft = october()
    draft.differences.pop()
    return of(draft, september())


def too_much() -> tuple[Any, ...]:
    """Correct once more what was corrected before."""
    draft, (issued, first) = corrected_before()
    one = draft.differences[0]
    one["was"], one["causes"][0]["amount"] = one["was"][:1], "75.00"
    draft.facts.pop(
        next(
            iter(
                set(draft.facts)
                & {f"{first['digest']}:{first['corrections'][0]['id']}"}
            )
        )
    )
    return of(draft, issued, first)


def never_issued() -> tuple[Any, ...]:
    """Say that September was not issued, and bill it again."""
    draft = october()
    draft.revisions[0]["digest"] = None
    first = draft.differences[0]
    ((name, _),) = first["was"]
    draft.facts.pop(name)
    first["was"], first["causes"][0]["amount"] = (), "175.00"
    return of(draft, september())


def of_another_document() -> tuple[Any, ...]:
    """Take back, as a line of September, what was issued of a purchase."""
    draft, purchase = october(), bought().sealed()
    line = purchase["lines"][0]
    was = (issued_line(purchase, line),)
    line = {**line, "id": "a" * 32}
    draft.correct(line, ("c2", "-199.96"), was=was, gone=True)
    return of(draft, september(), purchase, facts=bought().facts)


def revised_of_less() -> tuple[Any, ...]:
    """Revise September without a change that is known."""
    draft = october()
    more = Draft("2026-10-01").change("c3", 1, "2026-08-01", known_on="2026-09-12")
    more.change("c4", -1, "2026-09-01", known_on="2026-09-12")
    draft.facts.update({x: more.facts[x] for x in ("c3", "c4")})
    draft.lines.clear()
    draft.recurring("c1", "c2", "c3", "c4")
    return of(draft, september())


def told_otherwise(**head: str) -> Falsehood:
    """Tell the revision what was not told when it was issued."""

    def forged() -> tuple[Any, ...]:
        draft = october()
        again_so = late(Draft("2026-09-01")).recurring("c1", "c2").prorated("c2")
        again_so.head |= head
        draft.revisions[0]["revised"] = knows(again_so).sealed()
        return of(draft, september())

    return forged


def october_of(
    first: str | None, second: str | None, *, removed: bool = False
) -> tuple[Carrying, Json]:
    """Give the issue date of September, and of its revision; removed: one line more."""
    names = ("c1", "c2", "c3") if removed else ("c1", "c2")

    def known(draft: Draft) -> Draft:
        if removed:
            draft.change("c3", -2, "2026-09-01", known_on="2026-09-10")
        return late(draft).recurring(*names)

    issued = five(Draft("2026-09-01")).recurring("c1")
    again_so = known(Draft("2026-09-01")).prorated("c2")
    issued.given, again_so.given = first, second
    sent, draft = issued.sealed(), Carrying()
    known(draft)
    document = knows(again_so).sealed()
    draft.revise(document, sent)
    if not removed:
        was = issued_line(sent, sent["lines"][0])
        draft.correct(document["lines"][0], ("c2", "50.00"), was=(was,))
    draft.correct(document["lines"][1], ("c2", "17.74"))
    return draft, sent


def dated(first: str | None, second: str | None) -> Falsehood:
    """Give other dates where no correction counts what was issued."""
    return lambda: of(*october_of(first, second, removed=True))


def not_that_one() -> tuple[Any, ...]:
    """Name another document where no correction counts what was issued."""
    draft, issued = october_of(None, None, removed=True)
    draft.revisions[0]["digest"] = "a" * 64
    return of(draft, issued)


def of_another_kind(**swaps: object) -> Falsehood:
    """Tell something else of a line that is gone than was told of it."""

    def forged() -> tuple[Any, ...]:
        draft, purchase = gone(), bought("2026-09-12")
        draft.differences[0]["swaps"] = swaps
        return of(draft, purchase.sealed(), facts=purchase.facts)

    return forged


def nothing_of_something() -> tuple[Any, ...]:
    """Take back a purchase that stands."""
    draft, purchase = gone(), bought("2026-09-12")
    draft.facts["w1"] = {**draft.facts.pop("w1"), "fact": "c0"}
    more = five(Draft("2026-09-01")).change(
        "c0", 1, "2026-11-01", known_on="2026-01-01"
    )
    return of(
        draft, purchase.sealed(), facts={**purchase.facts, "c0": more.facts["c0"]}
    )


def stands_no_more() -> tuple[Any, ...]:
    """Bill by a price that another has taken the place of."""
    draft = october()
    known: Json = {"known_on": "2026-09-10", "supersedes": "p"}
    more = Draft("2026-10-01").price("p2", unit_price="25.00", **known)
    return of(draft, september(), facts={"p2": more.facts["p2"]})


def uncredited() -> tuple[Any, ...]:
    """Take back what a credit note has given back already."""
    draft, issued, note = with_note()
    draft.differences[0]["credited"] = ()
    (name,) = [x for x in draft.facts if x.startswith(note["digest"])]
    draft.facts.pop(name)
    facts = Draft("2026-09-01").change("c1", 5, "2026-08-01").facts
    return of(draft, issued, note, facts=facts)


def goodwill_counted() -> tuple[Any, ...]:
    """Count what was given back of goodwill as a part of what was wrong."""
    draft, issued, note = with_note("goodwill")
    fact = issued_line(note, note["lines"][0])
    draft.differences[0]["credited"] = (fact,)
    draft.facts.update([fact])
    facts = Draft("2026-09-01").change("c1", 5, "2026-08-01").facts
    return of(draft, issued, note, facts=facts)


def credited_as_issued() -> tuple[Any, ...]:
    """Count a credit note as if it were an earlier correction."""
    draft, issued, note = with_note()
    first = draft.differences[0]
    first["was"], first["credited"] = (*first["was"], *first["credited"]), ()
    first["causes"][0]["amount"] = "-85.00"
    facts = Draft("2026-09-01").change("c1", 5, "2026-08-01").facts
    return of(draft, issued, note, facts=facts)


def uncharged() -> tuple[Any, ...]:
    """Take back all of a credit, as if a note had taken back none of it."""
    draft, issued, note = credit_and_charge()
    ((name, _),) = draft.differences[1]["credited"]
    draft.differences[1]["credited"] = ()
    draft.facts.pop(name)
    return of(draft, issued, note, facts=netted().facts)


def gone_in_order(*, turned: bool) -> tuple[Any, ...]:
    """Take back two lines of a purchase, in the order of the invoice or not."""
    purchase = Draft("2026-09-12", kind="one_time").bought("hw1", "2026-09-12")
    purchase.bought("hw2", "2026-09-12", item="Headset").one_time("hw1")
    issued = purchase.one_time("hw2").sealed()
    draft = Carrying()
    five(draft).recurring("c1")
    for name in ("1", "2"):
        draft.facts[f"w{name}"] = {
            "type": "withdrawal",
            "fact": f"hw{name}",
            "known_on": TODAY,
        }
    draft.revise(None, issued)
    for line in issued["lines"][:: -1 if turned else 1]:
        was = (issued_line(issued, line),)
        cause = line["fact"].replace("hw", "w"), "-199.96"
        draft.correct(line, cause, was=was, gone=True)
    return of(draft, issued, facts=purchase.facts)


FALSEHOODS: list[Any] = [
    (other_amount, "facts.", "must be 125, got 120"),
    (other_day, "facts.", "must be 2026-09-01, got 2026-09-02"),
    (lambda: of(october()), "facts.", "is in no issued document"),
    (left_out, "corrections", "must hold 887/50 for"),
    (too_much, "corrections[0].amount", "must be 25, got 75"),
    (never_issued, "revisions[0].digest", "got null"),
    (not_that_one, "revisions[0].digest", "got 'aaa"),
    (of_another_kind(**{"class": "fee"}), "corrections[0].class", "got 'fee'"),
    (of_another_kind(code="x:y"), "corrections[0].code", "must be null, got 'x:y'"),
    (goodwill_counted, "corrections[0].amount", "must be -125, got -85"),
    (credited_as_issued, "corrections[0].proof", "must count all that was issued"),
    (uncharged, "corrections[1].amount", "must be 762/25, got 887/25"),
    (of_another_document, "corrections[2].line", "is no line of the document"),
    (revised_of_less, "revisions[0].revised.lines[0].proof", "must name 'c3'"),
    (told_otherwise(sent_on="2026-09-02"), "revisions[0].revised.sent_on", "null"),
    (told_otherwise(paid_on="2026-09-02"), "revisions[0].revised.paid_on", "null"),
    (dated(None, "2026-09-02"), "revisions[0].revised.issue_date", "given as it was"),
    (dated("2026-09-02", None), "revisions[0].revised.issue_date", "given as it was"),
    (dated("2026-09-02", "2026-09-03"), "revisions[0].revised.issue_date", "-02, got"),
    (nothing_of_something, "revisions[0].revised", "there is something to bill"),
    (stands_no_more, "facts.p", "is replaced, and stands no more"),
    (uncredited, "corrections[0].amount", "must be -85, got -125"),
    (lambda: gone_in_order(turned=True), "corrections", "are out of order for"),
]
CONTRACT: Json = {"id": "other", "billing_start_on": "2026-01-01"}


def rows_of(section: str, **row: object) -> Callable[[Json], None]:
    """Add a row to a section of an account file."""

    def change(account: Json) -> None:
        account.setdefault(section, []).append({"known_on": TODAY, **row})

    return change


def changed_price(**fields: object) -> Callable[[Json], None]:
    """Add a version of the price."""

    def change(account: Json) -> None:
        price = {**account["prices"][0], "id": "p2", "supersedes": "p"}
        account["prices"].append({**price, "known_on": TODAY, **fields})

    return change


def both_rows(
    first: Callable[[Json], None], second: Callable[[Json], None]
) -> Callable[[Json], None]:
    """Change an account file twice."""

    def change(account: Json) -> None:
        first(account)
        second(account)

    return change


UNFIT: list[Any] = [
    (
        both_rows(
            rows_of("withdrawals", id="w1", fact="c1"),
            rows_of("withdrawals", id="w2", fact="c1"),
        ),
        "facts.w2.known_on",
        "is the day of 'w1', too",
    ),
    (
        both_rows(changed_price(), rows_of("withdrawals", id="w", fact="p")),
        "facts.w.known_on",
        "is the day of 'p2', too",
    ),
    (
        rows_of("withdrawals", id="w", fact="x"),
        "facts.w",
        "replaces what is not in the account file",
    ),
    (
        rows_of("withdrawals", id="w", fact="contract"),
        "facts.w",
        "cannot replace that contract",
    ),
    (
        rows_of("withdrawals", id="w", fact="c1", known_on="2026-07-31"),
        "facts.w.known_on",
        "must be 2026-08-01 or later",
    ),
    (changed_price(item="phone"), "facts.p2", "cannot replace that price"),
    (changed_price(product="fax"), "facts.p2", "cannot replace that price"),
    (changed_price(), "facts.p", "is replaced, and stands no more"),
    (
        lambda account: account["contract"].update(superseded=[CONTRACT]),
        "facts",
        "must hold at most one contract",
    ),
    (
        lambda account: account["contract"].update(superseded={}),
        "contract.superseded",
        "must be an array",
    ),
]


class TestIssued:
    """Level 2: what was issued, and the comparison line by line."""

    @pytest.mark.clause("Q65", "correction")
    def test_corrections_are_all_that_differs(self, tmp_path: Path) -> None:
        """Two lines of September differ, and no third one does."""
        report = checked(tmp_path, october(), september())
        assert report.failure is None
        assert report.level == 2
        assert report.proved[-1] == (
            "2 corrections: all that differs between 1 revised documents and what was"
            " issued of them; that no other document differs, and how a difference"
            " falls on its causes, is for assembling again"
        )

    def test_a_price_that_takes_the_place_of_another(self, tmp_path: Path) -> None:
        """A line of a price is that of the price that took its place."""
        facts = Draft("2026-09-01").price().facts
        report = checked(tmp_path, mended(), september(), facts=facts)
        assert report.failure is None

    def test_a_line_of_a_document_that_was_never_issued(self, tmp_path: Path) -> None:
        """A purchase that was not billed is billed as a whole, in order of its day."""
        report = checked(tmp_path, of_two(), september())
        assert report.failure is None

    @pytest.mark.clause("Q44", "Q65", "correction")
    def test_what_was_given_back_is_not_given_back_again(self, tmp_path: Path) -> None:
        """Of 125.00 a note gave back 40.00, so 85.00 are left to take back."""
        draft, issued, note = with_note()
        facts = Draft("2026-09-01").change("c1", 5, "2026-08-01").facts
        report = checked(tmp_path, draft, [issued, note], facts=facts)
        assert report.failure is None
        assert draft.corrections[0]["amount"] == "-85.00"

    @pytest.mark.clause("correction")
    def test_a_note_counts_on_credits_as_on_charges(self, tmp_path: Path) -> None:
        """A credit of 35.48, 5.00 of it taken back: 30.48 = 35.48 - 5.00 are due."""
        draft, issued, note = credit_and_charge()
        facts = netted().facts
        report = checked(tmp_path, draft, [issued, note], facts=facts)
        assert report.failure is None
        first, second = draft.corrections
        # 250.00 instead of 150.00, of which 20.00 were given back.
        assert (first["credited"], first["amount"]) == ("-20.00", "120.00")
        assert (second["credited"], second["amount"]) == ("5.00", "30.48")

    @pytest.mark.clause("correction")
    def test_goodwill_stays_given(self, tmp_path: Path) -> None:
        """40.00 given of goodwill are no part of the 125.00 that were wrong."""
        draft, issued, note = with_note("goodwill")
        facts = Draft("2026-09-01").change("c1", 5, "2026-08-01").facts
        report = checked(tmp_path, draft, [issued, note], facts=facts)
        assert report.failure is None
        assert draft.corrections[0]["amount"] == "-125.00"

    @pytest.mark.clause("correction")
    def test_the_revised_line_says_what_it_is(self, tmp_path: Path) -> None:
        """A line issued to the 30th that ends on the 14th is told as it should be."""
        draft = ended()
        facts = five(Draft("2026-09-01")).facts
        report = checked(tmp_path, draft, september(), facts=facts)
        assert report.failure is None
        assert draft.corrections[0]["period"]["end"] == "2026-09-15"

    def test_what_was_corrected_is_not_corrected_again(self, tmp_path: Path) -> None:
        """A second correction starts from the first one."""
        draft, issued = corrected_before()
        assert checked(tmp_path, draft, *issued).failure is None

    def test_the_document_itself_may_be_among_the_issued(self, tmp_path: Path) -> None:
        """What was issued later, or is the document itself, does not count."""
        draft, (issued, first) = corrected_before()
        later = draft.sealed()
        path = shelf(tmp_path, draft.facts, [later, issued], first)
        for document in (first, later):
            assert verify_facts(document, path).failure is None

    @pytest.mark.parametrize(("draft", "place", "reason"), FALSEHOODS)
    def test_a_lie_about_what_was_issued_is_named(
        self, draft: Falsehood, place: str, reason: str, tmp_path: Path
    ) -> None:
        """What the issued documents or the account file contradict is refused."""
        document, facts, *issued = draft()
        assert verify(document).failure is None
        report = verify_facts(document, shelf(tmp_path, facts, issued))
        where, why = found(report)
        assert report.level == 2
        assert where.startswith(place)
        assert reason in why

    def test_what_was_issued_is_read_beside_a_path(self) -> None:
        """Without the path of the account file nobody can say what was issued."""
        draft = october()
        document = draft.sealed()
        where, why = found(verify_facts(document, file_of(draft.facts)))
        assert where == "issued"
        assert why == "cannot be read: hand in the path of the account file"

    def test_what_corrects_nothing_needs_nothing_that_was_issued(self) -> None:
        """A document without corrections is checked without what was issued."""
        draft = five(Draft("2026-09-01")).recurring("c1")
        account = {**file(draft.facts), "issued": [{"file": "missing.json"}]}
        assert verify_facts(draft.sealed(), account).failure is None

    @pytest.mark.parametrize(
        ("name", "content", "place", "reason"),
        [
            ("x.json", None, "issued[0].file", "cannot be opened: 'x.json'"),
            ("\0", None, "issued[0].file", "cannot be opened"),
            ("/x.json", None, "issued[0].file", "a path from the file's own folder"),
            ("C:x.json", None, "issued[0].file", "a path from the file's own folder"),
            ("x.json", "{", "'x.json'", "cannot be read"),
            ("x.json", "[{}]", "issued[0][0].digest", "must be that of the content"),
            ("x.json", "3", "issued[0].document", "must be an object"),
        ],
    )
    def test_what_cannot_be_read_was_not_issued(
        self, name: str, content: str | None, place: str, reason: str, tmp_path: Path
    ) -> None:
        """A file of issued documents is named for what is wrong with it."""
        draft = october()
        path = shelf(tmp_path, draft.facts)
        account = json.loads(path.read_text(encoding="utf-8"))
        written(path, {**account, "issued": [{"file": name}]})
        if content:
            written(tmp_path / name, content)
        where, why = found(verify_facts(draft.sealed(), path))
        assert where.startswith(place.strip("'"))
        assert reason in why

    def test_documents_of_one_name_are_of_one_content(self, tmp_path: Path) -> None:
        """September was issued once; the same document twice is one document."""
        draft, issued = october(), september()
        other = five(Draft("2026-09-01")).change("c2", 1, "2026-08-01")
        second = other.recurring("c1", "c2").sealed()
        document = draft.sealed()
        path = shelf(tmp_path, draft.facts, issued, [issued])
        assert verify_facts(document, path).failure is None
        path = shelf(tmp_path, draft.facts, issued, [issued, second])
        where, why = found(verify_facts(document, path))
        assert (where, why) == ("issued[1][1]", "is a second document of that name")

    def test_documents_of_another_account_are_none_of_this_one(
        self, tmp_path: Path
    ) -> None:
        """A document of another account was not issued to this one."""
        draft = five(Draft("2026-09-01"))
        other = draft.recurring("c1").sealed(account="other", lines=[], facts={})
        head = {**other, "lines": copy.deepcopy(draft.lines), "facts": draft.facts}
        for line in head["lines"]:
            slots: list[str | None] = ["other", "connect", "recurring"]
            slots += ["2026-09-01", "2026-10-01"]
            slots += ["service_charge", "device", None, None, "+", "p", None, None]
            line["id"] = digest(slots)[:32]
        text = json.dumps(head).replace(draft.lines[0]["id"], line["id"])
        for role in ("recurring", "proration"):
            key = next(x for x, y in head["policies"].items() if y["policy"] == role)
            text = text.replace(f'"@{role}.', f'"{key}.')
        alien = reseal(json.loads(text))
        assert verify(alien).failure is None
        carrying = october()
        path = shelf(tmp_path, carrying.facts, september(), alien)
        where, why = found(verify_facts(carrying.sealed(), path))
        assert where == "issued[1].account"
        assert why == "must be 'acme', got 'other'"

    def test_the_command_line_reads_what_was_issued(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A path given with --facts is where the issued documents are looked for."""
        draft = october()
        invoices = written(tmp_path / "i.json", [september(), draft.sealed()])
        path = shelf(tmp_path, {**draft.facts}, september())
        account = json.loads(path.read_text(encoding="utf-8"))
        written(path, {**account, "issued": [{"file": "i.json"}]})
        assert main([invoices, "--facts", str(path)]) == 1
        printed = capsys.readouterr().out.splitlines()
        assert printed[-1] == "1 of 2 documents hold"


class TestVersions:
    """Level 2: which of the things that were said of a fact stands."""

    @pytest.mark.clause("Q67")
    @pytest.mark.parametrize(
        ("known_on", "held"),
        [("2026-09-01", 5), ("2026-09-10", 3), ("2026-09-20", 0), (None, 0)],
    )
    def test_the_latest_counts(self, known_on: str | None, held: int) -> None:
        """5 devices are 3 from 10 September on, and none from the 20th on."""
        draft = Draft("2026-09-01").price().change("c0", 1, "2026-08-01")
        draft.change("c1", 5, "2026-08-01")
        draft.change("v1", 3, "2026-08-01", known_on="2026-09-10", supersedes="c1")
        rows = [{"id": "w1", "fact": "c1", "known_on": "2026-09-20"}]
        account = file(draft.facts, withdrawals=rows)
        names = {5: ("c0", "c1"), 3: ("c0", "v1"), 0: ("c0",)}
        for quantity, counted in names.items():
            own = {"contract", "p", *counted}
            made = Draft("2026-09-01")
            made.facts = {
                name: draft.facts[name] for name in draft.facts if name in own
            }
            made.head["known_on"] = known_on
            if known_on and any(made.facts[x]["known_on"] > known_on for x in counted):
                continue
            report = verify_facts(made.recurring(*counted).sealed(), account)
            assert report.holds == (quantity == held)

    @pytest.mark.clause("Q67", "fact-version")
    def test_a_fact_may_be_replaced_on_its_own_day(self) -> None:
        """What replaces a fact on the day on which both are known counts."""
        draft = five(Draft("2026-09-01"))
        draft.change("v1", 3, "2026-08-01", supersedes="c1")
        account = file(draft.facts)
        del draft.facts["c1"]
        report = verify_facts(draft.recurring("v1").sealed(), account)
        assert report.failure is None

    def test_a_contract_has_versions(self) -> None:
        """What was said of the contract and of its end before is read beside them."""
        draft = Draft("2026-10-01").price().change("c1", 5, "2026-08-01")
        draft.contract("2026-08-01", supersedes="first").ending("2026-10-14")
        draft.facts["end"] |= {"supersedes": "last", "known_on": "2026-09-02"}
        document = draft.recurring("c1").sealed()
        account = file(draft.facts)
        first = {"id": "first", "billing_start_on": "2026-07-01"}
        last = {"id": "last", "last_day_of_service": "2026-09-02"}
        account["contract"]["superseded"] = [first]
        account["contract"]["end"]["superseded"] = [last]
        assert verify_facts(document, account).failure is None

    @pytest.mark.parametrize(("change", "place", "reason"), UNFIT)
    def test_what_is_said_has_to_fit(
        self, change: Callable[[Json], None], place: str, reason: str
    ) -> None:
        """A version is of a fact that is there, known no later, and of its kind."""
        draft = five(Draft("2026-09-01")).recurring("c1")
        account = file(draft.facts)
        change(account)
        where, why = found(verify_facts(draft.sealed(), account))
        assert where == place
        assert reason in why


def after_october(by: str, **asked: object) -> tuple[Note, list[Json]]:
    """Credit September after October had one line more of it."""
    first, issued = october().sealed(), september()
    note = Note(issued, by, day="2026-10-15", before=(first,), **asked)
    return note, [issued, first]


def after_both() -> tuple[Note, list[Json]]:
    """Credit September after a note, and after a correction took a line away."""
    draft, issued, note = credit_and_charge()
    first = draft.sealed()
    last = Note(issued, id="n2", day="2026-10-15", before=(note, first))
    return last, [issued, note, first]


def after_one_between() -> tuple[Note, list[Json]]:
    """Credit September after a line was added between the two that were issued."""

    def less(start: str) -> Draft:
        return five(Draft(start)).change("c4", -1, "2026-08-20")

    def more(draft: Draft) -> Draft:
        late(draft).change("c4", -1, "2026-08-20")
        return draft.recurring("c1", "c2", "c4")

    issued = less("2026-09-01").recurring("c1", "c4").prorated("c4").sealed()
    revised = knows(more(Draft("2026-09-01")).prorated("c2").prorated("c4")).sealed()
    draft = Carrying()
    more(draft)
    draft.revise(revised, issued)
    was = (issued_line(issued, issued["lines"][0]),)
    draft.correct(revised["lines"][0], ("c2", "50.00"), was=was)
    first = draft.correct(revised["lines"][1], ("c2", "17.74")).sealed()
    note = Note(issued, day="2026-10-15", before=(first,))
    return note, [issued, first]


def added() -> str:
    """Give the id of the line that October adds to September."""
    return str(again()["lines"][1]["id"])


def added_left_out() -> tuple[Note, list[Json]]:
    """Leave the line out that a correction has added."""
    note, issued = after_october("everything")
    name = note.charges.pop()["id"]
    note.facts.pop(note.parts.pop(name)[0][0])
    return note, issued


def as_issued_first() -> tuple[Note, list[Json]]:
    """Put the line that is added before the one that was issued."""
    note, issued = after_october("everything")
    note.charges.reverse()
    note.parts = dict(reversed(note.parts.items()))
    return note, issued


def told_as_another() -> tuple[Note, list[Json]]:
    """Call the line that is added a fee."""
    note, issued = after_october("everything")
    note.rows[1] = note.swaps[1] = {"class": "fee"}
    return note, issued


class TestNotes:
    """Notes over an invoice that has corrections."""

    @pytest.mark.clause("Q44", "credit-share")
    @pytest.mark.parametrize(
        ("draft", "total"),
        [
            (lambda: after_october("everything"), "-192.74"),  # 175.00 + 17.74
            (lambda: after_october("amount", amount="50.00"), "-50.00"),
            (lambda: after_october("share", percent="10"), "-12.50"),  # of 125.00
            (lambda: after_october("lines", lines={added(): "7.74"}), "-7.74"),
            (after_one_between, "-158.87"),  # 6 x 25.00, and 25.00 x 11/31
            (after_both, "-294.35"),  # 250.00 + 5 x 25.00 x 11/31, and 0 of the third
        ],
    )
    def test_what_a_correction_added_is_open(
        self,
        draft: Callable[[], tuple[Note, list[Json]]],
        total: str,
        tmp_path: Path,
    ) -> None:
        """A note is of the lines as last corrected; a share is of what was issued."""
        note, issued = draft()
        document = note.sealed()
        assert verify(document).failure is None
        report = verify_facts(document, shelf(tmp_path, {}, [*issued, document]))
        assert report.failure is None
        assert document["total"] == total

    @pytest.mark.parametrize(
        ("draft", "place", "reason"),
        [
            (added_left_out, "open", "must be of every line of the invoice, in order"),
            (as_issued_first, "open", "must be of every line of the invoice, in order"),
            (told_as_another, "open[1].class", "got 'fee'"),
        ],
    )
    def test_a_lie_about_what_was_added_is_named(
        self,
        draft: Callable[[], tuple[Note, list[Json]]],
        place: str,
        reason: str,
        tmp_path: Path,
    ) -> None:
        """A note that leaves out, moves or renames a line that was added is refused."""
        note, issued = draft()
        document = note.sealed()
        assert verify(document).failure is None
        path = shelf(tmp_path, {}, issued)
        where, why = found(verify_facts(document, path))
        assert where == place
        assert reason in why
