"""Who may do what in GoTo Connect, by its guides for the United States and Canada."""

from functools import partial
from typing import Final

from gotobilling.access.actions import Action, Permission
from gotobilling.access.values import Grant
from gotobilling.clauses import E4, G3
from gotobilling.clauses.contract_texts import G2, G5
from gotobilling.clauses.origins import S0, S2, S4, cite
from gotobilling.clauses.payment_texts import B16
from gotobilling.clauses.plan_texts import L1
from gotobilling.clauses.recipient_texts import C5, C7
from gotobilling.clauses.return_texts import J4, J7
from gotobilling.roles import Portal, Role

__all__ = ["CONNECT"]

_SUPPORT: Final = "customer support"

_invoices: Final = partial(
    Grant,
    portal=Portal.CONNECT,
    roles=(Role.SUPER_ADMIN,),
    permissions=(Permission.VIEW_AND_PAY_INVOICES,),
    needs=None,
    ask=None,
    clause=L1,
    under=(),
)
# The text says how it is done, and names nobody.
_anybody: Final = partial(
    Grant,
    portal=Portal.CONNECT,
    roles=(),
    permissions=(),
    needs=None,
    under=(),
)

CONNECT: Final = (
    _invoices(
        action=Action.PAY_INVOICES,
        note=None,
        citations=(cite(S0, 79), cite(S0, 164), cite(S2, 75), cite(S4, 58)),
    ),
    _invoices(
        action=Action.DOWNLOAD_INVOICES,
        note="monthly statements alone, no orders of hardware [C4]",
        citations=(cite(S0, 88), cite(S2, 84), cite(S4, 67)),
    ),
    _invoices(
        action=Action.SET_AUTOPAY,
        note=None,
        citations=(
            *(cite(S0, 94), cite(S0, 173), cite(S0, 180)),
            *(cite(S2, 90), cite(S2, 175), cite(S4, 73), cite(S4, 157)),
        ),
    ),
    _invoices(
        action=Action.CHANGE_PAYMENT_METHODS,
        note="with a payment or under the payment settings, never by phone [B9]",
        citations=(
            *(cite(S0, 79), cite(S0, 94), cite(S0, 164)),
            *(cite(S2, 75), cite(S2, 90), cite(S4, 58), cite(S4, 73)),
        ),
    ),
    _invoices(
        action=Action.SEE_CALL_DETAILS,
        note=None,
        citations=(cite(S0, 100), cite(S2, 109), cite(S4, 95)),
    ),
    _invoices(
        action=Action.CHANGE_RECIPIENTS,
        note="up to 5 for invoices [C1], one for receipts [C2]",
        citations=(cite(S0, 121), cite(S2, 127), cite(S4, 113)),
    ),
    _anybody(
        action=Action.CHANGE_ADDRESSES,
        ask="numbers@logmein.com",
        note="by the form",
        clause=G2,
        citations=G2.citations,
    ),
    _anybody(
        action=Action.CANCEL_NUMBER,
        ask="numbers@logmein.com",
        note=None,
        clause=G5,
        citations=G5.citations,
    ),
    _anybody(
        action=Action.ASK_TAX_EXEMPTION,
        ask="gtcbilling@logmein.com, in Canada gtc-canadabilling@logmein.com",
        note="by the completed form; S0 names no address",
        clause=E4,
        citations=E4.citations,
    ),
    _anybody(
        action=Action.ASK_INVOICE_COPY,
        ask="gtcbilling@logmein.com, in Canada gtc-canadabilling@logmein.com",
        note="S0 names no address",
        clause=C5,
        citations=(C5.citations[0], C5.citations[1], C5.citations[3]),
    ),
    _anybody(
        action=Action.GET_W9,
        ask=None,
        note="for customers in the United States",
        clause=C7,
        citations=(
            *(C7.citations[0], C7.citations[2]),
            *(C7.citations[3], C7.citations[4]),
        ),
    ),
    _anybody(
        action=Action.ASK_LOW_USAGE,
        ask=_SUPPORT,
        note="20 phones or more, and usually a number in the contract",
        clause=G3,
        citations=G3.citations,
    ),
    _anybody(
        action=Action.ASK_ACTIVITY_LOGS,
        ask="the billing department",
        note="where something looks suspicious",
        clause=B16,
        citations=(cite(S0, 85), cite(S0, 170), cite(S2, 83), cite(S4, 66)),
    ),
    _anybody(
        action=Action.SEE_ORDERS,
        ask=None,
        note="in the Orders dashboard",
        clause=J7,
        citations=J7.citations,
    ),
    _anybody(
        action=Action.RETURN_EQUIPMENT,
        ask=_SUPPORT,
        note=None,
        clause=J4,
        citations=J4.citations,
    ),
)
"""What the guides themselves grant; who cancels is data of the market."""
