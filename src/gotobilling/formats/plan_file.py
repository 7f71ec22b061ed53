'''The plan file: what rating must know of an account, as TOML or JSON.

>>> content = b"""
... format = 1
... [plan]
... id = "us-calls"
... currency = "USD"
... market = "us-connect"
... zone = "-03:00"
... low_usage_numbers = ["1020"]
... [[call_rates]]
... id = "intl-de"
... name = "Germany"
... call_type = "international"
... prefixes = ["+49"]
... unit_price = 0.019
... effective_on = 2026-01-01
... increment = { initial = 6, step = 6, counted = "after_initial" }
... [readings]
... minutes = "nearest"
... """
>>> file = read_plan_file(content, "plan.toml")
>>> file.plan.rates[0].increment.billable(7), str(file.plan.zone)
(12, 'UTC-03:00')
>>> file.plan.policy.minutes.mode.value, file.market.edition
('half_up', '2026-11')

The usage policy is that of the market and edition under the readings of the file. Rows
without a call type need the section ``[numbers]``, which makes a ``Directory``.

Everything that is wrong with a file is told together, each with its place:

>>> read_plan_file(content.replace(b"initial = 6", b"initial = 0"), "plan.toml")
Traceback (most recent call last):
...
gotobilling.errors.InvalidFile: plan.toml: [invalid-value] \
call_rates[0].increment.initial must be from 1 to 999999999999, got 0
'''

import re
from collections.abc import Sequence
from datetime import UTC, date, tzinfo
from functools import partial
from typing import Any, Final

from attrs import evolve, frozen

from gotobilling.editions import edition
from gotobilling.errors import BillingError, InvalidValue
from gotobilling.facts import CallRate
from gotobilling.facts.versions import set_aside
from gotobilling.formats.account_file import read_tables
from gotobilling.formats.account_schema import FORMAT, FORMAT_KEY, choice
from gotobilling.formats.spellings import (
    CURRENCY,
    DAY,
    NUMBERS,
    PREFIXES,
    TEXT,
    ZONE,
    Spelling,
    one_of,
)
from gotobilling.formats.tables import Field, Intake, Table, text_of, written
from gotobilling.formats.templates import plan_template
from gotobilling.formats.texts import told
from gotobilling.formats.usage_schema import CALL_RATES, NO_USAGE, USAGE
from gotobilling.market import Market
from gotobilling.readings import READINGS
from gotobilling.usage.classification import Directory
from gotobilling.usage.plans import Plan, Records
from gotobilling.usage.summaries import Usage

__all__ = [
    "PLAN_FILE",
    "PlanFile",
    "PlanHead",
    "plan_template",
    "read_plan_file",
    "usage_tables",
    "write_plan_file",
]

_OF_A_RATE: Final = re.compile(r"rates\[(\d+)\](.*)")


@frozen
class PlanFile:
    """
    What a plan file says.

    Attributes:
        plan: What rating must know.
        market: The market and edition whose usage policy it has, under the readings.
    """

    plan: Plan
    market: Market


@frozen(kw_only=True)
class PlanHead:
    """
    The section ``[plan]``: whose usage is rated, in which zone, and what a record is.

    Attributes:
        id: What the plan is called.
        currency: ISO 4217 code of all its rates.
        market: Name of the market whose usage policy rates.
        edition: Its edition; the latest if absent.
        zone: The time zone in which a day and a month are told.
        billing_start_on: The first day that is charged, or None.
        last_day_of_service: The last day that is charged, or None.
        records: What one record is.
        low_usage_numbers: The numbers of low-usage devices, as sources have them.

    Raises:
        UnknownName: there is no such market or edition.
        InvalidPeriod: a last day before the first.

    Clauses: A6, F2, Q20.
    """

    id: str
    currency: str
    market: str
    edition: str | None = None
    zone: tzinfo = UTC
    billing_start_on: date | None = None
    last_day_of_service: date | None = None
    records: Records = Records.TOTALS
    low_usage_numbers: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        # Whether records fit the policy is for the readings to say as well; calls do.
        self.plan(self.rules(), records=Records.CALLS)

    def rules(self) -> Market:
        """Return the market, before any reading of the file."""
        return edition(self.market, self.edition)

    def plan(self, market: Market, **others: Any) -> Plan:  # noqa: ANN401 -- its fields
        """Return the plan that it heads."""
        fields: dict[str, Any] = {
            "id": self.id,
            "currency": self.currency,
            "policy": market.usage,
            "zone": self.zone,
            "billing_start": self.billing_start_on,
            "last_day_of_service": self.last_day_of_service,
            "records": self.records,
            "low_usage_numbers": frozenset(self.low_usage_numbers),
        }
        return Plan(**(fields | others))


