import LosslessJSON

extension ObjectDraft {
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
