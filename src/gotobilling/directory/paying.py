"""Where payments go, who receives them, and what to do when one fails."""

from datetime import date
from functools import partial
from typing import Final

from gotobilling.clauses.origins import S0, S2, S3, S4, UNITED_STATES_GUIDE, cite
from gotobilling.clauses.payment_texts import B14, B15, B16, B17, B18, B19
from gotobilling.directory.values import ELSEWHERE, Address, Contact, Entry, Fact, Topic
from gotobilling.sources import Citation

__all__ = ["PAYING"]

_LATER: Final = Citation(source=UNITED_STATES_GUIDE, locator="Payment Methods")
_LOGMEIN: Final = "LogMeIn Communications Inc."
_JIVE: Final = "Jive Communications Inc."
_GOTO: Final = "GoTo Communications Inc."
_DIFFER: Final = "the guides differ on the payee: see payees"
_TRANSFERS: Final = "it prints bank transfers where checks are meant"

_boston: Final = partial(
    Address,
    topic=Topic.CHECKS,
    about="checks",
    places=("US",),
    clause=B14,
    lines=("PO BOX 412252", "Boston, MA 02241-2252"),
    currency="USD",
)
_dorchester: Final = partial(
    Address,
    topic=Topic.OVERNIGHT_CHECKS,
    about="checks overnight, by FedEx or UPS alone",
    places=("US",),
    clause=B14,
    lines=(
        "Lockbox 412252",
        "MA5-527-02-07",
        "2 Morrisey Blvd",
        "Dorchester, MA 02125",
    ),
    currency="USD",
)
_payee: Final = partial(Fact, topic=Topic.PAYEES, on=None)

