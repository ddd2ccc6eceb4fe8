import NIOCore
import NIOPosix
import SystemSupport
import TokenSync

/// Looks up a provider's key. Lives on the event loop.
final class ProviderKeys {
    /// Programs that print a key take their time; what one has printed counts for so long, or until it is refused.
    private static let commandLife = TimeAmount.minutes(5)
    private static let fileLimit = ProviderKey.maximumLength + 1_024

    private let sources: [(index: Int, source: KeySource)]
    private let eventLoop: any EventLoop
    /// One for each login among the sources, by its path.
    private let logins: [String: GlobusAccess]
    private let inTurn: Bool
    private var turn = 0
    /// What programs have printed, by their place among the sources.
    private var printed: [Int: (key: ProviderKey, until: NIODeadline)] = [:]

    /// - Parameter inTurn: whether each look begins with the next source.
    init(_ sources: [KeySource], inTurn: Bool, logins: [String: GlobusAccess], on eventLoop: any EventLoop) {
        self.sources = sources.enumerated().map { ($0, $1) }
        self.inTurn = inTurn
        self.logins = logins
        self.eventLoop = eventLoop
    }

    /// - Returns: the key; nil where none is wanted; fails with `KeyFault`.
    func key() -> EventLoopFuture<ProviderKey?> {
        guard !sources.isEmpty else { return eventLoop.makeSucceededFuture(nil) }
        guard inTurn else { return key(from: sources[...]) }
        let first = turn % sources.count
        turn = first + 1
        return key(from: sources[first...] + sources[..<first])
    }

    /// The provider has not taken the key.
    func wasRefused() {
        printed = [:]
    }

    /// What no source has is looked for in the next one; what one has and cannot give is told.
    private func key(from rest: ArraySlice<(index: Int, source: KeySource)>) -> EventLoopFuture<ProviderKey?> {
        guard let (index, source) = rest.first else {
            return eventLoop.makeFailedFuture(KeyFault.missing(places: sources.map(\.source.place)))
        }
        return look(in: source, index).assumeIsolated().flatMap { key in
            key == nil ? self.key(from: rest.dropFirst()) : self.eventLoop.makeSucceededFuture(key)
        }.nonisolated()
    }

    private func look(in source: KeySource, _ index: Int) -> EventLoopFuture<ProviderKey?> {
        switch source {
        case .variable(_, let key): return eventLoop.makeSucceededFuture(key)
        case .file(let path): return NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { try Self.read(path) }
        case .command(_, let run):
            if let printed = printed[index], printed.until > .now() { return eventLoop.makeSucceededFuture(printed.key) }
            return NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { try run() }.assumeIsolated().map { key in
                self.printed[index] = (key, .now() + Self.commandLife)
                return key
            }.nonisolated()
        case .globus(let login): return logins[login.path]?.key() ?? eventLoop.makeSucceededFuture(nil)
        }
    }

    static func read(_ path: String) throws(KeyFault) -> ProviderKey? {
        let bytes: [UInt8]?
        do {
            bytes = try StateFile(path: path, sizeLimit: fileLimit).load()
        } catch {
            throw .unreadable(reason: error.description)
        }
        guard let bytes else { return nil }
        guard let key = ProviderKey(String(decoding: bytes, as: UTF8.self)) else { throw .malformed(place: path) }
        return key
    }
}

extension KeySource {
    /// Where the key is, for a person who looks for it.
    package var place: String {
        switch self {
        case .variable(let name, _): "$\(name)"
        case .file(let path): path
        case .command(let name, _): name
        case .globus(let login): login.path
        }
    }
}
