"""The partner file: what it says, what is wrong with it, and how it is written."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from gotobilling.errors import InvalidFile, InvalidValue
from gotobilling.facts import Commission, CommissionKind
from gotobilling.formats.partner_file import (
    AccountSource,
    PartnerFile,
    read_partner_file,
    write_partner_file,
)

FILE = """
format = 1

[partner]
name = "acme"
currency = "USD"
market = "us-connect"
edition = "2026-11"

[[commissions]]
id = "r1"
account = "pine"
kind = "residual"
effective_on = 2026-01-01
until_on = 2026-06-30
percent = 12.5

[[commissions]]
id = "s1"
account = "pine"
kind = "spiff"
effective_on = 2026-01-01
amount = 50

[[commissions]]
id = "s2"
account = "pine"
kind = "spiff"
effective_on = 2026-01-01
amount = 60.00
known_on = 2026-02-01
supersedes = "s1"

[[withdrawals]]
id = "w1"
fact = "r1"
known_on = 2026-03-01

[[accounts]]
file = "pine.toml"

[[accounts]]
issued = ["oak.json", "more/oak.json"]

[readings]
residual_run = "month_end"
"""


def read(text: str = FILE) -> PartnerFile:
    """The file as it is read."""
    return read_partner_file(text.encode(), "acme.toml")


def wrong(before: str, after: str) -> list[str]:
    """What is told of the file with one thing changed."""
    assert before in FILE
    with pytest.raises(InvalidFile) as caught:
        read(FILE.replace(before, after, 1))
    return [f"{one.code}: {one.path}" for one in caught.value.problems]


class TestRead:
    """What a file says."""

    def test_whole(self) -> None:
        """Agreements, withdrawals, accounts and readings are as they are told."""
        found = read()
        assert found.agreements[0] == Commission(
            id="r1",
            partner="acme",
            account="pine",
            kind=CommissionKind.RESIDUAL,
            effective_on=date(2026, 1, 1),
            until_on=date(2026, 6, 30),
            percent=Decimal("12.5"),
        )
        assert [one.id for one in found.agreements] == ["r1", "s1", "s2", "w1"]
        assert found.accounts == (
            AccountSource(file="pine.toml"),
            AccountSource(issued=("oak.json", "more/oak.json")),
        )
        assert found.market.readings == (("residual_run", "month_end"),)

    def test_edition(self) -> None:
        """The edition may be another than the file's own, if there is one."""
        data = FILE.encode()
        assert read_partner_file(data, "acme.toml", edition="2026-11") == read()
        with pytest.raises(InvalidFile, match="edition"):
            read_partner_file(data, "acme.toml", edition="1999-01")

    def test_written(self) -> None:
        """What is written is read as the same, with or without what may be absent."""
        plain = evolve(
            read(),
            agreements=read().agreements[:1],
            market=read(FILE.split("[readings]", maxsplit=1)[0]).market,
        )
        for one in (read(), plain):
            assert read(write_partner_file(one)) == one

    def test_not_written(self) -> None:
        """What a file cannot say is not written."""
        policies = evolve(read().market, name="us-connect", edition="2026-11")
        longer = evolve(policies, due=evolve(policies.due, days=20))
        with pytest.raises(InvalidValue, match="partner"):
            write_partner_file(evolve(read(), market=longer))


class TestWrong:
    """What is wrong with a file is told by its place."""

    def test_nothing_agreed(self) -> None:
        """A file in which nothing is agreed says nothing of its partner."""
        head = FILE.partition("[[commissions]]")[0].replace(
            "[partner]", "commissions = []\n[partner]"
        )
        with pytest.raises(InvalidFile, match="partner must be one of none"):
            read(head + '[[accounts]]\nfile = "pine.toml"')

    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            ("12.5", "101", "invalid-value: commissions[0].percent"),
            ("percent = 12.5", "amount = 12.5", "invalid-value: commissions[0].amount"),
            ("amount = 50", "percent = 50", "invalid-value: commissions[1].amount"),
            ("amount = 50", "amount = 0", "invalid-value: commissions[1].amount"),
            ('"residual"', '"monthly"', "invalid-value: commissions[0].kind"),
            (
                "until_on = 2026-06-30",
                "until_on = 2025-06-30",
                "invalid-period: commissions[0].until_on",
            ),
            ('name = "acme"\n', "", "invalid-value: partner.name"),
            ('"us-connect"', '"moon"', "unknown-name: partner.market"),
            ('supersedes = "s1"', "", "conflicting-facts: commissions[2].effective_on"),
            (
                'supersedes = "s1"',
                'supersedes = "x"',
                "unknown-name: commissions[2].supersedes",
            ),
            ('fact = "r1"', 'fact = "r7"', "unknown-name: withdrawals[0].fact"),
            ('file = "pine.toml"', "", "invalid-value: accounts[0].file"),
            ("issued = [", 'file = "x"\nissued = [', "invalid-value: accounts[1].file"),
            ('"pine.toml"', '"/pine.toml"', "invalid-value: accounts[0].file"),
            ('id = "s2"', 'id = "r1"', "conflicting-facts: commissions[2].id"),
            ('"month_end"', '"never"', "unknown-name: readings.residual_run"),
            ("[partner]", "[partners]", "unknown-key: partners"),
        ],
    )
    def test_places(self, before: str, after: str, told: str) -> None:
        """Each problem is told by its code and the place where it stands."""
        assert told in wrong(before, after)
