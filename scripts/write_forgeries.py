"""Write the forged documents of tests/forged anew, and the originals beside them.

    python scripts/write_forgeries.py

A forgery is a function from an original to a document that lies, as well as its forger
can: the digest is made anew, and so is everything else that a lower level of checking
would trip over. The easiest way to a consistent lie is the library itself, told other
facts or other policies than those of the account file.

Here are the forgers of plain invoices; `forge_corrections.py` has those of invoices
with corrections, `forge_credits.py` those of credit notes, `forge_usage.py` those of
invoices with usage, `forge_fees.py` those of invoices with fees,
`forge_periodic.py` those of invoices with years and quarters, and `forge_after.py`
those of what follows an invoice.

`tests/forged/forgeries.toml` says which level of `gotobilling verify` has to refuse a
forgery, at which place and why; `tests/test_forged.py` holds every file to it.
"""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, cast

from attrs import evolve, frozen

from gotobilling.billing_cycle import NothingToBill
from gotobilling.facts import Account, Contract, QuantityChange, ServiceEnd
from gotobilling.formats.documents import document
from gotobilling.invoices import assemble_invoice, assemble_one_time, invoices_issued
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period

# The modules beside this one, from wherever it is run.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts import (
    forge_after,
    forge_corrections,
    forge_credits,
    forge_cycles,
    forge_fees,
    forge_periodic,
    forge_usage,
)
from scripts.forging import FORGED, Json, account_file, as_text, minor, number, sealed


@frozen(kw_only=True)
class Original:
    """A document as the account file asks for it: what a forger starts from."""

    account: Account
    market: Market
    period: Period
    brought_forward: Money | None = None


def main() -> None:
    """Write every file."""
    for path, text in outputs():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(FORGED.parent.parent))


def outputs() -> Iterator[tuple[Path, str]]:
    """Yield each file and what it must hold."""
    others = (
        forge_corrections,
        forge_credits,
        forge_usage,
        forge_fees,
        forge_periodic,
        forge_cycles,
        forge_after,
    )
    for each in (_outputs, *(one.outputs for one in others)):
        for name, content in each():
            yield FORGED / f"{name}.json", as_text(content)


def forgers() -> dict[str, tuple[Callable[..., Json], ...]]:
    """Return those who forge each original, by its name."""
    found = {name: forgers for name, (_, _, forgers) in DOCUMENTS.items()}
    corrected, credited = forge_corrections.FORGERS, forge_credits.FORGERS
    used, fees = forge_usage.FORGERS, forge_fees.FORGERS
    years, cycles = forge_periodic.FORGERS, forge_cycles.FORGERS
    after = forge_after.FORGERS
    every: dict[str, tuple[Callable[..., Json], ...]] = dict(found)
    for forged in (corrected, credited, used, fees, years, cycles, after):
        every |= forged
    return every


def _outputs() -> Iterator[tuple[str, Json]]:
    """Yield each original, then its forgeries."""
    for name, (period, known_on, forgers) in DOCUMENTS.items():
        original = _original(name, period, known_on)
        yield name, assembled(original)
        folder, _, _ = name.partition("/")
        for forge in forgers:
            stem = forge.__name__.replace("_", "-")
            yield f"{folder}/{stem}", sealed(forge(original))


def _original(name: str, period: Period, known_on: date | None) -> Original:
    folder, _, _ = name.partition("/")
    file = account_file(folder)
    account = file.account if known_on is None else file.account.as_known_on(known_on)
    issued = invoices_issued(account, period, file.market)
    balances = [one.brought_forward for one in issued if one.period == period]
    return Original(
        account=account,
        market=file.market,
        period=period,
        brought_forward=next(iter(balances), None),
    )


# The forger's tools.


def assembled(original: Original) -> Json:
    """Return the document that the library makes."""
    account, market, period = original.account, original.market, original.period
    if period.days == 1:
        found = assemble_one_time(account, period.start, market)
    else:
        balance = original.brought_forward
        found = assemble_invoice(account, period, market, brought_forward=balance)
    if isinstance(found, NothingToBill):
        raise SystemExit(f"{account.id} has nothing to bill: {found.reason}")
    return cast("Json", document(found))


