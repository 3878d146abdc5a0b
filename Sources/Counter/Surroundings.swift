package import Foundation
package import Identity

/// What an office finds around it: folders, the time, randomness, and where keys may come from.
package struct Surroundings: Sendable {
  /// The data folder.
  package var data: URL
  /// The folder with `Forms` and `Kiosk`.
  package var share: URL
  package var clock: any WallClock
  package var random: any RandomSource
  /// systemd's credential directory, where the key mode needs it.
  package var credentials: URL?

  package init(
    data: URL, share: URL, clock: any WallClock, random: any RandomSource, credentials: URL? = nil
  ) {
    self.data = data
    self.share = share
    self.clock = clock
    self.random = random
    self.credentials = credentials
  }

  package var forms: URL { share.appending(path: "Forms") }
}
