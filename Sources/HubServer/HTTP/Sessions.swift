import Dossiers
import Foundation
import Hub
import Identity
import Synchronization

/// Who is signed in. Only digests of session tokens are held; all end when the server stops.
final class Sessions: Sendable {
  struct Session: Sendable {
    /// As he was when he signed in; for each request he is read anew.
    var officer: HubOfficer
    /// Proves that a form came from our own page.
    let formToken: String
    let started: Int64
    var lastSeen: Int64
  }

  private let limits: WebLimits
  private let random: any RandomSource
  private let sessions = Mutex<[Digest: Session]>([:])

  init(limits: WebLimits, random: any RandomSource) {
    self.limits = limits
    self.random = random
  }

  /// The new session's token, for the cookie.
  func start(_ officer: HubOfficer, now: Int64) -> String {
    let token = random.bytes(32).base64url
    let session = Session(
      officer: officer, formToken: random.bytes(18).base64url, started: now, lastSeen: now)
    sessions.withLock { sessions in
      sessions = sessions.filter { isOpen($0.value, now) }
      if sessions.count >= limits.sessions,
        let oldest = sessions.min(by: { $0.value.lastSeen < $1.value.lastSeen })
      {
        sessions[oldest.key] = nil
      }
      sessions[Self.key(token)] = session
    }
    return token
  }

  func find(_ token: String, now: Int64) -> Session? {
    sessions.withLock { sessions in
      let key = Self.key(token)
      guard var session = sessions[key], isOpen(session, now) else {
        sessions[key] = nil
        return nil
      }
      session.lastSeen = now
      sessions[key] = session
      return session
    }
  }

  func end(_ token: String) {
    sessions.withLock { $0[Self.key(token)] = nil }
  }

  private func isOpen(_ session: Session, _ now: Int64) -> Bool {
    now - session.lastSeen < limits.sessionIdle && now - session.started < limits.sessionLife
      && now >= session.started
  }

  private static func key(_ token: String) -> Digest { Digest.of(Data(token.utf8)) }
}
