"""Package registries on loopback, as the real npm, pip and uv ask them: packages, advisories, vulnerabilities."""

import base64
import hashlib
import io
import json
import tarfile
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Registry:
    """What is served: `npm(name, version, code)` and `python(name, version, code)` add packages."""

    def __init__(self):
        self.files, self.npm_packages, self.wheels, self.advisories, self.vulnerable = {}, {}, {}, {}, {}
        self.asked = []

    def npm(self, name, version, code):
        package = {"name": name, "version": version, "main": "index.js"}
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w:gz") as archive:
            for path, text in (("package/package.json", json.dumps(package)), ("package/index.js", code)):
                entry = tarfile.TarInfo(path)
                entry.size = len(text.encode())
                archive.addfile(entry, io.BytesIO(text.encode()))
        path = f"/{name}/-/{name}-{version}.tgz"
        self.files[path] = data.getvalue()
        digest = base64.b64encode(hashlib.sha512(data.getvalue()).digest()).decode()
        dist = {"tarball": f"{self.url}{path}", "integrity": f"sha512-{digest}"}
        self.npm_packages.setdefault(name, {})[version] = package | {"dist": dist}

    def python(self, name, version, code):
        data, stem = io.BytesIO(), f"{name}-{version}"
        meta = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        wheel = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr(f"{name}.py", code)
            archive.writestr(f"{stem}.dist-info/METADATA", meta)
            archive.writestr(f"{stem}.dist-info/WHEEL", wheel)
            archive.writestr(f"{stem}.dist-info/RECORD", "")
        file = f"{stem}-py3-none-any.whl"
        self.files[f"/files/{file}"] = data.getvalue()
        self.wheels.setdefault(name, {})[file] = hashlib.sha256(data.getvalue()).hexdigest()

    def get(self, path):
        """The content type and the body of an answer; None: there is none."""
        name = path.strip("/")
        if path in self.files:
            return "application/octet-stream", self.files[path]
        if name in self.npm_packages:
            versions = self.npm_packages[name]
            newest = max(versions, key=lambda text: tuple(map(int, text.split("."))))
            packument = {"name": name, "dist-tags": {"latest": newest}, "versions": versions}
            return "application/json", json.dumps(packument).encode()
        wheels = self.wheels.get(name.removeprefix("simple/"))
        if name.startswith("simple/") and wheels:
            links = [f'<a href="/files/{file}#sha256={digest}">{file}</a>' for file, digest in wheels.items()]
            return "text/html", f"<!DOCTYPE html><html><body>{''.join(links)}</body></html>".encode()
        if name.startswith("v1/vulns/"):
            identity = name.rpartition("/")[2]
            return "application/json", json.dumps({"id": identity, "modified": "2026-01-01T00:00:00Z",
                "summary": "Runs what it reads", "affected": []}).encode()  # fmt: skip
        return None

    def post(self, path, body):
        """The body of an answer to a question about advisories."""
        if path == "/-/npm/v1/security/advisories/bulk":
            return {name: found for name, found in self.advisories.items() if name in body}
        if path == "/v1/querybatch":
            names = [query["package"]["name"] for query in body["queries"]]
            vulns = [
                [{"id": each, "modified": "2026-01-01T00:00:00Z"} for each in self.vulnerable.get(n, [])] for n in names
            ]
            return {"results": [{"vulns": each} if each else {} for each in vulns]}
        return None


@contextmanager
def served():
    registry = Registry()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer(registry.get(self.path))

        do_HEAD = do_GET

        def do_POST(self):
            import gzip

            data = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                data = gzip.decompress(data)
            found = registry.post(self.path, json.loads(data))
            self.answer(None if found is None else ("application/json", json.dumps(found).encode()))

        def answer(self, found):
            registry.asked.append((self.command, self.path, found is not None))
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", found[0] if found else "text/plain")
            self.send_header("Content-Length", str(len(found[1]) if found else 0))
            self.end_headers()
            if found and self.command != "HEAD":
                self.wfile.write(found[1])

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    registry.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
