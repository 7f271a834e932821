"""Where a lake lies: a folder on a disk, or a store of which this machine keeps a copy as far as it is asked for.

Everything else in the engine works on folders. A lake in a store has two on each machine: `read` holds the newest
catalogue and the parts that were asked for, `work` the catalogue of a writer and what it has not published yet. Parts
and packs never change, and the catalogue alone says which of them count, so publishing is: what is new, then the
catalogue, then away with what it names no more.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from minewarden.engine import lake_pins, quarantine
from minewarden.engine.catalogue import FILE, Catalogue
from minewarden.engine.lake_claim import Claim, writer_id
from minewarden.engine.lake_store import TEMPORARY, place, writer_lock
from minewarden.engine.store import Store, is_store
from minewarden.errors import BadInput, WrongState

WAIT_S = 600.0  # how long one writer waits for another
CONTENT = ("data", "raw", quarantine.FOLDER)
_DIRTY = "writing"  # this key stands in the catalogue while a writer is at work
_VERSION = "version"  # which version of the store's catalogue a folder began from
_PUBLISHED, _NEXT = "published", "next"
_TRIES = 5
_IN_USE_S = 3600.0
_COOKIE = slice(40, 44)  # of SQLite's header: counts copies, says nothing of the content


class Folder:
    """A lake on a disk: readers and writers share one folder."""

    def __init__(self, path: Path) -> None:
        self.folder = self.work = path
        self.name = str(path)

    def newest(self) -> None:
        """Nothing to do: the folder is the lake."""

    def bring(self, paths: Iterable[str], into: Path | None = None) -> None:
        """Nothing to do: everything is here."""

    def hold(self, paths: Iterable[str], reader: object) -> dict[str, Path]:
        """Out: where the parts can be read as long as `reader` lives. Errors: FileNotFoundError, as `bring`."""
        return lake_pins.hold(self.folder, paths, reader)

    @contextmanager
    def begun(self, wait_s: float, say: Callable[[str], None], create: bool) -> Iterator[None]:
        """Ready for a writer. Errors: BadInput when it is no lake and none shall be made."""
        if not create:
            with Catalogue(self.folder):
                pass
        with writer_lock(self.work, wait_s, say):
            yield

    def publish(self, catalogue: Catalogue, *, tidy: bool) -> None:
        """Nothing to do: a commit is all that readers wait for."""


class Mirror:
    """A lake in a store, and this machine's copy of it below `base`."""

    def __init__(self, url: str, base: Path | None = None) -> None:
        self.store = Store(url)
        self.name = self.store.name
        self.base = base or cache_folder() / "lakes" / f"{self.store.bucket}-{self.store.mark}"
        self.folder, self.work = self.base / "read", self.base / "work"
        self.claim: Claim | None = None

    def __reduce__(self) -> tuple[type[Mirror], tuple[str, Path]]:
        return Mirror, (self.store.url, self.base)  # a claim stays with the process that made it

    # -- reading -----------------------------------------------------------------------------------------

    def newest(self) -> None:
        """Takes the store's catalogue where it changed. Errors: BadInput when there is none."""
        version = self.store.version(FILE)
        if version is None:
            raise BadInput(f"{self.name} is no lake: it has no {FILE}; load an inbox into it first")
        prepare(self.folder)
        if _read(self.folder / _VERSION) != version:
            with writer_lock(self.folder, WAIT_S, lambda text: None):
                if _read(self.folder / _VERSION) != version:  # nobody took it while this process waited
                    self._take(self.folder)

    def _take(self, folder: Path) -> None:
        """Takes the catalogue as it is now; drops the parts of another lake that lay under this URL before."""
        version: str | None = None

        def write(temporary: Path) -> None:
            nonlocal version
            for _ in range(_TRIES):  # it is read in pieces: another one may come between them
                version = self.store.version(FILE)
                self.store.get(FILE, temporary)
                if self.store.version(FILE) == version:
                    return
            raise WrongState(f"{self.name} is being written all the time; call again")

        before = _lineage(folder)
        place(folder, FILE, write)
        if before not in (None, _lineage(folder)):
            _empty(folder)
        place(folder, _VERSION, lambda temporary: temporary.write_text(version or ""))

    def bring(self, paths: Iterable[str], into: Path | None = None) -> None:
        """Makes objects lie in the reading folder, or in the working one where a writer reads them.

        Errors: FileNotFoundError when the store has dropped one since.
        """
        wanted = [path for path in dict.fromkeys(paths) if into is None or not (into / path).exists()]
        missing = [path for path in wanted if not _used(self.folder / path)]
        if missing:
            prepare(self.folder)
        self.store.each(lambda path: place(self.folder, path, partial(self.store.get, path)), missing)
        if into is not None:
            for path in wanted:
                _link(self.folder / path, into / path)

    def hold(self, paths: Iterable[str], reader: object) -> dict[str, Path]:
        """Out: where the parts can be read: in the copy, which keeps what was used within the hour."""
        return {path: self.folder / path for path in paths}

    def trim(self, keep_bytes: int | None = None) -> tuple[int, int]:
        """Out: how many parts and raw files of the lake lie here, and their bytes.

        In: above `keep_bytes` those are removed that were used longest ago; what was used within the hour stays,
        because somebody may be reading it.
        """
        found = []
        for path in self.folder.rglob("*"):
            if path.suffix in (".parquet", ".zst"):
                told = path.stat()
                found.append((told.st_mtime, told.st_size, path))
        total, left = sum(size for _, size, _ in found), len(found)
        for used_at, size, path in sorted(found):
            if keep_bytes is None or total <= keep_bytes or time.time() - used_at < _IN_USE_S:
                break
            path.unlink(missing_ok=True)
            total, left = total - size, left - 1
        return left, total

    # -- writing -----------------------------------------------------------------------------------------

    @contextmanager
    def begun(self, wait_s: float, say: Callable[[str], None], create: bool) -> Iterator[None]:
        """Ready for a writer: the only one, and with the store's newest catalogue.

        What was not published stays where nobody else has published since: a killed writer goes on. Else it is
        dropped, and loaded anew. Errors: as `newest`; WrongState when another writer does not end.
        """
        if self.store.version(FILE) is None and not create:
            self.newest()
        prepare(self.work)
        self.claim = Claim(self.store, writer_id(self.work))
        with writer_lock(self.work, wait_s, say), self.claim.held(wait_s, say):
            version, base = self.store.version(FILE), self.work / _PUBLISHED / FILE
            complete = (self.work / FILE).exists() and base.exists() == (version is not None)
            if version != _read(self.work / _VERSION) or not complete:
                self._begin_anew(version is not None)
            yield

    def _begin_anew(self, published: bool) -> None:
        """Drops what the working folder holds; in: whether the store has a catalogue to take instead."""
        _empty(self.work, *CONTENT, _PUBLISHED)
        for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", _VERSION):
            (self.work / name).unlink(missing_ok=True)
        if published:
            self._take(self.work)
            place(
                self.work,
                f"{_PUBLISHED}/{FILE}",
                lambda temporary: shutil.copyfile(self.work / FILE, temporary),
            )

    def publish(self, catalogue: Catalogue, *, tidy: bool) -> None:
        """Brings the store up to the working folder: new objects, the catalogue in one request, deletions.

        In: `tidy` to look for objects that nobody names, too. Errors: WrongState when somebody else has published.
        """
        if _lineage(self.work) == 0 and not (self.work / _VERSION).exists():
            catalogue.db.execute(f"PRAGMA application_id = {secrets.randbelow(2**31 - 1) + 1}")
        following, base = self.work / _NEXT, self.work / _PUBLISHED
        following.mkdir(exist_ok=True)
        (following / FILE).unlink(missing_ok=True)
        catalogue.db.execute("VACUUM INTO ?", (str(following / FILE),))
        new, old = _objects(following), _objects(base)
        if not _same(following / FILE, base / FILE):
            self._upload([name for name, told in new.items() if old.get(name) != told])
            self._exchange(following, base)
        void = set(old) - set(new)
        if tidy or self._claimed().interrupted:
            there = {name for folder in CONTENT for name in self.store.names(folder)}
            self._claimed().check()  # after listing: so all of it was there while nobody else could write
            void |= there - set(new)
        self.store.each(self.store.delete, void)
        self._share(set(new))

    def _claimed(self) -> Claim:
        assert self.claim is not None, "publishing without a claim"
        return self.claim

    def _upload(self, names: list[str]) -> None:
        """Puts objects; what was no file that could be kept (a folder named like one) has only its reason."""
        here = [name for name in names if (self.work / name).exists()]
        if any(not name.startswith(quarantine.FOLDER) for name in set(names) - set(here)):
            (self.work / FILE).unlink()
            raise WrongState(
                f"{self.work} has lost files that were not published yet; call again: they are loaded anew"
            )
        self.store.each(self._put, here)

    def _put(self, name: str) -> None:
        self._claimed().assure()  # another writer would give the same names to other content
        self.store.put(name, self.work / name)

    def _exchange(self, following: Path, base: Path) -> None:
        """The commit: puts the catalogue, provided that it follows on the one in the store."""
        self._claimed().check()
        if self.store.version(FILE) != _read(self.work / _VERSION):
            raise WrongState(
                f"{self.name} was published by somebody else meanwhile; nothing of this run was. Call again: it "
                "begins from the new state and loads what is missing"
            )
        self.store.put(FILE, following / FILE)
        version = self.store.version(FILE) or ""
        base.mkdir(exist_ok=True)
        (following / FILE).replace(base / FILE)
        place(self.work, _VERSION, lambda temporary: temporary.write_text(version))

    def _share(self, published: set[str]) -> None:
        """Leaves the published parts to the readers of this machine, and empties the working folder."""
        prepare(self.folder)
        for path in (self.work / "data").rglob("*.parquet"):
            name = path.relative_to(self.work).as_posix()
            if name in published:
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                path.replace(self.folder / name)
        _empty(self.work)


