import FakeArgo
import Foundation
import NIOConcurrencyHelpers

/// Upstreams whose answers a client of the tests brings along: the body of `POST /script` is the answer to the next request, and
/// `GET /seen` tells what that request was.
final class ScriptedUpstreams: Sendable {
    private struct State {
        var answer: [Step] = [.head(500), .end]
        var seen: ReceivedRequest?
    }

    private let state = NIOLockedValueBox(State())

    /// What is done at a request; nil for Argo's list of models, which it has of its own.
    func steps(for request: ReceivedRequest) -> [Step]? {
        switch request.path {
        case "/argoapi/v1/models": return nil
        case "/script":
            let answer = Self.answer(to: request)
            state.withLockedValue { $0 = State(answer: answer) }
            return [.head(200), .end]
        case "/seen":
            let seen = state.withLockedValue { $0.seen }
            return [.head(200, [HeaderField("x-target", seen?.target ?? "")]), .chunk(seen?.body ?? []), .end]
        default:
            return state.withLockedValue { state in
                state.seen = request
                return state.answer
            }
        }
    }

    /// The query says status and type, and whether the connection ends in the middle of the answer.
    private static func answer(to request: ReceivedRequest) -> [Step] {
        let items = URLComponents(string: request.target)?.queryItems ?? []
        let values = Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
        let headers = [HeaderField("content-type", values["type"] ?? ""), HeaderField("retry-after", "7")]
        let ending: Step = values["ending"] == "cut" ? .truncate : .end
        return [.head(values["status"].flatMap { Int($0) } ?? 200, headers), .chunk(request.body), ending]
    }
}
