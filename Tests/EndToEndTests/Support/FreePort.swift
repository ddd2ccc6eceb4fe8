import Foundation
import SystemSupport
import Testing

/// Ports for programs that must be told theirs, and ports on which nobody is to listen.
///
/// The system gives every test that asks for any port one from its own range (32768 and up on Linux, 49152 on macOS): a port that was
/// free a moment ago soon belongs to another test. These lie below, and below the shim's own range (10000), and each is given out once.
enum FreePort {
    private static let range = 2_000..<10_000
    // Two test programs on one machine begin in different places.
    private static let count = Locked(Int(ProcessInfo.processInfo.processIdentifier) * 37)

    static func next() throws -> Int {
        for _ in range {
            let port =
                range.lowerBound
                + count.withLock { count in
                    count += 1
                    return count % range.count
                }
            if isFree(port) { return port }
        }
        throw NoPort()
    }

    private static func isFree(_ port: Int) -> Bool {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: in_addr_t(0x7F00_0001).bigEndian)
        return unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private struct NoPort: Error {}
}
