"""`make twin`: the five examples' twins opened by a standard XBRL processor, then every covered figure changed once; prints what was reported."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from hengji import processor, publishing
from hengji.rulebook import files, load
from hengji.writing.twin import relations

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """0 where no good twin is objected to and every changed figure is reported."""
    if not processor.installed():
        print(f"left out: {processor.NAME} is not installed (pip install '.[xbrl]')")
        return 1
    book, problems = load.load()
    assert not problems
    missed = 0
    for folder in sorted((ROOT / "examples").glob("0*")):
        found, _ = publishing.publish(folder, book, files.collect())
        assert found is not None
        missed += example(folder.name, found)
    return 1 if missed else 0


def example(name: str, twin: publishing.Twin) -> int:
    """How many changed figures of an example went unreported, or objections there were to the good twin."""
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there)
        for file, content in twin.files.items():
            (folder / file).write_bytes(content)
        page = next(path for path in folder.iterdir() if path.suffix == ".xhtml")
        whole = page.read_text(encoding="utf-8")
        good = processor.check(page)
        quiet = [key for key in sorted(twin.covered) if not _reported(page, whole, twin, key)]
    every, stated = twin.figures.all, {figure.key for figure in twin.figures.facts.values()}
    print(
        f"{name}: {len(good.objections)} objections, {len(good.evaluated)} of {len(twin.relations)} assertions evaluated; "
        f"covered {len(twin.covered)} of {len(every)} figures ({100 * len(twin.covered) // len(every)} %), "
        f"of stated facts {len(stated & twin.covered)} of {len(stated)}; "
        f"changed once each: {len(twin.covered) - len(quiet)} of {len(twin.covered)} reported {' '.join(quiet)}",
        flush=True,
    )
    return len(quiet) + len(good.objections) + len(twin.relations) - len(good.evaluated)


def _reported(page: Path, whole: str, twin: publishing.Twin, key: str) -> bool:
    figure = twin.figures.all[key]
    before, after = whole.split(f'id="{key}" name=')
    changed = after.replace(f">{figure.text}</ix:nonFraction>", f">{relations.changed(figure).text}</ix:nonFraction>", 1)
    assert changed != after
    page.write_text(f'{before}id="{key}" name={changed}', encoding="utf-8")
    return bool(processor.check(page).objections)


if __name__ == "__main__":
    sys.exit(main())
