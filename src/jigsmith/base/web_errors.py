"""Errors of the dashboard. They are listed with the others, see `errors.every_kind`."""

from jigsmith.base.errors import JigError


class AccessRefused(JigError):
    """Who asked may not do that: there is no such token, or its role is too small. `jig token list` shows the tokens
    with their roles, `jig token add NAME --role ROLE` makes one.
    """

    exit_code = 35
    advice = "`jig token add NAME --role act` makes a token that may."


class RequestWrong(JigError):
    """What was sent to the JSON API of the dashboard is not as /api/openapi.json describes it. The message says what is
    wrong with it.
    """

    exit_code = 36
    advice = "/api/openapi.json describes what is taken."


class ServeFailed(JigError):
    """The dashboard cannot listen on that address: another program does, or it is none of this machine."""

    exit_code = 37
    retry_helps = True
    advice = "Give another port with `--port`, or 0 for any that is free."


class ToolMissing(JigError):
    """No tool of that name is deployed, was ever used, or is linked to a task. The page "Tools" of the dashboard lists
    those that are.
    """

    exit_code = 63
    advice = "The page of tools lists those that are; `jig tasks link TASK TOOL` links one to a task."
