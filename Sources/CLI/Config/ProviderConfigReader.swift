import Models
import Shim
import Translation

/// Takes the sections `providers`, `models` and `fallbacks` out of a configuration file, and notes what is wrong with them. No fault holds
/// a value: it could be a secret.
struct ProviderConfigReader {
    enum Section: String, CaseIterable {
        case providers, models, fallbacks
    }

    /// The members of a provider.
    private enum ProviderKey: String, CaseIterable {
        case baseURL = "base_url"
        case dialect
        case keyVariable = "key_env"
        case keyFile = "key_file"
        case keyCommand = "key_command"
        case authURL = "auth_url"
        case headers
        case authorityFile = "ca_file"
        case proxy, timeout, models, limits
    }

    /// What `~` stands for, and where relative paths begin.
    let home: String
    let folder: String
    private(set) var faults: [ConfigFault] = []

    init(home: String, folder: String) {
        self.home = home
        self.folder = folder
    }

    mutating func read(_ member: ConfigDocument.Member, _ section: Section, into services: inout ProviderConfig) {
        guard case .mapping(let members) = member.value else {
            return refuse(member.line, "\(section.rawValue) takes indented lines of the form NAME: …")
        }
        for member in members {
            switch section {
            case .providers: if let provider = provider(member) { services.providers.append(provider) }
            case .models:
                if let model = model(member) {
                    services.models.append(model)
                    services.modelLines[model.name] = member.line
                }
            case .fallbacks:
                if let names = names(member.value), !names.isEmpty {
                    services.fallbacks[member.name] = names
                    services.fallbackLines[member.name] = member.line
                } else {
                    refuse(member.line, "a fallback takes a model name, or a list of names")
                }
            }
        }
    }

    private mutating func refuse(_ line: Int, _ words: String) {
        faults.append(ConfigFault(line: line, reason: .refused(words)))
    }

    // MARK: Providers

    private mutating func provider(_ member: ConfigDocument.Member) -> ProviderConfig.Provider? {
        guard Provider.isName(member.name) else {
            refuse(
                member.line,
                "a provider name starts with a letter, has only lowercase letters, digits and . _ -, and is not one of "
                    + Provider.reservedNames.sorted().joined(separator: ", "))
            return nil
        }
        guard case .mapping(let members) = member.value else {
            refuse(member.line, "a provider takes indented lines such as base_url: …")
            return nil
        }
        var provider = ProviderConfig.Provider(name: member.name, line: member.line)
        let count = faults.count
        for member in members {
            guard let key = ProviderKey(rawValue: member.name) else {
                faults.append(
                    ConfigFault(
                        line: member.line,
                        reason: .unknownKey(
                            member.name, nearest: NearestName(to: member.name, among: ProviderKey.allCases.map(\.rawValue)).name)))
                continue
            }
            if let words = read(member.value, key, into: &provider) { refuse(member.line, "\(key.rawValue) takes \(words)") }
        }
        guard faults.count == count else { return nil }
        let isBuiltIn = Provider.builtInNames.contains(provider.name)
        if provider.address == nil || provider.dialect == nil, !isBuiltIn {
            refuse(member.line, "a provider needs base_url and dialect")
            return nil
        }
        if provider.tokenAddress != nil, !isBuiltIn {
            refuse(member.line, "auth_url is only for the logins of \(Provider.builtInNames.sorted().joined(separator: " and "))")
            return nil
        }
        return provider
    }

    /// - Returns: what would be right, where it is not.
    private func read(
        _ value: ConfigDocument.Value, _ key: ProviderKey, into provider: inout ProviderConfig.Provider
    ) -> String? {
        let text = if case .text(let text) = value, !text.isEmpty { text } else { String?.none }
        switch key {
        case .baseURL:
            provider.address = text.flatMap { ProviderAddress($0) }
            if provider.address == nil { return "an address such as https://host/v1, without user name, query or fragment" }
        case .authURL:
            provider.tokenAddress = text.flatMap { ProviderAddress($0) }
            if provider.tokenAddress == nil { return "an address such as https://host/path, without user name, query or fragment" }
        case .dialect:
            provider.dialect = text.flatMap { Dialect(rawValue: $0) }
            if provider.dialect == nil { return "chat, responses, messages or google" }
        case .keyVariable:
            guard let names = names(value), !names.isEmpty else { return "a variable name, or a list of names" }
            provider.keys = (provider.keys ?? []) + names.map { .variable($0) }
        case .keyFile:
            guard let text else { return "a file path" }
            provider.keys = (provider.keys ?? []) + [.file(ConfigReader.absolute(text, home: home, folder: folder))]
        case .keyCommand:
            guard let words = names(value), !words.isEmpty else { return "a program with its arguments, such as [pass, show, key]" }
            provider.keys = (provider.keys ?? []) + [.command(words)]
        case .headers:
            guard case .mapping(let members) = value else { return "indented lines of the form NAME: VALUE" }
            for member in members {
                guard let header = header(member) else { return "names and values of HTTP headers" }
                provider.headers.append(header)
            }
        case .authorityFile:
            guard let text else { return "a file path" }
            provider.authorityFile = ConfigReader.absolute(text, home: home, folder: folder)
        case .proxy:
            guard let text else { return "a proxy address such as http://host:3128 or socks5://host, or none" }
            if text == "none" {
                provider.proxy = .direct
            } else if let address = ProxyAddress(text) {
                provider.proxy = .address(address)
            } else {
                return "a proxy address such as http://host:3128 or socks5://host, or none"
            }
        case .timeout:
            guard case .number(let digits) = value, let seconds = Int(digits), (1...86_400).contains(seconds) else {
                return "1 to 86400 seconds"
            }
            provider.timeout = seconds
        case .models:
            guard let names = names(value) else { return "a list of the provider's model names" }
            provider.models = names
        case .limits:
            guard let limits = limits(value) else {
                return "indented lines of the form \(LimitKey.allCases.map(\.rawValue).joined(separator: ", ")): NUMBER"
            }
            provider.limits = limits
        }
        return nil
    }

