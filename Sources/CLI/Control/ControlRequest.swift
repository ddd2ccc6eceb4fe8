/// What a process asks of a shim that runs.
enum ControlRequest: Codable, Equatable, Sendable {
    /// Say how you are.
    case status
    /// Bring the clients' settings in step, and say how you are.
    case settings
    /// End, as after SIGTERM.
    case stop
    /// End, and leave the tunnel to the next shim, if it is this route that it wants.
    case handOver(route: String)
    /// Read again what can change while requests run.
    case reload
    /// SSH logins are allowed again: wait no longer for the end of their pause.
    case loginsAllowed
    /// Lend your way to Argo to others, at this address and port, for as long as this connection stays.
    case lend(address: String, port: Int)
    /// Tell me what happens until the tunnel is up or stays down.
    ///
    /// - `answers`: whether there is a terminal here at which questions can be asked.
    /// - `logsIn`: whether to try a login now.
    case attend(answers: Bool, logsIn: Bool)
    /// What the person has typed in answer to a question; nil when they gave up.
    case answer(question: Int, texts: [String]?)
}
