"""The traffic of the tunnel's measurements: a server, what a client says to it, and a relay that delays."""

import collections
import contextlib
import select
import socket
import struct
import threading
import time

BLOCK = 256 * 1024
# What may be under way in one direction of a long line: 1 GB/s for 50 ms are 50 MB.
LINE_SIZE = 64 * 1024 * 1024


class exchange:
    """What is said on a connection: a letter, eight bytes of size, and then data."""

    @staticmethod
    def ask_download(connection, size):
        connection.sendall(b"D" + struct.pack(">Q", size))

    @staticmethod
    def drain(connection, size):
        block = bytearray(BLOCK)
        while size > 0:
            count = connection.recv_into(block)
            if count == 0:
                raise EOFError(f"{size} bytes are missing")
            size -= count

    @staticmethod
    def upload(connection, size):
        connection.sendall(b"U" + struct.pack(">Q", size))
        block = bytes(BLOCK)
        while size > 0:
            connection.sendall(memoryview(block)[:min(size, BLOCK)])
            size -= min(size, BLOCK)
        exchange.receive(connection, 1)

    @staticmethod
    def ask_echo(connection):
        connection.sendall(b"E" + struct.pack(">Q", 0))

    @staticmethod
    def echo(connection, message):
        connection.sendall(message)
        exchange.receive(connection, len(message))

    @staticmethod
    def receive(connection, count):
        found = b""
        while len(found) < count:
            piece = connection.recv(count - len(found))
            if not piece:
                raise EOFError("the connection ended")
            found += piece
        return found


def serve(listener):
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def answer(connection):
    with connection, contextlib.suppress(OSError, EOFError):
        kind, size = struct.unpack(">cQ", exchange.receive(connection, 9))
        if kind == b"D":
            block = bytes(BLOCK)
            while size > 0:
                connection.sendall(memoryview(block)[:min(size, BLOCK)])
                size -= min(size, BLOCK)
        elif kind == b"U":
            exchange.drain(connection, size)
            connection.sendall(b".")
        elif kind == b"E":
            while message := connection.recv(BLOCK):
                connection.sendall(message)
        # Anything else (a TLS greeting, say) is not ours: close.


class Background:
    """Serves a port in a process of its own, so that its work does not share the client's interpreter."""

    def __init__(self, context, work, *arguments):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.listener.getsockname()[1]
        self.process = context.Process(target=work, args=(self.listener, *arguments), daemon=True)

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.join()
        self.listener.close()


def relay(listener, target, delay):
    """Passes connections on to the port `target` of this machine, each byte `delay` seconds later, as a long line does."""
    while True:
        near, _ = listener.accept()
        far = socket.create_connection(("127.0.0.1", target))
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=carry, args=(near, far, delay), daemon=True).start()
        threading.Thread(target=carry, args=(far, near, delay), daemon=True).start()


def carry(source, sink, delay):
    """Reads at once and writes when the time has come."""
    waiting, held, is_open = collections.deque(), 0, True
    with contextlib.suppress(OSError):
        while is_open or waiting:
            timeout = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
            readable = [source] if is_open and held < LINE_SIZE else []
            if select.select(readable, [], [], timeout)[0]:
                block = source.recv(BLOCK)
                if block:
                    waiting.append((time.monotonic() + delay, block))
                    held += len(block)
                else:
                    is_open = False
            while waiting and waiting[0][0] <= time.monotonic():
                block = waiting.popleft()[1]
                held -= len(block)
                sink.sendall(block)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
