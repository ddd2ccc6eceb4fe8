internal import LosslessJSON

/// A number with the spelling that it had, which is kept as long as the value is.
public struct JSONNumber: Equatable, Sendable {
    public let value: Double
    let spelling: [UInt8]

    init(_ value: Double, spelling: [UInt8]) {
        self.value = value
        self.spelling = spelling
    }

    /// - Parameter integer: the value.
    public init(_ integer: Int) {
        self.init(Double(integer), spelling: Array(String(integer).utf8))
    }

    var json: JSONValue { .raw(spelling) }
}
