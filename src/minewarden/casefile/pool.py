"""Reading processes: tasks go out, outcomes come back; one that crashes or hangs is replaced."""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess

from minewarden.casefile.limits import Limits
from minewarden.casefile.model import ProblemKind, ReadingProblem
from minewarden.casefile.worker import Assemble, Outcome, Recognise, Task, perform, serve

Done = Callable[[Outcome], None]


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
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
        # a daemonic process may have no children: there the caller is the containment
        self._inline = limits.processes == 0 or multiprocessing.current_process().daemon

    def submit(self, task: Task, done: Done, *, first: bool = False) -> None:
        """Queue `task`; `done` is called with its outcome inside a later `step`."""
        if first:
            self._queue.appendleft((task, done))
        else:
            self._queue.append((task, done))

    def step(self) -> None:
        """Hand out tasks, wait until at least one outcome is there, and deliver it."""
        if self._inline:
            task, done = self._queue.popleft()
            done(perform(task, self.limits))
            return
        self._hand_out()
        busy = [worker for worker in self._workers if worker.task is not None]
        first = min(worker.deadline for worker in busy)
        ready = wait([worker.connection for worker in busy], max(0.0, first - time.monotonic()))
        for worker in busy:
            if worker.connection in ready:
                self._receive(worker)
            elif time.monotonic() >= worker.deadline:
                self._give_up(worker, ProblemKind.TIMEOUT, "读取该文件超时，未读取；请拆分或重新制作后提交。")

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            worker.process.kill()
            worker.connection.close()
        self._workers.clear()

    def _hand_out(self) -> None:
        idle = [worker for worker in self._workers if worker.task is None]
        while self._queue and (idle or len(self._workers) < self.limits.processes):
            worker = idle.pop() if idle else self._start()
            worker.task, worker.done = self._queue.popleft()
            worker.deadline = time.monotonic() + self._allowance(worker.task)
            try:
                worker.connection.send(worker.task)
            except (BrokenPipeError, ConnectionResetError):  # it died idle: its end of the pipe tells below
                worker.deadline = 0.0

    def _allowance(self, task: Task) -> float:
        if isinstance(task, Recognise):
            return self.limits.file_s + self.limits.scanned_page_s * len(task.pages)
        if isinstance(task, Assemble):
            return self.limits.file_s + 0.2 * len(task.pages)
        return self.limits.file_s

    def _start(self) -> _Worker:
        ours, theirs = multiprocessing.Pipe()
        process = _context().Process(target=serve, args=(theirs, self.limits), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _receive(self, worker: _Worker) -> None:
        try:
            outcome = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            self._give_up(
                worker, ProblemKind.UNREADABLE, "读取该文件时程序异常终止，文件可能已损坏或含恶意内容。"
            )
            return
        done, worker.task, worker.done = worker.done, None, None
        if done is not None:
            done(outcome)

    def _give_up(self, worker: _Worker, kind: ProblemKind, message: str) -> None:
        """End a worker that crashed or hangs, and report its task."""
        worker.process.kill()
        worker.process.join()
        worker.connection.close()
        self._workers.remove(worker)
        task, done = worker.task, worker.done
        name = getattr(task, "name", "")
        page = task.pages[0] if isinstance(task, Recognise) else None
        if done is not None:
            done(Outcome(problems=[ReadingProblem(name, page, kind, message)]))


def _context() -> ForkServerContext | SpawnContext:
    """Processes that share nothing with this one: a server forks them quickly, where there is fork at all."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["minewarden.casefile.worker"])
    return context
