/// How the answer is drawn, and how long it may be.
public struct Sampling: Equatable, Sendable {
    /// In tokens.
    public var maximumOutput: Int?
    public var temperature: JSONNumber?
    public var topP: JSONNumber?
    public var topK: Int?
    public var stop: [String] = []
    public var seed: Int?
    public var frequencyPenalty: JSONNumber?
    public var presencePenalty: JSONNumber?
    /// Where the fields stand in the request, by the names of the properties.
    public var paths: [Field: JSONPath] = [:]

    public enum Field: Hashable, Sendable {
        case maximumOutput, temperature, topP, topK, stop, seed, frequencyPenalty, presencePenalty
    }

    func path(of field: Field) -> JSONPath { paths[field] ?? .root }
}
