"""The command line as it is used: arguments in, exit code, stdout and stderr out."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.metadata import entry_points
from pathlib import Path

import psycopg
import pytest

from bot.__main__ import main
from storage.database import Database
from storage.outbox import Outbox
from storage.records import ChatKind
from storage.subscribers import Subscribers
from tests.conftest import PostgreSQL
from tests.emulator.web import Item, WebServer, rss
from tests.shell import Done, Shell, shell

TOKEN = "123456789:AAE-abcdefghijklmnopqrstuvwxyz01234"
SEEDS = """
name = "The Harbour Treaty"
languages = ["en"]
[[rules]]
all_of = ["treaty"]
score = 1.0
[[concepts]]
id = "treaty"
kind = "subject"
names.en = ["Harbour Treaty"]
[[concepts]]
id = "leave"
kind = "act"
names.en = ["leaves", "withdraws from"]
[perspectives]
coastal = { en = "Coastal" }
"""
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def dateline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], migrated_file: Path
) -> Iterator[Shell]:
    """In a folder with the seeds of a small story and a migrated database."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "topic.toml").write_text(SEEDS)
    shutil.copy(migrated_file, tmp_path / "dateline.db")
    with shell(tmp_path, monkeypatch, capfd) as called:
        called.set(SEEDS="seeds")
        yield called


def line(number: int, title: str, published: str, text: str = "") -> str:
    host = "example.org" if number % 2 else "example.net"
    row = {
        "id": f"x{number}",
        "url": f"https://{host}/{number}",
        "title": title,
        "text": text,
        "published": published,
    }
    return json.dumps(row | {"outlet": host, "lang": "en"}) + "\n"


ARCHIVE = (
    line(3, "Apple pie of the day", "2024-03-03"),
    line(
        1,
        "Northland leaves the Harbour Treaty",
        "2024-03-01T09:00Z",
        "Northland leaves the Harbour Treaty on 1 March.",
    ),
    line(
        2,
        "Northland withdraws from Harbour Treaty",
        "2024-03-01T12:00Z",
        "It withdraws from the Harbour Treaty on 1 March.",
    ),
)


@pytest.fixture
def filled(dateline: Shell) -> Shell:
    """With three articles imported."""
    (dateline.folder / "archive.jsonl").write_text("".join(ARCHIVE))
    assert dateline("import", "archive.jsonl").code == 0
    return dateline


# --- how it ends ---------------------------------------------------------------------------------------------------


def test_a_fault_is_one_line_on_stderr_and_exit_code_1(dateline: Shell) -> None:
    done = dateline("why", "17")
    assert done == Done(1, "", "dateline: 17: no article has this number, id or address\n")


def test_where_a_fault_arose_is_said_on_demand(dateline: Shell) -> None:
    done = dateline("--debug", "why", "17")
    assert done.code == 1
    assert "Traceback (most recent call last)" in done.err
    assert done.err.endswith("dateline: 17: no article has this number, id or address\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["import"],
        ["why"],
        ["export", "weather"],
        ["export", "feeds", "--format", "md"],
        ["export", "decisions", "--format", "xls"],
        ["timeline", "--since", "2024-13"],
        ["timeline", "--until", "yesterday"],
        ["timeline", "--lang", "tlh"],
        ["feeds", "add", "https://example.org/feed", "--lang", "Klingon"],
        ["feeds", "check", "--format", "xml"],
        ["run", "--fast"],
    ],
)
def test_wrong_usage_is_exit_code_2(dateline: Shell, arguments: list[str]) -> None:
    done = dateline(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Usage: dateline" in done.err


def test_help_and_version(dateline: Shell) -> None:
    assert "import" in dateline("--help").out
    assert dateline("--version") == Done(0, "dateline 0.1.0\n", "")
    assert "FILE" in dateline("import", "--help").out


def test_all_wrong_settings_are_said_at_once(dateline: Shell) -> None:
    dateline.set(TICK="soon", ALLOW_PORT="80")
    done = dateline("export", "feeds")
    assert (done.code, done.out) == (1, "")
    assert [row.partition(": ")[2].partition(":")[0] for row in done.err.splitlines()] == [
        "DATELINE_ALLOW_PORT",
        "DATELINE_TICK",
    ]


def test_a_story_or_database_that_is_not_there_is_named(dateline: Shell) -> None:
    dateline.set(SEEDS="nowhere")
    done = dateline("timeline")
    assert done.code == 1
    assert "topic.toml" in done.err
    assert done.err.count("\n") == 1
    dateline.set(SEEDS="seeds", DATABASE_URL="sqlite:////nowhere/x.db")
    done = dateline("timeline")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "/nowhere/x.db" in done.err


def test_settings_come_from_the_folder_it_is_called_in(dateline: Shell) -> None:
    (dateline.folder / ".env").write_text("DATELINE_DATABASE_URL=sqlite:///elsewhere.db\n")
    assert dateline("db", "upgrade").code == 0
    assert (dateline.folder / "elsewhere.db").exists()


def test_the_bot_does_not_start_without_a_token(dateline: Shell) -> None:
    done = dateline("run")
    assert done.code == 1
    assert "DATELINE_TELEGRAM_TOKEN" in done.err.splitlines()[-1]


def test_it_is_a_module_and_a_script(dateline: Shell) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "why", "17"], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "dateline: 17: no article has this number, id or address\n"
    (script,) = entry_points(group="console_scripts", name="dateline")
    assert script.load() is main


