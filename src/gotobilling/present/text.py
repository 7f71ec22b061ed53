"""An invoice as plain text, as a customer reads it.

>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> for line in invoice_text(invoice).splitlines()[-6:]:
...     print(line[50:])
   Quantity  Unit price   Amount
--------------------------------
          5      $25.00  $125.00
          5      $25.00   $64.52
--------------------------------
                         $189.52
"""
