"""What the guides print, found by topic and place, with its clause and its lines."""

import re
from datetime import date

import pytest
from tests.builders import altered

from gotobilling.directory import (
    ELSEWHERE,
    ENTRIES,
    Address,
    Contact,
    Fact,
    Topic,
    facts_text,
    find,
)
from gotobilling.editions import edition, names
from gotobilling.errors import InvalidValue, UnknownName, WrongType
from gotobilling.markets import us

GARBLED = re.compile(r"\D")


def contacts(topic: Topic, where: str | None = None) -> list[Contact]:
    """Return the contacts of a topic."""
    return [one for one in find(topic, where) if isinstance(one, Contact)]


class TestPayees:
    """The guides name several payees, and each is told."""

    @pytest.mark.clause("B14")
    def test_united_states(self) -> None:
        """One address, three names: S0's, that of S2 and S4, and the later page's."""
        found = find(Topic.CHECKS, "US")

        assert [one.told for one in found] == [
            f"{payee}, PO BOX 412252, Boston, MA 02241-2252"
            for payee in (
                "LogMeIn Communications Inc.",
                "Jive Communications Inc.",
                "GoTo Communications Inc.",
            )
        ]
        assert all(one.note for one in found)
        assert str(found[1].citations[0]) == "S2, lines 30-35"

    @pytest.mark.clause("B14")
    def test_overnight(self) -> None:
        """Overnight checks go to another address, with the same three names."""
        found = [one for one in find(Topic.OVERNIGHT_CHECKS) if type(one) is Address]

        assert len({one.payee for one in found}) == 3
        assert {one.lines for one in found} == {
            (
                *("Lockbox 412252", "MA5-527-02-07", "2 Morrisey Blvd"),
                "Dorchester, MA 02125",
            )
        }
        assert [one.told for one in find(Topic.PAYEES, "US")] == [
            one.payee for one in found
        ]

    @pytest.mark.clause("B15", "Q62")
    def test_canada(self) -> None:
        """Canada has an address of its own, for checks in US dollars."""
        (found,) = find(Topic.CHECKS, "CA")

        assert isinstance(found, Address)
        assert (found.currency, found.payee) == (
            "USD",
            "LogMeIn Technologies Canada Ltd.",
        )
        assert len(find(Topic.PAYEES, "CA")) == 2

    def test_elsewhere(self) -> None:
        """No guide has an address for checks in another country."""
        assert find(Topic.CHECKS, "DE") == ()


class TestReceivables:
    """Accounts receivable by region."""

    @pytest.mark.clause("B19")
    @pytest.mark.parametrize(
        ("country", "email", "phone"),
        [
            ("AU", "ar-aus@goto.com", "+1 800 289 406"),
            ("CA", "ar-us@goto.com", "+1 866 956 4634"),
            ("FR", "ar-ie@goto.com", "+33 0 800 918 519"),
            ("DE", "ar-ie@goto.com", "+49 800 181 1942"),
            ("ES", "ar-ie@goto.com", "+34 900 816 440"),
            ("GB", "ar-uk@goto.com", "+44 800 031 4765"),
            ("US", "ar-us@goto.com", "+1 866 956 4634"),
            ("IE", "ar-ie@goto.com", "+1 866 956 4634"),
            ("BR", "ar-ie@goto.com", "+1 866 956 4634"),
        ],
    )
    def test_regions(self, country: str, email: str, phone: str) -> None:
        """Each country has one contact, those not named that of everywhere else."""
        (found,) = contacts(Topic.RECEIVABLES, country)

        assert (found.email, found.phone) == (email, phone)

    @pytest.mark.clause("B19")
    def test_garbled(self) -> None:
        """What is garbled keeps its digits, and stands beside what is printed."""
        marked = [one for one in contacts(Topic.RECEIVABLES) if one.printed is not None]

        assert len(marked) == 7
        for one in marked:
            assert GARBLED.sub("", one.printed or "") == GARBLED.sub(
                "", one.phone or ""
            )
            assert f"(printed as {one.printed})" in one.told
        (australia,) = find(Topic.RECEIVABLES, "AU")
        assert "not the code of Australia" in str(australia.note)

    @pytest.mark.clause("B19")
    def test_markets(self) -> None:
        """Every market has one, that of several countries those of each region."""
        found = {
            name: [one.places for one in find(Topic.RECEIVABLES, edition(name))]
            for name in names()
        }

        assert found["us-connect"] == [("US",)]
        assert found["au-connect"] == [("AU",)]
        assert found["br-connect"] == [ELSEWHERE]
        assert found["eu-connect"][:3] == [("FR",), ("DE",), ("ES",)]
        assert found["eu-connect"][-1] == ELSEWHERE
        assert all(found.values())


