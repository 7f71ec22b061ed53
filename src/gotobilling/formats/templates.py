"""The account file to start from: every section once, with a comment for each key.

It is itself an account file that reads and bills:

>>> text = template("us-connect")
>>> print(text[: text.index("# Every fact")])
# An account file for gotobilling. Everything after a "#" is a comment.
format = 1
<BLANKLINE>
[account]
id = "my-account"             # your name for the account
currency = "USD"              # ISO 4217; every amount below is in it
market = "us-connect"         # the product and country whose rules bill it
edition = "2026-11"           # the rules as of then; leave it out for the latest
# holidays = [2026-09-16]     # no business days, in a market that counts these
<BLANKLINE>
<BLANKLINE>
"""

from typing import Final

from gotobilling.editions import edition
from gotobilling.market import Market
from gotobilling.readings import READINGS, Reading
from gotobilling.taxes import Supplier

__all__ = ["template"]

_TEMPLATE: Final = """\
# An account file for gotobilling. Everything after a "#" is a comment.
format = 1

[account]
id = "my-account"             # your name for the account
currency = "{currency}"              # ISO 4217; every amount below is in it
market = "{market}"         # the product and country whose rules bill it
edition = "{edition}"           # the rules as of then; leave it out for the latest
# holidays = [2026-09-16]     # no business days, in a market that counts these

# Every fact has an id of its own, which the proofs of the invoices cite. One that turns
# out wrong stays here: another of its kind, known on a later day, says supersedes = and
# its id, and counts in its place from that day on.

[contract]
id = "contract"
billing_start_on = 2026-07-15 # the billing start date on the quote
# signed_on = 2026-05-15      # the day of signature, from which free months run
# free_months = 2

# [contract.end]              # once the end of service is known
# id = "end"
# last_day_of_service = 2027-07-14   # this day is still billed

[[prices]]                    # one for each item, and one more for each new price
id = "price-device"
item = "device"               # your name for the item; the changes use it
kind = "service_charge"       # or standard_number, contact_center, rental
unit = "device"               # what one unit is; an extension, for some devices
unit_price = 25.00            # for one unit and one month
effective_on = 2026-07-15     # the first day of the price
# minimum_quantity = 2        # the contract's minimum; one reading of "emptied" uses it
# product = "connect"         # the product whose invoices carry it

[[prices]]
id = "price-number"
item = "number"
kind = "standard_number"
unit = "two_way_number"       # or toll_free_, inbound_only_, international_number
unit_price = 5.00
effective_on = 2026-07-15

[[changes]]                   # what is there when billing starts is a change as well
id = "first-devices"
item = "device"
quantity = 5                  # what is added; -1 for one that is removed
effective_on = 2026-07-15
# group = "Berlin"            # a billing group, with lines of its own
# known_on = 2026-07-20       # when it came to be known, if that was another day

# [[changes]]
# id = "first-devices-mended"
# item = "device"
# quantity = 4                # what it should have been
# effective_on = 2026-07-15
# known_on = 2026-09-20
# supersedes = "first-devices"

[[changes]]
id = "first-numbers"
item = "number"
quantity = 3
effective_on = 2026-07-15

[[one_time]]                  # a purchase, invoiced on its own day
id = "desk-phones"
kind = "hardware"             # or number_purchase, other_charge, other_credit
item = "Desk phone"
quantity = 2
unit_price = 99.98
effective_on = 2026-08-12
# code = "my-company:visit"   # for other_charge and other_credit, and only there

# [[opening]]                 # what was there at the end of a day, where a long history
# id = "opening-devices"      # is left out; every change then comes after that day
# item = "device"
# quantity = 5
# effective_on = 2026-06-30

# Without an address every invoice ends before fees and taxes.
# [[addresses]]               # where the customer is billed, from a day on
# id = "address"
# country = "{country}"
{region}# areas = {areas:<20}# further jurisdictions that you found for it
# effective_on = 2026-01-01

# [[exemptions]]              # a certificate that frees from one tax
# id = "certificate"
# tax = {tax:<22}# the kind of the tax's line
# jurisdiction = {jurisdiction:<13}# whose tax it is
# certificate = "no. 5"       # its own number
# effective_on = 2026-01-01
# valid_until = 2026-12-31    # the last day on which it is valid

# [[tax_numbers]]             # a VAT number; the extra gotobilling[vat] checks it
# id = "vat"
# number = "DE136695976"
# effective_on = 2026-01-01
# confirmed_on = 2026-01-02   # without a confirmation it has no effect

# [[withdrawals]]             # that a fact never was; the contract alone cannot go
# id = "no-desk-phones"
# fact = "desk-phones"
# known_on = 2026-09-20

{taxes}{rates}\
# [[issued]]                  # what was issued already, which corrections start from
# file = "2026-08.json"       # a document, or an array of them, from this folder on

# Where the published texts are silent or disagree, a reading decides. These are the
# ones of this market, each with the others that may be chosen and the decision.
[readings]
{readings}
# Known to the format and empty as yet: credits, usage, payments, recipients, partner.
"""
_REGION: Final = """\
# region = "{region}"               # state, province or territory
"""
_RATES: Final = """\
# [[rates]]                   # a percentage of your contract, from a day on
# series = "{series}"
# from_on = 2026-07-01
# percent = 3.5
# clause = "schedule B"       # what says so
# standing = "contract"       # or law, stated, reading, assumed
# source = "Master agreement" # the document that says so, and its address
# url = "https://example.com/agreement"

"""
_TAXES: Final = """\
# [[taxes]]                   # a sales tax that you bring, with a rate of its own
# name = "my-sales-tax"
# jurisdiction = {place:<13}# the country, the region, or one of the areas

# [[rates]]
# series = "my-sales-tax"
# from_on = 2026-07-01
# percent = 6.85
# clause = "the state's table of rates"

"""


def template(market_name: str) -> str:
    """
    Return a commented account file to start from.

    It names the market's latest edition and lists its readings, each as a comment.

    Raises:
        UnknownName: there is no such market.
    """
    market = edition(market_name)
    place = market.places[-1]
    country, _, region = place.partition("-")
    tax = market.sales_tax or market.levies[-1]
    asked = [one for one in market.rates if one.supplier is not Supplier.LIBRARY]
    asked += [one for one in market.rates if one.months is not None]
    return _TEMPLATE.format(
        country=country,
        region=_REGION.format(region=region) if region else "",
        areas=f'["{place}-city"]',
        tax=f'"{tax.line.value}"',
        jurisdiction=f'"{place if market.sales_tax else tax.jurisdiction}"',
        taxes=_TAXES.format(place=f'"{place}"') if market.sales_tax else "",
        rates="".join(_RATES.format(series=one.name) for one in asked),
        currency=market.currency,
        market=market.name,
        edition=market.edition,
        readings="".join(_choice(one, market) for one in READINGS),
    )


def _choice(reading: Reading, market: Market) -> str:
    own = reading.held(market)
    if isinstance(reading.choices, range):
        others = f"{reading.choices[0]} to {reading.choices[-1]}"
    else:
        others = "or " + ", ".join(one for one in reading.alternatives() if one != own)
        own = f'"{own}"'
    return f"{f'# {reading.name} = {own}':<36}# {others} ({reading.clause.id})\n"
