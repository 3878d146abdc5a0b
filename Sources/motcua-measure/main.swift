import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import GRDB
import Identity

// Measures what an office does, in one process and one run, and prints one JSON object.
//
//   motcua-measure fill FOLDER SHARE COUNT    receives COUNT dossiers over many days
//   motcua-measure accept FOLDER SHARE COUNT  times acceptance against raw inserts

/// A clock the measurement sets, so that thousands of dossiers fall on many working days.
let clock = ManualClock(milliseconds: SystemClock().milliseconds)
let arguments = CommandLine.arguments
guard arguments.count == 5, let count = Int(arguments[4]), count > 0 else {
  FileHandle.standardError.write(
    Data("usage: motcua-measure fill|accept FOLDER SHARE COUNT\n".utf8))
  exit(2)
}
let share = URL(filePath: arguments[3], directoryHint: .isDirectory)
let surroundings = Surroundings(
  data: URL(filePath: arguments[2], directoryHint: .isDirectory), share: share, clock: clock,
  random: SystemRandom())

func openOffice() throws -> OneStopOffice {
  if KeyFolder.exists(at: surroundings.data) { return try OneStopOffice.open(surroundings) }
  let unit = try Data(contentsOf: share.appending(path: "Forms/demo-unit.json"))
  return try OneStopOffice.found(
    surroundings, unitFile: unit, mode: .plainFile, range: CodeRange(deviceIndex: 1))
}

func answers() throws -> FormAnswers {
  let sample = share.appending(path: "Forms/1.004873/2026.1/samples")
  let files = try FileManager.default.contentsOfDirectory(atPath: sample.path).sorted()
  guard let first = files.first(where: { $0.hasPrefix("valid") }) else { exit(1) }
  return try FormAnswers(json: Data(contentsOf: sample.appending(path: first)))
}

/// Milliseconds of each repetition, sorted.
func time(_ repetitions: Int, _ work: (Int) throws -> Void) rethrows -> [Double] {
  try (0..<repetitions).map { index in
    let start = ContinuousClock.now
    try work(index)
    let spent = ContinuousClock.now - start
    return Double(spent.components.attoseconds) / 1e15 + Double(spent.components.seconds) * 1e3
  }.sorted()
}

func percentile(_ values: [Double], _ share: Double) -> Double {
  values[min(values.count - 1, Int(Double(values.count) * share))]
}

func row(_ values: [Double]) -> String {
  let p50 = (percentile(values, 0.5) * 1000).rounded() / 1000
  let p95 = (percentile(values, 0.95) * 1000).rounded() / 1000
  return "{\"p50ms\": \(p50), \"p95ms\": \(p95)}"
}

let office = try openOffice()
let actor = Actor.localAdministrator(userID: getuid())
let filled = try answers()

func receive(_ index: Int) throws {
  _ = try office.receive(
    procedure: "1.004873", answers: filled, files: [], token: nil, by: actor)
}

switch arguments[1] {
case "fill":
  // At most 900 a day fit the device's range of the daily counter.
  let days = (count + 899) / 900
  let now = SystemClock().milliseconds
  var left = count
  let spent = try time(1) { _ in
    for day in (0..<days).reversed() {
      clock.set(milliseconds: now - Int64(day) * 86_400_000)
      for index in 0..<min(left, 900) { try receive(index) }
      left -= min(left, 900)
    }
  }
  print("{\"dossiers\": \(count), \"seconds\": \(Int(spent[0] / 1000))}")
case "accept":
  let accepted = try time(count, receive)
  let raw = try DatabasePool(path: surroundings.data.appending(path: "raw-peer.sqlite").path)
  try raw.writeWithoutTransaction { db in
    try db.execute(sql: "PRAGMA synchronous = FULL")
    try db.execute(sql: "CREATE TABLE peer (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
  }
  let body = Data(repeating: 7, count: 3000)
  let inserted = try time(count) { _ in
    try raw.write { try $0.execute(sql: "INSERT INTO peer (body) VALUES (?)", arguments: [body]) }
  }
  try raw.close()
  for suffix in ["", "-wal", "-shm"] {
    try? FileManager.default.removeItem(
      at: surroundings.data.appending(path: "raw-peer.sqlite\(suffix)"))
  }
  let ratio = percentile(accepted, 0.5) / percentile(inserted, 0.5)
  print(
    "{\"accept\": \(row(accepted)), \"rawInsert\": \(row(inserted)), "
      + "\"ratio\": \((ratio * 100).rounded() / 100)}")
default:
  exit(2)
}
