"""Reading processes: tasks go out, outcomes come back; one that crashes or hangs is replaced.

They are programs of their own and not `multiprocessing` children, which would import the caller's main module: a
server, a test run, a script without a guard.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from minewarden.casefile.limits import Limits
from minewarden.casefile.model import ProblemKind, ReadingProblem
from minewarden.casefile.wire import receive, send
from minewarden.casefile.worker import Assemble, Outcome, Recognise, Task, perform

Done = Callable[[Outcome], None]
STARTING_S = 60.0  # a loaded machine may take long to start a process; that is not the file's fault


@dataclass(slots=True, eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    fresh: bool = True
    task: Task | None = None
    done: Done | None = None
    deadline: float = 0.0


class Pool:
    """Up to `limits.processes` workers; with 0 of them the tasks run in this very process, uncontained.

    Not for use from several threads: each thread keeps its own.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._queue: deque[tuple[Task, Done]] = deque()
        self._workers: list[_Worker] = []
        self._answers: queue.SimpleQueue[tuple[_Worker, Outcome | None]] = queue.SimpleQueue()
        # when the thread that keeps this pool ends, or the program does
        weakref.finalize(self, _end_all, self._workers)

    def submit(self, task: Task, done: Done, *, first: bool = False) -> None:
        """Queue `task`; `done` is called with its outcome inside a later `step`."""
        if first:
            self._queue.appendleft((task, done))
        else:
            self._queue.append((task, done))

    def step(self) -> None:
        """Hand out tasks, wait until one outcome is there or overdue, and deliver it."""
        if self.limits.processes == 0:
            task, done = self._queue.popleft()
            done(perform(task, self.limits))
            return
        self._hand_out()
        busy = [worker for worker in self._workers if worker.task is not None]
        first = min(worker.deadline for worker in busy)
        try:
            worker, outcome = self._answers.get(timeout=max(0.0, first - time.monotonic()))
        except queue.Empty:
            late = min(busy, key=lambda worker: worker.deadline)
            self._give_up(late, ProblemKind.TIMEOUT, "读取该文件超时，未读取；请拆分或重新制作后提交。")
            return
        if worker not in self._workers:
            return  # the last word of one that was given up
        if outcome is None:
            self._give_up(
                worker, ProblemKind.UNREADABLE, "读取该文件时程序异常终止，文件可能已损坏或含恶意内容。"
            )
            return
        done_with, worker.task, worker.done, worker.fresh = worker.done, None, None, False
        if outcome.last:
            _end(worker)
            self._workers.remove(worker)
        if done_with is not None:
            done_with(outcome)

    def close(self) -> None:
        """End the workers; the next task starts new ones."""
        _end_all(self._workers)

    def _hand_out(self) -> None:
        idle = [worker for worker in self._workers if worker.task is None]
        while self._queue and (idle or len(self._workers) < self.limits.processes):
            worker = idle.pop() if idle else self._start()
            worker.task, worker.done = self._queue.popleft()
            worker.deadline = time.monotonic() + self._allowance(worker)
            # a worker that died idle: its listener has said so, or will
            with contextlib.suppress(BrokenPipeError):
                send(worker.process.stdin, (worker.task, self.limits))

    def _allowance(self, worker: _Worker) -> float:
        seconds = self.limits.file_s + (STARTING_S if worker.fresh and self.limits.file_s else 0.0)
        if isinstance(worker.task, Recognise):
            return seconds + self.limits.scanned_page_s * len(worker.task.pages)
        if isinstance(worker.task, Assemble):
            return seconds + 0.2 * len(worker.task.pages)
        return seconds

    def _start(self) -> _Worker:
        command = [sys.executable, "-m", "minewarden.casefile"]
        one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a native library complains about a file is in the outcome already
            env=os.environ | one_core,
        )
        worker = _Worker(process)
        self._workers.append(worker)
        threading.Thread(target=_listen, args=(worker, self._answers), daemon=True).start()
        return worker

    def _give_up(self, worker: _Worker, kind: ProblemKind, message: str) -> None:
        """End a worker that crashed or hangs, and report its task."""
        _end(worker)
        self._workers.remove(worker)
        task, done = worker.task, worker.done
        name = getattr(task, "name", "")
        page = task.pages[0] if isinstance(task, Recognise) else None
        if done is not None:
            done(Outcome(problems=[ReadingProblem(name, page, kind, message)]))


def _end(worker: _Worker) -> None:
    worker.process.kill()
    with contextlib.suppress(BrokenPipeError):
        if worker.process.stdin is not None:
            worker.process.stdin.close()
    worker.process.wait()


def _end_all(workers: list[_Worker]) -> None:
    for worker in workers:
        _end(worker)
    workers.clear()


def _listen(worker: _Worker, answers: queue.SimpleQueue[tuple[_Worker, Outcome | None]]) -> None:
    """Pass on what a worker answers; its end is None."""
    while True:
        try:
            outcome = receive(worker.process.stdout)
        except (EOFError, OSError, ValueError):
            answers.put((worker, None))
            if worker.process.stdout is not None:
                worker.process.stdout.close()
            return
        answers.put((worker, outcome if isinstance(outcome, Outcome) else None))
