// The host's own malloc_usable_size(): plugins gate on it to learn which fields `def` has, so it must be
// exact for the guarded blocks. Everything else goes to the next definition (glibc's, or a sanitizer's).
#include <dlfcn.h>

#include <cstddef>

#include "exports/export.h"
#include "memory/guarded.h"

HOST_EXPORT std::size_t malloc_usable_size(void* block) noexcept {
  using Function = std::size_t (*)(void*);
  static const Function next = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "malloc_usable_size"));
  if (block == nullptr) return 0;
  const std::size_t size = host::guarded_size(block);
  return size != 0 ? size : next(block);
}
