"""What all tests share: how a missing part of the system is told."""

import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

# A slow machine is no failure; the time limit of a whole test still holds.
settings.register_profile("mailer", deadline=None, print_blob=True)
settings.load_profile("mailer")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory) -> Iterator[None]:
    """What commands keep for their next run, they keep here, and not with whoever runs the tests."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    yield
    del os.environ["XDG_CACHE_HOME"]
    if before is not None:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture
def need() -> Callable[[str], None]:
    """`need(reason)`: skip with the reason where a part is missing; where all are required, fail."""

    def check(reason: str) -> None:
        if not reason:
            return
        if os.environ.get("MAILER_TEST_REQUIRE"):
            pytest.fail(f"{reason}, and MAILER_TEST_REQUIRE is set")
        pytest.skip(reason)

    return check
