import FakeArgo
import Foundation
import Testing

/// Every transcript in `Tests/CLITests/Sessions`, run with the real program: a new file is a new test.
///
/// Each has a home of its own, an embedded Argo at `$ARGO` whose authorities are in `$CA`, a port `$PORT` for a shim, and where there is
/// an SSH server, a way through two of them in the configuration `$SSH_CONFIG`. In what is printed these numbers and paths are written by
/// their names: `PORT`, `~`. Those whose names begin with `ssh-` need a server, those with `linux-` what Linux alone has.
@Suite(.timeLimit(.minutes(10))) struct SessionTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../CLITests/Sessions").standardizedFileURL.path

    private static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter(isForHere).sorted()

    private static func isForHere(_ name: String) -> Bool {
        #if os(Linux)
            name.hasSuffix(".txt")
        #else
            name.hasSuffix(".txt") && !name.hasPrefix("linux-")
        #endif
    }

    @Test(arguments: names.filter { !$0.hasPrefix("ssh-") })
    func `a transcript goes as it is written`(name: String) async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await run(name, in: home, argo: argo, more: [:])
        }
    }

    @Test(.enabled(if: SSHServer.isThere, SSHServer.advice), arguments: names.filter { $0.hasPrefix("ssh-") })
    func `a transcript over SSH goes as it is written`(name: String) async throws {
        try await TestRoute.with { route in
            let more = [
                "JUMP": "\(route.jump.port)", "LAST": "\(route.last.port)", "SSH_CONFIG": "\(route.home.path)/ssh/config",
                "ME": NSUserName(),
            ]
            try await run(name, in: route.home, argo: route.argo, more: more)
        }
    }

    @Test func `there are transcripts`() {
        #expect(Self.names.count > 10)
    }

    private func run(_ name: String, in home: TestHome, argo: FakeArgo, more: [String: String]) async throws {
        let text = try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(name)").map { String(decoding: $0, as: UTF8.self) })
        let certificates = try #require(argo.certificates)
        try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "authorities.pem")
        try await BackgroundShim.with(home) { shim in
            let ports = ["PORT": "\(shim.port)", "ARGO": "\(argo.port)", "NOBODY": "\(try FreePort.next())"].merging(more) { _, new in new }
            let programs = URL(fileURLWithPath: try ArgoShimBinary.path()).deletingLastPathComponent().path
            var environment = home.environment.merging(ports) { _, new in new }
            environment["CA"] = "\(home.path)/authorities.pem"
            environment["PATH"] = "\(home.path)/bin:\(programs):\(environment["PATH"] ?? "/usr/bin:/bin")"
            // Where a transcript fails on its way, a second shim is left.
            defer { ports["NOBODY"].flatMap { Int($0) }.map { BackgroundShim(home: home, port: $0).kill() } }
            let names = ports.filter { $0.key != "ME" && $0.key != "SSH_CONFIG" }
            let paths = [(programs + "/argo-shim", "argo-shim"), (home.path, "~"), (ownHost, "HOST")]
            for step in Session(text).steps {
                let finished = try await RunningProgram.run(
                    Command(program: "/bin/sh", arguments: ["-c", step.command], environment: environment, folder: home.path))
                let output = Self.lines(finished.output, paths, names)
                let errors = Self.lines(finished.errors, paths, names)
                let isRight =
                    Session.matches(output, step.output) && Session.matches(errors, step.errors)
                    && finished.status == .code(step.exitCode)
                let actual = (["$ \(step.command)"] + output + errors.map { "! \($0)" } + ["? \(finished.status)"]).joined(separator: "\n")
                #expect(isRight, "\(name):\(step.line) goes otherwise:\n\(actual)")
            }
        }
    }

    /// As the program knows it.
    private var ownHost: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func lines(_ text: String, _ paths: [(String, String)], _ ports: [String: String]) -> [String] {
        let named = paths.filter { !$0.0.isEmpty }.reduce(text) { $0.replacing($1.0, with: $1.1) }
        let plain = ports.reduce(named) { text, port in
            // A year or a process may have the same number.
            text.replacing(/((?:process|kill) )?([0-9-]+)/) { match in
                match.1 == nil && match.2 == port.value ? port.key : String(match.0)
            }
        }
        return plain.isEmpty ? [] : plain.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

/// A transcript: commands as they are typed, and what each is to print and to end with.
///
/// `$ ` begins a command, which `sh` runs. Below it stands what it prints to standard output; `! ` stands before each line of standard error,
/// and `? ` before an exit code that is not 0. A line of `...` stands for any number of lines, `{…}` for any part of a line, `{number}` for
/// digits. Empty lines at the end of an output do not count. `# ` begins a remark.
struct Session {
    struct Step {
        let command: String
        /// Of the file.
        let line: Int
        var output: [String] = []
        var errors: [String] = []
        var exitCode: Int32 = 0
    }

    private(set) var steps: [Step] = []

    init(_ text: String) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("$ ") {
                steps.append(Step(command: String(line.dropFirst(2)), line: number + 1))
            } else if let last = steps.indices.last, !line.hasPrefix("# ") {
                if line.hasPrefix("! ") {
                    steps[last].errors.append(String(line.dropFirst(2)))
                } else if line.hasPrefix("? ") {
                    steps[last].exitCode = Int32(line.dropFirst(2)) ?? -1
                } else {
                    steps[last].output.append(String(line))
                }
            }
        }
    }

    /// Whether lines are those that are expected.
    static func matches(_ actual: [String], _ expected: [String]) -> Bool {
        matches(trimmed(actual)[...], trimmed(expected)[...])
    }

    private static func trimmed(_ lines: [String]) -> [String] {
        Array(lines.reversed().drop { $0.isEmpty }.reversed())
    }

    private static func matches(_ actual: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return actual.isEmpty }
        if first == "..." {
            return (actual.startIndex...actual.endIndex).contains { matches(actual[$0...], expected.dropFirst()) }
        }
        guard let line = actual.first, matches(line[...], first[...]) else { return false }
        return matches(actual.dropFirst(), expected.dropFirst())
    }

    private static func matches(_ line: Substring, _ pattern: Substring) -> Bool {
        guard let character = pattern.first else { return line.isEmpty }
        if pattern.hasPrefix("{number}") {
            let digits = line.prefix(while: \.isNumber)
            return !digits.isEmpty && matches(line[digits.endIndex...], pattern.dropFirst("{number}".count))
        }
        if pattern.hasPrefix("{…}") {
            let rest = pattern.dropFirst("{…}".count)
            return line.indices.contains { matches(line[$0...], rest) } || rest.isEmpty
        }
        return line.first == character && matches(line.dropFirst(), pattern.dropFirst())
    }
}
