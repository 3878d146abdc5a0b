import Foundation
import Sync

/// What a hub that was put back says to a revoked device of its new epoch. The device gets no log,
/// so its cursor stays in the epoch before, and it would be told, and ask again at once, for ever.
extension HubChange {
  private static func toldKey(_ device: DeviceRecord) -> String { "toldRevoked.\(device.id)" }

  /// Whether a revoked device has been told how its streams stand in this epoch; it counts as told
  /// from now on.
  func isTold(_ request: ExchangeRequest, _ device: DeviceRecord) throws -> Bool {
    // A stick has no nonce, and nobody answers it.
    guard device.state == .revoked, !request.nonce.isEmpty else { return false }
    // First where its streams end here, then, to one that can compare, that they are the same.
    let (acknowledged, compared) = (Data("\(epoch)".utf8), Data("\(epoch) compared".utf8))
    let told = try rows.setting(Self.toldKey(device))
    let isComparing = request.recovery.ends != nil
    if told == compared || (told == acknowledged && !isComparing),
      try request.after <= durable(device.id, request.epoch)
    {
      return true
    }
    try rows.setSetting(Self.toldKey(device), isComparing ? compared : acknowledged)
    return false
  }

  /// The level the hub names as its own. A device compares its streams with a hub above level 4 that
  /// was put back until it follows the new log, and gives nothing back before; a revoked one never
  /// follows it.
  func level(
    for request: ExchangeRequest, _ device: DeviceRecord, _ recovery: AnswerRecovery
  ) -> Int {
    guard request.reads >= RequestRecovery.parts else { return 1 }
    let known = min(request.reads, RequestRecovery.level)
    let isBehind = request.logs[device.unit].map { $0.epoch < epoch } ?? false
    let hasTold = recovery.acks == nil && recovery.compare == nil
    return device.state == .revoked && isBehind && hasTold
      ? min(known, RequestRecovery.ends - 1) : known
  }

  /// The answer may be lost, or the device put back to before it.
  func forgetTold(_ device: DeviceRecord) throws {
    guard device.state == .revoked else { return }
    try rows.setSetting(Self.toldKey(device), nil)
  }
}
