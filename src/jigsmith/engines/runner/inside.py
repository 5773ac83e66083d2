"""DBOS, and the only module that knows of it. Importing it takes 0.4 s, so the modules beside do so when they begin.

What is private in DBOS and used here (3.4, pinned): the owner of a flow, giving a flow back to its queue, the
executor's id. `tests/contract/test_runner.py` says when another version does it differently.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, cast

import msgspec
import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig
from dbos._client import EnqueueOptions
from dbos._context import get_local_dbos_context
from dbos._error import DBOSInitializationError, DBOSNonExistentWorkflowError, DBOSWorkflowIDInUseError
from dbos._serialization import Serializer
from dbos._sys_db import SystemDatabase, WorkflowStatus
from dbos._utils import INTERNAL_QUEUE_NAME, GlobalParams

from jigsmith.engines.runner import records

NAME: Final = "jigsmith"
VERSION: Final = "1"  # of the flows' shape: a change of code must not strand what is under way
SCHEMA: Final = "runner"  # of Postgres
NO_KEY: Final = "-"  # a queue with a limit for each key never takes a flow without one
RECOVERIES: Final = 100  # times that a flow may take its worker down with it
STATES: dict[str, records.State] = {
    "ENQUEUED": "queued",
    "DELAYED": "queued",
    "PENDING": "running",
    "SUCCESS": "done",
    "ERROR": "failed",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
    "CANCELLED": "cancelled",
}
ERROR: Final = "jigsmith:error"
POOL: Final = 8  # connections that a worker keeps, and as many more when it has much to do
IDLE: Final = "-c idle_in_transaction_session_timeout=10000"  # ms: a frozen worker's locks end then


class Json(Serializer):
    """What is remembered is JSON: a pickle would tie the database to the classes of one version."""

    def serialize(self, data: Any) -> str:
        """Return JSON. Raises TypeError for what JSON cannot hold."""
        if isinstance(data, BaseException):
            data = {ERROR: str(data) if isinstance(data, records.StepRaised) else told(data)}
        return msgspec.json.encode(data).decode()

    def deserialize(cls, serialized_data: str) -> Any:  # noqa: N805 - named so by its base class
        """Return what was serialized; an error comes back as StepRaised."""
        data = msgspec.json.decode(serialized_data)
        if isinstance(data, dict) and ERROR in data:
            return records.StepRaised(data[ERROR])
        return data

    def name(self) -> str:
        """Return what DBOS writes beside each value."""
        return "jigsmith-json"


def told(error: BaseException) -> str:
    """Return an error in words, with its class where that says something."""
    kind = type(error)
    return str(error) if kind.__module__.startswith("jigsmith.") else f"{kind.__name__}: {error}"


def hush() -> None:
    """Let what DBOS has to say go to whoever listens to logging, and only warnings; by itself it writes to stderr."""
    log = logging.getLogger("dbos")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    log.setLevel(logging.WARNING)


def connected(url: str) -> sa.Engine:
    """Return connections to the runner's database, set up as DBOS wants them; SQLite survives a power cut."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(
            parsed, pool_size=POOL, max_overflow=POOL, pool_pre_ping=True, connect_args={"options": IDLE}
        )
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = sa.create_engine(parsed, pool_size=POOL, max_overflow=POOL)
    sa.event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _: object) -> None:
    connection.isolation_level = "IMMEDIATE"
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


