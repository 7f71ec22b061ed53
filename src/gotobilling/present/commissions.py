"""A partner's statement as a person reads it: as text, with workings, and as HTML.

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.commissions import PartnerAccount, commission_statement
>>> from gotobilling.facts import Commission, CommissionKind
>>> from gotobilling.formats.documents import issued_document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> august = Period.month(2026, 8)
>>> sent = issued_document(assemble_invoice(july_start(), august, us.CONNECT))
>>> agreed = Commission(
...     id="residual-1",
...     partner="acme",
...     account="july-start",
...     kind=CommissionKind.RESIDUAL,
...     effective_on=date(2026, 1, 1),
...     percent=Decimal("12.5"),
... )
>>> accounts = [PartnerAccount(id="july-start", issued=(sent,))]
>>> told = [agreed], accounts, us.CONNECT, "USD"
>>> found = commission_statement("acme", august, *told)
>>> for line in commissions_text(found).splitlines()[-7:]:
...     print(line[:46] + line[86:])
#  Account     Invoice     Commission             Amount
--------------------------------------------------------
1  july-start  2026-08-01  residual, 12.5 %       $23.69
--------------------------------------------------------
Residual                                          $23.69
--------------------------------------------------------
Paid on 2026-08-15 [K1]                           $23.69
"""

from collections.abc import Iterator
from html import escape
from typing import Final

from gotobilling.commissions import CommissionLine, CommissionStatement
from gotobilling.errors import WrongType
from gotobilling.present.amounts import amount_text, percent_text, price_text
from gotobilling.present.layout import WIDTH, Column, ends, paragraph, row, rule, widest
from gotobilling.present.pages import INTRODUCTION, Pages, section
from gotobilling.present.partners import kind_text

__all__ = ["commissions_explained", "commissions_html", "commissions_text"]

_HEADINGS: Final = ("#", "Account", "Invoice", "Commission", "Amount")
_NAMES: Final = 16
_WIDEST_ACCOUNT: Final = 30


def commissions_text(found: CommissionStatement, locale: str = "en_US") -> str:
    """
    Return a partner's statement as text: its days, its lines, what is paid.

    Args:
        found: The statement.
        locale: How amounts are printed; days and words are the same in all.

    Raises:
        WrongType: no statement.
        UnknownName: a locale that Babel does not have.
    """
    if type(found) is not CommissionStatement:
        raise WrongType("found", "a CommissionStatement", found)
    lines = [_title(found), rule("="), "", *_head(found), "", *_table(found, locale)]
    return "\n".join(lines) + "\n"


def _title(found: CommissionStatement) -> str:
    return f"Commissions of {found.partner} for {found.month.start:%Y-%m}"


def _head(found: CommissionStatement) -> Iterator[str]:
    market = found.market
    yield from _named("Partner", found.partner)
    yield from _named("Paid on", f"{found.pays_on.value} [K1]")
    if found.residuals_on.value != found.pays_on.value:
        yield from _named("Residuals on", f"{found.residuals_on.value} [Q61]")
    yield from _named("Reported by", f"{found.report_by.value} [K4]")
    yield from _named("Accounts", ", ".join(one.id for one in found.accounts))
    yield from _named("Rules", f"{market.name}, edition {market.edition}")
    if market.readings:
        chosen = ", ".join(f"{name} = {value}" for name, value in market.readings)
        yield from _named("Readings", chosen)


def _named(name: str, text: str) -> list[str]:
    return row((name, text), (Column(_NAMES), Column(WIDTH - _NAMES - 2)))


def _table(found: CommissionStatement, locale: str) -> Iterator[str]:
    cells = [
        _cells(number, line, locale) for number, line in enumerate(found.lines, start=1)
    ]
    if cells:
        yield from _rows(cells)
    else:
        yield "Nothing is earned with the runs of this month."
    yield rule("-")
    for total in found.totals:
        if any(line.kind is total.kind for line in found.lines):
            said = kind_text(total.kind)
            yield from ends(
                said[0].upper() + said[1:], amount_text(total.amount, locale)
            )
    yield from _sums(found, locale)


