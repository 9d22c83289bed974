"""What a language must say of itself for its dates to be read: words, grammar, and how it speaks of the future."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NEVER = re.compile(r"(?!)")
Rules = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language's table. Each is only equal to itself, so that what is read in it can be remembered by it.

    `grammar` has one named group for each way of reckoning (see `reader.RECKON`); at one place of the shape the first
    rule that fits wins, so longer ones stand first.
    """

    words: Mapping[str, tuple[str, int]]
    grammar: re.Pattern[str]
    future: re.Pattern[str]  # words of a clause that speaks of what is to come
    past: re.Pattern[str]  # … of what was
    reporting: re.Pattern[str]  # of those, verbs of saying: their own time is not that of what is said
    present: re.Pattern[str]  # verbs of what is on the calendar: they tell where nothing else does
    opening: frozenset[str]  # words that open a clause ("that")
    deadline: frozenset[str]  # prepositions that look ahead where the clause tells nothing ("until Monday")
    aim: frozenset[str] = frozenset()  # … of a weekday whatever the clause tells: "called a rally for Sunday"
    beginning: frozenset[str] = frozenset()  # … where the clause tells nothing: "a strike from Monday"
    since: frozenset[str] = frozenset()  # … that look back whatever the clause tells: "shut since Monday"
    lasting: re.Pattern[str] = NEVER  # a preposition, or a weekday's form, from which on something goes on
    determiners: frozenset[str] = frozenset()  # words before a noun, so that a participle behind them is none
    auxiliary: frozenset[str] = frozenset()  # words one of which stands beside a verb of the present
    exactly: frozenset[str] = frozenset()  # words that make what is counted exact to the day
    infinitive: str = ""  # the word before an infinitive
    # Where nothing before it tells a time, it makes a headline that announces: "parliament to vote".
    heading: re.Pattern[str] = NEVER  # the infinitives that do, after the word before an infinitive
    governing: re.Pattern[str] = (
        NEVER  # … and the words that such an infinitive only completes: "vows to vote"
    )
    bound: re.Pattern[str] = NEVER  # two words that together speak of what was to come then: "was to"
    counted_from: re.Pattern[str] = NEVER  # a word that, before "two years later", says later than what
    eve_of_after: re.Pattern[str] = NEVER  # a word that, after "on the eve", says of what
    eve_of_before: re.Pattern[str] = NEVER  # … or before it
    done: frozenset[str] = frozenset()  # words that tell that a thing was done by the deadline
    toward: frozenset[str] = frozenset()  # … and the words that such a day stands behind
    away: frozenset[str] = frozenset()  # … and those that the day stands behind from which it is moved
    # Verbs that move a thing to what is then a coming day: "put off to Friday".
    defers: re.Pattern[str] = NEVER
    clause: frozenset[str] = frozenset()  # words that no number counts: "on the 13th they met"
    cases: bool = False  # a verb may put off to a day without any preposition
    # A bare number with its ending may be an hour, so a month must be told before.
    day_needs_month: bool = False
    # A document whose name has a year of its own: "the declaration of 1991" tells nothing of that year.
    document: re.Pattern[str] = NEVER
    year_first: re.Pattern[str] | None = None  # where its year stands before it: the form in which it does
    capitals: bool = False  # months and abbreviations count only with a capital: "may", "march", "sun"
    names: frozenset[str] = frozenset()  # time words that are names when capitalised inside a sentence


def row(text: str) -> frozenset[str]:
    """A set of words, written as one line."""
    return frozenset(text.split())


def grammar(rules: Rules) -> re.Pattern[str]:
    """One pattern of all rules, in their order; none begins with a word that is none of time, as most are."""
    groups = "|".join(f"(?P<{name}>{'|'.join(patterns)})" for name, patterns in rules.items())
    return re.compile(f"(?!_)(?:{groups})")


def words(*groups: tuple[str, int, str]) -> dict[str, tuple[str, int]]:
    """A table from groups of words that share a letter and a value."""
    return {word: (letter, value) for letter, value, row in groups for word in row.split()}


def numbered(letter: str, first: int, rows: Iterable[str]) -> tuple[tuple[str, int, str], ...]:
    """Groups of words that share a letter and count up: months from 1, weekdays from 0."""
    return tuple((letter, first + n, row) for n, row in enumerate(rows))
