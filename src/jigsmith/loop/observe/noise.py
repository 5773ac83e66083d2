"""Noise: files that nobody writes again and again, told by their path or by how they begin.

The lists follow github-linguist's vendor.yml and generated.rb where those are about text.
"""

import re
from functools import cache, lru_cache

FOLDERS = {
    "vendored": """node_modules bower_components jspm_packages vendor vendors third_party third-party thirdparty extern
        externals Godeps Pods Carthage site-packages dist-packages .venv venv virtualenv .tox .nox .eggs elm-stuff
        .yarn .pnp""",
    "build output": """dist __pycache__ .next .nuxt .svelte-kit .parcel-cache .turbo .gradle .dart_tool .terraform
        .serverless htmlcov .nyc_output .mypy_cache .pytest_cache .ruff_cache .ipynb_checkpoints generated __generated__
        autogen""",
    "test data": """fixtures __fixtures__ fixture testdata test_data test-data testfixtures test-fixtures testresources
        testcases test-cases test_cases testfiles test-files test_files __snapshots__ cassettes golden goldens
        goldenfiles __recordings__""",
    "migration": "migrations migrate",
    "tool's own": ".git .hg .svn .idea .vscode .jig",
}
LOCKS = frozenset(
    """package-lock.json npm-shrinkwrap.json pnpm-lock.yaml go.sum go.work.sum yarn.lock bun.lockb packages.lock.json
    project.assets.json paket.lock cartfile.resolved package.resolved gradle.lockfile conan.lock""".split()  # noqa: SIM905
)
LEGAL = re.compile(
    r"(?i)(licen[cs]e|copying|notice|authors|contributors|changelog|changes|history|patents)([.\-_].*)?$"
)
ENDINGS = {
    "binary": """png jpg jpeg gif bmp ico webp avif tif tiff psd ai eps pdf woff woff2 ttf otf eot mp3 mp4 m4a wav ogg
        webm mov avi flac zip gz tgz bz2 xz zst 7z rar jar war ear whl egg class pyc pyo o a so dylib dll exe bin dat db
        sqlite sqlite3 mo wasm node pack idx parquet avro npy npz pkl pickle h5 pb onnx pt safetensors keystore jks p12
        der crt""",
    "data": """csv tsv po pot log svg snap xlf resx map geojson ndjson jsonl har drawio ipynb pem key cert asc lock sum
        tfstate""",
}
GENERATED_NAME = re.compile(
    r"""(?ix) \.min\.(?:js|css|mjs)$ | [-.]bundle\.js$ | \.(?:generated|gen|g|freezed|designer|pb|pb\.gw)\.\w+$
    | _pb2(?:_grpc)?\.pyi?$ | [._-](?:auto)?generated[._-] | \.(?:pbxproj|xcscheme|storyboard|xib|snap\.\w+)$
    | (?:^|/)zz_generated | _string\.go$ | _mock\.go$ | \.mock\.go$"""
)
MIGRATION = re.compile(r"(?:^|/)alembic/versions/|(?:^|/)[VRU]\d[\d._]*__[^/]*\.sql$")
TEST_DATA = re.compile(
    r"(?:^|/)(?:tests?|__tests__|spec|e2e)/(?:.*/)?(?:data|resources|assets|corpus|inputs?|outputs?|expected|samples)/"
)
GENERATED = rb"""(?imx) @generated\b | \bdo[ ]not[ ](?:edit|modify|change)\b | \bcode[ ]generated\b
    | ^\W*generated[ ](?:from|by|with|using|on|at)[ ] | \bauto(?:matically)?[- ]?generated\b
    | ^\W*this[ ]file[ ](?:is|was|has[ ]been)[ ]generated"""
TRANSPILED = b'Object.defineProperty(exports, "__esModule"'
BIGGEST = 1_000_000  # bytes; longer files are data
VERSION = 1  # raise it when a content would be judged otherwise: caches are keyed by it
HEAD = 1000  # bytes in which a file says that it is generated
LONG_LINES = 250  # bytes a line has on average in minified code

UNTRACKED = frozenset({"build", "out", "target", "coverage", ".cache", ".output", "tmp", "temp"})
_FOLDER = {name: reason for reason, names in FOLDERS.items() for name in names.split()}
_ENDING = {ending: reason for reason, endings in ENDINGS.items() for ending in endings.split()}


def by_folder(name: str, *, tracked: bool) -> str | None:
    """Return why all below a folder of this name is left out; None: it is not. Git tracks few folders of output."""
    return _FOLDER.get(name) or (None if tracked or name not in UNTRACKED else "build output")


@lru_cache(maxsize=4096)
def by_folders(folders: str) -> str | None:
    """Return why all in this path of folders is left out; None: it is not."""
    found = next((reason for name in folders.split("/") if (reason := _FOLDER.get(name))), None)
    return found or ("test data" if TEST_DATA.search(folders + "/") else None)


def by_path(path: str) -> str | None:
    """Return why a file is left out for its path; None: it is not."""
    folders, _, name = path.rpartition("/")
    return by_folders(folders) or by_name(path, name.lower())


def by_name(path: str, name: str) -> str | None:
    """Return why a file is left out for its own name, given in lower case."""
    ending = name.rpartition(".")[2]
    if name in LOCKS or name.endswith((".lock", "-lock.json", "-lock.yaml")):
        return "lock file"
    if ending in _ENDING:
        return _ENDING[ending]
    if GENERATED_NAME.search(path):
        return "generated"
    if MIGRATION.search(path):
        return "migration"
    return "legal text or changelog" if LEGAL.match(name) and ending in {name, "md", "txt", "rst"} else None


@cache
def generated() -> re.Pattern[bytes]:
    """Return what generated files say of themselves; compiled when the first file is read."""
    return re.compile(GENERATED)


def by_content(data: bytes) -> str | None:
    """Return why a file is left out for what it holds; None: it is not."""
    if len(data) > BIGGEST:
        return "too big"
    if b"\0" in data[:8000]:
        return "binary"
    head = data[:HEAD]
    low = head.lower()
    speaks_of_it = b"generated" in low or b"do not" in low
    if (
        (speaks_of_it and generated().search(head))
        or TRANSPILED in data[:4000]
        or b"# sourceMappingURL=" in data[-300:]
    ):
        return "generated"
    return "minified" if len(data) > LONG_LINES * (data.count(b"\n") + 2) else None
