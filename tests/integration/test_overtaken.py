"""What a correction, a withdrawal or a hold has overtaken is not sent again by `retry` or `settle`."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Desk
from relay import Act, ScriptedRelay, drop, say

FATES = ("accepted", "in_doubt", "refused", "deferred")
AGAIN = (
    ("retry", "ferry-1", "--refused"),
    ("retry", "ferry-1", "--deferred"),
    ("settle", "ferry-1", "--resend", "--yes"),
)


def _rcpt(line) -> Act | None:
    if "refused@" in line.command:
        return say("550 5.1.1 no such user")
    return say("450 4.2.1 try later") if "deferred@" in line.command else None


def _dot(line) -> Act | None:
    return drop(keeps=True) if line._rcpt_to.startswith("in_doubt") else None


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One has it, one may have it, one was refused and one deferred; the file is version 2 by now."""
    root = tmp_path_factory.mktemp("overtaken") / "desk"
    with ScriptedRelay({"rcpt": _rcpt, "dot": _dot}) as relay:
        desk = Desk(root, relay.port)
        desk.release()
        desk.media_list([f"{fate}@news.example,Ana,One,en,A1\n" for fate in FATES])
        desk.run("send", "releases/ferry", "--list", "press", "--yes")
        state, _ = desk.json("status", "ferry-1")
    assert [state[fate] for fate in FATES] == [1, 1, 1, 1]
    path = root / "releases" / "ferry.md"
    changed = path.read_text("utf-8").replace("is back", "is not back")
    path.write_text(changed.replace("---\n", "---\nversion: 2\n", 1), "utf-8")
    return root


@pytest.fixture
def ended(sent: Path, tmp_path: Path) -> Callable[..., tuple[list[int], list[str]]]:
    """Runs commands on a copy; their exit statuses, and whom the relay then holds messages for."""

    def run(*commands: tuple[str, ...]) -> tuple[list[int], list[str]]:
        root = tmp_path / "desk"
        shutil.copytree(sent, root)
        with ScriptedRelay() as relay:
            desk = Desk(root, relay.port)
            statuses = [desk.run(*words).returncode for words in commands]
        return statuses, [each.rcpt_to.partition("@")[0] for each in relay.accepted]

    return run


@pytest.mark.parametrize("again", AGAIN, ids=["refused", "deferred", "in doubt"])
def test_it_is_sent_again_where_nothing_has_taken_its_place(ended, again) -> None:
    """Before any act, a person may try it again."""
    statuses, got = ended(again)

    assert 3 not in statuses
    assert len(got) == 1


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (("correct", "releases/ferry"), {"accepted", "in_doubt", "deferred"}),
        (("update", "releases/ferry"), {"accepted", "in_doubt", "deferred"}),
        (("withdraw", "ferry-1"), {"accepted", "in_doubt"}),
        (("hold", "ferry-1"), {"accepted", "in_doubt"}),
    ],
    ids=["correct", "update", "withdraw", "hold"],
)
def test_the_old_version_is_not_sent_beside_the_new(ended, act, told) -> None:
    """After the act each refuses with status 3; nobody gets a second message; leaving it is allowed."""
    statuses, got = ended((*act, "--yes"), *AGAIN, ("settle", "ferry-1", "--leave"))

    assert statuses == [0, 3, 3, 3, 1]  # 1: one was refused
    assert sorted(got) == sorted(told)
