package import DossierStore
package import Dossiers
import Foundation
package import Identity
package import Sync

/// Sticks to and from the province; what the command line and the screen say of them.
extension OneStopOffice {
  /// Attached files one stick takes unless somebody says otherwise, in bytes.
  package static let stickFileBytes = 200_000_000

  /// Puts on the stick what the province has not acknowledged. Repeating it adds nothing twice.
  ///
  /// - Parameters:
  ///   - onlyNew: leave out what another stick carries already.
  ///   - fileBytes: at most so many bytes of attached files.
  /// - Throws: `refused` without a hub; what the disk says when the stick is full or gone.
  package func write(
    _ stick: StickFolder, onlyNew: Bool = false, fileBytes: Int = stickFileBytes
  ) throws -> CourierLoad {
    guard try store.hub() != nil else {
      throw DossierError(
        .refused, vi: "Xã chưa nối với tỉnh nên không có nơi nhận USB.",
        en: "This office is not enrolled with a province; there is nobody to take the stick.")
    }
    let load = try store.courierLoad(
      unit: unit.code, onlyNew: onlyNew, fileBytes: fileBytes)
    for parcel in load.parcels { try stick.write(parcel.name, parcel.data) }
    return load
  }

  /// Takes in what the province put on the stick. What cannot be used is told and changes nothing.
  package func read(_ stick: StickFolder) throws -> StickTally {
    var tally = StickTally()
    for name in try stick.names() {
      guard CourierParcel.isName(name) else {
        tally.foreign += 1
        continue
      }
      guard let bytes = stick.read(name, limit: CourierFile.byteLimit) else {
        tally.unusable.append((name, .damaged))
        continue
      }
      tally.count(try store.readCourier(bytes), name)
    }
    return tally
  }
}

extension CourierLoad {
  package var bytes: Int { parcels.reduce(0) { $0 + $1.data.count } }

  /// What was put on the stick.
  package func sentences(limit fileBytes: Int) -> [LocalizedText] {
    let size = (bytes + 999) / 1000
    var lines = [
      LocalizedText(
        vi: "Đã chép \(dossiers) hồ sơ (\(entries) mục, \(files) tệp đính kèm, \(size) KB) "
          + "lên USB.",
        en: "Put \(dossiers) dossiers (\(entries) entries, \(files) attached files, \(size) KB) "
          + "on the stick.")
    ]
    if filesLeft > 0 {
      let left = (bytesLeft + 999_999) / 1_000_000
      lines.append(
        LocalizedText(
          vi: "Còn \(filesLeft) tệp (\(left) MB) vượt mức \(fileBytes / 1_000_000) MB, chưa chép.",
          en: "\(filesLeft) files (\(left) MB) are beyond the limit of "
            + "\(fileBytes / 1_000_000) MB and were left out."))
    }
    lines.append(
      LocalizedText(
        vi: "Hãy tháo USB an toàn rồi gửi về tỉnh.",
        en: "Remove the stick safely and send it to the province."))
    return lines
  }
}

extension StickTally {
  /// What was found on the stick.
  package var sentences: [LocalizedText] {
    var lines = [
      LocalizedText(
        vi: "Đã nhận \(new) mục mới từ USB.", en: "Took \(new) new entries from the stick.")
    ]
    if foreign > 0 {
      lines.append(
        LocalizedText(
          vi: "\(foreign) tệp khác trên USB không thuộc chương trình này.",
          en: "\(foreign) other files on the stick do not belong to this program."))
    }
    for (name, problem) in unusable {
      let words = problem.words
      lines.append(LocalizedText(vi: "\(name): \(words.vi)", en: "\(name): \(words.en)"))
    }
    return lines
  }
}

extension CourierProblem {
  fileprivate var words: LocalizedText {
    switch self {
    case .cutShort:
      LocalizedText(
        vi: "tệp chép chưa hết, hãy chép lại.", en: "the file was cut short; copy it again.")
    case .notSigned:
      LocalizedText(
        vi: "tệp bị thay đổi hoặc không phải của tỉnh.",
        en: "the file was changed or is not the province's.")
    case .otherHub:
      LocalizedText(vi: "tệp của tỉnh khác.", en: "the file is another province's.")
    case .damaged, .foreign, .notForUs:
      LocalizedText(
        vi: "tệp hỏng, hãy chép lại.", en: "the file is damaged; copy it again.")
    }
  }
}
