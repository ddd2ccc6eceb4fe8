#if os(Linux)
    import Foundation

    /// A way whose first server wants a key and then a code, through PAM.
    ///
    /// PAM reads /etc/pam.d. The server runs in a mount namespace of its own, where a folder of the test's lies over it: the machine's is
    /// not written to.
    enum CodeServer {
        static let code = "482915"

        static let isPossible =
            getuid() == 0 && FileSystemMounts.areAllowed
            && ["x86_64-linux-gnu", "aarch64-linux-gnu"]
                .contains { FileManager.default.fileExists(atPath: "/usr/lib/\($0)/security/pam_exec.so") }

        static func with(_ body: (TestRoute) async throws -> Void) async throws {
            let options = [
                "AuthenticationMethods publickey,keyboard-interactive", "UsePAM yes", "KbdInteractiveAuthentication yes",
                "PermitRootLogin yes",
            ]
            try await TestRoute.with(jumpOptions: options, jumpWrap: wrap, body)
        }

        private static func wrap(_ command: Command, in home: TestHome) throws -> Command {
            let rules = home.path + "/pam.d"
            try home.writeProgram("read -r code; test \"$code\" = \(code)", to: "check-code")
            let lines = [
                "auth required pam_exec.so quiet expose_authtok \(home.path)/check-code",
                // It has credentials to set, which pam_exec has not.
                "auth required pam_permit.so", "account required pam_permit.so", "session required pam_permit.so",
            ]
            try home.write(lines.joined(separator: "\n") + "\n", to: "pam.d/sshd")
            var wrapped = command
            wrapped.program = "/usr/bin/unshare"
            wrapped.arguments =
                ["--mount", "--propagation", "private", "sh", "-c", #"mount --bind "$0" /etc/pam.d && exec "$@""#, rules]
                + [command.program] + command.arguments
            return wrapped
        }
    }
#endif
