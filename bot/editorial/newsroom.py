"""What news of any story is made of, in every language we read: countries, and the common run of events.

It lets reports in two languages be compared where the topic names no concepts for what they tell. Countries and their
languages come from the CLDR (by Babel); the doings are a short table of our own, beginnings of words by language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale
from babel.core import get_global

from bot.editorial.words import tokens

LANGUAGES = ("en", "ru", "hy")
SPOKEN_WIDELY = frozenset({"en", "ar", "pt", "es"})  # these name no one country
ENDING = {"en": 0, "ru": 1, "hy": 0}  # letters of a name that its cases change
LONGEST_ENDING = 3  # letters a case adds
SHORTEST = 4  # letters of a beginning that may stand for a word: "war" would find "warm"

_DOINGS = """
meeting | meeting met talks negotiat | встреч переговор | հանդիպ բանակց
telephone | phone telephon | телефон | հեռախոս
visit | visit arriv | визит посети прибы поездк | այց ժաման
congratulate | congratulat greet | поздрав приветств | շնորհավոր ողջույն
condolence | condolenc | соболезн | ցավակց
sign | sign signed signs signing | подпис | ստորագր
award | award decorat medal prize | наград орден преми | պարգևատր մրցանակ շքանշան
anniversary | anniversar birthday | годовщин юбиле летие | տարեդարձ հոբելյան
conference | conferenc forum congress | конференц форум съезд | համաժողով ֆորում
session | session council sitting | заседан совет совещан | նիստ խորհուրդ խորհրդակց
summit | summit | саммит | գագաթնաժողով
law | bill law legislat | закон законопроект | օրենք օրինագիծ
appoint | appoint | назнач | նշանակ
resign | resign dismiss | отстав увол | հրաժարական ազատ
governor | governor | губернатор | մարզպետ նահանգապետ
minister | minister ministr | министр министерств | նախարար
ambassador | ambassador embass | посол посольств | դեսպան
president | president presidential | президент | նախագահ
parliament | parliament duma lawmaker deput | парламент депутат дум | խորհրդարան պատգամավոր
election | election elect vote voting | выбор голосован избра | ընտր քվեարկ
court | court judge trial sentenc | суд судь приговор | դատարան դատավոր դատավճ
police | polic | полици | ոստիկան
arrest | arrest detain | арест задерж | ձերբակալ կալանավ
protest | protest rally demonstrat | протест митинг | բողոք հանրահավաք ցույց
attack | attack strike shelling | атак удар обстрел | հարձակ հարված գնդակոծ
explosion | explosion blast explod | взрыв | պայթյուն
fire | fire wildfire blaze | пожар | հրդեհ
killed | kill killed dead death | погиб убит смерт | զոհ սպան մահ
wounded | wound injur | ранен пострада | վիրավոր տուժ
military | military army troops soldier armed | воен арми войск военнослуж | ռազմ բանակ զինվոր զինված
defence | defence defense | оборон | պաշտպան
security | security | безопасност | անվտանգ
border | border | границ погранич | սահման
ceasefire | ceasefire truce armistice | перемири прекращени | հրադադար զինադադար
treaty | treaty agreement deal pact accord | договор соглашени пакт | պայմանագիր համաձայնագիր
sanctions | sanction | санкци | պատժամիջոց
economy | econom | экономи | տնտես
energy | energ electric nuclear | энерг электр атом ядерн | էներգ էլեկտր միջուկ ատոմ
gas | natural gas pipeline gazprom | газ газопровод газпром | գազ գազամուղ
oil | petrol crude oil | нефт | նավթ
trade | trade export import | торгов экспорт импорт | առևտ արտահան ներմուծ
bank | bank banking | банк | բանկ
budget | budget tax | бюджет налог | բյուջե հարկ
price | price inflation | цен инфляц | գին գներ գնաճ
agriculture | agricult farm harvest | сельск аграр урожа | գյուղատնտես բերք
industry | industr factory plant | промышлен завод предприят | արդյունաբեր գործարան
transport | transport railway airport flight aviation | транспорт железн аэропорт авиа рейс | տրանսպորտ երկաթուղ օդանավ ավիա
road | road highway bridge | дорог трасс мост | ճանապարհ կամուրջ
construction | construct housing build | строит жиль | շինարար բնակարան կառուց
education | educat school universit student teacher | образован школ университет студент учител | կրթ դպրոց համալսարան ուսանող ուսուց
health | health hospital doctor medic vaccin | здоров больниц врач медиц вакцин | առողջ հիվանդանոց բժիշկ բժշկ պատվաստ
science | scien research | наук учен исследован | գիտ հետազոտ
space | space satellit cosmonaut rocket | космос косми спутник ракет | տիեզեր արբանյակ հրթիռ
culture | cultur theatre theater museum concert film | культур театр музе концерт фильм | մշակույթ թատրոն թանգարան համերգ ֆիլմ
sport | sport olympi championship football | спорт олимпи чемпион футбол | մարզ օլիմպ առաջնություն ֆուտբոլ
church | church patriarch religio | церк патриарх религи | եկեղեց պատրիարք կաթողիկոս
family | famil child children mother | семь дет ребен матер | ընտանիք երեխ մայր
youth | youth young | молодеж | երիտասարդ
veteran | veteran victory | ветеран побед | վետերան հաղթանակ
region | region province | регион област край | մարզ շրջան
investment | invest | инвестиц | ներդր
technology | technolog digital artificial | технолог цифров искусствен | տեխնոլոգ թվային արհեստական
internet | internet online media journalist | интернет медиа журналист сми | համացանց լրատվ լրագր
weather | weather flood earthquake storm | погод наводнен землетряс шторм | եղանակ ջրհեղեղ երկրաշարժ փոթորիկ
refugee | refugee migrant displaced | беженц мигрант переселен | փախստական միգրանտ տեղահան
prisoner | prisoner captive hostage | пленн заключен заложник | գերի ռազմագերի պատանդ
humanitarian | humanitarian aid | гуманитар помощ | մարդասիր օգնություն
interview | interview | интервью | հարցազրույց
statement | statement announc declar | заявлен заявил объяв | հայտարար
report | report figures data | доклад отчет данны | զեկույց տվյալ
"""


@cache
def _doings() -> Mapping[str, str]:
    """Beginning of a word → what it is a sign of. One table for all languages: their scripts keep them apart."""
    rows = (row.split("|") for row in _DOINGS.strip().splitlines())
    return {word: sign.strip() for sign, *groups in rows for group in groups for word in group.split()}


@cache
def _countries(lang: str) -> Mapping[str, str]:
    """What stays of a country's or a language's name in every case → the country's code."""
    locale = Locale.parse(lang)
    likely = get_global("likely_subtags")
    found = {
        name: str(likely[code]).rsplit("_", 1)[-1]
        for code, name in locale.languages.items()
        if code in likely and code not in SPOKEN_WIDELY
    }
    found |= {name: code for code, name in locale.territories.items() if code.isalpha()}
    kept = {
        name.casefold()[: len(name) - ENDING[lang]]: code for name, code in found.items() if " " not in name
    }
    return {word: code for word, code in kept.items() if len(word) >= SHORTEST}


def signs(text: str, lang: str) -> frozenset[str]:
    """What a text speaks of, in signs that are the same in every language.

    Args:
        text: any.
        lang: its language; one we do not read gives nothing.
    """
    return frozenset(_signs(text, lang)) if lang in LANGUAGES else frozenset()


def _signs(text: str, lang: str) -> Iterator[str]:
    doings, countries = _doings(), _countries(lang)
    for token in tokens(text):
        beginnings = (
            token[:n] for n in range(len(token), max(SHORTEST, len(token) - LONGEST_ENDING) - 1, -1)
        )
        country = next((countries[b] for b in beginnings if b in countries), None)
        if country:
            yield f"@{country}"
        yield from (
            f"~{doings[token[:n]]}" for n in range(SHORTEST - 1, len(token) + 1) if token[:n] in doings
        )
