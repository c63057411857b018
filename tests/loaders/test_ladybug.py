"""What is special about the embedded store: its file, who else has it open, and what its engine would let through."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import ladybug
import pytest

from loaders import Change, load, open_current, open_store
from loaders.ladybug import LadybugStore
from schema import Edge, Node, OutOfMemory, ParameterError, QueryError, QueryTimeout, StoreUnavailable
from tests.loaders.papers import contents, maformer, named
from tests.loaders.test_load import many

HOLD = """
import sys
from loaders import open_store
with open_store(sys.argv[1], read_only=sys.argv[2] == "reading") as store:
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.lbug"


@pytest.fixture
def made(path: Path) -> Path:
    """A store file with one node in it, closed."""
    with open_store(str(path)) as store:
        store.prepare()
        store.write(Change(new_nodes=(named("Task", "qa", "QA"),)))
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


class Holder:
    """Another process that has the store open."""

    def __init__(self, path: Path, how: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path), how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert self.process.stdout.readline() == "open\n"

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self.process.communicate("")


@pytest.mark.parametrize(
    ("other", "ours", "reason"),
    [
        ("writing", "writing", "another store has it open"),
        ("writing", "reading", "another store is writing to it"),
        ("reading", "writing", "another store has it open"),
    ],
)
def test_a_file_in_use_is_left_alone(made: Path, other: str, ours: str, reason: str) -> None:
    with Holder(made, other):
        before = files(made.parent)
        with pytest.raises(StoreUnavailable, match=reason):
            open_store(str(made), read_only=ours == "reading")
        assert files(made.parent) == before
    open_store(str(made)).close()


def test_readers_share_a_file(made: Path) -> None:
    with Holder(made, "reading"), open_store(str(made), read_only=True) as first:
        with open_store(str(made), read_only=True) as second:
            assert contents(second) == contents(first)
        assert contents(first)[0][0].id == "qa"


def test_a_second_store_in_this_process_is_refused(made: Path) -> None:
    with open_store(str(made)) as store:
        for read_only in (False, True):
            with pytest.raises(StoreUnavailable, match="another store"):
                open_store(str(made), read_only=read_only)
        store.write(Change(new_nodes=(named("Task", "mt", "MT"),)))
    with open_store(str(made), read_only=True) as store:
        assert store.counts().nodes["Task"] == 2


def test_a_file_that_ladybug_itself_has_open_is_refused(made: Path) -> None:
    """By a program that knows nothing of our lock."""
    script = f"import ladybug, sys; d = ladybug.Database({str(made)!r}); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with pytest.raises(StoreUnavailable, match="lock"):
            open_store(str(made))
        other.communicate(b"")


@pytest.mark.parametrize("how", ["reading", "writing"])
@pytest.mark.parametrize(
    "content",
    [b"id,title\n1,a\n", b"\x00" * 10_000, b"x", b"LBUG", b"LBUG" + b"\xff" * 8000, "gr\u00fc\u00df".encode() * 5000],
    ids=["text", "zeros", "a byte", "a beginning", "another version", "more text"],
)
def test_garbage_is_refused_and_left_as_it_is(path: Path, content: bytes, how: str) -> None:
    path.write_bytes(content)
    changed = path.stat().st_mtime_ns
    with pytest.raises(StoreUnavailable) as caught:
        open_store(str(path), read_only=how == "reading")
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert files(path.parent) == {path.name: content}
    assert path.stat().st_mtime_ns == changed


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_cut_short_is_refused_and_left_as_it_is(made: Path, share: float) -> None:
    content = made.read_bytes()
    content = content[: int(len(content) * share)]
    made.write_bytes(content)
    with pytest.raises(StoreUnavailable):
        open_store(str(made))
    assert files(made.parent) == {made.name: content}


