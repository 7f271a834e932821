"""What several behaviours do to a shift."""

from __future__ import annotations

from minewarden.sim.shifts import Shift

CARE = ("fixed", "air", "gas", "safety", "leader", "electric")
"""Posts that are manned while nothing is produced: pumping, ventilation, inspection, upkeep."""


def care_only(shift: Shift, keep: tuple[str, ...] = ()) -> None:
    """Send only those who look after the mine (and posts in `keep`), in smaller number; nothing produces."""
    shift.jobs = [job for job in shift.jobs if job.post.key.startswith((*CARE, *keep))]
    for job in shift.jobs:
        if job.post.key in {"electric", "air", "gas"}:
            job.people = job.people[: max(1, len(job.people) * 2 // 3)]
    shift.works = [work for work in shift.works if f"crew:{work.face.face_id}" in keep]
