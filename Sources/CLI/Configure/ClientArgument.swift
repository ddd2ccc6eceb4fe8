import ArgumentParser
import TokenSync

/// A client as it is named on the command line.
struct ClientArgument: ExpressibleByArgument {
    static let allValueStrings = ClientName.allCases.map(\.rawValue)
    static let defaultCompletionKind = CompletionKind.list(allValueStrings)

    let name: ClientName

    init?(argument: String) {
        guard let name = ClientName(rawValue: argument) else { return nil }
        self.name = name
    }
}
