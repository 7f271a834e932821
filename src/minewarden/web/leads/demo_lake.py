"""The monitoring data of the demonstration, made on demand: simulated, loaded, compared by the real chain.

Mines, people and files are synthetic (虚构). The scene gives the same bytes each time, so that the hashes in the
leads shipped as demonstration data are those of the files in the lake made here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from minewarden import __version__
from minewarden.engine.load import load
from minewarden.engine.runs import run_mines
from minewarden.errors import MinewardenError, WrongState
from minewarden.factors.clock import CHINA
from minewarden.factors.find import find_leads
from minewarden.sim import read_scene, simulate
from minewarden.web.leads import lake
from minewarden.web.leads.reading import read_run

SCENE = "demo-scene.toml"
LEADS = "demo-leads.json"
PRESENCE = "demo-presence.json"
MADE_AT = "2024-03-26T06:00:00+08:00"  # the morning after the simulated fortnight
SEEN_AT = datetime(2024, 3, 26, 6, 0, tzinfo=CHINA)
STAMP = re.compile(r"_(\d{14})\.txt$")


def data(name: str) -> bytes:
    """A file of the demonstration shipped with the program."""
    return (files("minewarden.web.leads") / "data" / name).read_bytes()


def build(say: Callable[[str], None]) -> dict[str, Any]:
    """Fill the site's lake with the simulated mines; out: what the comparison found, as leads.json.

    Errors: WrongState where a lake is there already (real data are never mixed with simulated ones) or lies in a store.
    Cost: about twenty seconds on two idle cores, 70 MB.
    """
    if lake.in_store():
        raise WrongState("the pages need a lake on a disk; set MINEWARDEN_LAKE to an empty folder")
    if lake.there():
        raise WrongState(f"{lake.folder()} holds data already; set MINEWARDEN_LAKE to an empty folder")
    with (
        tempfile.TemporaryDirectory() as work,
        as_file(files("minewarden.web.leads") / "data" / SCENE) as toml,
    ):
        inbox = Path(work) / "inbox"
        say("simulating five mines for a fortnight")
        simulate(read_scene(toml), inbox, Path(work) / "truth.json", workers=1)
        _arrive(inbox)
        say("loading the files into the lake")
        load(inbox, lake.folder(), now=SEEN_AT)
        say("comparing the factors")
        found = run_mines(lake.folder(), sorted(path.name for path in inbox.iterdir()), find_leads)
        shutil.rmtree(inbox)
    failed = [result for result in found if not result.ok]
    if failed:
        raise MinewardenError(f"mine {failed[0].mine_code} could not be compared: {failed[0].error}")
    values = [result.value for result in found if result.value is not None]
    return {
        "made_at": MADE_AT,
        "from": "2024-03-12T00:00:00+08:00",
        "to": "2024-03-26T00:00:00+08:00",
        "engine": "duckdb",
        "version": __version__,
        "plans": {value["mine_code"]: value["plan"] for value in values if value["leads"]},
        "leads": [lead for value in values for lead in value["leads"]],
    }


def ship(told: dict[str, Any]) -> None:
    """Write what `build` found, and who was where, into the package as the data that `demo.load` takes in."""
    words = json.dumps(told, ensure_ascii=False, indent=0).encode()
    presences = {
        one.digest: lake.presence_by_hour(one.lead.mine_code, one.from_at, one.to_at)
        for one in read_run(words).leads
    }
    with as_file(files("minewarden.web.leads") / "data") as folder:
        (folder / LEADS).write_bytes(words + b"\n")
        (folder / PRESENCE).write_text(json.dumps(presences, separators=(",", ":")) + "\n", encoding="utf-8")


def _arrive(inbox: Path) -> None:
    """Let each file have arrived half a minute after its upload time, tables at the end of the fortnight."""
    for path in inbox.rglob("*.*"):
        found = STAMP.search(path.name)
        at = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=CHINA) if found else SEEN_AT
        seconds = (at + timedelta(seconds=30)).timestamp()
        os.utime(path, (seconds, seconds))
