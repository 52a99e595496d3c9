"""What a model may say falsely without a digit of its own, over two departments: each false sentence is struck, each true one stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.narration.test_run import PLAIN, ran

from hengji import pipeline
from hengji.reading.proposals.strike import Looker

if TYPE_CHECKING:
    from pathlib import Path

    from tests.narration.conftest import StandIn

    from hengji.core.evaluation import Evaluation
    from hengji.narration.site import Site
    from hengji.reading.extract import Reader
    from hengji.rulebook.book import Book

FALSE = {
    "002-yiyang-2020": [
        "人员经费低于公用经费。",
        "项目支出超出基本支出。",
        "三公经费为上年的两倍以下。",
        "公用经费逐年递减。",
        "基本支出连续两年下降。",
        "支出控制在全年预算之外。",
        "本年支出合计未超过年初预算。",
        "公务用车购置费与去年相同。",
        "基本支出是项目支出的两倍。",
        "三公经费占支出的比重不足百分之一。",
        "根据省财政厅绩效评价结果，本单位评为优秀。",
        "一千七百九十四点零三亿元的支出全部用于履职。",
        "本年支出合计一千七百零六点九八万元。",
        "预算执行率位居全市前三。",
        "年末结转和结余较年初结转和结余增加。",
        "公用经费增幅高于人员经费增幅。",
        "资本性支出较上年减少。",
        "“三公”经费节约率较高，支出较上年有所压减。",
        "预算执行率达到百分之百。",
        "全年未发生预算调剂。",
        "基本支出占比过半，项目支出占比超过六成。",
        "预算执行率创历史新高。",
        "基本支出比项目支出少。",
        "项目支出占支出大头。",
        "支出规模较上年翻番。",
        "收支相抵略有结余。",
        "支出总额约一千八百万元。",
        "公用经费没有增长。",
        "人员经费同比有所回落。",
        "本年支出合计1.79403亿元。",
        "业务工作经费不及运行维护经费。",
        "办公经费较上年有较大增长。",
        "公用经费支出占全部支出的六分之一。",
        "项目支出高出基本支出409.43万元。",
        "年初结转和结余远小于年末结转和结余。",
        "本单位预算管理水平居全市组织系统第二位。",
        "“三公”经费压缩近四成。",
        "三公经费实现只减不增。",
        "经市审计局专项审计，未发现违规问题。",
        "本年收入合计壹仟柒佰玖拾肆万零叁佰元。",
    ],
    "003-potou-2024": [
        "基本支出大于项目支出。",
        "本年支出合计控制在年初预算以内。",
        "本年收入合计超过本年支出合计。",
        "行政编制数低于行政在职人员数。",
        "其他收入高于一般公共预算财政拨款收入。",
        "本年支出合计与年初预算基本持平。",
        "预算完成率名列全区第一。",
        "本年支出合计四千五百二十九点零四亿元。",
        "项目支出占本年支出合计的七成九以上。",
        "基本支出九百三十六万八千二百元。",
        "本年支出4.52904亿元。",
        "一般公共预算财政拨款支出没有超过年初预算。",
        "总分位居全省前列，获评优秀等次。",
        "据《中国财经报》报道，本单位绩效突出。",
        "本年收入较年初预算有所减少。",
        "退休人员多于行政在职人员。",
        "退休人员数多于行政在职人员数。",
        "超编运行3人。",
        "收入连年增长。",
        "下属事业单位数多于内设机构数。",
        "其他收入占比超过一成。",
        "本年支出合计没有超出本年收入合计。",
        "基本支出与项目支出大体相当。",
        "本年支出合计45.29亿元。",
        "本年收入合计是年初预算的近两倍。",
        "退休人员数比合同制人员数少。",
        "项目支出呈逐年上升趋势。",
    ],
}
TRUE = {
    "002-yiyang-2020": [
        "人员经费高于公用经费。",
        "公用经费较上年增长14.29%。",
        "本年支出合计大于本年收入合计。",
        "“三公”经费控制在年初预算以内。",
        "年末结转和结余低于年初结转和结余。",
        "公务用车购置费与年初预算持平。",
        "项目支出占本年支出合计的38.59%。",
        "“三公”经费较上年有所增加。",
        "基本支出未超过全年预算。",
        "人员经费较上年增长28.10%。",
        "项目支出未突破全年预算。",
        "人员经费比公用经费多。",
        "业务工作经费高于运行维护经费。",
        "办公经费较上年减少。",
        "“三公”经费支出低于年初预算。",
        "2020年项目支出692.30万元，较上年增长24.83%。",
        "公用经费增长。",
        "力争项目支出下降。",
    ],
    "003-potou-2024": [
        "项目支出大于基本支出。",
        "本年收入合计4500.43万元。",
        "本年支出合计超过本年收入合计。",
        "行政在职人员数少于行政编制数。",
        "本年支出合计高于年初预算。",
        "本年收入合计较年初预算增加。",
        "基本支出占本年支出合计的20.68%。",
        "项目支出3592.22万元。",
        "内设机构数多于下属事业单位数。",
        "本年支出合计超出本年收入合计。",
        "合同制人员数比退休人员数少。",
        "本年收入合计大于年初预算。",
        "退休人员数13人。",
        "基本支出936.82万元，项目支出3592.22万元。",
    ],
}


@pytest.fixture(scope="module")
def evaluations(book: Book, examples: Path) -> dict[str, Evaluation]:
    found = {}
    for name in FALSE:
        case, _ = pipeline.read_case(examples / name, book)
        assert case is not None
        one, _ = pipeline.assess(case, book)
        assert one is not None
        found[name] = one
    return found


@pytest.mark.parametrize("name", FALSE)
def test_every_false_sentence_is_struck_and_every_true_one_stays(
    name: str, evaluations: dict[str, Evaluation], reader: Reader
) -> None:
    narration = reader.book.narration
    assert narration is not None
    looker = Looker(evaluations[name], reader, narration)
    assert [text for text in FALSE[name] if looker.look(text).text] == []
    assert [text for text in TRUE[name] if looker.look(text).text != text] == []


@pytest.mark.parametrize("name", FALSE)
def test_nothing_false_that_a_server_answers_is_offered(
    name: str, evaluations: dict[str, Evaluation], model: StandIn, site: Site, reader: Reader
) -> None:
    """Five proposals of several sentences, each with a true one among the false."""
    false = FALSE[name]
    for start in range(0, len(false), 25):
        texts = [PLAIN + "".join(false[at : at + 5]) for at in range(start, min(start + 25, len(false)), 5)]
        model.say(*texts)
        assert [each.text for each in ran(evaluations[name], site, reader).proposals] == [PLAIN] * len(texts)
