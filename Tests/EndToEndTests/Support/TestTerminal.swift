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
