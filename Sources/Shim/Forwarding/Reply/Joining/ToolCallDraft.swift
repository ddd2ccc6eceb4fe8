import LosslessJSON

/// One tool call of a chat stream while its pieces come in.
struct ToolCallDraft {
    private var call = ObjectDraft()
    private var function = ObjectDraft()

    /// The call's id as it was spelled; nil before it came.
    var id: [UInt8]? { call.isBlank("id") ? nil : call.value("id") }

    mutating func append(_ piece: JSONNode, in document: JSONDocument) {
        for member in document.members(of: piece) {
            let name = document.name(of: member)
            switch name {
            case "index": continue
            case "function":
                call.set(name, to: Array("{}".utf8))
                function.appendFunction(member.value, in: document)
            case "id", "type":
                if call.isBlank(name) { call.set(name, to: Array(document.text(of: member.value))) }
            default: call.overlay(name, with: document.text(of: member.value))
            }
        }
    }

    var serialized: [UInt8] {
        var call = call
        if call.has("function") { call.set("function", to: function.serialized) }
        return call.serialized
    }
}
