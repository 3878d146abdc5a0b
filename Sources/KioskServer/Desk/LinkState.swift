package import Dossiers

/// How the link to the province stands; said on every page, so reading it must be cheap.
package struct LinkState: Sendable, Hashable {
  package enum Condition: Sendable, Hashable {
    /// A full commune that has not been enrolled with a hub.
    case standalone
    case online
    case exchanging
    case offline(nextAttempt: Instant?)
    /// An officer paused it; nil means until someone resumes it.
    case paused(until: Instant?)
    /// The hub answered and refused; one sentence says why and what to do.
    case refused(String)
    /// The hub keeps what this machine sends, and nothing of it counts.
    case keptApart(KeptApart)
  }

  package enum KeptApart: Sendable, Hashable {
    /// Until a person at the province has judged.
    case quarantined
    /// The machine's key has ended.
    case revoked
  }

  package var condition: Condition
  package var lastContact: Instant?
  /// Dossiers with something the hub has not acknowledged durably.
  package var dossiersWaiting: Int
  package var entriesWaiting: Int
  package var filesWaiting: Int
  package var bytesWaiting: Int

  package init(
    condition: Condition, lastContact: Instant? = nil, dossiersWaiting: Int = 0,
    entriesWaiting: Int = 0, filesWaiting: Int = 0, bytesWaiting: Int = 0
  ) {
    self.condition = condition
    self.lastContact = lastContact
    self.dossiersWaiting = dossiersWaiting
    self.entriesWaiting = entriesWaiting
    self.filesWaiting = filesWaiting
    self.bytesWaiting = bytesWaiting
  }
}

/// What of attached files may go over the link, and what of it is used today.
package struct FileAllowance: Sendable, Hashable {
  package enum Standing: Sendable, Hashable {
    case open, spent, outsideHours
  }

  /// Of a day; nil for all there are.
  package var megabytes: Int?
  /// Nil for the whole day.
  package var from: TimeOfDay?
  package var to: TimeOfDay?
  /// Bytes that went today; counted while there is a limit.
  package var spentToday: Int
  package var standing: Standing

  package init(
    megabytes: Int? = nil, from: TimeOfDay? = nil, to: TimeOfDay? = nil, spentToday: Int = 0,
    standing: Standing = .open
  ) {
    self.megabytes = megabytes
    self.from = from
    self.to = to
    self.spentToday = spentToday
    self.standing = standing
  }
}

/// The sync page: the link, what waits, what came of the last exchange.
package struct SyncReport: Sendable, Hashable {
  package var link: LinkState
  /// Address of the hub, nil if standalone.
  package var hub: String?
  package var device: String
  package var bytesUpToday: Int
  package var bytesDownToday: Int
  /// Dossiers with something unsent, newest first.
  package var waiting: [DossierLine]
  /// What a person should know of, one sentence each: rejected, disputed, needs update.
  package var notices: [String]
  package var files: FileAllowance
  /// Entries of older dossiers that come behind what is open.
  package var olderEntries: Int

  package init(
    link: LinkState, hub: String?, device: String, bytesUpToday: Int = 0, bytesDownToday: Int = 0,
    waiting: [DossierLine] = [], notices: [String] = [], files: FileAllowance = FileAllowance(),
    olderEntries: Int = 0
  ) {
    self.olderEntries = olderEntries
    self.files = files
    self.link = link
    self.hub = hub
    self.device = device
    self.bytesUpToday = bytesUpToday
    self.bytesDownToday = bytesDownToday
    self.waiting = waiting
    self.notices = notices
  }
}

/// What the desk thinks of the machine's clock.
package struct ClockReading: Sendable, Hashable {
  package enum Standing: Sendable, Hashable {
    /// Checked with the hub, or confirmed by an officer, and not far from it since.
    case trusted
    /// Must be confirmed before a promise is printed; the sentence says what is odd.
    case unsure(String)
  }

  package var now: Instant
  package var standing: Standing

  package init(now: Instant, standing: Standing) {
    self.now = now
    self.standing = standing
  }
}
