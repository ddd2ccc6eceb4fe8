import SystemSupport

/// One line of a known_hosts file: `[@marker] names type base64 [comment]` (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
struct KnownHostsLine: Equatable {
    enum Marker: Equatable {
        case none
        /// The key is never to be accepted from the hosts that the line names.
        case revoked
        /// The key signs host certificates of the hosts that the line names.
        case certificateAuthority
    }

    enum Names: Equatable {
        case hashed(HashedHostName)
        case patterns(HostPatternList)
        /// Nobody can say whom the line is about.
        case unreadable

        /// - Parameter name: in lower case.
        func match(_ name: String) -> Bool {
            switch self {
            case .hashed(let hashed): hashed.matches(name)
            case .patterns(let patterns): patterns.matches(name)
            case .unreadable: false
            }
        }
    }

    enum Content: Equatable {
        case key(Marker, HostKey)
        case unusable(KnownHostsFault)
    }

    /// The longest line that is read: a key of 16384 bits takes 2.8 KB of base64, and a list of names fits well beside it.
    static let longest = 16_384

    let names: Names
    private let marker: Marker
    private let fault: KnownHostsFault?
    /// What stands behind the names. It is read only when it is wanted, for most lines are about other hosts.
    private let rest: ArraySlice<UInt8>

    /// - Parameter text: the line without its line feed.
    /// - Returns: nil for blank lines and comments.
    init?(parsing text: some Collection<UInt8>) {
        // OpenSSH's strings end at a NUL; a carriage return is what an editor of another system leaves.
        var rest = Array(text.prefix(Self.longest).prefix { $0 != 0 })[...]
        if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
        var marker = Marker.none
        var fault = text.count > Self.longest ? KnownHostsFault.length : nil
        guard var field = Self.takeField(&rest), field.first != UInt8(ascii: "#") else { return nil }
        while field.first == UInt8(ascii: "@") {
            switch String(decoding: field, as: UTF8.self) {
            case "@revoked" where marker == .none: marker = .revoked
            case "@cert-authority" where marker == .none: marker = .certificateAuthority
            default: fault = .marker
            }
            field = Self.takeField(&rest) ?? []
        }

        if field.isEmpty {
            names = .unreadable
            fault = fault ?? .truncated
        } else if field.first != UInt8(ascii: "|") {
            names = .patterns(HostPatternList(parsing: field))
        } else if let hashed = HashedHostName(parsing: field) {
            names = .hashed(hashed)
        } else {
            names = .unreadable
            fault = fault ?? .hashedName
        }
        self.marker = marker
        self.fault = fault
        self.rest = rest
    }

    var content: Content {
        if let fault { return .unusable(fault) }
        var rest = rest
        guard let type = Self.takeField(&rest), type.first != UInt8(ascii: "#"), let base64 = Self.takeField(&rest) else {
            return .unusable(.truncated)
        }
        guard let blob = Base64.decode(base64), let key = HostKey(blob: blob), type.elementsEqual(key.algorithm.utf8) else {
            return .unusable(.key)
        }
        return .key(marker, key)
    }

    /// The bytes up to the next space or tab, without those before.
    private static func takeField(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        rest = rest.drop(while: isBlank)
        guard !rest.isEmpty else { return nil }
        let field = rest.prefix { !isBlank($0) }
        rest = rest[field.endIndex...]
        return field
    }
}

/// Why a line of a known_hosts file cannot be used.
package enum KnownHostsFault: Sendable, Hashable {
    /// A marker that is neither `@revoked` nor `@cert-authority`, or two of them.
    case marker
    /// A hashed name that is not `|1|salt|hash`.
    case hashedName
    /// It ends before the key.
    case truncated
    /// The key is not base64 of the type that stands before it; keys of SSH 1 are among these.
    case key
    /// Longer than any line with a key.
    case length
}
