"""Admins edit the record in a conversation over a real socket: what they are asked, and what readers' posts become."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from bot.chat.deliver import Deliverer
from bot.chat.keyboards import Act, encode
from bot.chat.pace import Pacer, Windows
from bot.chat.press import Press
from bot.chat.review_room import Asker
from bot.chat.silence import Silence
from bot.chat.staff import Verb
from storage.outbox import Outbox
from storage.records import ChatKind, EventStatus, Outcome, OutcomeKind, UpdateKind, Verdict
from tests.chat.newspaper import ADMIN, GROUP, READER, Newspaper, told
from tests.chat.samples import TOPIC
from tests.emulator.telegram_state import SentMessage
from tests.storage.newsroom import MINUTE, NOW, decision, sentence, study

# What is tested here is what is said: one kind of database is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OTHER = 8
DAY = date(2024, 6, 12)
IN_GROUP: dict[str, Any] = {"chat_type": "supergroup", "title": "Quay"}


@dataclass
class Room:
    """The conversation with admins, and the posts of one reader."""

    paper: Newspaper

    def __post_init__(self) -> None:
        services, hours = self.paper.services, itertools.count(step=3600.0)
        pacer = Pacer(Windows(1000), partial(next, hours))
        self.deliverer = Deliverer(
            services.store.outbox,
            Press(
                services.store.timeline, services.store.digests, TOPIC, lambda: NOW, self.paper.bot.username
            ).run,
            self.paper.bot,
            pacer,
            Silence(pacer, Outbox(services.store.outbox._database), lambda: NOW),  # noqa: SLF001 - the same database
        )
        self.paper.api.add_chat(READER)
        services.store.subscribers.subscribe(READER, 0, ChatKind.PRIVATE, None, "en", NOW)

    async def events(self, *titles: str) -> list[int]:
        """Events that have been posted to the reader."""
        numbers = [told(self.paper, n, title, DAY) for n, title in enumerate(titles, start=1)]
        await self.deliver()
        return numbers

    def joined(self, event: int, text: str) -> int:
        """A report that has something to add; its number."""
        made = decision(
            Verdict.DEVELOPMENT,
            event_id=event,
            statements=(sentence(text),),
            update=UpdateKind.DEVELOPMENT,
        )
        return self.paper.services.store.archive.publish(
            study(text, outlet="Tern"), made, NOW + MINUTE
        ).article_id

    async def deliver(self) -> None:
        """Send what is owed."""
        await self.deliverer.deliver_due(NOW + MINUTE)

    @property
    def posts(self) -> list[SentMessage]:
        """What the reader's chat shows now."""
        return self.paper.api.messages(READER)

    async def asked(self, command: str, who: int = ADMIN) -> SentMessage:
        """The answer to a command in private."""
        return await self.paper.one(command, who, user_id=who)

    async def pressed(self, label: str, who: int = ADMIN) -> SentMessage:
        """Press a button of the newest message in private; what stands in its place."""
        await self.paper.pressed(self.paper.api.messages(who)[-1], label, user_id=who)
        return self.paper.api.messages(who)[-1]

    async def done(self, command: str, label: str = "Do it") -> SentMessage:
        """Ask, confirm, deliver; what the admin reads then."""
        await self.asked(command)
        message = await self.pressed(label)
        await self.deliver()
        return message


@pytest.fixture
def room(paper: Newspaper) -> Room:
    return Room(paper)


# --- the acts --------------------------------------------------------------------------------------------------


async def test_a_merge_is_shown_confirmed_carried_to_the_posts_and_taken_back(room: Room) -> None:
    kept, gone = await room.events("Scales are refused", "Traders strike")
    before = [post.text for post in room.posts]
    question = await room.asked(f"/merge {gone} {kept}")
    assert question.text.splitlines() == [
        f"Merge event {gone} into event {kept}?",
        "",
        f"{gone}. 12 June 2024 — Traders strike · 1 source",
        f"{kept}. 12 June 2024 — Scales are refused · 1 source",
        "",
        "1 article moves; 2 posts are edited",
    ]
    assert question.buttons == ["Do it", "Cancel"]
    assert [post.text for post in room.posts] == before
    answer = await room.pressed("Do it")
    await room.deliver()
    assert answer.text == f"Done: merged #{gone} → #{kept}. 1 article moves; 2 posts are edited"
    first, second = room.posts
    assert "2 sources" in first.text
    assert second.text.endswith("Told from now on with: 12 June 2024 — Scales are refused")
    await room.pressed("Undo")
    await room.deliver()
    assert [post.text for post in room.posts] == before
    assert len(room.posts) == 2


