#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension TunnelError {
    /// Whether it says that a file, or a folder on the way to it, is not there.
    var isMissingFile: Bool {
        if case .system(_, _, let code) = self { code == ENOENT || code == ENOTDIR } else { false }
    }

    /// The system's words for its code; empty where the error is none of the system's.
    var systemReason: String {
        guard case .system(_, _, let code) = self else { return "" }
        return SystemReason.text(code)
    }
}
