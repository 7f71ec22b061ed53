"""Rented equipment: how long the rental runs, how it ends, and what cancelling costs.

None of these are the terms of equipment that is bought. A rental of two years, agreed
on 16 March 2026, takes notice by 15 February 2028, or goes on from month to month:

>>> from decimal import Decimal
>>> from gotobilling.markets import us
>>> policy = us.CONNECT.contracts.rental
>>> rental = Rental(
...     id="rental",
...     item="desk phone",
...     agreed_on=date(2026, 3, 16),
...     months=24,
...     msrp=Decimal("99.99"),
...     currency="USD",
... )
>>> last_day_of_rental(rental, policy).value, rental_notice_until(rental, policy).value
(datetime.date(2028, 3, 15), datetime.date(2028, 2, 15))
>>> rental_cancel_until(rental, policy).value
datetime.date(2026, 3, 31)
>>> rental_restocking_fee(rental, policy).value  # 24.9975
Money('25.00', 'USD')
"""

from datetime import date
from typing import ClassVar, NamedTuple

from attrs import frozen

from gotobilling import checks
from gotobilling.clauses.contract_own_decisions import RENTAL_MONTHS
from gotobilling.clauses.contract_terms import (
    RENTAL_CANCELLATION,
    RENTAL_RETURN,
    RENTAL_TERM,
)
from gotobilling.contracts.policies import RentalPolicy
from gotobilling.derivation import AmountRule, DateRule, Day, Derived, Number, Pen
from gotobilling.errors import InvalidValue
from gotobilling.facts import Rental
from gotobilling.money import Money, UnitPrice

__all__ = [
    "LastDayOfRental",
    "RentalCancelUntil",
    "RentalEndedBy",
    "RentalFacts",
    "RentalNotice",
    "RentalNoticeUntil",
    "RentalReturnBy",
    "RestockingFee",
    "last_day_of_rental",
    "rental_cancel_until",
    "rental_ended_by",
    "rental_notice_until",
    "rental_restocking_fee",
    "rental_return_by",
]


class RentalFacts(NamedTuple):
    """What a date of a rental rests on."""

    rental: Rental
    further_months: int
    """Months after the initial term, 0 for its own end."""


@frozen
class LastDayOfRental(DateRule[RentalFacts]):
    """
    The rule of the last day of a rental, bound to its policy.

    Clauses: rental-months, rental-term.
    """

    name: ClassVar[str] = "last_day_of_rental"

    policy: RentalPolicy

    def work(self, pen: Pen, facts: RentalFacts) -> Day:
        """Say the rule: the day before the first one after its months."""
        by = self.policy.ground(RENTAL_TERM)
        return pen.day_before("last day of the rental", by, self.after(pen, facts))

    def after(self, pen: Pen, facts: RentalFacts) -> Day:
        """Say the first day after the rental."""
        rental = facts.rental
        field = "agreed_on" if rental.start_on is None else "start_on"
        months, by = pen.fact(rental, "months"), self.policy.ground(RENTAL_TERM)
        if facts.further_months:
            by = self.policy.ground(RENTAL_MONTHS)
            further = pen.header_number("further_months", (facts.further_months, 1))
            months = pen.sum("months of the rental", by, months, further)
        first, label = pen.fact_day(rental, field), "first day after the rental"
        return pen.plus_months(label, by, first, months, self.policy)


@frozen
class RentalNoticeUntil(DateRule[Rental]):
    """
    The rule of the last day for notice before the end of the initial term.

    Clauses: rental-term.
    """

    name: ClassVar[str] = "rental_notice_until"

    policy: RentalPolicy

    def work(self, pen: Pen, facts: Rental) -> Day:
        """Say the rule: days back from the first day after the term, which is day 0."""
        after = LastDayOfRental(self.policy).after(pen, RentalFacts(facts, 0))
        return self.before(pen, after)

    def before(self, pen: Pen, after: Day) -> Day:
        """Say the last day for notice before a first day that is said already."""
        by = self.policy.ground(RENTAL_TERM)
        days, label = pen.policy(self.policy, "notice_days"), "last day for notice"
        counted = pen.minus_days(label, by, after, days)
        if self.policy.notice_days:
            return counted
        last = pen.day_before("last day of the rental", by, after)
        return pen.earlier(label, by, counted, last)


