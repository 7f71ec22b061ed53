"""What the documents of this release have in common when they are written.

A book takes down what proofs name while they are written: the facts, the levies and
rates, and every clause, each once.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, assert_never, cast

from gotobilling.canonical import Data, data, digest
from gotobilling.clauses import ALL
from gotobilling.derivation import (
    AmountOf,
    Derived,
    DocumentField,
    FactField,
    LineAmount,
    LineRule,
    Operand,
    Policy,
    PolicyField,
    Step,
    StepValue,
    spelled,
)
from gotobilling.errors import ConflictingFacts, InvalidValue
from gotobilling.facts import Fact
from gotobilling.formats.plain import place_of
from gotobilling.formats.shapes import whole
from gotobilling.invoices.corrected import CorrectedLine
from gotobilling.lineitems import DocumentKey, LevyLine, LineItem
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.readings import find_reading
from gotobilling.sources import Citation, Clause
from gotobilling.taxes import Levy, Rate

__all__ = ["Book", "BookByDigest", "of_document", "of_line"]

_OWN: Final[Mapping[str, Clause]] = {clause.id: clause for clause in ALL}
_CACHED_MARKETS: Final = 64


def of_document(key: DocumentKey) -> dict[str, Data]:
    """Write what names an invoice beside its account."""
    return {
        "kind": key.kind.value,
        "product": key.product,
        "period": data(key.period),
        "part": key.part,
    }


def of_line(line: CorrectedLine) -> dict[str, Data]:
    """Write what a line of another document is."""
    return {
        "line": line.id,
        "kind": line.kind.value,
        "class": data(line.charge_class),
        "item": line.item,
        "group": line.group,
        "code": line.code,
        "levy": line.levy,
        "category": data(line.category),
        "percent": data(line.percent),
        "effective_on": data(line.effective_on),
        "period": data(line.period),
        "tax_date": data(line.tax_date),
    }


class Book:
    """What the proofs of one document name, taken down as they are written."""

    def __init__(self, market: Market) -> None:
        _check_readings(market)
        self.begin(market.policies())

    def begin(self, policies: tuple[Policy, ...]) -> None:
        """Take down the policies of which there is one for each role, if any."""
        self.told = _told(policies)
        self.digests = {role: key for role, key, _ in self.told}
        self.policies: dict[str, Data] = {}
        self.known: dict[int, str] = {}
        self.facts: dict[str, Fact] = {}
        self.clauses: dict[str, Clause] = {}
        for policy in policies:
            self.cite(policy.clause)

    def line(self, line: LineItem) -> Data:
        """Write a line, its proof last."""
        fields, rule = line.fields, cast("LineRule[Any]", line.rule)
        proof = self.proof(line)
        self.names(rule.named(line.facts))
        return {
            "id": line.id,
            "kind": fields.kind.value,
            "class": fields.charge_class.value,
            "item": fields.item,
            "group": fields.group,
            "quantity": str(fields.quantity),
            "unit": data(fields.unit),
            "unit_price": data(fields.unit_price),
            "amount": data(line.amount),
            "effective_on": data(fields.effective_on),
            "price": fields.price,
            "fact": fields.fact,
            "code": fields.code,
            "period": data(fields.period),
            "proof": proof,
        }

    def levy(self, line: LevyLine) -> Data:
        """Write the line of a levy, its proof last."""
        levy, rate, share, ground = line.levy, line.rate, line.share, line.ground
        return {
            "id": line.id,
            "kind": levy.line.value,
            "levy": levy.name,
            "category": rate.category.value,
            "jurisdiction": levy.jurisdiction,
            "percent": data(rate.percent),
            "share": None if share is None else data(share.percent),
            "base": data(line.base),
            "amount": data(line.amount),
            "tax_date": data(line.tax_date),
            "from_on": data(rate.from_on),
            "ground": None if ground is None else self.name(ground),
            "proof": self.proof(line),
        }

    def all_policies(self) -> dict[str, Data]:
        """Write every policy of the market, and the levies and rates taken down."""
        single = {key: _copied(policy) for _, key, policy in self.told}
        return {**single, **self.policies}

    def all_facts(self) -> dict[str, Data]:
        """Write every fact taken down."""
        return {key: _fact(fact) for key, fact in self.facts.items()}

    def all_clauses(self) -> dict[str, Data]:
        """Write every clause taken down."""
        return {key: _clause(clause) for key, clause in self.clauses.items()}

    def names(self, facts: Iterable[Fact]) -> list[Data]:
        """Take facts down and return their ids."""
        return [self.name(one) for one in facts]

    def digest(self, policy: Policy) -> str:
        """Take a policy down, with every clause of it; return its digest."""
        # By identity first: a levy is named by each line and step of it.
        known = self.known.get(id(policy))
        if known is None:
            content = data(policy)
            known = self.known[id(policy)] = digest(content)
            self.policies[known] = content
            self.cite(policy.clause)
            for treatment in policy.treatments if isinstance(policy, Levy) else ():
                self.cite(treatment.clause)
        return known

    def proof(self, derived: Derived[Money] | Derived[date]) -> Data:
        """Write a proof; every reading of one checks that the rule gives the answer."""
        proof = derived.proof
        return {"rule": proof.rule, "steps": [self.step(one) for one in proof]}

    def step(self, step: Step) -> Data:
        """Write one step, and take down its clause."""
        kind = "number" if isinstance(step.value, tuple) else "date"
        return {
            "op": step.op.value,
            "of": [self.operand(one.operand) for one in step.of],
            "is": {kind: spelled(step.value)},
            "label": step.label,
            "clause": self.cite(step.clause),
        }

    def operand(self, operand: Operand) -> Data:
        """Write where a value comes from, and take down its fact."""
        match operand:
            case StepValue(step):
                return {"step": step}
            case FactField(fact, field):
                return {"fact": f"{self.name(fact)}.{field}"}
            case PolicyField(Levy() | Rate() as policy, field):
                return {"policy": f"{self.digest(policy)}.{field}"}
            case PolicyField(policy, field):
                return {"policy": f"{self.digests[policy.wire[1]]}.{field}"}
            case DocumentField(field):
                return {"document": field}
            case LineAmount(line):
                return {"line": line}
            case AmountOf(name):
                return {"amount": name}
        assert_never(operand)

    def name(self, fact: Fact) -> str:
        """Take a fact down and return its id."""
        known = self.facts.setdefault(fact.id, fact)
        if known is not fact and known != fact:
            requirement = "given to one content only"
            raise ConflictingFacts(place_of("facts", fact.id), requirement, fact.id)
        return fact.id

    def cite(self, clause: Clause) -> str:
        """Take a clause down and return its id."""
        known = self.clauses.setdefault(clause.id, clause)
        if known is not clause and known != clause:
            requirement = "given to one clause only"
            raise ConflictingFacts(
                place_of("clauses", clause.id), requirement, clause.id
            )
        return clause.id


class BookByDigest(Book):
    """What the proofs name; a policy by its digest, since a role may have several."""

    def __init__(self) -> None:
        self.begin(())

    def operand(self, operand: Operand) -> Data:
        """Write where a value comes from, and take down its policy or fact."""
        if isinstance(operand, PolicyField):
            return {"policy": f"{self.digest(operand.policy)}.{operand.field}"}
        return super().operand(operand)


def _check_readings(market: Market) -> None:
    for name, value in market.listed_readings:
        path = f"readings.{name}"
        reading = find_reading(name)
        chosen = whole(value, path) if isinstance(reading.choices, range) else value
        if not reading.holds(market, reading.read(chosen)):
            raise InvalidValue(path, f"what the {reading.policy} policy holds", value)


@lru_cache(maxsize=_CACHED_MARKETS)
def _told(policies: tuple[Policy, ...]) -> tuple[tuple[str, str, Data], ...]:
    """Return of each policy the role, the digest and the content."""
    return tuple((one.wire[1], digest(one), data(one)) for one in policies)


def _copied(content: Data) -> Data:
    # What is kept between calls must not be in the caller's hands.
    if isinstance(content, dict):
        return {key: _copied(one) for key, one in content.items()}
    if isinstance(content, list):
        return [_copied(one) for one in content]
    return content


def _fact(fact: Fact) -> Data:
    content = cast("dict[str, Data]", data(fact))
    content.pop("id", None)
    return {key: one for key, one in content.items() if one is not None}


def _clause(clause: Clause) -> Data:
    # Our own clauses go without the day they were checked and their notes: those move
    # on with each look at the sources, and documents outlast that.
    known = _OWN.get(clause.id)
    is_own = known is clause or known == clause
    content: dict[str, Data] = {
        "text": clause.text,
        "standing": clause.standing.value,
        "citations": [_citation(one, is_own=is_own) for one in clause.citations],
        "rests_on": [*clause.rests_on],
    }
    if not is_own:
        content["checked"] = data(clause.checked)
        content["effective"] = data(clause.effective)
        content["note"] = clause.note
    return content


def _citation(citation: Citation, *, is_own: bool) -> Data:
    source = citation.source
    content: dict[str, Data] = {
        "source": source.id,
        "locator": citation.locator,
        "url": source.url,
    }
    if not is_own:
        content["title"] = source.title
        content["language"] = source.language
        content["retrieved"] = data(source.retrieved)
        content["sha256"] = source.sha256
    return content
