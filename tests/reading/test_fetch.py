import asyncio
import gzip
import threading
import tracemalloc
import zlib
from ipaddress import ip_network

import httpx
import pytest

from bot.errors import FetchError
from bot.reading.courtesy import REMEMBERED, Courtesy
from bot.reading.fetch import Fetcher, retry_after
from bot.reading.guard import Guard
from bot.reading.patience import Patience
from tests.emulator.web import Item, WebServer, rss

FEED = rss("A paper", [Item("Bridge opened", link="https://example.org/1")])


async def test_a_feed_arrives_with_what_is_needed_to_ask_again(web: WebServer, fetcher: Fetcher) -> None:
    web.put("/feed", FEED, etag='"v1"', last_modified="Sun, 01 Nov 2026 10:00:00 GMT")
    fetched = await fetcher.fetch(web.url("/feed"))
    assert fetched.body == FEED
    assert (fetched.status, fetched.url, fetched.charset) == (200, web.url("/feed"), "utf-8")
    assert (fetched.etag, fetched.last_modified) == ('"v1"', "Sun, 01 Nov 2026 10:00:00 GMT")
    assert fetched.moved_to is None
    assert not fetched.unchanged


@pytest.mark.parametrize("known", [{"etag": '"v1"'}, {"last_modified": "Sun, 01 Nov 2026 10:00:00 GMT"}])
async def test_an_unchanged_feed_is_a_value(web: WebServer, fetcher: Fetcher, known: dict[str, str]) -> None:
    web.put("/feed", FEED, etag='"v1"', last_modified="Sun, 01 Nov 2026 10:00:00 GMT")
    fetched = await fetcher.fetch(web.url("/feed"), **known)  # type: ignore[arg-type]
    assert fetched.unchanged
    assert fetched.body == b""


async def test_a_validator_that_no_header_can_carry_is_not_sent(web: WebServer, fetcher: Fetcher) -> None:
    web.put("/feed", FEED)
    await fetcher.fetch(web.url("/feed"), etag='"ու"', last_modified="a\r\nX-Evil: 1")
    (request,) = web.requests("/feed")
    assert not {"If-None-Match", "If-Modified-Since", "X-Evil"} & set(request.headers)


async def test_we_say_who_we_are_and_keep_no_cookies(web: WebServer, fetcher: Fetcher) -> None:
    web.put("/feed", FEED, headers={"Set-Cookie": "track=1; Path=/"})
    await fetcher.fetch(web.url("/feed"))
    await fetcher.fetch(web.url("/feed"))
    headers = web.requests("/feed")[1].headers
    assert headers["User-Agent"] == "Dateline/test (+https://example.org/dateline)"
    assert headers["Accept-Encoding"] == "gzip, identity"
    assert "Cookie" not in headers


# --- redirects -----------------------------------------------------------------------------------------------


async def test_only_permanent_moves_are_reported(web: WebServer, fetcher: Fetcher) -> None:
    web.redirect("/old", "/new", 301)
    web.redirect("/new", "/newest", 308)
    web.redirect("/newest", "/today", 302)
    web.redirect("/today", "/here", 301)
    web.put("/here", FEED)
    fetched = await fetcher.fetch(web.url("/old"))
    assert fetched.body == FEED
    assert fetched.url == web.url("/here")
    assert fetched.moved_to == web.url("/newest")


async def test_a_passing_redirect_is_no_move(web: WebServer, fetcher: Fetcher) -> None:
    web.redirect("/old", "/new", 307)
    web.put("/new", FEED)
    assert (await fetcher.fetch(web.url("/old"))).moved_to is None


async def test_a_redirect_loop_ends(web: WebServer, fetcher: Fetcher) -> None:
    web.redirect("/round", "/round", 301)
    with pytest.raises(FetchError, match=r"more than 5 redirects"):
        await fetcher.fetch(web.url("/round"))
    assert len(web.requests("/round")) == 6


