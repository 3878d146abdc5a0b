import Dossiers
import GRDB
import Identity
import Sync

extension SQLiteTransaction {
  func openLines(of unit: String, from: Int, to end: Int) throws -> [AheadPlace] {
    let ended = DossierStatus.allCases.filter(\.isTerminal).map { String($0.rawValue) }
      .joined(separator: ", ")
    // Few subjects of a unit are open: the log, which has all that ever was, is not gone through.
    return try rows(
      """
      WITH subjects AS (
        SELECT t.subject, o.subject IS NOT NULL AS rank FROM entitlement t
        LEFT JOIN officer o ON o.subject = t.subject
        LEFT JOIN dossier d ON d.subject = t.subject
        WHERE t.unit = ?1 AND t.ended = 0
          AND (o.subject IS NOT NULL OR d.status NOT IN (\(ended)))
      )
      SELECT s.rank, l.position, max(l.position) OVER (PARTITION BY s.subject) AS newest
      FROM subjects s CROSS JOIN entry e ON e.subject = s.subject
      CROSS JOIN log_entry l
        ON l.unit = ?1 AND l.author = e.author AND l.epoch = e.epoch AND l.seq = e.seq
      WHERE l.position >= ?2 AND l.position < ?3
      """, [unit, from, end]
    ).map { row in
      .open(
        rank: try row.integer("rank"), newest: try row.integer("newest"),
        position: try row.integer("position"))
    }
  }
}
