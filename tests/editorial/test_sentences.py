import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editorial.sentences import LONGEST, split

WHOLE = {
    "title": "Mr. Smith and Dr. Jones met Gen. Brown.",
    "initials": "N. Pashinyan called J. R. Biden on Monday.",
    "initials ru": "Об этом А. Иванов и Ю. В. Петров сообщили вчера.",
    "initials hy": "Վարչապետ Ն. Փաշինյանը մեկնել է Փարիզ։",
    "country": "He met U.S. President Joe Biden.",
    "month": "On Sept. 5 he left.",
    "year ru": "В 2023 г. Армения заморозила участие.",
    "city ru": "Встреча прошла в г. Ереване вчера.",
    "including ru": "Приехали все, в т.ч. Иванов и Петров.",
    "thousands ru": "Уехали 120 тыс. человек и 5 млн. рублей.",
    "year hy": "2024 թ. հունիսի 12-ին նա խոսեց։",
    "decimal": "Prices rose by 3.5 percent.",
    "clock": "Ժամը 17:39 էր։",
    "clock hy": "Ժամը 17։39-ին նա եկավ։",
    "ellipsis goes on": "He waited... and left.",
    "quotation": "He said: “We go. We will not come back.”",
    "quotation ru": "«Мы уйдем. Мы не вернемся», — сказал он.",
    "quotation hy": "«Մենք կգնանք։ Չենք վերադառնա»,- ասել է նա։",
    "quotation after a dot hy": "Նա ասել է. «Մենք կգնանք։ Չենք վերադառնա»։",
    "question with attribution": "“Will we return?” Nikol Pashinyan asked.",
    "question with dash": "«Вернемся ли мы?» — спросил он.",
    "brackets": "The pact (signed in May. It was long) is dead.",
    "speaker goes on": "“We’ll go,” Pashinian said. “We’re not coming back, there’s no other way.”",
    "ordinal de": "Am 5. März kam er.",
    "list number": "1. The pact is dead.",
}


@pytest.mark.parametrize("sentence", WHOLE.values(), ids=WHOLE.keys())
def test_one_sentence_stays_whole(sentence: str) -> None:
    assert split(sentence) == (sentence,)


SEVERAL = {
    "plain": "He came. She went! Why? Nobody knows…| The end.",
    "country at the end": "They left the U.S.| The talks go on.",
    "year at the end ru": "Это было в 2024 г.| В ответ они уехали.",
    "and so on ru": "Нефть, газ и т. д.| Это все.",
    "number at the end": "It was 2023.| Then came 2024.",
    "hy": "Նա եկավ։| Ինչո՞ւ։| Ոչ ոք չգիտի։",
    "hy colon": "Նա եկել է Երևան:| Նա գնալու է վաղը:",
    "hy without spaces": "Նա եկավ։|Նա գնաց։",
    "after a quotation": "He said “We go. We leave.”| Then he left.",
    "after straight quotation marks": 'He said "We go. We leave."| Then he left.',
    "after attribution": "«Да», — сказал он.| Потом он уехал.",
    "unclosed quotation": "«Мы уйдем. | Мы не вернемся.",
    "list": "1. First thing.| 2. Second thing.",
}


@pytest.mark.parametrize("marked", SEVERAL.values(), ids=SEVERAL.keys())
def test_sentences_are_parted(marked: str) -> None:
    expected = [
        part.strip()
        for part in marked.replace("! ", "!| ").replace("? ", "?| ").replace("came. ", "came.| ").split("|")
    ]
    assert list(split(marked.replace("|", ""))) == expected


def test_what_is_said_after_an_attribution_is_a_sentence_of_its_own() -> None:
    text = "“We’ll go,” he said. Shortly thereafter the minister denied it. “That is wrong,” she said."
    assert len(split(text)) == 3


def test_an_endless_sentence_is_cut_at_a_comma() -> None:
    sentences = split("word after word, " * 200)
    assert all(len(sentence) <= LONGEST for sentence in sentences)
    assert all(sentence.endswith(",") for sentence in sentences)


@pytest.mark.parametrize("bomb", ["a. ", "«", '"', "(", "A.", "x", "...", "Ա: ", '"A. ', "«“([", "1. "])
def test_a_hostile_megabyte_is_split_all_the_same(bomb: str) -> None:
    assert all(len(sentence) <= LONGEST for sentence in split(bomb * (300_000 // len(bomb))))


@given(st.text(alphabet=st.sampled_from(list('aБԱ .!?…։:«»“”"()1-,\n')) | st.characters()))
def test_the_sentences_are_the_whole_paragraph(paragraph: str) -> None:
    sentences = split(paragraph)
    assert "".join("".join(sentences).split()) == "".join(paragraph.split())
    assert all(0 < len(sentence) <= LONGEST for sentence in sentences)
    assert all(sentence == sentence.strip() for sentence in sentences)
