#include "instance_metrics.h"

#include <algorithm>

namespace flbnode {

namespace {

constexpr uint64_t kGiga = 1'000'000'000;

}  // namespace

void InstanceMetrics::Waited(Clock::duration time) {
  const uint64_t ns = std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
  const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), static_cast<double>(ns) / kGiga);
  waits_[bound - kBounds.begin()].fetch_add(1, std::memory_order_relaxed);
  waited_ns_.fetch_add(ns, std::memory_order_relaxed);
}

void InstanceMetrics::Flushed(Status status, size_t bytes) {
  switch (status) {
    case Status::kOk:
      Add(Figure::kChunksOk);
      return Add(Figure::kBytesOk, bytes);
    case Status::kRetry:
      Add(Figure::kChunksRetry);
      return Add(Figure::kBytesRetry, bytes);
    default:
      Add(Figure::kChunksError);
      return Add(Figure::kBytesError, bytes);
  }
}

void InstanceMetrics::Filtered(size_t in, std::optional<size_t> out) {
  Add(out.has_value() ? Figure::kChunksModified : Figure::kChunksUnchanged);
  Add(Figure::kBytesIn, in);
  Add(Figure::kBytesOut, out.value_or(in));
}

void InstanceMetrics::Unfiltered(size_t in, bool dropped) {
  Add(Figure::kChunksUnanswered);
  Add(Figure::kBytesIn, in);
  if (dropped) return Add(Figure::kDroppedTimeout);
  Add(Figure::kBytesOut, in);
}

void InstanceMetrics::HandedOver(const Batch& batch, bool taken) {
  Add(taken ? Figure::kRecordsAppended : Figure::kRecordsDropped, batch.records);
  Add(taken ? Figure::kBytesAppended : Figure::kBytesDropped, batch.data.size());
}

void InstanceMetrics::EndQueue(size_t spilled, size_t lost) {
  Add(Figure::kRecordsSpilled, spilled);
  Add(Figure::kRecordsLost, lost);
  queue_ended_ = true;
}

uint64_t InstanceMetrics::QueueRecords() const {
  if (queue_ended_) return 0;
  return Get(Figure::kRecordsWritten) + Get(Figure::kRecordsRecalled) - Get(Figure::kRecordsAppended) -
         Get(Figure::kRecordsDropped);
}

uint64_t InstanceMetrics::QueueBytes() const {
  if (queue_ended_) return 0;
  return Get(Figure::kBytesWritten) + Get(Figure::kBytesRecalled) - Get(Figure::kBytesAppended) -
         Get(Figure::kBytesDropped);
}

InstanceMetrics::Waits InstanceMetrics::waits() const {
  Waits waits = {static_cast<double>(waited_ns_) / kGiga, {}};
  std::copy(waits_.begin(), waits_.end(), waits.by.begin());
  return waits;
}

void InstanceMetrics::Refresh(bool up, const Vitals& vitals) {
  Set(Figure::kQueueRecords, QueueRecords());
  Set(Figure::kQueueBytes, QueueBytes());
  Set(Figure::kUp, up ? 1 : 0);
  Set(Figure::kLoopDelay, static_cast<uint64_t>(vitals.loop_delay * kGiga));
  Set(Figure::kLoopUtilization, static_cast<uint64_t>(vitals.loop_utilization * 1e6));
  Set(Figure::kHeapUsed, static_cast<uint64_t>(vitals.heap_used));
  Set(Figure::kHeapLimit, static_cast<uint64_t>(vitals.heap_limit));
  Set(Figure::kExternal, static_cast<uint64_t>(vitals.external));
}

}  // namespace flbnode
