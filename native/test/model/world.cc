#include "world.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "runtime/log.h"

namespace model {

using flbnode::Status;
using flbnode::SupervisorMessage;

World* World::current = nullptr;

void Signal::Set() {
  Step(this, Access::kWrite, "set");
  Enables(this);
  set_ = true;
}

void Signal::Take() {
  Block(this, "take", [this] { return set_; });
  set_ = false;
}

void Signal::Await() {
  Block(this, "await", [this] { return set_; });
}

World::World(int type, Faults faults) : faults_(faults), api_(new flb::Api()) {
  current = this;
  plugin_.size = sizeof(plugin_);
  plugin_.type = type;
  plugin_.name = "model";
  plugin_.path = "";
  plugin_.bundle = "";
  // One time-out of the scheduler's is longer than each of these.
  settings_.init_timeout = settings_.flush_timeout = settings_.filter_timeout = settings_.exit_timeout =
      std::chrono::milliseconds(100);
  settings_.buffer_limit = 4096;
  settings_.workers = faults.workers;
  supervised_.resize(faults.workers);
  api_->input_get_property = api_->output_get_property = Property;
  flbnode::Log::Get().SetPrinter(Print);
  char name[] = "model";
  flb::Plugin host = {name, api_.get(), this, nullptr};
  instance_ = std::make_shared<flbnode::Instance>(1, plugin_, host);
}

World::~World() {
  instance_.reset();
  current = nullptr;
}

void World::Stalled(const std::vector<std::string>& waiting) {
  // Nobody hangs, and still somebody is left to his time-out: his answer, or his wake-up, is lost.
  if (!someone_hangs_) Violated("nothing but its time-out ends the wait of " + waiting.front());
}

void World::End(const std::vector<std::string>& unfinished) {
  if (!unfinished.empty()) Violated(unfinished.front() + " waits for ever");
  Check(exited_, "Exit has not returned");
  Check(appended + said_lost_ == written_, "of the records that were accepted some neither arrived nor were counted");
}

// ---- the host ----

bool World::Init() {
  Post({SupervisorMessage::kStart, instance_->worker(0).id()});
  const bool started = instance_->AwaitInit();
  const bool all_ready = std::all_of(supervised_.begin(), supervised_.end(), [](const Supervised& each) {
    return !each.lives.empty() && each.lives.front()->ready;
  });
  Check(!started || all_ready || crashed_ > 0, "Init returned before all Workers were ready");
  return started;
}

void World::Exit() {
  flbnode::Patience waited;
  instance_->Exit(waited);
  exited_ = true;
  Note("Exit has returned");
  given_up_.Set();
  Send({MailKind::kShutdown});
}

Status World::Flush(int number, const char* tag) {
  const auto result = static_cast<Status>(instance_->Flush(&number, sizeof(number), tag));
  Note("flush " + std::to_string(number) + " returned " + std::to_string(static_cast<int>(result)));
  Check(result == Status::kOk || result == Status::kRetry || result == Status::kError, "a flush has an unknown result");
  const auto answer = answered_.find(number);
  Check(result == Status::kRetry || (answer != answered_.end() && answer->second == result),
        "a flush returned what no Worker has answered");
  return result;
}

void World::Filter() {
  // Two records, each large enough for a part: [1, ""], with 16 KiB and more in the string.
  std::string chunk;
  for (const char number : {1, 2}) chunk += std::string("\x92") + number + std::string("\xda\x50\0", 3) + std::string(0x5000, 'r');
  void* out = nullptr;
  size_t size = 0;
  const int result = instance_->Filter(chunk.data(), chunk.size(), "tag", &out, &size);
  const bool joined = result == flb::kModified && size == 2 && memcmp(out, "\1\2", 2) == 0;
  // One Worker had it alone, while the other was down.
  const bool alone = result == flb::kModified && size == 1 && crashed_ > 0;
  const bool untouched = result == flb::kNoTouch && out == nullptr && crashed_ > 0;
  Check(joined || alone || untouched, "a filter's parts were not joined in order");
  free(out);
}

void World::AwaitReadyWorker(int before) {
  Block(&ready_workers_, "await a Worker", [this, before] { return ready_workers_ > before; });
}

void World::TurnLoop() {
  Block(&wakes_, "event loop", [this] { return wakes_ > 0; });
  instance_->OnWake();
}

void World::HostCalled() { Check(!exited_, "the host was called after Exit"); }

int World::Append(size_t records) {
  HostCalled();
  if (refusals > 0) {
    --refusals;
    return -1;
  }
  appended += static_cast<int>(records);
  return 0;
}

void World::Logged(const std::string& line) {
  const size_t at = line.find("FLB_NODE_E_RECORDS_LOST");
  // "N records ...", behind the prefix.
  if (at != std::string::npos) said_lost_ += atoi(line.c_str() + line.find("] ") + 2);
  Note("log: " + line.substr(0, 100));
}

void World::WriteWake() {
  Step(&wakes_, Access::kWrite, "write the descriptor");
  Check(!wake_closed_, "the queue's descriptor was used after it was closed");
  Enables(&wakes_);
  ++wakes_;
}

void World::ReadWake() {
  Step(&wakes_, Access::kWrite, "read the descriptor");
  wakes_ = 0;
}

void World::CloseWake() {
  Step(&wakes_, Access::kWrite, "close the descriptor");
  wake_closed_ = true;
}

// ---- the supervisor ----

void World::Post(SupervisorMessage message) {
  const size_t worker = message.id % flbnode::kMostWorkers;
  switch (message.kind) {
    case SupervisorMessage::kStart: return Send({MailKind::kStart});
    case SupervisorMessage::kReady: return Send({MailKind::kReady, worker});
    case SupervisorMessage::kEnd: return Send({MailKind::kEnd, worker});
    case SupervisorMessage::kStop: return Send({MailKind::kStop, worker});
    case SupervisorMessage::kShutdown: return Send({MailKind::kShutdown});
  }
}

void World::Send(Mail mail) {
  Step(&mail_, Access::kWrite, "post");
  Enables(&mail_);
  mail_.push_back(mail);
}

void World::SpawnSupervisor() {
  Spawn("supervisor", [this] { Supervise(); });
}

bool World::AnyWorker() const {
  return std::any_of(supervised_.begin(), supervised_.end(), [](const Supervised& each) { return each.has_worker; });
}

std::vector<bool*> World::DueTimers() {
  std::vector<bool*> timers;
  for (Supervised& each : supervised_) {
    if (each.restart_pending) timers.push_back(&each.restart_pending);
    // The others are for Workers that hang; or come too early.
    if (!someone_hangs_ && !faults_.early_timeouts) continue;
    for (bool* timer : {&each.init_timer, &each.exit_timer, &each.stuck_timer, &each.watchdog_timer}) {
      if (*timer) timers.push_back(timer);
    }
  }
  return timers;
}

void World::Supervise() {
  bool running = true;
  while (running || AnyWorker()) {
    Block(&mail_, "supervise", [this] { return !mail_.empty() || !DueTimers().empty(); });
    std::vector<bool*> timers = DueTimers();
    const int choices = static_cast<int>(timers.size()) + (mail_.empty() ? 0 : 1);
    const auto choice = static_cast<size_t>(choices > 1 ? Choose(choices, "the supervisor's next event") : 0);
    if (choice == timers.size()) {
      running = HandleSupervisorMail() && running;
      continue;
    }
    bool* timer = timers[choice];
    *timer = false;
    for (size_t i = 0; i < supervised_.size(); ++i) {
      Supervised& each = supervised_[i];
      flbnode::WorkerLink& link = instance_->worker(i);
      if (timer == &each.restart_pending) SpawnWorker(i);
      if (timer == &each.init_timer) link.Failed();
      if (timer == &each.exit_timer) StopWorker(each);
      if (timer == &each.stuck_timer) link.Abandon();
      if (timer == &each.watchdog_timer) {
        link.Abandon();
        StopWorker(each);
      }
    }
  }
}

// False: the last message there is.
bool World::HandleSupervisorMail() {
  const Mail mail = mail_.front();
  mail_.pop_front();
  Supervised& supervised = supervised_[mail.worker];
  switch (mail.kind) {
    case MailKind::kStart: {
      const size_t count = instance_->Configure(settings_);
      for (size_t i = 0; i < count; ++i) SpawnWorker(i);
      break;
    }
    case MailKind::kReady:
      if (!supervised.ended) supervised.init_timer = false;
      break;
    case MailKind::kExited:
      Note("worker " + std::to_string(supervised.lives.back()->number) + " has exited");
      supervised.has_worker = false;
      supervised.init_timer = supervised.exit_timer = supervised.stuck_timer = supervised.watchdog_timer = false;
      if (instance_->worker(mail.worker).Exited(!supervised.ended && supervised.restarts < faults_.restarts)) {
        ++supervised.restarts;
        supervised.restart_pending = true;
      }
      break;
    case MailKind::kShutdown:
      for (size_t i = 0; i < instance_->worker_count(); ++i) EndWorker(i);
      for (Supervised& each : supervised_) StopWorker(each);
      break;
    case MailKind::kEnd:
      EndWorker(mail.worker);
      break;
    case MailKind::kStop:
      StopWorker(supervised);
      break;
  }
  return mail.kind != MailKind::kShutdown;
}

void World::EndWorker(size_t index) {
  Supervised& supervised = supervised_[index];
  supervised.restart_pending = false;
  if (!supervised.has_worker) {
    instance_->worker(index).Exited(false);
  } else if (!supervised.ended) {
    supervised.init_timer = false;
    supervised.exit_timer = true;
  }
  supervised.ended = true;
}

void World::StopWorker(Supervised& supervised) {
  if (!supervised.has_worker) return;
  supervised.stuck_timer = true;
  supervised.lives.back()->terminated = true;
  supervised.lives.back()->bell.Set();
}

void World::SpawnWorker(size_t index) {
  Supervised& supervised = supervised_[index];
  Check(!supervised.ended, "a Worker was started after the end began");
  supervised.has_worker = supervised.init_timer = true;
  supervised.watchdog_timer = faults_.watchdog;
  const int number = ++spawned_;
  supervised.lives.push_back(std::make_unique<Worker>(instance_->worker(index), number));
  Worker& worker = *supervised.lives.back();
  Spawn("worker " + std::to_string(number), [this, &worker] { Work(worker); });
}

}  // namespace model
