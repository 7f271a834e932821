"""What the comparison says, in both languages: written side by side at the place where it arises, Chinese first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A language of the sentences, by its code in ISO 639-1."""

    CHINESE = "zh"
    ENGLISH = "en"


@dataclass(frozen=True)
class Words:
    """The same words in Chinese and in English; a name that a mine gave stands as it is in both."""

    zh: str = ""
    en: str = ""

    @classmethod
    def name(cls, name: str) -> Words:
        """Out: a name, the same in both languages."""
        return cls(name, name)

    def told(self, language: Language) -> str:
        """Out: the words in a language; in Chinese where a file of another program has no English."""
        return self.en or self.zh if language is Language.ENGLISH else self.zh


NOTHING = Words()


def plural(count: int, one: str, many: str = "") -> str:
    """Out: "1 shift", "12 shifts". In: English nouns; `many` where it is not `one` with an s."""
    return f"{count} {one if count == 1 else many or one + 's'}"
