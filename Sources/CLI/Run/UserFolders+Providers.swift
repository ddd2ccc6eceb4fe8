import Shim
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension UserFolders {
    /// The services beside Argo that need no configuration.
    var standardProviders: [Provider] {
        Provider.alcf(home: home, token: environment[Provider.ALCF.variable].flatMap { ProviderKey($0) })
    }
}

extension Provider {
    /// Whether the login of another program is there, good or not.
    var hasLoginFile: Bool {
        keys.contains { source in
            guard case .globus(let login) = source else { return false }
            return FileManager.default.fileExists(atPath: login.path)
        }
    }
}
