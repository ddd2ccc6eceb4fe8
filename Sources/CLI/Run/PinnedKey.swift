import ArgumentParser

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `sha256/BASE64`: the hash of a public key, as curl's `--pinnedpubkey` and RFC 7469 spell it.
struct PinnedKey: ExpressibleByArgument, Equatable {
    /// 32 bytes.
    let sha256: [UInt8]

    init?(argument: String) {
        // A hash may itself begin with a slash: the spelling that leaves 32 bytes is the right one.
        let hashes = ["sha256/", "sha256//"].filter { argument.hasPrefix($0) }.compactMap { prefix in
            Data(base64Encoded: String(argument.dropFirst(prefix.count)))
        }
        guard let hash = hashes.first(where: { $0.count == 32 }) else { return nil }
        sha256 = Array(hash)
    }
}
