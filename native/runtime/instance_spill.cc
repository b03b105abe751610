// Records that Fluent Bit has not taken when it ends: to a file, and from there to the next start.
#include "instance.h"

#include "core/error_text.h"
#include "error_table.h"

namespace flbnode {

bool Instance::LoadSpill() {
  const std::string path = settings().spill_path;
  if (ring_ == nullptr || path.empty()) return true;
  spill_ = std::make_unique<SpillFolder>(path, plugin_.name, host_.name());
  const std::string unusable = spill_->Check();
  if (!unusable.empty()) {
    Print(flb::kLogError, ErrorText(errors::kSpillPath, {path, unusable}));
    return false;
  }
  SpillFolder::Loaded loaded = spill_->Load();
  for (const SpillFolder::Damage& damage : loaded.damaged) {
    Print(flb::kLogError, ErrorText(errors::kSpillDamaged, {damage.file, std::to_string(damage.at),
                                                            std::to_string(damage.records), damage.kept_as}));
  }
  if (loaded.records > 0) {
    Print(flb::kLogInfo, std::to_string(loaded.records) + " records that Fluent Bit refused at an earlier end come first");
  }
  own_metrics_.Add(Figure::kRecordsRecalled, loaded.records);
  for (const Batch& batch : loaded.batches) own_metrics_.Add(Figure::kBytesRecalled, batch.data.size());
  pending_ = std::move(loaded.batches);
  return true;
}

void Instance::KeepRefused() {
  if (ring_ == nullptr) return;
  // A Worker that has not ended may be about to write: from here on it is told that the queue is paused.
  ring_->Pause();
  TrimHandedOver();
  std::deque<Batch> unread = handed_over_.TakeUnread();
  // Where something is left that Fluent Bit has taken, mem_buf_limit has kept it from reading it, before its end began
  // (then for certain) or since.
  if (pauses_ == 1 || handed_over_.exact()) {
    for (auto batch = unread.rbegin(); batch != unread.rend(); ++batch) pending_.push_front(std::move(*batch));
  } else {
    Taken(unread.size());
  }
  for (Batch& batch : ReadRing(SIZE_MAX, CountWritten()).batches) pending_.push_back(std::move(batch));
  if (spill_ == nullptr) {
    const size_t lost = RecordsOf(pending_);
    if (lost > 0) Print(flb::kLogError, ErrorText(errors::kRecordsLost, {std::to_string(lost)}));
    own_metrics_.EndQueue(0, lost);
    return;
  }
  const SpillFolder::Saved saved = spill_->Save(std::move(pending_));
  own_metrics_.EndQueue(saved.records, saved.lost);
  if (saved.lost > 0) {
    Print(flb::kLogError, ErrorText(errors::kSpillWrite, {std::to_string(saved.lost), saved.file, saved.error}));
  }
  if (saved.records > 0) {
    Print(flb::kLogInfo, std::to_string(saved.records) + " records that Fluent Bit has refused wait for the next start in " +
                             settings().spill_path);
  }
}

}  // namespace flbnode
