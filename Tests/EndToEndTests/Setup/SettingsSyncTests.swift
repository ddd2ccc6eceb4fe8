import FakeArgo
import Foundation
import Testing

/// A shim that keeps the settings of every configured client in step while it runs.
@Suite(.timeLimit(.minutes(10))) struct SettingsSyncTests {
    private static let codex = ".codex/config.toml"
    private static let zed = ".config/zed/settings.json"
    private static let goose = ".config/goose/custom_providers/argo.json"
    private static let aider = ".aider.conf.yml"
    private static let `continue` = ".continue/config.yaml"

    @Test func `every configured client is kept right: at the start, when the models come, on rotation and on another port`() async throws {
        let home = try homeWithClients()
        // Before any shim: neither its port nor a model is known.
        #expect(try await configure(["codex", "aider", "continue", "zed", "--port", "4000"], in: home).status == .code(0))
        try await withFakeArgo(tls: .generated()) { argo in
            let codex = try await RunningShim.with(home, argo: argo) { shim in
                _ = try await shim.program.errors.line(containing: "zed: wrote language_models.openai_compatible.Argo.available_models")
                let list = try await configure(["--list"], in: home).output
                let states = ["claude-code", "codex", "aider", "continue", "zed"].map { ($0, "right") }
                for (name, state) in states + [("goose", "not configured"), ("hermes", "not installed")] {
                    let row = "\(name.padding(toLength: 13, withPad: " ", startingAt: 0))\(state) "
                    #expect(list.contains(row), "\(row) in \(list)")
                }
                let codex = try #require(home.text(Self.codex))
                #expect(codex.contains("base_url = \"http://127.0.0.1:\(shim.port)/v1\"\r\n") && codex.hasPrefix("# mine\r\n"), "\(codex)")

                let old = try shim.token()
                #expect(try await RunningProgram.run(try home.argoShim("token", "rotate")).status == .code(0))
                _ = try await shim.program.errors.line(containing: "continue: wrote models[name=Argo].apiKey")
                let new = try shim.token()
                for file in [Self.aider, Self.continue, TestHome.settings] {
                    let text = try #require(home.text(file))
                    #expect(text.contains(new) && !text.contains(old), "\(file)")
                }
                #expect(home.text(Self.codex) == codex, "a command makes no token stale")
                let said = await shim.stop().errors
                #expect(!said.contains(old) && !said.contains(new) && !said.contains("goose"), "\(said)")
                return codex
            }
            // What is the user's stays, what is ours comes back, and what they put back by hand is no longer ours.
            try home.write(try #require(home.text(Self.zed)).replacing("One Dark", with: "One Light"), to: Self.zed)
            try home.write("# mine\nauto-commits: false\n", to: Self.aider)
            try await RunningShim.with(home, argo: argo) { shim in
                _ = try await shim.program.errors.line(containing: "zed: wrote language_models.openai_compatible.Argo.api_url")
                let zed = try #require(home.text(Self.zed))
                #expect(zed.contains("127.0.0.1:\(shim.port)/v1") && zed.contains("One Light") && zed.contains("// mine"), "\(zed)")
                #expect(try #require(home.text(Self.codex)) != codex)
                #expect(home.text(Self.aider) == "# mine\nauto-commits: false\n")
            }
        }
    }

    @Test func `a client whose settings were taken back, or cannot be edited, holds up no other`() async throws {
        let home = try homeWithClients()
        #expect(try await configure(["codex", "aider", "continue", "zed"], in: home).status == .code(0))
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                _ = try await shim.program.errors.line(containing: "zed: wrote language_models.openai_compatible.Argo.available_models")
                #expect(try await configure(["--undo", "aider"], in: home).status == .code(0))
                try home.write("[]", to: Self.zed)
                #expect(try await RunningProgram.run(try home.argoShim("token", "rotate")).status == .code(0))
                _ = try await shim.program.errors.line(containing: "warning: zed was not changed. \(home.path)/\(Self.zed):1:1: ")
                #expect(home.text(Self.aider) == "# mine\nauto-commits: false\n")
                #expect(home.text(Self.zed) == "[]")
                #expect(try #require(home.text(Self.continue)).contains(try shim.token()))
            }
        }
    }

    @Test func `what is taken back beside a running shim stays so, until a shim is started again`() async throws {
        let home = try homeWithClients()
        try home.write(UserSettings.text, to: TestHome.settings)
        #expect(try await configure(["aider", "zed"], in: home).status == .code(0))
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                _ = try await shim.program.errors.line(containing: "zed: wrote language_models.openai_compatible.Argo.available_models")
                #expect(home.text(TestHome.settings)?.contains("apiKeyHelper") == true)
                #expect(try await configure(["--undo", "claude-code", "aider"], in: home).status == .code(0))
                #expect(home.text(TestHome.settings) == UserSettings.text)
                // Each has the shim write all that is configured before it ends.
                for command in [["token", "rotate"], ["reload", "--port", "\(shim.port)"], ["token", "rotate", "--token-grace", "0"]] {
                    let finished = try await RunningProgram.run(try home.argoShim(command))
                    #expect(finished.status == .code(0), "\(finished)")
                    #expect(home.text(TestHome.settings) == UserSettings.text)
                    #expect(home.text(Self.aider) == "# mine\nauto-commits: false\n")
                }
                #expect(try await configure(["--list"], in: home).output.contains("zed          right "))

                // Configured again by name, it is kept again.
                #expect(try await configure(["aider"], in: home).status == .code(0))
                #expect(try await RunningProgram.run(try home.argoShim("token", "rotate")).status == .code(0))
                #expect(try #require(home.text(Self.aider)).contains(try shim.token()))
                #expect(home.text(TestHome.settings) == UserSettings.text)

                let second = try home.argoShim("run", "--upstream", "127.0.0.1:\(argo.port)", "--port", "\(shim.port)")
                let finished = try await RunningProgram.run(second)
                #expect(finished.status == .code(0) && finished.errors.contains("A shim is already running"), "\(finished)")
                #expect(try #require(home.text(TestHome.settings)).contains(try shim.token()), "a start configures Claude Code")
            }
        }
    }

    @Test func `a model that Argo no longer has leaves the lists of the clients when the shim learns of it`() async throws {
        let home = try homeWithClients()
        let models = #"{"object":"list","data":[{"id":"GPT-3.5","internal_id":"gpt35","object":"model","owned_by":"openai"}]}"#
        try home.write(models, to: ".local/state/argo-shim/models.json")
        #expect(try await configure(["goose", "zed"], in: home).status == .code(0))
        #expect(try #require(home.text(Self.zed)).contains("gpt-3.5") && home.text(Self.goose)?.contains("gpt-3.5") == true)
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                _ = try await shim.program.errors.line(containing: "goose: wrote models")
                for file in [Self.zed, Self.goose] {
                    let text = try #require(home.text(file))
                    #expect(!text.contains("gpt-3.5") && text.contains("claude-opus-5"), "\(text)")
                }
            }
        }
    }

    @Test(.enabled(if: TestShell.bash.isInstalled, "bash is not installed"))
    func `commands in settings name the program by a path that holds everywhere`() async throws {
        let home = try TestHome()
        let binary = try ArgoShimBinary.path()
        let command = { (script: String) in
            let finished = try await TestShell.bash.run("\(script) configure codex --port 4000", in: home)
            #expect(finished.status == .code(0), "\(finished)")
            let line = try #require(home.text(Self.codex)).split(separator: "\n").first { $0.hasPrefix("command = ") }
            return line.map { String($0.dropFirst("command = ".count)) }
        }
        #expect(try await command("argo-shim") == "\"\(binary)\"")
        // A package manager's link outlives the version that it leads to.
        try home.makeFolder("bin")
        try FileManager.default.createSymbolicLink(atPath: "\(home.path)/bin/argo-shim", withDestinationPath: binary)
        #expect(try await command("argo-shim") == "\"\(home.path)/bin/argo-shim\"")
        let own = URL(fileURLWithPath: binary).resolvingSymlinksInPath().path
        #expect(try await command("cd bin && ./argo-shim") == "\"\(own)\"")
        // Another program of the name that the caller made up.
        #expect(try await command("exec -a sh argo-shim") == "\"\(own)\"")
    }

    // MARK: What every test does

    private func configure(_ arguments: [String], in home: TestHome) async throws -> FinishedProgram {
        try await RunningProgram.run(try home.argoShim(["configure"] + arguments, environment: ["PATH": "/usr/bin:/bin"]))
    }

    private func homeWithClients() throws -> TestHome {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try home.makeFolder(".config/goose")
        try home.write("# mine\r\n", to: Self.codex)
        try home.write("{\n  // mine\n  \"theme\": \"One Dark\",\n}\n", to: Self.zed)
        try home.write("# mine\nauto-commits: false\n", to: Self.aider)
        try home.write("name: mine\nversion: 1.0.0\nschema: v1\n", to: Self.continue)
        return home
    }
}

