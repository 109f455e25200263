"""A file that its repository also gives in another form is one file, with the bytes of one form."""

from __future__ import annotations

import pytest

from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing, Mechanism
from fairsvc.model.metadata import Identifier
from fairsvc.probe.files import unite_listings

TABLE, FORM = "https://x.example/1?format=original", "https://x.example/1"
API = Mechanism("api", "API", "", 0.9, -1, lambda evidence, readings: None)
PAGE = Mechanism("page", "Page", "", 0.5, 5, lambda evidence, readings: None)


@pytest.mark.parametrize("size", [None, 10])
def test_what_is_said_of_the_other_form_is_not_said_of_the_file(size: int | None) -> None:
    md5, sha256 = Identifier("aa" * 16, "md5"), Identifier("bb" * 32, "sha-256")
    found = {
        "api": Listing((FileEntry(TABLE, "1.csv", size, (md5,), other_forms=(FORM,)),), True, "all"),
        "page": Listing(
            (FileEntry(FORM, "1.tab", 99, (sha256,), "text/html"), FileEntry(TABLE, media_type="text/csv"))
        ),
    }
    (entry,) = unite_listings((API, PAGE), found, "unknown")[0].entries
    assert (entry.url, entry.alternates, entry.other_forms) == (TABLE, (), (FORM,))
    assert (entry.size_bytes, entry.digests, entry.media_type) == (size, (md5,), "text/csv")
    assert entry.found_by == ("api", "page")


def test_a_form_that_nobody_gives_the_file_of_stays_a_file() -> None:
    found = {"page": Listing((FileEntry(FORM, "1.tab", 99, other_forms=(FORM,)),))}
    (entry,) = unite_listings((PAGE,), found, "unknown")[0].entries
    assert (entry.url, entry.size_bytes) == (FORM, 99)


def test_who_lists_only_the_other_form_lists_the_file_and_contradicts_nobody() -> None:
    md5, sha256 = Identifier("aa" * 16, "md5"), Identifier("bb" * 32, "sha-256")
    found = {
        "api": Listing((FileEntry(TABLE, "1.csv", 10, (md5,), other_forms=(FORM,)),), True, "all"),
        "page": Listing((FileEntry(FORM, "1.tab", 99, (sha256,)),)),
    }
    manifest, conflicts = unite_listings((API, PAGE), found, "unknown")
    assert [(entry.url, entry.found_by) for entry in manifest.entries] == [(TABLE, ("api", "page"))]
    assert conflicts == ()
