"""An office program turns a Word file into a PDF: with a profile of its own, without macros and network, within a time, ended cleanly."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from datetime import date

    from hengji.rulebook.layout import Standard
    from hengji.writing.pdf.faces import Faces

PROGRAMS = ("soffice", "libreoffice")
SECONDS, PATIENCE = 120, 5
FILTER = (
    'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"},"ExportBookmarks":{"type":"boolean","value":"true"}}'
)
UNUSED_PROXY = "http://127.0.0.1:9"
WEIGHTS = {500: " Medium", 600: " SemiBold"}
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Office.Writer/Content/Update", "Field", "false"),
    ("org.openoffice.Office.Linguistic/General", "LastLanguage", "0"),
)
_BOLD = (
    '<match target="font"><test name="weight" compare="less_eq"><const>medium</const></test>'
    '<test target="pattern" name="weight" compare="more_eq"><const>bold</const></test>'
    '<edit name="embolden" mode="assign"><bool>true</bool></edit><edit name="weight" mode="assign"><const>bold</const></edit></match>'
)
"""A face without a bold one is drawn bolder, as the system's own fontconfig has it."""
_MADE = re.compile(rb"/(?:CreationDate|ModDate)\s?\(D:[^)]*\)")
_ID = re.compile(rb"/ID\s?\[\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*\]")
_CHECKSUM = re.compile(rb"/DocChecksum /([0-9A-Fa-f]+)")


@dataclass(frozen=True, slots=True)
class NotMade:
    """Why the office program gave nothing."""

    why: str


def program() -> str:
    """The office program of this machine; empty where there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), "")


def pdf(word: bytes, faces: Faces, standard: Standard, seconds: int = SECONDS) -> bytes | NotMade:
    """The PDF of a Word file that has passed the gate; faces are embedded by the program."""
    found = program()
    if not found:
        return NotMade(PROGRAMS[0])
    with tempfile.TemporaryDirectory(prefix="hengji-office-") as scratch:
        place = Path(scratch)
        (place / "in.docx").write_bytes(word)
        _configure(place, faces, standard)
        why = _run(_command(found, place), place, seconds)
        made = place / "out" / "in.pdf"
        if why or not made.is_file():
            return NotMade(why or "PDF")
        return made.read_bytes()


def dated(content: bytes, day: date, digest: str) -> bytes:
    """The same PDF with the day and the id that we give it, so that the same file always gives the same bytes; no length changes."""
    stamp = f"D:{day:%Y%m%d}000000+08'00'".encode()
    content = _MADE.sub(lambda found: _as_long(found[0], stamp), content)
    content = _ID.sub(
        lambda found: b"/ID [ <" + _hexadecimal(found[1], digest) + b">\n<" + _hexadecimal(found[2], digest) + b"> ]", content
    )
    return _CHECKSUM.sub(lambda found: b"/DocChecksum /" + _hexadecimal(found[1], digest), content)


def _as_long(found: bytes, stamp: bytes) -> bytes:
    """A date in the place of another, as long as that one was."""
    head = found[: found.index(b"(") + 1]
    room = len(found) - len(head) - 1
    return head + stamp[:room].ljust(room, b"0" if room < len(stamp) else b" ") + b")"


def _hexadecimal(found: bytes, digest: str) -> bytes:
    return (digest.upper().encode() * (len(found) // len(digest) + 1))[: len(found)]


# ---- one run


def _command(found: str, place: Path) -> list[str]:
    return [
        *_without_network(),
        found,
        f"-env:UserInstallation={(place / 'profile').as_uri()}",
        "--headless",
        "--invisible",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nolockcheck",
        "--nofirststartwizard",
        "--convert-to",
        FILTER,
        "--outdir",
        str(place / "out"),
        str(place / "in.docx"),
    ]


@lru_cache(maxsize=1)
def _without_network() -> tuple[str, ...]:
    """What puts a program into an empty network, where the system lets us."""
    unshare = shutil.which("unshare")
    for flags in (("--net",), ("--map-root-user", "--net")) if unshare else ():
        tried = subprocess.run([str(unshare), *flags, "true"], capture_output=True, check=False, timeout=PATIENCE)  # noqa: S603
        if not tried.returncode:
            return (str(unshare), *flags)
    return ()


def _run(command: list[str], place: Path, seconds: int) -> str:
    """Runs it; why it failed, or nothing. Whatever it started ends with it."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    own = {"HOME": str(place), "TMPDIR": str(place), "FONTCONFIG_FILE": str(place / "fonts.conf"), "SAL_USE_VCLPLUGIN": "svp"}
    proxies = {"http_proxy": UNUSED_PROXY, "https_proxy": UNUSED_PROXY}
    try:
        process = subprocess.Popen(  # noqa: S603 - a program of the system with a file of ours
            command,
            cwd=place,
            env={**kept, **own, **proxies},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return type(error).__name__
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        return f"> {seconds} s"
    finally:
        _end(process)
    return f"exit {code}" if code else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """The program and its children; none is left behind."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (AttributeError, OSError):
        process.kill()
    process.wait()


# ---- its profile and its faces


def _configure(place: Path, faces: Faces, standard: Standard) -> None:
    profile = place / "profile" / "user"
    profile.mkdir(parents=True)
    (place / "out").mkdir()
    lines = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    registry = f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{lines}</oor:items>'
    (profile / "registrymodifications.xcu").write_text(f'<?xml version="1.0" encoding="UTF-8"?>{registry}', "utf-8")
    (place / "fonts.conf").write_text(_fonts(place, faces, standard), "utf-8")


def _fonts(place: Path, faces: Faces, standard: Standard) -> str:
    """A fontconfig file of our own faces only: one substitute a name, those for rare letters behind the ones that lack them.

    The files are named where they lie: links to collections (.ttc) are not read by LibreOffice 7.4.
    """
    files = sorted(str(file) for file in faces.files().values())
    folders = sorted({str(file.parent) for file in faces.files().values()})
    dirs = "".join(f"<dir>{escape(folder)}</dir>" for folder in folders)
    taken = "".join(f"<glob>{escape(file)}</glob>" for file in files)
    left = "".join(f"<glob>{escape(folder)}/*</glob>" for folder in folders)
    chosen = f"<selectfont><acceptfont>{taken}</acceptfont><rejectfont>{left}</rejectfont></selectfont>"
    pairs = {name: kind for kind, names in standard.faces.items() for name in names}
    pairs |= dict.fromkeys(standard.latin, "latin")
    known = {kind: chain[0] for kind, chain in faces.chains.items() if chain}
    matches = "".join(
        _match(name, known[kind].family + WEIGHTS.get(known[kind].weight, "")) for name, kind in pairs.items() if kind in known
    )
    behind = "".join(_behind(face.family, standard.rare) for face in {face.family: face for face in known.values()}.values())
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"{dirs}{chosen}<cachedir>{place / 'cache'}</cachedir>{matches}{behind}{_BOLD}</fontconfig>"
    )


def _match(name: str, other: str) -> str:
    if name == other:
        return ""
    return (
        f'<match target="pattern"><test name="family" qual="any"><string>{escape(name)}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{escape(other)}</string></edit></match>'
    )


def _behind(family: str, rare: tuple[str, ...]) -> str:
    others = "".join(f"<string>{escape(each)}</string>" for each in rare if each != family)
    return (
        f'<match target="pattern"><test name="family"><string>{escape(family)}</string></test>'
        f'<edit name="family" mode="append" binding="weak">{others}</edit></match>'
    )
