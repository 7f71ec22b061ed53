"""How the clauses on contracts, cancelling, plan changes and quotes are read.

>>> Q34.standing.value, Q34.rests_on
('reading', ('H4', 'M1', 'Q18', 'terms-renewal'))
>>> Q55.standing.value, Q55.rests_on
('assumed', ('G1', 'Q62'))
"""

from functools import partial
from typing import Final

from gotobilling.clauses.contract_origins import (
    CONNECT_CANCEL_PAGE,
    SERVICE_DESK_CANCEL_PAGE,
    WEBINAR_LICENSE_PAGE,
    WEBINAR_PLAN_PAGE,
)
from gotobilling.clauses.origins import (
    CHECKED_ON,
    S0,
    S1,
    S2,
    S3,
    S4,
    TERMS,
    cite,
)
from gotobilling.sources import Citation, Clause, Standing

__all__ = [
    "CONTRACT_DECISIONS",
    "Q4",
    "Q7",
    "Q8",
    "Q32",
    "Q33",
    "Q34",
    "Q50",
    "Q51",
    "Q52",
    "Q53",
    "Q55",
]

_reading: Final = partial(Clause, standing=Standing.READING, checked=CHECKED_ON)
_assumed: Final = partial(Clause, standing=Standing.ASSUMED, checked=CHECKED_ON)

_CANCEL_PAGE: Final = Citation(
    source=CONNECT_CANCEL_PAGE, locator="Contact support to cancel"
)
_TERM: Final = Citation(source=TERMS, locator="section 3.1")