class RentalNotice(NamedTuple):
    """What the end of a rental after notice rests on."""

    rental: RentalFacts
    given_on: date


@frozen
class RentalEndedBy(DateRule[RentalNotice]):
    """
    The rule of the last day of a rental after notice, bound to its policy.

    Clauses: rental-months, rental-term.
    """

    name: ClassVar[str] = "rental_ended_by"

    policy: RentalPolicy

    def work(self, pen: Pen, facts: RentalNotice) -> Day:
        """Say the rule: the end of the term, or of the month that the notice is in."""
        by, label = self.policy.ground(RENTAL_MONTHS), "last day of the rental"
        given = pen.header_day("requested_on", facts.given_on)
        end = LastDayOfRental(self.policy)
        after = end.after(pen, facts.rental)
        if not facts.rental.further_months:
            until = RentalNoticeUntil(self.policy).before(pen, after)
            # The later one is the deadline, or the notice would not be in time.
            given = pen.later("notice is in time until", by, given, until)
        last = pen.day_before(label, self.policy.ground(RENTAL_TERM), after)
        return pen.later(label, by, given, last)


@frozen
class RentalCancelUntil(DateRule[Rental]):
    """
    The rule of the last day on which a rental can be cancelled, bound to its policy.

    Clauses: rental-cancellation.
    """

    name: ClassVar[str] = "rental_cancel_until"

    policy: RentalPolicy

    def work(self, pen: Pen, facts: Rental) -> Day:
        """Say the rule: days from the agreement, which is day 0."""
        by = self.policy.ground(RENTAL_CANCELLATION)
        agreed = pen.fact_day(facts, "agreed_on")
        days = pen.policy(self.policy, "cancel_days")
        return pen.plus_days("last day to cancel", by, agreed, days)


@frozen
class RestockingFee(AmountRule[Rental]):
    """
    The rule of what cancelling a rental costs, bound to its policy.

    Clauses: rental-cancellation.
    """

    name: ClassVar[str] = "rental_restocking_fee"

    policy: RentalPolicy

    def work(self, pen: Pen, facts: Rental) -> Number:
        """Say the rule: a share of the list price of all that is rented."""
        by = self.policy.ground(RENTAL_CANCELLATION)
        price = UnitPrice(facts.msrp, facts.currency, "unit")
        each = pen.price(facts, "msrp", (price.numerator, price.denominator))
        whole = pen.times("list price", by, each, pen.fact(facts, "quantity"))
        share = pen.policy(self.policy, "restocking_percent")
        fee = pen.percent("restocking fee", by, whole, share)
        return pen.round("amount", by, fee, self.policy, facts.currency)

    def currency(self, facts: Rental) -> str:
        """Return the currency of the list price."""
        return facts.currency


@frozen
class RentalReturnBy(DateRule[RentalFacts | date]):
    """
    The rule of the last day to hand equipment back, bound to its policy.

    Clauses: rental-return.
    """

    name: ClassVar[str] = "rental_return_by"

    policy: RentalPolicy

    def work(self, pen: Pen, facts: RentalFacts | date) -> Day:
        """Say the rule: days from the last day of the rental, which is day 0."""
        if isinstance(facts, RentalFacts):
            last = LastDayOfRental(self.policy).work(pen, facts)
        else:
            last = pen.header_day("rental.last_day", facts)
        by = self.policy.ground(RENTAL_RETURN)
        days = pen.policy(self.policy, "return_days")
        return pen.plus_days("last day to hand back", by, last, days)


