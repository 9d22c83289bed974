"""The emulated Telegram, and a bot that talks to it over a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date

import pytest

from bot.chat.client import AnyApplication, build_application, running
from storage.database import Database
from tests.chat.newspaper import Newspaper, newspaper, told
from tests.emulator.telegram import BotApi


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


@pytest.fixture
async def application(api: BotApi) -> AsyncIterator[AnyApplication]:
    async with running(build_application(api.token, api.url)) as application:
        yield application


@pytest.fixture
def paper(api: BotApi, application: AnyApplication, database: Database) -> Newspaper:
    return newspaper(api, application, database)


@pytest.fixture
def story(paper: Newspaper) -> list[int]:
    """Fifteen events of 2024 and one of 2022; their numbers."""
    days = [date(2022, 9, 13), *(date(2024, 1 + n // 5, 10 + n % 5) for n in range(15))]
    return [told(paper, n, f"Title {n:02}", when) for n, when in enumerate(days)]
