internal import LosslessJSON

/// A number with the spelling that it had, which is kept as long as the value is.
struct JSONNumber: Equatable, Sendable {
    let value: Double
    let spelling: [UInt8]

    init(_ value: Double, spelling: [UInt8]) {
        self.value = value
        self.spelling = spelling
    }

    /// - Parameter integer: the value.
    init(_ integer: Int) {
        self.init(Double(integer), spelling: Array(String(integer).utf8))
    }

    var json: JSONValue { .raw(spelling) }
}
