from __future__ import annotations

from pathlib import Path

import pytest

from fairsvc.errors import StoreUnusable
from fairsvc.store.claims import claim
from fairsvc.store.connection import Store, open_store


def test_one_job_has_one_holder(store: Store, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{store.where}", tmp_path / "evidence", create=True) as other:
        with claim(store, "harvest", "demo"):
            refused = pytest.raises(StoreUnusable, match=r"another process is at this work already .* demo")
            with refused, claim(other, "harvest", "demo"):
                pytest.fail("two hold it")
            with claim(other, "assessment", "demo"), claim(other, "harvest", "another"):
                pass
        with claim(other, "harvest", "demo"):
            pass


def test_an_error_within_the_block_passes_and_frees_the_job(store: Store) -> None:
    with pytest.raises(OSError, match="of the block"), claim(store, "harvest", "demo"):
        raise OSError("of the block")
    with claim(store, "harvest", "demo"):
        pass
