#include "settle.h"

#include <dlfcn.h>
#include <link.h>
#include <malloc.h>
#include <node.h>
#include <sys/mman.h>
#include <unistd.h>
#include <v8.h>

#include <cstddef>

namespace flbnode {

namespace {

// By itself the allocator does so where a thread goes on allocating, which those of an idle plugin do not.
void PurgeAllocator() {
  // As in alloc.cc: the executable's. Release builds of Fluent Bit have jemalloc, others glibc's.
  static void* const executable = dlopen(nullptr, RTLD_LAZY);
  using Control = int (*)(const char*, void*, size_t*, void*, size_t);
  static const auto control = reinterpret_cast<Control>(dlsym(executable, "mallctl"));
  // 4096 is jemalloc's number for all arenas (MALLCTL_ARENAS_ALL).
  if (control != nullptr) {
    control("arena.4096.purge", nullptr, nullptr, nullptr, 0);
  } else {
    malloc_trim(0);
  }
}

// Symbols, relocations and constants: 14 MB of libnode 18, of which little is read after the start. The pages are the
// file's, and are mapped again when they are.
//
// Only segments that may neither be written nor run: nothing of them can differ from the file, not even by a debugger's
// breakpoint.
int UnmapConstants(dl_phdr_info* object, size_t, void* library) {
  if (reinterpret_cast<void*>(object->dlpi_addr) != library) return 0;
  const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || segment.p_flags != PF_R) continue;
    // Whole pages of its own: a neighbour may have written to the one where it begins or ends.
    const size_t from = (object->dlpi_addr + segment.p_vaddr + page - 1) / page * page;
    const size_t to = (object->dlpi_addr + segment.p_vaddr + segment.p_filesz) / page * page;
    if (from < to) madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
  }
  return 1;
}

}  // namespace

void SettleHeap() {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  isolate->MemoryPressureNotification(v8::MemoryPressureLevel::kModerate);
  // The collection is under way. Under pressure for good, V8 would go on to save memory at the cost of speed.
  isolate->MemoryPressureNotification(v8::MemoryPressureLevel::kNone);
}

void SettleProcess() {
  PurgeAllocator();
  Dl_info libnode;
  if (dladdr(reinterpret_cast<void*>(&node::TearDownOncePerProcess), &libnode) == 0) return;
  dl_iterate_phdr(UnmapConstants, libnode.dli_fbase);
}

}  // namespace flbnode
