#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the system says about an error number.
enum SystemReason {
    /// `Connection refused`, and so on: strerror_r(3), since strerror(3) is not safe with threads.
    static func text(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        unsafe buffer.withUnsafeMutableBufferPointer {
            // glibc's variant may give text of its own in place of the buffer, the others write the buffer.
            if let start = $0.baseAddress { _ = unsafe strerror_r(code, start, $0.count) }
        }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return bytes.isEmpty ? "error \(code)" : String(decoding: bytes, as: UTF8.self)
    }
}
