"""Monitoring files: what the types promise, and how their text becomes typed records."""

from minewarden.feeds.cddy import CDDY
from minewarden.feeds.cdss import CDSS
from minewarden.feeds.explosives import EXPLOSIVES
from minewarden.feeds.filetype import FileType
from minewarden.feeds.haulage import HAULAGE
from minewarden.feeds.jzss import JZSS
from minewarden.feeds.kgbh import KGBH
from minewarden.feeds.output import OUTPUT
from minewarden.feeds.power import POWER
from minewarden.feeds.rycs import RYCS
from minewarden.feeds.rycy import RYCY
from minewarden.feeds.ryjz import RYJZ
from minewarden.feeds.ryqj import RYQJ
from minewarden.feeds.ryqy import RYQY
from minewarden.feeds.ryss import RYSS
from minewarden.feeds.ryxx import RYXX
from minewarden.feeds.ryxz import RYXZ
from minewarden.feeds.tjsj import TJSJ
from minewarden.feeds.video import VIDEO
from minewarden.feeds.water import WATER
from minewarden.feeds.ycbj import YCBJ

TYPES: tuple[FileType, ...] = (
    RYSS,
    RYXX,
    RYQY,
    RYJZ,
    JZSS,
    RYCS,
    RYCY,
    RYXZ,
    RYQJ,
    CDDY,
    CDSS,
    TJSJ,
    YCBJ,
    KGBH,
)
"""The text files of the national protocol: personnel location, then safety monitoring."""

CSV_TYPES: tuple[FileType, ...] = (
    POWER,
    HAULAGE,
    OUTPUT,
    WATER,
    EXPLOSIVES,
    VIDEO,
)
"""Power, haulage, output, water, explosives and video: files of our own contract."""

BY_NAME: dict[str, FileType] = {file_type.name: file_type for file_type in (*TYPES, *CSV_TYPES)}

__all__ = ["BY_NAME", "CSV_TYPES", "TYPES", "FileType"]
