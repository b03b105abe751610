// instance-cycles PLUGIN.so COUNT: starts and ends COUNT instances of an input in one process, one after the other, on
// threads as Fluent Bit's, while a first one stays. After every tenth of them it prints, in KiB, the resident set and the
// blocks of malloc that are in use.
#include <dlfcn.h>
#include <malloc.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "fluent_bit_abi.h"

namespace {

const char* Property(const char* key, void*) { return strcmp(key, "count") == 0 ? "10" : nullptr; }

void Print(int level, const char*, int, const char* format, ...) {
  if (level > flb::kLogWarn) return;
  va_list args;
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
}

int Check(void*, int level) { return level <= flb::kLogInfo; }
void* NoMetrics(void*) { return nullptr; }

long ResidentKiB() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return strtol(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

// The resident set also has what the allocator keeps in between the blocks, which says nothing of a leak.
size_t InUseKiB() {
#if __GLIBC_PREREQ(2, 33)
  return mallinfo2().uordblks / 1024;
#else
  return 0;
#endif
}

template <typename Function>
Function Symbol(void* plugin, const char* name) {
  auto function = reinterpret_cast<Function>(dlsym(plugin, name));
  if (function == nullptr) {
    fprintf(stderr, "%s\n", dlerror());
    exit(2);
  }
  return function;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s PLUGIN.so COUNT\n", argv[0]);
    return 2;
  }
  void* dso = dlopen(argv[1], RTLD_LAZY);
  if (dso == nullptr) {
    fprintf(stderr, "%s\n", dlerror());
    return 2;
  }
  const auto init = Symbol<int (*)(flb::Plugin*)>(dso, "FLBPluginInit");
  const auto pre_run = Symbol<int (*)(int)>(dso, "FLBPluginInputPreRun");
  const auto collect = Symbol<int (*)(void**, size_t*)>(dso, "FLBPluginInputCallback");
  const auto cleanup = Symbol<int (*)(void*)>(dso, "FLBPluginInputCleanupCallback");
  const auto pause = Symbol<void (*)()>(dso, "FLBPluginInputPause");
  const auto end = Symbol<int (*)()>(dso, "FLBPluginExit");

  // On the heap, as Fluent Bit's: the runtime asks the allocator how large it is.
  const auto api = std::make_unique<flb::Api>(
      flb::Api{Property, Property, NoMetrics, NoMetrics, Print, Check, Check, Property, Check});
  char name[] = "cycled";
  int instance = 0;
  flb::Plugin plugin = {name, api.get(), &instance, nullptr};

  bool failed = false;
  auto cycle = [&](auto&& meanwhile) {
    std::thread([&] {
      if (init(&plugin) != flb::kOk) {
        failed = true;
        return;
      }
      pre_run(0);
      void* data = nullptr;
      size_t size = 0;
      if (collect(&data, &size) == flb::kOk && size > 0) cleanup(data);
      meanwhile();
      pause();
      end();
    }).join();
  };

  const int count = atoi(argv[2]);
  cycle([&] {
    for (int n = 1; n <= count && !failed; ++n) {
      cycle([] {});
      if (n % (count / 10) != 0) continue;
      // What the allocator keeps for later is not growth.
      malloc_trim(0);
      printf("%ld %zu\n", ResidentKiB(), InUseKiB());
      fflush(stdout);
    }
  });
  return failed ? 1 : 0;
}
