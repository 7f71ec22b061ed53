"""Which documents of an account bear a commission up to a run, and on what."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from attrs import frozen

from gotobilling.after_invoice import ClawBack, CommissionPolicy, ResidualBase
from gotobilling.billing_cycle import DocumentKind
from gotobilling.commissions.dates import one_time_run
from gotobilling.commissions.parts import PaidPart
from gotobilling.commissions.shares import Borne
from gotobilling.commissions.values import PartnerAccount
from gotobilling.credits import Settlement, UseKind
from gotobilling.facts import Commission, CommissionKind, IssuedLine
from gotobilling.invoices import CreditNote, IssuedDocument
from gotobilling.kinds import CHARGE_CLASSES, ChargeClass

__all__ = ["SERVICE_CLASSES", "Runs", "borne_by", "total_of"]

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


def borne_by(
    account: PartnerAccount,
    agreement: Commission,
    settled: Settlement,
    runs: Runs,
    policy: CommissionPolicy,
) -> Iterator[tuple[IssuedDocument, Borne]]:
    """Yield the documents that bear a commission by an agreement up to a run."""
    run = runs.of(agreement.kind)
    known = _Known(account, run, policy)
    counted = [one for one in known.invoices if _counts(one, agreement)]
    if agreement.kind is CommissionKind.RESIDUAL:
        for one in counted:
            base = known.charges(one, SERVICE_CLASSES)
            if not base:
                continue
            # What is dated up to a run is paid with it, as the rule of runs has it.
            if policy.residual_base is ResidualBase.TOTAL:
                base = known.charged(one)
            yield one, Borne(agreement, base, (), ())
        return
    for one in _earning(counted, agreement.kind):
        paid = tuple(
            part
            for part in _paid(one, settled, agreement.kind)
            if one_time_run(part, policy).value <= run
        )
        if paid:
            if agreement.kind is CommissionKind.SPIFF:
                yield one, Borne(agreement, (), known.totals(one), paid)
                continue
            base = known.charges(one, CHARGE_CLASSES)
            yield one, Borne(agreement, base, known.charged(one), paid)


class _Known:
    """What of an account was issued up to a run."""

    def __init__(
        self, account: PartnerAccount, run: date, policy: CommissionPolicy
    ) -> None:
        issued = [one for one in account.issued if one.issued_on <= run]
        issued.sort(key=_in_time)
        self.invoices: list[IssuedDocument] = []
        self.notes: dict[str, list[IssuedDocument]] = {}
        for one in issued:
            if not isinstance(one.document, CreditNote):
                self.invoices.append(one)
            elif policy.claw_back is ClawBack.NEXT_STATEMENT:
                self.notes.setdefault(one.document.invoice, []).append(one)

    def charges(
        self, one: IssuedDocument, classes: tuple[ChargeClass, ...]
    ) -> tuple[IssuedLine, ...]:
        """Return the charges of an invoice and what its notes give back of them."""
        documents = (one, *self.notes.get(one.digest, ()))
        return tuple(line for each in documents for line in _charges(each, classes))

    def totals(self, one: IssuedDocument) -> tuple[IssuedLine, ...]:
        """Return the total of an invoice and those of its notes."""
        return tuple(map(total_of, (one, *self.notes.get(one.digest, ()))))

    def charged(self, one: IssuedDocument) -> tuple[IssuedLine, ...]:
        """
        Return the same without a balance that is brought forward.

        Other documents left it, and have borne their commissions themselves.
        """
        told = tuple(one.states())
        own = [x.amount for x in told if x.line.charge_class is not ChargeClass.BALANCE]
        if len(own) == len(told):
            return self.totals(one)
        return (*own, *map(total_of, self.notes.get(one.digest, ())))


def _in_time(one: IssuedDocument) -> tuple[date, bool, str]:
    # Of one day, the recurring document is the first, as they are issued.
    is_later = one.document.key.kind is DocumentKind.ONE_TIME
    return one.issued_on, is_later, one.digest


def _counts(one: IssuedDocument, agreement: Commission) -> bool:
    until = agreement.until_on or date.max
    return agreement.effective_on <= one.issued_on <= until


def _earning(
    counted: list[IssuedDocument], kind: CommissionKind
) -> list[IssuedDocument]:
    match kind:
        case CommissionKind.ONE_TIME:
            only = DocumentKind.ONE_TIME
            return [one for one in counted if one.document.key.kind is only]
        case CommissionKind.UPFRONT:
            return [one for one in counted if _charges(one, SERVICE_CLASSES)][:1]
    return [one for one in counted if one.document.total.value.minor > 0][:1]


def _charges(
    one: IssuedDocument, classes: tuple[ChargeClass, ...]
) -> tuple[IssuedLine, ...]:
    return tuple(x.amount for x in one.states() if x.line.charge_class in classes)


def _paid(
    one: IssuedDocument, settled: Settlement, kind: CommissionKind
) -> Iterator[PaidPart]:
    # Account credit that a document left is nobody's payment, but what it pays is paid.
    kinds = _PAID if kind is not CommissionKind.SPIFF else (*_PAID, _CREDIT)
    for use in settled.uses:
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
