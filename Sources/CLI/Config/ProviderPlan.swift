import Daemon
import Models
import NIOCore
import NIOSSL
import Shim
import SystemPackage
import SystemSupport
import TokenSync

/// The services beside Argo that a shim asks, and how it names models: what is built in, and what the configuration file adds to it.
struct ProviderPlan {
    var providers: [Provider]
    let models: [ModelAlias]
    let fallbacks: [String: [String]]
    private(set) var warnings: [String] = []

    /// - Parameters:
    ///   - config: what the configuration file says.
    ///   - leavesALCFOut: whether what is built in, and what the file says of it, does not count.
    /// - Throws: `Advice` with exit code 2 where a file of certificates cannot be read.
    init(_ config: ProviderConfig, folders: UserFolders, leavesALCFOut: Bool = false) throws(Advice) {
        let variables = ProxyVariables(folders.environment)
        let config = leavesALCFOut ? config.withoutBuiltIn : config
        providers = leavesALCFOut ? [] : folders.standardProviders
        models = config.models
        fallbacks = config.fallbacks
        for entry in config.providers {
            if let index = providers.firstIndex(where: { $0.name == entry.name }) {
                providers[index] = try Self.provider(entry, providers[index], folders)
            } else if let address = entry.address, let dialect = entry.dialect {
                providers.append(try Self.provider(entry, Provider(name: entry.name, address: address, dialect: dialect), folders))
            }
            if let address = entry.address, !address.isSecure, !address.isLoopback, entry.keys?.isEmpty == false {
                warnings.append("The provider \(entry.name) is used without TLS: anyone on the network can read its key and every request.")
            }
        }
        for index in providers.indices {
            switch config.providers.first(where: { $0.name == providers[index].name })?.proxy {
            case .address(let proxy): providers[index].proxy = proxy
            case .direct: providers[index].proxy = nil
            case nil: providers[index].proxy = variables.proxy(for: providers[index].address)
            }
        }
    }

    /// A provider as the file has it; what the file does not say stays.
    private static func provider(
        _ entry: ProviderConfig.Provider, _ standard: Provider, _ folders: UserFolders
    ) throws(Advice) -> Provider {
        var provider = Provider(
            name: entry.name, address: entry.address ?? standard.address, dialect: entry.dialect ?? standard.dialect)
        provider.title = standard.title
        provider.keys = entry.keys.map { $0.map { source($0, folders) } } ?? standard.keys
        provider.takesKeysInTurn = (entry.keys?.count ?? 0) > 1
        provider.keyAdvice = standard.keyAdvice ?? entry.keys.map { _ in "Check its settings: argo-shim config edit" }
        provider.bodyRules = standard.bodyRules
        provider.knownModels = entry.models.isEmpty ? standard.knownModels : entry.models
        provider.limits = entry.limits
        provider.headers = entry.headers.map { ($0.name, $0.value) }
        provider.timeout = entry.timeout.map { .seconds(Int64($0)) }
        if let file = entry.authorityFile { provider.trust = .authorities(additional: try NIOSSLCertificate.all(in: file, of: entry.name)) }
        provider.keys = provider.keys.map { source in
            guard case .globus(var login) = source else { return source }
            if let address = entry.tokenAddress { login.tokenAddress = address }
            login.trust = provider.trust
            return .globus(login)
        }
        return provider
    }

    // MARK: Keys

    private static func source(_ key: ProviderConfig.Key, _ folders: UserFolders) -> KeySource {
        switch key {
        case .variable(let name): .variable(name, folders.environment[name].flatMap { ProviderKey($0) })
        case .file(let path): .file(path: path)
        case .command(let words):
            .command(name: words.first ?? "") { () throws(KeyFault) in try printedKey(words, folders) }
        }
    }

