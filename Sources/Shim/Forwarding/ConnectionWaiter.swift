/// A request that waits for a connection. It gets one answer.
final class ConnectionWaiter {
    private var receive: ((Result<UpstreamHandler, UpstreamFailure>) -> Void)?

    init(_ receive: @escaping (Result<UpstreamHandler, UpstreamFailure>) -> Void) {
        self.receive = receive
    }

    var isWaiting: Bool { receive != nil }

    func deliver(_ result: Result<UpstreamHandler, UpstreamFailure>) {
        let receive = receive
        self.receive = nil
        receive?(result)
    }
}
