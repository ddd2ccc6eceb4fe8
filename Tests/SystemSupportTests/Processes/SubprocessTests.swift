import Foundation
import Testing

@testable import SystemSupport

@Suite(.timeLimit(.minutes(2)))
struct SubprocessTests {
    private static let environment = ["PATH": "/usr/bin:/bin"]

    private func run(
        _ line: String, outputLimit: Int = 65_536, timeLimit: Duration? = nil, _ interruption: Interruption = Interruption()
    ) async -> Subprocess.End {
        let program = Subprocess(
            program: "/bin/sh", arguments: ["-c", line], environment: Self.environment, outputLimit: outputLimit, timeLimit: timeLimit)
        return await onOwnThread { program.run(interruption) }
    }

    @Test func `both outputs and the status are told`() async {
        let end = await run("echo one; echo two >&2; exit 3")
        #expect(end == .exited(status: 3, output: Array("one\n".utf8), errors: Array("two\n".utf8)))
    }

    @Test func `it gets the environment that it is given and no other, and no input`() async {
        let program = Subprocess(
            program: "/bin/sh", arguments: ["-c", "read -r line; echo \"${line-none} $ONLY ${HOME-none}\""], environment: ["ONLY": "this"])
        let end = await onOwnThread { program.run(Interruption()) }
        #expect(end == .exited(status: 0, output: Array(" this none\n".utf8), errors: []))
    }

    @Test func `a signal is told as shells tell it`() async {
        #expect(await run("kill -TERM $$") == .exited(status: 128 + SIGTERM, output: [], errors: []))
    }

    @Test func `a program that is not there is not started`() async {
        let program = Subprocess(program: "/nonexistent/program", arguments: [], environment: [:])
        #expect(await onOwnThread { program.run(Interruption()) } == .notStarted(code: ENOENT))
    }

    @Test func `one that hangs is killed`() async {
        #expect(await run("exec tail -f /dev/null", timeLimit: .milliseconds(100)) == .outOfTime)
        #expect(await run("exec >&- 2>&-; while :; do :; done", timeLimit: .milliseconds(100)) == .outOfTime)
    }

    @Test func `one that has ended counts, even where a child of its keeps the output open`() async {
        let end = await run("tail -f /dev/null & echo $!; exit 0", timeLimit: .milliseconds(300))
        guard case .exited(status: 0, let output, _) = end,
            let child = Int32(String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        else {
            Issue.record("\(end)")
            return
        }
        kill(child, SIGKILL)
    }

    @Test func `one that never stops talking is killed`() async {
        #expect(await run("yes", outputLimit: 10_000) == .tooMuchOutput)
        #expect(await run("yes >&2", outputLimit: 10_000) == .tooMuchOutput)
    }

    @Test func `an interruption ends it`() async throws {
        let folder = try TemporaryFolder()
        let fifo = folder.path + "/fifo"
        #expect(unsafe mkfifo(fifo, 0o600) == 0)
        let interruption = Interruption()
        async let end = run("echo >\(fifo); exec tail -f /dev/null", interruption)
        // The program runs when it has written there.
        _ = await onOwnThread { FileManager.default.contents(atPath: fifo) }
        interruption.trigger()
        #expect(await end == .interrupted)
    }

    @Test func `what we ignore the program does not`() async {
        // A shell cannot trap what was ignored when it started (POSIX, trap).
        let end = await run("kill -PIPE $$; echo survived")
        #expect(end == .exited(status: 128 + SIGPIPE, output: [], errors: []))
    }
}
