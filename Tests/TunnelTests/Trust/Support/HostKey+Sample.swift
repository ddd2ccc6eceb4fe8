@testable import SystemSupport
@testable import Tunnel

extension HostKey {
    /// An Ed25519 key; each number gives another.
    static func sample(_ number: UInt8) -> HostKey {
        sample(algorithm: "ssh-ed25519", fields: [[UInt8](repeating: number, count: 32)])
    }

    static func sample(algorithm: String, fields: [[UInt8]]) -> HostKey {
        let blob = ([Array(algorithm.utf8)] + fields).flatMap { field in
            (0..<4).map { UInt8(truncatingIfNeeded: field.count >> (24 - 8 * $0)) } + field
        }
        return HostKey(algorithm: algorithm, blob: blob)
    }

    static func sampleRSA(_ number: UInt8) -> HostKey { sample(algorithm: "ssh-rsa", fields: [[1, 0, 1], [number, 1, 2, 3]]) }

    static func sampleECDSA(_ number: UInt8) -> HostKey {
        sample(algorithm: "ecdsa-sha2-nistp256", fields: [Array("nistp256".utf8), [4, number]])
    }

    /// As it stands behind the names in a known_hosts file.
    var text: String { "\(algorithm) \(Base64.encode(blob))" }
}
