import Translation

/// How a provider is doing.
package struct ProviderReport: Equatable, Sendable {
    /// What went wrong last, where nothing has gone well since.
    package struct Failure: Equatable, Sendable {
        /// Ends a sentence that begins with the provider, or is a sentence.
        package let words: String
        /// Seconds since 1970.
        package let unixTime: Int
    }

    package let name: String
    /// Its URL, in which no secret can be.
    package let address: String
    package let dialect: String
    /// The proxy on the way, without its login; nil where there is none.
    package let proxy: String?
    package let key: KeyState
    package let failure: Failure?
    /// Requests that wait until the provider's limits let them through.
    package let waiting: Int

    /// Looks at files: it blocks its thread.
    ///
    /// - Parameter unixTime: now, in seconds since 1970.
    package init(_ provider: Provider, failure: Failure? = nil, waiting: Int = 0, unixTime: Int) {
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
    package var description: String { "\(isSecure ? "https" : "http")://\(authority)\(path)" }
}
