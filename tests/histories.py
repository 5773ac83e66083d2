"""Histories of shells as people leave them, made up from a seed: much that means nothing, and routines planted in it.

Commands follow Zipf's law, and so do their arguments. A session is a morning or an afternoon at work, with edit-and-run
loops, typing errors and looking around. A routine is now and then interrupted by looking around, given up half-way, or
gone through with a step left out.
"""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jigsmith.loop.observe.records import Typed

BEGIN = 1_750_000_000 // 86_400 * 86_400 + 8 * 3600
ROUTINES = (
    ("git checkout main", "git pull", "git checkout -b {0}", "git push -u origin {0}"),
    ("make build", "docker build -t shop:{0} .", "docker push shop:{0}", "kubectl rollout restart deploy/shop"),
    ("pytest -q", "git add -A", "git commit -m '{1}'", "git push"),
    ("npm version {2}", "npm run build", "npm publish"),
    ("terraform fmt", "terraform plan -out p.{0}", "terraform apply p.{0}"),
    ("pg_dump -Fc shop_{0}", "dropdb dev_{0}", "createdb dev_{0}", "pg_restore -d dev_{0} dump", "psql dev_{0}"),
    ("python manage.py makemigrations {0}", "python manage.py migrate", "python manage.py test {0}"),
    ("gpg -d {0}.gpg > {0}.csv", "scp {0}.csv archive:", "rm {0}.csv"),
    ("cp templates/page.html pages/{0}.html", "sed -i s/NAME/{0}/ pages/{0}.html", "hugo", "rsync -a public/ www:",
     "curl -I https://www.example.org/{0}", "git add pages/{0}.html", "git commit -m 'Add {0}'"),
    ("brew update", "brew upgrade"),
)  # fmt: skip
PROGRAMS = """
ls cd git_status vim cat git_pull grep git_add_-A git_diff git_commit_-m python git_push make make_build npm_test
docker_ps rm cp mv mkdir ssh curl find tail less git_log git_stash pytest node npm_run_lint docker_exec kubectl_get
kubectl_logs chmod tar ps kill head wc sed awk xargs jq git_checkout git_rebase git_fetch git_merge pip_install
cargo_test cargo_build go_test go_build ruff mypy man which history clear htop df du docker_logs systemctl_restart
journalctl tmux_attach scp rsync wget unzip diff sort gh_pr gh_issue npm_install npm_start vite tsc eslint prettier
psql redis-cli sqlite3 aws_s3 terraform_plan helm_list ansible git_reset git_cherry-pick git_tag git_branch
git_remote git_blame git_show brew_install apt_install sudo_apt sudo_vim
""".split()  # noqa: SIM905 - read as a list
SYLLABLES = ("ka", "lo", "mi", "ne", "pu", "ra", "so", "ti", "ve", "zu", "bo", "de")
LOOKS = ("ls", "git status", "git diff", "pwd", "cat notes.txt", "clear")
LOOPS = (("vim {0}", "pytest {0}"), ("vim {0}", "make"), ("code .", "npm test"), ("vim {0}", "python {0}"))


@dataclass(frozen=True)
class Line:
    """A command with when it began and how long it took, in seconds."""

    when: float
    took: int
    text: str
    session: int


