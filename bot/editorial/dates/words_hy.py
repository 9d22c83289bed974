"""Dates in `hy`: words, grammar, tenses."""

from __future__ import annotations

import re

from bot.editorial.dates.language import Language, grammar, numbered, row, words
from bot.editorial.dates.spans import DAY, MONTH, WEEK, YEAR

MONTHS = (
    "հունվար",
    "փետրվար",
    "մարտ",
    "ապրիլ",
    "մայիս",
    "հունիս",
    "հուլիս",
    "օգոստոս",
    "սեպտեմբեր",
    "հոկտեմբեր",
    "նոյեմբեր",
    "դեկտեմբեր",
)
DATIVE = ("ին", "ից", "ում")  # these forms of a month speak of its time without any other word


def _month(stem: str) -> str:
    return " ".join(stem + ending for ending in ("", "ի", "ը", "ն", "իս"))


def _in_month(stem: str) -> str:
    return " ".join(stem + ending for ending in DATIVE)


def _weekday(stem: str, oblique: str) -> str:
    return " ".join(
        (stem, stem + "ն", stem + "ին", oblique + "ից", oblique + "վա", oblique + "վանից", stem + "ի")
    )


WEEKDAYS = tuple(
    _weekday(stem, stem) for stem in ("երկուշաբթի", "երեքշաբթի", "չորեքշաբթի", "հինգշաբթի", "ուրբաթ")
)
NUMBERS = ["մեկ", "երկու", "երեք", "չորս", "հինգ", "վեց", "յոթ", "ութ", "ինը", "տասը"]
WORDS = words(
    *numbered("m", 1, (_month(stem) for stem in MONTHS)),
    *numbered("M", 1, (_in_month(stem) for stem in MONTHS)),
    *numbered("W", 0, WEEKDAYS),
    ("W", 6, "կիրակի կիրակին կիրակիից կիրակիի կիրակվա կիրակիվա"),
    *numbered("N", 1, NUMBERS),
    ("N", 1, "մի"),
    ("N", 9, "ինն"),
    ("N", 10, "տաս"),
    ("N", 20, "քսան"),
    ("N", 30, "երեսուն"),
    ("T", 0, "այսօր այսօրվա այսօրվանից"),
    ("T", -1, "երեկ երեկվա երեկվանից"),
    ("T", 1, "վաղը վաղն վաղվա վաղվանից"),
    ("E", -1, "նախօրեին նախօրեյին"),
    ("Q", 0, "ուշ վաղ առավոտ առավոտյան երեկոյան գիշերը գիշեր ցերեկը"),
    ("U", 0, "շաբաթավերջին"),
    ("Z", 3, "գարուն գարունը գարնանը գարնան"),
    ("Z", 6, "ամառ ամառը ամռանը ամռան"),
    ("Z", 9, "աշուն աշունը աշնանը աշնան"),
    ("Z", 12, "ձմեռ ձմեռը ձմռանը ձմռան"),
    ("l", -2, "նախանցյալ"),
    ("h", 0, "չէ"),
    ("O", 1, "առաջին մյուս"),
    ("O", 2, "երկրորդ"),
    ("O", 3, "երրորդ"),
    ("O", 4, "չորրորդ"),
    ("J", DAY, "օր օրը օրն օրվա օրից օրվանից օրում"),
    ("K", WEEK, "շաբաթ շաբաթը շաբաթն շաբաթվա շաբաթում շաբաթից շաբաթվանից"),
    ("X", MONTH, "ամիս ամիսը ամսի ամսվա ամսում ամսին ամսից ամսվանից"),
    ("Y", YEAR, "տարի տարին տարվա տարում տարուց տարվանից"),
    ("R", YEAR, "թ թթ թվական թվականի թվականին թվականից թվականը թվականն թվականներ թվականների թվականներին"),
    ("P", -1, "անցյալ անցած նախորդ նախընթաց"),
    ("F", 1, "հաջորդ գալիք գալ առաջիկա եկող"),
    ("H", 0, "այս ընթացիկ"),
    ("S", 0, "նույն"),
    ("G", -1, "առաջ"),
    ("A", 1, "անց հետո"),
    ("z", 0, "քան մոտ ավելի շուրջ գրեթե մոտավորապես"),
    ("v", 0, "ամեն յուրաքանչյուր"),
    ("b", 0, "ժամ ժամը ժամվա"),
    ("s", 0, "ս"),
    ("l", 0, "լույս"),
    ("e", 0, "ի ին ից"),
    ("p", 0, "սկզբին սկզբից վերջին վերջից կեսին կեսերին կեսերից ընթացքում"),
    ("&", 0, "և եւ կամ"),
)

ERA = r"R\.?(?:-e)?"
MONTH_NAME = r"[Mm]"
YEAR_HEAD = rf"(?:[yq]{ERA}|[yq]|[PHF]Y|S[RY]|[PHF]y{ERA}|s\.R\.?),?"
YEAR_TAIL = rf",?(?:y(?:{ERA})?|s\.R\.?)"
CORE = rf"(?:{MONTH_NAME}d[-~]?{MONTH_NAME}d|{MONTH_NAME}d[-~&]d|{MONTH_NAME}dl?d|(?:{MONTH_NAME}d)|d[-~&]d{MONTH_NAME}|d{MONTH_NAME})"
DAYS = rf"(?:{YEAR_HEAD}{CORE}|{CORE}{YEAR_TAIL}|{CORE})"

