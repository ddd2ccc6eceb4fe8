/// How the answer is drawn, and how long it may be.
struct Sampling: Equatable, Sendable {
    /// In tokens.
    var maximumOutput: Int?
    var temperature: JSONNumber?
    var topP: JSONNumber?
    var topK: Int?
    var stop: [String] = []
    var seed: Int?
    var frequencyPenalty: JSONNumber?
    var presencePenalty: JSONNumber?
    /// Where the fields stand in the request, by the names of the properties.
    var paths: [Field: JSONPath] = [:]

    enum Field: Hashable, Sendable {
        case maximumOutput, temperature, topP, topK, stop, seed, frequencyPenalty, presencePenalty
    }

    func path(of field: Field) -> JSONPath { paths[field] ?? .root }
}
