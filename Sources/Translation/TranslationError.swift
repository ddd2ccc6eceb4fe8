/// Why a request cannot be translated: it would lose its meaning, or it is not one.
///
/// The caller gets it as a 400, before anything is sent upstream.
package enum TranslationError: Error, Equatable, Sendable {
    /// What a value has to be.
    package enum JSONType: String, Equatable, Sendable {
        case string, integer, number, bool, object, array
    }

    /// The body is not JSON.
    case notJSON(offset: Int)
    /// A member that the dialect demands.
    case missing(JSONPath)
    /// A value of another type than the dialect has there.
    case wrongType(JSONPath, expected: JSONType)
    /// A value that the dialect does not have there.
    case unknownValue(JSONPath, String)
    /// Something that the other dialect, or the model, has no place for.
    case cannotCarry(JSONPath, Cargo, to: Dialect)
    /// Something that only the vendor's own server or models have.
    case vendorsOwn(JSONPath, Cargo)
    /// Something that the model does not take.
    case modelLacks(JSONPath, Capability, model: String)
    /// A tool call that the conversation goes on behind without a result.
    case callWithoutResult(JSONPath, id: String)
    /// A result that no call stands before.
    case resultWithoutCall(JSONPath, id: String)
    /// A tool that must be called, but is not among the tools.
    case unknownTool(JSONPath, name: String)
    /// A tool's input that has to be a JSON object, and is not.
    case malformedArguments(JSONPath, tool: String)
    /// `max_tokens` is required by the upstream, and neither the request nor the catalogue has it.
    case maximumOutputUnknown(JSONPath, model: String)

    /// What is carried from one dialect to another.
    package enum Cargo: String, Equatable, Sendable {
        case imageByURL = "an image that has not been downloaded"
        case uploadedFile = "a file that was uploaded to another service"
        case fileByURL = "a file by its URL"
        case file = "a file of this type"
        case audio
        case video
        case storedResponse = "an earlier response by its id"
        case messageThread = "a conversation stored on the server (a message thread)"
        case storedPrompt = "a stored prompt"
        case legacyFunctions = "functions in the format of 2023"
        case compactedConversation = "a conversation that the vendor's server has encrypted and compacted"
        case compaction = "a request to compact the conversation"
        case clientTool = "a tool that only the vendor's models know; describe it as a function"
        case dataURI = "a data URI that is not base64"
        case schemaDepth = "a schema of this depth or size"
        case schemaReference = "a schema whose $ref leads nowhere or into itself"
    }

    /// What a model can have.
    package enum Capability: String, Equatable, Sendable {
        case images, files, audio, tools
    }

    /// The HTTP status that the caller gets.
    package var status: Int { 400 }
}

extension TranslationError: CustomStringConvertible {
    /// Where the fault stands in the request's body; empty for the body as a whole.
    package var path: String {
        switch self {
        case .notJSON: ""
        case .missing(let path), .wrongType(let path, _), .unknownValue(let path, _), .cannotCarry(let path, _, _),
            .vendorsOwn(let path, _), .modelLacks(let path, _, _), .callWithoutResult(let path, _), .resultWithoutCall(let path, _),
            .unknownTool(let path, _), .malformedArguments(let path, _), .maximumOutputUnknown(let path, _):
            path.description
        }
    }

    /// What is wrong with it, for the person behind the client.
    package var reason: String {
        switch self {
        case .notJSON(let offset): "The body is not valid JSON at byte \(offset)."
        case .missing: "It is required, but missing."
        case .wrongType(_, let expected): "It must be of type \(expected.rawValue)."
        case .unknownValue(_, let value): "The value “\(value.prefix(80))” is not supported."
        case .cannotCarry(_, let cargo, let dialect):
            "The upstream speaks \(dialect.displayName), which does not support \(cargo.rawValue)."
        case .vendorsOwn(_, let cargo): "A translated request cannot contain \(cargo.rawValue)."
        case .modelLacks(_, let capability, let model): "The model \(model) does not support \(capability.rawValue)."
        case .callWithoutResult(_, let id): "The tool call “\(id.prefix(80))” has no result."
        case .resultWithoutCall(_, let id): "There is a result for “\(id.prefix(80))”, but no such tool call before it."
        case .unknownTool(_, let name): "The tool “\(name.prefix(80))” must be called, but is not in the list of tools."
        case .malformedArguments(_, let tool):
            "The upstream accepts only a JSON object, and the arguments of “\(tool.prefix(80))” are not one."
        case .maximumOutputUnknown(_, let model): "The upstream requires it, and the largest output of the model \(model) is not known."
        }
    }

    /// Path and reason in one line.
    package var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}

extension TranslationError {
    /// The error as every dialect can tell it.
    package var fault: APIFault {
        APIFault(.invalidRequest, description, status: status, parameter: path.isEmpty ? nil : path)
    }
}
