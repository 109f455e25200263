"""The page: well formed, sealed, readable by anybody, and saying the report's numbers."""

from __future__ import annotations

import html
import itertools
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html

from assessors.statements import Statement
from fairsvc.jobs.standing import Census
from fairsvc.model.check import Check, Outcome, passed
from fairsvc.model.metrics import Indicator, MetricSet
from fairsvc.model.perspective import Perspective
from fairsvc.reports.fair import Rules, build
from fairsvc.reports.fair_html import LETTER_NAMES, write_html
from fairsvc.reports.fair_model import FairReport, TrendPoint
from tests.reports.catalogue import AT, CHECKS, LEVELS, POINTS, Sample, album, dataset, four, noted, outcomes, report

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
VOID = frozenset(("meta", "link", "br", "hr", "img", "input", "col"))
HOSTILE = "</title></style><script>alert('x')</script><img src=x onerror=alert(1)>\"'"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _hostile() -> FairReport:
    apart = {Perspective.STANDARDS: outcomes("ffff?"), Perspective.PAGE: outcomes("ffffp")}
    one = dataset(HOSTILE, outcomes("ffffp"), title=HOSTILE, because=HOSTILE, line=f"{HOSTILE}\n{HOSTILE}", apart=apart)
    other = dataset("open", outcomes("pfff?"), because=HOSTILE, line=f"{HOSTILE}\n{HOSTILE}")
    said = (Statement("L-A3", 2, HOSTILE, date(2026, 1, 31)),)
    return report([one, other], source=HOSTILE, statements=said)


PAGES = {
    "both": lambda: report(four()),
    "levels only": lambda: report(four(), (LEVELS,)),
    "points first": lambda: report(four(), (POINTS, LEVELS)),
    "nothing failed": lambda: report([dataset("d1", outcomes("ppppp"))]),
    "nothing decided": lambda: report([dataset("d1", outcomes("?????"))]),
    "apart": lambda: report(_apart()),
    "older rules": lambda: replace(report(four()), census=Census(1, 2, 1)),
    "trend": lambda: replace(report(four()), trend=_trend()),
    "empty": lambda: report([]),
    "no metric set": lambda: report(four(), ()),
    "hostile": _hostile,
}


def _apart() -> Iterator[Sample]:
    """Give two of which standards show less: by a convention of the page, and in one record or both."""
    places = {Perspective.STANDARDS: "pfffp", Perspective.PAGE: "pfpfp", Perspective.REGISTRY: "ppfpf"}
    seen = {place: outcomes(code) for place, code in places.items()}
    yield dataset("a1", outcomes("ppppp"), apart={**seen, Perspective.OAI: outcomes("pffpf")})
    yield dataset("a2", outcomes("ppppp"), apart=seen)
    yield dataset("a3", outcomes("ppppp"), apart={Perspective.STANDARDS: outcomes("ppppp")})


def _trend() -> tuple[TrendPoint, ...]:
    shares = [0.25, None, 0.5, 1.0]
    return tuple(
        TrendPoint(number if number < 3 else None, AT + timedelta(days=number), 4, {"mini-levels@1": share})
        for number, share in enumerate(shares)
    )


@pytest.fixture(params=sorted(PAGES))
def page(request: pytest.FixtureRequest) -> str:
    return write_html(PAGES[request.param]())


@pytest.fixture(scope="module")
def both() -> str:
    return write_html(PAGES["both"]())


def _tree(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page)


