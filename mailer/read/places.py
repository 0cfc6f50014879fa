"""
Where a release or a media list lies: by path or by name.

Promises: a release is found as `releases/x`, `releases/x.md` or `x`, with all its languages; a list
by path, or by name in `lists/`. A web address, a link that leads out of the workspace, a release
where a list is wanted and a list where a release is wanted are refused with what would help.
Never: opens a file. Relative paths are looked for in the workspace first, then where one stands.
Fails with: ReleaseError, MediaListError.
"""

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from mailer.read.characters import forbidden_in_line
from mailer.read.disk import real_path
from mailer.read.languages import LanguageError, parse_language
from mailer.words.errors import CopyError, MediaListError, ReleaseError
from mailer.words.findings import did_you_mean

LIST_SUFFIXES = (".csv", ".tsv", ".txt")
SHEET_SUFFIXES = (".xlsx", ".xlsm", ".ods", ".xls", ".numbers")
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_PART_BYTES_MAX = 240
"""File systems end at 255; an ending is added to what was given."""
_LOOK = "Check the path, and that you may look into the folders on its way."
SUPPRESSED = Path("lists", "suppressed.csv")


class ReleasePlace(NamedTuple):
    """A release's slug and its files; each by its name as shown to people."""

    slug: str
    files: Mapping[str, Path]


class ListPlace(NamedTuple):
    """A list's name, its file, and whether it is one of the workspace's own."""

    name: str
    path: Path
    shown: str
    own: bool


def shown_path(root: Path, path: Path) -> str:
    """Relative to the workspace where it lies in it, else whole."""
    try:
        return _plain(path).relative_to(_plain(root)).as_posix()
    except ValueError:
        return str(_plain(path))


def find_release(root: Path, given: str) -> ReleasePlace:
    """The release that is meant."""
    _refuse_no_path(given, ReleaseError)
    try:
        return _release_meant(root, given)
    except OSError as error:
        raise ReleaseError("The folder cannot be read.", where=given, cure=_LOOK) from error


def _release_meant(root: Path, given: str) -> ReleasePlace:
    suffix = Path(given).suffix.casefold()
    if suffix in {".csv", ".tsv", *SHEET_SUFFIXES} or _is_own_list(root, Path(given)):
        what = "This looks like a media list, not like a release."
        cure = "Name the release first, and the lists with --list."
        raise ReleaseError(what, where=given, cure=cure)
    for base in (root / given, root / "releases" / given, Path(given)):
        slug, files = _variants(base)
        if files:
            if not _SLUG.fullmatch(slug):
                what = f'The file\'s name "{slug[:60]}" cannot be the name of a release.'
                cure = f"Use letters, digits and hyphens: {_as_slug(slug)}.md"
                raise ReleaseError(what, where=shown_path(root, files[0]), cure=cure)
            places = {shown_path(root, file): file for file in files}
            for shown, file in places.items():
                _refuse_astray(root, file, shown, ReleaseError)
            return ReleasePlace(slug, places)
        if base.is_file() and suffix != ".md":
            cure = f"Make a release of it first: mailer import {given}"
            raise ReleaseError("This is no release file (.md).", where=given, cure=cure)
    raise _no_release(root, given)


def _variants(base: Path) -> tuple[str, list[Path]]:
    """The slug that a path means, and all files of that release, in the order of their names."""
    slug = base.name.removesuffix(".md")
    if base.name.endswith(".md"):
        if not (base.exists() or base.is_symlink()) or base.is_dir():
            return slug, []
        slug = _slug_of(slug)
    if not slug or not base.parent.is_dir():
        return slug, []
    names = sorted(path.name for path in base.parent.iterdir() if path.name.endswith(".md"))
    return slug, [base.parent / name for name in names if _belongs(name, slug)]


def _slug_of(name: str) -> str:
    """A file's name without its language: `night-ferry.en` is the release `night-ferry`."""
    stem, _, language = name.rpartition(".")
    return stem if stem and _is_language(language) else name


def _belongs(name: str, slug: str) -> bool:
    rest = name.removesuffix(".md").removeprefix(slug) if name.startswith(slug) else "-"
    return not rest or (rest.startswith(".") and _is_language(rest[1:]))


def _is_language(text: str) -> bool:
    try:
        # Only as a tag: `report.english.md` may be a release of that name.
        return parse_language(text).casefold() == text.replace("_", "-").casefold()
    except LanguageError:
        return False


def _as_slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-") or "my-release"


