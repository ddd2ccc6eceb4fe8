extension YAMLSettings {
    /// Every value that is made of no others, by the names on its way and as it is spelled: what must be the same behind an edit as it
    /// was before.
    ///
    /// - Parameters:
    ///   - path: where the edit is; what it stands in is left out.
    ///   - isThere: whether something stands there, which is left out too.
    func signature(around path: [PathStep], isThere: Bool) throws(SettingsFault) -> [[UInt8]] {
        let (found, missing) = try resolve(path)
        let changed = isThere && missing.isEmpty ? found.last?.range : nil
        let around = Set(found.prefix(path.count).map(\.range.lowerBound))
        var signature: [[UInt8]] = []
        gather(root, name: [], changed, around, &signature)
        return signature
    }

    private func gather(_ node: YAMLNode, name: [UInt8], _ changed: Range<Int>?, _ around: Set<Int>, _ signature: inout [[UInt8]]) {
        switch node.kind {
        case .mapping(let members, _) where node.range != changed:
            for member in members {
                gather(member.value, name: name + Array(member.name.utf8) + [0x00], changed, around, &signature)
            }
        case .sequence(let items, _) where node.range != changed:
            for item in items { gather(item.value, name: name + [0x01], changed, around, &signature) }
        default:
            // Something empty on the way is filled or emptied by the edit.
            let isOnTheWay =
                switch node.kind {
                case .flow(true), .empty: around.contains(node.range.lowerBound);
                default: false
                }
            guard node.range != changed, !isOnTheWay else { return }
            signature.append(name + (node.property.map { Array(bytes[$0.range]) } ?? []) + [0x00] + bytes[node.range])
        }
    }
}
