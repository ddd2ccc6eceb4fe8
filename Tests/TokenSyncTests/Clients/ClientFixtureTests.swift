import Foundation
import Testing

@testable import TokenSync

/// Each folder below `Fixtures/<client>` is a case: what the client's files are before and behind our writing, or why they are refused.
///
/// `before` and `after` are a file, or a folder of files where their names matter. No `before` stands for no file.
struct ClientFixtureTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let client: ClientName
        let name: String
        var testDescription: String { "\(client.rawValue)/\(name)" }
        /// Whether its files are not refused.
        var isWritten: Bool { !FileManager.default.fileExists(atPath: folder.appendingPathComponent("error").path) }
        var folder: URL { ClientFixtureTests.fixtures.appendingPathComponent("\(client.rawValue)/\(name)") }
    }

    static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    /// Claude Code's own tests look at its fixtures.
    static let cases: [Case] = ClientName.allCases.filter { $0 != .claudeCode }.flatMap { client in
        // An empty list fails the test that counts them.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: fixtures.appendingPathComponent(client.rawValue).path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted().map { Case(client: client, name: $0) }
    }

    @Test func `every client has its cases`() {
        for client in ClientName.allCases where client != .claudeCode {
            #expect(Self.cases.count { $0.client == client } >= 8, "\(client.rawValue)")
        }
    }

    @Test(arguments: cases)
    func `settings of every layout become what they shall, and what they were`(example: Case) throws {
        let home = ClientHome(example.client)
        let main = try home.mainFile()
        let before = try Self.files(example.folder.appendingPathComponent("before"), main: main)
        for (name, text) in before { try home.folder?.write(text, to: name) }
        let access = try ClientHome.access(chosenModel: example.name.hasPrefix("chosen") ? "gpt-5" : nil)
        let plan = try home.plan(access)
        let outcomes = try home.apply(access)
        if let error = FileManager.default.contents(atPath: example.folder.appendingPathComponent("error").path) {
            let shown = outcomes.compactMap(\.error).map { "\($0)".replacing(home.path, with: "HOME") + "\n" }
            #expect(shown.joined() == String(decoding: error, as: UTF8.self))
            // The other files of the client are written all the same.
            let after = try Self.files(example.folder.appendingPathComponent("after"), main: main)
            #expect(try home.files() == (after.isEmpty ? before : after))
            return
        }
        #expect(outcomes.compactMap(\.error) == [])
        let after = try Self.files(example.folder.appendingPathComponent("after"), main: main)
        let written = try home.files()
        for name in Set(written.keys).union(after.keys) {
            #expect(written[name].map { shown($0, home) } == after[name].map { String(decoding: $0, as: UTF8.self) }, "\(name)")
        }
        // The plan said what was going to be, and nothing is left to do.
        #expect(plan.items.map { !$0.changes.isEmpty } == outcomes.map(\.isWritten))
        #expect(plan.items.map { !$0.diff.isEmpty } == outcomes.map(\.isWritten))
        #expect(plan.items.allSatisfy { !$0.diff.contains(ClientHome.token) && !"\($0.changes)".contains(ClientHome.token) })
        #expect(try home.apply(access).allSatisfy { $0.result == .unchanged })
        #expect(try home.files() == written)
        if outcomes.contains(where: \.isWritten) { #expect(try home.plan(access).state(of: example.client) == .right) }
        // Another port and another token, and all of it back.
        try home.apply(try ClientHome.access(port: 7, token: "another-token-0123456789"))
        let reverted = home.synchronizer().revert()
        #expect(reverted.allSatisfy { [.removed, .earlierBytes].contains($0.result) }, "\(reverted)")
        #expect(try home.files() == before)
    }

    @Test(arguments: [SettingsFormat.toml, .yaml].filter { PythonOracle.absence(of: $0) == nil })
    func `what is written parses elsewhere`(format: SettingsFormat) throws {
        var cases: [PythonOracle.Case] = []
        for example in Self.cases where example.isWritten {
            let home = ClientHome(example.client)
            let main = try home.mainFile()
            let formats = try home.settings.files(ClientHome.access()).map {
                ($0.paths.last?.split(separator: ".").last ?? "", $0.format)
            }
            for (name, text) in try Self.files(example.folder.appendingPathComponent("after"), main: main)
            where formats.contains(where: { name.hasSuffix($0.0) && $0.1 == format }) {
                cases.append(.init(before: text, after: text, values: []))
            }
        }
        #expect(cases.count >= 20)
        #expect(try PythonOracle.complaints(about: cases, in: format) == [])
    }

    private func shown(_ text: [UInt8], _ home: ClientHome) -> String {
        String(decoding: text, as: UTF8.self).replacing(home.path, with: "HOME")
    }

    static func before(_ example: Case, main: String) throws -> [String: [UInt8]] {
        try files(example.folder.appendingPathComponent("before"), main: main)
    }

    /// By their paths below the home folder.
    private static func files(_ url: URL, main: String) throws -> [String: [UInt8]] {
        if let text = FileManager.default.contents(atPath: url.path) { return [main: Array(text)] }
        guard FileManager.default.fileExists(atPath: url.path) else { return [:] }
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: url.path) {
            let folder = main.split(separator: "/").dropLast().joined(separator: "/")
            files[folder.isEmpty ? name : "\(folder)/\(name)"] = Array(try Data(contentsOf: url.appendingPathComponent(name)))
        }
        return files
    }
}
