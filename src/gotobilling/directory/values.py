"""What the guides print to be used as it is: addresses, contacts and plain facts."""

from datetime import date
from enum import Enum

from attrs import frozen

from gotobilling import checks
from gotobilling.errors import WrongType
from gotobilling.sources import Citation, Clause

__all__ = ["ELSEWHERE", "Address", "Contact", "Entry", "Fact", "Topic"]

ELSEWHERE = ("elsewhere",)
"""The places of an entry for all countries that no other entry of its topic names."""


class Topic(Enum):
    """
    What can be looked up.

    Clauses: B14, B15, B16, B17, B18, B19, C5, C7, E4, E5, G2, G5, H8, J4, K4, K5, K6,
    L8.
    """

    CHECKS = "checks"
    """Where checks go."""
    OVERNIGHT_CHECKS = "overnight_checks"
    PAYEES = "payees"
    """To whom checks are made out; the guides differ."""
    RECEIVABLES = "receivables"
    """Accounts receivable, by region."""
    INVOICE_COPIES = "invoice_copies"
    TAX_EXEMPTION = "tax_exemption"
    W9 = "w9"
    ADDRESS_CHANGES = "address_changes"
    NUMBERS = "numbers"
    """Where phone numbers are cancelled."""
    CANCELLING = "cancelling"
    RETURNS = "returns"
    LOW_USAGE = "low_usage"
    DATA_DELETION = "data_deletion"
    CORPORATE_ACCOUNTS = "corporate_accounts"
    COMMISSIONS = "commissions"
    """Where partners write and call."""
    PORTALS = "portals"
    """The addresses of the billing portals."""
    SECURITY = "security"
    AUTHENTICATION = "authentication"
    """Strong authentication of cards, with its dates."""
    FAILED_PAYMENTS = "failed_payments"
    """What to try, in its order."""


@frozen(kw_only=True)
class Entry:
    """
    What every entry has. The library makes them; others may keep their own beside.

    Attributes:
        topic: Under what it is found.
        about: What it is for, in a few words; of a plain fact, the fact.
        places: The countries it is for, by two letters; none where the text names
            none, and `ELSEWHERE` for all that the others of its topic leave.
        clause: The clause that has it.
        citations: The very lines.
        note: What is odd about it, such as that another guide differs, or None.
    """

    topic: Topic
    about: str
    places: tuple[str, ...]
    clause: Clause
    citations: tuple[Citation, ...]
    note: str | None

    def __attrs_post_init__(self) -> None:
        checks.member("topic", self.topic, Topic)
        checks.text("about", self.about)
        if type(self.clause) is not Clause:
            raise WrongType("clause", "a Clause", self.clause)
        for name, kind in (("places", str), ("citations", Citation)):
            found = getattr(self, name)
            if type(found) is not tuple or set(map(type, found)) - {kind}:
                raise WrongType(name, f"a tuple of {kind.__name__}", found)

    @property
    def told(self) -> str:
        """What there is to tell, on one line."""
        return self.about

    @property
    def cited(self) -> str:
        """The clause and its lines."""
        lines = "; ".join(map(str, self.citations))
        return f"{self.clause.id}: {lines}" if lines else self.clause.id


@frozen(kw_only=True)
class Address(Entry):
    """
    An address of the post.

    Attributes:
        payee: To whom checks are made out there.
        lines: The address as it is printed, line by line.
        currency: The currency of the checks.

    Clauses: B14, B15.
    """

    payee: str
    lines: tuple[str, ...]
    currency: str

    @property
    def told(self) -> str:
        """The payee and the lines."""
        return ", ".join((self.payee, *self.lines))


@frozen(kw_only=True)
class Contact(Entry):
    """
    Whom one writes to, calls or visits.

    Attributes:
        who: Who it is.
        email: The mailbox, or None.
        phone: The phone number with its digits in groups, or None.
        printed: The number as it is printed, where that is garbled; None elsewhere.
        hours: When somebody is there, or None.
        web: The address of a page, or None.

    Clauses: B19, C5, C7, E4, G2, G5, K4, K5, K6, L8.
    """

    who: str
    email: str | None
    phone: str | None
    printed: str | None
    hours: str | None
    web: str | None

    @property
    def told(self) -> str:
        """Who it is, and every way to reach them."""
        printed = None if self.printed is None else f"(printed as {self.printed})"
        ways = (self.email, self.phone, printed, self.hours, self.web)
        reached = ", ".join(one for one in ways if one is not None)
        reached = reached.replace(", (printed", " (printed")
        return f"{self.about}: {self.who}" + (f", {reached}" if reached else "")


@frozen(kw_only=True)
class Fact(Entry):
    """
    Something that just holds.

    Attributes:
        on: The day from or by which it does, or None.

    Clauses: B14, B16, B17, B18, H8.
    """

    on: date | None
