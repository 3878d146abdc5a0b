import Dossiers
import Hummingbird

/// The sessions of this server, in memory only: a restart signs everybody out.
actor SessionBook {
  private var sessions: [String: Session] = [:]
  private let idleLimit: Int64
  private let now: @Sendable () -> Int64
  private let token: @Sendable () -> String

  /// - Parameters:
  ///   - idleLimit: milliseconds without a request after which a session ends.
  ///   - now: a steady clock in milliseconds.
  ///   - token: 32 fresh random bytes as base64url.
  init(
    idleLimit: Int64, now: @escaping @Sendable () -> Int64,
    token: @escaping @Sendable () -> String
  ) {
    self.idleLimit = idleLimit
    self.now = now
    self.token = token
  }

  /// The live session of a cookie; nil if unknown or idle too long.
  ///
  /// - Parameter counts: whether this is a person's doing and keeps the session alive.
  func resume(_ id: String, counts: Bool = true) -> Session? {
    guard var session = sessions[id] else { return nil }
    let now = now()
    guard now - session.lastSeen < idleLimit else {
      sessions[id] = nil
      return nil
    }
    guard counts else { return session }
    session.lastSeen = now
    sessions[id] = session
    return session
  }

  /// A fresh session. Signing in always takes a fresh one, so no id from before survives it.
  func begin(_ person: Session.Person, language: Language, next: String? = nil) -> Session {
    let now = now()
    sessions = sessions.filter { now - $0.value.lastSeen < idleLimit }
    if sessions.count >= KioskLimits.sessionLimit,
      let oldest = sessions.values.min(by: { $0.lastSeen < $1.lastSeen })
    {
      sessions[oldest.id] = nil
    }
    let session = Session(
      id: token(), formToken: token(), person: person, language: language, lastSeen: now,
      next: next)
    sessions[session.id] = session
    return session
  }

  func end(_ id: String) {
    sessions[id] = nil
  }

  func update(_ id: String, _ change: @Sendable (inout Session) -> Void) {
    guard var session = sessions[id] else { return }
    change(&session)
    sessions[id] = session
  }

  /// Keeps the answer to a post, in place of the one before, and answers its id.
  func keep(_ response: Response, of id: String) -> String {
    let answer = PostedAnswer(id: token(), response: response)
    sessions[id]?.posted = answer
    return answer.id
  }

  /// Takes what is shown once.
  func takeNotice(_ id: String) -> String? {
    defer { sessions[id]?.notice = nil }
    return sessions[id]?.notice
  }

  /// Takes where to go on.
  func takeNext(_ id: String) -> String? {
    defer { sessions[id]?.next = nil }
    return sessions[id]?.next
  }
}
