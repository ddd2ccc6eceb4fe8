import SystemSupport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Starts and stops the gateway, and waits until it has happened.
struct RosettaControl {
    /// Python and its packages take seconds to load on a slow disk.
    private static let startPatience = Duration.seconds(30)
    /// It lets requests finish first.
    private static let stopPatience = Duration.seconds(10)
    /// A gateway that listens on a socket file gives no sign of it that an earlier one could not have left; a bad one ends within this.
    private static let probation = Duration.seconds(1)
    private static let pause = Duration.milliseconds(50)

    let gateway: RosettaGateway

    /// Starts the gateway and waits until it listens.
    ///
    /// - Throws: `Advice` when its port is taken, it is not installed, or it ends or does not listen in time.
    func start(with configuration: RosettaConfiguration) async throws {
        guard ProgramFile.find(RosettaGateway.program, searchPath: ProcessInfo.processInfo.environment["PATH"]) != nil else {
            throw Advice(
                "\(RosettaGateway.program) is not installed, or not in PATH.", hints: ["Install it: pip install 'llm-rosetta[gateway]'"])
        }
        let port = configuration.usesSocketFile ? nil : configuration.port
        if let port, let holder = PortHolder.find(port: port) {
            let name = [holder.name ?? "another program", holder.processID.map { "(process \($0))" }].compactMap { $0 }.joined(
                separator: " ")
            throw Advice(
                "The gateway's port \(port) is held by \(name), which this command has not started.",
                hints: [holder.processID.map { "If it is a gateway of yours, stop it: kill \($0)" }].compactMap { $0 })
        }
        if configuration.isOpenToOthers, let host = configuration.host {
            Console.warning(
                "The gateway listens on \(host): other machines can use it. \"host\": \"127.0.0.1\" in \(configuration.path) ends that.")
        }
        try gateway.makeFolder()
        let child: Int32
        do {
            child = try ChildProcess.startInBackground(["rosetta", "run", "--config", configuration.path], log: gateway.log)
        } catch {
            throw Advice("The gateway cannot be started: \(error).")
        }
        let processID = try await wait(for: child, port: port)
        Console.note("The gateway runs as process \(processID)" + (configuration.address.map { " on \($0)." } ?? "."))
    }

    /// - Returns: the process that was stopped; nil when there was none.
    /// - Throws: `Advice` when it cannot be stopped.
    func stop() async throws -> Int32? {
        guard let processID = gateway.processID else { return nil }
        guard processID > 1 else { throw Advice("The gateway runs, and the system does not say as which process.") }
        ChildProcess.end(processID)
        if await waits(Self.stopPatience, until: { gateway.processID != processID }) { return processID }
        // Still the holder of the lock, so that no other process can be hit.
        ChildProcess.end(processID, atOnce: true)
        guard await waits(Self.stopPatience, until: { gateway.processID != processID }) else {
            throw Advice("The gateway, process \(processID), does not end.")
        }
        return processID
    }

    /// - Returns: the gateway's process: the child, or one that somebody else has started at the same moment.
    private func wait(for child: Int32, port: Int?) async throws -> Int32 {
        var hasEnded = false
        let isUp = await waits(Self.startPatience) {
            hasEnded = ChildProcess.end(of: child) != nil
            return hasEnded || gateway.processID == child && (port.map { PortHolder.find(port: $0) != nil } ?? true)
        }
        if isUp, port == nil, !hasEnded {
            _ = await waits(Self.probation) {
                hasEnded = ChildProcess.end(of: child) != nil
                return hasEnded
            }
        }
        if hasEnded, let processID = gateway.processID { return processID }
        if hasEnded { throw Advice("The gateway has ended at once. It says why in \(gateway.log)") }
        if !isUp { throw Advice("The gateway, process \(child), does not listen yet. See \(gateway.log)") }
        return child
    }

    private func waits(_ patience: Duration, until condition: () -> Bool) async -> Bool {
        let end = ContinuousClock.now + patience
        while !condition() {
            guard ContinuousClock.now < end else { return false }
            // Only a cancelled task wakes early, and nobody cancels this one.
            try? await Task.sleep(for: Self.pause)
        }
        return true
    }
}
