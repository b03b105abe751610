// An input's records, from its queue to Fluent Bit.
#include "instance.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstring>

#include "core/error_text.h"
#include "error_table.h"
#include "registry.h"

namespace flbnode {

namespace {

// Fluent Bit cuts its chunks near 2 MB; one append becomes one chunk at least.
constexpr size_t kAppendBytes = 2'000'000;

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
//
// Where records are not pushed it never fires: it is there to ask whether Fluent Bit ends (HostInstance::IsEnding).
void Instance::StartPush() {
  if (ring_ == nullptr || !host_.can_append()) return;
  const int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (fd == -1) return;
  pushing_instance = id_;
  if (!host_.Watch(fd, OnReadable)) {
    close(fd);
    return;
  }
  collector_fd_ = fd;
  if (!settings().push) return;
  wake_fd_ = fd;
  if (settings().ring_wake) host_.WakeRing();
}

void Instance::StopPush(Phase phase) {
  wake_fd_ = -1;
  // A Worker that has not ended may be about to write to it: then the number must not become another file's.
  if (collector_fd_ != -1 && phase == Phase::kEnded) close(collector_fd_);
  collector_fd_ = -1;
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
  if (MayHandOver() && pending_.empty() && !ring_->empty()) WakeHost();
}

int Instance::Collect(void** data, size_t* size) {
  *data = nullptr;
  *size = 0;
  // What this callback returns Fluent Bit appends without looking at the result: records that its own ring has no room
  // for are gone. So we append ourselves, and return nothing.
  Service();
  if (ring_ == nullptr || host_.can_append()) return static_cast<int>(Status::kOk);
  // Without tags of their own (binding.takesTags), so there is one batch.
  if (pending_.empty()) Take(ReadRing(SIZE_MAX, CountWritten()));
  if (pending_.empty()) return static_cast<int>(Status::kOk);
  const std::vector<char>& records = pending_.front().data;
  *data = malloc(records.size());
  if (*data == nullptr) return static_cast<int>(Status::kError);
  *size = records.size();
  memcpy(*data, records.data(), records.size());
  own_metrics_.HandedOver(pending_.front(), true);
  PopPending();
  return static_cast<int>(Status::kOk);
}

uint32_t Instance::CountWritten() {
  const Ring::Tally written = ring_->CountNew();
  own_metrics_.Add(Figure::kRecordsWritten, written.records);
  own_metrics_.Add(Figure::kBytesWritten, written.bytes);
  return written.end;
}

void Instance::Take(Batches read) {
  if (read.batches.empty()) return;
  for (Batch& batch : read.batches) pending_.push_back(std::move(batch));
  if (ring_->Release(read.end)) Send({HostEvent::kSpace});
}

void Instance::PopPending() {
  size_t taken = 1;
  if (host_.counts_reads()) taken = handed_over_.Add(std::move(pending_.front()));
  pending_.pop_front();
  Taken(taken);
}

void Instance::Taken(size_t batches) {
  for (; spill_ != nullptr && batches > 0; --batches) spill_->Taken();
}

void Instance::TrimHandedOver(bool looks) {
  if (handed_over_.empty()) return;
  const uint64_t read = host_.RecordsRead().value_or(UINT64_MAX);
  if (looks && pauses_ == 0) handed_over_.Look(read);
  Taken(handed_over_.Read(read));
}

Batches Instance::ReadRing(size_t max_bytes, uint32_t until) {
  Batches read = ring_->Read(max_bytes, until);
  if (read.corrupt) {
    Print(flb::kLogError, ErrorText(errors::kQueueCorrupt, {std::to_string(read.lost_bytes)}));
    // At once: a queue that holds nothing else must start anew, too.
    if (ring_->Release(read.end)) Send({HostEvent::kSpace});
  }
  return read;
}

// After the second Pause its pipeline has ended: it would still take records into its own ring, which nobody reads.
bool Instance::MayHandOver() const { return host_.can_append() && !held_ && pauses_ < 2; }

void Instance::HandOver() {
  // What is there now, and no more: a plugin that writes all the time would hold this thread for ever, in small bites.
  const uint32_t until = CountWritten();
  if (handing_over_ || !MayHandOver() || Clock::now() < refused_until_) return;
  handing_over_ = true;
  HandOverUntil(until);
  handing_over_ = false;
  if (handed_over_.bytes() > kAppendBytes) TrimHandedOver();
}

void Instance::HandOverUntil(uint32_t until) {
  for (;;) {
    for (; !pending_.empty(); PopPending()) {
      // Fluent Bit is far behind. It may be paused before it has read what it has, and then loses that at its end: so no
      // more than what we still have. The service timer comes back to it.
      if (handed_over_.HasToWait(pending_.front().data.size())) {
        TrimHandedOver();
        if (handed_over_.HasToWait(pending_.front().data.size())) return;
      }
      const auto began = Clock::now();
      const Appended appended = host_.Append(pending_.front());
      if (appended == Appended::kUndecodable) {
        const char* what = pending_.front().kind == FrameKind::kMetrics ? "metrics" : "traces";
        Print(flb::kLogError, ErrorText(errors::kSignalRefused, {what}));
      }
      if (appended != Appended::kRefused) {
        own_metrics_.HandedOver(pending_.front(), appended == Appended::kTaken);
        continue;
      }
      if (!warned_refused_) {
        Print(flb::kLogWarn, ErrorText(errors::kAppendRefused, {std::to_string(pending_.front().records)}));
      }
      warned_refused_ = true;
      // Fluent Bit tries for a second before it refuses. As long again is for the thread's other events: tried at each
      // turn of the timer, its end would never have one.
      refused_until_ = Clock::now() + (Clock::now() - began);
      return;  // the service timer comes back to it
    }
    Take(ReadRing(kAppendBytes, until));
    if (pending_.empty()) break;
  }
  warned_refused_ = false;
}

void Instance::Pause() {
  if (ring_ == nullptr) return;
  // First the door, then the queue: once it is shut nothing more is accepted, so what is handed over now is all there
  // is.
  ring_->Pause();
  ++pauses_;
  // Where mem_buf_limit is reached, a threaded input's records stay in a ring of Fluent Bit's, which is lost when its end
  // comes before the input resumes. Here they are safe.
  held_ = !host_.IsEnding();
  // After the first Pause of a shutdown it may read its queue for a second only, so a rest after a refusal would cost
  // records.
  refused_until_ = {};
  Service();
}

void Instance::Resume() {
  if (ring_ == nullptr) return;
  ring_->Resume();
  held_ = false;
  pauses_ = 0;
  HandOver();
  Send({HostEvent::kSpace});
}

}  // namespace flbnode
