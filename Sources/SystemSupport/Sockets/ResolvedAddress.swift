import CLibrary
package import SystemPackage

/// One address that a name has, ready for connect(2).
package struct ResolvedAddress {
    private let family: Int32
    private let bytes: [UInt8]

    /// Asks the system's resolver, which blocks, at times for long.
    ///
    /// - Returns: the addresses in the order in which they are to be tried (RFC 6724), or the resolver's reason.
    package static func resolve(host: String, port: Int) -> Result<[ResolvedAddress], ResolverFailure> {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = SocketConstant.stream
        unsafe hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { return .failure(ResolverFailure(reason: unsafe String(cString: gai_strerror(code)))) }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [ResolvedAddress] = []
        var next = unsafe list
        while let entry = unsafe next?.pointee {
            if let address = unsafe entry.ai_addr {
                let bytes = unsafe UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))
                addresses.append(ResolvedAddress(family: unsafe entry.ai_family, bytes: unsafe Array(bytes)))
            }
            unsafe next = entry.ai_next
        }
        return .success(addresses)
    }

    /// Begins a connection without waiting for it: the descriptor becomes writable when it is known how it went.
    ///
    /// - Returns: the descriptor's number, which the caller owns.
    /// - Throws: `Errno`.
    package func beginConnecting() throws(Errno) -> Int32 {
        let socket = try Descriptor.streamSocket(family)
        socket.makeNonBlocking()
        let number = socket.number
        let result = unsafe bytes.withUnsafeBytes { raw in
            unsafe raw.withMemoryRebound(to: sockaddr.self) { unsafe connect(number, $0.baseAddress, socklen_t(raw.count)) }
        }
        let code = Errno(rawValue: errno)
        guard result == 0 || code == .nowInProgress || code == .interrupted else { throw code }
        return socket.release()
    }

    package struct ResolverFailure: Error {
        package let reason: String
    }
}
