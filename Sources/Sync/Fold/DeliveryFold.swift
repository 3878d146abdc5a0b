import Dossiers
import Identity

/// How the result is wanted. A later choice replaces the one it knew; of choices made at once the
/// one of the lowest entry id stands.
struct DeliveryFold {
  private var choices = Versions<DeliveryChoice>()

  mutating func take(_ entry: Entry, _ body: JSONValue?, over: [EntryID]) -> Bool {
    guard let way = body?["way"]?.string.flatMap(DeliveryWay.init(rawValue:)) else { return false }
    choices.add(
      DeliveryChoice(way: way, place: body?["place"]?.string ?? "", entry: entry.id),
      by: entry.id, over: over)
    return true
  }

  func finish(_ state: inout DossierState) {
    state.deliveryHeads = choices.heads
    state.delivery = choices.heads.first.flatMap { choices.nodes[$0]?.value }
  }
}
