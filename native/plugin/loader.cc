#include "loader.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log_error.h"

namespace flbnode_dso {

namespace {

constexpr char kLibrary[] = "libflbnode.so";

// The file that this code was loaded from.
const char* OwnPath() {
  static Dl_info info;
  // Any address of ours will do; asking twice from two threads writes the same.
  return dladdr(reinterpret_cast<const void*>(&OwnPath), &info) != 0 ? info.dli_fname : "";
}

using GetApi = const flbnode_api* (*)();

const flbnode_api* ApiOf(void* library) {
  auto get = reinterpret_cast<GetApi>(dlsym(library, "flbnode_api_v1"));
  return get != nullptr ? get() : nullptr;
}

// Of all runtimes in the process, the one that was loaded first. Node exists once per process, so two plugins that
// bring a runtime each must agree on one, also when their Inits run at the same time on two threads: the loader's list
// only grows (-z nodelete), so its first is the same for everyone.
void* FirstLoaded(char* path, size_t path_size) {
  struct Search {
    char* path;
    size_t size;
  } search = {path, path_size};
  path[0] = '\0';
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* data) {
        auto* into = static_cast<Search*>(data);
        const char* slash = strrchr(info->dlpi_name, '/');
        if (slash == nullptr || strcmp(slash + 1, kLibrary) != 0) return 0;
        snprintf(into->path, into->size, "%s", info->dlpi_name);
        return 1;
      },
      &search);
  return path[0] != '\0' ? dlopen(path, RTLD_NOW | RTLD_NOLOAD) : nullptr;
}

// Off the stack: Init may run on one of the host's choosing.
struct Scratch {
  char path[PATH_MAX];
  char tried[1536];
};

// RTLD_DEEPBIND: libnode must bind to its own libraries, not to the versions of simdutf, nghttp2, c-ares and zstd that
// Fluent Bit's executable exports. RTLD_NOW: an unresolved symbol is an error here, not a crash later.
bool Open(const char* path, Scratch* scratch) {
  if (dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND) != nullptr) return true;
  const size_t used = strlen(scratch->tried);
  snprintf(scratch->tried + used, sizeof(scratch->tried) - used, "%s%s (%s)", used == 0 ? "" : "; ", path, dlerror());
  return false;
}

bool OpenAny(Scratch* scratch) {
  snprintf(scratch->path, sizeof(scratch->path), "%s", OwnPath());
  char* slash = strrchr(scratch->path, '/');
  if (slash != nullptr) {
    snprintf(slash + 1, sizeof(scratch->path) - static_cast<size_t>(slash + 1 - scratch->path), "%s", kLibrary);
    if (Open(scratch->path, scratch)) return true;
  }
  const char* configured = getenv("FLB_NODE_RUNTIME");
  if (configured != nullptr && configured[0] != '\0' && Open(configured, scratch)) return true;
  return Open(kLibrary, scratch);
}

const flbnode_api* FindRuntime(const flb::Api& host, Scratch* scratch) {
  void* library = FirstLoaded(scratch->path, sizeof(scratch->path));
  // Looked up again after opening: another thread may have been first with another file.
  if (library == nullptr && OpenAny(scratch)) library = FirstLoaded(scratch->path, sizeof(scratch->path));
  if (library == nullptr) {
    LogError(host, flbnode::errors::kRuntimeNotFound, scratch->tried);
    return nullptr;
  }
  const flbnode_api* api = ApiOf(library);
  if (api == nullptr || api->abi_version != FLBNODE_ABI_VERSION) {
    char has[16];
    snprintf(has, sizeof(has), "%d", api != nullptr ? static_cast<int>(api->abi_version) : 0);
    char needs[16];
    snprintf(needs, sizeof(needs), "%d", FLBNODE_ABI_VERSION);
    LogError(host, flbnode::errors::kRuntimeAbi, scratch->path, has, needs);
    return nullptr;
  }
  return api;
}

}  // namespace

flbnode_plugin Self() {
  return {
      sizeof(flbnode_plugin),
      flbnode_identity.type,
      flbnode_identity.name,
      flbnode_identity.description,
      OwnPath(),
      flbnode_bundle_start,
      static_cast<size_t>(flbnode_identity.bundle_size),
  };
}

const flbnode_api* Runtime(const flb::Api& host) {
  auto* scratch = static_cast<Scratch*>(calloc(1, sizeof(Scratch)));
  const flbnode_api* api = scratch != nullptr ? FindRuntime(host, scratch) : nullptr;
  free(scratch);
  return api;
}

}  // namespace flbnode_dso
