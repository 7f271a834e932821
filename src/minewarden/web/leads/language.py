"""Words that the comparison brings in both languages, in the language of who reads them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import lazy
from django.utils.translation import get_language

from minewarden.factors.words import Words


def translated(words: Words) -> str:
    """Words of the comparison in the reader's language; a file of an earlier version has only the Chinese ones."""
    return words.en if get_language() == "en" else words.zh


translated_lazy = lazy(translated, str)  # for tables that are written before anybody reads


def joined(words: Iterable[str]) -> str:
    """Words one after another, as the reader's language parts them."""
    return (", " if get_language() == "en" else "、").join(words)
