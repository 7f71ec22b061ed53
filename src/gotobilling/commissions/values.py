"""A partner's statement of a month, and what it is made from."""

from datetime import date
from typing import Any, NamedTuple, cast

from attrs import field, frozen

from gotobilling import checks
from gotobilling.commissions.shares import Borne, ShareFacts
from gotobilling.derivation import Derived
from gotobilling.errors import ConflictingFacts, WrongType
from gotobilling.facts import Commission, CommissionKind, Receivables
from gotobilling.invoices import CreditNote, IssuedDocument
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period

__all__ = ["CommissionLine", "CommissionStatement", "KindTotal", "PartnerAccount"]


@frozen(kw_only=True)
class PartnerAccount:
    """
    An account on which a partner earns: its documents, and what was paid.

    Attributes:
        id: The account's id.
        issued: Its documents, in any order; one that is there twice counts once.
        receivables: What was paid and disputed.

    Raises:
        WrongType: anything else than documents and receivables.
        ConflictingFacts: a document of another account, a credit note without its
            invoice.
    """

    id: str
    issued: tuple[IssuedDocument, ...]
    receivables: Receivables = field(factory=Receivables)

    def __attrs_post_init__(self) -> None:
        checks.text("id", self.id)
        known = type(self.issued) is tuple
        if not known or set(map(type, self.issued)) - {IssuedDocument}:
            raise WrongType("issued", "a tuple of IssuedDocument", self.issued)
        if type(self.receivables) is not Receivables:
            raise WrongType("receivables", "Receivables", self.receivables)
        digests = {one.digest: one for one in self.issued}
        object.__setattr__(self, "issued", tuple(digests.values()))
        for index, one in enumerate(self.issued):
            document = one.document
            if document.account != self.id:
                path = f"issued[{index}].account"
                raise ConflictingFacts(path, self.id, document.account)
            if isinstance(document, CreditNote) and document.invoice not in digests:
                requirement = "given with the invoice of each note"
                raise ConflictingFacts("issued", requirement, document.invoice)


@frozen(kw_only=True)
class CommissionLine:
    """
    One line of a statement: what one document earns by one agreement, or takes back.

    Attributes:
        name: ``line:1`` and so on, by which totals name it.
        account: The account's id.
        kind: What is paid for.
        document: The digest of the invoice.
        issued_on: The date of the invoice.
        derived: The amount with its proof.
        runs: The runs that its documents, payments and credit notes are for, each with
            its proof; the statement's own, or one before where it was known later. The
            statement's own where nothing came to the line and something went.
    """

    name: str
    account: str
    kind: CommissionKind
    document: str
    issued_on: date
    derived: Derived[Money] = field(repr=False)
    runs: tuple[Derived[date], ...] = field(repr=False)

    @property
    def amount(self) -> Money:
        """The amount; below 0 where it takes back."""
        return self.derived.value

    @property
    def facts(self) -> ShareFacts:
        """What it rests on."""
        return cast("ShareFacts", self.derived.facts)

    @property
    def agreement(self) -> Commission:
        """What is agreed."""
        facts = self.facts
        return cast("Borne", facts.now or facts.before).agreement

    @property
    def is_claw_back(self) -> bool:
        """Whether it takes back what was paid before."""
        return self.amount.minor < 0


class KindTotal(NamedTuple):
    """
    What a statement pays of one kind.

    Attributes:
        kind: The kind.
        derived: The amount with its proof.
    """

    kind: CommissionKind
    derived: Derived[Money]

    @property
    def amount(self) -> Money:
        """The amount."""
        return self.derived.value


@frozen(kw_only=True)
class CommissionStatement:
    """
    What a partner earns with the runs of a month, and what is paid of it.

    Attributes:
        partner: The partner's name.
        month: The calendar month.
        currency: ISO 4217 code of every amount.
        market: The market whose policies say what is earned, and when.
        accounts: The accounts on which the partner earns.
        agreements: What is agreed with the partner, as known on the run, and what was
            agreed where a line takes it back.
        lines: By account, kind and date of the document.
        pays_on: The run of the month.
        residuals_on: The run that pays residuals: the same, but for one reading.
        report_by: The last day for its report.
        totals: What is earned by kind; all kinds.
        earned: What is earned in all; below 0 where more is taken back.
        brought_forward: What the statement before left to be taken off; 0 or below.
        balance: The two together.
        payable: What is paid: the balance, and never less than 0.
        carried_forward: What the next statement takes off; 0 or below.

    Clauses: K1, K2, K3, K4, Q21, Q60, Q61.
    """

    partner: str
    month: Period
    currency: str
    market: Market = field(repr=False)
    accounts: tuple[PartnerAccount, ...] = field(repr=False)
    agreements: tuple[Commission, ...] = field(repr=False)
    lines: tuple[CommissionLine, ...] = field(repr=False)
    pays_on: Derived[date] = field(repr=False)
    residuals_on: Derived[date] = field(repr=False)
    report_by: Derived[date] = field(repr=False)
    totals: tuple[KindTotal, ...] = field(repr=False)
    earned: Derived[Money]
    brought_forward: Money
    balance: Derived[Money] = field(repr=False)
    payable: Derived[Money]
    carried_forward: Derived[Money]

    @property
    def documents(self) -> tuple[str, ...]:
        """The digests of the documents on which its lines rest, in order, each once."""
        found: dict[str, None] = {}
        for line in self.lines:
            for borne in (line.facts.before, line.facts.now):
                if borne is not None:
                    found.update(dict.fromkeys(borne.documents))
        return tuple(found)

    def _repr_html_(self) -> str:
        from gotobilling.present import commissions_html  # noqa: PLC0415 -- when shown

        return commissions_html(self)

    def answers(self) -> tuple[tuple[str, Derived[Any]], ...]:
        """Return every proven answer by its name, in the order of the statement."""
        found: list[tuple[str, Derived[Any]]] = [
            ("pays_on", self.pays_on),
            ("residuals_on", self.residuals_on),
            ("report_by", self.report_by),
        ]
        for line in self.lines:
            for number, run in enumerate(line.runs, start=1):
                found.append((f"{line.name}:run:{number}", run))
            found.append((line.name, line.derived))
        found += [(one.kind.value, one.derived) for one in self.totals]
        found += [
            ("earned", self.earned),
            ("balance", self.balance),
            ("payable", self.payable),
            ("carried_forward", self.carried_forward),
        ]
        return tuple(found)
