import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

/// The files of an export that are lines of JSON.
extension OneStopOffice {
  static func lines(_ records: [JSONValue]) -> Data {
    records.reduce(into: Data()) { $0 += $1.canonical + Data("\n".utf8) }
  }

  /// `entries.jsonl`: the whole journal. What entries say of keys and passwords stays here.
  func writeEntries(_ folder: ExportFolder) throws -> Int {
    var data = Data()
    var count = 0
    try store.eachEntry { entry in
      data += Self.record(entry).canonical + Data("\n".utf8)
      count += 1
    }
    try folder.write(data, to: "entries.jsonl")
    return count
  }

  private static let openKinds = ["dossier.", "cash.", "slip.", "office."]

  private static func record(_ entry: Entry) -> JSONValue {
    let head = entry.head
    var members: [String: JSONValue] = [
      "id": .string(entry.id.description), "author": .string(head.author.rawValue),
      "epoch": .integer(Int64(head.epoch)), "seq": .integer(Int64(head.seq)),
      "time": .integer(head.time), "at": .string(Instant(milliseconds: head.time).rfc3339),
      "clock": .string(head.clock.rawValue), "actor": .string(head.actor),
      "subject": .string(head.subjectID.description), "kind": .string(head.kind),
      "replaces": .array(head.replaces.map { .string($0.description) }),
    ]
    if openKinds.contains(where: head.kind.hasPrefix) {
      members["body"] = entry.content.map { body in
        .object((body.object ?? [:]).filter { $0.key != "secret" })
      }
      members["erased"] = entry.content == nil ? true : nil
    }
    return .object(members)
  }

  /// A dossier as its entries leave it.
  func dossierJSON(_ state: DossierState, isSent: Bool) -> JSONValue {
    func time(_ milliseconds: Int64?) -> JSONValue {
      milliseconds.map { .string(Instant(milliseconds: $0).rfc3339) } ?? .null
    }
    let answers = state.flatAnswers
    return [
      "id": .string(state.id?.description ?? ""), "code": .string(state.code),
      "officialCodes": .array(state.officialCodes.map { .string($0) }),
      "procedure": .string(state.procedure), "version": .string(state.version),
      "unit": .string(state.unit), "authority": .string(state.authority),
      "returnUnit": .string(state.returnUnit),
      "channel": .string((ServiceChannel(rawValue: state.channel) ?? .standard).word),
      "receivedAt": time(state.receivedAt), "receivedBy": .string(state.receivedBy ?? ""),
      "acceptedAt": time(state.acceptedAt), "status": .integer(Int64(state.status)),
      "statusName": .string(DossierStatus(rawValue: state.status)?.name.vi ?? ""),
      "due": time(state.due?.instant), "dueWhy": .string(state.due?.vi ?? ""),
      "supplementRequests": .integer(Int64(state.supplementRounds)),
      "disputed": .bool(state.isDisputed), "sets": .integer(Int64(state.sets)),
      "answers": .object(answers.values.mapValues { .string($0) }),
      "rows": .object(answers.rows.mapValues { .array($0.map { .string($0) }) }),
      "frozen": .object(state.frozen.mapValues { .string($0) }),
      "components": .array(state.components.map(\.json)),
      "files": .array(state.attachments.map(\.json)),
      "payment": paymentJSON(state),
      "delivery": state.delivery.map { DeliveryChoice.json($0.way, place: $0.place) } ?? .null,
      "representative": state.representative?.json ?? .null,
      "certifications": .array(
        state.certifications.map { .string("\($0.number)/\($0.year)") }),
      "sent": .bool(isSent),
    ]
  }

  /// `unit.json`, `calendar.json`, `index.json`, `officers.json` and `procedures.jsonl`: what the
  /// figures rest on beside the entries.
  func writeSettings(_ folder: ExportFolder) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try folder.write(try encoder.encode(unit), to: "unit.json")
    try folder.write(try encoder.encode(calendar), to: "calendar.json")
    try folder.write(try encoder.encode(indexDefinitions()), to: "index.json")
    let people = try officers().map { officer -> JSONValue in
      [
        "id": .string(officer.id.description), "name": .string(officer.name),
        "fullName": .string(officer.fullName), "role": .string(officer.role),
        "disabled": .bool(officer.disabled),
      ]
    }
    try folder.write(JSONValue.array(people).canonical, to: "officers.json")
    let catalogue = library.catalogue
    var procedures = Data()
    for entry in catalogue.entries + catalogue.retired {
      procedures += try encoder.encode(entry.procedure) + Data("\n".utf8)
    }
    try folder.write(procedures, to: "procedures.jsonl")
  }

  func writeManifest(_ folder: ExportFolder, dossiers: Int, entries: Int, by actor: Actor) throws {
    let manifest: JSONValue = [
      "format": .string(Self.exportFormat), "at": .string(now.rfc3339),
      "unit": .string(unit.code), "device": .string(store.device.rawValue),
      "by": .string(actor.id), "dossiers": .integer(Int64(dossiers)),
      "entries": .integer(Int64(entries)),
      "files": .array(
        folder.items.map { item in
          [
            "path": .string(item.path), "bytes": .integer(Int64(item.bytes)),
            "sha256": .string(item.sha256.hex),
          ]
        }),
    ]
    try folder.write(manifest.canonical + Data("\n".utf8), to: "manifest.json")
  }

  static let exportGuide = """
    Toàn bộ hồ sơ của đơn vị, ở định dạng mở. Có dữ liệu cá nhân: cất giữ như hồ sơ giấy.
    All dossiers of the unit, in open formats. Personal data: keep it as you keep the papers.

    manifest.json     các tệp và SHA-256 của chúng; every file with its SHA-256
    dossiers.jsonl    mỗi dòng một hồ sơ; one dossier a line
    entries.jsonl     toàn bộ nhật ký; the whole journal, one entry a line
    dossiers.csv      hồ sơ; dossiers
    ledger.csv        sổ theo dõi (Mẫu 07); the ledger
    payments.csv      các khoản đã nộp; payments
    cash.csv          sổ quỹ tiền mặt; the cash book
    files.csv         giấy tờ đính kèm; attachments
    files/            nội dung giấy tờ, tên tệp là SHA-256; their content, named by SHA-256
    unit.json, calendar.json, index.json, officers.json, procedures.jsonl
                      đơn vị, lịch, định nghĩa chỉ số, công chức, thủ tục

    Tệp CSV: UTF-8, dấu phẩy (RFC 4180). CSV files: UTF-8, commas (RFC 4180).

    """
}

extension ComponentState {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "original": .integer(Int64(original)),
      "certified": .integer(Int64(certified)), "copy": .integer(Int64(copy)),
      "presented": .integer(Int64(presented)),
    ]
  }
}
