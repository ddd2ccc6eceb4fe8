@testable import Translation

/// What a conversation says, without where it stood and how its dialect cut it into pieces.
struct ConversationShape: Equatable {
    let lines: [String]

    init(_ conversation: Conversation) {
        var lines = conversation.system.map { "system \($0.text)" }
        for tool in conversation.tools {
            guard case .function(let schema) = tool.kind else { continue }
            lines.append("tool \(tool.name) \(tool.description ?? "") \(String(decoding: schema ?? [], as: UTF8.self))")
        }
        let choice = conversation.toolChoice.map { "\($0.mode)" } ?? "-"
        lines.append("choice \(choice)")
        let sampling = conversation.sampling
        lines.append("stop \(sampling.stop), seed \(sampling.seed ?? 0)")
        lines.append("\(sampling.maximumOutput ?? 0) \(sampling.temperature?.json as Any) \(sampling.topP?.json as Any)")
        for turn in conversation.turns.merged {
            lines.append("\(turn.role)")
            var text = ""
            for part in turn.parts {
                if case .text(let piece) = part.kind {
                    text += piece
                    continue
                }
                if !text.isEmpty { lines.append("  text \(text)") }
                text = ""
                lines.append("  " + Self.line(part))
            }
            if !text.isEmpty { lines.append("  text \(text)") }
        }
        self.lines = lines
    }

    private static func line(_ part: Part) -> String {
        switch part.kind {
        case .image(let image): "image \(image.source)"
        case .file(let file): "file \(file.source) \(file.name ?? "")"
        case .call(let call): "call \(call.id) \(call.name) \(call.arguments)"
        case .result(let result):
            "result \(result.callID) \(result.text) \(result.isError) " + result.parts.filter { !$0.isText }.map { Self.line($0) }.joined()
        default: "\(part.kind)"
        }
    }
}
