#include "worker_link.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>

#include "instance.h"
#include "node_platform.h"
#include "registry.h"

namespace flbnode {

uint32_t WorkerLink::id() const { return Registry::WorkerId(instance_.id(), index_); }

void WorkerLink::PreRun() {
  std::lock_guard<Mutex> lock(start_mutex_);
  if (started_) return;
  started_ = true;
  if (lifecycle_.phase() == Phase::kReady) Send({HostEvent::kStart});
}

void WorkerLink::Cancel() {
  NodePlatform::Get().Post({SupervisorMessage::kEnd, id()});
  Send({HostEvent::kCancel});
}

// ---- mail ----

void WorkerLink::Attach(std::function<void()> wake) {
  {
    std::lock_guard<Mutex> lock(wake_mutex_);
    wake_ = std::move(wake);
  }
  if (!mailbox_.empty()) Wake();
}

void WorkerLink::Detach() {
  std::lock_guard<Mutex> lock(wake_mutex_);
  wake_ = nullptr;
}

void WorkerLink::Wake() {
  std::lock_guard<Mutex> lock(wake_mutex_);
  if (wake_) wake_();
}

void WorkerLink::Send(HostEvent event) {
  if (mailbox_.Push(std::move(event))) Wake();
}

std::vector<HostEvent> WorkerLink::TakeEvents() {
  if (held_) return {};
  std::vector<HostEvent> events = mailbox_.TakeAll();
  // A flush that nobody waits for any more (timed out, or retried after a crash) would only be delivered twice.
  events.erase(std::remove_if(events.begin(), events.end(),
                              [&](const HostEvent& event) {
                                return event.kind == HostEvent::kFlush && !flushes_.Waits(event.flush);
                              }),
               events.end());
  return events;
}

// ---- chunks ----

uint32_t WorkerLink::Ask(const void* data, size_t size, std::string tag) {
  const uint32_t id = flushes_.Open();
  if (id == 0) return 0;

  Bytes copy{{static_cast<char*>(malloc(size)), {}}, size};
  if (copy.data == nullptr) {
    flushes_.Close(id);
    return 0;
  }
  memcpy(copy.data.get(), data, size);
  Send({HostEvent::kFlush, id, std::move(tag), std::move(copy)});
  return id;
}

std::optional<Status> WorkerLink::Wait(uint32_t flush, FlushTable::Clock::time_point deadline) {
  return flushes_.Wait(flush, deadline);
}

std::optional<Bytes> WorkerLink::Close(uint32_t flush) { return flushes_.Close(flush); }

void WorkerLink::Expire(uint32_t flush) {
  // A Worker that hangs takes no mail: the copies of all that it is late for would stay.
  const bool untaken = mailbox_.Remove([flush](const HostEvent& event) {
    return event.kind == HostEvent::kFlush && event.flush == flush;
  });
  if (!untaken) Send({HostEvent::kExpired, flush});
}

void WorkerLink::Answer(uint32_t flush, Status status, std::optional<Bytes> bytes) {
  flushes_.Answer(flush, status, std::move(bytes));
}

// ---- where it is ----

void WorkerLink::SetInterrupt(std::function<void()> interrupt) {
  std::lock_guard<Mutex> lock(wake_mutex_);
  interrupt_ = std::move(interrupt);
}

void WorkerLink::Interrupt() {
  TakeStack();
  std::lock_guard<Mutex> lock(wake_mutex_);
  if (interrupt_) interrupt_();
}

void WorkerLink::SetStack(std::string stack) {
  std::lock_guard<Mutex> lock(stack_mutex_);
  stack_ = std::move(stack);
}

std::string WorkerLink::TakeStack() {
  std::lock_guard<Mutex> lock(stack_mutex_);
  return std::exchange(stack_, {});
}

// ---- its life ----

void WorkerLink::Ready() {
  std::lock_guard<Mutex> lock(start_mutex_);
  if (!lifecycle_.Enter(Phase::kReady)) return;
  vitals_.Begin();
  flushes_.Reopen();
  // Exit may have come in between and shut the table: no flush may wait in it for an instance that has ended.
  if (lifecycle_.phase() != Phase::kReady) Abandon();
  if (started_) Send({HostEvent::kStart});
  NodePlatform::Get().Post({SupervisorMessage::kReady, id()});
}

void WorkerLink::Failed() {
  // The first init decides Fluent Bit's start-up, unless node.on_init_error has it go on. After that the supervisor tries
  // again.
  if (lifecycle_.phase() == Phase::kStarting) {
    lifecycle_.Enter(instance_.settings().retry_init ? Phase::kRestarting : Phase::kFailed);
  }
  NodePlatform::Get().Post({SupervisorMessage::kStop, id()});
}

void WorkerLink::Abandon() { flushes_.AnswerAll(Status::kRetry, true); }

void WorkerLink::Explain(const std::string& why) {
  explained_ = true;
  instance_.Print(flb::kLogError, why);
}

void WorkerLink::Done() {
  done_ = true;
  NodePlatform::Get().Post({SupervisorMessage::kStop, id()});
}

bool WorkerLink::Exited(bool restartable) {
  // Until the phase has changed: a PreRun that comes in between would leave `start` in the mailbox for the next Worker,
  // which would get it before it is ready, and once more when it is.
  std::lock_guard<Mutex> lock(start_mutex_);
  const bool replaced = held_.exchange(false);
  if (done_.exchange(false) && replaced && lifecycle_.Enter(Phase::kRestarting)) {
    // Flushes wait in the mailbox for the next Worker. The rest was about this one.
    while (mailbox_.Remove([](const HostEvent& event) { return event.kind != HostEvent::kFlush; })) {
    }
    return true;
  }
  // First shut, then empty: a flush that opened before is answered here, one that comes later is refused.
  Abandon();
  mailbox_.TakeAll();
  if (lifecycle_.Enter(Phase::kEnded)) return false;
  if (!restartable || (lifecycle_.phase() == Phase::kStarting && !instance_.settings().retry_init)) {
    lifecycle_.Enter(Phase::kFailed);
    return false;
  }
  if (lifecycle_.phase() == Phase::kRestarting || lifecycle_.Enter(Phase::kRestarting)) {
    if (!replaced) instance_.own_metrics().Add(Figure::kRestarts);
    return true;
  }
  lifecycle_.Enter(Phase::kFailed);
  return false;
}

}  // namespace flbnode
