"""Who may do what, where the guides differ, name no portal or name nobody.

>>> CENTRAL_BILLING.standing.value, CENTRAL_BILLING.rests_on
('reading', ('L3', 'L4', 'L7'))
>>> [str(citation) for citation in CENTRAL_PAGES.citations]
['S3, line 165', 'S3, line 268']
"""

from functools import partial
from typing import Final

from gotobilling.clauses.origins import CHECKED_ON, S0, S2, S3, S4, cite, stated
from gotobilling.sources import Clause, Standing

__all__ = [
    "ACCESS_DECISIONS",
    "BILLING_ADMINS_KEPT",
    "CENTRAL_BILLING",
    "CENTRAL_PAGES",
    "DOWNLOAD_KINDS",
    "LICENCE_BUTTON",
    "NOBODY_NAMED",
    "ONLINE_CANCELLING",
    "PLAN_UPGRADE",
    "RECIPIENTS_PORTAL",
]

_reading: Final = partial(Clause, standing=Standing.READING, checked=CHECKED_ON)

BILLING_ADMINS_KEPT: Final = _reading(
    id="billing-admins-kept",
    text="In GoTo Admin and LogMeIn Classic support adds and changes billing admins; "
    "in the Billing Center, where they are the recipients of invoices, they are added, "
    "edited and removed by themselves.",
    citations=(cite(S3, 89), cite(S3, 271, 281)),
    rests_on=("C6", "L4"),
    note="Line 89 sends everybody to support. The other lines belong to a portal whose "
    "picture the copy lost; line 272 calls it the designated Billing Center.",
)
CENTRAL_BILLING: Final = _reading(
    id="central-billing",
    text="In GoTo Admin and LogMeIn Classic a billing admin may do what the master "
    "account holder may. Only the addresses of LogMeIn Classic are for the holder "
    "alone.",
    citations=(
        cite(S3, 74),
        cite(S3, 86, 87),
        cite(S3, 122),
        cite(S3, 133),
        cite(S3, 401),
        cite(S3, 415),
    ),
    rests_on=("L3", "L4", "L7"),
    note="Line 415 lets nobody but the holder manage billing and change "
    "subscriptions, lines 74 and 133 ask for the holder to enter LogMeIn Classic and "
    "to see billing data; 86, 87 and 401 are of billing admins.",
)
CENTRAL_PAGES: Final = stated(
    "central-pages",
    "Whoever pays, sees to payment methods, or sees and downloads invoices in the "
    "billing portal of Central is a billing admin.",
    cite(S3, 165),
    cite(S3, 268),
    note="Both pages go on with a second portal (168, 285), of which they name no "
    "role; its menus are those of GoTo Connect (L1).",
)
DOWNLOAD_KINDS: Final = _reading(
    id="download-kinds",
    text="In GoTo Connect monthly statements alone can be downloaded, in GoTo Admin "
    "and LogMeIn Classic all but orders of hardware, in the Billing Center all.",
    citations=(cite(S0, 93), cite(S2, 89), cite(S3, 275), cite(S3, 293), cite(S4, 72)),
    rests_on=("C4",),
    note="Which portals the lines of S3 speak of is lost with their pictures.",
)
LICENCE_BUTTON: Final = _reading(
    id="licence-button",
    text="An admin or super admin may buy licences without holding the permission to "
    "manage them by name.",
    citations=(cite(S3, 319), cite(S3, 324, 325)),
    rests_on=("L5",),
    note="Line 325 says that the button may be missing for want of permission, and "
    "names that one.",
)
NOBODY_NAMED: Final = Clause(
    id="nobody-named",
    text="Where a guide says how something is asked for and not who may ask, anybody "
    "of the account may.",
    standing=Standing.ASSUMED,
    rests_on=(
        *("B6", "B16", "C5", "C7", "E4", "E5", "G2", "G3", "G5", "H8", "H11"),
        *("J4", "J7"),
    ),
    checked=CHECKED_ON,
    note="Whoever answers may ask for more than the guides say.",
)
ONLINE_CANCELLING: Final = _reading(
    id="online-cancelling",
    text="Nothing of Central is cancelled online: support is called.",
    citations=(cite(S3, 20), cite(S3, 193), cite(S3, 225, 228), cite(S3, 387, 388)),
    rests_on=("H8", "L6"),
    note="Lines 225-228 and 387-388 have it for some products, by a billing admin.",
)
PLAN_UPGRADE: Final = _reading(
    id="plan-upgrade",
    text="A plan of Central is upgraded by support.",
    citations=(cite(S3, 256), cite(S3, 386), cite(S3, 390)),
    rests_on=("I6",),
    note="Line 390 has upgrades in the portal, where the product offers them.",
)
RECIPIENTS_PORTAL: Final = _reading(
    id="recipients-portal",
    text="Up to five recipients hold in GoTo Connect and LogMeIn Classic. In GoTo "
    "Admin invoices go to the main address of the billing contact and those in CC, in "
    "the Billing Center to the billing admins.",
    citations=(cite(S3, 109), cite(S3, 271, 281), cite(S3, 287, 297), cite(S3, 506)),
    rests_on=("C1", "C3", "C6", "L8"),
    note="Both portals of lines 268-297 are entered from GoTo Admin, and their "
    "pictures are lost. That the CC addresses get invoices is not said either.",
)

ACCESS_DECISIONS: Final = (
    BILLING_ADMINS_KEPT,
    CENTRAL_BILLING,
    CENTRAL_PAGES,
    DOWNLOAD_KINDS,
    LICENCE_BUTTON,
    NOBODY_NAMED,
    ONLINE_CANCELLING,
    PLAN_UPGRADE,
    RECIPIENTS_PORTAL,
)
