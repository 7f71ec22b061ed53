"""Service that was paid and not given: when the terms give money back, and how much.

A payment for service is final, with one exception: the vendor discontinues the service
or materially reduces what it does at its core. Then the unused days go back.
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import ClassVar, NamedTuple

from attrs import frozen

from gotobilling import checks
from gotobilling.clauses.after_terms import TERMS_REFUND
from gotobilling.clauses.contract_terms import TERMS_DISCONTINUED
from gotobilling.clauses.contract_texts import H6
from gotobilling.credits import open_lines
from gotobilling.derivation import AmountRule, Derived, Number, Pen
from gotobilling.errors import InvalidValue, UnknownName
from gotobilling.facts import IssuedLine
from gotobilling.invoices import IssuedDocument
from gotobilling.kinds import LineKind
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.proration import ProrationPolicy
from gotobilling.refusals import Reason, Refused

__all__ = ["RefundCause", "ServiceRefund", "ServiceRefundFacts", "service_refund"]


class RefundCause(Enum):
    """Why money for service is asked back."""

    DISCONTINUED = "discontinued"
    """The vendor discontinues the service."""
    REDUCED = "reduced"
    """The vendor materially reduces the core function of the service."""
    CANCELLED = "cancelled"
    """The customer cancels."""
    DISSATISFIED = "dissatisfied"
    """The customer is not content with a service that is as agreed."""


_ALLOWED = (RefundCause.DISCONTINUED, RefundCause.REDUCED)


class ServiceRefundFacts(NamedTuple):
    """
    What the share of the unused days rests on.

    Attributes:
        open: The parts of what is open of the line.
        period: The days that it charges for.
        last_day: The last day on which service was given.
    """

    open: tuple[IssuedLine, ...]
    period: Period
    last_day: date


@frozen
class ServiceRefund(AmountRule[ServiceRefundFacts]):
    """
    The rule of what goes back of service that is not given.

    Its policy is that of the market's prorations: days are counted and amounts rounded
    as there.

    Clauses: terms-discontinued.
    """

    name: ClassVar[str] = "service_refund"

    policy: ProrationPolicy

    def work(self, pen: Pen, facts: ServiceRefundFacts) -> Number:
        """Say the rule: of what is open, the share of the days after the last one."""
        by = self.policy.ground(TERMS_DISCONTINUED)
        start = pen.header_day("line.period.start", facts.period.start)
        end = pen.header_day("line.period.end", facts.period.end)
        last = pen.header_day("last_day_of_service", facts.last_day)
        after = pen.day_after("first day not given", by, last)
        unused_from = pen.earlier("at most its end", by, after, end)
        unused_from = pen.later("first unused day", by, unused_from, start)
        unused = pen.charged_days("unused days", by, self.policy, unused_from, end)
        days = pen.charged_days("days of the charge", by, self.policy, start, end)
        left = pen.sum("open", by, *[pen.issued(one) for one in facts.open])
        left = pen.at_least_zero("open, at least 0", by, left)
        if not days.value[0]:
            # A start on the last day of a month is charged for no day, at 0.00.
            return pen.round("refund", by, left, self.policy, self.currency(facts))
        whole = pen.times("open, times the unused days", by, left, unused)
        exact = pen.over("unused share", by, whole, days)
        return pen.round("refund", by, exact, self.policy, self.currency(facts))

    def currency(self, facts: ServiceRefundFacts) -> str:
        """Return the currency of the invoice."""
        return facts.open[0].currency


def service_refund(
    issued: IssuedDocument,
    line: str,
    *,
    cause: RefundCause,
    last_day: date,
    others: Iterable[IssuedDocument] = (),
) -> Derived[Money] | Refused:
    """
    Derive what goes back, before tax, of a charge for service that is not given.

    Of what is open of the charge goes back the share of its days after the last day of
    service, counted and rounded as the invoice's market prorates. A credit note over
    the line, ``OfLines``, gives it with the taxes that follow.

    Args:
        issued: The invoice.
        line: The id of its charge.
        cause: Why the money is asked back.
        last_day: The last day on which service was given; it is paid.
        others: Every other document issued to the account up to then.

    Returns:
        The amount before tax; 0.00 where no day is unused. The refusal where the terms
        give nothing back: nobody who cancels early is refunded.

    Raises:
        UnknownName: a line that the invoice does not charge.
        InvalidValue: a charge that is not for days of service.

    >>> from gotobilling.formats.documents import issued_document
    >>> from gotobilling.invoices import assemble_invoice
    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import july_start
    >>> august = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
    >>> sent, line = issued_document(august), august.lines[0].id
    >>> ended, off = date(2026, 8, 10), RefundCause.DISCONTINUED
    >>> service_refund(sent, line, cause=off, last_day=ended).value  # 125.00 x 21/31
    Money('84.68', 'USD')
    >>> left = RefundCause.CANCELLED
    >>> service_refund(sent, line, cause=left, last_day=ended).reasons[0].clause.id
    'H6'

    Clauses: H6, terms-discontinued, terms-refund.
    """
    checks.member("cause", cause, RefundCause)
    checks.billing_day("last_day", last_day)
    checks.text("line", line)
    checks.exactly("issued", issued, IssuedDocument)
    documents = checks.each("others", others, IssuedDocument)
    facts = _facts(issued, line, last_day, documents)
    if cause not in _ALLOWED:
        return Refused(tuple(_reasons(cause)))
    return ServiceRefund(issued.document.market.proration)(facts)


def _facts(
    issued: IssuedDocument,
    line: str,
    last_day: date,
    others: tuple[IssuedDocument, ...],
) -> ServiceRefundFacts:
    every = [one.issued_on for one in (issued, *others)]
    opened = open_lines(
        issued, id=f"refund of {line}", issued_on=max(every), others=others
    )
    charges = {one.line.id: one for one in opened if one.line.period is not None}
    if line not in charges:
        raise UnknownName("line", "the id of a charge of the invoice", line)
    told = charges[line].line
    if told.kind in _BOUGHT or told.period is None:
        requirement = "a charge for days of service"
        raise InvalidValue("line", requirement, told.kind.value)
    return ServiceRefundFacts(charges[line].parts, told.period, last_day)


_BOUGHT = (
    LineKind.HARDWARE,
    LineKind.NUMBER_PURCHASE,
    LineKind.OTHER_CHARGE,
    LineKind.OTHER_CREDIT,
)


def _reasons(cause: RefundCause) -> tuple[Reason, ...]:
    way = "end the service with its term, and use it until then"
    if cause is RefundCause.CANCELLED:
        text = "who cancels before the term ends gets no money back"
        return (Reason("no-refund-on-cancelling", text, H6, way),)
    text = "a payment for access to the service is final"
    return (Reason("payment-final", text, TERMS_REFUND, way),)
