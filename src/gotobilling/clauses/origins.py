"""The documents that the clauses cite, and the day they were last compared with.

S0 to S4 are machine translations of help pages, cited by line; the sha256 says which
copy was read. Other pages are cited by heading or section, for their lines move; those
on fees and taxes lie in `gotobilling.clauses.law_origins`, those on contracts in
`gotobilling.clauses.contract_origins`:

>>> print(cite(S0, 51, 53))
S0, lines 51-53
>>> print(cite(S4, 52))
S4, line 52
>>> S3.sha256[:8]
'9c93e92c'
"""

from datetime import date
from typing import Final

from gotobilling.clauses.contract_origins import CONTRACT_SOURCES
from gotobilling.clauses.law_origins import LAW_SOURCES
from gotobilling.sources import Citation, Clause, Source, Standing

__all__ = [
    "BRAZIL_GUIDE",
    "CHECKED_ON",
    "CORPORATE_BILLING_FAQ",
    "GOTOMYPC_GUIDE",
    "HOW_BILLING_WORKS",
    "IRELAND_GUIDE",
    "JIVE_BILL",
    "JIVE_LINE_ITEMS",
    "LOW_USAGE_PAGE",
    "MEXICO_GUIDE",
    "S0",
    "S1",
    "S2",
    "S3",
    "S4",
    "SOURCES",
    "TERMS",
    "UNITED_STATES_GUIDE",
    "cite",
    "stated",
]

CHECKED_ON: Final = date(2026, 11, 21)

S0: Final = Source(
    id="S0",
    title="GoToConnect billing guide, United States",
    language="it",
    # The page there is a later version: it names another payee.
    url="https://support.goto.com/connect/help/"
    "goto-connect-billing-user-guide-united-states",
    sha256="3fee358c5e9d8bd3bb08b09a4e47c8fc24d3e972d12fa2ae32ba9fcfede45666",
)
S1: Final = Source(
    id="S1",
    title="GoToWebinar payment and billing FAQ",
    language="it",
    sha256="02a3802caf7ccd7f4e0d163f1753dc1ec132850aa6b5be4891b75e2c7ee6bb04",
)
S2: Final = Source(
    id="S2",
    title="GoToConnect billing guide, United States and Canada (Jive-era payee)",
    language="es",
    sha256="8f784585065716be28248984e01433b88678767c59fc85f724f5e2b35d6cec90",
)
S3: Final = Source(
    id="S3",
    title="LogMeIn Central billing guide, 2025",
    language="it",
    sha256="9c93e92c343e45dda5d6ceb7f8c00c0b3875d02dd951b0eccc6de599817e2fcb",
)
S4: Final = Source(
    id="S4",
    title="GoToConnect billing guide, United States (Jive-era payee)",
    language="de",
    sha256="728dbce1c61b1cd0e0caf74b2650f293015964fca7e71cc8292a1df48ee5811c",
)
BRAZIL_GUIDE: Final = Source(
    id="brazil-guide",
    title="GoTo Connect billing guide, Brazil",
    language="en",
    url="https://support.goto.com/connect/user-guide/billing-brazil",
)
CORPORATE_BILLING_FAQ: Final = Source(
    id="corporate-billing-faq",
    title="LogMeIn help page on billing of corporate accounts",
    language="en",
    url="https://support.logmeininc.com/corporate-billing-faqs",
)
GOTOMYPC_GUIDE: Final = Source(
    id="gotomypc-guide",
    title="GoToMyPC billing guide",
    language="en",
    url="https://support.gotomypc.com/help/gotomypc-billing-user-guide",
)
HOW_BILLING_WORKS: Final = Source(
    id="how-billing-works",
    title="GoTo Connect help page on how billing works",
    language="en",
    url="https://support.goto.com/connect/help/how-does-billing-work",
)
IRELAND_GUIDE: Final = Source(
    id="ireland-guide",
    title="GoTo Connect billing guide, Ireland",
    language="en",
    url="https://support.goto.com/connect/user-guide/billing-ireland",
)
JIVE_BILL: Final = Source(
    id="jive-bill",
    title="Jive help page on understanding the bill",
    language="en",
    url="https://jive.com/resources/support_page/administration/understand-your-bill/",
)
JIVE_LINE_ITEMS: Final = Source(
    id="jive-line-items",
    title="Jive help page on the line items of a bill",
    language="en",
    url="https://support.goto.com/jive/help/"
    "what-do-the-line-items-on-my-bill-mean-jive-line-items-bill-mean",
)
LOW_USAGE_PAGE: Final = Source(
    id="low-usage-page",
    title="GoTo Connect help page on low-usage billing of a device",
    language="en",
    url="https://support.goto.com/connect/help/"
    "how-do-i-request-low-usage-billing-on-a-device",
)
MEXICO_GUIDE: Final = Source(
    id="mexico-guide",
    title="GoTo Connect billing guide, Mexico",
    language="en",
    url="https://support.goto.com/connect/user-guide/billing-mexico",
)
TERMS: Final = Source(
    id="terms-2020",
    title="LogMeIn terms of service as of 2020-08-21, copy in gentoo/gentoo "
    "licenses/LogMeIn",
    language="en",
    url="https://www.logmeininc.com/legal/terms-and-conditions",
)
UNITED_STATES_GUIDE: Final = Source(
    id="united-states-guide",
    title="GoTo Connect billing guide, United States, in English",
    language="en",
    url="https://support.goto.com/ja/jive/billing-user-guide",
)

SOURCES: Final[tuple[Source, ...]] = (
    *(S0, S1, S2, S3, S4),
    *sorted(
        (
            BRAZIL_GUIDE,
            CORPORATE_BILLING_FAQ,
            GOTOMYPC_GUIDE,
            HOW_BILLING_WORKS,
            IRELAND_GUIDE,
            JIVE_BILL,
            JIVE_LINE_ITEMS,
            LOW_USAGE_PAGE,
            MEXICO_GUIDE,
            TERMS,
            UNITED_STATES_GUIDE,
            *CONTRACT_SOURCES,
            *LAW_SOURCES,
        ),
        key=lambda source: source.id,
    ),
)
"""Every document that a clause cites: S0 to S4, then the others by id."""


def cite(source: Source, first: int, last: int | None = None) -> Citation:
    """
    Return the citation of one line, or of the lines from first to last, both counted.

    >>> cite(S3, 463).locator
    'line 463'
    """
    locator = f"line {first}" if last is None else f"lines {first}-{last}"
    return Citation(source=source, locator=locator)


def stated(clause_id: str, text: str, *citations: Citation, note: str = "") -> Clause:
    """
    Return a clause that the cited documents state, checked on `CHECKED_ON`.

    >>> stated("B1", "An invoice is payable in 15 days.", cite(S4, 52)).standing.value
    'stated'
    """
    return Clause(
        id=clause_id,
        text=text,
        standing=Standing.STATED,
        citations=citations,
        checked=CHECKED_ON,
        note=note,
    )
