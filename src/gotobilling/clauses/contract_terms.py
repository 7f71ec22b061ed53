"""Contracts and rentals as the terms of service and single help pages state them.

They are beside the five billing guides and say what those leave open:

>>> TERMS_RENEWAL.id, TERMS_RENEWAL.standing.value
('terms-renewal', 'stated')
>>> [str(citation) for citation in RENTAL_RETURN.citations]
['rental-agreement, section 5']
"""

from typing import Final

from gotobilling.clauses.contract_origins import (
    CONNECT_CANCEL_PAGE,
    JIVE_RENTAL_MEXICO,
    JIVE_RENTAL_UNITED_STATES,
    JIVE_START_PAGE,
    REMOTE_SUPPORT_REFUND_FAQ,
    RENTAL_AGREEMENT,
    SERVICE_DESK_CANCEL_PAGE,
    TRAINING_REFUND_FAQ,
    WEBINAR_LICENSE_PAGE,
    WEBINAR_PLAN_PAGE,
)
from gotobilling.clauses.origins import TERMS, stated
from gotobilling.sources import Citation

__all__ = [
    "CANCEL_PAGE",
    "CONTRACT_TERMS",
    "DELETION_PAGE",
    "JIVE_START",
    "PENDING_CANCELLATION",
    "PORT_PAGE",
    "RENTAL_CANCELLATION",
    "RENTAL_JIVE",
    "RENTAL_PURCHASE",
    "RENTAL_RETURN",
    "RENTAL_TERM",
    "RETRIEVAL",
    "TERMS_DISCONTINUED",
    "TERMS_PRICE",
    "TERMS_RENEWAL",
    "WEBINAR_CHANGES",
]

