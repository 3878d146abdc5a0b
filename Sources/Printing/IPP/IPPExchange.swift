import Dossiers
import Foundation
import HTTPClient

/// Requests and answers over HTTP (RFC 8010, 4).
extension IPPPrinter {
  /// Asks and takes no refusal.
  func ask(
    _ operation: IPPOperation, _ attributes: [IPPAttribute], job: [IPPAttribute] = [],
    document: Data = Data()
  ) async throws(PrintProblem) -> IPPMessage {
    let answer = try await exchange(operation, attributes, job: job, document: document)
    try check(answer)
    return answer
  }

  /// One request and its answer, whatever its status. An old printer is asked again in version 1.1.
  func exchange(
    _ operation: IPPOperation, _ attributes: [IPPAttribute], job: [IPPAttribute] = [],
    document: Data = Data()
  ) async throws(PrintProblem) -> IPPMessage {
    let answer = try await post(operation, (2, 0), attributes, job, document)
    guard answer.code == IPPStatus.versionNotSupported else { return answer }
    return try await post(operation, (1, 1), attributes, job, document)
  }

  private func post(
    _ operation: IPPOperation, _ version: (UInt8, UInt8), _ attributes: [IPPAttribute],
    _ job: [IPPAttribute], _ document: Data
  ) async throws(PrintProblem) -> IPPMessage {
    let common = [
      IPPAttribute("attributes-charset", .string(.charset, "utf-8")),
      IPPAttribute("attributes-natural-language", .string(.naturalLanguage, "en")),
      IPPAttribute("printer-uri", .string(.uri, uri)),
    ]
    // RFC 8011, 4.1.5: the job's number comes right after the printer's address.
    let (number, others) = (
      attributes.filter { $0.name == "job-id" }, attributes.filter { $0.name != "job-id" }
    )
    let user = IPPAttribute("requesting-user-name", .string(.name, "motcua"))
    var groups = [IPPMessage.Group(.operation, common + number + [user] + others)]
    if !job.isEmpty { groups.append(IPPMessage.Group(.job, job)) }
    let request = IPPMessage(
      version: version, code: operation.rawValue, requestID: 1, groups: groups)
    let response: HTTPResponse
    do {
      response = try await client.send(
        HTTPRequest(
          method: "POST", url: http, headers: [("Content-Type", "application/ipp")],
          body: request.encoded + document,
          timeoutSeconds: document.isEmpty ? patience.answer : patience.document,
          connectSeconds: patience.connect))
    } catch {
      throw PrintProblem.unreachable
    }
    return try Self.read(response)
  }

  /// Takes an HTTP answer for what it is.
  private static func read(_ response: HTTPResponse) throws(PrintProblem) -> IPPMessage {
    switch response.status {
    case 200: break
    case 300..<400:
      throw PrintProblem(
        .refused,
        vi: "Máy in chuyển sang địa chỉ khác; hãy ghi đúng địa chỉ trong danh sách máy in.",
        en: "The printer sends its callers to another address; set up the address it really has.")
    case 401, 403, 407:
      throw PrintProblem(
        .refused, vi: "Máy in đòi mật khẩu; hãy cho phép máy này in không cần mật khẩu.",
        en: "The printer asks for a password; let this computer print without one.")
    case 404:
      throw PrintProblem(
        .refused, vi: "Địa chỉ này không có máy in; hãy kiểm tra phần sau tên máy.",
        en: "There is no printer at this address; check the part after the host's name.")
    case 426:
      throw PrintProblem(
        .refused, vi: "Máy in chỉ nhận kết nối mã hoá; hãy ghi địa chỉ ipps://.",
        en: "The printer takes encrypted connections only; set up an ipps:// address.")
    case 500..<600:
      throw PrintProblem(
        .wait, vi: "Máy in đang gặp trục trặc (HTTP \(response.status)). Sẽ tự thử lại.",
        en: "The printer is in trouble (HTTP \(response.status)). It is tried again by itself.")
    default: throw .nonsense("HTTP \(response.status)")
    }
    let answer: IPPMessage
    do {
      answer = try IPPMessage(decoding: response.body)
    } catch {
      throw .nonsense("\(error.reason) at byte \(error.place)")
    }
    guard (1...2).contains(answer.majorVersion) else {
      throw .nonsense("version \(answer.majorVersion).\(answer.minorVersion)")
    }
    guard answer.requestID == 1 else { throw .nonsense("an answer to another request") }
    return answer
  }

  /// - throws: what the status of an answer means.
  func check(_ answer: IPPMessage) throws(PrintProblem) {
    switch answer.code {
    case IPPStatus.successful: return
    case IPPStatus.notAuthorized:
      throw PrintProblem(
        .refused, vi: "Máy in không cho máy này in.",
        en: "The printer does not let this computer print.")
    case IPPStatus.notFound:
      throw PrintProblem(
        .refused, vi: "Địa chỉ này không có máy in; hãy kiểm tra phần sau tên máy.",
        en: "There is no printer at this address; check the part after the host's name.")
    case IPPStatus.formatNotSupported: throw IPPDescription.wrongFormat
    case IPPStatus.operationNotSupported: throw IPPDescription.tooOld
    case IPPStatus.serverErrors:
      throw PrintProblem(
        .wait, vi: "Máy in đang bận hoặc trục trặc. Sẽ tự thử lại.",
        en: "The printer is busy or in trouble. It is tried again by itself.")
    default:
      let status = String(answer.code, radix: 16)
      throw PrintProblem(
        .refused, vi: "Máy in từ chối lệnh in (mã 0x\(status)).",
        en: "The printer refused the job (status 0x\(status)).")
    }
  }
}
