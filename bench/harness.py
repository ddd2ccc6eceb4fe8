"""What the measurements share: processes, ports, memory, and the table of results."""

import contextlib
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHIM = ROOT / ".build/release/argo-shim"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port, process=None, address="127.0.0.1"):
    while True:
        with contextlib.suppress(OSError):
            socket.create_connection((address, port), timeout=1).close()
            return
        if process is not None and process.poll() is not None:
            sys.exit(f"bench: {process.args} ended with {process.returncode}")
        time.sleep(0.001)


def memory(pid, field="VmRSS"):
    """Resident memory in MB: of now (VmRSS), or its peak (VmHWM, Linux only)."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        return int(re.search(rf"{field}:\s+(\d+)", status.read_text())[1]) / 1024
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)])) / 1024


def descriptors(pid):
    folder = Path(f"/proc/{pid}/fd")
    if folder.exists():
        return len(list(folder.iterdir()))
    return len(subprocess.check_output(["lsof", "-p", str(pid)]).splitlines())


class Table:
    """The results, printed as they come."""

    def __init__(self):
        self.misses = 0

    def head(self):
        print("| what | measured | target | met |\n|---|---|---|---|", flush=True)

    def row(self, what, value, target, is_met):
        self.misses += not is_met
        print(f"| {what} | {value} | {target} | {'yes' if is_met else '**no**'} |", flush=True)

    def note(self, what, value):
        """A result without a target."""
        print(f"| {what} | {value} | – | – |", flush=True)
