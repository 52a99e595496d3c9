"""The parts and relationships that a document may have. What is not listed does something, or is not known: it is refused."""

from __future__ import annotations

DOCX, XLSX = "docx", "xlsx"
_OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    _OFFICE + "wordprocessingml.document.main+xml": DOCX,
    _OFFICE + "spreadsheetml.sheet.main+xml": XLSX,
    _OFFICE + "wordprocessingml.template.main+xml": "dotx",
    _OFFICE + "spreadsheetml.template.main+xml": "xltx",
    _OFFICE + "presentationml.presentation.main+xml": "pptx",
    _OFFICE + "presentationml.slideshow.main+xml": "ppsx",
    "application/vnd.ms-word.document.macroEnabled.main+xml": "docm",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": "dotm",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": "xlsm",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": "xltm",
    "application/vnd.ms-excel.addin.macroEnabled.main+xml": "xlam",
    "application/vnd.ms-excel.sheet.binary.macroEnabled.main": "xlsb",
}
"""Content types of a main part, and what the file is by it."""

_WORD = (
    "document.main comments commentsExtended commentsExtensible commentsIds document.glossary endnotes fontTable footer "
    "footnotes header numbering people settings styles stylesWithEffects webSettings"
)
_SHEET = (
    "calcChain chartsheet comments pivotCacheDefinition pivotCacheRecords pivotTable revisionHeaders revisionLog sharedStrings "
    "sheet.main sheetMetadata styles table tableSingleCells userNames worksheet"
)
_DRAWING = "chart chartshapes diagramColors diagramData diagramLayout diagramStyle"
_MICROSOFT = (
    "vnd.ms-excel.person+xml vnd.ms-excel.threadedcomments+xml vnd.ms-excel.slicer+xml vnd.ms-excel.slicerCache+xml "
    "vnd.ms-excel.timeline+xml vnd.ms-excel.timelineCache+xml vnd.ms-excel.controlproperties+xml vnd.ms-excel.rdrichvalue+xml "
    "vnd.ms-excel.rdrichvaluestructure+xml vnd.ms-excel.rdrichvaluetypes+xml vnd.ms-excel.richstyles+xml "
    "vnd.ms-excel.rdarray+xml vnd.ms-excel.rdsupportingpropertybag+xml vnd.ms-excel.rdsupportingpropertybagstructure+xml "
    "vnd.ms-excel.richvaluerel+xml vnd.ms-excel.wsSortMap+xml vnd.ms-excel.pivotTable+xml vnd.ms-excel.namedsheetviews+xml "
    "vnd.ms-office.chartstyle+xml vnd.ms-office.chartcolorstyle+xml vnd.ms-office.chartex+xml "
    "vnd.ms-office.drawingml.diagramDrawing+xml vnd.ms-word.stylesWithEffects+xml vnd.ms-word.commentsExtensible+xml "
    "vnd.ms-office.classificationlabels+xml vnd.openxmlformats-package.core-properties+xml xml "
    "vnd.openxmlformats-package.relationships+xml vnd.wps-officedocument.cellimage+xml vnd.wps-officedocument.customStorage+xml "
    "vnd.wps-officedocument.woprops+xml vnd.wps-officedocument.wosheetsprops+xml vnd.wps-officedocument.sharedlinks+xml "
    "inkml+xml"
)
_OTHER = (
    "custom-properties+xml customXmlProperties+xml extended-properties+xml theme+xml themeOverride+xml drawing+xml "
    "vmlDrawing obfuscatedFont spreadsheetml.customProperty spreadsheetml.printerSettings wordprocessingml.printerSettings"
)
_SIGNATURE = (
    "application/vnd.openxmlformats-package.digital-signature-origin",
    "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml",
)
RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
DRAWING_TYPE = _OFFICE + "vmldrawing"
SHEET_TYPE, STRINGS_TYPE = _OFFICE + "spreadsheetml.worksheet+xml", _OFFICE + "spreadsheetml.sharedstrings+xml"
BOOK_TYPE, WORD_TYPES = _OFFICE + "spreadsheetml.sheet.main+xml", _OFFICE + "wordprocessingml."
_PICTURES = "png jpeg jpg pjpeg x-png gif bmp x-bmp tiff tif x-emf emf x-wmf wmf svg+xml vnd.ms-photo"
IMAGES = frozenset(f"image/{name}" for name in _PICTURES.split())
CONTENT_TYPES = frozenset(
    name.lower()
    for name in (
        *(f"{_OFFICE}wordprocessingml.{name}+xml" for name in _WORD.split()),
        *(f"{_OFFICE}spreadsheetml.{name}+xml" for name in _SHEET.split()),
        *(f"{_OFFICE}drawingml.{name}+xml" for name in _DRAWING.split()),
        *(f"{_OFFICE}{name}" for name in _OTHER.split()),
        *(f"application/{name}" for name in _MICROSOFT.split()),
        *_SIGNATURE,
        *IMAGES,
        "text/xml",
    )
)