    /// What a provider is asked at most.
    private enum LimitKey: String, CaseIterable {
        case concurrent
        case requestsPerMinute = "requests_per_minute"
        /// In MiB.
        case bodySize = "max_body"
        /// In tokens.
        case output = "max_output"
    }

    private func limits(_ value: ConfigDocument.Value) -> ProviderLimits? {
        guard case .mapping(let members) = value, !members.isEmpty else { return nil }
        var limits = ProviderLimits()
        for member in members {
            guard let key = LimitKey(rawValue: member.name), case .number(let digits) = member.value, let number = Int(digits) else {
                return nil
            }
            switch key {
            case .concurrent where (1...1_000).contains(number): limits.concurrentRequests = number
            case .requestsPerMinute where (1...100_000).contains(number): limits.requestsPerMinute = number
            case .bodySize where (1...1_024).contains(number): limits.bodySize = number * 1_024 * 1_024
            case .output where (1...10_000_000).contains(number): limits.maximumOutput = number
            default: return nil
            }
        }
        return limits
    }

    /// Names and values as RFC 9110, section 5, has them; what the shim itself says to every upstream is not for a file to say.
    private func header(_ member: ConfigDocument.Member) -> ProviderConfig.Header? {
        let value: String
        switch member.value {
        case .text(let text), .number(let text): value = text
        default: return nil
        }
        let name = member.name.lowercased()
        let isName =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        let isOurs = ["host", "content-length", "transfer-encoding", "connection", "content-type"].contains(name)
        guard isName, !isOurs, value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
        return ProviderConfig.Header(name: name, value: value)
    }

    // MARK: Models

    private mutating func model(_ member: ConfigDocument.Member) -> ModelAlias? {
        if case .text(let target) = member.value, !target.isEmpty { return ModelAlias(name: member.name, target: target) }
        guard case .mapping(let members) = member.value else {
            refuse(member.line, Self.modelWords + ", or the name of another model")
            return nil
        }
        var target: String?
        var capabilities: Set<ModelCapability>?
        var (limit, context): (Int?, Int?)
        for member in members {
            switch (member.name, member.value) {
            case ("model", .text(let text)) where !text.isEmpty: target = text
            case ("capabilities", let value):
                guard let names = names(value), case let found = names.compactMap({ ModelCapability(rawValue: $0) }),
                    found.count == names.count
                else {
                    refuse(member.line, "capabilities takes a list of " + ModelCapability.allCases.map(\.rawValue).joined(separator: ", "))
                    return nil
                }
                capabilities = Set(found)
            case ("max_output", .number(let digits)) where Self.isTokenCount(digits): limit = Int(digits)
            case ("context", .number(let digits)) where Self.isTokenCount(digits): context = Int(digits)
            default:
                refuse(member.line, Self.modelWords)
                return nil
            }
        }
        guard target != nil || capabilities != nil || limit != nil || context != nil else {
            refuse(member.line, Self.modelWords)
            return nil
        }
        // Without a name it is about the model of this name itself.
        return ModelAlias(
            name: member.name, target: target ?? member.name, capabilities: capabilities, maximumOutput: limit, contextTokens: context)
    }

    private static func isTokenCount(_ digits: String) -> Bool { Int(digits).map { (1...10_000_000).contains($0) } ?? false }

    private static let modelWords = "a model takes the lines model: NAME, capabilities: [text, …], max_output: TOKENS and context: TOKENS"

    private func names(_ value: ConfigDocument.Value) -> [String]? {
        switch value {
        case .text(let text): return text.isEmpty ? nil : [text]
        case .list(let items):
            let texts = items.compactMap { item in if case .text(let text) = item, !text.isEmpty { text } else { nil } }
            return texts.count == items.count ? texts : nil
        default: return nil
        }
    }
}
