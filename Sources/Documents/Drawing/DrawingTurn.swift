import Foundation

/// The process's turn to set and draw text, held from its making until it is freed, by one thread.
///
/// cairo 1.16 opens and closes font files of one FreeType library outside its own lock: two threads
/// that draw at once get errors or take the process down.
final class DrawingTurn {
  private static let lock = NSRecursiveLock()

  init() { Self.lock.lock() }

  deinit { Self.lock.unlock() }
}
