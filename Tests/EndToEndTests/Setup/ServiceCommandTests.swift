import Foundation
import Testing

/// `argo-shim service`, with a `systemctl` that writes down what it is asked: a test must not touch the user's own services.
#if os(Linux)
    @Suite struct ServiceCommandTests {
        private static let unit = ".config/systemd/user/argo-shim.service"

        private let home: TestHome
        private let environment: [String: String]

        init() throws {
            home = try TestHome()
            try home.writeProgram(#"echo "$*" >> "$HOME/asked"; test ! -e "$HOME/refuses""#, to: "bin/systemctl")
            try home.writeProgram("echo Linger=no", to: "bin/loginctl")
            environment = ["PATH": home.path + "/bin:/usr/bin:/bin", "ARGO_SHIM_TOKEN": "a-secret", "XDG_RUNTIME_DIR": home.path + "/run"]
        }

        private func service(_ arguments: String...) async throws -> FinishedProgram {
            try await RunningProgram.run(try home.argoShim(["service"] + arguments, environment: environment))
        }

        private var asked: [String] {
            (home.text("asked") ?? "").split(separator: "\n").map(String.init)
        }

        @Test func `install writes the unit, starts it, and says how to keep it after a logout`() async throws {
            let finished = try await service("install", "--", "--ssh-user", "ana")
            #expect(finished.status == .code(0) && finished.output.isEmpty, "\(finished)")
            let text = try #require(home.text(Self.unit))
            #expect(text.contains("ExecStart=\(try ArgoShimBinary.path()) run --ssh-user ana\n"), "\(text)")
            #expect(text.contains("Environment=CELS_USERNAME=tester\n") && !text.contains("a-secret"), "\(text)")
            #expect(
                asked == ["--user daemon-reload", "--user enable argo-shim.service", "--user restart argo-shim.service"])
            #expect(finished.errors.contains("loginctl enable-linger"), "\(finished)")

            let again = try await service("install", "--", "--ssh-user", "ana")
            #expect(again.errors.contains("Nothing to change"), "\(again)")
            #expect(home.text(Self.unit) == text)
        }

        @Test func `status tells a service that runs from one that does not, and from none`() async throws {
            let none = try await service("status")
            #expect(none.status == .code(5) && none.output.hasPrefix("not installed"), "\(none)")
            _ = try await service("install")
            let running = try await service("status")
            #expect(running.status == .code(0) && running.output.hasPrefix("running"), "\(running)")
            try home.write("", to: "refuses")
            let stopped = try await service("status")
            #expect(stopped.status == .code(5) && stopped.output.hasPrefix("not running"), "\(stopped)")
        }

        @Test func `logs says how to read the service's journal, and reads the log of a system that has none`() async throws {
            let logs = { (home: TestHome, environment: [String: String]) in
                try await RunningProgram.run(try home.argoShim("logs", environment: environment))
            }
            _ = try await service("install")
            let journal = try await logs(home, environment)
            #expect(journal.status == .code(1) && journal.errors.contains("journalctl --user -u argo-shim.service"), "\(journal)")
            _ = try await service("uninstall")
            try home.write("2026-01-01T00:00:00Z info from the service\n", to: ".local/state/argo-shim/service.log")
            let file = try await logs(home, environment)
            #expect(file.status == .code(0) && file.output.contains("from the service") && file.errors.isEmpty, "\(file)")
        }

        @Test func `uninstall stops it and removes the file`() async throws {
            _ = try await service("install")
            let finished = try await service("uninstall")
            #expect(finished.status == .code(0), "\(finished)")
            #expect(!home.exists(Self.unit))
            #expect(asked.contains("--user disable --now argo-shim.service"))
            #expect(asked.last == "--user daemon-reload")
            let again = try await service("uninstall")
            #expect(again.status == .code(0) && again.errors.contains("The service is not installed"), "\(again)")
        }

        @Test func `a unit that somebody else wrote is left as it is`() async throws {
            try home.write("[Service]\nExecStart=/bin/true\n", to: Self.unit)
            for verb in ["install", "uninstall", "status"] {
                let finished = try await service(verb)
                #expect(finished.status == .code(1) && finished.errors.contains("was not written by argo-shim"), "\(finished)")
            }
            #expect(home.text(Self.unit) == "[Service]\nExecStart=/bin/true\n")
            #expect(asked == [])
        }

        @Test func `options that run would refuse are refused, and nothing is written`() async throws {
            let finished = try await service("install", "--", "--port", "many")
            #expect(finished.status == .code(2) && finished.errors.contains("'many'"), "\(finished)")
            #expect(!home.exists(Self.unit) && asked == [])
        }

        @Test func `--print shows the unit and writes nothing`() async throws {
            let finished = try await service("install", "--print")
            #expect(finished.status == .code(0) && finished.output.contains("[Service]"), "\(finished)")
            #expect(!home.exists(Self.unit) && asked == [])
        }

        @Test func `where the manager refuses, the commands to type are shown`() async throws {
            try home.write("", to: "refuses")
            let finished = try await service("install")
            #expect(finished.status == .code(1) && finished.errors.contains("systemctl --user enable argo-shim.service"), "\(finished)")
        }

        @Test func `uninstall of everything wants the service removed first`() async throws {
            _ = try await service("install")
            let finished = try await RunningProgram.run(try home.argoShim("uninstall", "--yes", environment: environment))
            #expect(finished.status == .code(1) && finished.errors.contains("argo-shim service uninstall"), "\(finished)")
        }
    }
#endif
