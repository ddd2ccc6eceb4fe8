import ArgumentParser
import Daemon
import TokenSync

/// The questions of the first set-up. Where nobody is to be asked, each has its usual answer.
struct InitInterview {
    /// Puts a question and gives the line that was typed, or nil at the end of the input; without it the usual answers are taken.
    let ask: ((String) -> String?)?
    /// Takes a remark on an answer that cannot be used.
    let tell: (String) -> Void

    /// - Throws: `Advice` where the person gives up.
    func userName(usual: String) throws(Advice) -> String {
        try answer("Your ANL user name [\(usual)]: ", usual: usual) { text in
            // As `argo-shim run` judges it; what is wrong with it is said below.
            try? UserName(environment: [:], loginName: text).forArgo(asked: text)
        } otherwise: {
            "Not a user name. Use up to 64 letters, digits, dots, hyphens and underscores."
        }
    }

    /// Whether Argo can be reached without a tunnel.
    func isInside() throws(Advice) -> Bool {
        try yesOrNo("Is this machine inside the laboratory's network, where no tunnel is needed?", usual: false)
    }

    /// Whether the models of ALCF are wanted, where somebody has logged in to it.
    func usesALCF() throws(Advice) -> Bool {
        try yesOrNo(
            "You are logged in with ALCF's helper. Use the models of ALCF's Sophia and Metis through argo-shim, too?", usual: true)
    }

    func clients() throws(Advice) -> ClientChoice {
        try answer("Which of them should use argo-shim? Names, all or none [all]: ", usual: .all, ClientChoice.init(argument:)) {
            "Known clients: \(ClientName.allValueStrings.joined(separator: ", "))"
        }
    }

    func wantsToWrite() throws(Advice) -> Bool {
        try yesOrNo("Write it?", usual: true)
    }

    private func yesOrNo(_ question: String, usual: Bool) throws(Advice) -> Bool {
        try answer("\(question) yes or no [\(usual ? "yes" : "no")]: ", usual: usual) { text in
            ["yes": true, "y": true, "no": false, "n": false][text.lowercased()]
        } otherwise: {
            "Please type yes or no."
        }
    }

    private func answer<Answer>(
        _ question: String, usual: Answer, _ read: (String) -> Answer?, otherwise: () -> String
    ) throws(Advice) -> Answer {
        guard let ask else { return usual }
        while let line = ask(question) {
            let text = String(line.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
            if text.isEmpty { return usual }
            if let answer = read(text) { return answer }
            tell(otherwise())
        }
        throw Advice("Nothing was written.")
    }
}

/// Which clients are to use argo-shim, as it is typed: `all`, `none`, or names with commas or blanks between them.
enum ClientChoice: ExpressibleByArgument, Equatable {
    case all, noClient
    case named([ClientName])

    init?(argument: String) {
        let words = argument.lowercased().split { $0 == "," || $0 == " " }.map(String.init)
        switch words {
        case ["all"]: self = .all
        case ["none"]: self = .noClient
        default:
            let names = words.compactMap { ClientName(rawValue: $0) }
            guard !names.isEmpty, names.count == words.count else { return nil }
            self = .named(names)
        }
    }

    /// - Returns: each client once, in the order in which clients are always named.
    func clients(among installed: [ClientName]) -> [ClientName] {
        switch self {
        case .all: ClientName.allCases.filter(installed.contains)
        case .noClient: []
        case .named(let names): ClientName.allCases.filter(names.contains)
        }
    }
}
