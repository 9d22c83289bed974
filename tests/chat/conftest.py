"""The emulated Telegram, and a bot that talks to it over a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.chat.client import AnyApplication, build_application, running
from tests.emulator.telegram import BotApi


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


@pytest.fixture
async def application(api: BotApi) -> AsyncIterator[AnyApplication]:
    async with running(build_application(api.token, api.url)) as application:
        yield application
