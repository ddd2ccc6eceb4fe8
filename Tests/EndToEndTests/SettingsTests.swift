import FakeArgo
import Foundation
import Testing

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
                let warning = "warning: claude-code is left as it is. \(home.path)/\(TestHome.settings):\(line):"
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
