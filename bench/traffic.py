"""The traffic of the tunnel's measurements: a server, and what a client says to it."""

import contextlib
import socket
import struct
import threading

BLOCK = 256 * 1024


class exchange:
    """What is said on a connection: a letter, eight bytes of size, and then data; again and again, except that an echo has no end."""

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
        while True:
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
            else:
                # A TLS greeting, say, is not ours: close.
                return


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
