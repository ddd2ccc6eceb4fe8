"""Measures argo-shim beside nginx on the same upstream, in one run.

Both proxies get one core (the first), the upstream and the load generator another. Rounds alternate between the two, and the median
of the rounds' ratios counts, so that a machine whose speed drifts does not decide.
"""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import ROOT, SHIM, descriptors, free_port, memory, wait_for_port

STREAM = ROOT / ".build/release/StreamLatency"
HOST = "apps.inside.anl.gov"
PROXY_CORE, LOAD_CORE = "0", "1"


def pinned(core, command):
    return (["taskset", "-c", core] if shutil.which("taskset") else []) + [str(part) for part in command]


class ShimBench:
    PARTS = ("memory", "requests", "streams", "leaks")

    def __init__(self, folder, table, rounds, seconds):
        self.folder, self.table, self.rounds, self.seconds = folder, table, rounds, seconds
        self.processes = []
        self.upstream, self.nginx, self.source, self.plain_source, self.stream_nginx = (free_port() for _ in range(5))
        self.certificate, self.key = folder / "argo.pem", folder / "argo.key"

    # Pieces

    def spawn(self, core, *command, **options):
        process = subprocess.Popen(pinned(core, command), stderr=subprocess.DEVNULL, **options)
        self.processes.append(process)
        return process

    def stop(self):
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()

    def make_certificate(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", self.key, "-out", self.certificate],
            check=True, stderr=subprocess.DEVNULL)

    def start_nginx(self, name, core, servers):
        configuration = self.folder / f"{name}.conf"
        configuration.write_text(f"""
            daemon off; worker_processes 1; pid {self.folder}/{name}.pid; error_log {self.folder}/{name}.log;
            events {{ worker_connections 2048; }}
            http {{
                access_log off; keepalive_requests 100000000; client_max_body_size 100m; client_body_buffer_size 128k;
                client_body_temp_path {self.folder}/{name}-body; proxy_temp_path {self.folder}/{name}-proxy;
                fastcgi_temp_path {self.folder}/{name}-f; uwsgi_temp_path {self.folder}/{name}-u; scgi_temp_path {self.folder}/{name}-s;
                {servers}
            }}""")
        self.spawn(core, "nginx", "-c", configuration, "-p", self.folder, "-e", self.folder / f"{name}.log")

    def start_upstream(self):
        self.answer = json.dumps({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4o", "system_fingerprint": "fp_1",
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "x" * 600}}],
            "usage": {"prompt_tokens": 500, "completion_tokens": 150, "total_tokens": 650}})
        models = json.dumps({"object": "list", "data": [{"id": "GPT-4o", "internal_id": "gpt4o", "owned_by": "openai"}]})
        self.start_nginx("upstream", LOAD_CORE, f"""
            server {{
                listen 127.0.0.1:{self.upstream} ssl; ssl_certificate {self.certificate}; ssl_certificate_key {self.key};
                default_type application/json;
                location /argoapi/v1/models {{ return 200 '{models}'; }}
                location /argoapi/v1/chat/completions {{ return 200 '{self.answer}'; }}
            }}""")
        wait_for_port(self.upstream)

    def start_proxy(self):
        """nginx with the same work: TLS to a verified upstream, path and headers rewritten, connections kept."""
        def server(port, upstream, extra=""):
            return f"""
                upstream u{port} {{ server 127.0.0.1:{upstream}; keepalive 64; keepalive_requests 100000000; }}
                server {{
                    listen 127.0.0.1:{port}; {extra}
                    location /argoapi/ {{
                        proxy_pass https://u{port}; proxy_http_version 1.1;
                        proxy_ssl_verify on; proxy_ssl_trusted_certificate {self.certificate}; proxy_ssl_name {HOST};
                        proxy_ssl_server_name on; proxy_set_header Connection ""; proxy_set_header Host {HOST};
                        proxy_set_header x-api-key bench; proxy_set_header Authorization "Bearer bench"; proxy_set_header Cookie "";
                    }}
                }}"""
        self.start_nginx("proxy", PROXY_CORE, server(self.nginx, self.upstream) + server(self.stream_nginx, self.source, "proxy_buffering off;"))
        wait_for_port(self.nginx)

    @contextlib.contextmanager
    def shim(self, upstream):
        """A fresh shim; gives its process, port and token."""
        home = Path(tempfile.mkdtemp(dir=self.folder))
        environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
        process = subprocess.Popen(
            pinned(PROXY_CORE, [SHIM, "--upstream", f"127.0.0.1:{upstream}", "--ca-file", self.certificate, "--port", "0",
                                "--user", "bench", "--no-update-settings", "--log-level", "error"]),
            env=environment, stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        port = int(re.search(r"running on (\d+)", process.stdout.readline())[1])
        token = (home / ".local/state/argo-shim/token").read_text().strip()
        try:
            yield process, port, token
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)

    # Measurements

    def wrk(self, port, token, connections, path="/argoapi/v1/chat/completions", question=None):
        script = self.folder / "post.lua"
        body = json.dumps(question or {"model": "gpt4o", "user": "bench", "messages": [{"role": "user", "content": "y" * 1950}]})
        script.write_text(f"""wrk.method = "POST"; wrk.body = '{body}'
            wrk.headers["content-type"] = "application/json"; wrk.headers["x-api-key"] = "{token}"\n""")
        output = subprocess.check_output(
            pinned(LOAD_CORE, ["wrk", "-t1", f"-c{connections}", f"-d{self.seconds}s", "--latency", "-s", script,
                               f"http://127.0.0.1:{port}{path}"]), text=True)
        if "Non-2xx" in output:
            sys.exit(f"bench: errors from port {port}:\n{output}")
        median, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", output).groups()
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
        return rate, float(median) * {"us": 1, "ms": 1e3, "s": 1e6}[unit]

    def requests(self):
        with self.shim(self.upstream) as (_, port, token):
            for connections, bound in ((1, 0.6), (16, 0.62)):
                rounds = []
                for _ in range(self.rounds):
                    rounds.append((self.wrk(port, token, connections), self.wrk(self.nginx, "none", connections)))
                rate = statistics.median(ours[0] / theirs[0] for ours, theirs in rounds)
                delay = statistics.median(ours[1] / theirs[1] for ours, theirs in rounds)
                (our_rate, our_delay), (their_rate, their_delay) = (
                    tuple(statistics.median(column) for column in zip(*side)) for side in zip(*rounds))
                self.table.row(f"requests/s, {connections} connection(s), shim ÷ nginx",
                         f"{rate:.2f} ({our_rate:,.0f} ÷ {their_rate:,.0f})", f"≥ {bound:.2f}", rate >= bound)
                if connections == 1:
                    self.table.row("p50, 1 connection, shim ÷ nginx", f"{delay:.2f} ({our_delay:.0f} ÷ {their_delay:.0f} µs)", "≤ 1.50", delay <= 1.5)

    def start_source(self, rate=50, events=250):
        source = self.spawn(LOAD_CORE, STREAM, "source", "--port", self.source, "--plain-port", self.plain_source,
                            "--certificate", self.certificate, "--key", self.key, "--rate", rate, "--events", events)
        wait_for_port(self.source, source)
        wait_for_port(self.plain_source, source)

    def stream_latency(self, port, token, *more):
        output = subprocess.check_output(
            pinned(LOAD_CORE, [STREAM, "client", "--port", port, "--token", token, *more]), text=True)
        return [float(value) for value in re.findall(r"=([\d.]+)", output)]

    def streams(self):
        with self.shim(self.source) as (process, port, token):
            rounds = []
            for _ in range(self.rounds):
                direct = self.stream_latency(self.plain_source, "none")
                rounds.append((direct, self.stream_latency(port, token), self.stream_latency(self.stream_nginx, "none")))
            for index, (name, bound) in enumerate([("p50", 100), ("p99", 1000)]):
                ours = statistics.median(shim[index] - direct[index] for direct, shim, _ in rounds)
                theirs = statistics.median(nginx[index] - direct[index] for direct, _, nginx in rounds)
                self.table.row(f"one event of 50 streams × 50/s, added {name}", f"{ours:.0f} µs (nginx {theirs:.0f} µs)", f"≤ {bound} µs", ours <= bound)
        with self.shim(self.source) as (process, port, token):
            client = subprocess.Popen(
                pinned(LOAD_CORE, [STREAM, "client", "--port", str(port), "--token", token, "--streams", "200", "--rate", "50"]),
                stdout=subprocess.DEVNULL)
            peak = 0.0
            while client.poll() is None:
                peak = max(peak, memory(process.pid))
                time.sleep(0.1)
            self.table.row("memory with 200 open streams", f"{peak:.1f} MB", "≤ 60 MB", peak <= 60)

    def start_and_memory(self):
        delays = []
        for _ in range(self.rounds):
            begin = time.monotonic()
            with self.shim(self.upstream):
                delays.append((time.monotonic() - begin) * 1000)
        delay = statistics.median(delays)
        self.table.row("listening after start", f"{delay:.0f} ms", "≤ 20 ms", delay <= 20)
        with self.shim(self.upstream) as (process, port, token):
            self.one_request(port, token)
            time.sleep(1)
            idle = memory(process.pid)
            self.table.row("memory when idle (list of models loaded)", f"{idle:.1f} MB", "≤ 25 MB", idle <= 25)
            size = 50 * 1024 * 1024
            self.one_request(port, token, json.dumps({"model": "gpt4o", "messages": [{"role": "user", "content": "z" * size}]}))
            cost = memory(process.pid, "VmHWM") - idle
            self.table.row("peak memory for a 50 MB body", f"{cost:.0f} MB", "≤ 100 MB", cost <= 100)

    def one_request(self, port, token, body='{"model":"gpt4o","messages":[]}'):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", "/v1/chat/completions", body.encode(), {"x-api-key": token, "content-type": "application/json"})
        response = connection.getresponse()
        response.read()
        connection.close()
        if response.status != 200:
            sys.exit(f"bench: the shim answered {response.status}")

    def leaks(self):
        with self.shim(self.source) as (process, port, token):
            def abort_streams(count):
                body = b'{"model":"gpt4o","user":"bench","stream":true,"messages":[]}'
                head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nx-api-key: {token}\r\ncontent-length: {len(body)}\r\n\r\n"
                for _ in range(count):
                    with socket.create_connection(("127.0.0.1", port)) as client:
                        client.sendall(head.encode() + body)
                        client.recv(1024)

            # The first streams warm pools and caches, which is no leak.
            abort_streams(200)
            before = (self.settled(process), memory(process.pid))
            abort_streams(1000)
            after = (self.settled(process), memory(process.pid))
            self.table.row("1,000 aborted streams leave", f"{after[0] - before[0]} descriptors, {after[1] - before[1]:+.1f} MB", "0 descriptors, < 2 MB",
                     after[0] <= before[0] and after[1] - before[1] < 2)
        with self.shim(self.upstream) as (process, port, token):
            self.wrk(port, token, 32)
            before = (self.settled(process), memory(process.pid))
            count = 0
            while count < 10_000:
                rate, _ = self.wrk(port, token, 16)
                count += rate * self.seconds
            after = (self.settled(process), memory(process.pid))
            self.table.row(f"{count:,.0f} requests leave", f"{after[0] - before[0]} descriptors, {after[1] - before[1]:+.1f} MB", "0 descriptors, < 2 MB",
                     after[0] <= before[0] and after[1] - before[1] < 2)

    def settled(self, process):
        """The number of descriptors once it no longer changes."""
        count, since = descriptors(process.pid), time.monotonic()
        while time.monotonic() - since < 0.5:
            time.sleep(0.05)
            if (now := descriptors(process.pid)) != count:
                count, since = now, time.monotonic()
        return count

    def run(self, parts):
        try:
            self.make_certificate()
            self.start_upstream()
            self.start_proxy()
            if "memory" in parts:
                self.start_and_memory()
            if "requests" in parts:
                self.requests()
            if "streams" in parts or "leaks" in parts:
                self.start_source()
            if "streams" in parts:
                self.streams()
            if "leaks" in parts:
                self.leaks()
        finally:
            self.stop()
