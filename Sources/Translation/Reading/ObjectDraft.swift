internal import LosslessJSON

/// An object that is being written: a member without a value is left out.
struct ObjectDraft {
    private(set) var members: [JSONValue.Member] = []

    init() {}

    init(_ name: String, _ value: JSONValue) {
        set(name, value)
    }

    mutating func set(_ name: String, _ value: JSONValue?) {
        if let value { members.append(.init(name, value)) }
    }

    mutating func set(_ name: String, _ text: String?) { set(name, text.map(JSONValue.string)) }
    mutating func set(_ name: String, _ integer: Int?) { set(name, integer.map(JSONValue.integer)) }
    mutating func set(_ name: String, _ bool: Bool?) { set(name, bool.map(JSONValue.bool)) }
    mutating func set(_ name: String, _ number: JSONNumber?) { set(name, number?.json) }

    /// Adds members whose names do not stand in it yet.
    mutating func fill(with others: [JSONValue.Member]) {
        for member in others where !members.contains(where: { $0.name == member.name }) { members.append(member) }
    }

    var isEmpty: Bool { members.isEmpty }
    /// The object, unless nothing stands in it.
    ///
    /// A name of its own, because `nil` beside a value of JSON means `null`.
    var jsonUnlessEmpty: JSONValue? {
        guard isEmpty else { return json }
        return Optional.none
    }
    var json: JSONValue { .object(members) }
}

/// A number with the spelling that it had, which is kept as long as the value is.
struct JSONNumber: Equatable, Sendable {
    let value: Double
    let spelling: [UInt8]

    var json: JSONValue { .raw(spelling) }
}
