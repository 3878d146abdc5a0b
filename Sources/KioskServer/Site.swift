import Dossiers
import Foundation
import HTTPTypes
import Hummingbird

/// Everything the pages share.
struct Site: Sendable {
  let desk: any Desk
  let sessions: SessionBook
  let throttle: SignInThrottle
  let hosts: HostCheck
  let templates: Templates
  let assets: Assets
  private let texts: ScreenTexts

  init(desk: any Desk, configuration: KioskConfiguration) throws {
    self.desk = desk
    sessions = SessionBook(
      idleLimit: configuration.idleLimitMilliseconds, now: configuration.steadyMilliseconds,
      token: configuration.token)
    throttle = SignInThrottle(now: configuration.steadyMilliseconds)
    hosts = HostCheck(names: configuration.hostNames)
    templates = try Templates(folder: configuration.folder.appending(path: "templates"))
    assets = try Assets(folder: configuration.folder)
    texts = try ScreenTexts(folder: configuration.folder)
  }

  func texts(_ language: Language) -> Texts { texts[language] }

  static func html(_ page: String, status: HTTPResponse.Status = .ok) -> Response {
    bytes(ByteBuffer(string: page), type: "text/html; charset=utf-8", status: status)
  }

  static func bytes(_ buffer: ByteBuffer, type: String, status: HTTPResponse.Status = .ok)
    -> Response
  {
    Response(
      status: status,
      headers: [.contentType: type, .contentLength: String(buffer.readableBytes)],
      body: ResponseBody(byteBuffer: buffer))
  }

  static func redirect(_ path: String) -> Response {
    Response(status: .seeOther, headers: [.location: path, .contentLength: "0"])
  }
}
