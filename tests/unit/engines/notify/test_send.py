"""Telling people: the real apprise, to a server on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from jigsmith.base import errors
from jigsmith.engines.notify import send


class Hook(HTTPServer):
    """A web hook: what it was sent, and with which status it answers."""

    status: int
    heard: list


@pytest.fixture
def hook():
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(server.status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = Hook(("127.0.0.1", 0), Handler)
    server.status, server.heard = 200, heard
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_message_arrives_with_its_title_and_how_bad_it_is(hook):
    target = f"json://127.0.0.1:{hook.server_port}/${{HOOK_SECRET}}"
    send.send(target, title="nightly failed", body="exit code 1", bad=True, environment={"HOOK_SECRET": "s3cret"})
    [(path, message)] = hook.heard
    assert path == "/s3cret"
    assert (message["title"], message["message"], message["type"]) == ("nightly failed", "exit code 1", "failure")


def test_a_long_message_is_cut(hook):
    send.send(f"json://127.0.0.1:{hook.server_port}", title="t", body="x" * 99_999, bad=False, environment={})
    assert len(hook.heard[0][1]["message"]) <= send.MOST


def test_a_refused_message_is_an_error_without_the_secret(hook):
    hook.status = 500
    target = f"json://127.0.0.1:{hook.server_port}/${{HOOK_SECRET}}"
    with pytest.raises(errors.NotifyFailed, match="json did not take the message") as caught:
        send.send(target, title="t", body="b", bad=True, environment={"HOOK_SECRET": "s3cret"})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("target", "said"), [("json://${NOT_SET}", "NOT_SET is not set"), ("slcak://token", "'slcak://...' is no address")]
)
def test_an_address_that_is_none_is_told(target, said):
    with pytest.raises(errors.NotifyFailed, match=said):
        send.send(target, title="t", body="b", bad=False, environment={})
