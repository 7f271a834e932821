"""Enforcement documents: one folder a form, two bodies, DOCX and PDF.

A new form: a folder with `fields.toml`, `template.txt` and `example.toml`, a line in FORMS, an entry in
`minewarden.rules.document_kinds`.
"""

from __future__ import annotations

from minewarden.documents.form import Body, Field, FieldType, Form, load_form
from minewarden.documents.render import render_docx, render_pdf

FORMS: tuple[str, ...] = (
    "file_cover",
    "file_index",
    "inspection_plan",
    "on_site_record",
    "on_site_decision",
    "evacuation_order",
    "sampling_notice",
    "evidence_registration_notice",
    "evidence_registration_decision",
    "appraisal_commission",
    "seizure_decision",
    "seizure_extension",
    "seizure_disposal",
    "supply_stop_decision",
    "supply_stop_letter",
    "supply_release_letter",
    "recheck_opinion",
    "filing_decision",
    "inquiry_notice",
    "inquiry_record",
    "penalty_notice",
    "defence_record",
    "hearing_notice",
    "hearing_refusal",
    "hearing_record",
    "hearing_report",
    "legal_review",
    "case_presentation",
    "discussion_record",
    "penalty_decision",
    "service_receipt",
    "payment_reminder",
    "surcharge_decision",
    "payment_deferral",
    "enforcement_reminder",
    "court_request",
    "supervision_advice",
    "management_advice",
    "transfer_letter",
    "crime_transfer_letter",
    "approval_report",
    "public_ruling_record",
    "closing_report",
)

__all__ = ["FORMS", "Body", "Field", "FieldType", "Form", "load_form", "render_docx", "render_pdf"]
