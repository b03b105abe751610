// flb-node-host-alloc only: malloc and friends, exported from the executable as jemalloc's are from Fluent Bit's
// release builds. Each block carries a tag before it, so that a block which crosses between this allocator and
// libc's own (a library opened with RTLD_DEEPBIND binds to libc's free, while libc's strdup or realpath
// allocate here) aborts with a message instead of corrupting memory silently.
#include <malloc.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "exports/export.h"
#include "memory/guarded.h"

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* block);
}

namespace {

// glibc's free() takes the word before a block for the chunk's size; this one is no possible size, so a tagged
// block that reaches it aborts too ("invalid pointer").
constexpr std::uint64_t kMagic = 0xf1b7a66edf1b7a60;
constexpr std::size_t kHeader = 16;

struct Header {
  std::uint32_t offset;  // from libc's block to ours
  std::uint32_t reserved;
  std::uint64_t magic;
};
static_assert(sizeof(Header) == kHeader);

Header* header_of(void* block) { return reinterpret_cast<Header*>(static_cast<char*>(block) - kHeader); }

[[noreturn]] void mixed(const char* caller) {
  // No stdio: it allocates.
  constexpr char kText[] = "flb-node-host-alloc: a block of another allocator was given to ";
  if (write(STDERR_FILENO, kText, sizeof kText - 1) < 0 || write(STDERR_FILENO, caller, std::strlen(caller)) < 0 ||
      write(STDERR_FILENO, "\n", 1) < 0) {
    std::abort();
  }
  std::abort();
}

Header* checked(void* block, const char* caller) {
  Header* header = header_of(block);
  if (header->magic != kMagic) mixed(caller);
  return header;
}

void* libc_block(void* block, const Header* header) { return static_cast<char*>(block) - header->offset; }

std::size_t usable(void* block, const Header* header) {
  // glibc's chunk header: the word before the block, whose low three bits are flags. There is no
  // __libc_malloc_usable_size, and looking one up with dlsym may allocate.
  char* const raw = static_cast<char*>(libc_block(block, header));
  std::size_t word;
  std::memcpy(&word, raw - sizeof word, sizeof word);
  const bool mapped = (word & 2) != 0;
  const std::size_t chunk = word & ~std::size_t{7};
  const std::size_t available = chunk - (mapped ? 2 : 1) * sizeof word;
  return available - header->offset;
}

void* tag(void* raw, std::size_t offset) {
  if (raw == nullptr) return nullptr;
  void* const block = static_cast<char*>(raw) + offset;
  *header_of(block) = {static_cast<std::uint32_t>(offset), 0, kMagic};
  return block;
}

void* aligned(std::size_t alignment, std::size_t size) {
  const std::size_t offset = alignment < kHeader ? kHeader : alignment;
  if (size > SIZE_MAX - offset || offset > UINT32_MAX) {
    errno = ENOMEM;
    return nullptr;
  }
  return tag(__libc_memalign(offset, size + offset), offset);
}

}  // namespace

HOST_EXPORT void* malloc(std::size_t size) noexcept {
  if (size > SIZE_MAX - kHeader) {
    errno = ENOMEM;
    return nullptr;
  }
  return tag(__libc_malloc(size + kHeader), kHeader);
}

HOST_EXPORT void free(void* block) noexcept {
  if (block == nullptr) return;
  Header* const header = checked(block, "free()");
  header->magic = 0;
  __libc_free(libc_block(block, header));
}

HOST_EXPORT void* calloc(std::size_t count, std::size_t size) noexcept {
  std::size_t total;
  if (__builtin_mul_overflow(count, size, &total)) {
    errno = ENOMEM;
    return nullptr;
  }
  void* const block = malloc(total);
  return block != nullptr ? std::memset(block, 0, total) : nullptr;
}

HOST_EXPORT void* realloc(void* block, std::size_t size) noexcept {
  if (block == nullptr) return malloc(size);
  if (size == 0) {
    free(block);
    return nullptr;
  }
  const std::size_t old_size = usable(block, checked(block, "realloc()"));
  void* const moved = malloc(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, old_size < size ? old_size : size);
  free(block);
  return moved;
}

HOST_EXPORT void* memalign(std::size_t alignment, std::size_t size) noexcept { return aligned(alignment, size); }

HOST_EXPORT void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept { return aligned(alignment, size); }

HOST_EXPORT int posix_memalign(void** out, std::size_t alignment, std::size_t size) noexcept {
  if (alignment < sizeof(void*) || (alignment & (alignment - 1)) != 0) return EINVAL;
  void* const block = aligned(alignment, size);
  if (block == nullptr) return ENOMEM;
  *out = block;
  return 0;
}

HOST_EXPORT void* valloc(std::size_t size) noexcept {
  return aligned(static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), size);
}

HOST_EXPORT std::size_t malloc_usable_size(void* block) noexcept {
  if (block == nullptr) return 0;
  const std::size_t guarded = host::guarded_size(block);
  return guarded != 0 ? guarded : usable(block, checked(block, "malloc_usable_size()"));
}
