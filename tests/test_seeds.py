"""The seeds folder: what is shipped is sound, another story loads as well, and a faulty file says where it is faulty."""

import hashlib
import shutil
from calendar import timegm
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from bot import seeds
from bot.editorial.calibration import RELEVANT
from bot.editorial.concepts import Lexicon, fold
from bot.editorial.relevance import relevance
from bot.errors import SeedError
from storage.records import Article, Concept, DateSource, FeedDraft, Sentence, Topic

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SHIPPED = seeds.default_folder()
OTHER = Path(__file__).parent / "data" / "other_story"
LANGUAGES = ("en", "ru", "hy")

SEEDS = {
    "000_3ec039ae5a467407": "928d18bb82d81bb8dd0b714d3b034107f62103251bae8d78d4cd68cb26717006",
    "001_139563d36b1cbe5d": "632a089dd02fec8abbd2086f370129be7cef50b17af2f26f3fdb65dcb0b1b439",
    "002_d2ed0ecec489ec5e": "f6f9ac838a4e35ac807077f075ea673117d4bea307e43501f0457baf4e596cc3",
    "003_296bb11adf4991a7": "83a8f5f29f82d1b295f9d6f74dca8e177946dd412d06fd9f15436dd85ee8225f",
    "004_49a8c40da3438313": "0a9d95502fd5885f5b5cc444c1b98fc57b386445766674dd85b77115b7f03818",
}
"""The documents as they were given, and the SHA-256 of each."""


@pytest.fixture(scope="module")
def topic() -> Topic:
    return seeds.load_topic(SHIPPED)


@pytest.fixture(scope="module")
def lexicon(topic: Topic) -> Lexicon:
    return Lexicon(topic)


def _headline(text: str, lexicon: Lexicon) -> Sentence:
    return Sentence(position=0, text=text, concepts=lexicon.concepts(text))


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    return {a.external_id or "": a for a in seeds.load_articles(SHIPPED, NOW)}


# --- the shipped topic ---------------------------------------------------------------------------------------


def test_loading_twice_gives_equal_values(topic: Topic) -> None:
    assert seeds.load_topic(SHIPPED) == topic
    assert seeds.load_feeds(SHIPPED) == seeds.load_feeds(SHIPPED)
    assert seeds.load_samples(SHIPPED) == seeds.load_samples(SHIPPED)
    assert seeds.load_articles(SHIPPED, NOW) == seeds.load_articles(SHIPPED, NOW)


def test_readers_of_every_language_are_spoken_to(topic: Topic) -> None:
    assert topic.languages == LANGUAGES
    spoken = [topic.title, topic.tag, topic.exclude, *topic.perspectives.values()]
    spoken += [texts for concept in topic.concepts for texts in (concept.label, concept.names)]
    for texts in spoken:
        assert tuple(texts)[: len(LANGUAGES)] == LANGUAGES
        assert all(texts.values())
    assert {tuple(concept.label) for concept in topic.concepts} == {LANGUAGES}


def test_rules_rank_the_story_above_its_margins(topic: Topic) -> None:
    scores = {rule.all_of: rule.score for rule in topic.rules}
    assert scores["bloc", "subject"] == 1.0
    assert scores["bloc",] < scores["bloc", "subject"]
    assert all(0.5 <= score <= 1.0 for score in scores.values())


def test_the_ladder_rises_from_thinking_of_leaving_to_having_left(topic: Topic) -> None:
    steps = {concept.id: concept.step for concept in topic.concepts if concept.step}
    assert steps == {"consider_leaving": 1, "freeze": 2, "leave": 3, "notify": 4, "left": 5}


