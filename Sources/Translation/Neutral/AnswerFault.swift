/// An error of the upstream's, before an answer or inside its stream.
package struct AnswerFault: Error, Equatable, Sendable {
    /// What kind of failure it is, whichever words a vendor has for it.
    package enum Kind: CaseIterable, Equatable, Sendable {
        case invalidRequest, authentication, billing, permission, notFound, tooLarge, rateLimit, overloaded, timeout, upstream
    }

    /// What kind of failure it is.
    package var kind: Kind
    /// The vendor's words.
    package var message: String
    /// HTTP status that the upstream gave, where it did.
    package var status: Int?
    /// The vendor's own machine-readable code, kept for clients of the same family.
    package var code: String?
    /// The part of the request that it is about, where the vendor says it.
    package var parameter: String?
    /// The upstream's id of the request.
    package var requestID: String?

    /// - Parameters:
    ///   - kind: what kind of failure it is.
    ///   - message: for the person behind the client.
    ///   - status: HTTP status that the upstream gave; nil where it gave none.
    package init(
        _ kind: Kind, _ message: String, status: Int? = nil, code: String? = nil, parameter: String? = nil, requestID: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.status = status
        self.code = code
        self.parameter = parameter
        self.requestID = requestID
    }

    /// The status to answer with: the upstream's, else the usual one of the kind.
    ///
    /// - Parameter client: the dialect that goes out; Anthropic alone has 529 (https://docs.anthropic.com/en/api/errors).
    package func effectiveStatus(in client: Dialect) -> Int {
        if let status, (400...599).contains(status) { return status }
        return kind == .overloaded && client == .messages ? 529 : kind.status
    }
}
