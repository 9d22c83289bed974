"""What makes a new sentence a turn of the story, worth a post of its own. What is new besides is detail.

Axioms:
1. A turn is a step of the ladder, a denial, a figure put in another's place, a plan carried out, victims where none of
   their kind were told of.
2. The rest is a turn only by the headline, which was written to say what is new: an act that nobody told, somebody who
   was not heard before, a denial in other words; or, where the event was told in the same language, whatever it brings.
3. After a flash comes its report: what it says at length of what was told in a line fills up the first post, unless it is a
   turn by the first axiom.
4. Told in another language an event looks new in every word and in many a name: there only who is somebody to the topic
   counts, and figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.editorial import cues, words
from bot.editorial.agreement import CONCEPT, NAME, NUMBER, Rarity
from bot.editorial.calibration import NEW, NEW_STEP
from bot.editorial.concepts import Lexicon
from bot.editorial.figures import counts, in_digits
from bot.editorial.newsroom import MEANING, signs
from bot.editorial.told import Told, citable, fulfilled, terms
from bot.editorial.unseen import Unseen, listed
from storage.records import Sentence, StatementKind

VICTIMS = frozenset(MEANING + meaning for meaning in ("kill", "wound", "prisoner"))  # of `vocabulary.txt`
_FIGURE = re.compile(r"(?<![\w-])\d[\d.,]*(?![\w-])")
OPENING = 3  # sentences that bear out what the headline has for news


@dataclass(frozen=True, slots=True)
class Turns:
    """What an article's sentences are held against: how far the story has come, and what its headline has for news."""

    told: Told
    lexicon: Lexicon
    acts: frozenset[str]  # concept ids
    rung: int  # the highest told
    about: frozenset[str] = frozenset()  # the concepts of the headline
    voices: frozenset[str] = frozenset()  # terms: whom and where it names that nothing told does
    # Terms: in another language, its figures that no report of the event has.
    figures: frozenset[str] = frozenset()
    victims: frozenset[str] = frozenset()  # terms: its signs of victims that no first report has
    announces: bool = False  # it says that there is something new
    denies: bool = False  # … a denial not yet told
    revises: bool = False  # … another figure
    plans: bool = True  # … what is to come, so that it announces once more what it is about; or there is none

    @staticmethod
    def of(told: Told, rarity: Rarity, lexicon: Lexicon, headline: Sentence | None) -> Turns:
        """Read a headline against what is told.

        Args:
            told: everything told so far.
            rarity: weights.
            lexicon: knows the ladder and the acts.
            headline: of the article; None: it has none.
        """
        acts = lexicon.by_kind.get("act", frozenset())
        # By what was said of it: a report may name steps of others, or former ones, far below its headline.
        rung = max((lexicon.rung(named, about) for named, about in told.acts), default=0)
        if headline is None:
            return Turns(told, lexicon, acts, rung)
        unseen = Unseen.of(headline, told, rarity)
        proper = {CONCEPT + concept for concept in headline.concepts & lexicon.proper}
        names = {NAME + name for name in headline.names} if told.comparable else set()
        return Turns(
            told=told,
            lexicon=lexicon,
            acts=acts,
            rung=rung,
            about=headline.concepts,
            voices=frozenset(proper | names) - told.terms,
            figures=frozenset()
            if told.comparable
            else _counted(headline.text, told.lang) - _figures_told(told),
            victims=_suffered(headline.text, told.lang) - told.terms,
            announces=not (told.brief or cues.asks(headline.text))
            and told.comparable
            and _brings(headline, unseen, told),
            denies=cues.denies(headline.text, told.lang) and not was_denied(headline, told, acts, rarity),
            revises=cues.revises(headline.text, told.lang),
            plans=cues.plans(headline.text, told.lang),
        )

    def why(self, sentence: Sentence, unseen: Unseen) -> str | None:
        """Why a sentence tells a turn of the story; None: it tells none by itself.

        Args:
            sentence: of the article, no denial that was told.
            unseen: what of it is not told.
        """
        if cues.denies(sentence.text, self.told.lang):
            return "a denial not yet told"
        rung = self.lexicon.rung(sentence.concepts, sentence.concepts | self.about)
        denied = cues.answers_no(sentence.text, self.told.lang)
        if rung > self.rung and unseen.share >= NEW_STEP and not denied:
            return f"a step of the story not yet told, number {rung}"
        if (spoken := self._spoken(sentence, unseen)) or sentence.position > OPENING:
            return spoken
        if victims := self._victims(sentence):
            return (
                f"victims not yet told: {', '.join(sorted(v.removeprefix(NAME + MEANING) for v in victims))}"
            )
        if self.denies and sentence.position == 1 and unseen.share >= NEW:
            return "its headline denies what was told"
        return self._figure(sentence, unseen) or self._done(sentence)

    def _spoken(self, sentence: Sentence, unseen: Unseen) -> str | None:
        """Whom or what act of the headline a sentence tells of, mostly in words that are somebody's."""
        if self.told.brief:
            return None
        lang = self.told.lang
        heard = self.voices & _named(sentence) if self.voices else self.voices
        if not heard and sentence.position == 1 and not self.told.comparable and unseen.adds(self.told):
            heard = self.voices
        acts = {CONCEPT + act for act in sentence.concepts & self.acts & self.about} & unseen.terms
        acting = bool(acts) and unseen.adds(self.told)
        # Of whom the first sentence tells, nobody need have said so, where the event was told in another language.
        opens = sentence.position == 1 and not self.told.comparable
        said = (heard and opens) or cues.attributed(sentence.text, lang)
        if not (heard or acting) or not said or cues.asks(sentence.text):
            return None
        what = "somebody not heard before" if heard else "an act not yet told"
        return f"{what}: {listed(heard or acts, sentence, lang)}"

    def _victims(self, sentence: Sentence) -> frozenset[str]:
        """Those of a headline of whom nothing told speaks: that somebody was killed where only wounded were told of."""
        new = self.victims and self.victims & _suffered(sentence.text, self.told.lang)
        if not new:
            return new
        return new.difference(*(_suffered(known.text, known.lang) for known in self.told.own))

    def _figure(self, sentence: Sentence, unseen: Unseen) -> str | None:
        """Which new figure a sentence tells: the headline's own, or one put in another's place."""
        numbers = sentence.numbers | _victims_counted(sentence.text, self.told.lang)
        if own := self.figures & {NUMBER + number for number in numbers}:
            return f"a figure of the headline: {listed(own, sentence, self.told.lang)}"
        revised = self.revises or cues.revises(sentence.text, self.told.lang)
        return "a figure put in another's place" if revised and self._puts_right(sentence, unseen) else None

    def _puts_right(self, sentence: Sentence, unseen: Unseen) -> bool:
        """Whether a sentence that revises a figure has one that nobody told in its place."""
        lang, spelt = self.told.lang, counts(sentence.text)
        if _suffered(sentence.text, lang):  # how many they are, other figures do not tell
            new = _toll(sentence.text, lang).difference(*(_toll(k.text, k.lang) for k in self.told.own))
        else:
            new = frozenset(term for term in unseen.terms if term.startswith(NUMBER))
            new |= frozenset(NUMBER + number for number in spelt) - self.told.figures
        if new or not cues.replaces(sentence.text, lang):
            return bool(new)
        # "Not two but one" has nothing but the old figure to be known by: news until somebody has put that right.
        own = sentence.numbers | spelt
        put_right = (k for k in self.told.own if cues.replaces(k.text, k.lang))
        return not any(not own or own & (k.numbers | counts(k.text)) for k in put_right)

    def _done(self, sentence: Sentence) -> str | None:
        done = not self.plans and fulfilled(sentence, self.told.own, self.told.lang)
        return "what was planned has been done" if done else None


