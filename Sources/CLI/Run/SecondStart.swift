import SystemSupport

/// What is said to somebody who starts a shim that runs already.
struct SecondStart {
    let status: ShimStatus
    let options: RunOptions

    func tell() {
        guard !options.loudness.isQuiet else { return }
        for line in lines(arguments: CurrentProcess.argumentsBehindVerb) { Console.note(line) }
    }

    /// - Parameter arguments: the options of this start.
    func lines(arguments: [String], dateAndTime: (Int) -> String = LocalTime.dateAndTime) -> [String] {
        let settings =
            options.access.noUpdateSettings
            ? [] : [status.isAnnounced ? "The clients' settings are in step with it." : "The clients' settings are written when it is up."]
        let hint =
            arguments == status.arguments || arguments.isEmpty
            ? [] : ["It keeps the options that it was started with. To change them: argo-shim restart OPTIONS"]
        return ["A shim runs already on port \(status.port): process \(status.process), since \(dateAndTime(status.startedAt))."] + settings
            + hint
    }
}
