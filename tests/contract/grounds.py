"""The grounds on which one suite tries every forge: a repository, the forge before it, and the people around it."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.github import server

from jigsmith.base.forge_settings import Forge as Settings
from jigsmith.engines.forge.github.connect import github
from jigsmith.engines.forge.local import local
from jigsmith.engines.forge.records import Forge
from jigsmith.store.factory import database

WHO = ("-c", "user.name=A person", "-c", "user.email=person@example.org")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One forge with one repository that has a commit on `main`."""

    clone: Path
    """A clone of the repository, as an agent works in one."""
    repository: Path
    """Where the forge has its branches."""
    as_person: Callable[[str], Forge]
    """The forge as somebody else sees it, by login; `ann` may write to the repository, `eve` may not (on GitHub)."""
    begin: Callable[[], Forge]
    """The forge as jigsmith has it, as after a start."""
    restricted: bool
    """Whether the forge knows who may do what."""

    def commit(self, files: dict[str, str], *, on: str = "main", subject: str = "Change") -> str:
        """Commit files in the clone, on top of what the forge has on a branch or of a commit; gives the commit."""
        git(self.clone, "fetch", "-q", "origin", "+refs/heads/*:refs/remotes/origin/*")
        known = git(self.clone, "branch", "-r", "--list", f"origin/{on}")
        git(self.clone, "checkout", "-q", "--detach", f"origin/{on}" if known else on)
        for name, text in files.items():
            (self.clone / name).write_text(text)
        git(self.clone, "add", "-A")
        git(self.clone, *WHO, "commit", "-q", "-m", subject)
        return git(self.clone, "rev-parse", "HEAD")

    def tip(self, branch: str) -> str:
        """The newest commit that the forge has on a branch; "": there is none."""
        return git(self.repository, "for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")

    def holds(self, older: str, branch: str = "main") -> bool:
        """Whether a branch of the forge holds a commit."""
        words = ["git", "-C", str(self.repository), "merge-base", "--is-ancestor", older, f"refs/heads/{branch}"]
        return subprocess.run(words, check=False).returncode == 0

    def shown(self, branch: str, path: str) -> str:
        """What a file holds on a branch of the forge."""
        return git(self.repository, "show", f"refs/heads/{branch}:{path}")


def git(where: Path, *words: str) -> str:
    """What git prints in `where`."""
    done = subprocess.run(["git", "-C", str(where), *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def repository(folder: Path, *, bare: bool) -> tuple[Path, Path]:
    """A repository with a commit on main, and a clone of it."""
    folder.mkdir(parents=True)
    first, clone = folder / "first", folder / "clone"
    git(folder, "init", "-q", "-b", "main", str(first))
    (first / "README").write_text("one\ntwo\nthree\n")
    git(first, "add", ".")
    git(first, *WHO, "commit", "-q", "-m", "Begin")
    if bare:
        git(folder, "clone", "-q", "--bare", str(first), str(folder / "bare.git"))
    there = folder / "bare.git" if bare else first
    git(folder, "clone", "-q", str(there), str(clone))
    return there, clone


@contextmanager
def on_this_machine(folder: Path, url: str) -> Iterator[Ground]:
    """The local forge, its store at `url`."""
    there, clone = repository(folder / "git", bare=False)
    engine = database.opened(url)

    def begin(me: str = "jigsmith") -> Forge:
        return local(engine, there, me=me)

    try:
        yield Ground(clone=clone, repository=there, as_person=begin, begin=begin, restricted=False)
    finally:
        engine.dispose()


@contextmanager
def on_github(folder: Path) -> Iterator[Ground]:
    """GitHub's double, with pages of two items, so that each list has several."""
    there, clone = repository(folder / "git", bare=True)
    opened: list[Forge] = []
    with server.running(there) as double:
        double.most_per_page = 2

        def begin(login: str = "factory") -> Forge:
            opened.append(as_user(double, login))
            return opened[-1]

        try:
            yield Ground(clone=clone, repository=there, as_person=begin, begin=begin, restricted=True)
        finally:
            for forge in opened:
                forge.close()


def as_user(double: server.Double, login: str, *, sleep: Callable[[float], None] = lambda _: None) -> Forge:
    """The forge on the double as somebody sees it."""
    settings = Settings(kind="github", repo=double.repo.name, url=double.url, token_env="TOKEN", pace=0.0)
    return github(settings, {"TOKEN": f"token-of-{login}"}, sleep=sleep)
