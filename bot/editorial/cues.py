"""Words by which a language denies, attributes, accuses, looks back, or leans on the sentence before.

Grammar, not story: the lists hold function words and reporting verbs of the three languages, as stems.
"""

from __future__ import annotations

from functools import lru_cache

from bot.editorial.cue import Cue

_DENIAL = Cue(
    {
        "en": r"\b(?:den(?:y|ies|ied|ying)|refut\w+|debunk\w+|disput(?:es|ed)\s+(?:that|the|this|claims?)"
        r"|(?:reject|dismiss)\w*\s+(?:\w+\s+){0,3}(?:allegation|accusation|claim|report|charge|suggestion)s?"
        r"|(?:is|are|was|were)\s+(?:mistaken|untrue|false|not\s+true|wrong)|no\s+truth|disinformation"
        r"|(?:insist|stress|clarif|maintain)\w*\s+(?:\w+\s+){0,6}(?:not|no|never)\b"
        r"|(?:did|has|have|had)\s+not\s+(?:\w+\s+)?(?:(?:announc|declar|decid)\w*|sa(?:y|id)\s+that\b))",
        "ru": r"(?:\bопровер[гж]\w*|\bотрица(?!тельн)\w+|\bне\s+соответству\w+\s+действительности|\bзаблужда\w+|\bошиба(?:ет|ют)ся"
        r"|\bдезинформаци\w+|\bотверг\w*\s+(?:\w+\s+){0,3}(?:обвинени|утверждени|заявлени|сообщени)\w+"
        r"|^(?!об?\s+(?!этом\b|том\b)).*\bне\s+(?:объявлял|заявлял|говорил|принимал)\w*)",
        "hy": r"(?:\bհերք\w+|\bժխտ\w+|\bչի\s+համապատասխանում\s+իրականությ\w+|\bմերժ\w+\s+(?:\w+\s+){0,3}(?:մեղադրանք|պնդում)\w*|\bսխալվում\s+են|\bապատեղեկատվ\w+"
        r"|(?<!մասին\s)\bչի\s+(?:հայտարարել|ասել|որոշել))",
    }
)
# A question passed on with its answer: what was asked for is not so.
_NEGATIVE = Cue(
    {
        "en": r"\b(?:answered|replied|responded)\s+(?:in\s+the\s+negative|[“\"]?no\b)|\bsaid\s+(?:that\s+)?[“\"]?no[”\"]?(?=[.,;]|$)",
        "ru": r"\bответил\w*\s+отрицательно|\bотрицательн\w+\s+ответ|\bответ\w*\s+(?:\w+\s+){0,2}отрицательн",
        "hy": r"\bբացասական\s+պատասխան|\bպատասխան\w*\s+(?:\w+\s+){0,2}բացասա",
    }
)
_SAYING = Cue(
    {
        "en": r"\b(?:sa(?:y|ys|id|ying)|told|tells|stat(?:e|es|ed|ing|ement)|announc\w+|declar\w+|according\s+to|report(?:s|ed|edly)?"
        r"|accus\w+|claim\w*|insist\w*|add(?:s|ed)|argu\w+|warn\w*|not(?:es|ed)|explain\w*|confirm\w*|stress\w*|call(?:s|ed)\s+for"
        r"|criticiz\w+|criticis\w+|believ\w+|blam\w+|alleg\w+|describ\w+|wrote|suggest\w*|repli(?:es|ed)|respond(?:s|ed)"
        r"|urg(?:es|ed)|condemn(?:s|ed)|vow(?:s|ed)|pledg(?:es|ed)|express(?:es|ed)|tweeted)\b",
        "ru": r"\b(?:сказал|заяви|сообщ|отмети|подчеркну|по\s+словам|рассказа|обвини|утвержда|добави|объясни|предупреди|подтверди"
        r"|считает|уверен|написал|назвал|призвал|напомни|уточни|по\s+данным|по\s+информации|переда[её]т|говорится|пишет"
        r"|ответил|выразил|высказал|прокомментир|следует\s+из)\w*",
        "hy": r"\b(?:ասել|ասաց|հայտարար|հայտն|նշել|նշեց|ընդգծ|խոսքով|խոսքերով|մեղադր|պնդ|ավելացր|հաստատ|զգուշացր|փոխանց|հաղորդ|գրել)\w*",
    }
)
_ACCUSATION = Cue(
    {
        "en": r"\b(?:accus\w+|alleg\w+|collu\w+|blam\w+|plott\w+|planning\s+(?:a\s+)?(?:war|attack)|betray\w*|violat\w+|provocat\w+)",
        "ru": r"\b(?:обвин\w+|сговор\w*|предательств\w*|наруш\w+|провокаци\w*|спланирова\w*)",
        "hy": r"\b(?:մեղադր\w+|դավադր\w*|խախտ\w+|սադրանք\w*|դավաճան\w*)",
    }
)
# With a word that points to the sentence before, at the beginning or in the few words before the verb of saying.
_LEANING = Cue(
    {
        "en": r"^[“\"«]?(?:this|that|these|those|he|she|it|they|his|her|their|its|accordingly|however|instead|also|but|and|so"
        r"|meanwhile|moreover|in\s+addition|in\s+response|therefore|thus|as\s+a\s+result|the\s+latter|both|such|then"
        r"|in\s+(?:his|her|their)\s+(?:opinion|view|words)|according\s+to\s+(?:him|her|them|it)"
        r"|the\s+(?:statement|announcement|remarks?|comments?)\s+(?:is|are|was|were|gave|did|has|have|had|came|comes|follow\w*|made))\b|^[^,;:]{0,60}\bsaid\s+(?:this|so)(?=$|[.,;]|\s+(?:on|at|in|during|to|after|while|when)\b)",
        "ru": r"^[«\"]?(?:об\s+этом|по\s+этому\s+поводу|заявление\s+(?:было|прозвучало|сделано|не)|это|этот|эта|эти|он|она|оно|они|его|ее|её|их|при\s+этом|однако|также|кроме\s+того|вместе\s+с\s+тем|поэтому"
        r"|тем\s+временем|по\s+его\s+словам|по\s+ее\s+словам|но|и|а|так|таким\s+образом|в\s+ответ|там|тогда|в\s+свою\s+очередь)\b"
        r"|^[^,;:–—]{0,60}\bоб\s+этом\s+(?:сообщ|заяв|сказа|рассказа|говори|написа)\w*|^[^,;:–—]{0,25}\b(?:[во]\s+(?:н[её]м|ней|них)|с\s+(?:ним|ней|ними))\b"
        r"|\b(?:подчеркну|отмети|сообщи|уточни|добави|заяви)ли\s+там\b",
        "hy": r"^[«\"]?(?:սա|դա|այս|այդ|նա|նրանք|նրա|նրանց|սակայն|բայց|նաև|միաժամանակ|ըստ\s+նրա|ուստի|այսպիսով|ի\s+պատասխան|իսկ|և)(?!\w)"
        r"|^[^,:՝]{0,60}\bայ[սդ]\s+մասին\s+(?:ասել|ասաց|հայտն|հայտարար|գրել)\w*",
    }
)

