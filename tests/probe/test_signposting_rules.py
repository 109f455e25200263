"""Each rule of the FAIR Signposting profile, broken alone, on a small site of our own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairsvc.model.depth import FULL_DEPTH, STANDARD_DEPTH, Depth
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.link_steps import LINK_STEPS
from fairsvc.model.pid import read_pid
from fairsvc.probe.gather import Subject, gather
from fairsvc.probe.replay import Recording
from fairsvc.probe.signposting_report import signposting_report
from tests.support.recordings import RECORDED_AT, iter_recorded

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PID = "https://pid.example.org/1"
SITE = "https://repo.example.org"
PAGE, FILE, META, LINKSET = f"{SITE}/d/1", f"{SITE}/f/1", f"{SITE}/m/1", f"{SITE}/l/1"
LINKS = [
    f'<{PID}>; rel="cite-as"',
    f'<{META}>; rel="describedby"; type="application/ld+json"',
    f'<{FILE}>; rel="item"; type="text/csv"',
    '<https://schema.org/Dataset>; rel="type"',
    '<https://schema.org/AboutPage>; rel="type"',
    '<https://orcid.org/0000-0002-1825-0097>; rel="author"',
    '<https://spdx.org/licenses/CC0-1.0>; rel="license"',
    f'<{LINKSET}>; rel="linkset"; type="application/linkset"',
]
BACK = {FILE: f'<{PAGE}>; rel="collection"', META: f'<{PAGE}>; rel="describes"'}


class Site:
    """A site that keeps every rule, until a test changes what an address answers."""

    def __init__(self) -> None:
        self.links, self.html, self.in_linkset, self.back = list(LINKS), "", list(LINKS[:-1]), dict(BACK)
        self.others: dict[str, tuple[int, list[tuple[str, str]], bytes]] = {}
        self.asked: list[Need] = []

    def fetch(self, need: Need) -> Exchange:
        self.asked.append(need)
        hops = [Hop(PID, 302, (("Location", PAGE),))] if need.url == PID else []
        url = PAGE if hops else need.url
        status, headers, body = self.others.get(need.url) or self._answer(url)
        if not status:
            return Exchange(need, NOW, failure=Failure(FailureKind.TIMEOUT))
        return Exchange(need, NOW, (*hops, Hop(url, status, tuple(headers))), body=body)

    def _answer(self, url: str) -> tuple[int, list[tuple[str, str]], bytes]:
        if url == PAGE:
            body = f"<!doctype html><html><head><title>x</title>{self.html}</head><body>x</body></html>"
            return 200, [("Content-Type", "text/html"), *(("Link", link) for link in self.links)], body.encode()
        if url in BACK:
            return 200, [("Content-Type", "text/csv"), ("Link", self.back.get(url, ""))], b"a,b"
        if url == LINKSET:
            lines = [f'{link}; anchor="{PAGE}"' for link in self.in_linkset]
            lines += [f'{link}; anchor="{url}"' for url, link in BACK.items() if url in self.back]
            return 200, [("Content-Type", "application/linkset")], ",\n".join(lines).encode()
        return 404, [("Content-Type", "text/html")], b""

    def without(self, rel: str) -> None:
        self.links = [link for link in self.links if f'"{rel}"' not in link]
        self.in_linkset = [link for link in self.in_linkset if f'"{rel}"' not in link]

    def add(self, *links: str) -> None:
        self.links += links
        self.in_linkset += links

    def replace(self, old: str, new: str) -> None:
        self.links = [link.replace(old, new) for link in self.links]
        self.in_linkset = [link.replace(old, new) for link in self.in_linkset]

    def evidence(self, depth: Depth = FULL_DEPTH) -> Evidence:
        return gather(Subject(read_pid(PID)), self, NOW, depth)


def codes(evidence: Evidence) -> set[str]:
    found = {finding.code for finding in evidence.findings}
    return {code.removeprefix("signposting.") for code in found if code.startswith("signposting.")}


def test_a_site_that_keeps_the_profile_reaches_level_2() -> None:
    site = Site()
    evidence = site.evidence()
    assert codes(evidence) == set()
    report = signposting_report(evidence)
    assert (report.level, report.level_1, report.level_2, report.links_back) == (2, (), (), True)
    assert report.because == "nothing is missing"
    steps = {name for exchange in evidence.exchanges for name in exchange.steps}
    assert {"content:1", "metadata:1", "api-catalog"} <= steps
    assert "cite-as" not in steps


def test_standard_asks_for_no_link_back() -> None:
    evidence = Site().evidence(STANDARD_DEPTH)
    report = signposting_report(evidence)
    assert (report.level, report.links_back) == (2, False)
    assert not {name for e in evidence.exchanges for name in e.steps} & {step.name for step in LINK_STEPS}


BROKEN = {
    "no cite-as": (lambda s: s.without("cite-as"), {"cite-as.missing"}, 0),
    "two to cite": (lambda s: s.add('<https://pid.example.org/2>; rel="cite-as"'), {"cite-as.several"}, 0),
    "cite-as away": (lambda s: s.replace(PID, f"{SITE}/other"), {"cite-as.elsewhere"}, 0),
    "no describedby": (lambda s: s.without("describedby"), {"describedby.missing"}, 0),
    "describedby without type": (
        lambda s: s.replace('; type="application/ld+json"', ""),
        {"describedby.type-missing"},
        0,
    ),
    "item without type": (lambda s: s.replace('; type="text/csv"', ""), {"item.type-missing"}, 0),
    "no type": (lambda s: s.without("type"), {"type.missing"}, 0),
    "only AboutPage": (lambda s: s.replace("schema.org/Dataset", "schema.org/AboutPage"), {"type.class-missing"}, 0),
    "no AboutPage": (lambda s: s.replace("schema.org/AboutPage", "schema.org/Thing"), {"type.aboutpage-missing"}, 2),
    "no author": (lambda s: s.without("author"), {"author.missing"}, 2),
    "no licence": (lambda s: s.without("license"), {"license.missing"}, 2),
    "two licences": (lambda s: s.add('<https://spdx.org/licenses/MIT>; rel="license"'), {"license.several"}, 0),
    "no linkset": (lambda s: s.without("linkset"), {"linkset.missing"}, 1),
    "linkset without type": (
        lambda s: s.replace('; type="application/linkset"', ""),
        {"linkset.type-missing"},
        1,
    ),
    "linkset gone": (lambda s: s.others.update({LINKSET: (404, [], b"")}), {"linkset.invalid"}, 1),
    "linkset is a page": (
        lambda s: s.others.update({LINKSET: (200, [("Content-Type", "text/html")], b"<html><body>x</body></html>")}),
        {"linkset.invalid"},
        1,
    ),
    "linkset late": (lambda s: s.others.update({LINKSET: (0, [], b"")}), set(), None),
    "linkset lacks a link": (lambda s: s.in_linkset.pop(), {"linkset.incomplete"}, 1),
    "no item": (lambda s: s.without("item"), {"linkset.item-missing"}, 1),
    "no collection": (lambda s: s.back.pop(FILE), {"collection.missing", "linkset.collection-missing"}, 1),
    "no describes": (lambda s: s.back.pop(META), {"describes.missing", "linkset.describes-missing"}, 1),
    "file is closed": (lambda s: s.others.update({FILE: (401, [], b"")}), set(), 2),
    "large header": (lambda s: s.links.append("<https://x.example>; rel=x; t=" + "x" * 8_192), {"header.large"}, 2),
    "other HTML": (
        lambda s: setattr(s, "html", '<link rel="license" href="https://spdx.org/licenses/CC0-1.0.html">'),
        {"channels.differ", "license.several", "linkset.incomplete"},
        0,
    ),
    "fewer items in the header": (
        lambda s: setattr(
            s, "html", f'<link rel=item type=text/csv href="{FILE}"><link rel=item type=a/b href="/f/2">'
        ),
        {"linkset.incomplete", "linkset.collection-missing"},
        1,
    ),
    "relative linkset": (lambda s: s.in_linkset.append("<f/9>; rel=up"), {"linkset.relative"}, 1),
    "nothing at all": (lambda s: s.links.clear(), {"missing"}, 0),
    "only a linkset": (lambda s: setattr(s, "links", s.links[-1:]), set(), 0),
    "page gone with its links": (
        lambda s: s.others.update({PID: (410, [("Link", link) for link in LINKS], b"")}),
        set(),
        2,
    ),
    "page missing": (lambda s: s.others.update({PID: (404, [], b"")}), set(), 0),
    "page late": (lambda s: s.others.update({PID: (503, [], b"")}), set(), None),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_found_alone(name: str) -> None:
    change, expected, level = BROKEN[name]
    site = Site()
    change(site)
    evidence = site.evidence()
    assert codes(evidence) == expected
    assert signposting_report(evidence).level == level


def test_what_only_the_linkset_says_is_no_level_1() -> None:
    site = Site()
    site.links = site.links[-1:]
    report = signposting_report(site.evidence())
    assert report.level_1 == ("only-linkset.cite-as", "only-linkset.describedby", "only-linkset.type")
    assert report.because.startswith("in the way of level 1: signposting.only-linkset.cite-as")


def test_an_identifier_that_leads_back_is_as_good_as_the_pid() -> None:
    site = Site()
    site.replace(f'<{PID}>; rel="cite-as"', f'<{SITE}/v/1>; rel="cite-as"')
    redirected = Site.fetch

    def fetch(need: Need) -> Exchange:
        if need.url != f"{SITE}/v/1":
            return redirected(site, need)
        return Exchange(need, NOW, (Hop(need.url, 302, (("Location", PAGE),)), Hop(PAGE, 200)), body=b"")

    site.fetch = fetch  # type: ignore[method-assign]
    evidence = site.evidence()
    assert "cite-as" in {name for e in evidence.exchanges for name in e.steps}
    assert codes(evidence) == set()


def test_every_linkset_is_asked_once_even_when_one_names_another() -> None:
    site = Site()
    second, third = f"{SITE}/l/2", f"{SITE}/l/3"
    site.in_linkset.append(f'<{second}>; rel="linkset"; type="application/linkset+json"; profile="https://p.example"')
    item = {"href": f"{SITE}/f/2", "type": "text/csv"}
    document = {"linkset": [{"anchor": PAGE, "item": [item], "linkset": [{"href": third}]}]}
    site.others[second] = (200, [("Content-Type", "application/linkset+json")], json.dumps(document).encode())
    evidence = site.evidence()
    asked = [need for need in site.asked if need.url in (LINKSET, second, third)]
    assert [(need.url, need.header("accept")) for need in asked] == [
        (LINKSET, "application/linkset"),
        (second, 'application/linkset+json;profile="https://p.example"'),
        (third, "application/linkset+json, application/linkset;q=0.9"),
    ]
    assert [link.target for link in evidence.links_with("item")] == [FILE, f"{SITE}/f/2"]
    assert {s for e in evidence.exchanges for s in e.steps} >= {"linkset", "linkset:2", "linkset:3", "content:2"}


@pytest.mark.parametrize(
    ("status", "media_type", "body", "parsed", "findings"),
    [
        (200, "application/linkset+json", b'{"linkset":[{"anchor":"https://a.example","item":[{"href":"/b"}]}]}', 1, 0),
        (200, "application/linkset+json", b"{}", 0, 1),
        (200, "text/html", b"<html><body>all</body></html>", 0, 0),
        (200, "application/json", b'{"error": "unknown"}', 0, 0),
        (404, "text/html", b"", 0, 0),
    ],
)
def test_an_api_catalog_is_read_and_its_absence_is_no_finding(
    status: int, media_type: str, body: bytes, parsed: int, findings: int
) -> None:
    site = Site()
    site.others[f"{SITE}/.well-known/api-catalog"] = (status, [("Content-Type", media_type)], body)
    evidence = site.evidence()
    assert sum(a.parsed for a in evidence.answers if a.step == "api-catalog") == parsed
    assert sum(f.where == "exchange/api-catalog" for f in evidence.findings) == findings
    assert codes(evidence) == set()


def test_the_steps_cost_nine_requests_at_most() -> None:
    site = Site()
    site.add(*(f'<{SITE}/f/{n}>; rel="item"; type="text/csv"' for n in range(2, 9)))
    site.add(*(f'<{SITE}/m/{n}>; rel="describedby"; type="text/turtle"' for n in range(2, 9)))
    site.add(*(f'<{SITE}/l/{n}>; rel="linkset"; type="application/linkset"' for n in range(2, 9)))
    site.replace(f'<{PID}>; rel="cite-as"', f'<{SITE}/v/1>; rel="cite-as"')
    linked = replace(STANDARD_DEPTH, steps=(*STANDARD_DEPTH.steps, *LINK_STEPS), max_requests=100)
    full = {e.need for e in site.evidence(linked).exchanges}
    standard = {e.need for e in site.evidence(STANDARD_DEPTH).exchanges}
    assert len(LINK_STEPS) == 9
    # The first file and the first RDF are asked for already.
    assert len(full - standard) <= 9


# Recorded: the fourteen cases of the Apples-to-Apples Signposting benchmark with their expected findings.

OF_LINKSETS = {
    "09-http-describedby-citeas-linkset-json-txt": {"linkset.collection-missing", "linkset.describes-missing"},
    "28-http-linkset-txt-only": {"linkset.collection-missing", "linkset.describes-missing"},
}


@pytest.mark.parametrize("depth", [STANDARD_DEPTH, FULL_DEPTH], ids=lambda depth: depth.name)
def test_finds_what_the_benchmark_expects(shared: Path, depth: Depth) -> None:
    cases = json.loads((shared / "doi" / "a2a-expected.dev.json").read_text("utf-8"))
    recording = Recording(iter_recorded(shared / "doi" / "a2a-exchanges.dev.jsonl"), RECORDED_AT)
    assert len(cases) == 14
    for name, case in cases.items():
        subject = Subject(read_pid(case["entry"]))
        evidence = gather(subject, recording, RECORDED_AT, depth)
        linksets = OF_LINKSETS[name] if case["linkset_offered"] else {"linkset.missing"}
        # The files of the benchmark have no links back but one: that is not among its own findings.
        found = codes(evidence) - {"collection.missing", "describes.missing"}
        assert found == {*case["findings"], *linksets}, name
        assert signposting_report(evidence).level == int(case["level1"]), name


def test_the_one_link_back_of_the_benchmark_is_seen(shared: Path) -> None:
    cases = json.loads((shared / "doi" / "a2a-expected.dev.json").read_text("utf-8"))
    recording = Recording(iter_recorded(shared / "doi" / "a2a-exchanges.dev.jsonl"), RECORDED_AT)
    with_items = {name for name, case in cases.items() if any(link["rel"] == "item" for link in case["links"])}
    missing = set()
    for name, case in cases.items():
        evidence = gather(Subject(read_pid(case["entry"])), recording, RECORDED_AT, FULL_DEPTH)
        missing |= {name} if "collection.missing" in codes(evidence) else set()
    assert with_items - missing == {"23-http-citeas-describedby-item-license-type-author"}


def test_a_file_that_is_opened_is_not_asked_again_for_its_links() -> None:
    site = Site()
    files = [f"{SITE}/f/{number}" for number in range(2, 9)]
    site.add(*(f'<{url}>; rel="item"; type="text/csv"' for url in files))
    for url in files:
        site.others[url] = (200, [("Content-Type", "text/csv"), ("Link", f'<{PAGE}>; rel="collection"')], b"a,b")
    evidence = site.evidence()
    opened = {
        e.steps[0]: e for e in evidence.exchanges if any(name.startswith(("file", "content")) for name in e.steps)
    }
    assert {name for e in opened.values() for name in e.steps} >= {"file", "file:5", "content:1", "content:3"}
    got = [need.url for need in site.asked if need.method == "GET" and need.header("range")]
    assert len(got) == len(set(got)) == 5
    assert signposting_report(evidence).level == 1
