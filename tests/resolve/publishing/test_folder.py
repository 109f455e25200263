"""Which files of a folder are published, and their digests."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from fairsvc.errors import BadSettings, ProblemsFound
from fairsvc.model.metadata import Identifier
from fairsvc.resolve.publishing.folder import Held, digest, digest_all, survey


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "run"
    for name in (
        "b.h5",
        "a/2.h5",
        "a/10.h5",
        ".git/config",
        ".hidden",
        "x.part",
        "~$table.xlsx",
        "notes~",
        "a b/ü.txt",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "secret").write_text("secret")
    (root / "out").symlink_to(tmp_path / "secret")
    (root / "up").symlink_to("..")
    (root / "in.h5").symlink_to("b.h5")
    (root / "gone").symlink_to("nothing")
    (root / "loop").symlink_to("loop")
    (root / "again").symlink_to("a")
    os.mkfifo(root / "pipe")
    Path(os.fsdecode(os.fsencode(root) + b"/\xff.h5")).write_text("latin")
    (root / "turn\u202eed").write_text("x")
    (root / "back\\slash").write_text("x")
    return root


def test_files_come_in_one_order_and_the_rest_has_a_reason(folder: Path) -> None:
    found = survey(folder)
    assert [held.path for held in found.files] == ["a b/ü.txt", "a/10.h5", "a/2.h5", "b.h5", "in.h5"]
    assert [held.size_bytes for held in found.files] == [10, 7, 6, 4, 4]
    reasons = {path.encode("utf-8", "backslashreplace").decode(): reason for path, reason in found.left_out}
    assert reasons == {
        ".git": "hidden",
        ".hidden": "hidden",
        "again": "a link to what is no file",
        "gone": "a link to nothing",
        "loop": "a link to nothing",
        "notes~": "temporary",
        "out": "a link out of the folder",
        "pipe": "not a regular file",
        "up": "a link out of the folder",
        "x.part": "temporary",
        "~$table.xlsx": "temporary",
        "back\\slash": "its name cannot be published safely",
        "turn\u202eed": "its name cannot be published safely",
        "\\udcff.h5": "its name cannot be published safely",
    }


def test_everything_takes_what_is_hidden_and_still_no_link_out(folder: Path) -> None:
    paths = {held.path for held in survey(folder, everything=True).files}
    assert {".git/config", ".hidden", "x.part", "notes~"} <= paths
    assert not {"out", "pipe", "up"} & paths


def test_our_own_documents_do_not_count(folder: Path) -> None:
    assert "b.h5" not in {held.path for held in survey(folder, ours=frozenset({"b.h5"})).files}


def test_a_file_is_read_once_for_both_digests(folder: Path) -> None:
    (held,) = (one for one in survey(folder).files if one.path == "a/2.h5")
    content = b"a/2.h5"
    assert digest(folder, held) == (
        Identifier(hashlib.sha256(content).hexdigest(), "sha-256"),
        Identifier(hashlib.md5(content).hexdigest(), "md5"),
    )


def test_what_is_known_is_not_read(folder: Path) -> None:
    files = survey(folder).files
    known = {held: (Identifier("00", "sha-256"),) for held in files if held.path != "b.h5"}
    heard: list[tuple[int, int]] = []
    found = digest_all(folder, files, known, lambda done, total: heard.append((done, total)))
    assert [one.held for one in found] == list(files)
    assert [one.held.path for one in found if len(one.digests) == 2] == ["b.h5"]
    assert heard == [(4, 4)]


@pytest.mark.parametrize("change", ["longer", "later"])
def test_a_file_that_changes_meanwhile_is_refused(folder: Path, change: str) -> None:
    (held,) = (one for one in survey(folder).files if one.path == "b.h5")
    other = Held(held.path, held.size_bytes + (change == "longer"), held.modified_ns + (change == "later"))
    with pytest.raises(ProblemsFound, match="the file changed while it was read"):
        digest(folder, other)


def test_what_cannot_be_read_gets_a_sentence(folder: Path) -> None:
    with pytest.raises(BadSettings, match=r"the file cannot be read \(No such file"):
        digest(folder, Held("nothing", 0, 0))
    with pytest.raises(BadSettings, match="the folder cannot be read"):
        survey(folder / "b.h5")