@pytest.mark.parametrize(
    "to", ["javascript:alert(1)", "http://user@127.0.0.1/", "http://[::1", "http://127.0.0.1:1/x"]
)
async def test_a_redirect_to_where_we_may_not_go_is_refused(
    web: WebServer, fetcher: Fetcher, to: str
) -> None:
    web.redirect("/old", to)
    with pytest.raises(FetchError):
        await fetcher.fetch(web.url("/old"))


# --- faults --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (404, {}, None),
        (410, {}, None),
        (429, {"Retry-After": "120"}, 120),
        (503, {"Retry-After": "Sun, 01 Nov 2026 12:00:00 GMT", "Date": "Sun, 01 Nov 2026 11:58:30 GMT"}, 90),
        (500, {"Retry-After": "soon"}, None),
    ],
)
async def test_errors_carry_status_and_patience(
    web: WebServer, fetcher: Fetcher, status: int, headers: dict[str, str], seconds: int | None
) -> None:
    web.put("/feed", "sorry", status=status, headers=headers)
    with pytest.raises(FetchError, match=str(status)) as fault:
        await fetcher.fetch(web.url("/feed"))
    assert (fault.value.status, fault.value.retry_after) == (status, seconds)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "9" * 400}, 30 * 86_400),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "٣"}, None),
        ({"Retry-After": "Sun, 01 Nov 2026 12:00:00 GMT"}, None),
        ({"Retry-After": "Sun, 01 Nov 2026 12:00:00 GMT", "Date": "Mon, 02 Nov 2026 12:00:00 GMT"}, 0),
        (
            {"Retry-After": "Fri, 01 Nov 2999 12:00:00 GMT", "Date": "Mon, 02 Nov 2026 12:00:00 GMT"},
            30 * 86_400,
        ),
    ],
)
def test_retry_after_is_read_in_both_forms_and_bounded(headers: dict[str, str], seconds: int | None) -> None:
    assert retry_after(httpx.Headers(headers, encoding="utf-8")) == seconds


async def test_a_closed_port_is_a_clear_fault(web: WebServer, fetcher: Fetcher) -> None:
    with WebServer() as other:
        port = other.port
    guard = Guard([ip_network("127.0.0.0/8")], [port])
    async with Fetcher(guard, user_agent="t") as to_nowhere:
        with pytest.raises(FetchError, match=rf"no answer from http://127.0.0.1:{port}/feed"):
            await to_nowhere.fetch(f"http://127.0.0.1:{port}/feed")


async def test_a_connection_cut_short_is_a_fault_not_a_short_feed(web: WebServer, fetcher: Fetcher) -> None:
    web.put("/feed", FEED, chop=40)
    with pytest.raises(FetchError, match=r"no answer"):
        await fetcher.fetch(web.url("/feed"))


# --- bounds --------------------------------------------------------------------------------------------------


async def test_a_drip_ends_at_the_deadline(web: WebServer, fetcher: Fetcher) -> None:
    web.put("/drip", FEED, drip=0.05)
    loop = asyncio.get_running_loop()
    began = loop.time()
    with pytest.raises(FetchError, match=r"in time"):
        await fetcher.fetch(web.url("/drip"), deadline=0.3)
    assert loop.time() - began < 2


async def test_a_drip_is_silence_and_ends_long_before_the_deadline(web: WebServer) -> None:
    web.put("/drip", FEED, drip=0.05)
    guard, patience = Guard([ip_network("127.0.0.0/8")], [web.port]), Patience(silence=0.3)
    async with Fetcher(guard, user_agent="t", patience=patience) as fetcher:
        with pytest.raises(
            FetchError, match=r"in time.*nothing for 0\.3 s, or less than 1,000 bytes a second"
        ):
            await fetcher.fetch(web.url("/drip"))


async def test_the_deadline_spans_all_redirects(web: WebServer, fetcher: Fetcher) -> None:
    gate = threading.Event()
    web.redirect("/old", "/silent")
    web.put("/silent", FEED, gate=gate)
    with pytest.raises(FetchError, match=r"in time"):
        await fetcher.fetch(web.url("/old"), deadline=0.3)


