import Testing

@testable import Tunnel

/// Looking at a server's host key, with a real server.
@Suite(.enabled(if: TestSSHD.isInstalled, TestSSHD.isMissing), .timeLimit(.minutes(2)))
struct HostKeyProbeTests {
    @Test func `a key is seen and judged, nothing is written, and no login is tried`() async throws {
        let folder = try TestFolder()
        let sshd = try await TestSSHD()
        let listener = try sshd.listen()
        var hop = sshd.hop(listener.endpoint)
        hop.knownHostsFiles = [folder.path + "/known_hosts"]
        hop.unknownHostKeys = .acceptNew

        let first = try await HostKeyProbe(at: hop)
        #expect(first.decision == .unknown && first.algorithm == "ssh-ed25519" && first.fingerprint.hasPrefix("SHA256:"))
        #expect(folder.text("known_hosts").isEmpty)

        let name = "[\(listener.endpoint.host)]:\(listener.endpoint.port)"
        let key = sshd.folder.text("host_ed25519.pub").split(separator: " ").prefix(2).joined(separator: " ")
        try folder.write("\(name) \(key)\n", to: "known_hosts")
        guard case .trusted(let place) = try await HostKeyProbe(at: hop).decision else {
            Issue.record("the key is not trusted")
            return
        }
        #expect(place.line == 1 && place.fingerprint == first.fingerprint)

        let other = try await TestKey.make("ed25519", name: "other", in: folder)
        try folder.write("\(name) \(other.publicLine)\n", to: "known_hosts")
        guard case .changed = try await HostKeyProbe(at: hop).decision else {
            Issue.record("another key went through")
            return
        }
        try folder.write("@revoked \(name) \(key)\n", to: "known_hosts")
        guard case .revoked = try await HostKeyProbe(at: hop).decision else {
            Issue.record("a revoked key went through")
            return
        }
        for word in ["Accepted", "Failed", "Invalid user", "userauth"] { #expect(!sshd.log.contains(word), "\(sshd.log)") }
    }

    @Test func `a server that is not there is told`() async throws {
        let sshd = try await TestSSHD()
        var hop = sshd.hop(Endpoint(host: "127.0.0.1", port: 1))
        hop.knownHostsFiles = []
        await #expect {
            _ = try await HostKeyProbe(at: hop)
        } throws: { error in
            guard case TunnelError.unreachable = error else { return false }
            return true
        }
    }
}
