/// A server-sent event: its name, empty where it has none, and its data (HTML standard, section 9.2.6).
package struct StreamEvent: Equatable, Sendable {
    /// The value of `event`.
    package let name: String
    /// The values of `data`, joined by line feeds.
    package let data: [UInt8]

    /// - Parameters:
    ///   - name: the value of `event`; empty where there is none.
    ///   - data: the values of `data`, joined by line feeds.
    package init(name: String = "", data: [UInt8]) {
        self.name = name
        self.data = data
    }

    /// The event as it stands in a stream. The data is one line: JSON as it is written here holds no line end.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.count + name.utf8.count + 16)
        if !name.isEmpty {
            bytes.append(contentsOf: "event: ".utf8)
            bytes.append(contentsOf: name.utf8)
            bytes.append(0x0A)
        }
        bytes.append(contentsOf: "data: ".utf8)
        bytes.append(contentsOf: data)
        bytes.append(contentsOf: "\n\n".utf8)
        return bytes
    }
}
