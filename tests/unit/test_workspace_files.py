"""The files that travel with a release: from the workspace, and from nowhere else."""

import os
import struct
from pathlib import Path

import pytest
from furnished import a_furnished_workspace, jpeg, png, release_with

from mailer.read.picture import Picture, measure_picture
from mailer.read.settings import Limits
from mailer.read.workspace import Workspace
from mailer.words.errors import (
    ReleaseError,
)


@pytest.fixture
def desk(tmp_path: Path) -> Workspace:
    return a_furnished_workspace(tmp_path)


def test_files_travel_with_their_release(desk: Workspace) -> None:
    """Attachments and images come with content, kind and size."""
    (desk.root / "photos/report.pdf").write_bytes(b"%PDF-")
    keys = "attachments: [photos/report.pdf]\nimages:\n- path: photos/hall.jpg\n  alt: A hall"
    variant = release_with(desk, keys).read_release("one")[0].variants[0]

    assert variant.attachments[0].content == b"%PDF-"
    assert variant.attachments[0].media_type == "application/pdf"
    image = variant.images[0]
    assert (image.media_type, image.width, image.height) == ("image/jpeg", 3, 2)
    assert (image.alt, image.content) == ("A hall", jpeg())


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("attachments: [photos/none.pdf]", "no such file"),
        ("attachments: [photos]", "folder"),
        ("attachments: [photos/pipe.pdf]", "pipe or device"),
        ("attachments: [/dev/zero]", "full path of one machine"),
        ("attachments: [~/secret.txt]", "full path of one machine"),
        (r"attachments: [C:\\secret.txt]", "full path of one machine"),
        ("attachments: [photos/astray.jpg]", "is a link"),
        ("attachments: [../secret.txt]", "leads away from the workspace"),
        ("attachments: [.env]", "must not leave"),
        ("attachments: [photos/../.env]", "leads away from the workspace"),
        ("attachments: [.mailer/ledger.sqlite3]", "must not leave"),
        ("attachments: [lists/national.csv]", "must not leave"),
        ("attachments: [mailer.toml]", "must not leave"),
        ("attachments: [releases/one.md]", "must not leave"),
        ("attachments: [photos/env.txt]", "must not leave"),
        ("attachments: [photos/people.csv]", "must not leave"),
        ("attachments: [photos/ledger.bin]", "must not leave"),
        ("attachments: [photos/link-to-env]", "is a link"),
        ("attachments: [behind/inside.pdf]", "is a link"),
        ("attachments: [photos/big.bin]", "larger than 20 MB"),
        ("attachments: [photos/half.bin, photos/other-half.bin]", "larger than 20 MB"),
        ("images: [photos/big.png]", "has 2.1 MB; a picture may have 2 MB"),
        ("attachments: [photos/empty.pdf]", "is empty"),
        ("images: [photos/logo.svg]", "not a picture"),
        ("images: [photos/renamed.png]", "not a picture"),
    ],
)
def test_files_that_must_not_travel_are_refused(desk: Workspace, keys: str, words: str) -> None:
    """Only whole, regular files of the workspace that were meant to leave are taken along."""
    photos = desk.root / "photos"
    (desk.root.parent / "secret.txt").write_text("secret")
    (desk.root / ".env").write_text("MAILER_SMTP_PASSWORD=secret")
    (desk.root / ".mailer").mkdir()
    (desk.root / ".mailer/key").write_text("secret")
    (desk.root / "mailer.toml").write_text("[organisation]")
    (photos / "env.txt").hardlink_to(desk.root / ".env")
    (photos / "people.csv").hardlink_to(desk.root / "lists/national.csv")
    (photos / "ledger.bin").hardlink_to(desk.root / ".mailer/key")
    (photos / "astray.jpg").symlink_to("/etc/passwd")
    (photos / "link-to-env").symlink_to("../.env")
    os.mkfifo(photos / "pipe.pdf")
    most = Limits().files_bytes_max
    for name, size in (("big.bin", most + 1), ("half.bin", most // 2 + 1)):
        with (photos / name).open("wb") as file:
            file.truncate(size)
    (photos / "other-half.bin").write_bytes((photos / "half.bin").read_bytes())
    (photos / "big.png").write_bytes(png(640, 480) + bytes(2_100_000))
    (desk.root / "behind").symlink_to("photos")
    (photos / "inside.pdf").write_text("%PDF")
    (photos / "empty.pdf").touch()
    (photos / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (photos / "renamed.png").write_text("no picture")
    with pytest.raises(ReleaseError) as caught:
        release_with(desk, keys).read_release("one")

    assert words in caught.value.what
    assert caught.value.where.startswith("releases/one.md, line ")
    assert "secret" not in caught.value.what.replace("secret.txt", "")


def test_a_picture_too_large_to_travel_is_offered_by_its_address(desk: Workspace) -> None:
    """With a url the picture stays at home and its size is known; the limit is the workspace's."""
    (desk.root / "photos/hall.png").write_bytes(png(640, 480) + bytes(5_000))
    keys = "images:\n  - path: photos/hall.png\n    url: https://harbour.example/hall.png"
    small, _ = release_with(desk, keys).read_release("one")
    large, _ = Workspace(desk.root, Limits(picture_bytes_max=1_000)).read_release("one")

    assert small.variants[0].images[0].content
    assert not small.variants[0].images[0].linked_only
    assert large.variants[0].images[0].linked_only
    assert large.variants[0].images[0].size_bytes == len(png(640, 480)) + 5_000
    assert large.content_hash != small.content_hash


def test_a_picture_s_url_is_an_address(desk: Workspace) -> None:
    """Anything but http and https is refused at its line."""
    (desk.root / "photos/hall.png").write_bytes(png(640, 480))
    keys = "images:\n  - path: photos/hall.png\n    url: javascript:alert(1)"
    with pytest.raises(ReleaseError, match="no address"):
        release_with(desk, keys).read_release("one")


@pytest.mark.parametrize(
    ("content", "picture"),
    [
        (png(640, 480), Picture("image/png", 640, 480)),
        (jpeg(640, 480), Picture("image/jpeg", 640, 480)),
        (b"GIF89a" + struct.pack("<HH", 640, 480) + b"\x00", Picture("image/gif", 640, 480)),
        (png(0, 480), None),
        (png()[:20], None),
        (jpeg()[:-4], None),
        (b"\xff\xd8\xff", None),
        (b"\xff\xd8\xff\xd9", None),
        (b"GIF89a", None),
        (b"", None),
        (b"<svg/>", None),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", None),
    ],
    ids=["png", "jpeg", "gif", "flat", "cut png", "cut jpeg", "jpeg head", "jpeg end", "cut gif",
         "empty", "svg", "webp"],
)  # fmt: skip
def test_pictures_are_told_by_their_bytes(content: bytes, picture: Picture | None) -> None:
    """Kind and size come from the header; anything else is no picture."""
    assert measure_picture(content) == picture
