from __future__ import annotations

import pytest

from fairsvc.formats.size_spelling import spell_size


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (1500, "1.5 kB"),
        (99_499, "99.5 kB"),
        (99_500, "100 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (5 * 10**18, "5000 PB"),
    ],
)
def test_sizes_are_said_in_powers_of_1000(size_bytes: int, text: str) -> None:
    assert spell_size(size_bytes) == text
