#define _GNU_SOURCE
#include "machine.h"

#include <stdlib.h>
#include <string.h>

static pthread_mutex_t machines_lock = PTHREAD_MUTEX_INITIALIZER;
static motcua_machine *machines;

motcua_machine *motcua_machine_new(const char *folder, uint64_t seed) {
  motcua_machine *machine = calloc(1, sizeof *machine);
  machine->folder = strdup(folder);
  machine->folder_length = strlen(folder);
  machine->random = seed;
  machine->capacity = -1;
  pthread_mutex_init(&machine->lock, NULL);
  pthread_mutex_lock(&machines_lock);
  machine->next = machines;
  machines = machine;
  pthread_mutex_unlock(&machines_lock);
  return machine;
}

motcua_machine *motcua_machine_of(const char *path) {
  pthread_mutex_lock(&machines_lock);
  motcua_machine *machine = machines;
  while (machine && (strncmp(path, machine->folder, machine->folder_length) != 0
                     || path[machine->folder_length] != '/'))
    machine = machine->next;
  pthread_mutex_unlock(&machines_lock);
  return machine;
}

static void clear_changes(node *node) {
  for (int64_t index = 0; index < node->change_count; index++) free(node->changes[index].bytes);
  node->change_count = 0;
}

void motcua_free_regions(node *node) {
  for (int index = 0; index < node->region_count; index++) free(node->regions[index]);
  free(node->regions);
  node->regions = NULL;
  node->region_count = 0;
}

void motcua_machine_free(motcua_machine *machine) {
  pthread_mutex_lock(&machines_lock);
  for (motcua_machine **link = &machines; *link; link = &(*link)->next) {
    if (*link == machine) {
      *link = machine->next;
      break;
    }
  }
  pthread_mutex_unlock(&machines_lock);
  while (machine->nodes) {
    node *node = machine->nodes;
    machine->nodes = node->next;
    clear_changes(node);
    motcua_free_regions(node);
    free(node->changes);
    motcua_give_block(node->now.bytes, node->now.room);
    motcua_give_block(node->durable.bytes, node->durable.room);
    free(node->path);
    free(node);
  }
  pthread_mutex_destroy(&machine->lock);
  free(machine->folder);
  free(machine);
}

node *motcua_node(motcua_machine *machine, const char *path, int create) {
  for (node *node = machine->nodes; node; node = node->next)
    if (strcmp(node->path, path) == 0) return node;
  if (!create) return NULL;
  node *node = calloc(1, sizeof *node);
  node->path = strdup(path);
  node->next = machine->nodes;
  machine->nodes = node;
  return node;
}

static void make_room(content *content, int64_t size) {
  if (size <= content->room) return;
  int64_t room = content->room ? content->room : BLOCK;
  while (room < size) room *= 2;
  unsigned char *bytes = motcua_take_block(room);
  if (content->size > 0) memcpy(bytes, content->bytes, (size_t)content->size);
  motcua_give_block(content->bytes, content->room);
  content->bytes = bytes;
  content->room = room;
}

void motcua_resize(content *content, int64_t size) {
  make_room(content, size);
  if (size > content->size)
    memset(content->bytes + content->size, 0, (size_t)(size - content->size));
  content->size = size;
}

static void apply(content *content, const void *bytes, int64_t size, int64_t offset) {
  int64_t end = offset + size;
  if (end > content->size) {
    // A gap before it is empty; itself it is written over.
    if (offset > content->size) motcua_resize(content, offset);
    make_room(content, end);
    content->size = end;
  }
  memcpy(content->bytes + offset, bytes, (size_t)size);
}

static void remember(node *node, change change) {
  if (node->change_count == node->change_room) {
    node->change_room = node->change_room ? node->change_room * 2 : 64;
    node->changes = realloc(node->changes, (size_t)node->change_room * sizeof change);
  }
  node->changes[node->change_count++] = change;
}

void motcua_write(node *node, const void *bytes, int64_t size, int64_t offset) {
  change written = {offset, size, malloc((size_t)size)};
  memcpy(written.bytes, bytes, (size_t)size);
  remember(node, written);
  apply(&node->now, bytes, size, offset);
}

