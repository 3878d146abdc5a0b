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
  /// - Throws: `refused` without a hub; what the disk says when the stick is gone or locked.
  package func write(
    _ stick: StickFolder, onlyNew: Bool = false, fileBytes: Int = stickFileBytes
  ) throws -> CourierLoad {
    guard try store.hub() != nil else {
      throw DossierError(
        .refused, vi: "Xã chưa nối với tỉnh nên không có nơi nhận USB.",
        en: "This office is not enrolled with a province; there is nobody to take the stick.")
    }
    CourierParcel.unfinished(among: try stick.names(), of: store.device).forEach(stick.remove)
    return try store.writeCourier(unit: unit.code, onlyNew: onlyNew, fileBytes: fileBytes) {
      try stick.put($0.map(\.file))
    }
  }

  /// Takes in what the province put on the stick. What cannot be used is told and changes nothing.
  /// - Throws: `refused` without a hub; what the disk says when the stick is gone.
  package func read(_ stick: StickFolder) throws -> StickTally { try store.read(stick) }
}

extension CourierLoad {
  /// What was put on the stick, and what was not.
  package func sentences(limit fileBytes: Int) -> [LocalizedText] {
    let size = (bytes + 999) / 1000
    var lines = [
      LocalizedText(
        vi: "Đã chép \(carried.dossiers) hồ sơ (\(carried.entries) mục, "
          + "\(carried.files) tệp đính kèm, \(size) KB) lên USB.",
        en: "Put \(carried.dossiers) dossiers (\(carried.entries) entries, "
          + "\(carried.files) attached files, \(size) KB) on the stick.")
    ]
    if hasNoRoom { lines += noRoomSentences }
    if beyondLimit.files > 0 {
      lines.append(
        LocalizedText(
          vi: "Còn \(beyondLimit.files) tệp (\(beyondLimit.megabytes) MB) vượt mức "
            + "\(fileBytes / 1_000_000) MB, chưa chép.",
          en: "\(beyondLimit.files) files (\(beyondLimit.megabytes) MB) are beyond the limit of "
            + "\(fileBytes / 1_000_000) MB and were left out."))
    }
    if let unread = unreadable.sentence { lines.append(unread) }
    if !names.isEmpty {
      lines.append(
        LocalizedText(
          vi: "Hãy tháo USB an toàn rồi gửi về tỉnh.",
          en: "Remove the stick safely and send it to the province."))
    }
    return lines
  }

  /// Whether the stick was full before all was on it.
  package var hasNoRoom: Bool { noRoom != Amount() || names.isEmpty }

  /// What found no room, and what to do.
  package var noRoomSentences: [LocalizedText] {
    let dossiers = LocalizedText(
      vi: "\(noRoom.dossiers) hồ sơ (\(noRoom.entries) mục)",
      en: "\(noRoom.dossiers) dossiers (\(noRoom.entries) entries)")
    let files = LocalizedText(
      vi: "\(noRoom.files) tệp đính kèm (\(noRoom.megabytes) MB)",
      en: "\(noRoom.files) attached files (\(noRoom.megabytes) MB)")
    let left =
      (noRoom.entries > 0 ? [dossiers] : []) + (noRoom.files > 0 ? [files] : [])
    let (vi, en) = (left.map(\.vi), left.map(\.en))
    return [
      LocalizedText(
        vi: "USB hết chỗ"
          + (vi.isEmpty ? "." : ": còn \(vi.joined(separator: ", ")) chưa chép."),
        en: "The stick is full"
          + (en.isEmpty ? "." : ": \(en.joined(separator: ", ")) were left out.")),
      LocalizedText(
        vi: "Hãy dọn bớt tệp khác trên USB hoặc dùng USB lớn hơn, rồi chép lại.",
        en: "Remove other files from the stick or take a larger one, and write it again."),
    ]
  }
}

extension CourierLoad.Amount {
  fileprivate var megabytes: Int { (bytes + 999_999) / 1_000_000 }
}

extension [UnreadableFile] {
  /// Names them; nil if there are none.
  package var sentence: LocalizedText? {
    guard !isEmpty else { return nil }
    let names = map { "\($0.name) (\($0.code))" }.joined(separator: ", ")
    return LocalizedText(
      vi: "\(count) tệp đính kèm không đọc được trên máy này nên không chép: \(names); "
        + "báo người quản trị chạy “motcua check”.",
      en: "\(count) attached files cannot be read on this machine and were left out: \(names); "
        + "run motcua check.")
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
    case .contradicts:
      LocalizedText(
        vi: "tệp trái với những gì máy đã nhận của tỉnh; hãy đồng bộ qua mạng hoặc báo tỉnh.",
        en: "the file contradicts what the province signed before; exchange over the link.")
    case .notKept:
      LocalizedText(
        vi: "máy chưa ghi nhận được tệp này; hãy nhận lại, vẫn vậy thì báo người quản trị.",
        en: "this machine could not keep what is in the file; read the stick again.")
    case .damaged, .foreign, .notForUs:
      LocalizedText(
        vi: "tệp hỏng, hãy chép lại.", en: "the file is damaged; copy it again.")
    }
  }
}
