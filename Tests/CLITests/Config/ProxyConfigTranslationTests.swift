import Testing

@testable import CLI
@testable import Daemon

@Suite struct ProxyConfigTranslationTests {
    private func translation(_ text: String) throws -> ProxyConfigTranslation {
        ProxyConfigTranslation(try ConfigDocument(Array(text.utf8)))
    }

    private func settings(_ text: String) throws -> [ConfigKey: ConfigValue] {
        Dictionary(try translation(text).settings.map { ($0.setting.key, $0.setting.value) }) { first, _ in first }
    }

    @Test func `user, port, timeout and verbose become ours`() throws {
        #expect(
            try settings("user: alice\nport: 44497\ntimeout: 600\nverbose: true\n")
                == [.user: .text("alice"), .port: .number(44_497), .timeout: .number(600), .logLevel: .text("debug")])
        #expect(try settings("verbose: false\n") == [.logLevel: .text("info")])
        // Numbers in quotes, and names of digits.
        #expect(try settings("port: '44497'\nuser: 123\n") == [.port: .number(44_497), .user: .text("123")])
    }

    @Test(
        arguments: [
            ("argo_base_url: https://apps.inside.anl.gov/argoapi", [:]),
            ("argo_base_url: https://apps-test.inside.anl.gov/argoapi/", [.test: .flag(true)]),
            ("argo_base_url: https://apps-dev.inside.anl.gov/argoapi", [.dev: .flag(true)]),
            ("argo_url: https://apps-dev.inside.anl.gov/argoapi/api/v1/resource/chat/", [.dev: .flag(true)]),
            ("argo_stream_url: https://apps-test.inside.anl.gov/argoapi/api/v1/resource/streamchat/", [.test: .flag(true)]),
            ("argo_embedding_url: https://apps-dev.inside.anl.gov/argoapi/api/v1/resource/embed/", [.dev: .flag(true)]),
            ("argo_base_url: https://localhost:8443/argoapi", [.upstream: .text("localhost:8443")]),
            ("argo_base_url: https://[::1]:8443/argoapi", [.upstream: .text("[::1]:8443")]),
            ("argo_base_url: http://localhost:8443/argoapi", [:]), ("argo_base_url: https://user@evil.example/argoapi", [:]),
            ("argo_base_url: https://apps.inside.anl.gov.evil.example/other", [:]), ("argo_base_url: 5", [:]),
        ] as [(String, [ConfigKey: ConfigValue])])
    func `an address becomes the Argo that it leads to`(line: String, expected: [ConfigKey: ConfigValue]) throws {
        #expect(try settings(line + "\n") == expected)
    }

    @Test func `of several addresses the first counts, and the others are named`() throws {
        let found = try translation(
            """
            argo_embedding_url: https://apps.inside.anl.gov/argoapi/api/v1/resource/embed/
            argo_url: https://apps-dev.inside.anl.gov/argoapi/api/v1/resource/chat/
            argo_stream_url: https://apps-dev.inside.anl.gov/argoapi/api/v1/resource/streamchat/
            """)
        #expect(found.settings.map(\.name) == ["argo_url"])
        #expect(Set(found.left.map(\.name)) == ["argo_embedding_url", "argo_stream_url"])
    }

    @Test func `what has no counterpart is named with its line, never with its value`() throws {
        let found = try translation("host: 0.0.0.0\nnum_workers: 5\nsecret: hunter2\nport: 99999\nuser: [a]\n")
        #expect(found.settings.isEmpty && found.left.map(\.line).sorted() == [1, 2, 3, 4, 5])
        let lines = ProxyConfigReport(found, file: "/a.yaml", kept: [], path: "/c").lines
        #expect(lines.first == "/a.yaml:1: host has no counterpart: argo-shim listens only on 127.0.0.1 and ::1.")
        #expect(!lines.joined().contains("hunter2"))
    }

    @Test func `settings are put behind what a file has, which keeps its own`() throws {
        let text = "version: 1 # mine\nport: 5"
        let file = try ConfigFile(Array(text.utf8), path: "/c", home: "/")
        let addition = ConfigAddition(
            of: [.init(key: .port, value: .number(6)), .init(key: .user, value: .text("alice"))], to: file, bytes: Array(text.utf8))
        #expect(String(decoding: addition.bytes, as: UTF8.self) == text + "\nuser: alice\n")
        #expect(addition.kept.map(\.key) == [.port] && addition.added.map(\.key) == [.user])
    }

    @Test(arguments: ["# only words\n", "version: 1\n", "version: 1"])
    func `a file without settings gets them, and one version`(text: String) throws {
        let file = try ConfigFile(Array(text.utf8), path: "/c", home: "/")
        let addition = ConfigAddition(of: [.init(key: .user, value: .text("alice"))], to: file, bytes: Array(text.utf8))
        let after = try ConfigFile(addition.bytes, path: "/c", home: "/")
        #expect(after.entries.map(\.value) == [.text("alice")])
        #expect(String(decoding: addition.bytes, as: UTF8.self).hasPrefix(text))
    }
}
