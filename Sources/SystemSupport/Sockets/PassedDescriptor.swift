import CLibrary

/// Bytes on a Unix socket that an open file goes with: `SCM_RIGHTS` of unix(7), laid out as cmsg(3) has it, whose macros Swift cannot call.
enum PassedDescriptor {
    /// Files that one read may bring; the system closes what there is no room for.
    private static let mostAtOnce = 4

    #if canImport(Darwin)
        /// `__DARWIN_ALIGN32`.
        private static let alignment = 4
    #else
        /// `CMSG_ALIGN` of glibc and musl.
        private static let alignment = MemoryLayout<Int>.size
    #endif

    /// `CMSG_LEN(0)`: where the data begins.
    private static let headerSize = aligned(MemoryLayout<cmsghdr>.size)

    private static func aligned(_ size: Int) -> Int { (size + alignment - 1) / alignment * alignment }

    /// `CMSG_SPACE` for so many files.
    private static func space(_ count: Int) -> Int { headerSize + aligned(count * MemoryLayout<Int32>.size) }

    /// Sends as many bytes as the socket takes now.
    ///
    /// - Parameter file: goes with the first of them.
    /// - Returns: as send(2).
    static func send(_ bytes: ArraySlice<UInt8>, with file: Int32?, to socket: Int32) -> Int {
        guard let file else { return unsafe bytes.withUnsafeBytes { unsafe Descriptor.sendBytes(socket, $0) } }
        var header = cmsghdr()
        header.cmsg_len = numericCast(headerSize + MemoryLayout<Int32>.size)
        header.cmsg_level = SOL_SOCKET
        header.cmsg_type = Int32(SCM_RIGHTS)
        var control = [UInt8](repeating: 0, count: space(1))
        unsafe control.withUnsafeMutableBytes { control in
            unsafe control.storeBytes(of: header, as: cmsghdr.self)
            unsafe control.storeBytes(of: file, toByteOffset: headerSize, as: Int32.self)
        }
        var copy = Array(bytes)
        return unsafe withMessage(&copy, &control) { message in unsafe sendmsg(socket, &message, SocketConstant.noSignal) }
    }

    /// Reads what is there, up to the size of the buffer.
    ///
    /// - Returns: as recv(2), its errno, and the files that came, which no child inherits.
    static func receive(_ bytes: inout [UInt8], from socket: Int32) -> (count: Int, code: Int32, files: [Int32]) {
        var control = [UInt8](repeating: 0, count: space(mostAtOnce))
        var (controlSize, code) = (0, Int32(0))
        let count = unsafe withMessage(&bytes, &control) { message in
            #if canImport(Darwin)
                let count = unsafe recvmsg(socket, &message, 0)
            #else
                let count = unsafe recvmsg(socket, &message, Int32(MSG_CMSG_CLOEXEC))
            #endif
            code = errno
            controlSize = unsafe count < 0 ? 0 : Int(message.msg_controllen)
            return count
        }
        let files = files(in: control, size: controlSize)
        #if canImport(Darwin)
            for file in files { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
        #endif
        return (count, code, files)
    }

    private static func files(in control: [UInt8], size: Int) -> [Int32] {
        // One header: we read one kind alone, and ask for no other.
        guard size >= headerSize else { return [] }
        return unsafe control.withUnsafeBytes { control in
            let header = unsafe control.loadUnaligned(as: cmsghdr.self)
            guard header.cmsg_level == SOL_SOCKET, header.cmsg_type == Int32(SCM_RIGHTS) else { return [] }
            let end = min(size, Int(header.cmsg_len), control.count)
            return stride(from: headerSize, through: end - MemoryLayout<Int32>.size, by: MemoryLayout<Int32>.size).map {
                unsafe control.loadUnaligned(fromByteOffset: $0, as: Int32.self)
            }
        }
    }

    private static func withMessage(_ bytes: inout [UInt8], _ control: inout [UInt8], _ body: (inout msghdr) -> Int) -> Int {
        unsafe bytes.withUnsafeMutableBytes { bytes in
            unsafe control.withUnsafeMutableBytes { control in
                var vector = unsafe iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
                return unsafe withUnsafeMutablePointer(to: &vector) { vector in
                    var message = unsafe msghdr()
                    unsafe message.msg_iov = vector
                    unsafe message.msg_iovlen = 1
                    unsafe message.msg_control = control.baseAddress
                    unsafe message.msg_controllen = numericCast(control.count)
                    return unsafe body(&message)
                }
            }
        }
    }
}
