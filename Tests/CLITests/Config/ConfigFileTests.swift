import Testing

@testable import CLI
@testable import Daemon

@Suite struct ConfigFileTests {
    private func file(_ text: String) throws -> ConfigFile {
        try ConfigFile(Array(text.utf8), path: "/home/alice/.config/argo-shim/config.yaml", home: "/home/alice")
    }

    private func faults(_ text: String) -> [ConfigFault] {
        do {
            _ = try file(text)
            return []
        } catch {
            return (error as? ConfigFaults)?.faults ?? []
        }
    }

    @Test func `settings are read with their kinds and lines`() throws {
        let file = try file(
            """
            # mine
            version: 1
            user: alice

            port: 4000
            direct: true
            no-fix: [claude-sampling, "claude-effort"]
            log-level: 'debug'
            """)
        #expect(
            file.entries == [
                ConfigEntry(key: .user, value: .text("alice"), line: 3), ConfigEntry(key: .port, value: .number(4_000), line: 5),
                ConfigEntry(key: .direct, value: .flag(true), line: 6),
                ConfigEntry(key: .noFix, value: .list(["claude-sampling", "claude-effort"]), line: 7),
                ConfigEntry(key: .logLevel, value: .text("debug"), line: 8),
            ])
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "version: 1\n"])
    func `a file without settings is right`(text: String) throws {
        #expect(try file(text).entries.isEmpty)
    }

    @Test(arguments: [
        ("~/issuer.pem", "/home/alice/issuer.pem"), ("issuer.pem", "/home/alice/.config/argo-shim/issuer.pem"),
        ("/etc/issuer.pem", "/etc/issuer.pem"),
    ])
    func `a path begins at home or at the file's folder, since no shell has looked at it`(written: String, path: String) throws {
        #expect(try file("version: 1\nca-file: \(written)\n").entry(for: .caFile)?.value == .text(path))
    }

    @Test(arguments: [
        ("prot", "port"), ("log_level", "log-level"), ("Timeout", "timeout"), ("no-fixes", "no-fix"), ("vresion", "version"),
    ])
    func `an unknown name is told with its line and the nearest one`(name: String, nearest: String) {
        #expect(faults("version: 1\n\(name): 5\n") == [ConfigFault(line: 2, reason: .unknownKey(name, nearest: nearest))])
    }

    @Test func `a name that is like none has no nearest one, and its value is never repeated`() {
        let found = faults("version: 1\nsomething_else: hunter2\n")
        #expect(found == [ConfigFault(line: 2, reason: .unknownKey("something_else", nearest: nil))])
        #expect(!found.map(\.words).joined().contains("hunter2"))
    }

    @Test func `a name that could move a terminal's cursor is shown without that`() {
        let words = faults("version: 1\n\"a\\e[2J\": 1\n").map(\.words).joined()
        #expect(words.contains("'a?[2J'"), "\(words)")
    }

    @Test(arguments: [
        ("port: many", ConfigKey.port), ("port: \"4000\"", .port), ("port: 0x10", .port), ("port: 1_000", .port), ("port: [1]", .port),
        ("direct: 1", .direct), ("direct: \"true\"", .direct), ("user: 5", .user), ("user: true", .user), ("user: [a]", .user),
        ("user: {a: b}", .user), ("user: \"\"", .user), ("no-fix: 5", .noFix), ("no-fix: [a, [b]]", .noFix), ("ca-file: 5", .caFile),
        ("timeout: 1.5", .timeout), ("user: *nobody", .user),
        ("user: !!binary YQ==", .user),
    ])
    func `a value of another kind is told with its line`(line: String, key: ConfigKey) {
        #expect(faults("version: 1\n\n\(line)\n") == [ConfigFault(line: 3, reason: .wrongKind(key))])
    }

    @Test(arguments: [
        ("port: 70000", "--port 70000 is not a valid port (0 to 65535)."), ("timeout: 0", "--timeout must be 1 to 86400 seconds."),
        ("upstream: argo", "upstream"), ("log-level: loud", "'loud' is not one of trace"), ("log-format: xml", "log-format"),
        ("host: \"-oProxyCommand=x\"", "is not a server name"), ("rotate-every: 12", "rotate-every"),
        ("pin-spki: sha256/short", "pin-spki"), ("no-fix: nonsense", "unknown fix nonsense"),
    ])
    func `a value that the command would refuse is told in the command's words`(line: String, words: String) throws {
        // A number stays a number: only what has the right kind gets as far as the command's own rules.
        let text = line == "rotate-every: 12" ? "rotate-every: \"12\"" : line
        let fault = try #require(faults("version: 1\n\(text)\n").first)
        #expect(fault.line == 2 && fault.words.contains(words), "\(fault)")
    }

    @Test func `settings that exclude each other are told with the first one's line`() throws {
        let found = faults("version: 1\nuser: alice\ndirect: true\nupstream: 127.0.0.1:8443\n")
        #expect(found.map(\.line) == [3])
        #expect(try #require(found.first).words == "--direct, --upstream, --tunnel-host and --via cannot be used together.")
    }

    @Test func `how often the token changes is judged by how long it stays good`() throws {
        #expect(faults("version: 1\nrotate-every: 5m\n").count == 1)
        #expect(try file("version: 1\nrotate-every: 5m\ntoken-grace: 60\n").entries.count == 2)
        // The grace counts as well when something else is wrong.
        #expect(faults("version: 1\nrotate-every: 5m\ntoken-grace: 60\nport: 70000\n").map(\.line) == [4])
    }

    @Test func `all that is wrong is told, by line`() {
        #expect(faults("version: 1\nport: 70000\nprot: 1\nuser:\ntimeout: x\n").map(\.line) == [2, 3, 4, 5])
    }

    @Test(arguments: [
        ("user: alice\n", ConfigFault(line: 1, reason: .noVersion)), ("version: one\n", ConfigFault(line: 1, reason: .wrongVersion)),
        ("version: 0\n", ConfigFault(line: 1, reason: .wrongVersion)), ("version:\n", ConfigFault(line: 1, reason: .wrongVersion)),
        ("user: alice\nversion: 2\nnovelty: 5\n", ConfigFault(line: 2, reason: .newerVersion(2))),
        ("- a\n", ConfigFault(line: 1, reason: .notAMapping)), ("text\n", ConfigFault(line: 1, reason: .notAMapping)),
        ("version: 1\nport: 1\nuser: a\nport: 2\n", ConfigFault(line: 4, reason: .duplicateKey("port"))),
        ("version: 1\nport:\n", ConfigFault(line: 2, reason: .noValue(.port))),
        (
            "version: 1\nverbose: true\n",
            ConfigFault(line: 2, reason: .commandLineOnly("verbose", remedy: "use log-level: debug"))
        ),
    ])
    func `the form itself is checked`(text: String, fault: ConfigFault) {
        #expect(faults(text) == [fault])
    }

    @Test(arguments: [
        ("version: 1\nuser:\tx: y\n", 2), ("version: 1\n  port: 1\n", 2), ("version: 1\nuser: 'alice\n", 3), ("a: 1\n---\nb: 2\n", 2),
        (String(repeating: "[", count: 60_000), 1), ("version: 1\n\u{7}: x\n", 2),
    ])
    func `what is no YAML is told with its line`(text: String, line: Int) throws {
        let fault = try #require(faults(text).first)
        guard case .syntax = fault.reason else {
            Issue.record("\(fault)")
            return
        }
        #expect(fault.line == line, "\(fault)")
    }

    @Test(
        arguments: [
            ("user: \"5\"", "5"), ("user: !!str 5", "5"), ("user: 'true'", "true"), ("user: a: b", nil), ("user: >-\n  a\n  b", "a b"),
            ("user: 2026-01-01", "2026-01-01"), ("user: \u{FEFF}a", "\u{FEFF}a"), ("{user: a, port: 5}", "a"),
        ] as [(String, String?)])
    func `a text is told from a number by its quotes and its tag`(line: String, user: String?) throws {
        let members = try? ConfigDocument(Array("\(line)\n".utf8)).members
        #expect(members?.first { $0.name == "user" }?.value == user.map { .text($0) })
    }

    @Test func `bytes that are no text are told`() {
        #expect(throws: ConfigFaults(file: "/c", [ConfigFault(line: nil, reason: .notUTF8)])) {
            try ConfigFile([0x61, 0xFF], path: "/c", home: "/")
        }
    }
}

@Suite struct ConfigChangeTests {
    @Test func `what is the same is no change, and neither is what says nothing`() {
        let running: [ConfigKey: ConfigValue] = [.port: .number(5), .direct: .flag(false)]
        let change = ConfigChange(from: running, to: [.port: .number(5), .test: .flag(false), .noFix: .list([])])
        #expect(change.taken.isEmpty && change.waiting.isEmpty)
    }

    @Test func `a level is taken over, a port waits, whether they come, go or change`() {
        let one: [ConfigKey: ConfigValue] = [.port: .number(5), .logLevel: .text("debug")]
        for (from, to) in [(one, [:]), ([:], one), (one, [.port: .number(6), .logLevel: .text("error")])] {
            let change = ConfigChange(from: from, to: to)
            #expect(change.taken == [.logLevel] && change.waiting == [.port])
        }
    }
}
