// The runtime's own metrics of instances, in a metrics context of Fluent Bit's.
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "cmetrics.h"
#include "fluent_bit_abi.h"
#include "instance_metrics.h"

namespace flbnode {

// The context is that of one input or output, and takes the figures of others, too: Fluent Bit gives filters and customs
// none. Labels: `name` and `type` of the instance, for an input and an output may be called the same.
class MetricsPage {
 public:
  // The instance's own thread, during Init. False: there is no context, or the host refused it all.
  bool Create(void* cmt);
  // The same thread, any time later.
  void Show(const InstanceMetrics& metrics, const std::string& instance, flb::PluginType type);
  // At Exit, any thread: Fluent Bit frees the context soon after.
  void Forget();

 private:
  // Show may run on a thread that is not Exit's (a filter's processor).
  std::mutex mutex_;
  // One entry per row of instance_metrics.def; those of a family share its metric. Null: the host refused it.
  std::vector<void*> metrics_;
};

// All but the histogram, by name without prefix and with their own label: `chunks_flushed_total{result=ok}`.
std::vector<std::pair<std::string, double>> FiguresOf(const InstanceMetrics& metrics, flb::PluginType type);

// Those counters that are not 0, as a line of the log; empty without.
std::string CountersText(const InstanceMetrics& metrics, flb::PluginType type);

}  // namespace flbnode
