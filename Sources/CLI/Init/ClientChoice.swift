import ArgumentParser
import TokenSync

/// Which clients are to use argo-shim, as it is typed: `all`, `none`, or names with commas or blanks between them.
enum ClientChoice: ExpressibleByArgument, Equatable {
    case all, noClient
    case named([ClientName])

    init?(argument: String) {
        let words = argument.lowercased().split { $0 == "," || $0 == " " }.map(String.init)
        switch words {
        case ["all"]: self = .all
        case ["none"]: self = .noClient
        default:
            let names = words.compactMap { ClientName(rawValue: $0) }
            guard !names.isEmpty, names.count == words.count else { return nil }
            self = .named(names)
        }
    }

    /// - Parameter installed: those that are there.
    /// - Returns: each client once, in the order in which clients are always named.
    func clients(among installed: [ClientName]) -> [ClientName] {
        switch self {
        case .all: ClientName.allCases.filter(installed.contains)
        case .noClient: []
        case .named(let names): ClientName.allCases.filter(names.contains)
        }
    }
}
