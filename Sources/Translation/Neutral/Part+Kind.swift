extension Part {
    var isText: Bool { if case .text = kind { true } else { false } }
    var isCall: Bool { if case .call = kind { true } else { false } }
    var isResult: Bool { if case .result = kind { true } else { false } }
}
