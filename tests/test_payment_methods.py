"""Payment methods: what is kept of a card or bank account, how many, and where."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from attrs import asdict, evolve
from hypothesis import given
from hypothesis import strategies as st

from gotobilling.after_invoice import CardBrand
from gotobilling.clauses.payment_texts import B17
from gotobilling.errors import BillingError, InvalidValue, WrongType
from gotobilling.facts import Payment
from gotobilling.markets import us
from gotobilling.payments import (
    AuthenticationNeed,
    BankAccount,
    Card,
    Check,
    Connected,
    PaymentMethod,
    Wire,
    accepted,
    bank_account,
    check_method,
    needs_authentication,
)
from gotobilling.refusals import Refused
from gotobilling.roles import Portal

AFTER = us.CONNECT.after_invoice
CARD = Card(
    brand=CardBrand.VISA, last_four="1111", expires=(2028, 4), country="US", name="Ann"
)
BANK = BankAccount(holder="Acme", account_last_four="6789", routing_last_four="0021")
PAYPAL = Connected(provider="PayPal")


def told(make: Callable[[], object]) -> str:
    """What is said of what cannot be made, down to the error's own fields."""
    with pytest.raises(BillingError) as caught:
        make()
    problem = caught.value
    return f"{problem} {problem.args!r} {problem.value!r} {problem.requirement}"


def changed(value: Any, field: str, to: object) -> object:  # noqa: ANN401 -- any method
    """The value with another field."""
    return evolve(value, **{field: to})


@pytest.mark.clause("B9")
class TestCard:
    """A card is kept by its last four digits."""

    @given(st.integers(10**12, 10**19 - 1).map(str))
    def test_number(self, number: str) -> None:
        """A card with more than four digits is refused, and none of them is shown."""
        said = told(lambda: evolve(CARD, last_four=number))

        assert f"{len(number)} characters" in said
        assert number[4:] not in said

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("last_four", 4111111111111111),
            ("last_four", "41x1"),
            ("name", "4111111111111111"),
            ("name", 4111111111111111),
            ("country", "4111111111111111"),
            ("country", 4111111111111111),
            ("expires", "4111111111111111"),
            ("expires", (2028, 4, 1)),
            ("expires", (4111111111111111, 4)),
            ("expires", (2028, "4111111111111111")),
            ("brand", "4111111111111111"),
        ],
    )
    def test_fields(self, field: str, value: object) -> None:
        """No other field takes a number either, or shows it."""
        assert "4111" not in told(partial(changed, CARD, field, value))

    @pytest.mark.parametrize("month", [0, 13])
    def test_expires(self, month: int) -> None:
        """A card expires in a month from 1 to 12."""
        with pytest.raises(InvalidValue, match=r"expires\[1\]"):
            evolve(CARD, expires=(2028, month))

    def test_payment(self) -> None:
        """A payment does not take the number of a card as its method's name."""
        day = date(2026, 8, 1)
        paid = Payment(
            id="p", paid_on=day, amount=us.CONNECT.after_invoice.returns.late_fee,
            currency="USD", method="550e8400-e29b-41d4-a716-446655440000",
        )  # fmt: skip

        said = told(lambda: evolve(paid, method="visa 4111-1111-1111-1111"))

        assert "16 digits" in said
        assert "1111" not in said
        other = told(partial(changed, paid, "method", 4111111111111111))
        assert "1111" not in other
        later = told(partial(changed, paid, "method", "4111 1111 1111 1111 12/28"))
        assert "16 digits" in later
        assert "1111" not in later


@pytest.mark.clause("B13")
class TestBankAccount:
    """Of a bank account's numbers the last four digits are kept."""

    def test_kept(self) -> None:
        """021000021 has the weights 3 x 2 + 7 x 2... that come to a multiple of 10."""
        found = bank_account(
            holder="Acme", account_number="000123456789", routing_number="021000021"
        )

        # 3 x (0 + 0 + 0) + 7 x (2 + 0 + 2) + (1 + 0 + 1) = 30
        assert found == BANK
        assert "000123456789" not in repr(found)
        assert set(asdict(found).values()) == {"Acme", "6789", "0021"}

    @given(st.integers(0, 8), st.integers(1, 9))
    def test_check_digit(self, place: int, more: int) -> None:
        """One wrong digit of a routing number is refused, and none is shown."""
        digits = [int(one) for one in "021000021"]
        digits[place] = (digits[place] + more) % 10
        wrong = "".join(map(str, digits))

        said = told(
            lambda: bank_account(
                holder="Acme", account_number="123456789", routing_number=wrong
            )
        )

        assert "routing_number" in said
        assert "B13" in said
        assert wrong[-4:] not in said

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("holder", ""),
            ("holder", None),
            ("holder", "000123456789"),
            ("account_number", ""),
            ("account_number", "1234"),
            ("account_number", "9" * 18),
            ("account_number", 123456789),
            ("account_number", "1234 56789"),
            ("routing_number", "12345678"),
            ("routing_number", "0210000210"),
            ("routing_number", None),
        ],
    )
    def test_fields(self, field: str, value: object) -> None:
        """Each of the three fields is needed, in its form."""
        fields: dict[str, Any] = {
            "holder": "Acme",
            "account_number": "123456789",
            "routing_number": "021000021",
        }

        said = told(lambda: bank_account(**{**fields, field: value}))

        assert said.startswith(field)
        assert not value or str(value) not in said

    def test_last_four(self) -> None:
        """A bank account made by hand takes four digits of each number."""
        for field in ("account_last_four", "routing_last_four"):
            assert field in told(partial(changed, BANK, field, "12345"))


