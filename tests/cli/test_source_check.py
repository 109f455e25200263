"""fairsvc source check, from the command line, against the demo and providers that misbehave."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from cli.main import run
from fairsvc.demo.facility import Facility, running
from tests.support.bad_provider import misbehaving
from tests.support.faults import FAULTS
from tests.support.running import make_workspace
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def facility() -> Iterator[Facility]:
    with running() as facility:
        yield facility


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run `fairsvc source check`: exit code, standard output, standard error."""

    def call(base: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(make_workspace(tmp_path, base))
        capsys.readouterr()
        code = run(["source", "check", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def provider(serve: Callable[[Handler], Served], fault: str) -> str:
    return serve(misbehaving(FAULTS[fault])).url


def test_the_demo_is_healthy(check: Call, facility: Facility) -> None:
    base = facility.oai_url.removesuffix("/oai")
    code, out, err = check(base, facility.oai_url, "--pages", "8")
    assert (code, "no deviation from OAI-PMH 2.0 was found" in out) == (0, True), out
    assert "GetRecord of a deleted record" not in out
    assert err.startswith("At most 39 requests, about 20 seconds at polite speed (2000/s).")


@pytest.mark.parametrize("prefix", ["oai_dc", "datacite"])
def test_the_demo_is_healthy_in_each_format(check: Call, facility: Facility, prefix: str) -> None:
    base = facility.oai_url.removesuffix("/oai")
    assert json.loads(check(base, facility.oai_url, "--prefix", prefix, "--json")[1])["findings"] == []


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ("token dies on page 2", 1, "token.dead"),
        ("token emptied after page 1", 0, "list.cut"),
        ("HTML for Identify", 1, "answer.unusable"),
        ("SciCat", 1, "earliest-datestamp.unreadable"),
    ],
)
def test_what_breaks_harvesting_decides_the_exit_code(
    check: Call, serve: Callable[[Handler], Served], fault: str, code: int, words: str
) -> None:
    url = provider(serve, fault)
    found, out, _ = check(url, f"{url}/oai")
    assert (found, words in out) == (code, True), out


def test_json_and_page_hold_the_same(check: Call, serve: Callable[[Handler], Served], tmp_path: Path) -> None:
    url = provider(serve, "SciCat")
    _, out, err = check(
        url, f"{url}/oai", "--set-spec", "open", "--json", "--html", str(tmp_path / "new" / "health.html")
    )
    report = json.loads(out)
    assert report["set_spec"] == "open"
    page = (tmp_path / "new" / "health.html").read_text("utf-8")
    assert all(finding["kind"]["code"] in page for finding in report["findings"])
    assert str(tmp_path / "new" / "health.html") in err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["http://127.0.0.1:1/oai"], 3, "the provider does not answer"),
        (["nobody"], 2, "there is no such source: nobody"),
        (["ftp://127.0.0.1/oai"], 2, "no web address"),
        (["http://127.0.0.1:1/oai", "--pages", "9"], 2, "less than or equal to 8"),
    ],
)
def test_bad_input_gets_a_sentence(check: Call, arguments: list[str], code: int, words: str) -> None:
    found, out, err = check("http://127.0.0.1:1", *arguments)
    assert (found, words in err) == (code, True), err
    assert "Traceback" not in err + out


def test_a_page_that_cannot_be_written_is_named(check: Call, serve: Callable[[Handler], Served]) -> None:
    url = provider(serve, "none")
    code, _, err = check(url, f"{url}/oai", "--html", "/dev/null/health.html")
    assert (code, "the file cannot be written: /dev/null/health.html" in err) == (2, True)


def test_ctrl_c_does_not_promise_to_go_on(check: Call, serve: Serve) -> None:
    honest = misbehaving(FAULTS["none"])
    asked = count()

    def pressed(request: Asked) -> Reply:
        if next(asked) == 3:
            signal.raise_signal(signal.SIGINT)
        return honest(request)

    url = serve(pressed).url
    code, out, err = check(url, f"{url}/oai")
    assert (code, "It was interrupted: this is what is known so far." in out) == (130, True)
    assert "goes on" not in err


def test_a_folder_that_cannot_be_made_costs_no_request(check: Call, serve: Callable[[Handler], Served]) -> None:
    server = serve(misbehaving(FAULTS["none"]))
    code, _, err = check(server.url, f"{server.url}/oai", "--html", "fairsvc.toml/health.html")
    assert (code, "the file cannot be written" in err, server.asked) == (2, True, []), err


def test_the_total_is_shown_where_it_is_wrong(check: Call, serve: Callable[[Handler], Served]) -> None:
    base = provider(serve, "total too high")
    [finding] = json.loads(check(base, f"{base}/oai", "--json")[1])["findings"]
    assert 'completeListSize="40"' in finding["excerpt"]
