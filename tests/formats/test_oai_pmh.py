from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats import oai_repair
from fairsvc.formats.oai_pmh import OaiError, OaiPage, OaiRecord, read_page
from tests.support.oai_provider import envelope, error, page, record, records, token

SAMPLES = Path(__file__).parents[1] / "samples" / "oai"
PREFIXED = (SAMPLES / "prefixed.xml").read_bytes()
INVALID = {
    "crossed-tags.xml": "no well-formed XML",
    "cut.xml": "stops before its end",
    "doctype.xml": "document type declaration",
    "empty.xml": "nothing",
    "error.json": "no XML came",
    "no-namespace.xml": "its root is OAI-PMH",
    "no-response-date.xml": "no responseDate",
    "no-verb.xml": "neither one verb nor errors",
    "other-root.xml": "its root is rss",
    "page.html": "web page (HTML)",
    "trailing-junk.xml": "Extra content",
    "two-verbs.xml": "neither one verb nor errors",
    "unbound-prefix.xml": "no well-formed XML",
    "verb-and-error.xml": "neither one verb nor errors",
    "xhtml.html": "web page (HTML)",
}
XSI = b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def test_a_page_is_read_whatever_its_prefixes_and_comments() -> None:
    found = read_page(PREFIXED)
    assert (found.verb, found.response_date) == ("ListRecords", "2026-02-03T04:05:06Z")
    assert (found.token, found.complete_list_size) == ("a|b&c", 1234)
    assert (found.errors, found.deviations) == ((), ())
    gone, scan, *_ = found.records
    assert gone == OaiRecord("oai:demo:gone", "2017-01-00", deleted=True)
    assert (scan.identifier, scan.datestamp, scan.sets) == ("oai:demo:é", "2026-01-01T00:00:00Z", ("a:b", "c"))
    assert [item.identifier for item in found.records][2:] == [
        "oai:demo:alone", "oai:demo:bare", "oai:demo:empty", "oai:demo:text",
    ]  # fmt: skip


def test_payloads_are_cut_out_as_received_and_stand_alone() -> None:
    _, scan, alone, bare, empty, text = read_page(PREFIXED).records
    assert alone.raw == b'<d:scan xmlns:d="http://example.org/demo" xmlns=""><n/></d:scan>'
    added = b' xmlns="http://example.org/outer" ' + XSI
    assert scan.raw.replace(added, b"") in PREFIXED
    assert b"<![CDATA[</metadata>]]>" in scan.raw
    assert etree.fromstring(scan.raw)[0].tag == "{http://example.org/outer}metadata"
    assert [child.text for child in etree.fromstring(bare.raw)] == ["One", "2026"]
    assert (empty.raw, etree.fromstring(text.raw).text) == (b"", "just words")


PLAIN = '<a xmlns="u:a"><b>1</b></a>'


@pytest.mark.parametrize(
    "metadata",
    [
        PLAIN,
        f"\n  {PLAIN}\n",
        '<a xmlns="u:a"><metadata>inner</metadata></a>',
        '<a xmlns="u:a"><metadata/></a>',
        '<metadata xmlns="u:a"><b/></metadata>',
        '<a xmlns="u:a"><!-- </metadata> --></a>',
        "<a xmlns='u:a'><![CDATA[</metadata><metadata>]]></a>",
        '<a xmlns="u:a" t="x > y">1 > 0</a>',
        "words",
        "",
    ],
)
@pytest.mark.parametrize("prefix", ["", "oai:"])
def test_each_record_has_its_own_bytes(metadata: str, prefix: str) -> None:
    """Whether the page allows the quick way or not, what is cut out is the element that the tree has."""
    numbered = [metadata.replace("1", str(number)) for number in range(3)]
    inner = "".join(record(number, text) for number, text in enumerate(numbered))
    body = page(inner + record(3, PLAIN) + record(4, "").replace("<metadata></metadata>", "<metadata/>"))
    if prefix:
        names = "OAI-PMH|responseDate|request|ListRecords|record|header|identifier|datestamp|setSpec"
        body = re.sub(rf"<(/?)({names})\b".encode(), rb"<\1oai:\2", body).replace(b" xmlns=", b" xmlns:oai=", 1)
        body = re.sub(rb"(?<=</oai:header>)<metadata", rb"<oai:metadata", body)
        body = re.sub(rb"</metadata>(?=</oai:record>)", rb"</oai:metadata>", body)
    found = read_page(body).records
    assert [item.raw for item in found[3:]] == [PLAIN.encode(), b""]
    for item, text in zip(found[:3], numbered, strict=False):
        expected = text.strip().encode()
        assert item.raw == expected if expected.startswith(b"<") else expected in item.raw


