import Dossiers
import Identity
import Sync

/// Which units an entry entitles to its subject.
enum Entitlement {
  /// The receiving unit, the competent authority and the return unit a dossier names, and the unit
  /// of the device that started the subject.
  static func claims(_ entry: Entry, authorUnit: String?) -> Set<String> {
    var named = Array(Concern.named(by: entry).values)
    if entry.kind == DossierKind.received.rawValue, let unit = entry.content?["unit"]?.string {
      named.append(unit)
    }
    var units = Set(named.filter(DossierCode.isUnitCode))
    if entry.head.subject == nil, let authorUnit { units.insert(authorUnit) }
    return units
  }
}
