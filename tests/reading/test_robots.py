"""What hosts ask of robots, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_network
from itertools import pairwise

import pytest

from bot.errors import FetchError, ForbiddenAddressError
from bot.reading.courtesy import Courtesy
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard
from bot.reading.robots import Robots
from storage.records import Fetched
from tests.chat import virtual
from tests.emulator.web import WebServer
from tests.reading.conftest import USER_AGENT

HOUR = 3600
RULES = """
User-agent: *
Disallow: /private/

User-agent: Dateline
Disallow: /not-for-dateline
Crawl-delay: 0.3
"""


@pytest.fixture
def courtesy() -> Courtesy:
    return Courtesy(gap=0)


@pytest.fixture
async def polite(web: WebServer, courtesy: Courtesy) -> AsyncIterator[Fetcher]:
    guard = Guard([ip_network("127.0.0.0/8")], [web.port])
    async with Fetcher(guard, user_agent=USER_AGENT, courtesy=courtesy) as opened:
        yield opened


def serve(web: WebServer, *paths: str, rules: str = RULES) -> None:
    web.put("/robots.txt", rules, content_type="text/plain")
    for path in paths:
        web.put(path, "<p>page", content_type="text/html")


async def test_a_page_is_read_unless_its_host_forbids_it(web: WebServer, polite: Fetcher) -> None:
    serve(web, "/1", "/not-for-dateline/2")
    assert (await polite.page(web.url("/1"))).body == b"<p>page"
    with pytest.raises(FetchError, match=r"robots.txt of 127.0.0.1 does not let us read"):
        await polite.page(web.url("/not-for-dateline/2"))
    assert web.requests("/not-for-dateline/2") == []


async def test_rules_for_everybody_hold_where_there_are_none_for_us(web: WebServer, polite: Fetcher) -> None:
    serve(web, "/private/1", rules="User-agent: *\nDisallow: /private/")
    with pytest.raises(FetchError, match=r"robots\.txt"):
        await polite.page(web.url("/private/1"))


async def test_a_host_is_asked_once_for_many_pages_at_a_time(web: WebServer, polite: Fetcher) -> None:
    serve(web, "/1", "/2", "/3", rules="User-agent: *\nAllow: /")
    await asyncio.gather(*(polite.page(web.url(f"/{n}")) for n in (1, 2, 3)))
    await polite.page(web.url("/1"))
    assert len(web.requests("/robots.txt")) == 1


async def test_a_feed_needs_no_leave(web: WebServer, polite: Fetcher) -> None:
    serve(web, "/not-for-dateline/feed")
    assert (await polite.fetch(web.url("/not-for-dateline/feed"))).status == 200
    assert web.requests("/robots.txt") == []


@pytest.mark.parametrize("status", [404, 403])
async def test_no_robots_txt_forbids_nothing(web: WebServer, polite: Fetcher, status: int) -> None:
    serve(web, "/1")
    web.put("/robots.txt", "no", status=status)
    assert (await polite.page(web.url("/1"))).status == 200


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_host_in_trouble_is_spared(web: WebServer, polite: Fetcher, status: int) -> None:
    serve(web, "/1")
    web.put("/robots.txt", "no", status=status)
    for _ in range(2):
        with pytest.raises(FetchError, match=r"robots\.txt"):
            await polite.page(web.url("/1"))
    assert len(web.requests("/robots.txt")) == 1


def test_a_host_in_trouble_is_asked_again_after_an_hour_and_one_without_rules_after_a_day() -> None:
    answers = {0: 503, 1: 404, 25: 404}  # by the hour in which it is asked

    async def hours() -> list[bool]:
        began = asyncio.get_running_loop().time()

        async def fetch(address: str) -> Fetched:
            hour = (asyncio.get_running_loop().time() - began) // HOUR
            raise FetchError(address, status=answers.pop(int(hour)))

        robots, allowed = Robots(fetch, USER_AGENT), []
        for _ in range(26):
            allowed.append(await robots.allow("https://reef.example/1"))
            await asyncio.sleep(HOUR)
        return allowed

    assert virtual.run(hours()) == [False] + 25 * [True]
    assert answers == {}


async def test_a_redirect_elsewhere_needs_the_leave_of_that_host(web: WebServer, polite: Fetcher) -> None:
    serve(web, "/private/1", rules="User-agent: *\nDisallow: /private/")
    # Another name of the same server: a host of its own, with the same rules.
    web.redirect("/go", f"http://localhost:{web.port}/private/1")
    with pytest.raises(FetchError, match=r"robots.txt of localhost"):
        await polite.page(web.url("/go"))


async def test_what_a_host_asks_of_pauses_is_kept(web: WebServer, polite: Fetcher) -> None:
    serve(web, "/1", "/2", "/3")
    await asyncio.gather(*(polite.page(web.url(f"/{n}")) for n in (1, 2, 3)))
    at = sorted(web.requests(f"/{n}")[0].at for n in (1, 2, 3))
    assert all(later - earlier >= 0.25 for earlier, later in pairwise(at))


async def test_an_address_that_may_not_be_read_is_refused_before_anybody_is_asked(polite: Fetcher) -> None:
    for url in ("ftp://example.org/1", "http://10.0.0.1/1", "http://user:secret@example.org/"):
        with pytest.raises(ForbiddenAddressError):
            await polite.page(url)


@pytest.mark.parametrize(
    "rules", ["\x00\xff", "Disallow", "User-agent: *\n" + "Disallow: /x\n" * 50_000, "<html>"]
)
async def test_any_robots_txt_is_read(web: WebServer, polite: Fetcher, rules: str) -> None:
    serve(web, "/1", rules=rules)
    assert (await polite.page(web.url("/1"))).status == 200
