"""One way from this machine to the traffic server, and what can be measured on it."""

import os
import socket
import subprocess
import threading
import time
from pathlib import Path

from traffic import exchange

GIGABYTE = 1_000_000_000
MESSAGE = b"e" * 1024


def processor_seconds(pid):
    """User and system time that a process has used (proc_pid_stat(5), fields 14 and 15)."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        fields = stat.read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    minutes, seconds = subprocess.check_output(["ps", "-o", "time=", "-p", str(pid)], text=True).strip().rsplit(":", 1)
    return int(minutes) * 60 + float(seconds)


class Lane:
    """One way to the traffic server: a port, and the process that forwards it."""

    def __init__(self, port, process):
        self.port, self.process = port, process

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=120)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def download(self, size=GIGABYTE):
        """Bytes a second, and seconds of processor time."""
        begin, used = time.monotonic(), processor_seconds(self.process.pid)
        with self.connect() as connection:
            exchange.ask_download(connection, size)
            exchange.drain(connection, size)
        return size / (time.monotonic() - begin), processor_seconds(self.process.pid) - used

    def upload(self, size=GIGABYTE):
        begin, used = time.monotonic(), processor_seconds(self.process.pid)
        with self.connect() as connection:
            exchange.upload(connection, size)
        return size / (time.monotonic() - begin), processor_seconds(self.process.pid) - used

    def delays(self, count):
        """Seconds that each of `count` exchanges of 1 KB takes on one connection that is warm."""
        found = []
        with self.connect() as connection:
            exchange.ask_echo(connection)
            exchange.echo(connection, MESSAGE)
            for _ in range(count):
                begin = time.monotonic()
                exchange.echo(connection, MESSAGE)
                found.append(time.monotonic() - begin)
        return sorted(found)

    def fresh_connections(self, seconds, workers=16):
        """Connections a second, each with one exchange of 1 KB."""
        def one():
            with self.connect() as connection:
                exchange.ask_echo(connection)
                exchange.echo(connection, MESSAGE)
        return self.rate(one, seconds, workers)

    def kept_connections(self, seconds, workers=16):
        """Exchanges of 1 KB a second on connections that stay."""
        connections = [self.connect() for _ in range(workers)]
        local = threading.local()
        for connection in connections:
            exchange.ask_echo(connection)
            exchange.echo(connection, MESSAGE)

        def one():
            if not hasattr(local, "connection"):
                local.connection = connections.pop()
            exchange.echo(local.connection, MESSAGE)
        return self.rate(one, seconds, workers)

    def rate(self, work, seconds, workers):
        counts, deadline = [0] * workers, time.monotonic() + seconds

        def run(index):
            while time.monotonic() < deadline:
                work()
                counts[index] += 1
        threads = [threading.Thread(target=run, args=(index,)) for index in range(workers)]
        begin = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts) / (time.monotonic() - begin)
