import Dossiers
import KioskServer

/// The desk in memory counts nothing: reports are tested with the real office, end to end.
extension MemoryDesk {
  func waiting(_ caller: Caller) async throws -> [WaitingSheet] { [] }

  func report(_ month: CivilMonth?, _ caller: Caller) async throws -> ReportSheet {
    throw DeskError(.notFound, "Không có báo cáo ở đây.")
  }

  func reportFile(_ month: CivilMonth, _ type: ReportFileType, _ caller: Caller) async throws
    -> KioskServer.Document
  {
    throw DeskError(.notFound, "Không có báo cáo ở đây.")
  }

  func listFile(
    _ list: DayList, from: CivilDate, to: CivilDate, _ type: ReportFileType, _ caller: Caller
  ) async throws -> KioskServer.Document {
    throw DeskError(.notFound, "Không có danh sách ở đây.")
  }
}
