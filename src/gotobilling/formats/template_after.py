"""What the template of an account file says of what follows an invoice."""

from typing import Final

__all__ = ["AFTER"]

AFTER: Final = """\
# [[payments]]                # what was paid; it pays what is due first
# id = "payment-1"
# paid_on = 2026-08-10
# amount = 100.00
# invoice = "2026-08.json"    # first this one: a file of [[issued]], or a digest
# method = "Visa that ends in 1111"   # your name for it, and never its number

# [[disputes]]                # notice that charges are disputed
# id = "dispute-1"
# invoice = "2026-08.json"
# notified_on = 2026-08-14
# lines = [{ line = "1", amount = 20.00 }]   # printed numbers or ids; left out, all

# [[resolutions]]             # how a dispute ended
# id = "resolution-1"
# dispute = "dispute-1"
# resolved_on = 2026-08-28
# outcome = "upheld"          # or rejected; a credit note gives back what is upheld
# lines = [{ line = "1", amount = 10.00 }]   # of what is disputed; left out, all

# [[suspensions]]             # that service was suspended, from a day on
# id = "suspension-1"
# effective_on = 2026-09-20

# [[autopay]]                 # that autopay is on, or off, from a day on
# id = "autopay-on"
# effective_on = 2026-08-01
# autopay = "on"

# [[deliveries]]              # that a purchase was delivered: returns count from it
# id = "desk-phones-came"
# purchase = "desk-phones"
# effective_on = 2026-08-17

# [[returns]]                 # bought equipment that came back
# id = "RMA-1"
# rma = "RMA-1"               # its number, where several returns share one
# purchase = "desk-phones"
# quantity = 1
# shipped_on = 2026-09-01
# received_on = 2026-09-04
# processed_on = 2026-09-08
# condition = "incomplete"    # or complete, damaged
# missing_parts_fee = 12.50   # for all units, as told: no price of it is published
# provisioning_fee = 5.00
# msrp = 129.99               # list price of one; a reading takes the 25 % of it

"""
"""The sections, each with a comment for its keys."""
