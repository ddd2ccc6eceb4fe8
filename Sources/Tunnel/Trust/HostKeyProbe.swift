import SystemSupport

/// The host key of a server, as it shows it to anybody: nothing is sent there that a login would need, and no login is tried.
package struct HostKeyProbe: Sendable, Equatable {
    package let algorithm: String
    /// `SHA256:…` as `ssh` and `ssh-keygen -l` print it.
    package let fingerprint: String
    /// What the user's known_hosts files say about the key.
    package let decision: HostKeyDecision

    /// Connects, exchanges keys, and leaves: what `ssh-keyscan` does. No file is changed, and nobody is asked.
    ///
    /// - Parameter hop: a server that is reached from here.
    /// - Throws: `TunnelError` where the server cannot be reached, or where both sides have no algorithm in common.
    package init(at hop: Hop) async throws(TunnelError) {
        let verifier = HostKeyVerifier(hop: hop, prompter: nil) { _ in }
        let algorithms = try verifier.preferredAlgorithms(among: LibSSH2Library.offeredAlgorithms(.hostKey))
        let stream = try await TCPDialer.dial(hop.address, hop: hop.name, timeout: hop.connectTimeout)
        let seen = Locked<(key: HostKey, decision: HostKeyDecision)?>(nil)
        do throws(TunnelError) {
            let session = try await SSHSession.start(
                over: stream, to: hop, options: SSHSession.Options(), hostKeyAlgorithms: algorithms, onPhase: { _ in },
                verify: { key throws(TunnelError) in
                    let decision = HostKeyDecision(of: key, known: KnownHostsFile.read(for: hop))
                    seen.withLock { $0 = (key, decision) }
                    // The end, before anything is said about who we are.
                    throw .stopped
                },
                logIn: { _ throws(TunnelError) in throw .stopped })
            session.close()
            throw TunnelError.stopped
        } catch {
            guard let (key, decision) = seen.withLock({ $0 }) else { throw error }
            (algorithm, fingerprint, self.decision) = (key.algorithm, key.fingerprint, decision)
        }
    }
}
