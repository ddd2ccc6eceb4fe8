/// What answers say of the service that they come from.
struct UpstreamService: Equatable, Sendable {
    /// What people call it: "Argo".
    let name: String
    /// What to do where its certificate does not verify, a whole sentence.
    let trustAdvice: String
    /// What to do where it refuses who asks, a whole sentence; nil where its own words must do.
    var keyAdvice: String?
    /// Whether its answers can have Argo's peculiarities.
    let isArgo: Bool

    static let argo = UpstreamService(
        name: "Argo",
        trustAdvice: "Argo leaves out its intermediate certificate; give it with --ca-file FILE, or the key's hash with --pin-spki.",
        isArgo: true)
}
