from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairsvc.model.recipe import PathRule, Recipe

RECIPE = Recipe(
    "ring/files",
    "scicat",
    "https://scicat.facility.example/api/v3",
    rules=(
        PathRule("/data", "https://files.facility.example/all/{path}"),
        PathRule("/data/open/", "https://files.facility.example/get?file={path}&inline=1"),
        PathRule("/asap3/", "https://dcache.facility.example:2880/{path}"),
    ),
)


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/data/a.h5", "https://files.facility.example/all/a.h5"),
        ("/data//a.h5", "https://files.facility.example/all/a.h5"),
        ("/data/open/b/a.h5", "https://files.facility.example/get?file=b/a.h5&inline=1"),
        ("/data/open/a&x=1#y?z.h5", "https://files.facility.example/get?file=a%26x%3D1%23y%3Fz.h5&inline=1"),
        ("/data/opened/a.h5", "https://files.facility.example/all/opened/a.h5"),
        ("/data/ä {path}.h5", "https://files.facility.example/all/%C3%A4%20%7Bpath%7D.h5"),
        ("/data/%2e%2e/a.h5", "https://files.facility.example/all/%252e%252e/a.h5"),
        ("/data/a\x00\r\n.h5", "https://files.facility.example/all/a%00%0D%0A.h5"),
        ("/asap3/a.h5", "https://dcache.facility.example:2880/a.h5"),
        ("/data", ""),
        ("/database/a.h5", ""),
        ("data/a.h5", ""),
        ("/data/../etc/passwd", ""),
        ("/data/open/..", ""),
        ("", ""),
    ],
)
def test_the_longest_prefix_that_covers_a_path_gives_its_address(path: str, url: str) -> None:
    assert RECIPE.address_of(path) == url


@given(st.text(max_size=20))
def test_no_path_leaves_its_place_in_the_template(rest: str) -> None:
    url = RECIPE.address_of(f"/asap3/{rest}")
    if ".." in rest.split("/"):
        assert url == ""
    else:
        start, _, end = url.partition("https://dcache.facility.example:2880/")
        assert (start, unquote(end)) == ("", rest.lstrip("/"))
        assert not set(end) & set("?#&=\\ \n\"'<>")
