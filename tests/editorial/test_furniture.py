from __future__ import annotations

import pytest

from bot.editorial.furniture import SHORT, is_furniture, spoils

PROSE = "The two sides met in the old town hall, as they had said on Monday, and spoke of grain, tolls and ferries"


@pytest.mark.parametrize(
    "line",
    [
        "(All rights reserved.)",
        "The views expressed by our guests in this article are theirs.",
        "Nothing here may be taken as, or endorse the views of, anybody's office.",
        "Parts of this page were Machine-translated, and the rest was written by the crew of the old ferry.",
        "Without the written word of the editors nothing of this may stand anywhere else on any page.",
        "При использовании наших новостей активная гиперссылка на сайт обязательна для всех.",
        "Этот сайт ставит файлы cookie, чтобы узнать читателя в следующий раз и показать ему погоду.",
        "«Բոլոր իրավունքները պաշտպանված» են, ասված է կայքի էջի ներքեւում մեծ տառերով գրված տողում։",
        "Dieser Text wurde automatisch übersetzt und danach von niemandem mehr gelesen, wie wir hören.",
    ],
)
def test_a_disclaimer_is_found_by_what_it_says_whatever_marks_stand_beside_its_words(line: str) -> None:
    assert is_furniture(line)
    assert spoils(line)


@pytest.mark.parametrize(
    "line",
    [
        "Facebook Twitter Telegram WhatsApp Viber Reddit",
        "Published: Wednesday, June 12, 2024 at 10:30 pm, updated today, 14 minutes ago",
        "Опубликовано: вчера, понедельник, 10 июня 2024 года, 14 просмотров, 3 комментария",
        "https://gull.example/a, www.tern.example @gull tern@reef.example",
        "12.06.2024 | Harbour | Tides | 17:30",
        "Home > News > Valley",
    ],
)
def test_what_is_made_of_dates_networks_addresses_or_a_path_alone_is_no_report(line: str) -> None:
    assert is_furniture(line)
    assert not is_furniture(f"{PROSE}, {line}.")


def test_a_sentence_of_any_length_that_opens_as_a_pointer_spoils_what_it_tells() -> None:
    long = f"{PROSE}; " * 4
    assert len(long) > SHORT
    assert spoils(f"Read also: {long}")
    assert not is_furniture(f"Read also: {long}")
    assert not spoils(long)
    assert not spoils(PROSE)
