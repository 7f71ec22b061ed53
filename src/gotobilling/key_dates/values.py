"""What a key date is: its kind, its day with the proof, the days of other readings."""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import ClassVar

from attrs import frozen

from gotobilling.canonical import digest
from gotobilling.clauses.contract_own_decisions import SAFE_DAY
from gotobilling.derivation import DateRule, Day, Derived, Pen
from gotobilling.facts import Fact
from gotobilling.invoices import Invoice
from gotobilling.market import Market
from gotobilling.periods import Period
from gotobilling.sources import Clause

__all__ = ["KeyDate", "KeyDateKind", "KeyDates", "OtherReading", "SafeDay"]


class KeyDateKind(Enum):
    """
    What happens on a key date; the values are wire names.

    Those of one day stand in this order.
    """

    TRIAL_END = "trial_end"
    """The first day on which what was tried is free again (H14)."""
    NOTICE = "notice"
    """The last day for notice before a renewal (H4)."""
    CANCELLATION = "cancellation"
    """The last day to cancel service without a set term as of an end (H2)."""
    EARLY_EXIT = "early_exit"
    """The same within a set term, which the contract's buyout ends early (Q33)."""
    DUE = "due"
    """The last day on which an invoice is paid in time (B1)."""
    AUTOPAY = "autopay"
    """The day on which autopay charges an invoice (B2)."""
    DISPUTE = "dispute"
    """The last day for notice of a dispute (G4)."""
    INVOICE = "invoice"
    """The date of an invoice to come (A2)."""
    EXPIRY = "expiry"
    """The last day of a term that does not renew (A15)."""
    SERVICE_END = "service_end"
    """The last day of service."""
    RENEWAL = "renewal"
    """The first day of a further term (H4)."""
    PRICE_CHANGE = "price_change"
    """The first day on which a price may change (terms-price)."""
    DELETION = "deletion"
    """The day on which data is deleted (Q4)."""

    @property
    def is_deadline(self) -> bool:
        """Whether it is a last day on which something is in time."""
        return self in _DEADLINES


_DEADLINES = (
    KeyDateKind.NOTICE,
    KeyDateKind.CANCELLATION,
    KeyDateKind.EARLY_EXIT,
    KeyDateKind.DUE,
    KeyDateKind.DISPUTE,
)
_ORDER = tuple(KeyDateKind)


@frozen
class OtherReading:
    """
    What one combination of readings makes of a date.

    Attributes:
        readings: The choice of each reading that makes a difference, by its name.
        on: The day by them.
    """

    readings: tuple[tuple[str, str], ...]
    on: Derived[date]

    def __str__(self) -> str:
        chosen = ", ".join(f"{name} = {value}" for name, value in self.readings)
        return f"{self.on.value} by {chosen}"


@frozen
class SafeDay(DateRule[tuple[tuple[str, date], ...]]):
    """
    The rule of the day that is safe under every reading: the earliest of all.

    Clauses: safe-day.
    """

    name: ClassVar[str] = "safe_day"

    def work(self, pen: Pen, facts: tuple[tuple[str, date], ...]) -> Day:
        """Say the rule: the earliest of the named days."""
        days = [pen.proven_day(name, on) for name, on in facts]
        return pen.earlier("safe under every reading", SAFE_DAY, *days)


@frozen(kw_only=True)
class KeyDate:
    """
    A day that the customer should know.

    Attributes:
        kind: What happens on it.
        of: The id of the fact it is about, such as a term; None for an end of a month
            and for an invoice.
        number: Which renewal it is or precedes, counted from 1; or None.
        period: The month or cycle at whose end service can be left, or None.
        invoice: The invoice it belongs to, or None.
        on: The day, with its proof.
        choices: What each combination of readings gives, the market's own among them;
            none where all give the same day.
    """

    kind: KeyDateKind
    of: str | None = None
    number: int | None = None
    period: Period | None = None
    invoice: Invoice | None = None
    on: Derived[date]
    choices: tuple[OtherReading, ...] = ()

    @property
    def id(self) -> str:
        """
        Its name among the dates of the account; it holds no day that can move.

        >>> from gotobilling.key_dates import key_dates
        >>> from gotobilling.markets import us
        >>> from gotobilling.testing.examples import july_start
        >>> found = key_dates(july_start(), us.CONNECT, date(2026, 8, 1), months=1)
        >>> [one.id for one in found.dates if one.invoice][:2]
        ['invoice:recurring:2026-08-01', 'autopay:recurring:2026-08-01']
        """
        of = () if self.of is None else (self.of,)
        number = () if self.number is None else (str(self.number),)
        period = () if self.period is None else (str(self.period.end),)
        issued = () if self.invoice is None else _named(self.invoice)
        return ":".join((self.kind.value, *of, *number, *period, *issued))

    @property
    def clause(self) -> Clause:
        """The clause or decision that the last step of its proof rests on."""
        return self.on.proof.steps[-1].clause

    @property
    def safe(self) -> Derived[date] | None:
        """
        The earliest day that any combination of readings gives.

        Of a deadline it is the last day that is in time under every reading. None
        where all readings give the same day.

        Clauses: safe-day.
        """
        if not self.choices:
            return None
        days = [(name, one.on.value) for name, one in self.named_choices()]
        return SafeDay()(tuple(days))

    @property
    def safe_on(self) -> date:
        """The day that is safe under every reading, which may be the day itself."""
        return min((one.on.value for one in self.choices), default=self.on.value)

    def named_choices(self) -> Iterable[tuple[str, OtherReading]]:
        """Yield what each combination of readings gives, by a name of its own."""
        for number, one in enumerate(self.choices, 1):
            yield f"{self.id}@{number}", one

    @property
    def place(self) -> tuple[date, int, str]:
        """What key dates are sorted by: day, kind, name."""
        return self.on.value, _ORDER.index(self.kind), self.id


def _named(invoice: Invoice) -> tuple[str, ...]:
    part = () if invoice.part is None else (invoice.part,)
    return invoice.kind.value, *part, str(invoice.period.start)


@frozen(kw_only=True)
class KeyDates:
    """
    The days that a customer should know, from one day on.

    Attributes:
        account: The account's id.
        currency: Its currency.
        market: The market, under its readings.
        from_on: The first day looked at; earlier ones are left out.
        known_on: The day by which the account's facts were filtered, or None.
        months: How many ends of months were looked at.
        billing_start: The first day that is billed.
        grounds: The terms and the end of service that were looked at, whether or not
            a date of theirs is still ahead.
        dates: The dates, by day.
        invoices: The invoices that they belong to, by date.
    """

    account: str
    currency: str
    market: Market
    from_on: date
    known_on: date | None
    months: int
    billing_start: Derived[date]
    grounds: tuple[Fact, ...]
    dates: tuple[KeyDate, ...]
    invoices: tuple[Invoice, ...]

    def of(self, kind: KeyDateKind) -> tuple[KeyDate, ...]:
        """Return the dates of one kind, by day."""
        return tuple(one for one in self.dates if one.kind is kind)

    def uid(self, one: KeyDate) -> str:
        """
        Return what names a date of this account for ever, in 32 hexadecimal digits.

        It comes from the account, the product and what the date is about, never from
        the day itself, so that a calendar moves an entry whose day moves.
        """
        return digest(("key_date", self.account, self.market.product, one.id))[:32]

    def _repr_html_(self) -> str:
        from gotobilling.present import key_dates_html  # noqa: PLC0415 -- if shown

        return key_dates_html(self)