def _other_facts(original: Original, fact_id: str, **fields: object) -> Original:
    """Tell another story of one fact; of no fields, leave the fact out."""
    account = original.account
    sections: dict[str, Any] = {}
    for name in ("prices", "changes", "one_time"):
        sections[name] = tuple(
            evolve(fact, **fields) if fact.id == fact_id else fact
            for fact in getattr(account, name)
            if fields or fact.id != fact_id
        )
    return evolve(original, account=evolve(account, **sections))


def _one_more(original: Original, change: QuantityChange) -> Original:
    account = original.account
    account = evolve(account, changes=(*account.changes, change))
    return evolve(original, account=account)


def _other_policy(original: Original, **readings: str | int) -> Original:
    """Change policies without a word: none of it is listed as a reading."""
    market = original.market.with_readings(readings)
    return evolve(original, market=evolve(market, readings=original.market.readings))


def _under_policies_of(forged: Json, policies: Json) -> Json:
    """Put a document under other policies, and let its proofs point to those."""
    own = {policy["policy"]: key for key, policy in policies.items()}
    text = json.dumps(forged)
    for key, policy in forged["policies"].items():
        text = text.replace(key, own[policy["policy"]])
    return {**json.loads(text), "policies": policies}


def _totalled(forged: Json) -> Json:
    """Add the lines up anew, in plain numbers and in proofs."""
    cents = sum(minor(line["amount"]) for line in forged["lines"])
    ids = [{"line": line["id"]} for line in forged["lines"]]
    forged["proofs"]["subtotal"]["steps"][-1]["of"] = ids
    return _stating(forged, cents)


def _stating(forged: Json, cents: int) -> Json:
    for name in ("subtotal", "total", "payable"):
        forged[name] = f"{cents // 100}.{cents % 100:02}"
        forged["proofs"][name]["steps"][-1]["is"] = number(Fraction(cents, 100))
    return forged


def _steps(forged: Json, line: int) -> list[Json]:
    steps: list[Json] = forged["lines"][line]["proof"]["steps"]
    return steps


def _place(steps: list[Json], label: str) -> int:
    return [step["label"] for step in steps].index(label)


def _policy(forged: Json, role: str) -> str:
    """Return the digest of the policy of a role."""
    roles = {policy["policy"]: key for key, policy in forged["policies"].items()}
    return str(roles[role])


def _insert(steps: list[Json], index: int, step: Json) -> None:
    """Put a step before the one of that index, and move what points past it."""
    _renumber(steps, index, 1)
    steps.insert(index, step)


def _drop(steps: list[Json], index: int) -> None:
    del steps[index]
    _renumber(steps, index, -1)


def _renumber(steps: list[Json], index: int, by: int) -> None:
    for step in steps:
        for operand in step["of"]:
            if operand.get("step", -1) >= index:
                operand["step"] += by


# Refused by level 1: the document does not prove what it states.


def wrong_step(original: Original) -> Json:
    """Let the share of July say 17/31 in its own step alone."""
    forged = assembled(original)
    steps = _steps(forged, 1)
    share = steps[_place(steps, "share of the period")]
    share["is"] = number(Fraction(17, 31))
    return forged


def wrong_sum(original: Original) -> Json:
    """Add 10.00 to all that is summed up, with every proof saying so."""
    forged = assembled(original)
    return _stating(forged, minor(forged["total"]) + 1000)


def doubled_line(original: Original) -> Json:
    """Charge July twice, and add up what is there."""
    forged = assembled(original)
    forged["lines"].append(forged["lines"][1])
    return _totalled(forged)


def start_day_in_every_step(original: Original) -> Json:
    """Use 17/31 from the first step to the total, under a policy that says 16."""
    forged = assembled(_other_policy(original, day_count="actual_from_start"))
    return _under_policies_of(forged, assembled(original)["policies"])


def start_day_as_given(original: Original) -> Json:
    """Use 17/31 again, and restate the start day instead of counting from it."""
    forged = start_day_in_every_step(original)
    steps = _steps(forged, 1)
    first = steps[_place(steps, "first chargeable day")]
    first["op"], first["of"] = "given", first["of"][1:]
    return forged


