"""Whether what a text names is told as so, as possible, or as not so: "will leave", "may leave", "has no plans to leave".

Axioms:
1. What stands in the clause around a name decides; a clause that depends on it by "that" is one with it: "denied that …".
2. A negation of a denial is a possibility: "did not rule out leaving".
3. A negation outweighs a possibility: "leaving is not under consideration".
4. That something is untrue is said of the whole sentence; a condition is one for all that follows it.

Grammar, not story: function words and verbs of thinking, in the languages that have lists; a text in another one tells as so.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

REACH = 400  # characters on both sides: longer sentences than newswire writes; keeps a hostile text linear
_BOUNDARY = re.compile(
    r"[;:.!?…()]|,(?!\s*(?:что|чтобы|якобы|будто|как\s+будто|որ|թե|that|including|включая|в\s+том\s+числе|ներառյալ|այդ\s+թվում)\b)"
    r"|\s[–—-]\s"
    r"|\b(?:and|but|while|because|since|и|а|но|поскольку|хотя|և|բայց|իսկ|քանի)\b"
)
_NOT_RULED_OUT = re.compile(
    r"\b(?:not|never|cannot|without|\w+n[’']t)\s+(?:\w+\s+){0,2}(?:rul\w+\s+out|exclud\w+)|\b(?:не|нельзя)\s+(?:\w+\s+)?исключ\w+"
    r"|\bչ\w+\s+(?:\w+\s+)?բացառ\w+|\b(?:nothing|not)\b.{0,20}\boff\s+the\s+table|\bне\s+снят\w*"
)
_NOT = re.compile(
    r"\b(?:not(?!\s+only)|cannot|\w+n[’']t|no(?!\s+longer)|never|nobody|none|nor|neither|without|den(?:y|ies|ied|ying)|rul(?:e|es|ed|ing)\s+out"
    r"|reject\w*|dismiss\w*|refus\w*|nonsense|off\s+the\s+(?:table|agenda)|unthinkable|untrue|false|premature|oppos(?:e|es|ed)|yet\s+to)\b"
    r"|\b(?:не(?!\s+только)|нет|ни|никто|никак\w*|никогда|опроверг\w*|исключ(?:ил\w*|ает|ают|ен[аоы]?)|отверг\w*|преждевременн\w*)\b"
    r"|\b(?:չի|չեն|չենք|չեմ|չէ|չէր|չէին|չկա|չկան|չունի|չունեն|չունենք|չունեմ|չլք\w+|ոչ(?!\s+միայն)|առանց|հերք\w+|մերժ\w+|բացառ(?:ել|վում|ված|ում)\s+է)\b"
)
_POSSIBLE = re.compile(
    r"\b(?:may|might|could|can|consider\w*|mull\w*|weigh\w*|ponder\w*|contemplat\w*|possib\w+|options?|prospects?|if|unless|whether"
    r"|dilemma|debat\w*|discuss\w*|stud(?:y|ies|ied|ying)|thinking|threat\w*|propos\w*|question|rumou?rs?|speculat\w+|polls?|polled|survey\w*|respondents|favou?r(?:s|ed)?|matter(?!\s+of\s+time)|referendum|petition|pros)\b"
    r"|\b(?:мо(?:жет|гут|жем|гла?|гли)|возмож\w+|бы|рассм[ао]тр\w+|вопрос\w*(?!\s+времени)|тем[аеуы]|если|обсужд\w+|обсуд\w+|подума\w+"
    r"|задум\w+|референдум\w*|допус\w+|вариант\w*|взвеш\w+|угрожа\w+|пригроз\w+|призв\w+|призыва\w+|предл[ао]\w+|петици\w+|изуч\w+|слух\w*|опрос\w*|опрошен\w*|респондент\w*|разговор\w*|просчит\w+)\b"
    r"|\b(?:կարող|հնարավոր\w*|(?<!ժամանակի\s)հարց\w*|կ?քննարկ\w*|եթե|գուցե|միգուցե|կ?դիտարկ\w*|կ?ուսումնասիր\w*|սպառն\w+|կոչ|առաջարկ\w*"
    r"|հանրաքվե\w*|տարբերակ\w*|լուրեր\w*)\b"
)
_UNTRUE = re.compile(
    r"\b(?:den(?:ied|ies)|untrue|not\s+true|no\s+truth|nonsense|опроверг\w*|не\s+соответств\w+\s+действительности|հերք\w+"
    r"|չ\w+\s+համապատասխանում\s+իրականությ\w+)\b"
)
_IF = re.compile(r"\b(?:if|unless|если|եթե)\b(?=.{3,},)")


class Modality(Enum):
    """How a text tells something."""

    SO = "so"
    POSSIBLE = "possible"
    NOT = "not"


def modality(text: str, position: tuple[int, int]) -> Modality:
    """How a text tells what it names at a place.

    Args:
        text: a sentence or headline.
        position: of the name, characters `[start, end)`; its own words decide nothing.
    """
    start, end = position
    first = max(0, start - REACH)
    return _told(text[first : end + REACH], start - first, end - first)


@lru_cache(maxsize=1024)
def _told(near: str, start: int, end: int) -> Modality:
    low = near.replace("May", "   ").lower()  # a month is no verb
    first = max((b.end() for b in _BOUNDARY.finditer(low, 0, start)), default=0)
    last = next((b.start() for b in _BOUNDARY.finditer(low, end)), len(low))
    clause = f"{low[first:start]} … {low[end:last]}"
    if _NOT_RULED_OUT.search(clause):
        return Modality.POSSIBLE
    if _NOT.search(clause) or _UNTRUE.search(low):
        return Modality.NOT
    conditional = _IF.search(low, 0, start)
    return Modality.POSSIBLE if conditional or _POSSIBLE.search(clause) else Modality.SO
