import Foundation
import Testing

@testable import TokenSync

/// Plans over several clients: what `configure`, `status` and `uninstall` are made of.
struct AllClientsTests {
    private let folder: TemporaryFolder
    private let synchronizer: TokenSynchronizer

    init() throws {
        folder = try TemporaryFolder()
        synchronizer = TokenSynchronizer(folders: UserFolders(home: folder.path))
    }

    @Test func `all that are installed are written, and all of it is taken back`() throws {
        let before = [
            ".claude/settings.json": "{}", ".codex/config.toml": "model = 'x'\n", ".hermes/config.yaml": "model: {}\n",
            ".aider.conf.yml": "dark-mode: true",
            ".config/zed/settings.json": "// zed\n{}\n",
        ]
        for (name, text) in before { try folder.write(text, to: name) }
        let plan = synchronizer.plan(for: try ClientHome.access())
        let installed: [ClientName] = [.claudeCode, .codex, .hermes, .aider, .zed]
        for client in plan.clients {
            #expect(plan.state(of: client) == (installed.contains(client) ? .notConfigured : .notInstalled), "\(client)")
        }
        #expect(try synchronizer.configuredClients() == [])
        let outcomes = synchronizer.apply(plan)
        #expect(plan.clients.filter { client in outcomes.contains { $0.client == client && $0.isWritten } } == installed)
        #expect(try synchronizer.configuredClients() == installed)
        #expect(synchronizer.plan(for: try ClientHome.access(), named: installed).items.allSatisfy { $0.state == .right })
        #expect(Set(synchronizer.revert(named: [.hermes]).map(\.client)) == [.hermes])
        #expect(try synchronizer.configuredClients() == [.claudeCode, .codex, .aider, .zed])
        #expect(synchronizer.revert().allSatisfy { [.earlierBytes, .removed].contains($0.result) })
        for (name, text) in before { #expect(folder.text(name) == text) }
        #expect(try synchronizer.configuredClients() == [])
    }

    @Test(arguments: 0..<6)
    func `a home with every client is as it was after writing, rotating twice and taking back`(round: Int) throws {
        for client in ClientName.allCases {
            let home = ClientHome(client)
            let main = try home.mainFile()
            let cases = client == .claudeCode ? [] : ClientFixtureTests.cases.filter { $0.client == client && $0.isWritten }
            guard !cases.isEmpty else {
                try folder.write("{\n  // mine\n}\n", to: main)
                continue
            }
            for (name, text) in try ClientFixtureTests.before(cases[round % cases.count], main: main) { try folder.write(text, to: name) }
            // Where the case has no file, the client has its folder alone.
            let path = URL(fileURLWithPath: folder.path + "/" + main).deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        let before = try contents()
        for token in [ClientHome.token, "second-token-0123456789", "third-token-0123456789"] {
            let access = try ClientHome.access(token: token)
            let outcomes = synchronizer.apply(synchronizer.plan(for: access, named: ClientName.allCases))
            #expect(outcomes.allSatisfy { $0.error == nil })
            let old = try contents().values.filter { String(decoding: $0 ?? [], as: UTF8.self).contains("second-token") }
            #expect(old.isEmpty == (token != "second-token-0123456789"))
        }
        #expect(synchronizer.revert().allSatisfy { [.removed, .earlierBytes].contains($0.result) })
        #expect(try contents() == before)
    }

    /// Every file and folder but the program's own state; a folder has no bytes.
    private func contents() throws -> [String: [UInt8]?] {
        Dictionary(uniqueKeysWithValues: try folder.names().filter { !$0.hasPrefix(".local") }.map { ($0, folder.read($0)) })
    }

    @Test func `a client that went away is not brought back`() throws {
        _ = synchronizer.apply(synchronizer.plan(for: try ClientHome.access(), named: [.codex, .goose]))
        try FileManager.default.removeItem(atPath: folder.path + "/.codex")
        #expect(try synchronizer.configuredClients() == [.goose])
    }

    @Test func `what is taken back, or put back by hand, is not kept, though it was planned before`() throws {
        try folder.write("dark-mode: true\n", to: ".aider.conf.yml")
        let access = { (token: String) in try ClientHome.access(token: token) }
        #expect(synchronizer.plan(for: try access(ClientHome.token), keeping: .aider).items.isEmpty, "we never configured it")
        _ = synchronizer.apply(synchronizer.plan(for: try access(ClientHome.token), named: [.aider, .llm]))
        let aider = synchronizer.plan(for: try access("second-token-0123456789"), keeping: .aider)
        let llm = synchronizer.plan(for: try access("second-token-0123456789"), keeping: .llm)
        #expect(aider.state(of: .aider) == .drifted)
        #expect(synchronizer.revert(named: [.aider]).map(\.result) == [.earlierBytes])
        #expect(synchronizer.apply(aider).map(\.result) == [.unchanged])
        #expect(folder.text(".aider.conf.yml") == "dark-mode: true\n")
        #expect(synchronizer.apply(llm).contains { $0.isWritten }, "the other one is kept")

        _ = synchronizer.apply(synchronizer.plan(for: try access(ClientHome.token), named: [.aider]))
        try folder.write("dark-mode: true\n", to: ".aider.conf.yml")
        #expect(synchronizer.plan(for: try access(ClientHome.token), keeping: .aider).items.isEmpty)
    }

    @Test func `a client of several files is as well off as the worst of them`() throws {
        let access = try ClientHome.access()
        let state = { self.synchronizer.plan(for: access, named: [.llm]).state(of: .llm) }
        #expect(state() == .notConfigured)
        _ = synchronizer.apply(synchronizer.plan(for: access, named: [.llm]))
        #expect(state() == .right)
        let keys = ".config/io.datasette.llm/keys.json"
        try folder.write("{}", to: keys)
        #expect(state() == .drifted)
        try folder.write("[]", to: keys)
        guard case .refused = state() else { return #expect(Bool(false)) }
        #expect(synchronizer.plan(for: access, named: [.codex]).state(of: .llm) == nil)
    }

    @Test func `a file that makes the client use another one is written with that one, or not at all`() throws {
        let settings = "{ \"security\": { \"auth\": { \"selectedType\": \"oauth-personal\" } } }"
        try folder.write(settings, to: ".gemini/settings.json")
        // Gemini CLI would no longer read it if there were one in its own folder.
        try folder.write("MINE=1\n", to: ".env")
        let access = try ClientHome.access()
        let (variables, main) = (folder.path + "/.gemini/.env", folder.path + "/.gemini/settings.json")
        let faults = [
            SettingsError(file: variables, fault: .wouldHide(path: folder.path + "/.env")),
            SettingsError(file: main, fault: .needsOther(path: variables)),
        ]
        let plan = synchronizer.plan(for: access, named: [.gemini])
        let (states, refusals) = (plan.items.map(\.state), faults.map { SyncPlan.State.refused($0) })
        #expect(states == refusals)
        let errors = synchronizer.apply(plan).map(\.error)
        #expect(errors == faults)

        // It came between the plan and the writing.
        try FileManager.default.removeItem(atPath: folder.path + "/.env")
        let earlier = synchronizer.plan(for: access, named: [.gemini])
        try folder.write("MINE=1\n", to: ".env")
        let late = synchronizer.apply(earlier).map(\.error)
        #expect(late == faults)
        #expect(folder.text(".gemini/settings.json") == settings && folder.text(".gemini/.env") == nil)

        try FileManager.default.removeItem(atPath: folder.path + "/.env")
        #expect(synchronizer.apply(earlier).allSatisfy { $0.isWritten })
        #expect(folder.text(".gemini/settings.json")?.contains("gemini-api-key") == true)
    }

    @Test func `the difference is shown without the token and without what it replaces`() throws {
        try folder.write("dark-mode: true\nopenai-api-key: sk-secret-of-the-user # mine\n", to: ".aider.conf.yml")
        let item = synchronizer.plan(for: try ClientHome.access(), named: [.aider]).items[0]
        let file = folder.path + "/.aider.conf.yml"
        #expect(
            item.diff == """
                --- \(file)
                +++ \(file)
                @@ -1,2 +1,3 @@
                 dark-mode: true
                -openai-api-key: "(the earlier value is not shown)" # mine
                +openai-api-key: "(the value is not shown)" # mine
                +openai-api-base: http://127.0.0.1:12345/v1

                """)
        _ = synchronizer.apply(synchronizer.plan(for: try ClientHome.access(), named: [.aider]))
        #expect(synchronizer.plan(for: try ClientHome.access(), named: [.aider]).items[0].diff == "")
    }

    @Test func `a key that contradicts ours goes and comes back`() throws {
        let text = "[model_providers.argo]\nenv_key = 'X' # c\nname = \"Mine\"\n"
        try folder.write(text, to: ".codex/config.toml")
        let outcome = synchronizer.apply(synchronizer.plan(for: try ClientHome.access(), named: [.codex]))[0]
        guard case .written(let changes) = outcome.result else { return #expect(Bool(false)) }
        #expect(changes.contains { $0.path == ["model_providers", "argo", "env_key"] && $0.after == nil })
        #expect(folder.text(".codex/config.toml")?.contains("env_key") == false)
        try folder.write((folder.text(".codex/config.toml") ?? "") + "\n[foreign]\n", to: ".codex/config.toml")
        guard case .earlierValues(let restored, left: []) = synchronizer.revert()[0].result else { return #expect(Bool(false)) }
        #expect(restored.contains(["model_providers", "argo", "env_key"]))
        #expect(folder.text(".codex/config.toml")?.contains("env_key = 'X'") == true)
        #expect(folder.text(".codex/config.toml")?.contains("auth") == false)
    }

    @Test func `the lock of a client that has one is taken, and none is left behind`() throws {
        let file = ".config/llm-rosetta-gateway/config.jsonc"
        let text = "{\"providers\": {\"a\": {\"base_url\": \"http://127.0.0.1:12345\"}}}"
        try folder.write(text, to: file)
        let locks = { (fileSystem: ScriptedFileSystem) in fileSystem.log.count { $0 == "lock" } }
        let apply = { (fileSystem: ScriptedFileSystem, port: Int) in
            let synchronizer = TokenSynchronizer(folders: UserFolders(home: self.folder.path), fileSystem: fileSystem)
            _ = synchronizer.apply(synchronizer.plan(for: try ClientHome.access(port: port), named: [.llmRosetta]))
        }
        let first = ScriptedFileSystem()
        try apply(first, 12345)
        #expect(locks(first) == 1)
        #expect(!folder.exists(file + ".lock"))
        try folder.write("", to: file + ".lock")
        let second = ScriptedFileSystem()
        try apply(second, 12345)
        #expect(locks(second) == 2)
        _ = synchronizer.revert()
        #expect(folder.text(file) == text)
        #expect(folder.exists(file + ".lock"))
    }
}

struct UserFoldersTests {
    private func folder(_ named: String?, startedIn folder: String? = nil) -> String? {
        UserFolders(home: "/home/x/", environment: ["NAMED": named, "PWD": folder].compactMapValues { $0 }).folder(named: "NAMED")
    }

    @Test func `a folder that is named by a relative path is the same one wherever it is taken back`() {
        #expect(folder("/a/b/") == "/a/b")
        #expect(folder("b", startedIn: "/a") == "/a/b")
        #expect(folder("b/", startedIn: "/a/") == "/a/b")
        #expect(folder("b", startedIn: "/") == "/b")
        // Nobody says where it was started, or says it by a relative path.
        #expect(folder("b") == "/home/x/b" && folder("b", startedIn: "a") == "/home/x/b")
        #expect(folder("") == nil && folder(nil) == nil)
    }
}
