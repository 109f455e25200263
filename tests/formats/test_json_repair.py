from __future__ import annotations

from typing import Any

import pytest

from fairsvc.errors import Unreadable
from fairsvc.formats.json_repair import read_repaired


@pytest.mark.parametrize(
    ("text", "value", "mended"),
    [
        ('{"a": 1}', {"a": 1}, ()),
        ('\ufeff{"a": 1}', {"a": 1}, ("byte order mark",)),
        ('<!--{"a": "-->"}-->', {"a": "-->"}, ("HTML comment",)),
        ('<![CDATA[{"a": 1}]]>', {"a": 1}, ("CDATA section",)),
        ('<!--\n//<![CDATA[\n{"a": 1}\n//]]>\n//-->', {"a": 1}, ("HTML comment", "CDATA section")),
        ('{"a": "x\ny"}', {"a": "x\ny"}, ("control character",)),
        ('{"a": [1, 2, ], }', {"a": [1, 2]}, ("trailing comma",)),
        ('{"a": ",]\t"  ,}', {"a": ",]\t"}, ("control character", "trailing comma")),
        ('{"a": 1} // end', {"a": 1}, ("comment",)),
        (
            '/* a * b */ {"a": "// no /* comment */", // one\n "b": 2}',
            {"a": "// no /* comment */", "b": 2},
            ("comment",),
        ),
        ('{"a": 1, /* last */ }', {"a": 1}, ("comment", "trailing comma")),
        ('{"a": "x\ty" /* z */}', {"a": "x\ty"}, ("control character", "comment")),
        ("{&quot;a&quot;: &quot;b &amp; c&quot;}", {"a": "b & c"}, ("entities",)),
        ("{&#34;a&#34;: 1,}", {"a": 1}, ("entities", "trailing comma")),
        ('{"a": 1};', [{"a": 1}], ("text after the document",)),
        ('{"a": 1}\n{"b": 2}, [{"c": 3}]', [{"a": 1}, {"b": 2}, {"c": 3}], ("several documents",)),
    ],
)
def test_repairs(text: str, value: Any, mended: tuple[str, ...]) -> None:
    assert read_repaired(text) == (value, mended)


@pytest.mark.parametrize(
    "text", ["", " \n", "{", "{'a': 1}", '{"a": 1,,}', '{"a" 1}', "<!-- -->", "undefined", "/*", '{"a": 1} x']
)
def test_what_cannot_be_mended(text: str) -> None:
    with pytest.raises(Unreadable):
        read_repaired(text)