def test_a_directory_is_refused(tmp_path: Path) -> None:
    for read_only in (False, True):
        with pytest.raises(StoreUnavailable, match="a directory; a Ladybug store is a file"):
            open_store(str(tmp_path), read_only=read_only)


def test_a_pipe_is_refused_at_once(path: Path) -> None:
    os.mkfifo(path)
    for read_only in (False, True):
        with pytest.raises(StoreUnavailable, match="not a file"):
            open_store(str(path), read_only=read_only)


def test_a_missing_store_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="kg build INPUT --store"):
        open_store(str(path), read_only=True)
    assert not path.exists()


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    for read_only in (False, True):
        with pytest.raises(StoreUnavailable, match=f"no directory {tmp_path / 'none'}"):
            open_store(str(tmp_path / "none" / "graph.lbug"), read_only=read_only)


def test_an_unwritable_place_is_refused(tmp_path: Path) -> None:
    """Nobody can make a file below a file."""
    (tmp_path / "file").write_text("text")
    with pytest.raises(StoreUnavailable, match="Not a directory"):
        open_store(str(tmp_path / "file" / "graph.lbug"))


def test_an_empty_file_becomes_a_store_but_is_none_to_read(path: Path) -> None:
    path.touch()
    with pytest.raises(StoreUnavailable, match="empty"):
        open_store(str(path), read_only=True)
    with open_store(str(path)) as store:
        store.prepare()
        assert sum(store.counts().nodes.values()) == 0


@pytest.mark.parametrize("name", [":memory:", "~", "a b'c\"d", "gr\u00fc\u00df", "-", "*?[x]"])
def test_odd_names_are_names_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    for uri in (name, f"ladybug:{name}"):
        with open_store(uri) as store:
            store.prepare()
        assert (tmp_path / name).is_file()


def test_a_store_made_before_a_property_and_a_pair_of_ends_existed_gets_them(path: Path) -> None:
    database = ladybug.Database(str(path))
    connection = ladybug.Connection(database)
    connection.execute("CREATE NODE TABLE Paper(id STRING, title STRING, PRIMARY KEY(id))")
    connection.execute("CREATE NODE TABLE Dataset(id STRING, PRIMARY KEY(id))")
    connection.execute("CREATE REL TABLE USES(FROM Paper TO Dataset, paper STRING)")
    connection.execute("CREATE (:Paper {id: 'old', title: 'Old'})")
    connection.close()
    database.close()
    with open_store(str(path)) as store:
        store.prepare()
        ours = maformer()
        store.write(Change(new_nodes=ours.nodes, new_edges=ours.edges))
        nodes, edges = contents(store)
        assert Node("Paper", "old", {"title": "Old"}) in nodes
        assert len(edges) == len(ours.edges)


