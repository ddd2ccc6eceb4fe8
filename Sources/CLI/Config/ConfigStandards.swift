import Logging
import Shim

/// The values of settings where nobody says anything: those of `argo-shim run` itself, and what it makes of the user's name.
struct ConfigStandards {
    let values: [ConfigKey: ConfigValue]

    init(_ options: RunOptions, user: UserName) {
        var values: [ConfigKey: ConfigValue] = [
            .port: .number(DerivedPort.port(forUser: user.forPort)), .host: .text(TunnelOptions.standardHost),
            .tokenGrace: .number(options.access.tokenGrace),
            .maxBody: .number(options.requests.maxBody), .timeout: .number(options.requests.timeout),
            .noFix: .list(options.requests.disabledFixes), .logLevel: .text(options.logLevel.rawValue),
            .logFormat: .text(options.logFormat.rawValue), .user: .text(user.loginName),
        ]
        for key in ConfigKey.allCases where key.kind == .flag { values[key] = .flag(false) }
        self.values = values
    }
}
