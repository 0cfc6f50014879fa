"""
`make wheel-test`: the built wheel, with the source folder out of the way, on every Python there is.

Builds the wheel; for each Python from 3.11 to 3.13 that this machine has, installs it into a new
environment, runs the unit and golden tests against what is installed, and the demo from an empty
folder. Ends with the first failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ("3.11", "3.12", "3.13")


def pythons() -> dict[str, str]:
    """Version → a program that runs it."""
    found = {}
    for version in VERSIONS:
        candidates = [shutil.which(f"python{version}") or ""]
        candidates += map(str, sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python")))
        for candidate in filter(None, candidates):
            asked = subprocess.run([candidate, "--version"], capture_output=True, text=True)
            if asked.returncode == 0 and asked.stdout.startswith(f"Python {version}."):
                found[version] = candidate
                break
    return found


def run(*words: str | Path, cwd: Path, **environment: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHONPATH")}
    done = subprocess.run([str(word) for word in words], cwd=cwd, env=kept | environment)
    if done.returncode:
        sys.exit(f"failed: {' '.join(map(str, words))}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        run(sys.executable, "-m", "build", "--wheel", "--outdir", work, ROOT, cwd=work)
        (wheel,) = work.glob("*.whl")
        for part in ("tests", "docs"):
            if not (ROOT / part).exists():
                continue
            shutil.copytree(ROOT / part, work / "checkout" / part)
        shutil.copy(ROOT / "pyproject.toml", work / "checkout")
        for version, program in pythons().items():
            print(f"Python {version}", flush=True)
            home = work / version
            run(program, "-m", "venv", home, cwd=work)
            binaries = home / "bin"
            constraints = ROOT / ".ci" / "constraints.txt"
            run(
                binaries / "python", "-m", "pip", "install", "--quiet",
                "--disable-pip-version-check", "-c", constraints, f"{wheel}[dev]", cwd=work,
            )  # fmt: skip
            run(binaries / "pytest", "-q", "tests/unit", "tests/golden", cwd=work / "checkout")
            desk = work / f"desk-{version}"
            desk.mkdir()
            run(binaries / "mailer", "demo", "--keep", desk / "demo", "--quiet", cwd=desk)


main()
