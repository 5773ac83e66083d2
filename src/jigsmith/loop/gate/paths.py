"""Paths: which files are told by their name alone, in whatever language a project is written."""

from functools import cache

import pathspec

LOCK_FILES = (
    "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "deno.lock",
    "uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "pylock.toml", "pylock.*.toml", "requirements/*.lock",
    "requirements*.lock", "Cargo.lock", "go.sum", "go.work.sum", "Gemfile.lock", "composer.lock", "mix.lock",
    "pubspec.lock", "gradle.lockfile", "packages.lock.json", "Package.resolved", "Podfile.lock", "flake.lock",
    ".terraform.lock.hcl", "MODULE.bazel.lock", "conda-lock.yml", "pixi.lock",
)  # fmt: skip
GATES = (
    "jig.toml", "/.jig/", ".worktreeinclude", "CODEOWNERS", ".gitattributes", ".gitmodules",
    ".pre-commit-config.yaml", ".pre-commit-config.yml", "prek.toml", "lefthook*.y*ml", "lefthook*.toml",
    "lefthook*.json", ".lefthook*", ".husky/", ".githooks/", ".lintstagedrc*", "lint-staged.config.*",
)  # fmt: skip
CI = (
    "/.github/", "/.gitlab/", ".gitlab-ci*.y*ml", "/.circleci/", "/.buildkite/", "/.woodpecker*", "/.drone*",
    ".forgejo/", ".gitea/", "/.ci/", "Jenkinsfile*", "azure-pipelines*.y*ml", ".travis.yml", "appveyor.yml",
    "bitbucket-pipelines.yml", "/.tekton/", "cloudbuild.y*ml", "buildspec*.y*ml", "renovate.json*", ".renovaterc*",
)  # fmt: skip
RUNNERS = (
    "conftest.py", "pytest.ini", ".pytest.ini", "tox.ini", "noxfile.py", ".coveragerc", "setup.cfg",
    "sitecustomize.py",
    "usercustomize.py", "mypy.ini", ".mypy.ini", "ruff.toml", ".ruff.toml", ".flake8", ".pylintrc",
    "pyrightconfig.json",
    "vitest.config.*", "vitest.workspace.*", "vite.config.*", "jest.config.*", "jest.setup.*", "vitest.setup.*",
    "playwright.config.*", "cypress.config.*", "karma.conf.*", ".mocharc*", ".nycrc*", ".c8rc*", "ava.config.*",
    "eslint.config.*", ".eslintrc*", ".eslintignore", "biome.json*", ".oxlintrc*", "oxlint.config.*", "tsconfig*.json",
    ".npmrc", ".yarnrc*", ".pnpmfile.cjs", "bunfig.toml", "Makefile", "GNUmakefile", "makefile", "justfile",
    "Justfile", "Taskfile.y*ml", "phpunit.xml*", ".rspec", ".rubocop.yml", ".golangci.y*ml", "clippy.toml",
    ".clippy.toml", ".cargo/", "build.rs", "rustfmt.toml", "nextest.toml", "codecov.y*ml", ".codecov.y*ml",
)  # fmt: skip
PROTECTED = {
    "holds what changes must pass": GATES,
    "is continuous integration": CI,
    "says how checks are run": RUNNERS,
    "is a lock file": LOCK_FILES,
}
TESTS = (
    "test_*.py", "*_test.py", "*.test.*", "*.spec.*", "*-test.*", "*-spec.*", "*_test.go", "*_test.rs", "*_spec.rb",
    "*_test.rb", "*_test.exs", "*Test.java", "*Tests.java", "*IT.java", "*Test.kt", "*Tests.kt", "*Test.php",
    "*Tests.cs", "*Test.cs", "*Test.swift", "*Tests.swift", "*_test.dart", "*_test.cc", "*_test.cpp", "*.feature",
    "test/", "tests/", "__tests__/", "spec/", "specs/", "e2e/", "*.bats",
)  # fmt: skip


@cache
def matcher(patterns: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    """Return what tells whether a path matches patterns as in .gitignore; upper and lower case count as the same."""
    return pathspec.GitIgnoreSpec.from_lines([each.lower() for each in patterns])


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a path matches; a case-blind file system would take `JIG.TOML` for jig.toml."""
    return matcher(patterns).match_file(path.lower())


def is_lock_file(path: str) -> bool:
    """Tell whether a package manager writes it."""
    return matches(path, LOCK_FILES)


def is_test(path: str) -> bool:
    """Tell whether it is a test, or lies among them."""
    return matches(path, TESTS)