def _rows(cells: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [widest(each) for each in zip(_HEADINGS, *cells, strict=True)]
    number, account, issued, _, amount = widths
    account = min(account, _WIDEST_ACCOUNT)
    said = WIDTH - number - account - issued - amount - 2 * (len(_HEADINGS) - 1)
    columns = (
        Column(number, right=True),
        *(Column(width) for width in (account, issued, said)),
        Column(amount, right=True),
    )
    yield from row(_HEADINGS, columns)
    yield rule("-")
    for one in cells:
        yield from row(one, columns)


def _cells(number: int, line: CommissionLine, locale: str) -> tuple[str, ...]:
    said = f"{kind_text(line.kind)}, {_rate(line, locale)}"
    if line.is_claw_back:
        said += ", taken back [Q21]"
    amount = amount_text(line.amount, locale)
    return (str(number), line.account, str(line.issued_on), said, amount)


def _rate(line: CommissionLine, locale: str) -> str:
    agreed = line.agreement
    if agreed.percent is not None:
        return percent_text(agreed.percent, locale)
    return price_text(agreed.amount, str(agreed.currency), locale)


def _sums(found: CommissionStatement, locale: str) -> Iterator[str]:
    brought, carried = found.brought_forward, found.carried_forward.value
    if brought.minor or carried.minor:
        yield from ends("Earned in all", amount_text(found.earned.value, locale))
    if brought.minor:
        said = "Still to be taken off from the statements before [Q21]"
        yield from ends(said, amount_text(brought, locale))
    yield rule("-")
    said = f"Paid on {found.pays_on.value} [K1]"
    if found.residuals_on.value != found.pays_on.value:
        said = f"Paid on {found.pays_on.value} and {found.residuals_on.value}"
    yield from ends(said, amount_text(found.payable.value, locale))
    if carried.minor:
        said = "Carried forward: taken off the next statement [Q21]"
        yield from ends(said, amount_text(carried, locale))


def commissions_explained(found: CommissionStatement, locale: str = "en_US") -> str:
    """
    Return a partner's statement as text, and below it what made each amount and day.

    Raises:
        ProofError: an answer that its own rule does not give.
    """
    return commissions_text(found, locale) + "\n".join(_workings(found, locale)) + "\n"


def _workings(found: CommissionStatement, locale: str) -> Iterator[str]:
    pages = Pages(found.currency, {})
    yield ""
    yield from paragraph(INTRODUCTION, "")
    yield ""
    yield from section("How each day was made")
    days = [("The run of the month", found.pays_on)]
    if found.residuals_on.value != found.pays_on.value:
        days.append(("The run of residuals", found.residuals_on))
    days.append(("The last day for the report", found.report_by))
    for said, day in days:
        yield from ends(said, str(day.value))
        yield from pages.steps(day.proof)
    yield from section("How each line was made")
    for number, line in enumerate(found.lines, start=1):
        said = f"{number}  {line.account}, {line.issued_on}, {kind_text(line.kind)}"
        yield from ends(said, amount_text(line.amount, locale))
        yield from pages.steps(line.derived.proof)
        for run in line.runs:
            yield from ends("   its run", str(run.value))
            yield from pages.steps(run.proof)
    yield from section("How the totals were made")
    totals = [(kind_text(one.kind), one.derived) for one in found.totals]
    totals += [
        ("earned in all", found.earned),
        ("balance", found.balance),
        ("paid", found.payable),
        ("carried forward", found.carried_forward),
    ]
    for said, total in totals:
        yield from ends(said[0].upper() + said[1:], amount_text(total.value, locale))
        yield from pages.steps(total.proof)
    yield from pages.grounds(found.market)


def commissions_html(found: CommissionStatement, locale: str = "en_US") -> str:
    """
    Return a partner's statement as an HTML table, without any style of its own.

    Raises:
        UnknownName: a locale that Babel does not have.
    """
    return "\n".join(_html(found, locale))


def _html(found: CommissionStatement, locale: str) -> Iterator[str]:
    yield "<table>"
    yield f"<caption>{escape(_title(found))}</caption>"
    heads = "".join(f'<th scope="col">{name}</th>' for name in _HEADINGS)
    yield f"<thead>\n<tr>{heads}</tr>\n</thead>"
    yield "<tbody>"
    for number, line in enumerate(found.lines, start=1):
        cells = _cells(number, line, locale)
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    yield "</tbody>"
    yield "<tfoot>"
    for name, amount in (
        ("Earned in all", found.earned.value),
        ("Brought forward", found.brought_forward),
        (f"Paid on {found.pays_on.value}", found.payable.value),
        ("Carried forward", found.carried_forward.value),
    ):
        head = f'<th colspan="{len(_HEADINGS) - 1}" scope="row">{name}</th>'
        yield f"<tr>{head}<td>{escape(amount_text(amount, locale))}</td></tr>"
    yield "</tfoot>"
    yield "</table>"
