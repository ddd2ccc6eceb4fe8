extension ModelCatalogue {
    /// The canonical names that look most like a name, for the text of an error.
    ///
    /// - Parameters:
    ///   - name: what was asked for.
    ///   - limit: how many to give at most.
    /// - Returns: nearest first, by the number of characters to change.
    public func nearest(to name: String, limit: Int) -> [String] {
        // The bound keeps the comparison cheap whatever is asked for; the longest known name has 31 bytes.
        let wanted = Array((ModelName(name)?.plain ?? Array(name.utf8.prefix(64))).prefix(64))
        let ranked = entries.enumerated().map { index, entry in
            let names = [entry.canonicalID, entry.internalID] + entry.aliases
            let distance = names.map { EditDistance(wanted, Array($0.utf8.prefix(64))).count }.min() ?? .max
            return (distance: distance, index: index)
        }
        return ranked.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
            .prefix(max(0, limit))
            .map { entries[$0.index].canonicalID }
    }
}
