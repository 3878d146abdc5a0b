import DossierStore
package import Dossiers
import FormEngine
package import Foundation
import Identity

/// Files that answer a form's questions: pictures, sounds, films, and the recording of a filling.
///
/// The answer is the file's name; the file is kept like a paper's, under a component that is the
/// question's path after a slash.
extension OneStopOffice {
  /// Most parts of one recording; a page left is a part.
  package static let recordingPartLimit = 60

  /// Answers a question with a file, or adds a part to a recording.
  /// - Throws: ``DossierError`` when the form has no such question, or the file is none for it.
  package func answer(
    file data: Data, at path: String, draft id: String, language: Language, by actor: Actor
  ) throws -> OpenDraft {
    let time = now.milliseconds
    return try change(draft: id, language: language, by: actor) { open in
      let file = try answer(data, at: path, in: open.session)
      open.content.attachments.removeAll {
        $0.name == file.name && $0.component == file.component
      }
      open.content.attachments.append(file)
      if open.session.view().recordings.contains(path), open.session.definition.audit != nil {
        open.content.log.note("background audio enabled", at: time, by: actor.id)
      }
    }
  }

  /// Checks and keeps a file and writes its name as the answer.
  func answer(_ data: Data, at path: String, in session: FormSession) throws -> Attachment {
    let view = session.view()
    let question = view.questions.first { $0.path == path && $0.control == .upload }
    let isRecording = view.recordings.contains(path)
    guard isRecording || question.map({ $0.isRelevant && !$0.isReadonly }) == true else {
      throw DossierError(
        .badInput, vi: "Tờ khai không hỏi tệp ở mục \(path.prefix(80)).",
        en: "The form asks for no file at \(path.prefix(80)).")
    }
    let wanted: FileAnswerType.Wanted =
      isRecording ? .audio : .init(mediatype: question?.parameters["mediatype"] ?? "")
    guard !data.isEmpty, data.count <= AttachmentType.byteLimit else {
      throw DossierError(
        .badInput,
        vi: "Tệp phải có nội dung và không quá \(AttachmentType.byteLimit / 1_048_576) MB.",
        en: "A file has content and at most \(AttachmentType.byteLimit / 1_048_576) MB.")
    }
    guard let type = FileAnswerType(data: data, for: wanted) else {
      let types = wanted.types.map(\.rawValue).joined(separator: ", ")
      throw DossierError(
        .badInput, vi: "Loại tệp không được nhận; chỉ nhận \(types).",
        en: "This type of file is not accepted; only \(types).")
    }
    let digest = try store.putFile(data)
    let field = Self.shape(path)
    let stem = field.split(separator: "/").last.map(String.init) ?? field
    let name = "\(stem)-\(digest.hex.prefix(8)).\(type.rawValue)"
    var parts = isRecording ? Self.names(session.value(at: path) ?? "") : []
    guard parts.count < Self.recordingPartLimit else {
      throw DossierError(
        .refused, vi: "Bản ghi âm đã đủ \(Self.recordingPartLimit) phần.",
        en: "The recording has \(Self.recordingPartLimit) parts already.")
    }
    if !parts.contains(name) { parts.append(name) }
    do {
      try session.set(parts.joined(separator: " "), at: path)
    } catch {
      throw DossierError(.badInput, vi: "Không ghi được mục này: \(error).", en: "\(error)")
    }
    return Attachment(
      component: "/\(field)", sha256: digest.hex, name: name,
      type: type.mediaType(for: wanted), size: data.count)
  }

  /// The files an answer names; only a recording has several.
  private static func names(_ answer: String) -> [String] {
    answer.split(separator: " ").map(String.init)
  }

  /// Whether a file belongs to a question of the form and not to a paper.
  package static func isAnswer(_ file: Attachment) -> Bool { file.component.hasPrefix("/") }

  /// The files of questions whose answers name them still; those of papers stay.
  static func kept(_ files: [Attachment], by answers: FlatAnswers) -> [Attachment] {
    guard files.contains(where: isAnswer) else { return files }
    let named = Set(answers.values.values.flatMap(names))
    return files.filter { !isAnswer($0) || named.contains($0.name) }
  }

  /// The files that go along to a newer version: those of papers it knows, and those its answers
  /// still name, under what their questions are called now.
  static func carried(
    _ files: [Attachment], _ maps: [RenameMap], _ answers: FlatAnswers, known: Set<String>
  ) -> [Attachment] {
    let moved = files.filter { isAnswer($0) || known.contains($0.component) }.map { file in
      var file = file
      if isAnswer(file) {
        file.component = "/" + maps.reduce(String(file.component.dropFirst())) { $1.path($0) }
      }
      return file
    }
    return kept(moved, by: answers)
  }

  /// Refuses answers that name files nobody gave.
  func checkFiles(_ files: [Attachment], _ session: FormSession) throws {
    let given = Set(files.filter(Self.isAnswer).map { $0.component + "/" + $0.name })
    let view = session.view()
    var asked = view.questions.filter { $0.control == .upload && $0.isRelevant }
      .map { ($0.path, $0.value) }
    asked += view.recordings.map { ($0, session.value(at: $0) ?? "") }
    for (path, answer) in asked {
      for name in Self.names(answer) where !given.contains("/\(Self.shape(path))/\(name)") {
        throw DossierError(
          .badInput, vi: "Mục \(path) ghi tệp \(name.prefix(80)) nhưng tệp không được gửi kèm.",
          en: "\(path) names the file \(name.prefix(80)), which was not given.")
      }
    }
  }
}
