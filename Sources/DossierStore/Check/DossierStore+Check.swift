import Foundation
import GRDB
import Identity
import Sync

extension DossierStore {
  /// Verifies everything in the folder against everything else: chain, digests, commitments,
  /// bodies, signatures, checkpoints, logs, files, and projections against a fresh computation.
  /// Nothing found means nothing is wrong. `rebuild` also replaces the projections.
  package func check(rebuild: Bool = false) throws -> [CheckFinding] {
    var findings = try checkFolder()
    do {
      findings += try read { reader in
        var findings = try DatabaseCheck(reader: reader).findings()
        findings += try EntryCheck(reader: reader).findings()
        findings += try StreamCheck(reader: reader).findings()
        findings += try LogCheck(reader: reader).findings()
        findings += try SealedCheck(reader: reader).findings()
        findings += try checkFiles(reader)
        return findings
      }
      findings += try checkProjections()
    } catch let error as DatabaseError {
      findings.append(CheckFinding(part: .database, message: StoreError(error).message))
    }
    if rebuild { try rebuildProjections() }
    return findings
  }

  private func checkFolder() throws -> [CheckFinding] {
    try folder.declaredFiles().filter { $0.kind == .unknown }.map { file in
      CheckFinding(
        part: .folder, message: "The file \(file.path) in the data folder is of no known kind.")
    }
  }

  /// An entry that cannot be unsealed has been named already; then there is nothing to compare.
  private func checkProjections() throws -> [CheckFinding] {
    do {
      return try read { try Projections(reader: $0).differences() }
        .map { CheckFinding(part: .projections, message: $0) }
    } catch let error as StoreError {
      let message = "The projections cannot be computed. \(error.message)"
      return [CheckFinding(part: .projections, message: message)]
    }
  }

  private func checkFiles(_ reader: JournalReader) throws -> [CheckFinding] {
    var messages: [String] = []
    let rows = try Row.fetchAll(reader.db, sql: "SELECT address, size FROM file")
    for row in rows {
      let address: String = row[0]
      let size: Int = row[1]
      do {
        guard let (record, state) = try reader.file(address), state == .present else { continue }
        guard context.tokens.fileAddress(record.sha256) == address else {
          messages.append("The record of file \(address) belongs to another file.")
          continue
        }
        if try content(address, record).count != size {
          messages.append("The file \(address) has another size than its record says.")
        }
      } catch let error as StoreError {
        messages.append(error.message)
      }
    }
    let known = Set(rows.map { $0[0] as String })
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.files.path)
    for name in names.sorted()
    where !known.contains(name) && !name.hasSuffix(AtomicFile.temporarySuffix) {
      messages.append("The file files/\(name) belongs to no record.")
    }
    return messages.map { CheckFinding(part: .files, message: $0) }
  }
}
