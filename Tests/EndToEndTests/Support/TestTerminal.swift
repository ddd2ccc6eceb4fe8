import Foundation

/// Runs a program in a terminal of its own, with a person who types what they are asked for.
enum TestTerminal {
    /// What a person waits for, and types then.
    struct Line {
        let prompt: String
        let typed: String

        init(prompt: String, answer: String) {
            self.prompt = prompt
            typed = answer + "\n"
        }

        /// Ctrl-C, and nothing behind it: a line's end could be read as an answer before the signal is noticed.
        init(interruptedAt prompt: String) {
            self.prompt = prompt
            typed = "\u{03}"
        }
    }

    /// It gives the program a session with a controlling terminal, which Foundation cannot.
    private static let driver = """
        import os, pty, sys
        split = sys.argv.index('--')
        lines, command = sys.argv[1:split], sys.argv[split + 1:]
        process, terminal = pty.fork()
        if process == 0:
            os.execv(command[0], command)
        seen = b''
        while True:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            if not piece:
                break
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            seen += piece
            while lines and lines[0].encode() in seen:
                seen = seen.split(lines[0].encode(), 1)[1]
                os.write(terminal, lines[1].encode())
                lines = lines[2:]
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) & 255)
        """

    /// - Parameter lines: in the order in which they come.
    static func run(_ command: Command, _ lines: [Line]) async throws -> FinishedProgram {
        try await RunningProgram.run(driven(command, lines))
    }

    /// The command that runs another one in such a terminal.
    static func driven(_ command: Command, _ lines: [Line]) -> Command {
        var driven = command
        driven.program = "/usr/bin/env"
        driven.arguments =
            ["python3", "-c", driver] + lines.flatMap { [$0.prompt, $0.typed] } + ["--", command.program] + command.arguments
        return driven
    }
}

/// A terminal with a shell in it, as a person has one: what is typed goes through tmux, and what they see is read from its screen.
struct TmuxSession: Sendable {
    /// A tmux that is missing in CI is a failure.
    static let isThere = places.contains(program) || ProcessInfo.processInfo.environment["CI"] == "true"

    private static let places = ["/usr/bin/tmux", "/opt/homebrew/bin/tmux", "/usr/local/bin/tmux"].filter(
        FileManager.default.isExecutableFile(atPath:))
    private static let program = places.first ?? "/usr/bin/tmux"
    /// How often the screen is read before what is awaited counts as absent; each time is a process of tmux'.
    private static let looks = 3_000

    /// The server that tmux makes outlives the process that starts it, and makes a session of its own. It must hold neither our outputs
    /// nor that by which Foundation sees that a process has ended, and must hear of its children's ends: a test's thread blocks most
    /// signals, and what it starts inherits that.
    private static let launcher = """
        import os, signal, sys
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        os.closerange(3, 65536)
        nothing = os.open('/dev/null', os.O_RDWR)
        for descriptor in range(3):
            os.dup2(nothing, descriptor)
        os.execv(sys.argv[1], sys.argv[1:])
        """

    private let home: TestHome

    /// Runs a shell for the time of a closure.
    static func with(_ home: TestHome, _ body: (TmuxSession) async throws -> Void) async throws {
        let session = TmuxSession(home: home)
        try await session.start()
        do {
            try await body(session)
        } catch {
            // What went wrong first is to be told.
            _ = try? await session.tmux("kill-server")
            throw error
        }
        try await session.tmux("kill-server")
    }

    private func start() async throws {
        // A server whose only shell has gone ends by itself, should nobody end it.
        let shell = "exec env PS1='> ' PS2='' python3 -c 'import os, signal; signal.alarm(110); os.execv(\"/bin/sh\", [\"sh\"])'"
        // Wide enough that no line is broken.
        var command = try command(["-f", "/dev/null", "new-session", "-d", "-x", "400", "-y", "100", shell])
        command.arguments = ["python3", "-c", Self.launcher, command.program] + command.arguments
        command.program = "/usr/bin/env"
        let started = try await RunningProgram.run(command)
        guard started.status == .code(0) else { throw UnexpectedEnd(started) }
    }

    /// Types a line.
    func type(_ line: String) async throws {
        try await tmux("send-keys", "-l", line)
        try await tmux("send-keys", "Enter")
    }

    /// Types Ctrl-C.
    func interrupt() async throws {
        try await tmux("send-keys", "C-c")
    }

    /// Has the shell clear the screen, so that what comes next is not taken for what was there.
    func clear() async throws {
        try await type("clear")
        for _ in 0..<Self.looks {
            try await tmux("clear-history")
            if try await seen().trimmingCharacters(in: .whitespacesAndNewlines) == ">" { return }
        }
        throw ProgramOutput.Ended(awaited: "an empty screen", text: try await seen())
    }

    /// Waits until the screen shows a text.
    ///
    /// - Returns: the whole screen.
    @discardableResult
    func screen(showing text: String) async throws -> String {
        var screen = ""
        for _ in 0..<Self.looks {
            screen = try await seen()
            if screen.contains(text) { return screen }
        }
        throw ProgramOutput.Ended(awaited: text, text: screen)
    }

    /// The screen, and what has left it at the top.
    private func seen() async throws -> String {
        try await tmux("capture-pane", "-p", "-S", "-")
    }

    @discardableResult
    private func tmux(_ arguments: String...) async throws -> String {
        let finished = try await RunningProgram.run(try command(arguments))
        guard finished.status == .code(0) else { throw UnexpectedEnd(finished) }
        return finished.output
    }

    private func command(_ arguments: [String]) throws -> Command {
        var environment = home.environment
        environment["TERM"] = "screen"
        environment["SHELL"] = "/bin/sh"
        let programs = URL(fileURLWithPath: try ArgoShimBinary.path()).deletingLastPathComponent().path
        environment["PATH"] = "\(programs):\(environment["PATH"] ?? "/usr/bin:/bin")"
        // The whole path might not fit into the address of a socket.
        return Command(program: Self.program, arguments: ["-S", "t"] + arguments, environment: environment, folder: home.path)
    }
}
