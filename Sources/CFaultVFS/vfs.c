#include "machine.h"

#include <malloc.h>
#include <string.h>

/// The calls SQLite makes.

static sqlite3_vfs *system_vfs;

/// Takes the machine's lock and counts the call; answers whether the call can go on.
static int begin(open_file *file) {
  pthread_mutex_lock(&file->machine->lock);
  if (file->generation != file->machine->generation) return 0;
  return !motcua_call_fails(file->machine);
}

static int end(open_file *file, int code) {
  pthread_mutex_unlock(&file->machine->lock);
  return code;
}

/// Whether a change has to be refused; counts it if not.
static int refuses(motcua_machine *machine, int64_t growth) {
  int64_t used = growth > 0 && machine->capacity >= 0 ? growth : 0;
  if (used)
    for (node *node = machine->nodes; node; node = node->next) used += node->now.size;
  if (used > machine->capacity && machine->capacity >= 0 && growth > 0) {
    machine->counts.refused++;
    return SQLITE_FULL;
  }
  if (!machine->is_read_only) return SQLITE_OK;
  machine->counts.refused++;
  return SQLITE_IOERR_WRITE;
}

static int close_file(sqlite3_file *base) {
  open_file *file = (open_file *)base;
  pthread_mutex_lock(&file->machine->lock);
  if (file->generation == file->machine->generation) {
    for (open_file **link = &file->node->handles; *link; link = &(*link)->next) {
      if (*link == file) {
        *link = file->next;
        break;
      }
    }
    if (!file->node->handles) motcua_free_regions(file->node);
    if (file->delete_on_close && !file->machine->is_down)
      motcua_drop(file->machine, file->node, 1);
  }
  return end(file, SQLITE_OK);
}

static int read_file(sqlite3_file *base, void *buffer, int size, sqlite3_int64 offset) {
  open_file *file = (open_file *)base;
  if (!begin(file)) return end(file, SQLITE_IOERR_READ);
  const content *content = &file->node->now;
  int64_t there = content->size - offset;
  if (there >= size) {
    memcpy(buffer, content->bytes + offset, (size_t)size);
    return end(file, SQLITE_OK);
  }
  if (there < 0) there = 0;
  if (there) memcpy(buffer, content->bytes + offset, (size_t)there);
  memset((char *)buffer + there, 0, (size_t)(size - there));
  return end(file, SQLITE_IOERR_SHORT_READ);
}

static int write_file(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 offset) {
  open_file *file = (open_file *)base;
  if (!begin(file)) return end(file, SQLITE_IOERR_WRITE);
  int code = refuses(file->machine, offset + size - file->node->now.size);
  if (code != SQLITE_OK) return end(file, code);
  int cuts = motcua_change_cuts(file->machine);
  motcua_write(file->node, bytes, size, offset);
  return end(file, cuts ? SQLITE_IOERR_WRITE : SQLITE_OK);
}

static int truncate_file(sqlite3_file *base, sqlite3_int64 size) {
  open_file *file = (open_file *)base;
  if (!begin(file)) return end(file, SQLITE_IOERR_TRUNCATE);
  if (refuses(file->machine, 0) != SQLITE_OK) return end(file, SQLITE_IOERR_TRUNCATE);
  int cuts = motcua_change_cuts(file->machine);
  motcua_truncate(file->node, size);
  return end(file, cuts ? SQLITE_IOERR_TRUNCATE : SQLITE_OK);
}

static int sync_file(sqlite3_file *base, int flags) {
  open_file *file = (open_file *)base;
  (void)flags;
  if (!begin(file)) return end(file, SQLITE_IOERR_FSYNC);
  if (file->machine->is_read_only && file->node->change_count)
    return end(file, SQLITE_IOERR_FSYNC);
  if (motcua_change_cuts(file->machine)) return end(file, SQLITE_IOERR_FSYNC);
  motcua_flush(file->node);
  if (file->flushes_folder) motcua_flush_folder(file->machine);
  file->flushes_folder = 0;
  file->machine->counts.flushes++;
  return end(file, SQLITE_OK);
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
  open_file *file = (open_file *)base;
  pthread_mutex_lock(&file->machine->lock);
  *size = file->node->now.size;
  int is_gone = file->machine->is_down || file->generation != file->machine->generation;
  return end(file, is_gone ? SQLITE_IOERR_FSTAT : SQLITE_OK);
}

static int control(sqlite3_file *base, int operation, void *argument) {
  (void)base;
  if (operation == SQLITE_FCNTL_SIZE_HINT) return SQLITE_OK;
  if (operation == SQLITE_FCNTL_HAS_MOVED) {
    *(int *)argument = 0;
    return SQLITE_OK;
  }
  return SQLITE_NOTFOUND;
}

static int sector_size(sqlite3_file *base) {
  (void)base;
  return 4096;
}

