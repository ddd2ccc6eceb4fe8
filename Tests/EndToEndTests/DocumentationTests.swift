import Foundation
import Testing

/// The manual and the completions that `make install` installs.
@Suite(.enabled(if: ManualGenerator.path != nil, "build it: swift build --product generate-manual"))
struct DocumentationTests {
    private let home: TestHome

    init() async throws {
        home = try TestHome()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../scripts/install-documentation").standardizedFileURL.path
        let finished = try await RunningProgram.run(
            Command(
                program: "/bin/sh", arguments: [script, try ArgoShimBinary.path(), try #require(ManualGenerator.path), home.path],
                environment: home.environment, folder: home.path))
        try #require(finished.status == .code(0) && finished.errors.isEmpty, "\(finished)")
    }

    @Test func `each command that help names has a page, which says what it ends with`() async throws {
        let help = try await RunningProgram.run(try home.argoShim("--help"))
        let names = help.output.split(separator: "\n").drop { !$0.hasPrefix("SUBCOMMANDS:") }.compactMap { line in
            line.firstMatch(of: /^ {2}([a-z][a-z-]+)(?: |$)/).map { String($0.1) }
        }
        #expect(names.count > 20 && names.contains("bugreport"), "\(help)")
        for name in names {
            let page = try #require(home.text("share/man/man1/argo-shim-\(name).1"), "\(name)")
            #expect(page.contains(".Dt ARGO-SHIM-\(name.uppercased()) 1") && page.contains("It works, but not in full"), "\(page)")
        }
        let root = try #require(home.text("share/man/man1/argo-shim.1"))
        #expect(
            root.contains(".Xr argo-shim-token 1") && !root.contains("background") && !home.exists("share/man/man1/argo-shim-background.1"))
        #expect(home.exists("share/man/man1/argo-shim-token-check.1"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/groff"), "groff reads the pages"))
    func `groff reads the pages without a complaint`() async throws {
        for name in try home.names(in: "share/man/man1") {
            let finished = try await RunningProgram.run(
                Command(
                    program: "/usr/bin/groff", arguments: ["-mdoc", "-ww", "-Tutf8", "share/man/man1/\(name)"],
                    environment: home.environment,
                    folder: home.path))
            #expect(finished.errors.isEmpty && finished.output.contains("No shim runs."), "\(name): \(finished)")
        }
    }

    @Test(arguments: [
        ("bash", "bash-completion/completions/argo-shim"), ("zsh", "zsh/site-functions/_argo-shim"),
        ("fish", "fish/vendor_completions.d/argo-shim.fish"),
    ])
    func `a shell reads its completions, and knows the commands`(shell: String, file: String) async throws {
        let finished = try await RunningProgram.run(
            Command(program: "/usr/bin/env", arguments: [shell, "-n", "share/\(file)"], environment: home.environment, folder: home.path))
        #expect(finished.status == .code(0) && finished.errors.isEmpty, "\(finished)")
        #expect(try #require(home.text("share/\(file)")).contains("bugreport"))
    }
}