@pytest.mark.parametrize("packed", [False, True])
async def test_a_body_up_to_the_limit_is_taken_and_one_byte_more_refused(
    web: WebServer, fetcher: Fetcher, packed: bool
) -> None:
    for size in (1_000, 1_001):
        body = b"x" * size
        headers = {"Content-Encoding": "gzip"} if packed else {}
        web.put(f"/{size}", gzip.compress(body) if packed else body, headers=headers)
    assert len((await fetcher.fetch(web.url("/1000"), max_bytes=1_000)).body) == 1_000
    with pytest.raises(FetchError, match=r"longer than 1,000 bytes"):
        await fetcher.fetch(web.url("/1001"), max_bytes=1_000)


def gzip_of_zeros(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(1_000_000)
    return b"".join([*(packer.compress(block) for _ in range(size // len(block))), packer.flush()])


async def test_a_gzip_bomb_costs_little_memory(web: WebServer, fetcher: Fetcher) -> None:
    web.put("/bomb", gzip_of_zeros(300_000_000), headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match=r"longer than"):
            await fetcher.fetch(web.url("/bomb"))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "deflate", "zstd"])
async def test_packings_not_asked_for_are_refused(web: WebServer, fetcher: Fetcher, coding: str) -> None:
    web.put("/bomb", gzip.compress(gzip.compress(FEED)), headers={"Content-Encoding": coding})
    with pytest.raises(FetchError, match=r"not asked for"):
        await fetcher.fetch(web.url("/bomb"))


async def test_gzip_in_several_members_is_one_body(web: WebServer, fetcher: Fetcher) -> None:
    body = gzip.compress(FEED[:50]) + gzip.compress(FEED[50:]) + bytes(20)
    web.put("/feed", body, headers={"Content-Encoding": "gzip"})
    assert (await fetcher.fetch(web.url("/feed"))).body == FEED


@pytest.mark.parametrize(
    ("body", "what"),
    [(gzip.compress(FEED)[:-9], "cut short"), (b"<rss/>", "broken gzip"), (b"\x1f", "cut short")],
    ids=["half a trailer", "no gzip", "one byte"],  # not by the bytes: gzip writes the time into them
)
async def test_a_damaged_gzip_body_is_a_fault(
    web: WebServer, fetcher: Fetcher, body: bytes, what: str
) -> None:
    web.put("/feed", body, headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match=what):
        await fetcher.fetch(web.url("/feed"))


# --- courtesy ------------------------------------------------------------------------------------------------


async def test_one_host_gets_two_requests_at_a_time(web: WebServer, fetcher: Fetcher) -> None:
    gate = threading.Event()
    web.put("/slow", FEED, gate=gate)
    visits = [asyncio.create_task(fetcher.fetch(web.url("/slow"))) for _ in range(5)]
    await asyncio.to_thread(web.wait_for_requests, "/slow", 2)
    gate.set()
    assert [visit.body for visit in await asyncio.gather(*visits)] == [FEED] * 5
    assert web.peak("/slow") == 2


async def test_visits_to_one_host_keep_a_distance(web: WebServer) -> None:
    web.put("/feed", FEED)
    guard = Guard([ip_network("127.0.0.0/8")], [web.port])
    async with Fetcher(guard, user_agent="t", courtesy=Courtesy(gap=0.1)) as polite:
        await asyncio.gather(*(polite.fetch(web.url("/feed")) for _ in range(3)))
    first, second, third = (request.at for request in web.requests("/feed"))
    assert min(second - first, third - second) > 0.05


async def test_hosts_do_not_wait_for_each_other() -> None:
    courtesy = Courtesy(gap=60)
    async with asyncio.timeout(5):
        async with courtesy.turn("one.example"), courtesy.turn("two.example"):
            pass


async def test_idle_hosts_are_forgotten_and_busy_ones_kept() -> None:
    courtesy = Courtesy(at_once=1, gap=0)
    async with courtesy.turn("busy.example"):
        for n in range(REMEMBERED + 10):
            async with courtesy.turn(f"{n}.example"):
                pass
        assert courtesy.remembered <= REMEMBERED
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05), courtesy.turn("busy.example"):
                pass
