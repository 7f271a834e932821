"""The review rules over a case file, one module per family; the tables are joined here."""

from minewarden.checks import (
    amounts,
    body,
    citation,
    discretion,
    enforcement,
    facts,
    filing,
    form,
    limits,
    measures,
    number,
    procedure,
    service,
)
from minewarden.checks.rule import Family, Rule

FAMILIES: tuple[Family, ...] = (
    body.FAMILY,
    form.FAMILY,
    number.FAMILY,
    limits.FAMILY,
    facts.FAMILY,
    citation.FAMILY,
    discretion.FAMILY,
    amounts.FAMILY,
    procedure.FAMILY,
    measures.FAMILY,
    service.FAMILY,
    enforcement.FAMILY,
    filing.FAMILY,
)
RULES: tuple[Rule, ...] = tuple(
    sorted((rule for family in FAMILIES for rule in family.rules), key=lambda rule: rule.id)
)

__all__ = ["FAMILIES", "RULES", "Family", "Rule"]
