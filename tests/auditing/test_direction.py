"""A word that says the other direction than its amounts is shown together with the figure; where nothing is turned round, the figure alone is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "明川县水务局2024年度部门整体支出绩效自评报告\n\n"
TURNED = {
    "公用经费312.40万元，比上年的340.15万元增加27.75万元。": "增加27.75万元",
    "公用经费340.15万元，比上年的312.40万元下降8.88%。": "下降8.88%",
    "差旅费由12.40万元增加至15.50万元，减少3.10万元，增长25.00%。": "减少3.10万元",
    "投资收益由152.80万元减少33.62万元，增长22.0%。": "减少33.62万元，增长22.0%",
}
NOT_TURNED = {"公用经费340.15万元，比上年的312.40万元增加27.57万元。": "27.57万元"}


@pytest.mark.parametrize(("text", "shown"), [*TURNED.items(), *NOT_TURNED.items()])
def test_a_finding_is_shown_from_the_word_that_is_turned_round(auditor: Auditor, tmp_path: Path, text: str, shown: str) -> None:
    found = weighty(auditor, tmp_path, HEAD + text, ".txt")
    assert [each.quote for each in found] == [shown]


def test_what_fits_its_word_is_not_told(auditor: Auditor, tmp_path: Path) -> None:
    for text in TURNED:
        right = (
            text.replace("增加27.75", "减少27.75")
            .replace("下降8.88", "增长8.88")
            .replace("减少3.10", "增加3.10")
            .replace("减少33.62", "增加33.62")
        )
        assert not weighty(auditor, tmp_path, HEAD + right, ".txt")
