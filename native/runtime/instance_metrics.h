// What the runtime itself measures of an instance: queue, flushes, heap, event loop. metrics_page.h shows it.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include "core/batch.h"
#include "core/status.h"
#include "worker_vitals.h"

namespace flbnode {

// The rows of instance_metrics.def. Counters and gauges are one number each.
enum class Figure {
#define FIGURE(figure, ...) figure,
#include "instance_metrics.def"
#undef FIGURE
  kCount
};
constexpr size_t IndexOf(Figure figure) { return static_cast<size_t>(figure); }

// Lives as long as the instance, so the counters go on when a Worker is restarted. Counting is one atomic addition for
// a batch or a chunk, from any thread and without a lock.
class InstanceMetrics {
 public:
  using Clock = std::chrono::steady_clock;

  // Seconds. From half a millisecond, which a small chunk takes, to node.flush_timeout.
  static constexpr std::array<double, 15> kBounds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                     0.25,   0.5,   1,      2.5,   5,    10,    30};
  struct Waits {
    double seconds;                               // together
    std::array<uint64_t, kBounds.size() + 1> by;  // by bound, not cumulative; the last is beyond all bounds
  };

  // ---- any thread ----

  void Add(Figure figure, uint64_t amount = 1) { value(figure).fetch_add(amount, std::memory_order_relaxed); }
  void Set(Figure figure, uint64_t amount) { value(figure).store(amount, std::memory_order_relaxed); }
  uint64_t Get(Figure figure) const { return values_[IndexOf(figure)].load(std::memory_order_relaxed); }

  // A flush or a filter's call was answered, or given up, after that time.
  void Waited(Clock::duration time);
  Waits waits() const;
  // Works out the figures that follow from others. `up`: the plugin runs; `vitals`: how, all its Workers together.
  void Refresh(bool up, const Vitals& vitals);

  // What Fluent Bit was told of an output's chunk.
  void Flushed(Status status, size_t bytes);
  // A filter's answer for a chunk; `out` is the new chunk's size, nothing for the same chunk.
  void Filtered(size_t in, std::optional<size_t> out);
  // A filter's chunk without an answer.
  void Unfiltered(size_t in, bool dropped);

  // The input's thread. Fluent Bit has taken the batch, or cannot read it.
  void HandedOver(const Batch& batch, bool taken);
  // The end of the queue: what became of the records that were left.
  void EndQueue(size_t spilled, size_t lost);

 private:
  std::atomic<uint64_t>& value(Figure figure) { return values_[IndexOf(figure)]; }
  // What was accepted and has not gone anywhere.
  uint64_t QueueRecords() const;
  uint64_t QueueBytes() const;

  std::array<std::atomic<uint64_t>, IndexOf(Figure::kCount)> values_{};
  std::array<std::atomic<uint64_t>, kBounds.size() + 1> waits_{};
  std::atomic<uint64_t> waited_ns_{0};
  std::atomic<bool> queue_ended_{false};
};

}  // namespace flbnode
