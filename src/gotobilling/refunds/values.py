"""What a return comes to: its items, the tax that goes back, its days, its note."""

from datetime import date
from typing import Any

from attrs import field, frozen

from gotobilling.derivation import Derived
from gotobilling.facts import OneTimeCharge, Return
from gotobilling.invoices import CreditNote
from gotobilling.lineitems import DocumentKey
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.refusals import Reason

__all__ = ["ReturnCredit", "ReturnedItem", "TaxReturned"]


@frozen(kw_only=True)
class ReturnedItem:
    """
    One return of an RMA: units of one purchase, and what they come to.

    Attributes:
        returned: The fact.
        purchase: What was bought.
        line: The id of its line on the invoice.
        last_day: The last day on which its return is in time.
        late_by: Days after it, 0 where it is in time.
        bears_late_fee: Whether the fee of a late RMA is among its fees.
        price: Price of the units before tax.
        restocking: The restocking fee.
        credit: What is credited before tax: the price less all fees, 0.00 at least.
        charged: What the fees come to beyond the price, 0.00 as a rule.

    Clauses: J1, J2, J3, J6, Q15, Q58, Q59, return-fees.
    """

    returned: Return
    purchase: OneTimeCharge
    line: str
    last_day: Derived[date]
    late_by: int
    bears_late_fee: bool
    price: Derived[Money]
    restocking: Derived[Money]
    credit: Derived[Money]
    charged: Derived[Money]

    @property
    def is_late(self) -> bool:
        """Whether it came after its last day."""
        return self.late_by > 0


@frozen(kw_only=True)
class TaxReturned:
    """
    A levy of the invoice of which something goes back.

    Attributes:
        line: The id of its line on the invoice.
        levy: Its name.
        amount: What goes back of it.

    Clauses: Q59, return-tax.
    """

    line: str
    levy: str
    amount: Derived[Money]


@frozen(kw_only=True)
class ReturnCredit:
    """
    What the returns of one RMA come to.

    Attributes:
        rma: The number of the RMA.
        account: The account's id.
        currency: ISO 4217 code.
        market: The market, with its policies of returns as they were used.
        of: What names the invoice on which everything was bought.
        invoice: The digest of that invoice.
        processed_on: The day on which the last of its returns was processed.
        items: What came back, in the order of the invoice.
        refused: Why other returns of the RMA are not taken back.
        taxes: The levies of which something goes back, in the order of the invoice.
        credit: What is credited before tax.
        total: What is credited with tax.
        charged: What the fees come to beyond the prices.
        expected_first: The first day on which the credit is expected.
        expected_last: The last such day.
        note: The credit note, or None: where nothing is credited, and where the tax
            goes back in full, which no note over the credited price gives.
        charges: The one-time charges that ``charged`` makes, to be added to the facts
            of the account. They bear no tax; as such a fact cannot say that, a market
            that taxes fees needs a certificate for them.

    Clauses: J1, J2, J3, J4, J5, J6, Q15, Q58, Q59, return-days, return-fees.
    """

    rma: str
    account: str
    currency: str
    market: Market = field(repr=False)
    of: DocumentKey
    invoice: str
    processed_on: date
    items: tuple[ReturnedItem, ...]
    refused: tuple[Reason, ...]
    taxes: tuple[TaxReturned, ...]
    credit: Derived[Money]
    total: Derived[Money]
    charged: Derived[Money]
    expected_first: Derived[date]
    expected_last: Derived[date]
    note: CreditNote | None
    charges: tuple[OneTimeCharge, ...]

    def __repr__(self) -> str:
        return f"<return {self.rma} of {self.account}: {self.total.value}>"

    def answers(self) -> tuple[tuple[str, Derived[Any]], ...]:
        """Return every proven answer under its name, in a fixed order."""
        found: list[tuple[str, Derived[Any]]] = []
        for one in self.items:
            name = one.returned.id
            found += [
                (f"last_day:{name}", one.last_day),
                (f"price:{name}", one.price),
                (f"restocking:{name}", one.restocking),
                (f"credit:{name}", one.credit),
                (f"charged:{name}", one.charged),
            ]
        found += [(f"tax:{one.line}", one.amount) for one in self.taxes]
        return (
            *found,
            ("credit", self.credit),
            ("total", self.total),
            ("charged", self.charged),
            ("expected_first", self.expected_first),
            ("expected_last", self.expected_last),
        )
