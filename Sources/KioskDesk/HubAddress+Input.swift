package import DossierStore
import Dossiers
package import Foundation

extension HubAddress {
  /// Bytes of the largest authority file.
  private static let authorityLimit = 64 * 1024

  /// What somebody typed and the authority file he named.
  /// - Throws: ``DossierError`` with what is wrong with either.
  package init(typed url: String, authority: Data? = nil) throws {
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw DossierError(
        .badInput, vi: "Địa chỉ trung tâm phải bắt đầu bằng http:// hoặc https://.",
        en: "The hub's address begins with http:// or https://.")
    }
    let url = url.hasSuffix("/") ? String(url.dropLast()) : url
    guard let authority else {
      self.init(url: url)
      return
    }
    guard url.hasPrefix("https://") else {
      throw DossierError(
        .badInput, vi: "Chỉ địa chỉ https:// mới dùng tệp chứng thư gốc.",
        en: "An authority file needs an address that begins with https://.")
    }
    let text = String(bytes: authority, encoding: .utf8) ?? ""
    guard authority.count <= Self.authorityLimit, text.contains("-----BEGIN CERTIFICATE-----")
    else {
      throw DossierError(
        .badInput, vi: "Tệp chứng thư gốc phải là PEM, không quá 64 KB.",
        en: "The authority file is no certificate in PEM form of at most 64 KB.")
    }
    self.init(url: url, authority: text)
  }
}
