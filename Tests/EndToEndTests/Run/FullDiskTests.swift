#if os(Linux)
    import Foundation
    import Testing

    /// Settings on a file system that is full. It is mounted for one command alone, which takes root.
    @Suite(.timeLimit(.minutes(10)), .enabled(if: FileSystemMounts.areAllowed, "file systems cannot be mounted here"))
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
            #expect(finished.errors.contains("warning: codex was not changed. "), "\(finished)")
            #expect(finished.errors.contains("No space left on device"), "\(finished)")
            let left = full == ".codex" ? "config.toml\nfill\n" : "config.toml\n"
            #expect(finished.output == "exit 1\nwhole\n" + left, "\(finished)")
        }

        /// Runs a script in which the command's own file systems are mounted.
        private func script(_ text: String, in home: TestHome, port: Int) async throws -> FinishedProgram {
            var environment = home.environment
            environment["SHIM"] = try ArgoShimBinary.path()
            environment["PORT"] = "\(port)"
            environment["OPTIONS"] = "--upstream 127.0.0.1:9 --user tester --port \(port)"
            return try await RunningProgram.run(
                Command(
                    program: "/usr/bin/unshare", arguments: ["--mount", "sh", "-c", text], environment: environment, folder: home.path))
        }

        /// The shim's first line, and how it ends. Its output goes through a pipe with a name in a folder that can be written to.
        private static let serve = """
            pipes=$(TMPDIR=/tmp mktemp -d)
            mkfifo "$pipes/output"
            "$SHIM" run $OPTIONS >"$pipes/output" & shim=$!
            head -1 <"$pipes/output"
            curl -q -sf --noproxy '*' http://127.0.0.1:$PORT/health >/dev/null && echo served
            kill $shim
            wait $shim
            rm -r "$pipes"
            """

        @Test func `a shim without room for its token says so; one that has a token serves`() async throws {
            let home = try TestHome()
            let port = try FreePort.next()
            _ = try await RunningProgram.run(try home.argoShim("token"))
            let finished = try await script(
                """
                cp .local/state/argo-shim/token token
                mount -t tmpfs -o size=32k none .local/state/argo-shim
                chmod 700 .local/state/argo-shim
                head -c 65536 /dev/zero >.local/state/argo-shim/fill 2>/dev/null
                for verb in run start; do "$SHIM" $verb $OPTIONS; echo "$verb $?"; done
                rm .local/state/argo-shim/fill
                cp token .local/state/argo-shim/token && chmod 600 .local/state/argo-shim/token
                head -c 65536 /dev/zero >.local/state/argo-shim/fill 2>/dev/null
                "$SHIM" start $OPTIONS; echo "start $?"
                \(Self.serve)
                """, in: home, port: port)
            // One in the background that nobody finds again would be worse than none.
            #expect(finished.errors.contains("need to find a shim in the background: No space left"), "\(finished)")
            #expect(finished.output.hasPrefix("run 1\nstart 1\nstart 1\n✅ Shim running on \(port) -> "), "\(finished)")
            #expect(finished.output.hasSuffix("served\n"), "\(finished)")
            #expect(finished.errors.components(separatedBy: "No space left on device").count > 2, "\(finished)")
        }

        @Test func `in a home that cannot be written to it says so, and serves with a token that is there`() async throws {
            let home = try TestHome()
            let port = try FreePort.next()
            let readOnly = "mount --bind \"$HOME\" \"$HOME\" && mount -o remount,ro,bind \"$HOME\" && cd \"$HOME\""
            let without = try await script(
                "\(readOnly); for verb in run start; do \"$SHIM\" $verb $OPTIONS; echo \"$verb $?\"; done", in: home, port: port)
            #expect(without.output == "run 1\nstart 1\n" && without.errors.contains("Read-only file system"), "\(without)")
            _ = try await RunningProgram.run(try home.argoShim("token"))
            let with = try await script(
                "\(readOnly)\n\"$SHIM\" start $OPTIONS; echo \"start $?\"\n\(Self.serve)", in: home, port: port)
            #expect(with.output.hasPrefix("start 1\n✅ Shim running on \(port) -> ") && with.output.hasSuffix("served\n"), "\(with)")
            #expect(with.errors.contains("other commands will not find this shim"), "\(with)")
        }
    }
#endif
