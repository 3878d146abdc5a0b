import Dossiers
package import FormEngine
package import Foundation

/// A picture, sound or film that a form shows with the words of a label: a file of the folder
/// `media` beside the form.
package struct LabelMedia: Sendable {
  /// Bytes of one file.
  package static let byteLimit = 6 * 1024 * 1024
  private static let nameLengthLimit = 100

  package let data: Data
  package let mediaType: String

  /// Reads the file behind one name of a label.
  ///
  /// - Parameter folder: where the form lies.
  /// - Throws: ``DossierError`` when there is no such file, it is too large or of another kind.
  package init(_ name: String, as kind: FormMedia.Kind, beside folder: URL) throws {
    let place = "\(CatalogueFolder.mediaFolder)/\(name)"
    guard Self.isSafe(name) else {
      throw DossierError(
        .badInput,
        vi: "“\(name.prefix(80))” không dùng làm tên tệp được: chỉ gồm chữ không dấu, số, chấm, "
          + "gạch dưới, gạch nối.",
        en: "“\(name.prefix(80))” cannot be a file of a label: its name has letters without "
          + "marks, digits, dots, - and _ only.")
    }
    let file = folder.appending(path: place)
    let found = try? FileManager.default.attributesOfItem(atPath: file.path)
    let size = (found?[.size] as? NSNumber)?.intValue ?? 0
    guard found?[.type] as? FileAttributeType == .typeRegular else {
      throw DossierError(
        .notFound, vi: "Không có tệp \(place) bên cạnh biểu mẫu.",
        en: "There is no file \(place) beside the form.")
    }
    guard size <= Self.byteLimit, let data = try? Data(contentsOf: file),
      data.count <= Self.byteLimit
    else {
      throw DossierError(
        .badInput, vi: "Tệp \(place) không đọc được hoặc lớn hơn \(Self.byteLimit >> 20) MB.",
        en: "\(place) cannot be read or has more than \(Self.byteLimit >> 20) MB.")
    }
    guard let type = FileAnswerType(data: data, for: kind.wanted) else {
      let known = kind.wanted.types.map(\.rawValue).joined(separator: ", ")
      throw DossierError(
        .badInput, vi: "Tệp \(place) không phải loại dùng được ở đây (\(known)).",
        en: "\(place) is of none of the kinds that can stand here: \(known).")
    }
    self.data = data
    mediaType = type.mediaType(for: kind.wanted)
  }

  /// Reads a file by its name alone, if the form names it.
  package init(_ name: String, of form: FormDefinition, beside folder: URL) throws {
    let kinds = Set(form.media.filter { $0.matches(name) }.map(\.kind))
    var refusal = DossierError(
      .notFound, vi: "Biểu mẫu không nhắc tới tệp này.", en: "The form names no such file.")
    for kind in FormMedia.Kind.allCases where kinds.contains(kind) {
      do {
        self = try Self(name, as: kind, beside: folder)
        return
      } catch let error as DossierError {
        refusal = error
      }
    }
    throw refusal
  }

  /// What a catalogue can carry as the name of a file, too.
  private static func isSafe(_ name: String) -> Bool {
    (1...nameLengthLimit).contains(name.utf8.count) && name.first != "."
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}

extension FormMedia.Kind {
  fileprivate var wanted: FileAnswerType.Wanted {
    switch self {
    case .image, .bigImage: .image
    case .audio: .audio
    case .video: .video
    }
  }
}

extension OneStopOffice {
  /// A file that a label of one version of a procedure names.
  package func labelMedia(_ name: String, of code: String, version: String) throws -> LabelMedia {
    let entry = try library.catalogue.entry(code, version: version)
    return try LabelMedia(
      name, of: library.definition(code, version: version), beside: entry.folder)
  }
}
