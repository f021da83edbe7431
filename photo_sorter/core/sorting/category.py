"""Categories in plain words, the sets in which they compete, and the scheme: everything a person decides about sorting
but for single photos."""

from __future__ import annotations

from dataclasses import dataclass, replace

from photo_sorter.core.errors import CategoryError
from photo_sorter.language import tr

MAIN_SET = "Main"
LONGEST_NAME = 100
LONGEST_PROMPT = 5_000
MOST_TEMPLATES = 100
DEEPEST = 20
PLACEHOLDER = "{}"
USUAL_THRESHOLD = 0.5
LEAST_THRESHOLD, GREATEST_THRESHOLD = 0.05, 0.95

PALETTE = (
    "#3B82C4", "#D9843B", "#4FA36B", "#C4515C", "#8A6BBE", "#B08B2E",
    "#3FA0A5", "#C665A3", "#7A8C3C", "#6B7FA8", "#A8674B", "#5C9BD1",
)  # fmt: skip
"""Colours for new categories, in turn: told apart on light and on dark ground."""


@dataclass(frozen=True)
class Prompt:
    """Plain words for a category, or against it."""

    text: str
    against: bool = False


@dataclass(frozen=True)
class CategorySet:
    """Categories that are sorted together. `exclusive`: one of them or none; else several may hold."""

    name: str
    exclusive: bool = True


@dataclass(frozen=True)
class Category:
    """What a person typed. Without prompts for it the name is the prompt.

    `id` is None until the library has stored it. `threshold` is the slider: the probability (0..1) from which a photo
    belongs, whatever the model. `learns`: verdicts on some photos change the probability of others. `parent_name`
    names another category; with `within_parent` only photos that belong to the parent are considered.
    """

    name: str
    prompts: tuple[Prompt, ...] = ()
    set_name: str = MAIN_SET
    colour: str = PALETTE[0]
    enabled: bool = True
    id: int | None = None
    threshold: float = USUAL_THRESHOLD
    learns: bool = True
    parent_name: str | None = None
    within_parent: bool = True

    @property
    def wordings(self) -> tuple[str, ...]:
        """The texts that speak for the category; never empty."""
        own = tuple(prompt.text for prompt in self.prompts if not prompt.against)
        return own or (self.name,)

    @property
    def wordings_against(self) -> tuple[str, ...]:
        return tuple(prompt.text for prompt in self.prompts if prompt.against)


@dataclass(frozen=True)
class Scheme:
    """All categories in the person's order, their sets, and the sentences (`{}` stands for the words) around prompts.

    Without templates the model's own are used. A set that no category is in is kept.
    """

    categories: tuple[Category, ...] = ()
    sets: tuple[CategorySet, ...] = (CategorySet(MAIN_SET),)
    templates: tuple[str, ...] = ()

    def category(self, category_id: int | None) -> Category | None:
        return next((one for one in self.categories if one.id == category_id), None) if category_id else None

    def named(self, name: str | None) -> Category | None:
        """Without regard to case and spaces."""
        wanted = _key(name or "")
        return next((one for one in self.categories if _key(one.name) == wanted), None)

    def is_exclusive(self, set_name: str) -> bool:
        return next((one.exclusive for one in self.sets if _key(one.name) == _key(set_name)), True)

    def parent_in_force(self, category: Category) -> Category | None:
        """The category that is on within which this one stands: the next one above, past those that are off."""
        above = self.named(category.parent_name) if category.parent_name else None
        while above is not None and not above.enabled:
            above = self.named(above.parent_name) if above.parent_name and above.within_parent else None
        return above

    def rivalry(self, category: Category) -> tuple[str, str | None, bool] | None:
        """What a category has in common with those that it competes with: of them a photo gets one or none. None in an
        independent set. A category and one within it never compete."""
        if not self.is_exclusive(category.set_name):
            return None
        parent = self.parent_in_force(category)
        return _key(category.set_name), parent.name if parent else None, category.within_parent or parent is None

    def are_rivals(self, one: Category, other: Category) -> bool:
        rivalry = self.rivalry(one)
        return one.id != other.id and rivalry is not None and rivalry == self.rivalry(other)

    def with_category(self, category: Category) -> Scheme:
        """With the category of the same id changed to this one (its children follow a new name), or with it added."""
        former = self.category(category.id)
        if former is None:
            return replace(self, categories=(*self.categories, category))
        return replace(self, categories=tuple(
            category if one is former
            else replace(one, parent_name=category.name) if one.parent_name == former.name
            else one
            for one in self.categories
        ))  # fmt: skip

    def without(self, category_id: int) -> Scheme:
        """Without this category; its children move up to its parent."""
        gone = self.category(category_id)
        if gone is None:
            return self
        return replace(self, categories=tuple(
            replace(one, parent_name=gone.parent_name) if one.parent_name == gone.name else one
            for one in self.categories
            if one is not gone
        ))  # fmt: skip

    def checked(self) -> Scheme:
        """With names, prompts and templates trimmed, empty prompts and templates left out, every set listed.

        Raises CategoryError for an empty, overlong or repeated name (case does not tell names apart), an overlong
        prompt, a template without `{}`, a parent that is not there or is the category's own descendant.
        """
        categories: dict[str, Category] = {}
        for given in self.categories:
            category = _checked_category(given)
            if _key(category.name) in categories:
                raise CategoryError(
                    tr("There is already a category called “{name}”. Choose another name.", name=category.name)
                )
            categories[_key(category.name)] = category
        for key, category in categories.items():
            if category.parent_name is not None:
                categories[key] = replace(category, parent_name=_checked_parent(category, categories))
        sets = {_key(one.name): replace(one, name=_one_line(one.name)) for one in self.sets if _one_line(one.name)}
        for category in categories.values():
            sets.setdefault(_key(category.set_name), CategorySet(category.set_name))
        named_sets = tuple(
            replace(category, set_name=sets[_key(category.set_name)].name) for category in categories.values()
        )
        return Scheme(named_sets, tuple(sets.values()) or (CategorySet(MAIN_SET),), _checked_templates(self.templates))


