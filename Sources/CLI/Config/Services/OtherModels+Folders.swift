import Shim
import TokenSync

extension OtherModels {
    /// Of what is there without a configuration, those for whom somebody has logged in: a list is no place for models that would be refused.
    init(_ config: ServiceConfig, folders: UserFolders) {
        self.init(
            config,
            standard: folders.standardProviders.filter { provider in
                config.providers.contains { $0.name == provider.name }
                    || provider.keys.contains { source in
                        guard case .globus(let login) = source else { return false }
                        return Process.exists(login.path)
                    }
            })
    }
}
