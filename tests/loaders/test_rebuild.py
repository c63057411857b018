"""The next file of a store: whole or not at all, one builder at a time, and no reader is disturbed."""

import shutil
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders import Change, load, open_current, open_store, open_to_build
from loaders.ladybug import CurrentStore
from schema import LoadError, StoreError, StoreUnavailable
from tests.components import missing
from tests.loaders.papers import contents, maformer, named, seer
from tests.loaders.test_load import many

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.lbug"


@pytest.fixture
def made(path: Path) -> Path:
    """A store that holds the paper of MAFormer."""
    with open_to_build(str(path)) as building:
        load(building.store, [maformer()])
    return path


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def papers(path: Path) -> list[str]:
    with open_store(str(path), read_only=True) as store:
        return sorted(row[0] for row in store.query("MATCH (p:Paper) RETURN p.id").rows)


def child(program: str, *arguments: object) -> subprocess.Popen[str]:
    """Another Python process."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


BUILD = """
    import sys
    from loaders import load, open_to_build
    from tests.loaders.test_load import many
    with open_to_build(sys.argv[1], key=sys.argv[2]) as building:
        load(building.store, many()[:20])
        print("loaded", flush=True)
        sys.stdin.readline()
"""


@pytest.fixture
def other(made: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that builds into the store, has loaded 20 papers and is not done yet."""
    with child(BUILD, made, "a key") as process:
        assert process.stdout.readline() == "loaded\n"
        yield process
        process.kill()


def test_a_build_replaces_the_file_and_leaves_nothing_else(made: Path) -> None:
    before = made.stat().st_ino
    with open_to_build(str(made)) as building:
        load(building.store, [seer()])
        assert papers(made) == ["maformer-paper"]
    assert papers(made) == ["maformer-paper", "seer-paper"]
    assert made.stat().st_ino != before
    assert names(made.parent) == [made.name]


def test_an_error_leaves_the_store_as_it_was(made: Path) -> None:
    before = made.read_bytes()

    def fail() -> None:
        with open_to_build(str(made), key="k") as building:
            load(building.store, [seer()])
            building.store.write(Change(new_nodes=(named("Method", "seer", "SEER"),)))

    with pytest.raises(LoadError):
        fail()
    assert made.read_bytes() == before
    assert names(made.parent) == [made.name]


