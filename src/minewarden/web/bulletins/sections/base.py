"""What a section is: typed text in our own words around figures; it appears when the records it tells of exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from minewarden.web.bulletins.models import Item


@dataclass(frozen=True)
class Section:
    """`needs` are figures of which at least one must have records; titles are printed line by line."""

    key: str
    titles: Sequence[str]
    paragraphs: Sequence[str]
    needs: Sequence[str]
    part: str = Item.Part.NATIONAL
