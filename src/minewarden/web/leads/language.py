"""Words that the comparison brings in both languages, in the language of who reads them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import lazy
from django.utils.translation import get_language

from minewarden.factors.words import Language, Words


def of_reader() -> Language:
    """Out: the language of who reads the page."""
    return Language.ENGLISH if get_language() == "en" else Language.CHINESE


def translated(words: Words) -> str:
    """Words of the comparison in the reader's language; a file of an earlier version has only the Chinese ones."""
    return words.told(of_reader())


translated_lazy = lazy(translated, str)  # for tables that are written before anybody reads


def joined(words: Iterable[str]) -> str:
    """Words one after another, as the reader's language parts them."""
    return (", " if of_reader() is Language.ENGLISH else "、").join(words)
