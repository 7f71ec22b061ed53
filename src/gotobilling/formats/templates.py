"""The files to start from: every section once, with a comment for each key.

Each is itself a file that reads, and the account's bills:

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
from gotobilling.formats.template_after import AFTER
from gotobilling.market import Market
from gotobilling.readings import READINGS, Reading
from gotobilling.taxes import Supplier

__all__ = ["plan_template", "template"]

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
kind = "service_charge"       # or standard_number, contact_center, subscription, rental
unit = "device"               # what one unit is; an extension, for some devices
unit_price = 25.00            # for one unit and one month
effective_on = 2026-07-15     # the first day of the price
# frequency = "monthly"       # or quarterly, annual: the price is for one such period
# minimum_quantity = 2        # the contract's minimum; one reading of "emptied" uses it
{product:<30}# the product whose invoices carry it

[[prices]]
id = "price-number"
item = "number"
kind = "standard_number"
unit = "two_way_number"       # or toll_free_, inbound_only_, international_number
unit_price = 5.00
effective_on = 2026-07-15
{own}
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
{own}# code = "my-company:visit"   # for other_charge and other_credit, and only there

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

{call_rates}\
# [[included]]                # what the plan includes of a month's minutes or messages
# id = "included-minutes"
# unit = "minute"             # or message_credit; without one of a unit, all of it is
# quantity = 1000             # a month
# item = "device"             # each of these brings as many; left out, the account has
# effective_on = 2026-07-15

# [[prices]]                  # the discounted price, of an item of its own
# id = "price-low-usage"
# item = "low-usage-device"
# kind = "service_charge"
# unit = "device"
# unit_price = 10.00
# effective_on = 2026-07-15

# [[low_usage]]               # that it is billed so while there are phones enough
# id = "low-usage"
# item = "low-usage-device"
# full_price = "device"       # the item whose price it has otherwise
# phones = ["device", "low-usage-device"]   # the items that count as phones
# allowed = 10                # how many the contract allows
# effective_on = 2026-07-15

# [[usage]]                   # what a month's call records come to, as rating tells it
# id = "calls:2026-08:international:intl-de"
# month = 2026-08-01          # the first day of the month of use
# call_type = "international" # or extension, inbound, plan, message, ...
# rate = "intl-de"            # for calls that are rated by number, and only there
# device = "regular"          # or low_usage
# rows = 12                   # records; those of more than 0 seconds are connected
# connected = 11
# seconds = 3210
# billable = 3300             # seconds that are charged; credits, for messages
# row_cost = 1.05             # where the reading usage_rounded is "row", and only there
# counted = "up, row, whole, line"   # under which readings the rows were counted
# counted_from = 2026-08-01   # the first day whose rows are counted

# [[no_usage]]                # that nothing was used, which has to be told as well
# id = "no-calls:2026-09"
# month = 2026-09-01

# [[terms]]                   # a set term; without one service goes month by month
# id = "term"
# agreed_on = 2026-07-01      # the day of the signature
# months = 15
# product = "{sold}"
# start_on = 2026-07-15       # its first day, where it is not the billing start
# auto_renewal = "on"         # or off
# renewal_months = 12         # where the contract says so
# renewal_on = 2027-10-15     # where the quote prints it
# buyout = 500.00             # what leaving early costs, where the contract says so

# [[trials]]                  # a trial, which is never billed
# id = "webinar-trial"
# product = "webinar"
# effective_on = 2026-08-01   # its first day
# days = 14

# [[number_changes]]          # a request that changes what is kept of a number
# id = "caller-id"
# number = "+18015550100"
# details = ["caller_id", "e911"]   # or two_way; one fee for all of a request
# effective_on = 2026-08-20
# fee = 15.00                 # the contract's price, where it is not the guide's
{of_facts}
# [[early_terminations]]      # what leaving a contract early costs
# id = "buyout"
# amount = 500.00
# effective_on = 2026-10-31   # the day on which service ends early
{of_facts}
# [[withdrawals]]             # that a fact never was; the contract alone cannot go
# id = "no-desk-phones"
# fact = "desk-phones"
# known_on = 2026-09-20

{after}\
{taxes}{rates}\
# [[issued]]                  # what was issued already, which corrections start from
# file = "2026-08.json"       # a document, or an array of them, from this folder on

# Where the published texts are silent or disagree, a reading decides. These are the
# ones of this market, each with the others that may be chosen and the decision.
[readings]
{readings}
# Known to the format and empty as yet: credits, recipients, partner.
"""
_CALL_RATES: Final = """\
# [[call_rates]]              # what usage to a destination costs, from a day on
# id = "intl-de"
# name = "Germany"            # as an invoice prints it
# call_type = "international" # or domestic_premium, toll_free_inbound, plan, message
# prefixes = ["+49"]          # of the numbers called; the longest that fits counts
# unit_price = 0.019          # for a minute
# effective_on = 2026-01-01
# flat_fee = 1.00             # once for each month in which it is used
# minimum = 5.00              # the least that such a month costs
# increment = {increment}

# [[call_rates]]              # a price by tiers: graduated, or volume for all at one
# id = "toll-free"
# name = "Toll-free numbers"
# call_type = "toll_free_inbound"
# prefixes = ["+1"]
# model = "graduated"
# tiers = {tiers}
# effective_on = 2026-01-01

# [[call_rates]]              # a price for each package of units that is begun
# id = "message-packages"
# name = "Messages above the included"
# call_type = "message"       # or plan: what is above the included minutes
# model = "package"
# package = 100
# unit_price = 0.50
# effective_on = 2026-01-01

{calls}"""
_INCREMENT: Final = '{ initial = 60, step = 6, counted = "after_initial" }'
_TIERS: Final = (
    "[{ above = 0, unit_price = 0.03 }, { above = 1000, unit_price = 0.02 }]"
)
_CALLS: Final = """\
# [[call_rates]]              # a fee for each call, where records are calls
# id = "premium"
# name = "Premium numbers"
# call_type = "domestic_premium"
# prefixes = ["+1900"]
# unit_price = 0.99
# connection_fee = 0.05
# effective_on = 2026-01-01

"""
_PLAN: Final = """\
# A plan file for gotobilling, to rate usage by. Everything after a "#" is a comment.
format = 1

[plan]
id = "my-plan"                # your name for the plan
currency = "{currency}"              # ISO 4217; every price below is in it
market = "{market}"         # the product and country whose usage rules rate it
edition = "{edition}"           # the rules as of then; leave it out for the latest
zone = "UTC"                  # of days and months; or an offset such as "-03:00"
# billing_start_on = 2026-07-15    # nothing before it is charged
# last_day_of_service = 2027-07-14 # this day still is
records = "totals"            # of a source and destination; or "calls", each on its own
# low_usage_numbers = ["1020", "+13105550120"]   # sources billed as low-usage devices

# [numbers]                   # to tell the call type of rows that do not say it
# own = ["+13105550100"]      # the account's numbers
# toll_free = ["+18005550199"]
# premium_prefixes = ["+1787555"]
# domestic_prefixes = ["+1"]  # of the country of the billing address
# foreign_prefixes = ["+1809"]     # longer ones under them that are abroad

# A destination without a rate is never rated as free: its rows are rejected.
{call_rates}\
# Where the published texts are silent or disagree, a reading decides. These are the
# ones of usage, each with the others that may be chosen and the decision.
[readings]
{readings}"""
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
    # What names no product is billed in Connect; elsewhere each item has to name it.
    sold = f'product = "{market.product}"'
    apart = market.product != "connect"
    return _TEMPLATE.format(
        sold=market.product,
        product=sold if apart else f"# {sold}",
        own=f"{sold}\n" if apart else "",
        of_facts=f"# {sold}\n" if apart else "",
        country=country,
        call_rates=_call_rates(_CALLS),
        region=_REGION.format(region=region) if region else "",
        areas=f'["{place}-city"]',
        tax=f'"{tax.line.value}"',
        jurisdiction=f'"{place if market.sales_tax else tax.jurisdiction}"',
        after=AFTER,
        taxes=_TAXES.format(place=f'"{place}"') if market.sales_tax else "",
        rates="".join(_RATES.format(series=one.name) for one in asked),
        currency=market.currency,
        market=market.name,
        edition=market.edition,
        readings="".join(_choice(one, market) for one in READINGS),
    )


def plan_template(market_name: str) -> str:
    """
    Return a commented plan file to start from.

    It names the market's latest edition and lists its readings of usage, each as a
    comment.

    Raises:
        UnknownName: there is no such market.
    """
    market = edition(market_name)
    of_usage = [one for one in READINGS if one.policy == "usage"]
    return _PLAN.format(
        currency=market.currency,
        market=market.name,
        edition=market.edition,
        call_rates=_call_rates(""),
        readings="".join(_choice(one, market) for one in of_usage),
    )


def _call_rates(calls: str) -> str:
    return _CALL_RATES.format(increment=_INCREMENT, tiers=_TIERS, calls=calls)


def _choice(reading: Reading, market: Market) -> str:
    own = reading.held(market)
    if isinstance(reading.choices, range):
        others = f"{reading.choices[0]} to {reading.choices[-1]}"
    else:
        others = "or " + ", ".join(one for one in reading.alternatives() if one != own)
        own = f'"{own}"'
    return f"{f'# {reading.name} = {own}':<36}# {others} ({reading.clause.id})\n"