static int characteristics(sqlite3_file *base) {
  (void)base;
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

const sqlite3_io_methods motcua_file_methods = {
  .iVersion = 2,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = file_size,
  .xLock = motcua_lock,
  .xUnlock = motcua_unlock,
  .xCheckReservedLock = motcua_check_reserved,
  .xFileControl = control,
  .xSectorSize = sector_size,
  .xDeviceCharacteristics = characteristics,
  .xShmMap = motcua_shm_map,
  .xShmLock = motcua_shm_lock,
  .xShmBarrier = motcua_shm_barrier,
  .xShmUnmap = motcua_shm_unmap,
};

static int open_path(
  sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *flags_out) {
  (void)vfs;
  motcua_machine *machine = path ? motcua_machine_of(path) : NULL;
  if (!machine) return system_vfs->xOpen(system_vfs, path, base, flags, flags_out);
  open_file *file = (open_file *)base;
  memset(file, 0, sizeof *file);
  pthread_mutex_lock(&machine->lock);
  int code = motcua_call_fails(machine) ? SQLITE_IOERR : SQLITE_OK;
  node *node = NULL;
  if (code == SQLITE_OK) {
    node = motcua_node(machine, path, (flags & SQLITE_OPEN_CREATE) != 0);
    if (!node || (!node->exists && !(flags & SQLITE_OPEN_CREATE))) code = SQLITE_CANTOPEN;
  }
  if (code == SQLITE_OK && !node->exists) {
    code = refuses(machine, 0);
    if (code == SQLITE_OK && motcua_change_cuts(machine)) code = SQLITE_IOERR;
    if (code == SQLITE_OK) {
      // Made anew before its removal reached the disk: the old content does not come back.
      node->removal_pending = 0;
      node->was_flushed = 0;
      motcua_resize(&node->durable, 0);
      node->exists = 1;
    }
  }
  if (code == SQLITE_OK) {
    base->pMethods = &motcua_file_methods;
    file->machine = machine;
    file->node = node;
    file->generation = machine->generation;
    // As SQLite's own VFS for Unix does with journals it makes.
    file->flushes_folder = (flags & SQLITE_OPEN_CREATE)
      && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL));
    file->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    file->next = node->handles;
    node->handles = file;
    if (flags_out) *flags_out = flags;
  }
  pthread_mutex_unlock(&machine->lock);
  return code;
}

static int delete_path(sqlite3_vfs *vfs, const char *path, int flush_folder) {
  (void)vfs;
  motcua_machine *machine = motcua_machine_of(path);
  if (!machine) return system_vfs->xDelete(system_vfs, path, flush_folder);
  pthread_mutex_lock(&machine->lock);
  int code = motcua_call_fails(machine) ? SQLITE_IOERR_DELETE : SQLITE_OK;
  node *node = motcua_node(machine, path, 0);
  if (code == SQLITE_OK && (!node || !node->exists)) code = SQLITE_IOERR_DELETE_NOENT;
  if (code == SQLITE_OK && refuses(machine, 0) != SQLITE_OK) code = SQLITE_IOERR_DELETE;
  if (code == SQLITE_OK) {
    int cuts = motcua_change_cuts(machine);
    motcua_drop(machine, node, flush_folder && !cuts);
    if (cuts) code = SQLITE_IOERR_DELETE;
  }
  pthread_mutex_unlock(&machine->lock);
  return code;
}

static int access_path(sqlite3_vfs *vfs, const char *path, int flags, int *answer) {
  (void)vfs;
  motcua_machine *machine = motcua_machine_of(path);
  if (!machine) return system_vfs->xAccess(system_vfs, path, flags, answer);
  pthread_mutex_lock(&machine->lock);
  node *node = motcua_node(machine, path, 0);
  *answer = node && node->exists
    && !(flags == SQLITE_ACCESS_READWRITE && machine->is_read_only);
  // SQLite takes an empty journal for none, as the system's VFS does.
  if (flags == SQLITE_ACCESS_EXISTS && *answer && node->now.size == 0) *answer = 0;
  pthread_mutex_unlock(&machine->lock);
  return SQLITE_OK;
}

static int full_path(sqlite3_vfs *vfs, const char *path, int room, char *answer) {
  (void)vfs;
  if (!motcua_machine_of(path)) return system_vfs->xFullPathname(system_vfs, path, room, answer);
  sqlite3_snprintf(room, answer, "%s", path);
  return SQLITE_OK;
}

static int fill_random(sqlite3_vfs *vfs, int size, char *bytes) {
  (void)vfs;
  return system_vfs->xRandomness(system_vfs, size, bytes);
}

static int pause_for(sqlite3_vfs *vfs, int microseconds) {
  (void)vfs;
  return system_vfs->xSleep(system_vfs, microseconds);
}

static int last_error(sqlite3_vfs *vfs, int size, char *text) {
  (void)vfs;
  (void)size;
  (void)text;
  return 0;
}

static int julian_milliseconds(sqlite3_vfs *vfs, sqlite3_int64 *time) {
  (void)vfs;
  return system_vfs->xCurrentTimeInt64(system_vfs, time);
}

static sqlite3_vfs fault_vfs = {
  .iVersion = 2,
  .mxPathname = 1024,
  .zName = "motcua-fault",
  .xOpen = open_path,
  .xDelete = delete_path,
  .xAccess = access_path,
  .xFullPathname = full_path,
  .xRandomness = fill_random,
  .xSleep = pause_for,
  .xGetLastError = last_error,
  .xCurrentTimeInt64 = julian_milliseconds,
};

static int registration = SQLITE_ERROR;

static void register_once(void) {
  // Counting the memory in use takes a lock all connections of all worlds share. Refused, and no
  // matter, if something used SQLite before.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  // Disks come and go by the thousand: what one frees, the next one takes.
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 1 << 25);
  mallopt(M_TOP_PAD, 1 << 24);
  registration = sqlite3_initialize();
  if (registration != SQLITE_OK) return;
  system_vfs = sqlite3_vfs_find(NULL);
  if (!system_vfs) {
    registration = SQLITE_ERROR;
    return;
  }
  int own = (int)sizeof(open_file);
  fault_vfs.szOsFile = own > system_vfs->szOsFile ? own : system_vfs->szOsFile;
  registration = sqlite3_vfs_register(&fault_vfs, 1);
}

int motcua_fault_vfs_register(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, register_once);
  return registration;
}
