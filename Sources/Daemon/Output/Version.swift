import Tunnel

/// What this program is and what it runs with.
package enum Version {
    package static let number = "0.1.0"

    package static var libssh2: String { LibSSH2Library.version }
}
