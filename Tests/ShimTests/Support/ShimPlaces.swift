/// Lets a bounded number of shims run at one time: hundreds of tests start at once, and each shim takes a dozen descriptors and a thread.
actor ShimPlaces {
    static let shared = ShimPlaces(count: 8)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) {
        free = count
    }

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func giveBack() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
