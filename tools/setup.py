"""Makes the project's own virtual environment from the hashed lock; says in plain words what the machine lacks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LEAST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent


def main(folder: Path) -> int:
    """0 where the environment is ready."""
    if sys.version_info < LEAST:
        return _say(
            f"Hengji needs Python {LEAST[0]}.{LEAST[1]} or newer; this is {sys.version.split()[0]}. Set PYTHON=/path/to/python3.11"
        )
    try:
        import ensurepip  # noqa: F401  # venv makes an environment with pip only where this is there
        import venv  # noqa: F401
    except ImportError:
        package = f"python3.{sys.version_info.minor}-venv"
        return _say(f"Python's venv module is missing. On Debian or Ubuntu: apt-get install {package}")
    python = folder / "bin" / "python"
    if not python.exists():
        _run(sys.executable, "-m", "venv", str(folder))
    _run(str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", "requirements/dev.txt")
    _run(str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "-e", ".")
    return 0


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def _say(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
