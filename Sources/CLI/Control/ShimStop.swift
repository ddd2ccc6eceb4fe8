/// Ends a shim, and waits until it has ended.
struct ShimStop {
    /// Streams have ten seconds to finish, and the tunnel a few to say good-bye.
    private static let patience = Duration.seconds(20)
    /// Without streams it ends within this.
    private static let briefPatience = Duration.seconds(1)

    let instance: Instance

    /// - Returns: the process that it was, as far as it is known.
    /// - Throws: `Advice` where it does not end.
    func run() throws(Advice) -> Int32? {
        let process = InstanceRecord(lock: instance.lock)?.process
        let client = ControlClient(instance)
        do {
            _ = try client.ask(.stop)
        } catch .noAnswer {
            // It may be ending already.
        } catch {
            throw Advice(error, instance)
        }
        if client.waitForEnd(of: process, Self.briefPatience) { return process }
        // Only somebody who sees it wonders.
        Console.progress("Waiting for answers that are under way, at most ten seconds …")
        defer { Console.endProgress() }
        guard client.waitForEnd(of: process, Self.patience) else { throw Advice(.noAnswer, instance) }
        return process
    }
}
