"""A real photo that stands as the example of where photos go."""

from __future__ import annotations

from dataclasses import dataclass

from photo_sorter.core.arranging.tag_choice import SureTag, TagChoice
from photo_sorter.core.arranging.template import Facts, example
from photo_sorter.core.errors import ArrangeError
from photo_sorter.core.query import Order, View
from photo_sorter.language import tr
from photo_sorter.ui.arranging.scope import Scope
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.mirroring import isolated

_MOST_LOOKED_AT = 60


@dataclass(frozen=True)
class ExamplePhoto:
    facts: Facts
    suffix: str

    def said(self, template: str) -> tuple[str, bool]:
        """Where it would go by this template, or what is wrong with it; and whether something is."""
        try:
            return tr("For example {path}", path=isolated(example(template, self.facts, self.suffix))), False
        except ArrangeError as error:
            return str(error), True


def made_up() -> ExamplePhoto:
    """Where there is no photo."""
    return ExamplePhoto(Facts((tr("Category"),), "2024-07-14T12:00:00", None, None, "DCIM", "IMG_0001"), ".jpg")


def example_photo(reader: LibraryReader, scope: Scope) -> ExamplePhoto:
    """One with a category, if there is one among the first."""
    ids = scope.photo_ids if scope.photo_ids is not None else reader.ids(View(), Order.NEWEST)[:_MOST_LOOKED_AT]
    choice = TagChoice(reader.scheme(), category_ids=scope.category_ids)
    found: ExamplePhoto | None = None
    for photo_id in ids[:_MOST_LOOKED_AT]:
        photo = reader.photo(int(photo_id))
        if photo is None:
            continue
        tags = (SureTag(tag.category_id, tag.score, tag.source == "user") for tag in reader.tags(photo.id))
        best = choice.best(tags)
        names = choice.path_of(best) if best is not None else ()
        camera = photo.facts.camera if photo.facts is not None else None
        facts = Facts(names, photo.taken_at, camera, None, photo.path.parent.name, photo.path.stem)
        found = found or ExamplePhoto(facts, photo.path.suffix)
        if names:
            return ExamplePhoto(facts, photo.path.suffix)
    return found or made_up()
