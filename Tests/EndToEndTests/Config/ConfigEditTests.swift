import Foundation
import Testing

/// `argo-shim config edit` with editors that are scripts, and `config import`.
@Suite(.timeLimit(.minutes(10))) struct ConfigEditTests {
    private static let file = ".config/argo-shim/config.yaml"
    private static let before = "version: 1\nport: 4000 # mine\n"

    private func edit(_ home: TestHome, _ script: String, variable: String = "EDITOR") async throws -> FinishedProgram {
        try home.writeProgram(script, to: "an editor")
        return try await RunningProgram.run(
            try home.argoShim("config", "edit", environment: [variable: "'\(home.path)/an editor' --wait"]))
    }

    @Test(arguments: ["EDITOR", "VISUAL"])
    func `a change that is right is kept; a link to the file stays one`(variable: String) async throws {
        let home = try TestHome()
        try home.write(Self.before, to: "dotfiles/argo.yaml")
        try home.makeFolder(".config/argo-shim")
        try FileManager.default.createSymbolicLink(
            atPath: "\(home.path)/\(Self.file)", withDestinationPath: "\(home.path)/dotfiles/argo.yaml")
        let finished = try await edit(home, #"[ "$1" = --wait ] && echo 'timeout: 30' >>"$2""#, variable: variable)
        #expect(finished.status == .code(0) && finished.errors.hasPrefix("Wrote "), "\(finished)")
        #expect(home.text("dotfiles/argo.yaml") == Self.before + "timeout: 30\n")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(home.path)/\(Self.file)") == "\(home.path)/dotfiles/argo.yaml")
        #expect(try home.names(in: "tmp").isEmpty)
    }

    @Test func `a change that is wrong is not kept, and not lost either`() async throws {
        let home = try TestHome()
        try home.write(Self.before, to: Self.file)
        let finished = try await edit(home, #"echo 'prot: 5' >>"$2""#)
        #expect(finished.status == .code(2) && finished.errors.contains("config.yaml:3: unknown setting 'prot'"), "\(finished)")
        #expect(home.text(Self.file) == Self.before)
        let copy = try #require(finished.errors.firstMatch(of: /is kept in (.+)\n/)).1
        #expect(try String(contentsOfFile: String(copy), encoding: .utf8) == Self.before + "prot: 5\n")
    }

    @Test func `an editor that fails, or changes nothing, changes nothing`() async throws {
        let home = try TestHome()
        try home.write(Self.before, to: Self.file)
        let failed = try await edit(home, #"echo x >>"$2"; exit 3"#)
        #expect(failed.status == .code(1) && failed.errors.contains("The editor failed"), "\(failed)")
        let idle = try await edit(home, "exit 0")
        #expect(idle.status == .code(0) && idle.errors == "Nothing was changed.\n", "\(idle)")
        #expect(home.text(Self.file) == Self.before)
    }

    @Test func `without a file the editor gets a new one, which is only kept when it was changed`() async throws {
        let home = try TestHome()
        #expect(try await edit(home, "exit 0").status == .code(0))
        #expect(!home.exists(Self.file))
        let made = try await edit(home, #"grep -q 'argo-shim config show' "$2" && echo 'port: 4000' >>"$2""#)
        #expect(made.status == .code(0), "\(made)")
        #expect(try #require(home.text(Self.file)).hasSuffix("port: 4000\n"))
    }

    @Test func `at a terminal it asks whether to edit again`() async throws {
        let home = try TestHome()
        try home.write(Self.before, to: Self.file)
        try home.writeProgram(#"if grep -q prot "$1"; then sed -i.old s/prot/timeout/ "$1"; else echo 'prot: 30' >>"$1"; fi"#, to: "editor")
        let command = try home.argoShim("config", "edit", environment: ["EDITOR": "'\(home.path)/editor'"])
        let finished = try await TestTerminal.run(command, [.init(prompt: "Edit it again?", answer: "")])
        #expect(finished.status == .code(0) && finished.output.contains("unknown setting 'prot'"), "\(finished)")
        #expect(home.text(Self.file) == Self.before + "timeout: 30\n")
    }

    @Test func `argo-proxy's settings are taken over, and what was left is named`() async throws {
        let home = try TestHome()
        let theirs =
            "user: alice\nhost: 0.0.0.0\nport: 44497\nverbose: true\nargo_url: https://apps-dev.inside.anl.gov/argoapi/api/v1/resource/chat/\n"
        try home.write(theirs, to: "config.yaml")
        let look = try await RunningProgram.run(try home.argoShim("config", "import", "config.yaml", "--dry-run"))
        #expect(look.status == .code(0) && !home.exists(Self.file), "\(look)")
        let finished = try await RunningProgram.run(try home.argoShim("config", "import", "config.yaml"))
        let place = "\(home.path)/config.yaml"
        #expect(
            finished.errors == """
                \(place):1: user becomes user: alice
                \(place):2: host has no counterpart: argo-shim listens only on 127.0.0.1 and ::1.
                \(place):3: port becomes port: 44497
                \(place):4: verbose becomes log-level: debug
                \(place):5: argo_url becomes dev: true
                argo-proxy connects to Argo directly; argo-shim opens an SSH tunnel, unless direct is true.
                Wrote \(home.path)/\(Self.file)

                """, "\(finished)")
        #expect(home.text("config.yaml") == theirs)
        #expect(try await RunningProgram.run(try home.argoShim("config", "validate")).output.contains("is valid: 4 settings."))
        let again = try await RunningProgram.run(try home.argoShim("config", "import", "config.yaml"))
        #expect(again.status == .code(0) && again.errors.contains("Nothing to add to"), "\(again)")
    }

    @Test func `what does not go together with the settings that are there is not written`() async throws {
        let home = try TestHome()
        try home.write("version: 1\ntest: true\n", to: Self.file)
        try home.write("argo_base_url: https://apps-dev.inside.anl.gov/argoapi\n", to: "config.yaml")
        let refused = try await RunningProgram.run(try home.argoShim("config", "import", "config.yaml"))
        #expect(refused.status == .code(2) && refused.errors.contains("--test and --dev cannot be used together."), "\(refused)")
        #expect(home.text(Self.file) == "version: 1\ntest: true\n")
        #expect(try await RunningProgram.run(try home.argoShim("config", "import", "absent.yaml")).status == .code(2))
    }
}
