"""The words of a Ladybug graph: an index in SQLite, in a file beside the store or in memory.

Ladybug's own full-text extension is fetched from the network at run time. Nodes have numbers in the order in which
equals are found, so that an answer is complete as soon as there are rows enough.
"""

import heapq
import json
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, cast

from loaders.search import (
    SEARCHED,
    Found,
    Search,
    Stage,
    flat,
    may_differ,
    search_in_stages,
    text_properties,
    weight,
    words,
)
from loaders.store import Store
from schema import StoreError

_TABLES = """
    CREATE TABLE node(number INTEGER PRIMARY KEY, type TEXT NOT NULL, names TEXT NOT NULL, told TEXT NOT NULL);
    CREATE TABLE name(
        flat TEXT NOT NULL, number INTEGER NOT NULL, type TEXT NOT NULL, PRIMARY KEY(flat, number)
    ) WITHOUT ROWID;
    CREATE VIRTUAL TABLE word USING fts5(
        names, text, content='', detail=column, columnsize=0, prefix='1 2 3', tokenize='unicode61 remove_diacritics 0'
    );
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab(word, 'row');
    CREATE TABLE spelling(term TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_SIGNS = "_'.:\u00b7\u2018\u2019,;"
_HIDDEN = {ord(sign): 0xE000 + number for number, sign in enumerate(_SIGNS)}
"""Signs within words as characters of private use, which the tokenizer takes for letters."""

_ALPHABET = (
    "abcdefghijklmnopqrstuvwxyz0123456789\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u00e6\u00e7\u00e8\u00e9\u00ea\u00eb"
)
_ALPHABET += "\u00ed\u00ee\u00ef\u00f1\u00f3\u00f4\u00f5\u00f6\u00f8\u00fa\u00fb\u00fc\u00df" + _SIGNS.translate(
    _HIDDEN
)
"""What may stand in the place of a wrong letter."""

_COMPARED = 5_000
"""Nodes with all words of a search whose names are looked at for the words in a row."""


_AT_ONCE = 1_000
"""Nodes whose names and text are read at a time: to sort them, an engine would hold those of all."""


class _Entry(NamedTuple):
    """A node as it is indexed; entries sort in the order in which equals are found."""

    papers: int
    place: int
    year: int
    id: str
    label: str
    names: list[str]
    text: str


class FullText:
    """An index that is searched, by one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, search: Search, types: Sequence[str], *, names_only: bool, typos: bool, limit: int) -> list[Found]:
        """The nodes of these types that a search finds, the best first."""
        asked = json.dumps(types)
        found = search_in_stages(
            lambda stage: self._look(search, asked, stage, limit), names_only=names_only, typos=typos, limit=limit
        )
        statement = "SELECT number, told FROM node WHERE number IN (SELECT value FROM json_each(?))"
        told = dict(self._connection.execute(statement, (json.dumps(found),)))
        rows = json.loads(f"[{','.join(told[number] for number in found)}]")
        return [Found._make((*row, tuple(aliases))) for *row, aliases in rows]

    def find_all(self, search: Search, type_name: str) -> list[str]:
        """The ids of all nodes of a type that a search finds, in no order."""
        # in one row, while which is made other threads go on
        statement = (
            "SELECT json_group_array(json_extract(told, '$[1]')) FROM word JOIN node ON number = word.rowid "
            "WHERE word MATCH ? AND type = ?"
        )
        found: list[str] = []
        for typos in (False, True):
            [ids] = self._connection.execute(statement, (self._all(search, typos=typos), type_name)).fetchone()
            if found := json.loads(ids):
                break
        return found

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def _look(self, search: Search, types: str, stage: Stage, limit: int) -> Iterator[int]:
        if stage.names_only and not stage.typos:
            yield from self._named(search, types, limit)
        yield from self._worded(search, types, stage, limit)

    def _named(self, search: Search, types: str, limit: int) -> Iterator[int]:
        """Nodes, of the types that a list in JSON names, of which a name is, or begins with, what is wanted."""
        statement = (
            "SELECT DISTINCT number FROM name WHERE flat >= ? AND flat < ? "
            "AND type IN (SELECT value FROM json_each(?)) ORDER BY number LIMIT ?"
        )
        for end in (f"{search.wanted}\0", f"{search.wanted}\U0010ffff"):
            for (number,) in self._connection.execute(statement, (search.wanted, end, types, limit)):
                yield number

    def _worded(self, search: Search, types: str, stage: Stage, limit: int) -> Iterator[int]:
        """Nodes with all the words, those that have them in a row first."""
        asked = self._all(search, typos=stage.typos)
        asked = f"names : ({asked})" if stage.names_only else asked
        # one word begins a word wherever it is: nothing is to be compared
        several = len(search.words) > 1 or stage.typos
        # as it is written among the names, which therefore need not be read: a blank begins no sign of two
        within = json.dumps(f" {search.wanted}")[1:-1] if several else ""
        statement = (
            "SELECT number FROM (SELECT number, node.names AS names FROM word JOIN node ON number = word.rowid "
            "WHERE word MATCH ? AND type IN (SELECT value FROM json_each(?)) ORDER BY word.rowid LIMIT ?) "
            "ORDER BY instr(names, ?) = 0, number LIMIT ?"
        )
        # as many again as may have been found before
        most = 2 * limit
        given = (asked, types, _COMPARED if several else most, within, most)
        return (number for (number,) in self._connection.execute(statement, given))

    def _all(self, search: Search, *, typos: bool) -> str:
        """The words of a search as the index is asked for them."""
        return " AND ".join(self._either(word, typos=typos) for word in search.words)

    def _either(self, word: str, *, typos: bool) -> str:
        """A word as the index is asked for it: what begins with it, or is it but for a typo."""
        hidden = word.translate(_HIDDEN)
        asked = [f'"{hidden}"*']
        if typos and may_differ(word):
            statement = "SELECT term FROM spelling WHERE term IN (SELECT value FROM json_each(?))"
            rows = self._connection.execute(statement, (json.dumps(sorted(_near(hidden))),))
            asked += [f'"{term}"' for (term,) in rows]
        return f"({' OR '.join(asked)})"