def test_only_acts_have_steps_and_opposites(topic: Topic) -> None:
    assert {c.kind for c in topic.concepts if c.step or c.opposite or c.possible or c.negated} == {"act"}


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("Armenia says that it will leave the CSTO", 3),
        ("Armenia could leave the CSTO, its speaker says", 1),
        ("Leaving the CSTO is not on our agenda, the minister said", 0),
        ("Armenia has formally left the CSTO", 5),
        ("Armenia is no longer a member of the CSTO", 5),
        ("The CSTO has received a letter from Armenia on its withdrawal", 4),
        ("The CSTO has received no notification of Armenia's withdrawal", 0),
        ("The CSTO's deputy secretary leaves his post", 0),
        ("A former member of Armenia's delegation to the CSTO assembly was heard", 0),
        ("Армения вышла из ОДКБ", 5),
        ("Армения уходит из ОДКБ", 3),
        ("Россия не получала от Армении уведомления о выходе из ОДКБ", 0),
        ("Армения уведомила ОДКБ о выходе", 4),
        ("В Ереване не исключают выхода из ОДКБ", 1),
        ("Делегация Армении вышла из зала заседаний ОДКБ", 0),
        ("Հայաստանը ՀԱՊԿ անդամ չէ այլևս", 5),
        ("Հայաստանը դուրս կգա ՀԱՊԿ-ից", 3),
        ("Հայաստանը կարող է դուրս գալ ՀԱՊԿ-ից", 1),
        ("Հայաստանը մտադիր չէ լքել ՀԱՊԿ-ը", 0),
    ],
)
def test_the_ladder_is_climbed_by_what_is_told_as_so(topic: Topic, text: str, step: int) -> None:
    lexicon = Lexicon(topic)
    found = lexicon.concepts(text)
    assert lexicon.rung(found, found) == step


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Armenia's exit from the CSTO", {"armenia", "csto", "leave"}),
        ("Pashinian and Mirsoyan in Artsakh", {"pashinyan", "mirzoyan", "karabakh"}),
        ("the Collective Security Treaty Organisation", {"csto"}),
        ("the Russian-led alliance and the Moscow-led bloc", {"csto"}),
        ("Armenia to leave the CSTO", {"armenia", "csto", "leave"}),
        ("the secretary general, who leaves the post", {"secretary_general"}),
        ("Пашиняну напомнили об ОДКБ", {"pashinyan", "csto"}),
        ("в Организации Договора о коллективной безопасности", {"csto"}),
        ("в Нагорном Карабахе и в Арцахе", {"karabakh"}),
        ("ՀԱՊԿ-ում և ՀԱՊԿից", {"csto"}),
        ("ՀՀ վարչապետ Փաշինյանի խոսքով", {"armenia", "pashinyan", "prime_minister"}),
        ("Լեռնային Ղարաբաղում", {"karabakh"}),
        ("They told us", set()),
        ("The US told them", {"us"}),
        ("Հայաստանը դուրս կգա կազմակերպությունից", {"armenia", "leave"}),
        ("Հայաստանը սառեցրել է մասնակցությունը", {"armenia", "freeze", "participation"}),
        ("Армения заморозила участие", {"armenia", "freeze", "participation"}),
        ("Armenia may leave the alliance", {"armenia", "some_alliance", "consider_leaving"}),
        ("Armenia has no plans to leave the alliance", {"armenia", "some_alliance", "stay"}),
        ("Armenia will not leave the alliance", {"armenia", "some_alliance", "stay"}),
        ("Это не означает выхода из ОДКБ", {"csto", "stay"}),
        ("Դա չի նշանակում դուրս գալ ՀԱՊԿ-ից", {"csto", "stay"}),
    ],
)
def test_names_are_found_in_the_forms_texts_use(lexicon: Lexicon, text: str, expected: set[str]) -> None:
    assert lexicon.concepts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A fire broke out in Armenia, Colombia, on Friday",
        "Врачи ОДКБ напомнили родителям о прививках",
        "областная детская клиническая больница (ОДКБ)",
        "Chip designer names new CSTO ahead of listing",
        "Voters in Georgia queued in Atlanta",
    ],
)
def test_namesakes_are_told_apart(lexicon: Lexicon, text: str) -> None:
    assert not lexicon.concepts(text) & {"armenia", "csto", "georgia"}


@pytest.mark.parametrize(
    "text", ["The football match ended 0-5", "Сборная выиграла матч", "Հայաստանի հավաքականը հաղթեց"]
)
def test_sport_speaks_against_in_every_language(lexicon: Lexicon, text: str) -> None:
    assert lexicon.exclusions(text)


