"""What all forgers share: how a document is sealed, and how a file is spelled.

`write_forgeries.py` writes the files.
"""

import json
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, cast

from gotobilling.canonical import Data
from gotobilling.formats.account_file import AccountFile, read_account_file
from gotobilling.formats.plain import packed

FORGED: Final = Path(__file__).resolve().parent.parent / "tests" / "forged"
WIDTH: Final = 400

Json = dict[str, Any]


def account_file(folder: str) -> AccountFile:
    """Return the account file that the documents of a folder are checked against."""
    path = FORGED / folder / "account.toml"
    return read_account_file(path.read_bytes(), path.name)


def sealed(content: Json) -> Json:
    """Return the document with the digest that it ought to have."""
    rest = {key: value for key, value in content.items() if key != "digest"}
    return {**rest, "digest": sha256(packed(cast("Data", rest))).hexdigest()}


def number(value: Fraction) -> Json:
    """Return a number as a step states it."""
    return {"number": str(value)}


def minor(amount: str) -> int:
    """Return an amount of a document in minor units."""
    return int(amount.replace(".", ""))


def state(step: Json, cents: int) -> str:
    """Let a step come to an amount; return the amount as a document spells it."""
    step["is"] = number(Fraction(cents, 100))
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


def as_text(content: Json | list[Json]) -> str:
    """Return the text of a file."""
    # A step or a fact on a line of its own, so that `diff` shows a forgery at a glance.
    return f"{_spelled(content)}\n"


def _spelled(content: object, level: int = 1) -> str:
    spelled = json.dumps(content, ensure_ascii=False)
    if len(spelled) + level <= WIDTH or not content or isinstance(content, str):
        return spelled
    entries: list[str] = []
    if isinstance(content, dict):
        brackets = "{}"
        for key, value in content.items():
            entries.append(f"{json.dumps(key)}: {_spelled(value, level + 1)}")
    elif isinstance(content, list):
        brackets = "[]"
        entries += [_spelled(value, level + 1) for value in content]
    inner = f",\n{' ' * level}".join(entries)
    outer = " " * (level - 1)
    return f"{brackets[0]}\n{' ' * level}{inner}\n{outer}{brackets[1]}"
