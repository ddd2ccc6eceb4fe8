import FakeArgo
import Foundation
import LosslessJSON
import Testing
import Tunnel

@testable import SystemSupport

/// A shim in the background, and the commands that look at it and change it.
@Suite(.timeLimit(.minutes(10))) struct BackgroundTests {
    @Test func `start, status, logs and stop do what they say`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withFakeArgo(tls: .generated()) { argo in
            try await BackgroundShim.with(home) { shim in
                let started = try await shim.start(argo)
                #expect(started.status == .code(0) && started.output.isEmpty, "\(started)")
                let process = try #require(shim.processID)
                #expect(started.errors.contains("is running in the background on port \(shim.port) (process \(process))."), "\(started)")
                #expect(try await shim.curl().post("/v1/messages", Request.messages).status == 200)

                let status = try await shim.run("status", ["--json"])
                #expect(status.status == .code(0), "\(status)")
                let document = try JSONDocument(Array(status.output.utf8))
                let number = { (path: [String]) in document.value(at: path).flatMap(document.integer) }
                #expect(document.value(at: ["state"]).flatMap(document.string) == "up")
                #expect(number(["schema"]) == 1)
                #expect(number(["shim", "process"]) == Int(process))
                #expect(number(["shim", "last_hour", "requests"]) == number(["shim", "requests"]))
                #expect(number(["shim", "requests"]) == 1)
                #expect(number(["shim", "errors"]) == 0)
                #expect(status.output.contains(#""client":"claude-code""#) && status.output.contains(#""state":"right""#), "\(status)")

                let logs = try await shim.run("logs")
                #expect(logs.status == .code(0) && logs.output.contains("Shim running on \(shim.port)"), "\(logs)")
                #expect(logs.output.contains("request") && logs.output.contains("wrote apiKeyHelper"), "\(logs)")
                let token = try #require(shim.curl().token)
                for finished in [started, status, logs] {
                    #expect(!finished.output.contains(token) && !finished.errors.contains(token), "\(finished)")
                }
                let name = try #require(shim.name(".log"))
                #expect(try home.mode(".local/state/argo-shim/\(name)") == 0o600)

                let stopped = try await shim.run("stop")
                #expect(stopped.status == .code(0) && stopped.errors.contains("(process \(process))."), "\(stopped)")
                #expect(!ProcessTable.isRunning(Int(process)))
                #expect(shim.name(".lock") == nil && shim.name(".sock") == nil)
                #expect(try await shim.run("status").status == .code(5))
            }
        }
    }

    @Test func `a start that fails says why, and leaves nothing behind`() async throws {
        let home = try TestHome()
        try await withFakeArgo { holder in
            let finished = try await RunningProgram.run(
                try home.argoShim("start", "--upstream", "127.0.0.1:9", "--port", "\(holder.port)", "--user", "tester"))
            #expect(
                finished.status == .code(1) && finished.errors.hasPrefix("error: Port \(holder.port) on 127.0.0.1 is in use by "),
                "\(finished)")
            #expect(try home.names(in: ".local/state/argo-shim").allSatisfy { !$0.hasSuffix(".lock") || !$0.hasPrefix("shim.") })
        }
    }

    @Test func `restart is a new process with the same options, or with others; wrong ones leave it as it is`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withFakeArgo(tls: .generated()) { argo in
            try await BackgroundShim.with(home) { shim in
                _ = try await shim.start(argo)
                let first = try #require(shim.processID)
                let wrong = try await shim.run("restart", ["--upstream", "127.0.0.1:9", "--no-fix", "nonsense"])
                #expect(wrong.status == .code(2) && shim.processID == first, "\(wrong)")

                let same = try await shim.run("restart")
                #expect(same.status == .code(0), "\(same)")
                let second = try #require(shim.processID)
                #expect(second != first)
                #expect(try await shim.curl().post("/v1/messages", Request.messages).status == 200)

                let other = try await shim.run("restart", ["--upstream", "127.0.0.1:9"])
                #expect(other.status == .code(3), "\(other)")
                let status = try await shim.run("status")
                #expect(status.output.contains("through 127.0.0.1:9"), "\(status)")
            }
        }
    }

    @Test func `a shim that was killed is down, and starts again`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await BackgroundShim.with(home) { shim in
                _ = try await shim.start(argo)
                shim.kill()
                try await shim.waitForStatus(5)
                let status = try await shim.run("status")
                #expect(status.status == .code(5) && status.output.contains("No shim is running on"), "\(status)")
                #expect(try await shim.run("stop").errors.contains("No shim is running."))
                let again = try await shim.start(argo)
                #expect(again.status == .code(0), "\(again)")
            }
        }
    }

    @Test(arguments: ["SIGHUP", "reload"])
    func `a reload brings the settings in step, and no stream notices`(way: String) async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        let gate = Gate()
        let stream = Script.inTwoParts(gate)
        try await withFakeArgo(tls: .generated(), scripts: [stream]) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
                let client = try shim.curlCommand(
                    "/v1/chat/completions", #"{"model":"gpt4o","user":"u","stream":true,"messages":[]}"#)
                try await RunningProgram.with(client) { curl in
                    _ = try await curl.output.line(containing: "first")
                    try home.write("{}\n", to: TestHome.settings)
                    if way == "reload" {
                        let reload = try await RunningProgram.run(try home.argoShim("reload"))
                        #expect(reload.status == .code(0) && reload.errors.contains("Updated the clients' settings"), "\(reload)")
                    } else {
                        shim.program.send(SIGHUP)
                        _ = try await shim.program.errors.line(containing: "Updated the clients' settings")
                    }
                    #expect(try #require(home.text(TestHome.settings)).contains("apiKeyHelper"))
                    gate.open()
                    let end = await curl.end()
                    #expect(end.status == .code(0) && end.output.contains("second") && end.output.contains("[DONE]"), "\(end)")
                }
            }
        }
    }

    @Test func `a shim in a terminal is seen and stopped from elsewhere, and not restarted`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                try await shim.waitForModels()
                // Without a port: it is the only one.
                let status = try await RunningProgram.run(try home.argoShim("status"))
                #expect(status.status == .code(0) && status.output.contains("is running in a terminal on port \(shim.port)"), "\(status)")
                let restart = try await RunningProgram.run(try home.argoShim("restart"))
                #expect(restart.status == .code(1) && restart.errors.contains("does not run in the background"), "\(restart)")
                #if os(Linux)
                    #expect(!restart.errors.contains("systemctl"))
                    let unit = try await RunningProgram.run(try home.argoShim("service", "install", "--print", "--", "--direct"))
                    try home.write(unit.output, to: ".config/systemd/user/argo-shim.service")
                    let service = try await RunningProgram.run(try home.argoShim("restart"))
                    #expect(service.errors.contains("systemctl --user restart argo-shim.service"), "\(service)")
                #endif
                let stop = try await RunningProgram.run(try home.argoShim("stop", "--restore"))
                #expect(stop.status == .code(0) && stop.errors.contains("which did not exist before"), "\(stop)")
                #expect(await shim.program.end().status == .code(0))
                #expect(home.text(TestHome.settings) == nil)
            }
        }
    }

    @Test func `of several shims a command wants to know which one`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { one in
                try await RunningShim.with(home, argo: argo) { other in
                    let status = try await RunningProgram.run(try home.argoShim("status"))
                    let ports = [one.port, other.port].sorted().map { "\($0)" }.joined(separator: ", ")
                    #expect(status.status == .code(2) && status.errors.contains("on the ports \(ports)."), "\(status)")
                    let named = try await RunningProgram.run(try home.argoShim("status", "--port", "\(other.port)"))
                    #expect(named.output.contains("process \(other.program.processID)"), "\(named)")
                }
            }
        }
    }

    @Test func `a log that has grown becomes the earlier one, and logs shows both`() async throws {
        let home = try TestHome()
        try await BackgroundShim.with(home) { shim in
            _ = try await shim.run("start", ["--upstream", "127.0.0.1:9", "--user", "tester"])
            let name = ".local/state/argo-shim/" + (try #require(shim.name(".log")))
            _ = try await shim.run("stop")
            let line = "2026-01-01T00:00:00Z info old line\n"
            try home.write(
                String(repeating: line, count: 5 * 1_024 * 1_024 / line.utf8.count + 1) + "2026-01-01T00:00:01Z error worst\n", to: name)
            _ = try await shim.run("start", ["--upstream", "127.0.0.1:9", "--user", "tester"])
            try await RunningProgram.with(try home.argoShim("logs", "-f", "--since", "1h", "--port", "\(shim.port)")) { logs in
                _ = try await logs.output.line(containing: "cannot read the list of models")
            }
            #expect(try #require(home.text(name + ".1")).contains("error worst"))
            #expect(try home.mode(name) == 0o600)
            let errors = try await shim.run("logs", ["--level", "error"])
            #expect(errors.output.contains("error worst") && !errors.output.contains("old line"), "\(errors)")
            let recent = try await shim.run("logs", ["--since", "1h"])
            #expect(!recent.output.contains("2026-01-01") && recent.output.contains("cannot read the list of models"), "\(recent)")
        }
    }

    #if os(Linux)
        @Test func `stop does not wait for somebody who never asks how the shim ended`() async throws {
            let home = try TestHome()
            try await BackgroundShim.with(home) { shim in
                // It takes in what its children leave behind (prctl(2), PR_SET_CHILD_SUBREAPER), as the first process of a container does.
                let parent = """
                    import ctypes, os, subprocess, sys
                    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
                    options = ["--port", sys.argv[2]]
                    start = [sys.argv[1], "start", *options, "--upstream", "127.0.0.1:9", "--user", "tester"]
                    print(subprocess.call(start), subprocess.call([sys.argv[1], "stop", *options]))
                    process, status = os.wait()
                    print("reaped", process)
                    """
                let finished = try await RunningProgram.run(
                    Command(
                        program: "/usr/bin/env", arguments: ["python3", "-c", parent, try ArgoShimBinary.path(), "\(shim.port)"],
                        environment: home.environment, folder: home.path))
                #expect(finished.output.hasPrefix("3 0\nreaped "), "\(finished)")
            }
        }
    #endif

    @Test func `a log that another process has begun anew is gone on in, and no earlier one`() async throws {
        let home = try TestHome()
        try await BackgroundShim.with(home) { shim in
            _ = try await shim.run("start", ["--upstream", "127.0.0.1:9", "--user", "tester"])
            let name = ".local/state/argo-shim/" + (try #require(shim.name(".log")))
            // A new file of that name, as a rotation makes it.
            try FileManager.default.removeItem(atPath: "\(home.path)/\(name)")
            try home.write("2026-01-01T00:00:00Z info the other's line\n", to: name)
            #expect(try await shim.run("reload").status == .code(0))
            _ = try await shim.run("stop")
            #expect(home.text(name)?.hasPrefix("2026-01-01T00:00:00Z info the other's line\n2") == true)
            #expect(!home.exists(name + ".1"))
        }
    }

    @Test(arguments: ["logs -f", "status --watch", "status --watch --json"])
    func `what would print for ever ends when nobody reads it`(words: String) async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await BackgroundShim.with(home) { shim in
                _ = try await shim.start(argo)
                var command = try home.argoShim()
                command.arguments = ["-c", #""$0" $1 --port "$2" | head -n 1"#, command.program, words, "\(shim.port)"]
                command.program = "/bin/sh"
                let end = try await RunningProgram.run(command)
                #expect(end.status == .code(0) && end.output.split(separator: "\n").count == 1, "\(end)")
            }
        }
    }

    @Test func `logs --follow shows what comes`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await BackgroundShim.with(home) { shim in
                _ = try await shim.start(argo)
                let command = try home.argoShim("logs", "-f", "--port", "\(shim.port)")
                try await RunningProgram.with(command) { logs in
                    _ = try await logs.output.line(containing: "Shim running on")
                    _ = try await shim.curl().get("/v1/nonsense")
                    let line = try await logs.output.line(containing: "/v1/nonsense")
                    #expect(line.contains("status=404"))
                }
            }
        }
    }
}