async def test_what_was_not_sent_before_a_merge_is_sent_only_when_it_is_undone(room: Room) -> None:
    kept, gone = (told(room.paper, n, title, DAY) for n, title in ((1, "Scales are refused"), (2, "Strike")))
    await room.done(f"/merge {gone} {kept}")
    assert [post.text.splitlines()[1] for post in room.posts] == ["Scales are refused"]
    await room.pressed("Undo")
    await room.deliver()
    assert [post.text.splitlines()[1] for post in room.posts] == ["Scales are refused", "Strike"]


async def test_articles_are_split_off_and_their_post_becomes_an_event_of_its_own(room: Room) -> None:
    (event,) = await room.events("Scales are refused")
    article = room.joined(event, "A bridge was closed.")
    await room.deliver()
    question = await room.asked(f"/split {event} {article}")
    assert question.text.startswith(f"Make 1 article of event {event} an event of its own?")
    assert f"{article} · Tern · Title of A bridge was closed." in question.text
    await room.pressed("Do it")
    await room.deliver()
    first, second = room.posts
    assert "2 sources" not in first.text
    assert second.text.startswith("12 June 2024 · Fish market\nTitle of A bridge was closed.")
    assert "Timeline" in second.buttons


async def test_a_withdrawn_event_is_struck_through_with_a_line_why_and_a_reply(room: Room) -> None:
    (event,) = await room.events("Scales are refused")
    question = await room.asked(f"/retract {event} both sides deny it")
    assert "Why: both sides deny it" in question.text
    assert question.buttons == ["Do it", "Do it and tell readers", "Cancel"]
    await room.pressed("Do it and tell readers")
    await room.deliver()
    post, reply = room.posts
    struck = [post.entity_text(e) for e in post.entities if e["type"] == "strikethrough"]
    assert "Scales are refused" in struck
    assert "Why: both sides deny it" in post.text
    assert (reply.reply_to, reply.text.splitlines()[0]) == (post.message_id, "Withdrawn 12 June 2024")
    assert "Why: both sides deny it" in reply.text


async def test_a_headline_and_a_date_are_set_right_quietly_or_with_a_reply(room: Room) -> None:
    (event,) = await room.events("Scales are refused")
    await room.done(f"/retitle {event} Scales are accepted")
    (post,) = room.posts
    assert "\nScales are accepted\n" in post.text
    question = await room.asked(f"/redate {event} 2024-06-11")
    assert "12 June 2024 → 11 June 2024" in question.text
    await room.pressed("Do it and tell readers")
    await room.deliver()
    post, reply = room.posts
    assert post.text.startswith("11 June 2024")
    assert reply.reply_to == post.message_id
    assert reply.text.splitlines() == [
        "Corrected 12 June 2024:",
        "Scales are accepted",
        "",
        "The date is 11 June 2024, not 12 June 2024.",
    ]
    await room.asked("/undo")
    await room.deliver()
    assert room.posts[0].text.startswith("12 June 2024")
    assert room.posts[-1].text.endswith("The date is 12 June 2024, not 11 June 2024.")


async def test_a_pinned_event_is_unpinned_by_its_own_command(room: Room) -> None:
    (event,) = await room.events("Scales are refused")
    await room.done(f"/pin {event}")
    assert [e.id for e in room.paper.services.store.timeline.pinned()] == [event]
    assert (await room.asked(f"/pin {event}")).text == "It is so already."
    await room.done(f"/unpin {event}")
    assert room.paper.services.store.timeline.pinned() == []


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/merge 1", "/merge 1: something is missing or cannot be read. Try /merge 45 17."),
        ("/merge 1 99", "There is no event 99."),
        ("/merge 1 1", "That is one and the same event."),
        ("/split 1 two", "/split 1 two: something is missing or cannot be read. Try /split 17 203 204."),
        ("/split 1 77", "Article 77 is not one of this event."),
        ("/split 1 1", "Article 1 is the first report of the event and stays; name the others."),
        (
            "/retract 1",
            "/retract 1: something is missing or cannot be read. Try /retract 17 denied by both sides.",
        ),
        (
            "/redate 1 2024-02-30",
            "/redate 1 2024-02-30: something is missing or cannot be read. Try /redate 17 2024-06-12.",
        ),
        ("/redate 1 2024-06-12", "It is so already."),
        ("/pin 1 2", "/pin 1 2: something is missing or cannot be read. Try /pin 17."),
        ("/undo 5", "The log has no such entry."),
    ],
)
async def test_what_cannot_be_done_is_said_in_one_line(room: Room, command: str, answer: str) -> None:
    await room.events("Scales are refused")
    assert (await room.asked(command)).text == answer


