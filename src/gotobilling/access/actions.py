"""What the guides let some people do and not others, and the permissions they name."""

from enum import Enum

__all__ = ["Action", "Permission"]


class Action(Enum):
    """
    Something that a guide restricts: to some people, or to one way of asking for it.

    The values are names for programs; `words` is the same for people.

    Clauses: L1, L2, L3, L4, L5, L6, L7.
    """

    ENTER_PORTAL = "enter_portal"
    PAY_INVOICES = "pay_invoices"
    DOWNLOAD_INVOICES = "download_invoices"
    """Seeing present and past invoices as well."""
    SET_AUTOPAY = "set_autopay"
    SEE_CALL_DETAILS = "see_call_details"
    CHANGE_RECIPIENTS = "change_recipients"
    """Who gets invoices and receipts by e-mail."""
    CHANGE_PAYMENT_METHODS = "change_payment_methods"
    CHANGE_ADDRESSES = "change_addresses"
    """Billing and shipping address, company data, and the numbers' address data."""
    ENTER_VAT_NUMBER = "enter_vat_number"
    ASK_TAX_EXEMPTION = "ask_tax_exemption"
    CHANGE_SETTINGS = "change_settings"
    """Settings of the account other than plan, payment and billing data."""
    SEE_SUBSCRIPTIONS = "see_subscriptions"
    """Their billing frequency and their date of renewal or expiry as well."""
    ADD_PLAN = "add_plan"
    BUY_LICENCES = "buy_licences"
    ASSIGN_LICENCES = "assign_licences"
    REMOVE_LICENCES = "remove_licences"
    """Taking a licence from a user, who has one; it stays bought."""
    REDUCE_LICENCES = "reduce_licences"
    """Having fewer of them, once called seats, in the plan."""
    BUY_ADD_ONS = "buy_add_ons"
    """Add-ons and devices, and renting equipment."""
    REMOVE_ADD_ONS = "remove_add_ons"
    UPGRADE_PLAN = "upgrade_plan"
    DOWNGRADE_PLAN = "downgrade_plan"
    CHANGE_FREQUENCY = "change_frequency"
    """From the month to the year, or the other way round."""
    CHOOSE_RENEWAL = "choose_renewal"
    """Choosing a recommended renewal option."""
    CHANGE_AUTO_RENEWAL = "change_auto_renewal"
    CANCEL = "cancel"
    CANCEL_ONLINE = "cancel_online"
    """Cancelling in the portal, without calling anybody."""
    REACTIVATE = "reactivate"
    RESTORE_SERVICE = "restore_service"
    """After it was shut off for not paying."""
    CANCEL_NUMBER = "cancel_number"
    DECIDE_QUOTES = "decide_quotes"
    """Seeing a quote, and accepting or declining it."""
    CHANGE_PURCHASE_ORDERS = "change_purchase_orders"
    MANAGE_BILLING_ADMINS = "manage_billing_admins"
    CHANGE_BILLING_CONTACT = "change_billing_contact"
    ASK_LOW_USAGE = "ask_low_usage"
    ASK_INVOICE_COPY = "ask_invoice_copy"
    ASK_ABOUT_INVOICES = "ask_about_invoices"
    ASK_CONTRACT_COPY = "ask_contract_copy"
    GET_W9 = "get_w9"
    ASK_ACTIVITY_LOGS = "ask_activity_logs"
    ASK_DATA_DELETION = "ask_data_deletion"
    SEE_ORDERS = "see_orders"
    RETURN_EQUIPMENT = "return_equipment"

    @property
    def words(self) -> str:
        """
        The action as people say it.

        >>> Action.GET_W9.words, Action.BUY_ADD_ONS.words, Action.REACTIVATE.words
        ('get W-9', 'buy add-ons', 'reactivate')
        """
        printed = {"w9": "W-9", "vat": "VAT", "ons": "-ons"}
        said = " ".join(printed.get(one, one) for one in self.value.split("_"))
        return said.replace(" -", "-")


class Permission(Enum):
    """
    A permission that a guide names, held beside a role.

    Clauses: L1, L5.
    """

    VIEW_AND_PAY_INVOICES = "view_and_pay_invoices"
    MANAGE_USERS = "manage_users"
    MANAGE_LICENCES = "manage_licences"
