import LosslessJSON
import Testing

@testable import CLI
@testable import Daemon
@testable import Tunnel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The bytes of a status on the control socket and of `status --json`, which other versions and other people's programs read.
struct StatusBytesTests {
    /// Every member.
    private static let full = [
        #"{"arguments":["--port","4000"],"connections":1,"errors":6,"is_announced":true,"last_hour":{"errors":1,"requests":7},"#,
        #""models":{"count":37,"failure":"Argo answered 500 to /models.","source":"cached"},"open_requests":4,"port":4000,"process":77,"#,
        #""providers":[{"address":"https://localhost/v1","dialect":"chat","failed_at":5000,"failure":"It answered 503.","key":"found","#,
        #""key_places":["/k"],"name":"team","proxy":"http://proxy:3128","waiting":2},{"address":"http://localhost/v1","#,
        #""dialect":"responses","key":"not needed","key_places":[],"name":"bare","waiting":0}],"#,
        #""relay":{"host":"far","route":{"has_taken_person":false,"open_streams":0,"reconnections":0,"since":1500,"state":"connecting"}},"#,
        #""requests":50,"runs_in_background":true,"started_at":1000,"token_made_at":3000,"#,
        #""tunnel":{"can_be_kept":true,"has_taken_person":true,"hop":"logins","keeper":76,"open_streams":3,"reason":"Refused.","#,
        #""reconnections":2,"since":2000,"state":"needs login"},"upstream":"argo.example","version":"1.2.3","way":"tunnel through a, b"}"#,
    ].joined()

    /// What an older version says that has nothing to tell.
    private static let minimal = [
        #"{"arguments":[],"connections":0,"errors":0,"is_announced":false,"last_hour":{"errors":0,"requests":0},"#,
        #""models":{"count":0,"source":"built-in"},"open_requests":0,"port":4000,"process":77,"requests":0,"runs_in_background":false,"#,
        #""started_at":1000,"upstream":"argo.example","version":"1.2.3","way":"direct"}"#,
    ].joined()

    /// States that this version does not know.
    private static let unknown = minimal.replacing(#""source":"built-in""#, with: #""source":"guessed""#)
        .replacing(
            #""upstream""#,
            with: #""tunnel":{"open_streams":0,"reconnections":0,"since":0,"state":"resting"},"upstream""#
        )
        .replacing(
            #""requests":0,"runs"#,
            with: #""providers":[{"address":"a","dialect":"d","key":"lost","key_places":[],"name":"n","waiting":0}],"requests":0,"runs"#)

    private static func line(_ status: String) -> String { #"{"message":{"status":{"_0":\#(status)}},"version":1}"# }

    private static func read(_ status: String) throws -> ShimStatus {
        guard case .status(let read) = try ControlLine<ControlReply>.message(in: Array(line(status).utf8)) else {
            throw ControlFault.unreadable
        }
        return read
    }

    private static func report(_ shim: ShimStatus?, problem: String? = nil, clients: [StatusReport.Client] = []) -> StatusReport {
        StatusReport(
            shim: shim, problem: problem, ledger: AttemptLedger(folder: "/nonexistent", host: "h").summary(now: 0), host: "h",
            clients: clients)
    }

    @Test(arguments: [full, minimal, unknown]) func `a status on the control socket has these bytes`(status: String) throws {
        let bytes = ControlLine(ControlReply.status(try Self.read(status))).bytes
        #expect(String(decoding: bytes, as: UTF8.self) == Self.line(status))
    }

    @Test func `members that this version does not know are passed over, and those that it needs are not`() throws {
        let more = Self.full.replacing(#""upstream""#, with: #""tunnels":{"state":["x"]},"upstream""#)
        #expect(try Self.read(more) == Self.read(Self.full))
        #expect(throws: ControlFault.unreadable) { try Self.read(Self.minimal.replacing(#""way":"direct""#, with: #""ways":"direct""#)) }
    }

    @Test func `status --json has these bytes`() throws {
        let client = #"{"client":"codex","file":"/f","reason":"It is no TOML.","state":"refused"}"#
        #expect(
            Self.report(
                try Self.read(Self.full), clients: [.init(client: "codex", file: "/f", state: "refused", reason: "It is no TOML.")]
            ).json
                == #"{"clients":[\#(client)],"host":"h","logins":{"allowed":true,"failures_in_a_row":0},"schema":1,"shim":\#(Self.full),"#
                + #""state":"needs login"}"#)
        for status in [Self.minimal, Self.unknown] {
            #expect(
                Self.report(try Self.read(status)).json
                    == #"{"clients":[],"host":"h","logins":{"allowed":true,"failures_in_a_row":0},"schema":1,"shim":\#(status),"#
                    + #""state":"degraded"}"#)
        }
        #expect(
            Self.report(nil, problem: "No answer.").json
                == #"{"clients":[],"host":"h","logins":{"allowed":true,"failures_in_a_row":0},"problem":"No answer.","schema":1,"#
                + #""state":"degraded"}"#)
    }

    @Test func `words of another version stand in the text as they are`() throws {
        let text = StatusText(Self.report(try Self.read(Self.unknown)), ledger: [], now: 0) { "at \($0)" }
        #expect(text.lines.contains("Tunnel: resting since at 0; open streams: 0."))
        #expect(text.lines.contains("n: a, d; key: lost."))
    }

    @Test(
        arguments: [
            (.stopped, "stopped", nil, nil), (.connecting(hop: "a", phase: .dial), "connecting", "a", nil),
            (.waitingForPerson(hop: "a"), "waiting for a person", "a", nil), (.up, "up", nil, nil),
            (.waiting(.stopped, retryAtUnixTime: 9), "waiting", nil, TunnelAdvice(.stopped).summary),
            (.needsLogin(.stopped), "needs login", nil, TunnelAdvice(.stopped).summary),
        ] as [(TunnelStatus.State, String, String?, String?)])
    func `each state of a tunnel has its word`(state: TunnelStatus.State, word: String, hop: String?, reason: String?) throws {
        let route = TunnelRouteStatus(TunnelStatus(state: state, sinceUnixTime: 7, reconnections: 1, openStreams: 2), hasTakenPerson: true)
        let reason = reason.map { #""reason":\#(String(decoding: JSONValue.string($0).serialized, as: UTF8.self)),"# } ?? ""
        let expected =
            #"{"has_taken_person":true,\#(hop.map { #""hop":"\#($0)","# } ?? "")"open_streams":2,\#(reason)"reconnections":1,"since":7,"#
            + #""state":"\#(word)"}"#
        #expect(String(decoding: try ControlProtocol.encoder.encode(route), as: UTF8.self) == expected)
    }
}
