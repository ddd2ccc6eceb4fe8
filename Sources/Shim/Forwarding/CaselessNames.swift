/// A set of names in ASCII that mean the same in any case, asked about every header of every message.
///
/// Names are kept as bytes and by their length, so that most texts are compared with one name or none.
struct CaselessNames: Sendable {
    private var namesByLength: [[[UInt8]]] = []

    /// - Parameter names: in lower case.
    init(_ names: [String]) {
        for name in names.map({ Array($0.utf8) }) {
            while namesByLength.count <= name.count { namesByLength.append([]) }
            namesByLength[name.count].append(name)
        }
    }

    func contains(_ text: String) -> Bool {
        let length = text.utf8.count
        return length < namesByLength.count && namesByLength[length].contains { Self.isSame($0, text) }
    }

    private static func isSame(_ name: [UInt8], _ text: String) -> Bool {
        var index = 0
        for byte in text.utf8 {
            guard index < name.count, name[index] == HeaderName.lowercased(byte) else { return false }
            index += 1
        }
        return index == name.count
    }
}
