#include "memory/guarded.h"

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace host {
namespace {

// A fixed table, so that malloc_usable_size() needs neither a lock nor an allocation.
struct Entry {
  std::atomic<const void*> block{nullptr};
  std::atomic<std::size_t> size{0};
};
constexpr std::size_t kSlots = 4096;
Entry g_table[kSlots];

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::abort();
}

Entry* claim(const void* block, std::size_t size) {
  for (Entry& entry : g_table) {
    const void* expected = nullptr;
    if (entry.block.compare_exchange_strong(expected, block)) {
      entry.size = size;
      return &entry;
    }
  }
  die("flb-node-host: too many guarded blocks");
}

}  // namespace

Guarded::Guarded(std::size_t size) {
  const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t body = (size + page - 1) / page * page;
  mapped_ = body + page;
  mapping_ = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping_ == MAP_FAILED) die("flb-node-host: mmap");
  char* const guard = static_cast<char*>(mapping_) + body;
  if (mprotect(guard, page, PROT_NONE) != 0) die("flb-node-host: mprotect");
  block_ = guard - size;
  claim(block_, size);
}

Guarded::~Guarded() {
  for (Entry& entry : g_table) {
    if (entry.block == block_) {
      entry.size = 0;
      entry.block = nullptr;
      break;
    }
  }
  munmap(mapping_, mapped_);
}

std::size_t guarded_size(const void* block) {
  for (const Entry& entry : g_table) {
    if (entry.block.load(std::memory_order_acquire) == block) return entry.size;
  }
  return 0;
}

}  // namespace host
