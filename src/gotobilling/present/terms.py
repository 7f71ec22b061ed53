"""What the facts of a contract say, in words: set terms and trials.

>>> from datetime import date
>>> term_text(Term(id="t", agreed_on=date(2025, 1, 15), months=15))
'connect: a term of 15 months, agreed on 2025-01-15, which renews'
"""

from collections.abc import Iterator

from gotobilling.facts import AutoRenewal, Fact, Term, Trial

__all__ = ["term_text"]


def term_text(fact: Fact) -> str | None:
    """Return what a term or a trial says, in words; None of any other fact."""
    if isinstance(fact, Trial):
        return f"{fact.product}: a trial of {fact.days} days from {fact.effective_on}"
    if isinstance(fact, Term):
        return f"{fact.product}: {', '.join(_term(fact))}"
    return None


def _term(term: Term) -> Iterator[str]:
    yield f"a term of {term.months} months"
    yield f"agreed on {term.agreed_on}"
    if term.start_on is not None:
        yield f"first day {term.start_on}"
    if term.renewal_on is not None:
        yield f"renewal date {term.renewal_on} by the quote"
    if term.auto_renewal is AutoRenewal.OFF:
        yield "which does not renew"
    elif term.renewal_months is None:
        yield "which renews"
    else:
        yield f"which renews by {term.renewal_months} months"
    if term.buyout is not None:
        yield f"which {term.buyout} {term.currency} end early"
