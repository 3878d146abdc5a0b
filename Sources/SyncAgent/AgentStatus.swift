/// How the agent stands, for screens.
package struct AgentStatus: Sendable, Hashable {
  package enum Phase: Sendable, Hashable {
    case standalone
    case online
    case exchanging
    /// Milliseconds since 1970 of the next attempt.
    case offline(nextAttempt: Int64?)
    /// Paused by an officer; nil means until someone resumes it.
    case paused(until: Int64?)
    /// The hub answered and refused; one sentence.
    case refused(String)
  }

  package var phase: Phase
  /// That this machine's clock keeps it from the province, if so.
  var clockNotice: String?
  /// Why the province's catalogue cannot be used, if so.
  var catalogueNotice: String?
  /// What is to be said of files that cannot be sent.
  var fileNotices: [String] = []

  /// Sentences for the officer.
  package var notices: [String] { [clockNotice, catalogueNotice].compactMap(\.self) + fileNotices }

  package init(phase: Phase) { self.phase = phase }
}