async def test_a_question_is_answered_once_and_not_after_an_hour(room: Room) -> None:
    first, second = await room.events("Scales are refused", "Traders strike")
    await room.asked(f"/pin {first}")
    assert (await room.pressed("Cancel")).text == "Nothing was changed."
    question = await room.asked(f"/pin {second}")
    data = question.keyboard[0][0]["callback_data"]
    assert (await room.pressed("Do it")).text == "Done: pinned #2. No post changes."
    room.paper.api.tap_raw(ADMIN, question.message_id, data, user_id=ADMIN)
    await room.paper.answer()
    assert room.paper.api.messages(ADMIN)[-1].text.startswith("This question is out of date")
    assert [e.id for e in room.paper.services.store.timeline.pinned()] == [second]


async def test_the_log_tells_who_did_what_and_takes_it_back(room: Room) -> None:
    kept, gone = await room.events("Scales are refused", "Traders strike")
    await room.done(f"/merge {gone} {kept}")
    await room.done(f"/retract {kept} a hoax")
    log = await room.asked("/audit")
    assert [line.split(" · ", 1)[1] for line in log.text.splitlines()[2:]] == [
        f"{ADMIN} · withdrew #{kept} · a hoax",
        f"{ADMIN} · merged #{gone} → #{kept}",
    ]
    assert log.buttons == ["Undo 2", "Undo 1"]
    assert (await room.pressed("Undo 2")).text == "Taken back: withdrew #1. 1 post is edited"
    struck = await room.asked("/audit")
    assert struck.buttons == ["Undo 1"]
    assert "taken back" in struck.text
    assert (await room.asked("/undo 2")).text == "This was taken back already."


async def test_an_admins_page_of_an_event_leads_to_what_can_be_done_with_it(room: Room) -> None:
    (event,) = await room.events("Scales are refused")
    assert "Edit" not in (await room.paper.one(f"/event {event}")).buttons
    card = await room.asked(f"/event {event}")
    assert card.buttons[-1] == "Edit"
    means = await room.pressed("Edit")
    assert f"/retract {event} — Withdraw an event, and say why" in means.text
    assert f"/pin {event} — " in means.text
    assert "1 · Example News · Title of article1" in means.text


# --- who may ---------------------------------------------------------------------------------------------------

COMMANDS = (
    *("/merge 1 2", "/split 1 1", "/retract 1 a hoax", "/retitle 1 Nonsense", "/redate 1 2020", "/pin 1"),
    *(
        "/unpin 1",
        "/undo",
        "/audit",
        "/review on",
        "/approve 1",
        "/uncertain",
        "/topic",
        "/admins",
        "/admins add 42",
    ),
)


async def test_a_reader_gets_nowhere_nor_does_anybody_in_a_group(room: Room) -> None:
    await room.events("Scales are refused", "Traders strike")
    room.paper.api.add_chat(GROUP, "supergroup", "Quay")
    room.paper.api.set_member(GROUP, ADMIN, "creator")
    for command in COMMANDS:
        assert "for the bot's admins" in (await room.paper.one(command)).text
        in_group = await room.paper.one(command, GROUP, user_id=ADMIN, **IN_GROUP)
        assert "for the bot's admins" in in_group.text
        anonymous = await room.paper.one(command, GROUP, anonymous=True, **IN_GROUP)
        assert "for the bot's admins" in anonymous.text
    services = room.paper.services
    assert services.store.audit.entries(10) == (0, [])
    assert not services.store.review.on


@pytest.mark.parametrize("verb", list(Verb))
async def test_a_forged_press_of_a_reader_gets_nowhere(room: Room, verb: Verb) -> None:
    await room.events("Scales are refused")
    services = room.paper.services
    question = await room.asked("/retract 1 a hoax")
    assert question.keyboard
    query = room.paper.api.tap_raw(
        READER, room.posts[0].message_id, encode(Act.STAFF, verb, 1), user_id=READER
    )
    await room.paper.answer()
    answer = room.paper.api.callback_answer(query)
    assert answer
    assert "for the bot's admins" in answer["text"]
    event = services.store.timeline.event(1)
    assert event
    assert event.status is EventStatus.REPORTED
    assert services.store.audit.entries(10) == (0, [])


