"""Measures the tunnel beside `ssh -N -L` with default settings through the same sshd, in one run.

Both forward a loopback port to the same traffic server, and the same client drives both, one after the other. Nothing is pinned:
sshd, the tunnel and the traffic share the machine as they do on a laptop.
"""

import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from multiprocessing import get_context
from pathlib import Path

from harness import SHIM, free_port, memory, wait_for_port
from traffic import Background, exchange, relay, serve

GIGABYTE = 1_000_000_000
MESSAGE = b"e" * 1024
ROUND_TRIP = 0.050
PROCESSES = get_context("spawn")


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


class TunnelBench:
    PARTS = ("throughput", "exchanges", "slow-reader", "far", "many")

    def __init__(self, folder, table, rounds, seconds):
        self.folder, self.table, self.rounds, self.seconds = folder, table, rounds, seconds
        self.stack = contextlib.ExitStack()

    # Pieces

    def start(self, command, **options):
        process = subprocess.Popen([str(part) for part in command], **options)

        def stop():
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()
            process.wait()
        self.stack.callback(stop)
        return process

    def start_sshd(self):
        for name in ("host_key", "user_key"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name], check=True)
        shutil.copy(self.folder / "user_key.pub", self.folder / "authorized_keys")
        if os.geteuid() == 0:
            # sshd of Debian wants its folder for privilege separation, which only its service makes.
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        self.sshd_port = free_port()
        (self.folder / "sshd_config").write_text(f"""
            Port {self.sshd_port}\nListenAddress 127.0.0.1\nHostKey {self.folder}/host_key
            AuthorizedKeysFile {self.folder}/authorized_keys\nStrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes
            MaxStartups 100\n""".replace("            ", ""))
        log = open(self.folder / "sshd.log", "w")
        wait_for_port(self.sshd_port, self.start([shutil.which("sshd", path="/usr/sbin:" + os.environ["PATH"]), "-D", "-e", "-f", self.folder / "sshd_config"], stderr=log))

    def configuration(self, name, port):
        """An ssh_config for one way to the server, which both programs read."""
        key = (self.folder / "host_key.pub").read_text().split()
        known = self.folder / f"{name}_known_hosts"
        known.write_text(f"[127.0.0.1]:{port} {key[0]} {key[1]}\n")
        path = self.folder / f"{name}_config"
        path.write_text(f"Host {name}\nHostName 127.0.0.1\nPort {port}\nIdentityFile {self.folder}/user_key\nIdentityAgent none\n"
                        f"UserKnownHostsFile {known}\nStrictHostKeyChecking yes\n")
        return path

    def lanes(self, name, port):
        """`ssh -N -L` and the tunnel, through the server at `port`."""
        configuration = self.configuration(name, port)
        theirs, ours = free_port(), free_port()
        ssh = self.start(["ssh", "-N", "-F", configuration, "-L", f"127.0.0.1:{theirs}:127.0.0.1:{self.server.port}", name])
        home = self.folder / f"{name}_home"
        home.mkdir()
        shim = self.start(
            [SHIM, "--host", name, "--nojump", "--ssh-config", configuration, "--target", f"127.0.0.1:{self.server.port}",
             "--tunnel-port", ours, "--port", "0", "--user", "bench", "--no-update-settings", "--log-level", "critical"],
            env={"PATH": os.environ["PATH"], "HOME": str(home)}, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        lanes = Lane(theirs, ssh), Lane(ours, shim)
        for lane in lanes:
            self.wait_until_useful(lane)
        return lanes

    def wait_until_useful(self, lane):
        while True:
            if lane.process.poll() is not None:
                sys.exit(f"bench: {lane.process.args[0]} ended with {lane.process.returncode}")
            with contextlib.suppress(OSError, EOFError):
                lane.delays(1)
                return
            time.sleep(0.05)

    def compare(self, what, target, bound, measure, ssh, shim, unit=lambda value: f"{value:,.0f}"):
        """A row for the median of the rounds' ratios ours ÷ theirs, at least `bound`."""
        rounds = [(measure(shim), measure(ssh)) for _ in range(self.rounds)]
        ratio = statistics.median(ours / theirs for ours, theirs in rounds)
        ours, theirs = (statistics.median(side) for side in zip(*rounds))
        self.table.row(what, f"{ratio:.2f} ({unit(ours)} ÷ {unit(theirs)})", target, round(ratio, 2) >= bound)

    # Measurements

    def throughput(self, ssh, shim):
        for name, measure in (("download", Lane.download), ("upload", Lane.upload)):
            rounds = [(measure(shim), measure(ssh)) for _ in range(self.rounds)]
            speed = statistics.median(ours[0] / theirs[0] for ours, theirs in rounds)
            work = statistics.median(ours[1] / theirs[1] for ours, theirs in rounds)
            (our_speed, our_work), (their_speed, their_work) = (
                tuple(statistics.median(column) for column in zip(*side)) for side in zip(*rounds))
            self.table.row(f"{name} of 1 GB, tunnel ÷ ssh -L", f"{speed:.2f} ({our_speed / 1e6:.0f} ÷ {their_speed / 1e6:.0f} MB/s)", "≥ 1.00", speed >= 1)
            self.table.row(f"processor time for it, tunnel ÷ ssh -L", f"{work:.2f} ({our_work:.1f} ÷ {their_work:.1f} s)", "≤ 1.30", work <= 1.3)

    def small_exchanges(self, ssh, shim):
        rounds = [(shim.delays(2000), ssh.delays(2000)) for _ in range(self.rounds)]
        for name, share, bound in (("p50", 0.50, 1.0), ("p99", 0.99, 0.5)):
            pairs = [(ours[int(len(ours) * share)], theirs[int(len(theirs) * share)]) for ours, theirs in rounds]
            ratio = statistics.median(ours / theirs for ours, theirs in pairs)
            ours, theirs = (statistics.median(side) for side in zip(*pairs))
            self.table.row(f"1 KB there and back, {name}, tunnel ÷ ssh -L", f"{ratio:.2f} ({ours * 1e6:,.0f} ÷ {theirs * 1e6:,.0f} µs)",
                           f"≤ {bound:.2f}", ratio <= bound)
        self.compare("fresh connections/s, 16 at once, tunnel ÷ ssh -L", "≥ 1.00", 1.0,
                     lambda lane: lane.fresh_connections(self.seconds), ssh, shim)

    def far_away(self):
        with Background(PROCESSES, relay, self.sshd_port, ROUND_TRIP / 2) as line:
            ssh, shim = self.lanes("far", line.port)
            # The line itself, without SSH: what its relay adds to the 50 ms is not the tunnel's.
            with Background(PROCESSES, relay, self.server.port, ROUND_TRIP / 2) as bare:
                least, theirs, ours = (statistics.median(lane.delays(40)) for lane in (Lane(bare.port, None), ssh, shim))
            self.table.row("50 ms away: 1 KB there and back on a warm connection, beyond the line's own time",
                           f"{(ours - least) * 1e3:.1f} ms (ssh -L {(theirs - least) * 1e3:.1f} ms)", "≤ 1.0 ms", ours - least <= 0.001)
            self.compare("50 ms away: one download, tunnel ÷ ssh -L", "≥ 1.50", 1.5,
                         lambda lane: lane.download(GIGABYTE // 5)[0] / 1e6, ssh, shim, lambda value: f"{value:.0f} MB/s")
            self.compare("50 ms away: 16 workers with kept connections, exchanges/s, tunnel ÷ ssh -L", "≥ 1.00", 1.0,
                         lambda lane: lane.kept_connections(self.seconds), ssh, shim)

    def slow_reader(self, shim):
        """How much a stream that is read at 1 MB/s slows another one."""
        size = GIGABYTE // 2
        ratios = []
        for _ in range(self.rounds):
            alone = shim.download(size)[0]
            done = threading.Event()

            def read_slowly():
                with shim.connect() as connection:
                    exchange.ask_download(connection, GIGABYTE)
                    while not done.wait(0.01):
                        connection.recv(10_000)
            slow = threading.Thread(target=read_slowly)
            slow.start()
            time.sleep(0.5)
            ratios.append(shim.download(size)[0] / alone)
            done.set()
            slow.join()
        ratio = statistics.median(ratios)
        self.table.row("download beside a slow reader ÷ alone", f"{ratio:.2f}", "≥ 0.90", ratio >= 0.9)

    def many_streams(self):
        for unread, bound in ((0, 35), (50, 96)):
            with contextlib.ExitStack() as streams:
                _, shim = self.lanes(f"many{unread}", self.sshd_port)
                stuck = [streams.enter_context(shim.connect()) for _ in range(unread)]
                for connection in stuck:
                    exchange.ask_download(connection, GIGABYTE)
                threads = [threading.Thread(target=shim.download, args=(2_000_000,)) for _ in range(100 - unread)]
                for thread in threads:
                    thread.start()
                peak = 0.0
                while any(thread.is_alive() for thread in threads):
                    peak = max(peak, memory(shim.process.pid))
                    time.sleep(0.05)
                # What is not read goes on arriving until the windows are full.
                for _ in range(20):
                    peak = max(peak, memory(shim.process.pid))
                    time.sleep(0.1)
                what = "100 streams that are read" if unread == 0 else "100 streams, half of them never read"
                self.table.row(f"memory at {what}", f"{peak:.1f} MB", f"≤ {bound} MB", peak <= bound)

    def run(self, parts):
        with self.stack:
            self.server = self.stack.enter_context(Background(PROCESSES, serve))
            self.start_sshd()
            if {"throughput", "exchanges", "slow-reader"} & set(parts):
                ssh, shim = self.lanes("near", self.sshd_port)
                if "throughput" in parts:
                    self.throughput(ssh, shim)
                if "exchanges" in parts:
                    self.small_exchanges(ssh, shim)
                if "slow-reader" in parts:
                    self.slow_reader(shim)
            if "far" in parts:
                self.far_away()
            if "many" in parts:
                self.many_streams()
