// Chunks that Fluent Bit hands an output or a filter, and their answers.
#include "instance.h"

#include <algorithm>
#include <cstring>

#include "core/error_text.h"
#include "error_table.h"

namespace flbnode {

namespace {

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
  const Reply reply = Ask(data, size, tag, timeout);
  if (reply.kind == Reply::kLate) {
    Print(flb::kLogError, ErrorText(errors::kFlushTimeout, {std::to_string(timeout.count())}));
  } else if (reply.kind == Reply::kEnded) {
    Print(flb::kLogWarn, ErrorText(errors::kExitTimeout, {std::to_string(settings().exit_timeout.count())}));
  }
  own_metrics_.Flushed(reply.status, size);
  Log::Get().Print();
  // The Worker is down: Fluent Bit keeps the chunk.
  return static_cast<int>(reply.status);
}

Instance::Reply Instance::Ask(const void* data, size_t size, std::string tag, std::chrono::milliseconds timeout) {
  const uint32_t id = flushes_.Open();
  if (id == 0) return {Reply::kNoWorker};

  Bytes copy{{static_cast<char*>(malloc(size)), {}}, size};
  if (copy.data == nullptr) {
    flushes_.Close(id);
    return {Reply::kNoWorker};
  }
  memcpy(copy.data.get(), data, size);
  Send({HostEvent::kFlush, id, std::move(tag), std::move(copy)});

  const Log::Carrier carrier;
  const auto began = Clock::now();
  const PipelineCall call(std::this_thread::get_id() == timer_thread_);
  Patience waited;
  Patience since_turn;
  uint32_t turns = turns_;
  std::optional<Status> status;
  bool ended = false;
  while (!status.has_value() && !waited.Over(timeout) && !ended) {
    status = flushes_.Wait(id, waited.NextLook(timeout));
    Log::Get().Print();
    ended = PipelineEnded(since_turn, turns);
  }
  std::optional<Bytes> bytes = flushes_.Close(id);
  own_metrics_.Waited(Clock::now() - began);
  if (status.has_value()) return {Reply::kAnswered, *status, std::move(bytes)};
  // A Worker that hangs takes no mail: the copies of all that it is late for would stay.
  const bool untaken = mailbox_.Remove([id](const HostEvent& event) {
    return event.kind == HostEvent::kFlush && event.flush == id;
  });
  if (!untaken) Send({HostEvent::kExpired, id});
  return {ended ? Reply::kEnded : Reply::kLate};
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
  Reply reply = Ask(data, size, std::move(tag), timeout);
  // Also where there was no Worker: the next one starts with a clean sheet.
  if (reply.kind != Reply::kLate) breaker_.Answered();
  if (reply.kind == Reply::kAnswered && reply.status == Status::kOk) {
    warned_no_worker_ = false;
    own_metrics_.Filtered(size, reply.bytes.has_value() ? std::make_optional(reply.bytes->size) : std::nullopt);
    if (!reply.bytes.has_value()) return flb::kNoTouch;
    *out_size = reply.bytes->size;
    *out = reply.bytes->data.release();
    return flb::kModified;
  }
  if (reply.kind == Reply::kLate) {
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

// A modified chunk without bytes is one that is dropped.
int Instance::Unfiltered() const { return settings().drop_unfiltered ? flb::kModified : flb::kNoTouch; }

}  // namespace flbnode
