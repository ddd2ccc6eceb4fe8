import ArgumentParser

struct RosettaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rosetta", abstract: "Start, stop or look at the llm-rosetta gateway on this machine.",
        discussion: "It is started with this shell's environment, and is known by a lock that it holds, not by its name.",
        subcommands: [RosettaStart.self, RosettaStop.self, RosettaRestart.self, RosettaStatus.self, RosettaRun.self])
}
