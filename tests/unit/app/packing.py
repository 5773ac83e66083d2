"""What the tests of packs share: a repository with a pack, and a project."""

import os
import subprocess

NOTE = """\
name: note
version: "{version}"
files:
  - path: notes/{{{{ name | snake }}}}.md
    content: |
      # {{{{ name | title }}}}

      {line}
"""
FIRST = "## [1.0.0]\n\n- The first.\n"
LOG = f"# Changelog\n\n## [1.1.0] - 2030-01-01\n\n- A better line.\n\n{FIRST}"


def git(folder, *words):
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    names = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", "-C", str(folder), *names, *words], check=True, capture_output=True, env=environment)


def lay(folder, files):
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def commit(folder, tag=""):
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")
    if tag:
        git(folder, "tag", tag)


def everything(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }
