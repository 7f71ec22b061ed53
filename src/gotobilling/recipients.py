"""Who gets invoices and receipts by e-mail, and which documents can be downloaded.

Each portal has its own form of it: up to five addresses and one for receipts in GoTo
Connect, a main address and others in CC in GoTo Admin, the billing admins in the
Billing Center:

>>> found = InvoiceRecipients(
...     portal=Portal.CONNECT,
...     invoices=("anna@example.com", "books@example.com"),
...     main="anna@example.com",
...     receipt="books@example.com",
... )
>>> more = found.adding("carla@example.com")
>>> len(more.invoices)
3
>>> print(found.adding("ANNA@example.com"))
ANNA@example.com gets the invoices already [C1]
"""

import re
from types import MappingProxyType
from typing import Final

from attrs import evolve, frozen

from gotobilling import checks
from gotobilling.billing_cycle import DocumentKind
from gotobilling.clauses.access_decisions import DOWNLOAD_KINDS
from gotobilling.clauses.recipient_texts import C1, C2, C3, C4, C6
from gotobilling.errors import (
    ConflictingFacts,
    InvalidValue,
    UnknownName,
    WrongType,
)
from gotobilling.invoices import Invoice
from gotobilling.kinds import LineKind
from gotobilling.refusals import Reason, Refused
from gotobilling.roles import Portal
from gotobilling.sources import Clause

__all__ = ["Downloadable", "InvoiceRecipients", "download", "with_cc"]

_ADDRESS: Final = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
    # Without ASCII, letters such as the long s would be those of another case.
    re.IGNORECASE | re.ASCII,
)
# A reason that names it has to stay readable.
_LONGEST: Final = 150
_ALIAS: Final = "use the address of a group, or remove one first"


@frozen
class _Form:
    # How a portal tells who gets what; ``most`` is None where no limit is stated.
    most: int | None
    main: bool
    receipt: bool
    clause: Clause


_FORMS: Final = MappingProxyType(
    {
        Portal.CONNECT: _Form(most=5, main=True, receipt=True, clause=C1),
        Portal.GOTO_ADMIN: _Form(most=None, main=True, receipt=False, clause=C3),
        Portal.CLASSIC: _Form(most=5, main=True, receipt=False, clause=C1),
        Portal.BILLING_CENTER: _Form(most=None, main=False, receipt=False, clause=C6),
    }
)


@frozen(kw_only=True)
class InvoiceRecipients:
    """
    Who gets the invoices of an account by e-mail, and who the receipts.

    Attributes:
        portal: Where it is said, which gives the form: ``CONNECT`` and ``CLASSIC`` take
            at most five addresses, ``GOTO_ADMIN`` and ``BILLING_CENTER`` any number. In
            the last they are the billing admins.
        invoices: The addresses that get invoices, at least one, each once, whether in
            upper or lower case.
        main: The one of them that is the main billing contact's; None in the Billing
            Center, which has none.
        receipt: The one address that gets receipts, in GoTo Connect alone.

    Raises:
        InvalidValue: a sixth address, none at all, a malformed one, a portal of which
            no text tells recipients; a main address or receipts where there are none.
        ConflictingFacts: an address twice.
        UnknownName: a main address that gets no invoices.
        WrongType: a field of another type, as several addresses for receipts.

    >>> InvoiceRecipients(
    ...     portal=Portal.CONNECT,
    ...     invoices=("anna@example",),
    ...     main="anna@example",
    ...     receipt="anna@example",
    ... )
    Traceback (most recent call last):
    ...
    gotobilling.errors.InvalidValue: invoices[0] must be an e-mail address such as \
anna@example.com, got 'anna@example' [C1]

    Clauses: C1, C2, C3, C6, recipients-portal.
    """

    portal: Portal
    invoices: tuple[str, ...]
    main: str | None = None
    receipt: str | None = None

    def __attrs_post_init__(self) -> None:
        checks.member("portal", self.portal, Portal)
        if self.portal not in _FORMS:
            known = ", ".join(one.value for one in _FORMS)
            raise InvalidValue("portal", f"one of {known}", self.portal.value, "C1")
        clause = self._form.clause.id
        if type(self.invoices) is not tuple:
            requirement = "a tuple of addresses"
            raise WrongType("invoices", requirement, self.invoices, clause)
        for index, one in enumerate(self.invoices):
            _check_address(f"invoices[{index}]", one, clause)
            if _has(self.invoices[:index], one):
                raise ConflictingFacts(f"invoices[{index}]", "named once", one, clause)
        if not self.invoices:
            raise InvalidValue("invoices", "at least one address", "none", clause)
        if self._is_beyond(len(self.invoices)):
            requirement = f"at most {self._form.most} addresses"
            raise InvalidValue("invoices", requirement, len(self.invoices), clause)
        self._check_main()
        self._check_receipt()

    def _check_main(self) -> None:
        clause = self._form.clause.id
        if not self._form.main:
            if self.main is not None:
                raise InvalidValue("main", "absent in that portal", self.main, clause)
            return
        _check_address("main", self.main, clause)
        if not _has(self.invoices, str(self.main)):
            requirement = "one of the addresses that get invoices"
            raise UnknownName("main", requirement, self.main, clause)

    def _check_receipt(self) -> None:
        if self._form.receipt:
            _check_address("receipt", self.receipt, C2.id)
        elif self.receipt is not None:
            requirement = "absent in that portal, of which no text has receipts"
            raise InvalidValue("receipt", requirement, self.receipt, C2.id)

    @property
    def _form(self) -> _Form:
        return _FORMS[self.portal]

    def _is_beyond(self, count: int) -> bool:
        return self._form.most is not None and count > self._form.most

    @property
    def cc(self) -> str:
        """
        The addresses beside the main one, with commas between them.

        >>> with_cc("anna@example.com", "b@example.com,c@example.com").cc
        'b@example.com, c@example.com'

        Clauses: C3.
        """
        others = (one for one in self.invoices if not _has((self.main or "",), one))
        return ", ".join(others)

    def adding(self, address: str) -> "InvoiceRecipients | Refused":
        """
        Return the recipients with one more, or a refusal: ``duplicate`` or ``most``.

        Raises:
            InvalidValue: a malformed address.

        Clauses: C1, C3, C6.
        """
        clause = self._form.clause
        _check_address("address", address, clause.id)
        if _has(self.invoices, address):
            told = f"{address} gets the invoices already"
            return Refused((Reason("duplicate", told, clause),))
        if self._is_beyond(len(self.invoices) + 1):
            told = f"{self._form.most} addresses get the invoices, and no more can"
            return Refused((Reason("most", told, clause, _ALIAS),))
        return evolve(self, invoices=(*self.invoices, address))

    def removing(self, address: str) -> "InvoiceRecipients | Refused":
        """
        Return the recipients without one, or a refusal: ``last`` or ``main``.

        Raises:
            InvalidValue: a malformed address.
            UnknownName: an address that gets no invoices.

        Clauses: C1, C3, C6.
        """
        clause = self._form.clause
        _check_address("address", address, clause.id)
        if not _has(self.invoices, address):
            requirement = "one of the addresses that get invoices"
            raise UnknownName("address", requirement, address, clause.id)
        if len(self.invoices) == 1:
            told = f"nobody but {address} gets the invoices"
            return Refused((Reason("last", told, clause, "add another one first"),))
        if self.main is not None and _has((self.main,), address):
            told = f"{address} is that of the main billing contact"
            return Refused((Reason("main", told, clause, "choose another one first"),))
        left = tuple(one for one in self.invoices if not _has((address,), one))
        return evolve(self, invoices=left)

    def with_main(self, address: str) -> "InvoiceRecipients":
        """
        Return the same with another main billing contact, out of the addresses.

        Clauses: C1, C3.
        """
        return evolve(self, main=address)

    def with_receipt(self, address: str) -> "InvoiceRecipients":
        """
        Return the same with another address for receipts; there is exactly one.

        Clauses: C2.
        """
        return evolve(self, receipt=address)


