import SystemSupport
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The token, and whether files that must be the user's alone are.
struct SecretsCheck {
    /// Absolute path of the state folder.
    let state: String

    var findings: [Finding] {
        guard FileManager.default.fileExists(atPath: state) else {
            return [.good("token", "There is none yet; the first start makes it.")]
        }
        // In this order: whoever reads the token closes its file to others.
        return permissions + [token]
    }

    private var token: Finding {
        do {
            let loaded = try TokenFile(folder: state).load()
            return .good("token", loaded == nil ? "There is none yet; the first start makes it." : "\(state)/token holds one.")
        } catch {
            return .failure("token", error.description)
        }
    }

    private var permissions: [Finding] {
        let wanted = [(state, 0o700), ("\(state)/token", 0o600), ("\(state)/token.previous", 0o600)]
        let open = wanted.compactMap { path, mode in
            isOpen(path) ? Self.finding("Other users of this machine can get at \(path).", path, mode: mode) : nil
        }
        return open.isEmpty ? [.good("permissions", "Nobody else can read \(state).")] : open
    }

    /// Something that others have access to, and the mode that it is to have.
    static func finding(_ summary: String, _ path: String, mode: Int) -> Finding {
        Finding(
            check: "permissions", state: .failure, summary: summary,
            remedies: ["chmod \(String(mode, radix: 8)) '\(path)'", "If it was so for long, replace the token: argo-shim token rotate"],
            repair: { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path) })
    }

    /// A file that is not there, or of which nothing can be learned, is open to nobody.
    private func isOpen(_ path: String) -> Bool {
        FileFacts.permissions(of: path).map { $0 & 0o077 != 0 } ?? false
    }
}