def _no_release(root: Path, given: str) -> ReleaseError:
    if any(base.is_dir() for base in (root / given, Path(given))):
        cure = "Name one release in it, such as releases/my-release."
        return ReleaseError("This is a folder, not a release.", where=given, cure=cure)
    folder = root / "releases"
    files = folder.glob("*.md") if folder.is_dir() else ()
    names = sorted({_slug_of(path.stem) for path in files})
    wanted = Path(given).name.removesuffix(".md")
    there_are = f"There are: {', '.join(names[:8])}." if names else ""
    cure = did_you_mean(wanted, names) or there_are or 'Make one: mailer new "HEADLINE"'
    return ReleaseError("There is no such release.", where=given, cure=cure)


def find_list(root: Path, given: str) -> ListPlace:
    """The media list that is meant."""
    _refuse_no_path(given, MediaListError)
    try:
        return _list_meant(root, given)
    except OSError as error:
        raise MediaListError("The folder cannot be read.", where=given, cure=_LOOK) from error


def _list_meant(root: Path, given: str) -> ListPlace:
    if given.casefold().endswith(".md") or Path(given).parent.name == "releases":
        what = "This looks like a release, not like a media list."
        raise MediaListError(what, where=given, cure="Name a file in lists/ with --list.")
    found = list(dict.fromkeys(_list_files(root, given)))
    if not found:
        raise _no_list(root, given)
    path = found[0]
    shown = shown_path(root, path)
    if len(found) > 1 and path.name != Path(given).name:
        names = " and ".join(each.name for each in found)
        what = f"The name means more than one list: {names}."
        raise MediaListError(what, where=given, cure="Give the whole name of the file.")
    _refuse_astray(root, path, shown, MediaListError)
    real = real_path(path)
    if real == real_path(root / SUPPRESSED):
        what = "This is the list of those who must not be written to."
        raise MediaListError(what, where=shown, cure="Name a media list.")
    return ListPlace(path.stem, path, shown, own=real.parent == real_path(root / "lists"))


def _list_files(root: Path, given: str) -> Iterator[Path]:
    """Whole names win over names without ending, and the workspace over where one stands."""
    whole = (root / given, root / "lists" / given, Path(given))
    for path in whole:
        if (path.exists() or path.is_symlink()) and not path.is_dir():
            yield _plain(path)
            return
    for suffix in (*LIST_SUFFIXES, *SHEET_SUFFIXES):
        path = root / "lists" / f"{given}{suffix}"
        if path.is_file():
            yield _plain(path)


def _no_list(root: Path, given: str) -> MediaListError:
    if any(path.is_dir() for path in (root / given, Path(given))):
        cure = "Name one file in it."
        return MediaListError("This is a folder, not a media list.", where=given, cure=cure)
    names = list_names(root)
    there_are = f"There are: {', '.join(names[:8])}." if names else "Put one into lists/."
    cure = did_you_mean(Path(given).stem, names) or there_are
    return MediaListError("There is no such list.", where=given, cure=cure)


def list_names(root: Path) -> list[str]:
    """The names of the workspace's own lists."""
    folder = root / "lists"
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    suffixes = (*LIST_SUFFIXES, *SHEET_SUFFIXES)
    names = [path.stem for path in paths if path.suffix.casefold() in suffixes]
    return [name for name in names if name != SUPPRESSED.stem]


def _is_own_list(root: Path, given: Path) -> bool:
    return given.parent.name == "lists" and (root / given).is_file()


def _refuse_no_path(given: str, error: type[CopyError]) -> None:
    parts_bytes = [len(part.encode("utf-8", "surrogatepass")) for part in Path(given).parts]
    if (
        forbidden_in_line(given)
        or not given.strip()
        or max(parts_bytes, default=0) > _PART_BYTES_MAX
    ):
        raise error("This is not the name of a file.", where=given.strip() and "the name given")
    if "://" in given:
        what = "This is a web address; only files of this machine are read."
        raise error(what, where=given[:80], cure="Save the file here first, and look at it.")
    if given == "-" or given.startswith("/dev/"):
        what = "Only files are read, not what another program writes."
        raise error(what, where=given, cure="Save it as a file first.")


def _refuse_astray(root: Path, path: Path, shown: str, error: type[CopyError]) -> None:
    """A file of the workspace must be in the workspace, whatever links say; elsewhere, no links."""
    base = real_path(root)
    real = real_path(path)
    inside = _plain(path).is_relative_to(_plain(root))
    if (inside or path.is_symlink()) and not real.is_relative_to(base):
        what = "This is a link that leads out of the workspace."
        raise error(what, where=shown, cure="Copy the file itself into the workspace.")


def _plain(path: Path) -> Path:
    """Absolute and without `..`, but with its links: the path as a person would say it."""
    return Path(os.path.normpath(path.absolute()))
