import SystemPackage
import SystemSupport

/// The known_hosts files of the disk.
enum KnownHostsFile {
    /// The most that is read of a file, 16 MiB: a hundred thousand lines, more than any site's list.
    static let longest = 16 * 1_024 * 1_024

    /// What the hop's files say about it, the user's first.
    static func read(for hop: Hop) -> KnownHosts {
        var known = KnownHosts(of: KnownHostName(of: hop), hop: hop.name)
        for file in hop.knownHostsFiles + hop.globalKnownHostsFiles {
            do {
                guard let contents = try WholeFile.ifPresent(file, limit: longest) else { continue }
                known.read(contents.bytes, file: file)
                if contents.isCut { known.warnings.append(.knownHostsTooLong(file: file, limit: longest)) }
            } catch {
                known.warnings.append(.knownHostsUnreadable(file: file, code: error.rawValue))
            }
        }
        return known
    }

    /// Appends one line for the key to the file, and leaves every byte alone that is there.
    ///
    /// - Parameters:
    ///   - name: in lower case, and fit to be written.
    ///   - hashesNames: whether the name is to be hidden even if the file's names are not.
    ///   - file: it is made if it is missing, and so is its folder.
    static func add(_ key: HostKey, for name: String, hashesNames: Bool, to file: String) throws(Errno) {
        let isHashed = if hashesNames { true } else { try hashesEveryName(of: file) }
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<HashedHostName.saltLength).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let shownName = isHashed ? HashedHostName(of: name, salt: salt).text : name
        try WholeFile.append(line: "\(shownName) \(key.algorithm) \(Base64.encode(key.blob))", to: file)
    }

    /// Whether the user keeps names hidden in this file: it has names, and all are hashed.
    private static func hashesEveryName(of file: String) throws(Errno) -> Bool {
        guard let contents = try WholeFile.ifPresent(file, limit: longest) else { return false }
        let names = contents.bytes.split(separator: UInt8(ascii: "\n")).lazy.compactMap { KnownHostsLine(parsing: $0)?.names }
        return !names.isEmpty && names.allSatisfy { if case .hashed = $0 { true } else { false } }
    }
}
