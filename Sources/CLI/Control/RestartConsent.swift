/// Whether a shim may be stopped for a restart: a connection that a person has logged in for and that ends with it asks again.
struct RestartConsent {
    /// The shim that runs.
    let status: ShimStatus
    /// Whether the command line says so already.
    let isGiven: Bool
    /// Whether the tunnel outlives the restart.
    let tunnelStays: Bool

    private var endsWhatTookPerson: Bool {
        ([tunnelStays ? nil : status.tunnel] + [status.relay?.route]).contains { $0?.state == "up" && $0?.hasTakenPerson == true }
    }

    /// - Parameter ask: puts a question to a person, and gives the line that they type; nil where nobody is there.
    /// - Throws: `Advice` where the shim is to run on.
    func obtain(_ ask: ((String) -> String?)?) throws(Advice) {
        guard !isGiven, endsWhatTookPerson else { return }
        let connection = tunnelStays ? "relay" : "tunnel"
        let words =
            "You have logged in for the \(connection) of the shim on port \(status.port), and a restart ends it: the next one asks again"
        guard let ask else {
            throw Advice(
                words + ". Nothing was done.",
                hints: [
                    "Be there when it asks: argo-shim restart, in a terminal; or all the same: argo-shim restart --yes",
                    "What can change without a restart: argo-shim reload",
                ], exitCode: .needsLogin)
        }
        let answer = ask(words + ".\nRestart it? yes or no [no]: ")?.lowercased()
        guard answer == "yes" || answer == "y" else { throw Advice("Nothing was done. The shim runs on.") }
    }
}
