#include "machine.h"

#include <stdlib.h>

/// Locks of the database file and of the WAL index, between the connections of one process.

static int is_gone(const open_file *file) {
  return file->machine->is_down || file->generation != file->machine->generation;
}

int motcua_lock(sqlite3_file *base, int level) {
  open_file *file = (open_file *)base;
  if (file->level >= level) return SQLITE_OK;
  pthread_mutex_lock(&file->machine->lock);
  int code = is_gone(file) ? SQLITE_IOERR_LOCK : SQLITE_OK;
  for (open_file *other = file->node->handles; other && code == SQLITE_OK; other = other->next) {
    if (other == file) continue;
    int blocks = level == SQLITE_LOCK_SHARED ? other->level >= SQLITE_LOCK_PENDING
                                             : other->level >= SQLITE_LOCK_RESERVED;
    if (blocks) code = SQLITE_BUSY;
  }
  if (code == SQLITE_OK && level == SQLITE_LOCK_EXCLUSIVE) {
    for (open_file *other = file->node->handles; other; other = other->next)
      if (other != file && other->level >= SQLITE_LOCK_SHARED) code = SQLITE_BUSY;
    if (code == SQLITE_BUSY) file->level = SQLITE_LOCK_PENDING;
  }
  if (code == SQLITE_OK) file->level = level;
  pthread_mutex_unlock(&file->machine->lock);
  return code;
}

int motcua_unlock(sqlite3_file *base, int level) {
  open_file *file = (open_file *)base;
  pthread_mutex_lock(&file->machine->lock);
  if (level < file->level) file->level = level;
  pthread_mutex_unlock(&file->machine->lock);
  return SQLITE_OK;
}

int motcua_check_reserved(sqlite3_file *base, int *is_reserved) {
  open_file *file = (open_file *)base;
  *is_reserved = 0;
  pthread_mutex_lock(&file->machine->lock);
  int code = is_gone(file) ? SQLITE_IOERR_CHECKRESERVEDLOCK : SQLITE_OK;
  if (code == SQLITE_OK)
    for (open_file *other = file->node->handles; other; other = other->next)
      if (other->level >= SQLITE_LOCK_RESERVED) *is_reserved = 1;
  pthread_mutex_unlock(&file->machine->lock);
  return code;
}

int motcua_shm_map(
  sqlite3_file *base, int region, int size, int extend, void volatile **memory) {
  open_file *file = (open_file *)base;
  *memory = NULL;
  pthread_mutex_lock(&file->machine->lock);
  int code = is_gone(file) ? SQLITE_IOERR_SHMMAP : SQLITE_OK;
  node *node = file->node;
  if (code == SQLITE_OK && region >= node->region_count && extend) {
    node->regions = realloc(node->regions, (size_t)(region + 1) * sizeof *node->regions);
    while (node->region_count <= region)
      node->regions[node->region_count++] = calloc(1, (size_t)size);
    node->region_size = size;
  }
  if (code == SQLITE_OK && region < node->region_count) *memory = node->regions[region];
  pthread_mutex_unlock(&file->machine->lock);
  return code;
}

int motcua_shm_lock(sqlite3_file *base, int offset, int count, int flags) {
  open_file *file = (open_file *)base;
  uint16_t mask = (uint16_t)(((1u << count) - 1) << offset);
  pthread_mutex_lock(&file->machine->lock);
  int code = SQLITE_OK;
  if (flags & SQLITE_SHM_UNLOCK) {
    file->shared_slots &= (uint16_t)~mask;
    file->exclusive_slots &= (uint16_t)~mask;
  } else {
    if (is_gone(file)) code = SQLITE_IOERR_SHMLOCK;
    for (open_file *other = file->node->handles; other && code == SQLITE_OK;
         other = other->next) {
      if (other == file) continue;
      uint16_t taken = other->exclusive_slots;
      if (flags & SQLITE_SHM_EXCLUSIVE) taken |= other->shared_slots;
      if (taken & mask) code = SQLITE_BUSY;
    }
    if (code == SQLITE_OK && (flags & SQLITE_SHM_EXCLUSIVE)) file->exclusive_slots |= mask;
    else if (code == SQLITE_OK) file->shared_slots |= mask;
  }
  pthread_mutex_unlock(&file->machine->lock);
  return code;
}

void motcua_shm_barrier(sqlite3_file *base) {
  (void)base;
  __sync_synchronize();
}

int motcua_shm_unmap(sqlite3_file *base, int remove) {
  open_file *file = (open_file *)base;
  pthread_mutex_lock(&file->machine->lock);
  file->shared_slots = 0;
  file->exclusive_slots = 0;
  if (remove && !is_gone(file)) motcua_free_regions(file->node);
  pthread_mutex_unlock(&file->machine->lock);
  return SQLITE_OK;
}
