"""A real standalone Spark on 127.0.0.1: one master, as many workers as asked for, each with one core."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

CLASS = "org.apache.spark.deploy"


def missing() -> str | None:
    """Why no Spark can be started here, or None."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed (extra 'spark')"
    java = shutil.which("java")
    if java is None:
        return "no java found; Spark needs Java 17"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    if not any(f'version "{release}' in said for release in ("17", "21")):
        return f"Spark needs Java 17, here is {said.splitlines()[0] if said else 'none'}"
    return None


@contextmanager
def cluster(workers: int, folder: Path) -> Iterator[str]:
    """Starts master and workers, yields the master's URL, ends them all."""
    port, *others = _free_ports(2 * workers + 2)
    master = f"spark://127.0.0.1:{port}"
    with ExitStack() as stack:
        log = _start(
            stack, folder / "master.log", "master.Master", "--port", str(port), "--webui-port", str(others[0])
        )
        for number in range(workers):
            mine, page = others[1 + 2 * number : 3 + 2 * number]
            limits = ["--cores", "1", "--memory", "1g", "--port", str(mine), "--webui-port", str(page)]
            room = ["--work-dir", str(folder / f"work{number}")]
            _start(stack, folder / f"worker{number}.log", "worker.Worker", *limits, *room, master)
        _wait_for(log, "Registering worker", workers)
        yield master


def _start(stack: ExitStack, log: Path, kind: str, *arguments: str) -> Path:
    """One Java process that ends with the stack; returns the path of its log."""
    import pyspark

    home = Path(pyspark.__file__).parent
    command = [str(home / "bin" / "spark-class"), f"{CLASS}.{kind}", "--host", "127.0.0.1", *arguments]
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_NO_DAEMONIZE": "1",
        "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1",  # short lives: do not spend the cores on compiling
    }
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)

    def end() -> None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    stack.callback(end)
    return log


def _wait_for(log: Path, words: str, times: int, within_s: float = 180.0) -> None:
    deadline = time.monotonic() + within_s  # a busy machine takes its time to start three Java processes
    while log.read_text().count(words) < times:
        if time.monotonic() > deadline:
            raise TimeoutError(f"Spark did not say {words!r}: {log.read_text()[-2000:]}")
        time.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
