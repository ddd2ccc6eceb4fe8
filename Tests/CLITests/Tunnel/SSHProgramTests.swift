import NIOConcurrencyHelpers
import Testing

@testable import CLI

@Suite(.timeLimit(.minutes(2)))
struct SSHProgramTests {
    @Test func `without ssh in the path there is none to ask`() {
        #expect(SSHProgram(environment: ["PATH": "/nonexistent"]) { _ in } == nil)
        #expect(SSHProgram(environment: [:]) { _ in } == nil)
    }

    @Test func `what it prints is given, and a failure is nil, with its complaints passed on`() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.script(
            "ssh", #"test "$1" = -G || { printf 'line 1: bad\nline 2: worse\n' >&2; exit 255; }; echo "hostname $2"; echo "${SECRET-none}""#
        )
        let complaints = NIOLockedValueBox<[String]>([])
        let ssh = try #require(
            SSHProgram(environment: ["PATH": folder.path]) { line in complaints.withLockedValue { $0.append(line) } })
        #expect(await ssh.output(["-G", "host.example"]) == "hostname host.example\nnone\n")
        #expect(complaints.withLockedValue { $0.isEmpty })
        #expect(await ssh.output(["-V"]) == nil)
        #expect(complaints.withLockedValue { $0 } == ["line 1: bad", "line 2: worse"])
    }
}
