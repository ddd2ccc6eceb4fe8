#if os(Linux)
    import FakeArgo
    import Foundation
    import Testing

    /// A home on a file system that takes its time, as one over a network does: each call for a file in it is held up.
    @Suite(.timeLimit(.minutes(10)), .enabled(if: CCompiler.path != nil, "there is no C compiler"))
    struct SlowHomeTests {
        /// It stands before the C library.
        private static let library = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <fcntl.h>
            #include <stdarg.h>
            #include <stdlib.h>
            #include <string.h>
            #include <time.h>
            static void wait_for(const char *path) {
                const char *home = getenv("HOME");
                struct timespec time = {0, 50000000};
                if (path && home && (path[0] != '/' || !strncmp(path, home, strlen(home)))) nanosleep(&time, 0);
            }
            #define OPEN(name) int name(const char *path, int flags, ...) { \\
                va_list more; va_start(more, flags); int mode = va_arg(more, int); va_end(more); \\
                wait_for(path); \\
                return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name))(path, flags, mode); }
            OPEN(open)
            OPEN(open64)
            int fsync(int file) { wait_for("."); return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file); }
            int rename(const char *old, const char *new) {
                wait_for(new);
                return ((int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename"))(old, new);
            }
            int unlink(const char *path) { wait_for(path); return ((int (*)(const char *))dlsym(RTLD_NEXT, "unlink"))(path); }
            """

        @Test func `a shim starts, serves, writes settings and stops, and a stream goes on meanwhile`() async throws {
            let home = try TestHome()
            try home.makeFolder(".claude")
            try home.write(Self.library, to: "slow.c")
            let compiler = Command(
                program: try #require(CCompiler.path), arguments: ["-shared", "-fPIC", "-o", "slow.so", "slow.c", "-ldl"],
                environment: home.environment, folder: home.path)
            let compiled = try await RunningProgram.run(compiler)
            try #require(compiled.status == .code(0), "\(compiled)")
            let slow = ["LD_PRELOAD": "\(home.path)/slow.so"]
            let gate = Gate()
            try await withFakeArgo(tls: .generated(), scripts: [.inTwoParts(gate)]) { argo in
                let certificates = try #require(argo.certificates)
                try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "authorities.pem")
                let options = ["--upstream", "127.0.0.1:\(argo.port)", "--ca-file", "\(home.path)/authorities.pem", "--user", "tester"]
                let command = try home.argoShim(["run", "--port", "0"] + options, environment: slow)
                try await RunningShim.with(home, command) { shim in
                    _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
                    let client = try shim.curlCommand(
                        "/v1/chat/completions", #"{"model":"gpt4o","user":"u","stream":true,"messages":[]}"#)
                    try await RunningProgram.with(client) { curl in
                        _ = try await curl.output.line(containing: "first")
                        try home.write("{}\n", to: TestHome.settings)
                        let reload = try await RunningProgram.run(try home.argoShim(["reload"], environment: slow))
                        #expect(reload.status == .code(0), "\(reload)")
                        #expect(try #require(home.text(TestHome.settings)).contains("apiKeyHelper"))
                        #expect(try await shim.curl().post("/v1/messages", Request.messages).status == 200)
                        gate.open()
                        let end = await curl.end()
                        #expect(end.status == .code(0) && end.output.contains("second") && end.output.contains("[DONE]"), "\(end)")
                    }
                    let status = try await RunningProgram.run(try home.argoShim(["status"], environment: slow))
                    #expect(status.status == .code(0), "\(status)")
                    #expect(await shim.stop().status == .code(0))
                }
            }
        }
    }

    private enum CCompiler {
        /// Swift's own images have clang alone.
        static let path = ["/usr/bin/cc", "/usr/bin/clang"].first { FileManager.default.isExecutableFile(atPath: $0) }
    }
#endif
