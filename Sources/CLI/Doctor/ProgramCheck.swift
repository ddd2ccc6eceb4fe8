/// This program, and what its SSH library can do.
struct ProgramCheck {
    /// libssh2's version, such as `1.10.0`.
    var libssh2 = Version.libssh2

    var findings: [Finding] {
        let limits = canSignWithRSA ? "" : ", which cannot log in with RSA keys"
        return [.good("program", "argo-shim \(Version.number) with libssh2 \(libssh2)\(limits)")]
    }

    /// rsa-sha2-256 and -512 came with libssh2 1.11.0 (its release notes); OpenSSH takes nothing older from RSA keys since 8.8.
    var canSignWithRSA: Bool {
        let numbers = libssh2.split(separator: ".").map { Int($0.prefix(while: \.isNumber)) ?? 0 } + [0, 0]
        return (numbers[0], numbers[1]) >= (1, 11)
    }
}
