import Sync

/// Programs of different age: devices and the hub that speak less of the protocol, and are brought
/// up to date some day or not at all.
extension World {
  /// In so many worlds of 100 not everybody has the newest program.
  private static let mixed = 40
  /// The oldest level that finds back what was lost.
  private static let oldest = RequestRecovery.forks

  func chooseHubVersion() {
    isMixed = dice.chance(Self.mixed)
    if isMixed { province.level = dice.number(Self.oldest...RequestRecovery.level) }
  }

  func chooseVersion(_ kiosk: Kiosk) {
    if isMixed { kiosk.level = dice.number(Self.oldest...RequestRecovery.level) }
  }

  func planUpgrades() {
    guard isMixed else { return }
    if province.level < RequestRecovery.level, dice.chance(80) {
      after(moment()) { try await $0.upgradeHub() }
    }
    for kiosk in kiosks where kiosk.level < RequestRecovery.level && dice.chance(80) {
      after(moment()) { try await $0.upgrade(kiosk) }
    }
  }

  /// Older programs cannot find out that a restored hub keeps what their copy wrote.
  func upgradeTwins() async throws {
    guard kiosks.contains(where: { $0.twins != nil }) else { return }
    if province.level < RequestRecovery.runs { try await upgradeHub() }
    for kiosk in kiosks where kiosk.twins != nil && kiosk.level < RequestRecovery.runs {
      try await upgrade(kiosk)
    }
  }

  private func upgradeHub() async throws {
    faults.add("hub upgraded")
    note("hub: level \(province.level) becomes \(RequestRecovery.level)")
    province.level = RequestRecovery.level
    guard province.hub != nil else { return }
    province.close()
    try await startHub()
  }

  private func upgrade(_ kiosk: Kiosk) async throws {
    faults.add("device upgraded")
    note("\(kiosk.name): level \(kiosk.level) becomes \(RequestRecovery.level)")
    kiosk.level = RequestRecovery.level
    guard kiosk.isOn else { return }
    stop(kiosk)
    try await start(kiosk)
  }
}
