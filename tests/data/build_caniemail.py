"""
Write mailer/check/page/caniemail.json anew, from the npm package `caniemail` (MIT).

    npm pack caniemail@2.0.2 && tar xzf caniemail-2.0.2.tgz
    python tests/data/build_caniemail.py package

Of the 300 features and 40 clients there are, it keeps those that a newsroom reads its mail with, and
of each client the state of its latest version: y supported, a in part, n not, u unknown.
"""

import json
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "mailer" / "check" / "page" / "caniemail.json"
CLIENTS = {
    "gmail.desktop-webmail": "Gmail",
    "gmail.ios": "Gmail (iPhone)",
    "gmail.android": "Gmail (Android)",
    "outlook.windows": "Outlook for Windows",
    "outlook.outlook-com": "Outlook.com",
    "outlook.macos": "Outlook for Mac",
    "outlook.ios": "Outlook (iPhone)",
    "outlook.android": "Outlook (Android)",
    "apple-mail.macos": "Apple Mail",
    "apple-mail.ios": "Apple Mail (iPhone)",
    "yahoo.desktop-webmail": "Yahoo Mail",
}
LICENCE = (
    "MIT. Copyright Rémi Parmentier (the data, https://github.com/hteumeuleu/caniemail), Avi Goldman "
    "and Andrew Powell (the npm package, https://github.com/shellscape/caniemail). The licence lies "
    "beside this file in caniemail.LICENSE."
)


def latest(stats: dict, client: str) -> str:
    """The state in the latest version tested, in one letter."""
    family, platform = client.split(".")
    versions = stats.get(family, {}).get(platform, {})
    return list(versions.values())[-1][0] if versions else "u"


def main() -> None:
    """Read the unpacked package, write the table."""
    package = Path(sys.argv[1])
    data = json.loads((package / "data" / "caniemail.json").read_text("utf-8"))
    about = json.loads((package / "package.json").read_text("utf-8"))
    table = {
        "source": f"npm package caniemail {about['version']}, https://www.caniemail.com",
        "version": about["version"],
        "date": data["last_update_date"][:10],
        "licence": LICENCE,
        "clients": list(CLIENTS.values()),
        "features": {
            feature["slug"]: "".join(latest(feature["stats"], client) for client in CLIENTS)
            for feature in sorted(data["data"], key=lambda one: one["slug"])
            if feature["category"] in {"css", "html", "image"}
        },
    }
    text = json.dumps(table, ensure_ascii=False, indent=1)
    TARGET.write_text(text + "\n", encoding="utf-8")
    licence = (package / "LICENSE").read_text("utf-8")
    TARGET.with_suffix(".LICENSE").write_text(licence, encoding="utf-8")


if __name__ == "__main__":
    main()
