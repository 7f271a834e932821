"""Reading uploads: in the background, past bad files, on after a kill, without undoing what persons decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from minewarden.errors import BadInput
from minewarden.web.reviews import actions, jobs, queries, storage, taking_in, work
from minewarden.web.reviews.models import CaseFile, Problem, ReviewJob

pytestmark = pytest.mark.django_db
START = datetime(2024, 4, 10, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class Clock:
    """A clock that goes on by a second whenever it is looked at."""

    def __init__(self, at=START):
        self.at = at

    def __call__(self):
        self.at += timedelta(seconds=1)
        return self.at


def read(job, **given):
    return work.run(job, clock=given.pop("clock", Clock()), workers=1, beating=False, **given)


def add_case(job, number, content):
    body = job.round.bodies.get()
    with storage.staging(job.round_id) as folder:
        (folder / "c").mkdir()
        (folder / "c" / "文件.pdf").write_bytes(content)
        row = taking_in.receive(body=body, folders={number: folder / "c"}, by=None, at=START)[0]
    jobs.queue(review=job.round, by=None, at=START)
    return row


def test_uploaded_papers_become_documents_facts_and_proposed_problems(job):
    assert read(job)
    row = CaseFile.objects.get(body__round=job.round)
    assert {d.kind for d in row.documents.all()} == {"行政处罚决定书", "行政处罚告知书"}
    assert "红沟煤矿" in row.facts["party"] and row.not_judged
    slip = row.problems.get(rule="R41")
    assert (slip.state, slip.origin, slip.file, slip.page) == ("proposed", "program", "处罚决定书.pdf", 1)
    assert slip.box and slip.document.kind == "行政处罚决定书"
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 1, 1)


def test_what_the_program_proposes_does_not_count_before_a_person_confirms_it(job, now):
    read(job)
    day = START.date()
    before = queries.problems(day).count()
    slip = Problem.objects.get(rule="R41", case_file__body__round=job.round)
    actions.decide(problem=slip, act="confirm", on=day, by=None, at=START)
    assert queries.problems(day).count() == before + 1


def test_a_bad_file_is_named_and_the_others_are_read(job):
    bad = add_case(job, "2024-000", b"%PDF-1.4 broken")
    assert read(job)
    bad.refresh_from_db()
    assert bad.reviewed_at and bad.unreadable[0]["kind"] == "unreadable"
    assert Problem.objects.filter(case_file__number="2024-001", case_file__body__round=job.round).exists()


def test_a_round_goes_on_after_its_worker_was_killed(job, monkeypatch):
    add_case(job, "2024-002", b"%PDF-1.4 broken")
    take_in, taken = taking_in.take_in, []

    def killed_at_the_second(row, result, *, at):
        if taken:
            raise KeyboardInterrupt  # as abrupt as a kill: nothing after it runs
        taken.append(row.number)
        return take_in(row, result, at=at)

    monkeypatch.setattr(taking_in, "take_in", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        read(job)
    monkeypatch.setattr(taking_in, "take_in", take_in)
    job.refresh_from_db()
    assert (job.state, taken) == ("running", ["2024-001"])
    done_at = CaseFile.objects.get(number="2024-001", body__round=job.round).reviewed_at

    assert not read(job)  # its heart beat a moment ago: it may live
    later = Clock(START + timedelta(minutes=5))
    assert read(job, clock=later)
    job.refresh_from_db()
    assert job.state == "done" and not queries.waiting_files(job.round).exists()
    assert CaseFile.objects.get(number="2024-001", body__round=job.round).reviewed_at == done_at


def test_a_worker_that_died_before_it_began_is_missed(job):
    assert not jobs.is_stale(job, job.heartbeat_at + timedelta(seconds=30))
    assert jobs.is_stale(job, job.heartbeat_at + timedelta(seconds=61))


def test_of_two_workers_one_reads(job):
    token = jobs.claim(job, at=START)
    assert token and not jobs.claim(job, at=START + timedelta(seconds=30))
    taker = jobs.claim(job, at=START + timedelta(seconds=90))
    assert taker and taker != token
    assert not jobs.beat(job, token, at=START) and jobs.beat(job, taker, at=START)


def test_a_stopped_round_keeps_what_was_read_and_goes_on_when_asked(job):
    token = jobs.claim(job, at=START)
    jobs.stop(job=job, by=None, at=START)
    assert not jobs.beat(job, token, at=START) and not read(job)
    jobs.queue(review=job.round, by=None, at=START)
    assert read(job)


def test_a_file_that_kills_its_worker_three_times_is_given_up(job):
    CaseFile.objects.filter(body__round=job.round).update(attempts=work.MOST_ATTEMPTS)
    assert read(job)
    row = CaseFile.objects.get(body__round=job.round)
    assert "多次中断" in row.failure and not row.problems.exists()


def test_a_file_whose_papers_are_gone_is_named(job):
    row = CaseFile.objects.get(body__round=job.round)
    for path in storage.folder_of(job.round_id, row.pk).iterdir():
        path.unlink()
    storage.folder_of(job.round_id, row.pk).rmdir()
    assert read(job)
    row.refresh_from_db()
    assert "已不在存储中" in row.failure


def test_reading_again_keeps_what_a_person_decided_and_does_not_propose_it_anew(job):
    read(job)
    rows = Problem.objects.filter(case_file__body__round=job.round)
    count = rows.count()
    slip = rows.get(rule="R41")
    actions.decide(problem=slip, act="dismiss", on=START.date(), reason="另附更正", by=None, at=START)
    CaseFile.objects.filter(body__round=job.round).update(uploaded_at=START + timedelta(hours=1))
    jobs.queue(review=job.round, by=None, at=START + timedelta(hours=1))
    assert read(job, clock=Clock(START + timedelta(hours=1)))
    assert rows.count() == count and rows.get(rule="R41").state == "dismissed"


def test_after_a_draw_only_files_drawn_are_taken(job):
    job.round.seed = "s"
    job.round.save()
    with pytest.raises(BadInput, match="不在抽取的案卷之内"):
        add_case(job, "2024-999", b"x")
    assert not CaseFile.objects.filter(number="2024-999").exists()


def test_an_upload_while_a_worker_reads_is_taken_in_by_it(job):
    jobs.claim(job, at=START)
    add_case(job, "2024-002", b"%PDF-1.4 broken")
    assert ReviewJob.objects.get(pk=job.pk).state == "running"
