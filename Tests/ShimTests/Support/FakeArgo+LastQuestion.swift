import FakeArgo

extension FakeArgo {
    /// The last request that came from a client: the shim asks for the list of models by itself, at any time.
    var lastQuestion: ReceivedRequest? {
        get async { await requests.last { $0.path != "/argoapi/v1/models" } }
    }
}
