"""The document of key dates: written, and proved by a checker of its own."""

import json
from datetime import date
from importlib.resources import files
from typing import Any, cast

import pytest
from attrs import evolve
from jsonschema import Draft202012Validator
from referencing import Registry
from tests.builders import bought, day
from tests.test_key_dates import held, term
from tests.test_verify import (
    ANYTHING,
    altered,
    changed,
    digest,
    digits_of,
    found,
    paths,
    reseal,
)

from gotobilling.contracts import DeadlineOn
from gotobilling.facts import Account, AutoRenewal, Contract, ServiceEnd, Trial
from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.key_dates import key_dates_document
from gotobilling.key_dates import key_dates
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.sources import Standing
from gotobilling.testing.examples import july_start, webinar_upgrade
from gotobilling.verify import verify

Json = dict[str, Any]

EVERY = 31
FILE = """
format = 1

[account]
id = "acme"
currency = "USD"
market = "us-connect"

[contract]
id = "contract"
signed_on = 2025-01-10
billing_start_on = 2025-01-15

[[terms]]
id = "term"
agreed_on = 2025-01-10
months = 15

[[trials]]
id = "trial"
product = "webinar"
effective_on = 2026-02-20
days = 14

[[prices]]
id = "price"
item = "device"
kind = "service_charge"
unit = "device"
unit_price = "25.00"
effective_on = 2025-01-15

[[changes]]
id = "c1"
item = "device"
quantity = 5
effective_on = 2025-01-15
"""


def dated(
    text: str = FILE,
    on: date = date(2026, 3, 2),
    months: int = 2,
    known_on: date | None = None,
) -> Json:
    """Return the document of key dates of an account file."""
    read = read_account_file(text.encode(), "acme.toml")
    account = read.account if known_on is None else read.account.as_known_on(known_on)
    found: Json = key_dates_document(key_dates(account, read.market, on, months=months))
    return found


def with_end(last: date, **others: object) -> Account:
    """Return an account of a term whose service ends."""
    end = ServiceEnd(id="end", last_day_of_service=last, known_on=day(1, 5))
    return held(term(**others), end=end)


def free_months(**others: object) -> Account:
    """Return an account signed on 31 January 2025 that is free for 13 months."""
    contract = Contract(
        id="contract",
        signed_on=date(2025, 1, 31),
        free_months=13,
        billing_start_on=day(3, 2),
    )
    agreed = term(agreed_on=date(2025, 1, 31), months=12, **others)
    return held(agreed, contract=contract)


def holidays() -> Market:
    """Return a market whose deadlines move, over a holiday too."""
    notice = evolve(
        us.CONNECT.contracts.notice,
        deadline=DeadlineOn.NEXT_BUSINESS_DAY,
        holidays=(day(3, 23),),
    )
    return evolve(us.CONNECT, contracts=evolve(us.CONNECT.contracts, notice=notice))


def no_notice() -> Market:
    """Return a market that asks for no days of notice before a renewal."""
    notice = evolve(us.CONNECT.contracts.notice, renewal_days=0)
    contracts = evolve(us.CONNECT.contracts, notice=notice)
    return evolve(us.CONNECT, contracts=contracts)


def by_contract() -> Market:
    """Return a market whose terms, notice and data are those of a contract."""
    policies = us.CONNECT.contracts
    own = evolve(policies.term.clause, id="own", standing=Standing.CONTRACT)
    for name in ("term", "notice", "deletion"):
        one = evolve(getattr(policies, name), clause=own)
        policies = evolve(policies, **{name: one})
    return evolve(
        us.CONNECT, contracts=policies, start=evolve(us.CONNECT.start, clause=own)
    )