def test_a_small_change_to_a_store_goes_through_its_log(made: Path) -> None:
    """What is committed is there even if nobody closed the store."""
    script = (
        "import os, sys\nfrom loaders import Change, open_store\nfrom schema import Node\n"
        "store = open_store(sys.argv[1])\n"
        "store.write(Change(new_nodes=(Node('Task', 'mt', {'name': 'MT'}),)))\nos._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(made)], cwd=Path(__file__).parents[2], check=False)
    assert len(files(made.parent)) == 2
    for read_only in (True, False, True):
        with open_store(str(made), read_only=read_only) as store:
            assert [node.id for node in contents(store)[0]] == ["mt", "qa"]
    assert list(files(made.parent)) == [made.name]


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.55, 0.9, 0.999])
def test_a_log_cut_short_holds_what_was_committed(path: Path, share: float, *, read_only: bool) -> None:
    """As a process leaves it that is killed while it writes."""
    script = (
        "import os, sys\nfrom loaders import load, open_store\nfrom tests.loaders.test_load import many\n"
        "store = open_store(sys.argv[1])\nload(store, many(), batch_size=10)\nos._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], cwd=Path(__file__).parents[2], check=False)
    log = path.with_name(f"{path.name}.wal")
    log.write_bytes(log.read_bytes()[: int(log.stat().st_size * share)])
    before = path.read_bytes()
    with open_store(str(path), read_only=read_only) as store:
        assert store.counts().nodes["Paper"] in range(0, 60, 10) or share > 0.9
        assert store.counts().nodes["Paper"] > 0 or share < 0.5
    if read_only:
        assert path.read_bytes() == before
    with open_store(str(path)) as store:
        load(store, many())
        whole = contents(store)
    with open_store(str(path.with_name("other.lbug"))) as store:
        load(store, many())
        assert contents(store) == whole


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (MATCH (n) RETURN n.id) TO '{folder}/stolen.csv'",
        "PROFILE COPY (MATCH (n) RETURN n.id) TO '{folder}/stolen.csv'",
        "EXPORT DATABASE '{folder}/stolen'",
        "LOAD FROM '{folder}/secret.csv' RETURN *",
        "MATCH (n:Task) LOAD FROM '{folder}/secret.csv' RETURN *",
        "MATCH (n:Task) WITH n LOAD/**/FROM '{folder}/secret.csv' RETURN *",
        "WITH 1. LOAD FROM '{folder}/secret.csv' RETURN *",
        "CALL timeout=0",
        "CALL threads=64; MATCH (n) RETURN n",
        "MATCH (n) RETURN n; CALL timeout=0",
        "MATCH (n) RETURN n.id; COMMIT; CREATE (:Task {{id: 'x'}})",
        "/* ; */ MATCH (n) RETURN ';'; /* x */ CHECKPOINT",
        "MATCH (n:Task) CALL show_tables() RETURN *",
        "CHECKPOINT",
        "BEGIN TRANSACTION",
        "INSTALL httpfs",
        "ATTACH '{folder}/other.lbug' AS other",
        "'MATCH' RETURN 1",
    ],
)
def test_a_question_reaches_no_files_and_no_settings(made: Path, statement: str) -> None:
    (made.parent / "secret.csv").write_text("a,b\n1,2\n")
    with open_store(str(made)) as store:
        before = files(made.parent)
        with pytest.raises(QueryError):
            list(store.query(statement.format(folder=made.parent)).rows)
        assert files(made.parent) == before
        assert [node.id for node in contents(store)[0]] == ["qa"]


@pytest.mark.parametrize(
    "statement",
    [
        "match (n:Task) return n.id as x",
        "MATCH (n:Task) WHERE n.id <> 'CALL LOAD; $none' RETURN n.id AS x;",
        "// COPY\nMATCH (n:Task) /* LOAD; $none */ RETURN n.id AS x ; ",
        "WITH 'it\\'s; CALL' AS y MATCH (n:Task) RETURN n.id AS x",
        'WITH "a\\"; CALL" AS y OPTIONAL MATCH (n:Task) RETURN n.id AS x',
        "MATCH (`load;`:Task) RETURN `load;`.id AS `CALL`",
    ],
)
def test_what_only_looks_dangerous_is_answered(made: Path, statement: str) -> None:
    with open_store(str(made)) as store:
        assert list(store.query(statement).rows) == [("qa",)]


def test_edges_alone_find_their_ends_in_a_long_answer(path: Path) -> None:
    """More rows than are taken at a time, with ends far apart in their tables."""
    count = 700
    tasks = [named("Task", f"task-{number}", "T") for number in range(count)]
    papers = [Node("Paper", f"paper-{number}", {"title": "T"}) for number in range(count)]
    values = {"field": "title", "sentence": "s", "start": 0, "end": 1, "confidence": 1.0, "extractor": "x"}
    edges = [
        Edge("ADDRESSES", papers[number].ref, tasks[-number].ref, {"paper": f"paper-{number}", **values})
        for number in range(count)
    ]
    with open_store(str(path)) as store:
        store.prepare()
        store.write(Change(new_nodes=(*tasks, *papers), new_edges=tuple(edges)))
        found = [row[0] for row in store.query("MATCH ()-[r:ADDRESSES]->() RETURN r").rows]
        assert sorted(found, key=lambda edge: edge.source) == sorted(edges, key=lambda edge: edge.source)


