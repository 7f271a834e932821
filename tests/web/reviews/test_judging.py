"""The pages of judging: upload, progress, paper with marks, quick decisions, answer and appeal, results."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from minewarden.web.reviews import work
from minewarden.web.reviews.models import CaseFile, Problem, ReviewJob, ReviewRound

pytestmark = pytest.mark.django_db
START = datetime(2024, 4, 10, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
AS_OF = "?as_of=2024-04-12"


@pytest.fixture
def row(job):
    """The demonstration case file, read."""
    assert work.run(job, clock=lambda: START, workers=1, beating=False)
    return CaseFile.objects.get(body__round=job.round)


@pytest.fixture
def slip(row):
    return row.problems.get(rule="R41")


def judge(client, problem, act, **given):
    values = {"act": act, "version": problem.version, "on": "2024-04-12", **given}
    return client.post(f"/reviews/problems/{problem.pk}/judge/", values, headers={"HX-Request": "true"})


def test_an_upload_is_queued_and_its_progress_is_found_again(sign_in, job, zipped):
    client, url = sign_in("national"), f"/reviews/{job.round_id}/"
    body = job.round.bodies.get()
    names = ["处罚决定书.pdf", "处罚告知书.docx"]
    file = SimpleUploadedFile("cases.zip", zipped({"2024-007": names}).read())
    response = client.post(url + "upload/", {"body": body.pk, "files": [file]})
    assert response.status_code == 302 and response["Location"] == url + "progress/"
    page = client.get(url + "progress/").content.decode()
    assert "0 / 2" in page and 'hx-trigger="every 2s"' in page
    assert "/progress/" in client.get(url).content.decode()


def test_files_of_one_case_come_without_an_archive_but_with_their_number(sign_in, job, papers):
    client, url = sign_in("national"), f"/reviews/{job.round_id}/upload/"
    values = {"body": job.round.bodies.get().pk}
    files = [SimpleUploadedFile(f"{n}.pdf", (papers / "处罚决定书.pdf").read_bytes()) for n in range(2)]
    assert client.post(url, {**values, "files": files}).status_code == 400
    for file in files:
        file.seek(0)
    assert client.post(url, {**values, "files": files, "number": "2024-008"}).status_code == 302
    assert CaseFile.objects.filter(number="2024-008", uploaded_at__isnull=False).exists()


def test_a_refused_archive_leaves_no_file_and_no_record(sign_in, job, zipped, settings):
    file = SimpleUploadedFile("x.zip", zipped({"2024-009": ["处罚决定书.pdf"]}, [("../../out", b"x")]).read())
    before = sorted(path for path in settings.MEDIA_ROOT.rglob("*"))
    values = {"body": job.round.bodies.get().pk, "files": [file]}
    response = sign_in("national").post(f"/reviews/{job.round_id}/upload/", values)
    assert response.status_code == 400 and "指向包外" in response.content.decode()
    assert not CaseFile.objects.filter(number="2024-009").exists()
    assert sorted(path for path in settings.MEDIA_ROOT.rglob("*")) == before


def test_a_body_does_not_upload_into_a_round_from_above(sign_in, job):
    assert sign_in("province").get(f"/reviews/{job.round_id}/upload/").status_code == 403


def test_the_place_of_a_problem_is_marked_on_the_picture_of_its_page(sign_in, row, slip):
    client = sign_in("national")
    page = client.get(f"/reviews/files/{row.pk}/sheet/?problem={slip.pk}").content.decode()
    left, top = slip.box[:2]
    assert f'class="mark chosen" x="{left - 2}' in page and f'y="{top - 2}' in page
    picture = client.get(f"/reviews/files/{row.pk}/image/", {"file": slip.file, "page": 1})
    assert picture["Content-Type"] == "image/jpeg"
    assert b"".join(picture.streaming_content).startswith(b"\xff\xd8\xff")


def test_the_paragraph_of_a_problem_is_set_off_in_a_docx(sign_in, row):
    problem = row.problems.filter(file__endswith=".docx").first()
    page = sign_in("national").get(f"/reviews/files/{row.pk}/sheet/?problem={problem.pk}").content.decode()
    assert page.count("data-marked") == 1


@pytest.mark.parametrize("name", ["../../../secret", "/etc/passwd", "no.pdf", ""])
def test_only_files_of_the_case_are_shown(sign_in, row, name):
    client = sign_in("national")
    for tail in ("image", "original"):
        assert client.get(f"/reviews/files/{row.pk}/{tail}/", {"file": name, "page": 1}).status_code == 404


def test_the_papers_of_another_region_are_not_shown(sign_in, row):
    for tail in ("", "sheet/", "image/?file=处罚决定书.pdf&page=1", "original/?file=处罚决定书.pdf"):
        assert sign_in("neighbour").get(f"/reviews/files/{row.pk}/{tail}").status_code == 404


def test_a_problem_is_confirmed_beside_the_paper(sign_in, slip):
    response = judge(sign_in("national"), slip, "confirm")
    slip.refresh_from_db()
    assert slip.state == "confirmed" and "已确认" in response.content.decode()


def test_a_dismissal_asks_for_its_reason_and_a_stale_page_keeps_what_was_typed(sign_in, slip):
    client = sign_in("national")
    assert "理由" in judge(client, slip, "dismiss").content.decode()
    judge(client, slip, "confirm")
    page = judge(client, slip, "dismiss", reason="我写的理由").content.decode()
    slip.refresh_from_db()
    assert slip.state == "confirmed" and "我写的理由" in page and "national" in page


def test_ticked_problems_are_confirmed_at_once_and_the_score_falls(sign_in, row):
    client = sign_in("national")
    client.get("/" + AS_OF)
    before = client.get(f"/reviews/files/{row.pk}/").context["score"].total
    ticked = list(row.problems.values_list("pk", flat=True))
    assert client.post(f"/reviews/files/{row.pk}/confirm/", {"problem": ticked}).status_code == 302
    assert not row.problems.filter(state="proposed").exists()
    assert client.get(f"/reviews/files/{row.pk}/").context["score"].total < before == 100


def test_the_body_reviewed_judges_none_of_its_own_files(sign_in, row, slip):
    client = sign_in("province")
    assert client.get(f"/reviews/files/{row.pk}/").status_code == 200
    assert judge(client, slip, "confirm").status_code == 403
    assert client.get(f"/reviews/files/{row.pk}/problems/").status_code == 403


def test_a_body_appeals_once_and_the_organiser_decides(sign_in, slip):
    national, province = sign_in("national"), sign_in("province")
    judge(national, slip, "confirm")
    url = f"/reviews/problems/{slip.pk}/"
    values = {"version": slip.version + 1, "on": "2024-04-13", "reason": "笔误已更正（虚构）"}
    assert province.post(url + "appeal/", values).status_code == 302
    assert "申诉待答复" in national.get("/?as_of=2024-04-20").content.decode()
    assert province.post(url + "accept/", values).status_code == 403
    values = {"version": slip.version + 2, "on": "2024-04-14", "reason": "更正未送达（虚构）"}
    assert national.post(url + "uphold/", values).status_code == 302
    slip.refresh_from_db()
    assert slip.state == "confirmed" and slip.appeal_decision
    again = {"version": slip.version, "on": "2024-04-15", "reason": "再申诉"}
    refused = province.post(url + "appeal/", again)
    assert refused.status_code == 400 and "不能再次申诉" in refused.content.decode()


def test_an_accepted_appeal_takes_the_problem_out_of_the_count(sign_in, slip):
    judge(sign_in("national"), slip, "confirm")
    Problem.objects.filter(pk=slip.pk).update(state="appealed", appealed_on="2024-04-13")
    values = {"version": slip.version + 1, "on": "2024-04-14", "reason": "属实（虚构）"}
    sign_in("national").post(f"/reviews/problems/{slip.pk}/accept/", values)
    slip.refresh_from_db()
    assert slip.state == "dismissed"


def test_the_workbook_and_the_report_hold_the_problems_that_stand(sign_in):
    client, march = sign_in("national"), ReviewRound.objects.get(method="线上点穴式")
    book = load_workbook(BytesIO(b"".join(client.get(f"/reviews/{march.pk}/results.xlsx").streaming_content)))
    assert book["问题"].max_row == 463 and book["案卷"].max_row == 82
    sheet = {row[0].value: row[3].value for row in book["合计"].iter_rows(min_row=2)}
    assert (sheet["案卷（份）"], sheet["文书（件）"], sheet["问题（个）"]) == (81, 950, 462)
    report = b"".join(client.get(f"/reviews/{march.pk}/report.pdf").streaming_content)
    assert report.startswith(b"%PDF")


def test_a_body_finds_only_its_own_in_the_ranking_and_the_workbook(sign_in):
    client, march = sign_in("neighbour"), ReviewRound.objects.get(method="线上点穴式")
    page = client.get(f"/reviews/{march.pk}/ranking/").content.decode()
    assert "云南" in page and "辽宁" not in page
    book = load_workbook(BytesIO(b"".join(client.get(f"/reviews/{march.pk}/results.xlsx").streaming_content)))
    assert book["案卷"].max_row == 10


def test_an_interrupted_reading_waits_in_the_work_list(sign_in, job):
    ReviewJob.objects.update(state="running", heartbeat_at=START - timedelta(days=1))
    assert "机器评查中断" in sign_in("national").get("/?as_of=2024-04-20").content.decode()
    page = sign_in("national").get(f"/reviews/{job.round_id}/progress/").content.decode()
    assert "中断" in page and "继续评查" in page and "every 2s" not in page


@pytest.mark.parametrize(("tail", "most"), [("ranking/", 20), ("sample/", 20), ("results.xlsx", 20)])
def test_results_ask_the_database_the_same_few_questions(sign_in, django_assert_max_num_queries, tail, most):
    client, march = sign_in("national"), ReviewRound.objects.get(method="线上点穴式")
    with django_assert_max_num_queries(most):
        assert client.get(f"/reviews/{march.pk}/{tail}").status_code == 200


def test_the_page_of_a_file_does_not_ask_once_a_problem(sign_in, row, django_assert_max_num_queries):
    client = sign_in("national")
    with django_assert_max_num_queries(26):
        assert client.get(f"/reviews/files/{row.pk}/").status_code == 200