BUSY = evolve(
    july_start(),
    terms=(term(agreed_on=day(7, 15)),),
    one_time=(bought(day(9, 9)),),
    trials=(Trial(id="trial", product="meeting", effective_on=day(8, 1), days=30),),
)
MOVED = {"deadlines": "next_business_day", "notice_day_0": "last_day"}
SIGNED = {"term_start": "signature", "free_months": "thirty_days"}
CASES: dict[str, tuple[Account, Market, date]] = {
    "nothing": (held(), us.CONNECT, day(3, 1)),
    "term": (held(term()), us.CONNECT, day(3, 1)),
    "renewed": (held(term(renewal_months=3)), us.CONNECT, day(11, 1)),
    "renewed by twelve": (held(term()), us.CONNECT, day(3, 1, 2030)),
    "quoted": (held(term(renewal_on=day(5, 1))), us.CONNECT, day(3, 1)),
    "quoted and renewed": (held(term(renewal_on=day(5, 1))), us.CONNECT, day(6, 1)),
    "own start": (held(term(start_on=day(2, 28))), us.CONNECT, day(3, 1)),
    "expiring": (held(term(auto_renewal=AutoRenewal.OFF)), us.CONNECT, day(3, 1)),
    "expired": (held(term(auto_renewal=AutoRenewal.OFF)), us.CONNECT, day(9, 1)),
    "ended": (with_end(day(5, 31)), us.CONNECT, day(3, 1)),
    "long ended": (with_end(day(5, 31)), us.CONNECT, day(10, 1)),
    "free months": (free_months(), us.CONNECT, day(3, 1)),
    "thirty days": (free_months(), us.CONNECT.with_readings(SIGNED), day(3, 1)),
    "quote": (
        free_months(),
        us.CONNECT.with_readings({"billing_start": "quote"}),
        day(3, 1),
    ),
    "signature": (
        free_months(),
        us.CONNECT.with_readings({"billing_start": "signature"}),
        day(3, 1),
    ),
    "six months": (
        with_end(day(5, 31)),
        us.CONNECT.with_readings({"data_deletion": "six_months"}),
        day(3, 1),
    ),
    "expiring and six months": (
        held(term(auto_renewal=AutoRenewal.OFF)),
        us.CONNECT.with_readings({"data_deletion": "six_months"}),
        day(3, 1),
    ),
    "moved": (held(term()), us.CONNECT.with_readings(MOVED), day(3, 1)),
    "holidays": (held(term()), holidays(), day(3, 1)),
    "no notice": (held(term()), no_notice(), day(3, 1)),
    "five days": (
        held(term()),
        us.CONNECT.with_readings({"days_before_end": 5, "early_exit": "at_once"}),
        day(3, 1),
    ),
    "by contract": (free_months(), by_contract(), day(3, 1)),
    "busy": (BUSY, us.CONNECT, day(8, 10)),
    "cycles": (webinar_upgrade(), us.WEBINAR, day(7, 1)),
    "a cycle that is moved": (webinar_upgrade(), us.WEBINAR, day(6, 20)),
    "known": (july_start().as_known_on(day(7, 20)), us.CONNECT, day(7, 20)),
}


def schema(name: str) -> Json:
    """Return a schema of the library."""
    found: Json = json.loads((files("gotobilling.formats") / name).read_bytes())
    return found


INVOICE: Json = schema("invoice.schema.json")
SCHEMAS: Registry[Any] = Registry().with_contents([(INVOICE["$id"], INVOICE)])
VALID = Draft202012Validator(schema("key_dates.schema.json"), registry=SCHEMAS)


class TestSchema:
    """The JSON schema that lies beside the writer."""

    @pytest.mark.parametrize("case", CASES)
    def test_documents_fit(self, case: str) -> None:
        """What is written fits the schema, and nothing beside it does."""
        account, market, on = CASES[case]
        written = key_dates_document(key_dates(account, market, on, months=2))
        content = cast("Json", written)
        plain = [one for one in content["invoices"] if "cycle" not in one]
        told: Json = {**content, "invoices": plain}
        problems = [f"{x.json_path}: {x.message}" for x in VALID.iter_errors(told)]

        assert problems == []
        assert not VALID.is_valid({**told, "other": "x"})


