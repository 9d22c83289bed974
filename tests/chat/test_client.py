"""The application is ours alone, waits out an outage, and never tells the token."""

from __future__ import annotations

import asyncio
import logging
import traceback

import pytest
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBUserWarning

from bot.chat.client import build_application, running
from bot.chat.wire import Patience
from bot.errors import TokenError
from tests.emulator.telegram import BotApi


async def test_it_has_neither_poller_nor_scheduler_of_its_own(api: BotApi) -> None:
    application = build_application(api.token, api.url + "/")
    assert application.updater is None
    with pytest.warns(PTBUserWarning, match="No `JobQueue` set up"):
        assert application.job_queue is None
    assert application.bot.request.read_timeout == Patience().answer
    async with running(application):
        assert application.bot.username == "dateline_emulator_bot"


async def test_a_refused_token_is_one_clear_line_without_the_token(api: BotApi) -> None:
    token = "1:a-token-that-telegram-does-not-know-0123"
    with pytest.raises(TokenError, match="DATELINE_TELEGRAM_TOKEN") as raised:
        async with running(build_application(token, api.url)):
            pass
    assert token not in "".join(traceback.format_exception(raised.value))


async def test_an_outage_at_the_start_is_waited_out(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    api.fail("getMe", status=502, body="<html></html>")
    with caplog.at_level(logging.WARNING, logger="bot.chat.client"):
        async with running(build_application(api.token, api.url)) as application:
            assert application.bot.id == 123456
    assert "again in 1 s" in caplog.text
    assert len(api.calls("getMe")) == 2


async def test_who_is_not_patient_learns_of_the_outage(api: BotApi) -> None:
    api.down()
    with pytest.raises(NetworkError):
        async with running(build_application(api.token, api.url), patient=False):
            pass
    api.up()


async def test_requests_may_stay_in_the_process() -> None:
    class Local(BaseRequest):
        """Answers everything itself."""

        read_timeout = None

        async def initialize(self) -> None: ...

        async def shutdown(self) -> None: ...

        async def do_request(
            self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
        ) -> tuple[int, bytes]:
            await asyncio.sleep(0)
            return 200, b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"B","username":"b_bot"}}'

    async with running(build_application("1:x", request=Local())) as application:
        assert application.bot.username == "b_bot"
