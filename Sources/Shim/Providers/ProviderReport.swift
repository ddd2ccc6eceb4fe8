import Translation

/// How a provider is doing.
public struct ProviderReport: Equatable, Sendable {
    /// What went wrong last, where nothing has gone well since.
    public struct Failure: Equatable, Sendable {
        /// Ends a sentence that begins with the provider, or is a sentence.
        public let words: String
        /// Seconds since 1970.
        public let unixTime: Int
    }

    public let name: String
    /// Its URL, in which no secret can be.
    public let address: String
    public let dialect: String
    /// The proxy on the way, without its login; nil where there is none.
    public let proxy: String?
    public let key: KeyState
    public let failure: Failure?
    /// Requests that wait until the provider's limits let them through.
    public let waiting: Int

    /// Looks at files: it blocks its thread.
    ///
    /// - Parameter unixTime: now, in seconds since 1970.
    public init(_ provider: Provider, failure: Failure? = nil, waiting: Int = 0, unixTime: Int) {
        self.waiting = waiting
        name = provider.name
        address = provider.address.description
        dialect = provider.dialect.rawValue
        proxy = provider.proxy?.description
        key = KeyState(of: provider.keys, unixTime: unixTime)
        self.failure = failure
    }
}

extension ServiceAddress: CustomStringConvertible {
    /// As a URL.
    public var description: String { "\(isSecure ? "https" : "http")://\(authority)\(path)" }
}
