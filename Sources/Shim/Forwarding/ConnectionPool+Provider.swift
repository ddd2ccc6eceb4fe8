import NIOCore

extension ConnectionPool {
    /// The connections to a service that is dialled, or reached through a proxy.
    convenience init(
        on eventLoop: any EventLoop, to address: ServiceAddress, trust: UpstreamTLS.Trust, through proxy: ProxyAddress?,
        handshakeTime: TimeAmount, flushes: FlushQueue
    ) {
        let connector: any UpstreamConnector =
            if let proxy {
                ProxyConnector(proxy: proxy, host: address.host, port: address.port, trust: trust)
            } else {
                DirectConnector(host: address.host, port: address.port)
            }
        self.init(
            on: eventLoop, connector: connector, tls: address.isSecure ? UpstreamTLS(serverName: address.host, trust: trust) : nil,
            handshakeTime: handshakeTime, flushes: flushes)
    }
}
