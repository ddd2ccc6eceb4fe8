import FoundationSubset
import Models

/// Where an image is: an https address with a name.
struct ImageAddress: Equatable, Sendable {
    /// In lower case.
    let host: String
    let port: Int
    /// Path and query, as they stand in a request line.
    let target: String
    private let url: URL

    /// - Throws: `ImageFault.notAllowed` for what is no such address.
    init(_ text: String) throws(ImageFault) {
        guard let url = URL(string: text) else { throw .notAllowed("it is not a URL") }
        try self.init(url.absoluteURL)
    }

    private init(_ url: URL) throws(ImageFault) {
        guard url.scheme?.lowercased() == "https" else { throw .notAllowed("only https is allowed") }
        guard url.user == nil, url.password == nil else { throw .notAllowed("it contains a login") }
        guard let host = url.host?.lowercased(), !host.isEmpty, Self.isName(host) else { throw .notAllowed("its host is not a name") }
        let path = url.path(percentEncoded: true)
        let query = url.query(percentEncoded: true).map { "?" + $0 } ?? ""
        let target = (path.isEmpty ? "/" : path) + query
        guard target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .notAllowed("it contains characters that a URL cannot have")
        }
        self.url = url
        self.host = host
        self.port = url.port ?? 443
        self.target = target
        guard (1...65_535).contains(port) else { throw .notAllowed("its port is not valid") }
    }

    /// Certificates are for names; an address of digits is nearly never meant for others.
    private static func isName(_ host: String) -> Bool {
        guard let last = host.split(separator: ".").last else { return false }
        return last.contains { $0.isLetter } && !last.hasPrefix("0x")
            && host.utf8.allSatisfy { ModelName.isLetter($0) || ModelName.isDigit($0) || "-._".utf8.contains($0) }
    }

    /// The host that a text names, whether or not it may be asked; nil for what is no URL.
    static func host(of text: String) -> String? { URL(string: text)?.host }

    /// Where a redirect leads.
    func following(_ location: String) throws(ImageFault) -> ImageAddress {
        guard let next = URL(string: location, relativeTo: url) else { throw .notAllowed("it redirects to something that is not a URL") }
        return try ImageAddress(next.absoluteURL)
    }
}
