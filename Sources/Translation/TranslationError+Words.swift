extension TranslationError: CustomStringConvertible {
    /// Where the fault stands in the request's body; empty for the body as a whole.
    package var path: String {
        switch self {
        case .notJSON: ""
        case .missing(let path), .wrongType(let path, _), .unknownValue(let path, _), .tooMany(let path, _), .cannotCarry(let path, _, _),
            .vendorsOwn(let path, _), .modelLacks(let path, _, _), .callWithoutResult(let path, _), .resultWithoutCall(let path, _),
            .unknownTool(let path, _),
            .malformedArguments(let path, _), .maximumOutputUnknown(let path, _):
            path.description
        }
    }

    /// What is wrong with it, for the person behind the client.
    package var reason: String {
        switch self {
        case .notJSON(let offset): "The body is not JSON: byte \(offset) does not fit."
        case .missing: "It is required, and missing."
        case .wrongType(_, let expected): "It has to be of type \(expected.rawValue)."
        case .unknownValue(_, let value): "The value “\(value.prefix(80))” is not known there."
        case .tooMany(_, let limit): "There are more than \(limit)."
        case .cannotCarry(_, let cargo, let dialect):
            "The upstream speaks \(dialect.displayName), which has no place for \(cargo.rawValue)."
        case .vendorsOwn(_, let cargo): "A request that is translated cannot have \(cargo.rawValue)."
        case .modelLacks(_, let capability, let model): "The model \(model) does not take \(capability.rawValue)."
        case .callWithoutResult(_, let id): "The tool call “\(id.prefix(80))” has no result."
        case .resultWithoutCall(_, let id): "There is a result for “\(id.prefix(80))”, but no such tool call before it."
        case .unknownTool(_, let name): "The tool “\(name.prefix(80))” is to be called, but is not among the tools."
        case .malformedArguments(_, let tool): "The upstream takes a JSON object only, and the arguments of “\(tool.prefix(80))” are none."
        case .maximumOutputUnknown(_, let model): "The upstream requires it, and the largest output of the model \(model) is not known."
        }
    }

    /// Path and reason in one line.
    package var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}
