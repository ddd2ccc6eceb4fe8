package import FoundationSubset
import SystemPackage
package import SystemSupport

/// The file that keeps the access token across restarts, and beside it the previous token for its grace period.
///
/// Both are 0600 from their first byte, in a folder that is 0700. Several processes may use them at once.
package struct TokenFile: Sendable {
    /// How long a replaced token stays good: Claude Code runs its helper again after 5 minutes, so that twice that is enough.
    package static let standardGrace: Duration = .seconds(600)

    /// Room for the longest token with whatever white space an editor left around it.
    private static let sizeLimit = 4_096

    /// The folder of the token.
    package let folder: String
    private let fileSystem: any FileSystem

    /// The current token's file.
    package var path: String { folder + "/token" }
    private var previousPath: String { folder + "/token.previous" }
    private var lockPath: String { folder + "/token.lock" }

    /// - Parameters:
    ///   - folder: where the token is kept; `UserFolders.state` outside tests.
    ///   - fileSystem: where a test lets a write fail.
    package init(folder: String, fileSystem: any FileSystem = LocalFileSystem()) {
        self.folder = folder
        self.fileSystem = fileSystem
    }

    /// Reads the tokens; nil when there is no file yet.
    ///
    /// A file that others can read gets the mode 0600, and that is a warning.
    ///
    /// - Throws: `TokenFileError` when the file is damaged, not a regular file, somebody else's or unreadable.
    package func load() throws(TokenFileError) -> LoadedTokens? {
        // The current token first: a rotation in between then leaves us with the replaced token as both, which is good for this reader.
        guard let (current, currentWarnings) = try token(at: path) else { return nil }
        var warnings = currentWarnings
        var previous: AcceptedTokens.Previous?
        do {
            if let (text, previousWarnings) = try contents(at: previousPath) {
                previous = Self.previous(text)
                warnings += previous == nil ? [.previousTokenUnreadable(path: previousPath)] : previousWarnings
            }
        } catch {
            // Only the grace period hangs on the previous token; the shim must not stop for it.
            warnings.append(.previousTokenUnreadable(path: previousPath))
        }
        return LoadedTokens(tokens: AcceptedTokens(current: current, previous: previous), warnings: warnings)
    }

    /// Reads the tokens, or makes the first one. Of several processes that make it at once, all get the same.
    ///
    /// - Throws: `TokenFileError`; a damaged file is never replaced.
    package func loadOrCreate() throws(TokenFileError) -> LoadedTokens {
        if let loaded = try load() { return loaded }
        do {
            try fileSystem.createFolders(folder)
            try fileSystem.writeNew(path, Self.text(of: .random()))
        } catch {
            throw .fileSystem(error)
        }
        return try loadWritten()
    }

    /// Replaces the token, a damaged one too; the one before it stays good for `grace`, even after a restart.
    ///
    /// - Parameters:
    ///   - grace: how long the replaced token is accepted still; zero ends it at once.
    ///   - now: the moment from which the grace period counts.
    ///   - expected: the token to replace; where another process has replaced it already, nothing is done. Nil replaces any.
    /// - Throws: `TokenFileError` when the file is somebody else's or cannot be written, or when another process rotates for too long.
    package func rotate(
        grace: Duration = standardGrace, now: Date, replacing expected: AccessToken? = nil
    ) throws(TokenFileError) -> LoadedTokens {
        let token = AccessToken.random()
        do {
            try fileSystem.createFolders(folder)
            let lock = try fileSystem.lock(lockPath)
            defer { lock.release() }
            // A second rotation in a row would end the token that clients still hold, in the middle of its grace period.
            if let expected, let loaded = try load(), loaded.tokens.current != expected { return loaded }
            if let replaced = try replacedToken() {
                let expiry = now.addingTimeInterval(TimeInterval(grace.components.seconds))
                // Before the token itself: a crash between the two leaves the old token as both, and nobody is shut out.
                try fileSystem.write(previousPath, Self.text(of: replaced, expiry: expiry))
            } else {
                try fileSystem.removeIfPresent(previousPath)
            }
            try fileSystem.write(path, Self.text(of: token))
        } catch {
            throw TokenFileError(error, path: path)
        }
        return try loadWritten()
    }

    private func loadWritten() throws(TokenFileError) -> LoadedTokens {
        guard let loaded = try load() else { throw .fileSystem(.failed(.read, path: path, code: .noSuchFileOrDirectory)) }
        return loaded
    }

    // MARK: Reading

    /// Reads a token that was made elsewhere and copied here, with the same care as one's own.
    ///
    /// - Parameter path: of the file.
    /// - Returns: nil when there is no such file.
    /// - Throws: `TokenFileError` when the file is damaged, not a regular file, somebody else's or unreadable.
    package static func copiedToken(at path: String) throws(TokenFileError) -> AccessToken? {
        try TokenFile(folder: "").token(at: path)?.token
    }

    /// Nil also where the file is damaged: rotating is the way out of that.
    private func replacedToken() throws(TokenFileError) -> AccessToken? {
        do {
            return try token(at: path)?.token
        } catch {
            if case .damaged = error { return nil }
            throw error
        }
    }

    private func token(at path: String) throws(TokenFileError) -> (token: AccessToken, warnings: [LoadedTokens.Warning])? {
        guard let (text, warnings) = try contents(at: path) else { return nil }
        do {
            return (try AccessToken(parsing: text), warnings)
        } catch {
            throw .damaged(path: path, error)
        }
    }

    /// The text of a file of ours without the white space around it.
    private func contents(at path: String) throws(TokenFileError) -> (text: String, warnings: [LoadedTokens.Warning])? {
        do {
            guard let file = try fileSystem.read(path, limit: Self.sizeLimit) else { return nil }
            let (owner, mode) = (file.status.userID.rawValue, file.status.modeBits)
            guard owner == fileSystem.userID else { throw TokenFileError.foreignOwner(path: path, owner: owner) }
            var warnings: [LoadedTokens.Warning] = []
            if mode & 0o077 != 0 {
                try fileSystem.setMode(0o600, of: path)
                warnings.append(.modeRepaired(path: path, mode: mode))
            }
            return (Self.trimmed(file.bytes), warnings)
        } catch {
            throw TokenFileError(error, path: path)
        }
    }

    private static func trimmed(_ bytes: [UInt8]) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        return String(decoding: bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed(), as: UTF8.self)
    }

    // MARK: The format

    private static func text(of token: AccessToken) -> [UInt8] {
        Array("\(token.secret)\n".utf8)
    }

    /// The token, and on a second line its expiry in whole seconds since 1970.
    private static func text(of token: AccessToken, expiry: Date) -> [UInt8] {
        let seconds = Int64(exactly: expiry.timeIntervalSince1970.rounded(.down)) ?? 0
        return Array("\(token.secret)\n\(seconds)\n".utf8)
    }

    private static func previous(_ text: String) -> AcceptedTokens.Previous? {
        let lines = text.split(separator: "\n")
        // Nil is right for a text of any other form: the caller turns it into a warning.
        guard lines.count == 2, let token = try? AccessToken(parsing: String(lines[0])), let seconds = Int64(lines[1]) else { return nil }
        return AcceptedTokens.Previous(token: token, expiry: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}

/// Why the access token cannot be read or written.
package enum TokenFileError: Error, Equatable, Sendable {
    /// The file does not hold a token.
    case damaged(path: String, AccessTokenError)
    /// The file belongs to another user, whose id is given.
    case foreignOwner(path: String, owner: UInt32)
    case fileSystem(FileSystemError)

    /// - Parameter error: one of these errors or of the file system's; no other comes from work on a token file.
    fileprivate init(_ error: any Error, path: String) {
        self = error as? TokenFileError ?? .fileSystem(error as? FileSystemError ?? .failed(.read, path: path, code: .ioError))
    }
}

extension TokenFileError: CustomStringConvertible {
    /// One or two sentences for a person: what is wrong with which file, and what to do.
    package var description: String {
        switch self {
        case .damaged(let path, let reason):
            "\(path) does not contain an access token: \(reason). Run `argo-shim token rotate` to make a new one."
        case .foreignOwner(let path, let owner):
            "\(path) belongs to another user (id \(owner)) and is not used. Remove it, or set XDG_STATE_HOME to a folder of your own."
        case .fileSystem(let error):
            error.description
        }
    }
}
