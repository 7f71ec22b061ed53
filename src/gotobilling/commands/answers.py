"""What a command has to say, and the files that it reads first."""

import sys
from pathlib import Path
from typing import Final

from attrs import frozen

from gotobilling.errors import InvalidFile, InvalidValue
from gotobilling.facts import Trial
from gotobilling.formats.account_file import AccountFile, read_account_file

__all__ = ["Answer", "account_file", "content_of", "of_other_products"]

_MOST_BYTES: Final = 16 * 1024 * 1024


@frozen
class Answer:
    """What a command has to say: what was asked for, what else there is, the code."""

    out: str = ""
    aside: str = ""
    code: int = 0


def account_file(name: str, edition: str | None = None) -> AccountFile:
    """Read an account file, to be billed by its own or another edition."""
    return read_account_file(content_of(name), name, edition=edition)


def content_of(name: str) -> bytes:
    """
    Return the bytes of a file, or of standard input where the name is a minus.

    Raises:
        InvalidFile: a file that cannot be read.
    """
    try:
        if name == "-":
            return sys.stdin.buffer.read(_MOST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(_MOST_BYTES + 1)
    except OSError as error:
        problem = InvalidValue("file", "one that can be read", error.strerror)
        raise InvalidFile(name, (problem,)) from None


def of_other_products(file: AccountFile) -> str:
    """Return a line for each product in a file that its market does not bill, or none.

    A trial is of what the account does not have yet.
    """
    facts: dict[str, list[str]] = {}
    for fact in file.account.facts():
        product = getattr(fact, "product", file.market.product)
        if product != file.market.product and not isinstance(fact, Trial):
            facts.setdefault(product, []).append(fact.id)
    return "".join(
        f"{file.market.name} does not bill the product {product}: {', '.join(ids)}\n"
        for product, ids in sorted(facts.items())
    )
