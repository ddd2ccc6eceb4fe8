/// Why there is no key to show a provider.
package enum KeyFault: Error, Equatable, Sendable {
    /// None of these places has one.
    case missing(places: [String])
    /// A file cannot be read; the reason is a whole sentence.
    case unreadable(reason: String)
    /// What is there is no key.
    case malformed(place: String)
    /// The program that is to print it did not; the reason ends a sentence.
    case commandFailed(name: String, reason: String)
    /// It is no longer good, and there is nothing to get another one with.
    case expired(path: String)
    /// The login's server does not give another one; the reason is its own word for that.
    case refused(host: String, reason: String)
    /// The login's server cannot be asked; the reason ends a sentence.
    case unavailable(host: String, reason: String)
}

extension ErrorResponse {
    /// A request that cannot be sent for want of a key.
    init(_ fault: KeyFault, for provider: Provider) {
        let advice = provider.keyAdvice.map { " " + $0 } ?? ""
        let service = provider.title
        switch fault {
        case .missing(let places):
            let list = places.joined(separator: ", ")
            self.init(401, "argo-shim has no key for \(service): there is none in \(list).\(advice)", code: "login_required")
        case .unreadable(let reason):
            self.init(401, "argo-shim cannot read its key for \(service). \(reason)", code: "login_required")
        case .malformed(let place):
            self.init(401, "argo-shim has no key for \(service): what \(place) holds is none.\(advice)", code: "login_required")
        case .commandFailed(let name, let reason):
            self.init(401, "argo-shim has no key for \(service): \(name) \(reason).", code: "login_required")
        case .expired(let path):
            self.init(401, "The login for \(service) in \(path) has ended.\(advice)", code: "login_required")
        case .refused(let host, let reason):
            self.init(401, "The login for \(service) has ended: \(host) says \(reason).\(advice)", code: "login_required")
        case .unavailable(let host, let reason):
            self.init(
                503, "argo-shim cannot renew its login for \(service): \(host) \(reason).", code: "login_unavailable",
                headers: [.init(name: "retry-after", value: "5")])
        }
    }
}
