internal import LosslessJSON

/// One value of a JSON text together with the way to it, so that whatever is wrong with it can be named.
struct JSONReader: Sendable {
    let document: JSONDocument
    let node: JSONNode
    let path: JSONPath

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
        document.number(node).map { JSONNumber(value: $0, spelling: Array(document.text(of: node))) }
    }

    var bool: Bool? { node.kind == .true ? true : node.kind == .false ? false : nil }

    var isNull: Bool { node.kind == .null }
    var isString: Bool { node.kind == .string }
    var isArray: Bool { node.kind == .array }
    var isObject: Bool { node.kind == .object }

    /// The bytes that spell the value.
    var text: [UInt8] { Array(document.text(of: node)) }
    var spelling: String { String(decoding: document.text(of: node), as: UTF8.self) }
    var raw: JSONValue { .raw(text) }

    var object: ObjectReader? { isObject ? ObjectReader(self) : nil }

    var elements: [JSONReader]? {
        guard isArray else { return nil }
        return document.elements(of: node).enumerated().map { JSONReader(document: document, node: $1, path: .element(path, $0)) }
    }

    // MARK: What it has to be

    func requireString() throws(TranslationError) -> String { try require(string, .string) }
    func requireInteger() throws(TranslationError) -> Int { try require(integer, .integer) }
    func requireNumber() throws(TranslationError) -> JSONNumber { try require(number, .number) }
    func requireBool() throws(TranslationError) -> Bool { try require(bool, .bool) }
    func requireObject() throws(TranslationError) -> ObjectReader { try require(object, .object) }
    func requireElements() throws(TranslationError) -> [JSONReader] { try require(elements, .array) }

    func requireStrings() throws(TranslationError) -> [String] {
        try requireElements().map { element throws(TranslationError) in try element.requireString() }
    }

    private func require<Value>(_ value: Value?, _ type: TranslationError.JSONType) throws(TranslationError) -> Value {
        guard let value else { throw .wrongType(path, expected: type) }
        return value
    }
}

extension JSONReader {
    init(_ document: JSONDocument) {
        self.init(document: document, node: document.root, path: .root)
    }

    /// - Throws: `TranslationError.notJSON`.
    init(_ body: [UInt8]) throws(TranslationError) {
        do {
            self.init(try JSONDocument(body))
        } catch {
            throw .notJSON(offset: error.offset)
        }
    }

    /// The member called `name`; nil where there is none, where it is `null`, and for anything but an object.
    ///
    /// Answers are read by this: a vendor may add fields, and nobody can be told that they were not understood.
    func value(_ name: String) -> JSONReader? {
        guard let found = document.value(name, of: node), found.kind != .null else { return nil }
        return JSONReader(document: document, node: found, path: .member(path, name))
    }

    func string(_ name: String) -> String? { value(name)?.string }
    func integer(_ name: String) -> Int? { value(name)?.integer }
    func list(_ name: String) -> [JSONReader] { value(name)?.elements ?? [] }

    /// A count of tokens: 0 for what is missing, null or no number.
    func count(_ name: String) -> Int { Usage.bounded(integer(name) ?? 0) }
}

/// The members of an object, taken out one by one: what is left at the end is what nobody knew.
struct ObjectReader: Sendable {
    let path: JSONPath
    private let document: JSONDocument
    private var members: [JSONMember]

    init(_ reader: JSONReader) {
        path = reader.path
        document = reader.document
        members = document.members(of: reader.node)
    }

    /// Takes the member called `name`, the last one where there are several; nil where there is none or it is `null`.
    mutating func take(_ name: String) -> JSONReader? {
        var found: JSONReader?
        for index in members.indices.reversed() where document.has(name: name, members[index]) {
            if found == nil { found = JSONReader(document: document, node: members[index].value, path: .member(path, name)) }
            members.remove(at: index)
        }
        guard let found, !found.isNull else { return nil }
        return found
    }

    /// As `take`, under either name: Google's JSON may be spelled in camel case and in snake case.
    mutating func take(_ name: String, or other: String) -> JSONReader? {
        let first = take(name)
        let second = take(other)
        return first ?? second
    }

    mutating func require(_ name: String) throws(TranslationError) -> JSONReader {
        guard let value = take(name) else { throw .missing(.member(path, name)) }
        return value
    }

    /// The value of the member called `name`, which stays; nil where there is none or it is `null`.
    func peek(_ name: String) -> JSONReader? {
        guard let member = members.last(where: { document.has(name: name, $0) }), member.value.kind != .null else { return nil }
        return JSONReader(document: document, node: member.value, path: .member(path, name))
    }

    var isEmpty: Bool { members.isEmpty }

    /// What has not been taken, in its order; members that are `null` say nothing and are left out.
    var rest: [(name: String, value: JSONReader)] {
        members.filter { $0.value.kind != .null }.map {
            let name = document.name(of: $0)
            return (name, JSONReader(document: document, node: $0.value, path: .member(path, name)))
        }
    }
}
