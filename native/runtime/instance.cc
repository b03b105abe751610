#include "instance.h"

#include <algorithm>

#include "core/error_text.h"
#include "error_table.h"
#include "host_api.h"
#include "log.h"
#include "node_platform.h"
#include "registry.h"
#include "replaced_bundle.h"

namespace flbnode {

namespace {

// How often the service timer comes.
constexpr int kServiceMs = 250;
constexpr unsigned kPageTurns = 1000 / kServiceMs;
// How much longer than its time-out the supervisor may take to end a Worker, or to say that init failed. terminate() took
// 5 ms at most when measured, unless the Worker is stuck in native code.
constexpr auto kSupervisorMargin = std::chrono::seconds(1);

}  // namespace

Instance::Instance(uint32_t id, const flbnode_plugin& plugin, const flb::Plugin& host)
    : id_(id),
      plugin_(plugin),
      host_(host, static_cast<flb::PluginType>(plugin.type)),
      // As flb_plg_info() prefixes its lines.
      log_prefix_(std::string("[") + TypeName(host_.type()) + ":" + plugin.name + ":" + host_.name() + "] "),
      replaced_bundle_(ReplacedBundle(plugin)) {
  if (replaced_bundle_.has_value()) {
    Print(flb::kLogInfo, std::string(plugin.path) + " was replaced: this instance runs the new bundle");
  }
}

std::string_view Instance::bundle() const {
  if (replaced_bundle_.has_value()) return *replaced_bundle_;
  return {plugin_.bundle, plugin_.bundle_size};
}

const char* Instance::type_name() const { return TypeName(host_.type()); }

void Instance::Print(int level, const std::string& text) {
  if (level > host_.log_level()) return;
  const size_t dropped = Log::Get().Push(level, log_prefix_, redactor_.Redact(text));
  if (dropped > 0) own_metrics_.Add(Figure::kLogLinesDropped, dropped);
}

// ---- start ----

bool Instance::AwaitInit() {
  const Log::Carrier carrier;
  Patience waited;
  for (Phase phase = Phase::kStarting; phase == Phase::kStarting;) {
    phase = lifecycle_.WaitFor({Phase::kReady, Phase::kRestarting, Phase::kFailed}, Clock::now() + Patience::kStep);
    Log::Get().Print();
    if (phase == Phase::kFailed) return false;
    // The supervisor keeps the time, of this Worker and of all after it. This is for a supervisor that is gone.
    if (phase == Phase::kStarting && waited.Over(settings().init_timeout + kSupervisorMargin)) {
      Print(flb::kLogError, ErrorText(errors::kInitTimeout, {std::to_string(settings().init_timeout.count())}));
      return false;
    }
  }
  if (!LoadSpill()) return false;
  const std::vector<std::string> refused = metrics_.Create(host_.cmetrics(), host_.name());
  if (!refused.empty()) {
    std::string names;
    for (const std::string& name : refused) names += (names.empty() ? "" : ", ") + name;
    Print(flb::kLogWarn, ErrorText(errors::kCmetrics, {type_name(), names}));
  }
  CreateMetricsPage();
  ApplyMetrics();
  StartServiceTimer();
  StartPush();
  return true;
}

void Instance::PreRun() {
  std::lock_guard<Mutex> lock(start_mutex_);
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
  const uint32_t turn = ++turns_;
  if (ring_ != nullptr) {
    TrimHandedOver(true);
    HandOver();
  }
  metrics_.Apply();
  // Fluent Bit's exporter looks once a second, and the page has some twenty figures.
  if (turn % kPageTurns == 0) ShowPage();
  Log::Get().Print();
}

// ---- end ----

void Instance::Cancel() {
  NodePlatform::Get().Post({SupervisorMessage::kEnd, id_});
  Send({HostEvent::kCancel});
}

void Instance::Exit(Patience& waited) {
  const Log::Carrier carrier;
  StopServiceTimer();
  lifecycle_.Enter(Phase::kEnding);
  Cancel();

  // The supervisor ends it by force at the time-out.
  const auto limit = settings().exit_timeout + kSupervisorMargin;
  Phase phase = lifecycle_.phase();
  while (phase != Phase::kEnded && !waited.Over(limit)) {
    phase = lifecycle_.WaitFor({Phase::kEnded}, waited.NextLook(limit));
    Log::Get().Print();
  }
  if (phase != Phase::kEnded) Print(flb::kLogError, ErrorText(errors::kStuck, {}));
  StopPush(phase);
  flushes_.AnswerAll(Status::kRetry, true);
  KeepRefused();
  ApplyMetrics();
  metrics_.Forget();
  page_.Forget();
  const std::string counters = shown_by_ == 0 ? CountersText(own_metrics_, host_.type()) : "";
  if (!counters.empty()) Print(flb::kLogInfo, "not shown in Fluent Bit's metrics: " + counters);
  host_.Forget();
  Log::Get().Print();
}

// ---- the Worker's side ----

Settings Instance::settings() const {
  std::lock_guard<Mutex> lock(settings_mutex_);
  return settings_;
}

void Instance::Configure(const Settings& settings) {
  {
    std::lock_guard<Mutex> lock(settings_mutex_);
    settings_ = settings;
  }
  own_metrics_.Set(Figure::kQueueLimit, settings.buffer_limit);
  if (plugin_.type == flb::kInput && ring_ == nullptr) ring_ = Ring::Create(settings.buffer_limit);
}

void Instance::Attach(std::function<void()> wake) {
  {
    std::lock_guard<Mutex> lock(wake_mutex_);
    wake_ = std::move(wake);
  }
  if (!mailbox_.empty()) Wake();
}

void Instance::Detach() {
  std::lock_guard<Mutex> lock(wake_mutex_);
  wake_ = nullptr;
}

void Instance::SetInterrupt(std::function<void()> interrupt) {
  std::lock_guard<Mutex> lock(wake_mutex_);
  interrupt_ = std::move(interrupt);
}

void Instance::Interrupt() {
  TakeStack();
  std::lock_guard<Mutex> lock(wake_mutex_);
  if (interrupt_) interrupt_();
}

void Instance::SetStack(std::string stack) {
  std::lock_guard<Mutex> lock(stack_mutex_);
  stack_ = std::move(stack);
}

std::string Instance::TakeStack() {
  std::lock_guard<Mutex> lock(stack_mutex_);
  return std::exchange(stack_, {});
}

void Instance::Wake() {
  std::lock_guard<Mutex> lock(wake_mutex_);
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
  std::lock_guard<Mutex> lock(start_mutex_);
  if (!lifecycle_.Enter(Phase::kReady)) return;
  own_metrics_.Begin();
  flushes_.Reopen();
  // Exit may have come in between and shut the table: no flush may wait in it for an instance that has ended.
  if (lifecycle_.phase() != Phase::kReady) Abandon();
  if (started_) Send({HostEvent::kStart});
  NodePlatform::Get().Post({SupervisorMessage::kReady, id_});
}

void Instance::Failed() {
  // The first init decides Fluent Bit's start-up, unless node.on_init_error has it go on. After that the supervisor tries
  // again.
  if (lifecycle_.phase() == Phase::kStarting) {
    lifecycle_.Enter(settings().retry_init ? Phase::kRestarting : Phase::kFailed);
  }
  NodePlatform::Get().Post({SupervisorMessage::kStop, id_});
}

void Instance::Abandon() { flushes_.AnswerAll(Status::kRetry, true); }

void Instance::Explain(const std::string& why) {
  explained_ = true;
  Print(flb::kLogError, why);
}

void Instance::Answer(uint32_t flush, Status status, std::optional<Bytes> bytes) {
  flushes_.Answer(flush, status, std::move(bytes));
}

void Instance::Done() { NodePlatform::Get().Post({SupervisorMessage::kStop, id_}); }

bool Instance::WorkerExited(bool restartable) {
  // Until the phase has changed: a PreRun that comes in between would leave `start` in the mailbox for the next Worker,
  // which would get it before it is ready, and once more when it is.
  std::lock_guard<Mutex> lock(start_mutex_);
  // First shut, then empty: a flush that opened before is answered here, one that comes later is refused.
  Abandon();
  mailbox_.TakeAll();
  if (lifecycle_.Enter(Phase::kEnded)) return false;
  if (!restartable || (lifecycle_.phase() == Phase::kStarting && !settings().retry_init)) {
    lifecycle_.Enter(Phase::kFailed);
    return false;
  }
  if (lifecycle_.phase() == Phase::kRestarting || lifecycle_.Enter(Phase::kRestarting)) {
    own_metrics_.Add(Figure::kRestarts);
    return true;
  }
  lifecycle_.Enter(Phase::kFailed);
  return false;
}

}  // namespace flbnode