def computed_amount_as_given(original: Original) -> Json:
    """Take the amount of July from the line before, as if it were a fact."""
    forged = assembled(original)
    month, july = forged["lines"]
    last = july["proof"]["steps"][-1]
    last |= {"op": "given", "of": [{"line": month["id"]}], "is": number(Fraction(125))}
    july["proof"]["steps"] = [last]
    july["amount"] = month["amount"]
    return _totalled(forged)


def borrowed_number(original: Original) -> Json:
    """Take the 15 days charged from the term of payment, which is 15 days too."""
    forged = assembled(original)
    steps = _steps(forged, 2)
    days = steps[_place(steps, "days charged")]
    days["op"], days["of"] = "given", [{"policy": f"{_policy(forged, 'due')}.days"}]
    _drop(steps, _place(steps, "first chargeable day"))
    return forged


def moved_due_date(original: Original) -> Json:
    """Count the term of payment twice, in two steps that are right."""
    forged = assembled(original)
    steps = forged["proofs"]["due_date"]["steps"]
    on, days = steps[0]["of"]
    twice = {**steps[0], "op": "sum", "of": [days, days], "is": number(Fraction(30))}
    steps[0] |= {"of": [on, {"step": 0}], "is": {"date": "2026-08-31"}}
    steps.insert(0, twice)
    forged["due_date"] = "2026-08-31"
    return forged


def unused_step(original: Original) -> Json:
    """Add a step that is right and that nothing rests on."""
    forged = assembled(original)
    steps = _steps(forged, 1)
    _insert(steps, _place(steps, "share of the period"), dict(steps[0]))
    return forged


def reading_without_policy(original: Original) -> Json:
    """List a reading; leave the policy, and so all amounts, as they are."""
    forged = assembled(original)
    forged["readings"] = {"day_count": "actual_from_start"}
    return forged


def policy_under_old_digest(original: Original) -> Json:
    """Give 60 days for disputes, under the digest of the policy that gives 15."""
    forged = assembled(_other_policy(original, dispute_days=60))
    own = assembled(original)["policies"]
    given = {policy["policy"]: policy for policy in forged["policies"].values()}
    forged = _under_policies_of(forged, own)
    forged["policies"] = {key: given[one["policy"]] for key, one in own.items()}
    return forged


def kept_line_id(original: Original) -> Json:
    """Credit a removal three days late, fact and all, under the id the line had."""
    forged = moved_effective_day(original)
    forged["lines"][2]["id"] = assembled(original)["lines"][2]["id"]
    return _totalled(forged)


def credit_as_charge(original: Original) -> Json:
    """Turn the credit of a removal into a charge, by one more step that is right."""
    forged = assembled(original)
    steps = _steps(forged, 2)
    amount = Fraction(steps[-1]["is"]["number"])
    last = {"op": "negate", "of": [{"step": len(steps) - 1}], "is": number(-amount)}
    steps.append({**steps[-1], **last})
    forged["lines"][2]["amount"] = forged["lines"][2]["amount"].lstrip("-")
    return _totalled(forged)


def swapped_amounts(original: Original) -> Json:
    """Let two lines swap their amounts, each with its proof; the total stays."""
    forged = assembled(original)
    removal, addition = forged["lines"][2:4]
    for name in ("amount", "proof"):
        removal[name], addition[name] = addition[name], removal[name]
    return forged


def zero_day_line_price(original: Original) -> Json:
    """Show another price on the line of no days, whose amount is 0.00 anyway."""
    forged = assembled(original)
    forged["lines"][1]["unit_price"] = "6.00"
    return forged


def other_class(original: Original) -> Json:
    """Call a contact center telecommunications: no amount moves, levies would."""
    forged = assembled(original)
    forged["lines"][4]["class"] = "telecommunications"
    return forged


def known_too_late(original: Original) -> Json:
    """Bill a fact that became known on 3 July, as known on 1 July."""
    forged = assembled(original)
    forged["known_on"] = "2026-07-01"
    return forged


