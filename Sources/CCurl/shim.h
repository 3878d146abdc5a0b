#include <curl/curl.h>

// Swift cannot call C variadic functions: one wrapper for each argument type.
static inline CURLcode motcua_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode motcua_curl_set_string(CURL *handle, CURLoption option,
                                              const char *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode motcua_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode motcua_curl_set_offset(CURL *handle, CURLoption option,
                                              curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}
// The bytes are copied.
static inline CURLcode motcua_curl_set_blob(CURL *handle, CURLoption option, const void *bytes,
                                            size_t size) {
  struct curl_blob blob = {(void *)bytes, size, CURL_BLOB_COPY};
  return curl_easy_setopt(handle, option, &blob);
}
typedef size_t (*motcua_curl_data)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode motcua_curl_set_data(CURL *handle, CURLoption option,
                                            motcua_curl_data function) {
  return curl_easy_setopt(handle, option, function);
}
static inline CURLcode motcua_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}
// CURLINFO_REQUEST_SIZE leaves out what of a body does not go with the headers.
static inline int motcua_curl_add_sent(CURL *handle, curl_infotype type, char *bytes, size_t size,
                                       void *sent) {
  (void)handle;
  (void)bytes;
  if (type == CURLINFO_HEADER_OUT || type == CURLINFO_DATA_OUT) *(size_t *)sent += size;
  return 0;
}
// Adds the bytes of requests, headers and bodies, to what `sent` points at.
static inline CURLcode motcua_curl_count_sent(CURL *handle, size_t *sent) {
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, motcua_curl_add_sent);
  curl_easy_setopt(handle, CURLOPT_DEBUGDATA, sent);
  return curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
}
