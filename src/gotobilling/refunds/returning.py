"""The credit of one RMA, worked from its invoice, what came back, and the market."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypedDict

from attrs import evolve

from gotobilling import checks
from gotobilling.after_invoice import TaxGivenBack
from gotobilling.credits import (
    CreditReason,
    OfLines,
    as_corrected,
    credit_note,
    open_lines,
)
from gotobilling.derivation import Derived
from gotobilling.errors import InvalidPeriod, InvalidValue, UnknownName
from gotobilling.facts import Delivery, IssuedLine, OneTimeCharge, Return
from gotobilling.invoices import (
    CreditNote,
    Invoice,
    IssuedDocument,
    OpenLine,
    the_invoice,
)
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.refunds.amounts import NamedAmount, ReturnSum, SumFacts
from gotobilling.refunds.checking import Came, bought, came, deliveries_of, rmas
from gotobilling.refunds.days import credit_expected
from gotobilling.refunds.settling import Known, items_of, taxes_of
from gotobilling.refunds.values import ReturnCredit, ReturnedItem, TaxReturned
from gotobilling.refusals import Refused

__all__ = ["RETURN_FEES_CODE", "return_credit"]

RETURN_FEES_CODE = "gotobilling:return-fees"
"""The code of the one-time charge of fees beyond the price."""


def return_credit(
    issued: IssuedDocument,
    rma: str,
    returns: Iterable[Return],
    market: Market,
    *,
    deliveries: Iterable[Delivery] = (),
    others: Iterable[IssuedDocument] = (),
    holidays: tuple[date, ...] | None = None,
    issued_on: date | None = None,
) -> ReturnCredit | Refused:
    """
    Work out what the return of bought equipment comes to: fees, credit, tax, days.

    Of each return is credited, before tax: the price of its units, less the restocking
    fee, provisioning, and missing parts. The first late return of the RMA, in the order
    of the invoice, bears the fee of being late, once. What the fees come to beyond the
    price is a charge of its own.

    Price paid is what the invoice charged, with its corrections and the credit notes
    over a wrong charge; the units bought are those of the last correction. What was
    given back as goodwill lowers no price; but never more is credited than what is open
    of a line.

    The credit note gives the credited prices, and the tax that follows them; it is
    named after the RMA. By the reading ``return_tax`` in full there is none, as a note
    gives no more tax than the share of the price: the amounts are told nonetheless.

    Args:
        issued: The invoice on which everything was bought.
        rma: The number of the RMA.
        returns: All returns of the account; those processed before the RMA lower the
            units that are left, those after it do not count.
        market: The market, with its policies of returns.
        deliveries: What was delivered when; without one, the day of purchase counts.
        others: Every other document issued to the account up to the date of the note,
            and among them the credit notes of the RMAs before.
        holidays: The days, in order, that are no business days; those of the policy
            where None.
        issued_on: The date of the credit note; where None, the day on which the last
            return of the RMA was processed, one that stays the customer's as well.

    Returns:
        The credit, or the refusal where nothing of the RMA is taken back: equipment
        that is not in good condition, and by the reading ``late_return`` what is late.

    Raises:
        UnknownName: an RMA of which there is no return; a purchase that is not on the
            invoice; an earlier RMA whose credit note is not among the documents.
        InvalidValue: more units than are left of those bought; what is no hardware; a
            return without a list price where the fee is a share of it; a market read
            back from an invoice; by the reading ``return_tax`` in full more of a line
            than what goodwill and the RMAs before, which leave no note, left of it.
        InvalidPeriod: equipment sent back before it came; a delivery before its
            purchase; a credit note before the processing, or before another document
            that it counts.
        CurrencyMismatch: fees in another currency than the invoice; a late fee in
            another one, for which the market's policy is to hold a fee of its own.
        ConflictingFacts: one id with two contents, two deliveries of one purchase; a
            document of another account; another credit note named after the RMA.

    Clauses: J1, J2, J3, J4, J5, J6, Q15, Q58, Q59, return-days, return-fees,
    return-tax.
    """
    invoice, market = _checked(issued, rma, market, holidays)
    policy = market.after_invoice.returns
    others = checks.each("others", others, IssuedDocument)
    every = bought(invoice, as_corrected(issued, others))
    groups = rmas(every, returns, rma)
    found, refused = came(every, groups, deliveries_of(every, deliveries), policy)
    if not found[rma]:
        return Refused(refused)
    processed_on = max(one.returned.processed_on for one in found[rma])
    dated = _dated(issued_on, processed_on, groups[rma])
    opened = open_lines(issued, id=rma, issued_on=dated, others=others)
    lines = {one.line.id: one for one in opened}
    parts = _price_parts(lines, issued, others)
    known = Known(issued, lines, parts, policy, invoice.currency)
    if policy.tax is TaxGivenBack.IN_PROPORTION:
        _check_noted(known, found, rma, others)
    items = tuple(items_of(known, found[rma]))
    before = tuple(one for name in found if name != rma for one in found[name])
    taxes = tuple(taxes_of(known, before, items))
    if policy.tax is TaxGivenBack.IN_FULL:
        _check_left(known, found, rma, others, _given(items, taxes))
    return ReturnCredit(
        rma=rma,
        account=invoice.account,
        market=market,
        of=invoice.key,
        invoice=issued.digest,
        processed_on=processed_on,
        items=items,
        refused=refused,
        taxes=taxes,
        note=_note(known, rma, dated, items, others),
        charges=tuple(_charges(items, processed_on, market.product)),
        **_sums(known, items, taxes),
    )


class _Sums(TypedDict):
    currency: str
    credit: Derived[Money]
    total: Derived[Money]
    charged: Derived[Money]
    expected_first: Derived[date]
    expected_last: Derived[date]


def _sums(
    known: Known, items: tuple[ReturnedItem, ...], taxes: tuple[TaxReturned, ...]
) -> _Sums:
    returned = tuple(one.returned for one in items)
    first, last = credit_expected(returned, known.policy)
    named = tuple((f"credit:{one.returned.id}", one.credit.value) for one in items)
    over = tuple((f"charged:{one.returned.id}", one.charged.value) for one in items)
    tax = tuple((f"tax:{one.line}", one.amount.value) for one in taxes)
    credit = _sum(known, named)
    return {
        "currency": known.currency,
        "credit": credit,
        "total": _sum(known, (("credit", credit.value), *tax)),
        "charged": _sum(known, over),
        "expected_first": first,
        "expected_last": last,
    }


def _sum(known: Known, amounts: tuple[NamedAmount, ...]) -> Derived[Money]:
    return ReturnSum(known.policy)(SumFacts(amounts, known.currency))


def _note(
    known: Known,
    rma: str,
    issued_on: date,
    items: tuple[ReturnedItem, ...],
    others: tuple[IssuedDocument, ...],
) -> CreditNote | None:
    amounts: dict[str, Money] = {}
    for one in items:
        if one.credit.raw:
            zero = Money.from_minor(0, known.currency)
            amounts[one.line] = amounts.get(one.line, zero) + one.credit.value
    if not amounts or known.policy.tax is TaxGivenBack.IN_FULL:
        return None
    return credit_note(
        known.issued,
        id=rma,
        issued_on=issued_on,
        # The invoice was right, and late facts about it change nothing of a return.
        reason=CreditReason.GOODWILL,
        asked=OfLines(tuple(amounts.items())),
        others=others,
    )


def _charges(
    items: tuple[ReturnedItem, ...], on: date, product: str
) -> Iterator[OneTimeCharge]:
    for one in items:
        over = one.charged.value
        if over.minor:
            yield OneTimeCharge(
                id=f"{one.returned.id}-fees",
                kind=LineKind.OTHER_CHARGE,
                item=f"return fees: {one.purchase.item}",
                quantity=1,
                unit_price=over.amount,
                currency=over.currency,
                effective_on=on,
                code=RETURN_FEES_CODE,
                product=product,
            )


def _checked(
    issued: IssuedDocument,
    rma: str,
    market: Market,
    holidays: tuple[date, ...] | None,
) -> tuple[Invoice, Market]:
    invoice = the_invoice(issued)
    checks.text("rma", rma)
    checks.exactly("market", market, Market)
    after = market.after_invoice
    if holidays is not None:
        returns = evolve(after.returns, holidays=holidays)
        market = evolve(market, after_invoice=evolve(after, returns=returns))
    return invoice, market


def _dated(issued_on: date | None, processed_on: date, of: tuple[Return, ...]) -> date:
    if issued_on is None:
        # RMAs are in the order of these days, so no note lies before those it counts.
        return max(one.processed_on for one in of)
    checks.billing_day("issued_on", issued_on)
    if issued_on < processed_on:
        requirement = f"on or after the processing of {processed_on}"
        raise InvalidPeriod("issued_on", requirement, issued_on)
    return issued_on


def _price_parts(
    lines: dict[str, OpenLine],
    issued: IssuedDocument,
    others: tuple[IssuedDocument, ...],
) -> dict[str, tuple[IssuedLine, ...]]:
    """Return what was charged of each line: all but what was given as goodwill."""
    given = {
        stated.amount.id
        for one in others
        for stated in one.states()
        if stated.of == issued.document.key and stated.reason is CreditReason.GOODWILL
    }
    return {
        line: tuple(part for part in one.parts if part.id not in given)
        for line, one in lines.items()
    }


def _check_noted(
    known: Known,
    found: dict[str, tuple[Came, ...]],
    rma: str,
    others: tuple[IssuedDocument, ...],
) -> None:
    noted, whole = _noted(known, others), _whole(known)
    for name, of in found.items():
        if name == rma or name in noted:
            continue
        if any(one.credit.raw for one in items_of(whole, of)):
            requirement = f"with the credit note of {name}, which was processed before"
            raise UnknownName("others", requirement, ", ".join(sorted(noted)) or "none")


def _noted(known: Known, others: tuple[IssuedDocument, ...]) -> set[str]:
    return {
        one.document.id
        for one in others
        if isinstance(one.document, CreditNote)
        and one.document.invoice == known.issued.digest
    }


def _whole(known: Known) -> Known:
    """Return the same as if nothing had been given back of any line since."""
    lines = {
        line: one._replace(parts=known.price_parts[line])
        for line, one in known.lines.items()
    }
    return known._replace(lines=lines)


def _given(
    items: tuple[ReturnedItem, ...], taxes: tuple[TaxReturned, ...]
) -> dict[str, int]:
    found: dict[str, int] = {}
    told = [(x.line, x.credit) for x in items] + [(x.line, x.amount) for x in taxes]
    for line, amount in told:
        found[line] = found.get(line, 0) + amount.value.minor
    return found


def _check_left(
    known: Known,
    found: dict[str, tuple[Came, ...]],
    rma: str,
    others: tuple[IssuedDocument, ...],
    now: dict[str, int],
) -> None:
    """Refuse more of a line than is left once the RMAs without a note are counted."""
    noted, whole = _noted(known, others), _whole(known)
    given: dict[str, int] = {}
    before: tuple[Came, ...] = ()
    for name, of in found.items():
        if name != rma and name not in noted:
            items = tuple(items_of(whole, of))
            for line, minor in _given(
                items, tuple(taxes_of(whole, before, items))
            ).items():
                given[line] = given.get(line, 0) + minor
        before = (*before, *of)
    for line, minor in now.items():
        left = known.lines[line].minor - given.get(line, 0)
        if minor > max(0, left):
            requirement = (
                f"at most {Money.from_minor(max(0, left), known.currency)} of {line}, "
                "what the RMAs before left of it: credit it by documents of your own"
            )
            value = str(Money.from_minor(minor, known.currency))
            raise InvalidValue(f"returns.{rma}", requirement, value, "Q44")
