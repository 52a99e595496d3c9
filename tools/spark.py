"""Puts PySpark beside the project's own packages, from the hashed lock; says in plain words what the machine lacks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(folder: Path) -> int:
    """0 where Spark is ready, or where it is said why it cannot be."""
    if shutil.which("java") is None:
        print(
            "Spark is left out: no Java on this machine. On Debian or Ubuntu: apt-get install openjdk-17-jre-headless",
            file=sys.stderr,
        )
        return 0
    python = str(folder / "bin" / "python")
    if subprocess.run([python, "-c", "import pyspark"], cwd=ROOT, check=False, capture_output=True).returncode == 0:
        return 0
    command = [
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        "requirements/spark.txt",
    ]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        print("Spark is left out: PySpark could not be installed from the registry.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
