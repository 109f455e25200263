from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cli.settings_file import write_settings
from fairsvc.errors import BadSettings
from fairsvc.net.configured import policy_of
from fairsvc.settings import Settings, load_settings, read_settings, table


def test_the_file_that_init_writes_says_the_defaults(tmp_path: Path) -> None:
    text = write_settings('a"b@facility.example')
    path = tmp_path / "fairsvc.toml"
    path.write_text(text, "utf-8")
    settings = load_settings(path, {}, {})
    assert settings.contact == 'a"b@facility.example'
    uncommented = "\n".join(
        line.removeprefix("# ") for line in text.split("\n# A host that agreed")[0].splitlines() if " = " in line
    )
    content = tomllib.loads(uncommented)
    assert set(content) == {row.name for row in table()}
    assert read_settings(uncommented, "here").workers == Settings().workers


def test_a_flag_outranks_the_environment_which_outranks_the_file(tmp_path: Path) -> None:
    path = tmp_path / "fairsvc.toml"
    path.write_text('workers = 1\nrequests_per_s = 3\ncontact = "file"\n', "utf-8")
    environ = {
        "FAIRSVC_WORKERS": "2",
        "FAIRSVC_ROBOTS": "false",
        "FAIRSVC_ALLOW": "127.0.0.1:80, [::1]:81",
        "HOME": "x",
    }
    settings = load_settings(path, environ, {"workers": "4"})
    assert (settings.workers, settings.requests_per_s, settings.contact) == (4, 3.0, "file")
    assert settings.robots is False
    assert settings.allow == ("127.0.0.1:80", "[::1]:81")


def test_relative_paths_start_at_the_files_folder(tmp_path: Path) -> None:
    path = tmp_path / "fairsvc.toml"
    path.write_text('evidence = "warc"\n', "utf-8")
    settings = load_settings(path, {}, {})
    assert settings.evidence_folder == tmp_path / "warc"
    assert settings.store_url == f"sqlite:///{tmp_path / 'fairsvc.db'}"
    assert load_settings(path, {}, {"store": "sqlite:////var/x.db"}).store_url == "sqlite:////var/x.db"
    assert load_settings(path, {}, {"store": "postgresql://h/d"}).store_url == "postgresql://h/d"


def test_sources_and_rates_are_read() -> None:
    text = """
[[source]]
name = "facility"
url = "https://data.facility.example/oai"
set = "open"
interval_h = 2
[[rate]]
host = "data.facility.example"
requests_per_s = 5
"""
    settings = read_settings(text, "here")
    source = settings.source("facility")
    assert source is not None
    assert (source.kind, source.set_spec, source.interval_s) == ("oai", "open", 7200)
    assert settings.source("other") is None
    assert (settings.rates[0].requests_per_s, settings.rates[0].in_flight) == (5.0, 2)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("contact = ", "not valid TOML"),
        ("contcat = 'x'", "there is no such setting: contcat in here. Did you mean contact?"),
        ("zzz = 1", "fairsvc settings lists them"),
        ("workers = 0", "the setting workers must be a number above 0: 0 in here"),
        ("depth = 'bulk'", "there is no such depth: 'bulk' in here. Known: standard, full"),
        ("source_depth = 'all'", "there is no such source_depth: 'all' in here. Known: standard, full, bulk"),
        ("workers = true", "must be a number"),
        ("robots = 1", "must be true or false"),
        ("contact = 1", "must be a text"),
        ("allow = 'x'", "must be a list of texts"),
        ("source = 1", "must be written as [[source]]"),
        ("[[source]]\nname = 'a'", "needs a name and an http(s) url"),
        ("[[source]]\nname = 'a'\nurl = 'ftp://x'", "this is no web address to harvest: ftp://x"),
        ("[[source]]\nname = 'a'\nurl = 'http://[::1/'", "this is no web address to harvest: http://[::1/"),
        ("[[source]]\nname = 'a'\nurl = 'http://x:99999/'", "this is no web address to harvest"),
        ("[[source]]\nname = 'a'\nurl = 'http://me:secret@x/oai'", "this is no web address to harvest: x/oai"),
        ("workers = 99999999999999999999999", "must be a number up to 1000000000"),
        ("total_timeout_s = inf", "must be a number up to 1000000000"),
        ("total_timeout_s = nan", "must be a number above 0"),
        ("resolver = 'nonsense'", "the setting resolver must be an http(s) address: 'nonsense'"),
        ("metric_sets = []", "must name at least one metric set"),
        (
            "[[source]]\nname = 'a'\nurl = 'http://x'\nprecedence = 'mine'",
            "there is no such precedence: mine. Known: cat",
        ),
        ("[[source]]\nname = 'a'\nurl = 'http://x'\nsets = 'b'", "Did you mean set?"),
        ("[[source]]\nname='a'\nurl='http://x'\n[[source]]\nname='a'\nurl='http://y'", "share one name"),
        ("[[rate]]\nhost = 'x'", "needs host and requests_per_s"),
        ("[[rate]]\nhost = 'x'\nrequests_per_s = 'fast'", "must be a number"),
    ],
)
def test_a_wrong_setting_gets_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings(text, "here")
    assert sentence in str(caught.value)


