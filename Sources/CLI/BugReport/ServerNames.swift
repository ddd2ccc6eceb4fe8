/// Names of servers in what a shim has said of its way.
enum ServerNames {
    /// What else stands in the words for a way.
    private static let vocabulary: Set<String> = ["tunnel", "through", "relay", "ssh"]

    /// - Parameter way: such as `tunnel through jump, last`.
    static func inWay(_ way: String) -> [String] {
        way.split { " ,".contains($0) }.map(String.init).filter { !vocabulary.contains($0) }.flatMap(
            SSHExcerpt.places)
    }

    /// - Parameter log: lines that say where a shim connects to, and how it runs. An earlier one may have gone another way.
    static func inLog(_ log: String) -> [String] {
        log.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
            if let words = line.firstRange(of: "Connecting to "), let end = line[words.upperBound...].firstRange(of: " …") {
                let name = line[words.upperBound..<end.lowerBound]
                return SSHExcerpt.places(String(name.split(separator: " ").last ?? name))
            }
            guard line.contains("Shim running on "), line.hasSuffix(")"), let begin = line.lastIndex(of: "(") else { return [] }
            return inWay(String(line[line.index(after: begin)...].dropLast()))
        }
    }
}
