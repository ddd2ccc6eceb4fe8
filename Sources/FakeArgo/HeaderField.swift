/// One line of an HTTP head, with the name spelled as it was received or is to be sent.
package struct HeaderField: Sendable, Equatable {
    /// The name; its case is kept.
    package let name: String
    /// The value, without the white space around it.
    package let value: String

    /// Makes a field.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether this field is called `other`, whatever the case of its ASCII letters (RFC 9110, section 5.1).
    package func isNamed(_ other: String) -> Bool {
        name.utf8.count == other.utf8.count && zip(name.utf8, other.utf8).allSatisfy { lowercased($0) == lowercased($1) }
    }

    private func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
