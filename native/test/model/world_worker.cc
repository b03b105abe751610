// A Worker: what src/runtime/worker.ts and instance.ts do, and a plugin that may crash, hang, or answer.
#include <cstring>

#include "world.h"

namespace model {

using flbnode::HostEvent;
using flbnode::Status;

bool World::Crashes() {
  if (faults_.crashes == 0 || Choose(2, "crash") == 0) return false;
  --faults_.crashes;
  ++crashed_;
  return true;
}

// From here on the supervisor's timers may come.
void World::Hang() {
  Step(&mail_, Access::kWrite, "hangs");
  Enables(&mail_);
  someone_hangs_ = true;
}

void World::Work(Worker& worker) {
  worker.link.Attach([&worker] { worker.bell.Set(); });
  RunWorker(worker);
  worker.link.Detach();
  Send({MailKind::kExited, worker.link.index()});
}

bool World::RunWorker(Worker& worker) {
  if (faults_.slow_init && Choose(2, "init takes long") == 1) {
    Hang();
    if (!HandleMail(worker)) return false;
  }
  if (Crashes()) return false;
  if (faults_.failed_inits > 0 && Choose(2, "init fails") == 1) {
    --faults_.failed_inits;
    worker.link.Failed();
    while (!worker.terminated) worker.bell.Take();
    return false;
  }
  // Before: from its return on, `start` may have been taken.
  worker.ready = true;
  worker.link.Ready();
  Step(&ready_workers_, Access::kWrite, "is ready");
  Enables(&ready_workers_);
  ++ready_workers_;
  if (Crashes()) return false;
  while (!worker.cancelled) {
    if (!HandleMail(worker) || !Collect(worker)) return false;
  }
  worker.link.Done();
  while (!worker.terminated) worker.bell.Take();
  return false;
}

bool World::HandleMail(Worker& worker) {
  worker.bell.Take();
  if (worker.terminated) return false;
  for (HostEvent& event : worker.link.TakeEvents()) {
    if (!Handle(worker, event)) return false;
  }
  return true;
}

// Of a filter: what World::Filter looks for, the chunk's number.
std::optional<flbnode::Bytes> World::FilteredOf(const HostEvent& event) const {
  if (plugin_.type != flb::kFilter) return std::nullopt;
  flbnode::Bytes bytes{{static_cast<char*>(malloc(1)), {}}, 1};
  *bytes.data = event.data.data.get()[1];
  return bytes;
}

bool World::Handle(Worker& worker, HostEvent& event) {
  switch (event.kind) {
    case HostEvent::kStart:
      Check(worker.ready, "`start` came before the Worker was ready");
      Check(++worker.starts == 1, "`start` came twice to a Worker");
      worker.collects = true;
      return true;
    case HostEvent::kFlush: {
      int number = 0;
      memcpy(&number, event.data.data.get(), sizeof(number));
      Check(++delivered_[number] == 1, "a chunk of one flush came to Workers twice");
      if (Crashes()) return false;
      if (faults_.hangs > 0 && Choose(2, "hang") == 1) {
        --faults_.hangs;
        Hang();
        if (faults_.stuck) {
          given_up_.Await();
          instance_->host().Property("late");
          instance_->WakeHost();
        } else {
          while (!worker.terminated) worker.bell.Take();
        }
        if (!faults_.stuck) return false;
      }
      const bool retry = !worker.ready || (faults_.retries && Choose(2, "asks for a retry") == 1);
      const Status status = retry ? Status::kRetry : Status::kOk;
      answered_.try_emplace(number, status);
      worker.link.Answer(event.flush, status, FilteredOf(event));
      return !Crashes();
    }
    case HostEvent::kCancel:
      worker.cancelled = true;
      return true;
    case HostEvent::kSpace:
    case HostEvent::kExpired:
      return true;
  }
  return true;
}

bool World::Collect(Worker& worker) {
  if (!worker.collects || worker.cancelled || written_ == to_write) return true;
  Check(instance_->ring() != nullptr, "an input has no queue");
  Producer producer(*instance_->ring());
  producer.wake_host = [this] { instance_->WakeHost(); };
  while (written_ < to_write) {
    // Three of them fill the queue.
    const std::string record(1200, 'r');
    if (producer.offer(record) != Producer::kAccepted) {
      producer.await_space();
      if (producer.offer(record) != Producer::kAccepted) return true;  // `space` comes
    }
    ++written_;
    if (Crashes()) return false;
  }
  return true;
}

}  // namespace model
