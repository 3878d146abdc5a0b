import Identity

/// A clock that runs like the real one from the samples' day on.
struct RunningClock: WallClock {
  private let origin = ContinuousClock.now

  var milliseconds: Int64 {
    let passed = (ContinuousClock.now - origin).components
    return Device.start + passed.seconds * 1000 + passed.attoseconds / 1_000_000_000_000_000
  }
}
