#include "instance.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "core/error_text.h"
#include "error_table.h"
#include "host_api.h"
#include "log.h"
#include "node_platform.h"
#include "registry.h"
#include "replaced_bundle.h"

namespace flbnode {

namespace {

// How often a waiting Fluent Bit thread looks after the log.
constexpr auto kSlice = std::chrono::milliseconds(50);
// How often the service timer comes.
constexpr int kServiceMs = 250;
// Fluent Bit cuts its chunks near 2 MB; one append becomes one chunk at least.
constexpr size_t kAppendBytes = 2'000'000;
// How long the end of a Worker may take once it was told to terminate; terminate() took 5 ms at most when measured.
constexpr auto kTerminateTimeout = std::chrono::seconds(2);

const char* TypeName(int type) {
  switch (type) {
    case flb::kInput: return "input";
    case flb::kOutput: return "output";
    case flb::kFilter: return "filter";
    default: return "custom";
  }
}

}  // namespace

Instance::Instance(uint32_t id, const flbnode_plugin& plugin, const flb::Plugin& host)
    : id_(id),
      plugin_(plugin),
      host_(host, static_cast<flb::PluginType>(plugin.type)),
      // As flb_plg_info() prefixes its lines.
      log_prefix_(std::string("[") + TypeName(plugin.type) + ":" + plugin.name + ":" + host_.name() + "] "),
      replaced_bundle_(ReplacedBundle(plugin)) {
  if (replaced_bundle_.has_value()) {
    Print(flb::kLogInfo, std::string(plugin.path) + " was replaced: this instance runs the new bundle");
  }
}

std::string_view Instance::bundle() const {
  if (replaced_bundle_.has_value()) return *replaced_bundle_;
  return {plugin_.bundle, plugin_.bundle_size};
}

const char* Instance::type_name() const { return TypeName(plugin_.type); }

void Instance::Print(int level, const std::string& text) {
  if (level <= host_.log_level()) Log::Get().Push(level, log_prefix_, text);
}

// ---- start ----

bool Instance::AwaitInit() {
  const Log::Carrier carrier;
  const auto began = Clock::now();
  for (;;) {
    const Phase phase = lifecycle_.WaitFor({Phase::kReady, Phase::kFailed}, Clock::now() + kSlice);
    Log::Get().Print();
    if (phase == Phase::kReady) break;
    if (phase == Phase::kFailed) return false;
    const auto timeout = settings().init_timeout;
    if (Clock::now() - began > timeout) {
      Print(flb::kLogError, ErrorText(errors::kInitTimeout, {std::to_string(timeout.count())}));
      return false;
    }
  }
  const std::vector<std::string> refused = metrics_.Create(host_.cmetrics(), host_.name());
  if (!refused.empty()) {
    std::string names;
    for (const std::string& name : refused) names += (names.empty() ? "" : ", ") + name;
    Print(flb::kLogWarn, ErrorText(errors::kCmetrics, {type_name(), names}));
  }
  metrics_.Apply();
  StartServiceTimer();
  StartPush();
  return true;
}

void Instance::PreRun() {
  std::lock_guard<std::mutex> lock(start_mutex_);
  if (started_) return;
  started_ = true;
  if (lifecycle_.phase() == Phase::kReady) Send({HostEvent::kStart});
}

// A timer on the event loop of the thread that runs Init: a Fluent Bit thread, as log_print and cmetrics want it.
void Instance::StartServiceTimer() {
  const HostApi& host = HostApi::Get();
  void* sched = host.sched_ctx_get != nullptr ? host.sched_ctx_get() : nullptr;
  if (sched == nullptr || host.sched_timer_cb_create == nullptr) return;
  // The id, not the instance: a timer that fires while Exit runs finds nothing.
  auto callback = [](void*, void* data) {
    auto instance = Registry::Get().Find(static_cast<uint32_t>(reinterpret_cast<uintptr_t>(data)));
    if (instance != nullptr) instance->Service();
  };
  if (host.sched_timer_cb_create(sched, HostApi::kTimerPermanent, kServiceMs, callback,
                                 reinterpret_cast<void*>(static_cast<uintptr_t>(id_)), &timer_) != 0) {
    timer_ = nullptr;
    return;
  }
  timer_thread_ = std::this_thread::get_id();
  timer_carries_.emplace();
}

void Instance::StopServiceTimer() {
  const HostApi& host = HostApi::Get();
  // A filter that is a processor of a threaded input starts on the input's thread and ends on the pipeline's, when that
  // thread and its scheduler are gone, and the timer with them.
  const bool is_ours = timer_thread_ == std::this_thread::get_id();
  if (timer_ != nullptr && is_ours && host.sched_timer_cb_destroy != nullptr) host.sched_timer_cb_destroy(timer_);
  timer_ = nullptr;
  timer_carries_.reset();
}

void Instance::Service() {
  if (ring_ != nullptr) HandOver();
  metrics_.Apply();
  Log::Get().Print();
}

// ---- inputs ----

namespace {

// The input whose Init ran on this thread. Threaded inputs have one each, and only they push.
thread_local uint32_t pushing_instance = 0;

int OnReadable(void*, void*, void*) {
  auto instance = Registry::Get().Find(pushing_instance);
  if (instance != nullptr) instance->OnWake();
  return 0;
}

}  // namespace

// A collector of our own. Fluent Bit's asks once a second, and Fluent Bit pauses that of the wrong instance when a plugin
// has several; ours needs no pausing, for a paused ring takes no records.
void Instance::StartPush() {
  if (ring_ == nullptr || !settings().push || !host_.can_append()) return;
  const int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (fd == -1) return;
  pushing_instance = id_;
  if (!host_.Watch(fd, OnReadable)) {
    close(fd);
    return;
  }
  wake_fd_ = fd;
  if (settings().ring_wake) host_.WakeRing();
}

void Instance::StopPush(Phase phase) {
  const int fd = wake_fd_.exchange(-1);
  // A Worker that has not ended may be about to write to it: then the number must not become another file's.
  if (fd != -1 && phase == Phase::kEnded) close(fd);
}

void Instance::WakeHost() {
  const int fd = wake_fd_;
  if (fd != -1) eventfd_write(fd, 1);
}

void Instance::OnWake() {
  eventfd_t count;
  // Before the records are read: a wake-up that comes later then finds them, or wakes again.
  eventfd_read(wake_fd_, &count);
  HandOver();
  // More came meanwhile: after the other events of this thread, a Pause among them.
  if (pending_.empty() && !ring_->empty()) WakeHost();
}

int Instance::Collect(void** data, size_t* size) {
  *data = nullptr;
  *size = 0;
  // What this callback returns Fluent Bit appends without looking at the result: records that its own ring has no room
  // for are gone. So we append ourselves, and return nothing.
  Service();
  if (ring_ == nullptr || host_.can_append()) return static_cast<int>(Status::kOk);
  // Without tags of their own (binding.takesTags), so there is one batch.
  Batches read = ring_->Read();
  if (read.batches.empty()) return static_cast<int>(Status::kOk);
  const std::vector<char>& records = read.batches.front().data;
  *data = malloc(records.size());
  if (*data == nullptr) return static_cast<int>(Status::kError);
  *size = records.size();
  memcpy(*data, records.data(), records.size());
  if (ring_->Release(read.end)) Send({HostEvent::kSpace});
  return static_cast<int>(Status::kOk);
}

void Instance::HandOver() {
  if (!host_.can_append() || Clock::now() < refused_until_) return;
  // What is there now, and no more: a plugin that writes all the time would hold this thread for ever, in small bites.
  const uint32_t until = ring_->published();
  for (;;) {
    for (; !pending_.empty(); pending_.pop_front()) {
      const auto began = Clock::now();
      const Appended appended = host_.Append(pending_.front());
      if (appended == Appended::kUndecodable) {
        const char* what = pending_.front().kind == FrameKind::kMetrics ? "metrics" : "traces";
        Print(flb::kLogError, ErrorText(errors::kSignalRefused, {what}));
      }
      if (appended != Appended::kRefused) continue;
      if (!warned_refused_) {
        Print(flb::kLogWarn, ErrorText(errors::kAppendRefused, {std::to_string(pending_.front().records)}));
      }
      warned_refused_ = true;
      // Fluent Bit tries for a second before it refuses. As long again is for the thread's other events: tried at each
      // turn of the timer, its end would never have one.
      refused_until_ = Clock::now() + (Clock::now() - began);
      return;  // the service timer comes back to it
    }
    Batches read = ring_->Read(kAppendBytes, until);
    if (read.batches.empty()) break;
    for (Batch& batch : read.batches) pending_.push_back(std::move(batch));
    if (ring_->Release(read.end)) Send({HostEvent::kSpace});
  }
  warned_refused_ = false;
}

void Instance::Pause() {
  if (ring_ == nullptr) return;
  // First the door, then the queue: once it is shut nothing more is accepted, so what is handed over now is all there
  // is. Fluent Bit fires Pause twice at a shutdown and still reads its ring after the first.
  ring_->Pause();
  Service();
}

void Instance::Resume() {
  if (ring_ == nullptr) return;
  ring_->Resume();
  Send({HostEvent::kSpace});
}

// ---- outputs ----

// On a coroutine stack of 24 KiB: no large locals, no V8.
int Instance::Flush(const void* data, size_t size, const char* tag) {
  const auto timeout = settings().flush_timeout;
  const Reply reply = Ask(data, size, tag, timeout);
  if (reply.kind == Reply::kLate) {
    Print(flb::kLogError, ErrorText(errors::kFlushTimeout, {std::to_string(timeout.count())}));
    Log::Get().Print();
  }
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
  const auto deadline = Clock::now() + timeout;
  std::optional<Status> status;
  while (!status.has_value() && Clock::now() < deadline) {
    status = flushes_.Wait(id, std::min(deadline, Clock::now() + kSlice));
    Log::Get().Print();
  }
  std::optional<Bytes> bytes = flushes_.Close(id);
  if (status.has_value()) return {Reply::kAnswered, *status, std::move(bytes)};
  // A Worker that hangs takes no mail: the copies of all that it is late for would stay.
  const bool untaken = mailbox_.Remove([id](const HostEvent& event) {
    return event.kind == HostEvent::kFlush && event.flush == id;
  });
  if (!untaken) Send({HostEvent::kExpired, id});
  return {Reply::kLate};
}

// ---- filters ----

int Instance::Filter(const void* data, size_t size, std::string tag, void** out, size_t* out_size) {
  const Settings settings = this->settings();
  const auto timeout = settings.filter_timeout;
  Reply reply = Ask(data, size, std::move(tag), timeout);
  if (reply.kind == Reply::kAnswered && reply.status == Status::kOk) {
    warned_no_worker_ = false;
    if (!reply.bytes.has_value()) return flb::kNoTouch;
    *out_size = reply.bytes->size;
    *out = reply.bytes->data.release();
    return flb::kModified;
  }
  if (reply.kind == Reply::kLate) {
    const char* outcome = settings.drop_unfiltered ? "is dropped" : "passes unchanged";
    Print(flb::kLogError, ErrorText(errors::kFilterTimeout, {std::to_string(timeout.count()), outcome}));
  } else if (!warned_no_worker_.exchange(true)) {
    // Once, and not for each chunk: why there is no Worker has been logged.
    Print(flb::kLogWarn, ErrorText(errors::kFilterDown, {settings.drop_unfiltered ? "are dropped" : "pass unchanged"}));
  }
  Log::Get().Print();
  return Unfiltered();
}

// A modified chunk without bytes is one that is dropped.
int Instance::Unfiltered() const { return settings().drop_unfiltered ? flb::kModified : flb::kNoTouch; }

// ---- end ----

void Instance::Cancel() {
  NodePlatform::Get().Post({SupervisorMessage::kEnd, id_});
  Send({HostEvent::kCancel});
}

void Instance::Exit() {
  const Log::Carrier carrier;
  StopServiceTimer();
  lifecycle_.Enter(Phase::kEnding);
  Cancel();

  const auto timeout = settings().exit_timeout;
  const auto deadline = Clock::now() + timeout;
  Phase phase = Phase::kEnding;
  while (phase != Phase::kEnded && Clock::now() < deadline) {
    phase = lifecycle_.WaitFor({Phase::kEnded}, std::min(deadline, Clock::now() + kSlice));
    Log::Get().Print();
  }
  if (phase != Phase::kEnded) {
    Print(flb::kLogWarn, ErrorText(errors::kExitTimeout, {std::to_string(timeout.count())}));
    NodePlatform::Get().Post({SupervisorMessage::kStop, id_});
    phase = lifecycle_.WaitFor({Phase::kEnded}, Clock::now() + kTerminateTimeout);
  }
  StopPush(phase);
  flushes_.AnswerAll(Status::kRetry, true);

  // Fluent Bit no longer reads what is appended now: say what is lost, and hide nothing.
  size_t left = ring_ != nullptr ? ring_->Read().records : 0;
  for (const Batch& batch : pending_) left += batch.records;
  if (left > 0) {
    Print(flb::kLogError, ErrorText(errors::kRecordsLost, {std::to_string(left)}));
  }
  metrics_.Apply();
  metrics_.Forget();
  host_.Forget();
  Log::Get().Print();
}

// ---- the Worker's side ----

Settings Instance::settings() const {
  std::lock_guard<std::mutex> lock(settings_mutex_);
  return settings_;
}

void Instance::Configure(const Settings& settings) {
  {
    std::lock_guard<std::mutex> lock(settings_mutex_);
    settings_ = settings;
  }
  if (plugin_.type == flb::kInput && ring_ == nullptr) ring_ = Ring::Create(settings.buffer_limit);
}

void Instance::Attach(std::function<void()> wake) {
  {
    std::lock_guard<std::mutex> lock(wake_mutex_);
    wake_ = std::move(wake);
  }
  if (!mailbox_.empty()) Wake();
}

void Instance::Detach() {
  std::lock_guard<std::mutex> lock(wake_mutex_);
  wake_ = nullptr;
}

void Instance::Wake() {
  std::lock_guard<std::mutex> lock(wake_mutex_);
  if (wake_) wake_();
}

void Instance::Send(HostEvent event) {
  if (mailbox_.Push(std::move(event))) Wake();
}

std::vector<HostEvent> Instance::TakeEvents() {
  std::vector<HostEvent> events = mailbox_.TakeAll();
  // A flush that nobody waits for any more (timed out, or retried after a crash) would only be delivered twice.
  events.erase(std::remove_if(events.begin(), events.end(),
                              [&](const HostEvent& event) {
                                return event.kind == HostEvent::kFlush && !flushes_.Waits(event.flush);
                              }),
               events.end());
  return events;
}

void Instance::Ready() {
  std::lock_guard<std::mutex> lock(start_mutex_);
  if (!lifecycle_.Enter(Phase::kReady)) return;
  flushes_.Reopen();
  if (started_) Send({HostEvent::kStart});
}

void Instance::Failed() {
  // Only the first init decides Fluent Bit's start-up. A later one failed in a restart: the supervisor tries again.
  if (lifecycle_.phase() == Phase::kStarting) lifecycle_.Enter(Phase::kFailed);
  NodePlatform::Get().Post({SupervisorMessage::kStop, id_});
}

void Instance::Answer(uint32_t flush, Status status, std::optional<Bytes> bytes) {
  flushes_.Answer(flush, status, std::move(bytes));
}

void Instance::Done() { NodePlatform::Get().Post({SupervisorMessage::kStop, id_}); }

bool Instance::WorkerExited(bool restartable) {
  // First shut, then empty: a flush that opened before is answered here, one that comes later is refused.
  flushes_.AnswerAll(Status::kRetry, true);
  mailbox_.TakeAll();
  if (lifecycle_.Enter(Phase::kEnded)) return false;
  if (!restartable) {
    lifecycle_.Enter(Phase::kFailed);
    return false;
  }
  if (lifecycle_.phase() == Phase::kRestarting || lifecycle_.Enter(Phase::kRestarting)) return true;
  lifecycle_.Enter(Phase::kFailed);
  return false;
}

}  // namespace flbnode
