import SystemSupport
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Whether others can read the token in a client's settings: a file that was there before keeps its permissions when it is written.
struct SettingsSecrecyCheck {
    /// Settings are smaller by far.
    private static let largestFile = 16 * 1_024 * 1_024

    /// Absolute path of the state folder.
    let state: String
    /// The clients' settings.
    let files: [String]

    var findings: [Finding] {
        // Without a token, none is in the settings; the check of the token says what is wrong with it.
        guard let token = try? TokenFile(folder: state).load()?.tokens.current.secret else { return [] }
        return Set(files.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }).sorted()
            .filter { isOpen($0) && holds(token, $0) }
            .map { SecretsCheck.finding("Other users of this machine can read the token in \($0).", $0, mode: 0o600) }
    }

    /// Whether others may read a file, and get to it: one folder that is the user's alone keeps them out.
    private func isOpen(_ path: String) -> Bool {
        guard let mode = FileFacts.permissions(of: path), mode & 0o044 != 0 else { return false }
        var folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        while folder.path != "/" {
            if let mode = FileFacts.permissions(of: folder.path), mode & 0o011 == 0 { return false }
            folder.deleteLastPathComponent()
        }
        return true
    }

    private func holds(_ token: String, _ path: String) -> Bool {
        guard let size = FileFacts.size(of: path), size <= Self.largestFile else { return false }
        return FileManager.default.contents(atPath: path)?.firstRange(of: token.utf8) != nil
    }
}
