"""A server that goes away and comes back: a load waits, and nothing is lost or doubled."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import neo4j
import pytest
from neo4j.exceptions import Neo4jError

from loaders import Change, Neo4jCredentials, Store, load, open_store, open_to_build
from loaders.merge import change_for
from loaders.neo4j.store import check_version
from loaders.patience import PatientStore
from schema import StoreUnavailable
from tests.components import missing
from tests.loaders.papers import contents
from tests.loaders.test_load import many
from tests.stores import Place

SERVER = Path(__file__).parents[2] / ".ci" / "neo4j" / "server"
PASSWORD = "only for this test"


@dataclass
class Cable:
    """Passes connections on to a server, until it is pulled; then every connection breaks, and none is made."""

    port: int
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    open: list[socket.socket] = field(default_factory=list)
    pulled: bool = False
    swallow: bytes = b""
    """Answers that are lost with the connection once the client has sent this."""

    def __post_init__(self) -> None:
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.listener.getsockname()[1]}"

    def pull(self) -> None:
        self.pulled = True
        for one in self.open:
            hang_up(one)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.pulled:
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self.port))
            self.open += [client, server]
            lost = threading.Event()
            for source, target, said in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pass, args=(source, target, said, lost), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, said: bool, lost: threading.Event) -> None:  # noqa: FBT001
        try:
            while data := source.recv(65536):
                if said and self.swallow and self.swallow in data:
                    self.swallow = b""
                    lost.set()
                if not said and lost.is_set():
                    break
                target.sendall(data)
        except OSError:
            pass  # the other end is gone
        for end in (source, target):
            hang_up(end)


def hang_up(one: socket.socket) -> None:
    """End a connection that may have ended already."""
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def cable(empty_neo4j: Place) -> Iterator[Cable]:
    made = Cable(int(empty_neo4j.uri.rpartition(":")[2]))
    with closing(made.listener):
        yield made
        made.pull()
        for one in made.open:
            one.close()


def at(cable: Cable, place: Place) -> dict[str, Any]:
    return {"uri": cable.uri, "credentials": place.credentials}


def expected(place: Place) -> object:
    """What a load leaves that nobody disturbs."""
    with open_store(place.uri) as store:
        load(store, many())
        return contents(store)


def test_a_cable_that_is_pulled_and_put_back(cable: Cable, empty_neo4j: Place, ladybug_place: Place) -> None:
    told: list[str] = []

    def put_back(said: str) -> None:
        told.append(said)
        if "waiting" in said:
            threading.Timer(1.5, setattr, (cable, "pulled", False)).start()

    def papers() -> Iterator[Any]:
        for number, one in enumerate(many()):
            if number == 35:
                cable.pull()
            yield one

    with open_to_build(**at(cable, empty_neo4j), tell=put_back) as building:
        report = load(building.store, papers(), batch_size=10)
    assert (report.added, report.changed, len(report.rejected)) == (60, 0, 0)
    assert len(told) == 2
    assert "waiting for it up to 300 s" in told[0]
    assert "answers again after" in told[1]
    with empty_neo4j.open() as store:
        assert contents(store) == expected(ladybug_place)


COMMIT = b"\xb0\x12"
"""The message COMMIT of the Bolt protocol."""


def test_an_answer_that_is_lost_after_the_commit(cable: Cable, empty_neo4j: Place, ladybug_place: Place) -> None:
    """The server has done it, and nobody was told: it is not done again, and counted once."""
    told: list[str] = []

    def papers() -> Iterator[Any]:
        for number, one in enumerate(many()):
            if number == 25:
                cable.swallow = COMMIT
            yield one

    with open_to_build(**at(cable, empty_neo4j), tell=told.append) as building:
        report = load(building.store, papers(), batch_size=10)
    assert cable.swallow == b""
    assert len(told) == 2
    assert (report.added, report.changed, len(report.rejected)) == (60, 0, 0)
    with empty_neo4j.open() as store:
        assert contents(store) == expected(ladybug_place)


def test_patience_ends(cable: Cable, empty_neo4j: Place) -> None:
    store = open_store(**at(cable, empty_neo4j))
    told: list[str] = []
    with PatientStore(store, patience_s=1.5, tell=told.append) as patient:
        cable.pull()
        with pytest.raises(StoreUnavailable):
            patient.counts()
    assert len(told) == 1


HOLD = """
import sys
from loaders import Neo4jCredentials, open_to_build
with open_to_build(sys.argv[1], credentials=Neo4jCredentials(*sys.argv[2:5])):
    print("open", flush=True)
    sys.stdin.readline()
