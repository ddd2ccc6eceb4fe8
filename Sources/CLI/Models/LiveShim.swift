import TokenSync

/// A shim of this user that runs and answers: whom a command asks for something over HTTP.
struct LiveShim {
    let request: LoopbackRequest

    /// The token goes to no port but the one that the shim's own process, found by its lock and its socket, says that it listens on.
    ///
    /// - Throws: `Advice` where none runs, where it could be several, or where it has no token that could be read.
    init(_ option: InstanceOption) throws {
        guard case .status(let status) = try ControlClient(try option.required()).reply(to: .status) else {
            throw Advice("The shim is ending.", hints: ["Start one: argo-shim start"], exitCode: .notRunning)
        }
        let file = TokenFile(folder: UserFolders.ofThisProcess.state)
        guard let token = try file.load()?.tokens.current else {
            throw Advice("The shim runs, and its token's file is gone: \(file.path)", hints: ["Start it again: argo-shim restart"])
        }
        request = LoopbackRequest(port: status.port, token: token)
    }

    /// Does something with the shim, whose connection may break at any time.
    ///
    /// - Throws: `Advice`.
    func ask<Answer>(_ work: (LoopbackRequest) async throws -> Answer) async throws -> Answer {
        do {
            return try await work(request)
        } catch let advice as Advice {
            throw advice
        } catch {
            throw Advice(
                "The shim on port \(request.port) broke off before its answer was complete.", hints: ["See what happened: argo-shim logs"])
        }
    }
}

extension Advice {
    /// What a shim answered that is no success.
    init(_ reply: LoopbackRequest.Reply) {
        let words = reply.message
        self.init("The shim answered \(reply.status)" + (words.isEmpty ? "." : ": \(words)"))
    }
}
