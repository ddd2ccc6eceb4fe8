import ArgumentParser

struct ServiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", abstract: "Have the system start argo-shim when you log in, and again after a crash.",
        discussion: "It is a LaunchAgent on macOS and a unit of `systemd --user` on Linux: a file of yours, without root.",
        subcommands: [ServiceInstall.self, ServiceUninstall.self, ServiceStatus.self])
}
