"""The result of a review as a printable report, set with Typst."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

from minewarden.checks import RULES
from minewarden.checks.wording import BODIES, KINDS, SEVERITIES
from minewarden.fonts import font_folders

Row = dict[str, Any]


def write_report(answer: Row, path: Path) -> None:
    """A PDF in Chinese: totals, problems by rule, cases by score, then every case with its problems."""
    path.write_bytes(report_bytes(answer))


def report_bytes(answer: Row) -> bytes:
    """The PDF of `write_report`."""
    import typst

    template = (resources.files("minewarden.checks") / "report.typ").read_bytes()
    compiled: bytes = typst.compile(  # type: ignore[misc]
        template,
        font_paths=[str(folder) for folder in font_folders()],
        sys_inputs={"report": json.dumps(page_data(answer), ensure_ascii=False)},
    )
    return compiled


def page_data(answer: Row) -> Row:
    """What the template prints, all of it text or numbers."""
    titles = {rule.id: rule.title for rule in RULES}
    summed = answer["totals"]
    return {
        "made_on": answer["made_at"][:10],
        "version": answer["version"],
        "totals": [summed["cases"], summed["documents"], summed["problems"]],
        "by_rule": [
            [rule, titles.get(rule, ""), str(count)]
            for rule, count in sorted(summed["by_rule"].items(), key=lambda item: (-item[1], item[0]))
        ],
        "cases": [_case(case) for case in answer["cases"]],
    }


def _case(case: Row) -> Row:
    return {
        "name": case["case"],
        "kind": KINDS.get(case["kind"], case["kind"]),
        "body": BODIES.get(case["body"] or "", "机关未识别"),
        "party": case["facts"]["party"] or "未识别",
        "documents": len(case["documents"]),
        "score": f"{case['score']['total']:g}",
        "vetoed": case["score"]["vetoed"],
        "not_judged": "、".join(case["not_judged"]),
        "unreadable": [[row["file"], row["message"]] for row in case["unreadable"]],
        "problems": [
            {
                "rule": problem["rule"],
                "severity": SEVERITIES[problem["severity"]],
                "where": f"{problem['document']}（{problem['file']}第{problem['page']}页）",
                "message": problem["message"],
                "excerpt": problem["excerpt"],
                "basis": problem["basis"],
            }
            for problem in case["problems"]
        ],
    }
