/// A set of header names that is asked about every header of every message.
///
/// Names are kept by their length, so that most headers are compared with one name or none.
struct HeaderNameSet: Sendable {
    private var namesByLength: [[String]] = []

    init(_ names: [String]) {
        for name in names {
            let length = name.utf8.count
            while namesByLength.count <= length { namesByLength.append([]) }
            namesByLength[length].append(name)
        }
    }

    func contains(_ name: String) -> Bool {
        let length = name.utf8.count
        return length < namesByLength.count && namesByLength[length].contains { HeaderName.isSame($0, name) }
    }
}
