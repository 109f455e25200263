"""What of a page's words says that a dataset was withdrawn, and what only sounds like it."""

from __future__ import annotations

import pytest

from tests.support.concluded import Told, concluded


@pytest.mark.parametrize(
    ("title", "body", "withdrawn"),
    [
        ("A dataset", "This dataset has been withdrawn.", True),
        ("A dataset", "<p>Sorry: <b>this record</b> was removed.</p>", True),
        ("A dataset", "This version (1.0) has been deaccessioned", True),
        ("A dataset", "Deaccessioned Dataset", True),
        ("A dataset", "We regret that this item had to be permanently removed.", True),
        ("Tombstone", "", True),
        ("Gone | A repository", "", True),
        ("WITHDRAWN: Diffraction of ice", "", True),
        ("[Deaccessioned] - A repository", "", True),
        ("A dataset", "Personal information in this dataset has been removed.", False),
        ("A dataset", "Outliers from this dataset was removed by hand.", False),
        ("A dataset", "The background of this record was deleted.", False),
        ("A dataset", "Noise within this data set is removed.", False),
        ("Gone with the wind: dust over the ocean", "", False),
        ("Tombstone inscriptions of a village", "", False),
        ("Withdrawn banknotes, 1900 to 1950", "", False),
    ],
)
def test_words_of_a_page(title: str, body: str, withdrawn: bool) -> None:
    page = Told(200, f"<html><head><title>{title}</title></head><body>{body}</body></html>")
    assert (concluded(page).access.state == "withdrawn") is withdrawn