def test_a_reader_that_stops_reading_is_no_traceback(filled: Shell) -> None:
    piped = f"{sys.executable} -m bot export decisions | head -c 1 >&-"
    ended = subprocess.run(["bash", "-c", piped], capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr


# --- import --------------------------------------------------------------------------------------------------------


def test_import_judges_in_order_of_publication(filled: Shell) -> None:
    rows = [json.loads(row) for row in filled("export", "decisions").out.splitlines()]
    assert [row["id"] for row in rows] == ["x1", "x2", "x3"]
    assert [row["verdict"] for row in rows] == ["event", "corroboration", "irrelevant"]


def test_import_twice_is_import_once(filled: Shell) -> None:
    before = filled("export", "timeline").out
    assert filled("import", "archive.jsonl") == Done(0, "articles: 3 (3 known before)\n", "")
    assert filled("export", "timeline").out == before


def test_an_import_taken_up_again_ends_where_one_run_ends(filled: Shell) -> None:
    whole = [filled("export", kind).out for kind in ("decisions", "timeline")]
    (filled.folder / "first.jsonl").write_text(ARCHIVE[1])
    filled.set(DATABASE_URL="sqlite:///again.db")
    assert filled("import", "first.jsonl").code == 0
    assert filled("import", "archive.jsonl") == Done(
        0, "articles: 3 (1 corroboration, 1 irrelevant, 1 known before)\n", ""
    )
    assert [filled("export", kind).out for kind in ("decisions", "timeline")] == whole


def test_what_is_exported_names_what_was_imported(filled: Shell) -> None:
    (event,) = json.loads(filled("export", "timeline", "--format", "json").out)
    assert (event["date"], event["precision"], event["background"]) == ("2024-03-01", "day", False)
    assert [source["id"] for source in event["sources"]] == ["x1", "x2"]
    cited = {number for statement in event["statements"] for number in statement["articles"]}
    assert cited <= {source["article"] for source in event["sources"]}


def test_an_old_archive_is_no_news_to_those_who_read_already(dateline: Shell) -> None:
    with closing(Database.open(f"sqlite:///{dateline.folder / 'dateline.db'}")) as database:
        Subscribers(database).subscribe(42, 0, ChatKind.PRIVATE, "A reader", "en", LONG_AGO)
        yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        (dateline.folder / "old.jsonl").write_text("".join(ARCHIVE))
        (dateline.folder / "new.jsonl").write_text(line(5, "Southland leaves the Harbour Treaty", yesterday))
        assert dateline("import", "old.jsonl").code == 0
        assert Outbox(database).counts()["pending"] == 0
        assert dateline("import", "new.jsonl").code == 0
        assert Outbox(database).counts()["pending"] == 1


def test_a_bad_line_is_reported_and_the_good_ones_are_in(dateline: Shell) -> None:
    (dateline.folder / "a.jsonl").write_text(f"{ARCHIVE[0]}{{}}\n{ARCHIVE[1]}")
    (dateline.folder / "b.jsonl").write_text(ARCHIVE[2])
    done = dateline("import", "a.jsonl", "b.jsonl")
    assert done.code == 1
    first, last = done.err.splitlines()
    assert first.startswith("dateline: a.jsonl, line 2: `id`: ")
    assert last == "dateline: lines not imported: 1; the others are in"
    assert done.out == "articles: 3 (1 event, 1 corroboration, 1 irrelevant)\n"


def test_an_article_that_cannot_be_judged_is_named_and_the_others_are_in(dateline: Shell) -> None:
    (dateline.folder / "archive.jsonl").write_text("".join(ARCHIVE))
    assert dateline("db", "upgrade").code == 0
    with closing(sqlite3.connect(dateline.folder / "dateline.db")) as connection:
        rule = "CREATE TRIGGER strict BEFORE INSERT ON articles WHEN NEW.external_id = 'x1'"
        connection.execute(f"{rule} BEGIN SELECT RAISE(ABORT, 'too odd to be kept'); END")
    done = dateline("import", "archive.jsonl")
    assert (done.code, done.out) == (1, "articles: 2 (1 event, 1 irrelevant)\n")
    named, last = done.err.splitlines()
    assert named.startswith("dateline: x1 cannot be judged, IntegrityError: ")
    assert last == "dateline: lines not imported: 1; the others are in"


def test_an_import_ends_where_the_database_is_in_trouble(dateline: Shell, postgresql: PostgreSQL) -> None:
    (dateline.folder / "archive.jsonl").write_text("".join(ARCHIVE))
    dateline.set(DATABASE_URL=f"{postgresql.fresh()}&options=-c%20lock_timeout%3D20")
    with psycopg.connect(postgresql.url("migrated")) as other:
        other.execute("LOCK TABLE articles IN EXCLUSIVE MODE")
        done = dateline("import", "archive.jsonl")
    assert done == Done(1, "", "dateline: canceling statement due to lock timeout\n")


def test_with_a_file_missing_nothing_is_imported(filled: Shell) -> None:
    (filled.folder / "more.jsonl").write_text(line(9, "News", "2024-04-01"))
    done = filled("import", "more.jsonl", "none.jsonl")
    assert done == Done(1, "", "dateline: none.jsonl: No such file or directory\n")
    assert filled("why", "x9").code == 1


def test_what_judges_waits_for_nobody_else_to_judge(dateline: Shell) -> None:
    (dateline.folder / "archive.jsonl").write_text(ARCHIVE[0])
    with closing(Database.open("sqlite:///dateline.db")) as database, database.lock():
        for arguments in (["import", "archive.jsonl"], ["poll"]):
            done = dateline(*arguments)
            assert (done.code, done.err.count("\n")) == (1, 1)
    assert dateline("import", "archive.jsonl").code == 0


# --- reading it again ----------------------------------------------------------------------------------------------


def test_only_data_stands_on_stdout(filled: Shell) -> None:
    filled.set(LOG="debug")
    assert len(json.loads(filled("export", "timeline").out)) == 1
    assert all(json.loads(row) for row in filled("export", "decisions").out.splitlines())
    assert filled("export", "decisions", "--format", "csv").out.count("\n") == 4


def test_an_export_goes_to_a_file_whole(filled: Shell) -> None:
    done = filled("export", "timeline", "--format", "md", "-o", "t.md")
    assert done == Done(0, "", "")
    assert (filled.folder / "t.md").read_text().startswith("# The Harbour Treaty")
    assert not list(filled.folder.glob("*.part"))
    done = filled("export", "timeline", "-o", "nowhere/t.json")
    assert done == Done(1, "", "dateline: nowhere/t.json: cannot be written: No such file or directory\n")


def test_the_timeline_is_text_in_a_pipe(filled: Shell) -> None:
    shown = filled("timeline").out
    assert shown.startswith("2024\n1 March 2024  Northland ")
    assert "\x1b" not in shown
    assert filled("timeline", "--since", "2024-03-02").out == ""
    assert filled("timeline", "--until", "2024-02").out == ""
    assert filled("timeline", "--since", "2024-03", "--until", "2024").out == shown
    assert "1 марта 2024" in filled("timeline", "--lang", "ru").out


@pytest.mark.parametrize("which", ["x2", "2", "https://example.net/2"])
def test_why_tells_the_verdict_with_its_reasons(filled: Shell, which: str) -> None:
    shown = filled("why", which).out
    assert shown.startswith("Article 2: Northland withdraws from Harbour Treaty\n")
    assert "Verdict: corroboration, event 1" in shown
    assert "\n- " in shown


def test_why_knows_an_article_by_any_link_to_it(dateline: Shell) -> None:
    link = "https://News.example/5?utm_source=mail&id=5#top"
    row = json.loads(line(5, "Southland leaves the Harbour Treaty", "2024-03-04")) | {"url": link}
    (dateline.folder / "archive.jsonl").write_text(f"{json.dumps(row)}\n")
    assert dateline("import", "archive.jsonl").code == 0
    assert dateline("why", link) == dateline("why", "https://news.example/5?id=5") == dateline("why", "x5")


def test_a_timeline_is_dated_in_the_language_asked_for(filled: Shell) -> None:
    assert [
        "1 марта 2024" in filled("timeline", "--lang", lang).out for lang in ("ru", "ru-RU", "Russian", "en")
    ] == [True, True, True, False]


def test_strangers_text_does_not_rule_the_terminal(dateline: Shell) -> None:
    (dateline.folder / "a.jsonl").write_text(
        line(1, "Harbour Treaty \x1b]0;owned\x07 [bold]now[/bold]", "2024-03-01")
    )
    assert dateline("import", "a.jsonl").code == 0
    for arguments in (["why", "1"], ["timeline"]):
        shown = dateline(*arguments).out
        assert "\x1b" not in shown
        assert "[bold]now[/bold]" in shown


# --- feeds ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def web(dateline: Shell) -> Iterator[WebServer]:
    with WebServer() as server:
        item = Item("Northland leaves the Harbour Treaty", link=server.url("/1"))
        server.put("/feed.xml", rss("The Mole", [item], lang="en"))
        server.put("/broken.xml", "<html>no feed</html>")
        dateline.set(ALLOW_NETWORKS="127.0.0.0/8", ALLOW_PORTS=str(server.port))
        yield server


def test_a_feed_is_tried_added_listed_and_removed(dateline: Shell, web: WebServer) -> None:
    done = dateline("feeds", "add", web.url("/feed.xml"), "--perspective", "coastal")
    assert done == Done(0, f"feed 1: The Mole, {web.url('/feed.xml')}\n", "")
    heading, row = dateline("feeds", "list").out.splitlines()
    assert heading.startswith("feed\toutlet\t")
    assert row.startswith("1\tThe Mole\ten\tcoastal\tactive\tnever\t")
    assert dateline("feeds", "remove", web.url("/feed.xml")) == Done(0, "", "")
    assert dateline("feeds", "list").out.count("\n") == 1
    assert dateline("feeds", "remove", "77").code == 1


def test_a_number_that_no_feed_can_have_is_a_fault_in_one_line(dateline: Shell) -> None:
    done = dateline("feeds", "remove", "9" * 30)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "unexpected" not in done.err


def test_what_is_no_feed_is_not_added(dateline: Shell, web: WebServer) -> None:
    done = dateline("feeds", "add", web.url("/broken.xml"))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert dateline("feeds", "add", web.url("/feed.xml"), "--perspective", "martian").code == 1
    assert dateline("feeds", "list").out.count("\n") == 1
    assert dateline("feeds", "add", web.url("/broken.xml"), "--unchecked").code == 0
    assert dateline("feeds", "list").out.count("\n") == 2


def test_of_a_page_the_feeds_it_offers_are_named(dateline: Shell, web: WebServer) -> None:
    web.put(
        "/", '<link rel="alternate" type="application/rss+xml" href="/feed.xml">', content_type="text/html"
    )
    done = dateline("feeds", "add", web.url("/"))
    assert done == Done(
        1, "", f"dateline: {web.url('/')}: a page, not a feed; it offers {web.url('/feed.xml')}\n"
    )


def test_feeds_are_checked_by_address_file_and_folder(dateline: Shell, web: WebServer) -> None:
    captured = dateline.folder / "captured"
    captured.mkdir()
    (captured / "good.xml").write_bytes(
        rss("Kept", [Item("Harbour Treaty signed", link="https://example.org/a")])
    )
    (captured / "bad.xml").write_text("nothing")
    done = dateline("feeds", "check", web.url("/feed.xml"), "captured", "--format", "jsonl")
    assert done.code == 1
    assert done.err == "dateline: feeds that cannot be read: 1 of 3\n"
    first, bad, good = map(json.loads, done.out.splitlines())
    assert list(first) == ["feed", "ok", "title", "entries", "on_topic", "error", "seconds"]
    assert (first["feed"], first["ok"], first["title"]) == (web.url("/feed.xml"), True, "The Mole")
    assert (bad["ok"], bool(bad["error"])) == (False, True)
    assert (good["feed"], good["entries"], good["on_topic"]) == ("captured/good.xml", 1, 1)
    table = dateline("feeds", "check", "captured/good.xml")
    assert (table.code, table.out.count("\n")) == (0, 2)


def test_a_poll_reads_what_is_due_once(dateline: Shell, web: WebServer) -> None:
    dateline("feeds", "add", web.url("/feed.xml"))
    shown = dateline("poll")
    assert shown.code == 0
    assert "The Mole\tnew\t1\t" in shown.out
    assert shown.out.endswith("articles: 1 (1 event)\n")
    assert dateline("poll").out.endswith("articles: 0\n")


def test_feeds_leave_and_come_as_opml(dateline: Shell, web: WebServer) -> None:
    dateline("feeds", "add", web.url("/feed.xml"), "--perspective", "coastal")
    assert dateline("feeds", "export", "-o", "feeds.opml").code == 0
    dateline("feeds", "remove", "1")
    done = dateline("feeds", "import", "feeds.opml")
    assert done == Done(0, "feeds: 1, new: 1\n", "")
    assert "The Mole\ten\tcoastal" in dateline("feeds", "list").out
    assert dateline("feeds", "import", "feeds.opml").out == "feeds: 1, new: 0\n"
    (dateline.folder / "no.opml").write_text("<html></html>")
    assert dateline("feeds", "import", "no.opml").code == 1


def test_a_list_with_a_wrong_line_gives_the_others_and_says_so(dateline: Shell) -> None:
    outlines = ("ftp://a.example/", "https://mole.example/feed", "https://mole.example/feed")
    body = "\n".join(f'<outline xmlUrl="{url}"/>' for url in outlines)
    (dateline.folder / "some.opml").write_text(f"<opml><body>\n{body}\n</body></opml>")
    done = dateline("feeds", "import", "some.opml")
    assert (done.code, done.out) == (1, "feeds: 1, new: 1\n")
    first, again, total = done.err.splitlines()
    assert first.startswith("dateline: some.opml: line 2: ftp://a.example/: ")
    assert again == "dateline: some.opml: line 4: https://mole.example/feed: named before"
    assert total == "dateline: some.opml: lines that name no feed: 1"


# --- the installation ----------------------------------------------------------------------------------------------


def test_check_says_a_line_for_every_part(dateline: Shell) -> None:
    done = dateline("check")
    assert done.code == 1
    lines = done.out.splitlines()
    assert [row.split()[1] for row in lines] == [
        "settings",
        "story",
        "database",
        "migrations",
        "feeds",
        "token",
    ]
    assert [row.split()[0] for row in lines] == ["ok"] * 5 + ["FAULT"]
    assert done.err == "dateline: parts not in order: 1 of 6\n"


def test_looking_makes_no_database_and_says_what_the_first_start_would_make(dateline: Shell) -> None:
    dateline.set(DATABASE_URL="sqlite:///new.db")
    shown = dateline("check", "--deep").out
    assert "no file new.db yet; the first start makes it" in shown
    assert list(dateline.folder.glob("new.db*")) == []


def test_check_faults_a_database_file_that_cannot_be_made(dateline: Shell) -> None:
    dateline.set(DATABASE_URL="sqlite:///nowhere/new.db")
    shown = dateline("check").out
    assert "FAULT  database    nowhere/new.db is not there" in shown
    assert "ok     migrations" in shown


def test_check_of_one_broken_part_looks_at_the_others_and_keeps_the_token(dateline: Shell) -> None:
    dateline.set(SEEDS="nowhere", TELEGRAM_TOKEN=TOKEN, TELEGRAM_API="http://127.0.0.1:9")
    done = dateline("check")
    assert done.code == 1
    assert [row.split()[1] for row in done.out.splitlines() if row.startswith("FAULT")] == ["story", "token"]
    assert TOKEN not in done.out + done.err


def test_a_backup_is_a_database_and_never_overwrites(filled: Shell) -> None:
    assert filled("backup", "copy.db").code == 0
    assert filled("backup", "copy.db").code == 1
    shown = filled("export", "decisions").out
    filled.set(DATABASE_URL="sqlite:///copy.db")
    assert filled("export", "decisions").out == shown


def test_of_nothing_there_is_no_backup(dateline: Shell) -> None:
    dateline.set(DATABASE_URL="sqlite:///new.db")
    done = dateline("backup", "copy.db")
    assert (done.code, done.err) == (1, "dateline: there is nothing to copy: there is no file new.db\n")
    assert not [*dateline.folder.glob("new.db*"), *dateline.folder.glob("copy.db*")]
    (dateline.folder / "new.db").touch()
    assert "has no tables yet" in dateline("backup", "copy.db").err
    assert not (dateline.folder / "copy.db").exists()


def test_migrations_are_run_on_demand_and_said(dateline: Shell) -> None:
    dateline.set(DATABASE_URL="sqlite:///new.db")
    assert "before: none" in dateline("db", "upgrade").out
    assert "before" not in dateline("db", "upgrade").out
