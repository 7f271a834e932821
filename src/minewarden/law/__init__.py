"""The dated catalogue of law: statutes, gists in our own words, penalty bands, hazard criteria, structure."""

from minewarden.law import catalogue
from minewarden.law.catalogue import check_citation, find
from minewarden.law.citations import Citation, find_citations
from minewarden.law.model import ArticleKey, CitationVerdict, Standing, Statute, StatuteKind

__all__ = [
    "ArticleKey",
    "Citation",
    "CitationVerdict",
    "Standing",
    "Statute",
    "StatuteKind",
    "catalogue",
    "check_citation",
    "find",
    "find_citations",
]
