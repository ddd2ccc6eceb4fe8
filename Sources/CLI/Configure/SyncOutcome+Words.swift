import TokenSync

extension SyncOutcome {
    /// A list of models is hundreds of keys; nobody reads more names than these.
    private static let namesShown = 8

    /// What was written where, as one line for a person; nil when nothing was.
    var wordsForWritten: String? {
        guard case .written(let changes) = result else { return nil }
        let names = changes.prefix(Self.namesShown).map { $0.path.joined(separator: ".") }.joined(separator: ", ")
        let rest = changes.count - Self.namesShown
        return "\(client.rawValue): wrote \(names)\(rest > 0 ? " and \(rest) more" : "") in \(file)"
    }
}
