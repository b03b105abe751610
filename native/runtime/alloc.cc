// One allocator in the process.
//
// This library is opened with RTLD_DEEPBIND so that libnode does not bind to the simdutf, nghttp2, c-ares and zstd that
// Fluent Bit's executable exports. But release builds of Fluent Bit export jemalloc's malloc and free as well, and
// deep binding skips those too: libnode would call libc's free() on memory that libc itself (strdup, realpath,
// getaddrinfo, getline) took from jemalloc, and crash. So the allocator is the one thing handed through: libnode and
// its libraries find these functions first, and these call whatever the executable uses.
//
// The executable is asked by its handle: RTLD_DEFAULT, from a deeply bound library, finds the functions below.
#include "alloc.h"

#include <dlfcn.h>
#include <malloc.h>
#include <node.h>
#include <unwind.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#define FLBNODE_ALLOC extern "C" __attribute__((visibility("default")))

namespace {

template <typename Function>
Function Find(const char* name) {
  // libc and the dynamic linker use the executable's allocator directly, so this cannot come back here.
  static void* const executable = dlopen(nullptr, RTLD_LAZY);
  return reinterpret_cast<Function>(dlsym(executable, name));
}

// Resolved at the first call, which is made by libnode's static initialisers, before any of ours.
#define HOST(name, type) \
  static const auto host = Find<type>(name)

// Below this size nothing is asked: malloc is called often. It is the least that node.heap_mb can be.
constexpr size_t kLarge = 16u << 20;

thread_local size_t most_bytes = SIZE_MAX;
thread_local void (*on_refused)(size_t bytes) = nullptr;

void* LibraryOf(const void* address) {
  Dl_info info;
  return dladdr(address, &info) != 0 ? info.dli_fbase : nullptr;
}

// Is a buffer being made for code in C++, by v8::ArrayBuffer::NewBackingStore (or v8::SharedArrayBuffer's)? It ends the
// process if it gets no memory. Above it there are frames of JavaScript, where unwinding stops.
bool IsForNative() {
  bool found = false;
  _Unwind_Backtrace(
      [](_Unwind_Context* frame, void* result) {
        Dl_info info;
        const auto address = reinterpret_cast<void*>(_Unwind_GetIP(frame));
        if (dladdr(address, &info) == 0) return _URC_END_OF_STACK;
        const bool matches = info.dli_sname != nullptr && strstr(info.dli_sname, "Buffer15NewBackingStoreE") != nullptr;
        if (matches) *static_cast<bool*>(result) = true;
        return matches ? _URC_END_OF_STACK : _URC_NO_REASON;
      },
      &found);
  return found;
}

// V8 has malloc and calloc for its buffers and copes without a block. Node's C++ has realloc and new, and ends the
// process without one: `new` comes from libstdc++.
bool Refuses(size_t size, const void* caller) {
  if (size < kLarge || size <= most_bytes) return false;
  static void* const libnode = LibraryOf(reinterpret_cast<void*>(&node::TearDownOncePerProcess));
  if (LibraryOf(caller) != libnode || IsForNative()) return false;
  on_refused(size);
  errno = ENOMEM;
  return true;
}

}  // namespace

void flbnode::LimitBlocks(size_t bytes, void (*refused)(size_t bytes)) {
  most_bytes = bytes;
  on_refused = refused;
}

FLBNODE_ALLOC void* malloc(size_t size) {
  if (Refuses(size, __builtin_return_address(0))) return nullptr;
  HOST("malloc", void* (*)(size_t));
  return host(size);
}

FLBNODE_ALLOC void free(void* memory) {
  HOST("free", void (*)(void*));
  host(memory);
}

FLBNODE_ALLOC void* calloc(size_t count, size_t size) {
  size_t bytes = 0;
  if (!__builtin_mul_overflow(count, size, &bytes) && Refuses(bytes, __builtin_return_address(0))) return nullptr;
  HOST("calloc", void* (*)(size_t, size_t));
  return host(count, size);
}

FLBNODE_ALLOC void* realloc(void* memory, size_t size) {
  HOST("realloc", void* (*)(void*, size_t));
  return host(memory, size);
}

FLBNODE_ALLOC int posix_memalign(void** memory, size_t alignment, size_t size) {
  HOST("posix_memalign", int (*)(void**, size_t, size_t));
  return host(memory, alignment, size);
}

FLBNODE_ALLOC void* aligned_alloc(size_t alignment, size_t size) {
  HOST("aligned_alloc", void* (*)(size_t, size_t));
  return host(alignment, size);
}

FLBNODE_ALLOC void* memalign(size_t alignment, size_t size) {
  HOST("memalign", void* (*)(size_t, size_t));
  return host(alignment, size);
}

FLBNODE_ALLOC void* valloc(size_t size) {
  HOST("valloc", void* (*)(size_t));
  return host(size);
}

FLBNODE_ALLOC size_t malloc_usable_size(void* memory) {
  HOST("malloc_usable_size", size_t (*)(void*));
  return host(memory);
}
