package import Identity
package import Sync

extension DossierStore {
  /// Takes in what the hub put on a stick. A file that cannot be taken in is named, changes nothing
  /// and keeps none of the others.
  package func read(_ stick: StickFolder) throws -> StickTally {
    guard try hub() != nil else { throw Self.noHub }
    var tally = StickTally()
    let names = try stick.names()
    for name in names {
      if CourierParcel.isName(name) {
        readFile(name, of: stick, &tally)
      } else if let wanted = CourierParcel.unfinished(name) {
        if !names.contains(wanted) { tally.unusable.append((wanted, .cutShort)) }
      } else {
        tally.foreign += 1
      }
    }
    return tally
  }

  private func readFile(_ name: String, of stick: StickFolder, _ tally: inout StickTally) {
    guard let bytes = stick.read(name, limit: CourierFile.byteLimit) else {
      return tally.unusable.append((name, .damaged))
    }
    do {
      tally.count(try readCourier(bytes), name)
    } catch let error as StoreError where error.kind == .refused {
      tally.unusable.append((name, .contradicts))
    } catch {
      tally.unusable.append((name, .notKept))
    }
  }
}
