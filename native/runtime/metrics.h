// A plugin's metrics, mirrored into the host's cmetrics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cmetrics.h"
#include "core/sync.h"

namespace flbnode {

// Create during Init, Apply from the service timer: see cmetrics.h.
//
// Those of several Workers come together: counters, gauges and histograms add up, as do the sums and counts of summaries.
// A quantile is the largest of theirs, which that of all observations cannot exceed.
class Metrics {
 public:
  // JavaScript's threads; `worker` counts from 0. A restarted Worker declares its families again: known names keep their
  // metric, new ones are not mirrored.
  void Declare(size_t worker, std::vector<MetricFamily> families);
  // JavaScript's threads: newest values of some label sets; the others stay.
  void Set(size_t worker, std::vector<MetricSample> samples);

  // Fluent Bit's thread, during Init. `instance` becomes the value of the label "name", as in Fluent Bit's own
  // metrics, so that two instances never collide. Returns the names that the host refused.
  std::vector<std::string> Create(void* cmt, const std::string& instance);
  // Fluent Bit's thread.
  void Apply();
  // At Exit: Fluent Bit frees the metrics soon after.
  void Forget();

 private:
  struct Created {
    MetricFamily family;
    void* metric;
  };
  // Of one label set.
  struct Value {
    std::map<size_t, MetricSample> of;      // by Worker
    std::optional<MetricSample> of_ended;  // what those had counted that have ended
    bool changed = false;
  };

  void End(size_t worker);
  const Created* Find(const MetricFamily& family) const;

  Mutex mutex_;
  std::string instance_;
  std::map<size_t, std::vector<MetricFamily>> families_;  // by Worker
  std::vector<Created> created_;
  // By the family's name, and the values of its labels.
  std::map<std::pair<std::string, std::vector<std::string>>, Value> values_;
};

}  // namespace flbnode