void motcua_truncate(node *node, int64_t size) {
  remember(node, (change){size, 0, NULL});
  motcua_resize(&node->now, size);
}

void motcua_flush(node *node) {
  for (int64_t index = 0; index < node->change_count; index++) {
    change *change = &node->changes[index];
    if (change->bytes)
      apply(&node->durable, change->bytes, change->size, change->offset);
    else
      motcua_resize(&node->durable, change->offset);
  }
  clear_changes(node);
  node->was_flushed = 1;
}

void motcua_flush_folder(motcua_machine *machine) {
  for (node *node = machine->nodes; node; node = node->next) {
    if (node->exists) node->was_flushed = 1;
    if (!node->removal_pending) continue;
    node->removal_pending = 0;
    node->was_flushed = 0;
    motcua_resize(&node->durable, 0);
  }
}

void motcua_drop(motcua_machine *machine, node *node, int for_good) {
  (void)machine;
  node->exists = 0;
  node->removal_pending = !for_good && node->was_flushed;
  clear_changes(node);
  motcua_resize(&node->now, 0);
  if (node->removal_pending) return;
  motcua_resize(&node->durable, 0);
  node->was_flushed = 0;
}

static uint64_t next_random(motcua_machine *machine) {
  machine->random += 0x9E3779B97F4A7C15u;
  uint64_t word = machine->random;
  word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9u;
  word = (word ^ word >> 27) * 0x94D049BB133111EBu;
  return word ^ word >> 31;
}

int motcua_call_fails(motcua_machine *machine) {
  machine->counts.calls++;
  if (machine->is_down) return 1;
  if (machine->fail_at == 0 || machine->counts.calls < machine->fail_at) return 0;
  if (machine->counts.calls >= machine->fail_at + machine->fail_times) {
    machine->fail_at = 0;
    return 0;
  }
  machine->counts.errors++;
  return 1;
}

int motcua_change_cuts(motcua_machine *machine) {
  machine->counts.changes++;
  if (machine->crash_at == 0 || machine->counts.changes < machine->crash_at) return 0;
  machine->crash_at = 0;
  machine->is_down = 1;
  return 1;
}

/// Keeps, loses or tears one change.
static void settle(motcua_machine *machine, node *node, const change *change) {
  // Three in eight are kept whole, three lost, two torn.
  uint64_t fate = next_random(machine) & 7;
  if (fate < 3) {
    machine->counts.lost++;
    return;
  }
  if (!change->bytes) {
    machine->counts.kept++;
    motcua_resize(&node->durable, change->offset);
    return;
  }
  if (fate < 6 || change->size <= SECTOR) {
    machine->counts.kept++;
    apply(&node->durable, change->bytes, change->size, change->offset);
    return;
  }
  machine->counts.torn++;
  for (int64_t start = 0; start < change->size; start += SECTOR) {
    int64_t size = change->size - start < SECTOR ? change->size - start : SECTOR;
    if (next_random(machine) & 1)
      apply(&node->durable, change->bytes + start, size, change->offset + start);
  }
}

static void settle_all(motcua_machine *machine, node *node) {
  if (node->removal_pending) {
    node->exists = (int)(next_random(machine) & 1);
    node->removal_pending = 0;
    if (!node->exists) motcua_resize(&node->durable, 0);
  }
  // A file whose name never reached the disk may be gone with all it held.
  if (node->exists && !node->was_flushed && (next_random(machine) & 1)) {
    machine->counts.lost += node->change_count;
    node->exists = 0;
  }
  if (node->exists)
    for (int64_t index = 0; index < node->change_count; index++)
      settle(machine, node, &node->changes[index]);
  clear_changes(node);
  node->was_flushed = node->exists;
  motcua_resize(&node->now, 0);
  if (node->exists) apply(&node->now, node->durable.bytes, node->durable.size, 0);
  else motcua_resize(&node->durable, 0);
  motcua_free_regions(node);
  node->handles = NULL;
}

void motcua_machine_cut(motcua_machine *machine) {
  pthread_mutex_lock(&machine->lock);
  machine->is_down = 1;
  machine->crash_at = 0;
  pthread_mutex_unlock(&machine->lock);
}