def with_cc(main: str, cc: str = "") -> InvoiceRecipients:
    """
    Return the recipients as GoTo Admin tells them: a main address and a CC field.

    Args:
        main: The main address.
        cc: Further ones with commas between them; it may be empty.

    Raises:
        InvalidValue: a malformed address, as between two commas in a row.
        ConflictingFacts: an address twice.

    Clauses: C3, recipients-portal.
    """
    if type(cc) is not str:
        raise WrongType("cc", "text", cc, C3.id)
    others = tuple(one.strip() for one in cc.split(",")) if cc.strip() else ()
    for index, one in enumerate(others):
        _check_address(f"cc[{index}]", one, C3.id)
    return InvoiceRecipients(
        portal=Portal.GOTO_ADMIN, invoices=(main, *others), main=main
    )


def _check_address(path: str, value: object, clause: str) -> None:
    if type(value) is not str:
        raise WrongType(path, "one e-mail address", value, clause)
    if _ADDRESS.fullmatch(value) is None:
        requirement = "an e-mail address such as anna@example.com"
        raise InvalidValue(path, requirement, value, clause)
    if len(value) > _LONGEST:
        requirement = f"an e-mail address of at most {_LONGEST} characters"
        raise InvalidValue(path, requirement, value, clause)


def _has(addresses: tuple[str, ...], address: str) -> bool:
    return address.casefold() in {one.casefold() for one in addresses}


@frozen
class Downloadable:
    """
    That a document can be downloaded in a portal.

    Attributes:
        portal: Where.
        clause: What says so.

    Clauses: C4, download-kinds.
    """

    portal: Portal
    clause: Clause


def download(invoice: Invoice, portal: Portal) -> Downloadable | Refused:
    """
    Say whether an invoice can be downloaded in a portal.

    In GoTo Connect that holds of periodic statements alone, in GoTo Admin and LogMeIn
    Classic of all but orders of hardware, in the Billing Center of all.

    Returns:
        The clause that says so, or a refusal: ``hardware``, ``one-time`` or ``portal``.

    Raises:
        WrongType: no invoice, or no portal.

    >>> from gotobilling import Period, assemble_invoice
    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import july_start
    >>> august = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
    >>> download(august, Portal.CONNECT).clause.id
    'C4'

    Clauses: C4, download-kinds.
    """
    if type(invoice) is not Invoice:
        raise WrongType("invoice", "an Invoice", invoice)
    checks.member("portal", portal, Portal)
    way = "ask for a copy"
    if portal is Portal.CORPORATE:
        told = "no text has invoices downloaded in the corporate portal"
        return Refused((Reason("portal", told, C4, "ask Corporate Account Services"),))
    if portal is Portal.BILLING_CENTER or invoice.kind is not DocumentKind.ONE_TIME:
        clause = DOWNLOAD_KINDS if portal is Portal.BILLING_CENTER else C4
        return Downloadable(portal, clause)
    if any(line.kind is LineKind.HARDWARE for line in invoice.lines):
        told = "orders of hardware are not downloaded so far"
        return Refused((Reason("hardware", told, C4, way),))
    if portal is Portal.CONNECT:
        told = "monthly statements alone are downloaded"
        return Refused((Reason("one-time", told, C4, way),))
    return Downloadable(portal, DOWNLOAD_KINDS)
