"""The small change of comparison: words, stems, numbers and the keys of names.

Texts in, lists of plain strings out; every function takes any text and is linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any

import snowballstemmer
from babel import Locale, UnknownLocaleError

from bot.editorial.function_words import FUNCTION_WORDS
from bot.editorial.names import name_key
from bot.editorial.remembered import Remembered

LONGEST_STEMMED = 60  # letters: longer runs are no words, and stemmers are slow on them
TITLE_CASE = 0.7  # share of capitalised content words from which capitals no longer tell names
FEWEST_SHOUTED = 3  # content words: of fewer, no share tells anything

_INVISIBLE = re.compile(
    "[\u00ad\u0301\u055b\u055c\u055e\u200b-\u200f\u2060\ufeff]"
)  # stress, soft hyphens, joiners
_WORD = re.compile(r"[^\W_]+(?:['’ʼ՚][^\W_]+)*")
_APOSTROPHES = re.compile(r"['’ʼ՚]")
_AROUND = ",.:;!?\"'“”„«»‘’()[]…–—։՝"  # marks that stand beside words
_POSSESSIVE = re.compile(r"['’ʼ]s$")

_SPACE = "[ \u00a0\u2009\u202f]"
_NUMBER = re.compile(
    rf"""(?<![0-9])(?:
        (?P<time>[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?)(?![0-9])
      | (?P<date>[0-9]{{1,4}}(?:[./-][0-9]{{1,2}}){{1}}[./-][0-9]{{1,4}})(?![0-9])
      | (?P<grouped>[1-9][0-9]{{0,2}}(?:(?:,[0-9]{{3}})+|(?:\.[0-9]{{3}})+|(?:{_SPACE}[0-9]{{3}})+|(?:['’][0-9]{{3}})+)
            (?:[.,][0-9]{{1,2}})?)(?![0-9]|[.,][0-9])
      | (?P<plain>[0-9]+(?:[.,][0-9]+)?)
    )(?:{_SPACE}?(?:(?P<thousand>thousand|тыс|հազար|tausend)|(?P<million>million|mio\b|mln|млн|миллион|մլն|միլիոն)
      |(?P<billion>billion|bn\b|mrd|milliarde|bln|млрд|миллиард|մլրդ|միլիարդ)))?""",
    re.VERBOSE | re.IGNORECASE,
)
_DIGITS = re.compile(r"[0-9]+")
_SCALE = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_LONGEST_NUMBER = 30  # digits: longer ones are identifiers, kept as they stand

_LETTERS = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
# Those of them that may open with a capital: the first letter is looked for first, as most are common small ones.
_MAYBE_CAPITAL = re.compile(
    r"[^\W\d_a-zа-яёա-և](?<![^\W\d_].)(?<![^\W\d_]['’ʼ].)[^\W\d_]*(?:['’ʼ][^\W\d_]+)*"
)
_OPENS = re.compile(r"(?:^|[.!?…։:\n]|[—–-]\s)[\s\"'“”„«»(\[—–-]*$")
_ENGLISH_ENDINGS = re.compile(
    r"(?:ing|tion|tions|ment|ments|ness|ity|ies|ed|ly|ive|ous|able|ship|ance|ence|ism)$"
)
_OFFICES = re.compile(
    r"президент|премьер|министр|министерств|председател|правительств|совет(?:а|у|ом|е)?$|республик|област|губернатор|федерац"
    r"|федеральн|безопасност|организац|договор|парти[яию]|комитет|комисси|ассамбле|парламент|государств|национальн|народн|служб"
    r"|նախագահ|վարչապետ|նախարար|կառավարությ|հանրապետությ|խորհուրդ|խորհրդ|ազգային|ժողով|անվտանգությ|պայմանագր|կազմակերպությ"
    r"|միությ|ծառայությ|կոմիտե|հանձնաժողով|կուսակցությ|ministerpräs|präsident|regierung|bundes"
)
_HEADLINES = """
accuses adds after again agree agrees ahead aid air alert alliance ambassador amid announces approves armed army
arrest arrested asks attack attacks attends ban bank begins bid bill billion black blames block border boss breaking
bus business calls camp capital case cease ceasefire central chief city civil claims clash clashes close comes
conflict congress council country court crash crisis cuts day days dead deal death deaths defence defense demands
denies deputy dies discuss discusses dozens east eastern economic election elections end ends energy expert faces
fire first flight forces foreign former free freeze gas gets gives global government governor group head health held help
high hits holds home hours house human international issues joins joint judge key kill killed kills king land latest
law lawmakers lead leader leaders leave leaves left legal life list live local long major make makes man march meet
meets men military million minister ministers ministry missile more mps national need new news night north northern
nuclear offers official officials oil opens opposition orders pact parliament party peace people plan plans plays
police political power premier president press prime prince protest protests pulls quits red region rejects relations report
reports republic rights rise rises rules says school seeks sees seeks sends set sets sign signs slams soldiers south
southern special spokesman state states stop strike strikes summit supports supreme take takes talks tells tens
ties time today top trade treaty troops two union urges visit visits vote votes vows wants war warns watch way week
weeks west western white win wins withdraw withdraws woman women work world year years young
january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
"""
_HEADLINE_WORDS = frozenset(_HEADLINES.split())


@lru_cache(maxsize=64)  # a sentence is asked for its stems and its signs in turn
def tokens(text: str) -> tuple[str, ...]:
    """The words of `text` in order, case-folded, possessives and apostrophes taken off; numbers in digits included."""
    return tuple(chain.from_iterable(map(_TOKENS.__getitem__, text.split())))


def _tokens(chunk: str) -> tuple[str, ...]:
    """The words of what stands between white space: mostly one, with or without a mark beside it."""
    bare = chunk.strip(_AROUND)
    if bare != chunk:
        return _TOKENS[bare]
    folded = chunk.lower() if chunk.isascii() else _folded(chunk)
    if folded.isalnum():
        return (folded,)
    return tuple(
        [
            word if word.isalnum() else _APOSTROPHES.sub("", _POSSESSIVE.sub("", word))
            for word in _WORD.findall(folded)
        ]
    )


_TOKENS = Remembered(_tokens)


def _folded(text: str) -> str:
    return _INVISIBLE.sub("", text).casefold().replace("և", "եւ").replace("ё", "е")


@lru_cache(maxsize=32)
def _stemmer(lang: str) -> Any:
    try:
        name = (Locale.parse(lang).get_language_name("en") or "").lower()
    except (ValueError, UnknownLocaleError):
        return None
    return snowballstemmer.stemmer(name) if name in snowballstemmer.algorithms() else None


def stem(token: str, lang: str) -> str:
    """The stem of one case-folded word; the word itself in a language Snowball does not know."""
    stemmer = _stemmer(lang)
    if stemmer is None or len(token) > LONGEST_STEMMED:
        return token
    return str(stemmer.stemWord(token))


def stopwords(lang: str) -> frozenset[str]:
    """The function words of a language, case-folded; empty where we have no list."""
    return FUNCTION_WORDS.get(lang, frozenset())


def content_stems(text: str, lang: str) -> list[str]:
    """The stems of the words that carry content, in order; numbers and single letters left out."""
    return list(filter(None, map(_content_of(lang).__getitem__, tokens(text))))


@lru_cache(maxsize=32)
def _content_of(lang: str) -> Remembered[str]:
    """What a case-folded word of a language carries: its stem, or nothing."""
    stop = stopwords(lang)

    def content(token: str) -> str:
        return "" if token in stop or len(token) < 2 or token.isdecimal() else stem(token, lang)

    return Remembered(content)


def numbers(text: str) -> tuple[str, ...]:
    """The numbers of `text` in reading order, in one notation.

    Thousands are ungrouped ("1,000" → "1000"), decimals take a point, scale words are multiplied in ("120 тыс." →
    "120000"), a clock time stays one ("17:39"), a date in digits gives its parts, leading zeros go.
    """
    return tuple(number for _, number in located_numbers(text))


def located_numbers(text: str) -> Iterator[tuple[int, str]]:
    """The numbers of `text` as `numbers` writes them, each with the position where it begins."""
    done = 0
    for digits in _DIGITS.finditer(text):  # to look for a number at every letter takes ten times as long
        match = _NUMBER.match(text, digits.start()) if digits.start() >= done else None
        if match is None:
            continue
        done = match.end()
        if match["time"]:
            yield match.start(), match["time"]
        elif match["date"]:
            for part in re.split(r"[./-]", match["date"]):
                yield match.start(), part.lstrip("0") or "0"
        else:
            yield match.start(), _normal(match)


def _normal(match: re.Match[str]) -> str:
    if match["grouped"]:
        digits = match["grouped"]
        tail = re.search(r"[.,][0-9]{1,2}$", digits)
        whole = re.sub(r"[^0-9]", "", digits[: tail.start()] if tail else digits)
        text = whole + (f".{tail[0][1:]}" if tail else "")
    else:
        text = match["plain"].replace(",", ".")
    if len(text) > _LONGEST_NUMBER:
        return text
    scale = next((factor for name, factor in _SCALE.items() if match[name]), 1)
    value = format(Decimal(text) * scale, "f")
    return value.rstrip("0").rstrip(".") if "." in value else value


def name_keys(text: str, lang: str) -> frozenset[str]:
    """The keys of the names in `text`, alike across scripts and cases (see `names.name_key`).

    Axioms:
    1. A capitalised word inside a sentence is a name, unless it is a function word or an office.
    2. One that opens a sentence is a name if it is one elsewhere in the text, or if a name follows it at once.
    3. Where nearly all words are capitalised (title case, all capitals) capitals prove nothing: function words, common
       headline words and derived words are left out, the rest is taken.
    """
    clean = text if text.isascii() else _INVISIBLE.sub("", text)
    tells = _telling(lang)
    capital = [m for m in _MAYBE_CAPITAL.finditer(clean) if m[0][0].isupper() and tells[m[0]]]
    names = [m for m in capital if not _ORDINARY[m[0]]]
    if not names:
        return frozenset()
    keys = [name_key(m[0], lang) for m in names]
    if not _shouted(clean, [m[0] for m in capital], tells):
        keys = _credible(clean, names, keys)
    return frozenset(filter(None, keys))


@lru_cache(maxsize=32)
def _telling(lang: str) -> Remembered[bool]:
    """Whether a word of a language, as it is spelt, carries content."""
    stop = stopwords(lang)
    return Remembered(lambda word: len(word) > 2 and word.casefold() not in stop)


def _shouted(text: str, capital: list[str], tells: Mapping[str, bool]) -> bool:
    """Whether nearly all words of content are capitalised (axiom 3)."""
    if len(capital) < TITLE_CASE * FEWEST_SHOUTED:
        return False
    content = sum(map(tells.__getitem__, _LETTERS.findall(text)))
    return (
        content >= FEWEST_SHOUTED
        and len(capital) >= TITLE_CASE * content
        and (text.isascii() or _loud(capital))
    )


def _credible(text: str, names: Sequence[re.Match[str]], keys: Sequence[str]) -> list[str]:
    """The keys of names that stand inside a sentence, and of those openers of sentences that axiom 2 admits."""
    openers = [_opens(text, m.start()) for m in names]
    if not any(openers):
        return list(keys)
    inside = {key for key, opens in zip(keys, openers, strict=True) if not opens}
    followed = [text[m.end() : after.start()] == " " for m, after in pairwise(names)]
    told = zip(keys, openers, [*followed, False], strict=True)
    return [key for key, opens, followed in told if not opens or followed or key in inside]


def _opens(text: str, at: int) -> bool:
    """Whether a word opens a sentence, a clause behind a dash or what is quoted there."""
    if text[at - 1 : at] == " " and text[at - 2 : at - 1].isalnum():
        return False  # which is soon seen, and true of nearly all words
    return _OPENS.search(text[max(0, at - 8) : at]) is not None


def _loud(words: list[str]) -> bool:
    return sum(map(str.isupper, words)) * 2 > len(words)


def _ordinary(word: str) -> bool:
    folded = word.casefold()
    return folded in _HEADLINE_WORDS or bool(_ENGLISH_ENDINGS.search(folded) or _OFFICES.match(folded))


_ORDINARY = Remembered(_ordinary)
