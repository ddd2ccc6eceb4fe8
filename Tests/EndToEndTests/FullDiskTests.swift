#if os(Linux)
    import Foundation
    import Testing

    /// Settings on a file system that is full. It is mounted for one command alone, which takes root.
    @Suite(.timeLimit(.minutes(2)), .enabled(if: FileSystemMounts.areAllowed, "file systems cannot be mounted here"))
    struct FullDiskTests {
        private static let codex = ".codex/config.toml"

        /// The settings themselves have no room, or what is to be remembered of them has none.
        @Test(arguments: [".codex", ".local/state/argo-shim"])
        func `without room the file stays whole, nothing is left beside it, and the error says why`(full: String) async throws {
            let home = try TestHome()
            let text = "# mine\n" + String(repeating: "# \(String(repeating: "x", count: 97))\n", count: 90)
            try home.write(text, to: "original")
            try home.makeFolder(full)
            _ = try await RunningProgram.run(try home.argoShim("token"))
            let binary = try ArgoShimBinary.path()
            let script = """
                set -e
                cp .local/state/argo-shim/token token
                mount -t tmpfs -o size=32k none '\(full)'
                mkdir -p .codex .local/state/argo-shim
                cp original \(Self.codex)
                cp token .local/state/argo-shim/token
                chmod 600 .local/state/argo-shim/token
                head -c 65536 /dev/zero > '\(full)/fill' 2>/dev/null || true
                set +e
                '\(binary)' configure codex --port 4000
                echo "exit $?"
                cmp original \(Self.codex) && echo whole
                ls -A .codex
                """
            let finished = try await RunningProgram.run(
                Command(
                    program: "/usr/bin/unshare", arguments: ["--mount", "sh", "-c", script], environment: home.environment,
                    folder: home.path))
            #expect(finished.errors.contains("warning: codex is left as it is. "), "\(finished)")
            #expect(finished.errors.contains("No space left on device"), "\(finished)")
            let left = full == ".codex" ? "config.toml\nfill\n" : "config.toml\n"
            #expect(finished.output == "exit 1\nwhole\n" + left, "\(finished)")
        }
    }
#endif
