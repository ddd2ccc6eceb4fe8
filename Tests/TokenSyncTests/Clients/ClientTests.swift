import Foundation
import SystemSupport
import Testing

@testable import TokenSync

/// What holds for every client alike.
struct ClientTests {
    /// What a file of each format may hold that is none of our business, and what LLM-Rosetta needs to have something to write.
    private static func foreign(_ client: ClientName) -> String {
        switch client {
        case .codex, .vtcode: "# mine\n[foreign]\nkey = \"value\"\n"
        case .hermes, .aider, .continue, .pi: "# mine\nforeign:\n  key: value\n"
        case .gemini: "# mine\nFOREIGN=value\n"
        case .llm: "# mine\n- model_id: foreign\n  model_name: key\n"
        case .llmRosetta: "{\n  // mine\n  \"providers\": { \"a\": { \"base_url\": \"http://localhost:12345\" } }\n}\n"
        default: "{\n  // mine\n  \"foreign\": { \"key\": \"value\" }\n}\n"
        }
    }

    private func home(_ client: ClientName) throws -> (home: ClientHome, main: String, text: String) {
        let home = ClientHome(client)
        let main = try home.mainFile()
        let text = Self.foreign(client)
        try home.folder?.write(text, to: main)
        return (home, main, text)
    }

    /// The path of the home folder is part of some settings.
    private func shown(_ text: [UInt8], _ home: ClientHome) -> String {
        String(decoding: text, as: UTF8.self).replacing(home.path, with: "HOME")
    }

    // MARK: Being installed