_STANDARD = (
    "http://schemas.openxmlformats.org/officedocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officedocument/relationships/",
    "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/",
    "http://schemas.openxmlformats.org/package/2006/relationships/",
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/",
    "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/",
    "http://purl.oclc.org/ooxml/officedocument/relationships/metadata/",
    "http://purl.oclc.org/ooxml/package/relationships/metadata/",
)
_NEWER = ("http://schemas.microsoft.com/office/", "http://www.wps.cn/officedocument/")
_LINKS = (
    "officeDocument core-properties extended-properties custom-properties customProperties thumbnail styles theme "
    "themeOverride settings webSettings fontTable font numbering footnotes endnotes comments header footer glossaryDocument "
    "image hyperlink customXml customXmlProps worksheet chartsheet sharedStrings calcChain table tableSingleCells drawing "
    "vmlDrawing legacyDrawing legacyDrawingHF chart chartUserShapes diagramData diagramLayout diagramQuickStyle "
    "diagramColors printerSettings pivotTable pivotCacheDefinition pivotCacheRecords sheetMetadata revisionHeaders "
    "revisionLog usernames ctrlProp origin signature"
)
_NEWER_LINKS = (
    "stylesWithEffects commentsExtended commentsIds commentsExtensible people chartStyle chartColorStyle chartEx "
    "diagramDrawing slicer slicerCache timeline timelineCache threadedComment person rdRichValue rdRichValueStructure "
    "rdRichValueTypes richStyles rdArray rdSupportingPropertyBag rdSupportingPropertyBagStructure richValueRel wsSortMap "
    "namedSheetView hdphoto classificationlabels cellImage customStorage woProps woSheetsProps sharedlinks image ink"
)
ASIDE_TYPES = frozenset(
    name.lower()
    for name in (
        _OFFICE + "oleObject",
        _OFFICE + "package",
        _OFFICE + "spreadsheetml.sheet",
        _OFFICE + "spreadsheetml.template",
        _OFFICE + "wordprocessingml.document",
        _OFFICE + "wordprocessingml.template",
        _OFFICE + "presentationml.presentation",
        "application/vnd.ms-excel",
        "application/msword",
        "application/vnd.ms-powerpoint",
        "application/vnd.ms-office.oleobject",
    )
)
"""Types of parts that lie in an honest document too: the figures behind a chart, an object. Who only takes the text out leaves them unopened."""
_ASIDE_LINKS, TEMPLATE = frozenset({"oleobject", "package"}), "attachedtemplate"
_TAILS, _NEWER_TAILS = frozenset(_LINKS.lower().split()), frozenset(_NEWER_LINKS.lower().split())
HYPERLINK = "hyperlink"


def left_aside(kind: str, *, external: bool) -> bool:
    """Whether a relationship leads to what stays unopened: an object inside the file, or the template, wherever that lies.

    >>> kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject"
    >>> left_aside(kind, external=False), left_aside(kind, external=True)
    (True, False)
    """
    head, _, tail = kind.lower().rpartition("/")
    return head + "/" in _STANDARD and (tail == TEMPLATE or (tail in _ASIDE_LINKS and not external))


def relation(kind: str) -> str:
    """The name of a relationship that a document may have, in small letters, or nothing: LibreOffice writes `officedocument`.

    >>> relation("http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"), relation("http://x/oleObject")
    ('image', '')
    """
    head, _, tail = kind.lower().rpartition("/")
    listed = _TAILS if head + "/" in _STANDARD else _NEWER_TAILS if head.startswith(_NEWER) else frozenset()
    return tail if tail in listed else ""
