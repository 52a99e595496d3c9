"""The codes of what a reader of documents tells, and when pictures are worth telling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.reading.gate.codes import refuse

if TYPE_CHECKING:
    from hengji.reading.formats.parts.draft import Draft

HIDDEN = "RD51"
UNDECODABLE, CHANGES, COMMENTS, UNSAVED, DIFFER = "RD90", "RD91", "RD92", "RD93", "RD94"
ONLY_PICTURES, PICTURES, NOT_OPENED, NO_TEXT, NOT_AS_PRINTED = "RD95", "RD96", "RD97", "RD98", "RD99"
_FEW_LETTERS, _MANY = 200, 5


def tell_pictures(draft: Draft, pictures: int, place: str) -> None:
    """A caution where there are pictures and almost no text. Raises RefusedError where there is no text at all."""
    if not draft.length:
        raise refuse(ONLY_PICTURES if pictures else NO_TEXT, "", pictures or "")
    if pictures and draft.length < _FEW_LETTERS * min(pictures, _MANY):
        draft.caution(PICTURES, place, pictures)
