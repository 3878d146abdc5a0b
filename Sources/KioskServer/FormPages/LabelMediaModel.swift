import FormEngine
import Foundation

/// What stands beside a label's words, as the templates show it.
struct LabelMediaModel {
  /// The address below which the form's files are; empty where they are not served.
  let path: String

  /// What RFC 3986 leaves as it is in any part of an address.
  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  /// False where the label has words only.
  /// - Parameter words: what is read aloud in place of a picture.
  func model(_ label: FormText, words: String) -> Any {
    func address(_ kinds: FormMedia.Kind...) -> String {
      guard !path.isEmpty, let name = kinds.lazy.compactMap({ label.media[$0.rawValue] }).first
      else { return "" }
      let encoded = name.addingPercentEncoding(withAllowedCharacters: Self.unreserved)
      return "\(path)/\(encoded ?? name)"
    }
    let big = address(.bigImage)
    let picture = address(.image, .bigImage)
    let (sound, film) = (address(.audio), address(.video))
    if [picture, sound, film].allSatisfy(\.isEmpty) { return false }
    return [
      "picture": picture, "big": big == picture ? "" : big, "sound": sound, "film": film,
      "words": words, "beside": !sound.isEmpty || !film.isEmpty || (!big.isEmpty && big != picture),
    ] as Model
  }

  /// A choice without words is read aloud by its value.
  static func words(_ choice: FormChoice) -> String {
    choice.label.text.isEmpty ? choice.value : choice.label.text
  }
}
