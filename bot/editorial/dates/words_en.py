"""Dates in `en`: words, grammar, tenses."""

from __future__ import annotations

import re

from bot.editorial.dates.language import Language, grammar, numbered, row, words
from bot.editorial.dates.spans import DAY, MONTH, WEEK, YEAR

WORDS = words(
    *numbered(
        "M",
        1,
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
    ),
    *numbered("m", 1, ("jan", "feb", "mar", "apr", "", "jun", "jul", "aug", "sep sept", "oct", "nov", "dec")),
    *numbered("W", 0, ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
    *numbered("w", 0, ("mon", "tue tues", "wed", "thu thur thurs", "fri", "sat", "sun")),
    *numbered(
        "N",
        1,
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
    ),
    ("N", 20, "twenty"),
    ("N", 30, "thirty"),
    ("T", 0, "today tonight"),
    ("T", -1, "yesterday"),
    ("T", 1, "tomorrow"),
    ("I", 0, "overnight"),
    ("Z", 3, "spring"),
    ("Z", 6, "summer"),
    ("Z", 9, "autumn fall"),
    ("Z", 12, "winter"),
    ("l", 0, "end start middle"),
    ("Q", 0, "morning afternoon evening night noon midnight"),
    ("U", 0, "weekend"),
    *numbered("O", 1, ("first", "second", "third", "fourth", "fifth")),
    ("J", DAY, "day days"),
    ("K", WEEK, "week weeks fortnight fortnights"),
    ("X", MONTH, "month months"),
    ("Y", YEAR, "year years"),
    ("P", -1, "last past"),
    ("F", 1, "next coming upcoming"),
    ("H", 0, "this current"),
    ("S", 0, "same"),
    ("V", -1, "previous preceding"),
    ("f", 1, "following"),
    ("G", -1, "ago"),
    ("A", 1, "later after"),
    ("B", -1, "earlier before"),
    ("z", 0, "than over about around nearly almost some roughly approximately"),
    ("v", 0, "every each black good bloody palm easter holy ash"),
    ("=", 0, "through"),
    ("p", 0, "on since until till by from during throughout early late mid begin beginning"),
    ("b", 0, "between"),
    ("i", 0, "in"),
    ("o", 0, "of"),
    ("r", 0, "for"),
    ("t", 0, "the"),
    ("a", 1, "a an"),
    ("&", 0, "and or"),
    ("-", 0, "to"),
    (
        "C",
        0,
        "people soldiers servicemen troops prisoners persons cases votes km kilometers kilometres meters metres",
    ),
    ("u", 0, "mirror times telegraph express"),
    ("C", 0, "men women children families dollars euros residents refugees peacekeepers observers seats"),
)

MONTH_NAME = r"(?:M|m(?:\.(?!$))?)"
NO_DAY = r"(?<![xcd])(?<![xcd]o)"  # "32 May 2024" is not May
RELATIVE_YEAR = r",?o?(?:t?[PHF]Y|t[SV]Y)"
YEAR_TAIL = rf"(?:,?o?y(?!C)|{RELATIVE_YEAR})"
DAYS = (
    rf"(?:(?<=b)(?:d{MONTH_NAME}&d{MONTH_NAME}|{MONTH_NAME}d&{MONTH_NAME}d|{MONTH_NAME}d&d)"
    rf"|(?<!i)(?:{MONTH_NAME}d[-~=]{MONTH_NAME}d|{MONTH_NAME}d[-=]d(?!C)|{MONTH_NAME}d&d(?=,?y)|{MONTH_NAME}d&d(?![_C])"
    rf"|{MONTH_NAME}d(?!C))|d{MONTH_NAME}[-~=]d{MONTH_NAME}|d[-~=&]do?{MONTH_NAME}|(?:d,){{1,5}}d?,?&do?{MONTH_NAME}"
    rf"|dt?o?{MONTH_NAME}|{MONTH_NAME}td)(?:{YEAR_TAIL})?"
)

RULES = {
    "ordinal": (rf"[OP]W[oi](?:t?[PFHV])?M(?:{YEAR_TAIL})?",),
    "date": (
        rf"[Ww]\.?\({DAYS}\)",
        rf"T\({DAYS}\)",
        rf"(?:[Ww]\.?,?t?|T,)?{DAYS}(?:\(W\)|,a?W)?",
        rf"(?<=b)M&M(?:{YEAR_TAIL})?",
        rf"M[-~]M{YEAR_TAIL}",
        rf"{NO_DAY}{MONTH_NAME},?o?y(?!C)",
        rf"{NO_DAY}M{RELATIVE_YEAR}",
        r"(?<=b)y&y",
        r"(?<=[pioY])y-[yd](?![CMm])",
        r"(?<=[pioYZ=])y(?!C)",
        r"(?<=y&)y(?!C)",
        r"(?<=p-)y(?!C)",
        r"k",
    ),
    "digits": (r"D",),
    "season": (r"(?<!t)(?:H[PF]|[PFH])Z",),
    "overnight": (r"I",),
    "offset": (r"t?JAT", r"t?JBT", r"T", r"PQ", r"HQ"),
    "shift": (r"[aNdc][JKXY][AB]", r"t[JKXY][AB]", r"t[Vf][JKXY]", r"t?FJ"),
    "same": (r"t?SJ", r"t?S[KXY]"),
    "ago": (r"(?<!z)[aNdc][JKXY]G",),
    "of_week": (r"Wo?[PFH]K", r"[PFH]KpW"),
    "of_context": (r"t?[Vf]W",),
    "of_month": (r"do[PFH]X",),
    # "A Thursday in February 2024" is any of them.
    "weekday": (r"(?<!v)(?:H[PF]|[PFH])?W(?!u|ot?[PFHSVfMmKXYdZ]|(?<=[aN]W)i[PFHMm])",),
    "weekend": (r"(?:H[PF]|[PFH])U", r"(?<=t)U"),
    "unit": (r"(?<!t)(?:H[PF]|[PF])[KXY]", r"H[KXY]", r"(?<=p)tlotK", r"(?<=pt)lotK"),
    "bare_day": (r"(?<=pt)d",),
    "month": (r"(?<!t)[PFH]M", rf"{NO_DAY}(?<=[piorb=])M(?!o)(?:[-&]M)?", r"(?<=M-)M(?!o)", r"(?<=p-)M(?!o)"),
}

FUTURE = (
    "will|shall|would|upcoming|scheduled|due|expected|planned|plans|plan|slated|going|intends|intend|"
    "next|forthcoming|tomorrow|ahead|may|must|should|opens?|begins?|starts|convenes?|resumes?|ends|expires?|lapses?|arrives?|departs?|meets?"
)
PAST = (
    r"was|were|had|did|met|held|took|made|gave|left|went|came|began|saw|won|lost|became|spoke|wrote|led|sent|fell|"
    r"rose|grew|broke|chose|flew|drove|paid|kept|brought|fought|shot|hit|put|cut|let|struck|sank|"
    r"(?!(?:in)?deed$|need$|(?:pro|suc|ex)?ceed$|hundred$|sacred$|hatred$|[a-z]{1,2}eed$)[a-z]{2,20}ed"
)
# What is on a calendar: the rest of the verbs a headline may have in the present of what has happened. Most of those
# without an "s" are nouns as well.
PRESENT = (
    "votes|flies|fly|gathers?|travels?|visits|hosts|holds|attends?|discuss(?:es)?|debates|considers?|addresses|heads|leaves|"
    "returns?|sits?|receives|welcomes|decides?|chooses?|elects?|goes|go|hears|marks|reviews|examines?|expects?|"
    "takes|faces|joins|lands|launches|unveils|presents|delivers|speaks?|concludes?|signs"
)
REPORTING = r"said|told|announced|reported|stated|added|noted|declared|confirmed|warned|claimed|vowed"
# Verbs of what is planned; "to talks", "to Paris" and "to power" are no verbs at all.
HEADING = (
    "be|meet|visit|hold|attend|vote|sign|leave|quit|withdraw|discuss|host|send|receive|start|begin|launch|take|arrive|travel|"
    "fly|open|close|convene|gather|speak|address|debate|consider|ratify|chair|join|skip|boycott|miss|deliver|present|decide|"
    "choose|elect|resume|stage|mark|publish|release|hand|return|go|come|see|make|have|get|give|become|step|resign|introduce|"
    "impose|lift|review|mediate|negotiate|deploy|inspect|monitor|tour|announce|unveil|submit|testify|appear|focus|head|face"
)
GOVERNING = (
    r"(?:vote|agree|refuse|decide|promise|pledge|force|invite|continue|choose|manage|decline|urge|move|hope|prepare)[sd]?|"
    r"(?:vow|threaten|want|seek|ask|call|order|tell|fail|begin|start|offer|need|attempt|allow|help|proceed|prefer|appeal|return)(?:s|ed)?|"
    "tr(?:y|ies|ied)|told|began|chose|swore|ready|able|unable|likely|right|plan|bid|effort|decision|deal|agreement|way|time|"
    "request|pressure|failure|refusal|threat|according|prior|due|used|has|have|had|how|what|when|where|whether|not"
)

EN = Language(
    words=WORDS,
    grammar=grammar(RULES),
    future=re.compile(FUTURE),
    past=re.compile(f"{PAST}|{REPORTING}"),
    present=re.compile(PRESENT),
    reporting=re.compile(REPORTING),
    opening=frozenset({"that", "when", "which", "where", "while"}),
    deadline=frozenset({"until", "till", "by", "for"}),
    aim=frozenset({"for"}),
    beginning=frozenset({"from"}),
    since=frozenset({"since"}),
    exactly=frozenset({"exactly"}),
    done=frozenset({"had"}),
    determiners=row("a an the his her its their our my your"),
    infinitive="to",
    heading=re.compile(HEADING),
    governing=re.compile(GOVERNING),
    bound=re.compile(
        r"(?:is|are|was|were|be|been|set|due|likely|ready|about|poised|bound|prepared|preparing|hopes|hoped|hoping|aims|aimed) to|"
        r"takes? (?:effect|place|office|over|part)|(?:comes?|goes|go) into|kicks? off|gets? under"
    ),
    defers=re.compile(
        "(?:adjourn|postpone|delay|move|reschedule|defer|push|extend|suspend)(?:s|r?ed|d)|puts?|gave|given|"
        "(?:adjourn|postpon|delay|mov|reschedul|deferr|push)ing|putting|"
        "closed|shut|halted|banned|barred|locked|blocked|remanded|detained|jailed"
    ),
    toward=frozenset({"until", "till", "to", "for"}),
    away=frozenset({"from"}),
    clause=row(
        "it he she they we i you the a an in at on with for by to from before after when where while but that who "
        "which another two three all no his her its their"
    ),
    capitals=True,
    document=re.compile(
        "treaty|declaration|agreement|accord|constitution|law|resolution|charter|protocol|memorandum|convention|pact"
    ),
    names=frozenset({"today"}),
)
