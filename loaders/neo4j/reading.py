"""Sessions that read, kept for the next statement: to make one takes a tenth of the time of a short statement."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

import neo4j
from neo4j.api import BookmarkManager

_ALL = -1
"""Of an answer, all rows at once."""


class _NoBookmarks(BookmarkManager):
    """Has a statement wait for nothing that its session saw before: each of them stands alone."""

    def update_bookmarks(self, previous_bookmarks: Collection[str], new_bookmarks: Collection[str]) -> None:
        """Forget them."""

    def get_bookmarks(self) -> Collection[str]:
        return ()


class ReadingSessions:
    """Sessions for statements whose rows are all taken at once, each in the hands of one statement at a time."""

    def __init__(self, driver: neo4j.Driver, database: str | None) -> None:
        self._driver, self._database = driver, database
        self._idle: list[neo4j.Session] = []
        self._closed = False

    @contextmanager
    def one(self) -> Iterator[neo4j.Session]:
        """One that nobody has; it is not used again if the block raises."""
        try:
            session = self._idle.pop()
        except IndexError:
            session = self._make()
        try:
            yield session
        except BaseException:
            session.close()
            raise
        self._idle.append(session)
        if self._closed:
            self.close()

    def close(self) -> None:
        """Close those that nobody has, and from now on the others when they come back."""
        self._closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def _make(self) -> neo4j.Session:
        return self._driver.session(
            database=self._database,
            default_access_mode=neo4j.READ_ACCESS,
            fetch_size=_ALL,
            bookmark_manager=_NoBookmarks(),
        )
