"""
The gallery: one page on which a person looks at every message before, or after, it leaves.

Promises: one file that works from disk without a network; what a message holds is shown and never
run, neither by this page (everything enters it as data) nor inside its frame (sandboxed, without
scripts, loading nothing). Two thousand messages stay a few megabytes, as lines that many messages
share are kept once.
Never: reads a message again; shows a picture that travels inside one, only its description.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template

from mailer.report.packing import Lines, packed, page_file, seal

_PAGE = Template("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '$seal'; \
style-src 'unsafe-inline'; img-src data: cid:; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>$heading</title>
<style>
$style</style>
</head>
<body>
<section class="list" aria-label="Messages">
<header>
<h1>$heading</h1>
<p class="count">$count</p>
<input id="search" type="search" placeholder="Search name, address, language" \
aria-label="Search the messages" autocomplete="off">
</header>
<ul id="entries"></ul>
<p id="none" class="none" hidden>No message matches.</p>
</section>
<main>
<div class="top">
<h2 id="subject" dir="auto"></h2>
<p id="to" dir="auto"></p>
<div class="tools">
<div class="tabs" role="group" aria-label="Part">
<button type="button" data-view="html">HTML</button>
<button type="button" data-view="text">Text</button>
<button type="button" data-view="details">Details</button>
</div>
<div class="choices" id="looks">
<div class="choice" role="group" aria-label="Width">
<button type="button" data-width="narrow">375</button>
<button type="button" data-width="middle">640</button>
<button type="button" data-width="full">Full</button>
</div>
<div class="choice" role="group" aria-label="Colours">
<button type="button" data-scheme="light">Light</button>
<button type="button" data-scheme="dark">Dark</button>
</div>
</div>
</div>
</div>
<div class="stage">
<iframe id="frame" sandbox="" title="The message as HTML"></iframe>
<pre id="text" dir="auto" tabindex="0" hidden></pre>
<dl id="details" hidden></dl>
</div>
</main>
<script type="application/json" id="messages">$messages</script>
<script>$script</script>
</body>
</html>
""")


@dataclass(frozen=True, slots=True)
class GalleryEntry:
    """One message to look at. `html` and `text` are decoded; `html` is empty where there is none."""

    address: str
    name: str
    language: str
    subject: str
    html: str
    text: str
    eml: str
    """The message's file, in the folder of the page."""
    size_bytes: int


def gallery_html(entries: Sequence[GalleryEntry], messages_count: int | None = None) -> str:
    """
    The page, complete in itself.

    `messages_count` says how many messages there are where `entries` are only the first of them.
    """
    script = page_file("gallery.js")
    total = len(entries) if messages_count is None else messages_count
    heading = "1 message" if total == 1 else f"{total:,} messages"
    shown = f"The first {len(entries):,} of {total:,} are shown; all are in this folder."
    count = shown if len(entries) < total else "Each is also an .eml file in this folder."
    return _PAGE.substitute(
        seal=seal(script),
        heading=heading,
        count=count,
        style=page_file("look.css", "gallery.css"),
        messages=packed(_document(entries)),
        script=script,
    )


def _document(entries: Sequence[GalleryEntry]) -> dict[str, object]:
    """The messages as the page's script reads them."""
    lines = Lines()
    messages = [
        {
            "address": entry.address,
            "name": entry.name,
            "language": entry.language,
            "subject": entry.subject,
            "html": lines.numbers_of(entry.html),
            "text": lines.numbers_of(entry.text),
            "eml": entry.eml,
            "size": entry.size_bytes,
        }
        for entry in entries
    ]
    return {"lines": lines.table, "messages": messages}