def _directory(**fields: Sequence[str]) -> Directory:
    sets = ("own", "toll_free")
    made: dict[str, Any] = {
        name: frozenset(one) if name in sets else one for name, one in fields.items()
    }
    return Directory(**made)


_OF_USAGE: Final = tuple(one for one in READINGS if one.policy == "usage")
_NAMES: Final = tuple(one.name for one in _OF_USAGE)


def _refuse(path: str, raw: object) -> object:
    raise InvalidValue(path, _OTHER.wanted, told(raw))


_OTHER: Final = Spelling(
    wanted="left out, as a plan takes those of usage alone: " + ", ".join(_NAMES),
    read=_refuse,
    write=str,
)
_HEAD: Final = Table(
    name="plan",
    makes=PlanHead,
    required=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("currency", CURRENCY, required=True),
        Field("market", TEXT, required=True),
        Field("edition", TEXT),
        Field("zone", ZONE),
        Field("billing_start_on", DAY),
        Field("last_day_of_service", DAY),
        Field("records", one_of(list(Records))),
        Field("low_usage_numbers", NUMBERS),
    ),
)
_NUMBERS: Final = Table(
    name="numbers",
    makes=_directory,
    fields=(
        Field("own", NUMBERS, required=True),
        Field("toll_free", NUMBERS),
        Field("premium_prefixes", PREFIXES),
        Field("domestic_prefixes", PREFIXES, required=True),
        Field("foreign_prefixes", PREFIXES),
    ),
)
_CHOSEN: Final = Table(
    name="readings",
    makes=dict,
    fields=tuple(
        Field(one.name, choice(one) if one in _OF_USAGE else _OTHER) for one in READINGS
    ),
)

PLAN_FILE: Final = Table(
    name="file",
    makes=dict,
    fields=(FORMAT_KEY,),
    parts=(_HEAD, _NUMBERS, CALL_RATES, _CHOSEN),
)
"""The plan file as one table."""


def read_plan_file(data: bytes, name: str, *, edition: str | None = None) -> PlanFile:
    """
    Read a plan file.

    Args:
        data: The file in UTF-8, at most 4 MiB.
        name: Its name: JSON if it ends in ``.json``, else TOML.
        edition: The edition of its market to rate by, in the place of the file's own.

    Raises:
        InvalidFile: with every problem found, as ``read_account_file`` tells them; what
            the sections say together only when each of them is right: a rate in another
            currency, two rates for one prefix and day, one that supersedes what is not
            there, readings that the records do not allow.
        WrongType: the data are no bytes.

    Clauses: A6, F5, Q2, Q20, Q36, Q41.
    """
    assemble = partial(_assembled, edition=edition)
    return read_tables(PLAN_FILE, data, name, "plan", assemble)


def _assembled(intake: Intake, *, edition: str | None) -> PlanFile:
    made = intake.made
    head: PlanHead = made["plan"][0]
    head = head if edition is None else evolve(head, edition=edition)
    market = head.rules().with_readings(made.get("readings", [{}])[0])
    rates: list[CallRate] = made.get("call_rates", [])
    # Sorted as the plan sorts them, so that it counts them as this does.
    standing = sorted(_standing(rates), key=_id_of)
    try:
        plan = head.plan(
            market,
            rates=tuple(standing),
            classifier=made.get("numbers", [None])[0],
        )
    except BillingError as problem:
        raise problem.at(_place(problem.path, rates, standing)) from None
    return PlanFile(plan, market)


