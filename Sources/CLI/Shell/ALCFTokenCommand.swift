import ArgumentParser
import Daemon
import FoundationSubset
import SystemSupport
import TokenSync

struct ALCFTokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alcf-token", abstract: "Print a token for ALCF's inference endpoints, from ALCF's own helper.",
        discussion: """
            The helper is inference_auth_token.py: the file that $ALCF_INFERENCE_HELPER names, else one in PATH, else one in the home \
            folder. $ALCF_INFERENCE_PYTHON names a Python that has globus_sdk (default: python3).
            """)

    /// The helper (https://docs.alcf.anl.gov/services/inference-endpoints/).
    private static let name = "inference_auth_token.py"
    /// The public client of the helper, which names the folder of its tokens.
    private static let client = "58fdd3bc-e1c3-4ce5-80ea-8d6b87cfb944"

    func run() throws {
        let folders = UserFolders.ofThisProcess
        func named(_ variable: String) -> String? { folders.environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
        let python = named("ALCF_INFERENCE_PYTHON") ?? "python3"
        let helper = try Self.helper(named("ALCF_INFERENCE_HELPER"), folders)
        guard FileFacts.exists("\(folders.home)/.globus/app/\(Self.client)/inference_app/tokens.json") else {
            throw Advice(
                "You are not logged in to ALCF's inference endpoints.", hints: ["Log in: \(python) '\(helper)' authenticate"],
                exitCode: .needsLogin)
        }
        let code = CurrentProcess.replace(with: [python, helper, "get_access_token"])
        throw Advice(
            "ALCF's helper needs Python, but \(python) cannot be run: \(code).",
            hints: ["Name a Python that has globus_sdk: export ALCF_INFERENCE_PYTHON=/path/to/python3"], exitCode: .commandNotFound)
    }

    /// The helper's path: the one that is named, else the first. The folder that somebody happens to be in is not searched.
    private static func helper(_ named: String?, _ folders: UserFolders) throws(Advice) -> String {
        let places = (folders.environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") } + [Substring(folders.home)]
        let candidates = named.map { [$0] } ?? places.map { "\($0)/\(name)" }
        if let helper = candidates.first(where: FileManager.default.isReadableFile(atPath:)) { return helper }
        throw Advice(
            named.map { "ALCF's helper is not at \($0), which ALCF_INFERENCE_HELPER names." }
                ?? "ALCF's helper \(name) is neither in PATH nor in the home folder.",
            hints: [
                "Get it: curl -o ~/\(name) https://raw.githubusercontent.com/argonne-lcf/inference-endpoints/main/\(name)",
                "It needs globus_sdk: python3 -m pip install globus_sdk",
                "If it is elsewhere: export ALCF_INFERENCE_HELPER=/path/to/\(name)",
            ])
    }
}