_RETROSPECTIVE = Cue(
    {
        "en": r"\b(?:previously|earlier\s+(?:this|last|in)|in\s+the\s+past|had\s+(?:already|earlier|previously)|until\s+(?:now|recently)"
        r"|formerly|historically)\b",
        "ru": r"\b(?:ранее|прежде|до\s+этого|до\s+сих\s+пор|в\s+прошлом|в\s+начале\s+(?:этого\s+)?месяца|напомним)\b",
        "hy": r"\b(?:նախկինում|ավելի\s+վաղ|մինչ\s+այդ|մինչև\s+հիմա|հիշեցնենք|անցյալում)\b",
    }
)
_AHEAD = Cue(
    {
        "en": r"\b(?:will|shall|(?:is|are|was|were)\s+(?:due\s+|expected\s+|scheduled\s+|about\s+)?to\s+[a-z]+|plans?\s+to|planned\s+to)\b",
        "ru": r"\b(?:будет|будут|намерен\w*|планиру\w+|предсто\w+|состоится|состоятся|должн\w+\s+\w+ть(?:ся)?)\b",
        "hy": r"(?:\bպետք\s+է|\bպատրաստվում\s+|\bծրագրում\s+|\bնախատես\w+|(?<!\w)կ\w{3,}(?:վի|նա|ի)(?!\w))",
    }
)
_RELATIVE = Cue(
    {
        "en": r"^\s*(?:and\s+|but\s+)?(?:(?:of|about|to|in|on|with|for|by|from|at)\s+)?(?:which|who|whom|whose|where|when|that)\b",
        "ru": r"^\s*(?:и\s+|но\s+)?(?:на|в|во|с|по|о|об|к|из|при|для|от)?\s*(?:котор\w+|где|когда|чт[ое]\w*|чь\w+)\b",
        "hy": r"^\s*(?:և\s+|իսկ\s+)?(?:որ|որը|որի|որից|որում|որտեղ|որով|որոնք|որոնց|երբ|ով|ում)(?!\w)",
    }
)
_PRESENT = Cue(
    {
        "en": r"\b(?:is|are|has|have|follows|comes|remains|marks|continues|means|says|believes|shows|seems|appears|can|may|will"
        r"|would|could|should)\b",
    }
)
# Nouns and particles of the news that end as the past of verbs does in `ru`.
_NO_VERBS = (
    r"(?:\w+[аияю]тели|недели|если|около|мало|апрели?|июли?|дел[ао]|числ[ао]|сел[ао]|земли|цели|доли|роли|модели|посла"
    r"|стола|тыла|узла|сила|правила|канала?|генерала?|персонала?|скандала?|журнала?|протокола|материала?|трибунала?|потенциала?"
    r"|квартала?|капитала?|филиала?|сигнала?|финала?|арсенала?)"
)
_PAST = Cue(
    {
        "en": r"\b(?:was|were|had|did|said|began|took|came|went|gave|broke|fell|won|lost|led|met|told|made|left|held|saw|sent|rose"
        r"|put|set|cut|drew|fought|sought|brought|became|flew|paid|spoke|drove|shot|struck|stood|\w{3,}ed)\b",
        "ru": rf"\b(?!{_NO_VERBS}\b)\w{{2,}}(?:ал|ил|ел|ял|ул|ыл|ла|ли|ло|лся|лась|лись|лось|[её]л|шел|шёл|шли)\b",
        # Beside what goes with a verb the auxiliary comes first; elsewhere an infinitive may follow it («պետք է լքել»).
        "hy": r"\b\w{2,}(?:ել\s+(?:է|են)|եց|եցին|ավ|վեց|վեցին)(?!\w)"
        r"|(?<!\w)(?:դուրս|հետ|ետ|ներս|մուտք|հանդես|տեղի|ձեռք|վերջ|լույս|հրաժարական)\s+(?:է|են)\s+\w{2,}ել(?!\w)",
    }
)
_ADVERBIAL = Cue(
    {
        "en": r"^(?:in|on|at|after|during|following|according|amid|as|while|when|since|with|by|for|before|despite|from|within|until"
        r"|speaking|\w+\s+(?:days?|weeks?|months?|years?)\s+(?:later|earlier|before|after|ago)|later|earlier|shortly)\b",
        "ru": r"^(?:в|во|на|после|по|согласно|во\s+время|с|со|при|до|за|перед|из|как)\b",
        "hy": r"^(?:ըստ|այսօր|երեկ|մինչ|երբ|չնայած)(?!\w)",
    }
)
# A figure, and one in whose place it is put: "seven, not eight", "not two but one".
_COUNT_EN = r"(?:\d[\d.,:]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?!\w)"
_COUNT_RU = (
    r"(?:\d[\d.,:]*|од(?:ин|на|но|ного|ной|ному)|дв(?:а|е|ое|оих|ух|ум|умя)|тр(?:и|ое|оих|ех|ёх|ем|ём|емя)|четыр(?:е|ех|ёх|ем|ём)"
    r"|четвер(?:о|ых)|пят(?:ь|и|еро|ерых)|шест(?:ь|и|еро|ерых)|сем(?:ь|и|еро|ерых)|вос(?:емь|ьми)|девят[ьи]|десят[ьи])(?!\w)"
)
_COUNT_HY = (
    r"(?:\d[\d.,:]*|(?:մեկ|երկու|երեք|չորս|հինգ|վեց|յոթ|ութ|ինը|ինն|տասը|տաս)(?:ի|ից|ին|ը|ն|սի|սից)?)(?!\w)"
)
_REPLACED = Cue(
    {
        "en": rf"\b{_COUNT_EN}[^.;]{{0,30}},\s+(?:and\s+)?not\s+(?:\w+\s+)?{_COUNT_EN}(?!\s+of\b)|\bnot\s+{_COUNT_EN}[^.;]{{0,30}}?\bbut\s+(?:\w+\s+)?{_COUNT_EN}"
        rf"|\bto\s+{_COUNT_EN}\s+from\s+(?:the\s+|an?\s+earlier\s+)?{_COUNT_EN}",
        "ru": rf"\b{_COUNT_RU}[^.;]{{0,30}},\s+а\s+не\s+(?:\w+\s+)?{_COUNT_RU}|\bне\s+{_COUNT_RU}[^.;]{{0,30}}?,\s+а\s+(?:\w+\s+)?{_COUNT_RU}",
        "hy": rf"(?<!\w){_COUNT_HY}[^։;]{{0,30}},\s+ոչ\s+թե\s+{_COUNT_HY}|(?<!\w)ոչ\s+թե\s+{_COUNT_HY}[^։;]{{0,30}}?,\s+այլ\s+{_COUNT_HY}",
    }
)
# A figure that is said to be put right, by whoever gave it; a toll is each time that it is told.
_REVISED = Cue(
    {
        "en": r"^correction\s*:|\b(?:correct(?:ed|s|ing)|revis(?:ed|es|ing)|updat(?:ed|es|ing))\b[^.]{0,40}\b(?:figures?|counts?|tolls?|numbers?|data)\b"
        r"|\b(?:figures?|counts?|tolls?|numbers?|data)\b[^.]{0,20}\b(?:corrected|revised|updated)\b|\bearlier\s+(?:figure|count|toll|number)"
        r"|\b(?:(?:death|casualty)\s+toll|number\s+of\s+(?:\w+\s+){0,2}(?:dead|deaths|killed|victims|casualties|fatalities|wounded|injured))\b"
        r"[^.;]{0,50}\b(?:ris(?:es|en|ing)|rose|climb\w*|reach\w*|jump\w*|gr(?:ew|ows|own)|increas\w*|stands|stood|pass(?:es|ed)|hits?|now)\b",
        "ru": r"^(?:исправление|поправка|уточнение)\s*[:.]|\b(?:уточнил|скорректировал|поправи|исправил|пересмотрел)\w*\s+(?:\w+\s+){0,3}(?:числ|цифр|количеств|данн|оценк)\w*"
        r"|\bа\s+не\s+\w+,?\s+как\s+(?:сообща|говори|заявля)\w+|^[^.]{0,60}\bуточнил\w*\b[^.]{0,80},\s+а\s+не\b"
        r"|\b(?:числ|количеств)[оа]\s+(?:\w+\s+){0,2}(?:жертв|погибш|убит|ранен|пострадавш)\w*[^.;]{0,60}\b(?:достиг|вырос|возрос|увелич|составля|составил|поднял|превыс)\w*"
        r"|\b(?:достиг|вырос|возрос|увелич)\w*\s+(?:числ|количеств)о\s+(?:\w+\s+){0,2}(?:жертв|погибш|убит|ранен|пострадавш)",
        "hy": r"\b(?:ճշգրտ|ուղղ|վերանայ)\w+\s+(?:\w+\s+){0,3}(?:թիվ|թվ|տվյալ|քանակ)\w*|(?:թիվ|թվ|տվյալ)\w*\s+(?:\w+\s+){0,3}(?:ճշգրտվ|ուղղվ|վերանայվ)\w+"
        r"|(?<!\w)(?:զոհ|մահաց|վիրավոր|տուժ)\w*\s+(?:\w+\s+){0,2}(?:թիվ|թվ|քանակ)\w*[^։;]{0,60}(?<!\w)(?:հաս|աճ|ավելաց|կազմ|մեծաց)\w*",
    }
)
# Narrower than what looks ahead, since news is made of the difference between a plan and a deed.
_PLANNED = Cue(
    {
        "en": r"\b(?:(?<!\bthat\s)(?<!\bwhich\s)(?:will|shall|would)(?!\s+not\b)|(?:is|are|was|were)\s+(?:due|expected|scheduled|set|about|going|planning)\s+to|plans?\s+to"
        r"|intends?\s+to|forthcoming|upcoming)\b",
        "ru": r"(?<!\bне\s)(?<!\bкотор\w\w\s)\b(?:будет|будут|намерен[аоы]?\b|планиру\w+|предсто\w+|посет[ия]т|прибуд[еу]т|при(?:едет|едут|летит|летят)|отправ[ия]тся"
        r"|встрет[ия]тся|пройд[её]т|пройдут|провед[её]т|проведут|прим[еу]т|подпиш[еу]т|обсуд[ия]т|рассмотр[ия]т|выступ[ия]т"
        r"|направ[ия]т|покин[еу]т|выйд[её]т|выйдут|проголосу[ею]т|состо[ия]тся|начн[её]тся|начнутся|откро[ею]т"
        r"|закро[ею]т|потребу[ею]т|введ[её]т|введут|отзов[её]т|отзовут|получ[ия]т|подаст|подадут|внес[её]т|внесут)\b",
        "hy": r"(?:\b\w+(?:ել|ալ)ու\s+(?:է|են)(?!\w)|(?<!\w)(?:է|են)\s+\w+(?:ել|ալ)ու(?!\w)"
        r"|(?<!\w)կ(?:այցել|ժաման|մեկն|մասնակց|ստորագր|հանդիպ|քվեարկ|լք|քննարկ|ընդուն)(?:ի|են|վի)(?!\w)"
        r"|(?<!\w)կ(?:կայանա|սկսվի|անցկացվի|ունենա|ունենան)(?!\w))",
    }
)
# What was to be is not to be, or not yet.
_PUT_OFF = Cue(
    {
        "en": r"(?<!not\s)\b(?:postpon(?:es|ed|ing|ement)|put(?:s|ting)?\s+(?:\w+\s+){0,3}off|call(?:s|ed|ing)?\s+(?:\w+\s+){0,3}off|cancel(?:s|l?ed|l?ing|lation)"
        r"|scraps|scrapped|reschedul(?:es|ed|ing)|push(?:es|ed|ing)\s+back|delay(?:s|ed))\b",
        "ru": r"(?<!\bне\s)\b(?:отложи\w+|отложен\w*|перенес\w+|перенёс\w*|перенос\w*|отмени\w+|отменя\w+|отменен\w*|отменён\w*|отмена|отсрочи\w+)\b",
        "hy": r"(?<!\w)(?:հետաձգ(?:վ|ել|եց|ում)\w*|չեղարկ(?:վ|ել|եց)\w*|տեղափոխվ(?:ել|եց)\w*)",
    }
)
# No deeds: verbs of saying and of planning ("confirmed the visit").
_SPOKEN = Cue(
    {
        "en": r"\b(?:said|told|\w*stated|announced|declared|reported|confirmed|scheduled|planned|expected|invited|agreed|according|added)\b",
        "ru": r"\b(?:сказал|заяви|сообщ|отмет|подчеркну|рассказа|добав|подтверд|анонсир|объяви|заплан|назнач|пригласи|согласова)\w*",
        "hy": r"\b(?:ասել|ասաց|հայտարար|հայտն|նշել|նշեց|հաստատ|հաղորդ|փոխանց|հրավիր|պլանավոր|ծրագր)\w*(?:\s+(?:է|են))?",
    }
)


