"""The corrections of a document, made again from what their proofs name."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from gotobilling.derivation import Op
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    InvalidFile,
    InvalidValue,
    UnknownName,
)
from gotobilling.facts import Fact, IssuedLine
from gotobilling.formats.shapes import made
from gotobilling.invoices import (
    Cause,
    CorrectedLine,
    CorrectionFacts,
    Invoice,
    Revision,
)
from gotobilling.invoices.corrected import CorrectionRow, Difference, Revised
from gotobilling.invoices.invoice import rules_of
from gotobilling.lineitems import DocumentKey
from gotobilling.market import Market
from gotobilling.money import Money

__all__ = ["correction_rows", "issued_lines", "line_told", "revisions_of"]

_RULE: Final = Difference()
_Read = Callable[[dict[str, Any], str], Invoice]


def line_told(fields: Mapping[str, Any]) -> CorrectedLine:
    """Return what a line of another document is, as it was read."""
    return CorrectedLine(
        id=fields["line"],
        kind=fields["kind"],
        charge_class=fields["class"],
        item=fields["item"],
        group=fields["group"],
        code=fields["code"],
        levy=fields["levy"],
        category=fields["category"],
        percent=fields["percent"],
        effective_on=fields["effective_on"],
        period=fields["period"],
        tax_date=fields["tax_date"],
    )


def key_told(account: str, about: Mapping[str, Any]) -> DocumentKey:
    """Return what names another document of the account, as it was read."""
    return DocumentKey(
        account, about["product"], about["kind"], about["period"], about["part"]
    )


def revisions_of(
    head: Mapping[str, Any], market: Market, read: _Read
) -> tuple[Revision, ...]:
    """
    Return the revisions of a document, each read as a document of its own.

    Raises:
        InvalidFile: whatever is wrong with one, under its place.
        ConflictingFacts: one that is named otherwise than its revision, is known by
            another day than the document, made by another market, or has corrections
            itself.
    """
    found = []
    for index, one in enumerate(head["revisions"]):
        path = f"revisions[{index}]"
        of = key_told(head["account"], one["document"])
        revised = one["revised"]
        invoice = (
            None if revised is None else _revised(revised, f"{path}.revised", read)
        )
        if invoice is not None:
            for name, own, other in (
                ("document", of, invoice.key),
                ("known_on", head["known_on"], invoice.known_on),
                ("currency", head["currency"], invoice.currency),
                ("policies", rules_of(market), rules_of(invoice.market)),
                ("corrections", (), invoice.corrected),
            ):
                if own != other:
                    requirement = "that of its revision"
                    place = f"{path}.revised.{name}"
                    raise ConflictingFacts(place, requirement, "another")
        found.append(Revision(of=of, issued=one["digest"], revised=invoice))
    return tuple(found)


def _revised(content: dict[str, Any], path: str, read: _Read) -> Invoice:
    # A revision carries nothing itself, so it never goes deeper than this.
    if content.get("revisions") != []:
        raise InvalidValue(f"{path}.revisions", "an array of none", "others")
    try:
        return read(content, path)
    except InvalidFile as several:
        problems = tuple(one.at(f"{path}.{one.path}") for one in several.problems)
        raise InvalidFile("document", problems) from None
    except BillingError as problem:
        raise problem.at(f"{path}.{problem.path}") from None


def correction_rows(
    head: Mapping[str, Any], revisions: Iterable[Revision]
) -> tuple[CorrectionRow, ...]:
    """
    Return the rule and facts of each correction, and its amount worked out anew.

    Raises:
        InvalidValue: corrections on a document that was not filtered by a day.
        UnknownName: a fact that the document does not hold.
    """
    if head["corrections"] and head["known_on"] is None:
        requirement = "given where earlier documents are corrected"
        raise InvalidValue("known_on", requirement, None)
    lines: dict[str, Revised] = {}
    for one in revisions:
        if one.revised is not None:
            lines.update((line.id, line) for line in one.revised.lines)
            lines.update((line.id, line) for line in one.revised.levies)
    return tuple(
        _row(head, one, lines, f"corrections[{index}]")
        for index, one in enumerate(head["corrections"])
    )


def _row(
    head: Mapping[str, Any],
    line: Mapping[str, Any],
    lines: Mapping[str, Revised],
    path: str,
) -> CorrectionRow:
    facts = head["facts"]
    sums = [step for step in line["proof"]["steps"] if step["op"] is Op.SUM]
    of_sums = [issued_lines(facts, step, f"{path}.proof") for step in sums]
    issued = of_sums[0] if of_sums else ()
    credited = of_sums[1] if len(of_sums) > 1 else ()
    causes = tuple(
        _cause(facts, one, head["currency"], f"{path}.causes[{index}]")
        for index, one in enumerate(line["causes"])
    )
    found = CorrectionFacts(
        line=line_told(line),
        of=key_told(head["account"], line["document"]),
        revised=lines.get(line["line"]),
        issued=issued,
        credited=credited,
        causes=causes,
        currency=head["currency"],
    )
    return _RULE, found, made(_RULE.raw, {"facts": found}, path)


def issued_lines(
    facts: Mapping[str, Fact], step: Mapping[str, Any], path: str
) -> tuple[IssuedLine, ...]:
    """Return the issued lines that a step names, in its order."""
    found = []
    for kind, name in step["of"]:
        if kind != "fact":
            continue
        fact = facts.get(name.rpartition(".")[0])
        if not isinstance(fact, IssuedLine):
            requirement = "of issued lines of the document"
            raise UnknownName(path, requirement, name)
        found.append(fact)
    return tuple(found)


def _cause(
    facts: Mapping[str, Fact], cause: Mapping[str, Any], currency: str, path: str
) -> Cause:
    for name in cause["facts"]:
        if name not in facts:
            raise UnknownName(f"{path}.facts", "a fact of the document", name)
    stated = {"text": cause["amount"], "currency": currency}
    amount = made(Money.parse, stated, path)
    return Cause(tuple(facts[name] for name in cause["facts"]), amount.minor)
