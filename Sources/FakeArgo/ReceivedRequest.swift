/// One request as it arrived, for a test to look at.
public struct ReceivedRequest: Sendable, Equatable {
    /// The method, such as `POST`.
    public let method: String
    /// The request target: path and query as they were sent.
    public let target: String
    /// The header lines in their order, repeated ones repeated.
    public let headers: [HeaderField]
    /// The body's bytes, without any transfer coding.
    public let body: [UInt8]
    /// The connection that it came on, counted from 1 in the order of acceptance.
    public let connection: Int

    /// The target without its query.
    public var path: String {
        String(target.prefix { $0 != "?" })
    }

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    public var text: String {
        String(decoding: body, as: UTF8.self)
    }

    /// The values of every header line called `name`, in their order.
    ///
    /// - Parameter name: the name in any case.
    public func values(of name: String) -> [String] {
        headers.filter { $0.isNamed(name) }.map(\.value)
    }
}
