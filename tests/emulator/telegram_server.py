"""The socket of the emulated Bot API: transport, long polling, rate limits and injected faults."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from tests.emulator.telegram_methods import BUSY, Methods
from tests.emulator.telegram_rules import Params, Refusal
from tests.emulator.telegram_state import BOT_ID, Call, World

TOKEN = f"{BOT_ID}:the-emulators-own-token_0123456789"
LONG_POLL_MAX = 50  # seconds
UPLOAD_MAX = 64 << 20
WEBHOOK_IS_SET = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(frozen=True)
class Limits:
    """Sends accepted before 429: in a second overall, in a second to one chat, in a minute to one group."""

    overall: int = 30
    chat: int = 1
    group: int = 20
    retry_after: int = 1  # seconds asked for


@dataclass
class Fault:
    """How the next calls of a method go wrong."""

    method: str
    kind: str  # "answer": with this status and body; "drop": done, then silence; "hold": waits for release
    times: float
    chat_id: int | None = None
    status: int = 500
    body: str = ""
    released: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)

    def release(self) -> None:
        """Let the held calls go on, and the later ones pass."""
        self.times = 0
        self.released.set()


class Server:
    """The Bot API on 127.0.0.1, an ephemeral port, with its faults.

    Args:
        token: the one bot it knows.
        limits: sends it accepts; None: any number.
        clock: the seconds that limits and floods are counted in; a benchmark may let them pass faster.
    """

    def __init__(
        self, token: str = TOKEN, limits: Limits | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.token = token
        self.limits = limits
        self._clock = clock
        self.world = World()
        self.methods = Methods(self.world)
        self.port = 0
        self._changed = threading.Condition(threading.RLock())
        self._calls: list[Call] = []
        self._faults: list[Fault] = []
        self._floods: dict[int | None, float] = {}  # chat (None: all) → monotonic end
        self._sends: dict[int | None, deque[float]] = {}
        self._query_ids = itertools.count(1)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bot-api", daemon=True)
        self._runner: web.AppRunner | None = None
        self._poll: asyncio.Future[str] | None = None
        self._bringing: asyncio.Task[None] | None = None
        self._proxied = ""
        self.brought: list[tuple[int, int]] = []  # update id, status; 0: no answer

    # --- life

    def __enter__(self) -> Self:
        self._thread.start()
        self.up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release_all()
        self.down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def up(self) -> None:
        """Listen; on the same port as before, if there was one."""
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def down(self) -> None:
        """Stop listening and cut every connection, as an outage does; what was sent stays."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)

    @property
    def url(self) -> str:
        """The address for DATELINE_TELEGRAM_API."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def bot_url(self) -> str:
        """The address for `telegram.Bot(base_url=…)`."""
        return f"{self.url}/bot"

    async def _listen(self) -> None:
        app = web.Application(client_max_size=UPLOAD_MAX)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{file_id}/{name}", self._download)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1, keepalive_timeout=5
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._bringing = asyncio.create_task(self._bring())

    async def _close(self) -> None:
        if self._bringing is not None:
            self._bringing.cancel()
            await asyncio.gather(self._bringing, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    # --- the bot's side

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        params = await _params(request)
        began = self._clock()
        fault = await self._fault_for(method, params)
        try:
            if fault is not None and fault.kind == "answer":
                self._note(method, params, began, fault.status, fault.body)
                return web.Response(status=fault.status, text=fault.body, content_type=_type_of(fault.body))
            result = await self._call(request.match_info["token"], method, params)
        except Refusal as refusal:
            self._note(method, params, began, refusal.status, refusal.description)
            return _refused(refusal)
        self._note(method, params, began, 200)
        if fault is not None and request.transport is not None:  # done, but nobody will know
            request.transport.abort()
        return web.json_response({"ok": True, "result": result})

    async def _call(self, token: str, method: str, params: Params) -> Any:
        if token != self.token:
            raise Refusal(401, "Unauthorized") if re.match(r"\d+:", token) else Refusal(404, "Not Found")
        if method == "getupdates":
            return await self._get_updates(params)
        function = self.methods.named(method)
        if function is None:
            raise Refusal(404, "Not Found: method not found")
        with self._changed:
            if method in BUSY or method == "editmessagetext":
                self._check_flood(params)
            if method in BUSY:
                self._check_rate(params)
            return function(params)

    async def _get_updates(self, params: Params) -> list[dict[str, Any]]:
        with self._changed:
            if self.methods.webhook.get("url"):
                raise Refusal(409, WEBHOOK_IS_SET)
            allowed = params.parsed("allowed_updates")
            if allowed is not None:
                self.world.allowed = frozenset(allowed) or None
            offset = params.integer("offset")
            limit = min(max(params.integer("limit", 100), 1), 100)
            batch = self.world.queued(offset, limit)
            timeout = min(max(params.integer("timeout"), 0), LONG_POLL_MAX)
            if batch or not timeout:
                return batch
            if self._poll is not None and not self._poll.done():
                self._poll.set_result("conflict")
            waiting = self._poll = self._loop.create_future()
            self._changed.notify_all()
        with contextlib.suppress(TimeoutError):
            if await asyncio.wait_for(waiting, timeout) == "conflict":
                raise Refusal(409, OTHER_POLLER)
        with self._changed:
            return self.world.queued(offset, limit)

    async def _download(self, request: web.Request) -> web.Response:
        name, content = self.world.files.get(request.match_info["file_id"], ("", b""))
        if request.match_info["token"] != self.token or name != request.match_info["name"]:
            return _refused(Refusal(404, "Not Found"))
        return web.Response(body=content)

    def _note(self, method: str, params: Params, at: float, status: int, description: str = "") -> None:
        with self._changed:
            self._calls.append(Call(method, params.fields, at, status, description))
            self._changed.notify_all()

    # --- the webhook

    def proxy_webhook(self, to: str) -> None:
        """Whatever public https address the bot names: what is brought there arrives at this one, with its path."""
        with self._changed:
            self._proxied = to.rstrip("/")

    async def _bring(self) -> None:
        """Bring what waits, one after another, each until it is taken."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            while True:
                with self._changed:
                    hook, waiting = dict(self.methods.webhook), self.world.queued(0, 1)
                if not hook.get("url") or not waiting or not self._proxied:
                    await asyncio.sleep(0.02)
                    continue
                status = await self._brought(session, hook, waiting[0])
                with self._changed:
                    self.brought.append((waiting[0]["update_id"], status))
                    if status == 200:
                        self.world.updates.remove(waiting[0])
                    self._changed.notify_all()
                if status != 200:
                    await asyncio.sleep(0.1)

    async def _brought(
        self, session: aiohttp.ClientSession, hook: Mapping[str, str], update: Mapping[str, Any]
    ) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.get("secret_token", "")}
        try:
            async with session.post(
                self._proxied + urlsplit(hook["url"]).path, json=update, headers=headers
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    # --- misbehaviour

    async def _fault_for(self, method: str, params: Params) -> Fault | None:
        with self._changed:
            fault = next((f for f in self._faults if _meets(f, method, params)), None)
            if fault is None:
                return None
            fault.times -= 1
        if fault.kind != "hold":
            return fault
        fault.reached.set()
        await asyncio.to_thread(fault.released.wait)
        return None

    def fail(
        self,
        method: str,
        *,
        times: float = 1,
        status: int = 500,
        description: str = "Internal Server Error",
        parameters: Mapping[str, int] | None = None,
        body: str | None = None,
        chat_id: int | None = None,
    ) -> Fault:
        """Answer the next calls with an error, without doing what they ask. `body` replaces the JSON altogether."""
        if body is None:
            answer: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
            body = json.dumps(answer | ({"parameters": dict(parameters)} if parameters else {}))
        return self._inject(Fault(method.lower(), "answer", times, chat_id, status, body))

    def drop_answer(self, method: str, *, times: float = 1, chat_id: int | None = None) -> Fault:
        """Do what the next calls ask, then cut the connection instead of answering."""
        return self._inject(Fault(method.lower(), "drop", times, chat_id))

    def hold(self, method: str, *, times: float = float("inf"), chat_id: int | None = None) -> Fault:
        """Keep the next calls waiting until `release()`; `reached` is set when the first one waits."""
        return self._inject(Fault(method.lower(), "hold", times, chat_id))

    def flood(self, retry_after: int, chat_id: int | None = None) -> None:
        """Refuse sends with 429 for so many seconds from now: to one chat, or all."""
        with self._changed:
            self._floods[chat_id] = self._clock() + retry_after

    def release_all(self) -> None:
        """End every `hold`."""
        for fault in self._faults:
            fault.release()

    def _inject(self, fault: Fault) -> Fault:
        with self._changed:
            self._faults.append(fault)
        return fault

    def _check_flood(self, params: Params) -> None:
        now = self._clock()
        ends = max(self._floods.get(None, 0.0), self._floods.get(params.integer("chat_id"), 0.0))
        if ends > now:
            seconds = int(ends - now) + 1
            raise Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})

    def _check_rate(self, params: Params) -> None:
        """Count a send; one too many is refused and begins a flood wait."""
        if self.limits is None:
            return
        now, chat_id = self._clock(), params.integer("chat_id")
        group = chat_id < 0
        paid = params.flag("allow_paid_broadcast")
        windows = [(None, 1.0, 1000 if paid else self.limits.overall), (chat_id, 1.0, self.limits.chat)]
        if group:
            windows = [windows[0], (chat_id, 60.0, self.limits.group)]
        for key, seconds, most in windows:
            sends = self._sends.setdefault(key, deque())
            sends.append(now)
            while sends[0] <= now - seconds:
                sends.popleft()
            if len(sends) > most:
                self._floods[key] = now + self.limits.retry_after
                self._check_flood(params)

    def _push(self, update: dict[str, Any]) -> int:
        update_id = self.world.push(update)
        self._loop.call_soon_threadsafe(self._wake)
        return update_id

    def _wake(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result("wake")


def _meets(fault: Fault, method: str, params: Params) -> bool:
    return fault.times > 0 and fault.method == method and fault.chat_id in {None, params.integer("chat_id")}


def _type_of(body: str) -> str:
    return "application/json" if body.startswith("{") else "text/html"


def _refused(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = dict(refusal.parameters)
    return web.json_response(body, status=refusal.status)


async def _params(request: web.Request) -> Params:
    """Parameters as Telegram takes them: query string, form, multipart or JSON."""
    fields: dict[str, str] = dict(request.query)
    files: dict[str, bytes] = {}
    if request.content_type == "application/json":
        body = await request.json()
        fields |= {k: v if isinstance(v, str) else json.dumps(v) for k, v in body.items()}
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = value.file.read()
            else:
                fields[name] = str(value)
    return Params(fields, files)
