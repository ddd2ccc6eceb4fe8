import Foundation
import Testing

@testable import CLI
@testable import SystemSupport

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
