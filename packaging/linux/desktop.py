"""What a Linux desktop reads of the program: its menu entry and its page in the software centre."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

from product import Product

HERE = Path(__file__).parent


def desktop_entry(product: Product) -> str:
    """The `.desktop` file (freedesktop's desktop entry specification)."""
    return Template((HERE / "photo-sorter.desktop").read_text(encoding="utf-8")).substitute(
        name=product.name,
        title=product.title,
        summary=product.short_summary,
        keywords=";".join(product.keywords),
        mime_types=";".join(product.mime_types),
    )


def metainfo(product: Product, released: date) -> str:
    """The AppStream file (freedesktop's AppStream specification)."""
    paragraphs = [f"    <p>{escape(each)}</p>" for each in product.description]
    keywords = [f"    <keyword>{escape(each)}</keyword>" for each in product.keywords]
    types = [f"    <mediatype>{each}</mediatype>" for each in product.mime_types]
    return Template((HERE / "metainfo.xml").read_text(encoding="utf-8")).substitute(
        name=product.name,
        title=escape(product.title),
        identifier=product.identifier,
        developer_id=product.identifier.rpartition(".")[0].lower(),
        publisher=escape(product.publisher),
        licence=product.licence,
        summary=escape(product.short_summary),
        version=product.version,
        date=released.isoformat(),
        description="\n".join(paragraphs),
        keywords="\n".join(keywords),
        mime_types="\n".join(types),
    )
