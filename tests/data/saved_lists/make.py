"""
Makes the lists beside it, once, with LibreOffice Calc: `python make.py` where `soffice` is installed.

2,000 plainly fictional people; the files are committed, so that no test needs LibreOffice. Made with
LibreOffice 7.4.7: press.csv in Windows-1252 with semicolons, press.xlsx, press.ods. oddities.ods is
a sheet of openpyxl that it saved anew: a hidden row and sheet, formulas with errors, merged cells.
"""

import csv
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
FIRST = ("Zoë", "Jörg", "Lucía", "Íñigo", "Ana", "François", "Søren", "Max", "Chloé", "Ben")
LAST = ("Müller", "O’Mock", "Muestra", "Ångström", "Sample", "d’Exemple", "Peña", "Groß", "Mock")
OUTLETS = ("The Morning Sample", "Hafenblatt “Muster”", "El Faro; edición", "Radio, Placeholder")
ROWS = 2_000


def people() -> list[list[str]]:
    return [
        [
            f"person{number}@news{number % 40}.example",
            FIRST[number % len(FIRST)],
            LAST[number % len(LAST)],
            OUTLETS[number % len(OUTLETS)],
            ("en", "es", "de", "fr")[number % 4],
            f"+49 30 555 {number:04d}",
            str(number % 3 + 1),
            "politics; city" if number % 5 else "",
        ]
        for number in range(1, ROWS + 1)
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "press.csv"
        with source.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(
                ["E-Mail", "Vorname", "Nachname", "Medium", "Sprache", "Telefon", "Rang", "Tags"]
            )
            writer.writerows(people())
        # UTF-8 in, comma, quotation mark; out: 59 is the semicolon, 34 the mark.
        for target in ("xlsx", "ods", "csv:Text - txt - csv (StarCalc):59,34,ANSI,1"):
            subprocess.run(
                [
                    "soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
                    "--infilter=CSV:44,34,76,1", "--convert-to", target,
                    "--outdir", str(HERE), str(source),
                ],
                check=True,
            )  # fmt: skip


if __name__ == "__main__":
    main()
