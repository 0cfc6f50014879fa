"""A folder to write into, as an option of the command line names it."""

from pathlib import Path

from mailer.words.errors import UsageError


def folder_asked(given: str, option: str) -> Path:
    """The folder, which may not be there yet; UsageError where something else has its name."""
    folder = Path(given)
    if folder.exists() and not folder.is_dir():
        cure = f"Name a folder: {option} DIR."
        raise UsageError("This is no folder.", where=str(folder), cure=cure)
    return folder
