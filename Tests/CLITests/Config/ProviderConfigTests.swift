import Models
import Shim
import Testing
import TokenSync

@testable import CLI
@testable import Daemon

/// The sections of the configuration file that are about services beside Argo and about names of models.
struct ProviderConfigTests {
    private func read(_ text: String) throws -> ProviderConfig {
        try ConfigFile(Array("version: 1\n\(text)".utf8), path: "/etc/argo/config.yaml", home: "/home/alice").services
    }

    private func fault(_ text: String) -> String {
        do {
            _ = try read(text)
            return "none"
        } catch let faults as ConfigFaults {
            return faults.lines.joined(separator: "|")
        } catch {
            return "\(error)"
        }
    }

    @Test func `a provider has an address, a dialect, keys and headers`() throws {
        let services = try read(
            """
            providers:
              local:
                base_url: http://127.0.0.1:8000/v1
                dialect: chat
              team:
                base_url: https://llm.example.org/v1
                dialect: messages
                key_env: [TEAM_KEY, OTHER_KEY]
                key_file: ~/.keys/team
                key_command: [pass, show, team]
                headers:
                  X-Team: physics
                  x-number: 7
                ca_file: team.pem
                timeout: 120
                limits: {concurrent: 4, requests_per_minute: 60, max_body: 10, max_output: 8192}
                models: [big, small]
            """)
        #expect(services.providers.map(\.name) == ["local", "team"])
        #expect(services.providers.map(\.line) == [3, 6])
        let team = try #require(services.providers.last)
        #expect(team.address == ProviderAddress("https://llm.example.org/v1"))
        #expect(String(describing: team.dialect).contains("messages"))
        #expect(
            team.keys == [
                .variable("TEAM_KEY"), .variable("OTHER_KEY"), .file("/home/alice/.keys/team"), .command(["pass", "show", "team"]),
            ])
        #expect(team.headers == [.init(name: "x-team", value: "physics"), .init(name: "x-number", value: "7")])
        #expect(team.authorityFile == "/etc/argo/team.pem")
        #expect(team.timeout == 120)
        var limits = ProviderLimits()
        (limits.concurrentRequests, limits.requestsPerMinute) = (4, 60)
        (limits.bodySize, limits.maximumOutput) = (10 * 1_024 * 1_024, 8_192)
        #expect(team.limits == limits)
        #expect(team.models == ["big", "small"])
    }

    @Test func `models have other names and capabilities, and others stand in for them`() throws {
        let services = try read(
            """
            models:
              fast: gpt-5-mini
              oss:
                model: alcf-sophia/openai/gpt-oss-120b
                capabilities: [text, tools]
                context: 65536
            fallbacks:
              oss: [alcf-metis/gpt-oss-120b, gpt-4o]
              fast: gpt-4o
            """)
        #expect(
            services.models == [
                ModelAlias(name: "fast", target: "gpt-5-mini"),
                ModelAlias(name: "oss", target: "alcf-sophia/openai/gpt-oss-120b", capabilities: [.text, .tools], contextTokens: 65_536),
            ])
        #expect(services.fallbacks == ["oss": ["alcf-metis/gpt-oss-120b", "gpt-4o"], "fast": ["gpt-4o"]])
    }

    @Test(arguments: [
        ("providers: x", "config.yaml:2: providers takes indented lines"),
        ("providers:\n  openai:\n    base_url: https://a/v1\n    dialect: chat", "config.yaml:3: a provider name"),
        ("providers:\n  a/b:\n    base_url: https://a/v1\n    dialect: chat", "config.yaml:3: a provider name"),
        ("providers:\n  mine:\n    dialect: chat", "config.yaml:3: a provider needs base_url and dialect"),
        ("providers:\n  mine:\n    base_url: https://user:secret@a/v1\n    dialect: chat", "config.yaml:4: base_url takes an address"),
        (
            "providers:\n  mine:\n    base_url: https://a/v1\n    dialect: grpc",
            "config.yaml:5: dialect takes chat, responses, messages or google"
        ),
        ("providers:\n  mine:\n    base_ulr: https://a/v1", "config.yaml:4: unknown setting 'base_ulr'; did you mean base_url"),
        ("providers:\n  mine:\n    base_url: https://a/v1\n    dialect: chat\n    timeout: 0", "config.yaml:6: timeout takes 1 to 86400"),
        (
            "providers:\n  mine:\n    base_url: https://a/v1\n    dialect: chat\n    headers:\n      host: secret",
            "config.yaml:6: headers takes names"
        ),
        ("providers:\n  mine:\n    base_url: https://a/v1\n    dialect: chat\n    auth_url: https://b/t", "yaml:3: auth_url is only for"),
        ("providers:\n  mine:\n    base_url: https://a/v1\n    base_url: https://b/v1", "config.yaml:5: base_url is set twice"),
        (
            "providers:\n  mine:\n    base_url: https://a/v1\n    dialect: chat\n    limits: {concurrent: 0}",
            "config.yaml:6: limits takes indented lines of the form concurrent, requests_per_minute, max_body, max_output: NUMBER"
        ),
        ("models:\n  fast: [a]", "config.yaml:3: a model takes"),
        ("models:\n  fast:\n    model: a\n    capabilities: [hearing]", "config.yaml:5: capabilities takes a list of text, vision"),
        ("fallbacks:\n  fast: 3", "config.yaml:3: a fallback takes"),
        ("provider:\n  mine: 1", "config.yaml:2: unknown setting 'provider'; did you mean providers"),
    ])
    func `what is wrong is told with its line, and without a value`(text: String, words: String) {
        let told = fault(text)
        #expect(told.contains(words), "\(told)")
        #expect(!told.contains("secret"))
    }

    @Test func `what is built in keeps what the file does not say`() throws {
        let services = try read("providers:\n  alcf-metis:\n    base_url: http://127.0.0.1:9/v1\n    auth_url: http://127.0.0.1:9/token\n")
        let plan = try ProviderPlan(services, folders: .init(home: "/home/alice", environment: [:]))
        #expect(plan.providers.map(\.name) == ["alcf-sophia", "alcf-metis"])
        let metis = try #require(plan.providers.last)
        #expect(metis.address == ProviderAddress("http://127.0.0.1:9/v1"))
        #expect(metis.title == "ALCF Metis")
        #expect(metis.bodyRules != nil)
        guard case .globus(let login)? = metis.keys.last else {
            Issue.record("\(metis.keys)")
            return
        }
        #expect(login.tokenAddress == ProviderAddress("http://127.0.0.1:9/token"))
        #expect(login.path.hasPrefix("/home/alice/.globus/app/"))
    }

    @Test(arguments: [
        (["/bin/echo", "the-key"], "the-key"), (["/bin/sh", "-c", "exit 3"], "exited with 3"),
        (["/bin/echo", "two words"], "printed no key"),
        (["/nowhere/program"], "cannot be run"), (["no-such-program-here"], "is not in PATH"),
    ])
    func `a program prints a key, or it is told why there is none`(words: [String], expected: String) throws {
        let key = words.map { "'\($0)'" }.joined(separator: ", ")
        let services = try read("providers:\n  mine:\n    base_url: https://a/v1\n    dialect: chat\n    key_command: [\(key)]\n")
        let plan = try ProviderPlan(services, folders: .init(home: "/home/alice", environment: ["PATH": "/bin"]))
        guard case .command(_, let run)? = plan.providers.last?.keys.first else {
            Issue.record("no command")
            return
        }
        do {
            #expect(try run() == ProviderKey(expected))
        } catch {
            #expect("\(error)".contains(expected))
        }
    }
}

