"""What each side bears of an amount, by its share: 两项合计 3159.04 万元，其中中央和省级承担 80% 即 2527.23 万元，县级承担 20% 即 631.81 万元."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.columns import before
from hengji.auditing.sentences.frames.ground import GOOD, sentences
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

SHARE = "share_rate"
_TWO, _WHOLE = 2, 100


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Two or more shares with their amounts right behind them, over the amount before the first: where at least one of them holds."""
    if not has(passage.text, ground.words["borne"]):
        return
    for sentence in sentences(passage.text, passage.figures):
        pairs = [
            (rate, amount)
            for rate, amount in zip(sentence.figures, sentence.figures[1:], strict=False)
            if rate.dimension == "ratio" and not rate.text.endswith(ground.points) and amount.dimension == "money"
            and sentence.text[rate.stop : amount.begin].strip("， ") in (*ground.words["borne"], "（")
        ]  # fmt: skip
        if len(pairs) >= _TWO:
            yield from _of(ground, sentence, pairs)


def _of(ground: Ground, sentence: Sentence, pairs: list[tuple[Figure, Figure]]) -> Iterator[Relation]:
    own = {each.id for pair in pairs for each in pair}
    whole = next(
        (each for each in reversed(sentence.figures) if each.begin < pairs[0][0].begin and each.dimension == "money"), None
    )
    if whole is None or whole.id in own or sum(rate.number for rate, _ in pairs) > _WHOLE:
        return
    if any(exact.compare(amount.value, whole.value) > 0 for _, amount in pairs):
        return
    found = [
        Relation(
            SHARE, (amount.id,), over=(whole.id,), target=rate.id, bound=True, blame=amount.id,
            slots=(("label", before(sentence, rate) or amount.label), ("whole", whole.label)),
        )
        for rate, amount in pairs
    ]  # fmt: skip
    if any(judge(each, ground.report.figures).verdict in GOOD for each in found):
        yield from found