def test_absent_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="Run fairsvc init"):
        load_settings(tmp_path / "none.toml", {}, {})
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadSettings, match="not UTF-8 text"):
        load_settings(tmp_path / "bytes.toml", {}, {})
    with pytest.raises(BadSettings, match=r"cannot be read: .* \(Is a directory\)"):
        load_settings(tmp_path, {}, {})
    (tmp_path / "good.toml").write_text("")
    with pytest.raises(BadSettings, match="number"):
        load_settings(tmp_path / "good.toml", {}, {"workers": "many"})


TOKEN = """
[[token]]
host = "data.facility.example"
value = "Bearer hunter2"
[[token]]
host = "other.example:8443"
variable = "OTHER_TOKEN"
header = "X-API-Key"
"""


@pytest.mark.parametrize(
    ("environ", "values"),
    [
        ({}, ["Bearer hunter2"]),
        ({"OTHER_TOKEN": "abc"}, ["Bearer hunter2", "abc"]),
        ({"FAIRSVC_TOKENS": "h=Bearer a=b, i=c"}, ["Bearer hunter2", "Bearer a=b", "c"]),
    ],
)
def test_tokens_come_from_the_file_and_the_environment(
    tmp_path: Path, environ: dict[str, str], values: list[str]
) -> None:
    path = tmp_path / "fairsvc.toml"
    path.write_text(TOKEN, "utf-8")
    settings = load_settings(path, environ, {})
    assert [token.value for token in settings.tokens] == values
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ('host = "h"', "needs host, and either value or variable"),
        ('value = "secret"', "needs host, and either value or variable"),
        ('host = "h"\nvalue = "secret"\nvariable = "V"', "needs host, and either value or variable"),
        ('host = "h"\nvalue = 1', "value of a [[token]] must be a text"),
        ('host = "h"\ntoken = "secret"', "token in a [[token]] of here"),
    ],
)
def test_a_token_that_is_not_well_formed_is_told_without_its_value(entry: str, sentence: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings(f"[[token]]\n{entry}", "here")
    assert sentence in str(caught.value)
    assert "secret" not in str(caught.value)


def test_tokens_of_the_environment_are_pairs(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    with pytest.raises(BadSettings) as caught:
        load_settings(path, {"FAIRSVC_TOKENS": "Bearer secret"}, {}, optional=True)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("given", ["Bearer Secret==", "eySecret.abc==", "h=Bearer a,Secret=="])
def test_a_token_without_its_host_is_not_told(tmp_path: Path, given: str) -> None:
    settings = load_settings(tmp_path / "none.toml", {"FAIRSVC_TOKENS": given}, {}, optional=True)
    with pytest.raises(BadSettings, match="the host of a token") as caught:
        policy_of(settings)
    assert "ecret" not in str(caught.value)


def test_a_proxys_password_is_not_told() -> None:
    settings = Settings(contact="a@b.example", proxy="http://me:secret@p.example:3128")
    assert "secret" not in f"{settings!r} {policy_of(settings)!r}"


def test_a_file_that_may_be_missing_gives_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(
        tmp_path / "none.toml", {"FAIRSVC_CONTACT": "a@b.example"}, {"workers": "3"}, optional=True
    )
    assert (settings.contact, settings.workers, settings.folder) == ("a@b.example", 3, tmp_path)
