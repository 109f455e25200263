"""Hold a page to what every page of ours keeps to: closed elements, no script, nothing loaded."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset(("meta", "link", "br", "hr", "img", "input", "col"))
_ADDRESSES = frozenset(("src", "href", "action", "srcset", "data", "poster", "formaction", "xlink:href"))


class Page(HTMLParser):
    """Read a page, and refuse what is not closed in its place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in <{tag}>"
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    @property
    def words(self) -> str:
        """The text with every run of blanks as one."""
        return " ".join(self.text.split())

    @property
    def addresses(self) -> list[str]:
        """All that it leads to or would load."""
        return [value for name, value in self.attributes if name in _ADDRESSES]

    def assert_sealed(self) -> None:
        """Refuse scripts, event handlers, and addresses that are no web page, part of this one or empty icon."""
        assert not {"script", "iframe", "object", "embed", "form", "base"} & set(self.tags)
        assert not [name for name, _ in self.attributes if name.startswith("on")]
        assert not [one for one in self.addresses if not one.startswith(("https://", "http://", "#", "data:,"))]
        assert not [value for name, value in self.attributes if name in ("src", "srcset")]
        broken = [one for one in self.addresses if one.startswith("#") and one[1:] not in self.ids]
        assert not broken
        assert len(self.ids) == len(set(self.ids))
