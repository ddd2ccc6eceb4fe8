import LosslessJSON

/// A JSON object that grows while a stream is read: members keep their order, and values stay the bytes that the upstream spelled.
///
/// Texts are joined as they are escaped, without decoding, so that a character whose halves came in two pieces stays whole.
struct StreamedObject {
    private var members: [(name: String, value: [UInt8])] = []
    /// Where a member stands in `members`, so that an object of very many members costs no more than its length.
    private var positions: [String: Int] = [:]

    init() {}

    init(_ node: JSONNode, in document: JSONDocument) {
        for member in document.members(of: node) { set(document.name(of: member), to: Array(document.text(of: member.value))) }
    }

    func value(_ name: String) -> [UInt8]? {
        positions[name].map { members[$0].value }
    }

    func has(_ name: String) -> Bool {
        positions[name] != nil
    }

    /// Whether the member is missing, null, empty, or the number 0: what a stream's first event says where it does not know yet.
    func isBlank(_ name: String) -> Bool {
        guard let value = value(name) else { return true }
        return ["null", "\"\"", "0", "[]", "{}"].contains { value.elementsEqual($0.utf8) }
    }

    mutating func set(_ name: String, to value: [UInt8]) {
        members[indexOfMember(name)].value = value
    }

    /// Appends to a string member what stands between the quotes of another; anything else that the member was is replaced.
    mutating func append(text contents: ArraySlice<UInt8>, to name: String) {
        let quote = UInt8(ascii: "\"")
        let index = indexOfMember(name)
        if members[index].value.first == quote { members[index].value.removeLast() } else { members[index].value = [quote] }
        members[index].value.append(contentsOf: contents)
        members[index].value.append(quote)
    }

    /// Appends a value to an array member; anything else that the member was is replaced.
    mutating func append(element: ArraySlice<UInt8>, to name: String) {
        let (opener, closer) = (UInt8(ascii: "["), UInt8(ascii: "]"))
        let index = indexOfMember(name)
        // Blanks inside an empty array would look like an element.
        let first = members[index].value.dropFirst().first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
        if members[index].value.first == opener, first != closer {
            members[index].value[members[index].value.count - 1] = UInt8(ascii: ",")
        } else {
            members[index].value = [opener]
        }
        members[index].value.append(contentsOf: element)
        members[index].value.append(closer)
    }

    /// Lays newer values over a member: objects are merged, null changes nothing that is there, all else replaces.
    mutating func overlay(_ name: String, with value: ArraySlice<UInt8>) {
        let value = Array(value)
        set(name, to: self.value(name).map { Self.overlaid($0, with: value, depth: 0) } ?? value)
    }

    var serialized: [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            appendJSONString(member.name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: member.value)
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    // MARK: Members

    private mutating func indexOfMember(_ name: String) -> Int {
        if let index = positions[name] { return index }
        positions[name] = members.count
        members.append((name, Array("null".utf8)))
        return members.count - 1
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
