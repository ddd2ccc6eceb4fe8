import NIOHTTP1
import Translation

extension UpstreamHeaders {
    /// The headers of a request to a provider.
    ///
    /// - Parameters:
    ///   - headers: the client's headers, in their order and as often as they came.
    ///   - key: nil where it wants none.
    ///   - dialect: the one that the body has been translated to; nil where it is the client's own.
    static func make(
        from headers: HTTPHeaders, for provider: Provider, key: ProviderKey?, translatedTo dialect: Dialect?
    ) -> HTTPHeaders {
        var result = kept(dialect.map { translated(headers, to: $0) } ?? headers, host: provider.address.authority)
        if let key {
            switch provider.dialect {
            case .chat, .responses: result.add(name: "authorization", value: "Bearer \(key.secret)")
            case .messages: result.add(name: "x-api-key", value: key.secret)
            case .google: result.add(name: "x-goog-api-key", value: key.secret)
            }
        }
        for (name, value) in provider.headers { result.replaceOrAdd(name: name, value: value) }
        return result
    }
}
