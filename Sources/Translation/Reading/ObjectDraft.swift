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

    mutating func set(_ name: String, _ text: String?) {
        if let text { members.append(.init(name, .string(text))) }
    }

    mutating func set(_ name: String, _ integer: Int?) {
        if let integer { members.append(.init(name, .integer(integer))) }
    }

    mutating func set(_ name: String, _ bool: Bool?) {
        if let bool { members.append(.init(name, .bool(bool))) }
    }

    mutating func set(_ name: String, _ number: JSONNumber?) {
        if let number { members.append(.init(name, number.json)) }
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

    init(_ value: Double, spelling: [UInt8]) {
        self.value = value
        self.spelling = spelling
    }

    /// - Parameter integer: the value.
    init(_ integer: Int) {
        self.init(Double(integer), spelling: Array(String(integer).utf8))
    }

    var json: JSONValue { .raw(spelling) }
}
