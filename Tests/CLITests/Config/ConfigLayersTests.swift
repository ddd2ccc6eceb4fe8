import ArgumentParser
import Testing

@testable import CLI
@testable import Daemon

@Suite struct ConfigLayersTests {
    private func layers(_ typed: [String], _ text: String, _ environment: [String: String] = [:]) throws -> ConfigLayers {
        let file = try ConfigFile(Array(("version: 1\n" + text).utf8), path: "/c/config.yaml", home: "/h")
        return ConfigLayers(typed: TypedOptions(typed), environment: environment, file: file)
    }

    @Test func `the command line goes before variables, these before the file, the file before the defaults`() throws {
        let text = "user: filed\nport: 5\n"
        let standard: [ConfigKey: ConfigValue] = [.user: .text("standard"), .timeout: .number(600)]
        let variables = ["ARGO_USER": "variable", "CELS_USERNAME": "other"]
        #expect(try layers(["--user", "typed"], text, variables).choice(for: .user, standard: standard) == (.text("typed"), .option))
        #expect(
            try layers([], text, variables).choice(for: .user, standard: standard) == (.text("variable"), .variable("ARGO_USER")))
        #expect(
            try layers([], text, ["CELS_USERNAME": "other"]).choice(for: .user, standard: standard)
                == (.text("other"), .variable("CELS_USERNAME")))
        #expect(try layers([], text, ["ARGO_USER": " "]).choice(for: .user, standard: standard) == (.text("filed"), .file(line: 2)))
        #expect(try layers([], text).choice(for: .timeout, standard: standard) == (.number(600), .standard))
        #expect(try layers([], text, variables).fileArguments == ["--port=5"])
    }

    @Test(arguments: [
        (["--direct"], "jump: a\nhost: b\nuser: u\n", ["--user=u"]),
        (["--host", "b"], "direct: true\nuser: u\n", ["--user=u"]),
        (["--upstream=127.0.0.1:9"], "tunnel-host: h\ntunnel-port: 5\n", []),
        (["--nojump"], "jump: [a, b]\nhost: c\n", ["--host=c"]),
        (["--test"], "dev: true\n", []),
        (["--pin-spki", "x"], "ca-file: /a.pem\n", []),
        (["--tunnel-host", "other"], "tunnel-host: h\ntunnel-port: 5\n", ["--tunnel-port=5"]),
        // The port of a forward never becomes an open door, nor the other way.
        (["--host", "b"], "tunnel-host: h\ntunnel-port: 5\n", []),
        (["--tunnel-host", "h"], "tunnel-port: 5\n", []),
        // A relay's token goes with the relay.
        (["--direct"], "via: login7\nrelay-token-file: /t\n", []),
        (["--via", "login8"], "via: login7\nrelay-token-file: /t\n", ["--relay-token-file=/t"]),
        (["--no-fix", "claude-effort"], "no-fix: [claude-sampling]\n", []),
        (["-v"], "log-level: warning\n", ["--log-level=warning"]),
        (["--no-config"], "port: 5\n", []),
        ([], "direct: false\nno-fix: [claude-effort, claude-sampling]\n", ["--no-fix=claude-effort", "--no-fix=claude-sampling"]),
        ([], "jump: [a, b]\n", ["--jump=a,b"]),
        (["--", "--port", "7"], "port: 5\n", ["--port=5"]),
    ])
    func `what is typed takes the place of what the file says about the same`(typed: [String], text: String, arguments: [String]) throws {
        #expect(try layers(typed, text).fileArguments == arguments)
    }

    @Test func `the login name on servers that the file has goes before the variable, which is there where it has none`() throws {
        let variables = ["CELS_USERNAME": "variable"]
        #expect(try layers([], "ssh-user: filed\n", variables).fileArguments == ["--ssh-user=filed"])
        #expect(try layers([], "ssh-user: filed\n", variables).choice(for: .sshUser, standard: [:]) == (.text("filed"), .file(line: 2)))
        #expect(try layers([], "", variables).choice(for: .sshUser, standard: [:]) == (.text("variable"), .variable("CELS_USERNAME")))
    }

    @Test func `a value that looks like an option is none`() {
        #expect(TypedOptions(["--user", "--port"]).values == [.user: .text("--port")])
        #expect(
            TypedOptions(["--no-fix", "a", "--no-fix=b", "--jump", "c,d"]).values == [
                .noFix: .list(["a", "b"]), .jump: .list(["c", "d"]),
            ])
    }

    @Test func `what the file says in vain is told`() throws {
        let layers = try layers(["--port", "6"], "port: 5\nuser: u\n")
        let report = ConfigReport(
            layers, standard: [:], file: "/c/config.yaml",
            services: ProviderConfigReport(ProviderConfig(), standard: [], environment: [:], file: "/c/config.yaml"))
        let lines = report.table.split(separator: "\n").map(String.init)
        #expect(lines.contains { $0.hasPrefix("port ") && $0.hasSuffix("--port; overrides /c/config.yaml:2") })
        #expect(lines.contains { $0.hasPrefix("user ") && $0.hasSuffix(" /c/config.yaml:3") })
        #expect(report.json.contains(#"{"name":"port","value":6,"origin":"option","option":"--port","overridden_line":2}"#))
        #expect(report.json.contains(#"{"name":"user","value":"u","origin":"file","file":"/c/config.yaml","line":3}"#))
    }
}

