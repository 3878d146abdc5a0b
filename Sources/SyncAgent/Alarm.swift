/// One timer that is set anew: a later setting silences the earlier one.
struct Alarm {
  private let ring: @Sendable () -> Void
  private var task: Task<Void, Never>?

  init(ring: @escaping @Sendable () -> Void) { self.ring = ring }

  mutating func set(after milliseconds: Int64) {
    stop()
    task = Task { [ring] in
      guard (try? await Task.sleep(for: .milliseconds(max(0, milliseconds)))) != nil else { return }
      ring()
    }
  }

  func stop() { task?.cancel() }
}
