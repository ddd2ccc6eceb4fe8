import NIOCore

/// What the server knows, on its one event loop: scripts that wait, requests that came, connections, and tests that wait for them.
final class ServerState {
    /// The bytes of request bodies that are kept; older requests are forgotten beyond it.
    static let keptBytes = 256 * 1_024 * 1_024

    let eventLoop: any EventLoop
    let pace: TimeAmount
    let keptRequests: Int
    var answerer: Answerer
    var scripts: [Script] = []
    private let responder: FakeArgo.Responder?

    private var kept: CircularBuffer<ReceivedRequest> = []
    private var bytesKept = 0
    private(set) var requestCount = 0
    private var handedOut = 0

    private var open: [Int: TransportHandler] = [:]
    private(set) var acceptedCount = 0
    private(set) var closings: CircularBuffer<ContinuousClock.Instant> = []
    private(set) var closedCount = 0
    private(set) var isShutDown = false
    private var waiters: [Waiter] = []
    private var waiterNumber = 0

    init(
        eventLoop: any EventLoop, answerer: Answerer, scripts: [Script], responder: FakeArgo.Responder?, pace: TimeAmount, keptRequests: Int
    ) {
        self.eventLoop = eventLoop
        self.answerer = answerer
        self.scripts = scripts
        self.responder = responder
        self.pace = pace
        self.keptRequests = max(0, keptRequests)
    }

    var openCount: Int { open.count }
    var openConnections: [TransportHandler] { Array(open.values) }

    // MARK: Scripts

    /// Takes the first script that begins at `start` and fits `path`.
    func takeScript(_ start: Script.Start, path: String? = nil) -> Script? {
        guard !scripts.isEmpty else { return nil }
        let index = scripts.firstIndex { $0.start == start && (start == .accept || $0.path == nil || $0.path == path) }
        return index.map { scripts.remove(at: $0) }
    }

    /// The script for a request that was read whole: the first that fits, else what the test's own function says.
    func takeScript(for request: ReceivedRequest) -> Script? {
        takeScript(.request, path: request.path) ?? responder?(request).map { Script($0) }
    }

    // MARK: Requests

    func record(_ request: ReceivedRequest) {
        requestCount += 1
        guard keptRequests > 0 else { return serveWaiters() }
        kept.append(request)
        bytesKept += request.body.count
        while kept.count > keptRequests || (bytesKept > Self.keptBytes && kept.count > 1) {
            bytesKept -= kept.removeFirst().body.count
        }
        serveWaiters()
    }

    var requests: [ReceivedRequest] { Array(kept) }

    /// The oldest request that was not handed out yet; one that was forgotten is skipped.
    func takeNextRequest() -> ReceivedRequest? {
        handedOut = max(handedOut, requestCount - kept.count)
        guard handedOut < requestCount else { return nil }
        let request = kept[offset: kept.count - (requestCount - handedOut)]
        handedOut += 1
        return request
    }

    // MARK: Connections

    /// Counts a connection and gives it its number, from 1.
    func accepted(_ transport: TransportHandler) -> Int {
        acceptedCount += 1
        open[acceptedCount] = transport
        serveWaiters()
        return acceptedCount
    }

    func closed(_ number: Int, at moment: ContinuousClock.Instant) {
        guard open.removeValue(forKey: number) != nil else { return }
        closedCount += 1
        closings.append(moment)
        if closings.count > 10_000 { closings.removeFirst() }
        serveWaiters()
    }

    /// When the connection that was the `count`-th to close was gone; nil while it is not, or when that is long forgotten.
    func moment(ofClosing count: Int) -> ContinuousClock.Instant? {
        let offset = count - 1 - (closedCount - closings.count)
        return (0..<closings.count).contains(offset) ? closings[offset: offset] : nil
    }

    // MARK: Waiting

    /// A test that waits for something.
    private struct Waiter {
        let number: Int
        /// Looks once more, or gives up for a reason; true when the test was told.
        let attempt: (FakeArgoError?) -> Bool
    }

    /// Looks at once and then after every change, until something is found or the bound is over.
    func find<Found: Sendable>(
        _ awaited: FakeArgoError.Awaited, within bound: TimeAmount, _ look: @escaping (ServerState) -> Found?
    ) -> EventLoopFuture<Found> {
        if let found = look(self) { return eventLoop.makeSucceededFuture(found) }
        guard !isShutDown else { return eventLoop.makeFailedFuture(FakeArgoError.shutDown) }
        let promise = eventLoop.makePromise(of: Found.self)
        waiterNumber += 1
        let number = waiterNumber
        let timeout = eventLoop.assumeIsolated().scheduleTask(in: bound) { [self] in
            waiters.removeAll { $0.number == number }
            promise.fail(FakeArgoError.timedOut(waitingFor: awaited))
        }
        let waiter = Waiter(number: number) { [unowned self] failure in
            if let failure {
                promise.fail(failure)
            } else if let found = look(self) {
                promise.succeed(found)
            } else {
                return false
            }
            timeout.cancel()
            return true
        }
        waiters.append(waiter)
        return promise.futureResult
    }

    private func serveWaiters(_ failure: FakeArgoError? = nil) {
        waiters.removeAll { $0.attempt(failure) }
    }

    func shutDown() {
        isShutDown = true
        serveWaiters(.shutDown)
    }
}
