"""Tells the lines of a page that are no part of its report, whatever the site: the words of its navigation.

Axioms:
1. A line that is nothing but a phrase of navigation is furniture.
2. So is a line that begins as a pointer, a label or a credit does ("Read also: …", "Photo: …"), if it is short.
3. So is one that is made of a date, counters, addresses or the names of networks alone, or of a path ("Home > News > …").
4. So is a disclaimer, found by what it says, since it is written as a sentence.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.editorial.remembered import Remembered

SHORT = 300  # characters: longer lines are paragraphs, whatever they begin with
LONGEST_PHRASE = 60  # characters, marks around it included
STAMP_WORDS = 3  # of a line of date, section and counters, beside those
TELLING = 12  # words of a sentence that tells of a day; "this article was first published here on 12 May 2024" has ten
DISCLAIMER = 700  # characters: legal paragraphs run longer than pointers

_LISTS = """
related|related articles|related stories|related news|related posts|related content|related topics|more on this topic
more on this story|more stories|more news|more from this section|you may like|you may also like|you might also like
recommended|recommended for you|recommended articles|latest|latest news|latest stories|latest articles|recent posts
recent news|most read|most popular|most viewed|popular|popular news|popular posts|trending|trending now|trends
trends 0h|top news|top stories|editors picks|editor's picks|breaking news|read also|read more|see also|also read
other news|all news|news feed|in this section|don't miss|what to read next|previous article|next article|in other news
читайте также|читать также|читайте еще|смотрите также|по теме|материалы по теме|новости по теме|еще по теме
другие новости|похожие новости|похожие материалы|рекомендуем|рекомендуем прочитать|последние новости|главные новости
новости партнеров|новости сми|лента новостей|лента|все новости|популярное|популярные новости|самое читаемое
самые читаемые|самое популярное|главное за день|главное сегодня|выбор редакции|интересное|вам может быть интересно
կարդացեք նաեւ|կարդացեք նաև|կարդալ նաեւ|նաեւ կարդացեք|տեսեք նաեւ|տես նաեւ|դիտեք նաեւ|առնչվող նյութեր|առնչվող լուրեր
առնչվող հոդվածներ|նմանատիպ նյութեր|նմանատիպ լուրեր|այս թեմայով|թեմայի շուրջ|վերջին լուրերը|վերջին լուրեր|լրահոս
ամենաընթերցված|ամենաընթերցվածը|ամենադիտված|թոփ լուրեր|այլ լուրեր|այլ նորություններ|նորություններ|գլխավոր լուրեր
mehr zum thema|lesen sie auch|auch interessant|das könnte sie auch interessieren|meistgelesen|weitere artikel
weitere nachrichten|verwandte artikel|aktuelle nachrichten|neueste nachrichten
"""

_PHRASES = """
search|back|home|menu|share|share this|share this article|share this story|tweet|subscribe|subscribe now|sign in|sign up
log in|login|register|print|print this page|email|email this|copy link|link copied|comments|comment|leave a comment
leave a reply|post a comment|send a comment|no comments|no comments yet|add comment|advertisement|advertising|ad
sponsored|listen|listen to the article|listen to this article|audio|watch|watch live|live|video|videos|photo|photos
gallery|continue reading|load more|show more|see more|view all|see all|more|more information|learn more|next|previous
newsletter|newsletters|contact|contact us|about|about us|privacy|privacy policy|terms of use|terms of service
terms and conditions|cookie policy|follow us|follow us on|loading|skip to content|skip to main content|tags|tag|topics
categories|category|date|author|source|sources|published|updated|views|close|open|english|language|top|up|back to top
share on facebook|share on twitter|share on x|share on telegram|share on whatsapp|news|politics|world|economy|society
region|analysis|opinion|interview|sport|sports|culture|business|local|exclusive|archive|rss|download|follow|like|reply
font size|text size|listen now|play|pause|mute|report a typo|report an error|support us|donate|become a member
поиск|найти|назад|главная|меню|поделиться|поделиться новостью|подписаться|подписывайтесь|подпишитесь|войти|вход
регистрация|печать|распечатать|версия для печати|комментарии|комментарий|оставить комментарий|нет комментариев|реклама
читать далее|читать дальше|читать полностью|подробнее|еще|далее|показать еще|загрузить еще|новости|политика|общество
экономика|в мире|мир|культура|спорт|происшествия|аналитика|интервью|мнение|мнения|фото|видео|аудио|теги|тэги|метки|темы
тема|рубрики|рубрика|автор|источник|контакты|о нас|о проекте|наверх|скачать|слушать|слушать статью|прослушать|смотреть
следите за нами|мы в соцсетях|скопировать ссылку|ссылка скопирована|копировать ссылку|закрыть|архив|эксклюзив|рассылка
որոնում|որոնել|փնտրել|հետ|գլխավոր|գլխավոր էջ|մենյու|կիսվել|տարածել|բաժանորդագրվել|բաժանորդագրվեք|մուտք|գրանցվել|տպել
մեկնաբանություններ|մեկնաբանություն|մեկնաբանել|գովազդ|կարդալ ավելին|կարդալ|ավելին|մանրամասն|դիտել|տեսանյութ|տեսանյութեր
լուսանկար|լուսանկարներ|լուսանկարներ եւ տեսանյութեր|թեգեր|պիտակներ|թեմաներ|հեղինակ|աղբյուր|կապ|մեր մասին|հետեւեք մեզ
լուրեր|քաղաքականություն|հասարակություն|տնտեսություն|աշխարհ|մշակույթ|սպորտ|վերլուծություն|հարցազրույց|արխիվ|հետադարձ կապ
suche|startseite|zurück|teilen|abonnieren|anmelden|kommentare|anzeige|werbung|weiterlesen|drucken|mehr|menü|impressum
datenschutz|kontakt|politik|wirtschaft|artikel anhören
"""

_NETWORKS = """
facebook twitter x telegram whatsapp viber instagram youtube linkedin vk вк вконтакте одноклассники ok tiktok pinterest
reddit messenger skype threads bluesky email e mail print share tweet copy link rss google news flipboard dzen дзен max
поделиться телеграм вконтакте фейсбук твиттер like save
"""

_BEGINS = re.compile(
    r"""(?:
    (?:read|see|watch|listen)\s(?:also|more|too)\b | also\s(?:read|see|watch)\b | more\son\b.{0,60}:$
    | related(?:\s\w+){0,2}: | (?:tags?|topics?|keywords?|categor(?:y|ies)|filed\sunder|labels?)\s?:
    | (?:photo|image|picture|video|file\sphoto|photo\scredit|caption|illustration|cover)s?\s?(?:by\b|credit\b|:|/|©)
    | (?:sources?|author|editor|translator|via|credit)\s?: | (?:written|translated|edited|reported|posted)\sby\b
    | (?:reporting|editing|additional\sreporting|writing)\sby\b | © | \(c\)\s | copyright\b | all\srights\sreserved
    | follow\s(?:us|me)\b | follow\s\S+\son\b | subscribe\b | sign\sup\b | join\s(?:us|our)\b | share\s(?:this|on|via)\b
    | click\s(?:here|to|on)\b | listen\sto\s(?:the|this)\s(?:article|story)\b | download\s(?:our|the)\sapp\b
    | the\spost\s.{1,200}\s(?:first\s)?appeared\s(?:first\s)?on\b | you\s(?:may|might)\s(?:also\s)?like\b | all\snews\b | don't\smiss\b
    | support\s(?:us|our|independent)\b | become\sa\s(?:member|patron|supporter|subscriber)\b | our\sstandards\s?: | about\sthe\sauthor\b | contact\sus\b | e-?mail: | this\saudio\b | loading\b
    | please\s(?:enable|subscribe|log\sin|sign\sin|support)\b | now\syou\scan\s(?:read|see)\b | get\sthe\slatest\b | visit\sour\b | for\s(?:all|more)\s.{0,40}\bnews\b
    | if\syou\s(?:find|found|spot|notice)\s(?:a|an)\s(?:typo|error|mistake)\b | stay\s(?:tuned|informed|updated)\b
    | trends\s0+h?$ | \d+\s(?:views|comments|shares|likes)\b | views\s?: | read\sthe\s(?:full|original)\b
    | (?:this|the)\s(?:article|story|text|piece|report)\s(?:was|is)\s(?:first|originally|also|automatically|machine)\b
    | читайте\s(?:также|еще|подробнее|далее|нас)\b | читать\s(?:также|далее|подробнее)\b | смотрите\s(?:также|еще)\b
    | (?:материалы?|новости|еще|больше|другие\sновости)\s(?:по\sтеме|о|об|в)\b.{0,60}:?$ | подпи(?:шитесь|сывайтесь|саться)\b
    | (?:фото|видео|иллюстрация|изображение|снимок|фотография|коллаж|скриншот)\s?(?::|/|©|—|-\s) | присоединяйтесь\b
    | (?:теги|тэги|метки|темы|рубрики?|ключевые\sслова|источник|автор|авторы|редактор|перевод|текст)\s?: | следите\sза\b
    | поделит(?:ься|есь)\b | доступ\sк\sчату\b | поддержите\s.{0,30}журналист
    | (?:эт(?:а|от)|данн(?:ая|ый))\s(?:история|статья|материал|текст)\sбыла?\s(?:первоначально|впервые|переведен)\w* | .{0,60}форм(?:ой|а)\sобратной\sсвязи\b | оставайтесь\s(?:с\sнами|в\sкурсе)\b | больше\sновостей\b | все\sновости\b | ставьте\sлайк
    | (?:нашли|заметили|увидели)\s(?:опечатку|ошибку)\b | если\sвы\s(?:нашли|заметили)\sошибку\b | выделите\sее\b
    | главное\sза\b.{0,30}:$ | хочешь\sстать\b | наш\s(?:телеграм|telegram)\b | самые\sинтересные\b | просмотр(?:ы|ов)\s?:
    | կարդա(?:ցեք|լ)\s(?:նաեւ|ավելին)\b | նաեւ\sկարդացեք\b | (?:տեսեք?|դիտեք)\sնաեւ\b | կիսվ(?:ել|եք)\b | հետեւեք\s
    | բաժանորդագրվ(?:ել|եք)\b | միացեք\s(?:մեր|մեզ)\b | (?:լուսանկար(?:ը|ներ|ները)?|տեսանյութ|ֆոտո|աղբյուր(?:ը)?)\s?[:՝։]
    | (?:թեգեր|պիտակներ|հեղինակ|թեմաներ|բաժին)\s?[:՝։] | առնչվող\s\w+\s?[:՝։] | գրանցվեք\b | դիտումներ\s?[:՝։]
    | lesen\ssie\s(?:auch|hier|mehr)\b | mehr\szum\sthema\b | (?:foto|bild|quelle|autor|schlagw\w+|stand)s?\s?: | folgen\ssie\suns\b | den\s(?:vollständigen|ganzen)\sartikel\b
    | weitere\s(?:nachrichten|informationen|artikel)\b.{0,80}\bhier\b
    )""",
    re.VERBOSE,
)

_DISCLAIMERS = """
not under our control|not imply a recommendation|not necessarily imply|not constitute an endorsement|or endorse the views
views expressed … article|views expressed … site|views expressed … author|views expressed … publication|views expressed … own
opinions expressed … article|opinions expressed … site|opinions expressed … author|opinions expressed … publication
opinions expressed … own|not necessarily reflect|not necessarily represent|not responsible for the content|all rights reserved
may not be published|may not be reproduced|may not be republished|may not be broadcast|without prior permission
without the prior|without written permission|without the written|without express permission|audio version is
artificially generated|automatically translated|automatically generated|machine translated|machine-translated
translated automatically|translated by ai|translated by google|translated by deepl|enable javascript|uses cookies
use of cookies|cookie policy|content is licensed under|creative commons attribution
все права защищены|все права сохранены|все права соблюдены|может не совпадать с мнением|может не совпадать с позицией
может не совпадать с точкой|мнение редакции может не|использовании … ссылка|использовании … гиперссылк|перепечатке … ссылк
цитировании … ссылк|копировании … ссылк|редакция не несет ответственности|файлы cookie|реестр иностранных агентов
в реестр иноагентов
բոլոր իրավունքները պաշտպանված|բոլոր իրավունքները վերապահված|մեջբերումներ անելիս|մեջբերում անելիս|հղումը … պարտադիր
հղում … պարտադիր|խմբագրության տեսակետ|խմբագրության կարծիք
alle rechte vorbehalten|automatisch erstellt|automatisch übersetzt|maschinell übersetzt
"""

_SUMMARY = re.compile(
    r"(?:highlights|key\s(?:points|takeaways|facts)|summary|at a glance|кратко|коротко|главное|հակիրճ)\s?:\s"
)
_ADDRESSES = re.compile(
    r"(?:\s*(?:https?://\S+|www\.\S+|t\.me/\S+|[@#][\w.-]+|[\w.-]+@[\w-]+\.\w+)[,;|]?)+\s*"
)
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d")
_MONTH = (
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|հունվ|փետր|մարտ|ապր"
    r"|մայ|հունի|հուլ|օգոս|սեպ|հոկ|նոյ|դեկ|mär|mai|okt|dez)\w*"
)
_DAY_OF_MONTH = re.compile(
    rf"{_MONTH}\.?\s\d{{1,2}}\b(?![:.]\d)|\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s(?:of\s)?{_MONTH}"
)
_CLOCK = re.compile(r"\d[:.]\d\d(?!\d)")
_DATE = re.compile(
    rf"{_MONTH}|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:понедельник|вторник|сред[аы]|четверг|пятниц[аы]|суббот[аы]|воскресенье)\b|\w*շաբթի\b|\bուրբաթ\b|\bշաբաթ\b|\bկիրակի\b"
    r"|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b|\d+"
)
_AROUND_DATE = re.compile(
    r"\b(?:at|on|the|of|am|pm|a\.m|p\.m|gmt|utc|est|edt|cet|msk|мск|by|st|nd|rd|th|t|z|г|гг|год|года|в|թ|թվական|թվականի|ի|ին"
    r"|views?|reads?|min|mins|minutes?|hours?|days?|ago|read|comments?|shares?|likes?|published|updated|posted|modified|created"
    r"|date|time|last|first|issue|просмотр\w*|комментари\w*|минут\w*|час\w*|назад|дата|время|опубликован\w*|обновлен\w*|сегодня"
    r"|вчера|today|yesterday|դիտում\w*|րոպե\w*|ժամ\w*|առաջ|այսօր|երեկ|հրապարակված|uhr|vom|am|um|aktualisiert|veröffentlicht)\b"
)
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")
_SEPARATED = re.compile(r"[|·•»›>]|//|\b\w+/\w+\b")
_PATH = re.compile(r"(?:^|\S)\s?[|·•»›>→/]\s\S")
_SET_OFF = re.compile(r",?(?:\s\d{4})?\s?[–—:-]")
_STEP = re.compile(r"[|·•»›>→/]")
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]+")
_FINAL = re.compile(r"[.!?…։][\"”»’)\]]*$")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def fold(line: str) -> str:
    """One form for what differs by case, spelling of a letter, quotation marks or digits does not count."""
    return line.casefold().replace("և", "եւ").replace("ё", "е").replace("’", "'").replace("`", "'")


def _phrases(*tables: str) -> frozenset[str]:
    return frozenset(
        fold(phrase.strip()) for table in tables for phrase in re.split(r"[|\n]", table) if phrase.strip()
    )


_LIST_HEADS = _phrases(_LISTS)
_NAVIGATION = _LIST_HEADS | _phrases(_PHRASES)
_DISCLAIMING = tuple(tuple(phrase.split(" … ")) for phrase in sorted(_phrases(_DISCLAIMERS)))
_BEGUN = tuple(dict.fromkeys(parts[0] for parts in _DISCLAIMING))
_TELLTALE = re.compile("|".join({re.escape(max(phrase.split(), key=len)) for phrase in _BEGUN}))
_NETWORK = frozenset(_NETWORKS.split())
_LEGAL, _PLAIN = "legal", "plain"  # kinds of words: of a disclaimer, of prose


def heads_list(line: str) -> bool:
    """Whether the line is the heading of a list of other articles."""
    return len(line) <= LONGEST_PHRASE and _bare(fold(line)) in _LIST_HEADS


@lru_cache(maxsize=1024)  # joining lines and judging them ask about the same ones
def is_furniture(line: str) -> bool:
    """Whether the line, by itself, is no part of a report."""
    folded = fold(line)
    return _furnishes(folded) or (len(folded) <= SHORT and _begins(folded))


@lru_cache(maxsize=1024)  # what an article reports, and what it tells in passing, ask about the same ones
def spoils(sentence: str) -> bool:
    """Whether a sentence is furniture, or of whatever length opens as a pointer or a credit, with a report run on behind."""
    folded = fold(sentence)
    return _begins(folded) or _furnishes(folded)


def _furnishes(folded: str) -> bool:
    """Whether a line is furniture by what it says, whatever it opens with."""
    if not any(map(str.isalnum, folded)):
        return True
    if len(folded) > DISCLAIMER:
        return bool(_SUMMARY.match(folded))
    kinds = list(map(_KIND.__getitem__, folded.split()))
    if _SUMMARY.match(folded) or (_LEGAL in kinds and _disclaims(folded)):
        return True
    if len(folded) > SHORT:
        return False
    if _bare(folded) in _NAVIGATION or _is_path(folded):
        return True
    # So many plain words are prose, which is soon seen, and true of nearly all lines.
    return kinds.count(_PLAIN) <= STAMP_WORDS and (
        bool(_ADDRESSES.fullmatch(folded))
        or all(word[0] in _NETWORK for word in _WORD.finditer(folded))
        or _is_stamp(folded)
    )


def tells_a_day(line: str) -> bool:
    """Whether a line tells what happened on a day of a month: a sentence of `TELLING` words or more, or one that opens so.

    An outlet says again and again what a story began with; a page repeats when it was put out, which has a clock, or
    is shorter.
    """
    if not _DIGIT.search(line):
        return False
    folded = fold(line)
    found = _DAY_OF_MONTH.search(folded)
    if found is None or not _FINAL.search(folded) or _CLOCK.search(folded):
        return False
    return len(_WORD.findall(folded)) >= TELLING or (
        not found.start() and bool(_SET_OFF.match(folded, found.end()))
    )


def _begins(folded: str) -> bool:
    return bool(_BEGINS.match(folded.lstrip(" -–—•*►▶»>→|👉🔹📷📸")))


def _disclaims(folded: str) -> bool:
    begun = any(map(folded.__contains__, _BEGUN))
    return begun and any(_in_order(parts, folded) for parts in _DISCLAIMING)


def _in_order(parts: tuple[str, ...], folded: str) -> bool:
    at = 0
    for part in parts:
        at = folded.find(part, at)
        if at < 0:
            return False
    return True


def _bare(folded: str) -> str:
    return _DIGITS.sub("0", _EDGES.sub("", folded)) if len(folded) <= LONGEST_PHRASE else ""


def _is_stamp(folded: str) -> bool:
    """A masthead, a line of date, section and counters; of a line of hardly any plain words."""
    if len(folded) > 120 or not _DIGIT.search(folded):
        return False
    if sum(map(_undated, _LETTERS.findall(folded))) > STAMP_WORDS:
        return False
    rest = _AROUND_DATE.sub(" ", _DATE.sub(" ", _STAMP.sub(" ", folded)))
    words = _LETTERS.findall(rest)
    split = bool(_SEPARATED.search(folded) or _STAMP.search(folded))
    return not words or (len(words) <= STAMP_WORDS and split and not _FINAL.search(folded))


def _undated(word: str) -> bool:
    """Whether a word neither belongs to a date nor stands around one."""
    return len(word) > 1 and bool(_AROUND_DATE.sub("", _DATE.sub("", word)))


def _kind(word: str) -> str:
    """What a word, with the marks beside it, may be of: a disclaimer, plain prose, or a date, an address, a network."""
    if _TELLTALE.search(word):
        return _LEGAL
    if len(word) == 1 or not word.isalpha() or word in _NETWORK:
        return ""
    return "" if _DATE.match(word) or _AROUND_DATE.match(word) else _PLAIN


_KIND = Remembered(_kind)


def _is_path(folded: str) -> bool:
    return (
        len(folded) <= 160
        and len(_STEP.findall(folded)) >= 2
        and len(_PATH.findall(folded)) >= 2
        and not _FINAL.search(folded)
    )
