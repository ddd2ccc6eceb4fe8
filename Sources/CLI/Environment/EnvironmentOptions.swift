import ArgumentParser
import Shim
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Which variables a command sets, and for which shim.
struct EnvironmentOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Set only these, separated by commas: \(ClientVariable.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "names"),
        transform: Self.selection)
    var only: [ClientVariable]?

    @Option(name: .long, help: "The shim's port (default: that of the running shim, else the one derived from the user name).")
    var port: Int?

    mutating func validate() throws {
        if let port, !(1...65_535).contains(port) { throw ValidationError("--port \(port) is not a port: 1 to 65535.") }
    }

    /// What the variables have to be now.
    ///
    /// - Parameter standard: the variables that are set when the user chooses none.
    func environment(_ standard: [ClientVariable]) throws -> ClientEnvironment {
        let loaded = try TokenFile(folder: UserFolders.ofThisProcess.state).loadOrCreate()
        for warning in loaded.warnings { Console.warning(warning.description) }
        let port = port ?? PortRecord.ofThisProcess.port() ?? InstanceOption.standardPort
        return ClientEnvironment(
            port: port, token: loaded.tokens.current, inherited: ProcessInfo.processInfo.environment, selection: only ?? standard)
    }

    private static func selection(_ names: String) throws -> [ClientVariable] {
        try names.split(separator: ",", omittingEmptySubsequences: false).map { name in
            guard let variable = ClientVariable(rawValue: String(name)) else {
                let known = ClientVariable.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("'\(name)' is none of \(known).")
            }
            return variable
        }
    }
}