void motcua_machine_restart(motcua_machine *machine) {
  pthread_mutex_lock(&machine->lock);
  for (node *node = machine->nodes; node; node = node->next) settle_all(machine, node);
  machine->generation++;
  machine->is_down = 0;
  machine->crash_at = 0;
  machine->fail_at = 0;
  pthread_mutex_unlock(&machine->lock);
}

motcua_machine_counts motcua_machine_counted(motcua_machine *machine) {
  pthread_mutex_lock(&machine->lock);
  motcua_machine_counts counts = machine->counts;
  pthread_mutex_unlock(&machine->lock);
  return counts;
}

void motcua_machine_crash_at(motcua_machine *machine, int64_t change) {
  pthread_mutex_lock(&machine->lock);
  machine->crash_at = change > 0 ? machine->counts.changes + change : 0;
  pthread_mutex_unlock(&machine->lock);
}

void motcua_machine_fail_at(motcua_machine *machine, int64_t call, int64_t times) {
  pthread_mutex_lock(&machine->lock);
  machine->fail_at = call > 0 ? machine->counts.calls + call : 0;
  machine->fail_times = times;
  pthread_mutex_unlock(&machine->lock);
}

void motcua_machine_set_capacity(motcua_machine *machine, int64_t bytes) {
  pthread_mutex_lock(&machine->lock);
  machine->capacity = bytes;
  pthread_mutex_unlock(&machine->lock);
}

void motcua_machine_set_read_only(motcua_machine *machine, int read_only) {
  pthread_mutex_lock(&machine->lock);
  machine->is_read_only = read_only;
  pthread_mutex_unlock(&machine->lock);
}

int64_t motcua_machine_used(motcua_machine *machine) {
  int64_t used = 0;
  pthread_mutex_lock(&machine->lock);
  for (node *node = machine->nodes; node; node = node->next) used += node->now.size;
  pthread_mutex_unlock(&machine->lock);
  return used;
}

int motcua_machine_is_down(motcua_machine *machine) {
  pthread_mutex_lock(&machine->lock);
  int is_down = machine->is_down;
  pthread_mutex_unlock(&machine->lock);
  return is_down;
}

int64_t motcua_machine_get(
  motcua_machine *machine, const char *path, void *buffer, int64_t capacity) {
  pthread_mutex_lock(&machine->lock);
  node *node = motcua_node(machine, path, 0);
  int64_t size = node && node->exists ? node->now.size : -1;
  if (size > 0 && buffer && size <= capacity) memcpy(buffer, node->now.bytes, (size_t)size);
  pthread_mutex_unlock(&machine->lock);
  return size;
}

void motcua_machine_put(
  motcua_machine *machine, const char *path, const void *bytes, int64_t size) {
  pthread_mutex_lock(&machine->lock);
  node *node = motcua_node(machine, path, 1);
  clear_changes(node);
  motcua_resize(&node->now, 0);
  motcua_resize(&node->durable, 0);
  if (size > 0) {
    apply(&node->now, bytes, size, 0);
    apply(&node->durable, bytes, size, 0);
  }
  node->exists = 1;
  node->was_flushed = 1;
  node->removal_pending = 0;
  pthread_mutex_unlock(&machine->lock);
}

void motcua_machine_remove(motcua_machine *machine, const char *path) {
  pthread_mutex_lock(&machine->lock);
  node *node = motcua_node(machine, path, 0);
  if (node) motcua_drop(machine, node, 1);
  pthread_mutex_unlock(&machine->lock);
}

static int holds(const content *content, const void *needle, int64_t size) {
  return content->size >= size
    && memmem(content->bytes, (size_t)content->size, needle, (size_t)size) != NULL;
}

int motcua_machine_contains(motcua_machine *machine, const void *needle, int64_t size) {
  int found = 0;
  pthread_mutex_lock(&machine->lock);
  for (node *node = machine->nodes; node && !found; node = node->next)
    found = holds(&node->now, needle, size) || holds(&node->durable, needle, size);
  pthread_mutex_unlock(&machine->lock);
  return found;
}
