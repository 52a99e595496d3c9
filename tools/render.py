"""Turns Word files into PDF and page pictures, with free faces that look like those of GB/T 9704: `tools/render.py FILE.docx… -o DIR`.

Wants LibreOffice and poppler (Debian: libreoffice-writer-nogui poppler-utils fonts-noto-cjk fonts-noto-cjk-extra fonts-arphic-ukai
fonts-liberation). The Fandol faces come out of Debian's texlive-lang-chinese without installing it; they are kept in `--fonts`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FONTS = Path.home() / ".cache" / "hengji" / "fonts"
PACKAGE = "texlive-lang-chinese"
RARE = "AR PL UKai CN"
SUBSTITUTES = {
    "仿宋_GB2312": "FandolFang R",
    "仿宋": "FandolFang R",
    "楷体_GB2312": "FandolKai",
    "楷体": "FandolKai",
    "黑体": "FandolHei",
    "宋体": "FandolSong",
    "方正小标宋简体": "Noto Serif CJK SC SemiBold",
    "Times New Roman": "Liberation Serif",
}


def fetch_fonts(folder: Path) -> None:
    """The six Fandol files, unpacked from the Debian package."""
    if any(folder.glob("Fandol*.otf")):
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(["apt-get", "download", "-qq", PACKAGE], cwd=scratch, check=True)
        package = next(Path(scratch).glob("*.deb"))
        subprocess.run(["dpkg", "-x", package.name, "out"], cwd=scratch, check=True)
        for font in Path(scratch).rglob("Fandol*.otf"):
            if "Braille" not in font.name:
                shutil.copy(font, folder / font.name)


def configuration(folder: Path) -> Path:
    """A fontconfig file: one substitute a face, and a complete face behind Fandol for rare characters."""
    matches = "".join(
        f'<match target="pattern"><test name="family" qual="any"><string>{face}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{other}</string></edit></match>'
        for face, other in SUBSTITUTES.items()
    )
    behind = "".join(
        f'<match target="pattern"><test name="family"><string>{face}</string></test>'
        f'<edit name="family" mode="append" binding="weak"><string>{RARE}</string></edit></match>'
        for face in ("FandolFang R", "FandolKai")
    )
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{folder}</dir>{matches}{behind}</fontconfig>',
        "utf-8",
    )
    return file


def to_pdf(files: list[Path], out: Path, fonts: Path) -> list[Path]:
    """One PDF a Word file, by one LibreOffice with a profile of its own."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(out),
                *map(str, files),
            ],
            env={**os.environ, "FONTCONFIG_FILE": str(configuration(fonts))},
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return [out / f"{file.stem}.pdf" for file in files]


def to_pictures(pdf: Path, resolution: int) -> list[Path]:
    """One PNG a page, beside the PDF."""
    subprocess.run(["pdftoppm", "-r", str(resolution), "-png", str(pdf), str(pdf.with_suffix(""))], check=True)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))


def main() -> int:
    """Renders the files that were named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--resolution", type=int, default=60)
    parser.add_argument("--fonts", type=Path, default=FONTS)
    given = parser.parse_args()
    fetch_fonts(given.fonts)
    given.out.mkdir(parents=True, exist_ok=True)
    for pdf in to_pdf(given.files, given.out, given.fonts):
        pages = to_pictures(pdf, given.resolution)
        print(f"{pdf}: {len(pages)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