Home = Folder | Mirror


def home(lake: str | Path) -> Home:
    """Out: where the lake lies. In: a folder, or `s3://bucket/prefix`."""
    return Mirror(str(lake)) if is_store(lake) else Folder(Path(lake))


@contextmanager
def writing(
    lake: Home, wait_s: float, say: Callable[[str], None], *, create: bool = False, tidy: bool = False
) -> Iterator[Catalogue]:
    """The only way to write a lake: one writer, what an interrupted one left removed, published at the end.

    Errors: BadInput when it is no lake and `create` is not given; WrongState when another writer does not end.
    """
    if create:
        prepare(lake.work)
    with lake.begun(wait_s, say, create), Catalogue(lake.work, create=create) as catalogue:
        lake_pins.let_go(lake.work)
        query = catalogue.db.execute
        if query("SELECT 1 FROM notes WHERE key = ?", (_DIRTY,)).fetchone():
            sweep(lake.work, catalogue)
        query("INSERT OR REPLACE INTO notes VALUES (?, 1)", (_DIRTY,))
        yield catalogue
        query("DELETE FROM notes WHERE key = ?", (_DIRTY,))
        lake.publish(catalogue, tidy=tidy)


def sweep(lake: Path, catalogue: Catalogue) -> int:
    """Removes what an interrupted writer left and the catalogue does not name. Out: how many files."""
    named = _parts_and_packs(catalogue)
    removed = 0
    for folder, pattern in ((TEMPORARY, "*"), ("data", "*.parquet"), ("raw", "*.zst")):
        for path in (lake / folder).rglob(pattern):
            if path.is_file() and path.relative_to(lake).as_posix() not in named:
                path.unlink()
                removed += 1
    return removed


