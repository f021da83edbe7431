"""Filters as a person reads them."""

from __future__ import annotations

from photo_sorter.core.search.query import Facet, Field, Filter
from photo_sorter.language import tr
from photo_sorter.ui import phrases

_LESS_AND_MORE = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< "}


def field_title(field: Field) -> str:
    """Above the filters of a field."""
    match field:
        case Field.IN:
            return tr("Folder")
        case Field.CATEGORY:
            return tr("Category")
        case Field.DATE:
            return tr("Date")
        case Field.CAMERA:
            return tr("Camera")
        case Field.LENS:
            return tr("Lens")
        case Field.TYPE:
            return tr("File type")
        case Field.RATING:
            return tr("Rating")
        case Field.IS:
            return tr("State")
        case Field.HAS:
            return tr("Has")
        case Field.SIZE:
            return tr("Size")
        case Field.ORIENTATION:
            return tr("Orientation")


def facet_words(facet: Facet) -> str:
    """Under the title of its field."""
    return phrases.month(facet.label) if facet.filter.field is Field.DATE and "-" in facet.label else facet.label


def filter_words(one: Filter) -> tuple[str, str]:
    """("not in", "Zoo day"): the field and the value, as on a chip."""
    value = one.value.replace("..", "–")
    for sign, words in _LESS_AND_MORE.items():
        if value.startswith(sign):
            value = words + value.removeprefix(sign).strip()
            break
    return _lead(one), _named_values(one.field).get(value, value)


def _lead(one: Filter) -> str:
    match one.field:
        case Field.IN:
            return tr("not in") if one.excluded else tr("in")
        case Field.CATEGORY:
            return tr("not category") if one.excluded else tr("category")
        case Field.DATE:
            return tr("not date") if one.excluded else tr("date")
        case Field.CAMERA:
            return tr("not camera") if one.excluded else tr("camera")
        case Field.LENS:
            return tr("not lens") if one.excluded else tr("lens")
        case Field.TYPE:
            return tr("not type") if one.excluded else tr("type")
        case Field.RATING:
            return tr("not rating") if one.excluded else tr("rating")
        case Field.IS:
            return tr("not is") if one.excluded else tr("is")
        case Field.HAS:
            return tr("not has") if one.excluded else tr("has")
        case Field.SIZE:
            return tr("not size") if one.excluded else tr("size")
        case Field.ORIENTATION:
            return tr("not orientation") if one.excluded else tr("orientation")


def _named_values(field: Field) -> dict[str, str]:
    """Those in normal form that are words of the query language, not names or numbers."""
    match field:
        case Field.DATE:
            return {
                "today": tr("today"),
                "yesterday": tr("yesterday"),
                "this-week": tr("this-week"),
                "this-month": tr("this-month"),
                "this-year": tr("this-year"),
            }
        case Field.RATING:
            return {"none": tr("none")}
        case Field.IS:
            return {
                "favourite": tr("favourite"),
                "unsorted": tr("unsorted"),
                "unsure": tr("unsure"),
                "rated": tr("rated"),
            }
        case Field.HAS:
            return {
                "gps": tr("gps"),
                "caption": tr("caption"),
                "keywords": tr("keywords"),
                "rating": tr("rating"),
                "camera": tr("camera"),
            }
        case Field.ORIENTATION:
            return {"portrait": tr("portrait"), "landscape": tr("landscape"), "square": tr("square")}
    return {}
