extension SSHSession {
    struct Options: Sendable {
        /// For each answer of the server in the login.
        var answerTimeout = Duration.seconds(30)
        /// For the server's answer to what a person has typed: it may itself wait for the person's telephone. OpenSSH ends a login after 120 s.
        var personTimeout = Duration.seconds(180)
        /// How long an open may take, the wait for those before it included. OpenSSH has libssh2's 60 s and the target's network beyond.
        var openTimeout = Duration.seconds(30)
        /// Streams that may be open at once, those that are being closed included. Each needs a descriptor on both sides.
        var maximumStreams = 1_000
        /// What may be received in one round of the thread, before all streams are served. It stays in the processor's cache.
        var roundIntake = 256 << 10
        var windows = WindowBudget.Limits()
        var liveness = Liveness.Limits()
        /// A port of the server's whose connections come here.
        var remoteForward: RemoteForward?
        /// Told the number of open streams when it has changed; on the session's thread.
        var onOpenStreams: (@Sendable (Int) -> Void)?
    }
}
