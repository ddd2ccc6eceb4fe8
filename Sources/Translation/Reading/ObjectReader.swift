internal import LosslessJSON

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
