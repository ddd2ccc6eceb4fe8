package import SystemSupport

/// Why the access token cannot be read or written.
package enum TokenFileError: Error, Equatable, Sendable {
    /// The file does not hold a token.
    case damaged(path: String, AccessTokenError)
    /// The file belongs to another user, whose id is given.
    case foreignOwner(path: String, owner: UInt32)
    case fileSystem(FileSystemError)
}

extension TokenFileError: CustomStringConvertible {
    /// One or two sentences for a person: what is wrong with which file, and what to do.
    package var description: String {
        switch self {
        case .damaged(let path, let reason):
            "\(path) does not hold an access token: \(reason). Run `argo-shim token rotate` to make a new one."
        case .foreignOwner(let path, let owner):
            "\(path) belongs to another user (id \(owner)) and is not used. Remove it, or point XDG_STATE_HOME to a folder of your own."
        case .fileSystem(let error):
            error.description
        }
    }
}
