"""Telling systemd that we are ready and alive (sd_notify): if the event loop stands still, it starts us anew."""

from __future__ import annotations

import logging
import socket
from collections.abc import Mapping

log = logging.getLogger(__name__)


class Watchdog:
    """The service manager's ear; deaf where nobody listens.

    Args:
        environ: `NOTIFY_SOCKET` names a datagram socket ("@…": an abstract one), `WATCHDOG_USEC` how often it
            wants to hear of us, in microseconds.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        limit = environ.get("WATCHDOG_USEC", "")
        self.every = int(limit) / 2_000_000 if self._address and limit.isdecimal() else None
        """Seconds between two signs of life: half of what is waited for, as systemd advises. None: none are wanted."""

    def ready(self) -> None:
        """Everything is open and begins to work."""
        self._say("READY=1")

    def alive(self) -> None:
        """The event loop still turns."""
        self._say("WATCHDOG=1")

    def stopping(self) -> None:
        """No new work is taken on; what is in flight settles."""
        self._say("STOPPING=1")

    def _say(self, what: str) -> None:
        if not self._address:
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as ear:
                ear.sendto(what.encode(), address)
        except OSError as error:
            log.warning("the service manager could not be told %s: %s", what, error)
