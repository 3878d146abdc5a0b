import FormEngine
import Foundation
import HTTPTypes
import Hummingbird

/// Questions answered with a file, and the recording of a filling.
enum FileAnswerPages {
  private static let prefix = "file/"

  static func add(to routes: Routes) {
    routes.action("/drafts/:draft/sections/:section/file", keep)
    // Where a refused post leaves the browser: reloading leads back to the page.
    routes.page("/drafts/:draft/sections/:section/file") { visit in
      Site.redirect("/drafts/\(try visit.part("draft"))/sections/\(try visit.number("section"))")
    }
    routes.action("/drafts/:draft/recording") { visit in
      guard let file = visit.files.first else { throw Problem.malformed }
      let upload = try FileCheck.answer(file, path: visit.form["path"] ?? "")
      _ = try await visit.desk.answer(file: upload, draft: visit.part("draft"), visit.caller)
      return Site.bytes(ByteBuffer(), type: "text/plain; charset=utf-8")
    }
  }

  /// Saves the section's answers and keeps the file of one question.
  private static func keep(_ visit: Visit) async throws -> Response {
    let number = try visit.number("section")
    let draft = try await DraftPages.saved(visit, try visit.part("draft"))
    let action = visit.form["_action"] ?? ""
    guard action.hasPrefix("file:") else { throw Problem.malformed }
    let path = String(action.dropFirst("file:".count))
    let field = FieldModel.id(path)
    func refuse(_ sentence: String) async throws -> Response {
      try await DraftPages.show(
        visit, draft, number: number, attempted: false, backToCheck: visit.form["_from"] == "check",
        isPosted: true, fault: (sentence, field))
    }
    guard let file = visit.files.first(where: { $0.field == prefix + path }), !file.name.isEmpty
    else { return try await refuse(visit.texts("papers.chooseFile")) }
    do {
      let upload = try FileCheck.answer(file, path: path)
      _ = try await visit.desk.answer(file: upload, draft: draft.id, visit.caller)
    } catch let problem as Problem {
      return try await refuse(visit.texts(problem.text))
    } catch let error as DeskError where error.kind == .badInput {
      return try await refuse(error.message)
    }
    let from = visit.form["_from"] == "check" ? "?from=check" : ""
    return Site.redirect("/drafts/\(draft.id)/sections/\(number)\(from)#\(field)")
  }

  /// The question whose file was chosen without scripts and left there when going on.
  static func chosenButNotSent(_ body: FormBody) -> String? {
    body.fields.first { $0.name.hasPrefix(prefix) && !$0.value.isEmpty }
      .map { String($0.name.dropFirst(prefix.count)) }
  }

  /// What a section's page needs for making files and for the recording.
  static func model(_ draft: Draft, _ texts: Texts) -> Model {
    let path = draft.form.recordings.first
    let stem = path.map { ($0.split(separator: "/").last.map(String.init) ?? $0) + "-" }
    let parts = stem.map { stem in draft.answerFiles.keys.count { $0.hasPrefix(stem) } } ?? 0
    return [
      "makesFiles": draft.form.makesFiles, "hasRecording": path != nil,
      "recording": [
        "path": path ?? "", "address": "/drafts/\(draft.id)/recording",
        "parts": parts == 0 ? "" : texts("form.recording.parts", ["count": String(parts)]),
      ] as Model,
    ]
  }
}

extension FormView {
  /// Whether files are made on the spot.
  var makesFiles: Bool {
    FormSections(self).questions.contains { !QuestionLook($0).making.isEmpty }
  }

  /// Whether its pages use a camera or a microphone.
  var usesDevices: Bool { makesFiles || !recordings.isEmpty }
}
