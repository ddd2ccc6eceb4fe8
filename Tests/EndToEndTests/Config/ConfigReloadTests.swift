import FakeArgo
import Foundation
import Testing

/// The configuration file of a shim that runs.
@Suite(.timeLimit(.minutes(2))) struct ConfigReloadTests {
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
                    #expect(reload.status == .code(0) && reload.errors.hasPrefix("log-level is debug from now on.\n"), "\(reload)")
                    // The user was typed, and the variable goes before the file too.
                    #expect(reload.errors.contains("waiting for another start: timeout. Do it: argo-shim restart"), "\(reload)")
                    _ = try await shim.curl().get("/v1/after")
                    _ = try await shim.program.errors.line(containing: "/v1/after")
                    #expect(!shim.program.errors.text.contains("/v1/before"))

                    try home.write("version: 1\nlog-level: loud\n", to: Self.file)
                    shim.program.send(SIGHUP)
                    let refusal = "Nothing of the configuration file was taken over: \(home.path)/\(Self.file):2: "
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
