import Logging
import NIOCore
import NIOPosix

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
