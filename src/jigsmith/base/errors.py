"""Every error that jigsmith raises on purpose: what is wrong, where, what to do, exit code, whether a retry helps.

It is longer than 250 lines: one entry for each kind; those of the factory and the ledger are in `factory_errors`.
The docstring of each is its entry in docs/reference/errors.md.
"""

from __future__ import annotations

from jigsmith.base.factory_errors import (
    BackupUnfit,
    BoxUnavailable,
    ConsentMissing,
    ForgeFailed,
    ForgeRefused,
    JobFailed,
    JobMissing,
    JobUnfit,
    MergeRefused,
    NotifyFailed,
    ProxyFailed,
    RepositoryMissing,
    RestoreRefused,
    TaskMissing,
    TicketMissing,
    TicketUnfit,
    TimerUnfit,
)
from jigsmith.base.failure import JigError

__all__ = [
    "BackupUnfit",
    "BoxUnavailable",
    "CandidateMissing",
    "CandidateUnfit",
    "ConfigInvalid",
    "ConsentMissing",
    "Declined",
    "DeployConflict",
    "ExtraMissing",
    "FileUnreadable",
    "ForgeFailed",
    "ForgeRefused",
    "GitFailed",
    "HookFailed",
    "HookNotTrusted",
    "InjectFailed",
    "InstanceMissing",
    "JigError",
    "JobFailed",
    "JobMissing",
    "JobUnfit",
    "MergeRefused",
    "NotifyFailed",
    "PackChanged",
    "PackMissing",
    "ParameterInvalid",
    "PathEscapes",
    "PatternMatchesTooFew",
    "PlanStale",
    "ProjectUnfit",
    "ProxyFailed",
    "RepositoryMissing",
    "RestoreRefused",
    "StepFailed",
    "StoreFailed",
    "TaskMissing",
    "TemplateInvalid",
    "TemplateMissing",
    "TicketMissing",
    "TicketUnfit",
    "TimerUnfit",
    "UndoConflict",
    "UpdateRefused",
    "ValidationFailed",
    "WouldOverwrite",
    "WriteFailed",
    "every_kind",
]


class UpdateRefused(JigError):
    """`jig update` did not begin: an update before it is not finished, a file still has conflict markers in it, or an
    instance cannot be updated, as when what it was generated as is not stored. Nothing was changed. The message says
    what to do.
    """

    exit_code = 2
    advice = "Nothing was changed."


class ConfigInvalid(JigError):
    """`jig.toml` has a syntax error, an unknown key or a value of the wrong type. The message names the line;
    `jig schema config` prints what is allowed.
    """

    exit_code = 3
    advice = "Correct it there; `jig schema config` prints what is allowed."


class PatternMatchesTooFew(JigError):
    """A pattern given with `--from` matches fewer than two instances, and one is not enough to tell what
    varies. Look at what `jig scan` lists, or widen the pattern.
    """

    exit_code = 4
    advice = "Widen the pattern, or look at what `jig scan` lists."


class CandidateMissing(JigError):
    """No candidate of that id in the last scan. `jig scan` lists those that are there."""

    exit_code = 5
    advice = "`jig scan` lists those that are there."


class TemplateMissing(JigError):
    """No template of that name. `jig templates` lists those that are here."""

    exit_code = 6
    advice = "`jig templates` lists those that are here."


class TemplateInvalid(JigError):
    """A template has an unknown key, a value of the wrong type, or an expression that does not parse. The
    message names file and line; `jig schema template` prints the format.
    """

    exit_code = 7
    advice = "Correct it there; `jig schema template` prints the format."


class ParameterInvalid(JigError):
    """A parameter is unknown, missing or has the wrong type. `jig templates show NAME` lists the parameters of
    a template.
    """

    exit_code = 8
    advice = "`jig templates show NAME` lists the parameters of a template."


class PathEscapes(JigError):
    """A path would leave the project: by `..`, as an absolute path, or through a symbolic link. Nothing was
    written. Correct the parameter or the template.
    """

    exit_code = 9
    advice = "Correct the parameter or the template. Nothing was written."


class WouldOverwrite(JigError):
    """A file that jigsmith did not write, or that was changed since, is in the way. Nothing was written. Move
    it, or take the existing code over with `jig adopt`.
    """

    exit_code = 10
    advice = "Nothing was written. Move it away, or take it over with `jig adopt`."


class HookNotTrusted(JigError):
    """The template wants to run a command that nobody has allowed yet. Nothing was written. Read the command in
    the message, then allow it with `jig trust NAME`.
    """

    exit_code = 11
    advice = "Read it, then allow it with `jig trust NAME`."


