package import Counter
package import DossierStore
import Dossiers
import Foundation
import HTTPClient
import Identity
import Sync
package import SyncAgent

/// The exchange agent of an office.
package enum OfficeAgent {
  package static func make(_ office: OneStopOffice) -> ExchangeAgent {
    ExchangeAgent(
      store: office.store, exchanger: exchanger(office), clock: office.surroundings.clock,
      random: office.surroundings.random)
  }

  /// Looks for the hub at another address and, if it answers there as the hub this office knows,
  /// goes there from now on. Nothing changes otherwise.
  /// - Throws: ``DossierError`` if what answers there is not the hub; ``LinkError`` or
  ///   ``HubRefusal`` if nothing answers, or the hub cannot now.
  package static func move(_ office: OneStopOffice, to address: HubAddress) async throws {
    try requireHub(office)
    let exchanger = exchanger(office, elsewhere: address)
    do {
      try await exchange(exchanger)
    } catch let error where error is MessageError || (error as? HubRefusal)?.isOfRequest == true {
      throw DossierError(
        .refused,
        vi: "Ở \(address.url) không phải trung tâm mà máy này đã ghi danh; địa chỉ cũ được giữ.",
        en: "What answers at \(address.url) is not the hub this device is enrolled with "
          + "(\(error)); the address stays.")
    }
    try office.store.moveHub(to: address)
  }

  /// - Throws: ``DossierError`` where there is no province to exchange with.
  package static func requireHub(_ office: OneStopOffice) throws {
    guard try office.store.hub() != nil else {
      throw DossierError(
        .refused, vi: "Đơn vị chưa ghi danh với tỉnh nào.",
        en: "The office is standalone: enrol it first (motcua enrol).")
    }
  }

  /// One exchange. A hub that was put back and forgot this device is shown the trust bundle at the
  /// second try.
  private static func exchange(_ exchanger: Exchanger) async throws {
    var totals = ExchangeTotals()
    do {
      _ = try await exchanger.exchange(&totals)
    } catch let error as HubRefusal where error.status == 401 {
      _ = try await exchanger.exchange(&totals)
    }
  }

  private static func exchanger(_ office: OneStopOffice, elsewhere: HubAddress? = nil)
    -> Exchanger
  {
    Exchanger(
      store: office.store, keys: office.keys.keys, client: CurlClient(),
      clock: office.surroundings.clock, elsewhere: elsewhere,
      heard: { answer in try office.clockChecked(hubTime: answer.time) })
  }
}
