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
