import FoundationSubset
import SystemSupport
import TokenSync

/// The token, and whether files that must be the user's alone are.
struct SecretsCheck {
    /// Absolute path of the state folder.
    let state: String

    var findings: [Finding] {
        guard FileManager.default.fileExists(atPath: state) else {
            return [.good("token", "There is no token yet; the first start creates it.")]
        }
        // In this order: whoever reads the token closes its file to others.
        return permissions + [token]
    }

    private var token: Finding {
        do {
            let loaded = try TokenFile(folder: state).load()
            return .good("token", loaded == nil ? "There is no token yet; the first start creates it." : "The token is in \(state)/token.")
        } catch {
            return .failure("token", error.description)
        }
    }

    private var permissions: [Finding] {
        let wanted = [(state, 0o700), ("\(state)/token", 0o600), ("\(state)/token.previous", 0o600)]
        let open = wanted.compactMap { path, mode in
            isOpen(path) ? Self.finding("Other users of this machine can access \(path).", path, mode: mode) : nil
        }
        return open.isEmpty ? [.good("permissions", "Only you can read \(state).")] : open
    }

    /// Something that others have access to, and the mode that it is to have.
    static func finding(_ summary: String, _ path: String, mode: Int) -> Finding {
        Finding(
            check: "permissions", state: .failure, summary: summary,
            remedies: [
                "chmod \(String(mode, radix: 8)) '\(path)'", "If others may have read it, replace the token: argo-shim token rotate",
            ],
            repair: { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path) })
    }

    /// A file that is not there, or of which nothing can be learned, is open to nobody.
    private func isOpen(_ path: String) -> Bool {
        FileFacts.permissions(of: path).map { $0 & 0o077 != 0 } ?? false
    }
}

extension ClientsCheck {
    /// Settings are smaller by far.
    private static let largestFile = 16 * 1_024 * 1_024

    /// Whether others can read the token in a client's settings: a file that was there before keeps its permissions when it is written.
    func readableTokens(in files: [String]) -> [Finding] {
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
