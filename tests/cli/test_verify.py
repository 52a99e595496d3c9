"""`hengji verify`: whatever is changed in a package after it was published is found by computing it anew.

The tests take packages apart and put them together with their own few lines, and say by hand what must be found.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Hengji = Callable[..., tuple[int, str, str]]

LAW = "rulebook/schemes/national/project-2020.yaml"
SPENT = "{name: 年度资金总额, value: 1794.03万元"


@pytest.fixture(scope="session")
def original(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The package of the second example: 99.62 points, 优秀."""
    from hengji.cli import main

    folder = tmp_path_factory.mktemp("published")
    case = examples / "002-yiyang-2020"
    assert main(["evaluate", str(case), "--out", str(folder / "out"), "--package", str(folder / "p.zip")]) == 0
    return (folder / "p.zip").read_bytes()


def unzip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: dict[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def listed(members: dict[str, bytes], **said: object) -> dict[str, bytes]:
    """The members with a manifest made anew, as one would who covers up a change."""
    manifest = {**json.loads(members["manifest.json"]), **said}
    manifest["files"] = {name: hashlib.sha256(each).hexdigest() for name, each in members.items() if name != "manifest.json"}
    return {**members, "manifest.json": json.dumps(manifest, ensure_ascii=False).encode()}


def put(content: bytes, old: str, new: str) -> bytes:
    assert content.decode().count(old) == 1, f"{content.decode().count(old)} × {old}"
    return content.decode().replace(old, new).encode()


def evaluation(members: dict[str, bytes], change: Callable[[dict[str, object]], None]) -> dict[str, bytes]:
    tree = json.loads(members["evaluation.json"])
    change(tree)
    return {**members, "evaluation.json": json.dumps(tree, ensure_ascii=False, indent=1).encode() + b"\n"}


def found(hengji: Hengji, path: Path, *more: str) -> tuple[int, list[tuple[str, str, str, str]]]:
    """The exit code, and every departure."""
    code, printed, _ = hengji("verify", path, "--json", *more)
    return code, [(d["code"], d["where"], d["published"], d["computed"]) for d in json.loads(printed)["differences"]]


def test_a_package_as_it_was_published_is_the_same(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    (tmp_path / "p.zip").write_bytes(original)
    code, printed, said = hengji("verify", tmp_path / "p.zip")
    assert (code, said) == (0, "")
    assert "中共益阳市委组织部　2020 年度　方案 hn-yiyang-2020" in printed
    assert "评分 8 行，勾稽核对 139 项，文稿 4 份" in printed
    assert "结论：相同。" in printed
    assert "与本程序自带的相同" in printed
    assert hashlib.sha256(original).hexdigest() in printed


def test_the_same_case_gives_the_same_bytes(original: bytes, examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    code, printed, _ = hengji(
        "evaluate", examples / "002-yiyang-2020" / "case.yaml", "--out", tmp_path / "o", "--package", tmp_path / "p.zip"
    )
    assert (code, (tmp_path / "p.zip").read_bytes() == original) == (0, True)
    assert hashlib.sha256(original).hexdigest() in printed


# ---- changed after it was published


@pytest.mark.parametrize("covered", [False, True])
def test_one_digit_of_the_facts(covered: bool, original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    """The money spent, 1794.03 of 1864.04, is made 1794.08."""
    members = unzip(original)
    members["facts/case.yaml"] = put(members["facts/case.yaml"], SPENT, SPENT.replace("1794.03", "1794.08"))
    code, departures = found(hengji, zipped(listed(members) if covered else members, tmp_path / "p.zip"))
    assert code == 1
    assert ("DS01" in {each[0] for each in departures}) is not covered
    values = {(each[2], each[3]) for each in departures if each[0] == "DS08" and each[1].endswith(" value")}
    assert values == {("1794.03", "1794.08")}


def altered(members: dict[str, bytes], covered: bool, *changes: tuple[str, str]) -> dict[str, bytes]:
    """The law book changed; covered up, every digest in the package is made to match."""
    for old, new in changes:
        members[LAW] = put(members[LAW], old, new)
    if not covered:
        return members
    whole = hashlib.sha256()
    for name in sorted(name for name in members if name.startswith("rulebook/")):
        whole.update(name.removeprefix("rulebook/").encode() + b"\0" + hashlib.sha256(members[name]).digest())
    digest = whole.hexdigest()
    return listed(evaluation(members, lambda tree: tree.update(rulebook=digest)), rulebook=digest)


EXECUTION = ("年度资金总额[决算] ÷ 年度资金总额[全年预算]", "年度资金总额[决算] ÷ 年度资金总额[全年预算] × 99%")
WEIGHTS = (("weight: 10\n    measure", "weight: 20\n    measure"), ("weight: 50", "weight: 40"))


@pytest.mark.parametrize("covered", [False, True])
def test_one_rule_of_the_law_book(covered: bool, original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    """96.24 % × 99 % = 95.28 %, so that the line has 9.53 points and the total is 99.53."""
    members = altered(unzip(original), covered, EXECUTION)
    code, departures = found(hengji, zipped(members, tmp_path / "p.zip"))
    assert code == 1
    assert {("DS06", "lines N10-B points", "9.62", "9.53"), ("DS07", "total", "99.62", "99.53")} <= set(departures)
    assert ({"DS01", "DS04"} <= {each[0] for each in departures}) is not covered


def claiming(members: dict[str, bytes]) -> dict[str, bytes]:
    """The law book changed, its digests of files made anew, and the whole still said to be the published one."""
    members[LAW] = put(members[LAW], *EXECUTION)
    return listed(members)


@pytest.mark.parametrize("changed", [False, True])
def test_whose_law_book_it_is_comes_from_its_files_and_not_from_what_the_manifest_says(
    changed: bool, original: bytes, tmp_path: Path, hengji: Hengji
) -> None:
    members = unzip(original)
    path = zipped(claiming(members) if changed else members, tmp_path / "p.zip")
    code, printed, _ = hengji("verify", path)
    assert code == (1 if changed else 0)
    assert ("与本程序自带的不同" in printed) is changed
    assert ("与本程序自带的相同" in printed) is not changed
    _, printed, _ = hengji("verify", path, "--json")
    told = json.loads(printed)
    assert told["rulebook_is_own"] is not changed
    assert (told["rulebook_computed"] == told["rulebook"]) is not changed


@pytest.mark.parametrize("covered", [False, True])
def test_two_weights_of_the_law_book(covered: bool, original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    """The department's own indicators no longer fill their slot: there is no result at all, and that is told."""
    members = altered(unzip(original), covered, *WEIGHTS)
    code, departures = found(hengji, zipped(members, tmp_path / "p.zip"))
    assert code == 1
    blocked = [each for each in departures if each[0] == "DS13"]
    assert [(each[2], "50" in each[3]) for each in blocked] == [("99.62", True)]
    assert ({"DS01", "DS04"} <= {each[0] for each in departures}) is not covered


def test_one_weight_alone_is_no_law_book_any_more(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    """Weights that add up to 99 are refused; the digests tell that the file was changed, and covered up there is nothing to compute."""
    bare = zipped(altered(unzip(original), False, ("weight: 50", "weight: 49")), tmp_path / "p.zip")
    code, departures = found(hengji, bare)
    assert (code, [each[0] for each in departures]) == (1, ["DS01", "DS04"])
    assert "RB18" in hengji("verify", bare)[2]
    covered = zipped(altered(unzip(original), True, ("weight: 50", "weight: 49")), tmp_path / "q.zip")
    code, printed, said = hengji("verify", covered)
    assert (code, printed, "RB18" in said) == (2, "", True)


def test_one_point_of_a_line(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    def change(tree: dict[str, object]) -> None:
        lines = tree["lines"]
        assert isinstance(lines, list)
        assert lines[0]["points"] == "9.62"
        lines[0]["points"] = "9.92"

    members = listed(evaluation(unzip(original), change))
    assert found(hengji, zipped(members, tmp_path / "p.zip")) == (1, [("DS06", "lines N10-B points", "9.92", "9.62")])
    code, printed, _ = hengji("verify", tmp_path / "p.zip")
    assert (code, "DS06  评分行与重算不同：评分行 N10-B 得分\n　　公布　9.92\n　　重算　9.62" in printed) == (1, True)
    assert "结论：不同，1 处。" in printed


@pytest.mark.parametrize(
    ("key", "value", "departure"),
    [
        ("total", "99.63", ("DS07", "total", "99.63", "99.62")),
        ("total", 99.62, ("DS07", "total", "99.62", "99.62")),
        ("total", None, ("DS07", "total", "", "99.62")),
        ("grade", "良好", ("DS07", "grade", "良好", "优秀")),
        ("unscored", ["N10-B"], ("DS07", "unscored 1", "N10-B", "")),
    ],
)
def test_the_total_and_the_grade(
    key: str, value: object, departure: tuple[str, str, str, str], original: bytes, tmp_path: Path, hengji: Hengji
) -> None:
    members = listed(evaluation(unzip(original), lambda tree: tree.update({key: value})))
    assert found(hengji, zipped(members, tmp_path / "p.zip")) == (1, [departure])


def test_a_finding_that_was_taken_out(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    def change(tree: dict[str, object]) -> None:
        findings = tree["findings"]
        assert isinstance(findings, list)
        del findings[-1]

    code, departures = found(hengji, zipped(listed(evaluation(unzip(original), change)), tmp_path / "p.zip"))
    assert (code, {each[0] for each in departures}) == (1, {"DS09"})
    assert "SC09" in departures[0][3]


def test_a_line_that_was_taken_out(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    def change(tree: dict[str, object]) -> None:
        lines = tree["lines"]
        assert isinstance(lines, list)
        del lines[0]

    code, departures = found(hengji, zipped(listed(evaluation(unzip(original), change)), tmp_path / "p.zip"))
    assert (code, [each[:2] for each in departures]) == (1, [("DS06", "lines N10-B")])


def test_one_figure_of_the_report(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    members = unzip(original)
    parts = unzip(members["documents/自评报告.docx"])
    assert b"99.62" in parts["word/document.xml"]
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"99.62", b"99.92", 1)
    members["documents/自评报告.docx"] = zipped(parts, tmp_path / "a.docx").read_bytes()
    code, departures = found(hengji, zipped(listed(members), tmp_path / "p.zip"))
    assert (code, len(departures)) == (1, 1)
    kind, where, published, computed = departures[0]
    assert (kind, where) == ("DS10", "documents/自评报告.docx")
    assert (published.count("99.92"), computed.count("99.92")) == (1, 0)
    assert published.replace("99.92", "99.62") == computed


def test_a_paper_that_is_another_file_with_the_same_words(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    members = unzip(original)
    parts = unzip(members["documents/自评报告.docx"])
    members["documents/自评报告.docx"] = zipped(parts, tmp_path / "a.docx").read_bytes()
    code, departures = found(hengji, zipped(listed(members), tmp_path / "p.zip"))
    assert (code, [each[:2] for each in departures]) == (1, [("DS10", "documents/自评报告.docx")])


def test_members_that_are_missing_or_came_later(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    members = unzip(original)
    del members["documents/评分表.xlsx"]
    members["documents/附件.txt"] = "多出来的".encode()
    code, departures = found(hengji, zipped(members, tmp_path / "p.zip"))
    assert (code, [each[:2] for each in departures]) == (1, [("DS02", "documents/评分表.xlsx"), ("DS03", "documents/附件.txt")])


def test_a_manifest_that_names_another_unit(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    members = listed(unzip(original), unit="某局")
    code, departures = found(hengji, zipped(members, tmp_path / "p.zip"))
    assert (code, departures) == (1, [("DS05", "manifest.json unit", "某局", "中共益阳市委组织部")])


def test_a_package_made_anew_from_other_facts_is_caught_by_the_digest_alone(
    original: bytes, examples: Path, tmp_path: Path, hengji: Hengji
) -> None:
    """What fits together cannot be told from the package; that it is another one can, by the digest made known elsewhere."""
    (tmp_path / "case").mkdir()
    text = (examples / "002-yiyang-2020" / "case.yaml").read_bytes()
    (tmp_path / "case" / "case.yaml").write_bytes(put(text, SPENT, SPENT.replace("1794.03", "1794.08")))
    hengji("evaluate", tmp_path / "case", "--out", tmp_path / "o", "--package", tmp_path / "p.zip")
    digest = hashlib.sha256(original).hexdigest()
    assert found(hengji, tmp_path / "p.zip") == (0, [])
    code, departures = found(hengji, tmp_path / "p.zip", "--sha256", digest)
    assert (code, [(each[0], each[3]) for each in departures]) == (1, [("DS11", digest)])


def test_the_digest_of_a_file_in_the_package_is_as_good_as_that_of_the_package(
    original: bytes, tmp_path: Path, hengji: Hengji
) -> None:
    """The last page of a PDF prints that of evaluation.json, or of the Word file."""
    (tmp_path / "p.zip").write_bytes(original)
    for member in ("evaluation.json", "documents/自评报告.docx"):
        digest = hashlib.sha256(unzip(original)[member]).hexdigest()
        code, printed, _ = hengji("verify", tmp_path / "p.zip", "--sha256", digest)
        assert (code, f"包内 {member} 的" in printed) == (0, True)
        other = f"{digest[:-1]}{'0' if digest[-1] != '0' else '1'}"
        assert hengji("verify", tmp_path / "p.zip", "--sha256", other)[0] == 1


def test_an_attachment_is_named_as_not_checked(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    members = unzip(original)
    members["documents/附件.txt"] = "附上的".encode()
    code, printed, _ = hengji("verify", zipped(listed(members), tmp_path / "p.zip"))
    assert (code, "没有核对的文件：附件.txt" in printed) == (0, True)


# ---- what people are told


def paths(value: object) -> Iterator[tuple[dict[str, object] | list[object], str | int, object]]:
    """Every value in a tree that holds no further one, with what holds it."""
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    for key, each in pairs:
        if isinstance(each, dict | list) and each:
            yield from paths(each)
        else:
            assert isinstance(value, dict | list)
            yield value, key, each


WORDS = {
    "verdict": "impossible",
    "severity": "error",
    "status": "unknown",
    "kind": "no_such",
    "stage": "budget",
    "reader": "no_such",
}
KEPT = ("scheme", "rulebook", "engine", "unit")


def every_value_another(tree: dict[str, object]) -> None:
    for holder, key, each in list(paths(tree)):
        if key in KEPT:
            continue
        other: object = not each if isinstance(each, bool) else each + 1 if isinstance(each, int) else "改"
        holder[key] = WORDS.get(str(key), "staff_expenses" if key == "concept" else other)  # type: ignore[index]


def every_list_gone(tree: dict[str, object]) -> None:
    for key in [key for key, each in tree.items() if isinstance(each, dict | list)]:
        del tree[key]


def first_members_gone(tree: dict[str, object]) -> None:
    for each in tree.values():
        if isinstance(each, list) and each:
            del each[0]
    for name in ("report", "sheet", "tables", "pictures"):
        del tree["linked"][name][-1]  # type: ignore[index]


def inner_lists_gone(tree: dict[str, object]) -> None:
    for each in tree.values():
        for inner in each if isinstance(each, list) else []:
            for key in [key for key, value in inner.items() if isinstance(value, list | dict)] if isinstance(inner, dict) else []:
                del inner[key]


def strangers_keys(tree: dict[str, object]) -> None:
    tree["no_such_key"] = {"inner_key": [True, {"deep_key": None, "other_key": "某"}]}


@pytest.mark.parametrize(
    "change",
    [every_value_another, every_list_gone, first_members_gone, inner_lists_gone, strangers_keys],
    ids=lambda each: each.__name__,
)
def test_nothing_of_the_programs_inside_is_printed_whatever_differs(
    change: Callable[[dict[str, object]], None],
    original: bytes,
    tmp_path: Path,
    hengji: Hengji,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Words of the law book only: what is Latin are names of files, ids of rows and codes, with a capital or a figure in them."""
    from hengji.cli import verify as command

    monkeypatch.setattr(command, "MOST_SHOWN", 10**6)
    monkeypatch.setattr(command, "MOST_LETTERS", 10**6)
    path = zipped(listed(evaluation(unzip(original), change)), tmp_path / "p.zip")
    code, printed, _ = hengji("verify", path)
    lines = printed.split("结论：不同", 1)[1].splitlines()
    assert (code, len(lines) > 3) == (1, True)
    left = [
        re.sub(r"[\w/〔〕-]+\.(?:json|yaml|docx|xlsx|html)(?::\d+)*|[0-9a-f]{10,64}|#[0-9a-f]{6}|（--sha256）|--json", "", line)
        for line in lines
    ]
    inside = [line for line in left if re.search(r"[{}'\"]|\[\]|(?<![A-Za-z])[a-z][a-z_]{2,}|\b(?:None|True|False)\b", line)]
    assert inside == [], "\n".join(inside[:40])


def test_a_verdict_a_severity_and_a_hint_are_told_in_words(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    def change(tree: dict[str, object]) -> None:
        tree["results"][0]["verdict"] = "impossible"  # type: ignore[index]
        tree["findings"][0]["severity"] = "error"  # type: ignore[index]
        tree["lines"][0]["core"] = True  # type: ignore[index]

    before = json.loads(unzip(original)["evaluation.json"])
    assert (before["results"][0]["verdict"], before["findings"][0]["severity"]) == ("consistent", "warning")
    _, printed, _ = hengji("verify", zipped(listed(evaluation(unzip(original), change)), tmp_path / "p.zip"))
    assert "勾稽核对 1 结论\n　　公布　不符\n　　重算　相符" in printed
    assert "发现 1 轻重\n　　公布　错误\n　　重算　疑点" in printed
    assert "核心指标\n　　公布　是\n　　重算　否" in printed


# ---- another program


def test_a_newer_program_is_told_and_the_computation_still_decides(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    members = evaluation(unzip(original), lambda tree: tree.update(engine="9.1.0"))
    code, printed, said = hengji("verify", zipped(listed(members, engine="9.1.0"), tmp_path / "p.zip"))
    assert (code, "结论：相同。" in printed) == (0, True)
    assert said.startswith("p.zip  DS12  公开包由程序 9.1.0 写成，本机是 ")


# ---- what cannot be computed


def test_a_newer_format_is_refused(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    members = listed(unzip(original), format=2)
    code, printed, said = hengji("verify", zipped(members, tmp_path / "p.zip"))
    assert (code, printed, said.split("  ")[1]) == (2, "", "DS22")


@pytest.mark.parametrize(
    ("member", "content", "code", "where"),
    [
        ("evaluation.json", None, "DS20", "p.zip"),
        ("manifest.json", None, "DS20", "p.zip"),
        ("facts/case.yaml", None, "DS20", "p.zip"),
        ("manifest.json", b"[]", "DS20", "p.zip"),
        ("manifest.json", b'{"format": 1, "format": 1}', "DS21", "p.zip!manifest.json"),
        ("../outside.txt", b"x", "RD72", "p.zip:../outside.txt"),
        ("a/more.rar", b"Rar!\x1a\x07" + b"\0" * 80, "RD76", "p.zip:a/more.rar"),
    ],
)
def test_what_cannot_be_computed_is_2(
    member: str, content: bytes | None, code: str, where: str, original: bytes, tmp_path: Path, hengji: Hengji
) -> None:
    members = unzip(original)
    if content is None:
        del members[member]
    else:
        members[member] = content
    exit_code, printed, said = hengji("verify", zipped(members, tmp_path / "p.zip"))
    assert (exit_code, printed) == (2, "")
    assert tuple(said.split("\n")[0].split("  ")[:2]) == (where, code)


@pytest.mark.parametrize(
    ("member", "content", "code", "where"),
    [
        (LAW, b"id: *x", "RB02", f"p.zip!{LAW}:1:5"),
        ("facts/case.yaml", b"unit: *x", "RB02", "p.zip!facts/case.yaml:1:7"),
        ("evaluation.json", b'{"total": NaN}', "DS21", "p.zip!evaluation.json"),
        ("evaluation.json", b"[" * 200_000, "DS21", "p.zip!evaluation.json"),
        ("evaluation.json", b"[]", "DS20", "p.zip"),
        ("facts/other.yaml", b"unit: x", "DS23", "p.zip"),
    ],
)
def test_what_was_covered_up_and_cannot_be_computed_is_2(
    member: str, content: bytes, code: str, where: str, original: bytes, tmp_path: Path, hengji: Hengji
) -> None:
    whole = {**unzip(original), member: content}
    members = listed(whole) if member == "evaluation.json" else altered(whole, covered=True)
    exit_code, printed, said = hengji("verify", zipped(members, tmp_path / "p.zip"))
    assert (exit_code, printed) == (2, "")
    assert tuple(said.split("\n")[0].split("  ")[:2]) == (where, code)


@pytest.mark.parametrize(
    ("member", "old", "new", "exits"),
    [
        ("rulebook/captions/score.yaml", "points: ", "pionts: ", (2, "DS25")),
        ("rulebook/templates/pages/self-check.html", "{{title}}", "{{7*7}}{{nobody}}", (1, "DS10")),
        ("rulebook/templates/reports/hunan.docx", "", "", (1, "DS10")),
    ],
)
def test_a_law_book_that_lacks_what_the_program_needs_is_told_and_no_traceback(
    member: str, old: str, new: str, exits: tuple[int, str], original: bytes, tmp_path: Path, hengji: Hengji
) -> None:
    members = unzip(original)
    members[member] = members[member].replace(old.encode(), new.encode()) if old else b"PK\x03\x04 no archive"
    code, printed, said = hengji("verify", zipped(altered(members, covered=True), tmp_path / "p.zip"))
    assert (code, exits[1] in printed + said) == (exits[0], True)


@pytest.mark.parametrize("content", [b"", b"PK", b"text", b"%PDF-1.7"])
def test_what_is_no_archive_is_2(content: bytes, tmp_path: Path, hengji: Hengji) -> None:
    (tmp_path / "p.zip").write_bytes(content)
    code, printed, said = hengji("verify", tmp_path / "p.zip")
    assert (code, printed, said.split("  ")[1][:2]) == (2, "", "RD")


def test_a_digest_that_is_none_and_a_file_that_is_not_there_are_2(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    (tmp_path / "p.zip").write_bytes(original)
    assert hengji("verify", tmp_path / "p.zip", "--sha256", "12")[2].split("  ")[1] == "DS24"
    assert hengji("verify", tmp_path / "q.zip")[2].split("  ")[1] == "RD01"


def test_a_package_that_cannot_be_written_is_2(examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    (tmp_path / "file").write_text("旧", encoding="utf-8")
    code, _, said = hengji(
        "evaluate", examples / "002-yiyang-2020", "--out", tmp_path / "o", "--package", tmp_path / "file" / "p.zip"
    )
    assert (code, "RD03" in said) == (2, True)


@pytest.mark.parametrize(("case", "package"), [("填报表.xlsx", "p.pack"), ("甲:乙.xlsx", "p.zip")])
def test_a_package_that_nobody_could_open_is_not_written(case: str, package: str, tmp_path: Path, hengji: Hengji) -> None:
    assert hengji("workbook", "--scheme", "hn-2017", "--unit", "某局", "--year", "2018", "-o", tmp_path / "a.xlsx")[0] == 0
    (tmp_path / "a.xlsx").rename(tmp_path / case)
    code, _, said = hengji("evaluate", tmp_path / case, "--out", tmp_path / "o", "--package", tmp_path / package)
    assert (code, (tmp_path / package).exists()) == (2, False)
    assert said.split("  ")[1][:2] == "RD"


def test_bytes_changed_anywhere_are_never_a_traceback_and_never_pass(original: bytes, tmp_path: Path, hengji: Hengji) -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    for _ in range(25):
        content = bytearray(original)
        at = chance.randrange(len(content))
        content[at] ^= 1 << chance.randrange(8)
        (tmp_path / "p.zip").write_bytes(content)
        code, _, said = hengji("verify", tmp_path / "p.zip", "--sha256", hashlib.sha256(original).hexdigest())
        assert code in (1, 2), at
        assert "Traceback" not in said


def test_a_filled_workbook_is_packed_and_verified_like_a_folder(tmp_path: Path, hengji: Hengji) -> None:
    book = tmp_path / "填报表.xlsx"
    assert hengji("workbook", "--scheme", "hn-2017", "--unit", "某局", "--year", "2018", "-o", book)[0] == 0
    assert hengji("evaluate", book, "--out", tmp_path / "o", "--package", tmp_path / "p.zip")[0] == 0
    assert unzip((tmp_path / "p.zip").read_bytes())["facts/填报表.xlsx"] == book.read_bytes()
    assert found(hengji, tmp_path / "p.zip") == (0, [])
