import Testing

@testable import SystemSupport
@testable import Tunnel

struct HopLoginTests {
    private let folder: TrustFolder
    private let ledger: AttemptLedger
    private let hop = Hop(name: "h", address: Endpoint(host: "h.example", port: 22), user: "u")
    private let key = HostKey(algorithm: "ssh-ed25519", blob: [])

    init() throws {
        folder = try TrustFolder()
        ledger = AttemptLedger(folder: folder.path, host: "n")
    }

    private var summary: LedgerSummary { ledger.summary(now: Int(ClockReading.now().wall.components.seconds)) }

    private func login(to hop: Hop? = nil, isLastHop: Bool = true, person: ScriptedPerson? = nil) -> HopLogin {
        HopLogin(
            to: hop ?? self.hop, isLastHop: isLastHop, ledger: ledger, memory: LoginMemory(), prompter: person, isAsking: { _ in })
    }

    private var server: ScriptedServer {
        let server = ScriptedServer([["publickey"]])
        server.agent = [AgentKey(blob: SampleKey.blob("ssh-ed25519", 1), comment: "k")]
        return server
    }

    private var withAgent: Hop {
        var hop = hop
        hop.agentSocket = "/agent"
        return hop
    }

    @Test func `the line stands in the ledger before the host key is judged, and until the login is over`() throws {
        let login = login(to: withAgent)
        try login.verify(key) { _ throws(TunnelError) in #expect(summary.pending?.address == "h.example:22") }
        #expect(summary.pending != nil)
        let server = server
        server.knownAgentKeys = server.agent
        try login.logIn(server)
        #expect(summary.pending == nil)
        #expect(summary.lastSuccess != nil)
    }

    @Test func `a host key that is refused is a failed login, a server that breaks off is not`() {
        let unknown = TunnelError.hostKeyUnknown(hop: "h", address: hop.address, algorithm: "", fingerprint: "")
        #expect(throws: unknown) { try login().verify(key) { _ throws(TunnelError) in throw unknown } }
        #expect(summary.failuresInARow == 1)
        let broken = TunnelError.protocolFailure(hop: "h", phase: .hostKey, code: 0, reason: "")
        #expect(throws: broken) { try login().verify(key) { _ throws(TunnelError) in throw broken } }
        #expect(summary.failuresInARow == 1)
        #expect(summary.pending == nil)
    }

    @Test func `a login that was given up before its line stood in the ledger begins no more`() {
        let login = login()
        login.abandon()
        #expect(throws: TunnelError.stopped) { try login.verify(key) { _ throws(TunnelError) in Issue.record("judged") } }
        #expect(summary.pending == nil)
        #expect(summary.failuresInARow == 0)
    }

    @Test func `a refusal counts, and a connection that is lost before one does not`() throws {
        let refused = login(to: withAgent)
        try refused.verify(key) { _ throws(TunnelError) in }
        #expect(throws: TunnelError.self) { try refused.logIn(server) }
        #expect(summary.failuresInARow == 1)
        let lost = login(to: withAgent)
        try lost.verify(key) { _ throws(TunnelError) in }
        let gone = server
        gone.patience = 0
        #expect(throws: TunnelError.self) { try lost.logIn(gone) }
        #expect(summary.failuresInARow == 1)
        let ended = login()
        try ended.verify(key) { _ throws(TunnelError) in }
        ended.end()
        #expect(summary.failuresInARow == 1)
        #expect(summary.pending == nil)
    }

    @Test func `where the ledger says no, the host key is not even judged`() throws {
        for _ in 0..<2 { try ledger.begin(hop.address, now: 4_000_000_000).resolve(.failed, now: 4_000_000_000) }
        #expect {
            try login().verify(key) { _ throws(TunnelError) in Issue.record("judged") }
        } throws: { error in
            guard case TunnelError.paused(host: "n", _, failures: 2) = error else { return false }
            return true
        }
    }

    @Test func `a login that was given up asks nobody and sends no answers`() throws {
        let person = ScriptedPerson { _ in ["1"] }
        let login = login(person: person)
        try login.verify(key) { _ throws(TunnelError) in }
        login.abandon()
        #expect(summary.pending == nil)
        let server = ScriptedServer([["keyboard-interactive"]])
        server.rounds = [InteractiveRound(heading: "", instruction: "", prompts: [.init(text: "Code: ", echoes: false)])]
        #expect(throws: TunnelError.self) { try login.logIn(server) }
        #expect(person.questions.isEmpty)
        #expect(!server.log.contains("questions"))
        #expect(summary.failuresInARow == 0)
    }
}

struct SanitizedTextTests {
    @Test(arguments: [
        ("Passcode: ", "Passcode: "), ("a\u{1B}[31mred\u{7}", "a[31mred"), ("one\r\ntwo", "one\ntwo"), ("x\ty", "x y"),
        ("\u{9B}2J\u{85}", "2J"), ("abc\u{202E}def\u{200B}", "abcdef"), ("Grüße ✓", "Grüße ✓"), ("\u{0}", ""),
    ])
    func `what could move a cursor is taken out`(text: String, clean: String) {
        #expect(SanitizedText.lines(text, limit: 100) == clean)
        #expect(SanitizedText.line(text) == clean.replacing("\n", with: ""))
    }

    @Test func `it is never longer than its limit`() {
        #expect(SanitizedText.lines(String(repeating: "x", count: 100_000), limit: 1_024).unicodeScalars.count == 1_024)
        #expect(SanitizedText.line(String(repeating: "x", count: 100_000)).unicodeScalars.count == 256)
    }
}
