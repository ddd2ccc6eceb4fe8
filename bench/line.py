"""What lies between the tunnel and a server that is far away: two kinds of line on this machine.

`relay` carries connections. It needs nothing, but each end has its own TCP connection with the relay, and neither sees the delay:
what TCP itself makes of a round trip stays out of the measurement. `PacketLine` carries packets, so that TCP sees it; it needs Linux,
root and a TUN interface. (netem would do the same, where the kernel has it.)
"""

import collections
import contextlib
import os
import select
import shutil
import socket
import struct
import subprocess
import threading
import time
from pathlib import Path

# Of the long line, in seconds.
ROUND_TRIP = 0.050
BLOCK = 256 * 1024
# What may be under way in one direction: 1 GB/s for 50 ms are 50 MB.
LINE_SIZE = 64 * 1024 * 1024
# What may wait before a slow line: a switch has a queue of about this size.
QUEUE_SIZE = 1024 * 1024


def relay(listener, target, delay, rate=None):
    """Passes connections on to the port `target` of this machine.

    Each byte arrives `delay` seconds later, and with a `rate` not more than so many bytes a second in each direction.
    """
    while True:
        near, _ = listener.accept()
        far = socket.create_connection(("127.0.0.1", target))
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=carry, args=(near, far, delay, rate), daemon=True).start()
        threading.Thread(target=carry, args=(far, near, delay, rate), daemon=True).start()


def carry(source, sink, delay, rate):
    """Reads at once and writes when the time has come."""
    waiting, held, is_open, free_at = collections.deque(), 0, True, 0.0
    # 16 KiB take 0.1 ms at 1 Gbit/s: a larger block would arrive late as a whole.
    block_size, limit = (BLOCK, LINE_SIZE) if rate is None else (BLOCK // 16, QUEUE_SIZE + int(rate * delay))
    with contextlib.suppress(OSError):
        while is_open or waiting:
            timeout = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
            readable = [source] if is_open and held < limit else []
            if select.select(readable, [], [], timeout)[0]:
                block = source.recv(block_size)
                if block:
                    free_at = max(free_at, time.monotonic()) + (len(block) / rate if rate else 0)
                    waiting.append((free_at + delay, block))
                    held += len(block)
                else:
                    is_open = False
            while waiting and waiting[0][0] <= time.monotonic():
                block = waiting.popleft()[1]
                held -= len(block)
                sink.sendall(block)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


class PacketLine:
    """An address (`far`) whose packets come back to this machine's own (`near`), each `delay` seconds later.

    A connection to a port of `far` reaches the same port of `near`. The addresses are of the range for measurements (RFC 2544).
    """

    near, far = "198.18.0.1", "198.18.0.2"

    def __init__(self, context, delay):
        self.result, answer = context.Pipe(duplex=False)
        self.process = context.Process(target=turn_back, args=(answer, delay, self.near, self.far), daemon=True)

    def __enter__(self):
        """Raises OSError where there can be no such line."""
        self.process.start()
        reason = self.result.recv()
        if reason:
            self.process.join()
            raise OSError(reason)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.join()


def turn_back(answer, delay, near, far):
    """Makes the interface, says through the pipe `answer` why not, or an empty text, and carries packets until it is ended."""
    try:
        device = open_device(near, far)
    except (OSError, subprocess.CalledProcessError) as error:
        answer.send(str(error))
        return
    answer.send("")
    waiting = collections.deque()
    while True:
        timeout = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        if select.select([device], [], [], timeout)[0]:
            packet = os.read(device, 65536)
            if packet[0] >> 4 == 4:
                # IPv4, with source and target exchanged: the checksums are sums, and stay what they are.
                turned = packet[:12] + packet[16:20] + packet[12:16] + packet[20:]
                waiting.append((time.monotonic() + delay, turned))
        while waiting and waiting[0][0] <= time.monotonic():
            os.write(device, waiting.popleft()[1])


def open_device(near, far):
    """A TUN interface (Linux, Documentation/networking/tuntap.rst) that goes away with this process."""
    if not shutil.which("ip") or not Path("/dev/net/tun").exists():
        raise OSError("a line for packets needs Linux, /dev/net/tun and ip(8)")
    import fcntl
    set_interface, tun, without_information = 0x400454CA, 0x0001, 0x1000
    device = os.open("/dev/net/tun", os.O_RDWR)
    reply = fcntl.ioctl(device, set_interface, struct.pack("16sH22x", b"argobench%d", tun | without_information))
    name = reply[:16].rstrip(b"\0").decode()
    for command in (f"address add {near} peer {far} dev {name}", f"link set {name} mtu 1500 txqueuelen 10000 up"):
        subprocess.run(["ip", *command.split()], check=True, capture_output=True)
    return device