private func == (left: (value: ConfigValue?, origin: ConfigOrigin), right: (ConfigValue?, ConfigOrigin)) -> Bool {
    left.value == right.0 && left.origin == right.1
}

@Suite struct ConfigKeyTests {
    @Test func `every option of run is a setting, or is known to be none`() {
        let help = RunOptions.helpMessage(columns: 400)
        let options = Set(help.matches(of: /--([a-z][a-z-]*)/).map { String($0.1) })
        for key in ConfigKey.allCases { #expect(options.contains(key.rawValue)) }
        for name in ConfigKey.commandLineOnly.keys { #expect(options.contains(name)) }
        let lines = help.split(separator: "\n").compactMap { $0.firstMatch(of: /^ +(?:-v, )?--([a-z-]+)/) }.map { String($0.1) }
        #expect(lines.count > 20)
        for name in lines where name != "help" {
            #expect(ConfigKey(rawValue: name) != nil || ConfigKey.commandLineOnly[name] != nil, "\(name)")
        }
    }

    @Test(arguments: ConfigKey.allCases)
    func `each example is right, and is read as what it is`(key: ConfigKey) throws {
        // A port on another machine is nothing without that machine, nor is a relay's token without the relay.
        let machine = [ConfigKey.relayPort: "relay: login7\n", .relayTokenFile: "via: login7\n"][key] ?? ""
        let text = "version: 1\n\(machine)\(key.rawValue): \(key.example.yaml)\n"
        let file = try ConfigFile(Array(text.utf8), path: "/c/config.yaml", home: "/h")
        let entry = try #require(file.entry(for: key))
        if key.kind != .path { #expect(entry.value == key.example) }
    }

    @Test func `a new file is right and says nothing`() throws {
        let text = ConfigTemplate().text
        #expect(try ConfigFile(Array(text.utf8), path: "/c", home: "/").entries.isEmpty)
        #expect(!text.utf8.contains(0x09) && text.hasSuffix("\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 140 })
    }

    @Test func `a new file with values has these and no others`() throws {
        let values: [ConfigKey: ConfigValue] = [
            .user: .text("no"), .port: .number(5), .direct: .flag(true), .noFix: .list(["claude-effort"]),
        ]
        let file = try ConfigFile(Array(ConfigTemplate(values).text.utf8), path: "/c", home: "/")
        #expect(Dictionary(uniqueKeysWithValues: file.entries.map { ($0.key, $0.value) }) == values)
    }

    @Test(arguments: ["a", "yes", "Null", "5", "1e3", "-", "a: b", "a #b", "\"", "'", "~", "*a", "é", "2026-01-01", "a,b", "[", "\\", " a"])
    func `every text is written so that it is read again`(text: String) throws {
        let value = ConfigValue.text(text)
        let document = try ConfigDocument(Array("a: \(value.yaml)\n".utf8))
        #expect(document.members.map(\.value) == [.text(text)], "\(value.yaml)")
    }
}
