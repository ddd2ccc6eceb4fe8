import ArgumentParser

/// How log lines are spelled.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json
}
