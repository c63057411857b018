"""A store of either engine, ready to be loaded."""

from collections.abc import Iterator

import pytest

from loaders import Store
from tests.stores import Place


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """An empty store of either engine, open and prepared."""
    with place.open() as opened:
        opened.prepare()
        yield opened
