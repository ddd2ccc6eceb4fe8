#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Process {
    /// The absolute path of the program that runs, for commands that other programs are told to run: they have another `PATH` and
    /// another folder.
    static var programPath: String {
        let invoked = CommandLine.arguments.first ?? ""
        // A name is what the caller says it is: it counts where it leads to the program that runs. Then it is better than the file's own
        // path, which a package manager's link leads to and which has the version in it.
        if let executable = executablePath {
            if let place = findProgram(invoked, searchPath: searchPath), place.hasPrefix("/"), resolved(place) == executable {
                return place
            }
            return executable
        }
        return resolved(invoked) ?? invoked
    }

    private static var searchPath: String? {
        guard let path = unsafe getenv("PATH") else { return nil }
        return unsafe String(cString: path)
    }

    /// The file of the program that runs, as the system knows it.
    private static var executablePath: String? {
        #if canImport(Darwin)
            var size = UInt32(PATH_MAX)
            var buffer = [CChar](repeating: 0, count: Int(size))
            guard unsafe _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
            return resolved(String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        #else
            // proc(5): a link to the file; it leads nowhere once the file was replaced by a newer version.
            return resolved("/proc/self/exe")
        #endif
    }

    /// The path without links; nil where it leads nowhere.
    private static func resolved(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
