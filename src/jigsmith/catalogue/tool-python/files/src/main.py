{% set kinds = options | map(attribute="type") | list %}
{% set example = not cases and inputs != "none" %}
"""The work itself: what can be asked, what comes back, and `main()`. Everything else is done.

A field of `Options` is an option of the command, a key of the config file and a variable of the environment at once
{%- if mcp %},
and a parameter of the MCP tool{% endif %}.
Its description is the help text. `Result` is what is printed: as text by `__str__`, with `--json` as it is.
"""

{% if "path" in kinds %}
from pathlib import Path
{% endif %}
{% if "choice" in kinds %}
from typing import Literal
{% endif %}
{% if "path" in kinds or "choice" in kinds %}

{% endif %}
from pydantic import BaseModel, ConfigDict{% if inputs != "none" or options %}, Field{% endif %}{% if inputs == "files" %}, FilePath{% endif %}

from structlog import get_logger

{% if cases or inputs == "files" %}
from . import errors
{% endif %}
from .run import Run

log = get_logger()


class Options(BaseModel):
    """What can be asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)
{% if inputs != "none" or options %}

{% endif %}
{% if inputs == "files" %}
    inputs: list[FilePath] = Field(min_length=1, description="Files to work on.")
{% elif inputs == "words" %}
    inputs: list[str] = Field(min_length=1, description="Words to work on.")
{% endif %}
{% for option in options %}
{% set base = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "path": "Path", "choice": "Literal[" ~ (option.choices | map("json") | join(", ")) ~ "]"}[option.type] %}
{% set quoted = option.type in ["string", "choice"] %}
    {{ option.name | snake }}: {{ base }}{% if option.default == "" and not option.required and option.type != "boolean" %} | None{% endif %} = Field(
{% if option.required %}
{% elif option.type == "boolean" %}
        default={{ "True" if option.default == "true" else "False" }},
{% elif option.default == "" %}
        default=None,
{% elif option.type == "path" %}
        default=Path({{ option.default | json }}),
{% else %}
        default={{ option.default | json if quoted else option.default }},
{% endif %}
        description={{ option.help | json }},
    )
{% endfor %}
{% if example %}


class Item(BaseModel):
    """What was found out about one of the inputs."""

    name: str
    {{ "lines" if inputs == "files" else "letters" }}: int
{% endif %}


class Result(BaseModel):
    """What comes back."""

{% if example %}
    items: list[Item]

    def __str__(self) -> str:
        """What is printed without `--json`."""
        return "\n".join(f"{item.{{ "lines" if inputs == "files" else "letters" }}:8} {item.name}" for item in self.items)
{% else %}
    text: str

    def __str__(self) -> str:
        """What is printed without `--json`."""
        return self.text
{% endif %}


def main(options: Options, run: Run) -> Result:
{% if cases %}
    """Put the work here, and take the `raise` away. From then on the recorded cases have to pass (tests/cases.json).

    Raise one of `errors` for what the user can put right. `run.progress(...)` shows how far it is.
    """
{% if inputs == "none" %}
    log.info("started")
{% else %}
    for each in run.progress(options.inputs, "Working"):
        log.info("working", on=str(each))
{% endif %}
    raise errors.NotWritten("main() is still to be written", do="See tests/cases.json.")
{% elif inputs == "files" %}
    """Count lines: an example that shows how it goes. Put your own work here.

    Raise one of `errors` for what the user can put right.
    """
    found = []
    for path in run.progress(options.inputs, "Counting"):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise errors.InputInvalid(f"{path} cannot be read: {error}") from error
        found.append(Item(name=str(path), lines=len(text.splitlines())))
        log.info("counted", file=str(path), lines=found[-1].lines)
    return Result(items=found)
{% elif inputs == "words" %}
    """Count letters: an example that shows how it goes. Put your own work here.

    Raise one of `errors` for what the user can put right.
    """
    found = [Item(name=word, letters=len(word)) for word in run.progress(options.inputs, "Counting")]
    log.info("counted", words=len(found))
    return Result(items=found)
{% else %}
    """Do nothing: an example that shows how it goes. Put your own work here.

    Raise one of `errors` for what the user can put right. `run.progress(...)` shows how far it is.
    """
    log.info("done", options=len(options.model_fields_set))
    steps = list(run.progress(["nothing"], "Doing"))
    return Result(text=f"Did {steps[0]}.")
{% endif %}
