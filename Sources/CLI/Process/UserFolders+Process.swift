import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension UserFolders {
    /// The folders of the user who runs this process.
    static var ofThisProcess: UserFolders {
        let environment = ProcessInfo.processInfo.environment
        // A test, a container and `sudo -H` set HOME and mean it.
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return UserFolders(home: home ?? URL.homeDirectory.path(percentEncoded: false), environment: environment)
    }
}
