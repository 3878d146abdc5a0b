import Foundation
import Identity
import Sync

extension FuzzTarget {
  /// Requests (first byte even) and answers (odd) of the exchange, signed: what is invented reaches
  /// what stands behind the signature and the compression.
  static let exchange = FuzzTarget(
    name: "exchange", longest: 4096,
    seeds: { _ in
      let journal = FuzzJournal.entries
      let request = ExchangeRequest(
        hub: FuzzJournal.hub.deviceID, device: FuzzJournal.device.deviceID, epoch: 1, nonce: "n1",
        after: 0, stream: nil, logs: ["H99.88": LogCursor(epoch: 1, size: 3)],
        time: FuzzJournal.time, entries: [], catalogue: 1)
      let answer = ExchangeAnswer(
        hub: FuzzJournal.hub.deviceID, epoch: 1, nonce: "n2", ack: journal.count,
        logs: ["H99.88": FuzzJournal.log], time: FuzzJournal.time, wait: 30, more: false,
        have: [Digest.of(FuzzJournal.lines)])
      return [
        Data([0]) + (try FuzzJournal.opened(try request.encoded())),
        Data([1]) + (try FuzzJournal.opened(try answer.sign(FuzzJournal.hub).body)),
      ]
    },
    run: { input in
      guard let kind = input.first, let body = FuzzJournal.closed(input.dropFirst()) else { return }
      if kind.isMultiple(of: 2) {
        let message = SignedMessage.sign(body, .exchange, FuzzJournal.device)
        let request = try? ExchangeRequest.verified(message, by: FuzzJournal.hub.deviceID) { _ in
          FuzzJournal.device.publicKey
        }
        // What programs of other versions send is read, but never written by this one.
        guard let request, request.reads == RequestRecovery.level else { return }
        guard
          let again = try? ExchangeRequest(
            encoded: request.encoded(), by: FuzzJournal.hub.deviceID)
        else { preconditionFailure("a request that was read cannot be written") }
        let briefly = try? ExchangeRequest(
          encoded: request.encoded(as: .brief), by: FuzzJournal.hub.deviceID)
        precondition(again == request && briefly == request, "a request changed on its way")
      } else {
        let message = SignedMessage.sign(body, .answer, FuzzJournal.hub)
        let key = FuzzJournal.hub.publicKey
        guard let answer = try? ExchangeAnswer.verified(message, key: key) else { return }
        guard
          let again = try? ExchangeAnswer.verified(answer.sign(FuzzJournal.hub), key: key)
        else { preconditionFailure("an answer that was read cannot be written") }
        precondition(again == answer, "an answer changed on its way")
      }
    })
}
