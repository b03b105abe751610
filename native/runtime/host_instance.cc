#include "host_instance.h"

#include <malloc.h>
#include <pthread.h>

#include <cstring>

#include <algorithm>
#include <cstring>

#include "host_api.h"

namespace flbnode {

namespace {

// The last two members exist from 4.0.3 on; reading them on an older host would leave its allocation.
bool HasCustomFunctions(flb::Api* api) { return malloc_usable_size(api) >= sizeof(flb::Api); }

int LevelOf(int (*check)(void*, int), void* instance) {
  if (check == nullptr) return flb::kLogInfo;
  int level = 0;
  while (level < flb::kLogTrace && check(instance, level + 1)) ++level;
  return level;
}

// Fluent Bit offers no check of a filter's level.
int FilterLevel(const void* instance, const char* plugin) {
  const auto* head = static_cast<const flb::FilterInstanceHead*>(instance);
  const size_t length = strlen(plugin);
  // The host cuts the name off so that its last byte is 0; the number may be gone.
  const size_t shown = std::min(length, sizeof(head->name) - 2);
  const bool is_known = memcmp(head->name, plugin, shown) == 0 && (shown < length || head->name[length] == '.');
  return is_known && head->log_level >= 0 && head->log_level <= flb::kLogTrace ? head->log_level : flb::kLogInfo;
}

}  // namespace

const char* TypeName(flb::PluginType type) {
  switch (type) {
    case flb::kInput: return "input";
    case flb::kOutput: return "output";
    case flb::kFilter: return "filter";
    default: return "custom";
  }
}

HostInstance::HostInstance(const flb::Plugin& plugin, flb::PluginType type) : instance_(plugin.instance), type_(type) {
  flb::Api* api = plugin.api;
  const HostApi& host = HostApi::Get();
  const char* name = nullptr;
  switch (type) {
    case flb::kInput:
      get_property_ = api->input_get_property;
      get_cmt_ = api->input_get_cmt_instance;
      log_level_ = LevelOf(api->input_log_check, instance_);
      trace_append_takes_over_ = HasCustomFunctions(api);
      if (host.input_name != nullptr) name = host.input_name(instance_);
      break;
    case flb::kOutput:
      get_property_ = api->output_get_property;
      get_cmt_ = api->output_get_cmt_instance;
      log_level_ = LevelOf(api->output_log_check, instance_);
      if (host.output_name != nullptr) name = host.output_name(instance_);
      break;
    case flb::kCustom:
      if (HasCustomFunctions(api)) {
        get_property_ = api->custom_get_property;
        log_level_ = LevelOf(api->custom_log_check, instance_);
      }
      if (host.custom_name != nullptr) name = host.custom_name(instance_);
      break;
    case flb::kFilter:
      get_property_ = host.filter_get_property;
      log_level_ = FilterLevel(instance_, plugin.name);
      if (host.filter_name != nullptr) name = host.filter_name(instance_);
      break;
  }
  name_ = name != nullptr ? name : plugin.name;
}

std::optional<std::string> HostInstance::Property(const std::string& key) {
  std::lock_guard<Mutex> lock(mutex_);
  auto known = properties_.find(key);
  if (known != properties_.end()) return known->second;
  if (instance_ == nullptr || get_property_ == nullptr) return std::nullopt;
  const char* value = get_property_(key.c_str(), instance_);
  return properties_[key] = value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

void* HostInstance::cmetrics() const {
  std::lock_guard<Mutex> lock(mutex_);
  return instance_ != nullptr && get_cmt_ != nullptr ? get_cmt_(instance_) : nullptr;
}

bool HostInstance::can_append() { return HostApi::Get().input_log_append != nullptr; }

bool HostInstance::can_append_metrics() { return can_append() && HostApi::Get().has_metrics_append(); }

bool HostInstance::can_append_traces() { return can_append() && HostApi::Get().has_traces_append(); }

Appended HostInstance::Append(Batch& batch) {
  const HostApi& host = HostApi::Get();
  // Null: the input's own tag.
  const char* tag = batch.tag.empty() ? nullptr : batch.tag.data();
  std::lock_guard<Mutex> lock(mutex_);
  if (type_ != flb::kInput || instance_ == nullptr || !can_append()) return Appended::kRefused;
  // The channel lets none through where the host has no functions for them (binding.takesMetrics, takesTraces).
  if (batch.kind == FrameKind::kMetrics) return AppendMetrics(instance_, batch);
  if (batch.kind == FrameKind::kTraces) return AppendTraces(instance_, batch, trace_append_takes_over_);
  const int result =
      host.input_log_append_records == nullptr
          ? host.input_log_append(instance_, tag, batch.tag.size(), batch.data.data(), batch.data.size())
          : host.input_log_append_records(instance_, batch.records, tag, batch.tag.size(), batch.data.data(),
                                          batch.data.size());
  return result == 0 ? Appended::kTaken : Appended::kRefused;
}

bool HostInstance::Watch(int fd, int (*callback)(void*, void*, void*)) {
  const auto watch = HostApi::Get().input_set_collector_event;
  // The threads of threaded inputs are named by Fluent Bit; with `threaded off` this one is the pipeline's.
  char thread[16] = "";
  pthread_getname_np(pthread_self(), thread, sizeof(thread));
  if (watch != nullptr && strncmp(thread, "flb-in-", 7) == 0) collector_ = watch(instance_, callback, fd, nullptr);
  return collector_ >= 0;
}

bool HostInstance::IsEnding() {
  const HostApi& host = HostApi::Get();
  if (collector_ < 0 || !host.has_collector_state()) return true;
  // Of the functions that Fluent Bit exports only this one looks at config->is_ingestion_active.
  if (host.input_collector_pause(collector_, instance_) != 0) return true;
  host.input_collector_resume(collector_, instance_);
  return host.input_collector_running(collector_, instance_) == 0;
}

bool HostInstance::counts_reads() const {
  const HostApi& host = HostApi::Get();
  return collector_ >= 0 && host.encode_prometheus != nullptr && host.encode_prometheus_destroy != nullptr;
}

std::optional<uint64_t> HostInstance::RecordsRead() {
  const HostApi& host = HostApi::Get();
  if (!counts_reads()) return {};
  void* metrics = cmetrics();
  char* text = metrics != nullptr ? host.encode_prometheus(metrics, 0) : nullptr;
  if (text == nullptr) return {};
  // The one way to read a metric of Fluent Bit's that knows no layout. An alias may hold anything but a line's end.
  uint64_t records = 0;  // no line before the first one
  constexpr char kLine[] = "\nfluentbit_input_records_total{";
  if (const char* line = strstr(text, kLine)) {
    const char* end = strchrnul(line + 1, '\n');
    const char* value = static_cast<const char*>(memrchr(line, ' ', static_cast<size_t>(end - line)));
    if (value != nullptr) records = static_cast<uint64_t>(strtod(value, nullptr));
  }
  host.encode_prometheus_destroy(text);
  return records;
}

void HostInstance::WakeRing() {
  const auto set = HostApi::Get().input_set_property;
  if (set == nullptr) return;
  // 1 % of 99 slots is less than one: every append signals. Unknown to hosts before 4.2, where it changes nothing.
  set(instance_, "thread.ring_buffer.capacity", "99");
  set(instance_, "thread.ring_buffer.window", "1");
}

void HostInstance::Forget() {
  std::lock_guard<Mutex> lock(mutex_);
  instance_ = nullptr;
}

}  // namespace flbnode
