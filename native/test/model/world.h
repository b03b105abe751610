// One instance and what is around it, for one run: a host, a supervisor and its Workers.
//
// The instance is the real one (native/runtime/instance*.cc and all below it). The supervisor does what
// src/runtime/supervisor.ts does, and a Worker what src/runtime/worker.ts and src/runtime/instance.ts do, in as many
// steps; what a plugin may do at any moment (crash, hang, answer) is chosen, and all choices are tried.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/producer.h"
#include "runtime/instance.h"
#include "runtime/node_platform.h"
#include "scheduler.h"

namespace model {

// How often, in one run, what may go wrong does.
struct Faults {
  static constexpr int kNoBound = Scenario::kNoBound;
  int crashes = 0;       // a Worker ends between two calls
  int failed_inits = 0;  // init rejects
  int hangs = 0;         // a Worker takes no mail until it is terminated, or
  bool stuck = false;    // until the host has given it up, and then goes on
  bool watchdog = false;
  int restarts = 3;      // node.restart
  bool early_timeouts = false;
  int preemptions = kNoBound;
  bool retries = false;    // a flush may be answered RETRY
  bool slow_init = false;  // mail may come before init has resolved
  size_t workers = 1;      // node.workers
};

// Something that is waited for: a wake-up of a loop, the end of a thread.
class Signal {
 public:
  void Set();
  // Waits for it, and takes it.
  void Take();
  // Waits for it, and leaves it.
  void Await();

 private:
  bool set_ = false;
};

// Fluent Bit's functions, those that it hands over in a table (world_fakes.cc).
const char* Property(const char* key, void* world);
void Print(int level, const char* file, int line, const char* format, ...);

class World : public Scenario {
 public:
  World(int type, Faults faults);
  ~World() override;

  int most_preemptions() const override { return faults_.preemptions; }
  bool early_timeouts() const override { return faults_.early_timeouts; }
  void Stalled(const std::vector<std::string>& waiting) override;
  void End(const std::vector<std::string>& unfinished) override;

  // ---- for the host's threads ----
  flbnode::Instance& instance() { return *instance_; }
  void SpawnSupervisor();
  // api.cc's Init and Exit, without the platform's start and end.
  bool Init();
  void Exit();
  // A flush of chunk `number`, whose result is checked.
  flbnode::Status Flush(int number, const char* tag = "tag");
  // A filter's call with a chunk that two Workers share, whose result is checked.
  void Filter();
  // Workers that have become ready so far, and a wait for one more.
  int ready_workers() const { return ready_workers_; }
  void AwaitReadyWorker(int before);
  // Waits until the queue's descriptor can be read, and does as Fluent Bit's event loop then.
  void TurnLoop();
  // Records that Fluent Bit has taken.
  int appended = 0;
  // How many records the plugin writes, over all of its Workers.
  int to_write = 0;
  // Appends that the host refuses.
  int refusals = 0;

  // ---- for the fakes of what the instance calls (world_fakes.cc) ----
  static World* current;
  void Post(flbnode::SupervisorMessage message);
  int Append(size_t records);
  void WriteWake();
  void ReadWake();
  void CloseWake();
  // Every function of the host: not after Exit.
  void HostCalled();
  void Logged(const std::string& line);

 private:
  struct Worker {
    Worker(flbnode::WorkerLink& link, int number) : link(link), number(number) {}
    flbnode::WorkerLink& link;
    const int number;
    Signal bell;  // the thread-safe function's queue, and terminate()
    bool terminated = false;
    bool ready = false;
    bool cancelled = false;
    int starts = 0;
    bool collects = false;
  };
  // Supervised in supervisor.ts.
  struct Supervised {
    std::vector<std::unique_ptr<Worker>> lives;
    bool has_worker = false, restart_pending = false, ended = false;
    // What comes when the Worker does not do its part in time: setTimeout()s of the supervisor's.
    bool init_timer = false, exit_timer = false, stuck_timer = false, watchdog_timer = false;
    int restarts = 0;
  };
  enum class MailKind { kStart, kReady, kEnd, kStop, kExited, kShutdown };
  struct Mail {
    MailKind kind;
    size_t worker = 0;
  };

  void Supervise();
  bool HandleSupervisorMail();
  void EndWorker(size_t index);
  void StopWorker(Supervised& supervised);
  void SpawnWorker(size_t index);
  std::vector<bool*> DueTimers();
  bool AnyWorker() const;
  void Work(Worker& worker);
  // False: the Worker crashed, or ends.
  bool RunWorker(Worker& worker);
  bool HandleMail(Worker& worker);
  bool Handle(Worker& worker, flbnode::HostEvent& event);
  bool Collect(Worker& worker);
  std::optional<flbnode::Bytes> FilteredOf(const flbnode::HostEvent& event) const;
  bool Crashes();
  void Hang();
  void Send(Mail mail);

  Faults faults_;
  flbnode::Settings settings_;
  std::unique_ptr<flb::Api> api_;
  flbnode_plugin plugin_ = {};
  std::shared_ptr<flbnode::Instance> instance_;

  // The supervisor's.
  std::deque<Mail> mail_;
  std::vector<Supervised> supervised_;

  int spawned_ = 0;

  // The Workers'.
  int crashed_ = 0;
  int written_ = 0;
  int ready_workers_ = 0;
  std::map<int, int> delivered_;                  // how often a chunk came to a Worker
  std::map<int, flbnode::Status> answered_;       // its first answer
  bool someone_hangs_ = false;

  // The host's.
  uint64_t wakes_ = 0;
  bool wake_closed_ = false;
  int said_lost_ = 0;
  bool exited_ = false;
  Signal given_up_;
};

}  // namespace model
