"""Says in which language a text is written.

Axioms:
1. The script decides first: most letters of one script leave few languages, often one.
2. A hint (what the feed, the page or the import says) wins where its language is written in that script.
3. Letters that only some of the languages have leave those, where they are no rarity in the text.
4. Among the languages left a character model decides; where a text is too short for it, the language of its script
   that news is mostly written in.
"""

from __future__ import annotations

import re
from collections import Counter

UNKNOWN = "und"  # BCP 47: no letters, or a script we cannot place
SAMPLE = 500  # characters looked at: the lead tells, and the model's time is linear in the text
MARGIN = 25.0  # nats of log-likelihood a rarer language must lead by in a text shorter than `SHORT`
SHORT = 60  # letters: below it names from anywhere outweigh the grammar
RARITY = 0.005  # of all letters: what quoted names bring; "ы" makes 1.9 % of ru, "і" 5.7 % of uk

_SCRIPTS = (  # name, letters, languages: the first is the one to assume
    (
        "latin",
        "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
        "en de fr es it pt nl pl tr az ro cs hu sv da no fi lt lv et hr sk sl sq",
    ),
    ("cyrillic", "\u0400-\u052f", "ru uk be bg sr mk kk ky tg mn"),
    ("hy", "\u0531-\u0587\ufb13-\ufb17", "hy"),
    ("ka", "\u10a0-\u10ff\u1c90-\u1cbf", "ka"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff", "el"),
    ("he", "\u0590-\u05ff", "he"),
    ("arabic", "\u0600-\u06ff\u0750-\u077f", "ar fa ur"),
    ("kana", "\u3040-\u30ff", "ja"),
    ("han", "\u4e00-\u9fff", "zh ja"),
    ("hangul", "\uac00-\ud7af", "ko"),
)
_TELLING = (  # letters, languages that have them
    ("ыэ", frozenset({"ru", "be", "kk", "ky", "tg", "mn"})),
    ("іїєґ", frozenset({"uk", "be", "kk"})),
    ("ђћљњџј", frozenset({"sr", "mk"})),
)
_LETTERS = tuple((name, re.compile(f"[{letters}]")) for name, letters, _ in _SCRIPTS)
_LANGUAGES = {name: tuple(languages.split()) for name, _, languages in _SCRIPTS}
_HINT = re.compile(r"[a-z]{2,3}(?=$|[-_])")


def detect(text: str, hint: str | None) -> str:
    """The ISO 639-1 code of the language of `text`.

    Args:
        text: any text; its first `SAMPLE` characters are looked at.
        hint: a language tag somebody claims ("en", "ru-RU"), or None.

    Returns:
        A two-letter code; the hint's where the text has no letters; `UNKNOWN` where there is neither.
    """
    sample = text[:SAMPLE]
    claimed = _HINT.match((hint or "").strip().lower())
    claim = claimed[0] if claimed else None
    script = _script(sample)
    if script is None:
        return claim or UNKNOWN
    languages = _LANGUAGES[script]
    if len(languages) == 1:
        return languages[0]
    if claim is not None and (claim in languages or (script == "latin" and not _elsewhere(claim))):
        return claim
    return _modelled(sample, languages)


def _script(sample: str) -> str | None:
    if sample.isascii():
        return "latin" if any(map(str.isalpha, sample)) else None
    counts = Counter({name: len(letters.findall(sample)) for name, letters in _LETTERS})
    if counts["kana"] * 5 > counts["han"]:
        counts["han"] = 0  # the one language that mixes the two
    script, letters = counts.most_common(1)[0]
    return script if letters else None


def _elsewhere(lang: str) -> bool:
    """Whether a language is known to be written in another script than Latin."""
    return any(lang in languages for name, languages in _LANGUAGES.items() if name != "latin")


def _modelled(sample: str, languages: tuple[str, ...]) -> str:
    import py3langid  # noqa: PLC0415 - it brings numpy, and an archive that says its languages never gets here

    letters = sum(map(str.isalpha, sample))
    folded = sample.lower()
    for telling, having in _TELLING:
        if sum(map(folded.count, telling)) > RARITY * letters:
            languages = tuple(lang for lang in languages if lang in having) or languages
    scores = {lang: score for lang, score in py3langid.rank(sample) if lang in languages}
    best = max(scores, key=scores.__getitem__, default=languages[0])
    usual = languages[0]
    if letters < SHORT and scores.get(best, 0.0) - scores.get(usual, 0.0) < MARGIN:
        return usual
    return best
