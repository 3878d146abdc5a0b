import Foundation
import Sync

/// What a hub that was put back says to a revoked device of its new epoch. The device gets no log,
/// so its cursor stays in the epoch before, and it would be told, and ask again at once, for ever.
extension HubChange {
  private static func toldKey(_ device: DeviceRecord) -> String { "toldRevoked.\(device.id)" }

  // First where its streams end here, then, to one that can compare, that they are the same.
  private var acknowledged: Data { Data("\(epoch)".utf8) }
  private var compared: Data { Data("\(epoch) compared".utf8) }

  /// Whether a revoked device has been told how its streams stand in this epoch.
  func isTold(_ request: ExchangeRequest, _ device: DeviceRecord) throws -> Bool {
    guard Self.isAnswered(request, device) else { return false }
    let told = try rows.setting(Self.toldKey(device))
    return try (told == compared || told == acknowledged && request.recovery.ends == nil)
      && request.after <= durable(device.id, request.epoch)
  }

  /// A revoked device counts as told from now on.
  func noteTold(_ request: ExchangeRequest, _ device: DeviceRecord) throws {
    guard Self.isAnswered(request, device) else { return }
    let told = request.recovery.ends == nil ? acknowledged : compared
    try rows.setSetting(Self.toldKey(device), told)
  }

  /// A stick has no nonce, and nobody answers it.
  private static func isAnswered(_ request: ExchangeRequest, _ device: DeviceRecord) -> Bool {
    device.state == .revoked && !request.nonce.isEmpty
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
