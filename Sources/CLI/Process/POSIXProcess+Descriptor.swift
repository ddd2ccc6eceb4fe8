#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Process {
    /// Reads once from a descriptor, as read(2) does: types with a `read` of their own cannot name that one on every system.
    ///
    /// - Parameter limit: the most that is read, in bytes.
    /// - Returns: what is there, empty at the end.
    /// - Throws: `SystemFault`; EAGAIN where there is nothing yet.
    static func bytes(from descriptor: Int32, limit: Int) throws(SystemFault) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw SystemFault(code: errno) }
        return Array(buffer[..<count])
    }
}