LANGUAGES = _SAYING.languages


def denies(text: str, lang: str) -> bool:
    """Whether somebody denies something in the sentence."""
    return _DENIAL.seen(text, lang)


def answers_no(text: str, lang: str) -> bool:
    """Whether the sentence tells of a question that was answered with no."""
    return _NEGATIVE.seen(text, lang)


def attributed(text: str, lang: str) -> bool:
    """Whether the sentence says whose words it tells; True for languages without a list, where nothing is known."""
    return lang not in LANGUAGES or _SAYING.seen(text, lang)


def accuses(text: str, lang: str) -> bool:
    """Whether the sentence holds an accusation, which needs its speaker."""
    return _ACCUSATION.seen(text, lang)


def leans(text: str, lang: str) -> bool:
    """Whether the sentence points to the one before: by its first word, or by what stands before its verb of saying."""
    return _LEANING.seen(text, lang)


def looks_back(text: str, lang: str) -> bool:
    """Whether the sentence says that it tells of earlier."""
    return _RETROSPECTIVE.seen(text, lang)


def looks_ahead(text: str, lang: str) -> bool:
    """Whether the sentence says that something was, or is, to come."""
    return _AHEAD.seen(text, lang)


def relative(clause: str, lang: str) -> bool:
    """Whether a clause only says more of something named before it."""
    return _RELATIVE.seen(clause, lang)