def prepare(folder: Path) -> None:
    """Makes the folders of a lake. Errors: BadInput when that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / TEMPORARY).mkdir(exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder} cannot be a lake: {error.strerror}") from None


def cache_folder() -> Path:
    """Out: where copies of lakes in stores lie: MINEWARDEN_CACHE, else the user's cache folder."""
    told = os.environ.get("MINEWARDEN_CACHE")
    if told:
        return Path(told).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "minewarden"


# -- inside ----------------------------------------------------------------------------------------------


def _parts_and_packs(catalogue: Catalogue) -> set[str]:
    query = catalogue.db.execute
    named = {path for (path,) in query("SELECT DISTINCT path FROM parts")}
    return named | {path for (path,) in query("SELECT DISTINCT pack FROM files WHERE pack NOT NULL")}


def _objects(folder: Path) -> dict[str, str]:
    """Out: all that a catalogue names, each with what may change of it; nothing where there is none."""
    if not (folder / FILE).exists():
        return {}
    with Catalogue(folder) as catalogue:
        return dict.fromkeys(sorted(_parts_and_packs(catalogue)), "") | quarantine.kept(catalogue)


def _lineage(folder: Path) -> int | None:
    """Out: the number that a lake in a store is given when it is made; part names count only within one lake."""
    if not (folder / FILE).exists():
        return None
    with Catalogue(folder) as catalogue:
        return int(catalogue.db.execute("PRAGMA application_id").fetchone()[0])


def _same(one: Path, other: Path) -> bool:
    if not other.exists() or one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        while chunk := bytearray(left.read(1024 * 1024)):
            against = bytearray(right.read(1024 * 1024))
            if left.tell() == len(chunk):
                chunk[_COOKIE] = against[_COOKIE]
            if chunk != against:
                return False
    return True


def _empty(folder: Path, *names: str) -> None:
    for name in names or CONTENT:
        shutil.rmtree(folder / name, ignore_errors=True)


def _used(path: Path) -> bool:
    """Out: whether the file is there; then it counts as used now."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        shutil.copyfile(source, target)


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None
