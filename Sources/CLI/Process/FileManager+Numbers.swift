#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FileManager {
    /// The permission bits of what is at a path; nil where there is nothing, or nothing can be learned of it.
    func permissions(atPath path: String) -> Int? {
        // Each caller knows what to make of a file that does not show itself.
        (try? attributesOfItem(atPath: path)).flatMap { Self.number($0[.posixPermissions]) }
    }

    /// The bytes of a file; nil where it does not say.
    func size(atPath path: String) -> Int? {
        // As above.
        (try? attributesOfItem(atPath: path)).flatMap { Self.number($0[.size]) }
    }

    /// The free bytes of the file system that a path is on; nil where it does not say.
    func freeSpace(atPath path: String) -> Int? {
        // As above.
        (try? attributesOfFileSystem(forPath: path)).flatMap { Self.number($0[.systemFreeSize]) }
    }

    /// Foundation's two versions keep numbers in different types.
    private static func number(_ value: Any?) -> Int? {
        (value as? Int) ?? (value as? any BinaryInteger).map { Int(clamping: $0) }
    }
}
