"""
The account of a distribution as one HTML page that can be kept, printed and passed on.

Promises: self-contained, nothing is loaded from anywhere; every value is escaped.
"""

from collections.abc import Iterable

from markupsafe import escape

from mailer.report.account import Account, Entry

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --soft: #57606a; --line: #d0d7de; --paper: #fbfbfa; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e4df; --soft: #a8a69f; --line: #3a3d42; --paper: #17191c; }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1 { font: 600 1.6rem/1.2 Georgia, serif; margin: 0 0 .3rem; }
p { color: var(--soft); margin: 0 0 1.5rem; }
ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .5rem 2rem; }
li b { font-size: 1.5rem; margin-right: .35rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; padding: .4rem .7rem .4rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 500; }
"""


def report_page(account: Account, entries: Iterable[Entry], generated: str) -> str:
    """The page. `generated`: when, as people read it."""
    document = account.document
    names = ("planned", "accepted", "deferred", "refused", "in_doubt", "suppressed", "withheld")
    counts = "".join(
        f"<li><b>{document[name]}</b>{name.replace('_', ' ')}</li>"
        for name in (*names, "stopped", "remaining")
        if document[name] or name in {"planned", "accepted"}
    )
    rows = "".join(_row(entry) for entry in entries)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(account.distribution)}</title><style>{_STYLE}</style></head><body><main>
<h1>{escape(account.headline)}</h1>
<p>{escape(account.distribution)}, {escape(account.state.value)}. Written {escape(generated)}.
Accepted means: by the relay.</p>
<ul>{counts}</ul>
<div class="wide"><table><thead><tr><th scope="col">Address<th scope="col">State
<th scope="col">List<th scope="col">Language<th scope="col">Tries<th scope="col">Relay's last word
</tr></thead><tbody>{rows}</tbody></table></div>
</main></body></html>
"""


def _row(entry: Entry) -> str:
    cells = (
        entry.address,
        entry.state.value.replace("_", " "),
        f"{entry.media_list}, row {entry.row}" if entry.row else entry.media_list,
        entry.language,
        entry.attempts,
        entry.reply,
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
