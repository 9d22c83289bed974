"""The pictures of the README, from what the demonstration says: `python -m tests.bench.picture .readme`.

Needs Chromium and pngquant on the PATH. The chat around the messages is drawn; their words, marks and buttons are the
product's own, and the chart is as the bot sends it.
"""

from __future__ import annotations

import asyncio
import io
import re
import shutil
import subprocess
import sys
from contextlib import AsyncExitStack
from html import escape
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from telegram import MessageEntity

from bot.chat.edition import Edition
from bot.chat.gallery import draw_period
from bot.chat.periods import Period
from bot.chat.rehearsal import Said
from bot.chat.stage import Stage
from bot.clock import utc_now
from bot.demo import Replay
from bot.settings import Settings
from bot.store import open_store

SHOWN = ("8 May 2024 · ", "12 June 2024 · Armenia")
CHARTED, DARK = Period(2024), 1
WIDTH, HEIGHT = 434, 1036  # CSS pixels
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *(
        "--disable-background-networking",
        "--disable-component-update",
        "--hide-scrollbars",
        "--disable-lcd-text",
    ),
)
TAG = {
    MessageEntity.BOLD: "b",
    MessageEntity.ITALIC: "i",
    MessageEntity.STRIKETHROUGH: "s",
    MessageEntity.TEXT_LINK: "a",
    MessageEntity.BLOCKQUOTE: "blockquote",
    MessageEntity.EXPANDABLE_BLOCKQUOTE: "blockquote",
}
PAGE = """<!doctype html><meta charset="utf-8"><style>
* {{ box-sizing: border-box; margin: 0 }}
body {{ width: {width}px; font: 15px/1.36 "Noto Sans", "Noto Sans Armenian", sans-serif; color: #10161c;
  background: #cfdfd6; padding: 0 12px 16px }}
header {{ margin: 0 -12px 14px; padding: 12px 18px; background: #fff; border-bottom: 1px solid #d8dfe4; display: flex; gap: 12px }}
header span {{ width: 40px; height: 40px; border-radius: 50%; background: #2f7cc4; color: #fff; font: 600 20px/40px sans-serif;
  text-align: center }}
header small {{ display: block; color: #7d8a94 }}
article {{ width: 410px; margin-bottom: 10px }}
section {{ background: #fff; border-radius: 14px; padding: 9px 13px 7px; white-space: pre-wrap; box-shadow: 0 1px 1px #0002 }}
a {{ color: #2f7cc4 }}
blockquote {{ margin: 4px 0 0; padding: 4px 20px 3px 9px; border-left: 3px solid #2f7cc4; border-radius: 4px; background: #eaf3fb;
  font-size: 14px; position: relative; max-height: 64px; overflow: hidden }}
blockquote::after {{ content: "⌄"; position: absolute; right: 8px; bottom: 5px; color: #2f7cc4; font-weight: 700 }}
article:first-of-type blockquote {{ max-height: none }}
article:first-of-type blockquote::after {{ content: "⌃" }}
.reply {{ display: block; border-left: 3px solid #5ba55b; border-radius: 4px; background: #edf6ed; padding: 3px 9px; margin-bottom: 5px;
  font-size: 13px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; color: #3c6b3c }}
time {{ display: block; text-align: right; font-size: 12px; line-height: 16px; color: #94a0a9 }}
nav {{ display: flex; gap: 6px; margin-top: 6px }}
nav span {{ flex: 1; text-align: center; padding: 7px; border-radius: 10px; background: #2d4a3a73; color: #fff; font-weight: 500 }}
</style><header><span>D</span><div><b>Dateline</b><small>bot</small></div></header>{messages}"""


class Listener(Stage):
    """Keeps every message as it reads in the end."""

    def __init__(self) -> None:
        super().__init__(Console(file=io.StringIO()))
        self.messages: dict[int, Said] = {}

    def said(self, said: Said) -> None:
        """A message, or its new text."""
        before = self.messages.get(said.message_id)
        self.messages[said.message_id] = said
        if before and before.reply_to:  # an edit does not say again what it replies to
            raise AssertionError("replies are not edited")


async def listen() -> tuple[dict[int, Said], bytes]:
    """Replay the story; its messages by number, and its chart."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        settings = Settings(database_url=f"sqlite:///{folder}/picture.db")
        listener = Listener()
        store = stack.enter_context(open_store(settings))
        replay = Replay(store, settings, listener)
        await replay.open(stack)
        await replay.play()
        edition = Edition.of("en", store.topic, utc_now())
        return listener.messages, draw_period(store.timeline, store.archive, edition, CHARTED, DARK).png


def bubble(said: Said, messages: dict[int, Said]) -> str:
    """One message as HTML."""
    reply = messages.get(said.reply_to) if said.reply_to else None
    quoted = f'<span class="reply">{escape(_headline(reply))}</span>' if reply else ""
    rows = "".join(
        "<nav>" + "".join(f"<span>{escape(b.label)}</span>" for b in row) + "</nav>" for row in said.buttons
    )
    seen = "<time>edited</time>" if said.edited else "<time></time>"
    return f"<article><section>{quoted}{marked(said)}{seen}</section>{rows}</article>"


def marked(said: Said) -> str:
    """The text with its entities as tags; offsets count UTF-16 units."""
    raw = said.text.encode("utf-16-le")
    opened, closed = dict[int, str](), dict[int, str]()
    for entity in sorted((e for e in said.entities if e.type in TAG), key=lambda e: -e.length):
        tag, end = TAG[entity.type], entity.offset + entity.length
        opened[entity.offset] = opened.get(entity.offset, "") + f"<{tag}>"
        closed[end] = f"</{tag}>" + closed.get(end, "")
    cuts = sorted({0, len(raw) // 2, *opened, *closed})
    pieces = [closed.get(0, "") + opened.get(0, "")]
    for begin, end in pairwise(cuts):
        pieces.append(escape(raw[2 * begin : 2 * end].decode("utf-16-le")))
        pieces.append(closed.get(end, "") + opened.get(end, ""))
    return re.sub(r"\n(?=<blockquote>)", "", "".join(pieces))


def _headline(said: Said) -> str:
    return said.text.split("\n")[1]


def main(folder: Path) -> None:
    """Draw them."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("picture: no Chromium on the PATH")
    messages, chart = asyncio.run(listen())
    chosen = [m for start in SHOWN for m in messages.values() if m.text.startswith(start)]
    post, charted = folder / "post.png", folder / "chart.png"
    charted.write_bytes(chart)
    with TemporaryDirectory() as aside:
        page = Path(aside) / "page.html"
        inside = "".join(bubble(m, messages) for m in chosen)
        page.write_text(PAGE.format(width=WIDTH, messages=inside), encoding="utf-8")
        size = (f"--window-size={WIDTH},{HEIGHT}", "--force-device-scale-factor=1.4")
        profile = f"--user-data-dir={aside}/profile"
        command = [browser, *FLAGS, profile, *size, f"--screenshot={post.resolve()}", page.as_uri()]
        subprocess.run(command, check=True)
    for picture in (post, charted):
        subprocess.run(["pngquant", "--force", "--output", picture, "48", picture], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