CANCEL_PAGE: Final = stated(
    "cancel-page",
    "Cancelling switches the renewal off and service stays until the term ends, so a "
    "yearly contract cancelled after 6 months has 6 more. With a set term, the call is "
    "to come at least 30 days before the renewal date.",
    Citation(source=CONNECT_CANCEL_PAGE, locator="first paragraphs"),
    Citation(source=CONNECT_CANCEL_PAGE, locator="Contact support to cancel"),
    note="The page asks for a super admin with GoTo Connect, a product admin or "
    "authorised billing contact with contracts, a super admin or billing admin "
    "otherwise; H3 and L6 name others.",
)
DELETION_PAGE: Final = stated(
    "deletion-page",
    "Content such as reports and recordings is deleted 90 days after a cancellation "
    "takes effect and does not come back with the service.",
    Citation(source=SERVICE_DESK_CANCEL_PAGE, locator="opening and last paragraphs"),
    note="H9 has the same days from the end of the term, H10 six months.",
)
JIVE_START: Final = stated(
    "jive-start",
    "With more than 50 seats, billing starts when the first number is activated; with "
    "fewer than 50, the first invoice comes 30 days after the quote is signed.",
    Citation(source=JIVE_START_PAGE, locator="Ihre erste Rechnung, Jive Voice"),
    note="An older page; it says nothing of exactly 50 seats. A temporary number is "
    "enough.",
)
PENDING_CANCELLATION: Final = stated(
    "pending-cancellation",
    "A cancelled plan stays usable as pending cancellation until its prepaid period "
    "ends and can be taken up again until then without a break; nothing is credited.",
    Citation(source=TRAINING_REFUND_FAQ, locator="What happens when I cancel?"),
    Citation(source=TRAINING_REFUND_FAQ, locator="Will I receive a credit or refund?"),
    Citation(source=REMOTE_SUPPORT_REFUND_FAQ, locator="What happens when I cancel?"),
)
PORT_PAGE: Final = stated(
    "port-page",
    "Moving a phone number away takes 2 to 18 business days, and the account has to be "
    "active until it is done.",
    Citation(source=CONNECT_CANCEL_PAGE, locator="Before canceling your subscription"),
)
RENTAL_CANCELLATION: Final = stated(
    "rental-cancellation",
    "A rental can be cancelled in writing up to 15 days after the date of its "
    "agreement, against a restocking fee of 25% of the list price (MSRP).",
    Citation(source=RENTAL_AGREEMENT, locator="section 4"),
    note="The older agreements of Jive say the same.",
)
RENTAL_JIVE: Final = stated(
    "rental-jive",
    "Under the older agreements of Jive a rental runs 1, 3 or 5 years in the United "
    "States and Puerto Rico, 2, 3 or 5 in Mexico, and then month to month. Once all "
    "its charges are paid, the equipment can be bought for 1 dollar.",
    Citation(source=JIVE_RENTAL_UNITED_STATES, locator="sections 2 and 3"),
    Citation(source=JIVE_RENTAL_MEXICO, locator="sections 2 and 3"),
    note="Neither names the currency of the dollar.",
)
RENTAL_PURCHASE: Final = stated(
    "rental-purchase",
    "Once all charges of the rental term are paid, the rented equipment can be bought "
    "at its fair market value.",
    Citation(source=RENTAL_AGREEMENT, locator="section 3"),
)
RENTAL_RETURN: Final = stated(
    "rental-return",
    "Rented equipment that is not back within 10 days of the end of the rental is "
    "charged at what it costs to replace.",
    Citation(source=RENTAL_AGREEMENT, locator="section 5"),
)
RENTAL_TERM: Final = stated(
    "rental-term",
    "A rental runs 2, 3 or 5 years, as the quote says, then month to month unless "
    "notice is given at least 30 days before the term ends. Service for the device is "
    "subscribed for as long.",
    Citation(source=RENTAL_AGREEMENT, locator="sections 1 and 2"),
)
RETRIEVAL: Final = stated(
    "retrieval",
    "After a termination, limited access of up to 30 days is given on request to fetch "
    "one's content, which need not be kept after that.",
    Citation(source=TERMS, locator="section 3.3"),
)
TERMS_DISCONTINUED: Final = stated(
    "terms-discontinued",
    "Where the vendor discontinues a service or materially reduces its core function, "
    "the order ends and what was prepaid and not used is given back pro rata; no other "
    "payment is.",
    Citation(source=TERMS, locator="sections 2.2 and 3.3"),
    note="Section 2.2 leaves room for exceptions in a service description.",
)
TERMS_PRICE: Final = stated(
    "terms-price",
    "After the initial term the vendor may change a price, from the next billing cycle "
    "on; promotional prices may lapse at a renewal.",
    Citation(source=TERMS, locator="sections 2.2 and 2.3"),
)
TERMS_RENEWAL: Final = stated(
    "terms-renewal",
    "After the initial term of an order it is renewed for 12 months at a time, unless "
    "either side gives notice at least 30 days before the term expires.",
    Citation(source=TERMS, locator="section 3.1"),
    note="A service description may say otherwise. The help pages count to the renewal "
    "date and speak only of one more term. The initial term begins on the effective "
    "date of the order, and a service taken up again keeps its old renewal date.",
)
WEBINAR_CHANGES: Final = stated(
    "webinar-changes",
    "A change of plan or licences, removals as well, takes effect at once and is "
    "prorated against the balance; the billing period begins anew that day.",
    Citation(source=WEBINAR_PLAN_PAGE, locator="opening and last paragraphs"),
    Citation(source=WEBINAR_LICENSE_PAGE, locator="opening and Results"),
    note="The page on removals says that the billing date becomes the day of the "
    "change. S1 moves the date only where the price goes up.",
)

CONTRACT_TERMS: Final = (
    CANCEL_PAGE,
    DELETION_PAGE,
    JIVE_START,
    PENDING_CANCELLATION,
    PORT_PAGE,
    RENTAL_CANCELLATION,
    RENTAL_JIVE,
    RENTAL_PURCHASE,
    RENTAL_RETURN,
    RENTAL_TERM,
    RETRIEVAL,
    TERMS_DISCONTINUED,
    TERMS_PRICE,
    TERMS_RENEWAL,
    WEBINAR_CHANGES,
)
