"""The national sections of the bulletin in their order; local practice comes from accepted contributions."""

from minewarden.web.bulletins.sections import duty_check, hidden_faces, lecture, plan_check
from minewarden.web.bulletins.sections.base import Section

SECTIONS: tuple[Section, ...] = (
    lecture.SECTION,
    plan_check.SECTION,
    hidden_faces.SECTION,
    duty_check.SECTION,
)