def test_two_records_may_share_an_id() -> None:
    """An xml:id is unique in each record, not in the page that happens to bring both."""
    inner = '<a xmlns="u:a" xml:id="x"/>'
    assert len(read_page(page(record(1, inner) + record(2, inner))).records) == 2


def test_what_stands_around_a_record_does_not_change_its_bytes() -> None:
    inner = record(1)
    plain = page(inner)
    more = plain.replace(b"<OAI-PMH ", b'<OAI-PMH xmlns:other="http://example.org/other" ' + XSI + b" ")
    assert read_page(plain).records == read_page(more).records


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-16"])
def test_other_encodings_are_serialised_as_utf_8(encoding: str) -> None:
    text = page(record(1, '<d:a xmlns:d="http://example.org/d">é</d:a>')).decode().replace("UTF-8", encoding)
    (item,) = read_page(text.encode(encoding)).records
    assert "é".encode() in item.raw
    assert etree.fromstring(item.raw).text == "é"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (records(1, 2), None),
        (records(1, 2) + "<resumptionToken/>", ""),
        (records(1, 2) + token("  "), ""),
        (records(1, 2) + token("x"), "x"),
        (token("x") + records(1, 2), "x"),
    ],
)
def test_an_absent_token_is_not_an_empty_one(inner: str, expected: str | None) -> None:
    found = read_page(page(inner))
    assert (found.token, len(found.records)) == (expected, 2)


@pytest.mark.parametrize(
    ("size", "expected"),
    [("30", 30), ("+30", 30), ("", None), ("-1", None), ("1,000", None), ("3.5", None), ("9" * 40, None), ("٣", 3)],
)
def test_counts_are_tolerant(size: str, expected: int | None) -> None:
    body = page(records(1, 1) + f'<resumptionToken completeListSize="{size}"/>')
    assert read_page(body).complete_list_size == expected


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (envelope(f"<ListRecords>{records(1, 2)}</ListRecords>{token('x')}"), "token.misplaced"),
        (page(records(1, 2) + token("w") + token("x")), "token.misplaced"),
        (page(records(1, 2) + "<items/>" + token("x")), "element.unknown"),
    ],
)
def test_oddities_are_lived_with_and_said(body: bytes, code: str) -> None:
    found = read_page(body)
    assert (found.token, len(found.records)) == ("x", 2)
    assert [deviation.code for deviation in found.deviations] == [code]


def test_headers_alone_are_records_without_metadata() -> None:
    header = "<header><identifier>a</identifier><datestamp>2026-01-01</datestamp><setSpec>s</setSpec></header>"
    found = read_page(envelope(f"<ListIdentifiers>{header}{header}</ListIdentifiers>"))
    assert (found.verb, found.records) == ("ListIdentifiers", (OaiRecord("a", "2026-01-01", ("s",)),) * 2)


def test_several_errors_are_all_read() -> None:
    body = envelope('<error code="badArgument">from</error><error code=" badVerb "/><error/>')
    assert read_page(body).errors == (OaiError("badArgument", "from"), OaiError("badVerb"), OaiError(""))


@pytest.mark.parametrize(("name", "words"), INVALID.items())
def test_the_invalid_shelf(name: str, words: str) -> None:
    with pytest.raises(Unreadable) as met:
        read_page((SAMPLES / "invalid" / name).read_bytes())
    assert words in str(met.value)


def test_the_invalid_shelf_is_listed() -> None:
    assert {path.name for path in (SAMPLES / "invalid").iterdir()} == set(INVALID)


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("a\x0bb\x00", "ab"),
        ("a & b &c; &nbsp;&eacute;", "a & b &c; \xa0é"),
        ("&#1;&#xD800;&#X41;&#1114112;&lt;&amp;", "A<&"),
        ("&NotEqualTilde; &amp", "≂̸ &amp"),
        ("<![CDATA[a & b\x01 &nbsp;]]>", "a & b &nbsp;"),
        ("&nbsp;<![CDATA[&]]>&nbsp;<![CDATA[&]]>&", "\xa0&\xa0&&"),
    ],
)
def test_forbidden_characters_are_mended_once_and_said(bad: str, good: str) -> None:
    found = read_page(page(record(1, f"<a>{bad}</a>")))
    assert etree.fromstring(found.records[0].raw).text == good
    assert [deviation.code for deviation in found.deviations] == ["xml.repaired"]


