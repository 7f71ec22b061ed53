"""Whom one writes to or calls for what the billing portals do not do."""

from functools import partial
from typing import Final

from gotobilling.clauses import E4, E5, G3
from gotobilling.clauses.contract_texts import A14, G2, G5, H8, H11
from gotobilling.clauses.origins import S0, S1, S2, S3, S4, cite
from gotobilling.clauses.partner_texts import K4, K5, K6
from gotobilling.clauses.plan_texts import L2, L8
from gotobilling.clauses.recipient_texts import C5, C7
from gotobilling.clauses.return_texts import J4
from gotobilling.directory.values import Contact, Entry, Fact, Topic

__all__ = ["ASKING"]

_US: Final = ("US",)
_CA: Final = ("CA",)
_NORTH_AMERICA: Final = ("US", "CA")
_BILLING: Final = "gtcbilling@logmein.com"
_CANADA: Final = "gtc-canadabilling@logmein.com"
_NUMBERS: Final = "numbers@logmein.com"
_PARTNERS: Final = "partnerquestions@logmein.com"

_contact: Final = partial(
    Contact,
    places=(),
    email=None,
    phone=None,
    printed=None,
    hours=None,
    web=None,
    note=None,
)
_copies: Final = partial(
    _contact, topic=Topic.INVOICE_COPIES, about="a copy of an invoice", clause=C5
)
_exempt: Final = partial(_contact, topic=Topic.TAX_EXEMPTION)
_form: Final = partial(_exempt, about="the completed exemption form", clause=E4)
_w9: Final = partial(_contact, topic=Topic.W9, about="form W-9", clause=C7, places=_US)
_partners: Final = partial(_contact, topic=Topic.COMMISSIONS, who="partner support")
_portal: Final = partial(_contact, topic=Topic.PORTALS, about="a portal", clause=L8)
_told: Final = partial(
    Fact, topic=Topic.CANCELLING, places=(), on=None, note=None, clause=H8
)

ASKING: Final[tuple[Entry, ...]] = (
    _copies(
        who="billing",
        email=_BILLING,
        places=_US,
        citations=(cite(S2, 174), cite(S4, 156)),
        note="S0 names no address and leads to its contact options",
    ),
    _copies(who="billing", email=_CANADA, places=_CA, citations=(cite(S2, 174),)),
    _copies(
        who="the contact options of the guide", places=_US, citations=(cite(S0, 179),)
    ),
    _copies(
        who="the sales team",
        citations=(cite(S3, 283),),
        note="for the original, with Central",
    ),
    _form(
        who="billing",
        email=_BILLING,
        places=_US,
        citations=(cite(S2, 193), cite(S2, 208), cite(S4, 171), cite(S4, 186)),
        note="S0 names no address and leads to its contact options",
    ),
    _form(
        who="billing",
        email=_CANADA,
        places=_CA,
        citations=(cite(S2, 193), cite(S2, 208)),
    ),
    _form(
        who="the contact options of the guide", places=_US, citations=(cite(S0, 194),)
    ),
    _exempt(
        about="the certificate of the state",
        who="customer care",
        places=_US,
        clause=E5,
        citations=(cite(S3, 591, 595),),
        note="with Central; a menu of its portal takes exemptions too (S3, line 67)",
    ),
    _w9(
        who="the download of the guide",
        citations=(cite(S0, 195), cite(S2, 194), cite(S2, 207), cite(S4, 172)),
        note="S2 says that it is for customers in the United States alone",
    ),
    _w9(
        who="Corporate Account Services",
        citations=(cite(S1, 86, 88),),
        note="for corporate accounts whose download fails: under form requests, W-9",
    ),
    _contact(
        topic=Topic.ADDRESS_CHANGES,
        about="the form on billing address, company name or phone number data",
        who="the mailbox for numbers",
        email=_NUMBERS,
        places=_NORTH_AMERICA,
        clause=G2,
        citations=G2.citations,
    ),
    _contact(
        topic=Topic.NUMBERS,
        about="cancelling a phone number",
        who="the mailbox for numbers",
        email=_NUMBERS,
        places=_NORTH_AMERICA,
        clause=G5,
        citations=G5.citations,
    ),
    _contact(
        topic=Topic.CANCELLING,
        about="cancelling, and changing automatic renewal",
        who="support",
        clause=H8,
        citations=H8.citations,
    ),
    *(
        _told(about=f"have at hand: {about}", citations=(cite(S3, line),))
        for about, line in (
            ("the account ID", 217),
            ("the e-mail of the billing admin or master account holder", 218),
            ("the last four digits and billing address of the payment method", 219),
            ("the products to cancel", 220),
        )
    ),
    _contact(
        topic=Topic.RETURNS,
        about="beginning a return",
        who="customer support",
        places=_US,
        clause=J4,
        citations=J4.citations,
    ),
    _contact(
        topic=Topic.LOW_USAGE,
        about="whether a device counts as low-usage",
        who="customer support",
        clause=G3,
        citations=G3.citations,
    ),
    _contact(
        topic=Topic.DATA_DELETION,
        about="deleting the data of the account",
        who="customer care, or the page on privacy",
        clause=H11,
        citations=H11.citations,
    ),
    _contact(
        topic=Topic.CORPORATE_ACCOUNTS,
        about="invoices, a copy of the contract and more",
        who="Corporate Account Services",
        clause=L2,
        citations=(cite(S1, 62),),
    ),
    _contact(
        topic=Topic.CORPORATE_ACCOUNTS,
        about="another billing frequency",
        who="Corporate Account Services",
        clause=A14,
        citations=(cite(S1, 82, 83),),
    ),
    _partners(
        about="a report that has not come by the 20th, or another copy",
        email=_PARTNERS,
        clause=K4,
        citations=K4.citations,
        note="name the month",
    ),
    _partners(
        about="the form, the name of the partner company and a voided check",
        who="partner payments",
        email="uspayments@logmein.com",
        clause=K5,
        citations=K5.citations,
        note="what the form is for is lost in the copy",
    ),
    _partners(
        about="a commission that has not come",
        email=_PARTNERS,
        phone="801-980-3547",
        hours="Monday to Friday, 8 to 17 Mountain Time",
        clause=K6,
        citations=K6.citations,
        note="e-mails are answered in the order in which they come",
    ),
    _portal(
        who="Billing Center",
        web="https://billing.logmeininc.com",
        citations=(cite(S1, 13),),
    ),
    _portal(who="GoTo Admin", web="https://admin.goto.com", citations=(cite(S3, 97),)),
    _portal(
        who="LogMeIn Classic",
        web="https://store.logmein.com/subscriptions",
        citations=(cite(S3, 97),),
        note="its accounts are moving to GoTo Admin (S3, line 38)",
    ),
    _portal(
        who="the page of one's own account, which leads to the billing portal",
        web="https://myaccount.logmeininc.com",
        citations=(cite(S3, 272),),
    ),
)
"""Mailboxes, phones and pages, with the differences of the guides in their notes."""
