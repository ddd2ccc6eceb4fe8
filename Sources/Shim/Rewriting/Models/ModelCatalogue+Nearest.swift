extension ModelCatalogue {
    /// The canonical names that look most like a name, for the text of an error.
    ///
    /// - Parameters:
    ///   - name: what was asked for.
    ///   - limit: how many to give at most.
    ///   - others: names of models that are not Argo's.
    /// - Returns: nearest first, by the number of characters to change.
    package func nearest(to name: String, limit: Int, among others: [String] = []) -> [String] {
        // The bound keeps the comparison cheap whatever is asked for; the longest known name has 31 bytes.
        let wanted = Array((ModelName(name)?.plain ?? Array(name.utf8.prefix(64))).prefix(64))
        let ranked = entries.enumerated().map { index, entry in
            let names = [entry.canonicalID, entry.internalID] + entry.aliases
            let distance = names.map { EditDistance(wanted, Array($0.utf8.prefix(64))).count }.min() ?? .max
            return (distance: distance, index: index, name: entry.canonicalID)
        }
        let rankedOthers = others.enumerated().map { index, name in
            // Many ask for a model without the name of who has it.
            let names = [Substring(name)] + (name.split(separator: "/").last.map { [$0] } ?? [])
            let distance = names.map { EditDistance(wanted, Array($0.lowercased().utf8.prefix(64))).count }.min() ?? .max
            return (distance: distance, index: entries.count + index, name: name)
        }
        return (ranked + rankedOthers).sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
            .prefix(max(0, limit))
            .map(\.name)
    }
}
