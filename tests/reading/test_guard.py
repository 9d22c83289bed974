import ssl
from ipaddress import ip_address, ip_network
from typing import Any

import httpcore
import httpx
import pytest

from bot.errors import FetchError, ForbiddenAddressError
from bot.reading.courtesy import Courtesy
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard, GuardedTransport, allowed, resolve

PRIVATE = [
    *(
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.0.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.1",
    ),
    *("192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.7"),
    *("224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
    *("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "64:ff9b:1::808:808"),
    *("2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::"),
    *(
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
    ),
    *("100::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "ff0e::1", "4000::1", "e000::1"),
]
PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"),
    *("::ffff:8.8.8.8", "64:ff9b::808:808"),
]
SPELLINGS_OF_LOOPBACK = [
    *("127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "017700000001", "①②⑦.⓪.⓪.①"),
    *("127。0。0。1", "localhost", "0", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]"),
]


class Recorder(httpcore.AsyncNetworkBackend):
    """Sockets that only write down what they were asked for."""

    def __init__(self) -> None:
        self.connects: list[tuple[str, int]] = []
        self.stream = RecordingStream()

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self.connects.append((host, port))
        return self.stream


class RecordingStream(httpcore.AsyncNetworkStream):
    """An answer from a can; remembers the TLS name and the bytes that were sent."""

    def __init__(self) -> None:
        self.sent = b""
        self.tls_name: str | None = None
        self.answer = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]

    async def read(self, max_bytes: int, *_: Any, **__: Any) -> bytes:
        return self.answer.pop(0) if self.answer else b""

    async def write(self, buffer: bytes, *_: Any, **__: Any) -> None:
        self.sent += buffer

    async def aclose(self) -> None:
        pass

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, *_: Any, **__: Any
    ) -> httpcore.AsyncNetworkStream:
        self.tls_name = server_hostname
        return self

    def get_extra_info(self, info: str) -> object:
        return None


class NameServer:
    """A resolver with a table; counts what it was asked."""

    def __init__(self, table: dict[str, list[str]]) -> None:
        self.table = table
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return self.table[host]


@pytest.mark.parametrize("ip", PRIVATE)
def test_private_and_reserved_addresses_are_refused(ip: str) -> None:
    assert not allowed(ip_address(ip))


@pytest.mark.parametrize("ip", PUBLIC)
def test_public_addresses_are_allowed(ip: str) -> None:
    assert allowed(ip_address(ip))


def test_a_network_can_be_allowed_and_only_that() -> None:
    networks = [ip_network("10.0.0.0/8")]
    assert allowed(ip_address("10.1.2.3"), networks)
    assert allowed(ip_address("::ffff:10.1.2.3"), networks)
    assert not allowed(ip_address("192.168.1.1"), networks)


async def attempt(url: str, guard: Guard) -> Recorder:
    """Fetch through recording sockets, expecting a refusal."""
    recorder = Recorder()
    transport = GuardedTransport(guard, recorder)
    async with Fetcher(guard, user_agent="t", courtesy=Courtesy(gap=0), transport=transport) as fetcher:
        with pytest.raises(FetchError):
            await fetcher.fetch(url)
    return recorder


@pytest.mark.parametrize("host", SPELLINGS_OF_LOOPBACK)
async def test_no_spelling_of_loopback_is_connected_to(host: str) -> None:
    assert (await attempt(f"http://{host}/feed", Guard())).connects == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/feed",
        "file:///etc/passwd",
        "gopher://example.org/",
        "//example.org/",
        "http:///feed",
        "http://user:secret@example.org/",
        "http://a@127.0.0.1:80\\@example.org/",
        "http://example.org:22/",
        "https://example.org:8080/",
        "http://exa\x00mple.org/",
        "http://[::1",
    ],
)
async def test_other_schemes_ports_and_credentials_are_refused_before_any_look_up(url: str) -> None:
    resolver = NameServer({"example.org": ["93.184.215.14"]})
    assert (await attempt(url, Guard(resolve=resolver))).connects == []
    assert resolver.asked == []


@pytest.mark.parametrize("hidden", ["10.0.0.1", "64:ff9b::7f00:1", "fe80::1%eth0"])
async def test_one_bad_address_refuses_the_whole_name(hidden: str) -> None:
    guard = Guard(resolve=NameServer({"example.org": ["93.184.215.14", hidden]}))
    assert (await attempt("http://example.org/", guard)).connects == []


async def test_a_name_that_does_not_resolve_is_a_plain_fault() -> None:
    with pytest.raises(FetchError, match=r"does not resolve") as fault:
        await Guard().addresses("a" * 64 + ".example", 80)
    assert not isinstance(fault.value, ForbiddenAddressError)
    with pytest.raises(FetchError, match=r"does not resolve"):
        await Guard(resolve=NameServer({"empty.example": []})).addresses("empty.example", 80)


async def test_the_system_resolver_is_asked_for_names() -> None:
    assert "127.0.0.1" in await resolve("127.1", 80)


async def test_the_checked_address_is_connected_to_under_the_original_name() -> None:
    resolver = NameServer({"example.org": ["93.184.215.14"]})
    recorder, guard = Recorder(), Guard(resolve=resolver)
    transport = GuardedTransport(guard, recorder)
    async with Fetcher(guard, user_agent="t", transport=transport) as fetcher:
        assert (await fetcher.fetch("https://example.org/feed")).body == b"ok"
    assert recorder.connects == [("93.184.215.14", 443)]
    assert recorder.stream.tls_name == "example.org"
    assert b"Host: example.org\r\n" in recorder.stream.sent
    assert resolver.asked == ["example.org"]  # once: no second answer can differ


async def test_a_redirect_into_the_house_is_refused() -> None:
    guard = Guard(
        resolve=NameServer({"example.org": ["93.184.215.14"], "169.254.169.254": ["169.254.169.254"]})
    )
    recorder = Recorder()
    recorder.stream.answer = [
        b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n"
    ]
    async with Fetcher(guard, user_agent="t", transport=GuardedTransport(guard, recorder)) as fetcher:
        with pytest.raises(ForbiddenAddressError, match=r"not public"):
            await fetcher.fetch("http://example.org/feed")
    assert recorder.connects == [("93.184.215.14", 80)]


async def test_the_guard_is_asked_even_with_a_transport_of_ones_own() -> None:
    transport = httpx.MockTransport(
        lambda request: httpx.Response(302, headers={"Location": "file:///etc/passwd"})
    )
    async with Fetcher(Guard(), user_agent="t", transport=transport) as fetcher:
        with pytest.raises(ForbiddenAddressError, match=r"only http"):
            await fetcher.fetch("http://example.org/")


async def test_the_next_address_is_tried_when_the_first_does_not_answer() -> None:
    class FirstIsDown(Recorder):
        async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
            await super().connect_tcp(host, port)
            if len(self.connects) == 1:
                raise httpcore.ConnectError("down")
            return self.stream

    recorder, guard = (
        FirstIsDown(),
        Guard(resolve=NameServer({"example.org": ["93.184.215.14", "93.184.215.15"]})),
    )
    async with Fetcher(guard, user_agent="t", transport=GuardedTransport(guard, recorder)) as fetcher:
        assert (await fetcher.fetch("http://example.org/")).status == 200
    assert [host for host, _ in recorder.connects] == ["93.184.215.14", "93.184.215.15"]
