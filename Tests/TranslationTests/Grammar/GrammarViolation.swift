/// A rule of a stream's grammar that was broken.
struct GrammarViolation: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

func require(_ condition: Bool, _ rule: @autoclosure () -> String) throws {
    if !condition { throw GrammarViolation(rule()) }
}

func require<Value>(_ value: Value?, _ rule: @autoclosure () -> String) throws -> Value {
    guard let value else { throw GrammarViolation(rule()) }
    return value
}
