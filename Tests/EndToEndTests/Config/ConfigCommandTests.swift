import FakeArgo
import Foundation
import LosslessJSON
import Testing

/// The configuration file, by the real program.
@Suite(.timeLimit(.minutes(10))) struct ConfigCommandTests {
    private static let file = ".config/argo-shim/config.yaml"

    private func run(_ home: TestHome, _ arguments: [String], _ environment: [String: String] = [:]) async throws -> FinishedProgram {
        try await RunningProgram.run(try home.argoShim(arguments, environment: environment))
    }

    @Test func `the file is below XDG_CONFIG_HOME, else below .config, there or not`() async throws {
        let home = try TestHome()
        #expect(try await run(home, ["config", "path"]).output == "\(home.path)/\(Self.file)\n")
        let elsewhere = try await run(home, ["config", "path"], ["XDG_CONFIG_HOME": "\(home.path)/xdg"])
        #expect(elsewhere.output == "\(home.path)/xdg/argo-shim/config.yaml\n")
        let validation = try await run(home, ["config", "validate"])
        #expect(validation.status == .code(0) && validation.errors.contains("the defaults apply"), "\(validation)")
        #expect(try home.names(in: ".") == ["tmp"])
    }

    @Test func `a wrong file is refused with names, lines and code 2 by whoever would use it, and by nobody else`() async throws {
        let home = try TestHome()
        try home.write("version: 1\nprot: 4000\ntimeout: soon\n", to: Self.file)
        let place = "\(home.path)/\(Self.file)"
        let validation = try await run(home, ["config", "validate"])
        #expect(
            validation.status == .code(2)
                && validation.errors == """
                    \(place):2: unknown setting 'prot'; did you mean port?
                    \(place):3: timeout takes a whole number.

                    """,
            "\(validation)")
        for arguments in [
            ["--direct"], ["start", "--direct"], ["doctor", "--direct"], ["config", "show"], ["service", "install", "--print"],
        ] {
            let refused = try await run(home, arguments)
            #expect(refused.status == .code(2) && refused.errors.hasPrefix("error: \(place):2: "), "\(arguments) \(refused)")
            #expect(refused.errors.contains("argo-shim config edit"))
        }
        for arguments in [["--help"], ["run", "--help"], ["--version"], ["token", "path"], ["config", "path"]] {
            #expect(try await run(home, arguments).status == .code(0), "\(arguments)")
        }
        #expect(try await run(home, ["status"]).status == .code(5))
        let without = try await run(home, ["config", "show", "--no-config"])
        #expect(without.status == .code(0) && !without.output.contains(place), "\(without)")
    }

    @Test func `a file that is none, and one for a newer program, are refused with what to do`() async throws {
        let home = try TestHome()
        try home.makeFolder(Self.file)
        let folder = try await run(home, ["--direct"])
        #expect(folder.status == .code(2) && folder.errors.contains("is not a regular file"), "\(folder)")
        try FileManager.default.removeItem(atPath: "\(home.path)/\(Self.file)")
        try home.write("version: 2\nnovelty: true\n", to: Self.file)
        let newer = try await run(home, ["--direct"])
        #expect(newer.status == .code(2) && newer.errors.contains("config.yaml:1: the file is for a newer argo-shim"), "\(newer)")
        #expect(newer.errors.contains("Install a newer argo-shim") && !newer.errors.contains("novelty"), "\(newer)")
    }

    @Test func `a mistake that comes of the file and the command line together names the file's line`() async throws {
        let home = try TestHome()
        try home.write("version: 1\ndirect: true\n", to: Self.file)
        let refused = try await run(home, ["--tunnel-port", "5000"])
        #expect(refused.status == .code(2) && refused.errors.contains("--direct is set in \(home.path)/\(Self.file):2"), "\(refused)")
    }

    @Test func `a shim serves with the file's settings, and other commands find it at the file's port`() async throws {
        let home = try TestHome()
        let port = try FreePort.next()
        try await withFakeArgo(tls: .generated()) { argo in
            let certificates = try #require(argo.certificates)
            try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: ".config/argo-shim/authorities.pem")
            try home.write(
                "version: 1\nport: \(port)\nupstream: 127.0.0.1:\(argo.port)\nca-file: authorities.pem\nno-update-settings: true\n",
                to: Self.file)
            try await RunningShim.with(home, try home.argoShim("run")) { shim in
                #expect(shim.port == port)
                #expect(try await shim.curl().post("/v1/messages", Request.messages).status == 200)
                let status = try await run(home, ["status"])
                #expect(status.output.contains("on port \(port)"), "\(status)")
                let environment = try await run(home, ["env", "--shell", "bash"])
                #expect(environment.output.contains("127.0.0.1:\(port)"))
            }
            let other = try FreePort.next()
            try await RunningShim.with(home, try home.argoShim("run", "--port", "\(other)")) { #expect($0.port == other) }
        }
    }

    @Test func `configure and token rotate heed the settings that are theirs too`() async throws {
        let home = try TestHome()
        try home.write("version: 1\napi-key-helper: command\ntoken-grace: 60\n", to: Self.file)
        let rotation = try await run(home, ["token", "rotate"])
        #expect(rotation.errors.hasSuffix("the old one stays valid for 60 s.\n"), "\(rotation)")
        #expect(try await run(home, ["token", "rotate", "--token-grace", "5"]).errors.hasSuffix("valid for 5 s.\n"))
        #expect(try await run(home, ["configure", "claude-code"]).status == .code(0))
        let settings = try #require(home.text(TestHome.settings))
        let token = try #require(home.text(TestHome.token)).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(settings.contains("apiKeyHelper") && !settings.contains(token), "\(settings)")

        try home.write("version: 1\napi-key-helper: comand\n", to: Self.file)
        let refused = try await run(home, ["configure", "claude-code"])
        #expect(refused.status == .code(2) && home.text(TestHome.settings) == settings, "\(refused)")
    }

    @Test func `show tells each value and where it comes from, and leaves nothing behind`() async throws {
        let home = try TestHome()
        try home.write("version: 1\nuser: alice\nlog-level: debug\ntimeout: 30\n", to: Self.file)
        let shown = try await run(home, ["config", "show", "--json", "--timeout", "60"])
        let document = try JSONDocument(Array(shown.output.utf8))
        #expect(document.value(at: ["schema"]).flatMap(document.integer) == 1, "\(shown)")
        for part in [
            #"{"name":"user","value":"tester","origin":"variable","variable":"CELS_USERNAME","overridden_line":2}"#,
            #"{"name":"timeout","value":60,"origin":"option","option":"--timeout","overridden_line":4}"#,
            #"{"name":"log-level","value":"debug","origin":"file","file":"\#(home.path)/\#(Self.file)","line":3}"#,
            #"{"name":"max-body","value":64,"origin":"default"}"#,
        ] { #expect(shown.output.contains(part), "\(part)\n\(shown)") }
        let table = try await run(home, ["config", "show"])
        #expect(table.output.contains("log-level             debug               \(home.path)/\(Self.file):3"), "\(table)")
        #expect(!home.exists(".local"))
    }

    @Test func `init writes a file in which nothing is in force, and touches none that is there`() async throws {
        let home = try TestHome()
        let first = try await run(home, ["config", "init"])
        #expect(first.status == .code(0) && first.errors.hasPrefix("Wrote \(home.path)/\(Self.file)\n"), "\(first)")
        #expect(try home.mode(Self.file) == 0o600)
        #expect(try await run(home, ["config", "validate"]).output == "\(home.path)/\(Self.file) is valid: 0 settings.\n")
        try home.write("version: 1 # mine\n", to: Self.file)
        #expect(try await run(home, ["uninstall", "--yes"]).errors.contains("  the configuration: \(home.path)/\(Self.file)\n"))
        let second = try await run(home, ["config", "init"])
        #expect(second.status == .code(1) && second.errors.contains("was not changed"), "\(second)")
        #expect(home.text(Self.file) == "version: 1 # mine\n")
    }
}

