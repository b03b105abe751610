#include "pipeline/input.h"

#include <cstdlib>
#include <thread>

#include "config/values.h"
#include "fluent_bit_abi.h"
#include "pipeline/config_map.h"

namespace host {
namespace {

constexpr int kRingRetries = 10;
constexpr auto kRingRetryDelay = std::chrono::milliseconds(100);

// Core keys that the host takes and does nothing with.
constexpr const char* kIgnored[] = {"log_suppress_interval", "routable", "listen", "host", "port",  "ipv6", "net.",
                                    "oauth2.", "tls", "tls.", "storage.type", "storage.pause_on_chunks_overlimit"};

}  // namespace

Input::Input(std::string plugin, int id, std::unique_ptr<InputPlugin> implementation, const Version& version,
             const void* config_map)
    : Instance("input", std::move(plugin), id),
      implementation_(std::move(implementation)),
      version_(version),
      config_map_(config_map),
      threaded_(implementation_->threaded_by_default()) {}

Input::~Input() = default;

bool Input::set(const std::string& key, const std::string& value) {
  bool known;
  if (!set_common(key, value, &known)) return false;
  if (known) return true;
  if (!set_core(key, value, &known)) return false;
  if (!known && !key_in(key, kIgnored, sizeof kIgnored / sizeof kIgnored[0])) add_property(key, value, true);
  return true;
}

bool Input::set_core(const std::string& key, const std::string& value, bool* known) {
  *known = true;
  if (same_key(key, "tag")) {
    tag_ = value;
  } else if (same_key(key, "mem_buf_limit")) {
    const auto limit = parse_size(value);
    if (!limit) return false;
    limit_ = static_cast<std::size_t>(*limit);
  } else if (same_key(key, "threaded")) {
    const auto enabled = parse_bool(value);
    if (!enabled) return false;
    threaded_ = *enabled;
  } else if (version_.ring_buffer_properties() && same_key(key, "thread.ring_buffer.capacity")) {
    const int entries = std::atoi(value.c_str());
    if (entries <= 0) return false;
    ring_.set_capacity(static_cast<std::size_t>(entries));
  } else if (version_.ring_buffer_properties() && same_key(key, "thread.ring_buffer.window")) {
    const int percent = std::atoi(value.c_str());
    if (percent <= 0 || percent > 100) return false;
    ring_.set_window(percent);
  } else {
    *known = false;
  }
  return true;
}

bool Input::check() const { return check_properties(*this, config_map_); }

bool Input::init(Pipeline& pipeline) {
  pipeline_ = &pipeline;
  if (!check()) return false;
  log(flb::kLogInfo, "initializing");
  log(flb::kLogInfo, "storage_strategy='memory' (memory only)");
  if (tag_.empty()) tag_ = name();
  if (!threaded_) {
    collectors_.set_loop(&pipeline.loop());
    if (implementation_->init(*this) == 0) return true;
    log_error("failed initialize input %s", name().c_str());
    return false;
  }
  thread_ = std::make_unique<InputThread>(*this);
  collectors_.set_loop(&thread_->loop());
  if (!thread_->start()) {
    log(flb::kLogError, "could not initialize threaded plugin instance");
    log_error("failed initialize input %s", name().c_str());
    return false;
  }
  log(flb::kLogInfo, "thread instance initialized");
  ring_.attach([&pipeline] { pipeline.ring_signal(); });
  return true;
}

void Input::pre_run() {
  if (!threaded_) implementation_->pre_run();
}

void Input::start_collectors() {
  if (threaded_) {
    thread_->send(InputThread::kStart);
  } else {
    collectors_.start_all();
  }
}

bool Input::pause() {
  if (limit_paused_) return false;
  if (pipeline_ == nullptr) return false;  // a custom failed first, and no input ran its Init
  if (threaded_) {
    if (thread_) thread_->send(InputThread::kPause);
  } else {
    log_info("[input] pausing %s", label());
    implementation_->pause();
  }
  return true;
}

void Input::resume() {
  if (threaded_) {
    if (thread_) thread_->send(InputThread::kResume);
  } else {
    log_info("[input] resume %s", label());
    implementation_->resume();
  }
}

void Input::barrier(std::function<void()> done) {
  if (threaded_) {
    thread_->send(InputThread::kBarrier, [this, done = std::move(done)] { pipeline_->loop().post(done); });
  } else {
    pipeline_->loop().post(std::move(done));
  }
}

void Input::exit() {
  if (const std::size_t left = ring_.records()) {
    // Fluent Bit says nothing here: mem_buf_limit has kept it from reading them, and they are gone.
    log(flb::kLogInfo, "[host] %zu records are left in the ring", left);
  }
  if (!threaded_) {
    implementation_->exit();
  } else if (thread_) {
    thread_->send(InputThread::kExit);
    thread_->join();
    log(flb::kLogDebug, "thread exit instance");
  }
}

int Input::append(const char* tag, std::size_t tag_size, const void* data, std::size_t size, std::size_t records) {
  if (size == 0) {
    log(flb::kLogDebug, "skip ingesting data with 0 bytes");
    return -1;
  }
  RawChunk chunk;
  if (tag != nullptr) chunk.tag.assign(tag, tag_size);
  chunk.data.assign(static_cast<const char*>(data), size);
  chunk.records = records;
  if (!threaded_) return pipeline_->append(*this, std::move(chunk));
  for (int retry = 0; retry < kRingRetries; ++retry) {
    if (ring_.push(&chunk)) return 0;
    log(flb::kLogDebug, "failed buffer write, retries=%i", retry);
    std::this_thread::sleep_for(kRingRetryDelay);
  }
  log(flb::kLogError, "could not enqueue records into the ring buffer");
  return -1;
}

void Input::add_bytes(std::size_t size) {
  bytes_ += size;
  if (limit_ == 0 || bytes_ < limit_ || limit_paused_) return;
  log_warn("[input] %s paused (mem buf overlimit - event of size %zuB exceeded limit %zu to %zuB)", label(), size,
           limit_, bytes_);
  pause();
  limit_paused_ = true;
}

void Input::release_bytes(std::size_t size, bool may_resume) {
  bytes_ -= size;
  if (!limit_paused_ || bytes_ >= limit_ || !may_resume) return;
  limit_paused_ = false;
  resume();
  log_info("[input] %s resume (mem buf overlimit - buf size %zuB now below limit %zuB)", label(), bytes_, limit_);
}

}  // namespace host
