"""The pages of the vendor that say how contracts run, change and end.

They are help pages and rental agreements beside the five billing guides, cited by
heading or section, for their lines move:

>>> CONNECT_CANCEL_PAGE.language, JIVE_START_PAGE.language
('en', 'de')
>>> [source.id for source in CONTRACT_SOURCES][:2]
['connect-cancel-page', 'jive-rental-mexico']
"""

from typing import Final

from gotobilling.sources import Source

__all__ = [
    "CONNECT_CANCEL_PAGE",
    "CONTRACT_SOURCES",
    "JIVE_RENTAL_MEXICO",
    "JIVE_RENTAL_UNITED_STATES",
    "JIVE_START_PAGE",
    "REMOTE_SUPPORT_REFUND_FAQ",
    "RENTAL_AGREEMENT",
    "SERVICE_DESK_CANCEL_PAGE",
    "TRAINING_REFUND_FAQ",
    "WEBINAR_LICENSE_PAGE",
    "WEBINAR_PLAN_PAGE",
]

CONNECT_CANCEL_PAGE: Final = Source(
    id="connect-cancel-page",
    title="GoTo Connect help page on cancelling",
    language="en",
    url="https://support.goto.com/connect/help/cancel-my-goto-connect-subscription",
)
JIVE_RENTAL_MEXICO: Final = Source(
    id="jive-rental-mexico",
    title="Jive equipment rental agreement, Mexico",
    language="es",
    url="https://jive.com/mx/legal/contrato-de-alquiler-de-equipos-mexico/",
)
JIVE_RENTAL_UNITED_STATES: Final = Source(
    id="jive-rental-united-states",
    title="Jive equipment rental agreement, United States and Puerto Rico",
    language="es",
    url="https://jive.com/mx/legal/contrato-de-alquiler-de-equipos-puerto-rico/",
)
JIVE_START_PAGE: Final = Source(
    id="jive-start-page",
    title="Jive help page on how billing works",
    language="de",
    url="https://support.goto.com/de/jive/help/"
    "how-does-billing-work-at-jive-jive-billing-work-jive",
)
REMOTE_SUPPORT_REFUND_FAQ: Final = Source(
    id="remote-support-refund-faq",
    title="GoToAssist Remote Support cancellation and refund FAQ, corporate accounts",
    language="en",
    url="https://support.goto.com/gotoassist-remote-support/help/"
    "cancellation-and-refund-faqs",
)
RENTAL_AGREEMENT: Final = Source(
    id="rental-agreement",
    title="GoTo equipment rental terms",
    language="en",
    url="https://www.goto.com/company/legal/equipment-rental-agreement",
)
SERVICE_DESK_CANCEL_PAGE: Final = Source(
    id="service-desk-cancel-page",
    title="GoToAssist Service Desk help page on cancelling",
    language="en",
    url="https://support.goto.com/gotoassist-service-desk/help/"
    "how-do-i-cancel-my-gotoassist-service-desk-subscription-plan",
)
TRAINING_REFUND_FAQ: Final = Source(
    id="training-refund-faq",
    title="GoTo Training cancellation and refund FAQ",
    language="en",
    url="https://support.goto.com/training/help/cancellation-and-refund-faqs",
)
WEBINAR_LICENSE_PAGE: Final = Source(
    id="webinar-license-page",
    title="GoTo Webinar help page on removing licences",
    language="en",
    url="https://support.goto.com/webinar/help/"
    "how-do-i-remove-user-licenses-from-my-goto-webinar-subscription-plan",
)
WEBINAR_PLAN_PAGE: Final = Source(
    id="webinar-plan-page",
    title="GoTo Webinar help page on changing the plan",
    language="en",
    url="https://support.goto.com/webinar/help/change-your-plan-g2w010010",
)

CONTRACT_SOURCES: Final = (
    CONNECT_CANCEL_PAGE,
    JIVE_RENTAL_MEXICO,
    JIVE_RENTAL_UNITED_STATES,
    JIVE_START_PAGE,
    REMOTE_SUPPORT_REFUND_FAQ,
    RENTAL_AGREEMENT,
    SERVICE_DESK_CANCEL_PAGE,
    TRAINING_REFUND_FAQ,
    WEBINAR_LICENSE_PAGE,
    WEBINAR_PLAN_PAGE,
)
