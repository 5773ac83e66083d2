"""All kinds of agents, by their settings."""

from jigsmith.engines.agents import claude, codex, command
from jigsmith.engines.agents.records import Order, Start, Transcript

Settings = claude.Settings | codex.Settings | command.Settings


def start(settings: Settings, order: Order) -> Start:
    """Return how the agent is started."""
    match settings:
        case claude.Settings():
            return claude.start(settings, order)
        case codex.Settings():
            return codex.start(settings, order)
        case command.Settings():
            return command.start(settings, order)


def transcript(settings: Settings, order: Order) -> Transcript:
    """Return what reads what the agent prints."""
    match settings:
        case claude.Settings():
            return claude.Transcript(settings, order)
        case codex.Settings():
            return codex.Transcript(settings, order)
        case command.Settings():
            return command.Transcript(settings, order)
