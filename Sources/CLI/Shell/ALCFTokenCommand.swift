import ArgumentParser
import SystemSupport
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ALCFTokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alcf-token", abstract: "Print a token for ALCF's inference endpoints, by way of ALCF's own helper.",
        discussion: """
            The helper is inference_auth_token.py: the file that $ALCF_INFERENCE_HELPER names, else one in PATH, else one in the home \
            folder. $ALCF_INFERENCE_PYTHON names the Python that has globus_sdk, if that is not python3.
            """)

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let search = ALCFHelperSearch(home: folders.home, environment: folders.environment)
        guard let helper = search.candidates.first(where: FileManager.default.isReadableFile(atPath:)) else {
            throw Advice(search.absence, hints: search.installation)
        }
        guard FileManager.default.fileExists(atPath: search.tokens) else {
            throw Advice("Nobody has logged in to ALCF's inference endpoints.", hints: [search.login(helper)], exitCode: .needsLogin)
        }
        let code = CurrentProcess.replace(with: [search.python, helper, "get_access_token"])
        throw Advice(
            "ALCF's helper needs Python, and \(search.python) cannot be run: \(code).",
            hints: ["Name one that has globus_sdk: export ALCF_INFERENCE_PYTHON=/path/to/python3"], exitCode: .commandNotFound)
    }
}