_CHECKS: Final[tuple[Entry, ...]] = (
    _boston(
        payee=_LOGMEIN,
        citations=(cite(S0, 26, 29),),
        note=f"{_DIFFER}; {_TRANSFERS}",
    ),
    _boston(payee=_JIVE, citations=(cite(S2, 30, 35), cite(S4, 26, 29)), note=_DIFFER),
    _boston(payee=_GOTO, citations=(_LATER,), note=f"{_DIFFER}; the later page"),
    Address(
        topic=Topic.CHECKS,
        about="checks",
        places=("CA",),
        clause=B15,
        payee="LogMeIn Technologies Canada Ltd.",
        lines=("C/O Lockbox 918020", "PO BOX 4090 STN A", "TORONTO, ON M5W 0E9"),
        currency="USD",
        citations=(cite(S2, 37, 42),),
        note="the later guides for Canada have another payee and name no currency",
    ),
    _dorchester(
        payee=_LOGMEIN,
        citations=(cite(S0, 31, 36),),
        note=f"{_DIFFER}; {_TRANSFERS}",
    ),
    _dorchester(
        payee=_JIVE,
        citations=(cite(S2, 44, 49), cite(S4, 31, 36)),
        note=f"{_DIFFER}; S2 names no country here",
    ),
    _dorchester(payee=_GOTO, citations=(_LATER,), note=f"{_DIFFER}; the later page"),
)
_PAYEES: Final[tuple[Entry, ...]] = (
    _payee(
        about=_LOGMEIN,
        places=("US",),
        clause=B14,
        citations=(cite(S0, 27), cite(S0, 34)),
        note="S2 and S4 have another",
    ),
    _payee(
        about=_JIVE,
        places=("US",),
        clause=B14,
        citations=(cite(S2, 33), cite(S2, 47), cite(S4, 27), cite(S4, 34)),
        note="the oldest of the names; S0 has another",
    ),
    _payee(
        about=_GOTO,
        places=("US",),
        clause=B14,
        citations=(_LATER,),
        note="the later page; S0, S2 and S4 have other names",
    ),
    _payee(
        about="LogMeIn Technologies Canada Ltd.",
        places=("CA",),
        clause=B15,
        citations=(cite(S2, 40),),
        note="S2 alone; the note of B15 has a later name",
    ),
    _payee(
        about="GoTo Technologies Canada Ltd.",
        places=("CA",),
        clause=B15,
        citations=(),
        note="by the note of B15, of later guides for Canada",
    ),
)
_receivables: Final = partial(
    Contact,
    topic=Topic.RECEIVABLES,
    about="contract accounts arrange payment and service",
    who="accounts receivable",
    clause=B19,
    hours=None,
    web=None,
    note=None,
    printed=None,
)
_NORTH_AMERICA: Final = partial(
    _receivables,
    phone="+1 866 956 4634",
    printed="+1.866.956 4.634",
)
_RECEIVABLES: Final[tuple[Entry, ...]] = (
    _receivables(
        places=("AU",),
        email="ar-aus@goto.com",
        phone="+1 800 289 406",
        printed="+ 1 800 289 406",
        citations=(cite(S3, 550),),
        note="+1 is not the code of Australia, and a digit fewer than +1 has; 1800 "
        "289 406 may be meant",
    ),
    _NORTH_AMERICA(places=("CA",), email="ar-us@goto.com", citations=(cite(S3, 551),)),
    _receivables(
        places=("FR",),
        email="ar-ie@goto.com",
        phone="+33 0 800 918 519",
        citations=(cite(S3, 552),),
        note="the 0 after the code of the country is dialled within it alone",
    ),
    _receivables(
        places=("DE",),
        email="ar-ie@goto.com",
        phone="+49 800 181 1942",
        printed="+ 49 800 181 1942",
        citations=(cite(S3, 553),),
    ),
    _receivables(
        places=("ES",),
        email="ar-ie@goto.com",
        phone="+34 900 816 440",
        printed="+34.900.816.440",
        citations=(cite(S3, 554),),
    ),
    _receivables(
        places=("GB",),
        email="ar-uk@goto.com",
        phone="+44 800 031 4765",
        printed="+44.800.031 4.765",
        citations=(cite(S3, 555),),
    ),
    _NORTH_AMERICA(places=("US",), email="ar-us@goto.com", citations=(cite(S3, 556),)),
    _NORTH_AMERICA(
        places=ELSEWHERE, email="ar-ie@goto.com", citations=(cite(S3, 557),)
    ),
)
_fact: Final = partial(Fact, places=(), on=None, note=None)
_safe: Final = partial(_fact, topic=Topic.SECURITY, clause=B16)
_SCA: Final = partial(
    _fact,
    topic=Topic.AUTHENTICATION,
    clause=B17,
    note="in the European Union and the United Kingdom",
)
_tried: Final = partial(_fact, topic=Topic.FAILED_PAYMENTS, clause=B18)
_ENCRYPTED: Final = (
    *(cite(S0, 85), cite(S0, 170), cite(S2, 83)),
    *(cite(S3, 174), cite(S3, 183), cite(S4, 66)),
)

PAYING: Final[tuple[Entry, ...]] = (
    *_CHECKS,
    *_PAYEES,
    *_RECEIVABLES,
    _safe(about="payments are encrypted with 256 bits", citations=_ENCRYPTED),
    _safe(
        about="all that is done in the billing of an account is logged; the billing "
        "department, or support, gives the logs where something looks suspicious",
        citations=_ENCRYPTED,
        note="S3 names support, the others the billing department",
    ),
    _SCA(
        about="issuers of cards have to support strong authentication by that day",
        on=date(2023, 7, 31),
        citations=(cite(S3, 432), cite(S3, 581)),
    ),
    _SCA(
        about="issuers require it of every purchase by that day, or decline",
        on=date(2023, 10, 31),
        citations=(cite(S3, 432), cite(S3, 581)),
    ),
    _SCA(
        about="enter the card anew, or another one, and follow the issuer's steps",
        citations=(cite(S3, 424, 426), cite(S3, 573, 575)),
    ),
    *(
        _tried(about=about, citations=(cite(S3, *first), cite(S3, *second)))
        for about, first, second in (
            ("1. see that name and address are those of the card", (420,), (569,)),
            (
                "2. ask the issuer of the card about a limit or block",
                (421, 422),
                (570, 571),
            ),
            ("3. try another card, best of another issuer", (423,), (572,)),
            ("4. in the EU and UK, authenticate", (424, 426), (573, 575)),
            ("5. wait 24 hours if the attempts are used up", (427,), (576,)),
            ("6. ask support", (428,), (577,)),
        )
    ),
)
"""Addresses and payees with every name that a guide has, and no guide left out."""
