import SystemSupport

/// Streams that are asked for. libssh2 keeps the state of an open in the session: one at a time, and the helper channel takes its turns.
final class OpenQueue {
    private struct Entry {
        /// Nil when nobody waits any more; libssh2 must still see the open through.
        var request: OpenRequest?
        let target: Endpoint
        let askedAt: Duration
    }

    private let timeout: Duration
    private var waiting: [Entry] = []
    private var current: Entry?
    private var startedAt = Duration.zero
    /// Whether the helper channel is next.
    private var owesTurn = true

    init(timeout: Duration) { self.timeout = timeout }

    var count: Int { waiting.count + (current == nil ? 0 : 1) }

    /// Whether the helper channel may open now.
    var givesTurn: Bool { current == nil && (owesTurn || waiting.isEmpty) }

    /// Whether the server has been asked for a stream and has not answered.
    var isBusy: Bool { current != nil }

    func append(_ request: OpenRequest, now: Duration) {
        waiting.append(Entry(request: request, target: request.target, askedAt: now))
    }

    /// How long until somebody has waited too long.
    func timeLeft(_ now: Duration) -> Duration? {
        ([current].compactMap(\.self) + waiting).filter { $0.request != nil }.map { max($0.askedAt + timeout - now, .zero) }.min()
    }

    func tookTurn() { owesTurn = false }

    func serve(_ loop: SessionLoop) throws(LibSSH2Failure) {
        if count > 0 { expire(loop) }
        while let entry = current ?? next(loop) {
            do throws(LibSSH2Failure) {
                guard case .done(let channel) = try loop.handle.openDirectTCP(to: entry.target) else { return }
                succeed(entry, channel, loop)
            } catch {
                guard error.concernsOneChannel, loop.transport.end == nil else { throw error }
                entry.request?.finish(.failure(refusal(error, entry, loop)))
            }
            current = nil
            owesTurn = true
        }
    }

    func failAll(_ reason: TunnelError) {
        for entry in [current].compactMap(\.self) + waiting { entry.request?.finish(.failure(reason)) }
        current = nil
        waiting = []
    }

    private func next(_ loop: SessionLoop) -> Entry? {
        guard !waiting.isEmpty, !loop.helper.isOpening, !(owesTurn && loop.helper.wantsToOpen) else { return nil }
        current = waiting.removeFirst()
        startedAt = loop.now.steady
        return current
    }

    private func succeed(_ entry: Entry, _ channel: ChannelHandle, _ loop: SessionLoop) {
        if let request = entry.request {
            loop.begin(channel, request.socket)
            request.finish(.success(()))
        } else {
            loop.leaving.append(channel)
        }
    }

    private func refusal(_ failure: LibSSH2Failure, _ entry: Entry, _ loop: SessionLoop) -> TunnelError {
        let hop = loop.driver.hop.name
        if failure.isTimeout { return .timedOut(hop: hop, phase: .channel, seconds: Int((loop.now.steady - startedAt).components.seconds)) }
        return .forwardRefused(hop: hop, target: entry.target, reason: failure.text)
    }

    private func expire(_ loop: SessionLoop) {
        let now = loop.now.steady
        let error = TunnelError.timedOut(hop: loop.driver.hop.name, phase: .channel, seconds: Int(timeout.components.seconds))
        if let entry = current, now - entry.askedAt >= timeout {
            entry.request?.finish(.failure(error))
            current?.request = nil
        }
        waiting.removeAll { entry in
            guard now - entry.askedAt >= timeout else { return false }
            entry.request?.finish(.failure(error))
            return true
        }
    }
}

/// Somebody who waits for a stream.
final class OpenRequest: Sendable {
    typealias Outcome = Result<Void, TunnelError>

    let target: Endpoint
    let socket: LocalSocket
    private let first = FirstOutcome<Outcome>()

    init(target: Endpoint, socket: LocalSocket) {
        self.target = target
        self.socket = socket
    }

    /// Waits for the outcome. `submit` hands the request to who will finish it.
    func outcome(submitting submit: (OpenRequest) -> Void) async -> Outcome {
        await withTaskCancellationHandler {
            if !Task.isCancelled { submit(self) }
            return await first.wait()
        } onCancel: {
            finish(.failure(.stopped))
        }
    }

    /// The first outcome counts.
    func finish(_ outcome: Outcome) { first.settle(outcome) }
}