def opens_adverbially(text: str, lang: str) -> bool:
    """Whether the sentence begins with a circumstance, so that its beginning alone says nothing."""
    return _ADVERBIAL.seen(text, lang)


def in_the_present(text: str, lang: str) -> bool:
    """Whether the first verb of a sentence is in the present or future; False for languages without a list."""
    first, past = _PRESENT.first(text, lang), _PAST.first(text, lang)
    return first is not None and (past is None or first < past)


def in_the_past(text: str, lang: str) -> bool:
    """Whether a sentence has a verb of the past; True for languages without a list, where nothing is known."""
    return lang not in _PAST.languages or _PAST.seen(text, lang)


def revises(text: str, lang: str) -> bool:
    """Whether a sentence says itself that its figure takes the place of another; a toll always does."""
    return _REVISED.seen(text, lang) or _REPLACED.seen(text, lang)


def replaces(text: str, lang: str) -> bool:
    """Whether a sentence tells a figure beside the one whose place it takes: "seven, not eight"."""
    return _REPLACED.seen(text, lang)


def plans(text: str, lang: str) -> bool:
    """Whether a sentence tells what somebody will do."""
    return _PLANNED.seen(text, lang)


def puts_off(text: str, lang: str) -> bool:
    """Whether a sentence tells that something is put off or called off."""
    return _PUT_OFF.seen(text, lang)


@lru_cache(maxsize=1024)  # what is told near in time is asked for again with every article
def has_done(text: str, lang: str) -> bool:
    """Whether a sentence tells what somebody did, beside saying something; False for languages without a list."""
    deeds = _SPOKEN.without(text, lang)
    return lang in _SPOKEN.languages and not plans(text, lang) and _PAST.seen(deeds, lang)


def asks(text: str) -> bool:
    """Whether the sentence is a question."""
    return text.rstrip('”»" ').endswith(("?", "՞")) or "՞" in text


def broken(text: str) -> bool:
    """Whether a quotation opens or closes without its other half, so that the sentence alone misquotes."""
    return (
        text.count("“") != text.count("”") or text.count("«") != text.count("»") or text.count('"') % 2 == 1
    )
