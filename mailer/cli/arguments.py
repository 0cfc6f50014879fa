"""
The words of the command line, looked at before any command is.

Promises: an option of which the command takes one is not given twice, and nothing that is given is
empty: `--at "$WHEN"` without WHEN would send now, and `--where "$CHOICE"` to everybody. The options in
`SHARED` may stand before or after the command, and the last one counts.
Never: reads what an option says; the command does.
Fails with: UsageError.
"""

from collections import Counter
from typing import Any

from mailer.words.errors import UsageError

SHARED = {
    "--json": 0, "--quiet": 0, "--verbose": 0, "--no-color": 0, "--workspace": 1, "--log": 1,
    "--transcript": 1,
}  # fmt: skip
"""Option → how many words follow it."""


def apart(arguments: list[str]) -> tuple[list[str], list[str]]:
    """
    The shared options, which Typer wants first, and the other words; what follows `--` is no option.

    >>> apart(["send", "x", "--json", "--workspace", "w", "--", "--quiet"])
    (['--json', '--workspace', 'w'], ['send', 'x', '--', '--quiet'])
    """
    front: list[str] = []
    rest: list[str] = []
    place = 0
    while place < len(arguments):
        word = arguments[place]
        if word == "--":
            rest += arguments[place:]
            break
        follow = SHARED.get(word.partition("=")[0])
        taken = 1 + (follow or 0) * ("=" not in word)
        (rest if follow is None else front).extend(arguments[place : place + taken])
        place += taken
    return front, rest


def refuse_slips(command: Any, arguments: list[str]) -> None:
    """
    Raise UsageError for what is empty, and for an option that stands twice and counts once.

    `command`: the whole tree, as Typer makes it; its classes are Click's or Typer's own, by version.
    """
    options, given, before = _options(command), Counter[str](), ""
    for word in arguments:
        if word == "--":
            break
        name, is_joined, value = word.partition("=")
        is_value = _takes_value(options.get(before))
        if not word.strip():
            raise _empty(before if is_value else "")
        if is_joined and name in options and not is_value and not value.strip():
            raise _empty(name)
        if name in options and name not in SHARED and not is_value:
            given[options[name].opts[0]] += 1
        elif not is_value and word in (below := getattr(command, "commands", {})):
            command = below[word]
            options |= _options(command)
        before = word
    for name, count in given.items():
        if count > 1 and not options[name].multiple and _takes_value(options[name]):
            raise UsageError(
                f"{name} is given {count} times.", cure="Give it once: one would count."
            )


def _options(command: Any) -> dict[str, Any]:
    """Name → option, under each of its names."""
    return {
        name: each
        for each in command.params
        if each.param_type_name == "option"
        for name in each.opts
    }


def _takes_value(option: Any) -> bool:
    return option is not None and not option.is_flag


def _empty(name: str) -> UsageError:
    if not name:
        what = "One of the words of the command is empty."
        return UsageError(what, cure="Leave it out, or write it.")
    return UsageError(
        f"{name} is empty: nothing stands behind it.",
        cure="Write what you mean, or leave the option out. In a script, a variable may be unset.",
    )
