// Functions that Fluent Bit's executable exports because it links the same libraries as Node. A libnode that is
// isolated (RTLD_DEEPBIND) never binds to them; one that is not would crash at random in Fluent Bit, and here at once.
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "exports/export.h"

namespace {

[[noreturn]] void poisoned(const char* name) {
  constexpr char kBefore[] = "flb-node-host: the executable's ";
  constexpr char kAfter[] = "() was called: a library bound to the host's symbols\n";
  if (write(STDERR_FILENO, kBefore, sizeof kBefore - 1) < 0 || write(STDERR_FILENO, name, std::strlen(name)) < 0 ||
      write(STDERR_FILENO, kAfter, sizeof kAfter - 1) < 0) {
    std::abort();
  }
  std::abort();
}

}  // namespace

#define HOST_POISON(name) \
  HOST_EXPORT void* name() { poisoned(#name); }

HOST_POISON(nghttp2_version)
HOST_POISON(nghttp2_session_client_new)
HOST_POISON(nghttp2_session_server_new2)
HOST_POISON(nghttp2_option_new)
HOST_POISON(nghttp2_session_callbacks_new)
HOST_POISON(ares_version)
HOST_POISON(ares_library_init)
HOST_POISON(ares_init_options)
#undef HOST_POISON

// simdutf is C++: the mangled names are what matters, so the signatures are the library's.
namespace simdutf {

#define HOST_POISON(type, name, ...) \
  __attribute__((visibility("default"), used)) type name(__VA_ARGS__) { poisoned("simdutf::" #name); }

HOST_POISON(bool, validate_utf8, const char*, std::size_t)
HOST_POISON(bool, validate_ascii, const char*, std::size_t)
HOST_POISON(std::size_t, utf8_length_from_latin1, const char*, std::size_t)
HOST_POISON(std::size_t, utf16_length_from_utf8, const char*, std::size_t)
HOST_POISON(std::size_t, convert_utf8_to_utf16le, const char*, std::size_t, char16_t*)
HOST_POISON(std::size_t, convert_valid_utf16le_to_utf8, const char16_t*, std::size_t, char*)
#undef HOST_POISON

}  // namespace simdutf
