package import Counter
import Foundation
import HTTPClient
import Identity
import Sync
package import SyncAgent

/// The exchange agent of an office.
package enum OfficeAgent {
  package static func make(_ office: OneStopOffice) -> ExchangeAgent {
    let exchanger = Exchanger(
      store: office.store, keys: office.keys.keys, client: CurlClient(),
      clock: office.surroundings.clock,
      heard: { answer in try office.clockChecked(hubTime: answer.time) })
    return ExchangeAgent(
      store: office.store, exchanger: exchanger, clock: office.surroundings.clock,
      random: office.surroundings.random)
  }
}
