/// What the known_hosts files say about one host.
struct KnownHosts: Equatable {
    /// The most lines of a file that are reported one by one; a file of another format would give one for each of its lines.
    static let reportedLines = 10

    /// For the host's name, with its port where that is not 22.
    private(set) var entries: [KnownHostsEntry] = []
    /// For the name without the port, where the lookup has one.
    private(set) var entriesWithoutPort: [KnownHostsEntry] = []
    var warnings: [TunnelWarning] = []

    private let hop: String
    private let host: KnownHostName

    /// - Parameters:
    ///   - host: whom the lines are to be about.
    ///   - hop: the hop's name, for warnings.
    init(of host: KnownHostName, hop: String) {
        self.host = host
        self.hop = hop
    }

    /// Takes what a file says about the host.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - file: its path.
    mutating func read(_ bytes: [UInt8], file: String) {
        var unusable = 0
        var number = 0
        var rest = bytes[...]
        while !rest.isEmpty {
            let text = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[text.endIndex...].dropFirst()
            number += 1
            guard let line = KnownHostsLine(parsing: text) else { continue }
            let isAboutHost = line.names.match(host.name)
            let isAboutHostWithoutPort = host.nameWithoutPort.map(line.names.match) ?? false
            guard isAboutHost || isAboutHostWithoutPort || line.names == .unreadable else { continue }
            switch line.content {
            case .unusable(let fault):
                unusable += 1
                guard unusable <= Self.reportedLines else { continue }
                warnings.append(.knownHostsLineUnusable(file: file, line: number, fault: fault))
            case .key(.certificateAuthority, _):
                warnings.append(.certificateAuthorityIgnored(hop: hop, file: file, line: number))
            case .key(let marker, let key):
                let place = KnownKeyPlace(file: file, line: number, algorithm: key.algorithm, fingerprint: key.fingerprint)
                let entry = KnownHostsEntry(isRevoked: marker == .revoked, key: key, place: place)
                if isAboutHost { entries.append(entry) }
                if isAboutHostWithoutPort { entriesWithoutPort.append(entry) }
            }
        }
        if unusable > Self.reportedLines {
            warnings.append(.knownHostsLinesUnusable(file: file, further: unusable - Self.reportedLines))
        }
    }

    /// The types of the keys that would be trusted, so that the server is asked for these first.
    var trustedTypes: Set<String> {
        let named = entries.isEmpty ? entriesWithoutPort : entries
        return Set(named.filter { !$0.isRevoked }.map(\.key.algorithm))
    }
}

/// A line of a known_hosts file that trusts or bans a key.
struct KnownHostsEntry: Equatable {
    /// Whether the line is marked `@revoked`.
    let isRevoked: Bool
    let key: HostKey
    let place: KnownKeyPlace
}

package struct KnownKeyPlace: Sendable, Equatable, Codable {
    package let file: String
    /// From 1.
    package let line: Int
    /// The type of the key in that line. Where the server showed another type, the known key may still be its own.
    package let algorithm: String
    /// `SHA256:…` of the key in that line.
    package let fingerprint: String
}
