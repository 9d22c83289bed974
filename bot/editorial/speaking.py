"""Who speaks in a sentence. Pure.

Axioms:
1. What stands in quotation marks is what was said; its speaker is named outside.
2. A speaker is named near a word of saying: before it within a clause ("the minister, …, said"), or right behind it where
   the words come first ("…", said the minister; according to the minister).
3. Who is named behind "that" is spoken of.
"""

from __future__ import annotations

import re

from bot.editorial.concepts import Lexicon
from bot.editorial.cues import LANGUAGES, attributed

CLAUSE = 60  # characters between a speaker's name and the word of saying: an office, a day, a place
BEHIND = 40  # characters from the end of a quotation to its speaker: ", said Prime Minister"

_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|\"[^\"]*\"")
_QUOTE_ENDS = "”"
_ACCORDING = re.compile(
    rf"(?<!\w)(?:according to|по словам|по мнению|по данным)[^.,;]{{0,{BEHIND}}}$", re.IGNORECASE
)
_PAPERS = re.compile(r"\b(?:declaration|statement|announcement)s?\b", re.IGNORECASE)
"""What is signed, not said."""

_THAT = re.compile(r"(?<!\w)(?:that|what|how|что|как|որ|թե)(?!\w)", re.IGNORECASE)


def speaks(concept: str, text: str, lang: str, lexicon: Lexicon) -> bool:
    """Whether somebody of the topic says something in a sentence.

    Args:
        concept: the id of who it would be.
        text: one sentence.
        lang: its language; of one without a list of words of saying nobody is known to speak.
        lexicon: the topic's names.
    """
    outside = _QUOTED.sub(lambda quote: " " * (len(quote[0]) - 1) + _QUOTE_ENDS, text)
    return any(_near(outside, *hit.position, lang) for hit in lexicon.hits(outside) if hit.concept == concept)


def _near(text: str, start: int, end: int, lang: str) -> bool:
    after = _THAT.split(text[end : end + CLAUSE])[0]
    if _says(after, lang):
        return True
    before = text[max(0, start - CLAUSE) : start]
    quote = before.rfind(_QUOTE_ENDS)
    said = before[quote + 1 :][-BEHIND:] if quote >= 0 else ""
    return bool(_ACCORDING.search(before)) or (_THAT.search(said) is None and _says(said, lang))


def _says(text: str, lang: str) -> bool:
    return lang in LANGUAGES and attributed(_PAPERS.sub("", text), lang)
