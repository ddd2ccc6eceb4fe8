import Daemon
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

    mutating func read(_ member: ConfigDocument.Member, _ section: Section, into services: inout ProviderConfig) {
        guard case .mapping(let members) = member.value else {
            return faults.append(refusal(member, "\(section.rawValue) takes indented lines of the form NAME: …"))
        }
        for member in members {
            do throws(ConfigFault) {
                switch section {
                case .providers: if let provider = try provider(member) { services.providers.append(provider) }
                case .models:
                    services.models.append(try model(member))
                    services.modelLines[member.name] = member.line
                case .fallbacks:
                    guard let names = member.value.texts, !names.isEmpty else {
                        throw refusal(member, "a fallback takes a model name, or a list of names")
                    }
                    services.fallbacks[member.name] = names
                    services.fallbackLines[member.name] = member.line
                }
            } catch {
                faults.append(error)
            }
        }
    }

    private func refusal(_ member: ConfigDocument.Member, _ words: String) -> ConfigFault {
        ConfigFault(line: member.line, reason: .refused(words))
    }

    // MARK: Providers

    /// - Returns: nil where what is wrong with its members is among the faults.
    private mutating func provider(_ member: ConfigDocument.Member) throws(ConfigFault) -> ProviderConfig.Provider? {
        guard Provider.isName(member.name) else {
            throw refusal(
                member,
                "a provider name starts with a letter, has only lowercase letters, digits and . _ -, and is not one of "
                    + Provider.reservedNames.sorted().joined(separator: ", "))
        }
        guard case .mapping(let members) = member.value else {
            throw refusal(member, "a provider takes indented lines such as base_url: …")
        }
        var provider = ProviderConfig.Provider(name: member.name, line: member.line)
        let count = faults.count
        for member in members {
            guard let key = ProviderKey(rawValue: member.name) else {
                let nearest = member.name.nearest(among: ProviderKey.allCases.map(\.rawValue))
                faults.append(ConfigFault(line: member.line, reason: .unknownKey(member.name, nearest: nearest)))
                continue
            }
            if let words = read(member.value, key, into: &provider) { faults.append(refusal(member, "\(key.rawValue) takes \(words)")) }
        }
        guard faults.count == count else { return nil }
        let isBuiltIn = Provider.builtInNames.contains(provider.name)
        if provider.address == nil || provider.dialect == nil, !isBuiltIn {
            throw refusal(member, "a provider needs base_url and dialect")
        }
        if provider.tokenAddress != nil, !isBuiltIn {
            throw refusal(member, "auth_url is only for the logins of \(Provider.builtInNames.sorted().joined(separator: " and "))")
        }
        return provider
    }

    /// - Returns: what would be right, where it is not.
    private func read(
        _ value: ConfigDocument.Value, _ key: ProviderKey, into provider: inout ProviderConfig.Provider
    ) -> String? {
        let text = value.text
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
            guard let names = value.texts, !names.isEmpty else { return "a variable name, or a list of names" }
            provider.keys = (provider.keys ?? []) + names.map { .variable($0) }
        case .keyFile:
            guard let text else { return "a file path" }
            provider.keys = (provider.keys ?? []) + [.file(ConfigReader.absolute(text, home: home, folder: folder))]
        case .keyCommand:
            guard let words = value.texts, !words.isEmpty else { return "a program with its arguments, such as [pass, show, key]" }
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
            provider.proxy = text == "none" ? .direct : text.flatMap { ProxyAddress($0) }.map { .address($0) }
            if provider.proxy == nil { return "a proxy address such as http://host:3128 or socks5://host, or none" }
        case .timeout:
            provider.timeout = value.number(in: 1...86_400)
            if provider.timeout == nil { return "1 to 86400 seconds" }
        case .models:
            guard let names = value.texts else { return "a list of the provider's model names" }
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

        var most: Int {
            switch self {
            case .concurrent: 1_000
            case .requestsPerMinute: 100_000
            case .bodySize: 1_024
            case .output: mostTokens
            }
        }
    }

    private func limits(_ value: ConfigDocument.Value) -> ProviderLimits? {
        guard case .mapping(let members) = value, !members.isEmpty else { return nil }
        var limits = ProviderLimits()
        for member in members {
            guard let key = LimitKey(rawValue: member.name), let number = member.value.number(in: 1...key.most) else { return nil }
            switch key {
            case .concurrent: limits.concurrentRequests = number
            case .requestsPerMinute: limits.requestsPerMinute = number
            case .bodySize: limits.bodySize = number * 1_024 * 1_024
            case .output: limits.maximumOutput = number
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
        let isName = !name.isEmpty && name.utf8.allSatisfy { $0.isASCIILetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains($0) }
        let isOurs = ["host", "content-length", "transfer-encoding", "connection", "content-type"].contains(name)
        guard isName, !isOurs, value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
        return ProviderConfig.Header(name: name, value: value)
    }

    // MARK: Models

    private func model(_ member: ConfigDocument.Member) throws(ConfigFault) -> ModelAlias {
        if let target = member.value.text { return ModelAlias(name: member.name, target: target) }
        guard case .mapping(let members) = member.value else {
            throw refusal(member, Self.modelWords + ", or the name of another model")
        }
        var target: String?
        var capabilities: Set<ModelCapability>?
        var (limit, context): (Int?, Int?)
        for member in members {
            let tokens = member.value.number(in: 1...Self.mostTokens)
            switch member.name {
            case "model" where member.value.text != nil: target = member.value.text
            case "capabilities":
                guard let names = member.value.texts, case let found = names.compactMap({ ModelCapability(rawValue: $0) }),
                    found.count == names.count
                else {
                    let known = ModelCapability.allCases.map(\.rawValue).joined(separator: ", ")
                    throw refusal(member, "capabilities takes a list of " + known)
                }
                capabilities = Set(found)
            case "max_output" where tokens != nil: limit = tokens
            case "context" where tokens != nil: context = tokens
            default: throw refusal(member, Self.modelWords)
            }
        }
        guard target != nil || capabilities != nil || limit != nil || context != nil else { throw refusal(member, Self.modelWords) }
        // Without a name it is about the model of this name itself.
        return ModelAlias(
            name: member.name, target: target ?? member.name, capabilities: capabilities, maximumOutput: limit, contextTokens: context)
    }

    private static let mostTokens = 10_000_000
    private static let modelWords = "a model takes the lines model: NAME, capabilities: [text, …], max_output: TOKENS and context: TOKENS"
}
