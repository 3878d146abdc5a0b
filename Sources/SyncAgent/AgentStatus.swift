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
  package var bytesUp = 0
  package var bytesDown = 0
  package var notices: [String] = []

  package init(phase: Phase) { self.phase = phase }
}
