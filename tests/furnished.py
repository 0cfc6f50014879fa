"""A workspace with releases, lists and a picture, for tests of what is read from one."""

import struct
import zlib
from pathlib import Path

from mailer.read.workspace import Workspace

RELEASE = "---\nheadline: A headline\n{}\n---\nThe body.\n"


def png(width: int = 3, height: int = 2) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


def jpeg(width: int = 3, height: int = 2) -> bytes:
    comment = b"\xff\xfe" + struct.pack(">H", 6) + b"note"
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 8, 8, height, width, 1)
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"JF" + comment + b"\xff" + frame


def a_furnished_workspace(folder: Path) -> Workspace:
    """Releases of one language and of two, lists, and a picture."""
    root = folder / "desk"
    for name in ("releases", "lists", "templates/release", "photos"):
        (root / name).mkdir(parents=True)
    (root / "releases/one.md").write_text(RELEASE.format(""))
    (root / "releases/two.en.md").write_text(RELEASE.format(""))
    (root / "releases/two.es.md").write_text(RELEASE.format(""))
    (root / "releases/two.fast.md").write_text(RELEASE.format(""))
    (root / "lists/national.csv").write_text("email\na@example.org\n")
    (root / "lists/suppressed.csv").write_text("address_or_domain\n")
    (root / "photos/hall.jpg").write_bytes(jpeg())
    return Workspace(root)


def release_with(desk: Workspace, keys: str) -> Workspace:
    (desk.root / "releases/one.md").write_text(RELEASE.format(keys))
    return desk
