from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import BadSettings
from fairsvc.facilities.loading import LARGEST_BYTES, choose_facility, load_facilities, load_quirks
from fairsvc.facilities.profile import Facility, Status
from fairsvc.facilities.reading import read_profile

INVALID = Path(__file__).parents[1] / "samples" / "facilities" / "invalid"
ORIGIN = 'source = "a page"\nchecked_at = 2026-01-31\n'

SENTENCES = {
    "no-toml": "the facility profile is not valid TOML: no-toml.toml (",
    "no-id": "a profile needs an id: no-id.toml. Write id = ",
    "bad-id": "a profile needs an id: bad-id.toml. Write id = ",
    "no-name": "a new facility needs a name: no-name.toml. Write name = ",
    "other-id": "the id is not the file's name: another in other-id.toml. Rename one of them",
    "newer-key": "a facility profile knows no such key: dio_prefixes in newer-key.toml. Did you mean doi_prefixes?",
    "newer-fact-key": "a facility profile knows no such key: ror.sorce in newer-fact-key.toml. Did you mean source?",
    "bare-fact": "a fact needs its source and date: ror in bare-fact.toml. Write { value = ",
    "no-source": "a fact needs its source: country in no-source.toml. Write source = ",
    "no-day": "a fact needs the day it was checked: country in no-day.toml. Write checked_at = 2026-01-31",
    "text-day": "a fact needs the day it was checked: country in text-day.toml.",
    "local-instant": "a fact needs the day it was checked: country in local-instant.toml.",
    "bad-ror": "this is not what belongs here: '02550n020' for ror in bad-ror.toml. It looks like https://ror.org/",
    "bad-status": "this is not what belongs here: 'sure' for country.status in bad-status.toml. Known: verified, unv",
    "bad-url": "this is not what belongs here: 'data.facility.example/oai' for oai.data in bad-url.toml. It looks like",
    "one-not-many": "this must be a list of tables: doi_prefixes in one-not-many.toml. Write [[doi_prefixes]]",
    "bad-service": "this must be a table of facts: services in bad-service.toml. Write [services.name]",
    "bad-quirk": "there is no such quirk: scicat-no-token of oai.data in bad-quirk.toml. Did you mean scicat-no-",
    "bad-pace": "this is not what belongs here: 0 for oai.data.requests_per_s in bad-pace.toml. It looks like 0.5",
    "bad-sets": "this must be a list of texts: oai.data.sets in bad-sets.toml",
    "two-ids": "two endpoints share one id: oai in two-ids.toml. Give each [[oai]] an id of its own",
    "recipe-no-placeholder": "the template does not say where the path goes: 'https://files.facility.example/' for rec",
    "recipe-two-placeholders": "the template does not say where the path goes: 'https://files.facility.example/{path}/",
    "recipe-placeholder-in-fragment": "the template does not say where the path goes: 'https://files.facility.exampl",
    "recipe-placeholder-in-host": "the template is no web address: 'https://{path}.facility.example/{path}' for recip",
    "recipe-no-web-address": "the template is no web address: 'file:///data/{path}' for recipes.files.paths.template",
    "recipe-no-host": "the template is no web address: 'https:///{path}' for recipes.files.paths.template in recipe-n",
    "recipe-bad-port": "the template is no web address: 'https://files.facility.example:port/{path}' for recipes.files",
    "recipe-space": "the template is no web address: 'https://files.facility.example/a b/{path}' for recipes.files.pa",
    "recipe-password": "the template holds a user or a password: 'files.facility.example/{path}' for recipes.files.pa",
    "recipe-relative-prefix": "the prefix is no absolute path: 'data/visitors' for recipes.files.paths in recipe-rela",
    "recipe-prefix-goes-up": "the prefix is no absolute path: '/data/../etc' for recipes.files.paths in recipe-prefix",
    "recipe-two-rules": "two rules share one prefix: recipes.files.paths in recipe-two-rules.toml. Only one address c",
    "recipe-bad-door": "this is not what belongs here: 'gate' for recipes.files.door in recipe-bad-door.toml. Known:",
    "recipe-bad-staging": "this is not what belongs here: 'disk' for recipes.files.staging in recipe-bad-staging.toml",
    "recipe-door-none": "a recipe without a door has no addresses: recipes.files in recipe-door-none.toml. Write door",
    "recipe-newer-key": "a facility profile knows no such key: recipes.pathes in recipe-newer-key.toml. Did you mean",
    "recipe-bad-base": "this is not what belongs here: 'scicat.facility.example/api/v3' for recipes.files in recipe-b",
    "recipe-no-catalogue": "this is not what belongs here: '' for recipes.files.catalogue in recipe-no-catalogue.toml",
    "recipe-bad-host": "this is not what belongs here: 'https://doi.facility.example' for recipes.files.landing_hosts",
    "recipe-paths-one": "this must be a list of tables: recipes.files.paths in recipe-paths-one.toml. Write [[recipes",
    "recipe-path-text": "a rule needs a prefix and a template: recipes.files.paths in recipe-path-text.toml. Write {",
    "recipe-two-ids": "two recipes share one id: recipes in recipe-two-ids.toml. Give each [[recipes]] an id of its o",
    "recipe-no-source": "a fact needs its source: recipes.files in recipe-no-source.toml. Write source = ",
    "control": "this is not what belongs here: 'Faci\\x1blity' for name in control.toml.",
}


