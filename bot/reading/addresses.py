"""Web addresses as identities: one page, one spelling.

An address is untrusted text. Only http and https pages of named hosts come through; the rest (`javascript:`, `data:`,
`tg:`, credentials in the address, broken ports) is refused here once, so that no later room has to think of it.
Whether an address may be *connected* to is another question: `bot.reading.guard` answers it.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from bot.errors import FetchError

MAX_LENGTH = 2_000  # longer addresses are refused by common servers and by browsers' own limits
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*|\[[0-9a-f:.]+\]")

_VARIANT_HOST = re.compile(r"(?:amp|m|mobile|wap|touch)\.|.*\.cdn\.ampproject\.org$")
_VARIANT_PATH = re.compile(
    r"(?:^|/)(?:amp|print|printable|print-version)(?:/|$)|\.amp(?:\.html?)?$|_print(?:\.html?)?$"
)
_VARIANT_QUERY = re.compile(
    r"(?:^|&)(?:amp(?:=|&|$)|outputtype=amp|print(?:=|&|$)|view=(?:print|amp)|format=(?:print|amp)|mode=print)"
)

# Query parameters that say where a reader came from, never which page is meant. Prefixes end in "_".
_TRACKING_PREFIXES = (
    "utm_",  # Urchin, now everybody
    "at_",  # AT Internet campaigns
    "mc_",  # Mailchimp campaign and e-mail
    "pk_",  # Piwik
    "mtm_",  # Matomo
    "hsa_",  # HubSpot advertisements
    "guce_",  # consent referrer
    "ns_",  # comScore: ns_campaign, ns_mchannel, ns_source
)
_TRACKING = frozenset(
    {
        *(
            "fbclid",
            "gclid",
            "dclid",
            "gbraid",
            "wbraid",
            "msclkid",
            "twclid",
            "ttclid",
        ),  # clicks on advertisements
        *("yclid", "ysclid", "_openstat"),  # the same, and counters
        *("igsh", "igshid", "wprov", "_ga", "_gl", "spm"),  # marks of a shared link
        *("ref", "ref_src", "ref_url", "referrer", "referer", "sref", "guccounter"),  # the page before
        *(
            "feedname",
            "feedtype",
            "traffic_source",
            "maca",
            "xtor",
            "cmpid",
            "cmp",
            "ocid",
            "smid",
            "rpc",
            "oc",
        ),  # feed
    }
)


def canonical(url: str) -> str:
    """The one spelling of an address: what two links to one page have in common.

    Host in lower case and punycode, no default port, no fragment, no tracking parameters, sorted query, dot segments
    and percent-encoding settled. The scheme stays, for not every site answers on both; so do `m.` and AMP pages.

    Raises:
        FetchError: it is no address of a web page.
    """
    parts = urlsplit(_safe(url))
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    if not _HOST.fullmatch(host):
        raise FetchError(f"no usable host in the address {_shown(url)}")
    port = parts.port
    netloc = host if port in {None, _DEFAULT_PORTS[parts.scheme]} else f"{host}:{port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _tracks(pair.partition("=")[0]))
    return urlunsplit((parts.scheme, netloc, parts.path or "/", query, ""))


def identity(url: str) -> str:
    """The canonical address without regard to http or https: a site that moves to https keeps its articles.

    Raises:
        FetchError: it is no address of a web page.
    """
    return re.sub(r"^http:", "https:", canonical(url))


def is_variant(url: str) -> bool:
    """Whether an address looks like that of a page made from another one: for telephones (AMP) or for a printer.

    Such a page names the one it was made from; the address alone does not tell.
    """
    parts = urlsplit(url)
    return bool(
        _VARIANT_HOST.match(parts.netloc.lower())
        or _VARIANT_PATH.search(parts.path.lower())
        or _VARIANT_QUERY.search(parts.query.lower())
    )


def absolute(base: str, href: str) -> str | None:
    """A link as found in a page or feed, made absolute; None when it leads to no web page."""
    try:
        joined = urljoin(base, _without_controls(href))
    except ValueError:
        return None
    return joined if is_link(joined) else None


def is_link(url: str) -> bool:
    """Whether the text is an address of a web page that can be cited."""
    try:
        canonical(url)
    except FetchError:
        return False
    return True


def _safe(url: str) -> str:
    """The address parsed and percent-encoded, or FetchError."""
    url = _without_controls(url)
    if len(url) > MAX_LENGTH:
        raise FetchError(f"the address is longer than {MAX_LENGTH} characters: {_shown(url)}")
    try:
        parts = urlsplit(url)
        if parts.scheme not in _DEFAULT_PORTS:
            raise FetchError(f"only http and https addresses can be read: {_shown(url)}")
        if "@" in parts.netloc or "\\" in parts.netloc:
            raise FetchError(f"an address with credentials is not read: {_shown(url)}")
        safe = canonicalize_url(url)
        _ = urlsplit(safe).port  # raises on a port that is no number
    except (ValueError, IndexError) as fault:  # UnicodeError is a ValueError
        raise FetchError(f"malformed address: {_shown(url)}") from fault
    return safe


def _tracks(name: str) -> bool:
    name = name.lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _without_controls(url: str) -> str:
    """Without the control and format characters browsers ignore, and lone surrogates."""
    return "".join(c for c in url if not unicodedata.category(c).startswith("C")).strip()


def _shown(url: str) -> str:
    return repr(url if len(url) <= 200 else url[:199] + "…")
