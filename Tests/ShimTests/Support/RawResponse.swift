/// One HTTP response as it came over the wire.
struct RawResponse: Sendable {
    let version: String
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]
    /// Whether the body ended as its framing says: by length or by the last chunk. Nil where only the end of the connection ends it.
    let isComplete: Bool?

    var text: String { String(decoding: body, as: UTF8.self) }

    func values(of name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name }.map(\.value)
    }

    func value(of name: String) -> String? { values(of: name).first }

    /// Reads one response from the beginning of `bytes`; interim responses (1xx) in front of it are passed over.
    ///
    /// - Returns: nil when more must come.
    static func read(_ bytes: [UInt8], isClosed: Bool, toHead: Bool) -> (RawResponse, length: Int)? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        let rest = Array(bytes[end.upperBound...])
        if (100..<200).contains(status) {
            return read(rest, isClosed: isClosed, toHead: toHead).map { ($0.0, end.upperBound + $0.length) }
        }
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: String(parts[0]), value: parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
        func make(_ body: [UInt8], _ isComplete: Bool?, _ length: Int) -> (RawResponse, length: Int) {
            (
                RawResponse(version: String(words[0]), status: status, headers: headers, body: body, isComplete: isComplete),
                end.upperBound + length
            )
        }
        func value(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

        if toHead || status == 204 || status == 304 { return make([], true, 0) }
        if let length = value("content-length").flatMap({ Int($0) }) {
            if rest.count >= length { return make(Array(rest[..<length]), true, length) }
            return isClosed ? make(rest, false, rest.count) : nil
        }
        if value("transfer-encoding")?.lowercased() == "chunked" {
            let chunks = readChunks(rest)
            if chunks.isComplete || isClosed { return make(chunks.body, chunks.isComplete, chunks.length) }
            return nil
        }
        return isClosed ? make(rest, nil, rest.count) : nil
    }

    private static func readChunks(_ bytes: [UInt8]) -> (body: [UInt8], isComplete: Bool, length: Int) {
        var body: [UInt8] = []
        var offset = 0
        while let line = bytes[offset...].firstRange(of: Array("\r\n".utf8)),
            let size = Int(String(decoding: bytes[offset..<line.lowerBound], as: UTF8.self), radix: 16)
        {
            let start = line.upperBound
            guard bytes.count >= start + size + 2 else {
                body += bytes[min(start, bytes.count)...].prefix(size)
                return (body, false, bytes.count)
            }
            body += bytes[start..<(start + size)]
            offset = start + size + 2
            if size == 0 { return (body, true, offset) }
        }
        return (body, false, bytes.count)
    }
}
