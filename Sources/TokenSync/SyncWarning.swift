/// Something about a settings file that a person should hear of, though it is written all the same.
package enum SyncWarning: Equatable, Sendable {
    /// The file holds the access token, and its mode lets others read it. The mode is the user's and stays.
    case tokenReadableByOthers(file: String, mode: UInt32)
}

extension SyncWarning: CustomStringConvertible {
    /// One sentence for a person, with the command that helps.
    package var description: String {
        switch self {
        case .tokenReadableByOthers(let file, let mode):
            "Others can read \(file) (mode 0\(String(mode, radix: 8))), which holds the access token. Run `chmod 600 \(file)`."
        }
    }
}
