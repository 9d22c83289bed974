"""The guard at the door: no feed, page or redirect leads us into a private network (SSRF).

Axioms:
1. Only http and https, only the allowed ports, no credentials in the address.
2. What counts is the address of the socket, not how the host was spelt: the check happens where the connection is
   made, on what the resolver said (`127.1`, `0x7f.1`, `2130706433` and `①②⑦.⓪.⓪.①` all resolve to 127.0.0.1).
3. Every address of a name must be allowed; one bad address refuses the name.
4. The connection goes to the very address that was checked: no second look-up that could answer otherwise
   (rebinding). Host header and TLS server name stay those of the original address.
5. `ipaddress.is_global` is not enough (measured on Python 3.11: it lets multicast, NAT64, 6to4, site-local,
   `::127.0.0.1`, `3fff::/20` and `5f00::/16` through). IPv6 is therefore an allow-list: the unicast block in use,
   2000::/3, less its reserved parts; addresses that carry an IPv4 address are judged by it.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, Iterable
from importlib.util import find_spec
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpcore
import httpx

from bot.errors import FetchError, ForbiddenAddressError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[list[str]]]

DEFAULT_PORTS = (80, 443)
CONNECT_TIMEOUT = 5.0  # seconds for one address; a feed's whole deadline is several times that
MAX_ADDRESSES = 4  # of one name that are tried in turn

_RESERVED_V4 = ip_network("192.88.99.0/24")  # relays of 6to4, retired by RFC 7526
_UNICAST_V6 = ip_network("2000::/3")
_RESERVED_V6 = (
    ip_network("2001::/23"),  # protocol assignments: Teredo, ORCHID, benchmarking
    ip_network("2001:db8::/32"),  # documentation
    ip_network("3fff::/20"),  # documentation, RFC 9637
)
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052; 64:ff9b:1::/48 is local use and stays refused


def allowed(ip: Address, networks: Iterable[Network] = ()) -> bool:
    """Whether a connection to the address is allowed.

    Args:
        ip: the address of the socket.
        networks: networks a feed may live in although they are not public.
    """
    ip = _carried(ip) or ip
    if any(ip in network for network in networks):
        return True
    if ip.is_multicast or not ip.is_global:
        return False
    if isinstance(ip, IPv4Address):
        return ip not in _RESERVED_V4
    return ip in _UNICAST_V6 and not any(ip in network for network in _RESERVED_V6)


def _carried(ip: Address) -> IPv4Address | None:
    """The IPv4 address an IPv6 address stands for: mapped, NAT64 or 6to4."""
    if isinstance(ip, IPv4Address):
        return None
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's resolver, in its order of preference."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class Guard:
    """Decides which addresses may be read.

    Args:
        allow_networks: networks a feed may live in although they are not public.
        allow_ports: the only ports connected to.
        resolve: host and port → addresses.
    """

    def __init__(
        self,
        allow_networks: Iterable[Network] = (),
        allow_ports: Iterable[int] = DEFAULT_PORTS,
        *,
        resolve: Resolve = resolve,
    ) -> None:
        self._networks = tuple(allow_networks)
        self._ports = frozenset(allow_ports)
        self._resolve = resolve

    def check(self, url: httpx.URL) -> None:
        """Refuse an address by its looks, before anything is looked up.

        The client's own reading of the address is judged, for two parsers may see two hosts in one text.

        Raises:
            ForbiddenAddressError: another scheme, another port, credentials, or no host.
        """
        if url.scheme not in {"http", "https"}:
            raise ForbiddenAddressError(f"only http and https addresses are read: {str(url)[:200]}")
        if not url.host:
            raise ForbiddenAddressError(f"an address without a host: {str(url)[:200]}")
        if url.userinfo:
            raise ForbiddenAddressError(f"an address with credentials is not read: {url.host}")
        self._check_port(url.host, url.port or (443 if url.scheme == "https" else 80))

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host, every one of them allowed.

        Raises:
            ForbiddenAddressError: the port or one of the addresses is not allowed.
            FetchError: the name does not resolve.
        """
        self._check_port(host, port)
        try:
            found = await self._resolve(host, port)
            parsed = [ip_address(text.partition("%")[0]) for text in found]
        except (OSError, ValueError) as fault:  # UnicodeError of an unencodable name is a ValueError
            raise FetchError(f"the host {host!r} does not resolve") from fault
        for ip in parsed:
            if not allowed(ip, self._networks):
                raise ForbiddenAddressError(
                    f"{host} leads to {ip}, which is not public; DATELINE_ALLOW_NETWORKS can allow it"
                )
        if not found:
            raise FetchError(f"the host {host!r} does not resolve")
        return found

    def _check_port(self, host: str, port: int) -> None:
        if port not in self._ports:
            raise ForbiddenAddressError(
                f"port {port} of {host} is not allowed; DATELINE_ALLOW_PORTS can allow it"
            )


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections for the HTTP client, each to an address the guard has checked.

    Args:
        guard: the judge.
        sockets: what really connects; tests put a recorder here.
    """

    def __init__(self, guard: Guard, sockets: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._guard = guard
        self._sockets = sockets or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve once, check every address, connect to the first that answers."""
        fault: Exception | None = None
        for address in (await self._guard.addresses(host, port))[:MAX_ADDRESSES]:
            try:
                return await self._sockets.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refused:
                fault = refused
        raise fault or httpcore.ConnectError(f"no address of {host} answers")

    async def sleep(self, seconds: float) -> None:
        """Wait between the client's own attempts."""
        await asyncio.sleep(seconds)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport with the guard underneath; HTTP/2 where the server speaks it."""

    def __init__(self, guard: Guard, sockets: httpcore.AsyncNetworkBackend | None = None) -> None:
        _look_no_further("sniffio")
        context = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context, trust_env=False)
        # httpx 0.28 offers no parameter for the network backend, and a pool of our own is the one place that sees
        # what is really connected to; the dependency's range is pinned and tests fail if this seam moves.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            http1=True,
            http2=True,
            network_backend=GuardedBackend(guard, sockets),
        )


def _look_no_further(module: str) -> None:
    """Let a library that is not installed be known as absent.

    httpcore tries to import it at every lock it takes, and Python searches its whole path each time: a third of the time
    of a poll (measured on 600 feeds). A module that stands as None is not searched for.
    """
    if module not in sys.modules and find_spec(module) is None:
        sys.modules[module] = None  # type: ignore[assignment]
