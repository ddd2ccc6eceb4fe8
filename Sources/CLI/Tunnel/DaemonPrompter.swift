import Tunnel

/// Asks the person who is nearest: one who has come forward in another process, else the one at the program's own terminal.
struct DaemonPrompter: SSHPrompter {
    let terminal: TerminalPrompter
    let desk: PersonDesk

    var isAvailable: Bool { desk.isAvailable || terminal.isAvailable }

    func answers(to question: SSHQuestion) -> [Secret]? {
        desk.isAvailable ? desk.answers(to: question) : terminal.answers(to: question)
    }

    func confirms(_ question: HostKeyQuestion) -> Bool? {
        desk.isAvailable ? desk.confirms(question) : terminal.confirms(question)
    }

    func close() {
        desk.close()
        terminal.close()
    }
}
