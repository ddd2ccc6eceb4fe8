import Testing

@testable import Tunnel

@Suite(.enabled(if: TestSSHD.isInstalled, TestSSHD.isMissing), .timeLimit(.minutes(2))) struct SessionLoginTests {
    @Test(arguments: ["ed25519", "ecdsa"], ["", "open sesame"])
    func `a key file logs in, encrypted or not`(type: String, passphrase: String) async throws {
        let server = try await TestSSHD()
        let key = try await TestKey.make(type, name: "id", passphrase: passphrase, in: server.folder)
        try server.authorize(key)
        let answers = try await server.answers { login throws(TunnelError) in
            [try login.offerKey(privateKey: key.path, publicKey: nil, passphrase: passphrase.isEmpty ? nil : Secret(passphrase))]
        }
        #expect(answers == [.accepted])
    }

    @Test func `an RSA key logs in where libssh2 can sign with SHA-2`() async throws {
        guard UsableKeys(libraryVersion: LibSSH2Library.version).objection(to: KeyType.rsa) == nil else { return }
        let server = try await TestSSHD()
        let key = try await TestKey.make("rsa", name: "id", in: server.folder)
        try server.authorize(key)
        let answers = try await server.answers { login throws(TunnelError) in
            [try login.offerKey(privateKey: key.path, publicKey: nil, passphrase: nil)]
        }
        #expect(answers == [.accepted])
    }

    @Test func `what a file lacks is found here, and the server is not asked`() async throws {
        let server = try await TestSSHD()
        let key = try await TestKey.make("ed25519", name: "id", passphrase: "right", in: server.folder)
        try server.authorize(key)
        let nonsense = try server.folder.write("no key at all\n", to: "nonsense")
        let missing = server.folder.path + "/missing"
        let answers = try await server.answers { login throws(TunnelError) in
            [
                try login.offerKey(privateKey: key.path, publicKey: nil, passphrase: Secret("wrong")),
                try login.offerKey(privateKey: key.path, publicKey: nil, passphrase: nil),
                try login.offerKey(privateKey: nonsense, publicKey: nil, passphrase: nil),
                try login.offerKey(privateKey: missing, publicKey: nil, passphrase: nil),
                try login.offerKey(privateKey: key.path, publicKey: nil, passphrase: Secret("right")),
            ]
        }
        for answer in answers.dropLast() {
            guard case .unusable = answer else {
                Issue.record("\(answer)")
                continue
            }
        }
        #expect(answers.last == .accepted)
        #expect(!server.log.contains("Failed publickey"))
    }

    @Test func `a key that the server does not know is refused, and the next one is taken`() async throws {
        let server = try await TestSSHD()
        let stranger = try await TestKey.make("ed25519", name: "stranger", in: server.folder)
        let key = try await TestKey.make("ecdsa", name: "id", in: server.folder)
        try server.authorize(key)
        let answers = try await server.answers { login throws(TunnelError) in
            let methods = try login.allowedMethods()
            let first = try login.offerKey(privateKey: stranger.path, publicKey: nil, passphrase: nil)
            #expect(try login.allowedMethods() == methods)
            return [first, try login.offerKey(privateKey: key.path, publicKey: nil, passphrase: nil)]
        }
        #expect(answers == [.keyNotTaken, .accepted])
    }

    @Test func `a key that is not enough is refused after its signature, and the next one completes it`() async throws {
        let server = try await TestSSHD(["AuthenticationMethods publickey,publickey"])
        let keys = [
            try await TestKey.make("ed25519", name: "one", in: server.folder),
            try await TestKey.make("ecdsa", name: "two", in: server.folder),
        ]
        for key in keys { try server.authorize(key) }
        let answers = try await server.answers { login throws(TunnelError) in
            var answers: [LoginAnswer] = []
            for key in keys { answers.append(try login.offerKey(privateKey: key.path, publicKey: nil, passphrase: nil)) }
            return answers
        }
        #expect(answers == [.refused, .accepted])
    }

    @Test func `an agent lists its keys and signs with the one that is wanted`() async throws {
        let server = try await TestSSHD()
        let agent = try await TestAgent(in: server.folder)
        let stranger = try await TestKey.make("ed25519", name: "stranger", in: server.folder)
        let key = try await TestKey.make("ed25519", name: "id", in: server.folder)
        try await agent.add(stranger)
        try await agent.add(key)
        try server.authorize(key)
        let answers = try await server.answers { login throws(TunnelError) in
            let keys = try login.agentKeys(socket: agent.socket)
            #expect(keys.map(\.blob) == [stranger.blob, key.blob])
            #expect(keys.map(\.comment) == ["stranger", "id"])
            return [try login.offerAgentKey(keys[0]), try login.offerAgentKey(keys[1])]
        }
        #expect(answers == [.keyNotTaken, .accepted])
    }

    @Test func `an agent that is locked signs nothing, which is no refusal of the server's`() async throws {
        let server = try await TestSSHD()
        let agent = try await TestAgent(in: server.folder)
        let key = try await TestKey.make("ed25519", name: "id", in: server.folder)
        try await agent.add(key)
        try server.authorize(key)
        let answers = try await server.answers { login throws(TunnelError) in
            let keys = try login.agentKeys(socket: agent.socket)
            agent.stop()
            return [try login.offerAgentKey(keys[0])]
        }
        guard case .unusable = answers.first else {
            Issue.record("\(answers)")
            return
        }
    }

    @Test func `where no agent answers there are no keys`() async throws {
        let server = try await TestSSHD()
        let answers = try await server.answers { login throws(TunnelError) in
            #expect(try login.agentKeys(socket: "/nowhere/agent") == [])
            return [try login.offerAgentKey(AgentKey(blob: [1, 2, 3], comment: ""))]
        }
        guard case .unusable = answers.first else {
            Issue.record("\(answers)")
            return
        }
    }

    @Test func `a server that ends the connection while it is asked is a lost connection`() async throws {
        let server = try await TestSSHD(["MaxAuthTries 1"])
        let keys = [
            try await TestKey.make("ed25519", name: "one", in: server.folder),
            try await TestKey.make("ed25519", name: "two", in: server.folder),
        ]
        let error = await #expect(throws: TunnelError.self) {
            _ = try await server.answers { login throws(TunnelError) in
                var answers: [LoginAnswer] = []
                for key in keys { answers.append(try login.offerKey(privateKey: key.path, publicKey: nil, passphrase: nil)) }
                return answers
            }
        }
        guard case .connectionLost("test", .authentication, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("Too many authentication failures"))
    }
}
