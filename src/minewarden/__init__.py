"""minewarden: the system behind a mine-safety regulator's bulletin."""

__version__ = "0.1.0"