class TestMailboxes:
    """Mailboxes, as each guide has them."""

    @pytest.mark.clause("C5", "C7", "E4", "E5", "G2", "G5", "K4", "K5", "K6")
    @pytest.mark.parametrize(
        ("topic", "country", "emails"),
        [
            (Topic.INVOICE_COPIES, "US", ["gtcbilling@logmein.com"]),
            (Topic.INVOICE_COPIES, "CA", ["gtc-canadabilling@logmein.com"]),
            (Topic.TAX_EXEMPTION, "US", ["gtcbilling@logmein.com"]),
            (Topic.TAX_EXEMPTION, "CA", ["gtc-canadabilling@logmein.com"]),
            (Topic.ADDRESS_CHANGES, "US", ["numbers@logmein.com"]),
            (Topic.NUMBERS, "CA", ["numbers@logmein.com"]),
            (Topic.W9, "US", []),
            (
                Topic.COMMISSIONS,
                "US",
                [
                    "partnerquestions@logmein.com",
                    "uspayments@logmein.com",
                    "partnerquestions@logmein.com",
                ],
            ),
        ],
    )
    def test_mailbox(self, topic: Topic, country: str, emails: list[str]) -> None:
        """A mailbox is that of the country, and the others are told without one."""
        found = [one.email for one in contacts(topic, country)]

        assert [one for one in found if one is not None] == emails

    @pytest.mark.clause("K6")
    def test_partners(self) -> None:
        """Partners call from 8 to 17 Mountain Time."""
        (found,) = (one for one in contacts(Topic.COMMISSIONS) if one.phone)

        assert found.phone == "801-980-3547"
        assert found.hours == "Monday to Friday, 8 to 17 Mountain Time"

    @pytest.mark.clause("L8")
    def test_portals(self) -> None:
        """Four addresses lead to portals."""
        assert [one.web for one in contacts(Topic.PORTALS)] == [
            "https://billing.logmeininc.com",
            "https://admin.goto.com",
            "https://store.logmein.com/subscriptions",
            "https://myaccount.logmeininc.com",
        ]

    @pytest.mark.clause("A14", "G3", "H8", "H11", "J4", "L2")
    @pytest.mark.parametrize(
        ("topic", "clauses"),
        [
            (Topic.CANCELLING, ["H8"] * 5),
            (Topic.RETURNS, ["J4"]),
            (Topic.LOW_USAGE, ["G3"]),
            (Topic.DATA_DELETION, ["H11"]),
            (Topic.CORPORATE_ACCOUNTS, ["L2", "A14"]),
        ],
    )
    def test_support(self, topic: Topic, clauses: list[str]) -> None:
        """What support does is told with its clause."""
        assert [one.clause.id for one in find(topic)] == clauses


class TestFacts:
    """What just holds."""

    @pytest.mark.clause("B17")
    def test_authentication(self) -> None:
        """Issuers support it by 31 July 2023 and require it by 31 October 2023."""
        facts = [one for one in find(Topic.AUTHENTICATION) if isinstance(one, Fact)]

        assert [one.on for one in facts] == [
            date(2023, 7, 31),
            date(2023, 10, 31),
            None,
        ]

    @pytest.mark.clause("B18")
    def test_failed(self) -> None:
        """Six things are tried, in order."""
        found = [one.about for one in find(Topic.FAILED_PAYMENTS)]

        assert [one[:2] for one in found] == ["1.", "2.", "3.", "4.", "5.", "6."]

    @pytest.mark.clause("B16")
    def test_security(self) -> None:
        """Payments are encrypted, and what is done is logged."""
        assert [one.clause.id for one in find(Topic.SECURITY)] == ["B16", "B16"]


class TestEntries:
    """Every entry is cited where its clause is."""

    def test_topics(self) -> None:
        """Every topic has an entry, and no entry stands twice."""
        assert {one.topic for one in ENTRIES} == set(Topic)
        assert len(set(ENTRIES)) == len(ENTRIES)

    def test_cited(self) -> None:
        """Every entry cites lines, or a clause whose note has it."""
        for one in ENTRIES:
            assert one.citations or one.about.rstrip(".") in one.clause.note
            assert one.cited.startswith(one.clause.id)

    def test_all_of_them(self) -> None:
        """Without a place, all are found."""
        assert tuple(e for one in Topic for e in find(one)) == tuple(
            sorted(ENTRIES, key=lambda e: list(Topic).index(e.topic))
        )


class TestWrong:
    """What makes no sense is an error."""

    @pytest.mark.parametrize("country", ["us", "USA", "", "UK", "U1"])
    def test_country(self, country: str) -> None:
        """A country is two capital letters, and the United Kingdom is GB."""
        with pytest.raises(InvalidValue, match="where must be two capital letters"):
            find(Topic.CHECKS, country)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("topic", "checks"),
            ("about", 1),
            ("clause", "B14"),
            ("places", ["US"]),
            ("citations", ("S0",)),
        ],
    )
    def test_entry(self, field: str, value: object) -> None:
        """A field of another type is named."""
        with pytest.raises(WrongType, match=f"{field} must be"):
            altered(ENTRIES[0], field, value)

    def test_types(self) -> None:
        """A topic is a member, a place a market or a country."""
        with pytest.raises(WrongType, match="topic must be a Topic"):
            find("checks")  # type: ignore[arg-type] # the wrong type is the point
        with pytest.raises(WrongType, match="where must be a Market or a country"):
            find(Topic.CHECKS, 1)  # type: ignore[arg-type] # as above
        with pytest.raises(WrongType, match="topic must be text"):
            facts_text(1)  # type: ignore[arg-type] # as above


class TestText:
    """The entries as text."""

    def test_all(self) -> None:
        """All topics are told, each under its name."""
        heads = re.findall(r"^(\S.*)$", facts_text(), re.MULTILINE)

        assert heads == [one.value.replace("_", " ") for one in Topic]

    def test_market(self) -> None:
        """A topic for a market has what holds there."""
        told = facts_text("overnight-checks", us.CONNECT)

        assert told.startswith(
            "overnight checks\n  LogMeIn Communications Inc., Lockbox 412252, "
        )
        assert "    [B14: S0, lines 31-36]\n" in told

    def test_dates(self) -> None:
        """A fact with a day begins with it."""
        assert "\n  2023-10-31: issuers require it" in facts_text("authentication")

    def test_nothing(self) -> None:
        """Where the guides have nothing, that is said."""
        assert facts_text("checks", "DE") == "the guides print nothing on that\n"

    def test_unknown(self) -> None:
        """An unknown topic is told those that there are."""
        with pytest.raises(
            UnknownName, match="topic must be one of checks, overnight-"
        ):
            facts_text("weather")
