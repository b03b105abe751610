// An instance's metrics, on their way into Fluent Bit's.
#include <algorithm>

#include "instance.h"
#include "registry.h"

namespace flbnode {

// Fluent Bit gives filters and customs no metrics context, and all contexts come together in what it shows. So each of
// them is on the page of an input or output of ours, if there is one. Taken at that one's Init and never later: new label
// values would race with Fluent Bit's exporter. Customs start before inputs, and filters between inputs and outputs.
void Instance::CreateMetricsPage() {
  if (!page_.Create(host_.cmetrics())) return;
  shown_by_ = id_;
  const auto all = Registry::Get().All();
  for (const auto& other : all) {
    const flb::PluginType type = other->host_.type();
    const std::string& name = other->host_.name();
    if (type != flb::kFilter && type != flb::kCustom) continue;
    // Fluent Bit calls all filters of processors redact.0: the figures of two would take turns.
    const bool is_taken = std::any_of(all.begin(), all.end(), [&](const auto& each) {
      return each->shown_by_ != 0 && each->host_.type() == type && each->host_.name() == name;
    });
    uint32_t nobody = 0;
    if (!is_taken) other->shown_by_.compare_exchange_strong(nobody, id_);
  }
}

// Of several Workers: all of them run; the event loop is that of the busiest, and what they keep adds up.
void Instance::RefreshMetrics() {
  bool up = true;
  Vitals together = {};
  for (size_t i = 0; i < worker_count_; ++i) {
    const bool runs = worker(i).phase() == Phase::kReady;
    const Vitals vitals = worker(i).vitals().Now(runs);
    up = up && runs;
    together.loop_delay = std::max(together.loop_delay, vitals.loop_delay);
    together.loop_utilization = std::max(together.loop_utilization, vitals.loop_utilization);
    together.heap_used += vitals.heap_used;
    together.heap_limit += vitals.heap_limit;
    together.external += vitals.external;
  }
  own_metrics_.Refresh(up, together);
}

void Instance::ApplyMetrics() {
  metrics_.Apply();
  ShowPage();
}

void Instance::ShowPage() {
  if (shown_by_ != id_) return;
  for (const auto& each : Registry::Get().All()) {
    if (each->shown_by_ != id_) continue;
    each->RefreshMetrics();
    page_.Show(each->own_metrics_, each->host_.name(), each->host_.type());
  }
}

}  // namespace flbnode
