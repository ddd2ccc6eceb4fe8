import FoundationSubset

/// The names under which a person is known: to Argo, and to the port formula.
package struct UserName {
    package let environment: [String: String]
    package let loginName: String

    package init(environment: [String: String], loginName: String) {
        self.environment = environment
        self.loginName = loginName
    }

    package static var ofThisProcess: UserName {
        UserName(environment: ProcessInfo.processInfo.environment, loginName: ProcessInfo.processInfo.userName)
    }

    /// What the port is derived from: `$CELS_USERNAME`, else the login name. Other tools compute the same.
    package var forPort: String { variable("CELS_USERNAME") ?? loginName }

    /// What Argo takes for a credential.
    ///
    /// - Parameter asked: the command line's; it wins over the environment.
    /// - Throws: `Advice` when it is not a user name; it goes into headers, so that nothing else may be in it.
    package func forArgo(asked: String?) throws(Advice) -> String {
        let name = asked ?? variable("ARGO_USER") ?? forPort
        let isPlain = name.utf8.allSatisfy { $0.isASCIILetterOrDigit || "._-".utf8.contains($0) }
        guard isPlain, (1...64).contains(name.utf8.count) else {
            throw Advice(
                "The user name for Argo is not valid.",
                hints: ["Set your ANL user name: argo-shim --user NAME, or export ARGO_USER=NAME"], exitCode: .usage)
        }
        return name
    }

    private func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }
}

extension UInt8 {
    /// Whether it is one of a–z, A–Z and 0–9.
    package var isASCIILetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
