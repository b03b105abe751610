#include "pipeline/output.h"

#include <cstdlib>
#include <cstring>

#include "fluent_bit_abi.h"
#include "pipeline/config_map.h"

namespace host {
namespace {

constexpr int kLogs = 1;          // event_type bit
constexpr int kPoison = 0xdd;     // what a pointer kept beyond the flush would read

constexpr const char* kIgnored[] = {"log_suppress_interval", "host", "port", "ipv6", "net.", "tls", "tls.",
                                    "storage.total_limit_size"};

bool match_from(const char* tag, const char* pattern) {
  for (; *pattern != '\0'; ++pattern, ++tag) {
    if (*pattern == '*') {
      while (*pattern == '*') ++pattern;
      if (*pattern == '\0') return true;
      while ((tag = std::strchr(tag, *pattern)) != nullptr) {
        if (match_from(tag++, pattern)) return true;
      }
      return false;
    }
    if (*tag != *pattern) return false;
  }
  return *tag == '\0';
}

}  // namespace

bool tag_matches(const std::string& tag, const std::string& pattern) {
  return match_from(tag.c_str(), pattern.c_str());
}

Output::Output(std::string plugin, int id, std::unique_ptr<OutputPlugin> implementation, const Version& version,
               const void* config_map, int event_type)
    : Instance("output", std::move(plugin), id),
      implementation_(std::move(implementation)),
      version_(version),
      config_map_(config_map),
      event_type_(event_type == 0 ? kLogs : event_type) {}

Output::~Output() = default;

bool Output::set(const std::string& key, const std::string& value) {
  bool known;
  if (!set_common(key, value, &known)) return false;
  if (known) return true;
  if (same_key(key, "match")) {
    match_ = value;
  } else if (same_key(key, "match_regex")) {
    log_error("[config] 'match_regex' is not supported by flb-node-host");
    return false;
  } else if (same_key(key, "workers")) {
    workers_ = std::atoi(value.c_str());
  } else if (same_key(key, "retry_limit")) {
    return set_retry_limit(value);
  } else if (!key_in(key, kIgnored, sizeof kIgnored / sizeof kIgnored[0])) {
    add_property(key, value, true);
  }
  return true;
}

bool Output::set_retry_limit(const std::string& value) {
  if (same_key(value, "false") || same_key(value, "off") || same_key(value, "no_limits")) {
    retry_limit_ = kRetryForever;
  } else if (same_key(value, "no_retries")) {
    retry_limit_ = 0;
  } else {
    retry_limit_ = std::atoi(value.c_str());
    if (retry_limit_ <= 0) {
      log_warn("[config] invalid retry_limit. set default.");
      retry_limit_ = 1;
    }
  }
  return true;
}

bool Output::check() const { return check_properties(*this, config_map_); }

bool Output::init(Pipeline& pipeline) {
  pipeline_ = &pipeline;
  if (!check()) return false;
  if (!implementation_->init(*this)) {
    log_error("[output] failed to initialize '%s' plugin", plugin().c_str());
    return false;
  }
  if (workers_ <= 0) coroutine_ = std::make_unique<Coroutine>(version_.coroutine_stack());
  for (int i = 0; i < workers_; ++i) {
    threads_.push_back(std::make_unique<OutputWorker>(*this, i, version_.coroutine_stack()));
  }
  return true;
}

bool Output::matches(const std::string& tag) const {
  return (event_type_ & kLogs) != 0 && !match_.empty() && tag_matches(tag, match_);
}

void Output::flush(Task& task) {
  if (threads_.empty()) {
    // Not at once: Fluent Bit too goes through its loop between making a task and flushing it.
    pipeline_->loop().post([this, &task] { pipeline_->flushed(*this, task, run_flush(task, coroutine_.get())); });
    return;
  }
  threads_[next_worker_++ % threads_.size()]->flush(task);
}

int Output::run_flush(const Task& task, Coroutine* coroutine) {
  char* const data = static_cast<char*>(std::malloc(task.data.size()));
  std::memcpy(data, task.data.data(), task.data.size());
  int result = flb::kError;
  coroutine->run([&] { result = implementation_->flush(*this, data, task.data.size(), task.tag); });
  std::memset(data, kPoison, task.data.size());
  std::free(data);
  return result == flb::kOk || result == flb::kRetry ? result : static_cast<int>(flb::kError);
}

void Output::exit() {
  for (const auto& worker : threads_) worker->stop();
  threads_.clear();
  implementation_->exit();
}

}  // namespace host
