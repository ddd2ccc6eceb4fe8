/// How long an answer took, and how much it was.
struct AnswerTiming: Equatable {
    var firstByte: Duration?
    var total = Duration.zero
    /// Tokens of the request and of the answer, where the model tells them.
    var usage: Usage?

    struct Usage: Equatable {
        let input: Int
        let output: Int
    }

    /// One line.
    var words: String {
        let first = firstByte.map { "First byte after \(Self.seconds($0)), all" } ?? "All"
        return "\(first) after \(Self.seconds(total))" + (tokens.map { "; tokens: \($0)." } ?? ".")
    }

    /// Argo fills in 0 where it does not know.
    private var tokens: String? {
        let known = [(usage?.input ?? 0, "in"), (usage?.output ?? 0, "out")].filter { $0.0 > 0 }
        return known.isEmpty ? nil : known.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// In seconds with two places: less is noise.
    private static func seconds(_ duration: Duration) -> String {
        let hundredths = (duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000 + 5) / 10
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s"
    }
}
