import ArgumentParser
import Daemon
import SystemSupport
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ALCFTokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alcf-token", abstract: "Print a token for ALCF's inference endpoints, from ALCF's own helper.",
        discussion: """
            The helper is inference_auth_token.py: the file that $ALCF_INFERENCE_HELPER names, else one in PATH, else one in the home \
            folder. $ALCF_INFERENCE_PYTHON names a Python that has globus_sdk (default: python3).
            """)

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let search = ALCFHelperSearch(home: folders.home, environment: folders.environment)
        guard let helper = search.candidates.first(where: FileManager.default.isReadableFile(atPath:)) else {
            throw Advice(search.absence, hints: search.installation)
        }
        guard FileManager.default.fileExists(atPath: search.tokens) else {
            throw Advice("You are not logged in to ALCF's inference endpoints.", hints: [search.login(helper)], exitCode: .needsLogin)
        }
        let code = CurrentProcess.replace(with: [search.python, helper, "get_access_token"])
        throw Advice(
            "ALCF's helper needs Python, but \(search.python) cannot be run: \(code).",
            hints: ["Name a Python that has globus_sdk: export ALCF_INFERENCE_PYTHON=/path/to/python3"], exitCode: .commandNotFound)
    }
}

/// Where ALCF's helper for tokens may be (https://docs.alcf.anl.gov/services/inference-endpoints/).
struct ALCFHelperSearch {
    private static let name = "inference_auth_token.py"
    /// The public client of the helper, which names the folder of its tokens.
    private static let client = "58fdd3bc-e1c3-4ce5-80ea-8d6b87cfb944"

    /// The path that the user names; nil when it is to be found.
    let named: String?
    /// Paths, the first choice first. The folder that somebody happens to be in is not among them.
    let candidates: [String]
    /// The Python that runs it.
    let python: String
    /// The file in which the helper keeps what a login gave it.
    let tokens: String

    /// - Parameters:
    ///   - home: the home folder.
    ///   - environment: the variables of the process.
    init(home: String, environment: [String: String]) {
        let folders = (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") } + [Substring(home)]
        named = environment["ALCF_INFERENCE_HELPER"].flatMap { $0.isEmpty ? nil : $0 }
        candidates = named.map { [$0] } ?? folders.map { "\($0)/\(Self.name)" }
        python = environment["ALCF_INFERENCE_PYTHON"].flatMap { $0.isEmpty ? nil : $0 } ?? "python3"
        tokens = "\(home)/.globus/app/\(Self.client)/inference_app/tokens.json"
    }

    /// Why it was not found.
    var absence: String {
        named.map { "ALCF's helper is not at \($0), which ALCF_INFERENCE_HELPER names." }
            ?? "ALCF's helper \(Self.name) is neither in PATH nor in the home folder."
    }

    /// What installs it.
    var installation: [String] {
        [
            "Get it: curl -o ~/\(Self.name) https://raw.githubusercontent.com/argonne-lcf/inference-endpoints/main/\(Self.name)",
            "It needs globus_sdk: python3 -m pip install globus_sdk",
            "If it is elsewhere: export ALCF_INFERENCE_HELPER=/path/to/\(Self.name)",
        ]
    }

    /// What logs in.
    func login(_ helper: String) -> String { "Log in: \(python) '\(helper)' authenticate" }
}
