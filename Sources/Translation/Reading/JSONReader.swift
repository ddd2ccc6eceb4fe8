internal import LosslessJSON

/// One value of a JSON text together with the way to it, so that whatever is wrong with it can be named.
struct JSONReader: Sendable {
    let document: JSONDocument
    let node: JSONNode
    let path: JSONPath

    init(_ document: JSONDocument, node: JSONNode, path: JSONPath) {
        self.document = document
        self.node = node
        self.path = path
    }

    /// - Throws: `TranslationError.notJSON`.
    init(_ body: [UInt8]) throws(TranslationError) {
        do {
            let document = try JSONDocument(body)
            self.init(document, node: document.root, path: .root)
        } catch {
            throw .notJSON(offset: error.offset)
        }
    }

    // MARK: What it is, nil for anything else

    var string: String? { document.string(node) }

    var integer: Int? {
        if let integer = document.integer(node) { return integer }
        // 1e3 and 1024.0 are integers too; the bound keeps the conversion from trapping.
        guard let number = document.number(node), abs(number) < 9e15 else { return nil }
        let integer = Int(number)
        return Double(integer) == number ? integer : nil
    }

    var number: JSONNumber? {
        document.number(node).map { JSONNumber($0, spelling: Array(document.text(of: node))) }
    }

    var bool: Bool? {
        switch node.kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    var isNull: Bool { node.kind == .null }
    var isString: Bool { node.kind == .string }
    var isArray: Bool { node.kind == .array }
    var isObject: Bool { node.kind == .object }

    /// The bytes that spell the value.
    var text: [UInt8] { Array(document.text(of: node)) }
    var raw: JSONValue { .raw(text) }

    var object: ObjectReader? {
        isObject ? ObjectReader(self) : nil
    }

    var elements: [JSONReader]? {
        guard isArray else { return nil }
        return document.elements(of: node).enumerated().map { JSONReader(document, node: $1, path: .element(path, $0)) }
    }

    // MARK: What it has to be

    func requireString() throws(TranslationError) -> String {
        guard let string else { throw .wrongType(path, expected: .string) }
        return string
    }

    func requireInteger() throws(TranslationError) -> Int {
        guard let integer else { throw .wrongType(path, expected: .integer) }
        return integer
    }

    func requireNumber() throws(TranslationError) -> JSONNumber {
        guard let number else { throw .wrongType(path, expected: .number) }
        return number
    }

    func requireBool() throws(TranslationError) -> Bool {
        guard let bool else { throw .wrongType(path, expected: .bool) }
        return bool
    }

    func requireObject() throws(TranslationError) -> ObjectReader {
        guard let object else { throw .wrongType(path, expected: .object) }
        return object
    }

    func requireElements() throws(TranslationError) -> [JSONReader] {
        guard let elements else { throw .wrongType(path, expected: .array) }
        return elements
    }
}

extension JSONReader {
    /// The member called `name`; nil where there is none, where it is `null`, and for anything but an object.
    ///
    /// Answers are read by this: a vendor may add fields, and nobody can be told that they were not understood.
    func value(_ name: String) -> JSONReader? {
        guard let found = document.value(name, of: node), found.kind != .null else { return nil }
        return JSONReader(document, node: found, path: .member(path, name))
    }

    /// As `value`, under either name: Google's JSON may be spelled in camel case and in snake case.
    func value(_ name: String, or other: String) -> JSONReader? { value(name) ?? value(other) }
    func string(_ name: String) -> String? { value(name)?.string }
    func integer(_ name: String) -> Int? { value(name)?.integer }
    func list(_ name: String) -> [JSONReader] { value(name)?.elements ?? [] }

    /// A count of tokens: 0 for what is missing, null or no number.
    func count(_ name: String) -> Int { Usage.bounded(integer(name) ?? 0) }
}
