import Dossiers

/// The thin bar's sentence: how the link stands, in office words.
struct LinkSentence {
  /// One of `online`, `offline`, `paused`, `refused`, `standalone`: chooses icon and colour.
  var tone: String
  var sentence: String
  var contact: String

  init(_ link: LinkState, today: CivilDate, texts: Texts) {
    let waiting =
      link.dossiersWaiting == 0
      ? texts("link.nothingWaiting")
      : texts("link.waiting", ["count": String(link.dossiersWaiting)])
    switch link.condition {
    case .standalone: (tone, sentence) = ("standalone", texts("link.standalone"))
    case .online: (tone, sentence) = ("online", "\(texts("link.online")), \(waiting)")
    case .exchanging: (tone, sentence) = ("online", "\(texts("link.exchanging")), \(waiting)")
    case .offline: (tone, sentence) = ("offline", "\(texts("link.offline")), \(waiting)")
    case .paused(let until):
      let paused =
        until.map { texts("link.pausedUntil", ["time": texts.shortMoment($0, today: today)]) }
        ?? texts("link.paused")
      (tone, sentence) = ("paused", "\(paused), \(waiting)")
    case .refused: (tone, sentence) = ("refused", "\(texts("link.refused")), \(waiting)")
    case .keptApart(.quarantined): (tone, sentence) = ("refused", texts("link.quarantined"))
    case .keptApart(.revoked): (tone, sentence) = ("refused", texts("link.revoked"))
    }
    if let last = link.lastContact {
      contact = texts("link.lastContact", ["time": texts.shortMoment(last, today: today)])
    } else if case .standalone = link.condition {
      contact = ""
    } else {
      contact = texts("link.neverContact")
    }
  }
}
