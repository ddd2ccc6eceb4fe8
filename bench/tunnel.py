"""Measures the tunnel beside `ssh -N -L` with default settings and beside a bare loop with libssh2, through the same sshd, in one run.

All forward a loopback port to the same traffic server, and the same client drives them, one after the other. Nothing is pinned:
sshd, the tunnel and the traffic share the machine as they do on a laptop.
"""

import contextlib
import getpass
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from multiprocessing import get_context
from pathlib import Path

from harness import SHIM, free_port, memory, wait_for_port
from idle import IdleRows
from lane import GIGABYTE, Lane
from line import ROUND_TRIP, relay
from traffic import Background, exchange, serve

GIGABIT = 125_000_000
PROCESSES = get_context("spawn")


class TunnelBench:
    PARTS = ("throughput", "exchanges", "slow-reader", "lines", "far", "many", "idle")

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

    @contextlib.contextmanager
    def ending(self):
        """What is started within ends with it, and not with the bench: a lane without its line would try again and again."""
        outer, self.stack = self.stack, contextlib.ExitStack()
        try:
            with self.stack:
                yield
        finally:
            self.stack = outer

    def make_keys(self):
        for name in ("host_key", "user_key"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name], check=True)
        shutil.copy(self.folder / "user_key.pub", self.folder / "authorized_keys")

    def start_sshd(self, address="127.0.0.1"):
        """An sshd that listens on one address of this machine. Gives its port."""
        if os.geteuid() == 0:
            # sshd of Debian wants its folder for privilege separation, which only its service makes.
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        port = free_port()
        configuration = self.folder / f"sshd_config_{address}"
        configuration.write_text(f"""
            Port {port}\nListenAddress {address}\nHostKey {self.folder}/host_key
            AuthorizedKeysFile {self.folder}/authorized_keys\nStrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes
            MaxStartups 100\n""".replace("            ", ""))
        log = open(self.folder / f"sshd_{address}.log", "w")
        sshd = self.start([shutil.which("sshd", path="/usr/sbin:" + os.environ["PATH"]), "-D", "-e", "-f", configuration], stderr=log)
        wait_for_port(port, sshd, address)
        return port

    def known_hosts(self, name, port, address):
        key = (self.folder / "host_key.pub").read_text().split()
        path = self.folder / f"{name}_known_hosts"
        path.write_text(f"[{address}]:{port} {key[0]} {key[1]}\n")
        return path

    def configuration(self, name, port, address):
        """An ssh_config for one way to the server, which both programs read."""
        path = self.folder / f"{name}_config"
        path.write_text(f"Host {name}\nHostName {address}\nPort {port}\nIdentityFile {self.folder}/user_key\nIdentityAgent none\n"
                        f"UserKnownHostsFile {self.known_hosts(name, port, address)}\nStrictHostKeyChecking yes\n")
        return path

    def start_ssh(self, name, configuration, target):
        """`ssh -N -L` to a port on the server's side. Gives its local port and the process."""
        port = free_port()
        return port, self.start(["ssh", "-N", "-F", configuration, "-L", f"127.0.0.1:{port}:127.0.0.1:{target}", name])

    def start_shim(self, name, configuration, target, *options, **process_options):
        """argo-shim with a tunnel to a port on the server's side. Gives the tunnel's local port, the process and its home."""
        port, home = free_port(), self.folder / f"{name}_home"
        home.mkdir()
        return port, self.start(
            [SHIM, "--host", name, "--nojump", "--ssh-config", configuration, "--target", f"127.0.0.1:{target}", "--tunnel-port", port,
             "--port", "0", "--user", "bench", "--no-update-settings", "--log-level", "critical", *options],
            env={"PATH": os.environ["PATH"], "HOME": str(home)}, stdin=subprocess.DEVNULL, **process_options), home

    def lanes(self, name, port, address="127.0.0.1"):
        """`ssh -N -L` and the tunnel, through the server at `port`."""
        configuration = self.configuration(name, port, address)
        ssh = Lane(*self.start_ssh(name, configuration, self.server.port))
        shim = Lane(*self.start_shim(name, configuration, self.server.port, stdout=subprocess.DEVNULL)[:2])
        for lane in (ssh, shim):
            self.wait_until_useful(lane)
        return ssh, shim

    def bare_lane(self):
        """The loop of libssh2-copy.c, through the same server."""
        program, port = self.folder / "libssh2-copy", free_port()
        flags = subprocess.check_output(["pkg-config", "--cflags", "--libs", "libssh2"], text=True).split()
        source = Path(__file__).with_name("libssh2-copy.c")
        subprocess.run(["cc", "-std=c11", "-O2", "-Wall", "-Wextra", "-o", program, source, *flags], check=True)
        known_hosts = self.known_hosts("bare", self.sshd_port, "127.0.0.1")
        lane = Lane(port, self.start(
            [program, self.sshd_port, getpass.getuser(), self.folder / "user_key", known_hosts, port, self.server.port]))
        self.wait_until_useful(lane)
        return lane

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

    def throughput(self, ssh, shim, bare):
        for name, measure in (("download", Lane.download), ("upload", Lane.upload)):
            rounds = [(measure(shim), measure(bare), measure(ssh)) for _ in range(self.rounds)]
            (our_speed, our_work), *_ = middle = [tuple(statistics.median(column) for column in zip(*side)) for side in zip(*rounds)]
            for place, rival in ((1, "bare libssh2 loop"), (2, "ssh -L")):
                speed, work = (statistics.median(row[0][column] / row[place][column] for row in rounds) for column in (0, 1))
                their_speed, their_work = middle[place]
                what, value = f"{name} of 1 GB, tunnel ÷ {rival}", f"{speed:.2f} ({our_speed / 1e6:.0f} ÷ {their_speed / 1e6:.0f} MB/s)"
                if place == 1:
                    self.table.row(what, value, "≥ 1.00", round(speed, 2) >= 1)
                else:
                    self.table.note(what, value)
                self.table.note(f"processor time for it, tunnel ÷ {rival}", f"{work:.2f} ({our_work:.1f} ÷ {their_work:.1f} s)")

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

    def slower_lines(self):
        """Where the line is the limit, and not the processor, the tunnel is to be no slower than `ssh -L`."""
        for name, where, delay, rate in (("short", "5 ms away", 0.0025, None), ("gigabit", "over 1 Gbit/s", 0, GIGABIT)):
            with Background(PROCESSES, relay, self.sshd_port, delay, rate) as line, self.ending():
                ssh, shim = self.lanes(name, line.port)
                for direction, measure in (("download", Lane.download), ("upload", Lane.upload)):
                    self.compare(f"{where}: one {direction}, tunnel ÷ ssh -L", "≥ 1.00", 1.0,
                                 lambda lane, measure=measure: measure(lane, GIGABYTE // 2)[0] / 1e6, ssh, shim,
                                 lambda value: f"{value:.0f} MB/s")

    def far_away(self):
        with Background(PROCESSES, relay, self.sshd_port, ROUND_TRIP / 2) as line, self.ending():
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
            self.make_keys()
            self.sshd_port = self.start_sshd()
            if {"throughput", "exchanges", "slow-reader"} & set(parts):
                ssh, shim = self.lanes("near", self.sshd_port)
                if "throughput" in parts:
                    self.throughput(ssh, shim, self.bare_lane())
                if "exchanges" in parts:
                    self.small_exchanges(ssh, shim)
                if "slow-reader" in parts:
                    self.slow_reader(shim)
            if "lines" in parts:
                self.slower_lines()
            if "far" in parts:
                self.far_away()
            if "many" in parts:
                self.many_streams()
            if "idle" in parts:
                IdleRows(self, PROCESSES).measure()
