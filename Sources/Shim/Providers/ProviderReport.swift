import Logging
import NIOCore
import NIOPosix
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

extension ProviderAddress: CustomStringConvertible {
    /// As a URL.
    package var description: String { "\(isSecure ? "https" : "http")://\(authority)\(path)" }
}

/// A look at a provider without a shim: for those who search for a fault.
package enum ProviderProbe {
    /// What a look came to.
    package enum Outcome: Equatable, Sendable {
        /// It can be reached, and its certificate is good where it has one.
        case reached
        /// It has listed so many models.
        case listed(count: Int)
        /// A whole sentence.
        case failed(String)
    }

    private static let handshakeTime = TimeAmount.seconds(10)

    /// Opens a connection, through the proxy where there is one, and sends nothing.
    package static func reach(_ provider: Provider) async -> Outcome {
        await with(provider) { asked in
            let promise = asked.eventLoop.makePromise(of: Outcome.self)
            asked.upstream.pool.acquire { result in
                switch result {
                case .success(let connection):
                    connection.release()
                    promise.succeed(.reached)
                case .failure(let failure): promise.succeed(.failed(failure.response(from: asked.upstream).message))
                }
            }
            return promise.futureResult
        }
    }

    /// Asks for its list of models, with its key: a program may be asked for that, and a login renewed.
    package static func models(of provider: Provider) async -> Outcome {
        await with(provider) { asked in
            asked.currentListing().map { listing in
                listing.state == .listed ? .listed(count: listing.models.count) : .failed(listing.reason ?? "It lists no models.")
            }
        }
    }

    private static func with(
        _ provider: Provider, _ look: @escaping @Sendable (ProviderUpstream) -> EventLoopFuture<Outcome>
    ) async -> Outcome {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        let looked = eventLoop.flatSubmit { () -> EventLoopFuture<Outcome> in
            let flushes = FlushQueue(on: eventLoop)
            let upstreams = ProviderUpstreams([provider], aliases: [], logger: Logger(label: "probe") { _ in SwiftLogNoOpLogHandler() }) {
                ConnectionPool(on: eventLoop, to: $0, trust: $1, through: $2, handshakeTime: handshakeTime, flushes: flushes)
            }
            guard let asked = upstreams.all.first else { return eventLoop.makeSucceededFuture(.failed("There is no provider.")) }
            let found = look(asked)
            found.assumeIsolated().whenComplete { _ in upstreams.close() }
            return found
        }
        do {
            return try await looked.get()
        } catch {
            return .failed("\(provider.title) could not be checked.")
        }
    }
}
