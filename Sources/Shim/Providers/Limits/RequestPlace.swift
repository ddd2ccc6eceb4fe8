/// The right to have one request under way. Whoever has it lets go of it, and the next one takes it.
final class RequestPlace {
    private let leave: () -> Void

    init(onLeave leave: @escaping () -> Void) {
        self.leave = leave
    }

    deinit { leave() }
}