def test_connections_are_kept_and_worn_out(made: Path) -> None:
    """However many questions and threads there are, few connections and plans stay."""
    with LadybugStore(made) as store:
        threads = [
            threading.Thread(target=lambda: [list(store.query(f"RETURN {number} AS x").rows) for number in range(150)])
            for _ in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sessions = store._sessions
        assert 1 <= len(sessions._idle) <= 8
        assert not sessions._busy
        assert all(session.kept_mb < 128 for session in sessions._idle)


def test_a_statement_goes_to_the_connection_that_has_its_plan(made: Path) -> None:
    """Eight outer joins are planned for about as long as they run; three such plans are too many for one connection."""
    joins = " ".join(f"OPTIONAL MATCH (t)--(o{number})" for number in range(8))
    statements = [f"MATCH (t:Task {{id: 'a'}}) {joins} RETURN {number} AS number" for number in range(4)]
    with LadybugStore(made, read_only=True) as store:
        for statement in statements * 2:
            list(store.query(statement).rows)
        idle = store._sessions._idle
        assert [sum(not one.more_mb(statement) for one in idle) for statement in statements] == [1, 1, 1, 1]
        assert all(session.kept_mb < 128 for session in idle)


def test_many_statements_do_not_fill_the_memory(made: Path) -> None:
    """The engine keeps the memory of every plan: of these, two hundred would not fit."""
    with LadybugStore(made, read_only=True, buffer_bytes=192 << 20) as store:
        for number in range(200):
            statement = (
                f"UNWIND $ids AS one MATCH (t:Task {{id: one}}) OPTIONAL MATCH (t)--(o) RETURN o.id AS x{number}"
            )
            list(store.query(statement, {"ids": ["a", "b"]}).rows)


@pytest.mark.parametrize(
    "statement", ["UNWIND range(1, 3000000) AS x RETURN x ORDER BY x", "RETURN repeat('a', 2000000000)"]
)
def test_a_statement_that_takes_too_much_memory_is_told_apart(made: Path, statement: str) -> None:
    with LadybugStore(made, read_only=True, buffer_bytes=32 << 20) as store:
        for ask in (store.query, store.columns):
            with pytest.raises(OutOfMemory):
                ask(statement, timeout_s=30)
        assert list(store.query("RETURN 1").rows) == [(1,)]


def test_slow_questions_leave_room_for_others(made: Path) -> None:
    # each thread of the engine works on one of them until it is over
    endless = "UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y WITH x, y WHERE x + y = 0 RETURN count(*)"

    def ask() -> None:
        with pytest.raises(QueryTimeout):
            store.query(endless, timeout_s=3)

    with open_current(str(made)) as store:
        slow = [threading.Thread(target=ask) for _ in range(8)]
        for thread in slow:
            thread.start()
        time.sleep(0.5)
        assert list(store.query("RETURN 1").rows) == [(1,)]
        assert all(thread.is_alive() for thread in slow)
        for thread in slow:
            thread.join()


@pytest.mark.parametrize("values", [[], [None]])
def test_a_list_whose_type_nobody_knows_is_named(made: Path, values: list[None]) -> None:
    with LadybugStore(made, read_only=True) as store:
        for ask in (store.query, store.columns):
            with pytest.raises(ParameterError, match=r"CAST\(\$odd AS") as raised:
                ask("RETURN $year AS year, $odd AS odd", {"year": [2020], "odd": values})
            assert raised.value.parameter == "odd"
        assert list(store.query("RETURN CAST($odd AS STRING[]) AS odd", {"odd": values}).rows) == [(values,)]
