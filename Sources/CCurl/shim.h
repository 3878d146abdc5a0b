#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <linux/sockios.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

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
// The connection of the last transfer, if it is open; libcurl knows whether it closed it.
static inline curl_socket_t motcua_curl_socket(CURL *handle) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  if (curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK) return CURL_SOCKET_BAD;
  return socket;
}
// An idle connection is dropped rather than closed in due form, which nobody waits for.
static inline void motcua_curl_drop(CURL *handle) {
  struct linger drop = {1, 0};
  setsockopt(motcua_curl_socket(handle), SOL_SOCKET, SO_LINGER, &drop, sizeof drop);
}
// Whether the other end has closed the connection of the last transfer. libcurl 7.88 takes a
// closing alert that waits to be read for a sign of life and sends the next request in vain.
static inline bool motcua_curl_is_over(CURL *handle) {
  struct tcp_info info;
  socklen_t size = sizeof info;
  if (getsockopt(motcua_curl_socket(handle), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
  return info.tcpi_state != TCP_ESTABLISHED;
}
// What the kernel thinks a round trip of a connection takes, in microseconds; 0 if it cannot tell.
static inline unsigned motcua_socket_round_trip(int socket) {
  struct tcp_info info;
  socklen_t size = sizeof info;
  return getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_rtt : 0;
}

// What the callbacks of one handle share; lives longer than the handle.
struct motcua_link {
  // Bytes of requests, headers and bodies. CURLINFO_REQUEST_SIZE leaves out what of a body does
  // not go with the headers.
  size_t sent;
  // The socket opened last, and whether what is written to it is held back.
  curl_socket_t socket;
  bool is_held;
  // Whether a ClientHello leaves out what only old boxes on the way want to see.
  bool is_brief;
  // How far the handshake of the last connection came.
  bool has_begun, is_done;
  // What the kernel thought of its round trip then, in microseconds.
  unsigned round_trip;
};

// Without cork the end of a handshake and the request behind it are two packets. The kernel lets
// go by itself after 200 ms.
static inline void motcua_link_hold(struct motcua_link *link, bool is_held) {
  int value = is_held;
  if (link->is_held == is_held) return;
  link->is_held = is_held;
  setsockopt(link->socket, IPPROTO_TCP, TCP_CORK, &value, sizeof value);
}
static inline int motcua_link_opened(void *context, curl_socket_t socket, curlsocktype purpose) {
  struct motcua_link *link = (struct motcua_link *)context;
  (void)purpose;
  link->socket = socket;
  link->is_held = false;
  // Acknowledgements go with the data that follows them at once.
  int none = 0;
  setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &none, sizeof none);
  return CURL_SOCKOPT_OK;
}
static inline void motcua_link_shakes_hands(const SSL *tls, int where, int value) {
  struct motcua_link *link = (struct motcua_link *)SSL_CTX_get_app_data(SSL_get_SSL_CTX(tls));
  (void)value;
  if (!link) return;
  if (where & SSL_CB_HANDSHAKE_DONE) {
    link->is_done = true;
    link->round_trip = motcua_socket_round_trip(link->socket);
  }
  if ((where & SSL_CB_LOOP) && SSL_get_state(tls) == TLS_ST_CR_FINISHED)
    motcua_link_hold(link, true);
}
// Bytes of a record. Of one that has not gone whole the other end can read nothing: so much of a
// file goes again when an agent is killed or its link is cut.
static const long motcua_record_bytes = 2048;
// TLS 1.3 with few bytes: every hub has AES-128-GCM and P-256 (RFC 8446, 9.1).
static inline CURLcode motcua_link_prepare_tls(CURL *handle, void *tls, void *context) {
  SSL_CTX *settings = (SSL_CTX *)tls;
  struct motcua_link *link = (struct motcua_link *)context;
  (void)handle;
  link->has_begun = true;
  link->is_done = false;
  SSL_CTX_clear_options(settings, SSL_OP_TLSEXT_PADDING);
  // These only mean something in TLS 1.2.
  SSL_CTX_set_options(settings, SSL_OP_NO_ENCRYPT_THEN_MAC | SSL_OP_NO_EXTENDED_MASTER_SECRET);
  SSL_CTX_set_post_handshake_auth(settings, 0);
  if (link->is_brief) SSL_CTX_clear_options(settings, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
  if (!SSL_CTX_set_ciphersuites(settings, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256") ||
      !SSL_CTX_set1_groups_list(settings, "X25519:P-256") ||
      !SSL_CTX_set1_sigalgs_list(settings, "ECDSA+SHA256:RSA-PSS+SHA256:ed25519:ECDSA+SHA384:"
                                           "RSA-PSS+SHA384:RSA+SHA256:RSA+SHA384") ||
      !SSL_CTX_set_max_send_fragment(settings, motcua_record_bytes))
    return CURLE_SSL_CONNECT_ERROR;
  // Bodies say their length: the end of a connection needs no alert of its own.
  SSL_CTX_set_quiet_shutdown(settings, 1);
  SSL_CTX_set_app_data(settings, link);
  SSL_CTX_set_info_callback(settings, motcua_link_shakes_hands);
  return CURLE_OK;
}
static inline int motcua_link_told(CURL *handle, curl_infotype type, char *bytes, size_t size,
                                   void *context) {
  struct motcua_link *link = (struct motcua_link *)context;
  (void)handle;
  (void)bytes;
  if (type != CURLINFO_HEADER_OUT && type != CURLINFO_DATA_OUT) return 0;
  link->sent += size;
  motcua_link_hold(link, false);
  return 0;
}
typedef int (*motcua_curl_progress)(void *context, curl_off_t whole_down, curl_off_t down,
                                    curl_off_t whole_up, curl_off_t up);
// Tells how far a transfer has come: how much of it the kernel has.
static inline void motcua_curl_watch(CURL *handle, motcua_curl_progress function,
                                     void *context) {
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, context);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
}
// Bytes of a connection the other end has not acknowledged; 0 if that cannot be told.
static inline int motcua_socket_waiting(int socket) {
  int bytes = 0;
  return ioctl(socket, SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}
// Whether the connection of the last transfer takes a round trip for more than a second and twice
// what it was: its packets stood in their own queue, and one that is lost now is missed that late.
static inline bool motcua_curl_is_slowed(CURL *handle, const struct motcua_link *link) {
  unsigned now = motcua_socket_round_trip(motcua_curl_socket(handle));
  return link->round_trip > 0 && now > 1000000 && now / 2 > link->round_trip;
}
// Counts what is sent, and puts it into few packets.
static inline void motcua_curl_use_link(CURL *handle, struct motcua_link *link) {
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, motcua_link_told);
  curl_easy_setopt(handle, CURLOPT_DEBUGDATA, link);
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, motcua_link_opened);
  curl_easy_setopt(handle, CURLOPT_SOCKOPTDATA, link);
  curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, motcua_link_prepare_tls);
  curl_easy_setopt(handle, CURLOPT_SSL_CTX_DATA, link);
}
