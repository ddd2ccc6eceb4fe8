import Testing

@Suite struct RunningProgramTests {
    @Test func `a program that outlives its limit is killed with its children`() async throws {
        let home = try TestHome()
        let command = Command(
            program: "/bin/sh", arguments: ["-c", "echo here; tail -f /dev/null & tail -f /dev/null"], environment: home.environment,
            folder: home.path, timeLimit: 0.5)
        let finished = try await RunningProgram.run(command)
        #expect(finished.status == .timedOut)
        #expect(finished.output == "here\n")
    }

    @Test func `a line that does not come is an error with what came instead`() async throws {
        let home = try TestHome()
        let command = Command(
            program: "/bin/sh", arguments: ["-c", "echo one; echo two; exit 3"], environment: home.environment, folder: home.path)
        try await RunningProgram.with(command) { program in
            let lines = [try await program.output.line(containing: "o"), try await program.output.line(2, containing: "o")]
            #expect(lines == ["one", "two"])
            let error = await #expect(throws: ProgramOutput.Ended.self) { try await program.output.line(3, containing: "o") }
            #expect(error?.text == "one\ntwo\n")
            #expect(await program.end().status == .code(3))
        }
    }
}