def _counted(text: str, lang: str) -> frozenset[str]:
    """The figures of a text as terms, ordinals and parts of names left out: "the 7th fleet" counts nothing."""
    digits = {number for at, number in words.located_numbers(text) if _FIGURE.match(text, at)}
    return frozenset(NUMBER + number for number in digits | _victims_counted(text, lang))


def _toll(text: str, lang: str) -> frozenset[str]:
    """All figures of a sentence of victims, as terms."""
    return _counted(in_digits(text), lang) if _suffered(text, lang) else frozenset()


def _victims_counted(text: str, lang: str) -> frozenset[str]:
    """How many victims, where it is written in words; "the two sides" counts none."""
    return counts(text) if _suffered(text, lang) else frozenset()


def _figures_told(told: Told) -> frozenset[str]:
    """The figures that were told, also those of victims in words."""
    spelt = (_victims_counted(known.text, known.lang) for known in told.own)
    return told.figures.union(NUMBER + number for numbers in spelt for number in numbers)


def _suffered(text: str, lang: str) -> frozenset[str]:
    """Signs of victims as terms, also in words that a topic has a concept for: it may have one for all of them."""
    return frozenset(NAME + sign for sign in signs(text, lang) & VICTIMS)


def was_denied(sentence: Sentence, told: Told, acts: frozenset[str], rarity: Rarity) -> bool:
    """Whether a denial was told: nearly all of it in its language, or, of this event, half of whom and what it names."""
    named = (sentence.concepts - acts) | sentence.names
    own = (s for s in told.own if s.kind is StatementKind.DENIAL)
    if named and any(2 * len(named & (s.concepts | s.names)) >= len(named) for s in own):
        return True
    denials = [s for s in told.statements if s.kind is StatementKind.DENIAL and s.lang == told.lang]
    return bool(citable([sentence], denials, told.lang, rarity))


def _brings(headline: Sentence, unseen: Unseen, told: Told) -> bool:
    """Whether a headline has something new in the event's own language."""
    # A headline is short: what it speaks of and no first report does is no other word for the same.
    speaks = headline.signs if headline.position == 0 else frozenset()
    other = {NAME + sign for sign in speaks if sign[0] == MEANING} - told.terms
    return unseen.adds(told) or (unseen.share >= NEW and bool(other))


def _named(sentence: Sentence) -> frozenset[str]:
    return terms(frozenset(), sentence.concepts, sentence.names, frozenset())
