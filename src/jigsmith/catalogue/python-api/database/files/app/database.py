"""The connection to the database: one pool for the service, one session for each request."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from app.errors import Conflict, Unavailable, respond
from app.settings import Settings


def connect(url: str, *, references: bool = True) -> Engine:
    """Make the pool. Nothing is connected before the first statement. SQLite watches references only when asked to;
    migrations, which move tables, must not ask.
    """
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _watching if references else _transactional)
        event.listen(engine, "begin", _begin)
    return engine


def install(app: FastAPI, settings: Settings) -> None:
    """Give the service its database."""
    engine = connect(settings.database_url)
    app.state.engine = engine
    app.state.closing.callback(engine.dispose)
    app.state.checks["database"] = lambda: ping(engine)
    app.add_exception_handler(IntegrityError, _contradiction)


def open_session(request: Request) -> Iterator[Session]:
    """The session of this request: committed when the route is done, rolled back when it raises."""
    with Session(request.app.state.engine) as session, session.begin():
        yield session


def ping(engine: Engine) -> None:
    """Raise Unavailable when the database does not answer."""
    try:
        with engine.connect() as connection:
            connection.execute(text("select 1"))
    except SQLAlchemyError:
        raise Unavailable("The database does not answer.") from None


def _contradiction(_: Request, __: Exception) -> JSONResponse:
    """A constraint of the database refused the change. What it says of tables and columns is nobody's business."""
    return respond(Conflict("This contradicts what is there: a value that must be unique, or a reference to nothing."))


def _transactional(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Keep Python's driver from ending transactions by itself, as it does before CREATE TABLE."""
    connection.isolation_level = None  # pyright: ignore[reportAttributeAccessIssue]


def _watching(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    _transactional(connection, entry)
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


DatabaseSession = Annotated[Session, Depends(open_session, scope="function")]
