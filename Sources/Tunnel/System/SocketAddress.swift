#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One address that a name has, ready for connect(2).
struct SocketAddress {
    private let family: Int32
    private let bytes: [UInt8]

    /// Asks the system's resolver, which blocks, at times for long.
    ///
    /// - Returns: the addresses in the order in which they are to be tried (RFC 6724), or the resolver's reason.
    static func resolve(_ endpoint: Endpoint) -> Result<[SocketAddress], ResolverFailure> {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
            unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            unsafe hints.ai_socktype = SOCK_STREAM
        #endif
        unsafe hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(endpoint.host, String(endpoint.port), &hints, &list)
        guard code == 0 else { return .failure(ResolverFailure(reason: unsafe String(cString: gai_strerror(code)))) }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next?.pointee {
            if let address = unsafe entry.ai_addr {
                let bytes = unsafe UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))
                addresses.append(SocketAddress(family: unsafe entry.ai_family, bytes: unsafe Array(bytes)))
            }
            unsafe next = entry.ai_next
        }
        return .success(addresses)
    }

    /// Begins a connection without waiting for it: the descriptor becomes writable when it is known how it went.
    ///
    /// - Returns: the descriptor's number, which the caller owns, or the error number.
    func beginConnecting() -> Result<Int32, ConnectFailure> {
        #if canImport(Glibc)
            let type = Int32(SOCK_STREAM.rawValue)
        #else
            let type = SOCK_STREAM
        #endif
        let number = socket(family, type, 0)
        guard number >= 0 else { return .failure(ConnectFailure(code: errno)) }
        let socket = Descriptor(owning: number)
        socket.makeNonBlocking()
        let result = unsafe bytes.withUnsafeBytes { raw in
            unsafe raw.withMemoryRebound(to: sockaddr.self) { unsafe connect(number, $0.baseAddress, socklen_t(raw.count)) }
        }
        guard result == 0 || errno == EINPROGRESS || errno == EINTR else { return .failure(ConnectFailure(code: errno)) }
        return .success(socket.release())
    }

    struct ResolverFailure: Error {
        let reason: String
    }

    struct ConnectFailure: Error {
        let code: Int32
    }
}

extension Descriptor {
    /// How a connection that was begun went, once the descriptor is writable: 0, or the error number.
    func connectionError() -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { return errno }
        return code
    }

    /// Lets the system notice a peer that is gone: unanswered data for 20 s, or 30 s of silence and three unanswered probes.
    func watchConnection() {
        setOption(SOL_SOCKET, SO_KEEPALIVE, Int32(1))
        let tcp = Int32(IPPROTO_TCP)
        #if canImport(Darwin)
            setOption(tcp, TCP_KEEPALIVE, Int32(30))
            setOption(tcp, TCP_RXT_CONNDROPTIME, Int32(20))
        #else
            setOption(tcp, TCP_KEEPIDLE, Int32(30))
            setOption(tcp, TCP_USER_TIMEOUT, Int32(20_000))
        #endif
        setOption(tcp, TCP_KEEPINTVL, Int32(5))
        setOption(tcp, TCP_KEEPCNT, Int32(3))
    }
}
