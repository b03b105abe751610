// The entry points that Fluent Bit looks up in a proxy plugin, whatever its type: which of them it calls follows from
// the type that FLBPluginRegister writes. Filters have their own (filter.cc). Each forwards to the runtime; none throws;
// the one that runs on a coroutine stack (Flush) adds one small frame.
#include <malloc.h>
#include <stddef.h>

#include "flbnode.h"
#include "fluent_bit_abi.h"
#include "identity.h"
#include "loader.h"
#include "log_error.h"
#include "thread_instances.h"

#define ENTRY extern "C" __attribute__((visibility("default")))

namespace {

using flbnode_dso::ThreadInstances;

// Set by the first Init, the same for all; read by everything later.
const flbnode_api* runtime = nullptr;

// Set by Register: could the host be told what this output takes? Else it routes logs only.
bool host_has_event_types = false;

}  // namespace

// Main thread, before anything else. -1 would abort the registration.
ENTRY int FLBPluginPreRegister(int /*hot_reloading*/) { return flb::kOk; }

// Main thread. Must stay fast: `fluent-bit --help` registers every plugin. So no runtime yet, and no Node.
ENTRY int FLBPluginRegister(flb::ProxyDef* def) {
  def->type = flbnode_identity.type;
  def->proxy = flb::kProxyKind;
  def->flags = 0;
  // The host copies the name and keeps the description and the map; none is freed.
  def->name = const_cast<char*>(flbnode_identity.name);
  def->description = const_cast<char*>(flbnode_identity.description);
  // Older hosts allocate less than this struct: a write past their end would be a heap overflow. (Where the allocator
  // rounds their 32 bytes up, as glibc's, the write lands in what is left over, and nobody reads it.)
  const size_t size = malloc_usable_size(def);
  host_has_event_types = size >= offsetof(flb::ProxyDef, event_type) + sizeof(def->event_type);
  if (host_has_event_types) def->event_type = flbnode_identity.event_types;
  if (size >= offsetof(flb::ProxyDef, config_map) + sizeof(def->config_map)) {
    def->config_map = const_cast<flb::ConfigMapEntry*>(flbnode_config_map());
  }
  return 0;
}

// Inputs: their own thread. Outputs and customs: the pipeline's. 0 and less abort the start.
ENTRY int FLBPluginInit(flb::Plugin* plugin) {
  // Inputs that were forced onto the pipeline's thread cannot be told apart there: records would get the wrong tag.
  if (flbnode_identity.type == flb::kInput && !ThreadInstances::empty()) {
    flbnode_dso::LogError(*plugin->api, flbnode::errors::kSharedThread, flbnode_identity.name);
    return flb::kError;
  }
  // Not a failure: what the output does with logs still works.
  if (!host_has_event_types && (flbnode_identity.event_types & ~flb::kLogs) != 0) {
    flbnode_dso::LogError(*plugin->api, flbnode::errors::kEventTypes);
  }
  const flbnode_api* api = flbnode_dso::Runtime(*plugin->api);
  if (api == nullptr) return flb::kError;
  runtime = api;

  const flbnode_plugin self = flbnode_dso::Self();
  flbnode_instance* instance = api->init(&self, plugin);
  if (instance == nullptr) return flb::kError;
  ThreadInstances::Add(instance);
  // Never an input's: before 4.1 its context has no such member, and the write would hit the host's own pointer.
  if (flbnode_identity.type != flb::kInput) plugin->context->remote_context = instance;
  return flb::kOk;
}

// ---- inputs, on their own thread ----

ENTRY int FLBPluginInputPreRun(int /*hot_reload_enabled*/) {
  ThreadInstances::ForEach([](flbnode_instance* instance) { runtime->pre_run(instance); });
  return flb::kOk;
}

ENTRY int FLBPluginInputCallback(void** data, size_t* size) {
  *size = 0;
  flbnode_instance* instance = ThreadInstances::Only();
  return instance != nullptr ? runtime->collect(instance, data, size) : flb::kError;
}

ENTRY int FLBPluginInputCallbackCtx(void* /*never set, see Init*/, void** data, size_t* size) {
  return FLBPluginInputCallback(data, size);
}

ENTRY int FLBPluginInputCleanupCallback(void* data) {
  runtime->collect_done(data);
  return flb::kOk;
}

ENTRY int FLBPluginInputCleanupCallbackCtx(void* /*never set*/, void* data) {
  return FLBPluginInputCleanupCallback(data);
}

ENTRY void FLBPluginInputPause() {
  ThreadInstances::ForEach([](flbnode_instance* instance) { runtime->pause(instance); });
}

ENTRY void FLBPluginInputResume() {
  ThreadInstances::ForEach([](flbnode_instance* instance) { runtime->resume(instance); });
}

ENTRY void FLBPluginInputPreExit(int /*by_hot_reload*/) {
  ThreadInstances::ForEach([](flbnode_instance* instance) { runtime->pre_exit(instance); });
}

// ---- outputs ----

ENTRY int FLBPluginOutputPreRun(int /*hot_reload_enabled*/) { return flb::kOk; }

// Without a context, and just before ExitCtx, which does it for the right instance.
ENTRY void FLBPluginOutputPreExit(int /*by_hot_reload*/) {}

// On a coroutine stack of 24 KiB.
ENTRY int FLBPluginFlushCtx(void* context, const void* data, size_t size, char* tag) {
  if (context == nullptr) return flb::kRetry;
  return runtime->flush(static_cast<flbnode_instance*>(context), data, size, tag);
}

// Only from hosts that know no context, which therefore flush on the thread that ran Init.
ENTRY int FLBPluginFlush(const void* data, size_t size, const char* tag) {
  return FLBPluginFlushCtx(ThreadInstances::Only(), data, size, const_cast<char*>(tag));
}

// ---- the end ----

// Inputs and customs; outputs of hosts that know no context.
ENTRY int FLBPluginExit() {
  flbnode_instance* instance = ThreadInstances::TakeFirst();
  if (instance != nullptr) runtime->exit(instance);
  return flb::kOk;
}

ENTRY int FLBPluginExitCtx(void* context) {
  // An output that never got to Init: when another one's Init fails, Fluent Bit ends all.
  if (context == nullptr) return flb::kOk;
  auto* instance = static_cast<flbnode_instance*>(context);
  ThreadInstances::Remove(instance);
  runtime->exit(instance);
  return flb::kOk;
}

// Main thread. Nothing was allocated for the registration.
ENTRY void FLBPluginUnregister(flb::ProxyDef* /*def*/) {}
