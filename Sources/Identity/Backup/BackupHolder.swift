/// Who can open a backup.
package enum BackupHolder: Sendable {
  /// The province's hub, for a device that joined it.
  case province(DeviceID, AgreementPublicKey)
  /// Whoever has the recovery sheet.
  case sheet(AgreementPublicKey)
  /// A recovery sheet nobody has yet. It is shown when the backup stands, and only a sheet that was
  /// shown is sealed to from then on.
  case newSheet(AgreementKey)
  case passphrase(String)

  /// Who opens a backup: the province, the sheet, the passphrase, as far as there are any; with a
  /// new sheet if one is asked for, or nobody else could.
  package static func all(
    province: BackupHolder? = nil, sheet: AgreementPublicKey?, passphrase: String?,
    newSheet: Bool, random: any RandomSource
  ) -> [BackupHolder] {
    let isAlone = province == nil && sheet == nil && passphrase == nil
    let paper: BackupHolder? =
      newSheet || isAlone ? .newSheet(AgreementKey(random: random)) : sheet.map { .sheet($0) }
    return [province, paper, passphrase.map { .passphrase($0) }].compactMap(\.self)
  }
}

extension [BackupHolder] {
  /// Shows a backup that stands, with the code of its new sheet if it has one, and makes the sheet
  /// known only then: nobody has a sheet whose code was not shown.
  package func handOver(
    isolation: isolated (any Actor)? = #isolation, show: (RecoverySecret?) throws -> Void,
    keep: (AgreementPublicKey?) async throws -> Void
  ) async throws {
    let sheets = compactMap { if case .newSheet(let key) = $0 { key } else { nil } }
    guard let sheet = sheets.first else {
      try show(nil)
      return try await keep(nil)
    }
    do {
      try show(.sheet(sheet))
    } catch {
      throw BackupError.file(
        "The recovery code cannot be printed, so nobody has it: back up again to get one.")
    }
    do {
      try await keep(sheet.publicKey)
    } catch {
      throw BackupError.sheetNotKept("\(error)")
    }
  }
}
