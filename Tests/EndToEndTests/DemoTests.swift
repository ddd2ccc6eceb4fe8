import Foundation
import Testing

@Suite struct DemoTests {
    private static let greetings = ["Hello from Claude Opus 4.8 on Argo. You said: Say hi", "Hello from GPT-4o on Argo. You said: Say hi"]

    @Test func `demo --once prints an answer of Claude and one of GPT and ends by itself`() async throws {
        let home = try TestHome()
        let demo = try await RunningProgram.run(try home.argoShim("demo", "--once"))
        #expect(demo.status == .code(0), "\(demo)")
        for greeting in Self.greetings { #expect(demo.output.contains("→ 200 \(greeting)"), "\(demo)") }
        #expect(!demo.output.contains("Ctrl-C"))
        try expectNothingLeft(in: home)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `demo runs until a signal, ends with success and leaves nothing behind`(signal: Int32) async throws {
        let home = try TestHome()
        try await RunningShim.with(home, try home.argoShim("demo")) { shim in
            #expect(shim.announcement.contains("-> https://apps.inside.anl.gov/argoapi (embedded Argo on port "))
            _ = try await shim.program.output.line(containing: "Press Ctrl-C to stop it.")
            #expect(try home.names(in: "tmp").count == 1)
            let demo = await shim.stop(with: signal)
            #expect(demo.status == .code(0), "\(demo)")
            for greeting in Self.greetings { #expect(demo.output.contains(greeting)) }
        }
        try expectNothingLeft(in: home)
    }

    @Test func `the printed curl commands work as they are`() async throws {
        let home = try TestHome()
        try await RunningShim.with(home, try home.argoShim("demo")) { shim in
            _ = try await shim.program.output.line(containing: "Press Ctrl-C to stop it.")
            let commands = PrintedCommands(shim.program.output.lines).curls
            #expect(commands.count == 2)
            var answers: [String] = []
            for command in commands {
                let shell = try await RunningProgram.run(
                    Command(program: "/bin/sh", arguments: ["-c", command], environment: home.environment, folder: home.path))
                #expect(shell.status == .code(0), "\(shell)")
                answers.append(shell.output)
            }
            #expect(answers.first?.contains(Self.greetings[0]) == true, "\(answers)")
            #expect(answers.last?.contains(#""object":"list""#) == true, "\(answers)")
        }
    }

    @Test func `demo can be given a port`() async throws {
        let home = try TestHome()
        // A port that was free a moment ago.
        let port = try await RunningShim.with(home, try home.argoShim("demo")) { shim in
            _ = try await shim.program.output.line(containing: "Press Ctrl-C to stop it.")
            _ = await shim.stop()
            return shim.port
        }
        try await RunningShim.with(home, try home.argoShim("demo", "--port", "\(port)")) { #expect($0.port == port) }
    }

    /// Neither in the temporary folder, where all of it was, nor in the home.
    private func expectNothingLeft(in home: TestHome) throws {
        #expect(try home.names(in: "tmp") == [])
        #expect(try home.names(in: ".") == ["tmp"])
    }
}
