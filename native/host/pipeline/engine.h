// The engine: starts customs, inputs, filters and outputs in Fluent Bit's order, moves chunks, stops in its order. All on
// the pipeline's thread, which it owns.
#pragma once

#include <atomic>
#include <cstdint>
#include <future>
#include <memory>
#include <thread>

#include "loop/event_loop.h"
#include "loop/sched.h"
#include "metrics/http_server.h"
#include "pipeline/chunks.h"
#include "pipeline/delivery.h"
#include "pipeline/pipeline.h"
#include "service/service.h"

namespace host {

class Engine final : public Pipeline {
 public:
  // `delivered` counts over engines: a reload does not forget.
  Engine(Service& service, std::atomic<std::uint64_t>& delivered);
  ~Engine();

  // Main thread.
  bool start();        // returns when everything has started, or false when something did not and all is ended
  int ended_fd() const { return ended_; }  // readable when the thread has ended by itself
  void join();

  // Any thread; returns at once. For a reload nothing is cut short: the grace period has no end.
  void stop(bool for_reload = false);

  // Pipeline: see there for the threads.
  EventLoop& loop() override { return loop_; }
  void* config() override { return this; }
  void ring_signal() override;
  bool ingestion_active() const override { return ingestion_active_; }
  int append(Input& input, RawChunk chunk) override;
  void flushed(Output& output, Task& task, int result) override;

 private:
  void main();
  bool start_all();
  bool start_inputs();
  bool start_outputs();
  void connect_single_route();
  void start_timers();
  void drain_rings();
  void flush();

  // stop.cc
  void begin_stop(int grace);
  void pause_all();
  void check_stopped();
  void end_stop();
  void exit_all();

  Service& service_;
  std::atomic<std::uint64_t>& delivered_;
  EventLoop loop_;
  std::unique_ptr<Sched> sched_;
  std::unique_ptr<Delivery> delivery_;
  std::unique_ptr<HttpServer> http_;
  Chunks chunks_;
  std::atomic<bool> ingestion_active_{true};
  bool stopping_ = false;
  bool running_ = true;
  std::size_t barriers_ = 0;       // inputs that have not yet handled their Pause
  std::size_t failed_input_ = SIZE_MAX;  // Fluent Bit forgets the instance whose Init failed
  std::size_t failed_output_ = SIZE_MAX;
  std::size_t failed_custom_ = SIZE_MAX;
  std::promise<bool> started_;
  int ended_ = -1;
  std::thread thread_;
};

}  // namespace host
