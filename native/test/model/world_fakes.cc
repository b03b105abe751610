// What the instance calls and the model is without: Node, Fluent Bit's executable, and the kernel's event descriptor.
#include <sys/eventfd.h>

#include <cstdarg>
#include <cstdio>

#include "runtime/host_api.h"
#include "runtime/log.h"
#include "runtime/node_platform.h"
#include "runtime/replaced_bundle.h"
#include "world.h"

using model::World;

namespace flbnode {

NodePlatform& NodePlatform::Get() {
  static NodePlatform platform;
  return platform;
}

bool NodePlatform::Post(SupervisorMessage message) {
  World::current->Post(message);
  return true;
}

const HostApi& HostApi::Get() {
  static const HostApi api = [] {
    HostApi host = {};
    host.input_name = host.output_name = [](void*) { return "model.0"; };
    host.input_log_append_records = [](void*, size_t records, const char*, size_t, const void*, size_t) {
      return World::current->Append(records);
    };
    host.input_log_append = [](void*, const char*, size_t, const void*, size_t) { return -1; };
    host.input_set_collector_event = [](void*, int (*)(void*, void*, void*), int, void*) { return 1; };
    host.input_set_property = [](void*, const char*, const char*) { return 0; };
    return host;
  }();
  return api;
}

bool HostApi::has_cmetrics() const { return false; }

std::optional<std::string> ReplacedBundle(const flbnode_plugin&) { return std::nullopt; }

}  // namespace flbnode

namespace model {

const char* Property(const char*, void* world) {
  static_cast<World*>(world)->HostCalled();
  return nullptr;
}

void Print(int, const char*, int, const char* format, ...) {
  char line[4096];
  va_list values;
  va_start(values, format);
  vsnprintf(line, sizeof(line), format, values);
  va_end(values);
  if (World::current != nullptr) World::current->Logged(line);
}

}  // namespace model

// The linker's --wrap: the runtime's calls of these come here.
namespace {
constexpr int kWakeDescriptor = 1'000'000;
}

extern "C" {
int __real_close(int fd);

int __wrap_eventfd(unsigned, int) { return kWakeDescriptor; }

int __wrap_eventfd_write(int, eventfd_t) {
  World::current->WriteWake();
  return 0;
}

int __wrap_eventfd_read(int, eventfd_t*) {
  World::current->ReadWake();
  return 0;
}

int __wrap_close(int fd) {
  if (fd != kWakeDescriptor) return __real_close(fd);
  World::current->CloseWake();
  return 0;
}
}
