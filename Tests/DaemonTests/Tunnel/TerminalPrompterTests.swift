import Foundation
import Testing
import Tunnel

@testable import Daemon

@Suite(.timeLimit(.minutes(2)))
struct TerminalPrompterTests {
    private static let duo = SSHQuestion(
        purpose: .keyboardInteractive, hop: "logins.example", user: "alice", heading: "Duo two-factor login",
        instruction: "Enter a passcode, or 1 for a push", prompts: [.init(text: "Passcode or option:", echoes: true)])
    private static let passphrase = SSHQuestion(
        purpose: .passphrase(file: "/home/alice/.ssh/id_ed25519"), hop: "logins.example", user: "alice",
        prompts: [.init(text: "Passphrase: ", echoes: false)])
    private static let hostKey = HostKeyQuestion(
        hop: "logins.example", address: Endpoint(host: "192.0.2.1", port: 2222), algorithm: "ssh-ed25519", fingerprint: "SHA256:abc",
        file: "/home/alice/.ssh/known_hosts")

    private let terminal: PseudoTerminal
    private let prompter: TerminalPrompter

    init() throws {
        terminal = try PseudoTerminal()
        prompter = TerminalPrompter(askPass: AskPass(environment: [:]), terminalPath: terminal.path)
    }

    private func answers(to question: SSHQuestion) async -> [String]? {
        await onOwnThread { [prompter] in prompter.answers(to: question)?.map(\.text) }
    }

    private func shown(_ text: String) async -> String {
        await onOwnThread { [terminal] in terminal.waitFor(text) }
    }

    @Test func `a question says who asks whom, with the server's own words, and the answer is seen where it may be`() async throws {
        async let answers = answers(to: Self.duo)
        let text = await shown("Passcode or option: ")
        for words in ["logins.example asks alice", "Duo two-factor login", "Enter a passcode, or 1 for a push"] {
            #expect(text.contains(words), "\(text)")
        }
        #expect(terminal.echoes)
        terminal.type("1\n")
        #expect(await answers == ["1"])
    }

    @Test func `a secret is not shown, and the terminal is as it was afterwards`() async throws {
        let before = terminal.settings
        async let answers = answers(to: Self.passphrase)
        #expect(await shown("Passphrase: ").contains("/home/alice/.ssh/id_ed25519"))
        #expect(!terminal.echoes)
        terminal.type("open sesame\n")
        #expect(await answers == ["open sesame"])
        #expect(terminal.settings.c_lflag == before.c_lflag)
        terminal.type("seen\n")
        let text = await shown("seen")
        #expect(!text.contains("sesame"), "\(text)")
    }

    @Test func `several prompts are asked one after another, each in its own way`() async throws {
        let question = SSHQuestion(
            purpose: .keyboardInteractive, hop: "h", user: "u",
            prompts: [.init(text: "Secret: ", echoes: false), .init(text: "Code: ", echoes: true)])
        async let answers = answers(to: question)
        _ = await shown("Secret: ")
        #expect(!terminal.echoes)
        terminal.type("one\n")
        _ = await shown("Code: ")
        #expect(terminal.echoes)
        terminal.type("two\n")
        #expect(await answers == ["one", "two"])
    }

    @Test func `a round without prompts shows the server's words and needs no answer`() async throws {
        let push = SSHQuestion(
            purpose: .keyboardInteractive, hop: "h", user: "u", instruction: "Pushed a login request to your device", prompts: [])
        #expect(await answers(to: push) == [])
        #expect(await shown("your device").contains("Pushed a login request"))
    }

    @Test func `what was typed before the question is no answer`() async throws {
        terminal.type("impatient\n")
        async let answers = answers(to: Self.passphrase)
        _ = await shown("Passphrase: ")
        terminal.type("right\n")
        #expect(await answers == ["right"])
    }

    @Test func `the end of input gives up`() async throws {
        async let answers = answers(to: Self.passphrase)
        _ = await shown("Passphrase: ")
        terminal.type("\u{04}")
        #expect(await answers == nil)
        #expect(terminal.echoes)
        #expect(!prompter.isInterrupted)
    }

