"""Who gets invoices and receipts, and which documents can be downloaded."""

from collections.abc import Callable

import pytest
from tests import builders as b
from tests.builders import altered, day

from gotobilling.clauses.access_decisions import DOWNLOAD_KINDS
from gotobilling.clauses.recipient_texts import C1, C3, C4, C6
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    InvalidValue,
    UnknownName,
    WrongType,
)
from gotobilling.invoices import Invoice, assemble_one_time
from gotobilling.kinds import LineKind
from gotobilling.markets import us
from gotobilling.recipients import Downloadable, InvoiceRecipients, download, with_cc
from gotobilling.refusals import Refused
from gotobilling.roles import Portal

FIVE = tuple(f"{name}@example.com" for name in ("anna", "bo", "carl", "dora", "eve"))
ANNA = FIVE[0]
FULL = InvoiceRecipients(
    portal=Portal.CONNECT, invoices=FIVE, main=ANNA, receipt="books@example.com"
)
ADMINS = InvoiceRecipients(portal=Portal.BILLING_CENTER, invoices=FIVE)


def refused(answer: InvoiceRecipients | Refused) -> Refused:
    """Return the refusal."""
    assert isinstance(answer, Refused)
    return answer


def given(answer: InvoiceRecipients | Refused) -> InvoiceRecipients:
    """Return the recipients."""
    assert isinstance(answer, InvoiceRecipients)
    return answer


class TestFive:
    """Up to five addresses in GoTo Connect and LogMeIn Classic."""

    @pytest.mark.clause("C1")
    def test_sixth(self) -> None:
        """A sixth address is refused, with the clause and what can be done."""
        (reason,) = refused(FULL.adding("sixth@example.com")).reasons

        assert (reason.code, reason.clause) == ("most", C1)
        assert reason.instead == "use the address of a group, or remove one first"

    @pytest.mark.clause("C1")
    def test_fifth(self) -> None:
        """A fifth is added, at the end."""
        four = given(FULL.removing(FIVE[1]))

        assert given(four.adding("new@example.com")).invoices == (
            *(ANNA, *FIVE[2:]),
            "new@example.com",
        )

    @pytest.mark.clause("C1", "recipients-portal")
    @pytest.mark.parametrize("portal", [Portal.CONNECT, Portal.CLASSIC])
    def test_six_at_once(self, portal: Portal) -> None:
        """Six given as a fact are an error that names the clause."""
        six = (*FIVE, "sixth@example.com")
        receipt = ANNA if portal is Portal.CONNECT else None
        with pytest.raises(InvalidValue, match=r"at most 5 addresses, got 6 \[C1\]"):
            InvoiceRecipients(portal=portal, invoices=six, main=ANNA, receipt=receipt)

    @pytest.mark.clause("C1")
    def test_duplicate(self) -> None:
        """An address is there once, in upper or lower case."""
        assert refused(FULL.adding("Anna@EXAMPLE.com")).reasons[0].code == "duplicate"
        with pytest.raises(ConflictingFacts, match=r"invoices\[1\] must be named once"):
            altered(FULL, "invoices", (ANNA, ANNA.upper()))

    @pytest.mark.clause("C1")
    def test_main(self) -> None:
        """The main contact is one of the addresses, and is changed before it goes."""
        assert refused(FULL.removing(ANNA.upper())).reasons[0].code == "main"
        other = FULL.with_main(FIVE[1])
        assert given(other.removing(ANNA)).invoices == FIVE[1:]
        with pytest.raises(UnknownName, match=r"main must be one of .*\[C1\]"):
            FULL.with_main("books@example.com")

    @pytest.mark.clause("C1")
    def test_last(self) -> None:
        """Somebody gets the invoices."""
        alone = altered(FULL, "invoices", (ANNA,))
        assert refused(alone.removing(ANNA)).reasons[0].code == "last"
        with pytest.raises(InvalidValue, match="at least one address"):
            altered(FULL, "invoices", ())

    def test_unknown(self) -> None:
        """Who gets no invoices cannot be removed."""
        with pytest.raises(UnknownName, match="address must be one of the addresses"):
            FULL.removing("books@example.com")


class TestReceipts:
    """Receipts go to one address."""

    @pytest.mark.clause("C2")
    def test_one(self) -> None:
        """Exactly one address gets receipts; another one takes its place."""
        assert FULL.with_receipt(ANNA).receipt == ANNA
        with pytest.raises(WrongType, match=r"receipt must be one e-mail.*\[C2\]"):
            altered(FULL, "receipt", (ANNA, FIVE[1]))
        with pytest.raises(WrongType, match="receipt"):
            altered(FULL, "receipt", None)

    @pytest.mark.clause("C2")
    def test_elsewhere(self) -> None:
        """No text of another portal has receipts."""
        with pytest.raises(InvalidValue, match=r"receipt must be absent.*\[C2\]"):
            with_cc(ANNA).with_receipt(ANNA)