class FileUnreadable(JigError):
    """A file or a folder cannot be read, is not text, or is not there any more. Check its permissions and its encoding,
    or leave it out.
    """

    exit_code = 12
    advice = "Check that it is there, who may read it and its encoding, or leave it out."


class GitFailed(JigError):
    """The git command failed or is not installed. Its own message is repeated; do what it says and run again."""

    exit_code = 13
    retry_helps = True
    advice = "Do what git says, and run it again."


class HookFailed(JigError):
    """A command that the template runs before or after writing ended with an error. What had been written was
    taken back.
    """

    exit_code = 14
    retry_helps = True
    advice = "What was written is taken back. Do what the command says, and run it again."


class ValidationFailed(JigError):
    """What was generated does not pass the checks of the template. What had been written was taken back."""

    exit_code = 15
    advice = "Correct the parameter or the template."


class DeployConflict(JigError):
    """What `jig deploy` would write or take back is somebody else's, was edited since, or cannot be read. That was left
    as it is; the message says what became of the rest. Move it away, or leave that target out with `--to`.
    """

    exit_code = 16
    advice = "Move it away, or leave that target out with `--to`."


class StoreFailed(JigError):
    """The database under the user's data folder cannot be opened, is damaged, or was written by a newer
    jigsmith. The message says which, and where the file is.
    """

    exit_code = 17
    retry_helps = True
    advice = "Check the folder, or set JIG_HOME to another one."


class InstanceMissing(JigError):
    """No instance of that name is recorded in `.jig/instances`, or its files are gone."""

    exit_code = 18
    advice = "Write the name as the files have it; `.jig/instances` holds what is recorded."


class WriteFailed(JigError):
    """A file or a folder cannot be written: no permission, no room, or a file system that is read-only. What had
    been written was taken back.
    """

    exit_code = 19
    advice = "Nothing was written. Allow writing there or make room, and run it again."


class CandidateUnfit(JigError):
    """Nothing can be made of the candidate: its instances are plain copies, or pieces of a file with no place in it for
    one more, such as a file that can hold no comment.
    """

    exit_code = 20
    advice = "Take another one: `jig scan` lists them."


class Declined(JigError):
    """You said no when you were asked whether to go on. Nothing was written."""

    exit_code = 21
    advice = "Run it again and say yes, or give `--yes`."


class InjectFailed(JigError):
    """A text cannot be put into a file that is there already: the place the template names is missing or there
    twice, or something else stands in it. The message names the file and the place. Nothing was written.
    """

    exit_code = 22
    advice = "Nothing was written. Put the place there, or correct the template."


class ProjectUnfit(JigError):
    """The template is made for other projects than this one, builds on what this one lacks yet, or would bring what is
    there already: the message says which. Go to a project of that kind, make one with `jig create-app`, or run first
    what is named.
    """

    exit_code = 23
    advice = "Go to a project of that kind, or make one with `jig create-app`. Nothing was written."


class PlanStale(JigError):
    """The plan was made for a project that has changed since, or for a template that is another one now. Nothing was
    written. Make the plan again with `jig generate ... --plan`.
    """

    exit_code = 24
    advice = "Nothing was written. Make the plan again."


class UndoConflict(JigError):
    """What is to be taken back was changed since in the same lines, or there is nothing to take back. Nothing was
    changed. The message names the files; `jig undo --list` shows what can be taken back.
    """

    exit_code = 25
    advice = "Nothing was changed. `jig undo --list` shows what can be taken back."


class StepFailed(JigError):
    """A step that brings a new project to life failed, or the program it needs is not installed. The project is left as
    it is; the message says which step, and the end of what it said. `--resume` goes on there.
    """

    exit_code = 26
    retry_helps = True
    advice = "Do what it says; `--resume` goes on with that step."


class PackChanged(JigError):
    """A pack in `.jig/packs` is not as it was added: somebody edited it, or `jig.toml` does not name it. The message
    says how to put it back or to keep the edit.
    """

    exit_code = 30
    advice = "Put it back with `jig add`, or copy the template to .jig/templates and edit it there."


class PackMissing(JigError):
    """No pack of that name is in `jig.toml`, or what it came from is not there any more. `jig packs` lists those that
    are here.
    """

    exit_code = 31
    advice = "`jig packs` lists those that are here."


class ExtraMissing(JigError):
    """What was asked for needs an optional extra of jigsmith that is not installed. The message names it."""

    exit_code = 57
    advice = "Install it with `pip install 'jigsmith[NAME]'`."


def every_kind() -> list[type[JigError]]:
    """Return all kinds of errors in the order of their exit codes, JigError itself first."""
    from importlib import import_module  # noqa: PLC0415 - start-up time

    import_module("jigsmith.base.web_errors")  # by its name, since it stands on this module
    return [JigError, *sorted(JigError.__subclasses__(), key=lambda kind: kind.exit_code)]
