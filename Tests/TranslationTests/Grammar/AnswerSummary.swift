/// What an answer says, whichever dialect it is in: read by the tests themselves, not by the code that is tested.
struct AnswerSummary: Equatable {
    struct Call: Equatable {
        var id = ""
        var name: String
        var arguments: String
    }

    enum Ending: Equatable {
        case stop, length, calls, filtered, failed(String), none
    }

    var text = ""
    var refusal = ""
    var reasoning = ""
    var signatures: [String] = []
    var calls: [Call] = []
    var ending: Ending = .none
    var input = 0
    var cacheRead = 0
    var output = 0
}
