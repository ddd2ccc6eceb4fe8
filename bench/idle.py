"""How long a request of 1 MB takes after a silence, as between two turns of a conversation: through the tunnel alone, and through
the whole shim, beside `ssh -L`."""

import contextlib
import http.client
import json
import re
import ssl
import statistics
import subprocess
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness import wait_for_port
from lane import MESSAGE
from line import ROUND_TRIP, PacketLine, relay
from traffic import Background, exchange

SILENCE = 30
REQUEST = 1_000_000
# Pairs that are silent side by side. Each has its own SSH connection, which the others' requests would wake.
PAIRS = 5


class ByteRequest:
    """A connection whose requests are bytes and whose answer is one byte."""

    def __init__(self, lane):
        self.connection = lane.connect()

    def ask(self, size):
        exchange.upload(self.connection, size)


class ChatRequest:
    """A connection whose requests are POSTs to a chat endpoint. What is waited for is the answer's head."""

    def __init__(self, connection, token):
        self.connection, self.token = connection, token

    def ask(self, size):
        body = json.dumps({"model": "gpt4o", "user": "bench", "messages": [{"role": "user", "content": "y" * size}]}).encode()
        headers = {"content-type": "application/json", "x-api-key": self.token}
        self.connection.request("POST", "/argoapi/v1/chat/completions", body, headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise OSError(f"status {answer.status}")


class Argo(BaseHTTPRequestHandler):
    """Answers as soon as a request is here."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    models = {"object": "list", "data": [{"id": "GPT-4o", "internal_id": "gpt4o", "owned_by": "openai"}]}
    completion = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4o", "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "x"}}]}

    def do_GET(self):
        self.reply(self.models)

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.reply(self.completion)

    def reply(self, document):
        body = json.dumps(document).encode()
        # One write, so that the head does not wait for anything.
        self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body)

    def log_message(self, *_):
        pass


def serve_argo(listener, certificate, key):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Argo, bind_and_activate=False)
    server.socket.close()
    # The handshake is the handler's, so that a connection that says nothing keeps nobody waiting.
    server.socket = context.wrap_socket(listener, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


class IdleRows:
    """Two rows of the tunnel's table. `bench` has the programs and the servers, `context` makes processes."""

    def __init__(self, bench, context):
        self.bench, self.context = bench, context
        self.certificate, self.key = bench.folder / "argo.pem", bench.folder / "argo.key"

    def measure(self):
        with contextlib.ExitStack() as stack:
            argo = self.start_argo(stack)
            port, address, note = self.start_line(stack)
            stack.enter_context(self.bench.ending())
            tunnels = [[ByteRequest(lane) for lane in self.bench.lanes(f"idle{index}", port, address)] for index in range(PAIRS)]
            shims = [self.chats(f"chat{index}", port, address, argo) for index in range(PAIRS)]
            for pair in (*tunnels, *shims):
                for connection in pair:
                    connection.ask(len(MESSAGE))
            time.sleep(SILENCE)
            self.row(f"first byte for a request of 1 MB{note}, tunnel ÷ ssh -L", tunnels)
            self.row(f"answer to a POST of 1 MB{note}, whole shim ÷ TLS through ssh -L", shims)

    def row(self, what, pairs):
        delays = [[self.seconds(connection) for connection in pair] for pair in pairs]
        ratio = statistics.median(ours / theirs for theirs, ours in delays)
        theirs, ours = (statistics.median(side) * 1e3 for side in zip(*delays))
        self.bench.table.row(f"50 ms away, after {SILENCE} s of silence: {what}", f"{ratio:.2f} ({ours:.0f} ÷ {theirs:.0f} ms)",
                             "≤ 1.00", round(ratio, 2) <= 1)

    @staticmethod
    def seconds(connection):
        begin = time.monotonic()
        connection.ask(REQUEST)
        return time.monotonic() - begin

    def start_line(self, stack):
        """Port and address at which sshd is reached over 50 ms, and what is to be said of this line."""
        with contextlib.suppress(OSError):
            line = stack.enter_context(PacketLine(self.context, ROUND_TRIP / 2))
            return self.bench.start_sshd(line.near), line.far, ""
        line = stack.enter_context(Background(self.context, relay, self.bench.sshd_port, ROUND_TRIP / 2))
        return line.port, "127.0.0.1", " (by a relay)"

    def start_argo(self, stack):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=argo", "-addext", "subjectAltName=DNS:apps.inside.anl.gov,IP:127.0.0.1",
             "-keyout", self.key, "-out", self.certificate],
            check=True, stderr=subprocess.DEVNULL)
        return stack.enter_context(Background(self.context, serve_argo, str(self.certificate), str(self.key))).port

    def chats(self, name, port, address, argo):
        """A client with TLS of its own through `ssh -L`, and one of the shim."""
        configuration = self.bench.configuration(name, port, address)
        local, ssh = self.bench.start_ssh(name, configuration, argo)
        wait_for_port(local, ssh)
        _, shim, home = self.bench.start_shim(
            name, configuration, argo, "--ca-file", self.certificate, stdout=subprocess.PIPE, text=True)
        loopback = int(re.search(r"running on (\d+)", shim.stdout.readline())[1])
        token = (home / ".local/state/argo-shim/token").read_text().strip()
        trust = ssl.create_default_context(cafile=self.certificate)
        return ChatRequest(http.client.HTTPSConnection("127.0.0.1", local, context=trust), "bench"), \
            ChatRequest(http.client.HTTPConnection("127.0.0.1", loopback), token)