def test_a_build_that_is_killed_is_gone_on_with_by_its_like_alone(made: Path, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()
    assert papers(made) == ["maformer-paper"]
    with open_to_build(str(made), key="a key") as building:
        assert building.resumed
        assert load(building.store, many()).unchanged == 20
    assert len(papers(made)) == 61
    assert names(made.parent) == [made.name]


@pytest.mark.parametrize("key", ["another key", None])
def test_another_build_begins_anew(made: Path, other: subprocess.Popen[str], key: str | None) -> None:
    other.kill()
    other.wait()
    with open_to_build(str(made), key=key) as building:
        assert not building.resumed
        load(building.store, [seer()])
    assert papers(made) == ["maformer-paper", "seer-paper"]
    assert names(made.parent) == [made.name]


def test_a_build_whose_store_has_changed_meanwhile_begins_anew(made: Path, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()
    with open_store(str(made)) as store:
        load(store, [seer()])
    with open_to_build(str(made), key="a key") as building:
        assert not building.resumed
    assert papers(made) == ["maformer-paper", "seer-paper"]


def test_a_second_builder_is_told_who_the_first_is(made: Path, other: subprocess.Popen[str]) -> None:
    with (
        pytest.raises(StoreUnavailable, match=rf"process {other.pid} on .*, since .*, builds into it"),
        open_to_build(str(made), key="a key"),
    ):
        pass
    other.communicate("\n")
    assert other.returncode == 0
    assert len(papers(made)) == 21


def test_what_is_written_in_place_meanwhile_is_not_lost(made: Path, other: subprocess.Popen[str]) -> None:
    """A program that writes to the file itself is kept out."""
    with pytest.raises(StoreUnavailable, match="another store has it open"):
        open_store(str(made))


def test_a_builder_waits_for_no_writer(made: Path) -> None:
    with (
        open_store(str(made)),
        pytest.raises(StoreUnavailable, match="another store is writing to it"),
        open_to_build(str(made)),
    ):
        pass
    assert names(made.parent) == [made.name]


def test_a_log_that_a_writer_left_is_part_of_the_store(made: Path) -> None:
    script = """
        import os, sys
        from loaders import load, open_store
        from tests.loaders.papers import seer
        store = open_store(sys.argv[1])
        load(store, [seer()])
        os._exit(9)
    """
    child(script, made).communicate()
    assert names(made.parent) == [made.name, f"{made.name}.wal"]
    with open_to_build(str(made)):
        pass
    assert papers(made) == ["maformer-paper", "seer-paper"]
    assert names(made.parent) == [made.name]


def test_a_read_only_file_is_refused(made: Path) -> None:
    made.chmod(0o444)
    before = made.read_bytes()
    with pytest.raises(StoreUnavailable, match="the file is read-only; chmod"), open_to_build(str(made)):
        pass
    with pytest.raises(StoreUnavailable, match="the file is read-only; chmod"):
        open_store(str(made))
    assert made.read_bytes() == before
    assert papers(made) == ["maformer-paper"]


@pytest.mark.parametrize("content", [b"id,title\n", b"LBUG" + b"\xff" * 8000], ids=["text", "another version"])
def test_what_is_no_store_is_refused_and_left(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable) as caught, open_to_build(str(path)):
        pass
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content
    assert names(path.parent) == [path.name]


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreUnavailable, match="a directory"), open_to_build(str(tmp_path / "folder")):
        pass
    with pytest.raises(StoreUnavailable, match="there is no directory"), open_to_build(str(tmp_path / "no" / "g")):
        pass


@pytest.mark.parametrize("name", ["*?[x]", "a b'c", "gr\u00fc\u00df"])
def test_odd_names_and_their_neighbours(tmp_path: Path, name: str) -> None:
    neighbour = tmp_path / "x.building-1"
    neighbour.touch()
    for paper in (maformer(), seer()):
        with open_to_build(str(tmp_path / name)) as building:
            load(building.store, [paper])
    assert names(tmp_path) == sorted([name, neighbour.name])


def test_what_other_builds_left_goes_and_nothing_else(made: Path) -> None:
    """The engine keeps files beside each: a log, a log that is being worked in, pages."""
    left = [made.with_name(f"{made.name}.building-0123456789ab{end}") for end in ("", ".wal.checkpoint", ".shadow")]
    mine = made.with_name(f"{made.name}.building-notes")
    for file in (*left, mine):
        file.touch()
    with open_to_build(str(made), key="k") as building:
        assert not building.resumed
    assert names(made.parent) == [made.name, mine.name]


def test_a_link_stays_a_link(made: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.lbug"
    link.symlink_to(made)
    with open_to_build(str(link)) as building:
        load(building.store, [seer()])
    assert link.is_symlink()
    assert papers(made) == ["maformer-paper", "seer-paper"]


FULL = """
    import resource, signal, sys
    from loaders import load, open_to_build
    from schema import KGError
    from tests.loaders.test_load import many
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    try:
        with open_to_build(sys.argv[1], key="k") as building:
            load(building.store, many(3000))
    except KGError as error:
        print(type(error).__name__, error)
"""


def test_a_disk_that_takes_no_more_is_told_and_the_store_stays(made: Path) -> None:
    """The file system refuses to let a file grow past a limit, as a full one does."""
    before = made.read_bytes()
    process = child(FULL, made, len(before) + 300_000)
    said, complaints = process.communicate(timeout=120)
    assert (process.returncode, complaints) == (0, "")
    assert said.startswith("StoreError ")
    assert "Cannot write to file" in said
    assert len(said.splitlines()) == 1
    assert made.read_bytes() == before
    assert names(made.parent) == [made.name]


FILLED = """
    import sys
    from loaders import load, open_to_build
    from schema import KGError
    from tests.loaders.papers import maformer
    from tests.loaders.test_load import many
    with open_to_build(sys.argv[1]) as building:
        load(building.store, [maformer()])
    before = open(sys.argv[1], "rb").read()
    try:
        with open_to_build(sys.argv[1]) as building:
            load(building.store, many(3000))
    except KGError as error:
        print(type(error).__name__, error)
    print(open(sys.argv[1], "rb").read() == before)
"""


def on_a_disk(size: str, folder: Path, program: str) -> str:
    """What a program prints that has a file system of its own in a folder, which goes with its process."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        missing("a process cannot mount a file system for itself here: unshare -rm")
    mounted = f'mount -t tmpfs -o size={size} tmpfs "$0" && exec "$1" -c "$2" "$0/graph.lbug"'
    command = ["unshare", "-rm", "sh", "-c", mounted, folder, sys.executable, textwrap.dedent(program)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert ran.stderr == ""
    return ran.stdout


def test_a_disk_that_is_full_is_told_before_the_engine_finds_out(tmp_path: Path) -> None:
    said, unchanged = on_a_disk("67m", tmp_path, FILLED).splitlines()
    assert "the disk is full: 6" in said
    assert unchanged == "True"


FILLED_AT_THE_END = """
    import sys
    from contextlib import suppress
    from pathlib import Path
    from loaders import load, open_to_build
    from schema import KGError
    from tests.loaders.papers import maformer
    from tests.loaders.test_load import many
    path = Path(sys.argv[1])
    with open_to_build(str(path)) as building:
        load(building.store, [maformer()])
    before = path.read_bytes()
    try:
        with open_to_build(str(path)) as building:
            load(building.store, many(300))
            with suppress(OSError), path.with_name("other").open("wb", buffering=0) as other:
                while True:
                    other.write(bytes(1 << 16))
    except KGError as error:
        print(type(error).__name__, error)
    print(path.read_bytes() == before)
    print(*sorted(file.name for file in path.parent.iterdir()))
"""


def test_a_disk_that_somebody_fills_before_the_end_loses_nothing(tmp_path: Path) -> None:
    """The engine closes as if all were well, and what it wrote last is in its log alone."""
    said, unchanged, left = on_a_disk("100m", tmp_path, FILLED_AT_THE_END).splitlines()
    assert said.startswith(f"StoreError {tmp_path}/graph.lbug: the log of graph.lbug.building-")
    assert unchanged == "True"
    assert left == "graph.lbug other"


WITHOUT_A_BYTE = """
    import sys
    from contextlib import suppress
    from pathlib import Path
    from loaders import open_to_build
    from schema import KGError
    path = Path(sys.argv[1])
    with suppress(OSError), path.with_name("other").open("wb", buffering=0) as other:
        while True:
            other.write(bytes(4096))
    try:
        with open_to_build(str(path)):
            pass
    except KGError as error:
        print(error)
    print(*(file.name for file in path.parent.iterdir()))
"""


def test_a_disk_without_a_byte_left_is_told(tmp_path: Path) -> None:
    said = on_a_disk("1m", tmp_path, WITHOUT_A_BYTE)
    assert said == f"{tmp_path}/graph.lbug: No space left on device\nother\n"


def test_readers_see_the_old_file_and_then_the_new_one(made: Path) -> None:
    with open_current(str(made)) as current:
        old = contents(current)
        with open_to_build(str(made)) as building:
            load(building.store, [seer()])
            assert contents(current) == old
        assert current.counts().nodes["Paper"] == 2
        assert contents(current) != old


def test_an_answer_that_was_begun_is_read_to_its_end(made: Path) -> None:
    with open_to_build(str(made)) as building:
        load(building.store, many(600))
    with open_current(str(made)) as current:
        snapshot = current.snapshot()
        rows = current.query("MATCH (p:Paper) RETURN p.id").rows
        next(rows)
        with open_to_build(str(made)) as building:
            load(building.store, [seer()])
        assert current.counts().nodes["Paper"] == 602
        assert len(list(rows)) == 600
        assert snapshot.counts().nodes["Paper"] == 601


def test_replaced_files_are_given_back_after_a_while(made: Path) -> None:
    with CurrentStore(made, grace_s=0.05) as current:
        old = current.snapshot()
        with open_to_build(str(made)) as building:
            load(building.store, [seer()])
        current.counts()
        deadline = threading.Event()
        for _ in range(100):
            try:
                old.counts()
            except StoreError as error:
                assert "closed" in str(error)  # noqa: PT017 - it comes after a while
                return
            deadline.wait(0.05)
    pytest.fail("the old file is still open")


def test_a_store_that_cannot_be_opened_does_not_take_the_place_of_one_that_is(
    made: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_current(str(made)) as current:
        made.rename(made.with_suffix(".old"))
        assert current.counts().nodes["Paper"] == 1
        made.write_bytes(b"garbage")
        for _ in range(2):
            assert current.counts().nodes["Paper"] == 1
        (told,) = caplog.messages
        assert made.name in told
        assert told.endswith("the one before it serves on")
        made.with_suffix(".old").replace(made)
        assert current.counts().nodes["Paper"] == 1


def test_a_current_store_is_not_written_to_and_can_be_closed(made: Path) -> None:
    current = open_current(str(made))
    for call in (current.prepare, lambda: current.write(Change())):
        with pytest.raises(StoreError, match="opened to be read"):
            call()
    current.close()
    with pytest.raises(StoreError, match="closed"):
        current.counts()
    open_store(str(made)).close()
