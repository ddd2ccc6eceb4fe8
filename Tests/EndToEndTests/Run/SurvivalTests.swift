import FakeArgo
import Foundation
import LosslessJSON
import Testing

/// What becomes of the state folder and of the clients' settings when things go wrong around the shim.
@Suite(.timeLimit(.minutes(15))) struct SurvivalTests {
    private let home: TestHome

    init() throws {
        home = try TestHome()
    }

    private func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> FinishedProgram {
        try await RunningProgram.run(try home.argoShim(arguments, environment: environment))
    }

    @Test func `killed at any moment of its start, it leaves settings that are whole and a state that the next one reads`() async throws {
        try home.write(UserSettings.text, to: TestHome.settings)
        let port = try FreePort.next()
        try await withFakeArgo(tls: .generated()) { argo in
            let certificates = try #require(argo.certificates)
            try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "authorities.pem")
            let command = try home.argoShim(
                "run", "--port", "\(port)", "--upstream", "127.0.0.1:\(argo.port)", "--ca-file", "\(home.path)/authorities.pem", "--user",
                "tester")
            for moment in 0..<20 {
                try await RunningProgram.with(command) { shim in
                    // Each time a little later: a look at a folder takes some ten microseconds.
                    for _ in 0..<moment * 1_000 { _ = home.exists(".local") }
                    shim.send(SIGKILL)
                    _ = await shim.end()
                }
                let settings = try #require(home.text(TestHome.settings))
                #expect(throws: Never.self, "\(settings)") { try JSONDocument(Array(settings.utf8), syntax: .jsonc) }
                let status = try await run("status")
                #expect(status.status == .code(5), "\(status)")
            }
            try await RunningShim.with(home, command) { shim in
                _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
                #expect(try await shim.curl().post("/v1/messages", Request.messages).status == 200)
                #expect(await shim.stop().status == .code(0))
            }
        }
        let undo = try await run("configure", "--undo")
        #expect(undo.status == .code(0), "\(undo)")
        #expect(home.text(TestHome.settings) == UserSettings.text)
    }

    @Test func `a state folder of an earlier version is taken over`() async throws {
        try await BackgroundShim.with(home) { shim in
            _ = try await shim.run("start", ["--upstream", "127.0.0.1:9", "--user", "tester"])
            let lock = try #require(shim.name(".lock"))
            _ = try await shim.run("stop")
            let state = ".local/state/argo-shim/"
            for name in try home.names(in: state) where name != "token" {
                try FileManager.default.removeItem(atPath: home.path + "/" + state + name)
            }
            // A token of 16 characters is what the earliest ones made; a lock said nothing but a number.
            try home.write("0123456789abcdef", to: state + "token")
            try home.write("4711\n", to: state + lock)
            try home.write("[]\n", to: state + "models.json")
            try home.write("{\"port\": 1}\n", to: state + lock.replacing("shim.", with: "port.").replacing(".\(shim.port).lock", with: ""))
            try home.write("", to: state + "forgotten.by.an.earlier.version")
            let started = try await shim.run("start", ["--upstream", "127.0.0.1:9", "--user", "tester"])
            #expect(started.status == .code(3), "\(started)")
            #expect(try await Curl(home: home, port: shim.port, token: "0123456789abcdef").get("/v1/status").status == 200)
            #expect(home.exists(state + "forgotten.by.an.earlier.version"))
        }
    }

    /// It holds the place, and answers in words that this version does not know.
    private static let laterShim = """
        import fcntl, json, os, socket, sys
        lock, address = sys.argv[1:]
        file = open(lock, 'w')
        fcntl.flock(file, fcntl.LOCK_EX)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(address)
        listener.listen()
        json.dump({'version': 2, 'process': os.getpid(), 'socket': address, 'more': True}, file)
        file.flush()
        print('ready', flush=True)
        while True:
            connection = listener.accept()[0]
            connection.recv(65536)
            connection.sendall(b'{"version":2,"message":{"better":{}}}\\n')
            connection.close()
        """

    @Test func `a shim of a later version is left alone, and named with the way to end it`() async throws {
        try await BackgroundShim.with(home) { shim in
            _ = try await shim.run("start", ["--upstream", "127.0.0.1:9", "--user", "tester"])
            let lock = home.path + "/.local/state/argo-shim/" + (try #require(shim.name(".lock")))
            _ = try await shim.run("stop")
            let command = Command(
                program: "/usr/bin/env", arguments: ["python3", "-c", Self.laterShim, lock, home.path + "/s"],
                environment: home.environment, folder: home.path)
            try await RunningProgram.with(command) { later in
                _ = try await later.output.line(containing: "ready")
                for verb in ["start", "run", "restart", "login", "reload", "stop"] {
                    let upstream = ["start", "run", "restart"].contains(verb) ? ["--upstream", "127.0.0.1:9"] : []
                    let finished = try await shim.run(verb, upstream)
                    #expect(finished.status == .code(1) && finished.errors.contains("version"), "\(verb): \(finished)")
                    #expect(finished.errors.contains("kill \(later.processID)"), "\(verb): \(finished)")
                }
                let status = try await shim.run("status")
                #expect(status.status == .code(3) && status.output.contains("an incompatible version"), "\(status)")
            }
        }
    }

    @Test func `what a later version has written is not touched by this one`() async throws {
        try home.makeFolder(".claude")
        _ = try await run("configure", "claude-code", "--port", "4711")
        let backups = ".local/state/argo-shim/backups/"
        let name = try #require(try home.names(in: backups).first)
        let record = try #require(home.text(backups + name)).replacing(#""version":1"#, with: #""version":2"#)
        try home.write(record, to: backups + name)
        let settings = try #require(home.text(TestHome.settings))
        for arguments in [["configure", "claude-code", "--port", "4712"], ["configure", "--undo"]] {
            let finished = try await RunningProgram.run(try home.argoShim(arguments))
            #expect(finished.status == .code(1) && finished.errors.contains(name), "\(finished)")
        }
        #expect(home.text(TestHome.settings) == settings && home.text(backups + name) == record)
    }

    @Test func `status --watch shows what changes`() async throws {
        try await BackgroundShim.with(home) { shim in
            _ = try await shim.run("start", ["--upstream", "127.0.0.1:9", "--user", "tester"])
            try await RunningProgram.with(try home.argoShim("status", "--watch", "--port", "\(shim.port)")) { watch in
                _ = try await watch.output.line(containing: "is running in the background on port \(shim.port)")
                _ = try await shim.run("stop")
                _ = try await watch.output.line(containing: "No shim is running on")
                watch.send(SIGINT)
                let end = await watch.end()
                #expect(end.status == .signal(SIGINT) || end.status == .code(130), "\(end)")
                #expect(!end.output.contains("\u{1B}"))
            }
        }
    }

    @Test(.enabled(if: OtherUser.isThere, "another user can be become by root alone, with setpriv"))
    func `of two users whose names come to the same port the second is told that somebody else has it`() async throws {
        let port = try FreePort.next()
        let command = try home.argoShim("run", "--upstream", "127.0.0.1:9", "--port", "\(port)", "--user", "tester")
        let other = try TestHome()
        try FileManager.default.setAttributes([.ownerAccountID: OtherUser.number], ofItemAtPath: other.path)
        try await RunningShim.with(home, command) { shim in
            for verb in ["run", "start"] {
                var second = try other.argoShim(verb, "--upstream", "127.0.0.1:9", "--port", "\(port)", "--user", "tester")
                (second.program, second.arguments) = OtherUser.command(second.program, second.arguments)
                let finished = try await RunningProgram.run(second)
                #expect(finished.status == .code(1), "\(finished)")
                #expect(finished.errors.contains("is in use by a process of another user (id \(getuid()))"), "\(finished)")
                #expect(finished.errors.contains("argo-shim --port PORT") && !finished.errors.contains("kill"), "\(finished)")
            }
            #expect(try await shim.curl().get("/health").status == 200)
        }
    }
}

/// A user who is not the one that the tests run as.
enum OtherUser {
    /// Nobody's, on every Linux.
    static let number = 65_534

    /// Whether a program can be run as that user: this takes root.
    static let isThere: Bool = {
        guard getuid() == 0, let binary = try? ArgoShimBinary.path() else { return false }
        let process = Process()
        let (program, arguments) = command(binary, ["version"])
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // Where there is no setpriv, nobody else can be become.
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// A command that runs another as that user.
    static func command(_ program: String, _ arguments: [String]) -> (program: String, arguments: [String]) {
        ("/usr/bin/setpriv", ["--reuid=\(number)", "--regid=\(number)", "--clear-groups", "--", program] + arguments)
    }
}
