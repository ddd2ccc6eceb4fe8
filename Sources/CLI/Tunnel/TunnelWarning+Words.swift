import SystemPackage
import Tunnel

extension TunnelWarning {
    /// In words for a person.
    var words: String {
        switch self {
        case .knownHostsUnreadable(let file, let code):
            "\(file) cannot be read, and no host key in it counts: \(Errno(rawValue: code).description)"
        case .knownHostsTooLong(let file, let limit):
            "\(file) is longer than \(limit / 1024) KiB; host keys behind that do not count."
        case .knownHostsLineUnusable(let file, let line, let fault):
            "\(file), line \(line), cannot be used: \(Self.words(for: fault))."
        case .knownHostsLinesUnusable(let file, let further):
            "\(file) has \(further) more lines that cannot be used."
        case .certificateAuthorityIgnored(let hop, let file, let line):
            "\(file), line \(line), lets an authority vouch for \(hop), which libssh2 cannot verify. The host key itself must be known."
        case .hostKeyAdded(let hop, let algorithm, let fingerprint, let file):
            "The host key of \(hop) was not known and was added to \(file), as your SSH configuration says: \(algorithm) \(fingerprint)"
        case .hostKeyNotKept(let hop, let file, let code):
            "The host key of \(hop) counts for this time only, because \(file) cannot be written: \(Errno(rawValue: code).description)"
        case .configurationIgnored(let hop, let keyword):
            "\(keyword) of your SSH configuration for \(hop) is not followed. --jump names the servers to go through."
        case .pathIgnored(let hop, let keyword, let path):
            "\(keyword) \(path) of your SSH configuration for \(hop) is left out: it has something in it that only ssh can expand."
        }
    }

    private static func words(for fault: KnownHostsFault) -> String {
        switch fault {
        case .marker: "its marker is neither @revoked nor @cert-authority"
        case .hashedName: "its hashed name is damaged"
        case .truncated: "it ends before the key"
        case .key: "its key is damaged, or of a kind that is no longer in use"
        case .length: "it is too long"
        }
    }

}
