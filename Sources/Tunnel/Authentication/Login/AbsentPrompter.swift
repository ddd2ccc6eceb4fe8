/// Nobody: for a connection that nobody is asked about.
struct AbsentPrompter: SSHPrompter {
    var isAvailable: Bool { false }

    func answers(to question: SSHQuestion) -> [Secret]? { nil }

    func confirms(_ question: HostKeyQuestion) -> Bool? { nil }
}
