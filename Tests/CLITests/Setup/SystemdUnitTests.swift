import Foundation
import Testing

@testable import CLI
@testable import Daemon
@testable import SystemSupport

struct SystemdUnitTests {
    private static let verifier = "/usr/bin/systemd-analyze"

    private func unit(
        program: String = "/usr/local/bin/argo-shim", _ options: [String] = [], _ environment: [String: String] = [:]
    ) -> String {
        let definition = ServiceDefinition(program: program, options: options, environment: environment, log: "/home/ana/service.log")
        return SystemdUnit(definition: definition, runtimeFolder: "/run/user/1000").text
    }

    @Test func `words with blanks, quotes, dollars and percent signs reach the program as they are`() {
        let text = unit(program: "/home/ana b/argo-shim", ["--a", #"x "y" \z"#, "100%", "$HOME", "it's", ""])
        #expect(text.contains(#"ExecStart="/home/ana b/argo-shim" run --a "x \"y\" \\z" 100%% $$HOME "it's" """# + "\n"))
    }

    @Test func `only names and folders of the environment are written, and no secret`() {
        let text = unit([], ["CELS_USERNAME": "ana", "ARGO_SHIM_TOKEN": "secret", "ANTHROPIC_API_KEY": "secret", "CODEX_HOME": "/x y"])
        #expect(text.contains("Environment=CELS_USERNAME=ana\n"))
        #expect(text.contains("Environment=\"CODEX_HOME=/x y\"\n"))
        #expect(!text.contains("secret"))
    }

    @Test func `an agent's socket is written where it stays from login to login`() {
        #expect(unit([], ["SSH_AUTH_SOCK": "/run/user/1000/keyring/ssh"]).contains("Environment=SSH_AUTH_SOCK=%t/keyring/ssh\n"))
        #expect(!unit([], ["SSH_AUTH_SOCK": "/tmp/ssh-x/agent.1"]).contains("SSH_AUTH_SOCK"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: verifier), "systemd-analyze is not installed"))
    func `systemd finds nothing to complain about`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/argo-shim.service"
        // A program that is there: systemd looks.
        try unit(program: "/bin/sh", ["--ssh-user", "a b", "100%"], ["CELS_USERNAME": "ana", "SSH_AUTH_SOCK": "/run/user/1000/a"])
            .write(toFile: file, atomically: true, encoding: .utf8)
        let environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "XDG_RUNTIME_DIR": folder.path]
        let good = verify(file, environment)
        #expect(good == .exited(status: 0, output: [], errors: []), "\(good)")

        try "[Service]\nExecStart=relative\nRestart=sometimes\n".write(toFile: file, atomically: true, encoding: .utf8)
        guard case .exited(_, _, let complaints) = verify(file, environment) else { throw UnexpectedState() }
        #expect(!complaints.isEmpty)
    }

    private struct UnexpectedState: Error {}

    private func verify(_ file: String, _ environment: [String: String]) -> Subprocess.End {
        Subprocess(program: Self.verifier, arguments: ["--user", "verify", file], environment: environment).run(Interruption())
    }
}

struct LaunchAgentTests {
    @Test func `Python's plistlib reads what was written`() throws {
        let definition = ServiceDefinition(
            program: "/opt/a & b/argo-shim", options: ["--ssh-user", "<ana>"],
            environment: ["CELS_USERNAME": "ana", "SSH_AUTH_SOCK": "/private/tmp/x", "SECRET": "no"], log: "/Users/ana/service.log")
        let folder = try TemporaryFolder()
        let file = folder.path + "/argo-shim.plist"
        try LaunchAgent(definition).text().write(toFile: file, atomically: true, encoding: .utf8)
        let script = """
            import json, plistlib, sys
            print(json.dumps(plistlib.load(open(sys.argv[1], "rb")), sort_keys=True))
            """
        let python = try #require(ProgramFile.find("python3", searchPath: ProcessInfo.processInfo.environment["PATH"]))
        let end = Subprocess(program: python, arguments: ["-c", script, file], environment: [:]).run(Interruption())
        guard case .exited(0, let output, _) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(
            String(decoding: output, as: UTF8.self) == """
                {"EnvironmentVariables": {"CELS_USERNAME": "ana"}, "KeepAlive": {"Crashed": true}, "Label": "argo-shim", \
                "ProcessType": "Background", "ProgramArguments": ["/opt/a & b/argo-shim", "run", "--ssh-user", "<ana>"], \
                "RunAtLoad": true, "StandardErrorPath": "/Users/ana/service.log", "StandardOutPath": "/Users/ana/service.log", \
                "Umask": 63}

                """)
    }

    @Test func `launchd is asked for the agent of this user`() {
        let manager = ServiceManager(.launchd, home: "/Users/ana", configuration: "/Users/ana/.config", userID: 501)
        #expect(manager.file == "/Users/ana/Library/LaunchAgents/argo-shim.plist")
        #expect(manager.starting == [["launchctl", "bootstrap", "gui/501", manager.file]])
        #expect(manager.stopping == [["launchctl", "bootout", "gui/501/argo-shim"]])
        #expect(manager.query == ["launchctl", "print", "gui/501/argo-shim"])
    }
}
