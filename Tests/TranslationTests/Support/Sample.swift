@testable import Translation

/// What the tests' requests and answers have in common.
enum Sample {
    static let clientModel = "the-model"
    static let time = 1_700_000_000
    static let seed = "seed0123"

    static var context: AnswerContext { AnswerContext(model: clientModel, isStreaming: true, showsUsage: true) }

    static var traits: ModelTraits {
        var traits = ModelTraits(model: "upstream-model", maximumOutput: 64_000)
        traits.takesAudio = true
        return traits
    }

    static func events(_ data: [String]) -> [StreamEvent] {
        data.map { StreamEvent(data: Array($0.utf8)) }
    }

    /// Every pair of two dialects, upstream first.
    static let pairs: [(Dialect, Dialect)] = Dialect.allCases.flatMap { upstream in
        Dialect.allCases.filter { $0 != upstream }.map { (upstream, $0) }
    }
}