Q4: Final = _reading(
    id="Q4",
    text="Data is deleted 90 days after the term ends.",
    rests_on=("H9", "H10", "deletion-page", "retrieval"),
    citations=(
        cite(S3, 207),
        Citation(
            source=SERVICE_DESK_CANCEL_PAGE, locator="opening and last paragraphs"
        ),
    ),
    note="S3 has six months in line 252; no English page was found that does. The "
    "terms promise no more than 30 days, on request.",
)
Q7: Final = _reading(
    id="Q7",
    text="Monthly means a calendar month ahead for GoTo Connect, every 30 days from "
    "sign-up in the card portal of Central. A year is charged at purchase and then on "
    "each anniversary, a quarter where the quote has it.",
    rests_on=("A1", "A12", "A15", "A16"),
    citations=(cite(S3, 400, 403), cite(S3, 442), cite(S3, 463), cite(S3, 527)),
    note="S3 states both months, each for a portal told by a picture that is lost; for "
    "a year it only has one charge at purchase and a date of automatic renewal.",
)
Q8: Final = _reading(
    id="Q8",
    text="Month to month, a request 10 days or more before a month ends ends service "
    "with it, a later one with the next. A set term needs 30 days' notice before the "
    "renewal date or renews, by 12 months; leaving it early costs the remaining months "
    "or the contract's buyout.",
    rests_on=("H1", "H2", "H4", "H5", "cancel-page", "terms-renewal"),
    citations=(
        cite(S0, 137, 138),
        cite(S2, 143, 144),
        cite(S3, 212),
        cite(S3, 232, 236),
        cite(S4, 129, 130),
        _CANCEL_PAGE,
        _TERM,
    ),
    note="Stated are the 10 days and the fee to leave early (S0, S2, S4, both for "
    "contracts), the 30 days and the remaining months (S3), and the 12 months (terms). "
    "Which of them holds for whom, what a late request does and that the month's last "
    "day is day 0 are our reading: 21 January, 18 February, 20 April are in time.",
)
Q32: Final = _reading(
    id="Q32",
    text="A plan of Central needs no 10 days' notice: service ends with the month or "
    "the 30-day cycle that is paid and in which the request falls.",
    rests_on=("A12", "H2", "H5"),
    citations=(cite(S3, 232, 234), cite(S3, 442)),
    note="Stated for a month; for a 30-day cycle it is our reading.",
)
Q33: Final = _reading(
    id="Q33",
    text="An early exit with a buyout takes effect at the month end that the 10 days "
    "give, and the next invoice has the buyout. Without one, the charges run to the "
    "end of the term.",
    rests_on=("H1", "H2", "H5", "Q8"),
    citations=(
        cite(S0, 137, 138),
        cite(S2, 143, 144),
        cite(S3, 236),
        cite(S4, 129, 130),
    ),
    note="S0, S2 and S4 list the 10 days together with the fee; none says when it is "
    "invoiced.",
)
Q34: Final = _reading(
    id="Q34",
    text="A term is N anchored months from the billing start, unless the quote names "
    "the renewal date, which is the first day of the next term and day 0: for 15 April "
    "2026, 16 March is the last day in time.",
    rests_on=("H4", "M1", "Q18", "terms-renewal"),
    citations=(cite(S3, 212), cite(S3, 526), _CANCEL_PAGE),
    note="Against it speak the terms: the initial term begins on the effective date of "
    "the order, and notice counts to the day on which the term expires, which makes it "
    "one day earlier where that is the last day.",
)
Q50: Final = _reading(
    id="Q50",
    text="A yearly plan on a monthly account is invoiced once at purchase, then in "
    "full on the monthly invoice of its anchor's month; 29 February gives 28. What is "
    "added later pays the days after the change to the anniversary, over 365 or 366.",
    rests_on=("A8", "A12", "Q1", "Q7"),
    citations=(cite(S3, 364), cite(S3, 442)),
    note="S3 states one charge at purchase. Each anniversary counts from the first "
    "anchor, so that 29 February comes back in leap years.",
)
Q51: Final = _reading(
    id="Q51",
    text="A quarter is three calendar months ahead, on the first one's invoice. After "
    "a start past day 1, its part month is paid and quarters begin on the next 1st. A "
    "change pays its part month and a third for each month left, on the next monthly "
    "invoice.",
    rests_on=("A1", "A8", "A16", "Q1", "Q7"),
    citations=(cite(S3, 463), cite(S3, 527)),
    note="S3 has no more than the word quarterly on a quote.",
)
Q52: Final = _reading(
    id="Q52",
    text="Charge k of a 30-day cycle falls on sign-up + 30 x k days, the first at "
    "sign-up: 30 January, 29 February, 30 March 2028. A part of a cycle is a part of "
    "30 days.",
    rests_on=("A12", "Q7"),
    citations=(cite(S3, 442),),
    note="The 30 days are stated; that the first charge is at sign-up and not 30 days "
    "later is our reading. A year has 13 charges if the first lies on 1 to 5 January, "
    "in a leap year on 1 to 6.",
)
Q53: Final = _reading(
    id="Q53",
    text="A plan change on a card account credits the unused days of the old period, "
    "charges the new one in full and makes its day the billing date, for fewer seats "
    "as for more; credit left over stays as balance.",
    rests_on=("I2", "I4", "webinar-changes"),
    citations=(
        cite(S1, 56),
        cite(S1, 58),
        Citation(source=WEBINAR_PLAN_PAGE, locator="opening and last paragraphs"),
        Citation(source=WEBINAR_LICENSE_PAGE, locator="opening and Results"),
    ),
    note="S1 moves the billing date where the price goes up; the page on removals "
    "moves it for fewer licences.",
)
Q55: Final = _assumed(
    id="Q55",
    text="The 15 USD are charged once for each request and number, however much of it "
    "changes, on a line of the next monthly invoice. An account in another currency "
    "needs a price in its contract.",
    rests_on=("G1", "Q62"),
    citations=(cite(S0, 120), cite(S2, 126), cite(S4, 112)),
    note="S2 charges once for either value or both; no source says how often, or on "
    "which invoice.",
)

CONTRACT_DECISIONS: Final = (
    Q4,
    Q7,
    Q8,
    Q32,
    Q33,
    Q34,
    Q50,
    Q51,
    Q52,
    Q53,
    Q55,
)
