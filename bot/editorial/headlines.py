"""What a headline says itself of what stands below it: a comment, a conversation, a list of the news, another of its kind."""

from __future__ import annotations

from bot.editorial.cue import Cue

_COMMENT = Cue(
    {
        "en": r"^(?:analysis|opinion|editorial|viewpoint|op-ed|commentary|comment|explainer|explained|column|factbox|timeline|chronology|q&a)\s*[:|–—-]"
        r"|[|–—:-]\s*(?:an?\s+)?(?:(?:brief|short)\s+)?(?:analysis|opinion|op-ed|commentary|explainer|explained|timeline|chronology"
        r"|history|profile)$"
        r"|^(?:why|how)\b|^what\s+(?:is|are|was|does|do|did|would|could|exactly|next)\b.*\?$|^what\s+(?!.*\b(?:says?|said|tells?|told|rules?|insists?)\b)[^,:?]{2,60}?\b(?:can|cannot|could|should|must|might)\b|\b(?:what|things)\s+(?:you\s+(?:need|should)\s+)?to\s+know\b"
        r"|^(?!.*\b(?:says?|said|urges?|tells?|told|calls?|asks?|insists?)\b)[^,:;“”\"—–]*\bshould\b[^,:;“”\"—–]*$"
        r"|^(?:can|could|should|would|will|is|are|does|do|did|has|have|was|were)\b[^:]*\?$"
        r"|\bexplained$|^(?:analyst|expert|political\s+scientist|scholar|historian)s?\s*[:–—-]"
        r"|^\w+\s+(?:years?|months?|weeks?|days?)\s+that\b|^the\s+(?:week|month|year|decade)\s+(?!(?:of|after|before|to|long)\b)|^\w+\s+(?:years|months)\s+(?:ago|on|after|since)\b|:\s+\w+\s+(?:years|months)\s+since\b"
        r"|^(?:[^,:]+,\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+(?:19|20)\d\d\s*[:—–]",
        "ru": r"^(?:анализ|аналитика|мнение|передовица|от\s+редакции|точка\s+зрения|комментарий|колонка|хронология|хроника|обзор|справка|досье|разбор)\s*[:|.–—-]"
        r"|[.:|!?»–—-]\s*(?:анализ|аналитика|мнение|колонка|хронология|хроника|справка|досье|разбор|объясняем)\.?$"
        r"|^(?:что\s+такое|почему|зачем|как|чем)\b.*\?$|^[^:]*\sли\b[^:]*\?$|^(?:\w+\s+)?\w+\s+(?:лет|года|месяцев)\s+(?:назад|спустя)\b"
        r"|\s[–—-]\s\w+(?:\s\w+)?\s+(?:лет|года?)$|^(?:эксперт|политолог|аналитик|историк|востоковед|кавказовед)\w*\s*[:–—-]"
        r"|\s[–—-]\s(?:эксперт|политолог|аналитик|историк|востоковед|кавказовед)\w*$",
        "hy": r"^(?:վերլուծություն|խմբագրական|կարծիք|մեկնաբանություն|տեսակետ|ժամանակագրություն)\s*[:|.․՝–—-]"
        r"|[.․։»:|–—-]\s*(?:վերլուծություն|կարծիք|մեկնաբանություն|տեսակետ|ժամանակագրություն|տեղեկանք)$"
        r"|^\w+\s+(?:տարի|ամիս)\s+(?:առաջ|անց)(?!\w)|^(?:վերլուծաբան|քաղաքագետ|փորձագետ|պատմաբան)\w*\s*[:.․՝–—-]",
    }
)
# A conversation printed as such. What somebody "said in an interview" is a report.
_CONVERSATION = Cue(
    {
        "en": r"^(?:exclusive\s+)?interview(?:\s*[:|–—-]|\s+with\b)|[|–—:.!?”\"-]\s*(?:an?\s+)?interview(?:$|\s+with\b)"
        r"|[:”\"]\s*a\s+conversation\s+with\b",
        "ru": r"(?:^|[.:|!?»–—-]\s*)(?:(?:большое|эксклюзивное)\s+)?интервью(?:$|\s+со?\b)|[:»]\s*(?:беседа|разговор)\s+со?\b",
        "hy": r"(?:^|[.․։»:|–—-]\s*)(?:բացառիկ\s+)?հարցազրույց(?:$|(?!\w))|[:»․]\s*զրույց(?!\w)",
    }
)
# "Fresh clashes", «вновь обстреляли». Not a regular session, which «очередной» may be too, nor a part of one blow: "…, with
# dozens more wounded".
_ANEW = Cue(
    {
        "en": r"\b(?:fresh|renewed|anew|(?<!never )again|once\s+more|(?<!one )(?<!after )another"
        r"|new\s+(?:clash|fight|attack|strike|shell|incident|skirmish|raid|outbreak|wave\s+of|round\s+of)\w*)\b"
        r"|^(?:at\s+least\s+)?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|several|dozens)\s+more\b",
        "ru": r"\b(?:снова|вновь|опять|повторн\w+|ещ[её]\s+(?:один|одн\w+|дв(?:а|е|ое|ух)|тр(?:и|ое|ех|ёх)|четыре|пять|шесть|\d+)"
        r"|очередн\w+\s+(?:атак|обстрел|столкновен|удар|нападен|провокаци|нарушен|инцидент|обострен|попыт)\w*"
        r"|нов\w+\s+(?:атак|обстрел|столкновен|удар|нападен|провокаци|нарушен|инцидент|обострен|бо(?:и|ёв|ев)\b)\w*)\b",
        "hy": r"\b(?:կրկին|նորից|վերստին|դարձյալ|ևս\s+(?:մեկ|երկու|երեք|չորս|հինգ|\d+)(?!\w)"
        r"|(?:հերթական|նոր)\s+(?:հարձակ|կրակ|բախ|սադրանք|խախտ|հարված|միջադեպ|ընդհար)\w*)",
    }
)
# What stands above a list of the news. The event of a day, or a summit's outcome, is no list.
_ROUNDUP = Cue(
    {
        "en": r"^(?:\w+\s+(?=(?:press|media)\s))?(?:(?:daily|weekly|monthly|morning|evening|(?:mon|tues|wednes|thurs|fri|satur|sun)day|news|press|media|world|regional)\s+){1,3}"
        r"(?:briefing|digest|round-?\s?up|review|wrap(?:-?up)?|summary|bulletin|headlines)(?=\s*(?:$|[:|,.–—-]|\d|(?:of|for|on)\b))"
        r"|^(?:(?:the|this|a)\s+)?(?:day|week|month|year)\s+in\s+(?:review|brief|pictures|photos)\b|^news\s+in\s+brief\b"
        r"|^(?:january|february|march|april|may|june|july|august|september|october|november|december|(?:the\s+)?(?:week|month))\s+in\s+[^:]{2,30}:"
        r"|^(?:the|this)\s+week\s+in\b|\b(?:from|in)\s+the\s+(?:sunday|morning|weekend)\s+papers\b"
        r"|^today['’]s\s+(?:top\s+|main\s+)?(?:headlines|news|stories)\b|^(?:top|main|key)\s+(?:\d+\s+)?(?:news|stories|headlines)\b"
        r"|\s[|:–—-]\s(?:daily|weekly|news|press|morning|evening)\s+(?:digest|briefing|round-?up|review|bulletin)$",
        "ru": r"^выпуск\s+(?:новостей|программы)\b|^(?:\w+\s+)?дайджест\b|^обзор\s+(?:прессы|сми|событий|новостей)\b"
        r"|^(?:главн|важн|основн)\w+\s+(?:новости|события|событий|новостей)\s+(?:дня|недели|часа|суток|месяца|года|к\s+этому\s+часу|за)\b(?!\s*[—–-])"
        r"|^(?:неделя|месяц)\s+(?:в|во|на)\s+[^:]{2,30}:|^главное\s+(?:за\s|к\s+этому\s+часу)|^итоги\s+(?:дня|недели|месяца)\b|^коротко\s+о\s+главном\b"
        r"|^(?:новости|события)\s+(?:дня|недели|к\s+этому\s+часу|коротко|одной\s+строкой|за\s+(?:день|сутки|неделю)|в\s+\d)",
        "hy": r"^(?:օրվա|շաբաթվա|ամսվա)\s+(?:(?:գլխավոր|կարևոր|հիմնական)\s+)?(?:լուրեր|նորություններ|իրադարձություններ|ամփոփ)\w*"
        r"|^լուրերի\s+(?:թողարկ|ամփոփ)\w*|^մամուլի\s+տեսություն|^(?:կարճ|համառոտ)\s+լուրեր|^լուրեր\s+\d{1,2}[։:.]\d\d",
    }
)
_CONTENTS = Cue(
    {
        "en": r"^(?:(?:watch|read|listen|also)\s+)?in\s+(?:this|today['’]s)\s+"
        r"(?:edition|episode|issue|bulletin|newsletter|programme|program|broadcast)[^.]{0,30}:",
        "ru": r"^(?:(?:смотрите|читайте|слушайте)\s+)?в\s+(?:этом|сегодняшнем)\s+(?:выпуске|номере)[^.]{0,30}:"
        r"|\bв\s+наш(?:ем|ей)\s+(?:\w+\s+)?(?:обзоре|подборке|дайджесте|сводке)\b",
        "hy": r"^(?:դիտեք\s+|կարդացեք\s+)?այս\s+(?:թողարկման|համարի)\s+մեջ[^։]{0,30}[:՝]",
    }
)


def comments(headline: str, lang: str) -> bool:
    """Whether a headline says itself that it stands above a comment, a survey or a reference, not a report."""
    return _COMMENT.seen(headline, lang)


def converses(headline: str, lang: str) -> bool:
    """Whether a headline says itself that it stands above a conversation printed as such."""
    return _CONVERSATION.seen(headline, lang)


def rounds_up(headline: str, lang: str) -> bool:
    """Whether a headline says itself that it stands above a list of the news."""
    return _ROUNDUP.seen(headline, lang)


def lists(text: str, lang: str) -> bool:
    """Whether a sentence opens the list of what an edition has."""
    return _CONTENTS.seen(text, lang)


def anew(headline: str, lang: str) -> bool:
    """Whether a headline says that something has happened once more, so that it is not what happened before."""
    return _ANEW.seen(headline, lang)