def index_path(store: Path, fingerprint: str) -> Path:
    """Where the index of the graph with this fingerprint is, in a store file."""
    store = store.resolve()
    return store.with_name(f"{store.name}.search-{fingerprint}")


def open_index(path: Path, fingerprint: str) -> FullText | None:
    """The index in a file; None if there is none, or one of another graph."""
    if not path.is_file():
        return None
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        connection.execute("SELECT told FROM node LIMIT 0")  # which an older kg left out
        [made_of] = connection.execute("SELECT fingerprint FROM made_of").fetchone()
    except sqlite3.DatabaseError:
        made_of = None
    if made_of == fingerprint:
        return FullText(connection)
    connection.close()
    return None


def make_index(store: Store, fingerprint: str, path: Path | None = None) -> FullText:
    """Index the names and texts of a store, in a new file or in memory; raises StoreError if the disk is full."""
    connection = sqlite3.connect(":memory:" if path is None else path, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        connection.executescript(f"BEGIN; {_TABLES}")
        for number, entry in enumerate(_entries(store)):
            _insert(connection, number, entry)
        connection.execute("INSERT INTO spelling SELECT term FROM vocabulary")
        connection.execute("DROP TABLE vocabulary")
        connection.execute("CREATE TABLE made_of(fingerprint TEXT NOT NULL)")
        connection.execute("INSERT INTO made_of VALUES (?)", (fingerprint,))
        connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreError(f"{path}: {error}") from error
    return FullText(connection)


def _insert(connection: sqlite3.Connection, number: int, entry: _Entry) -> None:
    names = sorted({flat(name) for name in entry.names})
    node_type = SEARCHED[entry.place].name
    papers, year = -entry.papers or None, -entry.year or None
    aliases = entry.names if text_properties(SEARCHED[entry.place])[0] == "aliases" else []
    told = Found(node_type, entry.id, entry.label, papers, year, tuple(aliases))
    connection.execute("INSERT INTO node VALUES (?, ?, ?, ?)", (number, node_type, json.dumps(names), json.dumps(told)))
    connection.executemany("INSERT INTO name VALUES (?, ?, ?)", [(name, number, node_type) for name in names])
    said = (" ".join(words(text)).translate(_HIDDEN) for text in ("\n".join(entry.names), entry.text))
    connection.execute("INSERT INTO word(rowid, names, text) VALUES (?, ?, ?)", (number, *said))


def _entries(store: Store) -> Iterator[_Entry]:
    """Every node that can be searched, in the order in which equals are found."""
    return heapq.merge(*(_of_type(store, place) for place in range(len(SEARCHED))))


def _of_type(store: Store, place: int) -> Iterator[_Entry]:
    node_type = SEARCHED[place]
    names, text = text_properties(node_type)
    first = weight(node_type)
    ordered = (
        f"MATCH (n:`{node_type.name}`) RETURN n.id AS id, coalesce(n.`{first}`, 0) AS first ORDER BY first DESC, id"
    )
    statement = (
        f"UNWIND $ids AS wanted MATCH (n:`{node_type.name}` {{id: wanted}}) "
        f"RETURN n.id AS id, n.`{node_type.caption}` AS label, n.`{names}` AS names"
        f"{f', n.`{text}` AS text' if text else ''}"
    )
    rows = cast("Iterator[tuple[str, int]]", store.query(ordered).rows)
    while part := dict(islice(rows, _AT_ONCE)):
        found = cast("Iterator[tuple[str, ...]]", store.query(statement, {"ids": list(part)}).rows)
        said = {node_id: properties for node_id, *properties in found}
        for node_id, value in part.items():
            label, named, *texts = cast("list[str | list[str] | None]", said[node_id])
            forms = [named] if isinstance(named, str) else named or []
            papers, year = (-value, 0) if first == "papers" else (0, -value)
            yield _Entry(papers, place, year, node_id, str(label or ""), forms, str(texts[0] or "") if texts else "")


def _near(word: str) -> set[str]:
    """Every word that is this one but for one edit."""
    splits = [(word[:cut], word[cut:]) for cut in range(len(word) + 1)]
    missing = {left + right[1:] for left, right in splits if right}
    exchanged = {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    wrong = {left + letter + right[1:] for left, right in splits if right for letter in _ALPHABET}
    extra = {left + letter + right for left, right in splits for letter in _ALPHABET}
    return missing | exchanged | wrong | extra
