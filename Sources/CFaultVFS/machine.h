/// What the parts of the VFS share.
#ifndef MOTCUA_MACHINE_H
#define MOTCUA_MACHINE_H

#include "fault_vfs.h"

#include <pthread.h>
#include <sqlite3.h>

enum { SECTOR = 512, BLOCK = 16384, LOCK_SLOTS = SQLITE_SHM_NLOCK };

/// A run of bytes that grows.
typedef struct {
  unsigned char *bytes;
  int64_t size;
  int64_t room;
} content;

/// A change not flushed yet.
typedef struct {
  int64_t offset;
  int64_t size;
  /// Null for a truncation to `offset`.
  unsigned char *bytes;
} change;

typedef struct open_file open_file;

/// A file of a machine.
typedef struct node {
  struct node *next;
  char *path;
  content now;      ///< what programs see
  content durable;  ///< what a power cut cannot take
  change *changes;  ///< from `durable` to `now`
  int64_t change_count;
  int64_t change_room;
  int exists;       ///< programs see it
  int was_flushed;  ///< its name is durable
  int removal_pending;  ///< removed, but not for good
  open_file *handles;
  void **regions;   ///< shared memory of the WAL index
  int region_count;
  int region_size;
} node;

struct motcua_machine {
  motcua_machine *next;
  char *folder;
  size_t folder_length;
  node *nodes;
  pthread_mutex_t lock;
  uint64_t random;
  int64_t generation;
  int is_down;
  int is_read_only;
  int64_t capacity;
  int64_t crash_at;
  int64_t fail_at;
  int64_t fail_times;
  motcua_machine_counts counts;
};

/// One connection's handle; SQLite allocates it.
struct open_file {
  sqlite3_file base;
  motcua_machine *machine;
  node *node;
  int64_t generation;
  int level;  ///< SQLITE_LOCK_…
  int delete_on_close;
  int flushes_folder;  ///< its first flush makes all names of the folder durable
  uint16_t shared_slots;
  uint16_t exclusive_slots;
  open_file *next;
};

extern const sqlite3_io_methods motcua_file_methods;

motcua_machine *motcua_machine_of(const char *path);
node *motcua_node(motcua_machine *machine, const char *path, int create);
void motcua_resize(content *content, int64_t size);
/// Memory of `room` bytes, of anything: best `BLOCK` or that doubled some times, which is used again.
unsigned char *motcua_take_block(int64_t room);
void motcua_give_block(unsigned char *bytes, int64_t room);

/// Counts a call. Answers 1 if it has to fail.
int motcua_call_fails(motcua_machine *machine);
/// Counts a change. Answers 1 if the power fails at it.
int motcua_change_cuts(motcua_machine *machine);
void motcua_write(node *node, const void *bytes, int64_t size, int64_t offset);
void motcua_truncate(node *node, int64_t size);
void motcua_flush(node *node);
void motcua_flush_folder(motcua_machine *machine);
void motcua_drop(motcua_machine *machine, node *node, int for_good);
void motcua_free_regions(node *node);

int motcua_lock(sqlite3_file *file, int level);
int motcua_unlock(sqlite3_file *file, int level);
int motcua_check_reserved(sqlite3_file *file, int *is_reserved);
int motcua_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory);
int motcua_shm_lock(sqlite3_file *file, int offset, int count, int flags);
void motcua_shm_barrier(sqlite3_file *file);
int motcua_shm_unmap(sqlite3_file *file, int remove);

#endif
