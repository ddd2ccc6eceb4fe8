"""Measures what translating costs: beside the shim's own untranslated route, and beside the llm-rosetta gateway on the same upstream.

The upstream answers in the form of Chat Completions, and the clients ask in that of Messages.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time

from harness import ROOT, free_port, memory, wait_for_port
from shim import LOAD_CORE, PROXY_CORE, STREAM, ShimBench, pinned

ROSETTA = ROOT / ".build/bench-clients"
MESSAGES, CHAT = "/v1/messages", "/argoapi/v1/chat/completions"
QUESTION = {"model": "gpt4o", "max_tokens": 1000, "messages": [{"role": "user", "content": "y" * 1950}]}


def long_conversation():
    """200 messages with calls of tools and their results, and 20 tools: about 1 MB."""
    messages = []
    for number in range(50):
        messages += [
            {"role": "user", "content": [{"type": "text", "text": f"Question {number}: " + "What is in this file? " * 200}]},
            {"role": "assistant", "content": [
                {"type": "text", "text": "I will look. " * 100},
                {"type": "tool_use", "id": f"toolu_{number}", "name": "tool_1", "input": {"path": f"/a/{number}", "text": "é\n\"x\" " * 300}}]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": f"toolu_{number}", "content": [{"type": "text", "text": "a line of a file\n" * 400}]}]},
            {"role": "assistant", "content": [{"type": "text", "text": "It says this: " + "and that. " * 200}]},
        ]
    schema = {"type": "object", "properties": {name: {"type": "string", "description": "what it is " * 20} for name in "abcdefgh"}}
    tools = [{"name": f"tool_{number}", "description": "What it does. " * 50, "input_schema": schema} for number in range(20)]
    return {"model": "gpt4o", "max_tokens": 1000, "messages": messages, "tools": tools}


class TranslationBench(ShimBench):
    PARTS = ("translation", "translated-streams", "rosetta")

    def post(self, connection, path, token, body):
        connection.request("POST", path, body, {"x-api-key": token, "content-type": "application/json"})
        response = connection.getresponse()
        text = response.read()
        if response.status != 200:
            sys.exit(f"bench: {path} was answered with {response.status}: {text[:300]}")
        return text

    def delay(self, port, path, token, body, count):
        """The median time of a request on a kept connection, in milliseconds."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        times = []
        for _ in range(count):
            begin = time.perf_counter()
            self.post(connection, path, token, body)
            times.append((time.perf_counter() - begin) * 1000)
        connection.close()
        return statistics.median(times[count // 5:])

    def translation(self):
        with self.shim(self.upstream) as (_, port, token):
            rounds = [(self.wrk(port, token, 16, MESSAGES, QUESTION), self.wrk(port, token, 16)) for _ in range(self.rounds)]
            rate = statistics.median(ours[0] / plain[0] for ours, plain in rounds)
            ours, plain = (statistics.median(side[0] for side in column) for column in zip(*rounds))
            self.table.row("requests/s, 16 connections, translated ÷ untranslated", f"{rate:.2f} ({ours:,.0f} ÷ {plain:,.0f})", "≥ 0.75", rate >= 0.75)
            body = json.dumps(long_conversation()).encode()
            plain = json.dumps({"model": "gpt4o", "user": "bench", "messages": [{"role": "user", "content": "y" * len(body)}]}).encode()
            whole, untranslated = self.delay(port, MESSAGES, token, body, 60), self.delay(port, CHAT, token, plain, 60)
            cost = whole - untranslated
            self.table.row(f"translating 200 messages with tools, {len(body) / 1e6:.2f} MB",
                           f"{cost:.1f} ms ({whole:.1f} − {untranslated:.1f} ms untranslated)", "≤ 10 ms", cost <= 10)

    def streams_at(self, port, token, rate, events, *more):
        return self.stream_latency(port, token, "--rate", str(rate), "--events", str(events), *more)

    def translated_streams(self):
        rate, events = 200, 1000
        self.start_source(rate, events)
        with self.shim(self.source) as (process, port, token):
            rounds = [(self.streams_at(self.plain_source, "none", rate, events), self.streams_at(port, token, rate, events, "--messages"))
                      for _ in range(self.rounds)]
            added = statistics.median(shim[1] - plain[1] for plain, shim in rounds)
            self.table.row("Chat to Messages, 10,000 events/s, added p99", f"{added:.0f} µs", "≤ 1000 µs", added <= 1000)
            before = memory(process.pid)
            self.streams_at(port, token, rate, events, "--messages", "--streams", "1")
            short = memory(process.pid)
            self.table.row("memory after 150,000 more events of translated streams", f"{short - before:+.1f} MB", "< 1 MB", short - before < 1)

    # The rival

    def start_rosetta(self):
        """The gateway with one model on the same answers, without TLS on the way: it takes no authority of one's own."""
        program = ROSETTA / "bin/llm-rosetta-gateway"
        if not program.exists():
            subprocess.run([sys.executable, "-m", "venv", ROSETTA], check=True)
            subprocess.run([ROSETTA / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "llm-rosetta[gateway]==0.13.0"], check=True)
        plain, port = free_port(), free_port()
        self.start_nginx("plain", LOAD_CORE, f"""
            server {{
                listen 127.0.0.1:{plain}; default_type application/json;
                location /v1/chat/completions {{ return 200 '{self.answer}'; }}
            }}""")
        wait_for_port(plain)
        home = self.folder / "rosetta"
        home.mkdir()
        configuration = home / "config.jsonc"
        configuration.write_text(json.dumps({
            "providers": {"openai_chat": {"api_key": "none", "base_url": f"http://127.0.0.1:{plain}/v1"}},
            "models": {"gpt4o": "openai_chat"}, "server": {"host": "127.0.0.1", "port": port, "open_on_no_keys": True}}))
        gateway = self.spawn(PROXY_CORE, program, "--config", configuration, "--no-banner", "--log-level", "error", "--data-dir", home,
                             env={"PATH": os.environ["PATH"], "HOME": str(home)}, stdout=subprocess.DEVNULL)
        wait_for_port(port, gateway)
        return plain, port

    def rosetta(self):
        plain, gateway = self.start_rosetta()
        question = json.dumps(QUESTION).encode()
        chat = json.dumps({**QUESTION, "user": "bench"}).encode()
        with self.shim(self.upstream) as (_, port, token):
            rounds = [(self.wrk(port, token, 16, MESSAGES, QUESTION)[0], self.wrk(gateway, "none", 16, MESSAGES, QUESTION)[0])
                      for _ in range(self.rounds)]
            rate = statistics.median(ours / theirs for ours, theirs in rounds)
            ours, theirs = (statistics.median(column) for column in zip(*rounds))
            self.table.row("translated requests/s, shim ÷ llm-rosetta gateway", f"{rate:.0f} ({ours:,.0f} ÷ {theirs:,.0f})", "≥ 10", rate >= 10)
            direct = self.delay(plain, "/v1/chat/completions", "none", chat, 300)
            added = [self.delay(port, MESSAGES, token, question, 300) - direct, self.delay(gateway, MESSAGES, "none", question, 300) - direct]
            share = added[0] / added[1]
            self.table.row("added time of a translated request, shim ÷ llm-rosetta gateway", f"{share:.2f} ({added[0]:.2f} ÷ {added[1]:.2f} ms)", "≤ 0.20", share <= 0.2)

    def run(self, parts):
        try:
            self.make_certificate()
            self.start_upstream()
            for part in parts:
                {"translation": self.translation, "translated-streams": self.translated_streams, "rosetta": self.rosetta}[part]()
        finally:
            self.stop()
