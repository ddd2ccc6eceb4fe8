import Tunnel

/// What this program is and what it runs with.
enum Version {
    static let number = "0.1.0"

    static var libssh2: String { LibSSH2Library.version }
}
