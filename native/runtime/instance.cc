#include "instance.h"

#include "core/error_text.h"
#include "error_table.h"
#include "host_api.h"
#include "log.h"
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
  workers_[0] = std::make_unique<WorkerLink>(*this, 0);
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
  // The count is raised before the first one leaves its first phase.
  for (size_t i = 0; i < worker_count_;) {
    const Phase phase =
        worker(i).lifecycle().WaitFor({Phase::kReady, Phase::kRestarting, Phase::kFailed}, Clock::now() + Patience::kStep);
    Log::Get().Print();
    if (phase == Phase::kFailed) return false;
    if (phase != Phase::kStarting) ++i;
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
  for (size_t i = 0; i < worker_count_; ++i) worker(i).PreRun();
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
  for (size_t i = 0; i < worker_count_; ++i) worker(i).Cancel();
}

void Instance::Exit(Patience& waited) {
  const Log::Carrier carrier;
  StopServiceTimer();
  {
    // From here on Configure makes no more Workers.
    std::lock_guard<Mutex> lock(settings_mutex_);
    for (size_t i = 0; i < worker_count_; ++i) worker(i).lifecycle().Enter(Phase::kEnding);
  }
  Cancel();

  // The supervisor ends them by force at the time-out, which they share.
  const auto limit = settings().exit_timeout + kSupervisorMargin;
  Phase phase = Phase::kEnded;
  for (size_t i = 0; i < worker_count_ && phase == Phase::kEnded; ++i) {
    phase = worker(i).phase();
    while (phase != Phase::kEnded && !waited.Over(limit)) {
      phase = worker(i).lifecycle().WaitFor({Phase::kEnded}, waited.NextLook(limit));
      Log::Get().Print();
    }
  }
  if (phase != Phase::kEnded) Print(flb::kLogError, ErrorText(errors::kStuck, {}));
  StopPush(phase);
  for (size_t i = 0; i < worker_count_; ++i) worker(i).Abandon();
  KeepRefused();
  ApplyMetrics();
  metrics_.Forget();
  page_.Forget();
  const std::string counters = shown_by_ == 0 ? CountersText(own_metrics_, host_.type()) : "";
  if (!counters.empty()) Print(flb::kLogInfo, "not shown in Fluent Bit's metrics: " + counters);
  host_.Forget();
  Log::Get().Print();
}

// ---- settings ----

Settings Instance::settings() const {
  std::lock_guard<Mutex> lock(settings_mutex_);
  return settings_;
}

size_t Instance::Configure(const Settings& settings) {
  {
    std::lock_guard<Mutex> lock(settings_mutex_);
    settings_ = settings;
    // Exit waits for those that there are.
    const bool ends = workers_[0]->phase() == Phase::kEnding || workers_[0]->phase() == Phase::kEnded;
    for (size_t i = 1; i < settings.workers && !ends; ++i) {
      workers_[i] = std::make_unique<WorkerLink>(*this, static_cast<uint32_t>(i));
      worker_count_ = i + 1;
    }
  }
  own_metrics_.Set(Figure::kQueueLimit, settings.buffer_limit);
  if (plugin_.type == flb::kInput && ring_ == nullptr) ring_ = Ring::Create(settings.buffer_limit);
  return worker_count_;
}

}  // namespace flbnode
