#if os(Linux)
    import Foundation
    import Testing

    /// A network of a test's own, held by a process in it. Programs are run in it one by one.
    struct PrivateNetwork: Sendable {
        /// It takes root, and containers forbid it even then.
        static let arePossible: Bool = {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
            process.arguments = ["--net", "sh", "-c", "ip link set lo up && ip link add name near type veth peer name far"]
            process.standardError = FileHandle.nullDevice
            // Where there is no unshare there are no networks.
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }()

        private let holder: RunningProgram
        private let home: TestHome

        static func with(_ home: TestHome, _ body: (PrivateNetwork) async throws -> Void) async throws {
            let command = Command(
                program: "/usr/bin/unshare", arguments: ["--net", "sh", "-c", "ip link set lo up && echo ready && exec tail -f /dev/null"],
                environment: home.environment, folder: home.path)
            try await RunningProgram.with(command) { holder in
                _ = try await holder.output.line(containing: "ready")
                try await body(PrivateNetwork(holder: holder, home: home))
            }
        }

        /// The same command, in this network.
        func wrap(_ command: Command) -> Command {
            var wrapped = command
            wrapped.program = "/usr/bin/nsenter"
            wrapped.arguments = ["--net=/proc/\(holder.processID)/ns/net", command.program] + command.arguments
            return wrapped
        }

        func run(_ arguments: [String]) async throws -> FinishedProgram {
            try await RunningProgram.run(
                wrap(Command(program: "/usr/bin/env", arguments: arguments, environment: home.environment, folder: home.path)))
        }

        /// Lays a cable to another network, and gives both ends an address of a network of 256.
        func connect(_ address: String, to other: PrivateNetwork, _ otherAddress: String, name: String) async throws {
            let commands: [(PrivateNetwork, String)] = [
                (self, "link add name \(name) type veth peer name \(name) netns \(other.holder.processID)"),
                (self, "address add \(address)/24 dev \(name)"), (self, "link set \(name) up"),
                (other, "address add \(otherAddress)/24 dev \(name)"), (other, "link set \(name) up"),
            ]
            for (network, words) in commands {
                let end = try await network.run(["ip"] + words.split(separator: " ").map(String.init))
                try #require(end.status == .code(0), "ip \(words): \(end)")
            }
        }

        /// Lets programs in this network find a port of the test's own at the same port here. Paths of sockets belong to no network.
        func bridge(_ port: Int, name: String, _ body: () async throws -> Void) async throws {
            let path = "\(home.temporaryFolder)/\(name)"
            try await RunningProgram.with(bridge(from: path, to: "\(port)")) { outer in
                _ = try await outer.output.line(containing: "ready")
                try await RunningProgram.with(wrap(bridge(from: "\(port)", to: path))) { inner in
                    _ = try await inner.output.line(containing: "ready")
                    try await body()
                }
            }
        }

        private func bridge(from near: String, to far: String) -> Command {
            Command(
                program: "/usr/bin/env", arguments: ["python3", "-c", Self.bridge, near, far], environment: home.environment,
                folder: home.path)
        }

        /// A number is a port of 127.0.0.1, everything else the path of a socket.
        private static let bridge = """
            import socket, sys, threading
            def place(text):
                return (socket.AF_INET, ('127.0.0.1', int(text))) if text.isdigit() else (socket.AF_UNIX, text)
            def copy(source, sink):
                try:
                    while piece := source.recv(65536):
                        sink.sendall(piece)
                except OSError:
                    pass
                try:
                    sink.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
            family, near = place(sys.argv[1])
            listener = socket.socket(family)
            listener.bind(near)
            listener.listen(64)
            print('ready', flush=True)
            while True:
                one = listener.accept()[0]
                family, far = place(sys.argv[2])
                other = socket.socket(family)
                other.connect(far)
                for pair in ((one, other), (other, one)):
                    threading.Thread(target=copy, args=pair, daemon=True).start()
            """
    }
#endif
