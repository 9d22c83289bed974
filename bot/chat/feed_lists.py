"""Whole lists of feeds: an OPML file an admin sends, and the one we send back."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from telegram import Document

from bot.chat import feed_cards, notices
from bot.chat.messages import Attachment
from bot.chat.visit import Visit
from bot.errors import DatelineError
from bot.export.kinds import Format
from bot.reading.opml import read_opml
from storage.acts import Deed

LARGEST = 2**21
"""Bytes of a list: 10,000 feeds take about one and a half million."""

NAME = "feeds.opml"


async def take_list(visit: Visit, document: Document) -> None:
    """A file from an admin: what it lists, and whether to follow that."""
    if (document.file_size or 0) > LARGEST:
        await visit.say(feed_cards.list_too_large(visit.edition, LARGEST))
        return
    file = await document.get_file()
    body = bytes(await file.download_as_bytearray())
    try:
        listed = await asyncio.to_thread(read_opml, body)
    except DatelineError:
        await visit.say(feed_cards.no_list(visit.edition, document.file_name or ""))
        return
    followed = {feed.url for feed in await asyncio.to_thread(visit.services.store.feeds.list)}
    new = [asdict(draft) for draft in listed.feeds if draft.url not in followed]
    proposal = None
    if new:
        assert visit.user_id is not None
        propose, now = visit.services.store.audit.propose, visit.edition.now
        proposal = await asyncio.to_thread(propose, now, visit.user_id, Deed.FEED_IMPORT, {"feeds": new})
    known = len(listed.feeds) - len(new)
    await visit.say(feed_cards.list_question(visit.edition, len(new), known, listed, proposal))


async def send_list(visit: Visit, _: str = "") -> None:
    """/exportfeeds."""
    from bot.export import formats  # noqa: PLC0415 - writers of calendars and tables, for who wants a file

    feeds = await asyncio.to_thread(visit.services.store.feeds.list)
    content = "".join(formats.feeds(feeds, Format.OPML, visit.edition.title)).encode()
    caption = visit.edition.catalogue.plural("{count} feed", "{count} feeds", len(feeds))
    await visit.send(Attachment(NAME, content, caption))


async def file_sent(visit: Visit, document: Document) -> None:
    """A file in a private chat: admins send lists of feeds, and nobody else anything the bot could use."""
    if visit.by_admin:
        await take_list(visit, document)
    else:
        await visit.say(notices.no_files(visit.edition))
