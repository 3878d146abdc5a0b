import Dossiers
import Identity
import Sync

/// Which units an entry entitles to its subject.
enum Entitlement {
  /// The receiving unit, the competent authority and the return unit a dossier names; for other
  /// subjects the unit they name or else the unit of the device that started them.
  static func claims(_ entry: Entry, authorUnit: String?) -> Set<String> {
    let named: [String?]
    switch entry.kind {
    case "dossier.received":
      named = ["unit", "authority", "returnUnit"].map { entry.content?[$0]?.string }
    case "dossier.status":
      named = ["authority", "returnUnit"].map { entry.content?["data"]?[$0]?.string }
    case "officer.added":
      named = [entry.content?["unit"]?.string]
    default:
      named = []
    }
    var units = Set(named.compactMap { $0 }.filter(DossierCode.isUnitCode))
    if entry.head.subject == nil, let authorUnit { units.insert(authorUnit) }
    return units
  }
}
