/// The engine's own sentences, used where a form gives none.
public struct FormMessages: Sendable, Hashable {
  public var required = "This question must be answered."
  public var constraint = "This answer is not allowed."
  public var int = "Enter a whole number."
  public var decimal = "Enter a number."
  public var boolean = "Enter true or false."
  public var date = "Enter a real day as year-month-day, for example 2026-11-21."
  public var time = "Enter a time, for example 10:15."
  public var dateTime = "Enter a day and time, for example 2026-11-21T10:15."
  public var geo = "Enter a place as latitude and longitude."
  public var choice = "Choose one of the choices."
  public var range = "Enter a number within the range."
  public var unknown = "The form has no such field."
  public var failed = "This cannot be computed from the answers given."

  public init() {}

  public static let english = FormMessages()

  public static let vietnamese: FormMessages = {
    var messages = FormMessages()
    messages.required = "Mục này phải được trả lời."
    messages.constraint = "Câu trả lời này không hợp lệ."
    messages.int = "Nhập một số nguyên."
    messages.decimal = "Nhập một số."
    messages.boolean = "Nhập true hoặc false."
    messages.date = "Nhập một ngày có thật, ví dụ 2026-11-21."
    messages.time = "Nhập giờ, ví dụ 10:15."
    messages.dateTime = "Nhập ngày và giờ, ví dụ 2026-11-21T10:15."
    messages.geo = "Nhập vĩ độ và kinh độ của địa điểm."
    messages.choice = "Chọn một trong các lựa chọn."
    messages.range = "Nhập một số trong khoảng cho phép."
    messages.unknown = "Biểu mẫu không có mục này."
    messages.failed = "Không tính được từ các câu trả lời đã có."
    return messages
  }()
}
