/// Sticks that are plugged in, and what became of the dossiers that went by stick.
package struct StickSheet: Sendable, Hashable {
  package struct Stick: Sendable, Hashable {
    /// Names it in calls; only what is plugged in now is taken.
    package var id: String
    package var name: String

    package init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  package enum Standing: Sendable, Hashable {
    case nothingSent
    /// Some have not reached the province yet, or share a code.
    case waiting
    case arrived
  }

  package var sticks: [Stick]
  /// Whether there is a province to exchange with.
  package var hasHub: Bool
  package var standing: Standing
  /// By what the province signed.
  package var sentence: String
  /// What came before what it follows; nil if nothing did.
  package var held: String?
  /// Dossiers that were put on a stick and have not arrived.
  package var waiting: [DossierLine]

  package init(
    sticks: [Stick], hasHub: Bool, standing: Standing, sentence: String, held: String?,
    waiting: [DossierLine]
  ) {
    self.sticks = sticks
    self.hasHub = hasHub
    self.standing = standing
    self.sentence = sentence
    self.held = held
    self.waiting = waiting
  }
}

/// The exchange by USB stick.
package protocol StickDesk: Sendable {
  func sticks(_ caller: Caller) async throws -> StickSheet
  /// Puts on the stick what the province has not acknowledged; sentences of what was done.
  /// - Throws: `notFound` when the stick is gone, `refused` when it is full or cannot be written.
  func writeStick(_ id: String, _ caller: Caller) async throws -> [String]
  /// Takes in what the province put on it; sentences of what was found.
  /// - Throws: `notFound` when the stick is gone.
  func readStick(_ id: String, _ caller: Caller) async throws -> [String]
}
