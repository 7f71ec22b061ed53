"""GoTo Connect in Brazil: two documents a month, and a due day of choice."""

from datetime import date

import pytest
from attrs import evolve
from tests import builders as b

from gotobilling.clauses import CONTRACT_RATES
from gotobilling.errors import InvalidValue, NoRateInForce, UnknownName
from gotobilling.facts import Account, BillingAddress
from gotobilling.invoices import Invoice, assemble_invoice, invoices_issued
from gotobilling.markets import br, us
from gotobilling.periods import Period

AUGUST = Period.month(2026, 8)
PARTS = ("services", "telecommunications")


def mixed() -> Account:
    """Return four devices at 25.00 and two seats, from 1 August 2026."""
    return b.account(
        b.day(8, 1),
        b.device_price(),
        b.seat_price(),
        b.change(b.day(8, 1), 4),
        b.change(b.day(8, 1), 2, "agent seat"),
    )


def part(name: str, account: Account, due_day: int = 0) -> Invoice:
    """Return one of the two documents of August."""
    market = br.CONNECT.with_readings({"due_day": due_day})
    found = assemble_invoice(account, AUGUST, market, part=name)
    assert isinstance(found, Invoice)
    return found


class TestTwoDocuments:
    """Services and telecommunications are billed apart."""

    @pytest.mark.clause("br-documents")
    def test_same_total(self) -> None:
        """The two documents come to what one invoice would come to."""
        whole = assemble_invoice(mixed(), AUGUST, us.CONNECT)
        assert isinstance(whole, Invoice)
        both = [part(name, mixed()) for name in PARTS]

        assert [one.part for one in both] == list(PARTS)
        assert sum(one.minor for one in both) == whole.minor

    @pytest.mark.clause("br-documents")
    def test_telecommunications(self) -> None:
        """Devices stand on the telecommunications document: 4 x 25.00."""
        services, telecommunications = (part(name, mixed()) for name in PARTS)

        assert [line.item for line in services.lines] == ["agent seat"]
        assert [line.item for line in telecommunications.lines] == ["device"]
        assert telecommunications.total.value.minor == 4 * 2500

    @pytest.mark.clause("br-documents")
    def test_issued(self) -> None:
        """Both are issued on the same day, services first."""
        issued = invoices_issued(mixed(), AUGUST, br.CONNECT)

        assert [(one.part, one.issued_on.value) for one in issued] == [
            (name, b.day(8, 1)) for name in PARTS
        ]

    @pytest.mark.clause("br-documents")
    def test_whole(self) -> None:
        """There is no document of both."""
        with pytest.raises(UnknownName, match=r"^part must be one of services, tele"):
            assemble_invoice(mixed(), AUGUST, br.CONNECT)


class TestDueDay:
    """The customer may choose the day on which it pays."""

    @pytest.mark.clause("br-due-days", "Q6")
    @pytest.mark.parametrize("day", [10, 15, 20, 25, 30])
    def test_chosen(self, day: int) -> None:
        """A document of 1 August is due on the chosen day of August."""
        due = part("services", mixed(), day).due_on

        assert due is not None
        assert due.value == b.day(8, day)

    @pytest.mark.clause("br-due-days", "Q6")
    def test_none_chosen(self) -> None:
        """Without a choice it is due 15 days after the invoice date, as elsewhere."""
        due = part("services", mixed()).due_on

        assert due is not None
        assert due.value == b.day(8, 1 + 15)

    @pytest.mark.clause("br-due-days", "Q6")
    @pytest.mark.parametrize("day", [1, 11, 29])
    def test_not_offered(self, day: int) -> None:
        """Another day than the five is not offered."""
        with pytest.raises(
            InvalidValue, match=r"^due_day must be one of 10, 15, 20, 25, 30, or 0"
        ):
            br.CONNECT.with_readings({"due_day": day})


class TestTaxes:
    """No Brazilian rate is shipped."""

    @pytest.mark.clause("E3")
    def test_none_known(self) -> None:
        """With an address the taxes are asked for, and not left out in silence."""
        address = BillingAddress(id="address", country="BR", effective_on=b.day(1, 1))
        taxed = evolve(mixed(), addresses=(address,))

        with pytest.raises(NoRateInForce, match=r"^levies must be known at BR: supply"):
            assemble_invoice(taxed, AUGUST, br.CONNECT, part="services")

    @pytest.mark.clause("E2", "E3")
    def test_of_the_caller(self) -> None:
        """A tax that the caller brings stands on each of the documents."""
        address = BillingAddress(id="address", country="BR", effective_on=b.day(1, 1))
        taxed = evolve(mixed(), addresses=(address,))
        market = br.CONNECT.with_sales_tax("iss", "BR").with_rate(
            "iss", date(2026, 1, 1), 5, CONTRACT_RATES
        )
        issued = invoices_issued(taxed, AUGUST, market)

        # 5 % of 2 seats, and 5 % of 4 x 25.00.
        seats = issued[0].subtotal.value.minor
        assert [one.levies[0].amount.minor for one in issued] == [seats // 20, 500]
