import ArgumentParser
import Testing

@testable import CLI

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
