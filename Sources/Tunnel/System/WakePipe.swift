#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Wakes a thread that waits in poll(2): a byte in a pipe.
final class WakePipe: Sendable {
    private let readEnd: Descriptor
    private let writeEnd: Descriptor

    /// - Throws: `TunnelError.system`, mostly because the process has too many open files.
    init() throws(TunnelError) {
        var numbers: [Int32] = [-1, -1]
        guard unsafe pipe(&numbers) == 0, numbers.count == 2 else { throw .system(operation: "open a pipe", path: "", code: errno) }
        readEnd = Descriptor(owning: numbers[0])
        writeEnd = Descriptor(owning: numbers[1])
        for number in numbers {
            _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL, 0) | O_NONBLOCK)
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        }
    }

    /// What to poll for `POLLIN`.
    var number: Int32 { readEnd.number }

    /// From any thread. A full pipe wakes too, so the result does not matter.
    func wake() {
        var byte: UInt8 = 1
        _ = unsafe write(writeEnd.number, &byte, 1)
    }

    /// Takes out what is in it, so that the next poll waits again.
    func drain() {
        var buffer = [UInt8](repeating: 0, count: 64)
        while unsafe read(readEnd.number, &buffer, buffer.count) > 0 {}
    }
}
