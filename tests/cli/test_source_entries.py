from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.source_entries import with_sources, without_source
from fairsvc.errors import BadSettings
from fairsvc.model.harvest import SourceConfig
from fairsvc.settings import LONGEST_INTERVAL_H, Rate, read_settings

URL = "https://data.facility.example/oai"
NEW = SourceConfig("new", "oai", URL)
BLOCK = '[[source]]\nname = "new"\nkind = "oai"\nurl = "https://data.facility.example/oai"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", f"\n{BLOCK}"),
        ("workers = 1", f"workers = 1\n\n{BLOCK}"),
        ("workers = 1\n# end\n", f"workers = 1\n# end\n\n{BLOCK}"),
        ("workers = 1\r\n", f"workers = 1\n\n{BLOCK}".replace("\n", "\r\n")),
    ],
)
def test_an_entry_is_appended_and_can_be_taken_out_again(text: str, expected: str) -> None:
    added = with_sources(text, [NEW], [], "here")
    assert added == expected
    assert without_source(added, "new", "here").rstrip() == text.rstrip()


def test_a_rate_goes_with_its_source() -> None:
    added = with_sources("", [NEW], [Rate("data.facility.example", 0.5, 1)], "here")
    assert read_settings(added, "here").rates == (Rate("data.facility.example", 0.5, 1),)


@pytest.mark.parametrize(
    "text",
    [
        'source = [{ name = "a", url = "https://a.example" }]\n',
        "[[source]]\nname = 'new'\nurl = 'https://a.example'\n",
        "rate = []\nsource = []\n",
    ],
)
def test_what_would_not_be_read_back_is_refused(text: str) -> None:
    with pytest.raises(BadSettings, match=r"the entry cannot be added to the settings: here\. Edit the file by hand"):
        with_sources(text, [NEW], [], "here")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"workers = 1\n{BLOCK}", "workers = 1\n"),
        (f"{BLOCK}\n# of the next\n[[rate]]\nhost = 'h'\nrequests_per_s = 1\n", "\n# of the next\n[[rate]]\n"),
        (f"  [[ source ]] # indented\n{BLOCK[11:]}", ""),
        (
            '[[source]]\nname = "old"\nurl = "https://old.example"\nquery = """\n[[source]]\n"""\n\n' + BLOCK,
            'query = """\n',
        ),
    ],
)
def test_a_plain_block_is_taken_out(text: str, expected: str) -> None:
    shorter = without_source(text, "new", "here")
    assert expected in shorter
    assert read_settings(shorter, "here").source("new") is None
    assert "# of the next" in shorter or "# of the next" not in text


@pytest.mark.parametrize(
    "text",
    [
        'source = [{ name = "new", url = "https://a.example" }]\n',
        '[[source]]\nname = "new"\nurl = "https://a.example"\nquery = """\n[x]\n"""\n',
        '[["source"]]\nname = "new"\nurl = "https://a.example"\n',
    ],
)
def test_any_other_entry_is_left_alone(text: str) -> None:
    with pytest.raises(BadSettings) as caught:
        without_source(text, "new", "here")
    assert "is not one plain [[source]] block: new in here. Edit the file by hand" in str(caught.value)


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=20)


@settings(max_examples=100)
@given(NAMES, TEXTS, TEXTS, st.integers(1, int(LONGEST_INTERVAL_H * 3600)))
def test_whatever_is_written_is_read_back(name: str, set_spec: str, query: str, interval_s: int) -> None:
    config = SourceConfig(name, "oai", URL, set_spec=set_spec, query=query, interval_s=interval_s)
    added = with_sources("", [config], [], "here")
    assert read_settings(added, "here").sources == (config,)
    assert read_settings(without_source(added, name, "here"), "here").sources == ()
