"""What a cell comes to, who answered, and what is wrong, from evidence without bodies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.conneg_steps import REPRESENTATIONS, UNKNOWN_TYPE
from fairsvc.model.evidence import Answer, Endpoints, Evidence
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.probe.conneg_cells import Cell, Verdict, was_asked
from fairsvc.probe.matrix import Matrix, matrix
from tests.support.evidence_builder import NOW, PAGE_URL, PID, blank, exchange, failure

TURTLE = "text/turtle"
CROSSCITE = "https://data.crosscite.org/text/turtle/10.5072/dls.0001"
VARY = ("Vary", "Accept")


def hop(url: str, status: int = 200, got: str = "", *headers: tuple[str, str]) -> Hop:
    return Hop(url, status, ((("Content-Type", got),) if got else ()) + headers)


def asked(step: str, *hops: Hop, accept: str = TURTLE, method: str = "GET", **fields: object) -> Exchange:
    need = Need(hops[0].url if hops else PAGE_URL, method, (("Accept", accept),))
    return replace(Exchange(need, NOW, hops, steps=(step,), size_bytes=10), **fields)  # type: ignore[arg-type]


def evidence(*exchanges: Exchange, answers: tuple[Answer, ...] = ()) -> Evidence:
    return replace(blank(), exchanges=(exchange("page", headers=(VARY,)), *exchanges), answers=answers)


def cell(found: Matrix, step: str) -> Cell:
    cells = [*(one for row in found.rows for one in row.cells), *found.probes]
    return next(one for one in cells if one.step == step)


def codes(found: Matrix) -> list[str]:
    return [finding.kind.code for finding in found.findings]


STEP = "conneg:page/turtle"
GOOD = Answer(STEP, TURTLE, TURTLE, parsed=True, format="rdf")


@pytest.mark.parametrize(
    ("status", "got", "answer", "verdict"),
    [
        (200, TURTLE, GOOD, Verdict.SERVED),
        (200, "text/plain", replace(GOOD, got="text/plain"), Verdict.MISLABELLED),
        (200, TURTLE, Answer(STEP, TURTLE, TURTLE, detail="line 3"), Verdict.UNREADABLE),
        (200, TURTLE, Answer(STEP, TURTLE, TURTLE, format="schema-org"), Verdict.OTHER),
        (200, "image/png", Answer(STEP, TURTLE, "image/png"), Verdict.OTHER),
        (200, "text/html", Answer(STEP, TURTLE, "text/html", format="html"), Verdict.HTML),
        (204, "", Answer(STEP, TURTLE, "", detail="the body is empty"), Verdict.OTHER),
        (300, "text/html", None, Verdict.CHOICES),
        (304, "", None, Verdict.UNCLEAR),
        (401, "text/html", None, Verdict.DENIED),
        (403, "text/html", None, Verdict.DENIED),
        (404, "text/html", None, Verdict.MISSING),
        (406, "text/html", None, Verdict.REFUSED),
        (415, "text/html", None, Verdict.REFUSED),
        (422, "application/json", None, Verdict.REFUSED),
        (408, "", None, Verdict.UNCLEAR),
        (429, "", None, Verdict.UNCLEAR),
        (500, "text/html", None, Verdict.UNCLEAR),
        (503, "text/html", None, Verdict.UNCLEAR),
    ],
)
def test_what_a_cell_comes_to(status: int, got: str, answer: Answer | None, verdict: Verdict) -> None:
    found = matrix(evidence(asked(STEP, hop(PAGE_URL, status, got, VARY)), answers=(answer,) if answer else ()))
    one = cell(found, STEP)
    assert (one.verdict, one.status, one.got, one.answered_by) == (verdict, status, got, "page")


def test_a_time_out_is_unclear_and_an_unasked_cell_is_not_asked() -> None:
    late = asked(STEP, failure=Failure(FailureKind.TIMEOUT, "20 s"))
    found = matrix(evidence(late))
    assert (cell(found, STEP).verdict, cell(found, STEP).detail) == (Verdict.UNCLEAR, "timeout (20 s)")
    assert cell(found, "conneg:pid/turtle") == Cell("conneg:pid/turtle", Verdict.UNASKED)
    assert not found.decided
    assert codes(found) == []


def test_a_cut_body_is_unclear() -> None:
    cut = asked(STEP, hop(PAGE_URL, 200, TURTLE, VARY), truncated=True)
    assert cell(matrix(evidence(cut, answers=(Answer(STEP, TURTLE, TURTLE),))), STEP).verdict is Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("urls", "who"),
    [
        ((PID.uri, CROSSCITE), "DataCite"),
        ((PID.uri, "https://api.crossref.org/v1/works/10.5072%2Fx/transform"), "Crossref"),
        ((PID.uri, "https://data.medra.org/10.5072/x"), "mEDRA"),
        ((PID.uri, "http://127.0.0.1:8001/text/turtle/10.5072/x"), "DataCite"),
        ((PID.uri, PAGE_URL), "page"),
        ((PID.uri, CROSSCITE, PAGE_URL), "page"),
        ((PID.uri, CROSSCITE, "https://elsewhere.org/x"), "DataCite"),
        ((PID.uri, "https://elsewhere.org/x"), "elsewhere.org"),
        ((PID.uri,), "resolver"),
        ((PID.uri, "https://data.crosscite.org.evil.org/"), "data.crosscite.org.evil.org"),
    ],
)
def test_who_answered(urls: tuple[str, ...], who: str) -> None:
    *ways, last = urls
    hops = [*(hop(url, 302, "", ("Location", PAGE_URL), VARY) for url in ways), hop(last, 200, TURTLE, VARY)]
    step = "conneg:pid/turtle"
    gathered = replace(evidence(asked(step, *hops)), endpoints=Endpoints(registry="http://127.0.0.1:8001"))
    one = cell(matrix(gathered), step)
    assert (one.answered_by, one.redirects) == (who, len(ways))


@pytest.mark.parametrize(
    ("exchanges", "answers", "agency"),
    [
        ((exchange("registry"),), (), "DataCite"),
        ((exchange("registry", 404),), (Answer("agency", "", "", parsed=True, format="JaLC"),), "JaLC"),
        ((asked("conneg:pid/turtle", hop(CROSSCITE, 422)),), (), "DataCite"),
        ((asked("conneg:page/turtle", hop(CROSSCITE, 422)),), (), ""),
        ((exchange("registry", 404),), (Answer("agency", "", "", detail="none"),), ""),
    ],
)
def test_the_agency(exchanges: tuple[Exchange, ...], answers: tuple[Answer, ...], agency: str) -> None:
    assert matrix(evidence(*exchanges, answers=answers)).agency == agency


HTML = Answer(STEP, TURTLE, "text/html", format="html")
WEIGHTED = f"text/html;q=0.5, {TURTLE}"
SERVED = asked(STEP, hop(PAGE_URL, 200, TURTLE, VARY))
REDIRECT = hop(PID.uri, 302, "", ("Location", PAGE_URL))


def head(*headers: tuple[str, str], status: int = 200) -> Exchange:
    return asked("conneg:head/first", hop(PAGE_URL, status, "", *headers), method="HEAD")


def probe(step: str, status: int, got: str, accept: str = UNKNOWN_TYPE) -> Exchange:
    return asked(step, hop(PAGE_URL, status, got, VARY), accept=accept)


@pytest.mark.parametrize(
    ("exchanges", "answers", "found"),
    [
        ((SERVED,), (GOOD,), []),
        ((asked(STEP, hop(PAGE_URL, 200, "text/html", VARY)),), (HTML,), ["conneg.html-instead"]),
        (
            (asked(STEP, hop(PAGE_URL, 200, "text/plain", VARY)),),
            (replace(GOOD, got="text/plain"),),
            ["conneg.mislabelled"],
        ),
        ((SERVED,), (Answer(STEP, TURTLE, TURTLE, detail="line 3"),), ["conneg.unreadable"]),
        ((SERVED,), (Answer(STEP, TURTLE, TURTLE, format="schema-org"),), ["conneg.wrong-format"]),
        ((asked(STEP, hop(PAGE_URL, 300, "text/html", VARY)),), (), ["conneg.choices"]),
        ((asked(STEP, hop(PAGE_URL, 200, TURTLE)),), (GOOD,), ["conneg.no-vary"]),
        ((asked(STEP, hop(PAGE_URL, 200, TURTLE, ("Vary", "Cookie"))),), (GOOD,), ["conneg.no-vary"]),
        ((asked(STEP, hop(PAGE_URL, 200, TURTLE, ("Vary", "Cookie, accept"))),), (GOOD,), []),
        ((asked(STEP, hop(PAGE_URL, 200, TURTLE, ("Vary", "*"))),), (GOOD,), []),
        ((asked(STEP, hop(PAGE_URL, 406, "text/html")),), (), []),
        ((asked(STEP, hop(PAGE_URL, 503, "text/html")),), (), []),
        ((probe("conneg:406", 406, "text/html"),), (), []),
        ((probe("conneg:406", 404, "text/html"),), (), []),
        ((probe("conneg:406", 503, "text/html"),), (), []),
        ((probe("conneg:406", 200, "text/html"),), (), ["conneg.not-406"]),
        ((SERVED, probe("conneg:q/page", 200, TURTLE, WEIGHTED)), (GOOD,), []),
        (
            (SERVED, probe("conneg:q/page", 200, "text/html", WEIGHTED)),
            (GOOD, Answer("conneg:q/page", WEIGHTED, "text/html", format="html")),
            ["conneg.q-ignored"],
        ),
        ((SERVED, probe("conneg:q/page", 503, "text/html", WEIGHTED)), (GOOD,), []),
        ((SERVED, head(("Content-Type", TURTLE), VARY)), (GOOD,), []),
        ((SERVED, head(("Content-Type", "TEXT/turtle"), VARY)), (GOOD,), []),
        ((SERVED, head(("Content-Type", "text/html"), VARY)), (GOOD,), ["conneg.head-differs"]),
        ((SERVED, head(("Content-Type", TURTLE))), (GOOD,), ["conneg.head-differs"]),
        ((SERVED, head(status=405)), (GOOD,), ["conneg.head-differs"]),
        ((SERVED, head(status=501)), (GOOD,), ["conneg.head-differs"]),
        ((SERVED, head(status=503)), (GOOD,), []),
        ((head(status=405),), (), []),
    ],
)
def test_what_is_wrong(exchanges: tuple[Exchange, ...], answers: tuple[Answer, ...], found: list[str]) -> None:
    assert codes(matrix(evidence(*exchanges, answers=answers))) == found


@pytest.mark.parametrize(
    ("got", "verdict"),
    [(TURTLE, Verdict.SERVED), ("text/html", Verdict.HTML), ("text/plain", Verdict.OTHER), ("", Verdict.OTHER)],
)
def test_head_is_told_by_its_label(got: str, verdict: Verdict) -> None:
    found = matrix(evidence(SERVED, head(("Content-Type", got), VARY), answers=(GOOD,)))
    assert cell(found, "conneg:head/first").verdict is verdict


def test_redirects_that_depend_on_accept_must_say_so() -> None:
    to_agency = asked("conneg:pid/turtle", hop(PID.uri, 302, "", ("Location", CROSSCITE)), hop(CROSSCITE, 422))
    assert codes(matrix(evidence(to_agency))) == ["conneg.no-vary"]
    [finding] = matrix(evidence(to_agency)).findings
    assert finding.where == "resolver"


def test_the_same_redirect_for_all_varies_by_nothing() -> None:
    same = asked("conneg:pid/turtle", REDIRECT, hop(PAGE_URL, 200, "text/html", VARY))
    session = asked(
        "conneg:pid/bibtex",
        hop(PID.uri, 302, "", ("Location", f"{PAGE_URL};jsessionid=1?utm=2")),
        hop(PAGE_URL, 406, "text/html"),
        accept="application/x-bibtex",
    )
    assert "conneg.no-vary" not in codes(matrix(evidence(same, session)))


@given(
    location=st.sampled_from(["http://[", "//", "http://a:b/", "\u202e", "javascript:x"]) | st.text(max_size=30),
    vary=st.text(max_size=20),
    status=st.integers(200, 599),
)
@settings(max_examples=100)
def test_whatever_a_header_says_there_is_a_matrix(location: str, vary: str, status: int) -> None:
    hops = (hop(PID.uri, 302, "", ("Location", location), ("Vary", vary)), hop(location, status, vary))
    found = matrix(evidence(asked("conneg:pid/turtle", *hops), asked("conneg:pid/bibtex", REDIRECT, accept="x/y")))
    assert cell(found, "conneg:pid/turtle").verdict in Verdict


def test_types_that_one_server_answers_with_its_page_are_one_finding() -> None:
    steps = ("conneg:page/turtle", "conneg:page/bibtex", "conneg:pid/turtle")
    cells = tuple(asked(step, hop(PAGE_URL, 200, "text/html", VARY), accept=step) for step in steps)
    answers = tuple(Answer(step, step, "text/html", format="html") for step in steps)
    [finding] = matrix(evidence(*cells, answers=answers)).findings
    assert (finding.kind.code, finding.where, set(finding.steps)) == ("conneg.html-instead", "page", set(steps))
    assert all(step in finding.seen for step in steps)


@pytest.mark.parametrize(
    ("page", "status", "found"),
    [
        (exchange("page", 404), 404, ["conneg.nothing"]),
        (exchange("page", 404), 503, []),
        (failure("page"), 503, []),
        (exchange("page"), 404, []),
    ],
)
def test_nothing_is_said_only_when_all_is_known(page: Exchange, status: int, found: list[str]) -> None:
    cells = tuple(asked(one.step_name("pid"), hop(PID.uri, status), accept=one.accept) for one in REPRESENTATIONS)
    assert codes(matrix(replace(blank(), exchanges=(page, *cells)))) == found


def test_a_page_that_has_nothing_is_told() -> None:
    cells = tuple(
        asked(one.step_name(place), hop(PAGE_URL, 406), accept=one.accept)
        for one in REPRESENTATIONS
        for place in ("pid", "page")
    )
    found = matrix(evidence(*cells))
    assert (codes(found), found.usable, found.decided) == (["conneg.nothing"], 0, True)
    assert found.sentence == "0 of 9 representations can be had, 1 thing to repair."


def test_evidence_of_a_standard_look_has_no_matrix() -> None:
    assert not was_asked(evidence(exchange("registry"), failure("metalink")))
    assert was_asked(evidence(SERVED))


def test_every_kind_cites_a_clause_and_says_what_to_do() -> None:
    from fairsvc.probe.conneg_findings import KINDS

    assert len({kind.code for kind in KINDS}) == len(KINDS) == 10
    assert all("RFC 9110" in kind.clause and kind.rule and kind.remedy for kind in KINDS)
