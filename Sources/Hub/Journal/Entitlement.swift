import Dossiers
import Identity
import Sync

/// Which units an entry entitles to its subject.
enum Entitlement {
  /// The receiving unit, the competent authority and the return unit a dossier names; for other
  /// subjects the unit they name or else the unit of the device that started them.
  static func claims(_ entry: Entry, authorUnit: String?) -> Set<String> {
    var named = Array(Concern.named(by: entry).values)
    if [DossierKind.received.rawValue, "officer.added"].contains(entry.kind),
      let unit = entry.content?["unit"]?.string
    {
      named.append(unit)
    }
    var units = Set(named.filter(DossierCode.isUnitCode))
    if entry.head.subject == nil, let authorUnit { units.insert(authorUnit) }
    return units
  }
}
