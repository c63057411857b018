"""What a test does when a real component that it needs is absent."""

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip the test and say how to get the component; fail it where KG_REQUIRE_COMPONENTS=1 says all are there."""
    if os.environ.get("KG_REQUIRE_COMPONENTS") == "1":
        pytest.fail(f"KG_REQUIRE_COMPONENTS=1, but {reason}", pytrace=False)
    pytest.skip(reason)
