#include "machine.h"

#include <stdlib.h>

// Memory of files that are gone, for those of the next machines: what the system hands out anew it
// has to clear first, page by page, which costs more than all else a disk does.
enum { SIZES = 8, SPARE_BLOCKS = 64 };

/// A block nobody uses; the link stands in it.
typedef struct spare {
  struct spare *next;
} spare;

static pthread_mutex_t spares_lock = PTHREAD_MUTEX_INITIALIZER;
/// By size: `BLOCK`, twice that, and so on.
static struct {
  spare *first;
  int count;
} spares[SIZES];

/// Which of the sizes it is; `SIZES` for one that is not kept.
static int size_index(int64_t room) {
  int index = 0;
  while (index < SIZES && (int64_t)BLOCK << index != room) index++;
  return index;
}

unsigned char *motcua_take_block(int64_t room) {
  int index = size_index(room);
  spare *block = NULL;
  if (index < SIZES) {
    pthread_mutex_lock(&spares_lock);
    block = spares[index].first;
    if (block) {
      spares[index].first = block->next;
      spares[index].count--;
    }
    pthread_mutex_unlock(&spares_lock);
  }
  return block ? (unsigned char *)block : malloc((size_t)room);
}

void motcua_give_block(unsigned char *bytes, int64_t room) {
  int index = size_index(room);
  if (bytes && index < SIZES) {
    pthread_mutex_lock(&spares_lock);
    if (spares[index].count < SPARE_BLOCKS) {
      spare *block = (spare *)bytes;
      block->next = spares[index].first;
      spares[index].first = block;
      spares[index].count++;
      bytes = NULL;
    }
    pthread_mutex_unlock(&spares_lock);
  }
  free(bytes);
}
