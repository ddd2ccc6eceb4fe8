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
        let prefix = ["sha256//", "sha256/"].first { argument.hasPrefix($0) }
        guard let prefix, let data = Data(base64Encoded: String(argument.dropFirst(prefix.count))), data.count == 32 else { return nil }
        sha256 = Array(data)
    }
}
