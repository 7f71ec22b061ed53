"""What the caller knows: an account and everything that happened to it.

Every fact has an ``id``, the day it takes effect and the day it became known. The same
id with the same content counts once; the same id with other content is an error. Facts
may be given in any order: an account keeps them sorted, so order never matters.

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.kinds import BillableUnit, LineKind
>>> account = Account(
...     id="acme",
...     currency="USD",
...     contract=Contract(id="contract", billing_start_on=date(2026, 7, 15)),
...     prices=(
...         Price(
...             id="price-device",
...             item="device",
...             kind=LineKind.SERVICE_CHARGE,
...             unit=BillableUnit.DEVICE,
...             unit_price=Decimal("25.00"),
...             currency="USD",
...             effective_on=date(2026, 7, 15),
...         ),
...     ),
...     changes=(
...         QuantityChange(
...             id="c1", item="device", quantity=5, effective_on=date(2026, 7, 15)
...         ),
...     ),
... )
>>> account.changes[0].known_on
datetime.date(2026, 7, 15)
"""

from gotobilling.facts.account import Account
from gotobilling.facts.call_rates import (
    BRAZIL_MOBILE,
    CallRate,
    Increment,
    PriceModel,
    StepsCounted,
    Tier,
    ZeroSeconds,
)
from gotobilling.facts.events import (
    Contract,
    Fact,
    OneTimeCharge,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
)
from gotobilling.facts.histories import History, price_in_force
from gotobilling.facts.issued import IssuedLine
from gotobilling.facts.partners import Commission, CommissionKind
from gotobilling.facts.payments import (
    Autopay,
    AutopayChoice,
    Dispute,
    DisputedLine,
    Payment,
    Resolution,
    Resolved,
    Suspension,
)
from gotobilling.facts.receivables import Receivables
from gotobilling.facts.rentals import Rental
from gotobilling.facts.returns import Condition, Delivery, Return
from gotobilling.facts.taxation import BillingAddress, ExemptionCertificate, TaxNumber
from gotobilling.facts.terms import (
    AutoRenewal,
    CircuitActivation,
    EarlyTermination,
    NumberChange,
    NumberDetail,
    Term,
    Trial,
)
from gotobilling.facts.usage import Device, Included, LowUsage, NoUsage, UsageTotal
from gotobilling.facts.versions import Withdrawal

__all__ = [
    "BRAZIL_MOBILE",
    "Account",
    "AutoRenewal",
    "Autopay",
    "AutopayChoice",
    "BillingAddress",
    "CallRate",
    "CircuitActivation",
    "Commission",
    "CommissionKind",
    "Condition",
    "Contract",
    "Delivery",
    "Device",
    "Dispute",
    "DisputedLine",
    "EarlyTermination",
    "ExemptionCertificate",
    "Fact",
    "History",
    "Included",
    "Increment",
    "IssuedLine",
    "LowUsage",
    "NoUsage",
    "NumberChange",
    "NumberDetail",
    "OneTimeCharge",
    "OpeningQuantity",
    "Payment",
    "Price",
    "PriceModel",
    "QuantityChange",
    "Receivables",
    "Rental",
    "Resolution",
    "Resolved",
    "Return",
    "ServiceEnd",
    "StepsCounted",
    "Suspension",
    "TaxNumber",
    "Term",
    "Tier",
    "Trial",
    "UsageTotal",
    "Withdrawal",
    "ZeroSeconds",
    "price_in_force",
]
