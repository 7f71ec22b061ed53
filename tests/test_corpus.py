"""Documents of each release, read, verified and assembled again for ever."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from gotobilling.billing_cycle import DocumentKind
from gotobilling.formats.account_file import AccountFile, read_account_file
from gotobilling.formats.documents import (
    document_bytes,
    issued_document,
    read_document,
)
from gotobilling.invoices import IssuedDocument
from gotobilling.replay import replay
from gotobilling.verify import verify, verify_facts

CORPUS: Final = Path(__file__).parent / "corpus"
RELEASES: Final = sorted(path.name for path in CORPUS.iterdir())
DOCUMENTS: Final = sorted(
    path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("*/*/*.json")
)


def content(name: str) -> Any:  # noqa: ANN401 -- a document as it was read
    """What a document of the corpus holds."""
    return json.loads((CORPUS / name).read_text(encoding="utf-8"))


def account_file(name: str) -> AccountFile:
    """The account file beside a document."""
    path = (CORPUS / name).parent / "account.toml"
    return read_account_file(path.read_bytes(), path.name)


def issued(name: str) -> list[IssuedDocument]:
    """The documents that the account file beside a document names."""
    folder = (CORPUS / name).parent
    files = [folder / each for each in account_file(name).issued]
    return [issued_document(read_document(x.read_bytes(), x.name)) for x in files]


class TestManifest:
    """The corpus of a release is never written again."""

    @pytest.mark.parametrize("release", RELEASES)
    def test_digests(self, release: str) -> None:
        """Every file of a release is there, with the content it was released with."""
        folder = CORPUS / release
        manifest = (folder / "MANIFEST").read_text(encoding="utf-8")
        found = [
            f"{sha256(path.read_bytes()).hexdigest()}  "
            f"{path.relative_to(folder).as_posix()}"
            for path in sorted(folder.glob("*/*"))
        ]

        assert sorted(found) == sorted(manifest.splitlines())

    def test_coverage(self) -> None:
        """The corpus has every kind of document, and one that corrects others."""
        kinds = {content(name)["document"]["kind"] for name in DOCUMENTS}
        corrects = [name for name in DOCUMENTS if content(name).get("corrections")]

        assert kinds == {one.value for one in DocumentKind}
        assert corrects


@pytest.mark.parametrize("name", DOCUMENTS)
class TestDocuments:
    """Each document of each release still holds."""

    def test_read(self, name: str) -> None:
        """It reads back and is written the same, but for words for people."""
        found = read_document((CORPUS / name).read_bytes(), name)
        again = read_document(document_bytes(found), name)

        assert again == found

    def test_verify(self, name: str) -> None:
        """It proves itself: level 1."""
        report = verify(content(name))

        assert report.failure is None

    def test_facts(self, name: str) -> None:
        """Its facts are those of the account file: level 2."""
        report = verify_facts(content(name), (CORPUS / name).parent / "account.toml")

        assert report.failure is None

    def test_replay(self, name: str) -> None:
        """It is assembled again, byte for byte: level 3."""
        file = account_file(name)
        report = replay(content(name), file.account, file.market, issued(name))

        assert report.failure is None