class _Nesting(HTMLParser):
    """Hold the page to closing every element in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in <{tag}>"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "svg" in self.open, f"<{tag}/> outside of SVG"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed(page: str) -> None:
    assert page.startswith("<!doctype html>\n<html lang=")
    nesting = _Nesting()
    nesting.feed(page)
    nesting.close()
    assert nesting.open == []
    parser = etree.HTMLParser(recover=False)
    etree.fromstring(page, parser)
    # libxml2 knows HTML 4 and calls the elements of HTML 5 and SVG invalid; nothing else may be wrong.
    assert {error.type_name for error in parser.error_log} <= {"HTML_UNKNOWN_TAG"}


def test_ids_are_unique_and_what_is_pointed_at_exists(page: str) -> None:
    tree = _tree(page)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    pointed = [name for names in tree.xpath("//@aria-labelledby") for name in names.split()]
    pointed += [target[1:] for target in tree.xpath("//a/@href") if target.startswith("#")]
    assert set(pointed) <= set(ids)


def test_nothing_is_fetched_and_nothing_runs(page: str) -> None:
    tree = _tree(page)
    head = [element.tag for element in tree.head]
    assert tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [CSP]
    assert head.index("style") > 1
    assert not tree.xpath("//script | //img | //iframe | //object | //embed | //form | //base | //*[@src]")
    assert tree.xpath("//link/@href") == ["data:,"]
    assert not [name for name in tree.xpath("//@*") if name.attrname.startswith("on") or name.attrname == "style"]
    assert not re.search(r"url\(|@import|@font-face|expression\(", tree.findtext(".//style"))
    assert all(target.startswith(("#", "https://", "http://")) for target in tree.xpath("//a/@href"))


def test_every_chart_has_words(page: str) -> None:
    for svg in _tree(page).xpath("//svg"):
        title, desc = svg[0], svg[1]
        assert (title.tag, desc.tag, svg.get("role")) == ("title", "desc", "img")
        assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert title.text.strip()
        assert re.search(r"\d|nothing known", desc.text)


def test_a_reader_without_eyes_finds_the_way(page: str) -> None:
    tree = _tree(page)
    assert tree.get("lang") == "en"
    assert [len(tree.xpath(f"//{tag}")) for tag in ("h1", "main", "header", "nav", "footer")] == [1] * 5
    assert tree.body[0].get("href") == "#main"
    ranks = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3 | //h4")]
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(ranks))
    for table in tree.xpath("//table"):
        assert table[0].tag == "caption"
        assert all(cell.get("scope") for cell in table.xpath(".//th"))
        assert table.xpath("ancestor::div[@class='scroll' and @role='region' and @tabindex='0']")


def _table(page: str, id: str) -> list[list[str]]:
    table = _tree(page).xpath(f"//caption[@id='{id}']/parent::table")[0]
    return [[" ".join(cell.itertext()).strip() for cell in row.xpath("th | td")] for row in table.iter("tr")][1:]


@pytest.mark.parametrize(
    ("table", "place", "row"),
    [
        ("set-1-levels", 0, ["Findable", "2", "0", "0", "0", "0", "2", "0", "0"]),
        ("set-1-levels", 3, ["All letters (the lowest)", "3", "0", "0", "0", "0", "1", "0", "0"]),
        ("set-1-open", 4, ["Reusable", "failed", "2", "0", "0", "2", "0", "0"]),
        ("set-1-open", 5, ["passed", "1", "0", "0", "0", "0", "3"]),
        ("set-1-tenths", 9, ["90 to 100 %", "2", "2", "2", "1"]),
        ("set-1-tenths", 10, ["Median", "50 %", "83 %", "100 %", "66 %"]),
        ("set-2-maturities", 2, ["All letters (the mean)", "2", "0", "0", "2", "0.5"]),
        ("set-1-repairs", 1, ["Do mend-licence. mends licence", "1", "1", "5", "6.8"]),
        ("set-2-best", 0, ["doi:10.5072/d1 Dataset d1", "3", "100 %", "0"]),
    ],
)
def test_the_tables_say_the_numbers(both: str, table: str, place: int, row: list[str]) -> None:
    assert [" ".join(cell.split()) for cell in _table(both, table)[place]] == row


def test_the_charts_say_the_same_numbers_as_the_tables(both: str) -> None:
    tree, found = _tree(both), report(four())
    for place, view in enumerate(("set-1", "set-2")):
        spoken = tree.xpath(f"//desc[@id='{view}-standing-desc']")[0].text
        for score in found.sets[place].scores:
            counts = (*score.levels, score.unsettled) if score.levels else score.maturities
            said = spoken.split(f"{LETTER_NAMES[score.name]}: ")[1].split(".")[0]
            assert [int(number) for number in re.findall(r": (\d+)", said)] == list(counts)
    row = tree.xpath("//desc[@id='set-1-row-5-desc']")[0].text
    assert row == "pass: 2, fail: 1, indeterminate: 1, not applicable: 0, not yet assessed: 0."


def test_the_first_screen_says_how_many_where_and_what_to_do(both: str) -> None:
    tree = _tree(both)
    assert "4 datasets" in " ".join(tree.xpath("//header//text()"))
    tiles = tree.xpath("//dl[@class='tiles']/div")
    said = [" ".join("".join(tile.itertext()).split()) for tile in tiles]
    assert said == [
        "Findable 0 of 5",
        "Accessible 1 of 5",
        "Reusable 5 of 5",
        "Share (ours, not FDMM's) 66 %",
    ]
    first = [" ".join("".join(item.itertext()).split()) for item in tree.xpath("//ol[@class='first']/li")]
    assert first == [
        "Do mend-pid-stays. Lifts 2 datasets of 2 that need it; mean share up 22.9 points.",
        "Do mend-licence. Lifts 1 dataset of 1 that need it; mean share up 6.8 points.",
        "Do mend-data-answers. Lifts 1 dataset of 2 that need it; mean share up 9.7 points.",
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("both", "ours, not FDMM's"),
        ("both", "fairsvc has no check for it yet"),
        ("both", "A level that hangs on it is open"),
        ("both", "F has only essential indicators, so the level is 0 or 5."),
        ("both", "1 of 6 not yet assessed: fairsvc has no check for it, and leaves it out."),
        ("nothing failed", "No check failed: there is nothing to repair."),
        ("nothing failed", "Nothing: every check that ran came to a verdict."),
        ("both", "counted as F-UJI does, where what could not be tested or does not apply earns nothing, 50 %"),
        ("both", "Nothing: what datasets pass any way, they pass by standards too"),
        (
            "older rules",
            "2 datasets were judged by older rules, 1 dataset with evidence was not judged yet: judged anew",
        ),
        ("older rules", "fairsvc assess --source mini --stored"),
        ("empty", "0 datasets"),
    ],
)
def test_the_page_explains_itself(name: str, sentence: str) -> None:
    said = " ".join("".join(_tree(write_html(PAGES[name]())).itertext()).split())
    assert sentence in said


def test_what_metadata_say_stays_text() -> None:
    tree = _tree(write_html(_hostile()))
    assert tree.findtext(".//h1/bdi") == HOSTILE
    assert {element.text for element in tree.xpath("//pre/code")} == {f"{HOSTILE}\n{HOSTILE}"}
    assert HOSTILE in tree.findtext(".//title")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example/",
        "https:evil.example",
        "https://[broken",
        "file:///etc/passwd",
        "",
    ],
)
def test_only_web_addresses_become_links(address: str) -> None:
    found = report([dataset("d1", outcomes("fffff"))], (LEVELS,))
    one = found.sets[0]
    repairs = tuple(replace(repair, example=replace(repair.example, address=address)) for repair in one.repairs)
    rows = tuple(replace(row, address=address) for row in found.rows)
    tree = _tree(write_html(replace(found, rows=rows, sets=(replace(one, repairs=repairs, best=rows),))))
    assert {target for target in tree.xpath("//a/@href") if not target.startswith("#")} == {LEVELS.source}
    assert "doi:10.5072/d1" in tree.xpath("//span[@class='pid']/text()")


def test_long_lists_are_cut_and_say_so() -> None:
    names = [f"check-{number:02d}" for number in range(60)]
    wide = MetricSet(
        "wide", "1", "Wide", "", "levels", tuple(Indicator(n, "F1", "x" * 300, "useful", (n,)) for n in names)
    )
    checks = {name: Check(name, 1, "t" * 300, "", "", "", (), "dataset", lambda _: passed("It is.")) for name in names}
    failing, passing = dict.fromkeys(names, Outcome.FAIL), dict.fromkeys(names, Outcome.PASS)
    samples = [
        dataset(
            f"n{n}",
            failing,
            title="t" * 999,
            because=f"{n} " * 400,
            line="r" * 9000,
            remedies={name: name for name in names},
        )
        for n in range(120)
    ]
    samples += [dataset(f"h{n}", passing, apart={Perspective.STANDARDS: failing}) for n in range(5)]
    samples += [dataset(f"q{n}", dict.fromkeys(names, Outcome.INDETERMINATE), because=f"{n}.") for n in range(60)]
    rules = Rules((wide, replace(wide, id="other")), checks)
    found = build(
        "x", [one.judgement for one in samples], rules, album(samples), generated_at=AT, software_version="0.0.0"
    )
    page = write_html(found)
    tree = _tree(page)
    assert len(page.encode()) < 2_000_000
    assert len(tree.xpath("//article")) == 15
    assert "45 more in" in page
    assert len(tree.xpath("//section[@id='untested']//tbody/tr")) == 40
    assert "fair-indeterminate.csv" in page
    assert len(tree.xpath("//section[@id='standards']//table[@class='todos']//tr[td]")) == 30
    assert len(tree.xpath("//section[@id='datasets']//tbody/tr")) == 100
    assert "A row for each of 185 datasets is in" in " ".join(tree.text_content().split())


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance contrast."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_by_at_least_4_5(both: str, scheme: str) -> None:
    style = _tree(both).findtext(".//style")
    light, dark = (
        dict(re.findall(r"--(\w+): ([^;]+);", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    )
    colours = light if scheme == "light" else {**light, **dark}
    pairs = [(text, ground) for text in ("ink", "muted", "link") for ground in ("paper", "panel")]
    pairs += [(f"n{level}", f"l{level}") for level in range(6)]
    for text, ground in pairs:
        colour = re.sub(r"var\(--(\w+)\)", lambda match: colours[match[1]], colours[text])
        assert _contrast(colour, colours[ground]) >= 4.5, (text, ground)


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("name", ["both", "hostile"])
def test_the_page_fits_a_phone(name: str, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    page = write_html(PAGES[name]()).replace("<details>", "<details open>")
    frame = html.escape(re.sub(r"<meta http-equiv[^>]*>", "", page, count=1))
    probe = "const page = frame.contentDocument.documentElement; document.title = page.scrollWidth - page.clientWidth"
    wrapper = tmp_path / "phone.html"
    wrapper.write_text(
        f'<!doctype html><iframe id="frame" width="360" height="740" style="border:0" srcdoc="{frame}"></iframe>'
        f"<script>const frame = document.getElementById('frame'); frame.onload = () => {{ {probe} }}</script>",
        encoding="utf-8",
    )
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    command = [CHROMIUM, *quiet, profile, "--virtual-time-budget=2000", "--dump-dom", wrapper.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert re.findall(r"<title>(\d+)</title>", dom) == ["0"]


def test_the_sample_has_every_check_fail_somewhere() -> None:
    assert {check for repair in report(four()).sets[0].repairs for check in repair.checks} == set(CHECKS)


def test_the_page_says_where_sources_disagree() -> None:
    disputed = noted(dataset("d1", outcomes("ppppp")), conflicts=(("publication_year", f"a says {HOSTILE}"),))
    page = write_html(report([disputed], shared=1))
    section = _tree(page).get_element_by_id("conflicts")
    text = " ".join(section.text_content().split())
    assert "1 dataset is described by other harvested sources too" in text
    assert "publication year" in text
    assert f"a says {HOSTILE}" in text
    assert not section.xpath(".//script | .//img")
    nothing = _tree(write_html(report(four()))).get_element_by_id("conflicts").text_content()
    assert "No disagreement was found." in nothing


def test_the_page_says_what_else_was_found_and_what_to_do() -> None:
    found = noted(dataset("d1", outcomes("ppppp")), findings=(("file.size", f"a says {HOSTILE}"),))
    section = _tree(write_html(report([found]))).get_element_by_id("findings")
    text = " ".join(section.text_content().split())
    assert "file.size" in text
    assert "The file has another size than is claimed. Correct contentSize" in text
    assert f"a says {HOSTILE}" in text
    assert not section.xpath(".//script | .//img")
    assert "Nothing else was found." in _tree(write_html(report(four()))).get_element_by_id("findings").text_content()


def test_the_page_says_what_standards_alone_do_not_show() -> None:
    page = write_html(PAGES["apart"]())
    # data-answers: by a convention of the page; tombstone: both records, or the registry's; page-opens: registry's.
    rows = {" ".join(row[0].split()): row[1:] for row in _table(page, "standards-todo") if len(row) > 1}
    assert rows == {
        "Title of data-answers data-answers": ["2", "2", "0", "0", "0", "0"],
        "Title of page-opens page-opens": ["2", "0", "2", "0", "0", "0"],
        "Title of tombstone tombstone": ["2", "0", "1", "0", "1", "0"],
    }
    assert ["Any way", "100 %", "5", "5", "5", "3"] in _table(page, "set-1-perspectives")
    assert ["By standards alone", "50 %", "5", "0", "5", "3"] in _table(page, "set-1-perspectives")
    assert _table(page, "set-1-perspectives")[-1] == ["OAI-PMH record", "33 %", "5", "0", "0", "1"]
    text = " ".join(_tree(page).text_content().split())
    assert "A link to the data Not by standards alone: 2." in text


def test_the_sets_stand_side_by_side(both: str) -> None:
    rows = [[" ".join(cell.split()) for cell in row] for row in _table(both, "side-by-side-rows") if len(row) > 1]
    assert rows[0] == ["L-F1 50 % An identifier that stays", "P-F1 50 %"]
    assert rows[2] == ["L-A2 50 % A link to the data", "P-R1 25 %"]
    assert rows[3] == ["L-A3 67 % A tombstone", "–"]


def test_progress_tells_what_evidence_shows_from_what_the_facility_states() -> None:
    said = (Statement("L-A3", 3, "The tombstones come in spring.", date(2026, 1, 31)),)
    page = write_html(report(four(), statements=said))
    row = next(row for row in _table(page, "set-1-progress") if row[0].startswith("L-A3"))
    assert row[1:] == ["1", "0", "0", "1 ◆", "2", "0"]
    assert "The tombstones come in spring. (since 2026-01-31)" in " ".join(row[0].split())
    spoken = _tree(page).xpath("//desc[@id='set-1-radar-desc']")[0].text
    # A: three pass, one page fails; two of four links fail; two tombstones pass, one is in implementation.
    assert "Accessible: 2.91, stated 3.09." in spoken


def test_the_trend_is_drawn_and_has_gaps() -> None:
    svg = _tree(write_html(PAGES["trend"]())).xpath("//svg[@id='set-1-trend']")[0]
    assert svg[1].text == "2026-03-04: 25 %, 2026-03-05: nothing decided, 2026-03-06: 50 %, 2026-03-07: 100 %."
    assert len(svg.xpath("circle")) == 3
    assert len(svg.xpath("line[@class='course']")) == 1
