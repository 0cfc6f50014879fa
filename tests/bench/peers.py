"""
Other senders, on the same message and the same sink, where they can be installed.

Each is one small program in its own language that sends `count` messages of the same text and HTML,
with the name of each recipient filled in, over kept connections where it can keep them.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.measure import Cost, Table, command

_SMTPLIB = """
import smtplib, sys
from email.message import EmailMessage
text, html = open(sys.argv[1]).read(), open(sys.argv[2]).read()
with smtplib.SMTP("127.0.0.1", int(sys.argv[3])) as relay:
    for n in range(int(sys.argv[4])):
        message = EmailMessage()
        message["From"], message["Subject"] = "press@harbour.example", "Night ferry returns"
        message["To"] = f"p{n}@news.example.org"
        message.set_content(text.replace("NAME", f"Name{n}"))
        message.add_alternative(html.replace("NAME", f"Name{n}"), subtype="html")
        relay.send_message(message)
"""
_AIOSMTPLIB = """
import asyncio, sys
import aiosmtplib
from email.message import EmailMessage
text, html = open(sys.argv[1]).read(), open(sys.argv[2]).read()
count = int(sys.argv[4])
async def line(first):
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=int(sys.argv[3]), start_tls=False) as relay:
        for n in range(first, count, 20):
            message = EmailMessage()
            message["From"], message["Subject"] = "press@harbour.example", "Night ferry returns"
            message["To"] = f"p{n}@news.example.org"
            message.set_content(text.replace("NAME", f"Name{n}"))
            message.add_alternative(html.replace("NAME", f"Name{n}"), subtype="html")
            await relay.send_message(message)
async def main():
    await asyncio.gather(*(line(first) for first in range(20)))
asyncio.run(main())
"""
_NODEMAILER = """
const fs = require("fs"), [, , textFile, htmlFile, port, count] = process.argv;
const text = fs.readFileSync(textFile, "utf8"), html = fs.readFileSync(htmlFile, "utf8");
const relay = require("nodemailer").createTransport(
  {pool: true, maxConnections: 20, maxMessages: Infinity, host: "127.0.0.1", port, ignoreTLS: true});
const all = [];
for (let n = 0; n < count; n++) all.push(relay.sendMail({from: "press@harbour.example",
  to: `p${n}@news.example.org`, subject: "Night ferry returns",
  text: text.replaceAll("NAME", `Name${n}`), html: html.replaceAll("NAME", `Name${n}`)}));
Promise.all(all).then(() => relay.close());
"""
_MAILMERGE_TEMPLATE = """TO: {{{{email}}}}
SUBJECT: Night ferry returns
FROM: press@harbour.example
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

{text}
--B
Content-Type: text/html; charset=utf-8

{html}
--B--
"""


def compare(table: Table, folder: Path, port: int, text: str, html: str) -> None:
    """A row for each that could be installed, and the reason for each that could not."""
    files = [str(folder / "text.txt"), str(folder / "page.html")]
    (folder / "text.txt").write_text(text)
    (folder / "page.html").write_text(html)
    peers: tuple[tuple[str, int, Callable[[int], list[str]]], ...] = (
        ("smtplib + EmailMessage, one connection", 300,
         lambda count: _python(folder, _SMTPLIB, files, port, count)),
        ("aiosmtplib, 20 connections", 300,
         lambda count: _python(folder, _AIOSMTPLIB, files, port, count, "aiosmtplib")),
        ("nodemailer, pool of 20", 1000, lambda count: _node(folder, files, port, count)),
        ("mailmerge", 200, lambda count: _mailmerge(folder, text, html, port, count)),
    )  # fmt: skip
    for what, count, prepared in peers:
        try:
            arguments = prepared(count)
            table.row(what, count, _less_start(arguments, prepared(0), count))
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            table.remark(what, f"skipped: {str(error)[:90]}")


def _less_start(arguments: list[str], idle: list[str], count: int) -> Cost:
    """What `count` messages cost beyond starting the program."""
    start, whole = command(idle) if idle else Cost(), command(arguments)
    assert count
    return Cost(whole.wall_s - start.wall_s, whole.cpu_s - start.cpu_s, whole.peak_mb)


def _python(
    folder: Path, program: str, files: list[str], port: int, count: int, package: str = ""
) -> list[str]:
    if package:
        _pip(folder, package)
    start = f"import sys; sys.path.insert(0, {str(folder / 'pip')!r})\n"
    return [sys.executable, "-c", start + program, *files, str(port), str(count)]


def _pip(folder: Path, package: str) -> None:
    target = folder / "pip"
    if not (target / package).exists():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--target", str(target), package]
        subprocess.run(pip, check=True, capture_output=True, timeout=120)


def _node(folder: Path, files: list[str], port: int, count: int) -> list[str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise RuntimeError("node and npm are not installed")
    if not (folder / "node_modules").exists():
        install = [npm, "install", "--silent", "--prefix", str(folder), "nodemailer"]
        subprocess.run(install, check=True, capture_output=True, timeout=120)
    program = folder / "peer.js"
    program.write_text(_NODEMAILER)
    return [node, str(program), *files, str(port), str(count)]


def _mailmerge(folder: Path, text: str, html: str, port: int, count: int) -> list[str]:
    _pip(folder, "mailmerge")
    template = _MAILMERGE_TEMPLATE.format(
        text=text.replace("NAME", "{{name}}"), html=html.replace("NAME", "{{name}}")
    )
    (folder / "merge.txt").write_text(template)
    people = "".join(f"p{n}@news.example.org,Name{n}\n" for n in range(count))
    database = folder / f"merge-{count}.csv"
    database.write_text("email,name\n" + people)
    (folder / "merge.conf").write_text(f"[smtp_server]\nhost = 127.0.0.1\nport = {port}\n")
    start = f"import sys; sys.path.insert(0, {str(folder / 'pip')!r})\n"
    program = start + "from mailmerge.__main__ import main; main()"
    return [
        sys.executable, "-c", program, "--no-dry-run", "--no-limit",
        "--template", str(folder / "merge.txt"), "--database", str(database),
        "--config", str(folder / "merge.conf"), "--output-format", "raw",
    ]  # fmt: skip