    @Test func `closing ends an open question with the terminal as it was`() async throws {
        let before = terminal.settings
        async let answers = answers(to: Self.passphrase)
        _ = await shown("Passphrase: ")
        terminal.type("half a sec")
        prompter.close()
        #expect(prompter.isInterrupted)
        #expect(terminal.settings.c_lflag == before.c_lflag)
        #expect(await answers == nil)
        #expect(!prompter.isAvailable)
        #expect(await self.answers(to: Self.passphrase) == nil)
    }

    @Test func `closing when nothing is asked interrupts nobody`() async throws {
        async let answers = answers(to: Self.passphrase)
        _ = await shown("Passphrase: ")
        terminal.type("right\n")
        #expect(await answers == ["right"])
        prompter.close()
        #expect(!prompter.isInterrupted)
        #expect(await self.answers(to: Self.passphrase) == nil)
        #expect(!prompter.isInterrupted)
    }

    @Test func `a host key is shown with all that can be compared, and only a clear word settles it`() async throws {
        async let isTrusted = onOwnThread { [prompter] in prompter.confirms(Self.hostKey) }
        let text = await shown("(yes/no/fingerprint) ")
        for words in ["logins.example", "192.0.2.1:2222", "ssh-ed25519", "SHA256:abc", "/home/alice/.ssh/known_hosts"] {
            #expect(text.contains(words), "\(text)")
        }
        terminal.type("y\n")
        _ = await shown("Please type yes, no or the fingerprint: ")
        terminal.type("SHA256:abc\n")
        #expect(await isTrusted == true)
    }

    @Test func `a host key is refused with no alone, not when the question is given up or closed`() async throws {
        async let first = onOwnThread { [prompter] in prompter.confirms(Self.hostKey) }
        _ = await shown("(yes/no/fingerprint) ")
        terminal.type("no\n")
        #expect(await first == false)
        async let given = onOwnThread { [prompter] in prompter.confirms(Self.hostKey) }
        _ = await shown("(yes/no/fingerprint) ")
        terminal.type("\u{04}")
        #expect(await given == nil)
        async let second = onOwnThread { [prompter] in prompter.confirms(Self.hostKey) }
        _ = await shown("(yes/no/fingerprint) ")
        prompter.close()
        #expect(await second == nil)
    }

    @Test func `without a terminal a window asks, and without either nobody is there`() async throws {
        let folder = try TemporaryFolder()
        let program = try folder.script("ask", #"printf '%s\n' "$1" >>"$0.asked"; echo answer"#)
        let window = AskPass(environment: ["SSH_ASKPASS": program, "DISPLAY": ":0", "PATH": "/usr/bin:/bin"])
        let prompter = TerminalPrompter(askPass: window, terminalPath: "/nonexistent")
        #expect(prompter.isAvailable)
        #expect(await onOwnThread { prompter.answers(to: Self.duo)?.map(\.text) } == ["answer"])
        let asked = try #require(folder.text("ask.asked"))
        for words in ["logins.example asks alice", "Enter a passcode", "Passcode or option:"] { #expect(asked.contains(words)) }
        // It never says yes or no.
        #expect(await onOwnThread { prompter.confirms(Self.hostKey) } == false)

        let nobody = TerminalPrompter(askPass: AskPass(environment: [:]), terminalPath: "/nonexistent")
        #expect(!nobody.isAvailable)
        #expect(nobody.answers(to: Self.duo) == nil)
        #expect(nobody.confirms(Self.hostKey) == nil)
    }
}

struct HostKeyReplyTests {
    private static let fingerprint = "SHA256:AAAAbbbbCCCC"

    @Test(arguments: [
        ("yes", HostKeyReply.trust), ("YES", .trust), ("  yes \r", .trust), (fingerprint, .trust), (" \(fingerprint)", .trust),
        ("no", .refuse), ("No", .refuse),
        ("", .unclear), ("y", .unclear), ("yes please", .unclear), ("SHA256:AAAAbbbbCCCD", .unclear), ("sha256:aaaabbbbcccc", .unclear),
    ])
    func `only yes or the very fingerprint means trust`(text: String, reply: HostKeyReply) {
        #expect(HostKeyReply(text, fingerprint: Self.fingerprint) == reply)
    }
}
