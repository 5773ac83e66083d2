"""Settings: `[[jobs]]` and `[notify]` in jig.toml, what runs at night, and who is told."""

from typing import Annotated, Any, Literal

import msgspec

from jigsmith.base import durations

Duration = Annotated[str, msgspec.Meta(pattern=durations.PATTERN, examples=["90s", "30m", "2h", "1d"])]
HookName = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(create-pr|create-issue|save-report|notify-[a-z0-9][a-z0-9_-]*)$",
        description="create-pr, create-issue, save-report, or notify-NAME with a NAME of [notify] targets.",
    ),
]

HOOKS = ("on_success", "on_failure", "on_recovery", "on_skipped")


class Job(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A job: what runs when, and what follows. It runs in a clean clone of the repository, never in the work tree."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", title="Name")]
    schedule: Annotated[
        str,
        msgspec.Meta(
            title="When",
            description="Five fields as in cron, such as `0 2 * * *`. Empty: only when somebody asks for it.",
        ),
    ] = ""
    timezone: Annotated[
        str,
        msgspec.Meta(title="Time zone", description="Such as Europe/Vienna. Empty: the time zone of the machine."),
    ] = ""
    command: Annotated[str, msgspec.Meta(title="Command", description="A line for `sh -c`.")] = ""
    steps: Annotated[
        list[str], msgspec.Meta(title="Steps", description="Several lines; the first that fails ends the run.")
    ] = []
    builtin: Annotated[
        str,
        msgspec.Meta(title="Built-in", description="A job that comes with jigsmith; `jig jobs builtins` lists them."),
    ] = ""
    options: Annotated[
        dict[str, Any], msgspec.Meta(title="Options", description="Of the built-in job; its page says which.")
    ] = {}
    on_success: Annotated[list[HookName], msgspec.Meta(description="Hooks after a run that went well.")] = []
    on_failure: Annotated[
        list[HookName], msgspec.Meta(description="Hooks after one that did not, or did not run.")
    ] = []
    on_recovery: Annotated[
        list[HookName], msgspec.Meta(description="Hooks after the first good run after failures.")
    ] = []
    on_skipped: Annotated[list[HookName], msgspec.Meta(description="Hooks when a due time was skipped.")] = []
    timeout: Annotated[Duration, msgspec.Meta(description="How long one attempt may take.")] = "1h"
    retries: Annotated[int, msgspec.Meta(ge=0, le=20, description="Attempts after one that failed.")] = 0
    backoff: Annotated[
        Duration, msgspec.Meta(description="Wait before the first of these; twice as long before each further one.")
    ] = "1m"
    catch_up: Annotated[
        Literal["latest", "all", "none"],
        msgspec.Meta(description="Which due times are made up for that passed while nothing ran here."),
    ] = "latest"
    catch_up_window: Annotated[Duration, msgspec.Meta(description="How far back these may lie.")] = "24h"
    overlap: Annotated[
        Literal["skip", "queue", "cancel_previous"],
        msgspec.Meta(description="What is done when the run before has not ended yet."),
    ] = "skip"
    jitter: Annotated[Duration, msgspec.Meta(description="A run begins up to so much later, each by its own lot.")] = (
        "0s"
    )
    grace: Annotated[
        Duration, msgspec.Meta(description="A due time without a run after so long is an alarm: on_failure follows.")
    ] = "1h"
    environment: Annotated[
        dict[str, str], msgspec.Meta(description="Variables for the command; `${NAME}` takes one of the machine's.")
    ] = {}
    box: Annotated[
        Literal["none", "bwrap", "landlock"],
        msgspec.Meta(description="What the command is locked into. A job is your own command: by default nothing."),
    ] = "none"
    network: Annotated[bool, msgspec.Meta(description="Whether a boxed command may reach the network.")] = True
    base: Annotated[
        str, msgspec.Meta(description="The branch it runs on. Empty: what HEAD of the repository points at.")
    ] = ""
    report: Annotated[
        Literal["branch", "in-place"],
        msgspec.Meta(description="Where save-report commits: on the branch jig/reports, or on the one checked out."),
    ] = "branch"
    keep_logs: Annotated[int, msgspec.Meta(ge=1, description="Of how many runs the logs are kept.")] = 50
    log_limit: Annotated[int, msgspec.Meta(ge=10_000, description="Bytes of the log of a run; the end is kept.")] = (
        10_000_000
    )

    def __post_init__(self) -> None:
        """Refuse what no type can say. Raises ValueError that begins with the key."""
        if self.schedule:
            check_schedule(self.schedule)
        if self.timezone:
            check_timezone(self.timezone)
        if sum((bool(self.command), bool(self.steps), bool(self.builtin))) != 1:
            raise ValueError(f"`name`: '{self.name}' needs one of command, steps and builtin")
        if self.options and not self.builtin:
            raise ValueError("`options`: only a built-in job has them")


class Notify(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is told: the hook notify-NAME sends to the target NAME."""

    targets: Annotated[
        dict[str, str],
        msgspec.Meta(
            title="Targets",
            description="An address as apprise has it by each name; `${NAME}` in it takes a variable of the "
            "environment, so that no secret stands here.",
            examples=[{"slack": "slack://${SLACK_TOKEN}/#builds", "mail": "mailto://${MAIL}"}],
        ),
    ] = {}


def check_schedule(schedule: str) -> None:
    """Raise ValueError for a schedule that is none."""
    import cronsim  # noqa: PLC0415 - start-up time: only where there are jobs

    if len(schedule.split()) != 5:
        raise ValueError(f"`schedule`: '{schedule}' has not five fields: minute, hour, day, month, weekday")
    from datetime import UTC, datetime  # noqa: PLC0415 - the same

    try:
        next(cronsim.CronSim(schedule, datetime(2024, 1, 1, tzinfo=UTC)))
    except cronsim.CronSimError as error:
        raise ValueError(f"`schedule`: '{schedule}' is none that cron knows: {str(error).lower()}") from error
    except StopIteration as error:
        raise ValueError(f"`schedule`: '{schedule}' never comes") from error


def check_timezone(name: str) -> None:
    """Raise ValueError for a time zone that the machine does not know."""
    import zoneinfo  # noqa: PLC0415 - start-up time: only where there are jobs

    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"`timezone`: there is no time zone '{name}'; one is called Europe/Vienna") from error


def check_names(jobs: list[Job]) -> None:
    """Raise ValueError when two jobs have one name."""
    seen: set[str] = set()
    for index, job in enumerate(jobs):
        if job.name in seen:
            raise ValueError(f"`jobs[{index}].name`: there are two jobs '{job.name}'")
        seen.add(job.name)


def check_hooks(jobs: list[Job], notify: Notify) -> None:
    """Raise ValueError when a hook names a target that is not there."""
    for index, job in enumerate(jobs):
        named = [(key, hook) for key in HOOKS for hook in getattr(job, key) if hook.startswith("notify-")]
        for key, hook in named:
            if hook.removeprefix("notify-") not in notify.targets:
                what = f"[notify] targets has no '{hook.removeprefix('notify-')}'"
                raise ValueError(f"`jobs[{index}].{key}`: {what}")
