from __future__ import annotations

import time

from fairsvc.model.link import Link
from fairsvc.probe.signposting import read_signposts


def test_a_list_of_many_files_takes_time_in_proportion() -> None:
    links = tuple(Link(f"https://x.example/{number}", "item") for number in range(50_000))
    started = time.process_time()
    assert len(read_signposts(links).content) == 50_000
    assert time.process_time() - started < 10
