// Chunks that Fluent Bit hands an output or a filter, and their answers.
#include "instance.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <numeric>

#include "core/chunk_parts.h"
#include "core/error_text.h"
#include "error_table.h"

namespace flbnode {

namespace {

// A smaller part of a filter's chunk is not worth the way to another thread and back.
constexpr size_t kLeastPart = 16u << 10;

// Counts the calls of this process that wait on the thread of a pipeline.
struct PipelineCall {
  static inline std::atomic<int> under_way{0};

  explicit PipelineCall(bool is) : is_(is) { under_way += is_; }
  ~PipelineCall() { under_way -= is_; }
  PipelineCall(const PipelineCall&) = delete;
  PipelineCall& operator=(const PipelineCall&) = delete;

 private:
  const bool is_;
};

}  // namespace

// ---- outputs ----

// On a coroutine stack of 24 KiB: no large locals, no V8.
int Instance::Flush(const void* data, size_t size, const char* tag) {
  const auto timeout = settings().flush_timeout;
  CountFlusher();
  std::vector<Part> chunk(1);
  chunk.front() = {static_cast<const char*>(data), size, &Choose(tag)};
  const Outcome outcome = Ask(chunk, tag, timeout);
  if (outcome == Outcome::kLate) {
    Print(flb::kLogError, ErrorText(errors::kFlushTimeout, {std::to_string(timeout.count())}));
  } else if (outcome == Outcome::kEnded) {
    Print(flb::kLogWarn, ErrorText(errors::kExitTimeout, {std::to_string(settings().exit_timeout.count())}));
  }
  // The Worker is down: Fluent Bit keeps the chunk.
  const Status status = chunk.front().status.value_or(Status::kRetry);
  own_metrics_.Flushed(status, size);
  Log::Get().Print();
  return static_cast<int>(status);
}

WorkerLink& Instance::Choose(const std::string& tag) {
  const size_t count = worker_count_;
  if (count == 1) return worker(0);
  const bool ordered = settings().ordered;
  const size_t first = ordered ? spread_.Of(tag, count) : 0;
  WorkerLink* best = nullptr;
  size_t least = SIZE_MAX;
  for (size_t i = 0; i < count; ++i) {
    WorkerLink& each = worker((first + i) % count);
    const Phase phase = each.phase();
    // For good: nothing of the tag is there any more, and another may have it. For one that restarts its tags wait.
    if (ordered && phase != Phase::kFailed) return each;
    if (phase != Phase::kReady || each.load() >= least) continue;
    least = each.load();
    best = &each;
  }
  return best != nullptr ? *best : worker(first);
}

// Fluent Bit hands each flush to the next of its threads. How many `workers` it has it tells nobody.
void Instance::CountFlusher() {
  const size_t count = worker_count_;
  if (count == 1) return;
  std::lock_guard<std::mutex> lock(flushers_mutex_);
  if (flushes_looked_at_ == 2 * count) return;
  const auto self = std::this_thread::get_id();
  if (std::find(flushers_.begin(), flushers_.end(), self) == flushers_.end()) flushers_.push_back(self);
  if (++flushes_looked_at_ < 2 * count || flushers_.size() >= count) return;
  Print(flb::kLogWarn, ErrorText(errors::kFewFlushers, {std::to_string(flushers_.size()), std::to_string(count)}));
}

Instance::Outcome Instance::Ask(std::vector<Part>& parts, const std::string& tag, std::chrono::milliseconds timeout) {
  const bool asked = std::all_of(parts.begin(), parts.end(), [&](Part& part) {
    part.flush = part.worker->Ask(part.data, part.size, tag);
    return part.flush != 0;
  });
  const Log::Carrier carrier;
  const auto began = Clock::now();
  const PipelineCall call(std::this_thread::get_id() == timer_thread_);
  Patience waited;
  Patience since_turn;
  uint32_t turns = turns_;
  size_t answered = 0;
  bool goes_on = asked;
  bool ended = false;
  while (goes_on && !waited.Over(timeout) && !ended) {
    Part& next = parts[answered];
    next.status = next.worker->Wait(next.flush, waited.NextLook(timeout));
    Log::Get().Print();
    ended = PipelineEnded(since_turn, turns);
    if (next.status.has_value()) goes_on = ++answered < parts.size() && *next.status == Status::kOk;
  }
  for (Part& part : parts) {
    if (part.flush == 0) continue;
    part.bytes = part.worker->Close(part.flush);
    if (!part.status.has_value()) part.worker->Expire(part.flush);
  }
  if (!asked) return Outcome::kNoWorker;
  own_metrics_.Waited(Clock::now() - began);
  if (!goes_on) return Outcome::kAnswered;
  return ended ? Outcome::kEnded : Outcome::kLate;
}

// Fluent Bit joins the worker threads of an output before it calls Exit: a flush that is not answered would hold its end
// for all of node.flush_timeout. Nothing tells that the end has begun, but that the pipeline's loop, and our timer on it,
// no longer turn. Waits in our own calls on that thread are not meant.
bool Instance::PipelineEnded(Patience& since, uint32_t& turns) {
  const uint32_t now = turns_;
  // 0: there is no timer, or it has not come yet.
  if (now == 0 || now != turns || PipelineCall::under_way > 0) {
    turns = now;
    since = Patience();
    return false;
  }
  return since.Over(settings().exit_timeout);
}

// ---- filters ----

int Instance::Filter(const void* data, size_t size, std::string tag, void** out, size_t* out_size) {
  const Settings settings = this->settings();
  const auto timeout = settings.filter_timeout;
  if (!breaker_.Asks()) {
    own_metrics_.Unfiltered(size, settings.drop_unfiltered);
    return Unfiltered();
  }
  std::vector<Part> parts = Cut(static_cast<const char*>(data), size, tag);
  const Outcome outcome = parts.empty() ? Outcome::kNoWorker : Ask(parts, tag, timeout);
  // Also where there was no Worker: the next one starts with a clean sheet.
  if (outcome != Outcome::kLate) breaker_.Answered();
  const bool filtered = outcome == Outcome::kAnswered && std::all_of(parts.begin(), parts.end(), [](const Part& part) {
    return part.status == Status::kOk;
  });
  if (filtered) {
    warned_no_worker_ = false;
    std::optional<Bytes> bytes = Join(parts);
    own_metrics_.Filtered(size, bytes.has_value() ? std::make_optional(bytes->size) : std::nullopt);
    if (!bytes.has_value()) return flb::kNoTouch;
    *out_size = bytes->size;
    *out = bytes->data.release();
    return flb::kModified;
  }
  if (outcome == Outcome::kLate) {
    const char* outcome = settings.drop_unfiltered ? "is dropped" : "passes unchanged";
    Print(flb::kLogError, ErrorText(errors::kFilterTimeout, {std::to_string(timeout.count()), outcome}));
    if (breaker_.Late(timeout)) {
      Print(flb::kLogError, ErrorText(errors::kFilterRests, {settings.drop_unfiltered ? "are dropped" : "pass unchanged"}));
    }
  } else if (!warned_no_worker_.exchange(true)) {
    // Once, and not for each chunk: why there is no Worker has been logged.
    Print(flb::kLogWarn, ErrorText(errors::kFilterDown, {settings.drop_unfiltered ? "are dropped" : "pass unchanged"}));
  }
  Log::Get().Print();
  own_metrics_.Unfiltered(size, settings.drop_unfiltered);
  return Unfiltered();
}

// One that restarts is left out: the others have its part.
std::vector<Instance::Part> Instance::Cut(const char* data, size_t size, const std::string& tag) {
  const size_t count = worker_count_;
  const size_t first = count > 1 ? spread_.Of(tag, count) : 0;
  std::vector<Part> parts;
  for (size_t i = 0; i < count; ++i) {
    WorkerLink& each = worker((first + i) % count);
    if (count == 1 || each.phase() == Phase::kReady) parts.push_back({data, size, &each});
  }
  if (parts.size() <= 1) return parts;
  const auto cut = CutChunk({data, size}, parts.size(), kLeastPart);
  parts.resize(cut.size());
  for (size_t i = 0; i < cut.size(); ++i) {
    parts[i].data = cut[i].data();
    parts[i].size = cut[i].size();
  }
  return parts;
}

std::optional<Bytes> Instance::Join(std::vector<Part>& parts) {
  if (parts.size() == 1) return std::move(parts.front().bytes);
  if (std::none_of(parts.begin(), parts.end(), [](const Part& part) { return part.bytes.has_value(); })) return {};
  const size_t size = std::accumulate(parts.begin(), parts.end(), size_t{0}, [](size_t sum, const Part& part) {
    return sum + (part.bytes.has_value() ? part.bytes->size : part.size);
  });
  if (size == 0) return Bytes{};
  Bytes joined{{static_cast<char*>(malloc(size)), {}}, size};
  if (joined.data == nullptr) throw std::bad_alloc();
  char* at = joined.data.get();
  for (const Part& part : parts) {
    const size_t length = part.bytes.has_value() ? part.bytes->size : part.size;
    if (length > 0) memcpy(at, part.bytes.has_value() ? part.bytes->data.get() : part.data, length);
    at += length;
  }
  return joined;
}

// A modified chunk without bytes is one that is dropped.
int Instance::Unfiltered() const { return settings().drop_unfiltered ? flb::kModified : flb::kNoTouch; }

}  // namespace flbnode
