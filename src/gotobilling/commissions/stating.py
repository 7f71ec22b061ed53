"""The statements of a partner, from the first document to a month."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from gotobilling import checks
from gotobilling.after_invoice import ClawBack, CommissionPolicy
from gotobilling.commissions.agreed import Agreed, agreed_with
from gotobilling.commissions.bearing import Ledger, Runs, borne_by, total_of
from gotobilling.commissions.dates import (
    claw_back_run,
    first_of,
    one_time_run,
    pay_on,
    report_by,
    residual_pay_on,
    residual_run,
)
from gotobilling.commissions.shares import (
    Borne,
    Bounty,
    PaidShare,
    ResidualShare,
    ShareFacts,
)
from gotobilling.commissions.totals import (
    Balance,
    Carried,
    Earned,
    Payable,
    SumFacts,
)
from gotobilling.commissions.values import (
    CommissionLine,
    CommissionStatement,
    KindTotal,
    PartnerAccount,
)
from gotobilling.derivation import AmountRule, Derived
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    InvalidPeriod,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    Commission,
    CommissionKind,
    Withdrawal,
)
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period, month_start, next_month

__all__ = ["commission_statement", "commission_statements"]

_Rule = Callable[[CommissionPolicy], AmountRule[ShareFacts]]
_RULES: Final[Mapping[CommissionKind, _Rule]] = MappingProxyType(
    {
        CommissionKind.RESIDUAL: ResidualShare,
        CommissionKind.UPFRONT: PaidShare,
        CommissionKind.ONE_TIME: PaidShare,
        CommissionKind.SPIFF: Bounty,
    }
)

_TWO_MONTHS: Final = timedelta(62)

Key = tuple[str, CommissionKind, str]
"""An account, a kind, and the digest of an invoice."""


def commission_statement(
    partner: str,
    month: Period,
    agreements: Iterable[Commission | Withdrawal],
    accounts: Iterable[PartnerAccount],
    market: Market,
    currency: str,
) -> CommissionStatement:
    """
    Return the statement of a partner for the runs of a calendar month.

    A residual is a share of the service lines of every invoice whose run it is, before
    levies and taxes. An upfront commission is a share of the charges of the first
    invoice with service lines, in the proportion in which the customer has paid it; a
    one-time commission the same of every one-time invoice; a SPIFF an amount once the
    first invoice is paid in full. Each line is what a document bears up to this run,
    less what it bore up to the run before, as it was known on these days: a credit
    note, or a payment that is withdrawn, is taken off the next statement. Where a
    statement comes to less than nothing, nothing is paid and the next ones take it off.

    Args:
        partner: The partner's name, as the agreements have it.
        month: The calendar month whose runs pay.
        agreements: What is agreed, with this partner or others, each rate and amount
            told; those that supersede others, and withdrawals, count from the day on
            which they are known.
        accounts: The accounts on which the partner earns, each once.
        market: The market whose policies say what is earned, and when.
        currency: ISO 4217 code of the statement, and of all its documents.

    Raises:
        UnknownName: a partner without an agreement, an account that is not there.
        ConflictingFacts: agreements of one kind that overlap on an account, an account
            given twice; what ``settle`` refuses, under the account's id.
        CurrencyMismatch: a document, payment or SPIFF in another currency.
        InvalidPeriod: no calendar month.
        InvalidValue: a market read back from an invoice, which has no such policies.
        WrongType: something else in the place of any of them.

    Clauses: K1, K2, K3, K4, Q21, Q60, Q61, commission-base, commission-rates.
    """
    first_of(month)
    told = partner, agreements, accounts, market, currency
    *_, last = _statements(month, month, *told)
    return last


def commission_statements(
    partner: str,
    months: Period,
    agreements: Iterable[Commission | Withdrawal],
    accounts: Iterable[PartnerAccount],
    market: Market,
    currency: str,
) -> tuple[CommissionStatement, ...]:
    """
    Return the statements of a partner for calendar months, one after the other.

    Args:
        partner: The partner's name.
        months: From the first day of the first month to the end of the last.
        agreements: What is agreed.
        accounts: The accounts on which the partner earns.
        market: The market whose policies say what is earned, and when.
        currency: ISO 4217 code of the statements.

    Raises:
        InvalidPeriod: no whole calendar months; else as ``commission_statement``.

    Clauses: K1, K2, K3, K4, Q21, Q60, Q61, commission-base, commission-rates.
    """
    if type(months) is not Period:
        raise WrongType("months", "one Period", months)
    last = Period.month_of(months.last_day)
    if (months.start, months.end) != (month_start(months.start), last.end):
        raise InvalidPeriod("months", "whole calendar months", str(months))
    told = partner, agreements, accounts, market, currency
    found = _statements(Period.month_of(months.start), last, *told)
    return tuple(one for one in found if one.month.start >= months.start)


def _statements(
    start: Period,
    last: Period,
    partner: str,
    agreements: Iterable[Commission | Withdrawal],
    accounts: Iterable[PartnerAccount],
    market: Market,
    currency: str,
) -> Iterator[CommissionStatement]:
    checks.exactly("market", market, Market)
    agreed = agreed_with(partner, agreements, currency)
    known = _accounts(accounts, agreed, currency)
    policy = market.after_invoice.commissions
    last_run = max(found(last, policy).value for found in (pay_on, residual_pay_on))
    book = _Book(partner, agreed, known, market, currency, last_run)
    days = [one.issued_on for account in book.accounts for one in account.issued]
    first = min([start.start, *map(month_start, days)])
    while first < last.end:
        yield book.state(Period.month_of(first))
        first = next_month(first)
        if book.is_quiet_from(first):
            # Only what is carried forward goes on, and stays as it is.
            first = max(first, start.start)


def _accounts(
    accounts: Iterable[PartnerAccount], agreed: Agreed, currency: str
) -> tuple[PartnerAccount, ...]:
    known: dict[str, PartnerAccount] = {}
    for index, one in enumerate(checks.each("accounts", accounts, PartnerAccount)):
        path = f"accounts[{index}]"
        if one.id in known:
            raise ConflictingFacts(f"{path}.id", "an account once", one.id)
        known[one.id] = one
        for number, issued in enumerate(one.issued):
            if issued.document.currency != currency:
                place = f"{path}.issued[{number}].currency"
                found = issued.document.currency
                raise CurrencyMismatch(
                    place, f"in the statement's {currency}", found, "Q62"
                )
    for agreement in agreed.standing:
        if agreement.account not in known:
            requirement = f"one of {', '.join(known) or 'none'}"
            path = f"{agreement.id}.account"
            raise UnknownName(path, requirement, agreement.account)
    return tuple(known.values())


def _agreements(
    standing: tuple[Commission, ...], lines: tuple[CommissionLine, ...]
) -> tuple[Commission, ...]:
    # One that does not stand any more is there as well where a line takes it back.
    facts = [one for line in lines for one in (line.facts.before, line.facts.now)]
    named = [one.agreement for one in facts if one is not None]
    return tuple(dict.fromkeys((*standing, *named)))


def _days(accounts: tuple[PartnerAccount, ...], agreed: Agreed) -> Iterator[date]:
    # Days on which something happens, or comes to be known.
    yield from (one.known_on for one in agreed.every)
    for account in accounts:
        held = account.receivables
        yield from (one.issued_on for one in account.issued)
        for fact in (*held.facts(), *held.superseded, *held.withdrawals):
            yield max(fact.effective_on, fact.known_on)


class _Book:
    """The statements so far: what each document bore, and what is carried forward."""

    def __init__(
        self,
        partner: str,
        agreed: Agreed,
        accounts: tuple[PartnerAccount, ...],
        market: Market,
        currency: str,
        last_run: date,
    ) -> None:
        self.partner, self.agreed, self.accounts = partner, agreed, accounts
        self.market, self.currency = market, currency
        self.policy: CommissionPolicy = market.after_invoice.commissions
        self.ledgers = {
            one.id: Ledger(one, (market, currency), last_run) for one in accounts
        }
        self.documents = {x.digest: x for one in accounts for x in one.issued}
        self.bore: dict[Key, Borne] = {}
        self.last = max(_days(accounts, agreed))
        self.carried = Money.from_minor(0, currency)

    def is_quiet_from(self, day: date) -> bool:
        """Whether no run from a day on can pay anything new."""
        return day > self.last + _TWO_MONTHS + timedelta(self.policy.wait_days)

    def state(self, month: Period) -> CommissionStatement:
        """Make the statement of the month after the last one."""
        pays_on, residuals_on = (
            pay_on(month, self.policy),
            residual_pay_on(month, self.policy),
        )
        runs = Runs(pays_on.value, residuals_on.value)
        own = dict.fromkeys(CommissionKind, pays_on)
        own[CommissionKind.RESIDUAL] = residuals_on
        lines = tuple(self._lines(runs, own))
        totals = tuple(
            KindTotal(kind, self._kind(kind, lines)) for kind in CommissionKind
        )
        earned = self._sum(
            Earned(), tuple((one.kind.value, one.amount) for one in totals)
        )
        brought = self.carried
        balance = self._sum(Balance(), (("earned", earned.value),))
        payable = self._sum(Payable(), (("balance", balance.value),))
        named = (("balance", balance.value), ("payable", payable.value))
        carried = self._sum(Carried(), named)
        self.carried = carried.value
        return CommissionStatement(
            partner=self.partner,
            month=month,
            currency=self.currency,
            market=self.market,
            accounts=self.accounts,
            agreements=_agreements(
                self.agreed.on(max(runs.pays_on, runs.residuals_on)), lines
            ),
            lines=lines,
            pays_on=pays_on,
            residuals_on=residuals_on,
            report_by=report_by(month, self.policy),
            totals=totals,
            earned=earned,
            brought_forward=brought,
            balance=balance,
            payable=payable,
            carried_forward=carried,
        )

    def _kind(
        self, kind: CommissionKind, lines: tuple[CommissionLine, ...]
    ) -> Derived[Money]:
        named = [(one.name, one.amount) for one in lines if one.kind is kind]
        return self._sum(Earned(), tuple(named))

    def _sum(
        self,
        rule: Earned | Balance | Payable | Carried,
        named: tuple[tuple[str, Money], ...],
    ) -> Derived[Money]:
        return rule(SumFacts(named, self.carried, self.currency))

    def _lines(
        self, runs: Runs, own: Mapping[CommissionKind, Derived[date]]
    ) -> Iterator[CommissionLine]:
        bears = dict(self._bears(runs))
        number = 0
        for key in sorted({*bears, *self.bore}, key=self._place):
            now, before = bears.get(key), self.bore.get(key)
            if now == before:
                continue
            account, kind, document = key
            facts = ShareFacts(before, now, self.currency)
            derived = _RULES[kind](self.policy)(facts)
            if self.policy.claw_back is ClawBack.NONE and derived.value.minor < 0:
                # What was paid stays paid: the most that was ever borne is kept.
                continue
            self._keep(key, now)
            if not derived.value.minor:
                continue
            number += 1
            yield CommissionLine(
                name=f"line:{number}",
                account=account,
                kind=kind,
                document=document,
                issued_on=self.documents[document].issued_on,
                derived=derived,
                # What is taken back of itself, as a payment is, has the month's run.
                runs=tuple(self._runs(key, facts)) or (own[kind],),
            )

    def _keep(self, key: Key, now: Borne | None) -> None:
        if now is None:
            del self.bore[key]
        else:
            self.bore[key] = now

    def _bears(self, runs: Runs) -> Iterator[tuple[Key, Borne]]:
        for kind in CommissionKind:
            run = runs.of(kind)
            for agreement in self.agreed.on(run):
                if agreement.kind is not kind:
                    continue
                ledger = self.ledgers[agreement.account]
                for issued, borne in borne_by(ledger, agreement, run):
                    yield (agreement.account, kind, issued.digest), borne

    def _place(self, key: Key) -> tuple[str, int, date, str]:
        account, kind, document = key
        issued_on = self.documents[document].issued_on
        return account, tuple(CommissionKind).index(kind), issued_on, document

    def _runs(self, key: Key, facts: ShareFacts) -> Iterator[Derived[date]]:
        before, now = facts.before, facts.now
        if now is None:
            return
        is_residual = key[1] is CommissionKind.RESIDUAL
        known = () if before is None else before.documents
        for digest in [one for one in now.documents if one not in known]:
            total = total_of(self.documents[digest])
            if is_residual:
                yield residual_run(total, self.policy)
            elif before is not None:
                yield claw_back_run(total, self.policy)
        paid = () if before is None else before.paid
        for part in now.paid:
            if part not in paid:
                yield one_time_run(part, self.policy)
