"""The errors of the factory and of the ledger; everybody knows them by `errors`."""

from __future__ import annotations

from jigsmith.base.failure import JigError

TYPE_CHECKING = False  # start-up time: typing is imported by type checkers alone
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Literal

    Why = Literal["conflict", "moved", "checked-out", "rules", "closed"]


class TicketMissing(JigError):
    """No ticket of that number is in this repository. `jig tickets` lists those that are here."""

    exit_code = 32
    advice = "`jig tickets` lists those that are here."


class TicketUnfit(JigError):
    """The ticket is in a state in which that cannot be done, or it moved on in the meantime. `jig ticket show NUMBER`
    says where it is.
    """

    exit_code = 33
    advice = "`jig ticket show NUMBER` says where it is."


class TaskMissing(JigError):
    """No task of that name is known for this repository. `jig tasks` lists those that are here."""

    exit_code = 55
    advice = "`jig tasks` lists those that are here; `jig tasks add` adds one."


class TimerUnfit(JigError):
    """No time can be stopped since none runs, another one runs already, or what is given is no length of time."""

    exit_code = 56
    advice = "`jig log` shows what runs."


class NotifyFailed(JigError):
    """A message could not be sent to a target of `[notify]`: its address is wrong, a variable that it names is not set,
    or the service did not take it. The run itself is not changed by that.
    """

    exit_code = 45
    retry_helps = True
    advice = "Check the address in `[notify]` of jig.toml, and that the service can be reached."


class JobMissing(JigError):
    """No job of that name is in `jig.toml`, or no run of that id was recorded. `jig jobs list` and `jig jobs history`
    show those that are there.
    """

    exit_code = 46
    advice = "`jig jobs list` shows the jobs that are here."


class JobFailed(JigError):
    """A run that was asked for did not go well: the command failed, took too long, or was stopped. What it said is
    above and in its log.
    """

    exit_code = 47
    retry_helps = True
    advice = "`jig jobs logs` shows what it said."


class JobUnfit(JigError):
    """A job cannot be run as it is configured: its built-in is not there, an option of it is wrong, the branch it runs
    on does not exist, or a crontab or a configuration that was to be imported cannot be read.
    """

    exit_code = 48
    advice = "Correct the job in jig.toml."


class BoxUnavailable(JigError):
    """The box that a command or an agent has to run in cannot be made on this machine: bubblewrap is not installed, or
    the system forbids it. `jig agents doctor` says what is missing and how to get it.
    """

    exit_code = 40
    advice = "`jig agents doctor` says what is missing; `isolation` in jig.toml chooses another kind of box."


class ForgeFailed(JigError):
    """The forge did not answer, is busy, or its limit of calls is used up. Nothing was done twice, and the same again
    later helps; the message says when, if the forge does.
    """

    exit_code = 50
    retry_helps = True
    advice = "Try it again later."

    def __init__(
        self, what: str, *, where: str | None = None, do: str | None = None, until: datetime | None = None
    ) -> None:
        super().__init__(what, where=where, do=do)
        self.until = until  # aware, UTC: before that there is no use in trying; None: not known


class ForgeRefused(JigError):
    """The forge does not do this: there is no such issue, repository or branch, or what jigsmith shows does not allow
    it. The message says what it answered.
    """

    exit_code = 51
    advice = "Check `[forge]` in jig.toml, and what the token or the App may do."


class MergeRefused(JigError):
    """A pull request cannot be merged or a branch cannot be moved: it has a conflict, it has moved since it was judged,
    the work tree in which the branch is checked out has changes, or the forge's own rules say no. Nothing was changed.
    """

    exit_code = 52
    advice = "Nothing was changed."

    def __init__(self, what: str, *, why: Why, where: str | None = None, do: str | None = None) -> None:
        super().__init__(what, where=where, do=do)
        self.why: Why = why


class ProxyFailed(JigError):
    """The proxy between an agent and its model, which holds the key and counts what is used, could not be started. No
    agent was started without it.
    """

    exit_code = 41
    retry_helps = True
    advice = "Check that the folder of its socket can be written, and run it again."


class ConsentMissing(JigError):
    """Nobody has allowed yet to read what was asked for: the history of a shell, transcripts or commits. Nothing was
    read. On a terminal `jig scan --history` asks; `--allow bash,claude` says it once for all times, `--revoke` takes
    it back.
    """

    exit_code = 64
    advice = "Nothing was read. `jig scan --history --allow SOURCE` allows it, `--revoke SOURCE` takes it back."


class RepositoryMissing(JigError):
    """The factory works for no repository of that name, or its folder is not there any more. `jig serve` in a
    repository adds it.
    """

    exit_code = 34
    advice = "`jig serve` in a repository adds it."


class BackupUnfit(JigError):
    """The file is no backup, it is damaged (a checksum or a count is not what its manifest says), or a newer jigsmith
    made it. Nothing was changed.
    """

    exit_code = 53
    advice = "Take another backup; `jig restore FILE --dry-run` tells of each whether it is whole."


class RestoreRefused(JigError):
    """A backup is not restored over what is there: the database or this machine's record is not empty, or workers are
    at it. Nothing was changed.
    """

    exit_code = 54
    advice = "Stop all workers; `--force` replaces what is there."