def _standing(rates: list[CallRate]) -> list[CallRate]:
    # Of several with one content each counts once; those set aside rate nothing.
    try:
        gone = set_aside(rates)
    except BillingError as problem:
        rate_id, _, key = problem.path.rpartition(".")
        index = [one.id for one in rates].index(rate_id)
        raise problem.at(f"call_rates[{index}].{key}") from None
    return [one for one in dict.fromkeys(rates) if one.id not in gone]


def _id_of(rate: CallRate) -> str:
    return rate.id


def _place(path: str, rates: list[CallRate], standing: list[CallRate]) -> str:
    named = _OF_A_RATE.fullmatch(path)
    if named is not None:
        return f"call_rates[{rates.index(standing[int(named[1])])}]{named[2]}"
    chosen = {f"policy.{one.field}": one.name for one in _OF_USAGE}
    return f"readings.{chosen[path]}" if path in chosen else path


def write_plan_file(file: PlanFile) -> str:
    """
    Write a plan and its market as a plan file in TOML.

    Reading it gives an equal ``PlanFile``. The edition is written out.

    Raises:
        InvalidValue: a zone by its name; a classifier other than a ``Directory``; a
            plan whose policy is not that of the market, or a market that is no edition
            of this release under readings of usage.
        UnknownName: a market or edition that this release does not have.
        InvalidFile: a rate that supersedes another, which a plan does not have.
    """
    plan, market = file.plan, file.market
    head = PlanHead(
        id=plan.id,
        currency=plan.currency,
        market=market.name,
        edition=market.edition,
        zone=plan.zone,
        billing_start_on=plan.billing_start,
        last_day_of_service=plan.last_day_of_service,
        records=plan.records,
        low_usage_numbers=tuple(sorted(plan.low_usage_numbers)),
    )
    chosen = {name: one for name, one in market.readings if name in _NAMES}
    made: dict[str, Sequence[object]] = {
        "": [{"format": FORMAT}],
        "plan": [head],
        "numbers": _written_numbers(plan),
        "call_rates": plan.rates,
        "readings": [chosen] if chosen else [],
    }
    text = text_of(written(PLAN_FILE, made, ""))
    if read_plan_file(text.encode(), f"{plan.id}.toml") != file:
        requirement = "one of an edition of this release, as a file can say it"
        raise InvalidValue("plan", requirement, plan.id)
    return text


def _written_numbers(plan: Plan) -> list[dict[str, Sequence[str]]]:
    directory = plan.classifier
    if not isinstance(directory, Directory):
        return []
    # A set has no order; a file has.
    numbers = {
        "own": sorted(directory.own),
        "toll_free": sorted(directory.toll_free) or None,
        "premium_prefixes": directory.premium_prefixes or None,
        "domestic_prefixes": directory.domestic_prefixes,
        "foreign_prefixes": directory.foreign_prefixes or None,
    }
    return [{name: one for name, one in numbers.items() if one is not None}]


def usage_tables(usage: Usage) -> str:
    """
    Return usage as the tables of an account file that tell it, in TOML.

    These are ``[[call_rates]]``, ``[[usage]]`` and, for months in which it is known
    that nothing was used, ``[[no_usage]]``. Amounts are in the account's currency.
    ``NO_USAGE``, which names no month, is no text.

    Clauses: F6.
    """
    told_of = (
        (CALL_RATES, usage.rates),
        (USAGE, usage.totals),
        (NO_USAGE, usage.nothing),
    )
    return "".join(
        text_of(written(table, {table.name: facts}, table.name))
        for table, facts in told_of
    )
