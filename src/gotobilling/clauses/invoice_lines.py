"""What each line of an invoice stands for, as the billing guides state it.

>>> D10.text.endswith("0.0055 per credit in the United States and 0.00715 in Canada.")
True
>>> [str(citation) for citation in D10.citations]
['S3, line 479']
"""

from typing import Final

from gotobilling.clauses.origins import S0, S2, S3, S4, cite, stated

__all__ = [
    "D1",
    "D2",
    "D3",
    "D4",
    "D5",
    "D6",
    "D7",
    "D8",
    "D9",
    "D10",
    "D11",
    "D12",
    "D13",
    "D14",
    "D15",
    "D16",
    "D17",
    "D18",
    "D19",
    "D20",
    "D21",
    "INVOICE_LINES",
]

D1: Final = stated(
    "D1",
    "Service charge: the billable devices of the account, among them phones, analog "
    "telephone adapters and paging devices; some kinds are billed by extension.",
    cite(S0, 64),
    cite(S2, 97),
    cite(S3, 467),
    cite(S4, 80),
    note="S3 gives handsets as billed by extension. S2 prints pagers for paging "
    "devices.",
)
D2: Final = stated(
    "D2",
    "Standard phone numbers: the billable numbers of the account, be they toll-free, "
    "for inbound calls only, two-way or international.",
    cite(S0, 65),
    cite(S2, 98),
    cite(S3, 468),
    cite(S4, 81),
    note="S2 prints calls that are free where toll-free is meant.",
)
D3: Final = stated(
    "D3",
    "Prorated charges: what falls due because the billing start date is later than "
    "day 1 of a month.",
    cite(S0, 66),
    cite(S3, 469),
    cite(S4, 82),
    note="S2 does not list the line. A8 extends it to every later change.",
)
D4: Final = stated(
    "D4",
    "Included minutes: local and long-distance minutes used from the plan.",
    cite(S0, 67),
    cite(S2, 99),
    cite(S3, 470),
    cite(S4, 83),
)
D5: Final = stated(
    "D5",
    "Domestic premium minutes: outbound minutes to numbers outside the plan or to "
    "premium prefixes, such as +787555 in the United States.",
    cite(S0, 68),
    cite(S2, 100),
    cite(S3, 471),
    cite(S4, 84),
)
D6: Final = stated(
    "D6",
    "Outbound overage: outbound minutes beyond those of the plan; a call between two "
    "extensions is an outbound call.",
    cite(S0, 69),
    cite(S2, 101),
    cite(S3, 472),
    cite(S4, 85),
    note="S2 alone gives a rate, 0.02 per minute, and no currency.",
)
D7: Final = stated(
    "D7",
    "Toll-free minutes: minutes of calls that come in on the account's toll-free "
    "numbers.",
    cite(S0, 70),
    cite(S2, 102),
    cite(S3, 473),
    cite(S4, 86),
)
D8: Final = stated(
    "D8",
    "International minutes: minutes of calls out to a country that is not the one of "
    "the billing address.",
    cite(S0, 71),
    cite(S2, 103),
    cite(S3, 474),
    cite(S4, 87),
)
D9: Final = stated(
    "D9",
    "Included text messages, in the United States and Canada only: credits to send and "
    "receive SMS and MMS, each good for 160 characters on average without emoji, links "
    "or photos. They start afresh every month.",
    cite(S3, 475, 477),
)
D10: Final = stated(
    "D10",
    "Text messages beyond the plan, in the United States and Canada only: 0.0055 per "
    "credit in the United States and 0.00715 in Canada.",
    cite(S3, 479),
    note="S3 prints the name of another product for the line and the same dollar sign "
    "for both rates; Q62 decides the currency.",
)
D11: Final = stated(
    "D11",
    "State and local regulatory recovery (SLRRF), in the United States only: a line of "
    "its own beside monthly service that recovers state and local taxes and fees and "
    "moves with them.",
    cite(S0, 72),
    cite(S2, 104),
    cite(S3, 480),
    cite(S4, 88),
    note="Only S3 prints the limit to the United States; S0 and S4 are written for "
    "that country, S2 for Canada as well.",
)
D12: Final = stated(
    "D12",
    "Regulatory recovery fee (RRF), in the United States only: a line of its own "
    "beside monthly service for the provider's costs of regulatory compliance, of "
    "telephone network connectivity, of legal requests and of intellectual property. "
    "It is not a tax that a government asks for.",
    cite(S0, 73),
    cite(S2, 105),
    cite(S3, 481),
    cite(S4, 89),
    note="S3 prints RTF in the heading and RRF in the text, and alone prints the limit "
    "to the United States.",
)
D13: Final = stated(
    "D13",
    "Federal and provincial regulatory recovery, in Canada only: a surcharge that no "
    "government levies and that depends on the wireless service taken.",
    cite(S3, 482),
)
D14: Final = stated(
    "D14",
    "Goods and services tax (GST): 5% in Canada and 10% in Australia, save for exempt "
    "items and for those taxed at 0%.",
    cite(S3, 483),
)
D15: Final = stated(
    "D15",
    "Harmonized sales tax (HST), in Canada only: 13% in Ontario; 15% in Nova Scotia, "
    "New Brunswick, Newfoundland and Labrador, and Prince Edward Island.",
    cite(S3, 484),
    note="Out of date for Nova Scotia: by law 14% from 2025-04-01.",
)
D16: Final = stated(
    "D16",
    "Provincial sales tax, in Canada only and apart from GST: PST in British Columbia "
    "and Saskatchewan, RST in Manitoba, QST in Quebec.",
    cite(S3, 485),
)
D17: Final = stated(
    "D17",
    "Quebec sales tax (QST): 9.975% of the price without the GST, which is 5% of the "
    "price.",
    cite(S3, 486),
)
D18: Final = stated(
    "D18",
    "Value added tax (VAT): a line for Germany, the United Kingdom and Ireland only.",
    cite(S3, 487),
    note="Line 587 of S3 has VAT collected for every country of the European Union.",
)
D19: Final = stated(
    "D19",
    "Contact center: what the subscription to it costs.",
    cite(S0, 74),
    cite(S2, 106),
    cite(S3, 488),
    cite(S4, 90),
)
D20: Final = stated(
    "D20",
    "Universal service fee (USF): recovers what the provider must contribute to the "
    "federal fund, a percentage of interstate and international revenue that the "
    "Federal Communications Commission sets for every quarter.",
    cite(S0, 75, 77),
    cite(S2, 107),
    cite(S3, 489, 491),
    cite(S4, 91, 93),
    note="Only S3 prints the limit to the United States. S0 and S3 print profits where "
    "revenue is meant.",
)
D21: Final = stated(
    "D21",
    "Rentals: what the devices cost that the customer rents.",
    cite(S0, 78),
    cite(S2, 108),
    cite(S3, 493),
    cite(S4, 94),
)

INVOICE_LINES: Final = (
    D1,
    D2,
    D3,
    D4,
    D5,
    D6,
    D7,
    D8,
    D9,
    D10,
    D11,
    D12,
    D13,
    D14,
    D15,
    D16,
    D17,
    D18,
    D19,
    D20,
    D21,
)
