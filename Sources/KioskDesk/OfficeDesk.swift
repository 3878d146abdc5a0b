package import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
package import Identity
import KioskServer
import Sync
package import SyncAgent

/// The screens' desk over a real office: every call runs on a queue of its own, because the
/// office blocks on the disk and Swift's pool must not.
package final class OfficeDesk: Sendable {
  let office: OneStopOffice
  let agent: ExchangeAgent
  let sticks: StickMounts
  private let queue = DispatchQueue(label: "motcua.desk", attributes: .concurrent)

  package init(
    office: OneStopOffice, agent: ExchangeAgent, sticks: StickMounts = StickMounts()
  ) {
    self.office = office
    self.agent = agent
    self.sticks = sticks
  }

  /// Runs blocking work and turns what it throws into one sentence in the caller's language.
  func run<T: Sendable>(
    _ language: Language, _ work: @escaping @Sendable (OneStopOffice) throws -> T
  ) async throws -> T {
    let office = self.office
    return try await withCheckedThrowingContinuation { continuation in
      queue.async {
        continuation.resume(
          with: Result { try work(office) }
            .mapError { DeskErrors.translate($0, office, language) })
      }
    }
  }

  static let closed = DossierError(
    .refused, vi: "Tài khoản không còn hiệu lực; hãy đăng nhập lại.",
    en: "The account is closed; sign in again.")

  func actor(_ caller: Caller) throws -> Actor {
    let officer = try office.officer(caller.officer)
    guard let officer, !officer.disabled, let role = OfficerRole(rawValue: officer.role) else {
      throw Self.closed
    }
    return .officer(id: caller.officer, fullName: officer.fullName, role: role)
  }

  /// Blocking work on behalf of a caller.
  func act<T: Sendable>(
    _ caller: Caller, _ work: @escaping @Sendable (OneStopOffice, Actor) throws -> T
  ) async throws -> T {
    try await run(caller.language) { [self] office in try work(office, actor(caller)) }
  }
}

/// Errors of the office as the screens show them.
enum DeskErrors {
  static func translate(
    _ error: any Error, _ office: OneStopOffice, _ language: Language
  ) -> any Error {
    switch error {
    case let error as SharedCode:
      DeskError(
        .codeShared((try? office.lines(among: error.dossiers, language)) ?? []),
        error.message[language])
    case let error as DeskError: error
    case let error as DossierError: DeskError(kind(error.kind), error.message[language])
    case let error as IncompleteError:
      DeskError(
        .incomplete,
        error.problems.first.map(\.message)
          ?? (language != .english ? "Hồ sơ chưa đủ." : "The dossier is incomplete."),
        field: error.problems.first?.path)
    case let error as StoreError: DeskError(kind(error.kind), message(error, language))
    default: error
    }
  }

  /// The store's sentences are for the person at the command line.
  private static func message(_ error: StoreError, _ language: Language) -> String {
    guard language != .english else { return error.message }
    return switch error.kind {
    case .badInput: "Nội dung này không lưu được; hãy kiểm tra lại."
    case .notFound: "Không tìm thấy dữ liệu này."
    case .refused: "Nhật ký không cho phép việc này; hãy tải lại trang."
    case .damaged: "Dữ liệu trên đĩa không còn nguyên vẹn; hãy báo quản trị viên."
    case .storage: "Đĩa hoặc kho dữ liệu gặp trục trặc; chưa thay đổi gì."
    }
  }

  private static func kind(_ kind: DossierError.Kind) -> DeskError.Kind {
    switch kind {
    case .badInput: .badInput
    case .notFound: .notFound
    case .refused: .refused
    }
  }

  private static func kind(_ kind: StoreError.Kind) -> DeskError.Kind {
    switch kind {
    case .badInput: .badInput
    case .notFound: .notFound
    default: .refused
    }
  }
}
