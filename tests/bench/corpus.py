"""Invented news of the shipped story: as long, as varied and as repetitive as the real, and the same at every run.

Words are drawn by rank as in a language (Zipf), half of them function words; every event has words, names, a figure and
a day of its own, and several articles that each tell it in other sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random

from storage.records import Article, DateSource

WORDS = 20_000  # of one language
SENTENCES = 18  # of an article: about 300 words
REPORTS = 4  # of an event, on average
FIRST_DAY = date(2015, 1, 1)
EVENTS_A_DAY = 2


@dataclass(frozen=True)
class _Tongue:
    lang: str
    consonants: str
    vowels: str
    function: tuple[str, ...]
    openings: tuple[str, ...]  # what makes an article belong
    months: tuple[str, ...]
    day: str
    said: str
    stop: str


_TONGUES = (
    _Tongue(
        "en",
        "bcdfghklmnprstvw",
        "aeiou",
        tuple("the of and to in a that for on with as by at from its was has were which after".split()),  # noqa: SIM905
        (
            "Armenia and the CSTO",
            "Pashinyan on the CSTO",
            "Armenia and Russia",
            "Armenia, Azerbaijan and Karabakh",
        ),
        tuple(
            "January February March April May June July August September October November December".split()  # noqa: SIM905
        ),
        "on {day} {month} {year}",
        "said",
        ".",
    ),
    _Tongue(
        "ru",
        "бвгдзклмнпрст",
        "аеиоу",
        tuple("и в не на что с по к из за о для от до при как это но его после".split()),  # noqa: SIM905
        ("Армения и ОДКБ", "Пашинян об ОДКБ", "Армения и Россия", "Армения, Азербайджан и Карабах"),
        tuple(
            "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()  # noqa: SIM905
        ),
        "{day} {month} {year} года",
        "сообщил",
        ".",
    ),
    _Tongue(
        "hy",
        "բգդզկլմնպրստ",
        "աեիոօ",
        tuple("և է են որ մեջ վրա համար հետ մասին այդ այս նրա իր ու թե եւ էր կամ մինչև հետո".split()),  # noqa: SIM905
        (
            "Հայաստանը և ՀԱՊԿ-ը",
            "Փաշինյանը ՀԱՊԿ-ի մասին",
            "Հայաստանը և Ռուսաստանը",
            "Հայաստանը, Ադրբեջանը և Ղարաբաղը",
        ),
        tuple(
            "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի".split()  # noqa: SIM905
        ),
        "{year} թվականի {month} {day}-ին",
        "ասաց",
        "։",
    ),
)
_SHARES = (6, 3, 1)  # of articles


@dataclass(frozen=True)
class _Event:
    day: date
    words: tuple[tuple[str, ...], ...]  # of each tongue
    names: tuple[tuple[str, ...], ...]
    figure: int
    opening: int


class Corpus:
    """Articles without end, in the order of their publication.

    Args:
        seed: another one gives other articles.
    """

    def __init__(self, seed: int = 1) -> None:
        self._random = Random(seed)
        self._vocabulary = [_vocabulary(tongue, Random(seed)) for tongue in _TONGUES]
        self._ranks = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))

    def articles(self) -> Iterator[Article]:
        """The articles."""
        number = 0
        day = FIRST_DAY
        while True:
            openings = self._random.sample(range(len(_TONGUES[0].openings)), EVENTS_A_DAY)
            events = [self._event(day, opening) for opening in openings]
            reports = [event for event in events for _ in range(self._random.randint(1, 2 * REPORTS - 1))]
            self._random.shuffle(reports)
            for at, event in enumerate(reports):
                number += 1
                yield self._article(number, event, at)
            day += timedelta(days=1)

    def _event(self, day: date, opening: int) -> _Event:
        words = tuple(tuple(self._words(at, 12)) for at in range(len(_TONGUES)))
        names = tuple(tuple(word.capitalize() for word in self._words(at, 4)) for at in range(len(_TONGUES)))
        return _Event(day, words, names, self._random.randint(20, 900), opening)

    def _words(self, at: int, count: int) -> list[str]:
        return self._random.choices(self._vocabulary[at], cum_weights=self._ranks, k=count)

    def _article(self, number: int, event: _Event, minute: int) -> Article:
        (at,) = self._random.choices(range(len(_TONGUES)), weights=_SHARES)
        tongue = _TONGUES[at]
        opening = tongue.openings[event.opening]
        title = f"{opening}: {' '.join(self._random.sample(event.words[at], 5))}"
        sentences = [self._sentence(at, event, place) for place in range(SENTENCES)]
        sentences[0] = f"{opening} {sentences[0]}"
        paragraphs = [" ".join(sentences[n : n + 3]) for n in range(0, SENTENCES, 3)]
        published = datetime(event.day.year, event.day.month, event.day.day, 8, tzinfo=UTC)
        return Article(
            url=f"https://outlet{number % 40}.example/{number}",
            title=title,
            text="\n".join([*paragraphs, f"{tongue.said.capitalize()} {number % 40} {tongue.stop}"]),
            outlet=f"Outlet {number % 40}",
            lang=tongue.lang,
            published=published + timedelta(minutes=minute),
            published_source=DateSource.FEED,
            published_confidence=0.95,
            fetched_at=published,
            external_id=f"made-{number}",
        )

    def _sentence(self, at: int, event: _Event, place: int) -> str:
        tongue, draw = _TONGUES[at], self._random
        words = [*draw.sample(event.words[at], 3), *self._words(at, 4), *draw.choices(tongue.function, k=7)]
        draw.shuffle(words)
        words.insert(draw.randint(2, len(words)), draw.choice(event.names[at]))
        if place % 5 == 1:
            words.append(str(event.figure))
        if place % 4 == 0:
            told = event.day - timedelta(days=draw.choice((0, 0, 1, 40, 400)))
            words.append(tongue.day.format(day=told.day, month=tongue.months[told.month - 1], year=told.year))
        if place % 3 == 2:
            words += [tongue.said, draw.choice(event.names[at])]
        return f"{words[0].capitalize()} {' '.join(words[1:])}{tongue.stop}"


def _vocabulary(tongue: _Tongue, draw: Random) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < WORDS:
        syllables = (
            draw.choice(tongue.consonants) + draw.choice(tongue.vowels) for _ in range(draw.randint(1, 4))
        )
        words["".join(syllables) + draw.choice(tongue.consonants)] = None
    return list(words)
