/// An error as an upstream told it, whatever form it had.
struct UpstreamFault: Equatable, Sendable {
    /// Which dialect's error object the body was, byte for byte.
    enum Shape: Equatable, Sendable {
        case messages, openAI, google, other
    }

    var shape = Shape.other
    /// The upstream's wording, taken out of whatever it was wrapped in.
    var message: String
    /// Machine-readable type, such as `overloaded_error`.
    var type: String?
    var code: String?
    var requestID: String?
    /// A status that stands in the error as a number of its own, never one that is found in its text.
    var explicitStatus: Int?
    /// Whether the error was unpacked from the message of another one, whose status then says little.
    var isUnwrapped = false

    init(_ message: String) {
        self.message = message
    }
}
