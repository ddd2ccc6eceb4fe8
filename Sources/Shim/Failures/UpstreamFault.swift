import LosslessJSON

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
}

extension UpstreamFault {
    /// Longer texts than this are cut, in characters; the longest real messages name every model and stay below 4,000.
    private static let maximumTextLength = 16_000
    private static let maximumWrappings = 4

    /// Reads the body of an error response, or the data of an error event.
    ///
    /// - Parameters:
    ///   - body: JSON in any of the known shapes, HTML, or text.
    ///   - fallback: the message where the body has none.
    init(reading body: [UInt8], from service: UpstreamService = .argo, orElse fallback: String) {
        // What is not JSON is a page or a text.
        if let document = try? JSONDocument(body) {
            let value = ErrorValue(document)
            self = Self.read(value) ?? UpstreamFault(message: Self.shortened(String(decoding: body, as: UTF8.self)))
            shape = Self.shape(of: value)
        } else {
            self = UpstreamFault(message: Self.text(of: body, from: service))
        }
        unwrap()
        if message.isEmpty { message = fallback }
    }

    // MARK: JSON

    private static func shape(of value: ErrorValue) -> Shape {
        guard let error = value["error"], error["message"]?.string != nil else { return .other }
        if error["code"]?.integer != nil, error["status"]?.string != nil { return .google }
        guard value["type"]?.string == "error" else { return .openAI }
        return error["type"]?.string == nil ? .other : .messages
    }

    /// Reads an error out of the shapes that Anthropic, OpenAI, Google, FastAPI and Argo itself use.
    private static func read(_ value: ErrorValue) -> UpstreamFault? {
        if case .list(let elements) = value { return elements.first.flatMap { $0.isObject ? read($0) : nil } }
        guard value.isObject else { return value.string.map { UpstreamFault(message: $0) } }
        var fault: UpstreamFault
        if let error = value["error"], error.isObject {
            fault = read(details: error)
        } else if let error = value["error"]?.string {
            fault = read(details: value)
            fault.message = error
        } else if let response = value["response"], response["error"]?.isObject == true {
            return read(response)
        } else if let detail = value["detail"] {
            guard let read = read(detail: detail) else { return nil }
            fault = read
        } else if value["message"]?.string != nil {
            fault = read(details: value)
            if fault.type == "error" { fault.type = nil }
        } else {
            return nil
        }
        fault.requestID = value["request_id"]?.string
        return fault
    }

    private static func read(details error: ErrorValue) -> UpstreamFault {
        var fault = UpstreamFault(message: shortened(error["message"]?.string ?? ""))
        // Google's objects have a `status` such as RESOURCE_EXHAUSTED in the place of a type.
        fault.type = error["type"]?.string ?? error["status"]?.string
        fault.code = error["code"]?.string ?? error["code"]?.integer.map { String($0) }
        let number = error["code"]?.integer ?? error["code"]?.string.flatMap { Int($0) } ?? error["status"]?.integer
        fault.explicitStatus = number.flatMap { (400...599).contains($0) ? $0 : nil }
        return fault
    }

    /// FastAPI's `detail`: a text, an object, or a list of what is wrong with which member.
    private static func read(detail: ErrorValue) -> UpstreamFault? {
        switch detail {
        case .string(let text): return UpstreamFault(message: shortened(text))
        case .object: return read(detail)
        case .list(let problems):
            let sentences = problems.prefix(20).compactMap { problem -> String? in
                guard let text = problem["msg"]?.string ?? problem.string else { return nil }
                guard case .list(let path)? = problem["loc"] else { return text }
                let place = path.compactMap { $0.string ?? $0.integer.map { String($0) } }.joined(separator: ".")
                return place.isEmpty ? text : "\(place): \(text)"
            }
            return sentences.isEmpty ? nil : UpstreamFault(message: shortened(sentences.joined(separator: "; ")))
        case .integer, .other: return nil
        }
    }

    // MARK: Errors inside messages