@pytest.mark.clause("B10", "B11", "B12", "Q5")
class TestOnFile:
    """How many methods a portal keeps."""

    @pytest.mark.parametrize(
        ("kept", "new", "code"),
        [
            ([CARD] * 3 + [BANK] * 2 + [PAYPAL] * 2, CARD, None),
            ([CARD] * 4, CARD, "too-many-card"),
            ([CARD] * 4 + [BANK], BANK, None),
            ([BANK] * 2, BANK, "too-many-bank-account"),
            ([PAYPAL] * 2, PAYPAL, "too-many-connected"),
            ([CARD] * 4, Wire(), None),
            ([CARD] * 4, Check(), None),
        ],
    )
    def test_goto_admin(
        self, kept: list[PaymentMethod], new: PaymentMethod, code: str | None
    ) -> None:
        """GoTo Admin keeps 4 cards, 2 bank accounts and 2 connected methods."""
        found = check_method(kept, new, Portal.GOTO_ADMIN, AFTER.methods)

        assert (found and found.reasons[0].code) == code

    def test_classic(self) -> None:
        """LogMeIn Classic keeps one method; what is sent in does not count."""
        assert check_method([Wire()], CARD, Portal.CLASSIC, AFTER.methods) is None
        found = check_method([CARD], PAYPAL, Portal.CLASSIC, AFTER.methods)

        assert isinstance(found, Refused)
        [reason] = found.reasons
        assert (reason.code, reason.clause.id) == ("too-many", "B12")

    def test_readings(self) -> None:
        """Another reading keeps one method in every portal."""
        one = us.CONNECT.with_readings({"payment_methods": "one_everywhere"})

        found = check_method([CARD], BANK, Portal.GOTO_ADMIN, one.after_invoice.methods)

        assert isinstance(found, Refused)

    def test_unknown_portal(self) -> None:
        """Where no limit is known it says so, and for which portals one is."""
        found = check_method([], CARD, Portal.CORPORATE, AFTER.methods)

        assert isinstance(found, Refused)
        assert found.reasons[0].instead == "known for goto_admin, classic"
        none = evolve(AFTER.methods, limits=())
        found = check_method([], CARD, Portal.CORPORATE, none)
        assert isinstance(found, Refused)
        assert found.reasons[0].instead == "known for none"

    def test_wrong_types(self) -> None:
        """What is no method is told by its type, and never shown."""
        call: Any = check_method
        every: tuple[tuple[Any, ...], ...] = (
            (3, CARD, Portal.CLASSIC, AFTER.methods),
            (["4111111111111111"], CARD, Portal.CLASSIC, AFTER.methods),
            ([], "4111111111111111", Portal.CLASSIC, AFTER.methods),
            ([], CARD, "classic", AFTER.methods),
            ([], CARD, Portal.CLASSIC, AFTER.cards),
        )
        for arguments in every:
            assert "4111" not in told(partial(call, *arguments))


@pytest.mark.clause("B9", "discover-usd")
class TestAccepted:
    """Which cards an account can pay by."""

    @pytest.mark.parametrize("currency", ["USD", "CAD", "EUR"])
    def test_brands(self, currency: str) -> None:
        """Discover is accepted in USD alone, every other brand in all currencies."""
        for brand in CardBrand:
            found = accepted(evolve(CARD, brand=brand), currency, AFTER.cards)

            refused = brand is CardBrand.DISCOVER and currency != "USD"
            assert (found is not None) == refused
            assert not found or found.reasons[0].clause.id == "discover-usd"

    def test_other_brand(self) -> None:
        """A brand that is not accepted is refused with those that are."""
        two = evolve(AFTER.cards, accepted=AFTER.cards.accepted[1:])
        found = accepted(CARD, "USD", two)
        none = accepted(CARD, "USD", evolve(two, accepted=()))

        assert isinstance(found, Refused)
        assert found.reasons[0].instead == "mastercard, american_express, discover"
        assert isinstance(none, Refused)
        assert none.reasons[0].instead is None

    def test_wrong_types(self) -> None:
        """What is no card is told by its type, and never shown."""
        call: Any = accepted
        assert "4111" not in told(lambda: call("4111111111111111", "USD", AFTER.cards))
        with pytest.raises(WrongType, match="policy"):
            call(CARD, "USD", AFTER.methods)


@pytest.mark.clause("B17")
class TestAuthentication:
    """Cards of the European Union and the United Kingdom are authenticated."""

    @pytest.mark.parametrize(
        ("country", "on", "need"),
        [
            ("US", date(2026, 1, 1), AuthenticationNeed.NONE),
            ("DE", date(2023, 7, 30), AuthenticationNeed.POSSIBLE),
            ("DE", date(2023, 7, 31), AuthenticationNeed.SUPPORTED),
            ("GR", date(2023, 10, 30), AuthenticationNeed.SUPPORTED),
            ("GB", date(2023, 10, 31), AuthenticationNeed.REQUIRED),
        ],
    )
    def test_days(self, country: str, on: date, need: AuthenticationNeed) -> None:
        """Issuers support it from 2023-07-31 and require it from 2023-10-31."""
        found = needs_authentication(evolve(CARD, country=country), on)

        assert (found.need, found.clause) == (need, B17)
        assert needs_authentication(country, on) == found
        assert found.supported_from < found.required_from

    def test_wrong_types(self) -> None:
        """What is neither a card nor a country is not shown."""
        call: Any = needs_authentication
        for one in (4111111111111111, "4111111111111111", "de"):
            said = told(partial(call, one, date(2026, 1, 1)))
            assert "4111" not in said
