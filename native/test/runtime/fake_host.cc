#include "fake_host.h"

#include <poll.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <random>

#include "runtime/host_api.h"

namespace fake {

namespace {

thread_local EventLoop* current_loop = nullptr;

std::mutex log_mutex;
std::map<std::string, uint64_t> said_lost;  // by instance
std::string violation;

void Print(int, const char*, int, const char* format, ...) {
  char line[4096];
  va_list values;
  va_start(values, format);
  vsnprintf(line, sizeof(line), format, values);
  va_end(values);
  if (strstr(line, "FLB_NODE_E_RECORDS_LOST") == nullptr) return;
  std::lock_guard<std::mutex> lock(log_mutex);
  // "[input:fake:INSTANCE] N accepted records ..."
  const std::string text = line;
  const size_t from = text.find(':', text.find(':') + 1) + 1, to = text.find("] ");
  said_lost[text.substr(from, to - from)] += strtoull(line + to + 2, nullptr, 10);
}

const char* Property(const char*, void* instance) {
  static_cast<HostInstance*>(instance)->Used();
  return nullptr;
}

void* Cmetrics(void* instance) {
  static_cast<HostInstance*>(instance)->Used();
  return instance;
}

// A metric is the instance that it is of.
int SetMetric(void* instance, uint64_t, double, int, char**) {
  static_cast<HostInstance*>(instance)->Used();
  return 0;
}

int SetHistogram(void* instance, uint64_t, uint64_t*, double, uint64_t, int, char**) {
  static_cast<HostInstance*>(instance)->Used();
  return 0;
}

int Append(void* instance, size_t records, const char*, size_t, const void* data, size_t size) {
  auto& input = *static_cast<HostInstance*>(instance);
  input.Used();
  thread_local std::mt19937 random(1);
  if (static_cast<int>(random() % 1000) < input.refuses) return -1;
  if (size != records * sizeof(uint64_t)) Violated("a batch is not whole records");
  for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
    uint64_t number;
    memcpy(&number, static_cast<const char*>(data) + at, sizeof(number));
    if (number != input.appended) Violated("a record is missing, out of order, or there twice");
    input.appended = number + 1;
  }
  return 0;
}

int Watch(void* instance, int (*callback)(void*, void*, void*), int fd, void*) {
  current_loop->watches.push_back({callback, fd, instance});
  return static_cast<int>(current_loop->watches.size());
}

int CreateTimer(void* loop, int, int, void (*callback)(void*, void*), void* data, void** timer) {
  auto* made = new EventLoop::Timer{callback, data};
  static_cast<EventLoop*>(loop)->timers.push_back(made);
  *timer = made;
  return 0;
}

int DestroyTimer(void* timer) {
  auto& timers = current_loop->timers;
  timers.erase(std::find(timers.begin(), timers.end(), timer));
  delete static_cast<EventLoop::Timer*>(timer);
  return 0;
}

flb::Api* Api() {
  static flb::Api* const api = [] {
    // On the heap, as Fluent Bit's: the runtime asks for its size.
    auto* made = new flb::Api();
    made->input_get_property = made->output_get_property = Property;
    made->input_get_cmt_instance = made->output_get_cmt_instance = Cmetrics;
    made->log_print = Print;
    return made;
  }();
  return api;
}

}  // namespace

void HostInstance::Used() const {
  if (!alive) Violated("the host was called after Exit");
}

EventLoop::EventLoop() { current_loop = this; }

EventLoop::~EventLoop() {
  current_loop = nullptr;
  for (Timer* timer : timers) delete timer;
}

EventLoop* EventLoop::Current() { return current_loop; }

void EventLoop::Turn() {
  for (size_t i = 0; i < timers.size(); ++i) timers[i]->callback(nullptr, timers[i]->data);
  for (const auto& watch : watches) {
    pollfd poll_fd = {watch.fd, POLLIN, 0};
    if (poll(&poll_fd, 1, 1) == 1) watch.callback(watch.instance, nullptr, nullptr);
  }
}

flbnode_instance* Init(HostInstance* instance, flb::PluginType type) {
  char name[] = "fake";
  const flbnode_plugin plugin = {sizeof(plugin), type, "fake", "", "", "", 0};
  flb::Plugin host = {name, Api(), instance, nullptr};
  return flbnode_api_v1()->init(&plugin, &host);
}

uint64_t RecordsSaidLost(const std::string& instance) {
  std::lock_guard<std::mutex> lock(log_mutex);
  return said_lost[instance];
}

std::string Violation() {
  std::lock_guard<std::mutex> lock(log_mutex);
  return violation;
}

void Violated(const std::string& what) {
  std::lock_guard<std::mutex> lock(log_mutex);
  if (violation.empty()) violation = what;
}

}  // namespace fake

namespace flbnode {

const HostApi& HostApi::Get() {
  static const HostApi api = [] {
    HostApi host = {};
    host.input_name = host.output_name = host.filter_name = [](void* instance) {
      return static_cast<fake::HostInstance*>(instance)->name.c_str();
    };
    host.filter_get_property = fake::Property;
    host.input_log_append_records = fake::Append;
    host.input_log_append = [](void*, const char*, size_t, const void*, size_t) { return -1; };
    host.input_set_collector_event = fake::Watch;
    host.input_set_property = [](void*, const char*, const char*) { return 0; };
    host.sched_ctx_get = []() -> void* { return fake::EventLoop::Current(); };
    host.sched_timer_cb_create = fake::CreateTimer;
    host.sched_timer_cb_destroy = fake::DestroyTimer;
    host.counter_create = host.gauge_create = [](void* cmt, char*, char*, char*, char*, int, char**) { return cmt; };
    host.counter_allow_reset = [](void*) {};
    host.counter_set = host.gauge_set = fake::SetMetric;
    host.histogram_buckets_create_size = [](double* bounds, size_t) -> void* { return bounds; };
    host.histogram_create = [](void* cmt, char*, char*, char*, char*, void*, int, char**) { return cmt; };
    host.histogram_set_default = fake::SetHistogram;
    return host;
  }();
  return api;
}

bool HostApi::has_cmetrics() const { return true; }

}  // namespace flbnode
