import FakeArgo
import Foundation
import Testing

/// `argo-shim rosetta`, with a program in the place of the gateway that does nothing until it is stopped.
@Suite(.timeLimit(.minutes(10))) struct RosettaCommandTests {
    private static let configuration = ".config/llm-rosetta-gateway/config.jsonc"
    private static let gateway = #"echo "started $* ${ALCF_INFERENCE_TOKEN-}" >> "$HOME/calls"; exec tail -f /dev/null"#

    @Test func `start, status, restart and stop speak of one process`() async throws {
        try await withGateway { home in
            #expect(try await rosetta("status", in: home).output == "not running\n")
            let start = try await rosetta("start", in: home, environment: ["ALCF_INFERENCE_TOKEN": "inherited"])
            let first = try #require(start.errors.firstMatch(of: /Started the gateway \(process (\d+)\)/)?.1, "\(start)")
            #expect(start.status == .code(0) && start.output.isEmpty, "\(start)")
            let path = "\(home.path)/\(Self.configuration)"
            #expect(home.text("calls") == "started --no-banner --config \(path) inherited\n")
            let status = try await rosetta("status", in: home)
            #expect(
                status.status == .code(0) && status.output.hasPrefix("running as process \(first)\nconfiguration: \(path)\nlog: "),
                "\(status)")

            let again = try await rosetta("start", in: home)
            #expect(again.status == .code(0) && again.errors == "The gateway is already running (process \(first)).\n", "\(again)")

            let restart = try await rosetta("restart", in: home)
            let second = try #require(restart.errors.firstMatch(of: /Started the gateway \(process (\d+)\)/)?.1, "\(restart)")
            #expect(first != second)

            let stop = try await rosetta("stop", in: home)
            #expect(stop.status == .code(0) && stop.errors.contains("(process \(second))"), "\(stop)")
            let down = try await rosetta("status", in: home)
            #expect(down.status == .code(5) && down.output == "not running\n", "\(down)")
            #expect(try await rosetta("stop", in: home).errors == "The gateway is not running.\n")
            for name in try home.names(in: ".local/state/argo-shim") {
                #expect(try home.mode(".local/state/argo-shim/\(name)") == 0o600, "\(name)")
            }
        }
    }

    @Test func `restart keeps the configuration that the gateway was started with`() async throws {
        try await withGateway { home in
            try home.write(#"{"server": {"socket": "elsewhere"}}"#, to: "with blanks/other.jsonc")
            let path = "\(home.path)/with blanks/other.jsonc"
            #expect(try await rosetta("start", "--config", path, in: home).status == .code(0))
            #expect(try await rosetta("restart", in: home).status == .code(0))
            let call = "started --no-banner --config \(path) \n"
            #expect(home.text("calls") == call + call)
        }
    }

    @Test func `of several that start it at once all get the same gateway`() async throws {
        try await withGateway { home in
            let results = try await withThrowingTaskGroup(of: FinishedProgram.self) { tasks in
                for _ in 0..<6 { tasks.addTask { try await rosetta("start", in: home) } }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            #expect(results.allSatisfy { $0.status == .code(0) }, "\(results)")
            #expect(Set(results.map { $0.errors.filter(\.isNumber) }).count == 1, "\(results)")
            #expect(home.text("calls")?.split(separator: "\n").count == 1)
        }
    }

    @Test func `a process that merely has the number of a gateway is left alone`() async throws {
        try await withGateway { home in
            #expect(try await rosetta("start", in: home).status == .code(0))
            #expect(try await rosetta("stop", in: home).status == .code(0))
            let name = try #require(try home.names(in: ".local/state/argo-shim").first { $0.hasSuffix(".pid") })
            try await RunningProgram.with(Command(program: "/usr/bin/tail", arguments: ["-f", "/dev/null"], environment: [:], folder: "/"))
            { victim in
                try home.write(#"{"process":\#(victim.processID)}"#, to: ".local/state/argo-shim/\(name)")
                #expect(try await rosetta("status", in: home).output == "not running\n")
                #expect(try await rosetta("stop", in: home).errors == "The gateway is not running.\n")
                #expect(kill(victim.processID, 0) == 0)
            }
        }
    }

    @Test func `a gateway that was killed does not run, and is started anew`() async throws {
        try await withGateway { home in
            let start = try await rosetta("start", in: home)
            let processID = try #require(start.errors.firstMatch(of: /process (\d+)/).flatMap { Int32($0.1) })
            kill(processID, SIGKILL)
            #expect(try await rosetta("stop", in: home).status == .code(0))
            #expect(try await rosetta("start", in: home).status == .code(0))
            #expect(home.text("calls")?.split(separator: "\n").count == 2)
        }
    }

    @Test func `a gateway that does not heed being asked to stop is ended`() async throws {
        try await withGateway(#"trap "" TERM; exec tail -f /dev/null"#) { home in
            #expect(try await rosetta("start", in: home).status == .code(0))
            let stop = try await rosetta("stop", in: home)
            #expect(stop.status == .code(0) && stop.errors.contains("Stopped the gateway"), "\(stop)")
        }
    }

    @Test func `a port that somebody else holds is named with its holder`() async throws {
        try await withFakeArgo { holder in
            try await withGateway(configuration: #"{"server": {"port": \#(holder.port)}}"#) { home in
                let start = try await rosetta("start", in: home)
                #expect(start.status == .code(1), "\(start)")
                let ownID = ProcessInfo.processInfo.processIdentifier
                #expect(start.errors.contains("port \(holder.port) is in use by ") && start.errors.contains("kill \(ownID)"), "\(start)")
                #expect(!home.exists("calls"))
                #expect(await holder.connectionCount.accepted == 0)
            }
        }
    }

    @Test func `a gateway that ends at once is an error that names its log`() async throws {
        let port = try FreePort.next()
        try await withGateway("echo 'no such provider' >&2; exit 3", configuration: #"{"server": {"port": \#(port)}}"#) { home in
            let start = try await rosetta("start", in: home)
            let log = try #require(start.errors.firstMatch(of: /stopped immediately\. See (.+)\n/)?.1, "\(start)")
            #expect(start.status == .code(1) && home.text(String(log.dropFirst(home.path.count + 1))) == "no such provider\n", "\(start)")
        }
    }

    @Test func `what is missing is said`() async throws {
        let home = try TestHome()
        let configuration = try await rosetta("start", in: home)
        #expect(configuration.status == .code(1) && configuration.errors.contains("llm-rosetta-gateway init"), "\(configuration)")
        try home.write("{}", to: Self.configuration)
        let program = try await rosetta("start", in: home, environment: ["PATH": "/usr/bin:/bin"])
        #expect(program.status == .code(1) && program.errors.contains("pip install 'llm-rosetta[gateway]'"), "\(program)")
    }

    @Test(arguments: [("", true, false), (#""host": "0.0.0.0", "#, false, true), (#""host": "127.0.0.1", "#, false, false)])
    func `a gateway listens on this machine alone, unless its configuration says otherwise`(
        host: String, isAdded: Bool, isWarned: Bool
    ) async throws {
        // Ends at once, so that no port is needed.
        let program = #"echo "$*" > "$HOME/calls""#
        let configuration = "{ // mine\n\"server\": {\(host)\"port\": \(try FreePort.next()),},}"
        try await withGateway(program, configuration: configuration) { home in
            let start = try await rosetta("start", in: home)
            #expect(start.errors.contains("other machines can use it") == isWarned, "\(start)")
            #expect(home.text("calls")?.contains("--host 127.0.0.1") == isAdded, "\(start)")
        }
    }

    // MARK: What every test does

    private func withGateway(
        _ program: String = Self.gateway, configuration: String = #"{"server": {"socket": "gateway.sock"}}"#,
        _ body: (TestHome) async throws -> Void
    ) async throws {
        let home = try TestHome()
        try home.writeProgram(program, to: "bin/llm-rosetta-gateway")
        try home.write(configuration, to: Self.configuration)
        do {
            try await body(home)
        } catch {
            _ = try await rosetta("stop", in: home)
            throw error
        }
        _ = try await rosetta("stop", in: home)
    }

    private func rosetta(_ arguments: String..., in home: TestHome, environment: [String: String] = [:]) async throws -> FinishedProgram {
        let path = ["PATH": "\(home.path)/bin:" + (home.environment["PATH"] ?? "/usr/bin:/bin")]
        let command = try home.argoShim(["rosetta"] + arguments, environment: path.merging(environment) { _, new in new })
        return try await RunningProgram.run(command)
    }
}
