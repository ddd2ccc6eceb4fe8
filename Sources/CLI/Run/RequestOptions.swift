import ArgumentParser
import Shim

/// How requests are changed on their way.
struct RequestOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The user name for Argo (default: $ARGO_USER, $CELS_USERNAME, or the login name).", valueName: "name"))
    var user: String?

    @Flag(name: .customLong("force-user"), help: "Replace the user field of every request, not only a missing one.")
    var forceUser = false

    @Option(name: .customLong("max-body"), help: ArgumentHelp("The largest request body.", valueName: "MiB"))
    var maxBody = 64

    @Option(
        name: .long,
        help: ArgumentHelp("How long Argo may take until the answer begins, or is complete where it is no stream.", valueName: "seconds"))
    var timeout = 600

    @Flag(name: .customLong("no-kept-answers"), help: "Keep no answers of the Responses API for those who come back to them.")
    var keepsNoAnswers = false

    @Flag(name: .customLong("no-alcf"), help: "Leave ALCF's Sophia and Metis out, and the login of ALCF's helper unread.")
    var leavesALCFOut = false

    @Option(
        name: .customLong("no-fix"), parsing: .singleValue,
        help: ArgumentHelp("Switch off a named fix; may be repeated.", valueName: "name"),
        completion: .list(QuirkFix.names))
    var disabledFixes: [String] = []

    mutating func validate() throws {
        guard (1...1_024).contains(maxBody) else { throw ValidationError("--max-body takes 1 to 1024 MiB.") }
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout takes 1 to 86400 seconds.") }
    }
}
