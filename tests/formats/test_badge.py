from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from fairsvc.formats.badge import HEIGHT, WIDTH, write_badge
from fairsvc.model.assessment import Score
from tests.support.assessed import HOSTILE, world
from tests.support.check_worlds import WORLDS

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def badge(name: str, place: int) -> str:
    return write_badge(world(name), world(name).sets[place])


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        ("opened", 0, ["FAIR", "F5", "A5", "I5", "R5"]),
        ("good", 0, ["FAIR", "F5", "A5", "I?", "R?"]),
        ("good", 1, ["FAIR", "100 %"]),
        ("blank", 0, ["FAIR", "F?", "A?", "I?", "R?"]),
        ("blank", 1, ["FAIR", "?"]),
    ],
)
def test_it_says_levels_or_share_or_that_it_is_open(name: str, place: int, expected: list[str]) -> None:
    assert texts(badge(name, place)) == expected


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (Score("FAIR", 0.0), "0 %"),
        (Score("FAIR", 0.999), "99 %"),
        (Score("FAIR", 0.29), "29 %"),
        (Score("FAIR", 1.0), "100 %"),
        (Score("FAIR", None), "?"),
    ],
)
def test_a_share_is_never_rounded_up(score: Score, expected: str) -> None:
    one = replace(world("good").sets[1], scores=(score,))
    assert texts(write_badge(world("good"), one)) == ["FAIR", expected]


@pytest.mark.parametrize("name", [*WORLDS, "hostile"])
@pytest.mark.parametrize("place", [0, 1])
def test_it_is_a_sealed_image_of_one_size_with_its_words(name: str, place: int) -> None:
    svg = ET.fromstring(badge(name, place))
    assert (svg.get("width"), svg.get("height"), svg.get("role")) == (str(WIDTH), str(HEIGHT), "img")
    named = {element.get("id") for element in svg if element.tag in (f"{SVG}title", f"{SVG}desc") and element.text}
    assert named == set((svg.get("aria-labelledby") or "").split())
    assert {element.tag.removeprefix(SVG) for element in svg.iter()} <= {"svg", "title", "desc", "rect", "text"}
    assert not [name for element in svg.iter() for name in element.attrib if name.startswith("on") or "href" in name]


def test_an_open_letter_tells_its_reach() -> None:
    title = ET.fromstring(badge("good", 0)).findtext(f"{SVG}title") or ""
    assert title == "FAIR: F level 5 of 5, A level 5 of 5, I open, level 4 to 5, R open, level 2 to 5"


def test_foreign_words_are_escaped() -> None:
    dataset = replace(world("hostile"), pid=HOSTILE[:500].replace("\x00", ""))
    assert "<script" not in write_badge(dataset, dataset.sets[0])


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("share", [None, 0.0, 0.25, 0.45, 0.65, 0.85, 1.0])
def test_letters_are_read_on_their_field(share: float | None) -> None:
    one = replace(world("good").sets[1], scores=(Score("FAIR", share),))
    svg = ET.fromstring(write_badge(world("good"), one))
    fills = [element.get("fill", "") for element in svg if re.match("#", element.get("fill", ""))]
    assert len(fills) == 4
    for field, ink in zip(fills[::2], fills[1::2], strict=True):
        dark, light = sorted((_luminance(field), _luminance(ink)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (field, ink)
