// Loaded before a program: its thread of libcurl is slow to end, and so is the process. What the
// process frees at its end is then gone while the thread still runs.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static const unsigned process_stays_us = 200000, thread_stays_us = 100000;
static __thread int is_ending;

static void stay(void) { usleep(process_stays_us); }

// What is registered first is called last.
__attribute__((constructor)) static void begin(void) { atexit(stay); }

void curl_easy_cleanup(void *handle) {
  void (*next)(void *) = (void (*)(void *))dlsym(RTLD_NEXT, "curl_easy_cleanup");
  next(handle);
  is_ending = 1;
}

// OpenSSL takes such a lock when a thread that used it ends.
int pthread_rwlock_wrlock(pthread_rwlock_t *lock) {
  int (*next)(pthread_rwlock_t *) =
      (int (*)(pthread_rwlock_t *))dlsym(RTLD_NEXT, "pthread_rwlock_wrlock");
  if (is_ending) {
    is_ending = 0;
    usleep(thread_stays_us);
  }
  return next(lock);
}