HEADLINES = {
    "en": "Armenia will not send a delegation to the CSTO drills",
    "ru": "Армения не отправит делегацию на учения ОДКБ",
    "hy": "Հայաստանը պատվիրակություն չի ուղարկի ՀԱՊԿ զորավարժություններին",
    "de": "Eriwan sagt nein: keine Beiträge mehr an die OVKS",
    "fr": "L'Arménie ne versera plus rien à l'OTSC",
    "es": "Ereván no enviará soldados a las maniobras de la OTSC",
    "it": "Il governo armeno prende le distanze dall'Organizzazione del Trattato di sicurezza collettiva",
    "pt": "A Arménia falta à cimeira da Organização do Tratado de Segurança Coletiva",
    "nl": "Armeense premier: geen weg terug naar de CVVO",
    "pl": "Ormiański premier nie przyjedzie na szczyt OUBZ",
    "cs": "Arménie zmrazila svou účast v OSKB",
    "ro": "Premierul armean critică Organizația Tratatului de Securitate Colectivă",
    "bg": "Арменският премиер пропуска срещата на ОДКС",
    "uk": "Вірменія заморозила участь в ОДКБ",
    "tr": "Ermenistan'dan KGAÖ'ye tepki",
    "az": "Ermənistan KTMT-nin sammitində iştirak etməyəcək",
    "ka": "სომხეთი კუხოს სამიტზე არ ჩავა",
    "fa": "ارمنستان در نشست سازمان پیمان امنیت جمعی شرکت نمی‌کند",
    "ar": "أرمينيا تغيب عن قمة منظمة معاهدة الأمن الجماعي",
    "el": "Η Αρμενία απέχει από τη σύνοδο του Οργανισμού του Συμφώνου Συλλογικής Ασφάλειας",
}


@pytest.mark.parametrize(("lang", "headline"), HEADLINES.items(), ids=HEADLINES)
def test_the_story_is_recognised_in_the_languages_it_is_told_in(
    lexicon: Lexicon, lang: str, headline: str
) -> None:
    assert {"csto", "armenia"} <= lexicon.concepts(headline)
    score, *_ = relevance([_headline(headline, lexicon)], lexicon, lang)
    assert score == 1.0


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Alijew und Paschinjan treffen sich in Moskau", {"aliyev", "pashinyan", "russia"}),
        ("Poutine reçoit Pachinian au Kremlin", {"putin", "pashinyan", "russia"}),
        ("Azerbaiyán lanza un ataque en el Alto Karabaj", {"azerbaijan", "attack", "karabakh"}),
        ("L'Azerbaigian e la Turchia", {"azerbaijan", "turkey"}),
        ("Cessar-fogo entre o Azerbaijão e a Armênia", {"ceasefire", "azerbaijan", "armenia"}),
        ("Poetin praat over het Lavrov-plan", {"putin", "lavrov"}),
        ("Rosyjscy pogranicznicy opuszczą Erywań", {"russia", "border_guards", "armenia"}),
        ("Pašinjan: Rusko nás zradilo", {"pashinyan", "russia"}),
        ("Azerbaidjanul și Rusia", {"azerbaijan", "russia"}),
        ("Примирие между Баку и Ереван", {"ceasefire", "azerbaijan", "armenia"}),
        ("Путін прибув до Єревана", {"putin", "armenia"}),
        ("Paşinyan ile Erdoğan Ankara'da görüştü", {"pashinyan", "erdogan", "turkey", "meeting"}),
        ("Paşinyan Qarabağdan danışıb", {"pashinyan", "karabakh"}),
        ("ფაშინიანი ბაქოში", {"pashinyan", "azerbaijan"}),
        ("پاشینیان در تهران", {"pashinyan", "iran"}),
        ("باشينيان يلتقي بوتين في موسكو", {"pashinyan", "meeting", "putin", "russia"}),
        ("Ο Πασινιάν στη Μόσχα", {"pashinyan", "russia"}),
        ("Anti-terror operation in Garabagh", {"attack", "karabakh"}),
    ],
)
def test_people_places_and_acts_are_known_by_their_foreign_spellings(
    lexicon: Lexicon, headline: str, expected: set[str]
) -> None:
    assert expected <= lexicon.concepts(headline)


EVERYDAY = """
the and for with from that this will have not one two time year day people man woman child house city water world life
school work money book car road sun rain summer winter green white red music film game player rental firm sign mosque
also noch nicht wird haben eins zwei Zeit Jahr Tag Leute Mann Frau Kind Haus Stadt Wasser Welt Leben Schule Arbeit Geld
Buch Auto Strasse Sonne Regen Sommer Winter gruen weiss rot Musik Spiel Firma Arm arme Armen Ruhe Kreis Art Gift Rat
это как его они когда время год день люди человек женщина ребенок дом город вода мир жизнь школа работа деньги книга
машина солнце дождь лето зима зеленый белый красный музыка кино игра подписка подписчики кухня картина рука
"""