    /// Takes the error out of `Error code: 400 - {'type': 'error', …}`, and out of a message that is an error object itself.
    private mutating func unwrap() {
        for _ in 0..<Self.maximumWrappings {
            let text = Array(message.utf8)
            guard let (literal, status) = Self.wrapped(in: text) else { return }
            var reader = PythonLiteralParser(literal)
            guard let value = reader.read(), var inner = Self.read(value), !inner.message.isEmpty else { return }
            inner.requestID = inner.requestID ?? requestID
            inner.explicitStatus = inner.explicitStatus ?? status ?? explicitStatus
            inner.isUnwrapped = true
            self = inner
        }
    }

    /// Finds where a wrapped error begins, and the status in front of it.
    private static func wrapped(in text: [UInt8]) -> (literal: ArraySlice<UInt8>, status: Int?)? {
        let trimmed = text.drop { $0 == 0x20 || $0 == 0x0A }
        if trimmed.first == UInt8(ascii: "{") { return (trimmed, nil) }
        guard let marker = text.firstRange(of: Array("Error code: ".utf8)) else { return nil }
        let digits = text[marker.upperBound...].prefix(3)
        let rest = text[digits.endIndex...]
        guard rest.starts(with: " - ".utf8), let status = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        return (rest.dropFirst(3), (400...599).contains(status) ? status : nil)
    }

    // MARK: Pages and texts

    private static func text(of body: [UInt8], from service: UpstreamService) -> String {
        let start = body.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard start.first == UInt8(ascii: "<") else { return shortened(String(decoding: start, as: UTF8.self)) }
        let page = String(decoding: start.prefix(maximumTextLength), as: UTF8.self)
        let title = between("<title>", "</title>", of: page) ?? between("<h1>", "</h1>", of: page)
        let server = "\(service.name)'s web server"
        return title.map { "\(server) answered with a page: \($0)" } ?? "\(server) answered with a page without a title."
    }

    private static func between(_ opening: String, _ closing: String, of page: String) -> String? {
        let bytes = Array(page.utf8)
        let lowercased = bytes.map(HeaderName.lowercased)
        guard let start = lowercased.firstRange(of: Array(opening.utf8))?.upperBound,
            let end = lowercased[start...].firstRange(of: Array(closing.utf8))?.lowerBound
        else { return nil }
        let words = String(decoding: bytes[start..<end], as: UTF8.self).split { $0.isWhitespace }.joined(separator: " ")
        return words.isEmpty ? nil : words
    }

    private static func shortened(_ text: String) -> String {
        var text = text
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text.utf8.count <= maximumTextLength ? text : String(text.prefix(maximumTextLength))
    }
}

/// A value out of an error, which may be JSON or what Python's `repr` makes of the same.
indirect enum ErrorValue: Equatable {
    case object([String: ErrorValue])
    case list([ErrorValue])
    case string(String)
    case integer(Int)
    /// A truth value, null or a fraction, none of which an error is read for.
    case other

    /// Errors are nested four or five deep; what lies deeper is not read.
    private static let maximumDepth = 16

    init(_ document: JSONDocument) {
        self.init(document.root, in: document, depth: 0)
    }

    private init(_ node: JSONNode, in document: JSONDocument, depth: Int) {
        switch node.kind {
        case .object where depth < Self.maximumDepth:
            let members = document.members(of: node).map {
                (document.name(of: $0), ErrorValue($0.value, in: document, depth: depth + 1))
            }
            self = .object(Dictionary(members) { _, last in last })
        case .array where depth < Self.maximumDepth:
            self = .list(document.elements(of: node).map { ErrorValue($0, in: document, depth: depth + 1) })
        case .string: self = document.string(node).map { .string($0) } ?? .other
        case .number: self = document.integer(node).map { .integer($0) } ?? .other
        default: self = .other
        }
    }

    subscript(name: String) -> ErrorValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    var integer: Int? {
        if case .integer(let integer) = self { integer } else { nil }
    }

    var isObject: Bool {
        if case .object = self { true } else { false }
    }
}
