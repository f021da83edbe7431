"""Sentences in the person's language.

English sentences stand in the code: they are the keys of the translations (`resources/translations`, gathered by
`packaging/translations.py`, which finds literals only), and what is shown where there is none. Safe on every thread.
"""

from __future__ import annotations

from collections.abc import Callable

Translate = Callable[[str, int], str]
"""A sentence, and the number that decides on its plural form or -1, to the same in another language, or as it was."""


def _english_number(number: int) -> str:
    return f"{number:,}"


_translate: Translate = lambda text, number: text  # noqa: E731
_number: Callable[[int], str] = _english_number


def speak(translate: Translate, number: Callable[[int], str]) -> None:
    """From now on; `number` writes a whole one with the language's separators."""
    global _translate, _number
    _translate, _number = translate, number


def tr(text: str, /, **values: object) -> str:
    """The sentence, with {name} in it filled by `values`."""
    said = _translate(text, -1)
    return said.format(**values) if values else said


def ntr(one: str, many: str, n: int, /, **values: object) -> str:
    """The same of a number, which both forms may name as {n}."""
    said = _translate(many, n)
    if said == many and n == 1:
        said = one
    return said.format(n=_number(n), **values)


def term(name: str) -> str:
    """What the program's own data, the packs of categories, call something."""
    return _translate(name, -1)


def number(value: int) -> str:
    """With the language's thousands separators."""
    return _number(value)
