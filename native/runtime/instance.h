// One plugin instance: a section of Fluent Bit's configuration on one side, a Worker or several on the other.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/breaker.h"
#include "core/bytes.h"
#include "core/handed_over.h"
#include "core/patience.h"
#include "core/redactor.h"
#include "core/ring.h"
#include "core/spill_folder.h"
#include "core/sync.h"
#include "core/tag_spread.h"
#include "flbnode.h"
#include "host_instance.h"
#include "instance_metrics.h"
#include "log.h"
#include "metrics.h"
#include "metrics_page.h"
#include "worker_link.h"

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
  size_t workers = 1;           // kMostWorkers at most
  // Chunks of one tag go to one Worker.
  bool ordered = true;
};

// As src/config/settings.ts has it.
constexpr size_t kMostWorkers = 64;

// Its parts: instance.cc start and end; worker_link.h its Workers' side; instance_input.cc, instance_spill.cc and
// instance_chunks.cc the data; instance_shown.cc the metrics.
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
  // One, and more for an output or filter with node.workers, from Configure on.
  size_t worker_count() const { return worker_count_; }
  WorkerLink& worker(size_t index) { return *workers_[index]; }

  // Any thread. Without the values that redactor() knows.
  void Print(int level, const std::string& text);
  // Works out our own metrics of this instance.
  void RefreshMetrics();
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

  // How many Workers to start: their ids follow that of the first one.
  size_t Configure(const Settings& settings);

  // ---- the Worker's thread (and worker_link.h) ----

  // A record came into the empty ring.
  void WakeHost();

 private:
  // What a Worker is asked about: a chunk, or a part of one; and what became of it.
  struct Part {
    const char* data;
    size_t size;
    WorkerLink* worker;
    uint32_t flush = 0;
    std::optional<Status> status = {};
    std::optional<Bytes> bytes = {};  // the answer's
  };
  enum class Outcome { kNoWorker, kLate, kEnded, kAnswered };
  // Hands the Workers copies of the parts and waits until all have answered, or one has not with kOk; prints the log
  // meanwhile. Of kAnswered, that one's answer counts for all.
  Outcome Ask(std::vector<Part>& parts, const std::string& tag, std::chrono::milliseconds timeout);
  // The Worker for a chunk of an output.
  WorkerLink& Choose(const std::string& tag);
  // Fluent Bit flushes from fewer threads than there are Workers: says so once.
  void CountFlusher();
  // A filter's chunk, cut for all Workers that run. Empty: none does.
  std::vector<Part> Cut(const char* data, size_t size, const std::string& tag);
  // The parts with their answers, in order, as one chunk. Nothing: all are as they were.
  static std::optional<Bytes> Join(std::vector<Part>& parts);

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
  // To an input's only Worker.
  void Send(HostEvent event) { workers_[0]->Send(std::move(event)); }
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

  Settings settings_;
  mutable Mutex settings_mutex_;
  // Those below the count are there, and stay. It is raised before any Worker runs.
  std::array<std::unique_ptr<WorkerLink>, kMostWorkers> workers_;
  std::atomic<size_t> worker_count_{1};
  Metrics metrics_;
  InstanceMetrics own_metrics_;
  MetricsPage page_;
  // The instance whose page shows our own metrics; 0: none does.
  std::atomic<uint32_t> shown_by_{0};
  // Made once, before the first Worker: what it holds outlives every Worker.
  std::unique_ptr<Ring> ring_;

  // A filter's chunks come while it has no Worker, and that was logged. Several threads: outputs' processors.
  Atomic<bool> warned_no_worker_{false};
  Breaker breaker_;
  TagSpread spread_;
  // With several Workers: the threads of Fluent Bit's that flush, looked at for the first flushes.
  std::mutex flushers_mutex_;
  std::vector<std::thread::id> flushers_;
  size_t flushes_looked_at_ = 0;

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