def test_no_name_is_an_everyday_word_of_another_language(topic: Topic) -> None:
    def elsewhere(concept: Concept) -> Concept:
        return replace(concept, names={k: v for k, v in concept.names.items() if k not in LANGUAGES})

    foreign = Lexicon(replace(topic, concepts=tuple(elsewhere(concept) for concept in topic.concepts)))
    assert foreign.concepts("Erywań") == {"armenia"}
    assert not {word: foreign.concepts(word) for word in EVERYDAY.split() if foreign.concepts(word)}


def test_no_name_stands_twice(topic: Topic) -> None:
    for concept in topic.concepts:
        names = [fold(name) for several in concept.names.values() for name in several]
        assert len(names) == len(set(names)), concept.id


@pytest.mark.parametrize(
    ("headline", "belongs"),
    [
        ("Armenia: shots were fired at a village in Tavush", True),
        ("Pashinyan in Jermuk", True),
        ("Azerbaijan builds a road to Karabakh", True),
        ("Two hurt in a blast at the 102nd military base", True),
        ("Two hurt in a blast at a military base", False),
        ("Armenia: fog closes Zvartnots to flights", False),
        ("A fair opens in Gyumri, Armenia", False),
    ],
)
def test_the_border_belongs_and_a_town_with_troops_only_for_their_sake(
    lexicon: Lexicon, headline: str, belongs: bool
) -> None:
    score, *_ = relevance([_headline(headline, lexicon)], lexicon, "en")
    assert (score >= RELEVANT) == belongs


@pytest.mark.parametrize(
    "text", ["Qarabağ FK qalib gəldi", "A blast in Qarabagh, Ghazni province", "Linda Tripp tripped"]
)
def test_namesakes_of_the_region_are_told_apart(lexicon: Lexicon, text: str) -> None:
    assert not lexicon.concepts(text) & {"karabakh", "zangezur_corridor"}


def test_the_alliance_is_not_taken_for_a_team(lexicon: Lexicon) -> None:
    assert not lexicon.exclusions("Հավաքական անվտանգության պայմանագրի կազմակերպություն")


# --- the shipped articles ------------------------------------------------------------------------------------


def test_the_given_documents_are_kept_byte_for_byte(articles: dict[str, Article]) -> None:
    assert {stem: hashlib.sha256(a.text.encode()).hexdigest() for stem, a in articles.items()} == SEEDS


@pytest.mark.parametrize(
    ("number", "published", "source", "timed"),
    [
        ("000", datetime(2024, 6, 12, tzinfo=UTC), DateSource.INFERRED, False),
        ("001", datetime(2024, 6, 12, 17, 39, tzinfo=UTC), DateSource.DATELINE, True),
        ("002", datetime(2024, 6, 12, tzinfo=UTC), DateSource.INFERRED, False),
        ("003", datetime(2024, 2, 23, tzinfo=UTC), DateSource.INFERRED, False),
        ("004", datetime(2023, 5, 23, 7, 59, 16, tzinfo=UTC), DateSource.METADATA, True),
    ],
)
def test_each_document_has_its_date_and_how_it_is_known(
    articles: dict[str, Article], number: str, published: datetime, source: DateSource, timed: bool
) -> None:
    article = next(a for stem, a in articles.items() if stem.startswith(number))
    assert (article.published, article.published_source, article.timed) == (published, source, timed)
    assert 0.5 < article.published_confidence < 1.0
    assert article.fetched_at == NOW


def test_documents_without_an_address_get_a_stable_key_that_is_no_link(articles: dict[str, Article]) -> None:
    assert {a.url for a in articles.values()} == {f"urn:dateline:seed:{stem}" for stem in SEEDS}


def test_no_two_documents_pass_for_one_outlet(articles: dict[str, Article]) -> None:
    assert len({a.outlet for a in articles.values()}) == len(SEEDS)


# --- the shipped feeds and samples ---------------------------------------------------------------------------


def test_feeds_have_a_side_and_the_dead_ones_are_left_out() -> None:
    feeds = seeds.load_feeds(SHIPPED)
    urls = {feed.url for feed in feeds}
    assert len(feeds) == len(urls) > 40
    assert all(feed.perspective for feed in feeds)
    assert {feed.lang for feed in feeds} == {None, *LANGUAGES}
    dead = {
        "https://www.civilnet.am/feed/",
        "https://armenpress.am/rss/eng",
        "https://www.panorama.am/en/rss",
    }
    assert not urls & dead
    assert not any("azatutyun.am/api" in url for url in urls)


