import NIOHTTP1
import SystemSupport

/// The secret that a provider is shown. It never prints itself.
package struct ProviderKey: Equatable, Sendable {
    /// Tokens of Globus have some 100 characters, JSON web tokens some thousand.
    static let maximumLength = 16 * 1_024

    /// For the header of a request.
    let secret: String

    /// - Parameter text: white space around it does not count.
    /// - Returns: nil for what does not fit into a header: nothing, too much, or other characters than visible ASCII.
    package init?(_ text: String) {
        var trimmed = text.drop(while: \.isWhitespace)
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        let secret = String(trimmed)
        guard (1...Self.maximumLength).contains(secret.utf8.count), secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.secret = secret
    }
}

extension ProviderKey: SecretValue {
    /// The same words for every key.
    package var description: String { "(key)" }
}

/// Where a provider's key is to be had. It is looked up for each request, so that a new one counts at once.
package enum KeySource: Sendable {
    /// An environment variable, with what it held when the program was started; nil where it was not set.
    case variable(String, ProviderKey?)
    /// A file that holds the key and nothing else; the path is absolute.
    case file(path: String)
    /// A program that prints the key. `run` blocks its thread; `name` is for people.
    case command(name: String, run: @Sendable () throws(KeyFault) -> ProviderKey)
    /// The file of a program of Globus, which is kept up to date.
    case globus(GlobusLogin)
}

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
        let message =
            switch fault {
            case .missing(let places): "argo-shim has no key for \(service): there is none in \(places.joined(separator: ", ")).\(advice)"
            case .unreadable(let reason): "argo-shim cannot read its key for \(service). \(reason)"
            case .malformed(let place): "argo-shim has no key for \(service): \(place) does not contain one.\(advice)"
            case .commandFailed(let name, let reason): "argo-shim has no key for \(service): \(name) \(reason)."
            case .expired(let path): "The login for \(service) in \(path) has expired.\(advice)"
            case .refused(let host, let reason): "The login for \(service) has expired: \(host) says \(reason).\(advice)"
            case .unavailable(let host, let reason): "argo-shim cannot renew its login for \(service): \(host) \(reason)."
            }
        if case .unavailable = fault {
            self.init(503, message, code: "login_unavailable", headers: ["retry-after": "5"])
        } else {
            self.init(401, message, code: "login_required")
        }
    }
}
