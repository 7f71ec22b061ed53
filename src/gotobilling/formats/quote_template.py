"""The quote file to start from: every section once, with a comment for each key.

It is itself a file that reads, and what it comes to is told:

>>> text = quote_template("us-connect")
>>> print(text[: text.index("market")])
# A quote file for gotobilling. Everything after a "#" is a comment.
format = 1
<BLANKLINE>
[quote]
id = "my-quote"               # your name for the quote
account = "my-account"        # the account that it becomes
currency = "USD"              # ISO 4217; every amount below is in it
<BLANKLINE>
"""

from typing import Final

from gotobilling.editions import edition
from gotobilling.kinds import ITEM_UNITS, LineKind
from gotobilling.market import Market

__all__ = ["quote_template"]

_QUOTE: Final = """\
# A quote file for gotobilling. Everything after a "#" is a comment.
format = 1

[quote]
id = "my-quote"               # your name for the quote
account = "my-account"        # the account that it becomes
currency = "{currency}"              # ISO 4217; every amount below is in it
market = "{market}"         # the product and country whose rules bill it
edition = "{edition}"           # the rules as of then; leave it out for the latest
quoted_on = 2026-07-01        # the date of the quote
billing_start_on = 2026-07-15 # left out, billing starts on acceptance
months = 15                   # the initial term
# valid_until = 2026-07-31    # the last day to accept it, if the quote names one
# free_months = 2             # counted from acceptance
# auto_renewal = "off"        # the term ends by itself
# renewal_months = 12         # of each further term
# renewal_on = 2027-10-15     # the date that the quote prints, which then counts
# buyout = 500.00             # what ends the term early

[[items]]                     # one for each recurring item
item = "{item}"                 # your name for the item
kind = "{kind}"
unit = "{unit}"
quantity = 10
quoted_price = 20.00          # for one unit and one period
list_price = 25.00            # left out, nothing is saved
# frequency = "annual"        # or quarterly; monthly if left out
# part = "add_on"             # or product, device; by its kind if left out

[[purchases]]                 # bought once, on the day of acceptance
id = "desk-phones"
kind = "hardware"             # or number_purchase, other_charge, other_credit
item = "Desk phone"
quantity = 10
quoted_price = 99.98
list_price = 120.00

# Addresses, exemptions, VAT numbers, sales taxes, rates, call rates, what the plan
# includes and readings stand in the sections that the account file has for them.
# Without an address every total is before fees and taxes.

# [decision]                  # once it is accepted or declined
# outcome = "accepted"
# on = 2026-07-02
# role = "billing_admin"
# portal = "goto_admin"
"""


def quote_template(market_name: str) -> str:
    """
    Return a commented quote file to start from; it names the latest edition.

    Raises:
        UnknownName: there is no such market.
    """
    market = edition(market_name)
    kind = _kind(market)
    return _QUOTE.format(
        currency=market.currency,
        market=market.name,
        edition=market.edition,
        item="seat",
        kind=kind.value,
        unit=dict(ITEM_UNITS)[kind][-1].value,
    )


def _kind(market: Market) -> LineKind:
    is_connect = market.product == "connect"
    return LineKind.SERVICE_CHARGE if is_connect else LineKind.SUBSCRIPTION