def discount_as_charge(original: Original) -> Json:
    """Charge a discount: the step that makes it a credit is left out."""
    forged = assembled(original)
    steps, line = _steps(forged, 1), forged["lines"][1]
    _drop(steps, [step["op"] for step in steps].index("negate"))
    steps[-1]["is"] = number(Fraction(20))
    line["amount"] = line["amount"].lstrip("-")
    return _totalled(forged)


# Refused by level 2: the document proves it, of facts that are not the customer's.


def altered_price(original: Original) -> Json:
    """Raise a price by 2.00, in its fact and wherever it is used."""
    price = Decimal("26.25")
    return assembled(_other_facts(original, "price-device", unit_price=price))


def zero_day_price(original: Original) -> Json:
    """Lower a price that only the line of no days rests on; no amount moves."""
    return assembled(_other_facts(original, "price-seat", unit_price=Decimal("6.00")))


def dropped_line(original: Original) -> Json:
    """Leave out the credit of a removal, and add up what is left."""
    forged = assembled(original)
    del forged["lines"][2]
    return _totalled(forged)


def dropped_zero_day_line(original: Original) -> Json:
    """Leave out the line of no days, and the price that nothing else rests on."""
    forged = assembled(original)
    del forged["lines"][1], forged["facts"]["price-seat"]
    return _totalled(forged)


def dropped_change(original: Original) -> Json:
    """Let a removal not have happened: neither credited nor subtracted."""
    return assembled(_other_facts(original, "returned"))


def doubled_change(original: Original) -> Json:
    """Let an addition have happened twice, the second time under another id."""
    late = next(one for one in original.account.changes if one.id == "late")
    return assembled(_one_more(original, evolve(late, id="late-again")))


def foreign_fact(original: Original) -> Json:
    """Bill three devices of 25 June that the customer never ordered."""
    on = date(2026, 6, 25)
    extra = QuantityChange(id="extra", item="device", quantity=3, effective_on=on)
    return assembled(_one_more(original, extra))


def removal_as_addition(original: Original) -> Json:
    """Turn a removal into an addition, in its fact and wherever it is counted."""
    return assembled(_other_facts(original, "returned", quantity=1))


def moved_effective_day(original: Original) -> Json:
    """Credit a removal three days late, in its fact and wherever it is counted."""
    day = date(2026, 6, 18)
    return assembled(_other_facts(original, "returned", effective_on=day))


def moved_billing_start(original: Original) -> Json:
    """Start billing five days early, in the contract and in the first quantities."""
    day = date(2026, 7, 10)
    early = _other_facts(original, "devices", effective_on=day)
    early = _other_facts(early, "price-device", effective_on=day)
    contract = Contract(id="contract", billing_start_on=day)
    return assembled(evolve(early, account=evolve(early.account, contract=contract)))


def late_fact_known_in_time(original: Original) -> Json:
    """Bill a fact that became known on 3 July as known on 1 July, and date it so."""
    known_on = date(2026, 6, 20)
    late = _other_facts(original, "late", known_on=known_on)
    account = late.account.as_known_on(date(2026, 7, 1))
    return assembled(evolve(late, account=account))


def known_on_removed(original: Original) -> Json:
    """Pass off what was known on 1 July as all there is."""
    forged = assembled(original)
    forged["known_on"] = None
    return forged


def reading_of_the_biller(original: Original) -> Json:
    """Choose a reading that the account file does not, list it and bill by it."""
    market = original.market.with_readings({"day_count": "actual_from_start"})
    return assembled(evolve(original, market=market))


def end_left_out(original: Original) -> Json:
    """Charge the whole month in which service ends."""
    return assembled(evolve(original, account=evolve(original.account, end=None)))


def moved_end(original: Original) -> Json:
    """Let service end a week later, in its fact and wherever it is counted."""
    known_on, last_day = date(2026, 10, 1), date(2026, 10, 21)
    later = ServiceEnd(id="end", last_day_of_service=last_day, known_on=known_on)
    account = evolve(original.account, end=later)
    return assembled(evolve(original, account=account))


def dropped_discount(original: Original) -> Json:
    """Leave out the discount of a purchase, fact and all."""
    return assembled(_other_facts(original, "voucher"))