def entries(folder: Path) -> Iterator[tuple[FeedDraft, Any]]:
    for sample in seeds.load_samples(folder):
        parsed = feedparser.parse(sample.body)
        assert not parsed.bozo, sample.url
        for entry in parsed.entries:
            yield sample.draft, entry


@pytest.mark.parametrize("folder", [SHIPPED, OTHER])
def test_every_sample_item_is_whole_dated_and_invented_openly(folder: Path) -> None:
    keys = set()
    for draft, entry in entries(folder):
        body = entry.content[0].value if "content" in entry else entry.summary
        assert entry.title
        assert len(body) >= 400, entry.title  # no teaser
        assert 2023 <= datetime.fromtimestamp(timegm(entry.published_parsed), UTC).year <= 2026
        assert entry.link.split("/")[2] == draft.url.split("/")[2]
        assert entry.link.split("/")[2].endswith(".example")
        assert "sample" in draft.outlet.lower() or "образец" in draft.outlet or "նմուշ" in draft.outlet
        keys.add(entry.id)
    assert len(keys) == len(list(entries(folder)))


def test_samples_show_every_case_the_demo_is_to_show(lexicon: Lexicon) -> None:
    items = [(draft.outlet, entry.title, entry.content[0].value) for draft, entry in entries(SHIPPED)]
    bodies = [body for _, _, body in items]
    assert {draft.lang for draft, _ in entries(SHIPPED)} == set(LANGUAGES)
    assert len(bodies) - len(set(bodies)) == 3  # copied elsewhere, repeated elsewhere, repeated at home
    cut = [b for b in bodies if b.endswith(" …</p>")]
    assert len(cut) == 1
    assert any(b.startswith(cut[0].removesuffix(" …</p>")) for b in bodies if b not in cut)
    strangers = [
        title for _, title, _ in items if not lexicon.concepts(title) & {"csto", "armenia", "azerbaijan"}
    ]
    assert any("Colombia" in title for title in strangers)
    assert any("ОДКБ" in title for title in strangers)
    assert any("deny" in lexicon.concepts(body) for body in bodies)


# --- another story -------------------------------------------------------------------------------------------


def test_another_story_is_another_folder() -> None:
    topic = seeds.load_topic(OTHER)
    assert topic.languages == ("en", "ru")
    assert not topic.accept_everything
    assert Lexicon(topic).concepts("Tarvian gates of the Kestrel Dam") == {"tarvia", "kestrel_dam"}
    assert seeds.load_feeds(OTHER) == ()
    assert seeds.load_articles(OTHER, NOW) == ()
    assert [sample.url for sample in seeds.load_samples(OTHER)] == [
        "https://merenia-herald.example/feed.xml",
        "https://tarviyskiy-listok.example/atom.xml",
    ]


def test_two_lines_make_a_valid_folder(tmp_path: Path) -> None:
    (tmp_path / "topic.toml").write_text('name = "Libya 2011"\naccept = "everything"\n')
    topic = seeds.load_topic(tmp_path)
    assert topic == Topic(name="Libya 2011", accept_everything=True)
    assert (seeds.load_feeds(tmp_path), seeds.load_samples(tmp_path), seeds.load_articles(tmp_path, NOW)) == (
        (),
        (),
        (),
    )