class TestLevelOne:
    """The document alone."""

    @pytest.mark.clause("A15", "H2", "H4", "H14", "Q4", "Q8", "Q34", "safe-day")
    @pytest.mark.parametrize("case", CASES)
    def test_it_holds(self, case: str) -> None:
        """What the library writes of key dates, the checker works out again."""
        account, market, on = CASES[case]
        content: Any = key_dates_document(key_dates(account, market, on, months=3))
        report = verify(content)

        assert report.failure is None
        assert report.proved[2].startswith(f"formulas: {len(content['dates'])} dates")
        assert verify(json.loads(json.dumps(content, sort_keys=True))).holds

    @pytest.mark.parametrize("case", ["term", "expiring", "ended", "moved"])
    def test_every_digit_of_every_proof_counts(self, case: str) -> None:
        """A digit that is changed anywhere in a proof of a day is refused."""
        account, market, on = CASES[case]
        document: Any = key_dates_document(key_dates(account, market, on, months=1))
        proofs = [document["proofs"]["billing_start"]]
        for row in document["dates"]:
            several = (row, *row["choices"], *filter(None, [row["safe"]]))
            proofs += [one["proof"] for one in several]
        mutants = [each for proof in proofs for each in digits_of(proof)]
        missed = []
        # All of them would take a minute; those left out differ in their place alone.
        for holder, key, mutant in mutants[::EVERY]:
            kept, holder[key] = holder[key], mutant
            document.pop("digest")
            document["digest"] = digest(document)
            missed += [holder.copy()] if verify(document).holds else []
            holder[key] = kept
        assert missed == []
        assert len(mutants) > 200

    def test_every_day_of_every_row_counts(self) -> None:
        """A day that is another in its row, or in that of a reading, is refused."""
        account, market, on = CASES["moved"]
        document: Any = key_dates_document(key_dates(account, market, on, months=1))
        named = [one for one in paths(document["dates"], "dates/") if one[-3:] == "/on"]
        for path in named:
            assert not verify(changed(document, path, "2026-03-20")).holds
        assert len(named) == 12

    def test_every_value_may_be_anything(self) -> None:
        """Each value in turn made null, a number, a list or an object is a finding."""
        account, market, on = CASES["expiring"]
        document: Any = key_dates_document(key_dates(account, market, on, months=1))
        told = [one for one in paths(document) if not one.startswith("clauses/")]
        for path in told[::31]:
            for value in ANYTHING:
                report = verify(changed(document, path, value))
                assert report.holds != bool(report.failure)

    def test_every_key_is_needed(self) -> None:
        """A document without one of its parts is refused by the name of the part."""
        document = dated(months=0)
        for name in document:
            if name not in ("digest", "document"):
                assert found(verify(reseal(altered(document, name, ...))))[0] == name

    @pytest.mark.parametrize(
        ("path", "value", "place", "reason"),
        [
            ("dates/0", ..., "dates[0].id", "must be 'trial_end:trial'"),
            ("dates/0/id", "trial_end:other", "dates[0].id", "must be"),
            ("dates/0/kind", "renewal", "dates[0].kind", "must be 'trial_end'"),
            ("dates/0/of", "term", "dates[0].of", "must be 'trial'"),
            ("dates/0/number", "1", "dates[0].number", "must be null, got 1"),
            ("dates/0/clause", "Q34", "dates[0].clause", "must be 'trial-end'"),
            ("dates/0/standing", "stated", "dates[0].standing", "must be 'assumed'"),
            ("dates/0/invoice", "0" * 64, "dates[0].invoice", "must be null"),
            ("dates/0/safe", {"on": "2026-03-06"}, "dates[0].safe", "readings differ"),
            ("dates/0/choices", [{}], "dates[0].choices[0].id", "is missing"),
            ("dates/2/safe", None, "dates[2].safe", "readings differ"),
            ("dates/2/safe/on", "2026-03-11", "dates[2].safe.on", "must be 2026-03-10"),
            ("dates/2/number", "2", "dates[2].number", "must be 1, got 2"),
            ("dates/2/choices/0", ..., "dates[2].choices", "must be 24, got 23"),
            (
                "dates/2/choices/0/readings/deadlines",
                "next_business_day",
                "dates[2].choices[0].readings",
                "must be the next combination of readings",
            ),
            (
                "dates/2/choices/0/id",
                "notice:term:1@2",
                "dates[2].choices[0].id",
                "must be 'notice:term:1@1'",
            ),
            (
                "dates/2/proof/steps/2/clause",
                "Q18",
                "dates[2].proof.steps[2].clause",
                "must be 'Q34', got 'Q18'",
            ),
            ("dates/2/proof/rule", "renewal_date", "dates[2].proof.rule", "must be"),
            ("dates/1/on", "2026-03-11", "dates[1].on", "must be 2026-03-10"),
            ("dates/1/proof", {}, "dates[1].proof", "must be null"),
            ("dates/1/period", {"start": "2026-03-01", "end": "2026-04-01"}, "", ""),
            ("dates/1/clause", "Q6", "dates[1].clause", "must be 'Q56'"),
            ("dates/1/standing", "law", "dates[1].standing", "must be 'reading'"),
            ("months", "1", "dates", "must be 12, got 13"),
            ("months", "121", "months", "a whole number from 0 to 120"),
            ("from_on", "2026-03-03", "", ""),
            ("from_on", "2026-03-07", "dates[0].id", "must be 'autopay:"),
            ("document/kind", "key_date", "", ""),
            ("document/product", "webinar", "invoices[0].document.product", "must be"),
            ("billing_start", "2025-01-16", "billing_start", "must be 2025-01-15"),
            ("grounds", [], "", ""),
            ("grounds", ["trial"], "grounds[0]", "must be a term or an end of service"),
            ("grounds", ["term", "term"], "grounds", "must name each fact once"),
            ("market_policies/0", ..., "market_policies", "one of each role, in order"),
            ("invoices/1", ..., "dates[6].id", "must be 'renewal:term:1'"),
            ("readings/unheard_of", "x", "readings.unheard_of", "no known reading"),
            (
                "readings/term_start",
                "x",
                "readings.term_start",
                "must be billing_start",
            ),
            (
                "readings/term_start",
                "signature",
                "readings.term_start",
                "must be what the term policy holds",
            ),
            (
                "readings/days_before_end",
                "5",
                "readings.days_before_end",
                "must be '10'",
            ),
            ("readings/early_exit", "", "readings.early_exit", "not empty"),
            ("readings/day_count", "x", "invoices[0].readings", "around it"),
            ("account", "other", "invoices[0].account", "must be 'other', got 'acme'"),
            ("currency", "XXX", "currency", "must be an active code"),
            ("facts/other", {"type": "trial"}, "facts.other.product", "is missing"),
        ],
    )
    def test_what_is_refused(
        self, path: str, value: object, place: str, reason: str
    ) -> None:
        """A document that was changed and sealed anew is refused at that place."""
        report = verify(changed(dated(), path, value))
        if not place:
            assert report.holds == (path in ("grounds", "from_on"))
            return
        where, why = found(report)
        assert (where, reason in why) == (place, True), why
