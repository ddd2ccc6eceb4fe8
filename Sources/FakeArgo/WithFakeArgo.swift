/// Runs an embedded Argo for the time of a closure and shuts it down in every case.
///
/// - Parameters:
///   - tls: how it speaks TLS; nil for plain HTTP.
///   - quirks: what it does differently from the vendors' services.
///   - allowedUsers: whom it serves.
///   - scripts: what it does instead of answering, in order.
///   - responder: says what it does at a request that no script fits; nil, or nil from it, lets it answer by itself.
///   - pace: the time between two pieces of a streamed answer.
///   - body: what is done with it.
/// - Returns: what the closure returns.
/// - Throws: what `FakeArgo.start` throws, and what the closure throws.
@discardableResult
package func withFakeArgo<Result>(
    tls: ServerTLS? = nil,
    quirks: Quirks = .all,
    allowedUsers: AllowedUsers = .anyWellFormed,
    scripts: [Script] = [],
    responder: FakeArgo.Responder? = nil,
    pace: Duration = .zero,
    _ body: (FakeArgo) async throws -> Result
) async throws -> Result {
    let fake = try await FakeArgo.start(
        tls: tls, quirks: quirks, allowedUsers: allowedUsers, scripts: scripts, responder: responder, pace: pace)
    do {
        let result = try await body(fake)
        await fake.shutdown()
        return result
    } catch {
        await fake.shutdown()
        throw error
    }
}