    /// Runs a program that prints a key; it gets no terminal, and half a minute.
    private static func printedKey(_ words: [String], _ folders: UserFolders) throws(KeyFault) -> ProviderKey {
        let name = words.first ?? ""
        let found = name.contains("/") ? name : ProgramFile.find(name, searchPath: folders.environment["PATH"])
        guard let found else { throw .commandFailed(name: name, reason: "is not in PATH") }
        let program = Subprocess(
            program: found, arguments: Array(words.dropFirst()), environment: folders.environment, timeLimit: .seconds(30))
        switch program.run(Interruption()) {
        case .exited(status: 0, let output, _):
            guard let key = ProviderKey(String(decoding: output, as: UTF8.self)) else {
                throw .commandFailed(name: name, reason: "printed no key")
            }
            return key
        case .exited(let status, _, _): throw .commandFailed(name: name, reason: "exited with \(status)")
        case .notStarted(let code): throw .commandFailed(name: name, reason: "cannot be run: \(Errno(rawValue: code).description)")
        case .outOfTime: throw .commandFailed(name: name, reason: "took more than 30 s")
        case .tooMuchOutput, .interrupted: throw .commandFailed(name: name, reason: "printed no key")
        }
    }
}

extension NIOSSLCertificate {
    /// - Parameters:
    ///   - file: in PEM.
    ///   - provider: whose `ca_file` it is; nil where an option names it.
    /// - Throws: `Advice` where it holds none.
    static func all(in file: String, of provider: String? = nil) throws(Advice) -> [NIOSSLCertificate] {
        do {
            return try fromPEMFile(file)
        } catch {
            let role = provider.map { ", the ca_file of the provider \($0)" } ?? ""
            throw Advice(
                "Cannot read PEM certificates from \(file)\(role).", hints: ["Inspect it: openssl x509 -in \(file) -noout -text"],
                exitCode: .usage)
        }
    }
}

/// The proxies that the environment names, as curl reads it (https://curl.se/docs/manpage.html#ENVIRONMENT).
struct ProxyVariables {
    private let secure: ProxyAddress?
    private let plain: ProxyAddress?
    /// Hosts that are dialled directly, and all below them; `*` for every one.
    private let exceptions: [Substring]

    init(_ environment: [String: String]) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.allSatisfy(\.isWhitespace) }
        }
        let all = value("all_proxy", "ALL_PROXY")
        secure = (value("https_proxy", "HTTPS_PROXY") ?? all).flatMap { ProxyAddress($0) }
        // In capitals it could come from the header of a request (https://httpoxy.org).
        plain = (value("http_proxy") ?? all).flatMap { ProxyAddress($0) }
        exceptions = (value("no_proxy", "NO_PROXY") ?? "").lowercased().split { $0 == "," || $0.isWhitespace }
    }

    /// - Returns: nil where the address is dialled directly.
    func proxy(for address: ProviderAddress) -> ProxyAddress? {
        let host = address.host.lowercased()
        let isException = exceptions.contains { exception in
            let name = exception.drop { $0 == "." }
            return exception == "*" || host == name || host.hasSuffix("." + name)
        }
        return address.isLoopback || isException ? nil : address.isSecure ? secure : plain
    }
}

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
            return FileFacts.exists(login.path)
        }
    }
}

extension ConfiguredModels {
    /// - Parameters:
    ///   - config: what the configuration file says.
    ///   - standard: the providers that are there without a line of it.
    ///   - isUsed: whether one of these without a line of it is listed: a list is no place for models that would be refused.
    init(_ config: ProviderConfig, standard: [Provider], isUsed: (Provider) -> Bool) {
        let configured = config.providers.flatMap { entry in
            let models = entry.models.isEmpty ? standard.first { $0.name == entry.name }?.knownModels ?? [] : entry.models
            return models.map { "\(entry.name)/\($0)" }
        }
        let others = standard.filter { provider in !config.providers.contains { $0.name == provider.name } && isUsed(provider) }
            .flatMap { provider in provider.knownModels.map { "\(provider.name)/\($0)" } }
        let own = config.models.filter { $0.capabilities?.contains(.text) ?? !$0.target.contains("embed") }.map(\.name)
        self.init(
            names: own + (configured + others).filter { !$0.contains("embed") }, aliases: Set(config.models.map(\.name)),
            providers: Set(standard.map(\.name) + config.providers.map(\.name)))
    }

    init(_ config: ProviderConfig, folders: UserFolders, leavesALCFOut: Bool) {
        self.init(
            leavesALCFOut ? config.withoutBuiltIn : config, standard: leavesALCFOut ? [] : folders.standardProviders,
            isUsed: \.hasLoginFile)
    }
}
