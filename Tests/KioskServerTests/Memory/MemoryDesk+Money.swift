import Dossiers
import KioskServer

/// The desk in memory takes no money: its screens are tested with the real office, end to end.
extension MemoryDesk {
  func payment(_ code: String, _ caller: Caller) async throws -> PaymentSheet {
    throw DeskError(.notFound, "Không thu phí ở đây.")
  }

  func pay(_ code: String, _ step: PaymentStep, _ caller: Caller) async throws {
    throw DeskError(.refused, "Không thu phí ở đây.")
  }

  func cash(_ day: CivilDate?, _ caller: Caller) async throws -> CashSheet {
    throw DeskError(.notFound, "Không có sổ quỹ ở đây.")
  }

  func cash(_ day: CivilDate?, _ step: CashStep, _ caller: Caller) async throws {
    throw DeskError(.refused, "Không có sổ quỹ ở đây.")
  }
}

/// It has no numbered receipts either.
extension MemoryDesk {
  func receiptNumbers(_ caller: Caller) async throws -> ReceiptNumberSheet {
    throw DeskError(.refused, "Tỉnh chưa cấp số biên lai.")
  }

  func spoilReceiptNumber(_ number: String, reason: String, _ caller: Caller) async throws {
    throw DeskError(.refused, "Tỉnh chưa cấp số biên lai.")
  }
}

/// Nor does it tell anybody.
extension MemoryDesk {
  func slips(_ caller: Caller) async throws -> SlipSheet {
    SlipSheet(open: [], closed: [], procedures: [], ends: [])
  }

  func printSlips(_ count: Int, _ caller: Caller) async throws -> Document {
    throw DeskError(.refused, "Không in phiếu ở đây.")
  }

  func startDraft(from slip: SlipEntry, _ caller: Caller) async throws -> String {
    throw DeskError(.notFound, "Không có phiếu này.")
  }

  func endSlip(_ code: String, as end: String, reason: String, _ caller: Caller) async throws {
    throw DeskError(.notFound, "Không có phiếu này.")
  }

  func calls(_ caller: Caller) async throws -> CallSheet { CallSheet(villages: [], messages: 0) }

  func callPaper(_ caller: Caller) async throws -> Document {
    throw DeskError(.notFound, "Không có ai cần gọi báo.")
  }

  func called(_ code: String, reached: Bool, note: String, _ caller: Caller) async throws {
    throw DeskError(.refused, "Không báo tin ở đây.")
  }

  func consent(_ code: String, _ caller: Caller) async throws -> ConsentSheet {
    throw DeskError(.notFound, "Không báo tin ở đây.")
  }

  func agree(
    _ code: String, sms: Bool, call: Bool, phone: String, village: String, _ caller: Caller
  ) async throws {
    throw DeskError(.refused, "Không báo tin ở đây.")
  }
}
