"""An S3 server of its own on 127.0.0.1, and machines: folders in which each keeps its copy of a lake."""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyarrow import fs

from minewarden.engine.load import load
from tests.engine.inbox import NOW

KEY, SECRET = "AKIAMINEWARDEN", "correct-horse-battery"


@contextmanager
def server(log: Path) -> Iterator[str]:
    """Starts the server, yields host:port, ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_for(port, log)
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int, log: Path, within_s: float = 30.0) -> None:
    deadline = time.monotonic() + within_s
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise TimeoutError(f"no S3 server: {log.read_text()[-2000:]}") from None
            time.sleep(0.05)


def address(endpoint: str, place: str, key: str = KEY, secret: str = SECRET) -> str:
    """Out: the URL of a lake, credentials included. In: `bucket/prefix`."""
    return f"s3://{key}:{secret}@{place}?endpoint_override={endpoint}&scheme=http&region=us-east-1"


def client(url: str) -> tuple[Any, str]:
    """Out: Arrow's client, and the bucket and prefix."""
    return fs.FileSystem.from_uri(url + "&allow_bucket_creation=true")


def make_bucket(url: str) -> None:
    """Makes the bucket of a URL."""
    found, root = client(url)
    found.create_dir(root.split("/")[0])


def check_credentials(endpoint: str) -> None:
    """Makes the server refuse whoever has no account: from now on everybody."""
    urllib.request.urlopen(
        urllib.request.Request(
            f"http://{endpoint}/moto-api/reset-auth", b"0", {"Content-Type": "application/octet-stream"}
        )
    ).read()


def objects(url: str) -> list[str]:
    """Out: the names of all objects of the lake."""
    found, root = client(url)
    listed = found.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
    return sorted(info.path[len(root) + 1 :] for info in listed if info.is_file)


def fetched(url: str, folder: Path) -> Path:
    """Out: the folder, with every object of the lake: what any tool that copies a bucket would make."""
    found, root = client(url)
    for name in objects(url):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with found.open_input_stream(f"{root}/{name}") as file:
            (folder / name).write_bytes(file.read())
    return folder


def load_from(machine: str, inbox: Path, url: str, settings: Any) -> None:
    """Loads as a machine of its own: the copy of the lake lies in the folder `machine`."""
    os.environ["MINEWARDEN_CACHE"] = machine
    load(inbox, url, now=NOW, settings=settings)


def start(machine: Path, inbox: Path, url: str, settings: Any) -> multiprocessing.process.BaseProcess:
    """Out: a running load in a process of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["minewarden.engine.load"])
    process = context.Process(target=load_from, args=(str(machine), inbox, url, settings))
    process.start()
    return process
