from __future__ import annotations

import pytest

from bot.editorial import cues


@pytest.mark.parametrize(
    ("lang", "text", "planned", "done"),
    [
        ("ru", "Норланд потребует возмещения у комиссии канала.", True, False),
        ("ru", "Представители сторон и жители села у канала.", False, False),
        ("ru", "Если не хватит недели, стороны вернутся за стол.", False, False),
        ("ru", "Норланд потребовал возмещения у комиссии канала.", False, True),
        ("ru", "Беспилотники прилетели к плотине.", False, True),
        ("ru", "Председатели палат, деятели и жители у плотины.", False, False),
        ("hy", "Նորլանդը դուրս է գալու պայմանագրից։", True, False),
        ("hy", "Նորլանդը դուրս է եկել պայմանագրից։", False, True),
        ("hy", "Նորլանդը պետք է լքել։", False, False),
        ("en", "Orlan will open the dam.", True, False),
        ("en", "Orlan said that he would open the dam.", True, False),
        ("en", "Orlan will not open the dam.", False, False),
        ("en", "Orlan opened the dam.", False, True),
        ("en", "The house passed a bill that would open the dam.", False, True),
        ("ru", "Палата одобрила закон, который будет беречь плотину.", False, True),
        ("en", "Orlan confirmed the visit, his office said.", False, False),
        ("ru", "Орлан посетит плотину.", True, False),
        ("ru", "Орлан заявил, что встреча пройдёт у плотины.", True, False),
        ("ru", "Орлан платить не будет.", False, False),
        ("ru", "О намерении открыть плотину не уведомляли.", False, True),
        ("ru", "Орлан посетил плотину.", False, True),
        ("ru", "Орлан подтвердил визит, сообщили в апреле.", False, False),
        ("hy", "Օրլանը կայցելի ամբարտակ։", True, False),
        ("hy", "Օրլանը մեկնելու է ամբարտակ։", True, False),
        ("hy", "Օրլանը ժամանել է ամբարտակ։", False, True),
        ("hy", "Այցը հաստատել է Օրլանը։", False, False),
        ("de", "Orlan öffnete den Damm.", False, False),
    ],
)
def test_a_plan_is_told_from_a_deed_and_both_from_what_is_only_said(
    lang: str, text: str, *, planned: bool, done: bool
) -> None:
    assert (cues.plans(text, lang), cues.has_done(text, lang)) == (planned, done)


@pytest.mark.parametrize(
    ("lang", "sentence", "leaning"),
    [
        ("en", "Orlan said so at the dam on Wednesday.", True),
        ("en", "Orlan said this dam would be shut.", False),
        ("en", "Orlan said that the dam would be shut.", False),
        ("ru", "Министр Орлан об этом сообщил в среду.", True),
        ("ru", "Плотину закроют в среду, об этом сообщил Орлан.", False),
        ("ru", "Норландские отряды в нем не значатся, сообщил Орлан.", True),
        ("ru", "Орлан встретил инженера в среду и говорил с ним о плотине.", False),
        ("ru", "Членство при этом сохраняется, подчеркнули там.", True),
        ("hy", "Ասուլիսի ժամանակ այս մասին ասել է վարչապետ Օրլանը։", True),
        ("hy", "Վարչապետն ասել է, որ ամբարտակը կփակվի։", False),
    ],
)
def test_a_sentence_leans_on_the_one_before_by_the_words_that_point_to_it(
    lang: str, sentence: str, *, leaning: bool
) -> None:
    assert cues.leans(sentence, lang) is leaning


@pytest.mark.parametrize(
    ("lang", "sentence", "negative"),
    [
        ("en", "Asked whether Norland would leave, Orlan said no.", True),
        ("en", "Orlan answered in the negative.", True),
        ("en", "Orlan said no decision had been made.", False),
        ("ru", "На вопрос, выйдет ли Норланд, он ответил отрицательно.", True),
        ("ru", "Орлан ответил, что Норланд выйдет.", False),
        ("hy", "Հարցին նա բացասական պատասխան տվեց։", True),
        ("hy", "Նա պատասխանեց, որ Նորլանդը դուրս կգա։", False),
    ],
)
def test_a_question_answered_with_no_says_so(lang: str, sentence: str, *, negative: bool) -> None:
    assert cues.answers_no(sentence, lang) is negative


@pytest.mark.parametrize(
    ("lang", "text", "revised"),
    [
        ("en", "The death toll at the dam has risen to seven.", True),
        ("en", "The number of people killed at the dam reached 12 on Friday.", True),
        ("en", "Seven people were killed at the dam, not eight.", True),
        ("en", "Not two but one of the gates was shut.", True),
        ("en", "The exit counts from 1 April 2028, not 29 March.", True),
        ("en", "It takes those on strike to 2,100 from the 1,200 given in the morning.", True),
        ("en", "Of the 38 boats there, not one of ours was hit.", False),
        ("en", "Seven people were killed at the dam.", False),
        ("en", "The number of visitors reached 12.", False),
        ("ru", "Число погибших у плотины достигло четырёх.", True),
        ("ru", "До семи выросло число жертв на плотине.", True),
        ("ru", "Погибли семь человек, а не восемь.", True),
        ("ru", "Пострадали не двое, а один.", True),
        ("ru", "Стоят три шлюза, а не шесть.", True),
        ("ru", "У плотины погибли семь человек.", False),
        ("ru", "Число жителей достигло четырёх тысяч.", False),
        ("hy", "Զոհերի թիվը հասել է յոթի։", True),
        ("hy", "Վիրավորվել է ոչ թե երկու, այլ մեկ զինծառայող։", True),
        ("hy", "Կանգնած է երեք ջրարգելակ, ոչ թե վեց։", True),
        ("hy", "Զոհվել է երեք մարդ։", False),
    ],
)
def test_a_toll_and_a_figure_beside_the_one_it_replaces_put_a_figure_right(
    lang: str, text: str, *, revised: bool
) -> None:
    assert cues.revises(text, lang) is revised


@pytest.mark.parametrize(
    ("lang", "text", "off"),
    [
        ("en", "Norland puts off the vote to Thursday.", True),
        ("en", "The visit was cancelled on Friday.", True),
        ("en", "Orlan called the talks off.", True),
        ("en", "Orlan did not postpone the vote.", False),
        ("en", "Norland votes on Thursday.", False),
        ("ru", "Голосование перенесли на четверг.", True),
        ("ru", "Орлан отменил визит.", True),
        ("ru", "Визит не отменят: голосование в четверг.", False),
        ("hy", "Քվեարկությունը հետաձգվեց։", True),
        ("hy", "Քվեարկությունը հինգշաբթի է։", False),
    ],
)
def test_what_is_put_off_or_called_off_says_so(lang: str, text: str, *, off: bool) -> None:
    assert cues.puts_off(text, lang) is off
