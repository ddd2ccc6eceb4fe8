import Shim
import TokenSync

extension UserFolders {
    /// The services beside Argo that need no configuration.
    var standardProviders: [Provider] {
        Provider.alcf(home: home, token: environment[Provider.ALCF.variable].flatMap { ProviderKey($0) })
    }
}