def last_day_of_rental(
    rental: Rental, policy: RentalPolicy, *, further_months: int = 0
) -> Derived[date]:
    """
    Derive the last day of the initial term, or of a month after it.

    Args:
        rental: What was agreed.
        policy: The market's policy of rentals.
        further_months: Months after the initial term.

    Raises:
        InvalidValue: an initial term that is not offered, months below 0.

    Clauses: rental-months, rental-term.
    """
    facts = _facts(rental, policy, further_months)
    return LastDayOfRental(policy)(facts)


def rental_notice_until(rental: Rental, policy: RentalPolicy) -> Derived[date]:
    """
    Derive the last day on which notice ends the rental with its initial term.

    The first day after the term is day 0. Without notice by then, it goes on from
    month to month.

    Raises:
        InvalidValue: an initial term that is not offered.

    Clauses: rental-term.
    """
    _facts(rental, policy, 0)
    return RentalNoticeUntil(policy)(rental)


def rental_ended_by(
    given_on: date, rental: Rental, policy: RentalPolicy
) -> Derived[date]:
    """
    Derive the last day of a rental that notice ends, from the day of the notice.

    Notice in time ends it with the initial term, later notice with the month in which
    it is given, counted from the first day of the rental, or with the first one after
    the term. Notice later never ends it earlier.

    Raises:
        InvalidValue: an initial term that is not offered.

    Clauses: rental-months, rental-term.
    """
    checks.billing_day("given_on", given_on)
    facts = _facts(rental, policy, 0)
    if given_on > RentalNoticeUntil(policy).raw(rental):
        last_day = LastDayOfRental(policy)
        facts = RentalFacts(rental, 1)
        while given_on > last_day.raw(facts):
            facts = RentalFacts(rental, facts.further_months + 1)
    return RentalEndedBy(policy)(RentalNotice(facts, given_on))


def rental_cancel_until(rental: Rental, policy: RentalPolicy) -> Derived[date]:
    """
    Derive the last day on which a rental can be cancelled in writing.

    The date of the agreement is day 0, wherever the rental begins.

    Clauses: rental-cancellation.
    """
    _check(rental, policy)
    return RentalCancelUntil(policy)(rental)


def rental_restocking_fee(rental: Rental, policy: RentalPolicy) -> Derived[Money]:
    """
    Derive what cancelling a rental costs: a share of the list price of all its units.

    Clauses: rental-cancellation.
    """
    _check(rental, policy)
    return RestockingFee(policy)(rental)


def rental_return_by(
    ended: Rental | date, policy: RentalPolicy, *, further_months: int = 0
) -> Derived[date]:
    """
    Derive the last day to hand rented equipment back without paying what it costs.

    Args:
        ended: The rental that ran to its end, or the last day of one that did not.
        policy: The market's policy of rentals.
        further_months: Months after the initial term, of a rental that ran on.

    Raises:
        InvalidValue: an initial term that is not offered; further months of a day.

    >>> from gotobilling.markets import us
    >>> rental_return_by(date(2028, 3, 15), us.CONNECT.contracts.rental).value
    datetime.date(2028, 3, 25)

    Clauses: rental-return.
    """
    if isinstance(ended, Rental):
        return RentalReturnBy(policy)(_facts(ended, policy, further_months))
    checks.billing_day("ended", ended)
    checks.exactly("policy", policy, RentalPolicy)
    checks.whole("further_months", further_months, 0)
    if further_months:
        raise InvalidValue("further_months", "0 where a day is given", further_months)
    return RentalReturnBy(policy)(ended)


def _facts(rental: Rental, policy: RentalPolicy, further_months: int) -> RentalFacts:
    _check(rental, policy)
    if rental.months not in policy.terms:
        offered = f"one of {', '.join(map(str, policy.terms))}"
        raise InvalidValue("months", offered, rental.months, "rental-term")
    checks.whole("further_months", further_months, 0)
    return RentalFacts(rental, further_months)


def _check(rental: Rental, policy: RentalPolicy) -> None:
    checks.exactly("rental", rental, Rental)
    checks.exactly("policy", policy, RentalPolicy)
