import Shim

/// The proxies that the environment names, as curl reads it (https://curl.se/docs/manpage.html#ENVIRONMENT).
struct ProxyVariables {
    private let secure: ProxyAddress?
    private let plain: ProxyAddress?
    /// Hosts that are dialled directly, and all below them; `*` for every one.
    private let exceptions: [Substring]

    init(_ environment: [String: String]) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.allSatisfy(\.isWhitespace) }
        }
        let all = value("all_proxy", "ALL_PROXY")
        secure = (value("https_proxy", "HTTPS_PROXY") ?? all).flatMap { ProxyAddress($0) }
        // In capitals it could come from the header of a request (https://httpoxy.org).
        plain = (value("http_proxy") ?? all).flatMap { ProxyAddress($0) }
        exceptions = (value("no_proxy", "NO_PROXY") ?? "").lowercased().split { $0 == "," || $0.isWhitespace }
    }

    /// - Returns: nil where the address is dialled directly.
    func proxy(for address: ServiceAddress) -> ProxyAddress? {
        let host = address.host.lowercased()
        let isException = exceptions.contains { exception in
            let name = exception.drop { $0 == "." }
            return exception == "*" || host == name || host.hasSuffix("." + name)
        }
        return address.isLoopback || isException ? nil : address.isSecure ? secure : plain
    }
}
