"""How the demonstration looks: verdicts as lines, messages as a reader's client shows them. Terminal output only."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.style import Style
from rich.text import Text
from telegram import MessageEntity

from bot.chat.rehearsal import Button, Said
from storage.records import DecisionRecord, Verdict

WIDTH = 78  # columns: about what a phone shows in two lines
COLOUR = {
    Verdict.IRRELEVANT: "dim",
    Verdict.DUPLICATE: "dim",
    Verdict.CORROBORATION: "cyan",
    Verdict.DEVELOPMENT: "yellow",
    Verdict.EVENT: "green",
}
STYLE = {
    MessageEntity.BOLD: Style(bold=True),
    MessageEntity.ITALIC: Style(italic=True),
    MessageEntity.STRIKETHROUGH: Style(strike=True),
    MessageEntity.TEXT_LINK: Style(underline=True),
    MessageEntity.CODE: Style(dim=True),
}
QUOTES = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)


class Stage:
    """Prints what happens.

    Args:
        console: a terminal or a pipe.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def article(self, record: DecisionRecord) -> None:
        """One article with its verdict and the reason that settled it."""
        head = Text(f"{record.published:%d %b %Y}  ", style="dim")
        head.append(f"{record.verdict.value:<13} ", style=COLOUR[record.verdict])
        head.append(f"{record.outlet}: {record.title or '(no headline)'}")
        self._console.print(head, soft_wrap=True)
        for reason in record.reasons:
            self._console.print(Text(f"             {reason}", style="dim"), soft_wrap=True)

    def said(self, said: Said) -> None:
        """A message as the reader sees it: a frame, quotes behind a bar, buttons in a row."""
        rows = [" ".join(f"[ {b.label} ]" for b in row) for row in said.buttons]
        body = Group(_styled(said), *([Text(), *(Text(r, style="bold blue") for r in rows)] if rows else []))
        title = f"message {said.message_id}" + (" edited" if said.edited else "")
        if said.reply_to:
            title += f", a reply to {said.reply_to}"
        frame = Panel(
            body, title=title, title_align="left", width=min(WIDTH, self._console.width), padding=(0, 1)
        )
        self._console.print(Padding(frame, (0, 0, 1, 4)))

    def typed(self, text: str) -> None:
        """What the reader typed."""
        self._console.print(Text(f"> {text}", style="bold"))

    def pressed(self, button: Button) -> None:
        """Which button the reader pressed."""
        self._console.print(Text(f"> [ {button.label} ]", style="bold"))

    def total(self, counts: Mapping[str, int]) -> None:
        """What the story has come to."""
        self._console.print(Text(", ".join(f"{n} {name}" for name, n in counts.items()), style="bold"))

    def invite(self) -> None:
        """Say what may be typed."""
        self._console.print(
            "Type a command (/timeline, /event 3, /search words, /help), a button's number, or exit."
        )

    def ask(self) -> str:
        """The next line the reader types."""
        return self._console.input("> ")


def _styled(said: Said) -> Text:
    """The text with its entities as terminal styles; their offsets count UTF-16 units."""
    quoted = [e for e in said.entities if e.type in QUOTES]
    text = Text()
    offset = 0
    for line in said.text.splitlines(keepends=True):
        inside = any(q.offset <= offset < q.offset + q.length for q in quoted)
        if inside:
            text.append("▏", style="blue")
        for character in line:
            styles = [
                STYLE[e.type]
                for e in said.entities
                if e.type in STYLE and e.offset <= offset < e.offset + e.length
            ]
            text.append(character, style=Style.combine(styles) if styles else Style.null())
            offset += 2 if ord(character) > 0xFFFF else 1
    return text
