/// What becomes of a stream, decided from what has happened at both of its ends. It moves no bytes.
struct ChannelPump {
    enum Action: Equatable {
        /// Tell the server that no more comes from here.
        case tellServer
        /// Tell the local end that no more comes from the server.
        case tellLocal
        /// Close both. `isAbort` says that something was cut off.
        case close(isAbort: Bool)
    }

    /// The local end sends no more.
    var localHasEnded = false
    /// The local end takes no more either.
    var localIsGone = false
    /// The server sends no more, and all that it sent was read.
    var serverHasEnded = false
    /// The server has closed the channel in both directions.
    var serverHasClosed = false
    private(set) var serverWasTold = false
    private(set) var localWasTold = false

    /// What is to be done next; nil when only bytes can change something. Each action is given once `note` has been told that it is done.
    ///
    /// - Parameters:
    ///   - unsent: bytes of the local end's that the server has not got yet.
    ///   - undelivered: bytes of the server's that the local end has not got yet.
    func nextAction(unsent: Int, undelivered: Int) -> Action? {
        if serverHasClosed, undelivered == 0 || localIsGone { return .close(isAbort: !serverWasTold) }
        if localHasEnded, unsent == 0 {
            if !serverWasTold { return .tellServer }
            if localIsGone || localWasTold { return .close(isAbort: false) }
        }
        if serverHasEnded, undelivered == 0, !localWasTold, !localIsGone { return .tellLocal }
        return nil
    }

    mutating func note(_ action: Action) {
        switch action {
        case .tellServer: serverWasTold = true
        case .tellLocal: localWasTold = true
        case .close: break
        }
    }
}
