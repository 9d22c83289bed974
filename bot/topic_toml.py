"""Reads `topic.toml`: the names, rules and words of a story.

Input: a file whose own comments describe its format. Output: `storage.records.Topic`. Beyond the kinds of the values it
makes sure that ids are unique, that whatever refers to one finds it, and that no name stands in two concepts. Every
fault is a `SeedError` of one line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.checked_toml import Table, hint, parse, read_text
from storage.hours import zone
from storage.records import Concept, Rule, Strand, Topic

LONGEST_KEY = 16  # characters: a button of a chat carries 64 bytes with everything else it says
KEY = re.compile(rf"[a-z0-9_]{{1,{LONGEST_KEY}}}")
LANGUAGES = ("en", "ru", "hy")  # where the topic names none; those the chat speaks


def read_topic(path: Path) -> Topic:
    """What is followed.

    Args:
        path: of the file.

    Raises:
        SeedError: it is missing or malformed.
    """
    table = parse(path, read_text(path))
    table.only(
        "name",
        "accept",
        "languages",
        "title",
        "tag",
        "perspectives",
        "exclude",
        "rules",
        "concepts",
        "strands",
        "zones",
        "ladder",
    )
    everything = table.choice("accept", ("matching", "everything"), "matching") == "everything"
    languages = table.texts("languages") or LANGUAGES
    concepts = tuple(_concept(t, languages) for t in table.tables("concepts"))
    rules = tuple(_rule(t) for t in table.tables("rules"))
    if not everything and not rules:
        raise table.fault(
            'nothing can belong: add [[rules]] and [[concepts]], or write accept = "everything"'
        )
    strands = tuple(_strand(t, languages) for t in table.tables("strands"))
    _check_ids(table, concepts)
    ladder = table.texts("ladder")
    _check_references(table, concepts, rules, strands, ladder)
    _check_names(table, concepts)
    sides = table.table("perspectives")
    return Topic(
        name=table.text("name"),
        title=table.table("title").by_language(languages),
        tag=table.table("tag").by_language(languages),
        accept_everything=everything,
        languages=languages,
        concepts=concepts,
        rules=rules,
        exclude=table.table("exclude").names_by_language(),
        perspectives={side: sides.table(side).by_language(languages) for side in sides.values},
        strands=strands,
        zones=_zones(table.table("zones"), languages),
        ladder=ladder,
    )


def _concept(table: Table, languages: Sequence[str]) -> Concept:
    table.only(
        "id", "kind", "names", "label", "unless", "opposite", "step", "possible", "negated", "together"
    )
    names = table.table("names").names_by_language()
    together = table.texts("together")
    if not any(names.values()) and not together:
        raise table.fault("without names it is never found: add [concepts.names]")
    return Concept(
        id=table.text("id"),
        kind=table.text("kind"),
        names=names,
        label=table.table("label").by_language(languages),
        unless=table.names("unless"),
        opposite=table.optional("opposite"),
        step=table.get("step", int, 0) or None,
        possible=table.optional("possible"),
        negated=table.optional("negated"),
        together=together,
    )


def _rule(table: Table) -> Rule:
    table.only("all_of", "score", "unless")
    items = table.texts("all_of")
    if not items:
        raise table.fault('"all_of" is empty: list concept ids or kinds')
    return Rule(items, table.share("score"), table.texts("unless"))


def _strand(table: Table, languages: Sequence[str]) -> Strand:
    table.only("key", "names", "concepts")
    key, concepts = table.text("key"), table.texts("concepts")
    if not KEY.fullmatch(key):
        raise table.fault(f'key "{key}": write 1 to {LONGEST_KEY} small letters, digits or _')
    if not concepts:
        raise table.fault('"concepts" is empty: list concept ids or kinds')
    return Strand(key, table.table("names").by_language(languages), concepts)


def _zones(table: Table, languages: Sequence[str]) -> Mapping[str, str]:
    zones = table.by_language(languages)
    for lang, name in zones.items():
        if zone(name) is None:
            raise table.fault(f'{lang} = "{name}": no such time zone: write it as "Europe/Berlin"')
    return zones


def _check_ids(table: Table, concepts: Sequence[Concept]) -> None:
    ids = [c.id for c in concepts]
    for concept in concepts:
        if ids.count(concept.id) > 1:
            raise table.fault(f'two concepts have the id "{concept.id}": rename one')
        if concept.kind in ids:
            raise table.fault(
                f'"{concept.kind}" is both a concept\'s id and a kind: rename one, rules could mean either'
            )


def _check_references(
    table: Table,
    concepts: Sequence[Concept],
    rules: Sequence[Rule],
    strands: Sequence[Strand],
    ladder: Sequence[str],
) -> None:
    ids = sorted(c.id for c in concepts)
    known = [*ids, *sorted({c.kind for c in concepts})]
    used = [
        (f"rule {n}", item) for n, rule in enumerate(rules, start=1) for item in rule.all_of + rule.unless
    ]
    used += [(f'strand "{strand.key}"', item) for strand in strands for item in strand.concepts]
    used += [("ladder", item) for item in ladder]
    for place, item in used:
        if item not in known:
            raise table.fault(
                f'{place}: "{item}" is no concept\'s id or kind{hint(item, known)}: mend or remove it'
            )
    keys = [strand.key for strand in strands]
    for key in keys:
        if keys.count(key) > 1:
            raise table.fault(f'two strands have the key "{key}": rename one')
    referring = [
        (concept.id, key, item)
        for concept in concepts
        for key, items in (
            ("opposite", (concept.opposite,)),
            ("possible", (concept.possible,)),
            ("negated", (concept.negated,)),
            ("together", concept.together),
        )
        for item in items
        if item is not None
    ]
    for owner, key, named in referring:
        if named not in ids:
            raise table.fault(
                f'concept "{owner}": {key} "{named}" is no concept\'s id{hint(named, ids)}: mend it'
            )


def _check_names(table: Table, concepts: Sequence[Concept]) -> None:
    """A name that stood in two concepts would make one thing count as two."""
    owners: dict[tuple[str, ...], str] = {}
    for concept in concepts:
        for name in (name for names in concept.names.values() for name in names):
            words = tuple(re.findall(r"[^\W_]+\*?", name.casefold()))
            owner = owners.setdefault(words, concept.id)
            if owner != concept.id:
                raise table.fault(
                    f'the name "{name}" stands in "{owner}" and in "{concept.id}": keep it in one'
                )
