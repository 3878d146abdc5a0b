import Foundation
import Synchronization

/// Counts tries per key in fixed windows; forgets them when the window is over.
///
/// Keys are addresses, names and codes from outside, so their number is bounded: when the table
/// is full, old windows are dropped, and if all are fresh the newcomer is refused.
package final class RateLimiter: Sendable {
  package struct Rule: Sendable {
    package var attempts: Int
    package var windowMilliseconds: Int64

    package init(attempts: Int, windowMilliseconds: Int64) {
      self.attempts = attempts
      self.windowMilliseconds = windowMilliseconds
    }
  }

  private struct Window {
    var start: Int64
    var count: Int
  }

  private let rule: Rule
  private let keyLimit: Int
  private let windows = Mutex<[String: Window]>([:])

  init(_ rule: Rule, keyLimit: Int = 20_000) {
    self.rule = rule
    self.keyLimit = keyLimit
  }

  /// Counts one try and says whether it is within the rule.
  func allows(_ key: String, now: Int64) -> Bool {
    windows.withLock { windows in
      var window = windows[key] ?? Window(start: now, count: 0)
      if isOver(window, now) { window = Window(start: now, count: 0) }
      if windows[key] == nil, windows.count >= keyLimit {
        windows = windows.filter { !isOver($0.value, now) }
        guard windows.count < keyLimit else { return false }
      }
      window.count += 1
      windows[key] = window
      return window.count <= rule.attempts
    }
  }

  /// Forgets a key's tries, after a success.
  func forget(_ key: String) {
    windows.withLock { $0[key] = nil }
  }

  private func isOver(_ window: Window, _ now: Int64) -> Bool {
    now < window.start || now - window.start >= rule.windowMilliseconds
  }
}
