import SystemSupport

/// A random number that one side makes for one connection.
enum RelayNonce {
    /// 256 bits: nobody meets the same one twice.
    private static let size = 32

    static func make(using generator: inout some RandomNumberGenerator) -> String {
        Base64.encodeURL((0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    static func isOne(_ text: String) -> Bool { Base64.decodeURL(text)?.count == size }
}
