import Testing

@testable import CLI

@Suite(.timeLimit(.minutes(2)))
struct SSHProgramTests {
    @Test func `without ssh in the path there is none to ask`() {
        #expect(SSHProgram(environment: ["PATH": "/nonexistent"]) == nil)
        #expect(SSHProgram(environment: [:]) == nil)
    }

    @Test func `what it prints is given, and a failure is nil`() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.script("ssh", #"test "$1" = -G || exit 255; echo "hostname $2"; echo "${SECRET-none}""#)
        let ssh = try #require(SSHProgram(environment: ["PATH": folder.path]))
        #expect(await ssh.output(["-G", "host.example"]) == "hostname host.example\nnone\n")
        #expect(await ssh.output(["-V"]) == nil)
    }
}