"""


def hold(place: Place) -> subprocess.Popen[str]:
    who = place.credentials
    assert who
    arguments = [place.uri, who.user, who.password, str(who.database)]
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert process.stdout.readline() == "open\n"
    return process


def building(place: Place) -> None:
    with open_to_build(place.uri, credentials=place.credentials) as made:
        made.store.prepare()


@pytest.mark.parametrize("killed", [False, True])
def test_one_builder_at_a_time(empty_neo4j: Place, *, killed: bool) -> None:
    building(empty_neo4j)
    with hold(empty_neo4j) as other:
        with pytest.raises(StoreUnavailable, match=rf"process {other.pid} on .*, since .* builds into it"):
            building(empty_neo4j)
        with empty_neo4j.open(read_only=True) as store:
            assert list(store.query("MATCH (n) RETURN n").rows) == []
        if killed:
            other.kill()
        other.communicate("\n")
    if killed:
        patiently(lambda: building(empty_neo4j))
    building(empty_neo4j)


def test_a_build_that_lost_its_lock_writes_nothing_until_it_has_it_again(
    cable: Cable, empty_neo4j: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While nobody asked the server anything, it was away; connections are tested when they have lain idle."""
    monkeypatch.setattr("loaders.neo4j.store._IDLE_S", 0.0)
    told: list[str] = []
    with open_to_build(**at(cable, empty_neo4j), tell=told.append) as made:
        load(made.store, many(10))
        cable.pull()
        cable.pulled = False
        patiently(lambda: building(empty_neo4j))
        with hold(empty_neo4j) as other:
            threading.Timer(2, other.communicate, ("\n",)).start()
            assert load(made.store, many(20)).added == 10
            assert other.poll() == 0
        with pytest.raises(StoreUnavailable, match=f"process {os.getpid()} on"):
            building(empty_neo4j)
    assert "no longer keeps other builds out; waiting for it" in told[0]
    assert "answers again" in told[1]


def patiently(call: Callable[[], None]) -> None:
    """The server takes a moment to see that a process is gone."""
    pause = threading.Event()
    for _ in range(50):
        try:
            call()
        except StoreUnavailable:
            pause.wait(0.1)
        else:
            return


@pytest.mark.parametrize(
    "engine", ["Neo4j 5.22.0 community", "Neo4j 4.4.3 community", "Neo4j 3.5.0 enterprise", "Neo4j dev"]
)
def test_an_old_version_is_told(engine: str) -> None:
    with pytest.raises(StoreUnavailable, match=rf"is {engine}; kg needs Neo4j 5.23 or newer"):
        check_version(engine)


def test_a_newer_version_will_do() -> None:
    for engine in ("Neo4j 5.23.0 community", "Neo4j 5.26.0-drop community", "Neo4j 2025.12.1 enterprise"):
        check_version(engine)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Starts and stops a Neo4j server on one port, which it keeps."""
    if "KG_TEST_NEO4J_URI" not in os.environ:
        missing("there is no Neo4j to start: .ci/neo4j/server needs Java and Maven")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "KG_NEO4J_PORT": str(port),
        "KG_NEO4J_PASSWORD": PASSWORD,
        "KG_NEO4J_HEAP": "256m",
        "KG_NEO4J_PAGECACHE": "32m",
    }

    def run(command: str) -> None:
        subprocess.run([SERVER, command, tmp_path / "neo4j"], env=environment, check=True, stdout=subprocess.DEVNULL)

    run.uri = f"bolt://127.0.0.1:{port}"
    run("start")
    yield run
    run("stop")


@pytest.mark.slow
def test_a_server_that_is_restarted_in_the_middle_of_a_load(own_server: Any, ladybug_place: Place) -> None:
    told: list[str] = []
    restarts: list[threading.Thread] = []

    def papers() -> Iterator[Any]:
        for number, one in enumerate(many()):
            if number == 35:
                own_server("stop")
                restarts.append(threading.Thread(target=own_server, args=("start",)))
                restarts[0].start()
            yield one

    credentials = Neo4jCredentials("neo4j", PASSWORD, "neo4j")
    with open_to_build(own_server.uri, credentials=credentials, tell=told.append) as made:
        report = load(made.store, papers(), batch_size=10)
        with pytest.raises(StoreUnavailable, match="builds into it"):
            building(Place(own_server.uri, credentials))
    restarts[0].join()
    assert (report.added, report.changed, len(report.rejected)) == (60, 0, 0)
    assert "answers again after" in told[-1]
    with open_store(own_server.uri, credentials=credentials, read_only=True) as store:
        assert contents(store) == expected(ladybug_place)


@pytest.mark.parametrize("lost", [True, False])
def test_a_commit_that_a_server_calls_into_question(
    empty_neo4j: Place, monkeypatch: pytest.MonkeyPatch, *, lost: bool
) -> None:
    """A server that shuts down may carry out a commit and say all the same that it is not there."""
    commit, asked = neo4j.ManagedTransaction._commit, []

    def questioned(transaction: Any) -> None:
        asked.append(transaction)
        if len(asked) > 1:
            commit(transaction)
            return
        if lost:
            transaction._close()
        else:
            commit(transaction)
        raise Neo4jError._hydrate_neo4j(code="Neo.TransientError.General.DatabaseUnavailable", message="going down")

    told: list[str] = []
    with empty_neo4j.open() as store:
        store.prepare()
        monkeypatch.setattr(neo4j.ManagedTransaction, "_commit", questioned)
        PatientStore(store, tell=told.append).write(change_for(many(1), {}, ()))
        assert "nobody said whether a change was carried out" in told[0]
        assert store.counts().nodes["Paper"] == 1


def test_a_change_is_found_by_its_papers(store: Store) -> None:
    """What a patient store looks at when nobody said whether a change was carried out."""
    paper = many(1)[0].nodes[0]
    done = Change(new_nodes=(type(paper)(*paper.ref, {"digest": "a"}),))
    store.write(done)
    patient = PatientStore(store)
    assert patient._holds(done)
    assert not patient._holds(Change(new_nodes=(type(paper)(*paper.ref, {"digest": "b"}),)))
    assert not patient._holds(Change())
