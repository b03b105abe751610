// Builds with a sanitizer only: the executable's dlopen(), which comes before the sanitizer's own. That one refuses
// RTLD_DEEPBIND, because a library's own malloc would go past it. Ours does not: libflbnode.so hands every call of the
// allocator, libnode's too, through to the executable's scope (native/runtime/alloc.cc). So what runs under the
// sanitizer is loaded as it is inside Fluent Bit.
#include <dlfcn.h>

#include "exports/export.h"

namespace {

using Dlopen = void* (*)(const char*, int) noexcept;

// RTLD_NEXT alone finds the sanitizer's, which is good enough to get at libc.
Dlopen LibcDlopen() {
  const auto sanitizer = reinterpret_cast<Dlopen>(dlsym(RTLD_NEXT, "dlopen"));
  return reinterpret_cast<Dlopen>(dlsym(sanitizer("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), "dlopen"));
}

}  // namespace

// libc takes the return address for the caller's, whose RUNPATH it searches. So the last call has to be a jump, as it
// is where nothing is left to do after it: no sanitizer, no exception (see CMakeLists.txt).
HOST_EXPORT void* dlopen(const char* path, int flags) noexcept {
  static Dlopen libc = nullptr;
  if (libc == nullptr) libc = LibcDlopen();
  return libc(path, flags);
}