class Person:
    """Somebody who types."""

    def __init__(self, seed: int, *, routines: Sequence[Sequence[str]] = ROUTINES, share: float = 0.02) -> None:
        self.dice = random.Random(seed)
        self._routines, self._share = routines, share
        self.done: dict[Sequence[str], list[int]] = {}  # the days on which each routine was gone through as a whole
        self._day = 0
        self._words = ["".join(self.dice.choices(SYLLABLES, k=self.dice.randint(2, 4))) for _ in range(3_000)]
        self._weights = [1 / rank for rank in range(1, len(PROGRAMS) + 1)]
        self._word_weights = [1 / rank for rank in range(1, len(self._words) + 1)]
        self._cumulated = _sums(self._word_weights)
        self._how_often = [1 / rank**0.5 for rank in range(1, len(routines) + 1)]

    def types(self, lines: int) -> Iterator[Line]:
        """Yield so many lines or a few more, session by session."""
        done = session = 0
        when = float(BEGIN)
        while done < lines:
            session += 1
            self._day = session // 2
            when = BEGIN + (session // 2) * 86_400 + (session % 2) * 5 * 3600 + self.dice.random() * 3600
            for text in self._session():
                took = int(self.dice.expovariate(0.2))
                yield Line(when, took, text, session)
                when += took + self.dice.expovariate(1 / 25)
                done += 1

    def _session(self) -> Iterator[str]:
        for _ in range(self.dice.randint(10, 70)):
            lot = self.dice.random()
            if lot < self._share:
                yield from self._routine()
            elif lot < self._share + 0.05:
                yield from self._loop()
            else:
                yield self._noise()

    def _routine(self) -> Iterator[str]:
        steps = self.dice.choices(self._routines, self._how_often)[0]
        values = (self.word(), f"{self.word()} {self.word()}", self.dice.choice(["patch", "minor", "major"]))
        given_up = self.dice.randint(1, len(steps) - 1) if self.dice.random() < 0.06 else len(steps)
        left_out = self.dice.randrange(len(steps)) if self.dice.random() < 0.04 else -1
        if given_up == len(steps) and left_out < 0:
            self.done.setdefault(steps, []).append(self._day)
        for number, step in enumerate(steps[:given_up]):
            if number != left_out:
                yield step.format(*values) + " --verbose" * (self.dice.random() < 0.02)
            if self.dice.random() < 0.08:
                yield self.dice.choice(LOOKS)

    def _loop(self) -> Iterator[str]:
        steps, name = self.dice.choice(LOOPS), f"{self.word()}.py"
        for _ in range(self.dice.randint(1, 5)):
            yield from (step.format(name) for step in steps)

    def _noise(self) -> str:
        program = self.dice.choices(PROGRAMS, self._weights)[0].replace("_", " ")
        count = self.dice.choice((0, 1, 1, 1, 2))
        text = " ".join([program, *(self.word() for _ in range(count))])
        lot = self.dice.random()
        if lot < 0.05:
            return f"{text} | grep {self.word()} | head -n {self.dice.randint(1, 50)}"
        if lot < 0.08:
            return f"{text} && {self._noise()}"
        if lot < 0.10:
            return f"echo \"{self.word()} '{self.word()}'\" > {self.word()}.txt"
        return text[:1] + text if lot < 0.105 else text

    def word(self) -> str:
        """Return a word, of the usual ones more often."""
        return self.dice.choices(self._words, cum_weights=self._cumulated)[0]


def _sums(weights: Sequence[float]) -> list[float]:
    found, total = [], 0.0
    for weight in weights:
        total += weight
        found.append(total)
    return found


def typed(lines: Sequence[Line]) -> Iterator[Typed]:
    """Yield lines as a reader would."""
    for line in lines:
        yield Typed("zsh", "", line.when, float(line.took), line.text)


def write(lines: Sequence[Line], home: Path, shell: str) -> Path:
    """Write the history of a shell into a home; return the file."""
    places = {"bash": ".bash_history", "zsh": ".zsh_history", "fish": ".local/share/fish/fish_history"}
    place = home / places.get(shell, ".local/share/atuin/history.db")
    place.parent.mkdir(parents=True, exist_ok=True)
    if shell == "atuin":
        _atuin(lines, place)
        return place
    with place.open("w", encoding="utf-8") as file:
        for line in lines:
            if shell == "bash":
                file.write(f"#{line.when:.0f}\n{line.text}\n")
            elif shell == "zsh":
                file.write(f": {line.when:.0f}:{line.took};{line.text}\n")
            else:
                file.write(f"- cmd: {line.text}\n  when: {line.when:.0f}\n")
    return place


def _atuin(lines: Sequence[Line], place: Path) -> None:
    """Make the database as atuin 18 does."""
    with sqlite3.connect(place) as connection:
        connection.execute(
            "CREATE TABLE history (id TEXT PRIMARY KEY, timestamp INTEGER NOT NULL, duration INTEGER NOT NULL,"
            " exit INTEGER NOT NULL, command TEXT NOT NULL, cwd TEXT NOT NULL, session TEXT NOT NULL,"
            " hostname TEXT NOT NULL, deleted_at INTEGER, UNIQUE (timestamp, cwd, command))"
        )
        rows = (
            (
                f"{n:032}",
                int(each.when * 1e9),
                int(each.took * 1e9),
                0,
                each.text,
                "/home/u",
                f"s{each.session}",
                "h:u",
                None,
            )
            for n, each in enumerate(lines)
        )
        connection.executemany("INSERT OR IGNORE INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.close()
