import CZstd
package import Foundation

/// zstd frames with a checksum and their content size.
package enum Zstandard {
  /// - Parameters:
  ///   - dictionary: bytes the reader has too.
  ///   - isChecked: whether the frame ends with a checksum; what is signed anyway needs none.
  package static func compress(
    _ plain: Data, level: Int32, dictionary: Data? = nil, isChecked: Bool = true
  ) throws -> Data {
    let kind = Compressor.Kind(level: level, dictionary: dictionary, isChecked: isChecked)
    let compressor = try Compressor.pool.take(kind) ?? Compressor(kind)
    var output = Data(count: ZSTD_compressBound(plain.count))
    let size = output.withUnsafeMutableBytes { target in
      plain.withUnsafeBytes { source in
        ZSTD_compress2(
          compressor.context, target.baseAddress, target.count, source.baseAddress, source.count)
      }
    }
    guard ZSTD_isError(size) == 0 else { throw SegmentError.damaged }
    Compressor.pool.giveBack(compressor, kind)
    return output.prefix(size)
  }

  /// Accepts exactly one frame that names its size, at most `limit`.
  package static func decompress(_ data: Data, limit: Int, dictionary: Data? = nil) throws -> Data {
    let (frame, size) = data.withUnsafeBytes {
      (
        ZSTD_findFrameCompressedSize($0.baseAddress, $0.count),
        ZSTD_getFrameContentSize($0.baseAddress, $0.count)
      )
    }
    guard ZSTD_isError(frame) == 0, frame == data.count, size < UInt64(Int64.max) else {
      throw SegmentError.damaged
    }
    guard size <= UInt64(limit) else { throw SegmentError.tooLarge }
    let decompressor = try Decompressor.pool.take(.one) ?? Decompressor()
    var plain = Data(count: Int(size))
    let known = dictionary ?? Data()
    let written = plain.withUnsafeMutableBytes { target in
      data.withUnsafeBytes { source in
        known.withUnsafeBytes { known in
          ZSTD_decompress_usingDict(
            decompressor.context, target.baseAddress, target.count, source.baseAddress,
            source.count, known.baseAddress, known.count)
        }
      }
    }
    guard ZSTD_isError(written) == 0, written == plain.count else { throw SegmentError.damaged }
    Decompressor.pool.giveBack(decompressor, .one)
    return plain
  }
}
