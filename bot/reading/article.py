"""The page of an article: its main text and what it says of itself; and whether a feed's text needs the page at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.errors import ParseError
from bot.reading.charset import decode
from bot.reading.entries import language
from bot.reading.faults import only_parse_errors
from bot.reading.markup import MAX_HTML, lines, plain_text, tree
from bot.reading.metadata import Head
from storage.records import DateSource, Fetched

# Of 3,519 entries of 118 real feeds the shares fall steadily up to here and rise again only with whole articles.
TEASER_CHARS = 800
_ENDS_EARLY = re.compile(r"(?:…|\.\.\.|\[\s*(?:…|\.{3})\s*\])\W*$")
_INVITES = re.compile(
    r"(?:read (?:more|the full|full|on)|continue reading|full (?:story|article)|more\s*[>»→]|keep reading"
    r"|читать (?:далее|дальше|полностью|ещё|еще)|подробнее|далее\s*[>»→]"
    r"|կարդալ (?:ավելին|ամբողջությամբ|շարունակությունը)|մանրամասն)[^\n]{0,80}$",
    re.IGNORECASE,
)
STUB_CHARS = 1_500  # two or three paragraphs, as outlets give away
_CLOSING = 400  # characters at the end in which a subscription is asked for
_SELLS = re.compile(
    r"(?:subscri(?:be|bers?|ption)\b.{0,60}(?:continue|read|access|unlock|only)|(?:continue|unlock|access).{0,60}subscri"
    r"|(?:log|sign) in to (?:read|continue)|already a subscriber|this (?:article|content|story) is for .{0,30}(?:subscribers|members)"
    r"|(?:оформите|купите|нужна|по) подписк|подпишитесь.{0,40}(?:чтобы|читать)|только (?:для|по) подпис"
    r"|только для зарегистрированных|բաժանորդագրվ.{0,60}(?:կարդալ|շարունակել)|միայն բաժանորդների)",
    re.IGNORECASE | re.DOTALL,
)
_CREDIT = re.compile(
    r"\n?(?:The post .{1,300} appeared first on .{1,200}|Сообщение .{1,300} появились сначала на .{1,200})$"
)
_LONGEST_CREDIT = 2_000  # characters; looked for in a whole text of such beginnings, it would take minutes
_HTML_TYPES = re.compile(
    r"\s*(?:text/html|application/xhtml\+xml|application/xml|text/xml|text/plain|$)", re.IGNORECASE
)

__all__ = ["Page", "is_teaser", "plain_text", "read_page"]


@dataclass(frozen=True, slots=True)
class Page:
    """An article's page."""

    url: str  # where it came from
    title: str  # one plain line; may be empty
    text: str  # the main text, paragraphs apart by newlines; may be empty
    published: datetime | None
    published_source: DateSource | None
    lang: str | None  # as declared
    canonical_url: str | None  # as declared, absolute
    site_name: str | None
    image: str | None = None  # address of its picture
    stub: bool = False  # the rest is for those who pay


def read_page(fetched: Fetched) -> Page:
    """The article of a page.

    Raises:
        ParseError: it is no HTML.
    """
    if not _HTML_TYPES.match(fetched.content_type or ""):
        raise ParseError(f"{fetched.url} is no web page but {(fetched.content_type or '')[:100]}")
    with only_parse_errors(fetched.url):
        root = tree(decode(fetched.body, fetched.charset)[:MAX_HTML])
        if root is None:
            raise ParseError(f"{fetched.url} is an empty page")
        head = Head(root, fetched.url)
        published = head.published
        text = _main_text(root)
        return Page(
            url=fetched.url,
            title=head.title,
            text=text,
            image=head.image,
            stub=_is_stub(text, head),
            published=published,
            published_source=DateSource.METADATA if published else None,
            lang=language(head.lang),
            canonical_url=head.canonical_url,
            site_name=head.site_name,
        )


def is_teaser(text: str) -> bool:
    """Whether a feed's plain text is only a taste of the article.

    Axioms:
    1. What breaks off with an ellipsis or ends with an invitation to read on is a taste, however long.
    2. What is short may be whole, but its page then costs one request, and a missed article would cost the reader more.
    """
    text = text.rstrip()
    ending = text[-_LONGEST_CREDIT:]
    text = text[: len(text) - len(ending)] + _CREDIT.sub("", ending).rstrip()
    return len(text) < TEASER_CHARS or bool(_ENDS_EARLY.search(text[-200:]) or _INVITES.search(text[-200:]))


def _is_stub(text: str, head: Head) -> bool:
    """Whether the text is what those see who do not pay.

    Axioms:
    1. A long text is there to be read, whatever the page says of itself: many count visits before they close.
    2. A short one is a stub if the page says so to machines, or ends by asking for a subscription.
    """
    return len(text) < STUB_CHARS and (head.for_sale or bool(_SELLS.search(text[-_CLOSING:])))


def _main_text(root: object) -> str:
    """The text of the article without the page around it."""
    import trafilatura  # noqa: PLC0415 - most of a second, and only children read pages

    return lines(
        trafilatura.extract(root, include_comments=False, include_tables=False, favor_precision=True) or ""
    )
