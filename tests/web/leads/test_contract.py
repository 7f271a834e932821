"""Files of any shape: refused with the place that is wrong and nothing taken, or taken and every page of it opens."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minewarden.errors import BadInput
from minewarden.web.leads.models import Lead
from minewarden.web.leads.reading import read_run
from tests.web.leads.files import MINE, STATIONS, factor, run, series, told

pytestmark = pytest.mark.django_db
NAN, HUGE = float("nan"), 10**400
PLAN = {
    "name": "某矿",
    "stations": [
        {"code": code, "name": code[-3:], "x": 1.0, "y": float(n), "z": 0.0}
        for n, code in enumerate(STATIONS)
    ],
    "roadways": [[*STATIONS, 100.0]],
    "faces": [{"name": "工作面", "stations": STATIONS[:1]}],
    "seals": [{"name": "密闭", "stations": STATIONS[1:]}],
}
PART = {"factor": "people", "added": 1.0, "score_without": 0.5}
PROOF = {"file": "a.txt", "sha256": "a" * 64, "rows": 3}
DAYS = series([1.0, 2.0], [1.0, None])


def whole():
    """A file in which every key of the contract and of our additions is used."""
    rows = [factor("people", "contradicts", 1.0, 0.0, "persons", [PROOF], series=DAYS)]
    details = {"suspected_stations": 1, "persons_by_hour": [1.0] * 24, "explanation": [PART]}
    lead = told(kind="hidden_face", factors=rows, details=details, **{
        "from": "2024-02-01T00:00:00+08:00", "to": "2024-02-08T00:00:00+08:00"})  # fmt: skip
    return json.loads(run(lead, plans={MINE: PLAN}))


def changed(path, value):
    """The whole file with `value` at `path`; `...` takes the key out."""
    file = deepcopy(whole())
    *way, last = path
    place = file
    for key in way:
        place = place[key]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return json.dumps(file).encode()


LEAD, ROW = ("leads", 0), ("leads", 0, "factors", 0)
EVIDENCE, SERIES, DETAILS, DRAWN = (
    (*ROW, "evidence", 0),
    (*ROW, "series"),
    (*LEAD, "details"),
    ("plans", MINE),
)
STATION = (*DRAWN, "stations", 0)

REFUSED = [
    ((*LEAD, "mine_code"), "", "mine_code"),
    ((*LEAD, "mine_code"), 5, "mine_code"),
    ((*LEAD, "mine_code"), ..., "mine_code"),
    ((*LEAD, "mine_code"), "\ud800", "mine_code"),
    ((*LEAD, "kind"), "murder", "kind"),
    ((*LEAD, "kind"), ["hidden_face"], "kind"),
    ((*LEAD, "kind"), ..., "kind"),
    ((*LEAD, "score"), -0.1, "score"),
    ((*LEAD, "score"), "0.9", "score"),
    ((*LEAD, "score"), True, "score"),
    ((*LEAD, "score"), NAN, "score"),
    ((*LEAD, "score"), HUGE, "score"),
    ((*LEAD, "score"), None, "score"),
    ((*LEAD, "from"), "2024-03-08T00:00:00+08:00", "起止"),
    ((*LEAD, "from"), "0001-01-01", "from"),
    ((*LEAD, "to"), "9999-12-31T23:59:59-08:00", "to"),
    ((*LEAD, "to"), 20240301, "to"),
    ((*LEAD, "to"), ..., "to"),
    ((*LEAD, "stations"), {"a": 1}, "stations"),
    ((*LEAD, "stations"), "s1", "stations"),
    ((*LEAD, "stations"), [""], r"stations\[0\]"),
    ((*LEAD, "stations"), [["s1"]], r"stations\[0\]"),
    ((*LEAD, "cards"), ["c"] * 20_001, "cards.*20000"),
    ((*LEAD, "cards"), [1], r"cards\[0\]"),
    ((*LEAD, "persons_per_shift"), "many", "persons_per_shift"),
    ((*LEAD, "persons_per_shift"), NAN, "persons_per_shift"),
    ((*LEAD, "factors"), {"people": 1}, "factors"),
    ((*LEAD, "factors"), [None], r"factors\[0\]"),
    ((*LEAD, "factors"), [{"factor": "air", "verdict": "no_data"}] * 61, "factors.*60"),
    ((*LEAD, "extra"), "\x00", "extra"),
    ((*LEAD, "extra"), [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]], "嵌套"),
    ((*ROW, "factor"), ..., r"factors\[0\].factor"),
    ((*ROW, "factor"), {}, r"factors\[0\].factor"),
    ((*ROW, "verdict"), "maybe", "verdict"),
    ((*ROW, "verdict"), None, "verdict"),
    ((*ROW, "observed"), NAN, "observed"),
    ((*ROW, "observed"), "many", "observed"),
    ((*ROW, "observed"), HUGE, "observed"),
    ((*ROW, "expected"), float("-inf"), "expected"),
    ((*ROW, "strength"), 7, "strength"),
    ((*ROW, "strength"), "x", "strength"),
    ((*ROW, "unit"), 5, "unit"),
    ((*ROW, "text"), ["x"], "text"),
    ((*ROW, "text_en"), 5, "text_en"),
    ((*ROW, "text"), "长" * 2001, "text"),
    ((*ROW, "evidence"), {}, "evidence"),
    ((*ROW, "series"), [], "series"),
    ((*EVIDENCE, "sha256"), "", r"evidence\[0\].sha256"),
    ((*EVIDENCE, "sha256"), "g" * 64, "sha256"),
    ((*EVIDENCE, "sha256"), "a/b", "sha256"),
    ((*EVIDENCE, "sha256"), ..., "sha256"),
    ((*EVIDENCE, "sha256"), 7, "sha256"),
    ((*EVIDENCE, "rows"), "3", "rows"),
    ((*EVIDENCE, "rows"), 1.5, "rows"),
    ((*EVIDENCE, "rows"), -1, "rows"),
    ((*EVIDENCE, "file"), None, "file"),
    ((*SERIES, "days"), [1, 2], r"days\[0\]"),
    ((*SERIES, "days"), [], "days"),
    ((*SERIES, "observed"), [1.0], "observed"),
    ((*SERIES, "observed"), [1.0, "x"], r"observed\[1\]"),
    ((*SERIES, "observed"), [5e-324, 1.0], r"observed\[0\]"),
    ((*SERIES, "counted"), [1, 0], r"counted\[0\]"),
    ((*SERIES, "counted"), [True], "counted"),
    ((*SERIES, "label"), 5, "label"),
    (DETAILS, [1], "details"),
    (DETAILS, "x", "details"),
    ((*DETAILS, "suspected_stations"), "one", "suspected_stations"),
    ((*DETAILS, "suspected_stations"), True, "suspected_stations"),
    ((*DETAILS, "persons_by_hour"), [None] * 24, "persons_by_hour"),
    ((*DETAILS, "persons_by_hour"), [1.0], "persons_by_hour"),
    ((*DETAILS, "explanation"), "because", "explanation"),
    ((*DETAILS, "explanation"), [5], r"explanation\[0\]"),
    ((*DETAILS, "explanation", 0, "score_without"), "x", "score_without"),
    ((*DETAILS, "explanation", 0, "added"), "x", "added"),
    ((*DETAILS, "explanation", 0, "factor"), 1, "factor"),
    (("plans",), [PLAN], "plans"),
    (DRAWN, "x", MINE),
    ((*DRAWN, "name"), 5, "name"),
    ((*DRAWN, "stations"), {}, "stations"),
    ((*STATION, "code"), ..., "code"),
    ((*STATION, "x"), "1", r"stations\[0\].x"),
    ((*STATION, "x"), ..., "x、y"),
    ((*STATION, "y"), NAN, "y"),
    ((*STATION, "z"), "deep", "z"),
    ((*STATION, "name"), ["x"], "name"),
    ((*DRAWN, "roadways"), [["a"]], "roadways"),
    ((*DRAWN, "roadways"), [["a", "b", -5.0]], r"roadways\[0\]\[2\]"),
    ((*DRAWN, "roadways"), ["ab"], "roadways"),
    ((*DRAWN, "roadways"), [[1, 2, 3]], "roadways"),
    ((*DRAWN, "faces"), ["x"], "faces"),
    ((*DRAWN, "faces"), [{"stations": 5}], "faces"),
    ((*DRAWN, "seals"), 5, "seals"),
    (("leads",), {}, "leads"),
    (("leads",), None, "leads"),
    (("leads",), [5], "第1条"),
    (("leads",), [[]], "第1条"),
    (("made_at",), ..., "made_at"),
    (("made_at",), 5, "made_at"),
    (("version",), "\x07", "version"),
]

TAKEN = [
    (("plans",), ...),
    (("plans",), None),
    (DRAWN, {}),
    ((*DRAWN, "stations"), []),
    ((*DRAWN, "stations"), None),
    ((*DRAWN, "stations"), [{"code": "a"}, {"code": "b"}]),
    ((*DRAWN, "roadways"), ...),
    ((*DRAWN, "faces"), ...),
    ((*DRAWN, "seals"), ...),
    ((*DRAWN, "roadways"), [["far", "away", None], ["a", "b"]]),
    ((*DRAWN, "name"), None),
    ((*DRAWN, "stations"), [PLAN["stations"][0]] * 2),
    ((*STATION, "z"), None),
    ((*STATION, "name"), ...),
    ((*LEAD, "stations"), ["nowhere"]),
    ((*LEAD, "stations"), []),
    ((*LEAD, "stations"), None),
    ((*LEAD, "cards"), ...),
    ((*LEAD, "persons_per_shift"), None),
    ((*LEAD, "factors"), []),
    ((*LEAD, "factors"), None),
    (DETAILS, ...),
    (DETAILS, {}),
    (DETAILS, {"of_another_tool": {"a": [1, None, "x"]}}),
    ((*DETAILS, "suspected_stations"), 0),
    ((*DETAILS, "suspected_stations"), 99),
    ((*DETAILS, "explanation"), []),
    ((*DETAILS, "explanation"), [{"factor": "weather"}]),
    ((*DETAILS, "persons_by_hour"), []),
    ((*ROW, "factor"), "weather"),
    ((*ROW, "unit"), "furlongs"),
    ((*ROW, "unit"), None),
    ((*ROW, "text_en"), ...),
    ((*ROW, "text"), ...),
    ((*ROW, "strength"), ...),
    ((*ROW, "observed"), None),
    ((*ROW, "observed"), 10**15),
    ((*ROW, "evidence"), ...),
    ((*ROW, "series"), None),
    ((*SERIES, "counted"), ...),
    ((*SERIES, "observed"), [None, None]),
    ((*SERIES, "observed"), [-1e15, 1e-200]),
    ((*EVIDENCE, "sha256"), "A" * 64),
    ((*EVIDENCE, "rows"), 3.0),
    (("version",), {"a": 1}),
    (("engine",), None),
    (("from",), ...),
    ((*LEAD, "kind"), "overstaffed"),
    ((*LEAD, "score"), 1),
    ((*LEAD, "from"), "2024-02-01"),
    ((*LEAD, "cards"), ["c1", "c1"]),
    ((*LEAD, "from"), "2015-02-01T00:00:00Z"),
]


@pytest.mark.parametrize(("path", "value", "word"), REFUSED)
def test_what_is_wrong_is_named_with_its_place(path, value, word):
    with pytest.raises(BadInput, match=word) as refused:
        read_run(changed(path, value))
    str(refused.value).encode()  # a message that can be written, whatever the file holds


@pytest.mark.parametrize(
    "data",
    [b"", b"[", b"\xff\xfe\xff", b"null", b"5", b'{"leads": ' + b"[" * 100_000, b"1" * 6000,
     b'{"leads": [], "made_at": "2024-03-26T06:00:00+08:00", "x": 1e999}'],
)  # fmt: skip
def test_what_is_no_leads_file_at_all_is_refused(data):
    with pytest.raises(BadInput, match=r"leads\.json"):
        read_run(data)


def upload(client, data):
    return client.post("/leads/take-in/", {"file": SimpleUploadedFile("leads.json", data)})


def taken():
    """The leads of these files; those of the demonstration begin in March."""
    return Lead.objects.filter(from_at__lt=datetime(2024, 3, 1, tzinfo=UTC))


@pytest.mark.parametrize(("path", "value"), TAKEN)
def test_what_is_taken_is_shown_on_every_page(sign_in, path, value):
    assert upload(sign_in("province"), changed(path, value)).status_code == 302
    lead, client = taken().get(), sign_in("county")
    for tail in ("", "days.csv", "sheet.pdf"):
        assert client.get(f"/leads/{lead.pk}/{tail}").status_code == 200, tail
    assert client.get("/leads/").status_code == 200


@pytest.mark.parametrize(
    ("path", "value"), [((*ROW, "observed"), NAN), ((*EVIDENCE, "sha256"), ""), ((*STATION, "x"), ...)]
)
def test_of_a_file_that_is_refused_nothing_is_taken_not_even_its_good_lead(sign_in, path, value):
    file = json.loads(changed(path, value))
    file["leads"].append(told(kind="over_capacity", **{"from": "2024-02-01", "to": "2024-02-03"}))
    response = upload(sign_in("province"), json.dumps(file).encode())
    assert response.status_code == 400 and path[-1] in response.content.decode()
    assert not taken().exists()


def test_a_lead_of_another_tool_with_the_contracts_keys_only_is_taken_and_shown(sign_in):
    row = {"factor": "people", "verdict": "contradicts", "observed": 118.0, "expected": 0.0, "unit": "person-hours/day",
           "strength": 0.99, "text": "一句话。", "evidence": [PROOF]}  # fmt: skip
    bare = {"mine_code": MINE, "kind": "hidden_face", "score": 0.97, "from": "2024-02-01T00:00:00+08:00",
            "to": "2024-02-03T00:00:00+08:00", "stations": STATIONS, "persons_per_shift": 14.5, "cards": ["c1"],
            "factors": [row]}  # fmt: skip
    file = {
        "made_at": "2024-03-26T06:00:00+08:00",
        "from": None,
        "to": None,
        "engine": "x",
        "version": "1",
        "leads": [bare],
    }
    assert upload(sign_in("province"), json.dumps(file).encode()).status_code == 302
    lead, client = taken().get(), sign_in("county")
    text = client.get(f"/leads/{lead.pk}/").content.decode()
    assert "一句话。" in text and "无法画图" in text and "人·时/日" in text
    for tail in ("sheet.pdf", "days.csv", "assess/"):
        assert client.get(f"/leads/{lead.pk}/{tail}").status_code == 200, tail