def other_account(original: Original) -> Json:
    """Send the invoice to another customer, under the ids that it has there."""
    account = evolve(original.account, id="august")
    return assembled(evolve(original, account=account))


# Refused by level 3: the facts are the customer's, the rules are not the market's.


def other_day_count(original: Original) -> Json:
    """Use 17/31 throughout, under a policy that says so and the market's name."""
    return assembled(_other_policy(original, day_count="actual_from_start"))


def other_rounding(original: Original) -> Json:
    """Round half to even: a credit of 12.125 loses a cent."""
    return assembled(_other_policy(original, proration_rounding="half_even"))


def other_issue_day(original: Original) -> Json:
    """Move the invoice date and all that counts from it to the 5th."""
    return assembled(_other_policy(original, invoice_day=5))


def other_dispute_days(original: Original) -> Json:
    """Give 60 days for disputes, under the market's name."""
    return assembled(_other_policy(original, dispute_days=60))


def other_zero_days(original: Original) -> Json:
    """Leave out the line of no days, under a policy that omits such lines."""
    return assembled(_other_policy(original, zero_days="omitted"))


def swapped_clause(original: Original) -> Json:
    """Rest a proration on the clause of the term of payment, which is cited too."""
    forged = assembled(original)
    steps = _steps(forged, 1)
    steps[_place(steps, "prorated charge")]["clause"] = "B1"
    return forged


def raised_standing(original: Original) -> Json:
    """Call a reading of ours the published word."""
    forged = assembled(original)
    forged["clauses"]["Q1"]["standing"] = "stated"
    return forged


def idle_step(original: Original) -> Json:
    """Restate a number on its way, in a step that is right and is used."""
    forged = assembled(original)
    steps = _steps(forged, 1)
    at = _place(steps, "full period")
    again = {**steps[at], "op": "given", "of": [{"step": at}]}
    _insert(steps, at + 1, again)
    charge = steps[_place(steps, "prorated charge")]
    charge["of"] = [{"step": at + 1}, charge["of"][1]]
    return forged


def other_balance(original: Original) -> Json:
    """Carry 100.00 less of a credit that the invoice before left."""
    balance = Money(Decimal("-16.94"), "USD")
    return assembled(evolve(original, brought_forward=balance))


Forger = Callable[[Original], Json]

# Of each original the period that it bills, the day by which its facts are filtered,
# and those who forge it.
DOCUMENTS: Final[dict[str, tuple[Period, date | None, tuple[Forger, ...]]]] = {
    "july/original": (
        Period.month(2026, 8),
        None,
        (
            wrong_step,
            wrong_sum,
            doubled_line,
            start_day_in_every_step,
            start_day_as_given,
            computed_amount_as_given,
            moved_due_date,
            unused_step,
            reading_without_policy,
            policy_under_old_digest,
            moved_billing_start,
            reading_of_the_biller,
            other_account,
            other_day_count,
            other_issue_day,
            other_dispute_days,
            swapped_clause,
            raised_standing,
            idle_step,
        ),
    ),
    "june/original": (
        Period.month(2026, 7),
        None,
        (
            borrowed_number,
            kept_line_id,
            credit_as_charge,
            swapped_amounts,
            zero_day_line_price,
            other_class,
            known_too_late,
            altered_price,
            zero_day_price,
            dropped_line,
            dropped_zero_day_line,
            dropped_change,
            doubled_change,
            foreign_fact,
            removal_as_addition,
            moved_effective_day,
            late_fact_known_in_time,
            other_rounding,
            other_zero_days,
        ),
    ),
    "june/original-known-on-1-july": (
        Period.month(2026, 7),
        date(2026, 7, 1),
        (known_on_removed,),
    ),
    "october/original": (Period.month(2026, 10), None, (end_left_out, moved_end)),
    "october/original-purchase": (
        Period(date(2026, 8, 12), date(2026, 8, 13)),
        None,
        (discount_as_charge, dropped_discount),
    ),
    "september/original": (Period.month(2026, 9), None, (other_balance,)),
}


if __name__ == "__main__":
    main()
