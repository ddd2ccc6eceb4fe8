import Foundation
import Testing

@testable import SystemSupport
@testable import Tunnel

@Suite(.enabled(if: OpenSSH.isInstalled, "ssh-keygen is not installed"), .timeLimit(.minutes(2)))
struct AuthenticatorTests {
    private let folder: TrustFolder
    private var hop = Hop(name: "logins", address: Endpoint(host: "logins.example", port: 22), user: "alice")

    init() throws {
        folder = try TrustFolder()
        hop.agentSocket = "/agent"
    }

    /// Makes configured keys, each with its passphrase or none.
    private mutating func configure(_ keys: [(name: String, passphrase: String)]) async throws {
        let openSSH = OpenSSH(folder: folder)
        for key in keys {
            let arguments = ["-q", "-t", "ed25519", "-N", key.passphrase, "-C", "", "-f", folder.file(key.name)]
            try #require(try await openSSH.output(of: "ssh-keygen", arguments) != nil)
        }
        hop.identityFiles = keys.map { folder.file($0.name) }
    }

    private func logIn(_ server: ScriptedServer, _ person: ScriptedPerson?, _ memory: LoginMemory = LoginMemory()) -> LoginReport {
        var authenticator = Authenticator(hop: hop, prompter: person, usable: UsableKeys(libraryVersion: "1.10.0"), memory: memory)
        return authenticator.logIn(server)
    }

    private func agentKey(_ number: UInt8) -> AgentKey { AgentKey(blob: SampleKey.blob("ssh-ed25519", number), comment: "k\(number)") }

    private static let code = InteractiveRound(heading: "Duo", instruction: "", prompts: [.init(text: "Passcode: ", echoes: false)])

    @Test func `a key is enough where the server says so, and nobody is asked`() async throws {
        var test = self
        try await test.configure([("a", ""), ("b", "")])
        let server = ScriptedServer([["publickey"], ["keyboard-interactive"]])
        server.knownFiles = [folder.file("b")]
        let person = ScriptedPerson()
        let report = test.logIn(server, person)
        #expect(report.error == nil)
        #expect(report.memory.identity == .file(path: folder.file("b"), certificate: nil))
        #expect(!report.memory.tookPerson)
        #expect(person.questions.isEmpty)
        #expect(server.log == ["list", folder.file("a"), folder.file("b")])
    }