async def test_a_button_pressed_in_a_group_by_an_admin_gets_nowhere(room: Room) -> None:
    await room.events("Scales are refused")
    question = await room.asked("/retract 1 a hoax")
    card = await room.paper.one("/latest", GROUP, user_id=ADMIN, **IN_GROUP)
    data = question.keyboard[0][0]["callback_data"]
    query = room.paper.api.tap_raw(GROUP, card.message_id, data, user_id=ADMIN)
    await room.paper.answer()
    assert "for the bot's admins" in (room.paper.api.callback_answer(query) or {})["text"]
    assert (await room.pressed("Do it")).text.startswith("Done: ")


async def test_an_admins_question_is_answered_by_nobody_else(room: Room) -> None:
    await room.events("Scales are refused")
    await room.asked(f"/admins add {OTHER} Ann")
    question = await room.asked("/retract 1 a hoax")
    theirs = await room.asked("/audit", OTHER)
    data = question.keyboard[0][0]["callback_data"]
    room.paper.api.tap_raw(OTHER, theirs.message_id, data, user_id=OTHER)
    await room.paper.answer()
    assert room.paper.api.messages(OTHER)[-1].text.startswith("This question is out of date")


# --- people ----------------------------------------------------------------------------------------------------


async def test_owners_make_admins_and_unmake_them_and_old_keyboards_are_worth_nothing(room: Room) -> None:
    await room.events("Scales are refused")
    assert "for the bot's admins" in (await room.asked("/audit", OTHER)).text
    assert (await room.asked(f"/admins add {OTHER} Ann")).text == "Ann is an admin now."
    listed = await room.asked("/admins", OTHER)
    assert listed.text.splitlines() == [
        "Owners",
        str(ADMIN),
        "",
        "Admins",
        f"Ann · {OTHER} · since 12 June 2024",
    ]
    assert (await room.asked(f"/admins remove {OTHER}", OTHER)).text.startswith("Only an owner")
    question = await room.asked("/retract 1 a hoax", OTHER)
    assert (await room.asked(f"/admins remove {OTHER}")).text == "Is Ann to be an admin no longer?"
    assert (await room.pressed("Do it")).text == "Ann is an admin no longer."
    query = await room.paper.pressed(question, "Do it", user_id=OTHER)
    assert "for the bot's admins" in (room.paper.api.callback_answer(query) or {})["text"]
    event = room.paper.services.store.timeline.event(1)
    assert event
    assert event.status is EventStatus.REPORTED


async def test_an_admin_does_not_undo_what_owners_decide_about_admins(room: Room) -> None:
    await room.asked(f"/admins add {OTHER} Ann")
    await room.asked("/admins add 9 Bob")
    assert (await room.asked("/undo 2", OTHER)).text.startswith("Only an owner")
    assert (await room.asked("/undo 2")).text == "Taken back: added the admin Bob (9)."
    assert [a.user_id for a in room.paper.services.store.people.admins()] == [OTHER]


