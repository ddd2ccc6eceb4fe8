#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Programs as files.
package enum ProgramFile {
    /// The path of a program: a path as it is, a name as it is found in the absolute folders of a `PATH`.
    package static func find(_ name: String, searchPath: String?) -> String? {
        if name.contains("/") { return isExecutable(name) ? name : nil }
        let folders = (searchPath ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        return folders.map { "\($0)/\(name)" }.first(where: isExecutable)
    }

    /// Whether this user may run what is at this path.
    package static func isExecutable(_ path: String) -> Bool {
        (unsafe access(path, X_OK)) == 0
    }
}
