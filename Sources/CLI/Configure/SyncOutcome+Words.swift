import TokenSync

extension SyncOutcome {
    /// More names than these nobody reads.
    private static let namesShown = 8

    /// What was written where, as one line for a person; nil when nothing was.
    var wordsForWritten: String? {
        guard case .written(let changes) = result else { return nil }
        let names = Self.names(of: changes)
        let rest = names.count - Self.namesShown
        let shown = names.prefix(Self.namesShown).joined(separator: ", ")
        return "\(client.rawValue): wrote \(shown)\(rest > 0 ? " and \(rest) more" : "") in \(file)"
    }

    /// The keys, but a list of which several items change is named once: Argo's models are dozens.
    private static func names(of changes: [SettingChange]) -> [String] {
        let places = changes.map { (name: $0.path.joined(separator: "."), item: item(on: $0.path)) }
        let items = Dictionary(grouping: places.compactMap(\.item), by: \.list).mapValues { Set($0.map(\.name)).count }
        let names = places.map { place in
            guard let list = place.item?.list, let count = items[list], count > 1 else { return place.name }
            return list.isEmpty ? "\(count) items" : "\(list) (\(count) items)"
        }
        return names.reduce(into: []) { names, name in if !names.contains(name) { names.append(name) } }
    }

    /// The list on the way, which is empty for the whole file, and the item in it: `models[name=Argo]`.
    private static func item(on path: [String]) -> (list: String, name: String)? {
        guard let index = path.firstIndex(where: { $0.hasSuffix("]") }), let bracket = path[index].firstIndex(of: "[") else { return nil }
        return ((path[..<index] + [String(path[index][..<bracket])]).joined(separator: "."), path[index])
    }
}
