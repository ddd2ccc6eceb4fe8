/// What the server does instead of answering by itself: steps that a test plays for one connection or one request.
///
/// When the steps run out without an end or a close, the exchange stays as it is, silent and open, until the client leaves.
package struct Script: Sendable {
    /// The moment at which a script begins.
    package enum Start: Sendable, Equatable {
        /// When the connection was accepted, before TLS and before any request. Of the steps that write only `raw` has a meaning there,
        /// in plain bytes. When the steps run out, the connection is served as usual.
        case accept
        /// When the head of a request was read; its body may still be on the way.
        case head
        /// When the whole request was read.
        case request
    }

    /// The path that a request must have, without the query; nil matches every request.
    package let path: String?
    /// When the script begins.
    package let start: Start
    /// What is done, in order; each step begins when the bytes of the step before have reached the kernel.
    package let steps: [Step]

    /// Makes a script.
    ///
    /// - Parameters:
    ///   - path: the path that a request must have, without the query; nil matches every request. Ignored for `accept`.
    ///   - start: when the script begins.
    ///   - steps: what is done, in order.
    package init(path: String? = nil, start: Start = .request, _ steps: [Step]) {
        self.path = path
        self.start = start
        self.steps = steps
    }
}
