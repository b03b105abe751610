// One plugin instance: a section of Fluent Bit's configuration on one side, a Worker on the other.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "core/breaker.h"
#include "core/bytes.h"
#include "core/flush_table.h"
#include "core/handed_over.h"
#include "core/lifecycle.h"
#include "core/mailbox.h"
#include "core/patience.h"
#include "core/redactor.h"
#include "core/ring.h"
#include "core/spill_folder.h"
#include "core/sync.h"
#include "flbnode.h"
#include "host_instance.h"
#include "instance_metrics.h"
#include "log.h"
#include "metrics.h"
#include "metrics_page.h"

namespace flbnode {

// The `node.*` settings that native code acts on, validated by the supervisor (src/config/settings.ts).
struct Settings {
  std::chrono::milliseconds init_timeout{30'000};
  std::chrono::milliseconds flush_timeout{30'000};
  std::chrono::milliseconds filter_timeout{5'000};
  // What becomes of a chunk that a filter has given no answer for: it passes, or it is dropped.
  bool drop_unfiltered = false;
  std::chrono::milliseconds exit_timeout{5'000};
  // A first init that fails does not end Fluent Bit's start: it is tried again, as after a crash.
  bool retry_init = false;
  size_t buffer_limit = 16u << 20;
  size_t heap_mb = 256;  // MiB
  bool push = true;
  bool ring_wake = true;
  std::string spill_path = {};  // empty: none
};

// To the Worker: HostEvent in src/runtime/binding.ts.
struct HostEvent {
  enum Kind { kStart, kSpace, kFlush, kExpired, kCancel } kind;
  uint32_t flush = 0;
  std::string tag = {};
  Bytes data = {};
};

// Its parts: instance.cc start, end and the Worker's side; instance_input.cc, instance_spill.cc and instance_chunks.cc the
// data; instance_shown.cc the metrics.
class Instance {
 public:
  using Clock = SteadyClock;

  Instance(uint32_t id, const flbnode_plugin& plugin, const flb::Plugin& host);

  uint32_t id() const { return id_; }
  const flbnode_plugin& plugin() const { return plugin_; }
  // The plugin's JavaScript: what was loaded with it, or what has replaced it since.
  std::string_view bundle() const;
  HostInstance& host() { return host_; }
  Metrics& metrics() { return metrics_; }
  InstanceMetrics& own_metrics() { return own_metrics_; }
  const char* type_name() const;
  Ring* ring() const { return ring_.get(); }
  Settings settings() const;

  // Any thread. Without the values that redactor() knows.
  void Print(int level, const std::string& text);
  // Knows the values of the section's secret keys, once the Worker has named them.
  Redactor& redactor() { return redactor_; }

  // ---- Fluent Bit's threads ----

  // Init: waits for the plugin's init. False: it failed, and the log says why.
  bool AwaitInit();
  void PreRun();
  int Collect(void** data, size_t* size);
  int Flush(const void* data, size_t size, const char* tag);
  // flb::FilterResult. `out` and `out_size` are null and 0 before.
  int Filter(const void* data, size_t size, std::string tag, void** out, size_t* out_size);
  // The result for a chunk that no answer has come for, by node.on_timeout.
  int Unfiltered() const;
  void Pause();
  void Resume();
  // Cancels the plugin's context; does not wait.
  void Cancel();
  // Cancels and waits for the Worker's end: at most node.exit_timeout, by what `waited` says already, and a second for
  // ending it by force. Then nothing touches the host any more.
  void Exit(Patience& waited);
  // Every so often, on the thread that ran Init: hands over records, mirrors metrics, prints log lines.
  void Service();
  // The queue's descriptor can be read: hands over records.
  void OnWake();

  // ---- the supervisor's thread ----

  void Configure(const Settings& settings);
  // Asks the Worker for its JavaScript stack; TakeStack has it a little later, or nothing: it is in native code.
  void Interrupt();
  std::string TakeStack();
  // The Worker no longer turns its loop, or does not end: what waits for its answers is told to retry.
  void Abandon();
  // The Worker has gone, or could not be made. True when the supervisor is to start another one, which it offers
  // with `restartable`.
  bool WorkerExited(bool restartable);
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
  // A record came into the empty ring.
  void WakeHost();

 private:
  // What became of a chunk that the Worker was asked about.
  struct Reply {
    enum { kNoWorker, kLate, kEnded, kAnswered } kind;
    Status status = Status::kRetry;
    std::optional<Bytes> bytes = {};
  };
  // Hands the Worker a copy of a chunk and waits for its answer, printing the log meanwhile.
  Reply Ask(const void* data, size_t size, std::string tag, std::chrono::milliseconds timeout);

  // While it waits: whether Fluent Bit's pipeline, which this thread does not run, has ended.
  bool PipelineEnded(Patience& since, uint32_t& turns);

  // During Init: finds a place for our own metrics (instance_shown.cc).
  void CreateMetricsPage();
  // Copies the metrics, the plugin's and ours, into Fluent Bit's.
  void ApplyMetrics();
  void ShowPage();
  // Counts what came into the queue since the last time; the position up to which. Read no further: what has been
  // released cannot be counted any more.
  uint32_t CountWritten();
  void Send(HostEvent event);
  void Wake();
  // Ring::Read. What cannot be read any more is logged and dropped.
  Batches ReadRing(size_t max_bytes, uint32_t until);
  // Hands Fluent Bit everything that is queued; what it refuses stays. On the input's own thread.
  void HandOver();
  void HandOverUntil(uint32_t position);
  // Does Fluent Bit read what it is given now?
  bool MayHandOver() const;
  // Moves what was read from the ring to pending_.
  void Take(Batches read);
  // Fluent Bit has taken the first of pending_.
  void PopPending();
  // Fluent Bit has so many more batches for good.
  void Taken(size_t batches);
  // Forgets what Fluent Bit has read.
  void TrimHandedOver(bool looks = false);
  void StartServiceTimer();
  void StopServiceTimer();
  void StartPush();
  void StopPush(Phase phase);
  // Init: what was left over at the last end comes first. False: node.spill_path is of no use, which the log says.
  bool LoadSpill();
  // The end: what Fluent Bit has refused goes to the spill file, or is lost, which the log says.
  void KeepRefused();

  const uint32_t id_;
  const flbnode_plugin plugin_;
  HostInstance host_;
  const std::string log_prefix_;
  Redactor redactor_;
  // Read once: a restarted Worker runs what the first one ran.
  const std::optional<std::string> replaced_bundle_;

  Lifecycle lifecycle_;
  Settings settings_;
  mutable Mutex settings_mutex_;
  FlushTable flushes_;
  Mailbox<HostEvent> mailbox_;
  Metrics metrics_;
  InstanceMetrics own_metrics_;
  MetricsPage page_;
  // The instance whose page shows our own metrics; 0: none does.
  std::atomic<uint32_t> shown_by_{0};
  // Made once, before the first Worker: what it holds outlives every Worker.
  std::unique_ptr<Ring> ring_;

  // Guards wake_ and interrupt_: no thread must call into an environment that is being torn down.
  Mutex wake_mutex_;
  std::function<void()> wake_;
  std::function<void()> interrupt_;
  // Where the Worker was when it was last interrupted.
  Mutex stack_mutex_;
  std::string stack_;

  // Guards started_ against Ready and WorkerExited: `start` is sent once per Worker, whichever of PreRun and Ready comes
  // last, and never for one that has gone.
  Mutex start_mutex_;
  bool started_ = false;

  std::atomic<bool> explained_{false};

  // A filter's chunks come while it has no Worker, and that was logged. Several threads: outputs' processors.
  Atomic<bool> warned_no_worker_{false};
  Breaker breaker_;

  // Fluent Bit's Init thread only.
  void* timer_ = nullptr;
  std::thread::id timer_thread_;
  std::optional<Log::Carrier> timer_carries_;
  // How often the timer came.
  Atomic<uint32_t> turns_{0};
  // Read from the ring and not yet taken by Fluent Bit: 2 MB at most beside the ring's limit.
  std::deque<Batch> pending_;
  // Fluent Bit has them, and reads them from its ring soon; or, while held_, after Resume.
  HandedOver handed_over_;
  // HandOver is under way: without a thread of its own, an input is paused within an append.
  bool handing_over_ = false;
  // With node.spill_path. The first batches of pending_ may be from its files.
  std::unique_ptr<SpillFolder> spill_;
  // An eventfd, or -1 where the host polls.
  Atomic<int> wake_fd_{-1};
  // That of our collector, whether it is used for waking or not.
  int collector_fd_ = -1;
  // Fluent Bit has paused this input, and not because it ends: nothing is handed over until Resume.
  bool held_ = false;
  // Since the last Resume. An end sends two, and none to an input that mem_buf_limit has paused, which has had one.
  int pauses_ = 0;
  bool warned_refused_ = false;
  Clock::time_point refused_until_{};
};

}  // namespace flbnode