@pytest.mark.parametrize("before", [b"\n \t", b"\xef\xbb\xbf\xef\xbb\xbf", b"\n\xef\xbb\xbf"])
def test_what_stands_before_the_declaration_is_mended(before: bytes) -> None:
    found = read_page(before + page(records(1, 2)))
    assert len(found.records) == 2
    assert [deviation.code for deviation in found.deviations] == ["xml.repaired"]


def test_a_byte_order_mark_is_no_deviation() -> None:
    assert read_page(b"\xef\xbb\xbf" + PREFIXED) == read_page(PREFIXED)


def test_unannounced_gzip_is_undone_and_said() -> None:
    half = len(PREFIXED) // 2
    members = gzip.compress(PREFIXED[:half]) + gzip.compress(PREFIXED[half:])
    for body in (gzip.compress(PREFIXED), members):
        found = read_page(body)
        assert found.records == read_page(PREFIXED).records
        assert [deviation.code for deviation in found.deviations] == ["gzip.undeclared"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (gzip.compress(PREFIXED)[:-20], "stops before its end"),
        (gzip.compress(PREFIXED)[:40] + b"x" * 400, "damaged"),
        (b"\x1f\x8b", "stops before its end"),
        (gzip.compress(b" " * (2**20 + 1)), "more than allowed"),
    ],
)
def test_a_bad_gzip_is_unreadable(body: bytes, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oai_repair, "LIMIT_BYTES", 2**20)
    with pytest.raises(Unreadable, match=words):
        read_page(body)


def refuse_every_cut(body: bytes) -> None:
    for stop in [*range(0, len(body), 50), len(body) - 1]:
        with pytest.raises(Unreadable):
            read_page(body[:stop])


@pytest.mark.parametrize("body", [PREFIXED, PREFIXED.replace(b"inner", b"&nbsp; & \x01"), page(records(1, 9))])
def test_a_page_cut_anywhere_is_never_a_shorter_list(body: bytes) -> None:
    refuse_every_cut(body.rstrip())


def test_a_recorded_page_cut_anywhere_is_never_a_shorter_list(shared: Path) -> None:
    refuse_every_cut((shared / "harvest/oai/sickle/ListRecords.xml").read_bytes().rstrip())


@pytest.mark.parametrize("name", ["ListIdentifiers.xml", "ListSets.xml", "GetRecord_utf8test.xml", "Identify.xml"])
def test_recorded_answers_of_every_verb(shared: Path, name: str) -> None:
    found = read_page((shared / "harvest/oai/sickle" / name).read_bytes())
    assert name.startswith(found.verb)


def test_recorded_answers_of_datacite(shared: Path) -> None:
    folder = shared / "harvest/oai/datacite-viringo"
    headers = read_page((folder / "oai_listidentifiers.xml").read_bytes())
    assert (len(headers.records), headers.complete_list_size) == (2, 2)
    assert headers.token == "metadataPrefix%3Doai_dc%26set%3DDATACITE.DATACITE%26paging_cursor%3D1%26cursor%3D1"
    sets = read_page((folder / "oai_listsets.xml").read_bytes())
    assert (sets.verb, sets.token, sets.complete_list_size) == ("ListSets", "", 11)
    (one,) = read_page((folder / "oai_getrecord_dc.xml").read_bytes()).records
    assert len(etree.fromstring(one.raw)) == 14


@given(st.lists(st.tuples(st.integers(0, len(PREFIXED)), st.integers(0, 40), st.binary(max_size=12)), max_size=4))
def test_whatever_comes_is_a_page_or_unreadable(edits: list[tuple[int, int, bytes]]) -> None:
    body = PREFIXED
    for at, length, put in edits:
        body = body[:at] + put + body[at + length :]
    try:
        found = read_page(body)
    except Unreadable:
        return
    assert isinstance(found, OaiPage)
    assert bool(found.verb) != bool(found.errors)


@given(st.binary(max_size=200))
def test_the_repair_never_raises_and_leaves_nothing_to_repair(noise: bytes) -> None:
    mended, _ = oai_repair.repair(noise)
    assert oai_repair.repair(mended) == (mended, "")


def test_an_error_page_has_no_verb() -> None:
    assert (read_page(error("badVerb")).verb, read_page(error("badVerb")).token) == ("", None)