class Database:
    """The flows in the runner's database. `patient`: wait for a database that is away instead of raising."""

    def __init__(self, engine: sa.Engine, *, patient: bool) -> None:
        hush()
        self._client = DBOSClient(
            system_database_engine=engine,
            dbos_system_schema=SCHEMA,
            serializer=Json(),
            application_name=NAME,
            lazy=True,
            retry_connection_errors=patient,
        )
        self._system: SystemDatabase = self._client._sys_db  # noqa: SLF001 - see above

    def migrate(self) -> None:
        """Make the tables where they are not yet, or bring them up to date; when several do it, the others wait."""
        try:
            self._system.verify_migrations()
        except DBOSInitializationError:
            self._system.run_migrations()

    def register(self, queue: str, options: dict[str, Any]) -> None:
        """Say what a queue allows, from now on and for all workers."""
        self._client.register_queue(queue, on_conflict="always_update", **options)

    def enqueue(self, flow: str, args: Sequence[Any], options: dict[str, Any]) -> bool:
        """Put a flow into its queue; False: its id is there already."""
        given = cast("EnqueueOptions", {"workflow_name": flow, "app_version": VERSION, **options})
        given["workflow_id_reuse_policy"] = "reject"
        given["attributes"] = {"queue": options["queue_name"]}
        try:
            self._client.enqueue(given, *args)
        except DBOSWorkflowIDInUseError:
            return False
        return True

    def cancel(self, flow: str) -> None:
        """Take a flow from its queue, or end it at its next step."""
        self._client.cancel_workflow(flow)

    def resume(self, flow: str, queue: str) -> None:
        """Put a flow that was cancelled back into its queue; what its steps gave is kept."""
        with suppress(DBOSNonExistentWorkflowError):
            self._client.resume_workflow(flow, queue_name=queue or None)

    def find(self, **filters: Any) -> list[records.Flow]:
        """Return the flows that fit, without their arguments."""
        return [read(status) for status in self._client.list_workflows(load_input=False, **filters)]

    def give_back(self, flow: str, worker: str) -> bool:
        """Put a flow back into its queue that a worker left; False: it is that worker's no more."""
        return self._system.reenqueue_for_recovery(flow, [worker], INTERNAL_QUEUE_NAME)

    def delete(self, flows: Iterable[str]) -> None:
        """Forget flows and what their steps gave."""
        self._client.delete_workflows(list(flows))

    def is_mine(self) -> bool:
        """Whether the flow of this thread is still this execution's."""
        context = get_local_dbos_context()
        if context is None:
            return True
        return self._system.get_workflow_owner(context.workflow_id) == context.owner_xid

    def close(self) -> None:
        """Let go of what it holds; the connections are the caller's."""
        self._client.destroy()


def read(status: WorkflowStatus) -> records.Flow:
    """Return the row as a flow."""
    error = status.error
    if status.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
        error = records.StepRaised(f"given up: its worker died {status.recovery_attempts} times")
    key = status.queue_partition_key or ""
    return records.Flow(
        id=status.workflow_id,
        name=status.name,
        state=STATES[status.status],
        queue=status.queue_name or (status.attributes or {}).get("queue", ""),
        key="" if key == NO_KEY else key,
        worker=status.executor_id or "",
        attempts=status.recovery_attempts or 0,
        result=status.output,
        error="" if error is None else str(error),
        queued=_moment(status.created_at or 0),
        started=_moment(status.dequeued_at) if status.dequeued_at else None,
        ended=_moment(status.completed_at) if status.completed_at else None,
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)


def launch(engine: sa.Engine, worker: str, flows: dict[str, Callable[..., Any]], queues: Sequence[str]) -> None:
    """Begin to take flows from these queues, which are registered. There is one DBOS in a process."""
    hush()
    config: DBOSConfig = {
        "name": NAME,
        "system_database_engine": engine,
        "dbos_system_schema": SCHEMA,
        "application_version": VERSION,
        "executor_id": worker,
        "serializer": Json(),
        "log_level": "WARNING",
        "use_listen_notify": False,
        "scheduler_polling_interval_sec": 3600.0,  # its scheduler is not used
    }
    DBOS(config=config)
    for name, function in flows.items():
        DBOS.workflow(name=name, max_recovery_attempts=RECOVERIES)(function)
    DBOS.listen_queues(queues)
    DBOS.launch()


def rename(worker: str) -> None:
    """Take flows under another name from now on."""
    GlobalParams.executor_id = worker


def halt(drain: int) -> None:
    """Take no more flows, wait up to `drain` seconds for those at work, and let go."""
    DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=drain)


def step(name: str, function: Callable[[], str]) -> str:
    """Return what the function gives, or what it gave when it was recorded before."""
    return DBOS.run_step({"name": name}, function)


def flow_id() -> str | None:
    """Return the id of the flow of this thread."""
    return DBOS.workflow_id
