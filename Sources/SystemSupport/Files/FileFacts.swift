import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a file tells of itself without being opened; each is nil where there is nothing, or nothing can be learned of it.
package enum FileFacts {
    /// The permission bits.
    package static func permissions(of path: String) -> Int? { status(of: path).map { Int($0.permissions.rawValue) } }

    /// In bytes.
    package static func size(of path: String) -> Int? { status(of: path).map { Int($0.size) } }

    /// The bytes that are left to this user on the file system that a path is on.
    package static func freeSpace(at path: String) -> Int? {
        var space = statvfs()
        guard unsafe statvfs(path, &space) == 0 else { return nil }
        return Int(clamping: UInt64(space.f_bavail).multipliedReportingOverflow(by: UInt64(space.f_frsize)).partialValue)
    }

    private static func status(of path: String) -> Stat? {
        // Each caller knows what to make of a file that does not show itself.
        try? Stat(FilePath(path), followTargetSymlink: false)
    }
}
