"""A category: a name, the words that describe it, and the set in which it competes."""

from __future__ import annotations

from dataclasses import dataclass

from photo_sorter.core.errors import CategoryError

MAIN_SET = "Main"
LONGEST_NAME = 100
LONGEST_PROMPT = 5_000

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
    """Categories that are sorted together. `exclusive`: at most one tag a photo; else several may hold."""

    name: str
    exclusive: bool = True


@dataclass(frozen=True)
class Category:
    """What a person typed. `id` is None until the library has stored it; without prompts the name is the prompt."""

    name: str
    prompts: tuple[Prompt, ...] = ()
    set_name: str = MAIN_SET
    colour: str = PALETTE[0]
    enabled: bool = True
    id: int | None = None

    @property
    def wordings(self) -> tuple[str, ...]:
        """The texts that speak for the category; never empty."""
        own = tuple(prompt.text for prompt in self.prompts if not prompt.against)
        return own or (self.name,)

    @property
    def wordings_against(self) -> tuple[str, ...]:
        return tuple(prompt.text for prompt in self.prompts if prompt.against)


def checked(categories: tuple[Category, ...]) -> tuple[Category, ...]:
    """The categories with names and prompts trimmed, empty prompts left out.

    Raises CategoryError for an empty, overlong or repeated name (case does not tell names apart) or an overlong
    prompt.
    """
    seen: set[str] = set()
    result = []
    for category in categories:
        name = " ".join(category.name.split())
        if not name:
            raise CategoryError("A category needs a name. Type a word that describes its photos.")
        if len(name) > LONGEST_NAME:
            raise CategoryError(
                f"The name “{name[:30]}…” is too long: {len(name)} characters, {LONGEST_NAME} at most. "
                "Give it a short name and put the description into its wording."
            )
        if name.casefold() in seen:
            raise CategoryError(f"There is already a category called “{name}”. Choose another name.")
        seen.add(name.casefold())
        prompts = []
        for prompt in category.prompts:
            text = " ".join(prompt.text.split())
            if len(text) > LONGEST_PROMPT:
                raise CategoryError(
                    f"A wording of “{name}” has {len(text)} characters, {LONGEST_PROMPT} at most. Shorten it."
                )
            if text:
                prompts.append(Prompt(text, prompt.against))
        result.append(Category(name, tuple(prompts), category.set_name, category.colour, category.enabled, category.id))
    return tuple(result)


def next_colour(used: tuple[str, ...]) -> str:
    """The palette's colour that is used least, the earliest first."""
    return min(PALETTE, key=lambda colour: (used.count(colour), PALETTE.index(colour)))


def sentences(wording: str, templates: tuple[str, ...]) -> tuple[str, ...]:
    """The texts whose mean vector stands for a wording: the templates filled in."""
    return tuple(template.replace("{}", wording) for template in templates)
