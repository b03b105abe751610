// One of an instance's Workers, from outside: where it is in its life, its mail, and what waits for its answers.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/flush_table.h"
#include "core/lifecycle.h"
#include "core/mailbox.h"
#include "core/sync.h"
#include "worker_vitals.h"

namespace flbnode {

class Instance;

// To the Worker: HostEvent in src/runtime/binding.ts.
struct HostEvent {
  enum Kind { kStart, kSpace, kFlush, kExpired, kCancel } kind;
  uint32_t flush = 0;
  std::string tag = {};
  Bytes data = {};
};

// It outlives the Worker, and is that of the next one then: as long as its instance.
class WorkerLink {
 public:
  WorkerLink(Instance& instance, uint32_t index) : instance_(instance), index_(index) {}

  Instance& instance() { return instance_; }
  // What JavaScript calls it by: Registry::FindWorker.
  uint32_t id() const;
  // Among the Workers of its instance, from 0.
  uint32_t index() const { return index_; }
  Lifecycle& lifecycle() { return lifecycle_; }
  Phase phase() const { return lifecycle_.phase(); }
  WorkerVitals& vitals() { return vitals_; }

  // ---- Fluent Bit's threads ----

  void PreRun();
  // Cancels the plugin's context; does not wait.
  void Cancel();
  void Send(HostEvent event);
  // Hands it a copy of a chunk. The id to wait for its answer with; 0: there is no Worker.
  uint32_t Ask(const void* data, size_t size, std::string tag);
  // FlushTable::Wait and Close.
  std::optional<Status> Wait(uint32_t flush, FlushTable::Clock::time_point deadline);
  std::optional<Bytes> Close(uint32_t flush);
  // After Close, of one that has no answer: it is not to begin, or to end its work.
  void Expire(uint32_t flush);
  // Chunks that wait for its answer.
  size_t load() const { return flushes_.size(); }

  // ---- the supervisor's thread ----

  // Asks the Worker for its JavaScript stack; TakeStack has it a little later, or nothing: it is in native code.
  void Interrupt();
  std::string TakeStack();
  // The Worker no longer turns its loop, or does not end: what waits for its answers is told to retry.
  void Abandon();
  // The Worker is going to be told to end, and another one follows with new code: what comes from now on is for that one.
  void Hold() { held_ = true; }
  // The Worker has gone, or could not be made. True when the supervisor is to start another one, which it offers
  // with `restartable`.
  bool Exited(bool restartable);
  // Has the log said why the Worker ended? Asked once per Worker.
  bool TakeExplained() { return explained_.exchange(false); }

  // ---- the Worker's thread ----

  // `wake` makes the Worker call TakeEvents soon; it is called from any thread until Detach().
  void Attach(std::function<void()> wake);
  void Detach();
  // `interrupt` makes the Worker call SetStack soon, also in the middle of an endless loop. It is called from any thread
  // until it is replaced by null.
  void SetInterrupt(std::function<void()> interrupt);
  void SetStack(std::string stack);
  std::vector<HostEvent> TakeEvents();
  void Ready();
  void Failed();
  // Logs why the Worker is about to end, where JavaScript cannot.
  void Explain(const std::string& why);
  void Answer(uint32_t flush, Status status, std::optional<Bytes> bytes);
  void Done();

 private:
  void Wake();

  Instance& instance_;
  const uint32_t index_;
  Lifecycle lifecycle_;
  FlushTable flushes_;
  Mailbox<HostEvent> mailbox_;
  WorkerVitals vitals_;

  // Guards wake_ and interrupt_: no thread must call into an environment that is being torn down.
  Mutex wake_mutex_;
  std::function<void()> wake_;
  std::function<void()> interrupt_;
  // Where the Worker was when it was last interrupted.
  Mutex stack_mutex_;
  std::string stack_;

  // Guards started_ against Ready and Exited: `start` is sent once per Worker, whichever of PreRun and Ready comes last,
  // and never for one that has gone.
  Mutex start_mutex_;
  bool started_ = false;

  std::atomic<bool> explained_{false};
  std::atomic<bool> held_{false};
  // All that it was asked has an answer.
  std::atomic<bool> done_{false};
};

}  // namespace flbnode
