// The C ABI that plugin DSOs call (native/include/flbnode.h): from here on there are instances, and no exception
// leaves.
#include "flbnode.h"

#include <cstdlib>
#include <exception>

#include "core/error_text.h"
#include "error_table.h"
#include "log.h"
#include "node_platform.h"
#include "registry.h"
#include "shutdown.h"
#include "start_options.h"

// The DSO's handle. It keeps the instance alive while a call is under way on another thread.
struct flbnode_instance {
  std::shared_ptr<flbnode::Instance> instance;
};

namespace {

using namespace flbnode;

// Runs `body`; an exception (out of memory, a system that has no threads left) becomes a log line and `otherwise`.
template <typename Body, typename Result>
Result Guard(Result otherwise, const Body& body) noexcept {
  try {
    return body();
  } catch (const std::exception& error) {
    Log::Get().Push(flb::kLogError, "[fluent-bit-node] ", ErrorText(errors::kInternal, {error.what()}));
    return otherwise;
  }
}

void End(const std::shared_ptr<Instance>& instance, Patience& waited) {
  const Log::Carrier carrier;
  instance->Exit(waited);
  Registry::Get().Remove(instance->id());
  NodePlatform::Get().Release();
}

flbnode_instance* Init(const flbnode_plugin* plugin, void* host_plugin) {
  return Guard(static_cast<flbnode_instance*>(nullptr), [&]() -> flbnode_instance* {
    const auto& host = *static_cast<flb::Plugin*>(host_plugin);
    Log::Get().SetPrinter(host.api->log_print);
    Shutdown::Get().Over();
    auto instance = Registry::Get().Add(*plugin, host);
    std::string error;
    NodePlatform& node = NodePlatform::Get();
    const auto options = StartOptionsOf(instance->host(), &error);
    if (!options.has_value() || !node.Acquire(*options, &error)) {
      instance->Print(flb::kLogError, error);
      Registry::Get().Remove(instance->id());
      Log::Get().Print();
      return nullptr;
    }
    node.Post({SupervisorMessage::kStart, instance->worker(0).id()});
    const bool started = instance->AwaitInit();
    node.CoverExit();
    if (started) return new flbnode_instance{instance};
    // By now the log has the reason, in Fluent Bit's own words or ours: when a custom's Init fails, Fluent Bit frees its
    // context twice and crashes, and nothing that came later would be seen.
    Patience waited;
    End(instance, waited);
    return nullptr;
  });
}

void PreRun(flbnode_instance* handle) {
  Guard(0, [&] { return handle->instance->PreRun(), 0; });
}

int Collect(flbnode_instance* handle, void** data, size_t* size) {
  return Guard(static_cast<int>(flb::kError), [&] { return handle->instance->Collect(data, size); });
}

void CollectDone(void* data) { free(data); }

int Flush(flbnode_instance* handle, const void* data, size_t size, const char* tag) {
  // Ours for the length of the call: Exit may free the handle meanwhile.
  return Guard(static_cast<int>(flb::kRetry), [&, instance = handle->instance] {
    return instance->Flush(data, size, tag);
  });
}

int Filter(flbnode_instance* handle, const void* data, size_t size, const char* tag, size_t tag_size, void** out,
           size_t* out_size) {
  *out = nullptr;
  *out_size = 0;
  return Guard(handle->instance->Unfiltered(), [&, instance = handle->instance] {
    return instance->Filter(data, size, {tag, tag_size}, out, out_size);
  });
}

void Pause(flbnode_instance* handle) {
  Guard(0, [&] { return handle->instance->Pause(), 0; });
}

void Resume(flbnode_instance* handle) {
  Guard(0, [&] { return handle->instance->Resume(), 0; });
}

void PreExit(flbnode_instance* handle) {
  Guard(0, [&] { return handle->instance->Cancel(), 0; });
}

void Exit(flbnode_instance* handle) {
  Guard(0, [&] {
    Patience waited = Shutdown::Get().Begin();
    End(handle->instance, waited);
    return Shutdown::Get().Waited(waited), 0;
  });
  delete handle;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const flbnode_api* flbnode_api_v1(void) {
  static const flbnode_api api = {
      FLBNODE_ABI_VERSION, Init, PreRun, Collect, CollectDone, Flush, Pause, Resume, PreExit, Exit, Filter,
  };
  return &api;
}