class TestGotoAdmin:
    """A main address and others in CC."""

    @pytest.mark.clause("C3")
    def test_no_limit(self) -> None:
        """No limit is stated: a sixth and seventh are taken."""
        found = with_cc(ANNA, " , ".join((*FIVE[1:], "f@example.com")))

        assert len(found.invoices) == 6
        assert len(given(found.adding("g@example.com")).invoices) == 7
        assert found.cc == ", ".join((*FIVE[1:], "f@example.com"))

    @pytest.mark.clause("C3")
    def test_empty(self) -> None:
        """The CC field may stay empty."""
        assert with_cc(ANNA).invoices == (ANNA,)
        assert with_cc(ANNA, " ").cc == ""

    @pytest.mark.clause("C3")
    def test_malformed(self) -> None:
        """What stands between two commas is an address."""
        with pytest.raises(InvalidValue, match=r"cc\[1\] must be an e-mail.*\[C3\]"):
            with_cc(ANNA, "b@example.com,,c@example.com")
        with pytest.raises(WrongType, match="cc must be text"):
            with_cc(ANNA, ("b@example.com",))  # type: ignore[arg-type] # the point

    @pytest.mark.clause("C3")
    def test_duplicate(self) -> None:
        """The main address is not in CC as well."""
        with pytest.raises(ConflictingFacts, match=r"named once.*\[C3\]"):
            with_cc(ANNA, ANNA)
        assert refused(with_cc(ANNA).adding(ANNA)).reasons[0].clause == C3


class TestBillingCenter:
    """The billing admins are who gets invoices."""

    @pytest.mark.clause("C6", "recipients-portal")
    def test_admins(self) -> None:
        """There is no main one, no limit and no receipt."""
        assert len(given(ADMINS.adding("sixth@example.com")).invoices) == 6
        assert given(ADMINS.removing(ANNA)).invoices == FIVE[1:]
        assert refused(ADMINS.adding(ANNA)).reasons[0].clause == C6
        with pytest.raises(InvalidValue, match=r"main must be absent.*\[C6\]"):
            ADMINS.with_main(ANNA)

    @pytest.mark.clause("C1")
    def test_corporate(self) -> None:
        """Of the corporate portal no text tells recipients."""
        with pytest.raises(InvalidValue, match="portal must be one of connect"):
            altered(ADMINS, "portal", Portal.CORPORATE)


class TestAddresses:
    """What an address has to be."""

    @pytest.mark.parametrize(
        "address",
        ["a@b.co", "anna.b+c@mail.example.com", "o'neil@example.com", "1@2.de"],
    )
    def test_taken(self, address: str) -> None:
        """A usual address is taken."""
        assert with_cc(address).main == address

    @pytest.mark.parametrize(
        "address",
        [
            *("", "anna", "anna@", "@example.com", "anna@example", "anna@@example.com"),
            *(" anna@example.com", "anna@example.com ", "an na@example.com"),
            *("anna.@example.com", ".anna@example.com", "an..na@example.com"),
            *("anna@-example.com", "anna@example..com", "Anna <anna@example.com>"),
            *("anna@example.com\n", "a@b.co,c@d.co", "ännä@example.com"),
            *(
                "anna@\N{LATIN SMALL LETTER LONG S}hop.com",
                "\N{KELVIN SIGN}@example.com",
            ),
            f"{'a' * 140}@example.com",
        ],
    )
    def test_refused(self, address: str) -> None:
        """A malformed or overlong one is not."""
        with pytest.raises(InvalidValue, match=r"must be an e-mail address .*\[C3\]"):
            with_cc(address)

    @pytest.mark.parametrize(
        ("field", "value"),
        [("portal", "connect"), ("invoices", [ANNA]), ("invoices", (1,)), ("main", 1)],
    )
    def test_types(self, field: str, value: object) -> None:
        """A field of another type is named."""
        with pytest.raises(WrongType, match=field):
            altered(FULL, field, value)

    @pytest.mark.parametrize("method", [FULL.adding, FULL.removing, FULL.with_main])
    def test_no_text(self, method: Callable[[str], object]) -> None:
        """What is no text is no address."""
        anything: Callable[[object], object] = method  # type: ignore[assignment] # point
        with pytest.raises(BillingError, match="one e-mail address"):
            anything(None)


def purchase(kind: LineKind) -> Invoice:
    """Return the invoice of one thing bought on 12 August."""
    found = b.bought(day(8, 12), kind=kind)
    made = assemble_one_time(b.account(day(7, 1), found), day(8, 12), us.CONNECT)
    assert isinstance(made, Invoice)
    return made


class TestDownload:
    """Which documents can be downloaded where."""

    @pytest.mark.clause("C4", "download-kinds")
    @pytest.mark.parametrize(
        ("portal", "month", "hardware", "number"),
        [
            (Portal.CONNECT, "yes", "hardware", "one-time"),
            (Portal.GOTO_ADMIN, "yes", "hardware", "yes"),
            (Portal.CLASSIC, "yes", "hardware", "yes"),
            (Portal.BILLING_CENTER, "yes", "yes", "yes"),
            (Portal.CORPORATE, "portal", "portal", "portal"),
        ],
    )
    def test_kinds(
        self, portal: Portal, month: str, hardware: str, number: str
    ) -> None:
        """Monthly statements everywhere, hardware in the Billing Center alone."""
        start = day(7, 1)
        account = b.account(
            start, b.device_price(effective_on=start), b.change(start, 5)
        )
        found = (
            b.invoice(account, b.month(8)),
            purchase(LineKind.HARDWARE),
            purchase(LineKind.NUMBER_PURCHASE),
        )

        answers = [download(one, portal) for one in found]

        told = [
            "yes" if isinstance(one, Downloadable) else one.reasons[0].code
            for one in answers
        ]
        assert told == [month, hardware, number]
        for one in answers:
            clause = one.clause if isinstance(one, Downloadable) else C4
            assert clause in (C4, DOWNLOAD_KINDS)

    def test_types(self) -> None:
        """No invoice, or no portal, is an error."""
        with pytest.raises(WrongType, match="invoice must be an Invoice"):
            download("august", Portal.CONNECT)  # type: ignore[arg-type] # the point
        with pytest.raises(WrongType, match="portal must be a Portal"):
            download(purchase(LineKind.HARDWARE), "connect")  # type: ignore[arg-type] # so