def next_colour(used: tuple[str, ...]) -> str:
    """The palette's colour that is used least, the earliest first."""
    return min(PALETTE, key=lambda colour: (used.count(colour), PALETTE.index(colour)))


def sentences(wording: str, templates: tuple[str, ...]) -> tuple[str, ...]:
    """The texts whose mean vector stands for a wording: the templates filled in."""
    return tuple(template.replace(PLACEHOLDER, wording) for template in templates)


def _checked_category(category: Category) -> Category:
    name = _one_line(category.name)
    if not name:
        raise CategoryError(tr("A category needs a name. Type a word that describes its photos."))
    if len(name) > LONGEST_NAME:
        raise CategoryError(
            tr(
                "The name “{beginning}…” is too long: {length} characters, {most} at most. Give it a short "
                "name and put the description into its wording.",
                beginning=name[:30],
                length=len(name),
                most=LONGEST_NAME,
            )
        )
    prompts: dict[Prompt, None] = {}
    for prompt in category.prompts:
        text = _one_line(prompt.text)
        if len(text) > LONGEST_PROMPT:
            raise CategoryError(
                tr(
                    "A wording of “{name}” has {length} characters, {most} at most. Shorten it.",
                    name=name,
                    length=len(text),
                    most=LONGEST_PROMPT,
                )
            )
        if text:
            prompts[Prompt(text, prompt.against)] = None
    threshold = min(max(category.threshold, LEAST_THRESHOLD), GREATEST_THRESHOLD)
    set_name = _one_line(category.set_name) or MAIN_SET
    return replace(category, name=name, prompts=tuple(prompts), set_name=set_name, threshold=threshold)


def _checked_parent(category: Category, categories: dict[str, Category]) -> str:
    """The parent's name as it is written there."""
    lineage = [_key(category.name)]
    above: str | None = category.parent_name
    while above is not None:
        if _key(above) not in categories:
            raise CategoryError(
                tr(
                    "“{name}” is to lie within “{above}”, but there is no such category. Choose another parent.",
                    name=category.name,
                    above=above,
                )
            )
        if _key(above) in lineage:
            raise CategoryError(tr("“{name}” cannot lie within itself. Choose another parent.", name=category.name))
        if len(lineage) == DEEPEST:
            raise CategoryError(
                tr(
                    "“{name}” lies {deepest} categories deep, which is too much. Nest fewer.",
                    name=category.name,
                    deepest=DEEPEST,
                )
            )
        lineage.append(_key(above))
        above = categories[_key(above)].parent_name
    return categories[lineage[1]].name


def _checked_templates(templates: tuple[str, ...]) -> tuple[str, ...]:
    kept = dict.fromkeys(filter(None, map(_one_line, templates)))
    for template in kept:
        if PLACEHOLDER not in template:
            raise CategoryError(
                tr(
                    "The sentence “{sentence}” needs {placeholder} where the words go.",
                    sentence=template[:60],
                    placeholder=PLACEHOLDER,
                )
            )
        if len(template) > LONGEST_PROMPT:
            raise CategoryError(
                tr(
                    "A sentence has {length} characters, {most} at most. Shorten it.",
                    length=len(template),
                    most=LONGEST_PROMPT,
                )
            )
    if len(kept) > MOST_TEMPLATES:
        raise CategoryError(
            tr("There are {count} sentences, {most} at most. Remove some.", count=len(kept), most=MOST_TEMPLATES)
        )
    return tuple(kept)


def _one_line(text: str) -> str:
    """Trimmed, and without what is no character at all (lone surrogates, as a broken file name brings them)."""
    return " ".join(text.encode("utf-8", "ignore").decode("utf-8").split())


def _key(name: str) -> str:
    return _one_line(name).casefold()
