@testable import Tunnel

extension LocalAccount {
    static let sample = LocalAccount(
        home: "/home/alice", loginName: "alice", userID: 1_001, hostName: "laptop.example.org",
        environment: ["KEYS": "/keys", "EMPTY": "", "SSH_AUTH_SOCK": "/run/agent", "OTHER_AGENT": "/run/other"])
}
