"""`dateline demo` as whoever tries it first sees it: the shipped story, another story, a conversation at the prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.running import called, environment

OTHER_STORY = Path(__file__).parent / "data" / "other_story"
FRAME = re.compile(r"╭─ message (\d+)( edited)?(?:, a reply to (\d+))? ─+╮\n(.*?)╰─", re.DOTALL)


@dataclass(frozen=True)
class Frame:
    """A message as it was shown: the lines of its frame as one, quotes without their bars."""

    number: int
    edited: bool
    reply_to: int | None
    text: str


@dataclass(frozen=True)
class Show:
    """What the demonstration printed."""

    whole: str

    def frames(self) -> Iterator[Frame]:
        for number, edited, reply_to, inside in FRAME.findall(self.whole):
            lines = [line.strip(" │").removeprefix("▏") for line in inside.splitlines()]
            yield Frame(
                int(number), bool(edited), int(reply_to) if reply_to else None, " ".join(filter(None, lines))
            )

    def posts(self, day: str) -> list[Frame]:
        """The first posts of events of a day."""
        return [
            f for f in self.frames() if not f.edited and not f.reply_to and f.text.startswith(f"{day} · ")
        ]

    def finally_(self, post: Frame) -> str:
        """How a post reads in the end."""
        return [f for f in self.frames() if f.number == post.number][-1].text

    def background(self) -> str:
        """What the pages of the timeline fold away."""
        return " ".join(f.text.partition("Background: ")[2] for f in self.frames())


def demonstrated(folder: Path, *arguments: str, typed: str = "", **settings: str) -> Show:
    """Run it in a folder of its own, with no settings but these."""
    variables = environment(**settings) | {"COLUMNS": "80"}
    done = called(folder, variables, "demo", *arguments, typed=typed)
    assert (done.code, done.err) == (0, "")
    assert not list(folder.iterdir())  # nothing is left behind
    return Show(done.out)


pytestmark = pytest.mark.xdist_group("demo")  # the shipped story is replayed once


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Show:
    return demonstrated(tmp_path_factory.mktemp("demo"), "--once")


# --- the shipped story ---------------------------------------------------------------------------------------------


def test_an_event_of_many_reports_is_posted_once_with_all_who_carry_it(shipped: Show) -> None:
    (post,) = shipped.posts("12 June 2024")
    finally_ = shipped.finally_(post)
    assert all(f"(seed {seed})" in finally_ for seed in ("000", "001", "002"))
    assert "One source so far" not in finally_


def test_every_report_is_judged_when_it_comes_out(shipped: Show) -> None:
    (third,) = re.findall(
        r"^08 May 2024 +corroboration Вестник.*?(?=^\d\d \w{3} \d{4})",
        shipped.whole,
        re.MULTILINE | re.DOTALL,
    )
    assert "edited" in third
    assert "3 sources" in third


def test_an_outlet_is_cited_for_what_it_says_alone(shipped: Show) -> None:
    (post,) = shipped.posts("22 February 2024")
    finally_ = shipped.finally_(post)
    assert "military base in Armenia was not on the agenda. [1] " in finally_
    assert "2 sources" in finally_


def test_a_denial_stands_beside_what_it_denies(shipped: Show) -> None:
    (post,) = shipped.posts("12 June 2024")
    disputed = shipped.finally_(post).partition("Disputed: ")[2]
    assert "Mirzoyan" in disputed.partition(" sources ")[0]


@pytest.mark.parametrize(
    ("day", "outlet"), [("22 February 2024", "NewsRescue"), ("22 May 2023", "The Limited Times")]
)
def test_earlier_turns_of_the_story_are_events_of_their_own(shipped: Show, day: str, outlet: str) -> None:
    (post,) = shipped.posts(day)
    assert outlet in shipped.finally_(post)


@pytest.mark.parametrize(
    "when",
    ["September 2020", "9–10 November 2020", "September 2022", "19–20 September 2023", "1 January 2024"],
)
def test_what_is_only_told_in_passing_is_dated_background(shipped: Show, when: str) -> None:
    # Not as the end of a range or of a day; a sentence before it may well end with a year.
    assert re.search(rf"(?<!\b\d )(?<!\b\d\d )(?<!–){when} — \w", shipped.background())
    assert not shipped.posts(when)


@pytest.mark.parametrize(
    "furniture",
    ["Coffee enthusiast", "Related", "Tags:", "Listen to the article", "Search", "You may like", "See also"],
)
def test_nothing_of_the_pages_around_the_articles_is_told(shipped: Show, furniture: str) -> None:
    assert furniture not in shipped.whole


def test_the_day_a_page_was_rendered_is_no_day_of_the_story(shipped: Show) -> None:
    assert not re.search(r"16 Sept(ember)? 2024|16 Sep 2024", shipped.whole)


@pytest.mark.parametrize("elsewhere", ["Quindio", "Portugal", "прививках"])
def test_what_only_sounds_like_the_story_is_judged_and_not_told(shipped: Show, elsewhere: str) -> None:
    assert re.search(rf"irrelevant .*{elsewhere}", shipped.whole)
    assert not any(elsewhere in frame.text for frame in shipped.frames())


def test_a_sentence_without_a_source_is_told_nowhere(shipped: Show) -> None:
    told = [frame.text for frame in shipped.frames() if "[ Event ]" in frame.text]
    assert len(told) > 20
    assert all(re.search(r"\w[.!?։”\"]* (\(\w\w\) )?\[\d+\]", text) for text in told)


# --- another story, and a conversation -----------------------------------------------------------------------------


def test_another_story_is_another_folder(tmp_path: Path) -> None:
    shown = demonstrated(tmp_path, "--once", SEEDS=str(OTHER_STORY))
    assert "Orlava dam" in shown.whole
    assert any(frame.edited for frame in shown.frames())  # both sides of the river report one event
    assert "CSTO" not in shown.whole


def test_the_prompt_answers_commands_words_and_buttons(tmp_path: Path) -> None:
    typed = "/latest\n1\nKestrel\n99\n\nexit\n/help\n"
    shown = demonstrated(tmp_path, typed=typed, SEEDS=str(OTHER_STORY))
    answers = shown.whole.partition("or exit.")[2]
    latest, card, found, nothing = list(Show(answers).frames())[:4]
    assert latest.text.startswith("Latest")
    assert re.match(r"\d+ \w+ \d{4} · Orlava dam · event \d+ ", card.text)
    assert "Found for “Kestrel”" in found.text
    assert "“99”" in nothing.text
    assert "/help" not in answers


def test_the_prompt_ends_with_its_input(tmp_path: Path) -> None:
    shown = demonstrated(tmp_path, typed="/timeline", SEEDS=str(OTHER_STORY))
    assert list(shown.frames())[-1].text.startswith("20")
