"""The verbs, under the headings of `jig --help`, in the order in which one needs them."""

SECTIONS: dict[str, dict[str, str]] = {
    "Find and build": {
        "scan": "Find what repeats.",
        "backtest": "Tell what generators would have saved here, from its own history.",
        "build": "Make a template from what repeats, and prove it.",
    },
    "Use": {
        "generate": "Make a new one from a template.",
        "apply": "Do what a plan of `jig generate --plan` says.",
        "undo": "Take back what was written.",
        "update": "Carry what changed in templates into what they made.",
        "check": "Tell what is no longer as its template makes it.",
        "why": "Tell where a file comes from, and whose each line is.",
        "adopt": "Record code written by hand as an instance of a template.",
        "templates": "List, show and test the templates that are here.",
        "trust": "Allow the hooks of a template, after reading them.",
        "import": "Turn templates of other tools into ours.",
    },
    "Share": {
        "add": "Copy the templates of others into this project, pinned.",
        "packs": "List the packs of templates that are here.",
        "outdated": "Tell which packs have something newer.",
        "upgrade": "Take the newest version of packs, and see what it would do.",
        "remove": "Take a pack away.",
    },
    "Begin": {
        "create-app": "Make a whole project, installed and tested.",
        "create-tool": "Make a command-line tool of which only main() is left to write.",
        "integrate": "Add a database, accounts or monitoring to a project.",
    },
    "Into the toolchain": {
        "deploy": "Make a template a command, an MCP tool, a skill and a page.",
        "mcp": "Serve the templates to coding agents over MCP.",
    },
    "The factory": {
        "jobs": "Nightly work: run, list, see how it went.",
        "ticket": "Work that coding agents do: add, show, answer, approve.",
        "tickets": "List it.",
        "pr": "List, show and merge pull requests.",
        "agents": "Tell whether coding agents can be set to work here.",
        "serve": "Work on tickets and jobs, and show the dashboard.",
        "worker": "Work on them in one more process.",
        "token": "Let others come to the dashboard.",
        "backup": "Keep all of it in one file.",
        "restore": "Put it back, into SQLite or Postgres.",
    },
    "See and learn": {
        "stats": "Show what was used, and how it went.",
        "worth": "Tell what a tool for each task would be worth.",
        "metrics": "Show the five numbers that say whether tools pay.",
        "review": "Tell what to do about each tool this week.",
        "forecast": "Project hours invested and saved.",
        "track": "Run any command, and record that it was used.",
        "log": "Record how long a task takes.",
        "tasks": "List the work that recurs.",
        "ledger": "Look after what is recorded.",
        "tour": "See all of it on a sample project.",
        "schema": "Print the JSON schema of jig.toml or of a template.",
        "completion": "Print the completion script for your shell.",
    },
}
MODULES = {"import": "import_"}  # where the name of a module cannot be that of the verb
VERBS: dict[str, tuple[str, str]] = {
    verb: (f"jigsmith.faces.cli.{MODULES.get(verb, verb.replace('-', '_'))}", short)
    for verbs in SECTIONS.values()
    for verb, short in verbs.items()
}
