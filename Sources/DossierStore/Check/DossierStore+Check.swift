import Foundation
import GRDB
import Identity
import Sync

extension DossierStore {
  /// Verifies everything in the folder against everything else: chain, digests, commitments,
  /// bodies, signatures, counters, checkpoints, logs, files, and projections against a fresh
  /// computation. Nothing found means nothing is wrong. `rebuild` also replaces the projections.
  package func check(rebuild: Bool = false) throws -> [CheckFinding] {
    var findings = try checkFolder() + checkBundle()
    findings += run(.database) { try DatabaseCheck(reader: $0).findings() }
    findings += run(.entries) { try EntryCheck(reader: $0).findings() }
    findings += run(.stream) { try StreamCheck(reader: $0).findings() }
    findings += run(.counters) { try CounterCheck(reader: $0).findings() }
    findings += run(.logs) { try LogCheck(reader: $0).findings() }
    findings += run(.sealed) { try SealedCheck(reader: $0).findings() }
    findings += run(.files) { try checkFiles($0) }
    findings += run(.projections) { reader in
      try Projections(reader: reader).differences()
        .map { CheckFinding(part: .projections, message: $0) }
    }
    if rebuild { try rebuildProjections() }
    return findings
  }

  /// Runs one part of the check. What stops it is a finding, and the other parts go on.
  private func run(
    _ part: CheckFinding.Part, _ work: (JournalReader) throws -> [CheckFinding]
  ) -> [CheckFinding] {
    do {
      return try read(work)
    } catch let error as DatabaseError {
      return [CheckFinding(part: .database, message: StoreError(error).message)]
    } catch let error as StoreError {
      return [CheckFinding(part: part, message: error.message)]
    } catch {
      let message = "The check of \(part.rawValue) cannot be finished: \(error)"
      return [CheckFinding(part: part, message: message)]
    }
  }

  private func checkFolder() throws -> [CheckFinding] {
    try folder.declaredFiles().filter { $0.kind == .unknown }.map { file in
      CheckFinding(
        part: .folder, message: "The file \(file.path) in the data folder is of no known kind.")
    }
  }

  /// The trust bundle is signed by the hub this device joined, or by the device itself, and
  /// knows this device's key.
  private func checkBundle() throws -> [CheckFinding] {
    // A bare store, before a unit is founded in the folder, has no bundle yet.
    guard FileManager.default.fileExists(atPath: folder.unit.path) else { return [] }
    let signer = try hub()?.key ?? context.keys.signing.publicKey
    guard let bytes = try? Data(contentsOf: folder.bundle),
      let bundle = try? TrustBundle(jsonBytes: bytes), bundle.json.canonical == bytes,
      bundle.verify(pinned: signer)
    else {
      let message = "The trust bundle province.pub is missing, changed or not signed by its hub."
      return [CheckFinding(part: .folder, message: message)]
    }
    guard bundle.device(device)?.key == context.keys.signing.publicKey else {
      let message = "The trust bundle province.pub does not list this device's key."
      return [CheckFinding(part: .folder, message: message)]
    }
    return []
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
