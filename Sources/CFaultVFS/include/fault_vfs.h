/// A SQLite VFS in memory whose disks fail the way real ones do.
///
/// Files below the folder of a machine live in memory, each as what has reached the disk for good
/// and what was written since. A power cut keeps, loses or tears any of the latter, sector by
/// sector, by the machine's own seeded generator. Files elsewhere go to the operating system's VFS.
#ifndef MOTCUA_FAULT_VFS_H
#define MOTCUA_FAULT_VFS_H

#include <stdint.h>

typedef struct motcua_machine motcua_machine;

/// Makes the VFS the default of this process, once. Returns SQLITE_OK or SQLite's error code.
int motcua_fault_vfs_register(void);

/// A machine whose files lie below `folder`, an absolute path without a slash at its end. It is on.
motcua_machine *motcua_machine_new(const char *folder, uint64_t seed);

/// Forgets the machine and its files. No connection may be open to them.
void motcua_machine_free(motcua_machine *machine);

/// What happened to a machine's disk since it was made.
typedef struct {
  int64_t calls;     ///< reads, writes, truncations, flushes, openings and removals
  int64_t changes;   ///< those of them that change the disk
  int64_t flushes;   ///< flushes that were carried out
  int64_t lost;      ///< unflushed changes that a power cut lost
  int64_t torn;      ///< unflushed changes of which it kept a part
  int64_t kept;      ///< unflushed changes that it kept
  int64_t errors;    ///< calls that failed by ``motcua_machine_fail_at``
  int64_t refused;   ///< changes refused because the disk was full or could only be read
} motcua_machine_counts;

motcua_machine_counts motcua_machine_counted(motcua_machine *machine);

/// The power fails at the `change`-th change from now (1 is the next); 0 takes the plan back.
void motcua_machine_crash_at(motcua_machine *machine, int64_t change);

/// The `call`-th call from now fails, and `times` - 1 after it; 0 takes the plan back.
void motcua_machine_fail_at(motcua_machine *machine, int64_t call, int64_t times);

/// Bytes all files together may have; -1 for no limit.
void motcua_machine_set_capacity(motcua_machine *machine, int64_t bytes);

/// Whether the disk can only be read.
void motcua_machine_set_read_only(motcua_machine *machine, int read_only);

/// Bytes all files have now.
int64_t motcua_machine_used(motcua_machine *machine);

/// Whether the power has failed.
int motcua_machine_is_down(motcua_machine *machine);

/// The power fails now, if it has not failed yet.
void motcua_machine_cut(motcua_machine *machine);

/// Decides what the power cut left on the disk and turns the machine on. Connections opened before
/// fail for ever.
void motcua_machine_restart(motcua_machine *machine);

/// Copies a file as programs on the machine see it; -1 if there is none. With no room for all of
/// it, as with a null buffer, only the size is answered.
int64_t motcua_machine_get(
  motcua_machine *machine, const char *path, void *buffer, int64_t capacity);

/// Puts a file on the disk for good.
void motcua_machine_put(
  motcua_machine *machine, const char *path, const void *bytes, int64_t size);

/// Removes a file for good.
void motcua_machine_remove(motcua_machine *machine, const char *path);

/// Whether any byte sequence `needle` lies on the disk, flushed or not.
int motcua_machine_contains(motcua_machine *machine, const void *needle, int64_t size);

#endif
