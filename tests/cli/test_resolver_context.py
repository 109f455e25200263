"""What a command that only asks others needs: neither settings nor a store, but it shares the store's politeness."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.context import Context
from cli.main import run
from fairsvc.errors import BadSettings
from fairsvc.net.budget import LocalBudget
from fairsvc.store.budget import StoreBudget

ENVIRON = {"FAIRSVC_CONTACT": "steward@facility.example"}


def test_it_works_without_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Context(None, ("workers=3",), ENVIRON).resolver() as resolver:
        assert (resolver.settings.contact, resolver.settings.workers) == ("steward@facility.example", 3)
        assert isinstance(resolver.client._budget, LocalBudget)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("named", ["config", "environment"])
def test_settings_that_are_named_must_be_there(tmp_path: Path, named: str) -> None:
    path = tmp_path / "none.toml"
    environ = {"FAIRSVC_CONFIG": str(path)} if named == "environment" else {}
    context = Context(path if named == "config" else None, (), environ)
    with pytest.raises(BadSettings), context.resolver():
        pass


def test_it_shares_the_politeness_of_a_store(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path), "--contact", "steward@facility.example"]) == 0
    with Context(tmp_path / "fairsvc.toml", (), {}).resolver() as resolver:
        assert isinstance(resolver.client._budget, StoreBudget)


def test_a_store_that_cannot_be_used_stops_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fairsvc.toml").write_text('contact = "a@b.example"\n')
    (tmp_path / "fairsvc.db").write_text("no database")
    with Context(tmp_path / "fairsvc.toml", (), {}).resolver() as resolver:
        assert isinstance(resolver.client._budget, LocalBudget)
    assert "the politeness of other processes is not known" in capsys.readouterr().err
