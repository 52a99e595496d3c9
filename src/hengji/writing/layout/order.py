"""Where a child stands among the properties of a Word file: the format lays their order down, and Word refuses files that break it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color "
    "spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange"
)
PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku "
    "wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing "
    "mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
SECTION = (
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign "
    "noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
)
SETTINGS = (
    "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries displayBackgroundShape "
    "printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts saveSubsetFonts "
    "saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop "
    "hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate linkStyles "
    "stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView trackRevisions doNotTrackMoves "
    "doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme styleLockQFSet defaultTabStop autoHyphenation "
    "consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle "
    "evenAndOddHeaders"
)
STYLES, DEFAULTS, INSIDE = "docDefaults latentStyles style", "rPrDefault pPrDefault", "rPr pPr"
_ORDERS = {
    f"{W}{name}": {f"{W}{child}": at for at, child in enumerate(order.split())}
    for name, order in (
        ("rPr", RUN),
        ("pPr", PARAGRAPH),
        ("sectPr", SECTION),
        ("settings", SETTINGS),
        ("styles", STYLES),
        ("docDefaults", DEFAULTS),
        ("rPrDefault", INSIDE),
        ("pPrDefault", INSIDE),
        ("r", "rPr"),
        ("p", "pPr"),
    )
}
_LAST = 1_000


def child(parent: _Element, name: str) -> _Element:
    """The child of a name; made, in its place, where there is none."""
    found = parent.find(f"{W}{name}")
    return found if found is not None else insert(parent, parent.makeelement(f"{W}{name}"))


def insert(parent: _Element, element: _Element) -> _Element:
    """Puts a child in its place, behind those that may stand before it."""
    order = _ORDERS[str(parent.tag)]
    rank = order.get(str(element.tag), _LAST)
    at = next((at for at, each in enumerate(parent) if order.get(str(each.tag), _LAST) > rank), len(parent))
    parent.insert(at, element)
    return element


def put(parent: _Element, name: str, **attributes: str | int) -> _Element:
    """A child with attributes set; those it has besides stay."""
    found = child(parent, name)
    for key, value in attributes.items():
        found.set(f"{W}{key}", str(value))
    return found


def strip(element: _Element, *names: str) -> None:
    """Takes attributes away."""
    for name in names:
        element.attrib.pop(f"{W}{name}", "")
