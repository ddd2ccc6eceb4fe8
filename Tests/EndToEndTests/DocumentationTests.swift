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
            #expect(page.contains(".Dt ARGO-SHIM-\(name.uppercased()) 1") && page.contains("Partial success: for example"), "\(page)")
        }
        let root = try #require(home.text("share/man/man1/argo-shim.1"))
        for part in [
            ".It Xr argo-shim-token 1\nPrint the access token", ".It Pa ~/.config/argo-shim/config.yaml", ".It Ev CELS_USERNAME",
            "\\fBargo-shim\\fR listens on 127.0.0.1",
        ] { #expect(root.contains(part), "\(part) in \(root)") }
        for name in ["background", "claude-route", "rosetta-run", "help"] {
            #expect(!root.contains("argo-shim-\(name) ") && !home.exists("share/man/man1/argo-shim-\(name).1"), "\(name)")
        }
        #expect(try #require(home.text("share/man/man1/argo-shim-exec.1")).contains(".Op Fl - Ar command..."))
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
            #expect(finished.errors.isEmpty && finished.output.contains("No shim is running."), "\(name): \(finished)")
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

    /// Bash asks a function for them when somebody presses the Tab key.
    @Test func `bash completes commands, options and what they take`() async throws {
        try home.write("", to: "authorities.pem")
        let script = """
            source share/bash-completion/completions/argo-shim
            COMP_WORDS=(argo-shim "$@") COMP_CWORD=$# COMP_LINE="argo-shim $*"
            COMP_POINT=${#COMP_LINE}
            _argo-shim argo-shim "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}" | sort | xargs
            """
        for (line, expected) in [
            ("st", "start status stop"), ("token rot", "rotate"), ("configure cod", "codex"), ("logs --level w", "warning"),
            ("start --log-level de", "debug"), ("start --ca-file aut", "authorities.pem"), ("run --no-fix gpt-s", "gpt-sampling"),
            ("env --shell z", "zsh"), ("status --j", "--json"), ("config import aut", "authorities.pem"),
        ] {
            let words = ["bash", "-c", script, "bash"] + line.split(separator: " ").map(String.init)
            let finished = try await RunningProgram.run(
                Command(program: "/usr/bin/env", arguments: words, environment: home.environment, folder: home.path))
            #expect(finished.output == expected + "\n", "\(line): \(finished)")
        }
    }
}

/// swift-argument-parser's program that writes manual pages, which lies beside the built program.
enum ManualGenerator {
    /// Nil where it is not built.
    static let path: String? = {
        let path = (try? ArgoShimBinary.path()).map { URL(fileURLWithPath: $0).deletingLastPathComponent().path + "/generate-manual" }
        return path.flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil }
    }()
}
