"""
A new workspace: `.env`, `mailer.toml` and the samples.

Promises: overwrites nothing. `.env` is made with mode 0600. The sample release is dated today: an old
date is what `check` warns of.
"""

import os
import re
from datetime import date
from pathlib import Path

from mailer.read.samples import sample_folder
from mailer.words.errors import UsageError

SAMPLE = "night-ferry"
_DATE = re.compile(rb"^date: .*$", re.MULTILINE)
_ENV = """\
# The relay: the SMTP server that takes your mail over. Your mail provider tells you these.
# Values with blanks or # stand in 'single quotes'. This file holds secrets: share it with nobody.
MAILER_SMTP_HOST=
MAILER_SMTP_PORT=587
MAILER_SMTP_USERNAME=
MAILER_SMTP_PASSWORD=

# Who the mail is from, as readers see it.
MAILER_FROM=Press Office <press@harbour.example>
#MAILER_REPLY_TO=press@harbour.example

# The zone in which times are shown to you.
MAILER_TIMEZONE=Europe/London
"""
_TOML = """\
# What is not secret: who you are, and how your lists and mails behave.

[organisation]
name = "Northbank Harbour Trust"
postal_address = "1 Quay Street, Northbank NB1 1AA"
website = "https://harbour.example"
# A PNG, JPEG or GIF in this folder; it travels inside every message.
# logo = "photos/logo.png"
# A page that takes "no more of these" with one click; see docs/lists.md.
# unsubscribe_url = "https://press.harbour.example/stop/"
colour = "#0b4f6c"
accent = "#9a3412"

[organisation.boilerplate]
en = "The Northbank Harbour Trust looks after the harbour and its ferries. <https://harbour.example>"
es = "El Northbank Harbour Trust cuida del puerto y de sus transbordadores. <https://harbour.example>"

[languages]
# Who has no language in the list, or one the release is not in, gets this one.
fallback = "en"

[lists.trusted]
# These people agreed to hold embargoed copy.
trusted = true

[attachments]
# The release as IPTC ninjs 3.1 too, for the programs of newsrooms; see docs/ninjs.md.
ninjs = false
"""


def write(folder: Path, today: date) -> list[Path]:
    """Write a workspace into `folder`; UsageError where one of its files exists already."""
    contents = {folder / ".env": _ENV, folder / "mailer.toml": _TOML}
    copies = {
        folder / kind / source.name: source
        for kind in ("releases", "lists")
        for source in sorted(sample_folder(kind).iterdir())
        if source.is_file()
    }
    for path in (*contents, *copies):
        if path.exists():
            raise UsageError(
                "There is a workspace already.", where=str(path), cure="Name another folder."
            )
    try:
        for path, text in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(made, "w", encoding="utf-8") as file:
                file.write(text)
        for path, source in copies.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_DATE.sub(f"date: {today.isoformat()}".encode(), source.read_bytes()))
    except OSError as error:
        raise UsageError(
            f"The workspace cannot be written: {error.strerror}.", where=str(error.filename)
        ) from error
    return [*contents, *copies]
