/// What the SSH configuration says about one host, in the words of ssh_config(5), with `~` and tokens as they were found.
struct HostConfiguration: Equatable {
    /// `HostName`: where to dial.
    var hostName: String
    var port: Int
    var user: String
    var identityFiles: [String] = []
    var certificateFiles: [String] = []
    /// nil where nothing is said, which means `$SSH_AUTH_SOCK`.
    var identityAgent: String?
    var identitiesOnly = false
    /// The hops before this one, first to last; nil where there is none.
    var proxyJump: String?
    var proxyCommand: String?
    var userKnownHostsFiles: [String] = []
    var globalKnownHostsFiles: [String] = []
    var hashesKnownHosts = false
    var hostKeyAlias: String?
    var hostKeyAlgorithms: [String] = []
    var strictHostKeyChecking = UnknownHostKeyPolicy.ask
    /// Seconds; nil for none.
    var connectTimeout: Int?
    /// Seconds; 0 for none.
    var serverAliveInterval = 0
    var serverAliveCountMax = 3
    var publicKeyAuthentication = true
    var passwordAuthentication = true
    var keyboardInteractiveAuthentication = true
    /// Keywords that are set, and that a connection of ours cannot honour.
    var unsupported: [String] = []

    /// What OpenSSH does where no configuration says anything, for machines without `ssh`.
    ///
    /// The key files are the three that people have, the one that every libssh2 and every server takes first.
    init(defaultsFor host: String, port: Int?, user: String) {
        hostName = host.lowercased()
        self.port = port ?? 22
        self.user = user
        identityFiles = ["~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"]
        userKnownHostsFiles = ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"]
        globalKnownHostsFiles = ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]
    }
}
