"""Which documents of an account bear a commission up to a run, and on what."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Final

from attrs import frozen

from gotobilling.after_invoice import (
    ApplicationPolicy,
    ClawBack,
    CommissionPolicy,
    ResidualBase,
)
from gotobilling.billing_cycle import DocumentKind
from gotobilling.commissions.dates import one_time_run
from gotobilling.commissions.parts import PaidPart
from gotobilling.commissions.shares import Borne
from gotobilling.commissions.values import PartnerAccount
from gotobilling.credits import Settlement, Use, UseKind, settle
from gotobilling.errors import BillingError
from gotobilling.facts import (
    Commission,
    CommissionKind,
    IssuedLine,
    Payment,
    Receivables,
)
from gotobilling.invoices import CreditNote, IssuedDocument
from gotobilling.kinds import CHARGE_CLASSES, ChargeClass
from gotobilling.market import Market

__all__ = ["SERVICE_CLASSES", "Ledger", "Runs", "borne_by", "total_of"]

Lines = tuple[IssuedLine, ...]

SERVICE_CLASSES: Final = (
    ChargeClass.TELECOMMUNICATIONS,
    ChargeClass.MESSAGING,
    ChargeClass.SOFTWARE,
)
"""The classes of service lines; equipment, rented or sold, and fees are none (Q61)."""

_PAID: Final = (UseKind.PAYMENT, UseKind.OVERPAYMENT)


@frozen
class Runs:
    """
    The runs of a month: one, but where residuals have a run of their own.

    Attributes:
        pays_on: The run.
        residuals_on: The run of residuals.
    """

    pays_on: date
    residuals_on: date

    def of(self, kind: CommissionKind) -> date:
        """Return the run of a kind."""
        return self.residuals_on if kind is CommissionKind.RESIDUAL else self.pays_on


class Ledger:
    """
    What was issued to an account, and paid: read once, and asked at every run.

    Attributes:
        account: The account.
        policy: How commissions are earned.
        last_run: The last run at which it is asked.
    """

    def __init__(
        self, account: PartnerAccount, told: tuple[Market, str], last_run: date
    ) -> None:
        market, self._currency = told
        self.account, self.last_run = account, last_run
        self.policy: CommissionPolicy = market.after_invoice.commissions
        self._order: ApplicationPolicy = market.after_invoice.application
        self._last: Settlement | None = None
        self._uses: dict[date, list[Use]] = {}
        self._invoices: list[tuple[date, IssuedDocument]] = []
        self._notes: dict[str, list[tuple[date, IssuedDocument]]] = {}
        self._read: dict[tuple[str, tuple[ChargeClass, ...]], Lines] = {}
        self._totals: dict[str, IssuedLine] = {}
        self._charged: dict[str, Lines] = {}
        for on, one in sorted(map(_dated, account.issued), key=_in_time):
            if not isinstance(one.document, CreditNote):
                self._invoices.append((on, one))
            elif self.policy.claw_back is ClawBack.NEXT_STATEMENT:
                self._notes.setdefault(one.document.invoice, []).append((on, one))

    def invoices(self, agreement: Commission, run: date) -> list[IssuedDocument]:
        """Return the invoices up to a run whose dates count for an agreement."""
        last = min(run, agreement.until_on or run)
        first = agreement.effective_on
        return [one for on, one in self._invoices if first <= on <= last]

    def charges(
        self, one: IssuedDocument, classes: tuple[ChargeClass, ...], run: date
    ) -> Lines:
        """Return the charges of an invoice, and what notes up to a run give back."""
        own, notes = self.own(one, classes), self._since(one, run)
        return (*own, *(line for each in notes for line in self.own(each, classes)))

    def totals(self, one: IssuedDocument, run: date) -> Lines:
        """Return the total of an invoice and those of its notes up to a run."""
        return tuple(map(self._total, (one, *self._since(one, run))))

    def charged(self, one: IssuedDocument, run: date) -> Lines:
        """
        Return the same without a balance that is brought forward.

        Other documents left it, and have borne their commissions themselves.
        """
        if one.digest not in self._charged:
            told = tuple(one.states())
            kept = [x for x in told if x.line.charge_class is not ChargeClass.BALANCE]
            own = tuple(x.amount for x in kept)
            has_balance = len(kept) < len(told)
            self._charged[one.digest] = own if has_balance else (self._total(one),)
        return (*self._charged[one.digest], *map(self._total, self._since(one, run)))

    def uses(self, run: date) -> list[Use]:
        """
        Return what paid invoices up to a run, as it was known on the run.

        Raises:
            BillingError: what ``settle`` refuses, under the account's id.
        """
        if run not in self._uses:
            # Uses are made day by day: where no payment up to the run came to be known,
            # or went, after it, those of the last run have those of this one in front.
            found = self._last = self._last or self._settle(self.last_run)
            known = self.account.receivables.as_known_on(run)
            if _paid_up_to(run, known) != _paid_up_to(run, found.receivables):
                found = self._settle(run)
            self._uses[run] = [use for use in found.uses if use.on <= run]
        return self._uses[run]

    def _settle(self, run: date) -> Settlement:
        account, currency = self.account, self._currency
        known = account.receivables.as_known_on(run)
        told = account.issued, known, self._order, run
        try:
            return settle(*told, currency=currency)
        except BillingError as problem:
            raise problem.at(f"{account.id}.{problem.path}") from None

    def own(self, one: IssuedDocument, classes: tuple[ChargeClass, ...]) -> Lines:
        """Return the charges of some classes on one document."""
        key = one.digest, classes
        if key not in self._read:
            stated = [x for x in one.states() if x.line.charge_class in classes]
            self._read[key] = tuple(each.amount for each in stated)
        return self._read[key]

    def _since(self, one: IssuedDocument, run: date) -> list[IssuedDocument]:
        return [note for on, note in self._notes.get(one.digest, ()) if on <= run]

    def _total(self, one: IssuedDocument) -> IssuedLine:
        if one.digest not in self._totals:
            self._totals[one.digest] = total_of(one)
        return self._totals[one.digest]


def borne_by(
    ledger: Ledger, agreement: Commission, run: date
) -> Iterator[tuple[IssuedDocument, Borne]]:
    """Yield the documents that bear a commission by an agreement up to its run."""
    policy, counted = ledger.policy, ledger.invoices(agreement, run)
    uses = ledger.uses(run)
    if agreement.kind is CommissionKind.RESIDUAL:
        for one in counted:
            base = ledger.charges(one, SERVICE_CLASSES, run)
            if not base:
                continue
            # What is dated up to a run is paid with it, as the rule of runs has it.
            if policy.residual_base is ResidualBase.TOTAL:
                base = ledger.charged(one, run)
            yield one, Borne(agreement, base, (), ())
        return
    for one in _earning(ledger, counted, agreement.kind):
        paid = tuple(
            part
            for part in _paid(one, uses, agreement.kind)
            if one_time_run(part, policy).value <= run
        )
        if paid:
            if agreement.kind is CommissionKind.SPIFF:
                yield one, Borne(agreement, (), ledger.totals(one, run), paid)
                continue
            base = ledger.charges(one, CHARGE_CLASSES, run)
            yield one, Borne(agreement, base, ledger.charged(one, run), paid)


def _dated(one: IssuedDocument) -> tuple[date, IssuedDocument]:
    return one.issued_on, one


def _paid_up_to(run: date, held: Receivables) -> list[Payment]:
    return [one for one in held.payments if one.paid_on <= run]


def _in_time(dated: tuple[date, IssuedDocument]) -> tuple[date, bool, str]:
    on, one = dated
    # Of one day, the recurring document is the first, as they are issued.
    is_later = one.document.key.kind is DocumentKind.ONE_TIME
    return on, is_later, one.digest


def _earning(
    ledger: Ledger, counted: list[IssuedDocument], kind: CommissionKind
) -> list[IssuedDocument]:
    match kind:
        case CommissionKind.ONE_TIME:
            only = DocumentKind.ONE_TIME
            return [one for one in counted if one.document.key.kind is only]
        case CommissionKind.UPFRONT:
            return _first(one for one in counted if ledger.own(one, SERVICE_CLASSES))
    return _first(one for one in counted if one.document.total.value.minor > 0)


def _first(found: Iterator[IssuedDocument]) -> list[IssuedDocument]:
    return list(islice(found, 1))


def _paid(
    one: IssuedDocument, uses: list[Use], kind: CommissionKind
) -> Iterator[PaidPart]:
    # Account credit that a document left is nobody's payment, but what it pays is paid.
    kinds = _PAID if kind is not CommissionKind.SPIFF else (*_PAID, _CREDIT)
    for use in uses:
        if use.invoice == one.digest and use.kind in kinds:
            yield PaidPart(
                source=use.source,
                invoice=use.invoice,
                paid_on=use.on,
                amount=use.amount.amount,
                currency=use.amount.currency,
            )


_CREDIT: Final = UseKind.ACCOUNT_CREDIT


def total_of(one: IssuedDocument) -> IssuedLine:
    """Return the total of a document as a fact."""
    return one.fact("total", one.document.total.value)