# --- faults --------------------------------------------------------------------------------------------------

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file into a valid folder and gives the folder."""
    shutil.copy(OTHER / "topic.toml", tmp_path)

    def into(name: str, text: str) -> Path:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return into


def concepts(*more: str) -> str:
    """A topic with one sound concept and what is added."""
    sound = '[[rules]]\nall_of = ["dam"]\nscore = 1\n[[concepts]]\nid = "dam"\nkind = "work"\nnames = {en = ["dam"]}\n'
    return 'name = "x"\n' + sound + "".join(more)


CONCEPT = '[[concepts]]\nid = "weir"\nkind = "work"\nnames = {en = ["weir"]}\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('name = "x\n', "topic.toml: Illegal character '\\n' (at line 1, column 10): mend the TOML there"),
        ('nmae = "x"', 'unknown key "nmae" (did you mean "name"?); known: name, accept, '),
        ('accept = "everything"', '"name" is missing: add it'),
        ('name = " "\naccept = "everything"', '"name" is empty: fill it in'),
        ('name = 7\naccept = "everything"', '"name" = 7: write text in quotes'),
        (
            'name = "x"\naccept = "everythin"',
            '"accept" = "everythin" (did you mean "everything"?): write one of ',
        ),
        ('name = "x"', 'nothing can belong: add [[rules]] and [[concepts]], or write accept = "everything"'),
        (
            concepts('[[rules]]\nall_of = ["damn"]\nscore = 1'),
            'rule 2: "damn" is no concept\'s id or kind (did you mean "dam"?)',
        ),
        (
            concepts("[[rules]]\nall_of = []\nscore = 1"),
            '[[rules]] 2: "all_of" is empty: list concept ids or kinds',
        ),
        (
            concepts('[[rules]]\nall_of = ["dam"]\nscore = 2'),
            '[[rules]] 2: "score" = 2: write a number from 0 to 1',
        ),
        (
            concepts('[[rules]]\nall_of = ["dam"]\nscore = true'),
            '[[rules]] 2: "score" = True: write a number from 0 to 1',
        ),
        (
            concepts('[[rules]]\nall_of = ["dam"]\nscore = 1\nunless = ["damn"]'),
            'rule 2: "damn" is no concept\'s id or kind (did you mean "dam"?)',
        ),
        (
            concepts('[[strands]]\nkey = "x"\nconcepts = ["damn"]'),
            'strand "x": "damn" is no concept\'s id or kind (did you mean "dam"?)',
        ),
        (
            'ladder = ["damn"]\n' + concepts(""),
            'ladder: "damn" is no concept\'s id or kind (did you mean "dam"?)',
        ),
        (concepts('[[strands]]\nkey = "x"\nconcepts = []'), '[[strands]] 1: "concepts" is empty'),
        (concepts('[[strands]]\nkey = "X y"\nconcepts = ["dam"]'), 'key "X y": write 1 to 16 small letters'),
        (
            concepts('[[strands]]\nkey = "x"\nconcepts = ["dam"]\n' * 2),
            'two strands have the key "x": rename one',
        ),
        (
            concepts(CONCEPT.replace("kind", "knid")),
            '[[concepts]] 2 ("weir"): unknown key "knid" (did you mean "kind"?)',
        ),
        (
            concepts(CONCEPT.replace('"weir"]', '"Dam"]')),
            'the name "Dam" stands in "dam" and in "weir": keep it in one',
        ),
        (
            concepts(CONCEPT.replace('id = "weir"', 'id = "dam"')),
            'two concepts have the id "dam": rename one',
        ),
        (
            concepts(CONCEPT.replace('"work"', '"dam"')),
            '"dam" is both a concept\'s id and a kind: rename one',
        ),
        (
            concepts(CONCEPT.replace('"weir"]', '"we*ir"]')),
            'the name "we*ir": write words, `*` only at the end of a word',
        ),
        (concepts(CONCEPT.replace('"weir"]', '"—"]')), 'the name "—": write words'),
        (concepts(CONCEPT.replace('"weir"]', "7]")), '"en" holds 7: every item is text in quotes, not empty'),
        (
            concepts(CONCEPT.replace('["weir"]', "[]")),
            "without names it is never found: add [concepts.names]",
        ),
        (
            concepts(CONCEPT.replace("en =", "English =")),
            '[names]: "English" is no code of a language: write two or three small letters',
        ),
        (concepts(CONCEPT, 'label = {fr = "barrage"}'), '[label]: unknown key "fr"; known: en, ru, hy'),
        (
            concepts(CONCEPT, 'opposite = "damm"'),
            'concept "weir": opposite "damm" is no concept\'s id (did you mean "dam"?)',
        ),
        (
            concepts(CONCEPT, 'together = ["dam", "watter"]'),
            'concept "weir": together "watter" is no concept\'s id',
        ),
        (concepts(CONCEPT, 'step = "two"'), "\"step\" = 'two': write a whole number"),
        ('name = "x"\nconcepts = "weir"', "\"concepts\" = 'weir': write a list"),
        ('name = "x"\nconcepts = ["weir"]', '"concepts" is no list of tables: write [[concepts]] above each'),
        ('name = "x"\ntitle = "x"\naccept = "everything"', "\"title\" = 'x': write a table"),
    ],
)
def test_a_faulty_topic_says_where_and_how_to_mend_it(write: Write, text: str, complaint: str) -> None:
    folder = write("topic.toml", text)
    with pytest.raises(SeedError) as fault:
        seeds.load_topic(folder)
    line = str(fault.value)
    assert line.startswith(str(folder / "topic.toml"))
    assert complaint in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            '[[feeds]]\nurl = "a.example"\noutlet = "A"',
            '[[feeds]] 1: "url" = "a.example": write an address that begins with ',
        ),
        ('[[feeds]]\nurl = "https://a.example"', '[[feeds]] 1: "outlet" is missing: add it'),
        (
            '[[feeds]]\nurl = "https://a.example"\noutlet = "A"\nperspective = "upstraem"',
            '"perspective" = "upstraem" (did you mean "upstream"?): write one of upstream, downstream',
        ),
        (
            '[[feeds]]\nurl = "https://a.example"\noutlet = "A"\n' * 2,
            '[[feeds]] 2: "url" = "https://a.example" stands twice: remove one',
        ),
        ('[[feed]]\nurl = "https://a.example"', 'unknown key "feed" (did you mean "feeds"?)'),
    ],
)
def test_a_faulty_list_of_feeds_says_where(write: Write, text: str, complaint: str) -> None:
    folder = write("feeds.toml", text)
    with pytest.raises(SeedError, match=r"feeds\.toml") as fault:
        seeds.load_feeds(folder)
    assert complaint in str(fault.value)


def test_a_sample_without_its_file_is_a_fault(write: Write) -> None:
    text = '[[feeds]]\nurl = "https://a.example"\noutlet = "A"\nfile = "a.xml"\n'
    folder = write("samples/feeds.toml", text)
    with pytest.raises(SeedError, match=r"a\.xml: missing"):
        seeds.load_samples(folder)


FRONT = """+++
title = "A flood"
outlet = "A"
published = 2024-05-13T09:00:00+02:00
published_source = "dateline"
published_confidence = 0.9
published_why = "stated"
+++
"""


def test_text_after_the_front_matter_is_untouched(write: Write) -> None:
    text = "\n  First.\r\n+++\nLast, without a line end\t"
    folder = write("articles/a.md", "")
    (folder / "articles" / "a.md").write_bytes((FRONT + text).encode())
    [article] = seeds.load_articles(folder, NOW)
    assert article.text == text
    assert article.published == datetime(2024, 5, 13, 7, 0, tzinfo=UTC)
    assert (article.lang, article.perspective) == (None, None)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("A flood came.", 'a.md, line 1: begin with TOML between two lines "+++"'),
        ('+++\ntitle = "A flood"\n', 'a.md, line 1: begin with TOML between two lines "+++"'),
        (
            FRONT.replace('"A flood"', "A flood"),
            "a.md: Invalid value (at line 2, column 9): mend the TOML there",
        ),
        (
            FRONT.replace("dateline", "datelin"),
            '"published_source" = "datelin" (did you mean "dateline"?): write one of feed, ',
        ),
        (FRONT.replace("2024-05-13T09:00:00+02:00", '"May"'), "\"published\" = 'May': write a date"),
        (FRONT.replace("2024-05-13", "0001-01-01"), "write a year from 1900 on"),
        (FRONT.replace("stated", ""), '"published_why" is empty: fill it in'),
        (FRONT.replace("0.9", "9"), '"published_confidence" = 9: write a number from 0 to 1'),
        (FRONT + "one\ntwo\0", "a.md, line 10: holds a NUL byte: remove it"),
    ],
)
def test_a_faulty_article_says_where(write: Write, text: str, complaint: str) -> None:
    folder = write("articles/a.md", text)
    with pytest.raises(SeedError) as fault:
        seeds.load_articles(folder, NOW)
    assert complaint in str(fault.value)


def test_a_file_that_is_not_utf8_names_its_line(write: Write) -> None:
    folder = write("feeds.toml", "")
    (folder / "feeds.toml").write_bytes(b"# fine\n# \xcc\xd1\n")
    with pytest.raises(SeedError, match=r"feeds\.toml, line 2: not UTF-8"):
        seeds.load_feeds(folder)


def test_a_missing_folder_and_a_folder_in_place_of_a_file_are_faults(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"topic\.toml: missing"):
        seeds.load_topic(tmp_path / "nowhere")
    (tmp_path / "topic.toml").mkdir()
    with pytest.raises(SeedError, match=r"topic\.toml: unreadable"):
        seeds.load_topic(tmp_path)