    @Test func `no more than three keys are shown, and the others are named`() async throws {
        let server = ScriptedServer([["publickey"]])
        server.agent = (1...5).map(agentKey)
        server.knownAgentKeys = [agentKey(4)]
        let report = logIn(server, nil)
        #expect(server.log == ["list", "agent k1", "agent k2", "agent k3"])
        let limit = "only 3 keys are offered to a server"
        #expect(
            report.error
                == .authenticationRefused(
                    hop: "logins", user: "alice",
                    tried: (1...3).map { "the agent's key k\($0)" } + (4...5).map { "not offered: the agent's key k\($0): \(limit)" },
                    methods: ["publickey"]))
        #expect(report.isRefused)
    }

    @Test func `a refusal that leaves the list as it was is looked at for partial success, but not at the end`() {
        let server = ScriptedServer([["publickey"], ["keyboard-interactive"]])
        server.tellsKeys = false
        server.agent = (1...4).map(agentKey)
        server.rounds = [Self.code]
        server.expectedAnswers = [["123456"]]
        let report = logIn(server, ScriptedPerson { _ in ["123456"] })
        #expect(report.error == nil)
        // Five refusals: with the sixth, OpenSSH hangs up.
        #expect(server.log == ["list", "agent k1", "list", "agent k2", "list", "agent k3", "questions", "answers 1"])
    }

    @Test(arguments: [true, false])
    func `a key and then a code, over several rounds, with the server's words made clean`(tellsKeys: Bool) {
        let server = ScriptedServer([["publickey", "keyboard-interactive"]])
        server.tellsKeys = tellsKeys
        server.agent = [agentKey(1), agentKey(2), agentKey(3)]
        server.knownAgentKeys = [agentKey(2)]
        server.rounds = [
            InteractiveRound(heading: "", instruction: "", prompts: [.init(text: "Password:\u{1B}[2J", echoes: false)]),
            InteractiveRound(
                heading: "Duo", instruction: "1. push\n2. call",
                prompts: [.init(text: "Option: ", echoes: true), .init(text: "PIN: ", echoes: false)]),
            InteractiveRound(heading: "", instruction: "Pushed a login request", prompts: []),
            InteractiveRound(heading: "", instruction: "", prompts: []),
        ]
        server.expectedAnswers = [["secret"], ["1", "0000"], [], []]
        let person = ScriptedPerson { question in
            switch question.prompts.count {
            case 1: ["secret"]
            case 2: ["1", "0000"]
            default: nil
            }
        }
        let report = logIn(server, person)
        #expect(report.error == nil)
        #expect(report.memory.tookPerson)
        #expect(report.askedPerson)
        #expect(report.memory.identity == .agentKey(blob: agentKey(2).blob))
        #expect(person.questions.map(\.prompts.count) == [1, 2, 0])
        #expect(person.questions.first?.prompts.first == .init(text: "Password:[2J", echoes: false))
        #expect(person.questions.dropFirst().first?.instruction == "1. push\n2. call")
        #expect(person.questions.allSatisfy { $0.hop == "logins" && $0.user == "alice" && $0.purpose == .keyboardInteractive })
        #expect(!server.log.contains("agent k3"))
    }

    @Test func `a code and then a key`() {
        let server = ScriptedServer([["keyboard-interactive", "publickey"]])
        server.agent = [agentKey(1)]
        server.knownAgentKeys = [agentKey(1)]
        server.rounds = [Self.code]
        server.expectedAnswers = [["1"]]
        #expect(logIn(server, ScriptedPerson { _ in ["1"] }).error == nil)
        #expect(server.log == ["list", "questions", "answers 1", "list", "agent k1"])
    }

    @Test func `without a person the server's questions are not even asked for`() {
        for person in [nil, ScriptedPerson(isAvailable: false)] {
            let server = ScriptedServer([["publickey", "keyboard-interactive"]])
            server.agent = [agentKey(1)]
            server.knownAgentKeys = [agentKey(1)]
            let report = logIn(server, person)
            guard case .personNeeded(hop: "logins", user: "alice", let reason) = report.error else {
                Issue.record("\(String(describing: report.error))")
                return
            }
            #expect(reason == "answers to the server's questions (keyboard-interactive)")
            #expect(!report.isRefused)
            #expect(server.log == ["list", "agent k1", "list"])
        }
    }

    @Test func `a key that is refused where a person would be needed counts`() {
        let server = ScriptedServer([["publickey"], ["keyboard-interactive"]])
        server.agent = [agentKey(1)]
        let report = logIn(server, nil)
        guard case .personNeeded(_, _, let reason) = report.error else {
            Issue.record("\(String(describing: report.error))")
            return
        }
        #expect(report.isRefused)
        #expect(reason.hasPrefix("answers to the server's questions (keyboard-interactive); refused so far: "), "\(reason)")
    }

    @Test(arguments: [nil, [], ["1", "2"]] as [[String]?])
    func `a person who gives up, or answers with another number of answers, sends nothing`(answers: [String]?) {
        let server = ScriptedServer([["keyboard-interactive"]])
        server.rounds = [Self.code]
        let report = logIn(server, ScriptedPerson { _ in answers })
        guard case .personNeeded = report.error else {
            Issue.record("\(String(describing: report.error))")
            return
        }
        #expect(server.log == ["list", "questions"])
        #expect(!report.isRefused)
    }

    @Test func `a wrong code is a refusal, and it is not tried again`() {
        let server = ScriptedServer([["keyboard-interactive"]])
        server.rounds = [Self.code]
        server.expectedAnswers = [["1"]]
        let person = ScriptedPerson { _ in ["2"] }
        let report = logIn(server, person)
        #expect(
            report.error
                == .authenticationRefused(
                    hop: "logins", user: "alice", tried: ["keyboard-interactive"], methods: ["keyboard-interactive"]))
        #expect(report.isRefused)
        #expect(person.questions.count == 1)
    }

    @Test func `a server that asks for ever is left`() {
        let server = ScriptedServer([["keyboard-interactive"]])
        server.rounds = Array(repeating: Self.code, count: 1_000)
        let person = ScriptedPerson { _ in ["1"] }
        #expect(logIn(server, person).error != nil)
        #expect(person.questions.count == 20)
        let wide = ScriptedServer([["keyboard-interactive"]])
        wide.rounds = [InteractiveRound(heading: "", instruction: "", prompts: Array(repeating: Self.code.prompts[0], count: 17))]
        let other = ScriptedPerson { $0.prompts.map { _ in "1" } }
        #expect(logIn(wide, other).error != nil)
        #expect(other.questions.isEmpty)
    }

    @Test func `a passphrase is asked for up to three times, and kept once it has worked`() async throws {
        var test = self
        try await test.configure([("key", "right")])
        let path = folder.file("key")
        func server() -> ScriptedServer {
            let server = ScriptedServer([["publickey"]])
            server.passphrases = [path: "right"]
            server.knownFiles = [path]
            return server
        }
        let never = ScriptedPerson { _ in ["wrong"] }
        let refused = test.logIn(server(), never)
        #expect(never.questions.map(\.purpose) == Array(repeating: .passphrase(file: path), count: 3))
        #expect(
            refused.error
                == .noCredentials(
                    hop: "logins", user: "alice", methods: ["publickey"], notOffered: ["\(path): wrong passphrase"]))
        #expect(!refused.isRefused)

        let attempts = Locked(0)
        let third = ScriptedPerson { _ in
            [
                attempts.withLock { count in
                    count += 1; return count
                } == 3 ? "right" : "wrong"
            ]
        }
        let report = test.logIn(server(), third)
        #expect(report.error == nil)
        #expect(report.memory.passphrases[path]?.text == "right")
        #expect(!report.memory.tookPerson)

        // From now on nobody needs to be there.
        #expect(test.logIn(server(), nil, report.memory).error == nil)
        // Not so without it, and the reason names the file.
        #expect(
            test.logIn(server(), nil).error == .personNeeded(hop: "logins", user: "alice", reason: "the passphrase of \(path)"))
    }

    @Test func `an encrypted key does not keep others from being tried`() async throws {
        var test = self
        try await test.configure([("locked", "secret"), ("open", "")])
        let server = ScriptedServer([["publickey"]])
        server.passphrases = [folder.file("locked"): "secret"]
        server.knownFiles = [folder.file("open")]
        #expect(test.logIn(server, nil).error == nil)
    }

    @Test func `a password is sent only where it may be`() {
        func server() -> ScriptedServer {
            let server = ScriptedServer([["password"]])
            server.expectedPassword = "p"
            return server
        }
        let person = ScriptedPerson { _ in ["p"] }
        #expect(
            logIn(server(), person).error
                == .noCredentials(hop: "logins", user: "alice", methods: ["password"], notOffered: []))
        #expect(person.questions.isEmpty)
        var test = self
        test.hop.allowsPassword = true
        let report = test.logIn(server(), person)
        #expect(report.error == nil)
        #expect(report.memory.tookPerson)
        #expect(person.questions.map(\.purpose) == [.password])
    }

    @Test func `a server that hangs up after refusals has refused, and one that hangs up before has not`() {
        let tired = ScriptedServer([["publickey"]])
        tired.agent = [agentKey(1), agentKey(2), agentKey(3)]
        tired.patience = 2
        let refused = logIn(tired, nil)
        guard case .authenticationRefused(_, _, let tried, _) = refused.error else {
            Issue.record("\(String(describing: refused.error))")
            return
        }
        #expect(tried.first == "the agent's key k1")
        #expect(refused.isRefused)

        let gone = ScriptedServer([["publickey"]])
        gone.patience = 0
        let lost = logIn(gone, nil)
        #expect(lost.error?.kind == .network)
        #expect(!lost.isRefused)
    }

    @Test func `nothing to offer is told with the reasons`() {
        let server = ScriptedServer([["publickey", "gssapi-with-mic"]])
        server.agent = [AgentKey(blob: SampleKey.blob("ssh-rsa", 1), comment: "old")]
        guard case .noCredentials(_, _, ["publickey"], let notOffered) = logIn(server, nil).error else {
            Issue.record("an RSA key was offered")
            return
        }
        #expect(notOffered.first?.contains("SHA-1") == true)
        #expect(server.log == ["list"])
    }
}
