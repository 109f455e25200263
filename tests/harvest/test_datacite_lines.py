"""Lines of DataCite's public data file: which may be of a selection, told by their bytes."""

from __future__ import annotations

import pytest

from harvest.datacite_lines import Sieve
from harvest.datacite_selection import Selection

ESRF = Selection(("inist.esrf",), ("10.15151",))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (b'{"id":"10.15151/A-1","client":"inist.esrf"}', True),
        (b"10.15151/A-1,findable,INIST.ESRF,2024-01-01", True),
        (b"10.15151/A-1,findable,Inist.Esrf,2024-01-01", True),
        (b"10.15151/A-1,findable,inist.ill,2024-01-01", False),
        (b"10.5291/A-1,findable,inist.esrf,2024-01-01", False),
    ],
)
def test_a_line_may_be_of_the_selection_however_it_is_spelt(text: bytes, held: bool) -> None:
    assert Sieve(ESRF).may_hold(text) is held
    assert Sieve(Selection()).may_hold(text)
