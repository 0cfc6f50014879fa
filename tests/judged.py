"""Sets of releases to judge the checks by: what is found in them, and what of the planted is missed."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from preflight import ORGANISATION

from mailer.check.preflight import check_release
from mailer.read.release_file import parse_release
from mailer.words.findings import Finding

CORPUS = Path(__file__).resolve().parent / "corpus"


@dataclass(frozen=True)
class Judged:
    """One set: clean and flawed releases, read as of one instant."""

    folder: Path
    as_of: datetime
    fitting: tuple[tuple[str, str], ...]
    """Id → what a planted defect of its sort is called in planted.toml."""

    @property
    def clean(self) -> list[Path]:
        return sorted((self.folder / "clean").glob("*.md"))

    @cached_property
    def planted(self) -> dict[str, list[dict]]:
        return tomllib.loads((self.folder / "flawed" / "planted.toml").read_text("utf-8"))

    def findings_of(self, path: Path) -> tuple[Finding, ...]:
        slug = path.name.split(".")[0]
        release, said = parse_release({path.name: path.read_bytes()}, slug, now=self.as_of)
        return (*said, *check_release(release, organisation=ORGANISATION, now=self.as_of))

    def fits(self, finding: Finding, defect: dict) -> bool:
        """Near enough in place, or naming the very words; and of a sort that fits."""
        near = finding.line is not None and abs(finding.line - defect["line"]) <= 1
        sorts = [id_ for id_, called in self.fitting if re.search(called, defect["what"])]
        return (near or defect["words"] in finding.what) and finding.id in sorts

    def missed(self) -> Iterator[str]:
        for name, defects in self.planted.items():
            found = self.findings_of(self.folder / "flawed" / name)
            for defect in defects:
                if not any(self.fits(finding, defect) for finding in found):
                    yield f"{name}, line {defect['line']}: {defect['what']}"
