"""The vendored files are what their packages hold, with their licences beside them."""

import hashlib
import re

from jigsmith.faces.web import rendering

VENDOR = rendering.STATIC / "vendor"
ROW = re.compile(r"^\| (\S+) \| .+ \| (\S+) \(.+\) \| ([0-9a-f]{64}) \|$", re.MULTILINE)


def test_each_vendored_file_has_its_sum_and_its_licence():
    rows = ROW.findall((VENDOR / "README.md").read_text(encoding="utf-8"))
    assert {name for name, _, _ in rows} == {
        path.name for path in VENDOR.glob("*.*s*") if path.suffix in {".js", ".css"}
    }
    for name, licence, digest in rows:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
        assert (VENDOR / licence).read_text(encoding="utf-8").strip()