def test_the_shelf_and_the_table_agree() -> None:
    assert {path.stem for path in INVALID.glob("*.toml")} == set(SENTENCES)


@pytest.mark.parametrize(("name", "sentence"), SENTENCES.items())
def test_a_wrong_profile_gets_a_sentence(name: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.toml").write_text((INVALID / f"{name}.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(BadSettings) as caught:
        load_facilities(tmp_path)
    assert sentence in str(caught.value)


def test_a_file_of_the_operator_overrides_section_by_section(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "esrf",
        f'id = "esrf"\naliases = ["our ring"]\n[ror]\nvalue = "https://ror.org/03eh3y714"\n{ORIGIN}'
        f'[services.visa]\nvalue = "https://visa.facility.example"\n{ORIGIN}'
        f'[[datacite_clients]]\nvalue = "inist.other"\nstatus = "unverified"\n{ORIGIN}'
        f'[[oai]]\nid = "second"\nurl = "https://second.facility.example/oai"\n{ORIGIN}',
    )
    ours, theirs = load_facilities()["esrf"], load_facilities(tmp_path)["esrf"]
    assert (theirs.name, theirs.country, theirs.doi_prefixes) == (ours.name, ours.country, ours.doi_prefixes)
    assert theirs.aliases == ("our ring",)
    assert theirs.ror is not None
    assert (theirs.ror.value, theirs.ror.source) == ("https://ror.org/03eh3y714", "a page")
    assert theirs.ror.checked_at == datetime(2026, 1, 31, tzinfo=UTC)
    assert set(theirs.services) == {*ours.services, "visa"}
    assert [(fact.value, fact.status) for fact in theirs.datacite_clients] == [("inist.other", Status.UNVERIFIED)]
    assert [endpoint.id for endpoint in theirs.oai] == ["icatplus", "second"]
    assert load_facilities()["esrf"] == ours


def test_an_endpoint_of_the_same_id_takes_the_place_of_ours(tmp_path: Path) -> None:
    url = "https://new.facility.example/oai"
    _write(tmp_path, "esrf", f'id = "esrf"\n[[oai]]\nid = "icatplus"\nurl = "{url}"\nprefix = "oai_dc"\n{ORIGIN}')
    (endpoint,) = load_facilities(tmp_path)["esrf"].oai
    assert (endpoint.url.value, endpoint.prefix, endpoint.quirks) == (url, "oai_dc", ())


def test_an_empty_list_withdraws_ours(tmp_path: Path) -> None:
    _write(tmp_path, "ill", 'id = "ill"\ndatacite_clients = []\n')
    assert load_facilities(tmp_path)["ill"].datacite_clients == ()


def test_a_new_id_adds_a_facility(tmp_path: Path) -> None:
    _write(tmp_path, "ring", f'id = "ring"\nname = "Our Ring"\n[country]\nvalue = "SE"\n{ORIGIN}')
    (tmp_path / "notes.txt").write_text("not a profile")
    loaded = load_facilities(tmp_path)
    assert set(loaded) == {*load_facilities(), "ring"}
    assert choose_facility(loaded, "our-ring").country == loaded["ring"].country


@pytest.mark.parametrize(
    ("name", "hint"),
    [("esfr", "Did you mean esrf?"), ("MAXV", "Did you mean maxiv?"), ("zzzzzz", "Known: alba, desy"), ("", "Known: ")],
)
def test_an_unknown_facility_gets_a_near_match(name: str, hint: str) -> None:
    with pytest.raises(BadSettings) as caught:
        choose_facility(load_facilities(), name)
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"\xff\xfe", "cannot be read"), (b"#" * (LARGEST_BYTES + 1), "is too large")]
)
def test_a_file_that_is_no_text_gets_a_sentence(content: bytes, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "ring.toml").write_bytes(content)
    with pytest.raises(BadSettings, match=sentence):
        load_facilities(tmp_path)


KEYS = ("value", "source", "id", "url", "catalogue", "base_url", "paths", "prefix", "template", "door")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=6,
)


@settings(max_examples=100)
@given(st.sampled_from(("aliases", "ror", "doi_prefixes", "services", "oai", "recipes", "other")), VALUES)
def test_whatever_a_file_holds_it_is_read_or_refused(key: str, value: object) -> None:
    text = f'id = "ring"\nname = "Ring"\n{key} = {_spelled(value)}\n'
    with suppress(BadSettings):
        assert Facility(**read_profile(text, "ring.toml", load_quirks())).id == "ring"


def _write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.toml").write_text(text, "utf-8")


def _spelled(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list():
            return f"[{', '.join(map(_spelled, value))}]"
        case dict():
            return f"{{{', '.join(f'{key} = {_spelled(entry)}' for key, entry in value.items())}}}"
        case None:
            return "2026-01-31"
        case _:
            return (
                repr(value) if isinstance(value, int) else '"' + "".join(f"\\U{ord(c):08X}" for c in str(value)) + '"'
            )


def test_the_documented_profile_is_read(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "facilities.md"
    (example,) = re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    _write(tmp_path, "esrf", example)
    facility = load_facilities(tmp_path)["esrf"]
    assert "visa" in facility.services
    assert facility.oai[-1].harvest_sets == ("open",)
