import CLibSSH2

/// The libssh2 that this process runs with.
public enum LibSSH2Library {
    /// Its version, such as `1.11.1`: of the library that was loaded, which may be newer than the header that we were built with.
    public static var version: String {
        // `libssh2_version(0)` returns a constant string that is never freed (libssh2_version(3)).
        guard let version = unsafe libssh2_version(0) else { return "unknown" }
        return unsafe String(cString: version)
    }
}
