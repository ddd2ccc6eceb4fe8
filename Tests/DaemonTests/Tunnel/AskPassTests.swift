import NIOConcurrencyHelpers
import Testing

@testable import Daemon
@testable import SystemSupport

@Suite(.timeLimit(.minutes(2)))
struct AskPassTests {
    @Test(
        arguments: [
            ([:], AskPass.Preference.never),
            (["SSH_ASKPASS": "/ask"], .never),
            (["SSH_ASKPASS": "/ask", "DISPLAY": ":0"], .withoutTerminal),
            (["SSH_ASKPASS": "/ask", "WAYLAND_DISPLAY": "wayland-0"], .withoutTerminal),
            (["SSH_ASKPASS": "/ask", "DISPLAY": ""], .never),
            (["SSH_ASKPASS": "/ask", "SSH_ASKPASS_REQUIRE": "force"], .always),
            (["SSH_ASKPASS": "/ask", "SSH_ASKPASS_REQUIRE": "FORCE"], .always),
            (["SSH_ASKPASS": "/ask", "SSH_ASKPASS_REQUIRE": "prefer"], .never),
            (["SSH_ASKPASS": "/ask", "SSH_ASKPASS_REQUIRE": "prefer", "DISPLAY": ":0"], .always),
            (["SSH_ASKPASS": "/ask", "SSH_ASKPASS_REQUIRE": "never", "DISPLAY": ":0"], .never),
            (["SSH_ASKPASS": "/ask", "SSH_ASKPASS_REQUIRE": "nonsense", "DISPLAY": ":0"], .withoutTerminal),
            (["SSH_ASKPASS_REQUIRE": "force"], .never),
            (["DISPLAY": ":0"], .never),
        ] as [([String: String], AskPass.Preference)])
    func `the environment counts as it does for ssh`(environment: [String: String], preference: AskPass.Preference) {
        #expect(AskPass(environment: environment, isProgram: { _ in false }).preference == preference)
    }

    @Test func `the system's own program is found where none is named`() {
        let askPass = AskPass(environment: ["DISPLAY": ":0"], isProgram: { $0 == "/usr/bin/ssh-askpass" })
        #expect(askPass.preference == .withoutTerminal)
    }

    @Test func `the program gets the question, and its first line is the answer`() async throws {
        let folder = try TemporaryFolder()
        let program = try folder.script("ask", #"printf '%s' "$1" >"$0.asked"; printf 'se cret\nmore\n'"#)
        let askPass = AskPass(environment: ["SSH_ASKPASS": program, "SSH_ASKPASS_REQUIRE": "force"])
        let answer = await onOwnThread { askPass.ask("(alice@hop) Code: ", Interruption()) }
        #expect(answer == "se cret")
        #expect(folder.text("ask.asked") == "(alice@hop) Code: ")
    }

    @Test(arguments: ["exit 1", "echo secret; exit 1", "kill -9 $$", "yes secret | head -c 100000"])
    func `a program that is cancelled, dies or says too much gives no answer`(lines: String) async throws {
        let folder = try TemporaryFolder()
        let askPass = AskPass(
            environment: ["SSH_ASKPASS": try folder.script("ask", lines), "SSH_ASKPASS_REQUIRE": "force", "PATH": "/usr/bin:/bin"])
        #expect(await onOwnThread { askPass.ask("?", Interruption()) } == nil)
    }
}

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