    @Test(arguments: ClientName.allCases)
    func `a client is configured when it left a trace, has a command, or is named`(client: ClientName) throws {
        let home = ClientHome(client)
        let access = try ClientHome.access()
        let state = { (synchronizer: TokenSynchronizer, named: [ClientName]?) in
            synchronizer.plan(for: access, named: named).state(of: client)
        }
        let folders = UserFolders(home: home.path)
        #expect(state(TokenSynchronizer(folders: folders), nil) == .notInstalled)
        #expect(try home.files().isEmpty)
        let commands = Set(home.settings.commands)
        #expect(state(TokenSynchronizer(folders: folders, isCommand: { commands.contains($0) }), nil) != .notInstalled)
        #expect(state(TokenSynchronizer(folders: folders), [client]) != .notInstalled)
        try FileManager.default.createDirectory(atPath: try #require(home.settings.traces.first), withIntermediateDirectories: true)
        #expect(state(TokenSynchronizer(folders: folders), nil) != .notInstalled)
    }

    @Test(arguments: ClientName.allCases.filter { $0 != .llmRosetta })
    func `a file that was not there is private, and its folders are gone with it`(client: ClientName) throws {
        let home = ClientHome(client)
        try home.apply()
        let names = try home.files().keys.sorted()
        #expect(!names.isEmpty)
        for name in names {
            #expect(try home.folder?.mode(name) == 0o600, "\(name)")
            let folder = name.split(separator: "/").dropLast().joined(separator: "/")
            if !folder.isEmpty { #expect(try home.folder?.mode(folder) == 0o700, "\(folder)") }
        }
        #expect(home.synchronizer().revert().allSatisfy { $0.result == .removed })
        #expect(try home.folder?.names().filter { !$0.hasPrefix(".local") } == [])
    }

    @Test(arguments: ClientName.allCases)
    func `without models known, what needs them is left for later`(client: ClientName) throws {
        let home = ClientHome(client)
        try home.apply(try ClientHome.access(catalogue: []))
        for text in try home.files().values { #expect(!String(decoding: text, as: UTF8.self).contains("gpt-5")) }
        try home.apply()
        // And a catalogue that is not known for a moment takes nothing away.
        let files = try home.files()
        #expect(try home.apply(try ClientHome.access(catalogue: [])).allSatisfy { !$0.isWritten })
        #expect(try home.files() == files)
    }

    @Test(arguments: ClientName.allCases)
    func `a model that was asked for stays, whatever the catalogue says later`(client: ClientName) throws {
        let (home, _, _) = try home(client)
        try home.apply(try ClientHome.access(chosenModel: "gpt-5"))
        let files = try home.files()
        #expect(try home.apply(try ClientHome.access(catalogue: ["claude-sonnet-4-5", "gpt-5"])).allSatisfy { !$0.isWritten })
        #expect(try home.files() == files)
    }

    /// An edit of the user's to the entry of claude-sonnet-4-5.
    private static func edited(_ text: String, _ client: ClientName) throws -> String {
        let entry = try #require(text.range(of: "claude-sonnet-4-5"))
        let rest = text[entry.upperBound...]
        let edited =
            switch client {
            case .opencode: rest.replacing("Argo claude-sonnet-4-5", with: "Mine", maxReplacements: 1)
            case .llm: rest.replacing("  supports_tools", with: "  aliases: [mine]\n  supports_tools", maxReplacements: 1)
            default: rest.replacing("200000", with: "1000", maxReplacements: 1)
            }
        try #require(edited != rest)
        return String(text[..<entry.upperBound]) + String(edited)
    }

    @Test(arguments: [ClientName.opencode, .zed, .goose, .llm, .pi])
    func `a model that Argo no longer has leaves the list, unless the user has made something of it`(client: ClientName) throws {
        let (home, main, text) = try home(client)
        let access = { (models: [String]) in try ClientHome.access(catalogue: models) }
        let has = { (model: String) in try #require(home.folder?.text(main)).contains(model) }
        let earlier = ["claude-opus-4-1", "claude-sonnet-4-5"]
        let later = ["claude-haiku-4-5", "claude-opus-4-1"]
        try home.apply(try access(earlier))
        #expect(try home.plan(access(later)).state(of: client) == .drifted)
        #expect(try home.apply(access(later))[0].isWritten)
        #expect(try !has("claude-sonnet-4-5") && has("claude-haiku-4-5") && has("claude-opus-4-1") && has("mine"))
        #expect(try home.plan(access(later)).state(of: client) == .right)
        #expect(try home.apply(access([])).allSatisfy { !$0.isWritten }, "a list that is not known takes nothing away")
        // None of the earlier ones is left.
        try home.apply(try access(["claude-next"]))
        #expect(try !has("claude-opus-4-1") && !has("claude-haiku-4-5") && has("claude-next"))

        try home.apply(try access(earlier))
        #expect(try has("claude-sonnet-4-5") && !has("claude-next"))
        _ = home.synchronizer().revert()
        #expect(try home.files() == [main: Array(text.utf8)])

        try home.apply(try access(earlier))
        try home.folder?.write(try Self.edited(try #require(home.folder?.text(main)), client), to: main)
        try home.apply(try access(later))
        #expect(try has("claude-sonnet-4-5") && has("claude-haiku-4-5"))
        #expect(try home.plan(access(later)).state(of: client) == .right)
    }

    @Test func `a model of the user's own stays in the list, whatever Argo has`() throws {
        let home = ClientHome(.zed)
        let main = try home.mainFile()
        let own = #"{ "name": "claude-sonnet-4-5", "max_tokens": 1 }"#
        try home.folder?.write(
            #"{ "language_models": { "openai_compatible": { "Argo": { "available_models": [\#(own)] } } } }"#, to: main)
        try home.apply(try ClientHome.access(catalogue: ["claude-sonnet-4-5", "gpt-5"]))
        try home.apply(try ClientHome.access(catalogue: ["gpt-5"]))
        #expect(try #require(home.folder?.text(main)).contains(#""name": "claude-sonnet-4-5", "max_tokens": 1"#))
    }

    @Test func `readable by others, a file is warned of only when the token is in it`() throws {
        for client in [ClientName.codex, .aider] {
            let (home, main, _) = try home(client)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: home.path + "/" + main)
            let warnings = try home.apply()[0].warnings
            #expect(warnings == (client == .codex ? [] : [.tokenReadableByOthers(file: home.path + "/" + main, mode: 0o644)]))
        }
    }

    // MARK: Files of every kind

    @Test(arguments: ClientName.allCases)
    func `a link into another folder stays a link`(client: ClientName) throws {
        let home = ClientHome(client)
        let main = try home.mainFile()
        let text = Self.foreign(client)
        try home.folder?.write(text, to: "dotfiles/settings", mode: 0o640)
        let file = URL(fileURLWithPath: home.path + "/" + main)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: home.path + "/dotfiles/settings")
        #expect(try home.apply()[0].isWritten)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: file.path) == home.path + "/dotfiles/settings")
        #expect(try home.folder?.mode("dotfiles/settings") == 0o640)
        _ = home.synchronizer().revert()
        #expect(home.folder?.text("dotfiles/settings") == text)
    }

    @Test(arguments: ClientName.allCases)
    func `a read-only file is left alone`(client: ClientName) throws {
        let (home, main, text) = try home(client)
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: home.path + "/" + main)
        #expect(try home.apply()[0].error?.fault == .readOnly)
        #expect(home.folder?.text(main) == text)
    }

    @Test(arguments: [ClientName.codex, .hermes, .llm, .zed])
    func `a file of a megabyte is edited like a small one`(client: ClientName) throws {
        let home = ClientHome(client)
        let main = try home.mainFile()
        let line = { (index: Int) in
            switch client {
            case .codex: "[projects.\"/home/user/\(index)\"]\ntrust_level = \"trusted\" # \(String(repeating: "x", count: 100))\n"
            case .hermes: "key\(index): \"\(String(repeating: "x", count: 150))\"\n"
            case .llm: "- model_id: m\(index)\n  model_name: \(String(repeating: "x", count: 130))\n"
            default: "  // \(String(repeating: "x", count: 150))\n"
            }
        }
        let lines = (0..<6_500).map(line).joined()
        let text = client == .zed ? "{\n\(lines)}\n" : lines
        #expect(text.utf8.count > 1_000_000)
        try home.folder?.write(text, to: main)
        #expect(try home.apply(try ClientHome.access(catalogue: ["gpt-5"]))[0].isWritten)
        _ = home.synchronizer().revert()
        #expect(home.folder?.text(main) == text)
    }

    // MARK: Changes

    @Test(arguments: ClientName.allCases)
    func `a rotated token is a drift where the token is written, and is repaired`(client: ClientName) throws {
        let (home, main, text) = try home(client)
        try home.apply()
        #expect(try home.plan().state(of: client) == .right)
        let other = try ClientHome.access(token: "another-token-0123456789")
        let showsToken = try home.files().values.contains { String(decoding: $0, as: UTF8.self).contains(ClientHome.token) }
        #expect(try home.plan(other).state(of: client) == (showsToken ? .drifted : .right))
        try home.apply(other)
        #expect(try home.plan(other).state(of: client) == .right)
        #expect(try !home.files().values.contains { String(decoding: $0, as: UTF8.self).contains(ClientHome.token) })
        #expect(home.synchronizer().revert(named: [client == .gemini ? .pi : .gemini]).isEmpty)
        _ = home.synchronizer().revert(named: [client])
        #expect(try home.files() == [main: Array(text.utf8)])
    }

    @Test(arguments: ClientName.allCases, [true, false])
    func `an edit of the user's survives the next write and the way back`(client: ClientName, isWrittenAgain: Bool) throws {
        let (home, main, text) = try home(client)
        try home.apply()
        let marked = try #require(home.folder?.text(main)).replacing("mine", with: "mine, and edited")
        try home.folder?.write(marked, to: main)
        #expect(try home.plan().state(of: client) == .right)
        if isWrittenAgain, client != .llmRosetta { #expect(try home.apply(try ClientHome.access(port: 7))[0].isWritten) }
        let reverted = home.synchronizer().revert()
        let isPartial = reverted.contains { if case .earlierValues(_, left: []) = $0.result { true } else { false } }
        #expect(isPartial == !isWrittenAgain || client == .llmRosetta, "\(reverted)")
        #expect(home.folder?.text(main) == text.replacing("mine", with: "mine, and edited"))
    }

    @Test(arguments: ClientName.allCases)
    func `a foreign edit at any step of ours is kept, and so is ours`(client: ClientName) throws {
        let (rehearsal, _, _) = try home(client)
        let counting = ScriptedFileSystem()
        try rehearsal.apply(nil, counting)
        let after = try rehearsal.files()
        for moment in 0..<counting.steps {
            let (home, main, _) = try home(client)
            let file = home.path + "/" + main
            let fileSystem = ScriptedFileSystem { step, _ in
                guard step == moment, let data = FileManager.default.contents(atPath: file) else { return }
                let edited = String(decoding: data, as: UTF8.self).replacing("mine", with: "foreign")
                // A failure shows as an edit that is missing.
                try? Data(edited.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
            }
            try home.apply(nil, fileSystem)
            let edited = try #require(after[main]).split(separator: 0x0A, omittingEmptySubsequences: false).count
            let text = try #require(home.folder?.text(main))
            #expect(text.contains("foreign") && !text.contains("mine"), "step \(moment)")
            #expect(text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).count == edited, "step \(moment)")
            #expect(try home.plan().state(of: client) == .right, "step \(moment)")
        }
    }

    @Test(arguments: ClientName.allCases)
    func `dying at any step leaves the old files or the new ones, and the next run completes or takes it back`(client: ClientName) throws {
        let (rehearsal, _, _) = try home(client)
        let counting = ScriptedFileSystem()
        try rehearsal.apply(nil, counting)
        let after = try rehearsal.files().mapValues { shown($0, rehearsal) }
        for step in 0..<counting.steps {
            let (home, main, text) = try home(client)
            let dying = ScriptedFileSystem(dyingAt: step)
            try home.apply(nil, dying)
            #expect(dying.isDead)
            for (name, bytes) in try home.files() where !name.contains(".argo-shim-") {
                #expect(shown(bytes, home) == after[name] || (name == main && bytes == Array(text.utf8)), "\(name) at step \(step)")
            }
            if step % 2 == 0 {
                try home.apply()
                #expect(try home.files().filter { !$0.key.contains(".argo-shim-") }.mapValues { shown($0, home) } == after)
            }
            _ = home.synchronizer().revert()
            #expect(try home.files().filter { !$0.key.contains(".argo-shim-") } == [main: Array(text.utf8)], "step \(step)")
        }
    }
}
