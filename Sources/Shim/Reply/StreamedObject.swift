import LosslessJSON

/// A JSON object that grows while a stream is read: members keep their order, and values stay the bytes that the upstream spelled.
///
/// Texts are joined as they are escaped, without decoding, so that a character whose halves came in two pieces stays whole.
struct StreamedObject {
    private enum Kind {
        /// One value.
        case value
        /// What stands between the quotes of a string.
        case text
        /// What stands between the brackets of an array.
        case elements
    }

    private struct Member {
        let name: String
        var kind: Kind
        var bytes: [UInt8]

        var serialized: [UInt8] {
            switch kind {
            case .value: bytes
            case .text: [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
            case .elements: [UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")]
            }
        }
    }

    private var members: [Member] = []
    /// Where a member stands in `members`, so that an object of very many members costs no more than its length.
    private var positions: [String: Int] = [:]

    init() {}

    /// A draft with the members of an object.
    init(_ node: JSONNode, in document: JSONDocument) {
        for member in document.members(of: node) { set(document.name(of: member), to: Array(document.text(of: member.value))) }
    }

    func value(_ name: String) -> [UInt8]? {
        positions[name].map { members[$0].serialized }
    }

    func has(_ name: String) -> Bool {
        positions[name] != nil
    }

    /// Whether the member is missing, null, empty, or the number 0: what a stream's first event says where it does not know yet.
    func isBlank(_ name: String) -> Bool {
        guard let member = positions[name].map({ members[$0] }) else { return true }
        switch member.kind {
        case .text, .elements: return member.bytes.isEmpty
        case .value: return ["null", "\"\"", "0", "[]", "{}"].contains { member.bytes.elementsEqual($0.utf8) }
        }
    }

    mutating func set(_ name: String, to value: [UInt8]) {
        let index = indexOfMember(name)
        members[index].kind = .value
        members[index].bytes = value
    }

    /// Appends to a string member what stands between the quotes of another; anything else that the member was is replaced.
    mutating func append(text contents: ArraySlice<UInt8>, to name: String) {
        open(name, as: .text, opener: UInt8(ascii: "\""))
        members[indexOfMember(name)].bytes.append(contentsOf: contents)
    }

    /// Appends a value to an array member; anything else that the member was is replaced.
    mutating func append(element: ArraySlice<UInt8>, to name: String) {
        open(name, as: .elements, opener: UInt8(ascii: "["))
        let index = indexOfMember(name)
        if !members[index].bytes.isEmpty { members[index].bytes.append(UInt8(ascii: ",")) }
        members[index].bytes.append(contentsOf: element)
    }

    /// Lays newer values over a member: objects are merged, null changes nothing that is there, all else replaces.
    mutating func overlay(_ name: String, with value: ArraySlice<UInt8>) {
        guard let old = self.value(name) else {
            set(name, to: Array(value))
            return
        }
        set(name, to: Self.overlaid(old, with: Array(value), depth: 0))
    }

    var serialized: [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            appendJSONString(member.name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: member.serialized)
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    // MARK: Members

    private mutating func indexOfMember(_ name: String) -> Int {
        if let index = positions[name] { return index }
        positions[name] = members.count
        members.append(Member(name: name, kind: .value, bytes: Array("null".utf8)))
        return members.count - 1
    }

    /// Takes the quotes or brackets off a member, so that it can be appended to.
    private mutating func open(_ name: String, as kind: Kind, opener: UInt8) {
        let index = indexOfMember(name)
        guard members[index].kind != kind else { return }
        let bytes = members[index].bytes
        let isOfKind = members[index].kind == .value && bytes.first == opener && bytes.count >= 2
        members[index].kind = kind
        members[index].bytes = isOfKind ? Self.trimmed(bytes.dropFirst().dropLast(), of: kind) : []
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>, of kind: Kind) -> [UInt8] {
        // Blanks inside an empty array would look like an element.
        kind == .elements && bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } ? [] : Array(bytes)
    }

    /// Figures and their details are three levels deep; what lies deeper is replaced as a whole.
    private static let maximumOverlayDepth = 8
    /// A longer object is replaced as a whole, as merging takes time by its length at every event; real ones stay below 2 KiB.
    private static let maximumOverlayBytes = 4 << 10

    private static func overlaid(_ old: [UInt8], with new: [UInt8], depth: Int) -> [UInt8] {
        if new.elementsEqual("null".utf8) { return old }
        guard depth < maximumOverlayDepth, old.count <= maximumOverlayBytes, old.first == UInt8(ascii: "{"), new.first == UInt8(ascii: "{"),
            // Both are parts of documents that were read already.
            let oldDocument = try? JSONDocument(old), let newDocument = try? JSONDocument(new)
        else { return new }
        var draft = StreamedObject(oldDocument.root, in: oldDocument)
        for member in newDocument.members(of: newDocument.root) {
            let name = newDocument.name(of: member)
            let value = Array(newDocument.text(of: member.value))
            draft.set(name, to: draft.value(name).map { overlaid($0, with: value, depth: depth + 1) } ?? value)
        }
        return draft.serialized
    }
}

extension StreamedObject {
    /// Adds a piece of a called function: its name comes whole, its arguments come in pieces.
    mutating func appendFunction(_ piece: JSONNode, in document: JSONDocument) {
        for member in document.members(of: piece) {
            let name = document.name(of: member)
            if let contents = document.contents(ofString: member.value), name != "name" {
                append(text: contents, to: name)
            } else if name != "name" || isBlank(name) {
                overlay(name, with: document.text(of: member.value))
            }
        }
    }

    /// Adds a member of a chat delta: strings and arrays grow, objects are merged, and null only marks that the member exists.
    mutating func appendDelta(_ member: JSONMember, in document: JSONDocument) {
        let name = document.name(of: member)
        if let contents = document.contents(ofString: member.value) {
            append(text: contents, to: name)
        } else if member.value.kind == .array {
            let elements = document.elements(of: member.value)
            if elements.isEmpty, isBlank(name) { set(name, to: Array("[]".utf8)) }
            for element in elements { append(element: document.text(of: element), to: name) }
        } else if member.value.kind != .null || !has(name) {
            overlay(name, with: document.text(of: member.value))
        }
    }
}