/// The configuration file of a shim that runs.
@Suite(.timeLimit(.minutes(10))) struct ConfigReloadTests {
    private static let file = ".config/argo-shim/config.yaml"

    @Test func `reload takes over the level, names what waits for a restart, and drops no stream`() async throws {
        let home = try TestHome()
        try home.write("version: 1\nlog-level: warning\n", to: Self.file)
        let gate = Gate()
        let stream = Script.inTwoParts(gate)
        try await withFakeArgo(tls: .generated(), scripts: [stream]) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                let body = #"{"model":"gpt4o","user":"u","stream":true,"messages":[]}"#
                try await RunningProgram.with(try shim.curlCommand("/v1/chat/completions", body)) { curl in
                    _ = try await curl.output.line(containing: "first")
                    _ = try await shim.curl().get("/v1/before")

                    try home.write("version: 1\nlog-level: debug\ntimeout: 30\nuser: alice\n", to: Self.file)
                    let reload = try await RunningProgram.run(try home.argoShim("reload"))
                    #expect(reload.status == .code(0) && reload.errors.hasPrefix("log-level is now debug.\n"), "\(reload)")
                    // The user was typed, and the variable goes before the file too.
                    #expect(reload.errors.contains("but needs a restart: timeout. Restart: argo-shim restart"), "\(reload)")
                    _ = try await shim.curl().get("/v1/after")
                    _ = try await shim.program.errors.line(containing: "/v1/after")
                    #expect(!shim.program.errors.text.contains("/v1/before"))

                    try home.write("version: 1\nlog-level: loud\n", to: Self.file)
                    shim.program.send(SIGHUP)
                    let refusal = "The configuration file was not reloaded: \(home.path)/\(Self.file):2: "
                    _ = try await shim.program.errors.line(containing: refusal)
                    _ = try await shim.curl().get("/v1/later")
                    _ = try await shim.program.errors.line(containing: "/v1/later")
                    gate.open()
                    let end = await curl.end()
                    #expect(end.status == .code(0) && end.output.contains("second") && end.output.contains("[DONE]"), "\(end)")
                }
            }
        }
    }

    @Test func `restart reads the file again, also where it gives another port`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            let certificates = try #require(argo.certificates)
            try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: ".config/argo-shim/authorities.pem")
            let settings = "version: 1\nupstream: 127.0.0.1:\(argo.port)\nca-file: authorities.pem\nno-update-settings: true\n"
            let ports = [try FreePort.next(), try FreePort.next()]
            let shims = ports.map { BackgroundShim(home: home, port: $0) }
            defer { for shim in shims { shim.kill() } }
            try home.write(settings + "port: \(ports[0])\n", to: Self.file)
            let started = try await RunningProgram.run(try home.argoShim("start"))
            #expect(started.status == .code(0) && started.errors.contains("on port \(ports[0])"), "\(started)")

            try home.write(settings + "port: \(ports[1])\n", to: Self.file)
            let restarted = try await RunningProgram.run(try home.argoShim("restart"))
            #expect(restarted.status == .code(0) && restarted.errors.contains("on port \(ports[1])"), "\(restarted)")
            #expect(shims[0].processID == nil && shims[1].processID != nil)

            try home.write(settings + "port: many\n", to: Self.file)
            let refused = try await RunningProgram.run(try home.argoShim("restart"))
            #expect(refused.status == .code(2) && shims[1].processID != nil, "\(refused)")
            let stopped = try await RunningProgram.run(try home.argoShim("stop"))
            #expect(stopped.status == .code(0) && shims[1].processID == nil, "\(stopped)")
        }
    }
}
