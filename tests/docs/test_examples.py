"""Every example in a docstring is true."""

import doctest
import importlib
import pkgutil

import pytest

import mailer

MODULES = [
    found.name
    for found in pkgutil.walk_packages(mailer.__path__, "mailer.")
    if ".samples" not in found.name and not found.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    """What `>>>` shows is what comes out."""
    failed, _ = doctest.testmod(importlib.import_module(name))

    assert failed == 0
