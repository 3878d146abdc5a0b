import Sync

/// Every bound the hub puts on what comes from outside.
package struct HubLimits: Sendable {
  /// Life of an enrolment code unless another is asked for.
  package var inviteLifeMilliseconds: Int64 = 10 * 60 * 1000
  package var inviteLifeMaximumMilliseconds: Int64 = 7 * 24 * 3600 * 1000
  /// Exchanges worked on at once; more are turned away with Retry-After.
  package var concurrentExchanges = 16
  package var retryAfterSeconds = 5
  /// How long a device waits before it asks again, when nothing is pending.
  package var waitSeconds = 30
  /// Log lines in one answer, before compression.
  package var answerLines = 400
  package var answerBytes = 256 * 1024
  /// A device more entries than this behind its unit's log gets what is open ahead of it.
  package var aheadBehind = 100
  /// Bytes of one answer's lines ahead of the log: what is shown after ten seconds at 30 kbit/s.
  package var aheadBytes = Segment.byteLimit
  /// Body of one exchange. A segment aims at 32 KB, but one entry alone may have a line of 1 MB,
  /// and what a device cannot send blocks everything behind it.
  package var exchangeBytes = 1280 * 1024
  package var enrolmentBytes = 8 * 1024
  /// Bytes of all bodies in memory at once, whole or on their way; more are turned away with
  /// Retry-After. 50 of the largest, 2,000 whole segments.
  package var bodiesBytes = 64 << 20
  package var fileBytes = 25 * 1024 * 1024
  package var filePieceBytes = 512 * 1024
  /// Hashes asked for in one answer.
  package var wantedFiles = 32
  /// Bytes of one device's runs kept until they can be applied.
  package var heldBytes = 32 * 1024 * 1024
  /// A closed range of dossier numbers is given out again after this long: codes carry the day.
  package var rangeRestMilliseconds: Int64 = 30 * 24 * 3600 * 1000
  /// A clock this far from the hub's is flagged, never refused.
  package var clockToleranceMilliseconds: Int64 = 24 * 3600 * 1000
  /// Rows of one page of a list on the desk.
  package var listRows = 500

  /// The level of the protocol the hub speaks, at most that of this program. Less while it must be
  /// possible to go back to an older one.
  package var level = RequestRecovery.level

  package init() {}
}