RULES = {
    "ordinal": (rf"(?:{YEAR_HEAD})?{MONTH_NAME}OWJ?",),
    "date": (
        rf"WJ?\({DAYS}\)",
        rf"(?:WJ?,?|T,)?{DAYS}(?:\(W\)|,WJ?)?",
        rf"{YEAR_HEAD}{MONTH_NAME}[-~]{MONTH_NAME}",
        rf"{YEAR_HEAD}{MONTH_NAME}(?![xc])",
        rf"(?<![xcd]){MONTH_NAME},?y(?:{ERA})?",
        rf"[yq][-~&][yq](?:{ERA})?",
        rf"y{ERA}",
        r"q",
        r"kR?",
    ),
    "digits": (r"D",),
    "season": (r"[PFH]Z",),
    "offset": (r"ThOJ", r"lJ", r"T", r"[PH]Q"),
    "eve": (r"E",),
    "shift": (r"[Ndc][JKXY]A", r"FJ", r"PJ"),
    "same": (r"S[JKXYR]",),
    "ago": (r"(?<!z)[Ndc][JKXY]G",),
    "of_month": (r"[PFH]Xd",),
    "weekday": (r"(?<!v)[PFH]?WJ?", r"(?<!v)[PFH]?KJ", r"(?<=W&)K", r"K(?=&W)", r"(?<![PFHNdc])K(?=Q)"),
    "weekend": (r"U", r"[PFH]?K-W(?!J)"),
    "unit": (r"[PFHl][KXY]",),
    "bare_day": (r"Xd", r"(?<!b)d"),
    "month": (r"[PFH]M", rf"{MONTH_NAME}[-~]M", r"M", r"m(?=p)"),
}

FUTURE = (
    r"կ(?:[հմքսժգձխպվբդթջչցփֆկ]|ընդուն|ստորագր|անցկաց|այցել|ունեն|այան[աո]|լին|ներկայաց)[ա-ֆ]{1,20}|"
    r"[ա-ֆ]{2,20}(?:ելու|ալու)|պետք|նշանակված|նշանակվել|նախատեսված|նախատեսվել|նախատեսվում|պլանավորվում|ծրագրվում|սպասվում|սպասում|սպասվող|գալիք|վաղը|"
    r"հրավիրում|մեկնում|ժամանում|այցելում|մեկնարկում|սկսվում|վերսկսվում"
)
REPORTING = "ասաց|ասել|հայտարարեց|հայտարարել|հայտնեց|հայտնել|նշեց|նշել|պատմեց|ավելացրեց|ընդգծեց|տեղեկացրեց"
PAST = r"[ա-ֆ]{2,20}(?:եց|աց|եցին|ացին|ացավ|եցան|վեց|ել|վել|ացել)|եղավ|եղան|գնաց|տվեց|տվել|եկավ|եկան"

# Verbs of saying, thinking and being say nothing of when.
STATES = (
    "ասում|հայտնում|հաղորդում|գրում|նշում|շեշտում|պնդում|կարծում|տեղեկացնում|հայտարարում|ընդգծում|պատմում|ավելացնում|մեղադրում|կազմում|"
    "շարունակում|շարունակվում|մնում|համարում|գտնվում|հերքում|հաստատվում|ունենում|պահանջում|վերաբերում|փորձում|ուզում|ցանկանում|գործում"
)

HY = Language(
    words=WORDS,
    grammar=grammar(RULES),
    future=re.compile(FUTURE),
    past=re.compile(f"{PAST}|{REPORTING}"),
    present=re.compile(f"(?!(?:{STATES})$)[ա-ֆ]{{2,20}}ում"),
    auxiliary=row("է են ենք եմ"),
    document=re.compile(
        "(?:հռչակագ|պայմանագ|համաձայնագ|հուշագ)[ա-ֆ]{1,4}|(?:սահմանադրությ|կոնվենցիա|արձանագրությ|բանաձև|կանոնադրությ)[ա-ֆ]{0,5}"
    ),
    year_first=re.compile("թվականի"),
    lasting=re.compile("[ա-ֆ]+ից"),
    exactly=row("ուղիղ ճիշտ"),
    reporting=re.compile(REPORTING),
    eve_of_before=re.compile(r"[ա-ֆ]+(?:ի|ու|ան|վա|եան)"),
    counted_from=re.compile(r"[ա-ֆ]+(?:ից|ուց)"),
    opening=frozenset({"որ", "թե", "երբ", "որը", "որոնք"}),
    deadline=frozenset({"մինչև", "մինչեւ"}),
    cases=True,
    toward=frozenset({"մինչև", "մինչեւ"}),
    defers=re.compile("(?:հետաձգ|տեղափոխ|փակ|կասեց|արգել)(?:վեց|վել|վում|եց|եցին|ել|եցան|վեցին)"),
    clause=row("որ և եւ իսկ նա նրանք մենք այն դա"),
    day_needs_month=True,
    names=frozenset(form for stem in MONTHS for form in f"{_month(stem)} {_in_month(stem)}".split()),
)
