from __future__ import annotations

from fairsvc.model.manifest import FileEntry


def test_addresses_are_not_in_what_notebooks_and_tracebacks_keep() -> None:
    signed = "https://s3.example.org/k?sig=hunter2"
    entry = FileEntry(signed, "scan.h5", alternates=(signed,), other_forms=(signed,))
    assert "hunter2" not in repr(entry)
    assert "scan.h5" in repr(entry)