struct ProxyVariablesTests {
    private func proxy(_ environment: [String: String], _ address: String) throws -> String? {
        try ProxyVariables(environment).proxy(for: #require(ProviderAddress(address))).map { "\($0)" }
    }

    @Test func `the environment's proxies are taken as curl takes them`() throws {
        let environment = [
            "https_proxy": "http://secure:1", "HTTP_PROXY": "http://never:1", "ALL_PROXY": "socks5://all", "no_proxy": "a.org, .b.org",
        ]
        #expect(try proxy(environment, "https://c.org/v1") == "http://secure:1")
        #expect(try proxy(environment, "http://c.org/v1") == "socks5://all:1080")
        for direct in [
            "https://a.org", "https://x.a.org", "https://b.org", "https://x.B.org", "https://localhost:8443", "http://127.0.0.1:1",
        ] {
            #expect(try proxy(environment, direct) == nil, "\(direct)")
        }
        #expect(try proxy(environment, "https://aa.org") == "http://secure:1")
        #expect(try proxy(["HTTPS_PROXY": "p:3128", "NO_PROXY": "*"], "https://c.org") == nil)
        #expect(try proxy(["HTTPS_PROXY": " "], "https://c.org") == nil)
        #expect(try proxy([:], "https://c.org") == nil)
    }
}
