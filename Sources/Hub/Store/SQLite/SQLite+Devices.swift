import Foundation
import GRDB
import Identity
import Sync

extension SQLiteTransaction: DeviceRows {
  func devices() throws -> [DeviceRecord] {
    try rows("SELECT * FROM device ORDER BY unit, enrolled, id").map(Self.device)
  }

  func device(_ id: DeviceID) throws -> DeviceRecord? {
    try row("SELECT * FROM device WHERE id = ?", [id.rawValue]).map(Self.device)
  }

  func save(_ device: DeviceRecord) throws {
    try run(
      """
      INSERT OR REPLACE INTO device (id, unit, first, last, signing, agreement, state, enrolled,
        revoked, nonce, last_contact, bundle_known, bundle_offered,
        previous_nonce)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        device.id.rawValue, device.unit, device.range.lowerBound, device.range.upperBound,
        device.signing, device.agreement, device.state.rawValue, device.enrolled,
        device.revoked, device.nonce, device.lastContact, device.bundleKnown,
        device.bundleOffered, device.previousNonce,
      ])
  }

  func invite(_ token: Data) throws -> InviteRecord? {
    try row("SELECT * FROM invite WHERE token = ?", [token]).map { row in
      InviteRecord(
        token: try row.data("token"), unit: try row.text("unit"),
        created: try row.milliseconds("created"), expires: try row.milliseconds("expires"),
        usedBy: row["used_by"] == nil ? nil : try row.device("used_by"))
    }
  }

  func save(_ invite: InviteRecord) throws {
    try run(
      "INSERT OR REPLACE INTO invite (token, unit, created, expires, used_by) VALUES (?, ?, ?, ?, ?)",
      [invite.token, invite.unit, invite.created, invite.expires, invite.usedBy?.rawValue])
  }

  private static func device(_ row: Row) throws -> DeviceRecord {
    let first = try row.integer("first")
    let last = try row.integer("last")
    guard first <= last else {
      throw DamagedRow(description: "a device has a range that ends before it starts")
    }
    return DeviceRecord(
      id: try row.device("id"), unit: try row.text("unit"), range: first...last,
      signing: try row.data("signing"), agreement: try row.data("agreement"),
      state: try row.choice("state"), enrolled: try row.milliseconds("enrolled"),
      revoked: row["revoked"], nonce: try row.data("nonce"),
      lastContact: try row.milliseconds("last_contact"),
      bundleKnown: try row.milliseconds("bundle_known"),
      bundleOffered: try row.milliseconds("bundle_offered"),
      previousNonce: try row.data("previous_nonce"))
  }
}
