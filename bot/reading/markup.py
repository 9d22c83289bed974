"""HTML of strangers → plain text: one line for titles, paragraphs for bodies. Nothing of the markup survives."""

from __future__ import annotations

import html
import re
import unicodedata

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HtmlElement, HTMLParser, document_fromstring  # type: ignore[import-untyped]

MAX_HTML = 2_000_000  # characters of one document that are looked at; the rest of a longer one is no article
MAX_TITLE = 1_000  # characters; the longest honest headline measured is far below

_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,2000})?/?|!--[^<>]{0,2000}--)>")
_SILENT = frozenset(
    {"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "head", "form", "button"}
)
_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "br",
            "caption",
            "center",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
        ),
        *(
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "html",
            "li",
        ),
        *(
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "ul",
        ),
    }
)
_FRONT = re.compile(r"\A[\s\ufeff]*(?:<\?xml\b[^>]*\?>)?", re.IGNORECASE)
# Not allowed in XML 1.0; a database refuses the first of them.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """Without the characters XML and databases refuse: NUL, other controls, lone surrogates."""
    return _ILLEGAL.sub("", text)


def undeclared(xml: str) -> str:
    """XML that is to be read as the text it is: without a mark, blanks or a declaration (it may lie) in front."""
    return _FRONT.sub("", legal(xml), count=1)


def one_line(markup: str) -> str:
    """A title: tags out, entities unescaped once, no control or direction characters, single spaces."""
    text = html.unescape(_TAG.sub("", markup[: 10 * MAX_TITLE]))
    return " ".join(_clean(text).split())[:MAX_TITLE].rstrip()


def plain_text(markup: str) -> str:
    """The text of an HTML fragment or document, one paragraph a line."""
    markup = legal(markup[:MAX_HTML])
    if "<" not in markup:  # no markup at all: its line breaks are meant
        return lines(html.unescape(markup))
    root = tree(markup)
    return lines("".join(_walk(root))) if root is not None else ""


def tree(markup: str) -> HtmlElement | None:
    """The element tree of an HTML text; None when there is nothing in it."""
    # Bytes in a named encoding: a text with its own declaration of one would be refused.
    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(legal(markup).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _walk(root: HtmlElement) -> list[str]:
    """Text in reading order with a newline around every block; silent elements are passed over."""
    out: list[str] = []
    silent = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        start, tag = event == "start", node.tag
        if tag in _SILENT:
            silent += 1 if start else -1
        elif tag in _BLOCKS:
            out.append("\n")
        if start and not silent:
            out.append((node.text or "") if tag == "pre" else _joined(node.text))
        if not start and not silent:
            out.append(_joined(node.tail))
    return out


def _joined(text: str | None) -> str:
    """Line breaks of the source are spaces; only blocks make lines."""
    return re.sub(r"\s+", " ", text) if text else ""


def lines(text: str) -> str:
    """Paragraphs with single spaces and no empty lines, controls and direction characters gone."""
    found = (" ".join(_clean(line).split()) for line in text.split("\n"))
    return "\n".join(line for line in found if line)


def _clean(text: str) -> str:
    plain = text.isascii() and text.isprintable()  # most lines are, and the long way is slow
    return text if plain else "".join(map(_printable, text))


def _printable(char: str) -> str:
    """The character; a space for a control, nothing for what is invisible or turns the reading direction."""
    if char.isprintable() and char != "\u00ad":
        return char
    category = unicodedata.category(char)
    if category in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    return char if char in {"\u200c", "\u200d"} else ""  # joiners carry meaning in some scripts and in emoji
