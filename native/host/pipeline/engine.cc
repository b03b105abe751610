#include "pipeline/engine.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include "log.h"
#include "loop/thread_name.h"
#include "pipeline/core_metrics.h"

namespace host {
namespace {

constexpr auto kRingInterval = std::chrono::milliseconds(250);

}  // namespace

Engine::Engine(Service& service, std::atomic<std::uint64_t>& delivered)
    : service_(service), delivered_(delivered), ended_(eventfd(0, EFD_CLOEXEC)) {
  const ServiceOptions& options = service.options();
  delivery_ = std::make_unique<Delivery>(
      loop_, service.outputs(), Delivery::Backoff{options.scheduler_base, options.scheduler_cap},
      [this](std::size_t records) {
        const std::uint64_t total = delivered_ += records;
        const std::uint64_t wanted = service_.settings().records;
        if (wanted > 0 && total >= wanted) stop();
      },
      [this](const Task& task) {
        task.input->release_bytes(task.data.size(), ingestion_active_);
        check_stopped();
      });
}

Engine::~Engine() {
  join();
  close(ended_);
}

bool Engine::start() {
  auto started = started_.get_future();
  thread_ = std::thread([this] { main(); });
  if (started.get()) return true;
  join();
  return false;
}

void Engine::join() {
  if (thread_.joinable()) thread_.join();
}

void Engine::stop(bool for_reload) {
  const int grace = for_reload ? -1 : service_.options().grace;
  loop_.post([this, grace] { begin_stop(grace); });
}

void Engine::ring_signal() {
  loop_.post([this] { drain_rings(); });
}

void Engine::main() {
  set_thread_name("flb-pipeline");
  log_info("[flb-node-host] acting as Fluent Bit %s, pid=%i", service_.settings().version.str().c_str(), getpid());
  const bool ok = start_all();
  if (ok) {
    started_.set_value(true);
    while (running_) loop_.run_once();
  }
  exit_all();
  Sched::set_current(nullptr);
  sched_.reset();
  if (!ok) started_.set_value(false);
  const std::uint64_t one = 1;
  if (write(ended_, &one, sizeof one) < 0) log_error("[host] eventfd");
}

bool Engine::start_all() {
  const auto& customs = service_.customs();
  for (std::size_t i = 0; i < customs.size(); ++i) {
    if (!customs[i]->init()) {
      failed_custom_ = i;
      return false;
    }
  }
  sched_ = std::make_unique<Sched>(&loop_, config());
  Sched::set_current(sched_.get());
  if (!start_inputs()) {
    log_error("[engine] input initialization failed");
    return false;
  }
  for (const auto& filter : service_.filters()) {
    if (filter->init(config())) continue;
    log_error("[engine] filter initialization failed");
    return false;
  }
  for (const auto& input : service_.inputs()) input->pre_run();
  if (!start_outputs()) {
    log_error("[engine] output initialization failed");
    return false;
  }
  for (const auto& output : service_.outputs()) output->pre_run();
  connect_single_route();
  const ServiceOptions& options = service_.options();
  if (options.http_server) {
    http_ = std::make_unique<HttpServer>(service_);
    if (!http_->start(options.http_listen, options.http_port)) {
      log_error("[engine] could not start HTTP server");
      return false;
    }
  }
  for (const auto& input : service_.inputs()) input->start_collectors();
  start_timers();
  if (service_.settings().version.stop_ingestion()) {
    log_info("[engine] Shutdown Grace Period=%d, Shutdown Input Grace Period=%d", options.grace, options.grace / 2);
  }
  return true;
}

bool Engine::start_inputs() {
  const auto& inputs = service_.inputs();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    create_core_metrics(*inputs[i]);
    if (!inputs[i]->init(*this)) {
      failed_input_ = i;
      return false;
    }
  }
  return true;
}

bool Engine::start_outputs() {
  const auto& outputs = service_.outputs();
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    create_core_metrics(*outputs[i]);
    if (!outputs[i]->init(*this)) {
      failed_output_ = i;
      return false;
    }
  }
  return true;
}

// One input and one output need no `match`; otherwise an output without one gets nothing.
void Engine::connect_single_route() {
  const bool single = service_.inputs().size() == 1 && service_.outputs().size() == 1;
  for (const auto& output : service_.outputs()) {
    if (output->has_match()) continue;
    if (single) {
      output->set_match("*");
    } else {
      log_warn("[router] NO match for %s output instance", output->name().c_str());
    }
  }
}

void Engine::start_timers() {
  loop_.every(std::chrono::nanoseconds(static_cast<std::int64_t>(service_.options().flush * 1e9)), [this] { flush(); });
  loop_.every(kRingInterval, [this] { drain_rings(); });
}

int Engine::append(Input& input, RawChunk chunk) {
  if (input.over_limit_paused()) {
    log_debug("[input chunk] %s is paused, cannot append records", input.label());
    return -1;
  }
  const std::size_t size = chunk.data.size();
  if (chunk.tag.empty()) chunk.tag = input.tag();
  count(input, "records_total", chunk.records);
  count(input, "bytes_total", size);
  for (const auto& filter : service_.filters()) {
    filter->apply(&chunk, &input, config());
    if (chunk.data.empty()) return 0;  // all records dropped
  }
  const std::size_t filtered_size = chunk.data.size();
  chunks_.add(&input, std::move(chunk));
  input.add_bytes(filtered_size);
  return 0;
}

void Engine::flushed(Output& output, Task& task, int result) { delivery_->finished(output, task, result); }

void Engine::drain_rings() {
  for (const auto& input : service_.inputs()) {
    RawChunk chunk;
    // What a paused input wrote stays where it is until the input resumes.
    while (!input->over_limit_paused() && input->ring().pop(&chunk)) append(*input, std::move(chunk));
    input->ring().mark_flushed();
  }
}

void Engine::flush() {
  for (Chunks::Chunk& chunk : chunks_.take()) delivery_->dispatch(std::move(chunk));
}

}  // namespace host
