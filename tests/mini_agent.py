"""A small coding agent for tests: it asks a model by the Messages API, runs the shell commands that the model wants,
and keeps the conversation in its home. Standard library alone; it is started as any `command` agent is.
"""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

MEMORY = Path(os.environ["HOME"]) / "conversation.json"
TOOL = {"name": "Bash", "description": "Run a command.", "input_schema": {"type": "object"}}


def main() -> None:
    """Work until the model uses no tool any more, and say its last words."""
    messages = json.loads(MEMORY.read_text()) if MEMORY.exists() else []
    # One that was killed between a tool and its answer goes on with the tool.
    if not messages or (messages[-1]["role"] == "assistant" and not uses(messages[-1])):
        messages.append({"role": "user", "content": sys.stdin.read()})
    while True:
        if messages[-1]["role"] == "user":
            messages.append({"role": "assistant", "content": ask(messages)})
            MEMORY.write_text(json.dumps(messages))
        if not uses(messages[-1]):
            break
        messages.append({"role": "user", "content": [answer(use) for use in uses(messages[-1])]})
        MEMORY.write_text(json.dumps(messages))
    text = "".join(block.get("text", "") for block in messages[-1]["content"])
    wanted = json.loads(os.environ["JIG_SCHEMA"] or "null")
    say(kind="result", text=text, answer=json.loads(text) if wanted else None)


def ask(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the model answers."""
    question = {"model": os.environ["JIG_MODEL"], "max_tokens": 1_000, "tools": [TOOL], "messages": messages}
    request = urllib.request.Request(
        f"{os.environ['ANTHROPIC_BASE_URL']}/v1/messages",
        data=json.dumps(question).encode(),
        headers={"x-api-key": os.environ["ANTHROPIC_API_KEY"], "anthropic-version": "2023-06-01"},
    )
    try:
        with urllib.request.urlopen(request) as response:
            content: list[dict[str, Any]] = json.load(response)["content"]
    except urllib.error.HTTPError as error:
        sys.exit(f"status {error.code}: {error.read().decode()}")
    for block in content:
        say(kind="said" if block["type"] == "text" else "tool", text=block.get("text") or str(block.get("input")))
    return content


def uses(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The tools that a message uses."""
    return [block for block in message["content"] if block["type"] == "tool_use"]


def answer(use: dict[str, Any]) -> dict[str, Any]:
    """What came of a tool."""
    done = subprocess.run(["/bin/bash", "-c", use["input"]["command"]], capture_output=True, text=True, check=False)
    return {"type": "tool_result", "tool_use_id": use["id"], "content": done.stdout + done.stderr or "nothing"}


def say(**line: Any) -> None:
    """Print a line as JSON."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
