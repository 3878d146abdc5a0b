import Dossiers
import FormEngine
import HTTPTypes
import Hummingbird
import Synchronization

/// What the preview's pages share.
struct PreviewSite: Sendable {
  let form: PreviewForm
  let source: PreviewSource
  let templates: Templates
  let assets: Assets
  let hosts: HostCheck
  /// Every form carries it: a page elsewhere cannot post here.
  let token: String
  let texts: ScreenTexts
  let language: PreviewLanguage

  /// One request.
  struct Visit: Sendable {
    let site: PreviewSite
    let request: Request
    let parameters: Parameters
    let language: Language
    let texts: Texts
    var posted = FormBody()

    func number(_ name: String) throws -> Int {
      guard let number = parameters.get(name).flatMap({ Int($0) }), number >= 1 else {
        throw Problem.notFound
      }
      return number
    }
  }

  func visit(_ request: Request, _ parameters: Parameters) -> Visit {
    let language = language.now
    return Visit(
      site: self, request: request, parameters: parameters, language: language,
      texts: texts[language])
  }
}

/// The language the author tries the form in; one author, one browser.
final class PreviewLanguage: Sendable {
  private let current = Mutex(Language.vietnamese)
  var now: Language { current.withLock { $0 } }
  func set(_ language: Language) { current.withLock { $0 = language } }
}

extension PreviewSite.Visit {
  func page(
    _ template: String, title: String, form: FormView?, _ model: Model = [:],
    status: HTTPResponse.Status = .ok
  ) throws -> Response {
    var whole: Model = [
      "t": texts, "lang": language.rawValue, "title": title, "heading": title,
      "form": form?.title ?? site.source.name, "formToken": site.token, "large": false,
      "languages": site.source.languages().filter { $0.language != language }.map {
        other -> Model in ["code": other.language.rawValue, "name": other.name]
      },
    ]
    whole.merge(model) { $1 }
    return Site.html(try site.templates.render(template, whole), status: status)
  }

  /// The page for a form that is broken as it lies on the disk now.
  func broken(_ error: any Error) throws -> Response {
    let sentence = (error as? DossierError)?.message[language] ?? "\(error)"
    return try page(
      "preview-broken", title: texts("preview.broken"), form: nil, ["sentence": sentence],
      status: .unprocessableContent)
  }
}
