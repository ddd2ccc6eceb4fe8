/// One request as it arrived, for a test to look at.
package struct ReceivedRequest: Sendable, Equatable {
    /// The method, such as `POST`.
    package let method: String
    /// The request target: path and query as they were sent.
    package let target: String
    /// The header lines in their order, repeated ones repeated.
    package let headers: [HeaderField]
    /// The body's bytes, without any transfer coding.
    package let body: [UInt8]
    /// The connection that it came on, counted from 1 in the order of acceptance.
    package let connection: Int

    /// The target without its query.
    package var path: String {
        String(target.prefix { $0 != "?" })
    }

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    package var text: String {
        String(decoding: body, as: UTF8.self)
    }

    /// The values of every header line called `name`, in their order.
    ///
    /// - Parameter name: the name in any case.
    package func values(of name: String) -> [String] {
        headers.filter { $0.isNamed(name) }.map(\.value)
    }
}

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

    /// Whether this field is called `other`, whatever the case of its letters (RFC 9110, section 5.1).
    package func isNamed(_ other: String) -> Bool {
        name.lowercased() == other.lowercased()
    }
}