/// What the real program does to Claude Code's settings, and what it leaves alone.
@Suite struct SettingsTests {
    @Test func `--no-update-settings leaves the settings alone`() async throws {
        let home = try TestHome()
        try home.write(UserSettings.text, to: TestHome.settings)
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo, options: ["--no-update-settings"]) { shim in
                // The models are another reason to write.
                try await shim.waitForModels()
                let finished = await shim.stop()
                #expect(!finished.errors.contains(TestHome.settings), "\(finished)")
            }
        }
        #expect(home.text(TestHome.settings) == UserSettings.text)
    }

    @Test func `a Claude Code that is not installed is not configured`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                try await shim.waitForModels()
                _ = await shim.stop()
            }
        }
        #expect(!home.exists(".claude"))
    }

    @Test(arguments: [
        ("[]", 1), ("{\n  \"env\": null\n}\n", 2), ("{\n  \"env\": {\n    \"A\": \"b\"\n", 4), ("{\n\n  \"a\" 1}", 3),
    ])
    func `settings that cannot be edited are left as they are, named by file and line, and the shim runs on`(
        text: String, line: Int
    ) async throws {
        let home = try TestHome()
        try home.write(text, to: TestHome.settings)
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                let reply = try await shim.curl().post("/v1/messages", Request.messages)
                #expect(reply.status == 200, "\(reply)")
                let finished = await shim.stop()
                #expect(finished.status == .code(0), "\(finished)")
                let warning = "warning: claude-code was not changed. \(home.path)/\(TestHome.settings):\(line):"
                #expect(finished.errors.contains(warning), "\(finished)")
            }
        }
        #expect(home.text(TestHome.settings) == text)
    }

    @Test func `CLAUDE_CONFIG_DIR moves the settings`() async throws {
        let home = try TestHome()
        try home.write(UserSettings.text, to: "elsewhere/settings.json")
        try home.makeFolder(".claude")
        try await withFakeArgo(tls: .generated()) { argo in
            let arguments = ["run", "--upstream", "127.0.0.1:\(argo.port)", "--insecure-skip-verify", "--port", "0", "--user", "tester"]
            let command = try home.argoShim(arguments, environment: ["CLAUDE_CONFIG_DIR": home.path + "/elsewhere"])
            try await RunningShim.with(home, command) { shim in
                let settings = try #require(home.text("elsewhere/settings.json"))
                UserSettings.expectSurvived(in: settings)
                #expect(try UserSettings.value("env", "ANTHROPIC_BASE_URL", in: settings) == "http://127.0.0.1:\(shim.port)/argoapi")
            }
        }
        #expect(!home.exists(TestHome.settings))
    }
}
