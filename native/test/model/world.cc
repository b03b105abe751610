#include "world.h"

#include <algorithm>
#include <cstdlib>

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
  Post({SupervisorMessage::kStart, 1});
  return instance_->AwaitInit();
}

void World::Exit() {
  flbnode::Patience waited;
  instance_->Exit(waited);
  exited_ = true;
  Note("Exit has returned");
  given_up_.Set();
  Send(Mail::kShutdown);
}

Status World::Flush(int number) {
  const auto result = static_cast<Status>(instance_->Flush(&number, sizeof(number), "tag"));
  Note("flush " + std::to_string(number) + " returned " + std::to_string(static_cast<int>(result)));
  Check(result == Status::kOk || result == Status::kRetry || result == Status::kError, "a flush has an unknown result");
  const auto answer = answered_.find(number);
  Check(result == Status::kRetry || (answer != answered_.end() && answer->second == result),
        "a flush returned what no Worker has answered");
  return result;
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
  switch (message.kind) {
    case SupervisorMessage::kStart: return Send(Mail::kStart);
    case SupervisorMessage::kReady: return Send(Mail::kReady);
    case SupervisorMessage::kEnd: return Send(Mail::kEnd);
    case SupervisorMessage::kStop: return Send(Mail::kStop);
    case SupervisorMessage::kShutdown: return Send(Mail::kShutdown);
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

void World::Supervise() {
  bool running = true;
  while (running || has_worker_) {
    const auto due = [this] {
      std::vector<bool*> timers;
      if (restart_pending_) timers.push_back(&restart_pending_);
      // The others are for Workers that hang; or come too early.
      if (!someone_hangs_ && !faults_.early_timeouts) return timers;
      for (bool* timer : {&init_timer_, &exit_timer_, &stuck_timer_, &watchdog_timer_}) {
        if (*timer) timers.push_back(timer);
      }
      return timers;
    };
    Block(&mail_, "supervise", [this, due] { return !mail_.empty() || !due().empty(); });
    std::vector<bool*> timers = due();
    const int choices = static_cast<int>(timers.size()) + (mail_.empty() ? 0 : 1);
    const auto choice = static_cast<size_t>(choices > 1 ? Choose(choices, "the supervisor's next event") : 0);
    if (choice == timers.size()) {
      running = HandleSupervisorMail() && running;
      continue;
    }
    bool* timer = timers[choice];
    *timer = false;
    if (timer == &restart_pending_) SpawnWorker();
    if (timer == &init_timer_) instance_->Failed();
    if (timer == &exit_timer_) StopWorker();
    if (timer == &stuck_timer_) instance_->Abandon();
    if (timer == &watchdog_timer_) {
      instance_->Abandon();
      StopWorker();
    }
  }
}

// False: the last message there is.
bool World::HandleSupervisorMail() {
  const Mail mail = mail_.front();
  mail_.pop_front();
  switch (mail) {
    case Mail::kStart:
      instance_->Configure(settings_);
      SpawnWorker();
      break;
    case Mail::kReady:
      if (!ended_) init_timer_ = false;
      break;
    case Mail::kExited:
      Note("worker " + std::to_string(workers_.back()->number) + " has exited");
      has_worker_ = init_timer_ = exit_timer_ = stuck_timer_ = watchdog_timer_ = false;
      if (instance_->WorkerExited(!ended_ && restarts_ < faults_.restarts)) {
        ++restarts_;
        restart_pending_ = true;
      }
      break;
    case Mail::kShutdown:
    case Mail::kEnd:
      restart_pending_ = false;
      if (!has_worker_) {
        instance_->WorkerExited(false);
      } else if (!ended_) {
        init_timer_ = false;
        exit_timer_ = true;
      }
      ended_ = true;
      if (mail == Mail::kShutdown) StopWorker();
      break;
    case Mail::kStop:
      StopWorker();
      break;
  }
  return mail != Mail::kShutdown;
}

void World::StopWorker() {
  if (!has_worker_) return;
  stuck_timer_ = true;
  workers_.back()->terminated = true;
  workers_.back()->bell.Set();
}

void World::SpawnWorker() {
  Check(!ended_, "a Worker was started after the end began");
  has_worker_ = init_timer_ = true;
  watchdog_timer_ = faults_.watchdog;
  const int number = static_cast<int>(workers_.size()) + 1;
  workers_.push_back(std::make_unique<Worker>(number));
  Worker& worker = *workers_.back();
  Spawn("worker " + std::to_string(number), [this, &worker] { Work(worker); });
}

}  // namespace model