async def test_an_admin_is_named_by_a_forwarded_message(room: Room) -> None:
    ann = {"id": OTHER, "is_bot": False, "first_name": "Ann", "last_name": "Lee"}
    me = {"id": ADMIN, "is_bot": False, "first_name": "Olga"}
    chat = {"id": ADMIN, "type": "private", "first_name": "Olga"}
    forwarded = {"message_id": 500, "date": 1, "chat": chat, "from": me, "text": "Good morning"}
    forwarded["forward_origin"] = {"type": "user", "date": 1, "sender_user": ann}
    command = {"message_id": 501, "date": 1, "chat": chat, "from": me, "text": "/admins add"}
    command["entities"] = [{"type": "bot_command", "offset": 0, "length": 7}]
    room.paper.api.add_chat(ADMIN)
    room.paper.api.push_raw({"message": command | {"reply_to_message": forwarded}})
    await room.paper.answer()
    assert room.paper.api.messages(ADMIN)[-1].text == "Ann Lee is an admin now."
    hidden = forwarded | {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Zed"}}
    room.paper.api.push_raw({"message": command | {"message_id": 502, "reply_to_message": hidden}})
    await room.paper.answer()
    assert "whom? A numeric id is missing." in room.paper.api.messages(ADMIN)[-1].text


# --- review ----------------------------------------------------------------------------------------------------


async def test_what_is_new_is_shown_to_an_admin_first_and_posted_when_approved(room: Room) -> None:
    assert (await room.asked("/review on")).text.startswith("Review is on")
    await room.events("Scales are refused")
    assert room.posts == []
    assert "Nothing has been reported yet" in (await room.paper.one("/latest")).text
    state, waiting = await room.paper.said("/review", ADMIN)
    assert state.text.endswith("1 update waits.")
    assert waiting.text.startswith("12 June 2024 · Fish market\nScales are refused")
    assert waiting.buttons == ["Approve", "Reject"]
    assert (await room.pressed("Approve")).text == "Approved: 1 chat is told."
    await room.deliver()
    assert room.posts[-1].text.startswith("12 June 2024 · Fish market\nScales are refused")


async def test_what_waits_is_approved_by_the_number_of_its_event(room: Room) -> None:
    await room.asked("/review on")
    (event,) = await room.events("Scales are refused")
    assert (await room.asked("/approve 99")).text == "Nothing of this waits."
    state, waiting = await room.paper.said("/approve", ADMIN)
    assert (state.text.endswith("1 update waits."), waiting.buttons) == (True, ["Approve", "Reject"])
    assert (await room.asked(f"/approve {event}")).text == "Approved: 1 chat is told."
    await room.deliver()
    assert len(room.posts) == 1


async def test_the_first_answer_of_an_admin_counts(room: Room) -> None:
    await room.asked("/review on")
    await room.events("Scales are refused")
    *_, waiting = await room.paper.said("/review", ADMIN)
    *_, again = await room.paper.said("/review", ADMIN)
    assert (await room.pressed("Reject")).text == "Rejected: nobody is told."
    await room.paper.pressed(waiting, "Approve", user_id=ADMIN)
    assert "This was decided already." in [m.text for m in room.paper.api.messages(ADMIN)]
    await room.deliver()
    assert room.posts == []
    assert again.message_id != waiting.message_id


async def test_every_admin_is_asked_once_about_what_begins_to_wait(room: Room) -> None:
    await room.asked("/review on")
    await room.asked(f"/admins add {OTHER} Ann")
    room.paper.api.add_chat(OTHER)
    told(room.paper, 1, "Scales are refused", DAY)
    asker = Asker(room.paper.services, room.paper.bot)
    await asker.ask(NOW)
    await asker.ask(NOW)
    for who in (ADMIN, OTHER):
        (asked,) = (m for m in room.paper.api.messages(who) if m.buttons == ["Approve", "Reject"])
        assert "Scales are refused" in asked.text
    assert (await room.pressed("Approve", OTHER)).text == "Approved: 1 chat is told."


async def test_an_admin_who_never_wrote_to_the_bot_holds_up_nobody(room: Room) -> None:
    await room.asked("/review on")
    await room.asked(f"/admins add {OTHER - 2} Zed")  # asked first, and has no chat
    told(room.paper, 1, "Scales are refused", DAY)
    await Asker(room.paper.services, room.paper.bot).ask(NOW)
    assert room.paper.api.messages(ADMIN)[-1].buttons == ["Approve", "Reject"]


# --- uncertain posts -------------------------------------------------------------------------------------------


async def test_uncertain_posts_are_sent_again_or_left_by_button(room: Room) -> None:
    assert (await room.asked("/uncertain")).text.startswith("Every post arrived")
    for n, title in enumerate(("Scales are refused", "Traders strike"), start=1):
        told(room.paper, n, title, DAY)
    outbox, then = room.paper.services.store.outbox, NOW + MINUTE
    for _ in range(2):
        for delivery in outbox.claim(then, 10):
            outbox.settle(delivery, Outcome(OutcomeKind.LOST, error="answer lost"), then)
        then += timedelta(minutes=1)
    listed = await room.asked("/uncertain")
    assert listed.text.startswith("2 posts were perhaps not sent")
    assert listed.buttons == ["Send 1 again", "Leave 1", "Send 2 again", "Leave 2", "Send all again"]
    await room.pressed("Send 1 again")
    await room.pressed("Leave 2")
    await room.deliver()
    assert [post.text.splitlines()[1] for post in room.posts] == ["Scales are refused"]
    assert (await room.asked("/uncertain")).text.startswith("Every post arrived")
